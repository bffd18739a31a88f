//! `[search.look_ahead]`: what the sortie after this one would bring.

use crate::plan::case;
use crate::world::World;
use serde_json::Value;

/// An hour and a half after the search, with an hour between being back and leaving again.
const AHEAD: &str =
    "[search.look_ahead]\nstart = 2026-11-20T06:30:00Z\nend = 2026-11-20T09:00:00Z\nturn_round = \"1 h\"\n";

fn ahead(edits: &[(&str, &str)], more: &str) -> String {
    case(edits) + AHEAD + more
}

fn planned(world: &World, args: &[&str]) -> Value {
    let called = world.sarex(&[&["plan", "case.toml", "--json"], args].concat());
    assert_eq!((called.code, called.stderr.as_str()), (0, ""), "{called:?}");
    serde_json::from_str(&called.stdout).unwrap()
}

fn record(world: &World, folder: &str) -> Value {
    serde_json::from_slice(&std::fs::read(world.path(folder).join("plan.json")).unwrap()).unwrap()
}

/// Both sorties add up, nobody leaves before being back and rested, and what is told of the next sortie is what an update
/// after this search finds.
#[test]
fn what_the_next_sortie_would_bring() {
    let world = World::new();
    world.write("case.toml", ahead(&[], ""));
    let plan = planned(&world, &["-o", "one"]);
    let number = |value: &Value| value.as_f64().unwrap();
    let told = &plan["look_ahead"];
    let (pos, next, both) = (number(&plan["pos"]), number(&told["pos"]), number(&told["cumulative_pos"]));
    assert!(next > 0.02 && both > pos + 0.01, "{plan:#}");
    assert!((both - (1.0 - (1.0 - pos) * (1.0 - next))).abs() < 1e-5, "{pos} {next} {both}");
    assert!(told["note"].as_str().unwrap().contains("not tasking"));
    // Back, an hour of rest, and then the way there.
    let record = record(&world, "one");
    assert_eq!(&record["look_ahead"], told);
    let time = |value: &Value| value.as_str().unwrap().parse::<sarex_geo::Timestamp>().unwrap();
    let units = told["units"].as_array().unwrap();
    assert!(!units.is_empty());
    for unit in units {
        let own = record["units"].as_array().unwrap().iter().filter(|task| task["id"] == unit["id"]);
        let back = own.map(|task| time(&task["landing"])).max().unwrap();
        let rested = time(&unit["available"]).as_second() - back.as_second();
        assert!((3599..=3601).contains(&rested), "{rested} s: {unit}");
        assert!(time(&unit["commence"]) > time(&unit["available"]), "{unit}");
    }
    for message in ["search-action-plan.en.txt", "sitrep.en.txt"] {
        let text = std::fs::read_to_string(world.path("one").join(message)).unwrap();
        assert!(text.contains("Look-ahead only, not tasking"), "{text}");
    }
    // The update after all of it, with the same units ready at the same times, plans about as well.
    let ids: Vec<&str> =
        plan["units"].as_array().unwrap().iter().map(|u| u["id"].as_str().unwrap()).collect();
    let done: String = ids.iter().map(|id| format!("[[searched]]\nunit = \"{id}\"\n")).collect();
    let ready: String = units
        .iter()
        .map(|u| {
            format!(
                "[[next.unit]]\nid = {}\navailable_from = {}\n",
                u["id"],
                u["available"].as_str().unwrap()
            )
        })
        .collect();
    let times = "[next]\nstart = 2026-11-20T06:30:00Z\nend = 2026-11-20T09:00:00Z\n";
    world.write("search.toml", format!("version = 1\ncase = \"case.toml\"\n{done}{times}{ready}"));
    let called =
        world.sarex(&["update", "one", "--searched", "search.toml", "--no-files", "--json", "--no-bound"]);
    assert_eq!(called.code, 0, "{called:?}");
    let update: Value = serde_json::from_str(&called.stdout).unwrap();
    assert!((number(&update["pos"]) - pos).abs() < 2e-3, "{} {pos}", update["pos"]);
    // All work goes into the one search then, so that it may do better than was looked ahead to.
    let then = number(&update["next"]["pos"]);
    assert!(then > next - 0.01 && then < next + 0.02, "{then} {next}");
    // In words: what it is, and that the bound is of this search alone.
    let called = world.sarex(&["plan", "case.toml", "--no-files", "--explain"]);
    for part in [
        "if nothing is found, the next sortie from 2026-11-20 06:30",
        "not tasking; the bound is of this search alone",
        "Looking ahead: if this search",
    ] {
        assert!(called.stdout.contains(part), "{part}: {}", called.stdout);
    }
    let said = called.stdout.lines().filter(|line| line.starts_with("Looking ahead"));
    assert_eq!(said.filter(|line| line.contains("  ")).count(), 0, "{}", called.stdout);
}

/// Who stays stays, who is ready later is ready later, and nobody is ready before being back.
#[test]
fn what_the_units_say_of_the_next_sortie_counts() {
    let world = World::new();
    world.write("case.toml", ahead(&[], "[[search.look_ahead.unit]]\nid = \"SHIP\"\nuse = \"never\"\n"));
    let alone = planned(&world, &["--no-files", "--no-bound"]);
    let units = alone["look_ahead"]["units"].as_array().unwrap();
    assert!(units.iter().all(|unit| unit["id"] == "HELO"), "{units:?}");
    let late = "[[search.look_ahead.unit]]\nid = \"HELO\"\navailable_from = 2026-11-20T08:00:00Z\n";
    world.write("case.toml", ahead(&[], late));
    let late = planned(&world, &["--no-files", "--no-bound"]);
    let of =
        |id: &str| late["look_ahead"]["units"].as_array().unwrap().iter().find(|u| u["id"] == id).cloned();
    assert_eq!(of("HELO").unwrap()["available"], "2026-11-20T08:00:00Z");
    assert!(alone["look_ahead"]["pos"].as_f64() > Some(0.0));
    // Relieved by another crew it may be said to be ready at once, but it is in the air until it is back.
    let at_once = "[[search.look_ahead.unit]]\nid = \"HELO\"\navailable_from = 2026-11-20T03:00:00Z\n";
    world.write("case.toml", ahead(&[], at_once));
    let plan = planned(&world, &["-o", "out", "--no-bound"]);
    let record = record(&world, "out");
    let back = record["units"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|u| u["id"] == "HELO")
        .map(|u| u["landing"].as_str());
    let again = plan["look_ahead"]["units"].as_array().unwrap().iter().find(|u| u["id"] == "HELO").cloned();
    let time = |text: &str| text.parse::<sarex_geo::Timestamp>().unwrap().as_second();
    let apart = time(again.unwrap()["available"].as_str().unwrap()) - time(back.max().unwrap().unwrap());
    assert!((-1..=1).contains(&apart), "{apart} s");
}

/// Each mistake at its key, before anything is computed; in the file of searches too.
#[test]
fn what_can_not_be_looked_ahead_to_is_told_at_its_key() {
    let edited = |from: &str, to: &str| {
        let text = ahead(&[], "");
        let (head, tail) = text.split_at(text.find("[search.look_ahead]").unwrap());
        assert!(tail.contains(from));
        format!("{head}{}", tail.replacen(from, to, 1))
    };
    let world = World::new();
    let cases = [
        (
            edited("start = 2026-11-20T06:30", "start = 2026-11-20T04:30"),
            "look_ahead.start",
            "before this search ends",
        ),
        (edited("end = 2026-11-20T09", "end = 2026-11-20T06"), "look_ahead.end", "ends before it starts"),
        (edited("end = 2026-11-20T09", "end = 2026-11-20T11"), "look_ahead.end", "`until` under [run] later"),
        (edited("turn_round = \"1 h\"\n", ""), "search.look_ahead", "`turn_round` is missing"),
        (
            edited("", "") + "[[search.look_ahead.unit]]\nid = \"TUG\"\n",
            "look_ahead.unit#1.id",
            "units: SHIP, HELO",
        ),
        (edited("turn_round = \"1 h\"", "turn_round = \"9 h\""), "look_ahead.end", "can leave only at"),
    ];
    for (text, key, said) in cases {
        world.write("case.toml", &text);
        let called = world.sarex(&["plan", "case.toml", "--no-files", "--no-bound"]);
        assert_eq!(called.code, 2, "{called:?}");
        for part in ["case.toml:", key, said] {
            assert!(called.stderr.contains(part), "{part}: {}", called.stderr);
        }
    }
    // An update does not take over the look-ahead of the search before, and has its own.
    world.write("case.toml", ahead(&[], ""));
    planned(&world, &["-o", "one", "--no-bound"]);
    let next = "version = 1\ncase = \"case.toml\"\n[[searched]]\nunit = \"HELO\"\n[next]\nstart = 2026-11-20T06:30:00Z\nend = 2026-11-20T09:00:00Z\n";
    let update = |text: &str| {
        world.write("search.toml", text);
        world.sarex(&["update", "one", "--searched", "search.toml", "--no-files", "--no-bound", "--json"])
    };
    let called = update(next);
    let told: Value = serde_json::from_str(&called.stdout).unwrap();
    assert!(told["next"]["look_ahead"].is_null(), "{told:#}");
    let after = "[next.look_ahead]\nstart = 2026-11-20T22:30:00Z\nend = 2026-11-21T00:30:00Z\nturn_round = \"30 min\"\n";
    let called = update(&format!("{next}{after}"));
    let told: Value = serde_json::from_str(&called.stdout).unwrap();
    let [pos, both] = [&told["next"]["cumulative_pos"], &told["next"]["look_ahead"]["cumulative_pos"]];
    assert!(both.as_f64() > pos.as_f64() && pos.as_f64() > Some(0.0), "{told:#}");
    let called = update(&format!("{next}{}", after.replace("20T22:", "20T08:")));
    assert!(called.code == 2 && called.stderr.contains("search.toml:"), "{called:?}");
    assert!(called.stderr.contains("key `next.look_ahead.start`"), "{}", called.stderr);
}

/// By night eyes see nothing: that is told at the look-ahead, and who stays then need not see.
#[test]
fn the_next_sortie_is_by_night() {
    let world = World::new();
    let night = AHEAD.replace("T06:", "T10:").replace("T09:", "T12:");
    let edits = [
        ("until = 2026-11-20T10", "until = 2026-11-20T13"),
        ("sortie = \"3 h\"", "sortie = \"3 h\"\nsensor = { range_nm = [0.0, 0.5], pod = [0.9, 0.0] }"),
    ];
    world.write("case.toml", case(&edits) + &night);
    let called = world.sarex(&["plan", "case.toml", "--no-files", "--no-bound"]);
    assert!(
        called.code == 2
            && called.stderr.contains("`SHIP` sees nothing")
            && called.stderr.contains("it is night"),
        "{called:?}"
    );
    assert!(called.stderr.contains("key `search.look_ahead.start`"), "{}", called.stderr);
    let stays = "[[search.look_ahead.unit]]\nid = \"SHIP\"\nuse = \"never\"\n";
    world.write("case.toml", case(&edits) + &night + stays);
    let plan = planned(&world, &["--no-files"]);
    assert_eq!(plan["look_ahead"]["units"][0]["id"], "HELO", "{plan:#}");
}
