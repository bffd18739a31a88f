use super::*;
use proptest::prelude::*;
use sarex_geo::Velocity;

/// For a constant velocity of the object the track, seen from it, is the pattern, to 1e-9 nm; and the unit's speed
/// through its medium is the given one on every leg, to 1e-12 of it.
#[track_caller]
fn check_identity(pattern: &Pattern, drift: Compensation, way: &Way) {
    let corners = pattern.corners(0);
    let track = track(pattern, drift, way);
    for (corner, waypoint) in corners.iter().zip(&track) {
        let seen_east_m = waypoint.at.east_m - drift.east_mps * waypoint.time_s;
        let seen_north_m = waypoint.at.north_m - drift.north_mps * waypoint.time_s;
        assert!((seen_east_m - corner.east_m).abs() <= 1e-9 * NM, "{pattern:?}");
        assert!((seen_north_m - corner.north_m).abs() <= 1e-9 * NM, "{pattern:?}");
    }
    for pair in corners.windows(2) {
        // Each leg by itself from time zero: differences of large numbers would hide the last digits.
        let commence = Waypoint { time_s: 0.0, at: PlanePoint::default() };
        let mut leg = [commence, Waypoint { at: from(pair[0], pair[1]), ..commence }];
        lay_out(&mut leg, commence, drift, way).unwrap();
        let duration_s = leg[1].time_s;
        let through = PlanePoint {
            east_m: leg[1].at.east_m / duration_s - way.medium.east_mps,
            north_m: leg[1].at.north_m / duration_s - way.medium.north_mps,
        };
        assert!((through.length_m() / way.speed_mps - 1.0).abs() <= 1e-12, "{pattern:?}");
    }
    assert!(track.windows(2).all(|pair| pair[1].time_s > pair[0].time_s), "times increase");
}

#[test]
fn seen_from_the_object_the_track_is_the_pattern() {
    let drift = Compensation { east_mps: 0.6, north_mps: -0.9 };
    let wind = Velocity { east_mps: -8.0, north_mps: 5.0 };
    for turn in [Turn::Right, Turn::Left] {
        for pattern in some_of_each(33.0, turn) {
            check_identity(&pattern, drift, &Way::over_ground(12.0 * KN));
            check_identity(&pattern, drift, &Way::through(wind, 90.0 * KN));
            check_identity(&pattern, Compensation::default(), &Way::through(wind, 90.0 * KN));
        }
    }
}

proptest! {
    #[test]
    fn the_moving_frame_holds_for_any_wind_and_drift(
        heading in 0.0..360.0f64, speed in 20.0..150.0f64, east in -2.0..2.0f64, north in -2.0..2.0f64,
        wind_east in -12.0..12.0f64, wind_north in -12.0..12.0f64,
    ) {
        let drift = Compensation { east_mps: east, north_mps: north };
        let way = Way::through(Velocity { east_mps: wind_east, north_mps: wind_north }, speed);
        for pattern in some_of_each(heading, Turn::Right) {
            check_identity(&pattern, drift, &way);
        }
    }
}

/// A ship's current is also the object's: drifting with the water costs nothing.
#[test]
fn drifting_with_the_medium_is_still_water() {
    let current = Velocity { east_mps: 1.2, north_mps: 0.4 };
    let drift = Compensation { east_mps: 1.2, north_mps: 0.4 };
    for pattern in some_of_each(250.0, Turn::Left) {
        let still = track(&pattern, Compensation::default(), &Way::over_ground(6.0));
        let carried = track(&pattern, drift, &Way::through(current, 6.0));
        for (a, b) in still.iter().zip(&carried) {
            assert!((a.time_s - b.time_s).abs() < 1e-6);
        }
    }
}

#[test]
fn a_unit_that_is_carried_away_is_told_so() {
    let ladder = some_of_each(0.0, Turn::Right).remove(0);
    let lay = |drift, way: Way| {
        let mut track: Vec<Waypoint> =
            ladder.corners(0).into_iter().map(|at| Waypoint { time_s: 0.0, at }).collect();
        lay_out(&mut track, Waypoint { time_s: 0.0, at: PlanePoint::default() }, drift, &way)
    };
    let still = Compensation::default();
    // Head wind on the first leg, cross wind on it, and a wind that only the second leg meets.
    let gale = |east_mps, north_mps| Way::through(Velocity { east_mps, north_mps }, 20.0);
    for (way, leg) in [(gale(0.0, -21.0), 1), (gale(21.0, 0.0), 1), (gale(0.0, 21.0), 2)] {
        let error = lay(still, way).unwrap_err();
        assert!(matches!(error, PatternError::CarriedAway { leg: found, .. } if found == leg), "{error}");
    }
    assert!(lay(still, gale(0.0, -19.0)).is_ok());
    let fast = Compensation { east_mps: 0.0, north_mps: 25.0 };
    assert!(lay(fast, Way::over_ground(20.0)).unwrap_err().to_string().contains("leg 1"));
    for speed in [0.0, -3.0, f64::NAN, f64::INFINITY] {
        assert!(lay(still, Way::over_ground(speed)).is_err(), "{speed}");
    }
    let nowhere = Compensation { east_mps: f64::NAN, north_mps: 0.0 };
    assert!(lay(nowhere, Way::over_ground(20.0)).is_err());
}

/// A west wind on a course to the north: the nose points into it by asin(20/90), and the speed over ground is √(90² − 20²).
/// On the reverse course it is the other wing, and the turn between is of the nose.
#[test]
fn headings_point_into_the_wind() {
    let wind = Velocity { east_mps: 20.0, north_mps: 0.0 };
    let line = TrackLine {
        track_deg: 0.0,
        length_m: 9_000.0,
        spacing_m: 900.0,
        returns: true,
        turn: Turn::Right,
        craft: 1,
    };
    let start = Waypoint { time_s: 0.0, at: PlanePoint::default() };
    let laid = Pattern::TrackLine(line)
        .laid_out(0, start, Compensation::default(), &Way::through(wind, 90.0))
        .unwrap();
    let into_deg = sarex_geo::math::asin(20.0 / 90.0).to_degrees();
    let (out, across, back) = (laid.legs[0], laid.legs[1], laid.legs[2]);
    assert!((out.heading_deg - (360.0 - into_deg)).abs() < 1e-9 && out.course_deg.abs() < 1e-9);
    assert!((back.heading_deg - (180.0 + into_deg)).abs() < 1e-9 && (back.course_deg - 180.0).abs() < 1e-9);
    assert!((out.length_m() / out.duration_s() - (90.0f64 * 90.0 - 400.0).sqrt()).abs() < 1e-9);
    assert!((across.length_m() / across.duration_s() - 110.0).abs() < 1e-9);
    assert!((out.turn_deg.unwrap() - (90.0 + into_deg)).abs() < 1e-9);
    assert_eq!(back.turn_deg, None);
}
