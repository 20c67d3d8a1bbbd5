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
