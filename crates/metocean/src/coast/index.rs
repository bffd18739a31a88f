//! The coast index: opened in place, asked billions of times.

use std::sync::Arc;

use super::format::{
    BLOCK, BLOCK_LAND, BLOCK_SEA, CoastIndexError, CoastSource, FINE_LEN, Frame, Header, NO_CUT, Sections,
    TILE_LAND, TILE_SEA, u16_at, u32_at,
};
use super::lattice::{FRACTION_BITS, ONE, Point, to_degrees, to_fixed};
use super::tile::{PATCH_BITS, PATCH_LAND, PATCH_MIXED, Tile};
use super::{Coastline, Crossing, Segment, Surface};

/// Bytes that hold a coast index: a vector, or a file mapped into memory.
pub type CoastBytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// Longitudes beyond ten turns are mistakes, not places.
const LON_LIMIT_DEG: f64 = 3600.0;

/// A coastline as an index over its polygons.
///
/// The area is cut into square tiles of some kilometres, and a tile through which coast runs into 8 × 8 patches.
/// Where no coast runs through tile or patch, one to three look-ups in a raster answer; otherwise the few edges
/// that touch the tile are counted (see [`build`](super::build) for
/// how an index is made). Nothing is parsed at opening: queries read the file's bytes in place, so a file mapped
/// into memory costs only the pages that particles visit. Answers are exact for the vertices given to
/// [`build`](super::build): positions are taken to 2 µm, the rest is integer arithmetic.
///
/// - Even-odd rule: a ring inside another is a lake, a ring in the lake an island.
/// - On a coast edge itself a place is land or sea by a fixed rule.
/// - Longitudes may be given in any turn (181° is −179°); an area may lie across 180°.
/// - Outside the area [`Surface::Unknown`]. Where the data were cut off straight (the border of the clip box, the
///   meridian of 180°), the cut is no coast: paths cross it freely and [`edges_in`](Self::edges_in) omits it.
///
/// ```
/// use sarex_metocean::coast::{BuildOptions, CoastIndex, Coastline, Surface, Vertex, build};
/// let corner = |lon_deg, lat_deg| Vertex { lon_deg, lat_deg };
/// let island = vec![corner(129.0, 34.0), corner(129.2, 34.0), corner(129.1, 34.2)];
/// let clip = Some([33.0, 35.0, 128.0, 130.0]); // south, north, west, east
/// let index = build(&[island], &BuildOptions { clip, ..BuildOptions::default() }).unwrap();
/// let coast = CoastIndex::new(std::sync::Arc::new(index)).unwrap();
/// assert_eq!(coast.surface(34.1, 129.1), Surface::Land);
/// assert_eq!(coast.surface(34.1, 129.0), Surface::Sea);
/// assert_eq!(coast.surface(36.0, 129.0), Surface::Unknown);
/// ```
#[derive(Clone)]
pub struct CoastIndex {
    bytes: CoastBytes,
    pub(super) header: Header,
    sections: Sections,
    source: CoastSource,
}

/// What one look at the raster tells.
pub(super) enum Cell<'a> {
    /// No land in this tile nor nearer than so many tiles.
    Sea {
        tiles_to_land: i64,
    },
    Land,
    Mixed(Tile<'a>),
}

/// A place inside the covered area.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    /// Position from the area's south-west corner.
    pub(super) at: Point,
    pub(super) col: i64,
    pub(super) row: i64,
    /// Position from the tile's south-west corner.
    pub(super) in_tile: Point,
    /// Number of the patch in the tile.
    patch: usize,
    /// Position from the patch's south-west corner.
    in_patch: Point,
}

/// What the raster knows of a place without counting edges.
enum Known<'a> {
    /// Water, and no land within so many positions.
    Sea {
        clearance: i64,
    },
    Land,
    /// Coast runs through the place's patch: the tile's edges tell.
    Count(Tile<'a>),
    /// The bytes make no sense.
    Nothing,
}

impl CoastIndex {
    /// Checks the bytes and keeps them.
    ///
    /// # Errors
    /// If they are not a coast index of this version, cut off, or damaged.
    pub fn new(bytes: CoastBytes) -> Result<Self, CoastIndexError> {
        let data = (*bytes).as_ref();
        let (header, sections) = Header::read(data)?;
        let text = std::str::from_utf8(&data[sections.text.clone()])
            .map_err(|_| CoastIndexError::Damaged { what: "text" })?;
        let source = CoastSource::from_text(text);
        Ok(Self { bytes, header, sections, source })
    }

    /// Where the data come from, their licence and the credit to print.
    pub fn source(&self) -> &CoastSource {
        &self.source
    }

    /// The credit to print beside a map.
    pub fn attribution(&self) -> &str {
        &self.source.attribution
    }

    /// Sizes, for people.
    pub fn statistics(&self) -> CoastStatistics {
        let frame = &self.header.frame;
        let [vertices, edges, mixed_tiles, rounded_vertices] = self.header.counts;
        CoastStatistics {
            bytes: self.header.file_len,
            vertices,
            edges,
            tiles: (frame.cols() * frame.rows()) as u64,
            mixed_tiles,
            rounded_vertices,
            tile_deg: to_degrees(frame.tile, frame.units_per_degree),
            resolution_deg: to_degrees(1, frame.units_per_degree),
            border_is_coast: self.header.cuts[0] == NO_CUT && !frame.goes_round(),
        }
    }

    pub(super) fn frame(&self) -> &Frame {
        &self.header.frame
    }

    pub(super) fn view(&self) -> View<'_> {
        let bytes = (*self.bytes).as_ref();
        let section = |range: &std::ops::Range<usize>| bytes.get(range.clone()).unwrap_or(&[]);
        View {
            blocks: section(&self.sections.blocks),
            fine: section(&self.sections.fine),
            tiles: section(&self.sections.tiles),
            frame: &self.header.frame,
        }
    }

    /// Position of a longitude from the western border, within one turn.
    #[inline(always)]
    pub(super) fn x_of(&self, lon_deg: f64) -> i64 {
        let frame = &self.header.frame;
        let x = to_fixed(lon_deg, frame.units_per_degree) - frame.west * ONE;
        let turn = frame.turn() * ONE;
        if (0..turn).contains(&x) { x } else { x.rem_euclid(turn) }
    }

    #[inline(always)]
    pub(super) fn y_of(&self, lat_deg: f64) -> i64 {
        to_fixed(lat_deg, self.header.frame.units_per_degree) - self.header.frame.south * ONE
    }

    /// The place in the grid; `None` outside the area and for what is no place.
    #[inline(always)]
    pub(super) fn spot(&self, lat_deg: f64, lon_deg: f64) -> Option<Spot> {
        if !is_place(lat_deg, lon_deg) {
            return None;
        }
        self.header.frame.spot(Point { x: self.x_of(lon_deg), y: self.y_of(lat_deg) })
    }

    /// Positions as degrees, rounded down to whole lattice units.
    #[inline(always)]
    fn degrees(&self, positions: i64) -> f64 {
        (positions >> FRACTION_BITS) as f64 / self.header.frame.units_per_degree as f64
    }

    /// Clearance of a place outside the area: where nothing is known no land is met, so as far as to the area.
    fn beyond_deg(&self, lat_deg: f64, lon_deg: f64) -> f64 {
        if !is_place(lat_deg, lon_deg) {
            return 0.0;
        }
        let beyond = self.header.frame.beyond(Point { x: self.x_of(lon_deg), y: self.y_of(lat_deg) });
        self.degrees((beyond - ONE).max(0))
    }

    /// True if an edge, given in lattice units from the area's corner, is a cut through the data.
    pub(super) fn is_cut(&self, a: Point, b: Point) -> bool {
        let frame = &self.header.frame;
        let [west, east, south, north] = self.header.cuts;
        if a.x == b.x {
            let same = |line: i64| (a.x + frame.west - line) % frame.turn() == 0;
            return (west != NO_CUT && same(west))
                || (east != NO_CUT && same(east))
                || same(frame.turn() / 2);
        }
        let y = a.y + frame.south;
        a.y == b.y && (y == south || y == north)
    }
}

#[inline(always)]
pub(super) fn is_place(lat_deg: f64, lon_deg: f64) -> bool {
    lat_deg.abs() <= 90.0 && lon_deg.abs() <= LON_LIMIT_DEG
}

impl Frame {
    /// The tile of a position; `None` outside the area.
    #[inline(always)]
    pub(super) fn spot(&self, at: Point) -> Option<Spot> {
        let inside = (at.x >= 0) & (at.y >= 0) & (at.x <= self.width * ONE) & (at.y <= self.height * ONE);
        if !inside {
            return None;
        }
        let side = self.patch_side();
        let (east, x) = divide(at.x, side);
        let (north, y) = divide(at.y, side);
        let within = (1 << PATCH_BITS) - 1;
        let (patch_col, patch_row) = (east & within, north & within);
        Some(Spot {
            at,
            col: east >> PATCH_BITS,
            row: north >> PATCH_BITS,
            in_tile: Point { x: patch_col * side + x, y: patch_row * side + y },
            patch: (patch_row << PATCH_BITS | patch_col) as usize,
            in_patch: Point { x, y },
        })
    }

    /// Side of a patch in positions.
    #[inline(always)]
    fn patch_side(&self) -> i64 {
        self.tile << (FRACTION_BITS - PATCH_BITS)
    }

    /// From a position outside the area to its border, in the larger of both coordinates.
    fn beyond(&self, at: Point) -> i64 {
        let (width, height, turn) = (self.width * ONE, self.height * ONE, self.turn() * ONE);
        let x = if at.x <= width { 0 } else { (at.x - width).min(turn - at.x) };
        let y = (-at.y).max(at.y - height).max(0);
        x.max(y)
    }
}

/// Quotient and remainder of whole numbers below 2⁵², by way of a floating quotient: several times faster than
/// the processor's division, and put right by one step where the quotient was rounded over a border.
#[inline(always)]
fn divide(value: i64, by: i64) -> (i64, i64) {
    let mut quotient = (value as f64 / by as f64) as i64;
    let mut rest = value - quotient * by;
    if rest < 0 {
        quotient -= 1;
        rest += by;
    }
    (quotient, rest)
}

/// The raster sections of an open index.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    blocks: &'a [u8],
    fine: &'a [u8],
    tiles: &'a [u8],
    frame: &'a Frame,
}

impl<'a> View<'a> {
    /// What is in a tile. `None` outside the grid and where the bytes make no sense.
    #[inline(always)]
    pub(super) fn cell(&self, col: i64, row: i64) -> Option<Cell<'a>> {
        let block = (row / BLOCK) * self.frame.block_cols() + col / BLOCK;
        let code = u32_at(self.blocks, usize::try_from(block).ok()?.checked_mul(4)?)?;
        if code >= BLOCK_LAND {
            return Some(Cell::Land);
        }
        if code >= BLOCK_SEA {
            return Some(Cell::Sea { tiles_to_land: i64::from(code & 0xFFFF) });
        }
        let fine = (code as usize).checked_mul(FINE_LEN)?;
        let within = ((row % BLOCK) * BLOCK + col % BLOCK) as usize;
        let code = u16_at(self.fine, fine + 4 + 2 * within)?;
        if code >= TILE_SEA {
            return Some(Cell::Sea { tiles_to_land: i64::from(code & 0xFF) });
        }
        if code >= TILE_LAND {
            return Some(Cell::Land);
        }
        let start = 2 * (u32_at(self.fine, fine)? as usize + usize::from(code));
        Some(Cell::Mixed(Tile::at(self.tiles.get(start..)?, self.frame.margin())?))
    }

    /// Sea or land at a place in the grid.
    #[inline(always)]
    pub(super) fn surface(&self, spot: Spot) -> Surface {
        self.look(spot).0
    }

    /// Clearance of a place in positions, see [`Coastline::clearance_deg`].
    #[inline(always)]
    pub(super) fn clearance(&self, spot: Spot) -> i64 {
        if let Known::Sea { clearance } = self.known(spot) { clearance } else { 0 }
    }

    /// Both.
    #[inline(always)]
    fn look(&self, spot: Spot) -> (Surface, i64) {
        match self.known(spot) {
            Known::Sea { clearance } => (Surface::Sea, clearance),
            Known::Land => (Surface::Land, 0),
            Known::Count(tile) => match tile.is_land(spot.in_tile) {
                Some(false) => (Surface::Sea, 0),
                Some(true) => (Surface::Land, 0),
                None => (Surface::Unknown, 0),
            },
            Known::Nothing => (Surface::Unknown, 0),
        }
    }

    #[inline(always)]
    fn known(&self, spot: Spot) -> Known<'a> {
        match self.cell(spot.col, spot.row) {
            Some(Cell::Sea { tiles_to_land }) => {
                sea(self.frame.tile << FRACTION_BITS, tiles_to_land, spot.in_tile)
            }
            Some(Cell::Land) => Known::Land,
            Some(Cell::Mixed(tile)) => match tile.patch(spot.patch) {
                PATCH_MIXED => Known::Count(tile),
                PATCH_LAND => Known::Land,
                patches => sea(self.frame.patch_side(), i64::from(patches), spot.in_patch),
            },
            None => Known::Nothing,
        }
    }
}

/// Sea in a square of this side whose nearest square with land is so many squares away.
#[inline(always)]
fn sea<'a>(side: i64, squares_to_land: i64, at: Point) -> Known<'a> {
    let to_border = at.x.min(at.y).min(side - at.x).min(side - at.y);
    Known::Sea { clearance: (side * (squares_to_land - 1) + to_border - ONE).max(0) }
}

impl Coastline for CoastIndex {
    fn surface(&self, lat_deg: f64, lon_deg: f64) -> Surface {
        match self.spot(lat_deg, lon_deg) {
            Some(spot) => self.view().surface(spot),
            None => Surface::Unknown,
        }
    }

    fn first_crossing(&self, segment: Segment) -> Option<Crossing> {
        super::crossing::first_crossing(self, segment)
    }

    fn clearance_deg(&self, lat_deg: f64, lon_deg: f64) -> f64 {
        match self.spot(lat_deg, lon_deg) {
            Some(spot) => self.degrees(self.view().clearance(spot)),
            None => self.beyond_deg(lat_deg, lon_deg),
        }
    }

    fn look(&self, lat_deg: f64, lon_deg: f64) -> (Surface, f64) {
        let Some(spot) = self.spot(lat_deg, lon_deg) else {
            return (Surface::Unknown, self.beyond_deg(lat_deg, lon_deg));
        };
        let (surface, clearance) = self.view().look(spot);
        (surface, self.degrees(clearance))
    }

    fn nearest_sea(&self, lat_deg: f64, lon_deg: f64, limit_deg: f64) -> Option<(f64, f64)> {
        super::nearest::nearest_sea(self, lat_deg, lon_deg, limit_deg)
    }

    fn visit_edges(&self, area_deg: [f64; 4], visit: &mut dyn FnMut([(f64, f64); 2])) {
        self.edges_in(area_deg).for_each(|ends| visit(ends.map(|v| (v.lat_deg, v.lon_deg))));
    }

    fn area_deg(&self) -> [f64; 4] {
        let f = &self.header.frame;
        [f.south, f.south + f.height, f.west, f.west + f.width].map(|v| to_degrees(v, f.units_per_degree))
    }
}

impl std::fmt::Debug for CoastIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = f.debug_struct("CoastIndex");
        text.field("area_deg", &self.area_deg()).field("source", &self.source).finish_non_exhaustive()
    }
}

/// What an index holds, in numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoastStatistics {
    /// Size of the index.
    pub bytes: u64,
    /// Vertices of the polygons, before they were assigned to tiles.
    pub vertices: u64,
    /// Edges of coast in the area; an edge in several tiles counts once.
    pub edges: u64,
    /// Tiles in the grid.
    pub tiles: u64,
    /// Tiles through which coast runs.
    pub mixed_tiles: u64,
    /// Vertices that were not decimals of seven places and had to be rounded (by 6 mm at most).
    pub rounded_vertices: u64,
    /// Side of a tile, degrees.
    pub tile_deg: f64,
    /// Last place of the coordinates, degrees.
    pub resolution_deg: f64,
    /// The area is the box around the polygons, and edges along its border count as coast: no clip box was given.
    pub border_is_coast: bool,
}
