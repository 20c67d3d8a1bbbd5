//! Some rows of a table as a table.

use crate::prepare::{Dataset, Inputs, Matrix, split};
use crate::seed::Seed;

/// The table itself, or a random draw of so many of its rows, each class in its share. Groups are forgotten: labels are drawn
/// row by row, so rows of a group tell nothing of each other.
pub(super) fn at_most(dataset: &Dataset, most: usize, seed: Seed) -> Dataset {
    let all: Vec<u32> = (0..dataset.rows() as u32).collect();
    let rows = if all.len() <= most {
        all
    } else {
        let share = most as f64 / all.len() as f64;
        let drawn = split::inner(dataset, &all, 1, share, seed).pop();
        drawn.map_or(all, |(_, drawn)| drawn)
    };
    let mut summary = dataset.summary.clone();
    summary.rows = rows.len();
    let mut target = dataset.target.clone();
    target.codes = rows.iter().map(|&row| dataset.target.codes[row as usize]).collect();
    Dataset {
        target,
        variables: dataset.variables.clone(),
        inputs: inputs(&dataset.inputs, &rows),
        groups: None,
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::testing::simulated;

    #[test]
    fn drawn_rows_keep_their_cells_their_holes_and_the_shares_of_the_classes() {
        let table = simulated(400, 3, 2, 1, 7);
        let some = at_most(&table, 100, Seed::new(1));
        assert_eq!(some.rows(), 100);
        let share = |of: &Dataset| of.class_counts()[0] as f64 / of.rows() as f64;
        assert!((share(&some) - share(&table)).abs() < 0.02);
        for row in 0..100 {
            let cells = some.inputs.row(row);
            let from = (0..400).find(|&from| table.inputs.row(from) == cells).unwrap();
            let hole = |of: &Dataset, row: usize| of.inputs.missing[0].contains(&(row as u32));
            assert!(hole(&some, row) == hole(&table, from) || cells[0] == 0.0);
        }
        assert_eq!(at_most(&table, 400, Seed::new(1)).inputs, table.inputs);
    }
}
