//! Text files of rows: CSV, TSV and their kin (RFC 4180, with any separator), in one pass.
//!
//! ```text
//! bytes → checksum → letters (UTF-8) → rows → columns: numbers straight from the bytes, words where they are none
//! ```
//!
//! No more of the file is held than a block. It is read again only where the first rows misled: a column of numbers in
//! which words come up later, or letters that turn out not to be UTF-8.

use super::encoding::{Decoded, Letters};
use super::packed::Packing;
use super::pass::{Pass, Stop, not_utf8, nul};
use super::shape::Shape;
use super::sniff::{Sniffed, sniff};
use super::source::{Checksum, Source};
use super::unit::Unit;
use super::{Format, Origin, Table, Warning};
use crate::error::{Error, Result};
use crate::memory::{self, Need};
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

    fn recognises(&self, _name: &str, _head: &[u8]) -> bool {
        true
    }

    fn read(&self, source: &Source, options: &ValidOptions) -> Result<Table> {
        check_marks(options)?;
        read_with(source, options, |letters| {
            let found = sniff_head(source, letters, options)?;
            let mut warnings = Vec::new();
            if found.ambiguous {
                warnings.push(ambiguous(&found));
            }
            let shape = Shape::of(&source.name, &found, &mut warnings)?;
            Ok((shape, warnings))
        })
    }
}

/// Reads rows of text whose shape `look` finds; a second time, in letters told by their frequencies, where they turn out
/// not to be UTF-8.
///
/// # Errors
/// As `Format::read`.
pub fn read_with(
    source: &Source,
    options: &ValidOptions,
    look: impl Fn(Letters) -> Result<(Shape, Vec<Warning>), Stop>,
) -> Result<Table> {
    let letters = Letters::of_head(&source.head(1 << 16)?, options.encoding.as_deref())?;
    let read = match read_as(source, letters, options, &look) {
        Err(Stop::NotUtf8(_)) if options.encoding.is_none() => {
            let (guessed, doubt) = Letters::guessed(source, &mut source.open(None)?)?;
            read_as(source, guessed, options, &look).map(|mut table| {
                table.warnings.extend(doubt);
                table
            })
        }
        other => other,
    };
    read.map_err(|stop| match stop {
        Stop::NotUtf8(error) | Stop::Error(error) => error,
    })
}

/// The text of a source.
///
/// # Errors
/// Where it can't be opened.
pub fn text(source: &Source, letters: Letters) -> Result<Box<dyn Read + '_>> {
    Ok(Box::new(Decoded::new(source.open(None)?, letters)))
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

fn read_as(
    source: &Source,
    letters: Letters,
    options: &ValidOptions,
    look: impl Fn(Letters) -> Result<(Shape, Vec<Warning>), Stop>,
) -> Result<Table, Stop> {
    let (mut shape, mut warnings) = look(letters)?;
    shape.follow(&options.columns);
    let free = memory::available();
    // of a packed file its size tells too little: there the rows are counted on the way
    if source.packing() == Packing::None {
        let rows = source.size() as f64 / shape.bytes_a_row;
        Need::reading(rows as u64, shape.width as u64).within(free, &source.name)?;
    }
    let checksum = Checksum::default();
    let pass = Pass { source, letters, shape: &shape, free };
    let read = pass.all(&checksum)?;
    let mut reading = pass.reading(&read);
    if let Some(packed) = source.packing().words() {
        reading = format!("{reading}, {packed}");
    }
    let rows = read.rows;
    let columns = pass.settle(read, &mut warnings)?;
    let origin = Origin { file: source.name.clone(), sha256: checksum.hexadecimal(), rows, reading };
    Ok(Table { origin, columns, warnings })
}

/// The dialect of the first rows.
fn sniff_head(source: &Source, letters: Letters, options: &ValidOptions) -> Result<Sniffed, Stop> {
    let mut head = Vec::new();
    for most in HEADS {
        head.clear();
        let mut reader = text(source, letters)?.take(most);
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
        return Err(nul(&source.name, Unit::Line, line(at)).into());
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

/// What is said where a comma may be either mark.
pub fn ambiguous(found: &Sniffed) -> Warning {
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
