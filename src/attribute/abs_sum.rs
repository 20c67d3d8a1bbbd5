//! Sum of the magnitudes of a variable's input weights, over the units of the first hidden layer.
//!
//! `abs_sum_i = sum_j |w_ji|`, with `W1 (hidden × inputs)`. For `W1 = (1, -2; 3, 0)` it is `(4, 2)`.
//!
//! Misleading when output weights differ much, and for relu units, whose scale is free.
//! Reference: Olden and Jackson (2002), doi:10.1016/S0304-3800(02)00064-9.

use super::groups::Groups;
use super::weights::{Reading, first_magnitudes, per_network};
use super::{Evidence, Family, Measure, Outcome};
use crate::card::Card;
use crate::error::Result;
use crate::train::Network;

/// Sum of |input weights|.
pub struct AbsSum;

static CARD: Card = Card {
    id: "abs_sum",
    title: "Sum of |input weights|",
    formula: "sum over hidden units j of |w_ji|; deep networks: the first layer only; a category: |w_ji| is the sd over training rows of what its inputs add to unit j",
    reading: "How much weight the network spends on reading a variable. The first thing most people add up.",
    misleading_when: "Pure noise gets weight too, and a hidden unit counts in full even when nothing listens to it; with relu units the scale of each unit's weights is arbitrary.",
    reference: "Olden & Jackson (2002), Ecological Modelling 154:135-150, doi:10.1016/S0304-3800(02)00064-9",
};

/// Scores of one network.
pub fn score(network: &Network, groups: &Groups) -> Reading {
    let magnitudes = first_magnitudes(network, groups);
    Reading::overall((0..groups.len()).map(|i| magnitudes.iter().map(|row| row[i]).sum()).collect())
}

impl Measure for AbsSum {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn family(&self) -> Family {
        Family::Weights
    }
    fn scores(&self, of: &Evidence) -> Result<Outcome> {
        per_network(of, score)
    }
}
