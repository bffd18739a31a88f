//! What must hold of what the user asks: that a plan can keep it.

use crate::Sru;
use crate::checker::{self, Violation};
use crate::problem::{Demand, Problem, ProblemError};

pub(super) fn check(problem: &Problem) -> Result<(), ProblemError> {
    if problem.demands.len() != problem.units.len() {
        return Err(ProblemError::Rule {
            rule: "demands".into(),
            what: format!("{} demands for {} units", problem.demands.len(), problem.units.len()),
            remedy: "give one per unit, `Free` where nothing is asked".into(),
        });
    }
    if problem.demands.iter().all(|d| *d == Demand::Unused) {
        let what = "every unit is to stay unused";
        return Err(error(&problem.units[0], what, "leave at least one unit to the planner"));
    }
    for (k, (unit, demand)) in problem.units.iter().zip(&problem.demands).enumerate() {
        let Demand::Frozen(assignments) = demand else { continue };
        if assignments.is_empty() {
            return Err(error(unit, "it is frozen without an area", "give its area, or let it stay unused"));
        }
        if let Some(other) = assignments.iter().find(|a| a.unit != k) {
            let what = format!("its frozen area is that of unit number {}", other.unit.saturating_add(1));
            return Err(error(unit, what, "freeze an area of its own"));
        }
    }
    // What is asked for is checked as a plan of its own: a plan that must hold it can be no better.
    match checker::of_demands(problem).into_iter().next() {
        Some(Violation { units, what, release, .. }) => {
            Err(error(&problem.units[units.first().copied().unwrap_or(0)], what, release))
        }
        None => Ok(()),
    }
}

fn error(unit: &Sru, what: impl Into<String>, remedy: impl Into<String>) -> ProblemError {
    ProblemError::Demand { unit: unit.id.clone(), what: what.into(), remedy: remedy.into() }
}
