//! Areas that zones keep out of, and land.

use super::{at_the_edge, moved, only, scene};
use crate::checker::{Rule, cautions, check, geometry};
use crate::problem::*;
use crate::testing::{self, NM, nm};
use crate::{Coast, Plan, Problem};
use std::sync::Arc;

/// A square area with its western edge so far east of the second helicopter's last leg (6 nm east).
pub(super) fn area(kind: AreaKind, off_nm: f64) -> Area {
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
    // What must not be searched is off the searched area, half a spacing beyond the legs; airspace is off the legs.
    for (kind, rule, off_nm) in [
        (AreaKind::Excluded, Rule::Excluded, 0.9),
        (AreaKind::Sensitive, Rule::Sensitive, 0.9),
        (AreaKind::Airspace, Rule::Airspace, 0.5),
    ] {
        let there =
            |problem: &mut Problem, _: &mut Plan, off_nm: f64| problem.rules.areas = vec![area(kind, off_nm)];
        at_the_edge(rule, off_nm, off_nm - 0.001, there);
        at_the_edge(rule, off_nm, -3.0, there);
    }
    // A wide buffer of the unit is kept from its legs.
    at_the_edge(Rule::Excluded, 1.1, 1.101, |problem, _, buffer_nm| {
        problem.units[1].buffer_m = buffer_nm * NM;
        problem.rules.areas = vec![area(AreaKind::Excluded, 1.5)];
    });
    // An area that lies wholly inside a zone, and one that a zone lies wholly inside.
    let inner = vec![nm(3.0, 0.0), nm(3.2, 0.0), nm(3.2, 0.2)];
    let outer = vec![nm(-90.0, -90.0), nm(90.0, -90.0), nm(90.0, 90.0), nm(-90.0, 90.0)];
    for outline in [inner, outer] {
        let (mut problem, plan) = scene();
        problem.rules.areas = vec![Area { outline, ..area(AreaKind::Excluded, 0.0) }];
        only(Rule::Excluded, &problem, &plan);
    }
    // The notch of an area that is not convex is free.
    at_the_edge(Rule::Excluded, 0.91, 0.89, |problem, _, off_nm| {
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
    at_the_edge(Rule::Excluded, 0.5, 0.499, |problem, _, off_nm| {
        problem.units[1].buffer_m = 0.0;
        problem.rules.areas = vec![Area { buffer_m: 0.0, ..area(AreaKind::Excluded, off_nm) }];
    });
}

/// An area that is the very hull of a unit's legs shares all its edges: no corner and no edge of the one lies in the other.
#[test]
fn an_area_drawn_round_the_legs_is_entered() {
    let (mut problem, plan) = scene();
    let track = &plan.assignments[1].track;
    let outline = geometry::hull(&track.iter().map(|w| w.at).collect::<Vec<_>>());
    problem.units[1].buffer_m = 0.0;
    let domain = Some(Domain::Air);
    problem.rules.areas = vec![Area { outline, domain, buffer_m: 0.0, ..area(AreaKind::Excluded, 0.0) }];
    only(Rule::Excluded, &problem, &plan);
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

/// Airspace half a mile off the legs, within the margin of half a spacing: legs may, corners may not be flown.
#[test]
fn an_area_that_reaches_into_airspace_is_a_caution() {
    let told = |kind: AreaKind, off_nm: f64| {
        let (mut problem, plan) = scene();
        problem.units[1].buffer_m = 0.0;
        problem.rules.areas = vec![Area { buffer_m: 0.0, ..area(kind, off_nm) }];
        let about = |c: &crate::checker::Caution| c.what.contains("fly the legs");
        (check(&problem, &plan).len(), cautions(&problem, &plan).iter().filter(|c| about(c)).count())
    };
    assert_eq!(told(AreaKind::Airspace, 0.3), (0, 1));
    assert_eq!(told(AreaKind::Airspace, 0.6), (0, 0));
    assert_eq!(told(AreaKind::Airspace, -0.3), (1, 0));
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
    // Its base is inland: that is the reason to be told, and what would mend it.
    assert!(told.len() == 1 && told[0].unit == 3, "{told:?}");
    let said = &told[0].what;
    assert!(
        said.starts_with("`V2` has its base on land, 5.") && said.contains("at sea off its harbour"),
        "{said}"
    );
    // A harbour that the coast calls land is none.
    problem.units[3].base = nm(4.5, -3.0);
    moved(&problem, &mut plan, 3, nm(1.0, -3.0));
    assert_eq!(cautions(&problem, &plan), vec![]);
    // Land between a base at sea and the area: once for all its ways.
    let island = testing::Island { west_deg: 145.06, east_deg: 145.08 };
    problem.coast = Some(Coast::new(Arc::new(island)));
    problem.units[3].base = nm(9.0, -10.0);
    moved(&problem, &mut plan, 3, nm(1.0, -3.0));
    let mut second = plan.assignments[3].clone();
    let end = plan.assignments[3].track.last().unwrap().time_s;
    second.track.iter_mut().for_each(|w| w.time_s += end + 600.0);
    plan.assignments.push(second);
    let told = cautions(&problem, &plan);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].what.contains("would cross land on the straight way between its base and its area"),
        "{told:?}"
    );
}
