//! Where and when a unit can have its effort.

use super::lattice::{CELL_M, Lattice, Step};
use crate::geometry::{distance_m, to_segment_m};
use crate::{Assignment, Demand, PlanePoint, Problem, Sru, Waypoint};

/// What one unit can spend, step by step. Times in hours of searching would do as well; here seconds.
pub(super) struct Reach {
    /// For each step: ranks of the cells where its footprint can be, rising.
    pub cells: Vec<Vec<u32>>,
    /// Longest searching time in each step, s.
    pub cap_s: Vec<f64>,
    /// Longest searching time in all, s.
    pub budget_s: f64,
}

impl Reach {
    /// Of a unit of the problem. Whatever a feasible plan can do lies within.
    pub fn of(problem: &Problem, unit: usize, lattice: &Lattice) -> Self {
        let sru = &problem.units[unit];
        match &problem.demands[unit] {
            Demand::Unused => Self::nothing(lattice),
            Demand::Frozen(assignments) => Self::along(sru, assignments, lattice),
            Demand::Free | Demand::Used | Demand::Pattern(_) => Self::free(sru, lattice),
        }
    }

    /// The greatest speed over ground along the legs, m/s.
    pub fn speed_mps(problem: &Problem, unit: usize) -> f64 {
        let frozen: &[Assignment] = match &problem.demands[unit] {
            Demand::Frozen(assignments) => assignments,
            _ => &[],
        };
        let speed = |leg: &[Waypoint]| distance_m(leg[0].at, leg[1].at) / (leg[1].time_s - leg[0].time_s);
        let legs = frozen.iter().flat_map(|assignment| assignment.track.windows(2));
        legs.map(speed).filter(|v| v.is_finite()).fold(problem.units[unit].track_mps(), f64::max)
    }

    fn nothing(lattice: &Lattice) -> Self {
        let steps = lattice.steps.len();
        Self { cells: vec![Vec::new(); steps], cap_s: vec![0.0; steps], budget_s: 0.0 }
    }

    fn free(sru: &Sru, lattice: &Lattice) -> Self {
        let mut reach = Self::nothing(lattice);
        let margin_m = margin_m(sru);
        // A unit that searches faster than it transits would be there sooner by searching.
        let fastest_mps = sru.transit_mps.max(sru.track_mps());
        let mut shortest_s = f64::INFINITY;
        for (t, step) in lattice.steps.iter().enumerate() {
            let mut earliest_s = f64::INFINITY;
            for (rank, cell) in step.cells.iter().enumerate() {
                if let Some(link) = &sru.link
                    && distance_m(link.station, *cell) > link.range_m + margin_m
                {
                    continue;
                }
                let (arrival_s, transit_s) = match sru.commence_s {
                    Some(commence_s) => (commence_s, 0.0),
                    None => {
                        let way_m = (distance_m(sru.base, *cell) - margin_m).max(0.0);
                        let arrival_s = sru.available_s + way_m / fastest_mps;
                        (arrival_s.max(sru.start_s(f64::NEG_INFINITY)), way_m / fastest_mps)
                    }
                };
                let home_in_time = sru.sortie_s.is_none_or(|sortie_s| 2.0 * transit_s <= sortie_s);
                if arrival_s < step.end_s && home_in_time {
                    reach.cells[t].push(rank as u32);
                    earliest_s = earliest_s.min(arrival_s);
                    shortest_s = shortest_s.min(transit_s);
                }
            }
            let latest_s = sru.commence_s.map_or(f64::INFINITY, |commence_s| commence_s + sru.on_scene_s);
            let end_s = sru.end_s(step.end_s).min(latest_s);
            reach.cap_s[t] = (end_s - step.start_s.max(earliest_s)).max(0.0);
        }
        let sortie_s = sru.sortie_s.map_or(f64::INFINITY, |sortie_s| sortie_s - 2.0 * shortest_s);
        reach.budget_s = sru.on_scene_s.min(sortie_s).min(reach.cap_s.iter().sum()).max(0.0);
        reach
    }

    /// Of a unit whose tracks are given.
    fn along(sru: &Sru, given: &[Assignment], lattice: &Lattice) -> Self {
        let mut reach = Self::nothing(lattice);
        let margin_m = margin_m(sru);
        for (t, step) in lattice.steps.iter().enumerate() {
            let pieces: Vec<(PlanePoint, PlanePoint)> =
                given.iter().flat_map(|a| pieces_within(&a.track, step)).collect();
            let near = |cell: &PlanePoint| pieces.iter().any(|p| to_segment_m(*cell, p.0, p.1) <= margin_m);
            let cells = step.cells.iter().enumerate().filter(|(_, cell)| near(cell));
            reach.cells[t] = cells.map(|(rank, _)| rank as u32).collect();
            let within_s =
                |a: &Assignment| (step.end_s.min(a.end_s()) - step.start_s.max(a.commence_s())).max(0.0);
            reach.cap_s[t] = given.iter().map(within_s).sum();
        }
        reach.budget_s = reach.cap_s.iter().sum();
        reach
    }
}

/// How far from the unit its footprint can reach into a cell, m.
fn margin_m(sru: &Sru) -> f64 {
    sru.max_range_m() + 0.5 * std::f64::consts::SQRT_2 * CELL_M
}

fn pieces_within(track: &[Waypoint], step: &Step) -> Vec<(PlanePoint, PlanePoint)> {
    let leg = |pair: &[Waypoint]| {
        let (from, to) = (pair[0], pair[1]);
        let (begin_s, end_s) = (from.time_s.max(step.start_s), to.time_s.min(step.end_s));
        if begin_s >= end_s {
            return None;
        }
        let at = |time_s: f64| {
            let part = (time_s - from.time_s) / (to.time_s - from.time_s);
            PlanePoint {
                east_m: from.at.east_m + part * (to.at.east_m - from.at.east_m),
                north_m: from.at.north_m + part * (to.at.north_m - from.at.north_m),
            }
        };
        Some((at(begin_s), at(end_s)))
    };
    track.windows(2).filter_map(leg).collect()
}
