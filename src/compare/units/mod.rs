//! Are the hidden units of one network found again in the others?
//!
//! Trainings end with their units in any order and turned either way, so unit 3 of one network is nobody in the next, and
//! an average of unit 3 over runs is an average of strangers. Here the units of every run of the network of all
//! variables are matched to those of the first typical network, and how well they match is said: the median |cosine|
//! of a unit and its counterpart, beside what the same matching reaches when the weights of each unit are shuffled over
//! the inputs. Only where the units are found again is an average over runs made. Rankings need none of this: they add
//! over the units, whatever their order.
//!
//! | file | what |
//! |---|---|
//! | `vectors` | a unit as a vector, its symmetry undone |
//! | `matching` | which unit is which |
//! | `average` | the mean of counterparts |

mod average;
mod matching;
#[cfg(test)]
mod tests;
mod vectors;

use super::case::Case;
use super::networks::typical;
use crate::seed::Seed;
use crate::stats::quantile::of_sorted;
use crate::train::ensemble::FullRun;
use crate::train::{Network, Stopped};
use matching::{Counterpart, cosine, counterparts};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vectors::Vectors;

/// Median |cosine| from which an average over runs is made (SCIENCE 2.2).
const LEAST: f64 = 0.7;
/// |cosine| from which two units of one network are near copies.
const TWIN: f64 = 0.95;
/// Matchings with shuffled weights behind the chance level, at least, where there are fewer runs.
const CHANCE: usize = 100;
/// Runs × units³ that are matched at most: the time of an assignment grows with the cube of the units.
const MOST_WORK: usize = 2_000_000_000;

/// `units` of the report: the hidden units of the first of `networks`, looked for in the other runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Units {
    /// Other runs whose units were matched; trainings that broke down are left out.
    pub runs: usize,
    /// What is compared: `all_weights` (those of the inputs, the bias, and the output weights) or, in networks of
    /// several hidden layers, `input_weights` (those of the inputs and the bias of the first hidden layer).
    pub compared: Compared,
    /// One entry a hidden unit of the first layer of the reference, in its order.
    pub units: Vec<FoundUnit>,
    /// Units of the reference that are near copies of another of its units: a |cosine| of .95 or more.
    #[serde(default)]
    pub twins: usize,
    /// |cosine| of a unit and its counterpart, over units and runs; null where there is nothing to compare. Of relu units
    /// the cosine itself, for a turned relu unit is another.
    pub cosine: Option<Quantiles>,
    /// The same after the weights of each unit were shuffled over the inputs; null with fewer than two inputs.
    pub chance: Option<Quantiles>,
    /// The median that an average over runs asks for.
    pub least: f64,
    /// Whether units are found again: the median is at least `least`, and three quarters of the cosines are above the
    /// median of `chance`.
    pub aligned: bool,
    /// The average of the counterparts; null where units are not found again.
    pub average: Option<AverageUnits>,
    /// Where something above is null, or runs were left out: why.
    pub note: Option<String>,
}

/// What of a unit is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Compared {
    /// One hidden layer: weights of the inputs, bias, output weights.
    AllWeights,
    /// Several hidden layers: weights of the inputs and bias of the first.
    InputWeights,
}

/// How well one unit of the reference is found again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FoundUnit {
    /// |cosine| with its counterpart over the runs, 0 in a run that has none; null for an idle unit, whose paths are
    /// under a hundredth of the strongest.
    pub cosine: Option<Quantiles>,
    /// Share of the runs whose counterpart reaches `least`; null for an idle unit.
    pub found: Option<f64>,
}

/// Quantiles over runs (linear interpolation).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quantiles {
    /// 10 % are below.
    pub p10: f64,
    /// 25 % are below.
    pub p25: f64,
    /// Half are below.
    pub median: f64,
    /// 75 % are below.
    pub p75: f64,
    /// 90 % are below.
    pub p90: f64,
}

impl Quantiles {
    /// Of values in any order; none of nothing.
    fn of(mut values: Vec<f64>) -> Option<Quantiles> {
        values.sort_by(f64::total_cmp);
        let at = |p| of_sorted(&values, p);
        let all = || Quantiles { p10: at(0.1), p25: at(0.25), median: at(0.5), p75: at(0.75), p90: at(0.9) };
        (!values.is_empty()).then(all)
    }
}

/// Input weights of the counterparts of the reference's units, averaged over the runs in the reference's order and signs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AverageUnits {
    /// Which unit of the reference each row is, counted from 0: those whose own median reaches `least`.
    pub units: Vec<usize>,
    /// Units × inputs, in standard-deviation units of the inputs; of relu units after (w, b) and v were made equally long.
    pub mean: Vec<Vec<f64>>,
    /// Standard deviation over the runs, of the same shape; 0 of a single run.
    pub sd: Vec<Vec<f64>>,
}

/// Matches the units of every run to those of the first typical network.
pub fn units(case: &Case) -> Units {
    let Some(reference) = typical(case).first().copied() else {
        return nothing("no training of the network of all variables came to an end");
    };
    let Some(network) = &reference.fitted.network else { return nothing("no network was kept") };
    let others = others(&case.ensemble.full, reference);
    found_again(network, &others, Seed::new(case.options.seed).child("units", 0))
}

/// Networks of the runs that did not break down, but for the reference.
fn others<'a>(runs: &'a [FullRun], reference: &FullRun) -> Vec<&'a Network> {
    let other = |run: &&FullRun| (run.split, run.start) != (reference.split, reference.start);
    let kept = runs.iter().filter(|run| run.fitted.stopped != Stopped::Diverged).filter(other);
    kept.filter_map(|run| run.fitted.network.as_ref()).collect()
}

/// The same of networks.
fn found_again(reference: &Network, others: &[&Network], seed: Seed) -> Units {
    let wanted = Vectors::of(reference);
    let step = spacing(others.len(), wanted.len());
    let runs: Vec<Vectors> =
        others.iter().step_by(step).copied().collect::<Vec<_>>().par_iter().map(|n| Vectors::of(n)).collect();
    let matched: Vec<Vec<Option<Counterpart>>> =
        runs.par_iter().map(|run| counterparts(&wanted, run)).collect();
    let all = over_working(&wanted, &matched);
    let cosine = Quantiles::of(all);
    let chance = (wanted.inputs > 1).then(|| Quantiles::of(by_chance(&wanted, &runs, seed))).flatten();
    let aligned = is_aligned(cosine, chance);
    let units: Vec<FoundUnit> = (0..wanted.len()).map(|unit| found(&wanted, &matched, unit)).collect();
    let again = |unit: &usize| units[*unit].cosine.is_some_and(|cosine| cosine.median >= LEAST);
    let averaged: Vec<usize> = (0..units.len()).filter(again).collect();
    Units {
        average: aligned.then(|| average::average(&averaged, &runs, &matched)),
        runs: runs.len(),
        compared: if reference.layers.len() > 2 { Compared::InputWeights } else { Compared::AllWeights },
        units,
        twins: twins(&wanted),
        cosine,
        chance,
        least: LEAST,
        aligned,
        note: note(others.len(), step, wanted.inputs),
    }
}

/// Units that another unit of the same network is nearly a copy of.
fn twins(of: &Vectors) -> usize {
    let copied =
        |unit: &usize| (0..of.len()).any(|other| other != *unit && cosine(of, *unit, of, other) >= TWIN);
    (0..of.len()).filter(copied).count()
}

/// Whether units are found again, and not only because so many could be chosen from.
fn is_aligned(cosine: Option<Quantiles>, chance: Option<Quantiles>) -> bool {
    let clear = |of: Quantiles, by: Quantiles| of.median >= LEAST && of.p25 > by.median;
    cosine.zip(chance).is_some_and(|(of, by)| clear(of, by))
}

/// Every how many runs one is matched.
fn spacing(runs: usize, units: usize) -> usize {
    let most = (MOST_WORK / units.max(1).pow(3)).max(10);
    runs.div_ceil(most).max(1)
}

/// Cosines of all units at work in all runs, 0 for a unit without a counterpart.
fn over_working(wanted: &Vectors, matched: &[Vec<Option<Counterpart>>]) -> Vec<f64> {
    let working = |unit: &usize| wanted.directions[*unit].is_some();
    (0..wanted.len()).filter(working).flat_map(|unit| of_unit(matched, unit)).collect()
}

fn of_unit(matched: &[Vec<Option<Counterpart>>], unit: usize) -> Vec<f64> {
    matched.iter().map(|run| run[unit].map_or(0.0, |counterpart| counterpart.cosine)).collect()
}

fn found(wanted: &Vectors, matched: &[Vec<Option<Counterpart>>], unit: usize) -> FoundUnit {
    let cosines = if wanted.directions[unit].is_some() { of_unit(matched, unit) } else { Vec::new() };
    let again = cosines.iter().filter(|cosine| **cosine >= LEAST).count();
    let found = (!cosines.is_empty()).then(|| again as f64 / cosines.len() as f64);
    FoundUnit { found, cosine: Quantiles::of(cosines) }
}

/// Cosines after the weights of each unit were put in an order of its own; bias and output weights stay, so that what
/// they alone bring about counts as chance.
fn by_chance(wanted: &Vectors, runs: &[Vectors], seed: Seed) -> Vec<f64> {
    let draws = CHANCE.div_ceil(runs.len().max(1));
    let of_draw = |(at, run): (usize, &Vectors)| -> Vec<Vec<Option<Counterpart>>> {
        let shuffled = |draw: usize| run.shuffled(seed.child("shuffled", (at * draws + draw) as u64));
        (0..draws).map(|draw| counterparts(wanted, &shuffled(draw))).collect()
    };
    let matched: Vec<Vec<Option<Counterpart>>> = runs.par_iter().enumerate().flat_map_iter(of_draw).collect();
    over_working(wanted, &matched)
}

fn note(runs: usize, step: usize, inputs: usize) -> Option<String> {
    if runs == 0 {
        return Some("there is no other run to compare with".to_owned());
    }
    let mut parts = Vec::new();
    if step > 1 {
        parts.push(format!("one run in {step} was matched, for the networks are large"));
    }
    if inputs < 2 {
        parts.push("weights of one input cannot be shuffled, so there is no chance level".to_owned());
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn nothing(why: &str) -> Units {
    Units {
        runs: 0,
        compared: Compared::AllWeights,
        units: Vec::new(),
        twins: 0,
        cosine: None,
        chance: None,
        least: LEAST,
        aligned: false,
        average: None,
        note: Some(why.to_owned()),
    }
}
