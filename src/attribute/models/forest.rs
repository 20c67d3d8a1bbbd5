//! A random forest of smartcore: for each class a forest of regression trees on 0 and 1.
//!
//! smartcore's classifying forest has neither probabilities nor importances; its regressing forest has both. It is fitted
//! on the cells of the table as they stand, f32, missing ones filled: a tree asks about the order of cells only, which
//! scaling leaves as it is. With two classes only the second is fitted. Each class has a seed of its own, so that threads
//! change nothing. Answers come from the same trees laid out flat (`flat`), which is quicker.
//!
//! Probabilities: means over trees, cut to [0, 1], divided by their sum, then as if half a tree more had voted for each
//! class: `(T p_k + 1/2) / (T + K/2)`. Importance: decrease of variance of each class (a share of 1 a class), classes weighed by
//! `f_k (1 - f_k)`, `f_k` their frequency, as they count in the Gini impurity; inputs of one variable added up.
//! Reference: Breiman (2001), doi:10.1023/A:1010933404324.

use super::flat::{self, Asked, FlatTree};
use super::{nine_digits, taken};
use crate::error::{Error, Result};
use crate::seed::Seed;
use rayon::prelude::*;
use smartcore::ensemble::random_forest_regressor::{RandomForestRegressor, RandomForestRegressorParameters};
use smartcore::linalg::basic::matrix::DenseMatrix;

/// Levels of nodes, the root among them: seven splits on a way down at most.
pub const DEPTH: u16 = flat::QUESTIONS as u16 + 1;
/// Rows in a leaf at least.
pub const LEAF: usize = 3;

type Trees = RandomForestRegressor<f32, f32, DenseMatrix<f32>, Vec<f32>>;

/// What a forest is fitted on.
pub(crate) struct Plain<'a> {
    /// Training rows × inputs, row by row, missing cells filled.
    pub cells: &'a [f32],
    /// Number of inputs.
    pub columns: usize,
    /// Class of each row.
    pub codes: &'a [u32],
    /// Number of classes of the table.
    pub classes: usize,
    /// Root of the forest's draws.
    pub seed: Seed,
}

/// A fitted forest.
pub struct Forest {
    /// Each fitted class.
    classes: Vec<OfClass>,
    /// Number of classes of the table.
    of: usize,
    columns: usize,
    trees: usize,
}

/// The forest of one class against the rest.
struct OfClass {
    trees: Vec<FlatTree>,
    /// Share of each input in the decrease of variance.
    shares: Vec<f64>,
    /// Weight of the class in the importance.
    weight: f64,
}

impl Forest {
    /// Fits `trees` trees a class.
    ///
    /// # Errors
    /// `Error::Internal` when smartcore refuses the rows.
    pub(crate) fn fit(on: &Plain, trees: usize) -> Result<Self> {
        let fitted: Vec<usize> = if on.classes == 2 { vec![1] } else { (0..on.classes).collect() };
        let cells = by_columns(on)?;
        let fit = |&class: &usize| OfClass::fit(on, &cells, class, trees);
        let classes = fitted.par_iter().map(fit).collect::<Result<_>>()?;
        Ok(Forest { classes, of: on.classes, columns: on.columns, trees })
    }

    /// Probabilities of all classes, row by row, of filled cells, row by row; nine digits of each.
    pub fn probabilities(&self, cells: &[f32]) -> Vec<f64> {
        let mean = |class: &OfClass| flat::means(&class.trees, cells, self.columns);
        let means: Vec<Vec<f64>> = self.classes.iter().map(mean).collect();
        let means: Vec<&[f64]> = means.iter().map(Vec::as_slice).collect();
        self.of_means(&means).into_iter().map(nine_digits).collect()
    }

    /// The same, all digits, of rows where they stand, and for each of the moved inputs after each shuffle.
    pub(crate) fn shuffled(&self, asked: &Asked) -> (Vec<f64>, Vec<Vec<f64>>) {
        let of_class = |class: &OfClass| flat::moved_means(&class.trees, asked);
        let classes: Vec<_> = self.classes.par_iter().map(of_class).collect();
        let still: Vec<&[f64]> = classes.iter().map(|(still, _)| still.as_slice()).collect();
        let after = |at: usize| {
            self.of_means(&classes.iter().map(|(_, after)| after[at].as_slice()).collect::<Vec<_>>())
        };
        (self.of_means(&still), (0..asked.moved.len()).map(after).collect())
    }

    /// From the mean answers of each fitted class.
    fn of_means(&self, means: &[&[f64]]) -> Vec<f64> {
        (0..means.first().map_or(0, |of| of.len())).flat_map(|row| self.row(means, row)).collect()
    }

    fn row(&self, columns: &[&[f64]], row: usize) -> Vec<f64> {
        let mut p: Vec<f64> = match columns {
            [second] => vec![1.0 - second[row].clamp(0.0, 1.0), second[row].clamp(0.0, 1.0)],
            _ => columns.iter().map(|column| column[row].clamp(0.0, 1.0)).collect(),
        };
        let sum: f64 = p.iter().sum();
        let (trees, classes) = (self.trees as f64, self.of as f64);
        for value in &mut p {
            let share = if sum > 0.0 { *value / sum } else { 1.0 / classes };
            *value = (trees * share + 0.5) / (trees + classes / 2.0);
        }
        p
    }

    /// Importance of each input; they sum to 1, or are all 0 when nothing was split.
    pub fn importance(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.columns];
        for class in &self.classes {
            sums.iter_mut().zip(&class.shares).for_each(|(sum, share)| *sum += class.weight * share);
        }
        super::super::weights::normalised(sums).into_iter().map(nine_digits).collect()
    }
}

impl OfClass {
    fn fit(on: &Plain, cells: &DenseMatrix<f32>, class: usize, trees: usize) -> Result<Self> {
        let label = |&code: &u32| f32::from(u8::from(code as usize == class));
        let labels: Vec<f32> = on.codes.iter().map(label).collect();
        let rows = on.codes.iter().filter(|&&code| code as usize == class).count();
        let share = rows as f64 / labels.len().max(1) as f64;
        // room above the seed: each tree adds its number to it
        let seed = on.seed.child("class", class as u64).number() >> 1;
        let fitted =
            Trees::fit(cells, &labels, parameters(on.columns, trees, seed)).map_err(|e| refused(&e))?;
        let shares = fitted.compute_feature_importances().map_err(|e| refused(&e))?;
        let taken = taken::trees(&fitted).map_err(|e| refused(&e))?;
        let flat: Vec<FlatTree> = taken.iter().filter_map(|nodes| FlatTree::of(nodes)).collect();
        if flat.len() != trees {
            return Err(refused(&"its trees are not laid out as expected"));
        }
        let usable = |share: f64| if share.is_finite() { share } else { 0.0 };
        Ok(OfClass {
            trees: flat,
            shares: shares.into_iter().map(usable).collect(),
            weight: share * (1.0 - share),
        })
    }
}

fn parameters(inputs: usize, trees: usize, seed: u64) -> RandomForestRegressorParameters {
    let tried = ((inputs as f64).sqrt().floor() as usize).max(1);
    RandomForestRegressorParameters::default()
        .with_max_depth(DEPTH)
        .with_min_samples_leaf(LEAF)
        .with_n_trees(trees)
        .with_m(tried)
        .with_seed(seed)
}

/// Column by column: the rows of a node are visited in the order of one column.
fn by_columns(on: &Plain) -> Result<DenseMatrix<f32>> {
    let column = |column: usize| on.cells.iter().skip(column).step_by(on.columns.max(1)).copied();
    let cells = (0..on.columns).flat_map(column).collect();
    DenseMatrix::new(on.codes.len(), on.columns, cells, true).map_err(|error| refused(&error))
}

fn refused(error: &dyn std::fmt::Display) -> Error {
    Error::Internal(format!("smartcore: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// smartcore asked for its own answers: the same bits, also where cells lie on thresholds and trees are stumps.
    #[test]
    fn flat_trees_answer_as_those_they_were_taken_from() {
        type Wide = RandomForestRegressor<f32, f64, DenseMatrix<f32>, Vec<f64>>;
        let mut rng = Seed::new(9).rng();
        for (rows, columns) in [(400, 5), (37, 3), (6, 2), (300, 1)] {
            let cells: Vec<f32> = (0..rows * columns)
                .map(|at| if at % 2 == 0 { rng.normal() as f32 } else { rng.below(4) as f32 })
                .collect();
            let codes: Vec<u32> = cells
                .chunks(columns)
                .map(|row| u32::from(f64::from(row[0]) + row[columns - 1].sin() as f64 + rng.normal() > 0.5))
                .collect();
            let on = Plain { cells: &cells, columns, codes: &codes, classes: 2, seed: Seed::new(1) };
            let labels: Vec<f64> = codes.iter().map(|&code| f64::from(code)).collect();
            let wide = Wide::fit(&by_columns(&on).unwrap(), &labels, parameters(columns, 30, 5)).unwrap();
            let taken = taken::trees(&wide).unwrap();
            let narrow: Vec<f32> = codes.iter().map(|&code| code as f32).collect();
            let narrow = Trees::fit(&by_columns(&on).unwrap(), &narrow, parameters(columns, 30, 5)).unwrap();
            assert!(taken == taken::trees(&narrow).unwrap() && taken.len() == 30);
            assert!(rows < 100 || taken.iter().all(|nodes| nodes.len() > 10));
            let flat: Vec<FlatTree> = taken.iter().map(|nodes| FlatTree::of(nodes).unwrap()).collect();
            // thresholds themselves, rounded either way, are asked too
            let edges = taken.iter().flatten().filter_map(|node| node.threshold);
            let mut asked = cells.clone();
            for (cell, edge) in asked[..rows * columns / 2].iter_mut().zip(edges) {
                *cell = edge as f32;
            }
            let there = Plain { cells: &asked, ..on };
            let expected = wide.predict(&by_columns(&there).unwrap()).unwrap();
            assert_eq!(flat::means(&flat, &asked, columns), expected);
        }
    }
}
