//! The checker: whether a plan keeps every rule of its problem.
//!
//! It shares no code with any planner: its own geometry of hulls and patterns, its own clock, its own list of rules. So a
//! planner that errs and a checker that errs in the same way are two mistakes, not one. Every plan is checked before it is
//! shown.
//!
//! Rules are those of the problem's [`Rules`](crate::Rules), of its units and demands, and of what a track is. Distances
//! are kept within [`DISTANCE_M`], times within [`TIME_S`], speeds within [`SPEED_SHARE`].

mod areas;
mod demands;
pub(crate) mod geometry;
mod land;
mod measures;
mod pairs;
mod pattern;
#[cfg(test)]
mod tests;
mod text;
mod times;
mod track;
mod transit;
mod violation;

pub use violation::{Caution, Rule, Violation};

use crate::{Assignment, Plan, Problem, Sru};
use sarex_geo::plane::PlanePoint;

/// Places agree within this, m: far below what a position in minutes and thousandths says (1.9 m), far above rounding.
pub const DISTANCE_M: f64 = 0.5;
/// Times agree within this, s.
pub const TIME_S: f64 = 0.5;
/// Speeds agree within this share of the speed (and a leg's length within [`DISTANCE_M`]).
pub const SPEED_SHARE: f64 = 1e-3;
/// Angles agree within this, degrees.
pub const ANGLE_DEG: f64 = 0.01;

/// Everything in which a plan breaks the rules of its problem; nothing for a plan that may be shown.
///
/// What has no finite numbers, no unit or no track is told and looked at no further.
pub fn check(problem: &Problem, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    track::check_plan(problem, plan, &mut found);
    let sound: Vec<&Assignment> =
        plan.assignments.iter().filter(|a| track::is_sound(problem, a, &mut found)).collect();
    let sound: Vec<Searched<'_>> = (0..sound.len()).map(|k| Searched::of(problem, &sound, k)).collect();
    for searched in &sound {
        track::check(searched, &mut found);
        measures::check(problem, searched, &mut found);
        times::check(problem, searched, &mut found);
        areas::check(problem, searched, &mut found);
        land::check(problem, searched, &mut found);
    }
    pairs::check(problem, &sound, &mut found);
    demands::check(problem, &sound, &mut found);
    found
}

/// What a plan may do, but should be looked at.
pub fn cautions(problem: &Problem, plan: &Plan) -> Vec<Caution> {
    let mut unsound = Vec::new();
    let sound: Vec<&Assignment> =
        plan.assignments.iter().filter(|a| track::is_sound(problem, a, &mut unsound)).collect();
    let sound: Vec<Searched<'_>> = (0..sound.len()).map(|k| Searched::of(problem, &sound, k)).collect();
    let mut told: Vec<Caution> = Vec::new();
    for sortie in transit::sorties(&sound) {
        told.extend(land::transit(problem, &sortie));
        told.extend(transit::cautions(&sortie, &problem.rules.areas, &sound));
    }
    // What holds for two tasks of a unit is told once.
    let of_areas = sound.iter().flat_map(|searched| areas::cautions(problem, searched));
    for caution in of_areas.chain(pairs::cautions(problem, &sound)) {
        if !told.contains(&caution) {
            told.push(caution);
        }
    }
    told
}

/// What the demands of a problem break among themselves, before anything is planned: frozen areas, and patterns at their
/// place whenever they are flown.
pub(crate) fn of_demands(problem: &Problem) -> Vec<Violation> {
    let laid = demands::laid(problem);
    let plan = match laid {
        Ok(assignments) => Plan {
            assignments,
            pos: 0.0,
            pos_by_object: vec![0.0; problem.cloud.objects().len()],
            survivors: None,
        },
        Err(violation) => return vec![violation],
    };
    let any_time = |unit: &usize| matches!(problem.demands[*unit], crate::Demand::Pattern(_));
    check(problem, &plan)
        .into_iter()
        .filter(|v| v.rule != Rule::Demand)
        .filter(|v| !(v.rule.depends_on_time() && v.units.iter().any(any_time)))
        .collect()
}

/// An assignment with its unit, the hull of its track and the area that it searches.
struct Searched<'a> {
    assignment: &'a Assignment,
    index: usize,
    unit: &'a Sru,
    hull: Vec<PlanePoint>,
    /// The hull of the area that is given for it.
    area: Vec<PlanePoint>,
    /// What the unit searches before in the same sortie, and the first thing it searches.
    before: Option<&'a Assignment>,
    first: &'a Assignment,
    /// It searches another area after this one.
    goes_on: bool,
}

impl<'a> Searched<'a> {
    /// The k-th of all assignments.
    fn of(problem: &'a Problem, all: &[&'a Assignment], k: usize) -> Self {
        let assignment = all[k];
        let points: Vec<PlanePoint> = assignment.track.iter().map(|w| w.at).collect();
        let index = assignment.unit;
        let of_unit = |a: &&&'a Assignment| a.unit == index;
        Self {
            assignment,
            index,
            unit: &problem.units[index],
            hull: geometry::hull(&points),
            area: geometry::hull(&assignment.area),
            before: all[..k].iter().rfind(of_unit).copied(),
            first: all.iter().find(of_unit).copied().unwrap_or(assignment),
            goes_on: all[k + 1..].iter().any(|a| a.unit == index),
        }
    }

    fn begin_s(&self) -> f64 {
        self.assignment.track[0].time_s
    }

    fn end_s(&self) -> f64 {
        self.assignment.track[self.assignment.track.len() - 1].time_s
    }

    /// A violation by this unit alone.
    fn breaks(&self, rule: Rule, amount: f64, what: String, release: String) -> Violation {
        Violation {
            rule,
            units: vec![self.index],
            amount,
            what: format!("`{}` {what}", self.unit.id),
            release,
        }
    }
}
