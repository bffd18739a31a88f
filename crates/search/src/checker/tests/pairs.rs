//! Units beside each other.

use super::{again, at_the_edge, delayed, in_the_middle, moved, only, scene};
use crate::checker::{Rule, cautions, check, geometry};
use crate::pattern::PatternKind;
use crate::problem::*;
use crate::testing::{HOUR, NM, assigned, nm, sweeps};
use crate::{Compensation, PatternFlown, Plan, Problem, Turn};

#[test]
fn overlap() {
    // The ships' legs end at −1.5 and begin at 1, 0.5 nm apart; buffers are 0.1 nm each.
    at_the_edge(Rule::Overlap, -1.0, -1.001, |problem, plan, east_nm| {
        moved(problem, plan, 3, nm(east_nm, -3.0))
    });
    let ships = |problem: &mut Problem, plan: &mut Plan, east_nm: f64| {
        problem.rules.neighbours = Neighbours::ZonesOnly;
        moved(problem, plan, 3, nm(east_nm, -3.0));
    };
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

/// Search areas of six legs beside each other, of which the second follows a drift along its legs or away.
#[test]
fn neighbours() {
    let (mut problem, plan) = scene();
    let flown = PatternFlown { compensation: None, ..plan.assignments[0].pattern.clone() };
    let broken = |problem: &Problem, apart_m: f64, drift: Option<Compensation>| {
        let (_, mut near) = scene();
        let at = near.assignments[0].track[0].at;
        let beside = crate::PlanePoint { east_m: at.east_m + 5.0 * NM + apart_m, north_m: at.north_m };
        near.assignments.truncate(2);
        near.assignments[0] = assigned(problem, 0, flown.clone(), at);
        let second = PatternFlown { compensation: drift, ..flown.clone() };
        near.assignments[1] = assigned(problem, 1, second, beside);
        check(problem, &near).iter().filter(|v| v.rule == Rule::Overlap).count()
    };
    let along = Some(Compensation { east_mps: 0.0, north_mps: 0.4 });
    let away = Some(Compensation { east_mps: 0.4, north_mps: 0.0 });
    let spacing_m = flown.spacing_m;
    for (rule, apart_m) in [
        (Neighbours::ShareEdges, spacing_m),
        (Neighbours::KeepApart, spacing_m + 0.2 * NM),
        (Neighbours::ZonesOnly, 0.2 * NM),
    ] {
        problem.rules.neighbours = rule;
        for drift in [None, along] {
            assert_eq!(broken(&problem, apart_m + 10.0, drift), 0, "{rule:?}");
            assert_eq!(broken(&problem, apart_m - 10.0, drift), 1, "{rule:?}");
        }
        // A track that is carried away leaves the near corners where they are, but for the time of the first leg.
        assert_eq!(broken(&problem, apart_m + 10.0, away), 0, "{rule:?}");
    }
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
    let far_m = plan.assignments[0].track.iter().map(|w| geometry::distance(w.at, nm(-7.0, -4.0)));
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

pub(super) fn same_corner(corner_deg: f64, creep_deg: f64) -> Option<SameCorner> {
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

/// A square and a sector search begin in their middle and creep nowhere: the rule has nothing to compare, so that people
/// must know of it.
#[test]
fn what_has_no_corner_is_a_caution() {
    for (kind, code) in [(PatternKind::ExpandingSquare, "SS"), (PatternKind::Sector, "VS")] {
        let (mut problem, mut plan) = scene();
        problem.rules.same_corner = same_corner(1.0, 1.0);
        let flown = PatternFlown { kind, first_leg_deg: 130.0, ..sweeps(1.0, 1.0, 6) };
        plan.assignments[1] = in_the_middle(&problem, 1, flown, nm(2.5, 0.0));
        assert_eq!(check(&problem, &plan), vec![], "{code}");
        let told = cautions(&problem, &plan);
        assert!(told.len() == 1 && told[0].unit == 1, "{code}: {told:?}");
        for word in ["`H1`", "`H2`", code, "corner", "agree"] {
            assert!(told[0].what.contains(word), "{}", told[0].what);
        }
        // Not where they are not adjacent.
        problem.rules.same_corner.as_mut().unwrap().adjacent_m = NM;
        assert_eq!(cautions(&problem, &plan), vec![]);
    }
}
