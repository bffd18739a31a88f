//! `sarex update`: what searches without a find leave, and the next plan.

use crate::plan::case;
use crate::world::{World, names};

const DONE: &str = "version = 1\ncase = \"case.toml\"\n[[searched]]\nunit = \"HELO\"\n";
const NEXT: &str = "[next]\nstart = 2026-11-20T06:00:00Z\nend = 2026-11-20T08:00:00Z\n";

fn world() -> World {
    let world = World::new();
    world.write("case.toml", case(&[]));
    let called = world.sarex(&["plan", "case.toml", "-o", "one", "-q", "--no-bound"]);
    assert_eq!(called.code, 0, "{called:?}");
    world
}

fn updated(world: &World, from: &str, searched: &str, to: &str) -> serde_json::Value {
    world.write("search.toml", searched);
    let called =
        world.sarex(&["update", from, "--searched", "search.toml", "-o", to, "--json", "--no-bound"]);
    assert_eq!((called.code, called.stderr.as_str()), (0, ""), "{called:?}");
    serde_json::from_str(&called.stdout).unwrap()
}

/// What was planned is what was searched: the update takes away what the plan promised of that unit. A second update goes
/// on where the first ended, and both together are the same as one of both searches.
#[test]
fn updates_follow_each_other_exactly() {
    let world = world();
    let plan: serde_json::Value =
        serde_json::from_slice(&std::fs::read(world.path("one/plan.json")).unwrap()).unwrap();
    let promised = plan["units"].as_array().unwrap().iter().find(|unit| unit["id"] == "HELO").unwrap();
    let first = updated(&world, "one", &format!("{DONE}{NEXT}"), "two");
    let pos = first["pos"].as_f64().unwrap();
    assert!((pos - promised["pos"].as_f64().unwrap()).abs() < 2e-3, "{pos} of {}", promised["pos"]);
    assert!(names(&world.path("two")).contains(&"plan.json".to_owned()));
    assert!(first["next"]["cumulative_pos"].as_f64().unwrap() > pos);
    let ship = "[[searched]]\nunit = \"SHIP\"\n";
    let both = updated(&world, "one", &format!("{DONE}{ship}"), "both");
    // The plan of `two` is another one: the ship's task is that of the first plan, as a recorded track.
    std::fs::copy(world.path("one/plan.gpx"), world.path("ship.gpx")).unwrap();
    let names = std::fs::read_to_string(world.path("ship.gpx")).unwrap();
    let name = names.split("<trk>").skip(1).find(|track| track.contains("SHIP"));
    if let Some(name) = name.and_then(|track| track.split("<name>").nth(1)?.split('<').next()) {
        let track = format!(
            "version = 1\ncase = \"case.toml\"\n{ship}track = \"ship.gpx\"\ntrack_name = \"{name}\"\n"
        );
        let second = updated(&world, "two", &track, "three");
        let [together, one_by_one] = [&both, &second].map(|u| u["cumulative_pos"].as_f64().unwrap());
        assert!((together - one_by_one).abs() < 5e-3, "{together} {one_by_one}");
    }
}

/// A search that was broken off takes less away.
#[test]
fn half_a_search_is_worth_less() {
    let world = world();
    let whole = updated(&world, "one", DONE, "whole");
    let from = whole["searches"][0]["from"].as_str().unwrap().to_owned();
    // Half an hour after the begin of the search, which is a whole hour or a minute of it.
    let until = format!("{}:30:00Z", &from[..13]);
    let half = updated(&world, "one", &format!("{DONE}until = {until}\n"), "half");
    let [whole, half] = [&whole, &half].map(|update| update["pos"].as_f64().unwrap());
    assert!(half > 0.0 && half < 0.8 * whole, "{half} of {whole}");
}

/// Another case, a unit that is none, a folder that is none: nothing is updated by mistake.
#[test]
fn what_does_not_fit_is_refused() {
    let world = world();
    let refused = |folder: &str, searched: &str, said: &str| {
        world.write("search.toml", searched);
        let called = world.sarex(&["update", folder, "--searched", "search.toml", "-o", "out"]);
        assert_eq!(called.code, 2, "{called:?}");
        assert!(called.stderr.contains(said), "{said}: {}", called.stderr);
        assert!(!world.path("out").exists());
    };
    refused("one", &DONE.replace("HELO", "HELOO"), "no unit of the case is called `HELOO`");
    refused("nowhere", DONE, "provenance.json");
    refused("one", "version = 1\ncase = \"case.toml\"\n", "no search, done or next");
    refused("one", &format!("{DONE}track = \"none.gpx\"\n"), "none.gpx");
    let track = |day: &str, offset: &str, lat: f64| {
        let row =
            |minute: u32| format!("{day}T03:{minute}:00{offset},{},129.9\n", lat + f64::from(minute) / 600.0);
        world.write("track.csv", format!("time,lat,lon\n{}{}{}", row(10), row(20), row(30)));
    };
    let recorded = format!("{DONE}track = \"track.csv\"\n");
    track("2026-11-20", "", 34.6);
    refused("one", &recorded, "key `searched#1.track`");
    refused("one", &recorded, "`times_are_utc = true`");
    track("2026-11-19", "Z", 34.6);
    refused("one", &recorded, "nothing was adrift before 2026-11-20T01:00Z");
    refused("one", &recorded, "the search planned was from 2026-11-20T03:00Z to 2026-11-20T05:00Z");
    track("2026-11-20", "Z", 129.6);
    refused("one", &recorded, "in each other's place");
    track("2026-11-20", "Z", 14.6);
    let far = updated(&world, "one", &recorded, "far");
    assert_eq!(far["pos"], 0.0);
    let told = far["searches"].to_string();
    assert!(told.contains("no nearer to the datum than 1"), "{told}");
    // A search counts once, in one file and in one update after the other.
    let twice = format!("{DONE}[[searched]]\nunit = \"HELO\"\n");
    refused("one", &twice, "`searched#1` (as planned");
    refused("one", &twice, "key `searched#2.unit`");
    let ship = "[[searched]]\nunit = \"SHIP\"\n";
    updated(&world, "one", &format!("{DONE}{NEXT}"), "two");
    std::fs::copy(world.path("one/plan.json"), world.path("two/plan.json")).unwrap();
    refused("two", DONE, "an earlier update has counted unit `HELO`");
    updated(&world, "two", &DONE.replace("HELO", "SHIP"), "three");
    std::fs::copy(world.path("one/plan.json"), world.path("three/plan.json")).unwrap();
    refused("three", &format!("{DONE}{ship}"), "an earlier update has counted unit `HELO`");
    refused("three", &DONE.replace("HELO", "SHIP"), "an earlier update has counted unit `SHIP`");
    world.write("case.toml", case(&[("search_speed_kn = 15", "search_speed_kn = 16")]));
    refused("one", DONE, "its bytes differ");
}

/// A recorded track of another day, of another year, of another speed: refused where it can not be, told where it may be.
#[test]
fn tracks_that_can_not_have_been_so() {
    let world = world();
    let update = |searched: &str| {
        world.write("search.toml", searched);
        world.sarex(&["update", "one", "--searched", "search.toml", "--no-files", "--no-bound"])
    };
    let track = |times: [&str; 2], lat: [f64; 2]| {
        let row = |k: usize| format!("2026-{},{},129.9\n", times[k], lat[k]);
        world.write("track.csv", format!("time,lat,lon\n{}{}", row(0), row(1)));
    };
    let refused = |searched: &str, said: &[&str]| {
        let called = update(searched);
        assert_eq!(called.code, 2, "{called:?}");
        said.iter().for_each(|said| assert!(called.stderr.contains(said), "{said}: {}", called.stderr));
    };
    let told = |searched: &str| {
        let called = update(searched);
        assert_eq!(called.code, 0, "{called:?}");
        called.stdout
    };
    let recorded = format!("{DONE}track = \"track.csv\"\n");
    let day = ["11-20T03:20:00Z", "11-20T03:40:00Z"];
    track(day, [34.4, 34.8]);
    let good = told(&recorded);
    assert!(
        good.contains("HELO           2026-11-20 03:20 to 03:40 ") && !good.contains("warning"),
        "{good}"
    );
    // The next day, or with a next search before it.
    track(["11-20T23:50:00Z", "11-21T00:10:00Z"], [34.4, 34.8]);
    let outside = told(&recorded);
    let when = "2026-11-20T23:50Z to 2026-11-21T00:10Z, lies wholly outside the planned search, 2026-11-20T03:00Z to";
    assert!(outside.contains("2026-11-20 23:50 to 2026-11-21 00:10 ") && outside.contains(when), "{outside}");
    let late = "key `searched#1.track`";
    let next = "next one, from 2026-11-20T06:00Z to 2026-11-20T08:00Z, begins before it ends";
    refused(&format!("{recorded}{NEXT}"), &[late, "from 2026-11-20T23:50Z to 2026-11-21T00:10Z", next]);
    let early = NEXT.replace("T06:00", "T03:30");
    refused(&format!("{DONE}{early}"), &["key `next.start`", "begins before it ends"]);
    let cut = format!("{DONE}until = 2026-11-20T04:00:00Z\n{early}");
    refused(&cut, &["key `searched#1.until`", "`until = 2026-11-20T03:30:00Z`"]);
    // Another year.
    track(["12-20T03:20:00Z", "12-20T03:40:00Z"], [34.4, 34.8]);
    let runs = "from 2026-12-20T03:20Z to 2026-12-20T03:40Z, and the case ends at 2026-11-20T10:00Z";
    refused(&recorded, &[late, runs, "check the date"]);
    let year = NEXT.replace("2026-11-20T08", "2027-11-20T08");
    refused(&format!("{DONE}{year}"), &["key `next.end`", "check the date"]);
    // 24 NM in three minutes, and none in an hour.
    track(["11-20T03:20:00Z", "11-20T03:23:00Z"], [34.4, 34.8]);
    let fast = told(&recorded);
    assert!(fast.contains("the mean speed of the track of HELO (24.0 NM in 3 min, 479"), "{fast}");
    assert!(fast.contains("is not its search speed, 90 kn"), "{fast}");
    track(["11-20T03:20:00Z", "11-20T04:20:00Z"], [34.6, 34.6]);
    let still = told(&recorded);
    assert!(still.contains("the track of HELO hardly moves (0.0 NM in 60 min, 0.0 kn)"), "{still}");
    // Names where there are none.
    refused(&format!("{recorded}track_name = \"A\"\n"), &["leave `track_name` out"]);
}

/// A unit that is kept where it was searches the same areas again, at a time of the next search and when it is back.
#[test]
fn a_unit_is_kept_where_it_was() {
    let world = world();
    world.write("search.toml", format!("{DONE}{NEXT}"));
    let update = |args: &[&str]| {
        world.sarex(&[&["update", "one", "--searched", "search.toml", "--json", "--no-bound"], args].concat())
    };
    let called = update(&["-o", "two", "--freeze", "HELO"]);
    assert_eq!((called.code, called.stderr.as_str()), (0, ""), "{called:?}");
    let told: serde_json::Value = serde_json::from_str(&called.stdout).unwrap();
    assert_eq!(told["next"]["frozen"], serde_json::json!(["HELO"]));
    let tasks = |folder: &str| -> Vec<serde_json::Value> {
        let text = std::fs::read(world.path(folder).join("plan.json")).unwrap();
        let plan: serde_json::Value = serde_json::from_slice(&text).unwrap();
        plan["units"].as_array().unwrap().iter().filter(|unit| unit["id"] == "HELO").cloned().collect()
    };
    let (one, two) = (tasks("one"), tasks("two"));
    assert!(!one.is_empty() && one.len() == two.len());
    let time = |value: &serde_json::Value| value.as_str().unwrap().parse::<sarex_geo::Timestamp>().unwrap();
    let places = |task: &serde_json::Value| -> Vec<serde_json::Value> {
        task["waypoints"].as_array().unwrap().iter().map(|turn| turn["place"].clone()).collect()
    };
    for (before, after) in one.iter().zip(&two) {
        assert_eq!(places(before), places(after));
        assert_eq!(before["area"], after["area"]);
        assert!(time(&after["waypoints"][0]["time"]) >= "2026-11-20T06:00:00Z".parse().unwrap(), "{after}");
    }
    let back = one.iter().map(|task| time(&task["landing"])).max().unwrap();
    assert!(time(&two[0]["departure"]) >= back);
    // What does not fit is told.
    let called = update(&["--no-files", "--freeze", "TUG"]);
    assert!(called.code == 2 && called.stderr.contains("`TUG`"), "{called:?}");
    world.write("search.toml", DONE);
    let called = update(&["--no-files", "--freeze", "HELO"]);
    assert!(called.code == 2 && called.stderr.contains("has no [next]"), "{called:?}");
}

/// What is wrong with the next search is told in the file of searches: the case must not change any more.
#[test]
fn mistakes_of_the_next_search_are_told_in_its_file() {
    let world = world();
    let far = "[[next.unit]]\nid = \"SHIP\"\nposition = \"20 130\"\nuse = \"always\"\n";
    let night = NEXT.replace("T06:", "T12:").replace("T08:", "T14:");
    for (text, key) in
        [(format!("{DONE}{NEXT}{far}"), "next.unit#1.use"), (format!("{DONE}{night}"), "next.start")]
    {
        world.write("search.toml", &text);
        let called = world.sarex(&["update", "one", "--searched", "search.toml", "--no-files", "--no-bound"]);
        assert_eq!(called.code, 2, "{called:?}");
        assert!(
            called.stderr.contains("search.toml:") && !called.stderr.contains("case.toml:"),
            "{}",
            called.stderr
        );
        assert!(called.stderr.contains(&format!("key `{key}`")), "{}", called.stderr);
    }
}
