//! Where a path first runs on land.
//!
//! A path that touches the coast does not always cross it: it may graze a cape or run out again from where it
//! starts. So all contacts with coast edges are found, exactly, in the order of the path, and the first one
//! after which the path is on land is the crossing. Between two contacts the path is on one side only; the
//! middle between them tells which. Running along an edge counts as reaching the coast.

use super::format::Frame;
use super::index::{Cell, CoastIndex, View, is_place};
use super::lattice::{FRACTION_BITS, ONE, Point, tile_span, tiles_on_line, to_degrees, to_fixed};
use super::{Crossing, Segment, Surface};

/// The path, as positions from the area's south-west corner, and what is found along it.
struct Path<'a> {
    index: &'a CoastIndex,
    view: View<'a>,
    from: Point,
    to: Point,
    contacts: Vec<Contact>,
}

#[derive(Debug, Clone, Copy)]
struct Contact {
    fraction: f64,
    /// The path runs along the edge from here.
    along: bool,
    /// Lattice units from the area's corner.
    edge: (Point, Point),
    /// Whole turns from where the edge is stored to where the path meets it.
    turns: i64,
}

pub(super) fn first_crossing(index: &CoastIndex, segment: Segment) -> Option<Crossing> {
    let Segment { from_lat_deg, from_lon_deg, to_lat_deg, to_lon_deg } = segment;
    if !is_place(from_lat_deg, from_lon_deg) || !is_place(to_lat_deg, to_lon_deg) {
        return None;
    }
    let frame = index.frame();
    let units = frame.units_per_degree;
    let from = Point { x: index.x_of(from_lon_deg), y: index.y_of(from_lat_deg) };
    // The turn in which the path is given; the index sees it in its own.
    let offset = to_fixed(from_lon_deg, units) - from.x;
    let to = Point { x: to_fixed(to_lon_deg, units) - offset, y: index.y_of(to_lat_deg) };
    let view = index.view();
    if let Some(spot) = frame.spot(from) {
        let reach = (to.x - from.x).abs().max((to.y - from.y).abs());
        if reach <= view.clearance(spot) {
            return None;
        }
    }
    let mut path = Path { index, view, from, to, contacts: Vec::new() };
    for turns in -1..=1 {
        path.find_contacts(turns);
    }
    let entry = path.first_entry()?;
    let shift = offset / ONE + entry.turns * frame.turn();
    let place = |p: Point| (to_degrees(p.y + frame.south, units), to_degrees(p.x + shift, units));
    Some(Crossing { fraction: entry.fraction, edge: [place(entry.edge.0), place(entry.edge.1)] })
}

impl Path<'_> {
    /// Contacts with the edges of the area repeated `turns` times further east.
    fn find_contacts(&mut self, turns: i64) {
        let frame = *self.index.frame();
        let shift = turns * frame.turn() * ONE;
        let from = Point { x: self.from.x - shift, ..self.from };
        let to = Point { x: self.to.x - shift, ..self.to };
        let misses = from.x.max(to.x) < 0
            || from.x.min(to.x) > frame.width * ONE
            || from.y.max(to.y) < 0
            || from.y.min(to.y) > frame.height * ONE;
        if misses {
            return;
        }
        let (last_col, last_row) = (frame.cols() - 1, frame.rows() - 1);
        let mut row_of_tiles = |row: i64, first: i64, last: i64| {
            for col in first.max(0)..=last.min(last_col) {
                self.contacts_in_tile(&frame, col, row, from, to, turns);
            }
        };
        let side = frame.tile * ONE;
        let (first_row, end_row) = tile_span(from.y.min(to.y), from.y.max(to.y), side);
        if end_row - first_row <= 1 {
            // The usual short step: all tiles of its box are as good as an exact choice.
            let (first, last) = tile_span(from.x.min(to.x), from.x.max(to.x), side);
            for row in first_row.max(0)..=end_row.min(last_row) {
                row_of_tiles(row, first, last);
            }
        } else {
            tiles_on_line(from, to, side, (0, last_row), row_of_tiles);
        }
    }

    fn contacts_in_tile(&mut self, frame: &Frame, col: i64, row: i64, from: Point, to: Point, turns: i64) {
        let Some(Cell::Mixed(tile)) = self.view.cell(col, row) else { return };
        let corner = Point { x: col * frame.tile, y: row * frame.tile };
        let p = relative(from, corner);
        let q = relative(to, corner);
        let low = Point { x: p.x.min(q.x), y: p.y.min(q.y) };
        let high = Point { x: p.x.max(q.x), y: p.y.max(q.y) };
        let index = self.index;
        let contacts = &mut self.contacts;
        // Nonsense in the bytes ends the tile early; nothing better can be done with it here.
        let _ = tile.for_each_edge_near(low, high, |a, b| {
            let fixed = |v: Point| Point { x: v.x * ONE, y: v.y * ONE };
            let Some((fraction, along)) = meet(p, q, fixed(a), fixed(b)) else { return };
            let whole = |v: Point| Point { x: v.x + corner.x, y: v.y + corner.y };
            let edge = (whole(a), whole(b));
            if !index.is_cut(edge.0, edge.1) {
                contacts.push(Contact { fraction, along, edge, turns });
            }
        });
    }

    /// The first contact after which the path is on land.
    fn first_entry(&mut self) -> Option<Contact> {
        let order = |a: &Contact, b: &Contact| {
            a.fraction.total_cmp(&b.fraction).then(b.along.cmp(&a.along)).then(a.edge.cmp(&b.edge))
        };
        self.contacts.sort_by(order);
        let mut rest = self.contacts.as_slice();
        while let Some(&contact) = rest.first() {
            let same = rest.iter().take_while(|c| c.fraction == contact.fraction).count();
            rest = &rest[same..];
            let here = contact.fraction;
            // After the last contact nothing changes: the end of the path itself is the safest witness.
            let witness = rest.first().map_or(1.0, |next| here + 0.5 * (next.fraction - here));
            if contact.along || self.is_land_at(witness) {
                return Some(contact);
            }
        }
        None
    }

    fn is_land_at(&self, fraction: f64) -> bool {
        let between =
            |a: i64, b: i64| if fraction == 1.0 { b } else { a + ((b - a) as f64 * fraction) as i64 };
        let frame = self.index.frame();
        let x = between(self.from.x, self.to.x).rem_euclid(frame.turn() * ONE);
        let at = Point { x, y: between(self.from.y, self.to.y) };
        frame.spot(at).is_some_and(|spot| self.view.surface(spot) == Surface::Land)
    }
}

fn relative(p: Point, corner: Point) -> Point {
    Point { x: p.x - (corner.x << FRACTION_BITS), y: p.y - (corner.y << FRACTION_BITS) }
}

/// Twice the signed area of a triangle: positive if c lies left of the way from a to b. Exact.
fn side(a: Point, b: Point, c: Point) -> i128 {
    let product = |u: i64, v: i64| i128::from(u) * i128::from(v);
    product(b.x - a.x, c.y - a.y) - product(b.y - a.y, c.x - a.x)
}

/// Where the path from p to q meets the edge from a to b, as a fraction of the path, and whether it then runs
/// along the edge.
fn meet(p: Point, q: Point, a: Point, b: Point) -> Option<(f64, bool)> {
    let (side_a, side_b) = (side(p, q, a).signum(), side(p, q, b).signum());
    if side_a * side_b > 0 {
        return None;
    }
    if side_a == 0 && side_b == 0 {
        return meet_on_line(p, q, a, b);
    }
    let (side_p, side_q) = (side(a, b, p), side(a, b, q));
    if side_p.signum() * side_q.signum() > 0 {
        return None;
    }
    // The path is not parallel to the edge, so the two differ.
    Some(((side_p as f64) / ((side_p - side_q) as f64), false))
}

/// The same for a path and an edge on one line.
fn meet_on_line(p: Point, q: Point, a: Point, b: Point) -> Option<(f64, bool)> {
    let steep = (q.y - p.y).abs() > (q.x - p.x).abs();
    let measure = |v: Point| if steep { v.y } else { v.x };
    let length = measure(q) - measure(p);
    if length == 0 {
        return None;
    }
    let along = |v: Point| (measure(v) - measure(p)) * length.signum();
    let first = along(a).min(along(b)).max(0);
    let last = along(a).max(along(b)).min(length.abs());
    (first <= last).then(|| (first as f64 / length.abs() as f64, first < last))
}
