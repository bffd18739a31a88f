//! What is told of a plan that breaks a rule.

/// A rule that plans keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// All numbers are finite, and probabilities are from 0 to 1.
    Numbers,
    /// Each unit searches no more areas than the rules allow, in the order of the problem's units.
    Units,
    /// Points of the track follow each other in time.
    Order,
    /// The track is the pattern that it says it is.
    Pattern,
    /// The area given holds the pattern.
    Extent,
    /// Every leg is made good at the unit's track speed.
    Speed,
    /// Track spacing (unit leg of a square, radius of a sector search) is what the unit can keep.
    Spacing,
    /// A ladder's area is not too wide across its legs.
    Aspect,
    /// All searching lies in the window.
    Window,
    /// The unit leaves no earlier than it can, and reaches the commence search point no earlier than it could.
    Reach,
    /// A unit with a fixed start commences then.
    FixedStart,
    /// Searching lasts no longer than the on-scene endurance.
    Endurance,
    /// The unit is back within its sortie.
    Sortie,
    /// Zones of units in one domain are disjoint.
    Overlap,
    /// Zones keep out of excluded areas.
    Excluded,
    /// Zones keep out of sensitive areas.
    Sensitive,
    /// Zones keep out of airspace closed to them.
    Airspace,
    /// Zones keep out of the volume kept for an uncrewed unit that loses its link.
    LostLink,
    /// Tracks stay within reach of the data link.
    DataLink,
    /// Adjacent aircraft commence at the same corner of their areas, where their patterns begin at one.
    SameCorner,
    /// Adjacent aircraft creep the same way.
    SameCreep,
    /// What the user asks of a unit.
    Demand,
    /// Surface units search on water.
    Land,
}

impl Rule {
    /// What [`Violation::amount`] counts.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Order | Self::Window | Self::Reach | Self::FixedStart | Self::Endurance | Self::Sortie => {
                "s"
            }
            Self::Pattern | Self::Extent | Self::Spacing | Self::Overlap | Self::Excluded => "m",
            Self::Airspace | Self::LostLink | Self::DataLink | Self::Land => "m",
            Self::Speed => "m/s",
            Self::SameCorner | Self::SameCreep => "degrees",
            Self::Numbers | Self::Units | Self::Aspect | Self::Sensitive | Self::Demand => "1",
        }
    }

    /// Whether the same track could keep the rule at another time.
    pub(super) fn depends_on_time(self) -> bool {
        matches!(
            self,
            Self::Window | Self::Reach | Self::FixedStart | Self::Sortie | Self::SameCorner | Self::SameCreep
        )
    }
}

/// A rule broken.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{what}; {release}")]
pub struct Violation {
    /// Which rule.
    pub rule: Rule,
    /// By which units, as indices into the problem; none if it is the plan as a whole.
    pub units: Vec<usize>,
    /// By how much, in [`Rule::unit`]. Of a sensitive area always 1: how far a zone lies in it is not told.
    pub amount: f64,
    /// What is wrong.
    pub what: String,
    /// What would release it.
    pub release: String,
}

/// Something that no rule forbids and a planner of searches would look at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Caution {
    /// By which unit.
    pub unit: usize,
    /// What.
    pub what: String,
}
