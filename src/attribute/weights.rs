//! What the measures that read weights share: magnitudes of the first layer, shares, the centred output layer.
//!
//! With `W1 (hidden × inputs) … WL (classes × hidden)`. Softmax probabilities do not change when the same row is added
//! to every row of `WL`; the centred `C = WL - mean over its rows` is free of that. One logit (two classes) has one
//! row, which is identified and stays as it is.

use super::by_rows::by_rows;
use super::groups::{Groups, is_category};
use super::{Evidence, Outcome, Run, Scores};
use crate::error::Result;
use crate::numbers;
use crate::train::Network;

/// What a measure reads off one network.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// A score for each variable.
    pub values: Vec<f64>,
    /// A score for each class (one row for one logit) and variable; empty without classes.
    pub per_class: Vec<Vec<f64>>,
}

impl Reading {
    /// Scores that know no classes.
    pub fn overall(values: Vec<f64>) -> Self {
        Reading { values, per_class: Vec::new() }
    }
}

/// The output layer, centred over classes where there are several logits.
pub fn centred_output(network: &Network) -> Vec<Vec<f64>> {
    let output = raw_output(network);
    if output.len() < 2 {
        return output;
    }
    let units = output[0].len();
    let mean = |unit: usize| output.iter().map(|row| row[unit]).sum::<f64>() / output.len() as f64;
    let means: Vec<f64> = (0..units).map(mean).collect();
    output.iter().map(|row| row.iter().zip(&means).map(|(v, m)| v - m).collect()).collect()
}

/// The output layer as it stands.
pub fn raw_output(network: &Network) -> Vec<Vec<f64>> {
    network.layers.last().map(|layer| layer.weights.clone()).unwrap_or_default()
}

/// Weights of the hidden layers, from the inputs on.
pub fn hidden(network: &Network) -> impl DoubleEndedIterator<Item = &Vec<Vec<f64>>> {
    let hidden = network.layers.len().saturating_sub(1);
    network.layers[..hidden].iter().map(|layer| &layer.weights)
}

/// First layer: for each unit the magnitude of each variable.
pub fn first_magnitudes(network: &Network, groups: &Groups) -> Vec<Vec<f64>> {
    let first = network.layers.first().map(|layer| layer.weights.as_slice()).unwrap_or_default();
    first.iter().map(|row| groups.magnitudes(row)).collect()
}

/// Row vector times matrix.
pub fn through(row: &[f64], matrix: &[Vec<f64>]) -> Vec<f64> {
    let width = matrix.first().map_or(0, Vec::len);
    let mut out = vec![0.0; width];
    for (&factor, line) in row.iter().zip(matrix) {
        for (sum, value) in out.iter_mut().zip(line) {
            *sum += factor * value;
        }
    }
    out
}

/// Magnitudes of every hidden layer as matrices unit × (unit below, or variable), from the last hidden layer down.
pub fn magnitudes_down(network: &Network, groups: &Groups) -> Vec<Vec<Vec<f64>>> {
    let mut layers: Vec<Vec<Vec<f64>>> = hidden(network)
        .skip(1)
        .map(|layer| layer.iter().map(|row| row.iter().map(|w| w.abs()).collect()).collect())
        .collect();
    layers.insert(0, first_magnitudes(network, groups));
    layers.reverse();
    layers
}

/// Shares of every hidden layer, from the last hidden layer down; rows of units that nothing reaches are all zero.
///
/// A unit all of whose weights are 0 (or lead to such units) is dropped, never divided by 0.
pub fn shares_down(network: &Network, groups: &Groups) -> Vec<Vec<Vec<f64>>> {
    let mut layers = magnitudes_down(network, groups);
    let mut alive: Option<Vec<bool>> = None;
    for layer in layers.iter_mut().rev() {
        let reached = layer.iter_mut().map(|row| into_shares(row, alive.as_deref())).collect();
        alive = Some(reached);
    }
    layers
}

/// Turns a row into shares of its sum over living places; false where nothing is left.
fn into_shares(row: &mut [f64], alive: Option<&[bool]>) -> bool {
    if let Some(alive) = alive {
        row.iter_mut().zip(alive).filter(|(_, alive)| !**alive).for_each(|(value, _)| *value = 0.0);
    }
    let sum: f64 = row.iter().sum();
    if sum > 0.0 {
        row.iter_mut().for_each(|value| *value /= sum);
    }
    sum > 0.0
}

/// Divides by the sum; leaves all zeros as they are.
pub fn normalised(mut values: Vec<f64>) -> Vec<f64> {
    let sum: f64 = values.iter().map(|v| v.abs()).sum();
    if sum > 0.0 {
        values.iter_mut().for_each(|value| *value /= sum);
    }
    values
}

/// Mean over classes of non-negative rows.
pub fn mean_rows(rows: &[Vec<f64>]) -> Vec<f64> {
    let width = rows.first().map_or(0, Vec::len);
    (0..width).map(|i| rows.iter().map(|row| row[i]).sum::<f64>() / rows.len() as f64).collect()
}

/// Root mean square over classes; a single row stays signed.
pub fn root_mean_square(rows: &[Vec<f64>]) -> Vec<f64> {
    if let [single] = rows {
        return single.clone();
    }
    let width = rows.first().map_or(0, Vec::len);
    let square = |i: usize| rows.iter().map(|row| row[i] * row[i]).sum::<f64>() / rows.len() as f64;
    (0..width).map(|i| square(i).sqrt()).collect()
}

/// Reads every network of the evidence; the grouping of inputs is made once a row set.
///
/// # Errors
/// None of its own.
pub fn per_network(of: &Evidence, read: impl Fn(&Network, &Groups) -> Reading + Sync) -> Result<Outcome> {
    let score = |rows: usize, runs: &[Run]| {
        let groups = Groups::of(of.dataset, &of.rows[rows]);
        let score = |run: &Run| {
            let Reading { values, per_class } = read(run.network, &groups);
            Scores { unit: run.unit, values, per_class, ..Scores::default() }
        };
        Ok(runs.iter().map(score).collect())
    };
    by_rows(of, score).map(Outcome::Scores)
}

/// As `per_network`, for sums that keep signs: a category has no sign, and the measure no meaning with one.
///
/// # Errors
/// None of its own.
pub fn per_network_signed(
    of: &Evidence,
    read: impl Fn(&Network, &Groups) -> Reading + Sync,
) -> Result<Outcome> {
    let categories: Vec<String> =
        of.dataset.variables.iter().filter(|v| is_category(v)).map(|v| v.name.clone()).collect();
    match categories.as_slice() {
        [] => per_network(of, read),
        [one] => Ok(Outcome::NotApplicable(format!(
            "{one} is a category: its several inputs have no common sign, so signed sums of weights can't be compared"
        ))),
        all => Ok(Outcome::NotApplicable(format!(
            "{} are categories: several inputs of one variable have no common sign, so signed sums of weights can't be compared",
            numbers::some(all)
        ))),
    }
}
