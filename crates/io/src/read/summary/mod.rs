//! What a file holds, for a person: `sarex fields FILE`.

mod figures;
mod series;
mod words;

pub use figures::LookedAt;
pub use series::SeriesSummary;

use super::cf::grid;
use super::cf::times::{self, instant};
use super::dataset::{Container, Dataset, Variable};
use super::field_file::FieldFile;
use super::options::Options;
use super::sniff::{self, Kind};
use super::wanted::{Scalar, Wanted};
use super::{ReadError, grib, netcdf, open};
use figures::{Figures, Sample};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Everything worth knowing of a file or several files of one pattern.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct FieldSummary {
    /// The name the user gave.
    pub name: String,
    /// The files.
    pub files: Vec<String>,
    /// Their length together, bytes.
    pub bytes: u64,
    /// Format, of the first file.
    pub format: String,
    /// What the first file calls itself.
    pub title: Option<String>,
    /// Who made it, as the first file says.
    pub institution: Option<String>,
    /// Variables that are not coordinates, of the first file.
    pub variables: Vec<VariableSummary>,
    /// What a drift or a search can use.
    pub fields: Vec<QuantitySummary>,
    /// A time series at a point, which a drift can use as any quantity.
    pub series: Option<SeriesSummary>,
    /// Why the other quantities are not usable.
    pub not_usable: Vec<String>,
    /// Those reasons that are more than that a quantity is not there.
    #[serde(skip)]
    pub problems: Vec<ReadError>,
}

impl FieldSummary {
    /// There is something that a drift or a search can use.
    pub fn is_usable(&self) -> bool {
        !self.fields.is_empty() || self.series.is_some()
    }
}

/// One variable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VariableSummary {
    /// Name; of GRIB the parameter and the level in words.
    pub name: String,
    /// CF standard name.
    pub standard_name: Option<String>,
    /// Units as written; of GRIB those of the parameter's code table.
    pub units: Option<String>,
    /// Dimensions.
    pub dimensions: Vec<String>,
    /// Their lengths.
    pub shape: Vec<u64>,
}

/// One quantity that a drift or a search can use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuantitySummary {
    /// Current, wind, Stokes drift, wave height, visibility or water temperature, in words.
    pub quantity: String,
    /// Variables of the components, or the one of a scalar.
    pub variables: Vec<String>,
    /// Grid in words.
    pub grid: String,
    /// Columns and rows.
    pub columns_rows: [usize; 2],
    /// Mean distance between columns and between rows, kilometres, at the centre of the grid.
    pub spacing_km: [f64; 2],
    /// South, north, west, east, degrees.
    pub area_deg: [f64; 4],
    /// Components are turned to east and north on the way.
    pub turned_to_north: bool,
    /// First and last instant.
    pub period: [String; 2],
    /// Number of instants.
    pub times: usize,
    /// Usual step, hours; `None` with one instant.
    pub step_h: Option<f64>,
    /// Longer steps in between.
    pub gaps: Vec<GapSummary>,
    /// Ensemble members.
    pub members: usize,
    /// Share of cells without a value, of those looked at.
    pub missing_share: f64,
    /// Least, mean and largest speed of what was looked at, m/s.
    pub speed_mps: Option<[f64; 3]>,
    /// The same of a scalar, in its unit.
    pub values: Option<ScalarSummary>,
    /// The part of the file that the two above stand for.
    pub looked_at: LookedAt,
    /// Choices that were made.
    pub notes: Vec<String>,
}

/// Values of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ScalarSummary {
    #[serde(skip)]
    scalar: Scalar,
    /// m or °C.
    pub unit: &'static str,
    /// Least, mean and largest.
    pub least_mean_most: [f64; 3],
}

/// A step that is longer than its neighbours.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GapSummary {
    /// Last instant before.
    pub from: String,
    /// First instant after.
    pub to: String,
    /// Times the usual step.
    pub steps: f64,
}

impl From<times::Gap> for GapSummary {
    fn from(gap: times::Gap) -> Self {
        Self { from: instant(gap.from_s), to: instant(gap.to_s), steps: gap.steps }
    }
}

/// Looks into a file, or the files of a pattern, for some quantities.
///
/// A single file that holds none of them gives a summary that says so; several files that do not go together are
/// an error that names two of them.
pub fn summary(name: &str, quantities: &[Wanted], options: &Options) -> Result<FieldSummary, ReadError> {
    let files = open::expand(name)?;
    let first = &files[0];
    let mut summary = match (sniff::kind_of(first)?, files.as_slice()) {
        (Kind::Netcdf, _) => of_dataset(netcdf::open(first)?.dataset()),
        (Kind::Grib2, _) => of_grib(first)?,
        (kind @ (Kind::Text | Kind::Json), [only]) => series::of_file(only, kind)?,
        (kind, _) => return Err(open::wrong_kind(first, kind, files.len())),
    };
    summary.name = name.to_owned();
    summary.bytes = files.iter().filter_map(|f| std::fs::metadata(f).ok()).map(|m| m.len()).sum();
    summary.files = files.iter().map(|f| f.display().to_string()).collect();
    if summary.series.is_some() {
        return Ok(summary);
    }
    for wanted in quantities {
        match open::open_files(name, &files, *wanted, options).and_then(|field| look(&field, *wanted)) {
            Ok(found) => summary.fields.push(found),
            // Most files are of wind or water, and that there is no visibility in them is no news.
            Err(ReadError::NoVariable { .. })
                if matches!(wanted, Wanted::Scalar(_)) && quantities.len() > 1 => {}
            Err(ReadError::NoVariable { .. })
                if options.variables.is_none() && options.variable.is_none() =>
            {
                summary.not_usable.push(format!("no {}", wanted.in_words()));
            }
            Err(problem) => {
                summary.not_usable.push(problem.to_string());
                summary.problems.push(problem);
            }
        }
    }
    if files.len() > 1 && !summary.is_usable() {
        let problem = summary.problems.first().cloned().or_else(|| unlike(&files, quantities, options));
        problem.map_or(Ok(()), Err)?;
    }
    Ok(summary)
}

/// Looks for two files of which one holds what the other lacks.
fn unlike(files: &[PathBuf], quantities: &[Wanted], options: &Options) -> Option<ReadError> {
    quantities.iter().find_map(|quantity| {
        let with = files.iter().find(|file| open::open_file(file, *quantity, options).is_ok())?;
        Some(open::not_alike(*quantity, with, &files[0]))
    })
}

/// Longest text taken from a file's head for one line of the report, characters.
const MAX_TEXT: usize = 200;

/// A text of a file's head in one line of bounded length, without control characters.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

fn of_dataset(dataset: &Dataset) -> FieldSummary {
    let is_position = |v: &Variable| grid::is_latitude(v) || grid::is_longitude(v);
    let kept =
        dataset.variables.iter().filter(|v| !v.is_coordinate() && v.dims.len() >= 2 && !is_position(v));
    let stated = |name: &str| dataset.attributes.text(name).map(one_line).filter(|text| !text.is_empty());
    FieldSummary {
        format: dataset.format.clone(),
        title: stated("title"),
        institution: stated("institution"),
        variables: kept.map(variable).collect(),
        ..FieldSummary::default()
    }
}

fn variable(v: &Variable) -> VariableSummary {
    VariableSummary {
        name: one_line(&v.name),
        standard_name: v.text("standard_name").map(one_line),
        units: v.text("units").map(one_line),
        dimensions: v.dims.iter().map(|d| one_line(d)).collect(),
        shape: v.shape.clone(),
    }
}

fn of_grib(path: &Path) -> Result<FieldSummary, ReadError> {
    let file = grib::open(path)?;
    let mut variables: Vec<VariableSummary> = Vec::new();
    for entry in file.entries.iter() {
        let name = entry.product.in_words();
        match variables.iter_mut().find(|v| v.name == name) {
            Some(known) => known.shape[0] += 1,
            None => variables.push(VariableSummary {
                name,
                standard_name: None,
                units: entry.product.units().map(str::to_owned),
                dimensions: vec!["fields".to_owned()],
                shape: vec![1],
            }),
        }
    }
    Ok(FieldSummary { format: "GRIB2".to_owned(), variables, ..FieldSummary::default() })
}

fn look(field: &FieldFile, wanted: Wanted) -> Result<QuantitySummary, ReadError> {
    let times = &field.times_s;
    let sample = Sample::plan(times.len(), field.grid.rows(), field.grid.columns(), field.blocks);
    let figures = Figures::of(field, &sample, wanted)?;
    if figures.used == 0 {
        return Err(open::no_values(field, wanted, figures.cells));
    }
    let mut steps: Vec<f64> = times.windows(2).map(|w| w[1] - w[0]).collect();
    steps.sort_by(f64::total_cmp);
    let mut notes = field.notes.clone();
    if figures.beyond > 0 {
        let what = match wanted {
            Wanted::Vector(_) => format!(
                "have a component beyond {} m/s, which a drift takes as missing",
                wanted.largest_component_mps()
            ),
            Wanted::Scalar(scalar) => {
                format!("are outside {}, which a search takes as missing", scalar.range_in_words())
            }
        };
        let of = figures.present;
        notes.push(format!("{} of {of} values looked at {what}: check the units", figures.beyond));
    }
    // Shown all the same: the gap may be what the user came to look for.
    if let Err(refusal) = open::gap_notes(field, false) {
        notes.push(format!("a drift refuses it: {refusal}"));
    }
    let least_mean_most = [figures.least, figures.sum / figures.used as f64, figures.most];
    let (speed_mps, values) = match wanted {
        Wanted::Vector(_) => (Some(least_mean_most), None),
        Wanted::Scalar(scalar) => {
            (None, Some(ScalarSummary { scalar, unit: scalar.unit(), least_mean_most }))
        }
    };
    Ok(QuantitySummary {
        quantity: wanted.in_words().to_owned(),
        variables: field.variables.iter().map(|name| one_line(name)).collect(),
        grid: field.grid_words.clone(),
        columns_rows: [field.grid.columns(), field.grid.rows()],
        spacing_km: spacing_km(field),
        area_deg: field.grid.area_deg(),
        turned_to_north: field.rotation != sarex_metocean::Rotation::None,
        period: [instant(times[0]), instant(times[times.len() - 1])],
        times: times.len(),
        step_h: steps.get(steps.len() / 2).map(|s| s / 3600.0),
        gaps: times::gaps(times).into_iter().map(GapSummary::from).collect(),
        members: field.members,
        missing_share: (figures.cells - figures.present) as f64 / figures.cells.max(1) as f64,
        speed_mps,
        values,
        looked_at: sample.looked_at(),
        notes,
    })
}

/// Distance between neighbouring columns and rows at the centre of the grid.
fn spacing_km(field: &FieldFile) -> [f64; 2] {
    const KM_PER_DEG: f64 = 111.195;
    let (i, j) = ((field.grid.columns() / 2) as f64, (field.grid.rows() / 2) as f64);
    let at = |di: f64, dj: f64| field.grid.place(i + di - 0.5, j + dj - 0.5);
    let here = at(0.0, 0.0);
    [at(1.0, 0.0), at(0.0, 1.0)].map(|there| {
        let cos = sarex_geo::math::sin_cos_turns(here.0 / 360.0).1;
        let east = (sarex_geo::position::unwrap_longitude(there.1, here.1) - here.1) * cos;
        sarex_geo::math::hypot(there.0 - here.0, east) * KM_PER_DEG
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_a_file_stay_in_one_line() {
        assert_eq!(one_line("  a\u{1b}[31m title\r\nof\ttwo lines\0 "), "a [31m title of two lines");
        let long = one_line(&"ø".repeat(500));
        assert_eq!((long.chars().count(), long.ends_with('…')), (MAX_TEXT + 1, true));
    }
}
