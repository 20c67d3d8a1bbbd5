//! Do the measures agree? Rank correlations, overlap of the tops, signs.

use super::Agreement;
use super::case::magnitudes;
use crate::attribute::Ranking;
use crate::seed::Seed;
use crate::stats::{correlation, rank};

/// Compares every ranking with every other.
pub fn agreement(rankings: &[Ranking], size: usize, seed: Seed) -> Agreement {
    let ranked: Vec<&Ranking> = rankings.iter().filter(|r| !r.variables.is_empty()).collect();
    let variables = ranked.first().map_or(0, |r| r.variables.len());
    let scores: Vec<Vec<f64>> = ranked.iter().map(|r| order_scores(r)).collect();
    let orders: Vec<Vec<usize>> = scores.iter().map(|s| rank::order(s)).collect();
    let persistence = 1.0 - 1.0 / (size.max(2) as f64);
    let matrix = |f: &dyn Fn(usize, usize) -> f64| -> Vec<Vec<f64>> {
        (0..ranked.len()).map(|a| (0..ranked.len()).map(|b| f(a, b)).collect()).collect()
    };
    let tau = matrix(&|a, b| correlation::kendall_tau_b(&scores[a], &scores[b]).unwrap_or(0.0));
    let family = family_range(&ranked, &tau);
    Agreement {
        measures: ranked.iter().map(|r| r.measure.clone()).collect(),
        overlap: matrix(&|a, b| correlation::rank_biased_overlap(&orders[a], &orders[b], persistence)),
        sign: signs(&ranked),
        chance_tau: correlation::chance_tau(variables, 0.95, seed.child("chance tau", 0)),
        family_tau: family,
        tau,
    }
}

/// Scores by which a ranking orders: magnitudes, but rises of loss as they are.
fn order_scores(ranking: &Ranking) -> Vec<f64> {
    let scores: Vec<f64> = ranking.variables.iter().map(|v| v.score).collect();
    if ranking.unit == "log loss" { scores } else { magnitudes(&scores) }
}

/// Lowest and highest tau inside the family of absolute sums.
fn family_range(ranked: &[&Ranking], tau: &[Vec<f64>]) -> Option<[f64; 2]> {
    let member = |r: &&Ranking| r.measure == "abs_sum" || r.same_as.as_deref() == Some("abs_sum");
    let members: Vec<usize> = (0..ranked.len()).filter(|&i| member(&ranked[i])).collect();
    let pairs =
        members.iter().flat_map(|&a| members.iter().filter(move |&&b| b > a).map(move |&b| tau[a][b]));
    pairs.fold(None, |range: Option<[f64; 2]>, t| {
        let [low, high] = range.unwrap_or([t, t]);
        Some([low.min(t), high.max(t)])
    })
}

/// Share of variables and classes on whose sign two measures agree; a measure has signs when its class scores take both.
fn signs(ranked: &[&Ranking]) -> Vec<Vec<Option<f64>>> {
    let signed: Vec<Option<Vec<f64>>> = ranked.iter().map(|r| class_scores(r)).collect();
    let share = |a: &Vec<f64>, b: &Vec<f64>| -> Option<f64> {
        let both = a.iter().zip(b).filter(|(x, y)| **x != 0.0 && **y != 0.0);
        let (count, same) =
            both.fold((0, 0), |(n, s), (x, y)| (n + 1, s + usize::from((*x > 0.0) == (*y > 0.0))));
        (a.len() == b.len() && count > 0).then(|| f64::from(same as u32) / f64::from(count))
    };
    let cell = |a: usize, b: usize| share(signed[a].as_ref()?, signed[b].as_ref()?);
    (0..ranked.len()).map(|a| (0..ranked.len()).map(|b| cell(a, b)).collect()).collect()
}

fn class_scores(ranking: &Ranking) -> Option<Vec<f64>> {
    let scores: Vec<f64> = ranking.variables.iter().flat_map(|v| v.per_class.values().copied()).collect();
    scores.iter().any(|s| *s < 0.0).then_some(scores)
}
