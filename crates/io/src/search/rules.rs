//! From `[search.rules]` to the rules of a problem.

use super::SearchError;
use super::units::{NM, outline};
use crate::case::rule_keys::RuleKeys;
use crate::case::unit_keys::UnitKeys;
use crate::case::{Case, RuleArea};
use crate::forecast::at;
use sarex_geo::Position;
use sarex_metocean::Coastline;
use sarex_search::problem::{Area, AreaKind, Neighbours, SameCorner};
use sarex_search::{Domain, LocalPlane, Rules};

/// The rules in the plane of a cloud.
pub(super) fn rules(keys: &RuleKeys, units: &[UnitKeys], areas: &[RuleArea], plane: &LocalPlane) -> Rules {
    let place = |id: &str| units.iter().position(|unit| unit.id.value == id);
    let pairs = units.iter().enumerate().flat_map(|(index, unit)| {
        unit.may_overlap_with.iter().filter_map(move |other| Some((index, place(&other.value)?)))
    });
    let mut may_overlap: Vec<(usize, usize)> = pairs.map(|(a, b)| (a.min(b), a.max(b))).collect();
    may_overlap.sort_unstable();
    may_overlap.dedup();
    Rules {
        overlap: keys.overlap,
        neighbours: match (keys.margins_may_overlap, keys.same_domain_areas_may_touch) {
            (true, _) => Neighbours::ZonesOnly,
            (false, true) => Neighbours::ShareEdges,
            (false, false) => Neighbours::KeepApart,
        },
        may_overlap,
        vertical_separation_ft: Some(keys.minimum_vertical_separation_ft.value.0),
        areas_per_unit: usize::try_from(keys.areas_per_unit.value.0).unwrap_or(usize::MAX),
        max_aspect: keys.maximum_aspect.value.0,
        areas: areas.iter().map(|area| self::area(area, plane)).collect(),
        same_corner: keys.same_corner.as_ref().map(|same| SameCorner {
            adjacent_m: same.adjacent_nm.value.0 * NM,
            corner_deg: same.corner_deg.0,
            creep_deg: same.creep_deg.0,
            time_gap_s: same.time_gap.0.as_secs_f64(),
        }),
    }
}

fn area(area: &RuleArea, plane: &LocalPlane) -> Area {
    Area {
        name: area.name.clone(),
        party: area.party.clone(),
        kind: area.kind,
        outline: outline(plane, &area.outline),
        buffer_m: area.buffer_nm * NM,
        domain: area.domain,
        altitude: area.altitude,
    }
}

/// Refuses an area that ships keep out of and that lies on land: most often latitude and longitude are exchanged.
pub(super) fn check_land(
    case: &Case,
    areas: &[RuleArea],
    coast: Option<&dyn Coastline>,
) -> Result<(), SearchError> {
    let Some(coast) = coast else { return Ok(()) };
    let on_land = |place: &Position| coast.is_land(place.lat_deg(), place.lon_deg());
    let of_ships =
        areas.iter().filter(|area| area.kind != AreaKind::Airspace && area.domain != Some(Domain::Air));
    for area in of_ships {
        if area.outline.iter().chain(&middle(&area.outline)).all(on_land) {
            let what = format!("the area `{}` lies on land: nothing is searched there anyway", area.name);
            let remedy = "check its corners (GeoJSON has longitude first), or leave it out";
            let (key, span) = (&area.file.key, area.file.span.clone());
            return Err(at(case, key, span, what, remedy).into());
        }
    }
    Ok(())
}

/// The mean of the corners.
fn middle(corners: &[Position]) -> Option<Position> {
    let first = corners.first()?.lon_deg();
    let n = corners.len() as f64;
    let lat_deg = corners.iter().map(|c| c.lat_deg()).sum::<f64>() / n;
    let lon_deg = corners.iter().map(|c| c.unwrapped_near(first).lon_deg()).sum::<f64>() / n;
    Position::new(lat_deg, lon_deg).ok()
}
