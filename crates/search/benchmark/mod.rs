//! Cases that planners are measured on: the public set B1–B8 and seeded ones of the same make.
//!
//! A case is complete: analytic drift, no files. Its cloud is *defined* by a recurrence and a generator, so that every
//! implementation gets the same particles. Included by tests and benches by its path.
#![allow(
    dead_code,
    unused_imports,
    reason = "each test and bench that includes this module uses a part of it"
)]

mod case;
mod drift;
mod mix;
mod seeded;

pub use case::{Case, Control};
pub use mix::Draws;
pub use seeded::seeded;

use sarex_geo::{Position, plane::PlanePoint};
use sarex_search::detect::{LateralRange, Logit, MBeta};
use sarex_search::problem::{Neighbours, SameCorner};
use sarex_search::{
    Cloud, Demand, Domain, LocalPlane, Objective, Problem, Response, Rules, Sru, Track, UnitKind, Waypoint,
    Window,
};
use std::path::PathBuf;

/// Metres per nautical mile.
pub const NM: f64 = 1852.0;

/// The public cases, or why there are none here.
pub fn public() -> Result<Vec<Case>, String> {
    let root = std::env::var_os("SAREX_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = root.join("reference/search/bench_cases.toml");
    let text = std::fs::read_to_string(&file).map_err(|_| {
        "left out: the public cases of the search planner (set SAREX_SHARED to the folder that holds \
         reference/search/bench_cases.toml)"
            .to_owned()
    })?;
    case::parse(&text)
}

impl Case {
    /// The cloud of `particles` particles of a seed; the case's own seed is for planning, seed + 1 000 000 is held out.
    pub fn cloud(&self, particles: usize, seed: u64) -> Cloud {
        let cloud = drift::cloud(self, particles, seed, plane());
        if self.searched.is_empty() {
            return cloud;
        }
        let done: Vec<(Vec<Waypoint>, Vec<Option<Response>>)> = self
            .searched
            .iter()
            .map(|search| {
                let points = search.waypoints_nm.iter().zip(&search.times_h);
                let waypoints = points.map(|(p, h)| Waypoint { time_s: h * 3600.0, at: point(*p) }).collect();
                (waypoints, self.sensor(&search.lrc))
            })
            .collect();
        let tracks: Vec<Track<'_>> =
            done.iter().map(|(waypoints, sensor)| Track { sensor, waypoints }).collect();
        sarex_search::update(cloud, &tracks).expect("a search leaves something").cloud
    }

    /// The problem on a cloud of this case.
    pub fn problem(&self, cloud: Cloud) -> Problem {
        let same_corner = self.rules.same_corner.then_some(SameCorner {
            adjacent_m: 5.0 * NM,
            corner_deg: 45.0,
            creep_deg: 45.0,
            time_gap_s: 0.0,
        });
        Problem {
            units: self.sru.iter().map(|unit| self.unit(unit)).collect(),
            window: Window { start_s: 0.0, end_s: self.end_h * 3600.0 },
            // The published rule: what a zone is, is in the reference of the local search too.
            rules: Rules { same_corner, neighbours: Neighbours::ZonesOnly, ..Rules::default() },
            objective: Objective::Pos,
            demands: vec![Demand::Free; self.sru.len()],
            coast: None,
            cloud,
        }
    }

    fn unit(&self, unit: &case::Unit) -> Sru {
        let knots = |kn: f64| kn * NM / 3600.0;
        Sru {
            id: unit.id.clone(),
            party: String::new(),
            kind: if unit.domain == Domain::Air { UnitKind::Helicopter } else { UnitKind::Ship },
            base: point(unit.base_nm),
            available_s: unit.available_h.unwrap_or(0.0) * 3600.0,
            transit_mps: knots(unit.transit_kn.unwrap_or(unit.search_kn)),
            search_mps: knots(unit.search_kn),
            track_fraction: 0.85,
            on_scene_s: unit.on_scene_h * 3600.0,
            sortie_s: unit.sortie_h.map(|h| h * 3600.0),
            commence_s: unit.cst_h.map(|h| h * 3600.0),
            search_not_before_s: None,
            until_s: None,
            min_spacing_m: unit.min_spacing_nm * NM,
            buffer_m: 0.1 * NM,
            altitude: None,
            link: None,
            sensor: self.sensor(&unit.lrc),
        }
    }

    fn sensor(&self, curves: &std::collections::BTreeMap<String, case::Curve>) -> Vec<Option<Response>> {
        let response = |object: &case::Object| {
            let curve = curves.get(&object.name)?;
            let width_m = curve.sweep_width_nm * NM;
            let lrc: Box<dyn LateralRange> = match (curve.family.as_str(), curve.a0, curve.beta) {
                ("logit", Some(a0), _) => Box::new(Logit::of_width(a0, width_m)),
                ("m-beta", _, Some(beta)) => Box::new(MBeta::of_width(beta, width_m)),
                (family, ..) => panic!("{}: unknown curve family {family}", self.id),
            };
            Some(Response::of(lrc.as_ref()))
        };
        self.object.iter().map(response).collect()
    }
}

fn plane() -> LocalPlane {
    LocalPlane::at(Position::new(30.0, 145.0).expect("a position"))
}

fn point([east, north]: [f64; 2]) -> PlanePoint {
    PlanePoint { east_m: east * NM, north_m: north * NM }
}
