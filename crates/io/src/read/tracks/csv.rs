//! Lines of text: a head line with columns for time, latitude and longitude, separated by commas, semicolons or tabs, and if
//! wanted one that names the track.
//!
//! Times stand in one column (`time`, `time_utc`, `timestamp`, `datetime`) or two (`date` and `time`, which is how
//! GPSBabel writes them); positions in `lat` and `lon` in any notation, or in one column `position`. Cells may be
//! quoted (RFC 4180); with semicolons and tabs a decimal comma is read.

use super::time::{self, NoTime};
use super::{RawTracks, Refusal, Wanted, position};
use sarex_geo::Position;

/// Most columns that are looked at.
const MAX_COLUMNS: usize = 500;
const NEEDED: &str = "Give a head line with the columns time, lat and lon";

struct Columns {
    separator: char,
    place: Place,
    date: Option<usize>,
    time: usize,
    track: Option<usize>,
}

enum Place {
    Two { lat: usize, lon: usize },
    One(usize),
}

pub(super) fn parse(text: &str, wanted: &Wanted) -> Result<RawTracks, Refusal> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    });
    let Some((_, head)) = lines.next() else {
        let detail = "it is empty, or has comments only".to_owned();
        return Err(Refusal::Undecodable { detail, remedy: NEEDED });
    };
    let columns = columns(head)?;
    let mut found = RawTracks::default();
    let mut unreadable: Option<(usize, usize)> = None;
    for (number, line) in lines {
        found.count_fix()?;
        let cells = cells(line, columns.separator);
        let cell = |index: usize| cells.get(index).map(|cell| cell.trim()).unwrap_or_default();
        if cells.len() < 2 {
            unreadable = Some(unreadable.map_or((number + 1, 1), |(first, count)| (first, count + 1)));
            continue;
        }
        let at = match columns.place {
            Place::Two { lat, lon } => two(cell(lat), cell(lon), columns.separator),
            Place::One(index) => cell(index).parse().ok(),
        };
        let time = match columns.date {
            Some(date) => {
                time::parse(&format!("{} {}", cell(date), cell(columns.time)), wanted.times_are_utc)
            }
            None => of_cell(cell(columns.time), wanted),
        };
        let track = found.named(columns.track.map(cell).unwrap_or_default())?;
        track.add(at.map(Position::wrapped), time);
    }
    if let Some((first, count)) = unreadable {
        found.remarks.push(format!("{count} lines can not be read, the first of them line {first}"));
    }
    Ok(found)
}

/// A time, or seconds since 1970.
fn of_cell(cell: &str, wanted: &Wanted) -> Result<sarex_geo::Timestamp, NoTime> {
    let of_number = |why| cell.parse::<f64>().ok().and_then(time::of_number).ok_or(why);
    time::parse(cell, wanted.times_are_utc).or_else(of_number)
}

fn two(lat: &str, lon: &str, separator: char) -> Option<Position> {
    let pointed = |cell: &str| if separator == ',' { cell.to_owned() } else { cell.replace(',', ".") };
    let (lat, lon) = (pointed(lat), pointed(lon));
    match (lat.parse::<f64>(), lon.parse::<f64>()) {
        (Ok(lat_deg), Ok(lon_deg)) => position(lat_deg, lon_deg),
        _ => format!("{lat} {lon}").parse().ok(),
    }
}

fn columns(head: &str) -> Result<Columns, Refusal> {
    let separator = [';', '\t'].into_iter().find(|other| head.contains(*other)).unwrap_or(',');
    let names: Vec<String> = cells(head, separator).iter().map(|name| name.trim().to_lowercase()).collect();
    // The first name that a column has, in the order of the names.
    let find =
        |wanted: &[&str]| wanted.iter().find_map(|wanted| names.iter().position(|name| name == wanted));
    let lat = find(&["lat", "latitude", "lat_deg", "latitude_deg", "y"]);
    let lon = find(&["lon", "lng", "long", "longitude", "lon_deg", "longitude_deg", "x"]);
    let place = match (lat, lon) {
        (Some(lat), Some(lon)) => Some(Place::Two { lat, lon }),
        _ => find(&["position", "pos"]).map(Place::One),
    };
    let time = find(&["time_utc", "utc", "timestamp", "datetime", "date_time", "time"]);
    let missing = |what: &str| {
        let shown: String = names.join(", ").chars().take(200).collect();
        Refusal::Undecodable {
            detail: format!("it has no column for the {what}; its columns are {shown}"),
            remedy: NEEDED,
        }
    };
    let time = time.ok_or_else(|| missing("time"))?;
    Ok(Columns {
        separator,
        place: place.ok_or_else(|| missing("position"))?,
        date: find(&["date", "utc_d"]).filter(|date| *date != time),
        time,
        track: find(&["track", "unit", "track_name", "track_fid", "name", "id", "mmsi", "callsign"]),
    })
}

/// The cells of a line, without their quotes; a quote that is not closed ends with the line.
fn cells(line: &str, separator: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let (mut quoted, mut was_quote) = (false, false);
    for character in line.chars() {
        let cell = cells.len() - 1;
        if character == '"' {
            // A doubled quote inside quotes is a quote.
            if was_quote && !quoted {
                cells[cell].push('"');
            }
            quoted = !quoted;
            was_quote = !quoted;
            continue;
        }
        was_quote = false;
        if character == separator && !quoted {
            if cells.len() == MAX_COLUMNS {
                break;
            }
            cells.push(String::new());
        } else {
            cells[cell].push(character);
        }
    }
    cells
}
