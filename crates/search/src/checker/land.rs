//! Surface units search on water.

use super::geometry::distance;
use super::transit::{Leg, Role, Sortie};
use super::{Caution, Rule, Searched, Violation, text};
use crate::{Domain, Problem};
use sarex_geo::plane::{LocalPlane, PlanePoint};
use sarex_metocean::{Coastline, Segment, Surface};

/// A path is looked at in pieces of this length where the coast is near, m.
const PIECE_M: f64 = 500.0;
/// So near to its base a unit in transit may be on what the coast calls land, m: a harbour.
const HARBOUR_M: f64 = 3704.0;

pub(super) fn check(problem: &Problem, searched: &Searched<'_>, found: &mut Vec<Violation>) {
    let Some(coast) = &problem.coast else { return };
    if searched.unit.domain() != Domain::Surface {
        return;
    }
    let track = &searched.assignment.track;
    let on_land = |w: &[crate::Waypoint]| first_land_m(coast.line(), problem.cloud.plane(), w[0].at, w[1].at);
    let met = track.windows(2).enumerate().find_map(|(k, w)| on_land(w).map(|m| (k, m)));
    if let Some((k, m)) = met {
        let rest_m = distance(track[k].at, track[k + 1].at) - m;
        let what = format!("meets land on leg {}, {} from its begin", k + 1, text::distance(m));
        let release = "move its area to sea, or leave out the coast where it is drawn too coarsely".into();
        found.push(searched.breaks(Rule::Land, rest_m.max(f64::MIN_POSITIVE), what, release));
    }
}

/// A straight transit across land is no violation: the unit goes round, and takes longer than its plan says.
pub(super) fn transit(problem: &Problem, sortie: &Sortie<'_>) -> Option<Caution> {
    let coast = problem.coast.as_ref()?.line();
    let (unit, plane) = (sortie.unit, problem.cloud.plane());
    if unit.domain() != Domain::Surface {
        return None;
    }
    let across: Vec<Role> =
        sortie.legs.iter().filter(|leg| is_across(coast, plane, leg)).map(|leg| leg.role).collect();
    if across.is_empty() {
        return None;
    }
    let id = &unit.id;
    let of_base = across.iter().any(|role| *role != Role::Between);
    let base = plane.to_position(unit.base);
    let what = match of_base && coast.surface(base.lat_deg(), base.lon_deg()) == Surface::Land {
        true => format!(
            "`{id}` has its base on land{}, and the straight way from there to its area crosses land: its transit takes longer \
             than planned; give as its position a place at sea off its harbour",
            sea_off(coast, plane, unit.base)
        ),
        false => format!(
            "`{id}` would cross land on the straight way between {}: its transit takes longer than planned",
            if of_base { "its base and its area" } else { "its areas" }
        ),
    };
    Some(Caution { unit: sortie.index, what })
}

/// Whether a way meets land farther from the base than a harbour is.
fn is_across(coast: &dyn Coastline, plane: &LocalPlane, leg: &Leg) -> bool {
    let (base, to) = match leg.role {
        Role::Out => (leg.from, leg.to),
        Role::Home => (leg.to, leg.from),
        Role::Between => return first_land_m(coast, plane, leg.from, leg.to).is_some(),
    };
    let way_m = distance(base, to);
    if way_m <= HARBOUR_M {
        return false;
    }
    let part = HARBOUR_M / way_m;
    let from = PlanePoint {
        east_m: base.east_m + part * (to.east_m - base.east_m),
        north_m: base.north_m + part * (to.north_m - base.north_m),
    };
    first_land_m(coast, plane, from, to).is_some()
}

/// How far the sea is from a base on land, as the coast has it.
fn sea_off(coast: &dyn Coastline, plane: &LocalPlane, base: PlanePoint) -> String {
    const NEAR_DEG: f64 = 1.0;
    let place = plane.to_position(base);
    let sea = coast.nearest_sea(place.lat_deg(), place.lon_deg(), NEAR_DEG);
    sea.map_or_else(String::new, |(lat_deg, lon_deg)| {
        format!(
            ", {} from the nearest water",
            text::distance(distance(base, plane.to_plane(lat_deg, lon_deg)))
        )
    })
}

/// How far along a straight path land is first met, m.
fn first_land_m(coast: &dyn Coastline, plane: &LocalPlane, from: PlanePoint, to: PlanePoint) -> Option<f64> {
    const DEGREE_M: f64 = 110_000.0;
    let way_m = distance(from, to);
    let at = |m: f64| {
        let part = if way_m > 0.0 { m / way_m } else { 0.0 };
        plane.to_position(PlanePoint {
            east_m: from.east_m + part * (to.east_m - from.east_m),
            north_m: from.north_m + part * (to.north_m - from.north_m),
        })
    };
    let mut m = 0.0;
    let mut here = at(0.0);
    loop {
        let (surface, clear_deg) = coast.look(here.lat_deg(), here.lon_deg());
        if surface == Surface::Land {
            return Some(m);
        }
        if m >= way_m {
            return None;
        }
        let (_, cos_lat) = sarex_geo::math::sin_cos(here.lat_deg().to_radians());
        // Within the clearance there is no land; a little less, for the path is straight in the plane.
        let free_m = 0.9 * clear_deg * DEGREE_M * cos_lat;
        let step_m = free_m.max(PIECE_M).min(way_m - m);
        let next = at(m + step_m);
        if free_m < PIECE_M {
            let piece = Segment {
                from_lat_deg: here.lat_deg(),
                from_lon_deg: here.lon_deg(),
                to_lat_deg: next.lat_deg(),
                to_lon_deg: next.lon_deg(),
            };
            if let Some(crossing) = coast.first_crossing(piece) {
                return Some(m + crossing.fraction * step_m);
            }
        }
        m = if m + step_m >= way_m - 1e-6 { way_m } else { m + step_m };
        here = next;
    }
}
