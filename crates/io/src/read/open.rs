//! From a name to a source of fields.

use super::ReadError;
use super::cf::times::{self, instant};
use super::field_file::FieldFile;
use super::joined::{self, Reopen};
use super::options::Options;
use super::scalar_file::{self, Plausible};
use super::sniff::{self, Kind};
use super::wanted::{Scalar, Wanted};
use super::{grib, netcdf, series, vector_file};
use sarex_metocean::gridded::{GriddedSource, GriddedSpec, SlabRequest};
use sarex_metocean::{FieldError, FieldSource};
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
pub fn open_field(name: &str, wanted: impl Into<Wanted>, options: &Options) -> Result<Opened, ReadError> {
    let wanted = wanted.into();
    let paths = expand(name)?;
    let inputs = paths.iter().map(|path| input(path)).collect::<Result<Vec<_>, _>>()?;
    if let ([only], kind @ (Kind::Text | Kind::Json)) = (paths.as_slice(), sniff::kind_of(&paths[0])?) {
        if let Wanted::Scalar(scalar) = wanted {
            return Err(no_series(only, kind, scalar));
        }
        return Ok(Opened {
            source: Arc::new(series::open(only)?),
            inputs,
            notes: Vec::new(),
            synthetic: false,
        });
    }
    let field = open_files(name, &paths, wanted, options)?;
    opened(field, inputs, wanted, options)
}

/// The error for a time series where a scalar is wanted.
fn no_series(path: &Path, kind: Kind, scalar: Scalar) -> ReadError {
    ReadError::WrongKind {
        path: path.display().to_string(),
        expected: "NetCDF or GRIB2",
        looks_like: sniff::in_words(kind).to_owned(),
        remedy: format!(
            "A time series tells of wind or current; give the {} as a gridded file or as a constant",
            scalar.in_words()
        ),
    }
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
    wanted: impl Into<Wanted>,
    options: &Options,
) -> Result<FieldFile, ReadError> {
    let wanted = wanted.into();
    if let [only] = paths {
        return open_file(only, wanted, options);
    }
    let mut files: Vec<(FieldFile, Reopen)> = Vec::with_capacity(paths.len());
    for path in paths {
        let file = match open_file(path, wanted, options) {
            Err(ReadError::NoVariable { .. }) if !files.is_empty() => {
                return Err(not_alike(wanted, &paths[0], path));
            }
            Err(ReadError::WrongKind { .. }) => {
                return Err(wrong_kind(path, sniff::kind_of(path)?, paths.len()));
            }
            opened => opened?,
        };
        let (path, options) = (path.clone(), options.clone());
        files.push((file, Box::new(move || Ok(open_file(&path, wanted, &options)?.reader))));
    }
    joined::join(name, files)
}

/// Opens one file of whatever kind as a field.
pub fn open_file(path: &Path, wanted: impl Into<Wanted>, options: &Options) -> Result<FieldFile, ReadError> {
    let wanted = wanted.into();
    match sniff::kind_of(path)? {
        Kind::Netcdf => {
            let container = Arc::new(netcdf::open(path)?);
            match wanted {
                Wanted::Vector(quantity) => {
                    Ok(vector_file::describe(container, quantity, options)?.into_field_file())
                }
                Wanted::Scalar(scalar) => scalar_file::describe(container, scalar, options),
            }
        }
        Kind::Grib2 => grib::open(path)?.describe(wanted, options),
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
pub fn not_alike(wanted: Wanted, with: &Path, without: &Path) -> ReadError {
    ReadError::NotAlike {
        with: with.display().to_string(),
        without: without.display().to_string(),
        wanted: wanted.in_words().to_owned(),
    }
}

fn opened(
    mut field: FieldFile,
    inputs: Vec<InputFile>,
    wanted: Wanted,
    options: &Options,
) -> Result<Opened, ReadError> {
    let mut notes = field.notes.clone();
    notes.extend(gap_notes(&field, options.has_fallback)?);
    if let Wanted::Scalar(scalar) = wanted {
        field.reader = Box::new(Plausible { reader: field.reader, scalar });
    }
    refuse_empty(&field, wanted)?;
    let largest = wanted.largest_component_mps();
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
fn refuse_empty(field: &FieldFile, wanted: Wanted) -> Result<(), ReadError> {
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
    Err(no_values(field, wanted, 2 * (columns * rows) as u64))
}

/// The error for a field of which so many cells were looked at.
pub fn no_values(field: &FieldFile, wanted: Wanted, cells: u64) -> ReadError {
    let remedy = match wanted {
        Wanted::Vector(_) => "Check its fill value and valid range with `ncdump -h`".to_owned(),
        Wanted::Scalar(scalar) => format!(
            "A {} outside {} counts as missing: check its units, its fill value and its valid range with `ncdump -h`",
            scalar.in_words(),
            scalar.range_in_words()
        ),
    };
    ReadError::NoValues { path: field.name.clone(), variable: field.variables.join(", "), cells, remedy }
}
