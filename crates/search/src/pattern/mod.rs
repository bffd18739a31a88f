//! The search patterns.

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
