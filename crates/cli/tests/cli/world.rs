//! A folder of its own for each test, with the files a case needs.

use sarex_io::write::netcdf::{Nc, Storage, text};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A temporary folder, removed in the end.
pub struct World {
    pub folder: PathBuf,
}

/// What a call of the program gave.
#[derive(Debug)]
pub struct Called {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl World {
    pub fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("sarex-cli-test-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        std::fs::write(self.path(name), content).unwrap();
        self.path(name)
    }

    /// The names of everything in the folder.
    pub fn names(&self) -> Vec<String> {
        names(&self.folder)
    }

    /// Calls the program in this folder.
    pub fn sarex(&self, args: &[&str]) -> Called {
        called(sarex().args(args).current_dir(&self.folder))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The program as built for this test.
pub fn sarex() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sarex"));
    // The build folder may lie anywhere; the bundled coast lies in the source tree.
    program.env("SAREX_DATA", concat!(env!("CARGO_MANIFEST_DIR"), "/../../data"));
    // Servers of tests are on this machine, whatever proxy the surroundings use.
    program.env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1");
    program
}

pub fn called(command: &mut Command) -> Called {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Called {
        code: output.status.code().unwrap_or(-1),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// A small case in open water with constant wind and current; `environment` and other lines can be replaced.
pub const CASE: &str = r#"version = 1
[case]
id = "test"
title = "A case for tests"
kind = "exercise"
[[object]]
class = "PIW-1"
probability = 1.0
[[scenario]]
name = "last known position"
weight = 1.0
[scenario.seed]
kind = "last-known-position"
position = "34°36.25'N 129°54.12'E"
time = 2026-11-20T01:00:00Z
position_error_nm = 1.0
[environment]
current = [ { constant = { speed_kn = 0.4, toward_deg = 45 } } ]
wind = [ { constant = { speed_kn = 18, from_deg = 320 } } ]
coast = "none"
[run]
particles = 200
until = 2026-11-20T04:00:00Z
rng_seed = 42
"#;

/// The case with pieces of text replaced; each must be there.
pub fn case_with(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(CASE.to_owned(), |case, (from, to)| {
        assert!(case.contains(from), "the case does not contain {from}");
        case.replace(from, to)
    })
}

/// The line of the case that takes the current from `current.nc`.
pub const CURRENT_FILE: (&str, &str) =
    ("{ constant = { speed_kn = 0.4, toward_deg = 45 } }", "{ file = \"current.nc\" }");

/// A CF file of a uniform current around the seed of [`CASE`], and what can be wrong with it.
#[derive(Debug, Clone)]
pub struct CurrentFile {
    /// South, north.
    pub lat_deg: (f64, f64),
    /// West, east.
    pub lon_deg: (f64, f64),
    /// Hours since 2026-11-20T00Z.
    pub hours: Vec<f64>,
    pub units: &'static str,
    pub value: f32,
    pub has_time: bool,
    /// Standard names of the components; an empty one leaves its component out.
    pub standard_names: [&'static str; 2],
    /// The file's title.
    pub title: &'static str,
}

impl Default for CurrentFile {
    fn default() -> Self {
        Self {
            lat_deg: (33.0, 36.0),
            lon_deg: (128.0, 132.0),
            hours: (0..=6).map(f64::from).collect(),
            units: "m s-1",
            value: 0.2,
            has_time: true,
            standard_names: ["eastward_sea_water_velocity", "northward_sea_water_velocity"],
            title: "",
        }
    }
}

impl CurrentFile {
    pub fn bytes(&self) -> Vec<u8> {
        const N: usize = 7;
        const FILL: f32 = 9.969_21e36;
        let mut nc = Nc::new("current.nc");
        let axis = |(from, to): (f64, f64)| -> Vec<f64> {
            (0..N).map(|i| from + (to - from) * i as f64 / (N - 1) as f64).collect()
        };
        let mut dims = Vec::new();
        if self.has_time {
            let time = nc.dimension("time", self.hours.len()).unwrap();
            let units = [("units", text("hours since 2026-11-20 00:00:00")), ("standard_name", text("time"))];
            nc.variable("time", &[time], &self.hours, &units).unwrap();
            dims.push(time);
        }
        for (name, long, range) in [("lat", "latitude", self.lat_deg), ("lon", "longitude", self.lon_deg)] {
            let dim = nc.dimension(name, N).unwrap();
            let unit = if name == "lat" { "degrees_north" } else { "degrees_east" };
            nc.variable(name, &[dim], &axis(range), &[("units", text(unit)), ("standard_name", text(long))])
                .unwrap();
            dims.push(dim);
        }
        let times = if self.has_time { self.hours.len() } else { 1 };
        let values = vec![self.value; times * N * N];
        let given = ["u", "v"].into_iter().zip(self.standard_names).filter(|(_, name)| !name.is_empty());
        for (name, standard) in given {
            let attributes = [("units", text(self.units)), ("standard_name", text(standard))];
            nc.packed(name, &dims, &values, FILL, Storage::default(), &attributes).unwrap();
        }
        if !self.title.is_empty() {
            nc.global_text("title", self.title).unwrap();
        }
        nc.finish().unwrap()
    }
}

/// The same with one variable `u` of a scalar.
pub fn scalar_file(standard_name: &'static str, units: &'static str, value: f32) -> CurrentFile {
    CurrentFile { standard_names: [standard_name, ""], units, value, ..CurrentFile::default() }
}
