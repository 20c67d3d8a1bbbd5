//! How rankings hold over repeated trainings: over resampled rows, and over restarts (which is no evidence).

use super::case::{Case, MeasureScores, magnitudes, mean};
use super::retraining::chosen;
use super::{MeasureStability, Stability};
use crate::attribute::Family;
use crate::stats::{correlation, rank, stability as index};
use crate::train::ensemble::SHUFFLED_HALVES;
use std::collections::BTreeMap;

/// Stability of every measure read off the networks.
pub fn stability(case: &Case) -> Stability {
    let size = case.claimed.variables.len();
    let read_off = case.scores.iter().filter(|m| !m.by_run.is_empty());
    Stability { top: size, measures: read_off.map(|m| of_measure(case, m, size)).collect() }
}

fn of_measure(case: &Case, measure: &MeasureScores, size: usize) -> MeasureStability {
    let ordered = |scores: &Vec<f64>| {
        if measure.family == Family::Network { scores.clone() } else { magnitudes(scores) }
    };
    let halves: Vec<Vec<f64>> = measure.by_half.iter().map(ordered).collect();
    let splits: Vec<Vec<f64>> = measure.by_split.iter().map(ordered).collect();
    let runs: Vec<Vec<f64>> = measure.by_run.iter().map(ordered).collect();
    let starts = grouped(&runs, &measure.run_units);
    let choices: Vec<Vec<usize>> = splits.iter().map(|s| rank::top(s, size)).collect();
    MeasureStability {
        measure: measure.id.to_owned(),
        nogueira: top_sets(&halves, size).and_then(|sets| index::nogueira_by_pairs(&sets)),
        nogueira_shuffled: on_noise(&measure.by_shuffled.iter().map(ordered).collect::<Vec<_>>(), size),
        kendall_w: concordance(&halves),
        kendall_w_starts: over_starts(&starts),
        rows_share: rows_share(&halves, &starts),
        top_sets: chosen(case, &choices),
        ranks: ranks_by_variable(&runs),
        splits_enough: settled(&splits, size),
    }
}

/// Mean index over the labellings.
fn on_noise(shuffled: &[Vec<f64>], size: usize) -> Option<f64> {
    let of_labelling = |halves: &[Vec<f64>]| {
        let sets = top_sets(halves, size)?;
        index::nogueira(&sets.iter().map(Vec::as_slice).collect::<Vec<_>>())
    };
    let each: Option<Vec<f64>> = shuffled.chunks(SHUFFLED_HALVES).map(of_labelling).collect();
    each.filter(|each| !each.is_empty()).map(|each| mean(&each))
}

/// Which variables are on top in each half; none where there are no others.
fn top_sets(halves: &[Vec<f64>], size: usize) -> Option<Vec<Vec<bool>>> {
    let variables = halves.first()?.len();
    let of_half = |half: &Vec<f64>| membership(&rank::top(half, size), variables);
    (size < variables).then(|| halves.iter().map(of_half).collect())
}

fn membership(set: &[usize], variables: usize) -> Vec<bool> {
    (0..variables).map(|v| set.contains(&v)).collect()
}

fn concordance(scores: &[Vec<f64>]) -> Option<f64> {
    if scores.len() < 2 || scores[0].len() < 2 {
        return None;
    }
    correlation::kendall_w(scores).map(|c| c.w)
}

/// The runs of each split that has more than one.
fn grouped<'a>(runs: &'a [Vec<f64>], units: &[usize]) -> Vec<Vec<&'a Vec<f64>>> {
    let mut splits: BTreeMap<usize, Vec<&Vec<f64>>> = BTreeMap::new();
    for (run, &unit) in runs.iter().zip(units) {
        splits.entry(unit).or_default().push(run);
    }
    splits.into_values().filter(|starts| starts.len() > 1).collect()
}

/// Mean over splits of Kendall's W between the starts of one split.
fn over_starts(splits: &[Vec<&Vec<f64>>]) -> Option<f64> {
    let of_split =
        |starts: &Vec<&Vec<f64>>| concordance(&starts.iter().map(|s| (*s).clone()).collect::<Vec<_>>());
    let each: Option<Vec<f64>> = splits.iter().map(of_split).collect();
    each.filter(|w| !w.is_empty()).map(|w| mean(&w))
}

/// Variance between halves (that of the mean over rows, factor 1) over the sum of it and the variance between the starts
/// of a split; both summed over variables.
fn rows_share(halves: &[Vec<f64>], splits: &[Vec<&Vec<f64>>]) -> Option<f64> {
    if splits.is_empty() || halves.len() < 4 {
        return None;
    }
    let rows: f64 = (0..halves[0].len()).map(|v| variance(halves.iter().map(|h| h[v]))).sum();
    let within = |starts: &Vec<&Vec<f64>>| -> f64 {
        (0..starts[0].len()).map(|v| variance(starts.iter().map(|r| r[v]))).sum()
    };
    let start = mean(&splits.iter().map(within).collect::<Vec<_>>());
    (rows + start > 0.0).then(|| rows / (rows + start))
}

fn variance(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let n = values.clone().count() as f64;
    let center = values.clone().sum::<f64>() / n;
    values.map(|v| (v - center).powi(2)).sum::<f64>() / (n - 1.0)
}

/// Variables × runs.
fn ranks_by_variable(runs: &[Vec<f64>]) -> Vec<Vec<u16>> {
    let ranks: Vec<Vec<usize>> = runs.iter().map(|r| rank::ranks(r)).collect();
    let variables = runs.first().map_or(0, Vec::len);
    (0..variables).map(|v| ranks.iter().map(|r| r[v] as u16).collect()).collect()
}

/// After how many splits the top set by mean score changed no more; none if it still changed in the last tenth.
fn settled(splits: &[Vec<f64>], size: usize) -> Option<usize> {
    let variables = splits.first()?.len();
    let mut sums = vec![0.0; variables];
    let tops: Vec<Vec<usize>> = splits
        .iter()
        .map(|split| {
            sums.iter_mut().zip(split).for_each(|(sum, s)| *sum += s);
            rank::top(&sums, size)
        })
        .collect();
    let last = tops.last()?;
    let changed = tops.iter().rposition(|top| top != last).map_or(1, |p| p + 2);
    (changed as f64 <= 0.9 * splits.len() as f64).then_some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settled_counts_splits_until_the_top_stays() {
        let mut splits = vec![vec![1.0, 0.0, 0.5]; 20];
        splits[0] = vec![0.0, 3.0, 0.5];
        // sums after s splits: v0 = s - 1, v1 = 3: v0 leads from s = 4 on, where the tie goes to the first column
        assert_eq!(settled(&splits, 1), Some(4));
    }

    #[test]
    fn labellings_are_told_apart() {
        // always the first of three in one labelling, always the second in the other: each is perfectly stable by itself
        let scores =
            |labelling: usize| (0..3).map(|v| f64::from(u8::from(v == labelling))).collect::<Vec<_>>();
        let shuffled: Vec<Vec<f64>> =
            (0..2 * SHUFFLED_HALVES).map(|at| scores(at / SHUFFLED_HALVES)).collect();
        assert_eq!(on_noise(&shuffled, 1), Some(1.0));
        assert_eq!((on_noise(&shuffled, 3), on_noise(&[], 1)), (None, None));
    }

    #[test]
    fn rows_share_by_hand() {
        // halves 0, 2, 0, 2: variance 4/3; starts (0, 2) in each split: variance 2; share (4/3) / (4/3 + 2) = 0.4
        let halves = vec![vec![0.0], vec![2.0], vec![0.0], vec![2.0]];
        let runs = vec![vec![0.0], vec![2.0], vec![0.0], vec![2.0]];
        assert!((rows_share(&halves, &grouped(&runs, &[0, 0, 1, 1])).unwrap() - 0.4).abs() < 1e-12);
    }
}
