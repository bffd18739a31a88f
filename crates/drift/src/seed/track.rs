//! A path through positions, measured in metres.

use super::{PathKind, sample::SeedError};
use sarex_geo::{Bearing, Distance, Position, geodesic, rhumb};

/// A path through two or more positions.
#[derive(Debug, Clone)]
pub(crate) struct Track {
    legs: Vec<Leg>,
}

/// One leg of a path.
#[derive(Debug, Clone)]
pub(crate) struct Leg {
    pub from: Position,
    pub to: Position,
    pub length_m: f64,
    course: Course,
}

#[derive(Debug, Clone)]
enum Course {
    Geodesic(geodesic::Line),
    Rhumb(Bearing),
}

impl Track {
    /// Joins successive positions. Longitudes run on across the dateline.
    pub fn new(positions: &[Position], kind: PathKind) -> Result<Self, SeedError> {
        let mut legs: Vec<Leg> = Vec::with_capacity(positions.len().saturating_sub(1));
        for (index, pair) in positions.windows(2).enumerate() {
            let from = legs.last().map_or(pair[0], |leg| leg.to);
            let to = pair[1].unwrapped_near(from.lon_deg());
            let leg = Leg::new(from, to, kind).map_err(|why| SeedError::Rhumb { leg: index + 1, why })?;
            legs.push(leg);
        }
        Ok(Self { legs })
    }

    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }

    pub fn length_m(&self) -> f64 {
        self.legs.iter().map(|leg| leg.length_m).sum()
    }

    /// The place at a distance from the start, and the bearing of the path there in degrees.
    pub fn at(&self, distance_m: f64) -> (Position, f64) {
        let mut rest_m = distance_m;
        for (index, leg) in self.legs.iter().enumerate() {
            if rest_m <= leg.length_m || index + 1 == self.legs.len() {
                return leg.at(rest_m.min(leg.length_m));
            }
            rest_m -= leg.length_m;
        }
        unreachable!("a track has legs")
    }
}

impl Leg {
    fn new(from: Position, to: Position, kind: PathKind) -> Result<Self, String> {
        match kind {
            PathKind::Geodesic => {
                let inverse = geodesic::inverse(from, to);
                let line = geodesic::Line::from_bearing(from, inverse.bearing_from_start);
                let course = Course::Geodesic(line);
                Ok(Self { from, to, length_m: inverse.distance.in_metres(), course })
            }
            PathKind::Rhumb => {
                let inverse = rhumb::inverse(from, to);
                rhumb::direct(from, inverse.bearing, inverse.distance).map_err(|e| e.to_string())?;
                let course = Course::Rhumb(inverse.bearing);
                Ok(Self { from, to, length_m: inverse.distance.in_metres(), course })
            }
        }
    }

    /// The place at a distance from the leg's start, not beyond its end, and the bearing there in degrees.
    pub fn at(&self, distance_m: f64) -> (Position, f64) {
        let distance = Distance::metres(distance_m.clamp(0.0, self.length_m));
        match &self.course {
            Course::Geodesic(line) => {
                let point = line.at(distance);
                (point.position.unwrapped_near(self.from.lon_deg()), point.bearing.deg())
            }
            Course::Rhumb(bearing) => {
                // The whole leg was tried at construction, so a part of it exists.
                let place = rhumb::direct(self.from, *bearing, distance).unwrap_or(self.to);
                (place.unwrapped_near(self.from.lon_deg()), bearing.deg())
            }
        }
    }
}
