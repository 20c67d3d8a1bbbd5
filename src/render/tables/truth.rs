//! Known truth on the user's rows: what each measure found, and how the labels were made.

use super::{Cell, Head, Table};
use crate::numbers;
use crate::render::Report;
use crate::render::figures::short;
use crate::truth::{KindFound, KnownTruth, MeasureFound};

fn known(report: &Report) -> Result<&KnownTruth, String> {
    let truth = report.findings.known_truth.as_ref();
    truth.filter(|t| !t.measures.is_empty()).ok_or_else(|| "Nothing was simulated on these rows.".to_owned())
}

/// One row a measure, the one that finds most first.
pub fn found(report: &Report) -> Result<Table, String> {
    let truth = known(report)?;
    let kinds: Vec<&KindFound> = truth.kinds.iter().filter(|kind| kind.important > 0).collect();
    let caption = format!(
        "Share of {} simulated tables of each kind in which a measure’s top variables are exactly those that matter most, %",
        numbers::in_words(truth.tables)
    );
    let mut table = Table::new(caption, "num st", &["measure"]);
    let head = |text: &str, below: &str| Head { text: text.to_owned(), below: below.to_owned() };
    table.head.extend(
        kinds
            .iter()
            .map(|kind| head(&kind.title, &numbers::of(kind.important, "variable").replace(' ', "\u{A0}"))),
    );
    table.head.extend([
        head("all kinds", ""),
        head("finds less than another", "p"),
        head("rank similarity", ""),
        head("noise first", "%"),
    ]);
    for measure in &truth.measures {
        table.push(cells(report, &kinds, measure), measure.among_best);
    }
    table.note = Some(
        "Intervals are Wilson’s, at 95 %. Bold: not told from the measure that finds most (simultaneous over all \
         measures). Rank similarity is Somers’ D: of pairs of variables of different strength, the share ordered right less \
         the share ordered wrong, 1 perfect, 0 as by chance. Noise first: a variable that does not matter has the highest score."
            .to_owned(),
    );
    Ok(table)
}

fn cells(report: &Report, kinds: &[&KindFound], of: &MeasureFound) -> Vec<Cell> {
    let mut cells = vec![Cell::text(short(report, &of.measure))];
    for kind in kinds {
        let recovery = kind.measures.iter().find(|m| m.measure == of.measure);
        cells.push(Cell::estimate(recovery.and_then(|m| m.found.as_ref()), percent));
    }
    cells.push(Cell::written(&percent(&of.found)));
    cells.push(Cell::text(
        numbers::p_value(of.p_less).trim_start_matches("p ").trim_start_matches("= ").to_owned(),
    ));
    cells.push(Cell::written(&numbers::estimate(&of.similarity)));
    cells.push(Cell::written(&percent(&of.noise_first)));
    cells
}

/// A share as `93 [78, 98]`, the sign of percent being in the head.
fn percent(of: &crate::stats::Estimate) -> String {
    numbers::percent(of).trim_end_matches('%').trim_end().to_owned()
}

/// One row a kind of cause.
pub fn kinds(report: &Report) -> Result<Table, String> {
    let truth = known(report)?;
    let head = ["kind", "by who knows the cause", "by the networks"];
    let mut table =
        Table::new("Share of the log loss of the class frequencies that is explained, %", "num", &head);
    for kind in &truth.kinds {
        let explained = numbers::whole_percent(kind.explained);
        table.push(
            vec![
                Cell::text(kind.title.clone()),
                if kind.important > 0 { Cell::text(explained) } else { Cell::Empty },
                Cell::written(&percent(&kind.reached)),
            ],
            false,
        );
    }
    table.note = Some(format!(
        "The causes are made so strong that networks explain about as much as yours, {}. Where they fall short, the cause \
         was as strong as it may be, or harder to learn than the first few tables said.",
        numbers::share(truth.yours)
    ));
    Ok(table)
}
