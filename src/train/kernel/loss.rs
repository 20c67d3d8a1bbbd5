//! Log loss of logits, its derivatives, and probabilities.

use crate::train::lanes::{Block, Codes, IDLE, Lanes};
use crate::train::math;

/// Log losses of rows that share a logarithm: ln of a product of sums of exponentials, and the margins outside it.
#[derive(Clone, Copy)]
pub(super) struct Losses<V> {
    product: V,
    margin: V,
}

impl<V: Lanes> Losses<V> {
    /// Of no rows.
    #[inline(always)]
    pub fn none() -> Self {
        Losses { product: V::splat(1.0), margin: V::splat(0.0) }
    }

    /// Adds a loss that shares no logarithm, so many times.
    #[inline(always)]
    pub fn add(&mut self, times: V, loss: V) {
        self.margin = times.fma(loss, self.margin);
    }

    /// Their sum.
    #[inline(always)]
    pub fn sum(self) -> V {
        math::ln(self.product).add(self.margin)
    }
}

/// Two classes, one logit: loss ln(1 + e^-|z|) + max(z, 0) - y z, derivative p - y. Adds the losses to those `before`.
#[inline(always)]
pub(super) fn judge_two<V: Lanes>(
    codes: &[Codes],
    logits: &[Block],
    deltas: &mut [Block],
    before: Losses<V>,
) -> Losses<V> {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let Losses { mut product, mut margin } = before;
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
    Losses { product, margin }
}

/// Softmax: loss ln Σ e^(z - max) + max - z_class, derivative p - 1 for the class and p for the others. Adds the losses to
/// those `before`.
#[inline(always)]
pub(super) fn judge_many<V: Lanes>(
    codes: &[Codes],
    logits: &[Block],
    deltas: &mut [Block],
    classes: usize,
    before: Losses<V>,
) -> Losses<V> {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let Losses { mut product, mut margin } = before;
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
    Losses { product, margin }
}

/// Two classes: sum of losses over the rows, and how many are right (the first class where the logit is 0).
#[inline(always)]
pub(super) fn cost_two<V: Lanes>(codes: &[Codes], logits: &[Block]) -> (V, V) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let (Losses { mut product, mut margin }, mut right) = (Losses::<V>::none(), zero);
    for (codes, logit) in codes.iter().zip(logits) {
        let (idle, first, second) = (V::is(codes, IDLE), V::is(codes, 0), V::is(codes, 1));
        let z = V::load(logit);
        let sum = one.add(math::exp(zero.sub(z.max(zero.sub(z)))));
        let beyond = zero.max(z).sub(V::select(second, z, zero));
        margin = margin.add(V::select(idle, zero, beyond));
        product = product.mul(V::select(idle, one, sum));
        let hit = V::select(z.above(zero), V::select(second, one, zero), V::select(first, one, zero));
        right = right.add(hit);
    }
    (Losses { product, margin }.sum(), right)
}

/// Softmax: sum of losses over the rows, and how many are right (the first of the largest logits).
#[inline(always)]
pub(super) fn cost_many<V: Lanes>(codes: &[Codes], logits: &[Block], classes: usize) -> (V, V) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let (Losses { mut product, mut margin }, mut right) = (Losses::<V>::none(), zero);
    for (codes, logits) in codes.iter().zip(logits.chunks_exact(classes)) {
        let (mut most, mut own) = (V::load(&logits[0]), V::load(&logits[0]));
        let mut hit = V::select(V::is(codes, 0), one, zero);
        for (class, logit) in logits.iter().enumerate().skip(1) {
            let (z, its) = (V::load(logit), V::is(codes, class as u8));
            hit = V::select(z.above(most), V::select(its, one, zero), hit);
            own = V::select(its, z, own);
            most = most.max(z);
        }
        let mut sum = zero;
        for logit in logits {
            sum = sum.add(math::exp(V::load(logit).sub(most)));
        }
        let idle = V::is(codes, IDLE);
        margin = margin.add(V::select(idle, zero, most.sub(own)));
        product = product.mul(V::select(idle, one, sum));
        right = right.add(hit);
    }
    (Losses { product, margin }.sum(), right)
}

/// Loss of each lane's row (0 where idle) and the probabilities of both classes.
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

/// Loss of each lane's row (0 where idle) and the probabilities of all classes.
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
