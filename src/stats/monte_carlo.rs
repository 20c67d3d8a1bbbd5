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
//! section 2.2). How far the values of single splits spread, on which tests rest as well, moves by the same `h_r` in the
//! logarithms of the repeats' mean squares.

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
    /// One in which nothing moves.
    #[cfg(test)]
    pub fn still(repeats: usize, folds: usize) -> Rerun<'static> {
        const NOTHING: [f64; 8] = [0.0; 8];
        let weights: &'static [f64] = &NOTHING;
        Rerun { weights: &weights[..repeats], scale: 1.0, folds, splits: (repeats * folds) as f64 }
    }

    /// A mean as the rerun gives it; values by split of this run. More repeats than the rerun knows are left out.
    pub fn mean(&self, values: &[f64]) -> f64 {
        self.of_repeats(&repeat_means(values, self.folds))
    }

    /// The same from the means of the repeats.
    pub fn of_repeats(&self, means: &[f64]) -> f64 {
        self.known(means) + self.moved(means)
    }

    /// The mean of this run, over the repeats that the rerun knows.
    fn known(&self, means: &[f64]) -> f64 {
        let count = means.len().min(self.weights.len()).max(1) as f64;
        means.iter().take(self.weights.len()).sum::<f64>() / count
    }

    /// By how much the mean of the rerun differs from it.
    fn moved(&self, means: &[f64]) -> f64 {
        let mean = self.known(means);
        self.scale * self.weights.iter().zip(means).map(|(h, m)| h * (m - mean)).sum::<f64>()
    }

    /// The standard deviation over splits as the rerun gives it, over that of this run: the logarithms of the repeats' mean
    /// squares move as their means do.
    pub fn spread(&self, values: &[f64]) -> f64 {
        let center = values.iter().sum::<f64>() / values.len().max(1) as f64;
        let squares: Vec<f64> = values.iter().map(|v| (v - center).powi(2)).collect();
        let logs: Vec<f64> = repeat_means(&squares, self.folds).into_iter().map(f64::ln).collect();
        let factor = (self.moved(&logs) / 2.0).exp();
        if factor.is_finite() { factor } else { 1.0 }
    }

    /// The corrected t of the rerun: both its mean and its spread over splits moved.
    pub fn corrected(&self, values: &[f64], ratio: f64) -> Option<CorrectedT> {
        if values.len() < 2 || values.iter().any(|v| !v.is_finite()) {
            return None;
        }
        let se = (variance(values) * (1.0 / self.splits + ratio)).sqrt() * self.spread(values);
        Some(CorrectedT { mean: self.mean(values), se, df: self.splits - 1.0 })
    }
}

fn variance(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let center = values.iter().sum::<f64>() / count;
    values.iter().map(|v| (v - center).powi(2)).sum::<f64>() / (count - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::testing::{get, oracle};
    use crate::stats::quantile::quantile;
    use proptest::prelude::*;
    use serde_json::Value;

    fn near(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    fn number(of: &Value, key: &str) -> f64 {
        get(of, key)
    }

    #[test]
    fn errors_are_those_of_scipy() {
        let oracle = oracle("monte_carlo");
        let (splits, folds): (Vec<f64>, usize) = (get(&oracle, "splits"), get(&oracle, "folds"));
        let means = repeat_means(&splits, folds);
        for (found, expected) in means.iter().zip(get::<Vec<f64>>(&oracle, "means")) {
            near(*found, expected, 1e-15);
        }
        let error = DrawError::of(&splits, folds).unwrap();
        near(error.error, number(&oracle, "error"), 1e-14);
        near(error.df, number(&oracle, "df"), 0.0);
        let (half_width, difference) = (number(&oracle, "half_width"), number(&oracle, "difference"));
        assert!(error.could_turn(0.999 * half_width) && !error.could_turn(1.001 * half_width));
        near(error.turns_in_a_rerun(difference), number(&oracle, "swap"), 1e-10);
        let (half, enough): (f64, usize) = (number(&oracle, "half"), get(&oracle, "repeats_for_half"));
        assert!(error.could_turn_with(half, enough / 2) && !error.could_turn_with(half, enough));
        let starts: Vec<Vec<f64>> = get(&oracle, "starts");
        near(from_starts(&starts, &means, folds).unwrap(), number(&oracle, "from_starts"), 1e-12);
    }

    #[test]
    fn imagined_reruns_have_the_law_of_other_repeats() {
        let oracle = oracle("monte_carlo");
        let (splits, folds): (Vec<f64>, usize) = (get(&oracle, "splits"), get(&oracle, "folds"));
        let draws = 20_000;
        let reruns = Reruns::new(6, draws, Seed::new(1)).unwrap();
        let moved: Vec<f64> = (0..draws).map(|draw| reruns.at(draw, 6, folds).mean(&splits)).collect();
        for (p, expected) in get::<std::collections::BTreeMap<String, f64>>(&oracle, "rerun") {
            let p: f64 = p.parse().unwrap();
            // a quantile of 20,000 draws errs by sqrt(p (1 - p) / n) over the density: less than .02 of its distance here
            near(quantile(&moved, p), expected, 0.0012);
        }
        // four times the repeats halve what a rerun moves
        let center = splits.iter().sum::<f64>() / splits.len() as f64;
        let (one, four) = (reruns.at(7, 6, folds).mean(&splits), reruns.at(7, 24, folds).mean(&splits));
        near(four - center, (one - center) / 2.0, 1e-14);
    }

    #[test]
    fn two_repeats_say_nothing() {
        assert_eq!(DrawError::of(&[1.0, 2.0, 3.0, 4.0], 2), None);
        assert_eq!(DrawError::of(&[f64::NAN; 6], 2), None);
        assert!(Reruns::new(2, 10, Seed::new(0)).is_none());
        assert_eq!(from_starts(&[vec![1.0, 2.0]], &[0.5, 0.5], 1), None);
        assert_eq!(from_starts(&[vec![1.0]], &[0.5, 0.6, 0.7], 1), None);
        assert_eq!(from_starts(&[vec![1.0, 2.0]], &[0.5; 3], 1), None);
        let flat = DrawError::of(&[0.0; 6], 2).unwrap();
        assert_eq!((flat.error, flat.turns_in_a_rerun(0.0), flat.turns_in_a_rerun(1.0)), (0.0, 0.0, 0.0));
    }

    proptest! {
        #[test]
        fn a_rerun_moves_sums_as_it_moves_their_parts(
            a in prop::collection::vec(-5.0f64..5.0, 12),
            b in prop::collection::vec(-5.0f64..5.0, 12),
            factor in -3.0f64..3.0,
        ) {
            let reruns = Reruns::new(4, 1, Seed::new(3)).unwrap();
            let rerun = reruns.at(0, 4, 3);
            let sum: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a + factor * b).collect();
            let parts = rerun.mean(&a) + factor * rerun.mean(&b);
            prop_assert!((rerun.mean(&sum) - parts).abs() < 1e-10);
        }

        #[test]
        fn the_order_of_repeats_and_of_folds_changes_no_error(
            values in prop::collection::vec(-5.0f64..5.0, 15),
            shift in -3.0f64..3.0,
        ) {
            let error = DrawError::of(&values, 3).unwrap();
            let turned: Vec<f64> = values.iter().rev().map(|v| v + shift).collect();
            prop_assert!((DrawError::of(&turned, 3).unwrap().error - error.error).abs() < 1e-12);
            prop_assert!(error.turns_in_a_rerun(shift) <= 0.5);
        }
    }

    /// Where 25 normal values of a rerun spread, beside those of the run, falls among the draws as a uniform number would.
    #[test]
    fn spreads_of_reruns_are_foreseen() {
        let mut rng = Seed::new(8).rng();
        let mut run = || -> Vec<f64> { (0..25).map(|_| 3.0 + rng.normal()).collect() };
        let reruns = Reruns::new(5, 200, Seed::new(1)).unwrap();
        let place = |own: &[f64], other: &[f64]| {
            let happened = (variance(other) / variance(own)).sqrt();
            let below = (0..200).filter(|&draw| reruns.at(draw, 5, 5).spread(own) < happened);
            below.count() as f64 / 200.0
        };
        let places: Vec<f64> = (0..400).map(|_| place(&run(), &run())).collect();
        let share = |low: f64, high: f64| {
            places.iter().filter(|p| (low..=high).contains(*p)).count() as f64 / places.len() as f64
        };
        // 10 % each; binomial, three standard errors are 4.5 %, and the logarithms of chi-squared are no normal numbers
        for (low, high) in [(0.0, 0.1), (0.9, 1.0), (0.45, 0.55)] {
            assert!((0.05..0.16).contains(&share(low, high)), "{low} to {high}: {}", share(low, high));
        }
        assert_eq!(Rerun::still(5, 5).spread(&run()), 1.0);
        assert_eq!(reruns.at(0, 5, 5).spread(&[2.0; 25]), 1.0, "nothing spreads");
    }
}
