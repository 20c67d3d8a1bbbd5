//! Tables of the published figures, and of the benchmark.

use super::{Sum, distinct, markdown, of_part, percent, share};
use crate::figures::{copies, design_in, numbers, olden};
use crate::judge::title;
use crate::lines::Line;
use std::collections::BTreeSet;

/// A mean with its standard error.
fn number(line: &Line, scale: f64, digits: usize) -> Option<String> {
    Some(format!("{:.digits$} ± {:.digits$}", scale * line.mean?, scale * line.error.unwrap_or(0.0)))
}

fn of_figure<'a>(lines: &'a [Line], name: &str) -> Vec<&'a Line> {
    lines.iter().filter(|line| line.part == "figure" && design_in(line, name).is_some()).collect()
}

/// A row for each `what`, a column for each `kind`, in the order of the lines.
fn crossed(lines: &[&Line], head: &str, cell: impl Fn(&Line) -> Option<String>) -> String {
    let mut whats: Vec<&str> = Vec::new();
    let mut kinds: Vec<&str> = Vec::new();
    for line in lines {
        for (list, name) in [(&mut whats, line.what.as_str()), (&mut kinds, line.kind.as_str())] {
            if !list.contains(&name) {
                list.push(name);
            }
        }
    }
    let row = |what: &&str| {
        let of = |kind: &&str| {
            let line = lines.iter().find(|line| line.what == *what && line.kind == *kind);
            line.and_then(|line| cell(line)).unwrap_or_else(|| "–".to_owned())
        };
        let mut cells = vec![(*what).to_owned()];
        cells.extend(kinds.iter().map(of));
        cells
    };
    let mut heads = vec![head];
    heads.extend(kinds.iter().copied());
    markdown(&heads, whats.iter().map(row).collect())
}

/// How many tables are behind a figure.
fn behind(lines: &[&Line]) -> String {
    lines.first().map_or(String::new(), |line| format!("\n{} tables; ± one standard error.\n", line.tables))
}

pub fn selection(lines: &[Line]) -> String {
    let lines = of_figure(lines, "selection");
    crossed(&lines, "100 variables chosen", |line| Some(format!("{} %", number(line, 100.0, 1)?)))
        + &behind(&lines)
}

pub fn resampled(lines: &[Line]) -> String {
    let lines = of_figure(lines, "resampled");
    let cell = |line: &Line| {
        let rejected = (line.mean? * line.of as f64).round() as usize;
        Some(share(rejected, line.of, line.of))
    };
    let tables = lines.first().map_or(0, |line| line.tables);
    crossed(&lines, "test at 5 %", cell)
        + &format!("\n{tables} tables; brackets hold Wilson's 95 % intervals.\n")
}

pub fn beck(lines: &[Line]) -> String {
    let lines = of_figure(lines, "beck");
    let starts = lines.iter().map(|line| line.tables).min().unwrap_or(0);
    crossed(&lines, "variable", |line| Some(format!("{:.2}", line.mean?)))
        + &format!("\n{} flights, {starts} starts each.\n", lines.first().map_or(0, |line| line.cell.rows))
}

pub fn strobl(lines: &[Line]) -> String {
    let all = of_figure(lines, "strobl");
    let mut text = String::new();
    for rows in distinct(lines, |line| line.cell.rows) {
        let of_size: Vec<&Line> = all.iter().copied().filter(|line| line.cell.rows == rows).collect();
        if of_size.is_empty() {
            continue;
        }
        let cell = |line: &Line| {
            if line.kind.starts_with("rank") {
                number(line, 1.0, 1)
            } else {
                Some(format!("{} %", number(line, 100.0, 0)?))
            }
        };
        text.push_str(&format!("\n**{rows} rows**\n\n"));
        text.push_str(&crossed(&of_size, "measure", cell));
        text.push_str(&behind(&of_size));
    }
    text
}

pub fn hooker(lines: &[Line]) -> String {
    let lines = of_figure(lines, "hooker");
    crossed(&lines, "measure", |line| number(line, 1.0, 1)) + &behind(&lines)
}

pub fn olden(lines: &[Line]) -> String {
    let all = of_figure(lines, olden::NAME);
    let mut text = String::new();
    for truth in olden::TRUTHS {
        // the truth stands above the table, and in no column
        let against: Vec<Line> = all
            .iter()
            .filter_map(|line| {
                let kind = line.kind.strip_prefix(truth)?.strip_prefix(": ")?;
                Some(Line { kind: kind.to_owned(), ..(*line).clone() })
            })
            .collect();
        let against: Vec<&Line> = against.iter().collect();
        text.push_str(&format!("\n**Against the order of the {truth}**\n\n"));
        text.push_str(&crossed(&against, "ranking", |line| number(line, 1.0, 3)));
    }
    let samples = all.iter().map(|line| line.of).max().unwrap_or(0);
    let [random, reversed, truths] = olden::marks();
    text + &format!(
        "\n{samples} samples; ± one standard error. Two random orders have {random:.2} on average, an order and its \
         reverse {reversed:.2}, the two truths {truths:.2}.\n"
    )
}

/// Shuffled copies on tables of noise: a row a kind of table, a column a measure.
pub fn copies(lines: &[Line]) -> String {
    let lines = of_figure(lines, copies::NAME);
    let first = lines.first().map(|line| (&line.what, &line.cell));
    let measures: Vec<&str> = lines
        .iter()
        .filter(|line| Some((&line.what, &line.cell)) == first)
        .map(|line| line.kind.as_str())
        .collect();
    let kinds: BTreeSet<_> =
        lines.iter().map(|line| (line.cell.variables, &line.what, line.cell.rows, line.tables)).collect();
    let row = |(variables, design, rows, tables): (usize, &String, usize, usize)| {
        let mut cells = vec![design.clone(), variables.to_string(), rows.to_string(), tables.to_string()];
        for measure in &measures {
            let is = |line: &&&Line| {
                (line.cell.variables, &line.what, line.cell.rows) == (variables, design, rows)
                    && line.kind == *measure
            };
            cells.push(
                lines.iter().find(is).map_or(String::new(), |line| share(line.yes, line.of, line.tables)),
            );
        }
        cells
    };
    let mut head = vec!["design", "variables", "rows", "tables"];
    head.extend(&measures);
    markdown(&head, kinds.into_iter().map(row).collect())
}

/// What is counted of the numbers of variables: each in the order in which the figure counts it.
fn counted(lines: &[&Line], is: impl Fn(&Line) -> bool) -> [Sum; 4] {
    numbers::COUNTED.map(|what| Sum::of(lines.iter().filter(|line| is(line) && line.kind == what).copied()))
}

/// Numbers of variables that are called enough: a row an order and number of rows, all designs together.
pub fn numbers_by_order(lines: &[Line]) -> String {
    let lines = of_figure(lines, numbers::NAME);
    let keys: BTreeSet<(&str, usize)> =
        lines.iter().map(|line| (line.what.as_str(), line.cell.rows)).collect();
    let row = |(order, rows): (&str, usize)| {
        let sums = counted(&lines, |line| (line.what.as_str(), line.cell.rows) == (order, rows));
        let mut cells = vec![format!("`{order}`"), rows.to_string(), sums[0].of.to_string()];
        cells.push(percent(sums[0].yes, sums[0].of));
        cells.extend(sums[..2].iter().map(|sum| share(sum.wrong_yes, sum.of, sum.tables)));
        cells.extend(sums[2..].iter().map(|sum| share(sum.yes, sum.of, sum.tables)));
        cells
    };
    markdown(
        &[
            "order",
            "rows",
            "tables",
            "a number is called enough, %",
            "wrongly of its sets, %",
            "wrongly on average, %",
            "intervals hold for its sets, %",
            "on average, %",
        ],
        keys.into_iter().map(row).collect(),
    )
}

/// The same by design: wrongly of its sets and on average, all orders but the random one together.
pub fn numbers_by_design(lines: &[Line]) -> String {
    let mut lines = of_figure(lines, numbers::NAME);
    lines.retain(|line| line.what != "random");
    let orders = lines.iter().map(|line| &line.what).collect::<BTreeSet<_>>().len().max(1);
    let sizes: BTreeSet<usize> = lines.iter().map(|line| line.cell.rows).collect();
    let designs: BTreeSet<&str> = lines.iter().filter_map(|line| design_in(line, numbers::NAME)).collect();
    let row = |design: &str| {
        let mut cells = vec![format!("{design} {}", title(design))];
        for &rows in &sizes {
            let of = |line: &Line| line.cell.rows == rows && design_in(line, numbers::NAME) == Some(design);
            let sums = counted(&lines, of);
            // the orders of one table go together
            cells.extend(sums[..2].iter().map(|sum| share(sum.wrong_yes, sum.of, sum.tables / orders)));
        }
        cells
    };
    let mut head = vec!["design".to_owned()];
    head.extend(sizes.iter().flat_map(|rows| [format!("{rows} rows: of its sets"), "on average".to_owned()]));
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    markdown(&head, designs.into_iter().map(row).collect())
}

/// Measures of the table of designs.
const COMPARED: [&str; 12] = [
    "abs_sum",
    "signed_sum",
    "garson",
    "olden",
    "gradient",
    "lek",
    "permutation",
    "conditional_permutation",
    "leave_one_out",
    "forest",
    "forest_permutation",
    "logistic",
];

pub fn methods_found(lines: &[Line]) -> String {
    methods(lines, "found", |line| Some(format!("{:.0}", 100.0 * line.yes as f64 / line.of as f64)))
}

pub fn methods_order(lines: &[Line]) -> String {
    methods(lines, "order", |line| Some(format!("{:.2}", line.mean?)))
}

/// A row for each design, a column for each measure.
fn methods(lines: &[Line], kind: &str, cell: impl Fn(&Line) -> Option<String>) -> String {
    let group: Vec<Line> = of_part(lines, "benchmark").filter(|line| line.kind == kind).cloned().collect();
    let row = |design: String| {
        let of = |measure: &&str| {
            let line = group.iter().find(|line| line.cell.design == design && line.what == *measure);
            line.and_then(&cell).unwrap_or_else(|| "–".to_owned())
        };
        let mut cells = vec![format!("{design} {}", title(&design))];
        cells.extend(COMPARED.iter().map(of));
        cells
    };
    let mut head = vec!["design"];
    head.extend(COMPARED);
    markdown(&head, distinct(&group, |line| line.cell.design.clone()).into_iter().map(row).collect())
}
