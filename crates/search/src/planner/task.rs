//! What planners ask about a unit before it has a task, and the plan of their tasks.

use super::anneal::Laid;
use crate::evaluate::worth;
use crate::geometry::distance_m;
use crate::{Assignment, Demand, Plan, PlanePoint, Problem, Sru, Track};

/// Limits are kept with this to spare, s.
const SPARE_S: f64 = 0.5;

/// Sweep width over the object types by their probability, of those that the unit sees, m; zero if it sees none.
pub(super) fn mean_width_m(problem: &Problem, sru: &Sru) -> f64 {
    let mass = problem.cloud.object_mass();
    let seen = sru.sensor.iter().zip(&mass).filter_map(|(r, m)| Some((r.as_ref()?.sweep_width_m(), *m)));
    let (sum, mass) = seen.fold((0.0, 0.0), |a, (w, m)| (a.0 + w * m, a.1 + m));
    if mass > 0.0 { sum / mass } else { 0.0 }
}

/// When a unit can commence at a place and how long it can search there, s; nothing if it has no time for it.
pub(super) fn time_at(problem: &Problem, sru: &Sru, place: PlanePoint) -> Option<(f64, f64)> {
    let way_s = distance_m(sru.base, place) / sru.transit_mps;
    let begin_s = match sru.commence_s {
        Some(fixed_s) => fixed_s,
        None => (sru.available_s + way_s).max(sru.start_s(problem.window.start_s)),
    };
    let sortie_s = match (sru.commence_s, sru.sortie_s) {
        (None, Some(sortie_s)) => sortie_s - 2.0 * way_s,
        _ => f64::INFINITY,
    };
    let search_s = sru.on_scene_s.min(sru.end_s(problem.window.end_s) - begin_s).min(sortie_s) - SPARE_S;
    (search_s > 0.0).then_some((begin_s, search_s))
}

/// The plan of tasks, for each unit those it does one after the other, evaluated on the whole cloud.
pub(super) fn plan_of<'a, Tasks: IntoIterator<Item = &'a Laid>>(
    problem: &Problem,
    laid: impl Iterator<Item = Tasks>,
) -> Plan {
    let tasks: Vec<(usize, &Laid)> =
        laid.enumerate().flat_map(|(unit, laid)| laid.into_iter().map(move |laid| (unit, laid))).collect();
    let tracks: Vec<Track<'_>> = tasks
        .iter()
        .map(|(unit, laid)| Track { sensor: &problem.units[*unit].sensor, waypoints: &laid.track })
        .collect();
    let all = worth(&problem.cloud, &tracks, &problem.objective);
    let assignments = tasks.iter().map(|(unit, laid)| assignment(problem, *unit, laid)).collect();
    Plan { assignments, pos: all.pos, pos_by_object: all.pos_by_object, survivors: all.survivors }
}

/// Whether a unit that must search does not, or nobody does.
pub(super) fn is_missing(problem: &Problem, laid: &[Vec<Laid>]) -> bool {
    let idle = |(laid, demand): (&Vec<Laid>, &Demand)| {
        laid.is_empty() && !matches!(demand, Demand::Free | Demand::Unused)
    };
    laid.iter().all(Vec::is_empty) || laid.iter().zip(&problem.demands).any(idle)
}

/// A frozen task keeps what the user gave with it, but for its worth.
fn assignment(problem: &Problem, unit: usize, laid: &Laid) -> Assignment {
    let (flown, track) = (laid.flown.clone(), laid.track.clone());
    let mut of = Assignment::of(problem, unit, flown, track, (laid.departure_s, laid.landing_s));
    if let Some(area) = given_area(problem, unit, laid) {
        of.area = area.to_vec();
    }
    of
}

/// The outline that the user gave with a frozen task.
pub(super) fn given_area<'a>(problem: &'a Problem, unit: usize, laid: &Laid) -> Option<&'a [PlanePoint]> {
    let Demand::Frozen(all) = &problem.demands[unit] else { return None };
    let frozen = all.iter().find(|frozen| frozen.track == laid.track)?;
    (!frozen.area.is_empty()).then_some(&frozen.area)
}
