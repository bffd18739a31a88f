//! The ascent of the relaxed problem: exponentiated gradient on each unit's effort.

use super::lattice::{CELL_M, Lattice, Step};
use super::reach::Reach;
use super::{Bound, Effort};
use crate::{Objective, Problem, Sru};
use rayon::prelude::*;
use sarex_geo::math;

/// Particles that are worked on together.
const BLOCK: usize = 4096;

/// Runs the ascent and keeps the least bound.
pub(super) fn run(problem: &Problem, effort: Effort) -> Bound {
    let lattice = Lattice::of(&problem.cloud, problem.window);
    let relaxed = Relaxed::of(problem, &lattice);
    let mut spent: Vec<Spent> =
        relaxed.units.iter().map(|unit| Spent::evenly(unit, &lattice, &relaxed)).collect();
    let mut best = Bound { value: f64::INFINITY, attained: 0.0, iterations: 0 };
    let (mut eta, mut before) = (1.0, 0.0);
    for iteration in 1..=effort.iterations.max(1) {
        let state = State::at(&relaxed, &lattice, &spent, sharpness(iteration));
        let gradients: Vec<Vec<Vec<f64>>> =
            relaxed.units.par_iter().map(|unit| unit.gradient(&state, lattice.objects)).collect();
        let most: f64 = relaxed.units.iter().zip(&gradients).map(|(unit, g)| unit.most(g)).sum();
        best.value = best.value.min((state.constant + most).min(1.0));
        best.attained = best.attained.max(state.worth);
        best.iterations = iteration;
        if best.gap() <= effort.gap {
            break;
        }
        eta = if state.worth >= before { (eta * 1.05_f64).min(1.3) } else { eta * 0.7 };
        before = state.worth;
        let work = spent.par_iter_mut().zip(&relaxed.units).zip(&gradients);
        work.for_each(|((spent, unit), g)| spent.ascend(unit, g, &state, lattice.objects, eta));
    }
    best
}

/// How sharply the slope of min(1, X) falls at X = 1: soft while the ascent finds its way, so that it does not jump, and
/// ever nearer to the step that it is.
fn sharpness(iteration: u32) -> f64 {
    (8.0 * math::pow(1.05, f64::from(iteration.min(200)))).min(200.0)
}

/// The relaxed problem.
struct Relaxed<'a> {
    units: Vec<Unit>,
    weight: &'a [f64],
    object: &'a [u8],
    /// For each object type, what finding it in each step is worth; none where all finding is worth one.
    alive: Option<Vec<Vec<f64>>>,
    /// Exposure adds in −ln(1 − p), or in p where a curve reaches certainty.
    additive_in_p: bool,
}

struct Unit {
    reach: Reach,
    /// Track speed, m/s.
    speed_mps: f64,
    /// κW/A or, where exposure adds in p, W/A for each object type, 1/m.
    width_per_area: Vec<f64>,
}

impl<'a> Relaxed<'a> {
    fn of(problem: &'a Problem, lattice: &Lattice) -> Self {
        let seen = || problem.units.iter().flat_map(|unit| unit.sensor.iter().flatten());
        let additive_in_p = seen().any(|curve| !curve.log_survival_width_m().is_finite());
        let unit = |(k, sru): (usize, &Sru)| Unit {
            reach: Reach::of(problem, k, lattice),
            speed_mps: Reach::speed_mps(problem, k),
            width_per_area: sru
                .sensor
                .iter()
                .map(|curve| {
                    let width = |c: &crate::Response| {
                        if additive_in_p { c.table_width_m() } else { c.log_survival_width_m() }
                    };
                    curve.as_ref().map_or(0.0, width) / (CELL_M * CELL_M)
                })
                .collect(),
        };
        let alive = match &problem.objective {
            Objective::Pos => None,
            Objective::Survivors { alive } => {
                let cloud = &problem.cloud;
                let at = |step: &Step| ((step.start_s - cloud.start_s()) / cloud.step_s()).max(0.0);
                // Survival falls, so its value at the begin of a step is the most that finding in the step is worth.
                let row =
                    |alive: &Vec<f64>| lattice.steps.iter().map(|s| alive[at(s).floor() as usize]).collect();
                Some(alive.iter().map(row).collect())
            }
        };
        Self {
            units: problem.units.iter().enumerate().map(unit).collect(),
            weight: problem.cloud.weight(),
            object: problem.cloud.object(),
            alive,
            additive_in_p,
        }
    }
}

impl Unit {
    /// Gradient of the worth with respect to the unit's time in each of its cells, 1/s.
    fn gradient(&self, state: &State, objects: usize) -> Vec<Vec<f64>> {
        let of_cell = |step: &Vec<[f64; 3]>, rank: u32| -> f64 {
            let at = rank as usize * objects;
            let each = step[at..at + objects].iter().zip(&self.width_per_area);
            each.map(|(mass, width)| width * (self.speed_mps * mass[0] + mass[1])).sum()
        };
        let cells = self.reach.cells.iter().zip(&state.mass);
        cells.map(|(cells, step)| cells.iter().map(|&rank| of_cell(step, rank)).collect()).collect()
    }

    /// The most that a linear worth with this gradient can reach: the best cell of each step, best steps first.
    fn most(&self, gradient: &[Vec<f64>]) -> f64 {
        let best = |g: &Vec<f64>| g.iter().fold(0.0_f64, |a, &b| a.max(b));
        let mut steps: Vec<(f64, f64)> =
            gradient.iter().map(best).zip(self.reach.cap_s.iter().copied()).collect();
        steps.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut left_s = self.reach.budget_s;
        let mut worth = 0.0;
        for (g, cap_s) in steps {
            let spent_s = cap_s.min(left_s);
            worth += g * spent_s;
            left_s -= spent_s;
        }
        worth
    }
}

/// Effort of one unit: time in each step, and the shares of its cells.
struct Spent {
    time_s: Vec<f64>,
    share: Vec<Vec<f64>>,
}

impl Spent {
    /// Time over the caps, cells by the mass in them.
    fn evenly(unit: &Unit, lattice: &Lattice, relaxed: &Relaxed<'_>) -> Self {
        let caps: f64 = unit.reach.cap_s.iter().sum();
        let part = if caps > 0.0 { unit.reach.budget_s / caps } else { 0.0 };
        let shares = |(step, cells): (&Step, &Vec<u32>)| -> Vec<f64> {
            let mut mass = vec![0.0; step.cells.len()];
            for (slot, weight) in step.slot.iter().zip(relaxed.weight) {
                mass[*slot as usize / lattice.objects] += weight;
            }
            let mut share: Vec<f64> = cells.iter().map(|&rank| mass[rank as usize].max(1e-12)).collect();
            scale(&mut share);
            share
        };
        Self {
            time_s: unit.reach.cap_s.iter().map(|cap_s| cap_s * part).collect(),
            share: lattice.steps.iter().zip(&unit.reach.cells).map(shares).collect(),
        }
    }

    /// One step of the ascent, damped where the exposure is high already: without that it swings to and fro there.
    fn ascend(&mut self, unit: &Unit, gradient: &[Vec<f64>], state: &State, objects: usize, eta: f64) {
        let mut means = vec![0.0; gradient.len()];
        let mut exposures = vec![0.0; gradient.len()];
        for (t, g) in gradient.iter().enumerate() {
            let share = &mut self.share[t];
            let mean: f64 = share.iter().zip(g).map(|(z, g)| z * g).sum();
            means[t] = mean;
            if mean <= 0.0 {
                continue;
            }
            for ((z, g), &rank) in share.iter_mut().zip(g).zip(&unit.reach.cells[t]) {
                let exposure = state.exposure_in(t, rank, objects);
                exposures[t] += *z * exposure;
                *z *= factor(g / mean, eta / (1.0 + exposure));
            }
            scale(share);
        }
        let total_s: f64 = self.time_s.iter().sum();
        let mean = self.time_s.iter().zip(&means).map(|(m, g)| m * g).sum::<f64>() / total_s.max(1e-9);
        if mean > 0.0 {
            for ((time_s, g), exposure) in self.time_s.iter_mut().zip(&means).zip(&exposures) {
                *time_s *= factor(g / mean, eta / (1.0 + exposure));
            }
        }
        fill(&mut self.time_s, &unit.reach.cap_s, unit.reach.budget_s);
    }
}

/// ratio^power with its logarithm kept in [−6, 2].
fn factor(ratio: f64, power: f64) -> f64 {
    if ratio <= 1e-300 { math::exp(-6.0) } else { math::exp((power * math::ln(ratio)).clamp(-6.0, 2.0)) }
}

fn scale(share: &mut [f64]) {
    let sum: f64 = share.iter().sum();
    if sum > 0.0 {
        share.iter_mut().for_each(|z| *z /= sum);
    }
}

/// Scales times to a sum without passing the caps.
fn fill(time_s: &mut [f64], cap_s: &[f64], budget_s: f64) {
    for _ in 0..time_s.len() {
        let capped: f64 = time_s.iter().zip(cap_s).filter(|(m, cap)| m >= cap).map(|(_, cap)| cap).sum();
        let free: f64 = time_s.iter().zip(cap_s).filter(|(m, cap)| m < cap).map(|(m, _)| m).sum();
        if free <= 0.0 {
            break;
        }
        let by = (budget_s - capped).max(0.0) / free;
        if (by - 1.0).abs() < 1e-12 {
            break;
        }
        for (m, cap) in time_s.iter_mut().zip(cap_s) {
            *m = if *m < *cap { (*m * by).min(*cap) } else { *cap };
        }
    }
}

/// Worth and gradient at an effort.
struct State {
    worth: f64,
    /// F(y) − ⟨g, y⟩: what the lines above F have at no exposure.
    constant: f64,
    /// For each step and slot: Σ w·∂, Σ w·∂·|u|, Σ w·∂·X with ∂ the derivative of a particle's worth by exposure.
    mass: Vec<Vec<[f64; 3]>>,
}

impl State {
    fn at(relaxed: &Relaxed<'_>, lattice: &Lattice, spent: &[Spent], sharpness: f64) -> Self {
        let rates: Vec<Vec<[f64; 2]>> =
            (0..lattice.steps.len()).into_par_iter().map(|t| rates(relaxed, lattice, spent, t)).collect();
        let n = relaxed.weight.len();
        let steps = lattice.steps.len();
        // Per particle: exposure in all, and the derivative of its worth by exposure in each step, or in any.
        let columns = if relaxed.alive.is_some() { steps } else { 1 };
        let mut exposure = vec![0.0_f64; n];
        let mut slope = vec![0.0_f64; n * columns];
        let blocks: Vec<(f64, f64)> = exposure
            .par_chunks_mut(BLOCK)
            .zip(slope.par_chunks_mut(BLOCK * columns))
            .enumerate()
            .map(|(block, (exposure, slope))| {
                gather(relaxed, lattice, (&rates, sharpness), block * BLOCK, exposure, slope)
            })
            .collect();
        let mass = (0..steps)
            .into_par_iter()
            .map(|t| scatter(relaxed, lattice, &exposure, &slope, columns, t))
            .collect();
        // In order of the blocks: the sum does not depend on threads.
        let (worth, constant) = blocks.iter().fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
        Self { worth, constant, mass }
    }

    /// Mean exposure of what is still to be found in a cell.
    fn exposure_in(&self, step: usize, rank: u32, objects: usize) -> f64 {
        let at = rank as usize * objects;
        let (mass, weighted) =
            self.mass[step][at..at + objects].iter().fold((0.0, 0.0), |a, b| (a.0 + b[0], a.1 + b[2]));
        if mass > 0.0 { weighted / mass } else { 0.0 }
    }
}

/// Exposure that a particle of a slot gets in step t: of itself and per m/s of its speed.
fn rates(relaxed: &Relaxed<'_>, lattice: &Lattice, spent: &[Spent], t: usize) -> Vec<[f64; 2]> {
    let objects = lattice.objects;
    let mut rates = vec![[0.0; 2]; lattice.steps[t].cells.len() * objects];
    for (unit, spent) in relaxed.units.iter().zip(spent) {
        for (&rank, share) in unit.reach.cells[t].iter().zip(&spent.share[t]) {
            let time_s = spent.time_s[t] * share;
            for (o, width) in unit.width_per_area.iter().enumerate() {
                let rate = &mut rates[rank as usize * objects + o];
                rate[0] += width * time_s * unit.speed_mps;
                rate[1] += width * time_s;
            }
        }
    }
    rates
}

/// Exposures and slopes of a block of particles; returns its worth, and what the lines above it have at no exposure.
fn gather(
    relaxed: &Relaxed<'_>,
    lattice: &Lattice,
    (rates, sharpness): (&[Vec<[f64; 2]>], f64),
    first: usize,
    exposure: &mut [f64],
    slope: &mut [f64],
) -> (f64, f64) {
    let steps = lattice.steps.len();
    let columns = slope.len() / exposure.len();
    for (step, rates) in lattice.steps.iter().zip(rates) {
        let particles = step.slot[first..].iter().zip(&step.speed_mps[first..]);
        for (x, (&slot, &speed)) in exposure.iter_mut().zip(particles) {
            let rate = rates[slot as usize];
            *x += rate[0] + rate[1] * f64::from(speed);
        }
    }
    let (mut worth, mut constant) = (0.0, 0.0);
    for (lane, x) in exposure.iter().enumerate() {
        let weight = relaxed.weight[first + lane];
        let Some(alive) = &relaxed.alive else {
            let above = relaxed.found(*x, sharpness);
            worth += weight * above.found;
            constant += weight * above.at_zero;
            slope[lane] = above.slope;
            continue;
        };
        let alive = &alive[usize::from(relaxed.object[first + lane])];
        let mut so_far = 0.0;
        let row = &mut slope[lane * columns..(lane + 1) * columns];
        for t in 0..steps {
            let step = &lattice.steps[t];
            let rate = rates[t][step.slot[first + lane] as usize];
            so_far += rate[0] + rate[1] * f64::from(step.speed_mps[first + lane]);
            let drop = alive[t] - alive.get(t + 1).copied().unwrap_or(0.0);
            let above = relaxed.found(so_far, sharpness);
            worth += weight * drop * above.found;
            constant += weight * drop * above.at_zero;
            row[t] = drop * above.slope;
        }
        // Exposure in step t counts for every later one too.
        for t in (0..steps - 1).rev() {
            row[t] += row[t + 1];
        }
    }
    (worth, constant)
}

/// A line that is nowhere below the chance of having been found, as a function of exposure.
struct Above {
    /// The chance itself, at the exposure for which the line is drawn.
    found: f64,
    slope: f64,
    at_zero: f64,
}

impl Relaxed<'_> {
    fn found(&self, exposure: f64, sharpness: f64) -> Above {
        if self.additive_in_p {
            // min(1, X) ≤ 1 − λ + λX for every λ from 0 to 1.
            let slope = 1.0 / (1.0 + math::exp((sharpness * (exposure - 1.0)).clamp(-500.0, 500.0)));
            Above { found: exposure.min(1.0), slope, at_zero: 1.0 - slope }
        } else {
            let missed = math::exp(-exposure.min(500.0));
            Above { found: 1.0 - missed, slope: missed, at_zero: 1.0 - missed - missed * exposure }
        }
    }
}

/// Sums over the particles of each slot of a step.
fn scatter(
    relaxed: &Relaxed<'_>,
    lattice: &Lattice,
    exposure: &[f64],
    slope: &[f64],
    columns: usize,
    t: usize,
) -> Vec<[f64; 3]> {
    let step = &lattice.steps[t];
    let column = if columns == 1 { 0 } else { t };
    let mut mass = vec![[0.0; 3]; step.cells.len() * lattice.objects];
    for (i, (&slot, &speed)) in step.slot.iter().zip(&step.speed_mps).enumerate() {
        let slope = relaxed.weight[i] * slope[i * columns + column];
        let sum = &mut mass[slot as usize];
        sum[0] += slope;
        sum[1] += slope * f64::from(speed);
        sum[2] += slope * exposure[i];
    }
    mass
}
