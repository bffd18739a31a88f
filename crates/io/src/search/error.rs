//! Why there is no plan, told at the line of the case file where it can be put right.

use super::Scene;
use super::light::{self, Span};
use super::problem::Asked;
use crate::case::detection::{DetectionError, NoSurvival};
use crate::case::search_keys::SearchKeys;
use crate::case::sensor_keys::Sensor;
use crate::case::unit_keys::UnitKeys;
use crate::case::{Case, CaseError, Located, Problem as CaseProblem, ProblemKind};
use crate::forecast::{ForecastError, at};
use sarex_search::checker::Violation;
use sarex_search::{CloudError, NoPlan, ProblemError};
use std::ops::Range;

/// A plan that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The forecast could not be made.
    #[error(transparent)]
    Forecast(#[from] ForecastError),
    /// Something in the case or in the files it names.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// Something that was asked for beside the case.
    #[error("{what}\n  = {remedy}")]
    Asked {
        /// What is wrong.
        what: String,
        /// What would be right.
        remedy: String,
    },
    /// The checker found fault with what the planner made.
    #[error("the planner made a plan that breaks a rule, so it is not shown: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Broken(Vec<Violation>),
}

impl SearchError {
    /// Whether the user can put it right by changing the input.
    pub fn is_input(&self) -> bool {
        match self {
            Self::Forecast(error) => error.is_input(),
            Self::Case(_) | Self::Asked { .. } => true,
            Self::Broken(_) => false,
        }
    }
}

/// A case without a search.
pub(super) fn no_search(case: &Case) -> SearchError {
    let run = &case.keys.run.until;
    let remedy = "add [search] with start, end and one [[search.unit]] or more; the book's chapter `Case file` tells every key";
    at(case, "search", run.span.clone(), "the case has no [search] to be planned".into(), remedy).into()
}

/// Problems of a case with another search than its own: where their key does not tell of that one by `part`, they are
/// told where it begins.
pub(super) fn moved<T>(error: SearchError, case: &Case, part: &str, start: &Located<T>) -> SearchError {
    let mut error = match error {
        SearchError::Case(error) | SearchError::Forecast(ForecastError::Case(error)) => error,
        other => return other,
    };
    if error.file == case.file {
        for problem in error.problems.iter_mut().filter(|problem| !problem.key.contains(part)) {
            problem.key.clone_from(&start.key);
            problem.span = Some(start.span.clone());
        }
    }
    error.into()
}

/// A place in the case file.
type Place<'a> = (&'a str, Range<usize>);

fn place<T>(located: &Located<T>) -> Place<'_> {
    (&located.key, located.span.clone())
}

/// Where a problem that planners refuse can be put right.
pub(super) fn of_problem(case: &Case, asked: &Asked<'_>, error: ProblemError) -> SearchError {
    let search = asked.search;
    let (at_key, what, remedy) = match &error {
        ProblemError::TooMany { .. } | ProblemError::NoUnits => {
            (place(&search.unit), error.to_string(), String::new())
        }
        ProblemError::Window { .. }
        | ProblemError::OutsideForecast { .. }
        | ProblemError::NobodyAvailable { .. } => (place(&search.end), error.to_string(), String::new()),
        ProblemError::Demand { unit, what, remedy } if asked.options.freezes(unit) => {
            return SearchError::Asked { what: format!("--freeze {unit}: {what}"), remedy: remedy.clone() };
        }
        ProblemError::Demand { unit, what, remedy } => {
            (of_demand(search, unit), format!("unit `{unit}`: {what}"), remedy.clone())
        }
        ProblemError::Unit { unit, what, remedy } => {
            (of_unit(search, unit), format!("unit `{unit}`: {what}"), remedy.clone())
        }
        ProblemError::Rule { rule, what, remedy } => {
            (place(&search.rules), format!("rule `{rule}`: {what}"), remedy.clone())
        }
        ProblemError::Objective { what, remedy } => {
            (place(&search.objective), format!("objective: {what}"), remedy.clone())
        }
    };
    at(case, at_key.0, at_key.1, what, &remedy).into()
}

/// No plan obeys all rules: each obstacle at its unit.
pub(super) fn of_no_plan(case: &Case, search: &SearchKeys, none: &NoPlan) -> SearchError {
    let problems = none.obstacles.iter().map(|obstacle| {
        let (key, span) = of_demand(search, &obstacle.unit);
        let what = format!("no plan obeys all rules: unit `{}`: {}", obstacle.unit, obstacle.what);
        let kind = ProblemKind::Refused { what, remedy: obstacle.release.clone() };
        CaseProblem { key: key.to_owned(), span: Some(span), kind }
    });
    let problems: Vec<CaseProblem> = problems.collect();
    if problems.is_empty() {
        let what = "no plan obeys all rules".to_owned();
        let remedy = "look at the units' times and speeds, and at the rules".to_owned();
        return SearchError::Asked { what, remedy };
    }
    CaseError { file: case.file.clone(), text: case.text.clone(), problems }.into()
}

/// Nothing to search for.
pub(super) fn of_cloud(case: &Case, search: &SearchKeys, error: &CloudError) -> SearchError {
    let what = match error {
        CloudError::NoWeight => "nothing is adrift that could be followed through the search".to_owned(),
        other => other.to_string(),
    };
    let remedy = "search earlier, before all of it is ashore or beyond the wind and current; or `ashore = \"counted\"`";
    at(case, &search.start.key, search.start.span.clone(), what, remedy).into()
}

/// Where something is asked of a unit in the case.
fn of_demand<'a>(search: &'a SearchKeys, id: &str) -> Place<'a> {
    let kept = search.freeze.iter().flat_map(|freeze| &freeze.units.value).find(|kept| kept.value == id);
    let unit = search.unit.value.iter().find(|unit| unit.id.value == id);
    match (kept, unit.and_then(|unit| unit.frozen.as_ref()), unit.map(|unit| &unit.r#use)) {
        (Some(kept), ..) => place(kept),
        (_, Some(frozen), _) => place(frozen),
        (.., Some(r#use)) if r#use.written => place(r#use),
        _ => of_unit(search, id),
    }
}

/// The id of a unit in the case.
fn of_unit<'a>(search: &'a SearchKeys, id: &str) -> Place<'a> {
    let named = search.unit.value.iter().find(|unit| unit.id.value == id);
    named.map_or_else(|| place(&search.unit), |unit| place(&unit.id))
}

/// What a unit sees of an object is not known: told at the key that is wrong.
pub(super) fn of_detection(case: &Case, scene: &Scene, error: &DetectionError) -> SearchError {
    let (key, span) = place(&error.at);
    let what = if error.is_of_scene { after_gaps(error.to_string(), scene) } else { error.to_string() };
    at(case, key, span, what, &error.remedy).into()
}

/// Survival can not be reckoned.
pub(super) fn of_survival(
    case: &Case,
    (search, scene): (&SearchKeys, &Scene),
    error: &NoSurvival,
) -> SearchError {
    let (key, span) = match error {
        NoSurvival::NoTemperature => place(&search.objective),
        NoSurvival::Refused(_) => place(&search.survival.model),
    };
    at(case, key, span, after_gaps(error.to_string(), scene), "or leave `objective` out").into()
}

/// What is missing, with the sources that do not hold it at the scene.
fn after_gaps(what: String, scene: &Scene) -> String {
    scene.notes.iter().fold(what, |what, note| format!("{what}; {}", note.said))
}

/// A unit that sees nothing of any object.
pub(super) fn of_blind(case: &Case, unit: &UnitKeys, time_s: f64, why: &[String]) -> SearchError {
    let (key, span) = place(&unit.id);
    let when = super::summary::time(time_s);
    let mut what = format!("unit `{}` sees nothing of any object in the conditions at {when}", unit.id.value);
    for reason in why {
        what = format!("{what}; {reason}");
    }
    let remedy = match unit.sensor.value {
        Sensor::Visual => "search when more can be seen, give it another sensor",
        Sensor::NightVision => "search by eyes by day, give it another sensor",
        _ => "give it another sensor",
    };
    at(case, key, span, what, &format!("{remedy} {OR_ELSE}")).into()
}

/// A unit of eyes that has no light in its whole time.
pub(super) fn of_night(
    case: &Case,
    unit: &UnitKeys,
    (scene, signals): (&Scene, &[String]),
    dark: Span,
) -> SearchError {
    let (key, span) = place(&unit.id);
    let what = of_dark(unit, (scene, signals), dark);
    at(case, key, span, what, &format!("search by day, give it another sensor {OR_ELSE}")).into()
}

/// Why eyes see nothing in a dark time, with sunset and sunrise.
pub(super) fn of_dark(unit: &UnitKeys, (scene, signals): (&Scene, &[String]), dark: Span) -> String {
    let [from, until] = [dark.from_s, dark.until_s].map(super::summary::time);
    let mut what = format!(
        "unit `{}` sees nothing of any object: it searches by eyes, and from {from} to {until} it is night at {}; {}",
        unit.id.value,
        scene.place,
        light::sun_times(scene.place, dark)
    );
    for signal in signals {
        what = format!("{what}; {signal}");
    }
    what
}

const OR_ELSE: &str = "or a lateral range curve, or leave it unused: `use = \"never\"`";
