//! Are negative weights as important as positive ones? The theorem shown on the user's own network, what cancels what,
//! and what the data add.

mod direction;
mod paths;
mod symmetry;

use super::case::{Case, difference, mean};
use super::retraining::{chosen, gain_is_shown, signed_choice};
use super::{ChosenSet, NegativeWeights, SignedAgainstAbsolute};
use crate::stats::interval;

pub use symmetry::symmetries;

/// Everything the section on negative weights says.
pub fn negative_weights(case: &Case) -> NegativeWeights {
    let (against_direction, note) = match direction::against_direction(case) {
        Ok(share) => (Some(share), None),
        Err(why) => (None, Some(why)),
    };
    NegativeWeights {
        symmetries: symmetries(case),
        paths: paths::paths(case),
        signed_against_absolute: signed_against_absolute(case),
        against_direction,
        note,
    }
}

/// The sets chosen in each split by signed and by absolute sums, each judged on its own refitted networks.
fn signed_against_absolute(case: &Case) -> Option<SignedAgainstAbsolute> {
    let size = case.claimed.variables.len();
    let signed = signed_choice(case, size)?;
    let absolute = case.choices(case.measure("abs_sum")?, size);
    let losses = |choices: &[Vec<usize>]| -> Option<Vec<f64>> {
        choices.iter().enumerate().map(|(s, set)| Some(case.losses(set)?[s])).collect()
    };
    let lost = difference(&losses(&signed)?, &losses(&absolute)?);
    let ratio = case.ensemble.ratio();
    let first = |choices: &[Vec<usize>]| -> Option<ChosenSet> { chosen(case, choices).into_iter().next() };
    let share = gain_is_shown(case).then(|| interval::fieller(&lost, &case.gains(), ratio)).flatten();
    Some(SignedAgainstAbsolute {
        signed: first(&signed)?,
        absolute: first(&absolute)?,
        difference: interval::difference(&lost, ratio),
        share,
    })
}

/// Mean of a quantity over the usable runs of each half.
fn by_half(case: &Case, values: &[(usize, f64)]) -> Vec<f64> {
    let halves = case.ensemble.layout.half_folds.len();
    let of =
        |half: usize| -> Vec<f64> { values.iter().filter(|(h, _)| *h == half).map(|(_, v)| *v).collect() };
    (0..halves).map(of).filter(|v| !v.is_empty()).map(|v| mean(&v)).collect()
}
