//! Damaged files give errors or other numbers, never a panic, and never take memory they do not need.

use crate::fixture::{
    A, HOURS, LAT, LON, Nc, Scratch, TIME, U_CURRENT, V_CURRENT, first, lats, lons, second, values,
};
use crate::known::data;
use netcdf_writer::NcWriteFormat;
use proptest::prelude::*;
use sarex_io::read::{Options, Wanted, open_field, summary};
use sarex_metocean::{Quantity, Window};

fn small(format: NcWriteFormat) -> Vec<u8> {
    let (lats, lons) = (lats(), lons());
    let mut nc = Nc::new(&[("time", 3), ("lat", 4), ("lon", 5)]);
    nc.var("time", &["time"], &HOURS, &TIME).var("lat", &["lat"], &lats, &LAT).var(
        "lon",
        &["lon"],
        &lons,
        &LON,
    );
    let packed: Vec<i16> = values(&HOURS, &lats, &lons, first).iter().map(|u| (u * 100.0) as i16).collect();
    let packing: Vec<(&str, A)> =
        U_CURRENT.into_iter().chain([("scale_factor", A::F32(0.01)), ("_FillValue", A::I16(-1))]).collect();
    nc.var("u", &["time", "lat", "lon"], &packed, &packing);
    nc.var("v", &["time", "lat", "lon"], &values(&HOURS, &lats, &lons, second), &V_CURRENT);
    nc.var(
        "flag",
        &["time"],
        &[1_i32, 2, 3],
        &[("valid_min", A::I32(0)), ("numbers", A::Fs(vec![1.0, 2.0]))],
    );
    nc.bytes(format)
}

/// Opens, reads all of it, and makes the summary: errors are welcome.
fn exercise(name: &str) {
    for wanted in Wanted::ALL {
        if let Ok(opened) = open_field(name, wanted, &Options::default()) {
            let coverage = opened.source.coverage();
            let (start_s, end_s) = coverage.period_s.unwrap_or_default();
            let [south_deg, north_deg, west_deg, east_deg] = coverage.area_deg.unwrap_or_default();
            let end_s = end_s.min(start_s + 86_400.0);
            let window = Window { south_deg, north_deg, west_deg, east_deg, start_s, end_s };
            if let Ok(field) = opened.source.hold(&window) {
                let place = sarex_metocean::Place {
                    lat_deg: south_deg,
                    lon_deg: west_deg,
                    time_s: start_s,
                    member: 0,
                };
                let _ = field.at(place);
            }
        }
    }
    if let Ok(found) = summary(name, &Wanted::ALL, &Options::default()) {
        let _ = found.to_string();
    }
}

#[test]
fn truncated_files_are_refused_as_truncated() {
    let scratch = Scratch::new();
    for format in [NcWriteFormat::Classic, NcWriteFormat::Cdf5, NcWriteFormat::Nc4] {
        let whole = small(format);
        for share in [0.3, 0.6, 0.9, 0.995] {
            let name = scratch.write("cut.nc", &whole[..(whole.len() as f64 * share) as usize]);
            let message = match open_field(&name, Quantity::Current, &Options::default()) {
                Err(e) => e.to_string(),
                Ok(_) => panic!("{format:?} cut to {share} was opened"),
            };
            assert!(message.contains("cut.nc"), "{message}");
            if share > 0.5 {
                assert!(message.contains("truncated"), "{format:?} cut to {share}: {message}");
            }
        }
    }
}

#[test]
fn every_length_and_every_kind_of_wrong_file() {
    let scratch = Scratch::new();
    for format in [NcWriteFormat::Classic, NcWriteFormat::Nc4] {
        let whole = small(format);
        for len in (0..whole.len()).step_by(whole.len() / 150) {
            exercise(&scratch.write("cut.nc", &whole[..len]));
        }
    }
    let cases: [(&[u8], &str); 6] = [
        (b"<!DOCTYPE html><html>Error 404</html>", "HTML"),
        (b"PK\x03\x04....", "zip"),
        (b"GRIB\0\0\0\x01....", "grib_set"),
        (b"", "empty"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "gzip"),
        (b"{\"error\": 404}", "entry 1"),
    ];
    for (bytes, word) in cases {
        let name = scratch.write("wrong.nc", bytes);
        let message = open_field(&name, Quantity::Wind, &Options::default()).err().unwrap().to_string();
        assert!(message.contains("wrong.nc") && message.contains(word), "{message}");
    }
    let message =
        open_field(scratch.folder().to_str().unwrap(), Quantity::Wind, &Options::default()).err().unwrap();
    assert!(message.to_string().contains("folder"), "{message}");
}

#[test]
fn nothing_but_missing_values_is_said() {
    let mut nc = Nc::new(&[("time", 3), ("lat", 4), ("lon", 5)]);
    nc.var("time", &["time"], &HOURS, &TIME).var("lat", &["lat"], &lats(), &LAT).var(
        "lon",
        &["lon"],
        &lons(),
        &LON,
    );
    nc.var("u", &["time", "lat", "lon"], &[f32::NAN; 60], &U_CURRENT);
    nc.var("v", &["time", "lat", "lon"], &[f32::NAN; 60], &V_CURRENT);
    let scratch = Scratch::new();
    let name = scratch.write("nan.nc", &nc.bytes(NcWriteFormat::Nc4));
    let message = open_field(&name, Quantity::Current, &Options::default())
        .err()
        .map(|e| e.to_string())
        .unwrap_or_default();
    assert!(message.contains("nan.nc") && message.contains("no valid value"), "{message}");
}

/// A GRIB2 file of one small message, simple packing; enough to reach every parser.
fn small_grib() -> Vec<u8> {
    let section = |number: u8, body: &[u8]| {
        let mut s = (body.len() as u32 + 5).to_be_bytes().to_vec();
        s.push(number);
        s.extend_from_slice(body);
        s
    };
    let mut grid = vec![0, 0, 0, 0, 6, 0, 0, 0, 0, 6];
    grid.extend([255; 15]);
    for v in [3_u32, 2, 0, u32::MAX, 34_000_000, 129_000_000] {
        grid.extend(v.to_be_bytes());
    }
    grid.push(48);
    for v in [33_500_000_u32, 130_000_000, 500_000, 500_000] {
        grid.extend(v.to_be_bytes());
    }
    grid.push(0);
    let mut messages = Vec::new();
    for number in [2_u8, 3] {
        let mut body = section(1, &[0, 7, 0, 0, 2, 1, 1, 0x07, 0xea, 11, 20, 0, 0, 0, 0, 1]);
        body.extend(section(3, &grid));
        let mut product = vec![0, 0, 0, 0, 2, number, 2, 0, 96, 0, 0, 0, 1, 0, 0, 0, 6, 103, 0];
        product.extend(10_u32.to_be_bytes());
        product.extend([255; 6]);
        body.extend(section(4, &product));
        let mut packing = 6_u32.to_be_bytes().to_vec();
        packing.extend([0, 0]);
        packing.extend(1.0_f32.to_be_bytes());
        packing.extend([0, 0, 0, 1, 8, 0]);
        body.extend(section(5, &packing));
        body.extend(section(6, &[255]));
        body.extend(section(7, &[number, 10, 20, 30, 40, 50]));
        body.extend(b"7777");
        let mut message = b"GRIB\0\0\0\x02".to_vec();
        message.extend((body.len() as u64 + 16).to_be_bytes());
        message.extend(body);
        messages.extend(message);
    }
    messages
}

/// Simple packing by hand: (R + X 2^E) / 10^D = (1 + X)/10; rows from north to south.
#[test]
fn a_small_grib_reads() {
    let scratch = Scratch::new();
    let name = scratch.write("wind.grib2", &small_grib());
    let opened = open_field(&name, Quantity::Wind, &Options::default()).unwrap_or_else(|e| panic!("{e}"));
    let coverage = opened.source.coverage();
    assert_eq!(coverage.period_s, Some((1_795_132_800.0 + 6.0 * 3600.0, 1_795_132_800.0 + 6.0 * 3600.0)));
    let [south_deg, north_deg, west_deg, east_deg] = coverage.area_deg.unwrap();
    let (start_s, end_s) = coverage.period_s.unwrap();
    let field =
        opened.source.hold(&Window { south_deg, north_deg, west_deg, east_deg, start_s, end_s }).unwrap();
    let at = |lat_deg, lon_deg| {
        field.at(sarex_metocean::Place { lat_deg, lon_deg, time_s: start_s, member: 0 }).unwrap()
    };
    let northwest = at(34.0, 129.0);
    assert!(
        (northwest.east_mps - 0.3).abs() < 1e-6 && (northwest.north_mps - 0.4).abs() < 1e-6,
        "{northwest:?}"
    );
    let southeast = at(33.5, 130.0);
    assert!(
        (southeast.east_mps - 5.1).abs() < 1e-6 && (southeast.north_mps - 5.1).abs() < 1e-6,
        "{southeast:?}"
    );
    let message = open_field(&name, Quantity::Current, &Options::default()).err().unwrap().to_string();
    assert!(message.contains("u component of wind at 10 m above ground"), "{message}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Up to eight bytes of a small file replaced at random.
    #[test]
    fn flipped_bytes_never_panic(
        format in prop::sample::select(vec![0, 1, 2]),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = match format {
            0 => small(NcWriteFormat::Classic),
            1 => small(NcWriteFormat::Nc4),
            _ => small_grib(),
        };
        for (at, value) in flips {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        let scratch = Scratch::new();
        exercise(&scratch.write("flipped.nc", &bytes));
    }
}

/// Real files use more of the formats than small ones: cut and flip those too.
#[test]
fn real_files_damaged() {
    let scratch = Scratch::new();
    for name in ["gfs_eastasia_20161120-22_6h_1deg.nc", "CMC_caps_HGT_ISBL_0050_ps3km_2018090900_P005.grib2"]
    {
        let Some(path) = data(name) else { continue };
        let whole = std::fs::read(path).unwrap();
        for k in 0..60_usize {
            let mut bytes = whole[..whole.len().min(90_000)].to_vec();
            let at = k * 7919 % bytes.len().min(20_000);
            bytes[at] ^= 1 << (k % 8);
            exercise(&scratch.write("damaged.nc", &bytes));
        }
    }
}
