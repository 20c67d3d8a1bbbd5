//! The function of a network in f64, and its derivatives.
//!
//! `h_0 = x`, `h_l = activation(W_l h_(l-1) + b_l)`, logits `= W_L h_(L-1) + b_L`.
//! Derivatives of the logits: `W_L D_(L-1) W_(L-1) … D_1 W_1` with `D_l` the slopes of the activations
//! (Rumelhart, Hinton and Williams 1986, doi:10.1038/323533a0).

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
