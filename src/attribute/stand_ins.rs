//! Other variables that nearly give a variable: left out, it is made up for by them, so that leaving it out shows little.
//!
//! One near copy may do so, or several together, as a sum gives away its last part. Variables are taken one by one, each time
//! the one with which least squares explain most (forward selection), until four fifths of the variable's variance are
//! explained, counted on as many degrees of freedom as all other variables would leave, for the few are chosen among them:
//!
//! ```text
//! 1 - (1 - R²) (n - 1) / (n - 1 - p) > .8        n rows, p inputs of all other variables
//! ```
//! (Ezekiel's adjusted R², 1930, Methods of Correlation Analysis, with the inputs that could have been chosen.)

use super::clusters::{MOST_ROWS, all_rows, columns, correlation};
use crate::attribute::cells::thinned;
use crate::prepare::Dataset;
use crate::seed::Seed;

/// Two variables with a larger correlation share more than 80 % of their variance and can stand in for each other.
pub const NEAR_COPY: f64 = 0.894;
/// The share of its variance from which on a variable is nearly given by others.
const GIVEN: f64 = 0.8;
/// Variables that together may do so.
const MOST: usize = 5;
/// What is left of an input, of its variance, below which it says nothing new.
const NOTHING_NEW: f64 = 1e-9;

/// The sets of other variables, each of which alone nearly gives this one: its near copies, and where there is none the few
/// that do so together. Of more rows than 20,000 as many are drawn.
pub fn stand_ins(dataset: &Dataset, variable: usize, seed: Seed) -> Vec<Vec<usize>> {
    let near = |&other: &usize| correlation(dataset, variable, other).abs() > NEAR_COPY;
    let others = || (0..dataset.variables.len()).filter(move |&other| other != variable);
    let copies: Vec<Vec<usize>> = others().filter(near).map(|copy| vec![copy]).collect();
    if !copies.is_empty() {
        return copies;
    }
    let rows = thinned(&all_rows(dataset), MOST_ROWS, seed.child("given by others", 0));
    let inputs = |v: usize| columns(dataset, &rows, v);
    let rest: Vec<(usize, Vec<Vec<f64>>)> = others().map(|v| (v, inputs(v))).collect();
    forward(inputs(variable), rest).into_iter().collect()
}

/// The few that together explain enough of the target's columns, ascending; none where they don't.
fn forward(mut target: Vec<Vec<f64>>, mut rest: Vec<(usize, Vec<Vec<f64>>)>) -> Option<Vec<usize>> {
    let rows = target.first().map_or(0, Vec::len) as f64;
    let inputs: usize = rest.iter().map(|(_, columns)| columns.len()).sum();
    let left_free = rows - 1.0 - inputs as f64;
    if left_free < 1.0 {
        return None;
    }
    target.iter_mut().chain(rest.iter_mut().flat_map(|(_, columns)| columns)).for_each(|c| centre(c));
    let whole: f64 = target.iter().map(|column| dot(column, column)).sum();
    let sizes: Vec<Vec<f64>> = rest.iter().map(|(_, c)| c.iter().map(|c| dot(c, c)).collect()).collect();
    let enough = |left: f64| left / whole * (rows - 1.0) / left_free < 1.0 - GIVEN;
    let mut chosen = Vec::new();
    while whole > 0.0 && chosen.len() < MOST {
        let free = (0..rest.len()).filter(|at| !chosen.contains(at));
        let explained = |at: &usize| -> f64 {
            let new = basis(&rest[*at].1, &sizes[*at]);
            target.iter().map(|column| new.iter().map(|b| dot(b, column).powi(2)).sum::<f64>()).sum()
        };
        let best = free.map(|at| (at, explained(&at))).max_by(|a, b| a.1.total_cmp(&b.1))?.0;
        let new = basis(&rest[best].1, &sizes[best]);
        target
            .iter_mut()
            .chain(rest.iter_mut().flat_map(|(_, columns)| columns))
            .for_each(|c| clear(c, &new));
        chosen.push(best);
        if enough(target.iter().map(|column| dot(column, column)).sum()) {
            let mut found: Vec<usize> = chosen.into_iter().map(|at| rest[at].0).collect();
            found.sort_unstable();
            return Some(found);
        }
    }
    None
}

/// Orthogonal directions of unit length that span what is left of a variable's columns (Gram and Schmidt, the modified form).
fn basis(columns: &[Vec<f64>], sizes: &[f64]) -> Vec<Vec<f64>> {
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(columns.len());
    for (column, size) in columns.iter().zip(sizes) {
        let mut left = column.clone();
        clear(&mut left, &basis);
        let length = dot(&left, &left);
        if length > NOTHING_NEW * size {
            left.iter_mut().for_each(|x| *x /= length.sqrt());
            basis.push(left);
        }
    }
    basis
}

/// Takes away what lies along directions.
fn clear(column: &mut [f64], along: &[Vec<f64>]) {
    for direction in along {
        let share = dot(direction, column);
        column.iter_mut().zip(direction).for_each(|(x, d)| *x -= share * d);
    }
}

fn centre(column: &mut [f64]) {
    let mean = column.iter().sum::<f64>() / column.len().max(1) as f64;
    column.iter_mut().for_each(|x| *x -= mean);
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{get, oracle};
    use super::*;
    use crate::train::testing::dataset;

    /// Columns, and for each those that nearly give it.
    #[derive(serde::Deserialize)]
    struct Choices {
        columns: Vec<Vec<f64>>,
        given: Vec<Option<Vec<usize>>>,
    }

    fn found(columns: &[Vec<f64>], variable: usize) -> Vec<Vec<usize>> {
        let rows = columns[0].len();
        stand_ins(&dataset(columns, &vec![0; rows], 2), variable, Seed::new(0))
    }

    fn noise(seed: u64, rows: usize) -> Vec<f64> {
        let mut rng = Seed::new(seed).rng();
        (0..rows).map(|_| rng.normal()).collect()
    }

    fn mixed(parts: &[(f64, &Vec<f64>)]) -> Vec<f64> {
        (0..parts[0].1.len()).map(|row| parts.iter().map(|(weight, part)| weight * part[row]).sum()).collect()
    }

    /// The order of the choice and the adjusted share of numpy's least squares (`tests/oracles/clusters.py`), step by step.
    #[test]
    fn least_squares_choose_those_that_numpy_chooses() {
        let choices: Vec<Choices> = get(&oracle("clusters"), "choices");
        let given: Vec<&Option<Vec<usize>>> = choices.iter().flat_map(|of| &of.given).collect();
        assert!(
            [None, Some(1), Some(2), Some(3)]
                .iter()
                .all(|n| given.iter().any(|of| of.as_ref().map(Vec::len) == *n))
        );
        for Choices { columns, given } in &choices {
            for (variable, expected) in given.iter().enumerate() {
                let rest =
                    (0..columns.len()).filter(|&v| v != variable).map(|v| (v, vec![columns[v].clone()]));
                assert_eq!(&forward(vec![columns[variable].clone()], rest.collect()), expected, "{variable}");
            }
        }
    }

    #[test]
    fn a_sum_and_its_parts_give_each_other() {
        let (a, b, c, e) = (noise(1, 200), noise(2, 200), noise(3, 200), noise(4, 200));
        let sum = mixed(&[(1.0, &a), (1.0, &b), (0.1, &e)]);
        let columns = [a, b, c, sum];
        assert_eq!(found(&columns, 0), [[1, 3]]);
        assert_eq!(found(&columns, 1), [[0, 3]]);
        assert_eq!(found(&columns, 3), [[0, 1]]);
        assert!(found(&columns, 2).is_empty());
    }

    /// A near copy is enough, and what few rows can't tell is not told.
    #[test]
    fn copies_come_first_and_few_rows_give_nothing() {
        let (a, b, e) = (noise(1, 200), noise(2, 200), noise(3, 200));
        let copy = mixed(&[(-3.0, &a), (0.3, &e)]);
        assert_eq!(found(&[a, b, copy], 0), [[2]]);
        let wide: Vec<Vec<f64>> = (0..40).map(|v| noise(v, 30)).collect();
        assert!((0..40).all(|v| found(&wide, v).is_empty()));
    }
}
