//! The environment of a case: its sources opened, listed for the settings, and named by their content.

use super::{ForecastError, Stage, error, goes_on};
use crate::case::keys::{ConstantKeys, SourceKeys};
use crate::case::{Case, Located, scalar, velocity};
use crate::coast::{self, CoastError};
use crate::read::hash::{self, Hashing};
use crate::read::scalar_file::NAME_IT;
use crate::read::vector_file::NAME_THE_PAIR;
use crate::read::{self, Fetching, InputFile, Opened, ReadError, Scalar, Wanted};
use crate::write::{InputRecord, SourceRecord};
use sarex_drift::Compat;
use sarex_geo::Velocity;
use sarex_metocean::gridded::GriddedSpec;
use sarex_metocean::{
    Coverage, Environment, Field, FieldError, FieldSource, InMemory, LandFill, Quantity, Rotation, Window,
    analytic::Constant,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

/// Opened sources.
pub(super) struct Sources {
    pub environment: Environment,
    /// What a search needs beside it, by [`Scalar`].
    pub scalars: Scalars,
    /// Most members of any source.
    pub members: u16,
    pub notes: Vec<String>,
    pub settings: BTreeMap<String, Value>,
    /// For reports, in order of preference.
    pub records: Vec<SourceRecord>,
    files: Vec<(&'static str, InputFile)>,
    constants: Vec<(&'static str, String)>,
    coast: Option<(String, PathBuf)>,
}

type Tell<'a> = &'a mut dyn FnMut(Stage) -> ControlFlow<()>;

/// Sources of scalars, in order of preference.
#[derive(Default)]
pub(super) struct Scalars {
    wave_height: Vec<Arc<dyn FieldSource>>,
    visibility: Vec<Arc<dyn FieldSource>>,
    water_temperature: Vec<Arc<dyn FieldSource>>,
}

impl Scalars {
    /// Sources of one of them.
    pub fn sources(&self, scalar: Scalar) -> &[Arc<dyn FieldSource>] {
        match scalar {
            Scalar::WaveHeight => &self.wave_height,
            Scalar::Visibility => &self.visibility,
            Scalar::WaterTemperature => &self.water_temperature,
        }
    }
}

/// Opens everything the case names that a forecast needs, and for a search what that needs as well.
pub(super) fn open(case: &Case, for_search: bool, tell: Tell<'_>) -> Result<Sources, ForecastError> {
    let mut sources = Sources {
        environment: Environment::default(),
        scalars: Scalars::default(),
        members: 1,
        notes: Vec::new(),
        settings: BTreeMap::new(),
        records: Vec::new(),
        files: Vec::new(),
        constants: Vec::new(),
        coast: None,
    };
    let keys = &case.keys.environment;
    sources.environment.current = sources.fields(case, Quantity::Current.into(), &keys.current, tell)?;
    sources.environment.wind = sources.fields(case, Quantity::Wind.into(), &keys.wind, tell)?;
    // Stokes drift that is not added need not be read.
    if case.scenario.stokes_factor > 0.0 {
        sources.environment.stokes = sources.fields(case, Quantity::Stokes.into(), &keys.waves, tell)?;
    }
    let vectors = &sources.environment;
    let drifting = vectors.current.iter().chain(&vectors.wind).chain(&vectors.stokes);
    sources.members = drifting.map(|source| source.coverage().members).fold(1, u16::max);
    if for_search {
        let mut scalar =
            |scalar: Scalar| sources.fields(case, scalar.into(), crate::case::sources(keys, scalar), tell);
        sources.scalars = Scalars {
            wave_height: scalar(Scalar::WaveHeight)?,
            visibility: scalar(Scalar::Visibility)?,
            water_temperature: scalar(Scalar::WaterTemperature)?,
        };
    }
    sources.coast(case, tell)?;
    Ok(sources)
}

impl Sources {
    fn fields(
        &mut self,
        case: &Case,
        wanted: Wanted,
        keys: &Located<Vec<Located<SourceKeys>>>,
        tell: Tell<'_>,
    ) -> Result<Vec<Arc<dyn FieldSource>>, ForecastError> {
        let mut opened = Vec::with_capacity(keys.value.len());
        let mut names = Vec::with_capacity(keys.value.len());
        let mut lacking = Vec::new();
        for (index, source) in keys.value.iter().enumerate() {
            let name = self.name(&source.value);
            goes_on(tell(Stage::Opening(name.clone())))?;
            let has_fallback = index + 1 < keys.value.len();
            match self.field(case, wanted, (source, &name), has_fallback)? {
                Held::Field(field) => opened.push(field),
                Held::NotThis(why) => lacking.push((source, name.clone(), why)),
            }
            names.push(name);
        }
        self.settings.insert(format!("environment:{}", role(wanted)), json!(names));
        // Wave height comes beside a Stokes drift that is used; nothing else is named in vain.
        let used_for_drift = wanted == Scalar::WaveHeight.into() && case.scenario.stokes_factor > 0.0;
        if let (true, false, Some((source, _, why))) = (opened.is_empty(), used_for_drift, lacking.first()) {
            let (what, remedy) = why.clone();
            return Err(error::at(case, &source.key, source.span.clone(), what, remedy));
        }
        let other =
            |name: &str| format!("{name} holds no {}: it is used for what else it holds", wanted.in_words());
        self.notes.extend(lacking.iter().map(|(_, name, _)| other(name)));
        Ok(opened)
    }

    fn field(
        &mut self,
        case: &Case,
        wanted: Wanted,
        (source, name): (&Located<SourceKeys>, &str),
        has_fallback: bool,
    ) -> Result<Held, ForecastError> {
        let refused = |what: String| error::at(case, &source.key, source.span.clone(), what, "");
        if let Some(keys) = &source.value.constant {
            let Some(value) = constant(keys, wanted).map_err(refused)? else {
                let what = format!("no source of this list gives a {}", wanted.in_words());
                return Ok(Held::NotThis((what, "add one that does")));
            };
            self.constants.push((role(wanted), name.to_owned()));
            self.record(wanted, name, None, false);
            return Ok(Held::Field(Arc::new(InMemory::new(name, Constant(value)))));
        }
        let options = read::Options { has_fallback, ..options(&source.value, wanted, case.scenario.compat) };
        let opened = match (&source.value.file, &source.value.url) {
            (Some(file), _) => read::open_field(&case.resolve(file).to_string_lossy(), wanted, &options),
            (_, Some(url)) => read::open_url(url, wanted, &options, &Fetching::into_user_cache()),
            _ => return Err(refused("this source has no origin".into())),
        };
        let opened: Opened = match opened {
            Ok(opened) => opened,
            Err(error @ ReadError::NoVariable { .. }) if holds_two_things(wanted) => {
                return Ok(Held::NotThis((error.to_string(), remedy(&error))));
            }
            Err(error) => {
                let (what, remedy) = (error.to_string(), remedy(&error));
                return Err(error::at(case, &source.key, source.span.clone(), what, remedy));
            }
        };
        self.record(wanted, name, opened.source.coverage().period_s, opened.synthetic);
        for note in opened.notes {
            let paths = opened.inputs.iter().map(|input| input.path.display().to_string());
            self.notes.push(paths.fold(note, |note, path| note.replace(&path, name)));
        }
        for input in opened.inputs {
            if !self.files.contains(&(role(wanted), input.clone())) {
                self.files.push((role(wanted), input));
            }
        }
        Ok(Held::Field(Arc::new(Named { source: opened.source, name: name.to_owned() })))
    }

    fn record(&mut self, wanted: Wanted, name: &str, period_s: Option<(f64, f64)>, synthetic: bool) {
        let record = SourceRecord { role: role(wanted), name: name.to_owned(), period_s, synthetic };
        if !self.records.contains(&record) {
            self.records.push(record);
        }
    }

    /// Opens the coast: bundled, none, or a file.
    fn coast(&mut self, case: &Case, tell: Tell<'_>) -> Result<(), ForecastError> {
        let choice = &case.keys.environment.coast;
        self.settings.insert("environment:coast".into(), json!(choice.value));
        if choice.value == "none" {
            return Ok(());
        }
        goes_on(tell(Stage::Opening(format!("coast {}", choice.value))))?;
        let path = match choice.value.as_str() {
            "bundled" => coast::bundled_path(),
            file => Ok(case.resolve(file)),
        };
        let remedy = "give \"bundled\", \"none\", or a file made by `sarex coast build`";
        let refused =
            |error: CoastError| error::at(case, &choice.key, choice.span.clone(), error.to_string(), remedy);
        let path = path.map_err(refused)?;
        self.environment.coast = Some(Arc::new(coast::open(&path).map_err(refused)?));
        self.coast = Some((choice.value.clone(), path));
        Ok(())
    }

    fn name(&self, keys: &SourceKeys) -> String {
        match (&keys.file, &keys.url, &keys.constant) {
            (Some(file), _, _) => file.clone(),
            (_, Some(url), _) => url.clone(),
            (_, _, Some(constant)) => constant.to_string(),
            _ => "none".into(),
        }
    }
}

/// A source, or why it is none of what is wanted, with the remedy.
enum Held {
    Field(Arc<dyn FieldSource>),
    NotThis((String, &'static str)),
}

/// The list of waves is one of Stokes drift and of wave heights.
fn holds_two_things(wanted: Wanted) -> bool {
    role(wanted) == "waves"
}

/// A constant as a field has it: a scalar is the first component.
fn constant(keys: &ConstantKeys, wanted: Wanted) -> Result<Option<Velocity>, String> {
    match wanted {
        Wanted::Scalar(of) => Ok(scalar(keys, of).map(|value| Velocity { east_mps: value, north_mps: 0.0 })),
        Wanted::Vector(Quantity::Stokes) if scalar(keys, Scalar::WaveHeight).is_some() => Ok(None),
        Wanted::Vector(_) => velocity(keys).map(Some).map_err(|(what, _)| what.to_owned()),
    }
}

fn options(keys: &SourceKeys, wanted: Wanted, compat: Compat) -> read::Options {
    let opendrift = compat == Compat::OpenDrift;
    let names = keys.variables.as_ref().map(|names| names.value.as_slice());
    read::Options {
        land_fill: if opendrift { LandFill::Maximum } else { LandFill::Renormalise },
        rotation: if opendrift { Rotation::Wgs84Step } else { Rotation::Spherical },
        directions: keys.components,
        variables: match names {
            Some([x, y]) => Some([x.clone(), y.clone()]),
            _ => None,
        },
        variable: match names {
            Some([name]) => Some(name.clone()),
            _ => None,
        },
        largest_component_mps: match wanted {
            Wanted::Vector(quantity) => Some(largest_component_mps(quantity, compat)),
            Wanted::Scalar(_) => None,
        },
        has_fallback: false,
    }
}

/// Components larger than this are taken as missing, m/s.
pub(super) fn largest_component_mps(quantity: Quantity, compat: Compat) -> f32 {
    match (quantity, compat) {
        (Quantity::Wind, Compat::OpenDrift) => GriddedSpec::OPENDRIFT_WIND_MPS,
        _ => Wanted::from(quantity).largest_component_mps(),
    }
}

/// What a case can do about an error of a reader.
fn remedy(error: &ReadError) -> &'static str {
    match error {
        ReadError::NotFound { .. } | ReadError::NoMatch { .. } => {
            "a relative path starts at the case file's folder"
        }
        ReadError::NoVariable { remedy, .. } if remedy == NAME_THE_PAIR => {
            "the key for a pair under other names is `variables = [\"…\", \"…\"]`"
        }
        ReadError::NoVariable { remedy, .. } if remedy == NAME_IT => {
            "the key for a variable under another name is `variables = [\"…\"]`"
        }
        _ => "",
    }
}

/// As in the case file and in provenance.
fn role(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Vector(Quantity::Current) => "current",
        Wanted::Vector(Quantity::Wind) => "wind",
        Wanted::Vector(Quantity::Stokes) | Wanted::Scalar(Scalar::WaveHeight) => "waves",
        Wanted::Scalar(Scalar::Visibility) => "visibility",
        Wanted::Scalar(Scalar::WaterTemperature) => "water_temperature",
    }
}

/// A source under the name that the case file gives it, so that results do not depend on where they were made.
struct Named {
    source: Arc<dyn FieldSource>,
    name: String,
}

impl FieldSource for Named {
    fn coverage(&self) -> Coverage {
        Coverage { name: self.name.clone(), ..self.source.coverage() }
    }
    fn hold(&self, window: &Window) -> Result<Arc<dyn Field>, FieldError> {
        self.source.hold(window)
    }
}

/// A file that went in.
struct Input {
    role: &'static str,
    name: String,
    file: InputFile,
}

/// Hashes on their way.
pub(super) struct Inputs {
    case: InputRecord,
    files: Vec<Input>,
    constants: Vec<(&'static str, String)>,
    hashing: Hashing,
}

impl Inputs {
    /// Begins to hash everything that went in, beside what else is done.
    pub fn begin(case: &Case, sources: &mut Sources) -> Result<Self, ForecastError> {
        let mut files = Vec::new();
        let own = case.read_files.iter().map(|read| {
            let name = read.told_as.clone().unwrap_or_else(|| case.shown(&read.path));
            (read.role, name, &read.path)
        });
        let coast = sources.coast.iter().map(|(name, path)| ("coast", name.clone(), path));
        for (role, name, path) in own.chain(coast) {
            let unreadable = |error: std::io::Error| {
                ForecastError::Input(format!("{} cannot be read: {error}", path.display()))
            };
            let bytes = std::fs::metadata(path).map_err(unreadable)?.len();
            files.push(Input { role, name, file: InputFile { path: path.clone(), url: None, bytes } });
        }
        files.extend(std::mem::take(&mut sources.files).into_iter().map(|(role, file)| {
            let name = file.url.clone().unwrap_or_else(|| case.shown(&file.path));
            Input { role, name, file }
        }));
        let listed: Vec<InputFile> = files.iter().map(|input| input.file.clone()).collect();
        let text = case.text.as_bytes();
        let case = InputRecord {
            role: "case".into(),
            name: case.file.file_name().unwrap_or(case.file.as_os_str()).to_string_lossy().into_owned(),
            sha256: Some(hash::of_bytes(text)),
            bytes: Some(text.len() as u64),
        };
        let constants = std::mem::take(&mut sources.constants);
        Ok(Self { case, files, constants, hashing: hash::begin(&listed) })
    }

    /// Every input by its content, the case file first.
    pub fn records(self) -> Result<Vec<InputRecord>, ForecastError> {
        let hashes = self.hashing.finish().map_err(|error| ForecastError::Input(error.to_string()))?;
        let files = self.files.into_iter().zip(hashes).map(|(input, hash)| InputRecord {
            role: input.role.into(),
            name: input.name,
            sha256: Some(hash),
            bytes: Some(input.file.bytes),
        });
        let constants = self.constants.into_iter().map(|(role, name)| InputRecord {
            role: role.into(),
            name,
            sha256: None,
            bytes: None,
        });
        Ok(std::iter::once(self.case).chain(files).chain(constants).collect())
    }
}
