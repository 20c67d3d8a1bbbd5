//! Scores against those of shuffled copies of the columns, trained along in the same networks.

use super::retraining::bare_p;
use super::{Cell, Head, Table};
use crate::compare::ProbeMeasure;
use crate::numbers;
use crate::prepare::Kind;
use crate::render::Report;
use crate::render::figures::short;

/// Variables × measures: the score, and its p-value against the best copy.
pub fn probes(report: &Report) -> Result<Table, String> {
    let Some(probes) = report.findings.null.probes.as_ref().filter(|p| !p.measures.is_empty()) else {
        return Err("Probe columns are not in this report.".to_owned());
    };
    let caption = "Mean score of each variable against the best of as many columns of shuffled noise";
    let mut table = Table::new(caption, "num st", &[]);
    table.head.push(Head::of("variable"));
    let head = |m: &ProbeMeasure| Head { text: short(report, &m.measure), below: unit(m).to_owned() };
    table.head.extend(probes.measures.iter().map(head));
    let mut best = vec![Cell::text("best copy")];
    best.extend(probes.measures.iter().map(|m| Cell::text(score(m, m.bar))));
    table.push(best, false);
    for (place, variable) in report.findings.data.variables.iter().enumerate() {
        let mut cells = vec![Cell::text(&variable.name)];
        cells.extend(probes.measures.iter().map(|m| cell(report, m, place)));
        table.push(cells, report.findings.verdict.variables.contains(&variable.name));
    }
    table.note = Some(format!(
        "In each of {} every column is joined by a shuffled copy of itself. Below a score its p-value, (1 + repeats whose \
         best copy reaches it) / (1 + repeats), which holds for all variables at once at about 5 %. Small: the variable \
         has something to do with the class; it does not say that it is needed. “Best copy” is the highest of any repeat.{}",
        numbers::of(probes.repeats, "repeat"),
        scaled(report)
    ));
    Ok(table)
}

/// What is done about categories, if there are any.
fn scaled(report: &Report) -> &'static str {
    if report.findings.data.variables.iter().any(|variable| variable.kind == Kind::Category) {
        " Words, which have an input a level, reach larger shares by chance; theirs are scaled down until copies of them reach, on \
         average, what copies of numbers do."
    } else {
        ""
    }
}

fn unit(measure: &ProbeMeasure) -> &str {
    if measure.unit == "share" { "share, %" } else { "rise of log loss" }
}

fn score(measure: &ProbeMeasure, of: f64) -> String {
    if measure.unit == "share" { numbers::fixed(100.0 * of, 1) } else { numbers::signed(of, 3) }
}

fn cell(report: &Report, measure: &ProbeMeasure, place: usize) -> Cell {
    let Some(&of) = measure.variables.get(place) else { return Cell::Empty };
    let ranking = report.findings.rankings.iter().find(|r| r.measure == measure.measure);
    match ranking.and_then(|r| r.variables.get(place)?.p) {
        Some(p) => Cell::Number(score(measure, of), format!("p {}", with_sign(p))),
        None => Cell::text(score(measure, of)),
    }
}

/// `= .05` or `< .001`, after a p.
fn with_sign(p: f64) -> String {
    let bare = bare_p(p);
    if bare.starts_with('<') { bare } else { format!("= {bare}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_values_have_their_sign() {
        assert_eq!((with_sign(1.0 / 21.0), with_sign(0.0001)), ("= .05".to_owned(), "< .001".to_owned()));
    }
}
