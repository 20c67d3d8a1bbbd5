//! Which variables the tables of a page hold where there are very many: a page has to open, and the JSON has all of them.

use super::Report;
use super::figures::{independent, stands_out};
use crate::stats::rank;
use std::collections::BTreeSet;

/// Variables in a table of the page at most, but for those that stand out.
const TABLED: usize = 250;

/// Whether the tables of the page hold all of so many variables.
pub fn holds_all(variables: usize) -> bool {
    variables <= TABLED
}

/// Names that no table of the page holds: all but those of the best rank by any measure, near copies counted once.
pub fn left_out(report: &Report) -> BTreeSet<&str> {
    let variables = &report.findings.data.variables;
    if holds_all(variables.len()) {
        return BTreeSet::new();
    }
    let measures = independent(report);
    let best = |v: usize| measures.iter().map(|m| m.variables[v].rank).min().unwrap_or(v);
    let nearness: Vec<f64> = (0..variables.len()).map(|v| -(best(v) as f64)).collect();
    let kept = rank::top(&nearness, TABLED);
    let names = variables.iter().enumerate().filter(|(v, _)| kept.binary_search(v).is_err());
    names.map(|(_, variable)| variable.name.as_str()).filter(|name| !stands_out(report, name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    #[test]
    fn the_best_by_any_measure_and_the_claimed_stay() {
        assert!(left_out(&testing::report(TABLED, 2)).is_empty());
        let mut report = testing::report(400, 2);
        // one measure puts the last variable first
        report.findings.rankings[0].variables[399].rank = 1;
        let left = left_out(&report);
        // all measures but that one rank by column: the 250 nearest are the first 249 and the last
        assert_eq!(left.len(), 150);
        assert!(!left.contains("v400") && left.contains("v250") && !left.contains("v249"));
        report.findings.verdict.variables = vec!["v300".to_owned()];
        assert!(!left_out(&report).contains("v300"));
    }
}
