//! Logistic regression on standardised inputs: linfa-logistic finds the neighbourhood of the optimum, Newton's steps the
//! optimum itself.
//!
//! ```text
//! minimise  sum of log losses + 1/2 sum of squared coefficients      (intercepts free)
//! ```
//!
//! One row of coefficients for two classes, else one a class (they sum to 0 over classes at the optimum). linfa stops at a
//! tolerance and may differ between machines in the last digits; Newton steps, each solved by conjugate gradients in a
//! fixed order, go on until the gradient is nothing, so where linfa stopped leaves no trace in nine digits. Nor does it that
//! linfa, which is slow, sees every n-th row only where there are many.
//! Reference: Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, section 4.4.

use super::super::cells::Cells;
use super::{Training, nine_digits};
use crate::train::{Layer, Network};
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::{LogisticRegression, MultiLogisticRegression};
use ndarray::{Array1, Array2};

/// Penalty on half the sum of squared coefficients.
pub const PENALTY: f64 = 1.0;
/// Rows that linfa sees, about, where there are more: the neighbourhood is enough.
const STARTING: usize = 1_000;
/// Parameters up to which all second derivatives are kept; beyond it they are multiplied row by row.
const SMALL: usize = 200;
/// Newton steps at most.
const STEPS: usize = 60;

/// A fitted logistic regression.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticModel {
    /// Coefficients and intercepts as a network without hidden layer, of the classes present in the training rows.
    pub network: Network,
    /// Classes present in the training rows.
    present: Vec<usize>,
    /// Smoothed frequencies of all classes.
    frequencies: Vec<f64>,
}

impl LogisticModel {
    /// Fits on training rows; a class without training rows keeps its smoothed frequency.
    pub(crate) fn fit(training: &Training) -> Self {
        let counts = training.counts();
        let present: Vec<usize> = (0..training.classes).filter(|&class| counts[class] > 0).collect();
        let columns = training.cells.columns;
        let rows = if present.len() == 2 { 1 } else { present.len() };
        let mut place = vec![0usize; training.classes];
        present.iter().enumerate().for_each(|(at, &class)| place[class] = at);
        let codes: Vec<usize> = training.codes.iter().map(|&code| place[code as usize]).collect();
        let problem = Problem { cells: training.cells, codes: &codes, rows };
        let coefficients = match present.len() {
            0 | 1 => vec![vec![0.0; columns + 1]; rows.max(1)],
            _ => problem.polish(problem.start()),
        };
        LogisticModel {
            network: as_network(coefficients),
            present,
            frequencies: super::tree::smoothed(&counts),
        }
    }

    /// Coefficients of all classes, centred over those present; one row, that of the second, for two classes. A class
    /// without training rows has none.
    pub fn coefficients(&self) -> Vec<Vec<f64>> {
        let (rows, classes) = (&self.network.layers[0].weights, self.frequencies.len());
        if self.present.len() == classes {
            return rows.clone();
        }
        let mut all = vec![vec![0.0; rows[0].len()]; if classes == 2 { 1 } else { classes }];
        if let [first, second] = self.present[..] {
            all[first] = rows[0].iter().map(|w| -w / 2.0).collect();
            all[second] = rows[0].iter().map(|w| w / 2.0).collect();
        } else if self.present.len() > 2 {
            self.present.iter().zip(rows).for_each(|(&class, row)| all[class].clone_from(row));
        }
        all
    }

    /// Probabilities of all classes, row by row.
    pub fn probabilities(&self, cells: &Cells) -> Vec<f64> {
        (0..cells.rows()).flat_map(|row| self.at(cells.row(row))).collect()
    }

    fn at(&self, row: &[f64]) -> Vec<f64> {
        if self.present.len() < 2 {
            return self.frequencies.clone();
        }
        let of_present = self.network.probabilities(row);
        if self.present.len() == self.frequencies.len() {
            return of_present;
        }
        let mut all = self.frequencies.clone();
        let shared: f64 = self.present.iter().map(|&class| all[class]).sum();
        self.present.iter().zip(of_present).for_each(|(&class, p)| all[class] = p * shared);
        all
    }
}

fn as_network(mut rows: Vec<Vec<f64>>) -> Network {
    if rows.len() > 1 {
        let width = rows[0].len();
        for column in 0..width {
            let mean = rows.iter().map(|row| row[column]).sum::<f64>() / rows.len() as f64;
            rows.iter_mut().for_each(|row| row[column] -= mean);
        }
    }
    rows.iter_mut().flatten().for_each(|value| *value = nine_digits(*value));
    let biases = rows.iter_mut().map(|row| row.pop().unwrap_or(0.0)).collect();
    Network { layers: vec![Layer { weights: rows, biases, activation: None }] }
}

/// The sum of losses to minimise. Parameters: `rows` rows of coefficients, each with its intercept last.
struct Problem<'a> {
    cells: &'a Cells,
    codes: &'a [usize],
    rows: usize,
}

/// Parameters, a gradient, or a direction: rows of `columns + 1`.
type Point = Vec<Vec<f64>>;

impl Problem<'_> {
    /// Where linfa stops on some of the rows, or all zeros where it gives up or a class is not among them.
    fn start(&self) -> Point {
        let every = self.codes.len().div_ceil(STARTING).max(1);
        let rows: Vec<usize> = (0..self.codes.len()).step_by(every).collect();
        let codes: Vec<usize> = rows.iter().map(|&row| self.codes[row]).collect();
        let cells: Vec<f64> = rows.iter().flat_map(|&row| self.cells.row(row)).copied().collect();
        let complete = (0..self.rows.max(2)).all(|class| codes.contains(&class));
        let found = Array2::from_shape_vec((rows.len(), self.cells.columns), cells)
            .ok()
            .filter(|_| complete)
            .and_then(|records| self.by_linfa(records, codes));
        match found {
            Some(point) if point.iter().flatten().all(|value| value.is_finite()) => point,
            _ => vec![vec![0.0; self.cells.columns + 1]; self.rows],
        }
    }

    fn by_linfa(&self, records: Array2<f64>, codes: Vec<usize>) -> Option<Point> {
        // the penalty counts as much against fewer rows
        let alpha = PENALTY * codes.len() as f64 / self.codes.len() as f64;
        let records = DatasetBase::new(records, Array1::from_vec(codes));
        if self.rows == 1 {
            let model = LogisticRegression::default().alpha(alpha).fit(&records).ok()?;
            // linfa's sign follows the class it calls positive
            let sign = if model.labels().pos.class == 1 { 1.0 } else { -1.0 };
            let row = model.params().iter().chain([&model.intercept()]).map(|value| sign * value).collect();
            return Some(vec![row]);
        }
        let model = MultiLogisticRegression::default().alpha(alpha).fit(&records).ok()?;
        let (params, intercept) = (model.params(), model.intercept());
        Some(
            (0..self.rows)
                .map(|k| params.column(k).iter().copied().chain([intercept[k]]).collect())
                .collect(),
        )
    }

    /// Newton's method with backtracking until the gradient vanishes.
    fn polish(&self, start: Point) -> Point {
        let enough = 1e-10 * (self.codes.len().max(100)) as f64;
        let mut point = start;
        let (mut loss, mut gradient, mut probabilities) = self.look(&point);
        for _ in 0..STEPS {
            if norm(&gradient) <= enough {
                break;
            }
            let step = self.newton_step(&gradient, &probabilities);
            let mut length = 1.0;
            loop {
                let next = moved(&point, &step, length);
                let seen = self.look(&next);
                if seen.0 <= loss + 1e-12 * loss.abs() || length < 1e-6 {
                    point = next;
                    (loss, gradient, probabilities) = seen;
                    break;
                }
                length /= 2.0;
            }
        }
        point
    }

    /// Loss, gradient, and the probabilities of the rows' logits.
    fn look(&self, point: &Point) -> (f64, Point, Vec<f64>) {
        let columns = self.cells.columns;
        let squares: f64 = point.iter().flat_map(|row| &row[..columns]).map(|w| w * w).sum();
        let mut loss = 0.5 * PENALTY * squares;
        let mut gradient: Point = point.iter().map(|row| penalised(row, columns)).collect();
        let mut kept = vec![0.0; self.codes.len() * self.rows];
        for ((at, &code), p) in self.codes.iter().enumerate().zip(kept.chunks_exact_mut(self.rows)) {
            let row = self.cells.row(at);
            p.iter_mut().zip(point).for_each(|(logit, w)| *logit = along(w, row));
            loss += judge(p, code);
            for (k, (gradient, p)) in gradient.iter_mut().zip(p).enumerate() {
                let class = if self.rows == 1 { 1 } else { k };
                add_row(gradient, row, *p - f64::from(u8::from(code == class)));
            }
        }
        (loss, gradient, kept)
    }

    /// The direction that solves `H d = -gradient`, by conjugate gradients.
    fn newton_step(&self, gradient: &Point, probabilities: &[f64]) -> Point {
        let mut step: Point = gradient.iter().map(|row| vec![0.0; row.len()]).collect();
        let mut residual: Point = gradient.iter().map(|row| row.iter().map(|g| -g).collect()).collect();
        let mut direction = residual.clone();
        let small = gradient.len() * gradient[0].len() <= SMALL;
        let curvatures = small.then(|| self.curvatures(probabilities));
        let mut square = inner(&residual, &residual);
        let goal = square * 1e-16;
        let most = 4 * gradient.len() * gradient[0].len() + 20;
        for _ in 0..most {
            if square <= goal {
                break;
            }
            let bent = match &curvatures {
                Some(curvatures) => times(curvatures, &direction),
                None => self.hessian(&direction, probabilities),
            };
            let curvature = inner(&direction, &bent);
            if curvature <= 0.0 {
                break;
            }
            let length = square / curvature;
            step = moved(&step, &direction, length);
            residual = moved(&residual, &bent, -length);
            let next = inner(&residual, &residual);
            direction = moved(&residual, &direction, next / square);
            square = next;
        }
        step
    }

    /// All second derivatives: parameters × parameters.
    fn curvatures(&self, probabilities: &[f64]) -> Vec<Vec<f64>> {
        let width = self.cells.columns + 1;
        let blocks: Vec<(usize, usize)> = (0..self.rows).flat_map(|k| (0..=k).map(move |l| (k, l))).collect();
        // a block of two classes is symmetric: half of it, x_i x_j for j <= i, one after the other
        let half = width * (width + 1) / 2;
        let (mut sums, mut products) = (vec![0.0; blocks.len() * half], vec![0.0; half]);
        let mut x = vec![1.0; width];
        for (at, p) in probabilities.chunks_exact(self.rows).enumerate() {
            x[..width - 1].copy_from_slice(self.cells.row(at));
            let mut left = products.as_mut_slice();
            for (i, xi) in x.iter().enumerate() {
                let (row, rest) = left.split_at_mut(i + 1);
                row.iter_mut().zip(&x).for_each(|(product, xj)| *product = xi * xj);
                left = rest;
            }
            for (sums, &(k, l)) in sums.chunks_exact_mut(half).zip(&blocks) {
                let weight = p[k] * (f64::from(u8::from(k == l)) - p[l]);
                sums.iter_mut().zip(&products).for_each(|(sum, product)| *sum += weight * product);
            }
        }
        let mut all = vec![vec![0.0; self.rows * width]; self.rows * width];
        for (sums, &(k, l)) in sums.chunks_exact(half).zip(&blocks) {
            for (i, j) in (0..width).flat_map(|i| (0..=i).map(move |j| (i, j))) {
                let sum = sums[i * (i + 1) / 2 + j];
                all[k * width + i][l * width + j] = sum;
                all[k * width + j][l * width + i] = sum;
            }
        }
        for i in 0..all.len() {
            let (above, here) = all.split_at_mut(i);
            above.iter_mut().zip(&here[0]).for_each(|(row, &value)| row[i] = value);
            here[0][i] += if i % width < width - 1 { PENALTY } else { 0.0 };
        }
        all
    }

    /// The second derivative times a direction.
    fn hessian(&self, direction: &Point, probabilities: &[f64]) -> Point {
        let columns = self.cells.columns;
        let mut product: Point = direction.iter().map(|row| penalised(row, columns)).collect();
        for at in 0..self.codes.len() {
            let row = self.cells.row(at);
            let p = &probabilities[at * self.rows..(at + 1) * self.rows];
            let u: Vec<f64> = direction.iter().map(|w| along(w, row)).collect();
            let mean: f64 = p.iter().zip(&u).map(|(p, u)| p * u).sum();
            for k in 0..self.rows {
                // one logit: p u - p (p u) = p (1 - p) u, as it should be
                add_row(&mut product[k], row, p[k] * (u[k] - mean));
            }
        }
        product
    }
}

/// Logits become probabilities (one logit that of the second class); gives the log loss.
fn judge(logits: &mut [f64], code: usize) -> f64 {
    if let [logit] = logits {
        let (against, small) = (if code == 1 { -*logit } else { *logit }, (-logit.abs()).exp());
        *logit = if *logit >= 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) };
        return against.max(0.0) + small.ln_1p();
    }
    let highest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let own = logits[code];
    logits.iter_mut().for_each(|logit| *logit = (*logit - highest).exp());
    let sum: f64 = logits.iter().sum();
    logits.iter_mut().for_each(|value| *value /= sum);
    highest + sum.ln() - own
}

/// Matrix times direction.
fn times(matrix: &[Vec<f64>], direction: &Point) -> Point {
    let flat = direction.concat();
    let product = |row: &Vec<f64>| row.iter().zip(&flat).map(|(a, b)| a * b).sum::<f64>();
    let width = direction[0].len();
    matrix.chunks(width).map(|rows| rows.iter().map(product).collect()).collect()
}

fn penalised(row: &[f64], columns: usize) -> Vec<f64> {
    row.iter().enumerate().map(|(c, w)| if c < columns { PENALTY * w } else { 0.0 }).collect()
}

fn along(w: &[f64], row: &[f64]) -> f64 {
    w.iter().zip(row).map(|(w, x)| w * x).sum::<f64>() + w[row.len()]
}

fn add_row(sum: &mut [f64], row: &[f64], factor: f64) {
    sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += factor * x);
    sum[row.len()] += factor;
}

fn inner(a: &Point, b: &Point) -> f64 {
    a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| a * b).sum()
}

fn norm(point: &Point) -> f64 {
    inner(point, point).sqrt()
}

fn moved(from: &Point, along: &Point, by: f64) -> Point {
    let row = |(a, b): (&Vec<f64>, &Vec<f64>)| a.iter().zip(b).map(|(a, b)| a + by * b).collect();
    from.iter().zip(along).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logits_are_judged_as_those_of_a_network() {
        use super::super::super::function::log_loss;
        use crate::train::forward::probabilities;
        for logits in [vec![0.7], vec![-3.0], vec![-800.0], vec![1.0, -2.0, 0.3], vec![900.0, 0.0]] {
            for code in 0..logits.len().max(2) {
                let mut judged = logits.clone();
                let loss = judge(&mut judged, code);
                assert!((loss - log_loss(&logits, code)).abs() <= 1e-14 * loss.abs().max(1.0));
                let wanted = probabilities(&logits);
                let wanted = if logits.len() == 1 { &wanted[1..] } else { &wanted[..] };
                assert!(judged.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-15), "{judged:?}");
            }
        }
    }

    #[test]
    fn both_ways_give_the_same_second_derivatives() {
        let cells = Cells { columns: 2, values: vec![0.3, -1.0, 2.0, 0.5, -0.7, 1.1, 0.2, 0.9] };
        for (rows, probabilities) in [
            (1, vec![0.2, 0.6, 0.9, 0.5]),
            (3, vec![0.2, 0.5, 0.3, 0.1, 0.1, 0.8, 0.6, 0.3, 0.1, 0.3, 0.3, 0.4]),
        ] {
            let problem = Problem { cells: &cells, codes: &[0, 1, 1, 0], rows };
            let direction: Point = (0..rows).map(|k| vec![1.0 + k as f64, -0.5, 0.25 * k as f64]).collect();
            let by_row = problem.hessian(&direction, &probabilities);
            let kept = times(&problem.curvatures(&probabilities), &direction);
            assert!(by_row.iter().flatten().zip(kept.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-12));
        }
    }
}
