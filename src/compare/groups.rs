//! Groups of correlated variables: shuffled as one, left out as one, alone.

use super::case::{Case, difference, mean};
use super::retraining::gain_is_shown;
use super::{Group, Groups};
use crate::attribute::clusters::{Clusters, JOINED, Merge};
use crate::stats::{Estimate, interval};

/// Sets to train for the groups: each alone, and all variables but its members.
pub fn sets(clusters: &Clusters, count: usize) -> Vec<Vec<usize>> {
    clusters.groups.iter().flat_map(|group| [group.clone(), without(group, count)]).collect()
}

fn without(group: &[usize], count: usize) -> Vec<usize> {
    (0..count).filter(|v| !group.contains(v)).collect()
}

/// The dendrogram and what each group is worth.
pub fn groups(case: &Case, clusters: &Clusters) -> Groups {
    let group = |(members, &shuffled): (&Vec<usize>, &Estimate)| group(case, clusters, members, shuffled);
    Groups {
        joined: JOINED,
        merges: clusters.merges.clone(),
        groups: clusters.groups.iter().zip(&clusters.shuffled).map(group).collect(),
    }
}

fn group(case: &Case, clusters: &Clusters, members: &[usize], shuffled: Estimate) -> Group {
    let (count, ratio) = (case.dataset.variables.len(), case.ensemble.ratio());
    let single = case.measure("permutation").map(|measure| {
        let of_split = |scores: &Vec<f64>| members.iter().map(|&v| scores[v]).sum::<f64>();
        mean(&measure.by_split.iter().map(of_split).collect::<Vec<_>>())
    });
    let rest = without(members, count);
    let left_out =
        case.losses(&rest).map(|l| interval::difference(&difference(&l, &case.full_losses()), ratio));
    let alone = case.losses(members);
    let kept = alone
        .filter(|_| gain_is_shown(case))
        .and_then(|losses| interval::fieller(&difference(&case.nothing, &losses), &case.gains(), ratio));
    Group {
        variables: case.names(members),
        correlation: joined_at(&clusters.merges, members, count),
        shuffled,
        shuffled_singly: single,
        left_out,
        kept,
    }
}

/// Mean |r| of the merge that made the group.
fn joined_at(merges: &[Merge], members: &[usize], count: usize) -> f64 {
    let mut branches: Vec<Vec<usize>> = (0..count).map(|v| vec![v]).collect();
    for merge in merges {
        let mut both = [branches[merge.first].clone(), branches[merge.second].clone()].concat();
        both.sort_unstable();
        if both == members {
            return merge.correlation;
        }
        branches.push(both);
    }
    1.0
}
