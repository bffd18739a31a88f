//! Particle-steps per second of the run against a floor kernel in the same process.
//!
//! Fields are like the test data: a current every 800 m on a polar stereographic grid and a wind every 2.5 km on a
//! Lambert grid, hourly for 48 hours, wide enough that no particle leaves them. Times are of the processor, so that
//! other programs on the machine disturb less. The floor kernel streams the same state per particle and fetches
//! the same cells per stage (four corners, two components, two fields, two times or, on a field time, one), adds them
//! up and writes the positions: the memory traffic without projections, leeway, ellipsoid, noise or coast. The run
//! moreover brings the windows of its fields into memory and keeps the errors of the forcing; the floor does not.
//!
//! `cargo bench -p sarex-drift --bench kernel [-- PARTICLES]`

use rayon::prelude::*;
use sarex_drift::leeway::ClassTable;
use sarex_drift::prepare::Direction;
use sarex_drift::{
    CoastAction, Compat, DiscardSnapshots, Fate, ForcingError, Integrator, Jibing, ObjectShare, Particles,
    Prepared, Scenario,
};
use sarex_geo::dispatch::{self, Kernel};
use sarex_geo::streams::{Process, Streams};
use sarex_metocean::grid::{Earth, Plane, Pole, Scale};
use sarex_metocean::{
    Axis, Environment, FieldError, FieldSource, Grid, GriddedSource, GriddedSpec, LandFill, Projection,
    Rotation, Slab, SlabReader, SlabRequest,
};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

const HOURS: usize = 48;
const STEP_S: f64 = 900.0;
const STEPS: usize = HOURS * 4;
const REPEATS: usize = 3;

fn main() {
    let particles = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(100_000);
    let environment = environment();
    println!(
        "{particles} particles × {STEPS} steps, {} threads, {:?}",
        rayon::current_num_threads(),
        dispatch::level()
    );
    println!(
        "{:<34} {:>8} {:>8} {:>12} {:>14} {:>7}",
        "case", "wall s", "CPU s", "CPU ns/step", "floor ns/step", "ratio"
    );
    for case in cases() {
        let stages = match case.scenario.integrator {
            Integrator::Euler => 1,
            Integrator::Rk2 => 2,
            Integrator::Rk4 => 4,
        };
        let prepared = prepared(case.scenario, particles);
        let cost = best(|| {
            let run = prepared
                .run_observed(&environment, &mut DiscardSnapshots, &mut |_| ControlFlow::Continue(()));
            assert!(run.is_ok_and(|e| e.gaps.is_empty()));
        });
        let mut floor = Floor::new(&prepared.particles);
        let floor_cost = best(|| floor.run(stages));
        let per_step = 1e9 / (particles * STEPS) as f64;
        println!(
            "{:<34} {:>8.3} {:>8.2} {:>12.1} {:>14.1} {:>7.2}",
            case.name,
            cost.wall_s,
            cost.cpu_s,
            cost.cpu_s * per_step,
            floor_cost.cpu_s * per_step,
            floor_cost.cpu_s / cost.cpu_s,
        );
    }
}

/// What something took: on the clock and of the processor.
#[derive(Clone, Copy)]
struct Cost {
    wall_s: f64,
    cpu_s: f64,
}

/// The least of some repeats.
fn best(mut f: impl FnMut()) -> Cost {
    let mut best = Cost { wall_s: f64::INFINITY, cpu_s: f64::INFINITY };
    for _ in 0..REPEATS {
        let (start, cpu_s) = (Instant::now(), cpu_s());
        f();
        let wall_s = start.elapsed().as_secs_f64();
        let cpu_s = self::cpu_s().map_or(wall_s, |now| now - cpu_s.unwrap_or(0.0));
        best = Cost { wall_s: best.wall_s.min(wall_s), cpu_s: best.cpu_s.min(cpu_s) };
    }
    best
}

/// Processor time of this process so far, where the system tells it in the way of Linux.
fn cpu_s() -> Option<f64> {
    let mut ns = 0.0;
    for task in std::fs::read_dir("/proc/self/task").ok()? {
        let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        ns += text.split(' ').next()?.parse::<f64>().ok()?;
    }
    Some(ns * 1e-9)
}

struct Case {
    name: &'static str,
    scenario: Scenario,
}

fn cases() -> Vec<Case> {
    let quiet = Scenario {
        objects: vec![ObjectShare {
            class: ClassTable::standard().get("26").expect("a class of the table").clone(),
            probability: 1.0,
            persons: None,
        }],
        until_s: HOURS as f64 * 3600.0,
        step_s: STEP_S,
        coast_action: CoastAction::None,
        current_error: ForcingError::None,
        wind_error: ForcingError::None,
        jibing: Jibing { per_hour: 0.0 },
        ..Scenario::default()
    };
    let compat = Scenario {
        compat: Compat::OpenDrift,
        integrator: Integrator::Euler,
        jibing: Jibing { per_hour: 0.04 },
        ..quiet.clone()
    };
    let white = |std_mps| ForcingError::White { std_mps, uniform_mps: 0.0 };
    let default = Scenario::default();
    vec![
        Case { name: "OpenDrift's order, Euler", scenario: compat.clone() },
        Case {
            name: "OpenDrift's order, white noise",
            scenario: Scenario { current_error: white(0.2), wind_error: white(2.0), ..compat },
        },
        Case { name: "Euler", scenario: Scenario { integrator: Integrator::Euler, ..quiet.clone() } },
        Case { name: "RK2", scenario: quiet.clone() },
        Case {
            name: "RK2, errors, jibing (default)",
            scenario: Scenario {
                current_error: default.current_error,
                wind_error: default.wind_error,
                jibing: default.jibing,
                ..quiet.clone()
            },
        },
        Case { name: "RK4", scenario: Scenario { integrator: Integrator::Rk4, ..quiet } },
    ]
}

fn prepared(scenario: Scenario, n: usize) -> Prepared {
    let draw = |i: usize, process| Streams::new(7).particle(i as u32).normal_pair(0, process, 0);
    let place = |i| draw(i, Process::SeedPosition);
    let particles = Particles {
        start_s: vec![0.0; n],
        lat_deg: (0..n).map(|i| 60.5 + 0.02 * place(i).0).collect(),
        lon_deg: (0..n).map(|i| 4.2 + 0.04 * place(i).1).collect(),
        seed: vec![0; n],
        object: vec![0; n],
        member: vec![0; n],
        weight: vec![1.0 / n as f64; n],
        side: (0..n).map(|i| (i % 2) as u8).collect(),
        downwind_xi: (0..n).map(|i| draw(i, Process::Downwind).0).collect(),
        crosswind_xi: (0..n).map(|i| draw(i, Process::Crosswind).0).collect(),
        begins_as: vec![Fate::Active; n],
    };
    Prepared {
        direction: Direction::Forward,
        start_s: 0.0,
        end_s: scenario.until_s,
        outputs: HOURS as u32,
        steps_per_output: 4,
        warnings: Vec::new(),
        scenario,
        particles,
    }
}

/// A smooth field that keeps particles in the area: it turns with time.
struct Turning {
    /// One turn of u; v is a quarter turn behind.
    turn: Vec<f32>,
}

/// Angles told apart.
const ANGLES: usize = 1024;

impl SlabReader for Turning {
    fn read(&self, request: &SlabRequest) -> Result<Vec<Slab>, FieldError> {
        let slab = |t: usize| {
            let (mut u, mut v) = (Vec::new(), Vec::new());
            for row in request.rows.clone() {
                for column in request.columns.clone() {
                    let angle = 80 * t + 3 * (row + column);
                    u.push(self.turn[angle % ANGLES]);
                    v.push(self.turn[(angle + 3 * ANGLES / 4) % ANGLES]);
                }
            }
            Slab { u, v }
        };
        Ok(request.times.clone().map(slab).collect())
    }
}

fn source(name: &str, grid: Grid, speed_mps: f32) -> Arc<dyn FieldSource> {
    let angle = |k: usize| sarex_geo::math::sin_cos_turns(k as f64 / ANGLES as f64).1;
    let turn = (0..ANGLES).map(|k| speed_mps * angle(k) as f32).collect();
    let spec = GriddedSpec {
        name: name.to_owned(),
        grid,
        rotation: Rotation::Spherical,
        times_s: (0..=HOURS).map(|h| h as f64 * 3600.0).collect(),
        members: 1,
        land_fill: LandFill::Renormalise,
        largest_component_mps: GriddedSpec::LARGEST_WIND_MPS,
    };
    Arc::new(GriddedSource::new(spec, Box::new(Turning { turn })).expect("a good description"))
}

fn environment() -> Environment {
    let axis = |first, last, count| Axis::uniform(first, last, count).expect("a good axis");
    let plane = Plane::on(Earth::Sphere { radius_m: 6_371_000.0 });
    let current = Grid::projected(
        Projection::PolarStereographic {
            plane,
            pole: Pole::North,
            central_lon_deg: 70.0,
            scale: Scale::TrueAt(60.0),
        },
        axis(-3_192_800.0, -2_472_800.0, 901),
        axis(-1_544_000.0, -1_064_000.0, 601),
    );
    let wind = Grid::projected(
        Projection::LambertConformal {
            plane,
            central_lon_deg: 15.0,
            origin_lat_deg: 63.0,
            parallels_deg: [63.0, 63.0],
        },
        axis(-847_000.0, -247_000.0, 241),
        axis(-795_000.0, 330_000.0, 451),
    );
    Environment {
        current: vec![source("current", current.expect("a good grid"), 0.5)],
        wind: vec![source("wind", wind.expect("a good grid"), 8.0)],
        ..Environment::default()
    }
}

/// The floor: state of the same size, fields of the same size, no physics.
struct Floor {
    blocks: Vec<FloorBlock>,
    /// Current and wind: u and v side by side, hour after hour.
    fields: [Vec<f32>; 2],
}

/// Cells of one hour of each field.
const CELLS: [usize; 2] = [301 * 201, 81 * 151];
const WIDTHS: [usize; 2] = [301, 81];

struct FloorBlock {
    lat: Vec<f64>,
    lon: Vec<f64>,
    coefficients: [Vec<f64>; 4],
    clearance: Vec<f64>,
    jibe: Vec<f64>,
}

impl Floor {
    fn new(p: &Particles) -> Self {
        let block = |first: usize| {
            let range = first..(first + 512).min(p.lat_deg.len());
            let n = range.len();
            FloorBlock {
                lat: p.lat_deg[range.clone()].to_vec(),
                lon: p.lon_deg[range].to_vec(),
                coefficients: [(); 4].map(|()| vec![1e-9; n]),
                clearance: vec![1.0; n],
                jibe: vec![1e9; n],
            }
        };
        Self {
            blocks: (0..p.lat_deg.len()).step_by(512).map(block).collect(),
            fields: CELLS.map(|cells| vec![0.1; 2 * cells * (HOURS + 2)]),
        }
    }

    fn run(&mut self, stages: usize) {
        for hour in 0..HOURS {
            let hours = [0, 1].map(|f| {
                let of = |h: usize| &self.fields[f][2 * CELLS[f] * h..2 * CELLS[f] * (h + 1)];
                [of(hour), of(hour + 1)]
            });
            self.blocks.par_iter_mut().for_each(|block| {
                for step in 0..STEPS / HOURS {
                    for stage in 0..stages {
                        let write = stage + 1 == stages;
                        if step == 0 && stage == 0 {
                            dispatch::run(FloorStep { block, hours: hours.map(|[first, _]| [first]), write });
                        } else {
                            dispatch::run(FloorStep { block, hours, write });
                        }
                    }
                }
            });
        }
        assert!(self.blocks.iter().all(|b| b.lat.iter().all(|x| x.is_finite())));
    }
}

struct FloorStep<'a, const TIMES: usize> {
    block: &'a mut FloorBlock,
    hours: [[&'a [f32]; TIMES]; 2],
    write: bool,
}

impl<const TIMES: usize> Kernel for FloorStep<'_, TIMES> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let b = self.block;
        let n = b.lat.len();
        let (lon, clearance, jibe) = (&mut b.lon[..n], &mut b.clearance[..n], &b.jibe[..n]);
        let [c0, c1, c2, c3] = &b.coefficients;
        let (c0, c1, c2, c3) = (&c0[..n], &c1[..n], &c2[..n], &c3[..n]);
        for i in 0..n {
            let (mut u, mut v) = (0.0f32, 0.0f32);
            for (field, layers) in self.hours.iter().enumerate() {
                let row = ((b.lat[i] - 58.0) * 25.0) as i32 as usize;
                let column = ((lon[i] - 2.0) * 15.0) as i32 as usize;
                let at = 2 * (row.min(149) * WIDTHS[field] + column.min(79));
                for layer in layers {
                    for corner in [at, at + 2, at + 2 * WIDTHS[field], at + 2 * WIDTHS[field] + 2] {
                        u += layer[corner];
                        v += layer[corner + 1];
                    }
                }
            }
            let sum = c0[i] + c1[i] + c2[i] + c3[i];
            if self.write {
                b.lat[i] += 1e-9 * f64::from(u) + sum;
                lon[i] += 1e-9 * f64::from(v) + sum;
                clearance[i] -= 1e-9 * jibe[i].min(1.0);
            }
        }
    }
}
