//! A curve given point by point.

use super::CurveError;
use crate::LateralRange;
use sarex_geo::quantity::METRES_PER_NAUTICAL_MILE;

/// A curve through given points, straight between them, the same on both sides, zero beyond the last range.
///
/// ```
/// use sarex_search::{LateralRange, detect::TableCurve};
/// let curve = TableCurve::of_points(&[0.0, 1.0, 2.0], &[0.8, 0.6, 0.0]).unwrap();
/// assert!((curve.pod_at(0.5 * 1852.0) - 0.7).abs() < 1e-12);
/// assert!((curve.sweep_width_m() / 1852.0 - 2.0).abs() < 1e-9);
/// let error = TableCurve::of_points(&[0.0, 1.0], &[0.8, 1.2]).unwrap_err();
/// assert_eq!(error.to_string(), "probability of detection 2 is 1.2: give a number from 0 to 1");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TableCurve {
    /// Range, m, and probability of detection.
    points: Vec<(f64, f64)>,
}

impl TableCurve {
    /// Most points of a curve.
    pub const MOST_POINTS: usize = 1000;

    /// From lateral ranges, nautical miles, beginning at 0 and increasing, and the probability of detection at each.
    pub fn of_points(range_nm: &[f64], pod: &[f64]) -> Result<Self, CurveError> {
        let count = range_nm.len();
        if count != pod.len() || !(2..=Self::MOST_POINTS).contains(&count) {
            return Err(CurveError::Count { ranges: count, pods: pod.len() });
        }
        // Not a number is above nothing.
        let above = |k: usize| range_nm[k].is_finite() && range_nm[k] > range_nm[k - 1];
        if let Some(k) = (1..count).find(|&k| !above(k)) {
            return Err(CurveError::Ranges { index: k + 1, range_nm: range_nm[k] });
        }
        if range_nm[0] != 0.0 {
            return Err(CurveError::Begin { range_nm: range_nm[0] });
        }
        if let Some(index) = pod.iter().position(|p| !(0.0..=1.0).contains(p)) {
            return Err(CurveError::Pod { index: index + 1, pod: pod[index] });
        }
        if pod.iter().all(|&p| p == 0.0) {
            return Err(CurveError::Blind);
        }
        let metres = range_nm.iter().map(|range_nm| range_nm * METRES_PER_NAUTICAL_MILE);
        Ok(Self { points: metres.zip(pod.iter().copied()).collect() })
    }
}

impl LateralRange for TableCurve {
    fn pod_at(&self, lateral_m: f64) -> f64 {
        let range_m = lateral_m.abs();
        let next = self.points.partition_point(|&(at_m, _)| at_m < range_m);
        match next {
            0 => self.points[0].1,
            k if k == self.points.len() => 0.0,
            k => {
                let ((from_m, p), (to_m, q)) = (self.points[k - 1], self.points[k]);
                p + (q - p) * (range_m - from_m) / (to_m - from_m)
            }
        }
    }

    fn max_range_m(&self) -> f64 {
        self.points[self.points.len() - 1].0
    }

    fn cuts_m(&self) -> Vec<f64> {
        self.points.iter().flat_map(|&(at_m, _)| [-at_m, at_m]).collect()
    }
}
