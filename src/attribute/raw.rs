//! Measures with the output weights as they stand, not centred: only to show what adding a constant to all classes'
//! output weights does to them, though it changes no probability. No ranking uses these.

use super::groups::Groups;
use super::weights::{Reading, raw_output};
use super::{abs_product, abs_sum, garson, garson_1991, negative_sum, norm, olden, positive_sum, signed_sum};
use crate::train::Network;

/// Garson 1991 with the uncentred output layer.
pub fn garson_1991(network: &Network, groups: &Groups) -> Reading {
    garson_1991::with_output(network, groups, &raw_output(network))
}

/// Sum of |paths| with the uncentred output layer.
pub fn abs_product(network: &Network, groups: &Groups) -> Reading {
    abs_product::with_output(network, groups, &raw_output(network))
}

/// Olden with the uncentred output layer.
pub fn olden(network: &Network, groups: &Groups) -> Reading {
    olden::with_output(network, groups, &raw_output(network))
}

/// The scores of one network by the id of a measure that reads weights, or of a raw form (`olden_raw`,
/// `garson_1991_raw`, `abs_product_raw`); `None` for any other id.
pub fn of_network(id: &str, network: &Network, groups: &Groups) -> Option<Reading> {
    let read = match id {
        "abs_sum" => abs_sum::score,
        "signed_sum" => signed_sum::score,
        "positive_sum" => positive_sum::score,
        "negative_sum" => negative_sum::score,
        "norm" => norm::score,
        "garson" => garson::score,
        "garson_1991" => garson_1991::score,
        "abs_product" => abs_product::score,
        "olden" => olden::score,
        "garson_1991_raw" => garson_1991,
        "abs_product_raw" => abs_product,
        "olden_raw" => olden,
        _ => return None,
    };
    Some(read(network, groups))
}
