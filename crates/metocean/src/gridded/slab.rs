//! What a file reader has to deliver: rectangles of two components.

use crate::FieldError;
use std::ops::Range;

/// A rectangle of cells at some times, of one ensemble member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlabRequest {
    /// Indices on the source's time axis.
    pub times: Range<usize>,
    /// Ensemble member, from 0.
    pub member: usize,
    /// Indices on the grid's y axis.
    pub rows: Range<usize>,
    /// Indices on the grid's x axis; never beyond its end, wrapped windows come as two requests.
    pub columns: Range<usize>,
}

impl SlabRequest {
    /// Cells of one time.
    pub fn cells(&self) -> usize {
        self.rows.len() * self.columns.len()
    }
}

/// One time of a rectangle: m/s **along the grid's axes towards increasing coordinates** (true east and north if
/// the source's rotation is [`crate::grid::Rotation::None`]), row after row, NaN where the file has no value.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Slab {
    /// Component along x.
    pub u: Vec<f32>,
    /// Component along y.
    pub v: Vec<f32>,
}

/// Reads rectangles from wherever they are. The one thing a file format has to implement.
///
/// Several pieces are read at a time, on as many threads; an implementation that seeks in one file does so behind a
/// lock, and holds it no longer than that. Memory must be in proportion to the request.
pub trait SlabReader: Send + Sync {
    /// One slab for each requested time, in order, each of `request.cells()` values.
    fn read(&self, request: &SlabRequest) -> Result<Vec<Slab>, FieldError>;

    /// How many times are best read in one call, aligned to multiples of this number: the chunk length in time of
    /// a compressed file. Only a hint.
    fn preferred_times(&self) -> usize {
        1
    }
}

impl<R: SlabReader + ?Sized> SlabReader for Box<R> {
    fn read(&self, request: &SlabRequest) -> Result<Vec<Slab>, FieldError> {
        (**self).read(request)
    }
    fn preferred_times(&self) -> usize {
        (**self).preferred_times()
    }
}
