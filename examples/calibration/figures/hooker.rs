//! Shuffling and extrapolation: Hooker, Mentch and Zhou 2021, doi:10.1007/s11222-021-10057-z.
//!
//! Ten uniform variables, the first two with a Gaussian copula of correlation rho;
//! y = x1 + … + x5 + 0 x6 + .5 x7 + .8 x8 + 1.2 x9 + 1.5 x10 + e. x1 to x5 matter alike; as rho grows, shuffling puts
//! x1 and x2 above x3 to x5. There regression; here the class is whether y is above its mean.

use super::{MEASURES, line, rankings, text};
use crate::lines::Line;
use counterweight::error::Result;
use counterweight::seed::{Rng, Seed};
use statrs::distribution::{ContinuousCDF, Normal};

const WEIGHTS: [f64; 10] = [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.5, 0.8, 1.2, 1.5];
const NOISE: f64 = 0.1;
const ROWS: usize = 500;
const CORRELATIONS: [f64; 4] = [0.0, 0.5, 0.9, 0.99];

/// Mean rank of x1 and x2, and of x3 to x5, at each correlation.
///
/// # Errors
/// Those of the program.
pub fn lines(tables: usize) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for rho in CORRELATIONS {
        let all: Vec<_> = (0..tables).map(|t| rankings(&table(rho, t))).collect::<Result<_>>()?;
        for measure in MEASURES {
            let ranking = |table: &Vec<_>| ranks(table, measure);
            let ranks: Vec<Vec<f64>> = all.iter().filter_map(ranking).collect();
            for (kind, of) in [("x1 x2", 0..2), ("x3 x4 x5", 2..5)] {
                let mean = |ranks: &Vec<f64>| ranks[of.clone()].iter().sum::<f64>() / of.len() as f64;
                let values: Vec<f64> = ranks.iter().map(mean).collect();
                lines.push(line(
                    measure,
                    &format!("{kind} at {rho}"),
                    "hooker",
                    [ROWS, WEIGHTS.len()],
                    &values,
                ));
            }
        }
    }
    Ok(lines)
}

fn ranks(rankings: &[counterweight::attribute::Ranking], measure: &str) -> Option<Vec<f64>> {
    let ranking = rankings.iter().find(|r| r.measure == measure)?;
    Some(ranking.variables.iter().map(|v| v.rank as f64).collect())
}

fn table(rho: f64, number: usize) -> String {
    let mut rng = Seed::new(number as u64).child("hooker", 0).rng();
    let mean = WEIGHTS.iter().sum::<f64>() / 2.0;
    let row = |rng: &mut Rng| {
        let mut x: Vec<f64> = WEIGHTS.iter().map(|_| rng.uniform()).collect();
        let first = rng.normal();
        let second = rho * first + (1.0 - rho * rho).sqrt() * rng.normal();
        (x[0], x[1]) = (Normal::standard().cdf(first), Normal::standard().cdf(second));
        let y = x.iter().zip(WEIGHTS).map(|(x, w)| x * w).sum::<f64>() + NOISE * rng.normal();
        (x, y > mean)
    };
    text::csv(&(0..ROWS).map(|_| row(&mut rng)).collect::<Vec<_>>())
}
