//! Numerical integration: a fixed rule for arcs on the ellipsoid, and an adaptive one.

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

/// ∫ f over the pieces between consecutive `nodes` (increasing), to about 10⁻¹² of the whole.
///
/// Each piece is halved until the 16-point rule over it agrees with the rule over its halves. Put a node wherever f
/// jumps, has a kink, or a peak that is narrow against its piece. A value of f that is not finite makes the integral not finite; so does an infinite node.
///
/// ```
/// let e = sarex_geo::quadrature::integral(&[0.0, 1.0, 2.0], |x| if x < 1.0 { x } else { 5.0 });
/// assert!((e - 5.5).abs() < 1e-12);
/// ```
pub fn integral(nodes: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    let over = |from: f64, to: f64| (to - from) * means(from, to, |x| [f(x)])[0];
    let whole = |pair: &[f64]| over(pair[0], pair[1]);
    let scale: f64 = nodes.windows(2).map(|pair| whole(pair).abs()).sum();
    if !scale.is_finite() {
        return scale;
    }
    // A function that is noise would be halved for ever: then the answer is as good as the halvings that are left.
    let mut halvings = 50_000;
    let mut piece =
        |pair: &[f64]| halved(&over, [pair[0], pair[1]], whole(pair), 1e-13 * scale, &mut halvings);
    nodes.windows(2).map(&mut piece).sum()
}

fn halved(
    over: &impl Fn(f64, f64) -> f64,
    [from, to]: [f64; 2],
    whole: f64,
    tolerance: f64,
    halvings: &mut u32,
) -> f64 {
    let middle = 0.5 * (from + to);
    let (left, right) = (over(from, middle), over(middle, to));
    let sum = left + right;
    let exhausted = *halvings == 0 || !(from < middle && middle < to);
    if exhausted || !sum.is_finite() || (sum - whole).abs() <= tolerance {
        return sum;
    }
    *halvings -= 1;
    halved(over, [from, middle], left, tolerance, halvings)
        + halved(over, [middle, to], right, tolerance, halvings)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A logarithmic end, ∫₀¹ −ln x = 1; a bell of known area; and a value that is infinite.
    #[test]
    fn adaptive_rule_meets_ends_bells_and_infinity() {
        let end = integral(&[0.0, 1.0], |x| -crate::math::ln(x));
        assert!((end - 1.0).abs() < 1e-11, "{end}");
        let bell = integral(&[-1.0, 2.0], |x| crate::math::exp(-(x * x * 400.0).min(700.0)));
        assert!((bell * 20.0 - std::f64::consts::PI.sqrt()).abs() < 1e-10, "{bell}");
        assert_eq!(integral(&[0.0, 1.0], |_| f64::INFINITY), f64::INFINITY);
        assert_eq!(integral(&[1.0], |x| x), 0.0);
    }

    /// The rule has degree 31, no less: ∫₀¹ x³¹ = 1/32, and the weights sum to one.
    #[test]
    fn rule_is_exact_for_degree_thirty_one() {
        let [one, power] = means(0.0, 1.0, |x| [1.0, (0..31).fold(1.0, |p, _| p * x)]);
        assert!((one - 1.0).abs() < 4e-16);
        assert!((power - 1.0 / 32.0).abs() < 1e-16, "{power}");
    }
}
