//! Tests of loss and gradient: a network worked by hand, finite differences, another order of summing.

use super::gather::Gather;
use super::held::Held;
use super::kernel::{Feed, Scratch, Wide, evaluate, tile_size};
use super::lanes::{Block, Job, LANES, Lanes, Width};
use super::lbfgs::penalise;
use super::own::{Holes, Own};
use super::shape::Shape;
use super::spread::Spread;
use super::testing::{scaling, simulated};
use super::{Layer, Network};
use crate::options::Activation;
use crate::prepare::{Dataset, Inputs, Matrix, Scaling};
use crate::seed::Seed;

/// Loss with its penalty and its gradient, as the trainer sees them.
struct Evaluate<'a, F> {
    shape: &'a Shape,
    feed: F,
    decays: &'a Wide,
    parameters: &'a [Block],
}

impl<'a, F: Feed<'a>> Job for Evaluate<'a, F> {
    type Output = (Wide, Vec<Block>);

    #[inline(always)]
    fn run<V: Lanes>(mut self) -> (Wide, Vec<Block>) {
        let mut wide = vec![[0.0; LANES]; self.parameters.len()];
        let mut gradient = vec![Block::ZERO; self.parameters.len()];
        let (mut scratch, size) = (Scratch::new(self.shape), tile_size(self.shape));
        let data = evaluate::<V, _>(&mut scratch, size, &mut self.feed, self.parameters, &mut wide);
        let weights = self.shape.decays();
        let penalty = penalise(&weights, &wide, self.decays, self.parameters, &mut gradient);
        (std::array::from_fn(|lane| data[lane] + penalty[lane]), gradient)
    }
}

/// Some rows of a dataset for each lane, each lane with its own decay.
struct Case {
    shape: Shape,
    inputs: Inputs,
    holes: Holes,
    columns: Vec<usize>,
    rows: Vec<Vec<u32>>,
    labels: Vec<u8>,
    /// What a row of each class counts.
    weights: Vec<f64>,
    scaling: Scaling,
    decays: Wide,
}

impl Case {
    fn new(
        data: &Dataset,
        hidden: &[usize],
        activation: Activation,
        uses: impl Fn(usize, usize) -> bool,
    ) -> Self {
        let inputs = data.inputs.clone();
        let all: Vec<u32> = (0..data.rows() as u32).collect();
        let rows = |lane| all.iter().copied().filter(|&row| uses(row as usize, lane)).collect();
        Case {
            shape: Shape::new(inputs.columns(), hidden, data.classes(), activation),
            holes: Holes::of(&inputs),
            columns: (0..inputs.columns()).collect(),
            rows: (0..LANES).map(rows).collect(),
            labels: data.target.codes.iter().map(|&code| code as u8).collect(),
            scaling: scaling(&inputs, &all),
            weights: vec![1.0; data.classes()],
            decays: std::array::from_fn(|lane| 0.5 * lane as f64),
            inputs,
        }
    }

    /// The same whose rows count 1.5, 3, 4.5 … by their class.
    fn weighted(mut self) -> Self {
        self.weights = (1..=self.shape.classes).map(|class| 1.5 * class as f64).collect();
        self.shape = self.shape.weighted(&self.weights);
        self
    }

    fn load<'a>(&'a self, feed: &mut impl Feed<'a>) {
        for (lane, rows) in self.rows.iter().enumerate() {
            let Case { inputs, holes, columns, scaling, labels, .. } = self;
            feed.load(&[(lane, Own { inputs, holes, columns, rows, scaling, labels })]);
        }
    }

    fn evaluate(&self, width: Width, parameters: &[Block]) -> (Wide, Vec<Block>) {
        let mut feed = Held::new(self.columns.len());
        self.load(&mut feed);
        width.run(Evaluate { shape: &self.shape, feed, decays: &self.decays, parameters })
    }

    /// The same from rows gathered for the occasion, by turning rows or cell by cell.
    fn gathered(&self, width: Width, parameters: &[Block], turned: bool) -> (Wide, Vec<Block>) {
        let alike = turned.then_some(self.columns.as_slice());
        let size = tile_size(&self.shape);
        let mut feed =
            Spread::new(Gather::new(&self.inputs, &self.holes, self.columns.len(), size, alike), size);
        self.load(&mut feed);
        width.run(Evaluate { shape: &self.shape, feed, decays: &self.decays, parameters })
    }

    /// One lane's parameters as a network in f64, each moved by what `moved` says.
    fn network(&self, parameters: &[Block], lane: usize, moved: impl Fn(usize) -> f64) -> Network {
        let at = |index: usize| f64::from(parameters[index].0[lane]) + moved(index);
        let places = self.shape.places();
        let layer = |(depth, place): (usize, &super::shape::Place)| Layer {
            weights: (0..place.units)
                .map(|unit| (0..place.inputs).map(|i| at(place.weights + i * place.units + unit)).collect())
                .collect(),
            biases: (0..place.units).map(|unit| at(place.biases + unit)).collect(),
            activation: (depth + 1 < places.len()).then_some(self.shape.activation),
        };
        Network { layers: places.iter().enumerate().map(layer).collect() }
    }

    /// The same loss written down plainly in f64: Σ −ln p(class) + decay / 2 × Σ weights².
    fn plain_loss(&self, data: &Dataset, network: &Network, decay: f64) -> f64 {
        let columns: Vec<usize> = (0..data.inputs.columns()).collect();
        let mut x = vec![0.0; columns.len()];
        let mut loss = 0.0;
        for (row, &class) in data.target.codes.iter().enumerate() {
            for (x, &column) in x.iter_mut().zip(&columns) {
                let hole = data.inputs.missing[column].contains(&(row as u32));
                let fill = self.scaling.fill[column];
                let cell = if hole { fill } else { f64::from(data.inputs.row(row)[column]) };
                *x = (cell - self.scaling.center[column]) / self.scaling.spread[column];
            }
            loss -= self.weights[class as usize] * network.probabilities(&x)[class as usize].ln();
        }
        let weights = network.layers.iter().flat_map(|layer| layer.weights.iter().flatten());
        loss + 0.5 * decay * weights.map(|w| w * w).sum::<f64>()
    }
}

/// Sixteen starts, one a lane, with biases and weights of ordinary size.
fn starts(shape: &Shape) -> Vec<Block> {
    let mut parameters = vec![Block::ZERO; shape.parameters()];
    for lane in 0..LANES {
        let drawn = shape.draw(&mut Seed::new(17).child("start", lane as u64).rng());
        parameters.iter_mut().zip(drawn).for_each(|(block, w)| block.0[lane] = w);
    }
    parameters
}

/// A network of three inputs, two tanh units and two classes (one logit, that of the second class), on one row
/// x = (1, 2, −1) of class 0, with decay 0.
///
/// ```text
///   unit 1: 0.5·1 − 0.25·2 + 0·(−1) + 0 = 0             h1 = tanh 0        = 0
///   unit 2: 0.25·1 + 0·2 − 0.5·(−1) − 0.25 = 0.5        h2 = tanh 0.5      = 0.462117157
///   logit:  2·0 + 1·0.462117157 − 0.1                   z                  = 0.362117157
///   p = 1 / (1 + e^−0.362117157)                        p                  = 0.589552841
///   loss of class 0: −ln(1 − p) = ln(1 + e^z)           loss               = 0.890508083
///   dz = p − 0                                          d logit            = 0.589552841
///   d(2) = dz·h1 = 0      d(1) = dz·h2                                     = 0.272442483
///   d unit 1 = dz·2·(1 − 0²)                                               = 1.179105683
///   d unit 2 = dz·1·(1 − 0.462117157²) = 0.589552841·0.786447733           = 0.463652496
///   d w(i, unit) = x_i · d unit
/// ```
#[test]
fn a_network_of_three_inputs_and_two_units_worked_by_hand() {
    let shape = Shape::new(3, &[2], 2, Activation::Tanh);
    // weights by input then unit, biases; then the logit's
    let weights = [0.5f32, 0.25, -0.25, 0.0, 0.0, -0.5, 0.0, -0.25, 2.0, 1.0, -0.1];
    let parameters: Vec<Block> = weights.iter().map(|&w| Block([w; LANES])).collect();
    let inputs = Inputs {
        cells: Matrix::from_cells(3, &[1.0, 2.0, -1.0]),
        missing: vec![Vec::new(); 3],
        center: vec![0.0; 3],
        spread: vec![1.0; 3],
        binary: vec![false; 3],
        rare: Vec::new(),
    };
    let scaling = Scaling { fill: vec![0.0; 3], center: vec![0.0; 3], spread: vec![1.0; 3] };
    let case = Case {
        shape,
        holes: Holes::of(&inputs),
        inputs,
        columns: vec![0, 1, 2],
        rows: vec![vec![0]; LANES],
        labels: vec![0],
        weights: vec![1.0; 2],
        scaling,
        decays: [0.0; LANES],
    };
    let (one, two) = (1.179_105_683, 0.463_652_496);
    let expected = [one, two, 2.0 * one, 2.0 * two, -one, -two, one, two, 0.0, 0.272_442_483, 0.589_552_841];
    for width in Width::all() {
        let (loss, gradient) = case.evaluate(width, &parameters);
        assert!((loss[0] - 0.890_508_083).abs() < 2e-7, "{}", loss[0]);
        for (at, (found, expected)) in gradient.iter().zip(expected).enumerate() {
            assert!((f64::from(found.0[0]) - expected).abs() < 3e-7, "{at}: {found:?}, not {expected}");
        }
    }
}

/// Every derivative of every activation, at depths of one to three hidden layers, with missing cells, for two and four
/// classes, rows alike and counted by their class, against central differences of the loss written down plainly in f64.
#[test]
fn gradients_are_the_differences_of_the_loss() {
    for activation in [Activation::Tanh, Activation::Logistic, Activation::Relu] {
        for (hidden, classes) in
            [(vec![3], 2), (vec![5], 4), (vec![4, 3], 2), (vec![3, 5], 4), (vec![4, 3, 2], 4)]
        {
            let data = simulated(90, 3, classes, 1, 40 + classes as u64);
            let plain = Case::new(&data, &hidden, activation, |_, _| true);
            // every other shape with rows that count by their class
            let case = if hidden[0] == 3 || hidden.len() == 3 { plain.weighted() } else { plain };
            let parameters = starts(&case.shape);
            let (losses, gradient) = case.evaluate(Width::detect(), &parameters);
            for lane in [0, 7, 15] {
                let decay = case.decays[lane];
                let loss = |at: usize, step: f64| {
                    let moved = |index: usize| if index == at { step } else { 0.0 };
                    case.plain_loss(&data, &case.network(&parameters, lane, moved), decay)
                };
                let plain = loss(0, 0.0);
                assert!((losses[lane] - plain).abs() < 1e-6 * plain, "{} is not {plain}", losses[lane]);
                for (at, found) in gradient.iter().enumerate() {
                    let difference = (loss(at, STEP) - loss(at, -STEP)) / (2.0 * STEP);
                    let error = (f64::from(found.0[lane]) - difference).abs();
                    let what = format!("{activation:?} {hidden:?}, {classes} classes, parameter {at}");
                    assert!(
                        error < 5e-5 * difference.abs().max(1.0),
                        "{what}: {} is not {difference}",
                        found.0[lane]
                    );
                }
            }
        }
    }
}

/// Small enough that no rectifier of the test bends within it, large enough for f64.
const STEP: f64 = 1e-6;

/// Rows that only its neighbours have leave a lane's loss and gradient as they are, to the last bit, on every instruction
/// set, from held tables and from gathered rows.
#[test]
fn rows_of_other_lanes_leave_no_trace() {
    for activation in [Activation::Tanh, Activation::Logistic, Activation::Relu] {
        for (columns, hidden, classes) in [(4, vec![7], 2), (19, vec![5, 3], 3)] {
            let data = simulated(2500, columns, classes, 2, 8);
            // lane 3 uses every third row; its neighbours use all, or the same ones
            let third = |row: usize| row.is_multiple_of(3);
            let weigh = |case: Case| if activation == Activation::Logistic { case.weighted() } else { case };
            let crowded = weigh(Case::new(&data, &hidden, activation, |row, lane| lane != 3 || third(row)));
            let calm = weigh(Case::new(&data, &hidden, activation, |row, _| third(row)));
            let parameters = starts(&crowded.shape);
            let lane_of = |(losses, gradient): (Wide, Vec<Block>)| {
                (losses[3].to_bits(), gradient.iter().map(|g| g.0[3].to_bits()).collect::<Vec<_>>())
            };
            let expected = lane_of(calm.evaluate(Width::Portable, &parameters));
            for width in Width::all() {
                for case in [&crowded, &calm] {
                    let what = format!("{width:?} {activation:?} {columns}");
                    assert_eq!(lane_of(case.evaluate(width, &parameters)), expected, "{what}, held");
                    for turned in [false, true] {
                        let found = lane_of(case.gathered(width, &parameters, turned));
                        assert_eq!(found, expected, "{what}, gathered, turned {turned}");
                    }
                }
            }
        }
    }
}
