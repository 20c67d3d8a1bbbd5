//! What the paths against a variable's own net direction are worth.
//!
//! For class k and input i let O_ki be the sum of the paths `C_kj w_ji`. Every path whose sign is not that of O_ki is
//! dropped (for class k the unit sees only the inputs whose path to k agrees), the output biases are refitted on
//! training rows, and the rise of held-out log loss is given as a share of the gain over the class frequencies. Recoding
//! a variable or exchanging classes changes nothing of it. Where paths only cancel, little is lost; where a variable
//! works both ways (a product, an even effect), much is.

use super::by_half;
use crate::attribute::cells::seen;
use crate::attribute::weights::centred_output;
use crate::compare::case::{Case, mean};
use crate::options::Activation;
use crate::stats::{Estimate, interval};
use crate::train::{Fitted, Network, Rows, Stopped, frequencies};
use rayon::prelude::*;

/// Rows looked at on each side of a split; more would only cost time.
const MOST_ROWS: usize = 2_000;
/// Newton steps for the output biases.
const STEPS: usize = 50;

/// The share of the gain lost, with its half-sample interval; or why there is none.
pub fn against_direction(case: &Case) -> Result<Estimate, String> {
    if case.options.hidden.len() != 1 {
        return Err(
            "dropping paths against their variable's direction is defined for one hidden layer".to_owned()
        );
    }
    let full: Vec<(usize, &Fitted, usize)> =
        case.ensemble.full.iter().map(|r| (r.split, &r.fitted, r.rows)).collect();
    let halves: Vec<(usize, &Fitted, usize)> =
        case.ensemble.halves.iter().map(|r| (r.half, &r.fitted, r.rows)).collect();
    let center = lost_and_gained(case, &full);
    let gap = mean(&center.iter().map(|c| c.2).collect::<Vec<_>>());
    if gap <= 0.0 {
        return Err(
            "the network gains nothing over the class frequencies, so there is no share to lose".to_owned()
        );
    }
    let share = mean(&center.iter().map(|c| c.1).collect::<Vec<_>>()) / gap;
    let inside = lost_and_gained(case, &halves);
    let lost = by_half(case, &inside.iter().map(|c| (c.0, c.1)).collect::<Vec<_>>());
    let gained = by_half(case, &inside.iter().map(|c| (c.0, c.2)).collect::<Vec<_>>());
    if gained.iter().any(|g| *g <= 0.0) {
        return Ok(Estimate { mean: share, low: None, high: None });
    }
    let shares: Vec<f64> = lost.iter().zip(&gained).map(|(l, g)| l / g).collect();
    Ok(interval::half_samples(share, &shares))
}

/// For each usable run its unit, the loss of dropping paths, and the gain over the class frequencies.
fn lost_and_gained(case: &Case, runs: &[(usize, &Fitted, usize)]) -> Vec<(usize, f64, f64)> {
    let one = |&(unit, fitted, rows): &(usize, &Fitted, usize)| -> Option<(usize, f64, f64)> {
        let network = fitted.network.as_ref().filter(|_| fitted.stopped != Stopped::Diverged)?;
        let rows = &case.ensemble.bench.rows[rows];
        let (kept, dropped) = (logits(case, network, rows, false), logits(case, network, rows, true));
        let nothing =
            frequencies::log_loss(&case.ensemble.bench.labels[0], &case.dataset.target.weights, rows);
        Some((unit, dropped - kept, nothing - kept))
    };
    let all: Vec<Option<(usize, f64, f64)>> = runs.par_iter().map(one).collect();
    all.into_iter().flatten().collect()
}

/// Held-out log loss after the output biases are refitted, with or without the paths against their direction.
fn logits(case: &Case, network: &Network, rows: &Rows, drop: bool) -> f64 {
    let masked = Masked::new(network, drop);
    let table = |of: &[u32]| -> (Vec<Vec<f64>>, Vec<u32>) {
        let step = of.len().div_ceil(MOST_ROWS).max(1);
        let chosen: Vec<u32> = of.iter().copied().step_by(step).collect();
        let labels = case.dataset.classes_of(&chosen);
        (masked.logits(case, rows, &chosen), labels)
    };
    let (training, labels) = table(&rows.train);
    let weights = &case.dataset.target.weights;
    let biases = refit(&training, &labels, weights);
    let (held_out, labels) = table(&rows.judge);
    let cost = |(l, &label): (&Vec<f64>, &u32)| row_loss(l, &biases, label) * weights[label as usize];
    held_out.iter().zip(&labels).map(cost).sum::<f64>() / labels.len() as f64
}

/// For each logit the first-layer weights it sees.
struct Masked {
    activation: Activation,
    biases: Vec<f64>,
    /// logits × units
    output: Vec<Vec<f64>>,
    /// logits × units × inputs
    first: Vec<Vec<Vec<f64>>>,
}

impl Masked {
    fn new(network: &Network, drop: bool) -> Self {
        let (hidden, output) = (&network.layers[0], centred_output(network));
        let inputs = hidden.weights.first().map_or(0, Vec::len);
        let first = output.iter().map(|of_class| {
            let direction: Vec<f64> = (0..inputs)
                .map(|i| of_class.iter().zip(&hidden.weights).map(|(c, w)| c * w[i]).sum())
                .collect();
            let keep = |c: f64, w: f64, d: f64| if drop && c * w * d < 0.0 { 0.0 } else { w };
            let row =
                |(c, w): (&f64, &Vec<f64>)| w.iter().zip(&direction).map(|(w, d)| keep(*c, *w, *d)).collect();
            of_class.iter().zip(&hidden.weights).map(row).collect()
        });
        let first = first.collect();
        let activation = hidden.activation.unwrap_or(Activation::Tanh);
        Masked { activation, biases: hidden.biases.clone(), output, first }
    }

    fn logits(&self, case: &Case, rows: &Rows, of: &[u32]) -> Vec<Vec<f64>> {
        let cells = seen(case.dataset, of, &rows.scaling);
        let logits = |x: &[f64]| {
            self.output.iter().zip(&self.first).map(|(o, first)| self.logit(o, first, x)).collect()
        };
        (0..cells.rows()).map(|row| logits(cells.row(row))).collect()
    }

    fn logit(&self, output: &[f64], first: &[Vec<f64>], x: &[f64]) -> f64 {
        let unit = |(w, b): (&Vec<f64>, &f64)| {
            let z = b + w.iter().zip(x).map(|(w, x)| w * x).sum::<f64>();
            self.activation.value(z)
        };
        first.iter().zip(&self.biases).map(unit).zip(output).map(|(h, o)| h * o).sum()
    }
}

/// Log loss of one row; one logit means two classes.
fn row_loss(logits: &[f64], biases: &[f64], label: u32) -> f64 {
    -probabilities(logits, biases)[label as usize].max(f64::MIN_POSITIVE).ln()
}

fn probabilities(logits: &[f64], biases: &[f64]) -> Vec<f64> {
    let shifted: Vec<f64> = logits.iter().zip(biases).map(|(l, b)| l + b).collect();
    let shifted = if let [one] = shifted.as_slice() { vec![0.0, *one] } else { shifted };
    let most = shifted.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = shifted.iter().map(|l| (l - most).exp()).collect();
    let total: f64 = weights.iter().sum();
    weights.iter().map(|w| w / total).collect()
}

/// Output biases that minimise the training loss, by diagonal Newton steps.
///
/// With several logits the diagonal overshoots by up to a factor of two (two classes sharing all probability), so steps
/// are halved there.
fn refit(logits: &[Vec<f64>], labels: &[u32], weights: &[f64]) -> Vec<f64> {
    let outputs = logits.first().map_or(0, Vec::len);
    let mut biases = vec![0.0; outputs];
    for _ in 0..STEPS {
        let (mut gradient, mut curvature) = (vec![0.0; outputs], vec![1e-9; outputs]);
        for (row, &label) in logits.iter().zip(labels) {
            let (p, weight) = (probabilities(row, &biases), weights[label as usize]);
            for k in 0..outputs {
                let class = if outputs == 1 { 1 } else { k };
                gradient[k] += weight * (p[class] - f64::from(u8::from(label as usize == class)));
                curvature[k] += weight * p[class] * (1.0 - p[class]);
            }
        }
        let damping = if outputs == 1 { 1.0 } else { 0.5 };
        let step = |g: f64, c: f64| (damping * g / c).clamp(-2.0, 2.0);
        let moved = gradient.iter().zip(&curvature).map(|(&g, &c)| step(g, c));
        let moved: Vec<f64> = moved.collect();
        biases.iter_mut().zip(&moved).for_each(|(b, m)| *b -= m);
        if moved.iter().all(|m| m.abs() < 1e-12) {
            break;
        }
    }
    biases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refitted_biases_give_the_class_frequencies_when_nothing_else_is_known() {
        // three rows of class 1, one of class 0, logits 0: the bias is ln 3
        let biases = refit(&vec![vec![0.0]; 4], &[1, 1, 1, 0], &[1.0; 2]);
        assert!((biases[0] - 3f64.ln()).abs() < 1e-9);
        // and none where the one row counts three times
        assert!(refit(&vec![vec![0.0]; 4], &[1, 1, 1, 0], &[3.0, 1.0])[0].abs() < 1e-9);
        let three = refit(&vec![vec![0.0; 3]; 4], &[0, 1, 1, 2], &[1.0; 3]);
        let p = probabilities(&[0.0; 3], &three);
        assert!((p[1] - 0.5).abs() < 1e-9 && (p[0] - 0.25).abs() < 1e-9);
    }
}
