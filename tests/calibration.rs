//! Whether the intervals cover and the tests err as rarely as they say, over many simulated tables.
//!
//! The bounds leave room for the chance of so few tables and none for a mistake of kind: the corrected variance where
//! half-samples belong covers 3 to 67 %, uncorrected tests err in half of the tables.

use counterweight::compare::Answer;
use counterweight::load::load_bytes;
use counterweight::observe::Silent;
use counterweight::options::{Effort, Options};
use counterweight::pipeline;
use counterweight::render::Report;
use counterweight::seed::Seed;
use counterweight::simulate::{self, Settings};
use counterweight::stats::Estimate;
use rayon::prelude::*;

/// Quick reports on tables of one design that differ by their seed.
fn reports(design: &str, rows: usize, variables: usize, tables: usize) -> Vec<Report> {
    let design = simulate::find(design).unwrap();
    let settings = Settings { rows, variables, ..design.defaults() };
    let options = Options { effort: Effort::Quick, ..Options::default() }.check().unwrap();
    let report = |seed: usize| {
        let csv = simulate::make(design, &settings, Seed::new(seed as u64)).unwrap().to_csv();
        let table = load_bytes("t.csv", csv.as_bytes(), &options).unwrap();
        pipeline::report(table, &options, "counterweight report t.csv", &Silent).unwrap()
    };
    (0..tables).into_par_iter().with_max_len(1).map(report).collect()
}

/// Share of tables whose interval holds the mean of the estimates over all tables.
fn coverage(estimates: &[Estimate]) -> f64 {
    let truth = estimates.iter().map(|e| e.mean).sum::<f64>() / estimates.len() as f64;
    let holds =
        |e: &&Estimate| e.low.is_some_and(|low| low <= truth) && e.high.is_some_and(|high| truth <= high);
    estimates.iter().filter(holds).count() as f64 / estimates.len() as f64
}

fn scores(reports: &[Report], measure: &str, variable: usize) -> Vec<Estimate> {
    let of = |report: &Report| {
        let ranking = report.findings.rankings.iter().find(|r| r.measure == measure).unwrap();
        let variable = &ranking.variables[variable];
        Estimate { mean: variable.score, low: variable.low, high: variable.high }
    };
    reports.iter().map(of).collect()
}

#[test]
fn intervals_cover_what_they_estimate() {
    let reports = reports("A", 200, 5, 40);
    // half-samples, for scores read off networks: x1 with the largest effect, x5 with none
    for measure in ["abs_sum", "olden", "gradient", "permutation", "conditional_permutation"] {
        let covered = [0, 1, 4].map(|variable| coverage(&scores(&reports, measure, variable)));
        let mean = covered.iter().sum::<f64>() / 3.0;
        assert!(mean >= 0.85, "{measure}: {covered:?}");
    }
    // corrected variance, for held-out losses of refitted networks
    for variable in [0, 4] {
        let covered = coverage(&scores(&reports, "leave_one_out", variable));
        assert!(covered >= 0.85, "leaving out {variable}: {covered}");
    }
    let pair = |report: &Report| {
        let sets = &report.findings.retraining;
        let set = sets.iter().find(|set| set.why == "pair" && set.variables == ["x1", "x2"]).unwrap();
        let loss = set.difference.as_ref().unwrap().log_loss;
        Estimate { mean: loss.mean, low: loss.low, high: loss.high }
    };
    let covered = coverage(&reports.iter().map(pair).collect::<Vec<_>>());
    assert!(covered >= 0.85, "the pair against all: {covered}");
}

#[test]
fn without_a_signal_little_is_found() {
    let reports = reports("H", 80, 5, 40);
    let signals = reports.iter().filter(|r| r.findings.verdict.claims[0].answer == Answer::Yes).count();
    // 1 % of 40 tables; three or more happen once in 130 times
    assert!(signals <= 2, "a signal in {signals} of 40 tables of noise");
    for measure in ["abs_sum", "olden", "gradient", "permutation"] {
        let found = |report: &&Report| {
            let ranking = report.findings.rankings.iter().find(|r| r.measure == measure).unwrap();
            ranking.variables.iter().any(|v| v.p.is_some_and(|p| p <= 0.05))
        };
        let tables = reports.iter().filter(found).count();
        // family-wise about 5 %: two of 40, with a standard deviation of 1.4
        assert!(tables <= 6, "{measure} tells noise from its copies in {tables} of 40 tables");
    }
    let decided = |report: &&Report| {
        let claims = &report.findings.verdict.claims;
        claims[0].answer != Answer::Yes && claims[1..6].iter().any(|claim| claim.answer != Answer::Undecided)
    };
    assert_eq!(reports.iter().filter(decided).count(), 0, "a claim is decided without a signal");
    // with labels that nothing explains, a loss below that of the class frequencies would be a leak
    let gains: Vec<f64> = reports.iter().map(|r| r.findings.performance.gain.mean).collect();
    let mean = gains.iter().sum::<f64>() / gains.len() as f64;
    assert!(mean <= 0.0, "mean gain on noise {mean}");
}
