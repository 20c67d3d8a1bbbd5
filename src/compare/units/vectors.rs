//! Hidden units as vectors that can be held against those of another network.
//!
//! A network with one hidden layer, `h = φ(W1 x + b1)`, logits `W2 h + b2`, is the same function after its units are
//! put in another order, and after some of them are changed by the symmetry of their activation (SCIENCE 2.1):
//!
//! | activation | symmetry of a unit | what undoes it here |
//! |---|---|---|
//! | tanh | (w, b, v) → −(w, b, v) | the cosine counts without its sign |
//! | logistic | the same, and b2 grows by v: σ(z) = ½ + ½ tanh(z / 2) is a tanh unit (w/2, b/2, v/2) | as tanh: the halves leave every cosine as it is |
//! | relu | (w, b, v) → (c w, c b, v / c), c > 0 | (w, b) and v are made equally long; the sign stays, for a turned relu unit is another function |
//!
//! So a unit is the vector (w, b, v): its weights of the inputs in standard-deviation units, its bias, and its output
//! weights, centred over classes where there are several logits (a softmax knows only differences). In deeper networks
//! what a unit sends on depends on the units above it, which are in no order either: there only (w, b) of the first
//! hidden layer counts. A unit whose path |w| |v| is under a hundredth of the strongest in its network is *idle*: it
//! could be left out, its direction is an accident, and it is matched with nothing.

use crate::attribute::weights::centred_output;
use crate::options::Activation;
use crate::seed::Seed;
use crate::train::Network;

/// A unit under this share of the strongest path of its network does nothing that could be found again.
const IDLE: f64 = 0.01;

/// The units of the first hidden layer of one network.
pub struct Vectors {
    /// For each unit the vector of length 1 that is compared; none for an idle unit.
    pub directions: Vec<Option<Vec<f64>>>,
    /// Units × inputs: weights in a scale that can be averaged over networks (relu units balanced).
    pub weights: Vec<Vec<f64>>,
    /// How many inputs lead each direction.
    pub inputs: usize,
    /// Whether a unit may be turned around: tanh and logistic.
    pub odd: bool,
}

impl Vectors {
    /// The units of a network with at least one hidden layer; none of a network without.
    pub fn of(network: &Network) -> Vectors {
        let hidden = network.layers.len().saturating_sub(1);
        let first = network.layers.first().filter(|_| hidden > 0);
        let weights = first.map(|layer| layer.weights.as_slice()).unwrap_or_default();
        let biases = first.map(|layer| layer.biases.as_slice()).unwrap_or_default();
        let odd = first.is_none_or(|layer| layer.activation != Some(Activation::Relu));
        let above = sent_on(network, weights.len());
        let strengths: Vec<f64> = weights.iter().zip(&above).map(|(w, v)| length(w) * length(v)).collect();
        let least = IDLE * strengths.iter().copied().fold(0.0, f64::max);
        let mut units = Vectors {
            directions: Vec::with_capacity(weights.len()),
            weights: Vec::with_capacity(weights.len()),
            inputs: weights.first().map_or(0, Vec::len),
            odd,
        };
        for (at, (w, &b)) in weights.iter().zip(biases).enumerate() {
            let outgoing = if hidden == 1 { above[at].as_slice() } else { &[] };
            let unit = if odd { joined(w, b, outgoing, 1.0, 1.0) } else { balanced(w, b, outgoing) };
            let works = strengths[at] > 0.0 && strengths[at] >= least;
            units.weights.push(unit[..w.len()].to_vec());
            units.directions.push(if works { direction(unit) } else { None });
        }
        units
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        self.directions.len()
    }

    /// The same units, the weights of each in an order of inputs of its own; biases and output weights stay.
    pub fn shuffled(&self, seed: Seed) -> Vectors {
        let mut rng = seed.rng();
        let mut directions = self.directions.clone();
        for direction in directions.iter_mut().flatten() {
            rng.shuffle(&mut direction[..self.inputs]);
        }
        Vectors { directions, weights: Vec::new(), inputs: self.inputs, odd: self.odd }
    }
}

/// What each unit of the first hidden layer sends on: its centred output weights, or its weights in the layer above.
fn sent_on(network: &Network, units: usize) -> Vec<Vec<f64>> {
    let above = match network.layers.len() {
        2 => centred_output(network),
        _ => network.layers.get(1).map(|layer| layer.weights.clone()).unwrap_or_default(),
    };
    (0..units).map(|unit| above.iter().map(|row| row[unit]).collect()).collect()
}

/// (w, b, v) with its two parts scaled.
fn joined(w: &[f64], b: f64, v: &[f64], incoming: f64, outgoing: f64) -> Vec<f64> {
    let before = w.iter().chain([&b]).map(|x| x * incoming);
    before.chain(v.iter().map(|x| x * outgoing)).collect()
}

/// A relu unit with (w, b) and v of one length, that of √(|(w, b)| |v|); without v, (w, b) of length 1.
fn balanced(w: &[f64], b: f64, v: &[f64]) -> Vec<f64> {
    let (incoming, outgoing) = (length(&joined(w, b, &[], 1.0, 1.0)), length(v));
    let common = if v.is_empty() { 1.0 } else { (incoming * outgoing).sqrt() };
    let factor = |of: f64| if of > 0.0 { common / of } else { 0.0 };
    joined(w, b, v, factor(incoming), factor(outgoing))
}

fn length(of: &[f64]) -> f64 {
    of.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// The vector at length 1; none where it has no length, or one that is no number.
fn direction(mut of: Vec<f64>) -> Option<Vec<f64>> {
    let long = length(&of);
    if !(long.is_finite() && long > 0.0) {
        return None;
    }
    of.iter_mut().for_each(|x| *x /= long);
    Some(of)
}
