//! Where a chain stands: each unit's ladder, what it sees of the sample, and what is left.

use super::glance::Glance;
use super::ladder::{Candidate, Laid};
use super::limits::{Limits, Zone};
use super::sample::{LANES, Sample};
use super::sight::Sight;
use crate::{Problem, Track};
use sarex_geo::dispatch::{self, Kernel};

/// A pass that adds less exposure is not looked at.
const LEAST_EXPONENT: f32 = 0.006;

/// What all chains share.
pub(super) struct Ground<'a> {
    pub problem: &'a Problem,
    pub limits: Limits<'a>,
    /// Reference time of each unit's centre, seconds since 1970.
    pub reference_s: Vec<f64>,
    /// Sweep width of each unit over the object types, by their probability, m.
    pub typical_width_m: Vec<f64>,
    /// For each unit and object type.
    glances: Vec<Vec<Option<Glance>>>,
}

/// One unit's task and what it sees.
#[derive(Clone)]
pub(super) struct Placed {
    /// None if the task is the user's, not the search's.
    pub candidate: Option<Candidate>,
    pub laid: Laid,
    pub zone: Zone,
    /// By how much it breaks rules by itself, m.
    pub alone_m: f64,
    pub seen: Vec<f32>,
}

/// A chain's state on a sample.
pub(super) struct State<'a> {
    pub ground: &'a Ground<'a>,
    pub sample: &'a Sample,
    pub units: Vec<Option<Placed>>,
    /// Exposure of each particle to all units.
    total: Vec<f32>,
    /// Probability of success on the sample.
    pub found: f64,
    /// By how much rules are broken, m.
    pub breach_m: f64,
}

/// A change of one unit, weighed.
pub(super) struct Change {
    pub unit: usize,
    pub placed: Option<Placed>,
    pub found: f64,
    pub breach_m: f64,
}

impl<'a> Ground<'a> {
    pub fn of(problem: &'a Problem) -> Self {
        let mass = problem.cloud.object_mass();
        let reference = |sru: &crate::Sru| {
            let from_s = sru.commence_s.unwrap_or(sru.available_s).max(problem.window.start_s);
            0.5 * (from_s + (from_s + sru.on_scene_s).min(problem.window.end_s))
        };
        let width = |sru: &crate::Sru| {
            let seen =
                sru.sensor.iter().zip(&mass).filter_map(|(r, m)| Some((r.as_ref()?.sweep_width_m(), *m)));
            let (sum, mass) = seen.fold((0.0, 0.0), |a, (w, m)| (a.0 + w * m, a.1 + m));
            if mass > 0.0 { sum / mass } else { 0.0 }
        };
        let glances = |sru: &crate::Sru| -> Vec<Option<Glance>> {
            sru.sensor.iter().map(|r| r.as_ref().map(|r| Glance::of(r, LEAST_EXPONENT))).collect()
        };
        Self {
            problem,
            limits: Limits::of(problem),
            reference_s: problem.units.iter().map(reference).collect(),
            typical_width_m: problem.units.iter().map(width).collect(),
            glances: problem.units.iter().map(glances).collect(),
        }
    }

    /// A candidate laid out, with what the rules look at; nothing if the unit can not do it.
    fn place(&self, unit: usize, candidate: Candidate) -> Option<(Laid, Zone, f64)> {
        let laid = candidate.lay(self.problem, unit, self.reference_s[unit])?;
        let zone = Zone::of(&laid);
        let alone_m = self.limits.alone_m(unit, &laid, &zone);
        Some((laid, zone, alone_m))
    }
}

impl<'a> State<'a> {
    /// With no unit placed.
    pub fn empty(ground: &'a Ground<'a>, sample: &'a Sample) -> Self {
        let units = vec![None; ground.problem.units.len()];
        Self { ground, sample, units, total: vec![0.0; sample.len()], found: 0.0, breach_m: 0.0 }
    }

    /// Puts a candidate in its unit's place, if the unit can do it.
    pub fn try_candidate(&self, unit: usize, candidate: Candidate) -> Option<Change> {
        let (laid, zone, alone_m) = self.ground.place(unit, candidate)?;
        let breach_m = self.breach_with(unit, Some((&zone, alone_m)));
        let mut seen = vec![0.0; self.sample.len()];
        Sight::of(self.sample, &self.ground.glances[unit], &laid).exposure(&mut seen);
        let found = self.found_with(unit, Some(&seen));
        let placed = Placed { candidate: Some(candidate), laid, zone, alone_m, seen };
        Some(Change { unit, placed: Some(placed), found, breach_m })
    }

    /// Takes a unit's task away.
    pub fn without(&self, unit: usize) -> Change {
        Change {
            unit,
            placed: None,
            found: self.found_with(unit, None),
            breach_m: self.breach_with(unit, None),
        }
    }

    /// A task that the search does not vary.
    pub fn fixed(&self, unit: usize, laid: Laid) -> Change {
        let zone = Zone::of(&laid);
        let sru = &self.ground.problem.units[unit];
        let tracks = [Track { sensor: &sru.sensor, waypoints: &laid.track }];
        let seen = crate::evaluate::exposure(&self.sample.cloud, &tracks);
        let found = self.found_with(unit, Some(&seen));
        let breach_m = self.breach_with(unit, Some((&zone, 0.0)));
        Change {
            unit,
            placed: Some(Placed { candidate: None, laid, zone, alone_m: 0.0, seen }),
            found,
            breach_m,
        }
    }

    /// Makes a change.
    pub fn accept(&mut self, change: Change) {
        self.units[change.unit] = change.placed;
        self.found = change.found;
        self.breach_m = change.breach_m;
        // Summed anew in the order of the units: adding and taking away would let rounding grow.
        self.total.fill(0.0);
        for placed in self.units.iter().flatten() {
            for (total, seen) in self.total.iter_mut().zip(&placed.seen) {
                *total += seen;
            }
        }
    }

    /// Weight of each particle that all units but one leave, relative to even weights.
    pub fn left_without(&self, unit: usize) -> Vec<f32> {
        let none = Vec::new();
        let seen = self.units[unit].as_ref().map_or(&none, |placed| &placed.seen);
        let mut left = self.total.clone();
        left.iter_mut().zip(seen).for_each(|(total, seen)| *total -= seen);
        dispatch::run(Missed { exposure: &mut left, weight: &self.sample.weight });
        left
    }

    fn found_with(&self, unit: usize, seen: Option<&Vec<f32>>) -> f64 {
        let old = self.units[unit].as_ref().map(|placed| placed.seen.as_slice());
        let weight = &self.sample.weight;
        let missed =
            dispatch::run(Sum { weight, total: &self.total, less: old, more: seen.map(Vec::as_slice) });
        1.0 - missed
    }

    fn breach_with(&self, unit: usize, new: Option<(&Zone, f64)>) -> f64 {
        let limits = &self.ground.limits;
        let of_unit = |zone: &Zone, alone_m: f64| {
            let others = self.units.iter().enumerate().filter(|(k, _)| *k != unit);
            let pairs = others.filter_map(|(k, placed)| Some((k, &placed.as_ref()?.zone)));
            alone_m + pairs.map(|other| limits.together_m((unit, zone), other)).sum::<f64>()
        };
        let old = self.units[unit].as_ref().map_or(0.0, |placed| of_unit(&placed.zone, placed.alone_m));
        let rest = self.breach_m - old;
        let new = new.map_or(0.0, |(zone, alone_m)| of_unit(zone, alone_m));
        // Differences of sums leave dust.
        if rest + new < 1e-6 { 0.0 } else { rest + new }
    }

    /// The same units on another sample.
    pub fn on<'b>(&self, sample: &'b Sample) -> State<'b>
    where
        'a: 'b,
    {
        let mut state = State::empty(self.ground, sample);
        for (unit, placed) in self.units.iter().enumerate() {
            let change = match placed {
                Some(Placed { candidate: Some(candidate), .. }) => state.try_candidate(unit, *candidate),
                Some(placed) => Some(state.fixed(unit, placed.laid.clone())),
                None => None,
            };
            if let Some(change) = change {
                state.accept(change);
            }
        }
        state
    }
}

/// Turns exposures into weights of what has been missed.
struct Missed<'a> {
    exposure: &'a mut [f32],
    weight: &'a [f32],
}

impl Kernel for Missed<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.exposure.iter_mut().zip(self.weight).for_each(|(x, weight)| *x = weight * missed(*x));
    }
}

/// Σ w·exp(−(total − less + more)), in as many sums as lanes, whatever the width of the machine.
struct Sum<'a> {
    weight: &'a [f32],
    total: &'a [f32],
    less: Option<&'a [f32]>,
    more: Option<&'a [f32]>,
}

impl Kernel for Sum<'_> {
    type Output = f64;

    #[inline(always)]
    fn run(self) -> f64 {
        match (self.less, self.more) {
            (None, None) => sum(self.weight, self.total, self.total, self.total, |x, _, _| x),
            (None, Some(more)) => sum(self.weight, self.total, more, more, |x, more, _| x + more),
            (Some(less), None) => sum(self.weight, self.total, less, less, |x, less, _| x - less),
            (Some(less), Some(more)) => {
                sum(self.weight, self.total, less, more, |x, less, more| x - less + more)
            }
        }
    }
}

#[inline(always)]
fn sum(weight: &[f32], total: &[f32], a: &[f32], b: &[f32], exposure: impl Fn(f32, f32, f32) -> f32) -> f64 {
    let mut sums = [0.0_f64; LANES];
    let rows = weight.chunks_exact(LANES).zip(total.chunks_exact(LANES));
    for ((weight, total), (a, b)) in rows.zip(a.chunks_exact(LANES).zip(b.chunks_exact(LANES))) {
        for lane in 0..LANES {
            sums[lane] += f64::from(weight[lane] * missed(exposure(total[lane], a[lane], b[lane])));
        }
    }
    sums.iter().sum()
}

/// exp(−x) for x ≥ 0 in 32 bits, relative error below 3·10⁻⁷ (tested): the Taylor polynomial of 2^f over |f| ≤ ½.
#[inline(always)]
fn missed(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0;
    let y = (-x * std::f32::consts::LOG2_E).max(-120.0);
    let shifted = y + ROUND;
    let f = (y - (shifted - ROUND)) * std::f32::consts::LN_2;
    let p = 1.0
        + f * (1.0 + f * (0.5 + f * (1.0 / 6.0 + f * (1.0 / 24.0 + f * (1.0 / 120.0 + f * (1.0 / 720.0))))));
    p * f32::from_bits((shifted.to_bits() << 23).wrapping_add(1.0_f32.to_bits()))
}

#[cfg(test)]
mod tests {
    use super::missed;

    #[test]
    fn missed_is_the_exponential() {
        for k in 0..40_000 {
            let x = k as f32 * 0.002;
            let want = sarex_geo::math::exp(-f64::from(x));
            assert!((f64::from(missed(x)) / want - 1.0).abs() < 5e-6, "{x}");
        }
    }
}
