//! Connection weights against a known order: Olden, Joy and Death 2004, doi:10.1016/j.ecolmodel.2004.03.013.
//!
//! Five normal variables whose correlations with the response are .8, .6, .4, .2 and 0, every pair of them correlated by
//! rho = .2; a population of 10,000, samples of 50, networks of 5 hidden units. There the response is a number; here the
//! class is whether it lies above its median in the population: its chance rises with the same sum of slopes.
//!
//! ```text
//!   R beta = r  with  R = (1 - rho) I + rho J:   beta = (r - rho sum(r) / (1 + 4 rho)) / (1 - rho)
//!   rho = .2:                                    beta = .722  .472  .222  -.028  -.278
//!   similarity of two vectors of ranks (Gower):  1 - mean |rank - rank'| / 4
//! ```
//! So there are two truths: the order of the correlations, which is also that of the signed slopes, puts x5 last; the order
//! of the slopes' magnitudes puts it third.

use super::{line, read_with, scores_alone, text};
use crate::lines::Line;
use counterweight::attribute::{self, Evidence, MEASURES, Outcome, Ranking, Run, rankings};
use counterweight::error::Result;
use counterweight::observe::Silent;
use counterweight::options::{AutoDecay, Decay, Options, ValidOptions};
use counterweight::prepare::{Dataset, plan, scale};
use counterweight::seed::Seed;
use counterweight::stats::{quantile, rank};
use counterweight::train::ensemble::{self, Ensemble};
use counterweight::train::{Bench, Keep, MlpParams, Rows, Task};
use linfa::ParamGuard;

/// The name of the figure.
pub const NAME: &str = "olden";
/// The truths, as the kinds of the lines begin.
pub const TRUTHS: [&str; 2] = ["correlations", "magnitudes of slopes"];

const VARIABLES: usize = 5;
/// Correlations of the variables with the response.
const CORRELATIONS: [f64; VARIABLES] = [0.8, 0.6, 0.4, 0.2, 0.0];
/// Correlation of any two variables.
const RHO: f64 = 0.2;
const POPULATION: usize = 10_000;
const ROWS: usize = 50;
const UNITS: usize = 5;
/// The class above the median, second by the alphabet: scores with a sign are those of its log odds.
const HIGH: &str = "yes";

/// Measures, and whether variables are ranked by the score with its sign instead of by its magnitude.
const READINGS: [(&str, bool); 12] = [
    ("olden", true),
    ("gradient", true),
    ("lek", true),
    ("logistic", true),
    ("olden", false),
    ("gradient", false),
    ("lek", false),
    ("logistic", false),
    ("permutation", false),
    ("abs_sum", false),
    ("garson", false),
    ("forest", false),
];
/// One more, of networks refitted in splits only.
const REFITTED: (&str, bool) = ("leave_one_out", false);

/// Mean similarity of each ranking to each truth: of one network on all rows, and of the program's own ranking.
///
/// # Errors
/// Those of the program.
pub fn lines(tables: usize) -> Result<Vec<Line>> {
    let population = population();
    let samples: Vec<String> = (0..tables).map(|number| sample(&population, number)).collect();
    let mut lines = Vec::new();
    let decays = [("without decay", Decay::Value(0.0)), ("with chosen decay", Decay::Auto(AutoDecay::Auto))];
    for (decayed, decay) in decays {
        let made = |(number, csv): (usize, &String)| ranked(csv, decay, number);
        let (once, splits): (Vec<_>, Vec<_>) =
            samples.iter().enumerate().map(made).collect::<Result<Vec<_>>>()?.into_iter().unzip();
        for (from, made) in [("one network", once), ("mean of splits", splits)] {
            for (named, truth) in TRUTHS.iter().zip(truths()) {
                lines.extend(similarities(&made, &truth, &format!("{named}: {from} {decayed}")));
            }
        }
    }
    Ok(lines)
}

/// Similarity of two random orders, of an order to its reverse (the least there is), and of the two truths.
pub fn marks() -> [f64; 3] {
    let [by_correlation, by_magnitude] = truths();
    // of ranks i and j drawn from 1..=n the mean of |i - j| is (n² - 1) / 3n
    let n = VARIABLES as f64;
    let random = 1.0 - (n * n - 1.0) / (3.0 * n) / (n - 1.0);
    let reversed: Vec<usize> = by_correlation.iter().rev().copied().collect();
    [random, similarity(&reversed, &by_correlation), similarity(&by_correlation, &by_magnitude)]
}

fn similarities(tables: &[Vec<Ranking>], truth: &[usize], kind: &str) -> Vec<Line> {
    let of = |(measure, signed): (&str, bool)| {
        let ranking = |rankings: &Vec<Ranking>| {
            ranks(rankings.iter().find(|ranking| ranking.measure == measure)?, signed)
        };
        let values: Vec<f64> =
            tables.iter().filter_map(ranking).map(|ranks| similarity(&ranks, truth)).collect();
        let what = if signed { format!("{measure} signed") } else { measure.to_owned() };
        (!values.is_empty()).then(|| line(&what, kind, NAME, [ROWS, VARIABLES], &values))
    };
    READINGS.into_iter().chain([REFITTED]).filter_map(of).collect()
}

/// Ranks of the variables, 1 = highest; `None` where the measure has no scores, or none with a sign.
fn ranks(ranking: &Ranking, signed: bool) -> Option<Vec<usize>> {
    let variables = &ranking.variables;
    if variables.is_empty() {
        return None;
    }
    if !signed {
        return Some(variables.iter().map(|variable| variable.rank).collect());
    }
    let scores = variables.iter().map(|variable| variable.per_class.get(HIGH).copied());
    Some(rank::ranks(&scores.collect::<Option<Vec<f64>>>()?))
}

/// Gower's similarity of two vectors of ranks.
fn similarity(a: &[usize], b: &[usize]) -> f64 {
    let differences: usize = a.iter().zip(b).map(|(&a, &b)| a.abs_diff(b)).sum();
    1.0 - differences as f64 / (a.len() * (a.len() - 1)) as f64
}

/// Slopes of the response on the variables that give it these correlations, every pair of variables having this one.
fn slopes(correlations: &[f64], rho: f64) -> Vec<f64> {
    let sum: f64 = correlations.iter().sum();
    let shared = rho * sum / (1.0 + (correlations.len() as f64 - 1.0) * rho);
    correlations.iter().map(|r| (r - shared) / (1.0 - rho)).collect()
}

/// Share of the response's variance that the variables explain; beyond 1 there is no such response.
fn explained(correlations: &[f64], rho: f64) -> f64 {
    slopes(correlations, rho).iter().zip(correlations).map(|(slope, r)| slope * r).sum()
}

/// Ranks of the variables by their correlations, and by the magnitudes of their slopes.
fn truths() -> [Vec<usize>; 2] {
    let magnitudes: Vec<f64> = slopes(&CORRELATIONS, RHO).iter().map(|slope| slope.abs()).collect();
    [rank::ranks(&CORRELATIONS), rank::ranks(&magnitudes)]
}

/// Variables and response of everyone.
fn population() -> Vec<(Vec<f64>, f64)> {
    let mut rng = Seed::new(0).child("olden population", 0).rng();
    let slopes = slopes(&CORRELATIONS, RHO);
    let noise = (1.0 - explained(&CORRELATIONS, RHO)).sqrt();
    let mut row = || {
        let common = RHO.sqrt() * rng.normal();
        let x: Vec<f64> = slopes.iter().map(|_| common + (1.0 - RHO).sqrt() * rng.normal()).collect();
        let response = x.iter().zip(&slopes).map(|(x, slope)| x * slope).sum::<f64>() + noise * rng.normal();
        (x, response)
    };
    (0..POPULATION).map(|_| row()).collect()
}

/// Some of the population, each at most once; the class is whether the response lies above the median of all.
fn sample(population: &[(Vec<f64>, f64)], number: usize) -> String {
    let median = quantile::median(&population.iter().map(|(_, response)| *response).collect::<Vec<_>>());
    let mut order: Vec<usize> = (0..population.len()).collect();
    Seed::new(number as u64).child("olden sample", 0).rng().shuffle(&mut order);
    let drawn = order[..ROWS].iter().map(|&at| &population[at]);
    text::csv(&drawn.map(|(x, response)| (x.clone(), *response > median)).collect::<Vec<_>>())
}

/// Rankings of one sample: of one network on all its rows, and means over the splits of the program.
fn ranked(csv: &str, decay: Decay, number: usize) -> Result<(Vec<Ranking>, Vec<Ranking>)> {
    let (dataset, options) = read_with(csv, Options { hidden: vec![UNITS], decay, ..Options::default() })?;
    let plan = scores_alone(plan::of(&dataset, &options));
    let ensemble = ensemble::train(&dataset, &plan, &options, &Silent)?;
    let start = Seed::new(number as u64).child("olden start", 0);
    let once = of_one_network(&dataset, &ensemble, &options, start)?;
    Ok((once, attribute::attribute(&dataset, &ensemble, &options, &Silent)?.rankings))
}

/// One network on all rows, judged on the same, with the median of the decays of the splits; and the other models likewise.
fn of_one_network(
    dataset: &Dataset,
    ensemble: &Ensemble,
    options: &ValidOptions,
    start: Seed,
) -> Result<Vec<Ranking>> {
    let all: Vec<u32> = (0..dataset.rows() as u32).collect();
    let rows = Rows { train: all.clone(), judge: all.clone(), scaling: scale::fit(&dataset.inputs, &all) };
    let bench = Bench {
        dataset,
        rows: vec![rows],
        labels: vec![dataset.target.codes.clone()],
        sets: vec![(0..dataset.variables.len()).collect()],
    };
    let decay = quantile::median(&ensemble.full_decays);
    let task = Task { rows: 0, labels: 0, set: 0, decay, start, keep: Keep::Network };
    let params = MlpParams::new().hidden(options.hidden.clone()).activation(options.activation).check()?;
    let fits = bench.fit(&[task], &params, &Silent)?;
    let networks = fits.iter().filter_map(|fit| fit.network.as_ref());
    let runs = networks.map(|network| Run { unit: 0, rows: 0, labels: 0, network }).collect();
    let evidence = Evidence {
        models: vec![(0, 0)],
        forests: vec![(0, 0)],
        judged: false,
        ..Evidence::of_runs(dataset, &bench.rows, runs, &ensemble.plan, options.seed)
    };
    rankings_of(&evidence)
}

/// The measures of the figure as the program ranks by them, from a single unit.
fn rankings_of(evidence: &Evidence) -> Result<Vec<Ranking>> {
    let mut made = Vec::new();
    for measure in MEASURES {
        let id = measure.card().id;
        if !READINGS.iter().any(|(compared, _)| *compared == id) {
            continue;
        }
        if let Outcome::Scores(scores) = measure.scores(evidence)? {
            let seed = evidence.seed;
            let basis = rankings::Basis {
                dataset: evidence.dataset,
                splits: &scores,
                halves: None,
                top: 1,
                ratio: 0.0,
                seed,
            };
            made.push(rankings::ranking(*measure, &basis));
        }
    }
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterweight::stats::correlation;
    use serde_json::Value;

    /// What `tests/oracles/olden_design.py` printed.
    fn oracle() -> Value {
        serde_json::from_str(include_str!("../../../tests/oracles/olden_design.json")).unwrap()
    }

    fn get<T: serde::de::DeserializeOwned>(from: &Value, name: &str) -> T {
        serde_json::from_value(from[name].clone()).unwrap()
    }

    #[test]
    fn slopes_are_those_of_a_linear_solver() {
        for design in oracle()["designs"].as_array().unwrap() {
            let (rho, expected): (f64, Vec<f64>) = (get(design, "rho"), get(design, "slopes"));
            let found = slopes(&CORRELATIONS, rho);
            assert!(
                found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-12),
                "{found:?} {expected:?}"
            );
            assert!((explained(&CORRELATIONS, rho) - get::<f64>(design, "explained")).abs() < 1e-12);
            // whatever rho, x5 is pushed below 0, and the signed slopes have the order of the correlations
            assert!(found[VARIABLES - 1] < 0.0);
            assert_eq!(rank::ranks(&found), get::<Vec<usize>>(design, "ranks"));
            if rho == RHO {
                assert_eq!(truths()[1], get::<Vec<usize>>(design, "magnitudes"));
            }
        }
        // independent predictors would explain 1.2 of the variance; at the ends of what is feasible all of it
        assert!(
            (explained(&CORRELATIONS, 0.0) - get::<f64>(&oracle(), "independent_explained")).abs() < 1e-12
        );
        for end in get::<Vec<f64>>(&oracle(), "feasible") {
            assert!((explained(&CORRELATIONS, end) - 1.0).abs() < 1e-9, "{end}");
        }
    }

    #[test]
    fn similarity_is_gowers() {
        for case in oracle()["similarities"].as_array().unwrap() {
            let found = similarity(&get::<Vec<usize>>(case, "a"), &get::<Vec<usize>>(case, "b"));
            assert!((found - get::<f64>(case, "similarity")).abs() < 1e-12, "{case} {found}");
        }
        let [random, reversed, truths] = marks();
        assert!((random - get::<f64>(&oracle(), "random")).abs() < 1e-12);
        assert!((reversed - get::<f64>(&oracle(), "least")).abs() < 1e-12);
        // x3 and x4 move by one place, x5 by two
        assert!((truths - (1.0 - 4.0 / 20.0)).abs() < 1e-12);
        // the published means where the reversed order counts 0, as the page tells them
        let here = [0.92, 0.28, 0.74].map(|mean| reversed + (1.0 - reversed) * mean);
        let told = [0.95, 0.57, 0.84];
        assert!(here.iter().zip(told).all(|(here, told)| (here - told).abs() < 0.005), "{here:?}");
    }

    #[test]
    fn the_population_has_the_correlations() {
        let population = population();
        let column = |at: usize| population.iter().map(|(x, _)| x[at]).collect::<Vec<f64>>();
        let responses: Vec<f64> = population.iter().map(|(_, response)| *response).collect();
        for (at, expected) in CORRELATIONS.iter().enumerate() {
            let found = correlation::pearson(&column(at), &responses).unwrap();
            // standard error at most .01
            assert!((found - expected).abs() < 0.04, "x{} {found}", at + 1);
        }
        assert!((correlation::pearson(&column(1), &column(4)).unwrap() - RHO).abs() < 0.04);
    }

    #[test]
    fn a_sample_is_drawn_alike_each_time() {
        let population = population();
        assert_eq!(sample(&population, 3), sample(&population, 3));
        assert_ne!(sample(&population, 3), sample(&population, 4));
        assert_eq!(sample(&population, 3).lines().count(), 1 + ROWS);
    }
}
