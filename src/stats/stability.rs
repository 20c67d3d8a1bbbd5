//! Nogueira's index: how alike sets of selected variables are over resampled rows, corrected for chance.
//!
//! `Phi = 1 - mean_f [M/(M-1) p_f (1 - p_f)] / [(k/D) (1 - k/D)]` with p_f the share of the M sets that hold f and k the
//! mean size (Nogueira, Sechidis and Brown 2018, Journal of Machine Learning Research 18(174):1-54).

use super::{Estimate, quantile};
use crate::seed::Seed;

/// Phi; none with fewer than two sets or where every set is empty or full.
pub fn nogueira(sets: &[&[bool]]) -> Option<f64> {
    let (m, d) = (sets.len() as f64, sets.first()?.len() as f64);
    if sets.len() < 2 {
        return None;
    }
    let shares: Vec<f64> =
        (0..sets[0].len()).map(|f| sets.iter().filter(|s| s[f]).count() as f64 / m).collect();
    let size: f64 = shares.iter().sum::<f64>() / d;
    let chance = size * (1.0 - size);
    let spread = shares.iter().map(|p| m / (m - 1.0) * p * (1.0 - p)).sum::<f64>() / d;
    (chance > 0.0).then(|| 1.0 - spread / chance)
}

/// Variance of Phi by the delta method of the same paper, `4/M² Σ (Phi_i - mean)²`.
pub fn nogueira_variance(sets: &[&[bool]]) -> Option<f64> {
    let phi = nogueira(sets)?;
    let (m, d) = (sets.len() as f64, sets[0].len() as f64);
    let shares: Vec<f64> =
        (0..sets[0].len()).map(|f| sets.iter().filter(|s| s[f]).count() as f64 / m).collect();
    let mean_size = shares.iter().sum::<f64>() / d;
    let chance = mean_size * (1.0 - mean_size);
    let each = |set: &&[bool]| {
        let size = set.iter().filter(|s| **s).count() as f64 / d;
        let shared = shares.iter().zip(set.iter()).map(|(p, s)| p * f64::from(u8::from(*s))).sum::<f64>() / d;
        let pull = phi / 2.0 * (2.0 * size * mean_size - size - mean_size + 1.0);
        (shared - size * mean_size + pull - phi / 2.0) / chance
    };
    let each: Vec<f64> = sets.iter().map(each).collect();
    let center = each.iter().sum::<f64>() / m;
    Some(4.0 / (m * m) * each.iter().map(|e| (e - center).powi(2)).sum::<f64>())
}

/// Phi with a bootstrap interval that draws a half and its complement (2i, 2i + 1) together.
pub fn nogueira_by_pairs(sets: &[Vec<bool>], draws: usize, seed: Seed) -> Option<Estimate> {
    let all: Vec<&[bool]> = sets.iter().map(Vec::as_slice).collect();
    let mean = nogueira(&all)?;
    let pairs = sets.len() / 2;
    let mut rng = seed.rng();
    let mut drawn = Vec::with_capacity(draws);
    for _ in 0..draws {
        let chosen: Vec<&[bool]> = (0..pairs)
            .flat_map(|_| {
                let pair = rng.below(pairs);
                [sets[2 * pair].as_slice(), sets[2 * pair + 1].as_slice()]
            })
            .collect();
        drawn.extend(nogueira(&chosen));
    }
    let (low, high) = (quantile::quantile(&drawn, 0.025), quantile::quantile(&drawn, 0.975));
    Some(Estimate { mean, low: Some(low.min(mean)), high: Some(high.max(mean)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(members: [usize; 2]) -> Vec<bool> {
        (1..=6).map(|v| members.contains(&v)).collect()
    }

    #[test]
    fn five_sets_of_two_out_of_six() {
        // {12, 12, 13, 12, 24}: Phi .4, variance .03888
        let sets = [[1, 2], [1, 2], [1, 3], [1, 2], [2, 4]].map(set);
        let sets: Vec<&[bool]> = sets.iter().map(Vec::as_slice).collect();
        assert!((nogueira(&sets).unwrap() - 0.4).abs() < 1e-12);
        assert!((nogueira_variance(&sets).unwrap() - 0.03888).abs() < 1e-6);
    }

    #[test]
    fn the_same_set_always_is_perfect() {
        let sets = vec![set([1, 2]); 8];
        let estimate = nogueira_by_pairs(&sets, 50, Seed::new(0)).unwrap();
        assert_eq!((estimate.mean, estimate.low), (1.0, Some(1.0)));
    }
}
