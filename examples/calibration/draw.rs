//! Draws the tables: those of the designs, with three classes where the design has two, or with words for numbers.

use crate::cells::{self, Cell};
use counterweight::error::Result;
use counterweight::seed::Seed;
use counterweight::simulate::{self, Design, Settings};

/// Ends of the middle class on the scale of the logit.
const CUTS: [f64; 2] = [-1.0, 1.0];
/// Quartiles of a standard normal variable.
const QUARTILES: [f64; 3] = [-0.67449, 0.0, 0.67449];

/// The table as CSV; the same number gives the same table.
///
/// # Errors
/// Those of the design.
pub fn csv(cell: &Cell, table: usize) -> Result<String> {
    let design = simulate::find(cells::base(&cell.design))?;
    let settings = Settings { rows: cell.rows, variables: cell.variables, ..design.defaults() };
    let seed = Seed::new(table as u64);
    if design.classes().len() != cell.classes {
        return Ok(ordered(design, &settings, seed));
    }
    let text = simulate::make(design, &settings, seed)?.to_csv();
    Ok(if cells::in_words(&cell.design) { worded(&text) } else { text })
}

/// The table with its second and fifth column cut at the quartiles of a standard normal variable and written as words: one
/// that matters in design A, and one of noise.
fn worded(text: &str) -> String {
    let mut lines = text.lines();
    let mut worded = lines.next().map_or_else(String::new, |head| format!("{head}\n"));
    for line in lines {
        let cells: Vec<String> = line.split(',').enumerate().map(|(at, cell)| word(at, cell)).collect();
        worded.push_str(&(cells.join(",") + "\n"));
    }
    worded
}

fn word(column: usize, cell: &str) -> String {
    match cell.parse::<f64>() {
        Ok(value) if column == 1 || column == 4 => {
            let quarter = QUARTILES.iter().filter(|end| value > **end).count();
            ["north", "east", "south", "west"][quarter].to_owned()
        }
        _ => cell.to_owned(),
    }
}

/// Three classes in order: the logit of the design and logistic noise, cut at -1 and 1. Who knows the better of two sets
/// for two classes knows it for these.
fn ordered(design: &dyn Design, settings: &Settings, seed: Seed) -> String {
    let mut rng = seed.child("ordered", 0).rng();
    let mut text: String = (1..=settings.variables).map(|v| format!("x{v},")).collect();
    text.push_str("class\n");
    for _ in 0..settings.rows {
        let row = design.row(settings, &mut rng);
        let chance = rng.uniform();
        let value = row.logits[1] - row.logits[0] + (chance / (1.0 - chance)).ln();
        let class = ["low", "middle", "high"][CUTS.iter().filter(|cut| value > **cut).count()];
        row.inputs.iter().for_each(|input| text.push_str(&format!("{input},")));
        text.push_str(class);
        text.push('\n');
    }
    text
}
