//! Cases with known posteriors: uniform motion with normal noise.

use super::*;
use sarex_geo::streams::Process;
use sarex_geo::{
    Distance,
    ellipsoid::displace,
    plane::{LocalPlane, PlanePoint},
};
use std::convert::Infallible;

const HOUR_S: f64 = 3600.0;

/// 0.5 m/s to the east and 0.2 m/s to the north from the start to 24 h, and normal noise of 1.5 km per axis.
fn forward(Pass { round, .. }: Pass, starts: &[Start]) -> Result<Vec<Option<Position>>, Infallible> {
    let moved = starts.iter().enumerate().map(|(i, s)| {
        let t = 24.0 * HOUR_S - s.time_s;
        let (a, b) = Streams::new(77).particle(i as u32).normal_pair(round, Process::Diffusion, 0);
        let (east, north) = (0.5 * t + 1500.0 * a, 0.2 * t + 1500.0 * b);
        let (lat, lon) = displace(s.position.lat_deg(), s.position.lon_deg(), east, north);
        Position::new(lat, lon).ok().map(Position::wrapped).filter(|_| t >= 0.0)
    });
    Ok(moved.collect())
}

/// The sighting of all cases: east of the dateline, standard deviation 2 km.
fn sighting() -> Sighting {
    let std = [Distance::metres(2000.0); 2];
    Sighting::elliptic(Position::new(-44.0, -179.8).unwrap(), 24.0 * HOUR_S, std, Default::default()).unwrap()
}

/// Uniform in a square of `side_m` about a place west of the dateline, uniform in time up to `until_s`.
fn prior(n: u32, side_m: f64, until_s: f64) -> (Vec<Start>, impl Fn(&Start) -> f64) {
    let plane = LocalPlane::at(Position::new(-44.1, 179.7).unwrap());
    let starts = (0..n).map(|i| {
        let (a, b) = Streams::new(5).particle(i).uniform_pair(0, Process::SeedPosition, 0);
        let t = Streams::new(5).particle(i).uniform(0, Process::SeedTime, 0);
        let at = PlanePoint { east_m: side_m * (a - 0.5), north_m: side_m * (b - 0.5) };
        Start { position: plane.to_position(at).wrapped(), time_s: until_s * t }
    });
    let density = move |s: &Start| {
        let p = plane.to_plane(s.position.lat_deg(), s.position.lon_deg());
        let inside = p.east_m.abs() <= 0.5 * side_m && p.north_m.abs() <= 0.5 * side_m;
        if inside && (0.0..=until_s).contains(&s.time_s) { 1.0 } else { 0.0 }
    };
    (starts.collect(), density)
}

/// A prior whose starts weigh the same.
fn even<'a>(starts: &'a [Start], density: &'a dyn Fn(&Start) -> f64) -> Prior<'a> {
    static ONES: [f64; 8000] = [1.0; 8000];
    Prior { starts, weight: &ONES[..starts.len()], density: Some(density) }
}

/// Uniform prior and one start time: the posterior is normal about the sighting moved back by the drift, with
/// the variances of noise and sighting added, σ² = 2.0² + 1.5² = 2.5² km².
#[test]
fn posterior_of_a_uniform_flow_is_the_sighting_moved_back() {
    let (starts, density) = prior(4000, 200_000.0, 0.0);
    let settings = Settings { further_rounds: 3, ..Settings::default() };
    let posterior = backtrack(even(&starts, &density), &[sighting()], &settings, forward).unwrap();
    let last = posterior.rounds[3];
    assert!(posterior.rounds[0].effective_number < 40.0, "{:?}", posterior.rounds);
    assert!(last.effective_number > 1500.0 && last.nearest_sigma < 0.5, "{:?}", posterior.rounds);

    let datum = crate::Datum::of_cloud(&posterior.cloud().unwrap());
    let (lat, lon) = displace(-44.0, -179.8, -43_200.0, -17_280.0);
    let off = LocalPlane::at(Position::new(lat, lon).unwrap())
        .to_plane(datum.position.lat_deg(), datum.position.lon_deg());
    // Five standard errors; the outward and the inward step differ by the turn of the meridian, some metres.
    let tolerance = 5.0 * 2500.0 / last.effective_number.sqrt() + 30.0;
    assert!(off.length_m() < tolerance, "{off:?}, {tolerance}");
    for std in [datum.major_std, datum.minor_std] {
        assert!((std.in_metres() / 2500.0 - 1.0).abs() < 0.08, "{datum:?}");
    }
}

/// With the time unknown too, place and time of the start are tied: the place moved on to the sighting's time is
/// normal about the sighting, whatever the time, and the time stays uniform.
#[test]
fn unknown_times_are_tied_to_places() {
    let (starts, density) = prior(8000, 120_000.0, 6.0 * HOUR_S);
    let settings = Settings { further_rounds: 4, ..Settings::default() };
    let posterior = backtrack(even(&starts, &density), &[sighting()], &settings, forward).unwrap();
    assert!(posterior.rounds[4].effective_number > 800.0, "{:?}", posterior.rounds);
    let plane = LocalPlane::at(sighting().position());
    let (mut mean, mut square) = (0.0, 0.0);
    for (s, w) in posterior.starts.iter().zip(&posterior.weight) {
        let t = 24.0 * HOUR_S - s.time_s;
        let (lat, lon) = displace(s.position.lat_deg(), s.position.lon_deg(), 0.5 * t, 0.2 * t);
        let p = plane.to_plane(lat, lon);
        mean += w * p.east_m;
        square += w * p.east_m * p.east_m;
    }
    assert!(mean.abs() < 450.0, "{mean}");
    assert!(((square - mean * mean).sqrt() / 2500.0 - 1.0).abs() < 0.1, "{square}");
    for (share, want_h) in [(0.25, 1.5), (0.5, 3.0), (0.75, 4.5)] {
        let got_h = posterior.start_time_s(share) / HOUR_S;
        assert!((got_h - want_h).abs() < 0.35, "{share}: {got_h} h");
    }
}

/// The answer repeats bit for bit.
#[test]
fn same_seed_same_posterior() {
    let run = || {
        let (starts, density) = prior(500, 100_000.0, HOUR_S);
        backtrack(even(&starts, &density), &[sighting()], &Settings::default(), forward).unwrap()
    };
    assert_eq!(run(), run());
}

#[test]
fn what_cannot_be_answered_is_said() {
    let (starts, density) = prior(50, 100_000.0, HOUR_S);
    let settings = Settings::default();
    let nobody = |_: Pass, s: &[Start]| Ok::<_, Infallible>(vec![None; s.len()]);
    assert_eq!(
        backtrack(even(&starts, &density), &[sighting()], &settings, nobody),
        Err(BacktrackError::NothingArrived { round: 0 })
    );
    assert_eq!(
        backtrack(even(&[], &density), &[sighting()], &settings, forward),
        Err(BacktrackError::NoPrior)
    );
    let timeless = [Start { time_s: f64::NAN, ..starts[0] }];
    assert_eq!(
        backtrack(even(&timeless, &density), &[sighting()], &settings, forward),
        Err(BacktrackError::Time(0))
    );
    let short = |_: Pass, _: &[Start]| Ok::<_, Infallible>(vec![]);
    assert_eq!(
        backtrack(even(&starts, &density), &[sighting()], &settings, short),
        Err(BacktrackError::Arrivals { starts: 50, given: 0 })
    );
    assert!(matches!(
        backtrack(even(&starts, &|_| f64::NAN), &[sighting()], &settings, forward),
        Err(BacktrackError::Density(_))
    ));
    assert_eq!(
        backtrack(even(&starts, &|_| 0.0), &[sighting()], &settings, forward),
        Err(BacktrackError::Density(0.0))
    );
}

/// A prior that misses the sighting by far still gives an answer, and the nearest distance warns of it.
#[test]
fn a_prior_far_off_is_visible_in_the_rounds() {
    let (starts, density) = prior(300, 1000.0, 0.0);
    let far =
        Sighting::circular(Position::new(-30.0, 170.0).unwrap(), 24.0 * HOUR_S, Distance::metres(500.0));
    let posterior =
        backtrack(even(&starts, &density), &[far.unwrap()], &Settings::default(), forward).unwrap();
    assert!(posterior.rounds.iter().all(|r| r.nearest_sigma > 100.0));
    assert!((posterior.weight.iter().sum::<f64>() - 1.0).abs() < 1e-12);
}

/// Two finds of what began together, each with noise of its own: the variances σ² = 2.5² km² of one find are halved.
/// And starts that are resampled are spread like the weighted ones.
#[test]
fn two_sightings_of_one_start_halve_the_variance() {
    let (starts, density) = prior(6000, 60_000.0, 0.0);
    let settings = Settings { further_rounds: 4, ..Settings::default() };
    let apart = |pass: Pass, starts: &[Start]| {
        let round = 10_000 * pass.sighting as u32 + 100 * pass.realisation + pass.round;
        forward(Pass { round, ..pass }, starts)
    };
    let posterior = backtrack(even(&starts, &density), &[sighting(), sighting()], &settings, apart).unwrap();
    assert!(posterior.rounds[4].effective_number > 1000.0, "{:?}", posterior.rounds);
    let datum = crate::Datum::of_cloud(&posterior.cloud().unwrap());
    let want_m = 2500.0 / 2f64.sqrt();
    for std in [datum.major_std, datum.minor_std] {
        assert!((std.in_metres() / want_m - 1.0).abs() < 0.1, "{datum:?}");
    }
    // Means over realisations say the same with more certainty.
    let more = Settings { realisations: 8, ..settings };
    let surer = backtrack(even(&starts, &density), &[sighting(), sighting()], &more, apart).unwrap();
    assert!(surer.rounds[4].effective_number > 1.5 * posterior.rounds[4].effective_number);
    let sure = crate::Datum::of_cloud(&surer.cloud().unwrap());
    assert!((sure.major_std.in_metres() / want_m - 1.0).abs() < 0.1, "{sure:?}");
    let chosen = posterior.resampled(6000, 9);
    assert_eq!(chosen, posterior.resampled(6000, 9));
    let again = Posterior {
        starts: chosen.iter().map(|&i| posterior.starts[i]).collect(),
        weight: vec![1.0 / 6000.0; 6000],
        answer: 0,
        rounds: Vec::new(),
    };
    let resampled = crate::Datum::of_cloud(&again.cloud().unwrap());
    assert!((resampled.major_std.in_metres() / datum.major_std.in_metres() - 1.0).abs() < 0.03);
}

/// Weights of the prior count: with all weight on its western half, and no density, the answer lies there.
#[test]
fn a_prior_without_density_is_weighted_once() {
    let (starts, _) = prior(4000, 60_000.0, 0.0);
    let plane = LocalPlane::at(sighting().position());
    let east_m = |s: &Start| plane.to_plane(s.position.lat_deg(), s.position.lon_deg()).east_m;
    let weight: Vec<f64> = starts.iter().map(|s| if east_m(s) < -43_200.0 { 2.0 } else { 0.0 }).collect();
    let prior = Prior { starts: &starts, weight: &weight, density: None };
    let posterior = backtrack(prior, &[sighting()], &Settings::default(), forward).unwrap();
    assert_eq!(posterior.rounds.len(), 1);
    let beyond = posterior.starts.iter().zip(&posterior.weight).filter(|(s, _)| east_m(s) >= -43_200.0);
    assert!(beyond.map(|(_, w)| w).sum::<f64>() < 1e-9);
}
