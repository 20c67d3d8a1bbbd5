//! Paths that a template asks of the report, checked before it is rendered: a wrong one in an `if` would only be false.

use crate::error::{Error, Result};
use crate::load::nearest;
use crate::render::literate::sources::position;
use serde_json::Value;

/// Checks each `report.a.b` inside tags of a template against the report.
///
/// # Errors
/// `Error::Template` names file, line, column and what there is instead.
pub fn check(file: &str, template: &str, report: &Value) -> Result<()> {
    for (at, path) in paths(template) {
        if let Err(what) = walk(report, path) {
            let (line, column) = position(template, at);
            return Err(Error::Template(format!("{file}, line {line}, column {column}: {what}")));
        }
    }
    Ok(())
}

/// Paths that begin with `report.`, with their byte offsets, outside of quotes and inside of tags.
fn paths(template: &str) -> Vec<(usize, &str)> {
    let bytes = template.as_bytes();
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let mut found = Vec::new();
    let (mut inside, mut quote, mut at) = (false, None, 0);
    while at < bytes.len() {
        let rest = &template.as_bytes()[at..];
        match (inside, quote) {
            (false, _) => inside = rest.starts_with(b"{{") || rest.starts_with(b"{%"),
            (true, Some(q)) => quote = if rest[0] == q { None } else { Some(q) },
            (true, None) if rest[0] == b'"' || rest[0] == b'\'' || rest[0] == b'`' => quote = Some(rest[0]),
            (true, None) if rest.starts_with(b"}}") || rest.starts_with(b"%}") => inside = false,
            (true, None)
                if rest.starts_with(b"report.")
                    && (at == 0 || !(word(bytes[at - 1]) || bytes[at - 1] == b'.')) =>
            {
                let end = rest.iter().position(|&b| !word(b) && b != b'.').unwrap_or(rest.len());
                found.push((at, &template[at..at + end]));
                at += end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn walk(report: &Value, path: &str) -> Result<(), String> {
    let mut at = report;
    let mut walked = String::from("report");
    for step in path.split('.').skip(1) {
        at = match at {
            Value::Object(map) => match map.get(step) {
                Some(next) => next,
                None => {
                    let keys: Vec<&str> = map.keys().map(String::as_str).collect();
                    let near = nearest(step, &keys);
                    let near = if near.is_empty() { keys.join(", ") } else { near };
                    return Err(format!("{walked} has no {step:?}; there is {near}"));
                }
            },
            // what is null here may be an object in another report; entries of a list are looked at when it is rendered
            Value::Null | Value::Array(_) => return Ok(()),
            _ => return Err(format!("{walked} has nothing below it, so no {step:?}")),
        };
        walked = format!("{walked}.{step}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_wrong_path_is_found_where_tera_would_only_say_false() {
        let report = json!({"data": {"rows": 1, "group": null}, "warnings": []});
        let ok =
            "{% if report.data.group.x and report.warnings.0.y %}{{ report.data.rows }}{% endif %} report.x";
        check("a.md", ok, &report).unwrap();
        let error = check("a.md", "text\n{% if report.data.row %}", &report).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a.md, line 2, column 7: report.data has no \"row\"; there is \"rows\""
        );
        assert!(check("a.md", "{{ report.data.rows.x }}", &report).is_err());
        check("a.md", "{{ value(path=\"report.typo\") }}", &report).unwrap();
    }
}
