//! `plan.cot`: the plan as Cursor on Target events, one per line, for the maps of TAK.
//!
//! Servers drop `opex`, `access` and `qos`: the mark of an exercise stands in the call sign, the remarks and `__sarex`
//! as well. Times are UTC with `Z`, for some servers take any other zone for it.
//!
//! Source of types and fields: MITRE Event schema 2.0 (public release) and the CoT type catalogue.

use super::record::{Place, PlanRecord, UnitRecord};
use super::text::{self, plain, xml};
use crate::write::CaseKind;
use sarex_geo::Timestamp;
use sarex_search::UnitKind;
use std::fmt::Write;

/// A radius that holds one half of a round normal distribution is so many standard deviations.
const SIGMAS_OF_HALF: f64 = 1.177_410_022_515_474_7;
/// What stands for a number that is not known.
const UNKNOWN: &str = "9999999.0";

/// The file.
pub fn encode(record: &PlanRecord) -> Vec<u8> {
    let mut out = String::new();
    for event in events(record) {
        out.push_str(&event);
        out.push('\n');
    }
    out.into_bytes()
}

/// The events, each on one line: units, areas, patterns, the datum.
pub fn events(record: &PlanRecord) -> Vec<String> {
    // A unit is one thing on the map, however many areas it searches.
    let mut events: Vec<String> = record.sorties().map(|unit| craft(record, unit)).collect();
    events.extend(record.units.iter().map(|unit| area(record, unit)));
    events.extend(record.units.iter().map(|unit| route(record, unit)));
    events.extend(datum(record));
    events
}

/// Head of an event.
struct Head<'a> {
    uid: String,
    kind: &'a str,
    how: &'a str,
    start: Timestamp,
    stale: Timestamp,
    at: Place,
    ce_m: Option<f64>,
}

fn craft(record: &PlanRecord, unit: &UnitRecord) -> String {
    let head = Head {
        uid: format!("unit.{}", token(&unit.id)),
        kind: kind(unit.kind),
        how: "h-t",
        start: record.start,
        stale: record.end,
        at: unit.base,
        ce_m: None,
    };
    let tasks: Vec<String> = record.onwards(unit).map(|task| text::task(record, task)).collect();
    let remarks = format!("{} Planned base, not an observed position.", tasks.join(" "));
    event(record, &head, &unit.id, &remarks, "")
}

fn area(record: &PlanRecord, unit: &UnitRecord) -> String {
    let mut inside = String::new();
    for corner in unit.corners.iter().chain(unit.corners.first()) {
        let _ = write!(inside, "<link point=\"{}\"/>", pair(*corner));
    }
    inside.push_str(
        "<strokeColor value=\"-1\"/><strokeWeight value=\"3.0\"/><fillColor value=\"1090519039\"/><labels_on value=\"true\"/>",
    );
    let head = Head {
        uid: format!("area.{}", unit.area),
        kind: "u-d-f",
        how: "h-c",
        start: record.start,
        stale: record.end,
        at: middle(&unit.corners),
        ce_m: None,
    };
    event(record, &head, &format!("AREA {}", unit.area), &text::task(record, unit), &inside)
}

fn route(record: &PlanRecord, unit: &UnitRecord) -> String {
    let mut inside = String::new();
    let last = unit.waypoints.len() - 1;
    for (k, w) in unit.waypoints.iter().enumerate() {
        let kind = if k == 0 || k == last { "b-m-p-w" } else { "b-m-p-c" };
        let remarks = match k {
            0 => "commence search point",
            k if k == last => "end of search",
            _ => "",
        };
        let _ = write!(
            inside,
            "<link uid=\"{}.pattern.{}.{k}\" callsign=\"{}\" type=\"{kind}\" point=\"{}\" remarks=\"{remarks}\" \
             relation=\"c\"/>",
            scope(record),
            unit.area,
            w.name,
            pair(w.place)
        );
    }
    let method = match unit.kind.domain() {
        sarex_search::Domain::Air => "Flying",
        sarex_search::Domain::Surface => "Watercraft",
    };
    let _ = write!(
        inside,
        "<link_attr planningmethod=\"Infil\" color=\"-1\" method=\"{method}\" prefix=\"CP\" type=\"Vehicle\" stroke=\"3\" \
         direction=\"Infil\" routetype=\"Primary\" order=\"Ascending Check Points\"/>"
    );
    let head = Head {
        uid: format!("pattern.{}", unit.area),
        kind: "b-m-r",
        how: "m-c",
        start: unit.waypoints[0].time,
        stale: record.end,
        at: unit.csp,
        ce_m: None,
    };
    let name = format!("{} {}", unit.area, unit.pattern.code);
    event(record, &head, &name, &text::task(record, unit), &inside)
}

fn datum(record: &PlanRecord) -> Option<String> {
    let datum = record.datum?;
    let stamp = datum.time.strftime("%Y-%m-%dT%H%MZ").to_string();
    let head = Head {
        uid: format!("datum.{stamp}"),
        kind: "b-m-p-s-m",
        how: "m-p",
        start: datum.time,
        stale: record.end.max(datum.time),
        at: datum.place,
        ce_m: datum.radius_50_nm.map(|r| r * 1852.0 / SIGMAS_OF_HALF),
    };
    let name = format!("DATUM {}", datum.time.strftime("%H%MZ"));
    let remarks = format!(
        "{} Drift forecast valid {}; circle is one standard deviation. Not an observation.",
        text::notice(record.kind),
        text::iso(datum.time)
    );
    Some(event(record, &head, &name, &remarks, "<color argb=\"-256\"/>"))
}

fn event(record: &PlanRecord, head: &Head<'_>, name: &str, remarks: &str, inside: &str) -> String {
    let (letter, kind) = match record.kind {
        CaseKind::Exercise => ('e', "exercise"),
        CaseKind::Real => ('o', "real"),
    };
    let parties = parties(record);
    // What is planned is told now; without a time of issue it is as old as its start.
    let told = record.created.unwrap_or(record.start);
    let ce = head.ce_m.map_or_else(|| UNKNOWN.to_owned(), |ce| format!("{ce:.1}"));
    format!(
        "<event version=\"2.0\" uid=\"{}.{}\" type=\"{}\" how=\"{}\" opex=\"{letter}-{}\" access=\"{parties}\" qos=\"5-r-g\" \
         time=\"{}\" start=\"{}\" stale=\"{}\"><point lat=\"{}\" lon=\"{}\" hae=\"{UNKNOWN}\" ce=\"{ce}\" le=\"{UNKNOWN}\"/>\
         <detail>{inside}<contact callsign=\"{}{}\"/><remarks>{}</remarks><__sarex kind=\"{kind}\" \
         releasable=\"{parties}\" originator=\"{}\" handling=\"joint\"/></detail></event>",
        scope(record),
        head.uid,
        head.kind,
        head.how,
        token(&record.case).to_uppercase(),
        stamp(told),
        stamp(head.start),
        stamp(head.stale.max(head.start)),
        plain(head.at.lat_deg, 7),
        plain(head.at.lon_deg, 7),
        text::prefix(record.kind),
        xml(name),
        xml(remarks),
        parties.split(' ').next().unwrap_or_default(),
    )
}

/// Types of the catalogue. Sea drones have none of their own there that peers know: they are surface craft.
fn kind(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Ship => "a-f-S-C-P",
        UnitKind::Boat => "a-f-S-N-N-R",
        UnitKind::Helicopter => "a-f-A-M-H-H",
        UnitKind::FixedWing => "a-f-A-M-F-H",
        UnitKind::Uav => "a-f-A-M-F-Q",
        UnitKind::Usv => "a-f-S",
    }
}

/// First part of every uid.
fn scope(record: &PlanRecord) -> String {
    format!("sarex.{}", token(&record.case))
}

/// The parties of the plan's units, in order of the alphabet.
fn parties(record: &PlanRecord) -> String {
    let units = record.units.iter().map(|u| &u.party);
    let mut parties: Vec<String> =
        units.chain(record.unused.iter().map(|u| &u.party)).map(|p| token(p)).collect();
    parties.sort();
    parties.dedup();
    parties.join(" ")
}

/// A text as part of an identifier: what is neither letter nor digit becomes a hyphen.
fn token(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect()
}

fn stamp(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

fn pair(place: Place) -> String {
    format!("{},{}", plain(place.lat_deg, 7), plain(place.lon_deg, 7))
}

/// The mean of places, across ±180° too.
fn middle(places: &[Place]) -> Place {
    let first = places.first().map_or(0.0, |p| p.lon_deg);
    let n = places.len().max(1) as f64;
    let near = |p: &Place| p.position().unwrapped_near(first).lon_deg();
    let lat = places.iter().map(|p| p.lat_deg).sum::<f64>() / n;
    let lon = places.iter().map(near).sum::<f64>() / n;
    sarex_geo::Position::new(lat, lon).map_or(places[0], Place::of)
}
