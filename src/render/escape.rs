//! Text becomes HTML, and numbers in it are kept together on a line.

use super::tokens;
use std::fmt::Write;

/// A text as HTML, for elements and quoted attributes.
///
/// Characters that HTML does not allow, that only our tokens use, or that turn the direction of the page around are
/// shown as U+FFFD.
pub fn text(raw: &str) -> String {
    let mut html = String::with_capacity(raw.len() + raw.len() / 8);
    for c in raw.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c if forbidden(c) => html.push('\u{FFFD}'),
            c => html.push(c),
        }
    }
    html
}

fn forbidden(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\t');
    let turns = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let no_character = matches!(c, '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}');
    control || turns || no_character || tokens::reserved(c)
}

/// Keeps `0.48 [0.40, 0.56]` and `55 %` on one line: no-break spaces inside an interval and before a percent sign.
pub fn typeset(plain: &str) -> String {
    let mut set = String::with_capacity(plain.len() + 8);
    let mut rest = plain;
    while let Some(at) = rest.find([' ', '[']) {
        let (before, found) = rest.split_at(at);
        set.push_str(before);
        rest = match interval(found) {
            Some((numbers, after))
                if before.ends_with(|c: char| c.is_ascii_digit()) || found.starts_with('[') =>
            {
                set.push_str(&numbers.replace(' ', "\u{A0}"));
                after
            }
            _ if found.starts_with(" %") && before.ends_with(|c: char| c.is_ascii_digit() || c == ']') => {
                set.push('\u{202F}');
                &found[1..]
            }
            _ => {
                let first = found.chars().next().map_or(0, char::len_utf8);
                set.push_str(&found[..first]);
                &found[first..]
            }
        };
        if rest.starts_with(" %") && set.ends_with(']') {
            set.push('\u{202F}');
            rest = &rest[1..];
        }
    }
    set.push_str(rest);
    // `p = .03` stays together too
    set.replace("p = .", "p\u{A0}=\u{A0}.").replace("p < .", "p\u{A0}<\u{A0}.")
}

/// An interval of numbers at the start, with the space before it, and what follows.
fn interval(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix(' ').unwrap_or(text).strip_prefix('[')?;
    let end = inside.find(']')?;
    let numeric = |c: char| c.is_ascii_digit() || matches!(c, ' ' | ',' | '.' | '−' | '+');
    (end > 0 && inside[..end].contains(", ") && inside[..end].chars().all(numeric))
        .then(|| text.split_at(text.len() - inside.len() + end + 1))
}

/// Attributes of an element as ` name="value"`, escaped.
pub fn attribute(name: &str, value: &str) -> String {
    let mut out = String::new();
    // writing to a string cannot fail
    let _ = write!(out, " {name}=\"{}\"", text(value));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_html_reads_is_escaped() {
        assert_eq!(text("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
        assert_eq!(text("a\0b\u{202E}c\u{E002}1\u{E003}"), "a\u{FFFD}b\u{FFFD}c\u{FFFD}1\u{FFFD}");
        assert_eq!(attribute("title", "\"x"), " title=\"&quot;x\"");
    }

    #[test]
    fn numbers_stay_together() {
        assert_eq!(typeset("by 0.48 [0.40, 0.56] here"), "by 0.48\u{A0}[0.40,\u{A0}0.56] here");
        assert_eq!(typeset("55 [48, 62] % of"), "55\u{A0}[48,\u{A0}62]\u{202F}% of");
        assert_eq!(typeset("48 % of"), "48\u{202F}% of");
        assert_eq!(typeset("(p = .03)"), "(p\u{A0}=\u{A0}.03)");
        assert_eq!(typeset("+0.034 [−0.001, +0.069]"), "+0.034\u{A0}[−0.001,\u{A0}+0.069]");
    }

    #[test]
    fn words_stay_as_they_are() {
        for plain in ["a [b, c] d", "x % y", "[]", "v [1", "", " ", "é [1, 2", "a  [x]", "[ü, ]"] {
            assert_eq!(typeset(plain), plain);
        }
    }
}
