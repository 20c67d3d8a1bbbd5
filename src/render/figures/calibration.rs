//! Does a stated probability come true as often as it says?

use super::select;
use super::{Figure, Plot};
use crate::card::Card;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::chart::{Chart, Series};
use crate::render::draw::labels::Name;
use crate::render::draw::{Format, Picture};
use crate::render::theme::Tone;

/// The figure `calibration`.
pub struct Calibration;

static CARD: Card = Card {
    id: "calibration",
    title: "Predicted and observed frequency",
    formula: "mean predicted probability against observed frequency in tenths of the predicted probability, all classes pooled",
    reading: "On the dashed line a stated 80 % is right 80 % of the time; above it the network says too little, below it too much. The area of a dot follows the number of predictions, bars are 95 % intervals of the frequency.",
    misleading_when: "All classes are pooled: one may be overstated and another understated. Bars take rows to be independent: where groups of rows go together they are too short.",
    reference: "Niculescu-Mizil and Caruana 2005, doi:10.1145/1102351.1102430",
};

impl Figure for Calibration {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let bins = &report.findings.performance.calibration;
        let most = bins.iter().map(|b| b.count).fold(0.0, f64::max);
        if most <= 0.0 {
            return None;
        }
        let agree = bins.iter().filter(|b| b.low <= b.predicted && b.predicted <= b.high).count();
        let as_share = |x: f64| numbers::fixed(100.0 * x, 1);
        let rows = bins.iter().map(|b| {
            vec![
                as_share(b.predicted),
                format!("{} [{}, {}]", as_share(b.observed), as_share(b.low), as_share(b.high)),
                numbers::fixed(b.count, 1),
            ]
        });
        let series = Series {
            name: Name::new("", Tone::Ink),
            points: bins.iter().map(|b| (b.predicted, b.observed)).collect(),
            intervals: bins.iter().map(|b| (b.low, b.high)).collect(),
            band: false,
            joined: false,
            radii: bins.iter().map(|b| 2.4 + 4.0 * (b.count / most).sqrt()).collect(),
            hover: bins
                .iter()
                .map(|b| format!("stated {} %, observed {} %", as_share(b.predicted), as_share(b.observed)))
                .collect(),
        };
        Some(Plot {
            title: format!(
                "The stated probability lies within the interval of the observed frequency in {agree} of {}",
                numbers::of(bins.len(), "group")
            ),
            reading: String::new(),
            drawn: format!(
                "{} with intervals beside a dashed line of agreement.",
                numbers::of(bins.len(), "dot")
            ),
            numbers: select::table(["stated, %", "observed, %", "predictions a repeat"], rows.collect()),
            picture: Picture::Chart(Chart {
                x_title: "stated probability, %".to_owned(),
                y_title: "observed frequency, %".to_owned(),
                x_format: Format::Percent,
                y_format: Format::Percent,
                x_range: Some((0.0, 1.0)),
                y_range: Some((0.0, 1.0)),
                series: vec![series],
                diagonal: Some("as stated".to_owned()),
                guides: Vec::new(),
                square: true,
            }),
        })
    }
}
