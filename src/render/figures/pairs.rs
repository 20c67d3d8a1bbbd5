//! The leaderboard of pairs (or of sets of the size sought).

use super::select;
use super::{Figure, Plot};
use crate::card::Card;
use crate::compare::{Answer, RetrainedSet};
use crate::numbers;
use crate::render::Report;
use crate::render::draw::labels::Name;
use crate::render::draw::rows::{Marks, Panel, Row, Rows};
use crate::render::draw::{Format, Picture};
use crate::render::theme::Tone;

/// The figure `pairs`.
pub struct Pairs;

static CARD: Card = Card {
    id: "pairs",
    title: "The leaderboard of sets",
    formula: "held-out log loss of the network trained on the set alone less that of the network of all variables, paired over splits; interval with the corrected variance",
    reading: "Dots are the log loss of a set above that of all variables, bars 95 % intervals; the number at the right is its accuracy. Shaded rows with filled dots form the set that contains the best one with 95 % confidence; hollow dots are shown worse. Below, all sets on one scale, a tick each.",
    misleading_when: "The best of many sets looks better than it is; its place is a fact about these rows.",
    reference: "Hansen, Lunde and Nason 2011, doi:10.3982/ECTA5771; Nadeau and Bengio 2003, doi:10.1023/A:1024068626366",
};

/// Sets shown.
const SHOWN: usize = 15;
/// Sets in the table.
const LISTED: usize = 60;

impl Figure for Pairs {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let sets = contest(report);
        if sets.len() < 2 {
            return None;
        }
        let kept = |at: usize, set: &RetrainedSet| at < SHOWN || select::set_tone(report, set) == Tone::Focus;
        let shown: Vec<&RetrainedSet> =
            sets.iter().enumerate().filter(|(at, s)| kept(*at, s)).map(|(_, s)| *s).collect();
        let mut main = Panel::new(
            "log loss above that of all variables; at the right accuracy in\u{A0}%",
            Format::Signed,
            shown.iter().map(|s| row(report, s)).collect(),
        )
        .with_zero();
        // The leaders decide the scale: far-off sets stand in the strip below.
        main.range = range(&shown);
        let mut strip = Row::new(Name::new(&format!("all {}", sets.len()), Tone::Muted));
        strip.marks.ticks = sets
            .iter()
            .filter_map(|s| Some((s.difference.as_ref()?.log_loss.mean, select::set_tone(report, s))))
            .collect();
        let strip = Panel::new("", Format::Signed, vec![strip]).with_zero();
        let rows = sets.iter().take(LISTED).map(|set| {
            vec![
                set.place.map_or_else(String::new, |p| p.to_string()),
                numbers::set(&set.variables),
                set.difference.as_ref().map_or_else(String::new, |d| numbers::difference(&d.log_loss)),
                numbers::percent(&set.accuracy),
                match set.in_best_set {
                    Some(true) => "may be the best".to_owned(),
                    Some(false) => format!(
                        "worse, {}",
                        set.p_worse.map_or_else(|| "tested".to_owned(), numbers::p_value)
                    ),
                    None => String::new(),
                },
            ]
        });
        Some(Plot {
            title: title(report, &sets),
            reading: String::new(),
            drawn: format!(
                "Dots with intervals for {} of {}, and a strip of all.",
                shown.len(),
                numbers::of(sets.len(), "set")
            ),
            numbers: select::table(
                ["place", "set", "log loss above all variables", "accuracy", "tested"],
                rows.collect(),
            ),
            picture: Picture::Rows(Rows {
                panels: vec![main, strip],
                stacked: true,
                abreast: 1,
                ..Rows::default()
            }),
        })
    }
}

/// Sets of the size in question by place, else pairs.
fn contest(report: &Report) -> Vec<&RetrainedSet> {
    let size = select::claimed(report).len();
    let of = |why: &str, size: usize| {
        let fits = |s: &&RetrainedSet| s.why == why && s.variables.len() == size;
        report.findings.retraining.iter().filter(fits).collect::<Vec<_>>()
    };
    let mut sets = if size > 2 { of("subset", size) } else { of("pair", 2) };
    if sets.is_empty() {
        sets = of("pair", 2);
    }
    sets.sort_by_key(|s| s.place.unwrap_or(usize::MAX));
    sets
}

fn range(shown: &[&RetrainedSet]) -> Option<(f64, f64)> {
    let ends = |s: &&RetrainedSet| {
        let d = s.difference.as_ref()?.log_loss;
        let (low, high) = select::of_difference(&d).unwrap_or((d.mean, d.mean));
        Some((low, high))
    };
    let all: Vec<(f64, f64)> = shown.iter().take(SHOWN).filter_map(ends).collect();
    let low = all.iter().map(|e| e.0).fold(0.0, f64::min);
    let high = all.iter().map(|e| e.1).fold(0.0, f64::max);
    let room = 0.04 * (high - low);
    (high > low).then_some((low - room, high + room))
}

fn row(report: &Report, set: &RetrainedSet) -> Row {
    let names: Vec<String> = set.variables.iter().map(|v| Name::new(v, Tone::Muted).text).collect();
    let mut row = Row::new(Name { text: numbers::set(&names), tone: select::set_tone(report, set) });
    row.place = set.place.map_or_else(String::new, |p| p.to_string());
    row.zone = set.in_best_set == Some(true);
    if let Some(difference) = &set.difference {
        row.marks = Marks {
            interval: select::of_difference(&difference.log_loss),
            dot: Some(difference.log_loss.mean),
            filled: set.in_best_set != Some(false),
            ..Marks::default()
        };
        row.hover =
            format!("{}: {}", numbers::set(&set.variables), numbers::difference(&difference.log_loss));
    }
    row.text = numbers::percent(&set.accuracy).replace(" %", "");
    row
}

fn title(report: &Report, sets: &[&RetrainedSet]) -> String {
    let kind = match sets[0].variables.len() {
        2 => "pairs".to_owned(),
        n => format!("sets of {}", numbers::in_words(n)),
    };
    let inside = sets.iter().filter(|s| s.in_best_set == Some(true)).count();
    let first = numbers::set(&sets[0].variables);
    let leads = match inside {
        0 => format!("{first} has the lowest loss of {} {kind}", numbers::count(sets.len())),
        1 => format!("{first} leads all {} {kind} alone", numbers::count(sets.len())),
        n if n == sets.len() => {
            return format!("None of {} {kind} is shown worse than another", numbers::count(n));
        }
        n => format!(
            "{first} has the lowest loss of {} {kind}; {} of them may be the best",
            numbers::count(sets.len()),
            numbers::in_words(n)
        ),
    };
    let mut sought = select::claimed(report).to_vec();
    sought.sort();
    let own = sets.iter().find(|s| {
        let mut variables = s.variables.clone();
        variables.sort();
        variables == sought
    });
    let Some(own) = own.filter(|o| o.place != Some(1)) else { return leads };
    let name = numbers::set(&own.variables);
    let place = own.place.map_or_else(String::new, |p| format!(" in place {p}"));
    match select::answer(report, "best_subset") {
        Answer::No => format!("{leads}; {name}{place} is worse"),
        _ if own.in_best_set == Some(true) => format!("{leads}, {name}{place} among them"),
        _ => format!("{leads}; whether {name}{place} is as good is not decided"),
    }
}
