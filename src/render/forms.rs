//! Numbers of the report as words: what the filters of a template and `value()` print.

use crate::numbers;
use crate::stats::{Difference, Estimate};
use serde_json::Value;

/// A way to write a value.
pub struct Form {
    /// Its name as a filter.
    pub id: &'static str,
    /// What it writes, for messages and the docs.
    pub what: &'static str,
    write: fn(&Value) -> Option<String>,
}

/// Every form.
pub const FORMS: &[Form] = &[
    Form {
        id: "estimate",
        what: "an estimate: 0.48 [0.40, 0.56]",
        write: |v| Some(numbers::estimate(&read(v)?)),
    },
    Form {
        id: "signed",
        what: "an estimate or difference with its sign: +0.03 [−0.01, +0.07]",
        write: |v| Some(numbers::signed_estimate(&read(v)?)),
    },
    Form { id: "percent", what: "an estimate or number as a share: 55 [48, 62] %", write: percent },
    Form { id: "points", what: "a difference of shares: +6 [+2, +10] points", write: points },
    Form { id: "p", what: "a p-value: p = .03", write: |v| Some(numbers::p_value(v.as_f64()?)) },
    Form { id: "count", what: "a whole number: 10,000", write: |v| Some(numbers::count(whole(v)?)) },
    Form {
        id: "words",
        what: "a whole number, in words up to twelve",
        write: |v| Some(numbers::in_words(whole(v)?)),
    },
    Form { id: "list", what: "names: a, b and c", write: |v| Some(numbers::list(&names(v)?)) },
    Form { id: "together", what: "names as one set: v4 + v9", write: |v| Some(numbers::set(&names(v)?)) },
    Form {
        id: "is_are",
        what: "names with their verb: a and b are",
        write: |v| Some(numbers::is_are(&names(v)?)),
    },
    Form { id: "tiny", what: "a tiny number: 2 × 10⁻¹⁶", write: |v| Some(numbers::tiny(v.as_f64()?)) },
    Form { id: "number", what: "a number with as many digits as mean something", write: number },
    Form { id: "two", what: "a number with two decimals", write: |v| Some(numbers::fixed(v.as_f64()?, 2)) },
    Form { id: "sentence", what: "a text with a capital", write: |v| Some(numbers::sentence(v.as_str()?)) },
];

/// Writes a value in a form.
///
/// # Errors
/// Says what the form takes and what it was given.
pub fn write(value: &Value, form: &str) -> Result<String, String> {
    let Some(found) = FORMS.iter().find(|f| f.id == form) else {
        let ids: Vec<&str> = FORMS.iter().map(|f| f.id).collect();
        return Err(format!("no form {form:?}; there are {}", ids.join(", ")));
    };
    (found.write)(value).ok_or_else(|| format!("{form} writes {}, and this is {}", found.what, kind(value)))
}

/// Writes a value as its kind suggests.
///
/// # Errors
/// Says what cannot be written.
pub fn plain(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) => write(value, if whole(value).is_some() { "count" } else { "number" }),
        Value::Object(_) if value.get("p").is_some() => write(value, "signed"),
        Value::Object(_) => write(value, "estimate"),
        Value::Array(_) => write(value, "list"),
        Value::Bool(yes) => Ok(if *yes { "yes" } else { "no" }.to_owned()),
        Value::Null => Err("this is null here; ask whether it is there before it is printed".to_owned()),
    }
}

/// What a value is, for messages.
fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "true or false".to_owned(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(_) => "a text".to_owned(),
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(keys) => {
            format!("an object with {}", keys.keys().map(String::as_str).collect::<Vec<_>>().join(", "))
        }
    }
}

fn read(value: &Value) -> Option<Estimate> {
    if let Some(mean) = value.as_f64() {
        return Some(Estimate { mean, low: None, high: None });
    }
    let number = |key: &str| value.get(key).and_then(Value::as_f64);
    Some(Estimate { mean: number("mean")?, low: number("low"), high: number("high") })
}

fn percent(value: &Value) -> Option<String> {
    match value.as_f64() {
        Some(share) => Some(numbers::share(share)),
        None => Some(numbers::percent(&read(value)?)),
    }
}

fn points(value: &Value) -> Option<String> {
    let of = read(value)?;
    Some(numbers::points(&Difference { mean: of.mean, low: of.low, high: of.high, p: None }))
}

fn number(value: &Value) -> Option<String> {
    let number = value.as_f64()?;
    Some(numbers::fixed(number, numbers::decimals(number, None, None)))
}

fn whole(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|n| usize::try_from(n).ok())
}

fn names(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|v| v.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn forms_write_what_numbers_write() {
        let estimate = json!({"mean": 0.55, "low": 0.48, "high": 0.62});
        assert_eq!(write(&estimate, "percent").unwrap(), "55 [48, 62] %");
        assert_eq!(write(&json!(0.02), "percent").unwrap(), "2 %");
        assert_eq!(
            plain(&json!({"mean": 0.034, "low": -0.001, "high": 0.069, "p": 0.1})).unwrap(),
            "+0.034 [−0.001, +0.069]"
        );
        assert_eq!(plain(&json!(10000)).unwrap(), "10,000");
        assert_eq!(plain(&json!(["a", "b"])).unwrap(), "a and b");
        assert_eq!(write(&json!(3), "words").unwrap(), "three");
    }

    #[test]
    fn what_does_not_fit_says_both_sides() {
        let error = write(&json!("x"), "percent").unwrap_err();
        assert!(error.contains("55 [48, 62] %") && error.contains("a text"), "{error}");
        assert!(write(&json!(1), "percnt").unwrap_err().contains("percent"));
        assert!(plain(&Value::Null).unwrap_err().contains("null"));
    }
}
