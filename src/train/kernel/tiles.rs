//! Sums of products in tiles that fill the registers: forward, gradient, deltas of the layer below.

use super::curve::{Curve, Logistic, Relu, Straight, Tanh};
use crate::options::Activation;
use crate::train::lanes::{Block, Lanes};
use crate::train::shape::Place;
use std::array;

/// Work that is done in tiles of `U` units × `R` rows (or inputs), each sum in a register of its own.
pub(super) trait Tiled {
    fn tile<V: Lanes, const U: usize, const R: usize>(&mut self, unit: usize, row: usize);
}

/// Walks over all units and rows, in tiles that fill the registers.
#[inline(always)]
pub(super) fn walk<V: Lanes>(work: &mut impl Tiled, units: usize, rows: usize) {
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
pub(super) struct Forward<'a> {
    /// Rows × inputs.
    pub from: &'a [Block],
    /// How many blocks behind one that is read the one lies that is asked for; 0 where none is.
    pub ahead: usize,
    pub place: &'a Place,
    pub parameters: &'a [Block],
    /// None for the logits.
    pub activation: Option<Activation>,
    pub out: &'a mut [Block],
}

impl Tiled for Forward<'_> {
    #[inline(always)]
    fn tile<V: Lanes, const U: usize, const R: usize>(&mut self, unit: usize, row: usize) {
        // each block once, by the strips of units in turn: little by little, or the requests wait for each other; with
        // narrow tiles there is no room between the loads, and it costs what it saves
        let turn = || row / R % self.place.units.div_ceil(U) == unit / U;
        if V::WIDE && self.ahead > 0 && turn() {
            self.sum::<V, U, R, true>(unit, row);
        } else {
            self.sum::<V, U, R, false>(unit, row);
        }
    }
}

impl Forward<'_> {
    #[inline(always)]
    fn sum<V: Lanes, const U: usize, const R: usize, const AHEAD: bool>(&mut self, unit: usize, row: usize) {
        let Place { units, inputs, weights, biases } = *self.place;
        let rows: [&[Block]; R] = array::from_fn(|r| &self.from[(row + r) * inputs..][..inputs]);
        let mut sums = [[V::splat(0.0); R]; U];
        for (sum, bias) in sums.iter_mut().zip(&self.parameters[biases + unit..][..U]) {
            *sum = [V::load(bias); R];
        }
        let weights = self.parameters[weights..biases].chunks_exact(units);
        for (input, weights) in (0..inputs).zip(weights) {
            let mut x = [V::splat(0.0); R];
            for (x, row) in x.iter_mut().zip(rows) {
                *x = V::load(&row[input]);
                if AHEAD {
                    V::prefetch((&raw const row[input]).wrapping_add(self.ahead).cast());
                }
            }
            for (sum, weight) in sums.iter_mut().zip(&weights[unit..unit + U]) {
                let weight = V::load(weight);
                for (sum, x) in sum.iter_mut().zip(x) {
                    *sum = weight.fma(x, *sum);
                }
            }
        }
        let out = &mut self.out[row * units + unit..];
        match self.activation {
            Some(Activation::Tanh) => put::<V, Tanh, U, R>(sums, out, units),
            Some(Activation::Logistic) => put::<V, Logistic, U, R>(sums, out, units),
            Some(Activation::Relu) => put::<V, Relu, U, R>(sums, out, units),
            None => put::<V, Straight, U, R>(sums, out, units),
        }
    }
}

/// Stores a tile of pre-activations as activations.
#[inline(always)]
fn put<V: Lanes, C: Curve, const U: usize, const R: usize>(
    sums: [[V; R]; U],
    out: &mut [Block],
    units: usize,
) {
    for r in 0..R {
        for (sum, out) in sums.iter().zip(&mut out[r * units..r * units + U]) {
            C::value(sum[r]).store(out);
        }
    }
}

/// Gradient of one layer's weights; its 'rows' are inputs.
pub(super) struct Gradient<'a> {
    /// Rows × inputs.
    pub from: &'a [Block],
    pub rows: usize,
    pub place: &'a Place,
    pub delta: &'a [Block],
    pub sums: &'a mut [Block],
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
pub(super) struct Back<'a> {
    pub place: &'a Place,
    pub parameters: &'a [Block],
    /// Of the layer below.
    pub activation: Activation,
    /// Activations of the layer below, rows × inputs.
    pub from: &'a [Block],
    pub delta: &'a [Block],
    pub below: &'a mut [Block],
}

impl Tiled for Back<'_> {
    #[inline(always)]
    fn tile<V: Lanes, const I: usize, const R: usize>(&mut self, input: usize, row: usize) {
        let Place { units, inputs, weights, .. } = *self.place;
        let weights: [&[Block]; I] =
            array::from_fn(|i| &self.parameters[weights + (input + i) * units..][..units]);
        let rows: [&[Block]; R] = array::from_fn(|r| &self.delta[(row + r) * units..][..units]);
        let mut sums = [[V::splat(0.0); R]; I];
        for unit in 0..units {
            let mut x = [V::splat(0.0); R];
            for (x, row) in x.iter_mut().zip(rows) {
                *x = V::load(&row[unit]);
            }
            for (sum, weights) in sums.iter_mut().zip(weights) {
                let weight = V::load(&weights[unit]);
                for (sum, x) in sum.iter_mut().zip(x) {
                    *sum = weight.fma(x, *sum);
                }
            }
        }
        let start = row * inputs + input;
        let (from, below) = (&self.from[start..], &mut self.below[start..]);
        match self.activation {
            Activation::Tanh => put_bent::<V, Tanh, I, R>(sums, from, below, inputs),
            Activation::Logistic => put_bent::<V, Logistic, I, R>(sums, from, below, inputs),
            Activation::Relu => put_bent::<V, Relu, I, R>(sums, from, below, inputs),
        }
    }
}

/// Stores a tile of deltas times the derivative of the activation.
#[inline(always)]
fn put_bent<V: Lanes, C: Curve, const I: usize, const R: usize>(
    sums: [[V; R]; I],
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
