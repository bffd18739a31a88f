//! `sarex coast`

use crate::failure::Failure;
use crate::output::Output;
use clap::{Args, Subcommand};
use sarex_io::coast::{self, CoastInfo};
use sarex_metocean::coast::{BuildOptions, CoastSource};
use serde_json::json;
use std::path::PathBuf;

/// Make a coast index from polygons, or tell what one holds
#[derive(Debug, Args)]
pub struct CoastArgs {
    #[command(subcommand)]
    command: CoastCommand,
}

#[derive(Debug, Subcommand)]
enum CoastCommand {
    Build(BuildArgs),
    Info(InfoArgs),
}

/// Make a coast index from GSHHG or OpenStreetMap polygons
#[derive(Debug, Args)]
#[command(after_help = "\
Give the shore of the ocean: GSHHS_f_L1.shp of GSHHG, or the complete land polygons of OpenStreetMap (EPSG:4326).
A case uses the index with  coast = \"FILE\"  in its [environment].

Examples:
  sarex coast build GSHHS_f_L1.shp -o world.coast
  sarex coast build GSHHS_f_L1.shp -o norway.coast --clip 57,72,0,32 --licence LGPL-3.0-or-later")]
struct BuildArgs {
    /// Polygon files, taken together: WKB, Shapefile (.shp) or GeoJSON
    #[arg(value_name = "IN", required = true)]
    inputs: Vec<PathBuf>,
    /// The index to make
    #[arg(short, long, value_name = "OUT")]
    out: PathBuf,
    /// The area to cover, degrees: what lies beyond is cut off, and open sea up to its border is known to be sea. Without it, the box around the polygons; west greater than east for an area across 180°
    #[arg(long, value_name = "SOUTH,NORTH,WEST,EAST", value_parser = clip, allow_hyphen_values = true)]
    clip: Option<Clip>,
    /// Short name, written into the index
    #[arg(long, default_value = "")]
    name: String,
    /// Data set and version, written into the index with names and hashes of the inputs
    #[arg(long, default_value = "")]
    source: String,
    /// Licence of the data, written into the index
    #[arg(long, default_value = "")]
    licence: String,
    /// Credit that its owner asks for, written into the index and on pictures
    #[arg(long, default_value = "")]
    attribution: String,
}

/// Tell what a coast index holds
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  sarex coast info bundled      the coast that comes with the program")]
struct InfoArgs {
    /// The index, or `bundled`
    file: PathBuf,
}

/// South, north, west, east.
#[derive(Debug, Clone, Copy)]
struct Clip([f64; 4]);

fn clip(text: &str) -> Result<Clip, String> {
    let wrong = || "give four numbers SOUTH,NORTH,WEST,EAST in degrees, such as 57,72,0,32".to_owned();
    let numbers: Vec<f64> =
        text.split(',').map(|n| n.trim().parse().map_err(|_| wrong())).collect::<Result<_, _>>()?;
    match numbers[..] {
        [south, north, west, east]
            if south < north
                && [south, north].iter().all(|lat| lat.abs() <= 90.0)
                && [west, east].iter().all(|lon| lon.abs() <= 360.0) =>
        {
            Ok(Clip([south, north, west, east]))
        }
        _ => Err(wrong()),
    }
}

pub fn run(args: &CoastArgs, output: &Output) -> Result<(), Failure> {
    let info = match &args.command {
        CoastCommand::Build(args) => {
            let source = CoastSource {
                name: args.name.clone(),
                source: args.source.clone(),
                licence: args.licence.clone(),
                attribution: args.attribution.clone(),
            };
            let options = BuildOptions { clip: args.clip.map(|clip| clip.0), source };
            coast::build_coast(&args.inputs, &options, &args.out).map_err(Failure::input)?
        }
        CoastCommand::Info(args) => {
            let bundled = args.file.as_os_str() == "bundled";
            let file =
                if bundled { coast::bundled_path().map_err(Failure::input)? } else { args.file.clone() };
            coast::info(&file).map_err(Failure::input)?
        }
    };
    output.result(|| json!(info), || as_text(&info))
}

fn as_text(info: &CoastInfo) -> String {
    let area = &info.area;
    let mut text = format!(
        "{}\n  area         {:.3} to {:.3} N, {:.3} to {:.3} E\n  edges        {}\n  tiles        {} of {}°, {} with coast\n  \
         size         {:.1} MB\n  SHA-256      {}\n",
        info.file.display(),
        area.south_deg,
        area.north_deg,
        area.west_deg,
        area.east_deg,
        info.edges,
        info.tiles,
        info.tile_deg,
        info.mixed_tiles,
        info.bytes as f64 / 1e6,
        info.sha256,
    );
    if info.border_is_coast {
        text.push_str(
            "  border       the box around the polygons: straight cuts along it count as coast, beyond it nothing is \
             known;\n               give polygons cut from a larger set with --clip and the box they were cut to\n",
        );
    }
    let facts = [
        ("name", &info.name),
        ("source", &info.source),
        ("licence", &info.licence),
        ("credit", &info.attribution),
    ];
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        text.push_str(&format!("  {name:<12} {value}\n"));
    }
    text
}
