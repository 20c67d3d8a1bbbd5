//! What two variables gain together beyond what each gains alone, beside how far the network bends in both.
//!
//! ```text
//!   synergy_ab = (L_a + L_b - L_0) - L_ab          held-out log loss, L_0 that of the class frequencies
//! ```
//! Synergy alone does not say that two variables act jointly: two that add up in log odds gain more together than apart as
//! well, for each alone has the other as noise. The network of all variables tells the two cases apart, for what adds up does
//! not bend. Many pairs are looked at, so what is said of one is held to a false discovery rate over all of them.

use super::RetrainedSet;
use super::case::Case;
use crate::attribute::bends::Bend;
use crate::stats::adjust::benjamini_hochberg;
use crate::stats::{Difference, Estimate, interval};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Expected share of false ones, at most, among the pairs that are said to gain more or less together than apart.
pub const RATE: f64 = 0.05;
/// A network bends in a pair where one sd of a variable changes the steeper slope by this share of it at least, the whole
/// interval included; it hardly bends where the whole interval is below.
pub const BENDS: f64 = 1.0 / 3.0;
/// Most pairs whose second derivatives are taken.
pub const MOST_PAIRS: usize = 300;

/// What two variables are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Together {
    /// More is gained together than apart, and the slope in one depends on the other.
    ActJointly,
    /// More is gained together than apart, though the network hardly more than adds the two up.
    AddUp,
    /// More is gained together than apart; whether the slope in one depends on the other is not told.
    GainTogether,
    /// Less is gained together than apart: they tell the same in part.
    TellTheSame,
    /// The network bends, but nothing is shown to be gained.
    BendOnly,
}

impl Together {
    /// The same in a word or two.
    pub fn words(self) -> &'static str {
        match self {
            Together::ActJointly => "act jointly",
            Together::AddUp => "add up",
            Together::GainTogether => "gain together",
            Together::TellTheSame => "tell the same in part",
            Together::BendOnly => "bend, no gain shown",
        }
    }
}

/// Gain of a pair less the gains of its two singles: (L_a + L_b - L_0) - L_ab.
pub fn of_pair(case: &Case, variables: &[usize]) -> Option<Difference> {
    let &[a, b] = variables else { return None };
    let (first, second, both) = (case.losses(&[a])?, case.losses(&[b])?, case.losses(variables)?);
    let per_split = |s: usize| first[s] + second[s] - case.nothing[s] - both[s];
    let values: Vec<f64> = (0..both.len()).map(per_split).collect();
    Some(interval::difference(&values, case.ensemble.ratio()))
}

/// The pairs that were trained, each once, the least p-value of synergy first; at most `MOST_PAIRS`.
pub fn pairs(case: &Case, sets: &[RetrainedSet]) -> Vec<[usize; 2]> {
    let place = |name: &String| case.dataset.variables.iter().position(|v| v.name == *name);
    let pair = |set: &RetrainedSet| -> Option<(f64, [usize; 2])> {
        let [a, b] = set.variables.as_slice() else { return None };
        Some((set.synergy?.p.unwrap_or(0.0), [place(a)?, place(b)?]))
    };
    let mut pairs: Vec<(f64, [usize; 2])> = sets.iter().filter_map(pair).collect();
    pairs.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
    pairs.dedup_by_key(|pair| pair.1);
    pairs.into_iter().take(MOST_PAIRS).map(|(_, pair)| pair).collect()
}

/// Writes beside the synergy of every pair its adjusted p-value, the bend of the network, and, where there is a signal, what
/// both say.
pub fn read(case: &Case, sets: &mut [RetrainedSet], pairs: &[[usize; 2]], bends: &[Bend], signal: bool) {
    let named: Vec<Vec<String>> = pairs.iter().map(|pair| case.names(pair)).collect();
    for (set, q) in adjusted(sets) {
        let set = &mut sets[set];
        set.synergy_q = q;
        let bend = named.iter().zip(bends).find(|(names, _)| **names == set.variables).map(|(_, bend)| *bend);
        set.second_derivative = bend.map(|b| b.second_derivative);
        set.slope_change = bend.map(|b| b.share);
        set.together = set.synergy.filter(|_| signal).and_then(|s| together(&s, q, set.slope_change));
    }
}

/// Places of the sets that have a synergy, with its p-value adjusted for the number of different pairs.
fn adjusted(sets: &[RetrainedSet]) -> Vec<(usize, Option<f64>)> {
    let places: Vec<usize> = (0..sets.len()).filter(|&at| sets[at].synergy.is_some()).collect();
    let once =
        |at: &usize| !sets[..*at].iter().any(|s| s.synergy.is_some() && s.variables == sets[*at].variables);
    let different: Vec<usize> = places.iter().copied().filter(once).collect();
    let p: Vec<Option<f64>> = different.iter().map(|&at| sets[at].synergy.and_then(|s| s.p)).collect();
    let q = benjamini_hochberg(&p);
    let of = |at: usize| different.iter().position(|&first| sets[first].variables == sets[at].variables);
    places.into_iter().map(|at| (at, of(at).and_then(|first| q[first]))).collect()
}

/// What a pair's synergy and bend say together.
fn together(synergy: &Difference, q: Option<f64>, slope_change: Option<Estimate>) -> Option<Together> {
    let straight = slope_change.and_then(|change| change.high).is_some_and(|high| high < BENDS);
    match q.is_some_and(|q| q <= RATE) {
        true if synergy.mean < 0.0 => Some(Together::TellTheSame),
        true if bends(slope_change) => Some(Together::ActJointly),
        true if straight => Some(Together::AddUp),
        true => Some(Together::GainTogether),
        false => bends(slope_change).then_some(Together::BendOnly),
    }
}

/// Whether the share of the steeper slope that one sd changes is shown to reach `BENDS`.
fn bends(slope_change: Option<Estimate>) -> bool {
    slope_change.and_then(|change| change.low).is_some_and(|low| low >= BENDS)
}

impl RetrainedSet {
    /// Whether the network of all variables bends in this pair.
    pub fn bends(&self) -> bool {
        bends(self.slope_change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn change(low: f64) -> Option<Estimate> {
        Some(Estimate { mean: low + 0.1, low: Some(low), high: Some(low + 0.2) })
    }

    const fn gain(mean: f64) -> Difference {
        Difference { mean, low: None, high: None, p: None }
    }

    #[test]
    fn synergy_and_bend_are_read_together() {
        let (bent, straight, between) = (change(0.4), change(0.1), change(0.3));
        let table = [
            (gain(0.1), Some(0.05), bent, Some(Together::ActJointly)),
            (gain(0.1), Some(0.05), straight, Some(Together::AddUp)),
            (gain(0.1), Some(0.05), between, Some(Together::GainTogether)),
            (gain(0.1), Some(0.05), None, Some(Together::GainTogether)),
            (gain(-0.1), Some(0.01), bent, Some(Together::TellTheSame)),
            (gain(-0.1), Some(0.01), straight, Some(Together::TellTheSame)),
            (gain(0.1), Some(0.051), bent, Some(Together::BendOnly)),
            (gain(0.1), None, straight, None),
        ];
        for (synergy, q, slope_change, expected) in table {
            assert_eq!(together(&synergy, q, slope_change), expected, "{synergy:?} {q:?}");
        }
    }
}
