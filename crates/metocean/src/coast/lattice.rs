//! The lattice on which coast vertices lie, and exact positions between its points.
//!
//! Coast data come as decimals of a degree: GSHHG with six places, OpenStreetMap with seven. As whole numbers of
//! that last place they are exact and small, and every question about sides and crossings becomes integer
//! arithmetic without a rounding error. Queries are taken to 1/65 536 of a lattice unit (1.5·10⁻¹¹°, 2 µm on the
//! ground, or finer); a query at a vertex is seen exactly there.

/// Binary digits kept behind the lattice point in a position.
pub(super) const FRACTION_BITS: u32 = 16;

/// One lattice unit as a position.
pub(super) const ONE: i64 = 1 << FRACTION_BITS;

/// Lattice units or positions, x towards east, y towards north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Point {
    pub(super) x: i64,
    pub(super) y: i64,
}

/// Degrees to positions: multiples of 1/65 536 lattice unit, rounded to the nearest.
#[inline(always)]
pub(super) fn to_fixed(degrees: f64, units_per_degree: i64) -> i64 {
    let scaled = degrees * (units_per_degree * ONE) as f64;
    (scaled + 0.5f64.copysign(scaled)) as i64
}

/// Degrees of a lattice coordinate: the very number that was read, since the quotient is rounded correctly.
#[inline(always)]
pub(super) fn to_degrees(units: i64, units_per_degree: i64) -> f64 {
    units as f64 / units_per_degree as f64
}

/// Tiles of a row or column, first and last, that an edge may touch within one band of tiles.
///
/// Closed at both sides, so that what lies on a border belongs to both neighbours.
pub(super) fn tile_span(low: i64, high: i64, tile: i64) -> (i64, i64) {
    ((low - 1).div_euclid(tile), high.div_euclid(tile))
}

/// Calls `visit(row, first column, last column)` for the tiles a straight line may touch, south to north.
///
/// `rows` are the first and last row of interest. Rounding is outwards: a tile too many, never one too few.
pub(super) fn tiles_on_line(
    a: Point,
    b: Point,
    tile: i64,
    rows: (i64, i64),
    mut visit: impl FnMut(i64, i64, i64),
) {
    let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
    let (first, last) = tile_span(low.y, high.y, tile);
    let (west_end, east_end) = (a.x.min(b.x), a.x.max(b.x));
    for row in first.max(rows.0)..=last.min(rows.1) {
        if low.y == high.y {
            let (first_col, last_col) = tile_span(west_end, east_end, tile);
            visit(row, first_col, last_col);
            continue;
        }
        let south = (row * tile).max(low.y);
        let north = ((row + 1) * tile).min(high.y);
        let (x_south, x_north) = (x_at(low, high, south), x_at(low, high, north));
        let west = x_south.min(x_north) - 1;
        let east = x_south.max(x_north) + 1;
        let (first_col, last_col) = tile_span(west.max(west_end), east.min(east_end), tile);
        visit(row, first_col, last_col);
    }
}

/// x of a line at height y, rounded down; `low.y ≤ y ≤ high.y`, and the line is not level.
pub(super) fn x_at(low: Point, high: Point, y: i64) -> i64 {
    let run = i128::from(high.x - low.x) * i128::from(y - low.y);
    low.x + run.div_euclid(i128::from(high.y - low.y)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every coordinate of six or seven places survives the way through a double: no lattice point moves.
    #[test]
    fn decimals_are_exact() {
        for units in [1_000_000, 10_000_000] {
            for k in (-720 * units..720 * units).step_by(7_919_333) {
                let degrees = to_degrees(k, units);
                assert_eq!(to_fixed(degrees, units), k * ONE);
                assert_eq!(degrees, format!("{degrees}").parse::<f64>().unwrap());
            }
        }
    }

    #[test]
    fn a_line_visits_its_tiles() {
        let mut seen = Vec::new();
        let (a, b) = (Point { x: 5, y: 5 }, Point { x: 25, y: 15 });
        tiles_on_line(a, b, 10, (0, 9), |row, first, last| seen.push((row, first, last)));
        assert_eq!(seen, [(0, 0, 1), (1, 1, 2)]);
    }

    /// A line on the border of tiles belongs to the tiles on both sides.
    #[test]
    fn a_level_line_on_a_border_visits_both_rows() {
        let mut seen = Vec::new();
        let (a, b) = (Point { x: 25, y: 10 }, Point { x: 10, y: 10 });
        tiles_on_line(a, b, 10, (0, 9), |row, first, last| seen.push((row, first, last)));
        assert_eq!(seen, [(0, 0, 2), (1, 0, 2)]);
    }
}
