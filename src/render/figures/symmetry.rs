//! What moves when the network is written down differently and no prediction changes.

use super::select;
use super::{Figure, NumberTable, Plot};
use crate::card::Card;
use crate::compare::{MeasureChange, Symmetry};
use crate::numbers;
use crate::render::Report;
use crate::render::draw::labels::Name;
use crate::render::draw::rows::{Fill, Marks, Panel, Row, Rows};
use crate::render::draw::{Format, Picture};
use crate::render::theme::Tone;

/// The figure `symmetry`.
pub struct SymmetryChanges;

static CARD: Card = Card {
    id: "symmetry",
    title: "Measures under changes that change no prediction",
    formula: "largest change of any variable's share when a tanh unit is turned around, a constant is added to all classes' output weights of a unit, or a variable is recoded as its negative",
    reading: "Each column is a change of one trained network that leaves every prediction as it was. A bar is the largest change of any variable's share of the measure, in points; the last row is the largest change of any predicted probability, rounding of the computer's numbers. A measure that moves says something about how the network was written down, not about what it does.",
    misleading_when: "A measure that stays put may still mislead for other reasons.",
    reference: "Chen, Lu and Hecht-Nielsen 1993, doi:10.1162/neco.1993.5.6.910",
};

/// Smaller changes are rounding.
const MOVED: f64 = 1e-6;

impl Figure for SymmetryChanges {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let symmetries = &report.findings.negative_weights.symmetries;
        let first = symmetries.first().filter(|s| !s.measures.is_empty())?;
        let measures: Vec<&str> = first.measures.iter().map(|m| m.measure.as_str()).collect();
        let reach = symmetries.iter().flat_map(|s| &s.measures).map(|m| m.change).fold(0.01, f64::max);
        let panels = symmetries.iter().map(|s| panel(report, s, &measures, reach));
        let note = symmetries.iter().map(|s| format!("{}: {}.", word(&s.id), s.what));
        Some(Plot {
            title: title(symmetries, measures.len()),
            reading: String::new(),
            drawn: format!(
                "A bar for each of {} under each of {}.",
                numbers::of(measures.len(), "measure"),
                numbers::of(symmetries.len(), "change")
            ),
            numbers: table(report, symmetries, &measures),
            picture: Picture::Rows(Rows {
                panels: panels.collect(),
                shared: true,
                stacked: false,
                abreast: 3,
                note: note.collect::<Vec<_>>().join(" "),
            }),
        })
    }
}

fn word(id: &str) -> &str {
    match id {
        "flip" => "Unit turned around",
        "scale" => "Unit scaled",
        "shift" => "Constant added to all classes",
        "recode" => "Variable recoded",
        other => other,
    }
}

fn text(change: &MeasureChange) -> String {
    if change.change < MOVED {
        return "same".to_owned();
    }
    let points = match 100.0 * change.change {
        points if points < 0.05 => "< 0.1".to_owned(),
        points => numbers::fixed(points, 1),
    };
    if change.order_changed { format!("{points}, order too") } else { points }
}

fn panel(report: &Report, symmetry: &Symmetry, measures: &[&str], reach: f64) -> Panel {
    let mut rows: Vec<Row> = measures
        .iter()
        .map(|measure| {
            let mut row = Row::new(Name::new(&select::short(report, measure), Tone::Muted));
            if let Some(change) = symmetry.measures.iter().find(|m| m.measure == *measure) {
                if change.change >= MOVED {
                    row.marks =
                        Marks { bars: vec![(0.0, change.change, Fill::Tone(Tone::Ink))], ..Marks::default() };
                }
                row.text = text(change);
            }
            row
        })
        .collect();
    let mut last = Row::new(Name::new("probability", Tone::Ink));
    last.text = numbers::tiny(symmetry.largest_change);
    last.zone = true;
    rows.push(last);
    let mut panel = Panel::new(&format!("{}, points", word(&symmetry.id)), Format::Percent, rows).with_zero();
    panel.range = Some((0.0, reach));
    panel
}

fn title(symmetries: &[Symmetry], measures: usize) -> String {
    let moved = |s: &Symmetry| {
        s.measures.iter().filter(|m| m.change >= MOVED).map(|m| m.measure.clone()).collect::<Vec<_>>()
    };
    let mut all: Vec<String> = symmetries.iter().flat_map(moved).collect();
    all.sort();
    all.dedup();
    let largest = symmetries.iter().map(|s| s.largest_change).fold(0.0, f64::max);
    let changes = match symmetries.len() {
        1 => "One change".to_owned(),
        n => format!("{} changes", numbers::sentence(&numbers::in_words(n))),
    };
    let probability = match largest {
        0.0 => "no probability at all".to_owned(),
        largest => format!("no probability by more than {}", numbers::tiny(largest)),
    };
    match all.len() {
        0 => format!(
            "{changes} of the network move none of {} and {probability}",
            numbers::of(measures, "measure")
        ),
        n => format!(
            "{changes} of the network move {n} of {}, and {probability}",
            numbers::of(measures, "measure")
        ),
    }
}

fn table(report: &Report, symmetries: &[Symmetry], measures: &[&str]) -> NumberTable {
    let mut head = vec!["measure, largest change in points".to_owned()];
    head.extend(symmetries.iter().map(|s| word(&s.id).to_lowercase()));
    let mut rows: Vec<Vec<String>> =
        measures
            .iter()
            .map(|measure| {
                let mut row = vec![select::short(report, measure)];
                row.extend(symmetries.iter().map(|s| {
                    s.measures.iter().find(|m| m.measure == *measure).map_or_else(String::new, text)
                }));
                row
            })
            .collect();
    let mut last = vec!["any probability (0 to 1)".to_owned()];
    last.extend(symmetries.iter().map(|s| numbers::tiny(s.largest_change)));
    rows.push(last);
    NumberTable { head, rows }
}
