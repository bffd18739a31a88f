//! The published SAROPS-style local search, in our own words: the method to beat.
//!
//! Boxes that stand over ground are grabbed one by one where the probability is, nested where they overlap, and polished by
//! small moves of one unit at a time; then all begins anew from another random start, until the work allowed is done.
//!
//! Source: the public design notes of SAROPS, and Kratzke, Stone & Frost, *Search and rescue optimal planning system*,
//! FUSION 2010. Ours counts work where the original counts time, so that a result can be repeated.

mod grab;
mod nest;
mod polish;
mod score;

use super::anneal::{Candidate, Dice, Ground, Laid, Placed, Sample, State, tasks};
use super::{Budget, NoPlan, Planner, Progress, feasible, naive, task};
use crate::pattern::PatternKind;
use crate::{Assignment, Compensation, Demand, Plan, PlanePoint, Problem};
use rayon::prelude::*;
use score::Score;
use std::ops::ControlFlow;

/// The baseline planner.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// Where the first start begins: the plan of an earlier run, for instance. Its tasks are taken as boxes over ground.
    pub warm_start: Option<Plan>,
}

/// Particles while polishing, and at most, however much their result scatters.
const SAMPLE: usize = 1500;
const MOST_SAMPLE: usize = 48_000;
/// The sample is doubled until its probability of success has a standard deviation of no more than this share.
const MOST_SCATTER: f64 = 0.05;
/// Starts that run side by side. A fixed number: results do not depend on how many processors there are.
const ABREAST: u32 = 2;

impl Planner for Baseline {
    fn name(&self) -> &'static str {
        "baseline"
    }

    fn plan(
        &self,
        problem: &Problem,
        budget: Budget,
        seed: u64,
        observe: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
    ) -> Result<Plan, NoPlan> {
        feasible::check(problem)?;
        let ground = Ground::of(problem);
        let sample = steady_sample(&ground, seed)?;
        let fixed = tasks(&ground, &sample)?;
        let mut best: Option<Found> = None;
        let mut evaluations = 0;
        let mut first = 0;
        while evaluations < budget.evaluations {
            let each = (budget.evaluations - evaluations).div_ceil(u64::from(ABREAST));
            let bar = best.as_ref().map_or(0.0, |b| b.pos);
            let warm = (first == 0).then_some(self.warm_start.as_ref()).flatten();
            let start = |k: u32| {
                let warm = warm.filter(|_| k == 0);
                Start { ground: &ground, sample: &sample, fixed: &fixed, bar, most: each }.run(
                    seed,
                    first + k,
                    warm,
                )
            };
            let starts: Vec<(Option<Found>, u64)> = (0..ABREAST).into_par_iter().map(start).collect();
            for (found, work) in starts {
                evaluations += work.max(1);
                if let Some(found) = found.filter(|f| best.as_ref().is_none_or(|b| f.pos > b.pos)) {
                    best = Some(found);
                }
            }
            first += ABREAST;
            let told = best.as_ref().map(|b| task::plan_of(problem, b.laid.iter()));
            if observe(&Progress { evaluations, best: told.as_ref() }).is_break() {
                break;
            }
        }
        // Where every start ended in a tangle, boxes drawn by hand stand.
        let laid = match best {
            Some(best) => best.laid,
            None => naive::boxes(problem)?.0,
        };
        if task::is_missing(problem, &laid) {
            return Err(feasible::no_plan(problem));
        }
        Ok(task::plan_of(problem, laid.iter()))
    }
}

/// What a start ends with: tasks that break no rule, and their probability of success on the sample.
struct Found {
    laid: Vec<Vec<Laid>>,
    pos: f64,
}

/// One start from random boxes.
struct Start<'a> {
    ground: &'a Ground<'a>,
    sample: &'a Sample,
    /// The user's tasks.
    fixed: &'a State<'a>,
    /// The best probability of success so far.
    bar: f64,
    /// Evaluations it may spend.
    most: u64,
}

impl Start<'_> {
    fn run(&self, seed: u64, number: u32, warm: Option<&Plan>) -> (Option<Found>, u64) {
        let mut state = self.fixed.on(self.sample);
        let mut dice = Dice::of(seed, number);
        let movable = movable(self.ground.problem);
        let mut spent = 0;
        match warm {
            Some(plan) => {
                for a in plan.assignments.iter().filter(|a| movable.contains(&a.unit)) {
                    spent += 1;
                    if let Some(change) = box_of(a).and_then(|c| state.try_candidate(a.unit, c)) {
                        state.accept(change);
                    }
                }
            }
            None => spent += grab::all(&mut state, &movable, &mut dice),
        }
        spent += nest::all(&mut state, &movable);
        let mut polish = polish::Polish::of(state, movable, self.most.saturating_sub(spent));
        let kept = polish.run(0.8 * self.bar);
        spent += polish.spent;
        if !kept {
            return (None, spent);
        }
        (self.without_breaches(polish.state), spent)
    }

    /// Leaves out, one by one, the unit whose leaving takes away most of what is broken, until nothing is.
    fn without_breaches(&self, mut state: State<'_>) -> Option<Found> {
        let problem = self.ground.problem;
        loop {
            let score = Score::of(&state);
            if score.is_clean() {
                break;
            }
            let may = |k: &usize| state.units[*k].is_some() && problem.demands[*k] == Demand::Free;
            let left_out = (0..state.units.len()).filter(may).map(|k| state.without(k));
            let least = left_out
                .min_by(|a, b| a.breach_m.total_cmp(&b.breach_m).then(b.found.total_cmp(&a.found)))?;
            state.accept(least);
        }
        let laid: Vec<Vec<Laid>> =
            state.units.iter().map(|p| p.iter().flat_map(Placed::tasks).cloned().collect()).collect();
        (!task::is_missing(problem, &laid)).then_some(Found { pos: state.found, laid })
    }
}

/// Units that the search may place.
fn movable(problem: &Problem) -> Vec<usize> {
    let demands = problem.demands.iter().enumerate();
    demands.filter(|(_, d)| matches!(d, Demand::Free | Demand::Used)).map(|(k, _)| k).collect()
}

/// A sample on which the boxes of a first start have a probability of success that scatters by 5 % or less.
fn steady_sample(ground: &Ground<'_>, seed: u64) -> Result<Sample, NoPlan> {
    let cloud = &ground.problem.cloud;
    let most = MOST_SAMPLE.min(cloud.len());
    let mut count = SAMPLE.min(most);
    loop {
        let sample = Sample::of(cloud, count, seed);
        let mut state = tasks(ground, &sample)?;
        grab::all(&mut state, &movable(ground.problem), &mut Dice::of(seed, 0));
        let steady = scatter(&state) <= MOST_SCATTER;
        drop(state);
        if steady || count >= most {
            return Ok(sample);
        }
        count = (2 * count).min(most);
    }
}

/// Standard deviation of a state's probability of success over its size: √(Σ w²(p − p̄)²)/p̄.
fn scatter(state: &State<'_>) -> f64 {
    let left = state.left_without(usize::MAX);
    let weights = state.sample.weight.iter().map(|w| f64::from(*w));
    let seen: Vec<(f64, f64)> = weights.zip(&left).map(|(w, left)| (w, 1.0 - f64::from(*left) / w)).collect();
    let mean: f64 = seen.iter().map(|(w, p)| w * p).sum();
    let square: f64 = seen.iter().map(|(w, p)| w * w * (p - mean) * (p - mean)).sum();
    if mean > 0.0 { square.sqrt() / mean } else { f64::INFINITY }
}

/// An assignment's ladder as a box over ground; nothing for other patterns.
fn box_of(assignment: &Assignment) -> Option<Candidate> {
    let flown = &assignment.pattern;
    if !matches!(flown.kind, PatternKind::ParallelSweep | PatternKind::CreepingLine) {
        return None;
    }
    let corners = assignment.track.len() as f64;
    let mean = |f: fn(&PlanePoint) -> f64| assignment.track.iter().map(|w| f(&w.at)).sum::<f64>() / corners;
    Some(Candidate {
        centre: PlanePoint { east_m: mean(|p| p.east_m), north_m: mean(|p| p.north_m) },
        first_leg: flown.first_leg_deg / 360.0,
        spacing_m: flown.spacing_m,
        legs: flown.legs,
        turn: flown.turn,
        ..AT_REST
    })
}

/// A box stands over ground, begins as soon as its unit is there, and takes all its time.
const AT_REST: Candidate = Candidate {
    centre: PlanePoint { east_m: 0.0, north_m: 0.0 },
    first_leg: 0.0,
    spacing_m: 0.0,
    legs: 1,
    turn: crate::Turn::Right,
    drift: Compensation { east_mps: 0.0, north_mps: 0.0 },
    delay_s: 0.0,
    use_of_time: 1.0,
    then: None,
};
