//! The loss after each iteration, on training and on held-out rows.

use super::select;
use super::{Figure, Plot};
use crate::card::Card;
use crate::compare::CurvePoint;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::chart::{Chart, Series};
use crate::render::draw::labels::Name;
use crate::render::draw::{Format, Picture};
use crate::render::theme::Tone;

/// The figure `learning-curves`.
pub struct LearningCurves;

static CARD: Card = Card {
    id: "learning-curves",
    title: "Loss after each iteration",
    formula: "mean log loss after each iteration: median and middle 80 % over the traced trainings",
    reading: "Lines are medians over the traced trainings, grey areas their middle 80 %. Held-out loss that rises again while training loss falls is overfitting. The dashed line is the loss of the class frequencies, which know no variable.",
    misleading_when: "Trainings that stopped early keep their last value: the right end shows where each of them stood.",
    reference: "Hastie, Tibshirani and Friedman 2009, doi:10.1007/978-0-387-84858-7",
};

impl Figure for LearningCurves {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let performance = &report.findings.performance;
        let curves = &performance.curves;
        let last = curves.last()?;
        let best = curves.iter().min_by(|a, b| a.held_out[1].total_cmp(&b.held_out[1]))?;
        let loss = |x: f64| numbers::fixed(x, 3);
        // minibatches are traced after each pass over the rows
        let unit = if performance.stopped.schedule > 0 { "epoch" } else { "iteration" };
        let after = |point: &CurvePoint| numbers::of(point.iteration, unit);
        let title = if best.iteration == last.iteration {
            format!("Held-out loss is lowest at the end: {} after {}", loss(last.held_out[1]), after(last))
        } else if loss(best.held_out[1]) == loss(last.held_out[1]) {
            format!("Held-out loss falls to {} and stays there", loss(last.held_out[1]))
        } else {
            format!(
                "Held-out loss is lowest, {}, after {} and ends at {}",
                loss(best.held_out[1]),
                after(best),
                loss(last.held_out[1])
            )
        };
        let majority = performance.models.iter().find(|m| m.model == "majority").map(|m| m.log_loss.mean);
        let band =
            |[low, middle, high]: [f64; 3]| format!("{} [{}, {}]", loss(middle), loss(low), loss(high));
        let rows = curves.iter().map(|p| vec![p.iteration.to_string(), band(p.training), band(p.held_out)]);
        Some(Plot {
            title,
            reading: String::new(),
            drawn: format!("Two lines with bands over {}.", after(last)),
            numbers: select::table([unit, "training log loss", "held-out log loss"], rows.collect()),
            picture: Picture::Chart(Chart {
                x_title: format!("{unit} ({})", numbers::of(performance.curves_of, "training")),
                y_title: "log loss".to_owned(),
                x_format: Format::Plain,
                y_format: Format::Plain,
                x_range: None,
                y_range: None,
                series: vec![
                    series("training", Tone::Muted, curves, |p| p.training),
                    series("held out", Tone::Ink, curves, |p| p.held_out),
                ],
                diagonal: None,
                guides: majority.map(|m| (m, "class frequencies".to_owned())).into_iter().collect(),
                square: false,
            }),
        })
    }
}

fn series(name: &str, tone: Tone, curves: &[CurvePoint], of: fn(&CurvePoint) -> [f64; 3]) -> Series {
    Series {
        name: Name::new(name, tone),
        points: curves.iter().map(|p| (p.iteration as f64, of(p)[1])).collect(),
        intervals: curves.iter().map(|p| (of(p)[0], of(p)[2])).collect(),
        band: true,
        joined: true,
        radii: if curves.len() == 1 { vec![4.0] } else { Vec::new() },
        hover: Vec::new(),
    }
}
