//! Names beside their points: those that stand out first, none on another; one that finds no room is left to the table.

use super::labels::Name;
use super::{Anchor, Canvas};
use crate::render::theme::{LINE, Tone};

/// A rectangle, from its upper left corner.
#[derive(Debug, Clone, Copy)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    fn meets(&self, other: &Rect) -> bool {
        self.x < other.x + other.w
            && other.x < self.x + self.w
            && self.y < other.y + other.h
            && other.y < self.y + self.h
    }

    fn holds(&self, other: &Rect) -> bool {
        other.x >= self.x
            && other.x + other.w <= self.x + self.w
            && other.y >= self.y
            && other.y + other.h <= self.y + self.h
    }
}

/// Where a name may stand: from its point to its upper left corner, for a name of a width.
type Places = fn(f64) -> [(f64, f64); 4];

/// Right of a dot, left, above, below.
pub const AROUND: Places = |w| [(8.0, -7.0), (-8.0 - w, -7.0), (-w / 2.0, -22.0), (-w / 2.0, 8.0)];
/// Between the arms of a cross.
pub const BETWEEN_ARMS: Places = |w| [(5.0, -16.0), (-5.0 - w, -16.0), (5.0, 2.0), (-5.0 - w, 2.0)];

/// Writes names beside the points they belong to, inside `frame`, off all dots; a name that stands out may lie on one where
/// there is no other room.
pub fn write(canvas: &Canvas, points: &[((f64, f64), &Name)], places: Places, frame: Rect) {
    let dot = |&((x, y), _): &((f64, f64), &Name)| Rect { x: x - 3.0, y: y - 3.0, w: 6.0, h: 6.0 };
    let dots: Vec<Rect> = points.iter().map(dot).collect();
    let mut taken: Vec<Rect> = Vec::new();
    for tone in [Tone::Focus, Tone::Ink, Tone::Muted] {
        for (at, name) in points.iter().filter(|(_, name)| name.tone == tone) {
            let w = name.width();
            let mut free = places(w).map(|p| Rect { x: at.0 + p.0, y: at.1 + p.1, w, h: LINE }).to_vec();
            free.retain(|r| frame.holds(r) && !taken.iter().any(|t| t.meets(r)));
            let clear = free.iter().find(|r| !dots.iter().any(|d| d.meets(r)));
            let any = free.first().filter(|_| tone != Tone::Muted);
            if let Some(&rect) = clear.or(any) {
                let middle = rect.y + LINE / 2.0;
                canvas.label((rect.x, middle), Anchor::Start, name.style(), &name.text);
                taken.push(rect);
            }
        }
    }
}
