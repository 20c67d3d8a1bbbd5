//! Small tables for the tests of this folder.

use super::{Bench, Keep, Rows, Task};
use crate::prepare::{DataSummary, Dataset, Inputs, Kind, Matrix, Scaling, Target, Variable};
use crate::seed::{Rng, Seed};

/// A dataset of number columns (NaN where missing), standardised over all rows as `Inputs` asks.
pub(crate) fn dataset(columns: &[Vec<f64>], codes: &[u32], classes: usize) -> Dataset {
    let rows = codes.len();
    let mut inputs = Inputs {
        cells: Matrix::zeros(rows, columns.len()),
        missing: Vec::new(),
        center: Vec::new(),
        spread: Vec::new(),
        binary: vec![false; columns.len()],
        rare: Vec::new(),
    };
    for (at, column) in columns.iter().enumerate() {
        let present: Vec<f64> = column.iter().copied().filter(|x| !x.is_nan()).collect();
        let (center, spread) = moments(&present);
        inputs.center.push(center);
        inputs.spread.push(spread);
        inputs.missing.push((0..rows as u32).filter(|&row| column[row as usize].is_nan()).collect());
        for (row, x) in column.iter().enumerate().filter(|(_, x)| !x.is_nan()) {
            inputs.cells.row_mut(row)[at] = ((x - center) / spread) as f32;
        }
    }
    let variable = |at: usize| Variable { name: format!("v{at}"), kind: Kind::Number, inputs: at..at + 1 };
    Dataset {
        target: Target::new("y".into(), (0..classes).map(|k| k.to_string()).collect(), codes.to_vec()),
        variables: (0..columns.len()).map(variable).collect(),
        inputs,
        groups: None,
        summary: DataSummary {
            file: String::new(),
            sha256: String::new(),
            reading: String::new(),
            rows,
            rows_dropped: 0,
            target: "y".into(),
            target_reason: String::new(),
            classes: Vec::new(),
            variables: Vec::new(),
            dropped: Vec::new(),
            group: None,
        },
        warnings: Vec::new(),
    }
}

/// Mean and standard deviation (n in the denominator), 1 for a constant.
pub(crate) fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let center = values.iter().sum::<f64>() / n;
    let spread = (values.iter().map(|x| (x - center).powi(2)).sum::<f64>() / n).sqrt();
    (center, if spread > 0.0 { spread } else { 1.0 })
}

/// Scaling learned from the given rows.
pub(crate) fn scaling(inputs: &Inputs, rows: &[u32]) -> Scaling {
    let mut scaling = Scaling { fill: Vec::new(), center: Vec::new(), spread: Vec::new() };
    for column in 0..inputs.columns() {
        let cell = |row: &u32| f64::from(inputs.row(*row as usize)[column]);
        let missing = |row: &u32| inputs.missing[column].binary_search(row).is_ok();
        let mut present: Vec<f64> = rows.iter().filter(|row| !missing(row)).map(cell).collect();
        present.sort_by(f64::total_cmp);
        let fill = 0.5 * (present[present.len() / 2] + present[(present.len() - 1) / 2]);
        let filled: Vec<f64> = rows.iter().map(|row| if missing(row) { fill } else { cell(row) }).collect();
        let (center, spread) = moments(&filled);
        scaling.fill.push(fill);
        scaling.center.push(center);
        scaling.spread.push(spread);
    }
    scaling
}

/// Rows with their scaling.
pub(crate) fn rows(dataset: &Dataset, train: Vec<u32>, judge: Vec<u32>) -> Rows {
    let scaling = scaling(&dataset.inputs, &train);
    Rows { train, judge, scaling }
}

/// A random division with about the given share of training rows.
pub(crate) fn split(dataset: &Dataset, share: f64, rng: &mut Rng) -> Rows {
    let (train, judge) = (0..dataset.rows() as u32).partition(|_| rng.uniform() < share);
    rows(dataset, train, judge)
}

/// Normal columns; the class follows from the first two by a bent rule with noise. `holes` columns (the first) have
/// missing cells.
pub(crate) fn simulated(rows: usize, columns: usize, classes: usize, holes: usize, seed: u64) -> Dataset {
    let mut rng = Seed::new(seed).child("table", 0).rng();
    let mut table: Vec<Vec<f64>> = (0..columns)
        .map(|c| (0..rows).map(|_| 3.0 * c as f64 + (1.0 + c as f64) * rng.normal()).collect())
        .collect();
    let codes: Vec<u32> = (0..rows)
        .map(|row| {
            let at = |c: usize| (table[c][row] - 3.0 * c as f64) / (1.0 + c as f64);
            let second = if columns > 1 { at(1) } else { 0.0 };
            let score = at(0) + second * second - 0.5 + 0.5 * rng.normal();
            ((score + 1.0).clamp(0.0, 2.999) / 3.0 * classes as f64) as u32
        })
        .collect();
    for column in table.iter_mut().take(holes) {
        column.iter_mut().filter(|_| rng.uniform() < 0.15).for_each(|x| *x = f64::NAN);
    }
    dataset(&table, &codes, classes)
}

/// A bench on one dataset with the real labels and all variables.
pub(crate) fn bench(dataset: &Dataset, rows: Vec<Rows>) -> Bench<'_> {
    let sets = vec![(0..dataset.variables.len()).collect()];
    Bench { dataset, rows, labels: vec![dataset.target.codes.clone()], sets }
}

/// A task on the first labels and set.
pub(crate) fn task(rows: u32, decay: f64, start: u64) -> Task {
    let start = Seed::new(99).child("start", start);
    Task { rows, labels: 0, set: 0, decay, start, keep: Keep::Probabilities }
}
