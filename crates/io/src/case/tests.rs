//! The case of the interface description, and every way to get it wrong.

use super::*;
use sarex_drift::scenario::MissingForcing;
use sarex_drift::seed::{PositionError, Seed, StartTime};
use sarex_drift::{CrosswindConvention, ForcingError, Integrator, Truncation};

pub(super) const CASE: &str = r#"version = 1
[case]
id    = "korea-strait-01"
title = "Fishing vessel capsized east of Tsushima"
kind  = "exercise"
[[object]]
class = "PIW-1"
probability = 0.6
persons = 3
[[object]]
class = "LIFE-RAFT-DB-13"
probability = 0.4
coefficients = { downwind_slope_pct = 3.5 }
[[scenario]]
name = "last known position"
weight = 0.7
[scenario.seed]
kind = "last-known-position"
position = "34°36.25'N 129°54.12'E"
time = 2026-11-20T01:05:00Z
position_error_nm = 3.0
time_error = "15 min"
[[scenario]]
name = "on passage"
weight = 0.3
[scenario.seed]
kind = "voyage"
route = [ { position = "34°36.25'N 129°54.12'E", time = 2026-11-19T22:00:00Z }, { position = "34.7 130.1", time = 2026-11-20T02:00:00Z } ]
cross_track_error_nm = 2.0
[environment]
current = [ { file = "current.nc" }, { constant = { speed_kn = 0.4, toward_deg = 45 } } ]
wind    = [ { file = "wind.grib2" }, { constant = { speed_kn = 18, from_deg = 320 } } ]
waves   = []
current_error = { std_mps = 0.25, correlation = "9 h" }
wind_error    = { std_mps = 1.5,  correlation = "6 h" }
coast   = "bundled"
[run]
particles  = 10_000
until      = 2026-11-21T01:05:00Z
step       = "10 min"
output_every = "1 h"
integrator = "rk2"
jibing_per_hour = 0.04
coast_action = "strand"
crosswind_convention = "iamsar"
compat     = "none"
rng_seed   = 42
[search]
start = 2026-11-20T06:00:00Z
end   = 2026-11-20T12:00:00Z
conditions = { visibility_nm = 10, significant_wave_height_m = 1.0, cloud_cover_pct = 50 }
objective  = "pos"
[[search.unit]]
id = "ROK-PC-12"
party = "ROK"
kind = "ship"
position = "35°05'N 129°02'E"
available_from = 2026-11-20T03:00:00Z
transit_speed_kn = 24
search_speed_kn  = 15
on_scene_endurance = "6 h"
sensor = "visual"
[search.rules]
same_domain_areas_may_touch = true
minimum_vertical_separation_ft = 1000
excluded_areas = [ "areas.geojson" ]
"#;

fn read_case(text: &str) -> Case {
    parse(text, Path::new("cases/case.toml")).unwrap_or_else(|error| panic!("{error}"))
}

/// The case with one piece of text replaced, and what is said about it.
fn refusal(from: &str, to: &str) -> CaseError {
    assert!(CASE.contains(from), "the case does not contain {from}");
    let text = CASE.replacen(from, to, 1);
    match parse(&text, Path::new("cases/case.toml")) {
        Err(error) => error,
        Ok(_) => panic!("accepted: {from} → {to}"),
    }
}

#[test]
fn the_case_of_the_interface_is_understood() {
    let case = read_case(CASE);
    let scenario = &case.scenario;
    assert_eq!((scenario.particles, scenario.step_s, scenario.output_every_s), (10_000, 600.0, 3600.0));
    assert_eq!(scenario.objects[1].class.key, "LIFE-RAFT-DB-13");
    assert_eq!(scenario.objects[1].class.coefficients.downwind.slope_pct, 3.5);
    assert_eq!(scenario.objects[0].persons, Some(3));
    let Seed::LastKnownPosition(point) = &scenario.seeds[0].seed else { panic!("{:?}", scenario.seeds[0]) };
    assert_eq!(point.position_error, PositionError::Radius50 { radius_m: 5556.0 });
    assert_eq!(point.time, StartTime::Normal { mean_s: 1_795_136_700.0, std_s: 900.0 });
    let Seed::Voyage(voyage) = &scenario.seeds[1].seed else { panic!("{:?}", scenario.seeds[1]) };
    assert_eq!((voyage.waypoints.len(), voyage.cross_track_std_m), (2, 3704.0));
    let search = case.keys.search.as_ref().unwrap();
    assert_eq!(
        (search.unit.value[0].id.value.as_str(), search.unit.value[0].search_speed_kn.value.0),
        ("ROK-PC-12", 15.0)
    );
    assert_eq!(case.resolve("current.nc"), Path::new("cases/current.nc"));
    assert!(!case.is_backward());
}

/// Defaults of the interface description and of the drift reference; those of OpenDrift in compat.
#[test]
fn compat_switches_the_defaults_that_are_not_written() {
    let bare: String = CASE
        .lines()
        .filter(|line| {
            let key = line.split('=').next().unwrap_or_default().trim();
            !["current_error", "wind_error", "integrator", "crosswind_convention", "compat"].contains(&key)
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let ours = read_case(&bare).scenario;
    assert_eq!(ours.integrator, Integrator::Rk2);
    assert_eq!(ours.crosswind_convention, CrosswindConvention::Iamsar);
    assert_eq!(ours.truncation, Truncation::RedrawMeanKept);
    assert_eq!(ours.current_error, ForcingError::Correlated { std_mps: 0.25, correlation_s: 32_400.0 });
    assert_eq!(ours.wind_error, ForcingError::Correlated { std_mps: 1.5, correlation_s: 21_600.0 });
    assert_eq!((ours.missing, ours.stokes_factor), (MissingForcing::Error, 0.0));
    let theirs = bare.replace("[run]", "current_uncertainty_mps = 0.1\n[run]\ncompat = \"opendrift\"");
    let theirs = read_case(&theirs).scenario;
    assert_eq!(theirs.integrator, Integrator::Euler);
    assert_eq!(theirs.crosswind_convention, CrosswindConvention::OpenDrift);
    assert_eq!(theirs.truncation, Truncation::Redraw);
    assert_eq!(theirs.current_error, ForcingError::White { std_mps: 0.1, uniform_mps: 0.0 });
    assert_eq!((theirs.wind_error, theirs.missing), (ForcingError::None, MissingForcing::StopParticle));
}

/// Each slip is named by its key, says what is wrong, and says what would be right.
#[test]
fn every_slip_has_its_place_and_its_remedy() {
    let slips = [
        ("particles  =", "partcles  =", "run.partcles", "unknown key", "did you mean `particles`?"),
        ("sensor = ", "senzor = ", "search.unit#1.senzor", "unknown key", "sensor"),
        ("std_mps = 0.25", "std = 0.25", "environment.current_error", "`std_mps` is missing", "std_mps"),
        ("std_mps = 0.25", "std_mps = \"0.25\"", "environment.current_error.std_mps", "text", "a number"),
        ("particles  = 10_000", "particles = 0", "run.particles", "out of range", "at least 1"),
        ("particles  = 10_000", "particles = 1e4", "run.particles", "fraction", "whole number"),
        (
            "\"34°36.25'N 129°54.12'E\"",
            "\"34°66.25'N 129°54.12'E\"",
            "scenario#1.seed.position",
            "66.25 minutes",
            "34°36.25'N",
        ),
        (
            "time_error = \"15 min\"",
            "time_error = \"15\"",
            "scenario#1.seed.time_error",
            "unit is missing",
            "15 min",
        ),
        (
            "time_error = \"15 min\"",
            "time_error = 15",
            "scenario#1.seed.time_error",
            "a whole number",
            "15 min",
        ),
        ("2026-11-20T01:05:00Z", "2026-11-20T01:05:00", "scenario#1.seed.time", "offset", "00Z"),
        ("class = \"PIW-1\"", "class = \"PIW-11\"", "object#1.class", "PIW-11", "PIW-1"),
        ("probability = 0.6", "probability = 0.5", "object", "sum to 0.9", "sum to 1"),
        ("weight = 0.7", "weight = 0.8", "scenario", "sum to 1.1", "sum to 1"),
        ("kind = \"voyage\"", "kind = \"voyages\"", "scenario#2.seed.kind", "voyages", "voyage"),
        (
            "until      = 2026-11-21",
            "until = 2026-11-20",
            "run.until",
            "neither after every",
            "put `until` after",
        ),
        (
            "until      = 2026-11-21",
            "direction = \"backward\"\nuntil = 2026-11-18",
            "run.until",
            "cannot carry a search",
            "put `until` after",
        ),
        (
            "end   = 2026-11-20T12",
            "end = 2026-11-20T02",
            "search.end",
            "ends before it starts",
            "put `end` after",
        ),
        (
            "output_every = \"1 h\"",
            "output_every = \"25 min\"",
            "run.output_every",
            "not a multiple",
            "multiple",
        ),
        (
            "output_every = \"1 h\"",
            "output_every = \"1 h\"\nstokes_factor = 0.5",
            "run.stokes_factor",
            "no source of it",
            "environment.waves",
        ),
        (
            "toward_deg = 45",
            "toward_deg = 45, from_deg = 225",
            "environment.current#2",
            "one direction",
            "not both",
        ),
        (
            "toward_deg = 45",
            "toward_deg = 361",
            "environment.current#2.constant.toward_deg",
            "361",
            "0 to 360",
        ),
        ("{ file = \"current.nc\" }", "{}", "environment.current#1", "0 origins", "exactly one"),
        ("version = 1", "version = 2", "version", "version 2", "version = 1"),
        ("kind  = \"exercise\"", "kind = \"drill\"", "case.kind", "drill", "exercise, real"),
        (
            "position_error_nm = 3.0",
            "position_error_nm = 3.0\nposition_std_m = 2",
            "scenario#1.seed",
            "more than one",
            "keep one",
        ),
        (
            "2026-11-20T02:00:00Z }",
            "2026-11-19T02:00:00Z }",
            "scenario#2.seed.route#2.time",
            "before the one",
            "order",
        ),
        ("rng_seed   = 42", "rng_seed = -1", "run.rng_seed", "-1", "whole number"),
        ("waves   = []", "waves = {}", "environment.waves", "a table", "list"),
        (
            "waves   = []",
            "waves = []\ncurrent_uncertainty_mps = 0.1",
            "environment.current_error",
            "twice",
            "keep one",
        ),
        ("rng_seed   = 42", "direction = \"backward\"", "run.until", "after the seed times", "direction"),
    ];
    for (from, to, key, what, remedy) in slips {
        let error = refusal(from, to);
        let problem = &error.problems[0];
        assert_eq!(problem.key, key, "{error}");
        assert!(problem.kind.to_string().contains(what), "{what}: {error}");
        assert!(problem.kind.remedy().contains(remedy), "{remedy}: {error}");
        assert!(error.to_string().contains("cases/case.toml:"), "{error}");
    }
}

/// What does not go with a default is told at the key that was written.
#[test]
fn a_conflict_with_a_default_points_to_what_was_written() {
    let text = CASE.replace("output_every = \"1 h\"\n", "").replace("\"10 min\"", "\"7 min\"");
    let error = parse(&text, Path::new("case.toml")).unwrap_err();
    assert_eq!(error.problems[0].key, "run.step", "{error}");
    let line = text.lines().position(|line| line.starts_with("step")).unwrap() + 1;
    assert_eq!(error.place(&error.problems[0]).map(|place| place.0), Some(line), "{error}");
    assert!(error.to_string().contains("`output_every` (3600 s, its default)"), "{error}");
}

/// A step or an output interval longer than the run is told where it was written, or at the end of the run.
#[test]
fn no_interval_is_longer_than_the_run() {
    let first_of = |text: &str| {
        let error = parse(text, Path::new("case.toml")).unwrap_err();
        (error.problems[0].key.clone(), error.to_string())
    };
    let without = CASE.replace("output_every = \"1 h\"\n", "");
    for (text, key, says) in [
        (
            without.replace("\"10 min\"", "\"24 h\"").replace("11-21T01:05", "11-20T13:05"),
            "run.step",
            "its default",
        ),
        (
            CASE.replace("\"10 min\"", "\"20 h\"").replace("\"1 h\"", "\"40 h\""),
            "run.output_every",
            "longer than the run",
        ),
        (
            without.replace("11-21T01:05", "11-20T02:02").replace("11-19T22:00", "11-20T01:30"),
            "run.until",
            "give `output_every` under [run]",
        ),
    ] {
        let (found, text) = first_of(&text);
        assert!(found == key && text.contains(says), "{key}, {says}: {text}");
    }
}

/// A constant is held to what a file is held to.
#[test]
fn constants_beyond_all_measure_are_refused() {
    let with = |speed: &str| CASE.replace("speed_kn = 0.4", speed);
    assert!(parse(&with("speed_kn = 29"), Path::new("case.toml")).is_ok());
    let error = parse(&with("speed_kn = 300"), Path::new("case.toml")).unwrap_err().to_string();
    assert!(error.contains("a current of 154.3 m/s is none: the limit is 15 m/s (29 kn)"), "{error}");
}

/// A hasty passage is warned of, an error of a position as wide as an ocean is refused.
#[test]
fn what_can_hardly_be_meant() {
    let notes = |text: &str| parse(text, Path::new("case.toml")).unwrap().notes;
    assert!(!notes(CASE).iter().any(|note| note.contains("kn")));
    let hasty = CASE.replace("\"34.7 130.1\"", "\"38.0 133.0\"");
    assert!(notes(&hasty).iter().any(|note| note.contains("which few vessels do")), "{:?}", notes(&hasty));
    let wide = CASE.replace("position_error_nm = 3.0", "position_error_nm = 5000");
    let error = parse(&wide, Path::new("case.toml")).unwrap_err();
    assert_eq!(error.problems[0].key, "scenario#1.seed.position_error_nm", "{error}");
}

/// One reading finds all slips of the same stage.
#[test]
fn all_problems_are_reported_together() {
    let text = CASE
        .replace("particles  =", "partcles  =")
        .replace("coast_action = \"strand\"", "coast_action = \"stop\"");
    let error = parse(&text, Path::new("case.toml")).unwrap_err();
    assert_eq!(error.problems.len(), 2, "{error}");
    let text = CASE
        .replace("PIW-1", "PIW-X")
        .replace("weight = 0.7", "weight = 0.8")
        .replace("\"1 h\"", "\"61 min\"");
    let error = parse(&text, Path::new("case.toml")).unwrap_err();
    assert_eq!(error.problems.len(), 3, "{error}");
}

#[test]
fn a_missing_section_is_named() {
    let text = CASE.split("[run]").next().unwrap();
    let error = parse(text, Path::new("case.toml")).unwrap_err();
    assert!(error.to_string().contains("`run` is missing"), "{error}");
}

#[test]
fn an_end_before_every_seed_needs_the_word_for_a_backward_run() {
    let text =
        CASE.split("[search]").next().unwrap().replace("until      = 2026-11-21", "until = 2026-11-18");
    let slip = parse(&text, Path::new("case.toml")).unwrap_err().to_string();
    assert!(
        slip.contains("before the seed times") && slip.contains("add `direction = \"backward\"`"),
        "{slip}"
    );
    let stated = text.replace("rng_seed", "direction = \"backward\"\nrng_seed");
    assert!(read_case(&stated).is_backward());
}

/// Garbage never panics, and broken TOML has a line.
#[test]
fn garbage_is_refused() {
    for text in
        ["", "\u{0}", "version", "[[[", "a = \"", "version = 1\nversion = 1", "é = 1", &"[".repeat(5000)]
    {
        let error = parse(text, Path::new("case.toml")).unwrap_err();
        assert!(!error.problems.is_empty() && !error.to_string().is_empty());
    }
    for end in (0..CASE.len()).filter(|end| CASE.is_char_boundary(*end)).step_by(7) {
        if let Err(error) = parse(&CASE[..end], Path::new("case.toml")) {
            assert!(!error.to_string().is_empty());
        }
    }
}

/// Korean and Japanese editors may save in other encodings, or with a byte order mark.
#[test]
fn encodings() {
    assert_eq!(read_case(&format!("\u{feff}{CASE}")).scenario, read_case(CASE).scenario);
    let file = std::env::temp_dir().join(format!("sarex-case-{}.toml", std::process::id()));
    let mut bytes = CASE.as_bytes().to_vec();
    let at = CASE.find("Fishing").unwrap();
    bytes.splice(at..at + 7, *b"\xbe\xee\xbc\xb1"); // CP949
    std::fs::write(&file, bytes).unwrap();
    let error = super::read(&file).unwrap_err();
    std::fs::remove_file(&file).unwrap();
    assert!(
        error.to_string().contains("line 4") && error.to_string().contains("save it as UTF-8"),
        "{error}"
    );
}

/// Every default is TOML that its own key accepts, and every key says what it is for.
#[test]
fn the_reference_is_complete() {
    fn check(table: &describe::TableDoc) {
        for key in &table.keys {
            assert!(
                key.doc.ends_with('.') || key.doc.contains(". "),
                "{}.{}: {}",
                table.name,
                key.name,
                key.doc
            );
            check_kind(&key.kind);
        }
    }
    fn check_kind(kind: &describe::Kind) {
        match kind {
            describe::Kind::Table(table) => check(table),
            describe::Kind::List(of) => check_kind(of),
            describe::Kind::Union { variants, .. } => variants.iter().for_each(|(_, table)| check(table)),
            describe::Kind::Either(kinds) => kinds.iter().for_each(check_kind),
            _ => {}
        }
    }
    let reference = reference();
    check(&reference);
    let markdown = reference.markdown();
    for needle in ["## `run`", "## `scenario[].seed, kind = \"voyage\"`", "| `jibing_per_hour` |", "`10_000`"]
    {
        assert!(markdown.contains(needle), "{needle}\n{markdown}");
    }
    let schema = reference.json_schema("https://example.org/case.schema.json", "sarex case file");
    assert_eq!(schema["properties"]["run"]["properties"]["particles"]["minimum"], 1);
    assert_eq!(schema["properties"]["run"]["additionalProperties"], false);
}

/// A case with nothing but what is required takes every default; a default its key refuses would fail here.
#[test]
fn every_default_is_accepted_by_its_key() {
    let seeds = [
        "kind = \"line\"\npositions = [\"34 129\", \"35 129\"]\ntime = 2026-11-20T01:05:00Z",
        "kind = \"area\"\npolygon = [\"34 129\", \"35 129\", \"35 130\"]\ntime = 2026-11-20T01:05:00Z\ntime_to = 2026-11-20T02:05:00Z",
        "kind = \"cone\"\nfrom = { position = \"34 129\", time = 2026-11-20T01:05:00Z }\nto = { position = \"35 129\", time = 2026-11-20T01:05:00Z }",
        "kind = \"voyage\"\nroute = [{ position = \"34 129\", time = 2026-11-20T01:05:00Z }, { position = \"35 129\", speed_kn = 10 }]",
        "kind = \"lines-of-bearing\"\nline = [{ station = \"34 129\", bearing_deg = 90, bearing_error_deg = 2, range_max_nm = 30 }]\ntime = 2026-11-20T01:05:00Z",
        "kind = \"flare\"\nobserver = \"34 129\"\nbearing_deg = 90\nbearing_error_deg = 2\nelevation_deg = 4\neye_height_m = 8\ntime = 2026-11-20T01:05:00Z",
        // Held by hand and seen from an aircraft: below the horizon.
        "kind = \"flare\"\nobserver = \"34 129\"\nbearing_deg = 90\nbearing_error_deg = 2\nelevation_deg = -3\neye_height_m = 500\nlight = \"hand-held\"\ntime = 2026-11-20T01:05:00Z",
    ];
    for seed in seeds {
        let text = format!(
            "version = 1\n[case]\nid = \"x\"\nkind = \"real\"\n[[object]]\nclass = 1\n[[scenario]]\n[scenario.seed]\n{seed}\n\
             [environment]\ncurrent = []\nwind = []\n[run]\nuntil = 2026-11-22T01:05:00Z\n[search]\nstart = 2026-11-20T06:00:00Z\n\
             end = 2026-11-20T12:00:00Z\n[search.rules]\n"
        );
        let case = read_case(&text);
        assert_eq!(case.keys.run.particles.value.0, 10_000);
        assert_eq!(case.scenario.seeds[0].name, "scenario 1");
    }
}

/// The constants of a list are what the list is of, within what is possible.
#[test]
fn constants_of_scalars_are_checked() {
    let with = |line: &str| CASE.replacen("waves   = []", line, 1);
    for line in [
        "waves = [ { constant = { significant_wave_height_m = 1.5 } } ]",
        "waves = [ { constant = { speed_mps = 0.1, toward_deg = 40 } }, { constant = { significant_wave_height_m = 1 } } ]",
        "visibility = [ { file = \"v.nc\", variables = [\"v\"] }, { constant = { visibility_nm = 0.2 } } ]",
        "water_temperature = [ { constant = { water_temperature_c = -1.5 } } ]",
    ] {
        read_case(&with(line));
    }
    for (line, said) in [
        (
            "waves = [ { constant = { visibility_nm = 1.5 } } ]",
            "`visibility_nm` is nothing that `waves` holds",
        ),
        ("waves = [ { constant = { significant_wave_height_m = 41 } } ]", "a value from 0 to 40 m"),
        (
            "waves = [ { constant = { significant_wave_height_m = 1, speed_kn = 1, toward_deg = 4 } } ]",
            "one thing",
        ),
        ("visibility = [ { constant = { speed_kn = 1, toward_deg = 4 } } ]", "no speed and no direction"),
        ("visibility = [ { constant = {} } ]", "`visibility` needs a value"),
        ("visibility = [ { constant = { visibility_nm = 300 } } ]", "0 to 500 km"),
        ("visibility = [ { file = \"v.nc\", components = \"grid\" } ]", "leave `components` out"),
        ("visibility = [ { file = \"v.nc\", variables = [\"u\", \"v\"] } ]", "one name"),
        ("visibility = [ { file = \"v.nc\", url = \"https://h/v.nc\" } ]", "exactly one of"),
        ("water_temperature = [ { constant = { water_temperature_c = 285 } } ]", "-3 to 45 °C"),
        (
            "wind = [ { constant = { speed_kn = 1, from_deg = 4, water_temperature_c = 3 } } ]",
            "`water_temperature_c`",
        ),
    ] {
        let text = match line.starts_with("wind") {
            true => CASE
                .lines()
                .map(|l| if l.starts_with("wind ") { line } else { l })
                .collect::<Vec<_>>()
                .join("\n"),
            false => with(line),
        };
        let error = parse(&text, "case.toml".as_ref()).unwrap_err().to_string();
        assert!(error.contains(said), "{line}: {error}");
    }
}
