//! One network at many rows with some of its inputs moved, sixteen rows at a time.
//!
//! ```text
//!   z_j(moved) = z_j + Σ over moved inputs i of w_ji δ_i      first sums: H products a row and moved input, not D · H
//!   lanes      = rows                                          what lies above is passed through as in training
//! ```
//! The arithmetic is that of training, so no bit depends on the processor; and inputs moved by nothing, or without weight,
//! give the very bits of the rows where they stand.

use super::Network;
use super::kernel::{Scratch, Shift, Wide, add_wide, tile_size};
use super::lanes::{Block, Codes, IDLE, Job, LANES, Lanes, Width};
use super::shape::Shape;
use crate::options::Activation;
use std::ops::Range;

/// Numbers of rows in blocks of sixteen, the last filled up with zeros.
pub(crate) fn blocks(values: impl Iterator<Item = f32>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for (at, value) in values.enumerate() {
        if at % LANES == 0 {
            blocks.push(Block::ZERO);
        }
        blocks[at / LANES].0[at % LANES] = value;
    }
    blocks
}

/// Classes of rows in blocks of sixteen, the last filled up with idle lanes.
pub(crate) fn codes(classes: impl Iterator<Item = u32>) -> Vec<Codes> {
    let mut blocks: Vec<Codes> = Vec::new();
    for (at, class) in classes.enumerate() {
        if at % LANES == 0 {
            blocks.push(Codes([IDLE; LANES]));
        }
        blocks[at / LANES].0[at % LANES] = class as u8;
    }
    blocks
}

/// A network at rows where they stand.
pub(crate) struct Standing {
    width: Width,
    shape: Shape,
    /// The network's parameters, the same in all lanes.
    parameters: Vec<Block>,
    /// Blocks of rows.
    blocks: usize,
    /// First sums, blocks × units.
    sums: Vec<Block>,
}

/// Some inputs and how far they are moved: for each move inputs × blocks.
#[derive(Clone, Copy)]
pub(crate) struct Moves<'a> {
    /// The inputs.
    pub inputs: &'a [usize],
    /// Moves × inputs × blocks.
    pub by: &'a [Block],
}

/// What the rows cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cost {
    /// Sum of log losses.
    pub loss: f64,
    /// Rows whose class has the largest probability (the first of ties).
    pub right: f64,
}

impl Standing {
    /// The network at the given rows (row by row, as the network sees them).
    pub fn new(network: &Network, rows: &[f64], columns: usize) -> Self {
        Self::with_width(Width::detect(), network, rows, columns)
    }

    fn with_width(width: Width, network: &Network, rows: &[f64], columns: usize) -> Self {
        let first = &network.layers[0];
        let units = first.weights.len();
        let count = rows.len() / columns.max(1);
        let blocks = count.div_ceil(LANES);
        let mut sums = vec![Block::ZERO; blocks * units];
        for (at, row) in rows.chunks_exact(columns.max(1)).enumerate() {
            for (unit, (weights, bias)) in first.weights.iter().zip(&first.biases).enumerate() {
                let sum = row.iter().zip(weights).fold(*bias, |sum, (x, w)| sum + x * w);
                sums[at / LANES * units + unit].0[at % LANES] = sum as f32;
            }
        }
        let shape = shape_of(network, columns);
        let parameters = splat(network, columns);
        Standing { width, shape, parameters, blocks, sums }
    }

    /// The same whose rows count by their class.
    pub fn weighted(mut self, weights: &[f64]) -> Self {
        self.shape = self.shape.weighted(weights);
        self
    }

    /// Classes: two for one logit.
    pub fn classes(&self) -> usize {
        self.shape.classes
    }

    /// What the rows cost where they stand.
    pub fn cost(&self, truth: &[Codes]) -> Cost {
        let stay = Moves { inputs: &[], by: &[] };
        self.width.run(Judging { standing: self, truth, moves: stay, count: 1 })[0]
    }

    /// What the rows cost after each of the moves.
    pub fn costs(&self, truth: &[Codes], moves: Moves) -> Vec<Cost> {
        let count = moves.by.len() / (moves.inputs.len() * self.blocks).max(1);
        self.width.run(Judging { standing: self, truth, moves, count })
    }

    /// Probabilities of all classes after one move, blocks × classes. It may have fewer blocks than there are rows.
    pub fn probabilities(&self, moves: Moves) -> Vec<Block> {
        self.width.run(Asking { standing: self, moves })
    }

    /// First sums of some blocks, the moved inputs `stride` blocks apart in `by`.
    #[inline(always)]
    fn shift<'a>(
        &'a self,
        blocks: Range<usize>,
        inputs: &'a [usize],
        by: &'a [Block],
        stride: usize,
    ) -> Shift<'a> {
        let units = self.shape.sizes[1];
        let by = if inputs.is_empty() { by } else { &by[blocks.start..] };
        Shift { sums: &self.sums[blocks.start * units..blocks.end * units], inputs, by, stride }
    }
}

/// The shape of a network on so many columns.
fn shape_of(network: &Network, columns: usize) -> Shape {
    let logits = network.layers[network.layers.len() - 1].weights.len();
    let hidden: Vec<usize> =
        network.layers[..network.layers.len() - 1].iter().map(|l| l.weights.len()).collect();
    let activation = network.layers[0].activation.unwrap_or(Activation::Tanh);
    Shape::new(columns, &hidden, logits.max(2), activation)
}

/// A network's parameters in the order of its shape, the same in all lanes.
fn splat(network: &Network, columns: usize) -> Vec<Block> {
    let mut parameters = Vec::new();
    let mut inputs = columns;
    for layer in &network.layers {
        for input in 0..inputs {
            parameters.extend(layer.weights.iter().map(|weights| Block([weights[input] as f32; LANES])));
        }
        parameters.extend(layer.biases.iter().map(|&bias| Block([bias as f32; LANES])));
        inputs = layer.weights.len();
    }
    parameters
}

struct Judging<'a> {
    standing: &'a Standing,
    truth: &'a [Codes],
    moves: Moves<'a>,
    count: usize,
}

impl Job for Judging<'_> {
    type Output = Vec<Cost>;

    #[inline(always)]
    fn run<V: Lanes>(self) -> Vec<Cost> {
        let Judging { standing, truth, moves, count } = self;
        let size = tile_size(&standing.shape);
        let mut scratch = Scratch::new(&standing.shape);
        let mut costs = Vec::with_capacity(count);
        for at in 0..count {
            let by = &moves.by[at * moves.inputs.len() * standing.blocks..];
            let (mut losses, mut rights): (Wide, Wide) = ([0.0; LANES], [0.0; LANES]);
            let mut start = 0;
            for codes in truth.chunks(size) {
                let blocks = start..start + codes.len();
                let shift = standing.shift(blocks, moves.inputs, by, standing.blocks);
                let (loss, right) = scratch.cost_moved::<V>(codes, shift, &standing.parameters);
                for (sum, of) in [(&mut losses, loss), (&mut rights, right)] {
                    let mut block = Block::ZERO;
                    of.store(&mut block);
                    add_wide(sum, &block);
                }
                start += codes.len();
            }
            costs.push(Cost { loss: losses.iter().sum(), right: rights.iter().sum() });
        }
        costs
    }
}

struct Asking<'a> {
    standing: &'a Standing,
    moves: Moves<'a>,
}

impl Job for Asking<'_> {
    type Output = Vec<Block>;

    #[inline(always)]
    fn run<V: Lanes>(self) -> Vec<Block> {
        let Asking { standing, moves } = self;
        let (size, classes) = (tile_size(&standing.shape), standing.classes());
        let mut scratch = Scratch::new(&standing.shape);
        let (idle, mut found) = (vec![Codes([IDLE; LANES]); size], vec![Block::ZERO; size]);
        let blocks = moves.by.len() / moves.inputs.len().max(1);
        let mut all = vec![Block::ZERO; blocks * classes];
        for (tile, probabilities) in all.chunks_mut(size * classes).enumerate() {
            let many = probabilities.len() / classes;
            let places = tile * size..tile * size + many;
            let shift = standing.shift(places, moves.inputs, moves.by, blocks);
            scratch.predict_moved::<V>(&idle[..many], shift, &standing.parameters, &mut found, probabilities);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;
    use crate::train::Layer;

    /// Every instruction set gives the same bits, with and without moves, for any number of rows.
    #[test]
    fn the_processor_changes_no_bit() {
        let mut rng = Seed::new(6).rng();
        for (activation, logits) in [(Activation::Tanh, 3), (Activation::Logistic, 1), (Activation::Relu, 4)]
        {
            let mut layer = |inputs: usize, units: usize, activation| Layer {
                weights: (0..units).map(|_| (0..inputs).map(|_| rng.normal()).collect()).collect(),
                biases: (0..units).map(|_| rng.normal()).collect(),
                activation,
            };
            let layers =
                vec![layer(4, 9, Some(activation)), layer(9, 5, Some(activation)), layer(5, logits, None)];
            let network = Network { layers };
            let rows: Vec<f64> = (0..37 * 4).map(|_| rng.normal()).collect();
            let truth = codes((0..37).map(|_| rng.below(logits.max(2)) as u32));
            let by: Vec<Block> =
                (0..2 * 2).flat_map(|_| blocks((0..37).map(|_| rng.normal() as f32)).into_iter()).collect();
            let moves = Moves { inputs: &[1, 2], by: &by };
            let mut all = Width::all().map(|width| {
                let standing = Standing::with_width(width, &network, &rows, 4);
                let one = Moves { by: &by[..6], ..moves };
                (standing.cost(&truth), standing.costs(&truth, moves), standing.probabilities(one))
            });
            let first = all.next().unwrap();
            assert!(first.1.len() == 2 && first.1[0].loss != first.0.loss);
            assert!(first.0.right <= 37.0 && first.0.right > 0.0);
            assert!(all.all(|other| other == first));
        }
    }
}
