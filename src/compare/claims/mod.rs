//! The seven claims, each with its own test. An answer is yes, no or undecided (or depends), with its evidence.
//!
//! The tests were calibrated by simulation: held-out losses of refitted models carry the corrected variance of Nadeau
//! and Bengio; without a signal no other claim is decided.

pub mod best_subset;
mod each_needed;
pub mod enough;
mod negative_weights;
mod rows;
pub mod signal;
mod top_variables;
mod weights_speak;

pub use each_needed::only_together;
pub use top_variables::possible_top;
pub use weights_speak::{cost, speaking};

pub use crate::stats::maxt::ALPHA;

use super::case::Case;
use super::{Answer, Claim};
use crate::card::Card;
use crate::numbers;
use crate::stats::interval::CorrectedT;
use crate::stats::maxt;
use crate::stats::monte_carlo::Rerun;

/// The answer that a claim has in a rerun with other splits.
pub type Again<'a> = Box<dyn Fn(&Rerun) -> Answer + Sync + 'a>;

/// A claim that can be tested.
pub trait Check: Sync {
    /// Its words; the title is the question.
    fn card(&self) -> &'static Card;
    /// The question about the set in question, in words.
    fn question(&self, case: &Case) -> String;
    /// The answer, why, and JSON pointers to its numbers.
    fn examine(&self, case: &Case) -> Found;
    /// The answer as the means of a rerun give it; none where it hangs on no draw of the splits.
    fn again<'a>(&self, _: &'a Case) -> Option<Again<'a>> {
        None
    }
    /// Whether the claim is decided without a signal too.
    fn needs_signal(&self) -> bool {
        true
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The answer.
    pub answer: Answer,
    /// Why, plain text with numbers.
    pub text: String,
    /// The finding as a sentence that stands alone.
    pub lead: String,
    /// JSON pointers into the report.
    pub evidence: Vec<String>,
}

impl Found {
    fn new(answer: Answer, text: String, evidence: &[&str]) -> Self {
        Found { answer, lead: text.clone(), text, evidence: evidence.iter().map(|&e| e.to_owned()).collect() }
    }

    /// The same with a sentence for the head of the page.
    fn saying(mut self, lead: String) -> Self {
        self.lead = lead;
        self
    }
}

/// All claims, in the order of the report.
pub const CHECKS: &[&dyn Check] = &[
    &signal::Signal,
    &weights_speak::WeightsSpeak,
    &top_variables::TopVariables,
    &best_subset::BestSubset,
    &enough::Enough,
    &each_needed::EachNeeded,
    &negative_weights::NegativeWeights,
];

/// Tests every claim.
pub fn examine(case: &Case) -> Vec<Claim> {
    let signal = signal::Signal.examine(case).answer;
    CHECKS.iter().map(|check| claim(*check, case, signal)).collect()
}

/// Yes where the mean is shown below 0, no where it is shown above, one-sided .05 each way.
fn one_sided(test: &CorrectedT) -> Answer {
    if test.p_less() < ALPHA {
        Answer::Yes
    } else if test.p_greater() < ALPHA {
        Answer::No
    } else {
        Answer::Undecided
    }
}

/// `a pair that nobody named beforehand needs p ≤ .020`.
fn what_a_found_set_needs(case: &Case) -> String {
    let claimed = &case.claimed;
    let kind = numbers::a_set(claimed.variables.len());
    let bound = numbers::fixed(maxt::bound(claimed.level()), 3);
    format!("a {kind} that nobody named beforehand needs p ≤ {}", bound.trim_start_matches('0'))
}

/// `adjusted p = .0230`, finer than elsewhere, for it stands beside its bound.
fn beside_its_bound(p: f64) -> String {
    format!("adjusted p = {}", numbers::fixed(p, 4).trim_start_matches('0'))
}

fn claim(check: &dyn Check, case: &Case, signal: Answer) -> Claim {
    let found = if check.needs_signal() && signal != Answer::Yes {
        let text =
            "Not decided: the network was not shown to know anything for which it could need a variable.";
        Found::new(Answer::Undecided, text.to_owned(), &["/null/signal"])
    } else {
        check.examine(case)
    };
    Claim {
        claim: check.card().id.to_owned(),
        question: check.question(case),
        answer: found.answer,
        text: found.text,
        lead: found.lead,
        evidence: found.evidence.iter().map(|e| format!("#{e}")).collect(),
    }
}
