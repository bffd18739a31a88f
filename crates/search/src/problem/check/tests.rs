//! Everything wrong is refused, with what would put it right; beside each stands the nearest thing that is right.

use crate::problem::*;
use crate::testing::{self, HOUR, NM, helicopter, nm, ship, sweeps};
use crate::{Coast, Problem, Sru, Window};
use std::sync::Arc;

const NAN: f64 = f64::NAN;

/// Refused with these words once changed, and accepted before.
fn refused(change: impl FnOnce(&mut Problem), words: &[&str]) {
    let mut problem = testing::problem(vec![helicopter("H1"), ship("V1")]);
    change(&mut problem);
    let told = problem.check().expect_err(&format!("{words:?}")).to_string();
    for word in words {
        assert!(told.contains(word), "{told:?} says nothing of {word:?}");
    }
}

fn unit(change: impl FnOnce(&mut Sru), words: &[&str]) {
    refused(|p| change(&mut p.units[0]), &[&["unit `H1`"], words].concat());
}

#[test]
fn counts() {
    let ships = |count: usize| (0..count).map(|k| ship(&format!("V{k}"))).collect::<Vec<_>>();
    assert!(Problem::new(testing::cloud(10), ships(Problem::MOST_UNITS), testing::WINDOW).is_ok());
    let told = Problem::new(testing::cloud(10), ships(1000), testing::WINDOW).unwrap_err().to_string();
    assert!(told.contains("1000 units") && told.contains("at most 100") && told.contains("groups"), "{told}");
    let told = Problem::new(testing::cloud(10), vec![], testing::WINDOW).unwrap_err().to_string();
    assert!(told.contains("[[search.unit]]"), "{told}");
    let round = |corners: usize| {
        let place = |k: usize| {
            let (s, c) = sarex_geo::math::sin_cos_turns(k as f64 / corners as f64);
            nm(50.0 + s, c)
        };
        area((0..corners).map(place).collect())
    };
    refused(|p| p.rules.areas = vec![round(4); 1001], &["1001 areas", "at most 1000"]);
    refused(|p| p.rules.areas = vec![round(2001)], &["2001 corners", "more coarsely"]);
}

#[test]
fn window() {
    for (start_s, end_s) in [(HOUR, HOUR), (2.0 * HOUR, HOUR), (NAN, HOUR), (0.0, f64::INFINITY)] {
        refused(|p| p.window = Window { start_s, end_s }, &["the end after the start"]);
    }
    refused(|p| p.window.end_s = 8.1 * HOUR, &["forecast longer", "1970-01-01T08:00:00Z"]);
    refused(|p| p.window.start_s = -1.0, &["forecast longer"]);
    let late = |p: &mut Problem| p.units.iter_mut().for_each(|u| u.available_s = 8.0 * HOUR);
    refused(late, &["`H1`", "only at 1970-01-01T08:00:00Z", "end the search later"]);
    // One unit too late is no error: it stays unused.
    let mut problem = testing::problem(vec![helicopter("H1"), ship("V1")]);
    problem.units[0].available_s = 9.0 * HOUR;
    assert_eq!(problem.check(), Ok(()));
}

#[test]
fn units() {
    unit(|u| u.base.east_m = NAN, &["base", "finite"]);
    unit(|u| u.base.north_m = 3e7, &["no place on Earth"]);
    for mps in [0.0, -1.0, NAN, f64::INFINITY, 701.0] {
        unit(|u| u.transit_mps = mps, &["transit speed", "positive"]);
        unit(|u| u.search_mps = mps, &["search speed", "positive"]);
    }
    for share in [0.0, 1.1, NAN] {
        unit(|u| u.track_fraction = share, &["made good", "0.85"]);
    }
    unit(|u| u.available_s = NAN, &["available"]);
    for s in [0.0, -5.0, NAN] {
        unit(|u| u.on_scene_s = s, &["on-scene endurance", "leave the unit out"]);
        unit(|u| u.sortie_s = Some(s), &["sortie", "positive"]);
        unit(|u| u.min_spacing_m = s, &["least track spacing", "positive"]);
    }
    for s in [-1.0, 8.0 * HOUR, NAN] {
        unit(|u| u.commence_s = Some(s), &["commence", "1970-01-01T00:00:00Z"]);
    }
    for s in [NAN, f64::INFINITY] {
        unit(|u| u.search_not_before_s = Some(s), &["may not search", "give a time"]);
        unit(|u| u.until_s = Some(s), &["has to have ended", "give a time"]);
    }
    unit(|u| u.buffer_m = -0.1, &["buffer", "zero or more"]);
    let upside_down = AltitudeBand { low_ft: 900.0, high_ft: 500.0 };
    unit(|u| u.altitude = Some(upside_down), &["altitude", "lower height first"]);
    unit(|u| u.sensor = vec![None, None], &["no lateral range curve", "leave the unit out"]);
    unit(|u| u.sensor.truncate(1), &["1 sweep widths for 2 object types"]);
    refused(|p| p.units[0].id = " ".into(), &["no id"]);
    refused(|p| p.units[0].id = "V1".into(), &["`V1`", "two units"]);
    let link = |station, range_m, outline: Vec<_>| {
        Some(DataLink { station, range_m, lost_link: Some(LostLink { outline, altitude: None }) })
    };
    let volume = || vec![nm(0.0, 0.0), nm(1.0, 0.0), nm(0.0, 1.0)];
    unit(|u| u.link = link(nm(NAN, 0.0), NM, volume()), &["station"]);
    unit(|u| u.link = link(nm(0.0, 0.0), 0.0, volume()), &["data link", "positive range"]);
    unit(|u| u.link = link(nm(0.0, 0.0), NM, volume()[..2].to_vec()), &["lost-link volume", "three"]);
}

/// A curve of zero width is no sensor.
#[test]
fn sensor_without_width() {
    let blind = crate::Response::of(&crate::detect::MBeta { beta: 0.0, max_range_m: 100.0 });
    unit(|u| u.sensor[0] = Some(blind), &["`raft`", "no positive sweep width"]);
}

fn area(outline: Vec<crate::PlanePoint>) -> Area {
    let (name, party) = ("R1".to_string(), String::new());
    Area { name, party, kind: AreaKind::Excluded, outline, buffer_m: 0.0, domain: None, altitude: None }
}

#[test]
fn rules() {
    refused(|p| p.rules.may_overlap = vec![(0, 2)], &["may overlap", "two different units"]);
    refused(|p| p.rules.may_overlap = vec![(1, 1)], &["may overlap"]);
    refused(
        |p| p.rules.overlap = Overlap::IfVerticallySeparated,
        &["by how much", "minimum_vertical_separation_ft"],
    );
    refused(|p| p.rules.vertical_separation_ft = Some(0.0), &["vertical separation", "positive"]);
    refused(|p| p.rules.max_aspect = NAN, &["aspect"]);
    let same = SameCorner { adjacent_m: NM, corner_deg: 45.0, creep_deg: -1.0, time_gap_s: 0.0 };
    refused(|p| p.rules.same_corner = Some(same), &["same corner", "zero or more"]);
    let bow = vec![nm(50.0, 0.0), nm(51.0, 1.0), nm(51.0, 0.0), nm(50.0, 1.0)];
    refused(|p| p.rules.areas = vec![area(bow)], &["area R1", "edge 1", "crosses edge 3", "split"]);
    let flat = vec![nm(50.0, 0.0), nm(51.0, 0.0), nm(52.0, 0.0)];
    refused(|p| p.rules.areas = vec![area(flat)], &["area R1"]);
    refused(|p| p.rules.areas = vec![area(vec![nm(0.0, NAN); 3])], &["no place on Earth"]);
    let whole = || area(vec![nm(50.0, 0.0), nm(51.0, 0.0), nm(51.0, 1.0)]);
    refused(|p| p.rules.areas = vec![Area { buffer_m: -1.0, ..whole() }], &["buffer"]);
    let band = Some(AltitudeBand { low_ft: NAN, high_ft: 1.0 });
    refused(|p| p.rules.areas = vec![Area { altitude: band, ..whole() }], &["altitude"]);
}

#[test]
fn objective() {
    let survivors = |alive| Objective::Survivors { alive };
    refused(|p| p.objective = survivors(vec![vec![1.0; 9]]), &["2 rows of 9 values"]);
    refused(|p| p.objective = survivors(vec![vec![1.0; 8]; 2]), &["2 rows of 9 values"]);
    refused(|p| p.objective = survivors(vec![vec![NAN; 9]; 2]), &["from 0 to 1"]);
    refused(|p| p.objective = survivors(vec![vec![1.5; 9]; 2]), &["from 0 to 1"]);
    // The bound counts what is found in a step as alive as at its begin.
    let rises = (0..9).map(|k| 0.1 * f64::from(k)).collect();
    refused(|p| p.objective = survivors(vec![vec![1.0; 9], rises]), &["`person`", "rises", "no larger"]);
}

#[test]
fn demands() {
    refused(|p| p.demands.truncate(1), &["1 demands for 2 units"]);
    refused(|p| p.demands = vec![Demand::Unused, Demand::Unused], &["stay unused", "at least one"]);
    let flown = || sweeps(4.0, 0.5, 4);
    let frozen = |p: &Problem, unit: usize, east: f64| {
        Demand::Frozen(vec![testing::assigned(p, unit, flown(), nm(east, 0.0))])
    };
    refused(|p| p.demands[1] = frozen(p, 0, 0.0), &["`V1`", "unit number 1"]);
    refused(|p| p.demands[1] = Demand::Frozen(Vec::new()), &["`V1`", "without an area"]);
    let far = |p: &mut Problem| {
        p.demands[0] = frozen(p, 0, 0.0);
        p.window.end_s = 0.6 * HOUR;
    };
    refused(far, &["`H1`", "beyond the end", "end the search later"]);
}

/// What is frozen need not be evaluated, nor have an outline; a track it must have.
#[test]
fn frozen_as_people_give_it() {
    let mut problem = testing::problem(vec![ship("V1")]);
    let mut task = testing::assigned(&problem, 0, sweeps(4.0, 0.5, 4), nm(0.0, 0.0));
    (task.pos, task.poc) = (NAN, NAN);
    task.pos_by_object.clear();
    task.coverage.clear();
    task.area.clear();
    problem.demands = vec![Demand::Frozen(vec![task.clone()])];
    assert_eq!(problem.check(), Ok(()));
    task.track.clear();
    problem.demands = vec![Demand::Frozen(vec![task])];
    assert!(problem.check().unwrap_err().to_string().contains("fewer than two points"));
}

/// Frozen areas, and patterns asked for at a place, that no plan can hold together.
#[test]
fn conflicting_freezes() {
    let two = || {
        let mut problem = testing::problem(vec![ship("V1"), ship("V2")]);
        let at = |p: &Problem, unit: usize, east: f64| {
            Demand::Frozen(vec![testing::assigned(p, unit, sweeps(4.0, 0.5, 4), nm(east, 0.0))])
        };
        problem.demands = vec![at(&problem, 0, 0.0), at(&problem, 1, 1.0)];
        problem
    };
    let told = two().check().unwrap_err().to_string();
    assert!(told.contains("`V1` and `V2` overlap") && told.contains("move one"), "{told}");
    let mut allowed = two();
    allowed.rules.may_overlap = vec![(1, 0)];
    assert_eq!(allowed.check(), Ok(()));
    let mut asked = two();
    asked.demands[1] = Demand::Pattern(Box::new((sweeps(4.0, 0.5, 4), nm(1.0, 1.0))));
    assert!(asked.check().unwrap_err().to_string().contains("overlap"));
    asked.demands[1] = Demand::Pattern(Box::new((sweeps(4.0, 0.5, 4), nm(3.0, 1.0))));
    assert_eq!(asked.check(), Ok(()));
    // A pattern that its unit can not fly or sail, whenever.
    asked.demands[1] = Demand::Pattern(Box::new((sweeps(4.0, 0.1, 4), nm(3.0, 1.0))));
    assert!(asked.check().unwrap_err().to_string().contains("track spacing"));
    asked.demands[1] = Demand::Pattern(Box::new((sweeps(20.0, 0.5, 10), nm(3.0, 1.0))));
    assert!(asked.check().unwrap_err().to_string().contains("endurance"));
    let square =
        crate::PatternFlown { kind: crate::pattern::PatternKind::ExpandingSquare, ..sweeps(1.0, 0.5, 4) };
    asked.demands[1] = Demand::Pattern(Box::new((square, nm(9.0, 1.0))));
    let told = asked.check().unwrap_err().to_string();
    assert!(told.contains("unit leg of 1.00 nm") && told.contains("track spacing of 0.50 nm"), "{told}");
    asked.demands[1] = Demand::Pattern(Box::new((sweeps(NAN, 0.5, 10), nm(3.0, 1.0))));
    assert!(asked.check().unwrap_err().to_string().contains("finite"));
}

#[test]
fn frozen_area_of_a_ship_on_land() {
    let mut problem = testing::problem(vec![ship("V1")]);
    let assignment = testing::assigned(&problem, 0, sweeps(4.0, 0.5, 4), nm(0.0, 0.0));
    problem.demands = vec![Demand::Frozen(vec![assignment])];
    problem.coast = Some(Coast::new(Arc::new(testing::LandEast { of_deg: 145.1 })));
    assert_eq!(problem.check(), Ok(()));
    problem.coast = Some(Coast::new(Arc::new(testing::LandEast { of_deg: 145.01 })));
    let told = problem.check().unwrap_err().to_string();
    assert!(told.contains("meets land on leg 4") && told.contains("to sea"), "{told}");
}
