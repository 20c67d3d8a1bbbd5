//! Records one after another out of a reader, with the line each begins on; no more of it is held than one needs.

use super::dialect::Dialect;
use super::lexer::{Field, Form, Lexer, Step, content};
use super::packed::TOO_MUCH;
use crate::error::{Error, Result};
use std::io::Read;

/// Bytes read at a time.
const BLOCK: usize = 1 << 20;
/// Bytes that a record has at most: a quote that is never closed must not swallow a whole file.
const LONGEST: usize = 1 << 26;
/// Marks that a line of remarks begins with.
const REMARKS: [u8; 2] = [b'#', b'%'];
/// A byte that stands nowhere in UTF-8.
const NO_QUOTE: u8 = 0xff;

/// Records of a text; blank lines and remarks are stepped over and counted.
pub struct Rows<'a> {
    file: &'a str,
    reader: Box<dyn Read + 'a>,
    dialect: Dialect,
    lexer: Lexer,
    /// Takes remarks apart, in which a quote means nothing.
    unquoted: Lexer,
    /// Fields of a row, where known: a line that begins with the mark of a remark and has as many is a row.
    width: usize,
    buffer: Vec<u8>,
    /// Where the next record begins in the buffer, and one behind its last byte.
    next: usize,
    filled: usize,
    over: bool,
    line: u64,
    row: Row,
    /// Lines stepped over so far.
    pub skipped: Skipped,
}

/// The record read last.
#[derive(Debug, Default)]
struct Row {
    line: u64,
    fields: Vec<Field>,
    stray: bool,
}

/// Lines that are no records.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Blank lines.
    pub blank: u64,
    /// Remarks.
    pub remarks: u64,
    /// The remark directly before the first record, without its mark.
    pub before: Option<String>,
}

impl<'a> Rows<'a> {
    /// Records of what the reader gives, in UTF-8; `file` is its name for messages.
    ///
    /// # Errors
    /// `Error::Input` where the lines before the first record can't be read.
    pub fn new(file: &'a str, reader: Box<dyn Read + 'a>, dialect: Dialect, width: usize) -> Result<Self> {
        let mut rows = Rows {
            file,
            reader,
            dialect,
            lexer: Lexer::new(dialect),
            unquoted: Lexer::new(Dialect { quote: NO_QUOTE, backslash: false, ..dialect }),
            width,
            buffer: vec![0; BLOCK],
            next: 0,
            filled: 0,
            over: false,
            line: 1,
            row: Row::default(),
            skipped: Skipped::default(),
        };
        for _ in 0..dialect.preamble {
            rows.skip_line()?;
        }
        Ok(rows)
    }

    /// Goes on to the next record; false where there is none.
    ///
    /// # Errors
    /// `Error::Input` where reading fails, a quote is never closed, or a record has no end.
    pub fn advance(&mut self) -> Result<bool> {
        loop {
            let bytes = &self.buffer[..self.filled];
            let remark = bytes.get(self.next).is_some_and(|byte| REMARKS.contains(byte));
            let lexer = if remark { &self.unquoted } else { &self.lexer };
            match lexer.record(bytes, self.next, self.over, &mut self.row.fields) {
                Step::More => self.fill()?,
                Step::End => return Ok(false),
                Step::Unclosed => return Err(self.unclosed()),
                Step::Record { next, lines, .. } if remark && self.row.fields.len() != self.width => {
                    let text = &bytes[self.next + 1..next];
                    self.skipped.before = Some(String::from_utf8_lossy(text).into_owned());
                    self.skipped.remarks += 1;
                    (self.next, self.line) = (next, self.line + lines);
                }
                Step::Record { next, lines, stray } => {
                    let blank = is_blank(bytes, &self.row.fields);
                    (self.row.line, self.row.stray) = (self.line, stray);
                    (self.next, self.line) = (next, self.line + lines);
                    if !blank {
                        return Ok(true);
                    }
                    self.skipped.blank += 1;
                }
            }
        }
    }

    /// Moves what is left to the front and reads on behind it.
    fn fill(&mut self) -> Result<()> {
        self.buffer.copy_within(self.next..self.filled, 0);
        self.filled -= self.next;
        self.next = 0;
        if self.filled >= LONGEST {
            return Err(self.endless());
        }
        if self.buffer.len() < self.filled + BLOCK {
            self.buffer.resize((2 * self.filled).max(2 * BLOCK), 0);
        }
        while self.filled < self.buffer.len() {
            match self.reader.read(&mut self.buffer[self.filled..]) {
                Ok(0) => {
                    self.over = true;
                    break;
                }
                Ok(count) => self.filled += count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
                    return Err(Error::at(self.file, None, None, TOO_MUCH));
                }
                Err(error) => return Err(self.fault(self.line, &format!("can't be read on: {error}"))),
            }
        }
        Ok(())
    }

    /// Steps over the rest of the line at which the next record begins.
    pub fn skip_line(&mut self) -> Result<()> {
        loop {
            let rest = &self.buffer[self.next..self.filled];
            let end = rest.iter().position(|&byte| byte == b'\n' || byte == b'\r');
            match end {
                Some(end) if end + 1 < rest.len() || self.over => {
                    self.next += end + 1 + usize::from(rest[end..].starts_with(b"\r\n"));
                    self.line += 1;
                    return Ok(());
                }
                None if self.over => {
                    self.next = self.filled;
                    return Ok(());
                }
                _ => self.fill()?,
            }
        }
    }

    /// The line the record begins on; the first is 1.
    pub fn line(&self) -> u64 {
        self.row.line
    }

    /// The fields of the record.
    pub fn fields(&self) -> &[Field] {
        &self.row.fields
    }

    /// Whether a quote stands where none should.
    pub fn stray(&self) -> bool {
        self.row.stray
    }

    /// Bytes taken so far by records and what was stepped over, since the last block was read.
    pub fn taken(&self) -> usize {
        self.next
    }

    /// The bytes of a field of the record; `scratch` is for those with escapes.
    pub fn bytes<'b>(&'b self, field: Field, scratch: &'b mut Vec<u8>) -> &'b [u8] {
        content(field, &self.buffer, &self.dialect, scratch)
    }

    fn fault(&self, line: u64, what: &str) -> Error {
        self.dialect.unit.error(self.file, line, None, what)
    }

    fn unclosed(&self) -> Error {
        let what = if self.dialect.quote == b'"' {
            "a double quote is opened and not closed where it should be; close it, or write \"\" for a quote"
        } else {
            "a single quote is opened and not closed where it should be; close it, or write '' for a quote"
        };
        self.fault(self.line, what)
    }

    fn endless(&self) -> Error {
        self.fault(
            self.line,
            "a row of more than 64 MiB begins here; is a quote opened and never closed, or is it no table?",
        )
    }
}

/// A line of nothing but blanks.
fn is_blank(bytes: &[u8], fields: &[Field]) -> bool {
    match fields {
        // old systems end a file with Ctrl-Z
        [only] if only.form == Form::Text => {
            matches!(bytes[only.start..only.end].trim_ascii(), [] | [0x1a])
        }
        _ => false,
    }
}
