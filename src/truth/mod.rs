//! Which measure finds a known truth on the user's own rows?
//!
//! ```text
//!   rows as they stand ─► kinds of cause ─► labels as hard as the user's ─► small networks ─► every measure ─► found?
//!                         `kinds`            `labels`                        `trained`        `scored`         `found`
//! ```
//! The rows stay what they are, with their correlations, outliers and categories; only the labels are new, drawn from a
//! cause that is known because it was drawn too, and so strong that networks explain about as large a share of the log loss
//! as the user's own. Whoever names the right variables there deserves to be believed about variables like these. This is
//! a plasmode simulation; its weak side is that the user's own cause may be of none of these kinds.
//!
//! Reference: Franklin, Schneeweiss, Polinski and Rassen (2014), doi:10.1016/j.csda.2013.10.018; Stolte et al. (2024),
//! doi:10.1371/journal.pone.0299989.

mod draw;
mod effects;
mod found;
pub mod kinds;
pub mod labels;
mod scored;
mod trained;

pub use draw::known_truth;
pub use kinds::{KINDS, Kind};

use crate::stats::Estimate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `known_truth` of the report: labels with a known cause on the user's rows, and which measure finds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KnownTruth {
    /// Simulated tables of each kind.
    pub tables: usize,
    /// Rows of each: all of the user's, or a random draw of them, stratified by class.
    pub rows: usize,
    /// Folds of the networks behind the scores read off them, and of the networks refitted without a variable.
    pub folds: [usize; 2],
    /// Share of the log loss of the class frequencies that the user's network explains: what the labels are as hard as.
    pub yours: f64,
    /// The kinds of cause that could be posed.
    pub kinds: Vec<KindFound>,
    /// The kinds that could not, and why.
    pub not_posed: Vec<LeftOut>,
    /// One entry a measure, over all kinds, the one that finds most first; ties in the order of the measures.
    pub measures: Vec<MeasureFound>,
    /// Measures that were not scored, and why.
    pub not_scored: Vec<LeftOut>,
    /// Why nothing was simulated; null where something was.
    pub note: Option<String>,
}

/// Something left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOut {
    /// Ids of the kinds or measures.
    pub ids: Vec<String>,
    /// Why, plain text.
    pub why: String,
}

/// One kind of cause, and what each measure found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KindFound {
    /// Id of the kind.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// The law of the labels, plain text.
    pub law: String,
    /// Variables that matter most in each table, which are to be found; 0 where none matters.
    pub important: usize,
    /// Share of the log loss that who knows the cause explains, mean over the tables.
    pub explained: f64,
    /// Share that the networks explain on held-out rows, mean over the tables.
    pub reached: Estimate,
    /// One entry a measure, in the order of the measures.
    pub measures: Vec<Recovery>,
}

/// How well one measure finds one kind of cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recovery {
    /// Id of the measure.
    pub measure: String,
    /// Share of the tables in which its top variables are exactly those that matter most, with Wilson's interval; null where
    /// none matters.
    pub found: Option<Estimate>,
    /// Mean share of the variables that matter most among its top ones; null where none matters.
    pub members: Option<f64>,
    /// Of pairs of variables of different strength, the share that its scores order right less the share they order wrong
    /// (Somers' D), mean over the tables: 1 perfect, 0 as by chance; null where none matters.
    pub similarity: Option<Estimate>,
    /// Share of the tables in which it puts a variable first that does not matter, with Wilson's interval; null where none
    /// matters.
    pub noise_first: Option<Estimate>,
    /// The variable it puts first most often.
    pub favourite: String,
    /// Share of the tables in which it does, with Wilson's interval.
    pub favourite_share: Estimate,
    /// Where nothing matters: p-value of 'every variable comes first as often as every other', for the favourite, times the
    /// number of variables; null where something matters.
    pub favourite_p: Option<f64>,
}

/// How well one measure finds causes, over all kinds in which a variable matters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeasureFound {
    /// Id of the measure.
    pub measure: String,
    /// The measure it is nearly the same statistic as.
    pub same_as: Option<String>,
    /// Share of the tables in which its top variables are exactly those that matter most, with Wilson's interval.
    pub found: Estimate,
    /// Mean rank similarity, as for each kind.
    pub similarity: Estimate,
    /// Share of the tables in which it puts a variable first that does not matter.
    pub noise_first: Estimate,
    /// The kind it finds least often.
    pub weakest: String,
    /// Whether it is among those not shown to find less than any other (two-step max-T over the tables).
    pub among_best: bool,
    /// Adjusted p-value of 'finds less than another'.
    pub p_less: f64,
}
