//! Sum over all paths from a variable to a class of the product of the magnitudes along the path.
//!
//! Class k: `sum_j |c_kj| |w_ji|`, overall its mean over classes, with `C` the output layer centred over classes (for
//! two classes the one output row). Deeper networks: `|C| |W_(L-1)| … |W_1|`.
//! For `W1 = (1.49, .16; -.19, -.16)`, `v = (-.52, .81)`: `(.929, .213)`, as shares `(.814, .186)`.
//!
//! Reference: Garson (1991), AI Expert 6(4):46-51, without its division within units.

use super::groups::Groups;
use super::weights::{Reading, centred_output, magnitudes_down, mean_rows, per_network, through};
use super::{Evidence, Family, Measure, Outcome};
use crate::card::Card;
use crate::error::Result;
use crate::train::Network;

/// Sum of |paths|.
pub struct AbsProduct;

static CARD: Card = Card {
    id: "abs_product",
    title: "Sum of |paths| (Garson without shares)",
    formula: "sum over j of |c_kj| |w_ji| for class k, overall the mean over classes; C = output weights centred over classes (two classes: the one row); deep networks: |C| |W_(L-1)| … |W_1|",
    reading: "All paths from a variable to the classes, none of them cancelling another: positive plus negative paths.",
    misleading_when: "Two strong paths that undo each other count twice instead of not at all; noise is positive too.",
    reference: "Garson (1991), AI Expert 6(4):46-51; Gevrey et al. (2003), Ecological Modelling 160:249-264, doi:10.1016/S0304-3800(02)00257-0",
};

/// Scores of one network.
pub fn score(network: &Network, groups: &Groups) -> Reading {
    with_output(network, groups, &centred_output(network))
}

/// Scores with the given output layer.
pub(super) fn with_output(network: &Network, groups: &Groups, output: &[Vec<f64>]) -> Reading {
    let layers = magnitudes_down(network, groups);
    let walk = |row: &Vec<f64>| {
        let start: Vec<f64> = row.iter().map(|v| v.abs()).collect();
        layers.iter().fold(start, |row, layer| through(&row, layer))
    };
    let per_class: Vec<Vec<f64>> = output.iter().map(walk).collect();
    Reading { values: mean_rows(&per_class), per_class }
}

impl Measure for AbsProduct {
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
