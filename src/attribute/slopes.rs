//! How steeply each logit rises with a variable, and how far that changes from row to row.
//!
//! ```text
//!   mean_k = mean over held-out rows of d l_k / d x       l the logits centred over classes, x in sd units
//!   sd_k   = sd over the same rows of the same derivative
//! ```
//! Both are in one unit, natural logarithm of odds per sd of the variable in the training rows: for two classes of the odds
//! of the second, for more of a class against the geometric mean of all. A mean of 1 multiplies these odds by e for each sd.
//! A variable of two values is moved from one to the other instead (`gradient`); a category has no direction and no slope.
//! Values are means over splits, intervals come from half-samples, as for everything read off a network.
//!
//! By Cantelli's inequality at most a share `sd² / (sd² + mean²)` of the rows has a slope against the mean: where the sd is
//! at most half of the mean, no more than a fifth.
//!
//! Source: Pizarroso, Portela and Munoz (2022), Journal of Statistical Software 102(7), doi:10.18637/jss.v102.i07.

use super::gather::Measured;
use super::profiles::shown;
use super::rankings::{over_units, unit_scores};
use super::{Scores, Unit};
use crate::prepare::{Dataset, Kind, Variable};
use crate::stats::{Estimate, interval};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `slopes[]` of the report: derivatives of the logits by one variable over the held-out rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Slope {
    /// The variable.
    pub variable: String,
    /// One entry a class (of two classes the second).
    pub classes: Vec<ClassSlope>,
}

/// Slopes of one class, logarithm of odds per sd of the variable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClassSlope {
    /// The class.
    pub class: String,
    /// Mean over the rows, with its half-sample interval.
    pub mean: Estimate,
    /// Standard deviation over the rows, with its half-sample interval.
    pub sd: Estimate,
}

impl ClassSlope {
    /// Whether at most about a fifth of the rows have a slope against the mean: the sd is at most half of it.
    pub fn one_way(&self) -> bool {
        self.mean.mean != 0.0 && 2.0 * self.sd.mean <= self.mean.mean.abs()
    }

    /// Mean square over the rows.
    pub fn strength(&self) -> f64 {
        self.mean.mean.powi(2) + self.sd.mean.powi(2)
    }
}

/// The slopes of every variable that has one, from the scores of `gradient`, in the order of the data's columns; none where
/// it has no scores.
pub fn slopes(dataset: &Dataset, gradient: Option<&Measured>) -> Vec<Slope> {
    let Some(measured) = gradient else { return Vec::new() };
    let halves = measured.halves.as_deref().unwrap_or_default();
    let over = |of: fn(&Scores) -> &Vec<Vec<f64>>| {
        let flat = |scores: &[Scores]| -> Vec<Scores> {
            scores
                .iter()
                .map(|s| Scores { unit: s.unit, values: of(s).concat(), ..Scores::default() })
                .collect()
        };
        let centers = over_units(&flat(&measured.splits), |run| run.values.clone());
        (centers, unit_scores(&flat(halves), Unit::Raw))
    };
    let (means, sds) = (over(|s| &s.per_class), over(|s| &s.apart));
    let estimate = |(centers, halves): &(Vec<f64>, Vec<Vec<f64>>), at: usize| {
        let spread: Vec<f64> = halves.iter().map(|half| half[at]).collect();
        interval::half_samples(centers[at], &spread)
    };
    let count = dataset.variables.len();
    let classes = shown(dataset);
    let class = |v: usize, (k, class): (usize, &String)| ClassSlope {
        class: class.clone(),
        mean: estimate(&means, k * count + v),
        sd: estimate(&sds, k * count + v).within(0.0, f64::INFINITY),
    };
    let numbers = dataset.variables.iter().enumerate().filter(|(_, v)| v.kind != Kind::Category);
    let slope = |(v, variable): (usize, &Variable)| Slope {
        variable: variable.name.clone(),
        classes: classes.iter().enumerate().map(|of| class(v, of)).collect(),
    };
    numbers.map(slope).collect()
}

#[cfg(test)]
mod tests {
    use super::super::gradient::Gradient;
    use super::super::testing::{evidence, get, largest, oracle, regroup};
    use super::super::{Measure, Outcome};
    use super::*;
    use crate::train::Network;
    use crate::train::testing::{dataset, rows};

    /// What `gradient` makes of the networks, as splits and as halves.
    fn measured(of: &crate::attribute::Evidence, halves: bool) -> Measured {
        let Outcome::Scores(splits) = Gradient.scores(of).unwrap() else { panic!("a gradient has scores") };
        let halves = halves.then(|| splits.clone());
        Measured { measure: &Gradient, splits, halves, shuffled: Vec::new() }
    }

    #[test]
    fn means_and_sds_are_those_of_complex_steps() {
        let oracle = oracle("slopes");
        let columns: Vec<Vec<f64>> = get(&oracle, "columns");
        let train: u32 = get(&oracle, "train");
        for case in oracle["cases"].as_array().unwrap() {
            let networks: [Network; 1] = [get(case, "network")];
            let classes = networks[0].layers.last().unwrap().weights.len().max(2);
            let mut table = dataset(&columns, &[0; 40], classes);
            let kinds = [Kind::Number, Kind::Number, Kind::Number, Kind::Binary].map(|kind| (kind, 1));
            regroup(&mut table, &kinds);
            let sets = [rows(&table, (0..train).collect(), (train..40).collect())];
            let found = slopes(&table, Some(&measured(&evidence(&table, &sets, &networks), false)));
            let (means, sds): (Vec<Vec<f64>>, Vec<Vec<f64>>) = (get(case, "means"), get(case, "sds"));
            assert_eq!(found.len(), 4);
            for ((slope, means), sds) in found.iter().zip(&means).zip(&sds) {
                let of =
                    |number: fn(&ClassSlope) -> f64| slope.classes.iter().map(number).collect::<Vec<_>>();
                assert!(largest(&of(|c| c.mean.mean), means) < 1e-6, "{slope:?} {means:?}");
                assert!(largest(&of(|c| c.sd.mean), sds) < 1e-6, "{slope:?} {sds:?}");
                assert_eq!(slope.classes[0].mean.low, None);
            }
        }
    }

    /// A network of one relu unit in its straight part is linear: every row has the weight as its slope. Of two networks with
    /// slopes 2 and 4 the mean is 3.
    #[test]
    fn a_linear_network_pushes_one_way_and_a_category_has_no_slope() {
        let columns: Vec<Vec<f64>> =
            vec![vec![0.0, 1.0, 2.0, 5.0], vec![1.0, 0.0, 0.0, 1.0], vec![0.0, 1.0, 1.0, 0.0]];
        let mut table = dataset(&columns, &[0, 1, 0, 1], 2);
        regroup(&mut table, &[(Kind::Number, 1), (Kind::Category, 2)]);
        let sets = [rows(&table, (0..4).collect(), (0..4).collect())];
        let layer =
            |weights, bias: f64, activation| crate::train::Layer { weights, biases: vec![bias], activation };
        let network = |slope: f64| {
            let hidden = layer(vec![vec![slope, 0.5, 0.5]], 20.0, Some(crate::options::Activation::Relu));
            Network { layers: vec![hidden, layer(vec![vec![1.0]], -20.0, None)] }
        };
        let networks = [network(2.0), network(4.0), network(2.0), network(4.0)];
        let found = slopes(&table, Some(&measured(&evidence(&table, &sets, &networks), true)));
        assert_eq!(found.len(), 1);
        let of = &found[0].classes[0];
        assert!((of.mean.mean - 3.0).abs() < 1e-6 && of.sd.mean < 1e-6 && of.one_way(), "{of:?}");
        assert!(of.mean.low.unwrap() < 3.0 && of.sd.low.unwrap() >= 0.0);
        assert!(slopes(&table, None).is_empty());
    }
}
