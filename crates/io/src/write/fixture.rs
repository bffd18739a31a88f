//! A forecast made by formula, for the tests of the writers.

use super::{CaseFacts, CaseKind, Flows, InputRecord, Report, SourceRecord};
use sarex_drift::ensemble::{Gap, Outcome, Snapshot};
use sarex_drift::leeway::ClassTable;
use sarex_drift::scenario::{
    Allocation, CoastAction, Compat, CrosswindConvention, ForcingError, Integrator, Jibing, MissingForcing,
    ObjectShare, Scenario, Truncation, WeightedSeed,
};
use sarex_drift::seed::{
    self, Arrival, BearingLine, Cone, CrossTrack, Flare, FlareLight, Hazard, HazardArea, LastKnownPosition,
    Line, LinesOfBearing, ListedParticle, ListedParticles, PathKind, Polygon, PositionError, Seed, StartTime,
    Voyage, Waypoint,
};
use sarex_drift::{Ensemble, Fate, Particles};
use sarex_geo::streams::Process;
use sarex_geo::{Position, Streams, ellipsoid};
use serde_json::Value;
use std::collections::BTreeMap;

/// 2026-11-20T01:00:00Z.
pub const START_S: f64 = 1_795_136_400.0;

/// What the cloud of a fixture does.
#[derive(Debug, Clone, Copy)]
pub struct Cloud {
    pub particles: usize,
    pub hours: usize,
    pub lat_deg: f64,
    pub lon_deg: f64,
    /// Metres per hour.
    pub east_m_h: f64,
    pub north_m_h: f64,
    /// Standard deviation at the start, and what each hour adds, m.
    pub spread_m: f64,
    pub spread_m_h: f64,
}

impl Default for Cloud {
    fn default() -> Self {
        Self {
            particles: 2000,
            hours: 24,
            lat_deg: 34.6,
            lon_deg: 129.9,
            east_m_h: 1500.0,
            north_m_h: 900.0,
            spread_m: 1500.0,
            spread_m_h: 250.0,
        }
    }
}

/// Everything a report points to.
pub struct Owned {
    pub case: CaseFacts,
    pub ensemble: Ensemble,
    pub inputs: Vec<InputRecord>,
    pub sources: Vec<SourceRecord>,
    pub settings: BTreeMap<String, Value>,
}

impl Owned {
    pub fn report(&self) -> Report<'_> {
        Report {
            case: &self.case,
            ensemble: &self.ensemble,
            inputs: &self.inputs,
            sources: &self.sources,
            settings: &self.settings,
            origin: None,
            forcing: None,
            coast: None,
            flows: Flows::default(),
            now: None,
        }
    }
}

/// A forecast in which particle 0 is released an hour late, particle 1 strands at two hours, and every other
/// one drifts.
pub fn forecast(cloud: Cloud) -> Owned {
    let n = cloud.particles;
    let streams = Streams::new(7);
    let xi: Vec<[f64; 4]> =
        (0..n).map(|i| streams.particle(i as u32).normal_quad(0, Process::SeedPosition, 0)).collect();
    let mut snapshots: Vec<Snapshot> = (0..=cloud.hours).map(|hour| snapshot(cloud, hour, &xi)).collect();
    if n > 1 && cloud.hours > 2 {
        snapshots[0].fate[0] = Fate::NotReleased;
        let (lat, lon) = (snapshots[2].lat_e7[1], snapshots[2].lon_e7[1]);
        for s in &mut snapshots[2..] {
            (s.lat_e7[1], s.lon_e7[1], s.fate[1]) = (lat, lon, Fate::Stranded);
        }
    }
    let last = &snapshots[cloud.hours];
    let mut outcome = Outcome {
        lat_deg: last.lat_e7.iter().map(|&v| f64::from(v) * 1e-7).collect(),
        lon_deg: last.lon_e7.iter().map(|&v| f64::from(v) * 1e-7).collect(),
        fate: last.fate.clone(),
        stopped_s: vec![f64::NAN; n],
        side: (0..n).map(|i| (i % 2) as u8).collect(),
        capsized: vec![false; n],
    };
    if n > 1 {
        outcome.stopped_s[1] = START_S + 7200.0;
    }
    let particles = particles(cloud, &xi);
    let gap = Gap {
        quantity: sarex_metocean::Quantity::Wind,
        source_name: "wind.nc".into(),
        samples: 12,
        first_s: START_S + 3600.0,
        last_s: START_S + 7200.0,
        first_place_deg: (cloud.lat_deg, cloud.lon_deg),
        filled: true,
        masked: 0,
    };
    let ensemble = Ensemble {
        scenario: scenario(cloud),
        particles,
        snapshots,
        outcome,
        gaps: vec![gap],
        warnings: vec!["wind.nc had no value for 12 samples; a later source stepped in".into()],
    };
    Owned {
        case: CaseFacts {
            id: "korea-strait-01".into(),
            title: "Fishing vessel capsized east of Tsushima".into(),
            kind: CaseKind::Exercise,
        },
        ensemble,
        inputs: vec![InputRecord {
            role: "wind".into(),
            name: "wind.nc".into(),
            sha256: Some("b2de9e838c0a32f2654d340c85d53acee254c0500bc20da2540bbcb7aa4bac24".into()),
            bytes: Some(81_987),
        }],
        sources: vec![SourceRecord {
            role: "wind",
            name: "winds/wind.nc".into(),
            period_s: Some((START_S, START_S + 172_800.0)),
            synthetic: false,
        }],
        settings: BTreeMap::from([("environment:coast".to_owned(), Value::from("bundled"))]),
    }
}

fn snapshot(cloud: Cloud, hour: usize, xi: &[[f64; 4]]) -> Snapshot {
    let h = hour as f64;
    let mut s = Snapshot {
        time_s: START_S + 3600.0 * h,
        lat_e7: Vec::new(),
        lon_e7: Vec::new(),
        fate: vec![Fate::Active; xi.len()],
    };
    for x in xi {
        let east = x[0] * cloud.spread_m + h * (cloud.east_m_h + cloud.spread_m_h * x[2]);
        let north =
            x[1] * cloud.spread_m + h * (cloud.north_m_h + 0.6 * cloud.spread_m_h * (x[3] + 0.5 * x[2]));
        let (lat, lon) = ellipsoid::displace(cloud.lat_deg, cloud.lon_deg, east, north);
        s.lat_e7.push((lat * 1e7).round() as i32);
        s.lon_e7.push((sarex_geo::position::wrap_longitude(lon) * 1e7).round() as i32);
    }
    s
}

fn particles(cloud: Cloud, xi: &[[f64; 4]]) -> Particles {
    let n = xi.len();
    let mut start_s = vec![START_S; n];
    start_s[0] += 1800.0;
    Particles {
        start_s,
        lat_deg: vec![cloud.lat_deg; n],
        lon_deg: vec![cloud.lon_deg; n],
        seed: vec![0; n],
        object: vec![0; n],
        member: vec![0; n],
        weight: vec![1.0 / n as f64; n],
        side: (0..n).map(|i| (i % 2) as u8).collect(),
        downwind_xi: xi.iter().map(|x| x[2]).collect(),
        crosswind_xi: xi.iter().map(|x| x[3]).collect(),
        begins_as: vec![Fate::Active; n],
    }
}

fn scenario(cloud: Cloud) -> Scenario {
    let class = ClassTable::standard().get("PIW-1").unwrap().clone();
    let position = Position::new(cloud.lat_deg, cloud.lon_deg).unwrap();
    Scenario {
        objects: vec![ObjectShare { class, probability: 1.0, persons: Some(3) }],
        seeds: vec![WeightedSeed {
            name: "last known position".into(),
            weight: 1.0,
            seed: Seed::LastKnownPosition(LastKnownPosition {
                position,
                position_error: PositionError::Radius50 { radius_m: 1.177 * cloud.spread_m },
                time: StartTime::At { time_s: START_S },
            }),
        }],
        particles: cloud.particles,
        allocation: Allocation::Proportional,
        until_s: START_S + 3600.0 * cloud.hours as f64,
        step_s: 600.0,
        output_every_s: 3600.0,
        integrator: Integrator::Rk2,
        jibing: Jibing { per_hour: 0.04 },
        capsizing: false,
        coast_action: CoastAction::Strand,
        crosswind_convention: CrosswindConvention::Iamsar,
        truncation: Truncation::RedrawMeanKept,
        current_error: ForcingError::Correlated { std_mps: 0.25, correlation_s: 32_400.0 },
        wind_error: ForcingError::Correlated { std_mps: 1.5, correlation_s: 21_600.0 },
        diffusivity_m2_s: 0.0,
        stokes_factor: 0.0,
        compat: Compat::None,
        missing: MissingForcing::Error,
        rng_seed: 42,
    }
}

/// A case with one seed of every kind about the place of the default cloud.
pub fn every_seed() -> Vec<WeightedSeed> {
    let p = |lat, lon| Position::new(lat, lon).unwrap();
    let time = StartTime::Normal { mean_s: START_S, std_s: 900.0 };
    let bearing = |station, bearing_deg| BearingLine {
        station,
        bearing_deg,
        std_deg: 2.0,
        range_min_m: 0.0,
        range_max_m: 70_000.0,
    };
    let ring = vec![p(34.5, 130.2), p(34.7, 130.25), p(34.72, 130.5), p(34.52, 130.45)];
    let at = |position, time_s| Waypoint { position, arrival: Arrival::At { time_s }, dwell_s: 0.0 };
    let listed = |k: u8| {
        let (lat_deg, lon_deg) = (35.05 + 0.002 * f64::from(k), 129.7 + 0.02 * f64::from(k % 7));
        let time_s = START_S;
        let (object, side, downwind_xi, crosswind_xi, weight) = (None, None, None, None, None);
        ListedParticle {
            lat_deg,
            lon_deg,
            time_s,
            object,
            side,
            downwind_xi,
            crosswind_xi,
            weight,
            begins_as: Fate::Active,
        }
    };
    let flare = Flare {
        observer: p(34.35, 130.0),
        bearing_deg: 350.0,
        bearing_std_deg: 2.0,
        elevation_deg: 1.0,
        elevation_error_deg: 1.0,
        eye_height_m: 5.0,
        light: FlareLight::Parachute,
        time,
    };
    let position_error =
        PositionError::Ellipse { major_std_m: 5000.0, minor_std_m: 2000.0, azimuth_deg: 60.0 };
    let line = Line {
        positions: vec![p(34.3, 130.6), p(34.6, 130.9)],
        path: PathKind::Rhumb,
        lateral_std_m: 1500.0,
        time,
    };
    let cone = Cone {
        from: p(34.9, 130.3),
        to: p(35.1, 130.7),
        from_std_m: 500.0,
        to_std_m: 3000.0,
        from_s: START_S,
        to_s: START_S + 3600.0,
    };
    let danger = HazardArea {
        polygon: Polygon { outer: vec![p(34.9, 130.8), p(35.0, 131.0), p(34.8, 131.0)], holes: Vec::new() },
        rate_per_h: 0.2,
        period_s: None,
    };
    let voyage = Voyage {
        waypoints: vec![
            at(p(34.2, 129.6), START_S - 7200.0),
            at(p(34.5, 130.1), START_S),
            at(p(34.9, 131.0), START_S + 7200.0),
        ],
        path: PathKind::Geodesic,
        departure_std_s: 0.0,
        speed_factor_std: 0.0,
        cross_track_std_m: 2000.0,
        cross_track: CrossTrack::Bridge,
        hazard: Hazard { base_per_h: 0.1, areas: vec![danger] },
        last_contact_s: None,
        latest_s: None,
    };
    let lines = vec![bearing(p(34.95, 129.3), 100.0), bearing(p(34.3, 129.4), 45.0)];
    let area = Polygon { outer: ring, holes: Vec::new() };
    [
        ("", Seed::LastKnownPosition(LastKnownPosition { position: p(34.6, 129.9), position_error, time })),
        ("coast road", Seed::Line(line)),
        ("fishing ground", Seed::Area(seed::Area { polygons: vec![area], time })),
        ("two states", Seed::Cone(cone)),
        ("ferry", Seed::Voyage(voyage)),
        ("beacon", Seed::LinesOfBearing(LinesOfBearing { lines, time })),
        ("flare", Seed::Flare(flare)),
        ("other model", Seed::Particles(ListedParticles { particles: (0..40).map(listed).collect() })),
    ]
    .into_iter()
    .map(|(name, seed)| WeightedSeed { name: name.into(), weight: 0.125, seed })
    .collect()
}
