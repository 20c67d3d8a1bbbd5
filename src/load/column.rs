//! Cells become a typed column: numbers when every present cell is one, else words.

use super::Cells;
use super::cell::{Said, is_missing, read};
use std::collections::HashMap;

/// What a first pass over a column has seen.
#[derive(Debug, Default)]
pub struct Seen {
    /// Its numbers so far; a missing one, or a word, is NaN.
    pub values: Vec<f64>,
    /// Cells that are numbers.
    pub numbers: usize,
    /// Cells that are words.
    pub words: usize,
    /// First word, with its line, once a number stood somewhere.
    pub first_word: Option<(u64, String)>,
    /// First infinite number, with its line.
    pub first_infinite: Option<(u64, String)>,
}

impl Seen {
    /// Takes the next cell.
    pub fn push(&mut self, cell: &str, decimal: char, line: u64) {
        match read(cell, decimal) {
            Said::Missing => self.values.push(f64::NAN),
            Said::Number(value) => {
                self.numbers += 1;
                self.values.push(value);
            }
            Said::Infinite => {
                self.numbers += 1;
                self.first_infinite.get_or_insert_with(|| (line, cell.trim().to_owned()));
                self.values.push(f64::NAN);
            }
            Said::Word => {
                self.words += 1;
                self.first_word.get_or_insert_with(|| (line, cell.trim().to_owned()));
                self.values.push(f64::NAN);
            }
        }
    }

    /// Whether at least nine of ten present cells are numbers, but not all: typing errors, most likely.
    pub fn mostly_numbers(&self) -> bool {
        self.words > 0 && self.numbers >= 9 * self.words
    }
}

/// Words of a column, gathered row by row.
#[derive(Debug, Default)]
pub struct Words {
    // only looked up, never walked: its order shows nowhere
    index: HashMap<String, u32>,
    levels: Vec<String>,
    codes: Vec<Option<u32>>,
}

impl Words {
    /// Takes the next cell.
    pub fn push(&mut self, cell: &str) {
        let cell = cell.trim();
        if is_missing(cell) {
            self.codes.push(None);
            return;
        }
        let code = match self.index.get(cell) {
            Some(&code) => code,
            None => {
                let code = self.levels.len() as u32;
                self.index.insert(cell.to_owned(), code);
                self.levels.push(cell.to_owned());
                code
            }
        };
        self.codes.push(Some(code));
    }

    /// The column.
    pub fn cells(self) -> Cells {
        Cells::Words { levels: self.levels, codes: self.codes }
    }
}
