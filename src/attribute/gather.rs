//! Every measure on the splits and on the halves: `Attributed`.

use super::bends::{self, Bend};
use super::clusters::{self, Clusters};
use super::models::{OtherFits, fit};
use super::probes::{self, Probed};
use super::profiles::{self, Profile};
use super::rankings::{self, Basis};
use super::{Evidence, MEASURES, Measure, Outcome, Ranking, Run, Scores};
use crate::error::Result;
use crate::observe::Observe;
use crate::options::ValidOptions;
use crate::prepare::Dataset;
use crate::prepare::plan::Plan;
use crate::seed::Seed;
use crate::train::ensemble::Ensemble;
use crate::train::{Fitted, Network, Rows, frequencies};

/// What every measure made of the networks.
pub struct Attributed {
    /// One ranking a measure, in the order of `MEASURES`.
    pub rankings: Vec<Ranking>,
    /// The scores behind those that have a meaning here.
    pub measured: Vec<Measured>,
    /// The other models on the splits.
    pub others: OtherFits,
    /// Scores against shuffled copies.
    pub probed: Vec<Probed>,
    /// What the networks make of each variable.
    pub profiles: Vec<Profile>,
    /// Which variables say much the same.
    pub clusters: Clusters,
}

/// A measure's scores.
pub struct Measured {
    /// The measure.
    pub measure: &'static dyn Measure,
    /// One entry a run (or fitted model) of the splits, in order.
    pub splits: Vec<Scores>,
    /// The same for the halves; none for measures whose interval needs none.
    pub halves: Option<Vec<Scores>>,
    /// The same for halves with shuffled labels; empty for measures that read no network.
    pub shuffled: Vec<Scores>,
}

impl<'a> Evidence<'a> {
    /// Networks alone: no other model, nothing refitted.
    pub fn of_runs(
        dataset: &'a Dataset,
        rows: &'a [Rows],
        runs: Vec<Run<'a>>,
        plan: &Plan,
        seed: u64,
    ) -> Self {
        Evidence {
            dataset,
            rows,
            labels: vec![&dataset.target.codes],
            runs,
            models: Vec::new(),
            forests: Vec::new(),
            judged: true,
            others: OtherFits::default(),
            left_out: Vec::new(),
            trees: plan.trees,
            most_rows: plan.permutation_rows,
            shuffles: plan.shuffles,
            seed: Seed::new(seed).child("measures", 0),
        }
    }
}

/// Scores the variables by every measure.
///
/// # Errors
/// `Error::Internal` when a library refuses what it should take; `Error::Interrupted`.
pub fn attribute(
    dataset: &Dataset,
    ensemble: &Ensemble,
    options: &ValidOptions,
    observe: &dyn Observe,
) -> Result<Attributed> {
    observe.stage_began("measures", 2 * MEASURES.len() as u64);
    let mut splits = on_splits(dataset, ensemble, options);
    splits.others = fit::all(&splits)?;
    let mut halves = on_halves(dataset, ensemble, options);
    halves.others = fit::all(&halves)?;
    let noise = on_shuffled(dataset, ensemble, options);
    let mut attributed = Attributed {
        rankings: Vec::new(),
        measured: Vec::new(),
        others: OtherFits::default(),
        probed: Vec::new(),
        profiles: profiles::profiles(&splits, &halves)?,
        clusters: clusters::clusters(&splits, &halves)?,
    };
    for measure in MEASURES {
        if observe.interrupted() {
            return Err(crate::error::Error::Interrupted);
        }
        match measure.scores(&splits)? {
            Outcome::NotApplicable(why) => attributed.rankings.push(rankings::not_applicable(*measure, why)),
            Outcome::Scores(scores) => {
                let over_halves = match measure.scores(&halves)? {
                    Outcome::Scores(scores) if !scores.is_empty() => Some(scores),
                    _ => None,
                };
                let measured = Measured {
                    measure: *measure,
                    splits: scores,
                    halves: over_halves,
                    shuffled: on_noise(*measure, &noise)?,
                };
                attributed.rankings.push(ranked(dataset, ensemble, options, &measured));
                attributed.measured.push(measured);
            }
        }
        observe.advanced(2);
    }
    attributed.others = splits.others;
    observe.stage_ended();
    attributed.probed = probes::probe(ensemble, options, observe)?;
    for probed in &attributed.probed {
        let ranking = attributed.rankings.iter_mut().find(|ranking| ranking.measure == probed.measure);
        let variables = ranking.into_iter().flat_map(|ranking| &mut ranking.variables);
        variables.zip(probed.p_values()).for_each(|(variable, p)| variable.p = Some(p));
    }
    Ok(attributed)
}

/// How far the slopes of the networks in each pair of variables depend on each other; none without the scores of `gradient`.
///
/// # Errors
/// None of its own.
pub fn bends(
    dataset: &Dataset,
    ensemble: &Ensemble,
    options: &ValidOptions,
    attributed: &Attributed,
    pairs: &[[usize; 2]],
) -> Result<Vec<Bend>> {
    let gradient = attributed.measured.iter().find(|of| of.measure.card().id == "gradient");
    let (splits, halves) = (on_splits(dataset, ensemble, options), on_halves(dataset, ensemble, options));
    bends::bends(&splits, &halves, gradient, pairs)
}

/// Scores of the networks on shuffled labels, by a measure that reads networks.
fn on_noise(measure: &dyn Measure, noise: &Evidence) -> Result<Vec<Scores>> {
    if !measure.reads_networks() || noise.runs.is_empty() {
        return Ok(Vec::new());
    }
    match measure.scores(noise)? {
        Outcome::Scores(scores) => Ok(scores),
        Outcome::NotApplicable(_) => Ok(Vec::new()),
    }
}

fn ranked(dataset: &Dataset, ensemble: &Ensemble, options: &ValidOptions, measured: &Measured) -> Ranking {
    let basis = Basis {
        dataset,
        splits: &measured.splits,
        halves: measured.halves.as_deref(),
        top: options.set_size(),
        ratio: ensemble.ratio(),
        seed: Seed::new(options.seed),
    };
    rankings::ranking(measured.measure, &basis)
}

fn on_splits<'a>(dataset: &'a Dataset, ensemble: &'a Ensemble, options: &ValidOptions) -> Evidence<'a> {
    let fits = ensemble.full.iter().map(|run| (run.split, run.rows, 0, &run.fitted));
    let runs = usable(fits, ensemble.silent());
    Evidence {
        models: ensemble.layout.set_splits.iter().copied().enumerate().collect(),
        forests: ensemble.layout.forest_splits.clone().enumerate().collect(),
        left_out: left_out(ensemble),
        ..Evidence::of_runs(dataset, &ensemble.bench.rows, runs, &ensemble.plan, options.seed)
    }
}

fn on_halves<'a>(dataset: &'a Dataset, ensemble: &'a Ensemble, options: &ValidOptions) -> Evidence<'a> {
    let fits = ensemble.halves.iter().map(|run| (run.half, run.rows, run.labels, &run.fitted));
    let runs = usable(fits, ensemble.silent());
    let halves = ensemble.layout.half_rows.clone();
    let forests = ensemble.plan.forest_halves.min(halves.len());
    Evidence {
        models: halves.clone().enumerate().collect(),
        forests: halves.enumerate().take(forests).collect(),
        judged: false,
        ..Evidence::of_runs(dataset, &ensemble.bench.rows, runs, &ensemble.plan, options.seed)
    }
}

/// Networks on halves with shuffled labels: what a ranking looks like where there is nothing to rank.
fn on_shuffled<'a>(dataset: &'a Dataset, ensemble: &'a Ensemble, options: &ValidOptions) -> Evidence<'a> {
    let halves = ensemble.shuffled_halves.iter();
    let runs = usable(halves.map(|run| (run.half, run.rows, run.labels, &run.fitted)), ensemble.silent());
    Evidence {
        labels: ensemble.bench.labels.iter().map(Vec::as_slice).collect(),
        judged: false,
        ..Evidence::of_runs(dataset, &ensemble.bench.rows, runs, &ensemble.plan, options.seed)
    }
}

/// Runs of the fits (unit, row set, labels, fit) that did not break down. A unit all of whose fits broke down keeps one network
/// that says nothing of any variable, so that units stay in step with the splits.
fn usable<'a>(
    fits: impl Iterator<Item = (usize, usize, usize, &'a Fitted)>,
    silent: &'a Network,
) -> Vec<Run<'a>> {
    let mut runs: Vec<Run> = Vec::new();
    let mut broken: Vec<Run> = Vec::new();
    for (unit, rows, labels, fit) in fits {
        match &fit.network {
            Some(network) => runs.push(Run { unit, rows, labels, network }),
            None => broken.push(Run { unit, rows, labels, network: silent }),
        }
    }
    for run in broken {
        if runs.iter().all(|usable| usable.unit != run.unit) {
            runs.push(run);
        }
    }
    runs.sort_by_key(|run| run.unit);
    runs
}

/// Rises of held-out log loss on leaving each variable out: splits × variables; without the only variable the class
/// frequencies remain. Empty where some variable was not left out.
fn left_out(ensemble: &Ensemble) -> Vec<Vec<f64>> {
    let bench = &ensemble.bench;
    let count = bench.dataset.variables.len();
    let splits = &ensemble.layout.set_splits;
    let without = |left: usize| -> Option<Vec<f64>> {
        if count == 1 {
            let nothing = |&r: &usize| {
                frequencies::log_loss(&bench.labels[0], &bench.dataset.target.weights, &bench.rows[r])
            };
            return Some(splits.iter().map(nothing).collect());
        }
        let rest: Vec<usize> = (0..count).filter(|&v| v != left).collect();
        Some(ensemble.set(&rest)?.losses())
    };
    let Some(losses) = (0..count).map(without).collect::<Option<Vec<_>>>() else { return Vec::new() };
    let full = ensemble.full_on_set_splits();
    let rises = |(split, all): (usize, &crate::train::ensemble::SetOutcome)| -> Vec<f64> {
        losses.iter().map(|without| without[split] - all.loss).collect()
    };
    full.iter().enumerate().map(rises).collect()
}
