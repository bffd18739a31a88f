//! The floor: a box for each unit, as one would draw it by hand.

use super::anneal::{Candidate, Ground, Laid, Placed, Sample, Zone, tasks};
use super::{Budget, NoPlan, Planner, Progress, feasible, task};
use crate::{Cloud, Compensation, Demand, Plan, PlanePoint, Problem, Sru, Turn};
use sarex_geo::math;
use std::ops::ControlFlow;

/// A planner without search: what others must beat.
///
/// Units in their order, one box each about the datum, which is the mean position in the middle of its search interval. The
/// box is about square, its legs lie along the longer axis of the probability, and its spacing is the unit's mean sweep
/// width, for coverage 1. Where a box would break a rule beside those before it, it is shifted to the nearest place where
/// it does not.
#[derive(Debug, Clone, Copy, Default)]
pub struct Naive;

/// Particles on which the time of a given pattern is chosen.
const FEW: usize = 512;

impl Planner for Naive {
    fn name(&self) -> &'static str {
        "naive"
    }

    fn plan(
        &self,
        problem: &Problem,
        _: Budget,
        _: u64,
        observe: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
    ) -> Result<Plan, NoPlan> {
        feasible::check(problem)?;
        let (laid, evaluations) = boxes(problem)?;
        if task::is_missing(problem, &laid) {
            return Err(feasible::no_plan(problem));
        }
        let plan = task::plan_of(problem, laid.iter());
        // There is nothing to end early: this is the only plan.
        let _ = observe(&Progress { evaluations, best: Some(&plan) });
        Ok(plan)
    }
}

/// A box for each unit that finds a place, and how many places were tried.
pub(super) fn boxes(problem: &Problem) -> Result<(Vec<Vec<Laid>>, u64), NoPlan> {
    let ground = Ground::of(problem);
    let limits = &ground.limits;
    let mut laid: Vec<Vec<Laid>> = vec![Vec::new(); problem.units.len()];
    if problem.demands.iter().any(|d| matches!(d, Demand::Frozen(_) | Demand::Pattern(_))) {
        let few = Sample::of(&problem.cloud, FEW.min(problem.cloud.len()), 0);
        let given = tasks(&ground, &few)?;
        laid = given
            .units
            .iter()
            .map(|placed| placed.iter().flat_map(Placed::tasks).cloned().collect())
            .collect();
    }
    let zone_of = |(unit, tasks): (usize, &Vec<Laid>)| -> Vec<Zone> {
        tasks.iter().map(|laid| Zone::of_fixed(problem, unit, laid)).collect()
    };
    let mut zones: Vec<Vec<Zone>> = laid.iter().enumerate().map(zone_of).collect();
    let first_leg = longer_axis(&problem.cloud, 0.5 * (problem.window.start_s + problem.window.end_s));
    let mut tried = 0;
    // Units that must search choose before those that may.
    let rank = |k: usize| usize::from(problem.demands[k] != Demand::Used);
    let mut order: Vec<usize> = (0..problem.units.len()).collect();
    order.sort_by_key(|&k| rank(k));
    for unit in order {
        if !matches!(problem.demands[unit], Demand::Free | Demand::Used) {
            continue;
        }
        let sketch = Sketch::of(problem, &problem.units[unit], first_leg);
        let found = sketch.iter().flat_map(|s| s.places()).find_map(|candidate| {
            tried += 1;
            let (placed, _) = candidate.lay(problem, unit, sketch.as_ref()?.middle_s)?;
            let zone = Zone::of(&placed);
            let clear = limits.alone_m(unit, &placed, &zone) <= 0.0
                && zones
                    .iter()
                    .enumerate()
                    .all(|(k, z)| z.iter().all(|z| limits.together_m((unit, &zone), (k, z)) <= 0.0));
            clear.then_some((placed, zone))
        });
        if let Some((placed, zone)) = found {
            laid[unit] = vec![placed];
            zones[unit] = vec![zone];
        }
    }
    Ok((laid, tried))
}

/// A unit's box before it has a place.
struct Sketch {
    datum: PlanePoint,
    middle_s: f64,
    first_leg: f64,
    spacing_m: f64,
    legs: usize,
    track_m: f64,
}

impl Sketch {
    /// Nothing for a unit that sees nothing, or has no time.
    fn of(problem: &Problem, sru: &Sru, first_leg: f64) -> Option<Self> {
        let width_m = task::mean_width_m(problem, sru);
        if width_m <= 0.0 {
            return None;
        }
        let (mut middle_s, mut track_m) = (0.5 * (problem.window.start_s + problem.window.end_s), 0.0);
        let mut datum = PlanePoint::default();
        // The datum depends on when the unit is there, and that on where it is.
        for _ in 0..3 {
            datum = mean(&problem.cloud, middle_s);
            let (begin_s, search_s) = task::time_at(problem, sru, datum)?;
            middle_s = begin_s + 0.5 * search_s;
            track_m = search_s * sru.track_mps();
        }
        let spacing_m = width_m.max(sru.min_spacing_m);
        let square = (track_m / spacing_m).sqrt();
        let most = (problem.rules.max_aspect * track_m / spacing_m).sqrt().floor();
        let legs = square.round().min(most).clamp(1.0, 1000.0) as usize;
        Some(Self { datum, middle_s, first_leg, spacing_m, legs, track_m })
    }

    /// About the datum, then ever farther from it.
    fn places(&self) -> impl Iterator<Item = Candidate> + '_ {
        const RINGS: i32 = 20;
        let (sin, cos) = math::sin_cos_turns(self.first_leg);
        // Half a box at a time, a little more than half so that neighbours fit side by side.
        let along_m = 0.51 * self.track_m / self.legs as f64;
        let across_m = 0.51 * self.spacing_m * self.legs as f64;
        let ring = |ring: i32| {
            let side = move |i: i32| (-ring..=ring).map(move |j| (i, j));
            (-ring..=ring).flat_map(side).filter(move |(i, j)| i.abs().max(j.abs()) == ring)
        };
        let mut steps: Vec<(i32, i32)> = (0..=RINGS).flat_map(ring).collect();
        let away = |(i, j): &(i32, i32)| {
            let (a, c) = (f64::from(*i) * along_m, f64::from(*j) * across_m);
            a * a + c * c
        };
        steps.sort_by(|a, b| away(a).total_cmp(&away(b)));
        steps.into_iter().map(move |(i, j)| {
            let (a, c) = (f64::from(i) * along_m, f64::from(j) * across_m);
            Candidate {
                centre: PlanePoint {
                    east_m: self.datum.east_m + a * sin + c * cos,
                    north_m: self.datum.north_m + a * cos - c * sin,
                },
                first_leg: self.first_leg,
                spacing_m: self.spacing_m,
                legs: self.legs,
                turn: Turn::Right,
                drift: Compensation::default(),
                delay_s: 0.0,
                use_of_time: 1.0,
                then: None,
            }
        })
    }
}

/// Weighted mean position at a time.
fn mean(cloud: &Cloud, time_s: f64) -> PlanePoint {
    let (east, north) = cloud.at_node(nearest_node(cloud, time_s));
    let sum = |row: &[f32]| row.iter().zip(cloud.weight()).map(|(x, w)| w * f64::from(*x)).sum();
    PlanePoint { east_m: sum(east), north_m: sum(north) }
}

fn nearest_node(cloud: &Cloud, time_s: f64) -> usize {
    ((time_s - cloud.start_s()) / cloud.step_s()).round().clamp(0.0, cloud.nodes() as f64 - 1.0) as usize
}

/// Direction of the greatest spread, turns: tan 2h = 2·c_en/(c_nn − c_ee).
fn longer_axis(cloud: &Cloud, time_s: f64) -> f64 {
    let middle = mean(cloud, time_s);
    let (east, north) = cloud.at_node(nearest_node(cloud, time_s));
    let mut spread = [0.0; 3];
    for ((e, n), w) in east.iter().zip(north).zip(cloud.weight()) {
        let (x, y) = (f64::from(*e) - middle.east_m, f64::from(*n) - middle.north_m);
        spread[0] += w * x * x;
        spread[1] += w * x * y;
        spread[2] += w * y * y;
    }
    0.5 * math::atan2(2.0 * spread[1], spread[2] - spread[0]) / std::f64::consts::TAU
}
