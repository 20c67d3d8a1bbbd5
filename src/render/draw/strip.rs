//! Many dots on one axis, stacked where they would meet, and one that is compared with them.

use super::labels::paragraph;
use super::text::width;
use super::{Anchor, Canvas, Format, Layout, Scale};
use crate::render::theme::{Ink, LINE, Type};

/// A strip of dots.
#[derive(Debug, Clone)]
pub struct Strip {
    /// The many.
    pub dots: Vec<f64>,
    /// What the many are.
    pub dots_name: String,
    /// The one.
    pub one: f64,
    /// What the one is.
    pub one_name: String,
    /// Whether the one stands apart (filled) or among them (hollow).
    pub apart: bool,
    /// What the axis shows.
    pub title: String,
    /// How values are written.
    pub format: Format,
}

/// Radius of a dot.
const RADIUS: f64 = 2.6;

impl Strip {
    /// Draws the strip; returns the height.
    pub fn draw(&self, canvas: &Canvas, layout: Layout) -> f64 {
        let y = paragraph(canvas, &self.title, Type::Strong, (0.0, 0.0), canvas.width) + 6.0;
        let all = || self.dots.iter().copied().chain([self.one, 0.0]).filter(|v| v.is_finite());
        let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        let room = 0.05 * (high - low).max(1e-9);
        let scale = Scale::new((low - room, high + room), (12.0, canvas.width - 12.0));
        let stacks = self.stacks(&scale);
        let tallest = stacks.iter().map(|s| s.1 + 1).max().unwrap_or(1) as f64;
        let step = (layout.pick(110.0, 90.0) / tallest).min(2.0 * RADIUS + 0.6);
        let base = y + 2.0 * LINE + 6.0 + tallest * step;
        let ticks = scale.ticks(layout.pick(8, 5));
        for (value, text) in ticks.iter().zip(self.format.ticks(&ticks)) {
            let x = scale.at(*value);
            canvas.line((x, y + 2.0 * LINE), (x, base + 4.0), Ink::Grid);
            let half = width(&text, Type::Small) / 2.0;
            canvas.text(
                (x.clamp(half, canvas.width - half), base + 15.0),
                Anchor::Middle,
                Type::Small,
                &text,
            );
        }
        canvas.line((12.0, base + 1.0), (canvas.width - 12.0, base + 1.0), Ink::Axis);
        for (x, place) in stacks {
            canvas.dot((x, base - RADIUS - step * place as f64), RADIUS, Ink::DotMuted);
        }
        self.names(canvas, &scale, y, base);
        base + 24.0
    }

    /// Where each dot stands: its place on the axis, in steps of a dot, and how many lie below it.
    fn stacks(&self, scale: &Scale) -> Vec<(f64, usize)> {
        let cell = 2.0 * RADIUS + 0.4;
        let mut places: Vec<f64> = self.dots.iter().map(|&d| (scale.at(d) / cell).round()).collect();
        places.sort_by(f64::total_cmp);
        let mut stacks: Vec<(f64, usize)> = Vec::new();
        for place in places {
            let below = stacks.iter().rev().take_while(|s| s.0 == place * cell).count();
            stacks.push((place * cell, below));
        }
        stacks
    }

    fn names(&self, canvas: &Canvas, scale: &Scale, y: f64, base: f64) {
        let x = scale.at(self.one);
        canvas.line((x, y + LINE + 2.0), (x, base), Ink::LineInk);
        canvas.dot((x, base - 4.0), 5.0, if self.apart { Ink::DotInk } else { Ink::HollowInk });
        let half = width(&self.one_name, Type::Strong) / 2.0;
        let at = x.clamp(half, (canvas.width - half).max(half));
        canvas.label((at, y + LINE / 2.0), Anchor::Middle, Type::Strong, &self.one_name);
        let middle = {
            let mut sorted = self.dots.clone();
            sorted.sort_by(f64::total_cmp);
            sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
        };
        let half = width(&self.dots_name, Type::Small) / 2.0;
        let at = scale.at(middle).clamp(half, (canvas.width - half).max(half));
        canvas.label((at, y + 1.5 * LINE), Anchor::Middle, Type::Small, &self.dots_name);
    }
}
