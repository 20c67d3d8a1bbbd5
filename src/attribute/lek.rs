//! Lek's profile: how far the probabilities go while one variable runs from its lowest to its highest value.
//!
//! The others are held at the centres of up to five groups of training rows (k-means), which gives as many curves; with
//! `m_k(l)` the median over the groups of the probability of class k at level l,
//! `score_i = mean over classes k of (max over l of m_k(l) - min over l of m_k(l))`. A number has 12 levels, evenly from the
//! lowest to the highest of the training rows; two values have two, a category its own, and while another variable runs
//! they are held at the level most frequent in the group. Per class: `m_k(highest) - m_k(lowest)`, with sign; for a
//! category the range. For one variable and `p = 1 / (1 + exp(-x))`, x from -1 to 1: `.731059 - .268941 = .462117`.
//!
//! Misleading: the range is set by the two ends, where there are few rows.
//! Reference: Lek et al. (1996), doi:10.1016/0304-3800(95)00142-5; Gevrey, Dimopoulos and Lek (2003).

use super::by_rows::by_rows;
use super::cells::{Cells, seen, thinned};
use super::centres::{Centres, centres};
use super::gradient::{levels, nearest};
use super::{Evidence, Family, Measure, Outcome, Run, Scores};
use crate::card::Card;
use crate::error::Result;
use crate::prepare::{Dataset, Variable};
use crate::stats::quantile;
use crate::train::Rows;
use crate::train::lanes::{Block, LANES};
use crate::train::moved::{Moves, Standing, blocks};

/// Levels of a number.
const LEVELS: usize = 12;
/// Groups of training rows.
const GROUPS: usize = 5;
/// Training rows that are grouped at most.
const GROUPED: usize = 1_000;

/// Range of Lek's profile.
pub struct Lek;

static CARD: Card = Card {
    id: "lek",
    title: "Profile (Lek)",
    formula: "mean over classes of the range, over 12 levels from the lowest to the highest value, of the median of 5 curves of the probability, the other variables held at the centres of 5 groups of training rows; two values and categories: over their levels",
    reading: "How far the probabilities go while one variable runs through its values and the others stand still. By class: from the lowest value to the highest, with sign.",
    misleading_when: "The range is set by the two ends, where there are few rows; noise has a range too, and effects that work only jointly depend on where the others are held.",
    reference: "Lek et al. (1996), Ecological Modelling 90:39-52, doi:10.1016/0304-3800(95)00142-5; Gevrey, Dimopoulos & Lek (2003), Ecological Modelling 160:249-264, doi:10.1016/S0304-3800(02)00257-0",
};

impl Measure for Lek {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn family(&self) -> Family {
        Family::Sensitivity
    }
    fn scores(&self, of: &Evidence) -> Result<Outcome> {
        let score = |rows: usize, runs: &[Run]| {
            let seed = of.seed.child("centres", rows as u64);
            let rows = &of.rows[rows];
            let cells = seen(of.dataset, &thinned(&rows.train, GROUPED, seed), &rows.scaling);
            let view = View::new(of.dataset, rows, &cells, &centres(&cells, GROUPS, seed));
            Ok(runs.iter().map(|run| view.score(run)).collect())
        };
        by_rows(of, score).map(Outcome::Scores)
    }
}

/// What the networks of a row set share.
struct View {
    /// The groups where they stand, once for each level of the variable with most: levels × groups.
    stands: Cells,
    groups: usize,
    sweeps: Vec<Sweep>,
}

/// How a variable runs through its levels.
struct Sweep {
    inputs: Vec<usize>,
    levels: usize,
    /// Whether its levels have an order.
    ordered: bool,
    /// Inputs × blocks of levels × groups: how far each stand is moved.
    by: Vec<Block>,
}

impl View {
    fn new(dataset: &Dataset, rows: &Rows, cells: &Cells, found: &Centres) -> Self {
        let held = held(dataset, rows, cells, found);
        let ends = super::cells::seen_ends(dataset, &rows.train, &rows.scaling);
        let of = |variable| (swept(dataset, rows, &ends, variable), variable);
        let swept: Vec<(Vec<Vec<f64>>, &Variable)> = dataset.variables.iter().map(of).collect();
        let most = swept.iter().map(|(levels, _)| levels.len()).max().unwrap_or(0);
        let columns = dataset.inputs.columns();
        let sweeps = swept.iter().map(|(levels, variable)| Sweep::new(levels, variable, &held)).collect();
        let stands =
            Cells { columns, values: (0..most).flat_map(|_| held.iter().flatten().copied()).collect() };
        View { stands, groups: held.len(), sweeps }
    }

    fn score(&self, run: &Run) -> Scores {
        let network = Standing::new(run.network, &self.stands.values, self.stands.columns);
        let classes = network.classes();
        // two classes mirror each other
        let shown = if classes == 2 { 1..2 } else { 0..classes };
        let mut scores = Scores {
            unit: run.unit,
            values: Vec::new(),
            per_class: vec![Vec::new(); shown.len()],
            ..Scores::default()
        };
        for sweep in &self.sweeps {
            let moves = Moves { inputs: &sweep.inputs, by: &sweep.by };
            let probabilities = network.probabilities(moves);
            let curves: Vec<Vec<f64>> = shown
                .clone()
                .map(|class| self.median_curve(&probabilities, sweep.levels, class, classes))
                .collect();
            let ranges: Vec<f64> = curves.iter().map(|curve| range(curve)).collect();
            scores.values.push(ranges.iter().sum::<f64>() / ranges.len() as f64);
            for ((row, curve), range) in scores.per_class.iter_mut().zip(&curves).zip(ranges) {
                row.push(if sweep.ordered { rise(curve) } else { range });
            }
        }
        scores
    }

    /// Median over the groups at each level.
    fn median_curve(&self, probabilities: &[Block], levels: usize, class: usize, classes: usize) -> Vec<f64> {
        let at = |place: usize| f64::from(probabilities[place / LANES * classes + class].0[place % LANES]);
        let median = |level: usize| {
            let group: Vec<f64> = (0..self.groups).map(|group| at(level * self.groups + group)).collect();
            quantile::median(&group)
        };
        (0..levels).map(median).collect()
    }
}

impl Sweep {
    fn new(levels: &[Vec<f64>], variable: &Variable, held: &[Vec<f64>]) -> Self {
        let start = variable.inputs.start;
        let by = variable.inputs.clone().flat_map(|input| {
            let shift =
                move |level: &'_ Vec<f64>, group: &Vec<f64>| (level[input - start] - group[input]) as f32;
            blocks(levels.iter().flat_map(|level| held.iter().map(move |group| shift(level, group))))
        });
        Sweep {
            inputs: variable.inputs.clone().collect(),
            levels: levels.len(),
            ordered: variable.inputs.len() == 1,
            by: by.collect(),
        }
    }
}

/// Whether a variable has levels of its own: two values, or words.
fn has_levels(dataset: &Dataset, variable: &Variable) -> bool {
    variable.inputs.len() != 1 || dataset.inputs.binary[variable.inputs.start]
}

/// What the inputs of a variable are at each of its levels; numbers go from end to end.
fn swept(dataset: &Dataset, rows: &Rows, ends: &[[f64; 2]], variable: &Variable) -> Vec<Vec<f64>> {
    if has_levels(dataset, variable) {
        return levels(dataset, rows, variable);
    }
    let [low, high] = ends[variable.inputs.start];
    let step = (high - low) / (LEVELS - 1) as f64;
    (0..LEVELS)
        .map(|level| vec![if level == LEVELS - 1 { high } else { low + step * level as f64 }])
        .collect()
}

/// Where the groups stand: at their centres, variables with levels at the most frequent one.
fn held(dataset: &Dataset, rows: &Rows, cells: &Cells, found: &Centres) -> Vec<Vec<f64>> {
    let mut held = found.centres.clone();
    for variable in dataset.variables.iter().filter(|variable| has_levels(dataset, variable)) {
        let levels = levels(dataset, rows, variable);
        let mut counts = vec![vec![0usize; levels.len()]; held.len()];
        for (row, &group) in found.group.iter().enumerate() {
            counts[group][nearest(&levels, &cells.row(row)[variable.inputs.clone()])] += 1;
        }
        for (group, counts) in held.iter_mut().zip(counts) {
            let most = (0..counts.len())
                .fold(0, |most, level| if counts[level] > counts[most] { level } else { most });
            group[variable.inputs.clone()].copy_from_slice(&levels[most]);
        }
    }
    held
}

fn range(curve: &[f64]) -> f64 {
    let (low, high) =
        curve.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &p| (l.min(p), h.max(p)));
    (high - low).max(0.0)
}

fn rise(curve: &[f64]) -> f64 {
    curve.last().zip(curve.first()).map_or(0.0, |(last, first)| last - first)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{evidence, get, largest, oracle, regroup};
    use super::*;
    use crate::options::Activation;
    use crate::prepare::Kind;
    use crate::train::testing::{dataset, rows};
    use crate::train::{Layer, Network};

    #[test]
    fn groups_and_curves_are_those_of_scikit_learn_and_numpy() {
        let profile = oracle("measures")["profile"].clone();
        let columns: Vec<Vec<f64>> = get(&profile, "columns");
        let count = columns[0].len() as u32;
        let mut table = dataset(&columns, &vec![0; count as usize], 3);
        regroup(
            &mut table,
            &[
                (Kind::Number, 1),
                (Kind::Number, 1),
                (Kind::Number, 1),
                (Kind::Binary, 1),
                (Kind::Category, 3),
            ],
        );
        let sets = [rows(&table, (0..count).collect(), Vec::new())];
        let cases = profile["cases"].as_array().unwrap();
        let networks: Vec<Network> = cases.iter().map(|case| get(case, "network")).collect();
        let Outcome::Scores(scores) = Lek.scores(&evidence(&table, &sets, &networks)).unwrap() else {
            panic!()
        };
        for (scores, case) in scores.iter().zip(cases) {
            let (values, per_class): (Vec<f64>, Vec<Vec<f64>>) =
                (get(case, "values"), get(case, "per_class"));
            assert!(largest(&scores.values, &values) < 1e-6, "{:?} {values:?}", scores.values);
            assert_eq!(scores.per_class.len(), per_class.len());
            for (found, expected) in scores.per_class.iter().zip(&per_class) {
                assert!(largest(found, expected) < 1e-6, "{found:?} {expected:?}");
            }
        }
    }

    #[test]
    fn one_variable_runs_along_the_logistic_curve() {
        // p = 1 / (1 + exp(-x)) for x from -1 to 1 (a relu unit in its straight part): .731059 - .268941
        let hidden =
            Layer { weights: vec![vec![1.0, 0.0]], biases: vec![9.0], activation: Some(Activation::Relu) };
        let logit = Layer { weights: vec![vec![1.0]], biases: vec![-9.0], activation: None };
        let networks = [Network { layers: vec![hidden, logit] }];
        let columns = [vec![-1.0, 1.0, -1.0, 1.0], vec![3.0, 1.0, 4.0, 1.5]];
        let table = dataset(&columns, &[0, 1, 0, 1], 2);
        let sets = [rows(&table, (0..4).collect(), Vec::new())];
        let Outcome::Scores(scores) = Lek.scores(&evidence(&table, &sets, &networks)).unwrap() else {
            panic!()
        };
        assert!((scores[0].values[0] - 0.462117).abs() < 1e-6, "{scores:?}");
        assert!((scores[0].per_class[0][0] - 0.462117).abs() < 1e-6, "{scores:?}");
        assert_eq!((scores[0].values[1], scores[0].per_class[0][1]), (0.0, 0.0));
    }
}
