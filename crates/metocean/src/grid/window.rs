//! Which part of a grid a box of latitudes and longitudes needs.

use super::{Grid, Shape};
use crate::Window;

/// A rectangle of indices. On a grid that goes round the Earth, columns are counted on from `column` and taken
/// modulo the period; everywhere else the rectangle lies within the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IndexBox {
    pub column: usize,
    pub width: usize,
    pub row: usize,
    pub height: usize,
}

impl IndexBox {
    /// Values in it.
    pub fn cells(&self) -> usize {
        self.width * self.height
    }

    /// True if every cell of `other` lies in it.
    pub fn contains(&self, other: &Self, period: Option<usize>) -> bool {
        let from = match period {
            Some(p) => (other.column + p - self.column) % p,
            None if other.column < self.column => return false,
            None => other.column - self.column,
        };
        let all_round = period.is_some_and(|p| self.width > p);
        (all_round || from + other.width <= self.width)
            && other.row >= self.row
            && other.row + other.height <= self.row + self.height
    }

    /// Larger by a number of cells on each side, as far as the grid goes; on a cyclic grid columns go on.
    pub fn grown(&self, columns: usize, rows: usize, grid: &Grid) -> Self {
        let row = self.row.saturating_sub(rows);
        let row_end = (self.row + self.height + rows).min(grid.rows());
        let (column, width) = match grid.period() {
            Some(p) => ((self.column + p - columns % p) % p, self.width + 2 * columns),
            None => {
                let column = self.column.saturating_sub(columns);
                (column, (self.column + self.width + columns).min(grid.columns()) - column)
            }
        };
        Self { column, width, row, height: row_end - row }
    }

    /// No wider than once round plus the repeated column.
    pub fn at_most_once_round(self, grid: &Grid) -> Self {
        match grid.period() {
            Some(p) if self.width > p => Self { column: 0, width: p + 1, ..self },
            _ => self,
        }
    }
}

/// Samples along each side of a box.
const SIDE: usize = 32;

/// The cells that sampling anywhere in the window touches, and some more; `None` if it misses the grid.
pub(crate) fn index_box(grid: &Grid, window: &Window) -> Option<IndexBox> {
    let last = grid.last_index();
    if let Shape::Curvilinear(mesh) = &grid.shape {
        let [[west, east], [south, north]] = mesh.cells_near(window)?;
        return clip([west as f64, east as f64 + 1.0], [south as f64, north as f64 + 1.0], last);
    }
    let mut columns = [f64::INFINITY, f64::NEG_INFINITY];
    let mut rows = columns;
    for k in 0..=SIDE {
        for l in 0..=SIDE {
            // The outline densely, the inside coarsely.
            if k % SIDE != 0 && l % SIDE != 0 && (k % 4 != 0 || l % 4 != 0) {
                continue;
            }
            let f = |k: usize, from: f64, to: f64| from + (to - from) * k as f64 / SIDE as f64;
            let lat = f(k, window.south_deg, window.north_deg).clamp(-90.0, 90.0);
            let [column, row] = grid.index_beyond(lat, f(l, window.west_deg, window.east_deg));
            // Beyond what the projection can show (an opposite pole): all of it, to be sure.
            if !(column.abs() < 1e12 && row.abs() < 1e12) {
                return clip([0.0, last[0] as f64], [0.0, last[1] as f64], last);
            }
            columns = [columns[0].min(column), columns[1].max(column)];
            rows = [rows[0].min(row), rows[1].max(row)];
        }
    }
    let spread = |x: [f64; 2]| {
        let slack = 1.0 + 0.02 * (x[1] - x[0]);
        [x[0] - slack, x[1] + slack]
    };
    let (columns, rows) = (spread(columns), spread(rows));
    let Some(period) = grid.period() else { return clip(columns, rows, last) };
    let in_rows = clip([0.0, 1.0], rows, last)?;
    let turns = grid.turns_of(window.west_deg, window.east_deg);
    let (column, width) = match turns {
        Some([first, count]) if count + 4.0 < period as f64 => {
            ((first - 1.0).rem_euclid(period as f64) as usize % period, count.ceil() as usize + 4)
        }
        _ => (0, period + 1),
    };
    Some(IndexBox { column, width, ..in_rows })
}

/// Whole cells around a range of indices, within the grid; at least one cell.
fn clip(columns: [f64; 2], rows: [f64; 2], last: [usize; 2]) -> Option<IndexBox> {
    let range = |[from, to]: [f64; 2], last: usize| {
        if to < 0.0 || from > last as f64 || from.is_nan() || to.is_nan() {
            return None;
        }
        let from = (from.floor().max(0.0) as usize).min(last - 1);
        let to = (to.ceil() as usize).clamp(from + 1, last);
        Some((from, to - from + 1))
    };
    let ((column, width), (row, height)) = (range(columns, last[0])?, range(rows, last[1])?);
    Some(IndexBox { column, width, row, height })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::{Axis, Earth, Plane, Pole, Projection, Rotation, Scale};

    fn window(south: f64, north: f64, west: f64, east: f64) -> Window {
        Window {
            south_deg: south,
            north_deg: north,
            west_deg: west,
            east_deg: east,
            start_s: 0.0,
            end_s: 0.0,
        }
    }

    fn holds_all_of(grid: &Grid, w: &Window) {
        let b = index_box(grid, w).unwrap();
        let last = grid.last_index();
        for k in 0..=200 {
            for l in 0..=200 {
                let at = grid.locate(
                    Rotation::None,
                    w.south_deg + (w.north_deg - w.south_deg) * f64::from(k) / 200.0,
                    w.west_deg + (w.east_deg - w.west_deg) * f64::from(l) / 200.0,
                );
                if !grid.holds(&at) {
                    continue;
                }
                let cell = IndexBox {
                    column: (at.column.max(0.0) as usize).min(last[0] - 1),
                    width: 2,
                    row: (at.row.max(0.0) as usize).min(last[1] - 1),
                    height: 2,
                };
                assert!(b.contains(&cell, grid.period()), "{cell:?} not in {b:?}");
            }
        }
    }

    #[test]
    fn every_stencil_of_the_window_is_in_its_box() {
        let global = Grid::lat_lon(
            Axis::longitude_uniform(0.0, 359.0, 360).unwrap(),
            Axis::uniform(90.0, -90.0, 181).unwrap(),
        )
        .unwrap();
        let down = Grid::lat_lon(
            Axis::longitude_uniform(179.5, -180.0, 720).unwrap(),
            Axis::uniform(-90.0, 90.0, 181).unwrap(),
        )
        .unwrap();
        let arctic = Grid::projected(
            Projection::PolarStereographic {
                plane: Plane::on(Earth::WGS84),
                pole: Pole::North,
                central_lon_deg: -45.0,
                scale: Scale::TrueAt(70.0),
            },
            Axis::uniform(-3e6, 3e6, 301).unwrap(),
            Axis::uniform(3e6, -3e6, 301).unwrap(),
        )
        .unwrap();
        for grid in [&global, &down, &arctic] {
            for w in [
                window(60.0, 65.0, 4.0, 9.0),
                window(70.0, 89.9, -60.0, 170.0),
                window(80.0, 90.0, 10.0, 370.0),
                window(66.0, 70.0, -2.0, 2.0),
                window(66.0, 66.0, 359.9, 359.9),
                window(70.0, 71.0, 178.0, 182.5),
            ] {
                holds_all_of(grid, &w);
            }
        }
        let small = index_box(&global, &window(60.0, 62.0, -2.0, 2.0)).unwrap();
        assert!(small.width < 12 && small.height < 8 && small.column > 350, "{small:?}");
        // A part of a regional map, and a window beside it, although its fitted form ends at its borders.
        let fjord = Grid::projected(
            Projection::PolarStereographic {
                plane: Plane::on(Earth::Sphere { radius_m: 6_371_000.0 }),
                pole: Pole::North,
                central_lon_deg: 70.0,
                scale: Scale::TrueAt(60.0),
            },
            Axis::uniform(-2_952_800.0, -2_712_800.0, 301).unwrap(),
            Axis::uniform(-1_384_000.0, -1_224_000.0, 201).unwrap(),
        )
        .unwrap();
        holds_all_of(&fjord, &window(60.0, 60.5, -3.0, 4.0));
        assert!(index_box(&fjord, &window(60.0, 60.5, -3.0, 4.0)).unwrap().cells() < 40_000);
        assert!(index_box(&fjord, &window(40.0, 41.0, 4.0, 5.0)).is_none());
        let region = Grid::lat_lon(
            Axis::longitude_uniform(115.0, 150.0, 36).unwrap(),
            Axis::uniform(20.0, 50.0, 31).unwrap(),
        )
        .unwrap();
        assert!(index_box(&region, &window(20.0, 30.0, -60.0, -50.0)).is_none());
        assert!(index_box(&region, &window(-20.0, -10.0, 120.0, 125.0)).is_none());
    }
}
