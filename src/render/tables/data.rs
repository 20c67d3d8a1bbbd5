//! The table: its variables, what was left out, what to know.

use super::{Cell, Table};
use crate::numbers;
use crate::prepare::{Kind, VariableSummary};
use crate::render::{Report, figures};

/// One row a variable with a small histogram.
pub fn variables(report: &Report) -> Result<Table, String> {
    let data = &report.findings.data;
    let head = ["variable", "kind", "distribution", "mean", "sd", "range", "missing", "closest, r"];
    let caption = format!(
        "{}, in the units of the file",
        numbers::sentence(&numbers::of(data.variables.len(), "variable"))
    );
    let mut table = Table::new(caption, "num dt", &head);
    for variable in &data.variables {
        let marked = report.findings.verdict.variables.contains(&variable.name);
        table.push(cells(variable), marked);
    }
    table.note = Some(
        "The last column names the other variable it is most correlated with, and the correlation; a dot: none \
         reaches 0.2 in magnitude. Bold: the set in question."
            .to_owned(),
    );
    Ok(table)
}

fn cells(variable: &VariableSummary) -> Vec<Cell> {
    let kind = match variable.kind {
        Kind::Number => "numbers".to_owned(),
        Kind::Binary => "two values".to_owned(),
        Kind::Category => numbers::of(variable.distinct, "level"),
    };
    let label = format!("Distribution of {}", variable.name);
    let number = |value: Option<f64>| match (value, variable.sd) {
        (Some(value), sd) => Cell::text(in_units(value, sd)),
        (None, _) => Cell::Empty,
    };
    let range = match (variable.min, variable.max) {
        (Some(min), Some(max)) => {
            Cell::text(format!("{} to {}", in_units(min, variable.sd), in_units(max, variable.sd)))
        }
        _ => Cell::Empty,
    };
    let closest = match &variable.closest {
        Some(other) => Cell::text(format!("{} {}", other.name, numbers::signed(other.r.mean, 2))),
        None => Cell::Empty,
    };
    let missing =
        if variable.missing == 0 { Cell::Empty } else { Cell::text(numbers::count(variable.missing)) };
    vec![
        Cell::text(&variable.name),
        Cell::text(kind),
        Cell::Picture(figures::sparkline(&variable.histogram, &label)),
        number(variable.mean),
        number(variable.sd),
        range,
        missing,
        closest,
    ]
}

/// Three digits of the spread: a mean needs no more than its sd shows.
fn in_units(value: f64, sd: Option<f64>) -> String {
    let size = sd.filter(|s| *s > 0.0).unwrap_or(value);
    if value.abs() >= 1e7 || (value != 0.0 && size.abs() < 1e-5) {
        return scientific(value);
    }
    numbers::fixed(value, numbers::decimals(size, None, None))
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
    let caption = format!("{} left out", numbers::sentence(&numbers::of(dropped.len(), "column")));
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
    let caption = format!("{} to keep in mind", numbers::sentence(&numbers::of(warnings.len(), "thing")));
    let mut table = Table::new(caption, "wrap", &["about", "what was seen, and what to do"]);
    for warning in warnings {
        let about = warning.column.as_deref().unwrap_or("the table");
        table.push(vec![Cell::text(about), Cell::text(numbers::sentence(&warning.text))], false);
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_follow_the_spread() {
        assert_eq!(in_units(13.0006, Some(0.8118)), "13.001");
        assert_eq!(in_units(746.893, Some(314.9)), "747");
        assert_eq!(in_units(1.5e12, Some(2e11)), "1.50 × 10^12");
        assert_eq!(in_units(-2e-9, Some(1e-9)), "−2.00 × 10^−9");
        assert_eq!(in_units(0.0, None), "0.00");
    }
}
