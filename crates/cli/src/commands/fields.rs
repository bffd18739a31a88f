//! `sarex fields`

use crate::failure::Failure;
use crate::output::Output;
use clap::{Args, ValueEnum};
use sarex_io::coast;
use sarex_io::read::url::{self, Fetched};
use sarex_io::read::{
    Fetching, FieldSummary, Opened, Options, ReadError, Scalar, Wanted, open_field, summary,
};
use sarex_io::write::picture::fields::{self, FieldPicture};
use sarex_io::write::whole_file;
use sarex_metocean::{Coastline, Quantity};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Tell what a file of wind, current, waves, visibility or water temperature holds
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sarex fields current.nc                      variables, grid, period, area, gaps, speeds
  sarex fields 'wind-*.grib2'                  several files as one time axis
  sarex fields 'https://host/erddap/griddap/set.nc?…'
                                               fetched once, then from the cache (SAREX_CACHE says where)
  sarex fields wind.nc --png wind.png          with a picture of its first time
  sarex fields model.nc --quantity wind --png wind.png --time 2016-11-20T06:00Z
  sarex fields odd.nc --quantity current --variables UU,VV
  sarex fields waves.nc --quantity wave-height --png waves.png")]
pub struct FieldsArgs {
    /// NetCDF, GRIB2, a CSV or JSON time series, or the https address of a NetCDF or GRIB2 file; `*` and `?` stand
    /// for several files
    file: String,
    /// Look for this alone [default: for all; a picture shows the first that the file holds]
    #[arg(long, value_enum)]
    quantity: Option<Shown>,
    /// The pair of variables, where their names are not known: eastward or x first; of a quantity without direction
    /// the one variable
    #[arg(long, value_name = "U,V", requires = "quantity", value_parser = names)]
    variables: Option<Names>,
    /// Write a picture of one time
    #[arg(long, value_name = "OUT")]
    png: Option<PathBuf>,
    /// The time that the picture shows [default: the first one]
    #[arg(long, value_name = "TIME", requires = "png", value_parser = time)]
    time: Option<jiff::Timestamp>,
}

/// A quantity as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shown {
    Current,
    Wind,
    Stokes,
    WaveHeight,
    Visibility,
    WaterTemperature,
}

impl Shown {
    fn wanted(self) -> Wanted {
        match self {
            Self::Current => Quantity::Current.into(),
            Self::Wind => Quantity::Wind.into(),
            Self::Stokes => Quantity::Stokes.into(),
            Self::WaveHeight => Scalar::WaveHeight.into(),
            Self::Visibility => Scalar::Visibility.into(),
            Self::WaterTemperature => Scalar::WaterTemperature.into(),
        }
    }
}

/// Names of variables as they are typed.
#[derive(Debug, Clone)]
struct Names(Vec<String>);

fn time(text: &str) -> Result<jiff::Timestamp, String> {
    text.parse().map_err(|_| "give a time with its offset, such as 2016-11-20T06:00Z".into())
}

fn names(text: &str) -> Result<Names, String> {
    let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
    let are_names = names.len() <= 2 && names.iter().all(|name| !name.is_empty());
    are_names.then_some(Names(names)).ok_or_else(|| NAMES.into())
}

const NAMES: &str = "give two names with a comma between, such as UU,VV; one for wave height, visibility and water temperature";

/// Takes the names as the quantity needs them.
fn options(args: &FieldsArgs) -> Result<Options, Failure> {
    let names = args.variables.as_ref().map(|names| names.0.as_slice());
    let is_scalar = matches!(args.quantity.map(Shown::wanted), Some(Wanted::Scalar(_)));
    match (names, is_scalar) {
        (None, _) => Ok(Options::default()),
        (Some([u, v]), false) => {
            Ok(Options { variables: Some([u.clone(), v.clone()]), ..Options::default() })
        }
        (Some([name]), true) => Ok(Options { variable: Some(name.clone()), ..Options::default() }),
        _ => Err(Failure::input(anyhow::anyhow!("--variables: {NAMES}"))),
    }
}

pub fn run(args: &FieldsArgs, output: &Output) -> Result<(), Failure> {
    let looked = Looked::at(args)?;
    // What was found is worth having whatever becomes of the picture.
    let value = || json!({ "summary": looked.found, "fetched": looked.fetched() });
    output.part(value, || looked.to_string())?;
    looked.refuse_useless()?;
    let Some(png) = &args.png else { return output.result(|| json!({}), String::new) };
    looked.draw(png)?;
    output.result(|| json!({ "picture": png }), || format!("\npicture: {}\n", png.display()))
}

/// A file with what it holds.
struct Looked<'a> {
    args: &'a FieldsArgs,
    /// The file or pattern on disk.
    path: String,
    fetched: Option<Fetched>,
    options: Options,
    found: FieldSummary,
}

impl<'a> Looked<'a> {
    fn at(args: &'a FieldsArgs) -> Result<Self, Failure> {
        let fetched = url::is_url(&args.file).then(|| url::fetch(&args.file, &Fetching::into_user_cache()));
        let fetched = fetched.transpose().map_err(Failure::input)?;
        let path = fetched.as_ref().map_or_else(|| args.file.clone(), |f| f.path.display().to_string());
        let options = options(args)?;
        let only = args.quantity.map(|shown| [shown.wanted()]);
        let quantities = only.as_ref().map_or(&Wanted::ALL[..], |only| &only[..]);
        let found = summary(&path, quantities, &options);
        let mut found = found.map_err(|error| {
            Failure::input(if fetched.is_some() { error.fetched_from(&args.file) } else { error })
        })?;
        if fetched.is_some() {
            found.name.clone_from(&args.file);
            found.files = vec![args.file.clone()];
            found.not_usable.iter_mut().for_each(|reason| *reason = reason.replace(&path, &args.file));
        }
        Ok(Self { args, path, fetched, options, found })
    }

    /// An error of a reader, under the name that the user gave the file.
    fn under_its_name(&self, error: ReadError) -> ReadError {
        if self.fetched.is_some() { error.fetched_from(&self.args.file) } else { error }
    }

    fn fetched(&self) -> Value {
        self.fetched.as_ref().map_or(Value::Null, |fetched| {
            json!({ "path": fetched.path, "sha256": fetched.sha256, "from_cache": fetched.from_cache })
        })
    }

    /// A file that a drift cannot use is the wrong file, however well it can be read.
    fn refuse_useless(&self) -> Result<(), Failure> {
        if self.found.is_usable() {
            return Ok(());
        }
        if !self.found.problems.is_empty() {
            let problems = self.found.problems.iter().cloned().map(|problem| self.under_its_name(problem));
            let problems: Vec<String> = problems.map(|problem| problem.to_string()).collect();
            return Err(Failure::input(anyhow::anyhow!(problems.join("\n\n"))));
        }
        let reasons = self.found.not_usable.join("; ");
        let remedy = if self.found.format == "GRIB2" {
            "fetch the u and v components of current, of wind at 10 m, or of Stokes drift; or wave height, visibility \
             or water temperature"
        } else {
            "if a pair is there under names not known here, name it: --quantity current --variables U,V"
        };
        let name = &self.args.file;
        Err(Failure::input(anyhow::anyhow!(
            "{name} holds nothing a drift or a search can use: {reasons}\n  = {remedy}"
        )))
    }

    fn draw(&self, out: &Path) -> Result<(), Failure> {
        if self.found.series.is_some() {
            return Err(Failure::input(anyhow::anyhow!(
                "--png: {} is a time series at a point, the same everywhere, so there is no map to draw\n  = \
                 leave out --png, or give a gridded file",
                self.args.file
            )));
        }
        let (wanted, opened) = self.open()?;
        let time_s = shown_time(self.args, opened.source.coverage().period_s)?;
        // A picture without a coast is better than none.
        let coast = coast::bundled().ok();
        let picture = FieldPicture {
            title: &self.found.name,
            wanted,
            source: &*opened.source,
            time_s,
            area_deg: None,
            coast: coast.as_ref().map(|coast| coast as &dyn Coastline),
            notes: &opened.notes,
        };
        let png = fields::encode(&picture).map_err(Failure::input)?;
        whole_file(out, &png).map_err(Failure::input)
    }

    /// The quantity of the picture: the one asked for, or the first that the file holds.
    fn open(&self) -> Result<(Wanted, Opened), Failure> {
        let all: Vec<Wanted> = match self.args.quantity {
            Some(shown) => vec![shown.wanted()],
            None => Wanted::ALL.to_vec(),
        };
        let mut refusal: Option<ReadError> = None;
        for wanted in all {
            match open_field(&self.path, wanted, &self.options) {
                Ok(opened) => return Ok((wanted, opened)),
                // That a quantity is not there says less than why another one cannot be drawn.
                Err(error) if matches!(refusal, None | Some(ReadError::NoVariable { .. })) => {
                    refusal = Some(error);
                }
                Err(_) => {}
            }
        }
        Err(match refusal {
            Some(error) => Failure::input(self.under_its_name(error)),
            None => Failure::input(anyhow::anyhow!("{} holds nothing to draw", self.args.file)),
        })
    }
}

impl std::fmt::Display for Looked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.found)?;
        match &self.fetched {
            Some(fetched) if fetched.from_cache => {
                writeln!(f, "\nFrom the cache, where an earlier call put it: {}", fetched.path.display())
            }
            Some(fetched) => writeln!(f, "\nFetched now and kept: {}", fetched.path.display()),
            None => Ok(()),
        }
    }
}

/// The time of the picture: the one asked for, which must lie in the period, or the first one.
fn shown_time(args: &FieldsArgs, period_s: Option<(f64, f64)>) -> Result<f64, Failure> {
    let (first_s, last_s) = period_s.unwrap_or((0.0, f64::INFINITY));
    let time_s = args.time.map_or(first_s, sarex_geo::unix_seconds);
    if (first_s..=last_s).contains(&time_s) {
        return Ok(time_s);
    }
    let instant = |s| sarex_geo::from_unix_seconds(s).map_or_else(String::new, |t| t.to_string());
    Err(Failure::input(anyhow::anyhow!(
        "--time {} is outside the period of {}\n  = give a time from {} to {}",
        instant(time_s),
        args.file,
        instant(first_s),
        instant(last_s)
    )))
}
