//! Length of the vector of a variable's input weights.
//!
//! `norm_i = sqrt(sum_j w_ji^2)`: the length of column i of `W1 (hidden × inputs)`. For `W1 = (3, 0; 4, -2)` it is `(5, 2)`.
//!
//! Reference: Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, chapter 11.

use super::groups::Groups;
use super::weights::{Reading, first_magnitudes, per_network};
use super::{Evidence, Family, Measure, Outcome};
use crate::card::Card;
use crate::error::Result;
use crate::train::Network;

/// Length of the input weights.
pub struct Norm;

static CARD: Card = Card {
    id: "norm",
    title: "Length of the input weights",
    formula: "square root of the sum over hidden units j of w_ji^2; deep networks: the first layer only; a category: w_ji^2 is the variance over training rows of what its inputs add to unit j",
    reading: "The length of the variable's arrow on the map of variables as points.",
    misleading_when: "As for the sum of |input weights|: output weights are ignored, noise has length too, relu units have no scale of their own.",
    reference: "Hastie, Tibshirani & Friedman (2009), The Elements of Statistical Learning, chapter 11 (book), doi:10.1007/978-0-387-84858-7",
};

/// Scores of one network.
pub fn score(network: &Network, groups: &Groups) -> Reading {
    let magnitudes = first_magnitudes(network, groups);
    let length = |i: usize| magnitudes.iter().map(|row| row[i] * row[i]).sum::<f64>().sqrt();
    Reading::overall((0..groups.len()).map(length).collect())
}

impl Measure for Norm {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn family(&self) -> Family {
        Family::Weights
    }
    fn same_as(&self) -> Option<&'static str> {
        Some("abs_sum")
    }
    fn scores(&self, of: &Evidence) -> Result<Outcome> {
        per_network(of, score)
    }
}
