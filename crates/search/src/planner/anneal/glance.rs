//! A response as a coarse table, for a planner's many looks.

use crate::Response;

/// −ln(1 − p) by signed lateral range out to where a pass hardly adds anything, without interpolation.
///
/// A fixed size and a mask instead of a bounds check let the compiler look up many lanes at once.
pub(super) struct Glance {
    pub reach_m: f32,
    per_m: f32,
    table: Box<[f32; SIZE]>,
}

const SIZE: usize = 4096;
const HALF: f32 = 2047.0;

impl Glance {
    /// Out to where one pass adds less than `least` to the exposure.
    pub fn of(response: &Response, least: f32) -> Self {
        let sees = |m: f32| response.exponent_at(m).max(response.exponent_at(-m)) > least;
        let max_m = response.max_range_m();
        let reach_m = (1..=512).rev().map(|k| max_m * k as f32 / 512.0).find(|&m| sees(m)).unwrap_or(0.0);
        let table =
            (0..SIZE).map(|k| response.exponent_at((k as f32 - HALF) / HALF * reach_m)).collect::<Vec<_>>();
        let table: Box<[f32; SIZE]> = table.try_into().expect("as many as the table holds");
        Self { reach_m, per_m: if reach_m > 0.0 { HALF / reach_m } else { 0.0 }, table }
    }

    /// The exponent within the reach; what lies beyond must be left out by the caller.
    #[inline(always)]
    pub fn at(&self, lateral_m: f32) -> f32 {
        // The sum is positive within the reach; beyond it the mask keeps the index in the table.
        let index = (lateral_m * self.per_m + (HALF + 0.5)).clamp(0.0, 4095.0) as u32;
        self.table[(index & (SIZE as u32 - 1)) as usize]
    }
}
