//! Why a forecast was not made, told at the line of the case file where it can be put right.

use super::probe;
use crate::case::{Case, CaseError, Problem, ProblemKind};
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
pub(super) fn at(case: &Case, key: &str, span: Range<usize>, what: String, remedy: &str) -> ForecastError {
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
                (&written.seed.key, &written.seed.span)
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
        PrepareError::Nothing(_)
        | PrepareError::Sum { .. }
        | PrepareError::Range { .. }
        | PrepareError::TooMany { .. } => (&keys.version.key, &keys.version.span),
    };
    at(case, key, span.clone(), what, "")
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
        RunError::NoSource(quantity) | RunError::MissingForcing { quantity, .. } => {
            let list = list(quantity);
            let empty =
                opened.sources(quantity).iter().find_map(|source| probe::empty_source(source.as_ref()));
            at(case, &list.key, list.span.clone(), what, &empty.unwrap_or_default())
        }
        RunError::Field(_) => at(case, "environment", environment.current.span.clone(), what, ""),
    }
}
