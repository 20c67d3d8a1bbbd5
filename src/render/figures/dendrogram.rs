//! Which variables say much the same.

use super::select;
use super::{Figure, Plot};
use crate::attribute::clusters::Merge;
use crate::card::Card;
use crate::compare::Groups;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::Picture;
use crate::render::draw::dendrogram::Dendrogram;
use crate::render::draw::labels::Name;
use crate::render::theme::Tone;
use std::collections::BTreeMap;

/// The figure `dendrogram`.
pub struct DendrogramOfVariables;

/// Variables up to which all are drawn; of more only those in groups.
const ALL: usize = 40;

static CARD: Card = Card {
    id: "dendrogram",
    title: "Which variables say much the same",
    formula: "average linkage on 1 - |r|, r Pearson's correlation over rows; for a category the largest of its inputs",
    reading: "Variables are joined where the bracket stands: the further left, the stronger their mean correlation. Strong brackets make a group, which is shuffled, left out and trained alone as one in the table.",
    misleading_when: "Correlation sees straight lines and pairs: a variable that two others tell together, or along a bend, stands alone here.",
    reference: "Sokal and Michener 1958; Gregorutti, Michel and Saint-Pierre 2015, doi:10.1016/j.csda.2015.04.002",
};

impl Figure for DendrogramOfVariables {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let groups = &report.findings.groups;
        let names: Vec<String> = report.findings.data.variables.iter().map(|v| v.name.clone()).collect();
        if names.len() < 3 || groups.merges.len() + 1 != names.len() {
            return None;
        }
        let shown = shown(groups, &names);
        if shown.len() < 2 {
            return None;
        }
        let tree = pruned(&groups.merges, &shown, names.len());
        let member = |name: &String| groups.groups.iter().any(|group| group.variables.contains(name));
        let leaf = |&at: &usize| {
            let tone = select::tone(report, &names[at]);
            let held = tone == Tone::Muted && member(&names[at]);
            Name::new(&names[at], if held { Tone::Ink } else { tone })
        };
        let branch = |at: usize| members(&groups.merges, at, &names);
        let rows = groups.merges.iter().map(|merge| {
            vec![branch(merge.first), branch(merge.second), numbers::fixed(merge.correlation, 2)]
        });
        Some(Plot {
            title: title(groups),
            reading: String::new(),
            drawn: format!("A tree over {}.", numbers::of(shown.len(), "variable")),
            numbers: select::table(["these", "and these", "mean |r|"], rows.collect()),
            picture: Picture::Dendrogram(Dendrogram {
                title: "mean |r|".to_owned(),
                leaves: shown.iter().map(leaf).collect(),
                hover: tree.iter().map(|&(_, _, at)| format!("mean |r| {}", numbers::fixed(at, 2))).collect(),
                joins: tree,
                cut: (groups.joined, format!("groups from {}", numbers::fixed(groups.joined, 1))),
                note: select::others(names.len(), shown.len()),
            }),
        })
    }
}

fn title(groups: &Groups) -> String {
    let strongest = groups.groups.iter().max_by(|a, b| a.correlation.total_cmp(&b.correlation));
    match (strongest, groups.groups.len()) {
        (None, _) => {
            let most = groups.merges.iter().map(|m| m.correlation).fold(0.0, f64::max);
            format!(
                "No variables are alike enough to make a group: the largest |r| is {}",
                numbers::fixed(most, 2)
            )
        }
        (Some(group), 1) => format!("{} say much the same", select::few(&group.variables)),
        (Some(group), more) => format!(
            "{} groups say much the same, {} the most",
            numbers::sentence(&numbers::in_words(more)),
            select::few(&group.variables)
        ),
    }
}

/// Places of the variables drawn.
fn shown(groups: &Groups, names: &[String]) -> Vec<usize> {
    if names.len() <= ALL {
        return (0..names.len()).collect();
    }
    let grouped = |name: &String| groups.groups.iter().any(|group| group.variables.contains(name));
    (0..names.len()).filter(|&at| grouped(&names[at])).take(ALL).collect()
}

/// The tree over some of the leaves, these numbered anew.
fn pruned(merges: &[Merge], shown: &[usize], count: usize) -> Vec<(usize, usize, f64)> {
    let mut place: BTreeMap<usize, usize> = shown.iter().enumerate().map(|(new, &old)| (old, new)).collect();
    let mut joins = Vec::new();
    for (at, merge) in merges.iter().enumerate() {
        let (first, second) = (place.get(&merge.first).copied(), place.get(&merge.second).copied());
        let kept = match (first, second) {
            (Some(first), Some(second)) => {
                joins.push((first, second, merge.correlation));
                Some(shown.len() + joins.len() - 1)
            }
            (one, other) => one.or(other),
        };
        if let Some(kept) = kept {
            place.insert(count + at, kept);
        }
    }
    joins
}

/// Names below a branch.
fn members(merges: &[Merge], branch: usize, names: &[String]) -> String {
    let mut found = Vec::new();
    let mut open = vec![branch];
    while let Some(at) = open.pop() {
        match at.checked_sub(names.len()).and_then(|place| merges.get(place)) {
            Some(merge) => open.extend([merge.second, merge.first]),
            None => found.extend(names.get(at).cloned()),
        }
    }
    select::few(&found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_left_out_leave_no_joint() {
        let merge = |first, second, correlation| Merge { first, second, correlation };
        let merges = [merge(0, 2, 0.9), merge(1, 3, 0.8), merge(4, 5, 0.3)];
        assert_eq!(pruned(&merges, &[0, 1, 2, 3], 4), [(0, 2, 0.9), (1, 3, 0.8), (4, 5, 0.3)]);
        assert_eq!(pruned(&merges, &[0, 1, 3], 4), [(1, 2, 0.8), (0, 3, 0.3)]);
    }
}
