//! What tera prints becomes tokens that Markdown cannot read; after Markdown they become what they stand for.
//!
//! A printed text is spelled in the letters a to p between two private-use characters, so a column called `*v4*` or
//! `<script>` meets Markdown as a word. A piece of our own HTML (a figure, a table) is a number between two others.

use std::io::Write;

/// Begins a spelled text.
const TEXT: char = '\u{E000}';
/// Ends a spelled text.
const TEXT_END: char = '\u{E001}';
/// Begins the number of a piece.
const PIECE: char = '\u{E002}';
/// Ends the number of a piece.
const PIECE_END: char = '\u{E003}';
/// Begins a reference that is resolved when every number is known.
pub const REFERENCE: char = '\u{E004}';
/// Ends a reference.
pub const REFERENCE_END: char = '\u{E005}';

/// A stretch of what Markdown hands back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'a> {
    /// Words of the template.
    Plain(&'a str),
    /// A value that was printed.
    Text(String),
    /// Number of a piece of HTML.
    Piece(usize),
}

/// Whether a character is one of those that only tokens use.
pub fn reserved(c: char) -> bool {
    (TEXT..=REFERENCE_END).contains(&c)
}

/// Spells a text for Markdown to carry: tera's escape function.
///
/// # Errors
/// What the writer says.
pub fn spell(text: &str, out: &mut dyn Write) -> std::io::Result<()> {
    let letter = |nibble: u8| char::from(b'a' + nibble);
    let mut spelled = String::with_capacity(2 * text.len() + 6);
    spelled.push(TEXT);
    for byte in text.bytes() {
        spelled.push(letter(byte >> 4));
        spelled.push(letter(byte & 15));
    }
    spelled.push(TEXT_END);
    out.write_all(spelled.as_bytes())
}

/// The token of a piece.
pub fn piece(number: usize) -> String {
    format!("{PIECE}{number}{PIECE_END}")
}

/// A template or drawing without characters that only tokens may use.
pub fn cleaned(template: &str) -> String {
    template.chars().map(|c| if reserved(c) { '\u{FFFD}' } else { c }).collect()
}

/// Takes a text apart; what is no whole token is dropped.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(reserved) {
        if at > 0 {
            parts.push(Part::Plain(&rest[..at]));
        }
        let (token, after) = token(&rest[at..]);
        parts.extend(token);
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Plain(rest));
    }
    parts
}

/// The token at the start of a text, and what follows it.
fn token(text: &str) -> (Option<Part<'_>>, &str) {
    let mut chars = text.chars();
    let first = chars.next();
    let rest = chars.as_str();
    let end = match first {
        Some(TEXT) => TEXT_END,
        Some(PIECE) => PIECE_END,
        _ => return (None, rest),
    };
    let Some(at) = rest.find(reserved) else { return (None, rest) };
    let Some(after) = rest[at..].strip_prefix(end) else { return (None, &rest[at..]) };
    let inside = &rest[..at];
    let part = if end == TEXT_END {
        unspelled(inside).map(Part::Text)
    } else {
        inside.parse().ok().map(Part::Piece)
    };
    (part, after)
}

fn unspelled(letters: &str) -> Option<String> {
    let nibble = |byte: u8| (b'a'..=b'p').contains(&byte).then(|| byte - b'a');
    let bytes: Option<Vec<u8>> = letters
        .as_bytes()
        .chunks(2)
        .map(|pair| Some(nibble(pair[0])? << 4 | nibble(*pair.get(1)?)?))
        .collect();
    String::from_utf8(bytes?).ok()
}

/// Tokens of printed texts as the texts themselves; pieces and broken tokens are dropped.
pub fn plain(text: &str) -> String {
    let words = |part: Part| match part {
        Part::Plain(words) => words.to_owned(),
        Part::Text(text) => text,
        Part::Piece(_) => String::new(),
    };
    parts(text).into_iter().map(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spelled(text: &str) -> String {
        let mut out = Vec::new();
        spell(text, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_spelled_text_has_letters_only() {
        // 'A' is 0x41: the letters at places 4 and 1
        assert_eq!(spelled("A"), "\u{E000}eb\u{E001}");
    }

    #[test]
    fn parts_come_back_in_order() {
        let text = format!("a {} b {}", spelled("<v4>|*"), piece(17));
        let expected =
            vec![Part::Plain("a "), Part::Text("<v4>|*".into()), Part::Plain(" b "), Part::Piece(17)];
        assert_eq!(parts(&text), expected);
    }

    #[test]
    fn broken_tokens_vanish_and_nothing_else() {
        assert_eq!(plain("a\u{E000}e"), "ae");
        assert_eq!(plain("a\u{E000}eB\u{E001}b"), "ab");
        assert_eq!(plain("a\u{E002}x\u{E003}b\u{E001}"), "ab");
        assert_eq!(cleaned("a\u{E002}1\u{E003}"), "a\u{FFFD}1\u{FFFD}");
    }

    proptest! {
        #[test]
        fn every_text_survives(text in "\\PC*", other in ".*") {
            let both = format!("{}{}", spelled(&text), spelled(&other));
            prop_assert_eq!(parts(&both), vec![Part::Text(text), Part::Text(other)]);
        }

        #[test]
        fn no_text_breaks_it(text in "[\u{E000}-\u{E005}a-p0-9]*") {
            parts(&text);
        }
    }
}
