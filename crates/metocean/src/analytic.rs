//! Flows with a formula: constants of a case file, and closed forms that the numerics are held to.

use crate::{Field, Place, Points, VectorsMut};
use sarex_geo::Velocity;
use sarex_geo::ellipsoid::{A_M, E2, RAD};
use sarex_geo::math;

/// The same vector everywhere and always.
///
/// ```
/// use sarex_geo::{Bearing, Speed, Velocity};
/// use sarex_metocean::{Field, InMemory, Place, analytic::Constant};
/// let wind = Constant(Velocity::from_direction(Bearing::degrees(320.0).unwrap(), Speed::knots(18.0)));
/// let anywhere = Place { lat_deg: 34.6, lon_deg: 129.9, time_s: 0.0, member: 0 };
/// assert_eq!(wind.at(anywhere), Some(wind.0));
/// let _source = InMemory::new("constant", wind);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constant(pub Velocity);

impl Field for Constant {
    fn at(&self, _place: Place) -> Option<Velocity> {
        Some(self.0)
    }

    fn sample(&self, _points: Points<'_>, _time_s: f64, out: VectorsMut<'_>) {
        out.east_mps.fill(self.0.east_mps);
        out.north_mps.fill(self.0.north_mps);
    }
}

/// Rotation of the whole sphere about an axis, as a rigid body: every track is a circle about the pole of the
/// rotation, closed after 2π/ω.
///
/// With the pole's unit vector p and the place's unit vector r (geodetic latitude taken as the sphere's), the
/// angular velocity of the place is ω p × r; its components are turned into metres per second with the local
/// radii of curvature of WGS84, east by N cos φ dλ/dt, north by M dφ/dt. So the **track in latitude and
/// longitude is the rotation of a sphere exactly**, on the ellipsoid that particles move on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SolidBodyRotation {
    /// Latitude of the axis, degrees.
    pub pole_lat_deg: f64,
    /// Longitude of the axis, degrees.
    pub pole_lon_deg: f64,
    /// Angular velocity, radians per second, anticlockwise seen from outside at the pole.
    pub omega_rad_s: f64,
}

impl SolidBodyRotation {
    /// Where a place is carried in a time: (latitude, longitude) in degrees, longitude in (−180, 180].
    pub fn carried(&self, lat_deg: f64, lon_deg: f64, seconds: f64) -> (f64, f64) {
        let (p, r) = (unit(self.pole_lat_deg, self.pole_lon_deg), unit(lat_deg, lon_deg));
        let (s, c) = math::sin_cos(self.omega_rad_s * seconds);
        let dot = p[0] * r[0] + p[1] * r[1] + p[2] * r[2];
        let cross = cross(p, r);
        // Rodrigues' formula.
        let [x, y, z] = [0, 1, 2].map(|k| r[k] * c + cross[k] * s + p[k] * dot * (1.0 - c));
        (math::atan2(z, math::hypot(x, y)) / RAD, math::atan2(y, x) / RAD)
    }
}

impl Field for SolidBodyRotation {
    fn at(&self, place: Place) -> Option<Velocity> {
        let (sin, cos) = math::sin_cos(place.lat_deg * RAD);
        let (sin_lon, cos_lon) = math::sin_cos(place.lon_deg * RAD);
        let p = unit(self.pole_lat_deg, self.pole_lon_deg);
        let v = cross(p, unit(place.lat_deg, place.lon_deg)).map(|x| x * self.omega_rad_s);
        let east = -v[0] * sin_lon + v[1] * cos_lon;
        let north = -v[0] * sin * cos_lon - v[1] * sin * sin_lon + v[2] * cos;
        let w2 = 1.0 - E2 * sin * sin;
        let prime_vertical_m = A_M / w2.sqrt();
        let meridional_m = prime_vertical_m * (1.0 - E2) / w2;
        Some(Velocity { east_mps: east * prime_vertical_m, north_mps: north * meridional_m })
    }
}

fn unit(lat_deg: f64, lon_deg: f64) -> [f64; 3] {
    let (s, c) = math::sin_cos(lat_deg * RAD);
    let (sl, cl) = math::sin_cos(lon_deg * RAD);
    [c * cl, c * sl, s]
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/// Eastward flow that changes linearly with latitude: u = u₀ + s (φ − φ₀), v = 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shear {
    /// Eastward speed at the reference latitude, m/s.
    pub east_mps: f64,
    /// Change per degree of latitude, m/s.
    pub per_degree_mps: f64,
    /// Reference latitude, degrees.
    pub reference_lat_deg: f64,
}

impl Field for Shear {
    fn at(&self, place: Place) -> Option<Velocity> {
        let east_mps = self.east_mps + self.per_degree_mps * (place.lat_deg - self.reference_lat_deg);
        Some(Velocity { east_mps, north_mps: 0.0 })
    }
}

/// A steady stream with one tidal constituent on top: V = V₀ + A cos(2π (t − t₀)/T) + B sin(2π (t − t₀)/T).
///
/// A and B are the velocities of the constituent at its epoch and a quarter of a period later: a line if they are
/// parallel, an ellipse otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TidalStream {
    /// V₀, the steady part.
    pub mean: Velocity,
    /// A, at the epoch.
    pub at_epoch: Velocity,
    /// B, a quarter of a period later.
    pub quarter_later: Velocity,
    /// T, s; 44 714.16 for M₂.
    pub period_s: f64,
    /// t₀, seconds since 1970.
    pub epoch_s: f64,
}

impl Field for TidalStream {
    fn at(&self, place: Place) -> Option<Velocity> {
        let (s, c) = math::sin_cos_turns((place.time_s - self.epoch_s) / self.period_s);
        let sum = |mean: f64, a: f64, b: f64| mean + a * c + b * s;
        Some(Velocity {
            east_mps: sum(self.mean.east_mps, self.at_epoch.east_mps, self.quarter_later.east_mps),
            north_mps: sum(self.mean.north_mps, self.at_epoch.north_mps, self.quarter_later.north_mps),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(field: &impl Field, lat_deg: f64, lon_deg: f64, time_s: f64) -> Velocity {
        field.at(Place { lat_deg, lon_deg, time_s, member: 0 }).unwrap()
    }

    /// The velocity is the time derivative of the closed form, in the metres of the ellipsoid.
    #[test]
    fn rotation_is_the_derivative_of_its_track() {
        let flow = SolidBodyRotation { pole_lat_deg: 60.0, pole_lon_deg: 10.0, omega_rad_s: 1e-5 };
        for (lat, lon) in [(55.0, 10.0), (62.0, 30.0), (-40.0, -170.0)] {
            let (before, after) = (flow.carried(lat, lon, -10.0), flow.carried(lat, lon, 10.0));
            let v = at(&flow, lat, lon, 0.0);
            let (end_lat, end_lon) =
                sarex_geo::ellipsoid::displace(lat, lon, v.east_mps * 10.0, v.north_mps * 10.0);
            assert!((after.0 - before.0 - 2.0 * (end_lat - lat)).abs() < 1e-6);
            assert!((after.1 - before.1 - 2.0 * (end_lon - lon)).abs() < 2e-6);
        }
        let round = flow.carried(50.0, 12.0, std::f64::consts::TAU / 1e-5);
        assert!((round.0 - 50.0).abs() < 1e-12 && (round.1 - 12.0).abs() < 1e-12);
        let pole = at(&flow, 60.0, 10.0, 0.0);
        assert!(pole.east_mps.abs() < 1e-8 && pole.north_mps.abs() < 1e-8);
    }

    #[test]
    fn the_tide_turns() {
        let v = |east_mps, north_mps| Velocity { east_mps, north_mps };
        let tide = TidalStream {
            mean: v(0.1, 0.0),
            at_epoch: v(1.0, 0.5),
            quarter_later: v(0.0, 0.25),
            period_s: 44_714.16,
            epoch_s: 1000.0,
        };
        let near = |a: Velocity, b: Velocity| {
            (a.east_mps - b.east_mps).abs() < 1e-12 && (a.north_mps - b.north_mps).abs() < 1e-12
        };
        assert!(near(at(&tide, 0.0, 0.0, 1000.0), v(1.1, 0.5)));
        assert!(near(at(&tide, 0.0, 0.0, 1000.0 + 44_714.16 / 4.0), v(0.1, 0.25)));
        assert!(near(at(&tide, 0.0, 0.0, 1000.0 + 44_714.16 / 2.0), v(-0.9, -0.5)));
    }

    #[test]
    fn shear_is_linear_in_latitude() {
        let flow = Shear { east_mps: 1.0, per_degree_mps: -0.5, reference_lat_deg: 35.0 };
        assert_eq!(at(&flow, 36.5, 0.0, 0.0), Velocity { east_mps: 0.25, north_mps: 0.0 });
    }
}
