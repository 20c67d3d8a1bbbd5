//! Are these the most important variables? Decided by the held-out loss of leaving each one out.

use super::{Again, Check, Found, beside_its_bound, rows, what_a_found_set_needs};
use crate::attribute::stand_ins::stand_ins;
use crate::card::Card;
use crate::compare::Answer;
use crate::compare::case::{Case, Claimed, difference, mean};
use crate::numbers;
use crate::seed::Seed;
use crate::stats::maxt::{self, Comparison, Judged};
use crate::stats::{interval, monte_carlo};

/// The claim `top_variables`.
pub struct TopVariables;

static CARD: Card = Card {
    id: "top_variables",
    title: "Are these the most important variables?",
    formula: "variable i leaves the top set when the k-th largest of its t-ratios against the others exceeds the two-step max-T bound; scores are rises of held-out log loss on refitting without the variable",
    reading: "Yes when exactly the set in question remains; no when one of its members leaves; undecided when others remain beside it. The level is .05; where nobody named the set, the others have to leave at .025 for a yes.",
    misleading_when: "Near copies, and variables that add up to another, empty the answer: what is left out the others make up for, so that leaving it out costs nothing.",
    reference: "Mogstad, Romano, Shaikh and Wilhelm 2024, doi:10.1093/restud/rdad006",
};

/// Rises of held-out log loss on leaving each variable out, in each split of the sets.
pub fn rises(case: &Case) -> Option<Vec<Vec<f64>>> {
    let count = case.dataset.variables.len();
    let full = case.full_losses();
    let without = |left: usize| -> Vec<usize> { (0..count).filter(|&v| v != left).collect() };
    (0..count).map(|v| Some(difference(&case.losses(&without(v))?, &full))).collect()
}

/// Variables that leave-one-out cannot exclude from the top set.
pub fn possible_top(case: &Case) -> Vec<usize> {
    rises(case).map_or(Vec::new(), |rises| inside(&judged(case, &rises)))
}

/// Whether each variable is shown not to be among the top, by rises of the loss on leaving it out: variables × splits.
fn judged(case: &Case, rises: &[Vec<f64>]) -> Vec<Judged> {
    maxt::not_worse(&negative(rises), case.ensemble.ratio(), case.claimed.variables.len(), seed(case))
}

fn negative(rises: &[Vec<f64>]) -> Vec<Vec<f64>> {
    rises.iter().map(|r| r.iter().map(|x| -x).collect()).collect()
}

fn seed(case: &Case) -> Seed {
    Seed::new(case.options.seed).child("top variables", 0)
}

/// Yes where exactly the set remains and every other is shown worse at its level; no where a member left that nothing outside
/// stands in for. `given` are the sets that nearly give each member.
fn decided(claimed: &Claimed, judged: &[Judged], given: &[Vec<Vec<usize>>]) -> Answer {
    let set = &claimed.variables;
    let missing = || set.iter().zip(given).filter(|(v, _)| !judged[**v].inside);
    let level = claimed.level();
    let left = |v: usize| set.contains(&v) || !judged[v].inside && judged[v].shown_worse(level);
    let outside = |by: &Vec<usize>| by.iter().all(|&v| !judged[v].inside);
    if missing().any(|(_, given)| given.iter().any(outside)) {
        Answer::Undecided
    } else if missing().next().is_some() {
        Answer::No
    } else if (0..judged.len()).all(left) {
        Answer::Yes
    } else {
        Answer::Undecided
    }
}

/// The sets of other variables that nearly give this one.
fn given(case: &Case, variable: usize) -> Vec<Vec<usize>> {
    stand_ins(case.dataset, variable, Seed::new(case.options.seed))
}

fn inside(judged: &[Judged]) -> Vec<usize> {
    (0..judged.len()).filter(|&v| judged[v].inside).collect()
}

/// Variables that nearly give this one and are themselves outside the possible ones: they may have emptied each other.
fn emptied_by(case: &Case, variable: usize, possible: &[usize]) -> Option<Vec<usize>> {
    given(case, variable).into_iter().find(|by| by.iter().all(|v| !possible.contains(v)))
}

/// `x1 and x2 stand in for each other, …`.
fn emptied(case: &Case, variable: usize, by: &[usize]) -> String {
    let (name, by) = (&case.dataset.variables[variable].name, case.names(by));
    match by.as_slice() {
        [copy] => format!("{name} and {copy} stand in for each other, so leaving one out shows neither."),
        by => format!(
            "{name} is nearly given by {} together, so leaving one out shows none of them.",
            numbers::list(by)
        ),
    }
}

impl Check for TopVariables {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn question(&self, case: &Case) -> String {
        let names = case.names(&case.claimed.variables);
        match names.len() {
            1 => format!("Is {} the most important variable?", names[0]),
            n => format!(
                "Are {} the {} most important variables?",
                numbers::list(&names),
                numbers::in_words(n)
            ),
        }
    }

    fn examine(&self, case: &Case) -> Found {
        let pointers = ["/verdict/possible_top", "/rankings"];
        let claimed = &case.claimed.variables;
        let Some(rises) = rises(case).filter(|r| claimed.len() < r.len()) else {
            let text = "Not decided: the set in question holds every variable.";
            return Found::new(Answer::Undecided, text.to_owned(), &pointers);
        };
        let judged = judged(case, &rises);
        let possible = inside(&judged);
        let costs: Vec<String> = claimed.iter().map(|&v| cost(case, v, &rises[v])).collect();
        let costs = format!("Trained without {}", costs.join("; without "));
        let missing: Vec<usize> = claimed.iter().copied().filter(|v| !possible.contains(v)).collect();
        let others: Vec<usize> = possible.iter().copied().filter(|v| !claimed.contains(v)).collect();
        if missing.is_empty() && others.is_empty() {
            let top = numbers::in_words(claimed.len());
            let level = case.claimed.level();
            let close = (0..judged.len()).filter(|v| !claimed.contains(v) && !judged[*v].shown_worse(level));
            if let Some(close) = close.max_by(|&a, &b| judged[a].p.total_cmp(&judged[b].p)) {
                let name = &case.dataset.variables[close].name;
                let text = format!(
                    "{costs}. At .05 no other variable is left among the top {top}; {name} comes nearest ({}), but {}.",
                    beside_its_bound(judged[close].p),
                    what_a_found_set_needs(case)
                );
                return Found::new(Answer::Undecided, text, &pointers);
            }
            let text = format!("{costs}. No other variable can be among the top {top}.");
            return Found::new(Answer::Yes, text, &pointers);
        }
        if missing.is_empty() {
            let top = numbers::in_words(claimed.len());
            let text = format!(
                "{costs}. {} may be among the top {top} as well{}.",
                numbers::some(&case.names(&others)),
                wanted(case, &rises, &others)
            );
            return Found::new(Answer::Undecided, text, &pointers);
        }
        if let Some((out, by)) = missing.iter().find_map(|&v| Some((v, emptied_by(case, v, &possible)?))) {
            let text = format!("{costs}. {}", emptied(case, out, &by));
            return Found::new(Answer::Undecided, text, &pointers);
        }
        let text = format!(
            "{costs}. {} not among those that can be at the top: {}.",
            numbers::is_are(&case.names(&missing)),
            numbers::some(&case.names(&possible))
        );
        Found::new(Answer::No, text, &pointers)
    }

    fn again<'a>(&self, case: &'a Case) -> Option<Again<'a>> {
        let size = case.claimed.variables.len();
        let losses = negative(&rises(case).filter(|r| size < r.len())?);
        let comparison = Comparison::new(&losses, case.ensemble.ratio(), size, seed(case))?;
        let folds = case.ensemble.plan.sets.folds;
        let repeats: Vec<Vec<f64>> = losses.iter().map(|l| monte_carlo::repeat_means(l, folds)).collect();
        let given: Vec<_> = case.claimed.variables.iter().map(|&v| given(case, v)).collect();
        // how far spreads move is read off the closest comparison
        let (within, others): (Vec<usize>, Vec<usize>) =
            (0..losses.len()).partition(|v| case.claimed.variables.contains(v));
        let by_mean = |a: &usize, b: &usize| mean(&losses[*a]).total_cmp(&mean(&losses[*b]));
        let weakest = within.into_iter().max_by(by_mean)?;
        let gap = difference(&losses[others.into_iter().min_by(by_mean)?], &losses[weakest]);
        Some(Box::new(move |rerun| {
            let means: Vec<f64> = repeats.iter().map(|of| rerun.of_repeats(of)).collect();
            let judged = comparison.judge(&means, rerun.splits, rerun.spread(&gap));
            decided(&case.claimed, &judged, &given)
        }))
    }
}

/// The rows that would tell the strongest of the others from the weakest member, where it is the weaker one here.
fn wanted(case: &Case, rises: &[Vec<f64>], others: &[usize]) -> String {
    let by_mean = |a: &&usize, b: &&usize| mean(&rises[**a]).total_cmp(&mean(&rises[**b]));
    let weakest = case.claimed.variables.iter().min_by(by_mean);
    let strongest = others.iter().max_by(by_mean);
    let (Some(&weakest), Some(&strongest)) = (weakest, strongest) else { return String::new() };
    let gap = difference(&rises[weakest], &rises[strongest]);
    let test = interval::corrected(&gap, case.ensemble.ratio()).filter(|test| test.mean > 0.0);
    let names = case.names(&[strongest, weakest]);
    let wanted = test.and_then(|test| rows::wanted(case, &test));
    wanted.map_or(String::new(), |wanted| format!("; at least {wanted} {} from {}", names[0], names[1]))
}

fn cost(case: &Case, variable: usize, rises: &[f64]) -> String {
    let rise = interval::estimate(rises, case.ensemble.ratio());
    format!("{} the log loss {}", case.dataset.variables[variable].name, numbers::rises(&rise))
}
