//! Worked examples by their numbers.

use super::*;
use sarex_geo::math;

/// Expanding square timing: S = 3 nm at 10 kn, unit leg 18 min, the leg of four units 12 nm and 72 min.
/// Source: US Coast Guard Addendum, Table 3-2.
#[test]
fn s14_expanding_square_timing() {
    let square = ExpandingSquare { first_leg_deg: 0.0, spacing_m: 3.0 * NM, legs: 8, turn: Turn::Right };
    let track =
        track(&Pattern::ExpandingSquare(square), Compensation::default(), &Way::over_ground(10.0 * KN));
    assert!((track[1].time_s - 18.0 * 60.0).abs() < 1e-9);
    assert!((track[8].time_s - track[7].time_s - 72.0 * 60.0).abs() < 1e-9);
    assert!((from(track[7].at, track[8].at).length_m() - 12.0 * NM).abs() < 1e-9);
}

/// Source: geometry of Fig. 3-4 of the US Coast Guard Addendum.
#[test]
fn s15_expanding_square_waypoints() {
    let square = ExpandingSquare { first_leg_deg: 0.0, spacing_m: NM, legs: 8, turn: Turn::Right };
    let wanted = [
        [0.0, 0.0],
        [0.0, 1.0],
        [1.0, 1.0],
        [1.0, -1.0],
        [-1.0, -1.0],
        [-1.0, 2.0],
        [2.0, 2.0],
        [2.0, -2.0],
        [-2.0, -2.0],
    ];
    same_places(&in_nm(&Pattern::ExpandingSquare(square).corners(0)), &wanted, 1e-9);
}

/// Source: US Coast Guard Addendum 3.4.2.7 and Table 3-3.
#[test]
fn s16_sector_search() {
    let sector = Sector { first_leg_deg: 0.0, radius_m: 5.0 * NM, legs: 9, turn: Turn::Right };
    let wanted = [
        [0.0, 0.0],
        [0.0, 5.0],
        [4.330_127, 2.5],
        [0.0, 0.0],
        [-4.330_127, -2.5],
        [-4.330_127, 2.5],
        [0.0, 0.0],
        [4.330_127, -2.5],
        [0.0, -5.0],
        [0.0, 0.0],
    ];
    same_places(&in_nm(&Pattern::Sector(sector).corners(0)), &wanted, 5e-7);
    assert_eq!(sector.length_m(), 45.0 * NM);
    assert_eq!(sector.next().first_leg_deg, 30.0);
    assert_eq!(sector.second_unit().first_leg_deg, 270.0);
    // The second search of eighteen legs is the next pattern.
    let both = Pattern::Sector(Sector { legs: 18, ..sector }).corners(0);
    assert_eq!(both[9..], Pattern::Sector(sector.next()).corners(0));
    let small = Pattern::Sector(Sector { radius_m: 2.0 * NM, ..sector });
    let track = track(&small, Compensation::default(), &Way::over_ground(80.0 * KN));
    assert!((track[1].time_s - 90.0).abs() < 1e-9 && (track[9].time_s - 13.5 * 60.0).abs() < 1e-9);
}

/// Source: output of a published SAROPS plan, 2011.
#[test]
fn s17_ladder_box_of_a_published_plan() {
    let track_nm = 0.85 * 180.0 * 3.0;
    let ladder = Ladder::of_track(track_nm * NM, 6, 2.5 * NM, 0.0, Turn::Right);
    let (along_m, across_m) = ladder.sides_m();
    for (found_m, wanted_nm) in
        [(along_m, 76.5), (across_m, 15.0), (ladder.leg_m, 74.0), (ladder.length_m(), 456.5)]
    {
        assert!((found_m / NM - wanted_nm).abs() < 1e-9, "{} is not {wanted_nm}", found_m / NM);
    }
    assert!((along_m * across_m / (NM * NM) - 1147.5).abs() < 1e-6);
    assert!((1147.5 - track_nm * 2.5f64).abs() < 1e-9);
    for (sweep_width_nm, coverage) in [(0.40, 0.16), (1.8, 0.72), (6.3, 2.52)] {
        assert!((sweep_width_nm * NM / ladder.spacing_m - coverage).abs() < 1e-12);
    }
    let conditional = 0.524_681 * 0.107_440f64;
    assert!((conditional - 0.056_372).abs() < 1e-6 && (conditional * 0.533_457 - 0.030_072).abs() < 1e-6);
    // The leg as flown, on a sphere of 60 nm to the degree.
    let place = |lat: f64, lon: f64| {
        let ((s, c), (sin, cos)) = (math::sin_cos(lat.to_radians()), math::sin_cos(lon.to_radians()));
        [c * cos, c * sin, s]
    };
    let (a, b) = (place(35.105_054, -72.713_815), place(35.301_650, -74.202_037));
    let chord = (0..3).map(|k| (a[k] - b[k]) * (a[k] - b[k])).sum::<f64>().sqrt();
    let degrees = 2.0 * math::asin(0.5 * chord).to_degrees();
    assert!((degrees * 60.0 - 73.909).abs() < 5e-4, "{}", degrees * 60.0);
}

/// Source: rule of the SAROPS note on VS and SS.
#[test]
fn s26_sector_search_sized_to_the_track() {
    let sector = Sector::of_track(100.0 * NM, 0.1 * NM, 0.0, Turn::Right);
    assert!((sector.radius_m / NM - 11.1).abs() < 1e-12);
    assert!((sector.length_m() / NM - 99.9).abs() < 1e-9);
    // A whole number of steps is not lost to rounding.
    for tenths in 1..2_000u32 {
        let track_m = f64::from(tenths) * 0.9 * NM;
        let sector = Sector::of_track(track_m, 0.1 * NM, 0.0, Turn::Right);
        assert!((sector.radius_m / NM - 0.1 * f64::from(tenths)).abs() < 1e-9, "{tenths}");
    }
}

/// Source: formulas of the US National SAR Supplement, 2000, appendix H.
#[test]
fn s21_coordinated_creeping_line() {
    let search = coordinated(0.0, Turn::Right);
    let agreed = search.coordination().unwrap();
    for (found, wanted, digits) in [
        (agreed.ship_mps / KN, 14.117_6, 4),
        (agreed.turn_diameter_m / NM, 1.3, 4),
        (agreed.half_leg_upwind_s / 60.0, 7.827_3, 4),
        (agreed.half_leg_downwind_s / 60.0, 6.623_1, 4),
        (agreed.cross_leg_s, 81.0, 1),
        (agreed.offset_upwind_m / NM, 1.925_1, 4),
        (agreed.offset_downwind_m / NM, 1.629_0, 4),
    ] {
        let tolerance = [0.0, 0.05, 0.0, 0.0, 0.000_05][digits];
        assert!((found - wanted).abs() <= tolerance, "{found} is not {wanted}");
    }
    assert!((agreed.turns_s - 60.0).abs() < 1e-12);
    // In still air the aircraft is over the ship in the middle of every leg.
    for turn in [Turn::Right, Turn::Left] {
        let search = coordinated(70.0, turn);
        let track = track(
            &Pattern::Coordinated(search),
            Compensation::default(),
            &Way::over_ground(search.aircraft.mean_mps),
        );
        let axis = Axes::of(search.creep_deg);
        for leg in track.chunks(2) {
            let half = |a: f64, b: f64| 0.5 * (a + b);
            let ahead = axis.point(agreed.ship_mps * half(leg[0].time_s, leg[1].time_s), 0.0);
            let start = search.ship_start();
            assert!((start.east_m + ahead.east_m - half(leg[0].at.east_m, leg[1].at.east_m)).abs() < 1e-6);
            assert!(
                (start.north_m + ahead.north_m - half(leg[0].at.north_m, leg[1].at.north_m)).abs() < 1e-6
            );
        }
    }
    let tight = Coordinated { spacing_m: 1.2 * NM, ..search };
    assert!(tight.check().unwrap_err().to_string().contains("between the turns"));
}

/// V = 12, u = 2, ℓ = 10: S = 1.972027, τ₁ = 0.845154 h, τ₂ = 0.140859 h, and the barrier stands.
#[test]
fn cross_over_barrier() {
    let (speed, drift) = (12.0 * KN, 2.0 * KN);
    let spacing_m = Barrier::standing_spacing_m(10.0 * NM, drift, speed).unwrap();
    assert!((spacing_m / NM - 1.972_027).abs() < 5e-7);
    let line_m = Barrier::longest_line_m(spacing_m, drift, speed).unwrap();
    assert!((line_m / NM - 10.0).abs() < 1e-12);
    let barrier = Barrier { spacing_m, ..barrier(90.0, Turn::Left) };
    let [crossing_s, run_s] = barrier.crossing_s(speed).unwrap();
    assert!((crossing_s / 3600.0 - 0.845_154).abs() < 5e-7 && (run_s / 3600.0 - 0.140_859).abs() < 5e-7);
    assert!(barrier.advance_m(speed).unwrap().abs() < 1e-9);
    // The track itself: each crossing begins where the one before the last did, and takes that long.
    let track = track(&Pattern::Barrier(barrier), barrier.drift, &Way::over_ground(speed));
    assert!((track[1].time_s - crossing_s).abs() < 1e-9);
    assert!((track[2].time_s - track[1].time_s - run_s).abs() < 1e-9);
    for lap in 0..2 {
        let (a, b) = (track[4 * lap].at, track[4 * lap + 4].at);
        assert!(from(a, b).length_m() < 1e-6, "the barrier stands over ground");
    }
    let wider = Barrier { spacing_m: 1.1 * spacing_m, ..barrier };
    assert!(wider.advance_m(speed).unwrap() > 0.0);
    for (drift, speed) in [(2.0, 2.0), (3.0, 2.0), (0.0, 2.0), (1.0, f64::NAN)] {
        assert!(Barrier::standing_spacing_m(NM, drift, speed).is_err(), "{drift} {speed}");
    }
}
