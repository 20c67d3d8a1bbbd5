//! Small charts side by side, all to one vertical scale: what differs between them is what the eye compares.

use super::beside::{self, Rect};
use super::labels::{Key, Name, paragraph, paragraph_height};
use super::marks::{bar_ink, dot_ink};
use super::text::width;
use super::{Anchor, Canvas, Format, Layout, Scale};
use crate::render::theme::{Ink, LINE, Tone, Type};

/// Small charts.
#[derive(Debug, Clone, Default)]
pub struct Panels {
    /// Name of the vertical axis, above all.
    pub y_title: String,
    /// Name of the horizontal axis, below all; empty where each panel says its own.
    pub x_title: String,
    /// How vertical values are written.
    pub y_format: Format,
    /// How horizontal values are written.
    pub x_format: Format,
    /// Most panels side by side, in the wide and in the narrow layout.
    pub abreast: (usize, usize),
    /// Ends of the horizontal axis of all panels; else each has its own.
    pub x_ends: Option<(f64, f64)>,
    /// How high a chart is, in the wide and in the narrow layout.
    pub height: Option<(f64, f64)>,
    /// The charts.
    pub panels: Vec<Panel>,
    /// A line below.
    pub note: String,
}

/// One small chart.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// Its name, above it.
    pub name: Name,
    /// A line under the name.
    pub note: String,
    /// Lines behind, grey and thin, without names.
    pub behind: Vec<Vec<(f64, f64)>>,
    /// What the panel shows.
    pub points: Vec<(f64, f64)>,
    /// For each point an interval, drawn as a band; empty for none.
    pub band: Vec<(f64, f64)>,
    /// Whether points are joined by a line; else they are dots with bars.
    pub joined: bool,
    /// Horizontal values with names of their own instead of numbers.
    pub names: Vec<(f64, String)>,
    /// For each point what it says when pointed at; may be empty.
    pub hover: Vec<String>,
    /// Dashed lines at a vertical value.
    pub guides: Vec<f64>,
    /// Dashed lines from one place to another.
    pub rays: Vec<[(f64, f64); 2]>,
    /// Points with names of their own; the same in the same order in every panel.
    pub spots: Vec<Spot>,
}

/// A named point.
#[derive(Debug, Clone)]
pub struct Spot {
    /// Its name.
    pub name: Name,
    /// Its place.
    pub at: (f64, f64),
    /// Intervals along both axes.
    pub spread: [(f64, f64); 2],
    /// Whether its dot is filled.
    pub filled: bool,
    /// What it says when pointed at.
    pub hover: String,
}

/// Width of a name that stands beside its point.
const SPOT: f64 = 90.0;
/// Space between panels.
const BETWEEN: f64 = 16.0;
/// What a text may be wider than it was measured, in another font.
const SPARE: f64 = 8.0;
/// Space from the lowest tick to the next row of panels.
const BELOW: f64 = 30.0;

/// Where a panel lies.
struct Frame {
    x: Scale,
    y: Scale,
    left: f64,
    right: f64,
    bottom: f64,
    height: f64,
}

impl Panels {
    /// Draws the charts; returns the height.
    pub fn draw(&self, canvas: &Canvas, layout: Layout) -> f64 {
        let mut top = paragraph(canvas, &self.y_title, Type::Small, (0.0, 0.0), canvas.width) + 8.0;
        let ends = self.y_ends();
        let height = self.height.map_or(layout.pick(112.0, 92.0), |(wide, narrow)| layout.pick(wide, narrow));
        let ticks = Scale::new(ends, (height, 0.0)).ticks(4);
        let numbers = self.y_format.ticks(&ticks);
        let left = numbers.iter().map(|t| width(t, Type::Small)).fold(0.0, f64::max) + 8.0;
        let abreast = layout.pick(self.abreast.0, self.abreast.1).min(self.panels.len()).max(1);
        let wide = (canvas.width - left - BETWEEN * (abreast - 1) as f64) / abreast as f64;
        let panels: Vec<Panel> = self.panels.iter().map(|panel| named(panel, wide)).collect();
        let names: Vec<Name> =
            self.panels.first().iter().flat_map(|p| &p.spots).map(|spot| spot.name.clone()).collect();
        let key = Key::of(&names, SPOT);
        for row in panels.chunks(abreast) {
            let head = row.iter().map(|panel| head_height(panel, wide)).fold(0.0, f64::max);
            let bottom = top + head + 6.0 + height;
            for (place, panel) in row.iter().enumerate() {
                let from = left + (wide + BETWEEN) * place as f64;
                write_head(canvas, panel, (from, top), wide);
                let frame = Frame {
                    x: Scale::new(
                        self.x_ends.unwrap_or_else(|| x_ends(panel)),
                        (from + 3.0, from + wide - 3.0),
                    ),
                    y: Scale::new(ends, (bottom, bottom - height)),
                    left: from,
                    right: from + wide,
                    bottom,
                    height,
                };
                self.axes(canvas, panel, &frame, (&ticks, if place == 0 { &numbers } else { &[] }));
                draw_panel(canvas, panel, &frame);
                draw_spots(canvas, panel, &frame, &key.short);
            }
            top = bottom + BELOW;
        }
        if !self.x_title.is_empty() {
            let middle = (left + canvas.width) / 2.0;
            canvas.text((middle, top), Anchor::Middle, Type::Small, &self.x_title);
            top += LINE;
        }
        let top = key.write(canvas, top);
        paragraph(canvas, &self.note, Type::Small, (0.0, top), canvas.width)
    }

    /// Ends of the vertical axis: what any panel shows.
    fn y_ends(&self) -> (f64, f64) {
        let of_panel = |panel: &Panel| {
            let points = panel.points.iter().chain(panel.behind.iter().flatten()).map(|p| p.1);
            let band = panel.band.iter().flat_map(|b| [b.0, b.1]);
            let spots = panel.spots.iter().flat_map(|spot| [spot.at.1, spot.spread[1].0, spot.spread[1].1]);
            points.chain(band).chain(spots).chain(panel.guides.iter().copied()).collect::<Vec<_>>()
        };
        let (low, high) = ends(self.panels.iter().flat_map(of_panel));
        let room = 0.04 * (high - low).max(1e-9);
        (low - room, high + room)
    }

    fn axes(&self, canvas: &Canvas, panel: &Panel, frame: &Frame, (ticks, numbers): (&[f64], &[String])) {
        for (place, &value) in ticks.iter().enumerate() {
            let y = frame.y.at(value);
            canvas.line((frame.left, y), (frame.right, y), Ink::Grid);
            if let Some(text) = numbers.get(place) {
                canvas.text((frame.left - 8.0, y), Anchor::End, Type::Small, text);
            }
        }
        for &value in &panel.guides {
            canvas.line((frame.left, frame.y.at(value)), (frame.right, frame.y.at(value)), Ink::Reference);
        }
        let most = (((frame.right - frame.left) / 45.0) as usize).clamp(2, 5);
        let named = !panel.names.is_empty();
        let marks: Vec<(f64, String)> = if named {
            panel.names.clone()
        } else {
            let at = frame.x.ticks(most);
            let texts = self.x_format.ticks(&at);
            at.into_iter().zip(texts).collect()
        };
        let mut last = f64::NEG_INFINITY;
        for (value, text) in marks {
            let half = width(&text, Type::Small) / 2.0;
            let within = (frame.left + half, (frame.right - half).max(frame.left + half));
            let x = frame.x.at(value).clamp(within.0.min(frame.left + 20.0), within.1);
            if x - half > last + 4.0 {
                canvas.text((x, frame.bottom + 11.0), Anchor::Middle, Type::Small, &text);
                last = x + half;
            }
        }
    }
}

/// The panel with numbers in place of names that do not fit under it, and what they stand for below its own name.
fn named(panel: &Panel, wide: f64) -> Panel {
    let room = wide / panel.names.len().max(1) as f64 - 4.0;
    let mut panel = panel.clone();
    if panel.names.iter().any(|(_, name)| width(name, Type::Small) > room) {
        let key = panel.names.iter().enumerate().map(|(at, (_, name))| format!("{} {name}", at + 1));
        panel.note = key.collect::<Vec<_>>().join(", ");
        panel.names.iter_mut().enumerate().for_each(|(at, name)| name.1 = (at + 1).to_string());
    }
    panel
}

fn head_height(panel: &Panel, wide: f64) -> f64 {
    paragraph_height(&panel.name.text, panel.name.style(), wide - SPARE)
        + paragraph_height(&panel.note, Type::Small, wide - SPARE)
}

fn write_head(canvas: &Canvas, panel: &Panel, (x, y): (f64, f64), wide: f64) {
    let below = paragraph(canvas, &panel.name.text, panel.name.style(), (x, y), wide - SPARE);
    paragraph(canvas, &panel.note, Type::Small, (x, below), wide - SPARE);
}

fn x_ends(panel: &Panel) -> (f64, f64) {
    let (low, high) = ends(panel.points.iter().map(|p| p.0));
    let room = if panel.joined { 0.0 } else { 0.5 };
    if high > low || !panel.joined { (low - room, high + room) } else { (low - 0.5, high + 0.5) }
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .filter(|v| v.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    if low <= high { (low, high) } else { (0.0, 1.0) }
}

fn draw_panel(canvas: &Canvas, panel: &Panel, frame: &Frame) {
    let at = |&(x, y): &(f64, f64)| (frame.x.at(x), frame.y.at(y));
    for line in &panel.behind {
        canvas.stroke(&line.iter().map(at).collect::<Vec<_>>(), Ink::LineMuted, 0.8, 0.55);
    }
    let tone = panel.name.tone;
    let spread = || panel.points.iter().zip(&panel.band);
    if panel.joined {
        let upper = spread().map(|(p, b)| at(&(p.0, b.1)));
        let lower = spread().rev().map(|(p, b)| at(&(p.0, b.0)));
        if !panel.band.is_empty() {
            canvas.polygon(&upper.chain(lower).collect::<Vec<_>>(), Ink::Band);
        }
        let ink = if tone == Tone::Focus { Ink::LineFocus } else { Ink::LineInk };
        canvas.path(&panel.points.iter().map(at).collect::<Vec<_>>(), ink);
    } else {
        for (point, band) in spread() {
            canvas.line(at(&(point.0, band.0)), at(&(point.0, band.1)), bar_ink(tone));
        }
    }
    for (place, point) in panel.points.iter().enumerate() {
        if let Some(text) = panel.hover.get(place) {
            canvas.hover(|| text.clone());
        }
        canvas.dot(at(point), if panel.joined { 1.8 } else { 3.6 }, dot_ink(tone, true));
    }
}

/// Dashed lines, then crosses of intervals, then dots, then names; what stands out lies above.
fn draw_spots(canvas: &Canvas, panel: &Panel, frame: &Frame, names: &[Name]) {
    let at = |(x, y): (f64, f64)| (frame.x.at(x), frame.y.at(y));
    for &[from, to] in &panel.rays {
        canvas.line(at(from), at(to), Ink::Reference);
    }
    for tone in [Tone::Muted, Tone::Ink, Tone::Focus] {
        for spot in panel.spots.iter().filter(|spot| spot.name.tone == tone) {
            let ((x, y), [across, along]) = (spot.at, spot.spread);
            canvas.line(at((across.0, y)), at((across.1, y)), bar_ink(tone));
            canvas.line(at((x, along.0)), at((x, along.1)), bar_ink(tone));
        }
        for spot in panel.spots.iter().filter(|spot| spot.name.tone == tone) {
            canvas.hover(|| spot.hover.clone());
            canvas.dot(at(spot.at), 3.6, dot_ink(tone, spot.filled));
        }
    }
    // what is grey and hollow is noise: its names would only hide the others
    let told = |spot: &Spot| spot.filled || spot.name.tone != Tone::Muted;
    let named = panel.spots.iter().zip(names).filter(|(spot, _)| told(spot));
    let named: Vec<((f64, f64), &Name)> = named.map(|(spot, name)| (at(spot.at), name)).collect();
    let (x, w) = (frame.left, frame.right - frame.left);
    beside::write(
        canvas,
        &named,
        beside::BETWEEN_ARMS,
        Rect { x, y: frame.bottom - frame.height, w, h: frame.height },
    );
}
