//! Is the set enough: does it keep all but a small share of what all variables gain?

use super::{ALPHA, Check, Found};
use crate::card::Card;
use crate::compare::Answer;
use crate::compare::case::{Case, difference};
use crate::numbers;
use crate::stats::interval;

/// Below this number of rows the answer was wrong too often in the calibration.
const FEWEST_ROWS: usize = 200;

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
        let (full, gains) = (case.full_losses(), case.gains());
        let Some(lost) = case.losses(&case.claimed.variables).map(|l| difference(&l, &full)) else {
            return Found::new(
                Answer::Undecided,
                "Not decided: the set was not trained.".to_owned(),
                &pointers,
            );
        };
        let share = interval::fieller(&lost, &gains, ratio);
        let names = numbers::list(&case.names(&case.claimed.variables));
        let (lose, are) = if case.claimed.variables.len() == 1 { ("loses", "is") } else { ("lose", "are") };
        let shown = match &share {
            Some(share) => {
                format!("Alone {names} {lose} {} of the gain of all variables", numbers::percent(share))
            }
            None => format!("What {names} {lose} cannot be told as a share of the gain of all variables"),
        };
        let margin = format!("the margin is {}", numbers::share(case.options.margin));
        if case.dataset.rows() < FEWEST_ROWS {
            let text = format!("{shown}; {margin}, and {} rows are too few to decide.", case.dataset.rows());
            return Found::new(Answer::Undecided, text, &pointers);
        }
        let d: Vec<f64> = lost.iter().zip(&gains).map(|(l, g)| l - case.options.margin * g).collect();
        let Some(test) = interval::corrected(&d, ratio) else {
            return Found::new(Answer::Undecided, format!("{shown}; {margin}."), &pointers);
        };
        if test.p_less() < ALPHA {
            let lead = format!("{names} {are} enough without the others. {shown}; {margin}.");
            return Found::new(Answer::Yes, format!("{shown}; {margin}."), &pointers).saying(lead);
        }
        if test.p_greater() < ALPHA {
            let lead = format!("{names} {are} not enough without the others. {shown}; {margin}.");
            return Found::new(Answer::No, format!("{shown}; {margin}."), &pointers).saying(lead);
        }
        let needed = rows_needed(case.dataset.rows(), test.mean, test.se, test.df);
        let more = needed.map_or(String::new(), |rows| {
            format!("; about {} rows would be needed to tell", numbers::count(rows))
        });
        let lead = format!(
            "Whether {names} {are} enough without the others cannot be told. {shown}; {margin}{more}."
        );
        Found::new(Answer::Undecided, format!("{shown}; {margin}{more}."), &pointers).saying(lead)
    }
}

/// Rows at which a difference of this size would reach one-sided .05, were its standard error to fall as 1/√n.
pub fn rows_needed(rows: usize, mean: f64, se: f64, df: f64) -> Option<usize> {
    let needed = rows as f64 * (interval::t_quantile(1.0 - ALPHA, df) * se / mean).powi(2);
    // beyond a hundredfold the difference is too near to zero for the extrapolation to mean anything
    (needed.is_finite() && needed <= 100.0 * rows as f64).then(|| round_up(needed))
}

fn round_up(rows: f64) -> usize {
    let unit = 10f64.powi((rows.log10().floor() as i32 - 1).max(0));
    ((rows / unit).ceil() * unit) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_times_the_rows_halve_the_error() {
        // t(.95, 49) = 1.6766: a mean of half t standard errors needs four times the rows: 1,200
        let t = interval::t_quantile(0.95, 49.0);
        assert_eq!(rows_needed(300, 0.5 * t * 0.01, 0.01, 49.0), Some(1200));
        assert_eq!(rows_needed(300, 0.0, 0.01, 49.0), None);
    }
}
