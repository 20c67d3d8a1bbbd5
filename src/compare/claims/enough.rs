//! Is the set enough: does it keep all but a small share of what all variables gain?

use super::{Again, Check, Found, one_sided, rows};
use crate::card::Card;
use crate::compare::Answer;
use crate::compare::case::{Case, difference};
use crate::numbers;
use crate::stats::{Estimate, interval};

/// Below this number of rows the answer was wrong too often in the calibration.
pub const FEWEST_ROWS: usize = 200;

/// The claim `enough`.
pub struct Enough;

static CARD: Card = Card {
    id: "enough",
    title: "Is the set enough?",
    formula: "d = L_set - L_all - margin (L_0 - L_all) per split, corrected t, one-sided .05 each way",
    reading: "Yes when the set loses less than the margin (a share of the log-loss gain of all variables), no when it loses more.",
    misleading_when: "Below 200 rows it is always undecided.",
    reference: "Nadeau and Bengio 2003, doi:10.1023/A:1024068626366; Corani and Benavoli 2015, doi:10.1007/s10994-015-5486-z",
};

impl Check for Enough {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn question(&self, case: &Case) -> String {
        let names = case.names(&case.claimed.variables);
        let verb = if names.len() == 1 { "Is" } else { "Are" };
        format!("{verb} {} enough, without the others?", numbers::list(&names))
    }

    fn examine(&self, case: &Case) -> Found {
        let pointers = ["/retraining/0", "/retraining/1"];
        let ratio = case.ensemble.ratio();
        if case.claimed.variables.len() >= case.dataset.variables.len() {
            let text = "Not decided: the set in question holds every variable.";
            return Found::new(Answer::Undecided, text.to_owned(), &pointers);
        }
        let (full, gains) = (case.full_losses(), case.gains());
        let Some(lost) = case.losses(&case.claimed.variables).map(|l| difference(&l, &full)) else {
            let text = "Not decided: the set was not trained.";
            return Found::new(Answer::Undecided, text.to_owned(), &pointers);
        };
        let shown = shown(case, &lost, &gains);
        let count = case.dataset.rows();
        if count < FEWEST_ROWS {
            let text = format!("{shown}, and {count} rows are too few to decide.");
            return Found::new(Answer::Undecided, text, &pointers);
        }
        let Some(test) = interval::corrected(&case.less_margin(&lost), ratio) else {
            return Found::new(Answer::Undecided, format!("{shown}."), &pointers);
        };
        let answer = one_sided(&test);
        let wanted = rows::wanted(case, &test).filter(|_| answer == Answer::Undecided);
        let more = wanted.map_or(String::new(), |wanted| format!("; {wanted}"));
        let text = format!("{shown}{more}.");
        let lead = format!("{} {text}", opening(case, answer));
        Found::new(answer, text, &pointers).saying(lead)
    }

    fn again<'a>(&self, case: &'a Case) -> Option<Again<'a>> {
        let set = &case.claimed.variables;
        if set.len() >= case.dataset.variables.len() || case.dataset.rows() < FEWEST_ROWS {
            return None;
        }
        let lost = difference(&case.losses(set)?, &case.full_losses());
        let d = case.less_margin(&lost);
        let ratio = case.ensemble.ratio();
        Some(Box::new(move |rerun| {
            rerun.corrected(&d, ratio).map_or(Answer::Undecided, |test| one_sided(&test))
        }))
    }
}

/// `Alone v4 and v9 keep 96 [93, 98] % of what all variables gain; more than 98 % would be enough`.
fn shown(case: &Case, lost: &[f64], gains: &[f64]) -> String {
    let names = numbers::list(&case.names(&case.claimed.variables));
    let one = case.claimed.variables.len() == 1;
    let keep = if one { "keeps" } else { "keep" };
    let kept = interval::fieller(lost, gains, case.ensemble.ratio()).map(|lost| Estimate {
        mean: 1.0 - lost.mean,
        low: lost.high.map(|high| 1.0 - high),
        high: lost.low.map(|low| 1.0 - low),
    });
    let shown = match &kept {
        Some(kept) => {
            // beside many that only disturb, a few gain more than all
            let verb = if kept.mean <= 1.0 {
                keep
            } else if one {
                "gains"
            } else {
                "gain"
            };
            format!("Alone {names} {verb} {} of what all variables gain", numbers::percent(kept))
        }
        None => format!("What {names} {keep} cannot be told as a share of what all variables gain"),
    };
    format!("{shown}; more than {} would be enough", numbers::share(1.0 - case.options.margin))
}

/// The answer as a sentence.
fn opening(case: &Case, answer: Answer) -> String {
    let names = numbers::list(&case.names(&case.claimed.variables));
    let are = if case.claimed.variables.len() == 1 { "is" } else { "are" };
    match answer {
        Answer::Yes => format!("{names} {are} enough without the others."),
        Answer::No => format!("{names} {are} not enough without the others."),
        _ => format!("Whether {names} {are} enough without the others cannot be told."),
    }
}
