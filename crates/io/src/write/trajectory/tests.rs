//! The file read back, by our own reader and by others'.

use super::*;
use crate::write::fixture::{Cloud, START_S, forecast};
use crate::write::netcdf::Attribute;
use netcdf_reader::NcFile;
use serde_json::Value;

fn small() -> Cloud {
    Cloud { particles: 300, hours: 6, ..Cloud::default() }
}

#[test]
fn what_is_written_is_read_back() {
    let owned = forecast(small());
    let bytes = encode(&owned.report(), Layout::Compact).unwrap();
    let file = NcFile::from_bytes(&bytes).unwrap();
    let snapshot = &owned.ensemble.snapshots[3];
    let lat = file.read_variable_unpacked_masked("lat").unwrap();
    let lon = file.read_variable_unpacked_masked("lon").unwrap();
    assert_eq!(lat.shape(), [300, 7]);
    for i in 0..300 {
        assert!((lat[[i, 3]] - f64::from(snapshot.lat_e7[i]) * 1e-7).abs() < 1e-12);
        assert!((lon[[i, 3]] - f64::from(snapshot.lon_e7[i]) * 1e-7).abs() < 1e-12);
    }
    assert!(lat[[0, 0]].is_nan(), "before release there is no position");
    assert!((lat[[1, 6]] - lat[[1, 2]]).abs() < 1e-12, "what stranded stays where it is");
    let status = file.read_variable_as_f64("status").unwrap();
    assert_eq!([status[[1, 1]], status[[1, 2]], status[[1, 6]]], [0.0, 1.0, 1.0]);
    let age = file.read_variable_as_f64("age_seconds").unwrap();
    assert_eq!([age[[0, 1]], age[[1, 6]], age[[2, 6]]], [1800.0, 7200.0, 21_600.0]);
    let time = file.read_variable_as_f64("time").unwrap();
    assert_eq!([time[[0]], time[[6]]], [START_S, START_S + 21_600.0]);
    let weight = file.read_variable_as_f64("weight").unwrap();
    assert!((weight.sum() - 1.0).abs() < 1e-12);
    let eps = file.read_variable_as_f64("downwind_eps").unwrap();
    assert!((eps[[5]] - 12.0 * owned.ensemble.particles.downwind_xi[5]).abs() < 1e-5);
}

#[test]
fn attributes_say_what_and_whence() {
    let mut owned = forecast(small());
    owned.case.title = "대마도 동쪽 어선 전복".into();
    let bytes = encode(&owned.report(), Layout::Compact).unwrap();
    let file = NcFile::from_bytes(&bytes).unwrap();
    let attribute = |name: &str| {
        let all = file.global_attributes().unwrap();
        all.iter().find(|a| a.name == name).and_then(|a| a.value.as_string()).unwrap_or_default()
    };
    assert_eq!(attribute("Conventions"), "CF-1.11, ACDD-1.3");
    assert_eq!(attribute("featureType"), "trajectory");
    assert_eq!(attribute("title"), owned.case.title);
    assert_eq!(attribute("case_kind"), "exercise");
    assert_eq!(attribute("time_coverage_start"), "2026-11-20T01:00:00Z");
    assert_eq!(attribute("time_coverage_duration"), "P0DT6H0M0S");
    assert_eq!(attribute("time_step_calculation"), "0:10:00");
    assert_eq!(attribute("config_run:integrator"), "rk2");
    assert_eq!(attribute("config_environment:coast"), "bundled");
    assert!(attribute("inputs").contains(owned.inputs[0].sha256.as_deref().unwrap()));
    let seeds: Value = serde_json::from_str(&attribute("seed_geojson")).unwrap();
    assert_eq!(seeds["features"][0]["geometry"]["coordinates"][1], 34.6);
    assert_eq!(attribute("date_created"), "", "no clock unless one is given");
}

#[test]
fn opendrift_layout_ends_tracks_and_repeats_coefficients() {
    let owned = forecast(small());
    let bytes = encode(&owned.report(), Layout::OpenDrift).unwrap();
    let file = NcFile::from_bytes(&bytes).unwrap();
    let status = file.read_variable_as_f64("status").unwrap();
    assert_eq!([status[[1, 2]], status[[1, 3]]], [1.0, f64::from(FILL_I8)]);
    let slope = file.read_variable_as_f64("downwind_slope").unwrap();
    assert_eq!(slope.shape(), [300, 7]);
    assert!((slope[[4, 6]] - 0.96).abs() < 1e-6);
}

#[test]
fn a_cloud_over_the_dateline_has_west_greater_than_east() {
    let owned = forecast(Cloud { lat_deg: -17.0, lon_deg: 179.95, ..small() });
    let bytes = encode(&owned.report(), Layout::Compact).unwrap();
    let file = NcFile::from_bytes(&bytes).unwrap();
    let all = file.global_attributes().unwrap();
    let number = |name: &str| match &all.iter().find(|a| a.name == name).unwrap().value {
        Attribute::Doubles(v) => v[0],
        other => panic!("{other:?}"),
    };
    assert!(number("geospatial_lon_min") > 179.0 && number("geospatial_lon_max") < -179.0);
}

/// Wind and current stand beside the places under OpenDrift's names, and must belong to the same particles.
#[test]
fn forcing_along_the_tracks() {
    let owned = forecast(small());
    let rows = |east: f32| -> Vec<Along> {
        (0..7).map(|t| Along { east_mps: vec![east + t as f32; 300], ..Along::missing(300) }).collect()
    };
    let forcing = Forcing { wind: rows(5.0), current: rows(0.5) };
    let report = Report { forcing: Some(&forcing), ..owned.report() };
    let file = NcFile::from_bytes(&encode(&report, Layout::Compact).unwrap()).unwrap();
    let read = |name: &str| file.read_variable_as_f64(name).unwrap();
    assert_eq!([read("x_wind")[[4, 3]], read("x_sea_water_velocity")[[4, 6]]], [8.0, 6.5]);
    assert!(read("y_wind")[[4, 3]].is_nan() && read("x_wind")[[0, 0]].is_nan(), "not released yet");
    let short = Forcing { wind: rows(5.0), current: Vec::new() };
    let report = Report { forcing: Some(&short), ..owned.report() };
    assert!(encode(&report, Layout::Compact).is_err());
}

#[test]
fn an_ensemble_that_contradicts_itself_is_refused() {
    let mut owned = forecast(small());
    owned.ensemble.snapshots[2].fate.pop();
    let error = encode(&owned.report(), Layout::Compact).unwrap_err();
    assert!(error.to_string().contains("2026-11-20T03:00:00Z does not hold 300 particles"), "{error}");
}

/// Runs where `SAREX_PYTHON` names a Python that has the readers; says what it left out.
#[test]
fn xarray_trajan_and_opendrift_open_it() {
    let Some(python) = std::env::var_os("SAREX_PYTHON") else {
        eprintln!(
            "left out: SAREX_PYTHON is not set, so drift.nc was not opened with xarray, trajan, OpenDrift"
        );
        return;
    };
    let mut owned = forecast(small());
    owned.case.title = "대마도 동쪽 어선 전복".into();
    let folder = std::env::temp_dir().join(format!("sarex-readers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let paths = [Layout::Compact, Layout::OpenDrift].map(|layout| {
        let path = folder.join(format!("{layout:?}.nc"));
        std::fs::write(&path, encode(&owned.report(), layout).unwrap()).unwrap();
        path
    });
    let first = &owned.ensemble.snapshots[0];
    let output = std::process::Command::new(python)
        .args(["-c", include_str!("readers.py")])
        .args(paths)
        .arg("300")
        .arg((f64::from(first.lat_e7[2]) * 1e-7).to_string())
        .arg((f64::from(first.lon_e7[2]) * 1e-7).to_string())
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    for reader in ["xarray", "trajan", "opendrift"] {
        let line = said.lines().find(|l| l.starts_with(reader)).unwrap_or_default();
        if line.contains("absent") {
            eprintln!("left out: {line}");
        } else {
            assert_eq!(line, format!("{reader} ok"), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
}
