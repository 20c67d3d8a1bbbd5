//! Leave one out: how much the held-out log loss rises when the network is trained again without the variable.
//!
//! `score_i = L(all but i) - L(all)` per split, with the decay chosen anew for either. The refits are made with all
//! other sets of variables; this measure only hands them on. It is the one measure whose interval is that of held-out
//! losses of refitted models (Nadeau and Bengio 2003, doi:10.1023/A:1024068626366).
//!
//! Misleading: copies and substitutes stand in for each other, so leaving either out costs nothing.
//! Reference: Lei, G'Sell, Rinaldo, Tibshirani and Wasserman (2018), doi:10.1080/01621459.2017.1307116.

use super::{Evidence, Family, IntervalKind, Measure, Outcome, Scores, Unit};
use crate::card::Card;
use crate::error::Result;

/// Leave one out.
pub struct LeaveOneOut;

static CARD: Card = Card {
    id: "leave_one_out",
    title: "Leaving it out",
    formula: "held-out log loss of networks trained without the variable, less that of networks of all variables, on the same splits",
    reading: "What the variable adds that no other variable can replace.",
    misleading_when: "Copies and substitutes stand in for each other: each scores nothing although together they matter.",
    reference: "Lei, G’Sell, Rinaldo, Tibshirani & Wasserman (2018), JASA 113:1094-1111, doi:10.1080/01621459.2017.1307116",
};

impl Measure for LeaveOneOut {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn family(&self) -> Family {
        Family::Network
    }
    fn unit(&self) -> Unit {
        Unit::Raw
    }
    fn interval(&self) -> IntervalKind {
        IntervalKind::Corrected
    }
    fn scores(&self, of: &Evidence) -> Result<Outcome> {
        if of.left_out.is_empty() {
            return Ok(Outcome::NotApplicable(
                "no network was trained without each variable in turn".to_owned(),
            ));
        }
        let scores =
            |(unit, rises): (usize, &Vec<f64>)| Scores { unit, values: rises.clone(), ..Scores::default() };
        Ok(Outcome::Scores(of.left_out.iter().enumerate().map(scores).collect()))
    }
}
