//! What is kept of a table: one JSON line.

use crate::cells::Cell;
use counterweight::compare::Answer;
use counterweight::stats::Estimate;
use serde::{Deserialize, Serialize};

/// An estimate with its interval, to six digits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Span(pub f64, pub Option<f64>, pub Option<f64>);

impl Span {
    /// Whether the interval holds a value; none without an interval.
    pub fn holds(&self, value: f64) -> Option<bool> {
        Some(self.1? <= value && value <= self.2?)
    }
}

impl From<Estimate> for Span {
    fn from(of: Estimate) -> Self {
        Span(six(of.mean), of.low.map(six), of.high.map(six))
    }
}

/// The value to six digits.
pub fn six(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// A table and what the program said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its kind.
    pub cell: Cell,
    /// Its number, which is its seed.
    pub table: usize,
    /// Held-out log loss of the class frequencies on the splits of the sets.
    pub nothing: f64,
    /// Held-out log loss of the network of all variables on the same splits.
    pub full: f64,
    /// Log loss, accuracy and gain of the network of all variables, as printed.
    pub network: [Span; 3],
    /// Log loss of logistic regression and of the tree less the network's, as printed.
    pub models: Vec<(String, Span)>,
    /// Singles, pairs, all but one.
    pub sets: Vec<SetRecord>,
    /// Scores of the measures.
    pub measures: Vec<MeasureRecord>,
    /// What following each measure's pair loses.
    pub speaking: Vec<Spoken>,
    /// The same for sets of other sizes.
    #[serde(default)]
    pub sizes: Vec<SizeRecord>,
    /// The claims, for each set claimed.
    pub told: Vec<Told>,
    /// How losses fall with the number of variables.
    #[serde(default)]
    pub numbers: Vec<NumberRecord>,
    /// Groups of correlated variables.
    #[serde(default)]
    pub groups: Vec<GroupRecord>,
    /// What else is printed with an interval.
    #[serde(default)]
    pub printed: Vec<PrintedRecord>,
    /// Tests of sets that predict equally well.
    pub ties: Vec<Tie>,
    /// Accuracy of the pair the measures proposed: judged on the rows it was found on, and chosen inside each split.
    pub found: [f64; 2],
}

/// A refitted set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetRecord {
    /// Its variables, from 0.
    pub set: Vec<usize>,
    /// Mean held-out log loss.
    pub loss: f64,
    /// Log loss less that of all variables, as printed.
    pub difference: Span,
    /// The same of accuracy.
    pub accuracy: Span,
}

/// A measure's scores of all variables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasureRecord {
    /// Its id.
    pub measure: String,
    /// Scores with their intervals.
    pub scores: Vec<Span>,
    /// Simultaneous intervals of the ranks.
    pub ranks: Vec<Option<(usize, usize)>>,
    /// Family-wise p-values against shuffled copies.
    pub p: Vec<Option<f64>>,
}

/// Networks of the first 1, 2, 3 … variables of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NumberRecord {
    /// Id of the measure that orders the variables in each split, or `together`, or `random`.
    pub measure: String,
    /// Numbers of variables, and log loss less that of all.
    pub lost: Vec<(usize, Span)>,
    /// The smallest number that is said to be enough.
    pub enough: Option<usize>,
}

/// What the exchange of a member is called among what is printed.
pub const EXCHANGE: &str = "exchange of a member";

/// Something printed with its interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrintedRecord {
    /// What it is.
    pub what: String,
    /// What it is of.
    pub kind: String,
    /// Its variables, from 0, where it is of some. Of an exchange the set after it, then the set before.
    pub set: Vec<usize>,
    /// As printed.
    pub span: Span,
}

/// A group of correlated variables that the program found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupRecord {
    /// Its members, from 0.
    pub set: Vec<usize>,
    /// Rise of log loss when all are shuffled as one, as printed.
    pub shuffled: Span,
    /// Log loss without all of them less that of all variables, as printed; none where nothing would be left.
    pub left_out: Option<Span>,
    /// Mean held-out log loss of networks trained on the group alone.
    pub alone: f64,
    /// Share of the gain that these keep, as printed.
    pub kept: Option<Span>,
}

/// One line of the column 'do these weights speak here?'.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spoken {
    /// Id of the measure.
    pub measure: String,
    /// Speaks, misleads or undecided.
    pub answer: Answer,
    /// Share of the gap lost.
    pub lost: Option<Span>,
    /// Sets chosen, from 0, with the share of splits.
    pub chosen: Vec<(Vec<usize>, f64)>,
}

/// What was said of the weights where sets of a size other than two are sought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SizeRecord {
    /// Variables of a set.
    pub size: usize,
    /// The answer to `weights_speak`.
    pub answer: Answer,
    /// What following each measure's own set loses.
    pub speaking: Vec<Spoken>,
    /// Every set of the size, from 0, with its mean held-out log loss.
    pub losses: Vec<(Vec<usize>, f64)>,
}

/// Which set was claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A best pair, named beforehand.
    Right,
    /// A tempting pair that is not the best, named beforehand.
    Wrong,
    /// The pair the measures proposed on the same data.
    Found,
    /// The same pair, as if it had been named beforehand.
    #[serde(rename = "as named")]
    AsNamed,
}

/// The answers about one claimed set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Which set.
    pub kind: Kind,
    /// Its variables, from 0.
    pub set: Vec<usize>,
    /// Claims and answers.
    pub answers: Vec<(String, Answer)>,
    /// Share of the gain kept, as printed.
    pub kept: Option<Span>,
}

/// Two sets that predict equally well, tested against each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tie {
    /// The first set, from 0.
    pub first: Vec<usize>,
    /// The second.
    pub second: Vec<usize>,
    /// Two-sided p-value with the naive variance of the splits.
    pub naive: Option<f64>,
    /// With the corrected variance.
    pub corrected: Option<f64>,
    /// With the corrected variance and the splits of the first repeat alone.
    pub once: Option<f64>,
}
