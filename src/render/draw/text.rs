//! How wide a text is, where it may break, and how it is written safely.
//!
//! Widths are advance widths of Noto Sans, the widest face of the page's list, in thousandths of an em; scripts it has
//! not are given the width of their widest common letters. A label may thus be narrower on the screen than here, hardly
//! ever wider: DejaVu Sans, the only face of many a Linux machine and wider by a ninth, is made narrower in `figures.css`.

use crate::render::theme::Type;

/// ASCII from the space to the tilde, regular.
const REGULAR: [u16; 95] = [
    260, 269, 408, 646, 572, 831, 732, 225, 300, 300, 551, 572, 268, 322, 268, 372, 572, 572, 572, 572, 572,
    572, 572, 572, 572, 572, 268, 268, 572, 572, 572, 434, 899, 639, 650, 632, 730, 556, 519, 728, 741, 339,
    273, 619, 524, 907, 760, 781, 605, 781, 622, 549, 556, 731, 600, 930, 586, 566, 572, 329, 372, 329, 572,
    444, 281, 561, 615, 480, 615, 564, 344, 615, 618, 258, 258, 534, 258, 935, 618, 605, 615, 615, 413, 479,
    361, 618, 508, 786, 529, 510, 470, 380, 551, 380, 572,
];

/// The same, bold.
const BOLD: [u16; 95] = [
    260, 286, 472, 646, 572, 901, 750, 266, 339, 339, 545, 572, 285, 322, 285, 413, 572, 572, 572, 572, 572,
    572, 572, 572, 572, 572, 285, 285, 572, 572, 572, 477, 897, 690, 672, 637, 740, 560, 549, 724, 765, 389,
    331, 664, 565, 943, 813, 796, 628, 796, 660, 551, 579, 756, 650, 967, 667, 624, 579, 331, 413, 331, 572,
    411, 362, 604, 633, 514, 633, 591, 387, 633, 657, 305, 305, 620, 305, 982, 657, 619, 633, 633, 454, 497,
    434, 657, 569, 856, 578, 569, 488, 394, 551, 394, 572,
];

/// Width of a text in pixels.
pub fn width(text: &str, style: Type) -> f64 {
    let thousandths: u32 = text.chars().map(|c| advance(c, style.bold())).sum();
    f64::from(thousandths) * style.size() / 1000.0
}

/// Advance of one character in thousandths of an em.
fn advance(c: char, bold: bool) -> u32 {
    let code = c as u32;
    if let Some(&known) = (if bold { &BOLD } else { &REGULAR }).get((code as usize).wrapping_sub(32)) {
        return u32::from(known);
    }
    let regular = match code {
        _ if takes_no_room(code) => return 0,
        0x7f..=0x9f => 600,                                 // replaced when written
        0xb0 | 0xb2 | 0xb3 | 0xb9 | 0x2070..=0x209c => 380, // raised and lowered figures
        0xb7 => 268,
        0xc0..=0xdf => 740,   // capitals with accents
        0xe0..=0xff => 620,   // small letters with accents
        0x100..=0x17f => 690, // further Latin letters
        0x180..=0x24f => 760,
        0x370..=0x3ff => 720,          // Greek
        0x400..=0x52f => 800,          // Cyrillic
        0x590..=0x5ff => 620,          // Hebrew
        0x600..=0x77f => arabic(code), // and its further letters and forms
        0x8a0..=0x8ff | 0xfb50..=0xfdff | 0xfe70..=0xfeff => 800,
        0x900..=0x97f => 760,   // Devanagari
        0xe00..=0xeff => 620,   // Thai, Lao
        0x980..=0x109f => 900,  // other scripts of India and their neighbours
        0x1e00..=0x1fff => 760, // Latin and Greek letters with more than one mark
        0x2010..=0x2015 => 600,
        0x2018 | 0x2019 => 200,
        0x2026 => 820,
        0x2190..=0x22ff => 900, // arrows and operators; the true minus below
        0xff61..=0xff9f => 520, // kana of half width
        0x2e80..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff | 0xff00..=0xff60 | 0x2_0000..=0x3_ffff => 1000,
        0x1_f000..=0x1_faff => 1300, // pictures
        _ => 1050,
    };
    let regular = if c == '−' { 840 } else { regular }; // many faces borrow it from a wide one
    if bold { regular * 108 / 100 } else { regular }
}

/// Marks that lie over or under their letter, joiners, isolates.
fn takes_no_room(code: u32) -> bool {
    matches!(code,
        0x300..=0x36f | 0x483..=0x489 | 0x200b..=0x200f | 0x2060..=0x2069 | 0xfe00..=0xfe0f
        // points of Hebrew and Arabic
        | 0x591..=0x5bd | 0x5bf | 0x5c1 | 0x5c2 | 0x5c4 | 0x5c5 | 0x610..=0x61a | 0x64b..=0x65f | 0x670
        // signs of Devanagari, marks of Thai
        | 0x900..=0x902 | 0x93c | 0x941..=0x948 | 0x94d | 0xe31 | 0xe34..=0xe3a | 0xe47..=0xe4e)
}

/// Arabic letters as they are when joined, the wider of their forms.
fn arabic(code: u32) -> u32 {
    match code {
        0x622 | 0x623 | 0x625 | 0x627 => 260, // alef
        0x644 => 320,                         // lam
        0x62f..=0x632 => 420,                 // dal to zain
        0x624 | 0x648 => 480,                 // waw
        0x633..=0x636 => 960,                 // seen to dad
        _ => 640,
    }
}

/// Breaks a text into lines of at most this width: after a space, `_`, `-`, `/`, `.` or `,`, else anywhere.
pub fn wrap(text: &str, style: Type, most: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut broken_at = 0; // bytes of `line` up to the last place where it may break
    for c in text.chars() {
        line.push(c);
        if width(line.trim_end(), style) > most && line.chars().count() > 1 {
            let at = if broken_at > 0 { broken_at } else { line.len() - c.len_utf8() };
            let rest = line.split_off(at);
            lines.push(line.trim_end().to_owned());
            line = rest.trim_start().to_owned();
            broken_at = 0;
        }
        if matches!(c, ' ' | '_' | '-' | '/' | '.' | ',') {
            broken_at = line.len();
        }
    }
    if !line.trim().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    balance(&mut lines);
    lines
}

/// An isolated name that goes on in the next line is isolated there too.
fn balance(lines: &mut [String]) {
    let [start, end] = ISOLATE;
    let mut open = false;
    for line in lines {
        if open {
            line.insert(0, start);
        }
        open = line.rfind(start) > line.rfind(end);
        if open {
            line.push(end);
        }
    }
}

/// Writes a text for XML: the five special characters escaped, those that XML forbids replaced.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{202a}'..='\u{202e}' => {} // would turn around what follows
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// What stands around a name with a direction of writing of its own: first strong isolate, and its end.
pub const ISOLATE: [char; 2] = ['\u{2068}', '\u{2069}'];

/// Whether a letter is written from right to left.
pub fn right_to_left(c: char) -> bool {
    matches!(c as u32, 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff | 0x10800..=0x10fff)
}

/// A name that keeps its own direction of writing among others: wrapped in isolates where it runs right to left, and
/// freed of characters that would turn its neighbours around.
pub fn isolated(name: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    let clean: String = name.chars().filter(|&c| !turns(c)).collect();
    let [start, end] = ISOLATE;
    if clean.contains(right_to_left) { format!("{start}{clean}{end}") } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_a_real_face() {
        // tests/oracles/text_widths.py: strings shaped by HarfBuzz in the Noto faces, at 12 px.
        let measured: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/oracles/text_widths.json")).unwrap();
        for row in measured["strings"].as_array().unwrap() {
            let (text, style) = (
                row["text"].as_str().unwrap(),
                if row["bold"].as_bool().unwrap() { Type::Strong } else { Type::Body },
            );
            let (ours, real) = (width(text, style), row["width"].as_f64().unwrap());
            assert!(ours >= real - 0.5, "{text}: {ours} for {real}");
            assert!(ours <= 1.6 * real + 2.0, "{text}: {ours} for {real}");
        }
    }

    #[test]
    fn lines_break_at_places_and_lose_nothing() {
        let name = "mean_concentration_of_something_rather_long_in_the_blood";
        let lines = wrap(name, Type::Body, 120.0);
        assert!(lines.len() > 2 && lines.iter().all(|l| width(l, Type::Body) <= 120.0));
        assert_eq!(lines.concat(), name);
        assert!(lines[..lines.len() - 1].iter().all(|l| l.ends_with('_')));
        let han = "变".repeat(60);
        assert_eq!(wrap(&han, Type::Body, 100.0).concat(), han);
        assert_eq!(wrap("", Type::Body, 100.0), [""]);
        assert_eq!(wrap("v4", Type::Body, 1.0).concat(), "v4");
        let name = isolated("وزن الجسم عند الولادة");
        let lines = wrap(&name, Type::Body, 50.0);
        assert!(
            lines.len() > 1 && lines.iter().all(|l| l.starts_with(ISOLATE[0]) && l.ends_with(ISOLATE[1]))
        );
    }

    #[test]
    fn hostile_text_is_only_text() {
        assert_eq!(escape("<&\"'\u{7}é>"), "&lt;&amp;&quot;&#39;\u{fffd}é&gt;");
        assert_eq!(isolated("a\u{202e}b"), "ab");
        assert_eq!(isolated("وزن"), "\u{2068}وزن\u{2069}");
    }
}
