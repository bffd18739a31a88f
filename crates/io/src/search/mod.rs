//! From a case to its search plan: the forecast, the cloud, the problem, the plan, and what it is worth.
//!
//! A plan is made on one cloud of particles, and told with what it is worth on another one of another seed, which no
//! planner has seen ([`plan`]). Both are followed from the same sources as the forecast, with positions every ten minutes.
//! Every plan is looked at by the checker before it leaves here.

mod ahead;
mod alternatives;
mod closed;
mod clouds;
mod doubt;
mod earlier;
mod error;
mod explain;
mod facts;
mod flown;
mod frozen;
mod later;
mod light;
mod measure;
mod method;
mod outlines;
mod problem;
mod rules;
mod sampling;
mod scene;
mod sensors;
mod state;
mod summary;
mod twice;
mod units;
mod unused;
mod update;
mod ways;

pub use ahead::{Alone, LookAhead};
pub use alternatives::{Alternative, MOST as MOST_PLANS, MOST_LOSS};
pub use clouds::Shares;
pub use error::SearchError;
pub use explain::explain;
pub use frozen::Frozen;
pub use method::Method;
pub use scene::{About, ConditionLine, Note, Scene};
pub use summary::{PlanSummary, UnitLine, UpdateSummary};
pub use update::{SearchDone, Update, update};

use crate::case::Case;
use crate::case::detection::Detection;
use crate::case::keys::ObjectKeys;
use crate::case::search_keys::SearchKeys;
use crate::case::unit_keys::UnitKeys;
use crate::forecast::{Forecast, Opened, Span, Stage as ForecastStage, node_s};
use crate::write::WriteError;
use crate::write::outputs::WrittenFile;
use crate::write::plan::AreaNames;
use clouds::Particles;
use sampling::Sampling;
use sarex_drift::{Contour, Datum};
use sarex_geo::unix_seconds;
use sarex_search::survival::Band;
use sarex_search::{Plan, Problem};
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::path::Path;

/// What the caller chooses beyond the case.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// Which planner.
    pub method: Method,
    /// Its work, as the number of candidate tracks; the case's, or the planner's own, if left out.
    pub budget: Option<u64>,
    /// Its seed; the case's if left out.
    pub seed: Option<u64>,
    /// Units that must be used, by id.
    pub always: Vec<String>,
    /// Units that stay unused, by id.
    pub never: Vec<String>,
    /// Units that keep their tasks of an earlier plan.
    pub frozen: Option<Frozen>,
    /// Plans to choose from, the best one included; up to [`MOST_PLANS`].
    pub plans: u8,
    /// Whether the bound is computed; without it a plan comes sooner.
    pub without_bound: bool,
}

impl Options {
    /// Whether a unit is to keep its task of an earlier plan.
    fn freezes(&self, unit: &str) -> bool {
        self.frozen.as_ref().is_some_and(|frozen| frozen.units.iter().any(|id| id == unit))
    }
}

/// What is being done, for those who wait.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// The forecast, or particles for the plan.
    Forecast(ForecastStage),
    /// Tracks are tried.
    Planning {
        /// Candidates so far.
        evaluations: u64,
        /// Candidates in all.
        budget: u64,
        /// Probability of success of the best plan so far, on the cloud that it is made on.
        pos: Option<f64>,
    },
    /// Tracks of this search and the next sortie are tried together.
    LookingAhead {
        /// Candidates so far.
        evaluations: u64,
        /// Candidates in all.
        budget: u64,
    },
    /// The bound is computed.
    Bounding,
}

type Tell<'a> = &'a mut dyn FnMut(Stage) -> ControlFlow<()>;

/// A finished plan and the forecast that it rests on.
#[derive(Clone)]
pub struct SearchPlan {
    /// The forecast.
    pub forecast: Forecast,
    /// The plan.
    pub planned: Planned,
}

/// A plan and all that is known of where it came from.
#[derive(Debug, Clone)]
pub struct Planned {
    /// What was to be planned, on the cloud that the plan was made on.
    pub problem: Problem,
    /// The plan with what it is worth on the other cloud, of the whole probability.
    pub plan: Plan,
    /// What its areas are called, where that is fixed already.
    pub names: AreaNames,
    /// What the plan is worth on the cloud that it was made on, of the whole probability.
    pub pos_planned: f64,
    /// Share found alive, from one end of the band of survival to the other, where survivors are the objective.
    pub alive: Option<Band>,
    /// How far the figures are chance.
    sampling: Sampling,
    /// No plan has a larger probability of success, of the whole; so none finds more alive either.
    pub upper_bound: Option<f64>,
    /// Probability of success of the searches before.
    pub found_before: Option<f64>,
    /// What the plan is about and what is not searched for.
    pub shares: Shares,
    /// Where the object most probably is in the middle of the search.
    pub datum: Datum,
    /// Contours of probability then, smallest first.
    pub contours: Vec<Contour>,
    /// Conditions.
    pub scene: Scene,
    /// How it was planned.
    pub how: How,
    /// What a reader must know before using the plan.
    pub warnings: Vec<String>,
    /// What the sortie after this one would bring, if it was asked for.
    pub look_ahead: Option<LookAhead>,
    /// Plans that truly differ from it and from each other, best first.
    pub alternatives: Vec<Alternative>,
    /// So many plans were asked for and not found.
    pub missing: usize,
}

/// How a plan was made: enough to make it again.
#[derive(Debug, Clone, PartialEq)]
pub struct How {
    /// Name of the method.
    pub planner: &'static str,
    /// Candidate tracks that it could try.
    pub budget: u64,
    /// Its seed.
    pub seed: u64,
    /// Particles of either cloud.
    pub particles: usize,
    /// Plans that were sought, this one and its alternatives: the best of them is the plan.
    pub plans: u8,
}

/// Makes the forecast of a case and the plan of its search. `tell` hears what is being done and may stop it.
///
/// The result is a pure function of the case, its input files and the options.
pub fn plan(mut case: Case, options: &Options, tell: Tell<'_>) -> Result<SearchPlan, SearchError> {
    let search = case.keys.search.clone().ok_or_else(|| error::no_search(&case))?;
    let areas = case.read_areas()?;
    let frozen = frozen::all(&case, &search, options.frozen.as_ref())?;
    let opened = Opened::open_for_search(case, &mut |stage| tell(Stage::Forecast(stage)))?;
    rules::check_land(opened.case(), &areas, opened.coast().as_deref())?;
    let window = (unix_seconds(search.start.value), unix_seconds(search.end.value));
    let until_s = search.look_ahead.as_ref().map_or(window.1, |next| unix_seconds(next.end.value));
    let followed = (window.0, window.1.max(until_s));
    let [planning, held_out] = [false, true].map(|held_out| span(&opened, followed, held_out));
    let mut drift = |span: &Span| -> Result<Particles, SearchError> {
        Ok(Particles::fresh(opened.drift(span, &mut |stage| tell(Stage::Forecast(stage)))?))
    };
    let (planning, held_out) = (drift(&planning)?, drift(&held_out)?);
    let asked = problem::Asked { search: &search, areas: &areas, window, options, frozen: &frozen };
    let planned = problem::make(&opened, &asked, &planning, &held_out, tell)?;
    let mut forecast = opened.forecast(&mut |stage| tell(Stage::Forecast(stage)))?;
    frozen::record(&frozen, &mut forecast);
    Ok(SearchPlan { forecast, planned })
}

/// The conditions that the plan of a case would be made for, as it finds them.
pub fn scene(case: Case, tell: Tell<'_>) -> Result<Scene, SearchError> {
    let search = case.keys.search.clone().ok_or_else(|| error::no_search(&case))?;
    let opened = Opened::open_for_search(case, &mut |stage| tell(Stage::Forecast(stage)))?;
    let window = (unix_seconds(search.start.value), unix_seconds(search.end.value));
    let span = span(&opened, window, false);
    let particles = Particles::fresh(opened.drift(&span, &mut |stage| tell(Stage::Forecast(stage)))?);
    let (datum, place) = problem::datum(&opened, &search, &particles, window)?;
    Ok(Scene::at(search.conditions.as_ref(), &opened, (&datum, place), window)?)
}

/// What a unit sees of an object in the conditions of a plan, and in the light that it searches in.
pub fn detection(
    case: &Case,
    search: &SearchKeys,
    (unit, object): (&UnitKeys, &ObjectKeys),
    scene: &Scene,
) -> Result<Detection, SearchError> {
    let there = scene.for_unit(case, search, unit);
    crate::case::detection::detection(search, unit, object, &there)
        .map_err(|problem| error::of_detection(case, scene, &problem))
}

/// Seeds of the two clouds: apart from that of the forecast and from each other.
const CLOUD_STREAMS: [u64; 2] = [0x5EA2_C400_0000_0001, 0x5EA2_C400_0000_0002];

/// The span of a window for one of the two clouds.
fn span(opened: &Opened, (start_s, end_s): (f64, f64), held_out: bool) -> Span {
    let case = opened.case();
    let wanted = case.keys.search.as_ref().map_or(100_000, |search| search.particles.value.0);
    let seeds = case.scenario.seeds.len().max(1) as u64;
    Span {
        start_s,
        end_s,
        node_s: node_s(case.scenario.step_s),
        particles: usize::try_from(wanted.div_ceil(seeds)).unwrap_or(usize::MAX),
        rng_seed: case.scenario.rng_seed ^ CLOUD_STREAMS[usize::from(held_out)],
    }
}

impl SearchPlan {
    /// Writes the files of the forecast and of the plan into a folder: all of them or none.
    pub fn write(&self, folder: &Path, force: bool) -> Result<Vec<WrittenFile>, WriteError> {
        let mut forecast = self.forecast.clone();
        forecast.add_settings(self.planned.how.settings());
        let files = facts::of(&self.planned, &forecast.case, &forecast.report(None))?;
        forecast.write_with(folder, force, files)
    }
}

impl Update {
    /// Writes the weighted forecast, the state of the update and the plan, if there is one: all files or none.
    pub fn write(&self, folder: &Path, force: bool) -> Result<Vec<WrittenFile>, WriteError> {
        let mut forecast = self.forecast.clone();
        forecast.add_settings(self.settings());
        let mut files = vec![(state::FILE.to_owned(), state::encode(&self.state)?)];
        files.push(("searched.geojson".to_owned(), update::geojson(self)));
        if let Some(planned) = &self.planned {
            forecast.add_settings(planned.how.settings());
            files.extend(facts::of(planned, &forecast.case, &forecast.report(None))?);
        }
        forecast.write_with(folder, force, files)
    }
}

impl How {
    /// For provenance.
    fn settings(&self) -> Vec<(String, Value)> {
        vec![
            ("plan:planner".to_owned(), json!(self.planner)),
            ("plan:budget".to_owned(), json!(self.budget)),
            ("plan:rng_seed".to_owned(), json!(self.seed)),
            ("plan:particles".to_owned(), json!(self.particles)),
            ("plan:alternatives".to_owned(), json!(self.plans - 1)),
        ]
    }
}
