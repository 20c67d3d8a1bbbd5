//! The page of a benchmark: the frame, style and figures of a report around other numbers.

use super::{Benchmark, Claims, Recovered};
use crate::attribute::MEASURES;
use crate::compare::claims::CHECKS;
use crate::error::Result;
use crate::numbers;
use crate::render::blocks;
use crate::render::draw::labels::Name;
use crate::render::draw::rows::{Marks, Panel, Row, Rows};
use crate::render::draw::{self, Format, Layout, Picture, Told};
use crate::render::figures::{Drawn, NumberTable};
use crate::render::html::{Frame, contents, frame, head, wrapped};
use crate::render::seen::View;
use crate::render::tables::{Cell, Head, Table};
use crate::render::templates::Templates;
use crate::render::theme::Tone;
use crate::stats::Estimate;
use serde_json::json;

/// Headings with their anchors.
const SECTIONS: [(&str, &str); 4] = [
    ("recovered", "Which measure finds the best pair"),
    ("designs", "On which design"),
    ("claims", "How often is a claim wrong"),
    ("made", "How this was made"),
];

/// The page.
///
/// # Errors
/// `Error::Template` where the frame doesn't parse.
pub fn render(benchmark: &Benchmark, command: &str) -> Result<Vec<u8>> {
    let title = title(benchmark);
    let tables = benchmark.results.len();
    let kicker = format!(
        "counterweight {} benchmark · {}, {}",
        benchmark.version,
        numbers::of(benchmark.plan.designs.len(), "design"),
        numbers::of(tables, "table")
    );
    let bodies = [
        recovered(benchmark),
        by_design(benchmark).html("designs", 2, Some(usize::MAX)),
        claims(benchmark).html("claims", 3, Some(usize::MAX)),
        made(benchmark, command),
    ];
    let body = Frame {
        heading: &title,
        lang: "en",
        start: SECTIONS[0].0,
        contents: contents(&SECTIONS),
        header: head(&kicker, &blocks::set(&title), ""),
        sections: wrapped(&SECTIONS, &bodies),
    };
    frame(&View::of(json!({"data": {"file": "benchmark"}})), &Templates::embedded(), body)
}

/// Lines of all designs, sizes and decays together, most found first.
fn overall(benchmark: &Benchmark) -> Vec<&Recovered> {
    let all =
        |r: &&Recovered| r.design.is_none() && r.rows.is_none() && r.variables.is_none() && r.decay.is_none();
    let all = |r: &&Recovered| all(r) && r.found.is_some();
    let mut lines: Vec<&Recovered> = benchmark.recovered.iter().filter(all).collect();
    lines.sort_by(|a, b| mean(b.found).total_cmp(&mean(a.found)));
    lines
}

fn mean(of: Option<Estimate>) -> f64 {
    of.map_or(0.0, |e| e.mean)
}

fn called(measure: &str) -> &str {
    MEASURES.iter().map(|m| m.card()).find(|card| card.id == measure).map_or(measure, |card| card.title)
}

fn title(benchmark: &Benchmark) -> String {
    let measures = overall(benchmark);
    let Some(best) = measures.first() else {
        return "No design of this benchmark has a best pair".to_owned();
    };
    let found = best.found.map_or_else(String::new, |found| numbers::percent(&found));
    match measures.iter().filter(|m| mean(m.found) == mean(best.found)).count() {
        1 => format!("{} names the best pair most often, in {found} of the tables", called(&best.measure)),
        n if n == measures.len() => {
            format!(
                "All {} measures name the best pair equally often, in {found} of the tables",
                numbers::in_words(n)
            )
        }
        n => format!(
            "{} of {} measures name the best pair most often, each in {found} of the tables",
            numbers::sentence(&numbers::in_words(n)),
            numbers::in_words(measures.len())
        ),
    }
}

fn recovered(benchmark: &Benchmark) -> String {
    let text = "Each table is drawn by a design whose truth is known, and a whole report is made of it. A measure finds the \
                pair when the two variables it ranks highest predict best of all pairs; how well its whole order fits is \
                Somers’ D with the order of what is lost without each variable.";
    let lines = overall(benchmark);
    let mut html = format!("<p>{}</p>\n", blocks::set(text));
    if lines.is_empty() {
        return html;
    }
    html.push_str(&blocks::figure(&figure(benchmark, &lines), 1));
    let mut table = Table::new(
        "All designs and sizes together",
        "num st",
        &["measure", "best pair found, %", "order, Somers’ D", "an idle variable first, %"],
    );
    for line in &lines {
        table.push(
            vec![
                Cell::text(called(&line.measure)),
                share(line.found),
                Cell::estimate(line.similarity.as_ref(), numbers::estimate),
                share(line.idle_first),
            ],
            false,
        );
    }
    table.note = Some("Intervals at 95 %, over tables: Wilson’s for shares. An idle variable is one whose absence costs nothing.".to_owned());
    html.push_str(&table.html("recovered", 1, None));
    html
}

/// A share in percent, the sign being in the head.
fn share(of: Option<Estimate>) -> Cell {
    of.map_or(Cell::Empty, |e| Cell::written(numbers::percent(&e).trim_end_matches('%').trim_end()))
}

fn figure(benchmark: &Benchmark, lines: &[&Recovered]) -> Drawn {
    let own =
        |line: &&&Recovered| MEASURES.iter().any(|m| m.card().id == line.measure && m.same_as().is_none());
    let shown: Vec<&str> = lines.iter().filter(own).map(|line| line.measure.as_str()).collect();
    let sizes = benchmark.plan.rows.iter().map(|&rows| (Some(rows), None));
    let numbers = benchmark.plan.variables.iter().map(|&variables| (None, Some(variables)));
    let several = benchmark.plan.variables.len() > 1;
    let panels = sizes.chain(numbers.filter(|_| several)).map(|(rows, variables)| {
        let found = |measure: &str| {
            let of = |r: &&Recovered| {
                r.measure == measure && (r.rows, r.variables) == (rows, variables) && r.design.is_none()
            };
            benchmark.recovered.iter().find(of).and_then(|r| r.found)
        };
        let row = |measure: &&str| {
            let mut row = Row::new(Name::new(called(measure), Tone::Ink));
            if let Some(e) = found(measure) {
                row.marks = Marks {
                    interval: e.low.zip(e.high),
                    dot: Some(e.mean),
                    filled: true,
                    ..Marks::default()
                };
                row.text = numbers::whole_percent(e.mean);
                row.hover = format!("{}: {}", called(measure), numbers::percent(&e));
            }
            row
        };
        let of = |count: Option<usize>, what: &str| count.map(|count| numbers::of(count, what));
        let size = of(rows, "row").or(of(variables, "variable")).unwrap_or_default();
        let title = format!("{size}, % found");
        let mut panel = Panel::new(&title, Format::Percent, shown.iter().map(row).collect());
        panel.range = Some((-0.02, 1.02));
        panel
    });
    let picture = Picture::Rows(Rows {
        panels: panels.collect(),
        shared: true,
        stacked: false,
        abreast: 3,
        note: String::new(),
    });
    let (title, drawn) = (title(benchmark), "Dots with intervals, a panel a size.");
    let told = Told { title: &title, description: drawn };
    Drawn {
        id: "benchmark",
        reading: "A panel is a size of table, a row a measure; bars are Wilson’s 95 % intervals over tables of all designs that have a best pair.".to_owned(),
        wide: draw::svg(&picture, Layout::Wide, told),
        narrow: draw::svg(&picture, Layout::Narrow, told),
        drawn: drawn.to_owned(),
        title,
        numbers: NumberTable::default(),
        left_out: 0,
    }
}

/// Measures × designs.
fn by_design(benchmark: &Benchmark) -> Table {
    let caption = "Share of the tables of a design in which a measure’s top two are a best pair, %";
    let mut table = Table::new(caption, "num", &["measure"]);
    let of = |design: &str, measure: &str| {
        let line =
            |r: &&Recovered| r.measure == measure && r.design.as_deref() == Some(design) && r.rows.is_none();
        benchmark.recovered.iter().find(line).and_then(|r| r.found)
    };
    let lines = overall(benchmark);
    let posed = |design: &&String| lines.iter().any(|line| of(design, &line.measure).is_some());
    let designs: Vec<&String> = benchmark.plan.designs.iter().filter(posed).collect();
    table.head.extend(designs.iter().map(|design| Head::of(design)));
    for line in &lines {
        let mut cells = vec![Cell::text(called(&line.measure))];
        let cell = |e: Estimate| Cell::text(numbers::whole_percent(e.mean));
        cells.extend(designs.iter().map(|design| of(design, &line.measure).map_or(Cell::Empty, cell)));
        table.push(cells, false);
    }
    table.note =
        Some("What each design is: counterweight list designs. Intervals are in the JSON.".to_owned());
    table
}

fn claims(benchmark: &Benchmark) -> Table {
    let caption = "Answers over all designs, and how often yes or no is wrong where the truth says";
    let head = ["claim", "rows", "yes", "no", "undecided", "depends", "tables the truth judges", "wrong, %"];
    let mut table = Table::new(caption, "num st", &head);
    // of one size the lines of that size are those of all
    let one = benchmark.plan.rows.len() < 2;
    for line in benchmark.claims.iter().filter(|line| !one || line.rows.is_none()) {
        table.push(claim(line), !one && line.rows.is_none());
    }
    table.note = Some(
        "A wrong yes or no is an error; undecided never is. Best set and top variables are judged on every design (of \
         a set that shares its place with another, yes and no are both wrong), 'enough' where the set holds all that \
         matters, the other claims about a set on designs of pure noise alone, for there nothing holds."
            .to_owned(),
    );
    table
}

fn claim(of: &Claims) -> Vec<Cell> {
    let card = CHECKS.iter().map(|check| check.card()).find(|card| card.id == of.claim);
    let mut cells = vec![
        Cell::text(card.map_or(of.claim.as_str(), |card| card.id)),
        Cell::text(of.rows.map_or_else(|| "all".to_owned(), numbers::count)),
    ];
    cells.extend(of.answers.iter().map(|count| Cell::text(numbers::count(*count))));
    cells.push(Cell::text(numbers::count(of.judged)));
    cells.push(share(of.wrong));
    cells
}

fn made(benchmark: &Benchmark, command: &str) -> String {
    let plan = &benchmark.plan;
    let rows: Vec<String> = plan.rows.iter().map(|rows| numbers::count(*rows)).collect();
    let variables: Vec<String> = plan.variables.iter().map(|v| numbers::count(*v)).collect();
    let variables = match variables.is_empty() {
        true => String::new(),
        false => format!(", {} variables", numbers::list(&variables)),
    };
    let text = format!(
        "{} of each design and size ({} rows{variables}), decay {}, seeds from {}, reports of {} effort. The same command \
         makes the same bytes again:",
        numbers::sentence(&numbers::of(plan.tables, "table")),
        numbers::list(&rows),
        numbers::list(&plan.decays),
        plan.seed,
        plan.effort.name()
    );
    format!("<p>{}</p>\n<pre><code>{}</code></pre>\n", blocks::set(&text), blocks::set(command))
}
