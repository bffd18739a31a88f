//! Fields on grids: windows of files in memory, sampled by bilinear interpolation.

mod fill;
mod layer;
mod missing;
mod pair;
mod sample;
mod slab;
mod source;
mod stencil;

pub use slab::{Slab, SlabReader, SlabRequest};
pub use source::GriddedSource;

use crate::grid::{Grid, Rotation};

/// What is done beside missing cells, mostly land.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LandFill {
    /// Bilinear weights renormalised over the corners that have a value; if none has, the nearest cell within 3
    /// cells; else the value is missing. Per component and per field time.
    #[default]
    Renormalise,
    /// OpenDrift's: before interpolation, up to 10 times, every missing cell takes the **maximum** of its valid
    /// neighbours among 8, per component along the grid's axes and per field time. Biased; for comparison only.
    Maximum,
}

/// Everything about a gridded source but its values.
#[derive(Debug, Clone)]
pub struct GriddedSpec {
    /// The name the user gave it: a path, a URL.
    pub name: String,
    /// Horizontal grid.
    pub grid: Grid,
    /// Which way components point.
    pub rotation: Rotation,
    /// Field times, seconds since 1970, strictly rising, at least one.
    pub times_s: Vec<f64>,
    /// Ensemble members, at least 1.
    pub members: usize,
    /// Treatment of missing cells.
    pub land_fill: LandFill,
    /// Components larger than this are missing, m/s: [`GriddedSpec::LARGEST_WIND_MPS`],
    /// [`GriddedSpec::LARGEST_CURRENT_MPS`].
    pub largest_component_mps: f32,
}

impl GriddedSpec {
    /// Largest wind component that is taken for a wind, m/s: just above the strongest gust ever measured near the
    /// surface, 113.3 m/s at Barrow Island in 1996 (Courtney et al. 2012, *Aust. Meteorol. Oceanogr. J.* 62, 1–9).
    /// The 10 m winds of typhoons in kilometre-scale models pass 50 m/s, where OpenDrift ends
    /// ([`GriddedSpec::OPENDRIFT_WIND_MPS`]).
    pub const LARGEST_WIND_MPS: f32 = 115.0;
    /// OpenDrift's valid range of wind components, m/s.
    pub const OPENDRIFT_WIND_MPS: f32 = 50.0;
    /// Valid range of current and Stokes drift components, m/s (as OpenDrift).
    pub const LARGEST_CURRENT_MPS: f32 = 15.0;

    /// Longest time between two fields that is interpolated over, s: three of the axis's usual (median) steps. More
    /// is a hole, a file that is missing in a series, say: there the source has no value. Without limit where the
    /// axis has fewer than two steps.
    pub fn longest_bridge_s(&self) -> f64 {
        let mut steps: Vec<f64> = self.times_s.windows(2).map(|w| w[1] - w[0]).collect();
        if steps.len() < 2 {
            return f64::INFINITY;
        }
        steps.sort_by(f64::total_cmp);
        3.0 * steps[(steps.len() - 1) / 2]
    }
}

#[cfg(test)]
mod tests;
