//! Sum of a variable's input weights with their signs.
//!
//! `signed_sum_i = sum_j w_ji`. For `W1 = (1, -2; 3, 0)` it is `(4, -2)`.
//!
//! No statistic of the function: turning a tanh unit around (its input weights, bias and output weights times -1)
//! changes no prediction and changes this sum. Reference: Sussmann (1992), doi:10.1016/S0893-6080(05)80037-1.

use super::groups::Groups;
use super::weights::{Reading, per_network_signed};
use super::{Evidence, Family, Measure, Outcome};
use crate::card::Card;
use crate::error::Result;
use crate::train::Network;

/// Sum of signed input weights.
pub struct SignedSum;

static CARD: Card = Card {
    id: "signed_sum",
    title: "Sum of signed input weights",
    formula: "sum over hidden units j of w_ji; deep networks: the first layer only; ranked by magnitude",
    reading: "Shown because many compute it, not because it says something: its size depends on which way round each hidden unit happened to be trained.",
    misleading_when: "Always for tanh and logistic units: turning a unit around changes the sum and no prediction.",
    reference: "Sussmann (1992), Neural Networks 5:589-593, doi:10.1016/S0893-6080(05)80037-1",
};

/// Scores of one network.
pub fn score(network: &Network, groups: &Groups) -> Reading {
    summed(network, groups, |w| w)
}

/// Sum over the first layer's units of a function of each weight.
pub(super) fn summed(network: &Network, groups: &Groups, part: impl Fn(f64) -> f64) -> Reading {
    let mut sums = vec![0.0; groups.len()];
    for row in network.layers.first().map(|layer| layer.weights.as_slice()).unwrap_or_default() {
        for (sum, w) in sums.iter_mut().zip(groups.signed(row)) {
            *sum += part(w);
        }
    }
    Reading::overall(sums)
}

impl Measure for SignedSum {
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
