//! What the user asks of single units.

use super::geometry::distance;
use super::{ANGLE_DEG, DISTANCE_M, Rule, Searched, TIME_S, Violation, pattern, text};
use crate::{Assignment, Demand, PatternFlown, Problem, Waypoint};
use sarex_geo::plane::PlanePoint;

pub(super) fn check(problem: &Problem, all: &[Searched<'_>], found: &mut Vec<Violation>) {
    for (unit, demand) in problem.demands.iter().enumerate() {
        let tasks: Vec<&Assignment> = all.iter().filter(|s| s.index == unit).map(|s| s.assignment).collect();
        let (broken, release) = match (demand, tasks.first()) {
            (Demand::Free, _) | (Demand::Unused, None) | (Demand::Used, Some(_)) => continue,
            (Demand::Unused, Some(_)) => ("is to stay unused, and searches", "leave it out, or free it"),
            (Demand::Used, None) => ("is to be used, and does not search", "give it an area, or free it"),
            (Demand::Frozen(_), None) => {
                ("has a frozen area, and does not search", "keep its area, or free it")
            }
            (Demand::Frozen(frozen), Some(_)) if tasks.len() > frozen.len() => {
                ("searches another area beside what is frozen", "take the other one out, or free it")
            }
            (Demand::Frozen(frozen), Some(_)) if are_same(frozen, &tasks) => continue,
            (Demand::Frozen(_), Some(_)) => ("does not keep its frozen area", "keep its area, or free it"),
            (Demand::Pattern(_), Some(_)) if tasks.len() > 1 => {
                ("searches another area beside the one that is given", "take the other one out, or free it")
            }
            (Demand::Pattern(_), None) => {
                ("is to fly or sail a given pattern, and does not", "give it its pattern, or free it")
            }
            (Demand::Pattern(asked), Some(found)) if is_pattern(&asked.0, asked.1, found) => continue,
            (Demand::Pattern(_), Some(_)) => {
                ("flies or sails another pattern than asked, or elsewhere", "keep to its pattern, or free it")
            }
        };
        let what = format!("`{}` {broken}", problem.units[unit].id);
        found.push(Violation {
            rule: Rule::Demand,
            units: vec![unit],
            amount: 1.0,
            what,
            release: release.into(),
        });
    }
}

/// The same areas in the same order.
fn are_same(frozen: &[Assignment], found: &[&Assignment]) -> bool {
    frozen.len() == found.len() && frozen.iter().zip(found).all(|(a, b)| is_same(a, b))
}

/// The same track at the same times.
fn is_same(frozen: &Assignment, found: &Assignment) -> bool {
    let near = |a: &Waypoint, b: &Waypoint| {
        distance(a.at, b.at) <= DISTANCE_M && (a.time_s - b.time_s).abs() <= TIME_S
    };
    frozen.track.len() == found.track.len() && frozen.track.iter().zip(&found.track).all(|(a, b)| near(a, b))
}

fn is_pattern(asked: &PatternFlown, at: PlanePoint, found: &Assignment) -> bool {
    let flown = &found.pattern;
    let drift = |p: &PatternFlown| p.compensation.unwrap_or_default();
    let (a, b) = (drift(asked), drift(flown));
    let turned = (asked.first_leg_deg - flown.first_leg_deg).rem_euclid(360.0);
    asked.kind == flown.kind
        && asked.legs == flown.legs
        && asked.turn == flown.turn
        && turned.min(360.0 - turned) <= ANGLE_DEG
        && (asked.leg_m - flown.leg_m).abs() <= DISTANCE_M
        && (asked.spacing_m - flown.spacing_m).abs() <= DISTANCE_M
        && (a.east_mps - b.east_mps).abs().max((a.north_mps - b.north_mps).abs()) <= 1e-3
        && distance(at, found.track[0].at) <= DISTANCE_M
}

/// Frozen areas, and patterns asked for laid out from their place at the start of the search.
pub(super) fn laid(problem: &Problem) -> Result<Vec<Assignment>, Violation> {
    let mut assignments = Vec::new();
    for (unit, demand) in problem.demands.iter().enumerate() {
        match demand {
            Demand::Frozen(frozen) => assignments.extend(frozen.iter().map(|a| unevaluated(problem, a))),
            Demand::Pattern(asked) => assignments.push(lay(problem, unit, &asked.0, asked.1)?),
            Demand::Free | Demand::Used | Demand::Unused => {}
        }
    }
    Ok(assignments)
}

/// A frozen area as given, without worth: it is evaluated with the plan. Where no outline is given, the track has its own.
fn unevaluated(problem: &Problem, frozen: &Assignment) -> Assignment {
    let objects = problem.cloud.objects().len();
    let mut bare = Assignment {
        pos: 0.0,
        pos_by_object: vec![0.0; objects],
        poc: 0.0,
        coverage: vec![0.0; objects],
        ..frozen.clone()
    };
    if bare.area.is_empty() {
        bare.area = outline(&bare);
    }
    bare
}

fn lay(
    problem: &Problem,
    unit: usize,
    flown: &PatternFlown,
    at: PlanePoint,
) -> Result<Assignment, Violation> {
    let sru = &problem.units[unit];
    let wrong = |why: &str, release: &str| Violation {
        rule: Rule::Pattern,
        units: vec![unit],
        amount: 1.0,
        what: format!("`{}` is to fly or sail {}: {why}", sru.id, flown.kind.code()),
        release: release.into(),
    };
    let drift = flown.compensation.unwrap_or_default();
    let numbers = [
        flown.first_leg_deg,
        flown.leg_m,
        flown.spacing_m,
        drift.east_mps,
        drift.north_mps,
        at.east_m,
        at.north_m,
    ];
    if numbers.iter().any(|x| !x.is_finite()) || !(flown.leg_m > 0.0 && flown.spacing_m > 0.0) {
        return Err(wrong("a measure is not positive or no number", "give its pattern finite measures"));
    }
    let legs = pattern::legs(flown, flown.spacing_m)
        .map_err(|why| wrong(&why, "give a pattern that one unit can fly or sail by itself"))?;
    let track_mps = sru.track_fraction * sru.search_mps;
    let times = pattern::times_s(flown, &legs, track_mps).ok_or_else(|| {
        let why = format!("its track speed of {} does not make good the drift", text::speed(track_mps));
        wrong(&why, "follow no drift, or take a faster unit")
    })?;
    let least_s = sru.search_not_before_s.unwrap_or(problem.window.start_s).max(problem.window.start_s);
    let begin_s = sru.commence_s.unwrap_or(least_s);
    let place = |q: PlanePoint, s: f64| PlanePoint {
        east_m: at.east_m + q.east_m + drift.east_mps * s,
        north_m: at.north_m + q.north_m + drift.north_mps * s,
    };
    let corners = pattern::corners(&legs);
    let track: Vec<Waypoint> = corners
        .into_iter()
        .zip(times)
        .map(|(q, s)| Waypoint { time_s: begin_s + s, at: place(q, s) })
        .collect();
    let objects = problem.cloud.objects().len();
    let mut laid = Assignment {
        unit,
        pattern: flown.clone(),
        departure_s: begin_s,
        landing_s: track[track.len() - 1].time_s,
        area: Vec::new(),
        track,
        pos: 0.0,
        pos_by_object: vec![0.0; objects],
        poc: 0.0,
        coverage: vec![0.0; objects],
    };
    laid.area = outline(&laid);
    Ok(laid)
}

/// The hull of all that the area of a task must hold.
fn outline(task: &Assignment) -> Vec<PlanePoint> {
    super::geometry::hull(&pattern::extent(task))
}
