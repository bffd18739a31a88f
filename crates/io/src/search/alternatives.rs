//! Other plans that truly differ from the best one, for those who have to choose.
//!
//! A further plan is sought by closing to one domain the middle of the area of a unit that finds much, as earlier plans have
//! it, and by other seeds. It is taken if the checker passes it under the rules of the problem itself, if it differs from
//! every plan before it ([`differing`]), and if it loses no more than [`MOST_LOSS`] of the best plan's worth. What is worth
//! more than the plan that was made first takes its place ([`chosen`]).

use super::outlines::holds;
use super::units::NM;
use super::{How, SearchError};
use crate::forecast::ForecastError;
use crate::write::outputs;
use sarex_geo::math;
use sarex_search::problem::{Area, AreaKind};
use sarex_search::survival::Band;
use sarex_search::{Assignment, Demand, Plan, PlanePoint, Problem};

/// Most plans that may be asked for, the best one included.
pub const MOST: u8 = 5;
/// Share of the best plan's worth that a further plan may lose.
pub const MOST_LOSS: f64 = 0.25;
/// A unit searches elsewhere if less than this share of its area is common to both plans.
const COMMON: f64 = 0.5;
/// Areas of so many units are closed in turn.
const CLOSED: usize = 3;
/// A short look is this part of the work of a plan.
const SHORT: u64 = 6;
/// Part of an area that is closed, by length about its middle.
const CORE: f64 = 0.5;

/// A plan beside the best one.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// The plan; from the planner with its worth on the cloud that it was made on, then with that on the other one.
    pub plan: Plan,
    /// What it is worth on the cloud that it was made on.
    pub pos_planned: f64,
    /// Seed of its planner.
    pub seed: u64,
    /// What differs from the best plan, in a sentence.
    pub differs: String,
    /// Share found alive, as a band, where the objective asks for it.
    pub alive: Option<Band>,
    /// What a reader must know before using it.
    pub warnings: Vec<String>,
}

/// Plans to choose from.
pub(super) struct Choice {
    /// The one to be taken.
    pub best: Plan,
    /// Where that is not the one that was made first: seed of its planner.
    pub found_with: Option<u64>,
    /// The others, best first.
    pub others: Vec<Alternative>,
}

/// Up to `count` plans beside the first one. Where one of them is worth more it takes its place, unless the first `stays`.
pub(super) fn find(
    problem: &Problem,
    (first, stays): (Plan, bool),
    how: &How,
    count: usize,
    make: &mut dyn FnMut(&Problem, &How) -> Result<Plan, SearchError>,
) -> Result<Choice, SearchError> {
    let mut found: Vec<(Plan, u64)> = Vec::new();
    for number in 0..count {
        let best = &first;
        let before: Vec<&Plan> = std::iter::once(best).chain(found.iter().map(|(plan, _)| plan)).collect();
        let seed = how.seed.wrapping_add(number as u64 + 1);
        let mut made = |sub: &Problem, budget: u64| match make(sub, &How { seed, budget, ..how.clone() }) {
            Err(SearchError::Forecast(ForecastError::Cancelled)) => {
                Err(SearchError::from(ForecastError::Cancelled))
            }
            other => Ok(other.ok().filter(|plan| {
                before.iter().all(|other| differs_enough(problem, plan, other))
                    && plan.value() >= (1.0 - MOST_LOSS) * best.value()
            })),
        };
        // A short look at each of the problems, and all the work for the most promising one.
        let mut next: Option<(Plan, Problem)> = None;
        for sub in narrowed(problem, &before) {
            let plan: Option<Plan> = made(&sub, how.budget.div_ceil(SHORT))?;
            let better = |plan: &Plan| next.as_ref().is_none_or(|(next, _)| plan.value() > next.value());
            if let Some(plan) = plan.filter(better) {
                next = Some((plan, sub));
            }
        }
        let Some((short, sub)) = next else { break };
        let whole = made(&sub, how.budget)?.filter(|plan| plan.value() > short.value());
        found.push((whole.unwrap_or(short), seed));
    }
    Ok(chosen(problem, (first, how.seed), found, stays))
}

/// The best of all plans first, and what the others do otherwise.
fn chosen(problem: &Problem, (first, seed): (Plan, u64), mut found: Vec<(Plan, u64)>, stays: bool) -> Choice {
    // A stable sort: of equals the earlier one stays first.
    let by_worth = |a: &(Plan, u64), b: &(Plan, u64)| b.0.value().total_cmp(&a.0.value());
    found.sort_by(by_worth);
    let mut best = (first, seed);
    let mut found_with = None;
    if !stays && let Some(better) = found.first_mut().filter(|(plan, _)| plan.value() > best.0.value()) {
        std::mem::swap(&mut best, better);
        found_with = Some(best.1);
        found.sort_by(by_worth);
        found.retain(|(plan, _)| plan.value() >= (1.0 - MOST_LOSS) * best.0.value());
    }
    let others = found.into_iter().map(|(plan, seed)| Alternative {
        differs: sentence(problem, &plan, &best.0),
        pos_planned: plan.pos,
        plan,
        seed,
        alive: None,
        warnings: Vec::new(),
    });
    Choice { others: others.collect(), best: best.0, found_with }
}

/// What is to be said where the order of plans is another one than a reader would take from their figures. The plans are as
/// they are told.
pub(super) fn notes(
    plan: &Plan,
    found_with: Option<u64>,
    looks_ahead: bool,
    others: &[Alternative],
) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(seed) = found_with {
        said.push(format!(
            "the plan was found while others were sought, with seed {seed}, and is worth more than the one made first, which is \
             among the others; without `--alternatives` that one is the plan, and with as many again this one"
        ));
    }
    for (k, other) in others.iter().enumerate().filter(|(_, other)| other.plan.value() > plan.value()) {
        let why = match looks_ahead {
            true => "the plan is chosen for what it and the next sortie are worth together",
            false => "plans are chosen on the other cloud, where the plan is ahead",
        };
        said.push(format!(
            "{} is worth more in this search than the plan, {:.3} against {:.3}: {why}",
            outputs::alternative(k + 2),
            other.plan.value(),
            plan.value()
        ));
    }
    said
}

/// Problems whose plans may differ: the problem itself, and with the middles of areas closed.
fn narrowed(problem: &Problem, before: &[&Plan]) -> Vec<Problem> {
    let free = |a: &&Assignment| matches!(problem.demands[a.unit], Demand::Free | Demand::Used);
    let mut finding: Vec<&Assignment> = before[0].assignments.iter().filter(free).collect();
    // Those that find most; a stable sort keeps the order of equals.
    finding.sort_by(|a, b| b.pos.total_cmp(&a.pos));
    finding.truncate(CLOSED);
    let closed = finding.iter().map(|most| {
        let mut sub = problem.clone();
        let theirs = before.iter().flat_map(|plan| plan.assignments.iter().filter(|a| a.unit == most.unit));
        sub.rules.areas.extend(theirs.map(|a| core(problem, a)));
        sub
    });
    std::iter::once(problem.clone()).chain(closed).collect()
}

/// The middle of an area, closed to tracks of the domain of its unit.
fn core(problem: &Problem, assignment: &Assignment) -> Area {
    let outline = &assignment.area;
    let middle = mean(outline.iter());
    let toward = |p: &PlanePoint| PlanePoint {
        east_m: middle.east_m + CORE * (p.east_m - middle.east_m),
        north_m: middle.north_m + CORE * (p.north_m - middle.north_m),
    };
    Area {
        name: "the area of another plan".to_owned(),
        party: String::new(),
        kind: AreaKind::Airspace,
        outline: outline.iter().map(toward).collect(),
        buffer_m: 0.0,
        domain: Some(problem.units[assignment.unit].domain()),
        altitude: None,
    }
}

fn mean<'a>(points: impl Iterator<Item = &'a PlanePoint>) -> PlanePoint {
    let (mut n, mut sum) = (0.0, PlanePoint::default());
    for p in points {
        n += 1.0;
        sum = PlanePoint { east_m: sum.east_m + p.east_m, north_m: sum.north_m + p.north_m };
    }
    PlanePoint { east_m: sum.east_m / f64::max(n, 1.0), north_m: sum.north_m / f64::max(n, 1.0) }
}

/// A third of the units that either plan uses, and at least one, search elsewhere or in one of the plans only.
fn differs_enough(problem: &Problem, a: &Plan, b: &Plan) -> bool {
    let uses = |plan: &Plan, unit: usize| plan.assignments.iter().any(|task| task.unit == unit);
    let used = (0..problem.units.len()).filter(|unit| uses(a, *unit) || uses(b, *unit)).count();
    let differing = differing(problem, a, b).len();
    differing > 0 && 3 * differing >= used
}

/// Units that search elsewhere, or in one of the plans only.
fn differing(problem: &Problem, a: &Plan, b: &Plan) -> Vec<usize> {
    let elsewhere = |unit: &usize| {
        let (a, b) = (areas(a, *unit), areas(b, *unit));
        let (one, other) = (inside(&a, &b), inside(&b, &a));
        (!a.is_empty() || !b.is_empty()) && one.max(other) < COMMON
    };
    (0..problem.units.len()).filter(elsewhere).collect()
}

fn areas(plan: &Plan, unit: usize) -> Vec<Vec<PlanePoint>> {
    plan.assignments.iter().filter(|task| task.unit == unit).map(|task| task.area.clone()).collect()
}

/// Rows and columns of points by which areas are compared.
const POINTS: u32 = 40;

/// Share of the one's areas that lies in the other's; zero where there are none.
fn inside(one: &[Vec<PlanePoint>], other: &[Vec<PlanePoint>]) -> f64 {
    let (mut all_m2, mut common_m2) = (0.0, 0.0);
    for outline in one {
        let along = |of: fn(&PlanePoint) -> f64| {
            outline.iter().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |r, x| (r.0.min(x), r.1.max(x)))
        };
        let (east, north) = (along(|p| p.east_m), along(|p| p.north_m));
        let point_m2 = (east.1 - east.0) * (north.1 - north.0);
        let at = |range: (f64, f64), k: u32| {
            range.0 + (range.1 - range.0) * (f64::from(k) + 0.5) / f64::from(POINTS)
        };
        for (i, j) in (0..POINTS).flat_map(|i| (0..POINTS).map(move |j| (i, j))) {
            let p = PlanePoint { east_m: at(east, i), north_m: at(north, j) };
            if holds(outline, p) {
                all_m2 += point_m2;
                common_m2 += if other.iter().any(|area| holds(area, p)) { point_m2 } else { 0.0 };
            }
        }
    }
    if all_m2 > 0.0 { common_m2 / all_m2 } else { 0.0 }
}

/// What a plan does otherwise than the best one.
fn sentence(problem: &Problem, plan: &Plan, best: &Plan) -> String {
    let each = differing(problem, plan, best).into_iter().map(|unit| {
        let id = &problem.units[unit].id;
        let (here, there) = (areas(plan, unit), areas(best, unit));
        if here.is_empty() {
            return format!("{id} stays unused");
        }
        if there.is_empty() {
            return format!("{id} searches too");
        }
        let (here, there) = (mean(here.iter().flatten()), mean(there.iter().flatten()));
        let off = PlanePoint { east_m: here.east_m - there.east_m, north_m: here.north_m - there.north_m };
        if off.length_m() < 0.5 * NM {
            return format!("{id} searches about the same place another way");
        }
        let bearing = math::atan2(off.east_m, off.north_m).to_degrees().rem_euclid(360.0);
        format!("{id} searches {:.1} NM off in direction {bearing:03.0}°", off.length_m() / NM)
    });
    each.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::plan::fixture;

    fn square(east_m: f64, side_m: f64) -> Vec<PlanePoint> {
        let corner = |e: f64, n: f64| PlanePoint { east_m: east_m + e * side_m, north_m: n * side_m };
        vec![corner(0.0, 0.0), corner(1.0, 0.0), corner(1.0, 1.0), corner(0.0, 1.0)]
    }

    fn worth(pos: f64) -> Plan {
        Plan { pos, ..fixture::plan().plan }
    }

    /// What is worth more than the plan made first is the plan; what then loses too much is none to choose from. A plan that
    /// stays for the sake of the next sortie is told as the lesser one in this search.
    #[test]
    fn the_best_plan_comes_first() {
        let problem = fixture::plan().problem;
        let found = || vec![(worth(0.44), 8), (worth(0.6), 9), (worth(0.52), 10)];
        let chosen = |stays| chosen(&problem, (worth(0.5), 7), found(), stays);
        let pos = |choice: &Choice| -> Vec<(f64, u64)> {
            choice.others.iter().map(|other| (other.plan.pos, other.seed)).collect()
        };
        let best = chosen(false);
        assert_eq!((best.best.pos, best.found_with), (0.6, Some(9)));
        assert_eq!(pos(&best), [(0.52, 10), (0.5, 7)]);
        let said = notes(&best.best, best.found_with, false, &best.others);
        assert!(
            said.len() == 1 && said[0].contains("found while others were sought, with seed 9"),
            "{said:?}"
        );
        let stays = chosen(true);
        assert_eq!((stays.best.pos, stays.found_with), (0.5, None));
        assert_eq!(pos(&stays), [(0.6, 9), (0.52, 10), (0.44, 8)]);
        let said = notes(&stays.best, stays.found_with, true, &stays.others);
        assert!(
            said.len() == 2 && said[0].starts_with("alternative-2 is worth more in this search"),
            "{said:?}"
        );
        assert!(said[0].ends_with("what it and the next sortie are worth together"), "{said:?}");
    }

    /// Squares side by side, half over each other, one in the other, and two for one.
    #[test]
    fn shares_of_areas() {
        let share = |a: &[Vec<PlanePoint>], b: &[Vec<PlanePoint>]| inside(a, b);
        let one = [square(0.0, 10.0)];
        for (other, is) in [
            (vec![square(0.0, 10.0)], 1.0),
            (vec![square(20.0, 10.0)], 0.0),
            (vec![square(5.0, 10.0)], 0.5),
            (vec![square(0.0, 5.0)], 0.25),
            (vec![square(-5.0, 10.0), square(5.0, 10.0)], 1.0),
            (vec![], 0.0),
        ] {
            assert!((share(&one, &other) - is).abs() < 0.03, "{other:?}: {}", share(&one, &other));
        }
        assert_eq!(share(&[], &one), 0.0);
        assert!((share(&[square(0.0, 5.0)], &one) - 1.0).abs() < 1e-9);
    }
}
