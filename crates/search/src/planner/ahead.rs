//! One search ahead: the next sortie planned together with the one after it.

use super::{Budget, NoPlan, Planner, Progress};
use crate::evaluate::{Track, update, worth};
use crate::geometry::distance_m;
use crate::{CloudError, Demand, Plan, PlanePoint, Problem, Sru, Window};
use std::ops::ControlFlow;

/// The sortie after the one to be planned.
#[derive(Debug, Clone, PartialEq)]
pub struct NextSortie {
    /// Its units; the same ones again, known by their ids, or others.
    pub units: Vec<Sru>,
    /// What is asked of each of them; frozen areas are those of the first sortie alone.
    pub demands: Vec<Demand>,
    /// When it is; begins no earlier than the first one ends.
    pub window: Window,
    /// Time between being back from the first sortie and leaving for the next one, s: rest, fuel, relief of the crew.
    pub turn_round_s: f64,
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
    /// More units than a problem holds.
    #[error(
        "both sorties together have {count} units; {} can be planned: look ahead with fewer",
        Problem::MOST_UNITS
    )]
    TooMany {
        /// Of both sorties.
        count: usize,
    },
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
///
/// When a unit of both is back from the first is known only once that is planned. So it leaves for the next one no earlier
/// than after searching to the end of the first, the way back from the middle of the probability, and its turn-round; once
/// the first is chosen, whoever tells of the next one plans it with the landings that the first has.
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
    if next.window.end_s > first.cloud.end_s() + 1e-3 {
        return Err(AheadError::ForecastTooShort);
    }
    let count = first.units.len() + next.units.len();
    if count > Problem::MOST_UNITS {
        return Err(AheadError::TooMany { count });
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
    let middle = middle(first);
    for (sru, demand) in next.units.iter().zip(&next.demands) {
        let mut available_s = sru.available_s;
        let same = first.units.iter().zip(&first.demands).find(|(unit, _)| unit.id == sru.id);
        if let Some((before, _)) = same.filter(|(_, demand)| **demand != Demand::Unused) {
            let way_s = distance_m(middle, before.base) / before.transit_mps;
            let back_s = before.end_s(first.window.end_s) + way_s;
            available_s = available_s.max(back_s + next.turn_round_s);
        }
        both.units.push(Sru {
            available_s,
            search_not_before_s: Some(sru.start_s(next.window.start_s)),
            until_s: Some(sru.end_s(next.window.end_s)),
            ..sru.clone()
        });
        both.demands.push(demand.clone());
    }
    both.window.end_s = next.window.end_s;
    let count = first.units.len();
    both.rules.may_overlap.extend((0..count).flat_map(|a| (count..both.units.len()).map(move |b| (a, b))));
    both
}

/// Mean of the particles at the end of the first sortie.
fn middle(first: &Problem) -> PlanePoint {
    let cloud = &first.cloud;
    let node = ((first.window.end_s - cloud.start_s()) / cloud.step_s()).round().max(0.0) as usize;
    let (east_m, north_m) = cloud.at_node(node.min(cloud.nodes() - 1));
    let mean = |at: &[f32]| at.iter().zip(cloud.weight()).map(|(x, w)| f64::from(*x) * w).sum();
    PlanePoint { east_m: mean(east_m), north_m: mean(north_m) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{self, HOUR, helicopter, ship};

    /// A unit of both sorties rests between them, others are there when they say, and who stays does not count as away.
    #[test]
    fn no_unit_is_in_two_sorties_at_once() {
        let mut first = testing::problem(vec![helicopter("H"), ship("S"), ship("T")]);
        first.window.end_s = 3.0 * HOUR;
        first.demands[2] = Demand::Unused;
        let units: Vec<Sru> = ["H", "S", "T", "NEW"].map(helicopter).into();
        let window = Window { start_s: 3.5 * HOUR, end_s: 8.0 * HOUR };
        let next = NextSortie { demands: vec![Demand::Free; 4], units, window, turn_round_s: HOUR };
        let both = joined(&first, &next);
        let available_h: Vec<f64> = both.units[3..].iter().map(|unit| unit.available_s / HOUR).collect();
        // About 21.5 nm from the middle of the drifted cloud at 120 kn, about 10 nm at 20 kn.
        assert!((available_h[0] - 4.18).abs() < 0.02, "{available_h:?}");
        assert!((available_h[1] - 4.5).abs() < 0.03, "{available_h:?}");
        assert_eq!(available_h[2..], [0.25, 0.25]);
        assert!(both.units[3..].iter().all(|unit| unit.search_not_before_s == Some(3.5 * HOUR)));
        assert!(both.units[..3].iter().all(|unit| unit.until_s == Some(3.0 * HOUR)));
        assert!(both.units[3..].iter().all(|unit| unit.until_s == Some(8.0 * HOUR)));
    }

    /// What can not be looked ahead to is refused before any work.
    #[test]
    fn what_can_not_be_planned_together_is_refused() {
        let mut first = testing::problem(vec![helicopter("H")]);
        first.window.end_s = 3.0 * HOUR;
        let refused = |start_h: f64, end_h: f64, units: usize| {
            let window = Window { start_s: start_h * HOUR, end_s: end_h * HOUR };
            let units = vec![helicopter("N"); units];
            let demands = vec![Demand::Free; units.len()];
            let next = NextSortie { units, demands, window, turn_round_s: 0.0 };
            let budget = Budget { evaluations: 1 };
            let go_on = &mut |_: &Progress<'_>| ControlFlow::Continue(());
            two_sorties(&first, &next, &super::super::Naive, budget, 1, go_on).unwrap_err()
        };
        assert_eq!(refused(2.0, 5.0, 1), AheadError::WindowsOverlap);
        assert_eq!(refused(4.0, 9.0, 1), AheadError::ForecastTooShort);
        assert_eq!(refused(4.0, 8.0, 100), AheadError::TooMany { count: 101 });
    }
}
