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

use super::lanes::{Block, Codes, IDLE, LANES, Lanes};
use super::math;
use super::own::Own;
use super::shape::{Place, Shape};
use crate::options::Activation;

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

/// Rows of a tile, a power of two: activations within the first cache, and the product of the rows' sums of
/// exponentials (at most the number of classes each) within f32.
pub(crate) fn tile_size(shape: &Shape) -> usize {
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
        let rows = tile_size(shape);
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

    /// Loss of a tile; its gradient is added to the f32 sums.
    #[inline(always)]
    pub fn learn<V: Lanes>(&mut self, tile: Tile, parameters: &[Block]) -> V {
        self.forward::<V>(tile, parameters);
        let loss = self.judge::<V>(tile.codes);
        self.backward::<V>(tile, parameters);
        loss
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
        let (classes, logits) = (self.classes, &self.outputs[self.places.len() - 1]);
        let rows = losses.iter_mut().zip(probabilities.chunks_exact_mut(classes));
        for (row, (codes, (loss, to))) in tile.codes.iter().zip(rows).enumerate() {
            let found = if classes == 2 {
                predict_two::<V>(codes, &logits[row], to)
            } else {
                predict_many::<V>(codes, &logits[row * classes..(row + 1) * classes], to)
            };
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
        let many = tile.codes.len();
        let last = self.places.len() - 1;
        for (depth, place) in self.places.iter().enumerate() {
            let (before, after) = self.outputs.split_at_mut(depth);
            let from = before.last().map_or(tile.cells, Vec::as_slice);
            let activation = (depth < last).then_some(self.activation);
            let out = &mut after[0];
            walk::<V>(&mut Forward { from, place, parameters, activation, out }, place.units, many);
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
        let mut loss = Block::ZERO;
        scratch.learn::<V>(feed.tile::<V>(start, end - start), parameters).store(&mut loss);
        add_wide(&mut losses, &loss);
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

/// One layer forward.
struct Forward<'a> {
    /// Rows × inputs.
    from: &'a [Block],
    place: &'a Place,
    parameters: &'a [Block],
    /// None for the logits.
    activation: Option<Activation>,
    out: &'a mut [Block],
}

impl Tiled for Forward<'_> {
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
                *x = V::load(&self.from[(row + r) * place.inputs + input]);
            }
            for (sum, weight) in sums.iter_mut().zip(&weights[unit..unit + U]) {
                let weight = V::load(weight);
                for (sum, x) in sum.iter_mut().zip(x) {
                    *sum = weight.fma(x, *sum);
                }
            }
        }
        let out = &mut self.out[row * place.units + unit..];
        match self.activation {
            Some(Activation::Tanh) => put::<V, Tanh, U, R>(&sums, out, place.units),
            Some(Activation::Logistic) => put::<V, Logistic, U, R>(&sums, out, place.units),
            Some(Activation::Relu) => put::<V, Relu, U, R>(&sums, out, place.units),
            None => put::<V, Straight, U, R>(&sums, out, place.units),
        }
    }
}

/// Stores a tile of pre-activations as activations.
#[inline(always)]
fn put<V: Lanes, C: Curve, const U: usize, const R: usize>(
    sums: &[[V; R]; U],
    out: &mut [Block],
    units: usize,
) {
    for r in 0..R {
        for (sum, out) in sums.iter().zip(&mut out[r * units..r * units + U]) {
            C::value(sum[r]).store(out);
        }
    }
}

/// A nonlinearity.
trait Curve {
    /// Its value.
    fn value<V: Lanes>(z: V) -> V;
    /// `delta` times its derivative, from its value.
    fn bend<V: Lanes>(h: V, delta: V) -> V;
}

struct Tanh;
struct Logistic;
struct Relu;
struct Straight;

impl Curve for Tanh {
    #[inline(always)]
    fn value<V: Lanes>(z: V) -> V {
        math::tanh(z)
    }

    #[inline(always)]
    fn bend<V: Lanes>(h: V, delta: V) -> V {
        delta.mul(h.fnma(h, V::splat(1.0)))
    }
}

impl Curve for Logistic {
    #[inline(always)]
    fn value<V: Lanes>(z: V) -> V {
        math::logistic(z)
    }

    #[inline(always)]
    fn bend<V: Lanes>(h: V, delta: V) -> V {
        delta.mul(h.fnma(h, h))
    }
}

impl Curve for Relu {
    #[inline(always)]
    fn value<V: Lanes>(z: V) -> V {
        V::splat(0.0).max(z)
    }

    #[inline(always)]
    fn bend<V: Lanes>(h: V, delta: V) -> V {
        V::select(h.above(V::splat(0.0)), delta, V::splat(0.0))
    }
}

impl Curve for Straight {
    #[inline(always)]
    fn value<V: Lanes>(z: V) -> V {
        z
    }

    #[inline(always)]
    fn bend<V: Lanes>(_: V, delta: V) -> V {
        delta
    }
}

/// The nonlinearity of hidden units, in place.
#[inline(always)]
pub(super) fn activate<V: Lanes>(activation: Activation, units: &mut [Block]) {
    match activation {
        Activation::Tanh => each::<V, Tanh>(units),
        Activation::Logistic => each::<V, Logistic>(units),
        Activation::Relu => each::<V, Relu>(units),
    }
}

#[inline(always)]
fn each<V: Lanes, C: Curve>(units: &mut [Block]) {
    for unit in units {
        C::value(V::load(unit)).store(unit);
    }
}

/// Gradient of one layer's weights; its 'rows' are inputs.
struct Gradient<'a> {
    /// Rows × inputs.
    from: &'a [Block],
    rows: usize,
    place: &'a Place,
    delta: &'a [Block],
    sums: &'a mut [Block],
}

impl Tiled for Gradient<'_> {
    #[inline(always)]
    fn tile<V: Lanes, const U: usize, const I: usize>(&mut self, unit: usize, input: usize) {
        // the biases' sums go with the first inputs', whose deltas are in registers
        if input == 0 { self.sum::<V, U, I, true>(unit, 0) } else { self.sum::<V, U, I, false>(unit, input) }
    }
}

impl Gradient<'_> {
    #[inline(always)]
    fn sum<V: Lanes, const U: usize, const I: usize, const BIASES: bool>(
        &mut self,
        unit: usize,
        input: usize,
    ) {
        let Place { units, inputs, weights, biases } = *self.place;
        let start = weights + input * units + unit;
        let mut tile = [[V::splat(0.0); U]; I];
        for (i, tile) in tile.iter_mut().enumerate() {
            let at = start + i * units;
            for (tile, sum) in tile.iter_mut().zip(&self.sums[at..at + U]) {
                *tile = V::load(sum);
            }
        }
        let mut bias = [V::splat(0.0); U];
        if BIASES {
            for (bias, sum) in bias.iter_mut().zip(&self.sums[biases + unit..biases + unit + U]) {
                *bias = V::load(sum);
            }
        }
        let rows = self.delta[..self.rows * units].chunks_exact(units);
        for (delta, from) in rows.zip(self.from.chunks_exact(inputs)) {
            let mut x = [V::splat(0.0); I];
            for (x, from) in x.iter_mut().zip(&from[input..input + I]) {
                *x = V::load(from);
            }
            for (u, delta) in delta[unit..unit + U].iter().enumerate() {
                let delta = V::load(delta);
                for (tile, x) in tile.iter_mut().zip(x) {
                    tile[u] = delta.fma(x, tile[u]);
                }
                if BIASES {
                    bias[u] = bias[u].add(delta);
                }
            }
        }
        for (i, tile) in tile.iter().enumerate() {
            let at = start + i * units;
            for (tile, sum) in tile.iter().zip(&mut self.sums[at..at + U]) {
                tile.store(sum);
            }
        }
        if BIASES {
            for (bias, sum) in bias.iter().zip(&mut self.sums[biases + unit..biases + unit + U]) {
                bias.store(sum);
            }
        }
    }
}

/// Deltas of the layer below; its 'units' are inputs of the layer.
struct Back<'a> {
    place: &'a Place,
    parameters: &'a [Block],
    /// Of the layer below.
    activation: Activation,
    /// Activations of the layer below, rows × inputs.
    from: &'a [Block],
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
        let start = row * inputs + input;
        let (from, below) = (&self.from[start..], &mut self.below[start..]);
        match self.activation {
            Activation::Tanh => put_bent::<V, Tanh, I, R>(&sums, from, below, inputs),
            Activation::Logistic => put_bent::<V, Logistic, I, R>(&sums, from, below, inputs),
            Activation::Relu => put_bent::<V, Relu, I, R>(&sums, from, below, inputs),
        }
    }
}

/// Stores a tile of deltas times the derivative of the activation.
#[inline(always)]
fn put_bent<V: Lanes, C: Curve, const I: usize, const R: usize>(
    sums: &[[V; R]; I],
    from: &[Block],
    below: &mut [Block],
    inputs: usize,
) {
    for r in 0..R {
        let places = r * inputs..r * inputs + I;
        for ((sum, h), below) in sums.iter().zip(&from[places.clone()]).zip(&mut below[places]) {
            C::bend(V::load(h), sum[r]).store(below);
        }
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
