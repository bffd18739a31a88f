//! Legs on the Earth: positions, true courses and nautical miles.

use super::{LaidOut, LegKind};
use sarex_geo::plane::{LocalPlane, PlanePoint};
use sarex_geo::{Bearing, Distance, Position, Speed, Timestamp, from_unix_seconds, rhumb};
use std::fmt;

/// A pattern on the Earth.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// Commence search point.
    pub commence: Position,
    /// When the search begins, seconds since 1970.
    pub commence_s: f64,
    /// Its legs.
    pub legs: Vec<LocatedLeg>,
    /// Corners of the searched area over ground, counter-clockwise.
    pub area: Vec<Position>,
}

/// A leg on the Earth, as it is steered: along a rhumb line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocatedLeg {
    /// What it is for.
    pub kind: LegKind,
    /// Its beginning.
    pub from: Position,
    /// Its end.
    pub to: Position,
    /// True course over ground.
    pub course: Bearing,
    /// True heading through wind or current.
    pub heading: Bearing,
    /// Length over ground.
    pub length: Distance,
    /// Speed over ground.
    pub speed: Speed,
    /// Begins, seconds since 1970.
    pub start_s: f64,
    /// Ends, seconds since 1970.
    pub end_s: f64,
    /// Turn of the heading at its end, degrees, positive to starboard.
    pub turn_deg: Option<f64>,
}

impl LaidOut {
    /// The same on the Earth.
    pub fn on_earth(&self, plane: &LocalPlane) -> Located {
        let place = |at: PlanePoint| plane.to_position(at);
        let places: Vec<Position> = self.track.iter().map(|waypoint| place(waypoint.at)).collect();
        let leg = |(index, leg): (usize, &super::Leg)| {
            let (from, to) = (places[index], places[index + 1]);
            let line = rhumb::inverse(from, to);
            let drift_angle_deg = leg.heading_deg - leg.course_deg;
            LocatedLeg {
                kind: leg.kind,
                from,
                to,
                course: line.bearing,
                heading: Bearing::wrapping(line.bearing.deg() + drift_angle_deg),
                length: line.distance,
                speed: Speed::mps(line.distance.in_metres() / leg.duration_s()),
                start_s: leg.from.time_s,
                end_s: leg.to.time_s,
                turn_deg: leg.turn_deg,
            }
        };
        Located {
            commence: places[0],
            commence_s: self.track[0].time_s,
            legs: self.legs.iter().enumerate().map(leg).collect(),
            area: self.area.iter().map(|corner| place(*corner)).collect(),
        }
    }
}

/// The leg table of a bridge or a cockpit: degrees and decimal minutes, true courses, nautical miles, minutes and the
/// time of arrival (UTC).
impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "CSP  {}  {}", self.commence, clock(self.commence_s))?;
        writeln!(
            f,
            "{:>4}  {:<6}  {:>6}  {:>7}  {:>7}  {:>6}  {:>8}  {:<27}  ETA (UTC)",
            "leg", "kind", "course", "heading", "NM", "kn", "min", "to"
        )?;
        for (index, leg) in self.legs.iter().enumerate() {
            let kind = match leg.kind {
                LegKind::Search => "search",
                LegKind::Cross => "cross",
            };
            writeln!(
                f,
                "{:>4}  {kind:<6}  {:>6}  {:>7}  {:>7.2}  {:>6.1}  {:>8.2}  {:<27}  {}",
                index + 1,
                leg.course.to_string(),
                leg.heading.to_string(),
                leg.length.in_nautical_miles(),
                leg.speed.in_knots(),
                (leg.end_s - leg.start_s) / 60.0,
                leg.to.to_string(),
                clock(leg.end_s),
            )?;
        }
        Ok(())
    }
}

/// Date and time to the second, UTC; a dash for what no calendar holds.
fn clock(seconds: f64) -> String {
    let time: Option<Timestamp> = from_unix_seconds(seconds.round());
    time.map_or_else(|| "–".to_owned(), |time| time.strftime("%Y-%m-%d %H:%M:%SZ").to_string())
}
