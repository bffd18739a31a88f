//! Every kind of grid, and axes of every habit.

use super::*;

const SPHERE: Earth = Earth::Sphere { radius_m: 6_371_000.0 };

/// Regional grids of every kind with about 0.1° cells around 60° N 5° E (south: 60° S).
pub(super) fn regional_grids() -> Vec<(&'static str, Grid, f64)> {
    let plane = Plane::on(SPHERE);
    let wgs84 = Plane { earth: Earth::WGS84, false_easting_m: 5e5, false_northing_m: 1e5 };
    let polar = |plane, pole, lat| Projection::PolarStereographic {
        plane,
        pole,
        central_lon_deg: 70.0,
        scale: Scale::TrueAt(lat),
    };
    let lambert = |plane, parallels_deg| Projection::LambertConformal {
        plane,
        central_lon_deg: 15.0,
        origin_lat_deg: 58.0,
        parallels_deg,
    };
    let mercator =
        |plane| Projection::Mercator { plane, central_lon_deg: -170.0, scale: Scale::TrueAt(30.0) };
    let utm = |plane| Projection::TransverseMercator {
        plane,
        central_lon_deg: 3.0,
        origin_lat_deg: 0.0,
        factor: 0.9996,
    };
    let rotated =
        Projection::RotatedPole { pole_lat_deg: 30.0, pole_lon_deg: -160.0, north_pole_grid_lon_deg: 0.0 };
    let mut grids = Vec::new();
    for (name, projection, lat) in [
        ("polar", polar(plane, Pole::North, 60.0), 60.0),
        ("polar WGS84", polar(wgs84, Pole::North, 90.0), 60.0),
        ("polar south", polar(plane, Pole::South, -70.0), -60.0),
        ("lambert", lambert(plane, [63.0, 63.0]), 60.0),
        ("lambert WGS84", lambert(wgs84, [50.0, 65.0]), 60.0),
        ("lambert south", lambert(plane, [-50.0, -65.0]), -60.0),
        ("mercator", mercator(plane), 60.0),
        ("mercator WGS84", mercator(wgs84), 60.0),
        ("transverse", utm(plane), 60.0),
        ("utm", utm(wgs84), 60.0),
        ("rotated", rotated, 60.0),
        ("lat-lon", Projection::LatLon, 60.0),
    ] {
        // The place of the middle, from a grid that is only there for its projection.
        let axis = |centre: f64, half: f64| {
            if matches!(projection, Projection::LatLon | Projection::RotatedPole { .. }) {
                (Axis::longitude_uniform(centre - half, centre + half, 61), half)
            } else {
                (Axis::uniform(centre - half, centre + half, 61), half)
            }
        };
        let degrees = matches!(projection, Projection::LatLon | Projection::RotatedPole { .. });
        let unit = if degrees { 1.0 } else { 1.1e5 };
        let probe = Grid::projected(
            projection,
            Axis::uniform(0.0, unit, 2).unwrap(),
            Axis::uniform(0.0, unit, 2).unwrap(),
        )
        .unwrap();
        let middle = probe.index_beyond(lat, 5.0);
        let x = axis(middle[0] * unit, 3.0 * unit).0.unwrap();
        // Descending, as files from north to south are.
        let y = Axis::uniform((middle[1] + 3.0) * unit, (middle[1] - 3.0) * unit, 61).unwrap();
        grids.push((name, Grid::projected(projection, x, y).unwrap(), lat));
    }
    let nodes: Vec<(f64, f64)> = (0..61 * 61)
        .map(|k| {
            let (i, j) = (f64::from(k % 61 - 30), f64::from(k / 61 - 30));
            (60.0 + 0.09 * j + 0.03 * i, 5.0 + 0.2 * i - 0.05 * j)
        })
        .collect();
    let lat: Vec<f64> = nodes.iter().map(|n| n.0).collect();
    let lon: Vec<f64> = nodes.iter().map(|n| n.1).collect();
    grids.push(("curvilinear", Grid::curvilinear(61, 61, &lat, &lon).unwrap(), 60.0));
    grids
}

/// Azimuth of the +y axis by finite differences of the inverse projection; on a curvilinear grid, of the row.
fn numeric_direction(grid: &Grid, column: f64, row: f64, descending: bool) -> (f64, f64) {
    let h = 1e-4;
    let (a, b) = (grid.place(column, row - h), grid.place(column, row + h));
    let sign = if descending { -1.0 } else { 1.0 };
    let (_, cos_lat) = math::sin_cos(0.5 * (a.0 + b.0) * RAD);
    let east = sign * sarex_geo::position::wrap_longitude(b.1 - a.1) * cos_lat;
    let north = sign * (b.0 - a.0);
    let length = math::hypot(east, north);
    (east / length, north / length)
}

/// An analytic flow in true east and north, put on every kind of grid along its axes, comes back as it was:
/// forward projection, inverse, rotation, interpolation and time agree with each other and with the flow.
#[test]
fn a_flow_comes_back_from_every_grid() {
    let flow = |lat: f64, lon: f64, time_s: f64| {
        let (s, _) = math::sin_cos((lat - 60.0) * RAD * 8.0);
        let (t, c) = math::sin_cos((lon - 5.0) * RAD * 4.0);
        [(3.0 + 5.0 * s + t) * (1.0 + time_s / 7200.0), 2.0 * c - 6.0 * s]
    };
    let mut record = Record::new(
        "fields",
        "30-grids",
        "A known flow comes back from every grid",
        "An analytic flow of some m/s, put on a grid along its axes and read again at 100 places and times between. Norm: \
         largest length of the difference. Limit: bilinear interpolation and, on grids of the ellipsoid, directions \
         that take a geodetic latitude for a spherical one.",
    );
    for (name, grid, lat0) in regional_grids() {
        let descending = name != "curvilinear";
        let direct = grid.clone();
        let value = move |time: usize, _: usize, column: usize, row: usize| {
            let (lat, lon) = direct.place(column as f64, row as f64);
            let (sin, cos) = numeric_direction(&direct, column as f64, row as f64, descending);
            let [e, n] = flow(lat, lon, 3600.0 * time as f64);
            [(e * cos - n * sin) as f32, (e * sin + n * cos) as f32]
        };
        // A geodetic latitude is taken for a spherical one in the direction too; on the ellipsoid the angle
        // that finite differences of latitude give differs by up to f: allow for it.
        let tolerance = if name.contains("WGS84") || name == "utm" { 0.03 } else { 0.006 };
        let (source, _) = source(spec(grid.clone(), 3), value);
        let field = source.hold(&window([lat0 - 1.0, lat0 + 1.0], [3.0, 7.0], [1800.0, 5000.0])).unwrap();
        let mut worst = 0.0f64;
        for k in 0..100 {
            let lat = lat0 - 1.0 + 0.02 * f64::from(k);
            let lon = 3.0 + (f64::from(k) * 0.7713) % 4.0;
            let time_s = 1800.0 + 32.0 * f64::from(k);
            let want = flow(lat, lon, time_s);
            let got = at(&*field, lat, lon + 360.0, time_s).unwrap_or([f64::NAN; 2]);
            let error = math::hypot(got[0] - want[0], got[1] - want[1]);
            assert!(error < tolerance, "{name} {lat} {lon}: {got:?}, not {want:?}");
            worst = worst.max(error);
        }
        record.row(name, format!("{worst:.4} m/s"), format!("{tolerance} m/s"));
    }
}

fn global(lon: Axis, lat: Axis) -> GriddedSpec {
    spec(Grid::lat_lon(lon, lat).unwrap(), 2)
}

/// The same global flow on axes of every habit: 0–360, ±180, wrap column, descending, rows at the poles.
#[test]
fn global_axes_of_every_habit_agree() {
    let value = |lon: f64, lat: f64| {
        let (s, c) = math::sin_cos(lon * RAD);
        [(10.0 * s + 0.1 * lat) as f32, (10.0 * c) as f32]
    };
    let lon = |a, b, n| Axis::longitude_uniform(a, b, n).unwrap();
    let up = || Axis::uniform(-90.0, 90.0, 181).unwrap();
    let down = || Axis::uniform(90.0, -90.0, 181).unwrap();
    let mut answers: Vec<Vec<Option<[f64; 2]>>> = Vec::new();
    for (x, y) in [
        (lon(0.0, 359.0, 360), up()),
        (lon(-180.0, 179.0, 360), down()),
        (lon(0.0, 360.0, 361), down()),
        (lon(179.0, -180.0, 360), up()),
    ] {
        let (x2, y2) = (x.clone(), y.clone());
        let (source, _) = source(global(x, y), move |_, _, column, row| {
            value(x2.coordinate(column as f64), y2.coordinate(row as f64))
        });
        let mut found = Vec::new();
        for west in [-2.0, 178.0, 358.0, -182.0] {
            let field = source.hold(&window([-90.0, 90.0], [west, west + 4.0], [0.0, 10.0])).unwrap();
            for (lat, d) in
                [(90.0, 0.5), (-90.0, 1.0), (89.7, 2.25), (0.0, 2.0), (-35.5, 3.5), (12.0, 1.75), (90.0, 4.0)]
            {
                let got = at(&*field, lat, west + d, 5.0).unwrap();
                let corner = |k: f64| value((west + k).floor(), lat).map(f64::from);
                let (f, a, b) = ((west + d).rem_euclid(1.0), corner(d), corner(d + 1.0));
                for c in 0..2 {
                    assert!((got[c] - (a[c] + f * (b[c] - a[c]))).abs() < 1e-5, "{lat} {}", west + d);
                }
                found.push(Some(got.map(|x| (x * 1e4).round())));
            }
            assert_eq!(at(&*field, 10.0, west + 100.0, 5.0), None, "outside the window");
        }
        answers.push(found);
    }
    assert!(answers.windows(2).all(|w| w[0] == w[1]));
}

#[test]
fn all_round_the_earth_in_one_window() {
    let spec =
        global(Axis::longitude_uniform(0.0, 357.5, 144).unwrap(), Axis::uniform(-90.0, 90.0, 73).unwrap());
    let (source, read) = source(spec, |_, _, column, _| [column as f32 * 0.1, 1.0]);
    let field = source.hold(&window([50.0, 89.0], [-180.0, 180.0], [0.0, 0.0])).unwrap();
    for k in 0..720 {
        let lon = f64::from(k) - 360.0;
        let index = lon.rem_euclid(360.0) / 2.5;
        let left = index.floor();
        let right = if left == 143.0 { 0.0 } else { left + 1.0 };
        let want = 0.1 * (left + (index - left) * (right - left));
        assert!((at(&*field, 60.0, lon, 0.0).unwrap()[0] - want).abs() < 1e-5, "{lon}");
    }
    assert!(read.lock().unwrap().iter().all(|r| r.times == (0..1)), "only the time that is needed");
}
