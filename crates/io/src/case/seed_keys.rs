//! The keys of `[scenario.seed]`: where and when drifting may have begun.

use super::decode::{Located, case_choice, case_table, case_union};
use super::value::{Amount, Direction, Elevation};
use sarex_drift::seed::{CrossTrack, PathKind};
use sarex_geo::{Position, Timestamp};
use std::time::Duration;

case_union! {
    /// Where and when drifting may have begun.
    pub enum SeedKeys by "kind" {
        "last-known-position" => LastKnownPosition(LastKnownPositionKeys),
        "line" => Line(LineKeys),
        "area" => Area(AreaKeys),
        "cone" => Cone(ConeKeys),
        "voyage" => Voyage(VoyageKeys),
        "lines-of-bearing" => LinesOfBearing(LinesOfBearingKeys),
        "flare" => Flare(FlareKeys),
        "particles" => Particles(ParticlesKeys),
    }
}

case_table! {
    /// A position and time that were reported, with their errors. At most one of the position errors.
    pub struct LastKnownPositionKeys {
        /// Where.
        position: Position = required,
        /// When.
        time: Timestamp = required,
        /// Standard deviation of the time.
        time_error: Duration = optional,
        /// Drifting began between `time` and this time, at any instant alike. Instead of `time_error`.
        time_to: Located<Timestamp> = optional,
        /// Probable error: radius of the circle that holds one half, nautical miles.
        position_error_nm: Located<Amount> = optional,
        /// Standard deviation per axis, m; OpenDrift's `radius`.
        position_std_m: Located<Amount> = optional,
        /// Elliptical error.
        position_ellipse: Located<EllipseKeys> = optional,
        /// Somewhere in the circle of this radius, every place alike, nautical miles.
        position_disc_nm: Located<Amount> = optional,
    }
}

case_table! {
    /// An elliptical normal error of position.
    pub struct EllipseKeys {
        /// Standard deviation along the major axis, nautical miles.
        major_std_nm: Amount = required,
        /// Standard deviation along the minor axis, nautical miles.
        minor_std_nm: Amount = required,
        /// Direction of the major axis, degrees true.
        azimuth_deg: Direction = required,
    }
}

case_table! {
    /// Somewhere along a line, every metre of it alike.
    pub struct LineKeys {
        /// Two or more positions.
        positions: Located<Vec<Position>> = required,
        /// When.
        time: Timestamp = required,
        /// Standard deviation of the time.
        time_error: Duration = optional,
        /// Drifting began between `time` and this time. Instead of `time_error`.
        time_to: Located<Timestamp> = optional,
        /// Standard deviation of the distance from the line, nautical miles.
        cross_track_error_nm: Amount = default "0",
        /// How the positions are joined.
        path: PathKind = default "\"geodesic\"",
    }
}

case_table! {
    /// Somewhere in an area, every square metre alike: `polygon` or `file`.
    pub struct AreaKeys {
        /// Corners of one polygon, three or more.
        polygon: Located<Vec<Position>> = optional,
        /// GeoJSON file with polygons, holes allowed; relative to the case file.
        file: Located<String> = optional,
        /// When.
        time: Timestamp = required,
        /// Standard deviation of the time.
        time_error: Duration = optional,
        /// Drifting began between `time` and this time. Instead of `time_error`.
        time_to: Located<Timestamp> = optional,
    }
}

case_table! {
    /// From one position and time to another; place, error and time go together.
    pub struct ConeKeys {
        /// The first state.
        from: ConeEndKeys = required,
        /// The last state.
        to: Located<ConeEndKeys> = required,
    }
}

case_table! {
    /// One end of a cone.
    pub struct ConeEndKeys {
        /// Where.
        position: Position = required,
        /// When.
        time: Timestamp = required,
        /// Radius of the circle that holds one half, nautical miles.
        position_error_nm: Amount = default "0",
    }
}

case_table! {
    /// On passage, with distress at an unknown time.
    pub struct VoyageKeys {
        /// Places in the order they are passed; the first has a time, each later one a time or a speed.
        route: Located<Vec<WaypointKeys>> = required,
        /// Standard deviation of the distance from the track, to either side, nautical miles.
        cross_track_error_nm: Amount = default "0",
        /// How that distance behaves along the track.
        cross_track: CrossTrack = default "\"per-leg\"",
        /// Standard deviation of the time of departure; it shifts the whole passage.
        departure_error: Duration = default "\"0 s\"",
        /// Standard deviation of the speed, %: one factor per particle for all legs.
        speed_error_pct: Amount = default "0",
        /// How the places are joined.
        path: PathKind = default "\"geodesic\"",
        /// The vessel was well at this time: no distress before.
        last_contact: Located<Timestamp> = optional,
        /// The distress had happened by this time.
        latest: Located<Timestamp> = optional,
        /// Rate of distress everywhere, per hour; counts in proportion to the areas' rates.
        hazard_per_hour: Amount = default "0.001",
        /// Areas of added danger, at any time (shoals, traffic) or for a time (a gale, fog).
        hazard_area: Vec<HazardAreaKeys> = default "[]",
    }
}

case_table! {
    /// A place that a voyage passes.
    pub struct WaypointKeys {
        /// Where.
        position: Position = required,
        /// When it is reached.
        time: Located<Timestamp> = optional,
        /// Speed made good from the place before, knots.
        speed_kn: Located<Amount> = optional,
        /// Stay there before going on.
        dwell: Duration = default "\"0 s\"",
    }
}

case_table! {
    /// An area of added danger.
    pub struct HazardAreaKeys {
        /// Corners, three or more.
        polygon: Located<Vec<Position>> = required,
        /// Added rate of distress, per hour.
        per_hour: Amount = required,
        /// Begin of a danger that does not last, such as a gale or fog; given with `until`.
        from: Located<Timestamp> = optional,
        /// Its end.
        until: Located<Timestamp> = optional,
    }
}

case_choice! { CrossTrack {
    "per-leg" => CrossTrack::ConstantPerLeg, "the same all along a leg, drawn anew for each";
    "bridge" => CrossTrack::Bridge, "zero at the places, which are fixes, and largest half way";
}}

case_choice! { PathKind {
    "geodesic" => PathKind::Geodesic, "shortest path, great circle";
    "rhumb" => PathKind::Rhumb, "constant course, rhumb line";
}}

case_table! {
    /// Bearings taken on one source from one or more stations.
    pub struct LinesOfBearingKeys {
        /// One or more.
        line: Located<Vec<BearingKeys>> = required,
        /// When.
        time: Timestamp = required,
        /// Standard deviation of the time.
        time_error: Duration = optional,
        /// Drifting began between `time` and this time. Instead of `time_error`.
        time_to: Located<Timestamp> = optional,
    }
}

case_table! {
    /// One bearing.
    pub struct BearingKeys {
        /// Where it was taken.
        station: Position = required,
        /// From the station towards the source, degrees **true**.
        bearing_deg: Direction = required,
        /// Standard deviation of the bearing, degrees.
        bearing_error_deg: Amount = required,
        /// Nearest possible range, nautical miles.
        range_min_nm: Amount = default "0",
        /// Farthest possible range, nautical miles.
        range_max_nm: Located<Amount> = required,
    }
}

case_table! {
    /// A flare that was seen at a bearing and an elevation.
    pub struct FlareKeys {
        /// Where the observer was.
        observer: Position = required,
        /// Towards the flare, degrees true.
        bearing_deg: Direction = required,
        /// Standard deviation of the bearing, degrees.
        bearing_error_deg: Amount = required,
        /// Elevation of its highest point above the visible horizon, degrees; a fist at arm's length is 8. Negative for a
        /// light below the horizon, seen from a height.
        elevation_deg: Elevation = required,
        /// Half-width of the elevation's error, degrees; a quarter of a fist if left out.
        elevation_error_deg: Amount = default "2",
        /// Height of the observer's eye above the sea, m.
        eye_height_m: Amount = required,
        /// What kind of light.
        light: FlareWord = default "\"parachute\"",
        /// With `light = "other"`: lowest height at which it burnt, m.
        light_height_min_m: Located<Amount> = optional,
        /// With `light = "other"`: greatest height at which it burnt, m.
        light_height_max_m: Located<Amount> = optional,
        /// When.
        time: Timestamp = required,
        /// Standard deviation of the time.
        time_error: Duration = optional,
        /// Drifting began between `time` and this time. Instead of `time_error`.
        time_to: Located<Timestamp> = optional,
    }
}

/// What kind of light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlareWord {
    /// Parachute flare.
    Parachute,
    /// Meteor flare.
    Meteor,
    /// Hand-held flare.
    HandHeld,
    /// Given heights.
    Other,
}

case_choice! { FlareWord {
    "parachute" => FlareWord::Parachute, "parachute flare, 76–366 m";
    "meteor" => FlareWord::Meteor, "meteor (star) flare, 76–152 m";
    "hand-held" => FlareWord::HandHeld, "held by hand at sea level";
    "other" => FlareWord::Other, "between `light_height_min_m` and `light_height_max_m`";
}}

case_table! {
    /// Particles that are given one by one; `run.particles` does not apply.
    pub struct ParticlesKeys {
        /// CSV, or trajectory NetCDF such as `drift.nc` or OpenDrift's output; relative to the case file.
        file: Located<String> = required,
        /// Of a trajectory file: take the positions at this time instead of the last one.
        at: Located<Timestamp> = optional,
    }
}
