//! One search ahead: the plan is chosen for what it and the sortie after it are worth together.
//!
//! Two plans are compared: the best one for this search alone, and the first half of the best one for both sorties. Each
//! is followed by a plan of the next sortie on what it leaves, with the units back when it has them back and the
//! conditions of then; so what is told of the next sortie obeys every rule, and its figures are those that an update after
//! this search would give.

use super::clouds::{Followed, Particles};
use super::later::{self, Again, Later};
use super::problem::{Asked, Setting, checked_plan, datum, planned};
use super::{How, Options, SearchError, Tell, error, measure, scene::Scene, units};
use crate::case::look_ahead::LookAheadKeys;
use crate::case::search_keys::SearchKeys;
use crate::case::unit_keys::{UnitKeys, Use};
use crate::forecast::{ForecastError, Opened, at};
use sarex_geo::{from_unix_seconds, unix_seconds};
use sarex_search::evaluate::worth;
use sarex_search::planner::{AheadError, NextSortie, two_sorties};
use sarex_search::{Assignment, Budget, Demand, Objective, Plan, Problem, Track, Window};

/// What the sortie after this one would be expected to bring, should this one find nothing. Not tasking.
#[derive(Debug, Clone)]
pub struct LookAhead {
    /// The next sortie as a problem, on what this search leaves.
    pub problem: Problem,
    /// Its plan, with its worth on the cloud that no planner has seen, of all that this search leaves.
    pub plan: Plan,
    /// Probability of success of this search, the next one, and all before.
    pub cumulative_pos: f64,
    /// Time between being back and leaving again, s.
    pub turn_round_s: f64,
    /// The best plan for this search alone, where it was given up for the sake of both.
    pub alone: Option<Alone>,
    /// What a reader should know of the next sortie.
    pub notes: Vec<String>,
}

/// What the best plan for this search alone is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alone {
    /// Probability of success of this search.
    pub pos: f64,
    /// The same with the next sortie after it, and all before.
    pub cumulative_pos: f64,
}

/// What all plans that are compared rest on.
pub(super) struct Looking<'a> {
    pub opened: &'a Opened,
    pub asked: &'a Asked<'a>,
    pub setting: &'a Setting,
    pub how: &'a How,
    /// The two sets of particles: those that plans are made on, and those that they are told on.
    pub sets: [&'a Particles; 2],
    pub keys: &'a LookAheadKeys,
}

/// A plan of this search with what may follow it.
struct Outcome {
    plan: Plan,
    ahead: LookAhead,
    /// What the objective makes of both, on the cloud that plans are made on.
    value: f64,
    /// Probability of success of this search on the other cloud.
    pos: f64,
}

impl Looking<'_> {
    /// The better of two plans by what they and the next sortie are worth: `alone`, which is made for this search alone,
    /// and one that is made for both.
    pub fn choose(&self, alone: Plan, tell: Tell<'_>) -> Result<(Plan, LookAhead), SearchError> {
        self.compared(alone, tell)
            .map_err(|error| error::moved(error, self.opened.case(), "look_ahead.", &self.keys.start))
    }

    fn compared(&self, alone: Plan, tell: Tell<'_>) -> Result<(Plan, LookAhead), SearchError> {
        let for_both = self.for_both(&mut *tell)?;
        let alone = self.followed(alone, &mut *tell)?;
        let both = match for_both.filter(|plan| plan.assignments != alone.plan.assignments) {
            Some(plan) => self.followed(plan, tell)?,
            None => return Ok((alone.plan, alone.ahead)),
        };
        if both.value <= alone.value {
            return Ok((alone.plan, alone.ahead));
        }
        let given_up = Alone { pos: alone.pos, cumulative_pos: alone.ahead.cumulative_pos };
        Ok((both.plan, LookAhead { alone: Some(given_up), ..both.ahead }))
    }

    fn window(&self) -> (f64, f64) {
        (unix_seconds(self.keys.start.value), unix_seconds(self.keys.end.value))
    }

    /// The first half of the best plan for both sorties; none if there is no plan for both, or it searches only then.
    fn for_both(&self, tell: Tell<'_>) -> Result<Option<Plan>, SearchError> {
        let case = self.opened.case();
        let own = &self.setting.problem;
        let plane = own.cloud.plane();
        let (start_s, end_s) = self.window();
        let whole = self.sets[0]
            .over((own.window.start_s, end_s), plane, self.asked.search.ashore)
            .map_err(|problem| error::of_cloud(case, self.asked.search, &problem))?;
        let mut first = Problem { cloud: whole.cloud, ..own.clone() };
        if matches!(own.objective, Objective::Survivors { .. }) {
            let alive = super::sensors::alive(self.asked.search, case, &first.cloud, &self.setting.scene)?;
            first.objective = Objective::Survivors { alive: alive.middle };
        }
        let search = later::moved(self.asked.search, Later::from(self.keys), |_| None);
        let (datum, place) = datum(self.opened, self.asked.search, self.sets[0], (start_s, end_s))?;
        let scene = Scene::at(search.conditions.as_ref(), self.opened, (&datum, place), (start_s, end_s))?;
        let units = search.unit.value.iter().map(|keys| units::unit(keys, &search, case, &scene, plane));
        let demand = |keys: &UnitKeys| match keys.r#use.value {
            Use::Never => Demand::Unused,
            Use::Free | Use::Always => Demand::Free,
        };
        let next = NextSortie {
            units: units.collect::<Result<_, SearchError>>()?,
            demands: search.unit.value.iter().map(demand).collect(),
            window: Window { start_s, end_s },
            turn_round_s: self.keys.turn_round.value.0.as_secs_f64(),
        };
        let mut stopped = false;
        let budget = Budget { evaluations: self.how.budget };
        let mut observe = |progress: &sarex_search::Progress<'_>| {
            let evaluations = progress.evaluations;
            let answer = tell(super::Stage::LookingAhead { evaluations, budget: self.how.budget });
            stopped |= answer.is_break();
            answer
        };
        let planner = self.asked.options.method.planner();
        let made = two_sorties(&first, &next, planner.as_ref(), budget, self.how.seed, &mut observe);
        if stopped {
            return Err(ForecastError::Cancelled.into());
        }
        match made {
            Ok(two) if two.first.assignments.is_empty() => Ok(None),
            Ok(two) => Ok(Some(checked_plan(own, measured_anew(own, two.first))?)),
            // Without a plan for both, the one for this search alone stands.
            Err(AheadError::NoPlan(_) | AheadError::Cloud(_)) => Ok(None),
            Err(error) => {
                let (key, span) = (&self.keys.start.key, self.keys.start.span.clone());
                let remedy = "or plan without `look_ahead`";
                Err(at(case, key, span, error.to_string(), remedy).into())
            }
        }
    }

    /// Plans the next sortie on what a plan leaves.
    fn followed(&self, plan: Plan, tell: Tell<'_>) -> Result<Outcome, SearchError> {
        let own = &self.setting.problem;
        let search = self.search_after(&plan);
        let left = |set: &Particles, followed: &Followed| {
            let mut left = set.clone();
            left.take(followed, &tracks(own, &plan));
            left
        };
        let planning = left(self.sets[0], &self.setting.seen);
        let mut held_out = left(self.sets[1], &self.setting.unseen);
        let options = Options { method: self.asked.options.method, ..Options::default() };
        let asked = Asked {
            search: &search,
            areas: self.asked.areas,
            window: self.window(),
            options: &options,
            frozen: &[],
        };
        let setting = Setting::of(self.opened, &asked, [&planning, &held_out])?;
        let next = planned(self.opened, &asked, &setting.problem, self.how, tell)?;
        let found = plan.pos * self.setting.seen.shares.followed;
        let value = plan.value() * self.setting.seen.shares.followed
            + (1.0 - found) * next.value() * setting.seen.shares.followed;
        let told = measure::measured(&next, &setting.problem, &setting.unseen.cloud, &setting.unseen.shares);
        held_out.take(&setting.unseen, &tracks(&setting.problem, &next));
        let here = measure::measured(&plan, own, &self.setting.unseen.cloud, &self.setting.unseen.shares);
        let case = self.opened.case();
        let notes = setting.warnings(&search, case, &next).into_iter();
        let notes = notes.chain(setting.unseen.shares.notes(search.ashore));
        let ahead = LookAhead {
            plan: told,
            cumulative_pos: held_out.found_before(),
            turn_round_s: self.keys.turn_round.value.0.as_secs_f64(),
            alone: None,
            notes: notes.collect(),
            problem: setting.problem,
        };
        Ok(Outcome { plan, ahead, value, pos: here.pos })
    }

    /// The search at the time of the next sortie, with every unit back from this one when the plan has it back.
    fn search_after(&self, plan: &Plan) -> SearchKeys {
        let units = &self.setting.problem.units;
        let turn_round_s = self.keys.turn_round.value.0.as_secs_f64();
        later::moved(self.asked.search, Later::from(self.keys), |keys| {
            let own = plan.assignments.iter().filter(|task| units[task.unit].id == keys.id.value);
            let back_s = own.map(|task| task.landing_s).reduce(f64::max)?;
            Some(Again { ready: from_unix_seconds(back_s + turn_round_s)?, least: from_unix_seconds(back_s) })
        })
    }
}

fn tracks<'a>(problem: &'a Problem, plan: &'a Plan) -> Vec<Track<'a>> {
    plan.assignments.iter().map(|task| measure::track(problem, task)).collect()
}

/// The same tasks with what they are worth on the cloud of this problem.
fn measured_anew(problem: &Problem, plan: Plan) -> Plan {
    let task = |task: Assignment| Assignment {
        area: task.area,
        ..Assignment::of(problem, task.unit, task.pattern, task.track, (task.departure_s, task.landing_s))
    };
    let assignments: Vec<Assignment> = plan.assignments.into_iter().map(task).collect();
    let tracks: Vec<Track<'_>> = assignments.iter().map(|task| measure::track(problem, task)).collect();
    let all = worth(&problem.cloud, &tracks, &problem.objective);
    Plan { pos: all.pos, pos_by_object: all.pos_by_object, survivors: all.survivors, assignments }
}
