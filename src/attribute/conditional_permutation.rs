//! Conditional permutation importance: how much worse a network predicts when only that part of a variable is shuffled
//! which the other variables do not tell.
//!
//! With `f` the regression of a variable on all others, fitted on the training rows of the split, a held-out row gets
//! `f(others) + residual of another held-out row`: what the others say of the variable stays, so no row is made that could not
//! occur. `score_i = mean over shuffles of (L(rows so changed) - L(rows))`, beside: the drop of accuracy. The shuffles are
//! those of the plain permutation importance.
//!
//! With `f` linear, its ridge is chosen, once, on training rows it was not fitted on.
//!
//! Misleading: where the regression misses how variables hang together, some of the shared part is shuffled after all.
//! Reference: Chamma, Engemann and Thirion (2023), arXiv:2309.07593; Strobl et al. (2008), doi:10.1186/1471-2105-9-307.

use super::by_rows::by_rows;
use super::cells::{Cells, seen, thinned};
use super::permutation::View;
use super::regress::{self, Ways};
use super::{Evidence, Family, Measure, Outcome, Run, Scores, Unit};
use crate::card::Card;
use crate::error::Result;

/// Training rows a regression is fitted on at most.
const MOST_ROWS: usize = 20_000;

/// Conditional permutation importance of the networks.
pub struct ConditionalPermutation;

static CARD: Card = Card {
    id: "conditional_permutation",
    title: "Permutation, given the others",
    formula: "mean over shuffles of L(held-out rows with x_i replaced by f(others) + shuffled residual) - L(held-out rows); f = linear regression on the other variables fitted on the training rows, with a ridge where it predicts clearly better, or a regression tree where it predicts clearly better",
    reading: "How much the fitted network leans on what the variable alone can tell, beyond what the others say of it.",
    misleading_when: "Copies and substitutes leave each other nothing, so each scores near 0; a relation the regression misses is shuffled away.",
    reference: "Chamma, Engemann & Thirion (2023), NeurIPS 36, arXiv:2309.07593; Strobl et al. (2008), BMC Bioinformatics 9:307, doi:10.1186/1471-2105-9-307",
};

impl Measure for ConditionalPermutation {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn family(&self) -> Family {
        Family::Network
    }
    fn beside(&self) -> Option<&'static str> {
        Some("drop of accuracy")
    }
    fn unit(&self) -> Unit {
        Unit::Raw
    }
    fn scores(&self, of: &Evidence) -> Result<Outcome> {
        let ways = ways(of)?;
        by_rows(of, |rows, runs| scores(of, rows, runs, &ways)).map(Outcome::Scores)
    }
}

/// How variables are regressed, chosen on the training rows of the first row set and kept for all.
fn ways(of: &Evidence) -> Result<Ways> {
    let Some(first) = of.runs.first() else { return Ok(Ways::default()) };
    let (cells, used) = training(of, first.rows);
    let groups = of.dataset.named_groups();
    let groups: Option<Vec<u32>> = groups.map(|all| used.iter().map(|&row| all[row as usize]).collect());
    regress::choose(&cells, groups.as_deref(), &of.dataset.variables, of.seed.child("ways", 0))
}

/// What the regressions of a row set are fitted on, and which rows these are.
fn training(of: &Evidence, rows: usize) -> (Cells, Vec<u32>) {
    let set = &of.rows[rows];
    let used = thinned(&set.train, MOST_ROWS, of.seed.child("regressed", rows as u64));
    (seen(of.dataset, &used, &set.scaling), used)
}

fn scores(of: &Evidence, rows: usize, runs: &[Run], ways: &Ways) -> Result<Vec<Scores>> {
    let mut view = View::new(of, rows);
    let left = regress::residuals(&training(of, rows).0, &view.cells, &of.dataset.variables, ways)?;
    view.exchanged = Some(left);
    Ok(view.scores(runs))
}

#[cfg(test)]
mod oracles;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::permutation::Permutation;
    use crate::attribute::testing::evidence;
    use crate::options::Activation;
    use crate::seed::Seed;
    use crate::train::testing::{dataset, rows};
    use crate::train::{Layer, Network};

    fn network(weights: &[f64]) -> Network {
        let hidden =
            Layer { weights: vec![weights.to_vec()], biases: vec![0.0], activation: Some(Activation::Tanh) };
        let output = Layer { weights: vec![vec![2.0]], biases: vec![0.0], activation: None };
        Network { layers: vec![hidden, output] }
    }

    /// First column, a noisy copy of it, an independent one; the class follows the first and the third.
    fn table(noise: f64) -> crate::prepare::Dataset {
        let mut rng = Seed::new(8).rng();
        let mut columns = vec![Vec::new(); 3];
        let mut codes = Vec::new();
        for _ in 0..600 {
            let (a, e, c) = (rng.normal(), rng.normal(), rng.normal());
            columns[0].push(a);
            columns[1].push(a + noise * e);
            columns[2].push(c);
            codes.push(u32::from(a + c > 0.0));
        }
        dataset(&columns, &codes, 2)
    }

    fn values(measure: &dyn Measure, of: &Evidence) -> Vec<f64> {
        match measure.scores(of).unwrap() {
            Outcome::Scores(mut scores) => scores.remove(0).values,
            Outcome::NotApplicable(why) => panic!("{why}"),
        }
    }

    #[test]
    fn copies_leave_each_other_little_and_an_independent_variable_keeps_its_score() {
        let data = table(0.05);
        let sets = [rows(&data, (0..400).collect(), (400..600).collect())];
        let networks = [network(&[0.5, 0.5, 1.0])];
        let of = evidence(&data, &sets, &networks);
        let (plain, conditional) = (values(&Permutation, &of), values(&ConditionalPermutation, &of));
        assert!(plain[0] > 0.1 && plain[1] > 0.1, "{plain:?}");
        assert!(conditional[0].abs() < 0.05 * plain[0], "{conditional:?} {plain:?}");
        assert!((conditional[2] / plain[2] - 1.0).abs() < 0.1, "{conditional:?} {plain:?}");
    }

    #[test]
    fn a_variable_without_weights_scores_nothing() {
        let data = table(1.0);
        let sets = [rows(&data, (0..400).collect(), (400..600).collect())];
        let networks = [network(&[1.0, 0.0, 1.0])];
        let of = evidence(&data, &sets, &networks);
        assert_eq!(values(&ConditionalPermutation, &of)[1], 0.0);
    }
}
