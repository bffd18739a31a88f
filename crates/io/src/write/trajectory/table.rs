//! Shape of `drift.nc`, and values laid out in it.

use super::{Layout, WriteError};
use crate::write::netcdf::{Attribute, Nc, Storage};
use netcdf_writer::{DimensionId, NcFillValueType, NcWriteType};
use sarex_drift::{Ensemble, Fate};

/// The two dimensions.
#[derive(Clone, Copy)]
pub(super) struct Axes {
    pub trajectory: DimensionId,
    pub time: DimensionId,
}

/// Shape of the output and where each track begins and ends.
pub(super) struct Table<'a> {
    pub ensemble: &'a Ensemble,
    pub layout: Layout,
    pub particles: usize,
    pub times: usize,
    pub chunk: [u64; 2],
    /// Per particle, one past the last time index that is written.
    end: Vec<u32>,
}

impl<'a> Table<'a> {
    pub fn new(ensemble: &'a Ensemble, layout: Layout) -> Self {
        let (particles, times) = (ensemble.particles.lat_deg.len(), ensemble.snapshots.len());
        // About 64 Ki values a chunk: whole tracks, so that one particle costs one chunk to read.
        let rows = (65_536 / times).clamp(1, particles);
        let columns = times.min(65_536);
        let end = match layout {
            Layout::Compact => vec![times as u32; particles],
            Layout::OpenDrift => (0..particles).map(|i| end_of_track(ensemble, i)).collect(),
        };
        Self { ensemble, layout, particles, times, chunk: [rows as u64, columns as u64], end }
    }

    /// Values per (trajectory, time) in row-major order; `fill` outside the life of a track.
    pub fn gather<T: Copy>(&self, fill: T, value: impl Fn(usize, usize) -> T) -> Vec<T> {
        let mut all = vec![fill; self.particles * self.times];
        // Blocks of particles keep the transposition within the cache.
        for (block, rows) in all.chunks_mut(self.times * 256).enumerate() {
            for (t, snapshot) in self.ensemble.snapshots.iter().enumerate() {
                for (row, track) in rows.chunks_mut(self.times).enumerate() {
                    let i = block * 256 + row;
                    if snapshot.fate[i] != Fate::NotReleased && t < self.end[i] as usize {
                        track[t] = value(t, i);
                    }
                }
            }
        }
        all
    }
}

/// One past the first output time at which a particle has stopped for good.
fn end_of_track(ensemble: &Ensemble, i: usize) -> u32 {
    let stopped = |fate: Fate| matches!(fate, Fate::Stranded | Fate::MissingData);
    let last_moving = ensemble.snapshots.iter().rposition(|s| !stopped(s.fate[i]));
    let end = last_moving.map_or(1, |t| t + 2);
    end.min(ensemble.snapshots.len()) as u32
}

/// Writes a property that is constant in time in the way of the layout.
pub(super) struct Constant<'a, 'b> {
    pub nc: &'a mut Nc,
    pub table: &'a Table<'b>,
    pub axes: Axes,
}

impl Constant<'_, '_> {
    pub fn put<T: NcWriteType + NcFillValueType>(
        &mut self,
        name: &str,
        fill: T,
        value: impl Fn(usize) -> T,
        attributes: &[(&str, Attribute)],
    ) -> Result<(), WriteError> {
        match self.table.layout {
            Layout::Compact => {
                let values: Vec<T> = (0..self.table.particles).map(value).collect();
                let chunk = [self.table.particles.min(65_536) as u64];
                let axes = [self.axes.trajectory];
                self.nc.packed(name, &axes, &values, fill, Storage { chunk: &chunk }, attributes)
            }
            Layout::OpenDrift => {
                let values = self.table.gather(fill, |_, i| value(i));
                let axes = [self.axes.trajectory, self.axes.time];
                self.nc.packed(name, &axes, &values, fill, Storage { chunk: &self.table.chunk }, attributes)
            }
        }
    }
}
