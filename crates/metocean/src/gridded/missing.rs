//! Values beside missing cells.

use super::LandFill;
use super::layer::Layer;

/// How far the nearest valid cell may be when no corner of the stencil has a value, in cells.
pub(super) const NEAREST_CELLS: usize = 3;

/// Four cells around a place: offset of the first in each layer, and the weights of the first, the one to the
/// right, the one above and the one above and right.
pub(super) struct Stencil {
    pub offsets: [usize; 2],
    pub weights: [f64; 4],
}

/// The components at a place whose stencil has missing corners; NaN in both if either has no value.
///
/// Corners of no weight do not count, and a layer of no weight neither.
pub(super) fn beside_land(fill: LandFill, layers: [&Layer; 2], later: f64, stencil: &Stencil) -> [f64; 2] {
    const MISSING: [f64; 2] = [f64::NAN; 2];
    if stencil.weights[0].is_nan() {
        return MISSING;
    }
    let mut value = [0.0; 2];
    for ((layer, first), share) in layers.into_iter().zip(stencil.offsets).zip([1.0 - later, later]) {
        if share == 0.0 {
            continue;
        }
        let Some(found) = around(fill, layer, first, stencil.weights) else { return MISSING };
        value = [0, 1].map(|c| value[c] + found[c] * share);
    }
    value
}

/// Both components from the valid corners of a stencil, each with a mask of its own.
fn around(fill: LandFill, layer: &Layer, first: usize, weights: [f64; 4]) -> Option<[f64; 2]> {
    let above = first + layer.stored.width;
    let corners = [first, first + 1, above, above + 1].map(|cell| layer.uv[cell]);
    let (mut sum, mut share, mut lost) = ([0.0; 2], [0.0; 2], [0.0; 2]);
    for (corner, weight) in corners.iter().zip(weights) {
        for c in 0..2 {
            let valid = !corner[c].is_nan();
            sum[c] += if valid { weight * f64::from(corner[c]) } else { 0.0 };
            share[c] += if valid { weight } else { 0.0 };
            lost[c] += if valid { 0.0 } else { weight };
        }
    }
    let mut value = [0.0; 2];
    for c in 0..2 {
        value[c] = match fill {
            _ if lost[c] == 0.0 => sum[c],
            LandFill::Maximum => return None,
            LandFill::Renormalise if share[c] > 0.0 => sum[c] / share[c],
            LandFill::Renormalise => nearest(layer, c, first, weights)?,
        };
    }
    Some(value)
}

/// The valid cell nearest to a place, at most [`NEAREST_CELLS`] away; the lowest row, then column of equals.
fn nearest(layer: &Layer, component: usize, first: usize, weights: [f64; 4]) -> Option<f64> {
    let (right, up) = (weights[1] + weights[3], weights[2] + weights[3]);
    let (width, height) = (layer.stored.width, layer.stored.height);
    let member = first / layer.cells() * layer.cells();
    let (column, row) = ((first - member) % width, (first - member) / width);
    let mut best = (NEAREST_CELLS * NEAREST_CELLS) as f64;
    let mut found = None;
    for r in row.saturating_sub(NEAREST_CELLS)..(row + 2 + NEAREST_CELLS).min(height) {
        let dy = r as f64 - row as f64 - up;
        if dy * dy > best {
            continue;
        }
        for c in column.saturating_sub(NEAREST_CELLS)..(column + 2 + NEAREST_CELLS).min(width) {
            let x = layer.uv[member + r * width + c][component];
            let dx = c as f64 - column as f64 - right;
            let distance = dx * dx + dy * dy;
            if !x.is_nan() && (distance < best || (distance == best && found.is_none())) {
                (best, found) = (distance, Some(f64::from(x)));
            }
        }
    }
    found
}
