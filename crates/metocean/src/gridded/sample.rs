//! Sampling of a window in memory: the hottest loop of a forecast.

use super::GriddedSpec;
use super::layer::Layer;
use super::missing::{Stencil, beside_land};
use super::stencil::{GridEdges, Interpolate, LayerView, Rotate, Stencils};
use crate::grid::{LocatedMut, Rotation};
use crate::{Field, Place, Points, VectorsMut};
use sarex_geo::Velocity;
use sarex_geo::dispatch;
use std::sync::Arc;

/// Lanes of one block: its intermediate results stay in the first-level cache.
const BLOCK: usize = 256;

/// A window of a gridded source in memory.
///
/// Linear between the two neighbouring field times, exactly on a field time only that one; bilinear in the
/// grid's index plane; no extrapolation in space or time, edges included. Components are interpolated along the
/// grid's axes and then rotated.
pub(super) struct GriddedField {
    spec: Arc<GriddedSpec>,
    /// Times of the layers, seconds since 1970.
    times_s: Vec<f64>,
    layers: Vec<Arc<Layer>>,
    grid: GridEdges,
}

/// Two layers and the weight of the later one.
#[derive(Clone, Copy)]
struct Bracket<'a> {
    layers: [&'a Layer; 2],
    later: f64,
}

impl GriddedField {
    /// Layers of consecutive field times from index `first` on; none for an empty field.
    pub fn new(spec: Arc<GriddedSpec>, first: usize, layers: Vec<Arc<Layer>>) -> Self {
        let times_s = spec.times_s[first..first + layers.len()].to_vec();
        let [column, row] = spec.grid.last_index().map(|last| last as f64);
        let period = spec.grid.period().unwrap_or(0) as f64;
        Self { spec, times_s, layers, grid: GridEdges { column, row, period } }
    }

    fn bracket(&self, time_s: f64) -> Option<Bracket<'_>> {
        let k = self.times_s.partition_point(|t| *t <= time_s).checked_sub(1)?;
        let earlier = &*self.layers[k];
        if self.times_s[k] == time_s {
            return Some(Bracket { layers: [earlier, earlier], later: 0.0 });
        }
        let later = &**self.layers.get(k + 1)?;
        let later_share = (time_s - self.times_s[k]) / (self.times_s[k + 1] - self.times_s[k]);
        Some(Bracket { layers: [earlier, later], later: later_share })
    }

    fn sample_block(&self, bracket: Bracket<'_>, points: Points<'_>, out: VectorsMut<'_>) {
        let n = points.len();
        let mut located = [[0.0f64; BLOCK]; 4];
        let mut offsets = [[0u32; BLOCK]; 2];
        let [column, row, sin, cos] = located.each_mut().map(|lanes| &mut lanes[..n]);
        let [earlier, later] = offsets.each_mut().map(|lanes| &mut lanes[..n]);
        let rotation = self.spec.rotation;
        self.spec.grid.locate_all(
            rotation,
            points.lat_deg,
            points.lon_deg,
            LocatedMut { column: &mut *column, row: &mut *row, sin: &mut *sin, cos: &mut *cos },
        );
        let views = bracket.layers.map(|layer| LayerView::of(layer, self.spec.grid.period()));
        dispatch::run(Stencils {
            grid: self.grid,
            views,
            column: &mut *column,
            row: &mut *row,
            offsets: [&mut *earlier, &mut *later],
        });
        let members = if self.spec.members > 1 { Some((points.member, self.spec.members)) } else { None };
        let interpolate = Interpolate {
            views,
            later: bracket.later,
            members,
            column,
            row,
            offsets: [earlier, later],
            east: &mut *out.east_mps,
            north: &mut *out.north_mps,
        };
        dispatch::run(interpolate);
        for k in 0..n {
            if out.east_mps[k].is_nan() || out.north_mps[k].is_nan() {
                let member = usize::from(points.member[k]) % self.spec.members;
                let offsets = [earlier[k] as usize, later[k] as usize];
                let stencil = Stencil { offsets, right: column[k], up: row[k] };
                [out.east_mps[k], out.north_mps[k]] =
                    beside_land(self.spec.land_fill, bracket.layers, bracket.later, member, &stencil);
            }
        }
        if rotation != Rotation::None {
            dispatch::run(Rotate { sin, cos, east: out.east_mps, north: out.north_mps });
        }
    }
}

impl Field for GriddedField {
    fn at(&self, place: Place) -> Option<Velocity> {
        let (mut east_mps, mut north_mps) = ([f64::NAN], [f64::NAN]);
        let points = Points { lat_deg: &[place.lat_deg], lon_deg: &[place.lon_deg], member: &[place.member] };
        let out = VectorsMut { east_mps: &mut east_mps, north_mps: &mut north_mps };
        self.sample_block(self.bracket(place.time_s)?, points, out);
        let found = Velocity { east_mps: east_mps[0], north_mps: north_mps[0] };
        (!found.east_mps.is_nan()).then_some(found)
    }

    fn sample(&self, points: Points<'_>, time_s: f64, out: VectorsMut<'_>) {
        let Some(bracket) = self.bracket(time_s) else {
            out.east_mps.fill(f64::NAN);
            out.north_mps.fill(f64::NAN);
            return;
        };
        let mut first = 0;
        while first < points.len() {
            let lanes = first..(first + BLOCK).min(points.len());
            let block = Points {
                lat_deg: &points.lat_deg[lanes.clone()],
                lon_deg: &points.lon_deg[lanes.clone()],
                member: &points.member[lanes.clone()],
            };
            let out = VectorsMut {
                east_mps: &mut out.east_mps[lanes.clone()],
                north_mps: &mut out.north_mps[lanes.clone()],
            };
            self.sample_block(bracket, block, out);
            first = lanes.end;
        }
    }
}
