//! Where the land is: the question every particle asks at every step.
//!
//! [`Coastline`] is the question, [`CoastIndex`] the answer from data, [`build()`] makes the index from polygons.
//! The index is a file format of this project, read in place. Reading polygon files and mapping an index into
//! memory is the business of the `io` crate.

mod build;
mod crossing;
mod edges;
mod format;
mod index;
mod lattice;
mod nearest;
mod tile;

pub use build::{BuildError, BuildOptions, Ring, Vertex, build};
pub use format::{CoastIndexError, CoastSource, VERSION};
pub use index::{CoastBytes, CoastIndex, CoastStatistics};

/// A stretch of a straight path, in degrees; longitudes not wrapped and within 180° of each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Start latitude.
    pub from_lat_deg: f64,
    /// Start longitude.
    pub from_lon_deg: f64,
    /// End latitude.
    pub to_lat_deg: f64,
    /// End longitude.
    pub to_lon_deg: f64,
}

/// The first place where a path meets the coast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// Position along the segment, 0 at its start, 1 at its end.
    pub fraction: f64,
    /// The coast edge that was met: (lat, lon) of its two ends, degrees, near the segment's longitudes.
    pub edge: [(f64, f64); 2],
}

/// What is known of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// Water.
    Sea,
    /// Land.
    Land,
    /// Outside the area the coast data covers: neither is known.
    Unknown,
}

/// A coastline that can be asked.
///
/// Implemented by the index file ([`crate::coast`]) and by simple shapes in tests. Places outside the covered
/// area count as sea in [`Coastline::is_land`]; [`Coastline::surface`] tells them apart.
pub trait Coastline: Send + Sync {
    /// Sea, land or unknown.
    fn surface(&self, lat_deg: f64, lon_deg: f64) -> Surface;

    /// True on land.
    fn is_land(&self, lat_deg: f64, lon_deg: f64) -> bool {
        self.surface(lat_deg, lon_deg) == Surface::Land
    }

    /// The earliest crossing of a path that starts at sea; `None` if it meets no coast.
    fn first_crossing(&self, segment: Segment) -> Option<Crossing>;

    /// A lower bound, in degrees of latitude and of longitude alike, of the distance from a place to the nearest
    /// land: paths that stay within it need no further test. 0 on land; where nothing is known, the way to the
    /// covered area at most.
    fn clearance_deg(&self, lat_deg: f64, lon_deg: f64) -> f64;

    /// [`Coastline::surface`] and [`Coastline::clearance_deg`] of a place.
    fn look(&self, lat_deg: f64, lon_deg: f64) -> (Surface, f64) {
        (self.surface(lat_deg, lon_deg), self.clearance_deg(lat_deg, lon_deg))
    }

    /// The nearest place at sea, at most `limit_deg` away; the place itself if it is at sea.
    fn nearest_sea(&self, lat_deg: f64, lon_deg: f64, limit_deg: f64) -> Option<(f64, f64)>;

    /// Shows every coast edge that touches a box (south, north, west, east in degrees; east may lie beyond 180°)
    /// once and whole, as the (lat, lon) of its two ends with longitudes in the turn of the box. For pictures.
    /// Shapes without edges show none; their outline is then sampled.
    fn visit_edges(&self, area_deg: [f64; 4], visit: &mut dyn FnMut([(f64, f64); 2])) {
        let _ = (area_deg, visit);
    }

    /// Covered area: south, north, west, east in degrees.
    fn area_deg(&self) -> [f64; 4];
}

#[cfg(test)]
mod tests;
