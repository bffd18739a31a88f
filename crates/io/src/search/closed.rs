//! What areas that units keep out of take from a plan.
//!
//! Of a sensitive area nothing is told that would let anybody find where it lies: no share of the probability, and not
//! which unit it holds back.

use super::Planned;
use super::outlines::{Region, apart_m};
use super::summary::time;
use super::units::NM;
use sarex_geo::math;
use sarex_search::evaluate::exposure;
use sarex_search::problem::{Area, AreaKind};
use sarex_search::{Assignment, Demand, PlanePoint, Problem, Sru, Track};

/// A smaller share of the probability is not told, nor counts as a reason.
pub(super) const LEAST_SHARE: f64 = 0.005;
/// What lies nearer than this to where a unit searches may hold it back, m.
const NEAR_M: f64 = 0.25 * NM;

/// How an area is called where it may be told.
pub(super) fn named(area: &Area) -> String {
    match area.kind {
        AreaKind::Airspace => format!("airspace `{}`", area.name),
        AreaKind::Excluded => format!("excluded area `{}`", area.name),
        AreaKind::Sensitive => format!("a sensitive area of {}", whose(area)),
    }
}

/// Whose an area is, in words.
fn whose(area: &Area) -> &str {
    if area.party.is_empty() { "a party" } else { &area.party }
}

/// Whether there is any area of which nothing may be told.
pub(super) fn is_any_sensitive(problem: &Problem) -> bool {
    !sensitive_of(problem).is_empty()
}

/// Which areas hold how much of the probability, and how much of it the plan leaves.
pub(super) fn shares(planned: &Planned) -> Vec<String> {
    let (problem, followed) = (&planned.problem, planned.shares.followed);
    let window = problem.window;
    let middle_s = 0.5 * (window.start_s + window.end_s);
    let tracks: Vec<Track<'_>> =
        planned.plan.assignments.iter().map(|task| super::measure::track(problem, task)).collect();
    let open = problem.rules.areas.iter().filter(|area| area.kind != AreaKind::Sensitive);
    let open: Vec<(&Area, String)> = open.filter_map(|area| Some((area, kept_out(problem, area)?))).collect();
    let mut said = Vec::new();
    if !open.is_empty() {
        let missed: Vec<f64> =
            exposure(&problem.cloud, &tracks).iter().map(|seen| math::exp(-f64::from(*seen))).collect();
        for (area, who) in &open {
            let (there, left) = within(problem, area, middle_s, &missed);
            if there * followed >= LEAST_SHARE {
                said.push(format!(
                    "At {} {:.0} % of the probability lies in {}, where {who}; {:.0} % lies there and is not \
                     found by this plan.",
                    time(middle_s),
                    100.0 * there * followed,
                    named(area),
                    100.0 * left * followed
                ));
            }
        }
        if said.is_empty() {
            said.push(format!(
                "Excluded areas and closed airspace hold less than {:.1} % of the probability each at {}.",
                100.0 * LEAST_SHARE,
                time(middle_s)
            ));
        }
    }
    let parties = sensitive_of(problem);
    if !parties.is_empty() {
        said.push(format!(
            "Sensitive areas of {} were kept out of; how much of the probability lies there is not told.",
            parties.join(" and ")
        ));
    }
    said
}

/// Whose sensitive areas there are.
fn sensitive_of(problem: &Problem) -> Vec<&str> {
    let sensitive = problem.rules.areas.iter().filter(|area| area.kind == AreaKind::Sensitive);
    let mut parties: Vec<&str> = sensitive.map(whose).collect();
    parties.sort_unstable();
    parties.dedup();
    parties
}

/// What a plan says of ways and sensitive areas: the same for every plan, wherever they lie. A sentence for the units whose way
/// meets one would let anybody who has the plan draw where they are.
pub(super) fn sensitive_note(problem: &Problem) -> Option<String> {
    let parties = sensitive_of(problem);
    (!parties.is_empty()).then(|| {
        let whose = parties.join(" and ");
        format!(
            "searches keep out of sensitive areas of {whose}; the ways of units there and back are not held against them: agree \
             these with {whose} before units go out"
        )
    })
}

/// Whom an area keeps out, in words; none if it concerns nobody who could search.
fn kept_out(problem: &Problem, area: &Area) -> Option<String> {
    let could = problem.units.iter().zip(&problem.demands).filter(|(_, demand)| **demand != Demand::Unused);
    let units: Vec<&Sru> = could.map(|(unit, _)| unit).collect();
    let ids: Vec<&str> =
        units.iter().filter(|unit| area.concerns(unit)).map(|unit| unit.id.as_str()).collect();
    match ids.len() {
        0 => None,
        all if all == units.len() => Some("no unit may search".to_owned()),
        _ => Some(format!("{} may not search", ids.join(", "))),
    }
}

/// Share of the cloud in an area or its buffer at a time, and that which a plan leaves of it.
fn within(problem: &Problem, area: &Area, time_s: f64, missed: &[f64]) -> (f64, f64) {
    let region = Region::of(&area.outline, area.buffer_m);
    let cloud = &problem.cloud;
    let each = cloud.places(time_s).zip(cloud.weight()).zip(missed);
    let each = each.filter(|((place, _), _)| region.holds(*place));
    each.fold((0.0, 0.0), |(there, left), ((_, weight), missed)| (there + weight, left + weight * missed))
}

/// Areas and volumes so near to where a unit searches that they hold it back, as far as they may be told.
pub(super) fn beside(problem: &Problem, all: &[Assignment], assignment: &Assignment) -> Vec<String> {
    let unit = &problem.units[assignment.unit];
    let is_near = |outline: &[PlanePoint], buffer_m: f64| {
        apart_m(&assignment.area, outline) < buffer_m + unit.buffer_m + NEAR_M
    };
    let told = problem.rules.areas.iter().filter(|area| area.kind != AreaKind::Sensitive);
    let near = told.filter(|area| area.concerns(unit) && is_near(&area.outline, area.buffer_m));
    let mut held: Vec<String> = near.map(named).collect();
    for (index, owner) in problem.units.iter().enumerate() {
        let searches = index != assignment.unit && all.iter().any(|task| task.unit == index);
        let Some(volume) = owner.link.as_ref().and_then(|link| link.lost_link.as_ref()) else { continue };
        let apart = volume
            .altitude
            .zip(unit.altitude)
            .is_some_and(|(volume, own)| volume.low_ft > own.high_ft || own.low_ft > volume.high_ft);
        let concerns = owner.domain() == unit.domain() && !apart;
        if searches && concerns && is_near(&volume.outline, 0.0) {
            held.push(format!("the lost-link volume of {}", owner.id));
        }
    }
    if let Some(link) = &unit.link {
        let far_m = assignment
            .track
            .iter()
            .map(|w| math::hypot(w.at.east_m - link.station.east_m, w.at.north_m - link.station.north_m))
            .fold(0.0, f64::max);
        if far_m > 0.97 * link.range_m {
            held.push(format!("the reach of its data link of {:.1} NM", link.range_m / NM));
        }
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sensitive_area_is_called_by_its_party() {
        let area = |kind, party: &str| Area {
            name: "Submarine lane".into(),
            party: party.into(),
            kind,
            outline: Vec::new(),
            buffer_m: 0.0,
            domain: None,
            altitude: None,
        };
        assert_eq!(named(&area(AreaKind::Sensitive, "JPN")), "a sensitive area of JPN");
        assert_eq!(named(&area(AreaKind::Sensitive, "")), "a sensitive area of a party");
        assert_eq!(named(&area(AreaKind::Excluded, "JPN")), "excluded area `Submarine lane`");
    }
}
