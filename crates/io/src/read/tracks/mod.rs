//! Tracks that were sailed or flown, for searches done: GPX, CSV, GeoJSON and AIS.
//!
//! One bad line costs one line: what can not be used is left out, counted and told. A track is an error only if nothing of
//! the file is left.

mod ais;
mod clean;
mod csv;
mod geojson;
mod gpx;
mod time;

#[cfg(test)]
mod tests;

use super::ReadError;
use sarex_geo::plane::LocalPlane;
use sarex_geo::{Position, Timestamp, unix_seconds};
use sarex_search::{Waypoint, track};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

pub use clean::LeftOut;
use time::NoTime;

/// Largest file that is read, bytes.
const MAX_BYTES: u64 = 200_000_000;
/// Most fixes of a file.
const MAX_FIXES: usize = 4_000_000;
/// Most tracks of a file.
const MAX_TRACKS: usize = 10_000;

/// Where something was, and when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fix {
    /// When.
    pub time: Timestamp,
    /// Where.
    pub at: Position,
}

/// A recorded track: at least two fixes, their times rising.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedTrack {
    /// Name of the track, the unit or the ship.
    pub name: String,
    /// Its MMSI, if it came by AIS.
    pub mmsi: Option<u32>,
    /// Its fixes.
    pub fixes: Vec<Fix>,
    /// What was left out of it.
    pub left_out: LeftOut,
}

impl RecordedTrack {
    /// The legs that were searched, in a plane: pieces between gaps longer than `longest_gap_s`, each as few straight
    /// legs as stay within `tolerance_m` of the fixes at their times.
    pub fn legs(&self, plane: &LocalPlane, tolerance_m: f64, longest_gap_s: f64) -> Vec<Vec<Waypoint>> {
        let waypoint = |fix: &Fix| Waypoint {
            time_s: unix_seconds(fix.time),
            at: plane.to_plane(fix.at.lat_deg(), fix.at.lon_deg()),
        };
        let all: Vec<Waypoint> = self.fixes.iter().map(waypoint).collect();
        track::without_gaps(&all, longest_gap_s)
            .into_iter()
            .map(|piece| track::thinned(piece, tolerance_m))
            .collect()
    }
}

/// The tracks of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedTracks {
    /// In the order in which they begin in the file; of AIS, in the order of the MMSI.
    pub tracks: Vec<RecordedTrack>,
    /// What the reader should know, in plain words: what was left out, and why.
    pub remarks: Vec<String>,
}

/// What is wanted of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Only the ship with this MMSI.
    pub mmsi: Option<u32>,
    /// Times without an offset are UTC. Otherwise they are left out: nothing is guessed.
    pub times_are_utc: bool,
}

/// A track as it stands in a file.
#[derive(Debug, Default)]
struct Raw {
    name: String,
    mmsi: Option<u32>,
    fixes: Vec<Fix>,
    left_out: LeftOut,
}

impl Raw {
    /// A fix, if place and time are known.
    fn add(&mut self, at: Option<Position>, time: Result<Timestamp, NoTime>) {
        match (at, time) {
            (Some(at), Ok(time)) => self.fixes.push(Fix { time, at }),
            (None, _) => self.left_out.without_position += 1,
            (_, Err(NoTime::NoOffset)) => self.left_out.without_offset += 1,
            (_, Err(NoTime::Unreadable)) => self.left_out.without_time += 1,
        }
    }
}

/// What a reader of one format gives: tracks, and remarks on the file as a whole.
#[derive(Debug, Default)]
struct RawTracks {
    tracks: Vec<Raw>,
    remarks: Vec<String>,
    fixes: usize,
    by_name: BTreeMap<String, usize>,
}

/// Why a file can not be read at all.
#[derive(Debug)]
enum Refusal {
    /// It is not what it looks like.
    Undecodable { detail: String, remedy: &'static str },
    /// It holds more than is read.
    TooMany { what: &'static str, limit: usize },
}

impl RawTracks {
    /// The track of this name, a new one if there is none.
    fn named(&mut self, name: &str) -> Result<&mut Raw, Refusal> {
        match self.by_name.get(name) {
            Some(index) => Ok(&mut self.tracks[*index]),
            None => {
                self.by_name.insert(name.to_owned(), self.tracks.len());
                self.begin(name)
            }
        }
    }

    /// A new track.
    fn begin(&mut self, name: &str) -> Result<&mut Raw, Refusal> {
        if self.tracks.len() == MAX_TRACKS {
            return Err(Refusal::TooMany { what: "the number of tracks", limit: MAX_TRACKS });
        }
        // Names are shown; nothing needs a longer one.
        self.tracks.push(Raw { name: name.chars().take(200).collect(), ..Raw::default() });
        let last = self.tracks.len() - 1;
        Ok(&mut self.tracks[last])
    }

    /// Counts a fix.
    fn count_fix(&mut self) -> Result<(), Refusal> {
        self.fixes += 1;
        if self.fixes > MAX_FIXES {
            return Err(Refusal::TooMany { what: "the number of fixes", limit: MAX_FIXES });
        }
        Ok(())
    }
}

/// Reads the tracks of a file; its first bytes say which format it is.
pub fn read_tracks(file: &Path, wanted: &Wanted) -> Result<RecordedTracks, ReadError> {
    let path = file.display().to_string();
    let io = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => ReadError::NotFound { path: path.clone() },
        _ => ReadError::Io { path: path.clone(), reason: error.to_string() },
    };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(io)?;
    opened.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    parse_tracks(&path, &bytes, wanted)
}

/// The same of bytes; `path` is the name for errors.
pub fn parse_tracks(path: &str, bytes: &[u8], wanted: &Wanted) -> Result<RecordedTracks, ReadError> {
    let path = path.to_owned();
    let remedy = "Split it, or thin the track out".to_owned();
    if bytes.len() as u64 > MAX_BYTES {
        let (what, found) = ("its length in bytes".to_owned(), bytes.len() as u64);
        return Err(ReadError::TooLarge { path, what, found, limit: MAX_BYTES, remedy });
    }
    let raw = raw_tracks(bytes, wanted).map_err(|refusal| match refusal {
        Refusal::Undecodable { detail, remedy } => {
            ReadError::Undecodable { path: path.clone(), detail, remedy: remedy.to_owned() }
        }
        Refusal::TooMany { what, limit } => ReadError::TooLarge {
            path: path.clone(),
            what: what.to_owned(),
            found: limit as u64 + 1,
            limit: limit as u64,
            remedy,
        },
    })?;
    let (found, [lacks_offset, lacks_position]) = clean::cleaned(raw);
    if found.tracks.is_empty() {
        let why = match found.remarks.as_slice() {
            [] => "there is none in it".to_owned(),
            remarks => remarks.join("; "),
        };
        let remedy = match (lacks_offset, lacks_position) {
            (true, _) => {
                "If its times are UTC, say so with `times_are_utc = true`; otherwise write each with its offset, \
                 as 2026-11-21T15:00:00+09:00"
            }
            (_, true) => {
                "Latitudes are from -90 to 90; check that latitude and longitude do not stand in each other's place"
            }
            _ => "Give GPX, CSV with the columns time, lat and lon, GeoJSON with times, or AIS sentences",
        };
        let remedy = remedy.to_owned();
        return Err(ReadError::Undecodable { path, detail: format!("no track is left: {why}"), remedy });
    }
    Ok(found)
}

fn raw_tracks(bytes: &[u8], wanted: &Wanted) -> Result<RawTracks, Refusal> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let start = bytes.trim_ascii_start();
    if start.first() == Some(&b'<') {
        return gpx::parse(utf8(bytes)?, wanted);
    }
    if matches!(start.first(), Some(b'{' | b'[')) {
        return geojson::parse(bytes, wanted);
    }
    if ais::looks_like(bytes) {
        return ais::parse(bytes, wanted);
    }
    csv::parse(utf8(bytes)?, wanted)
}

fn utf8(bytes: &[u8]) -> Result<&str, Refusal> {
    std::str::from_utf8(bytes).map_err(|error| Refusal::Undecodable {
        detail: format!("byte {} is not UTF-8", error.valid_up_to()),
        remedy: "Save it as UTF-8 text",
    })
}

/// A position, or nothing for what is none.
fn position(lat_deg: f64, lon_deg: f64) -> Option<Position> {
    Position::new(lat_deg, lon_deg).ok().map(Position::wrapped)
}
