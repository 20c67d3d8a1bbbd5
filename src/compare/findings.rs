//! From rankings to findings: the second wave of training, then every comparison.

use super::case::{Case, Claimed, MeasureScores, choosers, magnitudes, propose, together};
use super::verdict::{Basis, verdict};
use super::{Answer, Findings, Null, ProbeMeasure, Probes, Signal};
use super::{
    agreement, by_number, claims, elsewhere, embedding, enough_runs, groups, negative, networks, performance,
    retraining, stability, synergy, units,
};
use crate::attribute::models::sketch::sketch;
use crate::attribute::probes::Probed;
use crate::attribute::slopes::slopes;
use crate::attribute::{self, Attributed, Family, Measured, Unit, rankings};
use crate::error::Result;
use crate::observe::Observe;
use crate::options::ValidOptions;
use crate::prepare::{Dataset, Warning};
use crate::seed::Seed;
use crate::stats::rank;
use crate::train::ensemble::{Ensemble, subsets, with_one_exchanged};

/// Leading variables of each split among which pairs are trained when there are too many for all pairs.
const LEADING: usize = 8;
/// Most variables whose pairs are trained then: the number up to which all pairs are.
const MOST_LEADING: usize = 15;

/// Trains what the measures chose, and compares everything with everything.
///
/// # Errors
/// `Error::Interrupted` when the user asked to stop.
pub fn compare(
    dataset: &Dataset,
    ensemble: &mut Ensemble,
    attributed: &Attributed,
    options: &ValidOptions,
    observe: &dyn Observe,
) -> Result<Findings> {
    let scores = scores(attributed);
    let claimed = propose(dataset, options, ensemble, &scores);
    let count = dataset.variables.len();
    let mut sets = second_wave(ensemble, &scores, &claimed, count);
    sets.extend(
        groups::sets(&attributed.clusters, count).into_iter().filter(|s| !s.is_empty() && s.len() < count),
    );
    ensemble.train_sets(&sets, observe)?;
    let seed = Seed::new(options.seed);
    let more_and_more = by_number::train(ensemble, &scores, seed, observe)?;
    let rankings = attributed.rankings.clone();
    let case = Case::new(dataset, options, ensemble, &rankings, &scores, claimed);
    let performance = performance::performance(&case, &attributed.others);
    let negative_weights = negative::negative_weights(&case);
    let claims = claims::examine(&case);
    let mut retraining = retraining::retraining(&case);
    let pairs = synergy::pairs(&case, &retraining);
    let bends = attribute::gather::bends(dataset, ensemble, options, attributed, &pairs)?;
    let signal = claims.iter().any(|c| c.claim == "signal" && c.answer == Answer::Yes);
    synergy::read(&case, &mut retraining, &pairs, &bends, signal);
    let basis = Basis {
        claims: &claims,
        performance: &performance,
        symmetries: &negative_weights.symmetries,
        finders: &elsewhere::finders(&case, &performance, &retraining),
    };
    Ok(Findings {
        data: dataset.summary.clone(),
        verdict: verdict(&case, &basis),
        networks: networks::networks(&case),
        stability: stability::stability(&case),
        units: Some(units::units(&case)),
        enough_runs: enough_runs::enough_runs(&case, &claims),
        embedding: embedding::embedding(&case, &attributed.clusters.correlations),
        tree: sketch(dataset, seed.child("tree", 0)).ok(),
        agreement: agreement::agreement(&rankings, case.claimed.variables.len(), seed),
        null: null(ensemble, attributed),
        retraining,
        profiles: attributed.profiles.clone(),
        slopes: slopes(dataset, attributed.measured.iter().find(|of| of.measure.card().id == "gradient")),
        groups: groups::groups(&case, &attributed.clusters),
        by_number: by_number::by_number(&case, &more_and_more),
        known_truth: None,
        warnings: warnings(&case),
        performance,
        negative_weights,
        rankings,
    })
}

/// The scores of every measure, in the units in which networks can be compared.
pub fn scores(attributed: &Attributed) -> Vec<MeasureScores> {
    let comparable = |of: &Measured| {
        let card = of.measure.card();
        let unit = of.measure.unit();
        MeasureScores {
            id: card.id,
            title: card.title,
            family: of.measure.family(),
            same_as: of.measure.same_as(),
            broken_by_symmetry: of.measure.broken_by_symmetry(),
            run_units: of.splits.iter().map(|run| run.unit).collect(),
            by_run: if of.measure.reads_networks() {
                rankings::run_scores(&of.splits, unit)
            } else {
                Vec::new()
            },
            by_split: rankings::unit_scores(&of.splits, unit),
            signed_by_split: rankings::unit_scores(&of.splits, Unit::Raw),
            by_shuffled: rankings::unit_scores(&of.shuffled, unit),
            by_half: of.halves.as_ref().map(|h| rankings::unit_scores(h, unit)).unwrap_or_default(),
        }
    };
    attributed.measured.iter().map(comparable).collect()
}

/// Sets that measures chose, partners and subsets of the set in question, and pairs among the leading variables.
pub(super) fn second_wave(
    ensemble: &Ensemble,
    scores: &[MeasureScores],
    claimed: &Claimed,
    count: usize,
) -> Vec<Vec<usize>> {
    let size = claimed.variables.len();
    let splits = ensemble.layout.set_splits.len();
    let mut sets = claimed.by_split.clone();
    sets.push(claimed.variables.clone());
    sets.extend(with_one_exchanged(&claimed.variables, count));
    for member in &claimed.variables {
        sets.push(claimed.variables.iter().copied().filter(|v| v != member).collect());
    }
    // beside those that choose, all of a family: for the column 'do these weights speak here'
    for measure in choosers(scores).chain(scores.iter().filter(|m| m.family == Family::Weights)) {
        sets.extend(measure.by_split.iter().take(splits).map(|s| rank::top(&magnitudes(s), size)));
    }
    if let Some(signed) = scores.iter().find(|m| m.id == "signed_sum") {
        sets.extend(signed.signed_by_split.iter().take(splits).map(|s| rank::top(s, size)));
    }
    if count > ensemble.plan.all_pairs_up_to {
        sets.extend(pairs_of_leading(scores, splits, count));
    }
    sets.retain(|s| !s.is_empty() && s.len() < count);
    sets
}

/// Pairs among the variables most often in a split's top eight by mean rank over the measures.
fn pairs_of_leading(scores: &[MeasureScores], splits: usize, count: usize) -> Vec<Vec<usize>> {
    let mut often = vec![0.0; count];
    for split in 0..splits {
        rank::top(&together(scores, split, count), LEADING.min(count))
            .into_iter()
            .for_each(|v| often[v] += 1.0);
    }
    let seen = often.iter().filter(|o| **o > 0.0).count();
    let leading = rank::top(&often, seen.min(MOST_LEADING));
    subsets(leading.len(), 2).into_iter().map(|pair| pair.into_iter().map(|p| leading[p]).collect()).collect()
}

fn null(ensemble: &Ensemble, attributed: &Attributed) -> Null {
    let run = &ensemble.signal;
    let unit = |measure: &str| {
        let ranking = attributed.rankings.iter().find(|r| r.measure == measure);
        ranking.map_or(String::new(), |r| r.unit.clone())
    };
    let measure = |probed: &Probed| ProbeMeasure {
        measure: probed.measure.to_owned(),
        unit: unit(probed.measure),
        variables: probed.variables.clone(),
        best: probed.best.clone(),
        bar: probed.best.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    };
    let probes = Probes {
        repeats: ensemble.plan.probe_repeats,
        folds: ensemble.plan.probe_folds,
        measures: attributed.probed.iter().map(measure).collect(),
    };
    Null {
        signal: Some(Signal {
            observed: run.observed,
            shuffled: run.shuffled.clone(),
            planned: ensemble.plan.signal_shuffles,
            p: run.p(),
            stopped_early: run.stopped_early(),
        }),
        probes: (!probes.measures.is_empty()).then_some(probes),
    }
}

/// Warnings of the data, and of trainings that were set aside.
fn warnings(case: &Case) -> Vec<Warning> {
    let mut warnings = case.dataset.warnings.clone();
    let full =
        case.ensemble.full.iter().filter(|r| r.fitted.stopped == crate::train::Stopped::Diverged).count();
    let sets: usize = case.ensemble.sets().iter().map(|s| s.diverged).sum();
    if full + sets > 0 {
        warnings.push(Warning {
            id: "diverged".to_owned(),
            column: None,
            text: format!(
                "{full} trainings of the network of all variables and {sets} of smaller sets broke down; they are \
                 judged as the class frequencies and left out of every score. Try a larger --decay."
            ),
        });
    }
    warnings
}
