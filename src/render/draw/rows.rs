//! Rows of marks on axes: intervals with dots, bars, ticks; one panel or several.

use super::labels::{Gutter, Name, paragraph, paragraph_height};
use super::text::width;
use super::{Anchor, Canvas, Format, Layout, Scale};
use crate::render::theme::{Ink, LINE, ROW, Tone, Type};

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
        let gutter = if self.shared { 0.0 } else { names.min(limit(layout)) };
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
        let shared = common.then(|| Gutter::place(names, lead(panels), limit(layout), canvas.width));
        let indent = shared.as_ref().map_or(0.0, |g| g.width);
        let width = (canvas.width - indent - BETWEEN * (columns as f64 - 1.0)) / columns as f64;
        let head = panels.iter().map(|p| head(p, width)).fold(0.0, f64::max);
        let mut end = y;
        for (at, panel) in panels.iter().enumerate() {
            let own = Gutter::place(panel.rows.iter().map(|r| &r.name), lead(panels), limit(layout), widest);
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
            marks(canvas, row, &scale, middle);
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

/// Widest name in the gutter.
fn limit(layout: Layout) -> f64 {
    layout.pick(132.0, 84.0)
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
        if !guide.label.is_empty() {
            let half = width(&guide.label, Type::Small) / 2.0;
            let x = x.clamp(half, (canvas.width - half).max(half));
            canvas.label((x, top - LINE / 2.0), Anchor::Middle, Type::Small, &guide.label);
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

fn marks(canvas: &Canvas, row: &Row, scale: &Scale, y: f64) {
    let tone = row.name.tone;
    for &(from, to, fill) in &row.marks.bars {
        bar(canvas, row, scale, (from, to), (y, fill));
    }
    for tone in [Tone::Muted, Tone::Ink, Tone::Focus] {
        for (value, _) in row.marks.ticks.iter().filter(|t| t.1 == tone) {
            let half = if tone == Tone::Muted { 5.0 } else { 7.0 };
            canvas.line((scale.at(*value), y - half), (scale.at(*value), y + half), bar_ink(tone));
        }
    }
    if let Some((low, high)) = row.marks.interval {
        interval(canvas, scale, (low, high), y, tone);
    }
    if let Some(value) = row.marks.dot {
        if !row.hover.is_empty() {
            canvas.hover(|| row.hover.clone());
        }
        let radius = if row.marks.filled { 4.0 } else { 3.6 };
        canvas.dot((scale.at(value), y), radius, dot_ink(tone, row.marks.filled));
    }
}

fn bar(canvas: &Canvas, row: &Row, scale: &Scale, (from, to): (f64, f64), (y, fill): (f64, Fill)) {
    let (a, b) = (scale.at(from.min(to)), scale.at(from.max(to)));
    if !row.hover.is_empty() {
        canvas.hover(|| row.hover.clone());
    }
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
