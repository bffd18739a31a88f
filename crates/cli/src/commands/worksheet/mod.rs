//! `sarex worksheet`

mod case;
mod show;

use crate::failure::Failure;
use crate::output::Output;
use clap::{Args, ValueEnum};
use sarex_geo::sun::{self, Light};
use sarex_geo::{Position, Timestamp, unix_seconds};
use sarex_search::UnitKind;
use sarex_search::detect::Side;
use sarex_search::detect::width::{
    Aid, Conditions, Edition, ObjectKind, Request, SensorKind, WeatherScheme, sweep_width,
};
use sarex_search::survival::{Clothing, Immersion, SurvivalModel};
use serde_json::json;
use std::path::PathBuf;

/// Sweep width and lateral range curve step by step, with the row of each table; how long people may live in the water
#[derive(Debug, Args)]
#[command(after_help = "\
Radar sets: AN/SPS-64(V), AN/SPS-66 (ships); AN/APS-137 16nm scale, AN/APS-137 32nm scale, SLAR (aircraft).
Signals by day: Red/orange balloon, Orange flight suit, Red hand flare 500 cd, Day/night flare, Red pen gun flare, Red
reflective paulin, Tracer bullets, Green dye marker, Red/orange flag waving 3x3 ft, Sun signal mirror, White parachute, Red
meteor/parachute flare 10000 cd, Hand-held orange smoke (wind<=10kt). By night: Strobe 2000 cd peak, Cyalume light, Flashing SOS
lantern/flashlight, Tracer bullets, Red Very signals, Aircraft marine markers, Red pen gun flare, Red meteor/parachute flare 10000
cd, Hand-held red flare 500 cd, Lifejacket white strobe 50000 cd. Words of a name will do, if no other has them all.
Outside its rows a table's nearest value holds, with a warning. Most visual widths rest on a model, not on sea trials.

Examples:
  sarex worksheet --unit fixed-wing --height 1000 --speed 150 --object \"Power Boat 16-25 ft\" --visibility 15 --wind 20 --seas 0.75
  sarex worksheet --unit helicopter --height 500 --speed 90 --object PIW-3 --visibility 10 --wind 12 --seas 0.5 --spacing 0.3
  sarex worksheet --unit ship --speed 15 --object \"Raft 4 person\" --visibility 8 --wind 8 --light night --signal \"hand-held red flare\"
  sarex worksheet --unit helicopter --height 500 --speed 80 --sensor night-vision --object \"Raft 6 person\" --visibility 5 --wind 5 --at \"34.6 N 129.9 E\" --time 2026-11-20T14:00Z
  sarex worksheet --water 12                     how long people may live in the water, as a band
  sarex worksheet --case case.toml               every unit and object of a case")]
pub struct WorksheetArgs {
    /// One worksheet for each unit and object of a case, in the conditions that its plan is made for; every other flag
    /// is refused beside it
    #[arg(long, value_name = "CASE.toml")]
    case: Option<PathBuf>,
    /// What the unit is
    #[arg(long, value_enum)]
    unit: Option<Unit>,
    /// For an uncrewed unit: the crewed kind whose widths are taken
    #[arg(long, value_enum)]
    counts_as: Option<Unit>,
    /// What is looked for: an object of the sweep-width tables, or an object class such as PIW-1
    #[arg(long, value_parser = object)]
    object: Option<Seen>,
    /// Search speed
    #[arg(long, allow_negative_numbers = true, value_name = "KN")]
    speed: Option<f64>,
    /// Search height of an aircraft
    #[arg(long, allow_negative_numbers = true, value_name = "FT")]
    height: Option<f64>,
    /// What the unit searches with [default: visual]
    #[arg(long, value_enum)]
    sensor: Option<Sensor>,
    /// With --sensor radar: which set
    #[arg(long, value_name = "SET")]
    radar: Option<String>,
    /// Signal or light that the survivors have, by words of its name: eyes look for it
    #[arg(long, value_name = "DEVICE", conflicts_with = "radar")]
    signal: Option<String>,
    /// From how far the survivors can see the unit [default: the visibility]
    #[arg(long, allow_negative_numbers = true, value_name = "NM", requires = "signal")]
    seen_from: Option<f64>,
    /// With --sensor night-vision: the tables' case "illuminated"
    #[arg(long)]
    illuminated: bool,
    /// With --sensor night-vision: three searchers instead of four
    #[arg(long)]
    three_searchers: bool,
    /// Meteorological visibility [default: 10]
    #[arg(long, allow_negative_numbers = true, value_name = "NM")]
    visibility: Option<f64>,
    /// Wind speed [default: 0]
    #[arg(long, allow_negative_numbers = true, value_name = "KN")]
    wind: Option<f64>,
    /// Significant wave height
    #[arg(long, allow_negative_numbers = true, value_name = "M")]
    seas: Option<f64>,
    /// Cloud cover
    #[arg(long, allow_negative_numbers = true, value_name = "%")]
    cloud: Option<f64>,
    /// How light it is [default: day, or by the sun with --at and --time]
    #[arg(long, value_enum, conflicts_with = "at")]
    light: Option<Lit>,
    /// Where, for sun and moon
    #[arg(long, value_name = "POSITION", requires = "time", allow_hyphen_values = true)]
    at: Option<Position>,
    /// When, with offset from UTC, for sun and moon
    #[arg(long, value_name = "TIME", requires = "at", value_parser = time)]
    time: Option<Timestamp>,
    /// Hours that the crew has searched [default: 0]
    #[arg(long, allow_negative_numbers = true, value_name = "H")]
    hours: Option<f64>,
    /// The crew reports excessive fatigue
    #[arg(long)]
    fatigued: bool,
    /// Persons wear a flotation device (a class such as PIW-3 says so itself)
    #[arg(long)]
    pfd: bool,
    /// The object has a radar reflector or a hull of metal
    #[arg(long)]
    reflector: bool,
    /// Weather correction [default: nss-2000]
    #[arg(long, value_enum)]
    scheme: Option<Scheme>,
    /// Edition of the visual tables [default: nss-2000]
    #[arg(long, value_enum)]
    edition: Option<Tables>,
    /// To which side of its way it sees [default: both]
    #[arg(long, value_enum)]
    side: Option<Hand>,
    /// Track spacing: adds coverage and probability of detection
    #[arg(long, allow_negative_numbers = true, value_name = "NM")]
    spacing: Option<f64>,
    /// Water temperature: how long persons may live, as a band
    #[arg(long, value_name = "°C", allow_hyphen_values = true)]
    water: Option<f64>,
    /// With --water: persons wear an immersion suit
    #[arg(long)]
    suit: bool,
    /// With --water: which model [default: log-logistic]
    #[arg(long, value_enum)]
    survival: Option<Model>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Unit {
    Ship,
    Boat,
    Helicopter,
    FixedWing,
    Uav,
    Usv,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Sensor {
    Visual,
    Radar,
    Infrared,
    NightVision,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Hand {
    Both,
    Left,
    Right,
    UpCreep,
    DownCreep,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Lit {
    Day,
    CivilTwilight,
    Night,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Scheme {
    #[value(name = "nss-2000")]
    Nss2000,
    #[value(name = "natsar-au-2023")]
    NatsarAu2023,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Tables {
    #[value(name = "nss-2000")]
    Nss2000,
    #[value(name = "2013")]
    Steps2013,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Model {
    LogLogistic,
    Hayward,
    #[value(name = "fm-21-76")]
    Fm2176,
}

/// An object, and whether its class wears a flotation device.
#[derive(Debug, Clone, Copy)]
struct Seen {
    kind: ObjectKind,
    wears_pfd: bool,
}

pub fn run(args: &WorksheetArgs, output: &Output) -> Result<(), Failure> {
    if let Some(file) = &args.case {
        refuse_beside_case(args)?;
        return case::run(file, output);
    }
    let asks_for_width = args.unit.is_some() || args.object.is_some() || args.speed.is_some();
    if !asks_for_width && args.water.is_none() {
        let what = "nothing to work out: give --unit, --object and --speed, or --water, or --case";
        return Err(Failure::input(anyhow::anyhow!("{what}; `sarex worksheet --help` has examples")));
    }
    refuse_halves(args)?;
    let mut sheets = Vec::new();
    if let (Some(unit), Some(seen), Some(speed_kn)) = (args.unit, args.object, args.speed) {
        let request = request(args, unit.kind(), seen, speed_kn)?;
        let width = sweep_width(&request).map_err(Failure::input)?;
        let side = args.side.map_or(Side::Both, Hand::side);
        sheets.push(show::Sheet { title: None, request, width, spacing_nm: args.spacing, side });
    }
    let survival = match args.water {
        Some(water_c) => Some((water_c, immersion(args, water_c).prepare().map_err(Failure::input)?)),
        None => None,
    };
    let sky = args.at.zip(args.time).map(|(place, time)| show::Sky { place, time });
    output.result(
        || {
            json!({
                "sky": sky.as_ref().map(show::Sky::as_json),
                "worksheets": sheets.iter().map(show::Sheet::as_json).collect::<Vec<_>>(),
                "survival": survival.as_ref().map(|(water_c, survival)| show::survival_json(*water_c, survival)),
            })
        },
        || {
            let mut parts: Vec<String> = sky.iter().map(show::Sky::as_text).collect();
            parts.extend(sheets.iter().map(show::Sheet::as_text));
            parts.extend(survival.as_ref().map(|(water_c, survival)| show::survival_text(*water_c, survival)));
            parts.join("\n")
        },
    )
}

/// A case says everything itself: a flag beside it would be ignored, or would make a worksheet that no plan uses.
fn refuse_beside_case(args: &WorksheetArgs) -> Result<(), Failure> {
    let given = [
        (args.unit.is_some(), "--unit", "search.unit.kind"),
        (args.counts_as.is_some(), "--counts-as", "search.unit.counts_as"),
        (args.object.is_some(), "--object", "object.detection"),
        (args.speed.is_some(), "--speed", "search.unit.search_speed_kn"),
        (args.height.is_some(), "--height", "search.unit.height_ft"),
        (args.sensor.is_some(), "--sensor", "search.unit.sensor"),
        (args.radar.is_some(), "--radar", "search.unit.radar_set"),
        (args.signal.is_some(), "--signal", "object.signal"),
        (args.seen_from.is_some(), "--seen-from", "object.signal"),
        (args.illuminated, "--illuminated", "search.unit.illuminated"),
        (args.three_searchers, "--three-searchers", "search.unit.three_searchers"),
        (args.visibility.is_some(), "--visibility", "search.conditions.visibility_nm"),
        (args.wind.is_some(), "--wind", "search.conditions.wind_kn"),
        (args.seas.is_some(), "--seas", "search.conditions.significant_wave_height_m"),
        (args.cloud.is_some(), "--cloud", "search.conditions.cloud_cover_pct"),
        (args.light.is_some(), "--light", "search.start"),
        (args.at.is_some(), "--at", "scenario.seed"),
        (args.time.is_some(), "--time", "search.start"),
        (args.hours.is_some(), "--hours", "search.unit.hours_on_task"),
        (args.fatigued, "--fatigued", "search.unit.fatigued"),
        (args.pfd, "--pfd", "object.pfd"),
        (args.reflector, "--reflector", "object.reflector"),
        (args.scheme.is_some(), "--scheme", "search.conditions.weather_scheme"),
        (args.edition.is_some(), "--edition", "search.conditions.sweep_widths"),
        (args.side.is_some(), "--side", "search.unit.side"),
        (args.spacing.is_some(), "--spacing", "search.unit.minimum_track_spacing_nm"),
        (args.water.is_some(), "--water", "search.conditions.water_temperature_c"),
        (args.suit, "--suit", "object.clothing"),
        (args.survival.is_some(), "--survival", "search.survival.model"),
    ];
    let beside: Vec<String> = given
        .into_iter()
        .filter(|(is_given, ..)| *is_given)
        .map(|(_, flag, key)| format!("{flag} (the case says it by `{key}`)"))
        .collect();
    if beside.is_empty() {
        return Ok(());
    }
    Err(Failure::input(anyhow::anyhow!(
        "beside --case there is no {}\n  = change the case, or leave --case out and give --unit, --object and --speed: \
         a worksheet of a case is the one that its plan uses",
        beside.join(", no ")
    )))
}

/// A width needs all three of unit, object and speed, and some flags need what they belong to.
fn refuse_halves(args: &WorksheetArgs) -> Result<(), Failure> {
    let trio = [
        (args.unit.is_some(), "--unit"),
        (args.object.is_some(), "--object"),
        (args.speed.is_some(), "--speed"),
    ];
    let has_some = trio.iter().any(|(is_given, _)| *is_given);
    let missing: Vec<&str> =
        trio.into_iter().filter(|(is_given, _)| !is_given).map(|(_, flag)| flag).collect();
    let radar = matches!(args.sensor, Some(Sensor::Radar));
    let goggles = matches!(args.sensor, Some(Sensor::NightVision));
    let fault = match (missing.is_empty(), has_some) {
        (false, true) => Some(format!("a sweep width needs {} as well", missing.join(" and "))),
        (_, false) if args.spacing.is_some() => {
            Some("--spacing goes with --unit, --object and --speed".to_owned())
        }
        _ if radar && args.radar.is_none() => Some(
            "--sensor radar needs --radar, which set it is: `sarex worksheet --help` lists them".to_owned(),
        ),
        _ if args.radar.is_some() && !radar => Some("--radar goes with --sensor radar".to_owned()),
        _ if args.illuminated && !goggles => Some("--illuminated goes with --sensor night-vision".to_owned()),
        _ if args.three_searchers && !goggles => {
            Some("--three-searchers goes with --sensor night-vision".to_owned())
        }
        _ if args.suit && args.water.is_none() => Some("--suit goes with --water".to_owned()),
        _ => None,
    };
    fault.map_or(Ok(()), |what| Err(Failure::input(anyhow::anyhow!(what))))
}

fn request(args: &WorksheetArgs, unit: UnitKind, seen: Seen, speed_kn: f64) -> Result<Request, Failure> {
    if args.spacing.is_some_and(|spacing_nm| !(spacing_nm.is_finite() && spacing_nm > 0.0)) {
        return Err(Failure::input(anyhow::anyhow!("--spacing must be more than 0 nm")));
    }
    let sensor = match (args.sensor.unwrap_or(Sensor::Visual), &args.signal) {
        (Sensor::Visual, Some(device)) => {
            SensorKind::VisualAid(Aid { device: device.clone(), unit_seen_from_nm: args.seen_from })
        }
        (_, Some(_)) => {
            return Err(Failure::input(anyhow::anyhow!("--signal is for eyes: leave --sensor out")));
        }
        (Sensor::Visual, None) => SensorKind::Visual,
        (Sensor::Radar, None) => SensorKind::Radar(args.radar.clone().unwrap_or_default()),
        (Sensor::Infrared, None) => SensorKind::Infrared,
        (Sensor::NightVision, None) => SensorKind::NightVision {
            is_illuminated: args.illuminated,
            three_searchers: args.three_searchers,
        },
    };
    let sky = args.at.zip(args.time.map(unix_seconds));
    let light = match (sky, args.light) {
        (Some((place, time_s)), _) => sun::light(place, time_s),
        (None, Some(Lit::CivilTwilight)) => Light::CivilTwilight,
        (None, Some(Lit::Night)) => Light::Night,
        (None, Some(Lit::Day) | None) => Light::Day,
    };
    Ok(Request {
        unit,
        counts_as: args.counts_as.map(Unit::kind),
        height_ft: args.height,
        speed_kn,
        sensor,
        object: seen.kind,
        wears_pfd: args.pfd || seen.wears_pfd,
        has_reflector: args.reflector,
        edition: match args.edition.unwrap_or(Tables::Nss2000) {
            Tables::Nss2000 => Edition::Nss2000,
            Tables::Steps2013 => Edition::Steps2013,
        },
        scheme: match args.scheme.unwrap_or(Scheme::Nss2000) {
            Scheme::Nss2000 => WeatherScheme::Nss2000,
            Scheme::NatsarAu2023 => WeatherScheme::NatsarAu2023,
        },
        conditions: Conditions {
            visibility_nm: args.visibility.unwrap_or(10.0),
            wind_kn: args.wind.unwrap_or(0.0),
            significant_wave_height_m: args.seas,
            cloud_cover_pct: args.cloud,
            light,
            moon: sky.map(|(place, time_s)| sun::moon(place, time_s)),
            hours_on_task: args.hours.unwrap_or(0.0),
            crew_is_fatigued: args.fatigued,
        },
    })
}

fn immersion(args: &WorksheetArgs, water_c: f64) -> Immersion {
    Immersion {
        model: match args.survival.unwrap_or(Model::LogLogistic) {
            Model::LogLogistic => SurvivalModel::LogLogistic,
            Model::Hayward => SurvivalModel::Hayward,
            Model::Fm2176 => SurvivalModel::Fm2176,
        },
        clothing: if args.suit { Clothing::ImmersionSuit } else { Clothing::Light },
        has_buoyancy: args.pfd || args.object.is_some_and(|seen| seen.wears_pfd),
        ..Immersion::in_water(water_c)
    }
}

impl Hand {
    fn side(self) -> Side {
        match self {
            Self::Both => Side::Both,
            Self::Left => Side::Left,
            Self::Right => Side::Right,
            Self::UpCreep => Side::UpCreep,
            Self::DownCreep => Side::DownCreep,
        }
    }
}

impl Unit {
    fn kind(self) -> UnitKind {
        match self {
            Self::Ship => UnitKind::Ship,
            Self::Boat => UnitKind::Boat,
            Self::Helicopter => UnitKind::Helicopter,
            Self::FixedWing => UnitKind::FixedWing,
            Self::Uav => UnitKind::Uav,
            Self::Usv => UnitKind::Usv,
        }
    }
}

fn object(text: &str) -> Result<Seen, String> {
    match (ObjectKind::named(text), ObjectKind::of_class(text)) {
        (Ok(kind), _) => Ok(Seen { kind, wears_pfd: false }),
        (Err(_), Some(seen)) => {
            seen.object.map(|kind| Seen { kind, wears_pfd: seen.wears_pfd }).ok_or_else(|| {
                format!("no object of the tables stands for this class ({}); name one of them", seen.reason)
            })
        }
        (Err(error), None) => Err(error.to_string()),
    }
}

fn time(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "give a time with its offset from UTC, such as 2026-11-20T14:00Z".to_owned())
}
