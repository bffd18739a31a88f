//! One mixed tile: the edges that touch it, and the count that decides between land and sea.
//!
//! A tile stores every edge that touches it with both ends whole, in chains as the rings run. A place is on land
//! if a ray from it towards west crosses an odd number of edges. Of the edges that are not stored, those west of
//! the tile are crossed too; how many, modulo two, is the tile's `base` and changes with latitude only where a
//! chain leaves the tile's band at its western side: at an end of a chain west of the tile, edges go on that are
//! not here. So the parity is
//!
//! base + Σ stored edges crossed + Σ chain ends with x < 0 and y ≤ y(place)   (mod 2)
//!
//! Edges count as half open (a vertex belongs to the edge above it), which makes rays through vertices right.
//!
//! Data of a tile: `u16` head (bit 15 base, bit 14 long vertices, rest number of chains); for each chain `u16`
//! number of vertices; then the vertices, x and y from the tile's south-west corner, as `u16` with the frame's
//! margin added, or as `i32`.

use super::format::u16_at;
use super::lattice::{FRACTION_BITS, Point};

pub(super) const BASE_BIT: u16 = 0x8000;
pub(super) const WIDE_BIT: u16 = 0x4000;
pub(super) const MAX_CHAINS: usize = 0x3FFF;

/// A tile's data, found in the file but not yet looked at.
#[derive(Clone, Copy)]
pub(super) struct Tile<'a> {
    base: bool,
    wide: bool,
    margin: i64,
    lengths: &'a [u8],
    vertices: &'a [u8],
}

impl<'a> Tile<'a> {
    /// The tile whose data start `bytes`.
    #[inline(always)]
    pub(super) fn at(bytes: &'a [u8], margin: i64) -> Option<Self> {
        let head = u16_at(bytes, 0)?;
        let chains = usize::from(head & (MAX_CHAINS as u16));
        let (lengths, vertices) = bytes.get(2..)?.split_at_checked(2 * chains)?;
        Some(Self { base: head & BASE_BIT != 0, wide: head & WIDE_BIT != 0, margin, lengths, vertices })
    }

    /// True if a position (relative to the tile's corner) is on land; `None` if the bytes make no sense.
    #[inline(always)]
    pub(super) fn is_land(&self, p: Point) -> Option<bool> {
        let odd = if self.wide { self.parity::<Wide>(p) } else { self.parity::<Short>(p) };
        Some(self.base ^ odd?)
    }

    #[inline(always)]
    fn parity<V: Vertex>(&self, p: Point) -> Option<bool> {
        let mut rest = self.vertices;
        let mut odd = false;
        for length in self.lengths.chunks_exact(2) {
            let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
            let (chain, after) = rest.split_at_checked(length * V::BYTES)?;
            rest = after;
            let mut vertices = chain.chunks_exact(V::BYTES).map(|bytes| V::read(bytes, self.margin));
            let mut a = vertices.next()?;
            let west_end = |v: Point| v.x < 0 && (v.y << FRACTION_BITS) <= p.y;
            odd ^= west_end(a);
            for b in vertices {
                odd ^= V::crossed(a, b, p);
                a = b;
            }
            odd ^= west_end(a);
        }
        Some(odd)
    }

    /// Calls `visit` with the two ends of every edge, relative to the tile's corner.
    #[inline(always)]
    pub(super) fn for_each_edge(&self, visit: impl FnMut(Point, Point)) -> Option<()> {
        if self.wide { self.edges::<Wide>(visit) } else { self.edges::<Short>(visit) }
    }

    #[inline(always)]
    fn edges<V: Vertex>(&self, mut visit: impl FnMut(Point, Point)) -> Option<()> {
        let mut rest = self.vertices;
        for length in self.lengths.chunks_exact(2) {
            let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
            let (chain, after) = rest.split_at_checked(length * V::BYTES)?;
            rest = after;
            let mut vertices = chain.chunks_exact(V::BYTES).map(|bytes| V::read(bytes, self.margin));
            let mut a = vertices.next()?;
            for b in vertices {
                visit(a, b);
                a = b;
            }
        }
        Some(())
    }
}

/// How a vertex is stored.
trait Vertex {
    const BYTES: usize;
    fn read(bytes: &[u8], margin: i64) -> Point;
    /// True if the ray from `p` towards west crosses the edge, `p` not on it. Exact.
    fn crossed(a: Point, b: Point, p: Point) -> bool;
}

struct Short;
struct Wide;

impl Vertex for Short {
    const BYTES: usize = 4;

    #[inline(always)]
    fn read(bytes: &[u8], margin: i64) -> Point {
        let coordinate = |low, high| i64::from(u16::from_le_bytes([low, high])) - margin;
        Point { x: coordinate(bytes[0], bytes[1]), y: coordinate(bytes[2], bytes[3]) }
    }

    /// Differences have 17 bits, positions 33: products fit 64 bits with room.
    #[inline(always)]
    fn crossed(a: Point, b: Point, p: Point) -> bool {
        let a_above = (a.y << FRACTION_BITS) > p.y;
        let b_above = (b.y << FRACTION_BITS) > p.y;
        let side =
            (b.x - a.x) * (p.y - (a.y << FRACTION_BITS)) - (b.y - a.y) * (p.x - (a.x << FRACTION_BITS));
        (b_above & !a_above & (side < 0)) | (a_above & !b_above & (side > 0))
    }
}

impl Vertex for Wide {
    const BYTES: usize = 8;

    #[inline(always)]
    fn read(bytes: &[u8], _margin: i64) -> Point {
        let coordinate = |b: &[u8]| i64::from(i32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        Point { x: coordinate(&bytes[..4]), y: coordinate(&bytes[4..8]) }
    }

    #[inline(always)]
    fn crossed(a: Point, b: Point, p: Point) -> bool {
        let a_above = (a.y << FRACTION_BITS) > p.y;
        let b_above = (b.y << FRACTION_BITS) > p.y;
        if a_above == b_above {
            return false;
        }
        let product = |u: i64, v: i64| i128::from(u) * i128::from(v);
        let east = product(b.x - a.x, p.y - (a.y << FRACTION_BITS));
        let north = product(b.y - a.y, p.x - (a.x << FRACTION_BITS));
        if b_above { east < north } else { east > north }
    }
}
