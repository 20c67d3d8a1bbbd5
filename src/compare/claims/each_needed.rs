//! Is each member of the set needed, beside the others of the set?

use super::{ALPHA, Again, Check, Found};
use crate::card::Card;
use crate::compare::Answer;
use crate::compare::case::{Case, difference};
use crate::numbers;
use crate::stats::interval::{self, CorrectedT};

/// The claim `each_needed`.
pub struct EachNeeded;

static CARD: Card = Card {
    id: "each_needed",
    title: "Is each of them needed?",
    formula: "gain_v = L_(set without v) - L_set per split, corrected t, one-sided .05 for every member (a conjunction needs no correction)",
    reading: "Yes when the set is better than it is without any one member; no when for one of them the upper bound of the gain is below the margin.",
    misleading_when: "With many rows a gain of one per cent is found too: read its size.",
    reference: "Nadeau and Bengio 2003, doi:10.1023/A:1024068626366; Berger 1982, doi:10.1080/00401706.1982.10487790",
};

impl Check for EachNeeded {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn question(&self, case: &Case) -> String {
        let names = case.names(&case.claimed.variables);
        match names.len() {
            1 => format!("Is {} needed?", names[0]),
            2 => format!("Are both {} needed?", numbers::list(&names)),
            _ => format!("Are all of {} needed?", numbers::list(&names)),
        }
    }

    fn examine(&self, case: &Case) -> Found {
        let pointers = ["/retraining"];
        let set = &case.claimed.variables;
        let ratio = case.ensemble.ratio();
        let gains: Option<Vec<Vec<f64>>> = set.iter().map(|&v| gain_of(case, set, v)).collect();
        let tests =
            gains.and_then(|g| g.iter().map(|d| interval::corrected(d, ratio)).collect::<Option<Vec<_>>>());
        let Some(tests) = tests else {
            return Found::new(
                Answer::Undecided,
                "Not decided: a smaller set was not trained.".to_owned(),
                &pointers,
            );
        };
        let names = case.names(set);
        let parts: Vec<String> = names
            .iter()
            .zip(&tests)
            .map(|(name, t)| {
                format!("with {name} the log loss is {} than without", numbers::lower(&t.estimate()))
            })
            .collect();
        let shown = numbers::sentence(&parts.join("; "));
        let margin = case.options.margin * case.gap();
        let of = |whose: &dyn Fn(&CorrectedT) -> bool| -> String {
            let named = names.iter().zip(&tests).filter(|(_, t)| whose(t));
            numbers::some(&named.map(|(name, _)| name.clone()).collect::<Vec<_>>())
        };
        let answer = decided(&tests, margin);
        let text = match answer {
            Answer::Yes => format!("{shown}."),
            Answer::No => {
                format!("{shown}. {} adds less than the margin to the rest.", of(&|t| is_idle(t, margin)))
            }
            _ => format!(
                "{shown}. For {} neither a gain nor its absence is shown.",
                of(&|t| t.p_greater() >= ALPHA)
            ),
        };
        Found::new(answer, text, &pointers)
    }

    fn again<'a>(&self, case: &'a Case) -> Option<Again<'a>> {
        let set = &case.claimed.variables;
        let gains: Vec<Vec<f64>> = set.iter().map(|&v| gain_of(case, set, v)).collect::<Option<_>>()?;
        let (all, ratio) = (case.gains(), case.ensemble.ratio());
        Some(Box::new(move |rerun| {
            let tests: Option<Vec<CorrectedT>> = gains.iter().map(|d| rerun.corrected(d, ratio)).collect();
            let margin = case.options.margin * rerun.mean(&all);
            tests.map_or(Answer::Undecided, |tests| decided(&tests, margin))
        }))
    }
}

/// From what each member adds.
fn decided(tests: &[CorrectedT], margin: f64) -> Answer {
    if tests.iter().all(|t| t.p_greater() < ALPHA) {
        Answer::Yes
    } else if tests.iter().any(|t| is_idle(t, margin)) {
        Answer::No
    } else {
        Answer::Undecided
    }
}

fn is_idle(test: &CorrectedT, margin: f64) -> bool {
    test.upper() < margin
}

/// What a member adds to the rest of the set, in each split.
pub fn gain_of(case: &Case, set: &[usize], member: usize) -> Option<Vec<f64>> {
    let rest: Vec<usize> = set.iter().copied().filter(|&v| v != member).collect();
    Some(difference(&case.losses(&rest)?, &case.losses(set)?))
}
