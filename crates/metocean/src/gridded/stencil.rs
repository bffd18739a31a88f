//! The loops of sampling: indices to stencils, stencils to components, components to east and north.

use super::layer::Layer;
use super::pair::Pair;
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
    uv: &'a [[f32; 2]],
    /// Cells of one row.
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
            width: stored.width,
            column: usable.column as f64,
            row: usable.row as f64,
            left: left as f64,
            below: (usable.row - stored.row) as f64,
            last_column: usable.width as f64 - 2.0,
            last_row: usable.height as f64 - 2.0,
        }
    }

    /// True if the same cells lie at the same offsets in the other layer.
    pub fn lies_as(&self, other: &Self) -> bool {
        let box_of = |v: &Self| (v.width, [v.column, v.row, v.left, v.below, v.last_column, v.last_row]);
        box_of(self) == box_of(other)
    }

    /// The four cells of a stencil: first, right of it, above it, above and right.
    #[inline(always)]
    fn cells(&self, first: usize) -> [&'a [f32; 2]; 4] {
        let above = first + self.width;
        // The last one decides: width and offset come from 32-bit numbers, so nothing wraps around.
        assert!(above + 1 < self.uv.len());
        // SAFETY: the indices are not larger than the one that was just compared.
        let cell = |k: usize| unsafe { self.uv.get_unchecked(k) };
        [cell(first), cell(first + 1), cell(above), cell(above + 1)]
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

/// Stencils of a block of lanes.
pub(super) struct StencilsMut<'a> {
    /// Offset of the first cell in either layer.
    pub offsets: [&'a mut [u32]; 2],
    /// Bilinear weights of the cells: first, right of it, above it, above and right; NaN without a stencil.
    pub weights: [&'a mut [f64]; 4],
}

/// Turns fractional indices into stencils. `ALIKE`: both layers hold the same cells, and the second offsets are
/// left as they were.
pub(super) struct Stencils<'a, const ALIKE: bool> {
    pub grid: GridEdges,
    pub views: [LayerView<'a>; 2],
    pub column: &'a [f64],
    pub row: &'a [f64],
    pub out: StencilsMut<'a>,
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

impl<const ALIKE: bool> Kernel for Stencils<'_, ALIKE> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let n = self.column.len();
        let row = &self.row[..n];
        let [first, second] = self.out.offsets.map(|lanes| &mut lanes[..n]);
        let [w00, w10, w01, w11] = self.out.weights.map(|lanes| &mut lanes[..n]);
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
            let (b, b_usable) =
                if ALIKE { (a, a_usable) } else { later.offset(column, cell_row, grid.period) };
            let usable = on_grid & a_usable & b_usable;
            let right = if usable { right } else { f64::NAN };
            first[k] = (if usable { a + INTEGER } else { INTEGER }).to_bits() as u32;
            if !ALIKE {
                second[k] = (if usable { b + INTEGER } else { INTEGER }).to_bits() as u32;
            }
            w00[k] = (1.0 - right) * (1.0 - up);
            w10[k] = right * (1.0 - up);
            w01[k] = (1.0 - right) * up;
            w11[k] = right * up;
        }
    }
}

/// Bilinear in one layer. A missing corner makes the component NaN.
pub(super) struct InterpolateOne<'a> {
    pub view: LayerView<'a>,
    pub offsets: &'a [u32],
    pub weights: [&'a [f64]; 4],
    pub east: &'a mut [f64],
    pub north: &'a mut [f64],
}

impl Kernel for InterpolateOne<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let n = self.east.len();
        let offsets = &self.offsets[..n];
        let [w00, w10, w01, w11] = self.weights.map(|lanes| &lanes[..n]);
        let north = &mut self.north[..n];
        for k in 0..n {
            let value = bilinear(self.view.cells(offsets[k] as usize), [w00[k], w10[k], w01[k], w11[k]]);
            [self.east[k], north[k]] = value.parts();
        }
    }
}

/// Bilinear in both layers, linear between them. A missing corner makes the component NaN.
pub(super) struct Interpolate<'a> {
    pub views: [LayerView<'a>; 2],
    /// Weight of the later layer.
    pub later: f64,
    pub offsets: [&'a [u32]; 2],
    pub weights: [&'a [f64]; 4],
    pub east: &'a mut [f64],
    pub north: &'a mut [f64],
}

impl Kernel for Interpolate<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let n = self.east.len();
        let [first, second] = self.offsets.map(|lanes| &lanes[..n]);
        let [w00, w10, w01, w11] = self.weights.map(|lanes| &lanes[..n]);
        let north = &mut self.north[..n];
        let [a, b] = self.views;
        let sooner = 1.0 - self.later;
        for k in 0..n {
            let weights = [w00[k], w10[k], w01[k], w11[k]];
            let before = bilinear(a.cells(first[k] as usize), weights);
            let after = bilinear(b.cells(second[k] as usize), weights);
            let value = before.times(sooner).plus(after.times(self.later));
            [self.east[k], north[k]] = value.parts();
        }
    }
}

/// Both components of a weighted mean of four cells.
#[inline(always)]
fn bilinear(cells: [&[f32; 2]; 4], weights: [f64; 4]) -> Pair {
    let part = |cell: usize| Pair::widened(cells[cell]).times(weights[cell]);
    part(0).plus(part(1)).plus(part(2).plus(part(3)))
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

/// True if any lane of either component is NaN.
pub(super) struct AnyMissing<'a> {
    pub east: &'a [f64],
    pub north: &'a [f64],
}

impl Kernel for AnyMissing<'_> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let lanes = self.east.iter().zip(self.north);
        lanes.fold(0u64, |any, (u, v)| any | u64::from(u.is_nan() | v.is_nan())) != 0
    }
}
