//! How often each variable is among the top ones, under each measure.

use super::select;
use super::{Figure, NumberTable, Plot};
use crate::attribute::{Ranked, Ranking};
use crate::card::Card;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::Picture;
use crate::render::draw::labels::Name;
use crate::render::draw::matrix::{Cell, Matrix, Shade};
use crate::render::theme::Tone;

/// The figure `top-share`.
pub struct TopShare;

static CARD: Card = Card {
    id: "top-share",
    title: "Share of splits in the top",
    formula: "share of splits in which the variable is among the k highest, starts averaged within a split first",
    reading: "A cell is the percentage of splits in which the variable is among the top ones under the measure; darker is more often. Near copies of one measure are left out.",
    misleading_when: "Splits share most of their rows, so a share near 100 % shows that the choice repeats, not that it is right.",
    reference: "Meinshausen and Bühlmann 2010, doi:10.1111/j.1467-9868.2010.00740.x",
};

/// Variables shown.
const SHOWN: usize = 12;

impl Figure for TopShare {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let known = |v: &Ranked| v.top_share.is_some();
        let measures: Vec<&Ranking> =
            select::independent(report).into_iter().filter(|r| r.variables.iter().any(known)).collect();
        if measures.is_empty() || select::all_on_top(report) {
            return None;
        }
        let all: Vec<String> = report.findings.data.variables.iter().map(|v| v.name.clone()).collect();
        let share =
            |r: &Ranking, name: &str| r.variables.iter().find(|v| v.name == name).and_then(|v| v.top_share);
        let often = |name: &String| measures.iter().filter_map(|r| share(r, name)).fold(0.0, f64::max);
        let mut names: Vec<&String> =
            all.iter().filter(|n| often(n) > 0.0 || select::tone(report, n) != Tone::Muted).collect();
        let total = |name: &str| measures.iter().filter_map(|r| share(r, name)).sum::<f64>();
        names.sort_by(|a, b| total(b).total_cmp(&total(a)));
        names.truncate(SHOWN);
        let cells = names.iter().map(|name| measures.iter().map(|r| cell(share(r, name))).collect());
        let mut head = vec!["variable".to_owned()];
        head.extend(measures.iter().map(|r| select::short(report, &r.measure)));
        let rows = all.iter().map(|name| {
            let mut row = vec![name.clone()];
            row.extend(measures.iter().map(|r| share(r, name).map_or_else(String::new, numbers::share)));
            row
        });
        let never = all.iter().filter(|n| often(n) == 0.0).count();
        let matrix = Matrix {
            rows: names.iter().map(|n| select::name(report, n)).collect(),
            columns: measures
                .iter()
                .map(|r| Name::new(&select::short(report, &r.measure), Tone::Muted))
                .collect(),
            cells: cells.collect(),
            cell: (68.0, 22.0),
            note: note(all.len(), names.len(), never),
            ..Matrix::default()
        };
        Some(Plot {
            title: select::guarded(report, title(report, &measures, &all)),
            reading: String::new(),
            drawn: format!(
                "A table of {} by {}.",
                numbers::of(names.len(), "variable"),
                numbers::of(measures.len(), "measure")
            ),
            numbers: NumberTable { head, rows: rows.collect() },
            picture: Picture::Matrices(vec![matrix]),
        })
    }
}

fn cell(share: Option<f64>) -> Cell {
    Cell {
        text: share.map_or_else(String::new, |s| select::brief_share(s).replace(" %", "")),
        shade: Shade::Ink(share.unwrap_or(0.0)),
        ..Cell::default()
    }
}

fn note(all: usize, shown: usize, never: usize) -> String {
    let mut parts = vec!["In percent of splits.".to_owned()];
    if never > 0 && all > shown {
        parts.push(format!(
            "{} {} never among the top ones.",
            numbers::sentence(&numbers::of_in_words(never, "variable")),
            if never == 1 { "is" } else { "are" }
        ));
    }
    parts.join(" ")
}

/// Who is on top in every split under every measure, else the most frequent one.
fn title(report: &Report, measures: &[&Ranking], all: &[String]) -> String {
    let share =
        |r: &&Ranking, name: &str| r.variables.iter().find(|v| v.name == name).and_then(|v| v.top_share);
    let place = match report.findings.stability.top {
        1 => "first".to_owned(),
        k => format!("among the top {}", numbers::in_words(k)),
    };
    let half: Vec<String> = all
        .iter()
        .filter(|n| measures.iter().all(|r| share(r, n).is_some_and(|s| s > 0.5)))
        .cloned()
        .collect();
    let under = match measures.len() {
        1 => "one measure".to_owned(),
        n => format!("all {} measures", numbers::in_words(n)),
    };
    match half.len() {
        0 => format!("No variable is {place} in more than half of the splits under {under}"),
        _ => format!("{} {place} in more than half of the splits under {under}", numbers::is_are(&half)),
    }
}
