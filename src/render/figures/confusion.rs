//! Which classes are taken for which.

use super::select;
use super::{Figure, NumberTable, Plot};
use crate::card::Card;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::Picture;
use crate::render::draw::labels::Name;
use crate::render::draw::matrix::{Cell, Matrix, Shade};
use crate::render::theme::Tone;

/// The figure `confusion`.
pub struct Confusion;

static CARD: Card = Card {
    id: "confusion",
    title: "Confusion of the classes on held-out rows",
    formula: "rows of true class i predicted as class k, as a share of the rows of class i; mean over repeats",
    reading: "A row is a true class, a cell the share of its rows predicted as the column, with the mean number of rows below it; the diagonal is what was right. At the right recall and F1 of the class, at the foot its precision.",
    misleading_when: "Shares of a class of a few rows move by much when one row changes.",
    reference: "Fawcett 2006, doi:10.1016/j.patrec.2005.10.010",
};

impl Figure for Confusion {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let performance = &report.findings.performance;
        let counts = &performance.confusion;
        if counts.is_empty() || counts.iter().any(|row| row.len() != counts.len()) {
            return None;
        }
        let classes: Vec<String> = report.findings.data.classes.iter().map(|c| c.name.clone()).collect();
        if classes.len() != counts.len() {
            return None;
        }
        let shown: Vec<usize> = (0..classes.len().min(select::MOST)).collect();
        Some(Plot {
            title: title(counts, &classes),
            reading: String::new(),
            drawn: format!(
                "A table of {0} true by {0} predicted classes, darker where the share is larger.",
                classes.len()
            ),
            numbers: table(counts, &classes),
            picture: Picture::Matrices(vec![matrix(report, &classes, &shown)]),
        })
    }
}

fn share(counts: &[Vec<f64>], from: usize, to: usize) -> Option<f64> {
    let all: f64 = counts[from].iter().sum();
    (all > 0.0).then(|| counts[from][to] / all)
}

fn matrix(report: &Report, classes: &[String], shown: &[usize]) -> Matrix {
    let performance = &report.findings.performance;
    let counts = &performance.confusion;
    let names: Vec<Name> = shown.iter().map(|&c| Name::new(&classes[c], Tone::Muted)).collect();
    let mut rows = names.clone();
    let mut columns = names;
    let mut cells: Vec<Vec<Cell>> =
        shown.iter().map(|&from| shown.iter().map(|&to| cell(counts, classes, from, to)).collect()).collect();
    let per_class = &performance.per_class;
    let mut matrix =
        Matrix { row_title: "true ↓ predicted →".to_owned(), cell: (84.0, 40.0), ..Matrix::default() };
    if per_class.len() == classes.len() {
        let plain = |value: f64| Cell { text: numbers::fixed(value, 2), ..Cell::default() };
        for (row, &class) in cells.iter_mut().zip(shown) {
            row.extend([plain(per_class[class].recall), plain(per_class[class].f1)]);
        }
        let mut last: Vec<Cell> = shown.iter().map(|&c| plain(per_class[c].precision)).collect();
        last.extend([Cell::default(), Cell::default()]);
        cells.push(last);
        matrix.gaps = vec![columns.len()];
        matrix.row_gaps = vec![rows.len()];
        matrix.beside = 2;
        columns.extend([Name::new("recall", Tone::Muted), Name::new("F1", Tone::Muted)]);
        rows.push(Name::new("precision", Tone::Muted));
    }
    matrix.note = match classes.len().saturating_sub(shown.len()) {
        0 => String::new(),
        n => format!("{n} further classes are in the table."),
    };
    Matrix { rows, columns, cells, ..matrix }
}

fn cell(counts: &[Vec<f64>], classes: &[String], from: usize, to: usize) -> Cell {
    let share = share(counts, from, to);
    let rows = numbers::fixed(counts[from][to], 1);
    Cell {
        text: share.map_or_else(String::new, numbers::share),
        short: share.map_or_else(String::new, |s| numbers::share(s).replace(" %", "")),
        second: rows.clone(),
        shade: Shade::Ink(share.unwrap_or(0.0)),
        strong: from == to,
        hover: format!("{} predicted as {}: {rows} rows a repeat", classes[from], classes[to]),
    }
}

/// The largest share of a class that is taken for another.
fn title(counts: &[Vec<f64>], classes: &[String]) -> String {
    let pairs =
        (0..counts.len()).flat_map(|i| (0..counts.len()).map(move |k| (i, k))).filter(|(i, k)| i != k);
    let worst = pairs.filter_map(|(i, k)| share(counts, i, k).map(|s| (i, k, s))).fold(
        None,
        |best: Option<(usize, usize, f64)>, now| match best {
            Some(best) if best.2 >= now.2 => Some(best),
            _ => Some(now),
        },
    );
    match worst {
        Some((from, to, share)) if share > 0.0 => format!(
            "The most frequent error takes {} for {}: {} of the held-out rows of {}",
            classes[from],
            classes[to],
            numbers::share(share),
            classes[from]
        ),
        _ => "Every held-out row is predicted right".to_owned(),
    }
}

fn table(counts: &[Vec<f64>], classes: &[String]) -> NumberTable {
    let mut head = vec!["true class, rows a repeat".to_owned()];
    head.extend(classes.iter().map(|c| format!("predicted {c}")));
    let rows = counts.iter().zip(classes).map(|(row, class)| {
        let mut cells = vec![class.clone()];
        cells.extend(row.iter().map(|n| numbers::fixed(*n, 1)));
        cells
    });
    NumberTable { head, rows: rows.collect() }
}
