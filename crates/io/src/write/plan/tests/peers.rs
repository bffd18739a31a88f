//! Other programs open the files and find in them what the record says. A program that is not there is named.

use crate::write::plan::{PlanRecord, files, fixture};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files of the plan in a folder of their own.
struct Written {
    folder: PathBuf,
    record: PlanRecord,
}

impl Written {
    fn new(test: &str) -> Self {
        let owned = fixture::plan();
        let folder = std::env::temp_dir().join(format!("sarex-peers-{test}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in files(&owned.report()).unwrap() {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        Self { record: PlanRecord::of(&owned.report()).unwrap(), folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn turns(&self) -> usize {
        self.record.units.iter().map(|u| u.waypoints.len()).sum()
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// What a program says; `None`, with a line, if it is not there.
fn say(program: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(program).args(arguments).output() {
        Err(_) => {
            eprintln!("left out: {program} is not installed, so its reading of the plan was not compared");
            None
        }
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            let complaint = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{program} {arguments:?}: {said}{complaint}");
            Some(said)
        }
    }
}

/// The Python of the peers: `SAREX_PEERS_PYTHON`, else `.peers` in the root of the repository.
fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let given = std::env::var_os("SAREX_PEERS_PYTHON").map(PathBuf::from);
    let python = given.unwrap_or_else(|| root.join(".peers/bin/python"));
    if !python.exists() {
        eprintln!(
            "left out: no {} (`cargo xtask test` makes it), so pymavlink, lxml, jsonschema were not asked",
            python.display()
        );
        return None;
    }
    Some(python)
}

#[test]
fn gdal_reads_geojson_kml_gpx_and_csv() {
    let written = Written::new("gdal");
    let count = |file: &str, layer: &str, filter: &str| -> Option<usize> {
        let path = written.path(file);
        let said = say("ogrinfo", &["-ro", "-so", "-where", filter, &path, layer])?;
        let line = said.lines().find(|l| l.starts_with("Feature Count:"));
        Some(line.unwrap_or_else(|| panic!("{said}"))["Feature Count:".len()..].trim().parse().unwrap())
    };
    let Some(routes) = count("plan.gpx", "routes", "name LIKE 'EX A%'") else { return };
    assert_eq!(routes, 5);
    assert_eq!(count("plan.gpx", "route_points", "1=1"), Some(written.turns()));
    assert_eq!(count("plan.gpx", "waypoints", "name LIKE 'EX %'"), Some(6));
    assert_eq!(count("plan.kml", "Waypoints", "1=1"), Some(written.turns()));
    assert_eq!(count("plan.kml", "Areas", "1=1"), Some(5));
    assert_eq!(count("plan.csv", "plan", "kind='exercise'"), Some(written.turns()));
    let path = written.path("plan.geojson");
    let sql = "SELECT id, unit, mark, ST_Area(ST_Transform(geometry,6933))/3429904.0 AS nm2 FROM \
               \"EX korea-strait-01 search plan\" WHERE kind='search-area' ORDER BY id";
    let said = say("ogrinfo", &["-ro", "-q", "-dialect", "sqlite", "-sql", sql, &path]).unwrap();
    let column = |key: &str| -> Vec<&str> {
        said.lines()
            .filter(|l| l.trim_start().starts_with(key))
            .filter_map(|l| l.split(" = ").nth(1))
            .collect()
    };
    let units: Vec<&str> = written.record.units.iter().map(|u| u.id.as_str()).collect();
    assert_eq!(column("unit ("), units, "{said}");
    assert_eq!(column("mark (")[0], "EXERCISE 훈련 訓練");
    for (area, unit) in column("nm2 (").iter().zip(&written.record.units) {
        let area: f64 = area.parse().unwrap();
        assert!((area / unit.area_nm2 - 1.0).abs() < 1e-3, "{}: {area} {}", unit.area, unit.area_nm2);
    }
}

#[test]
fn gpsbabel_reads_routes_and_waypoints() {
    let written = Written::new("gpsbabel");
    let path = written.path("plan.gpx");
    let Some(routes) = say("gpsbabel", &["-r", "-i", "gpx", "-f", &path, "-o", "unicsv", "-F", "-"]) else {
        return;
    };
    let rows: Vec<&str> = routes.lines().skip(1).collect();
    assert_eq!(rows.len(), written.turns(), "{routes}");
    let all = written.record.units.iter().flat_map(|u| &u.waypoints);
    for (row, waypoint) in rows.iter().zip(all) {
        assert!(row.contains(&waypoint.name), "{row} {}", waypoint.name);
        let cells: Vec<&str> = row.split(',').collect();
        let lat: f64 = cells[1].parse().unwrap();
        assert!((lat - waypoint.place.lat_deg).abs() < 2e-6, "{row}");
    }
    let points = say("gpsbabel", &["-w", "-i", "gpx", "-f", &path, "-o", "unicsv", "-F", "-"]).unwrap();
    assert_eq!(points.lines().count(), 7, "{points}");
    assert!(points.contains("EX DATUM") && points.contains("참수리"), "{points}");
}

/// By a description of our own of the part of RTZ 1.2 that is written, and by the published schema where
/// `SAREX_RTZ_XSD` names it (it is at cirm.org/rtz and not ours to copy).
#[test]
fn routes_are_valid() {
    let written = Written::new("rtz");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/write/plan/tests/rtz.xsd");
    let mut schemas = vec![own.display().to_string()];
    match std::env::var("SAREX_RTZ_XSD") {
        Ok(schema) => schemas.push(schema),
        Err(_) => {
            eprintln!("left out: SAREX_RTZ_XSD is not set, so the published RTZ 1.2 schema was not asked")
        }
    }
    for schema in &schemas {
        for name in ["plan.rtz", "plan-A2.rtz", "plan-A3.rtz", "plan-A4.rtz", "plan-A5.rtz"] {
            if say("xmllint", &["--noout", "--schema", schema, &written.path(name)]).is_none() {
                return;
            }
        }
    }
    for name in ["plan.kml", "plan.gpx"] {
        say("xmllint", &["--noout", &written.path(name)]);
    }
    let text = std::fs::read_to_string(written.path("plan.rtz")).unwrap().replace("Loxodrome", "Straight");
    std::fs::write(written.path("plan.rtz"), text).unwrap();
    let wrong = written.path("plan.rtz");
    let judged = Command::new("xmllint").args(["--noout", "--schema", &schemas[0], &wrong]).output().unwrap();
    assert!(!judged.status.success(), "a wrong geometry is not valid");
}

/// `pdftotext` finds every page marked, and the words, names and positions in three scripts.
#[test]
fn the_briefing_can_be_read_as_text() {
    let written = Written::new("pdf");
    let path = written.path("brief.pdf");
    let Some(text) = say("pdftotext", &["-layout", &path, "-"]) else { return };
    let pages: Vec<&str> = text.split('\u{c}').filter(|p| !p.trim().is_empty()).collect();
    assert_eq!(pages.len(), 6);
    for page in &pages {
        assert_eq!(page.matches("EXERCISE 훈련 訓練").count(), 2, "{page}");
    }
    for (page, unit) in pages[1..].iter().zip(&written.record.units) {
        for word in [&unit.id, &unit.area, &crate::write::plan::text::dm(unit.csp, 2)] {
            assert!(page.contains(word.as_str()), "{word}: {page}");
        }
        assert!(unit.waypoints.iter().all(|w| page.contains(&w.name)), "{page}");
        assert!(page.contains("수색 방식 捜索方式") && page.contains("VHF 6, 123.1 MHz"), "{page}");
    }
    let fonts = say("pdffonts", &[&path]).unwrap_or_default();
    assert!(
        fonts.lines().skip(2).all(|l| l.contains(" yes yes yes ")),
        "embedded, subset, with Unicode: {fonts}"
    );
}

/// pymavlink packs the mission, lxml reads events and routes, jsonschema judges the record.
#[test]
fn python_peers_agree() {
    let Some(python) = python() else { return };
    let written = Written::new("python");
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/plan.schema.json");
    let output = Command::new(python)
        .args(["-c", include_str!("peers.py")])
        .arg(&written.folder)
        .arg(schema)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let lines: BTreeMap<&str, &str> = said.lines().filter_map(|l| l.split_once(' ')).collect();
    for check in ["jsonschema", "mission", "events", "routes", "schedule"] {
        let line = lines.get(check).copied().unwrap_or("said nothing");
        assert_eq!(line, "ok", "{check}: {said}{}", String::from_utf8_lossy(&output.stderr));
    }
}
