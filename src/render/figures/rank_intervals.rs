//! Scores and ranks with their intervals, a panel a measure.

use super::select::{self, by_rank};
use super::{Figure, Plot};
use crate::attribute::Ranking;
use crate::card::Card;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::rows::{Marks, Panel, Row, Rows};
use crate::render::draw::{Format, Picture};
use crate::render::theme::Tone;

/// The figure `rank-intervals`.
pub struct RankIntervals;

static CARD: Card = Card {
    id: "rank-intervals",
    title: "Scores with their intervals, and the ranks they allow",
    formula: "95 % interval of each score (half-samples, or corrected over splits for refitted models); simultaneous 95 % interval of each rank by max-T",
    reading: "A panel is a measure, its variables in order. Dots are mean scores, bars 95 % intervals; the numbers at the right are the ranks that the simultaneous interval allows. Filled dots: sure to be among the top ones. Hollow dots: not sure.",
    misleading_when: "A narrow interval says that a score comes back with other rows, not that it measures importance.",
    reference: "Mogstad, Romano, Shaikh and Wilhelm 2024, doi:10.1093/restud/rdad006",
};

/// Variables shown in a panel.
const SHOWN: usize = 8;
/// Panels shown.
const MOST_PANELS: usize = 9;

impl Figure for RankIntervals {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        if select::lone(report) {
            return None;
        }
        let all = select::independent(report);
        let first = all.first()?;
        // Long names take lines of their own, so fewer rows and panels fit.
        let long = first.variables.iter().any(|v| v.name.chars().count() > 20);
        let (rows_shown, panels_shown) = if long { (5, 6) } else { (SHOWN, MOST_PANELS) };
        let panels =
            all.iter().take(panels_shown).map(|ranking| panel(report, ranking, rows_shown)).collect();
        let rows = all.iter().flat_map(|ranking| {
            let measure = select::short(report, &ranking.measure);
            by_rank(ranking)
                .into_iter()
                .map(move |v| vec![measure.clone(), v.name.clone(), select::scored(v), select::ranked(v)])
        });
        let mut note = String::new();
        if first.variables.len() > rows_shown {
            note = format!(
                "The first {} of each measure and those that stand out; all are in the {}.",
                numbers::in_words(rows_shown),
                select::holder(first.variables.len())
            );
        }
        if all.len() > panels_shown {
            let drawn = numbers::sentence(&numbers::in_words(panels_shown));
            note = format!("{note} {drawn} of {} are drawn.", numbers::of(all.len(), "measure"))
                .trim()
                .to_owned();
        }
        Some(Plot {
            title: select::guarded(report, title(report, &all)),
            reading: String::new(),
            drawn: format!(
                "{} of dots with intervals.",
                numbers::sentence(&numbers::of(all.len().min(panels_shown), "panel"))
            ),
            numbers: select::table(["measure", "variable", "score", "rank"], rows.collect()),
            picture: Picture::Rows(Rows { panels, shared: false, stacked: false, abreast: 3, note }),
        })
    }
}

fn panel(report: &Report, ranking: &Ranking, rows: usize) -> Panel {
    let k = select::claimed(report).len();
    let kept = |at: usize, name: &str| at < rows || select::tone(report, name) != Tone::Muted;
    let shown = by_rank(ranking).into_iter().enumerate().filter(|(at, v)| kept(*at, &v.name));
    let rows = shown.map(|(_, variable)| {
        let mut row = Row::new(select::name(report, &variable.name));
        row.marks = Marks {
            interval: select::interval(variable.low, variable.high),
            dot: Some(variable.score),
            filled: variable.rank_high.is_some_and(|worst| worst <= k),
            ..Marks::default()
        };
        row.text = match (variable.rank_low, variable.rank_high) {
            (Some(low), Some(high)) if low == high => low.to_string(),
            (Some(low), Some(high)) => format!("{low}–{high}"),
            _ => variable.rank.to_string(),
        };
        row.hover = format!("{}: {}", variable.name, select::scored(variable));
        row
    });
    let format = if ranking.unit == "share" { Format::Plain } else { Format::Signed };
    let title = format!("{}, {}", select::short(report, &ranking.measure), ranking.unit);
    let mut panel = Panel::new(&title, format, rows.collect()).with_zero();
    if ranking.unit == "share" {
        let highest = ranking.variables.iter().map(|v| v.high.unwrap_or(v.score)).fold(0.0, f64::max);
        panel.range = Some((0.0, 1.04 * highest.max(1e-9)));
    }
    panel
}

/// Under how many measures every claimed variable is surely among the first k.
fn title(report: &Report, all: &[&Ranking]) -> String {
    if select::all_on_top(report) {
        let variables = numbers::of_in_words(report.findings.data.variables.len(), "variable");
        return format!("There are only {variables}, so each is among the first");
    }
    let sought = select::claimed(report);
    let sure = |r: &&&Ranking| {
        sought.iter().all(|name| {
            let found = r.variables.iter().find(|v| v.name == *name);
            found.is_some_and(|v| v.rank_high.is_some_and(|worst| worst <= sought.len()))
        })
    };
    let number = all.iter().filter(sure).count();
    let many = numbers::of(all.len(), "measure");
    let place = match sought.len() {
        1 => "first".to_owned(),
        k => format!("the first {}", numbers::in_words(k)),
    };
    let is = numbers::is_are(sought);
    match number {
        0 => format!("No measure is sure that {is} {place}"),
        n => format!("{is} surely {place} under {n} of {many}"),
    }
}
