//! The retraining test: the claimed set, the top of each measure, singles, pairs and random sets against all variables.

use super::case::{Case, MeasureScores, choosers, difference, mean, tally};
use super::claims::best_subset::{Contest, contest};
use super::{ChosenSet, Posterior, RetrainedSet, SetDifference, synergy};
use crate::stats::{Difference, interval};
use crate::train::ensemble::{SetOutcome, all_triples};

/// Sets chosen in a split that are listed by name.
const CHOICES_SHOWN: usize = 5;

/// Every refitted set, `all` first, the claimed set second.
pub fn retraining(case: &Case) -> Vec<RetrainedSet> {
    let mut list = vec![all(case)];
    let size = case.claimed.variables.len();
    let contest_of_size = contest(case, size);
    list.extend(named(case, &case.claimed.variables, "claim", contest_of_size.as_ref()));
    list.extend(chosen_in_splits(case, "top:together", &case.claimed.by_split));
    for measure in choosers(case.scores) {
        list.extend(chosen_in_splits(case, &format!("top:{}", measure.id), &case.choices(measure, size)));
    }
    list.extend(signed_choice(case, size).and_then(|c| chosen_in_splits(case, "top:signed_sum", &c)));
    list.extend(random(case, size));
    list.extend(of_size(case, 1));
    if size != 1 && size != 2 {
        list.extend(of_size(case, size));
    }
    list.extend(of_size(case, 2));
    if size != 3 && all_triples(&case.ensemble.plan, case.dataset.variables.len()) {
        list.extend(of_size(case, 3).into_iter().map(|set| RetrainedSet { why: "triple".to_owned(), ..set }));
    }
    list.extend(all_but_one(case));
    list
}

fn all(case: &Case) -> RetrainedSet {
    let everything: Vec<usize> = (0..case.dataset.variables.len()).collect();
    let mut set = of_outcomes(case, &case.everything, "all", false);
    set.variables = case.names(&everything);
    set
}

fn named(case: &Case, variables: &[usize], why: &str, contest: Option<&Contest>) -> Option<RetrainedSet> {
    let everything = variables.len() == case.dataset.variables.len();
    let outcomes = match case.ensemble.set(variables) {
        Some(runs) => runs.outcomes.clone(),
        None if everything => case.everything.clone(),
        None => return None,
    };
    let mut set = of_outcomes(case, &outcomes, why, true);
    set.variables = case.names(variables);
    if let Some((contest, own)) = contest.and_then(|c| Some((c, c.sets.iter().position(|s| s == variables)?)))
    {
        set.place = contest.order.iter().position(|&s| s == own).map(|p| p + 1);
        set.in_best_set = Some(contest.judged[own].inside);
        set.p_worse = Some(contest.judged[own].p);
    }
    set.synergy = synergy::of_pair(case, variables);
    Some(set)
}

/// All trained sets of one size, lowest mean loss first.
fn of_size(case: &Case, size: usize) -> Vec<RetrainedSet> {
    let why = match size {
        1 => "single",
        2 => "pair",
        _ => "subset",
    };
    if size == case.dataset.variables.len() {
        return Vec::new();
    }
    let Some(contest) = contest(case, size) else { return Vec::new() };
    contest.order.iter().filter_map(|&s| named(case, &contest.sets[s], why, Some(&contest))).collect()
}

fn all_but_one(case: &Case) -> Vec<RetrainedSet> {
    let count = case.dataset.variables.len();
    if count < 3 {
        return Vec::new();
    }
    let without = |left: usize| -> Vec<usize> { (0..count).filter(|&v| v != left).collect() };
    (0..count).filter_map(|left| named(case, &without(left), "leave_one_out", None)).collect()
}

/// A set chosen anew in every split, judged on the split's own network of it.
fn chosen_in_splits(case: &Case, why: &str, choices: &[Vec<usize>]) -> Option<RetrainedSet> {
    let outcome = |(split, set): (usize, &Vec<usize>)| -> Option<SetOutcome> {
        if set.len() == case.dataset.variables.len() {
            return case.everything.get(split).copied();
        }
        case.ensemble.set(set)?.outcomes.get(split).copied()
    };
    let outcomes: Option<Vec<SetOutcome>> = choices.iter().enumerate().map(outcome).collect();
    let mut set = of_outcomes(case, &outcomes.filter(|o| !o.is_empty())?, why, true);
    set.chosen = chosen(case, choices);
    if let [only] = set.chosen.as_slice() {
        set.variables = only.variables.clone();
    }
    Some(set)
}

/// The sets chosen, most frequent first.
pub fn chosen(case: &Case, choices: &[Vec<usize>]) -> Vec<ChosenSet> {
    let tally = tally(choices).into_iter().take(CHOICES_SHOWN);
    tally.map(|(set, share)| ChosenSet { variables: case.names(&set), share }).collect()
}

/// The largest signed sums of input weights in each split: what the asker summed.
pub fn signed_choice(case: &Case, size: usize) -> Option<Vec<Vec<usize>>> {
    let signed: &MeasureScores = case.measure("signed_sum").filter(|m| !m.signed_by_split.is_empty())?;
    let splits = case.ensemble.layout.set_splits.len();
    Some(signed.signed_by_split.iter().take(splits).map(|s| crate::stats::rank::top(s, size)).collect())
}

/// A typical set of the size: the mean over all trained sets drawn without looking at any ranking.
fn random(case: &Case, size: usize) -> Option<RetrainedSet> {
    let drawn: Vec<&Vec<usize>> = case.ensemble.random_sets().iter().filter(|s| s.len() == size).collect();
    let runs: Option<Vec<_>> = drawn.iter().map(|s| case.ensemble.set(s)).collect();
    let runs = runs.filter(|r| r.len() > 1)?;
    let at = |split: usize| -> SetOutcome {
        let average =
            |f: fn(&SetOutcome) -> f64| mean(&runs.iter().map(|r| f(&r.outcomes[split])).collect::<Vec<_>>());
        SetOutcome {
            loss: average(|o| o.loss),
            accuracy: average(|o| o.accuracy),
            recall: average(|o| o.recall),
            precision: average(|o| o.precision),
        }
    };
    let outcomes: Vec<SetOutcome> = (0..case.nothing.len()).map(at).collect();
    Some(of_outcomes(case, &outcomes, "random", true))
}

fn of_outcomes(case: &Case, outcomes: &[SetOutcome], why: &str, compare: bool) -> RetrainedSet {
    let ratio = case.ensemble.ratio();
    let take = |f: fn(&SetOutcome) -> f64| -> Vec<f64> { outcomes.iter().map(f).collect() };
    let [rows, of_smallest] = case.behind_shares();
    let share = |f: fn(&SetOutcome) -> f64, rows: usize| interval::share(&take(f), ratio, rows);
    let beside = |f: fn(&SetOutcome) -> f64| -> Vec<f64> {
        let full: Vec<f64> = case.everything.iter().map(f).collect();
        difference(&take(f), &full)
    };
    let against = |f, rows: usize| -> Difference { interval::share_difference(&beside(f), ratio, rows) };
    RetrainedSet {
        variables: Vec::new(),
        why: why.to_owned(),
        accuracy: share(|o| o.accuracy, rows),
        recall: share(|o| o.recall, of_smallest),
        precision: share(|o| o.precision, of_smallest),
        log_loss: interval::estimate(&take(|o| o.loss), ratio),
        difference: compare.then(|| SetDifference {
            accuracy: against(|o| o.accuracy, rows),
            recall: against(|o| o.recall, of_smallest),
            precision: against(|o| o.precision, of_smallest),
            log_loss: interval::difference(&beside(|o| o.loss), ratio),
        }),
        posterior: posterior(case, &take(|o| o.loss)).filter(|_| compare),
        kept: gain_is_shown(case).then(|| case.kept(&take(|o| o.loss))).flatten(),
        place: None,
        in_best_set: None,
        p_worse: None,
        synergy: None,
        synergy_q: None,
        second_derivative: None,
        slope_change: None,
        together: None,
        chosen: Vec::new(),
    }
}

/// The chances that a set with these losses is worse than all variables by more than the margin, within, or better.
fn posterior(case: &Case, losses: &[f64]) -> Option<Posterior> {
    if !gain_is_shown(case) {
        return None;
    }
    let lost = difference(losses, &case.full_losses());
    let [better, within, worse] =
        interval::bayes_rope(&lost, case.ensemble.ratio(), case.options.margin * case.gap())?;
    Some(Posterior { worse, within, better })
}

/// Whether the lower bound of L_0 - L_all is above 0; shares of the gain mean nothing without.
pub fn gain_is_shown(case: &Case) -> bool {
    interval::estimate(&case.gains(), case.ensemble.ratio()).low.is_some_and(|low| low > 0.0)
}
