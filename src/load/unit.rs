//! What a file counts its records in: lines of text, or rows of a sheet or table.

use crate::error::Error;

/// What a file counts its records in, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Lines of a text.
    Line,
    // a build without those formats only asks for it
    #[cfg_attr(not(any(feature = "spreadsheet", feature = "parquet")), allow(dead_code))]
    /// Rows of a sheet, or of a table without any text.
    Row,
}

impl Unit {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Line => "line",
            Unit::Row => "row",
        }
    }

    /// An input error at a place of a file, counted from 1: `file, row 17, column "v4": what; remedy`.
    pub fn error(self, file: &str, at: u64, column: Option<&str>, what: &str) -> Error {
        Error::at(&format!("{file}, {} {at}", self.word()), None, column, what)
    }
}
