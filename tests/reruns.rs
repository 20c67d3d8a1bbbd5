//! Does 'other splits would give the same answer in 83 % of reruns' mean what it says? One table reported on with many
//! seeds: what is predicted from the repeats of each run against what the other runs do.
//!
//! By hand (minutes to an hour): `cargo test --release --test reruns -- --ignored --nocapture`. It asserts nothing and
//! prints a tally.

use counterweight::attribute;
use counterweight::compare::{self, EnoughRuns, Findings};
use counterweight::observe::Silent;
use counterweight::options::{Effort, Options, ValidOptions};
use counterweight::prepare::plan::{self, Plan, Scheme};
use counterweight::prepare::{self, Dataset};
use counterweight::seed::Seed;
use counterweight::{load, simulate, train};
use std::collections::BTreeMap;

/// Runs of one table.
const SEEDS: u64 = 20;

/// A table of a design, read as a user's would be.
fn table(design: &str, rows: usize, seed: u64, options: &ValidOptions) -> Dataset {
    let design = simulate::find(design).unwrap();
    let settings = simulate::Settings { rows, variables: 6, ..design.defaults() };
    let made = simulate::make(design, &settings, Seed::new(seed)).unwrap();
    let table = load::load_bytes("t.csv", made.to_csv().as_bytes(), options).unwrap();
    prepare::prepare(&table, options).unwrap()
}

/// Five repeats of five folds for everything, one start; little else, for nothing else is looked at.
fn small(plan: Plan) -> Plan {
    let scheme = Scheme { repeats: 5, folds: 5, starts: 1 };
    Plan { full: scheme, sets: scheme, halves: 4, probe_repeats: 1, trees: 10, forest_halves: 4, ..plan }
}

fn run(dataset: &Dataset, options: &ValidOptions) -> Findings {
    let plan = small(plan::of(dataset, options));
    let mut ensemble = train::ensemble::train(dataset, &plan, options, &Silent).unwrap();
    let attributed = attribute::attribute(dataset, &ensemble, options, &Silent).unwrap();
    compare::compare(dataset, &mut ensemble, &attributed, options, &Silent).unwrap()
}

/// Sums of what was predicted and of what happened, by what it is about and how sure the prediction was.
#[derive(Default)]
struct Tally(BTreeMap<(String, usize), [f64; 3]>);

impl Tally {
    fn add(&mut self, what: &str, predicted: f64, happened: f64) {
        let bin = [0.5, 0.8, 0.95].iter().filter(|edge| predicted >= **edge).count();
        let sums = self.0.entry((what.to_owned(), bin)).or_default();
        let more = [1.0, predicted, happened];
        sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
    }

    fn print(&self) {
        for ((what, bin), [count, predicted, happened]) in &self.0 {
            let bin = ["below .5", ".5 to .8", ".8 to .95", ".95 and more"][*bin];
            println!(
                "{what:16} {bin:13} {count:5}  predicted {:.3}  happened {:.3}",
                predicted / count,
                happened / count
            );
        }
    }
}

/// Share of the other runs for which something holds.
fn others(runs: &[Findings], own: usize, holds: impl Fn(&Findings) -> bool) -> f64 {
    let others = runs.iter().enumerate().filter(|(at, _)| *at != own);
    others.filter(|(_, run)| holds(run)).count() as f64 / (runs.len() - 1) as f64
}

fn answer(run: &Findings, claim: &str) -> compare::Answer {
    run.verdict.claims.iter().find(|c| c.claim == claim).unwrap().answer
}

fn score(run: &Findings, measure: &str, variable: &str) -> f64 {
    let ranking = run.rankings.iter().find(|r| r.measure == measure).unwrap();
    ranking.variables.iter().find(|v| v.name == variable).unwrap().score
}

fn compare_runs(runs: &[Findings], tally: &mut Tally) {
    for (at, run) in runs.iter().enumerate() {
        let enough: &EnoughRuns = &run.enough_runs;
        for of in &enough.claims {
            let happened = others(runs, at, |other| answer(other, &of.claim) == of.answer);
            tally.add(&of.claim, of.same.unwrap(), happened);
            tally.add("all claims", of.same.unwrap(), happened);
        }
        for of in enough.measures.iter().filter(|of| of.counts) {
            for gap in &of.gaps {
                let same = |other: &Findings| {
                    score(other, &of.measure, &gap.above) >= score(other, &of.measure, &gap.below)
                };
                tally.add("order of two", 1.0 - gap.swap.unwrap(), others(runs, at, same));
            }
        }
    }
}

/// The Monte Carlo error of a gap against the spread of that gap over runs, root mean squares over measures and gaps of the
/// first run.
fn errors(runs: &[Findings]) -> (f64, f64) {
    let (mut predicted, mut happened) = (0.0, 0.0);
    for of in runs[0].enough_runs.measures.iter().filter(|of| of.counts) {
        for gap in &of.gaps {
            let gaps: Vec<f64> = runs
                .iter()
                .map(|run| score(run, &of.measure, &gap.above) - score(run, &of.measure, &gap.below))
                .collect();
            let center = gaps.iter().sum::<f64>() / gaps.len() as f64;
            let variance = gaps.iter().map(|g| (g - center).powi(2)).sum::<f64>() / (gaps.len() - 1) as f64;
            predicted += gap.error.unwrap().powi(2) / variance.max(1e-30);
            happened += 1.0;
        }
    }
    (predicted, happened)
}

#[test]
#[ignore = "minutes to an hour"]
fn what_reruns_would_do_is_what_they_do() {
    let tables: u64 = std::env::var("TABLES").ok().and_then(|n| n.parse().ok()).unwrap_or(4);
    let mut tally = Tally::default();
    let (mut predicted, mut count) = (0.0, 0.0);
    for design in ["A", "L", "T", "H"] {
        for table_seed in 0..tables {
            let options = |seed: u64| {
                let claim = vec!["x1".to_owned(), "x2".to_owned()];
                Options { effort: Effort::Quick, claim, seed, ..Options::default() }.check().unwrap()
            };
            let dataset = table(design, 300, table_seed, &options(0));
            let runs: Vec<Findings> = (0..SEEDS).map(|seed| run(&dataset, &options(seed))).collect();
            compare_runs(&runs, &mut tally);
            let (ratio, gaps) = errors(&runs);
            predicted += ratio;
            count += gaps;
            println!("{design} {table_seed}: squared error over variance of reruns {:.2}", ratio / gaps);
        }
    }
    tally.print();
    println!("squared Monte Carlo error over the variance of reruns: {:.2}", predicted / count);
}
