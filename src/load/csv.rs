//! Text files of rows: CSV, TSV and their kin (RFC 4180, with any separator), in one pass.
//!
//! ```text
//! bytes → checksum → letters (UTF-8) → rows → columns: numbers straight from the bytes, words where they are none
//! ```
//!
//! No more of the file is held than a block. It is read again only where the first rows misled: a column of numbers in
//! which words come up later, or letters that turn out not to be UTF-8.

use super::column::{Growing, Numbers, Seen, Words};
use super::encoding::{Decoded, Letters};
use super::lexer::Form;
use super::names::{cut, short};
use super::rows::{Rows, Skipped};
use super::shape::Shape;
use super::sniff::{Sniffed, sniff};
use super::source::{Checksum, Hashed, Source};
use super::{Cells, Column, Format, Origin, Table, Warning};
use crate::error::{Error, Result};
use crate::options::ValidOptions;
use std::io::Read;

/// Bytes the dialect is found from; more where they hold few rows.
const HEADS: [u64; 3] = [1 << 20, 1 << 23, 1 << 26];
/// Line ends that are few.
const FEW: usize = 20;

/// CSV and its kin.
pub struct Csv;

impl Format for Csv {
    fn id(&self) -> &'static str {
        "csv"
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        let binary: [&[u8]; 6] =
            [b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"\x28\xb5\x2f\xfd", b"%PDF"];
        !name.ends_with(".parquet") && !binary.iter().any(|magic| head.starts_with(magic))
    }

    fn read(&self, source: &Source, options: &ValidOptions) -> Result<Table> {
        check_marks(options)?;
        let mut letters = Letters::of_head(&source.head(1 << 16)?, options.encoding.as_deref())?;
        match read_as(source, letters, options) {
            Err(Stop::NotUtf8(_)) if options.encoding.is_none() => {
                letters = Letters::guessed(source, &mut source.open()?)?;
                read_as(source, letters, options)
            }
            other => other,
        }
        .map_err(|stop| match stop {
            Stop::NotUtf8(place) => place,
            Stop::Error(error) => error,
        })
    }
}

/// Why reading stopped.
enum Stop {
    /// Bytes are no UTF-8, as the error says; another encoding may do.
    NotUtf8(Error),
    /// Anything else.
    Error(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Error(error)
    }
}

/// Separator and decimal mark as options: each one character, and not the same.
fn check_marks(options: &ValidOptions) -> Result<()> {
    if let Some(delimiter) = options.delimiter
        && (!delimiter.is_ascii()
            || matches!(delimiter, '"' | '\n' | '\r')
            || delimiter.is_ascii_alphanumeric())
    {
        return Err(Error::Usage(format!(
            "--delimiter {delimiter:?}: give one mark that separates fields, as in --delimiter ';'"
        )));
    }
    if let Some(decimal) = options.decimal
        && !matches!(decimal, '.' | ',')
    {
        return Err(Error::Usage(format!("--decimal {decimal:?}: give . or ,")));
    }
    Ok(())
}

fn read_as(source: &Source, letters: Letters, options: &ValidOptions) -> Result<Table, Stop> {
    let found = sniff_head(source, letters, options)?;
    let mut warnings = Vec::new();
    if found.ambiguous {
        warnings.push(ambiguous(&found));
    }
    let shape = Shape::of(&source.name, &found, &mut warnings)?;
    let checksum = Checksum::default();
    let raw = Hashed::new(source.open()?, &checksum);
    let pass = Pass { source, shape: &shape };
    let mut read = pass.all(Box::new(Decoded::new(raw, letters)))?;
    let columns = pass.settle(&mut read, letters, &mut warnings)?;
    let origin = Origin {
        file: source.name.clone(),
        sha256: checksum.hexadecimal(),
        rows: read.rows,
        reading: reading(&shape, letters, &read),
    };
    Ok(Table { origin, columns, warnings })
}

/// The dialect of the first rows.
fn sniff_head(source: &Source, letters: Letters, options: &ValidOptions) -> Result<Sniffed, Stop> {
    let mut head = Vec::new();
    for most in HEADS {
        head.clear();
        let mut reader = Decoded::new(source.open()?, letters).take(most);
        reader.read_to_end(&mut head).map_err(|e| source.broken(&e))?;
        let lines = head.iter().filter(|&&byte| byte == b'\n' || byte == b'\r').take(FEW).count();
        if (head.len() as u64) < most || lines == FEW {
            break;
        }
    }
    check_head(source, &head)?;
    let whole = HEADS.iter().all(|&most| head.len() as u64 != most);
    Ok(sniff(&head, whole, options))
}

/// Text, and some of it.
fn check_head(source: &Source, head: &[u8]) -> Result<(), Stop> {
    let line = |at: usize| 1 + head[..at].iter().filter(|&&byte| byte == b'\n').count() as u64;
    if let Some(at) = head.iter().position(|&byte| byte == 0) {
        return Err(nul(&source.name, line(at)).into());
    }
    if let Err(error) = std::str::from_utf8(head)
        && error.error_len().is_some()
    {
        let at = error.valid_up_to();
        return Err(Stop::NotUtf8(not_utf8(&source.name, line(at), None, head[at])));
    }
    if head.trim_ascii().is_empty() {
        let what = "the file is empty; it needs a line of names and rows of data";
        return Err(Error::at(&source.name, None, None, what).into());
    }
    Ok(())
}

fn nul(file: &str, line: u64) -> Error {
    let what = "holds a NUL byte, so it is no text in UTF-8; save the table as CSV in UTF-8";
    Error::at(file, Some(line), None, what)
}

fn not_utf8(file: &str, line: u64, column: Option<&str>, byte: u8) -> Error {
    let what = format!(
        "byte 0x{byte:02x} is not UTF-8; the file seems to be written in another encoding (Windows-1252 or Latin-1, \
         often); name it with --encoding, or save the file as UTF-8"
    );
    Error::at(file, Some(line), column, &what)
}

fn ambiguous(found: &Sniffed) -> Warning {
    let (read, other) = match found.dialect.marks.decimal {
        ',' => ("1,234 is read as one and a fraction", '.'),
        _ => ("1,234 is read as one thousand and more", ','),
    };
    let text = format!(
        "every comma in a number stands before exactly three digits, so it may be either mark: {read}; if the other is \
         meant, use --decimal {other}"
    );
    Warning::new("ambiguous_marks", None, text)
}

/// Columns as they were read, and what else was seen.
struct Gathered {
    columns: Vec<Growing>,
    rows: usize,
    quoted: bool,
    skipped: Skipped,
}

/// One way through the rows of a source.
struct Pass<'a> {
    source: &'a Source,
    shape: &'a Shape,
}

impl Pass<'_> {
    /// Reads all columns.
    fn all<'r>(&'r self, reader: Box<dyn Read + 'r>) -> Result<Gathered, Stop> {
        let room = (self.source.size() as f64 / self.shape.bytes_a_row * 1.02) as usize + 16;
        let begin = |&numeric: &bool| match numeric {
            true => Growing::Numbers(Numbers::with_room(room)),
            false => Growing::Words(Words::default()),
        };
        let mut columns: Vec<Growing> = self.shape.numeric.iter().map(begin).collect();
        let mut quoted = false;
        let (rows, skipped) = self.each_row(reader, |rows| {
            for (place, (column, field)) in columns.iter_mut().zip(rows.fields()).enumerate() {
                match column {
                    Growing::Numbers(numbers) if field.form == Form::Number => {
                        numbers.values.push(field.number)
                    }
                    _ => {
                        quoted |= matches!(field.form, Form::Quoted | Form::Escaped);
                        self.slow(rows, place, column)?;
                    }
                }
            }
            Ok(())
        })?;
        Ok(Gathered { columns, rows, quoted, skipped })
    }

    /// A cell that is not plainly a number of a column of numbers.
    fn slow(&self, rows: &Rows, place: usize, column: &mut Growing) -> Result<(), Stop> {
        let mut scratch = Vec::new();
        let bytes = rows.bytes(rows.fields()[place], &mut scratch);
        let (file, line) = (&self.source.name, rows.line());
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let name = cut(&self.shape.names[place]);
            Stop::NotUtf8(not_utf8(file, line, Some(&name), bytes[error.valid_up_to()]))
        })?;
        if text.contains('\0') {
            return Err(nul(file, line).into());
        }
        match column {
            Growing::Numbers(numbers) => numbers.push(text, self.shape.dialect.marks, line),
            Growing::Words(words) => words.push(text, line),
        }
        Ok(())
    }

    /// Walks the rows of data; how many there are, and what was stepped over.
    fn each_row<'r>(
        &'r self,
        reader: Box<dyn Read + 'r>,
        mut take: impl FnMut(&Rows) -> Result<(), Stop>,
    ) -> Result<(usize, Skipped), Stop> {
        let mut rows = Rows::new(&self.source.name, reader, self.shape.dialect, self.shape.width)?;
        let (mut count, mut header) = (0, self.shape.dialect.header);
        while rows.advance()? {
            if std::mem::take(&mut header) {
                continue;
            }
            if rows.fields().len() != self.shape.width {
                return Err(self.uneven(&rows).into());
            }
            take(&rows)?;
            count += 1;
        }
        Ok((count, rows.skipped))
    }

    /// A row with too few or too many fields.
    fn uneven(&self, rows: &Rows) -> Error {
        let fields = |n: usize| if n == 1 { "1 field".to_owned() } else { format!("{n} fields") };
        let dialect = &self.shape.dialect;
        let what = format!(
            "{} where {} {}; a field that holds the separator {:?} must stand in double quotes{}",
            fields(rows.fields().len()),
            if dialect.header { "the line of names has" } else { "the first line has" },
            self.shape.width,
            char::from(dialect.delimiter),
            if dialect.marks.decimal == '.'
                && dialect.delimiter == b','
                && rows.fields().len() > self.shape.width
            {
                " (so must a number with a decimal comma)"
            } else {
                ""
            }
        );
        Error::at(&self.source.name, Some(rows.line()), None, &what)
    }

    /// Decides what each column holds; those of numbers in which words came up are read again.
    fn settle(
        &self,
        read: &mut Gathered,
        letters: Letters,
        warnings: &mut Vec<Warning>,
    ) -> Result<Vec<Column>, Stop> {
        let mut cells: Vec<Option<Cells>> = Vec::with_capacity(read.columns.len());
        for (name, column) in self.shape.names.iter().zip(read.columns.drain(..)) {
            let (seen, numbers) = match column {
                Growing::Numbers(numbers) => (numbers.seen(), shrunk(numbers.values)),
                Growing::Words(words) => match words.seen(self.shape.dialect.marks) {
                    (said, seen) if seen.words == 0 => (seen, words.numbers(&said)),
                    (_, seen) => (seen, words.cells()),
                },
            };
            self.judge(name, &seen, warnings)?;
            let again = seen.words > 0 && matches!(numbers, Cells::Numbers(_));
            cells.push((!again).then_some(numbers));
        }
        self.again(read, letters, &mut cells)?;
        let columns = self.shape.names.iter().cloned().zip(cells.into_iter().flatten());
        Ok(columns.map(|(name, cells)| Column { name, cells }).collect())
    }

    fn judge(&self, name: &str, seen: &Seen, warnings: &mut Vec<Warning>) -> Result<()> {
        if let (0, Some((line, cell))) = (seen.words, &seen.first_infinite) {
            let what = format!("{cell:?} is not a finite number; correct the cell or leave it empty");
            return Err(Error::at(&self.source.name, Some(*line), Some(&cut(name)), &what));
        }
        if seen.mostly_numbers() {
            warnings.push(mostly_numbers(name, seen, self.shape));
        }
        Ok(())
    }

    /// Reads the columns without cells as words.
    fn again(&self, read: &Gathered, letters: Letters, cells: &mut [Option<Cells>]) -> Result<(), Stop> {
        let places: Vec<usize> = (0..cells.len()).filter(|&place| cells[place].is_none()).collect();
        if places.is_empty() {
            return Ok(());
        }
        let mut columns: Vec<Growing> = places.iter().map(|_| Growing::Words(Words::default())).collect();
        let reader = Decoded::new(self.source.open()?, letters);
        let (rows, _) = self.each_row(Box::new(reader), |rows| {
            places.iter().zip(&mut columns).try_for_each(|(&place, column)| self.slow(rows, place, column))
        })?;
        if rows != read.rows {
            let what = "the file changed while it was read; run again when nothing writes to it";
            return Err(Error::at(&self.source.name, None, None, what).into());
        }
        for (place, column) in places.into_iter().zip(columns) {
            if let Growing::Words(words) = column {
                cells[place] = Some(words.cells());
            }
        }
        Ok(())
    }
}

/// Without the room that no row took.
fn shrunk(mut values: Vec<f64>) -> Cells {
    values.shrink_to_fit();
    Cells::Numbers(values)
}

fn mostly_numbers(name: &str, seen: &Seen, shape: &Shape) -> Warning {
    let (line, cell) = seen.first_word.clone().unwrap_or_default();
    let comma = cell.contains(',') && shape.dialect.marks.decimal == '.';
    let text = format!(
        "column {}: {} of {} cells are numbers, but {} (line {line}) is not, so the column is read as words; {}",
        short(name),
        seen.numbers,
        seen.numbers + seen.words,
        short(&cell),
        if comma {
            "if it has a decimal comma, use --decimal ,"
        } else {
            "correct the cell, or leave it empty if the value is missing"
        }
    );
    Warning::new("mostly_numbers", Some(name), text)
}

/// What was found, in one sentence.
fn reading(shape: &Shape, letters: Letters, read: &Gathered) -> String {
    let dialect = &shape.dialect;
    let mut parts = vec![
        format!("separated by {}", dialect.separator()),
        dialect.quotes(read.quoted).to_owned(),
        if dialect.header { names_where(dialect.preamble) } else { "no line of names".to_owned() },
        letters.words(),
        dialect.numbers(),
    ];
    for (count, one, many) in [
        (dialect.preamble as u64, "line before them is", "lines before them are"),
        (read.skipped.remarks, "line of remarks is", "lines of remarks are"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {} left out", if count == 1 { one } else { many }));
        }
    }
    parts.join(", ")
}

fn names_where(preamble: usize) -> String {
    match preamble {
        0 => "names in the first line".to_owned(),
        lines => format!("names in line {}", lines + 1),
    }
}
