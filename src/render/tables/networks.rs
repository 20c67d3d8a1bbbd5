//! Typical networks, and the paths from variables to classes.

use super::{Cell, Table};
use crate::compare::PathSums;
use crate::numbers;
use crate::render::Report;
use crate::train::Stopped;

/// Digits of a path, in standard-deviation units.
const DIGITS: usize = 2;

/// The networks kept in the JSON.
pub fn networks(report: &Report) -> Result<Table, String> {
    let networks = &report.findings.networks;
    if networks.is_empty() {
        return Err("No network is shown: none was fitted without breaking down.".to_owned());
    }
    let head = ["network", "split", "start", "weight decay", "held-out log loss", "ended"];
    let mut table = Table::new("The networks whose weights are kept in the JSON", "num", &head);
    for (place, network) in networks.iter().enumerate() {
        let ended = match network.stopped {
            Stopped::Converged => "converged",
            Stopped::Limit => "at the limit of iterations",
            Stopped::Schedule => "schedule through",
            Stopped::Diverged => "broke down",
        };
        let cells = vec![
            Cell::text(numbers::count(place + 1)),
            Cell::text(numbers::count(network.split + 1)),
            Cell::text(numbers::count(network.start + 1)),
            Cell::text(decay(network.decay)),
            Cell::text(numbers::fixed(network.log_loss, 3)),
            Cell::text(ended),
        ];
        table.push(cells, place == 0);
    }
    Ok(table)
}

/// A decay as it was written in the grid.
pub fn decay(of: f64) -> String {
    format!("{of}")
}

/// For each variable and class what its paths add up to.
pub fn paths(report: &Report) -> Result<Table, String> {
    let paths = &report.findings.negative_weights.paths;
    if paths.is_empty() {
        return Err("Paths are not in this report.".to_owned());
    }
    let outputs = outputs(paths);
    let mut head = vec!["variable".to_owned()];
    for class in &outputs {
        head.extend(["positive", "negative", "net", "cancelled"].map(|part| format!("{part}, {class}")));
    }
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let caption = "Paths from each variable through the hidden units to each class, mean over the runs";
    let mut table = Table::new(caption, "num", &head);
    let decimals =
        numbers::decimals_among(paths.iter().flat_map(|p| [p.positive, p.negative, p.net]), DIGITS);
    for variable in &report.findings.data.variables {
        let mut cells = vec![Cell::text(&variable.name)];
        for class in &outputs {
            let of = paths.iter().find(|p| p.variable == variable.name && p.class == *class);
            cells.extend(of.map_or_else(|| vec![Cell::Empty; 4], |path| sums(path, decimals)));
        }
        table.push(cells, report.findings.verdict.variables.contains(&variable.name));
    }
    let two = report.findings.data.classes.len() == 2;
    let towards = if two {
        "With two classes there is one logit, that of the second class. "
    } else {
        "Output weights are centred over classes. "
    };
    table.note = Some(format!(
        "A path is input weight × output weight. {towards}Net is positive less negative, Olden’s score; cancelled is the \
         part of all paths undone by paths of the other sign: 0 % all pull one way, 100 % nothing is left."
    ));
    Ok(table)
}

fn sums(path: &PathSums, decimals: usize) -> Vec<Cell> {
    vec![
        Cell::text(numbers::signed(path.positive, decimals)),
        Cell::text(numbers::signed(-path.negative, decimals)),
        Cell::text(numbers::signed(path.net, decimals)),
        Cell::text(format!("{} %", numbers::fixed(100.0 * path.cancellation, 0))),
    ]
}

/// Classes that have a logit, in order.
fn outputs(paths: &[PathSums]) -> Vec<String> {
    let mut classes: Vec<String> = Vec::new();
    for path in paths {
        if !classes.contains(&path.class) {
            classes.push(path.class.clone());
        }
    }
    classes
}
