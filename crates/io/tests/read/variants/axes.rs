//! Axes of every direction, order and unit.

use super::*;

#[test]
fn latitudes_from_north_to_south() {
    let lats = lats().into_iter().rev().collect();
    check(&Usual { lats, ..Usual::default() }.nc(), Quantity::Current);
}

#[test]
fn longitudes_across_the_dateline_in_either_form() {
    for written in [[179.0, 179.5, 180.0, 180.5], [179.0, 179.5, -180.0, -179.5]] {
        let lons = vec![179.0, 179.5, 180.0, 180.5];
        let nc = Usual { lons, lons_written: Some(written.to_vec()), ..Usual::default() }.nc();
        let (_scratch, opened) =
            open(&nc, NcWriteFormat::Nc4, Quantity::Current, &Options::default()).unwrap();
        for lon in [-179.75, 180.25] {
            let found = at(&opened, 34.25, lon, 0.0, 0).unwrap();
            assert!((found.0 - truth(34.25, 180.25, 0.0).0).abs() < 1e-5, "{found:?} at {lon}");
        }
    }
}

#[test]
fn depth_axis_whichever_way_it_points() {
    let usual = Usual::default();
    for (depths, positive) in [([0.5_f64, 10.0], "down"), ([10.0, 0.5], "down"), ([-10.0, -0.5], "up")] {
        let mut nc = usual.axes(&[("depth", 2)]);
        nc.var("depth", &["depth"], &depths, &[("units", A::T("m")), ("positive", A::T(positive))]);
        for (name, pick, attributes) in
            [("u", first as fn((f64, f64)) -> f64, &U_CURRENT), ("v", second, &V_CURRENT)]
        {
            let mut all = Vec::new();
            for h in &usual.times {
                for depth in depths {
                    let offset = if depth.abs() < 1.0 { 0.0 } else { 3.0 };
                    all.extend(values(&[*h], &usual.lats, &usual.lons, pick).iter().map(|v| v + offset));
                }
            }
            nc.var(name, &["time", "depth", "lat", "lon"], &all, attributes);
        }
        check(&nc, Quantity::Current);
    }
}

#[test]
fn ensemble_members() {
    let usual = Usual::default();
    let mut nc = usual.axes(&[("number", 3)]);
    for (name, pick, attributes) in
        [("u", first as fn((f64, f64)) -> f64, &U_CURRENT), ("v", second, &V_CURRENT)]
    {
        let mut all = Vec::new();
        for h in &usual.times {
            for member in 0..3 {
                all.extend(
                    values(&[*h], &usual.lats, &usual.lons, pick).iter().map(|v| v + f64::from(member)),
                );
            }
        }
        nc.var(name, &["time", "number", "lat", "lon"], &all, attributes);
    }
    let (_scratch, opened) = open(&nc, NcWriteFormat::Nc4, Quantity::Current, &Options::default()).unwrap();
    assert_eq!(opened.source.coverage().members, 3);
    let base = truth(34.3, 129.6, 0.5);
    for member in 0..3 {
        let found = at(&opened, 34.3, 129.6, 0.5, member).unwrap();
        assert!((found.0 - base.0 - f64::from(member)).abs() < 1e-6, "{found:?}");
    }
}

#[test]
fn dimensions_in_another_order() {
    let usual = Usual::default();
    let mut nc = usual.axes(&[]);
    for (name, pick, attributes) in
        [("u", first as fn((f64, f64)) -> f64, &U_CURRENT), ("v", second, &V_CURRENT)]
    {
        let mut all = Vec::new();
        for lon in &usual.lons {
            for lat in &usual.lats {
                all.extend(usual.times.iter().map(|h| pick(truth(*lat, *lon, *h))));
            }
        }
        nc.var(name, &["lon", "lat", "time"], &all, attributes);
    }
    check(&nc, Quantity::Current);
}

#[test]
fn times_in_other_units_and_their_refusals() {
    let with = |units: &'static str, times: Vec<f64>| Usual {
        times,
        time: vec![("units", A::T(units))],
        ..Usual::default()
    };
    let days = HOURS.iter().map(|h| 46_344.0 + h / 24.0).collect::<Vec<_>>();
    let usual = Usual::default();
    let mut nc = Nc::new(&[("time", 3), ("lat", 4), ("lon", 5)]);
    nc.var("time", &["time"], &days, &[("units", A::T("days since 1900-01-01T00:00:00Z"))]);
    nc.var("lat", &["lat"], &usual.lats, &LAT).var("lon", &["lon"], &usual.lons, &LON);
    nc.var("u", &["time", "lat", "lon"], &values(&HOURS, &usual.lats, &usual.lons, first), &U_CURRENT);
    nc.var("v", &["time", "lat", "lon"], &values(&HOURS, &usual.lats, &usual.lons, second), &V_CURRENT);
    check(&nc, Quantity::Current);
    refused(
        &with("months since 2026-01-01", HOURS.to_vec()).nc(),
        Quantity::Current,
        &["time", "fixed length"],
    );
    refused(
        &with("hours since 2026-11-20", vec![0.0, 2.0, 1.0]).nc(),
        Quantity::Current,
        &["time", "do not rise"],
    );
    refused(
        &with("hours since 2026-11-20", vec![0.0, 1.0, f64::NAN]).nc(),
        Quantity::Current,
        &["time 2", "missing"],
    );
    refused(&with("fortnights", HOURS.to_vec()).nc(), Quantity::Current, &["no time axis", "u"]);
    let gap: Vec<f64> = [0.0, 1.0, 2.0, 30.0, 31.0, 32.0].to_vec();
    refused(
        &with("hours since 2026-11-20", gap).nc(),
        Quantity::Current,
        &["gap", "2026-11-20T02:00:00Z", "28 times"],
    );
}

#[test]
fn wind_at_another_height_is_brought_to_ten_metres() {
    let wind = |u: &'static str, v: &'static str| Usual {
        names: [u, v],
        u: vec![("standard_name", A::T("eastward_wind")), ("units", A::T("m/s"))],
        v: vec![("standard_name", A::T("northward_wind")), ("units", A::T("m/s"))],
        ..Usual::default()
    };
    assert_eq!(check(&wind("u10", "v10").nc(), Quantity::Wind), Vec::<String>::new());
    let nc = wind("u100", "v100").nc();
    let (_scratch, opened) = open(&nc, NcWriteFormat::Nc4, Quantity::Wind, &Options::default()).unwrap();
    assert!(opened.notes.iter().any(|n| n.contains("100 m")), "{:?}", opened.notes);
    // ln(10/2e-4)/ln(100/2e-4) = 10.8198/13.1224 = 0.82453
    let found = at(&opened, 34.3, 129.6, 1.0, 0).unwrap();
    assert!((found.0 / truth(34.3, 129.6, 1.0).0 - 0.824_53).abs() < 1e-4, "{found:?}");
}

#[test]
fn height_axis_with_ten_metres_in_it() {
    let usual = Usual::default();
    let mut nc = usual.axes(&[("height_above_ground", 3)]);
    let heights = [("units", A::T("m")), ("positive", A::T("up"))];
    nc.var("height_above_ground", &["height_above_ground"], &[2.0_f32, 10.0, 80.0], &heights);
    let names = ["u-component_of_wind_height_above_ground", "v-component_of_wind_height_above_ground"];
    for (name, pick) in [(names[0], first as fn((f64, f64)) -> f64), (names[1], second)] {
        let mut all = Vec::new();
        for h in &usual.times {
            for offset in [5.0, 0.0, 7.0] {
                all.extend(values(&[*h], &usual.lats, &usual.lons, pick).iter().map(|v| v + offset));
            }
        }
        nc.var(name, &["time", "height_above_ground", "lat", "lon"], &all, &[("units", A::T("m/s"))]);
    }
    check(&nc, Quantity::Wind);
}
