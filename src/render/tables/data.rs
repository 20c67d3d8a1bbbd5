//! The table: its variables, what was left out, what to know.

use super::{Cell, Table};
use crate::numbers;
use crate::prepare::{Kind, VariableSummary};
use crate::render::{Report, figures};

/// A column: its head, and what stands in it.
type Column = (&'static str, fn(&VariableSummary) -> Cell);

/// The columns; two of them only where they say something.
const COLUMNS: [Column; 8] = [
    ("variable", |v| Cell::text(&v.name)),
    ("distribution", distribution),
    ("kind", kind),
    ("mean", |v| number(v, v.mean)),
    ("sd", |v| number(v, v.sd)),
    ("range", range),
    ("missing", missing),
    ("closest, r", closest),
];

/// One row a variable with a small histogram.
pub fn variables(report: &Report) -> Result<Table, String> {
    let data = &report.findings.data;
    let numeric = data.variables.iter().all(|v| v.kind == Kind::Number);
    let complete = data.variables.iter().all(|v| v.missing == 0);
    let columns =
        COLUMNS.iter().filter(|(head, _)| !(numeric && *head == "kind" || complete && *head == "missing"));
    let columns: Vec<&Column> = columns.collect();
    let all = if numeric && data.variables.len() > 1 { ", all numbers" } else { "" };
    let caption = format!("{}{all}, in the units of the file", counted(data.variables.len(), "variable"));
    let head: Vec<&str> = columns.iter().map(|(head, _)| *head).collect();
    let mut table = Table::new(caption, "num dt", &head);
    for variable in &data.variables {
        let marked = report.findings.verdict.variables.contains(&variable.name);
        table.push(columns.iter().map(|(_, cell)| cell(variable)).collect(), marked);
    }
    table.note = Some(
        "The last column names the other variable it is most correlated with, and the correlation; a dot: none \
         reaches 0.2 in magnitude. Bold: the set in question."
            .to_owned(),
    );
    Ok(table)
}

fn distribution(variable: &VariableSummary) -> Cell {
    let label = format!("Distribution of {}", variable.name);
    Cell::Picture(figures::sparkline(&variable.histogram, &label))
}

fn kind(variable: &VariableSummary) -> Cell {
    Cell::text(match variable.kind {
        Kind::Number => "numbers".to_owned(),
        Kind::Binary => "two values".to_owned(),
        Kind::Category => numbers::of(variable.distinct, "level"),
    })
}

fn number(variable: &VariableSummary, value: Option<f64>) -> Cell {
    value.map_or(Cell::Empty, |v| Cell::text(in_units(v, variable.sd)))
}

fn range(variable: &VariableSummary) -> Cell {
    let written = |v| in_units(v, variable.sd);
    match (variable.min, variable.max) {
        (Some(min), Some(max))
            if min.fract() == 0.0 && max.fract() == 0.0 && min.abs().max(max.abs()) < 1e7 =>
        {
            Cell::text(format!("{} to {}", numbers::fixed(min, 0), numbers::fixed(max, 0)))
        }
        (Some(min), Some(max)) => Cell::text(format!("{} to {}", written(min), written(max))),
        _ => Cell::Empty,
    }
}

fn missing(variable: &VariableSummary) -> Cell {
    if variable.missing == 0 { Cell::Empty } else { Cell::text(numbers::count(variable.missing)) }
}

fn closest(variable: &VariableSummary) -> Cell {
    let other = variable.closest.as_ref();
    other.map_or(Cell::Empty, |other| {
        Cell::text(format!("{} {}", other.name, numbers::signed(other.r.mean, 2)))
    })
}

/// `Two columns`, `14 variables`.
fn counted(n: usize, what: &str) -> String {
    numbers::sentence(&format!("{} {what}{}", numbers::in_words(n), if n == 1 { "" } else { "s" }))
}

fn full_stop(text: &str) -> String {
    if text.ends_with(['.', '?', '!']) { text.to_owned() } else { format!("{text}.") }
}

/// Two or three digits of the spread: a mean needs no more than its sd shows.
fn in_units(value: f64, sd: Option<f64>) -> String {
    let size = sd.filter(|s| *s > 0.0).unwrap_or(value).abs();
    if value.abs() >= 1e7 || (value != 0.0 && size < 1e-5) {
        return scientific(value);
    }
    let first = if size > 1e-5 { (size / 3.0).log10().floor() as i64 } else { 0 };
    numbers::fixed(value, usize::try_from(1 - first).unwrap_or(0))
}

fn scientific(value: f64) -> String {
    let text = format!("{value:.2e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let minus = |s: &str| s.replace('-', "−");
    format!("{} × 10^{}", minus(digits), minus(exponent))
}

/// Columns that are not used, with the reason.
pub fn dropped(report: &Report) -> Result<Table, String> {
    let dropped = &report.findings.data.dropped;
    if dropped.is_empty() {
        return Err("No column was left out.".to_owned());
    }
    let caption = format!("{} left out", counted(dropped.len(), "column"));
    let mut table = Table::new(caption, "wrap", &["column", "why"]);
    for column in dropped {
        table.push(vec![Cell::text(&column.name), Cell::text(&column.reason)], false);
    }
    Ok(table)
}

/// What the reader should know.
pub fn warnings(report: &Report) -> Result<Table, String> {
    let warnings = &report.findings.warnings;
    if warnings.is_empty() {
        return Err("Nothing in the table calls for a warning.".to_owned());
    }
    let caption = format!("{} to keep in mind", counted(warnings.len(), "thing"));
    let mut table = Table::new(caption, "wrap", &["about", "what was seen, and what to do"]);
    for warning in warnings {
        let about = warning.column.as_deref().unwrap_or("the table");
        table.push(vec![Cell::text(about), Cell::text(full_stop(&numbers::sentence(&warning.text)))], false);
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_follow_the_spread() {
        assert_eq!(in_units(13.0006, Some(0.8118)), "13.00");
        assert_eq!(in_units(-0.13, Some(0.96)), "−0.13");
        assert_eq!(in_units(746.893, Some(314.9)), "747");
        assert_eq!(in_units(1.5e12, Some(2e11)), "1.50 × 10^12");
        assert_eq!(in_units(-2e-9, Some(1e-9)), "−2.00 × 10^−9");
        assert_eq!(in_units(0.0, None), "0.0");
        assert_eq!(in_units(0.0, Some(5e-324)), "0.0");
        assert_eq!(counted(1, "thing"), "One thing");
        assert_eq!(full_stop("few rows"), "few rows.");
    }
}
