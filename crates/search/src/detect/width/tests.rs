//! Claims about sweep widths.

use super::tables::{number, rows};
use super::*;
use crate::record::Record;
use proptest::prelude::*;

fn request() -> Request {
    Request {
        unit: UnitKind::Helicopter,
        counts_as: None,
        height_ft: Some(500.0),
        speed_kn: 90.0,
        sensor: SensorKind::Visual,
        object: ObjectKind::PERSON_IN_WATER,
        wears_pfd: false,
        has_reflector: false,
        edition: Edition::Nss2000,
        scheme: WeatherScheme::Nss2000,
        conditions: Conditions { significant_wave_height_m: Some(0.3), ..Conditions::default() },
    }
}

fn width(change: impl FnOnce(&mut Request)) -> SweepWidth {
    let mut request = request();
    change(&mut request);
    sweep_width(&request).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(change: impl FnOnce(&mut Request)) -> String {
    let mut request = request();
    change(&mut request);
    sweep_width(&request).unwrap_err().to_string()
}

fn named(name: &str) -> ObjectKind {
    ObjectKind::named(name).unwrap()
}

fn factor(width: &SweepWidth, name: &str) -> f64 {
    width.steps.iter().find(|step| step.name == name).unwrap_or_else(|| panic!("no step {name}")).value
}

/// S1 and S2: the width of the worked example, and the curve tailored to it.
#[test]
fn s1_s2_corrected_width_and_its_curve() {
    let found = width(|r| {
        (r.unit, r.height_ft, r.speed_kn) = (UnitKind::FixedWing, Some(1000.0), 150.0);
        r.object = named("Power Boat 16-25 ft");
        r.conditions.visibility_nm = 15.0;
        r.conditions.wind_kn = 20.0;
        r.conditions.significant_wave_height_m = Some(0.75);
    });
    assert!((found.width_nm - 2.42).abs() < 1e-12 && (found.best_width_nm - 5.5).abs() < 1e-12);
    let curve = found.curve.unwrap();
    let a1_per_nm = curve.a1_per_m * 1852.0;
    assert!((curve.a0 - 0.625_133).abs() < 5e-7 && (a1_per_nm + 0.870_899).abs() < 5e-7);
    let mut record = Record::new(
        "search",
        "10-corrected-width",
        "A sweep width with its corrections, and the curve tailored to it",
        "Fixed wing at 1000 ft and 150 kn, a power boat of 20 ft, visibility 15 nm, wind 20 kn. Source: Frost 2002 by the \
         tables of the US National SAR Supplement 2000. Limit: half of the last digit printed; products exactly.",
    );
    record.row("sweep width, nm", format!("{:.6}", found.width_nm), "2.42");
    record.row("the widest in any conditions, nm", format!("{:.6}", found.best_width_nm), "5.5");
    record.row("logit a0", format!("{:.6}", curve.a0), "0.625133");
    record.row("logit a1, per nm", format!("{a1_per_nm:.6}"), "−0.870899");
    assert!(found.warnings.iter().any(|w| w.contains("Frost 2002")));
    assert_eq!(found.steps[0].source, "NSS-2000 Table G-3");
}

/// Every factor of every shipped table is above zero and at most 2.
#[test]
fn factors_are_between_zero_and_two() {
    let tables: [(&'static str, &[usize]); 5] = [
        (include_str!("../../../../../data/search/weather_correction.csv"), &[3, 4]),
        (include_str!("../../../../../data/search/weather_correction_natsar_au_2023.csv"), &[3, 4]),
        (include_str!("../../../../../data/search/speed_correction.csv"), &[3]),
        (include_str!("../../../../../data/search/fatigue_correction.csv"), &[2]),
        (include_str!("../../../../../data/search/nvg_correction_factors.csv"), &[3, 4]),
    ];
    let mut count = 0;
    for (csv, columns) in tables {
        for row in rows(csv) {
            for &column in columns {
                let value = number(row[column]);
                assert!(value > 0.0 && value <= 2.0, "{row:?}");
                count += 1;
            }
        }
    }
    assert_eq!(count, 6 + 6 + 77 + 5 + 74);
}

#[test]
fn weather_schemes_have_their_steps() {
    let weather = |scheme, object: &str, wind_kn, feet: f64| {
        let found = width(|r| {
            (r.scheme, r.object) = (scheme, named(object));
            r.conditions.wind_kn = wind_kn;
            r.conditions.significant_wave_height_m = Some(feet * 0.3048);
        });
        (factor(&found, "weather"), found.warnings.len())
    };
    let (us, au) = (WeatherScheme::Nss2000, WeatherScheme::NatsarAu2023);
    for (scheme, wind_kn, feet, small, other) in [
        (us, 15.0, 1.9, 1.0, 1.0),
        (us, 15.1, 0.0, 0.5, 0.9),
        (us, 0.0, 2.5, 0.5, 0.9),
        (us, 25.1, 0.0, 0.25, 0.9),
        (us, 0.0, 4.1, 0.25, 0.9),
        (au, 14.9, 3.2, 1.0, 1.0),
        (au, 15.0, 0.0, 0.5, 0.8),
        (au, 25.0, 3.3, 0.5, 0.8),
        (au, 0.0, 5.0, 0.25, 0.5),
    ] {
        assert_eq!(weather(scheme, "Raft 6 person", wind_kn, feet).0, small, "{scheme:?} {wind_kn} {feet}");
        assert_eq!(weather(scheme, "Sail Boat 30 ft", wind_kn, feet).0, other, "{scheme:?} {wind_kn} {feet}");
    }
    // Seas of 3 to 4 ft are not in the source.
    let (uncovered, covered) =
        (weather(us, "Raft 6 person", 5.0, 3.5), weather(us, "Raft 6 person", 5.0, 2.5));
    assert!(uncovered.0 == 0.5 && uncovered.1 == covered.1 + 1);
}

#[test]
fn flotation_device_counts_to_500_ft() {
    let with = |height_ft| {
        width(|r| {
            r.wears_pfd = true;
            r.height_ft = Some(height_ft);
        })
    };
    assert_eq!(factor(&with(500.0), "flotation device"), 4.0);
    assert_eq!(factor(&with(501.0), "flotation device"), 1.0);
    assert!((with(500.0).width_nm / width(|_| ()).width_nm - 4.0).abs() < 1e-12);
    let raft = width(|r| (r.object, r.wears_pfd) = (named("Raft 6 person"), true));
    assert!(raft.steps.iter().all(|step| step.name != "flotation device"));
}

#[test]
fn speed_counts_in_the_air_only() {
    let at = |unit, speed_kn| factor(&width(|r| (r.unit, r.speed_kn) = (unit, speed_kn)), "speed");
    let helicopter = [30.0, 60.0, 75.0, 90.0, 140.0, 200.0].map(|kn| at(UnitKind::Helicopter, kn));
    for (found, want) in helicopter.into_iter().zip([1.5, 1.5, 1.25, 1.0, 0.7, 0.7]) {
        assert!((found - want).abs() < 1e-12, "{helicopter:?}");
    }
    assert_eq!(at(UnitKind::Ship, 20.0), 1.0);
    let fast = width(|r| r.speed_kn = 200.0);
    assert!(fast.warnings.iter().any(|w| w.contains("ends at 140 kn")));
}

#[test]
fn by_night_eyes_see_lights_only() {
    let dark = width(|r| r.conditions.light = Light::Night);
    assert!(dark.width_nm == 0.0 && dark.curve.is_none() && dark.response().is_none());
    let aid = |device: &str, unit_seen_from_nm| {
        SensorKind::VisualAid(Aid { device: device.into(), unit_seen_from_nm })
    };
    let strobe = |unit, wind_kn, hours| {
        width(|r| {
            (r.unit, r.sensor) = (unit, aid("white strobe", None));
            r.conditions.light = Light::Night;
            (r.conditions.wind_kn, r.conditions.hours_on_task) = (wind_kn, hours);
        })
    };
    assert_eq!(strobe(UnitKind::Ship, 5.0, 1.0).width_nm, 3.9);
    assert_eq!(strobe(UnitKind::Boat, 12.0, 4.0).width_nm, 1.1);
    assert_eq!(strobe(UnitKind::Ship, 20.0, 1.0).width_nm, 1.3);
    assert_eq!(strobe(UnitKind::Helicopter, 20.0, 0.5).width_nm, 4.4);
    // Two times the range from which the unit is seen.
    let near = width(|r| {
        r.sensor = aid("Red hand flare", Some(0.2));
    });
    assert_eq!(near.width_nm, 0.4);
    let smoke = |wind_kn| {
        width(|r| {
            r.sensor = aid("orange smoke", None);
            r.conditions.wind_kn = wind_kn;
        })
    };
    assert_eq!((smoke(10.0).width_nm, smoke(10.1).width_nm), (7.7, 2.0));
}

/// Below the tables nothing is seen beyond the visibility: in dense fog nothing at all.
#[test]
fn nothing_is_seen_beyond_the_visibility() {
    let at = |visibility_nm| {
        width(|r| (r.object, r.conditions.visibility_nm) = (named("Raft 6 person"), visibility_nm))
    };
    assert_eq!((at(0.0).width_nm, at(0.0).curve), (0.0, None));
    let (fog, least) = (at(0.05), at(1.0));
    assert_eq!(fog.width_nm, 0.1);
    assert!(least.width_nm > 0.2 && least.steps.iter().all(|step| step.name != "visibility"));
    assert_eq!(at(0.99).width_nm, least.width_nm);
}

/// One flare has two names in the tables, words stand in any order, and what the tables do not know of a signal adds nothing.
#[test]
fn signals_are_found_by_their_words() {
    let by = |light, unit, device: &str| {
        let change = |r: &mut Request| {
            let aid = Aid { device: device.into(), unit_seen_from_nm: None };
            (r.sensor, r.unit, r.conditions.light) = (SensorKind::VisualAid(aid), unit, light);
        };
        let mut request = request();
        change(&mut request);
        sweep_width(&request)
    };
    for device in ["Red hand flare", "hand-held red flare", "Red hand flare 500 cd", "flare, red, hand-held"]
    {
        for (light, width_nm) in [(Light::Day, 0.5), (Light::Night, 13.0)] {
            assert_eq!(by(light, UnitKind::Ship, device).unwrap().width_nm, width_nm, "{device}");
        }
    }
    // Not then, and not from there.
    for (light, unit, device, words) in [
        (Light::Night, UnitKind::Ship, "mirror", "by day only"),
        (Light::Day, UnitKind::Ship, "lantern", "by night only"),
        (Light::Night, UnitKind::FixedWing, "white strobe", "seen from a fixed-wing"),
    ] {
        let none = by(light, unit, device).unwrap();
        assert!(none.width_nm == 0.0 && none.warnings[0].contains(words), "{:?}", none.warnings);
    }
    let refused = |device| by(Light::Day, UnitKind::Ship, device).unwrap_err().to_string();
    let several = refused("red flare");
    assert!(several.contains("Red pen gun flare") && !several.contains("mirror"), "{several}");
    let alike = refused("orange kite");
    assert!(alike.contains("Hand-held orange smoke") && !alike.contains("mirror"), "{alike}");
    let unknown = refused("airship");
    assert!(unknown.contains("by day: Red/orange") && unknown.contains("by night: Strobe"), "{unknown}");
    assert!(refused("").contains("by night"));
}

#[test]
fn radar_and_infrared_go_by_sea_state_and_wind() {
    let radar = |set: &str, object: &str, unit, wave_m, wind_kn, reflector| {
        let mut request = request();
        (request.sensor, request.object, request.unit) = (SensorKind::Radar(set.into()), named(object), unit);
        request.has_reflector = reflector;
        request.conditions.significant_wave_height_m = wave_m;
        request.conditions.wind_kn = wind_kn;
        sweep_width(&request)
    };
    let ship = UnitKind::Ship;
    let set = "AN/SPS-64(V)";
    for (object, wave_m, reflector, want) in [
        ("Sail Boat 20 ft", 0.1, false, 1.4),
        ("Sail Boat 20 ft", 1.0, false, 1.1),
        ("Sail Boat 20 ft", 0.1, true, 5.0),
        ("Ship 90-150 ft", 0.4, false, 13.0),
        ("Sail Boat 20 ft", 2.0, false, 0.0),
    ] {
        assert_eq!(
            radar(set, object, ship, Some(wave_m), 5.0, reflector).unwrap().width_nm,
            want,
            "{object} {wave_m}"
        );
    }
    let air = |wind_kn| {
        radar("AN/APS-137 16nm scale", "Raft 6 person", UnitKind::FixedWing, None, wind_kn, false).unwrap()
    };
    assert_eq!([4.9, 5.0, 15.0, 15.1, 80.0].map(|wind_kn| air(wind_kn).width_nm), [12.1, 8.6, 3.1, 0.0, 0.0]);
    for (error, words) in [
        (radar(set, "Sail Boat 20 ft", ship, None, 5.0, false), "wave height"),
        (radar(set, "Person in Water", ship, Some(0.1), 5.0, false), "no row for Person in Water"),
        (radar(set, "Sail Boat 20 ft", UnitKind::FixedWing, Some(0.1), 5.0, false), "a ship's"),
        (radar("AN/XYZ", "Sail Boat 20 ft", ship, Some(0.1), 5.0, false), "AN/SPS-66"),
    ] {
        let error = error.unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    let infrared = |wave_m| {
        width(|r| {
            r.sensor = SensorKind::Infrared;
            r.conditions.significant_wave_height_m = Some(wave_m);
        })
    };
    assert_eq!([0.1, 0.3, 1.0].map(|wave_m| infrared(wave_m).width_nm), [0.3, 0.0, 0.0]);
}

#[test]
fn night_vision_multiplies_its_factors() {
    let found = width(|r| {
        r.sensor = SensorKind::NightVision { is_illuminated: true, three_searchers: true };
        r.object = named("Raft 6 person");
        r.conditions = Conditions {
            light: Light::Night,
            moon: Some(Moon { altitude_deg: 30.0, illuminated: 0.9 }),
            cloud_cover_pct: Some(10.0),
            significant_wave_height_m: Some(0.5),
            wind_kn: 5.0,
            hours_on_task: 3.5,
            ..Conditions::default()
        };
    });
    let product = 1.0 * 1.15 * 1.27 * 1.0 * 1.28 * 1.13 * 0.9 * 0.8;
    assert!((found.width_nm - product).abs() < 1e-12, "{found:?}");
    let other = refused(|r| {
        r.unit = UnitKind::Ship;
        r.sensor = SensorKind::NightVision { is_illuminated: true, three_searchers: false };
    });
    assert!(other.contains("helicopters"), "{other}");
}

#[test]
fn what_is_missing_or_absurd_is_refused() {
    for (error, words) in [
        (refused(|r| r.height_ft = None), "search height is missing"),
        (refused(|r| r.conditions.wind_kn = f64::NAN), "wind is NaN"),
        (refused(|r| r.conditions.visibility_nm = -1.0), "from 0 to 100 nm"),
        (refused(|r| r.unit = UnitKind::Uav), "lateral range curve"),
        (refused(|r| r.speed_kn = f64::INFINITY), "speed"),
    ] {
        assert!(error.contains(words), "{error}");
    }
    let as_helicopter = width(|r| (r.unit, r.counts_as) = (UnitKind::Uav, Some(UnitKind::Helicopter)));
    assert_eq!(as_helicopter.width_nm, width(|_| ()).width_nm);
}

/// Goggles neither; radar and infrared do not go by it.
#[test]
fn goggles_see_nothing_beyond_the_visibility() {
    let by_night = |visibility_nm| {
        width(|r| {
            r.sensor = SensorKind::NightVision { is_illuminated: true, three_searchers: false };
            r.object = named("Raft 6 person");
            r.conditions = Conditions { light: Light::Night, visibility_nm, ..Conditions::default() };
        })
    };
    assert!((by_night(0.1).width_nm - 0.2).abs() < 1e-12, "{:?}", by_night(0.1));
    let infrared = width(|r| {
        r.sensor = SensorKind::Infrared;
        (r.conditions.visibility_nm, r.conditions.significant_wave_height_m) = (0.0, Some(0.1));
    });
    assert_eq!(infrared.width_nm, 0.3);
}

proptest! {
    /// Worse weather, less visibility, more speed or a tired crew never widens the sweep, for any unit and object; the width
    /// never passes that of the best conditions, and its curve has that width.
    #[test]
    fn width_falls_with_weather(
        unit in 0..4usize, object in 0..25usize, height_ft in 300.0..3000.0f64, visibility_nm in 0.0..40.0f64,
        wind_kn in 0.0..40.0f64, wave_m in 0.0..3.0f64, speed_kn in 40.0..220.0f64, scheme in any::<bool>(),
        steps in any::<bool>(), pfd in any::<bool>(),
    ) {
        let at = |worse: f64| width(|r| {
            r.unit = [UnitKind::FixedWing, UnitKind::Helicopter, UnitKind::Boat, UnitKind::Ship][unit];
            r.object = ObjectKind::all().nth(object).unwrap();
            r.height_ft = Some(height_ft);
            r.speed_kn = speed_kn * (1.0 + worse);
            r.scheme = if scheme { WeatherScheme::Nss2000 } else { WeatherScheme::NatsarAu2023 };
            r.edition = if steps { Edition::Steps2013 } else { Edition::Nss2000 };
            r.wears_pfd = pfd;
            r.conditions.visibility_nm = visibility_nm * (1.0 - worse);
            r.conditions.wind_kn = wind_kn * (1.0 + worse);
            r.conditions.significant_wave_height_m = Some(wave_m * (1.0 + worse));
            r.conditions.crew_is_fatigued = worse > 0.0;
        });
        let (good, bad) = (at(0.0), at(0.2));
        prop_assert!(bad.width_nm <= good.width_nm + 1e-12);
        prop_assert!(good.width_nm <= good.best_width_nm + 1e-12);
        let step = |w: f64, s: &Step| if s.is_width { w.min(s.value) } else { w * s.value };
        let product = good.steps.iter().fold(f64::INFINITY, step);
        prop_assert!((product - good.width_nm).abs() < 1e-12);
        if let Some(curve) = good.curve {
            prop_assert!((crate::LateralRange::sweep_width_m(&curve) / 1852.0 - good.width_nm).abs() < 1e-9);
        }
    }
}
