//! The function of a network in f64, and its derivatives.
//!
//! `h_0 = x`, `h_l = activation(W_l h_(l-1) + b_l)`, logits `= W_L h_(L-1) + b_L`.
//! Derivatives of the logits: `W_L D_(L-1) W_(L-1) … D_1 W_1` with `D_l` the slopes of the activations
//! (Rumelhart, Hinton and Williams 1986, doi:10.1038/323533a0). Second derivatives go forward with the values
//! (Griewank and Walther 2008, doi:10.1137/1.9780898717761).

use crate::train::{Layer, Network};

/// Logits less their mean over classes; a single logit stays.
pub fn centred_logits(network: &Network, inputs: &[f64]) -> Vec<f64> {
    let mut logits = network.logits(inputs);
    if logits.len() > 1 {
        let mean = logits.iter().sum::<f64>() / logits.len() as f64;
        logits.iter_mut().for_each(|logit| *logit -= mean);
    }
    logits
}

/// Derivatives of centred logits (rows) by the inputs; `output` is the centred output layer.
pub fn jacobian(network: &Network, output: &[Vec<f64>], inputs: &[f64]) -> Vec<Vec<f64>> {
    let hidden = &network.layers[..network.layers.len().saturating_sub(1)];
    let values = network.activations(inputs);
    let slope = |(layer, values): (&Layer, &Vec<f64>)| -> Vec<f64> {
        let of = |value: f64| layer.activation.map_or(1.0, |activation| activation.derivative(value));
        values.iter().map(|&value| of(value)).collect()
    };
    let slopes: Vec<Vec<f64>> = hidden.iter().zip(&values).map(slope).collect();
    let back = |row: &Vec<f64>| {
        hidden.iter().zip(&slopes).rev().fold(row.clone(), |row, (layer, slopes)| {
            let bent: Vec<f64> = row.iter().zip(slopes).map(|(r, s)| r * s).collect();
            super::weights::through(&bent, &layer.weights)
        })
    };
    output.iter().map(back).collect()
}

/// Second derivatives of centred logits (classes) by pairs of inputs; `output` is the centred output layer.
///
/// With `z` what reaches a unit, of every layer from the inputs on
///
/// ```text
///   dh/dx_i        = activation'(z) dz/dx_i
///   d2h/dx_i dx_m  = activation''(z) dz/dx_i dz/dx_m + activation'(z) d2z/dx_i dx_m
/// ```
/// and weights are summed over: with one hidden layer `sum over units j of C_kj activation''(z_j) w_ji w_jm`.
pub fn mixed_derivatives(
    network: &Network,
    output: &[Vec<f64>],
    inputs: &[f64],
    pairs: &[[usize; 2]],
) -> Vec<Vec<f64>> {
    let hidden = &network.layers[..network.layers.len().saturating_sub(1)];
    let mut below: Option<Derivatives> = None;
    for (layer, values) in hidden.iter().zip(network.activations(inputs)) {
        below = Some(match &below {
            None => bent(layer, &values, &layer.weights, None, pairs),
            Some(below) => {
                let over = |of: &[Vec<f64>]| -> Vec<Vec<f64>> {
                    layer.weights.iter().map(|row| super::weights::through(row, of)).collect()
                };
                bent(layer, &values, &over(&below.first), Some(over(&below.second)), pairs)
            }
        });
    }
    let of_class = |row: &Vec<f64>| match &below {
        Some(below) => super::weights::through(row, &below.second),
        None => vec![0.0; pairs.len()],
    };
    output.iter().map(of_class).collect()
}

/// Of the units of a layer: units × inputs, units × pairs of inputs.
struct Derivatives {
    first: Vec<Vec<f64>>,
    second: Vec<Vec<f64>>,
}

/// Derivatives of the activations of a layer from those of what reaches it; `second` is none where that is straight.
fn bent(
    layer: &Layer,
    values: &[f64],
    first: &[Vec<f64>],
    second: Option<Vec<Vec<f64>>>,
    pairs: &[[usize; 2]],
) -> Derivatives {
    let mut bent = Derivatives {
        first: Vec::with_capacity(values.len()),
        second: second.unwrap_or_else(|| vec![vec![0.0; pairs.len()]; values.len()]),
    };
    for ((&value, first), second) in values.iter().zip(first).zip(&mut bent.second) {
        let slope = layer.activation.map_or(1.0, |activation| activation.derivative(value));
        let bend = layer.activation.map_or(0.0, |activation| activation.second_derivative(value));
        for (second, &[i, m]) in second.iter_mut().zip(pairs) {
            *second = bend * first[i] * first[m] + slope * *second;
        }
        bent.first.push(first.iter().map(|first| slope * first).collect());
    }
    bent
}

/// Log loss of one row: minus the log of the probability of its class, without going through the probability.
pub fn log_loss(logits: &[f64], class: usize) -> f64 {
    if let [logit] = logits {
        let against = if class == 1 { -*logit } else { *logit };
        return against.max(0.0) + (-against.abs()).exp().ln_1p();
    }
    let highest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logits.iter().map(|logit| (logit - highest).exp()).sum();
    highest + sum.ln() - logits[class]
}
