//! Radar and infrared.

use super::corrections::douglas_sea_state;
use super::sheet::Sheet;
use super::tables::{number, rows};
use super::{ObjectKind, Request, SweepWidth, WidthError};
use crate::problem::Domain;

/// Columns of the table of ours that says which row stands for a kind of object.
#[derive(Clone, Copy)]
pub(super) enum Column {
    NightVision = 1,
    Infrared = 2,
    SurfaceRadar = 3,
    AirRadar = 5,
    Slar = 6,
}

/// The row of a sensor's table that stands for a kind of object, and why.
pub(super) fn stands_for(
    object: ObjectKind,
    column: Column,
    has_reflector: bool,
) -> Option<(&'static str, &'static str)> {
    let table = rows(include_str!("../../../../../data/search/sensor_objects.csv"));
    let row = table.into_iter().find(|row| row[0] == object.name())?;
    let shift = usize::from(has_reflector && matches!(column, Column::SurfaceRadar | Column::Slar));
    let label = row[column as usize + shift];
    (!label.is_empty()).then_some((label, row[8]))
}

fn table() -> Vec<Vec<&'static str>> {
    rows(include_str!("../../../../../data/search/radar_ir_sweep_width.csv"))
}

/// A radar set of the tables.
pub(super) fn radar(request: &Request, set: &str) -> Result<SweepWidth, WidthError> {
    let mut sets: Vec<&str> = table().iter().map(|row| row[0]).filter(|name| *name != "air FLIR").collect();
    sets.dedup();
    let wanted = set.trim().to_lowercase();
    let short = |name: &str| name.split_once(' ').map_or(name, |(_, set)| set).to_lowercase();
    let Some(name) = sets.iter().find(|name| short(name) == wanted || name.to_lowercase() == wanted) else {
        let known: Vec<&str> =
            sets.iter().map(|name| name.split_once(' ').map_or(*name, |(_, set)| set)).collect();
        return Err(WidthError::Unknown { found: set.chars().take(60).collect(), known: known.join(", ") });
    };
    let column = match *name {
        "air SLAR" => Column::Slar,
        other if other.starts_with("air") => Column::AirRadar,
        _ => Column::SurfaceRadar,
    };
    let carrier = if name.starts_with("air") { Domain::Air } else { Domain::Surface };
    if request.unit.domain() != carrier {
        let what = if carrier == Domain::Air {
            "surface units: this set flies"
        } else {
            "aircraft: this set is a ship's"
        };
        return Err(WidthError::NoRow { sensor: "this radar", what: what.to_owned() });
    }
    read(request, "radar", name, column)
}

/// Forward-looking infrared.
pub(super) fn infrared(request: &Request) -> Result<SweepWidth, WidthError> {
    if request.unit.domain() != Domain::Air {
        return Err(WidthError::NoRow { sensor: "infrared", what: "surface units".to_owned() });
    }
    read(request, "infrared", "air FLIR", Column::Infrared)
}

fn read(
    request: &Request,
    sensor: &'static str,
    set: &str,
    column: Column,
) -> Result<SweepWidth, WidthError> {
    let no_row = || WidthError::NoRow { sensor, what: format!("{} with {set}", request.object) };
    let (label, reason) = stands_for(request.object, column, request.has_reflector).ok_or_else(no_row)?;
    let own: Vec<Vec<&str>> = table().into_iter().filter(|row| row[0] == set && row[1] == label).collect();
    if own.is_empty() {
        return Err(no_row());
    }
    let best_nm = own.iter().map(|row| number(row[3])).fold(0.0, f64::max);
    let conditions = &request.conditions;
    let by_wind = own[0][2].starts_with("wind");
    let sea_state = match conditions.significant_wave_height_m {
        Some(height_m) => douglas_sea_state(height_m),
        None if by_wind => 0,
        None => {
            let remedy = "the tables of this sensor go by sea state; give it in metres";
            return Err(WidthError::Missing { what: "the significant wave height", remedy });
        }
    };
    let found = own.iter().find(|row| holds(row[2], sea_state, conditions.wind_kn));
    let Some(row) = found else {
        let said = format!("{label}, Douglas {sea_state}: beyond the table");
        let mut sheet = Sheet::begin("width of the sensor", 0.0, best_nm, said, own[0][5].to_owned());
        sheet.warnings.push("the sea state is beyond the table: no width is claimed".to_owned());
        return Ok(sheet.end());
    };
    let said = format!("{set}, {label}, {}", row[2]);
    let mut sheet = Sheet::begin("width of the sensor", number(row[3]), best_nm, said, row[5].to_owned());
    if row[4] == "less than" {
        sheet.warnings.push(format!("the source says less than {} nm: this is its upper limit", row[3]));
    }
    sheet.warnings.push(format!("{} is looked up as `{label}`: {reason}", request.object));
    Ok(sheet.end())
}

/// `Douglas 2-3`, `Douglas 2`, `wind <5 kt`, `wind <=10 kt`, `wind >65 kt`; the first that holds is meant.
fn holds(condition: &str, sea_state: u8, wind_kn: f64) -> bool {
    if let Some(states) = condition.strip_prefix("Douglas ") {
        let (from, to) = states.split_once('-').unwrap_or((states, states));
        return (number(from)..=number(to)).contains(&f64::from(sea_state));
    }
    let wind = condition.trim_start_matches("wind ").trim_end_matches(" kt");
    match (wind.strip_prefix("<="), wind.strip_prefix('<')) {
        (Some(limit), _) => wind_kn <= number(limit),
        (None, Some(limit)) => wind_kn < number(limit),
        (None, None) => true,
    }
}
