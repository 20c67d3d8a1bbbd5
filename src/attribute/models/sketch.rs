//! The tree grown on all rows, as data for a drawing: it shows what one tree looks like; nothing is judged on it.

use super::super::cells::{seen, thinned, to_file_units};
use super::Training;
use super::tree::{self, Split, Tree};
use crate::error::Result;
use crate::prepare::{Dataset, Scaling, scale};
use crate::seed::Seed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A tree to draw; node 0 is the root.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sketch {
    /// Names of the classes, in the order of `counts`.
    pub classes: Vec<String>,
    /// Nodes, parents before children.
    pub nodes: Vec<SketchNode>,
}

/// A node of the drawing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SketchNode {
    /// Rows of each class.
    pub counts: Vec<usize>,
    /// The question that divides the rows; null for a leaf.
    pub split: Option<SketchSplit>,
}

/// A question: rows that say no go left, rows that say yes go right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SketchSplit {
    /// Variable asked about.
    pub variable: String,
    /// "Is it more than this?", in the units of the file; null for words.
    pub threshold: Option<f64>,
    /// "Is it this?"; null for numbers.
    pub level: Option<String>,
    /// Node of the rows that say no.
    pub left: usize,
    /// Node of the rows that say yes.
    pub right: usize,
}

/// Grows the tree on all rows (at most `tree::MOST_ROWS`), of the depth that the fits of the splits have.
///
/// # Errors
/// `Error::Internal` when linfa refuses the rows.
pub fn sketch(dataset: &Dataset, seed: Seed) -> Result<Sketch> {
    let all: Vec<u32> = (0..dataset.rows() as u32).collect();
    let rows = thinned(&all, tree::MOST_ROWS, seed);
    let scaling = scale::fit(&dataset.inputs, &rows);
    let cells = seen(dataset, &rows, &scaling);
    let codes: Vec<u32> = dataset.classes_of(&rows);
    let tree =
        Tree::grow(&Training { cells: &cells, codes: &codes, classes: dataset.classes() }, tree::DEPTH)?;
    let node = |node: tree::Node| SketchNode {
        counts: node.counts,
        split: node.split.map(|split| question(dataset, &scaling, &split)),
    };
    Ok(Sketch { classes: dataset.target.classes.clone(), nodes: tree.nodes.into_iter().map(node).collect() })
}

fn question(dataset: &Dataset, scaling: &Scaling, split: &Split) -> SketchSplit {
    let holds = |variable: &&crate::prepare::Variable| variable.inputs.contains(&split.input);
    let at = dataset.variables.iter().position(|variable| holds(&variable)).unwrap_or(0);
    let variable = &dataset.variables[at];
    let summary = dataset.summary.variables.get(at);
    let place = split.input - variable.inputs.start;
    // two words have one input, which is 1 for the second
    let place = if variable.inputs.len() == 1 { 1 } else { place };
    let level = summary.and_then(|summary| summary.levels.get(place).cloned());
    let between = summary.filter(|_| dataset.inputs.binary[split.input]).and_then(|s| Some((s.min?, s.max?)));
    let threshold = match between {
        Some((low, high)) => 0.5 * low + 0.5 * high,
        None => seven_digits(to_file_units(dataset, scaling, split.input, split.threshold)),
    };
    SketchSplit {
        variable: variable.name.clone(),
        threshold: level.is_none().then_some(threshold),
        level,
        left: split.left,
        right: split.right,
    }
}

/// As many digits as a cell in f32 has.
fn seven_digits(value: f64) -> f64 {
    format!("{value:.6e}").parse().unwrap_or(value)
}
