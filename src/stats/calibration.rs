//! Does the probability that a model gives its most likely class come true as often as it says?
//!
//! Expected calibration error: rows are put into ten bins of equal width by the probability of their most likely class;
//! `ECE = Σ_b n_b / n · |share right in b - mean probability in b|` (Naeini, Cooper and Hauskrecht 2015,
//! doi:10.1609/aaai.v29i1.9602; for several classes, by the most likely one, Guo et al. 2017, arXiv:1706.04599, eq. 3).
//!
//! The error of a perfectly honest model is not 0: in few rows the share that is right strays from its probability. Were every
//! stated probability c right, the sum in a bin would stray by a normal amount of variance `Σ c (1 - c)`, whose mean
//! magnitude is `sqrt(2 / π)` times its sd; so `E ECE = sqrt(2 / π) / n · Σ_b sqrt(Σ_b c (1 - c))`.

use super::metrics;
use std::f64::consts::FRAC_2_PI;

/// Bins of equal width from 0 to 1.
pub const BINS: usize = 10;

/// The bin of a probability: its lower end belongs to it, and 1 to the last.
pub fn bin(probability: f64) -> usize {
    ((probability * BINS as f64) as usize).min(BINS - 1)
}

/// What is added up in a bin.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Sums {
    /// Stated probabilities.
    stated: f64,
    /// Rows predicted right.
    right: f64,
    /// Variances c (1 - c) of being right, were the probabilities right.
    variance: f64,
}

/// Probabilities of the most likely class and how often they came true, by bins.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reliability {
    bins: [Sums; BINS],
    rows: f64,
}

impl Reliability {
    /// Of probabilities (rows × classes, row by row) and the true class of each row. Where rows of a class count `weights`,
    /// the probabilities are those of classes that are as frequent as their weights make them; they are taken back.
    pub fn of(probabilities: &[f64], truth: &[u32], weights: &[f64]) -> Self {
        let back: Vec<f64> = weights.iter().map(|weight| 1.0 / weight).collect();
        let mut own = probabilities.to_vec();
        metrics::reweighted(&mut own, &back);
        let mut all = Reliability::default();
        for (row, &label) in own.chunks(weights.len()).zip(truth) {
            let best = (1..row.len()).fold(0, |best, k| if row[k] > row[best] { k } else { best });
            let sums = &mut all.bins[bin(row[best])];
            sums.stated += row[best];
            sums.right += f64::from(u8::from(label as usize == best));
            sums.variance += row[best] * (1.0 - row[best]);
            all.rows += 1.0;
        }
        all
    }

    /// The rows of both.
    pub fn with(mut self, other: &Self) -> Self {
        for (own, more) in self.bins.iter_mut().zip(&other.bins) {
            own.stated += more.stated;
            own.right += more.right;
            own.variance += more.variance;
        }
        self.rows += other.rows;
        self
    }

    /// The expected calibration error; none without rows.
    pub fn error(&self) -> Option<f64> {
        let off: f64 = self.bins.iter().map(|b| (b.right - b.stated).abs()).sum();
        (self.rows > 0.0).then(|| off / self.rows)
    }

    /// What the error would be on average, were every stated probability right; none without rows.
    pub fn by_chance(&self) -> Option<f64> {
        let off: f64 = self.bins.iter().map(|b| (FRAC_2_PI * b.variance.max(0.0)).sqrt()).sum();
        (self.rows > 0.0).then(|| off / self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;
    use crate::stats::interval;

    fn near(a: Option<f64>, b: f64, tolerance: f64) {
        assert!(a.is_some_and(|a| (a - b).abs() <= tolerance), "{a:?} is not {b}");
    }

    #[test]
    fn two_bins_by_hand() {
        // .6 right, .65 wrong: |1 - 1.25|; .9 right: |1 - .9|; over three rows
        let p = [0.6, 0.4, 0.65, 0.35, 0.1, 0.9];
        let all = Reliability::of(&p, &[0, 1, 1], &[1.0; 2]);
        near(all.error(), 0.35 / 3.0, 1e-12);
        let parts =
            Reliability::of(&p[..2], &[0], &[1.0; 2]).with(&Reliability::of(&p[2..], &[1, 1], &[1.0; 2]));
        near(parts.error(), 0.35 / 3.0, 1e-12);
        assert_eq!((Reliability::default().error(), Reliability::default().by_chance()), (None, None));
        assert_eq!([0.0, 0.1, 0.3, 0.999, 1.0].map(bin), [0, 1, 3, 9, 9]);
    }

    #[test]
    fn weights_are_taken_back() {
        // .5, .5 of classes that count .5 and 4.5 is .9, .1 of the rows
        let all = Reliability::of(&[0.5, 0.5], &[0], &[0.5, 4.5]);
        near(all.error(), 0.1, 1e-12);
    }

    /// With several classes a row has a probability in every bin or several in one. Two of one row never both come true, so
    /// their covariance is not above 0 and Wilson's interval of all that are in a bin is none too short: of an honest model's
    /// 95 % hold. (By rows instead of predictions nearly all would in the lowest bin, where one row has many.)
    #[test]
    fn predictions_of_one_row_make_no_interval_too_short() {
        for classes in [3, 10] {
            let mut rng = Seed::new(0).child("bars", classes).rng();
            let (mut held, mut all) = (0, 0);
            for _ in 0..300 {
                let mut sums = [[0.0; 3]; BINS];
                for _ in 0..150 {
                    let drawn: Vec<f64> = (0..classes).map(|_| -rng.uniform().max(1e-300).ln()).collect();
                    let (total, mut left) = (drawn.iter().sum::<f64>(), rng.uniform());
                    for p in drawn.iter().map(|d| d / total) {
                        let hit = left >= 0.0 && left < p;
                        left -= p;
                        let sum = &mut sums[bin(p)];
                        (sum[0], sum[1], sum[2]) =
                            (sum[0] + p, sum[1] + f64::from(u8::from(hit)), sum[2] + 1.0);
                    }
                }
                for [stated, observed, count] in sums.into_iter().filter(|sum| sum[2] > 0.0) {
                    let (low, high) = interval::wilson(observed, count);
                    held += usize::from((low..=high).contains(&(stated / count)));
                    all += 1;
                }
            }
            assert!(held as f64 >= 0.945 * f64::from(all), "{classes} classes: {held} of {all}");
        }
    }

    /// Labels drawn from the stated probabilities: over 400 tables of 200 rows the mean error is that by chance, within
    /// 5 % of it (its standard error is 1.5 %; the normal approximation is off by as much).
    #[test]
    fn an_honest_model_has_the_error_that_chance_gives() {
        let mut rng = Seed::new(0).child("honest", 0).rng();
        let (mut error, mut chance) = (0.0, 0.0);
        for _ in 0..400 {
            let (mut p, mut truth) = (Vec::new(), Vec::new());
            for _ in 0..200 {
                let drawn = [0; 3].map(|_| -rng.uniform().max(1e-300).ln());
                let row = drawn.map(|d| d / drawn.iter().sum::<f64>());
                let u = rng.uniform();
                truth.push(u32::from(u > row[0]) + u32::from(u > row[0] + row[1]));
                p.extend(row);
            }
            let all = Reliability::of(&p, &truth, &[1.0; 3]);
            error += all.error().unwrap();
            chance += all.by_chance().unwrap();
        }
        assert!((error / chance - 1.0).abs() < 0.05, "{}", error / chance);
    }
}
