//! The gap between neighbours in each ranking against its Monte Carlo error, and against what other rows would make of it.

use super::{Gap, MeasureRuns, Needs, doubled};
use crate::attribute::Ranking;
use crate::compare::case::{Case, MeasureScores};
use crate::prepare::plan::Scheme;
use crate::stats::monte_carlo::{DrawError, from_starts, repeat_means};
use crate::stats::{Estimate, interval, rank};
use std::collections::BTreeMap;

/// Places whose gaps are listed; the top set may have more.
const PLACES: usize = 20;

/// Every measure that has a ranking.
pub(super) fn measures(case: &Case) -> Vec<MeasureRuns> {
    let ranked = case.rankings.iter().filter(|ranking| !ranking.variables.is_empty());
    ranked.filter_map(|ranking| Some(of_measure(case, ranking, case.measure(&ranking.measure)?))).collect()
}

/// The splits that a measure's scores come from: those of the networks, or of a forest its own.
fn scheme(case: &Case, measure: &MeasureScores) -> Scheme {
    let plan = &case.ensemble.plan;
    if has_splits_of_its_own(measure) { plan.forest } else { plan.full }
}

fn has_splits_of_its_own(measure: &MeasureScores) -> bool {
    measure.id.starts_with("forest")
}

fn of_measure(case: &Case, ranking: &Ranking, measure: &MeasureScores) -> MeasureRuns {
    let folds = scheme(case, measure).folds;
    let scores: Vec<f64> = ranking.variables.iter().map(|v| v.score).collect();
    let order = rank::order(&scores);
    let places = PLACES.max(case.claimed.variables.len()).min(order.len().saturating_sub(1));
    let pair = Pair { case, ranking, measure, folds };
    let gaps: Vec<Gap> =
        (0..places).map(|place| pair.gap(place + 1, order[place], order[place + 1])).collect();
    let edge = gaps.iter().find(|gap| gap.place == case.claimed.variables.len());
    MeasureRuns {
        measure: measure.id.to_owned(),
        repeats: measure.by_split.len() / folds.max(1),
        counts: measure.same_as.is_none() && !measure.broken_by_symmetry && !has_splits_of_its_own(measure),
        needed: edge.and_then(|edge| edge.needed),
        gaps,
    }
}

/// Two variables in one ranking.
struct Pair<'a> {
    case: &'a Case<'a>,
    ranking: &'a Ranking,
    measure: &'a MeasureScores,
    folds: usize,
}

impl Pair<'_> {
    fn gap(&self, place: usize, above: usize, below: usize) -> Gap {
        let name = |v: usize| self.ranking.variables[v].name.clone();
        let gap = self.ranking.variables[above].score - self.ranking.variables[below].score;
        let by_split = differences(&self.measure.by_split, above, below);
        let error = DrawError::of(&by_split, self.folds);
        let rows = self.over_rows(gap, &by_split, above, below);
        let needs = needs(gap, error, rows);
        let repeats = by_split.len() / self.folds.max(1);
        let needed = error.filter(|_| needs == Some(Needs::Repeats));
        Gap {
            place,
            above: name(above),
            below: name(below),
            gap,
            error: error.map(|e| e.error),
            from_starts: from_starts(
                &self.starts(above, below),
                &repeat_means(&by_split, self.folds),
                self.folds,
            ),
            swap: error.map(|e| e.turns_in_a_rerun(gap)),
            settled: error.map(|e| !could_turn(e, gap)),
            low: rows.and_then(|rows| rows.low),
            high: rows.and_then(|rows| rows.high),
            needs,
            needed: needed.and_then(|e| doubled(repeats).find(|&more| !e.could_turn_with(gap, more))),
        }
    }

    /// The differences of the starts of each split.
    fn starts(&self, above: usize, below: usize) -> Vec<Vec<f64>> {
        let mut splits: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        let runs = differences(&self.measure.by_run, above, below);
        for (difference, &split) in runs.into_iter().zip(&self.measure.run_units) {
            splits.entry(split).or_default().push(difference);
        }
        splits.into_values().collect()
    }

    /// The interval of the gap over other rows, were there ever so many repeats: half-samples do not know the number of
    /// repeats, and of the corrected variance only the part that it does not divide is left.
    fn over_rows(&self, gap: f64, by_split: &[f64], above: usize, below: usize) -> Option<Estimate> {
        match self.ranking.interval.as_deref()? {
            "corrected" => {
                let test = interval::corrected(by_split, self.case.ensemble.ratio())?;
                let count = by_split.len() as f64;
                let ratio = self.case.ensemble.ratio();
                let se = test.se * (ratio / (ratio + 1.0 / count)).sqrt();
                Some(interval::CorrectedT { mean: gap, se, ..test }.estimate())
            }
            _ => {
                let halves = differences(&self.measure.by_half, above, below);
                (halves.len() > 3).then(|| interval::half_samples(gap, &halves))
            }
        }
    }
}

/// An exact tie without any spread stays one, whatever is drawn.
fn could_turn(error: DrawError, gap: f64) -> bool {
    error.error > 0.0 && error.could_turn(gap)
}

/// Rows where the interval over rows holds 0: then a settled order would still be that of this table alone. Else repeats
/// where the draw could turn it.
fn needs(gap: f64, error: Option<DrawError>, rows: Option<Estimate>) -> Option<Needs> {
    let ends = rows.and_then(|rows| Some((rows.low?, rows.high?)));
    match ends {
        Some((low, high)) if low <= 0.0 && high >= 0.0 => Some(Needs::Rows),
        _ => error.filter(|e| could_turn(*e, gap)).map(|_| Needs::Repeats),
    }
}

fn differences(scores: &[Vec<f64>], a: usize, b: usize) -> Vec<f64> {
    scores.iter().map(|of| of[a] - of[b]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_before_repeats() {
        let error = Some(DrawError { error: 1.0, df: 9.0 });
        let ends = |low: f64, high: f64| Some(Estimate { mean: 1.0, low: Some(low), high: Some(high) });
        // t(.975, 9) = 2.262: a gap of 1 could turn, one of 3 could not
        assert_eq!(needs(1.0, error, ends(-1.0, 3.0)), Some(Needs::Rows));
        assert_eq!(needs(1.0, error, ends(0.1, 3.0)), Some(Needs::Repeats));
        assert_eq!(needs(1.0, error, None), Some(Needs::Repeats));
        assert_eq!(needs(3.0, error, ends(0.1, 3.0)), None);
        assert_eq!(needs(3.0, None, None), None);
        // two that the rows never tell apart, without any spread
        assert_eq!(needs(0.0, Some(DrawError { error: 0.0, df: 9.0 }), ends(0.0, 0.0)), Some(Needs::Rows));
    }
}
