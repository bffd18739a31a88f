//! Where a chain stands: each unit's ladder, what it sees of the sample, and what is left.

use super::glance::Glance;
use super::ladder::{Candidate, Laid};
use super::limits::{Limits, Zone};
use super::sample::{LANES, Sample};
use super::sight::{Seen, Sight};
use crate::{Objective, Problem, Track};
use sarex_geo::dispatch::{self, Kernel};

/// A pass that adds less exposure is not looked at.
const LEAST_EXPONENT: f32 = 0.006;

/// A second area has to add so much to the worth of a plan: it costs a crew a transit and a second briefing.
const SECOND_AREA: f64 = 0.002;

/// What all chains share.
pub(in crate::planner) struct Ground<'a> {
    pub problem: &'a Problem,
    pub limits: Limits<'a>,
    /// Reference time of each unit's centre, seconds since 1970.
    pub reference_s: Vec<f64>,
    /// Sweep width of each unit over the object types, by their probability, m.
    pub typical_width_m: Vec<f64>,
    /// For each unit and object type.
    glances: Vec<Vec<Option<Glance>>>,
    /// For each object type the probability of being alive in each interval of the cloud, if that counts.
    alive: Option<Vec<Vec<f32>>>,
}

/// One unit's task and what it sees.
#[derive(Clone)]
pub(in crate::planner) struct Placed {
    /// None if the task is the user's, not the search's.
    pub candidate: Option<Candidate>,
    pub laid: Laid,
    pub zone: Zone,
    /// By how much it breaks rules by itself, m.
    pub alone_m: f64,
    /// What both areas see, if there are two.
    pub seen: Seen,
    /// The areas of the sortie after the first; the search itself takes no more than one.
    pub then: Vec<(Laid, Zone)>,
}

impl Placed {
    /// What the rules look at of each of its areas.
    pub fn zones(&self) -> impl Iterator<Item = &Zone> {
        std::iter::once(&self.zone).chain(self.then.iter().map(|(_, zone)| zone))
    }

    /// Its ladders in the order in which they are flown.
    pub fn tasks(&self) -> impl Iterator<Item = &Laid> {
        std::iter::once(&self.laid).chain(self.then.iter().map(|(laid, _)| laid))
    }
}

/// A chain's state on a sample.
#[derive(Clone)]
pub(in crate::planner) struct State<'a> {
    pub ground: &'a Ground<'a>,
    pub sample: &'a Sample,
    pub units: Vec<Option<Placed>>,
    /// What all units see.
    total: Seen,
    /// Worth on the sample: probability of success, or share found alive, less what second areas cost.
    pub found: f64,
    /// By how much rules are broken, m.
    pub breach_m: f64,
}

/// A change of one unit, weighed.
pub(in crate::planner) struct Change {
    pub unit: usize,
    pub placed: Option<Placed>,
    pub found: f64,
    pub breach_m: f64,
}

impl<'a> Ground<'a> {
    pub fn of(problem: &'a Problem) -> Self {
        let mass = problem.cloud.object_mass();
        let reference = |sru: &crate::Sru| {
            let from_s = sru.commence_s.unwrap_or(sru.available_s).max(sru.start_s(problem.window.start_s));
            0.5 * (from_s + (from_s + sru.on_scene_s).min(sru.end_s(problem.window.end_s)))
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
            alive: match &problem.objective {
                Objective::Pos => None,
                Objective::Survivors { alive } => Some(alive.iter().map(|row| middles(row)).collect()),
            },
        }
    }

    /// A candidate laid out, with what the rules look at, and nothing seen yet; nothing if the unit can not do it.
    fn place(&self, unit: usize, candidate: Candidate) -> Option<Placed> {
        let (laid, then) = candidate.lay(self.problem, unit, self.reference_s[unit])?;
        let zone = Zone::of(&laid);
        let mut alone_m = self.limits.alone_m(unit, &laid, &zone);
        let then = then.map(|laid| {
            let zone = Zone::of(&laid);
            alone_m += self.limits.alone_m(unit, &laid, &zone);
            (laid, zone)
        });
        let then = then.into_iter().collect();
        Some(Placed { candidate: Some(candidate), laid, zone, alone_m, seen: Seen::default(), then })
    }
}

impl<'a> State<'a> {
    /// With no unit placed.
    pub fn empty(ground: &'a Ground<'a>, sample: &'a Sample) -> Self {
        let units = vec![None; ground.problem.units.len()];
        Self {
            ground,
            sample,
            units,
            total: Seen::nothing(sample.len(), ground.alive.is_some()),
            found: 0.0,
            breach_m: 0.0,
        }
    }

    /// Puts a candidate in its unit's place, if the unit can do it.
    pub fn try_candidate(&self, unit: usize, candidate: Candidate) -> Option<Change> {
        let mut placed = self.ground.place(unit, candidate)?;
        let breach_m = self.breach_with(unit, Some(&placed));
        placed.seen = self.seen(unit, &placed.laid);
        for (laid, _) in &placed.then {
            placed.seen.add(&self.seen(unit, laid));
        }
        let found = self.found_with(unit, Some(&placed));
        Some(Change { unit, placed: Some(placed), found, breach_m })
    }

    fn seen(&self, unit: usize, laid: &Laid) -> Seen {
        let mut seen = Seen::nothing(self.sample.len(), self.ground.alive.is_some());
        Sight::of(self.sample, &self.ground.glances[unit], laid)
            .exposure(self.ground.alive.as_deref(), &mut seen);
        seen
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

    /// Tasks that the search does not vary, in the order in which the unit does them; nothing if there are none.
    pub fn fixed(&self, unit: usize, tasks: impl IntoIterator<Item = Laid>) -> Option<Change> {
        let mut tasks = tasks.into_iter().map(|laid| {
            let zone = Zone::of_fixed(self.ground.problem, unit, &laid);
            (laid, zone)
        });
        let (laid, zone) = tasks.next()?;
        let then: Vec<(Laid, Zone)> = tasks.collect();
        let sensor = &self.ground.problem.units[unit].sensor;
        let all = std::iter::once(&laid).chain(then.iter().map(|(laid, _)| laid));
        let tracks: Vec<Track<'_>> = all.map(|laid| Track { sensor, waypoints: &laid.track }).collect();
        let (exposure, alive) =
            crate::evaluate::exposures(&self.sample.cloud, &tracks, &self.ground.problem.objective);
        let seen = Seen { exposure, alive };
        let placed = Placed { candidate: None, laid, zone, alone_m: 0.0, seen, then };
        let found = self.found_with(unit, Some(&placed));
        let breach_m = self.breach_with(unit, Some(&placed));
        Some(Change { unit, placed: Some(placed), found, breach_m })
    }

    /// Makes a change.
    pub fn accept(&mut self, change: Change) {
        self.units[change.unit] = change.placed;
        self.found = change.found;
        self.breach_m = change.breach_m;
        // Summed anew in the order of the units: adding and taking away would let rounding grow.
        self.total = Seen::nothing(self.sample.len(), self.ground.alive.is_some());
        for placed in self.units.iter().flatten() {
            self.total.add(&placed.seen);
        }
    }

    /// Weight of each particle that all units but one leave, relative to even weights.
    pub fn left_without(&self, unit: usize) -> Vec<f32> {
        let placed = self.units.get(unit).and_then(Option::as_ref);
        let seen = placed.map_or(&[][..], |placed| &placed.seen.exposure);
        let mut left = self.total.exposure.clone();
        left.iter_mut().zip(seen).for_each(|(total, seen)| *total -= seen);
        dispatch::run(Missed { exposure: &mut left, weight: &self.sample.weight });
        left
    }

    /// Worth with another task of a unit, less what second areas cost.
    fn found_with(&self, unit: usize, new: Option<&Placed>) -> f64 {
        let others =
            self.units.iter().enumerate().filter(|(k, _)| *k != unit).filter_map(|(_, p)| p.as_ref());
        let second = others.chain(new).map(|placed| placed.then.len()).sum::<usize>();
        self.worth_with(unit, new.map(|placed| &placed.seen)) - SECOND_AREA * second as f64
    }

    fn worth_with(&self, unit: usize, seen: Option<&Seen>) -> f64 {
        let old = self.units[unit].as_ref().map(|placed| &placed.seen);
        let change = |of: fn(&Seen) -> &Vec<f32>| Changed {
            total: of(&self.total),
            less: old.map(|seen| of(seen).as_slice()),
            more: seen.map(|seen| of(seen).as_slice()),
        };
        let weight = &self.sample.weight;
        if self.ground.alive.is_some() {
            let (exposure, alive) = (change(|seen| &seen.exposure), change(|seen| &seen.alive));
            dispatch::run(Alive { weight, exposure, alive })
        } else {
            1.0 - dispatch::run(Sum { weight, exposure: change(|seen| &seen.exposure) })
        }
    }

    fn breach_with(&self, unit: usize, new: Option<&Placed>) -> f64 {
        let limits = &self.ground.limits;
        let of_unit = |placed: &Placed| {
            let others = self.units.iter().enumerate().filter(|(k, _)| *k != unit);
            let theirs = others.filter_map(|(k, other)| Some((k, other.as_ref()?)));
            let pairs = theirs.flat_map(|(k, other)| other.zones().map(move |zone| (k, zone)));
            let with = |other: (usize, &Zone)| -> f64 {
                placed.zones().map(|zone| limits.together_m((unit, zone), other)).sum()
            };
            placed.alone_m + pairs.map(with).sum::<f64>()
        };
        let rest = self.breach_m - self.units[unit].as_ref().map_or(0.0, of_unit);
        let new = new.map_or(0.0, of_unit);
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
                Some(placed) => state.fixed(unit, placed.tasks().cloned()),
                None => None,
            };
            if let Some(change) = change {
                state.accept(change);
            }
        }
        state
    }
}

/// Means of neighbouring nodes, and the last node for what ends there.
fn middles(row: &[f64]) -> Vec<f32> {
    let mut middles: Vec<f32> = row.windows(2).map(|pair| (0.5 * (pair[0] + pair[1])) as f32).collect();
    middles.extend(row.last().map(|last| *last as f32));
    middles
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

/// A sum over all units with one of them changed.
#[derive(Clone, Copy)]
struct Changed<'a> {
    total: &'a [f32],
    less: Option<&'a [f32]>,
    more: Option<&'a [f32]>,
}

impl Changed<'_> {
    /// The sum of a block of lanes.
    #[inline(always)]
    fn lanes(&self, first: usize) -> [f32; LANES] {
        let mut sum = [0.0; LANES];
        sum.copy_from_slice(&self.total[first..first + LANES]);
        if let Some(less) = self.less {
            let less = &less[first..first + LANES];
            (0..LANES).for_each(|lane| sum[lane] -= less[lane]);
        }
        if let Some(more) = self.more {
            let more = &more[first..first + LANES];
            (0..LANES).for_each(|lane| sum[lane] += more[lane]);
        }
        sum
    }
}

/// Σ w·exp(−exposure), in as many sums as lanes, whatever the width of the machine.
struct Sum<'a> {
    weight: &'a [f32],
    exposure: Changed<'a>,
}

impl Kernel for Sum<'_> {
    type Output = f64;

    #[inline(always)]
    fn run(self) -> f64 {
        let mut sums = [0.0_f64; LANES];
        for (block, weight) in self.weight.chunks_exact(LANES).enumerate() {
            let exposure = self.exposure.lanes(block * LANES);
            for lane in 0..LANES {
                sums[lane] += f64::from(weight[lane] * missed(exposure[lane]));
            }
        }
        sums.iter().sum()
    }
}

/// Σ w·(1 − exp(−X))·A/X with X the exposure and A that of the living: found, times the mean chance of being alive when
/// seen. The order of passes is left to the exact evaluation.
struct Alive<'a> {
    weight: &'a [f32],
    exposure: Changed<'a>,
    alive: Changed<'a>,
}

impl Kernel for Alive<'_> {
    type Output = f64;

    #[inline(always)]
    fn run(self) -> f64 {
        let mut sums = [0.0_f64; LANES];
        for (block, weight) in self.weight.chunks_exact(LANES).enumerate() {
            let exposure = self.exposure.lanes(block * LANES);
            let alive = self.alive.lanes(block * LANES);
            for lane in 0..LANES {
                let mean = alive[lane] / exposure[lane].max(1e-6);
                sums[lane] += f64::from(weight[lane] * (1.0 - missed(exposure[lane])) * mean);
            }
        }
        sums.iter().sum()
    }
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
