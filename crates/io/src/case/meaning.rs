//! From keys to a scenario: defaults that depend on other keys, and checks across keys.

use super::ReadFile;
use super::decode::Located;
use super::keys::{
    CaseKeys, ClassName, CoastWord, CoefficientKeys, EnvironmentKeys, ForcingErrorKeys, ObjectKeys,
    RunDirection, ScenarioKeys,
};
use super::problem::{Problem, ProblemKind};
use super::seed_keys::SeedKeys;
use super::{environment, finds, resolve, search, seeds};
use crate::write::origin::Find;
use sarex_drift::leeway::{ClassTable, Coefficients, ObjectClass};
use sarex_drift::scenario::MissingForcing;
use sarex_drift::{
    CoastAction, Compat, CrosswindConvention, ForcingError, Integrator, Jibing, ObjectShare, Scenario,
    Truncation, WeightedSeed,
};
use sarex_geo::{from_unix_seconds, unix_seconds};
use std::path::Path;

/// Default error of the current (reference drift.md, 1.5): shelf seas from a model of 1–4 km.
const CURRENT_ERROR: ForcingError = ForcingError::Correlated { std_mps: 0.25, correlation_s: 9.0 * 3600.0 };
/// Default error of the wind; a placeholder without measurement.
const WIND_ERROR: ForcingError = ForcingError::Correlated { std_mps: 1.5, correlation_s: 6.0 * 3600.0 };
/// Largest difference from one that rounding in a hand-written file excuses.
const SUM_TOLERANCE: f64 = 1e-6;

/// What a case file means.
pub(super) struct Meaning {
    pub scenario: Scenario,
    pub finds: Vec<Find>,
    pub notes: Vec<String>,
    pub read_files: Vec<ReadFile>,
}

/// Collects problems and the files that were read on the way.
pub(super) struct Reading<'a> {
    pub case_file: &'a Path,
    pub problems: Vec<Problem>,
    /// What the reader of the forecast should know of these files.
    pub notes: Vec<String>,
    pub read_files: Vec<ReadFile>,
    /// The objects of the case, once they are understood.
    pub objects: Vec<ObjectShare>,
}

impl<'a> Reading<'a> {
    /// Of a case file, with nothing read yet.
    pub fn of(case_file: &'a Path) -> Self {
        let (problems, notes, read_files, objects) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { case_file, problems, notes, read_files, objects }
    }
}

impl Reading<'_> {
    /// Notes a problem with a value.
    pub fn note<T, V>(&mut self, at: &Located<V>, kind: ProblemKind) -> Option<T> {
        self.problems.push(Problem::at(at, kind));
        None
    }

    /// Notes two keys that do not go together, or one that needs another.
    pub fn contradiction<T, V>(
        &mut self,
        at: &Located<V>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Option<T> {
        self.note(at, ProblemKind::Contradiction { what: what.into(), remedy: remedy.into() })
    }

    /// Reads a file that the case names, at most `limit` bytes of text.
    pub fn text_file(&mut self, role: &'static str, name: &Located<String>, limit: u64) -> Option<String> {
        let path = resolve(self.case_file, &name.value);
        let read = std::fs::metadata(&path).and_then(|meta| {
            if meta.len() > limit {
                return Err(std::io::Error::other(format!("it is larger than {} MB", limit / 1_000_000)));
            }
            std::fs::read_to_string(&path)
        });
        match read {
            Ok(text) => {
                self.read_files.push(ReadFile::new(role, path));
                Some(text)
            }
            Err(error) => {
                let what = format!("{} cannot be read: {error}", path.display());
                let remedy =
                    "give the path of a file that exists; relative paths start from the case file's folder";
                self.note(name, ProblemKind::Refused { what, remedy: remedy.into() })
            }
        }
    }
}

/// Understands the keys; on failure all problems at once.
pub(super) fn understand(keys: &CaseKeys, case_file: &Path) -> Result<Meaning, Vec<Problem>> {
    let mut reading = Reading::of(case_file);
    check_head(keys, &mut reading);
    environment::check(&keys.environment, &mut reading);
    let classes = class_table(keys, &mut reading);
    reading.objects = objects(keys, classes.as_ref(), &mut reading);
    let finds = finds::finds(keys, classes.as_ref(), &mut reading);
    let seeds = weighted_seeds(keys, &mut reading);
    let objects = std::mem::take(&mut reading.objects);
    let scenario = Scenario { objects, seeds, ..run(keys, &mut reading) };
    check_times(keys, &scenario, &mut reading);
    search::check(keys, &scenario, &mut reading);
    match reading.problems.is_empty() {
        true => Ok(Meaning { scenario, finds, notes: reading.notes, read_files: reading.read_files }),
        false => Err(reading.problems),
    }
}

fn check_head(keys: &CaseKeys, reading: &mut Reading<'_>) {
    if keys.version.value != 1 {
        let what = format!("version {} of the case file is not known to this program", keys.version.value);
        reading.contradiction::<(), _>(&keys.version, what, "write `version = 1`, or use a newer program");
    }
    let id = &keys.case.id;
    if id.value.trim().is_empty() || id.value.chars().count() > 100 || id.value.chars().any(char::is_control)
    {
        let remedy = "give a short name of up to 100 characters, such as \"korea-strait-01\"";
        reading.contradiction::<(), _>(id, "this is no name for a case", remedy);
    }
}

fn objects(keys: &CaseKeys, classes: Option<&ClassTable>, reading: &mut Reading<'_>) -> Vec<ObjectShare> {
    let shares: Vec<f64> = keys.object.value.iter().map(|object| object.probability.0).collect();
    check_sum(&shares, "probabilities of the objects", "object", &keys.object, reading);
    // Without a table a class file was wrong, which has been told: what follows from it need not be.
    let Some(classes) = classes else { return Vec::new() };
    keys.object.value.iter().filter_map(|object| object_share(object, classes, reading)).collect()
}

/// The program's classes and the user's; `None` if one of the files is wrong.
fn class_table(keys: &CaseKeys, reading: &mut Reading<'_>) -> Option<ClassTable> {
    const LIMIT: u64 = 10_000_000;
    let mut classes = Some(ClassTable::standard().clone());
    for file in keys.classes.iter().flat_map(|section| &section.file) {
        let text = reading.text_file("classes", file, LIMIT);
        let extended = text.zip(classes.as_ref()).map(|(text, known)| known.extended(&text));
        classes = match extended {
            Some(Ok(extended)) => Some(extended),
            Some(Err(error)) => {
                let what = format!("{}: {error}", file.value);
                let remedy = "`sarex classes --file FILE` checks a class file by itself".into();
                reading.note(file, ProblemKind::Refused { what, remedy })
            }
            None => None,
        };
    }
    classes
}

fn object_share(object: &ObjectKeys, classes: &ClassTable, reading: &mut Reading<'_>) -> Option<ObjectShare> {
    let mut class = class(&object.class, classes, reading)?.clone();
    if let Some(changes) = &object.coefficients {
        override_coefficients(&mut class.coefficients, changes);
    }
    let persons = object.persons.map(|count| u32::try_from(count.0).unwrap_or(u32::MAX));
    Some(ObjectShare { class, probability: object.probability.0, persons })
}

/// A class by its name in the case.
pub(super) fn class<'t>(
    name: &Located<ClassName>,
    classes: &'t ClassTable,
    reading: &mut Reading<'_>,
) -> Option<&'t ObjectClass> {
    if let Ok(class) = classes.get(&name.value.0) {
        return Some(class);
    }
    let found = name.value.0.clone();
    let nearest = vec![classes.nearest(&found).key.clone()];
    reading.note(name, ProblemKind::UnknownClass { found, nearest })
}

fn override_coefficients(own: &mut Coefficients, changes: &CoefficientKeys) {
    let set = |target: &mut f64, change: Option<f64>| *target = change.unwrap_or(*target);
    set(&mut own.downwind.slope_pct, changes.downwind_slope_pct);
    set(&mut own.downwind.offset_cm_s, changes.downwind_offset_cm_s);
    set(&mut own.downwind.std_cm_s, changes.downwind_std_cm_s.map(|std| std.0));
    set(&mut own.right.slope_pct, changes.right_slope_pct);
    set(&mut own.right.offset_cm_s, changes.right_offset_cm_s);
    set(&mut own.right.std_cm_s, changes.right_std_cm_s.map(|std| std.0));
    set(&mut own.left.slope_pct, changes.left_slope_pct);
    set(&mut own.left.offset_cm_s, changes.left_offset_cm_s);
    set(&mut own.left.std_cm_s, changes.left_std_cm_s.map(|std| std.0));
}

fn weighted_seeds(keys: &CaseKeys, reading: &mut Reading<'_>) -> Vec<WeightedSeed> {
    let weights: Vec<f64> = keys.scenario.value.iter().map(|scenario| scenario.weight.0).collect();
    check_sum(&weights, "weights of the scenarios", "scenario", &keys.scenario, reading);
    let mut seeds = Vec::new();
    for (index, scenario) in keys.scenario.value.iter().enumerate() {
        let name = scenario.name.clone().unwrap_or_else(|| format!("scenario {}", index + 1));
        let seed = seeds::seed(&scenario.seed, reading);
        seeds.extend(seed.map(|seed| WeightedSeed { name, weight: scenario.weight.0, seed }));
    }
    seeds
}

/// Shares of a whole: at least one of them, and together one.
fn check_sum<T>(
    shares: &[f64],
    what: &'static str,
    key: &str,
    at: &Located<Vec<T>>,
    reading: &mut Reading<'_>,
) {
    if shares.is_empty() {
        let remedy = format!("add one `[[{key}]]` section or more");
        reading.contradiction::<(), _>(at, format!("there is no `[[{key}]]`"), remedy);
        return;
    }
    let sum: f64 = shares.iter().sum();
    if (sum - 1.0).abs() > SUM_TOLERANCE {
        reading.note::<(), _>(at, ProblemKind::SumNotOne { what, sum: (sum * 1e9).round() / 1e9 });
    }
}

/// Everything of the scenario but objects and seeds.
fn run(keys: &CaseKeys, reading: &mut Reading<'_>) -> Scenario {
    let run = &keys.run;
    let opendrift = run.compat == Compat::OpenDrift;
    let (step_s, output_every_s) = steps(keys, reading);
    Scenario {
        objects: Vec::new(),
        seeds: Vec::new(),
        particles: usize::try_from(run.particles.value.0).unwrap_or(usize::MAX),
        allocation: run.allocation,
        until_s: unix_seconds(run.until.value),
        step_s,
        output_every_s,
        integrator: run.integrator.unwrap_or(if opendrift { Integrator::Euler } else { Integrator::Rk2 }),
        jibing: Jibing { per_hour: run.jibing_per_hour.value.0 },
        capsizing: run.capsizing,
        coast_action: match run.coast_action {
            CoastWord::Strand => CoastAction::Strand,
            CoastWord::Slide => CoastAction::Slide,
            CoastWord::Refloat => {
                CoastAction::Refloat { half_life_s: run.refloat_half_life.value.0.as_secs_f64() }
            }
            CoastWord::Previous => CoastAction::Previous,
            CoastWord::None => CoastAction::None,
        },
        crosswind_convention: run.crosswind_convention.unwrap_or(match opendrift {
            true => CrosswindConvention::OpenDrift,
            false => CrosswindConvention::Iamsar,
        }),
        truncation: run.truncation.unwrap_or(match opendrift {
            true => Truncation::Redraw,
            false => Truncation::RedrawMeanKept,
        }),
        current_error: current_error(&keys.environment, opendrift, reading),
        wind_error: wind_error(&keys.environment, opendrift, reading),
        diffusivity_m2_s: run.diffusivity_m2_s.value.0,
        stokes_factor: stokes_factor(keys, reading),
        compat: run.compat,
        missing: run.missing.unwrap_or(match opendrift {
            true => MissingForcing::StopParticle,
            false => MissingForcing::Error,
        }),
        rng_seed: run.rng_seed,
    }
}

/// A share of nothing would be added in silence.
fn stokes_factor(keys: &CaseKeys, reading: &mut Reading<'_>) -> f64 {
    let factor = &keys.run.stokes_factor;
    if factor.value.0 > 0.0 && keys.environment.waves.value.is_empty() {
        reading.contradiction::<(), _>(
            factor,
            "`stokes_factor` adds Stokes drift, and the case names no source of it",
            "name one in `environment.waves`, or leave `stokes_factor` out",
        );
    }
    factor.value.0
}

fn steps(keys: &CaseKeys, reading: &mut Reading<'_>) -> (f64, f64) {
    let (step, output) = (&keys.run.step, &keys.run.output_every);
    let (step_s, output_s) = (step.value.0.as_secs_f64(), output.value.0.as_secs_f64());
    let ratio = output_s / step_s;
    if (ratio - ratio.round()).abs() > 1e-9 || ratio < 1.0 {
        // What was written is to be changed, not a default that nobody has seen.
        let default = if output.written { "" } else { ", its default," };
        let at = if output.written || !step.written { output } else { step };
        let what = format!("`output_every` ({output_s} s{default}) is not a multiple of `step` ({step_s} s)");
        let remedy = match output.written {
            true => "give a multiple of the step, such as \"1 h\" for \"10 min\"",
            false => "give a step that divides it, or an `output_every` that is a multiple of the step",
        };
        reading.contradiction::<(), _>(at, what.replace(",)", ")"), remedy);
    }
    (step_s, output_s)
}

fn current_error(keys: &EnvironmentKeys, opendrift: bool, reading: &mut Reading<'_>) -> ForcingError {
    let std = keys.current_uncertainty_mps.as_ref();
    let uniform = keys.current_uncertainty_uniform_mps.as_ref();
    let default = if opendrift { ForcingError::None } else { CURRENT_ERROR };
    let white = (std.is_some() || uniform.is_some()).then(|| ForcingError::White {
        std_mps: std.map_or(0.0, |value| value.value.0),
        uniform_mps: uniform.map_or(0.0, |value| value.value.0),
    });
    one_error(keys.current_error.as_ref(), white, default, "current", reading)
}

fn wind_error(keys: &EnvironmentKeys, opendrift: bool, reading: &mut Reading<'_>) -> ForcingError {
    let default = if opendrift { ForcingError::None } else { WIND_ERROR };
    let white = keys.wind_uncertainty_mps.as_ref();
    let white = white.map(|std| ForcingError::White { std_mps: std.value.0, uniform_mps: 0.0 });
    one_error(keys.wind_error.as_ref(), white, default, "wind", reading)
}

fn one_error(
    correlated: Option<&Located<ForcingErrorKeys>>,
    white: Option<ForcingError>,
    default: ForcingError,
    quantity: &str,
    reading: &mut Reading<'_>,
) -> ForcingError {
    let Some(keys) = correlated else { return white.unwrap_or(default) };
    if white.is_some() {
        let what = format!("`{quantity}_error` and `{quantity}_uncertainty_…` describe the same error twice");
        reading.contradiction::<(), _>(keys, what, "keep one of them");
    }
    match keys.value.std_mps.0 {
        0.0 => ForcingError::None,
        std_mps => {
            ForcingError::Correlated { std_mps, correlation_s: keys.value.correlation.0.as_secs_f64() }
        }
    }
}

/// `until` must lie clearly on that side of all seed times to which the run goes.
fn check_times(keys: &CaseKeys, scenario: &Scenario, reading: &mut Reading<'_>) {
    let Some((first_s, last_s)) = seeds::period(scenario) else { return };
    let until = &keys.run.until;
    let backward = keys.run.direction == RunDirection::Backward;
    let (after, before) = (scenario.until_s > last_s, scenario.until_s < first_s);
    let fault = match (backward, after, before) {
        (false, true, _) | (true, _, true) => None,
        (false, _, true) => Some((
            "the run ends before the seed times",
            "put `until` after the last seed time; for a run backward in time add `direction = \"backward\"` to [run]",
        )),
        (true, true, _) => Some((
            "the run ends after the seed times, but `direction` says \"backward\"",
            "put `until` before the first seed time, or remove `direction`",
        )),
        _ => Some((
            "the end of the run is neither after every seed time nor before every seed time",
            "put `until` after the last seed time, or before the first one for a run with `direction = \"backward\"`",
        )),
    };
    if let Some((what, remedy)) = fault {
        let what = format!("{what}: {}", seed_times(keys, scenario));
        return reading.contradiction(until, what, remedy).unwrap_or_default();
    }
    if backward && keys.search.is_some() {
        let what = "the run ends before the seed times, and a backward run cannot carry a search";
        let remedy = "put `until` after the seed times, or remove [search]";
        reading.contradiction::<(), _>(until, what, remedy);
    }
    const LONGEST_S: f64 = 366.0 * 86_400.0;
    if (scenario.until_s - first_s).abs().max((scenario.until_s - last_s).abs()) > LONGEST_S {
        let times = seed_times(keys, scenario);
        let what = format!("the run would be longer than a year: {times}, and it ends at {}", until.value);
        reading.contradiction::<(), _>(until, what, "check the years of `until` and of the seed times");
    }
    check_length(keys, scenario, (first_s, last_s), reading);
    finds::check(keys, scenario, backward, reading);
}

/// A step or an output interval longer than the run would make it begin before anything is adrift.
fn check_length(
    keys: &CaseKeys,
    scenario: &Scenario,
    (first_s, last_s): (f64, f64),
    reading: &mut Reading<'_>,
) {
    let length_s = (scenario.until_s - first_s).abs().max((scenario.until_s - last_s).abs());
    let run = &keys.run;
    for (key, interval) in [("step", &run.step), ("output_every", &run.output_every)] {
        let interval_s = interval.value.0.as_secs_f64();
        if interval_s <= length_s {
            continue;
        }
        let [interval_h, length_h] = [interval_s, length_s].map(|s| (s / 36.0).round() / 100.0);
        let what = format!("`{key}` ({interval_h} h) is longer than the run ({length_h} h)");
        if interval.written {
            reading.contradiction::<(), _>(interval, what, "shorten it, or put `until` later");
        } else {
            let what = format!("{what}; it is the default, which holds where `{key}` is left out");
            let remedy = format!("give `{key}` under [run], such as \"10 min\", or another `until`");
            reading.contradiction::<(), _>(&run.until, what, remedy);
        }
        return;
    }
}

/// When each scenario begins, with the file that says so.
fn seed_times(keys: &CaseKeys, scenario: &Scenario) -> String {
    let time = |time_s: f64| from_unix_seconds(time_s).map_or_else(String::new, |time| time.to_string());
    let text = |(seed, written): (&WeightedSeed, &ScenarioKeys)| {
        let (first_s, last_s) = seeds::period_of(&seed.seed);
        let begins = match &written.seed.value {
            SeedKeys::Particles(list) => format!("the particles of {} begin", list.file.value),
            _ => format!("`{}` begins", seed.name),
        };
        match first_s == last_s {
            true => format!("{begins} at {}", time(first_s)),
            false => format!("{begins} between {} and {}", time(first_s), time(last_s)),
        }
    };
    const SHOWN: usize = 3;
    let all: Vec<String> = scenario.seeds.iter().zip(&keys.scenario.value).take(SHOWN).map(text).collect();
    all.join(", ")
}
