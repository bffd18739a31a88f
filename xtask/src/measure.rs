//! Whole-process figures from the operating system's own accounting.

use anyhow::{Context, Result, bail};
use std::process::{Command, Stdio};
use std::time::Instant;

/// What one finished process cost.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Wall time, s.
    pub wall_s: f64,
    /// User and system time, s.
    pub cpu_s: f64,
    /// Largest resident set, MB (10⁶ bytes).
    pub peak_mb: f64,
}

/// Runs a command to its end and accounts for it; fails if the command fails.
pub fn cost(command: &mut Command) -> Result<Cost> {
    let started = Instant::now();
    let child = command
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .with_context(|| format!("could not start {command:?}"))?;
    let mut status = 0;
    // SAFETY: rusage is plain data; wait4 fills it for a child of this process that nobody else waits for.
    let usage = unsafe {
        let mut usage = std::mem::zeroed::<libc::rusage>();
        if libc::wait4(child.id() as libc::pid_t, &raw mut status, 0, &raw mut usage) < 0 {
            bail!("wait4: {}", std::io::Error::last_os_error());
        }
        usage
    };
    let wall_s = started.elapsed().as_secs_f64();
    if status != 0 {
        bail!("{command:?} failed with status {status}");
    }
    let seconds = |t: libc::timeval| t.tv_sec as f64 + t.tv_usec as f64 * 1e-6;
    Ok(Cost {
        wall_s,
        cpu_s: seconds(usage.ru_utime) + seconds(usage.ru_stime),
        peak_mb: usage.ru_maxrss as f64 * 1024.0 / 1e6,
    })
}

/// The median run by wall time of `n` after one warm-up.
pub fn median(n: usize, mut make: impl FnMut() -> Command) -> Result<Cost> {
    cost(&mut make())?;
    let mut runs = (0..n).map(|_| cost(&mut make())).collect::<Result<Vec<_>>>()?;
    runs.sort_by(|a, b| a.wall_s.total_cmp(&b.wall_s));
    Ok(runs[n / 2])
}
