//! Results added up: shares with Wilson's intervals over tables.

use super::{MeasureResult, TableResult};
use crate::attribute::MEASURES;
use crate::compare::Answer;
use crate::compare::claims::CHECKS;
use crate::stats::{Estimate, interval};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How often a measure recovered the truth, over some of the tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recovered {
    /// Id of the measure.
    pub measure: String,
    /// Id of the design; null for all.
    pub design: Option<String>,
    /// Rows of the tables; null for all sizes.
    pub rows: Option<usize>,
    /// Variables of the tables; null for all numbers.
    pub variables: Option<usize>,
    /// Decay; null for all.
    pub decay: Option<String>,
    /// Share of the tables on which its top two are a best pair, with Wilson's interval; null where no design has one.
    pub found: Option<Estimate>,
    /// Mean of Somers' D with the order of the design; null where no design has one.
    pub similarity: Option<Estimate>,
    /// Share of the tables on which a variable comes first whose absence costs nothing.
    pub idle_first: Option<Estimate>,
}

/// How a claim was answered, over all designs of a size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claims {
    /// Id of the claim.
    pub claim: String,
    /// Rows of the tables; null for all sizes.
    pub rows: Option<usize>,
    /// Tables on which it was answered yes, no, undecided, depends.
    pub answers: [usize; 4],
    /// Tables on which the truth says whether the answer is right.
    pub judged: usize,
    /// Share of these on which yes or no was said and is wrong, with Wilson's interval; null where there are none.
    pub wrong: Option<Estimate>,
}

/// Which tables a line is about.
#[derive(Clone, Copy, Default)]
struct Slice<'a> {
    design: Option<&'a str>,
    rows: Option<usize>,
    variables: Option<usize>,
    decay: Option<&'a str>,
}

impl Slice<'_> {
    fn holds(&self, of: &TableResult) -> bool {
        self.design.is_none_or(|design| design == of.design)
            && self.rows.is_none_or(|rows| rows == of.rows)
            && self.variables.is_none_or(|variables| variables == of.variables)
            && self.decay.is_none_or(|decay| decay == of.decay)
    }
}

/// Lines for all tables, for each design, size and decay, and for each design of each size; and the claims.
pub fn summary(results: &[TableResult]) -> (Vec<Recovered>, Vec<Claims>) {
    let designs = distinct(results.iter().map(|r| r.design.as_str()));
    let rows = distinct(results.iter().map(|r| r.rows));
    let decays = distinct(results.iter().map(|r| r.decay.as_str()));
    let mut slices = vec![Slice::default()];
    slices.extend(designs.iter().map(|&design| Slice { design: Some(design), ..Slice::default() }));
    slices.extend(rows.iter().map(|&rows| Slice { rows: Some(rows), ..Slice::default() }));
    slices.extend(decays.iter().map(|&decay| Slice { decay: Some(decay), ..Slice::default() }));
    // where each design has its own number of variables, a line for each number would be one of some designs
    let several = |design: &&str| {
        distinct(results.iter().filter(|r| r.design == **design).map(|r| r.variables)).len() > 1
    };
    if designs.iter().any(several) {
        let numbers = distinct(results.iter().map(|r| r.variables));
        slices.extend(numbers.iter().map(|&v| Slice { variables: Some(v), ..Slice::default() }));
    }
    if rows.len() > 1 {
        for design in &designs {
            let of_size =
                |&rows: &usize| Slice { design: Some(*design), rows: Some(rows), ..Slice::default() };
            slices.extend(rows.iter().map(of_size));
        }
    }
    let recovered = slices.iter().flat_map(|slice| recovered(results, *slice)).collect();
    let sizes = std::iter::once(None).chain(rows.iter().copied().map(Some));
    let claims = sizes.flat_map(|rows| CHECKS.iter().map(move |check| (check.card().id, rows)));
    (recovered, claims.map(|(claim, rows)| answered(results, claim, rows)).collect())
}

/// Distinct values in the order they come.
fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut found: Vec<T> = Vec::new();
    values.for_each(|value| {
        if !found.contains(&value) {
            found.push(value);
        }
    });
    found
}

fn recovered(results: &[TableResult], slice: Slice) -> Vec<Recovered> {
    let tables: Vec<&TableResult> = results.iter().filter(|result| slice.holds(result)).collect();
    let of = |id: &str| -> Vec<&MeasureResult> {
        tables.iter().filter_map(|table| table.measures.iter().find(|m| m.measure == id)).collect()
    };
    let line = |id: &str| {
        let of = of(id);
        let similarities: Vec<f64> = of.iter().filter_map(|m| m.similarity).collect();
        (!of.is_empty()).then(|| Recovered {
            measure: id.to_owned(),
            design: slice.design.map(str::to_owned),
            rows: slice.rows,
            variables: slice.variables,
            decay: slice.decay.map(str::to_owned),
            found: share(of.iter().filter_map(|m| m.found)),
            similarity: (!similarities.is_empty())
                .then(|| interval::estimate(&similarities, 0.0).within(-1.0, 1.0)),
            idle_first: share(of.iter().filter_map(|m| m.idle_first)),
        })
    };
    MEASURES.iter().filter_map(|measure| line(measure.card().id)).collect()
}

/// The share that is true; none of nothing.
fn share(of: impl Iterator<Item = bool>) -> Option<Estimate> {
    let all: Vec<bool> = of.collect();
    let yes = all.iter().filter(|yes| **yes).count();
    (!all.is_empty()).then(|| interval::proportion(yes, all.len()))
}

fn answered(results: &[TableResult], claim: &str, rows: Option<usize>) -> Claims {
    let slice = Slice { rows, ..Slice::default() };
    let tables = results.iter().filter(|result| slice.holds(result));
    let found: Vec<_> = tables.flat_map(|t| t.claims.iter().filter(|c| c.claim == claim)).collect();
    let count = |answer: Answer| found.iter().filter(|c| c.answer == answer).count();
    Claims {
        claim: claim.to_owned(),
        rows,
        answers: [Answer::Yes, Answer::No, Answer::Undecided, Answer::Depends].map(count),
        judged: found.iter().filter(|c| c.wrong.is_some()).count(),
        wrong: share(found.iter().filter_map(|c| c.wrong)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::ClaimResult;
    use super::*;

    fn result(design: &str, rows: usize, found: bool, wrong: Option<bool>) -> TableResult {
        TableResult {
            design: design.to_owned(),
            rows,
            variables: 8,
            decay: "auto".to_owned(),
            table: 0,
            measures: vec![MeasureResult {
                measure: "olden".to_owned(),
                found: Some(found),
                similarity: Some(if found { 1.0 } else { 0.0 }),
                idle_first: None,
            }],
            claims: vec![ClaimResult { claim: "best_subset".to_owned(), answer: Answer::Yes, wrong }],
        }
    }

    #[test]
    fn numbers_of_variables_have_lines_where_a_design_has_several() {
        let few = result("A", 100, true, None);
        let many = TableResult { variables: 14, ..result("A", 100, false, None) };
        let lines = |results: &[TableResult]| -> Vec<(usize, f64)> {
            let found = |r: &Recovered| Some((r.variables?, r.found?.mean));
            summary(results).0.iter().filter_map(found).collect()
        };
        assert_eq!(lines(&[few.clone(), many.clone()]), [(8, 1.0), (14, 0.0)]);
        let question = TableResult { design: "question".to_owned(), ..many };
        assert!(lines(&[few, question]).is_empty());
    }

    #[test]
    fn shares_are_counted_over_the_tables_of_a_line() {
        let results = [
            result("A", 100, true, Some(false)),
            result("A", 300, true, None),
            result("D", 100, false, Some(true)),
        ];
        let (recovered, claims) = summary(&results);
        let line = |design: Option<&str>, rows: Option<usize>| {
            let of = |r: &&Recovered| r.design.as_deref() == design && r.rows == rows && r.decay.is_none();
            recovered.iter().find(of).unwrap().found.unwrap().mean
        };
        assert!((line(None, None) - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!((line(Some("A"), None), line(Some("D"), None), line(None, Some(100))), (1.0, 0.0, 0.5));
        assert_eq!(line(Some("A"), Some(300)), 1.0);
        let best = claims.iter().find(|c| c.claim == "best_subset" && c.rows.is_none()).unwrap();
        assert_eq!((best.answers, best.judged, best.wrong.unwrap().mean), ([3, 0, 0, 0], 2, 0.5));
    }
}
