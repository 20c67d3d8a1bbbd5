//! The cells of a table as a model sees them: filled, centred, scaled by what was learned from training rows.
//!
//! With `x` the cell of `Inputs` (or `fill` where it is missing), a model sees `(x - center) / spread`.

use crate::prepare::{Dataset, Scaling};
use crate::seed::Seed;
use std::ops::Range;

/// Rows × inputs, row by row, in f64.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    /// Number of inputs.
    pub columns: usize,
    /// Cells, row by row.
    pub values: Vec<f64>,
}

impl Cells {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.values.len() / self.columns.max(1)
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    /// One column, top to bottom.
    pub fn column(&self, column: usize) -> impl Iterator<Item = f64> + '_ {
        self.values.iter().skip(column).step_by(self.columns.max(1)).copied()
    }
}

/// The given rows of the table as seen through `scaling`.
pub fn seen(dataset: &Dataset, rows: &[u32], scaling: &Scaling) -> Cells {
    seen_columns(dataset, rows, scaling, 0..dataset.inputs.columns())
}

/// Some neighbouring columns of the given rows as seen through `scaling`.
pub fn seen_columns(dataset: &Dataset, rows: &[u32], scaling: &Scaling, columns: Range<usize>) -> Cells {
    let inputs = &dataset.inputs;
    let mut values = Vec::with_capacity(rows.len() * columns.len());
    for &row in rows {
        let cells = inputs.row(row as usize);
        for column in columns.clone() {
            let missing = &inputs.missing[column];
            let hole = !missing.is_empty() && missing.binary_search(&row).is_ok();
            let cell = if hole { scaling.fill[column] } else { f64::from(cells[column]) };
            values.push((cell - scaling.center[column]) / scaling.spread[column]);
        }
    }
    Cells { columns: columns.len(), values }
}

/// Lowest and highest cell of every column of the given rows as seen through `scaling`, which leaves their order as it is.
pub fn seen_ends(dataset: &Dataset, rows: &[u32], scaling: &Scaling) -> Vec<[f64; 2]> {
    let inputs = &dataset.inputs;
    let mut ends = vec![[f32::INFINITY, f32::NEG_INFINITY]; inputs.columns()];
    for &row in rows {
        for ([low, high], &cell) in ends.iter_mut().zip(inputs.row(row as usize)) {
            *low = low.min(cell);
            *high = high.max(cell);
        }
    }
    let seen = |(column, ends): (usize, [f32; 2])| {
        let ends = ends.map(f64::from);
        let ends =
            if inputs.missing[column].is_empty() { ends } else { mended(dataset, rows, scaling, column) };
        ends.map(|cell| (cell - scaling.center[column]) / scaling.spread[column])
    };
    ends.into_iter().enumerate().map(seen).collect()
}

/// Lowest and highest cell of a column with holes, as they stand once filled.
fn mended(dataset: &Dataset, rows: &[u32], scaling: &Scaling, column: usize) -> [f64; 2] {
    let inputs = &dataset.inputs;
    let cell = |&row: &u32| {
        let hole = inputs.missing[column].binary_search(&row).is_ok();
        if hole { scaling.fill[column] } else { f64::from(inputs.cells.at(row as usize, column)) }
    };
    let wider = |[low, high]: [f64; 2], cell: f64| [low.min(cell), high.max(cell)];
    rows.iter().map(cell).fold([f64::INFINITY, f64::NEG_INFINITY], wider)
}

/// The given rows of the table as they stand, row by row, missing cells filled; 0 in the columns of levels that have joined
/// the rare ones.
pub fn filled(dataset: &Dataset, rows: &[u32], scaling: &Scaling) -> Vec<f32> {
    let inputs = &dataset.inputs;
    let mut values: Vec<f32> = rows.iter().flat_map(|&row| inputs.row(row as usize)).copied().collect();
    for (column, missing) in inputs.missing.iter().enumerate().filter(|(_, missing)| !missing.is_empty()) {
        for (place, row) in rows.iter().enumerate() {
            if missing.binary_search(row).is_ok() {
                values[place * inputs.columns() + column] = scaling.fill[column] as f32;
            }
        }
    }
    for column in inputs.rare.iter().copied().filter(|&column| scaling.spread[column].is_infinite()) {
        values.iter_mut().skip(column).step_by(inputs.columns()).for_each(|cell| *cell = 0.0);
    }
    values
}

/// The value in the units of the file behind what a model sees.
pub fn to_file_units(dataset: &Dataset, scaling: &Scaling, column: usize, seen: f64) -> f64 {
    let inputs = &dataset.inputs;
    (seen * scaling.spread[column] + scaling.center[column]) * inputs.spread[column] + inputs.center[column]
}

/// At most `most` of the rows, drawn without replacement, ascending.
pub fn thinned(rows: &[u32], most: usize, seed: Seed) -> Vec<u32> {
    if rows.len() <= most {
        return rows.to_vec();
    }
    let (mut rng, mut rows) = (seed.rng(), rows.to_vec());
    for place in 0..most {
        let from = place + rng.below(rows.len() - place);
        rows.swap(place, from);
    }
    rows.truncate(most);
    rows.sort_unstable();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::testing::{rows, simulated};

    #[test]
    fn no_model_sees_the_column_of_a_level_that_joined_the_rare_ones() {
        let mut table = simulated(30, 3, 2, 1, 2);
        let all: Vec<u32> = (0..30).collect();
        table.inputs.rare = vec![1];
        let mut scaling = rows(&table, all.clone(), Vec::new()).scaling;
        let plain = filled(&table, &all, &scaling);
        scaling.spread[1] = f64::INFINITY;
        assert!(seen(&table, &all, &scaling).column(1).all(|cell| cell == 0.0));
        assert_eq!(seen_ends(&table, &all, &scaling)[1], [0.0, 0.0]);
        let silent = filled(&table, &all, &scaling);
        for (place, (cell, plain)) in silent.iter().zip(plain).enumerate() {
            assert_eq!(*cell, if place % 3 == 1 { 0.0 } else { plain });
        }
    }

    #[test]
    fn thinning_draws_distinct_rows_in_order() {
        let rows: Vec<u32> = (0..10).map(|row| row * 3).collect();
        let drawn = thinned(&rows, 4, Seed::new(0));
        assert!(drawn.len() == 4 && drawn.windows(2).all(|pair| pair[0] < pair[1]), "{drawn:?}");
        assert!(drawn.iter().all(|row| rows.contains(row)));
        assert_eq!(thinned(&rows, 10, Seed::new(0)), rows);
    }
}
