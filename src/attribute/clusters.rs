//! Variables that say much the same: groups by correlation, scored together.
//!
//! ```text
//!   |r| of all pairs ──► average linkage on 1 - |r| ──► dendrogram ──► groups: joined at a mean |r| of at least .7
//! ```
//! Shuffling or leaving out one of two copies says little of either, for the other still says it; so a group is shuffled as one
//! (the same order of rows for all its inputs, which leaves what they have among themselves), left out as one, and trained
//! alone. A category is one variable to begin with; its correlation with another is the largest of its inputs.
//!
//! Sources: Gregorutti, Michel and Saint-Pierre 2015 (grouped permutation), doi:10.1016/j.csda.2015.04.002; average linkage:
//! Sokal and Michener 1958.

use super::by_rows::by_rows;
use super::cells::thinned;
use super::permutation::View;
use super::rankings::{over_units, unit_scores};
use super::{Evidence, Scores, Unit};
use crate::error::Result;
use crate::prepare::Dataset;
use crate::seed::Seed;
use crate::stats::{Estimate, correlation as pearson, interval};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Mean |r| at which variables are joined to a group.
pub const JOINED: f64 = 0.7;

/// Two branches of the dendrogram become one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Merge {
    /// A variable (its place among the data's columns), or D + the place of an earlier merge.
    pub first: usize,
    /// The other branch.
    pub second: usize,
    /// Mean |r| between the members of the two.
    pub correlation: f64,
}

/// How variables hang together, and the groups that follow.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clusters {
    /// Correlations of all pairs, 1 with itself.
    pub correlations: Vec<Vec<f64>>,
    /// D - 1 merges, the most alike first.
    pub merges: Vec<Merge>,
    /// Groups of two variables or more, by their first member.
    pub groups: Vec<Cluster>,
    /// For each group the rise of held-out log loss on shuffling it as one, with its half-sample interval.
    pub shuffled: Vec<Estimate>,
}

/// Variables joined to a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Ascending places.
    pub members: Vec<usize>,
    /// Mean |r| between the two branches that were joined last.
    pub correlation: f64,
}

/// |r| of two variables over all rows, signed: for categories the largest of their inputs in magnitude.
pub fn correlation(dataset: &Dataset, a: usize, b: usize) -> f64 {
    let rows = all_rows(dataset);
    largest(&columns(dataset, &rows, a), &columns(dataset, &rows, b))
}

pub(super) fn all_rows(dataset: &Dataset) -> Vec<u32> {
    (0..dataset.rows() as u32).collect()
}

/// Rows of large tables that correlations are worked out from: they err by less than .01.
pub(super) const MOST_ROWS: usize = 20_000;

/// Correlations of all pairs, 1 with itself; for categories the largest of their inputs in magnitude. Of more rows than
/// 20,000 as many are drawn.
pub fn correlations(dataset: &Dataset, seed: Seed) -> Vec<Vec<f64>> {
    let count = dataset.variables.len();
    let rows = thinned(&all_rows(dataset), MOST_ROWS, seed.child("correlated", 0));
    let columns: Vec<_> = (0..count).map(|v| columns(dataset, &rows, v)).collect();
    let of = |a: usize, b: usize| largest(&columns[a], &columns[b]);
    let upper: Vec<Vec<f64>> =
        (0..count).into_par_iter().map(|a| (a + 1..count).map(|b| of(a, b)).collect()).collect();
    let cell = |a: usize, b: usize| match a.cmp(&b) {
        std::cmp::Ordering::Equal => 1.0,
        std::cmp::Ordering::Less => upper[a][b - a - 1],
        std::cmp::Ordering::Greater => upper[b][a - b - 1],
    };
    (0..count).map(|a| (0..count).map(|b| cell(a, b)).collect()).collect()
}

/// The columns of a variable's inputs in some rows.
pub(super) fn columns(dataset: &Dataset, rows: &[u32], variable: usize) -> Vec<Vec<f64>> {
    let column = |input: usize| -> Vec<f64> {
        rows.iter().map(|&row| f64::from(dataset.inputs.cells.at(row as usize, input))).collect()
    };
    dataset.variables[variable].inputs.clone().map(column).collect()
}

/// The correlation largest in magnitude of the inputs of one variable with those of another.
fn largest(first: &[Vec<f64>], second: &[Vec<f64>]) -> f64 {
    let pairs = first.iter().flat_map(|x| second.iter().map(move |y| (x, y)));
    let correlation = |(x, y): (&Vec<f64>, &Vec<f64>)| pearson::pearson(x, y).unwrap_or(0.0);
    pairs.map(correlation).fold(0.0f64, |largest, r| if r.abs() > largest.abs() { r } else { largest })
}

/// The dendrogram of a correlation matrix and its groups.
fn linked(correlations: &[Vec<f64>]) -> (Vec<Merge>, Vec<Cluster>) {
    let count = correlations.len();
    let mut distances: Vec<f64> = (0..count)
        .flat_map(|a| (a + 1..count).map(move |b| (a, b)))
        .map(|(a, b)| 1.0 - correlations[a][b].abs())
        .collect();
    let dendrogram = kodama::linkage(&mut distances, count, kodama::Method::Average);
    let merge = |step: &kodama::Step<f64>| Merge {
        first: step.cluster1.min(step.cluster2),
        second: step.cluster1.max(step.cluster2),
        correlation: 1.0 - step.dissimilarity,
    };
    let merges: Vec<Merge> = dendrogram.steps().iter().map(merge).collect();
    let groups = groups(&merges, count);
    (merges, groups)
}

/// The largest branches whose own merge is at `JOINED` or above.
fn groups(merges: &[Merge], count: usize) -> Vec<Cluster> {
    let leaf = |v: usize| Some(Cluster { members: vec![v], correlation: 1.0 });
    let mut branches: Vec<Option<Cluster>> = (0..count).map(leaf).collect();
    for merge in merges {
        let joined = if merge.correlation >= JOINED {
            let both = branches[merge.first].take().zip(branches[merge.second].take());
            both.map(|(first, second)| Cluster {
                members: [first.members, second.members].concat(),
                correlation: merge.correlation,
            })
        } else {
            None
        };
        branches.push(joined);
    }
    let mut groups: Vec<Cluster> =
        branches.into_iter().flatten().filter(|group| group.members.len() > 1).collect();
    groups.iter_mut().for_each(|group| group.members.sort_unstable());
    groups.sort_by(|a, b| a.members.cmp(&b.members));
    groups
}

/// Groups of the table's variables, each shuffled as one.
///
/// # Errors
/// Those of the permutation.
pub fn clusters(splits: &Evidence, halves: &Evidence) -> Result<Clusters> {
    let correlations = correlations(splits.dataset, splits.seed);
    let (merges, groups) = linked(&correlations);
    if groups.is_empty() {
        return Ok(Clusters { correlations, merges, ..Clusters::default() });
    }
    let inputs = |group: &Cluster| -> Vec<usize> {
        group.members.iter().flat_map(|&v| splits.dataset.variables[v].inputs.clone()).collect()
    };
    let sets: Vec<Vec<usize>> = groups.iter().map(inputs).collect();
    let rises = |of: &Evidence| -> Result<Vec<Scores>> {
        by_rows(of, |rows, runs| Ok(View::of_sets(of, rows, sets.clone()).scores(runs)))
    };
    let (over_splits, over_halves) = (rises(splits)?, rises(halves)?);
    let centers = over_units(&over_splits, |run| run.values.clone());
    let by_half = unit_scores(&over_halves, Unit::Raw);
    let shuffled = centers.iter().enumerate().map(|(at, &center)| {
        interval::half_samples(center, &by_half.iter().map(|half| half[at]).collect::<Vec<_>>())
    });
    Ok(Clusters { shuffled: shuffled.collect(), correlations, merges, groups })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{get, oracle};
    use super::*;
    use crate::train::testing::dataset;

    #[test]
    fn merges_and_groups_are_those_of_scipy() {
        let oracle = oracle("clusters");
        let columns: Vec<Vec<f64>> = get(&oracle, "columns");
        let (merges, groups) = linked(&correlations(&dataset(&columns, &[0; 60], 2), Seed::new(0)));
        let expected: Vec<Merge> = get(&oracle, "merges");
        assert_eq!(merges.len(), expected.len());
        for (found, expected) in merges.iter().zip(&expected) {
            assert_eq!((found.first, found.second), (expected.first, expected.second));
            assert!((found.correlation - expected.correlation).abs() < 1e-6, "{found:?} {expected:?}");
        }
        let members: Vec<Vec<usize>> = groups.iter().map(|group| group.members.clone()).collect();
        assert_eq!(members, get::<Vec<Vec<usize>>>(&oracle, "groups"));
        // each is joined last where the tree joins all its members
        assert!(groups.iter().all(|g| merges[..].iter().any(|m| m.correlation == g.correlation)));
    }

    #[test]
    fn one_variable_makes_no_group() {
        let (merges, groups) =
            linked(&correlations(&dataset(&[vec![1.0, 2.0, 3.0]], &[0, 1, 0], 2), Seed::new(0)));
        assert!(merges.is_empty() && groups.is_empty());
    }
}
