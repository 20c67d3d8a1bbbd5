//! The rows of a tree's nodes in the order of every input, and which inputs linfa need look at.
//!
//! linfa sorts all inputs for each class at each node. Here rows are sorted once a tree and stay sorted as nodes are
//! divided. A pass of our own over a node finds, by the formula below, how much the best split on each input brings for
//! each class against the rest, under linfa's rules (cells nearer than 1e-5 stay together, enough rows on both sides).
//! linfa computes in f32, so every input within 1e-6 of the best is left to it, and the others can't be its choice.
//!
//! ```text
//! decrease of 2 p (1 - p)  =  2 (l R - r L)² / (n² L R)      l of L rows at or below are of the class, r of R above
//! ```

use super::super::cells::Cells;
use super::Training;
use super::tree::LEAF;
use std::ops::Range;

/// Cells nearer than this are one to linfa.
const APART: f64 = 1e-5;
/// What linfa's f32 may blur in a decrease of impurity.
const BLUR: f64 = 1e-6;

/// A row at its place in the order of an input.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    /// Its cell.
    pub cell: f64,
    /// Training row.
    pub row: u32,
    /// Its class.
    pub class: u32,
}

/// All rows in the order of each input; a node is a range, the same in all of them.
pub(super) struct Sorted<'a> {
    cells: &'a Cells,
    columns: Vec<Vec<Placed>>,
    classes: usize,
    /// For each row whether it goes to the left in the split at hand.
    left: Vec<bool>,
    aside: Vec<Placed>,
}

impl<'a> Sorted<'a> {
    /// Sorts all rows by each input.
    pub fn new(training: &Training<'a>) -> Self {
        let Training { cells, codes, classes } = *training;
        let column = |column: usize| {
            let mut rows: Vec<Placed> = cells
                .column(column)
                .zip(codes)
                .enumerate()
                .map(|(row, (cell, &class))| Placed { cell, row: row as u32, class })
                .collect();
            rows.sort_unstable_by(|a, b| a.cell.total_cmp(&b.cell));
            rows
        };
        Sorted {
            cells,
            columns: (0..cells.columns).map(column).collect(),
            classes,
            left: vec![false; codes.len()],
            aside: Vec::with_capacity(codes.len()),
        }
    }

    /// The rows of a node in the order of an input.
    pub fn rows(&self, input: usize, node: &Range<usize>) -> &[Placed] {
        &self.columns[input][node.clone()]
    }

    /// Some cells of a training row.
    pub fn cells<'b>(&self, row: u32, inputs: &'b [usize]) -> impl Iterator<Item = f64> + use<'a, 'b> {
        let row = self.cells.row(row as usize);
        inputs.iter().map(move |&input| row[input])
    }

    /// Divides a node: rows at or below the threshold first, in every order. Gives the place of the first that is above.
    pub fn divide(&mut self, node: &Range<usize>, input: usize, threshold: f64) -> usize {
        for placed in &self.columns[input][node.clone()] {
            self.left[placed.row as usize] = placed.cell <= threshold;
        }
        let mut place = node.start;
        for column in &mut self.columns {
            self.aside.clear();
            place = node.start;
            for at in node.clone() {
                let placed = column[at];
                if self.left[placed.row as usize] {
                    column[place] = placed;
                    place += 1;
                } else {
                    self.aside.push(placed);
                }
            }
            column[place..node.end].copy_from_slice(&self.aside);
        }
        place
    }

    /// For each class the inputs on which its best split may lie, ascending; none where nothing can be split.
    pub fn candidates(&self, node: &Range<usize>, counts: &[usize]) -> Vec<Vec<usize>> {
        let best: Vec<Vec<f64>> =
            (0..self.columns.len()).map(|input| self.best(self.rows(input, node), counts)).collect();
        let of_class = |class: usize| {
            let most = best.iter().map(|of| of[class]).fold(0.0, f64::max);
            let near = |input: &usize| best[*input][class] > 0.0 && best[*input][class] >= most - BLUR;
            (0..best.len()).filter(near).collect()
        };
        (0..self.classes).map(of_class).collect()
    }

    /// The largest decrease of impurity for each class against the rest on one input.
    fn best(&self, rows: &[Placed], counts: &[usize]) -> Vec<f64> {
        let counts: Vec<f64> = counts.iter().map(|&count| count as f64).collect();
        let all = rows.len() as f64;
        let mut below = vec![0.0; self.classes];
        let mut best = vec![0.0f64; self.classes];
        for (at, pair) in rows.windows(2).enumerate() {
            below[pair[0].class as usize] += 1.0;
            let enough = at + 1 >= LEAF && rows.len() - at > LEAF;
            if !enough || (pair[0].cell - pair[1].cell).abs() < APART {
                continue;
            }
            let left = (at + 1) as f64;
            let over = 1.0 / (left * (all - left));
            for ((best, &below), &count) in best.iter_mut().zip(&below).zip(&counts) {
                // l R - r L = l n - L c
                let off = below * all - left * count;
                *best = best.max(off * off * over);
            }
        }
        best.iter().map(|best| 2.0 * best / (all * all)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::stump;
    use super::*;
    use crate::seed::Seed;
    use ndarray::{Array1, Array2};

    /// linfa on all inputs against linfa on those left to it, on noise with ties, near ties and copies.
    #[test]
    fn linfa_finds_nothing_better_among_the_inputs_it_is_spared() {
        let mut rng = Seed::new(21).rng();
        let (mut spared, mut split) = (0, 0);
        for round in 0..60 {
            let (rows, columns, classes) = (12 + 3 * round, 6, 2 + round % 3);
            let mut values: Vec<f64> = (0..rows * columns).map(|_| rng.normal()).collect();
            for row in values.chunks_exact_mut(columns) {
                row[1] = (2.0 * row[1]).round();
                row[2] = 4e-6 * (row[2] * 3.0).round();
                row[4] = -row[0];
            }
            let codes: Vec<u32> = (0..rows)
                .map(|row| rng.below(classes) as u32 * u32::from(values[row * columns] > -0.5))
                .collect();
            let cells = Cells { columns, values };
            let training = Training { cells: &cells, codes: &codes, classes };
            let candidates = Sorted::new(&training).candidates(&(0..rows), &training.counts());
            for (class, inputs) in candidates.iter().enumerate() {
                let labels: Array1<bool> = codes.iter().map(|&code| code as usize == class).collect();
                let on = |inputs: &[usize]| {
                    let cell = |(row, at): (usize, usize)| cells.row(row)[inputs[at]];
                    let records = Array2::from_shape_fn((rows, inputs.len()), cell);
                    stump(&records, labels.clone()).unwrap().map(|(at, threshold)| (inputs[at], threshold))
                };
                let found = if inputs.is_empty() { None } else { on(inputs) };
                assert_eq!(found, on(&[0, 1, 2, 3, 4, 5]), "{round} {class} {inputs:?}");
                spared += columns - inputs.len();
                split += usize::from(found.is_some());
            }
        }
        assert!(split > 80 && spared > 4 * split, "{split} {spared}");
    }

    #[test]
    fn a_divided_node_stays_in_order() {
        let mut rng = Seed::new(5).rng();
        let cells = Cells { columns: 3, values: (0..90).map(|_| rng.normal()).collect() };
        let codes: Vec<u32> = (0..30).map(|row| row % 2).collect();
        let mut sorted = Sorted::new(&Training { cells: &cells, codes: &codes, classes: 2 });
        let middle = sorted.divide(&(0..30), 1, 0.1);
        assert!(middle > 5 && middle < 25);
        for input in 0..3 {
            for (node, is_left) in [(0..middle, true), (middle..30, false)] {
                let rows = sorted.rows(input, &node);
                assert!(rows.windows(2).all(|pair| pair[0].cell <= pair[1].cell));
                assert!(rows.iter().all(|at| (cells.row(at.row as usize)[1] <= 0.1) == is_left));
                assert!(rows.iter().all(|at| at.cell == cells.row(at.row as usize)[input]));
            }
        }
    }
}
