//! A table of tinted cells: rows and columns with names, a number in each cell, shades of ink or of a sign.

use super::labels::{Gutter, Key, Name, paragraph};
use super::text::width;
use super::{Anchor, Canvas, Layout};
use crate::render::theme::{DEEPEST_TINT, Ink, LINE, Tone, Type};

/// One table.
#[derive(Debug, Clone, Default)]
pub struct Matrix {
    /// Title above it; empty for none.
    pub title: String,
    /// What the rows are.
    pub row_title: String,
    /// Names of rows.
    pub rows: Vec<Name>,
    /// Names of columns.
    pub columns: Vec<Name>,
    /// How many of the last columns are sums or other numbers beside the table: they keep their names and a width of
    /// their own.
    pub beside: usize,
    /// Columns before which there is a gap.
    pub gaps: Vec<usize>,
    /// Rows before which there is a gap.
    pub row_gaps: Vec<usize>,
    /// Columns of one kind: first, one past the last, name.
    pub brackets: Vec<(usize, usize, String)>,
    /// Cells, row by row.
    pub cells: Vec<Vec<Cell>>,
    /// Rows whose cells get a frame.
    pub framed_columns: Vec<usize>,
    /// Largest height of a cell.
    pub cell: (f64, f64),
    /// A line below.
    pub note: String,
}

/// One cell.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// Its number.
    pub text: String,
    /// The number in fewer characters, for a narrow cell.
    pub short: String,
    /// A second line.
    pub second: String,
    /// Its tint.
    pub shade: Shade,
    /// Whether its number is bold.
    pub strong: bool,
    /// What it says when pointed at.
    pub hover: String,
}

/// The tint of a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Shade {
    /// None.
    #[default]
    None,
    /// A shade of ink, 0 to 1.
    Ink(f64),
    /// Blue with a wedge for positive, orange for negative, −1 to 1.
    Sign(f64),
}

/// Deepest shade of ink under a number.
const DEEPEST_INK: f64 = 0.28;
/// Space of a gap.
const GAP: f64 = 10.0;
/// Least width of a column beside the table.
const BESIDE: f64 = 33.0;

/// Sizes of a table in a layout.
struct Plan {
    gutter: Gutter,
    cell: (f64, f64),
    beside: f64,
    columns: Key,
    turned: bool,
    head: f64,
}

/// Draws tables one below the other with the same gutter; returns the height.
pub fn draw(matrices: &[Matrix], canvas: &Canvas, layout: Layout) -> f64 {
    let limit = layout.pick(190.0, 96.0);
    let widest =
        matrices.iter().map(|m| Gutter::place(&m.rows, 0.0, limit, canvas.width).width).fold(0.0, f64::max);
    let mut y = 0.0;
    for matrix in matrices {
        y = matrix.draw(canvas, layout, widest, y) + 14.0;
    }
    y - 10.0
}

impl Matrix {
    fn plan(&self, canvas: &Canvas, layout: Layout, gutter_width: f64) -> Plan {
        let mut gutter = Gutter::place(&self.rows, 0.0, layout.pick(190.0, 96.0), canvas.width);
        gutter.width = gutter_width.max(width(&self.row_title, Type::Small) + 8.0);
        let n = self.columns.len().max(1) as f64;
        let within = self.columns.len().saturating_sub(self.beside);
        let room = canvas.width - gutter.width - GAP * self.gaps.len() as f64 - 1.0;
        let even = (room / n).min(self.cell.0);
        let (cell, beside) = match even < BESIDE {
            true => ((room - BESIDE * self.beside as f64) / within.max(1) as f64, BESIDE),
            false => (even, even),
        };
        let mut names = Key::of(&self.columns[..within], 116.0);
        names.short.extend_from_slice(&self.columns[within..]);
        let wide: Vec<f64> = names.short.iter().map(header_width).collect();
        let meets = |w: &[f64]| (w[0] + w[1]) / 2.0 + 3.0 > cell;
        let turned = wide.windows(2).any(meets) || wide.last().is_some_and(|w| *w > beside);
        let longest = wide.iter().copied().fold(0.0, f64::max);
        let head = if turned { longest + 8.0 } else { 18.0 };
        let two = self.cells.iter().flatten().any(|c| !c.second.is_empty());
        let least = if two { 34.0 } else { 20.0 };
        Plan { gutter, cell: (cell, self.cell.1.min(cell).max(least)), beside, columns: names, turned, head }
    }

    fn draw(&self, canvas: &Canvas, layout: Layout, gutter_width: f64, y: f64) -> f64 {
        let plan = self.plan(canvas, layout, gutter_width);
        let mut y = paragraph(canvas, &self.title, Type::Strong, (0.0, y), canvas.width);
        if !self.title.is_empty() {
            y += 4.0;
        }
        y = self.brackets(canvas, &plan, y);
        self.head(canvas, &plan, y);
        let top = y + plan.head;
        let mut y = top;
        let mut placed = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            if self.row_gaps.contains(&at) {
                y += GAP / 2.0;
            }
            let middle = plan.gutter.write(canvas, at, row, "", (0.0, y), plan.cell.1);
            for (column, cell) in self.cells[at].iter().enumerate() {
                let (x, size) = (self.left(&plan, column), (self.wide(&plan, column), plan.cell.1));
                placed.push(Placed { cell, at: (x, middle), size });
            }
            y += plan.gutter.height(at, plan.cell.1);
        }
        draw_cells(canvas, &placed);
        for &column in &self.framed_columns {
            canvas.rect((self.left(&plan, column) + 0.5, top - 0.5), (plan.cell.0 - 1.0, y - top), Ink::Box);
        }
        let list = plan.columns.write(canvas, y);
        paragraph(canvas, &self.note, Type::Small, (0.0, list + 4.0), canvas.width)
    }

    /// Left end of a column.
    fn left(&self, plan: &Plan, column: usize) -> f64 {
        let gaps = self.gaps.iter().filter(|&&g| g <= column).count();
        let within = column.min(self.columns.len().saturating_sub(self.beside));
        plan.gutter.width
            + plan.cell.0 * within as f64
            + plan.beside * (column - within) as f64
            + GAP * gaps as f64
    }

    /// Width of a column.
    fn wide(&self, plan: &Plan, column: usize) -> f64 {
        if column + self.beside >= self.columns.len() { plan.beside } else { plan.cell.0 }
    }

    fn head(&self, canvas: &Canvas, plan: &Plan, y: f64) {
        let base = y + plan.head;
        canvas.text((plan.gutter.width - 8.0, base - 8.0), Anchor::End, Type::Small, &self.row_title);
        for (column, name) in plan.columns.short.iter().enumerate() {
            let middle = self.left(plan, column) + self.wide(plan, column) / 2.0;
            if plan.turned {
                canvas.turned((middle, base - 4.0), header(name), &name.text);
            } else {
                canvas.text((middle, base - 8.0), Anchor::Middle, header(name), &name.text);
            }
        }
    }

    /// Lines over columns of one kind, with their names; returns where they end. Where a name is wider than its line,
    /// every second name stands one line higher.
    fn brackets(&self, canvas: &Canvas, plan: &Plan, y: f64) -> f64 {
        if self.brackets.is_empty() {
            return y;
        }
        let span = |b: &(usize, usize, String)| {
            (self.left(plan, b.0) + 2.0, self.left(plan, b.1 - 1) + plan.cell.0 - 2.0)
        };
        let long = |b: &(usize, usize, String)| width(&b.2, Type::Small);
        let tight = self.brackets.iter().any(|b| long(b) > span(b).1 - span(b).0);
        let base = y + LINE * if tight { 2.0 } else { 1.0 } + 2.0;
        for (at, bracket) in self.brackets.iter().enumerate() {
            let (from, to) = span(bracket);
            let half = long(bracket) / 2.0;
            let middle = ((from + to) / 2.0).min(canvas.width - half).max(half);
            let up = if tight && at % 2 == 1 { 1.5 * LINE } else { 0.5 * LINE };
            if tight && at % 2 == 1 {
                canvas.line(((from + to) / 2.0, base - LINE), ((from + to) / 2.0, base + 1.0), Ink::Grid);
            }
            canvas.text((middle, base - up), Anchor::Middle, Type::Small, &bracket.2);
            canvas.line((from, base + 1.0), (to, base + 1.0), Ink::Axis);
        }
        base + 5.0
    }
}

/// Names of columns are small, unless they stand out.
fn header(name: &Name) -> Type {
    if name.tone == Tone::Muted { Type::Small } else { name.style() }
}

fn header_width(name: &Name) -> f64 {
    width(&name.text, header(name))
}

/// A cell and where it stands.
struct Placed<'a> {
    cell: &'a Cell,
    /// Its left end and its middle.
    at: (f64, f64),
    size: (f64, f64),
}

impl Placed<'_> {
    /// Upper left corner and size of what is tinted.
    fn inner(&self) -> ((f64, f64), (f64, f64)) {
        ((self.at.0, self.at.1 - self.size.1 / 2.0), (self.size.0 - 1.0, self.size.1 - 1.0))
    }

    /// Tint and depth.
    fn tint(&self) -> Option<(Ink, f64)> {
        match self.cell.shade {
            Shade::None => None,
            Shade::Ink(depth) => Some((Ink::TintInk, step(depth, DEEPEST_INK).max(0.03))),
            Shade::Sign(value) if value >= 0.0 => Some((Ink::TintPositive, step(value, DEEPEST_TINT))),
            Shade::Sign(value) => Some((Ink::TintNegative, step(-value, DEEPEST_TINT))),
        }
    }

    /// Upper right for positive, lower left for negative.
    fn wedge(&self) -> Option<(Ink, [(f64, f64); 3])> {
        let ((x, y), (w, h)) = self.inner();
        let s = 4.5;
        match self.cell.shade {
            Shade::Sign(value) if value > 0.0 && w >= 9.0 => {
                Some((Ink::WedgePositive, [(x + w - s, y), (x + w, y), (x + w, y + s)]))
            }
            Shade::Sign(value) if value < 0.0 && w >= 9.0 => {
                Some((Ink::WedgeNegative, [(x, y + h - s), (x, y + h), (x + s, y + h)]))
            }
            _ => None,
        }
    }
}

/// Tints of one depth together, then wedges of one sign, then numbers: marks of one kind share an element.
fn draw_cells(canvas: &Canvas, placed: &[Placed]) {
    let mut tints: Vec<(&Placed, Ink, f64)> =
        placed.iter().filter_map(|p| p.tint().map(|(ink, depth)| (p, ink, depth))).collect();
    tints.sort_by(|a, b| a.1.class().cmp(b.1.class()).then(a.2.total_cmp(&b.2)));
    for (place, ink, depth) in tints {
        if !place.cell.hover.is_empty() {
            canvas.hover(|| place.cell.hover.clone());
        }
        let (corner, size) = place.inner();
        canvas.tint(corner, size, ink, depth);
    }
    for sign in [Ink::WedgePositive, Ink::WedgeNegative] {
        for (_, corners) in placed.iter().filter_map(Placed::wedge).filter(|w| w.0 == sign) {
            canvas.polygon(&corners, sign);
        }
    }
    for place in placed {
        number(canvas, place);
    }
}

/// The number of a cell, as long as it fits.
fn number(canvas: &Canvas, Placed { cell, at: (x, middle), size: (w, _) }: &Placed) {
    let kind = if cell.strong { Type::CellStrong } else { Type::Cell };
    let fits = |text: &str| width(text, kind).max(width(&cell.second, Type::Cell)) <= w - 2.0;
    if matches!(cell.shade, Shade::Sign(_)) && *w < 22.0 {
        return; // a few short numbers among empty cells would mislead
    }
    let text = match (fits(&cell.text), !cell.short.is_empty() && fits(&cell.short)) {
        (true, _) => &cell.text,
        (false, true) => &cell.short,
        (false, false) => return,
    };
    let center = x + (w - 1.0) / 2.0;
    if cell.second.is_empty() {
        canvas.text((center, middle - 0.5), Anchor::Middle, kind, text);
    } else {
        canvas.text((center, middle - 7.0), Anchor::Middle, kind, text);
        canvas.text((center, middle + 7.0), Anchor::Middle, Type::Cell, &cell.second);
    }
}

/// Sixteen steps of depth are told apart no better than all.
fn step(depth: f64, deepest: f64) -> f64 {
    (depth.clamp(0.0, 1.0) * 16.0).round() / 16.0 * deepest
}
