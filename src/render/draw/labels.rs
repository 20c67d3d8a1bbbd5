//! Where names go: in the gutter where they are short, above their row where they are long; none is cut.

use super::text::{isolated, width, wrap};
use super::{Anchor, Canvas};
use crate::render::theme::{LINE, Tone, Type};

/// A name with its tone.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// How it stands out.
    pub tone: Tone,
}

impl Name {
    /// A name, kept from turning its neighbours' direction of writing.
    pub fn new(text: &str, tone: Tone) -> Name {
        Name { text: isolated(text), tone }
    }

    /// Its style.
    pub fn style(&self) -> Type {
        Type::of(self.tone)
    }

    /// Its width.
    pub fn width(&self) -> f64 {
        width(&self.text, self.style())
    }
}

/// Names of rows, placed.
pub struct Gutter {
    /// Width of the gutter, with the space after it.
    pub width: f64,
    /// For each row the lines above it; empty where the name is in the gutter.
    pub above: Vec<Vec<String>>,
}

/// Space between the gutter and what follows.
const AFTER: f64 = 8.0;

impl Gutter {
    /// Places names in a gutter of at most `limit`; longer ones are wrapped to `whole` above their row.
    pub fn place<'a>(names: impl IntoIterator<Item = &'a Name>, limit: f64, whole: f64) -> Gutter {
        let mut widest = 0.0f64;
        let mut above = Vec::new();
        for name in names {
            let wide = name.width();
            if wide <= limit {
                widest = widest.max(wide);
                above.push(Vec::new());
            } else {
                above.push(wrap(&name.text, name.style(), whole));
            }
        }
        Gutter { width: if widest > 0.0 { widest + AFTER } else { 0.0 }, above }
    }

    /// Height of a row, its name's lines included.
    pub fn height(&self, row: usize, least: f64) -> f64 {
        least + LINE * self.above[row].len() as f64
    }

    /// Writes the name of a row that begins at `y`; returns the middle of the row's marks.
    pub fn write(&self, canvas: &Canvas, row: usize, name: &Name, (x, y): (f64, f64), least: f64) -> f64 {
        for (line, text) in self.above[row].iter().enumerate() {
            canvas.text((x, y + LINE * (line as f64 + 0.55)), Anchor::Start, name.style(), text);
        }
        let middle = y + LINE * self.above[row].len() as f64 + least / 2.0;
        if self.above[row].is_empty() {
            canvas.text((x + self.width - AFTER, middle), Anchor::End, name.style(), &name.text);
        }
        middle
    }
}

/// Writes a text in lines of at most `most`, from `y` down; returns where it ends.
pub fn paragraph(canvas: &Canvas, text: &str, style: Type, (x, y): (f64, f64), most: f64) -> f64 {
    if text.is_empty() {
        return y;
    }
    let mut y = y;
    for line in wrap(text, style, most) {
        canvas.text((x, y + LINE / 2.0), Anchor::Start, style, &line);
        y += LINE;
    }
    y
}

/// Height that `paragraph` needs.
pub fn paragraph_height(text: &str, style: Type, most: f64) -> f64 {
    if text.is_empty() { 0.0 } else { LINE * wrap(text, style, most).len() as f64 }
}

/// Short signs for names too long to stand in the picture, and the list that explains them.
pub struct Key {
    /// What stands in the picture, in the order of the names.
    pub short: Vec<Name>,
    /// Sign and full name; empty where all names are short.
    pub list: Vec<(String, Name)>,
}

impl Key {
    /// Names of at most `limit` stand as they are; as soon as one is longer, all are numbered.
    pub fn of(names: &[Name], limit: f64) -> Key {
        if names.iter().all(|n| n.width() <= limit) {
            return Key { short: names.to_vec(), list: Vec::new() };
        }
        let sign = |i: usize| (i + 1).to_string();
        let short = names.iter().enumerate().map(|(i, n)| Name { text: sign(i), tone: n.tone }).collect();
        Key { short, list: names.iter().enumerate().map(|(i, n)| (sign(i), n.clone())).collect() }
    }

    /// Writes the list below a picture, in as many columns as its names allow; returns where it ends.
    pub fn write(&self, canvas: &Canvas, y: f64) -> f64 {
        if self.list.is_empty() {
            return y;
        }
        let gutter = 26.0;
        let longest = self.list.iter().map(|(_, n)| n.width()).fold(0.0, f64::max) + gutter + 14.0;
        let columns = ((canvas.width / longest) as usize).clamp(1, 4);
        let column = canvas.width / columns as f64;
        let mut y = y + 8.0;
        for line in self.list.chunks(columns) {
            let mut end = y;
            for (place, (sign, name)) in line.iter().enumerate() {
                let x = column * place as f64;
                canvas.text((x + gutter - 8.0, y + LINE / 2.0), Anchor::End, Type::Muted, sign);
                end = end.max(paragraph(canvas, &name.text, name.style(), (x + gutter, y), column - gutter - 10.0));
            }
            y = end + 2.0;
        }
        y
    }
}

