//! What a track is: finite, in order, at the unit's speed, and the pattern it says it is.

use super::geometry::{distance, minus, outside_by};
use super::{DISTANCE_M, Rule, SPEED_SHARE, Searched, Violation, pattern, text};
use crate::{Assignment, Plan, Problem};
use sarex_geo::plane::PlanePoint;

/// The numbers of the plan, and which units it holds.
pub(super) fn check_plan(problem: &Problem, plan: &Plan, found: &mut Vec<Violation>) {
    let mut whole = |rule, units, what: String, release: &str| {
        found.push(Violation { rule, units, amount: 1.0, what, release: release.into() });
    };
    let objects = problem.cloud.objects().len();
    let chances = plan.pos_by_object.iter().chain(&plan.survivors).chain([&plan.pos]);
    if plan.pos_by_object.len() != objects || chances.into_iter().any(|p| !is_chance(*p)) {
        let what = "the plan's probabilities of success are not one per object type from 0 to 1".into();
        whole(Rule::Numbers, vec![], what, "evaluate the plan again");
    }
    let most = problem.rules.areas_per_unit;
    for (k, assignment) in plan.assignments.iter().enumerate() {
        let unit = assignment.unit;
        if unit >= problem.units.len() {
            let what = format!("assignment {} is for unit {} of {}", k + 1, unit + 1, problem.units.len());
            whole(Rule::Units, vec![], what, "take it out");
        } else if plan.assignments[..k].iter().filter(|other| other.unit == unit).count() >= most {
            let what = format!("`{}` searches more than {most} areas in its sortie", problem.units[unit].id);
            whole(Rule::Units, vec![unit], what, "take one out");
        } else if k > 0 && plan.assignments[k - 1].unit > unit {
            let what = format!("`{}` is not in the order of the problem's units", problem.units[unit].id);
            whole(Rule::Units, vec![unit], what, "sort the assignments");
        }
    }
}

/// Half round the Earth: farther is no place in the plane, m.
const FARTHEST_M: f64 = 20_100_000.0;

fn is_chance(p: f64) -> bool {
    (-1e-9..=1.0 + 1e-9).contains(&p)
}

/// Whether an assignment has a unit, a track and finite numbers, so that the other rules can be asked.
pub(super) fn is_sound(problem: &Problem, assignment: &Assignment, found: &mut Vec<Violation>) -> bool {
    let Some(unit) = problem.units.get(assignment.unit) else { return false };
    let mut tell = |what: &str, release: &str| {
        let (what, release) = (format!("`{}` {what}", unit.id), release.into());
        found.push(Violation {
            rule: Rule::Numbers,
            units: vec![assignment.unit],
            amount: 1.0,
            what,
            release,
        });
        false
    };
    if assignment.track.len() < 2 {
        return tell("has a track of fewer than two points", "give it a pattern, or leave it unused");
    }
    let flown = &assignment.pattern;
    let drift = flown.compensation.unwrap_or_default();
    let numbers = [
        assignment.departure_s,
        assignment.landing_s,
        flown.first_leg_deg,
        flown.leg_m,
        flown.spacing_m,
        drift.east_mps,
        drift.north_mps,
    ];
    let places = assignment.track.iter().map(|w| w.at).chain(assignment.area.iter().copied());
    let finite = numbers.iter().chain(&assignment.coverage).all(|x| x.is_finite())
        && assignment.track.iter().all(|w| w.time_s.is_finite())
        && places.into_iter().all(|p| p.east_m.abs() <= FARTHEST_M && p.north_m.abs() <= FARTHEST_M);
    if !finite {
        return tell(
            "has times, places or measures that are no numbers, or places beyond the Earth",
            "lay its pattern out again",
        );
    }
    if !(flown.leg_m > 0.0 && flown.spacing_m > 0.0) {
        return tell("has a leg or a spacing that is not positive", "give its pattern positive measures");
    }
    let objects = problem.cloud.objects().len();
    let chances = assignment.pos_by_object.iter().chain([&assignment.pos, &assignment.poc]);
    if assignment.pos_by_object.len() != objects
        || assignment.coverage.len() != objects
        || assignment.coverage.iter().any(|c| *c < 0.0)
        || chances.into_iter().any(|p| !is_chance(*p))
    {
        return tell("has no probability from 0 to 1 and coverage per object type", "evaluate it again");
    }
    true
}

pub(super) fn check(searched: &Searched<'_>, found: &mut Vec<Violation>) {
    let track = &searched.assignment.track;
    if let Some(k) = track.windows(2).position(|w| w[1].time_s <= w[0].time_s) {
        let back_s = track[k].time_s - track[k + 1].time_s;
        let what = format!("ends leg {} no later than it begins it", k + 1);
        found.push(searched.breaks(Rule::Order, back_s, what, "lay its pattern out again".into()));
    }
    check_speed(searched, found);
    check_pattern(searched, found);
}

fn check_speed(searched: &Searched<'_>, found: &mut Vec<Violation>) {
    let want_mps = searched.unit.track_fraction * searched.unit.search_mps;
    let worst = searched
        .assignment
        .track
        .windows(2)
        .enumerate()
        .map(|(k, w)| (k, distance(w[0].at, w[1].at), w[1].time_s - w[0].time_s))
        .filter(|(_, length_m, span_s)| *span_s > 0.0 && is_off(*length_m, want_mps * span_s))
        .map(|(k, length_m, span_s)| (k, length_m / span_s))
        .max_by(|a, b| (a.1 - want_mps).abs().total_cmp(&(b.1 - want_mps).abs()));
    if let Some((k, mps)) = worst {
        let what = format!(
            "makes {} on leg {}, and its track speed is {}",
            text::speed(mps),
            k + 1,
            text::speed(want_mps)
        );
        let release = "time its legs at its track speed".into();
        found.push(searched.breaks(Rule::Speed, (mps - want_mps).abs(), what, release));
    }
}

fn is_off(length_m: f64, want_m: f64) -> bool {
    (length_m - want_m).abs() > DISTANCE_M + SPEED_SHARE * want_m
}

fn check_pattern(searched: &Searched<'_>, found: &mut Vec<Violation>) {
    let Assignment { track, pattern: flown, area, .. } = searched.assignment;
    let code = flown.kind.code();
    let mut off = |amount: f64, what: String| {
        let release = "lay its pattern out again".into();
        found.push(searched.breaks(Rule::Pattern, amount, what, release));
    };
    let cross_m = if track.len() > 2 { in_frame_m(searched, 1, 2) } else { flown.spacing_m };
    let corners = match pattern::legs(flown, cross_m) {
        Ok(legs) => pattern::corners(&legs),
        Err(why) => return off(1.0, format!("is to fly or sail {code}, which is no pattern with {why}")),
    };
    if corners.len() != track.len() {
        let what = format!("has {} legs where its {code} has {}", track.len() - 1, corners.len() - 1);
        return off((corners.len() as f64 - track.len() as f64).abs(), what);
    }
    let apart = (0..corners.len()).map(|k| distance(own_frame(searched, k), corners[k]));
    let (k, worst_m) = apart.enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0));
    if worst_m > DISTANCE_M {
        return off(worst_m, format!("is {} off its {code} at point {}", text::distance(worst_m), k + 1));
    }
    let extent = pattern::extent(searched.assignment);
    let outside_m = extent.iter().map(|corner| outside_by(*corner, area)).fold(0.0, f64::max);
    if outside_m > DISTANCE_M {
        let what = format!("searches {} beyond the area given for it", text::distance(outside_m));
        found.push(searched.breaks(
            Rule::Extent,
            outside_m,
            what,
            "draw the area half a track spacing round its legs".into(),
        ));
    }
}

/// Where a point of the track is as seen from the first, in the frame that moves with the compensated drift.
fn own_frame(searched: &Searched<'_>, k: usize) -> PlanePoint {
    let (first, here) = (searched.assignment.track[0], searched.assignment.track[k]);
    let drift = searched.assignment.pattern.compensation.unwrap_or_default();
    let span_s = here.time_s - first.time_s;
    let drifted = PlanePoint { east_m: drift.east_mps * span_s, north_m: drift.north_mps * span_s };
    minus(minus(here.at, first.at), drifted)
}

fn in_frame_m(searched: &Searched<'_>, from: usize, to: usize) -> f64 {
    distance(own_frame(searched, from), own_frame(searched, to))
}
