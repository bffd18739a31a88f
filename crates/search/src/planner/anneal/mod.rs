//! Our planner: annealing of all units' ladders together, on samples that grow.
//!
//! What is varied of each unit is where its area lies, how it is turned, its spacing and number of legs, the corner where
//! it commences, the drift that its track follows, and when it begins; the length of its legs follows from transit,
//! endurance and sortie, so transit and time on scene are part of what is made best. A unit may search a second area in
//! the same sortie, where the rules allow it: another place, or the middle of the first once more. Rules are soft at first and hard at
//! the end. Many chains begin on a small sample; the best go on with larger ones.

mod chain;
mod dice;
mod fixed;
mod glance;
mod ladder;
mod limits;
mod moves;
mod sample;
mod sight;
mod state;
mod zone;

pub(super) use dice::Dice;
pub(super) use fixed::tasks;
pub(super) use ladder::{Candidate, Laid};
pub(super) use limits::Zone;
pub(super) use sample::Sample;
pub(super) use state::{Change, Ground, Placed, State};
pub(super) use zone::Hull;

use super::{Budget, NoPlan, Obstacle, Planner, Progress, feasible, naive, task};
use crate::{Plan, Problem, checker};
use chain::{Chain, Schedule};
use rayon::prelude::*;
use std::cell::Cell;
use std::ops::{ControlFlow, Range};

/// The planner of this project.
#[derive(Debug, Clone, Copy, Default)]
pub struct Annealing;

/// Particles of the samples.
const SAMPLES: [usize; 3] = [1536, 4096, 12_288];

/// A stretch of the work: so many chains, on one of the samples, with this share of the budget.
struct Stage {
    chains: usize,
    sample: usize,
    share: f64,
    schedule: Schedule,
}

/// Many chains look for where the units belong, the best settle there, and two are worked out.
///
/// Where units are few and probability lies in several places, chains end far apart (R24 of the benchmark: 0.71 to 0.84 after
/// the same work), so many short ones and the best of them do better than few long ones.
const STAGES: [Stage; 4] = [
    Stage {
        chains: 24,
        sample: 0,
        share: 0.2,
        schedule: Schedule { heat: (4e-3, 1e-3), price: (0.01, 0.1), scale: (1.0, 0.3) },
    },
    Stage {
        chains: 6,
        sample: 0,
        share: 0.3,
        schedule: Schedule { heat: (1e-3, 1.5e-4), price: (0.05, 0.3), scale: (0.5, 0.15) },
    },
    Stage {
        chains: 2,
        sample: 1,
        share: 0.35,
        schedule: Schedule { heat: (4e-4, 3e-5), price: (0.1, 1.0), scale: (0.3, 0.04) },
    },
    Stage {
        chains: 2,
        sample: 2,
        share: 0.15,
        schedule: Schedule { heat: (5e-5, 3e-6), price: (1.0, 10.0), scale: (0.06, 0.01) },
    },
];
/// Evaluations that a chain needs to come anywhere.
const LEAST_WORK: f64 = 400.0;
/// Chains that the first plan comes from.
const FIRST: u32 = 4;
/// Where a chain finds more than this there is little left to find, and later stages do this share of their work: there a plan
/// takes longest, for every leg sees much of the probability.
const NEARLY_ALL: f64 = 0.99;
const LITTLE: f64 = 0.25;
/// Most evaluations between two times that whoever listens may end the work, counted on the first sample. Where a stage is
/// cut does not change what it finds.
const ROUND: f64 = 8000.0;

impl Planner for Annealing {
    fn name(&self) -> &'static str {
        "annealing"
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
        let samples: Vec<Sample> = SAMPLES
            .par_iter()
            .map(|&count| Sample::of(&problem.cloud, count.min(problem.cloud.len()), seed))
            .collect();
        let fixed = fixed::tasks(&ground, &samples[0])?;
        let begin = |numbers: Range<u32>| -> Vec<Chain<'_>> {
            numbers.into_par_iter().map(|k| Chain::begin(&ground, &samples[0], seed, k, &fixed)).collect()
        };
        // The first plan does not wait for all chains, nor for those that begin with rules broken.
        let mut chains = begin(0..FIRST);
        let first = chosen(problem, &chains);
        let boxes = if first.is_err() { by_hand(problem) } else { None };
        let evaluations = chains.iter().map(|c| c.evaluations).sum();
        if observe(&Progress { evaluations, best: first.as_ref().ok().or(boxes.as_ref()) }).is_break() {
            return first.or_else(|none| boxes.ok_or(none));
        }
        chains.extend(begin(FIRST..starts(budget).max(FIRST)));
        // Work of chains that did not go on counts, too.
        let dropped = Cell::new(0);
        let mut observe = |told: &Progress<'_>| {
            observe(&Progress { evaluations: dropped.get() + told.evaluations, best: told.best })
        };
        for (k, stage) in STAGES.iter().enumerate() {
            if k > 0 {
                let others = chains.drain(stage.chains.min(chains.len())..);
                dropped.set(dropped.get() + others.map(|chain| chain.evaluations).sum::<u64>());
                chains =
                    chains.into_par_iter().map(|chain| chain.continue_on(&samples[stage.sample])).collect();
            }
            let nearly_all = k > 0 && chains[0].value() > NEARLY_ALL;
            let part = if nearly_all { LITTLE * stage.share } else { stage.share };
            let budget = Budget { evaluations: (budget.evaluations as f64 * part) as u64 };
            let goes_on = anneal(&mut chains, problem, stage, budget, &mut observe);
            chains.iter_mut().for_each(Chain::repair);
            // Best first; a stable sort keeps the order of equals.
            chains.sort_by(|a, b| b.value().total_cmp(&a.value()));
            if goes_on.is_break() {
                break;
            }
        }
        match (chosen(problem, &chains), boxes) {
            (Ok(plan), Some(boxes)) if boxes.value() > plan.value() => Ok(boxes),
            (Err(_), Some(boxes)) => Ok(boxes),
            (plan, _) => plan,
        }
    }
}

/// Boxes as one would draw them by hand: a plan to begin with where the first chains still break rules.
fn by_hand(problem: &Problem) -> Option<Plan> {
    let (laid, _) = naive::boxes(problem).ok()?;
    let plan = (!task::is_missing(problem, &laid)).then(|| task::plan_of(problem, laid.iter()))?;
    checker::check(problem, &plan).is_empty().then_some(plan)
}

/// Chains at the begin: no more than have some work to do each.
fn starts(budget: Budget) -> u32 {
    let work = (budget.evaluations as f64 * STAGES[0].share / LEAST_WORK) as u32;
    work.min(STAGES[0].chains as u32)
}

/// One stage with its own budget: all chains side by side, in rounds.
fn anneal(
    chains: &mut [Chain<'_>],
    problem: &Problem,
    stage: &Stage,
    budget: Budget,
    observe: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let cost = SAMPLES[stage.sample] as f64 / SAMPLES[0] as f64;
    let each = (budget.evaluations as f64 / cost / chains.len() as f64) as u64;
    let round = (ROUND / cost / chains.len() as f64) as u64;
    // Better plans are told when a stage is over.
    let best = chosen(problem, chains).ok();
    let mut told = best.as_ref();
    let mut done = 0;
    loop {
        let evaluations = chains.iter().map(|c| c.evaluations).sum();
        observe(&Progress { evaluations, best: told.take() })?;
        if done == each {
            return ControlFlow::Continue(());
        }
        let until = (done + round).min(each);
        chains.par_iter_mut().for_each(|c| c.anneal(done..until, each, stage.schedule));
        done = until;
    }
}

/// The best plan of the chains that the independent checker passes.
fn chosen(problem: &Problem, chains: &[Chain<'_>]) -> Result<Plan, NoPlan> {
    let mut broken = Vec::new();
    let mut best: Option<Plan> = None;
    for units in chains.iter().filter_map(|c| c.best.as_ref()).map(|(_, units)| units) {
        let plan = task::plan_of(problem, units.iter().map(|placed| placed.iter().flat_map(Placed::tasks)));
        // Nobody searching breaks no rule, and is no plan.
        if plan.assignments.is_empty() {
            continue;
        }
        let violations = checker::check(problem, &plan);
        if !violations.is_empty() {
            broken = violations;
        } else if best.as_ref().is_none_or(|best| plan.value() > best.value()) {
            best = Some(plan);
        }
    }
    best.ok_or_else(|| no_plan(problem, broken))
}

/// Why there is no plan, from what its best attempt breaks.
fn no_plan(problem: &Problem, broken: Vec<checker::Violation>) -> NoPlan {
    if broken.is_empty() {
        return feasible::no_plan(problem);
    }
    let name = |units: &[usize]| {
        units.iter().map(|&unit| problem.units[unit].id.as_str()).collect::<Vec<_>>().join("`, `")
    };
    let obstacle =
        |v: checker::Violation| Obstacle { unit: name(&v.units), what: v.what, release: v.release };
    NoPlan { obstacles: broken.into_iter().map(obstacle).collect() }
}
