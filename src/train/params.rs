//! What a network and its training look like: `MlpParams` as asked, `MlpValidParams` as checked.

use super::batches::Adam;
use crate::error::{Error, Result};
use crate::options::{Activation, ClassWeights};
use linfa::ParamGuard;

/// Iterations a training may take. With 200, as in scikit-learn, trainings on some thousand rows with weak decay are cut
/// while their held-out loss still falls (`benches/held_out`).
const LIMIT: u32 = 400;

/// More training rows than this are taken in minibatches.
const LARGE: usize = 50_000;
/// And so are more cells of the table in the training rows.
const WIDE: usize = 1 << 21;
/// Rows of a minibatch.
const BATCH: usize = 128;
/// Steps of a minibatch training, but for whole epochs, at least `EPOCHS`.
const STEPS: usize = 16_000;
/// See `STEPS`.
const EPOCHS: usize = 2;
/// First rate of a minibatch training.
const RATE: f64 = 0.01;

/// How networks are trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Solver {
    /// Full batch up to 50,000 training rows and 2^21 cells, minibatches beyond: `docs/performance.md` has the comparison.
    Auto,
    /// Full-batch L-BFGS.
    Lbfgs,
    /// Minibatches, each network in an order of its own.
    Adam(Adam),
}

impl Solver {
    /// What trains a network on so many rows of a table with so many columns.
    pub(crate) fn resolved(self, rows: usize, columns: usize) -> Self {
        match self {
            Solver::Auto if rows > LARGE || rows * columns > WIDE => {
                let epochs = (STEPS * BATCH).div_ceil(rows.max(1)).max(EPOCHS);
                Solver::Adam(Adam { batch: BATCH, epochs: epochs as u32, rate: RATE })
            }
            Solver::Auto => Solver::Lbfgs,
            chosen => chosen,
        }
    }
}

/// A network and its training, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct MlpValidParams {
    hidden: Vec<usize>,
    activation: Activation,
    decay: f64,
    limit: u32,
    solver: Solver,
    seed: u64,
    class_weights: ClassWeights,
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

    /// How it is trained.
    pub fn solver(&self) -> Solver {
        self.solver
    }

    /// What a row of each class counts in `Fit::fit`; a `Bench` goes by its table.
    pub fn class_weights(&self) -> ClassWeights {
        self.class_weights
    }

    /// The same by full batches, with at most so many iterations.
    pub(crate) fn limited(mut self, limit: u32) -> Self {
        self.limit = self.limit.min(limit.max(1));
        self.solver = Solver::Lbfgs;
        self
    }

    /// Seed of `Fit::fit`; the tasks of a `Bench` bring their own.
    pub fn seed(&self) -> u64 {
        self.seed
    }
}

/// A network and its training, as asked: 8 tanh units, decay 1, 400 iterations, seed 0 unless told otherwise.
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
            solver: Solver::Auto,
            seed: 0,
            class_weights: ClassWeights::None,
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

    /// How it is trained.
    pub fn solver(mut self, solver: Solver) -> Self {
        self.0.solver = solver;
        self
    }

    /// Most iterations of a full-batch training.
    pub fn limit(mut self, limit: u32) -> Self {
        self.0.limit = limit;
        self
    }

    /// What a row of each class counts in `Fit::fit`.
    pub fn class_weights(mut self, weights: ClassWeights) -> Self {
        self.0.class_weights = weights;
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
        if let Solver::Adam(adam) = params.solver
            && (adam.batch == 0 || adam.epochs == 0 || !(adam.rate.is_finite() && adam.rate > 0.0))
        {
            return Err(Error::Usage(format!("minibatches {adam:?}: give rows, epochs and a rate above 0")));
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
            MlpParams::new().solver(Solver::Adam(Adam { batch: 0, epochs: 1, rate: 0.01 })),
            MlpParams::new().solver(Solver::Adam(Adam { batch: 8, epochs: 0, rate: 0.01 })),
            MlpParams::new().solver(Solver::Adam(Adam { batch: 8, epochs: 1, rate: f64::NAN })),
        ] {
            assert_eq!(wrong.check().unwrap_err().exit_code(), 2);
        }
    }
}
