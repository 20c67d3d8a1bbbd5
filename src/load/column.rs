//! Cells become a typed column: numbers when every present cell is one, else words.

use super::Cells;
use super::cell::{Marks, Said, is_missing, read};
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

/// What a pass over a column has seen.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Seen {
    /// Cells that are numbers.
    pub numbers: usize,
    /// Cells that are words.
    pub words: usize,
    /// First word, with its line.
    pub first_word: Option<(u64, String)>,
    /// First infinite number, with its line.
    pub first_infinite: Option<(u64, String)>,
}

impl Seen {
    /// Whether at least nine of ten present cells are numbers, but not all: typing errors, most likely.
    pub fn mostly_numbers(&self) -> bool {
        self.words > 0 && self.numbers >= 9 * self.words
    }

    fn take(&mut self, said: Said, cell: &str, line: u64, rows: usize) {
        match said {
            Said::Missing => {}
            Said::Number(_) => self.numbers += rows,
            Said::Infinite => {
                self.numbers += rows;
                self.first_infinite.get_or_insert_with(|| (line, cell.to_owned()));
            }
            Said::Word => {
                self.words += rows;
                self.first_word.get_or_insert_with(|| (line, cell.to_owned()));
            }
        }
    }
}

/// A column while it is read.
#[derive(Debug)]
pub enum Growing {
    /// So far it seems to hold numbers.
    Numbers(Numbers),
    /// It holds words.
    Words(Words),
}

/// Numbers of a column, gathered row by row.
#[derive(Debug, Default)]
pub struct Numbers {
    /// The numbers; a missing one, or a word, is NaN.
    pub values: Vec<f64>,
    /// What was seen among the cells that are not plainly numbers.
    seen: Seen,
    missing: usize,
}

impl Numbers {
    /// Room for about so many rows; it grows where they are more.
    pub fn with_room(rows: usize) -> Self {
        let mut numbers = Numbers::default();
        // where there is not so much memory the column grows as it goes
        let _ = numbers.values.try_reserve_exact(rows);
        numbers
    }

    /// Takes the next cell.
    pub fn push(&mut self, cell: &str, marks: Marks, line: u64) {
        let said = read(cell, marks);
        self.seen.take(said, cell.trim(), line, 1);
        self.missing += usize::from(said == Said::Missing);
        self.values.push(if let Said::Number(value) = said { value } else { f64::NAN });
    }

    /// What was seen.
    pub fn seen(&self) -> Seen {
        Seen { numbers: self.values.len() - self.missing - self.seen.words, ..self.seen.clone() }
    }
}

/// Words of a column, gathered row by row.
#[derive(Debug, Default)]
pub struct Words {
    // only looked up, never walked: its order shows nowhere; words with the same hash stand under the hashes behind it
    index: HashMap<u64, u32>,
    hasher: BuildHasherDefault<DefaultHasher>,
    levels: Vec<String>,
    /// For each level the line it appears on first.
    lines: Vec<u64>,
    codes: Vec<Option<u32>>,
}

impl Words {
    /// Takes the next cell.
    pub fn push(&mut self, cell: &str, line: u64) {
        let cell = cell.trim();
        if is_missing(cell) {
            self.codes.push(None);
            return;
        }
        let mut key = self.hasher.hash_one(cell);
        while let Some(&code) = self.index.get(&key) {
            if self.levels[code as usize] == cell {
                self.codes.push(Some(code));
                return;
            }
            key = key.wrapping_add(1);
        }
        let code = self.levels.len() as u32;
        self.index.insert(key, code);
        self.levels.push(cell.to_owned());
        self.lines.push(line);
        self.codes.push(Some(code));
    }

    /// What each level says, and what was seen in all.
    pub fn seen(&self, marks: Marks) -> (Vec<Said>, Seen) {
        let said: Vec<Said> = self.levels.iter().map(|level| read(level, marks)).collect();
        let mut rows = vec![0; self.levels.len()];
        self.codes.iter().flatten().for_each(|&code| rows[code as usize] += 1);
        let mut seen = Seen::default();
        for (level, &said) in said.iter().enumerate() {
            seen.take(said, &self.levels[level], self.lines[level], rows[level]);
        }
        (said, seen)
    }

    /// Distinct words so far.
    pub fn levels(&self) -> impl Iterator<Item = &str> {
        self.levels.iter().map(String::as_str)
    }

    /// The column as numbers, given what each level says.
    pub fn numbers(self, said: &[Said]) -> Cells {
        let number = |code: &Option<u32>| match code.map(|code| said[code as usize]) {
            Some(Said::Number(value)) => value,
            _ => f64::NAN,
        };
        Cells::Numbers(self.codes.iter().map(number).collect())
    }

    /// The column.
    pub fn cells(self) -> Cells {
        Cells::Words { levels: self.levels, codes: self.codes }
    }
}
