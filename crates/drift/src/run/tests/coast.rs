//! Stranding, sliding and refloating against the geometry of simple coasts.

use crate::record::Record;
use crate::run::testing::*;
use crate::{CoastAction, Ensemble, Fate, Integrator, Jibing, Particles, Scenario};
use sarex_geo::math::{exp, log1p};
use sarex_metocean::{Coastline, Crossing, Environment, Segment, Surface};
use std::sync::Arc;

const DAY_S: f64 = 86_400.0;

fn with_coast(current: (f64, f64), coast: Polygons) -> Environment {
    Environment { coast: Some(Arc::new(coast)), ..steady(current, (0.0, 0.0)) }
}

fn strand(action: CoastAction, p: &Particles, environment: &Environment, step_s: f64) -> Ensemble {
    let s = Scenario {
        coast_action: action,
        step_s,
        until_s: DAY_S,
        integrator: Integrator::Euler,
        ..scenario()
    };
    run(&s, p, environment).unwrap()
}

/// A wall on the equator's east: the particle stops a metre before it, at the second it arrives.
#[test]
fn stranding_has_its_place_and_time() {
    let environment = with_coast((1.0, 0.0), square(-1.0, 1.0, 0.1, 1.0));
    let e = strand(CoastAction::Strand, &particles(1, 0.0, 0.0, 0.0), &environment, 600.0);
    let (_, m_lon) = metres_per_degree(0.0);
    let way_m = 0.1 * m_lon;
    assert_eq!(e.outcome.fate[0], Fate::Stranded);
    let late_s = (e.outcome.stopped_s[0] - way_m).abs();
    let off_m = (e.outcome.lon_deg[0] * m_lon - (way_m - 1.0)).abs();
    let mut record = Record::new(
        "closed-forms",
        "80-stranding",
        "Stranding along the segment",
        "1 m/s on the equator towards a wall 11.1 km off, Euler, 600 s: there at the second that the way takes, a metre \
         off the wall. Norm: distance in time and place. Limit: a centimetre and the time it takes.",
    );
    record.row("time", format!("{late_s:.4} s"), "0.01 s");
    record.row("place", format!("{off_m:.4} m"), "0.01 m");
    assert!(late_s < 0.01, "{}", e.outcome.stopped_s[0]);
    assert!(off_m < 0.01);
    assert_eq!(e.snapshots.last().unwrap().fate, [Fate::Stranded]);
    let afloat = e.snapshots.iter().filter(|s| s.fate[0] == Fate::Active).count();
    assert_eq!(afloat, (way_m / 3600.0) as usize + 1);
}

/// A spit and an island far smaller than the step are not jumped over, even on a step of many kilometres.
#[test]
fn thin_land_is_not_jumped() {
    let mut record = Record::new(
        "closed-forms",
        "82-thin-land",
        "Land far smaller than a step stops",
        "2 m/s, an hour's step: 7.2 km at once, towards land 22 m wide. Norm: distance of the stop before the land's \
         western edge. Limit: 2 m; the program stops a metre off the shore.",
    );
    for (south, north, west) in [(-1.0, 1.0, 0.1), (-0.0001, 0.0001, 0.1), (-1.0, 1.0, 0.3)] {
        let coast = square(south, north, west, west + 0.0002);
        let environment = with_coast((2.0, 0.0), coast);
        let e = strand(CoastAction::Strand, &particles(1, 0.0, 0.0, 0.0), &environment, 3600.0);
        assert_eq!(e.outcome.fate[0], Fate::Stranded);
        let short_m = (west - e.outcome.lon_deg[0]) * metres_per_degree(0.0).1;
        let what = if north > 0.5 { "a spit" } else { "an island 22 m long" };
        record.row(&format!("{what} at {west}° E"), format!("{short_m:.2} m"), "0 to 2 m");
        assert!(short_m > 0.0 && short_m < 2.0, "{short_m} m");
    }
}

/// A path that only touches a corner, or passes beside it, goes on; one through a vertex strands.
#[test]
fn tangents_and_vertices() {
    let beside = with_coast((1.0, 0.0), square(0.00001, 1.0, 0.1, 0.2));
    let e = strand(CoastAction::Strand, &particles(1, 0.0, 0.0, 0.0), &beside, 600.0);
    assert_eq!(e.outcome.fate[0], Fate::Active);
    let diamond = Polygons(vec![vec![(0.0, 0.1), (0.1, 0.2), (0.0, 0.3), (-0.1, 0.2)]]);
    let e =
        strand(CoastAction::Strand, &particles(1, 0.0, 0.0, 0.0), &with_coast((1.0, 0.0), diamond), 600.0);
    assert_eq!(e.outcome.fate[0], Fate::Stranded);
    assert!((e.outcome.lon_deg[0] - 0.1).abs() < 2e-5, "{}", e.outcome.lon_deg[0]);
}

/// Beginning on land is stranding at once, and the result says so; `none` ignores it.
#[test]
fn a_start_on_land_is_reported() {
    let environment = with_coast((1.0, 0.0), square(-1.0, 1.0, -1.0, 1.0));
    let p = particles(3, 0.0, 0.0, 100.0);
    let e = strand(CoastAction::Strand, &p, &environment, 600.0);
    assert_eq!((e.outcome.fate[0], e.outcome.stopped_s[0]), (Fate::Stranded, 100.0));
    assert!(
        e.warnings.iter().any(|w| w.contains("3 particles") && w.contains("on land")),
        "{:?}",
        e.warnings
    );
    let e = strand(CoastAction::None, &p, &environment, 600.0);
    assert_eq!(e.outcome.fate[0], Fate::Active);
}

/// Coast data end somewhere; particles drift on, and the result says so.
#[test]
fn the_end_of_the_coast_data_is_reported() {
    struct Known;
    impl Coastline for Known {
        fn surface(&self, _: f64, lon: f64) -> Surface {
            if lon < 0.3 { Surface::Sea } else { Surface::Unknown }
        }
        fn first_crossing(&self, _: Segment) -> Option<Crossing> {
            None
        }
        fn clearance_deg(&self, _: f64, _: f64) -> f64 {
            0.0
        }
        fn nearest_sea(&self, _: f64, _: f64, _: f64) -> Option<(f64, f64)> {
            None
        }
        fn area_deg(&self) -> [f64; 4] {
            [-1.0, 1.0, -1.0, 0.3]
        }
    }
    let environment = Environment { coast: Some(Arc::new(Known)), ..steady((1.0, 0.0), (0.0, 5.0)) };
    let e = strand(CoastAction::Strand, &particles(2, 0.0, 0.0, 0.0), &environment, 600.0);
    assert_eq!(e.outcome.fate, [Fate::Active; 2]);
    assert_eq!(e.warnings.len(), 1, "{:?}", e.warnings);
    assert!(e.warnings[0].contains("2 particles end outside"), "{:?}", e.warnings);
}

/// Sliding along a straight coast keeps the component along it; at its end the particle is free.
#[test]
fn sliding_keeps_the_component_along_the_coast() {
    let environment = with_coast((0.5, 0.5), square(-1.0, 0.2, 0.05, 1.0));
    let e = strand(CoastAction::Slide, &particles(1, 0.0, 0.0, 0.0), &environment, 600.0);
    assert_eq!(e.outcome.fate[0], Fate::Active);
    let (m_lat, m_lon) = metres_per_degree(0.0);
    // North all the time; east until the wall, and again once its northern end is passed.
    let north_m = e.outcome.lat_deg[0] * m_lat;
    let mut record = Record::new(
        "closed-forms",
        "84-sliding",
        "Sliding keeps the component along the coast",
        "(0.5, 0.5) m/s for a day, Euler, 600 s, along a wall on the east that ends after 22 km: north as if there were \
         no wall, east until it and again beyond it. Norm: distance from the closed form. Limit: 20 m of 43 km, some \
         metres kept off the wall in each step.",
    );
    record.row("north", format!("{:.2} m", (north_m - 0.5 * DAY_S).abs()), "20 m");
    assert!((north_m - 0.5 * DAY_S).abs() < 20.0, "{north_m}");
    let at_corner_s = 0.2 * m_lat / 0.5;
    let east_m = 0.05 * m_lon + 0.5 * (DAY_S - at_corner_s);
    let error_m = (e.outcome.lon_deg[0] * m_lon - east_m).abs();
    record.row("east", format!("{error_m:.2} m"), "20 m");
    assert!(error_m < 20.0, "{}", e.outcome.lon_deg[0] * m_lon);
    // Never on land on the way.
    let coast = square(-1.0, 0.2, 0.05, 1.0);
    for s in &e.snapshots {
        assert!(!coast.is_land(f64::from(s.lat_e7[0]) * 1e-7, f64::from(s.lon_e7[0]) * 1e-7));
    }
}

/// A concave corner holds the particle.
#[test]
fn a_concave_corner_stops_sliding() {
    let bay =
        Polygons(vec![vec![(-1.0, 0.1), (0.1, 0.1), (0.1, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]]);
    let e = strand(CoastAction::Slide, &particles(1, 0.0, 0.0, 0.0), &with_coast((0.6, 0.4), bay), 600.0);
    let corner_m = distance_m(end_place(&e, 0), (0.1, 0.1));
    assert!(corner_m < 5.0, "{corner_m} m from the corner");
    assert_eq!(e.outcome.fate[0], Fate::Active);
}

/// With an onshore flow nothing comes off; when it turns, half are off after a half-life.
#[test]
fn refloating_has_a_half_life() {
    let half_life_s = 7200.0;
    let turn_s = 43_200.0;
    let environment = Environment {
        coast: Some(Arc::new(square(-1.0, 1.0, 0.05, 1.0))),
        ..environment(move |_, _, t| if t < turn_s { (0.5, 0.0) } else { (-0.5, 0.0) }, |_, _, _| (0.0, 0.0))
    };
    let n = 10_000;
    let s = Scenario {
        coast_action: CoastAction::Refloat { half_life_s },
        until_s: turn_s + half_life_s,
        ..scenario()
    };
    let e = run(&s, &particles(n, 0.0, 0.0, 0.0), &environment).unwrap();
    let stranded = |k: usize| e.snapshots[k].fate.iter().filter(|f| **f == Fate::Stranded).count();
    assert_eq!(stranded(11), n);
    let share = stranded(14) as f64 / n as f64;
    let tolerance = 4.0 * (0.25 / n as f64).sqrt();
    let mut record = Record::new(
        "spread",
        "24-refloating",
        "Refloating has its half-life",
        "10 000 particles on a shore; the flow turns off it, and a half-life later one half is still there. Limit: four \
         standard errors.",
    );
    record.row("share still stranded", format!("{share:.4}"), format!("0.5 ± {tolerance:.3}"));
    assert!((share - 0.5).abs() < tolerance, "{share}");
    let off = (0..n).find(|&i| e.outcome.fate[i] == Fate::Active).unwrap();
    assert!(e.outcome.stopped_s[off].is_nan());
}

/// Jibing has no memory: the time ashore does not count, and coming off again is no rest from it. A particle that
/// kept the wait it began with would jibe too rarely, since those that strand are those whose wait was long.
#[test]
fn what_comes_off_the_coast_jibes_as_before() {
    let (turn_s, jp, n) = (0.5 * DAY_S, 0.04, 10_000);
    let environment = Environment {
        coast: Some(Arc::new(square(-1.0, 1.0, 0.05, 1.0))),
        ..environment(move |_, _, t| if t < turn_s { (0.5, 0.0) } else { (-0.5, 0.0) }, |_, _, _| (0.0, 0.0))
    };
    let s = Scenario {
        coast_action: CoastAction::Refloat { half_life_s: 1.0 },
        jibing: Jibing { per_hour: jp },
        ..scenario()
    };
    let p = particles(n, 0.0, 0.0, 0.0);
    let e = run(&s, &p, &environment).unwrap();
    assert!(e.outcome.fate.iter().all(|f| *f == Fate::Active));
    let afloat_h = (0.05 * metres_per_degree(0.0).1 / 0.5 + DAY_S - turn_s) / 3600.0;
    let want = 0.5 * (1.0 - exp(2.0 * log1p(-jp) * afloat_h));
    let flipped = e.outcome.side.iter().zip(&p.side).filter(|(a, b)| a != b).count();
    let share = flipped as f64 / n as f64;
    assert!((share - want).abs() < 4.0 * (want * (1.0 - want) / n as f64).sqrt(), "{share} against {want}");
}

/// `previous` keeps the particle at sea where it was.
#[test]
fn previous_stays_at_the_last_place_at_sea() {
    let environment = with_coast((1.0, 0.0), square(-1.0, 1.0, 0.1, 1.0));
    let e = strand(CoastAction::Previous, &particles(1, 0.0, 0.0, 0.0), &environment, 600.0);
    assert_eq!(e.outcome.fate[0], Fate::Active);
    let (_, m_lon) = metres_per_degree(0.0);
    let short_m = (0.1 - e.outcome.lon_deg[0]) * m_lon;
    assert!((0.0..600.0).contains(&short_m));
}

/// The coast is met across the dateline as anywhere.
#[test]
fn stranding_across_the_dateline() {
    let environment = with_coast((1.0, 0.0), square(-1.0, 1.0, 180.05, 181.0));
    let e = strand(CoastAction::Strand, &particles(1, 0.0, 179.95, 0.0), &environment, 600.0);
    assert_eq!(e.outcome.fate[0], Fate::Stranded);
    let off_m = (e.outcome.lon_deg[0] - 180.05).abs() * metres_per_degree(0.0).1;
    assert!(off_m < 2.0);
    let mut record = Record::new(
        "closed-forms",
        "86-stranding-dateline",
        "Stranding beyond the dateline",
        "Eastward from 179.95° E to a wall at 180.05° E. Norm: distance of the stop from the wall. Limit: 2 m; the \
         program stops a metre off the shore.",
    );
    record.row("eastward", format!("{off_m:.2} m"), "2 m");
}
