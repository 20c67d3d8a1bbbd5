//! Text files of rows: CSV, TSV and their kin, in UTF-8 (RFC 4180, with any separator).

use super::column::{Seen, Words};
use super::names::{cut, make_unique, short};
use super::sniff::{Dialect, reader, sniff};
use super::{Cells, Column, Format, Origin, Table, Warning};
use crate::error::{Error, Result};
use crate::options::ValidOptions;
use csv::StringRecord;
use sha2::{Digest, Sha256};
use std::fmt::Write;

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

    fn read(&self, name: &str, bytes: &[u8], options: &ValidOptions) -> Result<Table> {
        check_marks(options)?;
        let text = decode(name, bytes)?;
        let dialect = sniff(text, options);
        let mut warnings = Vec::new();
        let shape = Shape::of(name, text, dialect, &mut warnings)?;
        let columns = read_columns(name, text, &shape, &mut warnings)?;
        let quoted = text.contains('"');
        let origin = Origin {
            file: name.to_owned(),
            sha256: hexadecimal(bytes),
            rows: columns.first().map_or(0, |column| column.cells.len()),
            reading: dialect.words(quoted, bytes.starts_with(b"\xef\xbb\xbf")),
        };
        Ok(Table { origin, columns, warnings })
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
    let encoding = options.encoding.as_deref().unwrap_or("utf-8").to_lowercase();
    if !matches!(encoding.as_str(), "utf-8" | "utf8" | "ascii") {
        return Err(Error::Usage(format!(
            "--encoding {encoding}: this version reads UTF-8 only; save the file as UTF-8"
        )));
    }
    Ok(())
}

/// The text of the bytes, without byte order mark.
fn decode<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let what = "written in UTF-16, which this version does not read; save it as UTF-8";
        return Err(Error::at(name, None, None, what));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line_of = |at: usize| Some(1 + bytes[..at].iter().filter(|&&b| b == b'\n').count() as u64);
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        let what = "holds a NUL byte, so it is no text in UTF-8; save the table as CSV in UTF-8";
        return Err(Error::at(name, line_of(at), None, what));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let what = format!(
            "byte 0x{:02x} is not UTF-8; the file seems to be written in another encoding \
             (Windows-1252 or Latin-1, often); save it as UTF-8",
            bytes[at]
        );
        Error::at(name, line_of(at), None, &what)
    })?;
    if text.trim().is_empty() {
        return Err(Error::at(
            name,
            None,
            None,
            "the file is empty; it needs a line of names and rows of data",
        ));
    }
    Ok(text)
}

fn hexadecimal(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Names of the columns and how rows are laid out under them.
struct Shape {
    dialect: Dialect,
    names: Vec<String>,
    /// Fields that a row has: one more than names where rows end in a separator.
    width: usize,
}

impl Shape {
    fn of(file: &str, text: &str, dialect: Dialect, warnings: &mut Vec<Warning>) -> Result<Shape> {
        let mut rows = reader(text, dialect.delimiter).into_records().map_while(Result::ok);
        let Some(first) = rows.find(|row| !is_blank(row)) else {
            return Err(Error::at(file, None, None, "no line holds anything but separators"));
        };
        let second = rows.find(|row| !is_blank(row));
        let mut written: Vec<String> = if dialect.header {
            first.iter().map(|name| name.trim().to_owned()).collect()
        } else {
            (1..=first.len()).map(|place| format!("v{place}")).collect()
        };
        let mut width = written.len();
        if dialect.header {
            width = fit_to_rows(&mut written, second.as_ref().map_or(width, StringRecord::len), warnings);
        }
        if written.len() < 2 {
            let what = "only one column was found; name what separates fields with --delimiter, or give a \
                        table with a target and at least one variable";
            return Err(Error::at(file, None, None, what));
        }
        if dialect.header && second.is_none() {
            let what = "no row of data under the line of names; if that line is data, use --no-header";
            return Err(Error::at(file, None, None, what));
        }
        let names = make_unique(written, warnings);
        Ok(Shape { dialect, names, width })
    }
}

/// Reconciles a header with rows that have one field more: row names without a name, as R writes them.
fn fit_to_rows(names: &mut Vec<String>, width: usize, warnings: &mut Vec<Warning>) -> usize {
    if width == names.len() + 1 {
        names.insert(0, "row".to_owned());
        let text = "the line of names has one field fewer than the rows; the first column is taken for row names and \
                    called row";
        warnings.push(Warning::new("row_names", Some("row"), text.to_owned()));
    }
    names.len()
}

/// A line of nothing but blanks.
fn is_blank(row: &StringRecord) -> bool {
    row.len() == 1 && row.get(0).is_some_and(|cell| cell.trim().is_empty())
}

/// Walks the rows of data, with the line each begins on.
fn each_row(
    file: &str,
    text: &str,
    shape: &Shape,
    mut take: impl FnMut(u64, &StringRecord) -> Result<()>,
) -> Result<()> {
    let mut reader = reader(text, shape.dialect.delimiter);
    let mut row = StringRecord::new();
    let mut header = shape.dialect.header;
    loop {
        let more =
            reader.read_record(&mut row).map_err(|error| Error::at(file, None, None, &error.to_string()))?;
        if !more {
            return Ok(());
        }
        if is_blank(&row) {
            continue;
        }
        if std::mem::take(&mut header) {
            continue;
        }
        let line = row.position().map_or(0, csv::Position::line);
        take(line, &row)?;
    }
}

fn read_columns(file: &str, text: &str, shape: &Shape, warnings: &mut Vec<Warning>) -> Result<Vec<Column>> {
    let mut seen: Vec<Seen> = shape.names.iter().map(|_| Seen::default()).collect();
    each_row(file, text, shape, |line, row| {
        check_width(file, line, row, shape)?;
        for (column, cell) in seen.iter_mut().zip(row) {
            column.push(cell, shape.dialect.decimal, line);
        }
        Ok(())
    })?;
    let mut words: Vec<Option<Words>> = Vec::with_capacity(seen.len());
    for (name, column) in shape.names.iter().zip(&seen) {
        if column.words == 0
            && let Some((line, cell)) = &column.first_infinite
        {
            let what = format!("{cell:?} is not a finite number; correct the cell or leave it empty");
            return Err(Error::at(file, Some(*line), Some(&cut(name)), &what));
        }
        if column.mostly_numbers() {
            warnings.push(mostly_numbers(name, column, shape));
        }
        words.push((column.words > 0).then(Words::default));
    }
    if words.iter().any(Option::is_some) {
        each_row(file, text, shape, |_, row| {
            for (column, cell) in words.iter_mut().zip(row) {
                if let Some(column) = column {
                    column.push(cell);
                }
            }
            Ok(())
        })?;
    }
    let cells = seen.into_iter().zip(words).map(|(seen, words)| match words {
        Some(words) => words.cells(),
        None => Cells::Numbers(seen.values),
    });
    Ok(shape.names.iter().cloned().zip(cells).map(|(name, cells)| Column { name, cells }).collect())
}

fn check_width(file: &str, line: u64, row: &StringRecord, shape: &Shape) -> Result<()> {
    if row.len() == shape.width {
        return Ok(());
    }
    let last = row.iter().next_back().unwrap_or("");
    if last.contains('\n') {
        let what =
            "a double quote is opened and not closed where it should be; close it, or write \"\" for a quote";
        return Err(Error::at(file, Some(line), None, what));
    }
    let fields = |n: usize| if n == 1 { "1 field".to_owned() } else { format!("{n} fields") };
    let what = format!(
        "{} where {} {}; a field that holds the separator {:?} must stand in double quotes{}",
        fields(row.len()),
        if shape.dialect.header { "the line of names has" } else { "the first line has" },
        shape.width,
        shape.dialect.delimiter,
        if shape.dialect.decimal == '.' && shape.dialect.delimiter == ',' && row.len() > shape.width {
            " (so must a number with a decimal comma)"
        } else {
            ""
        }
    );
    Err(Error::at(file, Some(line), None, &what))
}

fn mostly_numbers(name: &str, column: &Seen, shape: &Shape) -> Warning {
    let (line, cell) = column.first_word.clone().unwrap_or_default();
    let comma = cell.contains(',') && shape.dialect.decimal == '.';
    let text = format!(
        "column {}: {} of {} cells are numbers, but {} (line {line}) is not, so the column is read as words; {}",
        short(name),
        column.numbers,
        column.numbers + column.words,
        short(&cell),
        if comma {
            "if it has a decimal comma, use --decimal ,"
        } else {
            "correct the cell, or leave it empty if the value is missing"
        }
    );
    Warning::new("mostly_numbers", Some(name), text)
}
