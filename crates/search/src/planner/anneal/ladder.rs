//! A candidate: one unit's ladder, or two in a row, by what can be varied, and how they are laid out in time.

use crate::geometry::distance_m;
use crate::pattern::{Axes, Ladder, Way};
use crate::{Compensation, PatternFlown, PlanePoint, Problem, Sru, Turn, Waypoint};

/// What the search varies of one unit's task. Its length follows: ladders use all the time that their unit has.
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
    /// A second area, searched after this one.
    pub then: Option<Then>,
}

/// The second area of a sortie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::planner) struct Then {
    pub centre: PlanePoint,
    pub first_leg: f64,
    pub spacing_m: f64,
    pub legs: usize,
    pub turn: Turn,
    pub drift: Compensation,
    /// Its share of the searching time.
    pub share: f64,
}

/// A ladder laid out.
#[derive(Debug, Clone)]
pub(in crate::planner) struct Laid {
    pub flown: PatternFlown,
    pub departure_s: f64,
    pub landing_s: f64,
    pub track: Vec<Waypoint>,
}

/// Times agree to this, s, and limits are kept with this to spare.
const SPARE_S: f64 = 0.5;

/// Times that change by less from round to round are settled, s.
const SETTLED_S: f64 = 0.01;

impl Candidate {
    /// The candidate with its two areas the other way round; itself if it has one.
    pub fn swapped(&self) -> Self {
        let Some(then) = self.then else { return *self };
        let Then { centre, first_leg, spacing_m, legs, turn, drift, share } = then;
        let then = Then {
            centre: self.centre,
            first_leg: self.first_leg,
            spacing_m: self.spacing_m,
            legs: self.legs,
            turn: self.turn,
            drift: self.drift,
            share: 1.0 - share,
        };
        Self { centre, first_leg, spacing_m, legs, turn, drift, then: Some(then), ..*self }
    }

    /// Lays the ladders out so that they are flown as early and as long as the unit can.
    ///
    /// Commence search points, times and lengths of legs depend on each other: they are iterated, and shortened until
    /// every limit is kept. Nothing if the unit can not get there, or a leg would be shorter than a quarter of its
    /// spacing. The second ladder leaves from the end of the first.
    pub fn lay(&self, problem: &Problem, unit: usize, reference_s: f64) -> Option<(Laid, Option<Laid>)> {
        let sru = &problem.units[unit];
        let share = self.then.map_or(0.0, |then| then.share);
        let mut first = Part::of(self, sru, 1.0 - share)?;
        let mut second = match self.then {
            Some(_) => Some(Part::of(&self.swapped(), sru, share)?),
            None => None,
        };
        let start_s = sru.start_s(problem.window.start_s);
        let mut begin_s = sru.available_s.max(start_s);
        let (mut hop_s, mut allowance) = (0.0, self.use_of_time);
        for round in 0..20 {
            first.put(begin_s, reference_s);
            let mut end = first.end();
            let mut hop_now_s = 0.0;
            if let Some(second) = &mut second {
                second.put(end.time_s + hop_s, reference_s);
                hop_now_s = distance_m(end.at, second.csp) / sru.transit_mps;
                end = second.end();
            }
            let (out_s, home_s) = ways_s(sru, first.csp, end.at);
            let earliest_s = sru.commence_s.unwrap_or(sru.available_s + out_s).max(start_s);
            let commence_s = if sru.commence_s.is_some() { earliest_s } else { earliest_s + self.delay_s };
            let sortie_s = sru.sortie_s.map_or(f64::INFINITY, |sortie_s| sortie_s - out_s - home_s);
            let until_s = sru.end_s(problem.window.end_s);
            let most_s = sru.on_scene_s.min(sortie_s).min(until_s - commence_s) - SPARE_S;
            let settled = (commence_s - begin_s).abs() < SETTLED_S && (hop_now_s - hop_s).abs() < SETTLED_S;
            let in_time = end.time_s - begin_s <= most_s + 0.5 * SPARE_S;
            if round > 2 && settled && in_time && first.leg_m > 0.0 {
                return first.finish(second.as_ref(), sru, (out_s, home_s));
            }
            // Where legs point to the base each round leaves a quarter of the last one's error: first it may settle.
            if round > 12 {
                allowance *= 0.995;
            }
            begin_s = commence_s;
            hop_s = hop_now_s;
            let search_s = allowance * (most_s - hop_s);
            if !(first.fill(search_s) && second.as_mut().is_none_or(|second| second.fill(search_s))) {
                return None;
            }
        }
        None
    }
}

/// Out to a point and home from another, s; nothing where transit does not count.
fn ways_s(sru: &Sru, out: PlanePoint, home: PlanePoint) -> (f64, f64) {
    match sru.commence_s {
        Some(_) => (0.0, 0.0),
        None => (distance_m(sru.base, out) / sru.transit_mps, distance_m(sru.base, home) / sru.transit_mps),
    }
}

/// One ladder while it is laid out.
struct Part {
    shape: Candidate,
    way: Way,
    along: PlanePoint,
    cross: PlanePoint,
    /// Time for a metre of leg on all legs together, and for all cross legs.
    s_per_leg_m: f64,
    cross_s: f64,
    share: f64,
    leg_m: f64,
    begin_s: f64,
    csp: PlanePoint,
    last: PlanePoint,
}

impl Part {
    fn of(shape: &Candidate, sru: &Sru, share: f64) -> Option<Self> {
        let way = Way::over_ground(sru.track_mps());
        let axes = Axes::of(shape.first_leg * 360.0);
        let along = axes.point(1.0, 0.0);
        let cross = axes.point(0.0, shape.turn.sign());
        let back = PlanePoint { east_m: -along.east_m, north_m: -along.north_m };
        // Seconds per metre on legs ahead, legs back and cross legs.
        let pace = |direction| way.closing_mps(direction, shape.drift).map(|w| 1.0 / w);
        let (ahead, behind, across) = (pace(along)?, pace(back)?, pace(cross)?);
        let (n, ahead_legs) = (shape.legs as f64, shape.legs.div_ceil(2) as f64);
        Some(Self {
            shape: *shape,
            way,
            along,
            cross,
            s_per_leg_m: ahead_legs * ahead + (n - ahead_legs) * behind,
            cross_s: (n - 1.0) * shape.spacing_m * across,
            share,
            leg_m: 0.0,
            begin_s: 0.0,
            csp: shape.centre,
            last: shape.centre,
        })
    }

    fn duration_s(&self) -> f64 {
        self.leg_m * self.s_per_leg_m + self.cross_s
    }

    /// Puts its ends where they are if it begins then.
    fn put(&mut self, begin_s: f64, reference_s: f64) {
        let shape = &self.shape;
        let half_m = (0.5 * self.leg_m, 0.5 * (shape.legs as f64 - 1.0) * shape.spacing_m);
        let point = |along_m: f64, creep_m: f64, s: f64| PlanePoint {
            east_m: shape.centre.east_m
                + along_m * self.along.east_m
                + creep_m * self.cross.east_m
                + s * shape.drift.east_mps,
            north_m: shape.centre.north_m
                + along_m * self.along.north_m
                + creep_m * self.cross.north_m
                + s * shape.drift.north_mps,
        };
        let (csp_s, last_s) = (begin_s - reference_s, begin_s + self.duration_s() - reference_s);
        let last_m = if shape.legs % 2 == 1 { half_m.0 } else { -half_m.0 };
        let (csp, last) = (point(-half_m.0, -half_m.1, csp_s), point(last_m, half_m.1, last_s));
        (self.begin_s, self.csp, self.last) = (begin_s, csp, last);
    }

    fn end(&self) -> Waypoint {
        Waypoint { time_s: self.begin_s + self.duration_s(), at: self.last }
    }

    /// Makes its legs as long as its share of a time allows; false if they are too short.
    fn fill(&mut self, search_s: f64) -> bool {
        self.leg_m = (search_s * self.share - self.cross_s) / self.s_per_leg_m;
        self.leg_m >= 0.25 * self.shape.spacing_m
    }

    fn finish(
        &self,
        then: Option<&Self>,
        sru: &Sru,
        (out_s, home_s): (f64, f64),
    ) -> Option<(Laid, Option<Laid>)> {
        let mut first = self.laid()?;
        first.departure_s = self.begin_s - out_s;
        let Some(then) = then else {
            first.landing_s += home_s;
            return Some((first, None));
        };
        let mut second = then.laid()?;
        second.departure_s = first.landing_s;
        // The hop ends where the second ladder begins, to the second: it may not begin before.
        let end = first.track[first.track.len() - 1];
        let late_s =
            end.time_s + distance_m(end.at, second.track[0].at) / sru.transit_mps - second.track[0].time_s;
        if late_s > 0.0 {
            second.track.iter_mut().for_each(|w| w.time_s += late_s);
            second.landing_s += late_s;
        }
        second.landing_s += home_s;
        Some((first, Some(second)))
    }

    /// From its begin to its end, without the ways out and home.
    fn laid(&self) -> Option<Laid> {
        let ladder = Ladder {
            first_leg_deg: self.shape.first_leg * 360.0,
            leg_m: self.leg_m,
            spacing_m: self.shape.spacing_m,
            legs: self.shape.legs,
            turn: self.shape.turn,
            craft: 1,
        };
        let flown = PatternFlown { compensation: Some(self.shape.drift), ..PatternFlown::ladder(&ladder) };
        let track = flown.track(Waypoint { time_s: self.begin_s, at: self.csp }, &self.way).ok()?;
        let (departure_s, landing_s) = (track[0].time_s, track[track.len() - 1].time_s);
        Some(Laid { flown, departure_s, landing_s, track })
    }
}
