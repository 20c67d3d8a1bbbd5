//! How each measure's ranking holds over repeated trainings.

use super::{Cell, Table};
use crate::compare::MeasureStability;
use crate::numbers;
use crate::render::Report;
use crate::render::figures::short;

/// One row a measure.
pub fn stability(report: &Report) -> Result<Table, String> {
    let stability = &report.findings.stability;
    if stability.measures.is_empty() {
        return Err("No measure was read off the networks, so there is nothing to repeat.".to_owned());
    }
    let head = [
        "measure",
        "most frequent top set",
        "in splits",
        "stability of the top set",
        "with shuffled labels",
        "order, between halves",
        "order, between starts",
        "variance from rows",
        "unchanged after splits",
    ];
    let caption = format!("How the order and the top {} hold", numbers::in_words(stability.top));
    let mut table = Table::new(caption, "num st", &head);
    for measure in &stability.measures {
        table.push(cells(report, measure), false);
    }
    table.note = Some(
        "Stability is Nogueira’s index of the top sets over half-samples: 1 always the same set, 0 as sets drawn by \
         chance; with shuffled labels: what it reaches where there is nothing to rank, mean over four orders. Order is Kendall’s W, 1 for identical orders; that between starts of the same rows is no evidence, for \
         they share every row. Variance from rows: the share of a score’s variance that new rows would bring, the rest is \
         the start. Unchanged: the number of splits after which the top set by mean score changed no more, which alone does not say that other splits would give it."
            .to_owned(),
    );
    Ok(table)
}

fn cells(report: &Report, of: &MeasureStability) -> Vec<Cell> {
    let two = |value: Option<f64>| value.map_or(Cell::Empty, |v| Cell::text(numbers::fixed(v, 2)));
    let top = of.top_sets.first();
    vec![
        Cell::text(short(report, &of.measure)),
        top.map_or(Cell::Empty, |t| Cell::text(numbers::set(&t.variables))),
        top.map_or(Cell::Empty, |t| Cell::text(numbers::share(t.share))),
        Cell::estimate(of.nogueira.as_ref(), numbers::estimate),
        two(of.nogueira_shuffled),
        two(of.kendall_w),
        two(of.kendall_w_starts),
        of.rows_share.map_or(Cell::Empty, |s| Cell::text(numbers::share(s))),
        of.splits_enough.map_or(Cell::text("not yet"), |n| Cell::text(numbers::count(n))),
    ]
}
