//! Which way each variable pushes each class, by the measures that know classes.

use super::select;
use super::{Figure, Plot};
use crate::attribute::Ranking;
use crate::card::Card;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::Picture;
use crate::render::draw::labels::Name;
use crate::render::draw::matrix::{Cell, Matrix, Shade};
use crate::render::theme::Tone;

/// The figure `per-class`.
pub struct PerClass;

/// Classes drawn at most.
const CLASSES: usize = 6;
/// Columns of all classes together at most: more turned names would touch in the narrow layout.
const COLUMNS: usize = 20;
/// Letters that fit over a column of the narrow layout.
const NARROW_LETTERS: usize = 3;

static CARD: Card = Card {
    id: "per-class",
    title: "Which way each variable pushes each class",
    formula: "mean over splits of the signed score by class; shades relative to the measure's largest",
    reading: "A block is a class, a column in it a measure. Blue with a wedge at the upper right: more of the variable makes the class more likely; orange with a wedge at the lower left: less likely. Where the columns of a block differ in sign, the direction depends on how it is read.",
    misleading_when: "A sign is a mean over rows: a variable that pushes one way here and the other way there shows little of either.",
    reference: "Olden and Jackson 2002, doi:10.1016/S0304-3800(02)00064-9; Pizarroso, Portela and Munoz 2022, doi:10.18637/jss.v102.i07",
};

/// A measure's scores for one class, in the order of the data's columns.
struct Column<'a> {
    ranking: &'a Ranking,
    class: &'a str,
    /// The largest score of any class, without its sign.
    largest: f64,
    /// Of a score in a cell.
    decimals: usize,
}

impl<'a> Column<'a> {
    fn of(ranking: &'a Ranking, class: &'a str) -> Self {
        let all = || ranking.variables.iter().flat_map(|v| v.per_class.values().copied());
        let largest = all().map(f64::abs).fold(f64::MIN_POSITIVE, f64::max);
        Column { ranking, class, largest, decimals: numbers::decimals_among(all(), 2) }
    }

    fn score(&self, variable: usize) -> Option<f64> {
        self.ranking.variables.get(variable)?.per_class.get(self.class).copied()
    }
}

impl Figure for PerClass {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let signed = select::signed_by_class(report);
        let classes = &report.findings.data.classes;
        let known: Vec<&str> = classes
            .iter()
            .map(|class| class.name.as_str())
            .filter(|class| {
                signed.iter().any(|r| r.variables.iter().any(|v| v.per_class.contains_key(*class)))
            })
            .collect();
        if known.len() < 2 || signed.is_empty() {
            return None;
        }
        let drawn = &known[..known.len().min(CLASSES).min(COLUMNS / signed.len()).max(1)];
        let (columns, (named, key)) = (columns(&signed, drawn), named(drawn, signed.len()));
        let leading = select::leading(report, select::MOST);
        let variables = &report.findings.data.variables;
        let rows: Vec<usize> =
            (0..variables.len()).filter(|&v| leading.contains(&variables[v].name)).collect();
        Some(Plot {
            title: select::guarded(report, title(&signed, &known)?),
            reading: String::new(),
            drawn: format!(
                "Signs of {} for each of {} classes.",
                numbers::of(rows.len(), "variable"),
                drawn.len()
            ),
            numbers: select::table(
                ["variable", "class", "measure", "score"],
                listed(report, &signed, &known),
            ),
            picture: Picture::Matrices(vec![Matrix {
                row_title: "variable".to_owned(),
                rows: rows.iter().map(|&v| select::name(report, &variables[v].name)).collect(),
                columns: columns
                    .iter()
                    .map(|column| Name::new(&select::short(report, &column.ranking.measure), Tone::Muted))
                    .collect(),
                gaps: (1..drawn.len()).map(|class| class * signed.len()).collect(),
                brackets: named
                    .iter()
                    .enumerate()
                    .map(|(at, class)| (at * signed.len(), (at + 1) * signed.len(), class.clone()))
                    .collect(),
                cells: rows.iter().map(|&v| columns.iter().map(|column| cell(column, v)).collect()).collect(),
                cell: (44.0, 20.0),
                note: format!(
                    "{key} {}",
                    select::more(variables.len(), rows.len(), known.len() - drawn.len())
                )
                .trim()
                .to_owned(),
                ..Matrix::default()
            }]),
        })
    }
}

/// Names over the blocks, or numbers where they would not fit, and what these stand for.
fn named(classes: &[&str], columns: usize) -> (Vec<String>, String) {
    if classes.iter().all(|class| class.chars().count() <= NARROW_LETTERS * columns) {
        return (classes.iter().map(|class| (*class).to_owned()).collect(), String::new());
    }
    let listed: Vec<String> =
        classes.iter().enumerate().map(|(at, class)| format!("{} {class}", at + 1)).collect();
    ((1..=classes.len()).map(|at| at.to_string()).collect(), format!("{}.", listed.join(", ")))
}

fn columns<'a>(signed: &[&'a Ranking], classes: &[&'a str]) -> Vec<Column<'a>> {
    classes.iter().flat_map(|&class| signed.iter().map(move |&ranking| Column::of(ranking, class))).collect()
}

fn cell(column: &Column, variable: usize) -> Cell {
    let Some(score) = column.score(variable) else { return Cell::default() };
    let name = &column.ranking.variables[variable].name;
    Cell {
        text: numbers::signed(score, column.decimals),
        shade: Shade::Sign(score / column.largest),
        hover: format!("{name} → {}: {}", column.class, numbers::signed(score, column.decimals + 1)),
        ..Cell::default()
    }
}

/// The strongest push of the first measure.
fn title(signed: &[&Ranking], classes: &[&str]) -> Option<String> {
    let first = signed.first()?;
    let pushes =
        first.variables.iter().flat_map(|v| v.per_class.iter().map(move |(class, s)| (v, class, *s)));
    let known = pushes.filter(|(_, class, _)| classes.contains(&class.as_str()));
    let (variable, class, score) = known.max_by(|a, b| a.2.abs().total_cmp(&b.2.abs()))?;
    let way = if score > 0.0 { "towards" } else { "away from" };
    Some(format!("{} pushes hardest, {way} {class}", variable.name))
}

fn listed(report: &Report, signed: &[&Ranking], classes: &[&str]) -> Vec<Vec<String>> {
    let columns = columns(signed, classes);
    let mut rows = Vec::new();
    for (place, variable) in report.findings.data.variables.iter().enumerate() {
        for column in &columns {
            if let Some(score) = column.score(place) {
                rows.push(vec![
                    variable.name.clone(),
                    column.class.to_owned(),
                    select::short(report, &column.ranking.measure),
                    numbers::signed(score, column.decimals + 1),
                ]);
            }
        }
    }
    rows
}
