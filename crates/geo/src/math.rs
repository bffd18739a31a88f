//! Transcendental functions that give the same bits on every machine.
//!
//! The platform's `sin` or `exp` may pick another code path on another processor and differ in the last
//! bit; over a forecast that is a different result. Two families live here, both pure Rust and free of
//! fused multiply-add:
//!
//! - correctly behaved scalar functions, re-exported from [`libm`] under the names the code uses;
//! - branch-free polynomials for the drift kernel ([`sin_cos`], [`exp`], [`ln`], [`sin_cos_turns`]) which the
//!   compiler turns into vector code when they are called in a loop over slices. Lanes do the same IEEE
//!   operations as a scalar call, so the width of the vector does not matter.
//!
//! Accuracy of the polynomials is stated at each function and tested against `libm`.

#![allow(clippy::excessive_precision)]

use std::f64::consts::{FRAC_PI_2, LN_2, SQRT_2};

pub use libm::{
    acos, asin, asinh, atan, atan2, atanh, cosh, erf, erfc, expm1, hypot, log1p, log10, pow, sinh, tan, tanh,
};

/// Adding and subtracting this rounds a double of magnitude below 2⁵¹ to the nearest integer, ties to even.
const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²

/// Sine and cosine of an angle in radians, |x| ≤ 10⁵; absolute error below 2·10⁻¹⁶ near zero, 10⁻¹⁵ at most.
///
/// Argument reduction to [−π/4, π/4] in three parts (Cody & Waite), then the Taylor series; coefficients are
/// reciprocals of factorials, so there is nothing to cite and nothing to get wrong.
///
/// ```
/// let (s, c) = sarex_geo::math::sin_cos(std::f64::consts::FRAC_PI_6);
/// assert!((s - 0.5).abs() < 1e-15 && (c - 0.75f64.sqrt()).abs() < 1e-15);
/// ```
#[inline(always)]
pub fn sin_cos(x: f64) -> (f64, f64) {
    // π/2 split so that products with the quadrant number are exact.
    const PIO2_HI: f64 = 1.570_796_251_296_997_1;
    const PIO2_MID: f64 = 7.549_789_415_861_596_4e-8;
    const PIO2_LO: f64 = 5.390_302_529_957_764_8e-15;
    let shifted = x * (1.0 / FRAC_PI_2) + ROUND;
    let quadrant = shifted.to_bits();
    let n = shifted - ROUND;
    let r = ((x - n * PIO2_HI) - n * PIO2_MID) - n * PIO2_LO;
    let (s, c) = sin_cos_small(r);
    rotate_quadrant(s, c, quadrant)
}

/// Sine and cosine of `turns` full turns, that is of 2π·`turns`, |turns| ≤ 2⁵⁰. Exact reduction.
#[inline(always)]
pub fn sin_cos_turns(turns: f64) -> (f64, f64) {
    let shifted = turns * 4.0 + ROUND;
    let quadrant = shifted.to_bits();
    let n = shifted - ROUND;
    let r = (turns * 4.0 - n) * FRAC_PI_2;
    let (s, c) = sin_cos_small(r);
    rotate_quadrant(s, c, quadrant)
}

/// Σ cₖ zᵏ, lowest coefficient first, N ≥ 2.
///
/// Even and odd powers are summed apart, each by Horner's rule in z²: two chains of half the length, so that a
/// vector loop waits half as long.
#[inline(always)]
pub fn polynomial<const N: usize>(z: f64, coefficients: [f64; N]) -> f64 {
    let square = z * z;
    let mut even = coefficients[(N - 1) / 2 * 2];
    let mut odd = coefficients[N / 2 * 2 - 1];
    for k in (0..(N - 1) / 2).rev() {
        even = even * square + coefficients[2 * k];
    }
    for k in (0..N / 2 - 1).rev() {
        odd = odd * square + coefficients[2 * k + 1];
    }
    even + odd * z
}

/// Sine and cosine for |r| ≤ π/4 by their Taylor series: [`sin_cos`] without its reduction.
#[inline(always)]
pub fn sin_cos_small(r: f64) -> (f64, f64) {
    sin_cos_series::<7>(r)
}

/// Sine and cosine by `TERMS` (2 to 7) powers of r² beyond r and 1 − r²/2: what is left out is below
/// |r|^(2·`TERMS` + 3)/(2·`TERMS` + 3)!.
#[inline(always)]
pub fn sin_cos_series<const TERMS: usize>(r: f64) -> (f64, f64) {
    const SINE: [f64; 7] = [
        -1.0 / 6.0,
        1.0 / 120.0,
        -1.0 / 5_040.0,
        1.0 / 362_880.0,
        -1.0 / 39_916_800.0,
        1.0 / 6_227_020_800.0,
        -1.0 / 1_307_674_368_000.0,
    ];
    const COSINE: [f64; 7] = [
        1.0 / 24.0,
        -1.0 / 720.0,
        1.0 / 40_320.0,
        -1.0 / 3_628_800.0,
        1.0 / 479_001_600.0,
        -1.0 / 87_178_291_200.0,
        1.0 / 20_922_789_888_000.0,
    ];
    let z = r * r;
    let sine = polynomial::<TERMS>(z, std::array::from_fn(|k| SINE[k]));
    let cosine = polynomial::<TERMS>(z, std::array::from_fn(|k| COSINE[k]));
    (r + r * z * sine, 1.0 - 0.5 * z + z * z * cosine)
}

/// Turns (sin r, cos r) by `quadrant` quarter turns with selects instead of branches.
#[inline(always)]
fn rotate_quadrant(s: f64, c: f64, quadrant: u64) -> (f64, f64) {
    let odd = (quadrant & 1).wrapping_neg();
    let (sb, cb) = (s.to_bits(), c.to_bits());
    let sine = (sb & !odd) | (cb & odd);
    let cosine = (cb & !odd) | (sb & odd);
    let sine_sign = (quadrant & 2) << 62;
    let cosine_sign = (quadrant.wrapping_add(1) & 2) << 62;
    (f64::from_bits(sine ^ sine_sign), f64::from_bits(cosine ^ cosine_sign))
}

/// Natural logarithm of a positive normal number; relative error below 4·10⁻¹⁶ away from 1.
///
/// The mantissa is brought to [√½, √2); ln m = 2 artanh((m−1)/(m+1)) by its series.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    // Exponent chosen so that the mantissa lies in [√½, √2).
    let shifted = bits.wrapping_sub(0x3fe6_a09e_667f_3bcd);
    let exponent = (shifted as i64) >> 52;
    let m = f64::from_bits(bits.wrapping_sub((exponent as u64) << 52));
    let e = exponent_to_f64(exponent);
    let t = (m - 1.0) / (m + 1.0);
    let z = t * t;
    const ARTANH: [f64; 10] = [
        1.0 / 3.0,
        1.0 / 5.0,
        1.0 / 7.0,
        1.0 / 9.0,
        1.0 / 11.0,
        1.0 / 13.0,
        1.0 / 15.0,
        1.0 / 17.0,
        1.0 / 19.0,
        1.0 / 21.0,
    ];
    let series = z * polynomial(z, ARTANH);
    // ln 2 in two parts: e · LN2_HI is exact.
    const LN2_HI: f64 = 6.931_471_803_691_238_2e-1;
    const LN2_LO: f64 = 1.908_214_929_270_587_7e-10;
    e * LN2_HI + (2.0 * t + (2.0 * t * series + e * LN2_LO))
}

/// A small integer to double with integer and floating adds only: conversions from i64 do not vectorise.
#[inline(always)]
fn exponent_to_f64(e: i64) -> f64 {
    f64::from_bits((ROUND.to_bits() as i64).wrapping_add(e) as u64) - ROUND
}

/// eˣ for |x| ≤ 700; relative error below 4·10⁻¹⁶.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    const LN2_HI: f64 = 6.931_471_803_691_238_2e-1;
    const LN2_LO: f64 = 1.908_214_929_270_587_7e-10;
    let shifted = x * (1.0 / LN_2) + ROUND;
    let n = shifted - ROUND;
    let r = (x - n * LN2_HI) - n * LN2_LO;
    const FACTORIALS: [f64; 14] = [
        1.0,
        1.0,
        1.0 / 2.0,
        1.0 / 6.0,
        1.0 / 24.0,
        1.0 / 120.0,
        1.0 / 720.0,
        1.0 / 5_040.0,
        1.0 / 40_320.0,
        1.0 / 362_880.0,
        1.0 / 3_628_800.0,
        1.0 / 39_916_800.0,
        1.0 / 479_001_600.0,
        1.0 / 6_227_020_800.0,
    ];
    let p = polynomial(r, FACTORIALS);
    let scale = (shifted.to_bits() << 52).wrapping_add(1.0f64.to_bits());
    p * f64::from_bits(scale)
}

/// The angle of the point (x, y) in (−π, π], radians, branch-free; absolute error below 4·10⁻¹⁶ times π.
///
/// The quotient of the smaller by the larger magnitude, an angle in [0, π/4], is turned back by 0, π/8 or π/4
/// into |z| ≤ tan π/16 and its arc tangent summed by its Taylor series. (0, 0) gives NaN: there is no angle.
///
/// ```
/// let a = sarex_geo::math::atan2_lanes(1.0, -1.0);
/// assert!((a - 0.75 * std::f64::consts::PI).abs() < 1e-15);
/// ```
#[inline(always)]
pub fn atan2_lanes(y: f64, x: f64) -> f64 {
    const TAN_PI_16: f64 = 0.198_912_367_379_658;
    const TAN_PI_8: f64 = 0.414_213_562_373_095_05;
    const TAN_3PI_16: f64 = 0.668_178_637_919_298_9;
    const SERIES: [f64; 12] = [
        -1.0 / 3.0,
        1.0 / 5.0,
        -1.0 / 7.0,
        1.0 / 9.0,
        -1.0 / 11.0,
        1.0 / 13.0,
        -1.0 / 15.0,
        1.0 / 17.0,
        -1.0 / 19.0,
        1.0 / 21.0,
        -1.0 / 23.0,
        1.0 / 25.0,
    ];
    let (ax, ay) = (x.abs(), y.abs());
    let steep = ay > ax;
    let small = if steep { ax } else { ay };
    let large = if steep { ay } else { ax };
    let first = small > TAN_PI_16 * large;
    let second = small > TAN_3PI_16 * large;
    let tangent = if second { 1.0 } else { TAN_PI_8 };
    let tangent = if first { tangent } else { 0.0 };
    let angle = if second { FRAC_PI_2 / 2.0 } else { FRAC_PI_2 / 4.0 };
    let angle = if first { angle } else { 0.0 };
    let z = (small - tangent * large) / (large + tangent * small);
    let square = z * z;
    let octant = angle + (z + z * square * polynomial(square, SERIES));
    let quadrant = if steep { FRAC_PI_2 - octant } else { octant };
    let half = if x < 0.0 { 2.0 * FRAC_PI_2 - quadrant } else { quadrant };
    if y < 0.0 { -half } else { half }
}

/// Square root of one half, used by callers that convert between radii and standard deviations.
pub const FRAC_1_SQRT_2: f64 = 1.0 / SQRT_2;

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(from: f64, to: f64) -> impl Iterator<Item = f64> {
        (0..200_000).map(move |i| from + (to - from) * (i as f64 + 0.37) / 200_000.0)
    }

    #[test]
    fn sine_and_cosine_agree_with_libm() {
        for x in arguments(-1.0e3, 1.0e3).chain(arguments(-1.0, 1.0)) {
            let (s, c) = sin_cos(x);
            assert!((s - libm::sin(x)).abs() < 4e-16, "sin {x}");
            assert!((c - libm::cos(x)).abs() < 4e-16, "cos {x}");
        }
    }

    #[test]
    fn turns_are_exact_at_quarters() {
        assert_eq!(sin_cos_turns(0.25), (1.0, 0.0));
        assert_eq!(sin_cos_turns(0.5), (0.0, -1.0));
        assert_eq!(sin_cos_turns(-0.25), (-1.0, 0.0));
        assert_eq!(sin_cos_turns(1e9), (0.0, 1.0));
        for x in arguments(-3.0, 3.0) {
            let (s, c) = sin_cos_turns(x);
            assert!((s - libm::sin(x * 2.0 * std::f64::consts::PI)).abs() < 5e-15);
            assert!((c - libm::cos(x * 2.0 * std::f64::consts::PI)).abs() < 5e-15);
        }
    }

    #[test]
    fn angles_agree_with_libm() {
        for angle in arguments(-3.1, 3.1) {
            for radius in [1e-3, 1.0, 1e5] {
                let (y, x) = (radius * libm::sin(angle), radius * libm::cos(angle));
                let want = libm::atan2(y, x);
                assert!((atan2_lanes(y, x) - want).abs() < 1.3e-15, "{y} {x}: {} {want}", atan2_lanes(y, x));
            }
        }
        for (y, x) in [(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0), (1.0, 1.0), (-1.0, -1.0)] {
            assert!((atan2_lanes(y, x) - libm::atan2(y, x)).abs() < 1e-15);
        }
        assert!(atan2_lanes(0.0, 0.0).is_nan());
    }

    #[test]
    fn logarithm_and_exponential_agree_with_libm() {
        for x in arguments(1e-9, 1e3).chain(arguments(0.5, 2.0)) {
            let want = libm::log(x);
            assert!((ln(x) - want).abs() <= 4.5e-16 * want.abs().max(1e-3), "ln {x}: {} {want}", ln(x));
        }
        for x in arguments(-700.0, 700.0).chain(arguments(-1.0, 1.0)) {
            let want = libm::exp(x);
            assert!((exp(x) - want).abs() <= 5e-16 * want, "exp {x}");
        }
    }

    /// Against erf x = 2/√π · Σ (−1)ⁿ x^(2n+1)/(n! (2n+1)), and against tabulated values to sixteen digits.
    #[test]
    fn error_function_is_right_to_fifteen_digits() {
        for k in -250..=250 {
            let x = f64::from(k) / 100.0;
            let (mut term, mut sum) = (x, x);
            for n in 1..80 {
                term *= -x * x / f64::from(n);
                sum += term / f64::from(2 * n + 1);
            }
            let want = std::f64::consts::FRAC_2_SQRT_PI * sum;
            assert!((erf(x) - want).abs() < 1e-13, "erf {x}: {} {want}", erf(x));
        }
        for (x, want) in
            [(0.5, 0.520_499_877_813_046_5), (1.0, 0.842_700_792_949_714_9), (3.0, 0.999_977_909_503_001_4)]
        {
            assert!((erf(x) - want).abs() < 1e-15, "erf {x}");
        }
        assert!((erf(6.0) - 1.0).abs() < 1e-16 && erf(-1.0) == -erf(1.0));
    }
}
