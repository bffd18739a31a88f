//! Claims about survival.

use super::*;
use crate::detect::width::tables::rows;
use proptest::prelude::*;

const MODELS: [SurvivalModel; 3] =
    [SurvivalModel::LogLogistic, SurvivalModel::Hayward, SurvivalModel::Fm2176];

#[test]
fn half_times_are_those_of_the_data() {
    for (water_c, hours) in [(5.0, 3.6), (10.0, 5.7), (15.0, 9.0)] {
        let half_h = Immersion::in_water(water_c).prepare().unwrap().t50_h;
        assert!((half_h.middle - hours).abs() < 1e-12, "{water_c} °C");
        let aided = Immersion { has_buoyancy: true, ..Immersion::in_water(water_c) }.prepare().unwrap().t50_h;
        assert!(aided.middle >= 24.0 && aided.low >= half_h.low && aided.high > half_h.high);
    }
    assert!(
        Immersion::in_water(12.0).prepare().unwrap().warnings.len() + 1
            == Immersion::in_water(2.0).prepare().unwrap().warnings.len()
    );
}

/// The shipped points of the manual and of Hayward's formula.
#[test]
fn models_agree_with_the_shipped_points() {
    let half_h =
        |model, water_c| Immersion { model, ..Immersion::in_water(water_c) }.prepare().unwrap().t50_h;
    for row in rows(include_str!("../../../../data/search/survival_reference_points.csv")) {
        let value: f64 = row[3].parse().unwrap();
        let first = row[1].split(' ').next().unwrap().parse::<f64>().unwrap();
        match (row[0], row[5]) {
            ("Hayward 1975 formula", _) => {
                let minutes = 60.0 * half_h(SurvivalModel::Hayward, first).middle;
                assert!((minutes - value).abs() < 0.05, "{row:?}: {minutes}");
            }
            (_, "less than") => assert_eq!(half_h(SurvivalModel::Fm2176, first).high, value),
            _ => assert_eq!(half_h(SurvivalModel::Fm2176, first + 0.1).middle, value, "{row:?}"),
        }
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let base = Immersion::in_water(10.0);
    for (wrong, words) in [
        (Immersion { water_c: f64::NAN, ..base }, "water temperature"),
        (Immersion { water_c: 60.0, ..base }, "40 °C"),
        (Immersion { model: SurvivalModel::Hayward, water_c: 21.0, ..base }, "take another model"),
        (Immersion { steepness: 0.0, ..base }, "steepness"),
        (Immersion { spread: 0.5, ..base }, "spread"),
        (Immersion { cut_off_h: Some(-1.0), ..base }, "cut-off"),
    ] {
        let error = wrong.prepare().unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    let cut = Immersion { cut_off_h: Some(10.0), ..base }.prepare().unwrap();
    assert!(cut.alive(10.0).low > 0.0 && cut.alive(10.1).high == 0.0);
}

proptest! {
    /// S(0) = 1, falling, within [0, 1] and in its band; half at t50; longer in warmer water and in a suit; and it says that
    /// no search ends by it.
    #[test]
    fn curves_behave(model in 0..3usize, water_c in -2.0..19.0f64, hours in 0.0..100.0f64, buoyancy in any::<bool>()) {
        let base = Immersion { model: MODELS[model], has_buoyancy: buoyancy, ..Immersion::in_water(water_c) };
        let survival = base.prepare().unwrap();
        prop_assert_eq!(survival.alive(0.0), Band { low: 1.0, middle: 1.0, high: 1.0 });
        let (now, later) = (survival.alive(hours), survival.alive(hours + 1.0));
        for (now, later) in [(now.low, later.low), (now.middle, later.middle), (now.high, later.high)] {
            prop_assert!((0.0..=1.0).contains(&later) && later <= now && now <= 1.0);
        }
        prop_assert!(now.low <= now.middle && now.middle <= now.high);
        prop_assert!((survival.alive(survival.t50_h.middle).middle - 0.5).abs() < 1e-12);
        let warmer = Immersion { water_c: water_c + 1.0, ..base }.prepare().unwrap();
        let suited = Immersion { clothing: Clothing::ImmersionSuit, ..base }.prepare().unwrap();
        for other in [&warmer, &suited] {
            prop_assert!(other.t50_h.middle >= survival.t50_h.middle && other.t50_h.low >= survival.t50_h.low);
        }
        prop_assert_eq!(survival.warnings[0].as_str(), NEVER_ENDS_A_SEARCH);
        prop_assert!(!survival.source.is_empty());
        let row = survival.at_times(0.0, [0.0, 3600.0 * hours]);
        prop_assert_eq!(row, vec![survival.alive(0.0), survival.alive(3600.0 * hours / 3600.0)]);
        prop_assert!(survival.limits.iter().all(|limit| survival.warnings.contains(limit)));
    }
}
