//! A file becomes a `Table`: named, typed columns, exactly as they stood.

use crate::error::Result;
use crate::options::ValidOptions;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A table as it was read: nothing dropped, nothing filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Where it came from and how it was read.
    pub origin: Origin,
    /// Columns in the order of the file.
    pub columns: Vec<Column>,
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
    /// Reads the bytes of the file called `name`.
    ///
    /// # Errors
    /// `Error::Input` names file, line, column and what to do.
    fn read(&self, name: &str, bytes: &[u8], options: &ValidOptions) -> Result<Table>;
}
