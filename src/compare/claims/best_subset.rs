//! Is this the best set of its size to predict with?
//!
//! Among all sets of the size that were trained, those remain that are not shown worse than any other.

use super::{Check, Found};
use crate::card::Card;
use crate::compare::Answer;
use crate::compare::case::{Case, difference, mean};
use crate::numbers;
use crate::stats::maxt::Judged;
use crate::stats::{interval, maxt};

/// The claim `best_subset`.
pub struct BestSubset;

static CARD: Card = Card {
    id: "best_subset",
    title: "Are they the best set to predict with?",
    formula: "set a leaves when max over b of (L_a - L_b) / (sd_ab sqrt(1/J + n_test/n_train)) exceeds the two-step max-T bound from 2,000 Gaussian multipliers",
    reading: "Yes when only this set remains, no when it has left, undecided when it remains with others.",
    misleading_when: "A set found on the same data looks better than it is; its nested score stands beside it.",
    reference: "Hansen, Lunde and Nason 2011, doi:10.3982/ECTA5771; Nadeau and Bengio 2003, doi:10.1023/A:1024068626366",
};

/// Sets of the size in question and how they were judged.
pub struct Contest {
    /// Ascending indices of the variables.
    pub sets: Vec<Vec<usize>>,
    /// Held-out log loss in each split.
    pub losses: Vec<Vec<f64>>,
    /// Whether each is in the set of those not shown worse, with its adjusted p-value.
    pub judged: Vec<Judged>,
    /// Indices from the lowest to the highest mean loss.
    pub order: Vec<usize>,
}

/// Judges all trained sets of the size in question against each other.
pub fn contest(case: &Case, size: usize) -> Option<Contest> {
    let sets: Vec<Vec<usize>> =
        case.ensemble.sets().iter().map(|s| s.variables.clone()).filter(|v| v.len() == size).collect();
    let losses: Option<Vec<Vec<f64>>> = sets.iter().map(|s| case.losses(s)).collect();
    let losses = losses.filter(|l| l.len() > 1)?;
    let seed = crate::seed::Seed::new(case.options.seed).child("best subset", size as u64);
    let judged = maxt::not_worse(&losses, case.ensemble.ratio(), 1, seed);
    let mut order: Vec<usize> = (0..sets.len()).collect();
    order.sort_by(|&a, &b| mean(&losses[a]).total_cmp(&mean(&losses[b])).then(sets[a].cmp(&sets[b])));
    Some(Contest { sets, losses, judged, order })
}

impl Check for BestSubset {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn question(&self, case: &Case) -> String {
        let names = case.names(&case.claimed.variables);
        match names.len() {
            1 => format!("Is {} the best single variable to predict with?", names[0]),
            2 => format!("Are {} the best pair to predict with?", numbers::list(&names)),
            n => format!("Are {} the best {} to predict with?", numbers::list(&names), numbers::in_words(n)),
        }
    }

    fn examine(&self, case: &Case) -> Found {
        let pointers = ["/retraining"];
        let claimed = &case.claimed.variables;
        let found = contest(case, claimed.len())
            .and_then(|c| c.sets.iter().position(|s| s == claimed).map(|place| (c, place)));
        let Some((contest, own)) = found else {
            let text = "Not decided: there is no other set of this size to compare with.";
            return Found::new(Answer::Undecided, text.to_owned(), &pointers);
        };
        let inside: Vec<usize> = contest.order.iter().copied().filter(|&s| contest.judged[s].inside).collect();
        let place = contest.order.iter().position(|&s| s == own).map_or(0, |p| p + 1);
        let placed = format!("Place {place} of {} by held-out log loss", contest.sets.len());
        let rival = contest.order.iter().copied().find(|&s| s != own).unwrap_or(own);
        let versus = versus(case, &contest, own, rival);
        if !contest.judged[own].inside {
            let text = format!("{placed}; {versus} (adjusted {}).", numbers::p_value(contest.judged[own].p));
            return Found::new(Answer::No, text, &pointers);
        }
        if inside.len() == 1 {
            let p = numbers::p_value(contest.judged[rival].p);
            let text = format!("{placed}, and no other set can be told from the best; {versus} (adjusted {p}).");
            return Found::new(Answer::Yes, text, &pointers);
        }
        let others = inside.len() - 1;
        let text = format!("{placed}; {versus}. {} cannot be told from the best.", numbers::other_sets(others));
        Found::new(Answer::Undecided, text, &pointers)
    }
}

fn versus(case: &Case, contest: &Contest, own: usize, rival: usize) -> String {
    let gap = difference(&contest.losses[rival], &contest.losses[own]);
    let estimate = interval::estimate(&gap, case.ensemble.ratio());
    let name = numbers::set(&case.names(&contest.sets[rival]));
    format!("{name} has a log loss that differs by {}", numbers::signed_estimate(&estimate))
}
