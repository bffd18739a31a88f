//! Whether a run fits this machine, asked before anything is allocated.

use super::{ForecastError, error};
use crate::case::Case;
use sarex_drift::prepare::memory_bytes;

/// Share of the free memory that a run may take: fields, coast and files need some too.
const USABLE: f64 = 0.8;

/// Refuses a run that needs more memory than this machine has free.
pub(super) fn check(case: &Case) -> Result<(), ForecastError> {
    let scenario = &case.scenario;
    let (first_s, last_s) = case.seed_period_s();
    let length_s = (scenario.until_s - first_s).abs().max((scenario.until_s - last_s).abs());
    let outputs = (length_s / scenario.output_every_s).ceil() as u64 + 1;
    let particles = (scenario.particles as u64).saturating_mul(scenario.seeds.len() as u64);
    let Err((what, usable)) = fits(particles, outputs, 0) else { return Ok(()) };
    let fitting = usable / memory_bytes(1, outputs) / scenario.seeds.len().max(1) as u64;
    let remedy =
        format!("at most {fitting} particles per scenario fit; or write output less often (`output_every`)");
    let key = &case.keys.run.particles;
    Err(error::at(case, &key.key, key.span.clone(), what, &remedy))
}

/// Bytes that a cloud for planning keeps per particle and node: two numbers of four bytes.
const CLOUD_BYTES: u64 = 8;

/// The same of the particles of a search: one cloud stays while the other is made.
pub(super) fn check_span(case: &Case, particles: usize, nodes: u64) -> Result<(), ForecastError> {
    let particles = (particles as u64).saturating_mul(case.scenario.seeds.len() as u64);
    let Err((what, usable)) = fits(particles, nodes, 2 * CLOUD_BYTES * nodes) else { return Ok(()) };
    let fitting = usable / (memory_bytes(1, nodes) + 2 * CLOUD_BYTES * nodes);
    let remedy = format!(
        "at most {fitting} particles fit; give fewer `particles` under [search], or a shorter search"
    );
    let Some(key) = case.keys.search.as_ref().map(|search| &search.particles) else { return Ok(()) };
    Err(error::at(case, &key.key, key.span.clone(), what, &remedy))
}

/// Whether so many particles fit, with `more` bytes for each; else why not, and the bytes that are usable.
fn fits(particles: u64, outputs: u64, more: u64) -> Result<(), (String, u64)> {
    let Some(available) = available_bytes() else { return Ok(()) };
    let needed = memory_bytes(particles, outputs).saturating_add(particles.saturating_mul(more));
    let usable = (available as f64 * USABLE) as u64;
    if needed <= usable {
        return Ok(());
    }
    let gb = |bytes: u64| bytes as f64 / 1e9;
    let what = format!(
        "{particles} particles with {outputs} output times need {:.1} GB of memory; {:.1} GB are free on this machine",
        gb(needed),
        gb(available)
    );
    Err((what, usable))
}

/// Memory that can be had without swapping; `None` where the system does not say.
fn available_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    let free = kib.saturating_mul(1024);
    Some(cgroup_bytes().map_or(free, |limit| limit.min(free)))
}

/// What a container may still take.
fn cgroup_bytes() -> Option<u64> {
    let number = |file: &str| std::fs::read_to_string(file).ok()?.trim().parse::<u64>().ok();
    let limit = number("/sys/fs/cgroup/memory.max")?;
    Some(limit.saturating_sub(number("/sys/fs/cgroup/memory.current")?))
}
