//! What all goldens on real fields share: tables, fields, coast, and the run.

use sarex_drift::leeway::ClassTable;
use sarex_drift::{
    Compat, CrosswindConvention, Direction, Ensemble, Fate, ForcingError, Integrator, Jibing, MissingForcing,
    ObjectShare, Particles, Prepared, Scenario, Truncation,
};
use sarex_io::read::{Options, open_field};
use sarex_metocean::coast::{BuildOptions, CoastIndex, Ring, Vertex, build};
use sarex_metocean::{Coastline, Environment, LandFill, Quantity, Rotation};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// 2015-11-16T00:00:00Z.
pub const START_S: f64 = 1_447_632_000.0;
pub const HOUR_S: f64 = 3600.0;

pub fn shared(name: &str) -> Option<PathBuf> {
    let roots = match std::env::var_os("SAREX_SHARED") {
        Some(root) => vec![PathBuf::from(root)],
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).ancestors().map(|p| p.join("shared")).collect(),
    };
    let found = roots.iter().map(|r| r.join(name)).find(|p| p.is_file());
    if found.is_none() {
        println!("left out: {name} (no reference data: set SAREX_SHARED)");
    }
    found
}

/// A golden table.
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub fn read(name: &str) -> Option<Self> {
        let text = std::fs::read_to_string(shared(&format!("reference/drift/golden/{name}"))?).unwrap();
        let mut rows = text.lines().map(|l| l.split(',').map(str::to_owned).collect::<Vec<_>>());
        let header = rows.next()?;
        Some(Self { header, rows: rows.collect() })
    }
    pub fn text<'a>(&self, row: &'a [String], name: &str) -> &'a str {
        &row[self.header.iter().position(|h| h == name).expect("a column of the golden file")]
    }
    pub fn number(&self, row: &[String], name: &str) -> f64 {
        self.text(row, name).parse().unwrap_or(f64::NAN)
    }
}

/// Land polygons of a little-endian WKB MultiPolygon without holes, as the reference coasts are.
pub fn wkb_rings(bytes: &[u8]) -> Vec<Ring> {
    let mut at = 0;
    let u32_at = |at: &mut usize| {
        *at += 4;
        u32::from_le_bytes(bytes[*at - 4..*at].try_into().unwrap()) as usize
    };
    let f64_at = |at: usize| f64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
    at += 5;
    let polygons = u32_at(&mut at);
    let mut rings = Vec::new();
    for _ in 0..polygons {
        at += 5;
        for _ in 0..u32_at(&mut at) {
            let n = u32_at(&mut at);
            rings.push(
                (0..n)
                    .map(|i| at + 16 * i)
                    .map(|i| Vertex { lon_deg: f64_at(i), lat_deg: f64_at(i + 8) })
                    .collect(),
            );
            at += 16 * n;
        }
    }
    rings
}

pub fn norwegian_coast() -> Option<Arc<dyn Coastline>> {
    static COAST: OnceLock<Option<Arc<CoastIndex>>> = OnceLock::new();
    let coast = COAST.get_or_init(|| {
        let rings = wkb_rings(&std::fs::read(shared("data/gshhg_full_west_norway.wkb")?).unwrap());
        let options = BuildOptions { clip: Some([57.0, 64.0, 1.0, 9.0]), ..BuildOptions::default() };
        let index = build(&rings, &options).unwrap();
        Some(Arc::new(CoastIndex::new(Arc::new(index)).unwrap()))
    });
    coast.clone().map(|c| c as Arc<dyn Coastline>)
}

/// The fields of the goldens, treated as OpenDrift does.
pub fn environment() -> Option<Environment> {
    let options =
        Options { land_fill: LandFill::Maximum, rotation: Rotation::Wgs84Step, ..Options::default() };
    let open = |name: &str, quantity| {
        let path = shared(&format!("data/{name}"))?;
        Some(open_field(path.to_str()?, quantity, &options).unwrap_or_else(|e| panic!("{e}")).source)
    };
    Some(Environment {
        current: vec![open("norkyst800_subset_16Nov2015.nc", Quantity::Current)?],
        wind: vec![open("arome_subset_16Nov2015.nc", Quantity::Wind)?],
        ..Environment::default()
    })
}

/// Start of a golden b file, from its description.
pub fn start_of(file: &str) -> f64 {
    if file.contains("bwd") { golden_start("b_norkyst_bwd.json") } else { START_S }
}

pub fn golden_start(name: &str) -> f64 {
    let text = std::fs::read_to_string(shared(&format!("reference/drift/golden/{name}")).unwrap()).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let time: sarex_geo::Timestamp = value["start_time"].as_str().unwrap().parse().unwrap();
    sarex_geo::unix_seconds(time)
}

/// The table's object; without spread as in golden b.
pub fn object(number: &str, spread: bool) -> ObjectShare {
    let mut class = ClassTable::standard().get(number).unwrap().clone();
    let c = &mut class.coefficients;
    if !spread {
        for component in [&mut c.downwind, &mut c.right, &mut c.left] {
            component.std_cm_s = 0.0;
        }
    }
    ObjectShare { class, probability: 1.0, persons: None }
}

pub fn compat(object: ObjectShare) -> Scenario {
    Scenario {
        objects: vec![object],
        compat: Compat::OpenDrift,
        crosswind_convention: CrosswindConvention::OpenDrift,
        truncation: Truncation::Redraw,
        integrator: Integrator::Euler,
        jibing: Jibing { per_hour: 0.0 },
        current_error: ForcingError::None,
        wind_error: ForcingError::None,
        missing: MissingForcing::StopParticle,
        ..Scenario::default()
    }
}

pub fn run(scenario: Scenario, particles: Particles, start_s: f64, environment: &Environment) -> Ensemble {
    let forward = scenario.until_s > start_s;
    let prepared = Prepared {
        direction: if forward { Direction::Forward } else { Direction::Backward },
        start_s,
        end_s: scenario.until_s,
        outputs: ((scenario.until_s - start_s).abs() / scenario.output_every_s) as u32,
        steps_per_output: (scenario.output_every_s / scenario.step_s) as u32,
        warnings: Vec::new(),
        scenario,
        particles,
    };
    prepared.run(environment, &mut |_| ControlFlow::Continue(())).unwrap_or_else(|e| panic!("{e}"))
}

pub fn particles_at(places: &[(f64, f64)], start_s: f64) -> Particles {
    let n = places.len();
    Particles {
        start_s: vec![start_s; n],
        lat_deg: places.iter().map(|p| p.0).collect(),
        lon_deg: places.iter().map(|p| p.1).collect(),
        seed: vec![0; n],
        object: vec![0; n],
        member: vec![0; n],
        weight: vec![1.0 / n as f64; n],
        side: (0..n).map(|i| (i % 2) as u8).collect(),
        downwind_xi: vec![0.0; n],
        crosswind_xi: vec![0.0; n],
        begins_as: vec![Fate::Active; n],
    }
}
