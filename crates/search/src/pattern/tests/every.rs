use super::*;
use proptest::prelude::*;
use sarex_geo::math;

fn measured_m(corners: &[PlanePoint]) -> f64 {
    corners.windows(2).map(|pair| from(pair[0], pair[1]).length_m()).sum()
}

#[test]
fn length_is_the_closed_form() {
    for turn in [Turn::Right, Turn::Left] {
        for pattern in some_of_each(37.0, turn) {
            for craft in 0..pattern.craft() {
                let measured = measured_m(&pattern.corners(craft));
                assert!((measured - pattern.length_m()).abs() < 1e-9 * measured, "{pattern:?}");
            }
        }
    }
    let length_nm =
        |legs| ExpandingSquare { first_leg_deg: 0.0, spacing_m: NM, legs, turn: Turn::Right }.length_m() / NM;
    // (N² − 1)·S with 2N − 1 legs.
    for half_laps in 2..40u32 {
        let n = f64::from(half_laps);
        assert_eq!(length_nm(2 * half_laps as usize - 1), n * n - 1.0);
    }
    assert_eq!((length_nm(1), length_nm(2), length_nm(8)), (1.0, 2.0, 20.0));
}

/// The commence search point is the origin; the last point is where the formulas end.
#[test]
fn begins_at_the_origin_and_ends_where_it_should() {
    let ends = [[10.0, 0.0], [12.0, 5.0], [30.0, 0.0], [3.0, -2.0], [-2.0, -2.0], [0.0, 0.0], [0.0, 0.0]];
    let patterns = some_of_each(0.0, Turn::Right);
    for (pattern, end) in patterns.iter().zip(ends) {
        let corners = in_nm(&pattern.corners(0));
        same_places(&corners[..1], &[[0.0, 0.0]], 0.0);
        same_places(&corners[corners.len() - 1..], &[end], 1e-9);
    }
    let Pattern::TrackLine(line) = patterns[7] else { panic!() };
    // Out three half-miles to port of the track, back as far to starboard.
    let a = line.commence_from_a();
    let places: Vec<PlanePoint> = shifted(patterns[7].corners(0), a);
    same_places(&in_nm(&places), &[[-1.5, 0.0], [-1.5, 30.0], [1.5, 30.0], [1.5, 0.0]], 1e-9);
    let one_pass = TrackLine { returns: false, ..line };
    let corners = shifted(Pattern::TrackLine(one_pass).corners(0), one_pass.commence_from_a());
    same_places(&in_nm(&corners), &[[0.0, 0.0], [0.0, 30.0]], 1e-9);
}

/// Several craft lie evenly about a track, and sweep lanes that never meet.
#[test]
fn several_craft_share_the_lanes() {
    for (returns, lanes) in [(false, vec![-2.0, 0.0, 2.0]), (true, vec![-5.0, -3.0, -1.0, 1.0, 3.0, 5.0])] {
        for turn in [Turn::Right, Turn::Left] {
            let line = TrackLine {
                track_deg: 0.0,
                length_m: 9.0 * NM,
                spacing_m: 2.0 * NM,
                returns,
                turn,
                craft: 3,
            };
            let pattern = Pattern::TrackLine(line);
            let east = |craft| {
                let corners = shifted(pattern.corners(craft), line.commence_from_a());
                corners.into_iter().step_by(2).map(|p| (p.east_m / NM).round()).collect::<Vec<f64>>()
            };
            let mut found: Vec<f64> = (0..3).flat_map(east).collect();
            found.sort_by(f64::total_cmp);
            assert_eq!(found, lanes);
        }
    }
}

/// Turns in degrees, positive to the right.
fn turns_deg(pattern: &Pattern) -> Vec<f64> {
    let corners = pattern.corners(0);
    let legs: Vec<PlanePoint> = corners.windows(2).map(|pair| from(pair[0], pair[1])).collect();
    let turn = |pair: &[PlanePoint]| {
        let (a, b) = (pair[0], pair[1]);
        let right = a.north_m * b.east_m - a.east_m * b.north_m;
        let ahead = a.east_m * b.east_m + a.north_m * b.north_m;
        (math::atan2(right, ahead).to_degrees() * 1e6).round() / 1e6
    };
    legs.windows(2).map(turn).collect()
}

#[test]
fn turns_follow_each_other_as_named() {
    for (turn, sign) in [(Turn::Right, 1.0), (Turn::Left, -1.0)] {
        let patterns = some_of_each(211.0, turn);
        let signed = |degrees: &[f64]| degrees.iter().map(|d| d * sign).collect::<Vec<f64>>();
        let ladder = [90.0, 90.0, -90.0, -90.0, 90.0, 90.0, -90.0, -90.0, 90.0, 90.0];
        assert_eq!(turns_deg(&patterns[0]), signed(&ladder));
        assert_eq!(turns_deg(&patterns[3]), signed(&[90.0; 10]));
        assert_eq!(turns_deg(&patterns[5]), signed(&[120.0, 120.0, 0.0, 120.0, 120.0, 0.0, 120.0, 120.0]));
        assert_eq!(turns_deg(&patterns[7]), signed(&[90.0, 90.0]));
        // From the first search to the second it is 30° to the right, whichever way the pattern turns.
        assert_eq!(turns_deg(&patterns[6])[8], 30.0);
    }
}

/// Neighbouring parallel legs are a spacing apart.
#[test]
fn neighbouring_legs_are_a_spacing_apart() {
    for pattern in some_of_each(300.0, Turn::Left) {
        if let Pattern::Ladder(ladder) = &pattern {
            let lane = |craft| {
                pattern.corners(craft).into_iter().step_by(2).map(|p| {
                    // Distance to the right of the first leg.
                    let n = Axes::of(ladder.first_leg_deg).point(0.0, 1.0);
                    p.east_m * n.east_m + p.north_m * n.north_m
                })
            };
            let mut lanes: Vec<f64> = (0..ladder.craft).flat_map(lane).collect();
            lanes.sort_by(f64::total_cmp);
            for pair in lanes.windows(2) {
                assert!((pair[1] - pair[0] - ladder.spacing_m).abs() < 1e-9, "{ladder:?}");
            }
        }
    }
    // Each leg of a square is a spacing outside the parallel leg one lap before.
    let square = ExpandingSquare { first_leg_deg: 0.0, spacing_m: NM, legs: 20, turn: Turn::Right };
    let corners = in_nm(&Pattern::ExpandingSquare(square).corners(0));
    for leg in 4..20 {
        let across = leg % 2;
        assert_eq!((corners[leg][across] - corners[leg - 4][across]).abs(), 1.0, "{leg}");
    }
}

/// How far a point is inside a counter-clockwise convex outline, m.
fn inside_m(outline: &[PlanePoint], point: PlanePoint) -> f64 {
    let edge = |k: usize| {
        let (a, b) = (outline[k], outline[(k + 1) % outline.len()]);
        let (along, to) = (from(a, b), from(a, point));
        (along.east_m * to.north_m - along.north_m * to.east_m) / along.length_m()
    };
    (0..outline.len()).map(edge).fold(f64::INFINITY, f64::min)
}

#[test]
fn area_contains_all_legs_by_half_a_spacing() {
    for turn in [Turn::Right, Turn::Left] {
        for pattern in some_of_each(123.0, turn) {
            let outline = pattern.area();
            let nearest = (0..pattern.craft())
                .flat_map(|craft| pattern.corners(craft))
                .map(|corner| inside_m(&outline, corner))
                .fold(f64::INFINITY, f64::min);
            let half_m = match &pattern {
                Pattern::Ladder(p) => 0.5 * p.spacing_m,
                Pattern::ExpandingSquare(p) => 0.5 * p.spacing_m,
                Pattern::TrackLine(p) => 0.5 * p.spacing_m,
                Pattern::Coordinated(p) => 0.5 * p.spacing_m,
                Pattern::Barrier(p) => 0.5 * p.spacing_m,
                Pattern::Sector(_) | Pattern::Contour(_) => 0.0,
            };
            assert!(nearest >= half_m - 1e-6, "{pattern:?}: {nearest}");
            let corner_m = inside_m(&outline, PlanePoint::default());
            if let Pattern::Ladder(_) = pattern {
                assert!((corner_m - half_m).abs() < 1e-6, "CSP {corner_m} m inside");
            }
        }
    }
}

/// Four legs of 10 nm north, 2 nm apart, creeping east at 10 kn, of an object that drifts 1 kn: east, and the area is as much
/// longer as it drifts until the last leg ends; north, and its sides lean.
#[test]
fn area_over_ground_follows_the_drift() {
    let ladder = Ladder {
        first_leg_deg: 0.0,
        leg_m: 10.0 * NM,
        spacing_m: 2.0 * NM,
        legs: 4,
        turn: Turn::Right,
        craft: 1,
    };
    let pattern = Pattern::Ladder(ladder);
    let of = |east_mps: f64, north_mps: f64| {
        let drift = Compensation { east_mps, north_mps };
        let laid = track(&pattern, drift, &Way::over_ground(10.0 * KN));
        (in_nm(&pattern.area_over_ground(0, &laid, drift)), laid)
    };
    let (east, laid) = of(KN, 0.0);
    let far = 7.0 + laid[7].time_s / 3600.0;
    same_places(&east, &[[-1.0, -1.0], [far, -1.0], [far, 11.0], [-1.0, 11.0]], 1e-9);
    let (north, laid) = of(0.0, KN);
    let middle_h = |k: usize| 0.5 * (laid[k].time_s + laid[k + 1].time_s) / 3600.0;
    let lean = (middle_h(6) - middle_h(0)) / 6.0;
    for (a, b) in [(0, 1), (3, 2)] {
        assert!((north[a][0] + 1.0).abs() < 1e-9 && (north[b][0] - 7.0).abs() < 1e-9, "{north:?}");
        assert!((north[b][1] - north[a][1] - 8.0 * lean).abs() < 1e-9, "{north:?}");
    }
    // Half a spacing south of where the first leg begins, with the margin of the corner that leans in.
    assert!((north[0][1] - (-1.0 - lean - lean)).abs() < 1e-9, "{north:?}");
}

/// Whatever the drift, every point of a track lies in the area over ground.
#[test]
fn area_over_ground_holds_the_track() {
    for (east_mps, north_mps, knots) in
        [(0.5, 0.0, 20.0), (-0.3, 0.4, 6.0), (0.6, 0.0, 5.0), (0.0, -0.6, 4.0)]
    {
        let drift = Compensation { east_mps, north_mps };
        for turn in [Turn::Right, Turn::Left] {
            for pattern in some_of_each(67.0, turn) {
                let laid = track(&pattern, drift, &Way::over_ground(knots * KN));
                let outline = pattern.area_over_ground(0, &laid, drift);
                let nearest_m = laid.iter().map(|w| inside_m(&outline, w.at)).fold(f64::INFINITY, f64::min);
                assert!(nearest_m > -1e-6, "{pattern:?}: {nearest_m}");
            }
        }
    }
}

/// A track cut short has an area all the same.
#[test]
fn area_over_ground_of_a_part_of_a_track() {
    let drift = Compensation { east_mps: 0.5, north_mps: 0.2 };
    for pattern in some_of_each(67.0, Turn::Right) {
        let laid = track(&pattern, drift, &Way::over_ground(20.0 * KN));
        for points in 0..3 {
            assert!(pattern.area_over_ground(0, &laid[..points], drift).len() > 2, "{pattern:?}, {points}");
        }
    }
}

#[test]
fn area_has_the_size_of_the_formulas() {
    let size_nm2 = |pattern: &Pattern| {
        let outline = pattern.area();
        let twice: f64 = (0..outline.len())
            .map(|k| {
                let (a, b) = (outline[k], outline[(k + 1) % outline.len()]);
                a.east_m * b.north_m - a.north_m * b.east_m
            })
            .sum();
        0.5 * twice / (NM * NM)
    };
    let patterns = some_of_each(77.0, Turn::Left);
    let wanted = [(22.0 * 12.0), (7.0 * 14.0), (22.0 * 36.0), 36.0, 25.0];
    for (pattern, wanted) in patterns.iter().zip(wanted) {
        assert!((size_nm2(pattern) - wanted).abs() < 1e-9 * wanted, "{pattern:?}");
    }
    let circle = std::f64::consts::PI * 25.0;
    assert!((size_nm2(&patterns[5]) / circle - 1.0).abs() < 0.003);
}

/// The mirrored pattern is the mirror of the pattern, the turned pattern the pattern turned, to 1e-9 nm.
#[test]
fn mirrored_and_turned() {
    // A second sector search begins to the right, whichever way it turns, and is no mirror image.
    let one = |pattern: &Pattern| !matches!(pattern, Pattern::Sector(Sector { legs: 18, .. }));
    let right = some_of_each(0.0, Turn::Right);
    for (right, left) in right.iter().zip(some_of_each(0.0, Turn::Left)).filter(|(p, _)| one(p)) {
        let mirrored: Vec<[f64; 2]> = in_nm(&right.corners(0)).into_iter().map(|[e, n]| [-e, n]).collect();
        same_places(&in_nm(&left.corners(0)), &mirrored, 1e-9);
    }
    for heading in [1.0, 90.0, 180.0, 217.3, 359.9] {
        for (north, turned) in some_of_each(0.0, Turn::Right).iter().zip(some_of_each(heading, Turn::Right)) {
            let axes = Axes::of(heading);
            let wanted: Vec<PlanePoint> =
                north.corners(0).iter().map(|p| axes.point(p.north_m, p.east_m)).collect();
            same_places(&in_nm(&turned.corners(0)), &in_nm(&wanted), 1e-9);
        }
    }
}

/// The description of an assignment gives the same track as the pattern it came from.
#[test]
fn an_assignment_lays_out_the_same() {
    let way = Way::over_ground(90.0 * KN);
    let drift = Compensation { east_mps: 0.4, north_mps: -0.3 };
    for pattern in some_of_each(20.0, Turn::Left) {
        let flown = match &pattern {
            Pattern::Ladder(p) if p.craft == 1 => crate::PatternFlown::ladder(p),
            Pattern::ExpandingSquare(p) => crate::PatternFlown::expanding_square(p),
            Pattern::Sector(p) => crate::PatternFlown::sector(p),
            _ => continue,
        };
        let flown = crate::PatternFlown { compensation: Some(drift), ..flown };
        let start = Waypoint { time_s: 0.0, at: PlanePoint::default() };
        assert_eq!(flown.track(start, &way).unwrap(), track(&pattern, drift, &way));
        assert_eq!(flown.length_m().unwrap(), pattern.length_m());
        let laid = track(&pattern, drift, &way);
        assert_eq!(flown.area(&laid).unwrap(), pattern.area_over_ground(0, &laid, drift));
        let still = crate::PatternFlown { compensation: None, ..flown.clone() };
        assert_eq!(still.area(&laid).unwrap(), pattern.area());
        assert_eq!((flown.kind, flown.leg_kind(1)), (pattern.kind(), pattern.leg_kind(1)));
    }
}

#[test]
fn what_can_not_be_is_refused() {
    let ladder =
        Ladder { first_leg_deg: 0.0, leg_m: NM, spacing_m: NM, legs: 2, turn: Turn::Right, craft: 1 };
    let said = |pattern: Pattern| pattern.check().unwrap_err().to_string();
    assert!(said(Pattern::Ladder(Ladder { spacing_m: 0.0, ..ladder })).contains("track spacing"));
    assert!(said(Pattern::Ladder(Ladder { leg_m: f64::NAN, ..ladder })).contains("leg"));
    assert!(said(Pattern::Ladder(Ladder { leg_m: 0.9 * NM, ..ladder })).contains("shorter than the track"));
    assert!(said(Pattern::Ladder(Ladder { legs: 0, ..ladder })).contains("1 to 10000"));
    assert!(said(Pattern::Ladder(Ladder { craft: 0, ..ladder })).contains("craft"));
    let square = ExpandingSquare { first_leg_deg: f64::NAN, spacing_m: NM, legs: 3, turn: Turn::Right };
    assert!(said(Pattern::ExpandingSquare(square)).contains("direction"));
    let sector = Sector { first_leg_deg: 0.0, radius_m: -1.0, legs: 9, turn: Turn::Right };
    assert!(said(Pattern::Sector(sector)).contains("radius"));
}

proptest! {
    /// What is sized to a track is not longer than it, and uses it but for its own granularity.
    #[test]
    fn sized_to_the_track(track_nm in 20.0..2_000.0f64, legs in 1usize..12, spacing in 0.1..1.0f64) {
        let track_m = track_nm * NM;
        let ladder = Ladder::of_track(track_m, legs, spacing * NM, 10.0, Turn::Left);
        prop_assume!(ladder.check().is_ok());
        prop_assert!((track_m - ladder.spacing_m - ladder.length_m()).abs() < 1e-9 * track_m);
        let (along_m, across_m) = ladder.sides_m();
        prop_assert!((along_m * across_m / (track_m * ladder.spacing_m) - 1.0).abs() < 1e-9);
        let square = ExpandingSquare::of_track(track_m, legs + 1, 10.0, Turn::Left);
        prop_assert!((track_m - square.spacing_m - square.length_m()).abs() < 1e-9 * track_m);
        let sector = Sector::of_track(track_m, 0.1 * NM, 10.0, Turn::Left);
        prop_assert!(sector.length_m() <= track_m * (1.0 + 1e-6) && track_m - sector.length_m() < 0.9 * NM);
    }
}

/// A straight leg of the plane is as long on the Earth, to a thousandth, within 100 nm of the plane's middle.
#[test]
fn plane_and_earth_agree() {
    use sarex_geo::plane::LocalPlane;
    use sarex_geo::{Position, geodesic};
    let way = Way::over_ground(90.0 * KN);
    for (lat, lon) in [(35.08, 129.03), (-60.0, 179.9), (0.0, -180.0), (71.0, 20.0)] {
        let plane = LocalPlane::at(Position::new(lat, lon).unwrap());
        for offset in [0.0, 70.0] {
            for pattern in some_of_each(45.0, Turn::Right) {
                let commence = Waypoint {
                    time_s: 1.8e9,
                    at: PlanePoint { east_m: offset * NM, north_m: -0.5 * offset * NM },
                };
                let laid = pattern.laid_out(0, commence, Compensation::default(), &way).unwrap();
                let located = laid.on_earth(&plane);
                assert_eq!(located.legs.len(), laid.legs.len());
                for (leg, flat) in located.legs.iter().zip(&laid.legs) {
                    let line = geodesic::inverse(leg.from, leg.to);
                    assert!((line.distance.in_metres() / flat.length_m() - 1.0).abs() < 1e-3);
                    assert!((leg.length.in_metres() / line.distance.in_metres() - 1.0).abs() < 1e-3);
                }
                // At the middle of the plane true courses are those of the plane.
                if offset == 0.0 && lat.abs() < 60.0 {
                    let turn_deg = located.legs[0].course.deg() - laid.legs[0].course_deg;
                    assert!((turn_deg - 360.0 * (turn_deg / 360.0).round()).abs() < 0.3, "{pattern:?}");
                }
            }
        }
    }
}

#[test]
fn the_leg_table_is_that_of_the_bridge() {
    use sarex_geo::Position;
    use sarex_geo::plane::LocalPlane;
    let csp: Position = "35°05.0'N 129°02.0'E".parse().unwrap();
    let square = ExpandingSquare { first_leg_deg: 0.0, spacing_m: 3.0 * NM, legs: 3, turn: Turn::Right };
    let start = Waypoint { time_s: 1_795_240_800.0, at: PlanePoint::default() };
    let laid = Pattern::ExpandingSquare(square)
        .laid_out(0, start, Compensation::default(), &Way::over_ground(10.0 * KN))
        .unwrap();
    let text = laid.on_earth(&LocalPlane::at(csp)).to_string();
    let wanted = "\
CSP  35°05.000'N 129°02.000'E  2026-11-21 06:00:00Z
 leg  kind    course  heading       NM      kn       min  to                           ETA (UTC)
   1  search   000°T    000°T     3.00    10.0     18.00  35°08.005'N 129°02.000'E     2026-11-21 06:18:00Z
   2  search   090°T    090°T     3.00    10.0     18.00  35°08.004'N 129°05.658'E     2026-11-21 06:36:00Z
   3  search   180°T    180°T     3.00    10.0     18.00  35°04.999'N 129°05.655'E     2026-11-21 06:54:00Z
";
    assert_eq!(text, wanted, "{text}");
}

/// Turns that are wider than the spacing are told, and only those.
#[test]
fn turns_that_do_not_fit() {
    let way = Way::over_ground(120.0 * KN);
    let start = Waypoint { time_s: 0.0, at: PlanePoint::default() };
    let short = |spacing_nm: f64| {
        let ladder = Ladder {
            first_leg_deg: 0.0,
            leg_m: 20.0 * NM,
            spacing_m: spacing_nm * NM,
            legs: 3,
            turn: Turn::Right,
            craft: 1,
        };
        let laid = Pattern::Ladder(ladder).laid_out(0, start, Compensation::default(), &way).unwrap();
        turns::too_short(&laid.legs, way.speed_mps)
    };
    assert_eq!(short(1.28), Vec::<usize>::new());
    assert_eq!(short(1.27), [2, 4]);
}

/// A contour is flown top down, and closes every circuit.
#[test]
fn contours_go_down() {
    let contour = Contour::about(PlanePoint::default(), 2.0 * NM, 2_300.0, 900.0).unwrap();
    let heights: Vec<f64> = contour.circuits.iter().map(|circuit| circuit.height_ft).collect();
    assert_eq!(heights, [2_300.0, 1_800.0, 1_300.0]);
    let pattern = Pattern::Contour(contour.clone());
    let corners = pattern.corners(0);
    assert_eq!(
        (corners.len(), corners[0], corners[36], corners[37]),
        (111, corners[36], corners[0], corners[0])
    );
    let round_m = 36.0 * 2.0 * 2.0 * NM * math::sin_cos(5f64.to_radians()).0;
    assert!((pattern.length_m() - 3.0 * round_m).abs() < 1e-6);
    assert!(corners.iter().all(|corner| inside_m(&pattern.area(), *corner) > -1e-6));
    let laid = pattern
        .laid_out(
            0,
            Waypoint { time_s: 0.0, at: corners[0] },
            Compensation::default(),
            &Way::over_ground(60.0),
        )
        .unwrap();
    assert!((laid.duration_s() - 3.0 * round_m / 60.0).abs() < 1e-6);
    let mut up = contour;
    up.circuits.reverse();
    assert!(matches!(up.check(), Err(PatternError::NotTopDown { circuit: 2, .. })));
    assert!(Contour::about(PlanePoint::default(), NM, f64::INFINITY, 0.0).is_err());
    assert!(Contour::around(&[], 500.0, 0.0).is_err());
}
