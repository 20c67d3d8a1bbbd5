//! Marks on a sheet, written as SVG. Coordinates are whole tenths of a pixel; colours are classes.

use super::text::escape;
use crate::render::theme::{Ink, Type};
use std::fmt::Write;

/// A point in tenths of a pixel.
pub type Point = (i32, i32);

/// Where a text stands by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// It has its middle there.
    Middle,
    /// It ends there.
    End,
}

/// One element of the drawing.
#[derive(Debug)]
enum Mark {
    /// Paths of one kind, in one element.
    Path { ink: Ink, width: Option<u32>, opacity: u8, d: String },
    /// A dot.
    Circle { ink: Ink, center: Point, radius: u32 },
    /// A text; `turned` runs from bottom to top.
    Text { style: Type, at: Point, anchor: Anchor, halo: bool, turned: bool, text: String },
}

/// What a drawing tells those who cannot see it.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// What it shows, in a line.
    pub title: &'a str,
    /// What is drawn; may be empty.
    pub description: &'a str,
}

impl std::fmt::Display for Told<'_> {
    /// The first elements of an `<svg>`, where its name and its description are looked for (SVG 2, section 5.9).
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "<title>{}</title>", escape(self.title))?;
        if self.description.is_empty() {
            Ok(())
        } else {
            write!(f, "<desc>{}</desc>", escape(self.description))
        }
    }
}

/// What was drawn so far.
#[derive(Debug, Default)]
pub struct Sheet {
    marks: Vec<(Mark, Option<String>)>,
    /// The hover text of the next mark.
    pub title: Option<String>,
}

impl Sheet {
    /// Adds a path; joins the one before where nothing distinguishes them.
    pub fn path(&mut self, ink: Ink, width: Option<u32>, opacity: u8, d: &str) {
        let title = self.title.take();
        if title.is_none()
            && let Some((Mark::Path { ink: i, width: w, opacity: o, d: before }, None)) =
                self.marks.last_mut()
            && (*i, *w, *o) == (ink, width, opacity)
        {
            before.push_str(d);
            return;
        }
        self.marks.push((Mark::Path { ink, width, opacity, d: d.to_owned() }, title));
    }

    /// Adds a dot.
    pub fn circle(&mut self, ink: Ink, center: Point, radius: u32) {
        let title = self.title.take();
        self.marks.push((Mark::Circle { ink, center, radius }, title));
    }

    /// Adds a text whose line has its middle at `at`.
    pub fn text(&mut self, style: Type, at: Point, anchor: Anchor, (halo, turned): (bool, bool), text: &str) {
        self.title = None;
        self.marks.push((Mark::Text { style, at, anchor, halo, turned, text: text.to_owned() }, None));
    }

    /// The whole drawing; `height` in tenths. Plain texts come last, each style together, for nothing lies on them.
    pub fn write(&self, class: &str, (width, height): Point, told: Told) -> String {
        let mut out = format!(
            "<svg class=\"{class}\" viewBox=\"0 0 {} {}\" role=\"img\">{told}",
            Tenths(width),
            Tenths(height)
        );
        let (mut texts, rest): (Vec<_>, Vec<_>) =
            self.marks.iter().partition(|(mark, _)| mark.is_plain_text());
        texts.sort_by_key(|(mark, _)| mark.group());
        for marks in [rest, texts] {
            for alike in marks.chunk_by(|(a, _), (b, _)| a.group() == b.group()) {
                write_group(&mut out, alike);
            }
        }
        out.push_str("</svg>");
        out
    }
}

impl Mark {
    /// What marks have in common that can share their class: kind of element, class, and for texts the anchor.
    fn group(&self) -> (u8, &'static str, Option<Anchor>, bool) {
        match self {
            Mark::Path { ink, .. } => (0, ink.class(), None, false),
            Mark::Circle { ink, .. } => (1, ink.class(), None, false),
            Mark::Text { style, anchor, halo, .. } => (2, style.class(), Some(*anchor), *halo),
        }
    }

    fn is_plain_text(&self) -> bool {
        matches!(self, Mark::Text { halo: false, .. })
    }

    /// Attributes that a group of such marks shares.
    fn shared(&self) -> String {
        let (_, class, anchor, halo) = self.group();
        let halo = if halo { " halo" } else { "" };
        let anchor = match anchor {
            Some(Anchor::Middle) => " text-anchor=\"middle\"",
            Some(Anchor::End) => " text-anchor=\"end\"",
            Some(Anchor::Start) | None => "",
        };
        format!(" class=\"{class}{halo}\"{anchor}")
    }
}

/// Marks of one group: what they share stands once.
fn write_group(out: &mut String, marks: &[&(Mark, Option<String>)]) {
    let Some((first, _)) = marks.first() else { return };
    let shared = first.shared();
    let alone = marks.len() == 1;
    if !alone {
        let _ = write!(out, "<g{shared}>");
    }
    for (mark, title) in marks {
        write_mark(out, mark, title.as_deref(), if alone { &shared } else { "" });
    }
    if !alone {
        out.push_str("</g>");
    }
}

fn write_mark(out: &mut String, mark: &Mark, title: Option<&str>, shared: &str) {
    let name = match mark {
        Mark::Path { ink, width, opacity, d } => {
            let _ = write!(out, "<path{shared}");
            if *opacity != 100 {
                let of = if ink.stroked() { "stroke" } else { "fill" };
                let _ = write!(out, " {of}-opacity=\".{opacity:02}\"");
            }
            if let Some(width) = width {
                let _ = write!(out, " stroke-width=\"{}\"", Tenths(*width as i32));
            }
            let _ = write!(out, " d=\"{d}\"");
            "path"
        }
        Mark::Circle { center, radius, .. } => {
            let (x, y, r) = (Tenths(center.0), Tenths(center.1), Tenths(*radius as i32));
            let _ = write!(out, "<circle{shared} cx=\"{x}\" cy=\"{y}\" r=\"{r}\"");
            "circle"
        }
        Mark::Text { style, at, turned, text, .. } => {
            return write_text(out, (*style, *at, *turned), text, shared);
        }
    };
    match title {
        Some(title) => {
            let _ = write!(out, "><title>{}</title></{name}>", escape(title));
        }
        None => out.push_str("/>"),
    }
}

fn write_text(out: &mut String, (style, at, turned): (Type, Point, bool), text: &str, shared: &str) {
    // The middle of a line of figures and capitals lies about 0.36 em above the base line.
    let drop = (3.6 * style.size()).round() as i32;
    if turned {
        let (x, y) = (Tenths(at.0 + drop), Tenths(at.1));
        let _ = write!(out, "<text{shared} transform=\"translate({x} {y})rotate(-90)\"");
    } else {
        let _ = write!(out, "<text{shared} x=\"{}\" y=\"{}\"", Tenths(at.0), Tenths(at.1 + drop));
    }
    let _ = write!(out, ">{}</text>", escape(text));
}

/// Tenths of a pixel as a decimal number without needless digits.
pub struct Tenths(pub i32);

impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, tenth) = (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10);
        match (whole, tenth) {
            (_, 0) => write!(f, "{sign}{whole}"),
            (0, _) => write!(f, "{sign}.{tenth}"),
            _ => write!(f, "{sign}{whole}.{tenth}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_are_short() {
        let texts: Vec<String> = [0, 5, 10, 123, -5, -120].iter().map(|&t| Tenths(t).to_string()).collect();
        assert_eq!(texts, ["0", ".5", "1", "12.3", "-.5", "-12"]);
    }

    #[test]
    fn marks_of_one_kind_share_an_element_unless_titled() {
        let mut sheet = Sheet::default();
        sheet.path(Ink::Grid, None, 100, "M0 0h1");
        sheet.path(Ink::Grid, None, 100, "M0 2h1");
        sheet.title = Some("a < b".to_owned());
        sheet.path(Ink::Grid, None, 100, "M0 4h1");
        sheet.path(Ink::TintPositive, None, 7, "M0 4h1");
        let svg = sheet.write("wide", (7200, 105), Told { title: "x & y", description: "one > two" });
        assert_eq!(
            svg,
            "<svg class=\"wide\" viewBox=\"0 0 720 10.5\" role=\"img\">\
             <title>x &amp; y</title><desc>one &gt; two</desc>\
             <g class=\"gr\"><path d=\"M0 0h1M0 2h1\"/><path d=\"M0 4h1\"><title>a &lt; b</title></path></g>\
             <path class=\"tp\" fill-opacity=\".07\" d=\"M0 4h1\"/></svg>"
        );
    }
}
