//! Connection weights over random starts: Beck 2018, doi:10.18637/jss.v085.i11.
//!
//! Flights of one airline in one month; networks of 1, 5 and 10 hidden units on five variables, 100 starts each, on all rows,
//! without decay and with 100 iterations (the defaults of `nnet`). There the response is the delay at arrival; here whether
//! there is one.

use super::read;
use crate::cells::Cell;
use crate::lines::Line;
use counterweight::attribute::groups::Groups;
use counterweight::attribute::raw::of_network;
use counterweight::error::Result;
use counterweight::observe::Silent;
use counterweight::prepare::scale;
use counterweight::seed::Seed;
use counterweight::stats::quantile::quantile;
use counterweight::train::{Bench, Keep, MlpParams, Rows, Task};
use linfa::ParamGuard;

const FLIGHTS: &str = include_str!("../flights.csv");
const UNITS: [usize; 3] = [1, 5, 10];
const ITERATIONS: u32 = 100;
/// What is told of the weights over starts.
const TOLD: [(&str, f64); 3] = [("5 %", 0.05), ("median", 0.5), ("95 %", 0.95)];

/// Quantiles over starts of each variable's connection weight on the logit of a late arrival.
///
/// # Errors
/// Those of the program.
pub fn lines(starts: usize) -> Result<Vec<Line>> {
    let (dataset, _) = read(FLIGHTS)?;
    let names: Vec<&str> = dataset.variables.iter().map(|v| v.name.as_str()).collect();
    let cell = Cell { design: "beck".to_owned(), classes: 2, rows: dataset.rows(), variables: names.len() };
    let all: Vec<u32> = (0..dataset.rows() as u32).collect();
    let scaling = scale::fit(&dataset.inputs, &all);
    let bench = Bench {
        dataset: &dataset,
        rows: vec![Rows { train: all, judge: Vec::new(), scaling }],
        labels: vec![dataset.target.codes.clone()],
        sets: vec![(0..names.len()).collect()],
    };
    let task = |start: usize| {
        let start = Seed::new(0).child("start", start as u64);
        Task { rows: 0, labels: 0, set: 0, decay: 0.0, start, keep: Keep::Network }
    };
    let tasks: Vec<Task> = (0..starts).map(task).collect();
    let mut lines = Vec::new();
    for units in UNITS {
        let params = MlpParams::new().hidden(vec![units]).limit(ITERATIONS).check()?;
        let fits = bench.fit(&tasks, &params, &Silent)?;
        let networks = fits.iter().filter_map(|fit| fit.network.as_ref());
        let readings: Vec<_> =
            networks.filter_map(|n| of_network("olden", n, &Groups::singles(names.len()))).collect();
        for (v, name) in names.iter().enumerate() {
            let weights: Vec<f64> = readings.iter().map(|reading| reading.per_class[0][v]).collect();
            for (told, at) in TOLD {
                let kind = format!("{units} hidden: {told}");
                let line = Line::new("figure", name, &kind, &cell, weights.len());
                lines.push(line.mean(&[quantile(&weights, at)]));
            }
        }
    }
    Ok(lines)
}
