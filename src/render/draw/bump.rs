//! Ranks over columns: follow a line to see a variable rise or fall.
//!
//! Wide: a column is a measure, rank 1 at the top. Narrow: a row is a measure, rank 1 at the left.

use super::labels::{Key, Name, paragraph};
use super::text::{width, wrap};
use super::{Anchor, Canvas, Layout};
use crate::render::theme::{Ink, LINE, Tone, Type};

/// A chart of ranks.
#[derive(Debug, Clone, Default)]
pub struct Bump {
    /// What ranks: names of the columns.
    pub columns: Vec<String>,
    /// Columns of one kind: first, one past the last, name, and whether they are near copies (shaded).
    pub brackets: Vec<(usize, usize, String, bool)>,
    /// What is ranked.
    pub lines: Vec<Line>,
    /// Ranks shown; lower ones lie on one last line.
    pub most: usize,
}

/// One variable.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its name.
    pub name: Name,
    /// Its rank in each column; nothing where it has none.
    pub ranks: Vec<Option<usize>>,
}

/// Where the pieces of a line run.
type Pieces<'a> = dyn Fn(&Line) -> Vec<Vec<(f64, f64)>> + 'a;

/// Distance of ranks.
const STEP: f64 = 18.0;
/// Space between columns of different kinds.
const GAP: f64 = 14.0;

impl Bump {
    /// Draws the chart; returns the height.
    pub fn draw(&self, canvas: &Canvas, layout: Layout) -> f64 {
        match layout {
            Layout::Wide => self.wide(canvas),
            Layout::Narrow => self.narrow(canvas),
        }
    }

    fn names(&self) -> Vec<Name> {
        self.lines.iter().map(|l| l.name.clone()).collect()
    }

    /// Kinds that begin at or before a column, but for the first: each moved it on by a gap.
    fn gaps(&self, column: usize) -> f64 {
        self.brackets.iter().filter(|b| b.0 > 0 && b.0 <= column).count() as f64
    }

    /// The place of a rank: those beyond the last shown share one.
    fn slot(&self, rank: usize, most: usize) -> f64 {
        if rank > most { most as f64 + 0.3 } else { rank as f64 - 1.0 }
    }

    fn wide(&self, canvas: &Canvas) -> f64 {
        let key = Key::of(&self.names(), 140.0);
        let widest = key.short.iter().map(Name::width).fold(0.0, f64::max);
        let left = 26.0 + widest + 16.0;
        let right = canvas.width - widest - 16.0;
        let gaps = self.gaps(self.columns.len());
        let step = (right - left - GAP * gaps) / (self.columns.len().max(2) as f64 - 1.0);
        let x = |column: usize| left + step * column as f64 + GAP * self.gaps(column);
        let base = self.wide_head(canvas, &x, step);
        let y = |rank: usize| base + 14.0 + STEP * self.slot(rank, self.most);
        let most = self.most.min(self.lowest());
        for &(from, to, _, near) in &self.brackets {
            if near {
                let (a, b) = (x(from) - 11.0, x(to - 1) + 11.0);
                canvas.rect((a, base), (b - a, y(most) - base + 14.0), Ink::Zone);
            }
        }
        let end_slots = (1..=most).collect::<Vec<_>>();
        for rank in end_slots {
            canvas.text((18.0, y(rank)), Anchor::End, Type::Small, &rank.to_string());
        }
        let points = |line: &Line| self.runs(line, |column, rank| (x(column), y(rank)));
        self.ink(canvas, &points);
        self.ends(canvas, &key, (&x, &y), most);
        let lower = if self.lowest() > self.most { 1.3 * STEP } else { 0.0 };
        if lower > 0.0 {
            canvas.text((18.0, y(self.most + 1)), Anchor::End, Type::Small, "…");
        }
        key.write(canvas, y(most) + lower + 16.0)
    }

    /// Brackets and names of columns; returns where they end.
    fn wide_head(&self, canvas: &Canvas, x: &dyn Fn(usize) -> f64, step: f64) -> f64 {
        let lines: Vec<Vec<String>> =
            self.columns.iter().map(|c| wrap(c, Type::Small, (step - 4.0).max(20.0))).collect();
        let word = |c: &String| c.split(' ').map(|w| width(w, Type::Small)).fold(0.0, f64::max);
        let turned = self.columns.iter().any(|c| word(c) > step - 3.0) || lines.iter().any(|l| l.len() > 3);
        let span = |b: &(usize, usize, String, bool)| {
            let (a, z) = (x(b.0) - 11.0, x(b.1 - 1) + 11.0);
            let half = (z - a).max(step - 4.0) / 2.0;
            ((a + z) / 2.0, half, a, z)
        };
        let words = |b: &(usize, usize, String, bool)| wrap(&b.2, Type::Small, 2.0 * span(b).1);
        let most = self.brackets.iter().map(|b| words(b).len()).max().unwrap_or(0) as f64;
        let top = LINE * most + 4.0;
        for bracket in &self.brackets {
            let (middle, _, a, z) = span(bracket);
            let words = words(bracket);
            for (at, word) in words.iter().enumerate() {
                let y = top - 3.0 - LINE * (words.len() - at) as f64 + LINE / 2.0;
                canvas.text((middle, y), Anchor::Middle, Type::Small, word);
            }
            canvas.line((a, top), (z, top), Ink::Axis);
        }
        let longest = self.columns.iter().map(|c| width(c, Type::Small)).fold(0.0, f64::max);
        let deep = lines.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let base = top + if turned { longest + 12.0 } else { LINE * deep + 8.0 };
        for (at, (name, lines)) in self.columns.iter().zip(&lines).enumerate() {
            if turned {
                canvas.turned((x(at), base - 4.0), Type::Small, name);
                continue;
            }
            for (line, text) in lines.iter().enumerate() {
                let y = base - 4.0 - LINE * (lines.len() - line) as f64 + LINE / 2.0;
                canvas.text((x(at), y), Anchor::Middle, Type::Small, text);
            }
        }
        base
    }

    fn narrow(&self, canvas: &Canvas) -> f64 {
        let most = self.most.min(14);
        let key = Key::of(&self.names(), 110.0);
        let gutter = self.columns.iter().map(|c| width(c, Type::Body)).fold(0.0, f64::max) + 16.0;
        let lower = self.lowest() > most;
        let slots = most.min(self.lowest()) as f64 + if lower { 1.3 } else { 0.0 };
        let step = ((canvas.width - gutter - 12.0) / (slots - 1.0).max(1.0)).min(26.0);
        let x = |rank: usize| gutter + 4.0 + step * self.slot(rank, most);
        let longest = key.short.iter().map(Name::width).fold(0.0, f64::max);
        let top = longest + 8.0;
        let mut heads = Vec::new();
        let mut y = top + 12.0;
        for column in 0..self.columns.len() {
            if let Some(bracket) = self.brackets.iter().find(|b| b.0 == column) {
                let end = paragraph(canvas, &bracket.2, Type::Small, (0.0, y + 2.0), gutter - 14.0);
                y = end + 8.0;
            }
            heads.push(y);
            y += 20.0;
        }
        let bottom = heads.last().copied().unwrap_or(top) + 12.0;
        for (at, name) in self.columns.iter().enumerate() {
            canvas.text((gutter - 12.0, heads[at]), Anchor::End, Type::Body, name);
        }
        let at = |column: usize, rank: usize| (x(rank), heads[column]);
        self.ink(canvas, &|line: &Line| self.runs(line, at));
        for (first, y, down) in [(true, top, false), (false, bottom, true)] {
            for (line, name) in self.lines.iter().zip(&key.short) {
                let rank = if first { line.ranks.first() } else { line.ranks.last() };
                if let Some(&Some(rank)) = rank
                    && rank <= most
                {
                    let from = if down { y + name.width() } else { y };
                    canvas.turned((x(rank), from), name.style(), &name.text);
                }
            }
        }
        key.write(canvas, bottom + longest + 8.0)
    }

    fn lowest(&self) -> usize {
        self.lines.iter().flat_map(|l| l.ranks.iter().flatten()).copied().max().unwrap_or(1)
    }

    /// The line in pieces: a column without a rank parts it.
    fn runs(&self, line: &Line, at: impl Fn(usize, usize) -> (f64, f64)) -> Vec<Vec<(f64, f64)>> {
        let mut pieces = vec![Vec::new()];
        for (column, rank) in line.ranks.iter().enumerate() {
            match rank {
                Some(rank) => {
                    if let Some(last) = pieces.last_mut() {
                        last.push(at(column, *rank));
                    }
                }
                None => pieces.push(Vec::new()),
            }
        }
        pieces
    }

    /// Lines and dots, the muted ones below.
    fn ink(&self, canvas: &Canvas, points: &Pieces) {
        for tone in [Tone::Muted, Tone::Focus, Tone::Ink] {
            let (line_ink, dot, radius) = match tone {
                Tone::Muted => (Ink::LineMuted, Ink::DotMuted, 2.2),
                Tone::Focus => (Ink::LineFocus, Ink::DotFocus, 5.0),
                Tone::Ink => (Ink::LineInk, Ink::DotInk, 5.0),
            };
            for line in self.lines.iter().filter(|l| l.name.tone == tone) {
                for piece in points(line) {
                    if piece.len() > 1 {
                        canvas.path(&piece, line_ink);
                    }
                    for at in piece {
                        if tone != Tone::Muted {
                            canvas.hover(|| line.name.text.clone());
                        }
                        canvas.dot(at, radius, dot);
                    }
                }
            }
        }
    }

    /// Names at both ends of the lines.
    fn ends(
        &self,
        canvas: &Canvas,
        key: &Key,
        (x, y): (&dyn Fn(usize) -> f64, &dyn Fn(usize) -> f64),
        most: usize,
    ) {
        let last = self.columns.len().saturating_sub(1);
        for (line, name) in self.lines.iter().zip(&key.short) {
            if let Some(&Some(rank)) = line.ranks.first()
                && rank <= most
            {
                canvas.text((x(0) - 12.0, y(rank)), Anchor::End, name.style(), &name.text);
            }
            if let Some(&Some(rank)) = line.ranks.last()
                && rank <= most
                && last > 0
            {
                canvas.text((x(last) + 12.0, y(rank)), Anchor::Start, name.style(), &name.text);
            }
        }
    }
}
