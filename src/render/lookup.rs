//! Numbers of the report by their path: `performance.network.accuracy`.

use crate::load::nearest;
use serde_json::Value;

/// Keys by which an entry of a list can be named in a path.
const NAMES: [&str; 7] = ["model", "measure", "claim", "name", "class", "id", "variable"];

/// The value at a dotted path; an entry of a list is named by its model, measure, claim, name, class or id, or its place.
///
/// # Errors
/// Says how far the path goes and what there is instead.
pub fn lookup<'a>(report: &'a Value, path: &str) -> Result<&'a Value, String> {
    let mut at = report;
    let mut walked = String::from("report");
    for (place, step) in path.split('.').enumerate() {
        if place == 0 && step == "report" {
            continue;
        }
        at = enter(at, step).ok_or_else(|| missing(at, &walked, step))?;
        walked = format!("{walked}.{step}");
    }
    Ok(at)
}

/// One step; `performance.network` goes through `performance.models`, the only list of models.
fn enter<'a>(at: &'a Value, step: &str) -> Option<&'a Value> {
    match at {
        Value::Object(map) => map.get(step).or_else(|| entry(map.get("models")?.as_array()?, step)),
        Value::Array(items) => entry(items, step),
        _ => None,
    }
}

fn entry<'a>(items: &'a [Value], step: &str) -> Option<&'a Value> {
    let named = |item: &&Value| NAMES.iter().any(|key| item.get(key).and_then(Value::as_str) == Some(step));
    items.iter().find(named).or_else(|| items.get(step.parse::<usize>().ok()?))
}

fn missing(at: &Value, walked: &str, step: &str) -> String {
    let there = there(at);
    if there.is_empty() {
        return format!("{walked} has no {step:?}; it has nothing below it");
    }
    let near = nearest(step, &there);
    let instead = if near.is_empty() { there.join(", ") } else { near };
    format!("{walked} has no {step:?}; there is {instead}")
}

fn there(at: &Value) -> Vec<&str> {
    match at {
        Value::Object(map) => {
            let mut keys: Vec<&str> = map.keys().map(String::as_str).collect();
            if let Some(models) = map.get("models").and_then(Value::as_array) {
                keys.extend(named(models));
            }
            keys
        }
        Value::Array(items) => named(items),
        _ => Vec::new(),
    }
}

fn named(items: &[Value]) -> Vec<&str> {
    items.iter().filter_map(|item| NAMES.iter().find_map(|key| item.get(key)?.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn report() -> Value {
        json!({"performance": {"models": [{"model": "network", "accuracy": 0.8}]}, "data": {"rows": 7}})
    }

    #[test]
    fn paths_lead_to_numbers() {
        let report = report();
        assert_eq!(lookup(&report, "performance.network.accuracy").unwrap(), &json!(0.8));
        assert_eq!(lookup(&report, "report.performance.models.0.accuracy").unwrap(), &json!(0.8));
        assert_eq!(lookup(&report, "data.rows").unwrap(), &json!(7));
    }

    #[test]
    fn a_wrong_step_names_the_near_ones() {
        let report = report();
        let error = lookup(&report, "performance.netwrok.accuracy").unwrap_err();
        assert_eq!(error, "report.performance has no \"netwrok\"; there is \"network\"");
        assert!(lookup(&report, "data.rows.x").unwrap_err().contains("nothing below"));
        assert!(lookup(&report, "").unwrap_err().contains("performance"));
    }
}
