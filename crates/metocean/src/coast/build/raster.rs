//! Which edges touch which tile, what the corners of tiles are, and how far land is.

use super::super::format::Frame;
use super::super::lattice::{Point, tiles_on_line};
use super::BuildError;
use super::rings::{Edge, Outline};

/// Clearances are stored in a byte.
const FARTHEST_TILES: u8 = 255;

/// Most entries of edges in tiles.
const MAX_ENTRIES: usize = 2_000_000_000;

pub(super) struct Raster {
    /// (tile, edge), sorted; tiles are numbered row by row.
    pub(super) entries: Vec<(u32, u32)>,
    /// Whether the south-west corner of each tile is land.
    pub(super) corner_is_land: Vec<bool>,
    /// Distance to the nearest tile with land, in tiles; 0 for tiles that are not all sea.
    pub(super) distance: Vec<u8>,
}

impl Raster {
    pub(super) fn new(outline: &Outline, frame: &Frame) -> Result<Self, BuildError> {
        let entries = enter_edges(&outline.edges, frame)?;
        let corner_is_land = corners(&outline.edges, frame);
        let tiles = (frame.cols() * frame.rows()) as usize;
        let mut distance = vec![FARTHEST_TILES; tiles];
        for (tile, land) in corner_is_land.iter().enumerate() {
            if *land {
                distance[tile] = 0;
            }
        }
        for (tile, _) in &entries {
            distance[*tile as usize] = 0;
        }
        measure(&mut distance, frame);
        Ok(Self { entries, corner_is_land, distance })
    }
}

fn enter_edges(edges: &[Edge], frame: &Frame) -> Result<Vec<(u32, u32)>, BuildError> {
    let (cols, rows) = (frame.cols(), frame.rows());
    let mut entries = Vec::with_capacity(edges.len() + edges.len() / 4);
    for (i, edge) in edges.iter().enumerate() {
        tiles_on_line(edge.a, edge.b, frame.tile, (0, rows - 1), |row, first, last| {
            for col in first.max(0)..=last.min(cols - 1) {
                entries.push(((row * cols + col) as u32, i as u32));
            }
        });
        if entries.len() > MAX_ENTRIES {
            return Err(BuildError::TooMany { what: "edges in tiles" });
        }
    }
    entries.sort_unstable();
    Ok(entries)
}

/// Even-odd count for every tile corner: along each row of corners, an edge turns land into sea and back for all
/// corners east of it.
fn corners(edges: &[Edge], frame: &Frame) -> Vec<bool> {
    let (cols, rows) = (frame.cols(), frame.rows());
    let mut flips = vec![false; (cols * rows) as usize];
    for edge in edges {
        let (low, high) = if edge.a.y <= edge.b.y { (edge.a, edge.b) } else { (edge.b, edge.a) };
        // Half open: a corner at the height of `low` is crossed, one at the height of `high` is not.
        let first = (low.y - 1).div_euclid(frame.tile) + 1;
        let last = (high.y - 1).div_euclid(frame.tile);
        for row in first.max(0)..=last.min(rows - 1) {
            let col = first_corner_east(low, high, row * frame.tile, frame.tile);
            if col < cols {
                flips[(row * cols + col.max(0)) as usize] ^= true;
            }
        }
    }
    for row in flips.chunks_exact_mut(cols as usize) {
        let mut land = false;
        for flip in row {
            land ^= *flip;
            *flip = land;
        }
    }
    flips
}

/// The first column whose corner at height y lies east of an edge.
fn first_corner_east(low: Point, high: Point, y: i64, tile: i64) -> i64 {
    let rise = i128::from(high.y - low.y);
    let x_times_rise = i128::from(low.x) * rise + i128::from(high.x - low.x) * i128::from(y - low.y);
    (x_times_rise.div_euclid(rise * i128::from(tile)) + 1) as i64
}

/// Distance in king's moves to the nearest tile marked 0, by two sweeps; twice on a grid that goes round.
fn measure(distance: &mut [u8], frame: &Frame) {
    let (cols, rows) = (frame.cols() as usize, frame.rows() as usize);
    let sweeps = if frame.goes_round() { 2 } else { 1 };
    let neighbour = |col: usize, step: isize| -> Option<usize> {
        let to = col as isize + step;
        if (0..cols as isize).contains(&to) {
            Some(to as usize)
        } else {
            frame.goes_round().then(|| to.rem_euclid(cols as isize) as usize)
        }
    };
    let nearest_in = |distance: &[u8], row: usize, col: usize, steps: &[isize]| {
        let seen = steps.iter().filter_map(|&step| neighbour(col, step));
        seen.map(|c| distance[row * cols + c]).min().unwrap_or(FARTHEST_TILES)
    };
    for _ in 0..sweeps {
        for row in 0..rows {
            for col in 0..cols {
                let mut best = nearest_in(distance, row, col, &[-1]);
                if row > 0 {
                    best = best.min(nearest_in(distance, row - 1, col, &[-1, 0, 1]));
                }
                let here = &mut distance[row * cols + col];
                *here = (*here).min(best.saturating_add(1));
            }
        }
        for row in (0..rows).rev() {
            for col in (0..cols).rev() {
                let mut best = nearest_in(distance, row, col, &[1]);
                if row + 1 < rows {
                    best = best.min(nearest_in(distance, row + 1, col, &[-1, 0, 1]));
                }
                let here = &mut distance[row * cols + col];
                *here = (*here).min(best.saturating_add(1));
            }
        }
    }
}
