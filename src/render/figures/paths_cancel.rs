//! Positive and negative paths from each variable to each class, and what they cancel.

use super::select;
use super::{Figure, Plot};
use crate::card::Card;
use crate::compare::PathSums;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::rows::{Fill, Marks, Panel, Row, Rows};
use crate::render::draw::{Format, Picture};

/// The figure `paths-cancel`.
pub struct PathsCancel;

static CARD: Card = Card {
    id: "paths-cancel",
    title: "Positive and negative paths",
    formula: "P_ik = Σ_j max(0, c_kj w_ji), N_ik = Σ_j max(0, −c_kj w_ji), net = P − N, cancelled = 1 − |P − N| / (P + N), with c the output weights centred over classes",
    reading: "Blue bars to the right are sums of positive paths from the variable through all hidden units to the class, hollow orange bars to the left sums of negative ones, means over runs. The dot is what remains, Olden's score; the number is the share that cancels: 0 % means all paths pull one way, 100 % that nothing is left.",
    misleading_when: "Where units saturate, a path's product of weights says little about what the unit does.",
    reference: "Olden and Jackson 2002, doi:10.1016/S0304-3800(02)00064-9",
};

/// Variables shown.
const SHOWN: usize = 8;
/// Classes shown.
const MOST_CLASSES: usize = 6;

impl Figure for PathsCancel {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let paths = &report.findings.negative_weights.paths;
        let names = select::leading(report, SHOWN);
        let shown: Vec<&PathSums> = paths.iter().filter(|p| names.contains(&p.variable)).collect();
        let classes: Vec<&str> = classes(paths);
        let largest = shown.iter().flat_map(|p| [p.positive, p.negative]).fold(0.0, f64::max);
        if shown.is_empty() || largest <= 0.0 {
            return None;
        }
        let panels = classes
            .iter()
            .take(MOST_CLASSES)
            .map(|class| panel(report, class, &names, &shown, 1.05 * largest));
        let rows = paths.iter().map(|p| {
            vec![
                p.variable.clone(),
                p.class.clone(),
                numbers::signed(p.positive, 3),
                numbers::signed(-p.negative, 3),
                numbers::signed(p.net, 3),
                numbers::share(p.cancellation),
            ]
        });
        let all = report.findings.data.variables.len();
        let mut note = select::others(all, names.len());
        if classes.len() > MOST_CLASSES {
            note =
                format!("{note} {} of {} classes are drawn.", MOST_CLASSES, classes.len()).trim().to_owned();
        }
        Some(Plot {
            title: title(report, &shown)?,
            reading: String::new(),
            drawn: format!(
                "For each class a bar to either side for {}.",
                numbers::of(names.len(), "variable")
            ),
            numbers: select::table(
                ["variable", "class", "positive", "negative", "net", "cancelled"],
                rows.collect(),
            ),
            picture: Picture::Rows(Rows {
                panels: panels.collect(),
                shared: true,
                stacked: false,
                abreast: 3,
                note,
            }),
        })
    }
}

fn classes(paths: &[PathSums]) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for path in paths {
        if !found.contains(&path.class.as_str()) {
            found.push(&path.class);
        }
    }
    found
}

fn panel(report: &Report, class: &str, names: &[String], paths: &[&PathSums], reach: f64) -> Panel {
    let row = |name: &String| {
        let mut row = Row::new(select::name(report, name));
        if let Some(path) = paths.iter().find(|p| p.variable == *name && p.class == class) {
            row.marks = Marks {
                bars: vec![(0.0, path.positive, Fill::Positive), (-path.negative, 0.0, Fill::Negative)],
                dot: Some(path.net),
                filled: true,
                ..Marks::default()
            };
            row.text = select::brief_share(path.cancellation);
            row.hover = format!(
                "{name} to {class}: {} and {}, net {}",
                numbers::signed(path.positive, 2),
                numbers::signed(-path.negative, 2),
                numbers::signed(path.net, 2)
            );
        }
        row
    };
    let mut panel =
        Panel::new(&format!("Towards {class}"), Format::Signed, names.iter().map(row).collect()).with_zero();
    panel.range = Some((-reach, reach));
    panel
}

/// Where most and least cancels for the variable with the largest paths.
fn title(report: &Report, shown: &[&PathSums]) -> Option<String> {
    let first = select::claimed(report).first();
    let size = |p: &&&PathSums| p.positive + p.negative;
    let heaviest = shown.iter().max_by(|a, b| size(a).total_cmp(&size(b)))?;
    let name = first.filter(|f| shown.iter().any(|p| p.variable == **f)).unwrap_or(&heaviest.variable);
    let own: Vec<&&PathSums> = shown.iter().filter(|p| p.variable == *name).collect();
    let by = |p: &&&&PathSums| p.cancellation;
    let most = own.iter().max_by(|a, b| by(a).total_cmp(&by(b)))?;
    let least = own.iter().min_by(|a, b| by(a).total_cmp(&by(b)))?;
    let of = |p: &PathSums| {
        format!("{} of the paths of {name} cancel towards {}", numbers::share(p.cancellation), p.class)
    };
    if most.class == least.class {
        return Some(of(most));
    }
    Some(format!("{}, {} towards {}", of(most), numbers::share(least.cancellation), least.class))
}
