//! What the figures ask the report: who stands out, which measures have a ranking, how a number is written.

use super::NumberTable;
use crate::attribute::{Ranked, Ranking};
use crate::compare::{Answer, RetrainedSet};
use crate::numbers;
use crate::render::draw::labels::Name;
use crate::render::theme::Tone;
use crate::render::{Report, foremost};
use crate::stats::{Difference, Estimate};

/// Most variables drawn; the table has all.
pub const MOST: usize = 20;

/// The answer to a claim; undecided where the report has none.
pub fn answer(report: &Report, claim: &str) -> Answer {
    let claims = &report.findings.verdict.claims;
    claims.iter().find(|c| c.claim == claim).map_or(Answer::Undecided, |c| c.answer)
}

/// Whether there is anything to explain; without it no ranking is a finding.
pub fn has_signal(report: &Report) -> bool {
    answer(report, "signal") == Answer::Yes
}

/// A title that says so where there is no signal.
pub fn guarded(report: &Report, title: String) -> String {
    match has_signal(report) {
        true => title,
        false => format!("No finding, for no signal was shown: {}", after_colon(&title)),
    }
}

/// A title that begins with a word of ours, not with a name, as it goes on after a colon.
fn after_colon(title: &str) -> String {
    match ["No ", "The ", "There "].iter().find(|word| title.starts_with(*word)) {
        Some(word) => format!("{}{}", word.to_lowercase(), &title[word.len()..]),
        None => title.to_owned(),
    }
}

/// Whether no more variables are there than are sought: then every ranking has the same ones on top.
pub fn all_on_top(report: &Report) -> bool {
    report.findings.data.variables.len() <= report.findings.stability.top
}

/// Whether there is a single variable: it has no order and no rank.
pub fn lone(report: &Report) -> bool {
    report.findings.data.variables.len() < 2
}

/// The set tested.
pub fn claimed(report: &Report) -> &[String] {
    &report.findings.verdict.variables
}

/// How a variable stands out: magenta for a claimed one in dispute, ink for what holds, grey for everything else.
pub fn tone(report: &Report, name: &str) -> Tone {
    let verdict = &report.findings.verdict;
    let is_claimed = verdict.variables.iter().any(|v| v == name);
    let possible = verdict.possible_top.iter().any(|v| v == name);
    let decided = has_signal(report).then(|| answer(report, "top_variables"));
    match (is_claimed, decided) {
        (true, Some(Answer::Yes)) => Tone::Ink,
        (true, Some(Answer::No)) if possible => Tone::Ink,
        (true, _) => Tone::Focus,
        (false, Some(Answer::No)) if possible && verdict.possible_top.len() <= verdict.variables.len() => {
            Tone::Ink
        }
        (false, _) => Tone::Muted,
    }
}

/// Whether a variable stands out.
pub fn stands_out(report: &Report, name: &str) -> bool {
    tone(report, name) != Tone::Muted
}

/// A variable's name in its tone.
pub fn name(report: &Report, of: &str) -> Name {
    Name::new(of, tone(report, of))
}

/// How a set stands out: magenta for the claimed one, unless it is shown to be the best.
pub fn set_tone(report: &Report, set: &RetrainedSet) -> Tone {
    let mut own = set.variables.clone();
    let mut sought = claimed(report).to_vec();
    own.sort();
    sought.sort();
    match own == sought {
        true if answer(report, "best_subset") == Answer::Yes => Tone::Ink,
        true => Tone::Focus,
        false if set.in_best_set == Some(true) => Tone::Ink,
        false => Tone::Muted,
    }
}

/// The ranking of a measure, where it has one.
pub fn ranking<'a>(report: &'a Report, measure: &str) -> Option<&'a Ranking> {
    rankings(report).find(|r| r.measure == measure)
}

/// All rankings that apply.
pub fn rankings(report: &Report) -> impl Iterator<Item = &Ranking> {
    report.findings.rankings.iter().filter(|r| r.not_applicable.is_none() && !r.variables.is_empty())
}

/// Rankings with a sign by class that no symmetry changes.
pub fn signed_by_class(report: &Report) -> Vec<&Ranking> {
    // where all variables push one way no score is negative, and yet these have a sign
    let known = |r: &Ranking| ["olden", "gradient", "lek", "logistic"].contains(&r.measure.as_str());
    let negative = |r: &Ranking| r.variables.iter().any(|v| v.per_class.values().any(|s| *s < 0.0));
    let by_class = |r: &Ranking| r.variables.iter().any(|v| !v.per_class.is_empty());
    rankings(report).filter(|r| !r.broken_by_symmetry && by_class(r) && (known(r) || negative(r))).collect()
}

/// One ranking a family of near copies, and none that a symmetry changes.
pub fn independent(report: &Report) -> Vec<&Ranking> {
    rankings(report).filter(|r| r.same_as.is_none() && !r.broken_by_symmetry).collect()
}

/// Entries by rank, best first.
pub fn by_rank(ranking: &Ranking) -> Vec<&Ranked> {
    let mut entries: Vec<&Ranked> = ranking.variables.iter().collect();
    entries.sort_by_key(|v| v.rank);
    entries
}

/// Names of the variables to draw: the first by summed weights (else by the first ranking), and those that stand out.
pub fn leading(report: &Report, most: usize) -> Vec<String> {
    let all: Vec<String> = match ranking(report, "abs_sum").or_else(|| rankings(report).next()) {
        Some(ranking) => by_rank(ranking).into_iter().map(|v| v.name.clone()).collect(),
        None => report.findings.data.variables.iter().map(|v| v.name.clone()).collect(),
    };
    let chosen = |at: usize, name: &String| at < most || tone(report, name) != Tone::Muted;
    all.iter().enumerate().filter(|(at, name)| chosen(*at, name)).map(|(_, name)| name.clone()).collect()
}

/// `180 others are in the table.`, or nothing.
pub fn others(all: usize, shown: usize) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        1 => "One other is in the table.".to_owned(),
        n => format!("{} others are in the {}.", numbers::sentence(&numbers::in_words(n)), holder(all)),
    }
}

/// What holds all of so many: the table, or only the JSON.
pub fn holder(all: usize) -> &'static str {
    if foremost::holds_all(all) { "table" } else { "JSON" }
}

/// The same, and that so many classes are in the table alone.
pub fn more(variables: usize, shown: usize, classes: usize) -> String {
    let others = others(variables, shown);
    match classes {
        0 => others,
        1 => format!("{others} One more class is in the table.").trim().to_owned(),
        n => {
            let n = numbers::sentence(&numbers::in_words(n));
            format!("{others} {n} more classes are in the table.").trim().to_owned()
        }
    }
}

/// Names of the first k of a ranking.
pub fn top(ranking: &Ranking, k: usize) -> Vec<String> {
    by_rank(ranking).into_iter().take(k).map(|v| v.name.clone()).collect()
}

/// At most four names in words; beyond that how many more.
pub fn few(names: &[String]) -> String {
    match names.len() {
        0..=4 => numbers::list(names),
        n => format!("{} and {} more", names[..3].join(", "), numbers::in_words(n - 3)),
    }
}

/// A share in few characters: `<0.1 %` for `less than 0.1 %`.
pub fn brief_share(of: f64) -> String {
    numbers::share(of).replace("less than ", "<").replace("more than ", ">")
}

/// `none`, `one`, `two`, …
pub fn how_many(n: usize) -> String {
    if n == 0 { "none".to_owned() } else { numbers::in_words(n) }
}

/// A measure in a word or two.
pub fn short(report: &Report, measure: &str) -> String {
    let known = match measure {
        "abs_sum" => "sum |w|",
        "signed_sum" => "sum w",
        "positive_sum" => "sum w⁺",
        "negative_sum" => "sum w⁻",
        "norm" => "norm",
        "garson" => "Garson",
        "garson_1991" => "Garson 1991",
        "garson_1991_raw" => "Garson 1991, raw",
        "abs_product" => "|paths|",
        "abs_product_raw" => "|paths|, raw",
        "olden" => "Olden",
        "olden_raw" => "Olden, raw",
        "gradient" => "gradient",
        "lek" => "Lek",
        "permutation" => "permutation",
        "conditional_permutation" => "conditional",
        "leave_one_out" => "left out",
        "tree" => "tree",
        "forest" => "forest",
        "forest_permutation" => "forest perm.",
        "logistic" => "logistic",
        other => {
            let named = report.findings.rankings.iter().find(|r| r.measure == other);
            return named.map_or_else(|| other.to_owned(), |r| r.title.clone());
        }
    };
    known.to_owned()
}

/// An interval with both ends.
pub fn interval(low: Option<f64>, high: Option<f64>) -> Option<(f64, f64)> {
    Some((low?, high?))
}

/// The interval of a difference.
pub fn of_difference(d: &Difference) -> Option<(f64, f64)> {
    interval(d.low, d.high)
}

/// A score with its interval as text.
pub fn scored(variable: &Ranked) -> String {
    numbers::estimate(&Estimate { mean: variable.score, low: variable.low, high: variable.high })
}

/// `2 [1, 4]`: a rank with its simultaneous interval.
pub fn ranked(variable: &Ranked) -> String {
    match (variable.rank_low, variable.rank_high) {
        (Some(low), Some(high)) => format!("{} [{low}, {high}]", variable.rank),
        _ => variable.rank.to_string(),
    }
}

/// A table from literal names of columns.
pub fn table<const N: usize>(head: [&str; N], rows: Vec<Vec<String>>) -> NumberTable {
    NumberTable { head: head.iter().map(|h| (*h).to_owned()).collect(), rows }
}
