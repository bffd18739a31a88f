use super::*;
use crate::write::CaseKind;
use crate::write::pattern::PatternFile;
use proptest::prelude::*;
use sarex_geo::plane::{LocalPlane, PlanePoint};
use sarex_search::pattern::{ExpandingSquare, Pattern, Way};
use sarex_search::{Compensation, Turn};

fn read(text: &str) -> RecordedTracks {
    parse_tracks("track", text.as_bytes(), &Wanted::default()).unwrap()
}

fn refused(text: &str) -> String {
    parse_tracks("track", text.as_bytes(), &Wanted::default()).unwrap_err().to_string()
}

fn gpx(body: &str) -> String {
    format!("<?xml version=\"1.0\"?><gpx xmlns=\"http://www.topografix.com/GPX/1/1\">{body}</gpx>")
}

fn point(lat: f64, lon: f64, time: &str) -> String {
    format!("<trkpt lat=\"{lat}\" lon=\"{lon}\"><ele>3</ele><time>{time}</time></trkpt>")
}

const TIMES: [&str; 3] = ["2026-11-21T06:00:00Z", "2026-11-21T06:10:00Z", "2026-11-21T06:20:00Z"];

#[test]
fn gpx_tracks_and_routes() {
    let [a, b, c] = TIMES;
    let body = format!(
        "<metadata><name>file</name><time>{a}</time></metadata><wpt lat=\"1\" lon=\"2\"><name>x</name></wpt>\
         <trk><name>A &amp; B &#xB300;</name><trkseg>{}{}</trkseg><trkseg>{}</trkseg></trk>\
         <rte><name><![CDATA[R<1>]]></name><rtept lat=\"34.5\" lon=\"129.5\"><time>{a}</time><name>P</name></rtept>\
         <rtept lat=\"34.6\" lon=\"129.5\"><time>{b}</time></rtept></rte>",
        point(34.5, 129.5, a),
        point(34.52, 129.5, b),
        point(34.54, 129.51, c)
    );
    let found = read(&gpx(&body));
    let names: Vec<&str> = found.tracks.iter().map(|track| track.name.as_str()).collect();
    assert_eq!(names, ["A & B 대", "R<1>"]);
    assert_eq!((found.tracks[0].fixes.len(), found.tracks[1].fixes.len()), (3, 2));
    let last = found.tracks[0].fixes[2];
    assert_eq!((last.at, last.time), (Position::new(34.54, 129.51).unwrap(), c.parse().unwrap()));
    assert_eq!(found.remarks, ["1 waypoints are no track and are left out"]);
}

#[test]
fn xml_that_is_not_to_be_trusted() {
    let [a, b, _] = TIMES;
    let good = gpx(&format!("<trk><trkseg>{}{}</trkseg></trk>", point(1.0, 2.0, a), point(1.0, 2.01, b)));
    assert_eq!(read(&good).tracks.len(), 1);
    let doctype = good.replace("<gpx", "<!DOCTYPE gpx [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><gpx");
    assert!(refused(&doctype).contains("document type"), "{}", refused(&doctype));
    assert!(refused(&good[..good.len() - 8]).contains("cannot be decoded"));
    let deep = gpx(&"<a>".repeat(1000));
    assert!(refused(&deep).contains("nested"), "{}", refused(&deep));
    // Entities that are not XML's own say nothing.
    let entity = good.replace("<trkseg>", "<name>x&lol;y</name><trkseg>");
    assert_eq!(read(&entity).tracks[0].name, "xy");
}

#[test]
fn csv_in_the_ways_of_several_programs() {
    let [a, b, _] = TIMES;
    let own = format!(
        "\u{feff}track,lat_deg,lon_deg,time\r\n\"A, 1\",34.5,129.5,{a}\r\n\"A, 1\",34.52,129.5,{b}\r\n"
    );
    let found = read(&own);
    assert_eq!((found.tracks[0].name.as_str(), found.tracks[0].fixes.len()), ("A, 1", 2));
    let comma = "Zeit;time;lat;lon\n1;2026-11-21T06:00Z;34,5;129,5\n2;2026-11-21T06:10Z;34,52;129,5\n";
    assert_eq!(read(comma).tracks[0].fixes, found.tracks[0].fixes);
    let minutes = format!("time,position\n{a},34°30.00'N 129°30.00'E\n{b},\"34°31.20'N 129°30.00'E\"\n");
    assert!((read(&minutes).tracks[0].fixes[1].at.lat_deg() - 34.52).abs() < 1e-12);
    let seconds = "timestamp,y,x\n1795240800,34.5,129.5\n1795241400000,34.52,129.5\n";
    assert_eq!(read(seconds).tracks[0].fixes, found.tracks[0].fixes);
    // GPSBabel's unicsv has no offset: it is read when somebody says what it is.
    let unicsv = "No,Latitude,Longitude,Date,Time\n1,34.5,129.5,2026/11/21,06:00:00\n2,34.52,129.5,2026/11/21,06:10:00\n";
    let told = refused(unicsv);
    assert!(told.contains("2 fixes left out, for the time does not say its offset"), "{told}");
    assert!(told.contains("`times_are_utc = true`"), "{told}");
    let utc = Wanted { times_are_utc: true, ..Wanted::default() };
    assert_eq!(
        parse_tracks("track", unicsv.as_bytes(), &utc).unwrap().tracks[0].fixes,
        found.tracks[0].fixes
    );
}

#[test]
fn geojson_lines_and_points() {
    let [a, b, c] = TIMES;
    let line = format!(
        r#"{{"type":"Feature","properties":{{"name":"L","coordTimes":["{a}","{b}","{c}"]}},
        "geometry":{{"type":"LineString","coordinates":[[129.5,34.5],[129.5,34.52],[129.51,34.54,7]]}}}}"#
    );
    let found = read(&line);
    assert_eq!((found.tracks[0].name.as_str(), found.tracks[0].fixes.len()), ("L", 3));
    let parts = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"coordinateProperties":{{"times":[["{a}"],["{b}","{c}"]]}}}},
        "geometry":{{"type":"MultiLineString","coordinates":[[[129.5,34.5]],[[129.5,34.52],[129.51,34.54]]]}}}},
        {{"type":"Feature","properties":null,"geometry":null}}]}}"#
    );
    let several = read(&parts);
    assert_eq!(several.tracks[0].fixes, found.tracks[0].fixes);
    assert_eq!(several.remarks.len(), 1);
    let point = |lon: f64, lat: f64, time: &str, unit: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"time":{time},"unit":"{unit}"}},"geometry":{{"type":"Point","coordinates":[{lon},{lat}]}}}}"#
        )
    };
    let points = [
        point(129.5, 34.5, "1795240800", "one"),
        point(130.0, 35.0, "1795240800", "two"),
        point(129.5, 34.52, "1795241400000", "one"),
        point(130.0, 35.02, "\"2026/11/21 06:10:00+00\"", "two"),
    ];
    let found = read(&format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, points.join(",")));
    let names: Vec<&str> = found.tracks.iter().map(|track| track.name.as_str()).collect();
    assert_eq!((names, found.tracks[1].fixes.len()), (vec!["one", "two"], 2));
    assert!(refused(r#"{"type":"FeatureCollection","features":[]}"#).contains("no track is left"));
    assert!(refused(&"[".repeat(1000)).contains("no JSON"));
}

/// What is left out is counted, and told in words.
#[test]
fn what_is_left_out_is_told() {
    let rows = [
        "2026-11-21T06:00:00Z,34.5,129.5",
        "2026-11-21T06:20:00Z,34.54,129.5",
        "2026-11-21T06:10:00Z,34.52,129.5",
        "2026-11-21T06:10:00Z,34.52,129.5",
        "2026-11-21T06:10:00Z,34.53,129.5",
        "2026-11-21T06:15:00Z,-34.5,-50.0",
        "2026-11-21T06:16:00Z,91,129.5",
        "2026-11-21T06:17:00,34.5,129.5",
        "nonsense",
    ];
    let found = read(&format!("time,lat,lon\n{}\n", rows.join("\n")));
    let track = &found.tracks[0];
    let wanted = LeftOut {
        without_time: 0,
        without_offset: 1,
        without_position: 1,
        duplicates: 1,
        contradictions: 1,
        jumps: 1,
        coarse: 0,
        put_in_order: 4,
    };
    assert_eq!(track.left_out, wanted);
    let north: Vec<f64> = track.fixes.iter().map(|fix| fix.at.lat_deg()).collect();
    assert_eq!(north, [34.5, 34.52, 34.54]);
    let told = found.remarks.join("\n");
    assert!(told.contains("1 lines can not be read, the first of them line 10"), "{told}");
    assert!(told.contains("1 fix left out, farther away than anything travels in the time"), "{told}");
}

/// A bad first fix does not cost the track.
#[test]
fn the_longest_chain_is_the_track() {
    let rows: Vec<String> = (0..6)
        .map(|k| {
            let (lat, lon) = if k == 0 { (0.0, 0.0) } else { (34.5, 129.5) };
            format!("2026-11-21T06:0{k}:00Z,{lat},{lon}")
        })
        .collect();
    let found = read(&format!("time,lat,lon\n{}", rows.join("\n")));
    assert_eq!((found.tracks[0].fixes.len(), found.tracks[0].left_out.jumps), (5, 1));
}

/// Across 180° nothing is a jump.
#[test]
fn the_dateline_is_no_jump() {
    let found = read("time,lat,lon\n2026-11-21T06:00:00Z,10,179.99\n2026-11-21T06:10:00Z,10,-179.99\n");
    assert_eq!(found.tracks[0].fixes.len(), 2);
}

#[test]
fn files_that_hold_no_track() {
    for nothing in ["", "\n \n", "# a comment\n"] {
        assert!(refused(nothing).contains("it is empty"), "{}", refused(nothing));
    }
    assert!(refused("lat,lon\n1,2\n").contains("no column for the time"));
    assert!(refused("a,b\n1,2\n").contains("its columns are a, b"));
    assert!(refused("time,lat,lon\n2026-11-21T06:00:00Z,1,2\n").contains("it has one fix"));
    assert!(refused("time,lat,lon\n2026-11-21T06:00:00Z,129,34\n").contains("in each other's place"));
    assert!(refused("!AIVDM,1,1,,A,16TB<H0P1h9BfB2ChD@LwbH00000,0*18\n").contains("wrong checksum"));
    let bytes = parse_tracks("track", b"time,lat,lon\n\xff\xfe", &Wanted::default());
    assert!(bytes.unwrap_err().to_string().contains("not UTF-8"));
    let nowhere = read_tracks("nowhere.gpx".as_ref(), &Wanted::default()).unwrap_err();
    assert!(matches!(nowhere, ReadError::NotFound { .. }));
}

/// A gap is no leg, and a straight run is one.
#[test]
fn legs_of_a_recorded_track() {
    let rows: String = (0..60)
        .filter(|k| !(20..40).contains(k))
        .map(|k| format!("2026-11-21T06:{k:02}:00Z,{},129.5\n", 34.0 + 0.005 * f64::from(k)))
        .collect();
    let found = read(&format!("time,lat,lon\n{rows}"));
    let plane = LocalPlane::at(Position::new(34.15, 129.5).unwrap());
    let pieces = found.tracks[0].legs(&plane, 30.0, 300.0);
    let ends: Vec<usize> = pieces.iter().map(Vec::len).collect();
    assert_eq!(ends, [2, 2]);
    assert!((pieces[1][0].time_s - pieces[0][1].time_s - 21.0 * 60.0).abs() < 1e-6);
}

proptest! {
    /// What is written is read back: places to the centimetre that is written, times to a microsecond.
    #[test]
    fn exports_and_imports_are_inverse(
        lat in -80.0..80.0f64, lon in -180.0..180.0f64, heading in 0.0..360.0f64, spacing in 0.1..5.0f64,
        legs in 1usize..12, speed in 2.0..100.0f64, start in 0u32..1_000_000_000,
    ) {
        let turn = Turn::Right;
        let spacing_m = spacing * 1852.0;
        let square = Pattern::ExpandingSquare(ExpandingSquare { first_leg_deg: heading, spacing_m, legs, turn });
        let commence = Waypoint { time_s: 1.0e9 + f64::from(start), at: PlanePoint::default() };
        let laid =
            square.laid_out(0, commence, Compensation::default(), &Way::over_ground(speed)).unwrap();
        let located = laid.on_earth(&LocalPlane::at(Position::new(lat, lon).unwrap()));
        let craft = [located.clone(), located];
        for ending in ["p.csv", "p.gpx", "p.geojson"] {
            let file = PatternFile { kind: CaseKind::Exercise, code: "SS", craft: &craft };
            let bytes = file.encode(ending.as_ref()).unwrap();
            let found = parse_tracks(ending, &bytes, &Wanted::default()).unwrap();
            prop_assert_eq!(found.tracks.len(), 2);
            prop_assert_eq!(&found.tracks[0].name, "EXERCISE SS 1");
            for track in &found.tracks {
                prop_assert_eq!(track.fixes.len(), legs + 1);
                let ends = craft[0].legs.iter().map(|leg| (leg.to, leg.end_s));
                let all = std::iter::once((craft[0].commence, craft[0].commence_s)).chain(ends);
                for (fix, (at, time_s)) in track.fixes.iter().zip(all) {
                    let apart_m = sarex_geo::geodesic::inverse(fix.at, at).distance.in_metres();
                    prop_assert!(apart_m < 0.02, "{} m", apart_m);
                    prop_assert!((unix_seconds(fix.time) - time_s).abs() < 2e-6);
                }
            }
        }
    }
}
