//! A sighting and its error.

use sarex_geo::{Bearing, Distance, Position, math, plane::LocalPlane};

/// Something seen at a place and a time, with the error of the place.
#[derive(Debug, Clone, Copy)]
pub struct Sighting {
    plane: LocalPlane,
    time_s: f64,
    /// Σ⁻¹ in east and north, 1/m².
    inverse: [f64; 3],
}

/// Why a sighting is none.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum SightingError {
    /// An error of zero or less, or not a number.
    #[error("the error of a sighting must be more than zero, not {0} m")]
    Error(f64),
    /// Not a time.
    #[error("the time of a sighting must be a finite number of seconds, not {0}")]
    Time(f64),
}

impl Sighting {
    /// An error without direction, given by the radius of the 50 % circle: σ = R₅₀ / 1.1774 on each axis.
    pub fn circular(position: Position, time_s: f64, radius_50: Distance) -> Result<Self, SightingError> {
        let std = Distance::metres(radius_50.in_metres() / (2.0 * std::f64::consts::LN_2).sqrt());
        Self::elliptic(position, time_s, [std, std], Bearing::default())
    }

    /// Standard deviations along an axis and across it, and the azimuth of that axis.
    pub fn elliptic(
        position: Position,
        time_s: f64,
        std: [Distance; 2],
        azimuth: Bearing,
    ) -> Result<Self, SightingError> {
        if !time_s.is_finite() {
            return Err(SightingError::Time(time_s));
        }
        for s in std.map(Distance::in_metres) {
            if !(s.is_finite() && s > 0.0) {
                return Err(SightingError::Error(s));
            }
        }
        let [along, across] = std.map(|s| 1.0 / (s.in_metres() * s.in_metres()));
        let (s, c) = math::sin_cos_turns(azimuth.deg() / 360.0);
        let inverse =
            [along * s * s + across * c * c, (along - across) * s * c, along * c * c + across * s * s];
        Ok(Self { plane: LocalPlane::at(position), time_s, inverse })
    }

    /// Where.
    pub fn position(&self) -> Position {
        self.plane.centre()
    }

    /// When, seconds since 1970.
    pub fn time_s(&self) -> f64 {
        self.time_s
    }

    /// −½ δᵀΣ⁻¹δ of something that really was at `position`.
    pub fn log_likelihood(&self, position: Position) -> f64 {
        let d = self.plane.to_plane(position.lat_deg(), position.lon_deg());
        let [ee, en, nn] = self.inverse;
        -0.5 * (ee * d.east_m * d.east_m + 2.0 * en * d.east_m * d.north_m + nn * d.north_m * d.north_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sarex_geo::ellipsoid::displace;

    /// One standard deviation off costs a half, along the axes of the ellipse, and the dateline does not matter.
    #[test]
    fn likelihood_falls_along_the_axes() {
        let at = Position::new(-44.0, 179.999).unwrap();
        let std = [Distance::metres(3000.0), Distance::metres(1000.0)];
        let sighting = Sighting::elliptic(at, 0.0, std, Bearing::wrapping(60.0)).unwrap();
        let (s, c) = math::sin_cos_turns(60.0 / 360.0);
        for (along, across, want) in [(3000.0, 0.0, -0.5), (0.0, 1000.0, -0.5), (6000.0, -2000.0, -4.0)] {
            let (lat, lon) = displace(-44.0, 179.999, along * s + across * c, along * c - across * s);
            let got = sighting.log_likelihood(Position::new(lat, lon).unwrap().wrapped());
            assert!((got - want).abs() < 1e-5, "{along} {across}: {got}");
        }
        let half = Sighting::circular(at, 0.0, Distance::metres(1177.41)).unwrap();
        let (lat, lon) = displace(-44.0, 179.999, 1000.0, 0.0);
        assert!((half.log_likelihood(Position::new(lat, lon).unwrap()) + 0.5).abs() < 1e-5);
    }

    #[test]
    fn sightings_without_error_are_refused() {
        let at = Position::new(0.0, 0.0).unwrap();
        for radius in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Sighting::circular(at, 0.0, Distance::metres(radius)).is_err());
        }
        assert!(Sighting::circular(at, f64::NAN, Distance::metres(1.0)).is_err());
    }
}
