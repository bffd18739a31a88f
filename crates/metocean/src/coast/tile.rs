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
//! Most places need no count: the tile is divided into 8 × 8 patches, and a patch through which no coast runs is
//! all sea or all land. For those at sea the distance to land is stored as well, which spares particles near the
//! coast from asking at every step.
//!
//! Data of a tile: the codes of its patches, a byte each, row by row from the south-west; `u16` head (bit 15 base,
//! bit 14 long vertices, rest number of chains); for each chain `u16` number of vertices; then the vertices, x and
//! y from the tile's south-west corner, as `u16` with the frame's margin added, or as `i32`.

use super::format::u16_at;
use super::lattice::{FRACTION_BITS, ONE, Point};

pub(super) const BASE_BIT: u16 = 0x8000;
pub(super) const WIDE_BIT: u16 = 0x4000;
pub(super) const MAX_CHAINS: usize = 0x3FFF;

/// Patches along one side of a tile, as a power of two.
pub(super) const PATCH_BITS: u32 = 3;
pub(super) const PATCHES: usize = 1 << (2 * PATCH_BITS);
/// Patch codes: coast runs through it, all land, or the distance in patches to the nearest that is not all sea.
pub(super) const PATCH_MIXED: u8 = 0;
pub(super) const PATCH_LAND: u8 = 255;

/// A tile's data, found in the file but not yet looked at.
#[derive(Clone, Copy)]
pub(super) struct Tile<'a> {
    patches: &'a [u8; PATCHES],
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
        let (patches, bytes) = bytes.split_first_chunk()?;
        let head = u16_at(bytes, 0)?;
        let chains = usize::from(head & (MAX_CHAINS as u16));
        let (lengths, vertices) = bytes.get(2..)?.split_at_checked(2 * chains)?;
        let (base, wide) = (head & BASE_BIT != 0, head & WIDE_BIT != 0);
        Some(Self { patches, base, wide, margin, lengths, vertices })
    }

    /// Code of a patch.
    #[inline(always)]
    pub(super) fn patch(&self, number: usize) -> u8 {
        self.patches[number % PATCHES]
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
        let level = V::level(p.y, self.margin);
        let west_end = |v: Point| v.x < 0 && (v.y << FRACTION_BITS) <= p.y;
        for length in self.lengths.chunks_exact(2) {
            let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
            let (chain, after) = rest.split_at_checked(length * V::BYTES)?;
            rest = after;
            let mut vertices = chain.chunks_exact(V::BYTES);
            let mut from = vertices.next()?;
            let mut from_above = V::is_above(from, level);
            odd ^= west_end(V::read(from, self.margin));
            for to in vertices {
                let to_above = V::is_above(to, level);
                // Most edges stay on one side: a jump that is seldom mistaken costs less than two products.
                if from_above != to_above {
                    odd ^= V::crossed(V::read(from, self.margin), V::read(to, self.margin), p);
                }
                (from, from_above) = (to, to_above);
            }
            odd ^= west_end(V::read(from, self.margin));
        }
        Some(odd)
    }

    /// Calls `visit` with the two ends of every edge, relative to the tile's corner.
    #[inline(always)]
    pub(super) fn for_each_edge(&self, visit: impl FnMut(Point, Point)) -> Option<()> {
        let all = Point { x: i64::MIN, y: i64::MIN };
        self.for_each_edge_near(all, Point { x: i64::MAX, y: i64::MAX }, visit)
    }

    /// The same for the edges whose box touches the box from `low` to `high`, positions relative to the tile's
    /// corner.
    #[inline(always)]
    pub(super) fn for_each_edge_near(
        &self,
        low: Point,
        high: Point,
        visit: impl FnMut(Point, Point),
    ) -> Option<()> {
        // Lattice units: a vertex lies outside if it is less than `low` or more than `high`, rounded inwards.
        let up = |v: i64| (v >> FRACTION_BITS) + i64::from(v & (ONE - 1) != 0);
        let low = Point { x: up(low.x), y: up(low.y) };
        let high = Point { x: high.x >> FRACTION_BITS, y: high.y >> FRACTION_BITS };
        if self.wide { self.edges::<Wide>(low, high, visit) } else { self.edges::<Short>(low, high, visit) }
    }

    #[inline(always)]
    fn edges<V: Vertex>(&self, low: Point, high: Point, mut visit: impl FnMut(Point, Point)) -> Option<()> {
        // The sides of the box beyond which a vertex lies: an edge with both ends beyond one of them is apart.
        let beyond = |v: Point| {
            u8::from(v.x < low.x)
                | u8::from(v.x > high.x) << 1
                | u8::from(v.y < low.y) << 2
                | u8::from(v.y > high.y) << 3
        };
        let mut rest = self.vertices;
        for length in self.lengths.chunks_exact(2) {
            let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
            let (chain, after) = rest.split_at_checked(length * V::BYTES)?;
            rest = after;
            let mut vertices = chain.chunks_exact(V::BYTES).map(|bytes| V::read(bytes, self.margin));
            let mut a = vertices.next()?;
            let mut beyond_a = beyond(a);
            for b in vertices {
                let beyond_b = beyond(b);
                if beyond_a & beyond_b == 0 {
                    visit(a, b);
                }
                (a, beyond_a) = (b, beyond_b);
            }
        }
        Some(())
    }
}

/// How a vertex is stored.
trait Vertex {
    const BYTES: usize;
    fn read(bytes: &[u8], margin: i64) -> Point;
    /// The stored y at or below which a vertex is not above a position's y.
    fn level(y: i64, margin: i64) -> i64;
    fn is_above(bytes: &[u8], level: i64) -> bool;
    /// True if the ray from `p` towards west crosses the edge, one end of which is above `p`; `p` not on it. Exact.
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

    #[inline(always)]
    fn level(y: i64, margin: i64) -> i64 {
        (y >> FRACTION_BITS) + margin
    }

    #[inline(always)]
    fn is_above(bytes: &[u8], level: i64) -> bool {
        i64::from(u16::from_le_bytes([bytes[2], bytes[3]])) > level
    }

    /// Differences have 17 bits, positions 33: products fit 64 bits with room.
    #[inline(always)]
    fn crossed(a: Point, b: Point, p: Point) -> bool {
        let east = (b.x - a.x) * (p.y - (a.y << FRACTION_BITS));
        let north = (b.y - a.y) * (p.x - (a.x << FRACTION_BITS));
        if b.y > a.y { east < north } else { east > north }
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
    fn level(y: i64, _margin: i64) -> i64 {
        y >> FRACTION_BITS
    }

    #[inline(always)]
    fn is_above(bytes: &[u8], level: i64) -> bool {
        i64::from(i32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]])) > level
    }

    #[inline(always)]
    fn crossed(a: Point, b: Point, p: Point) -> bool {
        let product = |u: i64, v: i64| i128::from(u) * i128::from(v);
        let east = product(b.x - a.x, p.y - (a.y << FRACTION_BITS));
        let north = product(b.y - a.y, p.x - (a.x << FRACTION_BITS));
        if b.y > a.y { east < north } else { east > north }
    }
}
