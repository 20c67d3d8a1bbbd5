//! The tables of the page, from the lines of the summary.

use crate::cells::{self, Cell};
use crate::figures::{copies, olden};
use crate::judge::{AS_NAMED, CLAIMS, HELD_TO_HALF, title};
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
    ("claims", claims),
    ("claims by design", claims_by_design),
    ("wrong", wrong),
    ("speaking", speaking),
    ("speaking of sizes", speaking_of_sizes),
    ("numbers", numbers),
    ("intervals", intervals),
    ("scores", scores),
    ("unshown", unshown),
    ("low coverage", low_coverage),
    ("ranks", ranks),
    ("probes", probes),
    ("copies", figure_copies),
    ("ties", ties),
    ("found", found),
    ("selection", figure_selection),
    ("resampled", figure_resampled),
    ("strobl", figure_strobl),
    ("hooker", figure_hooker),
    ("beck", figure_beck),
    (olden::NAME, figure_olden),
    ("methods", methods_found),
    ("orders", methods_order),
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

fn claims(lines: &[Line]) -> String {
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
fn claims_by_design(lines: &[Line]) -> String {
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
fn wrong(lines: &[Line]) -> String {
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

fn speaking(lines: &[Line]) -> String {
    spoken(lines, "speaking", &["answer"])
}

/// The same where sets of other sizes are sought.
fn speaking_of_sizes(lines: &[Line]) -> String {
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
fn numbers(lines: &[Line]) -> String {
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

fn intervals(lines: &[Line]) -> String {
    by_group(lines, ["interval", "of"], |line| line.part == "covers" && !of_score(line))
}

fn scores(lines: &[Line]) -> String {
    by_group(lines, ["measure", "variables"], |line| line.part == "covers" && of_score(line))
}

/// Intervals on tables in which no signal was shown.
fn unshown(lines: &[Line]) -> String {
    by_size(lines, ["interval", "of"], |line| line.part == "covers unshown")
}

fn of_score(line: &Line) -> bool {
    line.kind.starts_with("score")
}

/// Cells whose intervals cover less than nine tenths.
fn low_coverage(lines: &[Line]) -> String {
    let covered = |line: &Line| line.yes as f64 / line.of as f64;
    let mut low: Vec<&Line> =
        of_part(lines, "covers").filter(|l| l.tables >= 15 && covered(l) < 0.9).collect();
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

fn ranks(lines: &[Line]) -> String {
    by_group(lines, ["measure", "what"], |line| line.part == "ranks")
}

fn probes(lines: &[Line]) -> String {
    let null = |line: &Line| cells::is_null(&line.cell.design);
    let mut text = "\n**Tables of noise alone (H, Hc, H/words)**\n\n".to_owned();
    text.push_str(&by_size(lines, ["measure", "declared"], |line| line.part == "probes" && null(line)));
    text.push_str("\n**All other designs**\n\n");
    text.push_str(&by_size(lines, ["measure", "declared"], |line| line.part == "probes" && !null(line)));
    text
}

/// Shuffled copies on tables of noise: a row a kind of table, a column a measure.
fn figure_copies(lines: &[Line]) -> String {
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

fn ties(lines: &[Line]) -> String {
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

fn found(lines: &[Line]) -> String {
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

/// A mean with its standard error.
fn number(line: &Line, scale: f64, digits: usize) -> Option<String> {
    Some(format!("{:.digits$} ± {:.digits$}", scale * line.mean?, scale * line.error.unwrap_or(0.0)))
}

fn of_figure<'a>(lines: &'a [Line], name: &str) -> Vec<&'a Line> {
    lines.iter().filter(|line| line.part == "figure" && line.cell.design == name).collect()
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

fn figure_selection(lines: &[Line]) -> String {
    let lines = of_figure(lines, "selection");
    crossed(&lines, "100 variables chosen", |line| Some(format!("{} %", number(line, 100.0, 1)?)))
        + &behind(&lines)
}

fn figure_resampled(lines: &[Line]) -> String {
    let lines = of_figure(lines, "resampled");
    let cell = |line: &Line| {
        let rejected = (line.mean? * line.of as f64).round() as usize;
        Some(share(rejected, line.of, line.of))
    };
    let tables = lines.first().map_or(0, |line| line.tables);
    crossed(&lines, "test at 5 %", cell)
        + &format!("\n{tables} tables; brackets hold Wilson's 95 % intervals.\n")
}

fn figure_beck(lines: &[Line]) -> String {
    let lines = of_figure(lines, "beck");
    let starts = lines.iter().map(|line| line.tables).min().unwrap_or(0);
    crossed(&lines, "variable", |line| Some(format!("{:.2}", line.mean?)))
        + &format!("\n{} flights, {starts} starts each.\n", lines.first().map_or(0, |line| line.cell.rows))
}

fn figure_strobl(lines: &[Line]) -> String {
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

fn figure_hooker(lines: &[Line]) -> String {
    let lines = of_figure(lines, "hooker");
    crossed(&lines, "measure", |line| number(line, 1.0, 1)) + &behind(&lines)
}

fn figure_olden(lines: &[Line]) -> String {
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

fn methods_found(lines: &[Line]) -> String {
    methods(lines, "found", |line| Some(format!("{:.0}", 100.0 * line.yes as f64 / line.of as f64)))
}

fn methods_order(lines: &[Line]) -> String {
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
