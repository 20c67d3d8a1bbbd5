//! Scores become a ranking: shares, means over units, intervals, ranks. Done once here, never inside a measure.
//!
//! A run's scores are made comparable first (`Unit`), then averaged over the runs of a unit (the starts of a split, the
//! folds inside a half), then over units. The unit is what counts as evidence.

use super::{IntervalKind, Measure, Ranked, Ranking, Scores, Unit};
use crate::prepare::Dataset;
use crate::seed::Seed;
use crate::stats::{Estimate, interval, maxt, rank};
use std::collections::BTreeMap;

/// Each run's scores in comparable units: shares of the run's sum of magnitudes, or as they are. Runs × variables.
pub fn run_scores(runs: &[Scores], unit: Unit) -> Vec<Vec<f64>> {
    runs.iter().map(|run| comparable(&run.values, unit)).collect()
}

/// The same averaged over the runs of each unit: units × variables, units ascending.
pub fn unit_scores(runs: &[Scores], unit: Unit) -> Vec<Vec<f64>> {
    by_unit(runs, |run| comparable(&run.values, unit))
}

fn comparable(values: &[f64], unit: Unit) -> Vec<f64> {
    match unit {
        Unit::Raw => values.to_vec(),
        Unit::Share => {
            let sum = magnitude(values);
            values.iter().map(|v| if sum > 0.0 { v.abs() / sum } else { 0.0 }).collect()
        }
    }
}

/// Sum of magnitudes.
fn magnitude(values: &[f64]) -> f64 {
    values.iter().map(|v| v.abs()).sum()
}

/// Mean over the runs of each unit of something that every run has.
fn by_unit(runs: &[Scores], of: impl Fn(&Scores) -> Vec<f64>) -> Vec<Vec<f64>> {
    let mut units: BTreeMap<usize, (Vec<f64>, f64)> = BTreeMap::new();
    for run in runs {
        let values = of(run);
        let (sums, count) = units.entry(run.unit).or_insert_with(|| (vec![0.0; values.len()], 0.0));
        sums.iter_mut().zip(&values).for_each(|(sum, value)| *sum += value);
        *count += 1.0;
    }
    let mean = |(sums, count): (Vec<f64>, f64)| sums.into_iter().map(|sum| sum / count).collect();
    units.into_values().map(mean).collect()
}

/// Mean over units of the mean over each unit's runs.
pub fn over_units(runs: &[Scores], of: impl Fn(&Scores) -> Vec<f64>) -> Vec<f64> {
    let units = by_unit(runs, of);
    let width = units.first().map_or(0, Vec::len);
    (0..width).map(|at| units.iter().map(|unit| unit[at]).sum::<f64>() / units.len() as f64).collect()
}

/// What a ranking is made from.
pub struct Basis<'a> {
    /// The table.
    pub dataset: &'a Dataset,
    /// Scores over the splits.
    pub splits: &'a [Scores],
    /// Scores over the halves, complements next to each other; none where they were not computed.
    pub halves: Option<&'a [Scores]>,
    /// Size of the top set.
    pub top: usize,
    /// Held-out rows over training rows in the splits.
    pub ratio: f64,
    /// Root of the draws.
    pub seed: Seed,
}

/// The ranking of a measure that has a meaning here.
pub fn ranking(measure: &dyn Measure, of: &Basis) -> Ranking {
    let unit = measure.unit();
    let by_split = unit_scores(of.splits, unit);
    let scores = over_units(of.splits, |run| comparable(&run.values, unit));
    let places = rank::ranks(&scores);
    let evidence = intervals(measure, of, &scores, &by_split);
    let (signed, beside) =
        (over_units(of.splits, |run| signed(run, unit)), over_units(of.splits, |r| r.beside.clone()));
    let classes = per_class(of, unit);
    let each: Vec<Vec<usize>> = by_split.iter().map(|split| rank::ranks(split)).collect();
    let splits = each.len().max(1) as f64;
    let variable = |v: usize| Ranked {
        name: of.dataset.variables[v].name.clone(),
        score: scores[v],
        low: evidence.as_ref().and_then(|e| e.scores[v].low),
        high: evidence.as_ref().and_then(|e| e.scores[v].high),
        rank: places[v],
        rank_low: evidence.as_ref().and_then(|e| e.ranks.as_ref()).map(|r| r[v].0),
        rank_high: evidence.as_ref().and_then(|e| e.ranks.as_ref()).map(|r| r[v].1),
        top_share: Some(each.iter().filter(|ranks| ranks[v] <= of.top).count() as f64 / splits),
        p: None,
        q: None,
        per_class: classes.iter().map(|(class, values)| (class.clone(), values[v])).collect(),
        signed: signed[v],
        beside: beside.get(v).copied(),
        mean_rank: each.iter().map(|ranks| ranks[v] as f64).sum::<f64>() / splits,
    };
    let interval = evidence.is_some().then(|| measure.interval().id().to_owned());
    Ranking {
        interval,
        variables: (0..scores.len()).map(variable).collect(),
        ..without_variables(measure, None)
    }
}

/// The ranking of a measure that has none, with the reason.
pub fn not_applicable(measure: &dyn Measure, why: String) -> Ranking {
    without_variables(measure, Some(why))
}

fn without_variables(measure: &dyn Measure, not_applicable: Option<String>) -> Ranking {
    let card = measure.card();
    Ranking {
        measure: card.id.to_owned(),
        title: card.title.to_owned(),
        family: measure.family(),
        same_as: measure.same_as().map(str::to_owned),
        unit: match measure.unit() {
            Unit::Share => "share".to_owned(),
            Unit::Raw => "log loss".to_owned(),
        },
        interval: None,
        broken_by_symmetry: measure.broken_by_symmetry(),
        beside: measure.beside().map(str::to_owned),
        not_applicable,
        variables: Vec::new(),
    }
}

/// Intervals of scores and ranks.
struct Intervals {
    scores: Vec<Estimate>,
    ranks: Option<Vec<(usize, usize)>>,
}

/// Intervals of the measure's own kind; none where their evidence is missing.
fn intervals(measure: &dyn Measure, of: &Basis, scores: &[f64], by_split: &[Vec<f64>]) -> Option<Intervals> {
    let seed = of.seed.child("ranks", 0).child(measure.card().id, 0);
    let column = |rows: &[Vec<f64>], v: usize| -> Vec<f64> { rows.iter().map(|row| row[v]).collect() };
    match measure.interval() {
        IntervalKind::HalfSamples => {
            let halves = unit_scores(of.halves?, measure.unit());
            let score = |(v, &center): (usize, &f64)| {
                let estimate = interval::half_samples(center, &column(&halves, v));
                // a share is between 0 and 1, whatever a symmetric interval says
                if measure.unit() == Unit::Share { estimate.within(0.0, 1.0) } else { estimate }
            };
            Some(Intervals {
                scores: scores.iter().enumerate().map(score).collect(),
                ranks: maxt::rank_sets_halves(scores, &halves, seed),
            })
        }
        IntervalKind::Corrected => {
            let rises: Vec<Vec<f64>> = (0..scores.len()).map(|v| column(by_split, v)).collect();
            Some(Intervals {
                scores: rises.iter().map(|rise| interval::estimate(rise, of.ratio)).collect(),
                ranks: maxt::rank_sets_corrected(&rises, of.ratio, seed),
            })
        }
    }
}

/// Signed scores on the scale of the overall ones.
fn signed(run: &Scores, unit: Unit) -> Vec<f64> {
    scaled(&run.values, scale(run, unit))
}

fn scale(run: &Scores, unit: Unit) -> f64 {
    match unit {
        Unit::Raw => 1.0,
        Unit::Share => magnitude(&run.values),
    }
}

fn scaled(values: &[f64], scale: f64) -> Vec<f64> {
    values.iter().map(|value| if scale > 0.0 { value / scale } else { 0.0 }).collect()
}

/// For each class the mean signed score of every variable, on the scale of the overall ones; two classes have one entry,
/// that of the second.
fn per_class(of: &Basis, unit: Unit) -> Vec<(String, Vec<f64>)> {
    let rows = of.splits.first().map_or(0, |run| run.per_class.len());
    let classes = &of.dataset.target.classes;
    let named: &[String] = if rows == 1 { &classes[1..] } else { classes };
    let mean = |k: usize| over_units(of.splits, |run| scaled(&run.per_class[k], scale(run, unit)));
    named.iter().take(rows).enumerate().map(|(k, class)| (class.clone(), mean(k))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::{abs_sum::AbsSum, olden::Olden};
    use crate::train::testing::dataset;

    fn scores(unit: usize, values: &[f64]) -> Scores {
        Scores { unit, values: values.to_vec(), per_class: vec![values.to_vec()], ..Scores::default() }
    }

    #[test]
    fn starts_are_averaged_before_splits() {
        // split 0 has two starts: shares (.75, .25) and (.25, .75); split 1 one: (1, 0)
        let runs = [scores(0, &[3.0, 1.0]), scores(0, &[1.0, 3.0]), scores(1, &[2.0, 0.0])];
        assert_eq!(unit_scores(&runs, Unit::Share), [[0.5, 0.5], [1.0, 0.0]]);
        assert_eq!(over_units(&runs, |r| comparable(&r.values, Unit::Share)), [0.75, 0.25]);
    }

    #[test]
    fn shares_of_signed_scores_are_magnitudes_and_the_sign_stands_beside() {
        let table = dataset(&[vec![0.0, 1.0, 2.0], vec![1.0, 0.0, 2.0]], &[0, 1, 1], 2);
        let runs = [scores(0, &[-3.0, 1.0]), scores(1, &[-1.0, 1.0])];
        let halves: Vec<Scores> = (0..4).map(|half| scores(half, &[-2.0, 1.0 + half as f64])).collect();
        let basis = Basis {
            dataset: &table,
            splits: &runs,
            halves: Some(&halves),
            top: 1,
            ratio: 0.1,
            seed: Seed::new(0),
        };
        let made = ranking(&Olden, &basis);
        let first = &made.variables[0];
        assert_eq!((first.score, first.signed, first.rank), (0.625, -0.625, 1));
        assert_eq!(first.per_class.get("1"), Some(&-0.625));
        // the second split ties, and ties go by the order of the columns
        assert_eq!(first.top_share, Some(1.0));
        assert_eq!(made.interval.as_deref(), Some("half_samples"));
        assert!(first.low.unwrap() < 0.625 && first.high.unwrap() > 0.625);
    }

    #[test]
    fn without_halves_there_is_no_interval() {
        let table = dataset(&[vec![0.0, 1.0, 2.0]], &[0, 1, 1], 2);
        let runs = [scores(0, &[2.0])];
        let basis =
            Basis { dataset: &table, splits: &runs, halves: None, top: 1, ratio: 0.1, seed: Seed::new(0) };
        let made = ranking(&AbsSum, &basis);
        assert_eq!((made.interval, made.variables[0].low), (None, None));
    }
}
