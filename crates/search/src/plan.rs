//! What a planner gives back.

use crate::evaluate::worth;
use crate::pattern::PatternKind;
use crate::{Cloud, Objective, Problem, Response, Track};
use sarex_geo::plane::PlanePoint;

/// A search plan: who searches where and when, and what that is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// In the order of the problem's units; those of one unit, at most as many as the rules allow, in the order in which
    /// it searches them. A unit without one stays unused.
    pub assignments: Vec<Assignment>,
    /// Probability of success of all units together.
    pub pos: f64,
    /// The same given each object type, in the order of the problem's objects.
    pub pos_by_object: Vec<f64>,
    /// Expected share found alive, if survival was part of the problem.
    pub survivors: Option<f64>,
}

/// What one unit is to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Index of the unit in the problem.
    pub unit: usize,
    /// The pattern it flies or sails.
    pub pattern: PatternFlown,
    /// Ground track from the commence search point to the end of the last leg. Legs are straight, at constant speed
    /// between consecutive points; each counts for detection.
    pub track: Vec<Waypoint>,
    /// Leaves its base, or the area that it searches before this one, seconds since 1970; the same as the first
    /// waypoint's time where transit does not count.
    pub departure_s: f64,
    /// Is back at its base, or leaves for its next area, seconds since 1970.
    pub landing_s: f64,
    /// Corners of the searched area over ground, counter-clockwise, plane metres: half a track spacing outside the legs,
    /// each corner where it lies when the unit passes it ([`PatternFlown::area`]).
    pub area: Vec<PlanePoint>,
    /// Probability of success of this unit alone.
    pub pos: f64,
    /// The same given each object type.
    pub pos_by_object: Vec<f64>,
    /// Probability of containment: weight inside the moving area in the middle of the search interval.
    pub poc: f64,
    /// Coverage W/S for each object type; zero where the unit does not see it.
    pub coverage: Vec<f64>,
}

/// A place on the ground track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waypoint {
    /// Seconds since 1970.
    pub time_s: f64,
    /// Where.
    pub at: PlanePoint,
}

/// The pattern of an assignment, in the frame that moves with its drift compensation.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternFlown {
    /// Which.
    pub kind: PatternKind,
    /// Direction of the first leg, degrees true.
    pub first_leg_deg: f64,
    /// Length of a search leg, m (radius of a sector search, unit leg of an expanding square).
    pub leg_m: f64,
    /// Track spacing, m.
    pub spacing_m: f64,
    /// Number of search legs.
    pub legs: usize,
    /// Side of the first turn.
    pub turn: Turn,
    /// The drift that the track follows, if it does.
    pub compensation: Option<Compensation>,
}

/// Side of the first turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    /// To starboard.
    Right,
    /// To port.
    Left,
}

impl Turn {
    /// +1 to starboard, −1 to port.
    pub fn sign(self) -> f64 {
        match self {
            Self::Right => 1.0,
            Self::Left => -1.0,
        }
    }
}

/// The motion of the frame in which a drift-compensated pattern is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Compensation {
    /// Towards east, m/s.
    pub east_mps: f64,
    /// Towards north, m/s.
    pub north_mps: f64,
}

impl PatternFlown {
    /// Direction in which the pattern creeps, degrees true in [0, 360).
    pub fn creep_deg(&self) -> f64 {
        (self.first_leg_deg + self.turn.sign() * 90.0).rem_euclid(360.0)
    }
}

impl Plan {
    /// What the objective makes as large as possible.
    pub fn value(&self) -> f64 {
        self.survivors.unwrap_or(self.pos)
    }
}

impl Assignment {
    /// A task with what it is worth by itself on the problem's cloud. `times_s` are departure and landing.
    pub fn of(
        problem: &Problem,
        unit: usize,
        pattern: PatternFlown,
        track: Vec<Waypoint>,
        (departure_s, landing_s): (f64, f64),
    ) -> Self {
        let sru = &problem.units[unit];
        let alone =
            worth(&problem.cloud, &[Track { sensor: &sru.sensor, waypoints: &track }], &Objective::Pos);
        let coverage =
            |curve: &Option<Response>| curve.as_ref().map_or(0.0, |c| c.sweep_width_m() / pattern.spacing_m);
        let mut task = Self {
            unit,
            poc: 0.0,
            coverage: sru.sensor.iter().map(coverage).collect(),
            pos: alone.pos,
            pos_by_object: alone.pos_by_object,
            area: pattern.area(&track).unwrap_or_default(),
            pattern,
            track,
            departure_s,
            landing_s,
        };
        task.poc = task.poc_on(&problem.cloud);
        task
    }

    /// Probability of containment on a cloud: weight inside the area that moves with the drift in the middle of the search.
    pub fn poc_on(&self, cloud: &Cloud) -> f64 {
        let middle_s = 0.5 * (self.commence_s() + self.end_s());
        let there = self.pattern.area_at(&self.track, middle_s).unwrap_or_default();
        cloud.inside(&there, middle_s)
    }

    /// When the search begins, seconds since 1970.
    pub fn commence_s(&self) -> f64 {
        self.track[0].time_s
    }

    /// When the last leg ends, seconds since 1970.
    pub fn end_s(&self) -> f64 {
        self.track[self.track.len() - 1].time_s
    }

    /// Length of the ground track, m.
    pub fn track_length_m(&self) -> f64 {
        let step = |pair: &[Waypoint]| {
            let (a, b) = (pair[0].at, pair[1].at);
            PlanePoint { east_m: b.east_m - a.east_m, north_m: b.north_m - a.north_m }.length_m()
        };
        self.track.windows(2).map(step).sum()
    }
}
