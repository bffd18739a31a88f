//! Speeds, values and gaps of a field, from as much of it as can be read at a bounded cost.

use super::super::ReadError;
use super::super::field_file::{Blocks, FieldFile};
use super::super::wanted::Wanted;
use sarex_metocean::gridded::{Slab, SlabRequest};
use serde::Serialize;
use std::ops::Range;

/// Most values decoded per component: about half a second of a compressed file, however long it is.
const MOST_VALUES: usize = 1 << 24;
/// Most parts along time: of many files each has to be opened.
const MOST_TIMES: usize = 256;
/// Fewest rows of a part: shorter reads cost as much.
const FEWEST_ROWS: usize = 16;

/// Most cells read at once, if the blocks of the file are not larger.
const MOST_AT_ONCE: usize = 1 << 20;

/// How much of a field the figures stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LookedAt {
    /// Instants that were looked at.
    pub times: usize,
    /// Of how many.
    pub of_times: usize,
    /// Rows that were looked at, at each of these instants.
    pub rows: usize,
    /// Of how many.
    pub of_rows: usize,
}

impl LookedAt {
    /// Nothing was left out.
    pub fn is_all(&self) -> bool {
        self.times == self.of_times && self.rows == self.of_rows
    }
}

/// The parts that are looked at: each range of times with each range of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    times: Vec<Range<usize>>,
    rows: Vec<Range<usize>>,
    of: [usize; 2],
}

impl Sample {
    /// All of a field, or parts spread evenly over it, the first and the last time among them. Whole blocks are
    /// taken, for they are decoded whole. Times are thinned out first, and rows only where a few times cost too
    /// much as well.
    pub fn plan(times: usize, rows: usize, columns: usize, blocks: Blocks) -> Self {
        const FEW_TIMES: usize = 3;
        let block_times = blocks.times.clamp(1, times.max(1));
        let block_rows = FEWEST_ROWS.next_multiple_of(blocks.rows.max(1)).min(rows.max(1));
        let cost =
            block_times.saturating_mul(block_rows).saturating_mul(columns).saturating_mul(blocks.levels);
        let affordable = (MOST_VALUES / cost.max(1)).max(1);
        let (of_times, of_rows) = (times.div_ceil(block_times), rows.div_ceil(block_rows));
        let kept_times = match affordable / of_rows.max(1) {
            many @ FEW_TIMES.. => of_times.min(many).min(MOST_TIMES),
            _ => of_times.min(FEW_TIMES).min(affordable),
        };
        let kept_rows = of_rows.min((affordable / kept_times.max(1)).max(1));
        let part = |k: usize, block: usize, all: usize| k * block..((k + 1) * block).min(all);
        Self {
            times: ends_and_between(kept_times, of_times).map(|k| part(k, block_times, times)).collect(),
            rows: middles(kept_rows, of_rows).map(|k| part(k, block_rows, rows)).collect(),
            of: [times, rows],
        }
    }

    /// In numbers.
    pub fn looked_at(&self) -> LookedAt {
        let count = |parts: &[Range<usize>]| parts.iter().map(Range::len).sum();
        LookedAt {
            times: count(&self.times),
            of_times: self.of[0],
            rows: count(&self.rows),
            of_rows: self.of[1],
        }
    }
}

/// `kept` of the numbers below `all`, evenly, the first and the last among them; one alone is the first.
fn ends_and_between(kept: usize, all: usize) -> impl Iterator<Item = usize> {
    (0..kept).map(move |k| if kept < 2 { 0 } else { k * (all - 1) / (kept - 1) })
}

/// `kept` of the numbers below `all`, each from the middle of an equal share.
fn middles(kept: usize, all: usize) -> impl Iterator<Item = usize> {
    (0..kept).map(move |k| (2 * k + 1) * all / (2 * kept))
}

/// Figures of the first member.
#[derive(Debug)]
pub struct Figures {
    pub cells: u64,
    /// Cells with a value.
    pub present: u64,
    /// Values that the following three figures are of.
    pub used: u64,
    pub least: f64,
    pub most: f64,
    pub sum: f64,
    /// Values that a drift or a search takes as missing. They count among the speeds all the same, where they tell of
    /// the unit; a scalar beyond its range is no such scalar.
    pub beyond: u64,
}

impl Figures {
    /// Reads a sample.
    pub fn of(field: &FieldFile, sample: &Sample, wanted: Wanted) -> Result<Self, ReadError> {
        let (least, most) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut figures = Figures { cells: 0, present: 0, used: 0, least, most, sum: 0.0, beyond: 0 };
        for times in &sample.times {
            for rows in &sample.rows {
                figures.add(field, (times.clone(), rows.clone()), wanted)?;
            }
        }
        Ok(figures)
    }

    /// Reads a part in pieces of bounded size, each of whole blocks.
    fn add(
        &mut self,
        field: &FieldFile,
        (times, rows): (Range<usize>, Range<usize>),
        wanted: Wanted,
    ) -> Result<(), ReadError> {
        let columns = field.grid.columns();
        let fitting = MOST_AT_ONCE / (times.len() * rows.len()).max(1);
        let block = field.blocks.columns.max(1);
        let step = (fitting / block).max(1).saturating_mul(block);
        for first in (0..columns).step_by(step) {
            let piece = first..(first + step).min(columns);
            let request = SlabRequest { times: times.clone(), member: 0, rows: rows.clone(), columns: piece };
            let slabs = field.reader.read(&request).map_err(|e| ReadError::Undecodable {
                path: field.name.clone(),
                detail: e.reason,
                remedy: "Fetch the file again if it is damaged".to_owned(),
            })?;
            slabs.iter().for_each(|slab| self.count(slab, wanted));
        }
        Ok(())
    }

    fn count(&mut self, slab: &Slab, wanted: Wanted) {
        let largest_mps = wanted.largest_component_mps();
        for (u, v) in slab.u.iter().zip(&slab.v) {
            let (value, is_beyond, is_used) = match wanted {
                Wanted::Vector(_) => {
                    let speed = sarex_geo::math::hypot(f64::from(*u), f64::from(*v));
                    (speed, u.abs() > largest_mps || v.abs() > largest_mps, true)
                }
                Wanted::Scalar(scalar) => {
                    let (least, most) = scalar.range();
                    let within = (least..=most).contains(u);
                    (f64::from(*u), !within && !u.is_nan(), within)
                }
            };
            self.cells += 1;
            self.beyond += u64::from(is_beyond);
            self.present += u64::from(value.is_finite());
            if value.is_finite() && is_used {
                self.used += 1;
                self.sum += value;
                (self.least, self.most) = (self.least.min(value), self.most.max(value));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOSE: Blocks = Blocks { times: 1, rows: 1, columns: 1, levels: 1 };

    fn decoded(sample: &Sample, columns: usize, levels: usize) -> usize {
        let seen = sample.looked_at();
        seen.times * seen.rows * columns * levels
    }

    #[test]
    fn small_fields_are_looked_at_whole() {
        for (times, rows, columns) in [(67, 201, 301), (1, 2, 2), (9, 31, 36), (256, 17, 5)] {
            let seen = Sample::plan(times, rows, columns, LOOSE).looked_at();
            assert!(seen.is_all(), "{times} {rows} {columns}: {seen:?}");
        }
    }

    /// A year of a global model costs no more than a day of it, whatever its blocks.
    #[test]
    fn the_cost_is_bounded() {
        for blocks in [
            LOOSE,
            Blocks { times: 1, rows: 512, columns: 90, levels: 1 },
            Blocks { times: 24, rows: 100, columns: 90, levels: 1 },
            Blocks { times: 1, rows: 300, columns: 90, levels: 40 },
            Blocks { times: 720, rows: 60, columns: 90, levels: 1 },
        ] {
            for (times, rows, columns) in [(8784, 2041, 4320), (100_000, 30, 30), (24, 17_999, 36_000)] {
                let sample = Sample::plan(times, rows, columns, blocks);
                let one_block = blocks.times.min(times) * blocks.rows.max(FEWEST_ROWS) * columns;
                let limit = MOST_VALUES.max(one_block * blocks.levels);
                assert!(decoded(&sample, columns, blocks.levels) <= limit, "{blocks:?} {times} {rows}");
                assert!(sample.times.len() <= MOST_TIMES && !sample.rows.is_empty());
                let parts = sample.times.iter().chain(&sample.rows);
                assert!(parts.clone().all(|part| !part.is_empty()), "{sample:?}");
                assert!(sample.times.windows(2).all(|w| w[0].end <= w[1].start), "{sample:?}");
                assert!(sample.rows.windows(2).all(|w| w[0].end <= w[1].start), "{sample:?}");
            }
        }
    }

    #[test]
    fn the_ends_are_among_what_is_looked_at() {
        let sample = Sample::plan(8784, 681, 1440, LOOSE);
        assert_eq!((sample.times[0].start, sample.times.last().unwrap().end), (0, 8784));
        assert_eq!(sample.looked_at().rows, 681);
    }
}
