//! One search ahead: the next sortie planned together with the one after it.

use super::{Budget, NoPlan, Planner, Progress};
use crate::evaluate::{Track, update, worth};
use crate::{CloudError, Demand, Plan, Problem, Sru, Window};
use std::ops::ControlFlow;

/// The sortie after the one to be planned.
#[derive(Debug, Clone, PartialEq)]
pub struct NextSortie {
    /// Its units; the same ones again, or others.
    pub units: Vec<Sru>,
    /// When it is; begins no earlier than the first one ends.
    pub window: Window,
}

/// Two searches in a row.
#[derive(Debug, Clone, PartialEq)]
pub struct TwoPlans {
    /// For the sortie to be flown now.
    pub first: Plan,
    /// For the one after it, should the first find nothing; worth given that. To be planned anew then.
    pub next: Plan,
    /// Probability that either finds the object: 1 − (1 − POS₁)·(1 − POS₂).
    pub cumulative_pos: f64,
}

/// Why two searches can not be planned together.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AheadError {
    /// The windows overlap.
    #[error(
        "the next sortie begins before the first one ends: let its window start at the end of the first or later"
    )]
    WindowsOverlap,
    /// The forecast ends before the next sortie does.
    #[error("the forecast ends before the next sortie does: run it longer")]
    ForecastTooShort,
    /// No plan obeys the rules.
    #[error(transparent)]
    NoPlan(#[from] NoPlan),
    /// The first search would leave nothing.
    #[error(transparent)]
    Cloud(#[from] CloudError),
}

/// Plans the first sortie so that it and the next one together are worth most.
///
/// A first search that finds something ends the case, so the next one is flown in one case only: nothing was found. Then
/// its best plan is known beforehand, and planning both at once, with particles missed by either, is the best policy for
/// both; a plan for the first alone takes what the second needs. Units of different sorties may search the same waters.
pub fn two_sorties(
    first: &Problem,
    next: &NextSortie,
    planner: &dyn Planner,
    budget: Budget,
    seed: u64,
    observe: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
) -> Result<TwoPlans, AheadError> {
    if next.window.start_s < first.window.end_s {
        return Err(AheadError::WindowsOverlap);
    }
    if next.window.end_s > first.cloud.end_s() {
        return Err(AheadError::ForecastTooShort);
    }
    let both = planner.plan(&joined(first, next), budget, seed, observe)?;
    let (now, later): (Vec<_>, Vec<_>) =
        both.assignments.into_iter().partition(|a| a.unit < first.units.len());
    let tracks: Vec<Track<'_>> =
        now.iter().map(|a| Track { sensor: &first.units[a.unit].sensor, waypoints: &a.track }).collect();
    let alone = worth(&first.cloud, &tracks, &first.objective);
    let left = update(first.cloud.clone(), &tracks)?;
    let tracks: Vec<Track<'_>> = later
        .iter()
        .map(|a| Track { sensor: &next.units[a.unit - first.units.len()].sensor, waypoints: &a.track })
        .collect();
    let then = worth(&left.cloud, &tracks, &first.objective);
    let plan = |assignments, worth: crate::Worth| Plan {
        assignments,
        pos: worth.pos,
        pos_by_object: worth.pos_by_object,
        survivors: worth.survivors,
    };
    let shifted = |mut a: crate::Assignment| {
        a.unit -= first.units.len();
        a
    };
    Ok(TwoPlans {
        cumulative_pos: 1.0 - (1.0 - alone.pos) * (1.0 - then.pos),
        first: plan(now, alone),
        next: plan(later.into_iter().map(shifted).collect(), then),
    })
}

/// One problem with the units of both sorties, each held to its own time.
fn joined(first: &Problem, next: &NextSortie) -> Problem {
    let mut both = first.clone();
    for sru in &mut both.units {
        sru.until_s = Some(sru.end_s(first.window.end_s));
    }
    for sru in &next.units {
        // Not on scene before its window: with a fixed base that is a matter of when it may leave.
        let available_s = sru.available_s.max(next.window.start_s);
        both.units.push(Sru { available_s, until_s: Some(sru.end_s(next.window.end_s)), ..sru.clone() });
        both.demands.push(Demand::Free);
    }
    both.window.end_s = next.window.end_s;
    let count = first.units.len();
    both.rules.may_overlap.extend((0..count).flat_map(|a| (count..both.units.len()).map(move |b| (a, b))));
    both
}
