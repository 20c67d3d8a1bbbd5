//! What two variables gain together beyond the sum of their gains alone.

use super::select;
use super::{Figure, Plot};
use crate::card::Card;
use crate::compare::RetrainedSet;
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
    formula: "(L_a + L_b − L_0) − L_ab in held-out log loss, with L_0 that of the class frequencies; interval with the corrected variance",
    reading: "Right of zero two variables gain more together than apart (synergy), left of it less (redundancy: they say the same in part). Bars are 95 % intervals; a dot is filled where the interval leaves out zero. Shown are the pairs farthest to either side, and the claimed one.",
    misleading_when: "The extremes of many pairs are partly chance: an interval here is for one pair, not for the largest of all.",
    reference: "Jakulin and Bratko 2003, doi:10.1007/978-3-540-39804-2_22",
};

/// Pairs shown on either side.
const SIDE: usize = 6;

impl Figure for Synergy {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let of = |s: &'_ RetrainedSet| s.synergy;
        let mut pairs: Vec<(&RetrainedSet, Difference)> = report
            .findings
            .retraining
            .iter()
            .filter(|s| s.why == "pair")
            .filter_map(|s| Some((s, of(s)?)))
            .collect();
        if pairs.is_empty() {
            return None;
        }
        pairs.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
        let all = pairs.len();
        let extreme = |at: usize| at < SIDE || at + SIDE >= all;
        let shown: Vec<&(&RetrainedSet, Difference)> = pairs
            .iter()
            .enumerate()
            .filter(|(at, p)| extreme(*at) || select::set_tone(report, p.0) == Tone::Focus)
            .map(|(_, p)| p)
            .collect();
        let rows = pairs.iter().map(|(s, d)| vec![numbers::set(&s.variables), numbers::difference(d)]);
        let (more, less) = (
            pairs.iter().filter(|p| p.1.low.is_some_and(|low| low > 0.0)).count(),
            pairs.iter().filter(|p| p.1.high.is_some_and(|high| high < 0.0)).count(),
        );
        let panel = Panel::new(
            "gain together less gains alone, log loss",
            Format::Signed,
            shown.iter().map(|p| row(report, p.0, &p.1)).collect(),
        )
        .with_zero();
        Some(Plot {
            title: title(all, more, less),
            reading: String::new(),
            drawn: format!("Dots with intervals for {}.", numbers::of(shown.len(), "pair")),
            numbers: select::table(["pair", "gain together less gains alone"], rows.take(120).collect()),
            picture: Picture::Rows(Rows {
                note: match all - shown.len() {
                    0 => String::new(),
                    1 => "One pair between is not drawn.".to_owned(),
                    n => format!(
                        "{} between are not drawn.",
                        numbers::sentence(&numbers::of_in_words(n, "pair"))
                    ),
                },
                panels: vec![panel],
                abreast: 1,
                ..Rows::default()
            }),
        })
    }
}

/// How many pairs are shown to gain more together, and how many less.
fn title(all: usize, more: usize, less: usize) -> String {
    let pairs = numbers::of(all, "pair");
    if more + less == 0 {
        return match all {
            1 => "The pair is not shown to gain more or less together than apart".to_owned(),
            _ => format!("Of {pairs} none is shown to gain more or less together than apart"),
        };
    }
    let (more, less) = (select::how_many(more), select::how_many(less));
    format!("Of {pairs} {more} gain more together than apart and {less} less, each by its own interval")
}

fn row(report: &Report, set: &RetrainedSet, difference: &Difference) -> Row {
    let names: Vec<String> = set.variables.iter().map(|v| Name::new(v, Tone::Muted).text).collect();
    let mut row = Row::new(Name { text: numbers::set(&names), tone: select::set_tone(report, set) });
    let interval = select::of_difference(difference);
    row.marks = Marks {
        interval,
        dot: Some(difference.mean),
        filled: interval.is_some_and(|(low, high)| low > 0.0 || high < 0.0),
        ..Marks::default()
    };
    row.text = numbers::signed(difference.mean, 3);
    row.hover = format!("{}: {}", numbers::set(&set.variables), numbers::difference(difference));
    row
}
