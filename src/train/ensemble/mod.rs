//! Every network a report needs, trained in two waves.
//!
//! What doesn't depend on a ranking (all variables, single variables, all but one, all pairs, halves, shuffled labels)
//! is trained in the first wave; sets that measures chose inside splits in the second, through [`Ensemble::train_sets`].
//! Everything learned (scaling, decay) is learned from training rows; the one exception is that the decay chosen in
//! the first fold of a repeat serves the repeat's other folds.

mod full;
mod halves;
mod layout;
mod prefixes;
mod probes;
mod sets;
mod signal;

pub use full::FullRun;
pub use halves::{HalfRun, SHUFFLED_HALVES};
pub use layout::Layout;
pub use prefixes::Orders;
pub use probes::ProbeRepeat;
pub use sets::{ALL_SUBSETS, SetOutcome, SetRuns, all_triples, subset_count, subsets, with_one_exchanged};
pub use signal::SignalRun;

use super::{Bench, Layer, MlpParams, MlpValidParams, Network};
use crate::error::Result;
use crate::observe::Observe;
use crate::options::ValidOptions;
use crate::prepare::Dataset;
use crate::prepare::plan::Plan;
use crate::seed::Seed;
use linfa::ParamGuard;
use std::collections::BTreeMap;

/// All trained networks of a report, with the row sets they were trained on.
pub struct Ensemble<'a> {
    /// The table, the row sets, the labels, the sets of variables.
    pub bench: Bench<'a>,
    /// Which row set serves what.
    pub layout: Layout,
    /// The plan that was followed.
    pub plan: Plan,
    /// Networks of all variables: splits in order, starts within.
    pub full: Vec<FullRun>,
    /// Decay of the network of all variables in each repeat.
    pub full_decays: Vec<f64>,
    /// Networks of all variables on halves: halves in order, folds within.
    pub halves: Vec<HalfRun>,
    /// The same on shuffled labels: labellings in order, `SHUFFLED_HALVES` halves of each (or as many as there are).
    pub shuffled_halves: Vec<HalfRun>,
    /// The network of all variables against shuffled labels.
    pub signal: SignalRun,
    /// The network of all variables on the splits of the forest, where the two are compared.
    pub forest_full: Vec<SetOutcome>,
    random: Vec<Vec<usize>>,
    sets: Vec<SetRuns>,
    index: BTreeMap<Vec<usize>, usize>,
    params: MlpValidParams,
    grid: Vec<f64>,
    seed: Seed,
    silent: Network,
}

/// Trains the first wave.
///
/// # Errors
/// `Error::Interrupted` when the user asked to stop; `Error::Usage` for a network that makes none.
pub fn train<'a>(
    dataset: &'a Dataset,
    plan: &Plan,
    options: &ValidOptions,
    observe: &dyn Observe,
) -> Result<Ensemble<'a>> {
    let seed = Seed::new(options.seed);
    let params = MlpParams::new().hidden(options.hidden.clone()).activation(options.activation).check()?;
    let all: Vec<usize> = (0..dataset.variables.len()).collect();
    let mut bench =
        Bench { dataset, rows: Vec::new(), labels: vec![dataset.target.codes.clone()], sets: vec![all] };
    let layout = layout::lay_out(&mut bench, plan, seed);
    let mut ensemble = Ensemble {
        bench,
        layout,
        plan: plan.clone(),
        full: Vec::new(),
        full_decays: Vec::new(),
        halves: Vec::new(),
        shuffled_halves: Vec::new(),
        signal: SignalRun::default(),
        forest_full: Vec::new(),
        random: sets::random_sets(dataset, plan, options, seed),
        sets: Vec::new(),
        index: BTreeMap::new(),
        params,
        grid: options.decay.grid(),
        seed,
        silent: silent(dataset, options),
    };
    ensemble.train_full(observe)?;
    ensemble.train_signal(observe)?;
    ensemble.train_halves(observe)?;
    let mut first = sets::first_wave(dataset, plan, options);
    first.extend(ensemble.random.iter().cloned());
    ensemble.train_sets(&first, observe)?;
    Ok(ensemble)
}

/// A network of all variables that says nothing: all weights and biases 0.
fn silent(dataset: &Dataset, options: &ValidOptions) -> Network {
    let logits = if dataset.classes() == 2 { 1 } else { dataset.classes() };
    let mut below = dataset.inputs.columns();
    let mut layer = |units: usize, activation| {
        let weights = vec![vec![0.0; below]; units];
        below = units;
        Layer { weights, biases: vec![0.0; units], activation }
    };
    let mut layers: Vec<Layer> = options.hidden.iter().map(|&h| layer(h, Some(options.activation))).collect();
    layers.push(layer(logits, None));
    Network { layers }
}

impl Ensemble<'_> {
    /// Seed of the start of a network: by its variables, its row set and its number, never by the order of training.
    fn start_seed(&self, variables: &[usize], rows: usize, start: usize) -> Seed {
        let named =
            variables.iter().fold(self.seed.child("start", start as u64), |s, &v| s.child("v", v as u64));
        named.child("rows", rows as u64)
    }

    /// Index of a set of variables (ascending) among the sets of the bench, added if new.
    fn set_index(&mut self, variables: &[usize]) -> u32 {
        let found = self.bench.sets.iter().position(|s| s == variables);
        let index = found.unwrap_or_else(|| {
            self.bench.sets.push(variables.to_vec());
            self.bench.sets.len() - 1
        });
        index as u32
    }

    /// A network of all variables whose weights are all 0: it stands for a training that broke down.
    pub fn silent(&self) -> &Network {
        &self.silent
    }

    /// Sets of the size sought drawn without looking at any ranking.
    pub fn random_sets(&self) -> &[Vec<usize>] {
        &self.random
    }

    /// Number of splits behind the networks of all variables.
    pub fn split_count(&self) -> usize {
        self.layout.splits.len()
    }

    /// Held-out rows over training rows in the splits of sets: 1 / (folds - 1).
    pub fn ratio(&self) -> f64 {
        1.0 / (self.plan.sets.folds as f64 - 1.0)
    }

    /// Held-out rows over training rows in the splits of the network of all variables.
    pub fn full_ratio(&self) -> f64 {
        1.0 / (self.plan.full.folds as f64 - 1.0)
    }
}
