//! Legs decided on scene.

use crate::benchmark;
use sarex_search::evaluate::Track;
use sarex_search::online::{Decision, Lookahead, ReturnReason, Situation, next_legs};
use sarex_search::problem::{AltitudeBand, Area, AreaKind, DataLink};
use sarex_search::{Cloud, PlanePoint, Sru, UnitKind, Waypoint, update};

fn point(east_nm: f64, north_nm: f64) -> PlanePoint {
    PlanePoint { east_m: east_nm * 1852.0, north_m: north_nm * 1852.0 }
}

fn scene() -> (Cloud, Sru) {
    let case = benchmark::seeded(1);
    let cloud = case.cloud(5000, case.seed);
    let unit = Sru { sortie_s: None, ..case.problem(cloud.clone()).units.remove(0) };
    (cloud, unit)
}

fn situation(at: PlanePoint, time_s: f64) -> Situation {
    Situation { now: Waypoint { time_s, at }, back_by_s: 1e9, areas: Vec::new() }
}

/// Flies the first leg of each decision, learns from it, and decides again.
fn fly(mut cloud: Cloud, unit: &Sru, from: PlanePoint, decisions: usize) -> (f64, Vec<Waypoint>) {
    let mut now = Waypoint { time_s: 3600.0, at: from };
    let (mut left, mut flown) = (1.0, vec![now]);
    for k in 0..decisions {
        let there = Situation { now, ..situation(now.at, now.time_s) };
        let Decision::Search { track, .. } = next_legs(&cloud, unit, &there, Lookahead::default(), k as u64)
        else {
            break;
        };
        let leg = [track[0], track[1]];
        let after = update(cloud, &[Track { sensor: &unit.sensor, waypoints: &leg }]).unwrap();
        left *= 1.0 - after.pos;
        (cloud, now) = (after.cloud, leg[1]);
        flown.push(now);
    }
    (1.0 - left, flown)
}

/// An hour of decisions finds much more than an hour straight through the middle.
#[test]
fn deciding_pays() {
    let (cloud, unit) = scene();
    let mean = |row: &[f32]| row.iter().map(|x| f64::from(*x)).sum::<f64>() / row.len() as f64;
    let (east, north) = cloud.at_node(6);
    let middle = PlanePoint { east_m: mean(east), north_m: mean(north) };
    let (found, flown) = fly(cloud.clone(), &unit, middle, 20);
    let way_m = unit.track_mps() * 3600.0;
    let at = |east_m: f64| PlanePoint { east_m: middle.east_m + east_m, ..middle };
    let straight =
        [Waypoint { time_s: 3600.0, at: at(-0.5 * way_m) }, Waypoint { time_s: 7200.0, at: at(0.5 * way_m) }];
    let by_hand = update(cloud, &[Track { sensor: &unit.sensor, waypoints: &straight }]).unwrap().pos;
    assert_eq!(flown.len(), 21);
    assert!(found > 1.3 * by_hand, "{found} and {by_hand}");
}

#[test]
fn the_same_belief_gives_the_same_legs() {
    let (cloud, unit) = scene();
    let once = next_legs(&cloud, &unit, &situation(point(1.0, 2.0), 3600.0), Lookahead::default(), 3);
    let again = next_legs(&cloud, &unit, &situation(point(1.0, 2.0), 3600.0), Lookahead::default(), 3);
    assert_eq!(once, again);
}

/// Legs keep out of closed areas and within the link, and there is a way home when neither can be.
#[test]
fn what_is_forbidden_is_not_flown() {
    let (cloud, mut unit) = scene();
    let fence = Area {
        name: "closed".into(),
        kind: AreaKind::Airspace,
        party: String::new(),
        outline: vec![point(2.0, -50.0), point(50.0, -50.0), point(50.0, 50.0), point(2.0, 50.0)],
        buffer_m: 500.0,
        domain: None,
        altitude: None,
    };
    let fenced = Situation { areas: vec![fence], ..situation(point(-1.0, 0.0), 3600.0) };
    let Decision::Search { track, .. } = next_legs(&cloud, &unit, &fenced, Lookahead::default(), 1) else {
        panic!("there is room to the west");
    };
    assert!(track.iter().all(|w| w.at.east_m <= 2.0 * 1852.0 - 500.0), "{track:?}");
    unit.link = Some(DataLink { station: point(-1.0, 0.0), range_m: 100.0, lost_link: None });
    let hemmed = next_legs(&cloud, &unit, &fenced, Lookahead::default(), 1);
    assert_eq!(hemmed, Decision::Return { to: unit.base, reason: ReturnReason::HemmedIn });
}

/// An area of heights concerns who may fly at them, as it does in a plan; ships are below it.
#[test]
fn areas_of_other_heights_are_open() {
    let (cloud, mut unit) = scene();
    let band = |low_ft, high_ft| Some(AltitudeBand { low_ft, high_ft });
    let everywhere = Area {
        name: "closed".into(),
        kind: AreaKind::Airspace,
        party: String::new(),
        outline: vec![point(-90.0, -90.0), point(90.0, -90.0), point(90.0, 90.0), point(-90.0, 90.0)],
        buffer_m: 0.0,
        domain: None,
        altitude: band(2000.0, 5000.0),
    };
    let under = Situation { areas: vec![everywhere], ..situation(point(0.0, 0.0), 3600.0) };
    let mut goes = |kind, altitude| {
        (unit.kind, unit.altitude) = (kind, altitude);
        matches!(next_legs(&cloud, &unit, &under, Lookahead::default(), 1), Decision::Search { .. })
    };
    assert!(goes(UnitKind::Uav, band(300.0, 1000.0)) && goes(UnitKind::Usv, None));
    assert!(!goes(UnitKind::Uav, band(300.0, 2000.0)) && !goes(UnitKind::Uav, None));
}

/// A unit turns back while it still can.
#[test]
fn there_is_time_to_go_home() {
    let (cloud, unit) = scene();
    let from = point(0.0, 0.0);
    let home_s =
        PlanePoint { east_m: unit.base.east_m, north_m: unit.base.north_m }.length_m() / unit.transit_mps;
    let soon = Situation { back_by_s: 3600.0 + home_s + 60.0, ..situation(from, 3600.0) };
    let decided = next_legs(&cloud, &unit, &soon, Lookahead::default(), 1);
    match decided {
        Decision::Return { reason, .. } => assert_eq!(reason, ReturnReason::Time),
        Decision::Search { track, .. } => {
            let last = track[track.len() - 1];
            let back = PlanePoint {
                east_m: last.at.east_m - unit.base.east_m,
                north_m: last.at.north_m - unit.base.north_m,
            };
            assert!(last.time_s + back.length_m() / unit.transit_mps <= soon.back_by_s);
        }
    }
    let late = Situation { back_by_s: 3600.0, ..situation(from, 3600.0) };
    assert!(matches!(
        next_legs(&cloud, &unit, &late, Lookahead::default(), 1),
        Decision::Return { reason: ReturnReason::Time, .. }
    ));
}
