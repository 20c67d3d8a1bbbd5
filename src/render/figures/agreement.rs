//! Rank correlations of all measures with all.

use super::select;
use super::{Figure, NumberTable, Plot};
use crate::attribute::Family;
use crate::card::Card;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::Picture;
use crate::render::draw::labels::Name;
use crate::render::draw::matrix::{Cell, Matrix, Shade};
use crate::render::theme::Tone;

/// The figure `agreement`.
pub struct AgreementMatrix;

static CARD: Card = Card {
    id: "agreement",
    title: "Do the measures agree?",
    formula: "Kendall's tau-b between the overall rankings of two measures",
    reading: "A cell is the rank correlation of two measures over all variables: 1 the same order, 0 none, −1 the reverse; darker is larger, unshaded cells are no larger than random orders reach. Each pair stands once. Brackets join measures of one kind.",
    misleading_when: "Measures of one family agree because they are nearly the same statistic, not because they are right.",
    reference: "Kendall 1938, doi:10.1093/biomet/30.1-2.81",
};

impl Figure for AgreementMatrix {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let agreement = &report.findings.agreement;
        let n = agreement.measures.len();
        let complete = agreement.tau.len() == n && agreement.tau.iter().all(|row| row.len() == n);
        if n < 2 || !complete || report.findings.data.variables.len() < 2 {
            return None;
        }
        let order = order(report);
        let names: Vec<String> =
            order.iter().map(|&m| select::short(report, &agreement.measures[m])).collect();
        let label = |name: &String| Name::new(name, Tone::Muted);
        let row = |(row, &a): (usize, &usize)| -> Vec<Cell> {
            let below = |(column, &b): (usize, &usize)| match column > row {
                true => Cell::default(),
                false => cell(report, a, b),
            };
            order.iter().enumerate().map(below).collect()
        };
        let cells = order.iter().enumerate().map(row);
        let mut head = vec!["tau".to_owned()];
        head.extend(names.iter().cloned());
        let rows = order.iter().zip(&names).map(|(&a, name)| {
            let mut row = vec![name.clone()];
            row.extend(order.iter().map(|&b| numbers::fixed(agreement.tau[a][b], 2)));
            row
        });
        let matrix = Matrix {
            rows: names.iter().map(label).collect(),
            columns: names.iter().map(label).collect(),
            brackets: brackets(report, &order),
            cells: cells.collect(),
            cell: (44.0, 20.0),
            note: format!("95 % of random orders stay below {}.", numbers::fixed(agreement.chance_tau, 2)),
            ..Matrix::default()
        };
        Some(Plot {
            title: title(report, &order),
            reading: String::new(),
            drawn: format!("A table of rank correlations of {} with each other.", numbers::of(n, "measure")),
            numbers: NumberTable { head, rows: rows.collect() },
            picture: Picture::Matrices(vec![matrix]),
        })
    }
}

/// The family of a measure; those without a ranking last.
fn family(report: &Report, measure: &str) -> Option<Family> {
    select::ranking(report, measure).map(|r| r.family)
}

/// Measures with families together.
fn order(report: &Report) -> Vec<usize> {
    let agreement = &report.findings.agreement;
    let mut order: Vec<usize> = (0..agreement.measures.len()).collect();
    order.sort_by_key(|&m| {
        let family = family(report, &agreement.measures[m]);
        (family.is_none(), family)
    });
    order
}

fn cell(report: &Report, a: usize, b: usize) -> Cell {
    let agreement = &report.findings.agreement;
    if a == b {
        return Cell { text: "·".to_owned(), ..Cell::default() };
    }
    let tau = agreement.tau[a][b];
    let beyond = tau > agreement.chance_tau;
    Cell {
        text: numbers::fixed(tau, 2),
        short: brief(tau),
        shade: if beyond { Shade::Ink(tau.max(0.0).powi(2)) } else { Shade::None },
        ..Cell::default()
    }
}

/// `.7`, `−.2`, `0`, `1`: for a narrow cell.
fn brief(tau: f64) -> String {
    let text = numbers::fixed(tau, 1);
    text.strip_suffix(".0").map_or_else(|| text.replacen("0.", ".", 1), str::to_owned)
}

fn brackets(report: &Report, order: &[usize]) -> Vec<(usize, usize, String)> {
    let agreement = &report.findings.agreement;
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    let mut before = None;
    for (at, &m) in order.iter().enumerate() {
        let now = family(report, &agreement.measures[m]);
        if at > 0 && now == before {
            if let Some(last) = found.last_mut() {
                last.1 = at + 1;
            }
        } else {
            let name = match now {
                Some(Family::Weights) => "weights",
                Some(Family::Sensitivity) => "sensitivity",
                Some(Family::Network) => "no weight",
                Some(Family::OtherModel) => "other model",
                None => "other",
            };
            found.push((at, at + 1, name.to_owned()));
        }
        before = now;
    }
    found
}

/// How many pairs of different families agree beyond chance; near copies count once, and what a symmetry changes not.
fn title(report: &Report, order: &[usize]) -> String {
    let agreement = &report.findings.agreement;
    let counted: Vec<(usize, Family)> = order
        .iter()
        .filter_map(|&m| Some((m, select::ranking(report, &agreement.measures[m])?)))
        .filter(|(_, r)| r.same_as.is_none() && !r.broken_by_symmetry)
        .map(|(m, r)| (m, r.family))
        .collect();
    let pairs: Vec<(usize, usize)> = counted
        .iter()
        .enumerate()
        .flat_map(|(i, a)| counted[i + 1..].iter().filter(move |b| a.1 != b.1).map(move |b| (a.0, b.0)))
        .collect();
    if pairs.is_empty() {
        return "All measures here are of one kind, so their agreement is no evidence".to_owned();
    }
    let beyond = pairs.iter().filter(|&&(a, b)| agreement.tau[a][b] > agreement.chance_tau).count();
    let all = numbers::of(pairs.len(), "pair");
    format!("{beyond} of {all} of measures of different kinds agree beyond chance, near copies counted once")
}
