//! Probability of detection over a uniformly searched area, as a function of coverage C = Z/A.

use crate::LateralRange;
use sarex_geo::{math, quadrature};

/// Which curve of POD over coverage holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PodCurve {
    /// Random search, "normal conditions": 1 − e^−C.
    Random,
    /// Parallel sweeps of the inverse cube law, "ideal conditions": erf(√π·C/2).
    InverseCube,
    /// Parallel sweeps of a definite range: min(1, C).
    DefiniteRange,
}

impl PodCurve {
    /// POD at a coverage.
    ///
    /// Source: Koopman 1946; Frost & Stone 2001, eq. 2-7. (The erf(W/S) of the 1957 manual is a misprint.)
    ///
    /// ```
    /// use sarex_search::pod::PodCurve;
    /// // S5
    /// assert!((PodCurve::Random.pod(1.0) - 0.632_120_559).abs() < 5e-10);
    /// assert!((PodCurve::InverseCube.pod(1.0) - 0.789_908_595).abs() < 5e-10);
    /// assert!((PodCurve::Random.pod(0.5) - 0.393_469_340).abs() < 5e-10);
    /// assert!((PodCurve::InverseCube.pod(0.5) - 0.469_115_949).abs() < 5e-10);
    /// assert_eq!((PodCurve::DefiniteRange.pod(1.0), PodCurve::DefiniteRange.pod(0.5)), (1.0, 0.5));
    /// ```
    pub fn pod(self, coverage: f64) -> f64 {
        match self {
            Self::Random => -math::expm1(-coverage),
            Self::InverseCube => math::erf(0.5 * std::f64::consts::PI.sqrt() * coverage),
            Self::DefiniteRange => coverage.min(1.0),
        }
    }
}

/// POD of endless parallel sweeps of a curve at a spacing S, m, over a stationary object that is anywhere between them:
/// 1 − (1/S)·∫₀^S Π_k (1 − p(x − kS)) dx.
///
/// All sweeps run the same way, which matters for one-sided curves only.
///
/// ```
/// use sarex_search::{LateralRange, detect::Logit, pod::parallel_sweeps};
/// // Coverage 1 of a linear logit curve: better than random search, worse than the bound 1 − e^−κ.
/// let curve = Logit::of_width(0.625, 1852.0);
/// assert!((parallel_sweeps(&curve, 1852.0) - 0.724).abs() < 5e-4);
/// ```
pub fn parallel_sweeps(curve: &dyn LateralRange, spacing_m: f64) -> f64 {
    let sweeps = (curve.max_range_m() / spacing_m).ceil() as i32 + 1;
    let missed = |x_m: f64| {
        let passes = (-sweeps..=sweeps).map(|k| 1.0 - curve.pod_at(x_m - f64::from(k) * spacing_m));
        passes.product::<f64>()
    };
    let mut nodes_m: Vec<f64> =
        crate::detect::nodes_m(curve).into_iter().map(|cut_m| cut_m.rem_euclid(spacing_m)).collect();
    nodes_m.extend([0.0, spacing_m]);
    nodes_m.sort_by(f64::total_cmp);
    nodes_m.dedup();
    1.0 - quadrature::integral(&nodes_m, missed) / spacing_m
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::width::tables::rows;
    use crate::detect::{DefiniteRange, InverseCube, Logit, MBeta};
    use proptest::prelude::*;

    /// Every row of the shipped table of three curves.
    #[test]
    fn curves_agree_with_the_shipped_table() {
        for row in rows(include_str!("../../../data/search/pod_vs_coverage.csv")) {
            let value: Vec<f64> = row.iter().map(|cell| cell.parse().unwrap()).collect();
            let curves = [PodCurve::Random, PodCurve::InverseCube, PodCurve::DefiniteRange];
            for (curve, want) in curves.into_iter().zip(&value[1..]) {
                assert!((curve.pod(value[0]) - want).abs() < 1e-6, "{curve:?} at {}", value[0]);
            }
        }
    }

    /// Closed forms: a definite range covers in proportion, an inverse cube as erf(√π·C/2), and equally spaced sweeps of a
    /// logit or M-beta curve as worked out in the planning reference.
    #[test]
    fn sweeps_agree_with_closed_forms() {
        for coverage in [0.25, 0.5, 1.0, 2.0] {
            let definite = parallel_sweeps(&DefiniteRange { sweep_width_m: 1000.0 }, 1000.0 / coverage);
            assert!((definite - f64::min(coverage, 1.0)).abs() < 1e-9);
            let cube = InverseCube { nominal_width_m: 1000.0, cap: None, max_range_m: 2e6 };
            let pod = parallel_sweeps(&cube, 1000.0 / coverage);
            assert!((pod - PodCurve::InverseCube.pod(coverage)).abs() < 1e-3, "{pod}");
        }
        let figures =
            [(0.0, [0.445, 0.694, 0.907]), (0.625, [0.466, 0.724, 0.925]), (3.0, [0.499, 0.845, 0.981])];
        for (a0, pods) in figures {
            for (coverage, want) in [0.5, 1.0, 2.0].into_iter().zip(pods) {
                let pod = parallel_sweeps(&Logit::of_width(a0, 1.0), 1.0 / coverage);
                assert!((pod - want).abs() < 1.1e-3, "a0 {a0}, C {coverage}: {pod}");
            }
        }
        for (coverage, want) in [(0.5, 0.5), (1.0, 0.790), (2.0, 0.964)] {
            let pod = parallel_sweeps(&MBeta::of_width(0.7, 1.0), 1.0 / coverage);
            assert!((pod - want).abs() < 6e-4, "C {coverage}: {pod}");
        }
    }

    proptest! {
        /// More effort never lowers POD, sweeps beat random search, and no sweep beats 1 − e^(−κC).
        #[test]
        fn pod_rises_with_effort(a0 in -0.6..3.0f64, coverage in 0.05..3.0f64) {
            let curve = Logit::of_width(a0, 1.0);
            let pod = parallel_sweeps(&curve, 1.0 / coverage);
            prop_assert!(pod <= parallel_sweeps(&curve, 0.9 / coverage) + 1e-9);
            prop_assert!(pod >= PodCurve::Random.pod(coverage) - 2e-3);
            prop_assert!(pod <= -math::expm1(-curve.kappa() * coverage) + 1e-9);
            for known in [PodCurve::Random, PodCurve::InverseCube, PodCurve::DefiniteRange] {
                prop_assert!(known.pod(coverage) <= known.pod(1.1 * coverage));
            }
        }
    }
}
