//! Shuffled copies as the ruler, on many tables of noise: how often any variable is declared to have something to do with
//! the class. The networks with copies alone are trained here, so that hundreds of tables cost minutes.

use super::read;
use crate::cells::Cell;
use crate::draw;
use crate::lines::Line;
use counterweight::attribute::probes::{self, Probed};
use counterweight::error::Result;
use counterweight::observe::Silent;
use counterweight::prepare::plan::{self, Plan, Scheme};
use counterweight::train::ensemble;

/// The name of the figure.
pub const NAME: &str = "copies";
/// Design, rows and variables of the tables.
const KINDS: [(&str, usize, usize); 8] = [
    ("H", 50, 6),
    ("H", 100, 6),
    ("H", 300, 6),
    ("Hc", 100, 6),
    ("Hc", 300, 6),
    ("H/words", 300, 6),
    ("H", 100, 14),
    ("Hc", 100, 14),
];
/// p-values up to here declare.
const LEVEL: f64 = 0.05;

/// For each kind of table and measure the tables in which any variable is declared.
///
/// # Errors
/// Those of the program.
pub fn lines(tables: usize) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for (design, rows, variables) in KINDS {
        lines.extend(of_kind(design, rows, variables, tables)?);
    }
    Ok(lines)
}

fn of_kind(design: &str, rows: usize, variables: usize, tables: usize) -> Result<Vec<Line>> {
    let drawn = Cell { design: design.to_owned(), classes: 2, rows, variables };
    let cell = Cell { design: NAME.to_owned(), ..drawn.clone() };
    let mut lines: Vec<Line> = Vec::new();
    for table in 0..tables {
        for (at, probed) in probe(&drawn, table)?.iter().enumerate() {
            if lines.len() == at {
                lines.push(Line::new("figure", design, probed.measure, &cell, tables));
            }
            lines[at].count(Some(probed.p_values().iter().any(|p| *p <= LEVEL)));
        }
    }
    Ok(lines)
}

fn probe(cell: &Cell, table: usize) -> Result<Vec<Probed>> {
    let (dataset, options) = read(&draw::csv(cell, table)?)?;
    let plan = copies_alone(plan::of(&dataset, &options));
    let ensemble = ensemble::train(&dataset, &plan, &options, &Silent)?;
    probes::probe(&ensemble, &options, &Silent)
}

/// As few other networks as there can be.
fn copies_alone(plan: Plan) -> Plan {
    let least = Scheme { repeats: 1, folds: 2, starts: 1 };
    let few = Plan { full: least, sets: least, all_pairs_up_to: 0, random_sets: 0, ..plan };
    Plan { halves: 2, half_folds: 2, inner: 1, half_inner: 1, signal_shuffles: 1, signal_folds: 2, ..few }
}
