//! Beam search over the next legs.

use super::belief::Belief;
use super::{Decision, Lookahead, ReturnReason, Situation};
use crate::geometry::{distance_m, to_segment_m};
use crate::{Cloud, PlanePoint, Sru, Waypoint};
use sarex_geo::math;

/// What is not yet found counts by exp(−way to it / this), m.
const NEARNESS_M: f32 = 8_000.0;
/// Share of what lies beyond the legs that counts beside what they find.
const BEYOND: f64 = 0.3;
/// An early find is worth more than a late one by this much per leg: it keeps equal tracks from dawdling.
const EARLIER: f64 = 0.98;

/// The next legs of a unit, from the belief as it is now.
///
/// Pure: the same belief, situation and seed give the same legs. The belief is the cloud after the update with all that has
/// been searched ([`crate::update`]); it has to cover the time looked ahead. Legs are straight, at the unit's track speed.
pub fn next_legs(
    belief: &Cloud,
    unit: &Sru,
    situation: &Situation,
    lookahead: Lookahead,
    seed: u64,
) -> Decision {
    let now = situation.now;
    let home = |reason| Decision::Return { to: unit.base, reason };
    let horizon_s = lookahead.leg_s * lookahead.legs.max(1) as f64;
    if now.time_s < belief.start_s() || now.time_s + lookahead.leg_s > belief.end_s() {
        return home(ReturnReason::BeliefEnds);
    }
    let until_s = (now.time_s + horizon_s).min(belief.end_s());
    let sample = Belief::of(belief, lookahead.particles, seed, now.time_s, until_s);
    let mut beam = vec![Partial::begin(now, sample.len())];
    let mut best: Option<Partial> = None;
    let mut hemmed_in = false;
    for depth in 0..lookahead.legs.max(1) {
        let mut grown: Vec<Partial> = Vec::new();
        for partial in &beam {
            for k in 0..lookahead.directions.max(4) {
                let direction = k as f64 / lookahead.directions.max(4) as f64;
                let leg = partial.next(unit, direction, lookahead.leg_s);
                if !in_time(unit, situation, &leg) || leg.time_s > belief.end_s() {
                    continue;
                }
                if !allowed(unit, situation, partial.end().at, leg.at) {
                    hemmed_in = true;
                    continue;
                }
                grown.push(partial.with(&sample, unit, now.time_s, leg, depth));
            }
        }
        if grown.is_empty() {
            break;
        }
        // A stable sort: equals keep the order in which they were tried.
        grown.sort_by(|a, b| b.value.total_cmp(&a.value));
        grown.truncate(lookahead.width.max(1));
        best = Some(grown[0].clone());
        beam = grown;
    }
    match best {
        Some(best) => Decision::Search { expected: best.found, track: best.track },
        None => home(if hemmed_in { ReturnReason::HemmedIn } else { ReturnReason::Time }),
    }
}

/// A track in the making.
#[derive(Clone)]
struct Partial {
    track: Vec<Waypoint>,
    exposure: Vec<f32>,
    /// Probability of success so far.
    found: f64,
    /// The same with early finds worth more.
    credit: f64,
    /// What it is ranked by: credit and what lies ahead.
    value: f64,
}

impl Partial {
    fn begin(now: Waypoint, particles: usize) -> Self {
        Self { track: vec![now], exposure: vec![0.0; particles], found: 0.0, credit: 0.0, value: 0.0 }
    }

    fn end(&self) -> Waypoint {
        self.track[self.track.len() - 1]
    }

    /// Where a leg in this direction (turns) ends.
    fn next(&self, unit: &Sru, direction: f64, leg_s: f64) -> Waypoint {
        let (sin, cos) = math::sin_cos_turns(direction);
        let (from, way_m) = (self.end(), unit.track_mps() * leg_s);
        let at = PlanePoint { east_m: from.at.east_m + way_m * sin, north_m: from.at.north_m + way_m * cos };
        Waypoint { time_s: from.time_s + leg_s, at }
    }

    fn with(&self, sample: &Belief, unit: &Sru, now_s: f64, leg: Waypoint, depth: usize) -> Self {
        let mut exposure = self.exposure.clone();
        let point = |w: Waypoint| ([w.at.east_m as f32, w.at.north_m as f32], (w.time_s - now_s) as f32);
        sample.pass(unit, point(self.end()), point(leg), &mut exposure);
        let ([x, y], after_s) = point(leg);
        let (mut found, mut beyond) = (0.0, 0.0);
        for (i, exposure) in exposure.iter().enumerate() {
            let missed = math::exp(-f64::from(*exposure));
            found += 1.0 - missed;
            let dx = sample.east_m[i] + after_s * sample.east_mps[i] - x;
            let dy = sample.north_m[i] + after_s * sample.north_mps[i] - y;
            let nearness = math::exp(-f64::from((dx * dx + dy * dy).sqrt() / NEARNESS_M).min(500.0));
            beyond += missed * nearness;
        }
        let even = 1.0 / sample.len() as f64;
        let (found, beyond) = (found * even, beyond * even);
        let weight = (0..depth).fold(1.0, |w, _| w * EARLIER);
        let credit = self.credit + weight * (found - self.found);
        let mut track = self.track.clone();
        track.push(leg);
        Self { track, exposure, found, credit, value: credit + BEYOND * beyond }
    }
}

/// Whether the unit can still be back in time from there.
fn in_time(unit: &Sru, situation: &Situation, there: &Waypoint) -> bool {
    let home_s = distance_m(there.at, unit.base) / unit.transit_mps;
    let until_s = unit.until_s.unwrap_or(f64::INFINITY);
    there.time_s + home_s <= situation.back_by_s && there.time_s <= until_s
}

/// Whether a leg keeps out of closed areas and within reach of the link.
fn allowed(unit: &Sru, situation: &Situation, from: PlanePoint, to: PlanePoint) -> bool {
    let linked = unit.link.as_ref().is_none_or(|link| distance_m(to, link.station) <= link.range_m);
    let closed = |area: &crate::problem::Area| {
        area.concerns(unit) && comes_near(&area.outline, from, to, area.buffer_m + unit.buffer_m)
    };
    linked && !situation.areas.iter().any(closed)
}

/// Whether a leg enters an outline or comes nearer to it than a distance, m.
fn comes_near(outline: &[PlanePoint], from: PlanePoint, to: PlanePoint, keep_m: f64) -> bool {
    if inside(outline, to) || inside(outline, from) {
        return true;
    }
    let sides = outline.iter().zip(outline.iter().cycle().skip(1));
    sides.into_iter().any(|(a, b)| cross(*a, *b, from, to) || near(*a, *b, from, to) < keep_m)
}

fn inside(outline: &[PlanePoint], p: PlanePoint) -> bool {
    let mut inside = false;
    for (a, b) in outline.iter().zip(outline.iter().cycle().skip(1)) {
        if (a.north_m > p.north_m) != (b.north_m > p.north_m) {
            let part = (p.north_m - a.north_m) / (b.north_m - a.north_m);
            inside ^= p.east_m < a.east_m + part * (b.east_m - a.east_m);
        }
    }
    inside
}

fn turn(a: PlanePoint, b: PlanePoint, p: PlanePoint) -> f64 {
    (b.east_m - a.east_m) * (p.north_m - a.north_m) - (b.north_m - a.north_m) * (p.east_m - a.east_m)
}

fn cross(a: PlanePoint, b: PlanePoint, c: PlanePoint, d: PlanePoint) -> bool {
    turn(a, b, c) * turn(a, b, d) < 0.0 && turn(c, d, a) * turn(c, d, b) < 0.0
}

/// Least distance of two segments that do not cross, m.
fn near(a: PlanePoint, b: PlanePoint, c: PlanePoint, d: PlanePoint) -> f64 {
    let ends = [(c, a, b), (d, a, b), (a, c, d), (b, c, d)];
    ends.map(|(p, from, to)| to_segment_m(p, from, to)).into_iter().fold(f64::INFINITY, f64::min)
}
