//! A search pattern by itself, as a file: GeoJSON, GPX or CSV. The plans of several units are written by their own module.

use super::CaseKind;
use super::trajectory::iso;
use sarex_geo::Position;
use sarex_search::pattern::Located;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// What a file of a pattern says.
#[derive(Debug, Clone, Copy)]
pub struct PatternFile<'a> {
    /// Exercise or real; every file says which.
    pub kind: CaseKind,
    /// Abbreviation of the pattern.
    pub code: &'a str,
    /// Each craft's legs.
    pub craft: &'a [Located],
}

impl PatternFile<'_> {
    /// The bytes for a file by the ending of its name: `.geojson`, `.gpx` or `.csv`; nothing for others.
    pub fn encode(&self, file: &Path) -> Option<Vec<u8>> {
        let ending = file.extension()?.to_str()?.to_lowercase();
        Some(match ending.as_str() {
            "geojson" | "json" => format!("{:#}\n", self.geojson()).into_bytes(),
            "gpx" => self.gpx().into_bytes(),
            "csv" => self.csv().into_bytes(),
            _ => return None,
        })
    }

    /// A track per craft with its times, and the area. Longitudes run on along each line.
    fn geojson(&self) -> Value {
        let mut features = Vec::new();
        for (number, craft) in self.craft.iter().enumerate() {
            let waypoints = waypoints(craft);
            let line: Vec<Value> = along(waypoints.iter().map(|(at, _)| *at)).map(pair).collect();
            let times: Vec<String> = waypoints.iter().map(|(_, time_s)| iso(*time_s)).collect();
            let own = json!({
                "name": self.name(number), "pattern": self.code, "kind": self.kind.key(), "coordTimes": times,
            });
            let geometry = json!({ "type": "LineString", "coordinates": line });
            features.push(json!({ "type": "Feature", "geometry": geometry, "properties": own }));
        }
        if let Some(first) = self.craft.first() {
            let corners = first.area.iter().chain(first.area.first()).copied();
            let ring: Vec<Value> = along(corners).map(pair).collect();
            let own = json!({
                "name": format!("{}{} area", self.prefix(), self.code), "pattern": self.code, "kind": self.kind.key(),
            });
            let geometry = json!({ "type": "Polygon", "coordinates": [ring] });
            features.push(json!({ "type": "Feature", "geometry": geometry, "properties": own }));
        }
        json!({ "type": "FeatureCollection", "features": features })
    }

    /// A route per craft: what is to be sailed is no track.
    fn gpx(&self) -> String {
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"{}\" \
             xmlns=\"http://www.topografix.com/GPX/1/1\">\n<metadata><name>{}{}</name><desc>{}</desc></metadata>\n",
            super::SOFTWARE,
            self.prefix(),
            self.code,
            self.kind.key().to_uppercase()
        );
        for (number, craft) in self.craft.iter().enumerate() {
            let _ = writeln!(out, "<rte><name>{}</name>", self.name(number));
            for (index, (at, time_s)) in waypoints(craft).into_iter().enumerate() {
                let p = at.wrapped();
                let _ = writeln!(
                    out,
                    "<rtept lat=\"{:.7}\" lon=\"{:.7}\"><time>{}</time><name>{}{:02}</name></rtept>",
                    p.lat_deg(),
                    p.lon_deg(),
                    iso(time_s),
                    self.prefix(),
                    index
                );
            }
            out.push_str("</rte>\n");
        }
        out.push_str("</gpx>\n");
        out
    }

    /// A row per waypoint; a byte order mark first, for spreadsheets.
    fn csv(&self) -> String {
        let mut out = String::from("\u{feff}kind,track,waypoint,lat_deg,lon_deg,position,time\r\n");
        for (number, craft) in self.craft.iter().enumerate() {
            for (index, (at, time_s)) in waypoints(craft).into_iter().enumerate() {
                let p = at.wrapped();
                let _ = write!(
                    out,
                    "{},{},{index},{:.7},{:.7},{p},{}\r\n",
                    self.kind.key(),
                    self.name(number),
                    p.lat_deg(),
                    p.lon_deg(),
                    iso(time_s)
                );
            }
        }
        out
    }

    fn name(&self, number: usize) -> String {
        format!("{}{} {}", self.prefix(), self.code, number + 1)
    }

    /// What programs show to people: an exercise says so in every name.
    fn prefix(&self) -> &'static str {
        match self.kind {
            CaseKind::Exercise => "EXERCISE ",
            CaseKind::Real => "",
        }
    }
}

/// The commence search point and the ends of all legs, with their times.
fn waypoints(craft: &Located) -> Vec<(Position, f64)> {
    let ends = craft.legs.iter().map(|leg| (leg.to, leg.end_s));
    std::iter::once((craft.commence, craft.commence_s)).chain(ends).collect()
}

/// Longitudes that run on from one position to the next.
fn along(positions: impl Iterator<Item = Position>) -> impl Iterator<Item = Position> {
    positions.scan(None, |before: &mut Option<f64>, position| {
        let position = match *before {
            Some(before_deg) => position.unwrapped_near(before_deg),
            None => position.wrapped(),
        };
        *before = Some(position.lon_deg());
        Some(position)
    })
}

/// To a centimetre.
fn pair(position: Position) -> Value {
    let short = |deg: f64| (deg * 1e7).round() / 1e7;
    json!([short(position.lon_deg()), short(position.lat_deg())])
}
