//! What a column holds, once all its cells were seen: numbers, or words; and what is said of cells that don't fit.

use super::cell::Marks;
use super::codes::{are_codes, said as said_of_codes};
use super::column::{Growing, Seen};
use super::names::{cut, short};
use super::shape::Expected;
use super::unit::Unit;
use super::{Cells, Warning};
use crate::error::Result;

/// What is known of a column besides its cells.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The file, for messages.
    pub file: &'a str,
    /// Name of the column.
    pub name: &'a str,
    /// What it is expected to hold.
    pub expected: Expected,
    /// How its numbers are written.
    pub marks: Marks,
    /// What places are counted in.
    pub unit: Unit,
}

impl About<'_> {
    /// The cells of a column; none where it is to be read again, as words.
    ///
    /// # Errors
    /// `Error::Input` for a number that is infinite.
    pub fn decide(&self, column: Growing, warnings: &mut Vec<Warning>) -> Result<Option<Cells>> {
        let codes = match &column {
            Growing::Words(words) if self.expected == Expected::Words => are_codes(words.levels()),
            _ => self.expected == Expected::Codes,
        };
        if codes {
            warnings.push(said_of_codes(self.name));
        }
        let said = match &column {
            _ if codes || self.expected == Expected::Categories => None,
            Growing::Words(words) => Some(words.seen(self.marks)),
            Growing::Numbers(numbers) => Some((Vec::new(), numbers.seen())),
        };
        let numeric = said.as_ref().is_some_and(|(_, seen)| {
            seen.words == 0 || seen.mostly_numbers() || self.expected == Expected::OnlyNumbers
        });
        if let Some((_, seen)) = said.as_ref().filter(|_| numeric) {
            self.judge(seen, warnings)?;
        }
        Ok(match (column, said) {
            (Growing::Numbers(numbers), _) => numeric.then(|| shrunk(numbers.values)),
            (Growing::Words(words), Some((said, _))) if numeric => Some(words.numbers(&said)),
            (Growing::Words(words), _) => Some(words.cells()),
        })
    }

    /// What a column of numbers can't hold, and what is said of words in it.
    fn judge(&self, seen: &Seen, warnings: &mut Vec<Warning>) -> Result<()> {
        if let Some((at, cell)) = &seen.first_infinite {
            let what = format!("{cell:?} is not a finite number; correct the cell or leave it empty");
            return Err(self.unit.error(self.file, *at, Some(&cut(self.name)), &what));
        }
        if seen.words > 0 {
            warnings.push(self.mostly_numbers(seen));
        }
        Ok(())
    }

    fn mostly_numbers(&self, seen: &Seen) -> Warning {
        let (at, cell) = seen.first_word.clone().unwrap_or_default();
        let comma = cell.contains(',') && self.marks.decimal == '.';
        let text = format!(
            "column {}: {} of {} cells are numbers, {} not, the first {} in {} {at}; what is no number counts as missing; \
             {}",
            short(self.name),
            seen.numbers,
            seen.numbers + seen.words,
            if seen.words == 1 { "1 is".to_owned() } else { format!("{} are", seen.words) },
            short(&cell),
            self.unit.word(),
            if comma {
                "if it has a decimal comma, use --decimal ,"
            } else {
                "correct the cells, or say with --column that it is a category"
            }
        );
        Warning::new("mostly_numbers", Some(self.name), text)
    }
}

/// Without the room that no row took.
fn shrunk(mut values: Vec<f64>) -> Cells {
    values.shrink_to_fit();
    Cells::Numbers(values)
}
