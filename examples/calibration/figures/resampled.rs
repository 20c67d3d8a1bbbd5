//! The t test over repeated cross-validation, naive and corrected: Bouckaert and Frank 2004, Nadeau and Bengio 2003.
//!
//! Two variables with effects of the same size, 150 rows, a network on each alone, 10 repeats of 10 folds. Neither is
//! better, so a test at 5 % should say so in 5 % of tables.

use super::{line, read, scores_alone};
use crate::lines::Line;
use counterweight::error::Result;
use counterweight::observe::Silent;
use counterweight::prepare::{self, plan::Plan, plan::Scheme};
use counterweight::seed::Seed;
use counterweight::simulate::{self, Settings};
use counterweight::stats::interval;
use counterweight::train::ensemble;

const ROWS: usize = 150;
const LEVEL: f64 = 0.05;

/// Share of tables in which each test finds a difference of accuracy, and of log loss.
///
/// # Errors
/// Those of the program.
pub fn lines(tables: usize) -> Result<Vec<Line>> {
    let found: Vec<[[f64; 4]; 2]> = (0..tables).map(found).collect::<Result<_>>()?;
    let tests = ["naive 10x10", "corrected 10x10", "naive 1x10", "corrected 1x10"];
    let mut lines = Vec::new();
    for (score, kind) in ["accuracy", "log loss"].into_iter().enumerate() {
        for (at, what) in tests.into_iter().enumerate() {
            let values: Vec<f64> = found.iter().map(|found| found[score][at]).collect();
            lines.push(line(what, kind, "resampled", [ROWS, 2], &values));
        }
    }
    Ok(lines)
}

/// 1 for each test that rejects: of accuracy, then of log loss.
fn found(table: usize) -> Result<[[f64; 4]; 2]> {
    let design = simulate::find("K")?;
    let settings = Settings { rows: ROWS, variables: 2, ..design.defaults() };
    let (dataset, options) = read(&simulate::make(design, &settings, Seed::new(table as u64))?.to_csv())?;
    let plan = scores_alone(prepare::plan::of(&dataset, &options));
    let plan = Plan { sets: Scheme { repeats: 10, folds: 10, starts: 1 }, ..plan };
    let plan = Plan { full: Scheme { starts: 1, ..plan.full }, ..plan };
    let ensemble = ensemble::train(&dataset, &plan, &options, &Silent)?;
    let outcomes = |v: usize| ensemble.set(&[v]).map(|runs| runs.outcomes.as_slice()).unwrap_or_default();
    let pairs = outcomes(0).iter().zip(outcomes(1));
    let (accuracy, loss): (Vec<f64>, Vec<f64>) =
        pairs.map(|(a, b)| (a.accuracy - b.accuracy, a.loss - b.loss)).unzip();
    Ok([accuracy, loss].map(|d| tests(&d, plan.sets.folds, ensemble.ratio())))
}

fn tests(d: &[f64], folds: usize, ratio: f64) -> [f64; 4] {
    let rejects = |d: &[f64], ratio: f64| {
        let p = interval::corrected(d, ratio).and_then(|t| t.p_two_sided());
        f64::from(u8::from(p.is_none_or(|p| p <= LEVEL)))
    };
    let once = &d[..folds.min(d.len())];
    [rejects(d, 0.0), rejects(d, ratio), rejects(once, 0.0), rejects(once, ratio)]
}
