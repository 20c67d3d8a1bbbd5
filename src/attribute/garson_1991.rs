//! Garson's formula of 1991: shares of the input weights, weighed by the magnitude of the output weights.
//!
//! Class k: proportional to `sum_j |c_kj| |w_ji| / sum_r |w_jr|`, with `C` the output layer centred over classes (for
//! two classes the one output row). Overall: the same with the mean of `|c_kj|` over classes. Deeper networks: the
//! product of the share matrices. For `W1 = (1.49, .16; -.19, -.16)`, `v = (-.52, .81)` it is `(.684, .316)`.
//!
//! Reference: Garson (1991), AI Expert 6(4):46-51; compared in Gevrey et al. (2003), doi:10.1016/S0304-3800(02)00257-0.

use super::groups::Groups;
use super::weights::{Reading, centred_output, normalised, per_network, shares_down, through};
use super::{Evidence, Family, Measure, Outcome};
use crate::card::Card;
use crate::error::Result;
use crate::train::Network;

/// Garson with output weights.
pub struct Garson1991;

static CARD: Card = Card {
    id: "garson_1991",
    title: "Garson (1991, with output weights)",
    formula: "proportional to sum over j of |c_kj| |w_ji| / sum_r |w_jr| for class k, overall with the mean of |c_kj| over classes; C = output weights centred over classes (two classes: the one row); deep networks: the product of the layers' share matrices",
    reading: "As the usual form, but a hidden unit counts as much as the classes listen to it.",
    misleading_when: "Positive and negative paths never cancel; with relu units the scale between the layers is arbitrary and moves it.",
    reference: "Garson (1991), AI Expert 6(4):46-51; Gevrey et al. (2003), Ecological Modelling 160:249-264, doi:10.1016/S0304-3800(02)00257-0",
};

/// Scores of one network; they sum to 1, overall and in each class.
pub fn score(network: &Network, groups: &Groups) -> Reading {
    with_output(network, groups, &centred_output(network))
}

/// Scores with the given output layer.
pub(super) fn with_output(network: &Network, groups: &Groups, output: &[Vec<f64>]) -> Reading {
    let shares = shares_down(network, groups);
    let walk = |row: &Vec<f64>| {
        let start: Vec<f64> = row.iter().map(|v| v.abs()).collect();
        shares.iter().fold(start, |row, layer| through(&row, layer))
    };
    let classes: Vec<Vec<f64>> = output.iter().map(walk).collect();
    let sum = |i: usize| classes.iter().map(|row| row[i]).sum();
    let values = normalised((0..groups.len()).map(sum).collect());
    Reading { values, per_class: classes.into_iter().map(normalised).collect() }
}

impl Measure for Garson1991 {
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
