//! What plans must obey. All of it is configuration: nothing here is presented as a state's doctrine.

use super::{AltitudeBand, Domain, Sru};
use sarex_geo::plane::PlanePoint;

/// The rules of a plan. The checker verifies every one of them without the planner's code.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Whether zones of units in the same domain may overlap. A zone is the convex hull of a unit's ground track,
    /// widened by its buffer.
    pub overlap: Overlap,
    /// How near each other units of the same domain may search.
    pub neighbours: Neighbours,
    /// Pairs of units, by index, that may overlap all the same.
    pub may_overlap: Vec<(usize, usize)>,
    /// Least vertical distance between the altitude bands of aircraft that are allowed to overlap, ft.
    pub vertical_separation_ft: Option<f64>,
    /// Areas that one unit may search one after the other in a sortie, each with a pattern of its own.
    pub areas_per_unit: usize,
    /// Longest side across the legs per side along them, of a ladder's area.
    pub max_aspect: f64,
    /// Areas that tracks must keep out of.
    pub areas: Vec<Area>,
    /// Same corner and creep direction for adjacent aircraft.
    pub same_corner: Option<SameCorner>,
}

impl Default for Rules {
    /// No overlap within a domain, up to two areas for a unit, aspect at most 2, nothing else.
    fn default() -> Self {
        Self {
            overlap: Overlap::Never,
            neighbours: Neighbours::ShareEdges,
            may_overlap: Vec::new(),
            vertical_separation_ft: None,
            areas_per_unit: 2,
            max_aspect: 2.0,
            areas: Vec::new(),
            same_corner: None,
        }
    }
}

/// Whether zones of units in the same domain may overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Overlap {
    /// Never, whatever the times; edges may be shared.
    #[default]
    Never,
    /// Aircraft whose altitude bands are apart by the least vertical separation may; ships never.
    IfVerticallySeparated,
}

/// How near each other units of the same domain may search, where they may not overlap. Zones, the hulls of their tracks
/// with their buffers, never meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Neighbours {
    /// Search areas, which reach half a track spacing beyond the legs, may share an edge and do not overlap.
    #[default]
    ShareEdges,
    /// The buffers lie between search areas.
    KeepApart,
    /// Zones alone count: areas may overlap by their margins beyond the legs.
    ZonesOnly,
}

/// An area that tracks keep out of.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Name, as it is told when it is in the way; of a sensitive area only the party is told.
    pub name: String,
    /// Whose it is; empty if nobody's.
    pub party: String,
    /// What it is.
    pub kind: AreaKind,
    /// Outline, counter-clockwise, plane metres; simple, and not necessarily convex.
    pub outline: Vec<PlanePoint>,
    /// Zones keep this far from it, m.
    pub buffer_m: f64,
    /// Which units it concerns; both if empty.
    pub domain: Option<Domain>,
    /// Concerns only aircraft whose altitude band meets this one.
    pub altitude: Option<AltitudeBand>,
}

/// What a forbidden area is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaKind {
    /// Not to be searched.
    Excluded,
    /// Sensitive to one party; its reason is not told.
    Sensitive,
    /// Airspace closed or reserved for others.
    Airspace,
}

impl Area {
    /// Whether a unit keeps out of it: one without heights of its own may be at any.
    pub fn concerns(&self, unit: &Sru) -> bool {
        let domain = unit.domain();
        let meets = |band: AltitudeBand| {
            unit.altitude.is_none_or(|own| band.low_ft <= own.high_ft && own.low_ft <= band.high_ft)
        };
        self.domain.is_none_or(|d| d == domain)
            && self.altitude.is_none_or(|band| domain == Domain::Air && meets(band))
    }
}

/// Adjacent aircraft commence at the same corner of their areas and creep the same way. A pattern that begins in the middle
/// of its area, as an expanding square or a sector search, has neither: it is told as a caution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SameCorner {
    /// Zones closer than this are adjacent, m.
    pub adjacent_m: f64,
    /// Greatest difference of the bearings from the middle of the area to the commence search point, degrees.
    pub corner_deg: f64,
    /// Greatest difference of the creep directions, degrees.
    pub creep_deg: f64,
    /// The rule holds only if search intervals overlap or are closer than this, s.
    pub time_gap_s: f64,
}
