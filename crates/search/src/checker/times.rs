//! When a unit searches: window, reach, fixed start, endurance, sortie.

use super::geometry::distance;
use super::text::span;
use super::{Rule, Searched, TIME_S, Violation};
use crate::{Assignment, Problem};

pub(super) fn check(problem: &Problem, searched: &Searched<'_>, found: &mut Vec<Violation>) {
    let (unit, window) = (searched.unit, problem.window);
    let (begin_s, end_s) = (searched.begin_s(), searched.end_s());
    let mut tell = |rule, over_s: f64, what: String, release: String| {
        if over_s > TIME_S {
            found.push(searched.breaks(rule, over_s, what, release));
        }
    };
    let early_s = window.start_s - begin_s;
    let release = format!("commence {} later, or start the search earlier", span(early_s));
    tell(Rule::Window, early_s, format!("commences {} before the search starts", span(early_s)), release);
    if let Some(least_s) = unit.search_not_before_s {
        let early_s = least_s - begin_s;
        let what = format!("commences {} before it may search", span(early_s));
        tell(Rule::Window, early_s, what, format!("commence {} later", span(early_s)));
    }
    let late_s = end_s - window.end_s;
    let release = format!("search {} less, or end the search later", span(late_s));
    tell(Rule::Window, late_s, format!("searches {} beyond the end of the search", span(late_s)), release);
    if let Some(until_s) = unit.until_s {
        let late_s = end_s - until_s;
        let what = format!("searches {} longer than it is there for", span(late_s));
        tell(Rule::Window, late_s, what, format!("search {} less, or keep it longer", span(late_s)));
    }
    if searched.goes_on {
        let left_s = end_s - searched.assignment.landing_s;
        let what = format!("leaves its first area {} before it has searched it", span(left_s));
        tell(Rule::Sortie, left_s, what, "leave it at the end of its search".into());
    } else {
        // All areas of a sortie and the ways between them are time on scene.
        let over_s = (end_s - searched.first.track[0].time_s) - unit.on_scene_s;
        let what = format!("searches {} longer than its on-scene endurance", span(over_s));
        tell(
            Rule::Endurance,
            over_s,
            what,
            format!("search {} less, or give it more endurance", span(over_s)),
        );
        check_home(searched, &mut tell);
    }
    match (searched.before, unit.commence_s) {
        (Some(before), _) => check_hop(searched, before, &mut tell),
        (None, Some(fixed_s)) => check_fixed(searched, fixed_s, &mut tell),
        (None, None) => check_out(searched, &mut tell),
    }
}

type Tell<'a> = &'a mut dyn FnMut(Rule, f64, String, String);

/// A fixed start: base and transit do not count, and the unit is away while it searches.
fn check_fixed(searched: &Searched<'_>, fixed_s: f64, tell: Tell<'_>) {
    let off_s = searched.begin_s() - fixed_s;
    let side = if off_s > 0.0 { "after" } else { "before" };
    let what = format!("commences {} {side} its fixed time", span(off_s.abs()));
    tell(Rule::FixedStart, off_s.abs(), what, "commence at the time that is fixed, or free it".into());
    let left_s = searched.assignment.departure_s - searched.begin_s();
    let what = format!("leaves {} after it commences", span(left_s));
    tell(Rule::Reach, left_s, what, "leave at its fixed start or before".into());
}

/// Out from the base.
fn check_out(searched: &Searched<'_>, tell: Tell<'_>) {
    let (unit, assignment) = (searched.unit, searched.assignment);
    let out_s = distance(unit.base, assignment.track[0].at) / unit.transit_mps;
    let early_s = unit.available_s - assignment.departure_s;
    let what = format!("leaves {} before it is available", span(early_s));
    tell(Rule::Reach, early_s, what, format!("leave {} later, or have it ready earlier", span(early_s)));
    let early_s = assignment.departure_s + out_s - searched.begin_s();
    let what = format!("commences {} before it can have reached its first point", span(early_s));
    let release = format!("commence {} later, or give it a higher transit speed", span(early_s));
    tell(Rule::Reach, early_s, what, release);
}

/// On from one area to the next.
fn check_hop(searched: &Searched<'_>, before: &Assignment, tell: Tell<'_>) {
    let end = before.track[before.track.len() - 1];
    let early_s = end.time_s.max(before.landing_s) - searched.assignment.departure_s;
    let what = format!("leaves for its next area {} before it leaves the one before", span(early_s));
    tell(Rule::Reach, early_s, what, format!("leave {} later", span(early_s)));
    let hop_s = distance(end.at, searched.assignment.track[0].at) / searched.unit.transit_mps;
    let early_s = searched.assignment.departure_s.max(end.time_s) + hop_s - searched.begin_s();
    let what = format!("commences its next area {} before it can have reached it", span(early_s));
    tell(Rule::Reach, early_s, what, format!("commence {} later", span(early_s)));
}

/// Home from the last area.
fn check_home(searched: &Searched<'_>, tell: Tell<'_>) {
    let (unit, assignment) = (searched.unit, searched.assignment);
    let back_s = searched.end_s() - assignment.landing_s;
    let what = format!("is back {} before its search ends", span(back_s));
    tell(Rule::Sortie, back_s, what, "come back after the search".into());
    if unit.commence_s.is_some() {
        return;
    }
    let home_s = distance(assignment.track[assignment.track.len() - 1].at, unit.base) / unit.transit_mps;
    let early_s = searched.end_s() + home_s - assignment.landing_s.max(searched.end_s());
    let what = format!("is back {} before it can be", span(early_s));
    tell(Rule::Sortie, early_s, what, format!("land {} later", span(early_s)));
    if let Some(sortie_s) = unit.sortie_s {
        let landing_s = assignment.landing_s.max(searched.end_s() + home_s);
        let over_s = landing_s - searched.first.departure_s - sortie_s;
        let what = format!("is away {} longer than its sortie", span(over_s));
        let release = format!("search {} less, nearer its base, or give it a longer sortie", span(over_s));
        tell(Rule::Sortie, over_s, what, release);
    }
}
