//! The known values of real files (NorKyst, AROME, Arctic20, GFS, CAPS): raw numbers, positions, times.
//!
//! Values are those of the reference data's README, taken with netCDF4-python, pyproj and ecCodes.

use crate::record::Record;
use sarex_io::read::{Options, Wanted, cf, grib, netcdf, open_field, summary, vector_file};
use sarex_metocean::gridded::SlabRequest;
use sarex_metocean::{Quantity, Rotation};
use std::path::PathBuf;
use std::sync::Arc;

/// A file of the reference data, or a line saying that it is left out.
pub fn data(name: &str) -> Option<PathBuf> {
    let roots = match std::env::var_os("SAREX_SHARED") {
        Some(root) => vec![PathBuf::from(root)],
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).ancestors().map(|p| p.join("shared")).collect(),
    };
    let found = roots.iter().map(|r| r.join("data").join(name)).find(|p| p.is_file());
    if found.is_none() {
        println!("left out: {name} (no reference data: set SAREX_SHARED)");
    }
    found
}

fn file(name: &str, quantity: Quantity) -> Option<vector_file::VectorFile> {
    let container = netcdf::open(&data(name)?).unwrap_or_else(|e| panic!("{e}"));
    Some(
        vector_file::describe(Arc::new(container), quantity, &Options::default())
            .unwrap_or_else(|e| panic!("{e}")),
    )
}

fn cell(file: &vector_file::VectorFile, [t, y, x]: [usize; 3]) -> (f32, f32) {
    let request = SlabRequest { times: t..t + 1, member: 0, rows: y..y + 1, columns: x..x + 1 };
    let slab = file.reader.rectangles(&request).unwrap_or_else(|e| panic!("{e}")).remove(0);
    (slab.u[0], slab.v[0])
}

#[track_caller]
fn near(record: &mut Record, what: &str, value: (f32, f32), expected: (f64, f64), tolerance: f64) {
    let off = (f64::from(value.0) - expected.0).abs().max((f64::from(value.1) - expected.1).abs());
    record.row(
        &format!("{what}: ({}, {}) m/s", expected.0, expected.1),
        format!("{off:.1e} m/s"),
        format!("{tolerance:.0e} m/s"),
    );
    assert!(off <= tolerance, "{value:?} instead of {expected:?}");
}

/// A table of raw values of a file.
fn known(section: &'static str, claim: &str) -> Record {
    let how = "Cells of the file, unpacked, as netCDF4-python gives them. Norm: largest difference of a component. \
               Limit: the last digit known.";
    Record::new("fields", section, claim, how)
}

#[track_caller]
fn at(place: (f64, f64), lon_deg: f64, lat_deg: f64, tolerance_deg: f64) {
    let off = (place.0 - lat_deg).abs().max((place.1 - lon_deg).abs());
    assert!(off <= tolerance_deg, "{place:?} instead of {lat_deg}, {lon_deg}");
}

#[test]
fn norkyst_packed_current_on_a_polar_stereographic_grid() {
    let Some(f) = file("norkyst800_subset_16Nov2015.nc", Quantity::Current) else { return };
    let mut record = known("10-norkyst", "NorKyst-800: packed current on a polar stereographic grid");
    assert_eq!((f.pair.u.as_str(), f.pair.v.as_str(), f.rotation), ("u", "v", Rotation::Spherical));
    assert_eq!((f.found.grid.columns(), f.found.grid.rows(), f.members), (301, 201, 1));
    near(&mut record, "time 0, row 0, column 0", cell(&f, [0, 0, 0]), (0.016, -0.105), 1e-7);
    near(&mut record, "time 66, row 100, column 150", cell(&f, [66, 100, 150]), (0.087, 0.049), 1e-7);
    assert!(cell(&f, [0, 0, 300]).0.is_nan());
    assert_eq!(cf::times::instant(f.times_s[0]), "2015-11-16T00:00:00Z");
    assert_eq!(cf::times::instant(f.times_s[66]), "2015-11-18T18:00:00Z");
    assert!(f.times_s.windows(2).all(|w| w[1] - w[0] == 3600.0));
    let there = f.found.grid.locate(Rotation::Spherical, 60.25, 4.5);
    assert!((there.column - 99.24925).abs() < 1e-5 && (there.row - 93.14488).abs() < 1e-5, "{there:?}");
    assert_eq!(f.notes, Vec::<String>::new(), "absent coordinates variables are no reason to complain");
}

/// 20 215 cells lack u, 20 243 lack v, 959 u only, 987 v only, at every time.
#[test]
fn norkyst_masks_of_the_components_differ() {
    let Some(f) = file("norkyst800_subset_16Nov2015.nc", Quantity::Current) else { return };
    for t in [0, 33, 66] {
        let request = SlabRequest { times: t..t + 1, member: 0, rows: 0..201, columns: 0..301 };
        let slab = f.reader.rectangles(&request).unwrap().remove(0);
        let count =
            |test: fn(f32, f32) -> bool| slab.u.iter().zip(&slab.v).filter(|(u, v)| test(**u, **v)).count();
        assert_eq!(count(|u, _| u.is_nan()), 20_215);
        assert_eq!(count(|_, v| v.is_nan()), 20_243);
        assert_eq!(count(|u, v| u.is_nan() && !v.is_nan()), 959);
        assert_eq!(count(|u, v| !u.is_nan() && v.is_nan()), 987);
    }
}

#[test]
fn arome_wind_on_a_lambert_grid() {
    let Some(f) = file("arome_subset_16Nov2015.nc", Quantity::Wind) else { return };
    let mut record = known("12-arome", "AROME: wind on a Lambert grid");
    assert_eq!((f.pair.u.as_str(), f.rotation), ("x_wind_10m", Rotation::Spherical));
    near(&mut record, "time 0, row 0, column 0", cell(&f, [0, 0, 0]), (-7.030467, 14.680347), 1e-6);
    near(&mut record, "time 66, row 75, column 40", cell(&f, [66, 75, 40]), (-3.412900, 2.204970), 1e-6);
    at(f.found.grid.place(0.0, 0.0), 3.712529, 58.855008, 2e-6);
    at(f.found.grid.place(40.0, 75.0), 4.917985, 60.663969, 2e-6);
    assert_eq!(f.notes, Vec::<String>::new());
}

#[test]
fn arome_packed_with_negative_scale_and_no_fill_value() {
    let Some(f) = file("arome_metcoop_20160202_packed_subset.nc", Quantity::Wind) else { return };
    let mut record = known("14-arome-packed", "AROME packed with a negative scale and no fill value");
    near(&mut record, "time 0, row 0, column 0", cell(&f, [0, 0, 0]), (3.147211, -5.945414), 1e-6);
    near(&mut record, "time 48, row 100, column 85", cell(&f, [48, 100, 85]), (-2.885731, -7.838918), 1e-6);
    assert_eq!(cf::times::instant(f.times_s[0]), "2016-02-02T12:00:00Z");
    assert_eq!(f.times_s.len(), 49);
}

#[test]
fn arctic20_axes_in_kilometres_and_a_projection_that_contradicts_the_positions() {
    let Some(f) = file("arctic20_20160201-05_xy_km.nc", Quantity::Current) else { return };
    let mut record = known("16-arctic20", "Arctic20: axes in kilometres");
    assert_eq!((f.pair.u.as_str(), f.pair.v.as_str()), ("u", "v"), "not the mean over depth");
    near(&mut record, "time 0, row 25, column 45", cell(&f, [0, 25, 45]), (0.083326, -0.015566), 1e-6);
    at(f.found.grid.place(45.0, 25.0), 17.62237, 74.02497, 1e-4);
    assert_eq!(f.rotation, Rotation::Spherical);
    assert!(
        f.notes.iter().any(|n| n.contains("cells from the file's own longitude and latitude")),
        "{:?}",
        f.notes
    );
    assert_eq!(cf::times::instant(f.times_s[4]), "2016-02-05T12:00:00Z");
}

#[test]
fn gfs_components_on_a_latitude_longitude_grid_point_east_and_north() {
    let Some(f) = file("gfs_eastasia_20161120-22_6h_1deg.nc", Quantity::Wind) else { return };
    let mut record = known("18-gfs", "GFS: wind on latitudes and longitudes");
    assert_eq!((f.rotation, f.found.is_lat_lon), (Rotation::None, true));
    near(&mut record, "time 0, row 15, column 14", cell(&f, [0, 15, 14]), (2.362588, -2.098059), 1e-6);
    at(f.found.grid.place(14.0, 15.0), 129.0, 35.0, 1e-9);
    assert_eq!(cf::times::instant(f.times_s[8]), "2016-11-22T00:00:00Z");
}

/// Seconds since 1970 of 2015-11-16T00:00:00Z.
const NORKYST_START_S: f64 = 1_447_632_000.0;

/// East and north at a place and time, through the source a run uses.
fn sample(name: &str, quantity: Quantity, lat_deg: f64, lon_deg: f64, time_s: f64) -> Option<(f32, f32)> {
    use sarex_metocean::{Place, Window};
    let opened = open_field(data(name)?.to_str().unwrap(), quantity, &Options::default())
        .unwrap_or_else(|e| panic!("{e}"));
    let window = Window {
        south_deg: lat_deg - 0.1,
        north_deg: lat_deg + 0.1,
        west_deg: lon_deg - 0.1,
        east_deg: lon_deg + 0.1,
        start_s: time_s - 600.0,
        end_s: time_s + 600.0,
    };
    let field = opened.source.hold(&window).unwrap_or_else(|e| panic!("{e}"));
    let v = field.at(Place { lat_deg, lon_deg, time_s, member: 0 }).expect("a value");
    Some((v.east_mps as f32, v.north_mps as f32))
}

/// Interpolated and turned to true north: the reference turns by the azimuth of a step of 10 m on WGS84, up to
/// 0.04° from the grid's own, hence 0.0008 of the speed.
#[test]
fn interpolated_and_turned_samples() {
    /// Latitude, longitude, hours, current, wind.
    type Case = (f64, f64, f64, (f64, f64), (f64, f64));
    const CASES: [Case; 3] = [
        (60.25, 4.5, 0.0, (-0.04770, 0.18054), (-7.97784, 9.96866)),
        (60.25, 4.5, 6.5, (0.03883, 0.69681), (-10.31369, 15.31676)),
        (60.75, 3.75, 30.25, (0.04716, 0.17904), (4.82768, 18.40862)),
    ];
    let files = ["norkyst800_subset_16Nov2015.nc", "arome_subset_16Nov2015.nc"];
    if files.iter().any(|name| data(name).is_none()) {
        return;
    }
    let mut record = Record::new(
        "fields",
        "20-samples",
        "Interpolated in space and time and turned to true north",
        "Norm: largest difference of a component from the reference, which turns vectors by the azimuth of a step of \
         10 m on WGS84. Limit: that differs by up to 0.04° from the grid's own azimuth used here, 0.0008 of the speed.",
    );
    for (lat, lon, hours, current, wind) in CASES {
        let t = NORKYST_START_S + hours * 3600.0;
        if let Some(v) = sample("norkyst800_subset_16Nov2015.nc", Quantity::Current, lat, lon, t) {
            near(&mut record, &format!("current, {lat}° N {lon}° E, {hours} h"), v, current, 0.001);
        }
        if let Some(v) = sample("arome_subset_16Nov2015.nc", Quantity::Wind, lat, lon, t) {
            near(&mut record, &format!("wind, {lat}° N {lon}° E, {hours} h"), v, wind, 0.02);
        }
    }
}

#[test]
fn opening_tells_what_is_missing() {
    let Some(path) = data("arome_subset_16Nov2015.nc") else { return };
    let message =
        open_field(path.to_str().unwrap(), Quantity::Current, &Options::default()).err().unwrap().to_string();
    assert!(
        message.contains("no surface current found") && message.contains("x_wind_10m (x_wind)"),
        "{message}"
    );
    let message = open_field("nowhere.nc", Quantity::Wind, &Options::default()).err().unwrap().to_string();
    assert!(message.contains("nowhere.nc: no such file"), "{message}");
    let message = open_field("nowhere*.nc", Quantity::Wind, &Options::default()).err().unwrap().to_string();
    assert!(message.contains("no file matches"), "{message}");
}

/// Polar stereographic, JPEG 2000 of 12 bits: values as ecCodes 2.50 gives them. With a reference of 20 576.1 m, one
/// decimal and 12 bits nothing above 20 985.6 m can be meant; a height of 50 hPa must lie near 20.6 km. No wind, so
/// nothing for a drift.
#[test]
fn caps_geopotential_height_unpacks_and_is_refused() {
    let Some(path) = data("CMC_caps_HGT_ISBL_0050_ps3km_2018090900_P005.grib2") else { return };
    let file = grib::open(&path).unwrap();
    let [entry] = file.entries.as_slice() else { panic!("one field") };
    assert_eq!(
        (entry.product.parameter, entry.product.level_type, entry.product.level),
        ([0, 3, 5], 100, 5000.0)
    );
    assert_eq!(
        (entry.product.centre, cf::times::instant(entry.product.time_s).as_str()),
        (54, "2018-09-09T05:00:00Z")
    );
    let grid = grib::grid::parse(&entry.grid).unwrap();
    assert_eq!((grid.size, grid.vectors_along_grid, grid.is_lat_lon), ((2097, 1880), true, false));
    at(grid.grid.place(0.0, 0.0), 223.413824, 46.788136, 1e-6);
    let values: Vec<f64> = file.values(entry, 2097 * 1880).unwrap().into_iter().map(f64::from).collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let (least, most) = values.iter().fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(*v), b.max(*v)));
    let found = [values[0], values[values.len() - 1], least, most, mean];
    let expected = [20_945.8, 20_832.4, 20_576.1, 20_945.8, 20_733.623_69];
    let mut record = Record::new(
        "fields",
        "22-grib2-caps",
        "GRIB2: CAPS, polar stereographic, JPEG 2000 of 12 bits",
        "All 3.9 million values of the field, as ecCodes 2.50 gives them. Norm: difference. Limit: 2 mm of height.",
    );
    for ((what, f), e) in ["first", "last", "least", "largest", "mean"].into_iter().zip(found).zip(expected) {
        record.row(&format!("{what}: {e} gpm"), format!("{:.4} gpm", (f - e).abs()), "0.002 gpm");
    }
    assert!(
        found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 0.002),
        "{found:?} instead of {expected:?}"
    );
    let message =
        open_field(path.to_str().unwrap(), Quantity::Wind, &Options::default()).err().unwrap().to_string();
    assert!(
        message.contains("geopotential height at 50 hPa")
            && message.contains("nothing a drift or a search can use"),
        "{message}"
    );
}

/// Cell counts of the data's README: 20 215 cells lack u, 987 more lack v only.
#[test]
fn a_summary_says_what_is_there() {
    let options = Options::default();
    if let Some(path) = data("norkyst800_subset_16Nov2015.nc") {
        let found = summary(path.to_str().unwrap(), &Wanted::ALL, &options).unwrap();
        let [current] = found.fields.as_slice() else { panic!("one quantity") };
        assert_eq!(current.quantity, "surface current");
        assert!(current.looked_at.is_all(), "{:?}", current.looked_at);
        assert_eq!(current.period, ["2015-11-16T00:00:00Z", "2015-11-18T18:00:00Z"]);
        assert_eq!((current.times, current.step_h, current.gaps.len()), (67, Some(1.0), 0));
        assert!((current.missing_share - (20_215.0 + 987.0) / (301.0 * 201.0)).abs() < 1e-9);
        let [_, mean, most] = current.speed_mps.unwrap();
        assert!((0.25..0.5).contains(&mean) && most < 1.6, "{mean} {most}");
        assert!(current.spacing_km.iter().all(|s| (0.7..0.9).contains(s)), "{:?}", current.spacing_km);
        let [south, north, west, east] = current.area_deg;
        let off = [south - 59.32, north - 61.89, west - 2.52, east - 7.03];
        assert!(off.iter().all(|o| o.abs() < 0.006), "{off:?}");
        assert_eq!(found.not_usable, ["no wind at 10 m", "no surface Stokes drift"]);
        let text = found.to_string();
        assert!(text.contains("polar stereographic (north), vertical meridian 70°"), "{text}");
        assert!(serde_json::to_string(&found).unwrap().contains("\"missing_share\""));
    }
    if let Some(path) = data("arctic20_20160201-05_xy_km.nc") {
        let found = summary(path.to_str().unwrap(), &Wanted::ALL, &options).unwrap();
        assert!(found.fields[0].notes.iter().any(|n| n.contains("longitude and latitude")), "{found}");
        assert!(found.variables.iter().any(|v| v.name == "zeta"));
    }
    if let Some(path) = data("CMC_caps_HGT_ISBL_0050_ps3km_2018090900_P005.grib2") {
        let found = summary(path.to_str().unwrap(), &Wanted::ALL, &options).unwrap();
        assert!(
            !found.is_usable() && found.to_string().contains("geopotential height at 50 hPa [1 field] gpm"),
            "{found}"
        );
    }
}

/// Start-up has no cost worth seeing: both files of the reference case are open in less than 0.1 s.
#[test]
fn opening_is_quick() {
    let (Some(current), Some(wind)) =
        (data("norkyst800_subset_16Nov2015.nc"), data("arome_subset_16Nov2015.nc"))
    else {
        return;
    };
    let began = std::time::Instant::now();
    for (path, quantity) in [(current, Quantity::Current), (wind, Quantity::Wind)] {
        open_field(path.to_str().unwrap(), quantity, &Options::default()).unwrap_or_else(|e| panic!("{e}"));
    }
    let took_s = began.elapsed().as_secs_f64();
    println!("opened NorKyst and AROME in {:.1} ms", took_s * 1000.0);
    assert!(took_s < 0.1, "{took_s} s");
}
