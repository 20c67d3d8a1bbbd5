//! Where names go: in the gutter where they are short, above their row where they are long; none is cut.

use super::text::{isolated, width, wrap};
use super::{Anchor, Canvas};
use crate::render::theme::{LINE, Tone, Type};

/// A name with its tone.
#[derive(Debug, Clone, Default, PartialEq)]
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

    /// Names and what stands between them, each with a direction of writing of its own.
    pub fn joined(parts: &[&str], tone: Tone) -> Name {
        Name { text: parts.iter().map(|part| isolated(part)).collect(), tone }
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
    /// Room for places before the names; names then begin at one line.
    lead: f64,
}

/// Space between the gutter and what follows.
const AFTER: f64 = 8.0;

impl Gutter {
    /// Places names in a gutter of at most `limit`; longer ones are wrapped to `whole` above their row.
    pub fn place<'a>(names: impl IntoIterator<Item = &'a Name>, lead: f64, limit: f64, whole: f64) -> Gutter {
        let mut widest = 0.0f64;
        let mut above = Vec::new();
        for name in names {
            let wide = name.width();
            if wide <= limit {
                widest = widest.max(wide);
                above.push(Vec::new());
            } else {
                above.push(wrap(&name.text, name.style(), whole - lead));
            }
        }
        let inside = if widest > 0.0 { widest + AFTER } else { 0.0 };
        Gutter { width: lead + inside, above, lead }
    }

    /// Height of a row, its name's lines included.
    pub fn height(&self, row: usize, least: f64) -> f64 {
        least + LINE * self.above[row].len() as f64 + self.apart(row)
    }

    /// A little more space above a name that stands above its row, so that it is nearer to its own marks.
    fn apart(&self, row: usize) -> f64 {
        if self.above[row].is_empty() { 0.0 } else { 4.0 }
    }

    /// Writes the name of a row that begins at `y`; returns the middle of the row's marks.
    pub fn write(
        &self,
        canvas: &Canvas,
        row: usize,
        name: &Name,
        place: &str,
        (x, y): (f64, f64),
        least: f64,
    ) -> f64 {
        let lines = &self.above[row];
        let y = y + self.apart(row);
        for (line, text) in lines.iter().enumerate() {
            canvas.label((x + self.lead, y + LINE * (line as f64 + 0.45)), Anchor::Start, name.style(), text);
        }
        let middle = y + LINE * lines.len() as f64 + least / 2.0;
        if lines.is_empty() && self.lead > 0.0 {
            canvas.text((x + self.lead, middle), Anchor::Start, name.style(), &name.text);
        } else if lines.is_empty() {
            canvas.text((x + self.width - AFTER, middle), Anchor::End, name.style(), &name.text);
        }
        let beside = if lines.is_empty() { middle } else { y + LINE * 0.45 };
        canvas.text((x + self.lead - AFTER, beside), Anchor::End, Type::Small, place);
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

/// `a` to `z`, then `aa`, `ab`, …: letters, for numbers would be taken for ranks.
fn sign(place: usize) -> String {
    let letter = |i: usize| char::from(b'a' + (i % 26) as u8);
    match place / 26 {
        0 => letter(place).to_string(),
        more => format!("{}{}", sign(more - 1), letter(place)),
    }
}

/// Height that `paragraph` needs.
pub fn paragraph_height(text: &str, style: Type, most: f64) -> f64 {
    if text.is_empty() { 0.0 } else { LINE * wrap(text, style, most).len() as f64 }
}

/// Short signs for names too long to stand in the picture, and the list that explains them.
pub struct Key {
    /// What stands in the picture, in the order of the names.
    pub short: Vec<Name>,
    /// Sign and full name of each that is too long.
    pub list: Vec<(String, Name)>,
}

impl Key {
    /// Names of at most `limit` stand as they are; longer ones become letters in brackets.
    pub fn of(names: &[Name], limit: f64) -> Key {
        let mut list = Vec::new();
        let mut short = Vec::new();
        for name in names {
            if name.width() <= limit {
                short.push(name.clone());
                continue;
            }
            let text = format!("({})", sign(list.len()));
            short.push(Name { text: text.clone(), tone: name.tone });
            list.push((text, name.clone()));
        }
        Key { short, list }
    }

    /// Writes the list below a picture, in as many columns as its names allow; returns where it ends.
    pub fn write(&self, canvas: &Canvas, y: f64) -> f64 {
        if self.list.is_empty() {
            return y;
        }
        let gutter = 34.0;
        let longest = self.list.iter().map(|(_, n)| n.width()).fold(0.0, f64::max) + gutter + 14.0;
        let columns = ((canvas.width / longest) as usize).clamp(1, 4);
        let column = canvas.width / columns as f64;
        let mut y = y + 8.0;
        for line in self.list.chunks(columns) {
            let mut end = y;
            for (place, (sign, name)) in line.iter().enumerate() {
                let x = column * place as f64;
                canvas.text((x + gutter - 8.0, y + LINE / 2.0), Anchor::End, Type::Muted, sign);
                end = end.max(paragraph(
                    canvas,
                    &name.text,
                    name.style(),
                    (x + gutter, y),
                    column - gutter - 10.0,
                ));
            }
            y = end + 2.0;
        }
        y
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_get_letters_and_a_list() {
        let names: Vec<Name> =
            ["a name that is far too long", "v2"].map(|n| Name::new(n, Tone::Muted)).to_vec();
        let key = Key::of(&names, 60.0);
        assert_eq!(key.short.iter().map(|n| n.text.as_str()).collect::<Vec<_>>(), ["(a)", "v2"]);
        assert_eq!(key.list, [("(a)".to_owned(), names[0].clone())]);
        assert!(Key::of(&names[1..], 60.0).list.is_empty());
        assert_eq!([0, 25, 26, 27, 701, 702].map(sign), ["a", "z", "aa", "ab", "zz", "aaa"]);
    }

    #[test]
    fn names_stand_in_the_gutter_or_above_their_row() {
        let names: Vec<Name> =
            ["short", "one that is too long for it"].map(|n| Name::new(n, Tone::Ink)).to_vec();
        let gutter = Gutter::place(&names, 0.0, 60.0, 100.0);
        assert!(gutter.above[0].is_empty() && gutter.above[1].len() == 2);
        assert_eq!(gutter.width, names[0].width() + AFTER);
        assert_eq!(gutter.height(0, 18.0), 18.0);
        assert_eq!(gutter.height(1, 18.0), 18.0 + 2.0 * LINE + 4.0);
    }
}
