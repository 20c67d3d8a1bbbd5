//! How each measure's ranking holds over trainings, and how the measures agree.

use super::ranks::title_of;
use super::{Cell, Head, Table};
use crate::compare::MeasureStability;
use crate::numbers;
use crate::render::Report;

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
        "order, between halves",
        "order, between starts",
        "variance from rows",
        "settled after",
    ];
    let caption = format!("How the order and the top {} hold", numbers::in_words(stability.top));
    let mut table = Table::new(caption, "num st", &head);
    for measure in &stability.measures {
        table.push(cells(report, measure), false);
    }
    table.note = Some(
        "Stability is Nogueira’s index of the top sets over half-samples: 1 always the same set, 0 as sets drawn by \
         chance. Order is Kendall’s W, 1 for identical orders; that between starts of the same rows is no evidence, for \
         they share every row. Variance from rows: the share of a score’s variance that new rows would bring, the rest is \
         the start. Settled: the number of splits after which the top set by mean score changed no more."
            .to_owned(),
    );
    Ok(table)
}

fn cells(report: &Report, of: &MeasureStability) -> Vec<Cell> {
    let two = |value: Option<f64>| value.map_or(Cell::Empty, |v| Cell::text(numbers::fixed(v, 2)));
    let top = of.top_sets.first();
    vec![
        Cell::text(title_of(report, &of.measure)),
        top.map_or(Cell::Empty, |t| Cell::text(numbers::set(&t.variables))),
        top.map_or(Cell::Empty, |t| Cell::text(numbers::share(t.share))),
        Cell::estimate(of.nogueira.as_ref(), numbers::estimate),
        two(of.kendall_w),
        two(of.kendall_w_starts),
        of.rows_share.map_or(Cell::Empty, |s| Cell::text(numbers::share(s))),
        of.splits_enough.map_or(Cell::text("still moving"), |n| Cell::text(numbers::of(n, "split"))),
    ]
}

/// Kendall's tau of all with all, shaded by size.
pub fn agreement(report: &Report) -> Result<Table, String> {
    let agreement = &report.findings.agreement;
    if agreement.measures.len() < 2 {
        return Err("With fewer than two rankings there is nothing to compare.".to_owned());
    }
    let titles: Vec<String> = agreement.measures.iter().map(|m| title_of(report, m)).collect();
    let caption = format!(
        "Rank correlation of all with all; 95 % of random orders stay below {}",
        numbers::fixed(agreement.chance_tau, 2)
    );
    let mut table = Table::new(caption, "num tau", &[]);
    table.head.push(Head::of("measure"));
    table.head.extend(titles.iter().map(|t| Head::of(t)));
    for (row, title) in titles.iter().enumerate() {
        let mut cells = vec![Cell::text(title)];
        for column in 0..titles.len() {
            let tau = agreement.tau.get(row).and_then(|r| r.get(column));
            cells.push(match tau {
                Some(_) if row == column => Cell::Empty,
                Some(tau) => Cell::Shade(shade(*tau, agreement.chance_tau), numbers::fixed(*tau, 2)),
                None => Cell::Empty,
            });
        }
        table.push(cells, false);
    }
    Ok(table)
}

/// Beyond chance, beyond halfway from it to 1, and near 1.
fn shade(tau: f64, chance: f64) -> u8 {
    let beyond = (tau - chance) / (1.0 - chance).max(f64::EPSILON);
    match beyond {
        b if b >= 0.75 => 3,
        b if b >= 0.5 => 2,
        b if b > 0.0 => 1,
        _ => 0,
    }
}
