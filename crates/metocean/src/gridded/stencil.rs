//! The loops of sampling: indices to stencils, stencils to components, components to east and north.

use super::layer::Layer;
use crate::grid::EDGE_CELLS;
use sarex_geo::dispatch::Kernel;

/// Adding this to an integer below 2³² in a double leaves the integer in the low bits: a conversion that has a
/// vector form everywhere.
const INTEGER: f64 = 4_503_599_627_370_496.0; // 2⁵²
/// Adding and subtracting this rounds to the nearest integer.
const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²

/// Largest indices of the grid, and the columns of a full turn (0 if it does not close).
#[derive(Clone, Copy)]
pub(super) struct GridEdges {
    pub column: f64,
    pub row: f64,
    pub period: f64,
}

/// A layer as the loops need it.
#[derive(Clone, Copy)]
pub(super) struct LayerView<'a> {
    uv: &'a [f32],
    /// Cells of one member, and of one row.
    cells: usize,
    width: usize,
    /// First usable column and row in the grid.
    column: f64,
    row: f64,
    /// The same in the stored rectangle.
    left: f64,
    below: f64,
    /// Largest usable stencil, relative to the first.
    last_column: f64,
    last_row: f64,
}

impl<'a> LayerView<'a> {
    pub fn of(layer: &'a Layer, period: Option<usize>) -> Self {
        let (stored, usable) = (layer.stored, layer.usable);
        // On a cyclic grid the stored part may begin before column 0, that is at the far end.
        let left = match period {
            Some(p) => (usable.column + p - stored.column) % p,
            None => usable.column - stored.column,
        };
        Self {
            uv: &layer.uv,
            cells: stored.cells(),
            width: stored.width,
            column: usable.column as f64,
            row: usable.row as f64,
            left: left as f64,
            below: (usable.row - stored.row) as f64,
            last_column: usable.width as f64 - 2.0,
            last_row: usable.height as f64 - 2.0,
        }
    }

    /// Offset of a stencil's first cell in the stored part, and whether the stencil is usable.
    #[inline(always)]
    fn offset(&self, column: f64, row: f64, period: f64) -> (f64, bool) {
        let right = column - self.column;
        let right = right + if right < 0.0 { period } else { 0.0 };
        let up = row - self.row;
        let usable = (right >= 0.0) & (right <= self.last_column) & (up >= 0.0) & (up <= self.last_row);
        ((up + self.below) * self.width as f64 + (right + self.left), usable)
    }
}

/// Turns fractional indices into stencils: the offset of the first cell in each layer, and in place of the
/// indices the fractions within the cell, NaN where there is no stencil.
pub(super) struct Stencils<'a> {
    pub grid: GridEdges,
    pub views: [LayerView<'a>; 2],
    pub column: &'a mut [f64],
    pub row: &'a mut [f64],
    pub offsets: [&'a mut [u32]; 2],
}

/// Cell and fraction on one axis. The cell is found on the whole grid, before any window is looked at, so that
/// the fraction does not depend on the window in its last bit.
#[inline(always)]
fn split(index: f64, last: f64) -> (f64, f64) {
    let index = if index > 0.0 { index } else { 0.0 };
    let index = if index < last { index } else { last };
    let nearest = (index + ROUND) - ROUND;
    let cell = nearest - if nearest > index { 1.0 } else { 0.0 };
    let cell = if cell < last - 1.0 { cell } else { last - 1.0 };
    (cell, index - cell)
}

impl Kernel for Stencils<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let n = self.column.len();
        let row = &mut self.row[..n];
        let [first, second] = self.offsets;
        let (first, second) = (&mut first[..n], &mut second[..n]);
        let grid = self.grid;
        let [earlier, later] = self.views;
        for k in 0..n {
            let (x, y) = (self.column[k], row[k]);
            let on_grid = (x >= -EDGE_CELLS)
                & (x <= grid.column + EDGE_CELLS)
                & (y >= -EDGE_CELLS)
                & (y <= grid.row + EDGE_CELLS);
            let (column, right) = split(x, grid.column);
            let (cell_row, up) = split(y, grid.row);
            let (a, a_usable) = earlier.offset(column, cell_row, grid.period);
            let (b, b_usable) = later.offset(column, cell_row, grid.period);
            let usable = on_grid & a_usable & b_usable;
            self.column[k] = if usable { right } else { f64::NAN };
            row[k] = if usable { up } else { f64::NAN };
            first[k] = (if usable { a + INTEGER } else { INTEGER }).to_bits() as u32;
            second[k] = (if usable { b + INTEGER } else { INTEGER }).to_bits() as u32;
        }
    }
}

/// Bilinear in both layers, linear between them. A missing corner makes the component NaN.
pub(super) struct Interpolate<'a> {
    pub views: [LayerView<'a>; 2],
    /// Weight of the later layer.
    pub later: f64,
    /// Member of each lane and number of members, if there are several.
    pub members: Option<(&'a [u16], usize)>,
    pub column: &'a [f64],
    pub row: &'a [f64],
    pub offsets: [&'a [u32]; 2],
    pub east: &'a mut [f64],
    pub north: &'a mut [f64],
}

impl Kernel for Interpolate<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let n = self.column.len();
        let row = &self.row[..n];
        let (first, second) = (&self.offsets[0][..n], &self.offsets[1][..n]);
        let (east, north) = (&mut self.east[..n], &mut self.north[..n]);
        let [a, b] = self.views;
        let sooner = 1.0 - self.later;
        for k in 0..n {
            let (mut p, mut q) = (first[k] as usize, second[k] as usize);
            if let Some((member, members)) = self.members {
                let member = usize::from(member[k]) % members;
                p += member * a.cells;
                q += member * b.cells;
            }
            let (x, y) = (self.column[k], row[k]);
            let across = [1.0 - x, 1.0 - x, x, x];
            let above = across.map(|w| w * y);
            let below = across.map(|w| w * (1.0 - y));
            let before = bilinear(a.uv, p, a.width, below, above);
            let after = bilinear(b.uv, q, b.width, below, above);
            let mut sum = [0.0; 4];
            for c in 0..4 {
                sum[c] = before[c] * sooner + after[c] * self.later;
            }
            east[k] = sum[0] + sum[2];
            north[k] = sum[1] + sum[3];
        }
    }
}

/// Weighted u, v of the left column and u, v of the right column; their sums are the value.
#[inline(always)]
fn bilinear(uv: &[f32], cell: usize, width: usize, below: [f64; 4], above: [f64; 4]) -> [f64; 4] {
    let lower = four(uv, 2 * cell);
    let upper = four(uv, 2 * (cell + width));
    let mut sum = [0.0; 4];
    for c in 0..4 {
        sum[c] = f64::from(lower[c]) * below[c] + f64::from(upper[c]) * above[c];
    }
    sum
}

#[inline(always)]
fn four(uv: &[f32], at: usize) -> &[f32; 4] {
    uv[at..at + 4].first_chunk().expect("a slice of four")
}

/// u_E = u cos γ + v sin γ, v_N = v cos γ − u sin γ, in place.
pub(super) struct Rotate<'a> {
    pub sin: &'a [f64],
    pub cos: &'a [f64],
    pub east: &'a mut [f64],
    pub north: &'a mut [f64],
}

impl Kernel for Rotate<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let n = self.east.len();
        let (sin, cos, north) = (&self.sin[..n], &self.cos[..n], &mut self.north[..n]);
        for k in 0..n {
            let (u, v) = (self.east[k], north[k]);
            self.east[k] = u * cos[k] + v * sin[k];
            north[k] = v * cos[k] - u * sin[k];
        }
    }
}
