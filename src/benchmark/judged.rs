//! A report against the truth of the design that drew its table.

use super::{ClaimResult, MeasureResult};
use crate::attribute::Ranking;
use crate::compare::{Answer, Claim};
use crate::render::Report;
use crate::simulate::Truth;
use crate::stats::{correlation, rank};

/// For each variable how much is lost without it: the number of groups of the order that lose less, and one; 0 for nothing.
fn strengths(names: &[&str], truth: &Truth) -> Vec<f64> {
    let groups = truth.order.len();
    let place = |name: &&str| truth.order.iter().position(|group| group.iter().any(|member| member == name));
    names.iter().map(|name| place(name).map_or(0.0, |place| (groups - place) as f64)).collect()
}

/// Every measure that has a ranking.
pub(super) fn measures(report: &Report, truth: &Truth) -> Vec<MeasureResult> {
    report.findings.rankings.iter().filter(|r| !r.variables.is_empty()).map(|r| measure(r, truth)).collect()
}

fn measure(ranking: &Ranking, truth: &Truth) -> MeasureResult {
    let names: Vec<&str> = ranking.variables.iter().map(|v| v.name.as_str()).collect();
    let strengths = strengths(&names, truth);
    let scores: Vec<f64> = ranking.variables.iter().map(|v| -(v.rank as f64)).collect();
    let top: Vec<&str> = rank::top(&scores, 2).into_iter().map(|v| names[v]).collect();
    let matters = strengths.iter().any(|s| *s > 0.0);
    let first = rank::order(&scores)[0];
    MeasureResult {
        measure: ranking.measure.clone(),
        found: (!truth.best_pairs.is_empty()).then(|| is_best(&top, truth)),
        similarity: correlation::somers_d(&scores, &strengths),
        idle_first: matters.then(|| strengths[first] == 0.0),
    }
}

fn is_best(set: &[&str], truth: &Truth) -> bool {
    truth
        .best_pairs
        .iter()
        .any(|pair| set.len() == 2 && pair.iter().all(|member| set.contains(&member.as_str())))
}

/// Every claim.
pub(super) fn claims(report: &Report, truth: &Truth) -> Vec<ClaimResult> {
    let verdict = &report.findings.verdict;
    let set: Vec<&str> = verdict.variables.iter().map(String::as_str).collect();
    let names: Vec<&str> = report.findings.data.variables.iter().map(|v| v.name.as_str()).collect();
    let result = |claim: &Claim| {
        let right = right(&claim.claim, &set, &names, truth);
        let wrong = |right: Right| match claim.answer {
            Answer::Yes => !right.yes,
            Answer::No => !right.no,
            _ => false,
        };
        ClaimResult { claim: claim.claim.clone(), answer: claim.answer, wrong: right.map(wrong) }
    };
    verdict.claims.iter().map(result).collect()
}

/// Which answers the truth of a design allows. Neither, where the set shares its place with another: it is one of the
/// best, and not the best.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Right {
    yes: bool,
    no: bool,
}

impl Right {
    fn only(holds: bool) -> Self {
        Right { yes: holds, no: !holds }
    }
}

/// The right answers to a claim about the set; `None` where the truth doesn't say. Of pure noise nothing holds.
fn right(claim: &str, set: &[&str], names: &[&str], truth: &Truth) -> Option<Right> {
    let noise = truth.important.is_empty();
    match claim {
        "negative_weights" => Some(Right::only(true)),
        "signal" => Some(Right::only(!noise)),
        "weights_speak" | "enough" | "each_needed" if noise => Some(Right::only(false)),
        "enough" => everything(set, truth).then_some(Right::only(true)),
        "best_subset" if set.len() == 2 => {
            let best = is_best(set, truth);
            Some(Right { yes: best && truth.best_pairs.len() == 1, no: !best })
        }
        "top_variables" => Some(leads(set, names, truth)),
        _ => None,
    }
}

/// Whether the set holds all that the formula names.
fn everything(set: &[&str], truth: &Truth) -> bool {
    truth.important.iter().all(|variable| set.contains(&variable.name.as_str()))
}

/// On top where nobody outside the set loses more than any of its members, each of which loses something; alone there where
/// nobody outside loses as much.
fn leads(set: &[&str], names: &[&str], truth: &Truth) -> Right {
    let strengths = strengths(names, truth);
    let of =
        |inside: bool| names.iter().zip(&strengths).filter(move |(name, _)| set.contains(name) == inside);
    let least = of(true).map(|(_, s)| *s).fold(f64::INFINITY, f64::min);
    let most = of(false).map(|(_, s)| *s).fold(0.0, f64::max);
    Right { yes: least > most, no: least == 0.0 || least < most }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;
    use crate::simulate::{self, Settings};

    fn truth(design: &str) -> Truth {
        let design = simulate::find(design).unwrap();
        simulate::make(design, &Settings { rows: 1, ..design.defaults() }, Seed::new(0)).unwrap().truth
    }

    #[test]
    fn the_truth_of_a_claim_follows_from_the_design() {
        let names = ["x1", "x2", "x3", "x4", "x5"];
        let graded = truth("A");
        for (set, best, top) in [(["x1", "x2"], true, true), (["x1", "x3"], false, false)] {
            assert_eq!(right("best_subset", &set, &names, &graded), Some(Right::only(best)));
            assert_eq!(right("top_variables", &set, &names, &graded), Some(Right::only(top)));
        }
        assert_eq!(right("signal", &["x1", "x2"], &names, &graded), Some(Right::only(true)));
        assert_eq!(right("enough", &["x1", "x2"], &names, &graded), None);
        let named = ["x1", "x2", "x3", "x4"];
        assert_eq!(right("enough", &named, &names, &graded), Some(Right::only(true)));
        // T: 2 x1 + 1.5 x2 + 1.5 x3 + 0.5 x4
        let (tie, neither) = (truth("T"), Some(Right { yes: false, no: false }));
        for claim in ["best_subset", "top_variables"] {
            assert_eq!(right(claim, &["x1", "x3"], &names, &tie), neither, "{claim}");
        }
        let noise = truth("H");
        for claim in ["signal", "weights_speak", "top_variables", "best_subset", "enough", "each_needed"] {
            assert_eq!(right(claim, &["x1", "x2"], &names, &noise), Some(Right::only(false)), "{claim}");
        }
    }

    #[test]
    fn strengths_follow_the_groups_of_the_order() {
        // A: 2 x1 + 1.5 x2 + x3 + 0.5 x4
        assert_eq!(strengths(&["x1", "x2", "x3", "x4", "x5"], &truth("A")), [4.0, 3.0, 2.0, 1.0, 0.0]);
    }
}
