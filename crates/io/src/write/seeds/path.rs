//! Ways between places, with places close enough to draw them.

use sarex_drift::seed::PathKind;
use sarex_geo::{Bearing, Distance, Position, geodesic, rhumb};

/// Distance of the places along a way, m; longer ways have [`MOST`] pieces per leg.
const SPACING_M: f64 = 15_000.0;
/// Most pieces of a leg.
const MOST: f64 = 96.0;

/// A place on a way.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Where.
    pub place: Position,
    /// Direction of the way there, degrees true.
    pub course_deg: f64,
    /// How much of its leg lies behind, 0 to 1.
    pub fraction: f64,
}

/// The way through positions. Each leg has its own first and last step, longitudes run on across the dateline.
pub fn through(positions: &[Position], kind: PathKind) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for pair in positions.windows(2) {
        let from = steps.last().map_or(pair[0], |step| step.place);
        let to = pair[1].unwrapped_near(from.lon_deg());
        match kind {
            PathKind::Geodesic => geodesic_leg(&mut steps, from, to),
            PathKind::Rhumb => rhumb_leg(&mut steps, from, to),
        }
    }
    if let ([], Some(&place)) = (steps.as_slice(), positions.first()) {
        steps.push(Step { place, course_deg: 0.0, fraction: 0.0 });
    }
    steps
}

/// The places of a way, none twice.
pub fn places(way: &[Step]) -> Vec<Position> {
    let mut places: Vec<Position> = way.iter().map(|step| step.place).collect();
    places.dedup();
    places
}

/// The shortest line from a place with a bearing, between two distances.
pub fn ray(from: Position, bearing_deg: f64, near_m: f64, far_m: f64) -> Vec<Position> {
    let line = geodesic::Line::from_bearing(from, Bearing::wrapping(bearing_deg));
    let mut near_deg = from.lon_deg();
    fractions(far_m - near_m)
        .map(|f| {
            let place = line.at(Distance::metres(near_m + f * (far_m - near_m))).position;
            near_deg = place.unwrapped_near(near_deg).lon_deg();
            place.unwrapped_near(near_deg)
        })
        .collect()
}

fn fractions(length_m: f64) -> impl Iterator<Item = f64> {
    let pieces = (length_m / SPACING_M).ceil().clamp(1.0, MOST);
    (0..=pieces as usize).map(move |k| k as f64 / pieces)
}

fn geodesic_leg(steps: &mut Vec<Step>, from: Position, to: Position) {
    let whole = geodesic::inverse(from, to);
    let line = geodesic::Line::from_bearing(from, whole.bearing_from_start);
    let length_m = whole.distance.in_metres();
    for fraction in fractions(length_m) {
        let at = line.at(Distance::metres(fraction * length_m));
        // The last step is the place that was given, not one a nanometre beside it.
        let place = if fraction == 1.0 { to } else { at.position.unwrapped_near(from.lon_deg()) };
        steps.push(Step { place, course_deg: at.bearing.deg(), fraction });
    }
}

fn rhumb_leg(steps: &mut Vec<Step>, from: Position, to: Position) {
    let whole = rhumb::inverse(from, to);
    let length_m = whole.distance.in_metres();
    for fraction in fractions(length_m) {
        let on_way = rhumb::direct(from, whole.bearing, Distance::metres(fraction * length_m));
        let place = if fraction == 1.0 { to } else { on_way.unwrap_or(from).unwrapped_near(from.lon_deg()) };
        steps.push(Step { place, course_deg: whole.bearing.deg(), fraction });
    }
}
