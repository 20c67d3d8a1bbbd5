//! What is lost by training on the first variables of each ranking.

use super::{Cell, Table};
use crate::compare::NumberLine;
use crate::render::Report;
use crate::render::figures::by_number::ranked_by;

/// A row a number of variables, a column a ranking.
pub fn by_number(report: &Report) -> Result<Table, String> {
    let lines = &report.findings.by_number;
    let Some(first) = lines.first().filter(|line| line.points.len() > 1) else {
        return Err("With so few variables there is no smaller number to train on.".to_owned());
    };
    let ranked: Vec<String> = lines.iter().map(|line| ranked_by(report, &line.measure)).collect();
    let mut head = vec!["variables"];
    head.extend(ranked.iter().map(String::as_str));
    let mut table = Table::new(
        "Log loss less that of all variables, by the number of variables trained on",
        "num st",
        &head,
    );
    for (place, point) in first.points.iter().enumerate().filter(|(_, p)| p.difference.is_some()) {
        let mut cells = vec![Cell::text(point.size.to_string())];
        cells.extend(lines.iter().map(|line| lost(line, place)));
        table.push(cells, false);
    }
    table.push(
        std::iter::once(Cell::text("enough")).chain(lines.iter().map(enough)).collect::<Vec<_>>(),
        true,
    );
    table.note = Some(
        "The variables are ranked anew in each split, inside its training rows, and what is said is of those that come first \
         here: on another table of the same kind others may, and more be needed. Last row: the smallest number shown to be \
         enough, p-values adjusted over all numbers of the ranking (Holm)."
            .to_owned(),
    );
    Ok(table)
}

fn lost(line: &NumberLine, place: usize) -> Cell {
    line.points.get(place).and_then(|p| p.difference.as_ref()).map_or(Cell::Empty, Cell::difference)
}

fn enough(line: &NumberLine) -> Cell {
    Cell::text(line.enough.map_or("not shown".to_owned(), |size| size.to_string()))
}
