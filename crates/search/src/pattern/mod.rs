//! The search patterns: what people call them, their geometry, and their tracks over ground.
//!
//! A [`Pattern`] is data. It has its corners in a frame of its own, with the commence search point as origin; [`lay_out`]
//! makes a ground track of them from a commence search point and time, for a unit that makes [`Way`] and an object that
//! drifts. A pattern follows the object if it is laid out in the object's frame, and stands over ground otherwise.

mod axes;
mod barrier;
mod contour;
mod coordinated;
mod drift;
mod error;
mod flown;
mod geographic;
mod ladder;
mod legs;
mod over_ground;
mod sector;
pub mod sizing;
mod square;
mod track_line;
pub mod turns;
mod way;

#[cfg(test)]
mod tests;

pub use axes::Axes;
pub use barrier::Barrier;
pub use contour::{CIRCUIT_STEP_FT, Circuit, Contour};
pub use coordinated::{AircraftSpeeds, Coordinated, Coordination};
pub use drift::MeanDrift;
pub use error::PatternError;
pub use geographic::{Located, LocatedLeg};
pub use ladder::Ladder;
pub use legs::{LaidOut, Leg, legs};
pub use sector::Sector;
pub use square::ExpandingSquare;
pub use track_line::TrackLine;
pub use way::{Way, lay_out};

use sarex_geo::plane::PlanePoint;

/// Most legs of a pattern.
pub const MAX_LEGS: usize = 10_000;
/// Most craft of a pattern.
pub const MAX_CRAFT: usize = 100;

/// A search pattern with its measures.
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// PS, CS, PM.
    Ladder(Ladder),
    /// SS.
    ExpandingSquare(ExpandingSquare),
    /// VS.
    Sector(Sector),
    /// TSR, TSN.
    TrackLine(TrackLine),
    /// CSC.
    Coordinated(Coordinated),
    /// B.
    Barrier(Barrier),
    /// OS.
    Contour(Contour),
}

/// What a leg is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LegKind {
    /// It covers the area.
    Search,
    /// It joins two search legs. Detection counts on it too.
    Cross,
}

impl Pattern {
    /// Refuses what can not be meant.
    pub fn check(&self) -> Result<(), PatternError> {
        match self {
            Self::Ladder(pattern) => pattern.check(),
            Self::Coordinated(pattern) => pattern.check(),
            _ => self.check_numbers(),
        }
    }

    /// Refuses what has no geometry.
    #[inline]
    fn check_numbers(&self) -> Result<(), PatternError> {
        match self {
            Self::Ladder(pattern) => pattern.check_numbers(),
            Self::ExpandingSquare(pattern) => pattern.check(),
            Self::Sector(pattern) => pattern.check(),
            Self::TrackLine(pattern) => pattern.check(),
            Self::Coordinated(pattern) => pattern.ladder().check_numbers(),
            Self::Barrier(pattern) => pattern.check(),
            Self::Contour(pattern) => pattern.check(),
        }
    }

    /// Which.
    pub fn kind(&self) -> PatternKind {
        match self {
            Self::Ladder(pattern) => pattern.kind(),
            Self::ExpandingSquare(_) => PatternKind::ExpandingSquare,
            Self::Sector(_) => PatternKind::Sector,
            Self::TrackLine(pattern) if pattern.returns => PatternKind::TrackLineReturn,
            Self::TrackLine(_) => PatternKind::TrackLineNonReturn,
            Self::Coordinated(_) => PatternKind::CreepingLineCoordinated,
            Self::Barrier(_) => PatternKind::Barrier,
            Self::Contour(_) => PatternKind::Contour,
        }
    }

    /// The abbreviation, with those of several craft: PM, TMR, TMN.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TrackLine(TrackLine { craft: 2.., returns: true, .. }) => "TMR",
            Self::TrackLine(TrackLine { craft: 2.., returns: false, .. }) => "TMN",
            _ => self.kind().code(),
        }
    }

    /// Number of craft.
    pub fn craft(&self) -> usize {
        match self {
            Self::Ladder(Ladder { craft, .. }) | Self::TrackLine(TrackLine { craft, .. }) => *craft,
            _ => 1,
        }
    }

    /// Corners of a craft's legs in the pattern's own frame; the first craft's first corner is the origin.
    pub fn corners(&self, craft: usize) -> Vec<PlanePoint> {
        let mut corners = Vec::new();
        self.each_corner(craft, |at| corners.push(at));
        corners
    }

    #[inline]
    fn each_corner(&self, craft: usize, put: impl FnMut(PlanePoint)) {
        match self {
            Self::Ladder(pattern) => pattern.vertices(craft, put),
            Self::ExpandingSquare(pattern) => pattern.vertices(put),
            Self::Sector(pattern) => pattern.vertices(put),
            Self::TrackLine(pattern) => pattern.ladder().vertices(craft, put),
            Self::Coordinated(pattern) => pattern.ladder().vertices(craft, put),
            Self::Barrier(pattern) => pattern.ladder().vertices(craft, put),
            Self::Contour(pattern) => pattern.vertices(put),
        }
    }

    /// Corners of the searched area in the pattern's own frame, counter-clockwise: half a spacing outside the legs.
    pub fn area(&self) -> Vec<PlanePoint> {
        match self {
            Self::Ladder(pattern) => pattern.area(),
            Self::ExpandingSquare(pattern) => pattern.area(),
            Self::Sector(pattern) => pattern.area(),
            Self::TrackLine(pattern) => pattern.ladder().area(),
            Self::Coordinated(pattern) => pattern.ladder().area(),
            Self::Barrier(pattern) => pattern.ladder().area(),
            Self::Contour(pattern) => pattern.area(),
        }
    }

    /// Length of one craft's legs in the pattern's own frame, m, by its closed form.
    pub fn length_m(&self) -> f64 {
        match self {
            Self::Ladder(pattern) => pattern.length_m(),
            Self::ExpandingSquare(pattern) => pattern.length_m(),
            Self::Sector(pattern) => pattern.length_m(),
            Self::TrackLine(pattern) => pattern.ladder().length_m(),
            Self::Coordinated(pattern) => pattern.ladder().length_m(),
            Self::Barrier(pattern) => pattern.ladder().length_m(),
            Self::Contour(pattern) => pattern.length_m(),
        }
    }

    /// Direction in which the pattern creeps, degrees true, if it does.
    pub fn creep_deg(&self) -> Option<f64> {
        match self {
            Self::Ladder(pattern) => Some(pattern.creep_deg()),
            Self::Coordinated(pattern) => Some(pattern.creep_deg),
            Self::Barrier(pattern) => Some(pattern.ladder().creep_deg()),
            _ => None,
        }
    }

    /// What a leg is, counted from zero.
    pub fn leg_kind(&self, leg: usize) -> LegKind {
        match self {
            Self::ExpandingSquare(_) | Self::Contour(_) => LegKind::Search,
            Self::Sector(_) => Sector::leg_kind(leg),
            Self::Ladder(_) | Self::TrackLine(_) | Self::Coordinated(_) | Self::Barrier(_) => {
                Ladder::leg_kind(leg)
            }
        }
    }
}

/// Points moved by a vector.
fn shifted(mut points: Vec<PlanePoint>, by: PlanePoint) -> Vec<PlanePoint> {
    for point in &mut points {
        point.east_m += by.east_m;
        point.north_m += by.north_m;
    }
    points
}

/// A search pattern by its field name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PatternKind {
    /// PS: parallel sweeps, legs along the longer side of the area.
    ParallelSweep,
    /// CS: creeping line, legs along the shorter side.
    CreepingLine,
    /// SS: expanding square.
    ExpandingSquare,
    /// VS: sector search.
    Sector,
    /// TSR: track line, return.
    TrackLineReturn,
    /// TSN: track line, non-return.
    TrackLineNonReturn,
    /// PM: parallel sweeps by several craft abeam.
    ParallelMultiple,
    /// CSC: creeping line, co-ordinated with a ship.
    CreepingLineCoordinated,
    /// OS: contour.
    Contour,
    /// B: cross-over barrier.
    Barrier,
}

impl PatternKind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::ParallelSweep,
        Self::CreepingLine,
        Self::ExpandingSquare,
        Self::Sector,
        Self::TrackLineReturn,
        Self::TrackLineNonReturn,
        Self::ParallelMultiple,
        Self::CreepingLineCoordinated,
        Self::Contour,
        Self::Barrier,
    ];

    /// Its name in English.
    pub fn name(self) -> &'static str {
        match self {
            Self::ParallelSweep => "parallel sweep",
            Self::CreepingLine => "creeping line",
            Self::ExpandingSquare => "expanding square",
            Self::Sector => "sector search",
            Self::TrackLineReturn => "track line, return",
            Self::TrackLineNonReturn => "track line, non-return",
            Self::ParallelMultiple => "parallel sweep of several craft abeam",
            Self::CreepingLineCoordinated => "creeping line, co-ordinated with a ship",
            Self::Contour => "contour search",
            Self::Barrier => "cross-over barrier",
        }
    }

    /// What it is for, in a few words.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::ParallelSweep => "a large area, evenly; legs along its longer side",
            Self::CreepingLine => "from one end of an area first; legs along its shorter side",
            Self::ExpandingSquare => "a datum known closely",
            Self::Sector => "a datum known closely, small objects, the densest cover at the datum",
            Self::TrackLineReturn => "a track that the object was to follow, back to where it began",
            Self::TrackLineNonReturn => "a track that the object was to follow, once",
            Self::ParallelMultiple => "a large area, in company",
            Self::CreepingLineCoordinated => {
                "an aircraft over a ship that steams down the middle of the area"
            }
            Self::Contour => "high ground, from the top down; not planned, given by the ground",
            Self::Barrier => "a line that drifting objects will not cross unseen",
        }
    }

    /// The abbreviation of the search action plan.
    pub fn code(self) -> &'static str {
        match self {
            Self::ParallelSweep => "PS",
            Self::CreepingLine => "CS",
            Self::ExpandingSquare => "SS",
            Self::Sector => "VS",
            Self::TrackLineReturn => "TSR",
            Self::TrackLineNonReturn => "TSN",
            Self::ParallelMultiple => "PM",
            Self::CreepingLineCoordinated => "CSC",
            Self::Contour => "OS",
            Self::Barrier => "B",
        }
    }
}
