//! Simultaneous comparisons: the set of those not shown worse than any other, and simultaneous intervals of ranks.
//!
//! The joint distribution of all studentised differences is drawn by Gaussian multipliers of the centred splits, which
//! needs no inverse and works at any rank; dividing by `sqrt(chi²_df / df)` makes it a t.

use super::interval;
use crate::seed::{Rng, Seed};
use rayon::prelude::*;

/// Multiplier draws.
const DRAWS: usize = 2_000;
/// Level of a claim.
pub const ALPHA: f64 = 0.05;
/// Level spent on finding competitors that are clearly worse.
const FIRST_STEP: f64 = 0.005;
/// Variances below this share of the largest are rounding.
const FLOOR: f64 = 1e-24;

/// How one set stands against all others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// Whether it is among those not shown worse than any other.
    pub inside: bool,
    /// Adjusted p-value of 'worse', (1 + draws that reach it) / 2,001, times the size of the top.
    pub p: f64,
    /// The one with the largest t-ratio against it, or of a top of several the last of those: what it was shown worse than.
    pub than: Option<usize>,
}

impl Judged {
    /// Whether it is shown worse at a level, .005 of which is spent on finding competitors that are clearly worse.
    pub fn shown_worse(self, level: f64) -> bool {
        self.p <= bound(level)
    }
}

/// The largest adjusted p-value that a level allows after its first step.
pub fn bound(level: f64) -> f64 {
    level - FIRST_STEP
}

/// Multiplier draws of centred columns: items × draws, with the covariance of the items.
struct Multiplied {
    drawn: Vec<Vec<f64>>,
    covariance: Vec<Vec<f64>>,
    /// For each draw sqrt(chi²_df / df).
    spread: Vec<f64>,
}

impl Multiplied {
    /// From values items × units.
    fn new(values: &[Vec<f64>], df: f64, seed: Seed) -> Self {
        let units = values.first().map_or(0, Vec::len);
        let scale = (units as f64 - 1.0).max(1.0);
        let centred: Vec<Vec<f64>> = values.iter().map(|v| centred(v)).collect();
        let mut rng = seed.rng();
        let multipliers: Vec<Vec<f64>> =
            (0..DRAWS).map(|_| (0..units).map(|_| rng.normal()).collect()).collect();
        let spread = (0..DRAWS).map(|_| (chi_squared(&mut rng, df) / df).sqrt()).collect();
        let draw = |item: &Vec<f64>| -> Vec<f64> {
            multipliers.iter().map(|m| dot(item, m) / scale.sqrt()).collect()
        };
        let drawn = centred.par_iter().map(draw).collect();
        let row = |a: &Vec<f64>| -> Vec<f64> { centred.iter().map(|b| dot(a, b) / scale).collect() };
        let covariance = centred.par_iter().map(row).collect();
        Multiplied { drawn, covariance, spread }
    }

    /// Standard deviation of the difference of two items.
    fn error(&self, a: usize, b: usize) -> f64 {
        let variance = self.covariance[a][a] + self.covariance[b][b] - 2.0 * self.covariance[a][b];
        let floor = FLOOR * (self.covariance[a][a] + self.covariance[b][b]);
        variance.max(floor).max(f64::MIN_POSITIVE).sqrt()
    }

    /// In each draw the largest studentised difference of item a over the given competitors.
    fn largest(&self, a: usize, competitors: &[usize]) -> Vec<f64> {
        let mut largest = vec![f64::NEG_INFINITY; DRAWS];
        for &b in competitors {
            self.raise(&mut largest, a, b, |difference| difference);
        }
        self.spread_out(largest)
    }

    /// In each draw the largest studentised difference of any two items, either way.
    fn largest_of_all(&self) -> Vec<f64> {
        let items = self.drawn.len();
        let of_item = |mut largest: Vec<f64>, a: usize| {
            (a + 1..items).for_each(|b| self.raise(&mut largest, a, b, f64::abs));
            largest
        };
        let none = || vec![f64::NEG_INFINITY; DRAWS];
        let higher = |mut one: Vec<f64>, other: Vec<f64>| {
            one.iter_mut().zip(other).for_each(|(one, other)| *one = one.max(other));
            one
        };
        self.spread_out((0..items).into_par_iter().fold(none, of_item).reduce(none, higher))
    }

    /// Raises each draw's largest to the studentised difference of two items, taken as `what` says. With hundreds of items
    /// this is most of the work of a comparison: one product, no quotient.
    fn raise(&self, largest: &mut [f64], a: usize, b: usize, what: impl Fn(f64) -> f64) {
        let inverse = 1.0 / self.error(a, b);
        let drawn = self.drawn[a].iter().zip(&self.drawn[b]);
        for (most, (a, b)) in largest.iter_mut().zip(drawn) {
            let z = what(a - b) * inverse;
            *most = if z > *most { z } else { *most };
        }
    }

    /// Maxima of normals as maxima of t.
    fn spread_out(&self, mut largest: Vec<f64>) -> Vec<f64> {
        largest.iter_mut().zip(&self.spread).for_each(|(z, s)| *z /= s);
        largest
    }
}

fn centred(values: &[f64]) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    values.iter().map(|v| v - mean).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// A chi-squared draw: squares of as many normals as whole degrees of freedom.
pub(super) fn chi_squared(rng: &mut Rng, df: f64) -> f64 {
    (0..df.round().max(1.0) as usize).map(|_| rng.normal().powi(2)).sum()
}

/// Those that may be among the `tau` smallest means: losses sets × splits, `ratio` held-out over training rows.
///
/// Set a leaves when the tau-th largest of its t-ratios against the others exceeds the two-step bound: level .005 / tau
/// finds competitors clearly worse than a, the rest of .05 / tau is spent on the maximum over the others.
pub fn not_worse(losses: &[Vec<f64>], ratio: f64, tau: usize, seed: Seed) -> Vec<Judged> {
    let count = losses.len();
    let Some(means) = comparable(losses, tau) else {
        return vec![UNTOUCHED; count];
    };
    let splits = losses[0].len() as f64;
    let drawn = Multiplied::new(losses, splits - 1.0, seed);
    let factor = (1.0 / splits + ratio).sqrt();
    let judge = |a: usize| {
        let (ratio, than) = decisive(count, |b| (means[a] - means[b]) / drawn.error(a, b), a, tau);
        let decisive = ratio / factor;
        if decisive <= NOT_WORSE {
            return UNTOUCHED;
        }
        let reached = drawn.bound(&means, factor, a, tau);
        judged(reached.iter().filter(|z| **z >= decisive).count(), than, tau)
    };
    (0..count).into_par_iter().map(judge).collect()
}

/// The same comparison asked again and again, of means that have moved: what noise reaches is drawn once.
///
/// Which competitors are clearly worse is settled by the means of the run, for they move by a fraction of what that takes.
pub struct Comparison {
    /// 1 / standard deviation of each difference, items × items.
    inverse: Vec<Vec<f64>>,
    /// What noise reaches against the competitors that count, ascending: items × draws.
    reached: Vec<Vec<f64>>,
    tau: usize,
    ratio: f64,
}

impl Comparison {
    /// Of losses sets × splits; none where there is nothing to compare.
    pub fn new(losses: &[Vec<f64>], ratio: f64, tau: usize, seed: Seed) -> Option<Self> {
        let means = comparable(losses, tau)?;
        let (count, splits) = (losses.len(), losses[0].len() as f64);
        let drawn = Multiplied::new(losses, splits - 1.0, seed);
        let factor = (1.0 / splits + ratio).sqrt();
        let ascending = |a: usize| {
            let mut reached = drawn.bound(&means, factor, a, tau);
            reached.sort_by(f64::total_cmp);
            reached
        };
        let row = |a: usize| -> Vec<f64> { (0..count).map(|b| 1.0 / drawn.error(a, b)).collect() };
        Some(Comparison {
            inverse: (0..count).into_par_iter().map(row).collect(),
            reached: (0..count).into_par_iter().map(ascending).collect(),
            tau,
            ratio,
        })
    }

    /// Judges other means of the same items over so many splits, whose standard deviations are so many times those it knows.
    pub fn judge(&self, means: &[f64], splits: f64, spread: f64) -> Vec<Judged> {
        let factor = (1.0 / splits + self.ratio).sqrt() * spread;
        let of_item = |(a, reached): (usize, &Vec<f64>)| {
            let ratio = |b: usize| (means[a] - means[b]) * self.inverse[a][b];
            let (ratio, than) = decisive(means.len(), ratio, a, self.tau);
            let decisive = ratio / factor;
            if decisive <= NOT_WORSE {
                return UNTOUCHED;
            }
            let below = reached.partition_point(|z| *z < decisive);
            judged(reached.len() - below, than, self.tau)
        };
        self.reached.iter().enumerate().map(of_item).collect()
    }
}

/// A t-ratio that is rounding.
const NOT_WORSE: f64 = 1e-9;

/// The mean losses; none where there are no others to compare with.
fn comparable(losses: &[Vec<f64>], tau: usize) -> Option<Vec<f64>> {
    let splits = losses.first().map_or(0, Vec::len);
    (losses.len() > tau && splits >= 2).then(|| losses.iter().map(|l| mean(l)).collect())
}

/// The tau-th largest ratio of item a to the others, and to whom; of equals the first.
fn decisive(count: usize, ratio: impl Fn(usize) -> f64, a: usize, tau: usize) -> (f64, usize) {
    let ratios = (0..count).filter(|&b| b != a).map(|b| (ratio(b), b));
    let order = |x: &(f64, usize), y: &(f64, usize)| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1));
    if tau == 1 {
        return ratios.min_by(order).unwrap_or((f64::NEG_INFINITY, a));
    }
    let mut ratios: Vec<(f64, usize)> = ratios.collect();
    ratios.sort_by(order);
    ratios[tau - 1]
}

impl Multiplied {
    /// What noise reaches for an item against the competitors that are not clearly worse, in each draw.
    fn bound(&self, means: &[f64], factor: f64, a: usize, tau: usize) -> Vec<f64> {
        let others: Vec<usize> = (0..means.len()).filter(|&b| b != a).collect();
        let clearly = super::quantile::quantile(&self.largest(a, &others), 1.0 - FIRST_STEP / tau as f64);
        let counts = |b: &usize| (means[a] - means[*b]) / self.error(a, *b) / factor > -clearly;
        self.largest(a, &others.into_iter().filter(counts).collect::<Vec<_>>())
    }
}

/// Not shown worse than any.
const UNTOUCHED: Judged = Judged { inside: true, p: 1.0, than: None };

fn judged(reached: usize, than: usize, tau: usize) -> Judged {
    let p = (1.0 + reached as f64) / (1.0 + DRAWS as f64);
    let judged = Judged { inside: true, p: (p * tau as f64).min(1.0), than: Some(than) };
    Judged { inside: !judged.shown_worse(ALPHA), ..judged }
}

/// Simultaneous 95 % intervals of ranks of scores read off fitted models (1 = largest): halves × items, 2i and 2i + 1
/// complements, `center` the scores on all rows.
pub fn rank_sets_halves(center: &[f64], halves: &[Vec<f64>], seed: Seed) -> Option<Vec<(usize, usize)>> {
    let items = center.len();
    let pairs = halves.len() / 2;
    if pairs < 2 || items == 0 {
        return None;
    }
    // a half and its complement lie on opposite sides of the whole: their half difference is one independent deviation
    let deviations: Vec<Vec<f64>> = (0..items)
        .map(|i| (0..pairs).map(|p| (halves[2 * p][i] - halves[2 * p + 1][i]) / 2.0).collect())
        .collect();
    let drawn = Multiplied::new(&deviations, pairs as f64, seed);
    let error = |a: usize, b: usize| {
        let differences: Vec<f64> = halves.iter().map(|h| h[a] - h[b]).collect();
        interval::half_sample_error(&differences).map_or(0.0, |(se, _)| se)
    };
    Some(rank_sets(center, &drawn, &error))
}

/// Simultaneous 95 % intervals of ranks of rises of held-out loss (1 = largest): items × splits.
pub fn rank_sets_corrected(rises: &[Vec<f64>], ratio: f64, seed: Seed) -> Option<Vec<(usize, usize)>> {
    let splits = rises.first().map_or(0, Vec::len);
    if splits < 2 {
        return None;
    }
    let center: Vec<f64> = rises.iter().map(|r| mean(r)).collect();
    let drawn = Multiplied::new(rises, splits as f64 - 1.0, seed);
    let factor = (1.0 / splits as f64 + ratio).sqrt();
    let error = |a: usize, b: usize| drawn.error(a, b) * factor;
    Some(rank_sets(&center, &drawn, &error))
}

/// An item's best rank is 1 + those shown larger, its worst the number of items less those shown smaller (Mogstad,
/// Romano, Shaikh and Wilhelm 2024, doi:10.1093/restud/rdad006).
fn rank_sets(center: &[f64], drawn: &Multiplied, error: &dyn Fn(usize, usize) -> f64) -> Vec<(usize, usize)> {
    let items = center.len();
    let bound = super::quantile::quantile(&drawn.largest_of_all(), 1.0 - ALPHA);
    let above = |a: usize, b: usize| {
        let se = error(a, b);
        let gap = center[a] - center[b];
        gap > 0.0 && (se <= 0.0 || gap / se > bound)
    };
    let interval = |a: usize| {
        let larger = (0..items).filter(|&b| b != a && above(b, a)).count();
        let smaller = (0..items).filter(|&b| b != a && above(a, b)).count();
        (1 + larger, items - smaller)
    };
    (0..items).map(interval).collect()
}

#[cfg(test)]
mod oracles;

#[cfg(test)]
mod tests {
    use super::*;

    /// Losses of J splits that share a part of their noise, as overlapping training sets make them.
    fn simulated(means: &[f64], splits: usize, rng: &mut Rng) -> Vec<Vec<f64>> {
        // with K = 10 folds and n_test/n_train = 1/9 the variance of the mean is s² (1/J + 1/9): a shared part of s²/9
        let common: Vec<f64> = means.iter().map(|_| rng.normal() / 3.0).collect();
        let row = |(m, c): (&f64, &f64)| (0..splits).map(|_| m + c + rng.normal()).collect();
        means.iter().zip(&common).map(row).collect()
    }

    #[test]
    fn the_best_stays_and_the_clearly_worse_leave() {
        let mut rng = Seed::new(3).rng();
        let losses = simulated(&[0.0, 0.1, 9.0], 50, &mut rng);
        let judged = not_worse(&losses, 1.0 / 9.0, 1, Seed::new(0));
        assert!(judged[0].inside && judged[1].inside && !judged[2].inside);
        assert!(judged[2].p < 0.001, "{judged:?}");
        assert!(judged[0].than.is_none_or(|than| than == 1) && judged[2].than.is_some_and(|than| than < 2));
    }

    #[test]
    fn the_truly_best_is_missed_at_most_as_often_as_claimed() {
        let mut rng = Seed::new(4).rng();
        let means = [0.0, 0.0, 0.2, 0.5, 1.0, 3.0];
        let trials = 300;
        let missed = (0..trials).filter(|&t| {
            let losses = simulated(&means, 50, &mut rng);
            !not_worse(&losses, 1.0 / 9.0, 1, Seed::new(t))[0].inside
        });
        // 5 % of 300 is 15, with a standard error of 3.8
        assert!(missed.count() <= 15 + 8);
    }

    #[test]
    fn of_two_equal_ones_whichever_is_found_passes_twice_as_often() {
        let mut rng = Seed::new(8).rng();
        let trials = 600;
        let mut alone = [0; 2];
        for t in 0..trials {
            let losses = simulated(&[0.0, 0.0, 9.0], 50, &mut rng);
            let judged = not_worse(&losses, 1.0 / 9.0, 1, Seed::new(t));
            let found = if mean(&losses[0]) < mean(&losses[1]) { 0 } else { 1 };
            for (alone, level) in alone.iter_mut().zip([ALPHA, ALPHA / 2.0]) {
                *alone += usize::from(judged[1 - found].shown_worse(level));
            }
        }
        // two tails of .045 and of .020: 54 and 24 of 600, with standard errors of 7 and 4.8
        assert!((40..=75).contains(&alone[0]), "{alone:?}");
        assert!((12..=39).contains(&alone[1]), "{alone:?}");
    }

    #[test]
    fn rank_intervals_cover_all_true_ranks_at_once() {
        let mut rng = Seed::new(5).rng();
        // ranks of 3 > 2 > 1 > 0
        let means = [0.0, 3.0, 1.0, 2.0];
        let truth = [4, 1, 3, 2];
        let trials = 300;
        let missed = (0..trials).filter(|&t| {
            let rises = simulated(&means, 50, &mut rng);
            let sets = rank_sets_corrected(&rises, 1.0 / 9.0, Seed::new(t)).unwrap();
            sets.iter().zip(truth).any(|((low, high), r)| r < *low || r > *high)
        });
        assert!(missed.count() <= 15 + 8);
    }

    #[test]
    fn halves_without_spread_order_everything() {
        let halves = vec![vec![1.0, 3.0, 2.0]; 8];
        assert_eq!(
            rank_sets_halves(&[1.0, 3.0, 2.0], &halves, Seed::new(0)).unwrap(),
            [(3, 3), (1, 1), (2, 2)]
        );
    }

    #[test]
    fn asked_again_of_the_same_means_it_says_the_same() {
        let mut rng = Seed::new(9).rng();
        for tau in [1, 2] {
            let losses = simulated(&[0.0, 0.1, 0.4, 0.6, 2.0], 30, &mut rng);
            let means: Vec<f64> = losses.iter().map(|l| mean(l)).collect();
            let comparison = Comparison::new(&losses, 1.0 / 9.0, tau, Seed::new(0)).unwrap();
            let again = comparison.judge(&means, 30.0, 1.0);
            assert_eq!(again, not_worse(&losses, 1.0 / 9.0, tau, Seed::new(0)));
            // a loss that rises can only fall behind
            let risen: Vec<f64> =
                means.iter().enumerate().map(|(i, m)| if i == 1 { m + 0.3 } else { *m }).collect();
            assert!(comparison.judge(&risen, 30.0, 1.0)[1].p <= again[1].p);
            assert!(
                again.iter().zip(comparison.judge(&means, 30.0, 2.0)).all(|(one, wider)| one.p <= wider.p)
            );
        }
        assert!(Comparison::new(&[vec![1.0, 2.0]], 0.1, 1, Seed::new(0)).is_none());
    }

    #[test]
    fn a_top_of_two_keeps_two() {
        let mut rng = Seed::new(6).rng();
        let losses = simulated(&[0.0, 0.0, 9.0, 9.0], 50, &mut rng);
        let inside: Vec<bool> =
            not_worse(&losses, 1.0 / 9.0, 2, Seed::new(0)).iter().map(|j| j.inside).collect();
        assert_eq!(inside, [true, true, false, false]);
    }
}
