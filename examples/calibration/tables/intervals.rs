//! Tables of what intervals hold, and of what tests reject.

use super::{Sum, by_group, by_size, distinct, markdown, of_part, share};
use crate::cells;
use crate::lines::Line;
use std::collections::BTreeSet;

pub fn intervals(lines: &[Line]) -> String {
    by_group(lines, ["interval", "of"], |line| line.part == "covers" && !of_score(line))
}

pub fn scores(lines: &[Line]) -> String {
    by_group(lines, ["measure", "variables"], |line| line.part == "covers" && of_score(line))
}

/// Intervals on tables in which no signal was shown.
pub fn unshown(lines: &[Line]) -> String {
    by_size(lines, ["interval", "of"], |line| line.part == "covers unshown")
}

fn of_score(line: &Line) -> bool {
    line.kind.starts_with("score")
}

/// Cells whose intervals cover less than nine tenths.
pub fn low_coverage(lines: &[Line]) -> String {
    let covered = |line: &Line| line.yes as f64 / line.of as f64;
    let mut low: Vec<&Line> =
        of_part(lines, "covers").filter(|l| l.of.min(l.tables) >= 15 && covered(l) < 0.9).collect();
    low.sort_by(|a, b| covered(a).total_cmp(&covered(b)));
    let row = |line: &&Line| {
        let cell = &line.cell;
        vec![
            format!("{}, {}", line.what, line.kind),
            format!(
                "{}, {} rows, {} classes, {} variables",
                cell.design, cell.rows, cell.classes, cell.variables
            ),
            line.tables.to_string(),
            share(line.yes, line.of, line.tables),
        ]
    };
    markdown(&["interval", "cell", "tables", "covers, %"], low.iter().take(40).map(row).collect())
}

pub fn ranks(lines: &[Line]) -> String {
    by_group(lines, ["measure", "what"], |line| line.part == "ranks")
}

pub fn probes(lines: &[Line]) -> String {
    let null = |line: &Line| cells::is_null(&line.cell.design);
    let mut text = "\n**Tables of noise alone (H, Hc, H/words)**\n\n".to_owned();
    text.push_str(&by_size(lines, ["measure", "declared"], |line| line.part == "probes" && null(line)));
    text.push_str("\n**All other designs**\n\n");
    text.push_str(&by_size(lines, ["measure", "declared"], |line| line.part == "probes" && !null(line)));
    text
}

pub fn ties(lines: &[Line]) -> String {
    let group: Vec<Line> = of_part(lines, "ties").cloned().collect();
    let row = |what: &str| {
        let mut cells = vec![what.to_owned()];
        for size in distinct(&group, |line| line.cell.rows) {
            cells.push(Sum::of(group.iter().filter(|l| l.what == what && l.cell.rows == size)).share());
        }
        cells
    };
    let sizes: Vec<String> =
        distinct(&group, |line| line.cell.rows).iter().map(|size| format!("{size} rows")).collect();
    let mut head = vec!["t test over splits"];
    head.extend(sizes.iter().map(String::as_str));
    markdown(&head, ["naive", "corrected", "corrected once"].iter().map(|&what| row(what)).collect())
}

pub fn found(lines: &[Line]) -> String {
    let group: Vec<&Line> = of_part(lines, "found").collect();
    let cells: BTreeSet<_> = group.iter().map(|line| &line.cell).collect();
    let mut rows = Vec::new();
    for cell in cells.into_iter().filter(|cell| matches!(cell.design.as_str(), "H" | "Hc")) {
        let of = |what: &str| {
            let line = group.iter().find(|line| line.what == what && line.cell == *cell);
            line.and_then(|line| Some(format!("{:.1} ± {:.1}", 100.0 * line.mean?, 100.0 * line.error?)))
        };
        let mut row = vec![
            cell.design.clone(),
            cell.rows.to_string(),
            cell.classes.to_string(),
            cell.variables.to_string(),
        ];
        row.extend(["outside", "inside", "difference"].map(|what| of(what).unwrap_or_default()));
        rows.push(row);
    }
    markdown(
        &[
            "design",
            "rows",
            "classes",
            "variables",
            "pair found on the same rows",
            "pair chosen inside the splits",
            "difference",
        ],
        rows,
    )
}
