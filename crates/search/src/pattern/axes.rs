//! The axes of a pattern.

use sarex_geo::{math, plane::PlanePoint};

/// Unit vectors of a pattern over ground: e(h) = (sin h, cos h) along the first leg, n(h) = (cos h, −sin h) to its right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axes {
    sin: f64,
    cos: f64,
}

impl Axes {
    /// The axes of a first leg's direction, degrees true.
    pub fn of(first_leg_deg: f64) -> Self {
        let (sin, cos) = math::sin_cos_turns(first_leg_deg / 360.0);
        Self { sin, cos }
    }

    /// The point so far along the first leg and to its right, m.
    #[inline(always)]
    pub fn point(self, along_m: f64, right_m: f64) -> PlanePoint {
        PlanePoint {
            east_m: along_m * self.sin + right_m * self.cos,
            north_m: along_m * self.cos - right_m * self.sin,
        }
    }

    /// Corners of the rectangle between two distances along and two to the right, m, counter-clockwise.
    pub fn rectangle(self, along_m: [f64; 2], right_m: [f64; 2]) -> Vec<PlanePoint> {
        let (low, high) = (right_m[0].min(right_m[1]), right_m[0].max(right_m[1]));
        let [back, ahead] = along_m;
        [(back, low), (back, high), (ahead, high), (ahead, low)].map(|(a, r)| self.point(a, r)).to_vec()
    }
}
