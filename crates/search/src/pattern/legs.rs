//! A pattern laid out over ground, leg by leg.

use super::{LegKind, Pattern, PatternError, Way, lay_out};
use crate::{Compensation, Waypoint};
use sarex_geo::plane::PlanePoint;
use sarex_geo::{Bearing, math};

/// A pattern with its ground track, as one craft flies or sails it.
#[derive(Debug, Clone, PartialEq)]
pub struct LaidOut {
    /// The abbreviation.
    pub code: &'static str,
    /// From the commence search point to the end of the last leg.
    pub track: Vec<Waypoint>,
    /// One leg between each two waypoints.
    pub legs: Vec<Leg>,
    /// Corners of the searched area over ground, counter-clockwise: [`Pattern::area_over_ground`].
    pub area: Vec<PlanePoint>,
    /// Direction in which the pattern creeps, degrees true, if it does.
    pub creep_deg: Option<f64>,
    /// How far a point of the pattern is carried from its start to its end.
    pub carried: PlanePoint,
}

/// A straight leg over ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leg {
    /// What it is for.
    pub kind: LegKind,
    /// Its beginning.
    pub from: Waypoint,
    /// Its end.
    pub to: Waypoint,
    /// Course over ground, degrees true in the plane.
    pub course_deg: f64,
    /// Heading through the medium: course to steer of a ship, heading of an aircraft, degrees true in the plane.
    pub heading_deg: f64,
    /// Turn of the heading at its end, degrees, positive to starboard; none at the end of the last leg.
    pub turn_deg: Option<f64>,
}

impl Leg {
    /// Length over ground, m.
    pub fn length_m(&self) -> f64 {
        vector(self.from.at, self.to.at).length_m()
    }

    /// How long it takes, s.
    pub fn duration_s(&self) -> f64 {
        self.to.time_s - self.from.time_s
    }
}

impl LaidOut {
    /// Length over ground, m.
    pub fn length_m(&self) -> f64 {
        self.legs.iter().map(Leg::length_m).sum()
    }

    /// From the first waypoint to the last, s.
    pub fn duration_s(&self) -> f64 {
        self.track[self.track.len() - 1].time_s - self.track[0].time_s
    }
}

impl Pattern {
    /// Lays the legs of one craft out over ground.
    ///
    /// The commence search point and time are those of the first craft; the others begin at the same time, abeam.
    pub fn laid_out(
        &self,
        craft: usize,
        commence: Waypoint,
        drift: Compensation,
        way: &Way,
    ) -> Result<LaidOut, PatternError> {
        self.check()?;
        super::error::count("the number of the craft", craft + 1, 1, self.craft())?;
        let at = |at| Waypoint { time_s: 0.0, at };
        let mut track: Vec<Waypoint> = self.corners(craft).into_iter().map(at).collect();
        // The frame's origin is the first craft's first corner, and laying out keeps it there.
        lay_out(&mut track, commence, drift, way)?;
        let legs = legs(&track, way, |leg| self.leg_kind(leg));
        let duration_s = track[track.len() - 1].time_s - track[0].time_s;
        Ok(LaidOut {
            code: self.code(),
            legs,
            area: self.area_over_ground(craft, &track, drift),
            track,
            creep_deg: self.creep_deg(),
            carried: PlanePoint {
                east_m: drift.east_mps * duration_s,
                north_m: drift.north_mps * duration_s,
            },
        })
    }
}

/// The legs of a track, for a unit that makes way as given.
pub fn legs(track: &[Waypoint], way: &Way, kind: impl Fn(usize) -> LegKind) -> Vec<Leg> {
    let leg = |(index, pair): (usize, &[Waypoint])| {
        let [from, to] = [pair[0], pair[1]];
        let over_ground = vector(from.at, to.at);
        let duration_s = to.time_s - from.time_s;
        let through = PlanePoint {
            east_m: over_ground.east_m - way.medium.east_mps * duration_s,
            north_m: over_ground.north_m - way.medium.north_mps * duration_s,
        };
        let (course_deg, heading_deg) = (bearing_deg(over_ground), bearing_deg(through));
        Leg { kind: kind(index), from, to, course_deg, heading_deg, turn_deg: None }
    };
    let mut legs: Vec<Leg> = track.windows(2).enumerate().map(leg).collect();
    for index in 1..legs.len() {
        let turn_deg = legs[index].heading_deg - legs[index - 1].heading_deg;
        legs[index - 1].turn_deg = Some(turn_deg - 360.0 * (turn_deg / 360.0).round());
    }
    legs
}

fn vector(from: PlanePoint, to: PlanePoint) -> PlanePoint {
    PlanePoint { east_m: to.east_m - from.east_m, north_m: to.north_m - from.north_m }
}

fn bearing_deg(vector: PlanePoint) -> f64 {
    Bearing::wrapping(math::atan2(vector.east_m, vector.north_m).to_degrees()).deg()
}
