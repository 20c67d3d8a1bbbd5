//! One classification tree (linfa): the share of the decrease of impurity that splits on a variable bring.
//!
//! `score_i = sum over splits on i of (n gini - n_left gini_left - n_right gini_right)`, divided by the sum over variables;
//! the inputs of a category add up. A tree with a single split gives its variable 1 and all others 0.
//!
//! Misleading: one tree changes a lot with the rows; of two copies one takes all; variables with many values look better.
//! Reference: Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees.

use super::models::Kind;
use super::models::fit::of_kind;
use super::{Evidence, Family, Measure, Outcome};
use crate::card::Card;
use crate::error::Result;

/// Importance in one classification tree.
pub struct Tree;

static CARD: Card = Card {
    id: "tree",
    title: "Tree",
    formula: "sum over splits on the variable of (n gini - n_left gini_left - n_right gini_right), as a share; depth at most 5, at least 5 rows a leaf; the inputs of a category add up",
    reading: "What a handful of yes-or-no questions can make of the variable.",
    misleading_when: "One tree changes a lot with the rows; of two copies one takes all; a variable with many distinct values has more chances to be split on.",
    reference: "Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees (book), doi:10.1201/9781315139470",
};

impl Measure for Tree {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn family(&self) -> Family {
        Family::OtherModel
    }
    fn scores(&self, of: &Evidence) -> Result<Outcome> {
        Ok(Outcome::Scores(of_kind(of, Kind::Tree)?.importances(Kind::Tree)))
    }
}
