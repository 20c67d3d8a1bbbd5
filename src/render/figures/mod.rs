//! Figures: each selects numbers from the report and names the kind of picture that shows them; none computes a statistic.

pub use alone::{alone, light};
pub use select::{all_on_top, independent, short, signed_by_class, stands_out};
#[cfg(test)]
mod testing;
#[cfg(test)]
mod walk;

mod agreement;
mod alone;
pub mod by_number;
mod calibration;
mod class_counts;
mod confusion;
mod dendrogram;
mod embedding;
mod gradient_plane;
mod known_truth;
mod learning_curves;
mod network;
mod pairs;
mod paths_cancel;
mod per_class;
mod probes;
mod profiles;
mod rank_bumps;
mod rank_intervals;
mod rank_runs;
mod retraining;
mod select;
mod short_answer;
mod signal;
mod singles;
mod symmetry;
mod synergy;
mod top_share;
mod tree;
mod units_average;
mod units_found;
mod weights_heat;

use crate::card::Card;
use crate::render::draw::{self, Canvas, Layout, Picture, Told};
use crate::render::theme::Ink;
use crate::render::{Report, foremost};

/// Every figure, in the order of the report.
pub static FIGURES: &[&dyn Figure] = &[
    &short_answer::ShortAnswer,
    &class_counts::ClassCounts,
    &confusion::Confusion,
    &calibration::Calibration,
    &learning_curves::LearningCurves,
    &weights_heat::WeightsHeat,
    &network::NetworkDiagram,
    &paths_cancel::PathsCancel,
    &symmetry::SymmetryChanges,
    &rank_bumps::RankBumps,
    &rank_intervals::RankIntervals,
    &per_class::PerClass,
    &profiles::Profiles,
    &gradient_plane::GradientPlane,
    &rank_runs::RankRuns,
    &top_share::TopShare,
    &units_found::UnitsFound,
    &units_average::UnitsAverage,
    &embedding::EmbeddingMap,
    &dendrogram::DendrogramOfVariables,
    &tree::TreeOutline,
    &agreement::AgreementMatrix,
    &signal::SignalStrip,
    &probes::Probes,
    &pairs::Pairs,
    &retraining::Retraining,
    &singles::Singles,
    &synergy::Synergy,
    &by_number::ByNumber,
    &known_truth::KnownTruth,
];

/// One figure.
pub trait Figure: Sync {
    /// Its words.
    fn card(&self) -> &'static Card;
    /// The numbers it shows; `None` where the report has nothing to show.
    fn plot(&self, report: &Report) -> Option<Plot>;
}

/// What a figure shows: its numbers first, and the ink for them.
#[derive(Debug, Clone)]
pub struct Plot {
    /// The finding, one line, plain text.
    pub title: String,
    /// How to read it, where the card's words do not fit; else empty.
    pub reading: String,
    /// What is drawn, for those who cannot see it.
    pub drawn: String,
    /// Its numbers as a table.
    pub numbers: NumberTable,
    /// The picture.
    pub picture: Picture,
}

/// The numbers of a figure as a table of plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberTable {
    /// Names of the columns.
    pub head: Vec<String>,
    /// Cells, row by row.
    pub rows: Vec<Vec<String>>,
}

/// A figure, drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Id of the figure.
    pub id: &'static str,
    /// The finding, one line, plain text.
    pub title: String,
    /// How to read it, plain text.
    pub reading: String,
    /// What is drawn, for those who cannot see it.
    pub drawn: String,
    /// `<svg class="wide" …>`, 720 units.
    pub wide: String,
    /// `<svg class="narrow" …>`, 350 units, a layout of its own.
    pub narrow: String,
    /// Its numbers.
    pub numbers: NumberTable,
    /// Rows of its numbers that only the JSON has.
    pub left_out: usize,
}

/// Draws a figure; `None` for an unknown id or where there is nothing to show.
pub fn draw(report: &Report, id: &str) -> Option<Drawn> {
    let figure = FIGURES.iter().find(|figure| figure.card().id == id)?;
    let plot = figure.plot(report)?;
    let (numbers, left_out) = tabled(report, plot.numbers);
    let told = Told { title: &plot.title, description: &plot.drawn };
    let card = figure.card();
    Some(Drawn {
        id: card.id,
        wide: draw::svg(&plot.picture, Layout::Wide, told),
        narrow: draw::svg(&plot.picture, Layout::Narrow, told),
        title: plot.title,
        reading: if plot.reading.is_empty() { card.reading.to_owned() } else { plot.reading },
        drawn: plot.drawn,
        numbers,
        left_out,
    })
}

/// The numbers without the variables that only the JSON has, and how many rows these would take.
fn tabled(report: &Report, mut numbers: NumberTable) -> (NumberTable, usize) {
    let left = foremost::left_out(report);
    let columns: Vec<usize> = (0..numbers.head.len())
        .filter(|&c| ["variable", "from or to"].contains(&numbers.head[c].as_str()))
        .collect();
    let before = numbers.rows.len();
    numbers.rows.retain(|row| !columns.iter().any(|&c| left.contains(row[c].as_str())));
    let left_out = before - numbers.rows.len();
    (numbers, left_out)
}

/// A small histogram for a table; `label` is its text alternative.
pub fn sparkline(counts: &[usize], label: &str) -> String {
    let (width, height) = (108.0, 25.0);
    let canvas = Canvas::new(width, false);
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let step = width / counts.len().max(1) as f64;
    for (at, &count) in counts.iter().enumerate().filter(|c| *c.1 > 0) {
        let bar = ((height - 2.0) * count as f64 / most).max(0.5);
        let gap = if counts.len() > 24 { 0.0 } else { 0.8 };
        canvas.rect((step * at as f64 + gap / 2.0, height - 1.0 - bar), (step - gap, bar), Ink::FillMuted);
    }
    canvas.line((0.0, height - 0.5), (width, height - 0.5), Ink::Axis);
    canvas.finish("spark", height, Told { title: label, description: "" })
}
