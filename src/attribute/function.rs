//! The function of a network in f64, and its derivatives.
//!
//! `h_0 = x`, `h_l = activation(W_l h_(l-1) + b_l)`, logits `= W_L h_(L-1) + b_L`.
//! Derivatives of the logits: `W_L D_(L-1) W_(L-1) … D_1 W_1` with `D_l` the slopes of the activations
//! (Rumelhart, Hinton and Williams 1986, doi:10.1038/323533a0).

use crate::options::Activation;
use crate::train::{Layer, Network};

/// Logits at one row of inputs.
pub fn logits(network: &Network, inputs: &[f64]) -> Vec<f64> {
    network.layers.iter().fold(inputs.to_vec(), |below, layer| outputs(layer, &below))
}

/// Logits less their mean over classes; a single logit stays.
pub fn centred_logits(network: &Network, inputs: &[f64]) -> Vec<f64> {
    let mut logits = logits(network, inputs);
    if logits.len() > 1 {
        let mean = logits.iter().sum::<f64>() / logits.len() as f64;
        logits.iter_mut().for_each(|logit| *logit -= mean);
    }
    logits
}

/// Probabilities of all classes at one row; one logit gives two.
pub fn probabilities(network: &Network, inputs: &[f64]) -> Vec<f64> {
    softmax(&logits(network, inputs))
}

/// Softmax of the logits; one logit stands for the second of two classes.
pub fn softmax(logits: &[f64]) -> Vec<f64> {
    if let [logit] = logits {
        let second = sigmoid(*logit);
        return vec![sigmoid(-*logit), second];
    }
    let highest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = logits.iter().map(|logit| (logit - highest).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

/// Derivatives of centred logits (rows) by the inputs; `output` is the centred output layer.
pub fn jacobian(network: &Network, output: &[Vec<f64>], inputs: &[f64]) -> Vec<Vec<f64>> {
    let hidden = &network.layers[..network.layers.len().saturating_sub(1)];
    let mut below = inputs.to_vec();
    let mut slopes = Vec::with_capacity(hidden.len());
    for layer in hidden {
        let z = sums(layer, &below);
        slopes.push(z.iter().map(|&z| slope(layer.activation, z)).collect::<Vec<f64>>());
        below = z.into_iter().map(|z| activate(layer.activation, z)).collect();
    }
    let back = |row: &Vec<f64>| {
        hidden.iter().zip(&slopes).rev().fold(row.clone(), |row, (layer, slopes)| {
            let bent: Vec<f64> = row.iter().zip(slopes).map(|(r, s)| r * s).collect();
            super::weights::through(&bent, &layer.weights)
        })
    };
    output.iter().map(back).collect()
}

fn outputs(layer: &Layer, below: &[f64]) -> Vec<f64> {
    sums(layer, below).into_iter().map(|z| activate(layer.activation, z)).collect()
}

fn sums(layer: &Layer, below: &[f64]) -> Vec<f64> {
    let sum = |(row, bias): (&Vec<f64>, &f64)| row.iter().zip(below).map(|(w, h)| w * h).sum::<f64>() + bias;
    layer.weights.iter().zip(&layer.biases).map(sum).collect()
}

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

fn activate(activation: Option<Activation>, z: f64) -> f64 {
    match activation {
        None => z,
        Some(Activation::Tanh) => z.tanh(),
        Some(Activation::Logistic) => sigmoid(z),
        Some(Activation::Relu) => z.max(0.0),
    }
}

fn slope(activation: Option<Activation>, z: f64) -> f64 {
    match activation {
        None => 1.0,
        Some(Activation::Tanh) => 1.0 - z.tanh().powi(2),
        Some(Activation::Logistic) => sigmoid(z) * sigmoid(-z),
        Some(Activation::Relu) => f64::from(u8::from(z > 0.0)),
    }
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
