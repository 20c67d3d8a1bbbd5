//! The seven questions and their answers.

use super::enough_runs::hangs;
use super::{Cell, Head, Row, Table};
use crate::render::{Report, references};

/// Question, answer, and why.
pub fn answers(report: &Report) -> Result<Table, String> {
    let claims = &report.findings.verdict.claims;
    if claims.is_empty() {
        return Err("This report has no answers.".to_owned());
    }
    let row = |claim: &crate::compare::Claim| Row {
        cells: vec![
            Cell::text(&claim.question),
            Cell::Answer(claim.answer),
            Cell::Evidence(
                claim.text.clone() + &hangs(&report.findings.enough_runs, &claim.claim),
                references::of_claim(&claim.claim),
            ),
        ],
        marked: false,
        anchor: Some(format!("c-{}", claim.claim)),
    };
    Ok(Table {
        caption: "Seven questions, fixed in advance, each with its own test".to_owned(),
        head: ["Question", "Answer", "Why, and where to see it"].iter().map(|h| Head::of(h)).collect(),
        rows: claims.iter().map(row).collect(),
        class: "verdict",
        ..Table::default()
    })
}
