//! A dendrogram: leaves with their names at the left, branches joined at a similarity from 1 on the left to 0 on the right.

use super::labels::{Gutter, Name, paragraph};
use super::{Anchor, Canvas, Format, Layout, Scale};
use crate::render::theme::{Ink, LINE, ROW, Type};

/// A dendrogram of `leaves.len()` leaves.
#[derive(Debug, Clone)]
pub struct Dendrogram {
    /// Name of the axis.
    pub title: String,
    /// Names of the leaves.
    pub leaves: Vec<Name>,
    /// Branches joined: a leaf, or the number of leaves + the place of an earlier join; and where.
    pub joins: Vec<(usize, usize, f64)>,
    /// Where joins begin to count: a dashed line.
    pub cut: (f64, String),
    /// For each join what it says when pointed at.
    pub hover: Vec<String>,
    /// A line below.
    pub note: String,
}

/// Where a branch ends: similarity and height.
type End = (f64, f64);

impl Dendrogram {
    /// Draws it; returns the height.
    pub fn draw(&self, canvas: &Canvas, layout: Layout) -> f64 {
        let top = paragraph(canvas, &self.title, Type::Small, (0.0, 0.0), canvas.width) + 20.0;
        let order = self.order();
        let names: Vec<&Name> = order.iter().map(|&leaf| &self.leaves[leaf]).collect();
        let gutter = Gutter::place(names.iter().copied(), 0.0, layout.pick(190.0, 110.0), canvas.width);
        let scale = Scale::new((0.0, 1.0), (canvas.width - 12.0, gutter.width.max(10.0)));
        let heights: f64 = (0..names.len()).map(|row| gutter.height(row, ROW)).sum();
        let bottom = top + heights;
        self.axis(canvas, &scale, (top, bottom));
        let mut ends: Vec<End> = vec![(1.0, 0.0); self.leaves.len()];
        let mut y = top;
        for (row, (&leaf, name)) in order.iter().zip(&names).enumerate() {
            ends[leaf].1 = gutter.write(canvas, row, name, "", (0.0, y), ROW);
            y += gutter.height(row, ROW);
        }
        self.branches(canvas, &scale, ends);
        paragraph(canvas, &self.note, Type::Small, (0.0, bottom + 8.0 + LINE), canvas.width)
    }

    fn axis(&self, canvas: &Canvas, scale: &Scale, (top, bottom): (f64, f64)) {
        let ticks = [1.0, 0.8, 0.6, 0.4, 0.2, 0.0];
        for (value, text) in ticks.iter().zip(Format::Plain.ticks(&ticks)) {
            canvas.line((scale.at(*value), top), (scale.at(*value), bottom), Ink::Grid);
            canvas.text((scale.at(*value), top - 8.0), Anchor::Middle, Type::Small, &text);
        }
        let x = scale.at(self.cut.0);
        canvas.line((x, top), (x, bottom + 3.0), Ink::Reference);
        canvas.text((x, bottom + 3.0 + LINE / 2.0), Anchor::Middle, Type::Small, &self.cut.1);
    }

    /// Each join as a bracket around its branches; those that count are strong.
    fn branches(&self, canvas: &Canvas, scale: &Scale, mut ends: Vec<End>) {
        for (place, &(first, second, at)) in self.joins.iter().enumerate() {
            let (a, b) = (ends[first], ends[second]);
            // a join to the right of its branches even where rounding says otherwise
            let at = at.min(a.0).min(b.0).max(0.0);
            let ink = if at >= self.cut.0 { Ink::LineInk } else { Ink::LineMuted };
            let x = scale.at(at);
            if let Some(text) = self.hover.get(place) {
                canvas.hover(|| text.clone());
            }
            canvas.path(&[(scale.at(a.0), a.1), (x, a.1), (x, b.1), (scale.at(b.0), b.1)], ink);
            ends.push((at, (a.1 + b.1) / 2.0));
        }
    }

    /// The leaves from top to bottom: no two branches cross.
    fn order(&self) -> Vec<usize> {
        let count = self.leaves.len();
        let mut inner: Vec<Vec<usize>> = (0..count).map(|leaf| vec![leaf]).collect();
        for &(first, second, _) in &self.joins {
            let mut both = std::mem::take(&mut inner[first]);
            both.append(&mut inner[second]);
            inner.push(both);
        }
        inner.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::theme::Tone;

    #[test]
    fn leaves_that_are_joined_stand_together() {
        let dendrogram = Dendrogram {
            title: String::new(),
            leaves: ["a", "b", "c", "d"].map(|name| Name::new(name, Tone::Muted)).to_vec(),
            joins: vec![(0, 3, 0.9), (1, 4, 0.5), (2, 5, 0.1)],
            cut: (0.7, String::new()),
            hover: Vec::new(),
            note: String::new(),
        };
        assert_eq!(dendrogram.order(), [2, 1, 0, 3]);
    }
}
