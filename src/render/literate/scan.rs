//! Tags of a template and the calls inside them, found without rendering it.
//!
//! tera says nothing of where a function was called from; the text does. Comments and raw blocks are passed over, and
//! what stands in quotes is no call.

use std::ops::Range;

/// A call inside a tag: `name(first, key=second)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call<'t> {
    /// The name before the parenthesis.
    pub name: &'t str,
    /// Byte offset of the name.
    pub at: usize,
    /// Byte offset behind the opening parenthesis.
    pub open: usize,
    /// What stands between the commas, trimmed; empty where nothing does.
    pub arguments: Vec<Range<usize>>,
}

/// The insides of all tags (`{{ … }}` and `{% … %}`), in order.
pub fn tags(template: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = template[at..].find('{').map(|n| at + n) {
        let rest = &template[open..];
        at = if anchor(template, open) {
            open + 2
        } else if rest.starts_with("{#") {
            rest.find("#}").map_or(template.len(), |n| open + n + 2)
        } else if rest.starts_with("{{") || rest.starts_with("{%") {
            let end = end_of_tag(template, open + 2, if rest.starts_with("{{") { "}}" } else { "%}" });
            found.push(open + 2..end);
            after_raw(template, open + 2..end).unwrap_or((end + 2).min(template.len()))
        } else {
            open + 1
        };
    }
    found
}

/// Whether `{#id}` stands here as the anchor at the end of a heading, which tera would take for a comment.
pub fn anchor(template: &str, open: usize) -> bool {
    let Some(rest) = template[open..].strip_prefix("{#") else { return false };
    let word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let end = rest.find(|c: char| !word(c)).unwrap_or(rest.len());
    let line = template[..open].rsplit('\n').next().unwrap_or_default();
    let last =
        rest[end..].strip_prefix('}').is_some_and(|r| r.lines().next().unwrap_or_default().trim().is_empty());
    end > 0 && last && line.trim_start().starts_with('#')
}

/// Where a tag closes: at its end sign outside of quotes, or at the end of the text.
fn end_of_tag(template: &str, from: usize, sign: &str) -> usize {
    let mut at = from;
    while at < template.len() {
        let rest = &template.as_bytes()[at..];
        if rest.starts_with(sign.as_bytes()) {
            return at;
        }
        at = if is_quote(rest[0]) { end_of_quote(template, at) } else { at + 1 };
    }
    template.len()
}

/// Behind `{% endraw %}`, where a tag is `{% raw %}`.
fn after_raw(template: &str, tag: Range<usize>) -> Option<usize> {
    let end = tag.end;
    let word = |text: &str| text.trim_matches(|c: char| c == '-' || c.is_whitespace()).to_owned();
    if word(template.get(tag)?) != "raw" {
        return None;
    }
    let mut at = end;
    while let Some(open) = template[at..].find("{%").map(|n| at + n + 2) {
        let close = template[open..].find("%}").map_or(template.len(), |n| open + n);
        if word(&template[open..close]) == "endraw" {
            return Some((close + 2).min(template.len()));
        }
        at = open;
    }
    Some(template.len())
}

/// Every call inside the tags, outer calls before the calls in their arguments.
pub fn calls(template: &str) -> Vec<Call<'_>> {
    tags(template).into_iter().flat_map(|tag| calls_in(template, tag)).collect()
}

fn calls_in(template: &str, tag: Range<usize>) -> Vec<Call<'_>> {
    let limit = tag.end;
    let called = |word: &Range<usize>| word.end < limit && template.as_bytes()[word.end] == b'(';
    let call = |word: Range<usize>| {
        let open = word.end + 1;
        Call {
            name: &template[word.clone()],
            at: word.start,
            open,
            arguments: arguments(template, open, limit),
        }
    };
    words(template, tag).into_iter().filter(called).map(call).collect()
}

/// The words inside a tag, outside of quotes.
pub fn words(template: &str, tag: Range<usize>) -> Vec<Range<usize>> {
    let bytes = template.as_bytes();
    let mut found = Vec::new();
    let mut at = tag.start;
    while at < tag.end {
        if is_quote(bytes[at]) {
            at = end_of_quote(template, at);
        } else if is_word(bytes[at]) {
            let end = (at..tag.end).find(|&n| !is_word(bytes[n])).unwrap_or(tag.end);
            found.push(at..end);
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

/// Splits at the commas of the outermost level, up to the closing parenthesis.
fn arguments(template: &str, open: usize, limit: usize) -> Vec<Range<usize>> {
    let bytes = template.as_bytes();
    let (mut found, mut depth, mut from, mut at) = (Vec::new(), 0_usize, open, open);
    while at < limit {
        match bytes[at] {
            q if is_quote(q) => {
                at = end_of_quote(template, at);
                continue;
            }
            b')' if depth == 0 => break,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                found.push(trimmed(template, from..at));
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    let last = trimmed(template, from..at.min(limit));
    if !(last.is_empty() && found.is_empty()) {
        found.push(last);
    }
    found
}

fn trimmed(template: &str, range: Range<usize>) -> Range<usize> {
    let text = &template[range.clone()];
    let start = range.start + text.len() - text.trim_start().len();
    start..start + text.trim().len()
}

/// The key of an argument and where its value stands; no key where it is given by place.
pub fn keyed(template: &str, argument: Range<usize>) -> (Option<&str>, Range<usize>) {
    let text = &template[argument.clone()];
    let name = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    let after = text[name..].trim_start();
    if name == 0 || !after.starts_with('=') || after.starts_with("==") {
        return (None, argument);
    }
    let value = argument.end - after.len() + 1..argument.end;
    (Some(&text[..name]), trimmed(template, value))
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Behind the quote that closes the one at `at`.
pub fn end_of_quote(template: &str, at: usize) -> usize {
    let bytes = template.as_bytes();
    let mut place = at + 1;
    while place < bytes.len() {
        match bytes[place] {
            b'\\' => place += 2,
            b if b == bytes[at] => return place + 1,
            _ => place += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(template: &str) -> Vec<(&str, Vec<&str>)> {
        let text = |call: Call<'_>| {
            let arguments = call.arguments.iter().map(|a| &template[a.clone()]).collect();
            (&template[call.at..call.at + call.name.len()], arguments)
        };
        calls(template).into_iter().map(text).collect()
    }

    #[test]
    fn calls_are_found_with_their_arguments() {
        assert_eq!(
            texts("a(b) {{ value(\"a, b)\", form = 'x') }} {% if f(g(1, [2, 3]), k=h()) %}"),
            vec![
                ("value", vec!["\"a, b)\"", "form = 'x'"]),
                ("f", vec!["g(1, [2, 3])", "k=h()"]),
                ("g", vec!["1", "[2, 3]"]),
                ("h", vec![]),
            ]
        );
    }

    #[test]
    fn comments_raw_blocks_and_quotes_hold_no_calls() {
        assert_eq!(texts("{# {{ a(1) }} #}{% raw %}{{ b(1) }}{%- endraw -%}{{ \"c(1)\" }}"), vec![]);
        assert_eq!(texts("{{ \"}}\" ~ a(1) }}"), vec![("a", vec!["1"])]);
        assert_eq!(texts("{{ a(1"), vec![("a", vec!["1"])]);
    }

    #[test]
    fn keys_are_told_from_comparisons() {
        let key = |text: &'static str| {
            let (key, value) = keyed(text, 0..text.len());
            (key, &text[value])
        };
        assert_eq!(key("that = a == b"), (Some("that"), "a == b"));
        assert_eq!(key("a == b"), (None, "a == b"));
        assert_eq!(key("\"x=1\""), (None, "\"x=1\""));
    }

    #[test]
    fn anchors_of_headings_are_no_comments() {
        let text = "# A {#one}\n\n{# so #} {{ a(1) }} # b {#c}\n";
        let found = |at: &str| anchor(text, text.find(at).unwrap());
        assert!(found("{#one}") && !found("{# so") && !found("{#c}"));
        assert_eq!(texts(text), vec![("a", vec!["1"])]);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "[{}%#\"'a(),=\\\\é raw-]*") {
            for call in calls(&text) {
                for argument in call.arguments {
                    keyed(&text, argument);
                }
            }
        }
    }
}
