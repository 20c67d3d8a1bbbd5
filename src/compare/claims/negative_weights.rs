//! Are negative weights as important as positive ones? Yes, by theorem.

use super::{Check, Found};
use crate::card::Card;
use crate::compare::Answer;
use crate::compare::case::Case;

/// The claim `negative_weights`.
pub struct NegativeWeights;

static CARD: Card = Card {
    id: "negative_weights",
    title: "Are negative weights as important as positive ones?",
    formula: "f(x; w_i) = f(-x; -w_i): recoding a variable as its negative turns all its weights around and changes no prediction",
    reading: "Always yes: a sign says how a variable or a hidden unit happens to be coded, not how much it matters.",
    misleading_when: "A sign does say in which direction a path moves a class, once it is multiplied along the whole path.",
    reference: "Sussmann 1992, doi:10.1016/S0893-6080(05)80037-1; Chen, Lu and Hecht-Nielsen 1993, doi:10.1162/neco.1993.5.6.910",
};

impl Check for NegativeWeights {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn question(&self, _: &Case) -> String {
        CARD.title.to_owned()
    }

    fn needs_signal(&self) -> bool {
        false
    }

    fn examine(&self, _: &Case) -> Found {
        let text = "By theorem: a variable recoded as its negative, with its weights turned around, gives the same \
                    predictions, so a negative weight counts exactly as much as a positive one of the same size. What \
                    the data add stands in the section on negative weights.";
        Found::new(Answer::Yes, text.to_owned(), &["/negative_weights"])
    }
}
