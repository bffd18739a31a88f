use super::*;
use crate::grid::{Axis, Earth, Plane, Pole, Projection, Scale};
use crate::record::Record;
use crate::{Field, FieldError, FieldSource, Place, Points, VectorsMut, Window};
use proptest::prelude::*;
use sarex_geo::dispatch::{self, Level};
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;
use std::sync::{Arc, Mutex};

/// A source whose values are a function of (time, member, column, row), and which remembers what was read.
struct Formula<F> {
    value: F,
    columns: usize,
    rows: usize,
    read: Arc<Mutex<Vec<SlabRequest>>>,
    chunk: usize,
}

impl<F: Fn(usize, usize, usize, usize) -> [f32; 2] + Send + Sync> SlabReader for Formula<F> {
    fn read(&self, request: &SlabRequest) -> Result<Vec<Slab>, FieldError> {
        assert!(request.columns.end <= self.columns && request.rows.end <= self.rows, "{request:?}");
        self.read.lock().unwrap().push(request.clone());
        let slabs = request.times.clone().map(|time| {
            let mut slab = Slab::default();
            for row in request.rows.clone() {
                for column in request.columns.clone() {
                    let [u, v] = (self.value)(time, request.member, column, row);
                    slab.u.push(u);
                    slab.v.push(v);
                }
            }
            slab
        });
        Ok(slabs.collect())
    }
    fn preferred_times(&self) -> usize {
        self.chunk
    }
}

fn spec(grid: Grid, times: usize) -> GriddedSpec {
    GriddedSpec {
        name: "formula".into(),
        grid,
        rotation: Rotation::Spherical,
        times_s: (0..times).map(|k| 3600.0 * k as f64).collect(),
        members: 1,
        land_fill: LandFill::Renormalise,
        largest_component_mps: GriddedSpec::LARGEST_WIND_MPS,
    }
}

type Requests = Arc<Mutex<Vec<SlabRequest>>>;

fn source<F>(spec: GriddedSpec, value: F) -> (GriddedSource, Requests)
where
    F: Fn(usize, usize, usize, usize) -> [f32; 2] + Send + Sync + 'static,
{
    let read = Requests::default();
    let (columns, rows) = (spec.grid.columns(), spec.grid.rows());
    let reader = Formula { value, columns, rows, read: read.clone(), chunk: 1 };
    (GriddedSource::new(spec, Box::new(reader)).unwrap(), read)
}

fn window(lat: [f64; 2], lon: [f64; 2], time_s: [f64; 2]) -> Window {
    Window {
        south_deg: lat[0],
        north_deg: lat[1],
        west_deg: lon[0],
        east_deg: lon[1],
        start_s: time_s[0],
        end_s: time_s[1],
    }
}

fn at(field: &dyn Field, lat_deg: f64, lon_deg: f64, time_s: f64) -> Option<[f64; 2]> {
    let place = Place { lat_deg, lon_deg, time_s, member: 0 };
    field.at(place).map(|v| [v.east_mps, v.north_mps])
}

const SPHERE: Earth = Earth::Sphere { radius_m: 6_371_000.0 };

/// Regional grids of every kind with about 0.1° cells around 60° N 5° E (south: 60° S).
fn regional_grids() -> Vec<(&'static str, Grid, f64)> {
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

/// Values at the edges and on the last field time exist; a hair beyond there is nothing.
#[test]
fn coverage_includes_its_edges_and_nothing_beyond() {
    let grid = Grid::lat_lon(
        Axis::longitude_uniform(115.0, 150.0, 36).unwrap(),
        Axis::uniform(50.0, 20.0, 31).unwrap(),
    )
    .unwrap();
    let (source, _) = source(spec(grid, 3), |time, _, column, row| [column as f32, (row + time) as f32]);
    let field = source.hold(&window([0.0, 60.0], [100.0, 160.0], [-9e9, 9e9])).unwrap();
    assert_eq!(at(&*field, 50.0, 115.0, 0.0), Some([0.0, 0.0]));
    assert_eq!(at(&*field, 20.0, 150.0, 7200.0), Some([35.0, 32.0]));
    assert_eq!(at(&*field, 20.0, 150.0 - 360.0, 7200.0), Some([35.0, 32.0]));
    assert_eq!(at(&*field, 20.5, 149.5, 5400.0), Some([34.5, 31.0]));
    for (lat, lon, time) in [
        (50.001, 120.0, 0.0),
        (19.999, 120.0, 0.0),
        (30.0, 114.999, 0.0),
        (30.0, 150.001, 0.0),
        (30.0, 120.0, -0.001),
        (30.0, 120.0, 7200.001),
        (f64::NAN, 120.0, 0.0),
        (30.0, f64::NAN, 0.0),
        (30.0, f64::INFINITY, 0.0),
        (30.0, 1e300, 0.0),
        (30.0, 120.0, f64::NAN),
    ] {
        assert_eq!(at(&*field, lat, lon, time), None, "{lat} {lon} {time}");
    }
    let nothing = source.hold(&window([0.0, 60.0], [100.0, 160.0], [9e9, 9.1e9])).unwrap();
    assert_eq!(at(&*nothing, 30.0, 120.0, 9e9), None);
    assert_eq!(source.coverage().area_deg, Some([20.0, 50.0, 115.0, 150.0]));
    assert_eq!(source.coverage().longest_time_step_s, Some(3600.0));
}

/// Three usual steps are bridged, more is a hole: its ends have values, its inside has none.
#[test]
fn a_hole_in_the_time_axis_has_no_values() {
    let lon = Axis::longitude_uniform(115.0, 150.0, 36).unwrap();
    let grid = Grid::lat_lon(lon, Axis::uniform(20.0, 50.0, 31).unwrap()).unwrap();
    let times_s = [0.0, 1.0, 2.0, 5.0, 6.0, 9.5, 10.5].map(|h| 3600.0 * h).to_vec();
    let spec = GriddedSpec { times_s, ..spec(grid, 7) };
    assert_eq!(spec.longest_bridge_s(), 3.0 * 3600.0);
    let (source, _) = source(spec, |_, _, _, _| [1.0, 2.0]);
    let field = source.hold(&window([25.0, 35.0], [120.0, 130.0], [0.0, 40_000.0])).unwrap();
    for (hour, known) in
        [(0.5, true), (3.5, true), (6.0, true), (6.1, false), (9.4, false), (9.5, true), (10.0, true)]
    {
        assert_eq!(at(&*field, 30.0, 125.0, 3600.0 * hour).is_some(), known, "{hour} h");
    }
}

/// On a field time the neighbours in time do not count, not even where they are missing.
#[test]
fn exactly_on_a_field_time_only_that_one_is_used() {
    let grid =
        Grid::lat_lon(Axis::uniform(0.0, 3.0, 4).unwrap(), Axis::uniform(0.0, 3.0, 4).unwrap()).unwrap();
    let (source, _) =
        source(spec(grid, 3), |time, _, _, _| if time == 1 { [0.1, 0.7] } else { [f32::NAN; 2] });
    let field = source.hold(&window([0.0, 3.0], [0.0, 3.0], [0.0, 7200.0])).unwrap();
    assert_eq!(at(&*field, 1.3, 1.9, 3600.0).map(|v| v[0] as f32), Some(0.1));
    assert_eq!(at(&*field, 1.3, 1.9, 3600.1), None);
}

/// 6 × 6 cells of one degree; land (missing) where the closure says so; u and v have masks of their own.
fn with_land(fill: LandFill, value: fn(usize, usize) -> [f32; 2]) -> Arc<dyn Field> {
    let axis = || Axis::uniform(0.0, 5.0, 6).unwrap();
    let spec = GriddedSpec { land_fill: fill, ..spec(Grid::lat_lon(axis(), axis()).unwrap(), 1) };
    let (source, _) = source(spec, move |_, _, column, row| value(column, row));
    source.hold(&window([0.0, 5.0], [0.0, 5.0], [0.0, 0.0])).unwrap()
}

/// By hand. u is missing at (1, 1); the other corners of that stencil are 10, 20, 40.
#[test]
fn weights_are_renormalised_over_valid_corners() {
    let field = with_land(LandFill::Renormalise, |column, row| match (column, row) {
        (0, 0) => [10.0, 1.0],
        (1, 0) => [20.0, 1.0],
        (0, 1) => [40.0, 1.0],
        _ => [f32::NAN, 1.0],
    });
    let at = |lat, lon| at(&*field, lat, lon, 0.0).unwrap_or([f64::NAN; 2]);
    assert_eq!(at(0.5, 0.5), [(10.0 + 20.0 + 40.0) / 3.0, 1.0]);
    // Weights 0.5625, 0.1875, 0.1875 of 0.9375.
    assert!((at(0.25, 0.25)[0] - (0.5625 * 10.0 + 0.1875 * 60.0) / 0.9375).abs() < 1e-12);
    assert_eq!(at(0.0, 0.25)[0], 12.5, "on the edge the missing corners have no weight");
    // No valid corner: the nearest valid cell, here (1, 0) at a distance of √(1.1² + 1.4²).
    assert_eq!(at(1.4, 2.1)[0], 20.0);
    assert_eq!(at(0.0, 4.0)[0], 20.0, "three cells away");
    assert!(at(0.0, 4.001)[0].is_nan() && at(0.0, 4.001)[1].is_nan(), "further than three cells");
}

/// By hand, and per component: v is complete.
#[test]
fn maximum_fill_takes_the_largest_neighbour() {
    let field = with_land(LandFill::Maximum, |column, row| {
        let u = if column == 0 { row as f32 } else { f32::NAN };
        [u, column as f32]
    });
    // Column 1 is the maximum of column 0 in the rows beside: 1 2 3 4 5 5; column 2: 2 3 4 5 5 5.
    assert_eq!(at(&*field, 1.0, 1.0, 0.0), Some([2.0, 1.0]));
    assert_eq!(at(&*field, 1.5, 1.5, 0.0), Some([(2.0 + 3.0 + 3.0 + 4.0) / 4.0, 1.5]));
    assert_eq!(at(&*field, 0.0, 5.0, 0.0), Some([5.0, 5.0]));
}

#[test]
fn values_out_of_range_are_missing() {
    let field = with_land(LandFill::Renormalise, |column, row| {
        if (column, row) == (0, 0) { [1.0, 2.0] } else { [9.96921e36, f32::NEG_INFINITY] }
    });
    assert_eq!(at(&*field, 0.5, 0.5, 0.0), Some([1.0, 2.0]));
    // The strongest gust ever measured is a wind, a little more is none.
    let edge = with_land(LandFill::Renormalise, |_, _| [113.3, -115.0]);
    assert_eq!(at(&*edge, 0.5, 0.5, 0.0), Some([f64::from(113.3_f32), -115.0]));
    let beyond = with_land(LandFill::Renormalise, |_, _| [115.1, 0.0]);
    assert_eq!(at(&*beyond, 0.5, 0.5, 0.0), None);
}

/// Members are taken modulo their number.
#[test]
fn each_particle_sees_its_member() {
    let axis = || Axis::uniform(0.0, 5.0, 6).unwrap();
    let spec = GriddedSpec { members: 3, ..spec(Grid::lat_lon(axis(), axis()).unwrap(), 2) };
    let (source, _) = source(spec, |time, member, column, _| [member as f32, (column + 10 * time) as f32]);
    let field = source.hold(&window([0.0, 5.0], [0.0, 5.0], [0.0, 3600.0])).unwrap();
    let (lat, lon, member) = ([1.5; 5], [2.5; 5], [0, 1, 2, 3, 7]);
    let (mut east_mps, mut north_mps) = ([0.0; 5], [0.0; 5]);
    field.sample(
        Points { lat_deg: &lat, lon_deg: &lon, member: &member },
        1800.0,
        VectorsMut { east_mps: &mut east_mps, north_mps: &mut north_mps },
    );
    assert_eq!(east_mps, [0.0, 1.0, 2.0, 0.0, 1.0]);
    assert_eq!(north_mps, [7.5; 5]);
}

/// A window costs its own cells and times, a second one beside it nothing, the next hours only themselves.
#[test]
fn only_what_is_needed_is_read_and_nothing_twice() {
    let grid = Grid::lat_lon(
        Axis::longitude_uniform(0.0, 40.0, 4001).unwrap(),
        Axis::uniform(30.0, 60.0, 3001).unwrap(),
    )
    .unwrap();
    let (source, read) = source(spec(grid, 500), |_, _, _, _| [1.0, 2.0]);
    let reads = || std::mem::take(&mut *read.lock().unwrap());
    let first = source.hold(&window([40.0, 41.0], [10.0, 11.0], [3600.0, 7200.0])).unwrap();
    let requests = reads();
    assert_eq!(requests.iter().map(|r| r.times.clone()).collect::<Vec<_>>(), [1..2, 2..3]);
    assert!(requests.iter().all(|r| r.cells() < 150 * 150), "{requests:?}");
    let beside = source.hold(&window([40.05, 41.05], [10.05, 11.0], [3700.0, 7100.0])).unwrap();
    assert_eq!(reads(), []);
    let next = source.hold(&window([40.05, 41.05], [10.05, 11.0], [7200.0, 10800.0])).unwrap();
    let requests = reads();
    assert!(requests.len() == 1 && requests[0].times == (3..4), "{requests:?}");
    drop((first, beside));
    assert_eq!(at(&*next, 40.5, 10.5, 9000.0), Some([1.0, 2.0]));
    let again = source.hold(&window([40.0, 41.0], [10.0, 11.0], [3600.0, 7200.0])).unwrap();
    assert_eq!(reads().len(), 1, "what nobody holds any more is read again, the shared time is not");
    drop(again);
}

#[test]
fn times_are_read_by_chunks() {
    let axis = || Axis::uniform(0.0, 5.0, 6).unwrap();
    let read = Requests::default();
    let reader = Formula { value: |_, _, _, _| [0.0; 2], columns: 6, rows: 6, read: read.clone(), chunk: 4 };
    let spec = spec(Grid::lat_lon(axis(), axis()).unwrap(), 20);
    let source = GriddedSource::new(spec, Box::new(reader)).unwrap();
    source.hold(&window([0.0, 1.0], [0.0, 1.0], [3.0 * 3600.0, 9.0 * 3600.0])).unwrap();
    assert_eq!(read.lock().unwrap().iter().map(|r| r.times.clone()).collect::<Vec<_>>(), [3..4, 4..8, 8..10]);
}

/// The seam is guarded: descriptions and deliveries that cannot be right are errors, not panics.
#[test]
fn bad_descriptions_and_deliveries_are_errors() {
    struct Short;
    impl SlabReader for Short {
        fn read(&self, request: &SlabRequest) -> Result<Vec<Slab>, FieldError> {
            Ok(request.times.clone().map(|_| Slab { u: vec![0.0; 3], v: vec![0.0; 3] }).collect())
        }
    }
    let axis = || Axis::uniform(0.0, 5.0, 6).unwrap();
    let good = spec(Grid::lat_lon(axis(), axis()).unwrap(), 2);
    let source = GriddedSource::new(good.clone(), Box::new(Short)).unwrap();
    let error = source.hold(&window([0.0, 1.0], [0.0, 1.0], [0.0, 0.0])).err().unwrap();
    assert!(error.to_string().contains("truncated"), "{error}");
    for times_s in [vec![], vec![0.0, 0.0], vec![1.0, 0.0], vec![f64::NAN]] {
        assert!(GriddedSource::new(GriddedSpec { times_s, ..good.clone() }, Box::new(Short)).is_err());
    }
    assert!(GriddedSource::new(GriddedSpec { members: 0, ..good }, Box::new(Short)).is_err());
}

/// A coarse pattern of land, different for u and v and in time, on a projected and on a cyclic grid.
fn patchy(kind: usize, fill: LandFill, members: usize) -> GriddedSource {
    let (_, grid, _) = match kind {
        0..=12 => regional_grids().swap_remove(kind),
        _ => {
            let lon = Axis::longitude_uniform(0.0, 354.0, 60).unwrap();
            ("", Grid::lat_lon(lon, Axis::uniform(87.0, 33.0, 19).unwrap()).unwrap(), 0.0)
        }
    };
    let spec = GriddedSpec { land_fill: fill, rotation: Rotation::Wgs84Step, members, ..spec(grid, 4) };
    let (source, _) = source(spec, |time, member, column, row| {
        let hash = |k: usize| {
            let x = (column / 4 + 64 * (row / 3) + 4096 * k) as u32;
            x.wrapping_mul(0x9E37_79B9) >> 28
        };
        let noise = ((column * 7919 + row * 104_729 + time * 31 + member) % 1000) as f32 * 0.01;
        let mask = |k: usize| if hash(k + time) < 5 { f32::NAN } else { noise };
        [mask(0), -mask(7)]
    });
    source
}

/// Deep land: whatever any window answers, in its margin too, is what the whole grid answers.
#[test]
fn the_window_does_not_matter_deep_in_land() {
    let axis = || Axis::uniform(0.0, 79.0, 80).unwrap();
    for fill in [LandFill::Maximum, LandFill::Renormalise] {
        let spec = GriddedSpec { land_fill: fill, ..spec(Grid::lat_lon(axis(), axis()).unwrap(), 1) };
        let (source, _) = source(spec, |_, _, column, row| {
            let sea = column + row / 4 > 60;
            [if sea { 0.1 * column as f32 } else { f32::NAN }, if sea { row as f32 * 0.3 } else { f32::NAN }]
        });
        let whole = source.hold(&window([0.0, 79.0], [0.0, 79.0], [0.0, 0.0])).unwrap();
        let mut answers = 0;
        for west in 20..50 {
            // Beside the whole, so that nothing is taken from it.
            let west = f64::from(west);
            *source.known.lock().unwrap() = vec![std::sync::Weak::new()];
            let part = source.hold(&window([38.2, 39.9], [west + 0.2, west + 1.8], [0.0, 0.0])).unwrap();
            for k in 0..400 {
                let (lat, lon) = (30.0 + 0.5 * f64::from(k % 40), west - 10.0 + 1.9 * f64::from(k / 40));
                let answer = at(&*part, lat, lon, 0.0);
                answers += usize::from(answer.is_some());
                assert!(answer.is_none() || answer == at(&*whole, lat, lon, 0.0), "{fill:?} {lat} {lon}");
                let inside = (38.2..=39.9).contains(&lat) && (west + 0.2..=west + 1.8).contains(&lon);
                assert!(!inside || answer == at(&*whole, lat, lon, 0.0), "{fill:?} {lat} {lon}");
            }
        }
        assert!(answers > 500, "{answers}");
    }
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|x| x.to_bits()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// The batch form, the point form, every level of instructions, and another window: the same bits.
    #[test]
    fn every_way_of_sampling_gives_the_same_bits(
        kind in 0usize..14,
        maximum in any::<bool>(),
        members in 1usize..4,
        places in prop::collection::vec((-1.2f64..1.2, -2.4f64..2.4, 0u16..9), 1..600),
        time_s in prop_oneof![Just(3600.0), 0.0f64..10_800.0],
    ) {
        let fill = if maximum { LandFill::Maximum } else { LandFill::Renormalise };
        let source = patchy(kind, fill, members);
        let lat0 = if kind == 2 || kind == 5 { -60.0 } else { 60.0 };
        let lat: Vec<f64> = places.iter().map(|p| lat0 + p.0).collect();
        let lon: Vec<f64> = places.iter().map(|p| 5.0 + p.1).collect();
        let member: Vec<u16> = places.iter().map(|p| p.2).collect();
        let points = Points { lat_deg: &lat, lon_deg: &lon, member: &member };
        let (south, north) = (lat0 - 1.2, lat0 + 1.2);
        let tight = source.hold(&window([south, north], [2.6, 7.4], [time_s, time_s])).unwrap();
        let wide = patchy(kind, fill, members)
            .hold(&window([south - 20.0, north + 20.0], [-60.0, 60.0], [0.0, 10_800.0]))
            .unwrap();
        let mut answers = Vec::new();
        for field in [&tight, &wide] {
            for limit in Level::ALL {
                dispatch::set_limit(limit);
                let (mut east_mps, mut north_mps) = (vec![0.0; lat.len()], vec![0.0; lat.len()]);
                let out = VectorsMut { east_mps: &mut east_mps, north_mps: &mut north_mps };
                field.sample(points, time_s, out);
                answers.push((bits(&east_mps), bits(&north_mps)));
            }
            dispatch::set_limit(Level::Avx512);
        }
        let single: Vec<_> = (0..lat.len()).map(|k| tight.at(points.place(k, time_s))).collect();
        let east: Vec<f64> = single.iter().map(|v| v.map_or(f64::NAN, |v| v.east_mps)).collect();
        let north: Vec<f64> = single.iter().map(|v| v.map_or(f64::NAN, |v| v.north_mps)).collect();
        answers.push((bits(&east), bits(&north)));
        for other in &answers[1..] {
            prop_assert_eq!(&answers[0], other);
        }
    }
}
