//! Why a forecast was not made, told at the line of the case file where it can be put right.

use super::probe;
use super::sources::largest_component_mps;
use crate::case::keys::CaseKeys;
use crate::case::seed_keys::SeedKeys;
use crate::case::{Case, CaseError, Located, Problem, ProblemKind};
use crate::read::cf::times::instant;
use sarex_drift::seed::{Seed, StartTime};
use sarex_drift::{PrepareError, RunError};
use sarex_metocean::{Environment, Quantity};
use std::ops::Range;

/// A forecast that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ForecastError {
    /// Something in the case or in the files it names.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// An input that was read could not be read again to name it by its content.
    #[error("{0}")]
    Input(String),
    /// The caller asked to stop.
    #[error("stopped on request; nothing was written")]
    Cancelled,
}

impl ForecastError {
    /// Whether the user can put it right by changing the input.
    pub fn is_input(&self) -> bool {
        !matches!(self, Self::Cancelled)
    }
}

/// A problem at a key of the case.
pub(crate) fn at(case: &Case, key: &str, span: Range<usize>, what: String, remedy: &str) -> ForecastError {
    let kind = ProblemKind::Refused { what, remedy: remedy.to_owned() };
    let problems = vec![Problem { key: key.to_owned(), span: Some(span), kind }];
    CaseError { file: case.file.clone(), text: case.text.clone(), problems }.into()
}

/// Where a scenario that cannot be prepared can be put right.
pub(super) fn of_prepare(case: &Case, error: PrepareError) -> ForecastError {
    let keys = &case.keys;
    let what = error.to_string();
    let (key, span) = match &error {
        PrepareError::Seed { name, .. }
        | PrepareError::ListedObject { name, .. }
        | PrepareError::OnLand { name, .. } => {
            let seeds = case.scenario.seeds.iter().zip(&keys.scenario.value);
            let named = seeds.into_iter().find(|(seed, _)| seed.name == *name);
            named.map_or((&keys.scenario.key, &keys.scenario.span), |(_, written)| {
                outline(&written.seed.value).unwrap_or((&written.seed.key, &written.seed.span))
            })
        }
        PrepareError::Memory { .. } | PrepareError::TooFew { .. } => {
            (&keys.run.particles.key, &keys.run.particles.span)
        }
        PrepareError::UntilAmongSeeds { .. } | PrepareError::NoDuration(_) => {
            (&keys.run.until.key, &keys.run.until.span)
        }
        PrepareError::Steps { .. } => (&keys.run.step.key, &keys.run.step.span),
        PrepareError::OutputInterval { .. } => (&keys.run.output_every.key, &keys.run.output_every.span),
        PrepareError::Class(_) | PrepareError::NotDrawable { .. } => (&keys.object.key, &keys.object.span),
        PrepareError::Range { key, .. } => range_place(keys, key),
        PrepareError::Nothing("object") => (&keys.object.key, &keys.object.span),
        PrepareError::Nothing(_) | PrepareError::Sum { .. } | PrepareError::TooMany { .. } => {
            (&keys.scenario.key, &keys.scenario.span)
        }
    };
    let remedy = match &error {
        PrepareError::Range { unit, allowed, .. } => {
            format!("give it {allowed} {unit}").trim_end().to_owned()
        }
        _ => String::new(),
    };
    at(case, key, span.clone(), what, &remedy)
}

/// The key that gives the outline of an area, which is nearly all there is to be wrong with one.
fn outline(seed: &SeedKeys) -> Option<(&String, &Range<usize>)> {
    let SeedKeys::Area(area) = seed else { return None };
    let corners = area.polygon.as_ref().map(|corners| (&corners.key, &corners.span));
    corners.or(area.file.as_ref().map(|file| (&file.key, &file.span)))
}

/// The key that gave a number out of range.
fn range_place<'a>(keys: &'a CaseKeys, range: &str) -> (&'a String, &'a Range<usize>) {
    fn place<T>(at: &Located<T>) -> (&String, &Range<usize>) {
        (&at.key, &at.span)
    }
    let (environment, run) = (&keys.environment, &keys.run);
    let current =
        [environment.current_uncertainty_mps.as_ref(), environment.current_uncertainty_uniform_mps.as_ref()];
    let found = match range.split('.').next().unwrap_or(range) {
        "current_error" => {
            let white =
                current.into_iter().flatten().max_by(|a, b| a.value.0.total_cmp(&b.value.0)).map(place);
            environment.current_error.as_ref().map(place).or(white)
        }
        "wind_error" => {
            let white = environment.wind_uncertainty_mps.as_ref().map(place);
            environment.wind_error.as_ref().map(place).or(white)
        }
        "until" => Some(place(&run.until)),
        "step" => Some(place(&run.step)),
        "output_every" => Some(place(&run.output_every)),
        "jibing_per_hour" => Some(place(&run.jibing_per_hour)),
        "diffusivity" => Some(place(&run.diffusivity_m2_s)),
        "stokes_factor" => Some(place(&run.stokes_factor)),
        "half-life of refloating" => Some(place(&run.refloat_half_life)),
        "one of the probabilities of the objects" => Some(place(&keys.object)),
        _ => None,
    };
    found.unwrap_or_else(|| place(&keys.scenario))
}

/// Where a run that stopped can be put right.
pub(super) fn of_run(case: &Case, opened: &Environment, error: RunError) -> ForecastError {
    let environment = &case.keys.environment;
    let list = |quantity: Quantity| match quantity {
        Quantity::Current => &environment.current,
        Quantity::Wind => &environment.wind,
        Quantity::Stokes => &environment.waves,
    };
    let what = error.to_string();
    match error {
        RunError::Cancelled => ForecastError::Cancelled,
        RunError::NoSource(quantity) => {
            let list = list(quantity);
            at(case, &list.key, list.span.clone(), what, "")
        }
        RunError::MissingForcing { quantity, place_deg, time_s, .. } => {
            let list = list(quantity);
            let mut sources = opened.sources(quantity).iter();
            let remedy = tail_of_time(case, time_s)
                .or_else(|| sources.clone().find_map(|source| probe::empty_source(source.as_ref())))
                .or_else(|| {
                    let limit_mps = largest_component_mps(quantity, case.scenario.compat);
                    sources.find_map(|source| probe::hole(&source.coverage(), place_deg, time_s, limit_mps))
                });
            at(case, &list.key, list.span.clone(), what, &remedy.unwrap_or_default())
        }
        RunError::Field(_) => at(case, "environment", environment.current.span.clone(), what, ""),
    }
}

/// The cause where only the tail of an error of time needs forcing: the nominal times begin later.
fn tail_of_time(case: &Case, time_s: f64) -> Option<String> {
    let has_tail = |seed: &Seed| match seed {
        Seed::Voyage(voyage) => voyage.departure_std_s > 0.0,
        other => matches!(other.start_time(), Some(StartTime::Normal { .. })),
    };
    case.scenario.seeds.iter().find(|seed| has_tail(&seed.seed))?;
    let (first_s, last_s) = case.seed_period_s();
    let forward = case.scenario.until_s > last_s;
    let is_tail = if forward { time_s < first_s } else { time_s > last_s };
    is_tail.then(|| {
        let first = if forward { first_s } else { last_s };
        let (nominal, side) = (instant(first), if forward { "before" } else { "after" });
        format!(
            "this particle begins {side} the nominal time {nominal} because of the normal error `time_error` (or \
             `departure_error`), whose tail reaches beyond the fields: give fields that begin earlier, a smaller \
             `time_error`, or missing = \"stop-particle\" under [run]"
        )
    })
}
