//! The first boxes: one unit after the other grabs a rectangle of cells.

use super::{AT_REST, Candidate, Dice, State};
use crate::pattern::Axes;
use crate::planner::task;
use crate::{PlanePoint, Turn};
use sarex_geo::math;
use std::collections::BTreeMap;

/// Particles that are drawn for a start.
const DRAWN: usize = 128;
/// Cells along a box of coverage 1.
const CELLS: f64 = 4.0;
/// Coverage stays between these while a rectangle grows.
const COVERAGE: std::ops::RangeInclusive<f64> = 0.5..=2.0;

/// Places every unit in random order, whether they overlap or not; tells how many evaluations it took.
pub(super) fn all(state: &mut State<'_>, movable: &[usize], dice: &mut Dice) -> u64 {
    let mut order = movable.to_vec();
    for k in (1..order.len()).rev() {
        order.swap(k, dice.below(k + 1));
    }
    // Of nearly even weight: what is left of each after the tasks that are given.
    let left = state.left_without(usize::MAX);
    let mut drawn: Vec<(usize, f64)> = (0..DRAWN)
        .map(|_| dice.below(state.sample.len()))
        .map(|particle| (particle, f64::from(left[particle] / state.sample.weight[particle])))
        .collect();
    let mut spent = 0;
    for unit in order {
        // A box that its unit can not reach in time is grabbed again from another place.
        for _ in 0..8 {
            spent += 1;
            let Some(grabbed) = grab(state, unit, &drawn, dice) else { continue };
            let Some(change) = state.try_candidate(unit, grabbed.candidate) else {
                drawn.rotate_left(1);
                continue;
            };
            state.accept(change);
            for ((_, weight), cover) in drawn.iter_mut().zip(&grabbed.covered) {
                *weight *= math::exp(-cover);
            }
            break;
        }
    }
    spent
}

struct Grabbed {
    candidate: Candidate,
    /// Coverage of each particle drawn; zero outside the box.
    covered: Vec<f64>,
    value: f64,
}

/// The best rectangle at three angles.
fn grab(state: &State<'_>, unit: usize, drawn: &[(usize, f64)], dice: &mut Dice) -> Option<Grabbed> {
    let (problem, sample) = (state.ground.problem, state.sample);
    let sru = &problem.units[unit];
    let widths: Vec<f64> =
        sru.sensor.iter().map(|r| r.as_ref().map_or(0.0, crate::Response::sweep_width_m)).collect();
    let width_m = task::mean_width_m(problem, sru);
    let places: Vec<PlanePoint> = drawn
        .iter()
        .map(|(particle, _)| sample.at(*particle, state.ground.reference_s[unit]))
        .map(|[east_m, north_m]| PlanePoint { east_m, north_m })
        .collect();
    // Time on scene is that at one of the particles; farther or nearer boxes have a little less or more.
    let somewhere = places[dice.below(places.len())];
    let (_, search_s) = task::time_at(problem, sru, somewhere)?;
    let track_m = search_s * sru.track_mps();
    let cell_m = (width_m * track_m).sqrt() / CELLS;
    if cell_m.is_nan() || cell_m <= 0.0 {
        return None;
    }
    let alpha = dice.uniform();
    let (turned, flipped) = (dice.uniform() < 0.5, dice.uniform() < 0.5);
    let at_angle = |k: u32| {
        let angle = alpha + f64::from(k) / 3.0;
        let cells = Cells::of(state, unit, drawn, &places, angle, cell_m);
        let (rectangle, value) = cells.grow(&widths, track_m)?;
        let mut candidate = perfect(rectangle, angle, cell_m, track_m, sru.min_spacing_m);
        candidate.first_leg += if turned { 0.5 } else { 0.0 };
        candidate.turn = if flipped { Turn::Left } else { Turn::Right };
        let area_m2 = rectangle.cells() * cell_m * cell_m;
        let cover = |(i, _): (usize, &(usize, f64))| {
            let inside = rectangle.holds(cells.at[i]);
            let object = usize::from(sample.cloud.object()[drawn[i].0]);
            if inside { widths[object] * track_m / area_m2 } else { 0.0 }
        };
        Some(Grabbed { candidate, covered: drawn.iter().enumerate().map(cover).collect(), value })
    };
    (0..3).filter_map(at_angle).reduce(|a, b| if b.value > a.value { b } else { a })
}

/// A whole number of legs along the longer side that take all the track.
fn perfect(r: Rectangle, angle: f64, cell_m: f64, track_m: f64, least_m: f64) -> Candidate {
    let middle = |low: i32, high: i32| 0.5 * f64::from(low + high + 1) * cell_m;
    let centre = Axes::of(angle * 360.0).point(middle(r.low.0, r.high.0), middle(r.low.1, r.high.1));
    let side = |low: i32, high: i32| f64::from(high - low + 1) * cell_m;
    let (along, across) = (side(r.low.0, r.high.0), side(r.low.1, r.high.1));
    let (long, short, first_leg) =
        if along >= across { (along, across, angle) } else { (across, along, angle + 0.25) };
    let legs = (track_m / long).round().max(1.0);
    Candidate { centre, first_leg, legs: legs as usize, spacing_m: (short / legs).max(least_m), ..AT_REST }
}

/// Cells of a grid at an angle, with the weight of each object type that the unit sees.
struct Cells {
    weight: BTreeMap<(i32, i32), Vec<f64>>,
    at: Vec<(i32, i32)>,
    cell_m: f64,
}

#[derive(Clone, Copy)]
struct Rectangle {
    low: (i32, i32),
    high: (i32, i32),
}

impl Rectangle {
    fn cells(self) -> f64 {
        f64::from(self.high.0 - self.low.0 + 1) * f64::from(self.high.1 - self.low.1 + 1)
    }

    fn holds(self, (a, c): (i32, i32)) -> bool {
        a >= self.low.0 && a <= self.high.0 && c >= self.low.1 && c <= self.high.1
    }

    /// One row or column more or less on each side.
    fn neighbours(self) -> impl Iterator<Item = Self> {
        (0..4).flat_map(move |side| [1, -1].map(|grow| (side, grow))).filter_map(move |(side, grow)| {
            let mut r = self;
            match side {
                0 => r.low.0 -= grow,
                1 => r.high.0 += grow,
                2 => r.low.1 -= grow,
                _ => r.high.1 += grow,
            }
            (r.low.0 <= r.high.0 && r.low.1 <= r.high.1).then_some(r)
        })
    }
}

impl Cells {
    fn of(
        state: &State<'_>,
        unit: usize,
        drawn: &[(usize, f64)],
        places: &[PlanePoint],
        angle: f64,
        cell_m: f64,
    ) -> Self {
        let axes = Axes::of(angle * 360.0);
        let (along, across) = (axes.point(1.0, 0.0), axes.point(0.0, 1.0));
        let cell = |p: &PlanePoint, axis: PlanePoint| {
            ((p.east_m * axis.east_m + p.north_m * axis.north_m) / cell_m).floor() as i32
        };
        let at: Vec<(i32, i32)> = places.iter().map(|p| (cell(p, along), cell(p, across))).collect();
        let sensor = &state.ground.problem.units[unit].sensor;
        let mut weight: BTreeMap<(i32, i32), Vec<f64>> = BTreeMap::new();
        for (cell, (particle, left)) in at.iter().zip(drawn) {
            let object = usize::from(state.sample.cloud.object()[*particle]);
            if sensor[object].is_some() {
                weight.entry(*cell).or_insert_with(|| vec![0.0; sensor.len()])[object] += left;
            }
        }
        Self { weight, at, cell_m }
    }

    /// POC·POD of a rectangle by the random-search formula, and its mean coverage.
    fn value(&self, r: Rectangle, widths: &[f64], track_m: f64) -> (f64, f64) {
        let mut mass = vec![0.0; widths.len()];
        for (_, cell) in self.weight.iter().filter(|(cell, _)| r.holds(**cell)) {
            mass.iter_mut().zip(cell).for_each(|(m, w)| *m += w);
        }
        let area_m2 = r.cells() * self.cell_m * self.cell_m;
        let coverage = |w: f64| w * track_m / area_m2;
        let found = mass.iter().zip(widths).map(|(m, w)| m * (1.0 - math::exp(-coverage(*w)))).sum();
        let all: f64 = mass.iter().sum();
        let mean = mass.iter().zip(widths).map(|(m, w)| m * coverage(*w)).sum::<f64>() / all.max(1e-300);
        (found, mean)
    }

    /// From the best cell on, as long as it gets better and coverage stays near 1.
    fn grow(&self, widths: &[f64], track_m: f64) -> Option<(Rectangle, f64)> {
        let sum = |w: &Vec<f64>| w.iter().sum::<f64>();
        let best = self.weight.iter().reduce(|a, b| if sum(b.1) > sum(a.1) { b } else { a })?;
        let value = |r: Rectangle| self.value(r, widths, track_m);
        let mut r = Rectangle { low: *best.0, high: *best.0 };
        let mut now = value(r);
        for _ in 0..64 {
            let fits = |v: &(f64, f64)| COVERAGE.contains(&v.1) || v.1 < now.1 && now.1 > *COVERAGE.end();
            let next = r
                .neighbours()
                .map(|r| (r, value(r)))
                .filter(|(_, v)| fits(v))
                .reduce(|a, b| if b.1.0 > a.1.0 { b } else { a });
            let Some((to, v)) = next else { break };
            // Too high a coverage is left whatever it costs.
            if v.0 <= now.0 && now.1 <= *COVERAGE.end() {
                break;
            }
            (r, now) = (to, v);
        }
        Some((r, now.0))
    }
}
