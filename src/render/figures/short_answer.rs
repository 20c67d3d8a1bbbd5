//! What the weights say beside what is lost without each variable: same variables, same order.

use super::select::{self, by_rank};
use super::{Figure, Plot};
use crate::attribute::{Ranked, Ranking};
use crate::card::Card;
use crate::compare::Answer;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::rows::{Marks, Panel, Row, Rows};
use crate::render::draw::{Format, Picture};

/// The figure `short-answer`.
pub struct ShortAnswer;

static CARD: Card = Card {
    id: "short-answer",
    title: "What the weights say, and what is lost without",
    formula: "left: share of the sum of |w_ji| over all inputs, mean over splits; right: held-out log loss without the variable less that of all variables",
    reading: "The same variables in the same order: left by their summed absolute weights, right by training again without each of them. Dots are means, bars 95 % intervals (left from half-samples, right from splits). A dot is filled where the rank is sure to be among the top ones (left), or where the loss is sure to rise (right); hollow where it is not.",
    misleading_when: "Near copies stand in for each other: leaving one out then costs little, whatever its weight.",
    reference: "Lei, G'Sell, Rinaldo, Tibshirani and Wasserman 2018, doi:10.1080/01621459.2017.1307116",
};

/// Variables shown.
const SHOWN: usize = 6;

impl Figure for ShortAnswer {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let weights = select::ranking(report, "abs_sum")?;
        let lost = select::ranking(report, "leave_one_out");
        let names = select::leading(report, SHOWN);
        let mut panels =
            vec![panel("What the weights say: share of sum |w|", weights, &names, report, Side::Weights)];
        panels.extend(lost.map(|r| {
            panel("What is lost without it: rise of log loss", r, &names, report, Side::Lost).with_zero()
        }));
        let all = report.findings.data.variables.len();
        let mut head = vec!["variable".to_owned(), "share of sum |w|".to_owned(), "rank".to_owned()];
        if lost.is_some() {
            head.extend(["rise of log loss without it".to_owned(), "rank".to_owned()]);
        }
        let cells = |r: &Ranking, name: &str| {
            let found = r.variables.iter().find(|v| v.name == name);
            found.map_or_else(|| vec![String::new(); 2], |v| vec![select::scored(v), select::ranked(v)])
        };
        let rows = by_rank(weights).into_iter().map(|v| {
            let mut row = vec![v.name.clone()];
            row.extend(cells(weights, &v.name));
            row.extend(lost.into_iter().flat_map(|r| cells(r, &v.name)));
            row
        });
        Some(Plot {
            title: title(report, weights, lost),
            reading: String::new(),
            drawn: format!(
                "Dots with intervals for {}, on one axis for each question.",
                numbers::of(names.len(), "variable")
            ),
            numbers: super::NumberTable { head, rows: rows.collect() },
            picture: Picture::Rows(Rows {
                panels,
                shared: true,
                stacked: false,
                abreast: 2,
                note: select::others(all, names.len()),
            }),
        })
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Weights,
    Lost,
}

fn panel(title: &str, ranking: &Ranking, names: &[String], report: &Report, side: Side) -> Panel {
    let k = select::claimed(report).len();
    let row = |name: &String| {
        let mut row = Row::new(select::name(report, name));
        if let Some(variable) = ranking.variables.iter().find(|v| v.name == *name) {
            row.marks = Marks {
                interval: select::interval(variable.low, variable.high),
                dot: Some(variable.score),
                filled: filled(variable, k, side),
                ..Marks::default()
            };
            row.text = numbers::fixed(variable.score, 3);
            row.hover = format!("{name}: {}", select::scored(variable));
        }
        row
    };
    let format = if side == Side::Weights { Format::Plain } else { Format::Signed };
    let mut panel = Panel::new(title, format, names.iter().map(row).collect());
    if side == Side::Weights {
        let highest = ranking.variables.iter().map(|v| v.high.unwrap_or(v.score)).fold(0.0, f64::max);
        panel.range = Some((0.0, 1.03 * highest.max(1e-9)));
    }
    panel
}

/// Whether the dot tells something sure.
fn filled(variable: &Ranked, k: usize, side: Side) -> bool {
    match side {
        Side::Weights => variable.rank_high.is_some_and(|worst| worst <= k),
        Side::Lost => variable.low.is_some_and(|low| low > 0.0),
    }
}

fn title(report: &Report, weights: &Ranking, lost: Option<&Ranking>) -> String {
    let verdict = &report.findings.verdict;
    let k = verdict.variables.len().max(1);
    if weights.variables.len() == 1 {
        return format!("{} is the only variable", weights.variables[0].name);
    }
    let all = select::all_on_top(report);
    let heavy = select::top(weights, if all { 1 } else { k });
    let first = format!("{} first by summed weights", comes(&heavy));
    if !select::has_signal(report) {
        return format!("{first}; but no signal was shown, so neither order is a finding");
    }
    let Some(lost) = lost else {
        return format!("{first}; what is lost without each was not computed");
    };
    if all {
        return format!("{first}; {}", foremost(lost));
    }
    let possible = &verdict.possible_top;
    match select::answer(report, "top_variables") {
        Answer::Yes => format!("{first}; most is lost without {}", select::few(&verdict.variables)),
        Answer::No if possible.is_empty() => {
            format!("{first}; no variable is shown to be among those lost most")
        }
        Answer::No if possible.len() <= k => {
            format!("{first}; most is lost without {}", select::few(possible))
        }
        Answer::No => {
            let out: Vec<String> =
                verdict.variables.iter().filter(|v| !possible.contains(v)).cloned().collect();
            let among =
                if k == 1 { "the first".to_owned() } else { format!("the first {}", numbers::in_words(k)) };
            format!("{first}; by what is lost without it, {} not among {among}", numbers::is_are(&out))
        }
        _ => format!("{first}; by what is lost without each, the order is not decided"),
    }
}

/// Without which variable most is lost, where its rank is sure.
fn foremost(lost: &Ranking) -> String {
    match lost.variables.iter().find(|v| v.rank_high == Some(1)) {
        Some(variable) => format!("most is lost without {}", variable.name),
        None => "without which one most is lost is not decided".to_owned(),
    }
}

/// `v4 comes`, `v4 and v7 come`.
fn comes(names: &[String]) -> String {
    format!("{} {}", select::few(names), if names.len() == 1 { "comes" } else { "come" })
}
