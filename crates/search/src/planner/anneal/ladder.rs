//! A candidate: one unit's ladder by what can be varied, and how it is laid out in time.

use crate::geometry::distance_m;
use crate::pattern::{Axes, Ladder, Way};
use crate::{Compensation, PatternFlown, PlanePoint, Problem, Turn, Waypoint};

/// What the search varies of one unit's task. Its length follows: a ladder uses all the time that its unit has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::planner) struct Candidate {
    /// Middle of the area at the unit's reference time, plane metres.
    pub centre: PlanePoint,
    /// Direction of the first leg, turns.
    pub first_leg: f64,
    pub spacing_m: f64,
    pub legs: usize,
    pub turn: Turn,
    /// Frame in which the ladder is laid out, m/s.
    pub drift: Compensation,
    /// Waits so long after it could commence, s.
    pub delay_s: f64,
    /// Share of the time available that is used.
    pub use_of_time: f64,
}

/// A candidate laid out.
#[derive(Debug, Clone)]
pub(in crate::planner) struct Laid {
    pub flown: PatternFlown,
    pub departure_s: f64,
    pub landing_s: f64,
    pub track: Vec<Waypoint>,
}

/// Times agree to this, s, and limits are kept with this to spare.
const SPARE_S: f64 = 0.5;

impl Candidate {
    /// Lays the ladder out so that it is flown as early and as long as its unit can.
    ///
    /// Commence search point, time of commencing and length of legs depend on each other: they are iterated, and shortened
    /// until every limit is kept. Nothing if the unit can not get there, or the legs would be no longer than `least_leg_m`.
    pub fn lay(&self, problem: &Problem, unit: usize, reference_s: f64) -> Option<Laid> {
        let sru = &problem.units[unit];
        let way = Way::over_ground(sru.track_mps());
        let deg = self.first_leg * 360.0;
        let axes = Axes::of(deg);
        let sign = self.turn.sign();
        let along = axes.point(1.0, 0.0);
        let cross = axes.point(0.0, sign);
        let back = PlanePoint { east_m: -along.east_m, north_m: -along.north_m };
        // Seconds per metre on legs ahead, legs back and cross legs.
        let pace = |direction| way.closing_mps(direction, self.drift).map(|w| 1.0 / w);
        let (ahead, behind, across) = (pace(along)?, pace(back)?, pace(cross)?);
        let n = self.legs as f64;
        let ahead_legs = self.legs.div_ceil(2) as f64;
        let per_leg_m = ahead_legs * ahead + (n - ahead_legs) * behind;
        let cross_s = (n - 1.0) * self.spacing_m * across;
        let duration_of = |leg_m: f64| leg_m * per_leg_m + cross_s;
        let (mut commence_s, mut leg_m) = (sru.available_s.max(problem.window.start_s), 0.0_f64);
        let mut allowance = self.use_of_time;
        for round in 0..12 {
            let half_m = (0.5 * leg_m, 0.5 * (n - 1.0) * self.spacing_m);
            let moved_s = commence_s + 0.5 * duration_of(leg_m) - reference_s;
            let point = |along_m: f64, creep_m: f64, s: f64| PlanePoint {
                east_m: self.centre.east_m
                    + along_m * along.east_m
                    + creep_m * cross.east_m
                    + s * self.drift.east_mps,
                north_m: self.centre.north_m
                    + along_m * along.north_m
                    + creep_m * cross.north_m
                    + s * self.drift.north_mps,
            };
            let duration_s = duration_of(leg_m);
            let csp = point(-half_m.0, -half_m.1, moved_s - 0.5 * duration_s);
            let last = point(
                if self.legs % 2 == 1 { half_m.0 } else { -half_m.0 },
                half_m.1,
                moved_s + 0.5 * duration_s,
            );
            let (out_s, home_s) = match sru.commence_s {
                Some(_) => (0.0, 0.0),
                None => (
                    distance_m(sru.base, csp) / sru.transit_mps,
                    distance_m(sru.base, last) / sru.transit_mps,
                ),
            };
            let earliest_s = sru.commence_s.unwrap_or(sru.available_s + out_s).max(problem.window.start_s);
            let begin_s = if sru.commence_s.is_some() { earliest_s } else { earliest_s + self.delay_s };
            let sortie_s = sru.sortie_s.map_or(f64::INFINITY, |sortie_s| sortie_s - out_s - home_s);
            let most_s =
                sru.on_scene_s.min(sortie_s).min(sru.end_s(problem.window.end_s) - begin_s) - SPARE_S;
            if round > 2
                && (begin_s - commence_s).abs() < 1e-3
                && duration_s <= most_s + 0.5 * SPARE_S
                && leg_m > 0.0
            {
                return self.finish(sru, csp, begin_s, leg_m, out_s, home_s);
            }
            if round > 7 {
                allowance *= 0.995;
            }
            commence_s = begin_s;
            leg_m = (allowance * most_s - cross_s) / per_leg_m;
            if leg_m < 0.25 * self.spacing_m {
                return None;
            }
        }
        None
    }

    fn finish(
        &self,
        sru: &crate::Sru,
        csp: PlanePoint,
        begin_s: f64,
        leg_m: f64,
        out_s: f64,
        home_s: f64,
    ) -> Option<Laid> {
        let ladder = Ladder {
            first_leg_deg: self.first_leg * 360.0,
            leg_m,
            spacing_m: self.spacing_m,
            legs: self.legs,
            turn: self.turn,
            craft: 1,
        };
        let flown = PatternFlown { compensation: Some(self.drift), ..PatternFlown::ladder(&ladder) };
        let commence = Waypoint { time_s: begin_s, at: csp };
        let track = flown.track(commence, &Way::over_ground(sru.track_mps())).ok()?;
        let end_s = track[track.len() - 1].time_s;
        Some(Laid { flown, departure_s: begin_s - out_s, landing_s: end_s + home_s, track })
    }
}
