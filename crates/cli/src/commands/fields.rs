//! `sarex fields`

use crate::failure::Failure;
use crate::output::Output;
use clap::{Args, ValueEnum};
use sarex_io::coast;
use sarex_io::read::{FieldSummary, Opened, Options, ReadError, open_field, summary};
use sarex_io::write::fields_picture::{self, FieldPicture};
use sarex_io::write::whole_file;
use sarex_metocean::{Coastline, Quantity};
use serde_json::json;
use std::path::PathBuf;

/// Tell what a wind or current file holds
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sarex fields current.nc                      variables, grid, period, area, gaps, speeds
  sarex fields 'wind-*.grib2'                  several files as one time axis
  sarex fields wind.nc --png wind.png          with a picture of its first time
  sarex fields model.nc --quantity wind --png wind.png --time 2016-11-20T06:00Z")]
pub struct FieldsArgs {
    /// NetCDF, GRIB2, or a CSV or JSON time series; `*` and `?` stand for several files
    file: String,
    /// Write a picture of one time
    #[arg(long, value_name = "OUT")]
    png: Option<PathBuf>,
    /// What the picture shows [default: the first of these that the file holds]
    #[arg(long, value_enum, requires = "png")]
    quantity: Option<Shown>,
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
}

impl Shown {
    fn quantity(self) -> Quantity {
        match self {
            Self::Current => Quantity::Current,
            Self::Wind => Quantity::Wind,
            Self::Stokes => Quantity::Stokes,
        }
    }
}

fn time(text: &str) -> Result<jiff::Timestamp, String> {
    text.parse().map_err(|_| "give a time with its offset, such as 2016-11-20T06:00Z".into())
}

pub fn run(args: &FieldsArgs, output: &Output) -> Result<(), Failure> {
    let found = summary(&args.file, &Options::default()).map_err(Failure::input)?;
    if let Some(out) = &args.png {
        let png = picture(args, &found)?;
        whole_file(out, &png).map_err(Failure::input)?;
    }
    let drawn = args.png.as_ref().map(|png| format!("\npicture: {}\n", png.display())).unwrap_or_default();
    output.result(|| json!({ "summary": found, "picture": args.png }), || format!("{found}{drawn}"))
}

fn picture(args: &FieldsArgs, found: &FieldSummary) -> Result<Vec<u8>, Failure> {
    let wanted = match args.quantity {
        Some(shown) => vec![shown],
        None => vec![Shown::Current, Shown::Wind, Shown::Stokes],
    };
    let mut refusal: Option<ReadError> = None;
    for quantity in wanted.into_iter().map(Shown::quantity) {
        match open_field(&args.file, quantity, &Options::default()) {
            Ok(opened) => return draw(args, found, quantity, &opened),
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    let error = refusal.map_or_else(|| anyhow::anyhow!("{} holds nothing to draw", args.file), Into::into);
    Err(Failure::input(error))
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

fn draw(
    args: &FieldsArgs,
    found: &FieldSummary,
    quantity: Quantity,
    opened: &Opened,
) -> Result<Vec<u8>, Failure> {
    let time_s = shown_time(args, opened.source.coverage().period_s)?;
    // A picture without a coast is better than none.
    let coast = coast::bundled().ok();
    let picture = FieldPicture {
        title: &found.name,
        quantity,
        source: &*opened.source,
        time_s,
        area_deg: None,
        coast: coast.as_ref().map(|coast| coast as &dyn Coastline),
        notes: &opened.notes,
    };
    fields_picture::encode(&picture).map_err(Failure::input)
}
