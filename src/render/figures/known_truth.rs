//! How often each measure finds what was planted, a panel a kind of cause.

use super::select;
use super::{Figure, Plot};
use crate::card::Card;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::labels::Name;
use crate::render::draw::rows::{Marks, Panel, Row, Rows};
use crate::render::draw::{Format, Picture};
use crate::render::theme::Tone;
use crate::truth::{KindFound, KnownTruth as Found, MeasureFound};

/// The figure `known-truth`.
pub struct KnownTruth;

static CARD: Card = Card {
    id: "known-truth",
    title: "Which measure finds a known truth",
    formula: "share of the simulated tables in which a measure’s top variables are exactly those that were planted; Wilson’s 95 % interval",
    reading: "A panel is a kind of cause, a row a measure, the one that finds most over all kinds first. Filled: not told from the measure that finds most. Near copies of one measure are in the table.",
    misleading_when: "The cause behind your own labels may be of none of these kinds, or of one of them alone.",
    reference: "Wilson 1927, doi:10.1080/01621459.1927.10502953; Franklin et al. 2014, doi:10.1016/j.csda.2013.10.018",
};

impl Figure for KnownTruth {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let truth = report.findings.known_truth.as_ref()?;
        let kinds: Vec<&KindFound> = truth.kinds.iter().filter(|kind| kind.important > 0).collect();
        let shown = shown(truth);
        if kinds.is_empty() || shown.is_empty() {
            return None;
        }
        let rows = truth.measures.iter().map(|measure| {
            let mut cells = vec![select::short(report, &measure.measure)];
            cells.extend(kinds.iter().map(|kind| written(kind, measure)));
            cells.push(numbers::percent(&measure.found));
            cells
        });
        let mut head = vec!["measure".to_owned()];
        head.extend(kinds.iter().map(|kind| kind.title.clone()));
        head.push("all kinds".to_owned());
        Some(Plot {
            title: title(report, &shown),
            reading: String::new(),
            drawn: format!(
                "{} of dots with intervals, {} in each.",
                numbers::sentence(&numbers::of(kinds.len(), "panel")),
                numbers::of(shown.len(), "measure")
            ),
            numbers: super::NumberTable { head, rows: rows.collect() },
            picture: Picture::Rows(Rows {
                panels: kinds.iter().map(|kind| panel(report, kind, &shown)).collect(),
                shared: true,
                stacked: false,
                abreast: 4,
                note: String::new(),
            }),
        })
    }
}

/// Measures drawn: near copies once; of those that a symmetry changes the plain sum, for it is what people add up.
fn shown(truth: &Found) -> Vec<&MeasureFound> {
    let own =
        |m: &&MeasureFound| m.same_as.is_none() && m.measure != "positive_sum" && m.measure != "negative_sum";
    truth.measures.iter().filter(own).collect()
}

fn written(kind: &KindFound, measure: &MeasureFound) -> String {
    let found = kind.measures.iter().find(|m| m.measure == measure.measure).and_then(|m| m.found);
    found.map_or_else(String::new, |found| numbers::percent(&found))
}

fn panel(report: &Report, kind: &KindFound, shown: &[&MeasureFound]) -> Panel {
    let row = |measure: &&MeasureFound| {
        let name = select::short(report, &measure.measure);
        let tone = if measure.among_best { Tone::Ink } else { Tone::Muted };
        let mut row = Row::new(Name::new(&name, tone));
        let found = kind.measures.iter().find(|m| m.measure == measure.measure).and_then(|m| m.found);
        if let Some(found) = found {
            row.marks = Marks {
                interval: select::interval(found.low, found.high),
                dot: Some(found.mean),
                filled: measure.among_best,
                ..Marks::default()
            };
            row.text = format!("{:.0}", 100.0 * found.mean);
            row.hover = format!("{name}, {}: {}", kind.title, numbers::percent(&found));
        }
        row
    };
    let mut panel = Panel::new(
        &format!("{}, %\u{A0}found", kind.title),
        Format::Percent,
        shown.iter().map(row).collect(),
    );
    panel.range = Some((-0.02, 1.02));
    panel
}

/// Who finds most, and what the usual sums find.
fn title(report: &Report, shown: &[&MeasureFound]) -> String {
    let first = shown[0];
    let name = |m: &MeasureFound| select::short(report, &m.measure);
    let mut title = format!(
        "{} finds exactly what was planted in {} of the tables, the most of those drawn",
        numbers::sentence(&name(first)),
        numbers::percent(&first.found)
    );
    if let Some(sums) = shown.iter().skip(1).find(|m| m.measure == "abs_sum") {
        title.push_str(&format!("; {} in {}", name(sums), numbers::percent(&sums.found)));
    }
    title
}
