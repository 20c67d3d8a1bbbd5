//! Is this the best set of its size to predict with?
//!
//! Among all sets of the size that were trained, those remain that are not shown worse than any other.

use super::{Again, Check, Found, beside_its_bound, rows, what_a_found_set_needs};
use crate::card::Card;
use crate::compare::Answer;
use crate::compare::case::{Case, difference, mean};
use crate::numbers;
use crate::seed::Seed;
use crate::stats::maxt::{Comparison, Judged};
use crate::stats::{Estimate, interval, maxt, monte_carlo};

/// The claim `best_subset`.
pub struct BestSubset;

static CARD: Card = Card {
    id: "best_subset",
    title: "Are they the best set to predict with?",
    formula: "set a leaves when max over b of (L_a - L_b) / (sd_ab sqrt(1/J + n_test/n_train)) exceeds the two-step max-T bound from 2,000 Gaussian multipliers",
    reading: "Yes when only this set remains, no when it has left, undecided when it remains with others. The level is .05, of which .005 goes to the first of the two steps. Where nobody named the set, the others have to leave at .025 for a yes: of two sets that are equally good, the one that is found is whichever came out ahead.",
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

impl Contest {
    /// The set that one was shown worse than: the clearest of them, not always that of the lowest loss.
    pub fn better_than(&self, set: usize) -> usize {
        self.judged[set].than.unwrap_or(self.order[0])
    }

    /// The set of the lowest mean loss beside one.
    fn rival(&self, set: usize) -> Option<usize> {
        self.order.iter().copied().find(|&other| other != set)
    }
}

/// Judges all trained sets of the size in question against each other.
pub fn contest(case: &Case, size: usize) -> Option<Contest> {
    let sets: Vec<Vec<usize>> = case.ensemble.sets_of_size(size).map(|s| s.variables.clone()).collect();
    let losses: Option<Vec<Vec<f64>>> = sets.iter().map(|s| case.losses(s)).collect();
    let losses = losses.filter(|l| l.len() > 1)?;
    let judged = maxt::not_worse(&losses, case.ensemble.ratio(), 1, seed(case, size));
    let mut order: Vec<usize> = (0..sets.len()).collect();
    order.sort_by(|&a, &b| mean(&losses[a]).total_cmp(&mean(&losses[b])).then(sets[a].cmp(&sets[b])));
    Some(Contest { sets, losses, judged, order })
}

fn seed(case: &Case, size: usize) -> Seed {
    Seed::new(case.options.seed).child("best subset", size as u64)
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
        let rival = contest.rival(own).unwrap_or(own);
        let view = View { case, contest: &contest, own, rival };
        let inside = contest.judged.iter().filter(|judged| judged.inside).count();
        match decided(&contest.judged, own, case.claimed.level()) {
            Answer::No => view.outside(&pointers),
            Answer::Yes => view.alone(&pointers),
            _ => match view.close().filter(|_| inside == 1) {
                Some(close) => view.short(close, &pointers),
                None => view.among(inside - 1, &pointers),
            },
        }
    }

    fn again<'a>(&self, case: &'a Case) -> Option<Again<'a>> {
        let size = case.claimed.variables.len();
        let contest = contest(case, size)?;
        let own = contest.sets.iter().position(|s| *s == case.claimed.variables)?;
        let rival = contest.rival(own)?;
        let losses = contest.losses;
        let comparison = Comparison::new(&losses, case.ensemble.ratio(), 1, seed(case, size))?;
        let folds = case.ensemble.plan.sets.folds;
        let repeats: Vec<Vec<f64>> = losses.iter().map(|l| monte_carlo::repeat_means(l, folds)).collect();
        // how far spreads move is read off the closest comparison
        let gap = difference(&losses[rival], &losses[own]);
        Some(Box::new(move |rerun| {
            let means: Vec<f64> = repeats.iter().map(|of| rerun.of_repeats(of)).collect();
            let judged = comparison.judge(&means, rerun.splits, rerun.spread(&gap));
            decided(&judged, own, case.claimed.level())
        }))
    }
}

/// From how all sets were judged: yes where it alone remains and every other is shown worse at the level, no where it left.
fn decided(judged: &[Judged], own: usize, level: f64) -> Answer {
    let alone = |(set, of): (usize, &Judged)| set == own || !of.inside && of.shown_worse(level);
    if !judged[own].inside {
        Answer::No
    } else if judged.iter().enumerate().all(alone) {
        Answer::Yes
    } else {
        Answer::Undecided
    }
}

/// The set in question beside the best of the others.
struct View<'a> {
    case: &'a Case<'a>,
    contest: &'a Contest,
    own: usize,
    rival: usize,
}

impl View<'_> {
    fn size(&self) -> usize {
        self.contest.sets[self.own].len()
    }

    fn name(&self, set: usize) -> String {
        numbers::set(&self.case.names(&self.contest.sets[set]))
    }

    /// `place 3 of 91 pairs by held-out log loss`.
    fn place(&self) -> String {
        let place = self.contest.order.iter().position(|&s| s == self.own).map_or(0, |p| p + 1);
        let kind = numbers::a_set(self.size());
        format!("place {place} of {} {kind}s by held-out log loss", numbers::count(self.contest.sets.len()))
    }

    /// How far apart the two are: the log loss of the first less that of the second.
    fn gap(&self, worse: usize, better: usize) -> Estimate {
        let gap = difference(&self.contest.losses[worse], &self.contest.losses[better]);
        interval::estimate(&gap, self.case.ensemble.ratio())
    }

    /// The set that comes nearest to being as good, where it is not shown worse at the level asked for.
    fn close(&self) -> Option<usize> {
        let (judged, level) = (&self.contest.judged, self.case.claimed.level());
        let close = (0..judged.len()).filter(|&set| set != self.own && !judged[set].shown_worse(level));
        close.max_by(|&a, &b| judged[a].p.total_cmp(&judged[b].p))
    }

    /// The rows that would tell this set from its rival; with others as near, or more of them, it takes more.
    fn wanted(&self) -> String {
        let gap = difference(&self.contest.losses[self.rival], &self.contest.losses[self.own]);
        let test = interval::corrected(&gap, self.case.ensemble.ratio());
        let wanted = test.and_then(|test| rows::wanted(self.case, &test));
        let wanted = wanted.map(|wanted| format!("; at least {wanted} it from {}", self.name(self.rival)));
        wanted.unwrap_or_default()
    }

    fn outside(&self, pointers: &[&str]) -> Found {
        let p = numbers::p_value(self.contest.judged[self.own].p);
        let better = self.contest.better_than(self.own);
        let gap = numbers::lower(&self.gap(self.own, better));
        let rival = self.name(better);
        let text =
            format!("{}; the log loss of {rival} is {gap} (adjusted {p}).", numbers::sentence(&self.place()));
        let own = self.name(self.own);
        let lead = format!(
            "{rival} predicts better than {own}, with a log loss that is {gap} (adjusted {p}); {own} takes {}.",
            self.place()
        );
        Found::new(Answer::No, text, pointers).saying(lead)
    }

    fn alone(&self, pointers: &[&str]) -> Found {
        let p = numbers::p_value(self.contest.judged[self.rival].p);
        let gap = numbers::lower(&self.gap(self.rival, self.own));
        let next =
            format!("its log loss is {gap} than that of the next, {} (adjusted {p})", self.name(self.rival));
        let text =
            format!("{}, and every other is shown to be worse: {next}.", numbers::sentence(&self.place()));
        let lead = format!(
            "{} is {} to predict with, of {}: {next}.",
            self.name(self.own),
            numbers::best_set(self.size()),
            numbers::count(self.contest.sets.len())
        );
        Found::new(Answer::Yes, text, pointers).saying(lead)
    }

    /// Alone at the level of a set that was named, but this one was found.
    fn short(&self, close: usize, pointers: &[&str]) -> Found {
        let gap = numbers::lower(&self.gap(close, self.own));
        let p = beside_its_bound(self.contest.judged[close].p);
        let than = format!("its log loss is {gap} than that of {} ({p})", self.name(close));
        let asked = what_a_found_set_needs(self.case);
        let text = format!("{}; {than}, but {asked}.", numbers::sentence(&self.place()));
        let lead = format!(
            "Whether {} is {} to predict with cannot be told: {than}, but {asked}.",
            self.name(self.own),
            numbers::best_set(self.size())
        );
        Found::new(Answer::Undecided, text, pointers).saying(lead)
    }

    fn among(&self, others: usize, pointers: &[&str]) -> Found {
        let gap = numbers::lower(&self.gap(self.own, self.rival));
        let others = numbers::other_sets(others, self.size());
        let against = format!("the log loss of {} is {gap}", self.name(self.rival));
        let more = self.wanted();
        let text = format!(
            "{}; {against}. {} cannot be told from the best either{more}.",
            numbers::sentence(&self.place()),
            numbers::sentence(&others)
        );
        let lead = format!(
            "Whether {} is {} to predict with cannot be told: it takes {}, and {others} may be as good{more}.",
            self.name(self.own),
            numbers::best_set(self.size()),
            self.place()
        );
        Found::new(Answer::Undecided, text, pointers).saying(lead)
    }
}
