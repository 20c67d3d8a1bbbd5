//! Scores that never saw a weight of the network, variable by variable.

use super::{Cell, Head, Table};
use crate::attribute::{Family, Ranking};
use crate::numbers;
use crate::render::Report;
use crate::render::figures::short;
use crate::stats::Estimate;

/// Variables × baselines, and what each variable gains alone.
pub fn baselines(report: &Report) -> Result<Table, String> {
    let read =
        |r: &&Ranking| matches!(r.family, Family::Network | Family::OtherModel) && !r.variables.is_empty();
    let shown: Vec<&Ranking> = report.findings.rankings.iter().filter(read).collect();
    if shown.is_empty() {
        return Err("No baseline was computed.".to_owned());
    }
    let alone = |name: &str| {
        let of =
            report.findings.retraining.iter().find(|s| s.why == "single" && s.variables == [name.to_owned()]);
        of.map(|s| s.accuracy)
    };
    let with_singles = report.findings.retraining.iter().any(|s| s.why == "single");
    let mut table =
        Table::new("What is lost without each variable, by measures that look at no weight", "num st", &[]);
    table.head.push(Head::of("variable"));
    table.head.extend(shown.iter().map(|r| Head { text: short(report, &r.measure), below: unit(r) }));
    if with_singles {
        table.head.push(Head { text: "alone".to_owned(), below: "accuracy, %".to_owned() });
    }
    for (place, variable) in report.findings.data.variables.iter().enumerate() {
        let mut cells = vec![Cell::text(&variable.name)];
        cells.extend(shown.iter().map(|r| r.variables.get(place).map_or(Cell::Empty, |v| score(r, v))));
        if with_singles {
            let hundred = |e: Estimate| Estimate {
                mean: 100.0 * e.mean,
                low: e.low.map(|l| 100.0 * l),
                high: e.high.map(|h| 100.0 * h),
            };
            cells.push(Cell::estimate(alone(&variable.name).map(hundred).as_ref(), numbers::estimate));
        }
        table.push(cells, report.findings.verdict.variables.contains(&variable.name));
    }
    table.note = Some(note(report, &shown));
    Ok(table)
}

fn unit(ranking: &Ranking) -> String {
    match ranking.unit.as_str() {
        "share" => "share, %".to_owned(),
        "log loss" => "rise of log loss".to_owned(),
        other => other.to_owned(),
    }
}

fn score(ranking: &Ranking, of: &crate::attribute::Ranked) -> Cell {
    let (factor, write): (f64, fn(&Estimate) -> String) = match ranking.unit.as_str() {
        "share" => (100.0, numbers::estimate),
        _ => (1.0, numbers::signed_estimate),
    };
    let scaled = Estimate {
        mean: factor * of.score,
        low: of.low.map(|l| factor * l),
        high: of.high.map(|h| factor * h),
    };
    Cell::written(&write(&scaled))
}

/// Which kind of interval stands where.
fn note(report: &Report, shown: &[&Ranking]) -> String {
    let with = |kind: &str| -> Vec<String> {
        shown
            .iter()
            .filter(|r| r.interval.as_deref() == Some(kind))
            .map(|r| short(report, &r.measure))
            .collect()
    };
    let mut parts = Vec::new();
    for (kind, words) in [
        ("half_samples", "over half-samples"),
        ("corrected", "over splits, corrected for shared training rows"),
    ] {
        let titles = with(kind);
        if !titles.is_empty() {
            parts.push(format!("Intervals of {}: {words}.", numbers::list(&titles)));
        }
    }
    parts.push("A score whose interval holds 0 cannot be told from no loss.".to_owned());
    parts.join(" ")
}
