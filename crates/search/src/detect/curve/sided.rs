//! Sensors that see to one side.

use crate::LateralRange;

/// The side of its way over ground to which a sensor sees.
///
/// A sensor that goes by the creep of the pattern changes hands from leg to leg and is blind on cross legs, as the electronic
/// surface search of SAROPS is. Its curve has the side towards which the pattern creeps on the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Both.
    #[default]
    Both,
    /// To port.
    Left,
    /// To starboard.
    Right,
    /// The side from which the pattern creeps away: what is searched already.
    UpCreep,
    /// The side towards which the pattern creeps: what is still to be searched.
    DownCreep,
}

/// A curve of which only one side is there; the track itself belongs to it.
///
/// The curve is the same on both sides, as those of all families are: W and H of one side are half of its own.
///
/// ```
/// use sarex_search::{LateralRange, detect::{MBeta, Side, Sided}};
/// let curve = MBeta { beta: 0.8, max_range_m: 1000.0 };
/// let left = Sided { curve, side: Side::Left };
/// assert_eq!((left.pod_at(-500.0), left.pod_at(500.0)), (0.8, 0.0));
/// assert_eq!(left.sweep_width_m(), 800.0);
/// ```
pub struct Sided<C> {
    /// The curve of both sides.
    pub curve: C,
    /// What is seen.
    pub side: Side,
}

impl<C> Sided<C> {
    fn sees(&self, lateral_m: f64) -> bool {
        match self.side {
            Side::Both => true,
            Side::Left | Side::UpCreep => lateral_m <= 0.0,
            Side::Right | Side::DownCreep => lateral_m >= 0.0,
        }
    }

    /// What is left of a width over both sides.
    fn part(&self, both_m: f64) -> f64 {
        if self.side == Side::Both { both_m } else { 0.5 * both_m }
    }
}

impl<C: LateralRange> LateralRange for Sided<C> {
    fn pod_at(&self, lateral_m: f64) -> f64 {
        if self.sees(lateral_m) { self.curve.pod_at(lateral_m) } else { 0.0 }
    }

    fn max_range_m(&self) -> f64 {
        self.curve.max_range_m()
    }

    fn follows_creep(&self) -> bool {
        matches!(self.side, Side::UpCreep | Side::DownCreep) || self.curve.follows_creep()
    }

    fn cuts_m(&self) -> Vec<f64> {
        self.curve.cuts_m()
    }

    fn exponent_at(&self, lateral_m: f64) -> f64 {
        if self.sees(lateral_m) { self.curve.exponent_at(lateral_m) } else { 0.0 }
    }

    fn sweep_width_m(&self) -> f64 {
        self.part(self.curve.sweep_width_m())
    }

    fn log_survival_width_m(&self) -> f64 {
        self.part(self.curve.log_survival_width_m())
    }
}
