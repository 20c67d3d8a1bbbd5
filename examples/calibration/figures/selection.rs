//! Choosing variables outside the folds: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 7.10.2.
//!
//! 50 rows of 5,000 noise variables in two classes of 25; the 100 most correlated with the class are kept, and the
//! nearest neighbour is judged by 5 folds. Chosen on all rows first, the error is near 0; chosen inside each fold, one half.

use super::line;
use crate::lines::Line;
use counterweight::error::Result;
use counterweight::seed::Seed;
use counterweight::stats::{correlation, rank};

const ROWS: usize = 50;
const VARIABLES: usize = 5000;
const KEPT: usize = 100;
const FOLDS: usize = 5;

/// Errors with the choice outside and inside the folds.
///
/// # Errors
/// None.
pub fn lines(tables: usize) -> Result<Vec<Line>> {
    let errors: Vec<[f64; 2]> = (0..tables).map(|table| errors(Seed::new(table as u64))).collect();
    let of = |at: usize, what: &str| {
        let values: Vec<f64> = errors.iter().map(|errors| errors[at]).collect();
        line(what, "error", "selection", [ROWS, VARIABLES], &values)
    };
    Ok(vec![of(0, "outside"), of(1, "inside")])
}

/// A column of values for each variable, and the classes as numbers.
struct Table {
    columns: Vec<Vec<f64>>,
    classes: Vec<f64>,
}

fn errors(seed: Seed) -> [f64; 2] {
    let mut rng = seed.child("selection", 0).rng();
    let mut draw = || (0..ROWS).map(|_| rng.normal()).collect::<Vec<f64>>();
    let columns = (0..VARIABLES).map(|_| draw()).collect();
    let table = Table { columns, classes: (0..ROWS).map(|row| (row % 2) as f64).collect() };
    let mut order: Vec<usize> = (0..ROWS).collect();
    seed.child("folds", 0).rng().shuffle(&mut order);
    let all = kept(&table, &order);
    let mut wrong = [0, 0];
    for fold in 0..FOLDS {
        let (judged, trained): (Vec<usize>, Vec<usize>) =
            order.iter().partition(|&&row| order.iter().position(|&o| o == row).unwrap_or(0) % FOLDS == fold);
        for (wrong, chosen) in wrong.iter_mut().zip([&all, &kept(&table, &trained)]) {
            *wrong += judged
                .iter()
                .filter(|&&row| nearest(&table, chosen, &trained, row) != table.classes[row])
                .count();
        }
    }
    wrong.map(|wrong| wrong as f64 / ROWS as f64)
}

/// The variables most correlated with the class on some rows.
fn kept(table: &Table, rows: &[usize]) -> Vec<usize> {
    let on = |values: &[f64]| rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
    let classes = on(&table.classes);
    let strength = |column: &Vec<f64>| correlation::pearson(&on(column), &classes).unwrap_or(0.0).abs();
    rank::top(&table.columns.iter().map(strength).collect::<Vec<_>>(), KEPT)
}

/// The class of the nearest training row.
fn nearest(table: &Table, variables: &[usize], trained: &[usize], row: usize) -> f64 {
    let distance = |other: usize| {
        variables.iter().map(|&v| (table.columns[v][row] - table.columns[v][other]).powi(2)).sum::<f64>()
    };
    let nearest = trained.iter().copied().min_by(|&a, &b| distance(a).total_cmp(&distance(b)));
    nearest.map_or(0.0, |row| table.classes[row])
}
