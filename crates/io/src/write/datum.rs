//! The datum in words and numbers: text that is read over the radio, a table, and a track for maps.

use super::picture::graticule::angle;
use super::products::Products;
use super::trajectory::iso;
use super::{CaseKind, Report, SOFTWARE, SourceRecord};
use sarex_drift::{Datum, NoDatum};
use sarex_geo::{Distance, Position, from_unix_seconds};
use serde_json::{Value, json};
use std::fmt::Write;

/// What the last columns of the table mean.
const COLUMNS: &str = "ASHORE counts where it stranded. NOT YET: has not begun to drift by then, and is not in datum and \
    radii.\nNO DATA: has gone on where wind or current is not known; no circle of 90 % can be drawn if more than 10 % has.\n\
    No datum is given until 5 % has begun to drift, nor once less than half of what is adrift has a known place.";

/// What the cloud of a backward run is, wherever it is written.
pub(super) const BACKWARD: &str =
    "A cloud run back in time: where it can have come from. This is not a probability of origin.";

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
    let backward = report.ensemble.is_backward();
    let (what, column) = if backward { ("BACKWARD DRIFT", "CENTRE") } else { ("DRIFT FORECAST", "DATUM") };
    let _ = writeln!(out, "{band}\n\n{what}  {}\n{}\n", report.case.id, report.case.title);
    if backward {
        let _ = writeln!(out, "{BACKWARD}\n");
    }
    let _ = writeln!(out, "Adrift:");
    for object in &report.ensemble.scenario.objects {
        let share = 100.0 * object.probability;
        let _ = writeln!(out, "  {share:3.0} %  {}, {}", object.class.key, object.class.description);
    }
    let _ = writeln!(out, "\nWind and water, in order of preference:");
    let width = report.sources.iter().map(|source| source.role.len()).fold(7, usize::max);
    for source in report.sources {
        let period = source.period_s.map_or_else(
            || "at all times".to_owned(),
            |(from_s, to_s)| format!("{} to {}", date_time_group(from_s), date_time_group(to_s)),
        );
        let invented = if source.synthetic { "  SYNTHETIC" } else { "" };
        let _ = writeln!(out, "  {:<width$}  {}, {period}{invented}", source.role, source.name);
    }
    let _ =
        writeln!(out, "\nTIME (UTC)          {column:<22}  50 % NM   90 % NM    ASHORE   NOT YET   NO DATA");
    for datum in &products.data {
        let _ = writeln!(
            out,
            "{:<18}  {:<22}  {:>7}   {:>7}  {:>8}  {:>8}  {:>8}",
            date_time_group(datum.time_s),
            datum.place().map_or_else(|why| in_words(why).to_owned(), degrees_minutes),
            radius(datum.radius_50),
            radius(datum.radius_90),
            share(datum.mass.stranded),
            share(datum.mass.not_released),
            share(datum.mass.missing_data),
        );
    }
    for &time_s in &products.unknown {
        let _ =
            writeln!(out, "{:<18}  not known: all of it has left wind and current", date_time_group(time_s));
    }
    let _ = writeln!(out, "\n{COLUMNS}");
    let _ = writeln!(out, "\nREAD OUT:\n{}", read_out(report, products));
    for warning in &report.ensemble.warnings {
        let _ = writeln!(out, "\nNote: {warning}");
    }
    let _ = writeln!(out, "\n{SOFTWARE}, seed {}\n{band}", report.ensemble.scenario.rng_seed);
    out.into_bytes()
}

/// What is said over the radio: the last datum, or that there is none and which was the last.
fn read_out(report: &Report<'_>, products: &Products) -> String {
    let mut said = Vec::new();
    if report.case.kind == CaseKind::Exercise {
        said.push("EXERCISE EXERCISE EXERCISE.".to_owned());
    }
    for role in SourceRecord::synthetic_roles(report.sources) {
        let role = role.to_uppercase();
        said.push(match report.case.kind {
            CaseKind::Exercise => format!("{role} IS SYNTHETIC."),
            CaseKind::Real => format!("WARNING: REAL CASE ON SYNTHETIC {role}. DO NOT SEARCH BY THIS."),
        });
    }
    let backward = report.ensemble.is_backward();
    if backward {
        said.push("BACKWARD DRIFT.".to_owned());
    }
    let last = products.data.last();
    let gone_at = products.unknown.last().filter(|&&time_s| {
        let later_s =
            if backward { -1.0 } else { 1.0 } * (time_s - last.map_or(time_s, |datum| datum.time_s));
        last.is_none() || later_s > 0.0
    });
    let gone = gone_at.map(|&time_s| {
        let time = date_time_group(time_s);
        format!("NO DATUM AT {time}: ALL OF IT HAS GONE WHERE WIND OR CURRENT IS NOT KNOWN.")
    });
    let ends_untold = gone.is_some() || last.is_some_and(|datum| datum.place().is_err());
    said.extend(gone.or_else(|| last.map(|datum| spoken(datum, backward))));
    let told = products.data.iter().rfind(|datum| datum.place().is_ok());
    if let (true, Some(datum)) = (ends_untold, told) {
        said.push(format!("BEFORE THAT: {}", spoken(datum, backward)));
    }
    if backward {
        said.push("THIS IS NOT A PROBABILITY OF ORIGIN.".to_owned());
    }
    said.join(" ")
}

/// One datum as a sentence for the radio: no symbols, no abbreviations that need a reader.
pub fn spoken(datum: &Datum, backward: bool) -> String {
    let (name, mass) = if backward { ("CENTRE OF THE CLOUD", "CLOUD") } else { ("DATUM", "PROBABILITY") };
    let time = date_time_group(datum.time_s);
    let place = match datum.place() {
        Ok(place) => place,
        Err(NoDatum::NotYetAdrift) => {
            let not_yet = percent(datum.mass.not_released);
            return format!("NO {name} AT {time}: {not_yet} PERCENT HAS NOT BEGUN TO DRIFT.");
        }
        Err(NoDatum::BeyondData) => {
            let gone = percent(1.0 - datum.followed);
            return format!(
                "NO {name} AT {time}: {gone} PERCENT HAS GONE WHERE WIND OR CURRENT IS NOT KNOWN."
            );
        }
    };
    let lat = spoken_angle(place.lat_deg(), 2, "NORTH", "SOUTH");
    let lon = spoken_angle(place.wrapped().lon_deg(), 3, "EAST", "WEST");
    let stopped = datum.mass.missing_data;
    let caution = if stopped >= WORTH_SAYING {
        format!(" CAUTION: {:.0} PERCENT HAS GONE WHERE WIND OR CURRENT IS NOT KNOWN.", 100.0 * stopped)
    } else {
        String::new()
    };
    let within = match (datum.radius_50, datum.radius_90) {
        (Some(half), Some(most)) => {
            let (half, most) = (miles(half.in_nautical_miles()), miles(most.in_nautical_miles()));
            format!("HALF OF THE {mass} LIES WITHIN {half} NAUTICAL MILES, NINE TENTHS WITHIN {most}.")
        }
        (Some(half), None) => {
            let half = miles(half.in_nautical_miles());
            format!("HALF OF THE {mass} LIES WITHIN {half} NAUTICAL MILES. NO RADIUS FOR NINE TENTHS.")
        }
        _ => "TOO FEW PARTICLES FOR A RADIUS.".to_owned(),
    };
    format!("{name} AT {time}: {lat}, {lon}. {within}{caution}")
}

/// What stands in the place of a position.
const fn in_words(why: NoDatum) -> &'static str {
    match why {
        NoDatum::NotYetAdrift => "not yet adrift",
        NoDatum::BeyondData => "no datum",
    }
}

/// A number of things in words.
pub(crate) fn counted(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// A share in percent to a tenth; all is said only of all.
pub(super) fn percent(share: f64) -> String {
    let tenths = (1000.0 * share).round() / 10.0;
    format!("{:.1}", if share < 1.0 { tenths.min(99.9) } else { tenths })
}

/// A share in the table: little is not nothing.
fn share(share: f64) -> String {
    match share {
        s if s > 0.0 && s < 0.000_5 => "< 0.1 %".to_owned(),
        s => format!("{:.1} %", 100.0 * s),
    }
}

/// Every digit is read out, leading zeros too: `04 DEGREES` cannot be taken for a part of `40`.
fn spoken_angle(deg: f64, digits: usize, plus: &str, minus: &str) -> String {
    // Tenths of minutes as a whole, so that 59.96 becomes the next degree.
    let tenths = (deg.abs() * 600.0).round() as u64;
    let side = if deg < 0.0 && tenths > 0 { minus } else { plus };
    let (whole, minutes) = (tenths / 600, tenths % 600 / 10);
    format!("{whole:0digits$} DEGREES {minutes:02}.{} MINUTES {side}", tenths % 10)
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

/// `datum.csv`: one row per output time, units in the header; a position or radius that cannot be told is empty.
pub fn csv(report: &Report<'_>, products: &Products) -> Vec<u8> {
    let cell = |radius: Option<Distance>| {
        radius.map_or_else(String::new, |distance| format!("{:.3}", distance.in_nautical_miles()))
    };
    let mut out = String::from(
        "time,lat_deg,lon_deg,position_dm,radius_50_nm,radius_90_nm,radius_95_nm,major_std_nm,minor_std_nm,\
         major_azimuth_deg,effective_particles,active,stranded,missing_data,not_released,kind\n",
    );
    for d in &products.data {
        let place = d.place().map_or_else(
            |_| ",,".to_owned(),
            |p| {
                let p = p.wrapped();
                format!("{:.6},{:.6},{}", p.lat_deg(), p.lon_deg(), degrees_minutes(p))
            },
        );
        let ellipse = d.place().map_or_else(
            |_| ",,".to_owned(),
            |_| {
                let (major, minor) = (d.major_std.in_nautical_miles(), d.minor_std.in_nautical_miles());
                format!("{major:.3},{minor:.3},{:.1}", d.major_azimuth.deg())
            },
        );
        let _ = writeln!(
            out,
            "{},{place},{},{},{},{ellipse},{:.1},{:.6},{:.6},{:.6},{:.6},{}",
            iso(d.time_s),
            cell(d.radius_50),
            cell(d.radius_90),
            cell(d.radius_95),
            d.effective_number,
            d.mass.active,
            d.mass.stranded,
            d.mass.missing_data,
            d.mass.not_released,
            report.case.kind.key(),
        );
    }
    out.into_bytes()
}

/// `datum.geojson`: the track, cut at the dateline (RFC 7946, 3.1.9), and a point per output time that has a datum.
pub fn geojson(report: &Report<'_>, products: &Products) -> Vec<u8> {
    let kind = report.case.kind.key();
    let track: Vec<(&Datum, Position)> =
        products.data.iter().filter_map(|d| Some((d, d.place().ok()?.wrapped()))).collect();
    let parts: Vec<Vec<Value>> = cut_track(track.iter().map(|(_, place)| *place));
    let direction = if report.ensemble.is_backward() { "backward" } else { "forward" };
    let mut features = vec![json!({
        "type": "Feature",
        "properties": {
            "name": "datum track", "case": report.case.id, "kind": kind, "direction": direction,
        },
        "geometry": { "type": "MultiLineString", "coordinates": parts },
    })];
    features.extend(track.iter().map(|&(d, p)| {
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
fn cut_track(track: impl Iterator<Item = Position>) -> Vec<Vec<Value>> {
    let mut parts = Vec::new();
    let mut part: Vec<Value> = Vec::new();
    let mut before: Option<Position> = None;
    for p in track {
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
        assert!(
            words.contains("  wind     winds/wind.nc, 200100Z NOV 2026 to 220100Z NOV 2026\n"),
            "{words}"
        );
        assert!(!words.contains("SYNTHETIC"));
        owned.case.kind = CaseKind::Real;
        let words = String::from_utf8(text(&owned.report(), &products)).unwrap();
        assert!(!words.contains("EXERCISE") && words.starts_with("REAL"));
        owned.sources[0].synthetic = true;
        let words = String::from_utf8(text(&owned.report(), &products)).unwrap();
        assert!(
            words.contains("2026  SYNTHETIC\n") && words.contains("WARNING: REAL CASE ON SYNTHETIC WIND.")
        );
    }

    /// What has left the data is said on the radio, in the table, and no radius is read out that nobody knows.
    #[test]
    fn stopped_particles_are_not_passed_over() {
        let (mut owned, products) = made(129.9);
        let whole = spoken(products.data.last().unwrap(), false);
        assert!(!whole.contains("CAUTION") && whole.contains("NINE TENTHS WITHIN"), "{whole}");
        let last = owned.ensemble.snapshots.len() - 1;
        let stop = |owned: &mut Owned, snapshot: usize, share: f64| {
            let fate = &mut owned.ensemble.snapshots[snapshot].fate;
            let count = (share * fate.len() as f64) as usize;
            fate[..count].fill(sarex_drift::Fate::MissingData);
        };
        stop(&mut owned, last, 0.4);
        let datum = *Products::of(&owned.ensemble).unwrap().data.last().unwrap();
        let words = spoken(&datum, false);
        assert!(
            words.contains("CAUTION: 40 PERCENT HAS GONE") && words.contains("NO RADIUS FOR NINE TENTHS")
        );
        stop(&mut owned, last, 0.7);
        stop(&mut owned, last - 1, 1.0);
        let products = Products::of(&owned.ensemble).unwrap();
        let words = String::from_utf8(text(&owned.report(), &products)).unwrap();
        assert!(
            words.contains("NO DATUM AT 201300Z NOV 2026: 70.0 PERCENT HAS GONE WHERE WIND OR CURRENT IS NOT KNOWN. BEFORE THAT: DATUM AT 201100Z"),
            "{words}"
        );
        assert!(words.contains("  no datum                      -         -"), "{words}");
        assert_eq!(words.matches("not known: all of it has left").count(), 1, "{words}");
        let table = String::from_utf8(csv(&owned.report(), &products)).unwrap();
        assert!(table.lines().last().unwrap().starts_with("2026-11-20T13:00:00Z,,,,,,,,,,600.0,"), "{table}");
        let all: Value = serde_json::from_slice(&geojson(&owned.report(), &products)).unwrap();
        assert_eq!(all["features"].as_array().unwrap().len(), 12, "the track, and a point per datum");
        assert_eq!(all["features"][0]["geometry"]["coordinates"][0].as_array().unwrap().len(), 11);
        stop(&mut owned, last, 1.0);
        let products = Products::of(&owned.ensemble).unwrap();
        let words = String::from_utf8(text(&owned.report(), &products)).unwrap();
        assert!(words.contains("NO DATUM AT 201300Z NOV 2026: ALL OF IT HAS GONE"), "{words}");
    }

    /// Before a twentieth is adrift there is no datum, and a run back in time is called that wherever it could be
    /// taken for a forecast.
    #[test]
    fn neither_a_first_few_nor_a_run_back_in_time_pass_for_a_datum() {
        let (mut owned, _) = made(129.9);
        owned.ensemble.snapshots[0].fate[4..].fill(sarex_drift::Fate::NotReleased);
        let products = Products::of(&owned.ensemble).unwrap();
        let words = String::from_utf8(text(&owned.report(), &products)).unwrap();
        assert!(words.contains("200100Z NOV 2026    not yet adrift                -         -"), "{words}");
        assert!(!words.contains("BACKWARD") && share(0.000_4) == "< 0.1 %" && share(0.0) == "0.0 %");
        assert!(products.contours[0].is_empty() && products.contours[1].len() == 4);
        owned.ensemble.snapshots.remove(0);
        owned.ensemble.snapshots.reverse();
        let products = Products::of(&owned.ensemble).unwrap();
        let words = String::from_utf8(text(&owned.report(), &products)).unwrap();
        for said in [
            "BACKWARD DRIFT  korea",
            "not a probability of origin",
            "EXERCISE. BACKWARD DRIFT. CENTRE OF THE CLOUD AT 200200Z NOV 2026: 34 DEGREES",
            "HALF OF THE CLOUD LIES WITHIN",
            "THIS IS NOT A PROBABILITY OF ORIGIN.",
        ] {
            assert!(words.contains(said), "{said}: {words}");
        }
        assert!(!words.contains("DRIFT FORECAST") && !words.contains("DATUM AT"), "{words}");
    }

    #[test]
    fn minutes_never_reach_sixty() {
        assert_eq!(spoken_angle(-17.999_999, 2, "NORTH", "SOUTH"), "18 DEGREES 00.0 MINUTES SOUTH");
        assert_eq!(spoken_angle(4.075, 2, "NORTH", "SOUTH"), "04 DEGREES 04.5 MINUTES NORTH");
        assert_eq!(spoken_angle(129.9, 3, "EAST", "WEST"), "129 DEGREES 54.0 MINUTES EAST");
    }

    #[test]
    fn the_table_has_a_row_per_time_and_no_comma_too_many() {
        let (owned, products) = made(129.9);
        let table = String::from_utf8(csv(&owned.report(), &products)).unwrap();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 14);
        assert!(lines.iter().all(|l| l.split(',').count() == 16));
        assert!(lines[1..].iter().all(|l| l.ends_with(",exercise")));
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
