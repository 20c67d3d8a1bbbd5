//! Which row set serves what: splits, inner splits that choose the decay, halves, folds of the test for a signal.

use crate::prepare::plan::{Plan, SIGNAL_ROWS, Scheme};
use crate::prepare::rows::at_most;
use crate::prepare::{Dataset, Split, plain, scale, split};
use crate::seed::Seed;
use crate::train::{Bench, Rows};
use rayon::prelude::*;
use std::ops::Range;

/// Share of the training rows that an inner split holds back.
const INNER_SHARE: f64 = 0.2;

/// Training rows that inner splits are made of at most: more would cost time and hardly move the best decay, which is
/// the weight of a prior against the sum of losses.
pub(super) const INNER_ROWS: usize = 4_000;

/// Indices into `Bench::rows`.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Splits of the network of all variables: repeats in order, folds within. Repeats beyond those begun with stand at the
    /// end of all row sets: a row set's place names the draws of what is trained on it, and more repeats must not move
    /// what was trained already.
    pub splits: Vec<usize>,
    /// For each repeat of `splits` its inner splits.
    pub inner: Vec<Range<usize>>,
    /// Splits of every other set of variables: the first repeats of `splits`.
    pub set_splits: Vec<usize>,
    /// For each repeat of `set_splits` its inner splits.
    pub set_inner: Vec<Range<usize>>,
    /// Splits of the forest.
    pub forest_splits: Range<usize>,
    /// For each half its inner splits.
    pub half_inner: Vec<Range<usize>>,
    /// For each half the folds inside it.
    pub half_folds: Vec<Range<usize>>,
    /// For each half the half itself (training) and its complement (held out).
    pub half_rows: Range<usize>,
    /// Folds of the test for a signal; made without looking at the classes, so that shuffled labels meet the same procedure.
    pub signal_folds: Range<usize>,
    /// The inner split of the test for a signal.
    pub signal_inner: usize,
}

/// Makes every row set of the plan and fits its scaling.
pub(super) fn lay_out(bench: &mut Bench, plan: &Plan, seed: Seed) -> Layout {
    let dataset = bench.dataset;
    let mut pairs = Vec::new();
    let most = plan.training_rows;
    let begun = plan.begun.as_ref().map_or(plan.full.repeats, |begun| begun.full_repeats);
    let inside = (plan.inner, most);
    let (splits, mut inner) = cross_validation(dataset, plan.full, 0..begun, inside, seed, &mut pairs);
    let forest = 0..plan.forest.repeats;
    let (forest_splits, _) =
        cross_validation(dataset, plan.forest, forest, (0, most), seed.child("forest", 0), &mut pairs);
    let (half_inner, half_folds, half_rows) = halves(dataset, plan, seed, &mut pairs);
    let (signal_folds, signal_inner) = signal(dataset, plan, seed, &mut pairs);
    let more = begun..plan.full.repeats;
    let (later, inner_later) = cross_validation(dataset, plan.full, more, inside, seed, &mut pairs);
    let splits: Vec<usize> = splits.chain(later).collect();
    inner.extend(inner_later);
    // the first repeats of the same folds: what a network of all variables chose in a split is refitted in that split
    let repeats = plan.sets.repeats.min(plan.full.repeats);
    let set_splits = splits[..repeats * plan.full.folds].to_vec();
    let set_inner = inner[..repeats].to_vec();
    bench.rows = fit_scalings(dataset, pairs);
    Layout {
        splits,
        inner,
        set_splits,
        set_inner,
        forest_splits,
        half_inner,
        half_folds,
        half_rows,
        signal_folds,
        signal_inner,
    }
}

type Pair = (Vec<u32>, Vec<u32>);

/// Of each half its inner splits and its folds; and each half against its complement.
fn halves(
    dataset: &Dataset,
    plan: &Plan,
    seed: Seed,
    pairs: &mut Vec<Pair>,
) -> (Vec<Range<usize>>, Vec<Range<usize>>, Range<usize>) {
    let most = plan.training_rows;
    let halves = split::halves(dataset, plan.halves / 2, seed.child("halves", 0));
    let half_seed = seed.child("inside half", 0);
    let inner = halves.iter().enumerate().map(|(h, half)| {
        let seed = half_seed.child("inner", h as u64);
        let some = at_most(dataset, half, INNER_ROWS, seed);
        add(pairs, split::inner(dataset, &some, plan.half_inner, INNER_SHARE, seed))
    });
    let inner = inner.collect();
    let folds = halves.iter().enumerate().map(|(h, half)| {
        let seed = half_seed.child("folds", h as u64);
        let folds = split::folds_within(dataset, half, plan.half_folds, seed);
        let fewer = |(fold, (train, test)): (usize, Pair)| {
            (at_most(dataset, &train, most, seed.child("trained on", fold as u64)), test)
        };
        add(pairs, folds.into_iter().enumerate().map(fewer).collect())
    });
    let folds = folds.collect();
    let complement = |h: usize| {
        let draw = |name: &str, half: &[u32]| at_most(dataset, half, most, half_seed.child(name, h as u64));
        (draw("trained on", &halves[h]), draw("held out", &halves[h ^ 1]))
    };
    let complements = (0..halves.len()).map(complement).collect();
    (inner, folds, add(pairs, complements))
}

/// The folds of the test for a signal and its inner split.
fn signal(dataset: &Dataset, plan: &Plan, seed: Seed, pairs: &mut Vec<Pair>) -> (Range<usize>, usize) {
    let folds_seed = seed.child("signal", 0);
    let all: Vec<u32> = (0..dataset.rows() as u32).collect();
    let asked = plain::at_most(dataset, &all, SIGNAL_ROWS, folds_seed.child("rows", 0));
    let folds = plain::plain_folds_of(dataset, &asked, plan.signal_folds, folds_seed);
    let inner_seed = seed.child("signal inner", 0);
    let some = plain::at_most(dataset, &folds[0].0, INNER_ROWS, inner_seed.child("rows", 0));
    let held_back = plain::plain_inner(dataset, &some, INNER_SHARE, inner_seed);
    (add(pairs, folds), add(pairs, vec![held_back]).start)
}

fn add(pairs: &mut Vec<Pair>, more: Vec<Pair>) -> Range<usize> {
    let start = pairs.len();
    pairs.extend(more);
    start..pairs.len()
}

/// The splits of some repeats of a scheme, and for each repeat so many inner splits of the training rows of its first fold. Of
/// more training rows than `most` each split draws its own.
fn cross_validation(
    dataset: &Dataset,
    scheme: Scheme,
    repeats: Range<usize>,
    (inner, most): (usize, usize),
    seed: Seed,
    pairs: &mut Vec<Pair>,
) -> (Range<usize>, Vec<Range<usize>>) {
    let mut splits = split::folds(dataset, repeats.clone(), scheme.folds, seed.child("folds", 0));
    for (at, split) in splits.iter_mut().enumerate() {
        let at = repeats.start * scheme.folds + at;
        split.train = at_most(dataset, &split.train, most, seed.child("trained on", at as u64));
    }
    let firsts: Vec<Vec<u32>> = splits.iter().filter(|s| s.fold == 0).map(|s| s.train.clone()).collect();
    let range = add(pairs, splits.into_iter().map(|Split { train, test, .. }| (train, test)).collect());
    let inners = repeats.zip(&firsts).map(|(repeat, train)| {
        let seed = seed.child("inner", repeat as u64);
        add(
            pairs,
            split::inner(dataset, &at_most(dataset, train, INNER_ROWS, seed), inner, INNER_SHARE, seed),
        )
    });
    let inners = inners.collect();
    (range, inners)
}

fn fit_scalings(dataset: &Dataset, pairs: Vec<Pair>) -> Vec<Rows> {
    let fit = |(train, judge): Pair| {
        let scaling = scale::fit(&dataset.inputs, &train);
        Rows { train, judge, scaling }
    };
    pairs.into_par_iter().map(fit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Effort, Options};
    use crate::prepare::plan;
    use crate::train::testing::simulated;

    /// Row sets are known by their places, which name the draws of what is trained on them.
    #[test]
    fn more_repeats_leave_all_row_sets_in_their_places() {
        let data = simulated(60, 3, 2, 0, 5);
        let options = Options { effort: Effort::Thorough, ..Options::default() }.check().unwrap();
        let mut first = plan::of(&data, &options);
        (first.full, first.sets) =
            (Scheme { repeats: 2, folds: 3, starts: 1 }, Scheme { repeats: 2, folds: 3, starts: 1 });
        let more = first.deeper(Some(4), (vec!["enough".to_owned()], Vec::new()), &options).unwrap();
        let laid_out = |plan: &Plan| {
            let mut bench = Bench {
                dataset: &data,
                rows: Vec::new(),
                labels: vec![data.target.codes.clone()],
                sets: vec![vec![0, 1, 2]],
            };
            let layout = lay_out(&mut bench, plan, Seed::new(0));
            let rows: Vec<(Vec<u32>, Vec<u32>)> =
                bench.rows.iter().map(|rows| (rows.train.clone(), rows.judge.clone())).collect();
            (layout, rows)
        };
        let ((few, rows), (many, more_rows)) = (laid_out(&first), laid_out(&more));
        assert_eq!(rows[..], more_rows[..rows.len()]);
        assert_eq!((&few.half_rows, &few.forest_splits), (&many.half_rows, &many.forest_splits));
        assert_eq!((few.splits.len(), many.splits.len(), many.set_splits.len()), (6, 12, 12));
        assert_eq!(few.splits, many.splits[..6]);
        assert_eq!(few.inner, many.inner[..2]);
        // the later repeats are those that a plan of four from the start has
        let from_the_start = Plan { begun: None, ..more.clone() };
        let (whole, whole_rows) = laid_out(&from_the_start);
        let held = |layout: &Layout, rows: &[(Vec<u32>, Vec<u32>)]| -> Vec<Vec<u32>> {
            layout.splits.iter().map(|&at| rows[at].1.clone()).collect()
        };
        assert_eq!(held(&whole, &whole_rows), held(&many, &more_rows));
    }
}
