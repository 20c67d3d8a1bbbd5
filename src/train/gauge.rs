//! What the benchmarks time: one pass of sixteen networks over their rows, and the most that the processor could do.

use super::held::Held;
use super::kernel::{Feed, Scratch, Wide, evaluate, tile_size};
use super::lanes::{Block, Job, LANES, Lanes, Width};
use super::own::{Holes, Own};
use super::shape::Shape;
use crate::options::Activation;
use crate::prepare::{Inputs, Matrix, Scaling};
use crate::seed::Seed;

/// Sixteen networks, each with rows of its own, ready for passes.
#[derive(Debug)]
pub struct Pass {
    shape: Shape,
    table: Held,
    scratch: Scratch,
    parameters: Vec<Block>,
    gradient: Vec<Wide>,
}

impl Pass {
    /// Networks from `inputs` to `classes` through the hidden units (tanh), on as many rows of noise.
    pub fn new(inputs: usize, hidden: &[usize], classes: usize, rows: usize) -> Self {
        let shape = Shape::new(inputs, hidden, classes, Activation::Tanh);
        let mut rng = Seed::new(1).rng();
        let drawn: Vec<f32> = (0..rows * inputs).map(|_| rng.normal() as f32).collect();
        let noise = Inputs {
            cells: Matrix::from_cells(inputs, &drawn),
            missing: vec![Vec::new(); inputs],
            center: vec![0.0; inputs],
            spread: vec![1.0; inputs],
            binary: vec![false; inputs],
            rare: Vec::new(),
        };
        let labels: Vec<u8> = (0..rows).map(|_| rng.below(classes) as u8).collect();
        let scaling =
            Scaling { fill: vec![0.0; inputs], center: vec![0.0; inputs], spread: vec![1.0; inputs] };
        let (columns, rows): (Vec<usize>, Vec<u32>) = ((0..inputs).collect(), (0..rows as u32).collect());
        let mut table = Held::new(inputs);
        let mut parameters = vec![Block::ZERO; shape.parameters()];
        let (inputs, holes) = (&noise, &Holes::of(&noise));
        let own = Own { inputs, holes, columns: &columns, rows: &rows, scaling: &scaling, labels: &labels };
        for lane in 0..LANES {
            table.load(&[(lane, own)]);
            for (to, drawn) in parameters.iter_mut().zip(shape.draw(&mut rng)) {
                to.0[lane] = drawn;
            }
        }
        let gradient = vec![[0.0; LANES]; shape.parameters()];
        Pass { scratch: Scratch::new(&shape), shape, table, parameters, gradient }
    }

    /// Multiply-adds of all networks in one pass: forward, gradient and deltas; activations and the loss not counted.
    pub fn products(&self) -> u64 {
        let places = self.shape.places();
        let weights: usize = places.iter().map(|place| place.inputs * place.units).sum();
        let above: usize = places[1..].iter().map(|place| place.inputs * place.units).sum();
        ((2 * weights + above) * self.table.rows() * LANES) as u64
    }

    /// One pass: losses and gradients of all networks. Gives the sum of the losses.
    pub fn run(&mut self, width: Width) -> f64 {
        width.run(Once(self))
    }
}

struct Once<'a>(&'a mut Pass);

impl Job for Once<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Lanes>(self) -> f64 {
        let Pass { shape, table, scratch, parameters, gradient } = self.0;
        evaluate::<V, _>(scratch, tile_size(shape), table, parameters, gradient).iter().sum()
    }
}

/// Multiply-adds of sixteen lanes in twelve independent chains, so many rounds: as fast as they go.
pub fn peak(width: Width, rounds: u64) -> f32 {
    width.run(Peak(rounds))
}

/// Multiply-adds that `peak` makes in a round.
pub const PEAK_PRODUCTS: u64 = (CHAINS * LANES) as u64;

const CHAINS: usize = 12;

struct Peak(u64);

impl Job for Peak {
    type Output = f32;

    #[inline(always)]
    fn run<V: Lanes>(self) -> f32 {
        // twelve registers: all chains at once where a register holds sixteen lanes, else half after half
        if V::WIDE { chains::<V, CHAINS>(self.0) } else { chains::<V, { CHAINS / 2 }>(2 * self.0) }
    }
}

#[inline(always)]
fn chains<V: Lanes, const N: usize>(rounds: u64) -> f32 {
    // numbers that the compiler can't know, lest it work the answer out beforehand
    let start = std::hint::black_box([Block([1.5; LANES]), Block([0.999; LANES]), Block([0.001; LANES])]);
    let mut chains = [V::load(&start[0]); N];
    let (factor, term) = (V::load(&start[1]), V::load(&start[2]));
    for _ in 0..rounds {
        for chain in &mut chains {
            *chain = chain.fma(factor, term);
        }
    }
    let mut sum = term;
    for chain in chains {
        sum = sum.add(chain);
    }
    let mut out = Block::ZERO;
    sum.store(&mut out);
    out.0.iter().sum()
}
