//! Lines, bands and points over two axes.

use super::labels::{Name, paragraph};
use super::marks::{bar_ink, dot_ink};
use super::text::width;
use super::{Anchor, Canvas, Format, Layout, Scale};
use crate::render::theme::{Ink, LINE, Tone, Type};

/// One chart.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Name of the horizontal axis.
    pub x_title: String,
    /// Name of the vertical axis.
    pub y_title: String,
    /// How horizontal values are written.
    pub x_format: Format,
    /// How vertical values are written.
    pub y_format: Format,
    /// Ends of the horizontal axis; from the points when not given.
    pub x_range: Option<(f64, f64)>,
    /// Ends of the vertical axis; from the points when not given.
    pub y_range: Option<(f64, f64)>,
    /// The lines.
    pub series: Vec<Series>,
    /// A dashed line from the lower left to the upper right, with its name.
    pub diagonal: Option<String>,
    /// Dashed lines at a vertical value, with their names.
    pub guides: Vec<(f64, String)>,
    /// Whether it is as high as wide in the narrow layout.
    pub square: bool,
}

/// One line or cloud of points.
#[derive(Debug, Clone)]
pub struct Series {
    /// Its name, written at its end.
    pub name: Name,
    /// Its points.
    pub points: Vec<(f64, f64)>,
    /// For each point an interval; empty for none.
    pub intervals: Vec<(f64, f64)>,
    /// Whether the intervals are a band rather than bars.
    pub band: bool,
    /// Whether the points are joined.
    pub joined: bool,
    /// For each point its radius; empty for no dots.
    pub radii: Vec<f64>,
    /// For each point what it says when pointed at; may be empty.
    pub hover: Vec<String>,
}

struct Frame {
    x: Scale,
    y: Scale,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Chart {
    /// Draws the chart; returns the height.
    pub fn draw(&self, canvas: &Canvas, layout: Layout) -> f64 {
        let top = paragraph(canvas, &self.y_title, Type::Small, (0.0, 0.0), canvas.width) + 8.0;
        let frame = self.frame(canvas, layout, top);
        self.axes(canvas, &frame);
        for series in &self.series {
            draw_series(canvas, series, &frame);
        }
        self.names(canvas, &frame);
        let middle = (frame.left + frame.right) / 2.0;
        canvas.text((middle, frame.bottom + 30.0), Anchor::Middle, Type::Small, &self.x_title);
        frame.bottom + 40.0
    }

    fn frame(&self, canvas: &Canvas, layout: Layout, top: f64) -> Frame {
        let (x_ends, y_ends) = (self.x_ends(), self.y_ends());
        let rough = Scale::new(y_ends, (0.0, 200.0));
        let ticks = rough.ticks(6);
        let numbers = self.y_format.ticks(&ticks);
        let left = numbers.iter().map(|t| width(t, Type::Small)).fold(0.0, f64::max) + 8.0;
        let names = self.series.iter().map(|s| s.name.width()).fold(0.0, f64::max);
        let room = if names > 0.0 { names + 12.0 } else { 14.0 };
        let right = (canvas.width - room).max(left + 80.0);
        let square = self.square && layout == Layout::Narrow;
        let height = if square { right - left } else { layout.pick(250.0, 210.0) };
        let bottom = top + height;
        Frame {
            x: Scale::new(x_ends, (left, right)),
            y: Scale::new(y_ends, (bottom, top)),
            left,
            right,
            top,
            bottom,
        }
    }

    fn x_ends(&self) -> (f64, f64) {
        self.x_range.unwrap_or_else(|| ends(self.series.iter().flat_map(|s| s.points.iter().map(|p| p.0))))
    }

    fn y_ends(&self) -> (f64, f64) {
        self.y_range.unwrap_or_else(|| {
            let points = self.series.iter().flat_map(|s| s.points.iter().map(|p| p.1));
            let spread = self.series.iter().flat_map(|s| s.intervals.iter().flat_map(|i| [i.0, i.1]));
            let (low, high) = ends(points.chain(spread).chain(self.guides.iter().map(|g| g.0)));
            let room = 0.05 * (high - low).max(1e-9);
            (low - room, high + room)
        })
    }

    fn axes(&self, canvas: &Canvas, frame: &Frame) {
        let ticks = frame.y.ticks(6);
        for (value, text) in ticks.iter().zip(self.y_format.ticks(&ticks)) {
            let y = frame.y.at(*value);
            canvas.line((frame.left, y), (frame.right, y), Ink::Grid);
            canvas.text((frame.left - 8.0, y), Anchor::End, Type::Small, &text);
        }
        let most = ((frame.right - frame.left) / 60.0) as usize;
        let ticks = frame.x.ticks(most.clamp(2, 9));
        let mut last = f64::NEG_INFINITY;
        for (value, text) in ticks.iter().zip(self.x_format.ticks(&ticks)) {
            let half = width(&text, Type::Small) / 2.0;
            let x = frame.x.at(*value).clamp(half, canvas.width - half);
            if x - half > last + 4.0 {
                canvas.text((x, frame.bottom + 13.0), Anchor::Middle, Type::Small, &text);
                last = x + half;
            }
        }
        if let Some(name) = &self.diagonal {
            canvas.line((frame.left, frame.bottom), (frame.right, frame.top), Ink::Reference);
            let at = (frame.left + 0.12 * (frame.right - frame.left), frame.bottom - 8.0);
            canvas.label(at, Anchor::Start, Type::Small, name);
        }
        for (value, name) in &self.guides {
            let y = frame.y.at(*value);
            canvas.line((frame.left, y), (frame.right, y), Ink::Reference);
            canvas.label((frame.left + 4.0, y - LINE / 2.0 - 1.0), Anchor::Start, Type::Small, name);
        }
    }

    /// Names at the ends of the lines, pushed apart where they would meet.
    fn names(&self, canvas: &Canvas, frame: &Frame) {
        let mut ends: Vec<(f64, &Name)> = self
            .series
            .iter()
            .filter(|s| !s.name.text.is_empty())
            .filter_map(|s| s.points.last().map(|p| (frame.y.at(p.1), &s.name)))
            .collect();
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let places = apart(&ends.iter().map(|e| e.0).collect::<Vec<_>>(), LINE, (frame.top, frame.bottom));
        for ((from, name), y) in ends.iter().zip(places) {
            if (from - y).abs() > 2.0 {
                canvas.line((frame.right + 2.0, *from), (frame.right + 8.0, y), Ink::Grid);
            }
            canvas.text((frame.right + 10.0, y), Anchor::Start, name.style(), &name.text);
        }
    }
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .filter(|v| v.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    if low <= high { (low, high) } else { (0.0, 1.0) }
}

/// Ascending places at least `step` apart, as near as that allows and within the ends where they fit.
pub fn apart(wanted: &[f64], step: f64, (low, high): (f64, f64)) -> Vec<f64> {
    let mut places = wanted.to_vec();
    for i in 1..places.len() {
        places[i] = places[i].max(places[i - 1] + step);
    }
    let over = places.last().map_or(0.0, |last| (last - high).max(0.0));
    if over > 0.0
        && let Some(last) = places.last_mut()
    {
        *last -= over;
    }
    for i in (0..places.len().saturating_sub(1)).rev() {
        places[i] = places[i].min(places[i + 1] - step);
    }
    if let Some(first) = places.first().copied()
        && first < low
    {
        for (i, place) in places.iter_mut().enumerate() {
            *place = place.max(low + step * i as f64);
        }
    }
    places
}

fn draw_series(canvas: &Canvas, series: &Series, frame: &Frame) {
    let at = |(x, y): (f64, f64)| (frame.x.at(x), frame.y.at(y));
    let tone = series.name.tone;
    if series.band && !series.intervals.is_empty() {
        let xs = || series.points.iter().zip(&series.intervals);
        let upper = xs().map(|(p, i)| at((p.0, i.1)));
        let lower = xs().rev().map(|(p, i)| at((p.0, i.0)));
        canvas.polygon(&upper.chain(lower).collect::<Vec<_>>(), Ink::Band);
    } else {
        for (point, interval) in series.points.iter().zip(&series.intervals) {
            canvas.line(at((point.0, interval.0)), at((point.0, interval.1)), bar_ink(tone));
        }
    }
    if series.joined {
        let ink = match tone {
            Tone::Ink => Ink::LineInk,
            Tone::Focus => Ink::LineFocus,
            Tone::Muted => Ink::LineMuted,
        };
        canvas.path(&series.points.iter().map(|&p| at(p)).collect::<Vec<_>>(), ink);
    }
    for (place, (point, radius)) in series.points.iter().zip(&series.radii).enumerate() {
        if let Some(text) = series.hover.get(place) {
            canvas.hover(|| text.clone());
        }
        canvas.dot(at(*point), *radius, dot_ink(tone, true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_pushed_apart_and_kept_inside() {
        assert_eq!(apart(&[10.0, 50.0], 14.0, (0.0, 100.0)), [10.0, 50.0]);
        assert_eq!(apart(&[10.0, 12.0, 13.0], 14.0, (0.0, 100.0)), [10.0, 24.0, 38.0]);
        assert_eq!(apart(&[95.0, 99.0], 14.0, (0.0, 100.0)), [86.0, 100.0]);
    }
}
