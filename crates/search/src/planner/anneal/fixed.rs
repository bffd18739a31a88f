//! Tasks that are the user's: frozen areas, and patterns of which only the time is left open.

use super::ladder::Laid;
use super::sample::Sample;
use super::state::{Change, Ground, State};
use crate::geometry::distance_m;
use crate::pattern::Way;
use crate::planner::{NoPlan, Obstacle};
use crate::{Assignment, Demand, PatternFlown, PlanePoint, Waypoint};

/// Times to begin that are tried for a given pattern.
const BEGINS: u32 = 12;

/// A state with the user's tasks, and nothing else.
pub(in crate::planner) fn tasks<'a>(ground: &'a Ground<'a>, sample: &'a Sample) -> Result<State<'a>, NoPlan> {
    let mut state = State::empty(ground, sample);
    for (unit, demand) in ground.problem.demands.iter().enumerate() {
        match demand {
            Demand::Frozen(assignments) => {
                let laid = |assignment: &Assignment| Laid {
                    flown: assignment.pattern.clone(),
                    departure_s: assignment.departure_s,
                    landing_s: assignment.landing_s,
                    track: assignment.track.clone(),
                };
                if let Some(change) = state.fixed(unit, assignments.iter().map(laid)) {
                    state.accept(change);
                }
            }
            Demand::Pattern(asked) => {
                let change = begin_best(&state, unit, &asked.0, asked.1)
                    .map_err(|why| NoPlan { obstacles: vec![why] })?;
                state.accept(change);
            }
            Demand::Free | Demand::Used | Demand::Unused => {}
        }
    }
    Ok(state)
}

/// The pattern begun when it is worth most.
fn begin_best(
    state: &State<'_>,
    unit: usize,
    flown: &PatternFlown,
    at: PlanePoint,
) -> Result<Change, Obstacle> {
    let problem = state.ground.problem;
    let sru = &problem.units[unit];
    let obstacle =
        |what: String, release: &str| Obstacle { unit: sru.id.clone(), what, release: release.into() };
    let lay = |time_s: f64| flown.track(Waypoint { time_s, at }, &Way::over_ground(sru.track_mps()));
    let (out_s, earliest_s) = match sru.commence_s {
        Some(commence_s) => (0.0, commence_s),
        None => {
            let out_s = distance_m(sru.base, at) / sru.transit_mps;
            (out_s, (sru.available_s + out_s).max(sru.start_s(problem.window.start_s)))
        }
    };
    let track =
        lay(earliest_s).map_err(|e| obstacle(e.to_string(), "give another pattern, or free the unit"))?;
    let last = track[track.len() - 1];
    let duration_s = last.time_s - earliest_s;
    let home_s = |last: Waypoint| {
        if sru.commence_s.is_some() { 0.0 } else { distance_m(last.at, sru.base) / sru.transit_mps }
    };
    let latest_s =
        if sru.commence_s.is_some() { earliest_s } else { sru.end_s(problem.window.end_s) - duration_s };
    let flight_s = out_s + duration_s + home_s(last);
    if duration_s > sru.on_scene_s
        || latest_s < earliest_s
        || sru.sortie_s.is_some_and(|most_s| flight_s > most_s)
    {
        let what =
            format!("its given pattern takes {:.0} min of searching, more than it has", duration_s / 60.0);
        return Err(obstacle(what, "shorten the pattern, or give the unit more time"));
    }
    let mut best: Option<Change> = None;
    for k in 0..=BEGINS {
        let begin_s = earliest_s + (latest_s - earliest_s) * f64::from(k) / f64::from(BEGINS);
        let Ok(track) = lay(begin_s) else { continue };
        let landing_s = begin_s + duration_s + home_s(track[track.len() - 1]);
        let laid = Laid { flown: flown.clone(), departure_s: begin_s - out_s, landing_s, track };
        let in_time = sru.sortie_s.is_none_or(|most_s| laid.landing_s - laid.departure_s <= most_s);
        let Some(change) = state.fixed(unit, [laid]) else { continue };
        let better =
            best.as_ref().is_none_or(|best| (change.breach_m, -change.found) < (best.breach_m, -best.found));
        if in_time && better {
            best = Some(change);
        }
    }
    best.ok_or_else(|| obstacle("its given pattern never fits its sortie".into(), "shorten the pattern"))
}
