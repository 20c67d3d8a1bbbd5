//! Mean slope of each class's logit against its sd over the rows: what pushes one way, what depends on the row, what does nothing.

use super::select;
use super::{Figure, Plot};
use crate::attribute::slopes::{ClassSlope, Slope};
use crate::card::Card;
use crate::compare::claims::ALPHA;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::labels::Name;
use crate::render::draw::panels::{Panel, Panels, Spot};
use crate::render::draw::{Format, Picture};
use crate::render::theme::Tone;
use crate::stats::Estimate;

/// The figure `gradient-plane`.
pub struct GradientPlane;

/// Variables drawn at most, but for those that stand out.
const SHOWN: usize = 20;
/// Classes drawn at most.
const CLASSES: usize = 6;

static CARD: Card = Card {
    id: "gradient-plane",
    title: "Mean against sd of slopes",
    formula: "mean and sd over held-out rows of d l_k / d x: l the logits centred over classes (two classes: the logit of the second), x in sd units; two values: sd × (l(1) - l(0))",
    reading: "Right: more of the variable makes the class likelier; left: less likely. Up: how much the push changes from row to row. Below the slanted lines the sd is at most half of the mean, so that at most about a fifth of the rows are pushed the other way; above them the push depends on the row (a curve, or another variable), and near the middle line it goes both ways; at the foot of the lines there is no push. A unit is a factor of e in the odds for one sd of the variable. Crosses are 95 % intervals over half-samples; hollow dots are not told from shuffled copies.",
    misleading_when: "A push that never turns can still be a curve that levels off. Slopes where there are no rows say nothing, and copies of a variable share theirs.",
    reference: "Pizarroso, Portela and Munoz 2022, doi:10.18637/jss.v102.i07",
};

impl Figure for GradientPlane {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let slopes = &report.findings.slopes;
        let classes = slopes.first()?.classes.len().min(CLASSES);
        let shown = shown(report);
        let panels: Vec<Panel> = (0..classes).map(|class| panel(report, &shown, class)).collect();
        let reach =
            panels.iter().flat_map(|p| &p.spots).flat_map(|s| [s.spread[0].0.abs(), s.spread[0].1.abs()]);
        let reach = 1.04 * reach.fold(1e-9, f64::max);
        let high = panels.iter().flat_map(|p| &p.spots).map(|s| s.spread[1].1).fold(1e-9, f64::max);
        Some(Plot {
            title: select::guarded(report, title(report)),
            reading: String::new(),
            drawn: format!(
                "{} with {} each.",
                numbers::sentence(&numbers::of(classes, "plane")),
                numbers::of(shown.len(), "point")
            ),
            numbers: select::table(
                ["variable", "class", "mean slope", "sd over rows", "most rows one way"],
                slopes.iter().flat_map(rows).collect(),
            ),
            picture: Picture::Panels(Panels {
                y_title: "sd of the slope over rows".to_owned(),
                x_title: "mean slope, log odds per sd of the variable".to_owned(),
                x_format: Format::Signed,
                abreast: if classes == 1 { (1, 1) } else { (classes.min(3), 1) },
                x_ends: Some((-reach, reach)),
                height: Some(if classes == 1 { (260.0, 220.0) } else { (190.0, 190.0) }),
                panels: panels.into_iter().map(|panel| with_rays(panel, reach, high)).collect(),
                note: note(report, shown.len(), classes),
                ..Panels::default()
            }),
        })
    }
}

/// The variables drawn, in the order of the columns: the steepest, and those that stand out.
fn shown(report: &Report) -> Vec<&Slope> {
    let slopes = &report.findings.slopes;
    let steep: Vec<f64> = slopes.iter().map(|s| s.classes.iter().map(ClassSlope::strength).sum()).collect();
    let steepest = crate::stats::rank::top(&steep, SHOWN.min(slopes.len()));
    let stands_out = |slope: &Slope| select::tone(report, &slope.variable) != Tone::Muted;
    let kept = |at: usize, slope: &Slope| steepest.binary_search(&at).is_ok() || stands_out(slope);
    slopes.iter().enumerate().filter(|(at, slope)| kept(*at, slope)).map(|(_, slope)| slope).collect()
}

fn panel(report: &Report, shown: &[&Slope], class: usize) -> Panel {
    let called = shown.first().and_then(|s| s.classes.get(class)).map_or("", |of| of.class.as_str());
    let spot = |slope: &&Slope| {
        let of = slope.classes.get(class)?;
        let ends = |e: &Estimate| (e.low.unwrap_or(e.mean), e.high.unwrap_or(e.mean));
        Some(Spot {
            name: select::name(report, &slope.variable),
            at: (of.mean.mean, of.sd.mean),
            spread: [ends(&of.mean), ends(&of.sd)],
            filled: told(report, &slope.variable),
            hover: format!(
                "{} → {}: mean {}, sd {}",
                slope.variable,
                of.class,
                numbers::signed_estimate(&of.mean),
                numbers::estimate(&of.sd)
            ),
        })
    };
    Panel {
        name: Name::joined(&["→ ", called], Tone::Ink),
        spots: shown.iter().filter_map(spot).collect(),
        guides: vec![0.0],
        ..Panel::default()
    }
}

/// The same with the lines where the sd is half of the mean, and the one where the mean is 0.
fn with_rays(mut panel: Panel, reach: f64, high: f64) -> Panel {
    let end = (reach / 2.0).min(high);
    panel.rays =
        vec![[(0.0, 0.0), (-2.0 * end, end)], [(0.0, 0.0), (2.0 * end, end)], [(0.0, 0.0), (0.0, high)]];
    panel
}

/// Whether the gradient tells a variable from shuffled copies; all are taken to be where none were trained.
fn told(report: &Report, variable: &str) -> bool {
    let entry =
        select::ranking(report, "gradient").and_then(|r| r.variables.iter().find(|v| v.name == variable));
    entry.is_none_or(|v| v.p.is_none_or(|p| p < ALPHA))
}

/// What pushes one way and what depends on the row, among the variables told from noise, where each is strongest.
fn title(report: &Report) -> String {
    let strongest = |slope: &Slope| {
        slope
            .classes
            .iter()
            .max_by(|a, b| a.strength().total_cmp(&b.strength()))
            .is_some_and(ClassSlope::one_way)
    };
    let told = report.findings.slopes.iter().filter(|slope| told(report, &slope.variable));
    let (one_way, other): (Vec<&Slope>, Vec<&Slope>) = told.partition(|slope| strongest(slope));
    let names = |of: &[&Slope]| select::few(&of.iter().map(|s| s.variable.clone()).collect::<Vec<_>>());
    let push = if one_way.len() == 1 { "pushes" } else { "push" };
    match (one_way.is_empty(), other.is_empty()) {
        (true, true) => "No slope is told from that of shuffled copies".to_owned(),
        (false, true) => format!("{} {push} one way in most rows", names(&one_way)),
        (true, false) => format!("The push of {} depends on the row", names(&other)),
        (false, false) => format!(
            "{} {push} one way in most rows; the push of {} depends on the row",
            names(&one_way),
            names(&other)
        ),
    }
}

fn rows(slope: &Slope) -> Vec<Vec<String>> {
    let row = |of: &ClassSlope| {
        vec![
            slope.variable.clone(),
            of.class.clone(),
            numbers::signed_estimate(&of.mean),
            numbers::estimate(&of.sd),
            if of.one_way() { "yes" } else { "no" }.to_owned(),
        ]
    };
    slope.classes.iter().map(row).collect()
}

/// What is not drawn.
fn note(report: &Report, shown: usize, classes: usize) -> String {
    let (findings, slopes) = (&report.findings, &report.findings.slopes);
    let all = slopes.first().map_or(0, |s| s.classes.len());
    let more = select::more(slopes.len(), shown, all.saturating_sub(classes));
    let categories = match findings.data.variables.len().saturating_sub(slopes.len()) {
        0 => return more,
        1 => "One variable is a category".to_owned(),
        n => format!("{} variables are categories", numbers::sentence(&numbers::in_words(n))),
    };
    format!("{more} {categories}: levels have no direction, so no slope.").trim().to_owned()
}
