//! What a file holds, for a person: `sarex fields FILE`.

use super::cf::grid;
use super::cf::times::{self, instant};
use super::dataset::{Container, Variable};
use super::field_file::FieldFile;
use super::options::Options;
use super::sniff::{self, Kind};
use super::vector_file::in_words;
use super::{ReadError, grib, netcdf, open, series};
use sarex_metocean::gridded::SlabRequest;
use sarex_metocean::{FieldSource, Quantity};
use serde::Serialize;
use std::fmt;
use std::path::Path;

/// Everything worth knowing of a file or several files of one pattern.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldSummary {
    /// The name the user gave.
    pub name: String,
    /// The files.
    pub files: Vec<String>,
    /// Their length together, bytes.
    pub bytes: u64,
    /// Format, of the first file.
    pub format: String,
    /// Variables that are not coordinates, of the first file.
    pub variables: Vec<VariableSummary>,
    /// What a drift can use.
    pub fields: Vec<QuantitySummary>,
    /// Why the other quantities are not usable.
    pub not_usable: Vec<String>,
}

/// One variable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VariableSummary {
    /// Name.
    pub name: String,
    /// CF standard name.
    pub standard_name: Option<String>,
    /// Units as written.
    pub units: Option<String>,
    /// Dimensions.
    pub dimensions: Vec<String>,
    /// Their lengths.
    pub shape: Vec<u64>,
}

/// One quantity that a drift can use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuantitySummary {
    /// Current, wind or Stokes drift, in words.
    pub quantity: String,
    /// Variables of the components.
    pub variables: [String; 2],
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
    /// Share of cells without a value at the instant looked at.
    pub missing_share: f64,
    /// Least, mean and largest speed at the instants looked at, m/s.
    pub speed_mps: Option<[f64; 3]>,
    /// How many instants were looked at (first, middle, last).
    pub instants_looked_at: usize,
    /// Choices that were made.
    pub notes: Vec<String>,
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

const QUANTITIES: [Quantity; 3] = [Quantity::Current, Quantity::Wind, Quantity::Stokes];

/// Most values read for the figures of one quantity and instant, per component.
const MAX_LOOKED_AT: usize = 1 << 26;

/// Looks into a file, or the files of a pattern.
pub fn summary(name: &str, options: &Options) -> Result<FieldSummary, ReadError> {
    let files = open::expand(name)?;
    let first = &files[0];
    let (format, variables) = match sniff::kind_of(first)? {
        Kind::Netcdf => {
            let container = netcdf::open(first)?;
            let dataset = container.dataset();
            let kept = dataset
                .variables
                .iter()
                .filter(|v| !v.is_coordinate() && v.dims.len() >= 2 && !is_position(v));
            (dataset.format.clone(), kept.map(variable).collect())
        }
        Kind::Grib2 => ("GRIB2".to_owned(), grib_variables(first)?),
        Kind::Text | Kind::Json => return series_summary(name, first),
        other => return Err(open::wrong_kind(first, other)),
    };
    let mut summary = FieldSummary {
        name: name.to_owned(),
        bytes: files.iter().filter_map(|f| std::fs::metadata(f).ok()).map(|m| m.len()).sum(),
        files: files.iter().map(|f| f.display().to_string()).collect(),
        format,
        variables,
        fields: Vec::new(),
        not_usable: Vec::new(),
    };
    for quantity in QUANTITIES {
        match open::open_files(name, &files, quantity, options).and_then(|field| look(&field, quantity)) {
            Ok(found) => summary.fields.push(found),
            Err(ReadError::NoVariable { .. }) => {
                summary.not_usable.push(format!("no {}", in_words(quantity)))
            }
            Err(problem) => summary.not_usable.push(problem.to_string()),
        }
    }
    Ok(summary)
}

fn is_position(v: &Variable) -> bool {
    grid::is_latitude(v) || grid::is_longitude(v)
}

fn variable(v: &Variable) -> VariableSummary {
    VariableSummary {
        name: v.name.clone(),
        standard_name: v.text("standard_name").map(str::to_owned),
        units: v.text("units").map(str::to_owned),
        dimensions: v.dims.clone(),
        shape: v.shape.clone(),
    }
}

fn grib_variables(path: &Path) -> Result<Vec<VariableSummary>, ReadError> {
    let file = grib::open(path)?;
    let mut found: Vec<VariableSummary> = Vec::new();
    for entry in file.entries.iter() {
        let name = entry.product.in_words();
        match found.iter_mut().find(|v| v.name == name) {
            Some(known) => known.shape[0] += 1,
            None => found.push(VariableSummary {
                name,
                standard_name: None,
                units: None,
                dimensions: vec!["field".to_owned()],
                shape: vec![1],
            }),
        }
    }
    Ok(found)
}

fn series_summary(name: &str, path: &Path) -> Result<FieldSummary, ReadError> {
    let coverage = series::open(path)?.coverage();
    let period = coverage.period_s.unwrap_or_default();
    let words = format!(
        "a time series at a point, from {} to {}: usable as current, wind or Stokes drift, the same everywhere",
        instant(period.0),
        instant(period.1)
    );
    Ok(FieldSummary {
        name: name.to_owned(),
        files: vec![path.display().to_string()],
        bytes: std::fs::metadata(path).map(|m| m.len()).unwrap_or_default(),
        format: words,
        variables: Vec::new(),
        fields: Vec::new(),
        not_usable: Vec::new(),
    })
}

fn look(field: &FieldFile, quantity: Quantity) -> Result<QuantitySummary, ReadError> {
    let times = &field.times_s;
    let mut instants = vec![0, times.len() / 2, times.len() - 1];
    instants.dedup();
    let mut figures = Figures::default();
    for at in &instants {
        figures.add(field, *at)?;
    }
    if figures.speeds == 0 {
        return Err(ReadError::NoValues {
            path: field.name.clone(),
            variable: format!("{}, {}", field.variables[0], field.variables[1]),
            cells: figures.cells,
            remedy: "Check the fill value and the valid range with `ncdump -h`".to_owned(),
        });
    }
    let mut steps: Vec<f64> = times.windows(2).map(|w| w[1] - w[0]).collect();
    steps.sort_by(f64::total_cmp);
    let gap = |g: times::Gap| GapSummary { from: instant(g.from_s), to: instant(g.to_s), steps: g.steps };
    Ok(QuantitySummary {
        quantity: in_words(quantity).to_owned(),
        variables: field.variables.clone(),
        grid: field.grid_words.clone(),
        columns_rows: [field.grid.columns(), field.grid.rows()],
        spacing_km: spacing_km(field),
        area_deg: field.grid.area_deg(),
        turned_to_north: field.rotation != sarex_metocean::Rotation::None,
        period: [instant(times[0]), instant(times[times.len() - 1])],
        times: times.len(),
        step_h: steps.get(steps.len() / 2).map(|s| s / 3600.0),
        gaps: times::gaps(times).into_iter().map(gap).collect(),
        members: field.members,
        missing_share: (figures.cells - figures.speeds) as f64 / figures.cells.max(1) as f64,
        speed_mps: Some([figures.least, figures.sum / figures.speeds as f64, figures.most]),
        instants_looked_at: instants.len(),
        notes: field.notes.clone(),
    })
}

/// Figures over some instants of the first member.
struct Figures {
    cells: u64,
    speeds: u64,
    least: f64,
    most: f64,
    sum: f64,
}

impl Default for Figures {
    fn default() -> Self {
        Figures { cells: 0, speeds: 0, least: f64::INFINITY, most: 0.0, sum: 0.0 }
    }
}

impl Figures {
    fn add(&mut self, field: &FieldFile, time: usize) -> Result<(), ReadError> {
        let (columns, rows) = (field.grid.columns(), field.grid.rows());
        let rows_at_once = (MAX_LOOKED_AT / 16 / columns.max(1)).clamp(1, rows);
        let mut first = 0;
        while first < rows {
            let last = (first + rows_at_once).min(rows);
            let request =
                SlabRequest { times: time..time + 1, member: 0, rows: first..last, columns: 0..columns };
            let slabs = field.reader.read(&request).map_err(|e| ReadError::Undecodable {
                path: field.name.clone(),
                detail: e.reason,
                remedy: "Fetch the file again if it is damaged".to_owned(),
            })?;
            for slab in &slabs {
                for (u, v) in slab.u.iter().zip(&slab.v) {
                    let speed = sarex_geo::math::hypot(f64::from(*u), f64::from(*v));
                    self.cells += 1;
                    if speed.is_finite() {
                        self.speeds += 1;
                        self.sum += speed;
                        (self.least, self.most) = (self.least.min(speed), self.most.max(speed));
                    }
                }
            }
            first = last;
        }
        Ok(())
    }
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

impl fmt::Display for FieldSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.name)?;
        if self.files.len() > 1 {
            writeln!(
                f,
                "  {} files, {} to {}",
                self.files.len(),
                self.files[0],
                self.files[self.files.len() - 1]
            )?;
        }
        writeln!(f, "  {}, {:.1} MB", self.format, self.bytes as f64 / 1e6)?;
        for field in &self.fields {
            write!(f, "{field}")?;
        }
        if !self.not_usable.is_empty() {
            writeln!(f, "\nNot usable for a drift:")?;
            for reason in &self.not_usable {
                writeln!(f, "  {reason}")?;
            }
        }
        if self.fields.is_empty() && !self.not_usable.is_empty() {
            writeln!(f, "This file holds nothing a drift can use.")?;
        }
        if !self.variables.is_empty() {
            writeln!(f, "\nAll variables:")?;
            for v in &self.variables {
                let shape: Vec<String> =
                    v.dimensions.iter().zip(&v.shape).map(|(d, n)| format!("{d} {n}")).collect();
                let units = v.units.as_deref().unwrap_or("no units");
                let standard = v.standard_name.as_deref().unwrap_or("no standard name");
                writeln!(f, "  {} [{}] {standard}, {units}", v.name, shape.join(", "))?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for QuantitySummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [south, north, west, east] = self.area_deg;
        writeln!(f, "\n{} ({}, {})", capital(&self.quantity), self.variables[0], self.variables[1])?;
        writeln!(f, "  period   {} to {}", self.period[0], self.period[1])?;
        let step = self.step_h.map_or(String::new(), |h| format!(", usual step {h} h"));
        writeln!(f, "  times    {}{step}", self.times)?;
        for gap in &self.gaps {
            writeln!(f, "  gap      {} to {} ({:.1} steps)", gap.from, gap.to, gap.steps)?;
        }
        writeln!(f, "  area     {south:.2} to {north:.2}° N, {west:.2} to {east:.2}° E")?;
        writeln!(
            f,
            "  grid     {} × {}, about {:.2} × {:.2} km; {}",
            self.columns_rows[0], self.columns_rows[1], self.spacing_km[0], self.spacing_km[1], self.grid
        )?;
        if self.turned_to_north {
            writeln!(f, "  vectors  along the grid; turned to true north")?;
        }
        if self.members > 1 {
            writeln!(f, "  members  {}", self.members)?;
        }
        writeln!(f, "  missing  {:.1} % of the cells", self.missing_share * 100.0)?;
        if let Some([least, mean, most]) = self.speed_mps {
            writeln!(
                f,
                "  speed    {least:.2} to {most:.2} m/s, mean {mean:.2} ({} instants looked at)",
                self.instants_looked_at
            )?;
        }
        for note in &self.notes {
            writeln!(f, "  note     {note}")?;
        }
        Ok(())
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |c| c.to_uppercase().chain(letters).collect())
}
