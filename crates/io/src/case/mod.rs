//! The case file: what a watch officer writes down, and what it means.
//!
//! A case file is TOML, `version = 1`. Its keys are the types of [`keys`], [`seed_keys`], [`search_keys`],
//! [`unit_keys`], [`sensor_keys`] and [`rule_keys`]; their documentation is also the reference chapter of the book and the JSON schema
//! ([`reference`]), so nothing is written twice. Reading is strict: an unknown key, a missing one, a wrong type or a number beyond its limits
//! is a [`Problem`] with its place and its remedy, and all of them are reported together ([`CaseError`]).
//!
//! ```
//! let text = r#"
//! version = 1
//! [case]
//! id = "one-in-the-water"
//! kind = "exercise"
//! [[object]]
//! class = "PIW-1"
//! [[scenario]]
//! [scenario.seed]
//! kind = "last-known-position"
//! position = "34°36.25'N 129°54.12'E"
//! time = 2026-11-20T01:05:00Z
//! position_error_nm = 3.0
//! [environment]
//! current = [ { constant = { speed_kn = 0.4, toward_deg = 45 } } ]
//! wind = [ { constant = { speed_kn = 18, from_deg = 320 } } ]
//! [run]
//! until = 2026-11-21T01:05:00Z
//! "#;
//! let case = sarex_io::case::parse(text, "case.toml".as_ref()).unwrap();
//! assert_eq!(case.scenario.objects[0].class.key, "PIW-1");
//! assert_eq!(case.scenario.step_s, 600.0);
//! ```

pub mod curves;
mod decode;
pub mod describe;
pub mod detection;
mod environment;
mod finds;
pub mod keys;
pub mod look_ahead;
mod meaning;
mod places;
mod problem;
pub mod rule_keys;
mod search;
pub mod search_keys;
pub mod searched;
pub mod seed_keys;
mod seeds;
pub mod sensor_keys;
pub mod unit_keys;
pub mod value;

pub use decode::Located;
pub use environment::{scalar, sources, velocity};
pub use keys::CaseKeys;
pub use problem::{CaseError, Problem, ProblemKind};
pub use search::{RuleArea, least_spacing_nm};

use crate::write::origin::Find;
use decode::{CaseTable, Decoder, TableAt};
use sarex_drift::Scenario;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Largest case file that is read, bytes.
pub const MAX_BYTES: u64 = 1_000_000;

/// A case file, read and understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The file as it was named.
    pub file: PathBuf,
    /// Its text, for provenance.
    pub text: Arc<str>,
    /// What is written in it, with defaults filled in.
    pub keys: CaseKeys,
    /// What it asks to be forecast.
    pub scenario: Scenario,
    /// What was found of it.
    pub finds: Vec<Find>,
    /// What the reader of the forecast should know of the files below, in plain words.
    pub notes: Vec<String>,
    /// Files that were read to understand it.
    pub read_files: Vec<ReadFile>,
}

/// A file that was read to understand a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFile {
    /// What it is: `classes`, `area`, `sensitive-area`, `particles`.
    pub role: &'static str,
    /// Where it lies.
    pub path: PathBuf,
    /// What results call it, where its name is not for every reader of them.
    pub told_as: Option<String>,
}

impl ReadFile {
    fn new(role: &'static str, path: PathBuf) -> Self {
        Self { role, path, told_as: None }
    }
}

impl Case {
    /// Whether the run goes back in time.
    pub fn is_backward(&self) -> bool {
        seeds::period(&self.scenario).is_some_and(|(_, last_s)| self.scenario.until_s < last_s)
    }

    /// First and last nominal seed time, seconds since 1970.
    pub fn seed_period_s(&self) -> (f64, f64) {
        seeds::period(&self.scenario).unwrap_or((self.scenario.until_s, self.scenario.until_s))
    }

    /// How a resolved path is shown: as the case file has it, so that results do not depend on where they were
    /// made.
    pub fn shown(&self, path: &Path) -> String {
        let folder = self.file.parent().unwrap_or(Path::new(""));
        path.strip_prefix(folder).unwrap_or(path).display().to_string()
    }

    /// A path of the case file as seen from where the program runs.
    pub fn resolve(&self, path: &str) -> PathBuf {
        resolve(&self.file, path)
    }
}

/// Reads a case file from disk.
pub fn read(file: &Path) -> Result<Case, CaseError> {
    let refuse = |kind| CaseError::of_file(file.to_owned(), kind);
    let unreadable = |error: std::io::Error| refuse(ProblemKind::Unreadable(error.to_string()));
    let mut bytes = Vec::new();
    // One byte more than is allowed tells whether there is more; pipes have no length to ask for.
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    opened.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(refuse(ProblemKind::TooLarge { limit: MAX_BYTES }));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let line =
            error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        refuse(ProblemKind::NotUtf8 { line })
    })?;
    parse(&text, file)
}

/// Understands the text of a case file. `file` is its name in errors and the place that relative paths start from.
pub fn parse(text: &str, file: &Path) -> Result<Case, CaseError> {
    // Editors of some systems begin a file with a byte order mark.
    let text: Arc<str> = text.strip_prefix('\u{feff}').unwrap_or(text).into();
    let fail = |mut problems: Vec<Problem>| {
        problems.sort_by_key(|problem| problem.span.as_ref().map_or(0, |span| span.start));
        CaseError { file: file.to_owned(), text: text.clone(), problems }
    };
    let table = toml::de::DeTable::parse(&text).map_err(|error| {
        let message = error.message().trim().replace('\n', ", ");
        let kind = ProblemKind::Syntax(message);
        fail(vec![Problem { key: String::new(), span: error.span(), kind }])
    })?;
    let mut decoder = Decoder::default();
    let keys = CaseKeys::decode_table(TableAt::new(table.get_ref(), table.span()), None, &mut decoder);
    let keys = match keys {
        Some(keys) if decoder.problems.is_empty() => keys,
        _ => return Err(fail(decoder.problems)),
    };
    let meaning = meaning::understand(&keys, file).map_err(fail)?;
    let meaning::Meaning { scenario, finds, notes, read_files } = meaning;
    Ok(Case { file: file.to_owned(), text, keys, scenario, finds, notes, read_files })
}

/// What a case file may hold: for the book's reference chapter ([`describe::TableDoc::markdown`]) and for editors
/// ([`describe::TableDoc::json_schema`]).
pub fn reference() -> describe::TableDoc {
    CaseKeys::describe()
}

/// Relative paths start from the folder of the case file.
fn resolve(case_file: &Path, path: &str) -> PathBuf {
    case_file.parent().unwrap_or(Path::new("")).join(path)
}

#[cfg(test)]
mod tests;
