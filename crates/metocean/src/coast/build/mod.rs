//! Making a coast index from polygons.
//!
//! 1. Rings are put on the lattice of their last decimal place, unwrapped and closed ([`rings`]).
//! 2. Each edge is entered in every tile that it touches; tiles without edges are all sea or all land
//!    ([`raster`]).
//! 3. Mixed tiles are divided into patches, those without coast measured ([`patches`]).
//! 4. Tiles, blocks and header are written ([`encode`]).
//!
//! A clip box selects tiles; no polygon is cut, so no vertex is invented and what lies inside the box is answered
//! exactly as by the whole data. The bytes depend on nothing but polygons and options.

mod encode;
mod patches;
mod raster;
mod rings;

use thiserror::Error;

use super::format::{CoastSource, Frame};
use raster::Raster;
use rings::Outline;

/// A corner of a coast polygon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vertex {
    /// Longitude in degrees, east positive.
    pub lon_deg: f64,
    /// Latitude in degrees, north positive.
    pub lat_deg: f64,
}

/// A closed line: outer border, lake or island in a lake. The last vertex may repeat the first or not.
pub type Ring = Vec<Vertex>;

/// How to build.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BuildOptions {
    /// South, north, west and east border in degrees. West greater than east: across 180°. Without it, the box
    /// around all rings, whose border then counts as coast.
    pub clip: Option<[f64; 4]>,
    /// Written into the index.
    pub source: CoastSource,
}

/// Why polygons do not make a coast index.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum BuildError {
    /// No ring with three different corners.
    #[error("no polygon: a coast needs at least one ring of three different corners")]
    NoPolygons,
    /// A number that is no longitude or latitude.
    #[error(
        "ring {ring}, vertex {vertex}: longitude {lon_deg}, latitude {lat_deg} are not degrees; give the data in \
         longitude and latitude on WGS84 (EPSG:4326)"
    )]
    NotDegrees {
        /// Number of the ring, from 0.
        ring: usize,
        /// Number of the vertex in the ring, from 0.
        vertex: usize,
        /// Longitude as given.
        lon_deg: f64,
        /// Latitude as given.
        lat_deg: f64,
    },
    /// A ring that runs round the Earth and ends a turn away from its start.
    #[error("ring {ring} runs round a pole and does not close; give it cut at 180° longitude, as GSHHG is")]
    RoundThePole {
        /// Number of the ring, from 0.
        ring: usize,
    },
    /// An edge too long to be a coast.
    #[error("ring {ring} has an edge of {length_deg:.0}°; edges may be 90° long at most")]
    EdgeTooLong {
        /// Number of the ring, from 0.
        ring: usize,
        /// Larger of the differences in longitude and latitude.
        length_deg: f64,
    },
    /// A clip box that is no box.
    #[error(
        "clip box south {0}, north {1}, west {2}, east {3}: south must lie below north, both within ±90, west and \
         east within ±360 and at most 360 apart",
        clip[0], clip[1], clip[2], clip[3]
    )]
    Clip {
        /// South, north, west, east as given.
        clip: [f64; 4],
    },
    /// More than the format holds.
    #[error("too many vertices in one place or in all ({what}); clip to a smaller area or use coarser data")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
    },
}

/// Most vertices an index is built from; the full OpenStreetMap coast has 70 million.
const MAX_VERTICES: usize = 400_000_000;

/// Most tiles in the grid; it bounds memory while building.
const MAX_TILES: i64 = 150_000_000;

/// Edges of average length that fit along a tile. Larger tiles make fewer bytes and slower answers.
const EDGES_PER_TILE_SIDE: f64 = 20.0;

/// Sides a tile may have, in millionths of a degree. All divide a turn, so that a world of tiles closes.
const TILE_SIDES: [i64; 14] = [
    1_000_000, 500_000, 250_000, 125_000, 100_000, 62_500, 50_000, 40_000, 31_250, 25_000, 20_000, 12_500,
    8_000, 4_000,
];

/// Builds the bytes of a coast index. See [`CoastIndex`](super::CoastIndex) for an example.
///
/// Rings are taken together under the even-odd rule: two rings that share an edge in full (neighbouring
/// provinces, a land mass cut at 180°) are joined there, a ring inside another is a lake. Coordinates of up to
/// seven decimal places are kept exactly; finer ones are rounded to seven (6 mm), which
/// [`CoastStatistics`](super::CoastStatistics) reports.
///
/// Edges exactly on the border of the clip box are cuts through the data, not coast: data that were cut to a box
/// before should be given with that box as clip. Edges on the meridian of 180° are cuts as well.
///
/// # Errors
/// If there is no polygon, coordinates are not degrees, or a ring cannot be understood.
pub fn build(rings: &[Ring], options: &BuildOptions) -> Result<Vec<u8>, BuildError> {
    let outline = Outline::new(rings, options.clip)?;
    let units = outline.units_per_degree;
    let first = first_tile_side(&outline);
    let sides = TILE_SIDES.iter().map(|side| side * units / 1_000_000).filter(|&side| side <= first);
    for tile in sides {
        let [west, south, width, height] = outline.area;
        let frame = Frame { units_per_degree: units, west, south, width, height, tile };
        if frame.cols() * frame.rows() > MAX_TILES {
            break;
        }
        let raster = Raster::new(&outline, &frame)?;
        if let Some(encoded) = encode::encode(&outline, &frame, &raster) {
            return Ok(encode::assemble(&outline, frame, encoded, &options.source));
        }
    }
    Err(BuildError::TooMany { what: "edges in one tile" })
}

/// The largest side tried: fitted to the length of edges, but not so small that the grid grows too large.
fn first_tile_side(outline: &Outline) -> i64 {
    let units = outline.units_per_degree;
    let [_, _, width, height] = outline.area;
    let wanted = outline.mean_edge_units() * EDGES_PER_TILE_SIDE;
    let fits = |side: &i64| (width / side + 1) * (height / side + 1) <= MAX_TILES;
    let sides: Vec<i64> = TILE_SIDES.iter().map(|side| side * units / 1_000_000).filter(fits).collect();
    let smallest = sides.last().copied().unwrap_or(units);
    sides.into_iter().find(|&side| side as f64 <= wanted).unwrap_or(smallest)
}
