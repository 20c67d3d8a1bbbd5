//! Published figures made again with the program's own parts, as far as their designs are known, and three of our own.

mod beck;
pub mod copies;
mod hooker;
pub mod numbers;
pub mod olden;
mod resampled;
mod selection;
mod strobl;
mod text;
mod triples;

use crate::cells::Cell;
use crate::lines::Line;
use counterweight::attribute::{self, Attributed, Ranking};
use counterweight::error::Result;
use counterweight::load::load_bytes;
use counterweight::observe::Silent;
use counterweight::options::{Options, ValidOptions};
use counterweight::prepare::{self, Dataset, plan::Plan};
use counterweight::train::ensemble;

/// Makes the lines of a figure from so many tables.
type Make = fn(usize) -> Result<Vec<Line>>;

/// Every figure by its name.
pub const FIGURES: &[(&str, Make)] = &[
    ("selection", selection::lines),
    (copies::NAME, copies::lines),
    (numbers::NAME, numbers::lines),
    (triples::NAME, triples::lines),
    ("beck", beck::lines),
    ("resampled", resampled::lines),
    ("strobl", strobl::lines),
    ("hooker", hooker::lines),
    (olden::NAME, olden::lines),
];

/// Measures that are compared.
const MEASURES: [&str; 8] = [
    "abs_sum",
    "olden",
    "permutation",
    "conditional_permutation",
    "leave_one_out",
    "forest",
    "forest_permutation",
    "logistic",
];

/// The rankings of a table; trained is what the scores need, without intervals, pairs and shuffled copies.
fn rankings(csv: &str) -> Result<Vec<Ranking>> {
    let (dataset, options) = read(csv)?;
    let plan = scores_alone(prepare::plan::of(&dataset, &options));
    let ensemble = ensemble::train(&dataset, &plan, &options, &Silent)?;
    let Attributed { rankings, .. } = attribute::attribute(&dataset, &ensemble, &options, &Silent)?;
    Ok(rankings.into_iter().filter(|r| MEASURES.contains(&r.measure.as_str())).collect())
}

/// What the design of a cell is called in the lines of a figure that looks at several.
fn of_design(name: &str, design: &str) -> String {
    format!("{name} {design}")
}

/// The design, empty where there is none, of a line that belongs to the figure of this name.
pub fn design_in<'a>(line: &'a Line, name: &str) -> Option<&'a str> {
    let design = line.cell.design.strip_prefix(name)?;
    if design.is_empty() { Some("") } else { design.strip_prefix(' ') }
}

fn read(csv: &str) -> Result<(Dataset, ValidOptions)> {
    read_with(csv, Options::default())
}

fn read_with(csv: &str, options: Options) -> Result<(Dataset, ValidOptions)> {
    let options = options.check()?;
    let dataset = prepare::prepare(&load_bytes("t.csv", csv.as_bytes(), &options)?, &options)?;
    Ok((dataset, options))
}

fn scores_alone(plan: Plan) -> Plan {
    let few = Plan { halves: 4, half_inner: 1, forest_halves: 0, signal_shuffles: 1, ..plan };
    Plan { all_pairs_up_to: 0, random_sets: 0, probe_repeats: 0, ..few }
}

/// A line of a figure: the mean of a number over tables.
fn line(what: &str, kind: &str, design: &str, [rows, variables]: [usize; 2], values: &[f64]) -> Line {
    let cell = Cell { design: design.to_owned(), classes: 2, rows, variables };
    Line::new("figure", what, kind, &cell, values.len()).mean(values)
}
