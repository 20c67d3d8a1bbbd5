//! Sum of a variable's positive input weights.
//!
//! `positive_sum_i = sum_j max(0, w_ji)`. For `W1 = (1, -2; 3, 0)` it is `(4, 0)`.
//!
//! Changed by turning a tanh unit around, as `signed_sum` is.
//! Reference: Sussmann (1992), doi:10.1016/S0893-6080(05)80037-1.

use super::groups::Groups;
use super::signed_sum::summed;
use super::weights::{Reading, per_network_signed};
use super::{Evidence, Family, Measure, Outcome};
use crate::card::Card;
use crate::error::Result;
use crate::train::Network;

/// Sum of positive input weights.
pub struct PositiveSum;

static CARD: Card = Card {
    id: "positive_sum",
    title: "Sum of positive input weights",
    formula: "sum over hidden units j of max(0, w_ji); deep networks: the first layer only",
    reading: "Half of the sum of |input weights|; which half a weight falls into is an accident of training.",
    misleading_when: "Always for tanh and logistic units: turning a unit around moves its weights to the negative sum and changes no prediction.",
    reference: "Sussmann (1992), Neural Networks 5:589-593, doi:10.1016/S0893-6080(05)80037-1",
};

/// Scores of one network.
pub fn score(network: &Network, groups: &Groups) -> Reading {
    summed(network, groups, |w| w.max(0.0))
}

impl Measure for PositiveSum {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn family(&self) -> Family {
        Family::Weights
    }
    fn broken_by_symmetry(&self) -> bool {
        true
    }
    fn scores(&self, of: &Evidence) -> Result<Outcome> {
        per_network_signed(of, score)
    }
}
