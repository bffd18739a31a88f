//! What lies in the way of units that do not search there.

use super::{cautions, check, scene};
use crate::checker::geometry::stretch_depth;
use crate::problem::*;
use crate::testing::{NM, nm};
use crate::{Plan, PlanePoint, Problem};

/// A box by its western, southern, eastern and northern edge, nm.
fn outline([west, south, east, north]: [f64; 4]) -> Vec<PlanePoint> {
    vec![nm(west, south), nm(east, south), nm(east, north), nm(west, north)]
}

fn area(kind: AreaKind, edges: [f64; 4]) -> Area {
    Area {
        name: "R1".into(),
        party: "B".into(),
        kind,
        outline: outline(edges),
        buffer_m: 0.0,
        domain: Some(Domain::Air),
        altitude: None,
    }
}

/// Cautions of a plan that breaks no rule.
fn told(problem: &Problem, plan: &Plan) -> Vec<(usize, String)> {
    assert_eq!(check(problem, plan), vec![]);
    cautions(problem, plan).into_iter().map(|caution| (caution.unit, caution.what)).collect()
}

/// The helicopters come from 20 nm west; the first begins at -7, -4 and ends there, the second at 1, -4.
#[test]
fn an_area_in_the_way_is_told_with_what_to_do() {
    let between = [-15.0, -4.0, -12.0, 4.0];
    let of = |kind| {
        let (mut problem, plan) = scene();
        problem.rules.areas = vec![area(kind, between)];
        told(&problem, &plan)
    };
    for (kind, name, leave) in [
        (AreaKind::Airspace, "airspace `R1`", "get clearance"),
        (AreaKind::Excluded, "excluded area `R1`", "whether it may pass"),
    ] {
        let told = of(kind);
        assert_eq!(told.iter().map(|(unit, _)| *unit).collect::<Vec<_>>(), [0, 1], "{told:?}");
        for (id, (_, what)) in ["H1", "H2"].iter().zip(&told) {
            let begin = format!("`{id}` would cross {name} on the straight way out from its base and home: ");
            assert!(what.starts_with(&begin) && what.contains(leave), "{what}");
        }
    }
    // Whose way meets a sensitive one is not told at all, nor whose base lies inside.
    assert_eq!(of(AreaKind::Sensitive), []);
    let (mut problem, plan) = scene();
    problem.rules.areas = vec![area(AreaKind::Sensitive, [-40.0, -4.0, -10.0, 4.0])];
    assert_eq!(told(&problem, &plan), []);
    problem.rules.areas[0].kind = AreaKind::Excluded;
    assert!(told(&problem, &plan).iter().any(|(_, what)| what.contains("base inside")));
}

/// Of another domain, at other heights, beside the way, touched at an edge, or with base and transit that do not count.
#[test]
fn what_is_not_in_the_way_is_not_told() {
    let of = |edges: [f64; 4], change: &dyn Fn(&mut Problem)| {
        let (mut problem, plan) = scene();
        problem.rules.areas = vec![area(AreaKind::Airspace, edges)];
        change(&mut problem);
        cautions(&problem, &plan).len()
    };
    let between = [-15.0, -4.0, -12.0, 4.0];
    let band = |low_ft: f64, high_ft: f64| Some(AltitudeBand { low_ft, high_ft });
    assert_eq!(of(between, &|_| {}), 2);
    assert_eq!(of(between, &|problem| problem.rules.areas[0].domain = Some(Domain::Surface)), 0);
    assert_eq!(
        of(between, &|problem| {
            problem.rules.areas[0].altitude = band(600.0, 900.0);
            problem.units[0].altitude = band(300.0, 500.0);
        }),
        1
    );
    assert_eq!(of(between, &|problem| problem.units[0].commence_s = Some(7200.0)), 1);
    let beside = [-15.0, 0.5, -12.0, 4.0];
    assert_eq!(of(beside, &|_| {}), 0);
    assert_eq!(of(beside, &|problem| problem.rules.areas[0].buffer_m = 3.0 * NM), 2);
    // A corner that a way just touches.
    let touched = [-21.0, 0.0, -20.0, 4.0];
    assert_eq!(of(touched, &|_| {}), 0);
}

/// The way between two areas of one unit counts even where base and transit do not.
#[test]
fn the_way_between_two_areas_counts() {
    let (mut problem, mut plan) = scene();
    let begin_s = plan.assignments[3].track[0].time_s;
    problem.units[3].commence_s = Some(begin_s);
    let mut second = plan.assignments[3].clone();
    second.track.iter_mut().for_each(|w| {
        w.at.east_m += 20.0 * NM;
        w.time_s += 4.0 * 3600.0;
    });
    plan.assignments.push(second);
    let inside = [10.0, -9.0, 12.0, 9.0];
    problem.rules.areas = vec![Area { domain: Some(Domain::Surface), ..area(AreaKind::Excluded, inside) }];
    let told = cautions(&problem, &plan);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].what.contains("`V2` would cross excluded area `R1` on the straight way between its areas:"),
        "{told:?}"
    );
}

#[test]
fn a_base_inside_has_a_sentence_of_its_own() {
    let about_the_base = [-22.0, -1.0, -18.0, 1.0];
    for (kind, name) in [(AreaKind::Airspace, "airspace `R1`"), (AreaKind::Excluded, "excluded area `R1`")] {
        let (mut problem, plan) = scene();
        problem.rules.areas = vec![area(kind, about_the_base)];
        let told = told(&problem, &plan);
        assert_eq!(told.len(), 2, "{told:?}");
        let begin = format!("`H1` has its base inside {name}, which it must keep out of: ");
        assert!(told[0].1.starts_with(&begin) && told[0].1.ends_with("or correct its position"), "{told:?}");
    }
}

/// The volume of a unit that searches is in the way of others of its domain and heights; not in its own.
#[test]
fn a_lost_link_volume_in_the_way() {
    let (mut problem, plan) = scene();
    let lost_link = |edges| Some(LostLink { outline: outline(edges), altitude: None });
    let link =
        |edges| Some(DataLink { station: nm(0.0, 0.0), range_m: 60.0 * NM, lost_link: lost_link(edges) });
    problem.units[1].link = link([-15.0, -4.0, -12.0, 4.0]);
    let said = told(&problem, &plan);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].0 == 0 && said[0].1.contains("`H1` would cross the lost-link volume of `H2`"),
        "{said:?}"
    );
    problem.units[1].link = link([-22.0, -1.0, -18.0, 1.0]);
    let said = told(&problem, &plan);
    assert!(
        said.len() == 1 && said[0].1.contains("has its base inside the lost-link volume of `H2`"),
        "{said:?}"
    );
    // Nobody keeps clear of who stays at home.
    let mut fewer = plan.clone();
    fewer.assignments.remove(1);
    assert_eq!(cautions(&problem, &fewer), vec![]);
}

/// Through the middle, along an edge, past a corner, from within, and through the arms of what is not convex.
#[test]
fn how_deep_a_stretch_lies() {
    let unit_box = outline([0.0, 0.0, 2.0, 2.0]);
    let deep = |a: PlanePoint, b: PlanePoint, polygon: &[PlanePoint]| stretch_depth((a, b), polygon) / NM;
    assert!((deep(nm(-1.0, 1.0), nm(3.0, 1.0), &unit_box) - 1.0).abs() < 1e-9);
    assert!((deep(nm(-1.0, 1.8), nm(3.0, 1.8), &unit_box) - 0.2).abs() < 1e-9);
    assert_eq!(deep(nm(-1.0, 0.0), nm(3.0, 0.0), &unit_box), 0.0);
    assert_eq!(deep(nm(-1.0, 1.0), nm(1.0, -1.0), &unit_box), 0.0);
    assert_eq!(deep(nm(-3.0, 1.0), nm(-1.0, 1.0), &unit_box), 0.0);
    assert!((deep(nm(1.0, 1.0), nm(1.0, 1.0), &unit_box) - 1.0).abs() < 1e-9);
    // A U open to the north: the way across its mouth meets both arms, the way through the mouth none.
    let u = [(0.0, 0.0), (6.0, 0.0), (6.0, 4.0), (5.0, 4.0), (5.0, 1.0), (1.0, 1.0), (1.0, 4.0), (0.0, 4.0)];
    let u = u.map(|(east, north)| nm(east, north));
    assert!((deep(nm(-1.0, 3.0), nm(7.0, 3.0), &u) - 0.5).abs() < 1e-9);
    assert_eq!(deep(nm(3.0, 5.0), nm(3.0, 1.5), &u), 0.0);
}
