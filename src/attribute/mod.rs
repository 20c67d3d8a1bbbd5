//! Trained networks and other models become rankings of the variables.

pub mod bends;
mod by_rows;
pub mod cells;
mod centres;
pub mod clusters;
pub mod function;
pub mod gather;
pub mod groups;
mod lines;
pub mod models;
pub mod probes;
pub mod profiles;
pub mod rankings;
pub mod raw;
mod regress;
pub mod slopes;
pub mod stand_ins;
pub mod weights;

pub mod abs_product;
pub mod abs_sum;
pub mod conditional_permutation;
pub mod forest;
pub mod forest_permutation;
pub mod garson;
pub mod garson_1991;
pub mod gradient;
pub mod leave_one_out;
pub mod lek;
pub mod logistic;
pub mod negative_sum;
pub mod norm;
pub mod olden;
pub mod permutation;
pub mod positive_sum;
pub mod signed_sum;
pub mod tree;

#[cfg(test)]
mod laws;
#[cfg(test)]
pub(crate) mod testing;

pub use gather::{Attributed, Measured, attribute};

use crate::card::Card;
use crate::error::Result;
use crate::prepare::Dataset;
use crate::seed::Seed;
use crate::train::{Network, Rows};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Every measure, in the order of the report.
pub static MEASURES: &[&dyn Measure] = &[
    &abs_sum::AbsSum,
    &signed_sum::SignedSum,
    &positive_sum::PositiveSum,
    &negative_sum::NegativeSum,
    &norm::Norm,
    &garson::Garson,
    &garson_1991::Garson1991,
    &abs_product::AbsProduct,
    &olden::Olden,
    &gradient::Gradient,
    &lek::Lek,
    &permutation::Permutation,
    &conditional_permutation::ConditionalPermutation,
    &leave_one_out::LeaveOneOut,
    &tree::Tree,
    &forest::Forest,
    &forest_permutation::ForestPermutation,
    &logistic::Logistic,
];

/// The cards of all measures, in the order of the report.
pub fn cards() -> Vec<&'static Card> {
    MEASURES.iter().map(|measure| measure.card()).collect()
}

/// What a measure looks at: fitted networks and the rows they were fitted and judged on.
///
/// The same type serves the splits of the cross-validation (a unit is a split) and the half-samples (a unit is a half).
pub struct Evidence<'a> {
    /// The table.
    pub dataset: &'a Dataset,
    /// Row sets.
    pub rows: &'a [Rows],
    /// Classes of all rows of the table, as many sets of labels as networks were trained on; mostly the real ones alone.
    pub labels: Vec<&'a [u32]>,
    /// Networks of all variables.
    pub runs: Vec<Run<'a>>,
    /// Row sets on which the models other than networks are fitted: (unit, index into `rows`).
    pub models: Vec<(usize, usize)>,
    /// Row sets for the costly forest: (unit, index into `rows`).
    pub forests: Vec<(usize, usize)>,
    /// Whether these models are judged on held-out rows; on halves only their importances count.
    pub judged: bool,
    /// Fits of the models that are not networks, on `models` and `forests`.
    pub others: models::OtherFits,
    /// Rises of held-out log loss on training without each variable: splits × variables; empty on halves.
    pub left_out: Vec<Vec<f64>>,
    /// Trees in a forest.
    pub trees: usize,
    /// Rows that the forest and permutation use at most.
    pub most_rows: usize,
    /// Number of shuffles of a permutation importance.
    pub shuffles: usize,
    /// Root of the random draws of the measures.
    pub seed: Seed,
}

/// One fitted network of all variables.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The split or half it belongs to; runs of one unit are averaged first.
    pub unit: usize,
    /// Index into `Evidence::rows`.
    pub rows: usize,
    /// Index into `Evidence::labels`.
    pub labels: usize,
    /// The network.
    pub network: &'a Network,
}

/// A measure's scores of one run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scores {
    /// The split or half the run belongs to.
    pub unit: usize,
    /// A score for each variable, signed where the measure has a sign.
    pub values: Vec<f64>,
    /// For each class (one row for two classes) a score for each variable; empty when the measure knows no classes.
    pub per_class: Vec<Vec<f64>>,
    /// A second number for each variable (`Measure::beside` says which); empty without one.
    pub beside: Vec<f64>,
    /// For each class how far the score of each variable lies apart over the rows: sd in the unit of `per_class`. Empty but
    /// for derivatives.
    pub apart: Vec<Vec<f64>>,
}

/// What a measure made of the evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// One entry a run (or a fitted model), in the order of the evidence.
    Scores(Vec<Scores>),
    /// Why the measure has no meaning here.
    NotApplicable(String),
}

/// The family a measure belongs to: members of one family count once in any vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Reads the weights alone.
    Weights,
    /// Reads derivatives or profiles of the fitted function.
    Sensitivity,
    /// Reads the network's held-out loss, no weight.
    Network,
    /// Reads another kind of model.
    OtherModel,
}

/// How one run's scores are made comparable between runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// As a share of the run's sum of magnitudes.
    Share,
    /// As they are (rises of loss have their own unit and may be negative).
    Raw,
}

/// Which interval a measure's scores carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalKind {
    /// Scores read off a fitted model: the spread over random halves of the rows.
    HalfSamples,
    /// Held-out losses of refitted models: the corrected variance over splits.
    Corrected,
}

impl IntervalKind {
    /// Its name in the report.
    pub fn id(self) -> &'static str {
        match self {
            IntervalKind::HalfSamples => "half_samples",
            IntervalKind::Corrected => "corrected",
        }
    }
}

/// One way to score variables.
pub trait Measure: Sync {
    /// Its words.
    fn card(&self) -> &'static Card;
    /// Its family.
    fn family(&self) -> Family;
    /// The measure it is nearly the same statistic as, if any.
    fn same_as(&self) -> Option<&'static str> {
        None
    }
    /// Whether a symmetry of the network that changes no prediction changes the ranking (sums of signed input weights).
    fn broken_by_symmetry(&self) -> bool {
        false
    }
    /// What stands in `Scores::beside`, if anything.
    fn beside(&self) -> Option<&'static str> {
        None
    }
    /// Shares of the run, or raw.
    fn unit(&self) -> Unit {
        Unit::Share
    }
    /// Which interval its scores carry.
    fn interval(&self) -> IntervalKind {
        IntervalKind::HalfSamples
    }
    /// Whether its scores are read off fitted networks.
    fn reads_networks(&self) -> bool {
        self.family() != Family::OtherModel && self.interval() == IntervalKind::HalfSamples
    }
    /// Whether its scores are compared with those of shuffled copies trained along.
    fn takes_probes(&self) -> bool {
        matches!(self.family(), Family::Weights | Family::Sensitivity)
    }
    /// Scores every variable in every run (or fitted model) of the evidence.
    ///
    /// # Errors
    /// `Error::Internal` when a library refuses what it should take.
    fn scores(&self, of: &Evidence) -> Result<Outcome>;
}

/// One measure's ranking: `rankings[]` of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ranking {
    /// Id of the measure.
    pub measure: String,
    /// Title of the measure.
    pub title: String,
    /// Its family.
    pub family: Family,
    /// The measure it is nearly the same statistic as.
    pub same_as: Option<String>,
    /// `share` (of the run's sum over variables) or `log loss` (rise).
    pub unit: String,
    /// `half_samples` (scores read off a fitted model), `corrected` (held-out losses of refitted models), or null.
    pub interval: Option<String>,
    /// Whether a symmetry that changes no prediction changes this ranking.
    pub broken_by_symmetry: bool,
    /// What `beside` of the variables is ("drop of accuracy"); null without one.
    pub beside: Option<String>,
    /// Why there is no ranking; null when there is one.
    pub not_applicable: Option<String>,
    /// One entry a variable in the order of the data's columns; empty when not applicable.
    pub variables: Vec<Ranked>,
}

/// One variable in one ranking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ranked {
    /// Name of the variable.
    pub name: String,
    /// Overall score, starts averaged within splits, then over splits.
    pub score: f64,
    /// Lower end of the 95 % interval of the score.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval of the score.
    pub high: Option<f64>,
    /// Rank by magnitude, 1 = highest; ties by column order.
    pub rank: usize,
    /// Best rank in the simultaneous 95 % set.
    pub rank_low: Option<usize>,
    /// Worst rank in the simultaneous 95 % set.
    pub rank_high: Option<usize>,
    /// Share of splits in which the variable is among the top k (starts averaged first).
    pub top_share: Option<f64>,
    /// Family-wise p-value against probe columns; null when not computed.
    pub p: Option<f64>,
    /// False discovery rate; null when not computed.
    pub q: Option<f64>,
    /// Mean score (signed where the measure is) by class; empty when the measure knows no classes.
    pub per_class: BTreeMap<String, f64>,
    /// Mean signed score; equal to `score` for measures without sign.
    pub signed: f64,
    /// A second number, mean over splits (what it is says `beside` of the ranking); null without one.
    pub beside: Option<f64>,
    /// Mean rank over the splits.
    pub mean_rank: f64,
}
