//! Names among the words of a page: those written from right to left keep to themselves, each in a `<bdi>` (in the tooltips
//! of a drawing between isolates), so that numbers and words beside them stay where they are; long ones may break at their
//! joints, `<wbr>`, and not in the middle of a word.

use super::draw::text::right_to_left;
use super::escape;
use serde_json::Value;

/// Letters between two places where a long name may break, at least.
const STEP: usize = 8;
/// Letters without a blank from which on a word may break at its joints: in running words, and in the head of a row, where
/// room is scarce.
const LONG: usize = 20;
const LONG_IN_HEAD: usize = 13;
/// What stands around a name: among words, and where no element can stand.
const ELEMENT: [&str; 2] = ["<bdi>", "</bdi>"];
const ISOLATES: [&str; 2] = ["\u{2068}", "\u{2069}"];

/// The names of a report that hold letters from right to left, as the page spells them, the longest first: their Latin
/// letters, figures and brackets belong to them.
#[derive(Debug, Default)]
pub struct Names(Vec<String>);

impl Names {
    /// Names of columns, classes and levels in the JSON of a report; none in another JSON.
    pub fn of(json: &Value) -> Self {
        let data = &json["data"];
        let list = |of: &Value| of.as_array().cloned().unwrap_or_default();
        let (classes, variables) = (list(&data["classes"]), list(&data["variables"]));
        let mut all = vec![data["target"].clone(), data["group"].clone()];
        all.extend(classes.iter().chain(&variables).map(|one| one["name"].clone()));
        all.extend(variables.iter().flat_map(|one| list(&one["levels"])));
        let spelled = all.iter().filter_map(Value::as_str).filter(|name| name.contains(right_to_left));
        let mut names: Vec<String> = spelled.map(escape::text).collect();
        names.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        names.dedup();
        Names(names)
    }

    /// HTML with its words set so; all markup, and what is drawn, as it is.
    pub fn set(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len() + html.len() / 8);
        let mut rest = html;
        let mut long = LONG;
        while let Some(at) = rest.find('<') {
            let (words, markup) = rest.split_at(at);
            self.write(&mut out, words, ELEMENT, long);
            if markup.starts_with("<th ") {
                long = LONG_IN_HEAD;
            } else if markup.starts_with("</th>") {
                long = LONG;
            }
            let drawing = markup.starts_with("<svg");
            let end = match drawing {
                true => markup.find("</svg>").map(|at| at + "</svg>".len()),
                false => markup.find('>').map(|at| at + 1),
            };
            let (element, after) = markup.split_at(end.unwrap_or(markup.len()));
            if drawing && element.contains(right_to_left) {
                self.write_tooltips(&mut out, element);
            } else {
                out.push_str(element);
            }
            rest = after;
        }
        self.write(&mut out, rest, ELEMENT, long);
        out
    }

    /// A drawing, with the names in its tooltips isolated; texts of it have been when they were drawn.
    fn write_tooltips(&self, out: &mut String, svg: &str) {
        const OPEN: &str = "<title>";
        let mut rest = svg;
        while let Some(at) = rest.find(OPEN) {
            let (before, title) = rest.split_at(at + OPEN.len());
            let (words, after) = title.split_at(title.find('<').unwrap_or(title.len()));
            out.push_str(before);
            self.write(out, words, ISOLATES, usize::MAX);
            rest = after;
        }
        out.push_str(rest);
    }

    /// Words, with right-to-left names and runs of letters put between these two, and broken from this length on.
    fn write(&self, out: &mut String, words: &str, around: [&str; 2], long: usize) {
        let broken = |out: &mut String, words: &str| write_broken(out, words, long);
        let mut rest = words;
        while let Some(letter) = rest.find(right_to_left) {
            let (at, length) = self.next(rest, letter).unwrap_or_else(|| (letter, run(&rest[letter..])));
            let (before, from) = rest.split_at(at);
            let (name, after) = from.split_at(length);
            broken(out, before);
            out.push_str(around[0]);
            broken(out, name);
            out.push_str(around[1]);
            rest = after;
        }
        broken(out, rest);
    }

    /// Place and length of the first whole name, if it holds the first letter from right to left.
    fn next(&self, words: &str, letter: usize) -> Option<(usize, usize)> {
        let found = self.0.iter().filter_map(|name| whole(words, name).map(|at| (at, name.len())));
        let first = found.min_by_key(|&(at, length)| (at, std::cmp::Reverse(length)))?;
        (first.0 <= letter).then_some(first)
    }
}

/// Where a name stands, not as a part of a longer word.
fn whole(words: &str, name: &str) -> Option<usize> {
    let joins = |a: Option<char>, b: Option<char>| matches!((a, b), (Some(a), Some(b)) if a.is_alphanumeric() && b.is_alphanumeric());
    words.match_indices(name).map(|(at, _)| at).find(|&at| {
        let (before, after) = (&words[..at], &words[at + name.len()..]);
        !joins(before.chars().next_back(), name.chars().next())
            && !joins(name.chars().next_back(), after.chars().next())
    })
}

/// Words, with places to break in those that are long.
fn write_broken(out: &mut String, words: &str, long: usize) {
    for word in words.split_inclusive(char::is_whitespace) {
        if word.chars().count() < long {
            out.push_str(word);
            continue;
        }
        let sum = checksum(word);
        let mut since = 0;
        for c in word.chars() {
            out.push(c);
            since += 1;
            if since >= STEP && (c == '_' || sum) {
                out.push_str("<wbr>");
                since = 0;
            }
        }
    }
}

/// Whether a word is a checksum, which has no joints of its own.
fn checksum(word: &str) -> bool {
    word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Bytes of the words at the start that belong together: right-to-left letters, single blanks and hyphens between them, and
/// figures joined to them (`\u{648}\u{632}\u{646}_2`); a comma ends a name.
fn run(text: &str) -> usize {
    let (mut end, mut blank, mut joined) = (0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            c if right_to_left(c) => (end, blank, joined) = (at + c.len_utf8(), false, false),
            ' ' | '\u{a0}' if !blank => (blank, joined) = (true, false),
            '_' | '-' | '.' if !blank => joined = true,
            '0'..='9' if joined => end = at + 1,
            _ => break,
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn set(html: &str) -> String {
        Names::default().set(html)
    }

    #[test]
    fn a_name_keeps_its_figures_latin_letters_and_brackets() {
        let (weight, sugar, age) =
            ("\u{648}\u{632}\u{646} (kg) <2", "HbA1c \u{633}\u{643}\u{631} 2", "\u{633}\u{646}");
        let names = Names::of(&json!({"data": {
            "target": "class", "group": null, "classes": [{"name": sugar}],
            "variables": [{"name": weight, "levels": [age]}, {"name": "v4"}]
        }}));
        let spelled = escape::text(weight);
        assert_eq!(
            names.set(&format!("<p>v4 + {spelled} and {sugar}: 0.5 [0.4, 0.6], {age}, {age}x")),
            format!(
                "<p>v4 + <bdi>{spelled}</bdi> and <bdi>{sugar}</bdi>: 0.5 [0.4, 0.6], <bdi>{age}</bdi>, <bdi>{age}</bdi>x"
            )
        );
        assert_eq!(
            names.set(&format!("<svg><title>{spelled}: 0.5</title><text>{age}</text></svg>")),
            format!("<svg><title>\u{2068}{spelled}\u{2069}: 0.5</title><text>{age}</text></svg>")
        );
    }

    #[test]
    fn names_are_isolated_one_by_one() {
        let (weight, age) = ("\u{648}\u{632}\u{646} \u{627}\u{644}\u{62c}\u{633}\u{645}", "\u{633}\u{646}");
        assert_eq!(
            set(&format!("<p title=\"{age}\">{weight}, {age} and v4: 0.5 [0.4, 0.6]</p>")),
            format!("<p title=\"{age}\"><bdi>{weight}</bdi>, <bdi>{age}</bdi> and v4: 0.5 [0.4, 0.6]</p>")
        );
        assert_eq!(set(&format!("{age}_12 3 {age}")), format!("<bdi>{age}_12</bdi> 3 <bdi>{age}</bdi>"));
        assert_eq!(set(&format!("{age}  {age}")), format!("<bdi>{age}</bdi>  <bdi>{age}</bdi>"));
    }

    #[test]
    fn drawings_and_other_scripts_stay_as_they_are() {
        let age = "\u{5d2}\u{5d9}\u{5dc}";
        let svg = format!("<svg class=\"wide\"><text>{age}</text></svg>");
        assert_eq!(set(&format!("{svg}{age}")), format!("{svg}<bdi>{age}</bdi>"));
        assert_eq!(set("<p>\u{5e74}\u{9f84} a < b"), "<p>\u{5e74}\u{9f84} a < b");
        assert_eq!(set("<p>v4</p>"), "<p>v4</p>");
    }

    #[test]
    fn long_names_break_at_their_joints() {
        assert_eq!(
            set(
                "<b title=\"a_long_name_in_an_attribute\">mean_concentration_of_glucose in blood_pressure</b>"
            ),
            "<b title=\"a_long_name_in_an_attribute\">mean_concentration_<wbr>of_glucose in blood_pressure</b>"
        );
        assert_eq!(set("0.123456789012345678901234"), "0.123456789012345678901234");
    }
}
