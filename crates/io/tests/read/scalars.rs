//! Wave height, visibility and water temperature: units, depths, names, GRIB2, and what is none.

use crate::fixture::{A, HOURS, LAT, LON, Nc, START_S, Scratch, TIME, lats, lons};
use netcdf_writer::NcWriteFormat;
use sarex_io::read::{Opened, Options, ReadError, Scalar, Wanted, open_field, summary};
use sarex_metocean::gridded::SlabRequest;
use sarex_metocean::{Place, Window};
use std::path::PathBuf;

/// 2 + x + 0.5 y + h with x, y in degrees from 129° E 34° N and h in hours: linear, so that interpolation is exact.
fn truth(lat: f64, lon: f64, hour: f64) -> f64 {
    2.0 + (lon - 129.0) + 0.5 * (lat - 34.0) + hour
}

/// A file of one scalar on the usual grid, `in_file` of the truth.
fn file(name: &str, standard: &'static str, units: &'static str, in_file: impl Fn(f64) -> f64) -> Nc {
    let mut values = Vec::new();
    for hour in HOURS {
        for lat in lats() {
            values.extend(lons().iter().map(|lon| in_file(truth(lat, *lon, hour)) as f32));
        }
    }
    let mut attributes = vec![("units", A::T(units))];
    if !standard.is_empty() {
        attributes.push(("standard_name", A::T(standard)));
    }
    let mut nc = axes(&[]);
    nc.var(name, &["time", "lat", "lon"], &values, &attributes);
    nc
}

fn axes(more: &[(&str, u64)]) -> Nc {
    let mut dims = vec![("time", 3), ("lat", 4), ("lon", 5)];
    dims.extend(more);
    let mut nc = Nc::new(&dims);
    nc.var("time", &["time"], &HOURS, &TIME);
    nc.var("lat", &["lat"], &lats(), &LAT).var("lon", &["lon"], &lons(), &LON);
    nc
}

fn open(nc: &Nc, scalar: Scalar, options: &Options) -> Result<(Scratch, Opened), ReadError> {
    let scratch = Scratch::new();
    let name = scratch.write("field.nc", &nc.bytes(NcWriteFormat::Nc4));
    open_field(&name, scalar, options).map(|opened| (scratch, opened))
}

fn at(opened: &Opened, lat: f64, lon: f64, hour: f64) -> Option<f64> {
    let time_s = START_S + hour * 3600.0;
    let window = Window {
        south_deg: lat,
        north_deg: lat,
        west_deg: lon,
        east_deg: lon,
        start_s: time_s,
        end_s: time_s,
    };
    let field = opened.source.hold(&window).unwrap_or_else(|e| panic!("{e}"));
    let value = field.at(Place { lat_deg: lat, lon_deg: lon, time_s, member: 0 });
    value.map(|v| {
        assert_eq!(v.north_mps, 0.0, "a scalar is the first component alone");
        v.east_mps
    })
}

#[track_caller]
fn is(nc: &Nc, scalar: Scalar, expected: impl Fn(f64) -> f64) -> Vec<String> {
    let (_scratch, opened) = open(nc, scalar, &Options::default()).unwrap_or_else(|e| panic!("{e}"));
    for (lat, lon, hour) in [(34.0, 129.0, 0.0), (34.3, 129.6, 0.5), (34.75, 130.0, 2.0), (34.1, 129.9, 1.25)]
    {
        let found = at(&opened, lat, lon, hour).unwrap_or_else(|| panic!("no value at {lat} {lon}"));
        let expected = expected(truth(lat, lon, hour));
        assert!((found - expected).abs() < 2e-4 * expected.abs().max(1.0), "{found} instead of {expected}");
    }
    opened.notes
}

#[track_caller]
fn refused(nc: &Nc, scalar: Scalar, words: &[&str]) {
    let message = match open(nc, scalar, &Options::default()) {
        Err(e) => e.to_string(),
        Ok(_) => panic!("it should be refused: {words:?}"),
    };
    words.iter().for_each(|word| assert!(message.contains(word), "{message}\nlacks \"{word}\""));
}

const WAVES: &str = "sea_surface_wave_significant_height";
const SEEN: &str = "visibility_in_air";

/// Metres and °C, whatever the file has: metres, feet, kilometres, kelvin, °C.
#[test]
fn units_are_converted() {
    assert!(is(&file("hs", WAVES, "m", |v| v), Scalar::WaveHeight, |v| v).is_empty());
    is(&file("hs", WAVES, "feet", |v| v / 0.3048), Scalar::WaveHeight, |v| v);
    is(&file("vis", SEEN, "km", |v| v), Scalar::Visibility, |v| 1000.0 * v);
    is(&file("vis", SEEN, "m", |v| 1000.0 * v), Scalar::Visibility, |v| 1000.0 * v);
    is(&file("sst", "sea_surface_temperature", "K", |v| v + 273.15), Scalar::WaterTemperature, |v| v);
    is(&file("sst", "sea_water_temperature", "degC", |v| v - 4.0), Scalar::WaterTemperature, |v| v - 4.0);
}

/// Names without a standard name and the second best are taken and told; a name that is given comes first.
#[test]
fn names_and_second_best() {
    let notes = is(&file("VHM0", "", "m", |v| v), Scalar::WaveHeight, |v| v);
    assert!(notes.iter().any(|note| note.contains("VHM0 has no standard name")), "{notes:?}");
    let wind_sea = file("shww", "sea_surface_wind_wave_significant_height", "m", |v| v);
    let notes = is(&wind_sea, Scalar::WaveHeight, |v| v);
    assert!(notes.iter().any(|note| note.contains("swell comes on top")), "{notes:?}");
    let odd = file("odd", "", "m", |v| v);
    refused(&odd, Scalar::WaveHeight, &["no significant wave height", "odd", "name the variable"]);
    let named = Options { variable: Some("odd".to_owned()), ..Options::default() };
    let (_scratch, opened) = open(&odd, Scalar::WaveHeight, &named).unwrap();
    assert_eq!(at(&opened, 34.0, 129.0, 1.0), Some(3.0));
}

/// Of several depths the uppermost, wherever it stands in the file; below 5 m that is said.
#[test]
fn the_uppermost_level_is_taken() {
    for (depths, notes_expected) in [([50.0, 0.5], 0), ([10.0, 200.0], 1)] {
        let mut nc = axes(&[("depth", 2)]);
        let of_depth = [("standard_name", A::T("depth")), ("units", A::T("m")), ("positive", A::T("down"))];
        nc.var("depth", &["depth"], &depths, &of_depth);
        let mut values = Vec::new();
        for _ in HOURS {
            depths.iter().for_each(|depth| values.extend([20.0 - 0.1 * *depth as f32; 20]));
        }
        let attributes = [("standard_name", A::T("sea_water_temperature")), ("units", A::T("Celsius"))];
        nc.var("temp", &["time", "depth", "lat", "lon"], &values, &attributes);
        let (_scratch, opened) =
            open(&nc, Scalar::WaterTemperature, &Options::default()).unwrap_or_else(|e| panic!("{e}"));
        let uppermost = depths.into_iter().fold(f64::INFINITY, f64::min);
        let found = at(&opened, 34.2, 129.3, 0.5).unwrap();
        assert!((found - (20.0 - 0.1 * uppermost)).abs() < 1e-5, "{found} at {depths:?}");
        assert_eq!(opened.notes.len(), notes_expected, "{:?}", opened.notes);
    }
}

/// What is no such quantity is refused when it is opened, with the variable and what would be right.
#[test]
fn what_is_none_is_refused() {
    refused(
        &file("vis", SEEN, "K", |v| v),
        Scalar::Visibility,
        &["vis has units \"K\"", "not a length", "m or km"],
    );
    refused(&file("vis", SEEN, "", |v| v), Scalar::Visibility, &["vis has units \"\"", "m or km"]);
    let sst = |units, value: f64| file("sst", "sea_surface_temperature", units, move |_| value);
    refused(&sst("m", 280.0), Scalar::WaterTemperature, &["not a temperature", "K or degC"]);
    refused(&sst("degF", 60.0), Scalar::WaterTemperature, &["degF", "not a temperature"]);
    let none = ["field.nc", "no valid value", "-3 to 45 °C", "check its units"];
    refused(&sst("K", 400.0), Scalar::WaterTemperature, &none);
    // Kelvin that are called degrees.
    refused(&sst("degC", 285.0), Scalar::WaterTemperature, &none);
    refused(&file("vis", SEEN, "m", |_| -100.0), Scalar::Visibility, &["no valid value", "0 to 500 km"]);
    refused(&file("hs", WAVES, "m", |_| f64::NAN), Scalar::WaveHeight, &["hs has no valid value"]);
    refused(&file("hs", WAVES, "m", |v| v), Scalar::Visibility, &["no visibility", WAVES]);
    let scratch = Scratch::new();
    let series = scratch.write("vis.csv", b"time,speed_kn,from_deg\n2026-11-20T00:00:00Z,12,320\n");
    let message = open_field(&series, Scalar::Visibility, &Options::default()).err().unwrap().to_string();
    assert!(message.contains("time series tells of wind or current"), "{message}");
}

/// Where some values are none, they are missing and the others are not.
#[test]
fn single_values_that_are_none_are_missing() {
    let nc = file("vis", SEEN, "m", |v| if v > 3.9 { -1.0 } else { 1000.0 * v });
    let (_scratch, opened) = open(&nc, Scalar::Visibility, &Options::default()).unwrap();
    assert_eq!(at(&opened, 34.0, 129.0, 0.0), Some(2000.0));
    assert_eq!(at(&opened, 34.75, 130.0, 2.0), None);
}

/// Several files form one time axis, as with vectors.
#[test]
fn several_files_are_one_time_axis() {
    let scratch = Scratch::new();
    for (day, value) in [("20", 1.0_f32), ("21", 3.0)] {
        let mut nc = Nc::new(&[("time", 1), ("lat", 4), ("lon", 5)]);
        let hour = if day == "20" { 0.0 } else { 24.0 };
        nc.var("time", &["time"], &[hour], &TIME).var("lat", &["lat"], &lats(), &LAT);
        nc.var("lon", &["lon"], &lons(), &LON);
        let attributes = [("standard_name", A::T(WAVES)), ("units", A::T("m"))];
        nc.var("hs", &["time", "lat", "lon"], &[value; 20], &attributes);
        scratch.write(&format!("waves-{day}.nc"), &nc.bytes(NcWriteFormat::Classic));
    }
    let pattern = scratch.path("waves-*.nc").to_str().unwrap().to_owned();
    let opened =
        open_field(&pattern, Scalar::WaveHeight, &Options::default()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(opened.inputs.len(), 2);
    assert_eq!(at(&opened, 34.2, 129.3, 12.0), Some(2.0));
}

/// What a file holds is told of scalars as of vectors, and nothing is said of those that are not there.
#[test]
fn a_summary_tells_of_scalars() {
    let scratch = Scratch::new();
    let mut nc = file("hs", WAVES, "m", |v| v - 2.0);
    let seen: Vec<f32> = (0..60).map(|k| if k == 0 { -1.0 } else { 9.26 }).collect();
    nc.var("vis", &["time", "lat", "lon"], &seen, &[("standard_name", A::T(SEEN)), ("units", A::T("km"))]);
    let name = scratch.write("field.nc", &nc.bytes(NcWriteFormat::Nc4));
    let found = summary(&name, &Wanted::ALL, &Options::default()).unwrap();
    assert!(found.is_usable());
    let [waves, visibility] = found.fields.as_slice() else { panic!("{found}") };
    assert_eq!((waves.variables.as_slice(), waves.speed_mps), (&["hs".to_owned()][..], None));
    let text = found.to_string();
    for words in [
        "Significant wave height (hs)",
        "values   0.0 m to 3.4 m, mean",
        "values   5.0 NM to 5.0 NM, mean 5.0 NM",
        "1 of 60 values looked at are outside 0 to 500 km",
        "no wind at 10 m",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("no water temperature"), "{text}");
    assert_eq!(visibility.values.unwrap().unit, "m");
    let only = summary(&name, &[Scalar::WaterTemperature.into()], &Options::default()).unwrap();
    assert_eq!((only.is_usable(), only.not_usable), (false, vec!["no water temperature".to_owned()]));
}

fn data(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    path.exists().then_some(path)
}

/// A real file with 17 depths, packed values and a projected grid: cells at the surface as GDAL 3 reads them, from
/// stored numbers −26718, −23931 and −31213 with scale 0.00073253363 and offset 21.
#[test]
fn the_surface_of_a_model_of_the_arctic() {
    let Some(path) = data("arctic20_20160201-05_xy_km.nc") else { return };
    let field =
        sarex_io::read::open::open_file(&path, Scalar::WaterTemperature, &Options::default()).unwrap();
    assert!(field.notes.iter().any(|note| note.contains("potential temperature")), "{:?}", field.notes);
    for (column, line, stored) in [(40, 20, -26718.0), (20, 30, -23931.0), (60, 10, -31213.0)] {
        // GDAL counts lines from the north of the grid.
        let row = field.grid.rows() - 1 - line;
        let request = SlabRequest { times: 0..1, member: 0, rows: row..row + 1, columns: column..column + 1 };
        let found = f64::from(field.reader.read(&request).unwrap()[0].u[0]);
        let expected = stored * 0.000_732_533_63 + 21.0;
        assert!((found - expected).abs() < 1e-4, "{found} instead of {expected} at {column}, {line}");
    }
}

/// The first message of `latlon_0.grib2`, whose values are i/2 − j/4 + 6, as another parameter on another level, with
/// a number added to all values.
fn grib([discipline, category, number]: [u8; 3], level_type: u8, added: f32) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/read/data/latlon_0.grib2");
    let whole = std::fs::read(path).unwrap();
    let length = u64::from_be_bytes(whole[8..16].try_into().unwrap()) as usize;
    let mut bytes = whole[..length].to_vec();
    bytes[6] = discipline;
    let mut section = 16;
    while &bytes[section..section + 4] != b"7777" {
        let length = u32::from_be_bytes(bytes[section..section + 4].try_into().unwrap()) as usize;
        match bytes[section + 4] {
            4 => {
                bytes[section + 9..section + 11].copy_from_slice(&[category, number]);
                bytes[section + 22] = level_type;
                bytes[section + 23..section + 28].fill(0);
            }
            5 => {
                assert_eq!(bytes[section + 9..section + 11], [0, 0], "simple packing");
                let decimal =
                    i32::from(u16::from_be_bytes(bytes[section + 17..section + 19].try_into().unwrap()));
                let reference = f32::from_be_bytes(bytes[section + 11..section + 15].try_into().unwrap());
                let scaled = (0..decimal).fold(added, |value, _| value * 10.0);
                bytes[section + 11..section + 15].copy_from_slice(&(reference + scaled).to_be_bytes());
            }
            _ => {}
        }
        section += length;
    }
    bytes
}

/// GFS and GFS-Wave give VIS, HTSGW and WTMP at the surface; kelvin become °C.
#[test]
fn grib_parameters_are_known() {
    let scratch = Scratch::new();
    let first = |name: &str, scalar: Scalar| -> Result<(f32, Vec<String>), String> {
        let opened = open_field(name, scalar, &Options::default()).map_err(|error| error.to_string())?;
        let file = sarex_io::read::open::open_file(name.as_ref(), scalar, &Options::default()).unwrap();
        let request = SlabRequest { times: 0..1, member: 0, rows: 0..1, columns: 2..3 };
        Ok((file.reader.read(&request).unwrap()[0].u[0], opened.notes))
    };
    let vis = scratch.write("vis.grib2", &grib([0, 19, 0], 1, 2000.0));
    assert!((first(&vis, Scalar::Visibility).unwrap().0 - 2007.0).abs() < 0.01);
    let htsgw = scratch.write("htsgw.grib2", &grib([10, 0, 3], 1, 0.0));
    assert!((first(&htsgw, Scalar::WaveHeight).unwrap().0 - 7.0).abs() < 1e-3);
    let wtmp = scratch.write("wtmp.grib2", &grib([10, 3, 0], 1, 280.0));
    assert!((first(&wtmp, Scalar::WaterTemperature).unwrap().0 - (287.0 - 273.15)).abs() < 0.01);
    // Of wind sea and whole sea in one file the whole sea is taken; the wind sea alone is told to be that.
    let wvhgt = grib([10, 0, 5], 1, 1.0);
    let both = scratch.write("both.grib2", &[wvhgt.clone(), grib([10, 0, 3], 1, 0.0)].concat());
    let (height, notes) = first(&both, Scalar::WaveHeight).unwrap();
    assert!((height - 7.0).abs() < 1e-3 && notes.is_empty(), "{height} {notes:?}");
    let alone = scratch.write("wvhgt.grib2", &wvhgt);
    let (height, notes) = first(&alone, Scalar::WaveHeight).unwrap();
    assert!((height - 8.0).abs() < 1e-3 && notes[0].contains("wind sea alone"), "{height} {notes:?}");
    // Temperatures of 6 K, the visibility aloft, and a file of something else.
    let cold = scratch.write("cold.grib2", &grib([10, 3, 0], 1, 0.0));
    assert!(first(&cold, Scalar::WaterTemperature).unwrap_err().contains("-3 to 45 °C"));
    let aloft = scratch.write("aloft.grib2", &grib([0, 19, 0], 100, 2000.0));
    assert!(first(&aloft, Scalar::Visibility).unwrap_err().contains("no visibility"));
    let refusal = first(&vis, Scalar::WaveHeight).unwrap_err();
    assert!(
        refusal.contains("visibility at the surface") && !refusal.contains("nothing a drift"),
        "{refusal}"
    );
}
