//! How a text file of rows is written: what separates fields, quotes, marks of numbers, lines that are no rows.

use super::cell::Marks;
use super::unit::Unit;

/// How a text file of rows is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Field separator.
    pub delimiter: u8,
    /// Whether a run of blanks (spaces, tabs) is one separator.
    pub runs: bool,
    /// What a field may stand between.
    pub quote: u8,
    /// Whether a backslash takes the meaning from the character behind it.
    pub backslash: bool,
    /// How numbers are written.
    pub marks: Marks,
    /// Whether the first row holds names.
    pub header: bool,
    /// Lines before the first row that are no rows.
    pub preamble: usize,
    /// What messages count in.
    pub unit: Unit,
}

impl Dialect {
    /// A dialect with that separator (a space stands for a run of blanks), RFC 4180 else.
    pub fn new(delimiter: u8) -> Self {
        Dialect {
            delimiter,
            runs: delimiter == b' ',
            quote: b'"',
            backslash: false,
            marks: Marks::POINT,
            header: true,
            preamble: 0,
            unit: Unit::Line,
        }
    }

    #[cfg(feature = "spreadsheet")]
    /// How the cells of a sheet are written down here, to be read by the rules for text: a row of the sheet is a line.
    pub fn sheet() -> Self {
        Dialect { unit: Unit::Row, ..Dialect::new(b'\t') }
    }

    /// The separator in words.
    pub fn separator(&self) -> String {
        match self.delimiter {
            b',' => "commas".to_owned(),
            b';' => "semicolons".to_owned(),
            b'\t' => "tabs".to_owned(),
            b'|' => "vertical bars".to_owned(),
            b' ' => "blanks".to_owned(),
            other => format!("{:?}", char::from(other)),
        }
    }

    /// How numbers are written, in words.
    pub fn numbers(&self) -> String {
        let decimal = if self.marks.decimal == ',' { "decimal comma" } else { "decimal point" };
        let thousands = match self.marks.thousands {
            None => return decimal.to_owned(),
            Some(',') => "commas",
            Some('.') => "points",
            Some('\'') => "apostrophes",
            Some(_) => "spaces",
        };
        format!("{decimal}, thousands set apart by {thousands}")
    }

    /// Quotes in words.
    pub fn quotes(&self, used: bool) -> &'static str {
        match (used, self.quote, self.backslash) {
            (false, ..) => "no quotes",
            (true, b'\'', false) => "fields in single quotes",
            (true, b'\'', true) => "fields in single quotes, backslashes as escapes",
            (true, _, false) => "fields in double quotes",
            (true, _, true) => "fields in double quotes, backslashes as escapes",
        }
    }
}
