//! One field time in memory.

use super::fill;
use super::{GriddedSpec, LandFill, Slab};
use crate::grid::IndexBox;

/// A rectangle of one field time: for each member, row after row, u and v side by side, so that a cell
/// is one 8-byte load.
#[derive(Debug)]
pub(super) struct Layer {
    /// What is stored.
    pub stored: IndexBox,
    /// Where stencils may lie: the stored cells less what the treatment of land looks at beyond a stencil.
    pub usable: IndexBox,
    /// u, v of each cell.
    pub uv: Vec<[f32; 2]>,
}

/// Cells beyond a stencil that decide what is done beside land; the rest of the grid does not matter.
pub(super) fn margin(fill: LandFill) -> usize {
    match fill {
        LandFill::Renormalise => super::missing::NEAREST_CELLS + 1,
        LandFill::Maximum => fill::PASSES,
    }
}

impl Layer {
    /// From slabs of all members, read over `usable` grown by the margin.
    pub fn new(
        spec: &GriddedSpec,
        usable: IndexBox,
        read: IndexBox,
        members: impl Iterator<Item = Slab>,
    ) -> Self {
        let crop = spec.land_fill == LandFill::Maximum;
        let stored = if crop { usable } else { read };
        let mut uv = Vec::with_capacity(stored.cells() * spec.members);
        let left = match spec.grid.period() {
            Some(p) => (usable.column + p - read.column) % p,
            None => usable.column - read.column,
        };
        let below = usable.row - read.row;
        for mut slab in members {
            for component in [&mut slab.u, &mut slab.v] {
                mask_invalid(component, spec.largest_component_mps);
            }
            if crop {
                fill::maximum(&mut slab.u, &mut slab.v, read.width);
            }
            let (left, below) = if crop { (left, below) } else { (0, 0) };
            for row in below..below + stored.height {
                let cells = row * read.width + left..row * read.width + left + stored.width;
                let pairs = slab.u[cells.clone()].iter().zip(&slab.v[cells]);
                uv.extend(pairs.map(|(u, v)| [*u, *v]));
            }
        }
        Self { stored, usable, uv }
    }

    /// Cells of one member.
    pub fn cells(&self) -> usize {
        self.stored.cells()
    }
}

/// Everything that cannot be a velocity becomes NaN: infinities, fill values that were not declared.
fn mask_invalid(values: &mut [f32], largest: f32) {
    for x in values {
        // NaN is not within either.
        let within = x.abs() <= largest;
        *x = if within { *x } else { f32::NAN };
    }
}
