//! Gridded sources over formulas: what every test needs.

mod grids;
mod land;
mod windows;

use super::*;
use crate::grid::{Axis, Earth, Plane, Pole, Projection, Scale};
use crate::record::Record;
use crate::{Field, FieldError, FieldSource, Place, Points, VectorsMut, Window};
use proptest::prelude::*;
use sarex_geo::dispatch::{self, Level};
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;
use std::sync::{Arc, Mutex};

/// A source whose values are a function of (time, member, column, row), and which remembers what was read.
struct Formula<F> {
    value: F,
    columns: usize,
    rows: usize,
    read: Arc<Mutex<Vec<SlabRequest>>>,
    chunk: usize,
}

impl<F: Fn(usize, usize, usize, usize) -> [f32; 2] + Send + Sync> SlabReader for Formula<F> {
    fn read(&self, request: &SlabRequest) -> Result<Vec<Slab>, FieldError> {
        assert!(request.columns.end <= self.columns && request.rows.end <= self.rows, "{request:?}");
        self.read.lock().unwrap().push(request.clone());
        let slabs = request.times.clone().map(|time| {
            let mut slab = Slab::default();
            for row in request.rows.clone() {
                for column in request.columns.clone() {
                    let [u, v] = (self.value)(time, request.member, column, row);
                    slab.u.push(u);
                    slab.v.push(v);
                }
            }
            slab
        });
        Ok(slabs.collect())
    }
    fn preferred_times(&self) -> usize {
        self.chunk
    }
}

fn spec(grid: Grid, times: usize) -> GriddedSpec {
    GriddedSpec {
        name: "formula".into(),
        grid,
        rotation: Rotation::Spherical,
        times_s: (0..times).map(|k| 3600.0 * k as f64).collect(),
        members: 1,
        land_fill: LandFill::Renormalise,
        largest_component_mps: GriddedSpec::LARGEST_WIND_MPS,
    }
}

type Requests = Arc<Mutex<Vec<SlabRequest>>>;

fn source<F>(spec: GriddedSpec, value: F) -> (GriddedSource, Requests)
where
    F: Fn(usize, usize, usize, usize) -> [f32; 2] + Send + Sync + 'static,
{
    let read = Requests::default();
    let (columns, rows) = (spec.grid.columns(), spec.grid.rows());
    let reader = Formula { value, columns, rows, read: read.clone(), chunk: 1 };
    (GriddedSource::new(spec, Box::new(reader)).unwrap(), read)
}

fn window(lat: [f64; 2], lon: [f64; 2], time_s: [f64; 2]) -> Window {
    Window {
        south_deg: lat[0],
        north_deg: lat[1],
        west_deg: lon[0],
        east_deg: lon[1],
        start_s: time_s[0],
        end_s: time_s[1],
    }
}

fn at(field: &dyn Field, lat_deg: f64, lon_deg: f64, time_s: f64) -> Option<[f64; 2]> {
    let place = Place { lat_deg, lon_deg, time_s, member: 0 };
    field.at(place).map(|v| [v.east_mps, v.north_mps])
}
