//! One synthetic file for each way of writing the same field; all must give the same values.

use crate::fixture::{
    A, HOURS, LAT, LON, Nc, START_S, Scratch, TIME, U_CURRENT, V_CURRENT, first, lats, lons, second, truth,
    values,
};
use netcdf_writer::NcWriteFormat;
use sarex_io::read::{Directions, Opened, Options, ReadError, open_field};
use sarex_metocean::{Place, Quantity, Window};

type Attributes = [(&'static str, A); 2];

/// The usual file; what a test varies it passes in.
struct Usual {
    times: Vec<f64>,
    lats: Vec<f64>,
    lons: Vec<f64>,
    /// Longitudes as the file writes them, if not as they are.
    lons_written: Option<Vec<f64>>,
    names: [&'static str; 2],
    u: Vec<(&'static str, A)>,
    v: Vec<(&'static str, A)>,
    time: Vec<(&'static str, A)>,
}

impl Default for Usual {
    fn default() -> Self {
        let list = |a: Attributes| a.to_vec();
        Usual {
            times: HOURS.to_vec(),
            lats: lats(),
            lons: lons(),
            lons_written: None,
            names: ["u", "v"],
            u: list(U_CURRENT),
            v: list(V_CURRENT),
            time: list(TIME),
        }
    }
}

impl Usual {
    fn nc(&self) -> Nc {
        let mut nc = self.axes(&[]);
        let v = |pick| values(&self.times, &self.lats, &self.lons, pick);
        let dims = ["time", "lat", "lon"];
        nc.var(self.names[0], &dims, &v(first), &self.u).var(self.names[1], &dims, &v(second), &self.v);
        nc
    }
    fn axes(&self, more: &[(&str, u64)]) -> Nc {
        let mut dims = vec![
            ("time", self.times.len() as u64),
            ("lat", self.lats.len() as u64),
            ("lon", self.lons.len() as u64),
        ];
        dims.extend(more);
        let mut nc = Nc::new(&dims);
        nc.var("time", &["time"], &self.times, &self.time);
        let lons = self.lons_written.as_ref().unwrap_or(&self.lons);
        nc.var("lat", &["lat"], &self.lats, &LAT).var("lon", &["lon"], lons, &LON);
        nc
    }
}

fn open(
    nc: &Nc,
    format: NcWriteFormat,
    quantity: Quantity,
    options: &Options,
) -> Result<(Scratch, Opened), ReadError> {
    let scratch = Scratch::new();
    let name = scratch.write("field.nc", &nc.bytes(format));
    open_field(&name, quantity, options).map(|opened| (scratch, opened))
}

fn at(opened: &Opened, lat: f64, lon: f64, hour: f64, member: u16) -> Option<(f64, f64)> {
    let time_s = START_S + hour * 3600.0;
    let window = Window {
        south_deg: lat - 0.01,
        north_deg: lat + 0.01,
        west_deg: lon - 0.01,
        east_deg: lon + 0.01,
        start_s: time_s,
        end_s: time_s,
    };
    let field = opened.source.hold(&window).unwrap_or_else(|e| panic!("{e}"));
    field.at(Place { lat_deg: lat, lon_deg: lon, time_s, member }).map(|v| (v.east_mps, v.north_mps))
}

#[track_caller]
fn is_true(opened: &Opened, tolerance: f64) {
    for (lat, lon, hour) in [(34.0, 129.0, 0.0), (34.3, 129.6, 0.5), (34.75, 130.0, 2.0), (34.1, 129.9, 1.25)]
    {
        let found = at(opened, lat, lon, hour, 0).unwrap_or_else(|| panic!("no value at {lat} {lon}"));
        let expected = truth(lat, lon, hour);
        let off = (found.0 - expected.0).abs().max((found.1 - expected.1).abs());
        assert!(off < tolerance, "{found:?} instead of {expected:?} at {lat} {lon} hour {hour}");
    }
}

#[track_caller]
fn check(nc: &Nc, quantity: Quantity) -> Vec<String> {
    let (_scratch, opened) =
        open(nc, NcWriteFormat::Nc4, quantity, &Options::default()).unwrap_or_else(|e| panic!("{e}"));
    is_true(&opened, 1e-6);
    opened.notes
}

#[track_caller]
fn refused(nc: &Nc, quantity: Quantity, words: &[&str]) {
    let message = match open(nc, NcWriteFormat::Nc4, quantity, &Options::default()) {
        Err(e) => e.to_string(),
        Ok(_) => panic!("it should be refused: {words:?}"),
    };
    for word in words {
        assert!(message.contains(word), "{message}\nlacks \"{word}\"");
    }
}

#[test]
fn every_container_format() {
    use NcWriteFormat::{Cdf5, Classic, Nc4, Nc4Classic, Offset64};
    for format in [Classic, Offset64, Cdf5, Nc4, Nc4Classic] {
        let (_scratch, opened) =
            open(&Usual::default().nc(), format, Quantity::Current, &Options::default()).unwrap();
        is_true(&opened, 1e-6);
        assert_eq!(opened.notes, Vec::<String>::new());
    }
}

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
fn packed_with_fill_value() {
    let usual = Usual::default();
    let mut nc = usual.axes(&[]);
    let pack = |v: Vec<f64>| -> Vec<i16> {
        let mut packed: Vec<i16> = v.iter().map(|v| ((v - 1.0) / -0.0005).round() as i16).collect();
        packed[0] = -999;
        packed
    };
    let packing = [("scale_factor", A::F(-0.0005)), ("add_offset", A::F(1.0)), ("_FillValue", A::I16(-999))];
    for (name, pick, names) in [("u", first as fn((f64, f64)) -> f64, &U_CURRENT), ("v", second, &V_CURRENT)]
    {
        let attributes: Vec<(&str, A)> = names.iter().chain(&packing).cloned().collect();
        nc.var(
            name,
            &["time", "lat", "lon"],
            &pack(values(&usual.times, &usual.lats, &usual.lons, pick)),
            &attributes,
        );
    }
    let (_scratch, opened) = open(&nc, NcWriteFormat::Nc4, Quantity::Current, &Options::default()).unwrap();
    let found = at(&opened, 34.5, 129.75, 1.0, 0).unwrap();
    assert!((found.0 - truth(34.5, 129.75, 1.0).0).abs() < 0.0004, "{found:?}");
    // The first cell of the first time is missing; its neighbours stand in.
    assert!(at(&opened, 34.001, 129.001, 0.0, 0).is_some_and(|v| v.0 < 1.0));
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
fn units_are_converted_or_refused() {
    let scaled = |units: &'static str, factor: f64| {
        let usual = Usual::default();
        let mut nc = usual.axes(&[]);
        for (name, pick, standard) in [
            ("u", first as fn((f64, f64)) -> f64, "eastward_sea_water_velocity"),
            ("v", second, "northward_sea_water_velocity"),
        ] {
            let all: Vec<f64> =
                values(&usual.times, &usual.lats, &usual.lons, pick).iter().map(|v| v / factor).collect();
            nc.var(
                name,
                &["time", "lat", "lon"],
                &all,
                &[("standard_name", A::T(standard)), ("units", A::T(units))],
            );
        }
        nc
    };
    check(&scaled("cm/s", 0.01), Quantity::Current);
    check(&scaled("km/h", 1.0 / 3.6), Quantity::Current);
    check(&scaled("knots", 1852.0 / 3600.0), Quantity::Current);
    refused(&scaled("Pa", 1.0), Quantity::Current, &["field.nc", "u has units \"Pa\"", "not a speed"]);
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

#[test]
fn named_variables_override_the_search() {
    let usual = Usual {
        names: ["foo", "bar"],
        u: vec![("units", A::T("m/s"))],
        v: vec![("units", A::T("m/s"))],
        ..Usual::default()
    };
    refused(&usual.nc(), Quantity::Current, &["no surface current found", "foo, bar", "name the pair"]);
    let options = Options { variables: Some(["foo".to_owned(), "bar".to_owned()]), ..Options::default() };
    let (_scratch, opened) = open(&usual.nc(), NcWriteFormat::Nc4, Quantity::Current, &options).unwrap();
    is_true(&opened, 1e-6);
    let options = Options { variables: Some(["foo".to_owned(), "baz".to_owned()]), ..Options::default() };
    let error = open(&usual.nc(), NcWriteFormat::Nc4, Quantity::Current, &options).err().unwrap().to_string();
    assert!(error.contains("no variable baz found"), "{error}");
}

#[test]
fn what_cannot_be_used_is_refused_in_words() {
    let mut staggered = Nc::new(&[("time", 1), ("y", 3), ("x", 3), ("xu", 2)]);
    staggered.var("time", &["time"], &[0.0], &TIME);
    staggered.var("u", &["time", "y", "xu"], &[0.0; 6], &U_CURRENT).var(
        "v",
        &["time", "y", "x"],
        &[0.0; 9],
        &V_CURRENT,
    );
    refused(&staggered, Quantity::Current, &["u and v", "different grids", "rho points"]);
    let mut mesh = Nc::new(&[("time", 1), ("node", 7)]);
    mesh.var("time", &["time"], &[0.0], &TIME);
    mesh.var("u", &["time", "node"], &[0.0; 7], &U_CURRENT).var(
        "v",
        &["time", "node"],
        &[0.0; 7],
        &V_CURRENT,
    );
    refused(&mesh, Quantity::Current, &["rows and columns", "remapbil"]);
    let mut bare = Nc::new(&[("time", 1), ("y", 3), ("x", 3)]);
    bare.var("time", &["time"], &[0.0], &TIME);
    bare.var("u", &["time", "y", "x"], &[0.0; 9], &U_CURRENT).var(
        "v",
        &["time", "y", "x"],
        &[0.0; 9],
        &V_CURRENT,
    );
    refused(&bare, Quantity::Current, &["no positions", "longitude and latitude"]);
    let mut turning = Usual { lats: vec![34.0, 34.5, 34.25, 35.0], ..Usual::default() }.nc();
    refused(&turning, Quantity::Current, &["must only rise or only fall"]);
    turning = Usual { lats: vec![34.0, 134.5, 200.0, 235.0], ..Usual::default() }.nc();
    refused(&turning, Quantity::Current, &["lat has the value 134.5", "no latitude"]);
}

/// What cfgrib writes where it knows no standard name, with ECMWF's names and an ensemble axis before the grid.
#[test]
fn a_standard_name_that_is_unknown_is_none() {
    let unknown = [("standard_name", A::T("unknown")), ("units", A::T("m s**-1"))];
    let wind = Usual {
        names: ["u10", "v10"],
        u: unknown.to_vec(),
        v: unknown.to_vec(),
        time: vec![("standard_name", A::T("time")), ("units", A::T("seconds since 1970-01-01"))],
        times: HOURS.map(|h| START_S + 3600.0 * h).to_vec(),
        ..Usual::default()
    };
    let mut nc = wind.axes(&[]);
    let v = |pick| values(&HOURS, &wind.lats, &wind.lons, pick);
    nc.var("u10", &["time", "lat", "lon"], &v(first), &wind.u);
    nc.var("v10", &["time", "lat", "lon"], &v(second), &wind.v);
    let (_scratch, opened) = open(&nc, NcWriteFormat::Nc4, Quantity::Wind, &Options::default()).unwrap();
    is_true(&opened, 1e-6);
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
