//! The nonlinearities of units and their derivatives.

use crate::options::Activation;
use crate::train::lanes::{Block, Lanes};
use crate::train::math;

/// A nonlinearity.
pub(super) trait Curve {
    /// Its value.
    fn value<V: Lanes>(z: V) -> V;
    /// `delta` times its derivative, from its value.
    fn bend<V: Lanes>(h: V, delta: V) -> V;
}

/// Hyperbolic tangent.
pub(super) struct Tanh;
/// 1 / (1 + exp(-z)).
pub(super) struct Logistic;
/// max(0, z).
pub(super) struct Relu;
/// No nonlinearity, for logits.
pub(super) struct Straight;

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

/// First sums of rows where they stand, and how far some of their inputs are moved.
#[derive(Clone, Copy)]
pub(crate) struct Shift<'a> {
    /// Rows × units of the first layer.
    pub sums: &'a [Block],
    /// The moved inputs.
    pub inputs: &'a [usize],
    /// How far: of the `i`-th input from `i * stride` on, one a row.
    pub by: &'a [Block],
    pub stride: usize,
}

/// The first hidden units of rows with moved inputs, rows × units.
#[inline(always)]
pub(super) fn shifted<V: Lanes>(
    activation: Activation,
    shift: Shift,
    parameters: &[Block],
    units: usize,
    out: &mut [Block],
) {
    match activation {
        Activation::Tanh => shifted_by::<V, Tanh>(shift, parameters, units, out),
        Activation::Logistic => shifted_by::<V, Logistic>(shift, parameters, units, out),
        Activation::Relu => shifted_by::<V, Relu>(shift, parameters, units, out),
    }
}

#[inline(always)]
fn shifted_by<V: Lanes, C: Curve>(shift: Shift, parameters: &[Block], units: usize, out: &mut [Block]) {
    let rows = shift.sums.chunks_exact(units).zip(out.chunks_exact_mut(units));
    if let [input] = shift.inputs {
        // nearly always so: what belongs to the input stays in registers
        let weights = &parameters[input * units..][..units];
        for ((sums, out), by) in rows.zip(shift.by) {
            let by = V::load(by);
            for ((sum, weight), out) in sums.iter().zip(weights).zip(out) {
                C::value(by.fma(V::load(weight), V::load(sum))).store(out);
            }
        }
        return;
    }
    for (row, (sums, out)) in rows.enumerate() {
        for (unit, (sum, out)) in sums.iter().zip(out).enumerate() {
            let mut z = V::load(sum);
            for (place, &input) in shift.inputs.iter().enumerate() {
                let by = V::load(&shift.by[place * shift.stride + row]);
                z = by.fma(V::load(&parameters[input * units + unit]), z);
            }
            C::value(z).store(out);
        }
    }
}
