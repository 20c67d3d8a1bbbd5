//! Which variables of a small neural network matter? `counterweight` trains the network many times, ranks its
//! variables by every weight-based measure in use, holds the rankings against baselines that never see a weight,
//! retrains with the chosen few, and says what holds.
//!
//! ```text
//!     load  →  prepare  →  train   →  attribute  →  compare   →  render
//!     Table →  Dataset  →  Ensemble → Rankings   →  Findings  →  Report → bytes
//!                                        └─ truth: which measure finds a known truth on these rows
//! ```
#![warn(missing_docs)]

pub mod attribute;
pub mod benchmark;
pub mod card;
pub mod compare;
pub mod error;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
pub mod load;
pub mod memory;
pub mod numbers;
pub mod observe;
pub mod options;
pub mod pipeline;
pub mod prepare;
pub mod render;
pub mod seed;
pub mod simulate;
pub mod stats;
pub mod train;
pub mod truth;
