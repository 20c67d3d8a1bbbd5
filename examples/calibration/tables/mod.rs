//! The tables of the page, from the lines of the summary.

mod claims;
mod figures;
mod intervals;

use crate::cells::{self, Cell};
use crate::figures::olden;
use crate::judge::title;
use crate::lines::{Line, counted};
use counterweight::stats::interval;
use std::collections::BTreeSet;

/// Makes a table.
type Make = fn(&[Line]) -> String;
/// Whether a line belongs.
type Belongs = fn(&Line) -> bool;

/// Every table by the name of its place in the page.
pub const TABLES: &[(&str, Make)] = &[
    ("cells", cells),
    ("claims", claims::claims),
    ("claims by design", claims::claims_by_design),
    ("wrong", claims::wrong),
    ("speaking", claims::speaking),
    ("speaking of sizes", claims::speaking_of_sizes),
    ("numbers", claims::numbers),
    ("numbers by order", figures::numbers_by_order),
    ("numbers by design", figures::numbers_by_design),
    ("intervals", intervals::intervals),
    ("scores", intervals::scores),
    ("unshown", intervals::unshown),
    ("low coverage", intervals::low_coverage),
    ("ranks", intervals::ranks),
    ("probes", intervals::probes),
    ("copies", figures::copies),
    ("ties", intervals::ties),
    ("found", intervals::found),
    ("selection", figures::selection),
    ("resampled", figures::resampled),
    ("strobl", figures::strobl),
    ("hooker", figures::hooker),
    ("beck", figures::beck),
    (olden::NAME, figures::olden),
    ("methods", figures::methods_found),
    ("orders", figures::methods_order),
];

/// A nominal rate of error that the study looks for.
const NOMINAL: f64 = 0.05;

/// Cells that are added up: classes, variables, and how they are called.
const GROUPS: [(&str, Belongs); 4] = [
    ("2 classes, 6 variables", |line| {
        (line.cell.classes, line.cell.variables) == (2, 6) && !cells::in_words(&line.cell.design)
    }),
    ("2 classes, 6 variables, two of them words", |line| cells::in_words(&line.cell.design)),
    ("3 classes, 6 variables", |line| line.cell.classes == 3),
    ("2 classes, 14 variables", |line| line.cell.variables == 14),
];

fn markdown(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = row(&head.iter().map(|&h| h.to_owned()).collect::<Vec<_>>());
    text.push_str(&format!("|{}\n", "---|".repeat(head.len())));
    rows.iter().for_each(|cells| text.push_str(&row(cells)));
    text
}

fn distinct<T: Ord>(lines: &[Line], of: impl Fn(&Line) -> T) -> BTreeSet<T> {
    lines.iter().map(of).collect()
}

fn of_part<'a>(lines: &'a [Line], part: &'a str) -> impl Iterator<Item = &'a Line> + Clone {
    lines.iter().filter(move |line| line.part == part)
}

/// `4.2 [1.1, 9.8]` per cent; the interval counts tables, since what is counted within a table goes together.
fn share(hits: usize, of: usize, tables: usize) -> String {
    if of == 0 {
        return "–".to_owned();
    }
    let share = hits as f64 / of as f64;
    let count = tables.min(of) as f64;
    let (low, high) = interval::wilson(share * count, count);
    format!("{:.1} [{:.1}, {:.1}]", 100.0 * share, 100.0 * low, 100.0 * high)
}

fn percent(hits: usize, of: usize) -> String {
    if of == 0 { "–".to_owned() } else { format!("{:.0}", 100.0 * hits as f64 / of as f64) }
}

/// Sums of some lines.
#[derive(Default, Clone, Copy)]
struct Sum {
    tables: usize,
    of: usize,
    yes: usize,
    no: usize,
    depends: usize,
    wrong_yes: usize,
    wrong_no: usize,
}

impl Sum {
    fn of<'a>(lines: impl Iterator<Item = &'a Line>) -> Self {
        lines.fold(Sum::default(), |sum, line| Sum {
            tables: sum.tables + line.tables,
            of: sum.of + line.of,
            yes: sum.yes + line.yes,
            no: sum.no + line.no,
            depends: sum.depends + line.depends,
            wrong_yes: sum.wrong_yes + line.wrong_yes,
            wrong_no: sum.wrong_no + line.wrong_no,
        })
    }

    fn answers(&self) -> Vec<String> {
        let undecided = self.of - self.yes - self.no - self.depends;
        let mut cells: Vec<String> =
            [self.yes, self.no, self.depends, undecided].iter().map(|&n| percent(n, self.of)).collect();
        cells.push(share(self.wrong_yes, self.of, self.tables));
        cells.push(share(self.wrong_no, self.of, self.tables));
        cells
    }

    fn share(&self) -> String {
        share(self.yes, self.of, self.tables)
    }
}

fn cells(lines: &[Line]) -> String {
    let all = counted(lines);
    let keys: BTreeSet<_> = all.keys().map(|c| (c.classes, c.variables, c.design.clone())).collect();
    let sizes: BTreeSet<usize> = all.keys().map(|cell| cell.rows).collect();
    let mut rows = Vec::new();
    for (classes, variables, design) in keys {
        let mut cells =
            vec![format!("{design} {}", title(&design)), classes.to_string(), variables.to_string()];
        for &rows in &sizes {
            let tables = all.get(&Cell { design: design.clone(), classes, rows, variables });
            cells.push(tables.map_or("–".to_owned(), usize::to_string));
        }
        rows.push(cells);
    }
    let heads: Vec<String> = sizes.iter().map(|size| format!("{size} rows")).collect();
    let mut head = vec!["design", "classes", "variables"];
    head.extend(heads.iter().map(String::as_str));
    markdown(&head, rows)
}

/// A row for each `what` and `kind`, a column for each size.
fn by_size(lines: &[Line], heads: [&str; 2], of: impl Fn(&Line) -> bool) -> String {
    let group: Vec<Line> = lines.iter().filter(|line| of(line)).cloned().collect();
    let sizes = distinct(&group, |line| line.cell.rows);
    let mut rows = Vec::new();
    for (what, kind) in distinct(&group, |line| (line.what.clone(), line.kind.clone())) {
        let mut cells = vec![what.clone(), kind.clone()];
        for &size in &sizes {
            let of = |l: &&Line| l.what == what && l.kind == kind && l.cell.rows == size;
            cells.push(Sum::of(group.iter().filter(of)).share());
        }
        rows.push(cells);
    }
    let sizes: Vec<String> = sizes.iter().map(|size| format!("{size} rows")).collect();
    let mut head = heads.to_vec();
    head.extend(sizes.iter().map(String::as_str));
    markdown(&head, rows)
}

fn by_group(lines: &[Line], heads: [&str; 2], of: impl Fn(&Line) -> bool) -> String {
    let mut text = String::new();
    for (name, is) in GROUPS {
        if lines.iter().any(|line| is(line) && of(line)) {
            text.push_str(&format!("\n**{name}**\n\n"));
            text.push_str(&by_size(lines, heads, |line| is(line) && of(line)));
        }
    }
    text
}
