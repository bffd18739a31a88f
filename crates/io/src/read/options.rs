//! What a caller decides about a field.

use super::cf::vectors::Directions;
use sarex_metocean::{LandFill, Rotation};

/// How a field is read; the default suits every well-described file.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// What is done beside missing cells.
    pub land_fill: LandFill,
    /// How components along the grid are turned; components that point east and north stay as they are.
    pub rotation: Rotation,
    /// Overrides what the file says of the components' directions.
    pub directions: Option<Directions>,
    /// Names of the two variables, where the file's names are not known.
    pub variables: Option<[String; 2]>,
    /// Name of the variable of a scalar, where the file's name is not known.
    pub variable: Option<String>,
    /// Components larger than this count as missing, m/s; by default
    /// [`sarex_metocean::gridded::GriddedSpec::LARGEST_WIND_MPS`] for wind and
    /// [`sarex_metocean::gridded::GriddedSpec::LARGEST_CURRENT_MPS`] for current and Stokes drift.
    pub largest_component_mps: Option<f32>,
    /// Another source follows this one: a long gap in time is left to it, and is no error.
    pub has_fallback: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            land_fill: LandFill::default(),
            rotation: Rotation::Spherical,
            directions: None,
            variables: None,
            variable: None,
            largest_component_mps: None,
            has_fallback: false,
        }
    }
}
