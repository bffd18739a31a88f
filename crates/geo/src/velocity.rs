//! Velocities: always towards.

use crate::{Bearing, Speed, math};

/// A horizontal velocity that points **towards** where things go, m/s.
///
/// ```
/// use sarex_geo::{Bearing, Speed, Velocity};
/// let northwesterly = Velocity::from_direction(Bearing::degrees(315.0).unwrap(), Speed::mps(10.0));
/// assert!(northwesterly.east_mps > 7.0 && northwesterly.north_mps < -7.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Velocity {
    /// Eastward component, m/s.
    pub east_mps: f64,
    /// Northward component, m/s.
    pub north_mps: f64,
}

impl Velocity {
    /// A velocity towards a bearing: currents, courses.
    pub fn towards(bearing: Bearing, speed: Speed) -> Self {
        let (s, c) = math::sin_cos_turns(bearing.deg() / 360.0);
        Self { east_mps: speed.in_mps() * s, north_mps: speed.in_mps() * c }
    }

    /// A velocity that comes from a bearing: winds.
    pub fn from_direction(bearing: Bearing, speed: Speed) -> Self {
        let t = Self::towards(bearing, speed);
        Self { east_mps: -t.east_mps, north_mps: -t.north_mps }
    }

    /// Magnitude.
    pub fn speed(self) -> Speed {
        Speed::mps(math::hypot(self.east_mps, self.north_mps))
    }

    /// The bearing it points towards; north for no motion.
    pub fn bearing_towards(self) -> Bearing {
        Bearing::wrapping(math::atan2(self.east_mps, self.north_mps) / crate::ellipsoid::RAD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A north wind blows to the south; a current towards the east goes east.
    #[test]
    fn from_and_towards_are_opposite() {
        let east = Velocity::towards(Bearing::wrapping(90.0), Speed::mps(2.0));
        assert_eq!((east.east_mps, east.north_mps), (2.0, 0.0));
        let north_wind = Velocity::from_direction(Bearing::wrapping(0.0), Speed::mps(5.0));
        assert_eq!(north_wind.north_mps, -5.0);
        assert_eq!(north_wind.bearing_towards().deg(), 180.0);
        for deg in 0..360 {
            let v = Velocity::towards(Bearing::wrapping(f64::from(deg)), Speed::knots(3.0));
            assert!((v.speed().in_knots() - 3.0).abs() < 1e-12);
            assert!((v.bearing_towards().deg() - f64::from(deg)).abs() < 1e-10);
        }
    }
}
