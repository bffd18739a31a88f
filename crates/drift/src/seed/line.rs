//! Lines and cones.

use super::StartTime;
use super::sample::{Lot, SeedError, Start, check_count, check_length, moved, moved_on};
use super::track::Track;
use sarex_geo::{Position, streams::Process};

/// How two positions are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PathKind {
    /// Shortest path on WGS84, the "great circle" of the chart table.
    #[default]
    Geodesic,
    /// Constant course: a straight line on a Mercator chart.
    Rhumb,
}

/// Somewhere along a line through two or more positions, every metre of it alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Two or more positions.
    pub positions: Vec<Position>,
    /// How they are joined.
    pub path: PathKind,
    /// σ of the distance from the line, to either side, m.
    pub lateral_std_m: f64,
    /// When.
    pub time: StartTime,
}

/// From one position and time to another: place, error and time go together, linearly between the ends.
///
/// For a vessel that vanished between two known states, or an object whose position became less certain with
/// time. OpenDrift's `seed_cone`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cone {
    /// First position.
    pub from: Position,
    /// Last position.
    pub to: Position,
    /// σ per axis at the first position, m.
    pub from_std_m: f64,
    /// σ per axis at the last position, m.
    pub to_std_m: f64,
    /// Time at the first position, seconds since 1970.
    pub from_s: f64,
    /// Time at the last position, seconds since 1970; not before the first.
    pub to_s: f64,
}

/// A checked line.
#[derive(Debug, Clone)]
pub(crate) struct LineSampler {
    track: Track,
    length_m: f64,
    lateral_std_m: f64,
    time: StartTime,
}

impl Line {
    pub(crate) fn sampler(&self) -> Result<LineSampler, SeedError> {
        check_count("positions of the line", self.positions.len(), 2, 10_000)?;
        check_length("lateral error", self.lateral_std_m)?;
        self.time.check()?;
        let track = Track::new(&self.positions, self.path)?;
        let length_m = track.length_m();
        if length_m <= 0.0 {
            return Err(SeedError::NoLength);
        }
        Ok(LineSampler { track, length_m, lateral_std_m: self.lateral_std_m, time: self.time })
    }
}

impl LineSampler {
    /// s uniform along the line, then σ ξ at right angles to it.
    pub fn draw(&self, lot: Lot) -> Start {
        let along_m = self.length_m * lot.uniform(Process::SeedPosition, 0);
        let (place, bearing_deg) = self.track.at(along_m);
        let across_m = self.lateral_std_m * lot.normals(Process::SeedPosition, 1).0;
        let (lat_deg, lon_deg) = moved_on(place, bearing_deg + 90.0, across_m);
        Start { lat_deg, lon_deg, time_s: lot.time_s(self.time) }
    }
}

/// A checked cone.
#[derive(Debug, Clone)]
pub(crate) struct ConeSampler {
    cone: Cone,
    track: Track,
}

impl Cone {
    pub(crate) fn sampler(&self) -> Result<ConeSampler, SeedError> {
        check_length("position error at the first position", self.from_std_m)?;
        check_length("position error at the last position", self.to_std_m)?;
        StartTime::Uniform { from_s: self.from_s, to_s: self.to_s }.check()?;
        let track = Track::new(&[self.from, self.to], PathKind::Geodesic)?;
        Ok(ConeSampler { cone: self.clone(), track })
    }
}

impl ConeSampler {
    /// One fraction of the way for place, time and error: random, or even by index as OpenDrift has it.
    pub fn draw(&self, lot: Lot) -> Start {
        let fraction = lot.fraction(Process::SeedTime, 0);
        let (place, _) = self.track.at(fraction * self.track.length_m());
        let std_m = self.cone.from_std_m + (self.cone.to_std_m - self.cone.from_std_m) * fraction;
        let (east, north) = lot.normals(Process::SeedPosition, 0);
        let (lat_deg, lon_deg) = moved(place, std_m * east, std_m * north);
        Start { lat_deg, lon_deg, time_s: self.cone.from_s + (self.cone.to_s - self.cone.from_s) * fraction }
    }
}
