//! Clusters of boxes that overlap, laid side by side.

use super::{AT_REST, Candidate, State};
use crate::PlanePoint;
use crate::pattern::Axes;
use crate::planner::anneal::Hull;
use crate::planner::task;

/// Lays each cluster of overlapping boxes in strips, and tells how many evaluations it took.
pub(super) fn all(state: &mut State<'_>, movable: &[usize]) -> u64 {
    let mut spent = 0;
    for cluster in clusters(state, movable) {
        spent += 2 * (cluster.len() + state.units.len()) as u64;
        let turn = state.units[cluster[0]].as_ref().and_then(|p| p.candidate).map_or(0.0, |c| c.first_leg);
        let tries = [turn, turn + 0.25].map(|axis| strips(state, &cluster, axis));
        let value = |boxes: &[(usize, Candidate)]| {
            let mut trial = state.on(state.sample);
            put(&mut trial, boxes);
            trial.found
        };
        let best = if value(&tries[1]) > value(&tries[0]) { &tries[1] } else { &tries[0] };
        put(state, best);
    }
    spent
}

fn put(state: &mut State<'_>, boxes: &[(usize, Candidate)]) {
    for (unit, candidate) in boxes {
        if let Some(change) = state.try_candidate(*unit, *candidate) {
            state.accept(change);
        }
    }
}

/// Units that hang together by illegal overlaps, two or more each.
fn clusters(state: &State<'_>, movable: &[usize]) -> Vec<Vec<usize>> {
    let mut of: Vec<usize> = (0..state.units.len()).collect();
    for (i, &a) in movable.iter().enumerate() {
        for &b in &movable[i + 1..] {
            let (Some(p), Some(q)) = (&state.units[a], &state.units[b]) else { continue };
            let breaks = state.ground.limits.together_m((a, &p.zone), (b, &q.zone)) > 0.0;
            if breaks && p.zone.hull.gap_m(&q.zone.hull, 1.0) < 0.0 {
                let (from, to) = (of[a].max(of[b]), of[a].min(of[b]));
                of.iter_mut().filter(|c| **c == from).for_each(|c| *c = to);
            }
        }
    }
    let members = |c: usize| movable.iter().copied().filter(|k| of[*k] == c).collect::<Vec<_>>();
    (0..of.len()).map(members).filter(|m| m.len() > 1).collect()
}

/// The hull of a cluster split in parallel strips with breadths as track times sweep width.
fn strips(state: &State<'_>, cluster: &[usize], axis: f64) -> Vec<(usize, Candidate)> {
    let problem = state.ground.problem;
    let axes = Axes::of(axis * 360.0);
    let (along, across) = (axes.point(1.0, 0.0), axes.point(0.0, 1.0));
    let dot = |p: &PlanePoint, a: PlanePoint| p.east_m * a.east_m + p.north_m * a.north_m;
    let corners = cluster.iter().filter_map(|k| state.units[*k].as_ref());
    let corners: Vec<PlanePoint> = corners.flat_map(|p| p.laid.track.iter().map(|w| w.at)).collect();
    let hull = Hull::of(corners);
    let range = |a: PlanePoint| {
        hull.corners
            .iter()
            .map(|p| dot(p, a))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    };
    let (lengthwise, breadthwise) = (range(along), range(across));
    let length_m = lengthwise.1 - lengthwise.0;
    let middle_m = 0.5 * (lengthwise.0 + lengthwise.1);
    // Side by side in the order in which they lie.
    let mut order: Vec<(f64, usize, f64, f64)> = cluster
        .iter()
        .filter_map(|&k| {
            let placed = state.units[k].as_ref()?;
            let sru = &problem.units[k];
            let first = placed.laid.track[0].time_s;
            let track_m = (placed.laid.track[placed.laid.track.len() - 1].time_s - first) * sru.track_mps();
            let centre = placed.candidate.map_or(placed.laid.track[0].at, |c| c.centre);
            Some((dot(&centre, across), k, track_m, track_m * task::mean_width_m(problem, sru)))
        })
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let effort: f64 = order.iter().map(|o| o.3).sum();
    let mut from_m = breadthwise.0;
    let mut boxes = Vec::with_capacity(order.len());
    for (_, unit, track_m, share) in order {
        let breadth_m = (breadthwise.1 - breadthwise.0) * share / effort;
        let centre = axes.point(middle_m, from_m + 0.5 * breadth_m);
        from_m += breadth_m;
        let (long, short, first_leg) = if length_m >= breadth_m {
            (length_m, breadth_m, axis)
        } else {
            (breadth_m, length_m, axis + 0.25)
        };
        let legs = (track_m / long).round().max(1.0);
        let least_m = problem.units[unit].min_spacing_m;
        let spacing_m = (short / legs).max(least_m);
        let turn = state.units[unit].as_ref().and_then(|p| p.candidate).map_or(AT_REST.turn, |c| c.turn);
        boxes.push((unit, Candidate { centre, first_leg, legs: legs as usize, spacing_m, turn, ..AT_REST }));
    }
    boxes
}
