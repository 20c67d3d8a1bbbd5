//! Groups of correlated variables.

use super::retraining::kept_cell;
use super::{Cell, Table};
use crate::compare::Group;
use crate::numbers;
use crate::render::Report;

/// What each group is worth as one.
pub fn groups(report: &Report) -> Result<Table, String> {
    let groups = &report.findings.groups;
    if groups.groups.is_empty() {
        let why = format!(
            "No variables are joined at a mean correlation of {} or more, so none are scored as a group.",
            numbers::fixed(groups.joined, 1)
        );
        return Err(why);
    }
    let head =
        ["group", "mean |r|", "shuffled as one", "shuffled singly, sum", "left out as one", "kept alone"];
    let mut table = Table::new("Variables that say much the same, as one", "num st", &head);
    let claimed = &report.findings.verdict.variables;
    for group in &groups.groups {
        table.push(row(group), group.variables.iter().any(|v| claimed.contains(v)));
    }
    table.note = Some(
        "Shuffled: rise of held-out log loss, all members in one order of rows, beside the sum of the rises when each is \
         shuffled by itself; intervals over half-samples. Left out: log loss of networks trained without all of them, less \
         that of all variables; kept: share of the gain of all variables that networks trained on the group alone keep; \
         intervals over splits."
            .to_owned(),
    );
    Ok(table)
}

fn row(group: &Group) -> Vec<Cell> {
    vec![
        Cell::text(numbers::set(&group.variables)),
        Cell::text(numbers::fixed(group.correlation, 2)),
        Cell::estimate(Some(&group.shuffled), numbers::signed_estimate),
        group.shuffled_singly.map_or(Cell::Empty, |sum| Cell::text(numbers::signed(sum, 3))),
        group.left_out.as_ref().map_or(Cell::Empty, Cell::difference),
        group.kept.as_ref().map_or(Cell::Empty, |kept| kept_cell(&numbers::percent(kept))),
    ]
}
