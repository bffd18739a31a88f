//! Numerical integration for geodesics and meridian arcs.

/// Positive nodes and weights of the 16-point Gauss–Legendre rule on [−1, 1]: roots of the Legendre polynomial
/// P₁₆ and 2/((1 − x²) P₁₆′(x)²), computed to 24 digits.
const NODES: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_79),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_894),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_096),
];

/// Means of `N` functions over [from, to] by the 16-point rule, exact for polynomials of degree 31.
///
/// The sum runs over the nodes in a fixed order, pair by pair.
pub(crate) fn means<const N: usize>(from: f64, to: f64, f: impl Fn(f64) -> [f64; N]) -> [f64; N] {
    let middle = 0.5 * (from + to);
    let half = 0.5 * (to - from);
    let mut sums = [0.0; N];
    for (node, weight) in NODES {
        let (left, right) = (f(middle - half * node), f(middle + half * node));
        for k in 0..N {
            sums[k] += 0.5 * weight * (left[k] + right[k]);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule has degree 31, no less: ∫₀¹ x³¹ = 1/32, and the weights sum to one.
    #[test]
    fn rule_is_exact_for_degree_thirty_one() {
        let [one, power] = means(0.0, 1.0, |x| [1.0, (0..31).fold(1.0, |p, _| p * x)]);
        assert!((one - 1.0).abs() < 4e-16);
        assert!((power - 1.0 / 32.0).abs() < 1e-16, "{power}");
    }
}
