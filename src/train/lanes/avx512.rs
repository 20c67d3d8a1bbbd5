//! One register of sixteen.

use super::{Block, Codes, Job, Lanes, QUAD, ROOT_HALF};
use std::arch::x86_64::*;

/// Sixteen f32 in one register. Exists only below `run`.
#[derive(Clone, Copy)]
pub struct Avx512(__m512);

/// Does the work compiled for AVX-512F.
#[target_feature(enable = "avx512f,avx2,fma")]
pub fn run<J: Job>(job: J) -> J::Output {
    job.run::<Avx512>()
}

// SAFETY of every block here: values of this type exist only below `run`, whose caller has found AVX-512F; loads and
// stores go through references to blocks aligned to 64 bytes.
impl Lanes for Avx512 {
    const WIDE: bool = true;
    type Mask = __mmask16;

    #[inline(always)]
    fn splat(x: f32) -> Self {
        unsafe { Avx512(_mm512_set1_ps(x)) }
    }

    #[inline(always)]
    fn load(from: &Block) -> Self {
        unsafe { Avx512(_mm512_load_ps(from.0.as_ptr())) }
    }

    #[inline(always)]
    fn store(self, to: &mut Block) {
        unsafe { _mm512_store_ps(to.0.as_mut_ptr(), self.0) }
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        unsafe { Avx512(_mm512_add_ps(self.0, other.0)) }
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        unsafe { Avx512(_mm512_sub_ps(self.0, other.0)) }
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        unsafe { Avx512(_mm512_mul_ps(self.0, other.0)) }
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        unsafe { Avx512(_mm512_div_ps(self.0, other.0)) }
    }

    #[inline(always)]
    fn fma(self, factor: Self, term: Self) -> Self {
        unsafe { Avx512(_mm512_fmadd_ps(self.0, factor.0, term.0)) }
    }

    #[inline(always)]
    fn fnma(self, factor: Self, term: Self) -> Self {
        unsafe { Avx512(_mm512_fnmadd_ps(self.0, factor.0, term.0)) }
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        unsafe { Avx512(_mm512_max_ps(self.0, other.0)) }
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        unsafe { Avx512(_mm512_min_ps(self.0, other.0)) }
    }

    #[inline(always)]
    fn above(self, other: Self) -> __mmask16 {
        unsafe { _mm512_cmp_ps_mask::<_CMP_GT_OQ>(self.0, other.0) }
    }

    #[inline(always)]
    fn is(codes: &Codes, class: u8) -> __mmask16 {
        unsafe {
            let codes = _mm_load_si128(codes.0.as_ptr().cast());
            _mm_movemask_epi8(_mm_cmpeq_epi8(codes, _mm_set1_epi8(class as i8))) as __mmask16
        }
    }

    #[inline(always)]
    fn select(mask: __mmask16, yes: Self, no: Self) -> Self {
        unsafe { Avx512(_mm512_mask_blend_ps(mask, no.0, yes.0)) }
    }

    #[inline(always)]
    fn scaled(self, steps: Self) -> Self {
        unsafe {
            let exponent = _mm512_slli_epi32::<23>(_mm512_castps_si512(steps.0));
            Avx512(_mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(self.0), exponent)))
        }
    }

    #[inline(always)]
    fn split(self) -> (Self, Self) {
        unsafe {
            let bits = _mm512_castps_si512(self.0);
            let exponent = _mm512_srai_epi32::<23>(_mm512_sub_epi32(bits, _mm512_set1_epi32(ROOT_HALF)));
            let mantissa = _mm512_sub_epi32(bits, _mm512_slli_epi32::<23>(exponent));
            (Avx512(_mm512_castsi512_ps(mantissa)), Avx512(_mm512_cvtepi32_ps(exponent)))
        }
    }

    #[inline(always)]
    fn turn<'a>(from: impl Fn(usize) -> &'a [f32; QUAD]) -> [Self; QUAD] {
        unsafe {
            // the i-th holds rows i, 4 + i, 8 + i, 12 + i, put together while they are loaded
            let mut rows = [_mm512_setzero_ps(); QUAD];
            for (i, row) in rows.iter_mut().enumerate() {
                let quarter = |lane: usize| _mm_loadu_ps(from(lane).as_ptr());
                let low = _mm512_castps128_ps512(quarter(i));
                let low = _mm512_insertf32x4::<1>(low, quarter(4 + i));
                let low = _mm512_insertf32x4::<2>(low, quarter(8 + i));
                *row = _mm512_insertf32x4::<3>(low, quarter(12 + i));
            }
            // squares of 2 × 2, then of 4 × 4, inside each quarter
            let [a, b, c, d] = rows;
            let (ab, cd) = (_mm512_unpacklo_ps(a, b), _mm512_unpacklo_ps(c, d));
            let (ab, cd) = (_mm512_castps_pd(ab), _mm512_castps_pd(cd));
            let (first, second) = (_mm512_unpacklo_pd(ab, cd), _mm512_unpackhi_pd(ab, cd));
            let (ab, cd) = (_mm512_unpackhi_ps(a, b), _mm512_unpackhi_ps(c, d));
            let (ab, cd) = (_mm512_castps_pd(ab), _mm512_castps_pd(cd));
            let (third, fourth) = (_mm512_unpacklo_pd(ab, cd), _mm512_unpackhi_pd(ab, cd));
            [first, second, third, fourth].map(|column| Avx512(_mm512_castpd_ps(column)))
        }
    }

    #[inline(always)]
    fn root_guess(self, magic: i32) -> Self {
        unsafe {
            let half = _mm512_srli_epi32::<1>(_mm512_castps_si512(self.0));
            Avx512(_mm512_castsi512_ps(_mm512_sub_epi32(_mm512_set1_epi32(magic), half)))
        }
    }

    #[inline(always)]
    fn prefetch(at: *const f32) {
        unsafe { _mm_prefetch::<_MM_HINT_T1>(at.cast()) }
    }

    #[inline(never)]
    fn call<J: Job>(job: J) -> J::Output {
        unsafe { run(job) }
    }
}
