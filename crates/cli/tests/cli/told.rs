//! What a plan tells about itself: what holds it back, how sure its figures are, and warnings of what is used.

use crate::plan::{case, planned};
use crate::world::World;

/// What a survival model does not reach to is told with the plan, whatever it is made for.
#[test]
fn survival_beyond_the_data_is_told() {
    let world = World::new();
    let told = |objective: &str, water_c: &str| {
        let water = format!("wind_kn = 12, water_temperature_c = {water_c}");
        let objective = format!("[search]\nobjective = \"{objective}\"");
        world.write("case.toml", case(&[("[search]", &objective), ("wind_kn = 12", &water)]));
        planned(&world, &["--no-files", "--no-bound"])["warnings"].to_string()
    };
    for objective in ["pos", "survivors"] {
        let said = told(objective, "17");
        assert!(said.contains("PIW-1: survival: 17 °C is outside the data (5 to 15 °C)"), "{said}");
        let said = told(objective, "12");
        assert!(!said.contains("outside the data"), "{said}");
    }
}

/// What is closed holds back a plan: told with how much of the probability lies there; of a sensitive area only whose it is.
#[test]
fn what_is_closed_is_told_among_the_reasons() {
    let world = World::new();
    let ring = "[[129.85,34.5],[130.05,34.5],[130.05,34.72],[129.85,34.72],[129.85,34.5]]";
    world.write("shut.geojson", format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#));
    let explained = |rule: &str| {
        world.write("case.toml", case(&[("[search]", &format!("[search]\nrules = {{ {rule} }}"))]));
        let called = world.sarex(&["plan", "case.toml", "--no-files", "--explain"]);
        assert_eq!(called.code, 0, "{called:?}");
        called.stdout
    };
    let said = explained("excluded_areas = [{ file = \"shut.geojson\", name = \"Mines\" }]");
    let share =
        said.split(" % of the probability lies in excluded area `Mines`, where no unit may search").next();
    let share: f64 = share.unwrap().rsplit(' ').next().unwrap().parse().unwrap_or_else(|_| panic!("{said}"));
    assert!((10.0..100.0).contains(&share), "{share}: {said}");
    assert!(said.contains("These bounds do not know of areas"), "{said}");
    let hidden = explained("sensitive_areas = [{ file = \"shut.geojson\", party = \"JPN\" }]");
    assert!(
        hidden.contains(
            "Sensitive areas of JPN were kept out of; how much of the probability lies there is not told"
        ),
        "{hidden}"
    );
    assert!(!hidden.contains("probability lies in") && !hidden.contains("shut"), "{hidden}");
    // The same sentence wherever it lies: no unit beside it.
    let note = "searches keep out of sensitive areas of JPN; the ways of units there and back are not held against them";
    assert_eq!(hidden.matches("sensitive area").count(), 1, "{hidden}");
    assert!(hidden.contains(note), "{hidden}");
    assert!(!explained("areas_per_unit = 1").contains("do not know of areas"));
}

/// With a sensitive area anywhere it is said of no unit that nothing but the probability holds it back.
#[test]
fn who_is_held_back_by_a_sensitive_area_is_not_told() {
    let world = World::new();
    let ring = "[[128,33],[128.1,33],[128.1,33.1],[128,33.1],[128,33]]";
    world.write("far.geojson", format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#));
    let short = "sortie = \"3 h\"\nfrozen = { pattern = \"sector\", commence_search_point = \"34°36'N 129°54'E\", \
                 first_leg_deg = 40, leg_nm = 4, legs = 9 }";
    let explained = |rule: &str| {
        let rules = format!("[search]\nrules = {{ {rule} }}");
        world.write("case.toml", case(&[("[search]", &rules), ("sortie = \"3 h\"", short)]));
        let args = ["plan", "case.toml", "--no-files", "--no-bound", "--without", "SHIP", "--explain"];
        let called = world.sarex(&args);
        assert_eq!(called.code, 0, "{called:?}");
        called.stdout
    };
    let (shape, untold) = (
        "Nothing holds it back but the shape of the probability.",
        "Nothing that may be told holds it back.",
    );
    let said = explained("excluded_areas = [\"far.geojson\"]");
    assert!(said.contains(shape) && !said.contains(untold), "{said}");
    let said = explained("sensitive_areas = [{ file = \"far.geojson\", party = \"JPN\" }]");
    assert!(said.contains(untold) && !said.contains(shape), "{said}");
}

/// Areas of rules are so many, and so fine, as plans can be checked with.
#[test]
fn rule_areas_have_limits() {
    let world = World::new();
    let file = |name: &str, polygons: &[String]| {
        world.write(name, format!(r#"{{"type":"MultiPolygon","coordinates":[{}]}}"#, polygons.join(",")));
    };
    let square = |k: usize| {
        let (w, e) = (100.0 + 0.01 * k as f64, 100.005 + 0.01 * k as f64);
        format!("[[[{w},10],[{e},10],[{e},10.005],[{w},10]]]")
    };
    file("many.geojson", &(0..1001).map(square).collect::<Vec<_>>());
    file("some.geojson", &(0..501).map(square).collect::<Vec<_>>());
    let comb =
        |k: usize| format!("[{},{}]", 100.0 + 1e-4 * k as f64, if k.is_multiple_of(2) { 10.0 } else { 10.1 });
    file("fine.geojson", &[format!("[[{}]]", (0..20_001).map(comb).collect::<Vec<_>>().join(","))]);
    for (rule, key, said) in [
        ("airspace = [\"many.geojson\"]", "airspace#1", "1001 areas with"),
        ("excluded_areas = [\"fine.geojson\"]", "excluded_areas#1", "1 areas with 20001 corners"),
        (
            "excluded_areas = [\"some.geojson\"], airspace = [{ file = \"some.geojson\" }]",
            "airspace#1",
            "1002 areas with",
        ),
    ] {
        world.write("case.toml", case(&[("[search]", &format!("[search]\nrules = {{ {rule} }}"))]));
        let called = world.sarex(&["plan", "case.toml", "--no-files"]);
        assert_eq!(called.code, 2, "{called:?}");
        let parts = ["1000 with 20000 are allowed", "simplify the outlines", said, key];
        parts.iter().for_each(|part| assert!(called.stderr.contains(part), "{part}: {}", called.stderr));
    }
}

/// A unit without a place says what keeps it from one; and no warning concerns it.
#[test]
fn a_unit_out_of_reach_says_why() {
    let world = World::new();
    let short = "sortie = \"3 h\"\ndata_link = { station = \"34°10'N 129°30'E\", range_nm = 5 }";
    let drone = [
        ("kind = \"helicopter\"", "kind = \"uav\"\ncounts_as = \"helicopter\""),
        ("sortie = \"3 h\"", short),
    ];
    world.write("case.toml", case(&drone));
    let plan = planned(&world, &["--no-files", "--no-bound"]);
    assert_eq!(plan["unused"], serde_json::json!(["HELO"]));
    let why = plan["unused_because"][0].as_str().unwrap();
    assert!(why.starts_with("its data link reaches 5.0 NM from its station"), "{why}");
    assert!(!plan["warnings"].to_string().contains("HELO"), "{}", plan["warnings"]);
}

/// A plan that finds next to nothing is made, for it may be all there is, and says so.
#[test]
fn a_plan_that_finds_nothing_says_so() {
    let world = World::new();
    let blind = "sortie = \"1 h\"\nuse = \"always\"\n\
                 sensor = { kind = \"m-beta\", beta = 0.03, maximum_range_nm = 0.03 }";
    world.write("case.toml", case(&[("sortie = \"3 h\"", blind)]));
    let said = |args: &[&str]| {
        planned(&world, &[&["--no-files", "--no-bound"], args].concat())["warnings"].to_string()
    };
    assert!(said(&["--without", "SHIP"]).contains("finds next to nothing"));
    assert!(!said(&[]).contains("finds next to nothing"));
}

/// Nobody sees anything in fog without visibility: refused, and what a unit of another sensor is told fits that.
#[test]
fn who_sees_nothing_is_told_what_fits() {
    let world = World::new();
    let refused = |edits: &[(&str, &str)], said: &[&str]| {
        world.write("case.toml", case(edits));
        let called = world.sarex(&["plan", "case.toml", "--no-files", "--no-bound"]);
        assert_eq!(called.code, 2, "{called:?}");
        said.iter().for_each(|said| assert!(called.stderr.contains(said), "{said}: {}", called.stderr));
        called.stderr
    };
    refused(
        &[("visibility_nm = 10", "visibility_nm = 0")],
        &[
            "sees nothing of any object",
            "nothing is seen beyond a visibility of 0 nm",
            "search when more can be seen",
        ],
    );
    let rough = [
        ("sortie = \"3 h\"", "sortie = \"3 h\"\nsensor = \"infrared\""),
        ("significant_wave_height_m = 0.5", "significant_wave_height_m = 5"),
    ];
    let said = refused(&rough, &["`HELO` sees nothing", "beyond the table"]);
    assert!(!said.contains("by day"), "{said}");
}

/// The clouds of the tests are small: it is said beside the bound, and not where they are large.
#[test]
fn few_particles_are_told_beside_the_bound() {
    let world = World::new();
    let said = |particles: &str| {
        world.write("case.toml", case(&[("particles = 2000", particles)]));
        let called = world.sarex(&["plan", "case.toml", "--no-files"]);
        assert_eq!(called.code, 0, "{called:?}");
        called.stdout
    };
    let few = said("particles = 2000");
    assert!(
        few.contains(": few particles)") && few.contains("are worth 2000 particles of equal weight"),
        "{few}"
    );
    let many = said("particles = 50_000");
    assert!(!many.contains("few particles"), "{many}");
}
