//! Small GRIB2 files written by ecCodes 2.50: grids, scanning orders, packings, bit map, ensemble.
//!
//! In each, u = i/2 − j/4 + member + lead hours and v = u + 10 at column i and row j in the order of increasing
//! scan, valid 6 h after 2026-11-20T00Z unless said otherwise. Positions are those ecCodes computes.

use crate::fixture::{START_S, Scratch};
use sarex_io::read::{Options, field_file::FieldFile, grib, open_field};
use sarex_metocean::gridded::SlabRequest;
use sarex_metocean::{Place, Quantity, Rotation, Window};
use std::path::PathBuf;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/read/data").join(name)
}

fn open(name: &str) -> FieldFile {
    let file = grib::open(&path(name)).unwrap_or_else(|e| panic!("{e}"));
    file.describe(Quantity::Wind, &Options::default()).unwrap_or_else(|e| panic!("{e}"))
}

fn value(i: usize, j: usize) -> f64 {
    0.5 * i as f64 - 0.25 * j as f64 + 6.0
}

#[track_caller]
fn holds_the_values(file: &FieldFile, tolerance: f64) {
    let (columns, rows) = (file.grid.columns(), file.grid.rows());
    let request = SlabRequest { times: 0..1, member: 0, rows: 1..rows, columns: 2..columns };
    let slab = file.reader.read(&request).unwrap().remove(0);
    let cells = (1..rows).flat_map(|j| (2..columns).map(move |i| (i, j)));
    for (k, (i, j)) in cells.enumerate() {
        let off =
            (f64::from(slab.u[k]) - value(i, j)).abs().max((f64::from(slab.v[k]) - value(i, j) - 10.0).abs());
        assert!(off < tolerance, "{} {} at {i}, {j}", slab.u[k], slab.v[k]);
    }
}

#[track_caller]
fn lies_at(file: &FieldFile, i: usize, j: usize, lat: f64, lon: f64) {
    let place = file.grid.place(i as f64, j as f64);
    let lon_off = sarex_geo::position::unwrap_longitude(place.1, lon) - lon;
    assert!((place.0 - lat).abs() < 5e-6 && lon_off.abs() < 5e-6, "{place:?} instead of {lat} {lon}");
}

#[test]
fn scanning_orders() {
    for (name, first_lat, last_lat) in [
        ("latlon_0", 36.0, 34.0),
        ("latlon_64", 34.0, 36.0),
        ("latlon_32", 34.0, 36.0),
        ("latlon_16", 36.0, 34.0),
    ] {
        let file = open(&format!("{name}.grib2"));
        assert_eq!((file.rotation, file.times_s.clone()), (Rotation::None, vec![START_S + 6.0 * 3600.0]));
        lies_at(&file, 0, 0, first_lat, -3.0);
        lies_at(&file, 6, 4, last_lat, 3.0);
        holds_the_values(&file, 1e-3);
    }
}

#[test]
fn grids() {
    let rotated = open("rotated.grib2");
    lies_at(&rotated, 0, 0, 66.917332, -45.10622);
    lies_at(&rotated, 1, 0, 66.95346, -43.833464);
    lies_at(&rotated, 5, 4, 68.99436, -38.605236);
    assert_eq!(rotated.rotation, Rotation::Spherical);
    let lambert = open("lambert.grib2");
    lies_at(&lambert, 1, 0, 30.00136148918303, 125.13498546290766);
    lies_at(&lambert, 5, 4, 30.47294403558257, 125.67276186326608);
    assert_eq!(lambert.rotation, Rotation::Spherical);
    let mercator = open("mercator.grib2");
    lies_at(&mercator, 1, 0, 20.0, 179.23925091616746);
    lies_at(&mercator, 5, 4, 20.8966888153633, 180.19625458083723);
    assert_eq!(mercator.rotation, Rotation::None);
    for file in [rotated, lambert, mercator] {
        holds_the_values(&file, 1e-3);
    }
}

/// `latlon_0.grib2` with octets of the grid descriptions of its messages replaced.
fn with_grid(edits: &[(usize, &[u8])]) -> Vec<u8> {
    let mut bytes = std::fs::read(path("latlon_0.grib2")).unwrap();
    let starts: Vec<usize> = (0..bytes.len() - 4).filter(|&at| bytes[at..].starts_with(b"GRIB")).collect();
    for start in starts {
        let mut section = start + 16;
        while bytes[section + 4] != 3 {
            section += u32::from_be_bytes(bytes[section..section + 4].try_into().unwrap()) as usize;
        }
        for (octet, new) in edits {
            bytes[section + octet - 1..section + octet - 1 + new.len()].copy_from_slice(new);
        }
    }
    bytes
}

/// Rows of N160 (TL319, as reanalyses of JMA and ECMWF have): latitudes by NumPy's `leggauss`.
#[test]
fn gaussian_rows() {
    let scratch = Scratch::new();
    let micro = |deg: f64| ((deg * 1e6).round() as u32).to_be_bytes();
    let gaussian = [
        (13, &40_u16.to_be_bytes()[..]),
        (47, &micro(36.224_598)),
        (56, &micro(33.978_112)),
        (68, &160_u32.to_be_bytes()),
    ];
    let name = scratch.write("gaussian.grib2", &with_grid(&gaussian));
    let file = grib::open(std::path::Path::new(&name)).unwrap().describe(Quantity::Wind, &Options::default());
    let file = file.unwrap_or_else(|e| panic!("{e}"));
    for (j, lat) in [36.224_598, 35.662_976, 35.101_355, 34.539_734, 33.978_112].into_iter().enumerate() {
        lies_at(&file, 0, j, lat, -3.0);
    }
    holds_the_values(&file, 1e-3);
    // Half-way between two rows the value is half-way too.
    let opened = open_field(&name, Quantity::Wind, &Options::default()).unwrap_or_else(|e| panic!("{e}"));
    let window = Window {
        south_deg: 34.0,
        north_deg: 36.0,
        west_deg: -1.0,
        east_deg: 1.0,
        start_s: START_S + 6.0 * 3600.0,
        end_s: START_S + 6.0 * 3600.0,
    };
    let field = opened.source.hold(&window).unwrap();
    let place = Place { lat_deg: 34.820_545, lon_deg: 0.0, time_s: START_S + 6.0 * 3600.0, member: 0 };
    let east = field.at(place).unwrap().east_mps;
    assert!((east - (1.5 - 0.25 * 2.5 + 6.0)).abs() < 1e-3, "{east}");
}

/// Grids that are not read are named, with what makes them readable.
#[test]
fn other_grids_are_refused_with_a_remedy() {
    let scratch = Scratch::new();
    for (edits, said) in [
        (&[(13, &[0, 12][..])][..], "a transverse Mercator grid (grid template 3.12)"),
        (&[(13, &[0, 41])], "a rotated or stretched Gaussian grid"),
        (&[(13, &[0, 101])], "an unstructured grid"),
        (&[(13, &[0x7f, 0xff])], "grid template 3.32767 is not understood"),
        (&[(11, &[2])], "a reduced grid"),
        (&[(13, &[0, 40]), (68, &[0, 0, 0, 80])], "none of the Gaussian grid N80"),
    ] {
        let name = scratch.write("other.grib2", &with_grid(edits));
        let error = open_field(&name, Quantity::Wind, &Options::default()).err().unwrap().to_string();
        for said in [said, "other.grib2", "cdo remapbil", "wgrib2"] {
            assert!(error.contains(said), "{error}\nlacks {said}");
        }
    }
}

#[test]
fn packings() {
    for packing in ["second_order", "complex", "complex_spatial_differencing", "png", "ccsds", "jpeg"] {
        if packing == "second_order" {
            let message = grib::open(&path("pack_grid_second_order.grib2"))
                .and_then(|f| f.describe(Quantity::Wind, &Options::default()).map(|f| f.name));
            assert!(message.is_ok(), "only unpacking can fail");
            continue;
        }
        holds_the_values(&open(&format!("pack_grid_{packing}.grib2")), 2e-3);
    }
    let name = path("pack_grid_second_order.grib2");
    let message =
        open_field(name.to_str().unwrap(), Quantity::Wind, &Options::default()).err().unwrap().to_string();
    assert!(message.contains("grib_set -r"), "{message}");
}

#[test]
fn bit_map() {
    let file = open("bitmap.grib2");
    let request = SlabRequest { times: 0..1, member: 0, rows: 0..1, columns: 0..7 };
    let slab = file.reader.read(&request).unwrap().remove(0);
    let missing: Vec<bool> = slab.u.iter().map(|u| u.is_nan()).collect();
    assert_eq!(missing, [false, false, false, true, false, false, false]);
    assert!((f64::from(slab.u[6]) - value(6, 0)).abs() < 1e-3);
}

#[test]
fn members_and_times() {
    let name = path("members.grib2");
    let opened = open_field(name.to_str().unwrap(), Quantity::Wind, &Options::default())
        .unwrap_or_else(|e| panic!("{e}"));
    let coverage = opened.source.coverage();
    assert_eq!((coverage.members, coverage.period_s), (3, Some((START_S, START_S + 6.0 * 3600.0))));
    // Across the prime meridian, half-way in time: lead 3 h on average.
    let window = Window {
        south_deg: 34.5,
        north_deg: 35.5,
        west_deg: -1.0,
        east_deg: 1.0,
        start_s: START_S,
        end_s: START_S + 6.0 * 3600.0,
    };
    let field = opened.source.hold(&window).unwrap();
    for member in 0..3 {
        let place = Place { lat_deg: 35.0, lon_deg: 0.0, time_s: START_S + 3.0 * 3600.0, member };
        let east = field.at(place).unwrap().east_mps;
        let expected = 0.5 * 3.0 - 0.25 * 2.0 + 3.0 + f64::from(member);
        assert!((east - expected).abs() < 1e-3, "{east} instead of {expected}");
    }
}
