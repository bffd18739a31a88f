//! `plan.gpx` (GPX 1.1): a route per unit, and commence search points and datum as waypoints, for plotters and handhelds.
//!
//! Routes, not tracks: a track is what was sailed. Devices ignore extensions, so that the mark of an exercise stands in
//! names and descriptions; names have at most 15 characters.

use super::record::{Place, PlanRecord, UnitRecord};
use super::text::{self, degrees, iso, plain, xml};
use crate::write::SOFTWARE;
use std::fmt::Write;

/// The file.
pub fn encode(record: &PlanRecord) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<gpx version=\"1.1\" creator=\"{SOFTWARE}\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n<metadata>\n\
         <name>{}{}</name>\n<desc>{} {} {}</desc>",
        text::prefix(record.kind),
        xml(&record.case),
        text::notice(record.kind),
        xml(&record.title),
        record.mark
    );
    if let Some(created) = record.created {
        let _ = writeln!(out, "<time>{}</time>", iso(created));
    }
    out.push_str("</metadata>\n");
    if let Some(datum) = record.datum {
        let within =
            datum.radius_50_nm.map(|r| format!(", half within {} NM", plain(r, 1))).unwrap_or_default();
        let about = format!("{} Datum valid {}{within}", text::notice(record.kind), iso(datum.time));
        waypoint(
            &mut out,
            "wpt",
            datum.place,
            &iso(datum.time),
            &format!("{}DATUM", text::prefix(record.kind)),
            &about,
        );
    }
    for unit in &record.units {
        let first = &unit.waypoints[0];
        let name = format!("{}{} CSP", text::prefix(record.kind), unit.area);
        let about = format!("{} Commence search point of {}", text::notice(record.kind), unit.id);
        waypoint(&mut out, "wpt", unit.csp, &iso(first.time), &name, &about);
    }
    for unit in &record.units {
        route(&mut out, record, unit);
    }
    out.push_str("</gpx>\n");
    out.into_bytes()
}

fn route(out: &mut String, record: &PlanRecord, unit: &UnitRecord) {
    let _ = writeln!(
        out,
        "<rte>\n<name>{}{}</name>\n<cmt>{}</cmt>\n<desc>{}</desc>\n<type>{}</type>",
        text::prefix(record.kind),
        unit.area,
        xml(&unit.id),
        xml(&text::task(record, unit)),
        unit.pattern.code
    );
    for w in &unit.waypoints {
        let about = match (w.course_deg, w.distance_nm) {
            (Some(course), Some(distance)) => {
                format!("{:05.1} degrees true, {} NM", course, plain(distance, 2))
            }
            _ => "end of search".to_owned(),
        };
        let about = format!("{} {about}", text::notice(record.kind));
        waypoint(out, "rtept", w.place, &iso(w.time), &w.name, &about);
    }
    out.push_str("</rte>\n");
}

fn waypoint(out: &mut String, tag: &str, place: Place, time: &str, name: &str, about: &str) {
    let (lat, lon) = (degrees(place.lat_deg), degrees(place.lon_deg));
    let _ = writeln!(
        out,
        "<{tag} lat=\"{lat}\" lon=\"{lon}\"><time>{time}</time><name>{}</name><desc>{}</desc></{tag}>",
        xml(name),
        xml(about)
    );
}
