//! Ranks of all variables by all measures, with intervals.

use super::{Cell, Head, Table, alike};
use crate::attribute::{Family, Ranked, Ranking};
use crate::numbers;
use crate::render::Report;
use crate::render::figures::{self, short};

/// Variables × measures.
pub fn ranks(report: &Report) -> Result<Table, String> {
    let shown: Vec<&Ranking> = report.findings.rankings.iter().filter(|r| !r.variables.is_empty()).collect();
    if shown.is_empty() {
        return Err("No measure has a ranking.".to_owned());
    }
    let mut table = Table::new(
        "Rank of each variable by each measure, with its simultaneous 95 % interval",
        "num st rk",
        &[],
    );
    table.head.push(Head::of("variable"));
    table.head.extend(shown.iter().map(|r| Head { text: short(report, &r.measure), below: mark(r) }));
    for (place, variable) in report.findings.data.variables.iter().enumerate() {
        let mut cells = vec![Cell::text(&variable.name)];
        cells.extend(shown.iter().map(|r| r.variables.get(place).map_or(Cell::Empty, rank)));
        table.push(cells, report.findings.verdict.variables.contains(&variable.name));
    }
    table.note = Some(note(report));
    Ok(table)
}

fn mark(ranking: &Ranking) -> String {
    let mut marks = Vec::new();
    match (ranking.family, &ranking.same_as) {
        (_, Some(_)) => marks.push("as sum |w|"),
        (Family::Weights, None) => marks.push("weights"),
        (Family::Sensitivity, None) => marks.push("sensitivity"),
        (Family::Network, None) => marks.push("held-out loss"),
        (Family::OtherModel, None) => marks.push("another model"),
    }
    if ranking.broken_by_symmetry {
        marks.push("no fact");
    }
    marks.join(", ")
}

fn note(report: &Report) -> String {
    let missing =
        alike::by_text(report.findings.rankings.iter().filter_map(|ranking| {
            Some((ranking.not_applicable.as_deref()?, short(report, &ranking.measure)))
        }));
    let mut note = "1 is the highest. “As sum |w|”: nearly the same statistic as the sum of absolute input weights; the \
                    whole family counts once. “No fact”: a change that leaves every prediction as it was moves this \
                    ranking. Without brackets no interval could be given."
        .to_owned();
    for (why, names) in missing {
        note.push_str(&format!(" Not applicable: {}, because {why}.", numbers::list(&names)));
    }
    note
}

fn rank(of: &Ranked) -> Cell {
    match (of.rank_low, of.rank_high) {
        (Some(low), Some(high)) => Cell::Number(of.rank.to_string(), format!("[{low}, {high}]")),
        _ => Cell::text(of.rank.to_string()),
    }
}

/// Signed scores by class of the measures that know classes.
pub fn per_class(report: &Report) -> Result<Table, String> {
    let classes = &report.findings.data.classes;
    let signed = figures::signed_by_class(report);
    if signed.is_empty() {
        return Err("No measure here has a sign by class.".to_owned());
    }
    let mut columns = Vec::new();
    for ranking in &signed {
        let of =
            classes.iter().filter(|c| ranking.variables.iter().any(|v| v.per_class.contains_key(&c.name)));
        columns.extend(of.map(|class| (*ranking, class.name.as_str())));
    }
    let mut table = Table::new("Which way each variable pushes each class", "num", &[]);
    table.head.push(Head::of("variable"));
    table.head.extend(
        columns.iter().map(|(r, class)| Head { text: (*class).to_owned(), below: short(report, &r.measure) }),
    );
    for (place, variable) in report.findings.data.variables.iter().enumerate() {
        let mut cells = vec![Cell::text(&variable.name)];
        for (ranking, class) in &columns {
            let score = ranking.variables.get(place).and_then(|v| v.per_class.get(*class));
            cells.push(score.map_or(Cell::Empty, |s| Cell::text(numbers::signed(*s, 2))));
        }
        table.push(cells, report.findings.verdict.variables.contains(&variable.name));
    }
    table.note = Some(
        "Positive: more of the variable makes the class more likely, through the network as the measure reads it. Mean \
         over the splits, in the measure’s own unit."
            .to_owned(),
    );
    Ok(table)
}
