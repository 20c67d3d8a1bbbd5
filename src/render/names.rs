//! Names among the words of a page: those written from right to left keep to themselves, each in a `<bdi>`, so that numbers
//! and words beside them stay where they are; long ones may break at their joints, `<wbr>`, and not in the middle of a word.

use super::draw::text::right_to_left;

/// Letters between two places where a long name may break, at least.
const STEP: usize = 8;
/// Letters without a blank from which on a word may break at its joints.
const LONG: usize = 20;

/// HTML with its words outside of drawings set so; all markup as it is.
pub fn set(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (words, markup) = rest.split_at(at);
        write_words(&mut out, words);
        let end = match markup.starts_with("<svg") {
            true => markup.find("</svg>").map(|at| at + "</svg>".len()),
            false => markup.find('>').map(|at| at + 1),
        };
        let (element, after) = markup.split_at(end.unwrap_or(markup.len()));
        out.push_str(element);
        rest = after;
    }
    write_words(&mut out, rest);
    out
}

/// Words, with right-to-left runs isolated.
fn write_words(out: &mut String, words: &str) {
    let mut rest = words;
    while let Some(at) = rest.find(right_to_left) {
        let (before, from) = rest.split_at(at);
        let (run, after) = from.split_at(run(from));
        write_broken(out, before);
        out.push_str("<bdi>");
        write_broken(out, run);
        out.push_str("</bdi>");
        rest = after;
    }
    write_broken(out, rest);
}

/// Words, with places to break in those that are long.
fn write_broken(out: &mut String, words: &str) {
    for word in words.split_inclusive(char::is_whitespace) {
        if word.chars().count() < LONG {
            out.push_str(word);
            continue;
        }
        let mut since = 0;
        for c in word.chars() {
            out.push(c);
            since += 1;
            if since >= STEP && c == '_' {
                out.push_str("<wbr>");
                since = 0;
            }
        }
    }
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
