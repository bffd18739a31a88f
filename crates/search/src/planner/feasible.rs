//! Why no plan obeys all rules: which rule or unit prevents it, and what would release it.

#[cfg(test)]
mod tests;

use super::{NoPlan, Obstacle};
use crate::problem::{Area, AreaKind, Domain, time};
use crate::{Demand, PlanePoint, Problem, Sru};
use rayon::prelude::*;

/// Ends the work before it begins where no unit can search, or one that must search can not.
///
/// Only what holds for every pattern at every place counts as an obstacle: a problem that passes may still have no plan.
///
/// # Errors
/// The obstacles of all units that have one.
pub fn check(problem: &Problem) -> Result<(), NoPlan> {
    let found = obstacles(problem);
    let stuck = |k: usize| found.iter().any(|(unit, _)| *unit == k);
    let must = |d: &Demand| matches!(d, Demand::Used | Demand::Pattern(_));
    let demands = || problem.demands.iter().enumerate();
    let nobody = demands().all(|(k, d)| *d == Demand::Unused || stuck(k));
    let missing = demands().any(|(k, d)| must(d) && stuck(k));
    if nobody || missing {
        Err(NoPlan { obstacles: found.into_iter().map(|(_, o)| o).collect() })
    } else {
        Ok(())
    }
}

/// The answer of a planner that found no plan: the obstacles of single units, or that units stand in each other's way.
pub fn no_plan(problem: &Problem) -> NoPlan {
    let found = obstacles(problem);
    if !found.is_empty() {
        return NoPlan { obstacles: found.into_iter().map(|(_, o)| o).collect() };
    }
    let free = problem.units.iter().zip(&problem.demands).filter(|(_, d)| **d != Demand::Unused);
    let obstacles = free.map(|(unit, _)| Obstacle {
        unit: unit.id.clone(),
        what: "no area was found where it keeps every rule and finds anything".into(),
        release: "allow pairs to overlap, take smaller buffers and spacings, open an area, give it a longer data link, \
                  endurance or window, or leave a unit unused"
            .into(),
    });
    NoPlan { obstacles: obstacles.collect() }
}

/// What keeps units from being used at all: index and obstacle. Units that are to stay unused have none.
pub fn obstacles(problem: &Problem) -> Vec<(usize, Obstacle)> {
    let found = |k: usize| {
        let free = !matches!(problem.demands[k], Demand::Unused | Demand::Frozen(_));
        free.then(|| obstacle(problem, &problem.units[k])).flatten().map(|o| (k, o))
    };
    (0..problem.units.len()).into_par_iter().filter_map(found).collect()
}

/// The place nearest to a unit's base from which it sees something, if it sees anything.
pub(super) fn nearest_place(problem: &Problem, unit: &Sru) -> Option<PlanePoint> {
    let seen = Seen::of(problem, unit)?;
    let (place, distance_m) = seen.nearest(unit.base, 1)?;
    let part = if distance_m > seen.reach_m { (distance_m - seen.reach_m) / distance_m } else { 0.0 };
    Some(PlanePoint {
        east_m: unit.base.east_m + part * (place.east_m - unit.base.east_m),
        north_m: unit.base.north_m + part * (place.north_m - unit.base.north_m),
    })
}

fn obstacle(problem: &Problem, unit: &Sru) -> Option<Obstacle> {
    let told = |(what, release): (String, String)| Obstacle { unit: unit.id.clone(), what, release };
    let seen = Seen::of(problem, unit);
    let Some(seen) = seen else {
        let left = named(problem, |mass| mass > 0.0);
        return Some(told((
            format!("its sensor sees none of the object types that may be adrift ({left})"),
            "give it a sweep width for one of them, or leave it out".into(),
        )));
    };
    let fixed = unit.commence_s.is_some();
    let timely = if fixed { None } else { too_late(problem, unit, &seen).or_else(|| too_far(unit, &seen)) };
    timely.or_else(|| out_of_link(unit, &seen)).or_else(|| shut_out(problem, unit, &seen)).map(told)
}

fn named(problem: &Problem, with: impl Fn(f64) -> bool) -> String {
    let mass = problem.cloud.object_mass();
    let names =
        problem.cloud.objects().iter().zip(mass).filter(|(_, m)| with(*m)).map(|(name, _)| name.as_str());
    names.collect::<Vec<_>>().join(", ")
}

/// So many particles stand for all where that is enough.
const SOME: usize = 1000;

/// The particles that a unit could see, at the nodes round the window.
struct Seen<'a> {
    problem: &'a Problem,
    nodes: std::ops::RangeInclusive<usize>,
    sees: Vec<bool>,
    reach_m: f64,
    /// The shortest search that counts, s: a quarter of the least spacing, and a minute.
    least_s: f64,
}

impl<'a> Seen<'a> {
    /// `None` if it sees nothing of what may be adrift.
    fn of(problem: &'a Problem, unit: &Sru) -> Option<Self> {
        let mass = problem.cloud.object_mass();
        let sees: Vec<bool> = unit.sensor.iter().zip(mass).map(|(r, m)| r.is_some() && m > 0.0).collect();
        if !sees.contains(&true) {
            return None;
        }
        let cloud = &problem.cloud;
        let at = |s: f64| ((s - cloud.start_s()) / cloud.step_s()).clamp(0.0, cloud.nodes() as f64 - 1.0);
        let nodes = at(problem.window.start_s).floor() as usize..=at(problem.window.end_s).ceil() as usize;
        let least_s = 0.25 * unit.min_spacing_m / unit.track_mps() + 60.0;
        Some(Self { problem, nodes, sees, reach_m: unit.max_range_m(), least_s })
    }

    /// Distance from a place to the nearest of them at any node, less how far the unit sees, m. Some are looked at first:
    /// if one of them lies within `enough_m`, no other is.
    fn nearest_m(&self, place: PlanePoint, enough_m: f64) -> f64 {
        let enough = |m: &f64| *m <= enough_m;
        self.least_m(place, self.problem.cloud.len().div_ceil(SOME)).filter(enough).unwrap_or_else(|| {
            // Particles without weight may be all that the unit sees; then nothing is near.
            self.least_m(place, 1).unwrap_or(f64::INFINITY)
        })
    }

    fn least_m(&self, place: PlanePoint, stride: usize) -> Option<f64> {
        let (_, distance_m) = self.nearest(place, stride)?;
        Some((distance_m - self.reach_m).max(0.0))
    }

    /// The nearest of them at any node and its distance, m.
    fn nearest(&self, place: PlanePoint, stride: usize) -> Option<(PlanePoint, f64)> {
        let cloud = &self.problem.cloud;
        let (x, y) = (place.east_m as f32, place.north_m as f32);
        let mut least2 = f32::INFINITY;
        let mut nearest = place;
        for node in self.nodes.clone() {
            let (east, north) = cloud.at_node(node);
            for i in (0..cloud.len()).step_by(stride) {
                let (dx, dy) = (east[i] - x, north[i] - y);
                let d2 = dx * dx + dy * dy;
                if d2 < least2 && self.sees[usize::from(cloud.object()[i])] && cloud.weight()[i] > 0.0 {
                    least2 = d2;
                    nearest = PlanePoint { east_m: f64::from(east[i]), north_m: f64::from(north[i]) };
                }
            }
        }
        least2.is_finite().then(|| (nearest, f64::from(least2).sqrt()))
    }

    /// Some of them at a node, evenly picked.
    fn some_at(&self, node: usize) -> impl Iterator<Item = PlanePoint> + '_ {
        let cloud = &self.problem.cloud;
        let (east, north) = cloud.at_node(node);
        let stride = cloud.len().div_ceil(SOME);
        let of_use = move |i: &usize| self.sees[usize::from(cloud.object()[*i])] && cloud.weight()[*i] > 0.0;
        (0..cloud.len())
            .step_by(stride)
            .filter(of_use)
            .map(|i| PlanePoint { east_m: f64::from(east[i]), north_m: f64::from(north[i]) })
    }
}

fn too_late(problem: &Problem, unit: &Sru, seen: &Seen<'_>) -> Option<(String, String)> {
    let end_s = unit.end_s(problem.window.end_s);
    let start_s = unit.start_s(problem.window.start_s);
    let short_s = start_s + seen.least_s - end_s;
    if short_s > 0.0 && unit.search_not_before_s.is_some() {
        let what =
            format!("may search only from {} on, and has to have ended at {}", time(start_s), time(end_s));
        return Some((
            what,
            format!("it would do if it may search until {}", time((end_s + short_s).ceil())),
        ));
    }
    let in_time_s = end_s - seen.least_s - unit.available_s;
    let way_m = seen.nearest_m(unit.base, in_time_s * unit.transit_mps);
    let way_s = way_m / unit.transit_mps;
    let late_s = unit.available_s + way_s + seen.least_s - end_s;
    if late_s <= 0.0 {
        return None;
    }
    let ends = if end_s < problem.window.end_s { "it has to have ended" } else { "the search ends" };
    let what = if unit.available_s >= end_s {
        format!("is available only {} after {ends}", span(unit.available_s - end_s))
    } else {
        format!(
            "reaches the nearest probability, {} from its base, {} after {ends}",
            nm(way_m + seen.reach_m),
            span(late_s)
        )
    };
    let mut release =
        format!("it would do with an availability of {}", time((unit.available_s - late_s).floor()));
    if in_time_s > 0.0 {
        release += &format!(" or a transit speed of {}", kn(way_m / in_time_s));
    }
    let longer = if end_s < problem.window.end_s { "if it may search" } else { "with a search" };
    release += &format!(", or {longer} until {}", time((end_s + late_s).ceil()));
    Some((what, release))
}

fn too_far(unit: &Sru, seen: &Seen<'_>) -> Option<(String, String)> {
    let sortie_s = unit.sortie_s?;
    let way_m = seen.nearest_m(unit.base, 0.5 * (sortie_s - seen.least_s) * unit.transit_mps);
    let away_s = 2.0 * way_m / unit.transit_mps + seen.least_s;
    if away_s <= sortie_s {
        return None;
    }
    let what = format!(
        "its sortie of {} is too short for the way to the nearest probability and back, {}",
        span(sortie_s),
        span(away_s)
    );
    let mut release = format!("it would do with a sortie of {}", span(away_s));
    if sortie_s > seen.least_s {
        release += &format!(", a transit speed of {}", kn(2.0 * way_m / (sortie_s - seen.least_s)));
    }
    release +=
        &format!(", or a base {} nearer", nm_up(way_m - 0.5 * (sortie_s - seen.least_s) * unit.transit_mps));
    Some((what, release))
}

fn out_of_link(unit: &Sru, seen: &Seen<'_>) -> Option<(String, String)> {
    let link = unit.link.as_ref()?;
    let over_m = seen.nearest_m(link.station, link.range_m) - link.range_m;
    (over_m > 0.0).then(|| {
        let what =
            format!("the nearest probability lies {} beyond the reach of its data link", nm_up(over_m));
        let release = format!(
            "it would do with a link of {}, or a station that much nearer",
            nm_up(link.range_m + over_m)
        );
        (what, release)
    })
}

/// Areas that cover everything the unit could see, all the time.
fn shut_out(problem: &Problem, unit: &Sru, seen: &Seen<'_>) -> Option<(String, String)> {
    let concerns = |area: &&Area| {
        let meets = |band: crate::problem::AltitudeBand| match unit.altitude {
            Some(own) => own.low_ft <= band.high_ft && band.low_ft <= own.high_ft,
            None => true,
        };
        area.domain.is_none_or(|d| d == unit.domain())
            && area.altitude.is_none_or(|band| unit.domain() == Domain::Air && meets(band))
    };
    let areas: Vec<&Area> = problem.rules.areas.iter().filter(concerns).collect();
    let (first, last) = (*seen.nodes.start(), *seen.nodes.end());
    let mut most = vec![0_usize; areas.len()];
    for node in [first, (first + last) / 2, last] {
        for place in seen.some_at(node) {
            let keep = |area: &Area| hidden(place, area, area.buffer_m + unit.buffer_m - seen.reach_m);
            let k = areas.iter().position(|area| keep(area))?;
            most[k] += 1;
        }
    }
    let (k, _) = most.iter().enumerate().max_by_key(|(k, count)| (**count, areas.len() - k))?;
    let area = areas[k];
    if area.kind == AreaKind::Sensitive {
        let whose = if area.party.is_empty() { "a party" } else { &area.party };
        let what = format!("a sensitive area of {whose} keeps it from all that it could see");
        return Some((what, format!("ask {whose}, or leave the unit out")));
    }
    let what = format!("area `{}` keeps it from all that it could see", area.name);
    let height = if area.altitude.is_some() { ", or give it heights outside those of the area" } else { "" };
    Some((what, format!("open the area or part of it{height}")))
}

/// Whether a place lies so deep in an area that nothing outside sees it: `extra_m` more than at its edge.
fn hidden(place: PlanePoint, area: &Area, extra_m: f64) -> bool {
    let outline = &area.outline;
    let mut inside = false;
    let mut nearest2 = f64::INFINITY;
    for (k, a) in outline.iter().enumerate() {
        let b = outline[(k + 1) % outline.len()];
        let (dx, dy) = (b.east_m - a.east_m, b.north_m - a.north_m);
        let (px, py) = (place.east_m - a.east_m, place.north_m - a.north_m);
        if (a.north_m > place.north_m) != (b.north_m > place.north_m) && px < py / dy * dx {
            inside = !inside;
        }
        let length2 = dx * dx + dy * dy;
        let q = if length2 > 0.0 { ((px * dx + py * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
        let (ex, ey) = (px - q * dx, py - q * dy);
        nearest2 = nearest2.min(ex * ex + ey * ey);
    }
    let depth_m = if inside { nearest2.sqrt() } else { -nearest2.sqrt() };
    depth_m + extra_m > 0.0
}

/// What is to release an obstacle is not rounded below it.
fn nm_up(m: f64) -> String {
    format!("{:.1} nm", (m / 185.2).ceil() / 10.0)
}

fn nm(m: f64) -> String {
    format!("{:.1} nm", m / 1852.0)
}

fn kn(mps: f64) -> String {
    // Upwards, so that what is told is enough.
    format!("{:.1} kn", (mps * 36_000.0 / 1852.0).ceil() / 10.0)
}

fn span(s: f64) -> String {
    // Upwards, so that what is told is enough.
    sarex_geo::span_in_words((s / 60.0).ceil() * 60.0)
}
