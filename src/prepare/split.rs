//! Divisions into training and held-out rows: repeated cross-validation, inner splits, random halves.
//!
//! All are stratified (each class is dealt out evenly) and keep groups whole. Rows are ascending.
//! Without groups the rows of each class are shuffled and dealt like cards to the folds, the next class going on
//! where the last one ended: folds differ by at most one row in size, and by at most one row in each class.
//! With groups (where there are as many as folds), the large ones first, each goes to the fold where it raises this sum least:
//!
//! ```text
//! Σ over folds f and classes c of (rows of class c in f)² / (rows of class c)
//! ```

use super::{Dataset, Split};
use crate::seed::{Rng, Seed};
use std::ops::Range;

/// Repeated stratified cross-validation, some of its repeats: repeats in order, in each the folds 0, 1, …
pub fn folds(dataset: &Dataset, repeats: Range<usize>, folds: usize, seed: Seed) -> Vec<Split> {
    let rows: Vec<u32> = (0..dataset.rows() as u32).collect();
    let mut splits = Vec::with_capacity(repeats.len() * folds);
    for repeat in repeats {
        let mut rng = seed.child("folds", repeat as u64).rng();
        let fold_of = deal(dataset, &rows, folds, &mut rng);
        for fold in 0..folds {
            let (test, train) = parted(&rows, |at| fold_of[at] == fold);
            splits.push(Split { repeat, fold, train, test });
        }
    }
    splits
}

/// One stratified cross-validation inside some rows: (training, held-out) rows of each fold.
pub fn folds_within(dataset: &Dataset, rows: &[u32], folds: usize, seed: Seed) -> Vec<(Vec<u32>, Vec<u32>)> {
    let fold_of = deal(dataset, rows, folds, &mut seed.child("folds within", 0).rng());
    (0..folds)
        .map(|fold| {
            let (test, train) = parted(rows, |at| fold_of[at] == fold);
            (train, test)
        })
        .collect()
}

/// `count` random inner splits of the rows `train`: (fitting, judging) rows, about `share` of each class in the latter.
///
/// Every class keeps a row to fit on, and at least one row is judged; where that takes a group apart, it is.
pub fn inner(
    dataset: &Dataset,
    train: &[u32],
    count: usize,
    share: f64,
    seed: Seed,
) -> Vec<(Vec<u32>, Vec<u32>)> {
    (0..count)
        .map(|index| {
            let mut rng = seed.child("inner", index as u64).rng();
            let judged = match &dataset.groups {
                None => draw_rows(dataset, train, share, &mut rng),
                Some(groups) => draw_groups(dataset, groups, train, share, &mut rng),
            };
            let (judge, fit) = parted(train, |at| judged[at]);
            (fit, judge)
        })
        .collect()
}

/// `pairs` random halves of all rows, each followed by its complement: entries 2i and 2i + 1.
pub fn halves(dataset: &Dataset, pairs: usize, seed: Seed) -> Vec<Vec<u32>> {
    let rows: Vec<u32> = (0..dataset.rows() as u32).collect();
    let mut halves = Vec::with_capacity(2 * pairs);
    for pair in 0..pairs {
        let side = deal(dataset, &rows, 2, &mut seed.child("half", pair as u64).rng());
        let (half, complement) = parted(&rows, |at| side[at] == 0);
        halves.push(half);
        halves.push(complement);
    }
    halves
}

/// The rows that are chosen, and the others.
fn parted(rows: &[u32], chosen: impl Fn(usize) -> bool) -> (Vec<u32>, Vec<u32>) {
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for (at, &row) in rows.iter().enumerate() {
        if chosen(at) { inside.push(row) } else { outside.push(row) }
    }
    (inside, outside)
}

/// Places (indices into `rows`) of each class, shuffled.
fn shuffled_classes(dataset: &Dataset, rows: &[u32], rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut classes = vec![Vec::new(); dataset.classes()];
    for (at, &row) in rows.iter().enumerate() {
        classes[dataset.target.codes[row as usize] as usize].push(at);
    }
    for places in &mut classes {
        rng.shuffle(places);
    }
    classes
}

/// The fold of each of the rows.
fn deal(dataset: &Dataset, rows: &[u32], folds: usize, rng: &mut Rng) -> Vec<usize> {
    let mut fold_of = vec![0; rows.len()];
    let packs = dataset.groups.as_ref().map(|groups| Packs::of(dataset, groups, rows, rng));
    match packs.filter(|packs| packs.packs.len() >= folds) {
        None => {
            for (next, at) in shuffled_classes(dataset, rows, rng).into_iter().flatten().enumerate() {
                fold_of[at] = next % folds;
            }
        }
        Some(packs) => {
            let mut held = vec![vec![0.0; dataset.classes()]; folds];
            let mut sizes = vec![0; folds];
            for pack in &packs.packs {
                let cost = |fold: usize| packs.rise(pack, &held[fold]);
                let fold = (0..folds)
                    .min_by(|&a, &b| cost(a).total_cmp(&cost(b)).then(sizes[a].cmp(&sizes[b])))
                    .unwrap_or(0);
                pack.add_to(&mut held[fold]);
                sizes[fold] += pack.places.len();
                for &at in &pack.places {
                    fold_of[at] = fold;
                }
            }
        }
    }
    fold_of
}

/// Draws rows freely; running quotas keep the total at `share` however small the classes are.
fn draw_rows(dataset: &Dataset, rows: &[u32], share: f64, rng: &mut Rng) -> Vec<bool> {
    let mut judged = vec![false; rows.len()];
    let (mut before, mut drawn) = (0, 0);
    for places in shuffled_classes(dataset, rows, rng) {
        before += places.len();
        let quota = (before as f64 * share).round() as usize;
        let take = quota.saturating_sub(drawn).min(places.len().saturating_sub(1));
        places[..take].iter().for_each(|&at| judged[at] = true);
        drawn += take;
    }
    if drawn == 0
        && let Some(places) = shuffled_classes(dataset, rows, rng).iter().max_by_key(|places| places.len())
        && let [at, _, ..] = places[..]
    {
        judged[at] = true;
    }
    judged
}

/// Draws whole groups while each brings the classes nearer to their share; rows where no group can be spared.
fn draw_groups(dataset: &Dataset, groups: &[u32], rows: &[u32], share: f64, rng: &mut Rng) -> Vec<bool> {
    let packs = Packs::of(dataset, groups, rows, rng);
    let mut judged = vec![false; rows.len()];
    // counted from the wanted number, so that the squares shrink until it is reached
    let mut held: Vec<f64> = packs.totals.iter().map(|total| -share * total).collect();
    let mut left = packs.totals.clone();
    let mut any = false;
    let last = packs.packs.len().saturating_sub(1);
    for (index, pack) in packs.packs.iter().enumerate() {
        let spares = pack.counts.iter().all(|&(class, count)| left[class] > count);
        if spares && (packs.rise(pack, &held) < 0.0 || (!any && index == last)) {
            pack.add_to(&mut held);
            pack.counts.iter().for_each(|&(class, count)| left[class] -= count);
            pack.places.iter().for_each(|&at| judged[at] = true);
            any = true;
        }
    }
    if any { judged } else { draw_rows(dataset, rows, share, rng) }
}

/// A group among some rows.
struct Pack {
    /// Its places among the rows.
    places: Vec<usize>,
    /// Classes in it with their rows.
    counts: Vec<(usize, f64)>,
}

impl Pack {
    fn add_to(&self, held: &mut [f64]) {
        for &(class, count) in &self.counts {
            held[class] += count;
        }
    }
}

/// The groups among some rows: shuffled, then the large ones first.
struct Packs {
    packs: Vec<Pack>,
    /// Rows of each class.
    totals: Vec<f64>,
}

impl Packs {
    fn of(dataset: &Dataset, groups: &[u32], rows: &[u32], rng: &mut Rng) -> Packs {
        let mut index = vec![usize::MAX; groups.iter().max().map_or(0, |&last| last as usize + 1)];
        let mut packs: Vec<Pack> = Vec::new();
        let mut totals = vec![0.0; dataset.classes()];
        for (at, &row) in rows.iter().enumerate() {
            let slot = &mut index[groups[row as usize] as usize];
            if *slot == usize::MAX {
                *slot = packs.len();
                packs.push(Pack { places: Vec::new(), counts: Vec::new() });
            }
            let class = dataset.target.codes[row as usize] as usize;
            totals[class] += 1.0;
            let pack = &mut packs[*slot];
            pack.places.push(at);
            match pack.counts.iter_mut().find(|(c, _)| *c == class) {
                Some((_, count)) => *count += 1.0,
                None => pack.counts.push((class, 1.0)),
            }
        }
        rng.shuffle(&mut packs);
        packs.sort_by_key(|pack| std::cmp::Reverse(pack.places.len()));
        Packs { packs, totals }
    }

    /// By how much the sum of squares rises where the pack joins those already held.
    fn rise(&self, pack: &Pack, held: &[f64]) -> f64 {
        pack.counts.iter().map(|&(c, count)| count * (2.0 * held[c] + count) / self.totals[c]).sum()
    }
}
