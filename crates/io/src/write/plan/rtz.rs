//! `plan.rtz` (RTZ 1.2, IEC 61174 annex): the track of a unit on a ship's ECDIS. A file holds one route.
//!
//! The legs of a search are rhumb lines; a leg belongs to the waypoint it ends at, distances are nautical miles and speeds
//! knots.

use super::record::{PlanRecord, UnitRecord};
use super::text::{self, degrees, iso, plain, xml};
use std::fmt::Write;

/// A file per unit. The first has the plain name.
pub fn files(record: &PlanRecord) -> Vec<(String, Vec<u8>)> {
    let each = record.units.iter().enumerate();
    each.map(|(k, unit)| {
        let name = if k == 0 { "plan.rtz".to_owned() } else { format!("plan-{}.rtz", unit.area) };
        (name, encode(record, unit))
    })
    .collect()
}

fn encode(record: &PlanRecord, unit: &UnitRecord) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let name = format!("{}{} {} {}", text::prefix(record.kind), unit.area, unit.id, unit.pattern.code);
    let status = format!("{} {}", text::task(record, unit), record.mark);
    let _ = writeln!(
        out,
        "<route xmlns=\"http://www.cirm.org/RTZ/1/2\" version=\"1.2\">\n<routeInfo routeName=\"{}\" routeAuthor=\"{}\" \
         routeStatus=\"{}\" validityPeriodStart=\"{}\" validityPeriodStop=\"{}\" vesselName=\"{}\"/>",
        xml(&name),
        crate::write::SOFTWARE,
        xml(&status),
        iso(record.start),
        iso(record.end),
        xml(&unit.id),
    );
    out.push_str("<waypoints>\n");
    for (k, w) in unit.waypoints.iter().enumerate() {
        let _ = write!(
            out,
            "<waypoint id=\"{}\" revision=\"1\" name=\"{}\"><position lat=\"{}\" lon=\"{}\"/>",
            k + 1,
            xml(&w.name),
            degrees(w.place.lat_deg),
            degrees(w.place.lon_deg)
        );
        if k > 0 {
            out.push_str("<leg geometryType=\"Loxodrome\"/>");
        }
        out.push_str("</waypoint>\n");
    }
    out.push_str("</waypoints>\n<schedules>\n");
    let _ = writeln!(out, "<schedule id=\"1\" name=\"{}\">\n<calculated>", xml(&unit.area));
    let last = unit.waypoints.len() - 1;
    for (k, w) in unit.waypoints.iter().enumerate() {
        let (id, time) = (k + 1, iso(text::to_second(w.time)));
        let times = match k {
            0 => format!("etd=\"{time}\""),
            k if k == last => format!("eta=\"{time}\" speed=\"{}\"", plain(unit.track_kn, 2)),
            _ => format!("eta=\"{time}\" etd=\"{time}\" speed=\"{}\"", plain(unit.track_kn, 2)),
        };
        let _ = writeln!(out, "<scheduleElement waypointId=\"{id}\" {times}/>");
    }
    out.push_str("</calculated>\n</schedule>\n</schedules>\n</route>\n");
    out.into_bytes()
}
