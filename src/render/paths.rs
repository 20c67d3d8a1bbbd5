//! Paths that a template asks of the report, checked before it is rendered: a wrong one in an `if` would only be false.

use crate::error::{Error, Result};
use crate::load::nearest;
use crate::render::literate::scan::{tags, words};
use crate::render::literate::sources::position;
use serde_json::Value;
use std::ops::Range;

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
    let path = |word: Range<usize>| {
        let whole = &template[word.clone()] == "report" && !template[..word.start].ends_with('.');
        let rest = &template[word.start..];
        let joined = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let end = rest.find(|c| !joined(c)).unwrap_or(rest.len());
        (whole && template[word.end..].starts_with('.')).then(|| (word.start, &rest[..end]))
    };
    let words = tags(template).into_iter().flat_map(|tag| words(template, tag));
    words.filter_map(path).collect()
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
