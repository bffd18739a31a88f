//! What a ladder sees of a sample, quickly.

use super::ladder::Laid;
use super::sample::Sample;
use crate::pattern::Axes;
use crate::{Response, Sru};

/// Exposure of each particle of a sample on one ladder, to a few thousandths of the probability of success.
///
/// In the frame of the ladder's drift compensation its legs stand still, and a particle moves slowly: for each particle
/// only the legs within reach are looked at, each by one closest approach with the particle's motion at the time when
/// the unit is abeam of it. The exact evaluation is [`crate::evaluate::exposure`]; a test holds the two together.
pub(super) struct Sight<'a> {
    sample: &'a Sample,
    sru: &'a Sru,
    legs: Vec<Leg>,
    frame: Frame,
}

/// The frame of the ladder: origin at the commence search point when the search begins.
struct Frame {
    origin: [f32; 2],
    along: [f32; 2],
    creep: [f32; 2],
    drift: [f32; 2],
    begin_s: f32,
    spacing_m: f32,
    leg_m: f32,
    searches: usize,
    /// +1 if it creeps to the right of the first leg, −1 to the left.
    turn: f32,
}

/// A leg in the frame: where it is across the legs (or along them, for a cross leg), and when.
#[derive(Clone, Copy)]
struct Leg {
    begin_s: f32,
    end_s: f32,
    speed_mps: f32,
}

/// A particle in the frame, metres and metres per second.
#[derive(Clone, Copy)]
struct Moving {
    along_m: f32,
    creep_m: f32,
    along_mps: f32,
    creep_mps: f32,
}

impl<'a> Sight<'a> {
    pub fn of(sample: &'a Sample, sru: &'a Sru, laid: &Laid) -> Self {
        let flown = &laid.flown;
        let axes = Axes::of(flown.first_leg_deg);
        let (along, creep) = (axes.point(1.0, 0.0), axes.point(0.0, flown.turn.sign()));
        let drift = flown.compensation.unwrap_or_default();
        let first = laid.track[0];
        let since = |time_s: f64| (time_s - sample.start_s) as f32;
        let legs = laid.track.windows(2).enumerate().map(|(k, leg)| {
            let duration_s = (leg[1].time_s - leg[0].time_s) as f32;
            let length_m = if k % 2 == 0 { flown.leg_m } else { flown.spacing_m } as f32;
            Leg {
                begin_s: since(leg[0].time_s),
                end_s: since(leg[1].time_s),
                speed_mps: length_m / duration_s,
            }
        });
        Self {
            sample,
            sru,
            legs: legs.collect(),
            frame: Frame {
                origin: [first.at.east_m as f32, first.at.north_m as f32],
                along: [along.east_m as f32, along.north_m as f32],
                creep: [creep.east_m as f32, creep.north_m as f32],
                drift: [drift.east_mps as f32, drift.north_mps as f32],
                begin_s: since(first.time_s),
                spacing_m: flown.spacing_m as f32,
                leg_m: flown.leg_m as f32,
                searches: flown.legs,
                turn: flown.turn.sign() as f32,
            },
        }
    }

    /// Fills in the exposure of each particle.
    pub fn exposure(&self, out: &mut [f32]) {
        let reach: Vec<f32> = self.sru.sensor.iter().map(|r| r.as_ref().map_or(0.0, reach_m)).collect();
        for (i, out) in out.iter_mut().enumerate() {
            let object = usize::from(self.sample.object[i]);
            *out = match &self.sru.sensor[object] {
                Some(response) => self.of_particle(i, response, reach[object]),
                None => 0.0,
            };
        }
    }

    fn of_particle(&self, i: usize, response: &Response, reach_m: f32) -> f32 {
        let frame = &self.frame;
        let path = &self.sample.path[i * self.sample.nodes..(i + 1) * self.sample.nodes];
        let (begin_s, end_s) = (frame.begin_s, self.legs[self.legs.len() - 1].end_s);
        let three = [begin_s, 0.5 * (begin_s + end_s), end_s].map(|t| self.moving(path, t));
        // Between the three the path bends a little.
        let slack_m = 0.25 * reach_m + 0.1 * (three[2].creep_m - three[0].creep_m).abs();
        let low = three[0].creep_m.min(three[1].creep_m).min(three[2].creep_m) - slack_m;
        let high = three[0].creep_m.max(three[1].creep_m).max(three[2].creep_m) + slack_m;
        let across_m = (frame.searches - 1) as f32 * frame.spacing_m;
        if high + reach_m < 0.0 || low - reach_m > across_m {
            return 0.0;
        }
        let near = three[0].along_m.min(three[1].along_m).min(three[2].along_m) - slack_m;
        let far = three[0].along_m.max(three[1].along_m).max(three[2].along_m) + slack_m;
        if far + reach_m < 0.0 || near - reach_m > frame.leg_m {
            return 0.0;
        }
        let mut sum = 0.0;
        if far > 0.0 && near < frame.leg_m {
            let first = ((low - reach_m) / frame.spacing_m).ceil().max(0.0) as usize;
            let last = (((high + reach_m) / frame.spacing_m) as usize).min(frame.searches - 1);
            for leg in first..=last {
                sum += self.pass(path, leg, response, reach_m);
            }
        }
        if frame.searches > 1 && high > 0.0 {
            let first = (low / frame.spacing_m).max(0.0) as usize;
            let last = ((high / frame.spacing_m) as usize).min(frame.searches - 2);
            for leg in first..=last {
                sum += self.cross_pass(path, leg, response, reach_m);
            }
        }
        sum
    }

    /// A pass of the search leg number `leg`.
    #[inline]
    fn pass(&self, path: &[[f32; 2]], leg: usize, response: &Response, reach_m: f32) -> f32 {
        let at_m = leg as f32 * self.frame.spacing_m;
        let leg_m = self.frame.leg_m;
        let Leg { begin_s, end_s, speed_mps } = self.legs[2 * leg];
        let ahead = if leg % 2 == 0 { 1.0 } else { -1.0 };
        let start_m = if leg % 2 == 0 { 0.0 } else { leg_m };
        let middle_s = 0.5 * (begin_s + end_s);
        let there = self.moving(path, middle_s);
        // When the unit is abeam of where the particle is in the middle of the leg.
        let abeam_s = (middle_s + ahead * (there.along_m - 0.5 * leg_m) / speed_mps).clamp(begin_s, end_s);
        let there = if end_s - begin_s > 2.0 * self.sample.step_s as f32 {
            self.moving(path, abeam_s)
        } else {
            there.after(abeam_s - middle_s)
        };
        let unit_m = start_m + ahead * speed_mps * (abeam_s - begin_s);
        let off = Moving {
            along_m: there.along_m - unit_m,
            creep_m: there.creep_m - at_m,
            along_mps: there.along_mps - ahead * speed_mps,
            creep_mps: there.creep_mps,
        };
        let starboard = (0.0, ahead * self.frame.turn);
        off.closest(abeam_s, (begin_s, end_s), starboard, response, reach_m)
    }

    /// A pass of the cross leg after search leg number `leg`.
    #[inline]
    fn cross_pass(&self, path: &[[f32; 2]], leg: usize, response: &Response, reach_m: f32) -> f32 {
        let Leg { begin_s, end_s, speed_mps } = self.legs[2 * leg + 1];
        let at_m = if leg % 2 == 0 { self.frame.leg_m } else { 0.0 };
        let there = self.moving(path, 0.5 * (begin_s + end_s));
        if (there.along_m - at_m).abs() > reach_m {
            return 0.0;
        }
        let off = Moving {
            along_m: there.along_m - at_m,
            creep_m: there.creep_m - (leg as f32 + 0.5) * self.frame.spacing_m,
            along_mps: there.along_mps,
            creep_mps: there.creep_mps - speed_mps,
        };
        let starboard = (-self.frame.turn, 0.0);
        off.closest(0.5 * (begin_s + end_s), (begin_s, end_s), starboard, response, reach_m)
    }

    #[inline(always)]
    fn moving(&self, path: &[[f32; 2]], time_s: f32) -> Moving {
        let frame = &self.frame;
        let step_s = self.sample.step_s as f32;
        let place = (time_s / step_s).clamp(0.0, (self.sample.nodes - 1) as f32);
        let node = (place as usize).min(self.sample.nodes - 2);
        let part = place - node as f32;
        let (a, b) = (path[node], path[node + 1]);
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let since_s = time_s - frame.begin_s;
        let x = a[0] + part * dx - frame.origin[0] - since_s * frame.drift[0];
        let y = a[1] + part * dy - frame.origin[1] - since_s * frame.drift[1];
        let (vx, vy) = (dx / step_s - frame.drift[0], dy / step_s - frame.drift[1]);
        Moving {
            along_m: x * frame.along[0] + y * frame.along[1],
            creep_m: x * frame.creep[0] + y * frame.creep[1],
            along_mps: vx * frame.along[0] + vy * frame.along[1],
            creep_mps: vx * frame.creep[0] + vy * frame.creep[1],
        }
    }
}

impl Moving {
    #[inline(always)]
    fn after(self, seconds: f32) -> Self {
        Self {
            along_m: self.along_m + seconds * self.along_mps,
            creep_m: self.creep_m + seconds * self.creep_mps,
            ..self
        }
    }

    /// Exponent of the closest approach to the origin, of what moves so and is here at `now_s`, if it lies strictly
    /// within the leg's time. `starboard` is the direction to the unit's right, along and across.
    #[inline(always)]
    fn closest(
        self,
        now_s: f32,
        (begin_s, end_s): (f32, f32),
        starboard: (f32, f32),
        response: &Response,
        reach_m: f32,
    ) -> f32 {
        let speed2 = self.along_mps * self.along_mps + self.creep_mps * self.creep_mps;
        let until_s = -(self.along_m * self.along_mps + self.creep_m * self.creep_mps) / speed2;
        let time_s = now_s + until_s;
        if !(time_s > begin_s && time_s < end_s) {
            return 0.0;
        }
        let there = self.after(until_s);
        let range2 = there.along_m * there.along_m + there.creep_m * there.creep_m;
        if range2 > reach_m * reach_m {
            return 0.0;
        }
        let right = there.along_m * starboard.0 + there.creep_m * starboard.1;
        response.exponent_at(if right < 0.0 { -range2.sqrt() } else { range2.sqrt() })
    }
}

/// How far out a planner looks, m: beyond it a pass adds less than a thousandth.
fn reach_m(response: &Response) -> f32 {
    response.max_range_m().min(3.2 * response.sweep_width_m() as f32)
}
