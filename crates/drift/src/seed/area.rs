//! Areas.

use super::StartTime;
use sarex_geo::Position;

/// Somewhere in one or more polygons, every square metre alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Polygons; where they overlap, places count twice.
    pub polygons: Vec<Polygon>,
    /// When.
    pub time: StartTime,
}

/// A polygon whose edges are straight in latitude and longitude, as in GeoJSON (RFC 7946).
///
/// Successive vertices are taken to lie within 180° of longitude of each other, so a polygon may cross the
/// dateline however its longitudes are written. Rings may be closed (last vertex equal to the first) or not,
/// and run either way round.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Polygon {
    /// Outer ring, three or more vertices.
    pub outer: Vec<Position>,
    /// Holes within it.
    pub holes: Vec<Vec<Position>>,
}
