//! Grids that are not longitude by latitude.

use super::*;

/// The linear field on the nodes of a turned grid: given by 2-D positions alone, with ROMS' angle, and with
/// components that are eastward already.
#[test]
fn curvilinear_grids() {
    let (columns, rows) = (9_usize, 8_usize);
    // A raster of steps of 0.2° turned by 30° about its first node, small enough for the plane.
    let (sin, cos) = (0.5, 0.75_f64.sqrt());
    let shrink = sarex_geo::math::sin_cos_turns(34.5 / 360.0).1;
    let node = |i: usize, j: usize| {
        let (x, y) = (0.2 * i as f64, 0.2 * j as f64);
        (33.6 + x * sin + y * cos, 129.4 + (x * cos - y * sin) / shrink)
    };
    let nodes: Vec<(f64, f64)> =
        (0..rows).flat_map(|j| (0..columns).map(move |i| (i, j))).map(|(i, j)| node(i, j)).collect();
    let lat: Vec<f64> = nodes.iter().map(|n| n.0).collect();
    let lon: Vec<f64> = nodes.iter().map(|n| n.1).collect();
    let build = |along_grid: bool, angle: bool| {
        let mut nc = Nc::new(&[("ocean_time", 3), ("eta_rho", rows as u64), ("xi_rho", columns as u64)]);
        nc.var("ocean_time", &["ocean_time"], &HOURS, &TIME);
        let plane = ["eta_rho", "xi_rho"];
        nc.var("lat_rho", &plane, &lat, &LAT).var("lon_rho", &plane, &lon, &LON);
        if angle {
            nc.var(
                "angle",
                &plane,
                &vec![std::f64::consts::PI / 6.0; nodes.len()],
                &[("units", A::T("radians"))],
            );
        }
        let component = |along_x: bool| -> Vec<f64> {
            let mut all = Vec::new();
            for h in HOURS {
                all.extend(nodes.iter().map(|(lat, lon)| {
                    let (e, n) = truth(*lat, *lon, h);
                    match (along_grid, along_x) {
                        (true, true) => e * cos + n * sin,
                        (true, false) => -e * sin + n * cos,
                        (false, true) => e,
                        (false, false) => n,
                    }
                }));
            }
            all
        };
        let names = if along_grid {
            ["sea_water_x_velocity", "sea_water_y_velocity"]
        } else {
            ["eastward_sea_water_velocity", "northward_sea_water_velocity"]
        };
        for (name, along_x, standard) in [("u", true, names[0]), ("v", false, names[1])] {
            let attributes = [
                ("standard_name", A::T(standard)),
                ("units", A::T("meter second-1")),
                ("coordinates", A::T("lon_rho lat_rho ocean_time")),
            ];
            nc.var(name, &["ocean_time", "eta_rho", "xi_rho"], &component(along_x), &attributes);
        }
        nc
    };
    for (along_grid, angle, tolerance) in [(false, false, 1e-4), (true, true, 1e-4), (true, false, 0.02)] {
        let nc = build(along_grid, angle);
        let (_scratch, opened) =
            open(&nc, NcWriteFormat::Nc4, Quantity::Current, &Options::default()).unwrap();
        for (lat, lon) in [(34.4, 129.5), (34.6, 129.9), (34.9, 130.2)] {
            let found = at(&opened, lat, lon, 0.5, 0).unwrap_or_else(|| panic!("nothing at {lat} {lon}"));
            let expected = truth(lat, lon, 0.5);
            let off = (found.0 - expected.0).abs().max((found.1 - expected.1).abs());
            assert!(off < tolerance, "{found:?} instead of {expected:?} (angle {angle})");
        }
    }
}

#[test]
fn rotated_pole_and_vectors_along_the_grid() {
    let x: Vec<f64> = (0..6).map(|i| -2.0 + 0.5 * f64::from(i)).collect();
    let y: Vec<f64> = (0..5).map(|j| -1.0 + 0.5 * f64::from(j)).collect();
    let build = |standard: [&'static str; 2]| {
        let mut nc = Nc::new(&[("time", 1), ("rlat", 5), ("rlon", 6)]);
        nc.var("time", &["time"], &[0.0], &TIME);
        let axis = |name| [("standard_name", A::T(name)), ("units", A::T("degrees"))];
        nc.var("rlon", &["rlon"], &x, &axis("grid_longitude")).var(
            "rlat",
            &["rlat"],
            &y,
            &axis("grid_latitude"),
        );
        nc.var(
            "crs",
            &[],
            &[0_i32],
            &[
                ("grid_mapping_name", A::T("rotated_latitude_longitude")),
                ("grid_north_pole_latitude", A::F(22.0)),
                ("grid_north_pole_longitude", A::F(140.0)),
            ],
        );
        for (name, standard, value) in [("a", standard[0], 0.0), ("b", standard[1], 5.0)] {
            let attributes =
                [("standard_name", A::T(standard)), ("units", A::T("m/s")), ("grid_mapping", A::T("crs"))];
            nc.var(name, &["time", "rlat", "rlon"], &[value; 30], &attributes);
        }
        nc
    };
    // At the middle of the grid (0, 0): 68° N 40° W for a pole at 22° N 140° E, where its axes are east and north.
    let options = Options::default();
    let (_scratch, opened) =
        open(&build(["x_wind", "y_wind"]), NcWriteFormat::Nc4, Quantity::Wind, &options).unwrap();
    let middle = at(&opened, 68.0, -40.0, 0.0, 0).unwrap();
    assert!(middle.0.abs() < 1e-4 && (middle.1 - 5.0).abs() < 1e-4, "{middle:?}");
    // At 43° W γ = atan2(cos 22° sin 183°, cos 68° sin 22° − sin 68° cos 22° cos 183°) = −2.781° (drift reference, 3).
    let west = at(&opened, 68.0, -43.0, 0.0, 0).unwrap();
    assert!((west.0 + 0.242_63).abs() < 1e-4 && (west.1 - 4.994_11).abs() < 1e-4, "{west:?}");
    let stated = Options { directions: Some(Directions::True), ..Options::default() };
    let (_scratch, opened) =
        open(&build(["x_wind", "y_wind"]), NcWriteFormat::Nc4, Quantity::Wind, &stated).unwrap();
    assert!(at(&opened, 68.0, -43.0, 0.0, 0).unwrap().0.abs() < 1e-6);
    let eastward = build(["eastward_wind", "northward_wind"]);
    let (_scratch, opened) =
        open(&eastward, NcWriteFormat::Nc4, Quantity::Wind, &Options::default()).unwrap();
    assert!(at(&opened, 68.0, -43.0, 0.0, 0).unwrap().0.abs() < 1e-6);
}

/// A mesh as FVCOM writes it: positions along one dimension.
#[test]
fn an_unstructured_mesh_is_named_as_such() {
    let mut nc = Nc::new(&[("time", 3), ("siglay", 2), ("nele", 4)]);
    nc.var("time", &["time"], &HOURS, &TIME);
    nc.var("lonc", &["nele"], &[129.0, 129.1, 129.2, 129.3], &LON);
    nc.var("latc", &["nele"], &[34.0, 34.1, 34.0, 34.1], &LAT);
    for (name, attributes) in [("u", &U_CURRENT), ("v", &V_CURRENT)] {
        nc.var(name, &["time", "siglay", "nele"], &[0.1; 24], attributes);
    }
    refused(&nc, Quantity::Current, &["nele", "unstructured mesh", "cdo remapbil"]);
}
