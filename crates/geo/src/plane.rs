//! A plane of metres about a point, for means, spreads and outlines: neither the dateline nor a pole is special.

use crate::ellipsoid::{A_M, E2, RAD};
use crate::{Bearing, Distance, Position, geodesic, math};

/// East and north of a centre, m.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PlanePoint {
    /// Metres east.
    pub east_m: f64,
    /// Metres north.
    pub north_m: f64,
}

impl PlanePoint {
    /// Distance from the centre, m.
    pub fn length_m(self) -> f64 {
        (self.east_m * self.east_m + self.north_m * self.north_m).sqrt()
    }
}

/// An azimuthal equidistant plane: distance and direction from the centre are true.
///
/// A point is taken by its chord from the centre, in the centre's frame of east, north and up. The chord c
/// becomes the arc s = 2R asin(c/2R) with R the radius of the normal section in that direction (Euler:
/// 1/R = cos²α/M + sin²α/N). Against geodesics on WGS84 the point is off by less than 0.05 m at 100 km and 50 m
/// at 1000 km (tested), at a tenth of the cost.
///
/// ```
/// use sarex_geo::{Position, plane::LocalPlane};
/// let plane = LocalPlane::at(Position::new(-40.0, 179.9).unwrap());
/// let east = plane.to_plane(-40.0, -179.9);
/// assert!((east.east_m - 17_081.0).abs() < 5.0 && east.north_m.abs() < 20.0);
/// assert!((plane.to_position(east).lon_deg() - 180.1).abs() < 1e-7);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct LocalPlane {
    centre: Position,
    origin: [f64; 3],
    east: [f64; 3],
    north: [f64; 3],
    /// 1/N and 1/M at the centre, 1/m.
    curvature_east: f64,
    curvature_north: f64,
}

impl LocalPlane {
    /// The plane about a centre. At a pole, north is along the meridian of the centre's longitude.
    pub fn at(centre: Position) -> Self {
        let (sin_lat, cos_lat) = math::sin_cos_turns(centre.lat_deg() / 360.0);
        let (sin_lon, cos_lon) = math::sin_cos_turns(centre.lon_deg() / 360.0);
        let w2 = 1.0 - E2 * sin_lat * sin_lat;
        let w = w2.sqrt();
        Self {
            centre,
            origin: earth_centred(sin_lat, cos_lat, sin_lon, cos_lon),
            east: [-sin_lon, cos_lon, 0.0],
            north: [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat],
            curvature_east: w / A_M,
            curvature_north: w2 * w / (A_M * (1.0 - E2)),
        }
    }

    /// The centre.
    pub fn centre(&self) -> Position {
        self.centre
    }

    /// Metres east and north of the centre; any winding of the longitude will do.
    #[inline]
    pub fn to_plane(&self, lat_deg: f64, lon_deg: f64) -> PlanePoint {
        let (sin_lat, cos_lat) = math::sin_cos(lat_deg * RAD);
        let (sin_lon, cos_lon) = math::sin_cos(lon_deg * RAD);
        let p = earth_centred(sin_lat, cos_lat, sin_lon, cos_lon);
        let d = [p[0] - self.origin[0], p[1] - self.origin[1], p[2] - self.origin[2]];
        let (e, n) = (dot(d, self.east), dot(d, self.north));
        let horizontal2 = e * e + n * n;
        if horizontal2 == 0.0 {
            // The centre, or its antipode, which lies in every direction.
            let arc = if dot(d, d) > A_M * A_M { std::f64::consts::PI * A_M } else { 0.0 };
            return PlanePoint { east_m: 0.0, north_m: arc };
        }
        let half_curvature = 0.5 * (e * e * self.curvature_east + n * n * self.curvature_north) / horizontal2;
        let sine = (dot(d, d).sqrt() * half_curvature).min(1.0);
        let stretch = math::asin(sine) / half_curvature / horizontal2.sqrt();
        PlanePoint { east_m: e * stretch, north_m: n * stretch }
    }

    /// The position at a point of the plane, by the exact geodesic; its longitude within 180° of the centre's.
    ///
    /// # Panics
    /// If the point is not finite.
    pub fn to_position(&self, point: PlanePoint) -> Position {
        let bearing = Bearing::wrapping(math::atan2(point.east_m, point.north_m) / RAD);
        geodesic::direct(self.centre, bearing, Distance::metres(point.length_m()))
    }
}

/// Earth-centred coordinates on the ellipsoid, m.
#[inline]
fn earth_centred(sin_lat: f64, cos_lat: f64, sin_lon: f64, cos_lon: f64) -> [f64; 3] {
    let n = A_M / (1.0 - E2 * sin_lat * sin_lat).sqrt();
    [n * cos_lat * cos_lon, n * cos_lat * sin_lon, n * (1.0 - E2) * sin_lat]
}

#[inline]
fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Largest distance between a geodesic from the centre and its image in the plane.
    fn worst_m(radius_m: f64) -> f64 {
        let mut worst = 0.0f64;
        for (lat, lon) in [(0.0, 0.0), (34.6, 129.9), (-60.0, 179.99), (89.9, 20.0), (-90.0, 0.0)] {
            let plane = LocalPlane::at(Position::new(lat, lon).unwrap());
            for k in 0..36 {
                let bearing = Bearing::wrapping(10.0 * f64::from(k));
                let (s, c) = math::sin_cos_turns(bearing.deg() / 360.0);
                let place = geodesic::direct(plane.centre(), bearing, Distance::metres(radius_m));
                let got = plane.to_plane(place.lat_deg(), place.lon_deg());
                worst = worst.max(math::hypot(got.east_m - radius_m * s, got.north_m - radius_m * c));
            }
        }
        worst
    }

    #[test]
    fn distances_and_directions_are_those_of_geodesics() {
        assert!(worst_m(1e3) < 1e-5, "{}", worst_m(1e3));
        assert!(worst_m(1e5) < 0.05, "{}", worst_m(1e5));
        assert!(worst_m(1e6) < 50.0, "{}", worst_m(1e6));
        // Half way round the Earth it is coarse but finite, and the antipode is half a turn away.
        let plane = LocalPlane::at(Position::new(0.0, 0.0).unwrap());
        assert!((plane.to_plane(0.0, 180.0).length_m() / A_M - std::f64::consts::PI).abs() < 1e-6);
        assert_eq!(plane.to_plane(0.0, 0.0), PlanePoint::default());
    }
}
