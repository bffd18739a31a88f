//! `plan.kml` (KML 2.2): folders of areas, tracks, turns, units and the datum, for globes and staffs.

use super::lines::{self, Line};
use super::record::{Place, PlanRecord, UnitRecord};
use super::text::{self, degrees, iso, plain, xml};
use std::fmt::Write;

/// Colours as `bbggrr`, one per unit in turn; apart for the colour-blind (after Okabe and Ito).
const COLOURS: [&str; 6] = ["b27200", "005ed5", "739e00", "a779cc", "009fe6", "e9b456"];

/// The file.
pub fn encode(record: &PlanRecord) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n");
    let name = format!("{}{} search plan", text::prefix(record.kind), record.case);
    let bound = record.upper_bound.map(|b| format!(" of at most {}", plain(b, 3))).unwrap_or_default();
    let about = format!(
        "{} {}. POS {}{bound}. {}",
        text::notice(record.kind),
        record.title,
        plain(record.pos, 3),
        record.mark
    );
    let _ = writeln!(
        out,
        "<name>{}</name>\n<open>1</open>\n<description>{}</description>",
        xml(&name),
        xml(&about)
    );
    span(&mut out, record);
    for (k, colour) in COLOURS.iter().enumerate() {
        let _ = writeln!(
            out,
            "<Style id=\"unit{k}\"><LineStyle><color>ff{colour}</color><width>2.5</width></LineStyle>\
             <PolyStyle><color>33{colour}</color></PolyStyle></Style>"
        );
    }
    out.push_str(
        "<Style id=\"closed\"><LineStyle><color>ff2000b0</color><width>2</width></LineStyle>\
         <PolyStyle><color>442000b0</color></PolyStyle></Style>\n",
    );
    folder(&mut out, "Areas", |out| each(record, out, area));
    folder(&mut out, "Tracks", |out| each(record, out, track));
    folder(&mut out, "Waypoints", |out| each(record, out, turns));
    folder(&mut out, "Units", |out| each(record, out, base));
    folder(&mut out, "Probability", |out| datum(out, record));
    folder(&mut out, "Closed areas", |out| {
        for area in &record.forbidden_areas {
            let geometry = polygons(&area.corners);
            placemark(out, &area.name, text::notice(record.kind), "closed", &[], &geometry);
        }
    });
    out.push_str("</Document>\n</kml>\n");
    out.into_bytes()
}

fn each(record: &PlanRecord, out: &mut String, write: impl Fn(&mut String, &PlanRecord, &UnitRecord, &str)) {
    for (k, unit) in record.units.iter().enumerate() {
        write(out, record, unit, &format!("unit{}", k % COLOURS.len()));
    }
}

fn folder(out: &mut String, name: &str, fill: impl FnOnce(&mut String)) {
    let _ = writeln!(out, "<Folder>\n<name>{name}</name>");
    fill(out);
    out.push_str("</Folder>\n");
}

fn span(out: &mut String, record: &PlanRecord) {
    let (begin, end) = (iso(record.start), iso(record.end));
    let _ = writeln!(out, "<TimeSpan><begin>{begin}</begin><end>{end}</end></TimeSpan>");
}

fn area(out: &mut String, record: &PlanRecord, unit: &UnitRecord, style: &str) {
    let name = format!("{}{} {}", text::prefix(record.kind), unit.area, unit.id);
    let data = [
        ("unit", unit.id.clone()),
        ("party", unit.party.clone()),
        ("pattern", unit.pattern.code.clone()),
        ("spacing_nm", unit.pattern.track_spacing_nm().map_or_else(String::new, |nm| plain(nm, 3))),
        ("poc", plain(unit.poc, 4)),
        ("pos", plain(unit.pos, 4)),
        ("exercise", (record.kind == crate::write::CaseKind::Exercise).to_string()),
    ];
    placemark(out, &name, &text::task(record, unit), style, &data, &polygons(&unit.corners));
}

fn track(out: &mut String, record: &PlanRecord, unit: &UnitRecord, style: &str) {
    let name = format!("{}{} {} track", text::prefix(record.kind), unit.area, unit.id);
    let mut geometry = String::from("<MultiGeometry>");
    for piece in lines::cut(&unit.waypoints) {
        let _ = write!(
            geometry,
            "<LineString><altitudeMode>clampToGround</altitudeMode><coordinates>{}</coordinates></LineString>",
            coordinates(&piece.line)
        );
    }
    geometry.push_str("</MultiGeometry>");
    placemark(out, &name, &text::task(record, unit), style, &[("unit", unit.id.clone())], &geometry);
}

fn turns(out: &mut String, record: &PlanRecord, unit: &UnitRecord, style: &str) {
    for (k, waypoint) in unit.waypoints.iter().enumerate() {
        let about = format!(
            "{} {}{} at {}",
            text::notice(record.kind),
            if k == 0 { "Commence search point, " } else { "" },
            text::dm(waypoint.place, 2),
            iso(waypoint.time)
        );
        let data = [("unit", unit.id.clone()), ("time", iso(waypoint.time))];
        placemark(out, &waypoint.name, &about, style, &data, &point(waypoint.place));
    }
}

fn base(out: &mut String, record: &PlanRecord, unit: &UnitRecord, style: &str) {
    if record.before(unit).is_some() {
        return;
    }
    let name = format!("{}{}", text::prefix(record.kind), unit.id);
    let about = format!(
        "{} {} of {}, leaves {}, back {}.",
        text::notice(record.kind),
        unit.kind.name(),
        unit.party,
        iso(unit.departure),
        iso(record.back_at_base(unit))
    );
    placemark(out, &name, &about, style, &[("party", unit.party.clone())], &point(unit.base));
}

fn datum(out: &mut String, record: &PlanRecord) {
    let Some(datum) = record.datum else { return };
    let name = format!("{}DATUM", text::prefix(record.kind));
    let radius = |r: Option<f64>| r.map_or_else(|| "unknown".to_owned(), |r| format!("{} NM", plain(r, 1)));
    let about = format!(
        "{} Valid {}, half within {}, nine tenths within {}. Not an observation.",
        text::notice(record.kind),
        iso(datum.time),
        radius(datum.radius_50_nm),
        radius(datum.radius_90_nm)
    );
    placemark(out, &name, &about, "unit0", &[("time", iso(datum.time))], &point(datum.place));
}

fn placemark(
    out: &mut String,
    name: &str,
    about: &str,
    style: &str,
    data: &[(&str, String)],
    geometry: &str,
) {
    let _ = write!(
        out,
        "<Placemark><name>{}</name><description>{}</description><styleUrl>#{style}</styleUrl>",
        xml(name),
        xml(about)
    );
    if !data.is_empty() {
        out.push_str("<ExtendedData>");
        for (key, value) in data {
            let _ = write!(out, "<Data name=\"{key}\"><value>{}</value></Data>", xml(value));
        }
        out.push_str("</ExtendedData>");
    }
    let _ = writeln!(out, "{geometry}</Placemark>");
}

fn polygons(corners: &[Place]) -> String {
    let mut out = String::from("<MultiGeometry>");
    for ring in lines::rings(corners) {
        let _ = write!(
            out,
            "<Polygon><altitudeMode>clampToGround</altitudeMode><outerBoundaryIs><LinearRing><coordinates>{}\
             </coordinates></LinearRing></outerBoundaryIs></Polygon>",
            coordinates(&ring)
        );
    }
    out.push_str("</MultiGeometry>");
    out
}

fn point(place: Place) -> String {
    format!(
        "<Point><coordinates>{}</coordinates></Point>",
        coordinates(&vec![[place.lon_deg, place.lat_deg]])
    )
}

fn coordinates(line: &Line) -> String {
    let pairs: Vec<String> =
        line.iter().map(|[lon, lat]| format!("{},{}", degrees(*lon), degrees(*lat))).collect();
    pairs.join(" ")
}
