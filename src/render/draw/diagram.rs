//! A network: nodes in columns, curved edges whose width is the weight.

use super::labels::{Key, Name};
use super::text::width;
use super::{Anchor, Canvas, Layout};
use crate::render::theme::{Ink, LINE, Tone, Type};

/// A network to draw.
#[derive(Debug, Clone, Default)]
pub struct Diagram {
    /// Columns of nodes, from the inputs to the outputs, with their titles.
    pub layers: Vec<(String, Vec<Name>)>,
    /// Edges between neighbouring columns.
    pub edges: Vec<Edge>,
    /// A line below.
    pub note: String,
}

/// One weight.
#[derive(Debug, Clone)]
pub struct Edge {
    /// Column it leaves.
    pub layer: usize,
    /// Node it leaves.
    pub from: usize,
    /// Node it reaches.
    pub to: usize,
    /// The weight.
    pub weight: f64,
    /// What it says when pointed at.
    pub hover: String,
}

/// Weights below this share of the largest are hairlines.
pub const HAIRLINE: f64 = 0.15;
/// Most edges drawn with a width of their own.
const MOST_STRONG: usize = 160;

struct Plan {
    keys: Vec<Key>,
    x: Vec<f64>,
    y: Vec<Vec<f64>>,
    bottom: f64,
}

impl Diagram {
    /// Draws the network; returns the height.
    pub fn draw(&self, canvas: &Canvas, layout: Layout) -> f64 {
        let plan = self.plan(canvas, layout);
        self.titles(canvas, &plan);
        self.edges(canvas, &plan, layout);
        self.nodes(canvas, &plan);
        let y = self.legend(canvas, &plan);
        let (first, last) = (plan.keys.first(), plan.keys.last());
        let y = first.map_or(y, |key| key.write(canvas, y));
        let y = if self.layers.len() > 1 { last.map_or(y, |key| key.write(canvas, y)) } else { y };
        super::labels::paragraph(canvas, &self.note, Type::Small, (0.0, y + 4.0), canvas.width)
    }

    fn plan(&self, canvas: &Canvas, layout: Layout) -> Plan {
        let limit = layout.pick(190.0, 96.0);
        let keys: Vec<Key> = self.layers.iter().map(|(_, names)| Key::of(names, limit)).collect();
        let widest =
            |key: Option<&Key>| key.map_or(0.0, |k| k.short.iter().map(Name::width).fold(0.0, f64::max));
        let left = widest(keys.first()) + 14.0;
        let right = canvas.width - widest(keys.last()) - 18.0;
        let most = self.layers.iter().map(|(_, names)| names.len()).max().unwrap_or(1);
        let (top, height) = (34.0, (most as f64 * layout.pick(25.0, 23.0)).max(150.0));
        let n = self.layers.len().max(2) as f64 - 1.0;
        let x = (0..self.layers.len()).map(|l| left + (right - left) * l as f64 / n).collect();
        let y = self.layers.iter().map(|(_, names)| spread(names.len(), top, height)).collect();
        Plan { keys, x, y, bottom: top + height }
    }

    fn titles(&self, canvas: &Canvas, plan: &Plan) {
        let mut last = (f64::NEG_INFINITY, 8.0);
        for (at, (title, _)) in self.layers.iter().enumerate() {
            let half = width(title, Type::Small) / 2.0;
            let x = plan.x[at].clamp(half, (canvas.width - half).max(half));
            // One that would touch the title before it goes one line lower.
            let y = if x - half < last.0 + 6.0 && last.1 < 10.0 { 8.0 + LINE } else { 8.0 };
            canvas.text((x, y), Anchor::Middle, Type::Small, title);
            last = (x + half, y);
        }
    }

    fn edges(&self, canvas: &Canvas, plan: &Plan, layout: Layout) {
        let mut edges: Vec<&Edge> = self.edges.iter().collect();
        edges.sort_by(|a, b| a.weight.abs().total_cmp(&b.weight.abs()));
        let largest = edges.last().map_or(1.0, |e| e.weight.abs()).max(f64::MIN_POSITIVE);
        let weak = edges.len().saturating_sub(MOST_STRONG);
        for (place, edge) in edges.into_iter().enumerate() {
            let (a, b) = (plan.x[edge.layer], plan.x[edge.layer + 1]);
            let (from, to) = (plan.y[edge.layer][edge.from], plan.y[edge.layer + 1][edge.to]);
            let bend = 0.45 * (b - a);
            let points = [(a, from), (a + bend, from), (b - bend, to), (b, to)];
            let share = edge.weight.abs() / largest;
            if share < HAIRLINE || place < weak {
                canvas.hair(points, Ink::Hair);
                continue;
            }
            let ink = if edge.weight >= 0.0 { Ink::EdgePositive } else { Ink::EdgeNegative };
            canvas.hover(|| edge.hover.clone());
            canvas.curve(points, ink, share * layout.pick(6.5, 4.5), 0.45 + 0.5 * share);
        }
    }

    fn nodes(&self, canvas: &Canvas, plan: &Plan) {
        let last = self.layers.len().saturating_sub(1);
        for (layer, key) in plan.keys.iter().enumerate() {
            let crowded = plan.y[layer].windows(2).any(|w| w[1] - w[0] < 20.5);
            for (node, name) in key.short.iter().enumerate() {
                let (x, y) = (plan.x[layer], plan.y[layer][node]);
                let inside = layer > 0 && layer < last;
                let radius = if inside && !crowded { 10.0 } else { 4.5 };
                canvas.dot((x, y), radius, Ink::Node);
                if inside {
                    let fits = width(&name.text, Type::Cell) < 19.5 && !crowded;
                    if fits {
                        canvas.text((x, y), Anchor::Middle, Type::Cell, &name.text);
                    }
                } else if layer == 0 {
                    canvas.text((x - 9.0, y), Anchor::End, name.style(), &name.text);
                } else {
                    canvas.text((x + 9.0, y), Anchor::Start, name.style(), &name.text);
                }
            }
        }
    }

    fn legend(&self, canvas: &Canvas, plan: &Plan) -> f64 {
        let y = plan.bottom + 14.0;
        let mut x = 0.0;
        for (ink, word) in
            [(Ink::EdgePositive, "positive"), (Ink::EdgeNegative, "negative"), (Ink::Hair, "small")]
        {
            if ink == Ink::Hair {
                canvas.line((x, y), (x + 28.0, y), ink);
            } else {
                canvas.stroke(&[(x, y), (x + 28.0, y)], ink, 3.0, 1.0);
            }
            canvas.text((x + 34.0, y), Anchor::Start, Type::Small, word);
            x += 34.0 + width(word, Type::Small) + 16.0;
        }
        y + LINE / 2.0
    }
}

/// Places of nodes in a column.
fn spread(n: usize, top: f64, height: f64) -> Vec<f64> {
    let step = height / n.max(1) as f64;
    (0..n).map(|i| top + step * (i as f64 + 0.5) - 6.0).collect()
}

/// A name of a node that is no variable.
pub fn plain(text: &str) -> Name {
    Name::new(text, Tone::Muted)
}
