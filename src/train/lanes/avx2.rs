//! Two registers of eight.

use super::{Block, Codes, Job, Lanes, QUAD, ROOT_HALF};
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
    fn turn<'a>(from: impl Fn(usize) -> &'a [f32; QUAD]) -> [Self; QUAD] {
        let (low, high) = unsafe { (turn(&from, 0), turn(&from, 8)) };
        std::array::from_fn(|i| Avx2(low[i], high[i]))
    }

    #[inline(always)]
    fn root_guess(self, magic: i32) -> Self {
        unsafe { Avx2(root_guess(self.0, magic), root_guess(self.1, magic)) }
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

/// Half of `Lanes::turn`, the lanes from `start` on; asks for AVX2.
#[inline(always)]
unsafe fn turn<'a>(from: &impl Fn(usize) -> &'a [f32; QUAD], start: usize) -> [__m256; QUAD] {
    unsafe {
        // the i-th holds rows i and 4 + i, put together while they are loaded
        let mut rows = [_mm256_setzero_ps(); QUAD];
        for (i, row) in rows.iter_mut().enumerate() {
            let half = |lane: usize| _mm_loadu_ps(from(start + lane).as_ptr());
            *row = _mm256_insertf128_ps::<1>(_mm256_castps128_ps256(half(i)), half(4 + i));
        }
        // squares of 2 × 2, then of 4 × 4, inside each half
        let [a, b, c, d] = rows;
        let (ab, cd) = (_mm256_unpacklo_ps(a, b), _mm256_unpacklo_ps(c, d));
        let (ab, cd) = (_mm256_castps_pd(ab), _mm256_castps_pd(cd));
        let (first, second) = (_mm256_unpacklo_pd(ab, cd), _mm256_unpackhi_pd(ab, cd));
        let (ab, cd) = (_mm256_unpackhi_ps(a, b), _mm256_unpackhi_ps(c, d));
        let (ab, cd) = (_mm256_castps_pd(ab), _mm256_castps_pd(cd));
        let (third, fourth) = (_mm256_unpacklo_pd(ab, cd), _mm256_unpackhi_pd(ab, cd));
        [first, second, third, fourth].map(|column| _mm256_castpd_ps(column))
    }
}

/// Half of `Lanes::root_guess`; asks for AVX2.
#[inline(always)]
unsafe fn root_guess(x: __m256, magic: i32) -> __m256 {
    unsafe {
        let half = _mm256_srli_epi32::<1>(_mm256_castps_si256(x));
        _mm256_castsi256_ps(_mm256_sub_epi32(_mm256_set1_epi32(magic), half))
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
