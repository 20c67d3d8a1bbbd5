//! The marks of a row: intervals with dots, bars, ticks.

use super::{Canvas, Scale};
use crate::render::theme::{Ink, Tone};

/// The marks of a row.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Interval.
    pub interval: Option<(f64, f64)>,
    /// Dot.
    pub dot: Option<f64>,
    /// Whether the dot is filled.
    pub filled: bool,
    /// Bars from one value to another: blue and filled, orange and hollow, or grey.
    pub bars: Vec<(f64, f64, Fill)>,
    /// Ticks: many values of one kind.
    pub ticks: Vec<(f64, Tone)>,
}

/// How a bar is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// Of a positive sum.
    Positive,
    /// Of a negative sum.
    Negative,
    /// By tone.
    Tone(Tone),
}

impl Marks {
    /// Draws the marks of a row whose middle lies at a height.
    pub fn draw(&self, canvas: &Canvas, (scale, y): (&Scale, f64), tone: Tone, hover: &str) {
        for &(from, to, fill) in &self.bars {
            if !hover.is_empty() {
                canvas.hover(|| hover.to_owned());
            }
            bar(canvas, scale, (from, to), (y, fill));
        }
        for tone in [Tone::Muted, Tone::Ink, Tone::Focus] {
            for (value, _) in self.ticks.iter().filter(|t| t.1 == tone) {
                let half = if tone == Tone::Muted { 5.0 } else { 7.0 };
                canvas.line((scale.at(*value), y - half), (scale.at(*value), y + half), bar_ink(tone));
            }
        }
        if let Some((low, high)) = self.interval {
            interval(canvas, scale, (low, high), y, tone);
        }
        if let Some(value) = self.dot {
            if !hover.is_empty() {
                canvas.hover(|| hover.to_owned());
            }
            let radius = if self.filled { 4.0 } else { 3.6 };
            canvas.dot((scale.at(value), y), radius, dot_ink(tone, self.filled));
        }
    }
}

fn bar(canvas: &Canvas, scale: &Scale, (from, to): (f64, f64), (y, fill): (f64, Fill)) {
    let (a, b) = (scale.at(from.min(to)), scale.at(from.max(to)));
    let ink = match fill {
        Fill::Positive => Ink::Positive,
        Fill::Negative => Ink::Negative,
        Fill::Tone(Tone::Ink) => Ink::FillInk,
        Fill::Tone(Tone::Focus) => Ink::FillFocus,
        Fill::Tone(Tone::Muted) => Ink::FillMuted,
    };
    canvas.rect((a, y - 4.5), ((b - a).max(0.7), 9.0), ink);
}

/// An interval; an end off the scale becomes an arrow.
fn interval(canvas: &Canvas, scale: &Scale, (low, high): (f64, f64), y: f64, tone: Tone) {
    let (from, to) = (scale.at(low), scale.at(high));
    canvas.line((from, y), (to, y), bar_ink(tone));
    let (least, most) = scale.ends();
    for (beyond, x, step) in [(low < least, from, 5.0), (high > most, to, -5.0)] {
        if beyond {
            canvas.path(&[(x + step, y - 4.0), (x, y), (x + step, y + 4.0)], bar_ink(tone));
        }
    }
}

/// The ink of an interval of this tone.
pub fn bar_ink(tone: Tone) -> Ink {
    match tone {
        Tone::Ink => Ink::BarInk,
        Tone::Focus => Ink::BarFocus,
        Tone::Muted => Ink::BarMuted,
    }
}

/// The ink of a dot of this tone.
pub fn dot_ink(tone: Tone, filled: bool) -> Ink {
    match (tone, filled) {
        (Tone::Ink, true) => Ink::DotInk,
        (Tone::Focus, true) => Ink::DotFocus,
        (Tone::Muted, true) => Ink::DotMuted,
        (Tone::Ink, false) => Ink::HollowInk,
        (Tone::Focus, false) => Ink::HollowFocus,
        (Tone::Muted, false) => Ink::HollowMuted,
    }
}
