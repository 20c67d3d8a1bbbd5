//! How many variables are enough, judged by the very sets that were trained.
//!
//! Each order is made anew in every table and split, so the first two variables of one table need not be those of
//! another. What they lose is true in two ways: of the sets in question, each with its own mean over tables; and on average
//! over tables whose orders differ. Every set of six variables is trained here, so that both can be counted.

use super::{of_design, read, scores_alone};
use crate::cells::Cell;
use crate::draw;
use crate::lines::Line;
use crate::record::Span;
use crate::sizes;
use crate::study::span;
use crate::truth::{Losses, Truth};
use counterweight::attribute;
use counterweight::compare::case::{Case, mean, propose};
use counterweight::compare::{Answer, NumberLine, by_number, findings};
use counterweight::error::Result;
use counterweight::observe::Silent;
use counterweight::options::Options;
use counterweight::prepare::plan;
use counterweight::seed::Seed;
use counterweight::train::ensemble;

/// The name of the figure.
pub const NAME: &str = "numbers";
/// Designs with a signal.
const DESIGNS: [&str; 14] = ["A", "B", "C", "D", "E4", "F", "G", "I", "J", "K", "L", "T", "V", "W"];
const ROWS: [usize; 3] = [300, 1000, 3000];
const VARIABLES: usize = 6;

/// What is counted of a line, as it is called in the kinds of the lines.
pub const COUNTED: [&str; 4] = ["enough", "enough on average", "holds", "holds on average"];

/// One order of a table.
struct Said {
    measure: String,
    /// The smallest number called enough.
    enough: Option<usize>,
    /// For each number below all: what it loses, and the set in each split.
    points: Vec<(usize, Span, Vec<Vec<usize>>)>,
}

/// One table.
struct Asked {
    losses: Losses,
    said: Vec<Said>,
}

/// For each design, number of rows and order: how often a number is called enough, how often wrongly in either way, and how
/// many intervals of what a number loses hold.
///
/// # Errors
/// Those of the program.
pub fn lines(tables: usize) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for rows in ROWS {
        for design in DESIGNS {
            let cell = Cell { design: design.to_owned(), classes: 2, rows, variables: VARIABLES };
            let asked: Vec<Asked> = (0..tables).map(|table| ask(&cell, table)).collect::<Result<_>>()?;
            lines.extend(judged(&cell, &asked));
        }
    }
    Ok(lines)
}

fn ask(cell: &Cell, table: usize) -> Result<Asked> {
    let (dataset, options) = read(&draw::csv(cell, table)?)?;
    let plan = scores_alone(plan::of(&dataset, &options));
    let mut ensemble = ensemble::train(&dataset, &plan, &options, &Silent)?;
    let attributed = attribute::attribute(&dataset, &ensemble, &options, &Silent)?;
    let scores = findings::scores(&attributed);
    let claimed = propose(&dataset, &options, &ensemble, &scores);
    let mut sets = Vec::new();
    for size in 1..VARIABLES {
        sets.extend(sizes::losses(&dataset, &mut ensemble, size)?);
    }
    let trained = by_number::train(&mut ensemble, &scores, Seed::new(options.seed), &Silent)?;
    let case = Case::new(&dataset, &options, &ensemble, &attributed.rankings, &scores, claimed);
    let lines = by_number::by_number(&case, &trained);
    Ok(Asked {
        losses: Losses::of(&ensemble, sets),
        said: lines.iter().zip(trained.orders()).map(|(line, (_, orders))| said(line, orders)).collect(),
    })
}

fn said(line: &NumberLine, orders: &[Vec<usize>]) -> Said {
    let first = |size: usize| orders.iter().map(|order| order[..size].to_vec()).collect();
    let points = line.points.iter().filter_map(|p| Some((p.size, span(p.difference?), first(p.size))));
    Said { measure: line.measure.clone(), enough: line.enough, points: points.collect() }
}

/// The lines of a kind of table.
fn judged(cell: &Cell, asked: &[Asked]) -> Vec<Line> {
    let truth = Truth::of_tables(cell, asked.iter().map(|table| &table.losses));
    let margin = Options::default().margin * (truth.nothing - truth.full);
    let orders = asked.first().map_or(0, |table| table.said.len());
    let mut lines = Vec::new();
    for order in 0..orders {
        let tables: Vec<&Said> = asked.iter().filter_map(|table| table.said.get(order)).collect();
        lines.extend(of_order(cell, &tables, &truth, margin));
    }
    lines
}

fn of_order(cell: &Cell, tables: &[&Said], truth: &Truth, margin: f64) -> Vec<Line> {
    let place = Cell { design: of_design(NAME, &cell.design), ..cell.clone() };
    let Some(first) = tables.first() else { return Vec::new() };
    let mut lines = COUNTED.map(|what| Line::new("figure", &first.measure, what, &place, tables.len()));
    let mean_at = |at: usize| {
        let lost: Vec<f64> = tables.iter().filter_map(|of| Some(of.points.get(at)?.1.0)).collect();
        mean(&lost)
    };
    let on_average: Vec<f64> = (0..first.points.len()).map(mean_at).collect();
    for said in tables {
        let answer = if said.enough.is_some() { Answer::Yes } else { Answer::Undecided };
        let mut wrong = [false; 2];
        for ((size, span, sets), average) in said.points.iter().zip(&on_average) {
            let truths = [lost(truth, sets), Some(*average)];
            for (way, truth) in truths.into_iter().enumerate() {
                lines[2 + way].count(truth.and_then(|truth| span.holds(truth)));
                wrong[way] |= said.enough == Some(*size) && truth.is_some_and(|truth| truth >= margin);
            }
        }
        lines.iter_mut().zip(wrong).for_each(|(line, wrong)| line.answer(answer, [wrong, false]));
    }
    lines.into()
}

/// What the sets of the splits lose, each by its mean over tables.
fn lost(truth: &Truth, sets: &[Vec<usize>]) -> Option<f64> {
    let losses: Vec<f64> = sets.iter().map(|set| truth.loss(set)).collect::<Option<_>>()?;
    Some(mean(&losses) - truth.full)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The best variable alone loses nothing, the next .4; one table's order begins with the one, one's with the other.
    #[test]
    fn an_order_is_judged_by_its_own_sets_and_by_the_mean_over_orders() {
        let losses = vec![(vec![0], 0.1), (vec![1], 0.5)];
        let table = |first: usize, lost: f64, enough| Asked {
            losses: Losses { nothing: 0.7, full: 0.1, sets: losses.clone() },
            said: vec![Said {
                measure: "olden".to_owned(),
                enough,
                points: vec![(1, Span(lost, Some(lost - 0.01), Some(lost + 0.01)), vec![vec![first]; 3])],
            }],
        };
        let cell = Cell { design: "A".to_owned(), classes: 2, rows: 300, variables: 6 };
        let counts = |asked: &[Asked]| {
            let of = |line: &Line| (line.of, line.yes, line.wrong_yes);
            judged(&cell, asked).iter().map(of).collect::<Vec<_>>()
        };
        // right of {x1}, wrong of a mean of .2; both intervals hold their own loss, none the mean
        let right = [table(0, 0.0, Some(1)), table(1, 0.4, None)];
        assert_eq!(counts(&right), [(2, 1, 0), (2, 1, 1), (2, 2, 0), (2, 0, 0)]);
        let wrong = [table(0, 0.0, None), table(1, 0.4, Some(1))];
        assert_eq!(counts(&wrong)[0], (2, 1, 1));
    }
}
