//! Sums of positive and of negative paths from a variable through the hidden units to a class.
//!
//! With C the output weights centred over classes, the path of variable i through unit j to class k weighs
//! `C_kj w_ji`. P sums the positive ones, N the magnitudes of the negative ones: P - N is Olden's importance, P + N the
//! sum of absolute products, and `1 - |P - N| / (P + N)` the share that cancels. Deeper networks multiply along all
//! layers: the positive part of a product collects (+ +) and (- -), the negative part (+ -) and (- +).

use crate::attribute::weights::centred_output;
use crate::compare::PathSums;
use crate::compare::case::Case;
use crate::train::{Network, Stopped};

/// Positive and negative parts, units × inputs.
struct Parts {
    positive: Vec<Vec<f64>>,
    negative: Vec<Vec<f64>>,
}

/// Path sums of every variable and class, mean over the runs.
pub fn paths(case: &Case) -> Vec<PathSums> {
    let usable = case.ensemble.full.iter().filter(|r| r.fitted.stopped != Stopped::Diverged);
    let parts: Vec<Parts> = usable.filter_map(|r| r.fitted.network.as_ref()).map(of_network).collect();
    let Some(first) = parts.first() else { return Vec::new() };
    let classes = &case.dataset.target.classes;
    let outputs = if first.positive.len() == 1 { &classes[1..] } else { &classes[..] };
    let mut sums = Vec::new();
    for (k, class) in outputs.iter().enumerate() {
        for variable in &case.dataset.variables {
            let total = |line: &[f64]| line[variable.inputs.clone()].iter().sum::<f64>();
            let each = parts.iter().map(|p| (total(&p.positive[k]), total(&p.negative[k])));
            sums.push(summed(variable.name.clone(), class.clone(), each));
        }
    }
    sums
}

fn summed(variable: String, class: String, each: impl Iterator<Item = (f64, f64)>) -> PathSums {
    let (mut positive, mut negative, mut cancelled, mut runs) = (0.0, 0.0, 0.0, 0.0);
    for (p, n) in each {
        positive += p;
        negative += n;
        cancelled += cancellation(p, n);
        runs += 1.0;
    }
    let (positive, negative) = (positive / runs, negative / runs);
    PathSums { variable, class, positive, negative, net: positive - negative, cancellation: cancelled / runs }
}

/// 0: nothing cancels; 1: everything does.
pub fn cancellation(positive: f64, negative: f64) -> f64 {
    let all = positive + negative;
    if all > 0.0 { 1.0 - (positive - negative).abs() / all } else { 0.0 }
}

fn of_network(network: &Network) -> Parts {
    let last = network.layers.len() - 1;
    let mut parts: Option<Parts> = None;
    for (l, layer) in network.layers.iter().enumerate() {
        let weights = if l == last { centred_output(network) } else { layer.weights.clone() };
        let layer = Parts { positive: part(&weights, 1.0), negative: part(&weights, -1.0) };
        parts = Some(match parts {
            None => layer,
            Some(before) => Parts {
                positive: sum(
                    product(&layer.positive, &before.positive),
                    product(&layer.negative, &before.negative),
                ),
                negative: sum(
                    product(&layer.positive, &before.negative),
                    product(&layer.negative, &before.positive),
                ),
            },
        });
    }
    parts.unwrap_or(Parts { positive: Vec::new(), negative: Vec::new() })
}

fn part(weights: &[Vec<f64>], sign: f64) -> Vec<Vec<f64>> {
    weights.iter().map(|row| row.iter().map(|w| (sign * w).max(0.0)).collect()).collect()
}

fn product(a: &[Vec<f64>], b: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let columns = b.first().map_or(0, Vec::len);
    a.iter()
        .map(|row| (0..columns).map(|c| row.iter().zip(b).map(|(x, line)| x * line[c]).sum()).collect())
        .collect()
}

fn sum(mut a: Vec<Vec<f64>>, b: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    a.iter_mut().flatten().zip(b.into_iter().flatten()).for_each(|(x, y)| *x += y);
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Activation;
    use crate::train::Layer;

    #[test]
    fn parts_of_a_2_2_1_network() {
        // w_1 = (2, -1), w_2 = (1, 3), v = (1, -2):
        // x1: paths 2·1 = +2, 1·(-2) = -2: everything cancels; x2: -1·1 = -1, 3·(-2) = -6: nothing does
        let network = Network {
            layers: vec![
                Layer {
                    weights: vec![vec![2.0, -1.0], vec![1.0, 3.0]],
                    biases: vec![0.0; 2],
                    activation: Some(Activation::Tanh),
                },
                Layer { weights: vec![vec![1.0, -2.0]], biases: vec![0.0], activation: None },
            ],
        };
        let parts = of_network(&network);
        assert_eq!(parts.positive, [[2.0, 0.0]]);
        assert_eq!(parts.negative, [[2.0, 7.0]]);
        assert_eq!(cancellation(2.0, 2.0), 1.0);
        assert_eq!(cancellation(0.0, 7.0), 0.0);
    }
}
