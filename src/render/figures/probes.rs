//! Scores against the best of the shuffled copies trained along, a panel a measure.

use super::select::{self};
use super::{Figure, Plot};
use crate::card::Card;
use crate::compare::{ProbeMeasure, Probes as Found};
use crate::numbers;
use crate::render::Report;
use crate::render::draw::rows::{Marks, Panel, Row, Rows};
use crate::render::draw::{Format, Picture};

/// The figure `probes`.
pub struct Probes;

static CARD: Card = Card {
    id: "probes",
    title: "Scores against shuffled copies",
    formula: "mean score of a variable over the repeats, in networks that have a shuffled copy of every variable too, against the best copy of each repeat",
    reading: "A panel is a measure. The grey area is what the best shuffled copy reached in any repeat: noise reaches it too. Filled dots lie beyond it (family-wise p of about .05), hollow dots do not.",
    misleading_when: "A variable beyond the grey has something to do with the class, alone or with others; whether it is needed is another question.",
    reference: "Kursa and Rudnicki 2010, doi:10.18637/jss.v036.i11",
};

/// Variables shown in a panel.
const SHOWN: usize = 8;

impl Figure for Probes {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let probes = report.findings.null.probes.as_ref()?;
        let measures = independent(report, probes);
        let count = measures.first()?.variables.len();
        let rows = measures.iter().flat_map(|measure| {
            let name = select::short(report, &measure.measure);
            by_score(report, measure).into_iter().map(move |(variable, score)| {
                vec![name.clone(), variable, written(score), written(measure.bar)]
            })
        });
        Some(Plot {
            title: select::guarded(report, title(report, &measures)),
            reading: String::new(),
            drawn: format!(
                "{} of dots beside a grey area.",
                numbers::sentence(&numbers::of(measures.len(), "panel"))
            ),
            numbers: select::table(
                ["measure", "variable", "score", "best copy of any repeat"],
                rows.collect(),
            ),
            picture: Picture::Rows(Rows {
                panels: measures.iter().map(|measure| panel(report, measure)).collect(),
                shared: false,
                stacked: false,
                abreast: 3,
                note: match count > SHOWN {
                    true => format!(
                        "The first {} of each measure; all are in the {}.",
                        numbers::in_words(SHOWN),
                        select::holder(count)
                    ),
                    false => String::new(),
                },
            }),
        })
    }
}

/// Measures with a ranking of their own: near copies once, none that a symmetry changes.
fn independent<'a>(report: &Report, probes: &'a Found) -> Vec<&'a ProbeMeasure> {
    let own = select::independent(report);
    probes.measures.iter().filter(|probe| own.iter().any(|r| r.measure == probe.measure)).collect()
}

/// Names and scores, the highest first.
fn by_score(report: &Report, measure: &ProbeMeasure) -> Vec<(String, f64)> {
    let names = report.findings.data.variables.iter().map(|v| v.name.clone());
    let mut all: Vec<(String, f64)> = names.zip(measure.variables.iter().copied()).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all
}

fn written(score: f64) -> String {
    numbers::fixed(score, 3)
}

fn panel(report: &Report, measure: &ProbeMeasure) -> Panel {
    let all = by_score(report, measure);
    let rows = all.iter().take(SHOWN).map(|(name, score)| {
        let mut row = Row::new(select::name(report, name));
        row.marks = Marks { dot: Some(*score), filled: *score > measure.bar, ..Marks::default() };
        row.text = written(*score);
        row.hover = format!("{name}: {}, the best copy {}", written(*score), written(measure.bar));
        row
    });
    let share = measure.unit == "share";
    let format = if share { Format::Plain } else { Format::Signed };
    let title = format!("{}, {}", select::short(report, &measure.measure), measure.unit);
    let mut panel = Panel::new(&title, format, rows.collect()).with_zero();
    let most = all.iter().map(|(_, score)| *score).fold(measure.bar, f64::max).max(1e-9);
    let least = if share { 0.0 } else { all.iter().take(SHOWN).map(|(_, s)| *s).fold(0.0, f64::min) };
    panel.band = Some((least, measure.bar.max(least)));
    panel.range = Some((least, least + 1.04 * (most - least)));
    panel
}

/// Which variables every measure tells from noise.
fn title(report: &Report, measures: &[&ProbeMeasure]) -> String {
    let names = report.findings.data.variables.iter().map(|v| &v.name);
    let above =
        |at: usize| measures.iter().filter(|m| m.variables.get(at).is_some_and(|s| *s > m.bar)).count();
    let counted: Vec<(String, usize)> =
        names.enumerate().map(|(at, name)| (name.clone(), above(at))).collect();
    let everywhere: Vec<String> =
        counted.iter().filter(|(_, n)| *n == measures.len()).map(|(name, _)| name.clone()).collect();
    let somewhere = counted.iter().filter(|(_, n)| *n > 0).count();
    let each = if measures.len() == 1 {
        "The measure tells".to_owned()
    } else {
        format!("All {} measures tell", numbers::in_words(measures.len()))
    };
    match (everywhere.len(), somewhere) {
        (0, 0) => "No measure tells any variable from shuffled copies".to_owned(),
        (0, n) => format!(
            "No variable is told from shuffled copies by every measure, {} by some",
            numbers::in_words(n)
        ),
        _ => format!("{each} {} from shuffled copies", select::few(&everywhere)),
    }
}
