//! Every statistic here against SciPy, statsmodels and scikit-learn: `tests/oracles/statistics.py` says what is from where.
//!
//! Not here: the draws behind `maxt`, which are compared beside it. All else is held to 1e-9, of the number where that is
//! large.

use super::calibration::Reliability;
use super::{Quality, adjust, correlation, interval, metrics, quantile, rank, scaling, stability};
use crate::seed::Seed;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::LazyLock;

const TOLERANCE: f64 = 1e-9;

static ALL: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../tests/oracles/statistics.json")).expect("a JSON file")
});

fn cases<T: DeserializeOwned>(part: &str) -> Vec<T> {
    let cases: Vec<T> = serde_json::from_value(ALL.pointer(part).cloned().expect("a part")).expect("cases");
    assert!(cases.len() > 2, "{part} has {} cases", cases.len());
    cases
}

fn near(what: &str, found: f64, expected: f64) {
    let off = (found - expected).abs();
    assert!(off <= TOLERANCE * expected.abs().max(1.0), "{what}: {found} is not {expected}");
}

fn near_option(what: &str, found: Option<f64>, expected: Option<f64>) {
    match (found, expected) {
        (Some(found), Some(expected)) => near(what, found, expected),
        (found, expected) => assert_eq!(found, expected, "{what}"),
    }
}

fn near_all(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    found.iter().zip(expected).for_each(|(found, expected)| near(what, *found, *expected));
}

#[test]
fn correlations_of_values_and_orders() {
    #[derive(Deserialize)]
    struct Case {
        a: Vec<f64>,
        b: Vec<f64>,
        tau: Option<f64>,
        somers: Option<f64>,
        pearson: Option<f64>,
        fisher: Option<(f64, f64)>,
        ranks: Vec<f64>,
    }
    for case in cases::<Case>("/correlations") {
        near_option("tau-b", correlation::kendall_tau_b(&case.a, &case.b), case.tau);
        let r = correlation::pearson(&case.a, &case.b);
        near_option("Pearson", r, case.pearson);
        if case.somers.is_some() {
            near_option("Somers' D", correlation::somers_d(&case.b, &case.a), case.somers);
        }
        if let Some((low, high)) = case.fisher {
            let found = interval::fisher_z(r.unwrap(), case.a.len() as f64).unwrap();
            near_all("Fisher", &[found.0, found.1], &[low, high]);
        }
        near_all("ranks", &rank::average_ranks(&case.a), &case.ranks);
        // Spearman's correlation is Pearson's of these; nothing here asks for it
    }
}

#[test]
fn concordance_with_ties() {
    #[derive(Deserialize)]
    struct Case {
        scores: Vec<Vec<f64>>,
        w: Option<f64>,
        chi2: Option<f64>,
        p: Option<f64>,
    }
    for case in cases::<Case>("/concordance") {
        let found = correlation::kendall_w(&case.scores);
        near_option("W", found.map(|c| c.w), case.w);
        near_option("chi-squared", found.map(|c| c.chi2), case.chi2);
        near_option("p", found.map(|c| c.p), case.p);
    }
}

#[test]
fn overlaps_and_the_tau_of_chance() {
    #[derive(Deserialize)]
    struct Overlap {
        a: Vec<usize>,
        b: Vec<usize>,
        p: f64,
        rbo: f64,
    }
    for case in cases::<Overlap>("/overlaps") {
        near("overlap", correlation::rank_biased_overlap(&case.a, &case.b, case.p), case.rbo);
    }
    #[derive(Deserialize)]
    struct Chance {
        n: usize,
        tau: f64,
    }
    for case in cases::<Chance>("/chance_tau") {
        near("chance", correlation::chance_tau(case.n, 0.95, Seed::new(1)), case.tau);
    }
}

#[test]
fn distributions_and_their_quantiles() {
    #[derive(Deserialize)]
    struct T {
        p: f64,
        df: f64,
        x: f64,
    }
    for T { p, df, x } in cases("/distributions/t") {
        near(&format!("t quantile {p} of {df}"), interval::t_quantile(p, df), x);
    }
    for T { p, df, x } in cases("/distributions/t_cdf") {
        near(&format!("t {x} of {df}"), interval::t_cdf(x, df), p);
    }
    #[derive(Deserialize)]
    struct Normal {
        p: f64,
        x: f64,
    }
    for Normal { p, x } in cases("/distributions/normal") {
        near(&format!("normal quantile {p}"), interval::normal_quantile(p), x);
    }
    #[derive(Deserialize)]
    struct Binomial {
        successes: usize,
        of: usize,
        chance: f64,
        p: f64,
    }
    for Binomial { successes, of, chance, p } in cases("/distributions/binomial") {
        near(&format!("{successes} of {of}"), interval::at_least(successes, of, chance), p);
    }
}

#[test]
fn shares_with_their_intervals() {
    #[derive(Deserialize)]
    struct Case {
        successes: f64,
        count: f64,
        low: f64,
        high: f64,
    }
    for Case { successes, count, low, high } in cases("/wilson") {
        let found = interval::wilson(successes, count);
        near_all(&format!("{successes} of {count}"), &[found.0, found.1], &[low, high]);
        if successes.fract() == 0.0 {
            let found = interval::proportion(successes as usize, count as usize);
            near("share", found.mean, successes / count);
            assert_eq!(
                (found.low, found.high),
                (Some(interval::wilson(successes, count).0), Some(interval::wilson(successes, count).1))
            );
        }
    }
    assert_eq!(interval::wilson(0.0, 0.0), (0.0, 1.0));
}

#[test]
fn differences_over_splits() {
    #[derive(Deserialize)]
    struct Case {
        values: Vec<f64>,
        ratio: f64,
        mean: f64,
        se: f64,
        t: f64,
        p_less: f64,
        p_greater: f64,
        p: f64,
        low: f64,
        high: f64,
        lower: f64,
        upper: f64,
        rope: f64,
        posterior: [f64; 3],
    }
    for case in cases::<Case>("/splits") {
        let found = interval::corrected(&case.values, case.ratio).unwrap();
        let both = interval::difference(&case.values, case.ratio);
        near_all(
            "corrected t",
            &[found.mean, found.se, found.t().unwrap(), found.p_less(), found.p_greater(), both.p.unwrap()],
            &[case.mean, case.se, case.t, case.p_less, case.p_greater, case.p],
        );
        near_all(
            "bounds",
            &[both.mean, both.low.unwrap(), both.high.unwrap(), found.lower(), found.upper()],
            &[case.mean, case.low, case.high, case.lower, case.upper],
        );
        near_all(
            "posterior",
            &interval::bayes_rope(&case.values, case.ratio, case.rope).unwrap(),
            &case.posterior,
        );
        // a p-value keeps its digits where it is small
        assert!((found.p_greater() / case.p_greater - 1.0).abs() < 1e-6 || case.p_greater < 1e-60);
    }
}

#[test]
fn ratios_and_halves() {
    #[derive(Deserialize)]
    struct Ratio {
        a: Vec<f64>,
        b: Vec<f64>,
        ratio: f64,
        mean: f64,
        low: Option<f64>,
        high: Option<f64>,
    }
    for case in cases::<Ratio>("/fieller") {
        let found = interval::fieller(&case.a, &case.b, case.ratio);
        near_option("Fieller, mean", found.map(|e| e.mean), case.low.map(|_| case.mean));
        near_option("Fieller, low", found.and_then(|e| e.low), case.low);
        near_option("Fieller, high", found.and_then(|e| e.high), case.high);
    }
    #[derive(Deserialize)]
    struct Halves {
        center: f64,
        halves: Vec<f64>,
        low: f64,
        high: f64,
    }
    for case in cases::<Halves>("/halves") {
        let found = interval::half_samples(case.center, &case.halves);
        near_all("halves", &[found.low.unwrap(), found.high.unwrap()], &[case.low, case.high]);
    }
}

#[test]
fn adjusted_p_values() {
    #[derive(Deserialize)]
    struct Case {
        p: Vec<f64>,
        adjusted: Vec<f64>,
    }
    for case in cases::<Case>("/holm") {
        let p: Vec<Option<f64>> = case.p.iter().copied().map(Some).collect();
        near_all("Holm", &adjust::holm(&p).into_iter().flatten().collect::<Vec<_>>(), &case.adjusted);
    }
}

#[test]
fn predictions_of_classes() {
    #[derive(Deserialize)]
    struct Case {
        classes: usize,
        truth: Vec<u32>,
        probabilities: Vec<f64>,
        weights: Vec<f64>,
        confusion: Vec<u32>,
        accuracy: f64,
        balanced: f64,
        recall: f64,
        precision: f64,
        f1: f64,
        log_loss: f64,
        auc: Option<f64>,
        reweighted: Vec<f64>,
        calibration: Calibration,
    }
    #[derive(Deserialize)]
    struct Calibration {
        error: f64,
        by_chance: f64,
    }
    for case in cases::<Case>("/predictions") {
        assert_eq!(metrics::confusion(&case.probabilities, &case.truth, case.classes), case.confusion);
        let found = Quality::of(&case.probabilities, &case.truth, &case.weights);
        near_all(
            "metrics",
            &[found.accuracy, found.balanced, found.recall, found.precision, found.f1, found.loss],
            &[case.accuracy, case.balanced, case.recall, case.precision, case.f1, case.log_loss],
        );
        near_option("area", found.auc, case.auc);
        near_option("calibration", found.reliability.error(), Some(case.calibration.error));
        near_option("by chance", found.reliability.by_chance(), Some(case.calibration.by_chance));
        let half = case.truth.len() / 2;
        let (first, second) = case.probabilities.split_at(half * case.classes);
        let halves = Reliability::of(first, &case.truth[..half], &case.weights).with(&Reliability::of(
            second,
            &case.truth[half..],
            &case.weights,
        ));
        near_option("calibration of two halves", halves.error(), Some(case.calibration.error));
        let mut own = case.probabilities;
        metrics::reweighted(&mut own, &case.weights);
        near_all("reweighted", &own, &case.reweighted);
    }
}

#[test]
fn areas_and_quantiles() {
    #[derive(Deserialize)]
    struct Area {
        scores: Vec<f64>,
        positive: Vec<bool>,
        auc: Option<f64>,
    }
    for case in cases::<Area>("/areas") {
        near_option("area", metrics::roc_auc(&case.scores, &case.positive), case.auc);
    }
    #[derive(Deserialize)]
    struct Quantiles {
        values: Vec<f64>,
        shares: Vec<f64>,
        quantiles: Vec<f64>,
    }
    for case in cases::<Quantiles>("/quantiles") {
        let found: Vec<f64> = case.shares.iter().map(|p| quantile::quantile(&case.values, *p)).collect();
        near_all("quantiles", &found, &case.quantiles);
        near("median", quantile::median(&case.values), case.quantiles[4]);
    }
}

#[test]
fn stability_of_sets() {
    #[derive(Deserialize)]
    struct Case {
        sets: Vec<Vec<bool>>,
        index: Option<f64>,
        low: Option<f64>,
        high: Option<f64>,
    }
    for case in cases::<Case>("/nogueira") {
        let all: Vec<&[bool]> = case.sets.iter().map(Vec::as_slice).collect();
        near_option("index", stability::nogueira(&all), case.index);
        let found = stability::nogueira_by_pairs(&case.sets);
        near_option("low", found.and_then(|e| e.low), case.low);
        near_option("high", found.and_then(|e| e.high), case.high);
    }
}

#[test]
fn maps_up_to_signs() {
    #[derive(Deserialize)]
    struct Case {
        rows: Vec<Vec<f64>>,
        points: Vec<[f64; 2]>,
        explained: [f64; 2],
        rank: usize,
        onto: Vec<[f64; 2]>,
        turned: Vec<[f64; 2]>,
        eigenvalues: Vec<f64>,
    }
    for case in cases::<Case>("/maps") {
        let columns = case.points.len();
        let product = |a: usize, b: usize| case.rows.iter().map(|row| row[a] * row[b]).sum();
        let gram: Vec<Vec<f64>> =
            (0..columns).map(|a| (0..columns).map(|b| product(a, b)).collect()).collect();
        let (mut values, _) = scaling::symmetric_eigen(&gram);
        values.sort_by(f64::total_cmp);
        near_all("eigenvalues", &values, &case.eigenvalues);
        for map in [scaling::classical(&gram).unwrap(), scaling::classical_of_rows(&case.rows).unwrap()] {
            near_all("explained", &map.explained, &case.explained);
            // an axis beyond the rank is the root of what is left of 0
            for axis in 0..case.rank.min(2) {
                let along = |points: &[[f64; 2]]| points.iter().map(|p| p[axis]).collect::<Vec<f64>>();
                let (found, expected) = (along(&map.points), along(&case.points));
                let same = found.iter().zip(&expected).map(|(a, b)| a * b).sum::<f64>().signum();
                near_all("axis", &found, &expected.iter().map(|x| x * same).collect::<Vec<_>>());
            }
        }
        let turned = scaling::procrustes(&case.points, &case.onto);
        near_all("turned", &turned.concat(), &case.turned.concat());
    }
}
