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
    let holds = |claim: &Claim| holds(&claim.claim, &set, &names, truth);
    let result = |claim: &Claim| ClaimResult {
        claim: claim.claim.clone(),
        answer: claim.answer,
        wrong: match (holds(claim), claim.answer) {
            (Some(holds), Answer::Yes) => Some(!holds),
            (Some(holds), Answer::No) => Some(holds),
            (Some(_), _) => Some(false),
            (None, _) => None,
        },
    };
    verdict.claims.iter().map(result).collect()
}

/// Whether a claim about the set holds in the design; `None` where its truth doesn't say. Of pure noise nothing holds.
fn holds(claim: &str, set: &[&str], names: &[&str], truth: &Truth) -> Option<bool> {
    let noise = truth.important.is_empty();
    match claim {
        "negative_weights" => Some(true),
        "signal" => Some(!noise),
        "weights_speak" | "enough" | "each_needed" if noise => Some(false),
        "best_subset" if set.len() == 2 => Some(is_best(set, truth)),
        "top_variables" => Some(leads(set, names, truth)),
        _ => None,
    }
}

/// Whether nobody outside the set loses more than any of its members, each of which loses something.
fn leads(set: &[&str], names: &[&str], truth: &Truth) -> bool {
    let strengths = strengths(names, truth);
    let of =
        |inside: bool| names.iter().zip(&strengths).filter(move |(name, _)| set.contains(name) == inside);
    let least = of(true).map(|(_, s)| *s).fold(f64::INFINITY, f64::min);
    let most = of(false).map(|(_, s)| *s).fold(0.0, f64::max);
    least > 0.0 && least >= most
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
            assert_eq!(holds("best_subset", &set, &names, &graded), Some(best));
            assert_eq!(holds("top_variables", &set, &names, &graded), Some(top));
        }
        assert_eq!(holds("signal", &["x1", "x2"], &names, &graded), Some(true));
        assert_eq!(holds("enough", &["x1", "x2"], &names, &graded), None);
        let noise = truth("H");
        for claim in ["signal", "weights_speak", "top_variables", "best_subset", "enough", "each_needed"] {
            assert_eq!(holds(claim, &["x1", "x2"], &names, &noise), Some(false), "{claim}");
        }
    }

    #[test]
    fn strengths_follow_the_groups_of_the_order() {
        // A: 2 x1 + 1.5 x2 + x3 + 0.5 x4
        assert_eq!(strengths(&["x1", "x2", "x3", "x4", "x5"], &truth("A")), [4.0, 3.0, 2.0, 1.0, 0.0]);
    }
}
