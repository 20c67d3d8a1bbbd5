//! Intervals of the right kind: corrected for refitted models, half-samples for scores read off fitted ones.
//!
//! Held-out losses of refitted models over J splits of a cross-validation share training rows, so their naive standard
//! error is too short. Nadeau and Bengio (2003, doi:10.1023/A:1024068626366) take
//! `se = sqrt(s² (1/J + n_test/n_train))` with J - 1 degrees of freedom. A score read off a fitted model needs another
//! kind: the spread over random halves of the rows and their complements.

use super::{Difference, Estimate};
use statrs::distribution::{Binomial, Continuous, ContinuousCDF, DiscreteCDF, Normal, StudentsT};
use statrs::function::beta::beta_reg;

/// Level of every interval.
pub const LEVEL: f64 = 0.95;
/// Newton's steps to a quantile.
const NEWTON: usize = 3;

/// The mean of paired differences over splits, with its corrected standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CorrectedT {
    /// Mean.
    pub mean: f64,
    /// Corrected standard error.
    pub se: f64,
    /// Degrees of freedom.
    pub df: f64,
}

/// Corrected t of values over splits; `ratio` is held-out rows over training rows. None with fewer than two values.
pub fn corrected(values: &[f64], ratio: f64) -> Option<CorrectedT> {
    let count = values.len() as f64;
    if values.len() < 2 || values.iter().any(|v| !v.is_finite()) {
        return None;
    }
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (count - 1.0);
    Some(CorrectedT { mean, se: (variance * (1.0 / count + ratio)).sqrt(), df: count - 1.0 })
}

impl CorrectedT {
    /// t statistic of 'the mean is 0'; none without spread.
    pub fn t(&self) -> Option<f64> {
        (self.se > 0.0).then(|| self.mean / self.se)
    }

    /// One-sided p-value of 'the mean is not below 0': small when it is. Without spread, 0 or 1 by the sign of the mean
    /// and ½ for a mean of 0.
    pub fn p_less(&self) -> f64 {
        match self.t() {
            Some(t) => t_cdf(t, self.df),
            None if self.mean == 0.0 => 0.5,
            None => f64::from(u8::from(self.mean > 0.0)),
        }
    }

    /// One-sided p-value of 'the mean is not above 0': small when it is.
    pub fn p_greater(&self) -> f64 {
        self.t().map_or_else(|| 1.0 - self.p_less(), |t| t_cdf(-t, self.df))
    }

    /// Two-sided p-value; none where values differ from 0 without any spread.
    pub fn p_two_sided(&self) -> Option<f64> {
        match self.t() {
            Some(t) => Some((2.0 * t_cdf(-t.abs(), self.df)).min(1.0)),
            None => (self.mean == 0.0).then_some(1.0),
        }
    }

    /// One-sided upper 95 % bound.
    pub fn upper(&self) -> f64 {
        self.mean + t_quantile(LEVEL, self.df) * self.se
    }

    /// One-sided lower 95 % bound.
    pub fn lower(&self) -> f64 {
        self.mean - t_quantile(LEVEL, self.df) * self.se
    }

    /// Mean with its two-sided 95 % interval.
    pub fn estimate(&self) -> Estimate {
        let half = t_quantile(0.5 + LEVEL / 2.0, self.df) * self.se;
        Estimate { mean: self.mean, low: Some(self.mean - half), high: Some(self.mean + half) }
    }
}

/// Mean of values over splits with the corrected interval; no interval with fewer than two.
pub fn estimate(values: &[f64], ratio: f64) -> Estimate {
    let alone =
        || Estimate { mean: values.iter().sum::<f64>() / values.len().max(1) as f64, low: None, high: None };
    corrected(values, ratio).map_or_else(alone, |t| t.estimate())
}

/// `estimate` of a share of rows. Where it is all of them in every split there is no spread to go by, and 'all' is a count of the
/// `rows` behind it: Wilson's interval (1927, doi:10.1080/01621459.1927.10502953).
pub fn share(values: &[f64], ratio: f64, rows: usize) -> Estimate {
    let estimate = estimate(values, ratio).within(0.0, 1.0);
    if values.len() < 2 || values.iter().any(|&value| value != 1.0) {
        return estimate;
    }
    let (low, high) = wilson(rows as f64, rows as f64);
    Estimate { low: Some(low), high: Some(high), ..estimate }
}

/// Mean of paired differences with the corrected interval and two-sided p-value.
pub fn difference(values: &[f64], ratio: f64) -> Difference {
    let estimate = estimate(values, ratio);
    let p = corrected(values, ratio).and_then(|t| t.p_two_sided());
    Difference { mean: estimate.mean, low: estimate.low, high: estimate.high, p }
}

/// `difference` of shares of rows. Where the two are equal in every split there is no spread to go by, and 'no row more, none
/// less' is a count of the `rows` behind it: as far to both sides as Wilson's interval of none of them reaches.
pub fn share_difference(values: &[f64], ratio: f64, rows: usize) -> Difference {
    let difference = difference(values, ratio);
    if values.len() < 2 || values.iter().any(|&value| value != 0.0) {
        return difference;
    }
    let (_, high) = wilson(0.0, rows as f64);
    Difference { low: Some(-high), high: Some(high), ..difference }
}

/// Posterior probabilities that the mean lies left of, inside and right of ±rope: the Bayesian correlated t (Corani and
/// Benavoli 2015, doi:10.1007/s10994-015-5486-z, eq. 17), a t of J - 1 degrees of freedom around the mean with the corrected
/// standard error. None with fewer than two values or without spread.
pub fn bayes_rope(values: &[f64], ratio: f64, rope: f64) -> Option<[f64; 3]> {
    let t = corrected(values, ratio).filter(|t| t.se > 0.0)?;
    let below = |x: f64| t_cdf((x - t.mean) / t.se, t.df);
    let above = |x: f64| t_cdf((t.mean - x) / t.se, t.df);
    let (left, right) = (below(-rope), above(rope));
    Some([left, (1.0 - left - right).max(0.0), right])
}

/// A score read off fitted models: the spread over halves (2i and 2i + 1 complements) around the value on all rows.
///
/// The standard deviation over a half and its complement is that of the value on all rows (a delete-half jackknife);
/// the two are not independent, so the t quantile has half as many degrees of freedom as there are halves. Halves that are
/// all the same, and not what all rows give, say nothing of its spread: a tree that asks about a variable in one split of
/// ten and in no half.
pub fn half_samples(center: f64, halves: &[f64]) -> Estimate {
    match half_sample_error(halves) {
        Some((se, df)) if se > 0.0 || center == halves[0] => {
            let half = t_quantile(0.5 + LEVEL / 2.0, df) * se;
            Estimate { mean: center, low: Some(center - half), high: Some(center + half) }
        }
        _ => Estimate { mean: center, low: None, high: None },
    }
}

/// Standard error and degrees of freedom from halves; none with fewer than four.
pub fn half_sample_error(halves: &[f64]) -> Option<(f64, f64)> {
    if halves.len() < 4 || halves.iter().any(|h| !h.is_finite()) {
        return None;
    }
    let count = halves.len() as f64;
    let mean = halves.iter().sum::<f64>() / count;
    let variance = halves.iter().map(|h| (h - mean).powi(2)).sum::<f64>() / (count - 1.0);
    Some((variance.sqrt(), count / 2.0))
}

/// The ratio of two means over the same splits with Fieller's interval: all x for which the corrected t of
/// `numerator - x denominator` is within the two-sided 95 % quantile. None where that set is unbounded.
pub fn fieller(numerator: &[f64], denominator: &[f64], ratio: f64) -> Option<Estimate> {
    let (a, b) = (corrected(numerator, ratio)?, corrected(denominator, ratio)?);
    let count = numerator.len() as f64;
    let products = numerator.iter().zip(denominator).map(|(x, y)| (x - a.mean) * (y - b.mean));
    let covariance = products.sum::<f64>() / (count - 1.0) * (1.0 / count + ratio);
    let t2 = t_quantile(0.5 + LEVEL / 2.0, a.df).powi(2);
    // (ma - x mb)² <= t² (saa - 2 x sab + x² sbb), a quadratic p x² - 2 q x + r <= 0
    let p = b.mean * b.mean - t2 * b.se * b.se;
    let q = a.mean * b.mean - t2 * covariance;
    let r = a.mean * a.mean - t2 * a.se * a.se;
    if p <= 0.0 || b.mean == 0.0 {
        return None;
    }
    let root = (q * q - p * r).max(0.0).sqrt();
    Some(Estimate { mean: a.mean / b.mean, low: Some((q - root) / p), high: Some((q + root) / p) })
}

/// Wilson's 95 % interval of a share (1927, doi:10.1080/01621459.1927.10502953).
pub fn wilson(successes: f64, count: f64) -> (f64, f64) {
    if count <= 0.0 {
        return (0.0, 1.0);
    }
    let z = normal_quantile(0.5 + LEVEL / 2.0);
    let share = successes / count;
    let center = share + z * z / (2.0 * count);
    let half = z * (share * (1.0 - share) / count + z * z / (4.0 * count * count)).max(0.0).sqrt();
    let scale = 1.0 + z * z / count;
    (((center - half) / scale).max(0.0), ((center + half) / scale).min(1.0))
}

/// A share of so many with Wilson's 95 % interval; 0 of nothing.
pub fn proportion(successes: usize, count: usize) -> Estimate {
    let (low, high) = wilson(successes as f64, count as f64);
    Estimate { mean: successes as f64 / count.max(1) as f64, low: Some(low), high: Some(high) }
}

/// Probability of at least so many successes among `of` independent trials.
pub fn at_least(successes: usize, of: usize, chance: f64) -> f64 {
    if successes == 0 {
        return 1.0;
    }
    Binomial::new(chance, of as u64).map_or(1.0, |count| count.sf(successes as u64 - 1))
}

/// Fisher's 95 % interval of a correlation over `count` rows; none with fewer than four.
pub fn fisher_z(r: f64, count: f64) -> Option<(f64, f64)> {
    if count < 4.0 || !r.is_finite() {
        return None;
    }
    let z = r.clamp(-0.999_999_999, 0.999_999_999).atanh();
    let half = normal_quantile(0.5 + LEVEL / 2.0) / (count - 3.0).sqrt();
    Some(((z - half).tanh(), (z + half).tanh()))
}

/// Quantile of Student's t of at least one degree of freedom, exact to about 1e-12 of it.
pub fn t_quantile(p: f64, df: f64) -> f64 {
    let Ok(t) = StudentsT::new(0.0, 1.0, df) else { return f64::INFINITY };
    // the lower tail keeps its digits
    let tail = p.min(1.0 - p);
    let lower = polished(t.inverse_cdf(tail), tail, |x| t_cdf(x, df), |x| t.pdf(x));
    if p > 0.5 { -lower } else { lower }
}

/// A quantile after Newton's steps: the library's are exact to eight digits or so.
fn polished(start: f64, p: f64, below: impl Fn(f64) -> f64, density: impl Fn(f64) -> f64) -> f64 {
    let mut x = start;
    for _ in 0..NEWTON {
        let step = (below(x) - p) / density(x);
        if !step.is_finite() {
            break;
        }
        x -= step;
    }
    x
}

/// Distribution function of Student's t. In the middle it is ½ and an incomplete beta function of `x² / (df + x²)`; the
/// library's, one of `df / (df + x²)`, is off by up to 1e-7 there, for x² is lost beside df.
pub fn t_cdf(x: f64, df: f64) -> f64 {
    let square = x * x;
    if square < df && df.is_finite() {
        return 0.5 + (0.5 * beta_reg(0.5, 0.5 * df, square / (df + square))).copysign(x);
    }
    StudentsT::new(0.0, 1.0, df).map_or(0.5, |t| t.cdf(x))
}

/// Quantile of the standard normal.
pub fn normal_quantile(p: f64) -> f64 {
    let normal = Normal::standard();
    polished(normal.inverse_cdf(p), p, |x| normal.cdf(x), |x| normal.pdf(x))
}

/// Numbers from elsewhere: `oracles.rs`.
#[cfg(test)]
mod tests {
    use super::*;

    const D: [f64; 10] = [0.02, 0.01, 0.03, -0.01, 0.02, 0.0, 0.015, 0.025, 0.005, 0.01];

    fn near(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    #[test]
    fn fieller_holds_where_the_t_says_so() {
        let denominator: Vec<f64> = (0..10).map(|i| 0.5 + 0.01 * f64::from(i % 3)).collect();
        let share = fieller(&D, &denominator, 1.0 / 9.0).unwrap();
        for x in [share.low.unwrap(), share.high.unwrap()] {
            let d: Vec<f64> = D.iter().zip(&denominator).map(|(n, d)| n - x * d).collect();
            near(corrected(&d, 1.0 / 9.0).unwrap().t().unwrap().abs(), t_quantile(0.975, 9.0), 1e-9);
        }
        let noise: Vec<f64> = D.iter().map(|d| d - 0.0125).collect();
        assert!(fieller(&D, &noise, 1.0 / 9.0).is_none());
    }

    #[test]
    fn values_without_spread_have_no_p() {
        let flat = difference(&[0.1; 5], 0.1);
        assert_eq!((flat.p, flat.low), (None, Some(flat.mean)));
        assert_eq!(difference(&[0.0; 5], 0.1).p, Some(1.0));
        assert!(corrected(&[1.0], 0.1).is_none());
    }

    #[test]
    fn halves_that_are_all_alike() {
        // as all rows, or not
        assert_eq!(half_samples(2.0, &[2.0; 4]).low, Some(2.0));
        assert_eq!(half_samples(0.3, &[0.0; 4]), Estimate { mean: 0.3, low: None, high: None });
    }

    /// 30 of 30 rows in each of 25 splits: statsmodels 0.14, `proportion_confint(30, 30, method="wilson")`, which is
    /// n / (n + 1.959964²).
    /// 0 of 100 rows, by hand: z² / (n + z²) with z = 1.959964.
    #[test]
    fn equal_in_every_split_is_no_certainty() {
        let z2 = 3.841_458_820_694_124;
        let equal = share_difference(&[0.0; 50], 1.0 / 9.0, 100);
        assert_eq!((equal.mean, equal.low.map(f64::abs)), (0.0, equal.high));
        assert!((equal.high.unwrap() - z2 / (100.0 + z2)).abs() < 1e-9, "{equal:?}");
        let other = [0.0, 0.1, -0.1, 0.05];
        assert_eq!(share_difference(&other, 0.1, 100), difference(&other, 0.1));
    }

    #[test]
    fn all_rows_right_is_no_certainty() {
        let all = share(&[1.0; 25], 0.25, 30);
        assert_eq!((all.mean, all.high), (1.0, Some(1.0)));
        assert!((all.low.unwrap() - 30.0 / (30.0 + 3.841_458_820_694_124)).abs() < 1e-9, "{all:?}");
        let (some, values) = (share(&[1.0, 0.5, 1.0], 0.25, 30), [1.0, 0.5, 1.0]);
        assert_eq!(some, estimate(&values, 0.25).within(0.0, 1.0));
        assert_eq!(share(&[1.0], 0.25, 30).low, None, "a single split");
    }
}
