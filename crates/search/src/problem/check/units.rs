//! What must hold of a single unit.

use super::{is_no_place, time, unit_error};
use crate::problem::{AltitudeBand, DataLink, Problem, ProblemError, Sru};

/// Faster than this is a slip of the unit of speed, m/s.
const MOST_MPS: f64 = 700.0;

/// Lower above higher, or no number.
pub(super) fn is_no_band(band: AltitudeBand) -> bool {
    !(band.low_ft.is_finite() && band.high_ft.is_finite() && band.low_ft <= band.high_ft)
}

pub(super) fn check(unit: &Sru, problem: &Problem) -> Result<(), ProblemError> {
    let wrong = |what: String, remedy: &str| Err(unit_error(unit, what, remedy));
    if unit.id.trim().is_empty() {
        return wrong("it has no id".into(), "give it a call sign or hull number");
    }
    if is_no_place(unit.base) {
        return wrong("its base or position is no place on Earth".into(), "give finite coordinates");
    }
    for (name, mps) in [("transit", unit.transit_mps), ("search", unit.search_mps)] {
        if !(mps > 0.0 && mps <= MOST_MPS) {
            return wrong(
                format!("a {name} speed of {mps} m/s"),
                "give a positive speed, in knots in a case file",
            );
        }
    }
    if !(unit.track_fraction > 0.0 && unit.track_fraction <= 1.0) {
        let what = format!("{} of its search speed made good", unit.track_fraction);
        return wrong(what, "give a share above 0 and up to 1, 0.85 in US practice");
    }
    if !unit.available_s.is_finite() {
        return wrong("the time from when on it is available is no number".into(), "give a time");
    }
    if !(unit.on_scene_s.is_finite() && unit.on_scene_s > 0.0) {
        let what = format!("an on-scene endurance of {} s", unit.on_scene_s);
        return wrong(what, "give a positive time, or leave the unit out");
    }
    if unit.until_s.is_some_and(|until_s| !until_s.is_finite()) {
        return wrong("the time by which it has to have ended is no number".into(), "give a time, or none");
    }
    if unit.search_not_before_s.is_some_and(|start_s| !start_s.is_finite()) {
        return wrong("the time before which it may not search is no number".into(), "give a time, or none");
    }
    if let Some((commence_s, start_s)) = unit.commence_s.zip(unit.search_not_before_s).filter(|(c, s)| c < s)
    {
        let what = format!(
            "it is to commence at {}, and may search only from {} on",
            time(commence_s),
            time(start_s)
        );
        return wrong(what, "commence later, or let it search earlier");
    }
    if let Some(sortie_s) = unit.sortie_s.filter(|s| !(s.is_finite() && *s > 0.0)) {
        return wrong(format!("a sortie of {sortie_s} s"), "give a positive time, or none");
    }
    if let Some(commence_s) = unit.commence_s {
        let window = problem.window;
        if !(commence_s >= window.start_s && commence_s < window.end_s) {
            let what = format!("it is to commence searching at {}", time(commence_s));
            let (start, end) = (time(window.start_s), time(window.end_s));
            return wrong(what, &format!("give a time from {start} until before {end}"));
        }
    }
    if !(unit.min_spacing_m.is_finite() && unit.min_spacing_m > 0.0) {
        let what = format!("a least track spacing of {} m", unit.min_spacing_m);
        return wrong(what, "give a positive distance: what it can keep between its legs");
    }
    if !(unit.buffer_m.is_finite() && unit.buffer_m >= 0.0) {
        return wrong(format!("a buffer of {} m", unit.buffer_m), "give zero or more");
    }
    if unit.altitude.is_some_and(is_no_band) {
        return wrong("its altitude band is upside down or no number".into(), "give the lower height first");
    }
    check_sensor(unit, problem)?;
    unit.link.as_ref().map_or(Ok(()), |link| check_link(unit, link))
}

/// A unit that may search sees something.
pub(super) fn check_sight(unit: &Sru) -> Result<(), ProblemError> {
    if unit.sensor.iter().all(Option::is_none) {
        let what = "its sensor has no lateral range curve for any object type";
        return Err(unit_error(unit, what, "give a sensor or a sweep width, or leave the unit out"));
    }
    Ok(())
}

fn check_sensor(unit: &Sru, problem: &Problem) -> Result<(), ProblemError> {
    let objects = problem.cloud.objects().len();
    if unit.sensor.len() != objects {
        let what = format!("{} sweep widths for {objects} object types", unit.sensor.len());
        return Err(unit_error(unit, what, "give one per object type, none where it sees nothing"));
    }
    let sees = |response: &crate::Response| {
        let (width_m, range_m) = (response.sweep_width_m(), response.max_range_m());
        width_m.is_finite() && width_m > 0.0 && range_m.is_finite() && range_m > 0.0
    };
    match unit.sensor.iter().zip(problem.cloud.objects()).find(|(r, _)| r.as_ref().is_some_and(|r| !sees(r)))
    {
        Some((_, object)) => {
            let what =
                format!("its lateral range curve for `{object}` has no positive sweep width and range");
            Err(unit_error(unit, what, "give a positive sweep width, or none where it sees nothing"))
        }
        None => Ok(()),
    }
}

fn check_link(unit: &Sru, link: &DataLink) -> Result<(), ProblemError> {
    if is_no_place(link.station) {
        let what = "the station of its data link is no place on Earth";
        return Err(unit_error(unit, what, "give finite coordinates"));
    }
    if !(link.range_m.is_finite() && link.range_m > 0.0) {
        let what = format!("a data link of {} m", link.range_m);
        return Err(unit_error(unit, what, "give a positive range, or no link"));
    }
    match link.lost_link.as_ref().and_then(super::LostLink::trouble) {
        Some((what, remedy)) => Err(unit_error(unit, format!("its lost-link volume: {what}"), remedy)),
        None => Ok(()),
    }
}
