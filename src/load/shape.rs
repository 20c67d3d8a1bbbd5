//! Names of the columns, and how rows are laid out under them.

use super::Warning;
use super::codes::are_codes;
use super::dialect::Dialect;
use super::names::make_unique;
use super::sniff::{Sniffed, numeric_columns};
use super::unit::Unit;
use crate::error::{Error, Result};
use crate::options::Role;
use std::collections::BTreeMap;

/// Names of the columns and how rows are laid out under them.
#[derive(Debug, Clone)]
pub struct Shape {
    /// How rows are written.
    pub dialect: Dialect,
    /// Names, unique and none empty.
    pub names: Vec<String>,
    /// What each column is expected to hold.
    pub expected: Vec<Expected>,
    /// Fields that a row has.
    pub width: usize,
    /// Bytes of a row, on average.
    pub bytes_a_row: f64,
}

/// What a column is expected to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Numbers, as far as the first rows tell.
    Numbers,
    /// Words, as far as the first rows tell.
    Words,
    /// Words, also where all are numbers: it is so declared.
    Categories,
    /// Digits that are codes, as far as the first rows tell.
    Codes,
    /// Numbers, whatever stands there: it is so declared.
    OnlyNumbers,
}

impl Shape {
    /// Holds the columns to what they are declared to be.
    pub fn follow(&mut self, roles: &BTreeMap<String, Role>) {
        self.expected = Self::followed(&self.names, std::mem::take(&mut self.expected), roles);
    }

    /// What columns of these names are expected to hold, where some are declared.
    pub fn followed(
        names: &[String],
        expected: Vec<Expected>,
        roles: &BTreeMap<String, Role>,
    ) -> Vec<Expected> {
        let held = |(name, expected)| match roles.get(name) {
            Some(Role::Category | Role::Date) => Expected::Categories,
            Some(Role::Number) => Expected::OnlyNumbers,
            Some(Role::Drop) | None => expected,
        };
        names.iter().zip(expected).map(held).collect()
    }

    /// The shape of a file whose first rows are known.
    ///
    /// # Errors
    /// `Error::Input` where there are fewer than two columns or no row of data.
    pub fn of(file: &str, found: &Sniffed, warnings: &mut Vec<Warning>) -> Result<Shape> {
        let (dialect, rows) = (found.dialect, &found.sample.rows);
        let Some(first) = rows.first() else {
            return Err(Error::at(
                file,
                None,
                None,
                &format!("no {} holds anything but separators", dialect.unit.word()),
            ));
        };
        let mut expected: Vec<Expected> = expected(found);
        let mut width = found.width;
        let mut written = if dialect.header { first.clone() } else { names_by_place(found) };
        if dialect.header {
            width = fit_to_rows(&mut written, rows, warnings);
        }
        if written.len() < 2 {
            let what = match dialect.unit {
                Unit::Line if first.iter().any(|cell| cell.contains([',', ';', '\t', '|'])) => {
                    "only one column was found, for quotes stand around each line as a whole; take them away, or export the \
                     table again"
                }
                Unit::Line => {
                    "only one column was found; name what separates fields with --delimiter, or give a table with a target \
                     and at least one variable"
                }
                Unit::Row => {
                    "only one column was found; give a table with a target and at least one variable"
                }
            };
            return Err(Error::at(file, None, None, what));
        }
        if dialect.header && rows.len() < 2 {
            let unit = dialect.unit.word();
            let what =
                format!("no row of data under the {unit} of names; if that {unit} is data, use --no-header");
            return Err(Error::at(file, None, None, &what));
        }
        expected.resize(written.len(), Expected::Words);
        let names = make_unique(written, warnings);
        let bytes_a_row = found.sample.bytes as f64 / rows.len() as f64;
        Ok(Shape { dialect, names, expected, width, bytes_a_row })
    }
}

/// What the columns hold, as far as the first rows tell.
fn expected(found: &Sniffed) -> Vec<Expected> {
    let rows = &found.sample.rows[usize::from(found.dialect.header).min(found.sample.rows.len())..];
    let codes = |column: usize| are_codes(rows.iter().filter_map(|row| row.get(column)).map(String::as_str));
    let numeric = numeric_columns(found).into_iter().enumerate();
    let guess = |(column, numeric)| match numeric {
        true if codes(column) => Expected::Codes,
        true => Expected::Numbers,
        false => Expected::Words,
    };
    numeric.map(guess).collect()
}

/// Names of a file without a line of them: those of a remark directly before the first row, else `v` and the place.
fn names_by_place(found: &Sniffed) -> Vec<String> {
    let remark = found.sample.skipped.before.as_deref().unwrap_or("").trim();
    let delimiter = char::from(found.dialect.delimiter);
    let words: Vec<String> = if found.dialect.runs {
        remark.split_whitespace().map(str::to_owned).collect()
    } else {
        remark.split(delimiter).map(|word| word.trim().to_owned()).collect()
    };
    let wordy = |word: &String| !word.is_empty() && word.parse::<f64>().is_err();
    if words.len() == found.width && words.iter().all(wordy) {
        return words;
    }
    (1..=found.width).map(|place| format!("v{place}")).collect()
}

/// Reconciles a header with rows that have one field more: names of rows without a name, as R writes them, or a
/// separator at the end of each row.
fn fit_to_rows(names: &mut Vec<String>, rows: &[Vec<String>], warnings: &mut Vec<Warning>) -> usize {
    let Some(second) = rows.get(1).filter(|row| row.len() == names.len() + 1) else { return names.len() };
    // a separator at the end of each row: nothing stands behind it, which is held against every row
    let ends_empty =
        |row: &Vec<String>| row.len() == second.len() && row.last().is_some_and(String::is_empty);
    if rows[1..].iter().all(ends_empty) {
        return names.len();
    }
    names.insert(0, "row".to_owned());
    let text = "the line of names has one field fewer than the rows; the first column is taken for row names and \
                called row";
    warnings.push(Warning::new("row_names", Some("row"), text.to_owned()));
    names.len()
}
