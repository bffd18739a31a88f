//! Areas that zones keep out of, and the reach of data links.

use super::geometry::{depth, distance, polygon_distance};
use super::text::distance as in_words;
use super::{Caution, DISTANCE_M, Rule, Searched, Violation};
use crate::problem::{AltitudeBand, Area, AreaKind};
use crate::{Domain, Problem, Sru};
use sarex_geo::plane::PlanePoint;

pub(super) fn check(problem: &Problem, searched: &Searched<'_>, found: &mut Vec<Violation>) {
    for area in problem.rules.areas.iter().filter(|a| concerns(a, searched.unit)) {
        let need_m = area.buffer_m + searched.unit.buffer_m;
        let by_track = intrusion(&searched.hull, &area.outline, need_m);
        let by_area =
            searches_in(searched, area).and_then(|own| intrusion(own, &area.outline, area.buffer_m));
        if let Some(missing_m) = by_track.into_iter().chain(by_area).reduce(f64::max) {
            found.push(of_area(searched, area, missing_m));
        }
    }
    check_link(searched, found);
}

/// Search areas that reach into airspace which their legs keep out of: a crew that flies the corners would enter it.
pub(super) fn cautions(problem: &Problem, searched: &Searched<'_>) -> Vec<Caution> {
    let airspace = problem.rules.areas.iter().filter(|a| a.kind == AreaKind::Airspace);
    let reaches = airspace.filter(|a| concerns(a, searched.unit)).filter(|a| {
        let kept_m = a.buffer_m + searched.unit.buffer_m;
        intrusion(&searched.hull, &a.outline, kept_m).is_none()
            && intrusion(&searched.area, &a.outline, 0.0).is_some()
    });
    let caution = |area: &Area| Caution {
        unit: searched.index,
        what: format!(
            "`{}` has a search area that reaches into airspace `{}`, which its legs keep out of: fly the legs, not the corners",
            searched.unit.id, area.name
        ),
    };
    reaches.map(caution).collect()
}

/// The searched area, where nothing of an area may be searched; through an airspace no track may lead.
fn searches_in<'a>(searched: &'a Searched<'_>, area: &Area) -> Option<&'a [PlanePoint]> {
    (area.kind != AreaKind::Airspace).then_some(&searched.area)
}

/// How much nearer than allowed a hull comes to an outline, m; how far it lies in it on top of that.
pub(super) fn intrusion(hull: &[PlanePoint], outline: &[PlanePoint], need_m: f64) -> Option<f64> {
    let apart_m = polygon_distance(hull, outline);
    if apart_m <= 0.0 {
        // Where they meet in one point only, nothing is inside: then the buffer alone counts.
        let inside_m = depth(hull, outline);
        let touching = need_m <= 0.0 && inside_m <= DISTANCE_M && !crosses(hull, outline);
        return (!touching).then_some(need_m + inside_m.max(f64::MIN_POSITIVE));
    }
    (apart_m < need_m - DISTANCE_M).then_some(need_m - apart_m)
}

/// Whether polygons overlap though no corner of the one lies deep in the other: as the arms of a cross do, or two with the
/// same edges.
fn crosses(hull: &[PlanePoint], outline: &[PlanePoint]) -> bool {
    let edge = |polygon: &[PlanePoint]| -> Vec<[PlanePoint; 2]> {
        (0..polygon.len()).map(|k| [polygon[k], polygon[(k + 1) % polygon.len()]]).collect()
    };
    let middle = |[a, b]: [PlanePoint; 2]| PlanePoint {
        east_m: 0.5 * (a.east_m + b.east_m),
        north_m: 0.5 * (a.north_m + b.north_m),
    };
    let deep = |from: &[PlanePoint], into: &[PlanePoint]| {
        // Points along the edges of the one, how deep they lie in the other.
        edge(from).into_iter().any(|[a, b]| {
            let half = middle([a, b]);
            [middle([a, half]), half, middle([half, b])].iter().any(|p| depth(&[*p], into) > DISTANCE_M)
        })
    };
    deep(hull, outline) || deep(outline, hull) || depth(&[mean(hull)], outline) > DISTANCE_M
}

/// The mean of the corners, which of a hull lies inside it.
fn mean(hull: &[PlanePoint]) -> PlanePoint {
    let sum = |f: fn(&PlanePoint) -> f64| hull.iter().map(f).sum::<f64>() / hull.len() as f64;
    PlanePoint { east_m: sum(|p| p.east_m), north_m: sum(|p| p.north_m) }
}

/// An area without an altitude concerns every height; an aircraft without one may be at any.
pub(super) fn concerns(area: &Area, unit: &Sru) -> bool {
    let domain = unit.domain();
    let of_domain = area.domain.is_none_or(|d| d == domain);
    of_domain && area.altitude.is_none_or(|band| domain == Domain::Air && meets(band, unit.altitude))
}

/// Whether heights meet; what has no heights given may be at any.
pub(super) fn meets(band: AltitudeBand, other: Option<AltitudeBand>) -> bool {
    other.is_none_or(|other| band.low_ft <= other.high_ft && other.low_ft <= band.high_ft)
}

fn of_area(searched: &Searched<'_>, area: &Area, missing_m: f64) -> Violation {
    let id = &searched.unit.id;
    let (rule, kind) = match area.kind {
        AreaKind::Sensitive => {
            let whose = if area.party.is_empty() { "a party" } else { &area.party };
            let what = format!("enters a sensitive area of {whose}");
            let release = format!("search elsewhere with `{id}`, or ask {whose}");
            return searched.breaks(Rule::Sensitive, 1.0, what, release);
        }
        AreaKind::Excluded => (Rule::Excluded, "excluded area"),
        AreaKind::Airspace => (Rule::Airspace, "airspace"),
    };
    let what = format!("comes {} too near to {kind} `{}`", in_words(missing_m), area.name);
    let release = match area.altitude {
        Some(band) => {
            format!("move it away, or keep it outside {:.0} to {:.0} ft", band.low_ft, band.high_ft)
        }
        None => "move it away, or open the area".into(),
    };
    searched.breaks(rule, missing_m, what, release)
}

fn check_link(searched: &Searched<'_>, found: &mut Vec<Violation>) {
    let Some(link) = &searched.unit.link else { return };
    let far_m = searched.hull.iter().map(|p| distance(*p, link.station)).fold(0.0, f64::max);
    let over_m = far_m - link.range_m;
    if over_m > DISTANCE_M {
        let what = format!("goes {} beyond the reach of its data link", in_words(over_m));
        let release = "search nearer to the station, or bring the station nearer".into();
        found.push(searched.breaks(Rule::DataLink, over_m, what, release));
    }
}
