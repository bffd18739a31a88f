//! Sensors that see to one side.

use crate::{LateralRange, Turn};

/// The side to which a sensor sees, as its handbook says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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

/// The side that is seen on one leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeenSide {
    /// Both.
    Both,
    /// To port.
    Left,
    /// To starboard.
    Right,
    /// Neither.
    None,
}

impl Side {
    /// What is seen on a leg to whose `creep` side the pattern creeps; `None` on cross legs, which run along the creep
    /// and on which sensors of the creep sides are blind.
    ///
    /// ```
    /// use sarex_search::{Turn, detect::{SeenSide, Side}};
    /// assert_eq!(Side::DownCreep.on_leg(Some(Turn::Right)), SeenSide::Right);
    /// assert_eq!(Side::UpCreep.on_leg(Some(Turn::Right)), SeenSide::Left);
    /// assert_eq!(Side::DownCreep.on_leg(None), SeenSide::None);
    /// assert_eq!(Side::Left.on_leg(None), SeenSide::Left);
    /// ```
    pub fn on_leg(self, creep: Option<Turn>) -> SeenSide {
        match (self, creep) {
            (Self::Both, _) => SeenSide::Both,
            (Self::Left, _) | (Self::DownCreep, Some(Turn::Left)) | (Self::UpCreep, Some(Turn::Right)) => {
                SeenSide::Left
            }
            (Self::Right, _) | (Self::DownCreep, Some(Turn::Right)) | (Self::UpCreep, Some(Turn::Left)) => {
                SeenSide::Right
            }
            (Self::UpCreep | Self::DownCreep, None) => SeenSide::None,
        }
    }
}

/// A curve of which only one side is there: W and H are over the seeing side. The track itself belongs to it.
pub struct Sided<C> {
    /// The curve of both sides.
    pub curve: C,
    /// What is seen.
    pub seen: SeenSide,
}

impl<C: LateralRange> LateralRange for Sided<C> {
    fn pod_at(&self, lateral_m: f64) -> f64 {
        let seen = match self.seen {
            SeenSide::Both => true,
            SeenSide::Left => lateral_m <= 0.0,
            SeenSide::Right => lateral_m >= 0.0,
            SeenSide::None => false,
        };
        if seen { self.curve.pod_at(lateral_m) } else { 0.0 }
    }

    fn max_range_m(&self) -> f64 {
        self.curve.max_range_m()
    }

    fn cuts_m(&self) -> Vec<f64> {
        self.curve.cuts_m()
    }

    /// By quadrature over the seeing side; infinite if that of both sides is.
    fn log_survival_width_m(&self) -> f64 {
        let both_m = self.curve.log_survival_width_m();
        match self.seen {
            SeenSide::None => 0.0,
            SeenSide::Both => both_m,
            _ if both_m.is_infinite() => both_m,
            _ => sarex_geo::quadrature::integral(&super::super::nodes_m(self), |lateral_m| {
                self.exponent_at(lateral_m)
            }),
        }
    }
}
