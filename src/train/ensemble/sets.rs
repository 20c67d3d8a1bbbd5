//! Networks refitted on sets of variables: singles, all but one, pairs, claimed, chosen, random.

use super::Ensemble;
use crate::error::Result;
use crate::observe::Observe;
use crate::options::ValidOptions;
use crate::prepare::Dataset;
use crate::prepare::plan::{OWN_DECAYS, Plan};
use crate::seed::Seed;
use crate::stats::metrics;
use crate::train::tune::Choice;
use crate::train::{Fitted, Keep, Stopped, Task};
use std::collections::BTreeSet;

/// All subsets of a size other than two are trained where there are at most this many.
pub const ALL_SUBSETS: usize = 105;

/// What a network did on the held-out rows of one split.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SetOutcome {
    /// Mean log loss.
    pub loss: f64,
    /// Accuracy.
    pub accuracy: f64,
    /// Macro recall.
    pub recall: f64,
    /// Macro precision.
    pub precision: f64,
}

/// A set of variables refitted in every split of the sets.
#[derive(Debug, Clone)]
pub struct SetRuns {
    /// Ascending indices.
    pub variables: Vec<usize>,
    /// One a split.
    pub outcomes: Vec<SetOutcome>,
    /// Decay chosen in each repeat.
    pub decays: Vec<f64>,
    /// Fits set aside as diverged.
    pub diverged: usize,
}

impl SetRuns {
    /// Held-out log loss in each split.
    pub fn losses(&self) -> Vec<f64> {
        self.outcomes.iter().map(|o| o.loss).collect()
    }
}

impl SetOutcome {
    /// From a fit's confusion matrix and loss.
    pub fn of(fit: &Fitted, classes: usize) -> Self {
        SetOutcome {
            loss: fit.loss,
            accuracy: metrics::accuracy(&fit.confusion, classes),
            recall: metrics::recall(&fit.confusion, classes),
            precision: metrics::precision(&fit.confusion, classes),
        }
    }

    fn mean(of: &[SetOutcome]) -> Self {
        let mean = |f: fn(&SetOutcome) -> f64| of.iter().map(f).sum::<f64>() / of.len() as f64;
        SetOutcome {
            loss: mean(|o| o.loss),
            accuracy: mean(|o| o.accuracy),
            recall: mean(|o| o.recall),
            precision: mean(|o| o.precision),
        }
    }
}

/// Sets that depend on no ranking: singles, all but one, every subset of the size sought where there are few, the claim.
pub(super) fn first_wave(dataset: &Dataset, plan: &Plan, options: &ValidOptions) -> Vec<Vec<usize>> {
    let count = dataset.variables.len();
    let size = options.set_size();
    let mut sets: Vec<Vec<usize>> = (0..count).map(|v| vec![v]).collect();
    if count > 1 {
        sets.extend((0..count).map(|left| (0..count).filter(|&v| v != left).collect()));
    }
    if count <= plan.all_pairs_up_to {
        sets.extend(subsets(count, 2));
    }
    if size != 2 && size <= count && subset_count(count, size) <= ALL_SUBSETS {
        sets.extend(subsets(count, size));
    }
    if all_triples(plan, count) {
        sets.extend(subsets(count, 3));
    }
    let claimed =
        options.claim.iter().filter_map(|name| dataset.variables.iter().position(|v| v.name == *name));
    let mut claimed: Vec<usize> = claimed.collect();
    claimed.sort_unstable();
    // a claim beside its members and their partners: what could stand in for each is trained too
    if !claimed.is_empty() {
        sets.extend(with_one_exchanged(&claimed, count));
        for left_out in 0..claimed.len() {
            let mut smaller = claimed.clone();
            smaller.remove(left_out);
            sets.push(smaller);
        }
        sets.push(claimed);
    }
    sets.retain(|s| !s.is_empty());
    sets
}

/// Whether every set of three is trained: at thorough effort, where they are not too many. Of three variables the only one is
/// the network of all.
pub fn all_triples(plan: &Plan, count: usize) -> bool {
    count > 3 && subset_count(count, 3) <= plan.triples_up_to
}

/// Sets of the size sought drawn without looking at any ranking: all of them where all are trained anyway. What a set that
/// weights name loses is measured by a typical one of these.
pub(super) fn random_sets(
    dataset: &Dataset,
    plan: &Plan,
    options: &ValidOptions,
    seed: Seed,
) -> Vec<Vec<usize>> {
    let (count, size) = (dataset.variables.len(), options.set_size());
    let few =
        if size == 2 { count <= plan.all_pairs_up_to } else { subset_count(count, size) <= ALL_SUBSETS };
    if few || size >= count {
        subsets(count, size)
    } else {
        drawn(count, size, plan.random_sets, seed.child("random sets", 0))
    }
}

/// So many different sets of a size, or all where there are no more.
fn drawn(count: usize, size: usize, sets: usize, seed: Seed) -> Vec<Vec<usize>> {
    if subset_count(count, size) <= sets {
        return subsets(count, size);
    }
    let mut rng = seed.rng();
    let mut drawn = BTreeSet::new();
    while drawn.len() < sets {
        let mut variables: Vec<usize> = (0..count).collect();
        rng.shuffle(&mut variables);
        variables.truncate(size);
        variables.sort_unstable();
        drawn.insert(variables);
    }
    drawn.into_iter().collect()
}

/// Every set that differs from this one in one member.
pub fn with_one_exchanged(set: &[usize], variables: usize) -> Vec<Vec<usize>> {
    let mut sets = Vec::new();
    for place in 0..set.len() {
        for other in (0..variables).filter(|v| !set.contains(v)) {
            let mut exchanged = set.to_vec();
            exchanged[place] = other;
            exchanged.sort_unstable();
            sets.push(exchanged);
        }
    }
    sets
}

/// All subsets of 0..count with `size` members, in lexicographic order.
pub fn subsets(count: usize, size: usize) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    let mut current: Vec<usize> = (0..size).collect();
    if size > count {
        return all;
    }
    loop {
        all.push(current.clone());
        let Some(place) = (0..size).rev().find(|&p| current[p] < count - size + p) else {
            return all;
        };
        current[place] += 1;
        for later in place + 1..size {
            current[later] = current[later - 1] + 1;
        }
    }
}

/// How many subsets of `size` members there are, saturating.
pub fn subset_count(count: usize, size: usize) -> usize {
    (0..size).fold(1usize, |all, i| all.saturating_mul(count - i) / (i + 1))
}

impl Ensemble<'_> {
    /// Trains every set that is not trained yet, in every split of the sets, in one call.
    ///
    /// # Errors
    /// `Error::Interrupted` when the user asked to stop.
    pub fn train_sets(&mut self, sets: &[Vec<usize>], observe: &dyn Observe) -> Result<()> {
        let mut new: Vec<Vec<usize>> = sets.iter().filter(|s| self.set(s).is_none()).cloned().collect();
        new.sort();
        new.dedup();
        if new.is_empty() {
            return Ok(());
        }
        let repeats = self.layout.set_inner.len();
        let choosing = new.iter().filter(|set| self.chooses_its_decay(set)).count();
        let fits =
            new.len() * self.layout.set_splits.len() + choosing * repeats * self.plan.inner * self.grid.len();
        observe.stage_began("networks of sets of variables", fits as u64);
        let indices: Vec<u32> = new.iter().map(|s| self.set_index(s)).collect();
        let decays = self.decays(&new, &indices, observe)?;
        let fits = self.fit_sets(&new, &indices, &decays, observe)?;
        for ((variables, fits), decays) in
            new.into_iter().zip(fits.chunks(self.layout.set_splits.len())).zip(decays.chunks(repeats))
        {
            self.keep_set(variables, fits, decays);
        }
        observe.stage_ended();
        Ok(())
    }

    /// Whether a decay is chosen for a set, or that of the network of all variables is good enough: where one variable of
    /// many is left out, which also are the sets that cost most.
    fn chooses_its_decay(&self, set: &[usize]) -> bool {
        let all = self.bench.sets[0].len();
        all <= OWN_DECAYS || set.len() + 1 < all
    }

    /// The decay of each set in each repeat.
    fn decays(&self, sets: &[Vec<usize>], indices: &[u32], observe: &dyn Observe) -> Result<Vec<f64>> {
        let mut choices = Vec::new();
        for (set, &index) in sets.iter().zip(indices).filter(|(set, _)| self.chooses_its_decay(set)) {
            choices.extend(self.layout.set_inner.iter().map(|inner| Choice {
                set: index,
                labels: 0,
                rows: inner.clone().map(|r| r as u32).collect(),
                start: self.start_seed(set, inner.start, 0),
            }));
        }
        let chosen = self.bench.choose_decays(&choices, &self.grid, &self.params, observe)?;
        let repeats = self.layout.set_inner.len();
        let mut chosen = chosen.chunks(repeats);
        let of_all = &self.full_decays[..repeats];
        let own = |set: &Vec<usize>| if self.chooses_its_decay(set) { chosen.next() } else { Some(of_all) };
        Ok(sets.iter().filter_map(own).flatten().copied().collect())
    }

    fn fit_sets(
        &self,
        sets: &[Vec<usize>],
        indices: &[u32],
        decays: &[f64],
        observe: &dyn Observe,
    ) -> Result<Vec<Fitted>> {
        let repeats = self.layout.set_inner.len();
        let mut tasks = Vec::new();
        for (s, (variables, &set)) in sets.iter().zip(indices).enumerate() {
            for (split, rows) in self.layout.set_splits.iter().copied().enumerate() {
                let decay = decays[s * repeats + split / self.plan.sets.folds];
                let start = self.start_seed(variables, rows, 0);
                tasks.push(Task { rows: rows as u32, labels: 0, set, decay, start, keep: Keep::Losses });
            }
        }
        self.bench.fit(&tasks, &self.params, observe)
    }

    fn keep_set(&mut self, variables: Vec<usize>, fits: &[Fitted], decays: &[f64]) {
        let classes = self.bench.dataset.classes();
        let outcomes = fits.iter().map(|f| SetOutcome::of(f, classes)).collect();
        let diverged = fits.iter().filter(|f| f.stopped == Stopped::Diverged).count();
        self.index.insert(variables.clone(), self.sets.len());
        self.sets.push(SetRuns { variables, outcomes, decays: decays.to_vec(), diverged });
    }

    /// The runs of a set of variables (ascending), if it was trained.
    pub fn set(&self, variables: &[usize]) -> Option<&SetRuns> {
        self.index.get(variables).map(|&i| &self.sets[i])
    }

    /// All trained sets, in the order they were trained.
    pub fn sets(&self) -> &[SetRuns] {
        &self.sets
    }

    /// Those of so many variables.
    pub fn sets_of_size(&self, size: usize) -> impl Iterator<Item = &SetRuns> {
        self.sets.iter().filter(move |set| set.variables.len() == size)
    }

    /// The network of all variables on the splits of the sets, starts averaged within each split.
    pub fn full_on_set_splits(&self) -> Vec<SetOutcome> {
        let mut outcomes = self.full_by_split();
        outcomes.truncate(self.layout.set_splits.len());
        outcomes
    }

    /// The network of all variables in each of its splits, starts averaged.
    pub fn full_by_split(&self) -> Vec<SetOutcome> {
        let classes = self.bench.dataset.classes();
        let outcomes: Vec<SetOutcome> =
            self.full.iter().map(|r| SetOutcome::of(&r.fitted, classes)).collect();
        outcomes.chunks(self.plan.full.starts).map(SetOutcome::mean).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subsets_are_counted_and_ordered() {
        assert_eq!(subsets(4, 2), [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]);
        assert_eq!(subsets(14, 2).len(), subset_count(14, 2));
        assert_eq!(subset_count(14, 2), 91);
        assert_eq!(subsets(3, 3), [[0, 1, 2]]);
        assert!(subsets(2, 3).is_empty());
    }

    #[test]
    fn sets_are_drawn_without_repeats_and_no_more_than_there_are() {
        let sets = drawn(20, 3, 50, Seed::new(1));
        assert!(sets.len() == 50 && sets.iter().all(|set| set.len() == 3 && set.is_sorted()));
        assert_eq!((drawn(9, 2, 50, Seed::new(1)).len(), drawn(10, 2, 50, Seed::new(1)).len()), (36, 45));
    }

    #[test]
    fn exchanging_one_member_keeps_the_size() {
        assert_eq!(with_one_exchanged(&[0, 2], 4), [[1, 2], [2, 3], [0, 1], [0, 3]]);
    }
}
