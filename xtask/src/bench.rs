//! `cargo xtask bench drift` and `bench search`: figures with something beside them to compare with.
//!
//! Absolute times say little on a machine that others use too; every table therefore has its peer or its floor in
//! the same run, and the first line says what the machine was.

use crate::measure::{self, Cost};
use crate::shell;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// OpenDrift's release that is compared with.
const OPENDRIFT: &str = "opendrift==1.14.12";

/// Everything; `--no-opendrift` leaves out the comparison that takes minutes.
pub fn drift(arguments: &[&str]) -> Result<()> {
    let with_opendrift = match arguments {
        [] => true,
        ["--no-opendrift"] => false,
        _ => bail!("usage: cargo xtask bench drift [--no-opendrift]"),
    };
    describe_machine();
    for (package, bench) in [("sarex-metocean", "sample"), ("sarex-drift", "kernel"), ("sarex-io", "coast")] {
        shell::run("cargo", &["bench", "--package", package, "--bench", bench])?;
    }
    shell::run("cargo", &["build", "--release", "--package", "sarex-cli"])?;
    let bench = Bench::new()?;
    bench.cold_run()?;
    bench.scaling()?;
    match shell::shared_folder() {
        Some(shared) => bench.against_opendrift(&shared.join("data"), with_opendrift),
        None => {
            println!("\nleft out: NorKyst + AROME against OpenDrift (no reference inputs: set SAREX_SHARED)");
            Ok(())
        }
    }
}

/// Plans, bounds, updates and decisions on the cases of the planner; words choose among the cases.
pub fn search(arguments: &[&str]) -> Result<()> {
    describe_machine();
    let mut words = vec!["bench", "--package", "sarex-search", "--bench", "search", "--"];
    words.extend(arguments);
    shell::run("cargo", &words)
}

fn describe_machine() {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpuinfo = read("/proc/cpuinfo");
    let model = cpuinfo.lines().find_map(|l| l.strip_prefix("model name")).unwrap_or(": unknown");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = read("/proc/loadavg");
    let version = |program: &str| {
        let output = Command::new(program).arg("--version").output();
        output.map_or_else(|_| "?".into(), |o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
    };
    println!(
        "machine: {} × {cores}, load {}, {}, sarex {}",
        model.trim_start_matches([':', ' ', '\t']),
        load.split(' ').next().unwrap_or("?"),
        version("rustc"),
        env!("CARGO_PKG_VERSION"),
    );
}

/// One case of the benchmark; the rest is fixed.
#[derive(Clone, Copy)]
struct Case<'a> {
    particles: usize,
    hours: u32,
    step: &'a str,
    physics: Physics,
    fields: Fields<'a>,
}

#[derive(Clone, Copy, PartialEq)]
enum Physics {
    Default,
    OpenDrift,
}

#[derive(Clone, Copy)]
enum Fields<'a> {
    /// What the project ships: GFS wind, synthetic current, the bundled coast.
    Demo,
    /// NorKyst current and AROME wind in this folder, with the coast of western Norway.
    NorKyst(&'a Path),
}

struct Bench {
    sarex: PathBuf,
    folder: PathBuf,
}

impl Bench {
    fn new() -> Result<Self> {
        let folder = shell::target_directory().join("bench");
        std::fs::create_dir_all(&folder)?;
        Ok(Self { sarex: shell::target_directory().join("release").join("sarex"), folder })
    }

    /// Where the index of the Norwegian coast is built.
    fn coast(&self) -> PathBuf {
        self.folder.join("west-norway.coast")
    }

    /// Builds that index from the GSHHG polygons among the reference inputs.
    fn build_coast(&self, data: &Path) -> Result<()> {
        let mut command = Command::new(&self.sarex);
        command
            .args(["coast", "build"])
            .arg(data.join("gshhg_full_west_norway.wkb"))
            .args(["--clip", "57,64,1,9", "-o"])
            .arg(self.coast());
        measure::cost(&mut command).map(drop)
    }

    /// Writes the case file and returns its path. Beside OpenDrift positions are kept every hour, as there; else, without
    /// files, only the first and the last.
    fn write_case(&self, case: &Case, files: bool) -> Result<PathBuf> {
        let Case { particles, hours, step, physics, fields } = *case;
        let hourly = files || matches!(fields, Fields::NorKyst(_));
        let every = if hourly { 1 } else { hours };
        let root = shell::root();
        let (start, position, environment) = match fields {
            Fields::Demo => (
                "2016-11-20T01:00:00Z",
                "34°36.25'N 129°54.12'E",
                format!(
                    "current = [ {{ file = {:?} }} ]\nwind = [ {{ file = {:?} }} ]\n",
                    root.join(crate::synthetic_current::PATH),
                    root.join("data/wind/gfs_eastasia_20161120-22_6h_1deg.nc"),
                ),
            ),
            Fields::NorKyst(data) => (
                "2015-11-16T00:00:00Z",
                "60.5N 4.25E",
                format!(
                    "current = [ {{ file = {:?} }} ]\nwind = [ {{ file = {:?} }} ]\ncoast = {:?}\n",
                    data.join("norkyst800_subset_16Nov2015.nc"),
                    data.join("arome_subset_16Nov2015.nc"),
                    self.coast(),
                ),
            ),
        };
        let begin: sarex_geo::Timestamp = start.parse().expect("a timestamp of ours");
        let until = sarex_geo::from_unix_seconds(sarex_geo::unix_seconds(begin) + f64::from(hours) * 3600.0)
            .expect("within jiff's years");
        let physics = match physics {
            Physics::Default => "",
            Physics::OpenDrift => "compat = \"opendrift\"\n",
        };
        let text = format!(
            "version = 1\n[case]\nid = \"bench\"\ntitle = \"Benchmark\"\nkind = \"exercise\"\n\
             [[object]]\nclass = 26\nprobability = 1.0\n\
             [[scenario]]\nname = \"point\"\nweight = 1.0\n[scenario.seed]\nkind = \"last-known-position\"\n\
             position = \"{position}\"\ntime = {start}\nposition_error_nm = 0.64\n\
             [environment]\n{environment}\
             [run]\nparticles = {particles}\nuntil = {until}\nstep = \"{step}\"\noutput_every = \"{every} h\"\nmissing = \"stop-particle\"\n{physics}"
        );
        let path = self.folder.join("case.toml");
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
        Ok(path)
    }

    /// The median cost of a case, without output files or with them.
    fn cost(&self, runs: usize, case: &Case, files: bool) -> Result<Cost> {
        let path = self.write_case(case, files)?;
        measure::median(runs, || {
            let mut command = Command::new(&self.sarex);
            command.arg("drift").arg(&path).arg("-q");
            if files {
                command.arg("--force").arg("-o").arg(self.folder.join("out"));
            } else {
                command.arg("--no-files");
            }
            command
        })
    }

    /// Goal: ≤ 1 s.
    fn cold_run(&self) -> Result<()> {
        let case = Case {
            particles: 10_000,
            hours: 24,
            step: "10 min",
            physics: Physics::Default,
            fields: Fields::Demo,
        };
        let cost = self.cost(5, &case, true)?;
        println!("\nWhole program, 10 000 particles, 24 h, RK2 at 10 min, all files on disk (goal: 1 s)");
        print_row("", &cost, "");
        Ok(())
    }

    /// Particles, step length and duration, everything else equal.
    fn scaling(&self) -> Result<()> {
        println!("\nScaling, whole program, default physics, no files, shipped data");
        let base = Case {
            particles: 100_000,
            hours: 24,
            step: "10 min",
            physics: Physics::Default,
            fields: Fields::Demo,
        };
        let reference = self.cost(3, &base, false)?;
        let row = |name: &str, case: Case| -> Result<()> {
            let cost = self.cost(3, &case, false)?;
            print_row(name, &cost, &format!("{:5.2} × CPU of the first row", cost.cpu_s / reference.cpu_s));
            Ok(())
        };
        print_row("100 000 particles, 24 h, 10 min", &reference, "");
        row("1 000 particles", Case { particles: 1_000, ..base })?;
        row("10 000 particles", Case { particles: 10_000, ..base })?;
        row("1 000 000 particles", Case { particles: 1_000_000, ..base })?;
        row("5 min steps", Case { step: "5 min", ..base })?;
        row("1 h steps", Case { step: "1 h", ..base })?;
        row("6 h", Case { hours: 6, ..base })
    }

    /// Class 26, 100 000 particles, 48 h, 15 min, no output file, on both.
    fn against_opendrift(&self, data: &Path, run_it: bool) -> Result<()> {
        let case = Case {
            particles: 100_000,
            hours: 48,
            step: "15 min",
            physics: Physics::OpenDrift,
            fields: Fields::NorKyst(data),
        };
        self.build_coast(data)?;
        println!(
            "\nNorKyst + AROME + GSHHG coast, class 26, 100 000 particles, 48 h, 15 min, hourly positions kept, no file"
        );
        let same = self.cost(5, &case, false)?;
        let own = self.cost(5, &Case { physics: Physics::Default, ..case }, false)?;
        print_row("sarex, OpenDrift's physics", &same, "goal ≤ 135 MB");
        print_row("sarex, default physics", &own, "");
        if !run_it {
            return Ok(());
        }
        let Some(python) = self.opendrift()? else {
            println!("left out: OpenDrift (no Python 3 with venv, or its packages could not be installed)");
            return Ok(());
        };
        let script = self.folder.join("opendrift_case.py");
        std::fs::write(&script, OPENDRIFT_CASE)?;
        let version = opendrift_version(&python)?;
        let peer = measure::cost(Command::new(python).arg(script).arg(data).arg(case.particles.to_string()))?;
        print_row(&format!("OpenDrift {version}"), &peer, "");
        println!(
            "ratio of wall: {:.0} × with the same physics (goal 300), {:.0} × with default physics (goal 100)",
            peer.wall_s / same.wall_s,
            peer.wall_s / own.wall_s
        );
        println!(
            "ratio of CPU:  {:.0} ×, {:.0} ×;  of memory: {:.0} ×",
            peer.cpu_s / same.cpu_s,
            peer.cpu_s / own.cpu_s,
            peer.peak_mb / same.peak_mb
        );
        Ok(())
    }

    /// A Python with OpenDrift in a virtual environment of its own, made once; `SAREX_OPENDRIFT_PYTHON` names another.
    fn opendrift(&self) -> Result<Option<PathBuf>> {
        if let Some(python) = std::env::var_os("SAREX_OPENDRIFT_PYTHON") {
            return Ok(Some(python.into()));
        }
        let folder = shell::target_directory().join("opendrift");
        let python = folder.join("bin").join("python");
        let ready = |python: &Path| {
            Command::new(python).args(["-c", "import opendrift"]).output().is_ok_and(|o| o.status.success())
        };
        if ready(&python) {
            return Ok(Some(python));
        }
        let made = Command::new("python3").args(["-m", "venv"]).arg(&folder).status();
        if !made.is_ok_and(|status| status.success()) {
            return Ok(None);
        }
        Command::new(&python).args(["-m", "pip", "install", "--quiet", OPENDRIFT]).status()?;
        Ok(ready(&python).then_some(python))
    }
}

/// The release that this Python has installed.
fn opendrift_version(python: &Path) -> Result<String> {
    let asked = "import importlib.metadata as m; print(m.version('opendrift'))";
    let output = Command::new(python).args(["-c", asked]).output()?;
    if !output.status.success() {
        bail!("{} has no OpenDrift: install it there, or unset SAREX_OPENDRIFT_PYTHON", python.display());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn print_row(name: &str, cost: &Cost, note: &str) {
    println!(
        "  {name:34} wall {:8.3} s   CPU {:8.3} s   peak {:7.1} MB   {note}",
        cost.wall_s, cost.cpu_s, cost.peak_mb
    );
}

/// The same case on OpenDrift, with its own full-resolution GSHHG; σ 1 km per axis is a 50 % radius of 0.64 NM.
const OPENDRIFT_CASE: &str = r#"
import sys
from datetime import datetime, timedelta
from opendrift.models.leeway import Leeway
from opendrift.readers import reader_netCDF_CF_generic as cf

data, particles = sys.argv[1], int(sys.argv[2])
o = Leeway(loglevel=50)
o.add_reader([cf.Reader(data + "/norkyst800_subset_16Nov2015.nc"), cf.Reader(data + "/arome_subset_16Nov2015.nc")])
o.seed_elements(lon=4.25, lat=60.5, radius=1000, number=particles, object_type=26, time=datetime(2015, 11, 16))
o.run(duration=timedelta(hours=48), time_step=900, time_step_output=3600)
"#;
