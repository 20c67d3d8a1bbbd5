//! How inputs are filled, centred and scaled, learned from the training rows of a split.
//!
//! With n training rows and x the column after its missing cells, if any, took the median of the present ones:
//!
//! ```text
//! center = Σ x / n        spread = √(Σ (x - center)² / n)        z = (x - center) / spread
//! ```
//!
//! The numbers are linfa's `LinearScaler::standard()`; a constant column gets spread 1. The column of a level that is rare
//! among the rows (`rare.rs`) gets an infinite spread: z is 0 in every row, as it is for the level that rare ones share.

use super::{Inputs, Scaling, rare};
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_preprocessing::linear_scaling::LinearScaler;
use ndarray::Array2;

/// Learns fill, center and spread from some rows; a column at a time, so that no copy of the table is made.
pub fn fit(inputs: &Inputs, rows: &[u32]) -> Scaling {
    let mut scaling = Scaling { fill: Vec::new(), center: Vec::new(), spread: Vec::new() };
    for column in 0..inputs.columns() {
        // a column without holes needs nothing to fill them with, and medians cost more than all the rest
        let holes = !inputs.missing[column].is_empty();
        let fill = if holes { median(inputs, rows, column) } else { 0.0 };
        let (center, spread) = moments(inputs, rows, column, fill);
        scaling.fill.push(fill);
        scaling.center.push(center);
        scaling.spread.push(spread);
    }
    for &column in &inputs.rare {
        if !rare::stays(inputs, rows, column) {
            scaling.spread[column] = f64::INFINITY;
        }
    }
    scaling
}

/// Mean and standard deviation of a filled column: (0, 1) without rows, the number itself and 1 for equal numbers, whose mean
/// may round beside them.
fn moments(inputs: &Inputs, rows: &[u32], column: usize, fill: f64) -> (f64, f64) {
    let filled = filled(inputs, std::slice::from_ref(&fill), rows, &[column]);
    let first = filled.first().copied().unwrap_or(0.0);
    if filled.iter().all(|&cell| cell == first) {
        return (first, 1.0);
    }
    let fitted = LinearScaler::standard().fit(&DatasetBase::from(filled));
    fitted.map_or((first, 1.0), |scaler| (scaler.offsets()[0], 1.0 / scaler.scales()[0]))
}

/// What networks see of some rows and columns: filled, centred, scaled.
pub fn apply(inputs: &Inputs, scaling: &Scaling, rows: &[u32], columns: &[usize]) -> Array2<f64> {
    let fill: Vec<f64> = columns.iter().map(|&column| scaling.fill[column]).collect();
    let mut cells = filled(inputs, &fill, rows, columns);
    for (at, &column) in columns.iter().enumerate() {
        let (center, spread) = (scaling.center[column], scaling.spread[column]);
        cells.column_mut(at).mapv_inplace(|cell| (cell - center) / spread);
    }
    cells
}

/// Cells of some rows and columns, `fill` (one a column asked for) where they are missing.
fn filled(inputs: &Inputs, fill: &[f64], rows: &[u32], columns: &[usize]) -> Array2<f64> {
    let mut cells = Vec::with_capacity(rows.len() * columns.len());
    for &row in rows {
        let values = inputs.row(row as usize);
        cells.extend(columns.iter().map(|&column| f64::from(values[column])));
    }
    for (at, &column) in columns.iter().enumerate().filter(|&(_, &column)| !inputs.missing[column].is_empty())
    {
        for (place, row) in rows.iter().enumerate() {
            if inputs.missing[column].binary_search(row).is_ok() {
                cells[place * columns.len() + at] = fill[at];
            }
        }
    }
    let shape = (rows.len(), columns.len());
    Array2::from_shape_vec(shape, cells).expect("one cell was pushed for each row and column")
}

/// Median of the present cells of a column among the rows; 0 (the mean over all rows) where none is present.
fn median(inputs: &Inputs, rows: &[u32], column: usize) -> f64 {
    let missing = &inputs.missing[column];
    let held = rows.iter().filter(|row| missing.binary_search(row).is_err());
    let mut present: Vec<f32> = held.map(|&row| inputs.cells.at(row as usize, column)).collect();
    if present.is_empty() {
        return 0.0;
    }
    let middle = present.len() / 2;
    let even = present.len().is_multiple_of(2);
    let (below, &mut upper, _) = present.select_nth_unstable_by(middle, f32::total_cmp);
    let upper = f64::from(upper);
    if !even {
        return upper;
    }
    let lower = below.iter().copied().max_by(f32::total_cmp).map_or(upper, f64::from);
    (lower + upper) / 2.0
}
