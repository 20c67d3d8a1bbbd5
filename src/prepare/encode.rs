//! Columns become numeric inputs in standard-deviation units.
//!
//! For each input column over its n present cells, in f64 and only then rounded to f32:
//!
//! ```text
//! m = Σ x / n        s = √(Σ (x - m)² / n)        cell = (x - m) / s
//! ```
//!
//! Cells are first divided by a power of two near the largest magnitude. That is exact, so that neither 1e300 nor
//! 1e-300 breaks the squares, and a column scaled by a power of two gives the same cells to the last bit.

use super::{Inputs, Kind, Matrix, Variable};
use crate::load::Cells;
use std::borrow::Cow;
use std::cmp::Reverse;

/// A variable's cells as the summary and the inputs need them.
pub struct Encoded<'a> {
    /// What it holds.
    pub kind: Kind,
    /// Its input columns (missing: NaN): one for a number or a binary, one for each level of a category but the one that
    /// rare levels share, whose rows are 0 in all of them.
    pub columns: Vec<Cow<'a, [f64]>>,
    /// Levels of words: of a category the most frequent first and the shared one last, of a binary those of 0 and 1; empty
    /// for numbers.
    pub levels: Vec<String>,
    /// Columns of levels that join the shared one where few training rows have them: none where there is no such level.
    pub rare: Vec<usize>,
    /// Missing cells of the file.
    pub missing: usize,
}

/// Decides what a column holds and writes it as numbers; `rare`: whether the last of its words stands for rare ones.
pub fn encode(cells: &Cells, rare: bool) -> Encoded<'_> {
    match cells {
        Cells::Numbers(values) => {
            let kind = if has_two_values(values) { Kind::Binary } else { Kind::Number };
            Encoded {
                kind,
                columns: vec![Cow::Borrowed(values)],
                levels: Vec::new(),
                rare: Vec::new(),
                missing: cells.missing(),
            }
        }
        Cells::Words { levels, codes } => encode_words(levels, codes, rare),
    }
}

/// Whether the present cells are of exactly two values.
fn has_two_values(values: &[f64]) -> bool {
    let mut present = values.iter().copied().filter(|x| !x.is_nan());
    let Some(first) = present.next() else { return false };
    let Some(second) = present.find(|&x| x != first) else { return false };
    present.all(|x| x == first || x == second)
}

fn encode_words(levels: &[String], codes: &[Option<u32>], rare: bool) -> Encoded<'static> {
    let missing = codes.iter().filter(|code| code.is_none()).count();
    let mut names = levels.to_vec();
    if missing > 0 {
        // its own level, called so that no word of the file is meant
        let taken = levels.iter().any(|level| level == "missing");
        names.push(if taken { "(missing)".into() } else { "missing".into() });
    }
    let code_of = |code: &Option<u32>| code.map_or(levels.len(), |code| code as usize);
    let mut counts = vec![0usize; names.len()];
    codes.iter().for_each(|code| counts[code_of(code)] += 1);
    let mut order: Vec<usize> = (0..names.len()).collect();
    if names.len() == 2 {
        order.sort_by(|&a, &b| names[a].cmp(&names[b]));
        let column: Vec<f64> =
            codes.iter().map(|code| f64::from(u8::from(code_of(code) == order[1]))).collect();
        let levels = order.iter().map(|&level| names[level].clone()).collect();
        let columns = vec![Cow::Owned(column)];
        return Encoded { kind: Kind::Binary, columns, levels, rare: Vec::new(), missing };
    }
    let shared = |level: usize| rare && level + 1 == levels.len();
    let place = |level: usize| (shared(level), Reverse(counts[level]), &names[level]);
    order.sort_by(|&a, &b| place(a).cmp(&place(b)));
    let columns: Vec<Cow<[f64]>> = order
        .iter()
        .filter(|&&level| !shared(level))
        .map(|&level| codes.iter().map(|code| f64::from(u8::from(code_of(code) == level))).collect())
        .map(Cow::Owned)
        .collect();
    // a missing cell says something of its own
    let may_join = |&at: &usize| rare && order[at] < levels.len();
    let rare = (0..columns.len()).filter(may_join).collect();
    let levels = order.iter().map(|&level| names[level].clone()).collect();
    Encoded { kind: Kind::Category, columns, levels, rare, missing }
}

/// Puts the encoded columns side by side.
pub fn assemble(names: &[String], encoded: &[Encoded], rows: usize) -> (Vec<Variable>, Inputs) {
    let columns: usize = encoded.iter().map(|variable| variable.columns.len()).sum();
    let mut inputs = Inputs {
        cells: Matrix::zeros(rows, columns),
        missing: vec![Vec::new(); columns],
        center: Vec::with_capacity(columns),
        spread: Vec::with_capacity(columns),
        binary: Vec::with_capacity(columns),
        rare: Vec::new(),
    };
    let mut variables = Vec::with_capacity(encoded.len());
    for (name, variable) in names.iter().zip(encoded) {
        let start = inputs.center.len();
        for column in &variable.columns {
            put(&mut inputs, column, variable.kind);
        }
        inputs.rare.extend(variable.rare.iter().map(|at| start + at));
        let range = start..inputs.center.len();
        variables.push(Variable { name: name.clone(), kind: variable.kind, inputs: range });
    }
    (variables, inputs)
}

fn put(inputs: &mut Inputs, column: &[f64], kind: Kind) {
    let at = inputs.center.len();
    let recoded: Vec<f64>;
    let cells = if kind == Kind::Binary {
        let least = column.iter().copied().filter(|x| !x.is_nan()).fold(f64::INFINITY, f64::min);
        let code = |&x: &f64| if x.is_nan() { x } else { f64::from(u8::from(x > least)) };
        recoded = column.iter().map(code).collect();
        &recoded
    } else {
        column
    };
    let units = Units::of(cells);
    for (row, &x) in cells.iter().enumerate() {
        if x.is_nan() {
            inputs.missing[at].push(row as u32);
        } else {
            inputs.cells.row_mut(row)[at] = units.standard(x) as f32;
        }
    }
    inputs.center.push(units.center * units.power);
    inputs.spread.push(units.spread * units.power);
    inputs.binary.push(kind != Kind::Number);
}

/// Mean and standard deviation (n in the denominator) of the present cells, in units of a power of two.
pub struct Units {
    /// The power of two.
    pub power: f64,
    /// Mean in these units.
    pub center: f64,
    /// Standard deviation in these units; 1 for a constant.
    pub spread: f64,
}

impl Units {
    /// The units of a column; NaN is missing.
    pub fn of(cells: &[f64]) -> Units {
        let present = || cells.iter().copied().filter(|x| !x.is_nan());
        let power = power_of_two(present().fold(0.0, |most, x| x.abs().max(most)));
        let n = present().count().max(1) as f64;
        let center = present().map(|x| x / power).sum::<f64>() / n;
        let spread = (present().map(|x| (x / power - center).powi(2)).sum::<f64>() / n).sqrt();
        Units { power, center, spread: if spread > 0.0 { spread } else { 1.0 } }
    }

    /// A cell in standard-deviation units.
    pub fn standard(&self, x: f64) -> f64 {
        (x / self.power - self.center) / self.spread
    }
}

/// The power of two not above `x` (1 for 0), kept where both it and its inverse are normal numbers.
fn power_of_two(x: f64) -> f64 {
    if x == 0.0 {
        return 1.0;
    }
    // the bits of a number without its fraction are the power of two below it
    let power = f64::from_bits(x.to_bits() & 0x7ff0_0000_0000_0000);
    power.max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_survive_extreme_scales() {
        for scale in [1e300, 1.0, 1e-300] {
            let units = Units::of(&[scale, 3.0 * scale]);
            assert!((units.standard(3.0 * scale) - 1.0).abs() < 1e-15, "{scale}");
            assert!((units.center * units.power / scale - 2.0).abs() < 1e-15);
        }
    }

    #[test]
    fn a_power_of_two_changes_no_bit() {
        let column = [0.1, 0.7, -3.3, 12.25, 5e-3];
        for power in [2f64.powi(40), 2f64.powi(-70), 2f64.powi(900)] {
            let scaled: Vec<f64> = column.iter().map(|x| x * power).collect();
            let (units, other) = (Units::of(&column), Units::of(&scaled));
            for (x, y) in column.iter().zip(&scaled) {
                assert_eq!(units.standard(*x).to_bits(), other.standard(*y).to_bits());
            }
        }
    }

    #[test]
    fn words_become_inputs_by_frequency_with_missing_as_a_level() {
        let codes = [Some(0), Some(1), Some(1), None, Some(1), None].to_vec();
        let encoded = encode_words(&["b".into(), "a".into()], &codes, false);
        assert_eq!(encoded.levels, ["a", "missing", "b"]);
        assert_eq!(encoded.columns[0][..], [0.0, 1.0, 1.0, 0.0, 1.0, 0.0]);
        assert_eq!(encoded.missing, 2);
        let two = encode_words(&["yes".into(), "no".into()], &[Some(0), Some(1), Some(1)], false);
        assert_eq!((two.kind, two.levels), (Kind::Binary, vec!["no".to_owned(), "yes".to_owned()]));
        assert_eq!(two.columns[0][..], [1.0, 0.0, 0.0]);
    }
}
