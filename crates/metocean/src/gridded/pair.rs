//! Two components side by side in one register.
//!
//! The compiler takes apart what lies together in memory here and needs three times as many instructions, so this
//! one type is spelt out. Only SSE2 is used, which every x86-64 has; other processors take the plain form. Both
//! are the same IEEE operations, lane by lane.

/// u and v, m/s.
#[derive(Clone, Copy)]
pub(super) struct Pair(Lanes);

#[cfg(target_arch = "x86_64")]
type Lanes = std::arch::x86_64::__m128d;
#[cfg(not(target_arch = "x86_64"))]
type Lanes = [f64; 2];

#[cfg(target_arch = "x86_64")]
impl Pair {
    /// From 32 bits, exactly.
    #[inline(always)]
    pub fn widened(uv: &[f32; 2]) -> Self {
        use std::arch::x86_64::{_mm_castsi128_ps, _mm_cvtps_pd, _mm_loadl_epi64};
        // SAFETY: SSE2 is part of x86-64; the load reads the 8 bytes of the array and needs no alignment.
        Self(unsafe { _mm_cvtps_pd(_mm_castsi128_ps(_mm_loadl_epi64(uv.as_ptr().cast()))) })
    }

    /// Both times a factor.
    #[inline(always)]
    pub fn times(self, factor: f64) -> Self {
        use std::arch::x86_64::{_mm_mul_pd, _mm_set1_pd};
        // SAFETY: SSE2 is part of x86-64.
        Self(unsafe { _mm_mul_pd(self.0, _mm_set1_pd(factor)) })
    }

    /// The sum of two.
    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        // SAFETY: SSE2 is part of x86-64.
        Self(unsafe { std::arch::x86_64::_mm_add_pd(self.0, other.0) })
    }

    /// u and v apart.
    #[inline(always)]
    pub fn parts(self) -> [f64; 2] {
        let mut parts = [0.0; 2];
        // SAFETY: SSE2 is part of x86-64; the array has room for both and needs no alignment.
        unsafe { std::arch::x86_64::_mm_storeu_pd(parts.as_mut_ptr(), self.0) };
        parts
    }
}

#[cfg(not(target_arch = "x86_64"))]
impl Pair {
    /// From 32 bits, exactly.
    #[inline(always)]
    pub fn widened(uv: &[f32; 2]) -> Self {
        Self(uv.map(f64::from))
    }

    /// Both times a factor.
    #[inline(always)]
    pub fn times(self, factor: f64) -> Self {
        Self(self.0.map(|x| x * factor))
    }

    /// The sum of two.
    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Self([self.0[0] + other.0[0], self.0[1] + other.0[1]])
    }

    /// u and v apart.
    #[inline(always)]
    pub fn parts(self) -> [f64; 2] {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Pair;

    /// The spelt-out form does what plain arithmetic does, to the bit.
    #[test]
    fn lanes_do_plain_arithmetic() {
        let (a, b) = ([0.1f32, -7.3e-12], [1.0e7f32, 3.0]);
        let sum = Pair::widened(&a).times(0.3).plus(Pair::widened(&b).times(-1.7)).parts();
        for c in 0..2 {
            let want = f64::from(a[c]) * 0.3 + f64::from(b[c]) * -1.7;
            assert_eq!(sum[c].to_bits(), want.to_bits());
        }
        assert!(Pair::widened(&[f32::NAN, 1.0]).times(0.0).parts()[0].is_nan());
    }
}
