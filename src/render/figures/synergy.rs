//! What two variables gain together beyond the sum of their gains alone, beside how far the network bends in both.

use super::select;
use super::{Figure, Plot};
use crate::card::Card;
use crate::compare::RetrainedSet;
use crate::compare::synergy::RATE;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::labels::Name;
use crate::render::draw::rows::{Marks, Panel, Row, Rows};
use crate::render::draw::{Format, Picture};
use crate::render::theme::Tone;
use crate::stats::Difference;

/// The figure `synergy`.
pub struct Synergy;

static CARD: Card = Card {
    id: "synergy",
    title: "Synergy and redundancy of pairs",
    formula: "left, (L_a + L_b − L_0) − L_ab in held-out log loss, with L_0 that of the class frequencies; interval with the corrected variance, q after Benjamini and Hochberg over all pairs; right, mean over held-out rows, classes and runs of |∂²l_k / ∂x_a ∂x_b|, l = logits centred over classes, x in sd units (two values, words, relu units: the sd of the interaction over the levels, or over half an sd to either side); interval from half-samples",
    reading: "Left, right of zero two variables gain more together than apart, left of it less: they say the same in part. Bars are 95 % intervals, each for its own pair; a dot is filled where q is at most .05, which allows for the number of pairs. Right, how far the slope of the network in one variable depends on the other: by so much it changes for each sd, and 0 is a network that adds the two up. A dot is filled where one sd changes the steeper of the two slopes by a third of it at least. Filled on both sides, with the left one right of zero: they act jointly. Shown are the pairs farthest to either side, and the claimed one.",
    misleading_when: "Two variables that add up in log odds gain more together than apart as well, for each alone has the other as noise: only the bend tells that from acting jointly. And a network bends where it is overfitted, or where its units level off, with nothing gained. Copies share a bend among them.",
    reference: "Jakulin and Bratko 2003, doi:10.1007/978-3-540-39804-2_22; Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x; Friedman and Popescu 2008, doi:10.1214/07-AOAS148",
};

/// Pairs shown on either side.
const SIDE: usize = 6;
/// Pairs in the table.
const LISTED: usize = 120;

impl Figure for Synergy {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let pairs = by_synergy(report);
        if pairs.is_empty() {
            return None;
        }
        let shown = shown(report, &pairs);
        let panels = panels(report, &shown);
        Some(Plot {
            title: title(&pairs),
            reading: String::new(),
            drawn: format!(
                "Dots with intervals for {}{}.",
                numbers::of(shown.len(), "pair"),
                if panels.len() > 1 {
                    ": gain together less gains alone, and the second derivative"
                } else {
                    ""
                }
            ),
            numbers: select::table(
                [
                    "pair",
                    "gain together less gains alone",
                    "q",
                    "second derivative",
                    "share of the steeper slope",
                    "together",
                ],
                pairs.iter().take(LISTED).map(|p| numbers_of(p.0, &p.1)).collect(),
            ),
            picture: Picture::Rows(Rows {
                note: between(pairs.len() - shown.len()),
                abreast: panels.len(),
                panels,
                shared: true,
                ..Rows::default()
            }),
        })
    }
}

type Pair<'a> = (&'a RetrainedSet, Difference);

/// The pairs, the most gained together first.
fn by_synergy(report: &Report) -> Vec<Pair<'_>> {
    let pairs = report.findings.retraining.iter().filter(|s| s.why == "pair");
    let mut pairs: Vec<Pair> = pairs.filter_map(|s| Some((s, s.synergy?))).collect();
    pairs.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
    pairs
}

/// Those farthest to either side, and the claimed one.
fn shown<'a, 'b>(report: &Report, pairs: &'b [Pair<'a>]) -> Vec<&'b Pair<'a>> {
    let extreme = |at: usize| at < SIDE || at + SIDE >= pairs.len();
    let stands_out = |pair: &Pair| select::set_tone(report, pair.0) == Tone::Focus;
    pairs.iter().enumerate().filter(|(at, pair)| extreme(*at) || stands_out(pair)).map(|(_, p)| p).collect()
}

/// Synergy, and beside it the second derivatives where there are any.
fn panels(report: &Report, shown: &[&Pair]) -> Vec<Panel> {
    let rows = |of: fn(&Pair, Row) -> Row| shown.iter().map(|p| of(p, named(report, p.0))).collect();
    let left = "gain together less gains alone, log loss";
    let mut panels = vec![Panel::new(left, Format::Signed, rows(gained)).with_zero()];
    if shown.iter().any(|p| p.0.second_derivative.is_some()) {
        let right = "second derivative, log odds per sd and sd";
        panels.push(Panel::new(right, Format::Plain, rows(bent)).with_zero());
    }
    panels
}

fn between(hidden: usize) -> String {
    match hidden {
        0 => String::new(),
        1 => "One pair between is not drawn.".to_owned(),
        n => format!("{} between are not drawn.", numbers::sentence(&numbers::of_in_words(n, "pair"))),
    }
}

/// How many pairs are shown to gain more together, and how many less.
fn title(pairs: &[Pair]) -> String {
    let all = numbers::of(pairs.len(), "pair");
    let held = |p: &&Pair| p.0.synergy_q.is_some_and(|q| q <= RATE);
    let more = pairs.iter().filter(held).filter(|p| p.1.mean > 0.0).count();
    let less = pairs.iter().filter(held).filter(|p| p.1.mean < 0.0).count();
    if more + less == 0 {
        return match pairs.len() {
            1 => "The pair is not shown to gain more or less together than apart".to_owned(),
            _ => format!("Of {all} none is shown to gain more or less together than apart"),
        };
    }
    let (more, less) = (select::how_many(more), select::how_many(less));
    format!("Of {all} {more} gain more together than apart and {less} less, at a false discovery rate of 5 %")
}

/// A row of the table of numbers.
fn numbers_of(set: &RetrainedSet, synergy: &Difference) -> Vec<String> {
    vec![
        numbers::set(&set.variables),
        numbers::difference(synergy),
        set.synergy_q.map_or_else(String::new, |q| numbers::p_value(q).replacen('p', "q", 1)),
        set.second_derivative.as_ref().map_or_else(String::new, numbers::estimate),
        set.slope_change.as_ref().map_or_else(String::new, numbers::percent),
        set.together.map_or_else(String::new, |t| t.words().to_owned()),
    ]
}

fn named(report: &Report, set: &RetrainedSet) -> Row {
    let names: Vec<String> = set.variables.iter().map(|v| Name::new(v, Tone::Muted).text).collect();
    Row::new(Name { text: numbers::set(&names), tone: select::set_tone(report, set) })
}

fn gained((set, synergy): &Pair, mut row: Row) -> Row {
    row.marks = Marks {
        interval: select::of_difference(synergy),
        dot: Some(synergy.mean),
        filled: set.synergy_q.is_some_and(|q| q <= RATE),
        ..Marks::default()
    };
    row.text = numbers::signed(synergy.mean, 3);
    row.hover = format!("{}: {}", numbers::set(&set.variables), numbers::difference(synergy));
    row
}

fn bent((set, _): &Pair, mut row: Row) -> Row {
    let Some(second) = &set.second_derivative else { return row };
    row.marks = Marks {
        interval: second.low.zip(second.high),
        dot: Some(second.mean),
        filled: set.bends(),
        ..Marks::default()
    };
    row.text = numbers::fixed(second.mean, 2);
    let share = set.slope_change.map_or_else(String::new, |share| {
        format!("; one sd changes the steeper slope by {} of it", numbers::percent(&share))
    });
    row.hover = format!("{}: {}{share}", numbers::set(&set.variables), numbers::estimate(second));
    row
}
