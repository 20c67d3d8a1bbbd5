//! From the user's rows to tables of known truth, and from these to what each measure found.

use super::effects::Effects;
use super::kinds::{KINDS, Stage};
use super::labels::{self, Law};
use super::{KnownTruth, LeftOut, found, scored, trained};
use crate::error::Result;
use crate::observe::Observe;
use crate::options::ValidOptions;
use crate::prepare::{Dataset, rows};
use crate::seed::Seed;
use crate::train::ensemble::Ensemble;
use crate::train::frequencies;
use rayon::prelude::*;

/// Tables of each kind that show how much of what could be explained networks reach.
const PILOT: usize = 6;
/// Share of the log loss that the law of the labels explains at most.
const MOST: f64 = 0.97;

/// One simulated table: labels on the rows of the stage.
pub(super) struct Planted {
    /// Index into `KINDS`.
    pub kind: usize,
    /// How much each variable matters; 0 for those that don't.
    pub strengths: Vec<f64>,
    /// How many of the strongest are to be found.
    pub sought: usize,
    /// Share of the log loss that who knows the law explains.
    pub explained: f64,
    /// Class of each row.
    pub labels: Vec<u32>,
}

/// The table, or a draw of its rows. Groups are forgotten: labels are drawn row by row, so rows of a group tell nothing of
/// each other.
fn some_rows(dataset: &Dataset, most: usize, seed: Seed) -> Dataset {
    let all: Vec<u32> = (0..dataset.rows() as u32).collect();
    Dataset { groups: None, ..rows::only(dataset, &rows::at_most(dataset, &all, most, seed)) }
}

/// Simulates labels on the user's rows and scores every measure on finding what they follow; `None` where the plan has no
/// tables.
///
/// # Errors
/// Those of training and of the measures; `Error::Interrupted`.
pub fn known_truth(
    dataset: &Dataset,
    ensemble: &Ensemble,
    options: &ValidOptions,
    observe: &dyn Observe,
) -> Result<Option<KnownTruth>> {
    let plan = &ensemble.plan;
    if plan.truth_tables == 0 {
        return Ok(None);
    }
    let yours = share_explained(ensemble);
    if let Some(why) = nothing_to_simulate(dataset, ensemble, yours) {
        return Ok(Some(found::nothing(yours, why)));
    }
    let seed = Seed::new(options.seed).child("known truth", 0);
    let table = some_rows(dataset, plan.truth_rows, seed.child("rows", 0));
    let stage = stage(&table, options);
    let sower = Sower { stage: &stage, codes: &table.target.codes, classes: table.classes(), seed };
    let (posed, not_posed) = posed(&stage, seed);
    if let Some(why) = nothing_posed(&posed, &not_posed) {
        return Ok(Some(found::nothing(yours, why)));
    }
    observe.stage_began("known truth", trained::networks(&table, plan, options, posed.len()) as u64);
    let trainer = trained::Trainer::new(&table, plan, options, seed)?;
    let pilot = sower.sow(&posed, PILOT.min(plan.truth_tables), &vec![yours; posed.len()]);
    let reached = trainer.train(&pilot, false, observe)?.reached();
    let shares: Vec<f64> =
        posed.iter().map(|&kind| harder(yours, &mean_of(kind, &pilot, &reached))).collect();
    let planted = sower.sow(&posed, plan.truth_tables, &shares);
    let tables = trainer.train(&planted, true, observe)?;
    let scores = scored::scores(&table, &planted, &tables, ensemble, options)?;
    observe.stage_ended();
    let of =
        found::Of { planted: &planted, reached: &tables.reached(), scores: &scores, dataset: &table, seed };
    Ok(Some(KnownTruth {
        tables: plan.truth_tables,
        rows: table.rows(),
        folds: [tables.folds, tables.refitted],
        yours,
        kinds: found::kinds(&of),
        not_posed,
        measures: found::measures(&of),
        not_scored: scores.left_out,
        note: None,
    }))
}

/// Share of the log loss of the class frequencies that the user's network explains on held-out rows.
fn share_explained(ensemble: &Ensemble) -> f64 {
    let bench = &ensemble.bench;
    let nothing = |&rows: &usize| {
        frequencies::log_loss(&bench.labels[0], &bench.dataset.target.weights, &bench.rows[rows])
    };
    let nothing: f64 = ensemble.layout.splits.iter().map(nothing).sum();
    let network: f64 = ensemble.full_by_split().iter().map(|outcome| outcome.loss).sum();
    if nothing > 0.0 { 1.0 - network / nothing } else { 0.0 }
}

/// Why there is nothing to simulate, if so.
fn nothing_to_simulate(dataset: &Dataset, ensemble: &Ensemble, yours: f64) -> Option<String> {
    if dataset.variables.len() < 2 {
        return Some("there is one variable, so no measure has a choice".to_owned());
    }
    if ensemble.signal.p() > 0.01 || ensemble.signal.stopped_early() {
        return Some("no signal was shown, so there is no strength at which to simulate".to_owned());
    }
    (yours <= 0.0).then(|| {
        "the network explains nothing on held-out rows, so there is no strength at which to simulate"
            .to_owned()
    })
}

fn stage<'a>(table: &'a Dataset, options: &ValidOptions) -> Stage<'a> {
    let effects = Effects::of(table);
    let count = effects.variables();
    let row = |a: usize| -> Vec<f64> { (0..count).map(|b| effects.correlation(a, b)).collect() };
    let correlation = (0..count).into_par_iter().map(row).collect();
    Stage { correlation, classes: table.classes(), top: options.set_size().min(count), effects }
}

/// Kinds that these rows can have, and those they cannot.
fn posed(stage: &Stage, seed: Seed) -> (Vec<usize>, Vec<LeftOut>) {
    let (mut posed, mut not_posed) = (Vec::new(), Vec::new());
    for (at, kind) in KINDS.iter().enumerate() {
        match kind.plant(stage, seed.child(kind.card().id, 0)) {
            Ok(_) => posed.push(at),
            Err(why) => not_posed.push(LeftOut { ids: vec![kind.card().id.to_owned()], why }),
        }
    }
    (posed, not_posed)
}

/// Why no kind of cause could be planted but that of no cause at all, if so: then there is nothing to find.
fn nothing_posed(posed: &[usize], not_posed: &[LeftOut]) -> Option<String> {
    let last = KINDS.len() - 1;
    if posed.iter().any(|&at| at < last) {
        return None;
    }
    let mut reasons: Vec<&str> = not_posed.iter().map(|left| left.why.as_str()).collect();
    reasons.dedup();
    Some(format!("no kind of cause fits these variables, for {}", reasons.join(", and ")))
}

/// Draws tables.
struct Sower<'a> {
    stage: &'a Stage<'a>,
    codes: &'a [u32],
    classes: usize,
    seed: Seed,
}

impl Sower<'_> {
    /// So many tables of each kind, each with its share to explain; kinds in order, tables within.
    fn sow(&self, kinds: &[usize], tables: usize, shares: &[f64]) -> Vec<Planted> {
        let places =
            kinds.iter().zip(shares).flat_map(|(&kind, &share)| (0..tables).map(move |t| (kind, t, share)));
        let places: Vec<(usize, usize, f64)> = places.collect();
        places.par_iter().filter_map(|&(kind, table, share)| self.table(kind, table, share)).collect()
    }

    fn table(&self, kind: usize, table: usize, share: f64) -> Option<Planted> {
        let seed = self.seed.child(KINDS[kind].card().id, table as u64);
        let cause = KINDS[kind].plant(self.stage, seed).ok()?;
        let (labels, explained) = if cause.terms.is_empty() {
            let mut labels = self.codes.to_vec();
            seed.child("shuffle", 0).rng().shuffle(&mut labels);
            (labels, 0.0)
        } else {
            let law: Law = labels::calibrated(&cause.terms, &self.frequencies(), share);
            (law.draw(seed.child("labels", 0)), law.explained)
        };
        Some(Planted { kind, strengths: cause.strengths, sought: cause.sought, explained, labels })
    }

    /// Frequencies of the user's classes, as the frequencies model has them: none is 0.
    fn frequencies(&self) -> Vec<f64> {
        let all: Vec<u32> = (0..self.codes.len() as u32).collect();
        frequencies::probabilities(self.codes, &vec![1.0; self.classes], &all)
    }
}

fn mean_of(kind: usize, planted: &[Planted], reached: &[f64]) -> f64 {
    let of_kind: Vec<f64> =
        planted.iter().zip(reached).filter(|(p, _)| p.kind == kind).map(|(_, reached)| *reached).collect();
    of_kind.iter().sum::<f64>() / of_kind.len().max(1) as f64
}

/// The share that the law must explain for networks to reach the user's: raised by as much as they fell short.
fn harder(yours: f64, reached: &f64) -> f64 {
    let raised = if *reached > 0.25 * yours { yours * yours / reached } else { 4.0 * yours };
    raised.clamp(yours.min(MOST), MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_no_kind_but_the_last_there_is_nothing_to_find() {
        let left = |id: &str, why: &str| LeftOut { ids: vec![id.to_owned()], why: why.to_owned() };
        let not_posed = [left("straight", "too few"), left("bent", "too few"), left("follower", "no pair")];
        let last = KINDS.len() - 1;
        assert_eq!(nothing_posed(&[0, last], &not_posed[2..]), None);
        assert_eq!(
            nothing_posed(&[last], &not_posed).as_deref(),
            Some("no kind of cause fits these variables, for too few, and no pair")
        );
    }
}
