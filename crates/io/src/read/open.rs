//! From a name to a source of fields.

use super::ReadError;
use super::cf::times::{self, instant};
use super::field_file::FieldFile;
use super::joined::{self, Reopen};
use super::options::Options;
use super::sniff::{self, Kind};
use super::{grib, netcdf, series, vector_file};
use sarex_metocean::gridded::{GriddedSource, GriddedSpec, SlabRequest};
use sarex_metocean::{FieldError, FieldSource, Quantity};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A source of fields with what should be known of it.
pub struct Opened {
    /// The source.
    pub source: Arc<dyn FieldSource>,
    /// The files it reads, in order.
    pub inputs: Vec<InputFile>,
    /// Choices that were made on the way and that a user should know of.
    pub notes: Vec<String>,
    /// The file says of itself that its values are invented.
    pub synthetic: bool,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Where it was fetched from, if it was.
    pub url: Option<String>,
    /// Its length.
    pub bytes: u64,
}

/// Most files of one pattern.
const MAX_FILES: usize = 10_000;

/// Opens a field by the name of a file or a pattern with `*`, `?`, `[…]` that stands for several files.
///
/// Headers and coordinates are read, values are not. Several files form one time axis, in the order of their
/// names; where they overlap the later one counts.
pub fn open_field(name: &str, quantity: Quantity, options: &Options) -> Result<Opened, ReadError> {
    let paths = expand(name)?;
    let inputs = paths.iter().map(|path| input(path)).collect::<Result<Vec<_>, _>>()?;
    if let ([only], Kind::Text | Kind::Json) = (paths.as_slice(), sniff::kind_of(&paths[0])?) {
        return Ok(Opened {
            source: Arc::new(series::open(only)?),
            inputs,
            notes: Vec::new(),
            synthetic: false,
        });
    }
    let field = open_files(name, &paths, quantity, options)?;
    opened(field, inputs, quantity, options)
}

/// The files a name stands for, sorted.
pub fn expand(name: &str) -> Result<Vec<PathBuf>, ReadError> {
    let path = PathBuf::from(name);
    if path.exists() || !name.contains(['*', '?', '[']) {
        return Ok(vec![path]);
    }
    let bad = |e: &dyn std::fmt::Display| ReadError::Io { path: name.to_owned(), reason: e.to_string() };
    let mut paths = Vec::new();
    for found in glob::glob(name).map_err(|e| bad(&e))? {
        let found = found.map_err(|e| bad(&e))?;
        if found.is_file() {
            paths.push(found);
        }
        if paths.len() > MAX_FILES {
            return Err(ReadError::TooLarge {
                path: name.to_owned(),
                what: "the number of files".to_owned(),
                found: paths.len() as u64,
                limit: MAX_FILES as u64,
                remedy: "Narrow the pattern".to_owned(),
            });
        }
    }
    if paths.is_empty() {
        return Err(ReadError::NoMatch { pattern: name.to_owned() });
    }
    paths.sort();
    Ok(paths)
}

fn input(path: &Path) -> Result<InputFile, ReadError> {
    let name = path.display().to_string();
    let bytes = std::fs::metadata(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => ReadError::NotFound { path: name.clone() },
        _ => ReadError::Io { path: name.clone(), reason: e.to_string() },
    })?;
    Ok(InputFile { path: path.to_owned(), url: None, bytes: bytes.len() })
}

/// Opens the files as one field.
pub fn open_files(
    name: &str,
    paths: &[PathBuf],
    quantity: Quantity,
    options: &Options,
) -> Result<FieldFile, ReadError> {
    if let [only] = paths {
        return open_file(only, quantity, options);
    }
    let mut files: Vec<(FieldFile, Reopen)> = Vec::with_capacity(paths.len());
    for path in paths {
        let file = match open_file(path, quantity, options) {
            Err(ReadError::NoVariable { .. }) if !files.is_empty() => {
                return Err(not_alike(quantity, &paths[0], path));
            }
            Err(ReadError::WrongKind { .. }) => {
                return Err(wrong_kind(path, sniff::kind_of(path)?, paths.len()));
            }
            opened => opened?,
        };
        let (path, options) = (path.clone(), options.clone());
        files.push((file, Box::new(move || Ok(open_file(&path, quantity, &options)?.reader))));
    }
    joined::join(name, files)
}

/// Opens one file of whatever kind as a field.
pub fn open_file(path: &Path, quantity: Quantity, options: &Options) -> Result<FieldFile, ReadError> {
    match sniff::kind_of(path)? {
        Kind::Netcdf => {
            let container = Arc::new(netcdf::open(path)?);
            Ok(vector_file::describe(container, quantity, options)?.into_field_file())
        }
        Kind::Grib2 => grib::open(path)?.describe(quantity, options),
        other => Err(wrong_kind(path, other, 1)),
    }
}

/// The error for a file that is no field, one of so many.
pub fn wrong_kind(path: &Path, kind: Kind, of_files: usize) -> ReadError {
    let remedy = match kind {
        Kind::Text | Kind::Json if of_files > 1 => {
            "Narrow the pattern: only NetCDF and GRIB2 files form one time axis; put a time series into one file"
        }
        other => sniff::remedy(other),
    };
    ReadError::WrongKind {
        path: path.display().to_string(),
        expected: "NetCDF or GRIB2",
        looks_like: sniff::in_words(kind).to_owned(),
        remedy: remedy.to_owned(),
    }
}

/// The error for two files of a pattern of which only one holds a quantity.
pub fn not_alike(quantity: Quantity, with: &Path, without: &Path) -> ReadError {
    ReadError::NotAlike {
        with: with.display().to_string(),
        without: without.display().to_string(),
        wanted: vector_file::in_words(quantity).to_owned(),
    }
}

fn opened(
    field: FieldFile,
    inputs: Vec<InputFile>,
    quantity: Quantity,
    options: &Options,
) -> Result<Opened, ReadError> {
    let mut notes = field.notes.clone();
    notes.extend(gap_notes(&field, options.has_fallback)?);
    refuse_empty(&field)?;
    let largest = largest_component_mps(quantity);
    let (name, synthetic) = (field.name.clone(), field.synthetic);
    let spec = GriddedSpec {
        name: field.name,
        grid: field.grid,
        rotation: field.rotation,
        times_s: field.times_s,
        members: field.members,
        land_fill: options.land_fill,
        largest_component_mps: options.largest_component_mps.unwrap_or(largest),
    };
    let source = GriddedSource::new(spec, field.reader).map_err(|e| grid_error(&name, &e))?;
    Ok(Opened { source: Arc::new(source), inputs, notes, synthetic })
}

/// Components larger than this count as missing, m/s, where nothing else is asked for.
pub fn largest_component_mps(quantity: Quantity) -> f32 {
    match quantity {
        Quantity::Wind => GriddedSpec::LARGEST_WIND_MPS,
        Quantity::Current | Quantity::Stokes => GriddedSpec::LARGEST_CURRENT_MPS,
    }
}

fn grid_error(name: &str, error: &FieldError) -> ReadError {
    ReadError::Undecodable {
        path: name.to_owned(),
        detail: error.reason.clone(),
        remedy: "Check it with `sarex fields`".to_owned(),
    }
}

/// Long gaps are an error, because interpolation over them is invention, unless another source fills them; short ones
/// are worth a word.
pub(super) fn gap_notes(field: &FieldFile, has_fallback: bool) -> Result<Vec<String>, ReadError> {
    const LONGEST_STEPS: f64 = 4.0;
    let gaps = times::gaps(&field.times_s);
    let is_long = |g: &times::Gap| g.steps > LONGEST_STEPS;
    if let Some(gap) = gaps.iter().find(|g| !has_fallback && is_long(g)) {
        return Err(ReadError::Time {
            path: field.name.clone(),
            variable: field.variables.join(", "),
            problem: format!(
                "there is a gap in time from {} to {}, {:.0} times the usual step",
                instant(gap.from_s),
                instant(gap.to_s),
                gap.steps
            ),
            remedy: "Add the file that covers it, or a further source after it, which then fills the gap"
                .to_owned(),
        });
    }
    Ok(gaps
        .iter()
        .map(|g| {
            if is_long(g) {
                let (from, to) = (instant(g.from_s), instant(g.to_s));
                return format!(
                    "{} has a gap in time from {from} to {to}: the next source fills it",
                    field.name
                );
            }
            format!(
                "a step of {:.1} h from {} to {} is interpolated over",
                (g.to_s - g.from_s) / 3600.0,
                instant(g.from_s),
                instant(g.to_s)
            )
        })
        .collect())
}

/// Looks at the first and the last instant: a field without any value is better refused now than in the run. Large
/// grids, and files that have to decode many times and levels for one, are taken on trust, since looking would take
/// longer than opening.
fn refuse_empty(field: &FieldFile) -> Result<(), ReadError> {
    const MOST_CELLS: usize = 1 << 20;
    const MOST_DECODED: usize = 1 << 23;
    let (times, columns, rows) = (field.times_s.len(), field.grid.columns(), field.grid.rows());
    let cells = columns.saturating_mul(rows);
    let together = field.blocks.times.min(times).saturating_mul(field.blocks.levels);
    if cells > MOST_CELLS || cells.saturating_mul(together) > MOST_DECODED {
        return Ok(());
    }
    for time in [0, times - 1] {
        let request = SlabRequest { times: time..time + 1, member: 0, rows: 0..rows, columns: 0..columns };
        let slabs = field.reader.read(&request).map_err(|e| ReadError::Undecodable {
            path: field.name.clone(),
            detail: e.reason,
            remedy: "Fetch it again if it is damaged".to_owned(),
        })?;
        if slabs.iter().any(|s| s.u.iter().zip(&s.v).any(|(u, v)| !u.is_nan() && !v.is_nan())) {
            return Ok(());
        }
    }
    Err(ReadError::NoValues {
        path: field.name.clone(),
        variable: format!("{}, {}", field.variables[0], field.variables[1]),
        cells: 2 * (columns * rows) as u64,
        remedy: "Check its fill value and valid range with `ncdump -h`".to_owned(),
    })
}
