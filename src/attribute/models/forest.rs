//! A random forest of smartcore: for each class a forest of regression trees on 0 and 1.
//!
//! smartcore's classifying forest has neither probabilities nor importances; its regressing forest has both. A forest
//! of T trees is fitted as ten smaller ones, each with a seed of its own, so that threads share the work and their number
//! changes nothing. With two classes only the second is fitted.
//!
//! Probabilities: means over trees, cut to [0, 1], divided by their sum, then as if half a tree more had voted for each
//! class: `(T p_k + 1/2) / (T + K/2)`. Importance: decrease of variance of each class (a share of 1 a class), classes weighed by
//! `f_k (1 - f_k)`, `f_k` their frequency, as they count in the Gini impurity; inputs of one variable added up.
//! Reference: Breiman (2001), doi:10.1023/A:1010933404324.

use super::super::cells::Cells;
use super::{Training, nine_digits};
use crate::error::{Error, Result};
use rayon::prelude::*;
use smartcore::ensemble::random_forest_regressor::{RandomForestRegressor, RandomForestRegressorParameters};
use smartcore::linalg::basic::matrix::DenseMatrix;

/// Levels of nodes, the root among them: seven splits on a way down at most.
pub const DEPTH: u16 = 8;
/// Rows in a leaf at least.
pub const LEAF: usize = 3;
/// Smaller forests that make one.
const PIECES: usize = 10;

type Piece = RandomForestRegressor<f64, f64, DenseMatrix<f64>, Vec<f64>>;

/// A fitted forest.
pub struct Forest {
    /// For each fitted class its pieces.
    classes: Vec<Vec<Piece>>,
    /// Number of classes of the table.
    of: usize,
    /// Weight of each fitted class in the importance.
    weights: Vec<f64>,
    trees: usize,
}

impl Forest {
    /// Fits about `trees` trees a class (a multiple of ten, ten at least).
    ///
    /// # Errors
    /// `Error::Internal` when smartcore refuses the rows.
    pub(crate) fn fit(training: &Training, trees: usize) -> Result<Self> {
        let rows = training.codes.len() as f64;
        let fitted: Vec<usize> =
            if training.classes == 2 { vec![1] } else { (0..training.classes).collect() };
        let each = (trees / PIECES).max(1);
        let cells = matrix(training.cells)?;
        let jobs: Vec<(usize, usize)> =
            fitted.iter().flat_map(|&class| (0..PIECES).map(move |piece| (class, piece))).collect();
        let fit = |&(class, piece): &(usize, usize)| {
            let labels: Vec<f64> =
                training.codes.iter().map(|&code| f64::from(u8::from(code as usize == class))).collect();
            let seed = training.seed.child("class", class as u64).child("piece", piece as u64);
            // room above the seed: each tree of a piece adds its number to it
            Piece::fit(&cells, &labels, parameters(training.cells.columns, each, seed.number() >> 1))
                .map_err(|error| refused(&error))
        };
        let mut pieces = jobs.par_iter().map(fit).collect::<Result<Vec<Piece>>>()?.into_iter();
        let counts = training.counts();
        let share = |class: usize| counts[class] as f64 / rows;
        Ok(Forest {
            classes: fitted.iter().map(|_| pieces.by_ref().take(PIECES).collect()).collect(),
            of: training.classes,
            weights: fitted.iter().map(|&class| share(class) * (1.0 - share(class))).collect(),
            trees: each * PIECES,
        })
    }

    /// Probabilities of all classes, row by row.
    ///
    /// # Errors
    /// `Error::Internal` when smartcore refuses the rows.
    pub fn probabilities(&self, cells: &Cells) -> Result<Vec<f64>> {
        if cells.rows() == 0 {
            return Ok(Vec::new());
        }
        let seen = matrix(cells)?;
        let mean = |pieces: &Vec<Piece>| -> Result<Vec<f64>> {
            let mut sums = vec![0.0; cells.rows()];
            for piece in pieces {
                let values = piece.predict(&seen).map_err(|error| refused(&error))?;
                sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            }
            Ok(sums.into_iter().map(|sum| (sum / PIECES as f64).clamp(0.0, 1.0)).collect())
        };
        let columns = self.classes.iter().map(mean).collect::<Result<Vec<_>>>()?;
        Ok((0..cells.rows()).flat_map(|row| self.row(&columns, row)).collect())
    }

    fn row(&self, columns: &[Vec<f64>], row: usize) -> Vec<f64> {
        let mut p: Vec<f64> = match columns {
            [second] => vec![1.0 - second[row], second[row]],
            _ => columns.iter().map(|column| column[row]).collect(),
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
    ///
    /// # Errors
    /// `Error::Internal` when smartcore has none.
    pub fn importance(&self, inputs: usize) -> Result<Vec<f64>> {
        let mut sums = vec![0.0; inputs];
        for (pieces, weight) in self.classes.iter().zip(&self.weights) {
            for piece in pieces {
                let shares = piece.compute_feature_importances().map_err(|error| refused(&error))?;
                let usable = shares.into_iter().map(|share| if share.is_finite() { share } else { 0.0 });
                sums.iter_mut().zip(usable).for_each(|(sum, share)| *sum += weight * share);
            }
        }
        Ok(super::super::weights::normalised(sums).into_iter().map(nine_digits).collect())
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

fn matrix(cells: &Cells) -> Result<DenseMatrix<f64>> {
    DenseMatrix::new(cells.rows(), cells.columns, cells.values.clone(), false)
        .map_err(|error| refused(&error))
}

fn refused(error: &smartcore::error::Failed) -> Error {
    Error::Internal(format!("smartcore: {error}"))
}
