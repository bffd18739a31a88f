//! Several files as one time axis.

use crate::fixture::{
    LAT, LON, Nc, START_S, Scratch, TIME, U_CURRENT, V_CURRENT, first, lats, lons, second, truth, values,
};
use netcdf_writer::NcWriteFormat;
use sarex_io::read::{Options, open_field};
use sarex_metocean::{Place, Quantity, Window};

fn file(hours: &[f64], lons: &[f64], offset: f64) -> Vec<u8> {
    let lats = lats();
    let mut nc =
        Nc::new(&[("time", hours.len() as u64), ("lat", lats.len() as u64), ("lon", lons.len() as u64)]);
    nc.var("time", &["time"], hours, &TIME).var("lat", &["lat"], &lats, &LAT).var(
        "lon",
        &["lon"],
        lons,
        &LON,
    );
    let u: Vec<f64> = values(hours, &lats, lons, first).iter().map(|u| u + offset).collect();
    nc.var("u", &["time", "lat", "lon"], &u, &U_CURRENT);
    nc.var("v", &["time", "lat", "lon"], &values(hours, &lats, lons, second), &V_CURRENT);
    nc.bytes(NcWriteFormat::Nc4)
}

fn pattern(scratch: &Scratch) -> String {
    scratch.path("c_*.nc").to_str().unwrap().to_owned()
}

#[test]
fn one_time_axis_where_the_later_file_counts() {
    let scratch = Scratch::new();
    scratch.write("c_00.nc", &file(&[0.0, 1.0, 2.0, 3.0], &lons(), 0.0));
    scratch.write("c_02.nc", &file(&[2.0, 3.0, 4.0], &lons(), 1.0));
    scratch.write("c_05.nc", &file(&[5.0], &lons(), 1.0));
    scratch.write("c_06.nc", &file(&[6.0, 7.0], &lons(), 1.0));
    scratch.write("c_08.nc", &file(&[8.0], &lons(), 1.0));
    let opened = open_field(&pattern(&scratch), Quantity::Current, &Options::default()).unwrap();
    assert_eq!(opened.inputs.len(), 5);
    assert!(
        opened.notes.iter().any(|n| n.starts_with("2 times come in more than one file")),
        "{:?}",
        opened.notes
    );
    let coverage = opened.source.coverage();
    assert_eq!(coverage.period_s, Some((START_S, START_S + 8.0 * 3600.0)));
    let window = Window {
        south_deg: 34.0,
        north_deg: 34.5,
        west_deg: 129.0,
        east_deg: 130.0,
        start_s: START_S,
        end_s: START_S + 8.0 * 3600.0,
    };
    // Twice: the second time the first files have been closed.
    for _ in 0..2 {
        let field = opened.source.hold(&window).unwrap();
        for (hour, offset) in [(1.0, 0.0), (1.5, 0.5), (2.0, 1.0), (3.5, 1.0), (6.5, 1.0), (8.0, 1.0)] {
            let place = Place { lat_deg: 34.3, lon_deg: 129.6, time_s: START_S + hour * 3600.0, member: 0 };
            let east = field.at(place).unwrap().east_mps;
            assert!((east - truth(34.3, 129.6, hour).0 - offset).abs() < 1e-5, "{hour}: {east}");
        }
    }
}

#[test]
fn other_grids_name_both_files() {
    let scratch = Scratch::new();
    scratch.write("c_00.nc", &file(&[0.0], &lons(), 0.0));
    scratch.write("c_01.nc", &file(&[1.0], &[129.0, 129.5, 130.0], 0.0));
    let message =
        open_field(&pattern(&scratch), Quantity::Current, &Options::default()).err().unwrap().to_string();
    for word in ["c_00.nc", "c_01.nc", "5 × 4 and 3 × 4 cells", "two sources"] {
        assert!(message.contains(word), "{message}");
    }
    let shifted: Vec<f64> = lons().iter().map(|l| l + 0.01).collect();
    scratch.write("c_01.nc", &file(&[1.0], &shifted, 0.0));
    let message =
        open_field(&pattern(&scratch), Quantity::Current, &Options::default()).err().unwrap().to_string();
    assert!(message.contains("129.01000"), "{message}");
}

#[test]
fn a_series_at_a_point_is_a_field() {
    let scratch = Scratch::new();
    let name =
        scratch.write("w.csv", b"time,speed_kn,from_deg\n2026-11-20T00:00Z,10,0\n2026-11-20T06:00Z,20,0\n");
    let opened = open_field(&name, Quantity::Wind, &Options::default()).unwrap();
    assert_eq!(opened.source.coverage().period_s, Some((START_S, START_S + 6.0 * 3600.0)));
    let bad = scratch.write("x.csv", b"a,b\n1,2\n");
    assert!(
        open_field(&bad, Quantity::Wind, &Options::default())
            .err()
            .unwrap()
            .to_string()
            .contains("x.csv: not a NetCDF, GRIB2 or time series file")
    );
}
