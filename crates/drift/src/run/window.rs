//! Which part of the fields is held in memory.

use crate::run::block::{Block, Halt};
use crate::run::clock::Clock;
use crate::{Particles, Scenario};
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;
use sarex_metocean::{Environment, Quantity, Window};

/// Speed for which a window leaves room, m/s. A guess: too small a one costs another window, not accuracy.
const ROOM_MPS: f64 = 2.5;
/// Least room around the particles, degrees.
const LEAST_DEG: f64 = 0.1;
/// Field steps held at a time, and the time where there is no time axis.
const FIELD_STEPS: f64 = 3.0;
const NO_AXIS_S: f64 = 6.0 * 3600.0;

/// Chooses windows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Policy {
    length_s: f64,
    /// Doubles each time a window was too small, and shrinks again.
    room: f64,
}

impl Policy {
    pub(crate) fn new(environment: &Environment, scenario: &Scenario, clock: &Clock) -> Self {
        let steps = [Quantity::Current, Quantity::Wind, Quantity::Stokes]
            .into_iter()
            .flat_map(|q| environment.coverage(q))
            .filter_map(|c| c.longest_time_step_s)
            .filter(|s| *s > 0.0);
        let shortest_s = steps.fold(f64::INFINITY, f64::min);
        let by_axis = if shortest_s.is_finite() { FIELD_STEPS * shortest_s } else { NO_AXIS_S };
        let whole_run_s = clock.elapsed_s(clock.time_s(clock.steps));
        Self { length_s: by_axis.max(scenario.step_s).min(whole_run_s.max(scenario.step_s)), room: 1.0 }
    }

    /// Last boundary of the pass that begins at `k`: the next output, or the end of a window.
    pub(crate) fn pass_end(&self, clock: &Clock, k: u32) -> u32 {
        let within = |j: u32| clock.elapsed_s(clock.time_s(j)) - clock.elapsed_s(clock.time_s(k));
        let mut end = k + 1;
        while end < clock.steps && !clock.is_output(end) && within(end + 1) <= self.length_s {
            end += 1;
        }
        end
    }

    /// A window for the particles of the blocks over a pass, with the places where blocks halted.
    pub(crate) fn next(
        &mut self,
        clock: &Clock,
        particles: &Particles,
        blocks: &[Block],
        (t0, t1): (f64, f64),
        halts: &[Halt],
    ) -> Window {
        self.room = if halts.is_empty() { (0.5 * self.room).max(1.0) } else { 2.0 * self.room };
        let end_s = clock.time_s(clock.steps);
        let ahead_s = t0 + clock.sign * self.length_s;
        let far_s = if clock.before(ahead_s, end_s) { ahead_s } else { end_s };
        let last_s = if clock.before(far_s, t1) { t1 } else { far_s };
        let mut area = Area::default();
        for block in blocks {
            block.places_until(particles, clock, last_s, |lat, lon| area.include(lat, lon));
        }
        for halt in halts {
            area.include(halt.lat_deg, halt.lon_deg);
        }
        if let (true, Some((lat, lon))) = (area.is_empty(), blocks.first().map(|b| b.rest_deg[0])) {
            // Nothing is adrift: any place will do.
            area.include(lat, lon);
        }
        let margin_deg = (LEAST_DEG + ROOM_MPS * (last_s - t0).abs() / 111_000.0) * self.room;
        let [south_deg, north_deg, west_deg, east_deg] = area.with_margin(margin_deg);
        Window { south_deg, north_deg, west_deg, east_deg, start_s: t0.min(last_s), end_s: t0.max(last_s) }
    }
}

/// True if a window includes both times.
pub(crate) fn covers_time(window: &Window, a_s: f64, b_s: f64) -> bool {
    let range = window.start_s..=window.end_s;
    range.contains(&a_s) && range.contains(&b_s)
}

/// A box around places.
#[derive(Debug, Clone, Copy)]
struct Area {
    lat: (f64, f64),
    lon: (f64, f64),
}

impl Default for Area {
    fn default() -> Self {
        let empty = (f64::INFINITY, f64::NEG_INFINITY);
        Self { lat: empty, lon: empty }
    }
}

impl Area {
    #[inline]
    fn include(&mut self, lat: f64, lon: f64) {
        let widen = |(low, high): (f64, f64), x: f64| {
            (if x < low { x } else { low }, if x > high { x } else { high })
        };
        self.lat = widen(self.lat, lat);
        self.lon = widen(self.lon, lon);
    }

    fn is_empty(&self) -> bool {
        self.lat.0 > self.lat.1
    }

    /// South, north, west, east. Around a pole, or wider than a turn: all longitudes.
    fn with_margin(&self, margin_deg: f64) -> [f64; 4] {
        if self.is_empty() {
            return [0.0, 0.0, 0.0, 0.0];
        }
        let south = (self.lat.0 - margin_deg).max(-90.0);
        let north = (self.lat.1 + margin_deg).min(90.0);
        let (_, cosine) = math::sin_cos(south.abs().max(north.abs()) * RAD);
        let margin_lon = margin_deg / cosine.max(1e-3);
        let (west, east) = (self.lon.0 - margin_lon, self.lon.1 + margin_lon);
        if east - west >= 360.0 { [south, north, -180.0, 180.0] } else { [south, north, west, east] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cloud_over_the_pole_asks_for_all_longitudes() {
        let mut area = Area::default();
        area.include(89.99, 20.0);
        area.include(89.98, 200.0);
        assert_eq!(area.with_margin(0.1)[2..], [-180.0, 180.0]);
        assert_eq!(area.with_margin(0.1)[1], 90.0);
    }

    #[test]
    fn the_margin_is_a_distance() {
        let mut area = Area::default();
        area.include(60.0, 179.9);
        let [south, north, west, east] = area.with_margin(0.1);
        assert!((south - 59.9).abs() < 1e-12 && (north - 60.1).abs() < 1e-12);
        assert!((east - 180.1).abs() < 1e-3 && (west - 179.7).abs() < 1e-3);
    }
}
