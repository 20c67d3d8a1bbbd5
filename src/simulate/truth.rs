//! What is known about a simulated table.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A variable that matters, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Important {
    /// Name of the column.
    pub name: String,
    /// Size of its term in the formula; null where one number doesn't say it.
    pub weight: Option<f64>,
    /// Its part, in words.
    pub role: String,
}

/// What a design plants, with variables counted from 1 as in its formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Planted {
    /// Variables that matter: number, weight, role; the heaviest first.
    pub important: &'static [(usize, Option<f64>, &'static str)],
    /// Best sets of two by log loss; several where they tie, none where no pair is better than another.
    pub best_pairs: &'static [[usize; 2]],
    /// Groups of variables by what is lost when one is left out and the others stay, most first; members of a group
    /// tie, and who is missing costs nothing.
    pub order: &'static [&'static [usize]],
    /// What a reader should know.
    pub notes: &'static str,
}

/// The truth beside a simulated table, as it is written to JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Truth {
    /// Form of this file.
    pub schema: String,
    /// Id of the design.
    pub design: String,
    /// Law of the labels, in plain text.
    pub formula: String,
    /// Rows of the table.
    pub rows: usize,
    /// Columns besides the class.
    pub variables: usize,
    /// Factor of all logits.
    pub signal: f64,
    /// Correlation of the inputs the design correlates.
    pub correlation: f64,
    /// Variables that matter, the heaviest first.
    pub important: Vec<Important>,
    /// Best sets of two by log loss; several where they tie.
    pub best_pairs: Vec<[String; 2]>,
    /// Groups of variables by what is lost when one is left out and the others stay, most first; members of a group
    /// tie, and who is missing costs nothing.
    pub order: Vec<Vec<String>>,
    /// Accuracy of who knows the formula, by simulation (standard error below 0.001).
    pub bayes_accuracy: f64,
    /// Log loss of who knows the formula, by simulation.
    pub bayes_log_loss: f64,
    /// What a reader should know.
    pub notes: String,
}

/// The `schema` of a `Truth`.
pub const TRUTH_SCHEMA: &str = "counterweight.truth/1";
