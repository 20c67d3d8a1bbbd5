//! Networks on tables of known truth: all variables in a few folds, and without each variable in fewer.
//!
//! All tables share rows, folds and scalings; each has labels and starts of its own, and a weight decay chosen by inner
//! splits of the first fold's training rows, which serves its folds and refits. One start a fold.

use super::draw::Planted;
use crate::error::Result;
use crate::observe::Observe;
use crate::options::ValidOptions;
use crate::prepare::plan::Plan;
use crate::prepare::{Dataset, plain, scale};
use crate::seed::Seed;
use crate::train::tune::Choice;
use crate::train::{Bench, Fitted, Keep, MlpParams, MlpValidParams, Rows, Task, frequencies};
use linfa::ParamGuard;
use rayon::prelude::*;

/// Share of the training rows that an inner split holds back.
const INNER_SHARE: f64 = 0.2;
/// Variables up to which networks are refitted without each.
const MOST_REFITTED: usize = 15;

/// What all tables share.
pub(super) struct Trainer<'a> {
    dataset: &'a Dataset,
    params: MlpValidParams,
    grid: Vec<f64>,
    /// The folds, then the inner splits.
    rows: Vec<Rows>,
    folds: usize,
    refitted: usize,
    seed: Seed,
}

/// Trained networks of some tables.
pub(super) struct Trained {
    /// The folds.
    pub rows: Vec<Rows>,
    /// Folds of the networks of all variables.
    pub folds: usize,
    /// Folds of the networks without a variable; 0 where none were trained.
    pub refitted: usize,
    /// Tables in order, folds within.
    pub fits: Vec<Fitted>,
    /// Log loss of the class frequencies: tables in order, folds within.
    pub nothing: Vec<f64>,
    /// Rises of held-out log loss without each variable: tables × variables; empty where none were trained.
    pub left_out: Vec<Vec<f64>>,
}

/// Networks that the tables of a report take, without those tried beyond the grid.
pub(super) fn networks(dataset: &Dataset, plan: &Plan, options: &ValidOptions, kinds: usize) -> usize {
    let variables = dataset.variables.len();
    let refits = if variables <= MOST_REFITTED { plan.truth_refits * variables } else { 0 };
    let grid = options.decay.grid().len();
    let tuned = if grid > 1 { plan.inner * grid } else { 0 };
    kinds * plan.truth_tables * (plan.truth_folds + tuned + refits)
}

impl<'a> Trainer<'a> {
    /// Makes the folds.
    pub fn new(dataset: &'a Dataset, plan: &Plan, options: &ValidOptions, seed: Seed) -> Result<Self> {
        let folds = plain::plain_folds(dataset, plan.truth_folds, seed.child("folds", 0));
        let inner_seed = seed.child("inner", 0);
        let inner = (0..plan.inner).map(|at| {
            plain::plain_inner(dataset, &folds[0].0, INNER_SHARE, inner_seed.child("inner", at as u64))
        });
        let inner: Vec<_> = inner.collect();
        let scaled = |(train, judge): (Vec<u32>, Vec<u32>)| {
            let scaling = scale::fit(&dataset.inputs, &train);
            Rows { train, judge, scaling }
        };
        let count = folds.len();
        let refitted =
            if dataset.variables.len() <= MOST_REFITTED { plan.truth_refits.min(count) } else { 0 };
        Ok(Trainer {
            dataset,
            params: MlpParams::new().hidden(options.hidden.clone()).activation(options.activation).check()?,
            grid: options.decay.grid(),
            rows: folds.into_par_iter().chain(inner).map(scaled).collect(),
            folds: count,
            refitted,
            seed,
        })
    }

    /// Trains the networks of all variables and, where asked, those without each.
    pub fn train(&self, planted: &[Planted], refit: bool, observe: &dyn Observe) -> Result<Trained> {
        let variables = self.dataset.variables.len();
        let all: Vec<usize> = (0..variables).collect();
        let without = |left: usize| all.iter().copied().filter(|&v| v != left).collect::<Vec<usize>>();
        let bench = Bench {
            dataset: self.dataset,
            rows: self.rows.clone(),
            labels: planted.iter().map(|table| table.labels.clone()).collect(),
            sets: std::iter::once(all.clone()).chain(all.iter().map(|&v| without(v))).collect(),
        };
        let choice = |table: usize| Choice {
            set: 0,
            labels: table as u32,
            rows: (self.folds as u32..self.rows.len() as u32).collect(),
            start: self.start(table, 0, self.folds),
        };
        let choices: Vec<Choice> = (0..planted.len()).map(choice).collect();
        let decays = bench.choose_decays(&choices, &self.grid, &self.params, observe)?;
        let refitted = if refit && variables > 1 { self.refitted } else { 0 };
        let mut tasks = self.tasks(&decays, 0..1, self.folds, Keep::Network);
        let whole = tasks.len();
        tasks.extend(self.tasks(&decays, 1..1 + variables, refitted, Keep::Losses));
        let mut fits = bench.fit(&tasks, &self.params, observe)?;
        let refits = fits.split_off(whole);
        let left_out = self.rises(&fits, &refits, refitted);
        let nothing = |task: &Task| {
            frequencies::log_loss(
                &bench.labels[task.labels as usize],
                &self.dataset.target.weights,
                &bench.rows[task.rows as usize],
            )
        };
        Ok(Trained {
            nothing: tasks[..whole].iter().map(nothing).collect(),
            rows: bench.rows,
            folds: self.folds,
            refitted,
            fits,
            left_out,
        })
    }

    /// Tasks of every table: sets in order, folds within.
    fn tasks(&self, decays: &[f64], sets: std::ops::Range<usize>, folds: usize, keep: Keep) -> Vec<Task> {
        let mut tasks = Vec::new();
        for (table, &decay) in decays.iter().enumerate() {
            for set in sets.clone() {
                for rows in 0..folds {
                    let start = self.start(table, set, rows);
                    tasks.push(Task {
                        rows: rows as u32,
                        labels: table as u32,
                        set: set as u32,
                        decay,
                        start,
                        keep,
                    });
                }
            }
        }
        tasks
    }

    fn start(&self, table: usize, set: usize, rows: usize) -> Seed {
        self.seed.child("start", table as u64).child("set", set as u64).child("rows", rows as u64)
    }

    /// For each table and variable the mean rise over the folds refitted.
    fn rises(&self, fits: &[Fitted], refits: &[Fitted], refitted: usize) -> Vec<Vec<f64>> {
        if refitted == 0 {
            return Vec::new();
        }
        let variables = self.dataset.variables.len();
        let of_table = |(whole, without): (&[Fitted], &[Fitted])| -> Vec<f64> {
            let rise = |refits: &[Fitted]| {
                refits.iter().zip(whole).map(|(without, with)| without.loss - with.loss).sum::<f64>()
                    / refitted as f64
            };
            without.chunks(refitted).map(rise).collect()
        };
        fits.chunks(self.folds).zip(refits.chunks(variables * refitted)).map(of_table).collect()
    }
}

impl Trained {
    /// For each table the share of the log loss of the class frequencies that its networks explain on held-out rows.
    pub fn reached(&self) -> Vec<f64> {
        let share = |(fits, nothing): (&[Fitted], &[f64])| {
            1.0 - fits.iter().map(|fit| fit.loss).sum::<f64>() / nothing.iter().sum::<f64>()
        };
        self.fits.chunks(self.folds).zip(self.nothing.chunks(self.folds)).map(share).collect()
    }
}
