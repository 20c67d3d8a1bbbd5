//! The inputs of a network grouped into the variables of the table.
//!
//! A variable with one input, in sd units of the training rows, has the coefficient `w` itself and the magnitude `|w|`.
//! A category has several inputs and one magnitude, the sd over training rows of what its inputs add up to:
//! `sqrt(w' S w)` with `S` the covariance of its inputs as the network sees them. For one input in sd units this is `|w|`.

use super::cells;
use crate::prepare::{Dataset, Kind, Variable};
use crate::train::Rows;
use std::ops::Range;

/// Inputs of a row set, grouped by variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups(Vec<Group>);

#[derive(Debug, Clone, PartialEq)]
enum Group {
    Single(usize),
    Category { inputs: Range<usize>, covariance: Vec<Vec<f64>> },
}

impl Groups {
    /// One variable an input: for weights without data.
    pub fn singles(inputs: usize) -> Self {
        Groups((0..inputs).map(Group::Single).collect())
    }

    /// The variables of the table; covariances inside categories come from the training rows.
    pub fn of(dataset: &Dataset, rows: &Rows) -> Self {
        let group = |variable: &Variable| match is_category(variable) {
            false => Group::Single(variable.inputs.start),
            true => Group::Category {
                inputs: variable.inputs.clone(),
                covariance: covariance(dataset, rows, &variable.inputs),
            },
        };
        Groups(dataset.variables.iter().map(group).collect())
    }

    /// Number of variables.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no variable.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For each variable its coefficient; a category, which has no sign, gives its magnitude.
    pub fn signed(&self, coefficients: &[f64]) -> Vec<f64> {
        self.0.iter().map(|group| group.read(coefficients)).collect()
    }

    /// For each variable the magnitude of its coefficient.
    pub fn magnitudes(&self, coefficients: &[f64]) -> Vec<f64> {
        self.0.iter().map(|group| group.read(coefficients).abs()).collect()
    }
}

impl Group {
    fn read(&self, coefficients: &[f64]) -> f64 {
        match self {
            Group::Single(input) => coefficients[*input],
            Group::Category { inputs, covariance } => {
                let w = &coefficients[inputs.clone()];
                let form: f64 = w.iter().zip(covariance).map(|(a, row)| a * dot(row, w)).sum();
                form.max(0.0).sqrt()
            }
        }
    }
}

/// Whether a variable is read as a category: words with other than one input.
pub fn is_category(variable: &Variable) -> bool {
    variable.kind == Kind::Category || variable.inputs.len() != 1
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn covariance(dataset: &Dataset, rows: &Rows, inputs: &Range<usize>) -> Vec<Vec<f64>> {
    let seen = cells::seen_columns(dataset, &rows.train, &rows.scaling, inputs.clone());
    let (n, m) = (seen.rows().max(1) as f64, seen.columns);
    let means: Vec<f64> = (0..m).map(|c| seen.column(c).sum::<f64>() / n).collect();
    let mut sums = vec![vec![0.0; m]; m];
    for row in 0..seen.rows() {
        let row = seen.row(row);
        for a in 0..m {
            for b in 0..=a {
                sums[a][b] += (row[a] - means[a]) * (row[b] - means[b]);
            }
        }
    }
    (0..m).map(|a| (0..m).map(|b| sums[a.max(b)][a.min(b)] / n).collect()).collect()
}
