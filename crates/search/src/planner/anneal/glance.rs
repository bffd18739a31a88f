//! A response as a coarse table, for a planner's many looks.

use crate::Response;

/// −ln(1 − p) by signed lateral range out to where a pass hardly adds anything, without interpolation.
///
/// A fixed size and a mask instead of a bounds check let the compiler look up many lanes at once.
pub(super) struct Glance {
    pub reach_m: f32,
    /// Lateral range is told by the creep, and cross legs see nothing.
    pub follows_creep: bool,
    per_m: f32,
    table: Box<[f32; SIZE]>,
}

const SIZE: usize = 4096;
const MASK: u32 = SIZE as u32 - 1;
const HALF: f32 = 2048.0;
/// Steps on either side.
const STEPS: f32 = 2047.0;

impl Glance {
    /// The index of what is not seen.
    pub const NOTHING: u32 = 0;

    /// Out to where one pass adds less than `least` to the exposure.
    pub fn of(response: &Response, least: f32) -> Self {
        let sees = |m: f32| response.exponent_at(m).max(response.exponent_at(-m)) > least;
        let max_m = response.max_range_m();
        let reach_m = (1..=512).rev().map(|k| max_m * k as f32 / 512.0).find(|&m| sees(m)).unwrap_or(0.0);
        let exponent = |k: usize| match k as u32 {
            Self::NOTHING => 0.0,
            _ => response.exponent_at((k as f32 - HALF) / STEPS * reach_m),
        };
        let table: Vec<f32> = (0..SIZE).map(exponent).collect();
        let table: Box<[f32; SIZE]> = table.try_into().expect("as many as the table holds");
        let per_m = if reach_m > 0.0 { STEPS / reach_m } else { 0.0 };
        Self { reach_m, follows_creep: response.follows_creep(), per_m, table }
    }

    /// Where a lateral range within the reach stands in the table.
    ///
    /// A number of this size in front leaves the whole part in the lowest bits: conversions to integers would keep lanes
    /// from being worked on together.
    #[inline(always)]
    pub fn index(&self, lateral_m: f32) -> u32 {
        const FRONT: f32 = 8_388_608.0;
        (lateral_m * self.per_m + HALF + FRONT).to_bits() & MASK
    }

    /// The exponent at an index; nothing at [`Glance::NOTHING`].
    #[inline(always)]
    pub fn at(&self, index: u32) -> f32 {
        self.table[(index & MASK) as usize]
    }
}
