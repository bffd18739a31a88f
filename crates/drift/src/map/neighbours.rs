//! How wide the kernel of a cell must be to hold enough particles.

use super::Grid;

/// √π/2: half the side of the square that is as large as a circle of radius 1.
const HALF_SIDE: f64 = 0.886_226_925_452_758;

/// Widths to choose from, m: from the finest by factors of two to the first that is not below the widest.
pub(super) fn widths_m(finest_m: f64, widest_m: f64) -> Vec<f64> {
    let mut widths = vec![finest_m];
    let mut width_m = finest_m;
    while width_m < widest_m && width_m > 0.0 && widths.len() < usize::from(u8::MAX) {
        width_m *= 2.0;
        widths.push(width_m);
    }
    widths
}

/// For each cell with mass the first width within which there is `enough` of it, or the last; 255 for empty cells.
///
/// The circle about a cell is taken as the square of its area, made of whole cells. It does not reach across a
/// pole, so that widths there come out rather too large than too small.
pub(super) fn classes(mass: &[f64], grid: &Grid, widths_m: &[f64], enough: f64) -> Vec<u8> {
    let sums = Sums::of(mass, grid);
    let height_m = grid.height_m(grid.rows / 2);
    // Less than that many particles by rounding alone is enough.
    let enough = enough * (1.0 - 1e-9);
    let mut class = vec![u8::MAX; mass.len()];
    let last = widths_m.len() - 1;
    for row in 0..grid.rows {
        let width_m = grid.width_m(row).max(1e-6);
        let reach =
            |radius_m: f64, cell_m: f64| (HALF_SIDE * radius_m / cell_m - 0.5).round().max(0.0) as usize;
        let reaches: Vec<[usize; 2]> =
            widths_m.iter().map(|&r| [reach(r, height_m), reach(r, width_m).min(grid.columns)]).collect();
        for column in 0..grid.columns {
            let k = row * grid.columns + column;
            if mass[k] > 0.0 {
                let holds = |&[up, across]: &[usize; 2]| sums.about(row, column, up, across) >= enough;
                class[k] = reaches.iter().position(holds).unwrap_or(last) as u8;
            }
        }
    }
    class
}

/// Sums over all cells south and west of a corner, so that any rectangle costs four look-ups.
struct Sums {
    sum: Vec<f64>,
    rows: usize,
    columns: usize,
    around: bool,
}

impl Sums {
    fn of(mass: &[f64], grid: &Grid) -> Self {
        let (rows, columns) = (grid.rows, grid.columns);
        let mut sum = vec![0.0; (rows + 1) * (columns + 1)];
        for row in 0..rows {
            let mut along = 0.0;
            for column in 0..columns {
                along += mass[row * columns + column];
                let k = row * (columns + 1) + column + 1;
                sum[k + columns + 1] = sum[k] + along;
            }
        }
        Self { sum, rows, columns, around: grid.is_full_circle() }
    }

    /// Mass of the rectangle that reaches so many cells up and down and to both sides.
    fn about(&self, row: usize, column: usize, up: usize, across: usize) -> f64 {
        let (south, north) = (row.saturating_sub(up), (row + up + 1).min(self.rows));
        let band = |west: usize, east: usize| self.to(north, east, south) - self.to(north, west, south);
        let (west, east) = (column.saturating_sub(across), (column + across + 1).min(self.columns));
        if !self.around || (across <= column && column + across < self.columns) {
            return band(west, east);
        }
        if 2 * across + 1 >= self.columns {
            return band(0, self.columns);
        }
        // One of the two reaches over the seam.
        let over_west = across.saturating_sub(column);
        let over_east = (column + across + 1).saturating_sub(self.columns);
        band(west, east) + band(self.columns - over_west, self.columns) + band(0, over_east)
    }

    /// Mass between two rows west of a column.
    fn to(&self, north: usize, column: usize, south: usize) -> f64 {
        let at = |row: usize| self.sum[row * (self.columns + 1) + column];
        at(north) - at(south)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: usize, columns: usize, lon_step_deg: f64) -> Grid {
        Grid { west_deg: -180.0, south_deg: 30.0, lon_step_deg, lat_step_deg: 0.1, rows, columns }
    }

    /// Rectangles hold what their cells do, at the edges and over the seam of a grid that goes all the way round.
    #[test]
    fn rectangles_hold_what_their_cells_do() {
        for (step, around) in [(30.0, true), (1.0, false)] {
            let grid = grid(5, 12, step);
            assert_eq!(grid.is_full_circle(), around);
            let mass: Vec<f64> = (0..60).map(|k| f64::from(k * k % 17)).collect();
            let sums = Sums::of(&mass, &grid);
            for (row, column, up, across) in [
                (0usize, 0usize, 0, 0),
                (0, 0, 1, 2),
                (2, 11, 1, 3),
                (4, 5, 9, 4),
                (3, 6, 1, 6),
                (2, 1, 2, 12),
            ] {
                let mut want = 0.0;
                for (k, mass) in mass.iter().enumerate() {
                    let aside = column.abs_diff(k % 12);
                    let aside = if around { aside.min(12 - aside) } else { aside };
                    want += if row.abs_diff(k / 12) <= up && aside <= across { *mass } else { 0.0 };
                }
                assert_eq!(
                    sums.about(row, column, up, across),
                    want,
                    "{row} {column} {up} {across} {around}"
                );
            }
        }
    }

    /// A crowded cell needs no more than the finest width, one that stands alone the widest, one whose neighbours
    /// are three cells off the one that reaches them.
    #[test]
    fn widths_grow_until_they_hold_enough() {
        let grid = grid(40, 40, 0.1);
        let cell_m = grid.height_m(20);
        let mut mass = vec![0.0; 1600];
        mass[5 * 40 + 5] = 0.8;
        mass[30 * 40 + 30] = 0.05;
        mass[30 * 40 + 33] = 0.05;
        mass[5 * 40 + 35] = 0.05;
        let widths = widths_m(cell_m, 8.0 * cell_m);
        assert_eq!(widths.len(), 4);
        let class = classes(&mass, &grid, &widths, 0.1);
        assert_eq!([class[205], class[1230], class[1233], class[235], class[0]], [0, 2, 2, 3, u8::MAX]);
    }
}
