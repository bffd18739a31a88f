//! What the record says, and where.

use crate::write::CaseKind;
use crate::write::plan::{PlanRecord, files, fixture};
use sarex_geo::rhumb;
use serde_json::Value;

fn file(owned: &fixture::Owned, name: &str) -> String {
    let all = files(&owned.report()).unwrap();
    let bytes = all.into_iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("no {name}")).1;
    String::from_utf8(bytes).unwrap()
}

#[test]
fn plan_json_comes_back_as_the_record() {
    let owned = fixture::plan();
    let record = PlanRecord::of(&owned.report()).unwrap();
    let back: PlanRecord = serde_json::from_str(&file(&owned, "plan.json")).unwrap();
    assert_eq!(back, record);
    assert!(serde_json::from_str::<PlanRecord>("{\"version\": 1}").is_err());
}

/// The record's tracks are those of the plan: places to a centimetre or two, times to a millisecond.
#[test]
fn tracks_are_those_of_the_plan() {
    let owned = fixture::plan();
    let record = PlanRecord::of(&owned.report()).unwrap();
    let plane = owned.problem.cloud.plane();
    for (unit, assignment) in record.units.iter().zip(&owned.plan.assignments) {
        assert_eq!(unit.waypoints.len(), assignment.track.len());
        for (told, flown) in unit.waypoints.iter().zip(&assignment.track) {
            let at = plane.to_plane(told.place.lat_deg, told.place.lon_deg);
            assert!(
                (at.east_m - flown.at.east_m).abs() < 0.05 && (at.north_m - flown.at.north_m).abs() < 0.05
            );
            assert!((sarex_geo::unix_seconds(told.time) - flown.time_s).abs() < 1e-3);
        }
        let sum: f64 = unit.waypoints.iter().filter_map(|w| w.distance_nm).sum();
        assert!((sum / unit.track_nm - 1.0).abs() < 1e-3, "{sum} {}", unit.track_nm);
        for ends in unit.waypoints.windows(2) {
            let leg = rhumb::inverse(ends[0].place.position(), ends[1].place.position());
            let off = (leg.bearing.deg() - ends[0].course_deg.unwrap() + 180.0).rem_euclid(360.0) - 180.0;
            assert!(off.abs() < 0.051, "{off}");
        }
    }
}

/// Across ±180° nothing leaves the range, and the areas that cross are in two pieces.
#[test]
fn nothing_crosses_the_dateline_in_one_piece() {
    let owned = fixture::plan_about(-40.0, 179.98);
    let all: Value = serde_json::from_str(&file(&owned, "plan.geojson")).unwrap();
    let mut split = 0;
    for feature in all["features"].as_array().unwrap() {
        let geometry = &feature["geometry"];
        split += usize::from(geometry["type"].as_str().unwrap().starts_with("Multi"));
        each_pair(&geometry["coordinates"], &mut |lon, lat| {
            assert!(lon.abs() <= 180.0 && (-42.0..-38.0).contains(&lat), "{lon} {lat}");
        });
        for ring in rings(geometry) {
            assert_eq!(ring.first(), ring.last());
            let longitudes = || ring.iter().map(|p| p[0].as_f64().unwrap());
            let width = longitudes().fold(f64::MIN, f64::max) - longitudes().fold(f64::MAX, f64::min);
            assert!(width < 2.0, "a ring right round the Earth: {ring:?}");
        }
    }
    assert!(split > 0, "nothing was split");
    let kml = file(&owned, "plan.kml");
    for coordinates in kml.split("<coordinates>").skip(1) {
        for pair in coordinates.split("</coordinates>").next().unwrap().split(' ') {
            let lon: f64 = pair.split(',').next().unwrap().parse().unwrap();
            assert!(lon.abs() <= 180.0, "{pair}");
        }
    }
}

fn each_pair(value: &Value, check: &mut impl FnMut(f64, f64)) {
    let Some(array) = value.as_array() else { return };
    match (array.first().and_then(Value::as_f64), array.get(1).and_then(Value::as_f64)) {
        (Some(lon), Some(lat)) => check(lon, lat),
        _ => array.iter().for_each(|v| each_pair(v, check)),
    }
}

fn rings(geometry: &Value) -> Vec<&Vec<Value>> {
    let coordinates = &geometry["coordinates"];
    let of = |polygon: &'_ Value| polygon.as_array().unwrap().len();
    match geometry["type"].as_str().unwrap() {
        "Polygon" => (0..of(coordinates)).map(|k| coordinates[k].as_array().unwrap()).collect(),
        "MultiPolygon" => {
            let all = coordinates.as_array().unwrap();
            all.iter().flat_map(|p| p.as_array().unwrap().iter().map(|r| r.as_array().unwrap())).collect()
        }
        _ => Vec::new(),
    }
}

/// Every file says exercise, or that it is real, where people see it.
#[test]
fn every_file_is_marked() {
    let mut owned = fixture::plan();
    for (kind, word, other) in
        [(CaseKind::Exercise, "EXERCISE", "REAL"), (CaseKind::Real, "REAL", "EXERCISE")]
    {
        owned.case.kind = kind;
        for (name, bytes) in files(&owned.report()).unwrap() {
            if name.ends_with(".png") || name.ends_with(".pdf") {
                continue;
            }
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains(word), "{name}");
            assert!(!text.contains(other), "{name} of a {kind:?} says {other}");
        }
    }
}

#[test]
fn a_drone_without_a_way_out_gets_no_mission_and_a_warning() {
    let mut owned = fixture::plan();
    owned.problem.units[4].link = None;
    let names: Vec<String> = files(&owned.report()).unwrap().into_iter().map(|(name, _)| name).collect();
    assert!(!names.iter().any(|n| n.starts_with("qgc")), "{names:?}");
    let record = PlanRecord::of(&owned.report()).unwrap();
    assert!(record.warnings.iter().any(|w| w.contains("DRONE-1") && w.contains("lost-link")), "{record:?}");
}

/// A sensitive area is in no file; letters without a shape are told.
#[test]
fn secrets_are_kept_and_boxes_are_told() {
    let mut owned = fixture::plan();
    owned.case.title.push_str(" \u{1F6A2}");
    for (name, bytes) in files(&owned.report()).unwrap() {
        assert!(!String::from_utf8_lossy(&bytes).contains("secret"), "{name}");
    }
    let record = PlanRecord::of(&owned.report()).unwrap();
    assert!(record.warnings.iter().any(|w| w.contains("U+1F6A2")), "{:?}", record.warnings);
    let plain = PlanRecord::of(&fixture::plan().report()).unwrap();
    assert_eq!(plain.warnings.len(), 1, "{:?}", plain.warnings);
}

/// Everything of the mission lies inside the fence.
#[test]
fn missions_stay_inside_their_fence() {
    let mission: Value = serde_json::from_str(&file(&fixture::plan(), "qgc.plan")).unwrap();
    let fence = mission["geoFence"]["polygons"][0]["polygon"].as_array().unwrap();
    let inside = |lat: f64, lon: f64| {
        let next = fence.iter().cycle().skip(1);
        fence.iter().zip(next).all(|(a, b)| {
            let (ax, ay) = (a[1].as_f64().unwrap(), a[0].as_f64().unwrap());
            let (bx, by) = (b[1].as_f64().unwrap(), b[0].as_f64().unwrap());
            (bx - ax) * (lat - ay) - (by - ay) * (lon - ax) > 0.0
        })
    };
    // Out and home at the speed of transit, and in between at that made good along the legs.
    let record = PlanRecord::of(&fixture::plan().report()).unwrap();
    let mut mps = f64::NAN;
    let mut flown = Vec::new();
    for item in mission["mission"]["items"].as_array().unwrap() {
        match item["command"].as_i64().unwrap() {
            178 => mps = item["params"][1].as_f64().unwrap(),
            16 | 20 => flown.push(mps),
            _ => {}
        }
    }
    let [transit, made_good] =
        [record.units[4].transit_kn, record.units[4].track_kn].map(|kn| kn * 1852.0 / 3600.0);
    let last = flown.len() - 1;
    for (k, mps) in flown.iter().enumerate() {
        let wanted = if k == 0 || k == last { transit } else { made_good };
        assert!((mps - wanted).abs() < 0.01, "way {k} at {mps} m/s, not {wanted}");
    }
    let mut counted = 0;
    for item in mission["mission"]["items"].as_array().unwrap() {
        if [16, 22].contains(&item["command"].as_i64().unwrap()) {
            counted += 1;
            assert!(
                inside(item["params"][4].as_f64().unwrap(), item["params"][5].as_f64().unwrap()),
                "{item}"
            );
        }
    }
    assert_eq!(counted, record.units[4].waypoints.len() + 1);
    let rally = &mission["rallyPoints"]["points"][0];
    assert!(inside(rally[0].as_f64().unwrap(), rally[1].as_f64().unwrap()));
}

#[test]
fn a_plan_that_does_not_fit_its_problem_is_refused() {
    let mut owned = fixture::plan();
    owned.plan.assignments[0].unit = 99;
    let error = files(&owned.report()).unwrap_err().to_string();
    assert!(error.contains("unit 99"), "{error}");
    let mut owned = fixture::plan();
    owned.plan.assignments[0].track.clear();
    assert!(files(&owned.report()).is_err());
}

/// Our reader takes the plan back, tracks and all, and refuses what is none with a reason.
#[test]
fn plans_are_read_back_with_their_tracks() {
    use crate::read::plan::parse_plan;
    let owned = fixture::plan();
    let text = file(&owned, "plan.json");
    let record = parse_plan("plan.json", text.as_bytes()).unwrap();
    let plane = owned.problem.cloud.plane();
    for (unit, assignment) in record.units.iter().zip(&owned.plan.assignments) {
        for (read, flown) in unit.track(plane).iter().zip(&assignment.track) {
            assert!((read.at.east_m - flown.at.east_m).abs() < 0.05);
            assert!((read.at.north_m - flown.at.north_m).abs() < 0.05);
            assert!((read.time_s - flown.time_s).abs() < 1e-3);
        }
    }
    for (from, to, why) in [
        ("\"version\": 1", "\"version\": 2", "version 2"),
        ("\"lat_deg\": 34.", "\"lat_deg\": 934.", "no position"),
        ("\"kind\": \"exercise\"", "\"kind\": \"drill\"", "no plan"),
        ("T07:00:00Z", "T23:00:00Z", "do not rise after A1-01"),
    ] {
        let error = parse_plan("plan.json", text.replacen(from, to, 10).as_bytes()).unwrap_err().to_string();
        assert!(error.contains(why), "{why}: {error}");
    }
    assert!(parse_plan("plan.json", b"\xff").is_err());
}

/// The reader of recorded tracks takes the tracks out of GPX, CSV and GeoJSON as they were put in, across ±180° too.
#[test]
fn tracks_come_back_from_every_format() {
    use crate::read::tracks::{Wanted, parse_tracks};
    for owned in [fixture::plan(), fixture::plan_about(-40.0, 179.98)] {
        let record = PlanRecord::of(&owned.report()).unwrap();
        for name in ["plan.gpx", "plan.csv", "plan.geojson"] {
            let found = parse_tracks(name, file(&owned, name).as_bytes(), &Wanted::default()).unwrap();
            assert_eq!(found.tracks.len(), record.units.len(), "{name}: {:?}", found.remarks);
            for (track, unit) in found.tracks.iter().zip(&record.units) {
                assert!(track.name == unit.id || track.name == format!("EX {}", unit.area), "{}", track.name);
                let mut fixes = track.fixes.iter();
                for w in &unit.waypoints {
                    // A line that was cut has one fix more, where it crosses.
                    let fix =
                        fixes.find(|fix| fix.time == w.time).unwrap_or_else(|| panic!("{name} {}", w.name));
                    assert!((fix.at.lat_deg() - w.place.lat_deg).abs() < 1e-7, "{name} {}", w.name);
                    assert!((fix.at.lon_deg() - w.place.lon_deg).abs() < 1e-7, "{name} {}", w.name);
                }
            }
        }
    }
}
