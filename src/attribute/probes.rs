//! Each score against shuffled copies: what a column that has nothing to do with the class reaches in the same networks.
//!
//! In each repeat the variables are trained along with shuffled copies of themselves, and every measure scores both
//! (weights as shares of their run, rises of loss as they are), averaged over the repeat's folds. With `s_i` the mean of a
//! variable's score over the R repeats and `b_r` the best copy of repeat r,
//!
//! ```text
//!   p_i = (1 + number of repeats with b_r >= s_i) / (R + 1)
//! ```
//!
//! A variable of several inputs (a category) reaches higher shares by chance than one of a single input, and its copies would
//! set the bar for all. So shares of variables of as many inputs are scaled by one factor, chosen so that their copies
//! have, on average, what the copies of variables with the fewest inputs have.
//!
//! The best of all copies is the bar for every variable, so p is family-wise as it stands. It says that a variable has
//! something to do with the class, alone or with others, never that it is needed: a useless variable that goes along with
//! useful ones passes too. Reference: Kursa and Rudnicki (2010), doi:10.18637/jss.v036.i11.

use super::rankings::unit_scores;
use super::{Evidence, MEASURES, Outcome, Run, Unit};
use crate::error::Result;
use crate::observe::Observe;
use crate::options::ValidOptions;
use crate::train::ensemble::{Ensemble, ProbeRepeat};
use std::collections::BTreeSet;

/// One measure's scores of variables and copies.
#[derive(Debug, Clone, PartialEq)]
pub struct Probed {
    /// Id of the measure.
    pub measure: &'static str,
    /// Mean score of each variable over the repeats, in networks that have the copies too.
    pub variables: Vec<f64>,
    /// Score of the best copy in each repeat.
    pub best: Vec<f64>,
}

impl Probed {
    /// Family-wise p-value of each variable.
    pub fn p_values(&self) -> Vec<f64> {
        let p = |score: &f64| {
            let reached = self.best.iter().filter(|best| *best >= score).count();
            (1 + reached) as f64 / (1 + self.best.len()) as f64
        };
        self.variables.iter().map(p).collect()
    }
}

/// Scores of one repeat: variables, then copies; for each measure that has a meaning here.
type Repeat = Vec<(&'static str, Vec<f64>)>;

/// Every measure that takes probes, over all repeats; empty when the plan has none.
///
/// # Errors
/// Those of training and of the measures.
pub fn probe(ensemble: &Ensemble, options: &ValidOptions, observe: &dyn Observe) -> Result<Vec<Probed>> {
    let repeats = ensemble.each_probe_repeat(observe, |repeat| read(ensemble, options, repeat))?;
    let Some(first) = repeats.first() else { return Ok(Vec::new()) };
    let variables = &ensemble.bench.dataset.variables;
    let inputs: Vec<usize> = variables.iter().map(|variable| variable.inputs.len()).collect();
    let of_measure = |at: usize| {
        let measure = repeats[0][at].0;
        let mut scores: Vec<Vec<f64>> = repeats.iter().map(|repeat| repeat[at].1.clone()).collect();
        if MEASURES.iter().any(|m| m.card().id == measure && m.unit() == Unit::Share) {
            scale(&mut scores, &inputs);
        }
        summed_up(measure, &scores)
    };
    Ok((0..first.len()).map(of_measure).collect())
}

fn read(ensemble: &Ensemble, options: &ValidOptions, repeat: &ProbeRepeat) -> Result<Repeat> {
    let run =
        |(rows, fit): (usize, &'_ crate::train::Fitted)| fit.network.clone().map(|network| (rows, network));
    let networks: Vec<_> = repeat.fits.iter().enumerate().filter_map(run).collect();
    let runs =
        networks.iter().map(|(rows, network)| Run { unit: 0, rows: *rows, labels: 0, network }).collect();
    let evidence = Evidence::of_runs(repeat.dataset, repeat.rows, runs, &ensemble.plan, options.seed);
    let mut scores = Repeat::new();
    for measure in MEASURES.iter().filter(|measure| measure.takes_probes()) {
        // a repeat all of whose trainings broke down says that nothing stands out
        let silent = || vec![0.0; repeat.dataset.variables.len()];
        if let Outcome::Scores(of_runs) = measure.scores(&evidence)? {
            let mean = unit_scores(&of_runs, measure.unit()).into_iter().next();
            scores.push((measure.card().id, mean.unwrap_or_else(silent)));
        }
    }
    Ok(scores)
}

/// Scales the scores of variables and copies so that copies of any number of inputs have the same mean: that of those with
/// the fewest. A kind of variables whose copies all score 0 stays as it is.
fn scale(repeats: &mut [Vec<f64>], inputs: &[usize]) {
    let mean = |repeats: &[Vec<f64>], of: usize| {
        let copies = repeats.iter().flat_map(|scores| scores[inputs.len()..].iter().zip(inputs));
        let scores: Vec<f64> = copies.filter(|(_, inputs)| **inputs == of).map(|(score, _)| *score).collect();
        scores.iter().sum::<f64>() / scores.len().max(1) as f64
    };
    let kinds: BTreeSet<usize> = inputs.iter().copied().collect();
    let Some(fewest) = kinds.first().map(|&fewest| mean(repeats, fewest)) else { return };
    for &kind in kinds.iter().skip(1) {
        let factor = fewest / mean(repeats, kind);
        if !factor.is_finite() || factor <= 0.0 {
            continue;
        }
        for scores in &mut *repeats {
            let of_kind = scores.iter_mut().zip(inputs.iter().chain(inputs)).filter(|(_, of)| **of == kind);
            of_kind.for_each(|(score, _)| *score *= factor);
        }
    }
}

fn summed_up(measure: &'static str, repeats: &[Vec<f64>]) -> Probed {
    let variables = repeats[0].len() / 2;
    let mean = |v: usize| repeats.iter().map(|scores| scores[v]).sum::<f64>() / repeats.len() as f64;
    let best = |scores: &Vec<f64>| scores[variables..].iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Probed {
        measure,
        variables: (0..variables).map(mean).collect(),
        best: repeats.iter().map(best).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_counts_the_repeats_whose_best_copy_is_as_high() {
        // two variables, two copies, three repeats: means .5 and .25, best copies .125 .375 .25
        let repeats =
            [[0.4, 0.25, 0.125, 0.0], [0.5, 0.25, 0.0, 0.375], [0.6, 0.25, 0.25, 0.125]].map(Vec::from);
        let probed = summed_up("olden", &repeats);
        assert_eq!(probed.best, [0.125, 0.375, 0.25]);
        // none reaches .5: 1/4; two reach .25: 3/4
        assert!((probed.variables[0] - 0.5).abs() < 1e-12);
        assert_eq!(probed.p_values(), [0.25, 0.75]);
    }

    #[test]
    fn copies_of_any_number_of_inputs_have_the_same_mean() {
        // variables of one, three and one inputs; copies of one input: mean .125, the copies of three: .5
        let mut repeats =
            vec![vec![0.5, 0.75, 0.25, 0.125, 0.25, 0.0], vec![0.5, 0.5, 0.25, 0.25, 0.75, 0.125]];
        scale(&mut repeats, &[1, 3, 1]);
        assert_eq!(repeats[0], [0.5, 0.1875, 0.25, 0.125, 0.0625, 0.0]);
        assert_eq!(repeats[1], [0.5, 0.125, 0.25, 0.25, 0.1875, 0.125]);
        // nothing to scale by
        let mut silent = vec![vec![0.5, 0.5, 0.0, 0.0], vec![0.5, 0.5, 0.0, 0.0]];
        let before = silent.clone();
        scale(&mut silent, &[1, 2]);
        assert_eq!(silent, before);
    }
}
