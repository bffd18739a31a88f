//! Scenarios, fields and coasts for tests.

use crate::leeway::{Coefficients, Component, ObjectClass};
use crate::run::{DiscardSnapshots, KeepSnapshots, Run, RunError};
use crate::scenario::{Allocation, MissingForcing};
use crate::{
    CoastAction, Compat, CrosswindConvention, Direction, Ensemble, Fate, ForcingError, Integrator, Jibing,
    ObjectShare, Particles, Prepared, Scenario, Truncation,
};
use sarex_geo::Velocity;
use sarex_metocean::source::InMemory;
use sarex_metocean::{Coastline, Crossing, Environment, Field, Place, Segment, Surface};
use std::ops::ControlFlow;
use std::sync::Arc;

/// A field given by a formula of latitude, longitude and time.
pub(crate) struct Flow<F>(pub(crate) F);

impl<F: Fn(f64, f64, f64) -> (f64, f64) + Send + Sync> Field for Flow<F> {
    fn at(&self, p: Place) -> Option<Velocity> {
        let (east_mps, north_mps) = (self.0)(p.lat_deg, p.lon_deg, p.time_s);
        Some(Velocity { east_mps, north_mps })
    }
}

/// An environment of two formulas.
pub(crate) fn environment<C, W>(current: C, wind: W) -> Environment
where
    C: Fn(f64, f64, f64) -> (f64, f64) + Send + Sync + 'static,
    W: Fn(f64, f64, f64) -> (f64, f64) + Send + Sync + 'static,
{
    Environment {
        current: vec![Arc::new(InMemory::new("current formula", Flow(current)))],
        wind: vec![Arc::new(InMemory::new("wind formula", Flow(wind)))],
        ..Environment::default()
    }
}

/// The same current and wind everywhere and always.
pub(crate) fn steady(current: (f64, f64), wind: (f64, f64)) -> Environment {
    environment(move |_, _, _| current, move |_, _, _| wind)
}

/// An object with these slopes in %, offsets in cm/s and a standard deviation for both.
pub(crate) fn object(downwind: (f64, f64), crosswind: (f64, f64), std_cm_s: f64) -> ObjectShare {
    let component = |slope_pct, offset_cm_s| Component { slope_pct, offset_cm_s, std_cm_s };
    let coefficients = Coefficients {
        downwind: component(downwind.0, downwind.1),
        right: component(crosswind.0, crosswind.1),
        left: component(-crosswind.0, -crosswind.1),
    };
    let class = ObjectClass { key: "TEST".to_owned(), coefficients, ..ObjectClass::default() };
    ObjectShare { class, probability: 1.0, persons: None }
}

/// No noise, no jibing, no coast: what a test does not set is off. The object has no leeway.
pub(crate) fn scenario() -> Scenario {
    Scenario {
        objects: vec![object((0.0, 0.0), (0.0, 0.0), 0.0)],
        seeds: Vec::new(),
        particles: 1,
        allocation: Allocation::Proportional,
        until_s: 86_400.0,
        step_s: 600.0,
        output_every_s: 3600.0,
        integrator: Integrator::Rk2,
        jibing: Jibing { per_hour: 0.0 },
        capsizing: false,
        coast_action: CoastAction::None,
        crosswind_convention: CrosswindConvention::Iamsar,
        truncation: Truncation::None,
        current_error: ForcingError::None,
        wind_error: ForcingError::None,
        diffusivity_m2_s: 0.0,
        stokes_factor: 0.0,
        compat: Compat::None,
        missing: MissingForcing::Error,
        rng_seed: 42,
    }
}

/// `n` particles of the first object at one place and time, sides alternating, without individual errors.
pub(crate) fn particles(n: usize, lat_deg: f64, lon_deg: f64, start_s: f64) -> Particles {
    Particles {
        start_s: vec![start_s; n],
        lat_deg: vec![lat_deg; n],
        lon_deg: vec![lon_deg; n],
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

/// Runs from the first particle's start to `until_s` with all snapshots.
pub(crate) fn run(
    scenario: &Scenario,
    particles: &Particles,
    environment: &Environment,
) -> Result<Ensemble, RunError> {
    run_in_blocks(scenario, particles, environment, super::BLOCK)
}

/// The same with another size of blocks.
pub(crate) fn run_in_blocks(
    scenario: &Scenario,
    particles: &Particles,
    environment: &Environment,
    block: usize,
) -> Result<Ensemble, RunError> {
    let plan = prepared(scenario, particles);
    let mut kept = KeepSnapshots::default();
    let run = Run::new(&plan, environment, block)?;
    let mut ensemble = run.complete(&mut kept, &mut |_| ControlFlow::Continue(()))?;
    ensemble.snapshots = kept.snapshots;
    Ok(ensemble)
}

/// The end state only.
pub(crate) fn end_of(scenario: &Scenario, particles: &Particles, environment: &Environment) -> Ensemble {
    prepared(scenario, particles)
        .run_observed(environment, &mut DiscardSnapshots, &mut |_| ControlFlow::Continue(()))
        .expect("the case is complete")
}

/// As `prepare` would put them together, but beginning exactly with the first particle.
fn prepared(scenario: &Scenario, particles: &Particles) -> Prepared {
    let starts = &particles.start_s;
    let forward = scenario.until_s >= starts[0];
    let pick = if forward { f64::min } else { f64::max };
    Prepared {
        scenario: scenario.clone(),
        particles: particles.clone(),
        direction: if forward { Direction::Forward } else { Direction::Backward },
        start_s: starts.iter().copied().fold(starts[0], pick),
        end_s: scenario.until_s,
        outputs: 0,
        steps_per_output: 0,
        warnings: Vec::new(),
    }
}

/// Metres per degree of latitude and of longitude at a latitude: (M, N cos φ) · π/180.
pub(crate) fn metres_per_degree(lat_deg: f64) -> (f64, f64) {
    use sarex_geo::ellipsoid::{A_M, E2, RAD};
    let (s, c) = sarex_geo::math::sin_cos(lat_deg * RAD);
    let n = A_M / (1.0 - E2 * s * s).sqrt();
    (RAD * n * (1.0 - E2) / (1.0 - E2 * s * s), RAD * n * c)
}

/// Distance between two places, m.
pub(crate) fn distance_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    let position = |p: (f64, f64)| sarex_geo::Position::new(p.0, p.1).unwrap().wrapped();
    sarex_geo::geodesic::inverse(position(a), position(b)).distance.in_metres()
}

/// Where a particle ended.
pub(crate) fn end_place(e: &Ensemble, particle: usize) -> (f64, f64) {
    (e.outcome.lat_deg[particle], e.outcome.lon_deg[particle])
}

/// Variance of the end places around their mean: east, north, m².
pub(crate) fn variance_m2(e: &Ensemble) -> (f64, f64) {
    let (lat, lon) = (&e.outcome.lat_deg, &e.outcome.lon_deg);
    let n = lat.len() as f64;
    let mean = |x: &[f64]| x.iter().sum::<f64>() / n;
    let (north, east) = metres_per_degree(mean(lat));
    let variance = |x: &[f64], scale: f64| {
        let m = mean(x);
        x.iter().map(|v| (v - m) * (v - m)).sum::<f64>() / (n - 1.0) * scale * scale
    };
    (variance(lon, east), variance(lat, north))
}

/// A coast of polygons, each a ring of (latitude, longitude), tested by brute force.
pub(crate) struct Polygons(pub(crate) Vec<Vec<(f64, f64)>>);

/// A rectangle of land.
pub(crate) fn square(south: f64, north: f64, west: f64, east: f64) -> Polygons {
    Polygons(vec![vec![(south, west), (south, east), (north, east), (north, west)]])
}

impl Polygons {
    fn edges(&self) -> impl Iterator<Item = [(f64, f64); 2]> + '_ {
        self.0.iter().flat_map(|ring| (0..ring.len()).map(|i| [ring[i], ring[(i + 1) % ring.len()]]))
    }
}

impl Coastline for Polygons {
    fn surface(&self, lat: f64, lon: f64) -> Surface {
        let mut inside = false;
        for [a, b] in self.edges() {
            if (a.0 > lat) != (b.0 > lat) && lon < a.1 + (lat - a.0) / (b.0 - a.0) * (b.1 - a.1) {
                inside = !inside;
            }
        }
        if inside { Surface::Land } else { Surface::Sea }
    }

    fn first_crossing(&self, s: Segment) -> Option<Crossing> {
        let d = (s.to_lat_deg - s.from_lat_deg, s.to_lon_deg - s.from_lon_deg);
        let mut first: Option<Crossing> = None;
        for edge in self.edges() {
            let [a, b] = edge;
            let e = (b.0 - a.0, b.1 - a.1);
            let denominator = d.0 * e.1 - d.1 * e.0;
            if denominator == 0.0 {
                continue;
            }
            let w = (a.0 - s.from_lat_deg, a.1 - s.from_lon_deg);
            let fraction = (w.0 * e.1 - w.1 * e.0) / denominator;
            let along = (w.0 * d.1 - w.1 * d.0) / denominator;
            let met = (0.0..=1.0).contains(&fraction) && (0.0..=1.0).contains(&along);
            if met && first.is_none_or(|f| fraction < f.fraction) {
                first = Some(Crossing { fraction, edge });
            }
        }
        first
    }

    fn clearance_deg(&self, lat: f64, lon: f64) -> f64 {
        let outside = |x: f64, a: f64, b: f64| (a.min(b) - x).max(x - a.max(b)).max(0.0);
        self.edges()
            .map(|[a, b]| outside(lat, a.0, b.0).max(outside(lon, a.1, b.1)))
            .fold(f64::INFINITY, f64::min)
    }

    fn nearest_sea(&self, _lat: f64, _lon: f64, _limit_deg: f64) -> Option<(f64, f64)> {
        None
    }

    fn area_deg(&self) -> [f64; 4] {
        [-90.0, 90.0, -180.0, 180.0]
    }
}
