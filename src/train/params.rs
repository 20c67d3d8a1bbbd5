//! What a network and its training look like: `MlpParams` as asked, `MlpValidParams` as checked.

use crate::error::{Error, Result};
use crate::options::Activation;
use linfa::ParamGuard;

/// Iterations a training may take, as in scikit-learn.
const LIMIT: u32 = 200;

/// A network and its training, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct MlpValidParams {
    hidden: Vec<usize>,
    activation: Activation,
    decay: f64,
    limit: u32,
    seed: u64,
}

impl MlpValidParams {
    /// Hidden units, a number for each layer.
    pub fn hidden(&self) -> &[usize] {
        &self.hidden
    }

    /// Nonlinearity of the hidden units.
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// Weight decay of `Fit::fit`; the tasks of a `Bench` bring their own.
    pub fn decay(&self) -> f64 {
        self.decay
    }

    /// Most iterations of a training.
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// The same with at most so many iterations.
    pub(crate) fn limited(mut self, limit: u32) -> Self {
        self.limit = self.limit.min(limit.max(1));
        self
    }

    /// Seed of `Fit::fit`; the tasks of a `Bench` bring their own.
    pub fn seed(&self) -> u64 {
        self.seed
    }
}

/// A network and its training, as asked: 8 tanh units, decay 1, 200 iterations, seed 0 unless told otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct MlpParams(MlpValidParams);

impl Default for MlpParams {
    fn default() -> Self {
        Self::new()
    }
}

impl MlpParams {
    /// The defaults.
    pub fn new() -> Self {
        MlpParams(MlpValidParams {
            hidden: vec![8],
            activation: Activation::Tanh,
            decay: 1.0,
            limit: LIMIT,
            seed: 0,
        })
    }

    /// Hidden units, a number for each layer.
    pub fn hidden(mut self, hidden: Vec<usize>) -> Self {
        self.0.hidden = hidden;
        self
    }

    /// Nonlinearity of the hidden units.
    pub fn activation(mut self, activation: Activation) -> Self {
        self.0.activation = activation;
        self
    }

    /// Weight decay: sum of losses + decay / 2 × sum of squared weights, biases free.
    pub fn decay(mut self, decay: f64) -> Self {
        self.0.decay = decay;
        self
    }

    /// Most iterations of a training.
    pub fn limit(mut self, limit: u32) -> Self {
        self.0.limit = limit;
        self
    }

    /// Seed of the initial weights.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for MlpParams {
    type Checked = MlpValidParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&MlpValidParams> {
        let params = &self.0;
        if params.hidden.is_empty() || params.hidden.contains(&0) {
            return Err(Error::Usage("hidden layers: give at least one, each with at least one unit".into()));
        }
        if !(params.decay.is_finite() && params.decay >= 0.0) {
            return Err(Error::Usage(format!("decay {}: give a number of 0 or more", params.decay)));
        }
        if params.limit == 0 {
            return Err(Error::Usage("limit 0: a training takes at least one iteration".into()));
        }
        Ok(params)
    }

    fn check(self) -> Result<MlpValidParams> {
        self.check_ref()?;
        Ok(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_network_is_refused() {
        assert!(MlpParams::new().check().is_ok());
        for wrong in [
            MlpParams::new().hidden(vec![]),
            MlpParams::new().hidden(vec![4, 0]),
            MlpParams::new().decay(-1.0),
            MlpParams::new().decay(f64::NAN),
            MlpParams::new().limit(0),
        ] {
            assert_eq!(wrong.check().unwrap_err().exit_code(), 2);
        }
    }
}
