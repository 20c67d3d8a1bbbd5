//! Forward and backward pass of sixteen networks over one table.
//!
//! ```text
//!   rows of the table      hidden units (lanes: networks)        logits
//!   x[row][input]  ──W_1──►  h[row][unit] ──W_2──► …  ──W_L──►  z[row][class]
//!      one f32,               Block                              Block ── loss, dz
//!      broadcast         ◄─────────────── deltas ────────────────┘
//! ```
//! The rows go in tiles small enough for their activations to stay in the first cache; a tile ends where the row number
//! of the whole table passes a multiple of its size. Inside a tile, forward sums go over inputs and gradient sums over
//! rows, each sum as a single chain, several sums at once in registers. A row that a lane does not train on adds
//! exactly 0 to its sums and multiplies its products by exactly 1, so its bits don't depend on its neighbours. Sums over
//! at most `SPAN` rows are made in f32, and these are summed in f64.

use super::lanes::{Block, Codes, IDLE, LANES, Lanes};
use super::math;
use super::shape::{Place, Shape};
use crate::options::Activation;
use std::ops::Range;

/// Rows of the whole table behind one f32 sum.
const SPAN: u32 = 1024;

/// Sums in f64, one for each lane.
pub(crate) type Wide = [f64; LANES];

/// A table that all lanes read, with the class of each row for each lane.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// Columns.
    pub columns: usize,
    /// Cells row by row.
    pub values: Vec<f32>,
    /// For each row the class for each lane, `IDLE` where the lane doesn't use the row.
    pub codes: Vec<Codes>,
    /// Pieces that are worked on at a time.
    tiles: Vec<Tile>,
}

/// Rows worked on at a time.
#[derive(Debug, Clone)]
struct Tile {
    rows: Range<usize>,
    /// Whether the f32 sums end here.
    closes: bool,
}

impl Table {
    /// A table of the rows with the given numbers (ascending) in the whole table.
    pub fn new(shape: &Shape, numbers: &[u32], values: Vec<f32>, codes: Vec<Codes>) -> Self {
        let size = tile_size(shape);
        let mut tiles = Vec::new();
        let mut start = 0;
        for end in 1..=numbers.len() {
            let last = numbers[end - 1];
            let next = numbers.get(end).copied();
            if next.is_none_or(|next| next / size != last / size) {
                let closes = next.is_none_or(|next| next / SPAN != last / SPAN);
                tiles.push(Tile { rows: start..end, closes });
                start = end;
            }
        }
        Table { columns: shape.sizes[0], values, codes, tiles }
    }
}

/// Rows of a tile, a power of two: activations within the first cache, and the product of the rows' sums of
/// exponentials (at most the number of classes each) within f32.
fn tile_size(shape: &Shape) -> u32 {
    let units: usize = shape.sizes[1..].iter().sum();
    let by_cache = match units {
        0..=24 => 32,
        25..=48 => 16,
        _ => 8,
    };
    let by_classes = match shape.classes {
        0..=15 => 32,
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
        let rows = tile_size(shape) as usize;
        let memory = || shape.sizes[1..].iter().map(|units| vec![Block::ZERO; rows * units]).collect();
        Scratch {
            places: shape.places(),
            activation: shape.activation,
            classes: shape.classes,
            outputs: memory(),
            deltas: memory(),
            sums: vec![Block::ZERO; shape.parameters()],
        }
    }

    /// Logits of the rows of a tile.
    #[inline(always)]
    fn forward<V: Lanes>(&mut self, table: &Table, rows: Range<usize>, parameters: &[Block]) {
        let many = rows.len();
        let cells = Cells::of(table, rows);
        for (depth, place) in self.places.iter().enumerate() {
            let (before, after) = self.outputs.split_at_mut(depth);
            let out = &mut after[0];
            let Some(blocks) = before.last_mut() else {
                walk::<V>(&mut Forward { from: &cells, place, parameters, out }, place.units, many);
                continue;
            };
            activate::<V>(self.activation, &mut blocks[..many * place.inputs]);
            let from = &Units { blocks, width: place.inputs };
            walk::<V>(&mut Forward { from, place, parameters, out }, place.units, many);
        }
    }

    /// Adds the gradient of a tile to the f32 sums.
    #[inline(always)]
    fn backward<V: Lanes>(&mut self, table: &Table, rows: Range<usize>, parameters: &[Block]) {
        let many = rows.len();
        let cells = Cells::of(table, rows);
        for depth in (0..self.places.len()).rev() {
            let place = &self.places[depth];
            let (before, after) = self.deltas.split_at_mut(depth);
            let (delta, sums) = (&after[0], &mut self.sums);
            let Some(below) = before.last_mut() else {
                let mut work = Gradient { from: &cells, rows: many, place, delta, sums };
                walk::<V>(&mut work, place.units, place.inputs);
                work.biases::<V>();
                continue;
            };
            let outputs = &self.outputs[depth - 1];
            let from = &Units { blocks: outputs, width: place.inputs };
            let mut work = Gradient { from, rows: many, place, delta, sums };
            walk::<V>(&mut work, place.units, place.inputs);
            work.biases::<V>();
            walk::<V>(&mut Back { place, parameters, delta, below }, place.inputs, many);
            bend::<V>(self.activation, &outputs[..many * place.inputs], below);
        }
    }

    /// Loss of a tile; leaves the derivatives by the logits in `deltas`.
    #[inline(always)]
    fn judge<V: Lanes>(&mut self, codes: &[Codes]) -> V {
        let depth = self.places.len() - 1;
        let (logits, deltas) = (&self.outputs[depth], &mut self.deltas[depth]);
        if self.classes == 2 {
            judge_two(codes, logits, deltas)
        } else {
            judge_many(codes, logits, deltas, self.classes)
        }
    }
}

/// Sum of log losses and its gradient over the rows each lane uses.
#[inline(always)]
pub(crate) fn evaluate<V: Lanes>(
    scratch: &mut Scratch,
    table: &Table,
    parameters: &[Block],
    gradient: &mut [Wide],
) -> Wide {
    let mut losses = [0.0; LANES];
    gradient.fill([0.0; LANES]);
    scratch.sums.fill(Block::ZERO);
    for tile in &table.tiles {
        scratch.forward::<V>(table, tile.rows.clone(), parameters);
        let mut loss = Block::ZERO;
        scratch.judge::<V>(&table.codes[tile.rows.clone()]).store(&mut loss);
        add_wide(&mut losses, &loss);
        scratch.backward::<V>(table, tile.rows.clone(), parameters);
        if tile.closes {
            for (wide, sum) in gradient.iter_mut().zip(&mut scratch.sums) {
                add_wide(wide, sum);
                *sum = Block::ZERO;
            }
        }
    }
    losses
}

/// Log loss of each row (0 where idle) and its probabilities, rows × classes.
#[inline(always)]
pub(crate) fn predict<V: Lanes>(
    scratch: &mut Scratch,
    table: &Table,
    parameters: &[Block],
    losses: &mut [Block],
    probabilities: &mut [Block],
) {
    let classes = scratch.classes;
    for tile in &table.tiles {
        scratch.forward::<V>(table, tile.rows.clone(), parameters);
        let logits = &scratch.outputs[scratch.places.len() - 1];
        for (at, row) in tile.rows.clone().enumerate() {
            let codes = &table.codes[row];
            let to = &mut probabilities[row * classes..(row + 1) * classes];
            let loss = if classes == 2 {
                predict_two::<V>(codes, &logits[at], to)
            } else {
                predict_many::<V>(codes, &logits[at * classes..(at + 1) * classes], to)
            };
            loss.store(&mut losses[row]);
        }
    }
}

#[inline(always)]
pub(super) fn add_wide(wide: &mut Wide, block: &Block) {
    for (wide, &x) in wide.iter_mut().zip(&block.0) {
        *wide += f64::from(x);
    }
}

/// What feeds a layer: a number for each row and input, the same or another for each lane.
trait Source {
    fn at<V: Lanes>(&self, row: usize, input: usize) -> V;
}

/// Rows of the table: one number for all lanes.
struct Cells<'a> {
    values: &'a [f32],
    columns: usize,
}

impl<'a> Cells<'a> {
    #[inline(always)]
    fn of(table: &'a Table, rows: Range<usize>) -> Self {
        let values = &table.values[rows.start * table.columns..rows.end * table.columns];
        Cells { values, columns: table.columns }
    }
}

impl Source for Cells<'_> {
    #[inline(always)]
    fn at<V: Lanes>(&self, row: usize, input: usize) -> V {
        V::splat(self.values[row * self.columns + input])
    }
}

/// Activations of the layer below: a number for each lane.
struct Units<'a> {
    blocks: &'a [Block],
    width: usize,
}

impl Source for Units<'_> {
    #[inline(always)]
    fn at<V: Lanes>(&self, row: usize, input: usize) -> V {
        V::load(&self.blocks[row * self.width + input])
    }
}

/// Work that is done in tiles of `U` units × `R` rows (or inputs), each sum in a register of its own.
trait Tiled {
    fn tile<V: Lanes, const U: usize, const R: usize>(&mut self, unit: usize, row: usize);
}

/// Walks over all units and rows, in tiles that fill the registers.
#[inline(always)]
fn walk<V: Lanes>(work: &mut impl Tiled, units: usize, rows: usize) {
    let mut unit = 0;
    while unit < units {
        unit += match (V::WIDE, units - unit) {
            (true, 8..) => strip::<V, 8, 2>(work, unit, rows),
            (true, 3..) => strip::<V, 3, 4>(work, unit, rows),
            (true, _) => strip::<V, 1, 8>(work, unit, rows),
            (false, 2..) => strip::<V, 2, 3>(work, unit, rows),
            (false, _) => strip::<V, 1, 4>(work, unit, rows),
        };
    }
}

/// All rows for `U` units; gives `U`.
#[inline(always)]
fn strip<V: Lanes, const U: usize, const R: usize>(work: &mut impl Tiled, unit: usize, rows: usize) -> usize {
    let mut row = 0;
    while row + R <= rows {
        work.tile::<V, U, R>(unit, row);
        row += R;
    }
    while row < rows {
        work.tile::<V, U, 1>(unit, row);
        row += 1;
    }
    U
}

/// One layer forward, before its activation.
struct Forward<'a, S> {
    from: &'a S,
    place: &'a Place,
    parameters: &'a [Block],
    out: &'a mut [Block],
}

impl<S: Source> Tiled for Forward<'_, S> {
    #[inline(always)]
    fn tile<V: Lanes, const U: usize, const R: usize>(&mut self, unit: usize, row: usize) {
        let place = self.place;
        let biases = &self.parameters[place.biases + unit..place.biases + unit + U];
        let mut sums = [[V::splat(0.0); R]; U];
        for (sum, bias) in sums.iter_mut().zip(biases) {
            *sum = [V::load(bias); R];
        }
        let weights = self.parameters[place.weights..place.biases].chunks_exact(place.units);
        for (input, weights) in weights.enumerate() {
            let mut x = [V::splat(0.0); R];
            for (r, x) in x.iter_mut().enumerate() {
                *x = self.from.at(row + r, input);
            }
            for (sum, weight) in sums.iter_mut().zip(&weights[unit..unit + U]) {
                let weight = V::load(weight);
                for (sum, x) in sum.iter_mut().zip(x) {
                    *sum = weight.fma(x, *sum);
                }
            }
        }
        for r in 0..R {
            let at = (row + r) * place.units + unit;
            for (sum, out) in sums.iter().zip(&mut self.out[at..at + U]) {
                sum[r].store(out);
            }
        }
    }
}

/// The nonlinearity of hidden units, in place.
#[inline(always)]
pub(super) fn activate<V: Lanes>(activation: Activation, units: &mut [Block]) {
    match activation {
        Activation::Tanh => {
            for unit in units {
                math::tanh(V::load(unit)).store(unit);
            }
        }
        Activation::Logistic => {
            for unit in units {
                math::logistic(V::load(unit)).store(unit);
            }
        }
        Activation::Relu => {
            for unit in units {
                V::splat(0.0).max(V::load(unit)).store(unit);
            }
        }
    }
}

/// Gradient of one layer's weights; its 'rows' are inputs.
struct Gradient<'a, S> {
    from: &'a S,
    rows: usize,
    place: &'a Place,
    delta: &'a [Block],
    sums: &'a mut [Block],
}

impl<S: Source> Tiled for Gradient<'_, S> {
    #[inline(always)]
    fn tile<V: Lanes, const U: usize, const I: usize>(&mut self, unit: usize, input: usize) {
        let units = self.place.units;
        let start = self.place.weights + input * units + unit;
        let mut tile = [[V::splat(0.0); U]; I];
        for (i, tile) in tile.iter_mut().enumerate() {
            let at = start + i * units;
            for (tile, sum) in tile.iter_mut().zip(&self.sums[at..at + U]) {
                *tile = V::load(sum);
            }
        }
        for (row, delta) in self.delta[..self.rows * units].chunks_exact(units).enumerate() {
            let mut x = [V::splat(0.0); I];
            for (i, x) in x.iter_mut().enumerate() {
                *x = self.from.at(row, input + i);
            }
            for (u, delta) in delta[unit..unit + U].iter().enumerate() {
                let delta = V::load(delta);
                for (tile, x) in tile.iter_mut().zip(x) {
                    tile[u] = delta.fma(x, tile[u]);
                }
            }
        }
        for (i, tile) in tile.iter().enumerate() {
            let at = start + i * units;
            for (tile, sum) in tile.iter().zip(&mut self.sums[at..at + U]) {
                tile.store(sum);
            }
        }
    }
}

impl<S: Source> Gradient<'_, S> {
    #[inline(always)]
    fn biases<V: Lanes>(&mut self) {
        let units = self.place.units;
        for unit in 0..units {
            let to = &mut self.sums[self.place.biases + unit];
            let mut sum = V::load(to);
            for row in 0..self.rows {
                sum = sum.add(V::load(&self.delta[row * units + unit]));
            }
            sum.store(to);
        }
    }
}

/// Deltas of the layer below, before the derivative of its activation; its 'units' are inputs of the layer.
struct Back<'a> {
    place: &'a Place,
    parameters: &'a [Block],
    delta: &'a [Block],
    below: &'a mut [Block],
}

impl Tiled for Back<'_> {
    #[inline(always)]
    fn tile<V: Lanes, const I: usize, const R: usize>(&mut self, input: usize, row: usize) {
        let Place { units, inputs, weights, .. } = *self.place;
        let weights = &self.parameters[weights + input * units..weights + (input + I) * units];
        let delta = &self.delta[row * units..(row + R) * units];
        let mut sums = [[V::splat(0.0); R]; I];
        for unit in 0..units {
            let mut x = [V::splat(0.0); R];
            for (r, x) in x.iter_mut().enumerate() {
                *x = V::load(&delta[r * units + unit]);
            }
            for (i, sum) in sums.iter_mut().enumerate() {
                let weight = V::load(&weights[i * units + unit]);
                for (sum, x) in sum.iter_mut().zip(x) {
                    *sum = weight.fma(x, *sum);
                }
            }
        }
        for r in 0..R {
            let at = (row + r) * inputs + input;
            for (sum, below) in sums.iter().zip(&mut self.below[at..at + I]) {
                sum[r].store(below);
            }
        }
    }
}

/// Multiplies by the derivative of the activation, from its value.
#[inline(always)]
fn bend<V: Lanes>(activation: Activation, outputs: &[Block], deltas: &mut [Block]) {
    let one = V::splat(1.0);
    for (output, delta) in outputs.iter().zip(deltas) {
        let (h, d) = (V::load(output), V::load(delta));
        let bent = match activation {
            Activation::Tanh => d.mul(h.fnma(h, one)),
            Activation::Logistic => d.mul(h.fnma(h, h)),
            Activation::Relu => V::select(h.above(V::splat(0.0)), d, V::splat(0.0)),
        };
        bent.store(delta);
    }
}

/// Two classes, one logit: loss ln(1 + e^-|z|) + max(z, 0) - y z, derivative p - y.
#[inline(always)]
fn judge_two<V: Lanes>(codes: &[Codes], logits: &[Block], deltas: &mut [Block]) -> V {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let (mut product, mut margin) = (one, zero);
    for ((codes, logit), delta) in codes.iter().zip(logits).zip(deltas) {
        let (idle, second) = (V::is(codes, IDLE), V::is(codes, 1));
        let z = V::load(logit);
        let e = math::exp(zero.sub(z.max(zero.sub(z))));
        let sum = one.add(e);
        let larger = one.div(sum);
        let p = V::select(z.above(zero), larger, e.mul(larger));
        let d = V::select(second, p.sub(one), p);
        V::select(idle, zero, d).store(delta);
        let beyond = zero.max(z).sub(V::select(second, z, zero));
        margin = margin.add(V::select(idle, zero, beyond));
        product = product.mul(V::select(idle, one, sum));
    }
    math::ln(product).add(margin)
}

/// Softmax: loss ln Σ e^(z - max) + max - z_class, derivative p - 1 for the class and p for the others.
#[inline(always)]
fn judge_many<V: Lanes>(codes: &[Codes], logits: &[Block], deltas: &mut [Block], classes: usize) -> V {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let (mut product, mut margin) = (one, zero);
    let rows = logits.chunks_exact(classes).zip(deltas.chunks_exact_mut(classes));
    for (codes, (logits, deltas)) in codes.iter().zip(rows) {
        let idle = V::is(codes, IDLE);
        let most = largest::<V>(logits);
        let mut sum = zero;
        for (class, (logit, delta)) in logits.iter().zip(deltas.iter_mut()).enumerate() {
            let z = V::load(logit).sub(most);
            let e = math::exp(z);
            e.store(delta);
            sum = sum.add(e);
            margin = margin.sub(V::select(V::is(codes, class as u8), z, zero));
        }
        let share = one.div(sum);
        for (class, delta) in deltas.iter_mut().enumerate() {
            let p = V::load(delta).mul(share);
            let d = V::select(V::is(codes, class as u8), p.sub(one), p);
            V::select(idle, zero, d).store(delta);
        }
        product = product.mul(V::select(idle, one, sum));
    }
    math::ln(product).add(margin)
}

#[inline(always)]
pub(super) fn predict_two<V: Lanes>(codes: &Codes, logit: &Block, probabilities: &mut [Block]) -> V {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let z = V::load(logit);
    let e = math::exp(zero.sub(z.max(zero.sub(z))));
    let sum = one.add(e);
    let larger = one.div(sum);
    let smaller = e.mul(larger);
    V::select(z.above(zero), smaller, larger).store(&mut probabilities[0]);
    V::select(z.above(zero), larger, smaller).store(&mut probabilities[1]);
    let beyond = zero.max(z).sub(V::select(V::is(codes, 1), z, zero));
    V::select(V::is(codes, IDLE), zero, math::ln(sum).add(beyond))
}

#[inline(always)]
pub(super) fn predict_many<V: Lanes>(codes: &Codes, logits: &[Block], probabilities: &mut [Block]) -> V {
    let zero = V::splat(0.0);
    let most = largest::<V>(logits);
    let (mut sum, mut margin) = (zero, zero);
    for (class, (logit, probability)) in logits.iter().zip(probabilities.iter_mut()).enumerate() {
        let z = V::load(logit).sub(most);
        let e = math::exp(z);
        e.store(probability);
        sum = sum.add(e);
        margin = V::select(V::is(codes, class as u8), z, margin);
    }
    for probability in probabilities.iter_mut() {
        V::load(probability).div(sum).store(probability);
    }
    V::select(V::is(codes, IDLE), zero, math::ln(sum).sub(margin))
}

#[inline(always)]
fn largest<V: Lanes>(logits: &[Block]) -> V {
    let mut most = V::load(&logits[0]);
    for logit in &logits[1..] {
        most = most.max(V::load(logit));
    }
    most
}
