//! The cells that particles occupy, step by step.

use crate::{Cloud, Window};
use rayon::prelude::*;
use sarex_geo::plane::PlanePoint;

/// Cells of the bound, as claimed: 1 nm.
pub(super) const CELL_M: f64 = 1852.0;

/// One interval between two nodes of the cloud.
pub(super) struct Step {
    /// The part of the interval inside the window, seconds since 1970.
    pub start_s: f64,
    pub end_s: f64,
    /// Middles of the occupied cells.
    pub cells: Vec<PlanePoint>,
    /// For each particle: rank of its cell times the number of object types, plus its type.
    pub slot: Vec<u32>,
    /// Speed of each particle over ground, m/s.
    pub speed_mps: Vec<f32>,
}

/// The steps of the window.
pub(super) struct Lattice {
    pub steps: Vec<Step>,
    pub objects: usize,
}

impl Lattice {
    /// Particles counted into cells by their places in the middle of each step.
    pub fn of(cloud: &Cloud, window: Window) -> Self {
        let objects = cloud.objects().len();
        let inside = |k: &usize| cloud.node_s(*k) < window.end_s && cloud.node_s(k + 1) > window.start_s;
        let intervals: Vec<usize> = (0..cloud.nodes() - 1).filter(inside).collect();
        let steps = intervals.par_iter().map(|&k| Step::of(cloud, window, k)).collect();
        Self { steps, objects }
    }
}

impl Step {
    fn of(cloud: &Cloud, window: Window, k: usize) -> Self {
        let (here, next) = (cloud.at_node(k), cloud.at_node(k + 1));
        let n = cloud.len();
        let middle = |a: &[f32], b: &[f32], i: usize| 0.5 * (f64::from(a[i]) + f64::from(b[i]));
        let key = |i: usize| {
            let column = (middle(here.0, next.0, i) / CELL_M).floor() as i32;
            let row = (middle(here.1, next.1, i) / CELL_M).floor() as i32;
            (row, column)
        };
        let keys: Vec<(i32, i32)> = (0..n).map(key).collect();
        let mut occupied = keys.clone();
        occupied.sort_unstable();
        occupied.dedup();
        let rows = Rows::of(&occupied);
        let objects = cloud.objects().len() as u32;
        let slot = keys.iter().zip(cloud.object());
        let slot =
            slot.map(|(key, object)| rows.rank(&occupied, *key) * objects + u32::from(*object)).collect();
        let speed = |i: usize| {
            let (dx, dy) = (next.0[i] - here.0[i], next.1[i] - here.1[i]);
            (dx * dx + dy * dy).sqrt() / cloud.step_s() as f32
        };
        let centre = |(row, column): &(i32, i32)| PlanePoint {
            east_m: (f64::from(*column) + 0.5) * CELL_M,
            north_m: (f64::from(*row) + 0.5) * CELL_M,
        };
        Self {
            start_s: cloud.node_s(k).max(window.start_s),
            end_s: cloud.node_s(k + 1).min(window.end_s),
            cells: occupied.iter().map(centre).collect(),
            slot,
            speed_mps: (0..n).map(speed).collect(),
        }
    }
}

/// Where each row begins in a sorted list of cells: a search within a row is short.
struct Rows {
    first_row: i32,
    begin: Vec<u32>,
}

impl Rows {
    fn of(cells: &[(i32, i32)]) -> Self {
        let first_row = cells[0].0;
        let mut begin = Vec::new();
        for (rank, (row, _)) in cells.iter().enumerate() {
            while begin.len() <= (row - first_row) as usize {
                begin.push(rank as u32);
            }
        }
        begin.push(cells.len() as u32);
        Self { first_row, begin }
    }

    fn rank(&self, cells: &[(i32, i32)], key: (i32, i32)) -> u32 {
        let row = (key.0 - self.first_row) as usize;
        let (from, to) = (self.begin[row], self.begin[row + 1]);
        let within = cells[from as usize..to as usize].partition_point(|cell| cell.1 < key.1);
        from + within as u32
    }
}
