//! Sum of a variable's negative input weights.
//!
//! `negative_sum_i = sum_j min(0, w_ji)`, ranked by magnitude. For `W1 = (1, -2; 3, 0)` it is `(0, -2)`.
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

/// Sum of negative input weights.
pub struct NegativeSum;

static CARD: Card = Card {
    id: "negative_sum",
    title: "Sum of negative input weights",
    formula: "sum over hidden units j of min(0, w_ji); deep networks: the first layer only; ranked by magnitude",
    reading: "The other half of the sum of |input weights|; which half a weight falls into is an accident of training.",
    misleading_when: "Always for tanh and logistic units: turning a unit around moves its weights to the positive sum and changes no prediction.",
    reference: "Sussmann (1992), Neural Networks 5:589-593, doi:10.1016/S0893-6080(05)80037-1",
};

/// Scores of one network.
pub fn score(network: &Network, groups: &Groups) -> Reading {
    summed(network, groups, |w| w.min(0.0))
}

impl Measure for NegativeSum {
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
