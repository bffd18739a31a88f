//! The problem of a search, planned and looked at.

use super::ahead::Looking;
use super::alternatives::Choice;
use super::clouds::{Followed, Particles};
use super::scene::Scene;
use super::sensors::Alive;
use super::{
    Frozen, How, Options, Planned, SearchError, Stage, Tell, alternatives, error, frozen, light, measure,
    rules, sensors, units,
};
use crate::case::search_keys::{Objective as ObjectiveKey, SearchKeys};
use crate::case::unit_keys::UnitKeys;
use crate::case::{Case, RuleArea};
use crate::forecast::{ForecastError, Opened};
use sarex_drift::{Datum, GridSpec, ProbabilityMap};
use sarex_geo::Position;
use sarex_search::bound::{Effort, bound};
use sarex_search::{Budget, Coast, Demand, Objective, Plan, Problem, Sru, Window, checker};
use std::ops::ControlFlow;

/// What is to be planned.
pub(super) struct Asked<'a> {
    pub search: &'a SearchKeys,
    pub areas: &'a [RuleArea],
    /// Begin and end, seconds since 1970.
    pub window: (f64, f64),
    pub options: &'a Options,
    /// Units that keep tasks of earlier plans.
    pub frozen: &'a [Frozen],
}

/// A search as it is planned: its clouds, its conditions and the problem.
pub(super) struct Setting {
    drift_cloud: sarex_drift::Cloud,
    datum: Datum,
    pub scene: Scene,
    /// What plans are made on, and what they are told on.
    pub seen: Followed,
    pub unseen: Followed,
    pub problem: Problem,
    /// The band of survival, where survivors are the objective.
    alive: Option<Alive>,
}

impl Setting {
    /// Of the two sets of particles.
    pub fn of(
        opened: &Opened,
        asked: &Asked<'_>,
        [planning, held_out]: [&Particles; 2],
    ) -> Result<Self, SearchError> {
        let case = opened.case();
        let middle_s = 0.5 * (asked.window.0 + asked.window.1);
        let nothing = || error::of_cloud(case, asked.search, &sarex_search::CloudError::NoWeight);
        let drift_cloud = planning.drift_cloud(middle_s).ok_or_else(nothing)?;
        let (datum, place) = datum(opened, asked.search, planning, asked.window)?;
        let plane = *drift_cloud.plane();
        let over = |particles: &Particles| -> Result<Followed, SearchError> {
            particles
                .over(asked.window, &plane, asked.search.ashore)
                .map_err(|problem| error::of_cloud(case, asked.search, &problem))
        };
        let (seen, unseen) = (over(planning)?, over(held_out)?);
        let scene = Scene::at(asked.search.conditions.as_ref(), opened, (&datum, place), asked.window)?;
        let alive = match asked.search.objective.value {
            ObjectiveKey::Pos => None,
            ObjectiveKey::Survivors => Some(sensors::alive(asked.search, case, &seen.cloud, &scene)?),
        };
        let problem = problem(opened, asked, &seen, &scene, alive.as_ref())?;
        Ok(Self { drift_cloud, datum, scene, seen, unseen, problem, alive })
    }

    /// What a reader of a plan must know of the units that it uses, of their conditions, and of survival.
    pub fn warnings(&self, search: &SearchKeys, case: &Case, plan: &Plan) -> Vec<String> {
        let units = search.unit.value.iter().enumerate();
        let used = |index: usize| plan.assignments.iter().any(|task| task.unit == index);
        let units: Vec<&UnitKeys> = units.filter(|(index, _)| used(*index)).map(|(_, unit)| unit).collect();
        let is_told = case.keys.object.value.iter().any(|object| sensors::is_mortal(search, object));
        let mut warnings = self.scene.notes_for(&units, is_told);
        warnings.extend(sensors::warnings(&units, (search, case), &self.scene));
        warnings.extend(light::warnings(&units, (search, case), &self.scene));
        warnings.extend(sensors::survival_warnings(search, case, &self.scene));
        warnings
    }
}

/// Plans on one set of particles and says what it is worth on the other.
pub(super) fn make(
    opened: &Opened,
    asked: &Asked<'_>,
    planning: &Particles,
    held_out: &Particles,
    tell: Tell<'_>,
) -> Result<Planned, SearchError> {
    let sets = [planning, held_out];
    let setting = Setting::of(opened, asked, sets)?;
    let how = how(opened.case().scenario.rng_seed, asked, &setting.problem);
    let plan = planned(opened, asked, &setting.problem, &how, tell)?;
    let (plan, look_ahead) = match &asked.search.look_ahead {
        Some(keys) => {
            let looking = Looking { opened, asked, setting: &setting, how: &how, sets, keys };
            let (plan, ahead) = looking.choose(plan, &mut *tell)?;
            (plan, Some(ahead))
        }
        None => (plan, None),
    };
    let (problem, seen, unseen) = (&setting.problem, &setting.seen, &setting.unseen);
    let upper_bound = match asked.options.without_bound {
        true => None,
        false => {
            goes_on(tell(Stage::Bounding))?;
            Some((pos_bound(problem) * seen.shares.followed).min(1.0))
        }
    };
    let wanted = usize::from(asked.options.plans.min(alternatives::MOST)).saturating_sub(1);
    let mut make = |sub: &Problem, how: &How| planned(opened, asked, sub, how, &mut *tell);
    let stays = look_ahead.is_some();
    let Choice { best: plan, found_with, mut others } =
        alternatives::find(problem, (plan, stays), &how, wanted, &mut make)?;
    let told = |plan: &Plan| {
        let on = (&unseen.cloud, &unseen.shares);
        let bound = upper_bound.map(|bound| (bound, seen.cloud.effective_number()));
        let told = measure::told(plan, problem, on, setting.alive.as_ref(), bound);
        let mut warnings: Vec<String> = told.sampling.note().into_iter().collect();
        if told.plan.pos < NEXT_TO_NOTHING {
            warnings.push(
                "the plan finds next to nothing: where units may search in their time there is hardly any of the probability"
                    .to_owned(),
            );
        }
        warnings.extend(setting.warnings(asked.search, opened.case(), plan));
        warnings.extend(unseen.shares.notes(asked.search.ashore));
        warnings.extend(checker::cautions(problem, plan).iter().map(ToString::to_string));
        warnings.extend(super::closed::sensitive_note(problem));
        (told, warnings)
    };
    for other in &mut others {
        let (measured, warnings) = told(&other.plan);
        other.pos_planned *= seen.shares.followed;
        (other.plan, other.alive, other.warnings) = (measured.plan, measured.alive, warnings);
    }
    let (measured, mut warnings) = told(&plan);
    warnings.extend(alternatives::notes(&measured.plan, found_with, stays, &others));
    let spec = GridSpec { max_cells: crate::write::products::MAX_CELLS, ..GridSpec::default() };
    let grid = ProbabilityMap::grid_for(std::slice::from_ref(&setting.drift_cloud), &spec);
    let found_before = held_out.found_before();
    Ok(Planned {
        pos_planned: plan.pos * seen.shares.followed,
        plan: measured.plan,
        alive: measured.alive,
        sampling: measured.sampling,
        names: frozen::names(asked.frozen, &setting.problem),
        upper_bound,
        found_before: (found_before > 0.0).then_some(found_before),
        contours: ProbabilityMap::on_grid(&setting.drift_cloud, grid, spec.smoothing).contours(),
        problem: setting.problem,
        shares: setting.unseen.shares,
        datum: setting.datum,
        scene: setting.scene,
        how,
        warnings,
        look_ahead,
        missing: wanted - others.len(),
        alternatives: others,
    })
}

/// The datum in the middle of a window, which conditions are for.
pub(super) fn datum(
    opened: &Opened,
    search: &SearchKeys,
    particles: &Particles,
    (start_s, end_s): (f64, f64),
) -> Result<(Datum, Position), SearchError> {
    let nothing = || error::of_cloud(opened.case(), search, &sarex_search::CloudError::NoWeight);
    let datum = particles.datum(0.5 * (start_s + end_s)).ok_or_else(nothing)?;
    let place = datum.place().map_err(|_| nothing())?;
    Ok((datum, place))
}

fn problem(
    opened: &Opened,
    asked: &Asked<'_>,
    seen: &Followed,
    scene: &Scene,
    alive: Option<&Alive>,
) -> Result<Problem, SearchError> {
    let case = opened.case();
    let plane = seen.cloud.plane();
    let keys = &asked.search.unit.value;
    let units = keys.iter().map(|unit| units::unit(unit, asked.search, case, scene, plane));
    let units = units.collect::<Result<Vec<_>, SearchError>>()?;
    let problem = Problem {
        cloud: seen.cloud.clone(),
        window: Window { start_s: asked.window.0, end_s: asked.window.1 },
        rules: rules::rules(&asked.search.rules.value, keys, asked.areas, plane),
        objective: alive.map_or(Objective::Pos, |alive| Objective::Survivors { alive: alive.middle.clone() }),
        demands: demands(&units, asked, plane)?,
        coast: opened.coast().map(Coast::new),
        units,
    };
    problem.checked().map_err(|problem| error::of_problem(case, asked, problem))
}

/// No plan has a larger probability of success, whatever it makes as large as possible.
pub(super) fn pos_bound(problem: &Problem) -> f64 {
    let of_pos = Problem { objective: Objective::Pos, ..problem.clone() };
    bound(&of_pos, Effort::default()).value
}

/// What the case asks of units, and on top what was asked beside it.
fn demands(
    srus: &[Sru],
    asked: &Asked<'_>,
    plane: &sarex_search::LocalPlane,
) -> Result<Vec<Demand>, SearchError> {
    let (units, options) = (&asked.search.unit.value, asked.options);
    let mut demands: Vec<Demand> = units.iter().map(|unit| units::demand(unit, plane)).collect();
    let index_of = |id: &str| {
        units.iter().position(|unit| unit.id.value == id).ok_or_else(|| {
            let known: Vec<&str> = units.iter().map(|unit| unit.id.value.as_str()).collect();
            let what = format!("no unit of the case is called `{id}`");
            SearchError::Asked { what, remedy: format!("units: {}", known.join(", ")) }
        })
    };
    for (ids, demand) in [(&options.always, Demand::Used), (&options.never, Demand::Unused)] {
        for id in ids {
            let index = index_of(id)?;
            if options.always.contains(id) && options.never.contains(id) {
                let what = format!("unit `{id}` is asked to be used and to stay unused");
                return Err(SearchError::Asked { what, remedy: "keep one of --with and --without".into() });
            }
            // A frozen pattern is used already.
            if !(matches!(demands[index], Demand::Frozen(_) | Demand::Pattern(_)) && demand == Demand::Used) {
                demands[index] = demand.clone();
            }
        }
    }
    for (frozen, id) in asked.frozen.iter().flat_map(|frozen| frozen.units.iter().map(move |id| (frozen, id)))
    {
        let index = index_of(id)?;
        if demands[index] == Demand::Unused {
            let what = format!("unit `{id}` is asked to keep its task and to stay unused");
            let remedy = "keep one of --freeze and --without, of `freeze` and `use = \"never\"`";
            return Err(SearchError::Asked { what, remedy: remedy.into() });
        }
        demands[index] = Demand::Frozen(frozen.tasks((index, &srus[index]), asked.window.0, plane));
    }
    Ok(demands)
}

/// A smaller probability of success than this is no search.
const NEXT_TO_NOTHING: f64 = 0.005;

fn how(case_seed: u64, asked: &Asked<'_>, problem: &Problem) -> How {
    let options = asked.options;
    let given = options.budget.or(asked.search.budget.as_ref().map(|budget| budget.value.0));
    How {
        planner: options.method.planner().name(),
        budget: given.unwrap_or_else(|| options.method.budget(problem.units.len())),
        seed: options.seed.unwrap_or(case_seed),
        particles: problem.cloud.len(),
        plans: options.plans.clamp(1, alternatives::MOST),
    }
}

pub(super) fn planned(
    opened: &Opened,
    asked: &Asked<'_>,
    problem: &Problem,
    how: &How,
    tell: Tell<'_>,
) -> Result<Plan, SearchError> {
    let mut stopped = false;
    let budget = Budget { evaluations: how.budget };
    let mut observe = |progress: &sarex_search::Progress<'_>| {
        let pos = progress.best.map(|plan| plan.pos);
        let answer = tell(Stage::Planning { evaluations: progress.evaluations, budget: how.budget, pos });
        stopped |= answer.is_break();
        answer
    };
    let made = asked.options.method.planner().plan(problem, budget, how.seed, &mut observe);
    if stopped {
        return Err(ForecastError::Cancelled.into());
    }
    let plan = made.map_err(|none| error::of_no_plan(opened.case(), asked.search, &none))?;
    checked_plan(problem, plan)
}

/// No plan leaves here in which the checker finds a fault.
pub(super) fn checked_plan(problem: &Problem, plan: Plan) -> Result<Plan, SearchError> {
    let broken = checker::check(problem, &plan);
    if broken.is_empty() { Ok(plan) } else { Err(SearchError::Broken(broken)) }
}

pub(super) fn goes_on(answer: ControlFlow<()>) -> Result<(), SearchError> {
    match answer {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ForecastError::Cancelled.into()),
    }
}
