//! Sixteen f32 at a time: one trait, three instruction sets, the same bits from each.
//!
//! ```text
//!   Block   [ f32; 16 ]   in memory, 64-byte aligned, one number of each of 16 networks
//!   Lanes   Avx512  one __m512      |  Avx2  two __m256      |  Portable  [f32; 16]
//! ```
//!
//! A piece of work is written once, over `V: Lanes` and `#[inline(always)]` from top to bottom, and entered through
//! `Width::run`, whose `#[target_feature]` functions compile it for each instruction set. Only operations that IEEE 754
//! rounds correctly are used (add, subtract, multiply, divide, fused multiply-add) and comparisons, always in the same
//! order, so the choice of the instruction set changes the speed and not one bit.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod portable;

use crate::prepare::QUAD;

/// Number of lanes of a block.
pub const LANES: usize = 16;

/// Sixteen numbers in memory, one for each network (or row) of a group.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub struct Block(pub [f32; LANES]);

impl Block {
    /// Sixteen zeros.
    pub const ZERO: Block = Block([0.0; LANES]);
}

/// Class of one row for each lane; `IDLE` where the row is none of the lane's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C, align(16))]
pub struct Codes(pub [u8; LANES]);

/// The code of a row that a lane does not use.
pub const IDLE: u8 = 255;

/// Sixteen f32 in registers.
///
/// A value of an instruction set's type may exist only inside `Width::run`, which has checked that the processor has it:
/// this is what the `unsafe` blocks of the implementations rest on.
pub trait Lanes: Copy {
    /// Whether there are registers for tiles of 16 accumulators.
    const WIDE: bool;
    /// Yes or no for each lane.
    type Mask: Copy;
    /// The same number in all lanes.
    fn splat(x: f32) -> Self;
    /// From memory.
    fn load(from: &Block) -> Self;
    /// To memory.
    fn store(self, to: &mut Block);
    /// Sum.
    fn add(self, other: Self) -> Self;
    /// Difference.
    fn sub(self, other: Self) -> Self;
    /// Product.
    fn mul(self, other: Self) -> Self;
    /// Quotient.
    fn div(self, other: Self) -> Self;
    /// `self * factor + term`, rounded once.
    fn fma(self, factor: Self, term: Self) -> Self;
    /// `term - self * factor`, rounded once.
    fn fnma(self, factor: Self, term: Self) -> Self;
    /// The larger; `other` where either is NaN.
    fn max(self, other: Self) -> Self;
    /// The smaller; `other` where either is NaN.
    fn min(self, other: Self) -> Self;
    /// Where `self > other`.
    fn above(self, other: Self) -> Self::Mask;
    /// Where the code is `class`.
    fn is(codes: &Codes, class: u8) -> Self::Mask;
    /// `yes` where the mask holds, else `no`.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// Adds the low bits of `steps` to the exponent: `self * 2^n` where `steps` is `1.5 * 2^23 + n`.
    fn scaled(self, steps: Self) -> Self;
    /// Mantissa in [√½, √2) and exponent of a positive normal number.
    fn split(self) -> (Self, Self);
    /// Rows become columns: lane `l` of the `i`-th is `from(l)[i]`.
    fn turn<'a>(from: impl Fn(usize) -> &'a [f32; QUAD]) -> [Self; QUAD];
    /// The number whose bits are `magic` less half of the bits of this one: 1 / √ to 4 % for the right `magic`.
    fn root_guess(self, magic: i32) -> Self;
    /// Says that the memory will be wanted soon, in the second cache: the first has no room to spare. It need not be there.
    fn prefetch(at: *const f32);
    /// Does a piece of work as a function of its own, compiled once however many callers it has.
    fn call<J: Job>(job: J) -> J::Output;
}

/// Bits of the f32 next to √½ at which `Lanes::split` wraps the mantissa.
pub(crate) const ROOT_HALF: i32 = 0x3f35_04f3;

/// Work over lanes of any instruction set.
pub trait Job {
    /// What it gives.
    type Output;
    /// Does it. Must be `#[inline(always)]`, with everything it calls.
    fn run<V: Lanes>(self) -> Self::Output;
}

/// An instruction set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// AVX-512F, 16 f32 in a register.
    Avx512,
    /// AVX2 and FMA, 8 f32 in a register.
    Avx2,
    /// Plain Rust.
    Portable,
}

impl Width {
    /// The widest this processor has.
    pub fn detect() -> Self {
        Self::all().next().unwrap_or(Width::Portable)
    }

    /// Those this processor has, widest first.
    pub fn all() -> impl Iterator<Item = Self> {
        [Width::Avx512, Width::Avx2, Width::Portable].into_iter().filter(|width| width.present())
    }

    fn present(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Width::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("fma")
            }
            #[cfg(target_arch = "x86_64")]
            Width::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            Width::Portable => true,
            #[cfg(not(target_arch = "x86_64"))]
            _ => false,
        }
    }

    /// Does the work with this instruction set; with plain Rust if the processor lacks it.
    pub fn run<J: Job>(self, job: J) -> J::Output {
        match self {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the features that the function is compiled for were found on this processor just now.
            Width::Avx512 if self.present() => unsafe { avx512::run(job) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Width::Avx2 if self.present() => unsafe { avx2::run(job) },
            _ => job.run::<portable::Portable>(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Turn<'a>(&'a [[f32; QUAD]; LANES]);

    impl Job for Turn<'_> {
        type Output = [Block; QUAD];

        #[inline(always)]
        fn run<V: Lanes>(self) -> [Block; QUAD] {
            let mut to = [Block::ZERO; QUAD];
            for (to, column) in to.iter_mut().zip(V::turn(|lane| &self.0[lane])) {
                column.store(to);
            }
            to
        }
    }

    #[test]
    fn rows_become_columns_on_every_instruction_set() {
        let rows: [[f32; QUAD]; LANES] =
            std::array::from_fn(|row| std::array::from_fn(|column| (100 * row + column) as f32));
        for width in Width::all() {
            let turned = width.run(Turn(&rows));
            for (column, block) in turned.iter().enumerate() {
                for (lane, &x) in block.0.iter().enumerate() {
                    assert_eq!(x, (100 * lane + column) as f32, "{width:?}");
                }
            }
        }
    }
}
