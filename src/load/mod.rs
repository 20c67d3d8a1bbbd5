//! A file becomes a `Table`: named, typed columns, exactly as they stood.

mod arff;
mod bytes;
mod cell;
mod codes;
mod column;
mod csv;
mod decide;
mod dialect;
mod encoding;
mod foreign;
#[cfg(any(feature = "spreadsheet", feature = "parquet"))]
mod guard;
mod lexer;
mod names;
mod number;
mod packed;
mod parquet;
mod pass;
mod rows;
mod shape;
mod sheet;
mod sniff;
mod source;
#[cfg(test)]
mod tests;
mod unit;

pub use bytes::{load, load_bytes};
pub(crate) use names::{cut, nearest, short};
pub use source::{MOST_BYTES, Source};

use crate::error::Result;
use crate::options::ValidOptions;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Kinds of files that can be read; the first that recognises a file reads it.
pub const FORMATS: &[&dyn Format] = &[&arff::Arff, &sheet::Sheet, &parquet::Parquet, &csv::Csv];

/// A table as it was read: nothing dropped, nothing filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Where it came from and how it was read.
    pub origin: Origin,
    /// Columns in the order of the file.
    pub columns: Vec<Column>,
    /// What the user should know of the reading.
    pub warnings: Vec<Warning>,
}

impl Table {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// Something the user should know: what was seen, the likely cause, what to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// Kind of warning, snake_case.
    pub id: String,
    /// The column it is about; null when it is about the table or the run.
    pub column: Option<String>,
    /// One or two sentences, plain text.
    pub text: String,
}

impl Warning {
    /// A warning about a column, or about the table.
    pub fn new(id: &str, column: Option<&str>, text: String) -> Self {
        Warning { id: id.to_owned(), column: column.map(str::to_owned), text }
    }
}

/// Where a table came from and how it was read; goes to the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// Name of the file without its folder; `-` for stdin.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Rows of data.
    pub rows: usize,
    /// What was found about delimiter, quotes, header, encoding, decimal mark, in one sentence.
    pub reading: String,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name as written in the header (made unique, never empty).
    pub name: String,
    /// Its cells.
    pub cells: Cells,
}

/// Cells of a column, all of one type.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Numbers; a missing one is NaN.
    Numbers(Vec<f64>),
    /// Words as indices into `levels` (in order of appearance); a missing one is `None`.
    Words {
        /// Distinct words, in order of first appearance.
        levels: Vec<String>,
        /// For each row the index of its word.
        codes: Vec<Option<u32>>,
    },
}

/// Reads one kind of file.
pub trait Format: Sync {
    /// Its name on the command line and in messages.
    fn id(&self) -> &'static str;
    /// Whether the file looks like one of its kind, by name and first bytes.
    fn recognises(&self, name: &str, head: &[u8]) -> bool;
    /// Reads the table.
    ///
    /// # Errors
    /// `Error::Input` names file, line, column and what to do.
    fn read(&self, source: &Source, options: &ValidOptions) -> Result<Table>;
}

impl Cells {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Cells::Numbers(values) => values.len(),
            Cells::Words { codes, .. } => codes.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the cell of that row is missing.
    pub fn is_missing(&self, row: usize) -> bool {
        match self {
            Cells::Numbers(values) => values[row].is_nan(),
            Cells::Words { codes, .. } => codes[row].is_none(),
        }
    }

    /// Number of missing cells.
    pub fn missing(&self) -> usize {
        (0..self.len()).filter(|&row| self.is_missing(row)).count()
    }

    /// Number of distinct present values.
    pub fn distinct(&self) -> usize {
        match self {
            Cells::Numbers(values) => {
                let mut present: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
                present.sort_unstable_by(f64::total_cmp);
                present.dedup();
                present.len()
            }
            Cells::Words { levels, .. } => levels.len(),
        }
    }

    /// The cells of some rows, words that no longer occur forgotten.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Cells {
        match self {
            Cells::Numbers(values) => Cells::Numbers(rows.iter().map(|&row| values[row]).collect()),
            Cells::Words { levels, codes } => {
                let mut renumbered = vec![None; levels.len()];
                let mut kept = Vec::new();
                let codes = rows
                    .iter()
                    .map(|&row| {
                        codes[row].map(|code| {
                            *renumbered[code as usize].get_or_insert_with(|| {
                                kept.push(levels[code as usize].clone());
                                kept.len() as u32 - 1
                            })
                        })
                    })
                    .collect();
                Cells::Words { levels: kept, codes }
            }
        }
    }
}
