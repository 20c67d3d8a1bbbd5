//! Tables of answers, and of how many are wrong.

use super::{GROUPS, NOMINAL, Sum, distinct, markdown, of_part, percent, share};
use crate::judge::{AS_NAMED, CLAIMS, HELD_TO_HALF};
use crate::lines::Line;
use counterweight::stats::interval;

pub fn claims(lines: &[Line]) -> String {
    let mut text = String::new();
    for (name, is) in GROUPS {
        let group: Vec<Line> = of_part(lines, "claim").filter(|line| is(line)).cloned().collect();
        if group.is_empty() {
            continue;
        }
        let mut rows = Vec::new();
        for claim in CLAIMS {
            for kind in kinds(claim) {
                for size in distinct(&group, |line| line.cell.rows) {
                    let of = |l: &&Line| l.what == claim && l.kind == *kind && l.cell.rows == size;
                    let sum = Sum::of(group.iter().filter(of));
                    if sum.of == 0 {
                        continue;
                    }
                    let mut cells = vec![
                        format!("`{claim}`"),
                        (if about_no_set(claim) { "–" } else { kind }).to_owned(),
                        size.to_string(),
                        sum.of.to_string(),
                    ];
                    cells.extend(sum.answers());
                    rows.push(cells);
                }
            }
        }
        text.push_str(&format!("\n**{name}**\n\n"));
        text.push_str(&markdown(
            &[
                "claim",
                "pair",
                "rows",
                "tables",
                "yes %",
                "no %",
                "depends %",
                "undecided %",
                "wrong yes, %",
                "wrong no, %",
            ],
            rows,
        ));
    }
    text
}

fn about_no_set(claim: &str) -> bool {
    claim == "signal" || claim == "weights_speak"
}

fn kinds(claim: &str) -> &'static [&'static str] {
    if about_no_set(claim) {
        return &["right"];
    }
    let all = &["right", "wrong", "found", AS_NAMED];
    if HELD_TO_HALF.contains(&claim) { all } else { &all[..3] }
}

/// What is said of the right pair, by design: yes / no / undecided.
pub fn claims_by_design(lines: &[Line]) -> String {
    let right: Vec<Line> = of_part(lines, "claim").filter(|line| line.kind == "right").cloned().collect();
    let mut rows = Vec::new();
    for cell in distinct(&right, |line| line.cell.clone()) {
        let of_cell: Vec<&Line> = right.iter().filter(|line| line.cell == cell).collect();
        let mut cells = vec![
            cell.design.clone(),
            cell.classes.to_string(),
            cell.variables.to_string(),
            cell.rows.to_string(),
            of_cell.iter().map(|line| line.tables).max().unwrap_or(0).to_string(),
        ];
        for claim in CLAIMS {
            let line = of_cell.iter().find(|line| line.what == claim);
            cells.push(line.map_or("–".to_owned(), |line| {
                let depends = if line.depends > 0 {
                    format!(" / {} dep", percent(line.depends, line.of))
                } else {
                    String::new()
                };
                format!("{} / {}{depends}", percent(line.yes, line.of), percent(line.no, line.of))
            }));
        }
        rows.push(cells);
    }
    let claims: Vec<String> = CLAIMS.iter().map(|claim| format!("`{claim}`")).collect();
    let mut head = vec!["design", "classes", "variables", "rows", "tables"];
    head.extend(claims.iter().map(String::as_str));
    markdown(&head, rows)
}

/// Cells in which a claim was wrong more than once.
pub fn wrong(lines: &[Line]) -> String {
    let said = |line: &&Line| line.wrong_yes + line.wrong_no > 1;
    let listed = of_part(lines, "claim").filter(|line| !about_no_set(&line.what) || line.kind == "right");
    let mut found: Vec<&Line> = listed.filter(said).collect();
    let rate = |line: &Line| (line.wrong_yes + line.wrong_no) as f64 / line.of as f64;
    found.sort_by(|a, b| rate(b).total_cmp(&rate(a)));
    let row = |line: &&Line| {
        let cell = &line.cell;
        let (low, _) = interval::wilson((line.wrong_yes + line.wrong_no) as f64, line.of as f64);
        vec![
            format!("`{}`", line.what),
            (if about_no_set(&line.what) { "–" } else { &line.kind }).to_owned(),
            format!(
                "{}, {} rows, {} classes, {} variables",
                cell.design, cell.rows, cell.classes, cell.variables
            ),
            line.of.to_string(),
            share(line.wrong_yes, line.of, line.of),
            share(line.wrong_no, line.of, line.of),
            (if low > NOMINAL { "above 5 %" } else { "" }).to_owned(),
        ]
    };
    markdown(
        &["claim", "pair", "cell", "tables", "wrong yes, %", "wrong no, %", ""],
        found.iter().map(row).collect(),
    )
}

pub fn speaking(lines: &[Line]) -> String {
    spoken(lines, "speaking", &["answer"])
}

/// The same where sets of other sizes are sought.
pub fn speaking_of_sizes(lines: &[Line]) -> String {
    spoken(lines, "sizes", &["top 1", "top 3"])
}

/// What measures speak, by group of cells and number of rows.
fn spoken(lines: &[Line], part: &str, kinds: &[&str]) -> String {
    let mut text = String::new();
    for ((name, belongs), kind) in GROUPS.iter().flat_map(|group| kinds.iter().map(move |kind| (group, kind)))
    {
        let group: Vec<Line> =
            of_part(lines, part).filter(|line| belongs(line) && line.kind == *kind).cloned().collect();
        if group.is_empty() {
            continue;
        }
        let named = kind.strip_prefix("top ").map_or(String::new(), |size| format!(", the top {size} named"));
        text.push_str(&format!("\n**{name}{named}**\n\n{}", spoken_of(&group)));
    }
    text
}

fn spoken_of(group: &[Line]) -> String {
    // single measures never depend
    let depends = group.iter().any(|line| line.depends > 0);
    let mut rows = Vec::new();
    for measure in distinct(group, |line| line.what.clone()) {
        for size in distinct(group, |line| line.cell.rows) {
            let sum = Sum::of(group.iter().filter(|l| l.what == measure && l.cell.rows == size));
            let mut cells = vec![format!("`{measure}`"), size.to_string(), sum.of.to_string()];
            cells.extend(sum.answers());
            rows.push(cells);
        }
    }
    let mut head = vec![
        "measure",
        "rows",
        "tables",
        "speaks %",
        "misleads %",
        "depends %",
        "undecided %",
        "wrongly speaks, %",
        "wrongly misleads, %",
    ];
    if !depends {
        head.remove(5);
        rows.iter_mut().for_each(|cells| drop(cells.remove(5)));
    }
    markdown(&head, rows)
}

/// How often a number of variables is said to be enough, and how often one that isn't.
pub fn numbers(lines: &[Line]) -> String {
    let group: Vec<Line> = of_part(lines, "numbers").cloned().collect();
    let mut rows = Vec::new();
    for measure in distinct(&group, |line| line.what.clone()) {
        for size in distinct(&group, |line| line.cell.rows) {
            let sum = Sum::of(group.iter().filter(|l| l.what == measure && l.cell.rows == size));
            let wrong = share(sum.wrong_yes, sum.of, sum.tables);
            rows.push(vec![
                format!("`{measure}`"),
                size.to_string(),
                sum.of.to_string(),
                percent(sum.yes, sum.of),
                wrong,
            ]);
        }
    }
    markdown(&["order", "rows", "tables", "a number is called enough, %", "wrongly, %"], rows)
}
