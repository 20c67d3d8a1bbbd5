//! Forward and backward pass of sixteen networks, each over rows of its own.
//!
//! ```text
//!   rows of each lane      hidden units (lanes: networks)        logits
//!   x[row][input]  ──W_1──►  h[row][unit] ──W_2──► …  ──W_L──►  z[row][class]
//!       Block                    Block                             Block ── loss, dz
//!                         ◄─────────────── deltas ───────────────────┘
//! ```
//! The rows go in tiles small enough for their activations to stay in the first cache. Inside a tile, forward sums go
//! over inputs and gradient sums over rows, each sum as a single chain, several sums at once in registers. A row that a
//! lane does not have (its list is shorter than a neighbour's) adds exactly 0 to its sums and multiplies its products by
//! exactly 1, so its bits don't depend on its neighbours. Sums over at most `SPAN` rows are made in f32, and these are
//! summed in f64.

mod curve;
mod loss;
mod tiles;
mod weighted;

use super::lanes::{Block, Codes, Job, LANES, Lanes};
use super::own::Own;
use super::shape::{Place, Shape};
use crate::options::Activation;
pub(crate) use curve::Shift;
use curve::shifted;
use loss::{Losses, cost_many, cost_two, judge_many, judge_two, predict_many, predict_two};
use tiles::{Back, Forward, Gradient, walk};
use weighted::{weight, weighted_cost, weighted_judge};

/// Bytes that stay in the second cache, near enough to be read without asking ahead.
pub(crate) const NEAR: usize = 1 << 20;
/// Rows behind one f32 sum, a multiple of every tile's size.
const SPAN: usize = 1024;

/// Sums in f64, one for each lane.
pub(crate) type Wide = [f64; LANES];

/// Rows that the lanes work on at a time.
#[derive(Clone, Copy)]
pub(crate) struct Tile<'a> {
    /// Rows × inputs.
    pub cells: &'a [Block],
    /// For each row the class for each lane, `IDLE` where the lane has no such row.
    pub codes: &'a [Codes],
    /// Whether the rows that come next lie right behind these, too far from the processor not to be asked for ahead.
    pub streams: bool,
}

/// Where the lanes' rows come from.
pub(crate) trait Feed<'a> {
    /// Puts rows in lanes that are free.
    fn load(&mut self, of: &[(usize, Own<'a>)]);
    /// Takes them away.
    fn clear(&mut self, lane: usize);
    /// Rows of the longest lane.
    fn rows(&self) -> usize;
    /// Some of the rows, at most a tile's.
    fn tile<V: Lanes>(&mut self, start: usize, rows: usize) -> Tile<'_>;
}

/// Rows of the largest tile.
pub(crate) const TILE: usize = 32;
/// Rows that go forward and back together where tiles of sums are narrow, too: cells and deltas leave the first cache sooner
/// there, for they are read once for every two units.
const NARROW_TILE: usize = 16;

/// Rows of a tile, a power of two: activations within the first cache, and the product of the rows' sums of
/// exponentials (at most the number of classes each) within f32.
pub(crate) fn tile_size(shape: &Shape) -> usize {
    let units: usize = shape.sizes[1..].iter().sum();
    let by_cache = match units {
        0..=24 => TILE,
        25..=48 => 16,
        _ => 8,
    };
    let by_classes = match shape.classes {
        0..=15 => TILE,
        16..=128 => 16,
        _ => 8,
    };
    by_cache.min(by_classes)
}

/// Working memory of a pass.
#[derive(Debug)]
pub(crate) struct Scratch {
    places: Vec<Place>,
    activation: Activation,
    classes: usize,
    /// What a row of each class counts; empty where all count 1.
    weights: Vec<f32>,
    /// For each layer rows × units: activations, and logits last.
    outputs: Vec<Vec<Block>>,
    /// For each layer rows × units: derivatives of the loss by the pre-activations.
    deltas: Vec<Vec<Block>>,
    /// f32 sums of the gradient.
    sums: Vec<Block>,
}

impl Scratch {
    /// For networks of this shape.
    pub fn new(shape: &Shape) -> Self {
        let rows = tile_size(shape);
        let memory = || shape.sizes[1..].iter().map(|units| vec![Block::ZERO; rows * units]).collect();
        Scratch {
            places: shape.places(),
            activation: shape.activation,
            classes: shape.classes,
            weights: shape.weights.clone(),
            outputs: memory(),
            deltas: memory(),
            sums: vec![Block::ZERO; shape.parameters()],
        }
    }

    /// Log loss of each row of a tile (0 where idle) and its probabilities, rows × classes.
    #[inline(always)]
    pub fn predict<V: Lanes>(
        &mut self,
        tile: Tile,
        parameters: &[Block],
        losses: &mut [Block],
        probabilities: &mut [Block],
    ) {
        self.forward::<V>(tile, parameters);
        self.ask::<V>(tile.codes, losses, probabilities);
    }

    /// `predict` of rows with moved inputs.
    #[inline(always)]
    pub fn predict_moved<V: Lanes>(
        &mut self,
        codes: &[Codes],
        shift: Shift,
        parameters: &[Block],
        losses: &mut [Block],
        probabilities: &mut [Block],
    ) {
        self.moved::<V>(shift, codes, parameters);
        self.ask::<V>(codes, losses, probabilities);
    }

    /// Sum of log losses over the rows of a tile with moved inputs, and how many are right.
    #[inline(always)]
    pub fn cost_moved<V: Lanes>(&mut self, codes: &[Codes], shift: Shift, parameters: &[Block]) -> (V, V) {
        self.moved::<V>(shift, codes, parameters);
        let (classes, logits) = (self.classes, &self.outputs[self.places.len() - 1]);
        if !self.weights.is_empty() {
            weighted_cost(codes, logits, classes, &self.weights)
        } else if classes == 2 {
            cost_two(codes, logits)
        } else {
            cost_many(codes, logits, classes)
        }
    }

    /// Logits of rows with moved inputs.
    #[inline(always)]
    fn moved<V: Lanes>(&mut self, shift: Shift, codes: &[Codes], parameters: &[Block]) {
        let units = self.places[0].units;
        shifted::<V>(self.activation, shift, parameters, units, &mut self.outputs[0][..codes.len() * units]);
        self.layers::<V>(1, Tile { cells: &[], codes, streams: false }, parameters);
    }

    /// Log loss and probabilities from the logits.
    #[inline(always)]
    fn ask<V: Lanes>(&self, codes: &[Codes], losses: &mut [Block], probabilities: &mut [Block]) {
        let (classes, logits) = (self.classes, &self.outputs[self.places.len() - 1]);
        let rows = losses.iter_mut().zip(probabilities.chunks_exact_mut(classes));
        for (row, (codes, (loss, to))) in codes.iter().zip(rows).enumerate() {
            let found = if classes == 2 {
                predict_two::<V>(codes, &logits[row], to)
            } else {
                predict_many::<V>(codes, &logits[row * classes..(row + 1) * classes], to)
            };
            let found = if self.weights.is_empty() { found } else { found.mul(weight(codes, &self.weights)) };
            found.store(loss);
        }
    }

    /// The f32 sums of the gradient.
    pub fn sums(&mut self) -> &mut [Block] {
        &mut self.sums
    }

    /// Adds the f32 sums to those in f64; they start anew.
    #[inline(always)]
    pub fn flush(&mut self, gradient: &mut [Wide]) {
        for (wide, sum) in gradient.iter_mut().zip(&mut self.sums) {
            add_wide(wide, sum);
            *sum = Block::ZERO;
        }
    }

    /// Logits of the rows of a tile.
    #[inline(always)]
    fn forward<V: Lanes>(&mut self, tile: Tile, parameters: &[Block]) {
        self.layers::<V>(0, tile, parameters);
    }

    /// The layers from one on; the first reads the cells.
    #[inline(always)]
    fn layers<V: Lanes>(&mut self, from: usize, tile: Tile, parameters: &[Block]) {
        let (last, rows) = (self.places.len() - 1, tile.codes.len());
        for (depth, place) in self.places.iter().enumerate().skip(from) {
            let (before, after) = self.outputs.split_at_mut(depth);
            let from = before.last().map_or(tile.cells, Vec::as_slice);
            let ahead = if depth == 0 && tile.streams { tile.cells.len() } else { 0 };
            let activation = (depth < last).then_some(self.activation);
            let out = &mut after[0];
            walk::<V>(&mut Forward { from, ahead, place, parameters, activation, out }, place.units, rows);
        }
    }

    /// Adds the gradient of a tile to the f32 sums.
    #[inline(always)]
    fn backward<V: Lanes>(&mut self, tile: Tile, parameters: &[Block]) {
        let many = tile.codes.len();
        for depth in (0..self.places.len()).rev() {
            let place = &self.places[depth];
            let (before, after) = self.deltas.split_at_mut(depth);
            let (delta, sums) = (&after[0], &mut self.sums);
            let from = if depth == 0 { tile.cells } else { &self.outputs[depth - 1] };
            walk::<V>(&mut Gradient { from, rows: many, place, delta, sums }, place.units, place.inputs);
            if let Some(below) = before.last_mut() {
                let activation = self.activation;
                walk::<V>(
                    &mut Back { place, parameters, activation, from, delta, below },
                    place.inputs,
                    many,
                );
            }
        }
    }

    /// Adds the losses of rows to those `before`; leaves the derivatives by the logits in `deltas`.
    #[inline(always)]
    fn judge<V: Lanes>(&mut self, codes: &[Codes], before: Losses<V>) -> Losses<V> {
        let depth = self.places.len() - 1;
        let (logits, deltas) = (&self.outputs[depth], &mut self.deltas[depth]);
        if !self.weights.is_empty() {
            weighted_judge(codes, logits, deltas, &self.weights, before)
        } else if self.classes == 2 {
            judge_two(codes, logits, deltas, before)
        } else {
            judge_many(codes, logits, deltas, self.classes, before)
        }
    }
}

/// Loss of a tile; its gradient is added to the f32 sums.
pub(crate) struct Learn<'a> {
    /// Working memory.
    pub scratch: &'a mut Scratch,
    /// The rows.
    pub tile: Tile<'a>,
    /// Of the networks.
    pub parameters: &'a [Block],
}

impl Job for Learn<'_> {
    type Output = Block;

    #[inline(always)]
    fn run<V: Lanes>(self) -> Block {
        let Learn { scratch, tile, parameters } = self;
        let rows = if V::WIDE { TILE } else { NARROW_TILE };
        let cells = tile.cells.chunks(rows * scratch.places[0].inputs);
        let mut losses = Losses::none();
        for (cells, codes) in cells.zip(tile.codes.chunks(rows)) {
            let piece = Tile { cells, codes, streams: tile.streams };
            scratch.forward::<V>(piece, parameters);
            losses = scratch.judge::<V>(codes, losses);
            scratch.backward::<V>(piece, parameters);
        }
        let mut loss = Block::ZERO;
        losses.sum().store(&mut loss);
        loss
    }
}

/// Sum of log losses and its gradient over the rows that each lane has.
#[inline(always)]
pub(crate) fn evaluate<'a, V: Lanes, F: Feed<'a>>(
    scratch: &mut Scratch,
    size: usize,
    feed: &mut F,
    parameters: &[Block],
    gradient: &mut [Wide],
) -> Wide {
    let mut losses = [0.0; LANES];
    gradient.fill([0.0; LANES]);
    let rows = feed.rows();
    let mut start = 0;
    while start < rows {
        let end = (start + size).min(rows);
        let tile = feed.tile::<V>(start, end - start);
        add_wide(&mut losses, &V::call(Learn { scratch, tile, parameters }));
        if end % SPAN == 0 || end == rows {
            scratch.flush(gradient);
        }
        start = end;
    }
    losses
}

#[inline(always)]
pub(super) fn add_wide(wide: &mut Wide, block: &Block) {
    for (wide, &x) in wide.iter_mut().zip(&block.0) {
        *wide += f64::from(x);
    }
}
