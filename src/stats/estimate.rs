//! A number never travels without its uncertainty.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A mean with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Estimate {
    /// The estimate itself.
    pub mean: f64,
    /// Lower end of the 95 % interval; null where no interval can be given.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval; null where no interval can be given.
    pub high: Option<f64>,
}

impl Estimate {
    /// The same with an interval cut to what the quantity can be: a share to 0 and 1.
    pub fn within(self, least: f64, most: f64) -> Self {
        let cut = |end: Option<f64>| end.map(|end| end.clamp(least, most));
        Estimate { mean: self.mean, low: cut(self.low), high: cut(self.high) }
    }
}

/// A difference of two refitted models with its 95 % interval and two-sided p-value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// Mean of the paired differences.
    pub mean: f64,
    /// Lower end of the 95 % interval (corrected variance of Nadeau and Bengio 2003).
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// Two-sided p-value of the corrected t test; null where the differences have no spread.
    pub p: Option<f64>,
}
