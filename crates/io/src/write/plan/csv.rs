//! `plan.csv` (RFC 4180): a row per turn, for spreadsheets.
//!
//! A byte order mark stands first, without which Korean and Japanese spreadsheets misread UTF-8; free text that would be
//! taken for a formula gets an apostrophe.

use super::record::{PlanRecord, UnitRecord, WaypointRecord};
use super::text::{self, degrees, iso, plain};

const HEADER: &str = "kind,mark,case,area,unit,party,unit_kind,pattern,waypoint,role,latitude_deg,longitude_deg,position,\
     time_utc,course_deg_true,distance_nm,search_speed_kn,spacing_nm,altitude_low_ft,altitude_high_ft";

/// The file.
pub fn encode(record: &PlanRecord) -> Vec<u8> {
    let mut out = format!("\u{feff}{HEADER}\r\n");
    for unit in &record.units {
        for (k, waypoint) in unit.waypoints.iter().enumerate() {
            let role = match k {
                0 => "csp",
                k if k + 1 == unit.waypoints.len() => "end",
                _ => "turn",
            };
            out.push_str(&row(record, unit, waypoint, role).join(","));
            out.push_str("\r\n");
        }
    }
    out.into_bytes()
}

fn row(record: &PlanRecord, unit: &UnitRecord, waypoint: &WaypointRecord, role: &str) -> Vec<String> {
    let number = |value: Option<f64>, decimals| value.map_or_else(String::new, |v| plain(v, decimals));
    vec![
        record.kind.key().to_owned(),
        cell(&record.mark),
        cell(&record.case),
        unit.area.clone(),
        cell(&unit.id),
        cell(&unit.party),
        unit.kind.name().to_owned(),
        unit.pattern.code.clone(),
        waypoint.name.clone(),
        role.to_owned(),
        degrees(waypoint.place.lat_deg),
        degrees(waypoint.place.lon_deg),
        text::dm(waypoint.place, 2),
        iso(waypoint.time),
        number(waypoint.course_deg, 1),
        number(waypoint.distance_nm, 3),
        plain(unit.search_kn, 2),
        number(unit.pattern.track_spacing_nm(), 4),
        number(unit.altitude.map(|a| a.low_ft), 0),
        number(unit.altitude.map(|a| a.high_ft), 0),
    ]
}

/// Free text as a cell: no formula, quoted where it must be, on one line.
fn cell(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let formula = line.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let guarded = if formula { format!("'{line}") } else { line };
    if guarded.contains([',', '"', ';']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_words_and_commas_stay_inside() {
        assert_eq!(cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(cell(" +1"), "' +1");
        assert_eq!(cell("해경, 3함"), "\"해경, 3함\"");
        assert_eq!(cell("a\nb"), "a b");
    }
}
