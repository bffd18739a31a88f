use super::{check, no_plan, obstacles};
use crate::problem::*;
use crate::testing::{self, HOUR, KNOT, NM, helicopter, nm, ship};
use crate::{Demand, Problem, Sru};

/// Changes a helicopter so that it can not be used, and tells what is said of it.
fn told(change: impl FnOnce(&mut Problem)) -> String {
    let mut problem = testing::problem(vec![helicopter("H1"), ship("V1")]);
    assert_eq!(obstacles(&problem), vec![]);
    change(&mut problem);
    let found = obstacles(&problem);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].0, found[0].1.unit.as_str()), (0, "H1"));
    // The ship is still of use, unless the helicopter must be used.
    assert_eq!(check(&problem), Ok(()));
    problem.demands[0] = Demand::Used;
    assert!(check(&problem).is_err());
    problem.demands[0] = Demand::Free;
    problem.demands[1] = Demand::Unused;
    let nobody = check(&problem).unwrap_err();
    assert_eq!(nobody, no_plan(&problem));
    nobody.to_string()
}

/// What is said to release an obstacle does release it.
fn released(change: impl FnOnce(&mut Sru), release: impl FnOnce(&mut Sru)) {
    let mut problem = testing::problem(vec![helicopter("H1")]);
    change(&mut problem.units[0]);
    assert!(check(&problem).is_err());
    release(&mut problem.units[0]);
    assert_eq!(check(&problem), Ok(()));
}

#[test]
fn too_late() {
    // 1000 nm away at 120 kn.
    let far = |u: &mut Sru| u.base = nm(-1000.0, 0.0);
    let text = told(|p| far(&mut p.units[0]));
    assert!(
        text.contains("`H1`: reaches the nearest probability") && text.contains("after the search ends"),
        "{text}"
    );
    assert!(text.contains("availability of") && text.contains("transit speed of"), "{text}");
    let speed = |text: &str| -> f64 {
        let from = text.split("transit speed of ").nth(1).unwrap();
        from.split(" kn").next().unwrap().parse().unwrap()
    };
    released(far, |u| {
        u.transit_mps = speed(&text) * KNOT;
        u.sortie_s = None;
    });
    let earlier = |text: &str| -> f64 {
        let from = text.split("availability of ").nth(1).unwrap().split(' ').next().unwrap();
        sarex_geo::unix_seconds(from.parse().unwrap())
    };
    released(far, |u| {
        u.available_s = earlier(&text);
        u.sortie_s = None;
    });
    let text = told(|p| p.units[0].available_s = 9.0 * HOUR);
    assert!(text.contains("available only 60 min after the search ends"), "{text}");
    assert!(!text.contains("transit speed"), "no speed would do: {text}");
    // In time for the search, but not before it has to have ended itself.
    let away = |u: &mut Sru| {
        u.base = nm(-180.0, 0.0);
        u.until_s = Some(HOUR);
    };
    let text = told(|p| away(&mut p.units[0]));
    assert!(
        text.contains("after it has to have ended") && text.contains("or if it may search until"),
        "{text}"
    );
    released(away, |u| u.until_s = None);
}

#[test]
fn too_far() {
    let far = |u: &mut Sru| u.base = nm(-300.0, 0.0);
    let text = told(|p| far(&mut p.units[0]));
    assert!(text.contains("sortie of 4 h is too short"), "{text}");
    let told = text.split("do with a sortie of ").nth(1).unwrap().split(',').next().unwrap();
    let enough_s = sarex_geo::parse_duration_s(told).unwrap();
    released(far, |u| u.sortie_s = Some(enough_s));
    released(far, |u| u.base = nm(-200.0, 0.0));
}

#[test]
fn sees_nothing() {
    let mut problem = testing::problem(vec![helicopter("H1")]);
    problem.units[0].sensor[1] = None;
    assert_eq!(check(&problem), Ok(()));
    // What is left is all of the other type.
    let weight = problem.cloud.object().iter().map(|o| f64::from(*o)).collect();
    problem.cloud = problem.cloud.reweighted(weight).unwrap();
    let text = check(&problem).unwrap_err().to_string();
    assert!(
        text.contains("sees none") && text.contains("(person)") && text.contains("sweep width"),
        "{text}"
    );
}

#[test]
fn data_link() {
    let link = |range_m: f64| Some(DataLink { station: nm(-100.0, 0.0), range_m, lost_link: None });
    let text = told(|p| p.units[0].link = link(20.0 * NM));
    assert!(text.contains("beyond the reach of its data link") && text.contains("link of"), "{text}");
    let range: f64 =
        text.split("do with a link of ").nth(1).unwrap().split(" nm").next().unwrap().parse().unwrap();
    released(|u| u.link = link(20.0 * NM), |u| u.link = link((range + 0.1) * NM));
}

#[test]
fn shut_out() {
    let area = |kind, half: f64| Area {
        name: "R1".into(),
        party: "B".into(),
        kind,
        outline: vec![nm(-half, -half), nm(half, -half), nm(half, half), nm(-half, half)],
        buffer_m: 0.0,
        domain: Some(Domain::Air),
        altitude: None,
    };
    let text = told(|p| p.rules.areas = vec![area(AreaKind::Excluded, 60.0)]);
    assert!(
        text.contains("area `R1` keeps it from all that it could see") && text.contains("open the area"),
        "{text}"
    );
    let text = told(|p| p.rules.areas = vec![area(AreaKind::Sensitive, 60.0)]);
    assert!(text.contains("a sensitive area of B") && !text.contains("R1"), "{text}");
    // An area over a part leaves room.
    let mut problem = testing::problem(vec![helicopter("H1")]);
    problem.rules.areas = vec![area(AreaKind::Excluded, 5.0)];
    assert_eq!(check(&problem), Ok(()));
}

/// Without an obstacle of a single unit the answer still says what to do.
#[test]
fn units_in_each_others_way() {
    let problem = testing::problem(vec![helicopter("H1"), ship("V1")]);
    let told = no_plan(&problem);
    assert_eq!(told.obstacles.len(), 2);
    assert!(told.to_string().contains("allow pairs to overlap"));
}
