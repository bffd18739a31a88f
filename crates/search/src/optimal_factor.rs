//! The best single uniform search about a datum: how large for the effort at hand.

use crate::pod::PodCurve;
use sarex_geo::math;

/// What the datum is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatumShape {
    /// A point with a circular normal error; the area is a square of half-side R.
    Point,
    /// A line with a normal error across it; the area is a band of half-width R.
    Line,
}

impl DatumShape {
    /// Chance that the object is inside R, in units of E: erf(0.8325546·R)² or erf(0.4769363·R).
    ///
    /// E holds 50 % of a circle about a point (√(ln 2) = 0.8325546) and of a band about a line.
    pub fn poc(self, half_side: f64) -> f64 {
        match self {
            Self::Point => {
                let along = math::erf(0.832_554_611_157_697_8 * half_side);
                along * along
            }
            Self::Line => math::erf(0.476_936_276_204_469_9 * half_side),
        }
    }

    /// Searched area in E² (point), or per length of the line in E.
    fn area(self, half_side: f64) -> f64 {
        match self {
            Self::Point => 4.0 * half_side * half_side,
            Self::Line => 2.0 * half_side,
        }
    }

    /// POS of uniform coverage Z_r/area out to R (units of E).
    pub fn pos(self, half_side: f64, relative_effort: f64, pod: PodCurve) -> f64 {
        self.poc(half_side) * pod.pod(relative_effort / self.area(half_side))
    }
}

/// The best uniform search for an effort.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OptimalSearch {
    /// Optimal search factor f_s: half-side in units of E.
    pub factor: f64,
    /// Coverage C.
    pub coverage: f64,
    /// Probability of success.
    pub pos: f64,
}

/// f_s for a relative effort Z_r = Z/E² (point) or Z/(E·length) (line), above zero: the R that makes POS largest.
///
/// ```
/// use sarex_search::{optimal_factor::{DatumShape, optimal_search}, pod::PodCurve};
/// // S9
/// let best = optimal_search(DatumShape::Point, 4.84, PodCurve::InverseCube);
/// assert!((best.factor - 1.088_03).abs() < 2e-4 && (best.pos - 0.511_664).abs() < 2e-6);
/// let best = optimal_search(DatumShape::Point, 2.266_17, PodCurve::InverseCube);
/// assert!((best.factor - 0.844_87).abs() < 2e-4 && (best.pos - 0.314_632).abs() < 2e-6);
/// ```
pub fn optimal_search(shape: DatumShape, relative_effort: f64, pod: PodCurve) -> OptimalSearch {
    let pos = |log_half_side: f64| shape.pos(math::exp(log_half_side), relative_effort, pod);
    let factor = math::exp(largest(pos, [math::ln(1e-3), math::ln(50.0)]));
    OptimalSearch {
        factor,
        coverage: relative_effort / shape.area(factor),
        pos: shape.pos(factor, relative_effort, pod),
    }
}

/// Where a function with one maximum is largest: golden section, in a fixed number of steps.
fn largest(f: impl Fn(f64) -> f64, [mut low, mut high]: [f64; 2]) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    for _ in 0..100 {
        let (a, b) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
        if f(a) < f(b) { low = a } else { high = b }
    }
    0.5 * (low + high)
}

/// The area to search, nm², about two diverging datums a distance apart that are searched as one: A = 4R² + 2R·DD.
pub fn diverging_area_nm2(half_side_nm: f64, distance_nm: f64) -> f64 {
    4.0 * half_side_nm * half_side_nm + 2.0 * half_side_nm * distance_nm
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::width::tables::rows;

    /// Every row of both shipped tables.
    #[test]
    fn factors_agree_with_the_shipped_tables() {
        let point = include_str!("../../../data/search/optimal_search_factor_point_datum_derived.csv");
        let line = include_str!("../../../data/search/optimal_search_factor_line_datum_derived.csv");
        let check = |shape, row: &[&str], columns: [usize; 4]| {
            let value = |k: usize| row[k].parse::<f64>().unwrap();
            for (pod, factor, pos) in
                [(PodCurve::Random, columns[0], columns[1]), (PodCurve::InverseCube, columns[2], columns[3])]
            {
                let best = optimal_search(shape, value(0), pod);
                assert!((best.factor - value(factor)).abs() < 2e-4, "{shape:?} {row:?}: {best:?}");
                assert!((best.pos - value(pos)).abs() < 6e-5, "{shape:?} {row:?}: {best:?}");
            }
        };
        let points = rows(point);
        assert_eq!(points.len(), 24);
        for row in &points {
            check(DatumShape::Point, row, [1, 3, 4, 6]);
            let circular = crate::allocation::circular_normal(row[0].parse::<f64>().unwrap());
            assert!((circular.pos - row[7].parse::<f64>().unwrap()).abs() < 6e-5);
            assert!((circular.radius - row[8].parse::<f64>().unwrap()).abs() < 6e-5);
        }
        let lines = rows(line);
        assert_eq!(lines.len(), 16);
        lines.iter().for_each(|row| check(DatumShape::Line, row, [1, 2, 3, 4]));
    }

    /// S8 and S10: the first classical square, and the second after its failure.
    #[test]
    fn s8_s10_classical_squares() {
        let pod = PodCurve::InverseCube.pod(1.0);
        let first = DatumShape::Point.poc(1.1);
        assert!((first - 0.647_593).abs() < 1e-6 && (pod - 0.789_909).abs() < 1e-6);
        let first_pos = first * pod;
        assert!((first_pos - 0.511_540).abs() < 1e-6);
        let second = DatumShape::Point.poc(1.6);
        let remaining = second - first_pos;
        assert!((second - 0.884_381).abs() < 1e-6 && (remaining - 0.372_842).abs() < 1e-6);
        let second_pos = remaining * pod;
        assert!((second_pos - 0.294_511).abs() < 1e-6 && (first_pos + second_pos - 0.806_050).abs() < 1e-6);
        let mut record = crate::record::Record::new(
            "search",
            "20-classical-squares",
            "The first two classical squares",
            "A circular normal datum, squares of 1.1 and 1.6 probable errors, inverse cube at coverage 1. Source: Frost & Stone \
             2001, §4.5, worked out to more digits than printed. Limit: 1e-6.",
        );
        record.row("POS of the first", format!("{first_pos:.6}"), "0.511540");
        record.row("POS of the second after it failed", format!("{second_pos:.6}"), "0.294511");
        record.row("cumulative", format!("{:.6}", first_pos + second_pos), "0.806050");
    }

    /// The classical first radius is close to the optimum for its effort.
    #[test]
    fn classical_radius_is_nearly_best() {
        let best = optimal_search(DatumShape::Point, 4.84, PodCurve::InverseCube);
        assert!((crate::datum_error::CLASSICAL_RADII[0] / best.factor - 1.0).abs() < 0.0111);
        assert_eq!(diverging_area_nm2(2.0, 3.0), 28.0);
    }
}
