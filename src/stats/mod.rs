//! Numbers that know no domain: estimates, intervals, ranks, correlations, resampling.

pub mod adjust;
pub mod calibration;
pub mod clustered;
pub mod correlation;
pub mod estimate;
pub mod interval;
pub mod maxt;
pub mod metrics;
pub mod monte_carlo;
#[cfg(test)]
mod oracles;
mod quality;
pub mod quantile;
pub mod rank;
pub mod scaling;
pub mod stability;

pub use estimate::{Difference, Estimate};
pub use quality::Quality;
