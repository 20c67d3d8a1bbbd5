//! Correlations of values and of orders, with what chance gives.

use super::rank;
use crate::seed::Seed;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Orders drawn for the chance level of tau.
const DRAWS: usize = 20_000;

/// Pearson's correlation; none where one side is constant.
pub fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let count = a.len().min(b.len()) as f64;
    let (ma, mb) = (a.iter().sum::<f64>() / count, b.iter().sum::<f64>() / count);
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        ab += (x - ma) * (y - mb);
        aa += (x - ma) * (x - ma);
        bb += (y - mb) * (y - mb);
    }
    let size = (aa * bb).sqrt();
    (size > 0.0 && size.is_finite()).then(|| (ab / size).clamp(-1.0, 1.0))
}

/// Somers' D of values given the truth (1962, doi:10.2307/2090408): of the pairs whose truths differ, the share that the
/// values order alike less the share they order the other way round, ties of values counting neither; none where all truths
/// are equal.
pub fn somers_d(values: &[f64], truth: &[f64]) -> Option<f64> {
    let sign = |d: f64| {
        if d > 0.0 {
            1.0
        } else if d < 0.0 {
            -1.0
        } else {
            0.0
        }
    };
    let (mut sum, mut pairs) = (0.0, 0.0);
    for a in 0..truth.len().min(values.len()) {
        for b in 0..a {
            let differ: f64 = sign(truth[a] - truth[b]);
            sum += differ * sign(values[a] - values[b]);
            pairs += differ.abs();
        }
    }
    (pairs > 0.0).then(|| sum / pairs)
}

/// Kendall's tau-b (1945, doi:10.1093/biomet/33.3.239); none where one side is constant.
pub fn kendall_tau_b(a: &[f64], b: &[f64]) -> Option<f64> {
    let (mut both, mut untied_a, mut untied_b) = (0.0, 0.0, 0.0);
    for i in 0..a.len() {
        for j in 0..i {
            let (x, y) = (sign(a[i] - a[j]), sign(b[i] - b[j]));
            both += x * y;
            untied_a += x * x;
            untied_b += y * y;
        }
    }
    let size = (untied_a * untied_b).sqrt();
    (size > 0.0).then(|| both / size)
}

fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        0.0
    }
}

/// Kendall's coefficient of concordance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concordance {
    /// W: 0 no agreement, 1 all orders equal.
    pub w: f64,
    /// m (n - 1) W.
    pub chi2: f64,
    /// Its p-value were the orders independent; restarts on the same rows are not.
    pub p: f64,
}

/// W of m raters (rows) over n items with the correction for ties: `12 S / (m² (n³ - n) - m Σ (t³ - t))`.
pub fn kendall_w(scores: &[Vec<f64>]) -> Option<Concordance> {
    let (m, n) = (scores.len() as f64, scores.first()?.len());
    if scores.len() < 2 || n < 2 {
        return None;
    }
    let ranks: Vec<Vec<f64>> = scores.iter().map(|s| rank::average_ranks(s)).collect();
    let sums: Vec<f64> = (0..n).map(|i| ranks.iter().map(|r| r[i]).sum()).collect();
    let mean = sums.iter().sum::<f64>() / n as f64;
    let s: f64 = sums.iter().map(|x| (x - mean).powi(2)).sum();
    let ties: f64 = ranks.iter().map(|r| tie_term(r)).sum();
    let n = n as f64;
    let most = m * m * (n.powi(3) - n) - m * ties;
    if most <= 0.0 {
        return None;
    }
    let w = 12.0 * s / most;
    let chi2 = m * (n - 1.0) * w;
    let p = ChiSquared::new(n - 1.0).map_or(1.0, |d| d.sf(chi2));
    Some(Concordance { w, chi2, p })
}

fn tie_term(ranks: &[f64]) -> f64 {
    let mut sorted = ranks.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a == b).map(|tied| (tied.len() as f64).powi(3) - tied.len() as f64).sum()
}

/// Rank-biased overlap of two orders of the same items, extrapolated (Webber, Moffat and Zobel 2010,
/// doi:10.1145/1852102.1852106): `(1 - p) / p · Σ A_d p^d + A_n p^n` with A_d the overlap of the first d over d.
pub fn rank_biased_overlap(a: &[usize], b: &[usize], p: f64) -> f64 {
    let depth = a.len().min(b.len());
    let mut sum = 0.0;
    let mut agreement = 1.0;
    for d in 1..=depth {
        let shared = a[..d].iter().filter(|item| b[..d].contains(item)).count();
        agreement = shared as f64 / d as f64;
        sum += agreement * p.powi(d as i32);
    }
    (1.0 - p) / p * sum + agreement * p.powi(depth as i32)
}

/// The tau that two random orders of n items stay below with probability `level`, by 20,000 draws.
pub fn chance_tau(n: usize, level: f64, seed: Seed) -> f64 {
    if n < 2 {
        return 1.0;
    }
    let mut rng = seed.rng();
    let fixed: Vec<f64> = (0..n).map(|i| i as f64).collect();
    let mut shuffled = fixed.clone();
    let draw = |_| {
        rng.shuffle(&mut shuffled);
        kendall_tau_b(&fixed, &shuffled).unwrap_or(0.0)
    };
    let draws: Vec<f64> = (0..DRAWS).map(draw).collect();
    super::quantile::quantile(&draws, level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_with_ties_are_ordered_as_scipy_says() {
        let text = include_str!("../../tests/oracles/truth.json");
        let ranked = serde_json::from_str::<serde_json::Value>(text).unwrap()["ranked"].clone();
        let values = |key: &str| serde_json::from_value::<Vec<f64>>(ranked[key].clone()).unwrap();
        let expected = ranked["somers_d"].as_f64().unwrap();
        assert!((somers_d(&values("y"), &values("x")).unwrap() - expected).abs() < 1e-12);
        assert_eq!(somers_d(&[1.0, 2.0], &[1.0, 1.0]), None);
    }

    #[test]
    fn overlap_of_two_orders() {
        let (a, b) = ([0, 1, 2, 3, 4], [1, 0, 2, 3, 4]);
        assert!((rank_biased_overlap(&a, &b, 0.9) - 0.9).abs() < 1e-12);
        assert!((rank_biased_overlap(&a, &b, 0.7) - 0.7).abs() < 1e-12);
        assert!((rank_biased_overlap(&a, &a, 0.5) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn chance_level_of_tau_for_five() {
        // of the 120 orders of five the exact 95 % quantile of tau is 0.6
        assert!((chance_tau(5, 0.95, Seed::new(0)) - 0.6).abs() < 1e-9);
    }

    #[test]
    fn pearson_of_a_line_is_one() {
        assert_eq!(pearson(&[1., 2., 3.], &[2., 4., 6.]), Some(1.0));
        assert_eq!(pearson(&[1., 1.], &[2., 4.]), None);
    }
}
