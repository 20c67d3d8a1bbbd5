//! Is there anything to explain?

use super::{Check, Found};
use crate::card::Card;
use crate::compare::Answer;
use crate::compare::case::{Case, difference, mean, nothing_known};
use crate::numbers;
use crate::stats::interval;

/// A gain whose upper bound is below this share of the log loss of the class frequencies is none.
const NEGLIGIBLE: f64 = 0.02;
/// The real labels must beat the shuffled ones at this level.
const LEVEL: f64 = 0.01;

/// The claim `signal`.
pub struct Signal;

static CARD: Card = Card {
    id: "signal",
    title: "Is there anything to explain?",
    formula: "T = mean over 5 folds of (log loss of the class frequencies - log loss of the network); p from labels shuffled and refitted, decay chosen anew",
    reading: "Yes when the real labels beat every shuffled labelling (p <= .01); no when the 95 % bound of the gain is below 2 % of the log loss of the class frequencies.",
    misleading_when: "Yes says that the variables together tell something about the class, not which of them do.",
    reference: "Ojala and Garriga 2010, Journal of Machine Learning Research 11:1833; Besag and Clifford 1991, doi:10.1093/biomet/78.2.301",
};

impl Check for Signal {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn question(&self, _: &Case) -> String {
        CARD.title.to_owned()
    }

    fn needs_signal(&self) -> bool {
        false
    }

    fn examine(&self, case: &Case) -> Found {
        let run = &case.ensemble.signal;
        let pointers = ["/null/signal", "/performance/gain"];
        let splits = case.ensemble.layout.splits.clone();
        let nothing = nothing_known(case.ensemble, splits);
        let losses: Vec<f64> = case.ensemble.full_by_split().iter().map(|o| o.loss).collect();
        let gain = interval::estimate(&difference(&nothing, &losses), case.ensemble.full_ratio());
        let gained = format!(
            "On held-out rows the log loss of the network is {} than that of the class frequencies",
            numbers::lower(&gain)
        );
        let made = run.shuffled.len();
        if !run.stopped_early() && run.p() <= LEVEL {
            let text = format!(
                "{gained}; none of {made} networks on shuffled labels gained as much ({}).",
                numbers::p_value(run.p())
            );
            return Found::new(Answer::Yes, text, &pointers);
        }
        let negligible = gain.high.is_some_and(|high| high < NEGLIGIBLE * mean(&nothing));
        let reached = if run.stopped_early() {
            let which = if made == 1 { "the first shuffle".to_owned() } else { format!("shuffle {made}") };
            format!("{which} of the labels gained as much ({})", numbers::p_value(run.p()))
        } else {
            format!("no shuffle gained as much, but {made} shuffles are too few to tell")
        };
        if negligible {
            let text = format!("{gained}, a gain of at most 2 % of what there is to lose; {reached}.");
            return Found::new(Answer::No, text, &pointers);
        }
        Found::new(Answer::Undecided, format!("{gained}; {reached}."), &pointers)
    }
}
