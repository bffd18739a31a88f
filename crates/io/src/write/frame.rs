//! Which piece of the Earth a picture shows: Mercator, north up.

use super::canvas::Area;
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;
use sarex_geo::position::unwrap_longitude;
use std::f64::consts::FRAC_PI_4;

/// A box in degrees; east is not less than west and may exceed 180.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// Southern edge.
    pub south_deg: f64,
    /// Northern edge.
    pub north_deg: f64,
    /// Western edge.
    pub west_deg: f64,
    /// Eastern edge.
    pub east_deg: f64,
}

impl Extent {
    /// The smallest box around places; longitudes are unwrapped near the first. `None` without places.
    pub fn around(places: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        let mut extent: Option<Self> = None;
        for (lat, lon) in places {
            let e =
                extent.get_or_insert(Self { south_deg: lat, north_deg: lat, west_deg: lon, east_deg: lon });
            let lon = unwrap_longitude(lon, 0.5 * (e.west_deg + e.east_deg));
            e.south_deg = e.south_deg.min(lat);
            e.north_deg = e.north_deg.max(lat);
            e.west_deg = e.west_deg.min(lon);
            e.east_deg = e.east_deg.max(lon);
        }
        extent
    }

    /// South, north, west, east.
    pub const fn edges_deg(self) -> [f64; 4] {
        [self.south_deg, self.north_deg, self.west_deg, self.east_deg]
    }
}

/// A Mercator window on an area of the sheet.
///
/// x = s (λ − λ_west), y = s (ψ(φ_north) − ψ(φ)), ψ = ln tan(π/4 + φ/2) on the sphere: shapes of a few hundred
/// miles differ from the ellipsoidal chart by less than a pixel, and every layer of a picture uses the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Where on the sheet.
    pub area: Area,
    /// What it shows.
    pub extent: Extent,
    /// Pixels per radian of longitude.
    scale: f64,
    /// ψ of the northern edge.
    top: f64,
}

/// Latitudes beyond this are not drawn: Mercator has no pole.
const LIMIT_DEG: f64 = 89.0;

impl Frame {
    /// Shows an extent with a margin (share of its size on each side), at least `least_nm` across, grown to the
    /// proportions of the area.
    pub fn fit(area: Area, extent: Extent, margin: f64, least_nm: f64) -> Self {
        let mid_lon = 0.5 * (extent.west_deg + extent.east_deg);
        let (bottom, top) = (mercator(extent.south_deg), mercator(extent.north_deg));
        let mid = 0.5 * (bottom + top);
        let mid_lat = inverse_mercator(mid);
        // A minute of latitude is a nautical mile; Mercator stretches it by 1/cos φ.
        let least = least_nm / 60.0 * RAD / cos(mid_lat).max(0.01);
        let grow = 1.0 + 2.0 * margin;
        let mut wide = ((extent.east_deg - extent.west_deg) * RAD * grow).max(least);
        let mut high = ((top - bottom) * grow).max(least);
        let aspect = f64::from(area.w) / f64::from(area.h);
        if wide < high * aspect {
            wide = high * aspect;
        } else {
            high = wide / aspect;
        }
        // No more than once round the Earth.
        let shrink = (std::f64::consts::TAU / wide).min(1.0);
        (wide, high) = (wide * shrink, high * shrink);
        let limit = mercator(LIMIT_DEG);
        let mid = mid.clamp(-limit + 0.5 * high, (limit - 0.5 * high).max(-limit + 0.5 * high));
        let extent = Extent {
            south_deg: inverse_mercator(mid - 0.5 * high),
            north_deg: inverse_mercator(mid + 0.5 * high),
            west_deg: mid_lon - 0.5 * wide / RAD,
            east_deg: mid_lon + 0.5 * wide / RAD,
        };
        Self { area, extent, scale: f64::from(area.w) / wide, top: mid + 0.5 * high }
    }

    /// Pixel of a place; the longitude may be wound in any way.
    pub fn pixel(&self, lat_deg: f64, lon_deg: f64) -> (f32, f32) {
        let mid = 0.5 * (self.extent.west_deg + self.extent.east_deg);
        self.pixel_unwrapped(lat_deg, unwrap_longitude(lon_deg, mid))
    }

    /// Pixel of a place whose longitude is already near the frame's.
    pub fn pixel_unwrapped(&self, lat_deg: f64, lon_deg: f64) -> (f32, f32) {
        let x = f64::from(self.area.x) + self.scale * (lon_deg - self.extent.west_deg) * RAD;
        let y = f64::from(self.area.y) + self.scale * (self.top - mercator(lat_deg));
        (x as f32, y as f32)
    }

    /// Latitude of a pixel row.
    pub fn lat_deg(&self, y: f64) -> f64 {
        inverse_mercator(self.top - (y - f64::from(self.area.y)) / self.scale)
    }

    /// Longitude of a pixel column, near the frame's, not wrapped.
    pub fn lon_deg(&self, x: f64) -> f64 {
        self.extent.west_deg + (x - f64::from(self.area.x)) / self.scale / RAD
    }

    /// Pixels per nautical mile at a latitude.
    pub fn pixels_per_nm(&self, lat_deg: f64) -> f64 {
        self.scale * RAD / 60.0 / cos(lat_deg).max(0.01)
    }
}

fn cos(lat_deg: f64) -> f64 {
    math::sin_cos(lat_deg * RAD).1
}

/// ψ(φ), latitudes cut at ±89°.
fn mercator(lat_deg: f64) -> f64 {
    math::ln(math::tan(FRAC_PI_4 + 0.5 * lat_deg.clamp(-LIMIT_DEG, LIMIT_DEG) * RAD))
}

fn inverse_mercator(psi: f64) -> f64 {
    2.0 * (math::atan(math::exp(psi)) - FRAC_PI_4) / RAD
}

/// A distance between graticule lines, in minutes of arc, so that an extent of `span_deg` has about `wanted`.
pub fn graticule_step_min(span_deg: f64, wanted: f64) -> f64 {
    const STEPS: [f64; 17] = [
        0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0,
        3600.0,
    ];
    let ideal = span_deg * 60.0 / wanted;
    STEPS.into_iter().find(|&s| s >= ideal).unwrap_or(3600.0)
}

/// Multiples of a step (minutes of arc) between two angles, in degrees.
pub fn multiples(from_deg: f64, to_deg: f64, step_min: f64) -> Vec<f64> {
    let first = (from_deg * 60.0 / step_min).ceil() as i64;
    let last = (to_deg * 60.0 / step_min).floor() as i64;
    (first..=last).take(2000).map(|k| k as f64 * step_min / 60.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Area = Area { x: 100.0, y: 50.0, w: 800.0, h: 600.0 };

    #[test]
    fn pixels_and_places_are_inverse_and_shapes_true() {
        let extent = Extent { south_deg: 34.0, north_deg: 35.0, west_deg: 129.0, east_deg: 131.0 };
        let frame = Frame::fit(AREA, extent, 0.1, 5.0);
        let (x, y) = frame.pixel(34.5, 130.0 - 360.0);
        assert!((x - 500.0).abs() < 1e-3, "the middle of the extent is the middle of the area");
        assert!((frame.lat_deg(f64::from(y)) - 34.5).abs() < 1e-5);
        assert!((frame.lon_deg(f64::from(x)) - 130.0).abs() < 1e-5);
        // Conformal: a minute of latitude is 1/cos φ minutes of longitude.
        let north = f64::from(frame.pixel(34.5, 130.0).1 - frame.pixel(34.6, 130.0).1);
        let east = f64::from(frame.pixel(34.5, 130.1).0 - frame.pixel(34.5, 130.0).0);
        assert!((north / east * cos(34.55) - 1.0).abs() < 1e-3);
        assert!((frame.pixels_per_nm(34.55) * 6.0 - north).abs() < 0.01);
    }

    #[test]
    fn an_extent_over_the_dateline_stays_small() {
        let extent = Extent::around([(-17.0, 179.9), (-17.2, -179.8), (-16.9, 179.95)]).unwrap();
        assert!((extent.east_deg - extent.west_deg - 0.3).abs() < 1e-9);
        let frame = Frame::fit(AREA, extent, 0.1, 5.0);
        assert!(frame.area.holds(frame.pixel(-17.0, -179.9).0, frame.pixel(-17.0, -179.9).1));
    }

    #[test]
    fn the_pole_and_a_single_point_do_not_break_it() {
        for lat in [-90.0, 0.0, 70.0, 90.0] {
            let frame = Frame::fit(AREA, Extent::around([(lat, 10.0)]).unwrap(), 0.1, 5.0);
            let e = frame.extent;
            assert!(e.south_deg < e.north_deg && e.west_deg < e.east_deg, "{lat}: {e:?}");
        }
        let frame = Frame::fit(AREA, Extent::around([(70.0, 10.0)]).unwrap(), 0.1, 5.0);
        assert!(((frame.extent.north_deg - frame.extent.south_deg) * 60.0 - 5.0).abs() < 0.01);
    }

    #[test]
    fn graticules_are_round() {
        assert_eq!(graticule_step_min(1.0, 5.0), 15.0);
        assert_eq!(graticule_step_min(5.0 / 60.0, 5.0), 1.0);
        assert_eq!(multiples(34.4, 35.1, 15.0), [34.5, 34.75, 35.0]);
    }
}
