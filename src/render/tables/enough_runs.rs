//! Would other splits, or more of them, change a rank or an answer?

use super::{Cell, Table};
use crate::compare::Answer;
use crate::compare::claims::CHECKS;
use crate::compare::enough_runs::{AnswerShares, COARSE, ClaimRuns, EnoughRuns, Gap, MeasureRuns, Needs};
use crate::numbers;
use crate::prepare::plan::MOST_REPEATS;
use crate::render::Report;
use crate::render::figures::short;
use crate::stats::Estimate;

/// Why there is nothing to show: a report from before, or too few repeats.
fn told(runs: &EnoughRuns, known: bool) -> Result<(), String> {
    if runs.claims.is_empty() {
        return Err("Whether other splits would change this was not asked.".to_owned());
    }
    let few = "Fewer than three repeats tell nothing of what other ones would give.";
    if known { Ok(()) } else { Err(few.to_owned()) }
}

/// One row a measure: the gap at the edge of its top set.
pub fn ranks(report: &Report) -> Result<Table, String> {
    let runs = &report.findings.enough_runs;
    told(runs, true)?;
    let edges =
        runs.measures.iter().filter_map(|of| Some((of, of.gaps.iter().find(|g| g.place == runs.top)?)));
    let edges: Vec<(&MeasureRuns, &Gap)> = edges.collect();
    if edges.is_empty() {
        return Err("The top set holds every variable there is, so it has no edge.".to_owned());
    }
    told(runs, edges.iter().any(|(_, gap)| gap.error.is_some()))?;
    let head = [
        "measure",
        "last in, first out",
        "gap",
        "Monte Carlo error",
        "of it from starts",
        "a rerun turns it",
        "over other rows",
        "what would settle it",
    ];
    let caption = format!(
        "The edge of the top {}: what the draw of the splits could turn around",
        numbers::in_words(runs.top)
    );
    let mut table = Table::new(caption, "num st", &head);
    for (of, gap) in edges {
        table.push(edge(report, of, gap), false);
    }
    table.note = Some(
        "Gap: score of the last variable in the top set less that of the first one out. Its Monte Carlo error comes from the \
         spread over repeats, each a new division of the same rows into folds with new starts; beside it the share of its \
         square that comes from the starts alone. A rerun turns it: the chance that as many other repeats order the two the \
         other way. Over other rows: the 95 % interval of this one gap, which no number of repeats narrows. Where it holds 0, \
         only more rows would show an order; elsewhere repeats settle it once the gap is outside the 95 % interval of its draw."
            .to_owned(),
    );
    Ok(table)
}

fn edge(report: &Report, of: &MeasureRuns, gap: &Gap) -> Vec<Cell> {
    let share = |value: Option<f64>| value.map_or(Cell::Empty, |v| Cell::text(numbers::share(v)));
    let ends = Estimate { mean: gap.gap, low: gap.low, high: gap.high };
    let decimals = numbers::decimals(gap.gap, gap.low, gap.high);
    let whole = |value: f64| numbers::fixed(value, decimals);
    vec![
        Cell::text(short(report, &of.measure)),
        Cell::text(format!("{}, {}", gap.above, gap.below)),
        Cell::text(whole(gap.gap)),
        gap.error.map_or(Cell::Empty, |error| {
            Cell::text(numbers::fixed(error, numbers::decimals_among(std::iter::once(error), 2)))
        }),
        share(gap.from_starts),
        share(gap.swap),
        match (ends.low, ends.high) {
            (Some(low), Some(high)) => Cell::text(format!("[{}, {}]", whole(low), whole(high))),
            _ => Cell::Empty,
        },
        Cell::text(takes(gap.settled, gap.needs, gap.needed)),
    ]
}

/// `settled`, `20 repeats`, `more than 40 repeats`, `more rows`.
fn takes(settled: Option<bool>, needs: Option<Needs>, needed: Option<usize>) -> String {
    match (needs, needed, settled) {
        (Some(Needs::Repeats), Some(repeats), _) => format!("about {}", numbers::of(repeats, "repeat")),
        (Some(Needs::Repeats), None, _) => format!("more than {}", numbers::of(MOST_REPEATS, "repeat")),
        (Some(Needs::Rows), _, _) => "more rows".to_owned(),
        (None, _, Some(_)) => "settled".to_owned(),
        (None, _, None) => "·".to_owned(),
    }
}

/// One row a claim.
pub fn claims(report: &Report) -> Result<Table, String> {
    let runs = &report.findings.enough_runs;
    told(runs, runs.claims.iter().any(|claim| claim.same.is_some()))?;
    let head = ["question", "answer", "the same in reruns", "other answers", "what would settle it"];
    let mut table = Table::new("How often other splits would give the same answer", "num st ws", &head);
    for of in &runs.claims {
        table.push(claim(of), of.settled == Some(false));
    }
    let coarse = if runs.set_repeats < COARSE {
        format!(" From {} the shares are known coarsely.", numbers::of_in_words(runs.set_repeats, "repeat"))
    } else {
        String::new()
    };
    table.note = Some(format!(
        "In {} imagined reruns all mean losses move together as other repeats of the same rows would move them (t, with one \
         degree of freedom less than repeats), and every question is answered anew; a question that needs a signal is \
         undecided in those that find none. What would settle it: repeats after which {} of reruns would agree, were the means \
         to stay as they are; rows where {} would not do, or where undecided is the settled answer.{coarse}",
        numbers::count(runs.reruns),
        numbers::share(crate::compare::enough_runs::SETTLED),
        numbers::of(MOST_REPEATS, "repeat"),
    ));
    Ok(table)
}

fn claim(of: &ClaimRuns) -> Vec<Cell> {
    let title =
        CHECKS.iter().map(|check| check.card()).find(|card| card.id == of.claim).map(|card| card.title);
    vec![
        Cell::text(title.unwrap_or(&of.claim)),
        Cell::Answer(of.answer),
        of.same.map_or(Cell::Empty, |same| Cell::text(numbers::share(same))),
        of.shares.map_or(Cell::Empty, |shares| others(&shares, of.answer)),
        Cell::text(takes(of.settled, of.needs, of.needed)),
    ]
}

/// `undecided 24 %, no 3 %`: what else comes up in more than a rerun of two hundred.
fn others(shares: &AnswerShares, answer: Answer) -> Cell {
    const LEAST: f64 = 0.005;
    let all = [Answer::Yes, Answer::No, Answer::Undecided, Answer::Depends];
    let mut rest: Vec<(Answer, f64)> = all.into_iter().map(|of| (of, shares.of(of))).collect();
    rest.retain(|(of, share)| *of != answer && *share > LEAST);
    rest.sort_by(|a, b| b.1.total_cmp(&a.1));
    let words: Vec<String> =
        rest.iter().map(|(of, share)| format!("{} {}", of.word(), numbers::share(*share))).collect();
    if words.is_empty() { Cell::Empty } else { Cell::text(words.join(", ")) }
}

/// ` Other splits of the same rows would give this answer in 71 % of reruns.`, where an answer hangs on them; else nothing.
pub fn hangs(runs: &EnoughRuns, claim: &str) -> String {
    let found = runs.claims.iter().find(|of| of.claim == claim && of.settled == Some(false));
    let Some((of, same)) = found.and_then(|of| Some((of, of.same?))) else { return String::new() };
    let about = if runs.set_repeats < COARSE { "about " } else { "" };
    let more = match of.needed {
        Some(repeats) => format!("; about {repeats} repeats would settle it"),
        None => String::new(),
    };
    format!(
        " This answer hangs on the draw of the splits: other ones of the same rows would give it in {about}{} of reruns{more}.",
        numbers::share(same)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    #[test]
    fn an_answer_that_hangs_on_the_splits_says_so() {
        let runs = testing::report(5, 3).findings.enough_runs;
        assert_eq!(
            hangs(&runs, "enough"),
            " This answer hangs on the draw of the splits: other ones of the same rows would give it in about 70 % of \
             reruns; about 20 repeats would settle it."
        );
        assert_eq!(hangs(&runs, "signal"), "");
    }

    #[test]
    fn what_would_settle_it() {
        assert_eq!(takes(Some(false), Some(Needs::Repeats), Some(20)), "about 20 repeats");
        assert_eq!(takes(Some(false), Some(Needs::Repeats), None), "more than 40 repeats");
        assert_eq!(takes(Some(true), Some(Needs::Rows), None), "more rows");
        assert_eq!((takes(Some(true), None, None), takes(None, None, None)), ("settled".into(), "·".into()));
    }

    #[test]
    fn two_repeats_and_older_reports_say_why_there_is_nothing() {
        let mut report = testing::report(5, 3);
        assert_eq!(ranks(&report).unwrap().rows.len(), 2);
        assert_eq!(claims(&report).unwrap().rows.len(), CHECKS.len());
        let runs = &mut report.findings.enough_runs;
        runs.claims.iter_mut().for_each(|claim| claim.same = None);
        runs.measures.iter_mut().flat_map(|of| &mut of.gaps).for_each(|gap| gap.error = None);
        assert!(ranks(&report).unwrap_err().contains("three repeats"));
        assert!(claims(&report).unwrap_err().contains("three repeats"));
        report.findings.enough_runs = EnoughRuns::default();
        assert!(ranks(&report).unwrap_err().contains("not asked"));
    }
}
