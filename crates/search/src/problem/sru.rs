//! Search and rescue units.

use crate::Response;
use sarex_geo::plane::PlanePoint;

/// A search and rescue unit, crewed or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Sru {
    /// Call sign or hull number.
    pub id: String,
    /// Who controls it.
    pub party: String,
    /// What it is.
    pub kind: UnitKind,
    /// Where it starts from and goes back to, plane metres.
    pub base: PlanePoint,
    /// From when on it can leave, seconds since 1970.
    pub available_s: f64,
    /// Speed to and from the scene, m/s.
    pub transit_mps: f64,
    /// Speed while searching, m/s.
    pub search_mps: f64,
    /// Share of the search speed that is made good along the legs: turns and investigated sightings take the rest
    /// (0.85 in US practice).
    pub track_fraction: f64,
    /// Longest time of searching, s.
    pub on_scene_s: f64,
    /// Longest time from departure to landing, s.
    pub sortie_s: Option<f64>,
    /// Commences searching exactly then, wherever; base and transit do not count. Seconds since 1970.
    pub commence_s: Option<f64>,
    /// Begins its search no sooner than this, seconds since 1970; its way there may come before. The begin of the window
    /// holds otherwise.
    pub search_not_before_s: Option<f64>,
    /// Has ended its search by then, seconds since 1970; the window ends it otherwise.
    pub until_s: Option<f64>,
    /// Least track spacing it can keep, m.
    pub min_spacing_m: f64,
    /// Others of its domain keep this far from its legs, m.
    pub buffer_m: f64,
    /// Heights it may use, ft; none for surface units, or where heights are not assigned.
    pub altitude: Option<AltitudeBand>,
    /// How it is controlled, if it is uncrewed.
    pub link: Option<DataLink>,
    /// What one pass sees of each object type, in the order of the cloud's objects; `None` where it sees nothing.
    pub sensor: Vec<Option<Response>>,
}

impl Sru {
    /// Speed made good along the legs, m/s.
    pub fn track_mps(&self) -> f64 {
        self.track_fraction * self.search_mps
    }

    /// From when on it may search, seconds since 1970, if the window begins at `window_start_s`.
    pub fn start_s(&self, window_start_s: f64) -> f64 {
        self.search_not_before_s.map_or(window_start_s, |start_s| start_s.max(window_start_s))
    }

    /// When it has to have ended its search, seconds since 1970, if the window ends at `window_end_s`.
    pub fn end_s(&self, window_end_s: f64) -> f64 {
        self.until_s.map_or(window_end_s, |until_s| until_s.min(window_end_s))
    }

    /// Where it moves.
    pub fn domain(&self) -> Domain {
        self.kind.domain()
    }

    /// The farthest that it sees any object type, m.
    pub fn max_range_m(&self) -> f64 {
        self.sensor.iter().flatten().map(|r| f64::from(r.max_range_m())).fold(0.0, f64::max)
    }
}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitKind {
    /// A ship.
    Ship,
    /// A boat.
    Boat,
    /// A helicopter.
    Helicopter,
    /// A fixed-wing aircraft.
    FixedWing,
    /// An uncrewed aircraft.
    Uav,
    /// An uncrewed surface vessel.
    Usv,
}

impl UnitKind {
    /// Its name in a few letters, as case files have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ship => "ship",
            Self::Boat => "boat",
            Self::Helicopter => "helicopter",
            Self::FixedWing => "fixed-wing",
            Self::Uav => "uav",
            Self::Usv => "usv",
        }
    }

    /// Where it moves.
    pub fn domain(self) -> Domain {
        match self {
            Self::Helicopter | Self::FixedWing | Self::Uav => Domain::Air,
            Self::Ship | Self::Boat | Self::Usv => Domain::Surface,
        }
    }
}

/// Where a unit moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Domain {
    /// On the water.
    Surface,
    /// In the air.
    Air,
}

/// A band of heights, ft above the sea.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AltitudeBand {
    /// Lowest, ft.
    pub low_ft: f64,
    /// Highest, ft.
    pub high_ft: f64,
}

/// The data link of an uncrewed unit.
#[derive(Debug, Clone, PartialEq)]
pub struct DataLink {
    /// Where the link is controlled from, plane metres.
    pub station: PlanePoint,
    /// How far it reaches, m: the whole track stays inside.
    pub range_m: f64,
    /// Where the unit goes when the link is lost; others keep out of it.
    pub lost_link: Option<LostLink>,
}

/// The volume reserved for a unit whose link is lost.
#[derive(Debug, Clone, PartialEq)]
pub struct LostLink {
    /// Outline, counter-clockwise, plane metres.
    pub outline: Vec<PlanePoint>,
    /// Its heights, if it is in the air.
    pub altitude: Option<AltitudeBand>,
}
