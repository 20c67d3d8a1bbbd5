//! Losses of rows that count by their class.
//!
//! Rows that all count 1 share a logarithm (`loss`); these are taken one by one, each by the same arithmetic.

use super::loss::{Losses, cost_many, cost_two, judge_many, judge_two};
use crate::train::lanes::{Block, Codes, Lanes};

/// What each lane's row counts; 0 where idle.
#[inline(always)]
pub(super) fn weight<V: Lanes>(codes: &Codes, weights: &[f32]) -> V {
    let each = weights.iter().enumerate();
    each.fold(V::splat(0.0), |found, (class, &w)| V::select(V::is(codes, class as u8), V::splat(w), found))
}

/// Adds the rows' losses times what they count to those `before`; leaves the derivatives by the logits in `deltas`.
#[inline(always)]
pub(super) fn weighted_judge<V: Lanes>(
    codes: &[Codes],
    logits: &[Block],
    deltas: &mut [Block],
    weights: &[f32],
    mut before: Losses<V>,
) -> Losses<V> {
    let classes = weights.len();
    let outputs = logits_of(classes);
    let rows = logits.chunks_exact(outputs).zip(deltas.chunks_exact_mut(outputs));
    for (codes, (logits, deltas)) in codes.iter().zip(rows) {
        let one = std::slice::from_ref(codes);
        let loss = if classes == 2 {
            judge_two::<V>(one, logits, deltas, Losses::none())
        } else {
            judge_many::<V>(one, logits, deltas, classes, Losses::none())
        };
        let weight = weight::<V>(codes, weights);
        before.add(weight, loss.sum());
        deltas.iter_mut().for_each(|delta| V::load(delta).mul(weight).store(delta));
    }
    before
}

/// Sum of the rows' losses times what they count, and how many are right, each counted once.
#[inline(always)]
pub(super) fn weighted_cost<V: Lanes>(
    codes: &[Codes],
    logits: &[Block],
    classes: usize,
    weights: &[f32],
) -> (V, V) {
    let (mut sum, mut right) = (V::splat(0.0), V::splat(0.0));
    for (codes, logits) in codes.iter().zip(logits.chunks_exact(logits_of(classes))) {
        let one = std::slice::from_ref(codes);
        let (loss, hit) =
            if classes == 2 { cost_two::<V>(one, logits) } else { cost_many::<V>(one, logits, classes) };
        sum = weight::<V>(codes, weights).fma(loss, sum);
        right = right.add(hit);
    }
    (sum, right)
}

fn logits_of(classes: usize) -> usize {
    if classes == 2 { 1 } else { classes }
}
