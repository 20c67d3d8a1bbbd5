//! How many splits, starts, pairs and shuffles: from the size of the data and `--effort` alone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Repeats × folds of a cross-validation, and starts in each split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Scheme {
    /// Repeats.
    pub repeats: usize,
    /// Folds.
    pub folds: usize,
    /// Random starts of each split.
    pub starts: usize,
}

/// The work of one report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// The network of all variables.
    pub full: Scheme,
    /// Every other set of variables, the tree and logistic regression: the first repeats of the same folds.
    pub sets: Scheme,
    /// All pairs are trained up to this number of variables; beyond it, pairs among the leading ones.
    pub all_pairs_up_to: usize,
    /// Random halves and complements together.
    pub halves: usize,
    /// Folds inside each half.
    pub half_folds: usize,
    /// Inner 80/20 splits that choose the decay of a set in a repeat.
    pub inner: usize,
    /// Inner 80/20 splits that choose the decay in a half.
    pub half_inner: usize,
    /// Shuffles of a column in permutation importance.
    pub shuffles: usize,
    /// Held-out rows a permutation importance uses at most.
    pub permutation_rows: usize,
    /// Folds of the test for a signal.
    pub signal_folds: usize,
    /// Shuffled labels of the test for a signal.
    pub signal_shuffles: usize,
    /// The forest.
    pub forest: Scheme,
    /// Its trees.
    pub trees: usize,
    /// Rows the forest is fitted on at most.
    pub forest_rows: usize,
    /// Random sets of the size sought, for comparison.
    pub random_sets: usize,
    /// What was reduced against the standard plan, and what it means for the reader; empty when nothing was.
    pub reduced: Vec<String>,
}
