//! For every rule: a plan that just keeps it passes, and one that just breaks it is caught for this rule alone.

use super::geometry::distance;
use super::{Rule, cautions, check};
use crate::pattern::PatternKind;
use crate::problem::*;
use crate::testing::{self, HOUR, NM, assigned, helicopter, nm, plan, ship, sweeps};
use crate::{Coast, Compensation, PatternFlown, Plan, Problem, Turn, Waypoint};
use proptest::prelude::*;
use std::sync::Arc;

/// Two helicopters side by side, two ships side by side under them; the first helicopter follows the drift.
fn scene() -> (Problem, Plan) {
    let units = vec![helicopter("H1"), helicopter("H2"), ship("V1"), ship("V2")];
    let problem = testing::problem(units);
    let drift = Some(Compensation { east_mps: 0.25, north_mps: -0.1 });
    let assignments = vec![
        assigned(&problem, 0, PatternFlown { compensation: drift, ..sweeps(8.0, 1.0, 6) }, nm(-7.0, -4.0)),
        assigned(&problem, 1, sweeps(8.0, 1.0, 6), nm(1.0, -4.0)),
        assigned(&problem, 2, sweeps(6.0, 0.5, 4), nm(-3.0, -3.0)),
        assigned(&problem, 3, sweeps(6.0, 0.5, 4), nm(1.0, -3.0)),
    ];
    (problem, plan(assignments))
}

/// Lays a unit's pattern out again after a change.
fn again(problem: &Problem, plan: &mut Plan, unit: usize, change: impl FnOnce(&mut PatternFlown)) {
    let old = &plan.assignments[unit];
    let (mut flown, at) = (old.pattern.clone(), old.track[0].at);
    change(&mut flown);
    plan.assignments[unit] = assigned(problem, unit, flown, at);
}

fn moved(problem: &Problem, plan: &mut Plan, unit: usize, to: crate::PlanePoint) {
    plan.assignments[unit] = assigned(problem, unit, plan.assignments[unit].pattern.clone(), to);
}

fn delayed(plan: &mut Plan, unit: usize, by_s: f64) {
    let assignment = &mut plan.assignments[unit];
    assignment.departure_s += by_s;
    assignment.landing_s += by_s;
    assignment.track.iter_mut().for_each(|w| w.time_s += by_s);
}

/// The same change a little less and a little more: kept, and broken in this rule alone.
fn at_the_edge(rule: Rule, keeps: f64, breaks: f64, change: impl Fn(&mut Problem, &mut Plan, f64)) {
    let (mut problem, mut plan) = scene();
    change(&mut problem, &mut plan, keeps);
    assert_eq!(check(&problem, &plan), vec![], "{rule:?} at {keeps}");
    let (mut problem, mut plan) = scene();
    change(&mut problem, &mut plan, breaks);
    only(rule, &problem, &plan);
}

fn only(rule: Rule, problem: &Problem, plan: &Plan) {
    let found = check(problem, plan);
    assert!(!found.is_empty(), "{rule:?} is not caught");
    for violation in &found {
        assert_eq!(violation.rule, rule, "{violation}");
        assert!(violation.amount > 0.0 && violation.amount.is_finite(), "{violation:?}");
        assert!(!violation.what.is_empty() && !violation.release.is_empty());
        assert!(!rule.unit().is_empty());
    }
}

#[test]
fn scene_keeps_all_rules() {
    let (problem, plan) = scene();
    assert_eq!(check(&problem, &plan), vec![]);
    assert_eq!(check(&problem, &testing::plan(vec![])), vec![]);
}

#[test]
fn numbers() {
    let broken = |change: &dyn Fn(&mut Plan)| {
        let (problem, mut plan) = scene();
        change(&mut plan);
        only(Rule::Numbers, &problem, &plan);
    };
    broken(&|p| p.pos = f64::NAN);
    broken(&|p| p.pos = 1.1);
    broken(&|p| p.survivors = Some(-0.1));
    broken(&|p| p.pos_by_object.truncate(1));
    broken(&|p| p.assignments[0].track[3].time_s = f64::NAN);
    broken(&|p| p.assignments[0].track[3].at.east_m = f64::INFINITY);
    broken(&|p| p.assignments[0].track[3].at.north_m = 3e7);
    broken(&|p| p.assignments[0].track.truncate(1));
    broken(&|p| p.assignments[0].landing_s = f64::NAN);
    broken(&|p| p.assignments[0].area[0].north_m = f64::NAN);
    broken(&|p| p.assignments[0].pattern.leg_m = 0.0);
    broken(&|p| p.assignments[0].pattern.spacing_m = f64::NAN);
    broken(&|p| p.assignments[0].coverage[1] = -1.0);
    broken(&|p| p.assignments[0].poc = 2.0);
}

#[test]
fn units() {
    let (problem, mut plan) = scene();
    plan.assignments.push(plan.assignments[3].clone());
    plan.assignments.push(plan.assignments[3].clone());
    assert!(check(&problem, &plan).iter().any(|v| v.rule == Rule::Units));
    let (problem, mut plan) = scene();
    plan.assignments.swap(0, 1);
    only(Rule::Units, &problem, &plan);
    let (problem, mut plan) = scene();
    plan.assignments[3].unit = 4;
    only(Rule::Units, &problem, &plan);
}

/// The helicopter goes on from its area to a second one.
fn two_areas() -> (Problem, Plan) {
    let (problem, plan) = scene();
    let mut first = plan.assignments[0].clone();
    let end = first.track[first.track.len() - 1];
    first.landing_s = end.time_s;
    let second = assigned(&problem, 0, sweeps(3.0, 1.0, 2), nm(-7.0, 4.0));
    let hop_s = distance(end.at, second.track[0].at) / problem.units[0].transit_mps;
    let mut plan = testing::plan(vec![first, second]);
    let by_s = end.time_s + hop_s - plan.assignments[1].track[0].time_s;
    delayed(&mut plan, 1, by_s);
    plan.assignments[1].departure_s = end.time_s;
    (problem, plan)
}

/// Half a spacing of each beyond its legs: areas that may touch by the rules may not with this one.
#[test]
fn areas_that_may_not_touch() {
    let (mut problem, plan) = scene();
    problem.rules.areas_may_touch = false;
    problem.rules.may_overlap.clear();
    let spacing_m = plan.assignments[0].pattern.spacing_m;
    let gap = |plan: &Plan| check(&problem, plan).iter().filter(|v| v.rule == Rule::Overlap).count();
    let (_, mut near) = scene();
    let at = near.assignments[0].track[0].at;
    let beside = |m: f64| crate::PlanePoint { east_m: at.east_m + m, north_m: at.north_m };
    near.assignments.truncate(2);
    let across_m = 5.0 * NM;
    let still = PatternFlown { compensation: None, ..near.assignments[0].pattern.clone() };
    near.assignments[0] = assigned(&problem, 0, still.clone(), at);
    near.assignments[1] = assigned(&problem, 1, still.clone(), beside(across_m + spacing_m + 10.0));
    assert_eq!(gap(&near), 0);
    near.assignments[1] = assigned(&problem, 1, still, beside(across_m + spacing_m - 10.0));
    assert_eq!(gap(&near), 1);
}

#[test]
fn a_second_area_follows_the_first() {
    let (problem, plan) = two_areas();
    assert_eq!(check(&problem, &plan), vec![]);
    let (mut problem, plan) = two_areas();
    problem.rules.areas_per_unit = 1;
    only(Rule::Units, &problem, &plan);
    let (problem, mut plan) = two_areas();
    plan.assignments[1].track.iter_mut().for_each(|w| w.time_s -= 2.0);
    only(Rule::Reach, &problem, &plan);
    let (problem, mut plan) = two_areas();
    plan.assignments[0].landing_s -= 2.0;
    only(Rule::Sortie, &problem, &plan);
    // The whole sortie counts for endurance and for the time away.
    let (mut problem, plan) = two_areas();
    let (first, last) = (&plan.assignments[0], &plan.assignments[1]);
    problem.units[0].on_scene_s = last.track[last.track.len() - 1].time_s - first.track[0].time_s - 2.0;
    only(Rule::Endurance, &problem, &plan);
    let (mut problem, plan) = two_areas();
    problem.units[0].sortie_s = Some(plan.assignments[1].landing_s - plan.assignments[0].departure_s - 2.0);
    only(Rule::Sortie, &problem, &plan);
}

#[test]
fn order_and_speed() {
    let (problem, mut plan) = scene();
    let time_s = plan.assignments[2].track[2].time_s;
    plan.assignments[2].track[3].time_s = time_s;
    assert!(check(&problem, &plan).iter().any(|v| v.rule == Rule::Order));
    // Faster over ground by a share: the track is stretched in time about its first point.
    at_the_edge(Rule::Speed, 1.0009, 1.002, |_, plan, share| {
        for unit in [1, 2] {
            let track = &mut plan.assignments[unit].track;
            let begin_s = track[0].time_s;
            track.iter_mut().for_each(|w| w.time_s = begin_s + (w.time_s - begin_s) * share);
        }
        plan.assignments.iter_mut().for_each(|a| a.landing_s += 60.0);
    });
}

#[test]
fn pattern() {
    // Half a metre is within rounding; a metre is another pattern.
    at_the_edge(Rule::Pattern, 0.45, 0.6, |_, plan, m| plan.assignments[0].track[4].at.north_m += m);
    at_the_edge(Rule::Pattern, 0.001, 0.01, |_, plan, deg| plan.assignments[1].pattern.first_leg_deg += deg);
    let broken = |change: &dyn Fn(&mut PatternFlown)| {
        let (problem, mut plan) = scene();
        change(&mut plan.assignments[0].pattern);
        only(Rule::Pattern, &problem, &plan);
    };
    broken(&|p| p.compensation = None);
    broken(&|p| p.leg_m += 1.0);
    broken(&|p| p.spacing_m += 1.0);
    broken(&|p| p.legs = 5);
    broken(&|p| p.legs = 0);
    broken(&|p| p.kind = PatternKind::Contour);
    let (problem, mut plan) = scene();
    plan.assignments[1].pattern.turn = Turn::Left;
    only(Rule::Pattern, &problem, &plan);
}

#[test]
fn extent() {
    at_the_edge(Rule::Extent, 0.4, 0.6, |_, plan, m| {
        let half_m = 0.5 * NM;
        plan.assignments[1].area.iter_mut().for_each(|p| p.east_m += half_m + m);
    });
}

#[test]
fn spacing_and_aspect() {
    at_the_edge(Rule::Spacing, 1.0, 1.001, |problem, _, nm| problem.units[1].min_spacing_m = nm * NM);
    // Six legs of 1 nm by 8 + 1 nm along them.
    at_the_edge(Rule::Aspect, 0.667, 0.666, |problem, _, aspect| problem.rules.max_aspect = aspect);
}

#[test]
fn times() {
    let (_, plan) = scene();
    let span_s = |unit: usize| plan.assignments[unit].end_s() - plan.assignments[unit].commence_s();
    let last_s = plan.assignments.iter().map(|a| a.end_s()).fold(0.0, f64::max);
    at_the_edge(Rule::Window, 0.0, 1.0, |problem, _, s| problem.window.end_s = last_s - s);
    at_the_edge(Rule::Window, 0.0, 1.0, |problem, plan, s| {
        problem.window.start_s =
            plan.assignments.iter().map(|a| a.commence_s()).fold(f64::INFINITY, f64::min) + s;
    });
    at_the_edge(Rule::Endurance, 0.0, 1.0, |problem, _, s| problem.units[1].on_scene_s = span_s(1) - s);
    at_the_edge(Rule::Reach, 0.0, 1.0, |problem, _, s| problem.units[1].available_s += s);
    at_the_edge(Rule::Reach, 0.0, 0.01, |problem, plan, share| {
        problem.units[2].transit_mps *= 1.0 - share;
        plan.assignments[2].landing_s += 60.0;
    });
    at_the_edge(Rule::Reach, 0.0, 1.0, |_, plan, s| plan.assignments[1].departure_s += s);
    let away_s = plan.assignments[1].landing_s - plan.assignments[1].departure_s;
    at_the_edge(Rule::Sortie, 0.0, 1.0, |problem, _, s| problem.units[1].sortie_s = Some(away_s - s));
    at_the_edge(Rule::Sortie, 0.0, 1.0, |_, plan, s| plan.assignments[1].landing_s -= s);
    // Leaving later keeps everything but the order of the day.
    at_the_edge(Rule::Window, 600.0, 8.0 * HOUR, |_, plan, s| delayed(plan, 2, s));
}

#[test]
fn fixed_start() {
    let fixed = |problem: &mut Problem, plan: &mut Plan, off_s: f64| {
        problem.units[2].commence_s = Some(2.0 * HOUR);
        // Neither base nor transit count.
        problem.units[2].base = nm(5000.0, 0.0);
        moved(problem, plan, 2, nm(-3.0, -3.0));
        delayed(plan, 2, off_s);
    };
    at_the_edge(Rule::FixedStart, 0.4, 0.6, fixed);
    at_the_edge(Rule::FixedStart, -0.4, -0.6, fixed);
    at_the_edge(Rule::Reach, 0.0, 1.0, |problem, plan, s| {
        fixed(problem, plan, 0.0);
        plan.assignments[2].departure_s += s;
    });
    at_the_edge(Rule::Sortie, 0.0, 1.0, |problem, plan, s| {
        fixed(problem, plan, 0.0);
        plan.assignments[2].landing_s -= s;
    });
}

#[test]
fn overlap() {
    // The ships' legs end at −1.5 and begin at 1; buffers are 0.1 nm each.
    let ships =
        |problem: &mut Problem, plan: &mut Plan, east_nm: f64| moved(problem, plan, 3, nm(east_nm, -3.0));
    at_the_edge(Rule::Overlap, -1.3, -1.301, ships);
    // A shared edge is no overlap.
    at_the_edge(Rule::Overlap, -1.5, -1.501, |problem, plan, east_nm| {
        problem.units[2].buffer_m = 0.0;
        problem.units[3].buffer_m = 0.0;
        ships(problem, plan, east_nm);
    });
    // The wide buffer of a long-range sensor; air over ship is free.
    at_the_edge(Rule::Overlap, 2.39, 2.41, |problem, _, nm| problem.units[2].buffer_m = nm * NM);
    // Whatever the times.
    let (mut problem, mut plan) = scene();
    ships(&mut problem, &mut plan, -2.0);
    delayed(&mut plan, 3, 2.0 * HOUR);
    only(Rule::Overlap, &problem, &plan);
    for pair in [(2, 3), (3, 2)] {
        problem.rules.may_overlap = vec![pair];
        assert_eq!(check(&problem, &plan), vec![]);
    }
    problem.rules.may_overlap = vec![(0, 3)];
    only(Rule::Overlap, &problem, &plan);
}

#[test]
fn overlap_by_height() {
    let band = |low_ft: f64, high_ft: f64| Some(AltitudeBand { low_ft, high_ft });
    let stacked = |problem: &mut Problem, plan: &mut Plan, feet: f64| {
        problem.rules.overlap = Overlap::IfVerticallySeparated;
        problem.rules.vertical_separation_ft = Some(feet);
        problem.units[0].altitude = band(300.0, 500.0);
        problem.units[1].altitude = band(1000.0, 1500.0);
        moved(problem, plan, 1, nm(-3.0, -4.0));
    };
    at_the_edge(Rule::Overlap, 500.0, 501.0, stacked);
    let (mut problem, mut plan) = scene();
    stacked(&mut problem, &mut plan, 500.0);
    problem.rules.overlap = Overlap::Never;
    only(Rule::Overlap, &problem, &plan);
    problem.rules.overlap = Overlap::IfVerticallySeparated;
    problem.units[0].altitude = None;
    only(Rule::Overlap, &problem, &plan);
    // Ships never, whatever heights they are given.
    let (mut problem, mut plan) = scene();
    stacked(&mut problem, &mut plan, 500.0);
    problem.units[2].altitude = band(0.0, 0.0);
    problem.units[3].altitude = band(1000.0, 1000.0);
    moved(&problem, &mut plan, 3, nm(-2.0, -3.0));
    only(Rule::Overlap, &problem, &plan);
}

/// A square area with its western edge so far east of the second helicopter's last leg (6 nm east).
fn area(kind: AreaKind, off_nm: f64) -> Area {
    let (west, east) = (6.0 + off_nm, 12.0 + off_nm);
    Area {
        name: "R1".into(),
        party: "B".into(),
        kind,
        outline: vec![nm(west, -3.0), nm(east, -3.0), nm(east, 3.0), nm(west, 3.0)],
        buffer_m: 0.4 * NM,
        domain: None,
        altitude: None,
    }
}

#[test]
fn areas() {
    for (kind, rule) in [
        (AreaKind::Excluded, Rule::Excluded),
        (AreaKind::Sensitive, Rule::Sensitive),
        (AreaKind::Airspace, Rule::Airspace),
    ] {
        at_the_edge(rule, 0.5, 0.499, |problem, _, off_nm| problem.rules.areas = vec![area(kind, off_nm)]);
        at_the_edge(rule, 0.5, -3.0, |problem, _, off_nm| problem.rules.areas = vec![area(kind, off_nm)]);
    }
    // An area that lies wholly inside a zone, and one that a zone lies wholly inside.
    let inner = vec![nm(3.0, 0.0), nm(3.2, 0.0), nm(3.2, 0.2)];
    let outer = vec![nm(-90.0, -90.0), nm(90.0, -90.0), nm(90.0, 90.0), nm(-90.0, 90.0)];
    for outline in [inner, outer] {
        let (mut problem, plan) = scene();
        problem.rules.areas = vec![Area { outline, ..area(AreaKind::Excluded, 0.0) }];
        only(Rule::Excluded, &problem, &plan);
    }
    // The notch of an area that is not convex is free.
    at_the_edge(Rule::Excluded, 0.51, 0.49, |problem, _, off_nm| {
        let west = 6.0 + off_nm;
        let mut notch = area(AreaKind::Excluded, 0.0);
        notch.outline = [
            (-9.0, 20.0),
            (20.0, 20.0),
            (20.0, -20.0),
            (-9.0, -20.0),
            (-9.0, -8.0),
            (west, -8.0),
            (west, 8.0),
            (-9.0, 8.0),
        ]
        .map(|(e, n)| nm(e, n))
        .to_vec();
        problem.rules.areas = vec![notch];
    });
    // Without buffers an edge may be shared.
    at_the_edge(Rule::Excluded, 0.0, -0.001, |problem, _, off_nm| {
        problem.units[1].buffer_m = 0.0;
        problem.rules.areas = vec![Area { buffer_m: 0.0, ..area(AreaKind::Excluded, off_nm) }];
    });
}

#[test]
fn areas_of_a_domain_and_of_heights() {
    let of = |domain, altitude, own| {
        let (mut problem, plan) = scene();
        problem.rules.areas = vec![Area { domain, altitude, ..area(AreaKind::Airspace, 0.0) }];
        problem.units[1].altitude = own;
        check(&problem, &plan).len()
    };
    let band = |low_ft: f64, high_ft: f64| Some(AltitudeBand { low_ft, high_ft });
    assert_eq!(of(Some(Domain::Surface), None, None), 0);
    assert_eq!(of(Some(Domain::Air), None, None), 1);
    assert_eq!(of(None, band(600.0, 900.0), band(300.0, 599.0)), 0);
    assert_eq!(of(None, band(600.0, 900.0), band(300.0, 600.0)), 1);
    // Who is given no height may be at any.
    assert_eq!(of(None, band(600.0, 900.0), None), 1);
    // Ships are below every airspace that has a height.
    let (mut problem, plan) = scene();
    let outline = vec![nm(1.0, -9.0), nm(2.0, -9.0), nm(2.0, -2.0), nm(1.0, -2.0)];
    let altitude = band(0.0, 900.0);
    problem.units[0].altitude = band(1000.0, 1000.0);
    problem.units[1].altitude = band(1000.0, 1000.0);
    problem.rules.areas = vec![Area { outline, altitude, ..area(AreaKind::Airspace, 0.0) }];
    assert_eq!(check(&problem, &plan), vec![]);
}

/// Of a sensitive area nothing is told but whose it is: no name, no distance, and the same for a touch and for the middle.
#[test]
fn sensitive_area_is_not_told() {
    let told = |off_nm: f64| {
        let (mut problem, plan) = scene();
        problem.rules.areas = vec![area(AreaKind::Sensitive, off_nm)];
        check(&problem, &plan)
    };
    assert_eq!(told(0.4), told(-1.0));
    let violation = &told(0.4)[0];
    assert_eq!(violation.what, "`H2` enters a sensitive area of B");
    assert_eq!(violation.release, "search elsewhere with `H2`, or ask B");
    assert_eq!(violation.amount, 1.0);
}

#[test]
fn data_link_and_lost_link() {
    let link = |range_m: f64, outline: Vec<crate::PlanePoint>, altitude| DataLink {
        station: nm(-7.0, -4.0),
        range_m,
        lost_link: (!outline.is_empty()).then_some(LostLink { outline, altitude }),
    };
    // The farthest corner of H1 in the plane, drift included.
    let (_, plan) = scene();
    let far_m = plan.assignments[0].track.iter().map(|w| super::geometry::distance(w.at, nm(-7.0, -4.0)));
    let far_m = far_m.fold(0.0, f64::max);
    at_the_edge(Rule::DataLink, 0.4, 0.6, |problem, _, m| {
        problem.units[0].kind = UnitKind::Uav;
        problem.units[0].link = Some(link(far_m - m, vec![], None));
    });
    // H2's first leg lies 1 nm east; its buffer is 0.1 nm.
    let volume =
        |east: f64| vec![nm(east - 0.5, 10.0), nm(east - 0.5, -10.0), nm(east, -10.0), nm(east, 10.0)];
    let lost = |problem: &mut Problem, _: &mut Plan, east: f64| {
        problem.units[0].link = Some(link(500.0 * NM, volume(east), None));
    };
    at_the_edge(Rule::LostLink, 0.9, 0.901, lost);
    let lost_at = |low_ft: f64, domain: usize| {
        let (mut problem, plan) = scene();
        let altitude = Some(AltitudeBand { low_ft, high_ft: 900.0 });
        problem.units[domain].link = Some(link(500.0 * NM, volume(1.5), altitude));
        problem.units[1].altitude = Some(AltitudeBand { low_ft: 100.0, high_ft: 500.0 });
        check(&problem, &plan)
    };
    assert_eq!(lost_at(500.0, 0).len(), 1);
    assert_eq!(lost_at(501.0, 0).len(), 0);
    // Kept only for a unit that searches.
    let (mut problem, mut plan) = scene();
    lost(&mut problem, &mut plan, 1.5);
    plan.assignments.remove(0);
    assert_eq!(check(&problem, &plan), vec![]);
}

fn same_corner(corner_deg: f64, creep_deg: f64) -> Option<SameCorner> {
    Some(SameCorner { adjacent_m: 5.0 * NM, corner_deg, creep_deg, time_gap_s: 0.0 })
}

#[test]
fn corner_and_creep() {
    // From the middle of six legs of 8 nm, 1 nm apart, the first point bears 180 + atan(2.5/4) = 212°. Turned by 40°
    // about its first point, so does the bearing and the creep.
    let turned = |problem: &mut Problem, plan: &mut Plan, deg: f64| {
        again(problem, plan, 1, |p| p.first_leg_deg = deg);
        moved(problem, plan, 1, nm(1.5, -4.0));
    };
    at_the_edge(Rule::SameCreep, 10.0, 10.1, |problem, plan, deg| {
        problem.rules.same_corner = same_corner(90.0, 10.0);
        turned(problem, plan, deg);
    });
    at_the_edge(Rule::SameCorner, 10.0, 10.1, |problem, plan, deg| {
        problem.rules.same_corner = same_corner(10.0, 90.0);
        turned(problem, plan, deg);
    });
    // From the other end of the legs, creeping the same way: bearings 2·atan(4/2.5) = 116° apart.
    let north = |problem: &mut Problem, plan: &mut Plan, corner_deg: f64| {
        problem.rules.same_corner = same_corner(corner_deg, 1.0);
        plan.assignments[1] = assigned(
            problem,
            1,
            PatternFlown { first_leg_deg: 180.0, turn: Turn::Left, ..sweeps(8.0, 1.0, 6) },
            nm(1.0, 4.0),
        );
    };
    at_the_edge(Rule::SameCorner, 116.1, 115.9, north);
    // Apart in space, in time, or one of them a ship: no rule.
    let free = |change: &dyn Fn(&mut Problem, &mut Plan)| {
        let (mut problem, mut plan) = scene();
        north(&mut problem, &mut plan, 45.0);
        only(Rule::SameCorner, &problem, &plan);
        change(&mut problem, &mut plan);
        assert_eq!(check(&problem, &plan), vec![]);
    };
    free(&|problem, _| problem.rules.same_corner.as_mut().unwrap().adjacent_m = NM);
    free(&|problem, plan| {
        let (mine_s, other_s) = (plan.assignments[1].commence_s(), plan.assignments[0].end_s());
        delayed(plan, 1, other_s - mine_s + 1.0);
        problem.units[1].sortie_s = None;
    });
    // A pause shorter than the gap asked for is still a rule.
    let (mut problem, mut plan) = scene();
    north(&mut problem, &mut plan, 45.0);
    problem.rules.same_corner.as_mut().unwrap().time_gap_s = 600.0;
    let (mine_s, other_s) = (plan.assignments[1].commence_s(), plan.assignments[0].end_s());
    delayed(&mut plan, 1, other_s - mine_s + 599.0);
    only(Rule::SameCorner, &problem, &plan);
    delayed(&mut plan, 1, 2.0);
    assert_eq!(check(&problem, &plan), vec![]);
}

#[test]
fn demands() {
    let with = |demand: &dyn Fn(&Plan) -> Demand, change: &dyn Fn(&Problem, &mut Plan)| {
        let (mut problem, mut plan) = scene();
        problem.demands[3] = demand(&plan);
        change(&problem, &mut plan);
        check(&problem, &plan).into_iter().map(|v| v.rule).collect::<Vec<_>>()
    };
    let keep: &dyn Fn(&Problem, &mut Plan) = &|_, _| {};
    let drop: &dyn Fn(&Problem, &mut Plan) = &|_, plan| drop(plan.assignments.pop());
    let shift = |by_m: f64| {
        move |problem: &Problem, plan: &mut Plan| {
            let at = plan.assignments[3].track[0].at;
            moved(problem, plan, 3, crate::PlanePoint { north_m: at.north_m + by_m, ..at });
        }
    };
    let later = |s: f64| move |_: &Problem, plan: &mut Plan| delayed(plan, 3, s);
    let broken = vec![Rule::Demand];
    assert_eq!(with(&|_| Demand::Unused, keep), broken);
    assert_eq!(with(&|_| Demand::Unused, drop), vec![]);
    assert_eq!(with(&|_| Demand::Used, drop), broken);
    assert_eq!(with(&|_| Demand::Used, keep), vec![]);
    let frozen: &dyn Fn(&Plan) -> Demand = &|plan| Demand::Frozen(vec![plan.assignments[3].clone()]);
    assert_eq!(with(frozen, keep), vec![]);
    assert_eq!(with(frozen, drop), broken);
    assert_eq!(with(frozen, &shift(0.3)), vec![]);
    assert_eq!(with(frozen, &shift(0.7)), broken);
    assert_eq!(with(frozen, &later(0.4)), vec![]);
    assert_eq!(with(frozen, &later(0.6)), broken);
    let asked: &dyn Fn(&Plan) -> Demand =
        &|p| Demand::Pattern(Box::new((p.assignments[3].pattern.clone(), p.assignments[3].track[0].at)));
    assert_eq!(with(asked, keep), vec![]);
    assert_eq!(with(asked, drop), broken);
    assert_eq!(with(asked, &later(600.0)), vec![], "the planner chooses when");
    assert_eq!(with(asked, &shift(0.7)), broken);
    assert_eq!(with(asked, &|problem, plan| again(problem, plan, 3, |p| p.legs = 3)), broken);
    assert_eq!(with(asked, &|problem, plan| again(problem, plan, 3, |p| p.leg_m += 1.0)), broken);
    assert_eq!(with(asked, &|problem, plan| again(problem, plan, 3, |p| p.first_leg_deg += 0.1)), broken);
}

#[test]
fn land() {
    // The ships' eastern legs lie 2.5 nm east; 145° is the middle of the plane. At 30°N a degree is 52.0 nm.
    let coast = |problem: &mut Problem, _: &mut Plan, east_nm: f64| {
        let of_deg = 145.0 + east_nm * NM / 96_486.0;
        problem.coast = Some(Coast::new(Arc::new(testing::LandEast { of_deg })));
    };
    at_the_edge(Rule::Land, 2.51, 2.48, coast);
    // Aircraft fly over land, and a ship that stands on it is caught too.
    let (mut problem, mut plan) = scene();
    coast(&mut problem, &mut plan, -20.0);
    assert_eq!(check(&problem, &plan).iter().filter(|v| v.rule == Rule::Land).count(), 2);
    assert_eq!(check(&problem, &plan).len(), 2);
}

#[test]
fn transit_across_land_is_a_caution() {
    let (mut problem, mut plan) = scene();
    problem.coast = Some(Coast::new(Arc::new(testing::LandEast { of_deg: 145.06 })));
    assert_eq!(cautions(&problem, &plan), vec![]);
    problem.units[3].base = nm(9.0, -10.0);
    moved(&problem, &mut plan, 3, nm(1.0, -3.0));
    assert_eq!(check(&problem, &plan), vec![]);
    let told = cautions(&problem, &plan);
    assert!(told.len() == 1 && told[0].unit == 3 && told[0].what.contains("cross land"), "{told:?}");
    // A harbour that the coast calls land is none.
    problem.units[3].base = nm(4.5, -3.0);
    moved(&problem, &mut plan, 3, nm(1.0, -3.0));
    assert_eq!(cautions(&problem, &plan), vec![]);
}

/// The other patterns, by waypoints worked out by hand: S15 and S16 of the worked examples, and track lines.
#[test]
fn squares_sectors_and_track_lines() {
    let square =
        [(0., 0.), (0., 1.), (1., 1.), (1., -1.), (-1., -1.), (-1., 2.), (2., 2.), (2., -2.), (-2., -2.)];
    let closed = [(0., 0.), (0., 1.), (1., 1.), (1., -1.), (-1., -1.), (-1., 1.)];
    let (a, b) = (4.330_127_018_922_193, 2.5);
    let sector =
        [(0., 0.), (0., 5.), (a, b), (0., 0.), (-a, -b), (-a, b), (0., 0.), (a, -b), (0., -5.), (0., 0.)];
    let out_and_back = [(0., 0.), (0., 6.), (1., 6.), (1., 0.)];
    let abeam = [(0., 0.), (0., 6.), (3., 6.), (3., 0.)];
    use PatternKind::*;
    for (kind, points, leg_nm, legs) in [
        (ExpandingSquare, &square[..], 1.0, 8),
        (ExpandingSquare, &closed[..], 1.0, 5),
        (Sector, &sector[..], 5.0, 9),
        (TrackLineReturn, &out_and_back[..], 6.0, 2),
        (TrackLineNonReturn, &out_and_back[..2], 6.0, 1),
        (ParallelMultiple, &abeam[..], 6.0, 2),
    ] {
        let (problem, mut plan) = scene();
        plan.assignments.truncate(1);
        let flown = PatternFlown { kind, ..sweeps(leg_nm, 1.0, legs) };
        let corners: Vec<_> = points.iter().map(|(e, n)| nm(*e, *n)).collect();
        let assignment = &mut plan.assignments[0];
        let track =
            testing::timed(&corners, 2.0 * HOUR, problem.units[0].track_mps(), Compensation::default());
        assignment.landing_s = track[track.len() - 1].time_s + HOUR;
        assignment.departure_s = HOUR;
        assignment.track = track;
        assignment.pattern = flown;
        assignment.area = vec![nm(-9.0, -9.0), nm(9.0, -9.0), nm(9.0, 9.0), nm(-9.0, 9.0)];
        assert_eq!(check(&problem, &plan), vec![], "{kind:?}");
        plan.assignments[0].track[1].at.east_m += 0.7;
        only(Rule::Pattern, &problem, &plan);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// Whatever numbers a plan holds, the checker answers and does not panic.
    #[test]
    fn never_panics(
        unit in 0usize..6,
        legs in 0usize..12,
        kind in 0usize..10,
        numbers in prop::collection::vec(
            prop_oneof![Just(0.0), Just(f64::NAN), Just(f64::INFINITY), Just(-1.0), Just(1e300), -1e5..1e5f64], 12),
        points in prop::collection::vec((-1e5..1e5f64, prop_oneof![-1e5..1e5f64, Just(2e7), Just(1e300)], 0.0..3e4f64), 0..12),
    ) {
        use PatternKind::*;
        let kinds = [ParallelSweep, CreepingLine, ExpandingSquare, Sector, TrackLineReturn, TrackLineNonReturn,
            ParallelMultiple, CreepingLineCoordinated, Contour, Barrier];
        let (mut problem, mut plan) = scene();
        problem.rules.same_corner = same_corner(45.0, 45.0);
        problem.rules.areas = vec![area(AreaKind::Excluded, 0.5)];
        problem.coast = Some(Coast::new(Arc::new(testing::LandEast { of_deg: 145.5 })));
        let assignment = &mut plan.assignments[1];
        assignment.unit = unit;
        assignment.departure_s = numbers[0];
        assignment.landing_s = numbers[1];
        assignment.pattern.kind = kinds[kind];
        assignment.pattern.legs = legs;
        assignment.pattern.leg_m = numbers[2];
        assignment.pattern.spacing_m = numbers[3];
        assignment.pattern.first_leg_deg = numbers[4];
        assignment.pattern.compensation = Some(Compensation { east_mps: numbers[5], north_mps: numbers[6] });
        assignment.track = points
            .iter()
            .map(|(east_m, north_m, time_s)| Waypoint {
                time_s: *time_s,
                at: crate::PlanePoint { east_m: *east_m, north_m: *north_m },
            })
            .collect();
        plan.pos = numbers[7];
        for violation in check(&problem, &plan) {
            prop_assert!(!violation.to_string().is_empty());
        }
        let _ = cautions(&problem, &plan);
    }
}
