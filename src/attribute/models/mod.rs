//! The models that are not networks: logistic regression (linfa), one tree (linfa), a forest (smartcore).
//!
//! Each is fitted once a row set; its held-out probabilities judge it as a model, its importances make its ranking.

pub mod fit;
mod flat;
pub mod forest;
pub mod logistic;
pub mod sketch;
mod sorted;
mod taken;
#[cfg(test)]
mod tests;
pub mod tree;

use super::Scores;
use crate::stats::Quality;

/// A kind of model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Logistic regression.
    Logistic,
    /// One classification tree.
    Tree,
    /// A random forest.
    Forest,
}

impl Kind {
    /// Its name in the report.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Logistic => "logistic",
            Kind::Tree => "tree",
            Kind::Forest => "forest",
        }
    }
}

/// One fitted model and what it says of held-out rows and of variables.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherFit {
    /// The split or half it belongs to.
    pub unit: usize,
    /// The kind of model.
    pub kind: Kind,
    /// How well it predicts the held-out rows; none where it isn't judged.
    pub judged: Option<Quality>,
    /// Importance of each variable (logistic with two classes: signed).
    pub importance: Vec<f64>,
    /// Importance by class, signed; for logistic regression only.
    pub per_class: Vec<Vec<f64>>,
    /// Forest: rise of the held-out log loss when a variable is shuffled; else empty.
    pub rises: Vec<f64>,
    /// Forest: drop of the held-out accuracy when a variable is shuffled; else empty.
    pub drops: Vec<f64>,
    /// Training rows it was fitted on, where these are fewer than all.
    pub reduced_to: Option<usize>,
}

/// All fits of models that are not networks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OtherFits(pub Vec<OtherFit>);

impl OtherFits {
    /// The fits of one kind, in the order of the evidence.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &OtherFit> {
        self.0.iter().filter(move |fit| fit.kind == kind)
    }

    /// Importances of the fits of one kind, which know no classes: one entry a fit.
    pub fn importances(&self, kind: Kind) -> Vec<Scores> {
        let score =
            |fit: &OtherFit| Scores { unit: fit.unit, values: fit.importance.clone(), ..Scores::default() };
        self.of(kind).map(score).collect()
    }
}

/// What a model is fitted on: cells as seen, classes, and how many classes there are.
pub(crate) struct Training<'a> {
    /// Training rows as the model sees them.
    pub cells: &'a super::cells::Cells,
    /// Class of each row.
    pub codes: &'a [u32],
    /// Number of classes of the table.
    pub classes: usize,
}

impl Training<'_> {
    /// Rows of each class.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes];
        self.codes.iter().for_each(|&code| counts[code as usize] += 1);
        counts
    }
}

/// Nine significant digits: as far as the numbers of libraries are kept.
pub fn nine_digits(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    format!("{value:.8e}").parse().unwrap_or(value)
}
