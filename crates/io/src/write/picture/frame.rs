//! Which piece of the Earth a picture shows, and where on the sheet.

use super::ink::Area;
use super::projection::{MERCATOR_LIMIT_DEG, Projection, inverse_mercator, mercator};
use sarex_geo::Position;
use sarex_geo::ellipsoid::RAD;
use sarex_geo::position::unwrap_longitude;
use std::f64::consts::TAU;

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
            *e = e.with((lat, lon));
        }
        extent
    }

    /// The smallest box around this one and a place.
    pub fn with(mut self, (lat, lon): (f64, f64)) -> Self {
        let lon = unwrap_longitude(lon, self.mid_lon_deg());
        self.south_deg = self.south_deg.min(lat);
        self.north_deg = self.north_deg.max(lat);
        self.west_deg = self.west_deg.min(lon);
        self.east_deg = self.east_deg.max(lon);
        self
    }

    /// South, north, west, east.
    pub const fn edges_deg(self) -> [f64; 4] {
        [self.south_deg, self.north_deg, self.west_deg, self.east_deg]
    }

    /// Longitude half way between the edges.
    pub const fn mid_lon_deg(self) -> f64 {
        0.5 * (self.west_deg + self.east_deg)
    }

    /// The border as a ring of (latitude, longitude), with a vertex every degree or so.
    pub fn ring(self) -> Vec<(f64, f64)> {
        let (s, n, w, e) = (self.south_deg, self.north_deg, self.west_deg, self.east_deg);
        let corners = [(s, w), (s, e), (n, e), (n, w), (s, w)];
        corners.windows(2).flat_map(|ends| pieces(ends[0], ends[1])).collect()
    }

    /// Mercator is the navigator's chart; beyond 78° it stretches more than it shows, unless the picture shows
    /// both hemispheres, which no other projection here can.
    const fn suits_mercator(self) -> bool {
        (self.south_deg >= -78.0 && self.north_deg <= 78.0) || (self.south_deg < 0.0 && self.north_deg > 0.0)
    }

    /// The projection for it.
    pub fn projection(self) -> Projection {
        let lon_deg = self.mid_lon_deg();
        if self.suits_mercator() {
            return Projection::Mercator { mid_lon_deg: lon_deg };
        }
        let round_the_pole = self.east_deg - self.west_deg > 120.0;
        let pole = if self.north_deg > 0.0 { 90.0 } else { -90.0 };
        let lat_deg = if round_the_pole { pole } else { 0.5 * (self.south_deg + self.north_deg) };
        Projection::Stereographic { lat_deg, lon_deg }
    }
}

/// Points of a straight line in latitude and longitude from its first end up to, and without, the second.
pub fn pieces(a: (f64, f64), b: (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    let n = ((a.0 - b.0).abs().max((a.1 - b.1).abs()).ceil()).clamp(1.0, 720.0) as usize;
    (0..n).map(move |k| {
        let along = k as f64 / n as f64;
        (a.0 + along * (b.0 - a.0), a.1 + along * (b.1 - a.1))
    })
}

/// A window on the plane of a projection, laid on an area of the sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Where on the sheet.
    pub area: Area,
    /// What it shows; of a stereographic picture the smallest box around it.
    pub extent: Extent,
    /// How places become points.
    pub projection: Projection,
    /// Pixels per radian of the plane.
    scale: f64,
    /// Point of the plane in the middle of the area.
    middle: (f64, f64),
}

impl Frame {
    /// Shows an extent with a margin (share of its size on each side), at least `least_nm` across, grown to the
    /// proportions of the area.
    pub fn fit(area: Area, extent: Extent, margin: f64, least_nm: f64) -> Self {
        let projection = extent.projection();
        let (mut low, mut high) = ((f64::INFINITY, f64::INFINITY), (f64::NEG_INFINITY, f64::NEG_INFINITY));
        for (lat, lon) in extent.ring() {
            let (x, y) = projection.point(lat, lon);
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        let middle = (0.5 * (low.0 + high.0), 0.5 * (low.1 + high.1));
        let (lat, lon) = projection.place(middle);
        // A minute of latitude is a nautical mile.
        let least = least_nm / 60.0 * RAD * projection.stretch(lat, lon);
        let grow = 1.0 + 2.0 * margin;
        let mut wide = ((high.0 - low.0) * grow).max(least);
        let mut tall = ((high.1 - low.1) * grow).max(least);
        let aspect = f64::from(area.w) / f64::from(area.h);
        if wide < tall * aspect {
            wide = tall * aspect;
        } else {
            tall = wide / aspect;
        }
        if let Projection::Mercator { .. } = projection {
            // No more than once round the Earth.
            let shrink = (TAU / wide).min(1.0);
            (wide, tall) = (wide * shrink, tall * shrink);
        }
        Self::of(area, projection, middle, wide, tall)
    }

    fn of(area: Area, projection: Projection, middle: (f64, f64), wide: f64, tall: f64) -> Self {
        let scale = f64::from(area.w) / wide;
        if let Projection::Mercator { mid_lon_deg } = projection {
            let limit = mercator(MERCATOR_LIMIT_DEG);
            let mid = middle.1.clamp(-limit + 0.5 * tall, (limit - 0.5 * tall).max(-limit + 0.5 * tall));
            let extent = Extent {
                south_deg: inverse_mercator(mid - 0.5 * tall),
                north_deg: inverse_mercator(mid + 0.5 * tall),
                west_deg: mid_lon_deg - 0.5 * wide / RAD,
                east_deg: mid_lon_deg + 0.5 * wide / RAD,
            };
            return Self { area, extent, projection, scale, middle: (0.0, mid) };
        }
        let (lat, lon) = projection.place(middle);
        let extent = Extent { south_deg: lat, north_deg: lat, west_deg: lon, east_deg: lon };
        let mut frame = Self { area, extent, projection, scale, middle };
        frame.extent = frame.shown();
        frame
    }

    /// The smallest box around what a stereographic frame shows.
    fn shown(&self) -> Extent {
        let (a, mut extent) = (self.area, self.extent);
        for k in 0..=128u8 {
            let along = f32::from(k) / 128.0;
            let (x, y) = (a.x + along * a.w, a.y + along * a.h);
            for (x, y) in [(x, a.y), (x, a.bottom()), (a.x, y), (a.right(), y)] {
                extent = extent.with(self.place(f64::from(x), f64::from(y)));
            }
        }
        if let Some(pole) = self.pole_deg() {
            let mid = self.projection.mid_lon_deg();
            extent = Extent { west_deg: mid - 180.0, east_deg: mid + 180.0, ..extent };
            extent.south_deg = extent.south_deg.min(pole);
            extent.north_deg = extent.north_deg.max(pole);
        }
        extent
    }

    /// True if a place lies in the picture.
    pub fn holds_place(&self, lat_deg: f64, lon_deg: f64) -> bool {
        let (x, y) = self.pixel(lat_deg, lon_deg);
        self.area.holds(x, y)
    }

    /// The pole that lies in a stereographic picture, if any: 90 or −90. The other one would be infinitely far.
    pub fn pole_deg(&self) -> Option<f64> {
        let Projection::Stereographic { lat_deg, lon_deg } = self.projection else { return None };
        let pole = if lat_deg > 0.0 { 90.0 } else { -90.0 };
        self.holds_place(pole, lon_deg).then_some(pole)
    }

    /// Pixel of a place; the longitude may be wound in any way.
    pub fn pixel(&self, lat_deg: f64, lon_deg: f64) -> (f32, f32) {
        self.pixel_unwrapped(lat_deg, self.projection.wound(lon_deg))
    }

    /// Pixel of a place whose longitude is already near the frame's.
    pub fn pixel_unwrapped(&self, lat_deg: f64, lon_deg: f64) -> (f32, f32) {
        let (x, y) = self.projection.point(lat_deg, lon_deg);
        let a = self.area;
        let px = f64::from(a.x) + 0.5 * f64::from(a.w) + self.scale * (x - self.middle.0);
        let py = f64::from(a.y) + 0.5 * f64::from(a.h) - self.scale * (y - self.middle.1);
        (px as f32, py as f32)
    }

    /// A line in pixels, wound along itself from a first place near the middle.
    pub fn line(&self, line: &[Position]) -> Vec<(f32, f32)> {
        let mut near = self.projection.mid_lon_deg();
        line.iter()
            .map(|p| {
                near = unwrap_longitude(p.lon_deg(), near);
                self.pixel_unwrapped(p.lat_deg(), near)
            })
            .collect()
    }

    /// Latitude and longitude of a pixel; the longitude near the frame's, not wrapped.
    pub fn place(&self, x: f64, y: f64) -> (f64, f64) {
        let a = self.area;
        let dx = x - f64::from(a.x) - 0.5 * f64::from(a.w);
        let dy = y - f64::from(a.y) - 0.5 * f64::from(a.h);
        self.projection.place((self.middle.0 + dx / self.scale, self.middle.1 - dy / self.scale))
    }

    /// Place in the middle of the area.
    pub fn middle(&self) -> (f64, f64) {
        self.projection.place(self.middle)
    }

    /// Pixels per nautical mile at a place.
    pub fn pixels_per_nm(&self, lat_deg: f64, lon_deg: f64) -> f64 {
        self.scale * RAD / 60.0 * self.projection.stretch(lat_deg, lon_deg)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sarex_geo::math;

    const AREA: Area = Area { x: 100.0, y: 50.0, w: 800.0, h: 600.0 };

    #[test]
    fn pixels_and_places_are_inverse_and_shapes_true() {
        let extent = Extent { south_deg: 34.0, north_deg: 35.0, west_deg: 129.0, east_deg: 131.0 };
        let frame = Frame::fit(AREA, extent, 0.1, 5.0);
        let (x, y) = frame.pixel(34.5, 130.0 - 360.0);
        assert!((x - 500.0).abs() < 1e-3, "the middle of the extent is the middle of the area");
        let (lat, lon) = frame.place(f64::from(x), f64::from(y));
        assert!((lat - 34.5).abs() < 1e-5 && (lon - 130.0).abs() < 1e-5);
        // Conformal: a minute of latitude is 1/cos φ minutes of longitude.
        let north = f64::from(frame.pixel(34.5, 130.0).1 - frame.pixel(34.6, 130.0).1);
        let east = f64::from(frame.pixel(34.5, 130.1).0 - frame.pixel(34.5, 130.0).0);
        assert!((north / east * math::sin_cos(34.55 * RAD).1 - 1.0).abs() < 1e-3);
        assert!((frame.pixels_per_nm(34.55, 130.0) * 6.0 - north).abs() < 0.01);
    }

    #[test]
    fn an_extent_over_the_dateline_stays_small() {
        let extent = Extent::around([(-17.0, 179.9), (-17.2, -179.8), (-16.9, 179.95)]).unwrap();
        assert!((extent.east_deg - extent.west_deg - 0.3).abs() < 1e-9);
        let frame = Frame::fit(AREA, extent, 0.1, 5.0);
        assert!(frame.holds_place(-17.0, -179.9));
    }

    #[test]
    fn the_pole_and_a_single_point_do_not_break_it() {
        for lat in [-90.0, 0.0, 70.0, 90.0] {
            let frame = Frame::fit(AREA, Extent::around([(lat, 10.0)]).unwrap(), 0.1, 5.0);
            let e = frame.extent;
            assert!(e.south_deg < e.north_deg && e.west_deg < e.east_deg, "{lat}: {e:?}");
            assert!((frame.middle().0 - lat).abs() < 1e-9);
            assert!((frame.pixels_per_nm(lat, 10.0) * 5.0 - 600.0).abs() < 0.1, "{lat}");
        }
    }

    /// What is asked for is in the picture, at any latitude; beyond 78° the projection is not Mercator.
    #[test]
    fn high_latitudes_are_shown_whole() {
        for (south, north, west, east) in [
            (89.7, 89.9, -180.0, 180.0),
            (80.0, 84.0, 10.0, 50.0),
            (-89.0, -85.0, 170.0, 210.0),
            (60.0, 90.0, -180.0, 180.0),
        ] {
            let extent = Extent { south_deg: south, north_deg: north, west_deg: west, east_deg: east };
            let frame = Frame::fit(AREA, extent, 0.05, 5.0);
            assert_eq!(frame.projection.name(), "stereographic");
            assert!(extent.ring().iter().all(|&(lat, lon)| frame.holds_place(lat, lon)), "{extent:?}");
            let shown = frame.extent;
            assert!(shown.north_deg - shown.south_deg < 90.0, "one hemisphere: {shown:?}");
            assert!(
                shown.south_deg <= south && shown.north_deg >= north && shown.west_deg <= west + 1e-9,
                "{shown:?}"
            );
        }
        let tropics = Extent { south_deg: -10.0, north_deg: 10.0, west_deg: 0.0, east_deg: 20.0 };
        assert_eq!(Frame::fit(AREA, tropics, 0.05, 5.0).projection.name(), "Mercator");
    }
}
