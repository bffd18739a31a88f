//! When a unit searches: window, reach, fixed start, endurance, sortie.

use super::geometry::distance;
use super::text::span;
use super::{Rule, Searched, TIME_S, Violation};
use crate::Problem;

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
    let late_s = end_s - window.end_s;
    let release = format!("search {} less, or end the search later", span(late_s));
    tell(Rule::Window, late_s, format!("searches {} beyond the end of the search", span(late_s)), release);
    if let Some(until_s) = unit.until_s {
        let late_s = end_s - until_s;
        let what = format!("searches {} longer than it is there for", span(late_s));
        tell(Rule::Window, late_s, what, format!("search {} less, or keep it longer", span(late_s)));
    }
    let over_s = (end_s - begin_s) - unit.on_scene_s;
    let what = format!("searches {} longer than its on-scene endurance", span(over_s));
    tell(Rule::Endurance, over_s, what, format!("search {} less, or give it more endurance", span(over_s)));
    match unit.commence_s {
        Some(fixed_s) => check_fixed(searched, fixed_s, &mut tell),
        None => check_sortie(searched, &mut tell),
    }
}

/// A fixed start: base and transit do not count, and the unit is away while it searches.
fn check_fixed(searched: &Searched<'_>, fixed_s: f64, tell: &mut dyn FnMut(Rule, f64, String, String)) {
    let off_s = searched.begin_s() - fixed_s;
    let side = if off_s > 0.0 { "after" } else { "before" };
    let what = format!("commences {} {side} its fixed time", span(off_s.abs()));
    tell(Rule::FixedStart, off_s.abs(), what, "commence at the time that is fixed, or free it".into());
    let left_s = searched.assignment.departure_s - searched.begin_s();
    let what = format!("leaves {} after it commences", span(left_s));
    tell(Rule::Reach, left_s, what, "leave at its fixed start or before".into());
    let back_s = searched.end_s() - searched.assignment.landing_s;
    let what = format!("is back {} before its search ends", span(back_s));
    tell(Rule::Sortie, back_s, what, "come back after the search".into());
}

/// Out from the base, and back to it.
fn check_sortie(searched: &Searched<'_>, tell: &mut dyn FnMut(Rule, f64, String, String)) {
    let (unit, assignment) = (searched.unit, searched.assignment);
    let track = &assignment.track;
    let out_s = distance(unit.base, track[0].at) / unit.transit_mps;
    let home_s = distance(track[track.len() - 1].at, unit.base) / unit.transit_mps;
    let early_s = unit.available_s - assignment.departure_s;
    let what = format!("leaves {} before it is available", span(early_s));
    tell(Rule::Reach, early_s, what, format!("leave {} later, or have it ready earlier", span(early_s)));
    let early_s = assignment.departure_s + out_s - searched.begin_s();
    let what = format!("commences {} before it can have reached its first point", span(early_s));
    let release = format!("commence {} later, or give it a higher transit speed", span(early_s));
    tell(Rule::Reach, early_s, what, release);
    let early_s = searched.end_s() + home_s - assignment.landing_s;
    let what = format!("is back {} before it can be", span(early_s));
    tell(Rule::Sortie, early_s, what, format!("land {} later", span(early_s)));
    if let Some(sortie_s) = unit.sortie_s {
        let landing_s = assignment.landing_s.max(searched.end_s() + home_s);
        let over_s = landing_s - assignment.departure_s - sortie_s;
        let what = format!("is away {} longer than its sortie", span(over_s));
        let release = format!("search {} less, nearer its base, or give it a longer sortie", span(over_s));
        tell(Rule::Sortie, over_s, what, release);
    }
}
