//! Plots become drawings: kinds of pictures, each in a wide and a narrow layout. Nothing here knows a report.

mod canvas;
mod sheet;

pub mod beside;
pub mod bump;
pub mod chart;
pub mod dendrogram;
pub mod diagram;
pub mod labels;
pub mod map;
pub mod marks;
pub mod matrix;
pub mod outline;
pub mod panels;
pub mod rows;
pub mod runs;
pub mod strip;
pub mod text;

pub use canvas::{Canvas, Scale};
pub use sheet::{Anchor, Told};

use crate::numbers;
use crate::render::theme::{NARROW, WIDE};

/// What is drawn: the ink of a plot.
#[derive(Debug, Clone)]
pub enum Picture {
    /// Rows of marks on one or more axes: intervals, bars, ticks.
    Rows(rows::Rows),
    /// Tables of tinted cells, one above the other.
    Matrices(Vec<matrix::Matrix>),
    /// Lines and points over two axes.
    Chart(chart::Chart),
    /// Nodes and edges of a network.
    Diagram(diagram::Diagram),
    /// Ranks over columns.
    Bump(bump::Bump),
    /// Ranks over many runs.
    Runs(runs::Runs),
    /// A tree of similar things.
    Dendrogram(dendrogram::Dendrogram),
    /// Small charts side by side.
    Panels(panels::Panels),
    /// Points on a plane.
    Map(map::Map),
    /// A tree, a line a node.
    Outline(outline::Outline),
    /// Many dots on one axis.
    Strip(strip::Strip),
}

/// One of the two layouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// 720 units.
    Wide,
    /// 350 units, a layout of its own.
    Narrow,
}

impl Layout {
    /// Its width.
    pub fn width(self) -> f64 {
        match self {
            Layout::Wide => WIDE,
            Layout::Narrow => NARROW,
        }
    }

    /// The class of its drawing.
    pub fn class(self) -> &'static str {
        match self {
            Layout::Wide => "wide",
            Layout::Narrow => "narrow",
        }
    }

    /// Chooses by layout.
    pub fn pick<T>(self, wide: T, narrow: T) -> T {
        match self {
            Layout::Wide => wide,
            Layout::Narrow => narrow,
        }
    }
}

/// Draws a picture in a layout as an `<svg>`.
pub fn svg(picture: &Picture, layout: Layout, told: Told) -> String {
    let canvas = Canvas::new(layout.width(), layout == Layout::Wide);
    let height = match picture {
        Picture::Rows(rows) => rows.draw(&canvas, layout),
        Picture::Matrices(matrices) => matrix::draw(matrices, &canvas, layout),
        Picture::Chart(chart) => chart.draw(&canvas, layout),
        Picture::Diagram(diagram) => diagram.draw(&canvas, layout),
        Picture::Bump(bump) => bump.draw(&canvas, layout),
        Picture::Runs(runs) => runs.draw(&canvas, layout),
        Picture::Dendrogram(dendrogram) => dendrogram.draw(&canvas, layout),
        Picture::Panels(panels) => panels.draw(&canvas, layout),
        Picture::Map(map) => map.draw(&canvas, layout),
        Picture::Outline(outline) => outline.draw(&canvas, layout),
        Picture::Strip(strip) => strip.draw(&canvas, layout),
    };
    canvas.finish(layout.class(), height, told)
}

/// How values of an axis are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// As they are.
    #[default]
    Plain,
    /// Times a hundred: the axis says %.
    Percent,
    /// As they are, with a sign.
    Signed,
    /// Times a hundred, with a sign: points of percentage.
    Points,
}

impl Format {
    /// The values of ticks as texts, all with the decimals their steps need.
    pub fn ticks(self, ticks: &[f64]) -> Vec<String> {
        let factor = if matches!(self, Format::Percent | Format::Points) { 100.0 } else { 1.0 };
        let steps = ticks.windows(2).map(|w| (w[1] - w[0]).abs() * factor);
        // A single tick has no step: its own digits count.
        let step =
            if ticks.len() == 1 { ticks[0].abs() * factor } else { steps.fold(f64::INFINITY, f64::min) };
        let whole = |&d: &i32| {
            let scaled = step * 10f64.powi(d);
            scaled.round() >= 1.0 && (scaled - scaled.round()).abs() < 1e-6 * scaled
        };
        let decimals = if step == 0.0 { 0 } else { (0..10).find(whole).unwrap_or(3) as usize };
        let write =
            if matches!(self, Format::Signed | Format::Points) { numbers::signed } else { numbers::fixed };
        ticks.iter().map(|t| write(t * factor, decimals)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_have_the_decimals_of_their_step() {
        assert_eq!(Format::Plain.ticks(&[0.0, 0.05, 0.1]), ["0.00", "0.05", "0.10"]);
        assert_eq!(Format::Percent.ticks(&[0.0, 0.5, 1.0]), ["0", "50", "100"]);
        assert_eq!(Format::Signed.ticks(&[-1.0, 0.0, 1.0]), ["−1", "0", "+1"]);
        assert_eq!(Format::Plain.ticks(&[2.0]), ["2"]);
        assert_eq!(Format::Signed.ticks(&[0.0]), ["0"]);
        assert_eq!(Format::Plain.ticks(&[0.0, 5e-7]), ["0.0000000", "0.0000005"]);
    }
}
