//! Time series at a point, in CSV or JSON: a wind or a current that is the same everywhere.
//!
//! Columns (CSV, head line first) or keys (JSON, a list of objects): `time` (RFC 3339, with its offset from UTC)
//! and either `east_mps`, `north_mps`, or one of `speed_mps`, `speed_kn` with one of `toward_deg`, `from_deg`.

use super::ReadError;
use jiff::Timestamp;
use sarex_geo::{Velocity, math};
use sarex_metocean::{Coverage, Field, InMemory, Place, Points, VectorsMut};
use std::path::Path;

/// Largest file, bytes.
const MAX_BYTES: u64 = 64 << 20;
/// Longest series.
const MAX_ENTRIES: usize = 1_000_000;
/// Largest speed that is taken for a speed, m/s.
const MAX_SPEED_MPS: f64 = 150.0;
/// One knot, m/s.
const KNOT_MPS: f64 = 1852.0 / 3600.0;

/// A vector over time, the same everywhere; linear between its instants, without value before and after.
///
/// ```
/// use sarex_io::read::series;
/// use sarex_metocean::{Field, Place};
/// let text = "time,speed_mps,toward_deg\n2026-11-20T00:00Z,1.0,90\n2026-11-20T02:00Z,3.0,90\n";
/// let wind = series::parse_csv("wind.csv", text).unwrap();
/// let place = Place { lat_deg: 35.0, lon_deg: 129.0, time_s: wind.times_s()[0] + 3600.0, member: 0 };
/// assert!((wind.at(place).unwrap().east_mps - 2.0).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    times_s: Vec<f64>,
    values: Vec<Velocity>,
}

/// Opens a CSV or JSON series as a source.
pub fn open(path: &Path) -> Result<InMemory<Series>, ReadError> {
    Ok(read(path)?.into_source(path.display().to_string()))
}

/// Reads a CSV or JSON series.
pub fn read(path: &Path) -> Result<Series, ReadError> {
    let name = path.display().to_string();
    let io = |reason: String| ReadError::Io { path: name.clone(), reason };
    let bytes = std::fs::metadata(path).map_err(|e| io(e.to_string()))?.len();
    if bytes > MAX_BYTES {
        return Err(ReadError::TooLarge {
            path: name,
            what: "the length of a time series in bytes".to_owned(),
            found: bytes,
            limit: MAX_BYTES,
            remedy: "Thin it out".to_owned(),
        });
    }
    let bytes = std::fs::read(path).map_err(|e| io(e.to_string()))?;
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(no_series(&name, "a text that is not UTF-8".to_owned()));
    };
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with(['{', '[']) { parse_json(&name, text) } else { parse_csv(&name, text) }
}

/// The error for a text that is no time series.
fn no_series(name: &str, looks_like: String) -> ReadError {
    ReadError::WrongKind {
        path: name.to_owned(),
        expected: "NetCDF, GRIB2 or time series",
        looks_like,
        remedy: "A time series is a UTF-8 text whose first line names its columns, such as `time,speed_kn,from_deg` \
                 or `time,east_mps,north_mps`"
            .to_owned(),
    }
}

impl Series {
    /// Instants, seconds since 1970.
    pub fn times_s(&self) -> &[f64] {
        &self.times_s
    }

    /// Vectors, one per instant.
    pub fn values(&self) -> &[Velocity] {
        &self.values
    }

    /// As a source with a name.
    pub fn into_source(self, name: String) -> InMemory<Series> {
        let times = &self.times_s;
        let coverage = Coverage {
            name,
            period_s: times.first().copied().zip(times.last().copied()),
            area_deg: None,
            members: 1,
            longest_time_step_s: times.windows(2).map(|w| w[1] - w[0]).reduce(f64::max),
        };
        InMemory::with_coverage(coverage, self)
    }

    fn value(&self, time_s: f64) -> Option<Velocity> {
        let after = self.times_s.partition_point(|t| *t <= time_s);
        let before = after.checked_sub(1)?;
        if self.times_s[before] == time_s {
            return Some(self.values[before]);
        }
        let (a, b) = (self.values[before], *self.values.get(after)?);
        let share = (time_s - self.times_s[before]) / (self.times_s[after] - self.times_s[before]);
        let mix = |a: f64, b: f64| a + share * (b - a);
        Some(Velocity { east_mps: mix(a.east_mps, b.east_mps), north_mps: mix(a.north_mps, b.north_mps) })
    }
}

impl Field for Series {
    fn at(&self, place: Place) -> Option<Velocity> {
        self.value(place.time_s)
    }

    fn sample(&self, _points: Points<'_>, time_s: f64, out: VectorsMut<'_>) {
        let value = self.value(time_s).unwrap_or(Velocity { east_mps: f64::NAN, north_mps: f64::NAN });
        out.east_mps.fill(value.east_mps);
        out.north_mps.fill(value.north_mps);
    }
}

/// The meaning of the columns.
#[derive(Debug, Clone, Copy)]
enum Form {
    Components,
    /// Metres per second in the unit of speed, and whether the direction is the one it comes from.
    Polar {
        unit_mps: f64,
        from: bool,
    },
}

/// Names of a form's two columns.
fn form_of(names: &[String]) -> Result<(Form, [&'static str; 2]), String> {
    let has = |name: &str| names.iter().any(|n| n == name);
    if !has("time") {
        return Err(format!("there is no `time` among {}", names.join(", ")));
    }
    let speeds: Vec<(&'static str, f64)> =
        [("speed_mps", 1.0), ("speed_kn", KNOT_MPS)].into_iter().filter(|s| has(s.0)).collect();
    let directions: Vec<(&'static str, bool)> =
        [("toward_deg", false), ("from_deg", true)].into_iter().filter(|d| has(d.0)).collect();
    match (has("east_mps") && has("north_mps"), speeds.as_slice(), directions.as_slice()) {
        (true, [], []) => Ok((Form::Components, ["east_mps", "north_mps"])),
        (false, [(speed, unit_mps)], [(direction, from)]) => {
            Ok((Form::Polar { unit_mps: *unit_mps, from: *from }, [speed, direction]))
        }
        _ => Err(format!(
            "the columns are {}; beside `time` either `east_mps` and `north_mps` are needed, or one of `speed_mps` \
             and `speed_kn` with one of `toward_deg` and `from_deg`",
            names.join(", ")
        )),
    }
}

impl Form {
    fn velocity(self, [a, b]: [f64; 2]) -> Result<Velocity, (usize, String)> {
        let speed_limit =
            |mps: f64| format!("{mps:.1} m/s is no speed of wind or water; up to {MAX_SPEED_MPS} is taken");
        match self {
            Form::Components => match [a, b].iter().position(|v| v.abs() > MAX_SPEED_MPS) {
                Some(k) => Err((k, speed_limit([a, b][k]))),
                None => Ok(Velocity { east_mps: a, north_mps: b }),
            },
            Form::Polar { unit_mps, from } => {
                let speed = a * unit_mps;
                if !(0.0..=MAX_SPEED_MPS).contains(&speed) {
                    return Err((0, speed_limit(speed)));
                }
                if !(-360.0..=360.0).contains(&b) {
                    return Err((1, format!("{b} is no direction; 0 to 360 degrees true are needed")));
                }
                let (sin, cos) = math::sin_cos_turns((if from { b + 180.0 } else { b }) / 360.0);
                Ok(Velocity { east_mps: speed * sin, north_mps: speed * cos })
            }
        }
    }
}

fn instant(text: &str) -> Result<f64, String> {
    let parsed: Result<Timestamp, _> = text.trim().parse();
    parsed.map(|t| t.as_microsecond() as f64 / 1e6).map_err(|_| {
        format!(
            "\"{text}\" is no instant; write date, time and offset from UTC, such as 2026-11-20T01:05:00Z"
        )
    })
}

fn in_order(times_s: &[f64], next_s: f64) -> Result<(), String> {
    match times_s.last() {
        Some(last) if next_s <= *last => {
            Err("it is not later than the one before; sort the series by time".to_owned())
        }
        _ => Ok(()),
    }
}

/// Reads CSV text; the name is for errors.
pub fn parse_csv(name: &str, text: &str) -> Result<Series, ReadError> {
    let error = |line: usize, column: &str, problem: String| ReadError::Text {
        path: name.to_owned(),
        line: line as u64,
        column: column.to_owned(),
        problem,
    };
    let separator =
        if text.lines().next().is_some_and(|l| l.contains(';') && !l.contains(',')) { ';' } else { ',' };
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(i, l)| (i + 1, l.trim()))
        .filter(|(_, l)| !l.is_empty() && !l.starts_with('#'));
    let (head_line, head) =
        lines.next().ok_or_else(|| error(1, "head line", "the file is empty".to_owned()))?;
    let cell = |text: &str| text.trim().trim_matches('"').trim().to_owned();
    let names: Vec<String> = head.split(separator).map(|n| cell(n).to_lowercase()).collect();
    if !names.iter().any(|name| name == "time") {
        let short: String = head.chars().take(60).collect();
        return Err(no_series(name, format!("a plain text that begins with \"{short}\"")));
    }
    let (form, columns) = form_of(&names).map_err(|p| error(head_line, "head line", p))?;
    let place = |name: &str| names.iter().position(|n| n == name).unwrap_or(0);
    let (time_at, value_at) = (place("time"), columns.map(place));
    let mut series = Series { times_s: Vec::new(), values: Vec::new() };
    for (number, line) in lines {
        let cells: Vec<String> = line.split(separator).map(cell).collect();
        if cells.len() != names.len() {
            let problem = format!("{} columns where the head line has {}", cells.len(), names.len());
            return Err(error(number, "all columns", problem));
        }
        let time_s = instant(&cells[time_at]).map_err(|p| error(number, "column time", p))?;
        in_order(&series.times_s, time_s).map_err(|p| error(number, "column time", p))?;
        let column = |k: usize| format!("column {}", columns[k]);
        let mut values = [0.0; 2];
        for k in 0..2 {
            values[k] = cells[value_at[k]].parse().ok().filter(|v: &f64| v.is_finite()).ok_or_else(|| {
                error(number, &column(k), format!("\"{}\" is no number", cells[value_at[k]]))
            })?;
        }
        let velocity = form.velocity(values).map_err(|(k, p)| error(number, &column(k), p))?;
        if series.times_s.len() == MAX_ENTRIES {
            return Err(error(number, "all columns", format!("more than {MAX_ENTRIES} lines")));
        }
        series.times_s.push(time_s);
        series.values.push(velocity);
    }
    if series.times_s.is_empty() {
        return Err(error(head_line, "head line", "there is no line below it".to_owned()));
    }
    Ok(series)
}

/// Reads JSON text: a list of objects, or an object whose key `series` holds the list. The name is for errors.
pub fn parse_json(name: &str, text: &str) -> Result<Series, ReadError> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|e| ReadError::Text {
        path: name.to_owned(),
        line: e.line() as u64,
        column: format!("column {}", e.column()),
        problem: format!("not JSON: {e}"),
    })?;
    let error = |entry: usize, key: &str, problem: String| ReadError::Entry {
        path: name.to_owned(),
        entry: entry as u64 + 1,
        key: key.to_owned(),
        problem,
    };
    let list = value.get("series").unwrap_or(&value).as_array();
    let Some(list) = list.filter(|l| !l.is_empty() && l.len() <= MAX_ENTRIES) else {
        let problem =
            "a list of objects is needed, such as [{\"time\": …, \"speed_kn\": …, \"from_deg\": …}, …]";
        return Err(error(0, "series", problem.to_owned()));
    };
    let names: Vec<String> = list[0].as_object().map(|o| o.keys().cloned().collect()).unwrap_or_default();
    let (form, columns) = form_of(&names).map_err(|p| error(0, "keys", p))?;
    let mut series = Series { times_s: Vec::new(), values: Vec::new() };
    for (number, entry) in list.iter().enumerate() {
        let time = entry.get("time").and_then(|t| t.as_str());
        let time = time.ok_or_else(|| error(number, "time", "missing or no text".to_owned()))?;
        let time_s = instant(time).map_err(|p| error(number, "time", p))?;
        in_order(&series.times_s, time_s).map_err(|p| error(number, "time", p))?;
        let mut values = [0.0; 2];
        for k in 0..2 {
            let value = entry.get(columns[k]).and_then(serde_json::Value::as_f64);
            values[k] = value.ok_or_else(|| error(number, columns[k], "missing or no number".to_owned()))?;
        }
        series.values.push(form.velocity(values).map_err(|(k, p)| error(number, columns[k], p))?);
        series.times_s.push(time_s);
    }
    Ok(series)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(time_s: f64) -> Place {
        Place { lat_deg: 0.0, lon_deg: 0.0, time_s, member: 3 }
    }

    /// Wind from 320° at 18 kn blows towards 140°: east 18 kn · sin 140°, north 18 kn · cos 140°.
    #[test]
    fn wind_is_named_by_where_it_comes_from() {
        let s = parse_csv("w.csv", "time;speed_kn;from_deg\n2026-11-20T00:00:00Z;18;320\n").unwrap();
        let v = s.at(place(s.times_s()[0])).unwrap();
        assert!((v.east_mps - 9.26 * 0.642_787_609_686_539).abs() < 1e-9);
        assert!((v.north_mps + 9.26 * 0.766_044_443_118_978).abs() < 1e-9);
    }

    #[test]
    fn linear_between_and_nothing_outside() {
        let text = r#"{"series": [{"time": "2026-11-20T09:00:00+09:00", "east_mps": 0, "north_mps": 1},
                                  {"time": "2026-11-20T02:00:00Z", "east_mps": 2, "north_mps": 3}]}"#;
        let s = parse_json("c.json", text).unwrap();
        let start = s.times_s()[0];
        assert_eq!(s.times_s()[1] - start, 7200.0);
        assert_eq!(s.at(place(start + 1800.0)), Some(Velocity { east_mps: 0.5, north_mps: 1.5 }));
        assert_eq!(s.at(place(start + 7200.0)), Some(Velocity { east_mps: 2.0, north_mps: 3.0 }));
        assert_eq!(s.at(place(start - 1.0)), None);
        assert_eq!(s.at(place(start + 7201.0)), None);
        let (mut east, mut north) = ([0.0; 2], [0.0; 2]);
        let points = Points { lat_deg: &[0.0; 2], lon_deg: &[0.0; 2], member: &[0; 2] };
        s.sample(points, start + 1800.0, VectorsMut { east_mps: &mut east, north_mps: &mut north });
        assert_eq!((east, north), ([0.5; 2], [1.5; 2]));
    }

    #[track_caller]
    fn refused(text: &str, words: &[&str]) {
        let message = parse_csv("w.csv", text).unwrap_err().to_string();
        for word in words {
            assert!(message.contains(word), "{message}\nlacks {word}");
        }
    }

    #[test]
    fn errors_name_line_and_column() {
        refused("", &["w.csv", "empty"]);
        refused("time,speed\n", &["line 1", "speed_mps", "toward_deg"]);
        refused("time,speed_kn,toward_deg\n", &["no line below"]);
        refused("time,speed_kn,toward_deg\n2026-11-20T00:00Z,abc,0\n", &["line 2", "speed_kn", "abc"]);
        refused(
            "time,speed_kn,toward_deg\n2026-11-20T00:00,1,0\n",
            &["line 2", "column time", "offset from UTC"],
        );
        refused("time,speed_kn,toward_deg\n\n2026-11-20T00:00Z,1,400\n", &["line 3", "toward_deg", "400"]);
        refused("time,speed_kn,toward_deg\n2026-11-20T00:00Z,999,40\n", &["line 2", "speed_kn", "no speed"]);
        refused(
            "time,speed_kn,toward_deg\n2026-11-20T00:00Z,1\n",
            &["line 2", "2 columns where the head line has 3"],
        );
        refused(
            "time,east_mps,north_mps\n2026-11-20T01:00Z,1,0\n2026-11-20T00:00Z,1,0\n",
            &["line 3", "column time", "sort the series"],
        );
        let json = parse_json("c.json", r#"[{"time":"2026-11-20T01:00:00Z","east_mps":1,"north_mps":"x"}]"#);
        let message = json.unwrap_err().to_string();
        assert!(message.contains("entry 1") && message.contains("north_mps"), "{message}");
        assert!(parse_json("c.json", "[{]").unwrap_err().to_string().contains("line 1"));
    }
}
