//! Ranks over all measures.

use super::select::{self, by_rank};
use super::{Figure, NumberTable, Plot};
use crate::attribute::{Family, Ranking};
use crate::card::Card;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::Picture;
use crate::render::draw::bump::{Bump, Line};

/// The figure `rank-bumps`.
pub struct RankBumps;

static CARD: Card = Card {
    id: "rank-bumps",
    title: "Ranks over the measures",
    formula: "rank of the magnitude of the mean score, 1 = highest, ties by column order",
    reading: "Each column (in the narrow drawing each row) is a measure; rank 1 is first. Follow a line to see a variable rise or fall. The shaded block holds near copies of one statistic, which count once. Magenta and dashed: claimed and in dispute; ink: what holds; grey: all others. Ranks are of mean scores; their intervals are in the table.",
    misleading_when: "Ranks hide how small the differences are among the last: there the lines cross by chance.",
    reference: "Cleveland 1985, The Elements of Graphing Data, Wadsworth",
};

impl Figure for RankBumps {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        if select::lone(report) {
            return None;
        }
        let columns = ordered(report);
        let first = columns.first().map(|(_, r)| *r)?;
        let names: Vec<String> = by_rank(first).into_iter().map(|v| v.name.clone()).collect();
        let rank =
            |ranking: &Ranking, name: &str| ranking.variables.iter().find(|v| v.name == name).map(|v| v.rank);
        let drawn = select::leading(report, select::MOST);
        let lines: Vec<Line> = names
            .iter()
            .filter(|name| drawn.contains(name))
            .map(|name| Line {
                name: select::name(report, name),
                ranks: columns.iter().map(|(_, r)| rank(r, name)).collect(),
            })
            .collect();
        let mut head = vec!["variable".to_owned()];
        head.extend(columns.iter().map(|(_, r)| select::short(report, &r.measure)));
        let rows = names.iter().map(|name| {
            let mut row = vec![name.clone()];
            row.extend(columns.iter().map(|(_, r)| {
                r.variables.iter().find(|v| v.name == *name).map_or_else(String::new, select::ranked)
            }));
            row
        });
        Some(Plot {
            title: select::guarded(report, title(report, &columns)),
            reading: String::new(),
            drawn: format!(
                "A line for each of {} over {}.",
                numbers::of(lines.len(), "variable"),
                numbers::of(columns.len(), "measure")
            ),
            numbers: NumberTable { head, rows: rows.collect() },
            picture: Picture::Bump(Bump {
                columns: columns.iter().map(|(_, r)| select::short(report, &r.measure)).collect(),
                brackets: brackets(&columns),
                lines,
                most: select::MOST,
            }),
        })
    }
}

/// Blocks of the columns, in the order drawn.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Block {
    OneStatistic,
    Function,
    NoWeight,
    OtherModel,
}

fn block(ranking: &Ranking) -> Block {
    match ranking.family {
        Family::Weights if ranking.measure == "abs_sum" || ranking.same_as.is_some() => Block::OneStatistic,
        Family::Weights | Family::Sensitivity => Block::Function,
        Family::Network => Block::NoWeight,
        Family::OtherModel => Block::OtherModel,
    }
}

/// All measures that no symmetry changes, near copies together.
fn ordered(report: &Report) -> Vec<(Block, &Ranking)> {
    let mut all: Vec<(Block, &Ranking)> =
        select::rankings(report).filter(|r| !r.broken_by_symmetry).map(|r| (block(r), r)).collect();
    all.sort_by_key(|(block, _)| *block);
    all
}

fn brackets(columns: &[(Block, &Ranking)]) -> Vec<(usize, usize, String, bool)> {
    let mut found: Vec<(usize, usize, String, bool)> = Vec::new();
    for (at, (block, _)) in columns.iter().enumerate() {
        if at > 0 && columns[at - 1].0 == *block {
            if let Some(last) = found.last_mut() {
                last.1 = at + 1;
            }
            continue;
        }
        let name = match block {
            Block::OneStatistic => "one statistic",
            Block::Function => "function of weights",
            Block::NoWeight => "sees no weight",
            Block::OtherModel => "other model",
        };
        found.push((at, at + 1, name.to_owned(), *block == Block::OneStatistic));
    }
    for bracket in &mut found {
        if bracket.3 {
            match bracket.1 - bracket.0 {
                1 => (bracket.2, bracket.3) = ("sums of weights".to_owned(), false),
                n => bracket.2 = format!("one statistic, {} names", numbers::in_words(n)),
            }
        }
    }
    found
}

/// The variable that comes first most often, where every variable is on top.
fn leader(once: &[&&Ranking]) -> String {
    let firsts: Vec<String> = once.iter().flat_map(|r| select::top(r, 1)).collect();
    let often = |name: &String| firsts.iter().filter(|other| *other == name).count();
    // of equals the one named first
    let Some(most) = firsts.iter().rev().max_by_key(|name| often(name)) else { return String::new() };
    format!(
        "{most} comes first under {} of {}, near copies counted once",
        numbers::count(often(most)),
        numbers::of(once.len(), "measure")
    )
}

/// How many families put the claimed set first; a family of near copies counts once.
fn title(report: &Report, columns: &[(Block, &Ranking)]) -> String {
    let sought = select::claimed(report);
    let mut sorted = sought.to_vec();
    sorted.sort();
    let once: Vec<&&Ranking> = columns.iter().map(|(_, r)| r).filter(|r| r.same_as.is_none()).collect();
    if select::all_on_top(report) {
        return leader(&once);
    }
    let agree = |r: &&&&Ranking| {
        let mut first = select::top(r, sought.len());
        first.sort();
        first == sorted
    };
    let number = once.iter().filter(agree).count();
    let place = match sought.len() {
        1 => "first".to_owned(),
        k => format!("the first {}", numbers::in_words(k)),
    };
    let of = match once.len() {
        1 => "the one measure".to_owned(),
        n => format!("{number} of {n} measures"),
    };
    let is = numbers::is_are(sought);
    match number {
        0 => format!(
            "{is} {place} under none of {}, near copies counted once",
            numbers::of(once.len(), "measure")
        ),
        _ => format!("{is} {place} under {of}, near copies counted once"),
    }
}
