use super::sizing::{Heading, Locked, ladder, sector, square};
use super::*;
use proptest::prelude::*;

const HEADING: Heading = Heading { first_leg_deg: 40.0, turn: Turn::Left };

/// Each of the three is found again from the other two.
#[test]
fn two_locked_give_the_third() {
    let sides_m = [20.0 * NM, 10.0 * NM];
    let (spacing_m, speed_mps) = (2.0 * NM, 90.0 * KN);
    let first = ladder(sides_m, HEADING, Locked::SpacingAndSpeed { spacing_m, speed_mps }).unwrap();
    let time_s = first.time_s;
    assert!((time_s - 98.0 / 90.0 * 3600.0).abs() < 1e-6);
    let second = ladder(sides_m, HEADING, Locked::SpacingAndTime { spacing_m, time_s }).unwrap();
    assert!((second.speed_mps / speed_mps - 1.0).abs() < 1e-12);
    let third = ladder(sides_m, HEADING, Locked::SpeedAndTime { speed_mps, time_s }).unwrap();
    assert_eq!(third.pattern, first.pattern);
    // A second less, and a leg must go.
    let less = Locked::SpeedAndTime { speed_mps, time_s: time_s - 1.0 };
    assert_eq!(ladder(sides_m, HEADING, less).unwrap().pattern.legs, 4);

    let locked = Locked::SpacingAndSpeed { spacing_m: NM, speed_mps: 10.0 * KN };
    let first = square(6.0 * NM, HEADING, locked).unwrap();
    assert_eq!((first.pattern.legs, first.spacing_m), (11, NM));
    assert!((first.time_s - 3.5 * 3600.0).abs() < 1e-6);
    let locked = Locked::SpeedAndTime { speed_mps: 10.0 * KN, time_s: first.time_s };
    assert_eq!(square(6.0 * NM, HEADING, locked).unwrap().pattern, first.pattern);

    let locked = Locked::SpeedAndTime { speed_mps: 80.0 * KN, time_s: 1.25 * 3600.0 };
    let first = sector(HEADING, locked).unwrap();
    assert!((first.spacing_m / NM - 11.1).abs() < 1e-9);
    let locked = Locked::SpacingAndTime { spacing_m: 2.0 * NM, time_s: 13.5 * 60.0 };
    assert!((sector(HEADING, locked).unwrap().speed_mps / KN - 80.0).abs() < 1e-9);
}

#[test]
fn what_can_not_be_solved_is_refused() {
    let sides_m = [20.0 * NM, 10.0 * NM];
    let solve = |sides_m, locked| ladder(sides_m, HEADING, locked).unwrap_err().to_string();
    let little = Locked::SpeedAndTime { speed_mps: 10.0 * KN, time_s: 600.0 };
    assert!(solve(sides_m, little).contains("1.67 nm of track"), "{}", solve(sides_m, little));
    assert!(sector(HEADING, Locked::SpeedAndTime { speed_mps: 1.0, time_s: 60.0 }).is_err());
    assert!(square(NM, HEADING, little).is_ok() && square(10.0 * NM, HEADING, little).is_err());
    let fine = Locked::SpacingAndSpeed { spacing_m: 1e-6, speed_mps: 1.0 };
    assert!(solve(sides_m, fine).contains("10000"));
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        for locked in [
            Locked::SpacingAndSpeed { spacing_m: bad, speed_mps: 1.0 },
            Locked::SpacingAndTime { spacing_m: 1.0, time_s: bad },
            Locked::SpeedAndTime { speed_mps: bad, time_s: 1.0 },
        ] {
            assert!(ladder(sides_m, HEADING, locked).is_err());
        }
        assert!(ladder([bad, 1.0], HEADING, little).is_err());
    }
}

proptest! {
    /// Whole legs, never beyond what was locked, and as many as fit.
    #[test]
    fn a_ladder_fits_its_endurance(
        along in 5.0..80.0f64, across in 2.0..80.0f64, speed in 8.0..200.0f64, hours in 0.2..8.0f64,
    ) {
        let sides_m = [along * NM, across * NM];
        let locked = Locked::SpeedAndTime { speed_mps: speed * KN, time_s: hours * 3600.0 };
        if let Ok(sized) = ladder(sides_m, HEADING, locked) {
            prop_assert!(sized.pattern.check().is_ok());
            prop_assert!(sized.time_s <= hours * 3600.0 * (1.0 + 1e-9));
            let (a, b) = sized.pattern.sides_m();
            prop_assert!((a - sides_m[0]).abs() < 1e-6 && (b - sides_m[1]).abs() < 1e-6);
            let legs = sized.pattern.legs as f64 + 1.0;
            let one_more_m = legs * sides_m[0] - sides_m[1] / legs;
            prop_assert!(one_more_m > speed * KN * hours * 3600.0, "another leg would fit");
        }
    }
}
