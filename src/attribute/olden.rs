//! Olden's connection weights: the sum over all paths from a variable to a class of the product of weights, with sign.
//!
//! `O_k = sum_j c_kj w_ji`, a row of `C W1`, with `C (classes × hidden)` the output layer centred over classes (for two
//! classes the one output row). Deeper networks: `C W_(L-1) … W_1`. Overall: root mean square over classes.
//! For `W1 = (1.49, .16; -.19, -.16)`, `v = (-.52, .81)`: `(-.9287, -.2128)`.
//!
//! It is the derivative of the logits where every unit is linear, and blind to effects that need the bend: paths cancel.
//! Reference: Olden, Joy and Death (2004), doi:10.1016/j.ecolmodel.2004.03.013.

use super::groups::Groups;
use super::weights::{Reading, centred_output, hidden, per_network, root_mean_square, through};
use super::{Evidence, Family, Measure, Outcome};
use crate::card::Card;
use crate::error::Result;
use crate::train::Network;

/// Olden's connection weights.
pub struct Olden;

static CARD: Card = Card {
    id: "olden",
    title: "Olden (connection weights)",
    formula: "sum over j of c_kj w_ji for class k, overall the root mean square over classes; C = output weights centred over classes (two classes: the one row); deep networks: C W_(L-1) … W_1; a category: the sd over training rows of what its inputs add up to, without sign",
    reading: "The net of positive and negative paths: which way, and how strongly, a variable pushes a class while the hidden units stay in their straight part.",
    misleading_when: "Effects that are even (a U shape) or work only jointly (XOR) cancel to 0.",
    reference: "Olden, Joy & Death (2004), Ecological Modelling 178:389-397, doi:10.1016/j.ecolmodel.2004.03.013",
};

/// Scores of one network; with one logit they keep their sign.
pub fn score(network: &Network, groups: &Groups) -> Reading {
    with_output(network, groups, &centred_output(network))
}

/// Scores with the given output layer.
pub(super) fn with_output(network: &Network, groups: &Groups, output: &[Vec<f64>]) -> Reading {
    let walk = |row: &Vec<f64>| {
        let inputs = hidden(network).rev().fold(row.clone(), |row, layer| through(&row, layer));
        groups.signed(&inputs)
    };
    let per_class: Vec<Vec<f64>> = output.iter().map(walk).collect();
    Reading { values: root_mean_square(&per_class), per_class }
}

impl Measure for Olden {
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
