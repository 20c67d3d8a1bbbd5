//! Where the parameters of a network lie: layer after layer, weights by input then unit, then biases.

use crate::options::Activation;
use crate::seed::Rng;

/// Sizes and activation of a network.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shape {
    /// Inputs, hidden units of each layer, logits.
    pub sizes: Vec<usize>,
    /// Of the hidden units.
    pub activation: Activation,
    /// Classes; one logit if two.
    pub classes: usize,
    /// What a row of each class counts; empty where all count 1.
    pub weights: Vec<f32>,
}

/// One layer's place among the parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Inputs of the layer.
    pub inputs: usize,
    /// Its units.
    pub units: usize,
    /// Where its weights start: `weights + input * units + unit`.
    pub weights: usize,
    /// Where its biases start.
    pub biases: usize,
}

impl Shape {
    /// A network from `inputs` columns to the logits of `classes` classes.
    pub fn new(inputs: usize, hidden: &[usize], classes: usize, activation: Activation) -> Self {
        let logits = if classes == 2 { 1 } else { classes };
        let sizes = std::iter::once(inputs).chain(hidden.iter().copied()).chain([logits]).collect();
        Shape { sizes, activation, classes, weights: Vec::new() }
    }

    /// The same whose rows count by their class.
    pub fn weighted(mut self, weights: &[f64]) -> Self {
        if weights.iter().any(|&weight| weight != 1.0) {
            self.weights = weights.iter().map(|&weight| weight as f32).collect();
        }
        self
    }

    /// Layers from the inputs to the logits.
    pub fn places(&self) -> Vec<Place> {
        let mut at = 0;
        let pairs = self.sizes.windows(2);
        pairs
            .map(|pair| {
                let (inputs, units) = (pair[0], pair[1]);
                let place = Place { inputs, units, weights: at, biases: at + inputs * units };
                at = place.biases + units;
                place
            })
            .collect()
    }

    /// Number of parameters.
    pub fn parameters(&self) -> usize {
        self.sizes.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum()
    }

    /// For each parameter whether it is a weight (and decays) rather than a bias.
    pub fn decays(&self) -> Vec<bool> {
        let mut decays = Vec::with_capacity(self.parameters());
        for place in self.places() {
            decays.extend(std::iter::repeat_n(true, place.inputs * place.units));
            decays.extend(std::iter::repeat_n(false, place.units));
        }
        decays
    }

    /// Initial parameters: uniform within ±√(6 / (inputs + units)) of each layer, √2 rather than √6 for the logistic
    /// (Glorot and Bengio 2010, AISTATS 9:249–256), weights in order, then biases.
    pub fn draw(&self, rng: &mut Rng) -> Vec<f32> {
        let factor = if self.activation == Activation::Logistic { 2.0 } else { 6.0 };
        let mut drawn = Vec::with_capacity(self.parameters());
        for place in self.places() {
            let bound = (factor / (place.inputs + place.units) as f64).sqrt();
            let many = (place.inputs + 1) * place.units;
            drawn.extend((0..many).map(|_| ((2.0 * rng.uniform() - 1.0) * bound) as f32));
        }
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    #[test]
    fn layers_follow_each_other_without_gaps() {
        let shape = Shape::new(3, &[2, 4], 3, Activation::Tanh);
        // 3·2 weights at 0, 2 biases at 6, 2·4 weights at 8, 4 biases at 16, 4·3 weights at 20, 3 biases at 32
        let starts: Vec<_> = shape.places().iter().map(|p| (p.weights, p.biases)).collect();
        assert_eq!(starts, [(0, 6), (8, 16), (20, 32)]);
        assert_eq!(shape.parameters(), 35);
        assert_eq!(shape.decays().iter().filter(|&&d| d).count(), 26);
        assert_eq!(Shape::new(3, &[2], 2, Activation::Tanh).sizes, [3, 2, 1]);
    }

    #[test]
    fn starts_are_within_their_bound_and_differ() {
        let shape = Shape::new(10, &[8], 3, Activation::Tanh);
        let first = shape.draw(&mut Seed::new(0).child("start", 0).rng());
        let second = shape.draw(&mut Seed::new(0).child("start", 1).rng());
        let bound = (6.0f32 / 18.0).sqrt();
        assert!(first[..88].iter().all(|w| w.abs() <= bound));
        assert!(first[..88].iter().any(|w| w.abs() > 0.9 * bound));
        assert!(first.iter().zip(&second).all(|(a, b)| a != b));
    }
}
