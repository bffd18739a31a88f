//! What units search with: lateral range curves of every kind, sensors of one side, and what is said of keys that do not fit.

use crate::plan::case;
use crate::world::World;
use serde_json::Value;

const SPEED: &str = "search_speed_kn = 15";
const CURVE: &str = "{ kind = \"logit\", a0 = 0.9, sweep_width_nm = 2.0 }";

/// The case, its ship with more keys.
fn ship(keys: &str) -> String {
    case(&[(SPEED, &format!("{SPEED}\n{keys}"))])
}

fn json(world: &World, args: &[&str]) -> Value {
    let called = world.sarex(args);
    assert_eq!((called.code, called.stderr.as_str()), (0, ""), "{called:?}");
    serde_json::from_str(&called.stdout).unwrap()
}

/// Sweep width of the ship and probability of success of its plan alone.
fn planned(keys: &str) -> (f64, f64) {
    let world = World::new();
    world.write("case.toml", ship(keys));
    let args = ["plan", "case.toml", "--json", "--no-files", "--without", "HELO"];
    let plan = json(&world, &args);
    let (pos, bound) = (plan["pos"].as_f64().unwrap(), plan["upper_bound"].as_f64().unwrap());
    assert!(pos <= bound, "{keys}: {pos} of at most {bound}");
    (plan["units"][0]["sweep_width_nm"][0].as_f64().unwrap(), pos)
}

/// Every kind is planned with, below its bound; to one side half of the width is left, and less is found.
#[test]
fn curves_of_every_kind_and_side_are_planned_with() {
    for (curve, width_nm) in [
        ("{ kind = \"definite-range\", range_nm = 0.5 }", 1.0),
        ("{ kind = \"m-beta\", beta = 0.7, maximum_range_nm = 1 }", 1.4),
        ("{ kind = \"inverse-cube\", sweep_width_nm = 1.0, cap = 0.9 }", 0.93),
        (
            "{ kind = \"quadratic-logit\", a0 = 2, a1_per_nm = -1, a2_per_nm2 = -1, maximum_range_nm = 3 }",
            2.0,
        ),
        ("{ range_nm = [0, 1, 2], pod = [0.8, 0.6, 0.0] }", 2.0),
    ] {
        let (found_nm, pos) = planned(&format!("sensor = {curve}"));
        assert!((found_nm / width_nm - 1.0).abs() < 0.1 && pos > 0.05, "{curve}: {found_nm} NM, {pos}");
    }
    let (whole_nm, both) = planned(&format!("sensor = {CURVE}"));
    for side in ["left", "right"] {
        let (width_nm, pos) = planned(&format!("sensor = {CURVE}\nside = \"{side}\""));
        assert!((width_nm / whole_nm - 0.5).abs() < 1e-9, "{side}: {width_nm} of {whole_nm} NM");
        assert!(pos < 0.95 * both && pos > 0.4 * both, "{side}: {pos} of {both}");
    }
}

/// A curve for one class takes the place of the tables there and only there; the worksheet tells curve and side.
#[test]
fn a_curve_may_be_for_one_class_only() {
    let world = World::new();
    let raft = (
        "probability = 1.0",
        "probability = 0.5\n[[object]]\nclass = \"LIFE-RAFT-DB-13\"\nprobability = 0.5",
    );
    let keys = format!("side = \"left\"\nsees = [ {{ object = \"piw-1\", curve = {CURVE} }} ]");
    world.write("case.toml", case(&[raft, (SPEED, &format!("{SPEED}\n{keys}"))]));
    let told = json(&world, &["worksheet", "--case", "case.toml", "--json"]);
    let of_ship: Vec<&Value> =
        told["worksheets"].as_array().unwrap().iter().filter(|sheet| sheet["unit"] == "SHIP").collect();
    assert_eq!((&of_ship[0]["sensor"], &of_ship[0]["kind"]), (&Value::from("curve"), &Value::from("logit")));
    assert_eq!((&of_ship[1]["sensor"], &of_ship[1]["side"]), (&Value::from("visual"), &Value::from("left")));
    for sheet in of_ship {
        let [whole, seen] = ["sweep_width_nm", "seen_width_nm"].map(|key| sheet[key].as_f64().unwrap());
        assert!(whole > 0.0 && (seen / whole - 0.5).abs() < 1e-12, "{sheet:#}");
    }
    let text = world.sarex(&["worksheet", "--case", "case.toml"]).stdout;
    assert!(text.contains("lateral range curve of the case, logit"), "{text}");
    assert!(text.contains("it sees to port only: half of W counts, 1.000 nm"), "{text}");
}

/// Each mistake is told at the line of its key, with what would be right.
#[test]
fn what_does_not_fit_is_told_at_its_key() {
    let refused = |edits: &[(&str, &str)], key: &str, line: &str, remedy: &str| {
        let world = World::new();
        world.write("case.toml", case(edits));
        for command in [["plan", "case.toml", "--no-files"], ["worksheet", "--case", "case.toml"]] {
            let called = world.sarex(&command);
            let said = &called.stderr;
            assert_eq!(called.code, 2, "{called:?}");
            assert!(said.contains(&format!("key `{key}`")), "{key}: {said}");
            assert!(said.contains(line), "{line}: {said}");
            assert!(said.contains(remedy), "{remedy}: {said}");
        }
    };
    let of_ship = |keys: &str, key: &str, line: &str, remedy: &str| {
        refused(&[(SPEED, &format!("{SPEED}\n{keys}"))], key, line, remedy);
    };
    let conditions = "conditions = { visibility_nm = 10,";
    refused(
        &[(conditions, "conditions = {")],
        "search.conditions.visibility_nm",
        "| conditions = {",
        "give `visibility_nm` under `conditions`",
    );
    refused(&[("height_ft = 500\n", "")], "search.unit#2.id", "id = \"HELO\"", "add `height_ft`");
    of_ship("sensor = \"radar\"", "search.unit#1.sensor", "| sensor = \"radar\"", "add `radar_set`");
    of_ship(
        "sensor = \"radar\"\nradar_set = \"AN/SPS-99\"",
        "search.unit#1.radar_set",
        "| radar_set",
        "AN/SPS-64(V)",
    );
    refused(&[("kind = \"ship\"", "kind = \"usv\"")], "search.unit#1.id", "SHIP", "`counts_as`");
    let raft = "probability = 0.5\n[[object]]\nclass = \"LIFE-RAFT-DB-13\"\nprobability = 0.5";
    refused(
        &[("probability = 1.0", raft), ("particles = 2000", "particles = 1")],
        "search.particles",
        "| particles = 1",
        "give thousands",
    );
    let class = ("class = \"PIW-1\"", "class = \"FISHING-VESSEL-5\"");
    refused(&[class], "object#1.class", "| class = \"FISHING-VESSEL-5\"", "add `detection = ");
    let signal = |device: &str| ("class = \"PIW-1\"", format!("class = \"PIW-1\"\nsignal = \"{device}\""));
    for (device, remedy) in [("red flare", "say which: Red"), ("orange kite", "Hand-held orange smoke")] {
        let (from, to) = signal(device);
        refused(&[(from, &to)], "object#1.signal", "| signal =", remedy);
    }
    of_ship(
        "sensor = { kind = \"logit\", a0 = 1.0, a1_per_nm = 0.5 }",
        "search.unit#1.sensor.a1_per_nm",
        "| sensor = {",
        "give a number below 0",
    );
    of_ship("side = \"lefft\"", "search.unit#1.side", "| side =", "did you mean \"left\"?");
    let other = format!("sees = [ {{ object = \"PIW-7\", curve = {CURVE} }} ]");
    of_ship(&other, "search.unit#1.sees#1.object", "| sees", "objects of the case: PIW-1");
}

/// The name that the documentation gives works by day and by night.
#[test]
fn a_signal_goes_by_its_words() {
    let world = World::new();
    world
        .write("case.toml", case(&[("class = \"PIW-1\"", "class = \"PIW-1\"\nsignal = \"Red hand flare\"")]));
    json(&world, &["plan", "case.toml", "--json", "--no-files", "--no-bound"]);
    let night =
        ["worksheet", "--unit", "ship", "--speed", "15", "--object", "PIW-1", "--light", "night", "--json"];
    let told = json(&world, &[&night[..], &["--signal", "Red hand flare"]].concat());
    assert_eq!(told["worksheets"][0]["sweep_width_nm"], 13.0);
}
