//! Two registers of eight.

use super::{Block, Codes, Job, LANES, Lanes, ROOT_HALF};
use std::arch::x86_64::*;

/// Lanes 0 to 7 and 8 to 15. Exists only below `run`.
#[derive(Clone, Copy)]
pub struct Avx2(__m256, __m256);

/// Does the work compiled for AVX2 and FMA.
#[target_feature(enable = "avx2,fma")]
pub fn run<J: Job>(job: J) -> J::Output {
    job.run::<Avx2>()
}

// SAFETY of every block here: values of this type exist only below `run`, whose caller has found AVX2 and FMA; loads
// and stores go through references to blocks aligned to 64 bytes.
impl Lanes for Avx2 {
    const WIDE: bool = false;
    type Mask = Avx2;

    #[inline(always)]
    fn splat(x: f32) -> Self {
        unsafe { Avx2(_mm256_set1_ps(x), _mm256_set1_ps(x)) }
    }

    #[inline(always)]
    fn load(from: &Block) -> Self {
        let (low, high) = from.0.split_at(8);
        unsafe { Avx2(_mm256_load_ps(low.as_ptr()), _mm256_load_ps(high.as_ptr())) }
    }

    #[inline(always)]
    fn store(self, to: &mut Block) {
        let (low, high) = to.0.split_at_mut(8);
        unsafe {
            _mm256_store_ps(low.as_mut_ptr(), self.0);
            _mm256_store_ps(high.as_mut_ptr(), self.1);
        }
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        unsafe { Avx2(_mm256_add_ps(self.0, other.0), _mm256_add_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        unsafe { Avx2(_mm256_sub_ps(self.0, other.0), _mm256_sub_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        unsafe { Avx2(_mm256_mul_ps(self.0, other.0), _mm256_mul_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        unsafe { Avx2(_mm256_div_ps(self.0, other.0), _mm256_div_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn fma(self, factor: Self, term: Self) -> Self {
        unsafe { Avx2(_mm256_fmadd_ps(self.0, factor.0, term.0), _mm256_fmadd_ps(self.1, factor.1, term.1)) }
    }

    #[inline(always)]
    fn fnma(self, factor: Self, term: Self) -> Self {
        unsafe {
            Avx2(_mm256_fnmadd_ps(self.0, factor.0, term.0), _mm256_fnmadd_ps(self.1, factor.1, term.1))
        }
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        unsafe { Avx2(_mm256_max_ps(self.0, other.0), _mm256_max_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        unsafe { Avx2(_mm256_min_ps(self.0, other.0), _mm256_min_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn above(self, other: Self) -> Self {
        unsafe {
            Avx2(_mm256_cmp_ps::<_CMP_GT_OQ>(self.0, other.0), _mm256_cmp_ps::<_CMP_GT_OQ>(self.1, other.1))
        }
    }

    #[inline(always)]
    fn is(codes: &Codes, class: u8) -> Self {
        unsafe {
            let codes = _mm_load_si128(codes.0.as_ptr().cast());
            let same = _mm_cmpeq_epi8(codes, _mm_set1_epi8(class as i8));
            let low = _mm256_cvtepi8_epi32(same);
            let high = _mm256_cvtepi8_epi32(_mm_srli_si128::<8>(same));
            Avx2(_mm256_castsi256_ps(low), _mm256_castsi256_ps(high))
        }
    }

    #[inline(always)]
    fn select(mask: Self, yes: Self, no: Self) -> Self {
        unsafe { Avx2(_mm256_blendv_ps(no.0, yes.0, mask.0), _mm256_blendv_ps(no.1, yes.1, mask.1)) }
    }

    #[inline(always)]
    fn scaled(self, steps: Self) -> Self {
        unsafe { Avx2(scaled(self.0, steps.0), scaled(self.1, steps.1)) }
    }

    #[inline(always)]
    fn split(self) -> (Self, Self) {
        let ((m0, e0), (m1, e1)) = unsafe { (split(self.0), split(self.1)) };
        (Avx2(m0, m1), Avx2(e0, e1))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        unsafe { Avx2(_mm256_sqrt_ps(self.0), _mm256_sqrt_ps(self.1)) }
    }

    #[inline(always)]
    fn transpose(from: [&[f32; LANES]; LANES]) -> [Self; LANES] {
        let mut columns = [Self::splat(0.0); LANES];
        let (low, high) = from.split_at(8);
        for inputs in [0, 8] {
            let (low, high) = unsafe { (transpose(low, inputs), transpose(high, inputs)) };
            for i in 0..8 {
                columns[inputs + i] = Avx2(low[i], high[i]);
            }
        }
        columns
    }

    #[inline(always)]
    fn prefetch(at: &f32) {
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(at).cast()) }
    }

    #[inline(never)]
    fn call<J: Job>(job: J) -> J::Output {
        unsafe { run(job) }
    }
}

/// A quarter of `Lanes::transpose`: eight lanes, eight inputs; asks for AVX2.
#[inline(always)]
unsafe fn transpose(from: &[&[f32; LANES]], inputs: usize) -> [__m256; 8] {
    unsafe {
        let mut rows = [_mm256_setzero_ps(); 8];
        for (row, from) in rows.iter_mut().zip(from) {
            *row = _mm256_loadu_ps(from[inputs..inputs + 8].as_ptr());
        }
        let mut pairs = rows;
        for i in 0..4 {
            pairs[2 * i] = _mm256_unpacklo_ps(rows[2 * i], rows[2 * i + 1]);
            pairs[2 * i + 1] = _mm256_unpackhi_ps(rows[2 * i], rows[2 * i + 1]);
        }
        let mut fours = pairs;
        for i in 0..2 {
            let (a, b, c, d) = (pairs[4 * i], pairs[4 * i + 1], pairs[4 * i + 2], pairs[4 * i + 3]);
            fours[4 * i] = _mm256_shuffle_ps::<0x44>(a, c);
            fours[4 * i + 1] = _mm256_shuffle_ps::<0xee>(a, c);
            fours[4 * i + 2] = _mm256_shuffle_ps::<0x44>(b, d);
            fours[4 * i + 3] = _mm256_shuffle_ps::<0xee>(b, d);
        }
        let mut columns = rows;
        for i in 0..4 {
            columns[i] = _mm256_permute2f128_ps::<0x20>(fours[i], fours[i + 4]);
            columns[i + 4] = _mm256_permute2f128_ps::<0x31>(fours[i], fours[i + 4]);
        }
        columns
    }
}

/// Half of `Lanes::scaled`; asks for AVX2.
#[inline(always)]
unsafe fn scaled(x: __m256, steps: __m256) -> __m256 {
    unsafe {
        let exponent = _mm256_slli_epi32::<23>(_mm256_castps_si256(steps));
        _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(x), exponent))
    }
}

/// Half of `Lanes::split`; asks for AVX2.
#[inline(always)]
unsafe fn split(x: __m256) -> (__m256, __m256) {
    unsafe {
        let bits = _mm256_castps_si256(x);
        let exponent = _mm256_srai_epi32::<23>(_mm256_sub_epi32(bits, _mm256_set1_epi32(ROOT_HALF)));
        let mantissa = _mm256_sub_epi32(bits, _mm256_slli_epi32::<23>(exponent));
        (_mm256_castsi256_ps(mantissa), _mm256_cvtepi32_ps(exponent))
    }
}
