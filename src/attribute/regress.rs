//! What the other variables say of a variable, and what they leave: residuals of a regression fitted on training rows.
//!
//! Lines first, all with the same ridge: next to none, or the one of a few that predicts rows it was not fitted on best,
//! where it does so clearly. It does where there are hardly more rows than inputs, and slopes fitted to chance would leave
//! more of a variable than there is. Where a regression tree in turn is clearly better than the line of a variable, the tree
//! is used. A category is always regressed linearly, input by input.

use super::cells::Cells;
use super::lines::Moments;
use crate::error::{Error, Result};
use crate::prepare::Variable;
use crate::seed::Seed;
use rayon::prelude::*;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::tree::decision_tree_regressor::{DecisionTreeRegressor, DecisionTreeRegressorParameters};
use std::collections::BTreeMap;

/// Added to every variance, in squared sd units: next to nothing.
const LEAST: f64 = 1e-6;
/// What else is tried.
const MORE: [f64; 5] = [0.01, 0.1, 0.3, 1.0, 10.0];
/// What is chosen instead must leave less than this share of squares.
const CLEARLY: f64 = 0.9;
/// Levels of splits of a tree.
const DEPTH: u16 = 6;
/// Rows in a leaf at least.
const LEAF: usize = 10;
/// Rows below which no tree is tried.
const FEWEST: usize = 100;
/// Rows below which nothing is: a fifth of them says nothing.
const TOO_FEW: usize = 10;
/// Training rows of a tree at most.
const MOST: usize = 2_000;

/// How all variables are predicted from the others.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Ways {
    /// The ridge of the lines.
    ridge: f64,
    /// One a variable.
    of: Vec<Way>,
}

/// How a variable is predicted from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By a line.
    Line,
    /// By a regression tree.
    Tree,
}

/// What predicts best the training rows it was not fitted on: four fifths against the rest. Groups (a number for each
/// training row) stay on one side: what rows of one share would let chance look like a relation.
///
/// # Errors
/// `Error::Internal` when a library refuses the rows.
pub(super) fn choose(
    train: &Cells,
    groups: Option<&[u32]>,
    variables: &[Variable],
    seed: Seed,
) -> Result<Ways> {
    let lines = Ways { ridge: LEAST, of: vec![Way::Line; variables.len()] };
    if train.rows() < TOO_FEW || train.columns < 2 {
        return Ok(lines);
    }
    let (order, held) = parted(train.rows(), groups, seed);
    let (judged, fitted) = order.split_at(held);
    let (fitted, judged) = (picked(train, fitted), picked(train, judged));
    let (ridge, left) = ridge(&fitted, &judged, variables)?;
    if train.rows() < FEWEST {
        return Ok(Ways { ridge, ..lines });
    }
    let way = |variable: &Variable| {
        if variable.inputs.len() != 1 {
            return Ok(Way::Line);
        }
        let line = squares(left.column(variable.inputs.start));
        let tree = squares(tree_residuals(&fitted, &judged, variable.inputs.start)?.into_iter());
        Ok(if tree < CLEARLY * line { Way::Tree } else { Way::Line })
    };
    Ok(Ways { ridge, of: variables.par_iter().map(way).collect::<Result<_>>()? })
}

/// The rows in random order and how many of the first are judged: a fifth, or whole groups until there are as many, one
/// at least being left to fit on.
fn parted(rows: usize, groups: Option<&[u32]>, seed: Seed) -> (Vec<u32>, usize) {
    let mut order: Vec<u32> = (0..rows as u32).collect();
    seed.rng().shuffle(&mut order);
    let fifth = rows / 5;
    let Some(groups) = groups else { return (order, fifth) };
    // groups in the order in which their first row comes
    let mut place = BTreeMap::new();
    for &row in &order {
        let next = place.len();
        place.entry(groups[row as usize]).or_insert(next);
    }
    order.sort_by_key(|&row| place[&groups[row as usize]]);
    let mut held = 0;
    for of_group in order.chunk_by(|&a, &b| groups[a as usize] == groups[b as usize]) {
        if held >= fifth || held + of_group.len() == rows {
            break;
        }
        held += of_group.len();
    }
    // a single group has nothing to keep apart
    (order, if held == 0 { fifth } else { held })
}

/// The ridge of the lines, and what they leave of the judged rows.
fn ridge(fitted: &Cells, judged: &Cells, variables: &[Variable]) -> Result<(f64, Cells)> {
    let moments = Moments::of(fitted);
    let left = |ridge: f64| Ok((ridge, moments.lines(ridge)?.residuals(judged, variables)?));
    let least = left(LEAST)?;
    let others: Vec<(f64, Cells)> = MORE.par_iter().map(|&ridge| left(ridge)).collect::<Result<_>>()?;
    let all = |cells: &Cells| squares(cells.values.iter().copied());
    let best = others.into_iter().min_by(|a, b| all(&a.1).total_cmp(&all(&b.1)));
    let clear = CLEARLY * all(&least.1);
    Ok(best.filter(|(_, left)| all(left) < clear).unwrap_or(least))
}

fn squares(residuals: impl Iterator<Item = f64>) -> f64 {
    residuals.map(|r| r * r).sum()
}

/// What each variable's way leaves of the rows `cells`, fitted on the rows `train`.
///
/// # Errors
/// `Error::Internal` when a library refuses the rows.
pub(super) fn residuals(train: &Cells, cells: &Cells, variables: &[Variable], ways: &Ways) -> Result<Cells> {
    let mut left = Moments::of(train).lines(ways.ridge)?.residuals(cells, variables)?;
    for (variable, _) in variables.iter().zip(&ways.of).filter(|(_, way)| **way == Way::Tree) {
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
    use super::super::lines::tests::variables;
    use super::*;

    #[test]
    fn a_bent_relation_calls_for_a_tree() {
        let mut rng = Seed::new(4).rng();
        let values = (0..400).flat_map(|_| {
            let (a, b, c) = (rng.normal(), rng.normal(), rng.normal());
            [a, a * a + 0.1 * b, a + c]
        });
        let cells = Cells { columns: 3, values: values.collect() };
        let ways = choose(&cells, None, &variables(&[1, 1, 1]), Seed::new(1)).unwrap();
        assert_eq!((ways.ridge, &ways.of[1..]), (LEAST, &[Way::Tree, Way::Line][..]));
    }

    /// Rows of one common cause and of chance.
    fn of_one_cause(rows: usize, columns: usize, seed: u64) -> Cells {
        let mut rng = Seed::new(seed).rng();
        let row = |_| {
            let cause = rng.normal();
            (0..columns).map(|_| cause + rng.normal()).collect::<Vec<f64>>()
        };
        Cells { columns, values: (0..rows).flat_map(row).collect() }
    }

    #[test]
    fn hardly_more_rows_than_inputs_call_for_a_ridge() {
        let cells = of_one_cause(60, 44, 9);
        let variables = variables(&[1; 44]);
        let ways = choose(&cells, None, &variables, Seed::new(1)).unwrap();
        assert!(ways.ridge >= 0.1, "{ways:?}");
        // given the others, about 1 + 1/44 of the variance of 2 is left: fitted to chance, lines left several times as much
        let judged = of_one_cause(2_000, 44, 10);
        let left = |ways: &Ways| {
            squares(residuals(&cells, &judged, &variables, ways).unwrap().values.into_iter())
                / (2_000.0 * 44.0)
        };
        let plain = left(&Ways { ridge: LEAST, ..ways.clone() });
        assert!(left(&ways) < 1.6 && plain > 3.0, "{} {plain}", left(&ways));
    }

    #[test]
    fn a_group_is_not_learned_by_heart() {
        // three variables that have nothing to do with each other, the same in all rows of a group: a tree knows a group again
        let mut rng = Seed::new(3).rng();
        let of_group: Vec<[f64; 3]> = (0..15).map(|_| [rng.normal(), rng.normal(), rng.normal()]).collect();
        let groups: Vec<u32> = (0..300).map(|row| row % 15).collect();
        let values = groups.iter().flat_map(|&group| of_group[group as usize]).collect();
        let cells = Cells { columns: 3, values };
        let way = |groups| choose(&cells, groups, &variables(&[1, 1, 1]), Seed::new(1)).unwrap().of;
        assert_eq!(way(None), [Way::Tree; 3]);
        assert_eq!(way(Some(&groups[..])), [Way::Line; 3]);
    }

    #[test]
    fn whole_groups_are_judged_and_one_is_left() {
        let groups: Vec<u32> = (0..60).map(|row| row % 7).collect();
        let (order, held) = parted(60, Some(&groups), Seed::new(5));
        let of = |rows: &[u32]| rows.iter().map(|&row| groups[row as usize]).collect::<Vec<u32>>();
        assert!((12..=17).contains(&held), "{held}");
        assert!(of(&order[..held]).iter().all(|group| !of(&order[held..]).contains(group)));
        assert_eq!(parted(60, Some(&[4; 60]), Seed::new(5)).1, 12);
        let (_, held) = parted(10, Some(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 2]), Seed::new(5));
        assert!(held == 9 || held == 1);
    }

    #[test]
    fn many_rows_call_for_none() {
        let ways = choose(&of_one_cause(400, 5, 9), None, &variables(&[1; 5]), Seed::new(1)).unwrap();
        assert_eq!(ways, Ways { ridge: LEAST, of: vec![Way::Line; 5] });
    }
}
