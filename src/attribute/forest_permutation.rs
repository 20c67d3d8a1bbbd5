//! Permutation importance of a random forest (smartcore): how much worse it predicts held-out rows with a variable shuffled.
//!
//! `score_i = mean over shuffles of (L(held-out rows with variable i shuffled) - L(held-out rows))`, `L` the mean log loss;
//! beside: the drop of accuracy. The shuffles are those of the networks' permutation importance, but fewer of them, and
//! where the table is large fewer rows: a forest answers slowly. A variable that no tree splits on scores exactly 0.
//!
//! Misleading: as for the networks' permutation importance. Reference: Breiman (2001), doi:10.1023/A:1010933404324.

use super::models::fit::of_kind;
use super::models::{Kind, OtherFit, OtherFits};
use super::{Evidence, Family, Measure, Outcome, Scores, Unit};
use crate::card::Card;
use crate::error::Result;

/// Permutation importance of a random forest.
pub struct ForestPermutation;

static CARD: Card = Card {
    id: "forest_permutation",
    title: "Forest (permutation)",
    formula: "mean over shuffles of L(held-out rows with the variable shuffled) - L(held-out rows), L = mean log loss of the forest; the inputs of a category move together; fewer shuffles than for the networks, for a forest answers slowly: over all variables twice as many rows as it was fitted on, 2,000 at least",
    reading: "How much a forest leans on the variable when it predicts rows it has not seen: a second opinion on the network’s own permutation importance.",
    misleading_when: "Correlated variables: shuffling one makes rows that never occur; copies share or double the score.",
    reference: "Breiman (2001), Machine Learning 45:5-32, doi:10.1023/A:1010933404324",
};

/// One entry a fit.
pub fn from_fits(fits: &OtherFits) -> Vec<Scores> {
    let score = |fit: &OtherFit| Scores {
        unit: fit.unit,
        values: fit.rises.clone(),
        beside: fit.drops.clone(),
        ..Scores::default()
    };
    fits.of(Kind::Forest).map(score).collect()
}

impl Measure for ForestPermutation {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn family(&self) -> Family {
        Family::OtherModel
    }
    fn beside(&self) -> Option<&'static str> {
        Some("drop of accuracy")
    }
    fn unit(&self) -> Unit {
        Unit::Raw
    }
    fn scores(&self, of: &Evidence) -> Result<Outcome> {
        Ok(Outcome::Scores(from_fits(&of_kind(of, Kind::Forest)?)))
    }
}
