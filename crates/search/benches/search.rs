//! Plans, bounds and updates on the public cases and on seeded ones: what they are worth and what they take.
//!
//! `cargo bench -p sarex-search --bench search [-- CASE …]`. Worth is told on a cloud that no planner has seen, beside the
//! certified bound and beside two rivals: the published local search with the same time, and boxes as drawn by hand.
//! Times are wall clock on whatever else the machine is doing; ratios are what counts.

#[path = "../benchmark/mod.rs"]
mod benchmark;

use benchmark::Case;
use sarex_search::bound::{Bound, Effort, bound};
use sarex_search::evaluate::{Track, exposure, worth};
use sarex_search::online::{Lookahead, Situation, next_legs};
use sarex_search::pattern::{Ladder, Way};
use sarex_search::planner::{Annealing, Baseline, Budget, Naive, NoPlan, Planner};
use sarex_search::{Cloud, PatternFlown, Plan, PlanePoint, Problem, Turn, Waypoint, checker};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

const PARTICLES: usize = 100_000;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let mut cases = benchmark::public().unwrap_or_else(|left_out| {
        println!("{left_out}");
        Vec::new()
    });
    cases.extend((1..=30).map(benchmark::seeded));
    cases.retain(|case| words.is_empty() || words.contains(&case.id));
    println!(
        "case units   bound  gap%    plan  ratio  rival  gain%  hand   first s  final s  bound s  broken"
    );
    let rows: Vec<Row> = cases.iter().map(|case| Row::of(case).print()).collect();
    summary(&rows);
    if words.is_empty() {
        update_time();
        decision_time();
    }
    println!("peak memory {} MB", peak_memory_mb());
}

/// What one case came to.
struct Row {
    id: String,
    units: usize,
    bound: Bound,
    pos: f64,
    rival: f64,
    hand: f64,
    first_s: f64,
    final_s: f64,
    bound_s: f64,
    broken: usize,
}

impl Row {
    fn of(case: &Case) -> Self {
        let problem = case.problem(case.cloud(PARTICLES, case.seed)).checked().expect("a sound case");
        let held_out = case.cloud(PARTICLES, case.seed + 1_000_000);
        let started = Instant::now();
        let limit = bound(&problem, Effort::default());
        let bound_s = started.elapsed().as_secs_f64();
        let started = Instant::now();
        let mut first_s = f64::NAN;
        let budget = Budget::for_units(problem.units.len());
        let plan = Annealing.plan(&problem, budget, 1, &mut |progress| {
            if first_s.is_nan() && progress.best.is_some() {
                first_s = started.elapsed().as_secs_f64();
            }
            ControlFlow::Continue(())
        });
        let time = started.elapsed();
        let mut broken = 0;
        let mut worth_of = |plan: Result<Plan, NoPlan>| {
            let plan = plan.unwrap_or_else(|e| panic!("{}: {e}", case.id));
            broken += checker::check(&problem, &plan).len();
            pos(&problem, &plan, &held_out)
        };
        Self {
            pos: worth_of(plan),
            rival: worth_of(with_time(&Baseline::default(), &problem, time)),
            hand: worth_of(with_time(&Naive, &problem, time)),
            id: case.id.clone(),
            units: problem.units.len(),
            bound: limit,
            first_s,
            final_s: time.as_secs_f64(),
            bound_s,
            broken,
        }
    }

    fn ratio(&self) -> f64 {
        self.pos / self.bound.value
    }

    fn gain(&self) -> f64 {
        self.pos / self.rival - 1.0
    }

    fn print(self) -> Self {
        println!(
            "{:4} {:5}  {:.4}  {:4.1}  {:.4}  {:.3}  {:.4}  {:+5.1}  {:.4}  {:7.2}  {:7.2}  {:7.2}  {:6}",
            self.id,
            self.units,
            self.bound.value,
            100.0 * self.bound.gap(),
            self.pos,
            self.ratio(),
            self.rival,
            100.0 * self.gain(),
            self.hand,
            self.first_s,
            self.final_s,
            self.bound_s,
            self.broken
        );
        self
    }
}

/// A planner with as much work as fits into a time.
fn with_time(planner: &dyn Planner, problem: &Problem, time: Duration) -> Result<Plan, NoPlan> {
    let started = Instant::now();
    planner.plan(problem, Budget { evaluations: u64::MAX / 2 }, 1, &mut |_| {
        if started.elapsed() < time { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })
}

fn pos(problem: &Problem, plan: &Plan, cloud: &Cloud) -> f64 {
    let track = |a: &sarex_search::Assignment| (a.unit, a.track.clone());
    let flown: Vec<(usize, Vec<Waypoint>)> = plan.assignments.iter().map(track).collect();
    let tracks: Vec<Track<'_>> = flown
        .iter()
        .map(|(unit, track)| Track { sensor: &problem.units[*unit].sensor, waypoints: track })
        .collect();
    worth(cloud, &tracks, &problem.objective).pos
}

fn summary(rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    let sorted = |value: &dyn Fn(&Row) -> f64| -> Vec<f64> {
        let mut all: Vec<f64> = rows.iter().map(value).collect();
        all.sort_by(f64::total_cmp);
        all
    };
    let at = |all: &[f64], part: f64| all[((all.len() - 1) as f64 * part).round() as usize];
    let (ratio, gain) = (sorted(&Row::ratio), sorted(&Row::gain));
    let hand = sorted(&|row| row.pos / row.hand - 1.0);
    println!("\n{} cases, held-out probability of success:", rows.len());
    println!(
        "  plan / bound        median {:.3} (goal 0.92)  10th percentile {:.3} (goal 0.85)",
        at(&ratio, 0.5),
        at(&ratio, 0.1)
    );
    println!(
        "  over the baseline   median {:+.1} % (goal +5)  least {:+.1} % (goal −1)",
        100.0 * at(&gain, 0.5),
        100.0 * gain[0]
    );
    println!(
        "  over boxes by hand  median {:+.1} %  least {:+.1} %",
        100.0 * at(&hand, 0.5),
        100.0 * hand[0]
    );
    let most = |value: &dyn Fn(&Row) -> f64| rows.iter().map(value).fold(0.0, f64::max);
    println!(
        "  first plan at most {:.2} s (goal 1), final {:.2} s (goal 10), bound {:.2} s (goal 10) with a gap of at most {:.1} % (goal 2)",
        most(&|r| r.first_s),
        most(&|r| r.final_s),
        most(&|r| r.bound_s),
        100.0 * most(&|r| r.bound.gap())
    );
    let broken: usize = rows.iter().map(|r| r.broken).sum();
    let above = rows.iter().filter(|r| r.pos > r.bound.value).count();
    println!("  rules broken {broken} (goal 0), plans above their bound {above} (goal 0)");
}

/// 100 000 particles × 40 legs × 10 units.
fn update_time() {
    let case = benchmark::seeded(10);
    let problem = case.problem(case.cloud(PARTICLES, case.seed));
    let ladder = |k: usize| {
        let ladder = Ladder {
            first_leg_deg: 36.0 * k as f64,
            leg_m: 12_000.0,
            spacing_m: 1500.0,
            legs: 20,
            turn: Turn::Right,
            craft: 1,
        };
        let at = PlanePoint { east_m: -9000.0 + 2000.0 * k as f64, north_m: -9000.0 };
        let commence = Waypoint { time_s: 60.0, at };
        let way = Way::over_ground(270_000.0 / (case.end_h * 3600.0 - 200.0));
        PatternFlown::ladder(&ladder).track(commence, &way).expect("a ladder")
    };
    let flown: Vec<Vec<Waypoint>> = (0..10).map(ladder).collect();
    let tracks: Vec<Track<'_>> = flown
        .iter()
        .zip(&problem.units)
        .map(|(track, unit)| Track { sensor: &unit.sensor, waypoints: track })
        .collect();
    let legs: usize = flown.iter().map(|track| track.len() - 1).sum();
    let least = (0..5)
        .map(|_| {
            let started = Instant::now();
            std::hint::black_box(exposure(&problem.cloud, &tracks));
            started.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min);
    println!("update of {PARTICLES} particles by {legs} legs of 10 units: {least:.3} s (goal 0.5)");
}

/// One decision of an unmanned unit, from a belief of 100 000 particles.
fn decision_time() {
    let case = benchmark::seeded(1);
    let problem = case.problem(case.cloud(PARTICLES, case.seed));
    let now = Waypoint { time_s: 3600.0, at: PlanePoint::default() };
    let situation = Situation { now, back_by_s: 1e9, areas: Vec::new() };
    let most = (0..20)
        .map(|seed| {
            let started = Instant::now();
            std::hint::black_box(next_legs(
                &problem.cloud,
                &problem.units[0],
                &situation,
                Lookahead::default(),
                seed,
            ));
            started.elapsed().as_secs_f64()
        })
        .fold(0.0, f64::max);
    println!("next legs of an unmanned unit: at most {:.1} ms (goal 50)", 1000.0 * most);
}

fn peak_memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1024
}
