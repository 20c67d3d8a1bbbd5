//! Tables of known truth: designs whose formula, important variables and best accuracy are known, because they are
//! drawn here. Each design sets a trap that some measure falls into.
//!
//! ```text
//!     Settings, Seed  →  rows of inputs and logits  →  labels  →  Simulated { table, Truth }
//! ```
//! This room stands beside the flow: it knows no network, no measure and no report.
//!
//! ```
//! use counterweight::{seed::Seed, simulate};
//! let design = simulate::find("D")?;
//! let made = simulate::make(design, &design.defaults(), Seed::new(0))?;
//! assert_eq!(made.to_csv().lines().count(), 1 + 1000);
//! assert_eq!(made.truth.best_pairs, [["x1", "x2"]]); // say nothing alone, and nearly everything together
//! # Ok::<(), counterweight::error::Error>(())
//! ```

pub mod classes;
pub mod copies;
pub mod curved;
pub mod draw;
pub mod linear;
pub mod noise;
pub mod question;
pub mod table;
pub mod truth;

pub use draw::make;
pub use table::Simulated;
pub use truth::{Important, Planted, Truth};

use crate::card::Card;
use crate::error::{Error, Result};
use crate::seed::Rng;

/// What can be changed about a design; `Design::defaults` has the values its truth is written for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Rows of the table.
    pub rows: usize,
    /// Columns besides the class; those the formula doesn't name are independent noise.
    pub variables: usize,
    /// Factor of all logits: 1 as written, 0 for labels that nothing explains.
    pub signal: f64,
    /// Correlation of the inputs the design correlates; the others ignore it.
    pub correlation: f64,
}

impl Settings {
    /// What most designs start from: 1,000 rows of 8 variables.
    pub const PLAIN: Settings = Settings { rows: 1000, variables: 8, signal: 1.0, correlation: 0.0 };
}

/// One row before its label is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Values of the variables.
    pub inputs: Vec<f64>,
    /// Logits of the classes (softmax); with two classes the first is 0.
    pub logits: Vec<f64>,
}

/// A design of known truth.
pub trait Design: Sync {
    /// What it is; `formula` is the law of the labels, `misleading_when` names who falls into its trap.
    fn card(&self) -> &'static Card;
    /// The settings its truth is written for.
    fn defaults(&self) -> Settings;
    /// The fewest variables the formula needs.
    fn least_variables(&self) -> usize;
    /// What matters, and how.
    fn planted(&self) -> Planted;
    /// Draws one row. Every row takes the same number of draws.
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row;
    /// Names of the classes.
    fn classes(&self) -> &'static [&'static str] {
        &["no", "yes"]
    }
    /// First letter of the variables' names.
    fn prefix(&self) -> &'static str {
        "x"
    }
}

/// Every design, in the order of `list designs`.
pub const DESIGNS: &[&dyn Design] = &[
    &linear::Graded,
    &linear::Signs,
    &curved::Even,
    &curved::Xor,
    &linear::Company,
    &linear::SmallCompany,
    &copies::Copy,
    &copies::Suppressor,
    &noise::Null,
    &noise::CorrelatedNull,
    &noise::RareFlag,
    &curved::Gate,
    &noise::ManyNoise,
    &copies::Substitutes,
    &classes::Three,
    &linear::Scaled,
    &noise::Identifier,
    &linear::Tie,
    &linear::Weak,
    &copies::ThreeCopies,
    &question::Question,
];

/// The design called `id`, in any case.
///
/// # Errors
/// `Error::Usage` lists the designs there are.
pub fn find(id: &str) -> Result<&'static dyn Design> {
    DESIGNS.iter().copied().find(|design| design.card().id.eq_ignore_ascii_case(id)).ok_or_else(|| {
        let known: Vec<&str> = DESIGNS.iter().map(|design| design.card().id).collect();
        Error::Usage(format!("no design is called {id:?}; give one of {}", known.join(", ")))
    })
}
