//! Why a unit has nothing to do.

use super::closed::{self, LEAST_SHARE};
use super::outlines::Region;
use super::summary::time;
use super::units::NM;
use sarex_geo::math;
use sarex_search::problem::{AreaKind, DataLink};
use sarex_search::{Demand, PlanePoint, Problem, Sru};

/// Why a unit stays unused.
pub(super) fn why(problem: &Problem, index: usize, datum: PlanePoint) -> String {
    let unit = &problem.units[index];
    if problem.demands[index] == Demand::Unused {
        return "it was asked to stay".to_owned();
    }
    no_time(problem, unit, datum).or_else(|| no_room(problem, unit)).unwrap_or_else(|| {
        "no place was found where it would add to the others and keep the rules".to_owned()
    })
}

/// It gets there too late, or not there and back.
fn no_time(problem: &Problem, unit: &Sru, datum: PlanePoint) -> Option<String> {
    let way_m = math::hypot(unit.base.east_m - datum.east_m, unit.base.north_m - datum.north_m);
    let (way_nm, way_s) = (way_m / NM, way_m / unit.transit_mps);
    let (arrives_s, ends_s) = (unit.available_s + way_s, unit.end_s(problem.window.end_s));
    if unit.commence_s.is_some() {
        return None;
    }
    if arrives_s >= ends_s {
        let end = match ends_s < problem.window.end_s {
            true => format!("{}, when its own time ends", time(ends_s)),
            false => "the end of the search".to_owned(),
        };
        return Some(format!(
            "no time on scene: it would be at the datum, {way_nm:.0} NM from its base, only at {}, after {end}",
            time(arrives_s)
        ));
    }
    unit.sortie_s.filter(|sortie_s| *sortie_s < 2.0 * way_s).map(|_| {
        format!(
            "no time on scene: the way to the datum, {way_nm:.0} NM, and back takes longer than its sortie"
        )
    })
}

/// Where it may search there is next to nothing of the probability.
fn no_room(problem: &Problem, unit: &Sru) -> Option<String> {
    if let Some(link) = &unit.link {
        let share = most(problem, |p| far_m(link, p) <= link.range_m + unit.max_range_m());
        if share < LEAST_SHARE {
            return Some(format!(
                "its data link reaches {:.1} NM from its station, and less than {:.1} % of the probability comes so near \
                 that it could be seen: bring the station nearer",
                link.range_m / NM,
                100.0 * LEAST_SHARE
            ));
        }
    }
    // Of sensitive areas it is not told what lies there.
    let concerning = problem.rules.areas.iter().filter(|area| area.concerns(unit));
    let closed: Vec<_> = concerning.filter(|area| area.kind != AreaKind::Sensitive).collect();
    // It sees into them from outside.
    let shut: Vec<Region<'_>> =
        closed.iter().map(|area| Region::of(&area.outline, area.buffer_m - unit.max_range_m())).collect();
    let is_open = |p: PlanePoint| {
        !shut.iter().any(|region| region.holds(p))
            && unit.link.as_ref().is_none_or(|link| far_m(link, p) <= link.range_m + unit.max_range_m())
    };
    let nearly_all = !closed.is_empty() && most(problem, is_open) < LEAST_SHARE;
    nearly_all.then(|| {
        let names: Vec<String> = closed.iter().map(|area| closed::named(area)).collect();
        format!(
            "it keeps out of {}, and outside there is next to nothing that it could see",
            names.join(", ")
        )
    })
}

fn far_m(link: &DataLink, p: PlanePoint) -> f64 {
    math::hypot(p.east_m - link.station.east_m, p.north_m - link.station.north_m)
}

/// The largest share of the probability that is in some part of the plane at begin, middle and end of the search; by some
/// thousands of particles, which is enough for whether there is any to speak of.
fn most(problem: &Problem, is_in: impl Fn(PlanePoint) -> bool) -> f64 {
    const ENOUGH: usize = 5000;
    let every = problem.cloud.len().div_ceil(ENOUGH);
    let window = problem.window;
    let times = [window.start_s, 0.5 * (window.start_s + window.end_s), window.end_s];
    let share = |time_s: f64| {
        let places = problem.cloud.places(time_s).zip(problem.cloud.weight()).step_by(every);
        let (there, all) = places.fold((0.0, 0.0), |(there, all), (place, weight)| {
            (there + if is_in(place) { *weight } else { 0.0 }, all + weight)
        });
        if all > 0.0 { there / all } else { 0.0 }
    };
    times.map(share).into_iter().fold(0.0, f64::max)
}
