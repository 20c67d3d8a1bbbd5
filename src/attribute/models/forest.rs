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

use super::flat::{self, FlatTree};
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

type Trees = RandomForestRegressor<f32, f64, DenseMatrix<f32>, Vec<f64>>;

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

    /// Probabilities of all classes, row by row, of filled cells, row by row.
    pub fn probabilities(&self, cells: &[f32]) -> Vec<f64> {
        let mean = |class: &OfClass| flat::means(&class.trees, cells, self.columns);
        let columns: Vec<Vec<f64>> = self.classes.iter().map(mean).collect();
        (0..columns.first().map_or(0, Vec::len)).flat_map(|row| self.row(&columns, row)).collect()
    }

    fn row(&self, columns: &[Vec<f64>], row: usize) -> Vec<f64> {
        let mut p: Vec<f64> = match columns {
            [second] => vec![1.0 - second[row].clamp(0.0, 1.0), second[row].clamp(0.0, 1.0)],
            _ => columns.iter().map(|column| column[row].clamp(0.0, 1.0)).collect(),
        };
        let sum: f64 = p.iter().sum();
        let (trees, classes) = (self.trees as f64, self.of as f64);
        for value in &mut p {
            let share = if sum > 0.0 { *value / sum } else { 1.0 / classes };
            *value = nine_digits((trees * share + 0.5) / (trees + classes / 2.0));
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
        let labels: Vec<f64> =
            on.codes.iter().map(|&code| f64::from(u8::from(code as usize == class))).collect();
        let share = labels.iter().sum::<f64>() / labels.len().max(1) as f64;
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
