//! Where and when drifting may have begun, in plain data.
//!
//! A seed is one account of the casualty: a last known position, a passage, a bearing to a voice on the radio.
//! It says nothing about what drifts (that is the object) and nothing about weather. `prepare` turns it into
//! particles; the doc comment of each kind says how, with its equation.
//!
//! Times are seconds since 1970-01-01T00:00:00Z ([`sarex_geo::unix_seconds`]), lengths metres, speeds m/s,
//! bearings degrees true clockwise from north, rates per hour. Standard deviations are one σ.

pub mod area;
pub mod bearing;
pub mod flare;
pub mod line;
pub mod listed;
pub mod point;
pub(crate) mod sample;
pub(crate) mod track;
pub mod voyage;

pub use area::{Area, Polygon};
pub use bearing::{BearingLine, LinesOfBearing};
pub use flare::{Flare, FlareLight};
pub use line::{Cone, Line, PathKind};
pub use listed::{ListedParticle, ListedParticles};
pub use point::{LastKnownPosition, PositionError};
pub use sample::SeedError;
pub use voyage::{Arrival, CrossTrack, Hazard, HazardArea, Voyage, Waypoint};

/// How a scenario spreads its particles in space and time.
#[derive(Debug, Clone, PartialEq)]
pub enum Seed {
    /// A position with its error: `last-known-position`.
    LastKnownPosition(LastKnownPosition),
    /// Somewhere along a line: `line`.
    Line(Line),
    /// Somewhere in one or more polygons: `area`.
    Area(Area),
    /// From one position and time to another, with an error that grows or shrinks: `cone`.
    Cone(Cone),
    /// On passage, distress at an unknown time: `voyage`.
    Voyage(Voyage),
    /// On one or where several lines of bearing meet: `lines-of-bearing`.
    LinesOfBearing(LinesOfBearing),
    /// Where a flare was seen: `flare`.
    Flare(Flare),
    /// An explicit list: `particles`.
    Particles(ListedParticles),
}

impl Seed {
    /// The time at which drifting begins, for seeds that have one time for all particles.
    pub fn start_time(&self) -> Option<StartTime> {
        match self {
            Self::LastKnownPosition(point) => Some(point.time),
            Self::Line(line) => Some(line.time),
            Self::Area(area) => Some(area.time),
            Self::LinesOfBearing(lines) => Some(lines.time),
            Self::Flare(flare) => Some(flare.time),
            Self::Cone(_) | Self::Voyage(_) | Self::Particles(_) => None,
        }
    }
}

/// When a particle begins to drift.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StartTime {
    /// Exactly then.
    At {
        /// Seconds since 1970.
        time_s: f64,
    },
    /// About then: t = t₀ + σ ξ with ξ ~ N(0, 1).
    Normal {
        /// t₀, seconds since 1970.
        mean_s: f64,
        /// σ, s.
        std_s: f64,
    },
    /// At any time of an interval alike. With `compat = "opendrift"` evenly spaced by index, both ends included.
    Uniform {
        /// Begin, seconds since 1970.
        from_s: f64,
        /// End, seconds since 1970; not before the begin.
        to_s: f64,
    },
}
