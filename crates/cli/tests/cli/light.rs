//! Units that search with eyes work while it is light. At the case of the tests the sun sets at 08:11 UTC and rises at
//! 21:57; civil twilight ends at 08:38 and begins at 21:30.

use crate::plan::case;
use crate::world::World;
use serde_json::Value;

const START: &str = "start = 2026-11-20T03:00:00Z";
const END: &str = "end = 2026-11-20T05:00:00Z";
const DONE: &str = "version = 1\ncase = \"case.toml\"\n[[searched]]\nunit = \"SHIP\"\n";

/// A world with the case searched between two times of 2026-11.
fn world((start, end): (&str, &str), more: &[(&str, &str)]) -> World {
    let world = World::new();
    let (start, end) = (format!("start = 2026-11-{start}:00Z"), format!("end = 2026-11-{end}:00Z"));
    let until = ("until = 2026-11-20T10", "until = 2026-11-21T04");
    world.write("case.toml", case(&[&[until, (START, &start), (END, &end)], more].concat()));
    world
}

#[track_caller]
fn planned(world: &World) -> Value {
    let called = world.sarex(&["plan", "case.toml", "--json", "--no-bound", "-o", "one"]);
    assert_eq!((called.code, called.stderr.as_str()), (0, ""), "{called:?}");
    serde_json::from_str(&called.stdout).unwrap()
}

fn warnings(value: &Value) -> String {
    value["warnings"].as_array().unwrap().iter().map(|w| w.as_str().unwrap().to_owned() + "\n").collect()
}

/// Begin and end of all searching of the plan in `one`, as hours and minutes.
fn period(world: &World) -> (String, String) {
    let plan: Value = serde_json::from_slice(&std::fs::read(world.path("one/plan.json")).unwrap()).unwrap();
    let times =
        plan["units"].as_array().unwrap().iter().flat_map(|unit| unit["waypoints"].as_array().unwrap());
    let times: Vec<String> = times.map(|turn| turn["time"].as_str().unwrap()[11..16].to_owned()).collect();
    (times.iter().min().unwrap().clone(), times.iter().max().unwrap().clone())
}

/// Whether the middle of the window is light or dark, searching ends with the light; the update takes such a plan.
#[test]
fn eyes_search_until_the_end_of_light() {
    for start in ["07:00", "08:00"] {
        let world = world((&format!("20T{start}"), "20T10:00"), &[]);
        let plan = planned(&world);
        let said = warnings(&plan);
        let told = format!("SHIP, HELO: searches by eyes from 2026-11-20T{start}Z to 2026-11-20T08:3");
        assert!(said.contains(&told) && said.contains("the end of light"), "{said}");
        let (_, end) = period(&world);
        assert!(end.as_str() > "08:20" && end.as_str() < "08:41", "{end}");
        let message = std::fs::read_to_string(world.path("one/plan.json")).unwrap();
        assert!(message.contains("the end of light"), "the files do not say it");
        let ids: Vec<&str> =
            plan["units"].as_array().unwrap().iter().map(|u| u["id"].as_str().unwrap()).collect();
        for id in ids {
            world.write("search.toml", DONE.replace("SHIP", id));
            let called = world.sarex(&["update", "one", "--searched", "search.toml", "--json", "--no-files"]);
            assert_eq!(called.code, 0, "{called:?}");
            let update: Value = serde_json::from_str(&called.stdout).unwrap();
            let promised: f64 = plan["units"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|unit| unit["id"] == id)
                .map(|unit| unit["pos"].as_f64().unwrap())
                .sum();
            let pos = update["pos"].as_f64().unwrap();
            assert!((pos - promised).abs() < 0.01, "{id}: {pos} of {promised}");
        }
    }
}

/// What ends a search is told among the reasons: the light and the unit's own time as well as the search.
#[test]
fn the_times_of_a_unit_hold_it_back() {
    let explained = |window, more: &[(&str, &str)], said: &str| {
        let called =
            world(window, more).sarex(&["plan", "case.toml", "--no-files", "--no-bound", "--explain"]);
        assert_eq!(called.code, 0, "{called:?}");
        let told = called
            .stdout
            .split("What holds it back")
            .skip(1)
            .any(|reason| reason.split("\n").next().is_some_and(|reason| reason.contains(said)));
        assert!(told, "{said}: {}", called.stdout);
        assert!(!called.stdout.contains("but the shape of the probability"), "{}", called.stdout);
    };
    explained(("20T07:00", "20T10:00"), &[], "the end of the light");
    explained(("20T20:00", "20T23:30"), &[], "first light");
    let until = |id: &str| format!("id = \"{id}\"\navailable_until = 2026-11-20T04:20:00Z");
    let (ship, helo) = (until("SHIP"), until("HELO"));
    let own = [("id = \"SHIP\"", ship.as_str()), ("id = \"HELO\"", helo.as_str())];
    explained(("20T03:00", "20T05:00"), &own, "the end of its own time");
}

/// A lateral range curve of one object does not let eyes see another one in the dark.
#[test]
fn a_curve_of_one_object_is_not_light_for_another() {
    let raft = (
        "probability = 1.0",
        "probability = 0.5\n[[object]]\nclass = \"LIFE-RAFT-DB-13\"\nprobability = 0.5",
    );
    let sees = (
        "id = \"SHIP\"",
        "id = \"SHIP\"\nsees = [{ object = \"PIW-1\", curve = { range_nm = [0, 1], pod = [0.9, 0] } }]",
    );
    // Most of it is in the dark, and its middle is light.
    let dusk = world(("20T06:00", "20T11:00"), &[raft, sees]);
    let said = warnings(&planned(&dusk));
    assert!(
        said.contains("SHIP, HELO: searches by eyes from 2026-11-20T06:00Z to 2026-11-20T08:3"),
        "{said}"
    );
    let without = ("id = \"HELO\"", "id = \"HELO\"\nuse = \"never\"");
    let night = planned(&world(("20T10:00", "20T12:00"), &[raft, sees, without]));
    let said = warnings(&night);
    assert!(said.contains("SHIP: searches by eyes in the dark: it sees only objects"), "{said}");
    let widths = &night["units"][0]["sweep_width_nm"];
    assert!(
        widths[0].as_f64() > Some(0.5) && widths[1].as_f64().is_none_or(|width| width == 0.0),
        "{widths}"
    );
}

/// The worksheet has the widths of the plan: those of its units' light.
#[test]
fn the_worksheet_is_for_the_light_of_the_unit() {
    let world = world(("20T08:00", "20T10:00"), &[]);
    let called = world.sarex(&["worksheet", "--case", "case.toml", "--json"]);
    assert_eq!(called.code, 0, "{called:?}");
    let told: Value = serde_json::from_str(&called.stdout).unwrap();
    for sheet in told["worksheets"].as_array().unwrap() {
        assert!(sheet["sweep_width_nm"].as_f64().unwrap() > 0.0, "{sheet:#}");
    }
}

/// Before first light nobody is there.
#[test]
fn eyes_search_from_first_light_on() {
    let world = world(("20T20:00", "20T23:30"), &[]);
    let said = warnings(&planned(&world));
    assert!(
        said.contains("SHIP, HELO: searches by eyes from 2026-11-20T21:") && said.contains("first light"),
        "{said}"
    );
    let (begin, end) = period(&world);
    let first = said.split("from 2026-11-20T").nth(1).unwrap()[..5].to_owned();
    assert!(begin >= first && begin.as_str() < "22:00" && end.as_str() > "22:30", "{begin} {end}");
    // The ship steams in the dark, to be there at first light.
    let plan: Value = serde_json::from_slice(&std::fs::read(world.path("one/plan.json")).unwrap()).unwrap();
    let ship = plan["units"].as_array().unwrap().iter().find(|unit| unit["id"] == "SHIP").unwrap();
    let at = |value: &Value| value.as_str().unwrap()[11..16].to_owned();
    let (leaves, begins) = (at(&ship["departure"]), at(&ship["waypoints"][0]["time"]));
    assert!(leaves < first && begins >= first && begins.as_str() < "21:36", "{leaves} {begins} {first}");
}

/// A night without light is refused as one, with sunset and sunrise, and with nothing of what tables warn of.
#[test]
fn a_night_is_told_as_one() {
    let plan = |world: &World| world.sarex(&["plan", "case.toml", "--no-files", "--no-bound"]);
    let night = ("20T10:00", "20T12:00");
    let called = plan(&world(night, &[]));
    let said = &called.stderr;
    assert_eq!(called.code, 2, "{called:?}");
    assert!(said.contains("it is night at") && said.contains("sunset 2026-11-20T08:1"), "{said}");
    assert!(said.contains("sunrise 2026-11-20T21:5") && !said.contains("table"), "{said}");
    // Who sees signals or has another sensor is not held to the light.
    let signal = ("probability = 1.0", "probability = 1.0\nsignal = \"hand-held red flare\"");
    // The tables have no width of it from a fixed-wing aircraft, which is told.
    let wing = ("kind = \"helicopter\"", "kind = \"fixed-wing\"");
    let called = plan(&world(night, &[signal, wing]));
    assert!(called.code == 2 && called.stderr.contains("seen from a fixed-wing"), "{called:?}");
    let called = plan(&world(night, &[signal]));
    assert!(called.code == 0 && !called.stdout.contains("by eyes"), "{called:?}");
    let fixed = ("id = \"SHIP\"", "id = \"SHIP\"\ncommence_at = 2026-11-20T20:30:00Z");
    let called = plan(&world(("20T20:00", "20T23:30"), &[fixed]));
    assert!(called.code == 2 && called.stderr.contains("it is night at"), "{called:?}");
}

/// A recorded track counts in the light of its middle; beyond, for as long as it was light; in the dark it is refused, but
/// not if an earlier plan has sent the unit there.
#[test]
fn a_track_partly_in_the_dark() {
    let world = world(("20T03:00", "20T05:00"), &[]);
    planned(&world);
    let point =
        |place: &str, time: &str| format!("<trkpt {place}><time>2026-11-20T{time}:00Z</time></trkpt>");
    let update = |from: &str, until: &str| {
        let [a, b] = [point("lat=\"34.5\" lon=\"129.9\"", from), point("lat=\"34.7\" lon=\"130.0\"", until)];
        let gpx = format!(
            "<gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><name>T</name><trkseg>{a}{b}</trkseg></trk></gpx>"
        );
        world.write("t.gpx", gpx);
        world.write("search.toml", format!("{DONE}track = \"t.gpx\"\n"));
        world.sarex(&["update", "one", "--searched", "search.toml", "--json", "--no-files"])
    };
    for (from, until, is_cut) in [("07:30", "09:30", false), ("08:00", "10:00", true)] {
        let called = update(from, until);
        assert_eq!(called.code, 0, "{called:?}");
        let told: Value = serde_json::from_str(&called.stdout).unwrap();
        assert!(told["searches"][0]["sweep_width_nm"][0].as_f64().unwrap() > 0.0, "{told:#}");
        let notes = told["searches"][0]["notes"].to_string();
        assert_eq!(notes.contains("eyes count from 2026-11-20T08:00Z to 2026-11-20T08:3"), is_cut, "{notes}");
    }
    let called = update("09:30", "10:00");
    assert!(called.code == 2 && called.stderr.contains("it is night at"), "{called:?}");
    let said = ["key `searched#1.track`", "check the date of its times"];
    said.iter().for_each(|said| assert!(called.stderr.contains(said), "{said}: {}", called.stderr));
    assert!(!called.stderr.contains("never"), "{}", called.stderr);
    let plan = std::fs::read_to_string(world.path("one/plan.json")).unwrap();
    let night = ["3", "4", "5"]
        .iter()
        .fold(plan, |plan, hour| plan.replace(&format!("T0{hour}:"), &format!("T1{hour}:")));
    std::fs::write(world.path("one/plan.json"), night).unwrap();
    world.write("search.toml", DONE);
    let called = world.sarex(&["update", "one", "--searched", "search.toml", "--json", "--no-files"]);
    assert_eq!(called.code, 0, "{called:?}");
    let told: Value = serde_json::from_str(&called.stdout).unwrap();
    assert_eq!(told["pos"].as_f64(), Some(0.0), "{told:#}");
}
