//! Accuracy against the number of variables: the network refitted on the first 1, 2, 3 … of every ranking.
//!
//! In each split a measure orders the variables from that split's networks, so the held-out rows never help to choose.
//! An order drawn at random shows what any variables would do.

use super::case::{Case, MeasureScores, choosers, difference, magnitudes, sorted, tally, together};
use super::claims::{ALPHA, enough};
use super::{ChosenSet, NumberLine, NumberPoint};
use crate::error::Result;
use crate::observe::Observe;
use crate::seed::Seed;
use crate::stats::{adjust, interval, rank};
use crate::train::ensemble::{Ensemble, Orders, SetOutcome};

/// Repeats of the cross-validation that are used, of small and of larger tables.
const REPEATS: [usize; 2] = [3, 2];
/// Numbers of variables tried, where a table has more.
const SIZES: [usize; 12] = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30];
/// Numbers tried on larger tables.
const FEWER_SIZES: [usize; 6] = [1, 2, 3, 5, 10, 20];
/// Rows up to which a table is small.
const SMALL: usize = 5_000;

/// The lines with their outcomes: sizes × splits.
pub struct Trained {
    sizes: Vec<usize>,
    lines: Vec<(String, Orders, Vec<Vec<SetOutcome>>)>,
}

impl Trained {
    /// For each line who orders the variables, and its order in each split.
    pub fn orders(&self) -> impl Iterator<Item = (&str, &Orders)> {
        self.lines.iter().map(|(id, orders, _)| (id.as_str(), orders))
    }
}

/// Trains the networks of every line.
///
/// # Errors
/// `Error::Interrupted` when the user asked to stop.
pub fn train(
    ensemble: &mut Ensemble,
    scores: &[MeasureScores],
    seed: Seed,
    observe: &dyn Observe,
) -> Result<Trained> {
    let count = ensemble.bench.dataset.variables.len();
    let rows = ensemble.bench.dataset.rows();
    let repeats = REPEATS[usize::from(rows > SMALL)];
    let splits = ensemble.plan.sets.folds * ensemble.plan.sets.repeats.min(repeats);
    let mut named: Vec<(String, Orders)> = vec![(
        "together".to_owned(),
        (0..splits).map(|split| rank::order(&together(scores, split, count))).collect(),
    )];
    for measure in choosers(scores) {
        let order = |scores: &Vec<f64>| rank::order(&magnitudes(scores));
        named.push((measure.id.to_owned(), measure.by_split.iter().take(splits).map(order).collect()));
    }
    named.retain(|(_, orders)| orders.len() == splits);
    named.push(("random".to_owned(), (0..splits).map(|split| shuffled(count, split, seed)).collect()));
    let sizes = sizes(count, rows);
    let orders: Vec<Orders> = named.iter().map(|(_, orders)| orders.clone()).collect();
    let outcomes = ensemble.train_prefixes(&orders, &sizes, observe)?;
    let lines = named.into_iter().zip(outcomes).map(|((id, orders), outcomes)| (id, orders, outcomes));
    Ok(Trained { sizes, lines: lines.collect() })
}

/// The numbers of variables tried; the last is all.
fn sizes(count: usize, rows: usize) -> Vec<usize> {
    let tried: &[usize] = if rows > SMALL { &FEWER_SIZES } else { &SIZES };
    tried.iter().copied().filter(|&size| size < count).chain([count]).collect()
}

fn shuffled(count: usize, split: usize, seed: Seed) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    seed.child("order of variables", split as u64).rng().shuffle(&mut order);
    order
}

/// The lines as the report shows them.
pub fn by_number(case: &Case, trained: &Trained) -> Vec<NumberLine> {
    let Trained { sizes, lines } = trained;
    lines.iter().map(|(id, orders, outcomes)| line(case, sizes, id, orders, outcomes)).collect()
}

fn line(case: &Case, sizes: &[usize], id: &str, orders: &Orders, outcomes: &[Vec<SetOutcome>]) -> NumberLine {
    let point = |(&size, outcomes): (&usize, &Vec<SetOutcome>)| point(case, size, orders, outcomes, id);
    let mut points: Vec<NumberPoint> = sizes.iter().zip(outcomes).map(point).collect();
    let enough = adjusted(case, outcomes, case.options.margin);
    let better = adjusted(case, outcomes, 0.0);
    for (point, (enough, better)) in points.iter_mut().zip(enough.into_iter().zip(better)) {
        (point.p_enough, point.p_better) = (enough, better);
    }
    let shown = |point: &&NumberPoint| point.p_enough.is_some_and(|p| p < ALPHA);
    let many = case.dataset.rows() >= enough::FEWEST_ROWS;
    let enough = points.iter().find(shown).filter(|_| many).map(|point| point.size);
    NumberLine { measure: id.to_owned(), points, enough }
}

fn point(case: &Case, size: usize, orders: &Orders, outcomes: &[SetOutcome], id: &str) -> NumberPoint {
    let ratio = case.ensemble.ratio();
    let take = |f: fn(&SetOutcome) -> f64| -> Vec<f64> { outcomes.iter().map(f).collect() };
    let losses = take(|o| o.loss);
    let all = size == case.dataset.variables.len();
    let lost = difference(&losses, &case.full_losses()[..outcomes.len()]);
    let sets: Vec<Vec<usize>> = orders.iter().map(|order| sorted(order[..size].iter().copied())).collect();
    let chosen = tally(&sets).into_iter().next().filter(|_| id != "random" && !all);
    NumberPoint {
        size,
        accuracy: interval::share(&take(|o| o.accuracy), ratio, case.behind_shares()[0]),
        log_loss: interval::estimate(&losses, ratio),
        difference: (!all).then(|| interval::difference(&lost, ratio)),
        p_enough: None,
        p_better: None,
        chosen: chosen.map(|(set, share)| ChosenSet { variables: case.names(&set), share }),
    }
}

/// For each number below all the p-value of 'loses less than this share of the gain', one-sided, adjusted for all of them.
fn adjusted(case: &Case, outcomes: &[Vec<SetOutcome>], margin: f64) -> Vec<Option<f64>> {
    let (full, gains) = (case.full_losses(), case.gains());
    let p = |outcomes: &Vec<SetOutcome>| {
        let beyond =
            |(split, outcome): (usize, &SetOutcome)| outcome.loss - full[split] - margin * gains[split];
        let beyond: Vec<f64> = outcomes.iter().enumerate().map(beyond).collect();
        interval::corrected(&beyond, case.ensemble.ratio()).map(|test| test.p_less())
    };
    let smaller = outcomes.len().saturating_sub(1);
    adjust::holm(&outcomes[..smaller].iter().map(p).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_tried_end_with_all() {
        assert_eq!(sizes(1, 500), [1]);
        assert_eq!(sizes(4, 500), [1, 2, 3, 4]);
        assert_eq!(sizes(14, 500), [1, 2, 3, 4, 5, 6, 8, 10, 12, 14]);
        assert_eq!(sizes(14, 200_000), [1, 2, 3, 5, 10, 14]);
        assert_eq!(sizes(200, 500).last(), Some(&200));
    }

    #[test]
    fn orders_drawn_at_random_have_every_variable_once() {
        let mut order = shuffled(6, 3, Seed::new(1));
        assert_ne!(order, shuffled(6, 4, Seed::new(1)));
        order.sort_unstable();
        assert_eq!(order, [0, 1, 2, 3, 4, 5]);
    }
}
