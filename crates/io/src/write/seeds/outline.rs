//! Rings around what a seed may be: ellipses, sectors, bands, and what holds a crowd of places.

use super::path::{self, Step};
use crate::write::picture::projection::Projection;
use sarex_geo::ellipsoid::RAD;
use sarex_geo::{Bearing, Distance, Position, geodesic, math};

/// Vertices of a round ring.
const ROUND: usize = 72;

/// An ellipse on the ellipsoid: its radii are laid off along geodesics.
pub fn ellipse(centre: Position, major_m: f64, minor_m: f64, azimuth_deg: f64) -> Vec<Position> {
    let vertex = |k: usize| {
        let (sin, cos) = math::sin_cos_turns(k as f64 / ROUND as f64);
        let (along, across) = (major_m * cos, minor_m * sin);
        off(centre, azimuth_deg + math::atan2(across, along) / RAD, math::hypot(along, across))
    };
    (0..ROUND).map(vertex).collect()
}

/// What lies between two bearings and two distances from a place.
pub fn sector(from: Position, bearing_deg: f64, half_deg: f64, (near_m, far_m): (f64, f64)) -> Vec<Position> {
    let half_deg = half_deg.min(180.0);
    let pieces = (half_deg / 2.0).ceil().clamp(2.0, 90.0) as i32;
    let arc = |range_m: f64| {
        (-pieces..=pieces)
            .map(move |k| off(from, bearing_deg + half_deg * f64::from(k) / f64::from(pieces), range_m))
    };
    let mut ring = path::ray(from, bearing_deg - half_deg, near_m, far_m);
    ring.extend(arc(far_m));
    ring.extend(path::ray(from, bearing_deg + half_deg, near_m, far_m).into_iter().rev());
    if near_m > 0.0 {
        ring.extend(arc(near_m).rev());
    }
    ring.dedup();
    ring
}

/// A band along a way, on either side as wide as its half-width (m) at the fraction of each leg.
pub fn band(way: &[Step], half_width_m: impl Fn(f64) -> f64) -> Vec<Position> {
    let side =
        |step: &Step, turn_deg: f64| off(step.place, step.course_deg + turn_deg, half_width_m(step.fraction));
    let left = way.iter().map(|step| side(step, -90.0));
    let right = way.iter().rev().map(|step| side(step, 90.0));
    left.chain(right).collect()
}

/// A convex ring around places: those farthest out in each of many directions. `None` without places.
pub fn around(places: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Vec<Position>> {
    let (lat_deg, lon_deg) = places.clone().next()?;
    let plane = Projection::Stereographic { lat_deg, lon_deg };
    let directions: Vec<(f64, f64)> =
        (0..ROUND).map(|k| math::sin_cos_turns(k as f64 / ROUND as f64)).collect();
    let mut farthest = vec![(f64::NEG_INFINITY, (lat_deg, lon_deg)); ROUND];
    for place in places {
        let (x, y) = plane.point(place.0, place.1);
        for (&(sin, cos), best) in directions.iter().zip(&mut farthest) {
            let reach = x * cos + y * sin;
            if reach > best.0 {
                *best = (reach, place);
            }
        }
    }
    let mut ring: Vec<Position> =
        farthest.iter().filter_map(|&(_, (lat, lon))| Position::new(lat, lon).ok()).collect();
    ring.dedup();
    Some(ring)
}

fn off(from: Position, bearing_deg: f64, distance_m: f64) -> Position {
    geodesic::direct(from, Bearing::wrapping(bearing_deg), Distance::metres(distance_m))
        .unwrapped_near(from.lon_deg())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_around_places_holds_them_and_touches_the_outermost() {
        let square =
            [(34.0, 179.0), (34.0, -179.0), (36.0, -179.0), (36.0, 179.0), (35.0, 180.0), (34.5, 179.5)];
        let ring = around(square.iter().copied()).unwrap();
        assert_eq!(ring.len(), 4 + usize::from(ring.first() == ring.last()), "{ring:?}");
        assert!(ring.iter().all(|p| p.lat_deg() != 35.0));
        assert!(around(std::iter::empty()).is_none());
    }

    #[test]
    fn an_ellipse_points_along_its_azimuth() {
        let centre = Position::new(34.0, 129.0).unwrap();
        let ring = ellipse(centre, 4000.0, 1000.0, 45.0);
        let longest = geodesic::inverse(centre, ring[0]);
        assert!((longest.distance.in_metres() - 4000.0).abs() < 1e-3);
        assert!((longest.bearing_from_start.deg() - 45.0).abs() < 1e-6);
        let across = geodesic::inverse(centre, ring[ROUND / 4]);
        assert!((across.distance.in_metres() - 1000.0).abs() < 1e-3);
    }
}
