//! What a mean owes to the draw of the splits, the table being given: would more repeats, or other ones, change it?
//!
//! A repeat deals the rows to folds anew and trains from fresh starts, so that repeats are independent draws, which the
//! splits of one repeat are not (each row is held out once). With `M_r` the mean of repeat r, `R` repeats and `S` their
//! standard deviation,
//!
//! ```text
//! Monte Carlo error of the mean           e = S / √R                    t with R - 1 degrees of freedom
//! mean of R other repeats, less this one  S √(2/R) · t with R - 1       what a rerun with another seed would give
//! share of e² from the starts             (w / (starts · folds)) / S²   w: variance between the starts of a split
//! ```
//!
//! None of this says how far the mean is from that of other rows: the corrected interval and half-samples say that.
//!
//! Many means move together in a rerun. Their differences to this run are drawn as `Σ_r h_r (M_r - mean)` with the same
//! `h_r = g_r √(2/(R(R-1))) / √(χ²_(R-1)/(R-1))` for all of them, `g_r` standard normal: each has the law above, and all
//! of them the covariance of the repeats (the predictive law of a normal sample; Geisser 1993, Predictive Inference,
//! section 2.2).

use super::interval::{CorrectedT, t_cdf, t_quantile};
use super::maxt::chi_squared;
use crate::seed::Seed;

/// Repeats below which their spread says next to nothing: two have one degree of freedom.
pub const FEWEST: usize = 3;

/// The mean of each repeat; values by split, repeats in order and folds within.
pub fn repeat_means(values: &[f64], folds: usize) -> Vec<f64> {
    let folds = folds.max(1);
    values.chunks_exact(folds).map(|repeat| repeat.iter().sum::<f64>() / folds as f64).collect()
}

/// What the mean of some repeats owes to their draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DrawError {
    /// Standard deviation of the means of repeats over the root of their number.
    pub error: f64,
    /// Degrees of freedom.
    pub df: f64,
}

impl DrawError {
    /// From values by split; none with fewer than three repeats, or where something is not finite.
    pub fn of(values: &[f64], folds: usize) -> Option<Self> {
        let means = repeat_means(values, folds);
        if means.len() < FEWEST || means.iter().any(|m| !m.is_finite()) {
            return None;
        }
        let count = means.len() as f64;
        Some(DrawError { error: (variance(&means) / count).sqrt(), df: count - 1.0 })
    }

    /// Whether ever more repeats could turn a difference around: it is not beyond the 95 % interval of its own draw.
    pub fn could_turn(&self, difference: f64) -> bool {
        difference.abs() <= t_quantile(0.975, self.df) * self.error
    }

    /// The same with another number of repeats in all, were the difference to stay: the error falls as their root.
    pub fn could_turn_with(&self, difference: f64, repeats: usize) -> bool {
        let (count, more) = (self.df + 1.0, repeats as f64);
        let error = self.error * (count / more).sqrt();
        difference.abs() <= t_quantile(0.975, more - 1.0) * error
    }

    /// Probability that as many other repeats give the difference the other sign; ½ for none at all, 0 without spread.
    pub fn turns_in_a_rerun(&self, difference: f64) -> f64 {
        if self.error > 0.0 {
            t_cdf(-difference.abs() / (std::f64::consts::SQRT_2 * self.error), self.df)
        } else {
            0.0
        }
    }
}

/// The share of the squared Monte Carlo error that comes from the starts: `starts` holds the values of the starts of each
/// split that has more than one. None without such a split, or where repeats do not differ.
pub fn from_starts(starts: &[Vec<f64>], means: &[f64], folds: usize) -> Option<f64> {
    let several: Vec<&Vec<f64>> = starts.iter().filter(|of| of.len() > 1).collect();
    let all = (means.len() >= FEWEST).then(|| variance(means)).filter(|all| *all > 0.0)?;
    if several.is_empty() {
        return None;
    }
    let each = several.iter().map(|of| variance(of) / of.len() as f64);
    let within = each.sum::<f64>() / several.len() as f64;
    Some((within / folds.max(1) as f64 / all).min(1.0))
}

/// Imagined reruns: by how much every mean over the repeats would move with other ones.
pub struct Reruns {
    /// Draws × repeats.
    weights: Vec<Vec<f64>>,
}

impl Reruns {
    /// `draws` reruns of so many repeats; none with fewer than three.
    pub fn new(repeats: usize, draws: usize, seed: Seed) -> Option<Self> {
        if repeats < FEWEST {
            return None;
        }
        let (count, df) = (repeats as f64, repeats as f64 - 1.0);
        let mut rng = seed.rng();
        let weights = (0..draws)
            .map(|_| {
                let normals: Vec<f64> = (0..repeats).map(|_| rng.normal()).collect();
                let spread = (chi_squared(&mut rng, df) / df).sqrt();
                let scale = (2.0 / (count * df)).sqrt() / spread;
                normals.into_iter().map(|g| g * scale).collect()
            })
            .collect();
        Some(Reruns { weights })
    }

    /// How many.
    pub fn draws(&self) -> usize {
        self.weights.len()
    }

    /// One of them, with another number of repeats (its own is that of the run).
    pub fn at(&self, draw: usize, repeats: usize, folds: usize) -> Rerun<'_> {
        let weights = &self.weights[draw];
        let scale = (weights.len() as f64 / repeats as f64).sqrt();
        Rerun { weights, scale, folds, splits: (repeats * folds) as f64 }
    }
}

/// One imagined rerun.
pub struct Rerun<'a> {
    weights: &'a [f64],
    scale: f64,
    folds: usize,
    /// Splits behind a mean.
    pub splits: f64,
}

impl Rerun<'_> {
    /// A mean as the rerun gives it; values by split of this run. More repeats than the rerun knows are left out.
    pub fn mean(&self, values: &[f64]) -> f64 {
        self.of_repeats(&repeat_means(values, self.folds))
    }

    /// The same from the means of the repeats.
    pub fn of_repeats(&self, means: &[f64]) -> f64 {
        let count = means.len().min(self.weights.len()).max(1) as f64;
        let mean = means.iter().take(self.weights.len()).sum::<f64>() / count;
        let moved: f64 = self.weights.iter().zip(means).map(|(h, m)| h * (m - mean)).sum();
        mean + self.scale * moved
    }

    /// The corrected t of the rerun: its mean moved, its spread over splits that of this run.
    pub fn corrected(&self, values: &[f64], ratio: f64) -> Option<CorrectedT> {
        if values.len() < 2 || values.iter().any(|v| !v.is_finite()) {
            return None;
        }
        let se = (variance(values) * (1.0 / self.splits + ratio)).sqrt();
        Some(CorrectedT { mean: self.mean(values), se, df: self.splits - 1.0 })
    }
}

fn variance(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let center = values.iter().sum::<f64>() / count;
    values.iter().map(|v| (v - center).powi(2)).sum::<f64>() / (count - 1.0)
}
