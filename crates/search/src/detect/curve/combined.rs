//! Two sensors on one unit.

use crate::LateralRange;

/// Two independent sensors: p = 1 − (1 − p₁)(1 − p₂). Their exponents add, so H is the sum of both.
pub struct Combined {
    /// One.
    pub first: Box<dyn LateralRange>,
    /// The other.
    pub second: Box<dyn LateralRange>,
}

impl LateralRange for Combined {
    fn pod_at(&self, lateral_m: f64) -> f64 {
        1.0 - (1.0 - self.first.pod_at(lateral_m)) * (1.0 - self.second.pod_at(lateral_m))
    }

    fn max_range_m(&self) -> f64 {
        self.first.max_range_m().max(self.second.max_range_m())
    }

    /// Where one of them does, both are taken to: on cross legs neither then counts.
    fn follows_creep(&self) -> bool {
        self.first.follows_creep() || self.second.follows_creep()
    }

    fn cuts_m(&self) -> Vec<f64> {
        let mut cuts = self.first.cuts_m();
        cuts.extend(self.second.cuts_m());
        // The reach of the shorter one is a cut of both.
        for reach_m in [self.first.max_range_m(), self.second.max_range_m()] {
            cuts.extend([-reach_m, reach_m]);
        }
        cuts
    }

    fn exponent_at(&self, lateral_m: f64) -> f64 {
        self.first.exponent_at(lateral_m) + self.second.exponent_at(lateral_m)
    }

    fn log_survival_width_m(&self) -> f64 {
        self.first.log_survival_width_m() + self.second.log_survival_width_m()
    }
}
