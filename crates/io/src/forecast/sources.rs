//! The environment of a case: its sources opened, listed for the settings, and named by their content.

use super::{ForecastError, Stage, error, goes_on};
use crate::case::keys::SourceKeys;
use crate::case::{Case, Located, velocity};
use crate::coast::{self, CoastError};
use crate::read::{self, InputFile, Opened};
use crate::write::InputRecord;
use sarex_drift::Compat;
use sarex_metocean::{Environment, FieldSource, InMemory, LandFill, Quantity, Rotation, analytic::Constant};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Opened sources.
pub(super) struct Sources {
    pub environment: Environment,
    /// Most members of any source.
    pub members: u16,
    pub notes: Vec<String>,
    pub settings: BTreeMap<String, Value>,
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
        for source in &keys.value {
            let name = self.name(&source.value);
            goes_on(tell(Stage::Opening(name.clone())))?;
            let field = self.field(case, quantity, source, &name)?;
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
        source: &Located<SourceKeys>,
        name: &str,
    ) -> Result<Arc<dyn FieldSource>, ForecastError> {
        let refused = |what: String| error::at(case, &source.key, source.span.clone(), what, "");
        if let Some(constant) = &source.value.constant {
            let velocity = velocity(constant).map_err(|(what, _)| refused(what.to_owned()))?;
            self.constants.push((role(quantity), name.to_owned()));
            return Ok(Arc::new(InMemory::new(name, Constant(velocity))));
        }
        let options = options(&source.value, case.scenario.compat);
        let opened: Opened = match (&source.value.file, &source.value.url) {
            (Some(file), _) => read::open_field(&case.resolve(file).to_string_lossy(), quantity, &options),
            (_, Some(url)) => read::open_field(url, quantity, &options),
            _ => return Err(refused("this source has no origin".into())),
        }
        .map_err(|error| refused(error.to_string()))?;
        self.notes.extend(opened.notes);
        self.files.extend(opened.inputs.into_iter().map(|input| (role(quantity), input)));
        Ok(opened.source)
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

fn options(keys: &SourceKeys, compat: Compat) -> read::Options {
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
        ..read::Options::default()
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

/// Every input by its content, the case file first.
pub(super) fn records(
    case: &Case,
    sources: &Sources,
    tell: Tell<'_>,
) -> Result<Vec<InputRecord>, ForecastError> {
    let text = case.text.as_bytes();
    let mut records = vec![InputRecord {
        role: "case".into(),
        name: file_name(&case.file),
        sha256: Some(crate::write::outputs::sha256_hex(text)),
        bytes: Some(text.len() as u64),
    }];
    for (role, file) in &case.read_files {
        records.push(hashed(role, case.shown(file), file, tell)?);
    }
    for (role, input) in &sources.files {
        let name = input.url.clone().unwrap_or_else(|| case.shown(&input.path));
        records.push(hashed(role, name, &input.path, tell)?);
    }
    for (role, name) in &sources.constants {
        records.push(InputRecord { role: (*role).into(), name: name.clone(), sha256: None, bytes: None });
    }
    if let Some((name, path)) = &sources.coast {
        records.push(hashed("coast", name.clone(), path, tell)?);
    }
    Ok(records)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The record of a file, read piece by piece.
fn hashed(role: &str, name: String, path: &Path, tell: Tell<'_>) -> Result<InputRecord, ForecastError> {
    goes_on(tell(Stage::Hashing(name.clone())))?;
    let failed = |error: std::io::Error| ForecastError::Input {
        file: path.display().to_string(),
        reason: error.to_string(),
    };
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let mut piece = vec![0; 1 << 20];
    let (mut sha, mut bytes) = (Sha256::new(), 0u64);
    loop {
        let read = match file.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(failed(error)),
        };
        sha.update(&piece[..read]);
        bytes += read as u64;
    }
    let digest = sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(InputRecord { role: role.into(), name, sha256: Some(digest), bytes: Some(bytes) })
}
