//! Leeway: object classes and their coefficients.

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

/// One row of the object class table, or a user's own.
#[derive(Debug, Clone, PartialEq)]
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
    /// Anomalies and consequences.
    pub notes: String,
    /// Where the numbers come from.
    pub source: String,
}
