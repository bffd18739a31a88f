//! Measurements or forecasts at one point, used everywhere.

use crate::{Coverage, Field, InMemory, Place, Points, VectorsMut};
use sarex_geo::{Velocity, math};

/// Roughness length of the sea surface for the neutral wind profile, m.
pub const ROUGHNESS_M: f64 = 2.0e-4;

/// What brings the wind at a height down (or up) to 10 m: the neutral logarithmic profile
/// W₁₀ = W_z ln(10/z₀)/ln(z/z₀) with z₀ = 2·10⁻⁴ m; `None` unless 0.1 m ≤ z ≤ 500 m, beyond which a logarithm
/// is no description of the wind.
///
/// ```
/// let factor = sarex_metocean::series::factor_to_10_m(3.0).unwrap();
/// assert!((factor - 1.1252).abs() < 1e-4);
/// ```
pub fn factor_to_10_m(height_m: f64) -> Option<f64> {
    (0.1..=500.0).contains(&height_m).then(|| math::ln(10.0 / ROUGHNESS_M) / math::ln(height_m / ROUGHNESS_M))
}

/// A field times a factor: wind of another height, a current that is known to run weak.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scaled<F> {
    /// The field.
    pub field: F,
    /// Multiplies both components.
    pub factor: f64,
}

impl<F: Field> Field for Scaled<F> {
    fn at(&self, place: Place) -> Option<Velocity> {
        self.field
            .at(place)
            .map(|v| Velocity { east_mps: v.east_mps * self.factor, north_mps: v.north_mps * self.factor })
    }

    fn sample(&self, points: Points<'_>, time_s: f64, out: VectorsMut<'_>) {
        let (east, north) = (out.east_mps, out.north_mps);
        self.field.sample(points, time_s, VectorsMut { east_mps: &mut *east, north_mps: &mut *north });
        for x in east.iter_mut().chain(north) {
            *x *= self.factor;
        }
    }
}

/// Why rows are not a time series.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum SeriesError {
    /// Nothing at all.
    #[error("the series is empty")]
    Empty,
    /// Not in order, or twice.
    #[error("row {row}: its time is not later than that of the row before; sort the rows and remove repeats")]
    Order {
        /// Row, from 1.
        row: usize,
    },
    /// Not a number.
    #[error("row {row}: time or velocity is not a number")]
    NotFinite {
        /// Row, from 1.
        row: usize,
    },
}

/// A time series at one point, taken to hold everywhere: a buoy, a ship's observations, a forecaster's table.
///
/// Linear in time **on the components**, no extrapolation. Between a northerly and a southerly of equal strength
/// lies a calm, not an easterly.
///
/// ```
/// use sarex_geo::Velocity;
/// use sarex_metocean::{Field, Place, series::PointSeries};
/// let v = |east_mps, north_mps| Velocity { east_mps, north_mps };
/// let series = PointSeries::new(vec![(0.0, v(1.0, 0.0)), (600.0, v(3.0, 1.0))]).unwrap();
/// let at = |time_s| series.at(Place { lat_deg: 0.0, lon_deg: 0.0, time_s, member: 0 });
/// assert_eq!(at(300.0), Some(v(2.0, 0.5)));
/// assert_eq!(at(601.0), None);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PointSeries {
    rows: Vec<(f64, Velocity)>,
}

impl PointSeries {
    /// From (seconds since 1970, velocity towards), times strictly rising.
    pub fn new(rows: Vec<(f64, Velocity)>) -> Result<Self, SeriesError> {
        if rows.is_empty() {
            return Err(SeriesError::Empty);
        }
        let finite = |(t, v): &(f64, Velocity)| (t + v.east_mps + v.north_mps).is_finite();
        if let Some(row) = rows.iter().position(|row| !finite(row)) {
            return Err(SeriesError::NotFinite { row: row + 1 });
        }
        if let Some(row) = rows.windows(2).position(|w| w[1].0 <= w[0].0) {
            return Err(SeriesError::Order { row: row + 2 });
        }
        Ok(Self { rows })
    }

    /// As a source under a name.
    pub fn into_source(self, name: impl Into<String>) -> InMemory<Self> {
        let coverage = Coverage {
            name: name.into(),
            period_s: self.rows.first().zip(self.rows.last()).map(|(first, last)| (first.0, last.0)),
            area_deg: None,
            members: 1,
            longest_time_step_s: self.rows.windows(2).map(|w| w[1].0 - w[0].0).reduce(f64::max),
        };
        InMemory::with_coverage(coverage, self)
    }

    fn at_time(&self, time_s: f64) -> Option<Velocity> {
        let k = self.rows.partition_point(|row| row.0 <= time_s).checked_sub(1)?;
        let (t, v) = self.rows[k];
        if t == time_s {
            return Some(v);
        }
        let (t_next, next) = *self.rows.get(k + 1)?;
        let later = (time_s - t) / (t_next - t);
        Some(Velocity {
            east_mps: v.east_mps * (1.0 - later) + next.east_mps * later,
            north_mps: v.north_mps * (1.0 - later) + next.north_mps * later,
        })
    }
}

impl Field for PointSeries {
    fn at(&self, place: Place) -> Option<Velocity> {
        self.at_time(place.time_s)
    }

    fn sample(&self, _points: Points<'_>, time_s: f64, out: VectorsMut<'_>) {
        let v = self.at_time(time_s).unwrap_or(Velocity { east_mps: f64::NAN, north_mps: f64::NAN });
        out.east_mps.fill(v.east_mps);
        out.north_mps.fill(v.north_mps);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FieldSource;

    fn v(east_mps: f64, north_mps: f64) -> Velocity {
        Velocity { east_mps, north_mps }
    }

    #[test]
    fn rows_are_met_exactly_and_ends_are_ends() {
        let series =
            PointSeries::new(vec![(0.0, v(0.1, 0.2)), (60.0, v(0.3, -0.7)), (90.0, v(1.0, 1.0))]).unwrap();
        assert_eq!(series.at_time(60.0), Some(v(0.3, -0.7)));
        assert_eq!(series.at_time(90.0), Some(v(1.0, 1.0)));
        assert_eq!(series.at_time(-0.1), None);
        assert_eq!(series.at_time(90.1), None);
        assert_eq!(series.at_time(f64::NAN), None);
        let coverage = series.into_source("buoy").coverage();
        assert_eq!((coverage.period_s, coverage.longest_time_step_s), (Some((0.0, 90.0)), Some(60.0)));
    }

    #[test]
    fn rows_out_of_order_are_named() {
        assert_eq!(PointSeries::new(vec![]), Err(SeriesError::Empty));
        let repeat = vec![(0.0, v(0.0, 0.0)), (5.0, v(0.0, 0.0)), (5.0, v(1.0, 0.0))];
        assert_eq!(PointSeries::new(repeat), Err(SeriesError::Order { row: 3 }));
        let nan = vec![(0.0, v(0.0, 0.0)), (5.0, v(f64::NAN, 0.0))];
        assert_eq!(PointSeries::new(nan), Err(SeriesError::NotFinite { row: 2 }));
    }

    /// ln(10/0.0002) = 10.8198; at 10 m nothing changes; lower down the wind is weaker.
    #[test]
    fn the_profile_is_one_at_10_m() {
        assert_eq!(factor_to_10_m(10.0), Some(1.0));
        assert!((factor_to_10_m(80.0).unwrap() - 10.819_778 / 12.899_220).abs() < 1e-6);
        assert_eq!(factor_to_10_m(0.0), None);
        assert_eq!(factor_to_10_m(f64::NAN), None);
        let field = Scaled { field: crate::analytic::Constant(v(2.0, -1.0)), factor: 1.5 };
        let place = Place { lat_deg: 0.0, lon_deg: 0.0, time_s: 0.0, member: 0 };
        assert_eq!(field.at(place), Some(v(3.0, -1.5)));
    }
}
