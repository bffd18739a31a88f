//! Values beside missing cells.

use super::LandFill;
use super::layer::Layer;

/// How far the nearest valid cell may be when no corner of the stencil has a value, in cells.
pub(super) const NEAREST_CELLS: i64 = 3;

/// Four cells around a place: offset of the first in each layer, and the fractions to the right and up.
pub(super) struct Stencil {
    pub offsets: [usize; 2],
    pub right: f64,
    pub up: f64,
}

/// The components at a place whose stencil has missing corners; NaN in both if either has no value.
///
/// Corners of no weight do not count, and a layer of no weight neither.
pub(super) fn beside_land(
    fill: LandFill,
    layers: [&Layer; 2],
    later: f64,
    member: usize,
    stencil: &Stencil,
) -> [f64; 2] {
    const MISSING: [f64; 2] = [f64::NAN; 2];
    if stencil.right.is_nan() {
        return MISSING;
    }
    let mut value = [0.0; 2];
    for ((layer, offset), share) in layers.into_iter().zip(stencil.offsets).zip([1.0 - later, later]) {
        if share == 0.0 {
            continue;
        }
        let cells = &layer.uv[2 * member * layer.cells()..2 * (member + 1) * layer.cells()];
        for (component, value) in value.iter_mut().enumerate() {
            let grid = Component { cells, component, width: layer.stored.width };
            let Some(found) = grid.around(fill, offset, stencil.right, stencil.up) else { return MISSING };
            *value += found * share;
        }
    }
    value
}

/// One component of one member at one time.
struct Component<'a> {
    cells: &'a [f32],
    component: usize,
    width: usize,
}

impl Component<'_> {
    fn get(&self, cell: usize) -> f64 {
        f64::from(self.cells[2 * cell + self.component])
    }

    fn around(&self, fill: LandFill, cell: usize, right: f64, up: f64) -> Option<f64> {
        let corners = [
            (cell, (1.0 - right) * (1.0 - up)),
            (cell + 1, right * (1.0 - up)),
            (cell + self.width, (1.0 - right) * up),
            (cell + self.width + 1, right * up),
        ];
        let (mut sum, mut weights, mut missing) = (0.0, 0.0, false);
        for (cell, weight) in corners {
            let x = self.get(cell);
            let valid = !x.is_nan();
            sum += if valid { weight * x } else { 0.0 };
            weights += if valid { weight } else { 0.0 };
            missing |= !valid & (weight > 0.0);
        }
        match (missing, fill) {
            (false, _) => Some(sum),
            (true, LandFill::Maximum) => None,
            (true, LandFill::Renormalise) if weights > 0.0 => Some(sum / weights),
            (true, LandFill::Renormalise) => self.nearest(cell, right, up),
        }
    }

    /// The valid cell nearest to a place, at most [`NEAREST_CELLS`] away; the lowest row, then column of equals.
    fn nearest(&self, cell: usize, right: f64, up: f64) -> Option<f64> {
        let (width, height) = (self.width as i64, (self.cells.len() / 2 / self.width) as i64);
        let (column, row) = ((cell % self.width) as i64, (cell / self.width) as i64);
        let mut best = (NEAREST_CELLS * NEAREST_CELLS) as f64;
        let mut found = None;
        for r in (row - NEAREST_CELLS).max(0)..=(row + 1 + NEAREST_CELLS).min(height - 1) {
            for c in (column - NEAREST_CELLS).max(0)..=(column + 1 + NEAREST_CELLS).min(width - 1) {
                let x = self.get((r * width + c) as usize);
                let (dx, dy) = ((c - column) as f64 - right, (r - row) as f64 - up);
                let distance = dx * dx + dy * dy;
                if !x.is_nan() && (distance < best || (distance == best && found.is_none())) {
                    (best, found) = (distance, Some(x));
                }
            }
        }
        found
    }
}
