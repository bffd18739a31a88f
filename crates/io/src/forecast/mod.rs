//! From a case to its forecast: the one journey that the hand tool, a server and a test all make.
//!
//! Read the case ([`crate::case::read`]), open its sources, seed, let drift ([`forecast`]), and write what came out
//! ([`Forecast::write`]). Trouble that the user can put right is told with the line of the case file it comes from.

mod doubts;
mod error;
mod forcing;
mod memory;
mod origin;
mod probe;
mod scene;
mod sources;
mod span;
mod summary;

pub use error::ForecastError;
pub(crate) use error::at;
pub use scene::Found;
pub use span::{Span, node_s};
pub use summary::{FateCount, Summary};

use crate::case::Case;
use crate::write::origin::Origin;
use crate::write::outputs::{self, WrittenFile};
use crate::write::trajectory::{Forcing, Layout};
use crate::write::{CaseFacts, Flows, InputRecord, Report, SourceRecord, WriteError};
use sarex_drift::{CoastAction, Compat, Datum, Ensemble, Prepared, Progress};
use sarex_geo::Timestamp;
use sarex_metocean::{Coastline, Environment};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// A finished forecast and all that is known of where it came from.
#[derive(Clone)]
pub struct Forecast {
    /// What was asked.
    pub case: Case,
    /// What came out.
    pub ensemble: Ensemble,
    /// What went in, the case file first.
    pub inputs: Vec<InputRecord>,
    /// Where wind and water came from.
    pub sources: Vec<SourceRecord>,
    facts: CaseFacts,
    settings: BTreeMap<String, Value>,
    /// Where it began by what was found, if the case has finds.
    pub origin: Option<Origin>,
    forcing: Option<Forcing>,
    coast: Option<Arc<dyn Coastline>>,
    flows: Flows,
}

/// What is being done, for those who wait.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// A source of fields or the coast is opened.
    Opening(String),
    /// Particles are drawn.
    Seeding,
    /// Starts run forward to a find; says which round and find.
    Tracing(String),
    /// Particles drift.
    Running(Progress),
}

/// Makes the forecast of a case. `tell` hears what is being done and may stop it.
///
/// The result is a pure function of the case and its input files: neither clock, nor number of threads, nor
/// processor changes a bit of it.
pub fn forecast(
    case: Case,
    tell: &mut dyn FnMut(Stage) -> ControlFlow<()>,
) -> Result<Forecast, ForecastError> {
    Opened::open(case, tell)?.forecast(tell)
}

/// A case with its sources open and its particles drawn: what its forecast and the clouds of its search start from.
pub struct Opened {
    case: Case,
    sources: sources::Sources,
    inputs: sources::Inputs,
    prepared: Prepared,
    traced: Option<origin::Traced>,
}

impl Opened {
    /// Checks a case, opens everything it names for its forecast, and draws its particles.
    pub fn open(case: Case, tell: &mut dyn FnMut(Stage) -> ControlFlow<()>) -> Result<Self, ForecastError> {
        Self::with(case, false, tell)
    }

    /// The same, with what a search needs as well: waves, visibility, water temperature.
    pub fn open_for_search(
        case: Case,
        tell: &mut dyn FnMut(Stage) -> ControlFlow<()>,
    ) -> Result<Self, ForecastError> {
        Self::with(case, true, tell)
    }

    fn with(
        case: Case,
        for_search: bool,
        tell: &mut dyn FnMut(Stage) -> ControlFlow<()>,
    ) -> Result<Self, ForecastError> {
        memory::check(&case)?;
        goes_on(tell(Stage::Seeding))?;
        let mut prepared = case.scenario.prepare().map_err(|error| error::of_prepare(&case, error))?;
        let mut sources = sources::open(&case, for_search, tell)?;
        let inputs = sources::Inputs::begin(&case, &mut sources)?;
        let mut sea_share = vec![1.0; case.scenario.seeds.len()];
        if let Some(coast) = stopping_coast(&case, &sources.environment) {
            sea_share = origin::sea_share(&prepared, coast);
            prepared.check_land(coast).map_err(|error| error::of_prepare(&case, error))?;
        }
        let traced = match case.finds.is_empty() {
            true => None,
            false => {
                let environment = (&sources.environment, sources.members);
                Some(origin::trace(&case, environment, &prepared, &sea_share, tell)?)
            }
        };
        if let Some(traced) = &traced {
            prepared = traced.prepared.clone();
        }
        prepared.assign_members(sources.members);
        Ok(Self { case, sources, inputs, prepared, traced })
    }

    /// The forecast as the case asks for it.
    pub fn forecast(
        mut self,
        tell: &mut dyn FnMut(Stage) -> ControlFlow<()>,
    ) -> Result<Forecast, ForecastError> {
        let (case, sources) = (self.case, &mut self.sources);
        let mut ensemble = self
            .prepared
            .run(&sources.environment, &mut |progress| tell(Stage::Running(progress)))
            .map_err(|error| error::of_run(&case, &sources.environment, error))?;
        let origin = self.traced.map(|traced| traced.close(&case, &mut ensemble));
        ensemble.warnings.splice(..0, doubts::invented(case.keys.case.kind, &sources.records));
        ensemble.warnings.extend(doubts::few_particles(&ensemble));
        ensemble.warnings.extend(case.notes.iter().cloned());
        ensemble.warnings.append(&mut sources.notes);
        sources.settings.extend(origin::settings(&case.finds));
        let inputs = self.inputs.records()?;
        let facts = CaseFacts {
            id: case.keys.case.id.value.clone(),
            title: case.keys.case.title.clone(),
            kind: case.keys.case.kind,
        };
        let flows = flows(&case, &sources.environment, &ensemble)?;
        let wanted = case.keys.output.as_ref().is_some_and(|output| output.forcing);
        let forcing = wanted.then(|| forcing::along(&sources.environment, &ensemble)).transpose();
        let forcing = forcing.map_err(|error| error::of_run(&case, &sources.environment, error.into()))?;
        let coast = self.sources.environment.coast;
        let (settings, sources) = (self.sources.settings, self.sources.records);
        Ok(Forecast { settings, sources, case, ensemble, inputs, facts, origin, forcing, coast, flows })
    }
}

/// The coast that stops what drifts, if there is one.
fn stopping_coast<'e>(case: &Case, environment: &'e Environment) -> Option<&'e dyn Coastline> {
    environment.coast.as_deref().filter(|_| case.scenario.coast_action != CoastAction::None)
}

/// Wind and current at the last datum.
fn flows(case: &Case, environment: &Environment, ensemble: &Ensemble) -> Result<Flows, ForecastError> {
    let last = ensemble.snapshots.len().checked_sub(1).and_then(|last| Datum::of(ensemble, last).ok());
    let Some((place, time_s)) = last.and_then(|datum| Some((datum.place().ok()?, datum.time_s))) else {
        return Ok(Flows::default());
    };
    let sampled = Flows::sample(environment, place, time_s);
    sampled.map_err(|error| error::of_run(case, environment, error.into()))
}

impl Forecast {
    /// Everything the writers may say. `now` is the date of creation in the files; without it the same input
    /// gives the same bytes whenever it is run.
    pub fn report(&self, now: Option<Timestamp>) -> Report<'_> {
        Report {
            case: &self.facts,
            ensemble: &self.ensemble,
            inputs: &self.inputs,
            sources: &self.sources,
            settings: &self.settings,
            origin: self.origin.as_ref(),
            forcing: self.forcing.as_ref(),
            coast: self.coast.as_deref(),
            flows: self.flows,
            now,
        }
    }

    /// Writes all results into a folder: all of them or none. With `force` it replaces those of an earlier run.
    ///
    /// A run with the physics of OpenDrift writes its trajectories in the layout by which OpenDrift restores its
    /// own model.
    pub fn write(&self, folder: &Path, force: bool) -> Result<Vec<WrittenFile>, WriteError> {
        self.write_with(folder, force, Vec::new())
    }

    /// The same with more files, by name, which take the place of its own of the same name.
    pub(crate) fn write_with(
        &self,
        folder: &Path,
        force: bool,
        more: Vec<(String, Vec<u8>)>,
    ) -> Result<Vec<WrittenFile>, WriteError> {
        let layout = match self.case.scenario.compat {
            Compat::None => Layout::Compact,
            Compat::OpenDrift => Layout::OpenDrift,
        };
        outputs::write_with(folder, &self.report(None), outputs::Options { force, layout }, more)
    }

    /// Settings beside those of the scenario, for provenance.
    pub(crate) fn add_settings(&mut self, settings: impl IntoIterator<Item = (String, Value)>) {
        self.settings.extend(settings);
    }

    /// What a watch officer reads first.
    pub fn summary(&self) -> Summary {
        Summary::of(self)
    }
}

/// Stops where the listener wants to.
fn goes_on(answer: ControlFlow<()>) -> Result<(), ForecastError> {
    match answer {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ForecastError::Cancelled),
    }
}
