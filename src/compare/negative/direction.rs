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
use linfa_linalg::cholesky::SolveC;
use ndarray::{Array1, Array2, Axis};
use rayon::prelude::*;

/// Rows looked at on each side of a split; more would only cost time.
const MOST_ROWS: usize = 2_000;
/// Newton steps for the output biases.
const STEPS: usize = 50;
/// None of them moves a bias further.
const LONGEST_STEP: f64 = 2.0;
/// A step so short is the last.
const SETTLED: f64 = 1e-9;
/// Keeps a class that is as good as never predicted from an endless step.
const LEAST_CURVATURE: f64 = 1e-9;

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
        let [kept, dropped] = [false, true].map(|drop| refitted_loss(case, network, rows, drop));
        let nothing =
            frequencies::log_loss(&case.ensemble.bench.labels[0], &case.dataset.target.weights, rows);
        Some((unit, dropped - kept, nothing - kept))
    };
    let all: Vec<Option<(usize, f64, f64)>> = runs.par_iter().map(one).collect();
    all.into_iter().flatten().collect()
}

/// Held-out log loss after the output biases are refitted, with or without the paths against their direction.
fn refitted_loss(case: &Case, network: &Network, rows: &Rows, drop: bool) -> f64 {
    let masked = Masked::new(network, drop);
    let table = |of: &[u32]| -> Table {
        let step = of.len().div_ceil(MOST_ROWS).max(1);
        let chosen: Vec<u32> = of.iter().copied().step_by(step).collect();
        let labels = case.dataset.classes_of(&chosen);
        Table { classes: masked.classes(), logits: masked.logits(case, rows, &chosen), labels }
    };
    let weights = &case.dataset.target.weights;
    let biases = refit(&table(&rows.train), weights);
    let held_out = table(&rows.judge);
    let mut loss = 0.0;
    held_out.each(&biases, |p, label| loss -= p[label].max(f64::MIN_POSITIVE).ln() * weights[label]);
    loss / held_out.labels.len() as f64
}

/// Logits of rows, a class after the other, and their labels.
struct Table {
    classes: usize,
    logits: Vec<f64>,
    labels: Vec<u32>,
}

impl Table {
    /// Looks at each row's probabilities under these biases, and at its label.
    fn each(&self, biases: &[f64], mut look: impl FnMut(&[f64], usize)) {
        let mut p = vec![0.0; self.classes];
        for (logits, &label) in self.logits.chunks_exact(self.classes).zip(&self.labels) {
            let mut most = f64::NEG_INFINITY;
            for ((p, logit), bias) in p.iter_mut().zip(logits).zip(biases) {
                *p = logit + bias;
                most = most.max(*p);
            }
            p.iter_mut().for_each(|p| *p = (*p - most).exp());
            let total: f64 = p.iter().sum();
            p.iter_mut().for_each(|p| *p /= total);
            look(&p, label as usize);
        }
    }
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

    /// Number of classes; one logit means two, of which the first has 0.
    fn classes(&self) -> usize {
        self.output.len().max(2)
    }

    /// Rows × classes.
    fn logits(&self, case: &Case, rows: &Rows, of: &[u32]) -> Vec<f64> {
        let cells = seen(case.dataset, of, &rows.scaling);
        let mut logits = Vec::with_capacity(cells.rows() * self.classes());
        for row in 0..cells.rows() {
            if self.output.len() == 1 {
                logits.push(0.0);
            }
            let of_class = self.output.iter().zip(&self.first);
            logits.extend(of_class.map(|(o, first)| self.logit(o, first, cells.row(row))));
        }
        logits
    }

    fn logit(&self, output: &[f64], first: &[Vec<f64>], x: &[f64]) -> f64 {
        let unit = |(w, b): (&Vec<f64>, &f64)| {
            let z = b + w.iter().zip(x).map(|(w, x)| w * x).sum::<f64>();
            self.activation.value(z)
        };
        first.iter().zip(&self.biases).map(unit).zip(output).map(|(h, o)| h * o).sum()
    }
}

/// Output biases that minimise the training loss, by Newton's steps; the first class has 0, for only differences count.
fn refit(table: &Table, weights: &[f64]) -> Vec<f64> {
    let free = table.classes - 1;
    let mut biases = vec![0.0; table.classes];
    for _ in 0..STEPS {
        let (mut gradient, mut curvature) =
            (Array1::zeros(free), Array2::from_diag_elem(free, LEAST_CURVATURE));
        table.each(&biases, |p, label| {
            let (p, weight) = (&p[1..], weights[label]);
            for (a, &own) in p.iter().enumerate() {
                gradient[a] += weight * (own - f64::from(u8::from(label == a + 1)));
                curvature[[a, a]] += weight * own;
                p.iter().enumerate().for_each(|(b, other)| curvature[[a, b]] -= weight * own * other);
            }
        });
        let Ok(step) = curvature.solvec(&gradient.insert_axis(Axis(1))) else { break };
        let largest = step.iter().fold(0.0, |largest: f64, s| largest.max(s.abs()));
        let shorter = (LONGEST_STEP / largest).min(1.0);
        biases[1..].iter_mut().zip(&step).for_each(|(bias, step)| *bias -= shorter * step);
        if largest < SETTLED {
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
        let of = |classes: usize, labels: [u32; 4]| Table {
            classes,
            logits: vec![0.0; 4 * classes],
            labels: labels.to_vec(),
        };
        let biases = refit(&of(2, [1, 1, 1, 0]), &[1.0; 2]);
        assert!((biases[1] - 3f64.ln()).abs() < 1e-9);
        // and none where the one row counts three times
        assert!(refit(&of(2, [1, 1, 1, 0]), &[3.0, 1.0])[1].abs() < 1e-9);
        let three = refit(&of(3, [0, 1, 1, 2]), &[1.0; 3]);
        assert!((three[1] - 2f64.ln()).abs() < 1e-9 && three[2].abs() < 1e-9);
    }

    #[test]
    fn refitted_biases_bring_the_mean_probabilities_to_the_frequencies() {
        // that is where the derivative of the loss is 0, whatever the logits
        let logits: Vec<f64> =
            (0..60).map(|i| 3.0 * (i as f64 * 1.7).sin() + f64::from(u8::from(i % 3 == 2))).collect();
        let table =
            Table { classes: 3, logits, labels: (0..20).map(|row| [0, 1, 1, 2, 1][row % 5]).collect() };
        let mut means = [0.0; 3];
        table.each(&refit(&table, &[1.0; 3]), |p, _| {
            means.iter_mut().zip(p).for_each(|(m, p)| *m += p / 20.0)
        });
        for (mean, frequency) in means.iter().zip([0.2, 0.6, 0.2]) {
            assert!((mean - frequency).abs() < 1e-9, "{means:?}");
        }
    }
}
