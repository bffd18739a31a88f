//! Claims about voyages.

use super::*;
use crate::record::Record;
use crate::seed::Seed;
use crate::seed::sample::testing::{
    NOON_S, assert_share, assert_uniform, draws, draws_from, mean_and_std, p, seen_from,
};
use sarex_geo::{geodesic, math};

const N: usize = 8_000;
const HOUR_S: f64 = 3600.0;

fn at(position: Position, hours: f64) -> Waypoint {
    Waypoint { position, arrival: Arrival::At { time_s: NOON_S + hours * HOUR_S }, dwell_s: 0.0 }
}

/// Eastward along the equator, 60' of longitude in ten hours.
fn equator() -> Voyage {
    Voyage {
        waypoints: vec![at(p(0.0, 179.5), 0.0), at(p(0.0, -179.5), 10.0)],
        path: PathKind::Geodesic,
        departure_std_s: 0.0,
        speed_factor_std: 0.0,
        cross_track_std_m: 0.0,
        cross_track: CrossTrack::ConstantPerLeg,
        hazard: Hazard::default(),
        last_contact_s: None,
        latest_s: None,
    }
}

fn rate(base_per_h: f64) -> Hazard {
    Hazard { base_per_h, areas: Vec::new() }
}

fn hours(voyage: &Voyage) -> Vec<f64> {
    draws(&Seed::Voyage(voyage.clone()), N).iter().map(|s| (s.time_s - NOON_S) / HOUR_S).collect()
}

/// A constant small rate: τ uniform over the passage, and the vessel is where the plan has it at τ. The same
/// without any rate given.
#[test]
fn small_rates_are_uniform_in_time() {
    for hazard in [Hazard::default(), rate(1e-6)] {
        let voyage = Voyage { hazard, ..equator() };
        assert_uniform(&hours(&voyage).iter().map(|h| h / 10.0).collect::<Vec<_>>());
        for start in draws(&Seed::Voyage(voyage), 200) {
            let planned = 179.5 + (start.time_s - NOON_S) / (10.0 * HOUR_S);
            assert!((start.lon_deg - planned).abs() < 1e-6 && start.lat_deg.abs() < 1e-9);
        }
    }
}

/// A large rate h: τ exponential after the begin; 1 − e^(−hτ) is uniform.
#[test]
fn large_rates_are_exponential() {
    let mut record = Record::new(
        "spread",
        "seed-voyage",
        "Time of distress on a voyage of ten hours",
        "8000 times τ brought to the uniform distribution by the closed form (1 − e^(−hτ)) / (1 − e^(−hT)): χ² of \
         twenty classes. The limit is the 99.99 % point.",
    );
    let taus = hours(&Voyage { hazard: rate(5.0), ..equator() });
    let chi2 = assert_uniform(&taus.iter().map(|t| 1.0 - math::exp(-5.0 * t)).collect::<Vec<_>>());
    record.row("h = 5 per hour", format!("{chi2:.1}"), "52.4");
    // In between: the truncated exponential of the closed form.
    let other = draws_from(2, &Seed::Voyage(Voyage { hazard: rate(0.2), ..equator() }), N);
    let taus: Vec<f64> = other.iter().map(|s| (s.time_s - NOON_S) / HOUR_S).collect();
    let f = |t: &f64| (1.0 - math::exp(-0.2 * t)) / (1.0 - math::exp(-2.0));
    let chi2 = assert_uniform(&taus.iter().map(f).collect::<Vec<_>>());
    record.row("h = 0.2 per hour", format!("{chi2:.1}"), "52.4");
}

/// After the last contact at 4 h and before the alert at 7 h, also when departure and speed are uncertain.
#[test]
fn no_distress_before_the_last_contact() {
    let voyage = Voyage {
        departure_std_s: HOUR_S,
        speed_factor_std: 0.2,
        last_contact_s: Some(NOON_S + 4.0 * HOUR_S),
        latest_s: Some(NOON_S + 7.0 * HOUR_S),
        ..equator()
    };
    let taus = hours(&voyage);
    assert!(taus.iter().all(|t| (4.0..=7.0).contains(t)));
    let exact = Voyage { departure_std_s: 0.0, speed_factor_std: 0.0, ..voyage };
    assert_uniform(&hours(&exact).iter().map(|t| (t - 4.0) / 3.0).collect::<Vec<_>>());
}

/// Dwelling counts as time in danger: 5 h of 15 are spent at the middle waypoint, at its place.
#[test]
fn dwelling_is_time_too() {
    let mut voyage = equator();
    let harbour = p(0.0, 180.0);
    let speed_mps = geodesic::inverse(p(0.0, 179.5), harbour).distance.in_metres() / (5.0 * HOUR_S);
    voyage.waypoints = vec![
        at(p(0.0, 179.5), 0.0),
        Waypoint { position: harbour, arrival: Arrival::Speed { speed_mps }, dwell_s: 5.0 * HOUR_S },
        Waypoint { position: p(0.0, -179.5), arrival: Arrival::Speed { speed_mps }, dwell_s: 0.0 },
    ];
    let starts = draws(&Seed::Voyage(voyage.clone()), N);
    let moored = starts.iter().filter(|s| seen_from(harbour, s).0 < 1.0).count();
    assert_share(moored, N, 5.0 / 15.0);
    assert_uniform(&hours(&voyage).iter().map(|t| t / 15.0).collect::<Vec<_>>());
    for start in starts.iter().filter(|s| s.time_s > NOON_S + 10.0 * HOUR_S) {
        let planned = 180.0 + (start.time_s - NOON_S - 10.0 * HOUR_S) / (10.0 * HOUR_S);
        assert!((start.lon_deg - planned).abs() < 1e-6);
    }
}

/// A tenth of the track has ten times the rate: it takes 10/(9 + 10) of the particles (its edges fall
/// between pieces of one mile in sixty).
#[test]
fn hazard_areas_attract() {
    let strait = [(-1.0, 179.9), (-1.0, 180.0), (1.0, 180.0), (1.0, 179.9)];
    let polygon = Polygon { outer: strait.map(|(lat, lon)| p(lat, lon)).to_vec(), holes: Vec::new() };
    let hazard =
        Hazard { base_per_h: 1e-5, areas: vec![HazardArea { polygon, rate_per_h: 9e-5, period_s: None }] };
    let starts = draws(&Seed::Voyage(Voyage { hazard, ..equator() }), N);
    let inside = starts.iter().filter(|s| (179.9..180.0).contains(&s.lon_deg)).count();
    let share = inside as f64 / N as f64;
    assert!((share - 10.0 / 19.0).abs() < 0.04, "{share}");
    let only = Hazard {
        base_per_h: 0.0,
        areas: vec![HazardArea {
            polygon: Polygon { outer: strait.map(|(lat, lon)| p(lat, lon)).to_vec(), holes: Vec::new() },
            rate_per_h: 1e-3,
            period_s: None,
        }],
    };
    for start in draws(&Seed::Voyage(Voyage { hazard: only, ..equator() }), 500) {
        assert!((179.88..180.02).contains(&start.lon_deg), "{}", start.lon_deg);
    }
}

/// A gale over the whole passage from hour 4 to hour 6, with nine times the base rate added: those two hours of ten
/// take 20/(20 + 8) of the particles, wherever the vessel is by then; departure errors shift the ship, not the gale.
/// The same in harbour.
#[test]
fn a_gale_is_dangerous_while_it_lasts() {
    let sea = [(-1.0, 179.0), (-1.0, -179.0), (1.0, -179.0), (1.0, 179.0)];
    let polygon = Polygon { outer: sea.map(|(lat, lon)| p(lat, lon)).to_vec(), holes: Vec::new() };
    let period_s = Some((NOON_S + 4.0 * HOUR_S, NOON_S + 6.0 * HOUR_S));
    let gale = HazardArea { polygon, rate_per_h: 9e-5, period_s };
    let hazard = Hazard { base_per_h: 1e-5, areas: vec![gale.clone()] };
    let mut moored = at(p(0.0, 179.5), 0.0);
    moored.dwell_s = 9.0 * HOUR_S;
    let in_harbour = Voyage { waypoints: vec![moored, at(p(0.0, 179.6), 10.0)], ..equator() };
    let late = Voyage { departure_std_s: 1800.0, speed_factor_std: 0.02, ..equator() };
    for voyage in [equator(), late, in_harbour] {
        let taus = hours(&Voyage { hazard: hazard.clone(), ..voyage });
        assert_share(taus.iter().filter(|h| (4.0..6.0).contains(*h)).count(), N, 20.0 / 28.0);
        let inside: Vec<f64> =
            taus.iter().filter(|h| (4.0..6.0).contains(*h)).map(|h| (h - 4.0) / 2.0).collect();
        assert_uniform(&inside);
    }
    let only = Hazard { base_per_h: 0.0, areas: vec![gale] };
    assert!(hours(&Voyage { hazard: only, ..equator() }).iter().all(|h| (3.8..6.2).contains(h)));
}

/// One factor for the speed, one error of departure: at half way the place is behind or ahead by both.
#[test]
fn departure_and_speed_move_the_vessel() {
    let voyage = Voyage { departure_std_s: 1800.0, ..equator() };
    let delays: Vec<f64> = draws(&Seed::Voyage(voyage), N)
        .iter()
        .map(|s| (s.time_s - NOON_S - (s.lon_deg - 179.5) * 10.0 * HOUR_S) / 1800.0)
        .collect();
    let (mean, std) = mean_and_std(&delays);
    assert!(mean.abs() < 0.045 && (std - 1.0).abs() < 0.032, "{mean} {std}");
    let voyage = Voyage { speed_factor_std: 0.1, hazard: rate(0.0), ..equator() };
    let factors: Vec<f64> = draws(&Seed::Voyage(voyage), N)
        .iter()
        .filter(|s| s.time_s > NOON_S + HOUR_S)
        .map(|s| (s.lon_deg - 179.5) * 10.0 * HOUR_S / (s.time_s - NOON_S))
        .collect();
    let (mean, std) = mean_and_std(&factors);
    assert!((mean - 1.0).abs() < 0.01 && (std - 0.1).abs() < 0.005, "{mean} {std}");
}

/// Constant per leg: σ everywhere. Bridge: zero at the fixes, 2σ√(f(1 − f)) between them.
#[test]
fn cross_track_errors_have_their_spread() {
    for cross_track in [CrossTrack::ConstantPerLeg, CrossTrack::Bridge] {
        let voyage = Voyage { cross_track_std_m: 3_704.0, cross_track, ..equator() };
        let standard: Vec<f64> = draws(&Seed::Voyage(voyage), N)
            .iter()
            .map(|s| {
                let f = s.lon_deg - 179.5;
                let sigma = match cross_track {
                    CrossTrack::ConstantPerLeg => 3_704.0,
                    CrossTrack::Bridge => 2.0 * 3_704.0 * (f * (1.0 - f)).max(1e-9).sqrt(),
                };
                s.lat_deg * 110_574.3 / sigma
            })
            .collect();
        let (mean, std) = mean_and_std(&standard);
        assert!(mean.abs() < 0.045 && (std - 1.0).abs() < 0.032, "{mean} {std}");
    }
}

#[test]
fn impossible_voyages_are_explained() {
    let refused = |change: &dyn Fn(&mut Voyage)| {
        let mut voyage = equator();
        change(&mut voyage);
        voyage.sampler().unwrap_err().to_string()
    };
    let speed = |speed_mps| Arrival::Speed { speed_mps };
    for (error, says) in [
        (refused(&|v| v.waypoints.truncate(1)), "waypoints: 1 given"),
        (refused(&|v| v.waypoints[0].arrival = speed(5.0)), "waypoint 1: the first waypoint needs a time"),
        (refused(&|v| v.waypoints[1].arrival = speed(0.0)), "waypoint 2: its speed is 0 m/s"),
        (refused(&|v| v.waypoints[1].arrival = speed(f64::NAN)), "waypoint 2: its speed is NaN"),
        (refused(&|v| v.waypoints[1] = at(p(0.0, 181.0), -1.0)), "before the waypoint before it is left"),
        (refused(&|v| v.waypoints[0].dwell_s = 11.0 * HOUR_S), "before the waypoint before it is left"),
        (refused(&|v| v.waypoints[1] = at(p(0.0, 181.0), 0.01)), "in 0.01 h make 9016 kn"),
        (refused(&|v| v.last_contact_s = Some(NOON_S + 10.0 * HOUR_S)), "last contact is not before its end"),
        (refused(&|v| v.latest_s = Some(NOON_S)), "latest time is not after its begin"),
        (
            refused(&|v| {
                v.last_contact_s = Some(NOON_S + 60.0);
                v.latest_s = Some(NOON_S + 60.0);
            }),
            "latest time is not after the last contact",
        ),
        (
            refused(&|v| {
                let outer = vec![p(40.0, 0.0), p(41.0, 0.0), p(40.0, 1.0)];
                let polygon = Polygon { outer, holes: Vec::new() };
                v.hazard.areas = vec![HazardArea { polygon, rate_per_h: 1.0, period_s: None }];
            }),
            "meets no hazard area",
        ),
        (
            refused(&|v| {
                let outer = vec![p(-1.0, 179.0), p(-1.0, -179.0), p(1.0, 180.0)];
                let polygon = Polygon { outer, holes: Vec::new() };
                let period_s = Some((NOON_S + 60.0, NOON_S));
                v.hazard.areas = vec![HazardArea { polygon, rate_per_h: 1.0, period_s }];
            }),
            "period of a hazard area",
        ),
        (refused(&|v| v.hazard.base_per_h = -1.0), "hazard rate = -1"),
        (refused(&|v| v.speed_factor_std = 2.0), "speed error = 2"),
    ] {
        assert!(error.contains(says), "{error}");
    }
}

/// S12, hazard-weighted distress time: twenty hours under way with rates of 1, 3, 15, 30, 5, 1, 10 and 1 times the least.
/// In all 177 of them, in 5 to 8 h 90/177; the median of the time of distress is 6.316667 h. (Rates so small that the
/// chance is in proportion to them.)
#[test]
fn s12_hazard_weighted_distress_time() {
    const LEAST_PER_H: f64 = 1e-12;
    let around = [(-1.0, 178.0), (-1.0, -178.0), (1.0, -178.0), (1.0, 178.0)];
    let times = [(1.0, 2.0, 3.0), (2.0, 5.0, 15.0), (5.0, 8.0, 30.0), (8.0, 10.0, 5.0), (13.0, 15.0, 10.0)];
    let area = |(from_h, to_h, multiplier): (f64, f64, f64)| HazardArea {
        polygon: Polygon { outer: around.map(|(lat, lon)| p(lat, lon)).to_vec(), holes: Vec::new() },
        rate_per_h: (multiplier - 1.0) * LEAST_PER_H,
        period_s: Some((NOON_S + from_h * HOUR_S, NOON_S + to_h * HOUR_S)),
    };
    let hazard = Hazard { base_per_h: LEAST_PER_H, areas: times.map(area).into() };
    let waypoints = vec![at(p(0.0, 179.5), 0.0), at(p(0.0, -179.5), 20.0)];
    let sampler = Voyage { waypoints, hazard, ..equator() }.sampler().unwrap();
    let log = log::Log::of(&sampler, sampler.planned());
    let (from, to) = log.hazard_window();
    assert!(((to - from) / LEAST_PER_H - 177.0).abs() < 1e-6, "{}", (to - from) / LEAST_PER_H);
    let up_to = |hours: f64| log.hazard_at(NOON_S + hours * HOUR_S);
    let share = (up_to(8.0) - up_to(5.0)) / (to - from);
    assert!((share - 90.0 / 177.0).abs() < 1e-6, "{share}");
    let (piece, fraction) = log.where_hazard_is(from + 0.5 * (to - from));
    let stretch = log.stretch(piece);
    let hours = (stretch.begin_s + fraction * stretch.duration_s - NOON_S) / HOUR_S;
    assert!((hours - 6.316_667).abs() < 1e-6, "{hours}");
}
