//! Brings windows of a gridded source into memory, and nothing twice.

use super::layer::{Layer, margin};
use super::sample::GriddedField;
use super::{GriddedSpec, SlabReader, SlabRequest};
use crate::grid::{IndexBox, index_box};
use crate::{Coverage, Field, FieldError, FieldSource, Window};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Most bytes one window may take; with it, offsets of cells fit 32 bits.
const MOST_BYTES: usize = 8 << 30;

/// A field on a grid, read through a [`SlabReader`] as far as a run needs it.
///
/// [`FieldSource::hold`] reads the times around the window's period and the cells around its box, widened by a
/// quarter so that the next window, a little further on, finds most of it here. What a returned field holds is
/// kept by that field alone: memory is that of the fields still alive, whatever the size of the file.
pub struct GriddedSource {
    spec: Arc<GriddedSpec>,
    reader: Box<dyn SlabReader>,
    coverage: Coverage,
    bridge_s: f64,
    /// For each time, the last layer that was read, if someone still has it.
    pub(super) known: Mutex<Vec<Weak<Layer>>>,
}

impl GriddedSource {
    /// Checks the description; reads nothing.
    pub fn new(spec: GriddedSpec, reader: Box<dyn SlabReader>) -> Result<Self, FieldError> {
        let refuse = |reason: String| Err(FieldError { source_name: spec.name.clone(), reason });
        let times = &spec.times_s;
        if times.is_empty() {
            return refuse("the time axis is empty; the file needs at least one field time".into());
        }
        if let Some(k) = times.iter().position(|t| !t.is_finite()) {
            return refuse(format!("field time {k} is not a number"));
        }
        if let Some(k) = times.windows(2).position(|w| w[1] <= w[0]) {
            return refuse(format!("field time {} is not later than the one before it", k + 1));
        }
        if !(1..=usize::from(u16::MAX)).contains(&spec.members) {
            return refuse(format!("{} ensemble members; 1 to 65535 are possible", spec.members));
        }
        let coverage = Coverage {
            name: spec.name.clone(),
            period_s: Some((times[0], times[times.len() - 1])),
            area_deg: Some(spec.grid.area_deg()),
            members: spec.members as u16,
            longest_time_step_s: times.windows(2).map(|w| w[1] - w[0]).reduce(f64::max),
        };
        let known = Mutex::new(times.iter().map(|_| Weak::new()).collect());
        let bridge_s = spec.longest_bridge_s();
        Ok(Self { spec: Arc::new(spec), reader, coverage, bridge_s, known })
    }

    /// The description.
    pub fn spec(&self) -> &GriddedSpec {
        &self.spec
    }

    fn layers(&self, times: Range<usize>, needed: IndexBox) -> Result<Vec<Arc<Layer>>, FieldError> {
        let grid = &self.spec.grid;
        let mut layers: Vec<Option<Arc<Layer>>> = self.known()[times.clone()]
            .iter()
            .map(|weak| weak.upgrade().filter(|layer| layer.usable.contains(&needed, grid.period())))
            .collect();
        let usable = needed
            .grown((needed.width / 8).max(6), (needed.height / 8).max(6), grid)
            .at_most_once_round(grid);
        self.check_size(usable, layers.iter().filter(|layer| layer.is_none()).count())?;
        let unread = self.unread(&layers, times.start);
        // Decompression is the larger part of it, and pieces have nothing to do with each other.
        let read: Vec<_> = unread.par_iter().map(|piece| self.read(piece.clone(), usable)).collect();
        for (piece, read) in unread.into_iter().zip(read) {
            for (time, layer) in piece.zip(read?) {
                self.known()[time] = Arc::downgrade(&layer);
                layers[time - times.start] = Some(layer);
            }
        }
        Ok(layers.into_iter().flatten().collect())
    }

    fn known(&self) -> MutexGuard<'_, Vec<Weak<Layer>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The times that are missing among layers from `start` on, in pieces that are best read in one call.
    fn unread(&self, layers: &[Option<Arc<Layer>>], start: usize) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let mut k = 0;
        while k < layers.len() {
            let run = layers[k..].iter().take_while(|layer| layer.is_none()).count();
            if run == 0 {
                k += 1;
                continue;
            }
            let run = run.min(self.until_next_chunk(start + k));
            pieces.push(start + k..start + k + run);
            k += run;
        }
        pieces
    }

    /// Times from `first` to the end of its chunk in the file.
    fn until_next_chunk(&self, first: usize) -> usize {
        let chunk = self.reader.preferred_times().max(1);
        chunk - first % chunk
    }

    fn check_size(&self, usable: IndexBox, times: usize) -> Result<(), FieldError> {
        let bytes = usable.cells().saturating_mul(8).saturating_mul(self.spec.members).saturating_mul(times);
        if bytes <= MOST_BYTES {
            return Ok(());
        }
        Err(FieldError {
            source_name: self.spec.name.clone(),
            reason: format!(
                "the particles need {} × {} cells of {} members at {times} times, {} GB; start them closer together, \
                 use fewer members or a shorter run",
                usable.width,
                usable.height,
                self.spec.members,
                bytes >> 30
            ),
        })
    }

    /// Reads some times of a rectangle, all members.
    fn read(&self, times: Range<usize>, usable: IndexBox) -> Result<Vec<Arc<Layer>>, FieldError> {
        let around = margin(self.spec.land_fill);
        let read = usable.grown(around, around, &self.spec.grid);
        let mut by_time: Vec<Vec<super::Slab>> = times.clone().map(|_| Vec::new()).collect();
        for member in 0..self.spec.members {
            for (slabs, slab) in by_time.iter_mut().zip(self.read_wrapped(times.clone(), member, read)?) {
                slabs.push(slab);
            }
        }
        let layers = by_time
            .into_iter()
            .map(|slabs| Arc::new(Layer::new(&self.spec, usable, read, slabs.into_iter())));
        Ok(layers.collect())
    }

    /// Reads a rectangle that may run over the end of a cyclic axis, piece by piece.
    fn read_wrapped(
        &self,
        times: Range<usize>,
        member: usize,
        read: IndexBox,
    ) -> Result<Vec<super::Slab>, FieldError> {
        let rows = read.row..read.row + read.height;
        let period = self.spec.grid.period().unwrap_or(usize::MAX);
        let mut pieces = Vec::new();
        let (mut column, mut left) = (read.column, read.width);
        while left > 0 {
            let width = left.min(period - column);
            let columns = column..column + width;
            let request = SlabRequest { times: times.clone(), member, rows: rows.clone(), columns };
            pieces.push((width, self.read_checked(&request)?));
            left -= width;
            column = 0;
        }
        if pieces.len() == 1 {
            return Ok(pieces.remove(0).1);
        }
        let joined = (0..times.len()).map(|time| {
            let mut whole = super::Slab::default();
            for row in 0..read.height {
                for (width, slabs) in &pieces {
                    let cells = row * width..(row + 1) * width;
                    whole.u.extend_from_slice(&slabs[time].u[cells.clone()]);
                    whole.v.extend_from_slice(&slabs[time].v[cells]);
                }
            }
            whole
        });
        Ok(joined.collect())
    }

    /// A reader that delivers the wrong number of values must not bring a forecast down.
    fn read_checked(&self, request: &SlabRequest) -> Result<Vec<super::Slab>, FieldError> {
        let slabs = self.reader.read(request)?;
        let complete = slabs.len() == request.times.len()
            && slabs.iter().all(|s| s.u.len() == request.cells() && s.v.len() == request.cells());
        if complete {
            return Ok(slabs);
        }
        Err(FieldError {
            source_name: self.spec.name.clone(),
            reason: format!(
                "field times {} to {} are incomplete; the file may be truncated",
                request.times.start,
                request.times.end - 1
            ),
        })
    }
}

impl FieldSource for GriddedSource {
    fn coverage(&self) -> Coverage {
        self.coverage.clone()
    }

    fn hold(&self, window: &Window) -> Result<Arc<dyn Field>, FieldError> {
        let layers = times_around(&self.spec.times_s, window.start_s, window.end_s)
            .and_then(|times| Some((times, index_box(&self.spec.grid, window)?)));
        let Some((times, needed)) = layers else {
            return Ok(Arc::new(GriddedField::new(self.spec.clone(), 0, Vec::new(), self.bridge_s)));
        };
        let layers = self.layers(times.clone(), needed)?;
        Ok(Arc::new(GriddedField::new(self.spec.clone(), times.start, layers, self.bridge_s)))
    }
}

/// The field times that interpolation within a period touches.
fn times_around(times_s: &[f64], start_s: f64, end_s: f64) -> Option<Range<usize>> {
    let (first, last) = (*times_s.first()?, *times_s.last()?);
    if end_s < first || start_s > last || start_s.is_nan() || end_s.is_nan() {
        return None;
    }
    let from = times_s.partition_point(|t| *t <= start_s).saturating_sub(1);
    let to = times_s.partition_point(|t| *t < end_s).min(times_s.len() - 1);
    Some(from..to.max(from) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_times_that_interpolation_touches_are_needed() {
        let times = [0.0, 10.0, 20.0, 30.0];
        assert_eq!(times_around(&times, 10.0, 10.0), Some(1..2));
        assert_eq!(times_around(&times, 10.0, 20.0), Some(1..3));
        assert_eq!(times_around(&times, 10.0, 20.5), Some(1..4));
        assert_eq!(times_around(&times, -5.0, 5.0), Some(0..2));
        assert_eq!(times_around(&times, 25.0, 99.0), Some(2..4));
        assert_eq!(times_around(&times, 31.0, 99.0), None);
        assert_eq!(times_around(&times, -9.0, -1.0), None);
        assert_eq!(times_around(&[7.0], 7.0, 9.0), Some(0..1));
    }
}
