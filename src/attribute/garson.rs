//! Garson's algorithm as it is usually programmed: the mean share of a variable in its hidden units' input weights.
//!
//! `garson_i = (1/H) sum_j |w_ji| / sum_r |w_jr|`, with `W1 (hidden × inputs)`. In the steps of the usual program the
//! output weight of a unit is multiplied in and divided out again, so it never counts. Deeper networks: the product of
//! the matrices of shares, from the last hidden layer down. For `W1 = (1.49, .16; -.19, -.16)` it is `(.723, .277)`.
//!
//! Misleading when a unit that nothing listens to has one large share: it counts like any other.
//! Reference: Goh (1995), doi:10.1016/0954-1810(94)00011-S; Gevrey et al. (2003), doi:10.1016/S0304-3800(02)00257-0.

use super::groups::Groups;
use super::weights::{Reading, normalised, per_network, shares_down, through};
use super::{Evidence, Family, Measure, Outcome};
use crate::card::Card;
use crate::error::Result;
use crate::train::Network;

/// Garson, the usual step form.
pub struct Garson;

static CARD: Card = Card {
    id: "garson",
    title: "Garson (usual form)",
    formula: "(1/H) × sum over hidden units j of |w_ji| / sum_r |w_jr|; deep networks: the product of the layers' share matrices; units with all weights 0 are left out",
    reading: "The mean share of a variable in what its hidden units read. Despite its steps it never sees an output weight: they cancel.",
    misleading_when: "Shares of noise sum up too and tend to 1 / number of variables with more units or depth; a dead unit counts in full.",
    reference: "Goh (1995), Artificial Intelligence in Engineering 9:143-151, doi:10.1016/0954-1810(94)00011-S; Gevrey et al. (2003), doi:10.1016/S0304-3800(02)00257-0",
};

/// Scores of one network; they sum to 1.
pub fn score(network: &Network, groups: &Groups) -> Reading {
    let shares = shares_down(network, groups);
    let top = shares.first().map_or(0, Vec::len);
    let walk = shares.iter().fold(vec![1.0; top], |row, layer| through(&row, layer));
    Reading::overall(normalised(walk))
}

impl Measure for Garson {
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
