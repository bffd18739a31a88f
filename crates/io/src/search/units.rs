//! From `[[search.unit]]` to units of a problem.

use super::light::{Sight, Span};
use super::scene::Scene;
use super::{SearchError, light, sensors};
use crate::case::search_keys::SearchKeys;
use crate::case::unit_keys::{DataLinkKeys, FrozenKeys, UnitKeys, Use};
use crate::case::value::Amount;
use crate::case::{Case, Located, least_spacing_nm};
use sarex_geo::{Position, unix_seconds};
use sarex_search::pattern::{PatternKind, Sector};
use sarex_search::plan::PatternFlown;
use sarex_search::problem::{AltitudeBand, DataLink, LostLink};
use sarex_search::{Demand, LocalPlane, PlanePoint, Sru};

/// Metres in a nautical mile.
pub(super) const NM: f64 = 1852.0;
/// Metres per second in a knot.
pub(super) const KNOT: f64 = 1852.0 / 3600.0;

/// A unit in the plane of a cloud.
pub(super) fn unit(
    keys: &UnitKeys,
    search: &SearchKeys,
    case: &Case,
    scene: &Scene,
    plane: &LocalPlane,
) -> Result<Sru, SearchError> {
    let seconds = |time: &Located<sarex_geo::Timestamp>| unix_seconds(time.value);
    let least_nm = keys.minimum_track_spacing_nm.as_ref();
    let span = light::own_span(keys, scene);
    let sight = light::sight(keys, (search, case), scene, span);
    let mut sru = Sru {
        id: keys.id.value.clone(),
        party: keys.party.clone().unwrap_or_default(),
        kind: keys.kind,
        base: point(plane, keys.position),
        available_s: seconds(&keys.available_from),
        transit_mps: keys.transit_speed_kn.value.0 * KNOT,
        search_mps: keys.search_speed_kn.value.0 * KNOT,
        track_fraction: keys.made_good.value.0,
        on_scene_s: keys.on_scene_endurance.value.0.as_secs_f64(),
        sortie_s: keys.sortie.as_ref().map(|sortie| sortie.value.0.as_secs_f64()),
        commence_s: keys.commence_at.as_ref().map(seconds),
        search_not_before_s: None,
        until_s: keys.available_until.as_ref().map(seconds),
        min_spacing_m: least_nm.map_or_else(|| least_spacing_nm(keys.kind), |least| least.value.0) * NM,
        buffer_m: keys.buffer_nm.value.0 * NM,
        altitude: keys.altitude_band_ft.as_ref().and_then(band),
        link: keys.data_link.as_ref().map(|link| data_link(&link.value, plane)),
        sensor: sensors::responses(keys, (search, case), scene, (sight, span))?,
    };
    if let Sight::Light(light) = sight {
        clip(&mut sru, light, span);
    }
    Ok(sru)
}

/// Holds a unit to its light: it may be under way in the dark, and searches from first light until the end of it.
fn clip(sru: &mut Sru, light: Span, span: Span) {
    if light.until_s < span.until_s {
        sru.until_s = Some(light.until_s);
    }
    if light.from_s > span.from_s {
        sru.search_not_before_s = Some(light.from_s);
    }
}

/// What is asked of a unit.
pub(super) fn demand(keys: &UnitKeys, plane: &LocalPlane) -> Demand {
    match (&keys.frozen, keys.r#use.value) {
        (Some(frozen), _) => {
            let commence = point(plane, frozen.value.commence_search_point);
            Demand::Pattern(Box::new((pattern(&frozen.value), commence)))
        }
        (None, Use::Free) => Demand::Free,
        (None, Use::Never) => Demand::Unused,
        (None, Use::Always) => Demand::Used,
    }
}

/// A pattern over ground, as the case's checks have left it.
fn pattern(keys: &FrozenKeys) -> PatternFlown {
    let (first_leg_deg, turn) = (keys.first_leg_deg.0, keys.first_turn);
    let legs = usize::try_from(keys.legs.value.0).unwrap_or(usize::MAX);
    let leg_m = keys.leg_nm.value.0 * NM;
    match keys.pattern.0 {
        PatternKind::Sector => PatternFlown::sector(&Sector { first_leg_deg, radius_m: leg_m, legs, turn }),
        kind => {
            let spacing_m = keys.spacing_nm.as_ref().map_or(leg_m, |spacing| spacing.value.0 * NM);
            PatternFlown { kind, first_leg_deg, leg_m, spacing_m, legs, turn, compensation: None }
        }
    }
}

fn data_link(keys: &DataLinkKeys, plane: &LocalPlane) -> DataLink {
    let lost_link = keys.lost_link.as_ref().map(|lost| LostLink {
        outline: outline(plane, &lost.polygon.value),
        altitude: lost.altitude_band_ft.as_ref().and_then(band),
    });
    DataLink { station: point(plane, keys.station), range_m: keys.range_nm.value.0 * NM, lost_link }
}

/// A band of two altitudes, as the case's checks have left it.
fn band(altitudes: &Located<Vec<Amount>>) -> Option<AltitudeBand> {
    match altitudes.value[..] {
        [low, high] => Some(AltitudeBand { low_ft: low.0, high_ft: high.0 }),
        _ => None,
    }
}

/// A position in the plane.
pub(super) fn point(plane: &LocalPlane, position: Position) -> PlanePoint {
    plane.to_plane(position.lat_deg(), position.lon_deg())
}

/// Corners in the plane, counter-clockwise.
pub(super) fn outline(plane: &LocalPlane, corners: &[Position]) -> Vec<PlanePoint> {
    let mut outline: Vec<PlanePoint> = corners.iter().map(|&corner| point(plane, corner)).collect();
    let next = outline.iter().cycle().skip(1);
    let doubled: f64 =
        outline.iter().zip(next).map(|(a, b)| a.east_m * b.north_m - b.east_m * a.north_m).sum();
    if doubled < 0.0 {
        outline.reverse();
    }
    outline
}
