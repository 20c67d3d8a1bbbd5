//! Which measure recovers the truth, over all designs, and how often a claim of the report is wrong.
//!
//! ```text
//!   designs × rows × variables × decays × tables ─► a report on each ─► against its truth ─► shares with intervals ─► page
//!                                                    `pipeline`          `judged`             `summary`                `page`
//! ```
//! Each table is drawn by a design whose truth is known, and the whole report is made of it, as a user would. Table t of a
//! design is drawn with seed `seed + t`, so that `counterweight simulate` draws it again.

mod judged;
pub mod page;
mod run;
mod summary;

pub use run::run;
pub use summary::{Claims, Recovered, summary};

use crate::compare::Answer;
use crate::options::Effort;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Schema name and number of the JSON.
pub const SCHEMA: &str = "counterweight.benchmark/1";

/// What is run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// Ids of the designs.
    pub designs: Vec<String>,
    /// Sizes of the tables.
    pub rows: Vec<usize>,
    /// Numbers of variables; empty for each design's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<usize>,
    /// Weight decays: `auto` or a number.
    pub decays: Vec<String>,
    /// Tables of each design, size and decay.
    pub tables: usize,
    /// Seed of the first table; the next has the next number.
    pub seed: u64,
    /// Effort of the reports.
    pub effort: Effort,
}

/// The results, and what they add up to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Benchmark {
    /// `counterweight.benchmark/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// What was run.
    pub plan: Plan,
    /// One entry a table.
    pub results: Vec<TableResult>,
    /// How often each measure found the truth.
    pub recovered: Vec<Recovered>,
    /// How often each claim was answered, and wrongly.
    pub claims: Vec<Claims>,
}

/// What a report said of one table, against its truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TableResult {
    /// Id of the design.
    pub design: String,
    /// Rows of the table.
    pub rows: usize,
    /// Variables of the table.
    pub variables: usize,
    /// Weight decay: `auto` or a number.
    pub decay: String,
    /// Number of the table, from 0.
    pub table: usize,
    /// One entry a measure with a ranking.
    pub measures: Vec<MeasureResult>,
    /// One entry a claim.
    pub claims: Vec<ClaimResult>,
}

/// One measure on one table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeasureResult {
    /// Id of the measure.
    pub measure: String,
    /// Whether its top two are a best pair of the design; null where no pair is better than another.
    pub found: Option<bool>,
    /// Somers' D of its order with the design's order of what is lost without each variable; null where nothing is lost.
    pub similarity: Option<f64>,
    /// Whether a variable comes first whose absence costs nothing; null where no absence does.
    pub idle_first: Option<bool>,
}

/// One claim on one table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimResult {
    /// Id of the claim.
    pub claim: String,
    /// The answer.
    pub answer: Answer,
    /// Whether it is wrong; null where the design's truth doesn't say.
    pub wrong: Option<bool>,
}
