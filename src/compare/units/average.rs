//! The mean of counterparts: what an average network looks like where units are found again.

use super::AverageUnits;
use super::matching::Counterpart;
use super::vectors::Vectors;

/// For each of the units: mean and standard deviation (n − 1) of the input weights over the runs that have a counterpart, run by run in their
/// order; the reference is not among them, so the picture is none of its own.
pub fn average(units: &[usize], runs: &[Vectors], matched: &[Vec<Option<Counterpart>>]) -> AverageUnits {
    let mut average = AverageUnits { units: Vec::new(), mean: Vec::new(), sd: Vec::new() };
    for &unit in units {
        let rows = counterparts_of(unit, runs, matched);
        if rows.is_empty() {
            continue;
        }
        let (mean, sd) = mean_and_sd(&rows);
        average.units.push(unit);
        average.mean.push(mean);
        average.sd.push(sd);
    }
    average
}

/// Sign and input weights of the counterpart in each run that has one.
fn counterparts_of<'a>(
    unit: usize,
    runs: &'a [Vectors],
    matched: &[Vec<Option<Counterpart>>],
) -> Vec<(f64, &'a [f64])> {
    let of_run = |(run, found): (&'a Vectors, &Vec<Option<Counterpart>>)| {
        found[unit].map(|of| (if of.turned { -1.0 } else { 1.0 }, run.weights[of.unit].as_slice()))
    };
    runs.iter().zip(matched).filter_map(of_run).collect()
}

fn mean_and_sd(rows: &[(f64, &[f64])]) -> (Vec<f64>, Vec<f64>) {
    let (n, inputs) = (rows.len() as f64, rows[0].1.len());
    let of_input = |input: usize| {
        let values = || rows.iter().map(|(sign, weights)| sign * weights[input]);
        let mean = values().sum::<f64>() / n;
        let squares: f64 = values().map(|value| (value - mean).powi(2)).sum();
        (mean, (squares / (n - 1.0).max(1.0)).sqrt())
    };
    (0..inputs).map(of_input).unzip()
}
