//! The datum in words and numbers: text that is read over the radio, a table, and a track for maps.

use super::picture::graticule::angle;
use super::products::Products;
use super::trajectory::iso;
use super::{CaseKind, Report, SOFTWARE};
use sarex_drift::Datum;
use sarex_geo::{Distance, Position, from_unix_seconds};
use serde_json::{Value, json};
use std::fmt::Write;

/// What the last columns of the table mean.
const COLUMNS: &str = "ASHORE counts where it stranded. NOT YET: has not begun to drift by then, and is not in datum and \
    radii.\nNO DATA: has gone on where wind or current is not known; no circle of 90 % can be drawn if more than 10 % has.";

/// Share of the probability stopped without forcing from which the spoken datum warns.
const WORTH_SAYING: f64 = 0.01;

/// `datum.txt`: a table of datum and radii by time, and the last datum as a sentence to be read out.
///
/// Positions in degrees and minutes to a tenth (185 m), finer than any datum is known; distances in nautical
/// miles; times in UTC.
pub fn text(report: &Report<'_>, products: &Products) -> Vec<u8> {
    let mut out = String::new();
    let band = match report.case.kind {
        CaseKind::Exercise => "EXERCISE  EXERCISE  EXERCISE",
        CaseKind::Real => "REAL  REAL  REAL",
    };
    let _ = writeln!(out, "{band}\n\nDRIFT FORECAST  {}\n{}\n", report.case.id, report.case.title);
    let _ = writeln!(out, "Adrift:");
    for object in &report.ensemble.scenario.objects {
        let share = 100.0 * object.probability;
        let _ = writeln!(out, "  {share:3.0} %  {}, {}", object.class.key, object.class.description);
    }
    let _ = writeln!(
        out,
        "\nTIME (UTC)          DATUM                   50 % NM   90 % NM   ASHORE   NOT YET   NO DATA"
    );
    for datum in &products.data {
        let _ = writeln!(
            out,
            "{:<18}  {:<22}  {:>7}   {:>7}   {:>4.1} %   {:>5.1} %   {:>5.1} %",
            date_time_group(datum.time_s),
            degrees_minutes(datum.position),
            radius(datum.radius_50),
            radius(datum.radius_90),
            100.0 * datum.mass.stranded,
            100.0 * datum.mass.not_released,
            100.0 * datum.mass.missing_data,
        );
    }
    for &time_s in &products.unknown {
        let _ =
            writeln!(out, "{:<18}  not known: all of it has left wind and current", date_time_group(time_s));
    }
    let _ = writeln!(out, "\n{COLUMNS}");
    if let Some(last) = products.data.last() {
        let _ = writeln!(out, "\nREAD OUT:\n{}", spoken(last, report.case.kind));
    }
    for warning in &report.ensemble.warnings {
        let _ = writeln!(out, "\nNote: {warning}");
    }
    let _ = writeln!(out, "\n{SOFTWARE}, seed {}\n{band}", report.ensemble.scenario.rng_seed);
    out.into_bytes()
}

/// One datum as a sentence for the radio: no symbols, no abbreviations that need a reader.
pub fn spoken(datum: &Datum, kind: CaseKind) -> String {
    let lat = spoken_angle(datum.position.lat_deg(), "NORTH", "SOUTH");
    let lon = spoken_angle(datum.position.wrapped().lon_deg(), "EAST", "WEST");
    let call = match kind {
        CaseKind::Exercise => "EXERCISE EXERCISE EXERCISE. ",
        CaseKind::Real => "",
    };
    let stopped = datum.mass.missing_data;
    let caution = if stopped >= WORTH_SAYING {
        format!(" CAUTION: {:.0} PERCENT HAS GONE WHERE WIND OR CURRENT IS NOT KNOWN.", 100.0 * stopped)
    } else {
        String::new()
    };
    let within = match (datum.radius_50, datum.radius_90) {
        (Some(half), Some(most)) => {
            let (half, most) = (miles(half.in_nautical_miles()), miles(most.in_nautical_miles()));
            format!("HALF OF THE PROBABILITY LIES WITHIN {half} NAUTICAL MILES, NINE TENTHS WITHIN {most}.")
        }
        (Some(half), None) => {
            let half = miles(half.in_nautical_miles());
            format!("HALF OF THE PROBABILITY LIES WITHIN {half} NAUTICAL MILES. NO RADIUS FOR NINE TENTHS.")
        }
        _ => "LESS THAN HALF OF THE PROBABILITY HAS A KNOWN PLACE. NO RADIUS.".to_owned(),
    };
    format!("{call}DATUM AT {}: {lat}, {lon}. {within}{caution}", date_time_group(datum.time_s))
}

fn spoken_angle(deg: f64, plus: &str, minus: &str) -> String {
    // Tenths of minutes as a whole, so that 59.96 becomes the next degree.
    let tenths = (deg.abs() * 600.0).round() as u64;
    let side = if deg < 0.0 && tenths > 0 { minus } else { plus };
    format!("{} DEGREES {}.{} MINUTES {side}", tenths / 600, tenths % 600 / 10, tenths % 10)
}

/// A radius in the table; a dash where so much of the probability has no known place.
pub(super) fn radius(radius: Option<Distance>) -> String {
    radius.map_or_else(|| "-".to_owned(), |distance| miles(distance.in_nautical_miles()))
}

/// One decimal up to ten miles, none beyond 100.
pub(super) fn miles(nm: f64) -> String {
    if nm < 99.95 { format!("{nm:.1}") } else { format!("{nm:.0}") }
}

pub(super) fn degrees_minutes(position: Position) -> String {
    let p = position.wrapped();
    format!("{} {}", angle(p.lat_deg(), ['N', 'S'], 2, 0.1), angle(p.lon_deg(), ['E', 'W'], 3, 0.1))
}

/// Day, time, month and year: `210100Z NOV 2026`.
pub(super) fn date_time_group(time_s: f64) -> String {
    from_unix_seconds(time_s)
        .map_or_else(String::new, |t| t.strftime("%d%H%MZ %b %Y").to_string().to_uppercase())
}

/// `datum.csv`: one row per output time, units in the header; a radius that cannot be told is empty.
pub fn csv(products: &Products) -> Vec<u8> {
    let cell = |radius: Option<Distance>| {
        radius.map_or_else(String::new, |distance| format!("{:.3}", distance.in_nautical_miles()))
    };
    let mut out = String::from(
        "time,lat_deg,lon_deg,position_dm,radius_50_nm,radius_90_nm,radius_95_nm,major_std_nm,minor_std_nm,\
         major_azimuth_deg,effective_particles,active,stranded,missing_data,not_released\n",
    );
    for d in &products.data {
        let p = d.position.wrapped();
        let _ = writeln!(
            out,
            "{},{:.6},{:.6},{},{},{},{},{:.3},{:.3},{:.1},{:.1},{:.6},{:.6},{:.6},{:.6}",
            iso(d.time_s),
            p.lat_deg(),
            p.lon_deg(),
            degrees_minutes(p),
            cell(d.radius_50),
            cell(d.radius_90),
            cell(d.radius_95),
            d.major_std.in_nautical_miles(),
            d.minor_std.in_nautical_miles(),
            d.major_azimuth.deg(),
            d.effective_number,
            d.mass.active,
            d.mass.stranded,
            d.mass.missing_data,
            d.mass.not_released,
        );
    }
    out.into_bytes()
}

/// `datum.geojson`: the track, cut at the dateline (RFC 7946, 3.1.9), and a point per output time.
pub fn geojson(report: &Report<'_>, products: &Products) -> Vec<u8> {
    let kind = report.case.kind.key();
    let parts: Vec<Vec<Value>> = cut_track(&products.data);
    let mut features = vec![json!({
        "type": "Feature",
        "properties": { "name": "datum track", "case": report.case.id, "kind": kind },
        "geometry": { "type": "MultiLineString", "coordinates": parts },
    })];
    features.extend(products.data.iter().map(|d| {
        let p = d.position.wrapped();
        json!({
            "type": "Feature",
            "properties": {
                "time": iso(d.time_s),
                "position": degrees_minutes(p),
                "radius_50_nm": d.radius_50.map(|r| rounded(r.in_nautical_miles())),
                "radius_90_nm": d.radius_90.map(|r| rounded(r.in_nautical_miles())),
                "kind": kind,
            },
            "geometry": { "type": "Point", "coordinates": coordinates(p.lat_deg(), p.lon_deg()) },
        })
    }));
    let mut bytes = json!({ "type": "FeatureCollection", "features": features }).to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

fn rounded(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

fn coordinates(lat: f64, lon: f64) -> Value {
    json!([(lon * 1e6).round() / 1e6, (lat * 1e6).round() / 1e6])
}

/// The track in parts with a point on each side of the dateline where it crosses it.
fn cut_track(data: &[Datum]) -> Vec<Vec<Value>> {
    let mut parts = Vec::new();
    let mut part: Vec<Value> = Vec::new();
    let mut before: Option<Position> = None;
    for p in data.iter().map(|d| d.position.wrapped()) {
        if let Some(b) = before {
            let lon = p.unwrapped_near(b.lon_deg()).lon_deg();
            if (lon - p.lon_deg()).abs() > 180.0 {
                let edge = if lon > 0.0 { 180.0 } else { -180.0 };
                let along = (edge - b.lon_deg()) / (lon - b.lon_deg());
                let lat = b.lat_deg() + along * (p.lat_deg() - b.lat_deg());
                part.push(coordinates(lat, edge));
                parts.push(std::mem::take(&mut part));
                part.push(coordinates(lat, -edge));
            }
        }
        part.push(coordinates(p.lat_deg(), p.lon_deg()));
        before = Some(p);
    }
    parts.push(part);
    // A line has two points at least.
    parts.retain(|part| part.len() > 1);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::fixture::{Cloud, Owned, forecast};

    fn made(lon_deg: f64) -> (Owned, Products) {
        let owned = forecast(Cloud { lon_deg, hours: 12, ..Cloud::default() });
        let products = Products::of(&owned.ensemble).unwrap();
        (owned, products)
    }

    #[test]
    fn the_text_can_be_read_out() {
        let (mut owned, products) = made(129.9);
        let words = String::from_utf8(text(&owned.report(), &products)).unwrap();
        assert!(
            words.starts_with("EXERCISE  EXERCISE  EXERCISE\n") && words.trim_end().ends_with("EXERCISE")
        );
        assert!(words.contains("200100Z NOV 2026    34°36.0'N 129°54.0'E"), "{words}");
        assert!(
            words.contains("EXERCISE EXERCISE EXERCISE. DATUM AT 201300Z NOV 2026: 34 DEGREES"),
            "{words}"
        );
        owned.case.kind = CaseKind::Real;
        let words = String::from_utf8(text(&owned.report(), &products)).unwrap();
        assert!(!words.contains("EXERCISE") && words.starts_with("REAL"));
    }

    /// What has left the data is said on the radio, in the table, and no radius is read out that nobody knows.
    #[test]
    fn stopped_particles_are_not_passed_over() {
        let (mut owned, products) = made(129.9);
        let whole = spoken(products.data.last().unwrap(), CaseKind::Real);
        assert!(!whole.contains("CAUTION") && whole.contains("NINE TENTHS WITHIN"), "{whole}");
        let last = owned.ensemble.snapshots.len() - 1;
        let stop = |owned: &mut Owned, snapshot: usize, share: f64| {
            let fate = &mut owned.ensemble.snapshots[snapshot].fate;
            let count = (share * fate.len() as f64) as usize;
            fate[..count].fill(sarex_drift::Fate::MissingData);
        };
        stop(&mut owned, last, 0.4);
        let datum = *Products::of(&owned.ensemble).unwrap().data.last().unwrap();
        let words = spoken(&datum, CaseKind::Real);
        assert!(
            words.contains("CAUTION: 40 PERCENT HAS GONE") && words.contains("NO RADIUS FOR NINE TENTHS")
        );
        stop(&mut owned, last, 0.7);
        stop(&mut owned, last - 1, 1.0);
        let products = Products::of(&owned.ensemble).unwrap();
        let words = String::from_utf8(text(&owned.report(), &products)).unwrap();
        assert!(words.contains("LESS THAN HALF OF THE PROBABILITY HAS A KNOWN PLACE"), "{words}");
        assert!(words.contains("      -         -"), "{words}");
        assert_eq!(words.matches("not known: all of it has left").count(), 1, "{words}");
        let table = String::from_utf8(csv(&products)).unwrap();
        assert!(table.lines().last().unwrap().contains("E,,,,"), "{table}");
    }

    #[test]
    fn minutes_never_reach_sixty() {
        assert_eq!(spoken_angle(-17.999_999, "NORTH", "SOUTH"), "18 DEGREES 0.0 MINUTES SOUTH");
        assert_eq!(spoken_angle(129.9, "EAST", "WEST"), "129 DEGREES 54.0 MINUTES EAST");
    }

    #[test]
    fn the_table_has_a_row_per_time_and_no_comma_too_many() {
        let (_, products) = made(129.9);
        let table = String::from_utf8(csv(&products)).unwrap();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 14);
        assert!(lines.iter().all(|l| l.split(',').count() == 15));
        assert!(lines[1].starts_with("2026-11-20T01:00:00Z,34."));
    }

    #[test]
    fn the_track_is_cut_where_it_crosses_the_dateline() {
        for (lon, parts) in [(129.9, 1), (179.9, 2)] {
            let (owned, products) = made(lon);
            let all: Value = serde_json::from_slice(&geojson(&owned.report(), &products)).unwrap();
            let track = all["features"][0]["geometry"]["coordinates"].as_array().unwrap();
            assert_eq!(track.len(), parts, "{lon}");
            assert_eq!(all["features"].as_array().unwrap().len(), 14);
            if parts == 2 {
                let end = track[0].as_array().unwrap().last().unwrap();
                assert_eq!((&end[0], &track[1][0][0]), (&json!(180.0), &json!(-180.0)));
                assert_eq!(end[1], track[1][0][1]);
            }
        }
    }
}
