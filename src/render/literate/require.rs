//! `require(that=…, says="…")`: a sentence that the numbers have to support.
//!
//! Where they do, the sentence is printed. Where they don't, the page says so in its place, and the document fails with
//! the file, the line, the sentence, and the numbers that its condition names.

use super::functions::{inline, text};
use super::scan;
use crate::numbers;
use crate::render::engine::Shared;
use crate::render::{blocks, forms};
use tera::{Kwargs, State, Value};

/// A sentence that the numbers no longer support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// File, line and column of the `require`.
    pub place: String,
    /// The sentence.
    pub says: String,
    /// The condition as it was written.
    pub that: String,
    /// What the condition names, with its values: `report.data.rows is 540`.
    pub numbers: Vec<String>,
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: “{}” does not hold: {} is false", self.place, self.says, self.that)?;
        if self.numbers.is_empty() { Ok(()) } else { write!(f, "; {}", self.numbers.join("; ")) }
    }
}

/// Prints the sentence, or remembers that it fails and prints what the page says instead.
///
/// # Errors
/// Says what is missing, or that the condition is neither true nor false.
pub fn require(shared: &Shared, how: &Kwargs, state: &State) -> Result<Value, String> {
    let says = text(how, "says")?;
    let that: Value = how.must_get("that").map_err(|e| e.to_string())?;
    let at: Option<usize> = how.get("at").map_err(|e| e.to_string())?;
    let demand = at.and_then(|at| shared.demands.get(at));
    match that.as_bool() {
        Some(true) => Ok(Value::from(says)),
        Some(false) => {
            let that = demand.map_or("the condition", |d| d.that.as_str());
            let failed = Failed {
                place: demand.map_or_else(String::new, |d| d.place.clone()),
                says: says.to_owned(),
                that: that.to_owned(),
                numbers: values(that, state),
            };
            let html = blocks::unsupported(&failed);
            shared.fail(failed);
            Ok(inline(shared, html))
        }
        None => {
            Err("require wants a condition that is true or false, as in that=report.data.rows > 200".into())
        }
    }
}

/// Values of the names in a condition, as far as they can be written.
fn values(condition: &str, state: &State) -> Vec<String> {
    let mut found = Vec::new();
    for path in names(condition) {
        let (root, below) = path.split_once('.').map_or((path.as_str(), None), |(r, b)| (r, Some(b)));
        let Ok(Some(value)) = state.get::<Value>(root) else { continue };
        let value = match below {
            Some(below) => value.get_from_path(below).cloned(),
            None => Some(value),
        };
        let Some(Ok(json)) = value.filter(|v| !v.is_undefined()).map(serde_json::to_value) else { continue };
        let written = match &json {
            serde_json::Value::Null => Some("null".to_owned()),
            serde_json::Value::String(text) => Some(format!("“{text}”")),
            serde_json::Value::Number(n) => Some(n.as_f64().map_or_else(|| n.to_string(), exact)),
            serde_json::Value::Array(items) if items.len() > 12 || items.is_empty() => {
                Some(format!("{} entries", numbers::count(items.len())))
            }
            other => forms::plain(other).ok(),
        };
        let line = written.map(|w| format!("{path} is {w}"));
        if let Some(line) = line.filter(|l| !found.contains(l)) {
            found.push(line);
        }
    }
    found
}

/// Enough digits to see why a comparison failed.
fn exact(number: f64) -> String {
    let short = format!("{number:.6}");
    let trimmed = short.trim_end_matches('0').trim_end_matches('.');
    if trimmed.parse::<f64>().is_ok_and(|back| back == number) { trimmed.to_owned() } else { short }
}

/// Dotted names outside of quotes, indices written as steps: `a.b[0].c` is `a.b.0.c`.
fn names(condition: &str) -> Vec<String> {
    let bytes = condition.as_bytes();
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let mut found: Vec<String> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' | b'\'' | b'`' => at = scan::end_of_quote(condition, at),
            b if b.is_ascii_alphabetic() || b == b'_' => {
                let end = end_of_name(bytes, at);
                let path = condition[at..end].replace('[', ".").replace(']', "");
                let called = bytes[end..].first() == Some(&b'(');
                let keyword =
                    ["and", "or", "not", "in", "is", "true", "false", "none"].contains(&path.as_str());
                if !called && !keyword && !found.contains(&path) {
                    found.push(path);
                }
                at = end;
            }
            b if word(b) => at += bytes[at..].iter().take_while(|b| word(**b) || **b == b'.').count(),
            _ => at += 1,
        }
    }
    found
}

/// Behind a name with its steps `.b` and `[0]`.
fn end_of_name(bytes: &[u8], from: usize) -> usize {
    let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let mut at = from;
    loop {
        at += bytes[at..].iter().take_while(|b| word(b)).count();
        let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
        match bytes.get(at) {
            Some(b'.') if bytes.get(at + 1).is_some_and(word) => at += 1,
            Some(b'[') if digits(at + 1) > 0 && bytes.get(at + 1 + digits(at + 1)) == Some(&b']') => {
                at += digits(at + 1) + 2;
            }
            _ => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_condition() {
        let condition = "report.a[0].mean > 0.5 and v.name == \"x.y\" or not done(v) and v.name in list";
        assert_eq!(names(condition), vec!["report.a.0.mean", "v.name", "v", "list"]);
        assert_eq!(names("3.5 < x[y]"), vec!["x", "y"]);
    }

    #[test]
    fn a_failed_sentence_reads_with_its_numbers() {
        let failed = Failed {
            place: "a.md, line 3, column 1".into(),
            says: "v4 leads".into(),
            that: "x > 1".into(),
            numbers: vec!["x is 0.5".into()],
        };
        let text = "a.md, line 3, column 1: “v4 leads” does not hold: x > 1 is false; x is 0.5";
        assert_eq!(failed.to_string(), text);
    }

    #[test]
    fn digits_show_why() {
        assert_eq!(exact(540.0), "540");
        assert_eq!(exact(0.25), "0.25");
        assert_eq!(exact(1.0 / 3.0), "0.333333");
    }
}
