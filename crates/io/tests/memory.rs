//! Memory and time of opening: a 20 GB file costs no more than a small one.
#![cfg(target_os = "linux")]

use sarex_io::read::{Options, open_field};
use sarex_metocean::{Place, Quantity, Window};
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Instant;

/// A CDF-5 file of the given size whose velocities are zero and take no room on disk: header by the format's
/// grammar, axes written, the rest a hole.
fn sparse(path: &Path, [times, rows, columns]: [u64; 3]) {
    const DOUBLE: u32 = 6;
    const FLOAT: u32 = 5;
    let name = |out: &mut Vec<u8>, text: &str| {
        out.extend((text.len() as u64).to_be_bytes());
        out.extend(text.as_bytes());
        out.resize(out.len().div_ceil(4) * 4, 0);
    };
    let dims = [("time", times), ("lat", rows), ("lon", columns)];
    let variables: [(&str, &[u64], u32, &str, &str); 5] = [
        ("time", &[0], DOUBLE, "time", "hours since 2026-11-20"),
        ("lat", &[1], DOUBLE, "latitude", "degrees_north"),
        ("lon", &[2], DOUBLE, "longitude", "degrees_east"),
        ("u", &[0, 1, 2], FLOAT, "eastward_sea_water_velocity", "m s-1"),
        ("v", &[0, 1, 2], FLOAT, "northward_sea_water_velocity", "m s-1"),
    ];
    let mut begin = 4096_u64;
    let mut head = b"CDF\x05".to_vec();
    head.extend(0_u64.to_be_bytes());
    head.extend(10_u32.to_be_bytes());
    head.extend((dims.len() as u64).to_be_bytes());
    for (text, n) in dims {
        name(&mut head, text);
        head.extend(n.to_be_bytes());
    }
    head.extend([0; 12]);
    head.extend(11_u32.to_be_bytes());
    head.extend((variables.len() as u64).to_be_bytes());
    let mut begins = Vec::new();
    for (text, ids, kind, standard, units) in variables {
        name(&mut head, text);
        head.extend((ids.len() as u64).to_be_bytes());
        ids.iter().for_each(|id| head.extend(id.to_be_bytes()));
        head.extend(12_u32.to_be_bytes());
        head.extend(2_u64.to_be_bytes());
        for (key, value) in [("standard_name", standard), ("units", units)] {
            name(&mut head, key);
            head.extend(2_u32.to_be_bytes());
            name(&mut head, value);
        }
        let size =
            ids.iter().map(|id| dims[*id as usize].1).product::<u64>() * if kind == DOUBLE { 8 } else { 4 };
        head.extend(kind.to_be_bytes());
        head.extend(size.to_be_bytes());
        head.extend(begin.to_be_bytes());
        begins.push(begin);
        begin += size;
    }
    assert!(head.len() < 4096);
    let mut file = File::create(path).unwrap();
    file.write_all(&head).unwrap();
    let steps = [(1.0, 0.0), (40.0 / rows as f64, 10.0), (80.0 / columns as f64, 110.0)];
    for (k, (step, from)) in steps.into_iter().enumerate() {
        file.seek(SeekFrom::Start(begins[k])).unwrap();
        let axis: Vec<u8> = (0..dims[k].1).flat_map(|i| (from + step * i as f64).to_be_bytes()).collect();
        file.write_all(&axis).unwrap();
    }
    file.set_len(begin).unwrap();
}

/// Largest resident memory so far, bytes.
fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

/// Opens, holds a window of a day and 2° × 2°, and samples.
fn use_it(path: &Path) -> f64 {
    let began = Instant::now();
    let opened = open_field(path.to_str().unwrap(), Quantity::Current, &Options::default())
        .unwrap_or_else(|e| panic!("{e}"));
    let opened_s = began.elapsed().as_secs_f64();
    let (start_s, _) = opened.source.coverage().period_s.unwrap();
    let window = Window {
        south_deg: 34.0,
        north_deg: 36.0,
        west_deg: 128.0,
        east_deg: 130.0,
        start_s,
        end_s: start_s + 9.0 * 3600.0,
    };
    let field = opened.source.hold(&window).unwrap_or_else(|e| panic!("{e}"));
    let v = field.at(Place { lat_deg: 35.0, lon_deg: 129.0, time_s: start_s + 1800.0, member: 0 }).unwrap();
    assert_eq!((v.east_mps, v.north_mps), (0.0, 0.0));
    opened_s
}

#[test]
fn a_large_file_costs_no_more_than_a_small_one() {
    let folder = std::env::temp_dir().join(format!("sarex-memory-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (small, large) = (folder.join("small.nc"), folder.join("large.nc"));
    // The same grid, 10 times and 500 times: 0.4 and 20 GB.
    sparse(&small, [10, 2000, 2500]);
    sparse(&large, [500, 2000, 2500]);
    assert!(std::fs::metadata(&large).unwrap().len() > 20_000_000_000);
    use_it(&small);
    let after_small = peak_bytes();
    let opened_s = use_it(&large);
    let more = peak_bytes() - after_small;
    std::fs::remove_dir_all(&folder).unwrap();
    println!(
        "peak after the small file {} MB, {} kB more after the large one, opened in {:.1} ms",
        after_small >> 20,
        more >> 10,
        opened_s * 1000.0
    );
    assert!(more < 4 << 20, "{more} bytes more for the large file");
    assert!(after_small < 100 << 20, "{after_small} bytes for a window of 125 × 125 cells");
    assert!(opened_s < 0.1, "opening took {opened_s} s");
}
