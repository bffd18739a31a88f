//! Wind and current along the tracks, under the names OpenDrift gives them.

use super::WriteError;
use super::table::{Axes, Table};
use crate::write::netcdf::{Nc, Storage, text};

/// Vectors at one output time, one per particle; NaN where there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Along {
    /// Towards the east, m/s.
    pub east_mps: Vec<f32>,
    /// Towards the north, m/s.
    pub north_mps: Vec<f32>,
}

impl Along {
    /// No vector for any of so many particles.
    pub fn missing(particles: usize) -> Self {
        Self { east_mps: vec![f32::NAN; particles], north_mps: vec![f32::NAN; particles] }
    }
}

/// Wind and current at the places of the particles, one element per output time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Forcing {
    /// Wind at 10 m.
    pub wind: Vec<Along>,
    /// Surface current.
    pub current: Vec<Along>,
}

/// `x_wind`, `y_wind`, `x_sea_water_velocity`, `y_sea_water_velocity` on (trajectory, time). Their x is east and their y
/// north, as the standard names say.
pub(super) fn along(nc: &mut Nc, forcing: &Forcing, table: &Table<'_>, axes: Axes) -> Result<(), WriteError> {
    let n = table.particles;
    let fits = |rows: &[Along]| rows.len() == table.times && rows.iter().all(|row| row.east_mps.len() == n);
    if !fits(&forcing.wind) || !fits(&forcing.current) {
        return Err(WriteError::Inconsistent("its wind and current do not belong to its particles".into()));
    }
    let mut put = |name: &str, standard_name: &str, value: &dyn Fn(usize, usize) -> f32| {
        let attributes = [
            ("standard_name", text(standard_name)),
            ("long_name", text(format!("{} where the particle is", standard_name.replace('_', " ")))),
            ("units", text("m s-1")),
        ];
        let values = table.gather(f32::NAN, value);
        let axes = [axes.trajectory, axes.time];
        nc.packed(name, &axes, &values, f32::NAN, Storage { chunk: &table.chunk }, &attributes)
    };
    let Forcing { wind, current } = forcing;
    put("x_wind", "eastward_wind", &|t, i| wind[t].east_mps[i])?;
    put("y_wind", "northward_wind", &|t, i| wind[t].north_mps[i])?;
    put("x_sea_water_velocity", "eastward_sea_water_velocity", &|t, i| current[t].east_mps[i])?;
    put("y_sea_water_velocity", "northward_sea_water_velocity", &|t, i| current[t].north_mps[i])
}
