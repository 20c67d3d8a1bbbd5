//! What the other variables say of a variable, and what they leave: residuals of a regression fitted on training rows.
//!
//! With `P` the inverse of the covariance `S` of all inputs over training rows and `m` their means, the residuals of the
//! linear regression of inputs R on all others are `P_RR⁻¹ (P (x - m))_R`: one inverse serves every variable. A ridge of
//! 1e-6 keeps it regular where inputs add up to a constant, as those of a category do.
//!
//! Where a regression tree predicts rows it was not fitted on clearly better than the line does, the tree is used. A
//! category is always regressed linearly, input by input.

use super::cells::Cells;
use crate::error::{Error, Result};
use crate::prepare::Variable;
use crate::seed::Seed;
use linfa_linalg::cholesky::InverseC;
use ndarray::Array2;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::tree::decision_tree_regressor::{DecisionTreeRegressor, DecisionTreeRegressorParameters};
use std::ops::Range;

/// Added to every variance, in squared sd units.
const RIDGE: f64 = 1e-6;
/// A tree must leave less than this share of what the line leaves.
const CLEARLY: f64 = 0.9;
/// Levels of splits of a tree.
const DEPTH: u16 = 6;
/// Rows in a leaf at least.
const LEAF: usize = 10;
/// Rows below which no tree is tried.
const FEWEST: usize = 100;
/// Training rows of a tree at most.
const MOST: usize = 2_000;

/// How a variable is predicted from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// By a line.
    Line,
    /// By a regression tree.
    Tree,
}

/// The lines of all variables at once.
pub(super) struct Lines {
    means: Vec<f64>,
    precision: Array2<f64>,
}

impl Lines {
    /// From training rows as the network sees them.
    ///
    /// # Errors
    /// `Error::Internal` when the covariance has no inverse, which the ridge prevents.
    pub fn fit(train: &Cells) -> Result<Self> {
        let (rows, columns) = (train.rows().max(1) as f64, train.columns);
        let means: Vec<f64> = (0..columns).map(|c| train.column(c).sum::<f64>() / rows).collect();
        // b <= a, one row after the other
        let mut sums = vec![0.0; columns * (columns + 1) / 2];
        let mut off = vec![0.0; columns];
        for row in 0..train.rows() {
            off.iter_mut().zip(train.row(row)).zip(&means).for_each(|((off, x), mean)| *off = x - mean);
            let mut left = sums.as_mut_slice();
            for (a, first) in off.iter().enumerate() {
                let (here, rest) = left.split_at_mut(a + 1);
                here.iter_mut().zip(&off).for_each(|(sum, second)| *sum += first * second);
                left = rest;
            }
        }
        let entry = |(a, b): (usize, usize)| {
            let (high, low) = (a.max(b), a.min(b));
            sums[high * (high + 1) / 2 + low] / rows + if a == b { RIDGE } else { 0.0 }
        };
        let covariance = Array2::from_shape_fn((columns, columns), entry);
        Ok(Lines { means, precision: inverse(&covariance)? })
    }

    /// What the lines leave of every input: for each row `P_RR⁻¹ (P (x - m))_R` of each variable.
    ///
    /// # Errors
    /// As for `fit`.
    pub fn residuals(&self, cells: &Cells, variables: &[Variable]) -> Result<Cells> {
        let inside: Vec<(Range<usize>, Array2<f64>)> = variables
            .iter()
            .map(|v| Ok((v.inputs.clone(), self.inside(&v.inputs)?)))
            .collect::<Result<_>>()?;
        let mut values = vec![0.0; cells.values.len()];
        for row in 0..cells.rows() {
            let off: Vec<f64> = cells.row(row).iter().zip(&self.means).map(|(x, m)| x - m).collect();
            let weighed: Vec<f64> = self.precision.rows().into_iter().map(|p| dot(p.iter(), &off)).collect();
            let to = &mut values[row * cells.columns..(row + 1) * cells.columns];
            for (inputs, inverse) in &inside {
                for (at, line) in inputs.clone().zip(inverse.rows()) {
                    to[at] = dot(line.iter(), &weighed[inputs.clone()]);
                }
            }
        }
        Ok(Cells { columns: cells.columns, values })
    }

    /// `P_RR⁻¹`: the covariance of the inputs given all others.
    fn inside(&self, inputs: &Range<usize>) -> Result<Array2<f64>> {
        let size = inputs.len();
        let part = |(a, b): (usize, usize)| self.precision[(inputs.start + a, inputs.start + b)];
        inverse(&Array2::from_shape_fn((size, size), part))
    }
}

fn dot<'a>(a: impl Iterator<Item = &'a f64>, b: &[f64]) -> f64 {
    a.zip(b).map(|(x, y)| x * y).sum()
}

fn inverse(matrix: &Array2<f64>) -> Result<Array2<f64>> {
    matrix.invc().map_err(|error| Error::Internal(format!("linfa-linalg: {error}")))
}

/// For each variable the way that predicts best the training rows it was not fitted on: four fifths against the rest.
///
/// # Errors
/// `Error::Internal` when a library refuses the rows.
pub(super) fn choose(train: &Cells, variables: &[Variable], seed: Seed) -> Result<Vec<Way>> {
    if train.rows() < FEWEST || train.columns < 2 {
        return Ok(vec![Way::Line; variables.len()]);
    }
    let mut order: Vec<u32> = (0..train.rows() as u32).collect();
    seed.rng().shuffle(&mut order);
    let (judged, fitted) = order.split_at(train.rows() / 5);
    let (fitted, judged) = (picked(train, fitted), picked(train, judged));
    let lines = Lines::fit(&fitted)?.residuals(&judged, variables)?;
    let way = |variable: &Variable| {
        if variable.inputs.len() != 1 {
            return Ok(Way::Line);
        }
        let squares = |residuals: &mut dyn Iterator<Item = f64>| residuals.map(|r| r * r).sum::<f64>();
        let line = squares(&mut lines.column(variable.inputs.start));
        let tree = squares(&mut tree_residuals(&fitted, &judged, variable.inputs.start)?.into_iter());
        Ok(if tree < CLEARLY * line { Way::Tree } else { Way::Line })
    };
    variables.iter().map(way).collect()
}

/// What each variable's way leaves of the rows `cells`, fitted on the rows `train`.
///
/// # Errors
/// `Error::Internal` when a library refuses the rows.
pub(super) fn residuals(train: &Cells, cells: &Cells, variables: &[Variable], ways: &[Way]) -> Result<Cells> {
    let mut left = Lines::fit(train)?.residuals(cells, variables)?;
    for (variable, _) in variables.iter().zip(ways).filter(|(_, way)| **way == Way::Tree) {
        let column = variable.inputs.start;
        for (row, residual) in tree_residuals(train, cells, column)?.into_iter().enumerate() {
            left.values[row * cells.columns + column] = residual;
        }
    }
    Ok(left)
}

fn picked(cells: &Cells, rows: &[u32]) -> Cells {
    let values = rows.iter().flat_map(|&row| cells.row(row as usize)).copied().collect();
    Cells { columns: cells.columns, values }
}

/// What a regression tree on all other inputs leaves of one.
fn tree_residuals(train: &Cells, cells: &Cells, column: usize) -> Result<Vec<f64>> {
    let step = train.rows().div_ceil(MOST).max(1);
    let rows: Vec<u32> = (0..train.rows() as u32).step_by(step).collect();
    let train = picked(train, &rows);
    let refused = |error: smartcore::error::Failed| Error::Internal(format!("smartcore: {error}"));
    let parameters =
        DecisionTreeRegressorParameters::default().with_max_depth(DEPTH).with_min_samples_leaf(LEAF);
    let target: Vec<f64> = train.column(column).collect();
    let tree = DecisionTreeRegressor::fit(&without(&train, column)?, &target, parameters).map_err(refused)?;
    let predicted = tree.predict(&without(cells, column)?).map_err(refused)?;
    Ok(cells.column(column).zip(predicted).map(|(x, p)| x - p).collect())
}

/// All inputs but one.
fn without(cells: &Cells, column: usize) -> Result<DenseMatrix<f64>> {
    let others = |(at, &x): (usize, &f64)| (at % cells.columns != column).then_some(x);
    let values: Vec<f64> = cells.values.iter().enumerate().filter_map(others).collect();
    DenseMatrix::new(cells.rows(), cells.columns - 1, values, false)
        .map_err(|error| Error::Internal(format!("smartcore: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::Kind;

    fn variables(sizes: &[usize]) -> Vec<Variable> {
        let mut start = 0;
        let variable = |&size: &usize| {
            let inputs = start..start + size;
            start = inputs.end;
            Variable { name: format!("v{start}"), kind: Kind::Number, inputs }
        };
        sizes.iter().map(variable).collect()
    }

    #[test]
    fn two_inputs_by_hand() {
        // x = (-1, 0, 1, 0), y = (-2, 1, 2, -1): means 0, s_xx = 1/2, s_yy = 5/2, s_xy = 1
        // x on y: slope 1 / (5/2) = 2/5; y on x: slope 1 / (1/2) = 2
        let cells = Cells { columns: 2, values: vec![-1.0, -2.0, 0.0, 1.0, 1.0, 2.0, 0.0, -1.0] };
        let left = Lines::fit(&cells).unwrap().residuals(&cells, &variables(&[1, 1])).unwrap();
        let wanted = [-0.2, 0.0, -0.4, 1.0, 0.2, 0.0, 0.4, -1.0];
        let off = left.values.iter().zip(wanted).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(off < 1e-4, "{left:?}");
    }

    #[test]
    fn residuals_have_nothing_to_do_with_the_other_inputs() {
        let mut rng = Seed::new(3).rng();
        let mut values = Vec::new();
        for _ in 0..200 {
            let (a, b, c) = (rng.normal(), rng.normal(), rng.normal());
            values.extend([a, a + 0.5 * b, b - c, c]);
        }
        let cells = Cells { columns: 4, values };
        // the second and third belong to one variable
        let left = Lines::fit(&cells).unwrap().residuals(&cells, &variables(&[1, 2, 1])).unwrap();
        for (residual, others) in [(0, vec![1, 2, 3]), (1, vec![0, 3]), (2, vec![0, 3]), (3, vec![0, 1, 2])] {
            for other in others {
                let product: f64 = left.column(residual).zip(cells.column(other)).map(|(r, x)| r * x).sum();
                assert!(product.abs() / 200.0 < 0.02, "{residual} {other}: {product}");
            }
        }
    }

    #[test]
    fn a_bent_relation_calls_for_a_tree() {
        let mut rng = Seed::new(4).rng();
        let values = (0..400).flat_map(|_| {
            let (a, b, c) = (rng.normal(), rng.normal(), rng.normal());
            [a, a * a + 0.1 * b, a + c]
        });
        let cells = Cells { columns: 3, values: values.collect() };
        let ways = choose(&cells, &variables(&[1, 1, 1]), Seed::new(1)).unwrap();
        assert_eq!(ways[1..], [Way::Tree, Way::Line]);
    }
}
