//! Correlated company: Strobl, Boulesteix, Kneib, Augustin and Zeileis 2008, doi:10.1186/1471-2105-9-307.
//!
//! Twelve normal variables, the first four pairwise r = .9, weights (5, 5, 2, 0, -5, -5, -2, 0, …) and noise of sd .5.
//! Shuffling one column puts the useless x4 above x7; conditional on the others it does not. There regression forests;
//! here the class is the sign of the response.

use super::{MEASURES, line, rankings, text};
use crate::lines::Line;
use counterweight::error::Result;
use counterweight::seed::Seed;

const WEIGHTS: [f64; 12] = [5.0, 5.0, 2.0, 0.0, -5.0, -5.0, -2.0, 0.0, 0.0, 0.0, 0.0, 0.0];
const COMPANY: usize = 4;
const R: f64 = 0.9;
const NOISE: f64 = 0.5;
const ROWS: [usize; 2] = [100, 500];

/// Mean ranks of x2, x4, x6 and x7, and how often the useless x4 is put above x7.
///
/// # Errors
/// Those of the program.
pub fn lines(tables: usize) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for rows in ROWS {
        let all: Vec<_> = (0..tables).map(|t| rankings(&table(rows, t))).collect::<Result<_>>()?;
        for measure in MEASURES {
            let ranks: Vec<Vec<f64>> = all
                .iter()
                .filter_map(|rankings| rankings.iter().find(|r| r.measure == measure))
                .map(|ranking| ranking.variables.iter().map(|v| v.rank as f64).collect())
                .collect();
            let of = |kind: &str, value: &dyn Fn(&Vec<f64>) -> f64| {
                let values: Vec<f64> = ranks.iter().map(value).collect();
                line(measure, kind, "strobl", [rows, WEIGHTS.len()], &values)
            };
            for v in [1, 3, 5, 6] {
                lines.push(of(&format!("rank of x{}", v + 1), &|ranks| ranks[v]));
            }
            lines.push(of("x4 above x7", &|ranks| f64::from(u8::from(ranks[3] < ranks[6]))));
        }
    }
    Ok(lines)
}

fn table(rows: usize, number: usize) -> String {
    let mut rng = Seed::new(number as u64).child("strobl", rows as u64).rng();
    let mut row = || {
        let common = rng.normal();
        let mut x: Vec<f64> = WEIGHTS.iter().map(|_| rng.normal()).collect();
        for value in &mut x[..COMPANY] {
            *value = R.sqrt() * common + (1.0 - R).sqrt() * *value;
        }
        let response = x.iter().zip(WEIGHTS).map(|(x, w)| x * w).sum::<f64>() + NOISE * rng.normal();
        (x, response > 0.0)
    };
    text::csv(&(0..rows).map(|_| row()).collect::<Vec<_>>())
}
