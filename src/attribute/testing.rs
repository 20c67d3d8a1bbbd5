//! What the tests of the measures share.

use super::models::OtherFits;
use super::{Evidence, Run};
use crate::load::load;
use crate::options::Options;
use crate::prepare::{Dataset, Kind, Variable, prepare};
use crate::seed::Seed;
use crate::train::{Network, Rows};
use serde_json::Value;
use std::path::Path;

/// Numbers made by another program.
pub(crate) fn oracle(name: &str) -> Value {
    let path = format!("{}/tests/oracles/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A value of the oracle as what the test wants.
pub(crate) fn get<T: serde::de::DeserializeOwned>(from: &Value, key: &str) -> T {
    serde_json::from_value(from[key].clone()).unwrap()
}

/// Evidence of networks that all saw the first row set, each a unit of its own.
pub(crate) fn evidence<'a>(dataset: &'a Dataset, rows: &'a [Rows], networks: &'a [Network]) -> Evidence<'a> {
    Evidence {
        dataset,
        rows,
        labels: vec![&dataset.target.codes],
        runs: networks
            .iter()
            .enumerate()
            .map(|(unit, network)| Run { unit, rows: 0, labels: 0, network })
            .collect(),
        models: Vec::new(),
        forests: Vec::new(),
        judged: true,
        others: OtherFits::default(),
        left_out: Vec::new(),
        trees: 100,
        most_rows: 20_000,
        shuffles: 10,
        seed: Seed::new(3),
    }
}

/// Makes variables of neighbouring inputs: (kind, number of inputs) each.
pub(crate) fn regroup(dataset: &mut Dataset, kinds: &[(Kind, usize)]) {
    let mut start = 0;
    dataset.variables.clear();
    for (at, &(kind, inputs)) in kinds.iter().enumerate() {
        let range = start..start + inputs;
        range.clone().for_each(|input| dataset.inputs.binary[input] = kind != Kind::Number);
        dataset.variables.push(Variable { name: format!("v{at}"), kind, inputs: range });
        start += inputs;
    }
}

/// The largest difference.
pub(crate) fn largest(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// One of the tables of `data/`.
pub(crate) fn sample(name: &str) -> Dataset {
    let options = Options::default().check().unwrap();
    let path = format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"));
    prepare(&load(Path::new(&path), &options).unwrap(), &options).unwrap()
}
