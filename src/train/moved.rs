//! One network at many rows with some of its inputs moved, sixteen rows at a time.
//!
//! ```text
//!   z_j(moved) = z_j + Σ over moved inputs i of w_ji δ_i      first sums: H products a row and moved input, not D · H
//!   lanes      = rows                                          what lies above is passed through as in training
//! ```
//! The arithmetic is that of training, so no bit depends on the processor; and inputs moved by nothing, or without weight,
//! give the very bits of the rows where they stand.

use super::Network;
use super::kernel::{Wide, activate, add_wide, predict_many, predict_two};
use super::lanes::{Block, Codes, IDLE, Job, LANES, Lanes, Width};
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
    /// Blocks of rows.
    blocks: usize,
    /// First sums, blocks × units.
    sums: Vec<Block>,
    /// Units of the first layer.
    units: usize,
    /// Weights of the first layer, inputs × units.
    first: Vec<f32>,
    activation: Option<Activation>,
    above: Vec<Above>,
    /// Logits.
    logits: usize,
}

/// A layer above the first.
struct Above {
    /// Units × units below.
    weights: Vec<f32>,
    biases: Vec<f32>,
    activation: Option<Activation>,
}

/// Neighbouring inputs and how far they are moved: for each move inputs × blocks.
#[derive(Clone, Copy)]
pub(crate) struct Moves<'a> {
    /// The first of the inputs.
    pub start: usize,
    /// How many inputs.
    pub inputs: usize,
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
        let above = network.layers[1..].iter().map(|layer| Above {
            weights: layer.weights.iter().flatten().map(|&w| w as f32).collect(),
            biases: layer.biases.iter().map(|&b| b as f32).collect(),
            activation: layer.activation,
        });
        Standing {
            width,
            blocks,
            sums,
            units,
            first: (0..columns).flat_map(|i| first.weights.iter().map(move |row| row[i] as f32)).collect(),
            activation: first.activation,
            above: above.collect(),
            logits: network.layers[network.layers.len() - 1].weights.len(),
        }
    }

    /// Classes: two for one logit.
    pub fn classes(&self) -> usize {
        self.logits.max(2)
    }

    /// What the rows cost where they stand.
    pub fn cost(&self, truth: &[Codes]) -> Cost {
        let stay = Moves { start: 0, inputs: 0, by: &[] };
        self.width.run(Judging { standing: self, truth, moves: stay, count: 1 })[0]
    }

    /// What the rows cost after each of the moves.
    pub fn costs(&self, truth: &[Codes], moves: Moves) -> Vec<Cost> {
        let count = moves.by.len() / (moves.inputs * self.blocks).max(1);
        self.width.run(Judging { standing: self, truth, moves, count })
    }

    /// Probabilities of all classes after one move, blocks × classes. It may have fewer blocks than there are rows.
    pub fn probabilities(&self, moves: Moves) -> Vec<Block> {
        self.width.run(Asking { standing: self, moves })
    }

    fn memory(&self) -> [Vec<Block>; 2] {
        let widest = self.above.iter().map(|layer| layer.biases.len()).max().unwrap_or(0).max(self.units);
        [vec![Block::ZERO; widest], vec![Block::ZERO; widest]]
    }

    /// Logits of a block of rows, the moved inputs `shifts` apart in `by`; they are left in `memory[0]`.
    #[inline(always)]
    fn pass<V: Lanes>(
        &self,
        block: usize,
        inputs: Range<usize>,
        by: &[Block],
        stride: usize,
        memory: &mut [Vec<Block>; 2],
    ) {
        let [here, there] = memory;
        let sums = &self.sums[block * self.units..(block + 1) * self.units];
        for (unit, sum) in sums.iter().enumerate() {
            let mut z = V::load(sum);
            for (place, input) in inputs.clone().enumerate() {
                let weight = V::splat(self.first[input * self.units + unit]);
                z = V::load(&by[place * stride]).fma(weight, z);
            }
            z.store(&mut here[unit]);
        }
        if let Some(activation) = self.activation {
            activate::<V>(activation, &mut here[..self.units]);
        }
        let mut below = self.units;
        for layer in &self.above {
            for (unit, bias) in layer.biases.iter().enumerate() {
                let mut z = V::splat(*bias);
                for (h, weight) in here[..below].iter().zip(&layer.weights[unit * below..]) {
                    z = V::load(h).fma(V::splat(*weight), z);
                }
                z.store(&mut there[unit]);
            }
            below = layer.biases.len();
            if let Some(activation) = layer.activation {
                activate::<V>(activation, &mut there[..below]);
            }
            std::mem::swap(here, there);
        }
    }

    /// Loss of each row of the block and the probabilities of all classes.
    #[inline(always)]
    fn predict<V: Lanes>(&self, codes: &Codes, logits: &[Block], probabilities: &mut [Block]) -> V {
        if self.logits == 1 {
            predict_two::<V>(codes, &logits[0], probabilities)
        } else {
            predict_many::<V>(codes, &logits[..self.logits], probabilities)
        }
    }
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
        let mut memory = standing.memory();
        let mut probabilities = vec![Block::ZERO; standing.classes()];
        let inputs = moves.start..moves.start + moves.inputs;
        let mut costs = Vec::with_capacity(count);
        for at in 0..count {
            let by = &moves.by[at * moves.inputs * standing.blocks..];
            let (mut losses, mut right): (Wide, Wide) = ([0.0; LANES], [0.0; LANES]);
            let mut block_of = Block::ZERO;
            for (block, codes) in truth.iter().enumerate() {
                let shifts = by.get(block..).unwrap_or_default();
                standing.pass::<V>(block, inputs.clone(), shifts, standing.blocks, &mut memory);
                standing.predict::<V>(codes, &memory[0], &mut probabilities).store(&mut block_of);
                add_wide(&mut losses, &block_of);
                hits::<V>(codes, &probabilities).store(&mut block_of);
                add_wide(&mut right, &block_of);
            }
            costs.push(Cost { loss: losses.iter().sum(), right: right.iter().sum() });
        }
        costs
    }
}

/// 1 where the class of the row has the largest probability, the first of ties.
#[inline(always)]
fn hits<V: Lanes>(codes: &Codes, probabilities: &[Block]) -> V {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let mut best = V::load(&probabilities[0]);
    let mut hit = V::select(V::is(codes, 0), one, zero);
    for (class, p) in probabilities.iter().enumerate().skip(1) {
        let p = V::load(p);
        hit = V::select(p.above(best), V::select(V::is(codes, class as u8), one, zero), hit);
        best = best.max(p);
    }
    hit
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
        let (mut memory, classes) = (standing.memory(), standing.classes());
        let blocks = moves.by.len() / moves.inputs.max(1);
        let inputs = moves.start..moves.start + moves.inputs;
        let mut all = vec![Block::ZERO; blocks * classes];
        for (block, probabilities) in all.chunks_exact_mut(classes).enumerate() {
            standing.pass::<V>(block, inputs.clone(), &moves.by[block..], blocks, &mut memory);
            standing.predict::<V>(&Codes([IDLE; LANES]), &memory[0], probabilities);
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
            let moves = Moves { start: 1, inputs: 2, by: &by };
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
