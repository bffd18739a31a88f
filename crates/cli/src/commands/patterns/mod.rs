//! `sarex patterns`

mod build;
mod flags;
mod show;

use crate::failure::Failure;
use crate::output::Output;
use anyhow::anyhow;
use build::Asked;
use clap::{Args, ValueEnum};
use sarex_geo::{Bearing, Position, Speed, Timestamp, Velocity, parse_duration_s};
use sarex_io::write::pattern::PatternFile;
use sarex_io::write::{CaseKind, whole_file};
use sarex_search::Turn;
use sarex_search::pattern::PatternKind;
use std::path::PathBuf;

/// List the search patterns, or lay one out: legs, courses, times
#[derive(Debug, Args)]
#[command(after_help = "\
Distances are nautical miles, speeds knots, bearings degrees true. A drift or current is given as SPEED@TOWARDS, a wind as
SPEED@FROM. With --drift the pattern follows the object; with --wind or --current the speed is the one through it, and
without them the speed over ground.

Examples:
  sarex patterns                               the patterns
  sarex patterns ps --csp \"35°05.0'N 129°02.0'E\" --heading 045 --spacing 2 --leg 20 --legs 6 --speed 90 --start 2026-11-21T06:00Z
  sarex patterns vs --csp \"34-36.2N 129-54.1E\" --heading 000 --leg 2 --speed 80 --start 2026-11-21T06:00Z --drift 1.2kn@045
  sarex patterns ps --csp \"35.1, 129.0\" --heading 045 --lock speed,time --area 20x10 --speed 90 --time 1h --start 2026-11-21T06:00Z
  sarex patterns tsr --from \"35.1, 129.0\" --to \"35.5, 129.8\" --spacing 3 --speed 12 --start 2026-11-21T06:00Z
  sarex patterns b --csp \"35.1, 129.0\" --leg 10 --legs 6 --speed 12 --drift 2kn@090 --start 2026-11-21T06:00Z -o barrier.gpx --kind exercise")]
pub struct PatternsArgs {
    /// Which pattern; without it, the list
    #[arg(value_enum, ignore_case = true)]
    pattern: Option<Named>,
    /// Commence search point: the first corner of ladders, the datum of ss and vs, the point that os goes round
    #[arg(long, value_name = "POSITION", allow_hyphen_values = true)]
    csp: Option<Position>,
    /// Beginning of the track of tsr and tsn, instead of --csp, --heading and --leg
    #[arg(long, value_name = "POSITION", requires = "to", conflicts_with_all = ["csp", "heading", "leg"], allow_hyphen_values = true)]
    from: Option<Position>,
    /// End of the track of tsr and tsn
    #[arg(long, value_name = "POSITION", requires = "from", allow_hyphen_values = true)]
    to: Option<Position>,
    /// Direction of the first leg; of csc, the direction in which ship and aircraft creep
    #[arg(long, allow_negative_numbers = true, value_name = "DEG")]
    heading: Option<Bearing>,
    /// Length of a search leg; radius of vs and os, length of the line of b
    #[arg(long, visible_alias = "radius", allow_negative_numbers = true, value_name = "NM", value_parser = positive)]
    leg: Option<f64>,
    /// Track spacing, which is the unit leg of ss [default for b: the one with which the barrier stands still]
    #[arg(long, allow_negative_numbers = true, value_name = "NM", value_parser = positive)]
    spacing: Option<f64>,
    /// Number of search legs [default for vs: 9; 18 is with the second search]
    #[arg(long, allow_negative_numbers = true, value_name = "N")]
    legs: Option<usize>,
    /// Side of the first turn [default: right]
    #[arg(long, value_enum)]
    turn: Option<Side>,
    /// Craft abeam of each other, for pm, tsr and tsn
    #[arg(long, allow_negative_numbers = true, value_name = "N")]
    craft: Option<usize>,
    /// Give the second unit of a pair: of vs 90° to the left and a leg behind, of ss turned by 45°
    #[arg(long)]
    second_unit: bool,
    /// Speed along the legs, or through --wind or --current
    #[arg(long, allow_negative_numbers = true, value_name = "KN", value_parser = positive)]
    speed: Option<f64>,
    /// When the search commences, with offset from UTC
    #[arg(long, value_name = "TIME", value_parser = time)]
    start: Option<Timestamp>,
    /// Drift of the object, which the pattern follows
    #[arg(long, allow_hyphen_values = true, value_name = "SPEED@TOWARDS", value_parser = flow)]
    drift: Option<Flow>,
    /// Wind that an aircraft flies in
    #[arg(long, allow_hyphen_values = true, value_name = "SPEED@FROM", value_parser = flow, conflicts_with = "current")]
    wind: Option<Flow>,
    /// Current that a ship sails in
    #[arg(long, allow_hyphen_values = true, value_name = "SPEED@TOWARDS", value_parser = flow)]
    current: Option<Flow>,
    /// Count turns at the standard rate of 3° per second, and say which legs are too short for them
    #[arg(long)]
    aircraft: bool,
    /// Solve the third of spacing, speed and time for the --area
    #[arg(long, value_enum, value_name = "TWO")]
    lock: Option<Lock>,
    /// Area to be covered with --lock: along the legs x across them; the side of the square of ss; none for vs
    #[arg(long, allow_hyphen_values = true, value_name = "NMxNM", value_parser = area, requires = "lock")]
    area: Option<Sides>,
    /// Time for all legs, with --lock
    #[arg(long, allow_hyphen_values = true, value_name = "DURATION", value_parser = duration, requires = "lock")]
    time: Option<f64>,
    /// Height of the first circuit of os, ft
    #[arg(long, allow_negative_numbers = true, value_name = "FT", value_parser = positive)]
    top: Option<f64>,
    /// No circuit of os below this, ft [default: 0]
    #[arg(long, allow_negative_numbers = true, value_name = "FT")]
    bottom: Option<f64>,
    /// True air speed of the aircraft of csc [default: --speed]
    #[arg(long, allow_negative_numbers = true, value_name = "KN", value_parser = positive)]
    true_air_speed: Option<f64>,
    /// Ground speed of the aircraft of csc on legs up-wind [default: --speed]
    #[arg(long, allow_negative_numbers = true, value_name = "KN", value_parser = positive)]
    upwind_speed: Option<f64>,
    /// Ground speed of the aircraft of csc on legs down-wind [default: --speed]
    #[arg(long, allow_negative_numbers = true, value_name = "KN", value_parser = positive)]
    downwind_speed: Option<f64>,
    /// Ground speed of the aircraft of csc on cross legs [default: --speed]
    #[arg(long, allow_negative_numbers = true, value_name = "KN", value_parser = positive)]
    cross_speed: Option<f64>,
    /// Write the pattern to a file: .geojson, .gpx or .csv
    #[arg(short, long, value_name = "FILE", requires = "kind")]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "out")]
    force: bool,
    /// Whether the file is for an exercise or the real thing; it says so
    #[arg(long, value_enum, value_name = "KIND", requires = "out")]
    kind: Option<Kind>,
}

/// The patterns by their abbreviations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Named {
    Ps,
    Cs,
    Ss,
    Vs,
    Tsr,
    Tsn,
    Pm,
    Csc,
    Os,
    B,
}

impl Named {
    fn kind(self) -> PatternKind {
        match self {
            Self::Ps => PatternKind::ParallelSweep,
            Self::Cs => PatternKind::CreepingLine,
            Self::Ss => PatternKind::ExpandingSquare,
            Self::Vs => PatternKind::Sector,
            Self::Tsr => PatternKind::TrackLineReturn,
            Self::Tsn => PatternKind::TrackLineNonReturn,
            Self::Pm => PatternKind::ParallelMultiple,
            Self::Csc => PatternKind::CreepingLineCoordinated,
            Self::Os => PatternKind::Contour,
            Self::B => PatternKind::Barrier,
        }
    }
}

/// Port or starboard.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Side {
    #[default]
    Right,
    Left,
}

impl Side {
    fn turn(self) -> Turn {
        match self {
            Self::Right => Turn::Right,
            Self::Left => Turn::Left,
        }
    }
}

/// Which two are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lock {
    #[value(name = "spacing,speed")]
    SpacingSpeed,
    #[value(name = "spacing,time")]
    SpacingTime,
    #[value(name = "speed,time")]
    SpeedTime,
}

/// Practice or not.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Exercise,
    Real,
}

/// A speed with a direction, not yet towards or from.
#[derive(Debug, Clone, Copy)]
struct Flow {
    speed: Speed,
    bearing: Bearing,
}

impl Flow {
    fn towards(self) -> Velocity {
        Velocity::towards(self.bearing, self.speed)
    }

    fn coming_from(self) -> Velocity {
        Velocity::from_direction(self.bearing, self.speed)
    }
}

/// Along and across, nm.
#[derive(Debug, Clone, Copy)]
struct Sides {
    along_nm: f64,
    /// Missing where one side was given, that of a square.
    across_nm: Option<f64>,
}

fn positive(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| *number > 0.0 && *number <= 1e5);
    number.ok_or_else(|| "give a number above zero".into())
}

fn time(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "give a time with its offset, such as 2026-11-21T06:00Z".into())
}

fn duration(text: &str) -> Result<f64, String> {
    parse_duration_s(text).map_err(|error| error.to_string())
}

fn flow(text: &str) -> Result<Flow, String> {
    let remedy = "give a speed and a direction such as 1.2kn@045";
    let (speed, bearing) = text.split_once('@').ok_or(remedy)?;
    let speed = speed.trim().parse().map_err(|error| format!("{error}; {remedy}"))?;
    let bearing = bearing.trim().parse().map_err(|error| format!("{error}; {remedy}"))?;
    Ok(Flow { speed, bearing })
}

fn area(text: &str) -> Result<Sides, String> {
    let side = |side: &str| positive(side.trim()).map_err(|_| "give two sides such as 20x10".to_owned());
    match text.split_once(['x', 'X', '×']) {
        Some((along, across)) => Ok(Sides { along_nm: side(along)?, across_nm: Some(side(across)?) }),
        None => Ok(Sides { along_nm: side(text)?, across_nm: None }),
    }
}

pub fn run(args: &PatternsArgs, output: &Output) -> Result<(), Failure> {
    let Some(named) = args.pattern else {
        return output.result(show::list_as_json, show::list_as_text);
    };
    flags::check(named, args).map_err(Failure::input)?;
    let asked = Asked::of(named, args).map_err(Failure::input)?;
    let craft = asked.craft().map_err(Failure::input)?;
    if let (Some(file), Some(kind)) = (&args.out, args.kind) {
        let kind = match kind {
            Kind::Exercise => CaseKind::Exercise,
            Kind::Real => CaseKind::Real,
        };
        let located: Vec<_> = craft.iter().map(|(_, located)| located.clone()).collect();
        let bytes = PatternFile { kind, code: asked.pattern.code(), craft: &located }.encode(file);
        let bytes = bytes.ok_or_else(|| {
            Failure::input(anyhow!(
                "{}: a pattern is written as .geojson, .gpx or .csv: give one of these",
                file.display()
            ))
        })?;
        if file.exists() && !args.force {
            let what = format!("{}: the file is there already", file.display());
            return Err(Failure::input(anyhow!(
                "{what}; choose another one, or allow replacing with --force"
            )));
        }
        whole_file(file, &bytes).map_err(|error| Failure { is_input: false, error: error.into() })?;
    }
    output.result(|| show::as_json(&asked, &craft), || show::as_text(&asked, &craft))
}
