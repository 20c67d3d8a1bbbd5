//! A tree as an outline: a line a node, indented below its parent, with a bar for its rows.

use super::labels::{Name, paragraph};
use super::text::wrap;
use super::{Anchor, Canvas, Layout};
use crate::render::theme::{Ink, LINE, Type};

/// An outline.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// What the bars show, written above them.
    pub title: String,
    /// The nodes, each after its parent.
    pub nodes: Vec<OutlineNode>,
    /// A line below.
    pub note: String,
}

/// A node of an outline.
#[derive(Debug, Clone)]
pub struct OutlineNode {
    /// Levels below the root.
    pub depth: usize,
    /// What leads here.
    pub name: Name,
    /// Length of its bar, 0 to 1.
    pub whole: f64,
    /// The filled part of its bar, as a share of the bar.
    pub part: f64,
    /// What stands beside the bar.
    pub text: String,
    /// What the bar says when pointed at.
    pub hover: String,
}

/// Space between a level and the next.
const STEP: f64 = 16.0;
/// Space between the nodes.
const GAP: f64 = 6.0;

/// Where the parts of a line stand.
struct Columns {
    bar: f64,
    bar_width: f64,
    text: f64,
    /// Whether bar and text stand below the name.
    below: bool,
}

impl Outline {
    /// Draws the outline; returns the height.
    pub fn draw(&self, canvas: &Canvas, layout: Layout) -> f64 {
        let columns = match layout {
            Layout::Wide => Columns { bar: 360.0, bar_width: 170.0, text: 540.0, below: false },
            Layout::Narrow => Columns { bar: 0.0, bar_width: 110.0, text: 0.0, below: true },
        };
        let mut y = 0.0;
        if !columns.below {
            y = paragraph(canvas, &self.title, Type::Small, (columns.bar, 0.0), canvas.width - columns.bar)
                + GAP;
        }
        // the lowest point so far of the line that leads down from each level
        let mut stems: Vec<f64> = Vec::new();
        for node in &self.nodes {
            y = self.node(canvas, node, y, &columns, &mut stems);
        }
        if columns.below {
            y = paragraph(
                canvas,
                &format!("Bars: {}", self.title),
                Type::Small,
                (0.0, y + 4.0),
                canvas.width,
            );
        }
        paragraph(canvas, &self.note, Type::Small, (0.0, y + 4.0), canvas.width)
    }

    fn node(
        &self,
        canvas: &Canvas,
        node: &OutlineNode,
        top: f64,
        columns: &Columns,
        stems: &mut Vec<f64>,
    ) -> f64 {
        let left = STEP * node.depth as f64;
        let most = if columns.below { canvas.width } else { columns.bar - 14.0 } - left;
        let lines = wrap(&node.name.text, node.name.style(), most.max(60.0));
        let first = top + LINE / 2.0;
        stems.truncate(node.depth);
        if let Some(from) = stems.last_mut() {
            let x = left - STEP + 5.0;
            canvas.path(&[(x, *from), (x, first), (left - 3.0, first)], Ink::Grid);
            *from = first;
        }
        for (line, text) in lines.iter().enumerate() {
            canvas.text((left, first + LINE * line as f64), Anchor::Start, node.name.style(), text);
        }
        let written = LINE * lines.len() as f64;
        stems.push(top + written);
        let middle = if columns.below { top + written + LINE / 2.0 } else { first };
        let bar = if columns.below { left } else { columns.bar };
        let room = if columns.below {
            (canvas.width - left - 150.0).clamp(30.0, columns.bar_width)
        } else {
            columns.bar_width
        };
        let length = (room * node.whole.clamp(0.0, 1.0)).max(1.0);
        canvas.hover(|| node.hover.clone());
        canvas.rect((bar, middle - 4.5), (length, 9.0), Ink::FillMuted);
        canvas.rect((bar, middle - 4.5), (length * node.part.clamp(0.0, 1.0), 9.0), Ink::FillInk);
        let text = if columns.below { bar + room + 6.0 } else { columns.text };
        canvas.text((text, middle), Anchor::Start, Type::Small, &node.text);
        top + written + if columns.below { LINE } else { 0.0 } + GAP
    }
}
