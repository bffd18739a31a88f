//! Leeway: how the wind moves an object through the water.
//!
//! Three parts: the table of object classes ([`ClassTable`]), the draws that make each particle an individual
//! ([`draw`]), and the motion that follows from both ([`model`]).

pub mod classes;
pub mod draw;
pub mod model;

pub use classes::{ClassError, ClassNames, ClassTable, Overrides};
pub use model::{Leeway, LeewayDraw};

/// Slope, offset and standard deviation of one leeway component.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Component {
    /// b, per cent of the 10 m wind speed (equal to cm/s per m/s).
    pub slope_pct: f64,
    /// a, cm/s.
    pub offset_cm_s: f64,
    /// σ of the regression, cm/s.
    pub std_cm_s: f64,
}

/// The three components of an object class, signs as in the published table.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Coefficients {
    /// Along the wind.
    pub downwind: Component,
    /// Across, for objects that drift to the right of downwind.
    pub right: Component,
    /// Across, for objects that drift to the left of downwind.
    pub left: Component,
}

impl Coefficients {
    /// The crosswind set of a side: 0 is right, anything else left.
    pub fn crosswind(&self, side: u8) -> Component {
        if side == 0 { self.right } else { self.left }
    }

    /// Every coefficient but the standard deviations multiplied by a factor, those too: an object that moves
    /// at a fixed share of this one's speed.
    pub fn scaled(&self, factor: f64) -> Self {
        let scale = |c: Component| Component {
            slope_pct: c.slope_pct * factor,
            offset_cm_s: c.offset_cm_s * factor,
            std_cm_s: c.std_cm_s * factor,
        };
        Self { downwind: scale(self.downwind), right: scale(self.right), left: scale(self.left) }
    }
}

/// One row of the object class table, or a user's own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ObjectClass {
    /// Number in the table (1–85); users' classes use other numbers.
    pub number: u32,
    /// Key such as `PIW-1`; never parsed.
    pub key: String,
    /// Group for menus.
    pub group: String,
    /// 0 general, 1–3 ever more specific.
    pub level: u8,
    /// In words.
    pub description: String,
    /// The numbers.
    pub coefficients: Coefficients,
    /// What it becomes when it turns over; without it, it moves at [`CAPSIZED_FACTOR`] of its speed.
    pub capsized: Option<CapsizedClass>,
    /// Anomalies and consequences.
    pub notes: String,
    /// Where the numbers come from.
    pub source: String,
}

/// The turned-over or swamped form of a class.
#[derive(Debug, Clone, PartialEq)]
pub struct CapsizedClass {
    /// Key of that class.
    pub key: String,
    /// Its numbers.
    pub coefficients: Coefficients,
}

/// Share of its leeway that a capsized object keeps where no class is known for it, and always in OpenDrift.
pub const CAPSIZED_FACTOR: f64 = 0.4;

impl ObjectClass {
    /// The numbers after capsizing.
    pub fn capsized_coefficients(&self) -> Coefficients {
        self.capsized
            .as_ref()
            .map_or_else(|| self.coefficients.scaled(CAPSIZED_FACTOR), |capsized| capsized.coefficients)
    }
}
