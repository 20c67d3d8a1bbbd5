//! Sixteen f32 in an array: for processors without the vector instructions we know, and as the plain meaning of the others.

use super::{Block, Codes, Job, LANES, Lanes, QUAD, ROOT_HALF};
use std::array::from_fn;

/// Sixteen f32.
#[derive(Clone, Copy)]
pub struct Portable([f32; LANES]);

impl Portable {
    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        Portable(from_fn(|lane| f(self.0[lane], other.0[lane])))
    }
}

impl Lanes for Portable {
    const WIDE: bool = false;
    type Mask = [bool; LANES];

    #[inline(always)]
    fn splat(x: f32) -> Self {
        Portable([x; LANES])
    }

    #[inline(always)]
    fn load(from: &Block) -> Self {
        Portable(from.0)
    }

    #[inline(always)]
    fn store(self, to: &mut Block) {
        to.0 = self.0;
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.zip(other, |a, b| a - b)
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.zip(other, |a, b| a * b)
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.zip(other, |a, b| a / b)
    }

    #[inline(always)]
    fn fma(self, factor: Self, term: Self) -> Self {
        Portable(from_fn(|lane| self.0[lane].mul_add(factor.0[lane], term.0[lane])))
    }

    #[inline(always)]
    fn fnma(self, factor: Self, term: Self) -> Self {
        Portable(from_fn(|lane| (-self.0[lane]).mul_add(factor.0[lane], term.0[lane])))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if a > b { a } else { b })
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        self.zip(other, |a, b| if a < b { a } else { b })
    }

    #[inline(always)]
    fn above(self, other: Self) -> Self::Mask {
        from_fn(|lane| self.0[lane] > other.0[lane])
    }

    #[inline(always)]
    fn is(codes: &Codes, class: u8) -> Self::Mask {
        from_fn(|lane| codes.0[lane] == class)
    }

    #[inline(always)]
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self {
        Portable(from_fn(|lane| if mask[lane] { yes.0[lane] } else { no.0[lane] }))
    }

    #[inline(always)]
    fn scaled(self, steps: Self) -> Self {
        let sum = |x: f32, n: f32| f32::from_bits(x.to_bits().wrapping_add(n.to_bits() << 23));
        self.zip(steps, sum)
    }

    #[inline(always)]
    fn split(self) -> (Self, Self) {
        let exponent = |x: f32| (x.to_bits() as i32).wrapping_sub(ROOT_HALF) >> 23;
        let mantissa = |x: f32| f32::from_bits((x.to_bits() as i32).wrapping_sub(exponent(x) << 23) as u32);
        (Portable(self.0.map(mantissa)), Portable(self.0.map(|x| exponent(x) as f32)))
    }

    #[inline(always)]
    fn turn<'a>(from: impl Fn(usize) -> &'a [f32; QUAD]) -> [Self; QUAD] {
        from_fn(|i| Portable(from_fn(|lane| from(lane)[i])))
    }

    #[inline(always)]
    fn root_guess(self, magic: i32) -> Self {
        Portable(self.0.map(|x| f32::from_bits(magic.wrapping_sub((x.to_bits() >> 1) as i32) as u32)))
    }

    #[inline(always)]
    fn prefetch(_: *const f32) {}

    #[inline(never)]
    fn call<J: Job>(job: J) -> J::Output {
        job.run::<Portable>()
    }
}
