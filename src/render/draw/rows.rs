//! Rows of marks on axes: intervals with dots, bars, ticks; one panel or several.

pub use super::marks::{Fill, Marks};

use super::labels::{Gutter, Name, paragraph, paragraph_height};
use super::text::width;
use super::{Anchor, Canvas, Format, Layout, Scale};
use crate::render::theme::{Ink, LINE, ROW, Type};

/// Panels of rows.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// The panels.
    pub panels: Vec<Panel>,
    /// All panels have the same rows in the same order: names stand once where panels are side by side.
    pub shared: bool,
    /// Panels stand one below the other in both layouts.
    pub stacked: bool,
    /// Most panels in one line of the wide layout.
    pub abreast: usize,
    /// A line below.
    pub note: String,
}

/// One axis and its rows.
#[derive(Debug, Clone)]
pub struct Panel {
    /// What the axis shows.
    pub title: String,
    /// The rows.
    pub rows: Vec<Row>,
    /// How values are written below the axis.
    pub format: Format,
    /// Ends of the axis; from the marks when not given.
    pub range: Option<(f64, f64)>,
    /// Lines of reference.
    pub guides: Vec<Guide>,
    /// Grey area from one value to another: a margin, or what noise reaches.
    pub band: Option<(f64, f64)>,
    /// Whether the axis has numbers.
    pub ticks: bool,
}

/// A line of reference at a value.
#[derive(Debug, Clone)]
pub struct Guide {
    /// The value.
    pub at: f64,
    /// What it is; empty for a zero line.
    pub label: String,
}

/// One row.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its name.
    pub name: Name,
    /// A line of text above it that begins a group.
    pub heading: String,
    /// Its place in an order, before its name; the names of all rows then begin at one line.
    pub place: String,
    /// A shaded row.
    pub zone: bool,
    /// Its marks.
    pub marks: Marks,
    /// Numbers at its right end.
    pub text: String,
    /// What it says when pointed at.
    pub hover: String,
}

impl Row {
    /// A row with a name and nothing else.
    pub fn new(name: Name) -> Row {
        Row {
            name,
            heading: String::new(),
            place: String::new(),
            zone: false,
            marks: Marks::default(),
            text: String::new(),
            hover: String::new(),
        }
    }
}

impl Panel {
    /// A panel whose axis follows from its marks.
    pub fn new(title: &str, format: Format, rows: Vec<Row>) -> Panel {
        Panel {
            title: title.to_owned(),
            rows,
            format,
            range: None,
            guides: Vec::new(),
            band: None,
            ticks: true,
        }
    }

    /// With a line at zero.
    pub fn with_zero(mut self) -> Panel {
        self.guides.push(Guide { at: 0.0, label: String::new() });
        self
    }

    /// The ends of the axis: all dots, bars, ticks and guides; intervals as far as one and a half times that.
    fn ends(&self) -> (f64, f64) {
        if let Some(range) = self.range {
            return range;
        }
        let mut inner = self.guides.iter().map(|g| g.at).collect::<Vec<_>>();
        inner.extend(self.band.iter().flat_map(|b| [b.0, b.1]));
        for marks in self.rows.iter().map(|r| &r.marks) {
            inner.extend(marks.dot);
            inner.extend(marks.bars.iter().flat_map(|b| [b.0, b.1]));
            inner.extend(marks.ticks.iter().map(|t| t.0));
        }
        let (low, high) = extent(&inner);
        let reach = 1.5 * (high - low).max(1e-9);
        let outer = self.rows.iter().filter_map(|r| r.marks.interval).flat_map(|i| [i.0, i.1]);
        let mut all: Vec<f64> = outer.map(|v| v.clamp(low - reach, high + reach)).collect();
        all.extend([low, high]);
        let (low, high) = extent(&all);
        let room = 0.04 * (high - low).max(1e-9);
        let bars_from_zero = low == 0.0 && self.rows.iter().any(|r| !r.marks.bars.is_empty());
        (if bars_from_zero { 0.0 } else { low - room }, high + room)
    }

    fn widest_text(&self) -> f64 {
        self.rows.iter().map(|r| width(&r.text, Type::Cell)).fold(0.0, f64::max)
    }
}

fn extent(values: &[f64]) -> (f64, f64) {
    let finite = || values.iter().copied().filter(|v| v.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    if low <= high { (low, high) } else { (0.0, 1.0) }
}

/// Where a panel stands.
struct Place {
    x: f64,
    y: f64,
    width: f64,
    /// Height above the rows: title and labels of guides.
    head: f64,
}

/// Space between panels side by side.
const BETWEEN: f64 = 26.0;
/// Height of the axis with its numbers.
const FOOT: f64 = 20.0;

impl Rows {
    /// Draws the panels; returns the height.
    pub fn draw(&self, canvas: &Canvas, layout: Layout) -> f64 {
        let columns = self.columns(canvas, layout);
        let mut y = 2.0;
        for line in self.panels.chunks(columns.max(1)) {
            y = self.line(canvas, line, columns, y, layout) + 12.0;
        }
        paragraph(canvas, &self.note, Type::Small, (0.0, y - 6.0), canvas.width)
    }

    /// How many panels stand side by side.
    fn columns(&self, canvas: &Canvas, layout: Layout) -> usize {
        if self.stacked {
            return 1;
        }
        let names = self.panels.iter().flat_map(|p| &p.rows).map(|r| r.name.width()).fold(0.0, f64::max);
        let gutter =
            if self.shared { 0.0 } else { names.min(limit(layout, 3).min(layout.pick(132.0, 84.0))) };
        let text = self.panels.iter().map(Panel::widest_text).fold(0.0, f64::max);
        let least = gutter + text + layout.pick(110.0, 92.0) + BETWEEN;
        let fitting = (((canvas.width + BETWEEN) / least) as usize).max(1);
        // Sharing names across the lines of a narrow page would part numbers from their rows.
        let most = layout.pick(self.abreast.max(1), if self.shared { 1 } else { 2 });
        fitting.min(most).min(self.panels.len().max(1))
    }

    /// One line of panels from `y` down; returns where it ends.
    fn line(&self, canvas: &Canvas, panels: &[Panel], columns: usize, y: f64, layout: Layout) -> f64 {
        let common = self.shared && columns > 1;
        let names: Vec<&Name> =
            panels.first().map(|p| p.rows.iter().map(|r| &r.name).collect()).unwrap_or_default();
        let widest = (canvas.width - BETWEEN * (columns as f64 - 1.0)) / columns as f64;
        let shared = common.then(|| Gutter::place(names, lead(panels), limit(layout, columns), canvas.width));
        let indent = shared.as_ref().map_or(0.0, |g| g.width);
        let width = (canvas.width - indent - BETWEEN * (columns as f64 - 1.0)) / columns as f64;
        let head = panels.iter().map(|p| head(p, width)).fold(0.0, f64::max);
        let mut end = y;
        for (at, panel) in panels.iter().enumerate() {
            let own = Gutter::place(
                panel.rows.iter().map(|r| &r.name),
                lead(panels),
                limit(layout, columns),
                widest,
            );
            let place = Place { x: indent + (width + BETWEEN) * at as f64, y, width, head };
            let bottom = match &shared {
                Some(gutter) => self.panel(
                    canvas,
                    panel,
                    &place,
                    (gutter, if at == 0 { Names::At(0.0) } else { Names::Hidden }),
                ),
                None => self.panel(canvas, panel, &place, (&own, Names::At(place.x))),
            };
            end = end.max(bottom);
        }
        end
    }

    fn panel(&self, canvas: &Canvas, panel: &Panel, place: &Place, (gutter, names): (&Gutter, Names)) -> f64 {
        paragraph(canvas, &panel.title, Type::Strong, (place.x, place.y), place.width);
        let text = panel.widest_text();
        let own = match names {
            Names::At(x) if x == place.x => gutter.width,
            _ => 0.0,
        };
        // A dot at either end needs room for its radius.
        let from = place.x + own + 5.0;
        let to = place.x + place.width - if text > 0.0 { text + 8.0 } else { 0.0 } - 5.0;
        let scale = Scale::new(panel.ends(), (from, to));
        let top = place.y + place.head;
        let heights: Vec<f64> = (0..panel.rows.len()).map(|r| row_height(panel, gutter, r)).collect();
        let bottom = top + heights.iter().sum::<f64>() + 2.0;
        zones(canvas, panel, (if let Names::At(x) = names { x } else { place.x }, place), (top, &heights));
        ground(canvas, panel, &scale, (top, bottom));
        let mut y = top;
        for (at, row) in panel.rows.iter().enumerate() {
            let start = y + heading_height(row);
            let left = if let Names::At(x) = names { x } else { place.x };
            if !row.heading.is_empty() && matches!(names, Names::At(_)) {
                canvas.label((left, y + 12.0), Anchor::Start, Type::Small, &row.heading);
            }
            let middle = match names {
                Names::At(x) => gutter.write(canvas, at, &row.name, &row.place, (x, start), ROW),
                Names::Hidden => start + gutter.height(at, ROW) - ROW / 2.0,
            };
            row.marks.draw(canvas, (&scale, middle), row.name.tone, &row.hover);
            if !row.text.is_empty() {
                canvas.text((to + 13.0, middle), Anchor::Start, Type::Cell, &row.text);
            }
            y += heights[at];
        }
        foot(canvas, panel, &scale, bottom)
    }
}

/// Room for places before names.
fn lead(panels: &[Panel]) -> f64 {
    let placed = panels.iter().flat_map(|p| &p.rows).any(|r| !r.place.is_empty());
    if placed { 28.0 } else { 0.0 }
}

#[derive(Clone, Copy)]
enum Names {
    At(f64),
    Hidden,
}

/// Widest name in the gutter of a panel, by the number of panels side by side.
fn limit(layout: Layout, columns: usize) -> f64 {
    match columns {
        1 => layout.pick(250.0, 112.0),
        2 => layout.pick(190.0, 84.0),
        _ => 132.0,
    }
}

fn heading_height(row: &Row) -> f64 {
    if row.heading.is_empty() { 0.0 } else { 20.0 }
}

fn row_height(panel: &Panel, gutter: &Gutter, row: usize) -> f64 {
    heading_height(&panel.rows[row]) + gutter.height(row, ROW)
}

fn head(panel: &Panel, width: f64) -> f64 {
    let labelled = panel.guides.iter().any(|g| !g.label.is_empty());
    paragraph_height(&panel.title, Type::Strong, width) + if labelled { LINE } else { 0.0 } + 5.0
}

/// Shaded rows, below everything.
fn zones(canvas: &Canvas, panel: &Panel, (left, place): (f64, &Place), (top, heights): (f64, &[f64])) {
    let mut y = top;
    for (row, height) in panel.rows.iter().zip(heights) {
        if row.zone {
            let lead = heading_height(row);
            canvas.rect((left, y + lead), (place.x + place.width - left, height - lead), Ink::Zone);
        }
        y += height;
    }
}

/// Band, rules and guides, below the marks.
fn ground(canvas: &Canvas, panel: &Panel, scale: &Scale, (top, bottom): (f64, f64)) {
    if let Some((low, high)) = panel.band {
        let (a, b) = (scale.at(low), scale.at(high));
        canvas.rect((a, top), (b - a, bottom - top), Ink::Band);
    }
    if panel.ticks {
        for tick in scale.ticks(ticks(scale)) {
            canvas.line((scale.at(tick), top), (scale.at(tick), bottom), Ink::Grid);
        }
    }
    for guide in &panel.guides {
        let x = scale.at(guide.at);
        let ink = if guide.label.is_empty() { Ink::Axis } else { Ink::Reference };
        canvas.line((x, top), (x, bottom), ink);
    }
    guide_labels(canvas, panel, scale, top - LINE / 2.0);
}

/// Names of the lines of reference: one over its line; of two the lower to the left of its line, the higher to the right.
fn guide_labels(canvas: &Canvas, panel: &Panel, scale: &Scale, y: f64) {
    let mut named: Vec<(f64, &str)> = panel
        .guides
        .iter()
        .filter(|g| !g.label.is_empty())
        .map(|g| (scale.at(g.at), g.label.as_str()))
        .collect();
    named.sort_by(|a, b| a.0.total_cmp(&b.0));
    let long = |text: &str| width(text, Type::Small);
    let write = |from: f64, text: &str| canvas.label((from, y), Anchor::Start, Type::Small, text);
    match named.as_slice() {
        [] => {}
        [(x, text)] => write((x - long(text) / 2.0).clamp(0.0, (canvas.width - long(text)).max(0.0)), text),
        [(x, text), .., (other, further)] => {
            let right = (other - 2.0).min(canvas.width - long(further)).max(long(text) + 8.0);
            write(right, further);
            write((x + 2.0 - long(text)).min(right - long(text) - 8.0).max(0.0), text);
        }
    }
}

/// How many ticks an axis bears.
fn ticks(scale: &Scale) -> usize {
    let (low, high) = scale.ends();
    (((scale.at(high) - scale.at(low)) / 52.0) as usize).clamp(2, 7)
}

/// Numbers below the axis; returns where they end.
fn foot(canvas: &Canvas, panel: &Panel, scale: &Scale, y: f64) -> f64 {
    if !panel.ticks {
        return y;
    }
    let at = scale.ticks(ticks(scale));
    let mut last = f64::NEG_INFINITY;
    for (value, text) in at.iter().zip(panel.format.ticks(&at)) {
        let half = width(&text, Type::Small) / 2.0;
        let x = scale.at(*value).clamp(half, canvas.width - half);
        if x - half > last + 4.0 {
            canvas.text((x, y + 10.0), Anchor::Middle, Type::Small, &text);
            last = x + half;
        }
    }
    y + FOOT
}
