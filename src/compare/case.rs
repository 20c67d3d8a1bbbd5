//! What the checks look at: the trained networks, every measure's scores, and the set in question.

use crate::attribute::{Family, Ranking};
use crate::options::ValidOptions;
use crate::prepare::Dataset;
use crate::prepare::groups_of_classes;
use crate::stats::maxt::ALPHA;
use crate::stats::{Estimate, interval, rank};
use crate::train::ensemble::{Ensemble, SetOutcome};
use crate::train::frequencies;
use std::collections::BTreeMap;

/// One measure's scores in comparable units (shares of the run, or raw rises).
#[derive(Debug, Clone)]
pub struct MeasureScores {
    /// Id of the measure.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its family.
    pub family: Family,
    /// The measure it is nearly the same statistic as.
    pub same_as: Option<&'static str>,
    /// Whether a symmetry that changes no prediction changes it.
    pub broken_by_symmetry: bool,
    /// The split of each of `by_run`.
    pub run_units: Vec<usize>,
    /// Runs × variables, in the order of the ensemble; empty for measures that look at no network.
    pub by_run: Vec<Vec<f64>>,
    /// Splits × variables, starts averaged.
    pub by_split: Vec<Vec<f64>>,
    /// Signed sums keep their sign here: splits × variables, as the measure gave them.
    pub signed_by_split: Vec<Vec<f64>>,
    /// Halves × variables.
    pub by_half: Vec<Vec<f64>>,
    /// Halves with shuffled labels × variables: labellings in order.
    pub by_shuffled: Vec<Vec<f64>>,
}

/// The set of variables whose claims are tested.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// Ascending indices.
    pub variables: Vec<usize>,
    /// Named with `--claim`, or proposed by the measures.
    pub named_by_user: bool,
    /// Share of the splits in which the measures together propose exactly this set.
    pub share: f64,
    /// The set the measures together propose in each split of the sets (its score is the nested one).
    pub by_split: Vec<Vec<usize>>,
}

impl Claimed {
    /// The level at which every other set, or variable, must be shown worse before this one is said to stand alone.
    ///
    /// Of two that are equally good, each is shown worse than the other with the level's probability. A set named
    /// beforehand is one of the two; a set found on the same rows is whichever of them came out ahead, and so would be
    /// called the best twice as often.
    pub fn level(&self) -> f64 {
        if self.named_by_user { ALPHA } else { ALPHA / 2.0 }
    }
}

/// Everything a check may look at.
pub struct Case<'a> {
    /// The table.
    pub dataset: &'a Dataset,
    /// What was asked.
    pub options: &'a ValidOptions,
    /// The networks.
    pub ensemble: &'a Ensemble<'a>,
    /// The rankings, one a measure.
    pub rankings: &'a [Ranking],
    /// The scores behind them.
    pub scores: &'a [MeasureScores],
    /// The set in question.
    pub claimed: Claimed,
    /// Held-out log loss of the class frequencies on the splits of the sets.
    pub nothing: Vec<f64>,
    /// The network of all variables on the splits of the sets, starts averaged.
    pub everything: Vec<SetOutcome>,
}

impl<'a> Case<'a> {
    /// Gathers what the checks need.
    pub fn new(
        dataset: &'a Dataset,
        options: &'a ValidOptions,
        ensemble: &'a Ensemble<'a>,
        rankings: &'a [Ranking],
        scores: &'a [MeasureScores],
        claimed: Claimed,
    ) -> Self {
        let nothing = nothing_known(ensemble, &ensemble.layout.set_splits);
        let everything = ensemble.full_on_set_splits();
        Case { dataset, options, ensemble, rankings, scores, claimed, nothing, everything }
    }

    /// Rows (or groups of rows) that a share of all of them rests on, and one that averages over classes: those of the smallest.
    pub fn behind_shares(&self) -> [usize; 2] {
        let classes = groups_of_classes(self.dataset);
        [classes.iter().sum(), classes.into_iter().min().unwrap_or(0)]
    }

    /// Names of the given variables.
    pub fn names(&self, variables: &[usize]) -> Vec<String> {
        variables.iter().map(|&v| self.dataset.variables[v].name.clone()).collect()
    }

    /// Held-out log loss of the network of all variables on the splits of the sets.
    pub fn full_losses(&self) -> Vec<f64> {
        self.everything.iter().map(|o| o.loss).collect()
    }

    /// Gain of the network of all variables over the class frequencies, in each split of the sets.
    pub fn gains(&self) -> Vec<f64> {
        difference(&self.nothing, &self.full_losses())
    }

    /// What is lost, or gained, in each split, less the margin: a share of the gain of all variables, whose own spread over
    /// the splits counts.
    pub fn less_margin(&self, lost: &[f64]) -> Vec<f64> {
        lost.iter().zip(self.gains()).map(|(l, g)| l - self.options.margin * g).collect()
    }

    /// The share of the gain of all variables that networks of these losses keep, Fieller's interval; none where that is
    /// unbounded.
    pub fn kept(&self, losses: &[f64]) -> Option<Estimate> {
        interval::fieller(&difference(&self.nothing, losses), &self.gains(), self.ensemble.ratio())
    }

    /// Mean gain: what there is to explain.
    pub fn gap(&self) -> f64 {
        mean(&self.gains())
    }

    /// Held-out log loss of a trained set, in each split of the sets.
    pub fn losses(&self, variables: &[usize]) -> Option<Vec<f64>> {
        if variables.is_empty() {
            return Some(self.nothing.clone());
        }
        if variables.len() == self.dataset.variables.len() && self.ensemble.set(variables).is_none() {
            return Some(self.full_losses());
        }
        Some(self.ensemble.set(variables)?.losses())
    }

    /// The scores of a measure.
    pub fn measure(&self, id: &str) -> Option<&MeasureScores> {
        self.scores.iter().find(|m| m.id == id)
    }

    /// The top variables of a measure in each split of the sets, ascending.
    pub fn choices(&self, measure: &MeasureScores, size: usize) -> Vec<Vec<usize>> {
        let splits = self.ensemble.layout.set_splits.len();
        measure.by_split.iter().take(splits).map(|s| rank::top(&magnitudes(s), size)).collect()
    }
}

/// Held-out log loss of the class frequencies on some row sets.
pub fn nothing_known(ensemble: &Ensemble, rows: &[usize]) -> Vec<f64> {
    let bench = &ensemble.bench;
    let loss =
        |&r: &usize| frequencies::log_loss(&bench.labels[0], &bench.dataset.target.weights, &bench.rows[r]);
    rows.iter().map(loss).collect()
}

/// Proposes a set: the members most often among the top of a split by mean rank over measures, a family counted once.
///
/// Only measures that never see a held-out label take part, so that the choice in a split is made inside its training rows.
pub fn propose(
    dataset: &Dataset,
    options: &ValidOptions,
    ensemble: &Ensemble,
    scores: &[MeasureScores],
) -> Claimed {
    let size = options.set_size().min(dataset.variables.len());
    let by_split = proposals(ensemble, scores, size, dataset.variables.len());
    let named: Vec<usize> =
        sorted(options.claim.iter().filter_map(|n| dataset.variables.iter().position(|v| v.name == *n)));
    let named_by_user = !named.is_empty();
    let variables =
        if named_by_user { named } else { rank::top(&members(&by_split, dataset.variables.len()), size) };
    let same = by_split.iter().filter(|s| **s == variables).count();
    let share = same as f64 / by_split.len().max(1) as f64;
    Claimed { variables, named_by_user, share, by_split }
}

/// Measures that may choose inside a split: one a family, unbroken by symmetries, blind to held-out labels.
pub fn choosers(scores: &[MeasureScores]) -> impl Iterator<Item = &MeasureScores> {
    let blind = |m: &&MeasureScores| match m.family {
        Family::Weights | Family::Sensitivity => true,
        Family::OtherModel => m.id == "logistic" || m.id == "tree",
        Family::Network => false,
    };
    scores
        .iter()
        .filter(|m| m.same_as.is_none() && !m.broken_by_symmetry && !m.by_split.is_empty())
        .filter(blind)
}

fn proposals(
    ensemble: &Ensemble,
    scores: &[MeasureScores],
    size: usize,
    variables: usize,
) -> Vec<Vec<usize>> {
    let splits = ensemble.layout.set_splits.len();
    let mut proposals = Vec::with_capacity(splits);
    for split in 0..splits {
        proposals.push(rank::top(&together(scores, split, variables), size));
    }
    proposals
}

/// What the measures that may choose say together in one split: for each variable its ranks by all of them added up,
/// negative, so that the largest leads.
pub fn together(scores: &[MeasureScores], split: usize, variables: usize) -> Vec<f64> {
    let mut total = vec![0.0; variables];
    for of_split in choosers(scores).filter_map(|measure| measure.by_split.get(split)) {
        for (sum, place) in total.iter_mut().zip(rank::ranks(&magnitudes(of_split))) {
            *sum -= place as f64;
        }
    }
    total
}

/// In how many of the sets each variable is.
fn members(sets: &[Vec<usize>], variables: usize) -> Vec<f64> {
    let mut counts = vec![0.0; variables];
    for &member in sets.iter().flatten() {
        counts[member] += 1.0;
    }
    counts
}

/// The distinct sets with the share of entries that are exactly them, most frequent first, ties by the sets themselves.
pub fn tally(sets: &[Vec<usize>]) -> Vec<(Vec<usize>, f64)> {
    let mut counts: BTreeMap<&Vec<usize>, usize> = BTreeMap::new();
    for set in sets {
        *counts.entry(set).or_default() += 1;
    }
    let mut tally: Vec<(Vec<usize>, f64)> =
        counts.into_iter().map(|(set, count)| (set.clone(), count as f64 / sets.len() as f64)).collect();
    tally.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    tally
}

/// Absolute values.
pub fn magnitudes(values: &[f64]) -> Vec<f64> {
    values.iter().map(|v| v.abs()).collect()
}

/// a - b, entry by entry.
pub fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// The mean; 0 of nothing.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The values, ascending.
pub fn sorted(values: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut values: Vec<usize> = values.collect();
    values.sort_unstable();
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tally_is_ordered_by_share_then_by_set() {
        let sets = vec![vec![0, 1], vec![0, 2], vec![0, 1], vec![1, 2]];
        assert_eq!(tally(&sets), [(vec![0, 1], 0.5), (vec![0, 2], 0.25), (vec![1, 2], 0.25)]);
    }

    #[test]
    fn members_are_counted_one_by_one() {
        let sets = vec![vec![0, 1], vec![0, 2], vec![0, 3], vec![2, 3]];
        assert_eq!(rank::top(&members(&sets, 4), 2), [0, 2]);
    }
}
