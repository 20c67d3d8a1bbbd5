//! Numbers that know no domain: estimates, intervals, ranks, correlations, resampling.

pub mod estimate;

pub use estimate::{Difference, Estimate};
