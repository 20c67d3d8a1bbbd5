//! Logistic regression: the size of a variable's coefficient, inputs in sd units of the training rows.
//!
//! `score_i = |b_i|` for two classes (with its sign), else the root mean square over classes of `b_ki`, centred over
//! classes. Ridge penalty `1/2 sum b^2`, intercepts free. A category: the sd over training rows of what its inputs add up to.
//! For two classes and `b = (1.5, -2)`: `(1.5, -2)`, ranked by magnitude: the second first.
//!
//! Misleading: it knows straight effects only; of two copies each gets half.
//! Reference: Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, section 4.4.

use super::models::fit::of_kind;
use super::models::{Kind, OtherFit, OtherFits};
use super::{Evidence, Family, Measure, Outcome, Scores};
use crate::card::Card;
use crate::error::Result;

/// Coefficients of logistic regression.
pub struct Logistic;

static CARD: Card = Card {
    id: "logistic",
    title: "Logistic regression",
    formula: "|b_i| with inputs in sd units, for several classes the root mean square over classes of the centred b_ki; penalty 1/2 sum b^2; a category: the sd over training rows of what its inputs add up to",
    reading: "How much a straight model leans on the variable, with its sign: the plainest baseline.",
    misleading_when: "Effects that are even or work only jointly are invisible to it; copies share their coefficient.",
    reference: "Hastie, Tibshirani & Friedman (2009), The Elements of Statistical Learning, section 4.4 (book), doi:10.1007/978-0-387-84858-7",
};

/// One entry a fit.
pub fn from_fits(fits: &OtherFits) -> Vec<Scores> {
    let score = |fit: &OtherFit| Scores {
        unit: fit.unit,
        values: fit.importance.clone(),
        per_class: fit.per_class.clone(),
        ..Scores::default()
    };
    fits.of(Kind::Logistic).map(score).collect()
}

impl Measure for Logistic {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn family(&self) -> Family {
        Family::OtherModel
    }
    fn scores(&self, of: &Evidence) -> Result<Outcome> {
        Ok(Outcome::Scores(from_fits(&of_kind(of, Kind::Logistic)?)))
    }
}
