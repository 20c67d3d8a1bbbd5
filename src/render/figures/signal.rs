//! The network on the real labels against the network on shuffled ones.

use super::select;
use super::{Figure, Plot};
use crate::card::Card;
use crate::compare::Answer;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::strip::Strip;
use crate::render::draw::{Format, Picture};

/// The figure `signal`.
pub struct SignalStrip;

static CARD: Card = Card {
    id: "signal",
    title: "Real and shuffled labels",
    formula: "held-out log loss of the class frequencies less that of the network, mean over folds; labels shuffled over the rows",
    reading: "A grey dot is the gain of a network trained on shuffled labels, where there is nothing to learn; the dark one is the gain with the real labels. Filled: it stands above all of them. Gains below zero are worse than the class frequencies.",
    misleading_when: "A signal says that something can be predicted, not that any single variable matters.",
    reference: "Ojala and Garriga 2010, http://jmlr.org/papers/v11/ojala10a.html",
};

impl Figure for SignalStrip {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let signal = report.findings.null.signal.as_ref().filter(|s| !s.shuffled.is_empty())?;
        let above = signal.shuffled.iter().filter(|s| **s >= signal.observed).count();
        let made = numbers::of(signal.shuffled.len(), "network");
        let gain = |x: f64| numbers::signed(x, 3);
        let claim = select::answer(report, "signal");
        let title = match (above, claim) {
            (0, _) => format!(
                "The real labels gain {}; none of {made} on shuffled labels reaches it",
                gain(signal.observed)
            ),
            (n, answer) => format!(
                "The real labels gain {}; {} it: {}",
                gain(signal.observed),
                match n {
                    1 if signal.shuffled.len() == 1 =>
                        "the first network on shuffled labels reaches".to_owned(),
                    1 => format!("1 of {made} on shuffled labels reaches"),
                    n => format!("{n} of {made} on shuffled labels reach"),
                },
                if answer == Answer::No { "no signal" } else { "not decided" }
            ),
        };
        let mut sorted = signal.shuffled.clone();
        sorted.sort_by(f64::total_cmp);
        let mut rows = vec![vec!["real".to_owned(), gain(signal.observed)]];
        rows.extend(
            sorted
                .iter()
                .rev()
                .enumerate()
                .map(|(at, g)| vec![format!("shuffled, place {}", at + 1), gain(*g)]),
        );
        Some(Plot {
            title: format!("{title} ({})", numbers::p_value(signal.p)),
            reading: String::new(),
            drawn: format!("{} on an axis, and one for the real labels.", numbers::of(sorted.len(), "dot")),
            numbers: select::table(["labels", "gain of log loss"], rows),
            picture: Picture::Strip(Strip {
                dots: signal.shuffled.clone(),
                dots_name: format!("{} shuffled", signal.shuffled.len()),
                one: signal.observed,
                one_name: "real labels".to_owned(),
                apart: above == 0,
                title: "gain of log loss over the class frequencies".to_owned(),
                format: Format::Signed,
            }),
        })
    }
}
