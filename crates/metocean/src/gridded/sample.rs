//! Sampling of a window in memory: the hottest loop of a forecast.

use super::GriddedSpec;
use super::layer::Layer;
use super::missing::{Stencil, beside_land};
use super::stencil::{
    AnyMissing, GridEdges, Interpolate, InterpolateOne, LayerView, Rotate, Stencils, StencilsMut,
};
use crate::grid::{LocatedMut, Rotation};
use crate::{Field, Place, Points, VectorsMut};
use sarex_geo::Velocity;
use sarex_geo::dispatch;
use std::sync::Arc;

/// Lanes of one block: its intermediate results stay in the first-level cache.
const BLOCK: usize = 256;

/// A window of a gridded source in memory.
///
/// Linear between the two neighbouring field times, exactly on a field time only that one, nothing in a hole of the
/// time axis ([`GriddedSpec::longest_bridge_s`]); bilinear in the
/// grid's index plane; no extrapolation in space or time, edges included. Components are interpolated along the
/// grid's axes and then rotated.
pub(super) struct GriddedField {
    spec: Arc<GriddedSpec>,
    /// Times of the layers, seconds since 1970.
    times_s: Vec<f64>,
    layers: Vec<Arc<Layer>>,
    grid: GridEdges,
    /// Longest time between two fields that is interpolated over, s.
    bridge_s: f64,
}

/// Two layers and the weight of the later one.
#[derive(Clone, Copy)]
struct Bracket<'a> {
    layers: [&'a Layer; 2],
    later: f64,
}

impl Bracket<'_> {
    /// True on a field time: the second layer is the first, and weighs nothing.
    fn is_one(&self) -> bool {
        self.later == 0.0 && std::ptr::eq(self.layers[0], self.layers[1])
    }
}

/// Intermediate results of one block of lanes.
struct Work {
    /// Column, row, sine and cosine of the turn.
    located: [[f64; BLOCK]; 4],
    offsets: [[u32; BLOCK]; 2],
    weights: [[f64; BLOCK]; 4],
}

impl Work {
    fn new() -> Self {
        Self { located: [[0.0; BLOCK]; 4], offsets: [[0; BLOCK]; 2], weights: [[0.0; BLOCK]; 4] }
    }
}

impl GriddedField {
    /// Layers of consecutive field times from index `first` on; none for an empty field.
    pub fn new(spec: Arc<GriddedSpec>, first: usize, layers: Vec<Arc<Layer>>, bridge_s: f64) -> Self {
        let times_s = spec.times_s[first..first + layers.len()].to_vec();
        let [column, row] = spec.grid.last_index().map(|last| last as f64);
        let period = spec.grid.period().unwrap_or(0) as f64;
        Self { spec, times_s, layers, grid: GridEdges { column, row, period }, bridge_s }
    }

    fn bracket(&self, time_s: f64) -> Option<Bracket<'_>> {
        let k = self.times_s.partition_point(|t| *t <= time_s).checked_sub(1)?;
        let earlier = &*self.layers[k];
        if self.times_s[k] == time_s {
            return Some(Bracket { layers: [earlier, earlier], later: 0.0 });
        }
        let later = &**self.layers.get(k + 1)?;
        let between_s = self.times_s[k + 1] - self.times_s[k];
        if between_s > self.bridge_s {
            return None;
        }
        let later_share = (time_s - self.times_s[k]) / between_s;
        Some(Bracket { layers: [earlier, later], later: later_share })
    }

    fn sample_block(&self, bracket: Bracket<'_>, points: Points<'_>, out: VectorsMut<'_>, work: &mut Work) {
        let n = points.len();
        let (east, north) = (out.east_mps, out.north_mps);
        let [column, row, sin, cos] = work.located.each_mut().map(|lanes| &mut lanes[..n]);
        let rotation = self.spec.rotation;
        let out = LocatedMut { column: &mut *column, row: &mut *row, sin: &mut *sin, cos: &mut *cos };
        self.spec.grid.locate_all(rotation, points.lat_deg, points.lon_deg, out);
        if rotation == Rotation::None {
            sin.fill(0.0);
            cos.fill(1.0);
        }
        let views = bracket.layers.map(|layer| LayerView::of(layer, self.spec.grid.period()));
        let mut offsets = work.offsets.each_mut().map(|lanes| &mut lanes[..n]);
        let mut weights = work.weights.each_mut().map(|lanes| &mut lanes[..n]);
        let alike = views[0].lies_as(&views[1]);
        let out = StencilsMut {
            offsets: offsets.each_mut().map(|lanes| &mut **lanes),
            weights: weights.each_mut().map(|lanes| &mut **lanes),
        };
        if alike {
            dispatch::run(Stencils::<true> { grid: self.grid, views, column, row, out });
        } else {
            dispatch::run(Stencils::<false> { grid: self.grid, views, column, row, out });
        }
        if self.spec.members > 1 {
            for (offsets, layer) in offsets.iter_mut().zip(bracket.layers).take(if alike { 1 } else { 2 }) {
                for (offset, member) in offsets.iter_mut().zip(points.member) {
                    *offset += u32::from(*member) % self.spec.members as u32 * layer.cells() as u32;
                }
            }
        }
        let first = &*offsets[0];
        let offsets = [first, if alike { first } else { &*offsets[1] }];
        let weights = weights.each_ref().map(|lanes| &**lanes);
        let (to_east, to_north) = (&mut *east, &mut *north);
        if bracket.is_one() {
            let (view, offsets) = (views[0], offsets[0]);
            dispatch::run(InterpolateOne { view, offsets, weights, east: to_east, north: to_north });
        } else {
            let later = bracket.later;
            dispatch::run(Interpolate { views, later, offsets, weights, east: to_east, north: to_north });
        }
        if dispatch::run(AnyMissing { east: &*east, north: &*north }) {
            for k in 0..n {
                if east[k].is_nan() || north[k].is_nan() {
                    let stencil = Stencil {
                        offsets: [0, 1].map(|layer| offsets[layer][k] as usize),
                        weights: [0, 1, 2, 3].map(|cell| weights[cell][k]),
                    };
                    [east[k], north[k]] =
                        beside_land(self.spec.land_fill, bracket.layers, bracket.later, &stencil);
                }
            }
        }
        dispatch::run(Rotate { sin, cos, east, north });
    }
}

impl Field for GriddedField {
    fn at(&self, place: Place) -> Option<Velocity> {
        let (mut east_mps, mut north_mps) = ([f64::NAN], [f64::NAN]);
        let points = Points { lat_deg: &[place.lat_deg], lon_deg: &[place.lon_deg], member: &[place.member] };
        let out = VectorsMut { east_mps: &mut east_mps, north_mps: &mut north_mps };
        self.sample_block(self.bracket(place.time_s)?, points, out, &mut Work::new());
        let found = Velocity { east_mps: east_mps[0], north_mps: north_mps[0] };
        (!found.east_mps.is_nan()).then_some(found)
    }

    fn is_within(&self, place: Place) -> bool {
        let (mut column, mut row, mut sin, mut cos) = ([f64::NAN], [f64::NAN], [0.0], [1.0]);
        let out = LocatedMut { column: &mut column, row: &mut row, sin: &mut sin, cos: &mut cos };
        self.spec.grid.locate_all(self.spec.rotation, &[place.lat_deg], &[place.lon_deg], out);
        let on_axis = |index: f64, last: f64| (0.0..=last).contains(&index);
        let on_grid = on_axis(column[0], self.grid.column) && on_axis(row[0], self.grid.row);
        on_grid && self.bracket(place.time_s).is_some()
    }

    fn sample(&self, points: Points<'_>, time_s: f64, out: VectorsMut<'_>) {
        let Some(bracket) = self.bracket(time_s) else {
            out.east_mps.fill(f64::NAN);
            out.north_mps.fill(f64::NAN);
            return;
        };
        let mut work = Work::new();
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
            self.sample_block(bracket, block, out, &mut work);
            first = lanes.end;
        }
    }
}
