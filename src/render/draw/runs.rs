//! Ranks over many runs: a column is a run, a row a variable, darker is better.

use super::labels::{Gutter, Name, paragraph};
use super::text::width;
use super::{Anchor, Canvas, Layout};
use crate::render::theme::{Ink, LINE, Type};

/// Maps of ranks, one below the other.
#[derive(Debug, Clone, Default)]
pub struct Runs {
    /// The maps.
    pub panels: Vec<RunPanel>,
    /// In the narrow layout one run of so many is drawn (the first start of each split).
    pub every: usize,
    /// Number of variables ranked.
    pub ranked: usize,
}

/// One map.
#[derive(Debug, Clone)]
pub struct RunPanel {
    /// Its measure.
    pub title: String,
    /// What stands at the right.
    pub right: String,
    /// Its rows.
    pub rows: Vec<RunRow>,
}

/// One variable.
#[derive(Debug, Clone)]
pub struct RunRow {
    /// Its name.
    pub name: Name,
    /// Its rank in each run.
    pub ranks: Vec<u16>,
    /// The number at its right.
    pub text: String,
}

/// Shades of ink for the ranks of a class.
const SHADES: [f64; 5] = [1.0, 0.66, 0.42, 0.2, 0.06];
/// Height of a row.
const ROW: f64 = 14.5;

impl Runs {
    /// Draws the maps; returns the height.
    pub fn draw(&self, canvas: &Canvas, layout: Layout) -> f64 {
        let mut y = 0.0;
        for panel in &self.panels {
            y = self.panel(canvas, panel, layout, y) + 14.0;
        }
        self.legend(canvas, y)
    }

    fn panel(&self, canvas: &Canvas, panel: &RunPanel, layout: Layout, y: f64) -> f64 {
        let every = layout.pick(1, self.every.max(1));
        let right = panel.rows.iter().map(|r| width(&r.text, Type::Cell)).fold(0.0, f64::max);
        let head = width(&panel.right, Type::Small);
        let y = paragraph(canvas, &panel.title, Type::Strong, (0.0, y), canvas.width - head - 12.0);
        canvas.text((canvas.width, y - LINE / 2.0), Anchor::End, Type::Small, &panel.right);
        let gutter =
            Gutter::place(panel.rows.iter().map(|r| &r.name), 0.0, layout.pick(190.0, 96.0), canvas.width);
        let (left, end) = (gutter.width, canvas.width - right - if right > 0.0 { 8.0 } else { 0.0 });
        let runs = panel.rows.first().map_or(1, |r| r.ranks.len().div_ceil(every)).max(1);
        let column = (end - left) / runs as f64;
        let mut middles = Vec::new();
        let mut y = y + 3.0;
        for (at, row) in panel.rows.iter().enumerate() {
            middles.push(gutter.write(canvas, at, &row.name, "", (0.0, y), ROW));
            y += gutter.height(at, ROW);
        }
        for (class, shade) in SHADES.iter().enumerate() {
            for (row, &middle) in panel.rows.iter().zip(&middles) {
                let classes: Vec<usize> =
                    row.ranks.iter().step_by(every).map(|&r| self.class(r as usize)).collect();
                for (from, to) in stretches(&classes, class) {
                    let (a, b) = (left + column * from as f64, left + column * to as f64);
                    canvas.stroke(&[(a, middle), (b, middle)], Ink::Run, ROW - 1.5, *shade);
                }
            }
        }
        for (row, &middle) in panel.rows.iter().zip(&middles) {
            canvas.text((canvas.width, middle), Anchor::End, Type::Cell, &row.text);
        }
        y
    }

    /// Ranks above three are halved: the upper half of the rest, and the lower.
    fn class(&self, rank: usize) -> usize {
        match rank {
            0..=3 => rank.saturating_sub(1),
            _ if 2 * rank <= self.ranked => 3,
            _ => 4,
        }
    }

    fn legend(&self, canvas: &Canvas, y: f64) -> f64 {
        let half = self.ranked / 2;
        let mut texts = vec!["rank 1".to_owned(), "2".to_owned(), "3".to_owned()];
        texts.truncate(self.ranked);
        let mut classes: Vec<(usize, String)> = texts.into_iter().enumerate().collect();
        if half > 3 {
            classes.push((3, span(4, half)));
        }
        if self.ranked > 3 {
            classes.push((4, span(half.max(3) + 1, self.ranked)));
        }
        let mut x = 0.0;
        for (class, text) in classes {
            canvas.stroke(&[(x, y), (x + 16.0, y)], Ink::Run, 10.0, SHADES[class]);
            canvas.text((x + 22.0, y), Anchor::Start, Type::Small, &text);
            x += 22.0 + width(&text, Type::Small) + 14.0;
        }
        y + 8.0
    }
}

fn span(from: usize, to: usize) -> String {
    if from == to { from.to_string() } else { format!("{from}–{to}") }
}

/// Where a class stands without a break: first, one past the last.
fn stretches(classes: &[usize], class: usize) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, _) in classes.iter().enumerate().filter(|c| *c.1 == class) {
        match found.last_mut() {
            Some(last) if last.1 == at => last.1 = at + 1,
            _ => found.push((at, at + 1)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_class_are_one_stretch() {
        assert_eq!(stretches(&[0, 0, 1, 0], 0), [(0, 2), (3, 4)]);
        assert!(stretches(&[1, 1], 0).is_empty());
    }

    #[test]
    fn ranks_fall_into_their_class() {
        let runs = Runs { ranked: 14, ..Runs::default() };
        let classes: Vec<usize> = [1, 2, 3, 4, 7, 8, 14].iter().map(|&r| runs.class(r)).collect();
        assert_eq!(classes, [0, 1, 2, 3, 3, 4, 4]);
    }
}
