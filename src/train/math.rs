//! tanh, exp and ln of sixteen f32, made of correctly rounded operations in a fixed order.
//!
//! ```text
//!   tanh x = x P(x²) / Q(x²)                    |x| cut at 8.3                 within 5e-7
//!   exp x  = 2^n (1 + r + r² p(r)),  r = x - n ln 2, |r| <= ln 2 / 2          within 2e-7 of the value
//!   ln x   = e ln 2 + z - z²/2 + z³ p(z),  x = 2^e (1 + z), √½ <= 1 + z < √2  within 3e-7 (1 + |ln x|)
//!   1 / √x by two steps of Newton's from a guess made of its bits               within 5e-6 of the value
//! ```
//! `tests/oracles/mlp_coefficients.py` derives the coefficients; the tests below hold the bounds.

// coefficients stand here as the script prints them
#![allow(clippy::excessive_precision)]

use super::lanes::Lanes;

/// Numerator of tanh x / x in powers of x².
const TANH_P: [f32; 5] =
    [9.999999907e-01, 1.342587043e-01, 3.549169105e-03, 2.150849511e-05, 1.464825860e-08];
/// Denominator in powers of x².
const TANH_Q: [f32; 5] = [1.0, 4.675919526e-01, 2.607994954e-02, 3.373950390e-04, 8.295108213e-07];
/// Beyond it tanh is ±1 to f32.
const TANH_CUT: f32 = 8.3;
/// Coefficients of (exp r - 1 - r) / r².
const EXP: [f32; 5] = [4.999999345e-01, 1.666652063e-01, 4.166838805e-02, 8.368716884e-03, 1.381459851e-03];
/// Coefficients of (ln(1 + z) - z + z²/2) / z³.
const LN: [f32; 7] = [
    3.333391074e-01,
    -2.500133704e-01,
    1.996306380e-01,
    -1.657758467e-01,
    1.491476788e-01,
    -1.426748697e-01,
    8.700435915e-02,
];
/// ln 2 to nine bits, so that a whole multiple is exact.
const LN2_HIGH: f32 = 0.693_359_4;
/// ln 2 less `LN2_HIGH`.
const LN2_LOW: f32 = -2.121_944_4e-4;
/// Bits of a first guess of 1 / √x that two steps of Newton's take to 5e-6: the least largest error after one step
/// (Lomont 2003, "Fast inverse square root").
const ROOT_MAGIC: i32 = 0x5f37_5a86;
/// Adding 1.5 · 2^23 rounds to a whole number and leaves it in the low bits.
const ROUND: f32 = 12_582_912.0;

#[inline(always)]
fn polynomial<V: Lanes, const N: usize>(x: V, coefficients: &[f32; N]) -> V {
    let mut sum = V::splat(coefficients[N - 1]);
    for i in (0..N - 1).rev() {
        sum = sum.fma(x, V::splat(coefficients[i]));
    }
    sum
}

/// Hyperbolic tangent.
#[inline(always)]
pub fn tanh<V: Lanes>(x: V) -> V {
    let x = V::splat(TANH_CUT).min(V::splat(-TANH_CUT).max(x));
    let square = x.mul(x);
    x.mul(polynomial(square, &TANH_P)).div(polynomial(square, &TANH_Q))
}

/// Exponential; its argument is cut to ±87, where f32 ends.
#[inline(always)]
pub fn exp<V: Lanes>(x: V) -> V {
    let x = V::splat(87.0).min(V::splat(-87.0).max(x));
    let steps = x.fma(V::splat(std::f32::consts::LOG2_E), V::splat(ROUND));
    let whole = steps.sub(V::splat(ROUND));
    let r = whole.fnma(V::splat(LN2_LOW), whole.fnma(V::splat(LN2_HIGH), x));
    let bend = polynomial(r, &EXP);
    r.mul(r).fma(bend, r).add(V::splat(1.0)).scaled(steps)
}

/// Natural logarithm of a positive normal number.
#[inline(always)]
pub fn ln<V: Lanes>(x: V) -> V {
    let (mantissa, exponent) = x.split();
    let z = mantissa.sub(V::splat(1.0));
    let square = z.mul(z);
    let tail = exponent.mul(V::splat(LN2_LOW));
    let tail = square.mul(z).fma(polynomial(z, &LN), tail);
    let small = square.fma(V::splat(-0.5), tail);
    exponent.fma(V::splat(LN2_HIGH), z.add(small))
}

/// 1 / √x of a positive normal number, in a third of the time of a root and a quotient.
#[inline(always)]
pub fn inverse_root<V: Lanes>(x: V) -> V {
    let half = x.mul(V::splat(0.5));
    let mut y = x.root_guess(ROOT_MAGIC);
    for _ in 0..2 {
        // Newton's step for 1 / y² = x
        y = y.mul(half.mul(y).fnma(y, V::splat(1.5)));
    }
    y
}

/// 1 / (1 + exp(-x)).
#[inline(always)]
pub fn logistic<V: Lanes>(x: V) -> V {
    let one = V::splat(1.0);
    one.div(one.add(exp(V::splat(0.0).sub(x))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::lanes::{Block, Job, LANES, Width};
    use proptest::prelude::*;

    #[derive(Clone, Copy)]
    enum Which {
        Tanh,
        Exp,
        Ln,
        InverseRoot,
    }

    struct Apply<'a>(Which, &'a mut [Block]);

    impl Job for Apply<'_> {
        type Output = ();
        #[inline(always)]
        fn run<V: Lanes>(self) {
            for block in self.1 {
                let x = V::load(block);
                let y = match self.0 {
                    Which::Tanh => tanh(x),
                    Which::Exp => exp(x),
                    Which::Ln => ln(x),
                    Which::InverseRoot => inverse_root(x),
                };
                y.store(block);
            }
        }
    }

    fn blocks(values: &[f32]) -> Vec<Block> {
        let fill = values[0];
        let chunks = values.chunks(LANES);
        chunks.map(|c| Block(std::array::from_fn(|lane| c.get(lane).copied().unwrap_or(fill)))).collect()
    }

    /// Every `stride`-th f32 of both signs between the magnitudes.
    fn sweep(low: f32, high: f32, stride: usize, signs: &[f32]) -> Vec<f32> {
        let magnitudes = (low.to_bits()..=high.to_bits()).step_by(stride).map(f32::from_bits);
        magnitudes.flat_map(|x| signs.iter().map(move |sign| sign * x)).collect()
    }

    /// Largest value of `error` over the values, with the same bits from every instruction set.
    fn worst(which: Which, values: &[f32], error: impl Fn(f32, f32) -> f64) -> f64 {
        let mut outputs = Width::all().map(|width| {
            let mut work = blocks(values);
            width.run(Apply(which, &mut work));
            work
        });
        let first = outputs.next().unwrap();
        for other in outputs {
            let same = |(a, b): (&Block, &Block)| a.0.map(f32::to_bits) == b.0.map(f32::to_bits);
            assert!(first.iter().zip(&other).all(same));
        }
        let pairs = values.iter().zip(first.iter().flat_map(|block| block.0));
        pairs.map(|(&x, y)| error(x, y)).fold(0.0, f64::max)
    }

    fn tanh_error(x: f32, y: f32) -> f64 {
        assert!(y.abs() <= 1.0, "tanh {x} = {y}");
        let truth = f64::from(x).tanh();
        (f64::from(y) - truth).abs() / truth.abs().max(f64::from(f32::MIN_POSITIVE))
    }

    #[test]
    fn tanh_keeps_its_bound_everywhere() {
        let values = sweep(1e-30, 1e30, 997, &[1.0, -1.0]);
        let error = worst(Which::Tanh, &values, tanh_error);
        assert!(error < 5e-7, "{error:e}");
        assert_eq!(worst(Which::Tanh, &[0.0], |_, y| f64::from(y)), 0.0);
        assert!(
            worst(Which::Tanh, &[f32::INFINITY, f32::NEG_INFINITY], |x, y| f64::from(y - x.signum()).abs())
                < 5e-7
        );
    }

    #[test]
    fn exp_keeps_its_bound_everywhere() {
        let mut values = sweep(1e-10, 87.0, 499, &[1.0, -1.0]);
        values.push(0.0);
        let error = worst(Which::Exp, &values, |x, y| (f64::from(y) / f64::from(x).exp() - 1.0).abs());
        assert!(error < 2e-7, "{error:e}");
        assert!(worst(Which::Exp, &[-1e9, f32::NEG_INFINITY], |_, y| f64::from(y)) < 1e-37);
        assert!(
            worst(Which::Exp, &[1e9, f32::INFINITY], |_, y| if y.is_finite() { 0.0 } else { 1.0 }) == 0.0
        );
    }

    #[test]
    fn ln_keeps_its_bound_everywhere() {
        let values = sweep(f32::MIN_POSITIVE, f32::MAX, 997, &[1.0]);
        let error = |x: f32, y: f32| {
            let truth = f64::from(x).ln();
            (f64::from(y) - truth).abs() / (1.0 + truth.abs())
        };
        let found = worst(Which::Ln, &values, error);
        assert!(found < 3e-7, "{found:e}");
        assert_eq!(worst(Which::Ln, &[1.0], |_, y| f64::from(y).abs()), 0.0);
    }

    #[test]
    fn the_inverse_root_keeps_its_bound_everywhere() {
        // the guess is the same in every other power of two, so two neighbouring ones are all there is
        let (mut values, error) =
            (sweep(1.0, 4.0, 1, &[1.0]), |x: f32, y: f32| (f64::from(y) * f64::from(x).sqrt() - 1.0).abs());
        values.extend(sweep(f32::MIN_POSITIVE, f32::MAX, 997, &[1.0]));
        let found = worst(Which::InverseRoot, &values, error);
        assert!(found < 5e-6, "{found:e}");
    }

    proptest! {
        #[test]
        fn any_number_of_any_size_stays_in_bounds(x in any::<f32>().prop_filter("a number", |x| x.is_finite())) {
            if x.abs() > 1e-30 {
                prop_assert!(worst(Which::Tanh, &[x], tanh_error) < 5e-7);
            }
            let cut = f64::from(x.clamp(-87.0, 87.0)).exp();
            prop_assert!(worst(Which::Exp, &[x], |_, y| (f64::from(y) / cut - 1.0).abs()) < 2e-7);
        }
    }
}
