//! How steeply the centred logits rise with a variable, on held-out rows.
//!
//! `score_i = sqrt(mean over rows and classes of (d l_k / d x_i)^2)` in sd units of the training rows. Per class: the
//! mean derivative, with sign. Beside: the sd of the derivative over rows (root mean square over classes).
//!
//! A variable of levels (two values, or words) has no derivative. It is moved to its other levels instead, and
//! `score_i^2 = mean over rows and classes of 1/2 sum over levels m of p_m (l_k(m) - l_k(as observed))^2`, with `p_m` the
//! share of level m in the training rows: half the mean squared difference of two draws is a variance, so for a function that
//! is linear this is the squared sd of what the variable adds, as for numbers. Two values with sd `s`: `s (l(1) - l(0))`
//! takes the place of the derivative, for its mean and sd. A category has no sign: per class its magnitude.
//!
//! Misleading: a mean near 0 beside a large score is an even or joint effect, not none; copies of a variable share it.
//! Reference: Pizarroso, Portela and Munoz (2022), doi:10.18637/jss.v102.i07.

use super::by_rows::by_rows;
use super::cells::{Cells, seen, thinned};
use super::function::{centred_logits, jacobian};
use super::weights::centred_output;
use super::{Evidence, Family, Measure, Outcome, Run, Scores};
use crate::card::Card;
use crate::error::Result;
use crate::prepare::{Dataset, Variable};
use crate::train::{Network, Rows};
use rayon::prelude::*;

/// Root mean square of the derivatives of the centred logits.
pub struct Gradient;

static CARD: Card = Card {
    id: "gradient",
    title: "Gradient (root mean square)",
    formula: "square root of the mean over held-out rows and classes of (d l_k / d x_i)^2, l = logits centred over classes, x in sd units; two values: sd × (l(1) - l(0)); a category: half the mean squared difference to its other levels, weighed by their share",
    reading: "How steep the function is in a variable where the data are. The mean by class gives the direction, the sd over rows how much it changes.",
    misleading_when: "Where the function is overfitted it is steep in noise too; a mean near 0 beside a large score is an even or joint effect.",
    reference: "Pizarroso, Portela & Muñoz (2022), Journal of Statistical Software 102(7), doi:10.18637/jss.v102.i07",
};

impl Measure for Gradient {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn family(&self) -> Family {
        Family::Sensitivity
    }
    fn beside(&self) -> Option<&'static str> {
        Some("sd of the derivative over held-out rows")
    }
    fn scores(&self, of: &Evidence) -> Result<Outcome> {
        let score = |at: usize, runs: &[Run]| {
            let (rows, seed) = (&of.rows[at], of.seed.child("rows", at as u64));
            let view = View::new(of.dataset, rows, &thinned(&rows.judge, of.most_rows, seed));
            Ok(runs.par_iter().map(|run| score(run.network, run.unit, &view)).collect())
        };
        by_rows(of, score).map(Outcome::Scores)
    }
}

/// What a row set has in common for all its networks.
struct View {
    /// Held-out rows as the network sees them.
    cells: Cells,
    /// How each variable is moved.
    moves: Vec<Move>,
}

enum Move {
    Slope { input: usize },
    Levels(Levels),
}

/// Levels of a variable: where its inputs start, what they are at each level, and the share of it in training rows.
pub(super) struct Levels {
    pub(super) start: usize,
    pub(super) inputs: Vec<Vec<f64>>,
    pub(super) shares: Vec<f64>,
}

impl View {
    fn new(dataset: &Dataset, rows: &Rows, judged: &[u32]) -> Self {
        let moves = dataset.variables.iter().map(|variable| Move::of(dataset, rows, variable)).collect();
        View { cells: seen(dataset, judged, &rows.scaling), moves }
    }
}

impl Move {
    fn of(dataset: &Dataset, rows: &Rows, variable: &Variable) -> Self {
        Levels::of(dataset, rows, &rows.train, variable)
            .map_or(Move::Slope { input: variable.inputs.start }, Move::Levels)
    }
}

impl Levels {
    /// The levels of a variable of levels, with their shares in the given rows; none of a number.
    pub(super) fn of(dataset: &Dataset, rows: &Rows, among: &[u32], variable: &Variable) -> Option<Self> {
        let inputs = variable.inputs.clone();
        if inputs.len() == 1 && !dataset.inputs.binary[inputs.start] {
            return None;
        }
        let levels = levels(dataset, rows, variable);
        let nearest = |cell: &[f64]| nearest(&levels, cell);
        let mut counts = vec![0usize; levels.len()];
        let train = super::cells::seen_columns(dataset, among, &rows.scaling, inputs.clone());
        (0..train.rows()).for_each(|row| counts[nearest(train.row(row))] += 1);
        let shares = counts.iter().map(|&count| count as f64 / train.rows().max(1) as f64).collect();
        Some(Levels { start: inputs.start, inputs: levels, shares })
    }
}

/// What the inputs of a variable of levels are at each level: low and high for one input, else one high and the rest low; and
/// all low where rare levels share that.
pub(super) fn levels(dataset: &Dataset, rows: &Rows, variable: &Variable) -> Vec<Vec<f64>> {
    // a missing cell holds 0, the mean, which is neither lowest nor highest
    let ends: Vec<[f64; 2]> = variable.inputs.clone().map(|column| ends(dataset, rows, column)).collect();
    if let [only] = ends.as_slice() {
        return only.iter().map(|&end| vec![end]).collect();
    }
    let level = |on: usize| ends.iter().enumerate().map(|(c, end)| end[usize::from(c == on)]).collect();
    let shared = dataset.inputs.has_rare(&variable.inputs);
    // no input has the number behind the last
    (0..ends.len() + usize::from(shared)).map(level).collect()
}

/// Lowest and highest cell of a column of the whole table, as a model of these rows sees them.
fn ends(dataset: &Dataset, rows: &Rows, column: usize) -> [f64; 2] {
    let inputs = &dataset.inputs;
    let cells = inputs.cells.column(column);
    let (low, high) = cells.fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), c| (l.min(c), h.max(c)));
    let scaling = &rows.scaling;
    [low, high].map(|cell| (f64::from(cell) - scaling.center[column]) / scaling.spread[column])
}

pub(super) fn nearest(levels: &[Vec<f64>], cell: &[f64]) -> usize {
    let distance = |level: &[f64]| level.iter().zip(cell).map(|(a, b)| (a - b).powi(2)).sum::<f64>();
    let better = |best: usize, other: usize| match distance(&levels[other]) < distance(&levels[best]) {
        true => other,
        false => best,
    };
    (0..levels.len()).fold(0, better)
}

/// Sums over rows for one class and variable.
#[derive(Clone, Copy, Default)]
struct Sums {
    first: f64,
    second: f64,
}

fn score(network: &Network, unit: usize, view: &View) -> Scores {
    let output = centred_output(network);
    let (classes, variables) = (output.len(), view.moves.len());
    let mut sums = vec![vec![Sums::default(); variables]; classes];
    for row in 0..view.cells.rows() {
        let cells = view.cells.row(row);
        let slopes = jacobian(network, &output, cells);
        let mut here: Option<Vec<f64>> = None;
        for (variable, way) in view.moves.iter().enumerate() {
            match way {
                Move::Slope { input } => {
                    (0..classes).for_each(|k| sums[k][variable].slope(slopes[k][*input]));
                }
                Move::Levels(levels) => {
                    let here = here.get_or_insert_with(|| centred_logits(network, cells));
                    move_levels(network, cells, here, levels, |k, sum| sums[k][variable].add(sum));
                }
            }
        }
    }
    finish(unit, &sums, view)
}

impl Sums {
    fn slope(&mut self, slope: f64) {
        self.add(Sums { first: slope, second: slope * slope });
    }
    fn add(&mut self, other: Sums) {
        self.first += other.first;
        self.second += other.second;
    }
}

fn move_levels(
    network: &Network,
    cells: &[f64],
    here: &[f64],
    levels: &Levels,
    mut add: impl FnMut(usize, Sums),
) {
    let mut moved = cells.to_vec();
    let places = levels.start..levels.start + levels.inputs[0].len();
    let mut at = |level: &[f64]| {
        moved[places.clone()].copy_from_slice(level);
        centred_logits(network, &moved)
    };
    let values: Vec<Vec<f64>> = levels.inputs.iter().map(|level| at(level)).collect();
    for k in 0..here.len() {
        if places.len() == 1 {
            let spread = (levels.shares[0] * levels.shares[1]).sqrt();
            let slope = spread * (values[1][k] - values[0][k]);
            add(k, Sums { first: slope, second: slope * slope });
        } else {
            let squares = values.iter().zip(&levels.shares).map(|(v, p)| p * (v[k] - here[k]).powi(2));
            add(k, Sums { first: 0.0, second: 0.5 * squares.sum::<f64>() });
        }
    }
}

fn finish(unit: usize, sums: &[Vec<Sums>], view: &View) -> Scores {
    let rows = view.cells.rows().max(1) as f64;
    let classes = sums.len().max(1) as f64;
    let unsigned = |i: usize| match &view.moves[i] {
        Move::Slope { .. } => false,
        Move::Levels(levels) => levels.inputs[0].len() > 1,
    };
    let over_classes = |i: usize, square: &dyn Fn(&Sums) -> f64| {
        (sums.iter().map(|class| square(&class[i])).sum::<f64>() / classes).sqrt()
    };
    let mean = |sum: &Sums, i: usize| match unsigned(i) {
        true => (sum.second / rows).sqrt(),
        false => sum.first / rows,
    };
    let variance = |s: &Sums| (s.second / rows - (s.first / rows).powi(2)).max(0.0);
    let variables = view.moves.len();
    Scores {
        unit,
        values: (0..variables).map(|i| over_classes(i, &|s| s.second / rows)).collect(),
        per_class: sums
            .iter()
            .map(|class| class.iter().enumerate().map(|(i, s)| mean(s, i)).collect())
            .collect(),
        beside: (0..variables).map(|i| if unsigned(i) { 0.0 } else { over_classes(i, &variance) }).collect(),
        apart: sums
            .iter()
            .map(|class| {
                class
                    .iter()
                    .enumerate()
                    .map(|(i, s)| if unsigned(i) { 0.0 } else { variance(s).sqrt() })
                    .collect()
            })
            .collect(),
    }
}
