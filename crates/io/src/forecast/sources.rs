//! The environment of a case: its sources opened, listed for the settings, and named by their content.

use super::{ForecastError, Stage, error, goes_on};
use crate::case::keys::SourceKeys;
use crate::case::{Case, Located, velocity};
use crate::coast::{self, CoastError};
use crate::read::hash::{self, Hashing};
use crate::read::vector_file::NAME_THE_PAIR;
use crate::read::{self, Fetching, InputFile, Opened, ReadError};
use crate::write::{InputRecord, SourceRecord};
use sarex_drift::Compat;
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

/// Opens everything the case names.
pub(super) fn open(case: &Case, tell: Tell<'_>) -> Result<Sources, ForecastError> {
    let mut sources = Sources {
        environment: Environment::default(),
        members: 1,
        notes: Vec::new(),
        settings: BTreeMap::new(),
        records: Vec::new(),
        files: Vec::new(),
        constants: Vec::new(),
        coast: None,
    };
    let keys = &case.keys.environment;
    sources.environment.current = sources.fields(case, Quantity::Current, &keys.current, tell)?;
    sources.environment.wind = sources.fields(case, Quantity::Wind, &keys.wind, tell)?;
    // Stokes drift that is not added need not be read.
    if case.scenario.stokes_factor > 0.0 {
        sources.environment.stokes = sources.fields(case, Quantity::Stokes, &keys.waves, tell)?;
    }
    sources.coast(case, tell)?;
    Ok(sources)
}

impl Sources {
    fn fields(
        &mut self,
        case: &Case,
        quantity: Quantity,
        keys: &Located<Vec<Located<SourceKeys>>>,
        tell: Tell<'_>,
    ) -> Result<Vec<Arc<dyn FieldSource>>, ForecastError> {
        let mut opened = Vec::with_capacity(keys.value.len());
        let mut names = Vec::with_capacity(keys.value.len());
        for (index, source) in keys.value.iter().enumerate() {
            let name = self.name(&source.value);
            goes_on(tell(Stage::Opening(name.clone())))?;
            let has_fallback = index + 1 < keys.value.len();
            let field = self.field(case, quantity, (source, &name), has_fallback)?;
            self.members = self.members.max(field.coverage().members);
            opened.push(field);
            names.push(name);
        }
        self.settings.insert(format!("environment:{}", role(quantity)), json!(names));
        Ok(opened)
    }

    fn field(
        &mut self,
        case: &Case,
        quantity: Quantity,
        (source, name): (&Located<SourceKeys>, &str),
        has_fallback: bool,
    ) -> Result<Arc<dyn FieldSource>, ForecastError> {
        let refused = |what: String| error::at(case, &source.key, source.span.clone(), what, "");
        if let Some(constant) = &source.value.constant {
            let velocity = velocity(constant).map_err(|(what, _)| refused(what.to_owned()))?;
            self.constants.push((role(quantity), name.to_owned()));
            self.record(quantity, name, None, false);
            return Ok(Arc::new(InMemory::new(name, Constant(velocity))));
        }
        let options =
            read::Options { has_fallback, ..options(&source.value, quantity, case.scenario.compat) };
        let opened: Opened = match (&source.value.file, &source.value.url) {
            (Some(file), _) => read::open_field(&case.resolve(file).to_string_lossy(), quantity, &options),
            (_, Some(url)) => read::open_url(url, quantity, &options, &Fetching::into_user_cache()),
            _ => return Err(refused("this source has no origin".into())),
        }
        .map_err(|error| {
            error::at(case, &source.key, source.span.clone(), error.to_string(), remedy(&error))
        })?;
        self.record(quantity, name, opened.source.coverage().period_s, opened.synthetic);
        for note in opened.notes {
            let paths = opened.inputs.iter().map(|input| input.path.display().to_string());
            self.notes.push(paths.fold(note, |note, path| note.replace(&path, name)));
        }
        self.files.extend(opened.inputs.into_iter().map(|input| (role(quantity), input)));
        Ok(Arc::new(Named { source: opened.source, name: name.to_owned() }))
    }

    fn record(&mut self, quantity: Quantity, name: &str, period_s: Option<(f64, f64)>, synthetic: bool) {
        self.records.push(SourceRecord { role: role(quantity), name: name.to_owned(), period_s, synthetic });
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

fn options(keys: &SourceKeys, quantity: Quantity, compat: Compat) -> read::Options {
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
        largest_component_mps: Some(largest_component_mps(quantity, compat)),
        has_fallback: false,
    }
}

/// Components larger than this are taken as missing, m/s.
pub(super) fn largest_component_mps(quantity: Quantity, compat: Compat) -> f32 {
    match (quantity, compat) {
        (Quantity::Wind, Compat::OpenDrift) => GriddedSpec::OPENDRIFT_WIND_MPS,
        _ => read::open::largest_component_mps(quantity),
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
        _ => "",
    }
}

/// As in the case file and in provenance.
fn role(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Current => "current",
        Quantity::Wind => "wind",
        Quantity::Stokes => "waves",
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
        let own = case.read_files.iter().map(|(role, path)| (*role, case.shown(path), path));
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
