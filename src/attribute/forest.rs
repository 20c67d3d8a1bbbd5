//! Random forest (smartcore): the share of the decrease of impurity that splits on a variable bring, over all trees.
//!
//! For each class a forest of regression trees on 0 and 1; `score_i = sum_k f_k (1 - f_k) s_ki`, `s_ki` the share of
//! variable i in the decrease of variance of class k, `f_k` the frequency of the class, divided by the sum over variables.
//! For two classes there is one forest. The inputs of a category add up.
//!
//! Misleading: noise with many distinct values is split on deep in the trees and never scores 0.
//! Reference: Breiman (2001), doi:10.1023/A:1010933404324.

use super::models::Kind;
use super::models::fit::of_kind;
use super::{Evidence, Family, Measure, Outcome};
use crate::card::Card;
use crate::error::Result;

/// Impurity importance in a random forest.
pub struct Forest;

static CARD: Card = Card {
    id: "forest",
    title: "Forest (impurity)",
    formula: "share of the decrease of variance on splits on the variable, in a forest of trees for each class against the rest, classes weighed by f(1 - f); depth at most 7, at least 3 rows a leaf; the inputs of a category add up",
    reading: "Where a forest finds its splits, joint and even effects included.",
    misleading_when: "Noise with many distinct values is never 0, and beats a rare flag that matters; of two copies each gets half.",
    reference: "Breiman (2001), Machine Learning 45:5-32, doi:10.1023/A:1010933404324; Strobl et al. (2007), BMC Bioinformatics 8:25, doi:10.1186/1471-2105-8-25",
};

impl Measure for Forest {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn family(&self) -> Family {
        Family::OtherModel
    }
    fn scores(&self, of: &Evidence) -> Result<Outcome> {
        Ok(Outcome::Scores(of_kind(of, Kind::Forest)?.importances(Kind::Forest)))
    }
}
