//! The report as JSON: exact floats, short lists on one line, and back again.

use super::{Config, Report, SCHEMA, Tool, consistent};
use crate::attribute::Ranking;
use crate::attribute::models::sketch::Sketch;
use crate::attribute::profiles::Profile;
use crate::attribute::slopes::Slope;
use crate::compare::{
    Agreement, Embedding, EnoughRuns, Findings, Groups, NegativeWeights, NetworkRecord, Null, NumberLine,
    Performance, RetrainedSet, Stability, Units, Verdict,
};
use crate::error::{Error, Result};
use crate::prepare::{DataSummary, Warning};
use crate::truth::KnownTruth;
use serde::Deserialize;
use serde_json::Value;

/// Longest list or object of plain values on one line.
const LINE: usize = 110;

/// The report as JSON.
///
/// # Errors
/// `Error::Internal` when a number isn't finite: no NaN leaves the program.
pub fn render(report: &Report) -> Result<Vec<u8>> {
    let value =
        serde_json::to_value(report).map_err(|e| Error::Internal(format!("the report is no JSON: {e}")))?;
    // serde writes NaN as null without a word: what comes back must be what went out
    let back: Report = serde_json::from_value(value.clone())
        .map_err(|e| Error::Internal(format!("the report has a number that is not finite: {e}")))?;
    if back != *report {
        return Err(Error::Internal("the report has a number that is not finite".to_owned()));
    }
    let mut text = String::new();
    write(&value, 0, &mut text);
    text.push('\n');
    Ok(text.into_bytes())
}

fn write(value: &Value, depth: usize, out: &mut String) {
    let short = flat(value).then(|| value.to_string()).filter(|line| line.len() + 2 * depth <= LINE);
    let newline = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    match (value, short) {
        (_, Some(line)) => out.push_str(&line),
        (Value::Array(items), None) if items.iter().all(|i| !i.is_array() && !i.is_object()) => {
            wrap(items, depth, out)
        }
        (Value::Array(items), None) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                out.push_str(if place > 0 { "," } else { "" });
                newline(out, depth + 1);
                write(item, depth + 1, out);
            }
            newline(out, depth);
            out.push(']');
        }
        (Value::Object(map), None) => {
            out.push('{');
            for (place, (key, item)) in map.iter().enumerate() {
                out.push_str(if place > 0 { "," } else { "" });
                newline(out, depth + 1);
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push_str(": ");
                write(item, depth + 1, out);
            }
            newline(out, depth);
            out.push('}');
        }
        (plain, None) => out.push_str(&plain.to_string()),
    }
}

/// A long list of plain values, as many on a line as fit.
fn wrap(items: &[Value], depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth + 1);
    out.push('[');
    let mut room = 0;
    for (place, item) in items.iter().enumerate() {
        let text = item.to_string();
        out.push_str(if place > 0 { "," } else { "" });
        if room < text.len() + 1 {
            out.push('\n');
            out.push_str(&indent);
            room = LINE.saturating_sub(indent.len());
        }
        out.push_str(&text);
        room = room.saturating_sub(text.len() + 1);
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(']');
}

/// Whether a value holds nothing that holds something else.
fn flat(value: &Value) -> bool {
    let plain = |v: &Value| !v.is_array() && !v.is_object();
    match value {
        Value::Array(items) => items.iter().all(plain),
        Value::Object(map) => map.values().all(plain),
        _ => true,
    }
}

/// The parts of a report, side by side: a flattened struct would lose line and column of what doesn't fit.
#[derive(Deserialize)]
struct Parts {
    schema: String,
    tool: Tool,
    config: Config,
    data: DataSummary,
    performance: Performance,
    networks: Vec<NetworkRecord>,
    rankings: Vec<Ranking>,
    negative_weights: NegativeWeights,
    stability: Stability,
    #[serde(default)]
    units: Option<Units>,
    #[serde(default)]
    enough_runs: EnoughRuns,
    embedding: Embedding,
    #[serde(default)]
    tree: Option<Sketch>,
    agreement: Agreement,
    null: Null,
    retraining: Vec<RetrainedSet>,
    #[serde(default)]
    profiles: Vec<Profile>,
    #[serde(default)]
    slopes: Vec<Slope>,
    #[serde(default)]
    groups: Groups,
    #[serde(default)]
    by_number: Vec<NumberLine>,
    known_truth: Option<KnownTruth>,
    verdict: Verdict,
    warnings: Vec<Warning>,
}

/// Only what tells whether the rest can be read.
#[derive(Deserialize)]
struct Head {
    schema: Option<Value>,
}

/// Reads the JSON of a report; `name` is the file, for messages.
///
/// # Errors
/// `Error::Input` names file, line and column, or the schema that this version doesn't read.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Report> {
    let failed = |e: serde_json::Error| {
        let text = e.to_string();
        let what = text.split(" at line ").next().unwrap_or_default();
        let what = format!("{name}, line {}, column {}: {what}", e.line(), e.column());
        Error::Input(format!("{what}; give the JSON that `counterweight report` wrote"))
    };
    let head: Head = serde_json::from_slice(bytes).map_err(failed)?;
    match head.schema.as_ref().map(|s| s.as_str().unwrap_or_default()) {
        Some(SCHEMA) => {}
        Some(other) => {
            let other = crate::load::short(other);
            let text = format!(
                "{name}: its schema is {other}, and this version reads {SCHEMA:?}; make the report again"
            );
            return Err(Error::Input(text));
        }
        None => {
            let text = format!("{name}: has no \"schema\"; give the JSON that `counterweight report` wrote");
            return Err(Error::Input(text));
        }
    }
    let parts: Parts = serde_json::from_slice(bytes).map_err(failed)?;
    let report = parts.joined();
    let json =
        serde_json::to_value(&report).map_err(|e| Error::Internal(format!("the report is no JSON: {e}")))?;
    fits(name, &json, &report)?;
    Ok(report)
}

/// The same from a value in memory, which takes a fraction of the time.
///
/// # Errors
/// As `parse`, without line and column.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn of_value(name: &str, value: &Value) -> Result<Report> {
    let parts = Parts::deserialize(value).map_err(|e| Error::Input(format!("{name}: {e}")))?;
    let report = parts.joined();
    fits(name, value, &report)?;
    Ok(report)
}

/// Whether its numbers and parts are of a size that fits.
fn fits(name: &str, json: &Value, report: &Report) -> Result<()> {
    consistent::sizes(json)
        .and_then(|()| consistent::check(report))
        .map_err(|what| Error::Input(format!("{name}: {what}; make the report again")))
}

impl Parts {
    fn joined(self) -> Report {
        Report {
            schema: self.schema,
            tool: self.tool,
            config: self.config,
            findings: Findings {
                data: self.data,
                performance: self.performance,
                networks: self.networks,
                rankings: self.rankings,
                negative_weights: self.negative_weights,
                stability: self.stability,
                units: self.units,
                enough_runs: self.enough_runs,
                embedding: self.embedding,
                tree: self.tree,
                agreement: self.agreement,
                null: self.null,
                retraining: self.retraining,
                profiles: self.profiles,
                slopes: self.slopes,
                groups: self.groups,
                by_number: self.by_number,
                known_truth: self.known_truth,
                verdict: self.verdict,
                warnings: self.warnings,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_reads_as_the_same_and_writes_the_same_bytes() {
        for report in testing::reports() {
            let bytes = render(&report).unwrap();
            let back = parse("r.json", &bytes).unwrap();
            assert_eq!(back, report);
            let value = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(of_value("r.json", &value).unwrap(), report);
            assert_eq!(render(&back).unwrap(), bytes);
        }
    }

    #[test]
    fn no_nan_leaves() {
        let mut report = testing::report(3, 2);
        report.findings.performance.gain.mean = f64::NAN;
        assert_eq!(render(&report).unwrap_err().exit_code(), 70);
        let mut report = testing::report(3, 2);
        report.findings.performance.gain.low = Some(f64::INFINITY);
        assert_eq!(render(&report).unwrap_err().exit_code(), 70);
    }

    #[test]
    fn errors_name_line_and_column() {
        let text = String::from_utf8(render(&testing::report(3, 2)).unwrap()).unwrap();
        let broken = text.replace("\"rows_dropped\": 2", "\"rows_dropped\": \"x\"");
        assert_ne!(broken, text);
        let line = broken[..broken.find("\"rows_dropped\"").unwrap()].matches('\n').count() + 1;
        let error = parse("r.json", broken.as_bytes()).unwrap_err();
        assert_eq!(error.exit_code(), 3);
        assert!(error.to_string().starts_with(&format!("r.json, line {line}, column ")), "{error}");
        assert!(parse("r.json", b"{").unwrap_err().to_string().starts_with("r.json, line 1, column 1: "));
    }

    #[test]
    fn another_schema_is_said() {
        let text = String::from_utf8(render(&testing::report(3, 2)).unwrap()).unwrap();
        let newer = text.replace("counterweight.report/1", "counterweight.report/2");
        let error = parse("r.json", newer.as_bytes()).unwrap_err().to_string();
        assert!(
            error.contains("counterweight.report/2") && error.contains("counterweight.report/1"),
            "{error}"
        );
        assert!(parse("r.json", b"{}").unwrap_err().to_string().contains("no \"schema\""));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(cut in 0usize..20_000, with in "\\PC{0,12}", at in 0usize..20_000) {
            let mut bytes = render(&testing::report(2, 3)).unwrap();
            let at = at.min(bytes.len());
            let end = (at + cut % 40).min(bytes.len());
            bytes.splice(at..end, with.bytes());
            let _ = parse("r.json", &bytes);
        }
    }
}
