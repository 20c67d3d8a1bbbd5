//! Some rows of a table as a table.

use super::{Dataset, Inputs, Matrix, split};
use crate::seed::Seed;

/// The rows, or a random draw of `most` of them, each class in its share, whole groups together; ascending.
pub fn at_most(dataset: &Dataset, rows: &[u32], most: usize, seed: Seed) -> Vec<u32> {
    if rows.len() <= most {
        return rows.to_vec();
    }
    let share = most as f64 / rows.len() as f64;
    let drawn = split::inner(dataset, rows, 1, share, seed.child("fewer", 0)).pop();
    drawn.map_or_else(|| rows.to_vec(), |(_, drawn)| drawn)
}

/// These rows as a table of their own, without warnings.
pub fn only(dataset: &Dataset, rows: &[u32]) -> Dataset {
    let mut summary = dataset.summary.clone();
    summary.rows = rows.len();
    let of_rows = |all: &[u32]| rows.iter().map(|&row| all[row as usize]).collect();
    let mut target = dataset.target.clone();
    target.codes = of_rows(&dataset.target.codes);
    Dataset {
        target,
        variables: dataset.variables.clone(),
        inputs: inputs(&dataset.inputs, rows),
        groups: dataset.groups.as_deref().map(of_rows),
        summary,
        warnings: Vec::new(),
    }
}

fn inputs(of: &Inputs, rows: &[u32]) -> Inputs {
    let mut cells = Matrix::zeros(rows.len(), of.columns());
    for (to, &from) in rows.iter().enumerate() {
        cells.row_mut(to).copy_from_slice(of.row(from as usize));
    }
    let moved = |missing: &Vec<u32>| -> Vec<u32> {
        let hole = |(_, row): &(usize, &u32)| missing.binary_search(row).is_ok();
        rows.iter().enumerate().filter(hole).map(|(at, _)| at as u32).collect()
    };
    Inputs {
        cells,
        missing: of.missing.iter().map(moved).collect(),
        center: of.center.clone(),
        spread: of.spread.clone(),
        binary: of.binary.clone(),
        rare: of.rare.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::testing::simulated;

    #[test]
    fn drawn_rows_keep_their_cells_their_holes_and_the_shares_of_the_classes() {
        let table = simulated(400, 3, 2, 1, 7);
        let all: Vec<u32> = (0..400).collect();
        let some = only(&table, &at_most(&table, &all, 100, Seed::new(1)));
        assert_eq!(some.rows(), 100);
        let share = |of: &Dataset| of.class_counts()[0] as f64 / of.rows() as f64;
        assert!((share(&some) - share(&table)).abs() < 0.02);
        for row in 0..100 {
            let cells = some.inputs.row(row);
            let from = (0..400).find(|&from| table.inputs.row(from) == cells).unwrap();
            let hole = |of: &Dataset, row: usize| of.inputs.missing[0].contains(&(row as u32));
            assert!(hole(&some, row) == hole(&table, from) || cells[0] == 0.0);
        }
        assert_eq!(only(&table, &at_most(&table, &all, 400, Seed::new(1))).inputs, table.inputs);
    }
}
