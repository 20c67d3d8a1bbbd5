//! Groups of correlated variables: shuffled as one, left out as one, alone.

use super::case::{Case, difference, mean};
use super::retraining::gain_is_shown;
use super::{Group, Groups};
use crate::attribute::clusters::{Cluster, Clusters, JOINED};
use crate::stats::{Estimate, interval};

/// Sets to train for the groups: each alone, and all variables but its members.
pub fn sets(clusters: &Clusters, count: usize) -> Vec<Vec<usize>> {
    clusters.groups.iter().flat_map(|g| [g.members.clone(), without(&g.members, count)]).collect()
}

fn without(group: &[usize], count: usize) -> Vec<usize> {
    (0..count).filter(|v| !group.contains(v)).collect()
}

/// The dendrogram and what each group is worth.
pub fn groups(case: &Case, clusters: &Clusters) -> Groups {
    let group = |(cluster, &shuffled): (&Cluster, &Estimate)| group(case, cluster, shuffled);
    Groups {
        joined: JOINED,
        merges: clusters.merges.clone(),
        groups: clusters.groups.iter().zip(&clusters.shuffled).map(group).collect(),
    }
}

fn group(case: &Case, cluster: &Cluster, shuffled: Estimate) -> Group {
    let (count, ratio) = (case.dataset.variables.len(), case.ensemble.ratio());
    let members = &cluster.members;
    let single = case.measure("permutation").map(|measure| {
        let of_split = |scores: &Vec<f64>| members.iter().map(|&v| scores[v]).sum::<f64>();
        mean(&measure.by_split.iter().map(of_split).collect::<Vec<_>>())
    });
    let rest = without(members, count);
    let left_out =
        case.losses(&rest).map(|l| interval::difference(&difference(&l, &case.full_losses()), ratio));
    let alone = case.losses(members);
    let kept = alone.filter(|_| gain_is_shown(case)).and_then(|losses| case.kept(&losses));
    Group {
        variables: case.names(members),
        correlation: cluster.correlation,
        shuffled,
        shuffled_singly: single,
        left_out,
        kept,
    }
}
