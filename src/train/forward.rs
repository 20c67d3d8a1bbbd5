//! One network in f64, one row at a time: for measures, symmetries and whatever asks about a single prediction.

use super::Network;
use crate::options::Activation;

impl Activation {
    /// Its value.
    pub fn value(self, z: f64) -> f64 {
        match self {
            Activation::Tanh => z.tanh(),
            Activation::Logistic => 1.0 / (1.0 + (-z).exp()),
            Activation::Relu => z.max(0.0),
        }
    }

    /// Its derivative, from its value.
    pub fn derivative(self, value: f64) -> f64 {
        match self {
            Activation::Tanh => 1.0 - value * value,
            Activation::Logistic => value * (1.0 - value),
            Activation::Relu => f64::from(u8::from(value > 0.0)),
        }
    }

    /// Its second derivative, from its value; of relu 0, which is what it is everywhere but at its bend.
    pub fn second_derivative(self, value: f64) -> f64 {
        match self {
            Activation::Tanh => -2.0 * value * (1.0 - value * value),
            Activation::Logistic => value * (1.0 - value) * (1.0 - 2.0 * value),
            Activation::Relu => 0.0,
        }
    }
}

impl Network {
    /// Activations of each hidden layer and the logits last, for a row of standardised inputs.
    ///
    /// ```
    /// use counterweight::options::Activation;
    /// use counterweight::train::{Layer, Network};
    /// let hidden = Layer { weights: vec![vec![1.0, -2.0]], biases: vec![1.0], activation: Some(Activation::Relu) };
    /// let output = Layer { weights: vec![vec![3.0]], biases: vec![-1.0], activation: None };
    /// let network = Network { layers: vec![hidden, output] };
    /// // 1·2 - 2·0.5 + 1 = 2;  3·2 - 1 = 5;  1 / (1 + e^-5) = 0.993307
    /// assert_eq!(network.activations(&[2.0, 0.5]), [vec![2.0], vec![5.0]]);
    /// assert!((network.probabilities(&[2.0, 0.5])[1] - 0.993307).abs() < 1e-6);
    /// ```
    pub fn activations(&self, inputs: &[f64]) -> Vec<Vec<f64>> {
        let mut all: Vec<Vec<f64>> = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            let from = all.last().map_or(inputs, |below| below.as_slice());
            let sum = |weights: &Vec<f64>, bias: &f64| {
                bias + weights.iter().zip(from).map(|(weight, x)| weight * x).sum::<f64>()
            };
            let units = layer.weights.iter().zip(&layer.biases);
            let values = units.map(|(weights, bias)| {
                let z = sum(weights, bias);
                layer.activation.map_or(z, |activation| activation.value(z))
            });
            let values = values.collect();
            all.push(values);
        }
        all
    }

    /// Logits: one a class, or for two classes that of the second.
    pub fn logits(&self, inputs: &[f64]) -> Vec<f64> {
        self.activations(inputs).pop().unwrap_or_default()
    }

    /// Probabilities of all classes (two for one logit).
    pub fn probabilities(&self, inputs: &[f64]) -> Vec<f64> {
        probabilities(&self.logits(inputs))
    }
}

/// Probabilities from logits: softmax, or for a single logit that of the second class beside its complement.
pub fn probabilities(logits: &[f64]) -> Vec<f64> {
    if let [logit] = logits {
        let e = (-logit.abs()).exp();
        let (larger, smaller) = (1.0 / (1.0 + e), e / (1.0 + e));
        return if *logit > 0.0 { vec![smaller, larger] } else { vec![larger, smaller] };
    }
    let most = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let shares: Vec<f64> = logits.iter().map(|z| (z - most).exp()).collect();
    let sum: f64 = shares.iter().sum();
    shares.iter().map(|share| share / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softmax_of_equal_logits_is_even_and_never_overflows() {
        assert_eq!(probabilities(&[2.0, 2.0]), [0.5, 0.5]);
        assert_eq!(probabilities(&[0.0]), [0.5, 0.5]);
        assert_eq!(probabilities(&[1e6, 0.0, 0.0]), [1.0, 0.0, 0.0]);
        assert_eq!(probabilities(&[-1e6]), [1.0, 0.0]);
    }
}
