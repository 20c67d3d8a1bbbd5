//! Row sets, sets of inputs and labels become trained networks, many at once.
//!
//! ```text
//!   tasks ──► line (same number of inputs) ──► 16 lanes of a worker ──► networks, losses, in the order of the tasks
//!                    next task ▲                   │ one ends
//!                              └───────────────────┘
//!
//!   memory      w[input][unit][lane]         the number of one weight for 16 networks lies in one register:
//!                              └─ 16 f32     every instruction works on 16 networks, whatever their size
//! ```
//! A network of 14-8-3 is too small to fill a processor by itself: its loops are shorter than the pipeline. Sixteen of them
//! side by side, each on rows, labels, decay and start of its own, need no shuffling of numbers within a register, and no
//! sum is ever split: a network's bits depend on its task alone, not on its neighbours, the instruction set or the threads.
//!
//! | file | what |
//! |---|---|
//! | `fit`, `line` | tasks wait, take lanes, end |
//! | `lbfgs`, `search`; `adam`, `batches`, `schedule`, `order` | full batches; minibatches |
//! | `held`, `spread`; `dealt`, `drawn`; `gather`, `own` | the rows of each lane: in the table's order; in an order of its own |
//! | `kernel`, `lanes`, `math` | forward, loss, gradient; instruction sets; tanh, exp, ln |
//! | `judge`, `moved`, `forward` | networks on held-out rows, with inputs moved, in f64 |
//! | `tune`, `ensemble` | choosing decay; everything a report trains |

mod adam;
mod batches;
mod dealt;
mod drawn;
pub mod ensemble;
mod estimator;
mod fit;
pub mod forward;
pub mod frequencies;
mod gather;
pub mod gauge;
#[cfg(test)]
mod gradients;
mod held;
mod judge;
mod kernel;
pub mod lanes;
mod lbfgs;
mod line;
mod math;
pub(crate) mod moved;
mod order;
mod own;
pub mod params;
mod schedule;
mod search;
mod shape;
mod spread;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub mod tune;

pub use batches::Adam;
pub use estimator::FittedMlp;
pub use params::{MlpParams, MlpValidParams, Solver};

use crate::options::Activation;
use crate::prepare::{Dataset, Scaling};
use crate::seed::Seed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A fitted network on inputs in standard-deviation units of its training rows.
///
/// `h_0 = x`, `h_l = activation(weights_l h_(l-1) + biases_l)`, logits = last layer without activation.
/// Three classes or more: one logit a class. Two classes: one logit, that of the second class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Network {
    /// Layers from the inputs to the logits.
    pub layers: Vec<Layer>,
}

/// One layer of a network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Layer {
    /// Units × inputs of the layer.
    pub weights: Vec<Vec<f64>>,
    /// One a unit.
    pub biases: Vec<f64>,
    /// Nonlinearity of the units; null for the logits.
    pub activation: Option<Activation>,
}

/// Why a training stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stopped {
    /// The gradient or the progress fell below the tolerance.
    Converged,
    /// The limit of iterations came first.
    Limit,
    /// The minibatches of its schedule were through.
    Schedule,
    /// The loss was no number, or the held-out loss is far worse than knowing nothing because the fit broke down.
    Diverged,
}

/// Rows to fit on, rows to judge on, and how inputs are filled and scaled (learned from the first).
#[derive(Debug, Clone)]
pub struct Rows {
    /// Training rows, ascending.
    pub train: Vec<u32>,
    /// Held-out rows, ascending.
    pub judge: Vec<u32>,
    /// Learned from the training rows.
    pub scaling: Scaling,
}

/// Everything the networks of one call share: the table, the row sets, the labels, the sets of inputs.
pub struct Bench<'a> {
    /// The table.
    pub dataset: &'a Dataset,
    /// Row sets that tasks point to.
    pub rows: Vec<Rows>,
    /// Labels (class of each row of the table) that tasks point to; the first are the real ones, others shuffled.
    pub labels: Vec<Vec<u32>>,
    /// Sets of variables (ascending indices) that tasks point to.
    pub sets: Vec<Vec<usize>>,
}

/// One network to train.
#[derive(Debug, Clone, Copy)]
pub struct Task {
    /// Index into `Bench::rows`.
    pub rows: u32,
    /// Index into `Bench::labels`.
    pub labels: u32,
    /// Index into `Bench::sets`.
    pub set: u32,
    /// Weight decay: sum of losses + decay / 2 × sum of squared weights, biases free.
    pub decay: f64,
    /// Start: initial weights, and the order of rows where training is in minibatches.
    pub start: Seed,
    /// What to keep beside the losses.
    pub keep: Keep,
}

/// What is kept of a fit beside its held-out loss and confusion matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Keep {
    /// Nothing more.
    Losses,
    /// The network.
    Network,
    /// Also the held-out probabilities.
    Probabilities,
    /// Also the loss after each iteration, on training and held-out rows.
    Trace,
}

/// What became of a task.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// Mean log loss on the held-out rows; infinite never (a diverged fit is judged as the class frequencies and marked).
    pub loss: f64,
    /// Held-out rows by true class (rows) and predicted class (columns), row by row: classes × classes.
    pub confusion: Vec<u32>,
    /// Why the training stopped.
    pub stopped: Stopped,
    /// Iterations made.
    pub iterations: u32,
    /// The network, if kept.
    pub network: Option<Network>,
    /// Held-out rows × classes, row by row, if they are kept.
    pub probabilities: Vec<f32>,
    /// Mean log loss on (training, held-out) rows after each iteration, if traced.
    pub trace: Vec<(f64, f64)>,
}
