//! Do the weights speak of three of fourteen variables? A report draws fifty triples then, and looks for a typical one
//! among them; all 364 are trained here when it has spoken, and say whether it was right.

use super::{of_design, read_with};
use crate::cells::Cell;
use crate::draw;
use crate::lines::Line;
use crate::record::SizeRecord;
use crate::sizes;
use crate::truth::{Losses, Truth};
use counterweight::attribute;
use counterweight::error::Result;
use counterweight::observe::Silent;
use counterweight::options::Options;
use counterweight::prepare::plan::{self, Plan};
use counterweight::train::ensemble;

/// The name of the figure.
pub const NAME: &str = "triples";
const DESIGNS: [&str; 4] = ["A", "D", "E", "L"];
const ROWS: [usize; 2] = [100, 300];
const VARIABLES: usize = 14;
const SIZE: usize = 3;

/// One table.
struct Asked {
    losses: Losses,
    said: SizeRecord,
}

/// What is said of each measure and of the weights, and how much of it is wrong.
///
/// # Errors
/// Those of the program.
pub fn lines(tables: usize) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for (design, rows) in DESIGNS.into_iter().flat_map(|design| ROWS.map(|rows| (design, rows))) {
        let cell = Cell { design: design.to_owned(), classes: 2, rows, variables: VARIABLES };
        let asked: Vec<Asked> = (0..tables).map(|table| ask(&cell, table)).collect::<Result<_>>()?;
        lines.extend(judged(&cell, &asked));
    }
    Ok(lines)
}

fn ask(cell: &Cell, table: usize) -> Result<Asked> {
    let options = Options { top: Some(SIZE), ..Options::default() };
    let (dataset, options) = read_with(&draw::csv(cell, table)?, options)?;
    let plan = sets_and_signal(plan::of(&dataset, &options));
    let mut ensemble = ensemble::train(&dataset, &plan, &options, &Silent)?;
    let attributed = attribute::attribute(&dataset, &ensemble, &options, &Silent)?;
    let said = sizes::told(&dataset, &mut ensemble, &attributed, SIZE)?;
    let all = sizes::losses(&dataset, &mut ensemble, SIZE)?;
    Ok(Asked { losses: Losses::of(&ensemble, all), said })
}

/// Without pairs, shuffled copies, forests and intervals of scores, which take part in no answer.
fn sets_and_signal(plan: Plan) -> Plan {
    let few = Plan { trees: 1, forest_halves: 0, halves: 4, half_inner: 1, ..plan };
    Plan { all_pairs_up_to: 0, probe_repeats: 0, ..few }
}

/// The lines stand among those of sets of other sizes than two.
fn judged(cell: &Cell, asked: &[Asked]) -> Vec<Line> {
    let truth = Truth::of_tables(cell, asked.iter().map(|table| &table.losses));
    let place = Cell { design: of_design(NAME, &cell.design), ..cell.clone() };
    sizes::lines(&place, asked.len(), asked.iter().map(|table| &table.said), &truth)
}
