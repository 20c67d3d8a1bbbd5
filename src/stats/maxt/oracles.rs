//! Against csranks, the program of those who wrote the method, and mvtnorm: `tests/oracles/ranks.R` says what is the same
//! there and what is not.
//!
//! Ratios are held to 1e-9. Critical values are drawn, 200,000 times there and as often here: the share of our draws beyond
//! theirs may be off by four standard errors of the difference of two such shares. Sets and intervals are the same where no
//! ratio is nearer than .12 to what noise reaches, and the script makes no other cases.

use super::*;
use crate::stats::quantile::quantile;
use serde::Deserialize;

/// Draws of `Multiplied` that are put together.
const SEEDS: u64 = 100;

#[derive(Deserialize)]
struct Oracle {
    draws: f64,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    losses: Vec<Vec<f64>>,
    ratio: f64,
    tau: usize,
    ratios: Vec<Vec<f64>>,
    items: Vec<Item>,
    /// What noise reaches between any two.
    between: f64,
    low: Vec<usize>,
    high: Vec<usize>,
    item_by_item: Vec<bool>,
    projected: Vec<bool>,
    projected_in_steps: Vec<bool>,
}

/// One item against the others; critical values of normals.
#[derive(Deserialize)]
struct Item {
    first: f64,
    one_step: f64,
    kept: Vec<usize>,
    decisive: f64,
    /// None for one that isn't behind `tau` others.
    second: Option<f64>,
    /// The chance that t reach `second`; as `p`.
    second_of_t: Option<f64>,
    /// Of t, and only where the covariance of the differences has an inverse.
    p: Option<f64>,
}

impl Case {
    fn means(&self) -> Vec<f64> {
        self.losses.iter().map(|of| mean(of)).collect()
    }

    fn factor(&self) -> f64 {
        (1.0 / self.losses[0].len() as f64 + self.ratio).sqrt()
    }

    fn drawn(&self, seed: u64) -> Multiplied {
        Multiplied::new(&self.losses, self.losses[0].len() as f64 - 1.0, Seed::new(seed))
    }

    fn all_drawn(&self) -> Vec<Multiplied> {
        (0..SEEDS).into_par_iter().map(|seed| self.drawn(seed)).collect()
    }

    fn others(&self, item: usize) -> Vec<usize> {
        (0..self.losses.len()).filter(|&other| other != item).collect()
    }
}

fn oracle() -> Oracle {
    let oracle: Oracle =
        serde_json::from_str(include_str!("../../../tests/oracles/ranks.json")).expect("a JSON file");
    assert!(oracle.cases.len() > 5 && oracle.draws == SEEDS as f64 * DRAWS as f64);
    oracle
}

/// That this share of our draws is beyond a critical value, `errors` standard errors of one such share allowed for.
fn beyond(what: &str, ours: &[Vec<f64>], critical: f64, level: f64, errors: f64) {
    let count = ours.iter().map(Vec::len).sum::<usize>() as f64;
    let found = ours.iter().flatten().filter(|z| **z >= critical).count() as f64 / count;
    let allowed = errors * (level * (1.0 - level) / count).sqrt() + 2.0 / count;
    assert!((found - level).abs() <= allowed, "{what}: {found} is not {level} within {allowed}");
}

/// Standard errors allowed for between shares of as many draws here as there.
const OF_BOTH: f64 = 4.0 * std::f64::consts::SQRT_2;

fn as_normals(drawn: &mut [Multiplied]) {
    drawn.iter_mut().for_each(|drawn| drawn.spread = vec![1.0; DRAWS]);
}

#[test]
fn differences_over_their_standard_errors_are_those_of_csranks() {
    for case in oracle().cases {
        let (means, factor, drawn) = (case.means(), case.factor(), case.drawn(0));
        let ratio = |a: usize, b: usize| (means[a] - means[b]) / drawn.error(a, b) / factor;
        let near = |found: f64, expected: f64| {
            assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} is not {expected}");
        };
        for (a, item) in case.items.iter().enumerate() {
            case.others(a).into_iter().for_each(|b| near(ratio(a, b), case.ratios[a][b]));
            near(decisive(means.len(), |b| ratio(a, b), a, case.tau).0, item.decisive);
        }
    }
}

#[test]
fn what_normals_reach_and_who_is_clearly_worse_is_what_csranks_draws() {
    for (number, case) in oracle().cases.iter().enumerate() {
        let mut drawn = case.all_drawn();
        as_normals(&mut drawn);
        for (a, item) in case.items.iter().enumerate() {
            let against = |b: &[usize]| drawn.iter().map(|drawn| drawn.largest(a, b)).collect::<Vec<_>>();
            let (tau, what) = (case.tau as f64, format!("case {number}, item {a}"));
            let all = against(&case.others(a));
            beyond(&format!("{what}, first step"), &all, item.first, FIRST_STEP / tau, OF_BOTH);
            let clearly = quantile(&all.concat(), 1.0 - FIRST_STEP / tau);
            let kept = case.others(a).into_iter().filter(|&b| case.ratios[a][b] > -clearly);
            assert_eq!(kept.collect::<Vec<_>>(), item.kept, "{what}");
            beyond(&format!("{what}, one step"), &all, item.one_step, ALPHA / tau, OF_BOTH);
            if let Some(second) = item.second {
                let kept = against(&item.kept);
                beyond(&format!("{what}, second step"), &kept, second, bound(ALPHA) / tau, OF_BOTH);
            }
        }
        let between: Vec<Vec<f64>> = drawn.iter().map(Multiplied::largest_of_all).collect();
        beyond(&format!("case {number}, between any two"), &between, case.between, ALPHA, OF_BOTH);
    }
}

#[test]
fn adjusted_p_values_are_those_of_the_multivariate_t() {
    let mut compared = 0;
    for (number, case) in oracle().cases.iter().enumerate() {
        let drawn = case.all_drawn();
        let judged = not_worse(&case.losses, case.ratio, case.tau, Seed::new(1));
        let tau = case.tau as f64;
        for (a, item) in case.items.iter().enumerate() {
            let what = format!("case {number}, item {a}");
            if item.decisive <= NOT_WORSE {
                assert_eq!(judged[a], UNTOUCHED, "{what}");
            }
            let Some(p) = item.p.filter(|p| *p < 1.0) else { continue };
            let reached: Vec<Vec<f64>> = drawn.iter().map(|drawn| drawn.largest(a, &item.kept)).collect();
            beyond(&what, &reached, item.decisive, p / tau, 4.0);
            if let (Some(second), Some(chance)) = (item.second, item.second_of_t) {
                beyond(&format!("{what}, second step"), &reached, second, chance, 4.0);
            }
            // the same of one seed, with the steps that it takes itself
            let error = 4.0 * (p * tau / DRAWS as f64).sqrt() + 2.0 * tau / DRAWS as f64;
            assert!((judged[a].p - p).abs() <= error, "{what}: {} is not {p} within {error}", judged[a].p);
            compared += 1;
        }
    }
    assert!(compared > 12, "{compared}");
}

#[test]
fn the_top_is_that_of_csranks_item_by_item_and_its_projection_may_keep_more() {
    let mut more = 0;
    for (number, case) in oracle().cases.iter().enumerate() {
        let judged = not_worse(&case.losses, case.ratio, case.tau, Seed::new(1));
        let inside: Vec<bool> = judged.iter().map(|judged| judged.inside).collect();
        assert_eq!(inside, case.item_by_item, "case {number}");
        for (a, item) in case.items.iter().enumerate() {
            let what = format!("case {number}, item {a}");
            // in one step the bound of all differences alone makes another answer
            let between =
                item.second.is_some_and(|second| second < item.decisive && item.decisive < case.between);
            assert_eq!(case.projected[a], inside[a] || between, "{what}");
            // further steps can only shrink it
            assert!(case.projected[a] || !case.projected_in_steps[a], "{what}");
            more += usize::from(case.projected[a] && !inside[a]);
        }
    }
    assert!(more > 0);
}

#[test]
fn intervals_of_ranks_are_those_of_csranks_in_one_step() {
    for (number, case) in oracle().cases.iter().enumerate() {
        let rises: Vec<Vec<f64>> =
            case.losses.iter().map(|of| of.iter().map(|loss| -loss).collect()).collect();
        let found = rank_sets_corrected(&rises, case.ratio, Seed::new(1)).unwrap();
        let expected: Vec<(usize, usize)> = case.low.iter().copied().zip(case.high.iter().copied()).collect();
        assert_eq!(found, expected, "case {number}");
    }
}
