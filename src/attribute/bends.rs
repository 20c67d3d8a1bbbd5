//! How far the slope of the network in one variable depends on another: the mean absolute second derivative of pairs.
//!
//! ```text
//!   H_im = mean over held-out rows and classes of |d2 l_k / dx_i dx_m|      l the centred logits, x in sd units
//! ```
//! 0 where the two add up, whatever the shape of each. A variable of levels (two values, or words) has no derivative, nor has
//! a network of relu units, whose second derivative is 0 almost everywhere. Then a variable is moved to a few points instead,
//! and the sd over them takes the place of the derivative: over the levels, each weighed by its share of the training rows; or
//! over half an sd to either side of where the row is, doubled so that it is per sd. A variable of levels with a number: the
//! sd over levels of the derivative. Both moved to points: the sd of what the grid of points leaves when the means of its rows
//! and columns are taken off, each point weighed by its share (the interaction of a two-way table). For a function that is
//! straight in both, all of these are the same number, as they are for `gradient`.
//!
//! Misleading: a network bends where it is overfitted too, and a unit that levels off bends the slopes of all its inputs; so a
//! bend says that two variables act jointly only where something is gained by it. The number is in log odds: what adds up in
//! log odds does not bend.
//!
//! Reference: Friedman and Popescu 2008 (two variables interact where the expected square of this derivative is above 0),
//! doi:10.1214/07-AOAS148.

use super::by_rows::by_rows;
use super::cells::{Cells, seen, thinned};
use super::function::{jacobian, mixed_derivatives};
use super::gradient::Levels;
use super::rankings::{over_units, unit_scores};
use super::weights::centred_output;
use super::{Evidence, Measured, Run, Scores, Unit};
use crate::error::Result;
use crate::options::Activation;
use crate::prepare::{Dataset, Variable};
use crate::stats::{Estimate, interval};
use crate::train::{Layer, Network, Rows};
use rayon::prelude::*;

/// Most held-out rows that a network is asked about.
pub const MOST_ROWS: usize = 200;
/// Fewest, where pairs are moved to many points.
const FEWEST_ROWS: usize = 5;
/// Most points that all networks together are asked about, if that leaves each `FEWEST_ROWS`.
const MOST_POINTS: usize = 20_000_000;
/// Training rows that shares of levels are counted in: they err by less than a hundredth.
const MOST_COUNTED: usize = 5_000;
/// How far a number is moved to either side where the network has no second derivative, in sd.
pub const STEP: f64 = 0.5;

/// The mean absolute second derivative of each pair of variables in each run: `values` has an entry a pair.
///
/// # Errors
/// None of its own.
pub fn of_pairs(of: &Evidence, pairs: &[[usize; 2]]) -> Result<Vec<Scores>> {
    let score = |at: usize, runs: &[Run]| {
        let (rows, seed) = (&of.rows[at], of.seed.child("bends", at as u64));
        let straight = runs.iter().all(|run| has_no_bend(run.network));
        let counted = thinned(&rows.train, MOST_COUNTED, seed.child("counted", 0));
        let moves = moves(of.dataset, (rows, &counted), pairs, straight);
        let most = most_rows(&moves, pairs, of.runs.len());
        let cells = seen(of.dataset, &thinned(&rows.judge, most, seed), &rows.scaling);
        let view = View::new(cells, moves, pairs);
        let one = |run: &Run| Scores { unit: run.unit, values: view.score(run.network), ..Scores::default() };
        Ok(runs.par_iter().map(one).collect())
    };
    by_rows(of, score)
}

/// How far the slope in one variable depends on another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bend {
    /// The mean absolute second derivative.
    pub second_derivative: Estimate,
    /// The same as a share of the steeper of the two slopes (root mean square, as `gradient` has it): what one sd of a variable
    /// changes of the slope in the other.
    pub share: Estimate,
}

/// The bend of each pair with half-sample intervals; none where no network was read. `gradient` are the scores of that measure
/// on the same runs.
///
/// # Errors
/// None of its own.
pub fn bends(
    splits: &Evidence,
    halves: &Evidence,
    gradient: Option<&Measured>,
    pairs: &[[usize; 2]],
) -> Result<Vec<Bend>> {
    let Some(gradient) = gradient.filter(|_| !splits.runs.is_empty()) else { return Ok(Vec::new()) };
    let of_halves = gradient.halves.as_deref().unwrap_or_default();
    let (of_splits, of_halves) = (
        beside_slopes(of_pairs(splits, pairs)?, &gradient.splits, pairs),
        beside_slopes(of_pairs(halves, pairs)?, of_halves, pairs),
    );
    let centers = over_units(&of_splits, |run| run.values.clone());
    let spread = unit_scores(&of_halves, Unit::Raw);
    let estimate = |at: usize| {
        let of_halves: Vec<f64> = spread.iter().map(|half| half[at]).collect();
        interval::half_samples(centers[at], &of_halves).within(0.0, f64::INFINITY)
    };
    let bend = |at: usize| Bend { second_derivative: estimate(at), share: estimate(pairs.len() + at) };
    Ok((0..pairs.len()).map(bend).collect())
}

/// The second derivatives of each run, then the same as shares of the steeper slope of the pair in that run.
fn beside_slopes(mut runs: Vec<Scores>, gradient: &[Scores], pairs: &[[usize; 2]]) -> Vec<Scores> {
    for (run, slopes) in runs.iter_mut().zip(gradient) {
        let share = |(&[i, m], h): (&[usize; 2], &f64)| {
            let steeper = slopes.values[i].max(slopes.values[m]);
            if steeper > 0.0 { h / steeper } else { 0.0 }
        };
        let shares: Vec<f64> = pairs.iter().zip(&run.values).map(share).collect();
        run.values.extend(shares);
    }
    runs
}

/// Whether the second derivatives of a network are 0 almost everywhere though it bends.
fn has_no_bend(network: &Network) -> bool {
    network.layers.iter().any(|layer| layer.activation == Some(Activation::Relu))
}

/// How a variable is moved.
enum Move {
    /// Not at all: its derivative is taken.
    Slope { input: usize },
    /// To points.
    Points(Points),
}

/// Where a variable is moved, and how much each point counts.
struct Points {
    start: usize,
    inputs: Vec<Vec<f64>>,
    shares: Vec<f64>,
    /// Whether `inputs` are added to where the row is.
    relative: bool,
    /// What makes the sd over the points one per sd of the variable.
    per_sd: f64,
}

impl Move {
    fn of(dataset: &Dataset, (rows, counted): (&Rows, &[u32]), variable: &Variable, straight: bool) -> Self {
        let input = variable.inputs.start;
        match Levels::of(dataset, rows, counted, variable) {
            Some(Levels { start, inputs, shares }) => {
                Move::Points(Points { start, inputs, shares, relative: false, per_sd: 1.0 })
            }
            None if straight => Move::Points(Points {
                start: input,
                inputs: vec![vec![-STEP], vec![STEP]],
                shares: vec![0.5, 0.5],
                relative: true,
                per_sd: 1.0 / STEP,
            }),
            None => Move::Slope { input },
        }
    }

    fn points(&self) -> usize {
        match self {
            Move::Slope { .. } => 1,
            Move::Points(points) => points.inputs.len(),
        }
    }
}

/// How each variable that is in a pair is moved; shares of levels are counted in the rows beside the row set.
fn moves(
    dataset: &Dataset,
    rows: (&Rows, &[u32]),
    pairs: &[[usize; 2]],
    straight: bool,
) -> Vec<Option<Move>> {
    let mut moves: Vec<Option<Move>> = dataset.variables.iter().map(|_| None).collect();
    for &variable in pairs.iter().flatten() {
        let of = || Move::of(dataset, rows, &dataset.variables[variable], straight);
        moves[variable].get_or_insert_with(of);
    }
    moves
}

/// Rows that each of so many networks is asked about.
fn most_rows(moves: &[Option<Move>], pairs: &[[usize; 2]], networks: usize) -> usize {
    let points = |v: usize| moves[v].as_ref().map_or(1, Move::points);
    let a_row: usize = pairs.iter().map(|&[i, m]| points(i) * points(m)).filter(|&points| points > 1).sum();
    (MOST_POINTS / (a_row * networks).max(1)).clamp(FEWEST_ROWS, MOST_ROWS)
}

/// What a row set has in common for all its networks.
struct View<'a> {
    cells: Cells,
    moves: Vec<Option<Move>>,
    pairs: &'a [[usize; 2]],
    /// Pairs of inputs that have derivatives, and where each stands among the pairs.
    smooth: Vec<[usize; 2]>,
    places: Vec<usize>,
}

impl<'a> View<'a> {
    fn new(cells: Cells, moves: Vec<Option<Move>>, pairs: &'a [[usize; 2]]) -> Self {
        let (mut smooth, mut places) = (Vec::new(), Vec::new());
        for (place, &[i, m]) in pairs.iter().enumerate() {
            if let (Some(Move::Slope { input: i }), Some(Move::Slope { input: m })) = (&moves[i], &moves[m]) {
                smooth.push([*i, *m]);
                places.push(place);
            }
        }
        View { cells, moves, pairs, smooth, places }
    }

    /// Mean over rows and classes for each pair.
    fn score(&self, network: &Network) -> Vec<f64> {
        let output = centred_output(network);
        let mut sums = vec![0.0; self.pairs.len()];
        for row in 0..self.cells.rows() {
            let cells = self.cells.row(row);
            if !self.smooth.is_empty() {
                for of_class in mixed_derivatives(network, &output, cells, &self.smooth) {
                    self.places.iter().zip(of_class).for_each(|(&place, h)| sums[place] += h.abs());
                }
            }
            if self.smooth.len() < self.pairs.len() {
                let mut moved = Moved::new(network, &output, cells, &self.moves);
                for (place, &[i, m]) in self.pairs.iter().enumerate() {
                    sums[place] += moved.pair(i, m);
                }
            }
        }
        let count = (self.cells.rows() * output.len()).max(1) as f64;
        sums.into_iter().map(|sum| sum / count).collect()
    }
}

/// A network at one row, whose variables are moved.
struct Moved<'a> {
    network: &'a Network,
    output: &'a [Vec<f64>],
    cells: &'a [f64],
    moves: &'a [Option<Move>],
    /// What reaches the units of the first layer where nothing is moved.
    here: Vec<f64>,
    /// For each variable, and each of its points, what the move adds to that; made when first asked for.
    shifts: Vec<Option<Vec<Vec<f64>>>>,
    /// For each variable and each of its points the derivatives there: classes × inputs.
    slopes: Vec<Option<Vec<Vec<Vec<f64>>>>>,
}

impl<'a> Moved<'a> {
    fn new(
        network: &'a Network,
        output: &'a [Vec<f64>],
        cells: &'a [f64],
        moves: &'a [Option<Move>],
    ) -> Self {
        let first = &network.layers[0];
        let sum = |weights: &Vec<f64>| weights.iter().zip(cells).map(|(w, x)| w * x).sum::<f64>();
        Moved {
            network,
            output,
            cells,
            moves,
            here: first
                .weights
                .iter()
                .zip(&first.biases)
                .map(|(weights, bias)| bias + sum(weights))
                .collect(),
            shifts: vec![None; moves.len()],
            slopes: vec![None; moves.len()],
        }
    }

    /// Sum over classes of what stands for the second derivative of two variables; 0 of two that have one.
    fn pair(&mut self, i: usize, m: usize) -> f64 {
        match (&self.moves[i], &self.moves[m]) {
            (Some(Move::Points(first)), Some(Move::Points(second))) => self.grid((i, first), (m, second)),
            (Some(Move::Slope { input }), Some(Move::Points(points))) => self.slope(*input, (m, points)),
            (Some(Move::Points(points)), Some(Move::Slope { input })) => self.slope(*input, (i, points)),
            _ => 0.0,
        }
    }

    /// The sd over points of the derivative by an input, summed over classes.
    fn slope(&mut self, input: usize, (variable, points): (usize, &Points)) -> f64 {
        let (network, output, cells) = (self.network, self.output, self.cells);
        let slopes = self.slopes[variable].get_or_insert_with(|| {
            points.inputs.iter().map(|at| jacobian(network, output, &points.moved(cells, at))).collect()
        });
        let of_class = |k: usize| {
            let values: Vec<f64> = slopes.iter().map(|at| at[k][input]).collect();
            points.per_sd * spread(&values, &points.shares)
        };
        (0..output.len()).map(of_class).sum()
    }

    /// The sd of what is left of the grid of the points of two variables without the means of its rows and columns, summed over
    /// classes.
    fn grid(&mut self, (i, first): (usize, &Points), (m, second): (usize, &Points)) -> f64 {
        self.shift(i, first);
        self.shift(m, second);
        let (Some(of_first), Some(of_second)) = (&self.shifts[i], &self.shifts[m]) else { return 0.0 };
        let mut grid = Vec::with_capacity(of_first.len() * of_second.len());
        for a in of_first {
            for b in of_second {
                let reached = self.here.iter().zip(a).zip(b).map(|((z, a), b)| z + a + b).collect();
                grid.push(logits(self.network, self.output, reached));
            }
        }
        let of_class = |k: usize| {
            let values: Vec<f64> = grid.iter().map(|logits| logits[k]).collect();
            interaction(values, &first.shares, &second.shares)
        };
        first.per_sd * second.per_sd * (0..self.output.len()).map(of_class).sum::<f64>()
    }

    fn shift(&mut self, variable: usize, points: &Points) {
        if self.shifts[variable].is_some() {
            return;
        }
        let first = &self.network.layers[0];
        let at = |inputs: &Vec<f64>| -> Vec<f64> {
            let places = points.start..points.start + inputs.len();
            let by = |(to, from): (&f64, &f64)| if points.relative { *to } else { to - from };
            let by: Vec<f64> = inputs.iter().zip(&self.cells[places.clone()]).map(by).collect();
            let sum = |weights: &Vec<f64>| {
                weights[places.clone()].iter().zip(&by).map(|(w, by)| w * by).sum::<f64>()
            };
            first.weights.iter().map(sum).collect()
        };
        self.shifts[variable] = Some(points.inputs.iter().map(at).collect());
    }
}

impl Points {
    /// The row with the variable at a point.
    fn moved(&self, cells: &[f64], at: &[f64]) -> Vec<f64> {
        let mut moved = cells.to_vec();
        for (cell, to) in moved[self.start..].iter_mut().zip(at) {
            *cell = if self.relative { *cell + to } else { *to };
        }
        moved
    }
}

/// Centred logits, but for a constant of each class, from what reaches the units of the first layer.
fn logits(network: &Network, output: &[Vec<f64>], reached: Vec<f64>) -> Vec<f64> {
    let dot = |weights: &Vec<f64>, from: &[f64]| weights.iter().zip(from).map(|(w, x)| w * x).sum::<f64>();
    let bent = |layer: &Layer, reached: Vec<f64>| -> Vec<f64> {
        match layer.activation {
            Some(activation) => reached.into_iter().map(|z| activation.value(z)).collect(),
            None => reached,
        }
    };
    let Some((_, hidden)) = network.layers.split_last() else { return Vec::new() };
    let Some((first, deeper)) = hidden.split_first() else { return reached };
    let mut values = bent(first, reached);
    for layer in deeper {
        let reached =
            layer.weights.iter().zip(&layer.biases).map(|(w, bias)| bias + dot(w, &values)).collect();
        values = bent(layer, reached);
    }
    output.iter().map(|row| dot(row, &values)).collect()
}

/// The sd of values that count as their shares.
fn spread(values: &[f64], shares: &[f64]) -> f64 {
    let mean: f64 = values.iter().zip(shares).map(|(v, p)| p * v).sum();
    values.iter().zip(shares).map(|(v, p)| p * (v - mean).powi(2)).sum::<f64>().sqrt()
}

/// The sd of a table, rows × columns, less the means of its rows and columns, all weighed by their shares.
fn interaction(mut table: Vec<f64>, rows: &[f64], columns: &[f64]) -> f64 {
    let width = columns.len();
    for row in table.chunks_mut(width) {
        let mean: f64 = row.iter().zip(columns).map(|(v, p)| p * v).sum();
        row.iter_mut().for_each(|v| *v -= mean);
    }
    for column in 0..width {
        let mean: f64 = rows.iter().enumerate().map(|(row, p)| p * table[row * width + column]).sum();
        (0..rows.len()).for_each(|row| table[row * width + column] -= mean);
    }
    let weighed = table
        .chunks(width)
        .zip(rows)
        .map(|(row, p)| p * row.iter().zip(columns).map(|(v, q)| q * v * v).sum::<f64>());
    weighed.sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::function::centred_logits;
    use super::super::gradient::Gradient;
    use super::super::laws::{INPUTS, network, permute_units, scale_unit, shift_classes, table};
    use super::super::testing::{evidence, get, largest, oracle, regroup};
    use super::super::{Measure, Outcome};
    use super::*;
    use crate::prepare::Kind;
    use crate::seed::Seed;
    use crate::train::testing::{dataset, rows};
    use proptest::prelude::*;

    /// All pairs of so many variables.
    fn all_pairs(variables: usize) -> Vec<[usize; 2]> {
        (0..variables).flat_map(|i| (i + 1..variables).map(move |m| [i, m])).collect()
    }

    fn of_one(network: &Network, dataset: &Dataset, rows: &Rows, pairs: &[[usize; 2]]) -> Vec<f64> {
        let (sets, networks) = ([rows.clone()], [network.clone()]);
        of_pairs(&evidence(dataset, &sets, &networks), pairs).unwrap().remove(0).values
    }

    #[test]
    fn numbers_levels_and_relu_are_those_of_the_oracle() {
        let oracle = oracle("second_derivatives");
        let columns: Vec<Vec<f64>> = get(&oracle, "columns");
        let (train, pairs): (u32, Vec<[usize; 2]>) = (get(&oracle, "train"), get(&oracle, "pairs"));
        let kinds =
            [(Kind::Number, 1), (Kind::Number, 1), (Kind::Number, 1), (Kind::Binary, 1), (Kind::Category, 3)];
        for case in oracle["cases"].as_array().unwrap() {
            let network: Network = get(case, "network");
            let mut table = dataset(&columns, &[0; 60], network.layers.last().unwrap().weights.len().max(2));
            regroup(&mut table, &kinds);
            let set = rows(&table, (0..train).collect(), (train..60).collect());
            let found = of_one(&network, &table, &set, &pairs);
            let expected: Vec<f64> = get(case, "bends");
            assert!(largest(&found, &expected) < 2e-6, "{found:?} {expected:?}");
        }
    }

    /// One tanh unit with weights 2 and 3, output 5, at z = 2·0.1 + 3·0.2 - 0.5 = 0.3: h = tanh .3 = .291313,
    /// 5 · (-2 h (1 - h²)) · 2 · 3 = -15.995456.
    #[test]
    fn one_unit_by_hand() {
        let hidden =
            Layer { weights: vec![vec![2.0, 3.0]], biases: vec![-0.5], activation: Some(Activation::Tanh) };
        let output = Layer { weights: vec![vec![5.0]], biases: vec![1.0], activation: None };
        let network = Network { layers: vec![hidden, output] };
        let found = mixed_derivatives(&network, &centred_output(&network), &[0.1, 0.2], &[[0, 1]]);
        let h = 0.3f64.tanh();
        assert!(
            (found[0][0] + 60.0 * h * (1.0 - h * h)).abs() < 1e-12 && (found[0][0] + 15.995_456).abs() < 1e-5
        );
    }

    #[test]
    fn a_table_without_its_margins() {
        // rows of shares .25 .75, columns .5 .5: what is added up leaves nothing, a product leaves its sd
        assert!(interaction(vec![1.0, 3.0, 5.0, 7.0], &[0.25, 0.75], &[0.5, 0.5]) < 1e-12);
        let sd = |p: f64| (p * (1.0 - p)).sqrt();
        let left = interaction(vec![0.0, 0.0, 0.0, 2.0], &[0.25, 0.75], &[0.5, 0.5]);
        assert!((left - 2.0 * sd(0.25) * sd(0.5)).abs() < 1e-12, "{left}");
        assert!((spread(&[1.0, 3.0], &[0.25, 0.75]) - 2.0 * sd(0.25)).abs() < 1e-12);
    }

    #[test]
    fn many_levels_take_fewer_rows() {
        let points = |count: usize| {
            let inputs = vec![vec![0.0]; count];
            let shares = vec![1.0; count];
            Some(Move::Points(Points { start: 0, inputs, shares, relative: false, per_sd: 1.0 }))
        };
        let pairs = all_pairs(3);
        assert_eq!(most_rows(&[Some(Move::Slope { input: 0 }), None, None], &pairs, 500), MOST_ROWS);
        let many = [points(30), points(30), points(30)];
        assert_eq!(most_rows(&many, &pairs, 500), 20_000_000 / (3 * 900 * 500));
        assert_eq!(most_rows(&many, &pairs, 1_000_000), FEWEST_ROWS);
    }

    #[test]
    fn shares_are_of_the_steeper_slope_and_intervals_are_those_of_halves() {
        let mut rng = Seed::new(5).rng();
        let (dataset, rows) = table(5, 3);
        let networks: Vec<Network> =
            (0..8).map(|_| network(&mut rng, Activation::Tanh, &[INPUTS, 4, 3])).collect();
        let sets = [rows];
        let of = evidence(&dataset, &sets, &networks);
        let Outcome::Scores(slopes) = Gradient.scores(&of).unwrap() else { panic!("no scores") };
        let pairs = all_pairs(4);
        let runs = of_pairs(&of, &pairs).unwrap();
        let gradient = Measured {
            measure: &Gradient,
            splits: slopes.clone(),
            halves: Some(slopes.clone()),
            shuffled: Vec::new(),
        };
        let found = bends(&of, &of, Some(&gradient), &pairs).unwrap();
        let mean = |f: &dyn Fn(usize) -> f64| (0..8).map(f).sum::<f64>() / 8.0;
        for (at, (bend, &[i, m])) in found.iter().zip(&pairs).enumerate() {
            let share = |run: usize| runs[run].values[at] / slopes[run].values[i].max(slopes[run].values[m]);
            assert!((bend.second_derivative.mean - mean(&|run| runs[run].values[at])).abs() < 1e-12);
            assert!((bend.share.mean - mean(&share)).abs() < 1e-12);
            assert!(bend.share.low.unwrap() >= 0.0 && bend.share.high.unwrap() > bend.share.mean);
        }
        assert!(bends(&of, &of, None, &pairs).unwrap().is_empty());
        assert!(bends(&of, &of, Some(&gradient), &[]).unwrap().is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_symmetry_of_the_network_moves_it(seed in 0u64..1_000_000) {
            let mut rng = Seed::new(seed).rng();
            let tanh = network(&mut rng, Activation::Tanh, &[INPUTS, 6, 3]);
            let relu = network(&mut rng, Activation::Relu, &[INPUTS, 6, 3]);
            let (dataset, rows) = table(seed, 3);
            let pairs = all_pairs(4);
            for (before, after) in [
                (&tanh, permute_units(&tanh)),
                (&tanh, scale_unit(&tanh, 2, -1.0, -1.0)),
                (&tanh, shift_classes(&tanh)),
                (&relu, permute_units(&relu)),
                (&relu, scale_unit(&relu, 2, 10.0, 0.1)),
                (&relu, shift_classes(&relu)),
            ] {
                let old = of_one(before, &dataset, &rows, &pairs);
                prop_assert!(old.iter().all(|h| h.is_finite() && *h >= 0.0));
                prop_assert!(largest(&old, &of_one(&after, &dataset, &rows, &pairs)) < 1e-10);
            }
        }

        #[test]
        fn an_input_without_weights_bends_nothing(seed in 0u64..1_000_000, relu in any::<bool>()) {
            let mut rng = Seed::new(seed).rng();
            let activation = if relu { Activation::Relu } else { Activation::Logistic };
            let mut network = network(&mut rng, activation, &[INPUTS, 5, 4, 1]);
            network.layers[0].weights.iter_mut().for_each(|row| row[1] = 0.0);
            let (dataset, rows) = table(seed, 2);
            let found = of_one(&network, &dataset, &rows, &[[0, 1], [1, 2], [1, 3]]);
            prop_assert!(found.iter().all(|h| *h < 1e-12), "{:?}", found);
        }

        #[test]
        fn second_derivatives_equal_finite_differences(
            seed in 0u64..1_000_000,
            deep in any::<bool>(),
            classes in prop::sample::select(vec![1usize, 3]),
        ) {
            let mut rng = Seed::new(seed).rng();
            let sizes: &[usize] = if deep { &[INPUTS, 4, 6, classes] } else { &[INPUTS, 6, classes] };
            let activation = if deep { Activation::Tanh } else { Activation::Logistic };
            let network = network(&mut rng, activation, sizes);
            let row: Vec<f64> = (0..INPUTS).map(|_| rng.normal()).collect();
            let pairs = all_pairs(INPUTS);
            let output = centred_output(&network);
            let found = mixed_derivatives(&network, &output, &row, &pairs);
            for (at, &[i, m]) in pairs.iter().enumerate() {
                let moved = |first: f64, second: f64| {
                    let mut moved = row.clone();
                    moved[i] += first;
                    moved[m] += second;
                    moved
                };
                let h = 2e-4;
                let corner = |first: f64, second: f64| centred_logits(&network, &moved(first * h, second * h));
                let (a, b, c, d) = (corner(1.0, 1.0), corner(1.0, -1.0), corner(-1.0, 1.0), corner(-1.0, -1.0));
                let (up, down) = (
                    jacobian(&network, &output, &moved(0.0, 1e-5)),
                    jacobian(&network, &output, &moved(0.0, -1e-5)),
                );
                for k in 0..found.len() {
                    let of_logits = (a[k] - b[k] - c[k] + d[k]) / (4.0 * h * h);
                    prop_assert!((found[k][at] - of_logits).abs() < 2e-4, "{} {}", found[k][at], of_logits);
                    prop_assert!((found[k][at] - (up[k][i] - down[k][i]) / 2e-5).abs() < 1e-6);
                }
            }
        }
    }
}
