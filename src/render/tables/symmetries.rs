//! Changes that leave every prediction as it was, and what they do to each measure.

use super::{Cell, Head, Table};
use crate::compare::Symmetry;
use crate::numbers;
use crate::render::Report;
use crate::render::tables::ranks::title_of;

/// A share that moved by less than this moved by rounding.
const ROUNDING: f64 = 1e-9;

/// Measures × symmetries.
pub fn symmetries(report: &Report) -> Result<Table, String> {
    let symmetries = &report.findings.negative_weights.symmetries;
    let Some(first) = symmetries.first() else {
        return Err("No network is left to try the symmetries on.".to_owned());
    };
    let mut table =
        Table::new("Largest change of any variable’s share when no prediction changes", "num", &[]);
    table.head.push(Head::of("measure"));
    table
        .head
        .extend(symmetries.iter().map(|s| Head { text: short(&s.id).to_owned(), below: String::new() }));
    let mut predictions = vec![Cell::text("any predicted probability")];
    predictions.extend(symmetries.iter().map(|s| Cell::text(numbers::tiny(s.largest_change))));
    table.push(predictions, true);
    for measure in &first.measures {
        let mut cells = vec![Cell::text(title_of(report, &measure.measure))];
        cells.extend(symmetries.iter().map(|s| moved(s, &measure.measure)));
        table.push(cells, false);
    }
    let what: Vec<String> = symmetries.iter().map(|s| format!("{}: {}", short(&s.id), s.what)).collect();
    table.note = Some(format!(
        "{}. Shares add up to 100 % over the variables. A measure that moves here says how the network was written \
         down, not what it does.",
        numbers::sentence(&what.join(". "))
    ));
    Ok(table)
}

fn short(id: &str) -> &str {
    match id {
        "flip" => "unit turned around",
        "scale" => "unit scaled",
        "shift" => "constant for all classes",
        "recode" => "variable recoded",
        other => other,
    }
}

fn moved(symmetry: &Symmetry, measure: &str) -> Cell {
    match symmetry.measures.iter().find(|m| m.measure == measure) {
        None => Cell::Empty,
        Some(m) if m.change.abs() < ROUNDING => Cell::text("same"),
        Some(m) => {
            let order = if m.order_changed { ", order changes" } else { "" };
            Cell::text(format!("{} points{order}", numbers::fixed(100.0 * m.change, 1)))
        }
    }
}
