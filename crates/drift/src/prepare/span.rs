//! When a run begins and which way it goes.

use super::{Direction, PrepareError, checks};
use crate::seed::{Seed, StartTime};
use crate::{Particles, Scenario};
use sarex_geo::from_unix_seconds;

/// Begin, length and direction of a run.
pub(super) struct Span {
    pub direction: Direction,
    /// From the first seed in the direction of the run to its end, s.
    duration_s: f64,
    pub start_s: f64,
    pub outputs: u32,
}

impl Span {
    /// The grid of times hangs on `until`, so that it is regular and ends there; seeds need not lie on it.
    ///
    /// The nominal times say which way the run goes. Particles that the tail of an error of time puts beyond `until`
    /// never begin to drift.
    pub fn of(scenario: &Scenario, particles: &Particles) -> Result<Self, PrepareError> {
        let until_s = scenario.until_s;
        let (first_s, last_s) = nominal(scenario, particles);
        let among = || {
            let [until, first, last] = [until_s, first_s, last_s].map(time_text);
            PrepareError::UntilAmongSeeds { until, first, last }
        };
        let (direction, sign) = if until_s > last_s {
            (Direction::Forward, -1.0)
        } else if until_s < first_s {
            (Direction::Backward, 1.0)
        } else if first_s == last_s {
            return Err(PrepareError::NoDuration(time_text(until_s)));
        } else {
            return Err(among());
        };
        let lengths_s = particles.start_s.iter().map(|start_s| sign * (start_s - until_s));
        let duration_s = lengths_s.filter(|length_s| *length_s > 0.0).fold(0.0, f64::max);
        if duration_s == 0.0 {
            return Err(among());
        }
        // A start that misses the grid by rounding only is on it.
        let outputs = (duration_s / scenario.output_every_s - 1e-9).ceil().max(1.0);
        let steps = outputs * (scenario.output_every_s / scenario.step_s).round();
        if steps > checks::MOST_STEPS as f64 {
            let (steps, step_s, most) = (steps as u64, scenario.step_s, checks::MOST_STEPS);
            return Err(PrepareError::Steps { steps, step_s, most });
        }
        let start_s = until_s + sign * outputs * scenario.output_every_s;
        Ok(Self { direction, duration_s, start_s, outputs: outputs as u32 })
    }

    pub fn is_whole_steps(&self, step_s: f64) -> bool {
        let steps = self.duration_s / step_s;
        (steps - steps.round()).abs() < 1e-6
    }
}

/// First and last time at which drifting begins, tails of an error of time aside.
fn nominal(scenario: &Scenario, particles: &Particles) -> (f64, f64) {
    let none = (f64::INFINITY, f64::NEG_INFINITY);
    let wider = |(a, b): (f64, f64), (c, d): (f64, f64)| (a.min(c), b.max(d));
    let mut drawn = vec![none; scenario.seeds.len()];
    for (&start_s, &seed) in particles.start_s.iter().zip(&particles.seed) {
        drawn[usize::from(seed)] = wider(drawn[usize::from(seed)], (start_s, start_s));
    }
    let possible = (0..drawn.len()).filter(|&seed| drawn[seed].0 <= drawn[seed].1);
    possible
        .map(|seed| match &scenario.seeds[seed].seed {
            Seed::Voyage(voyage) if voyage.departure_std_s > 0.0 => median(particles, seed),
            other => match other.start_time() {
                Some(StartTime::Normal { mean_s, .. }) => (mean_s, mean_s),
                _ => drawn[seed],
            },
        })
        .fold(none, wider)
}

/// The middle start of a seed, twice.
fn median(particles: &Particles, seed: usize) -> (f64, f64) {
    let all = particles.start_s.iter().zip(&particles.seed);
    let mut own: Vec<f64> =
        all.filter(|(_, of)| usize::from(**of) == seed).map(|(start_s, _)| *start_s).collect();
    own.sort_by(f64::total_cmp);
    (own[own.len() / 2], own[own.len() / 2])
}

fn time_text(seconds: f64) -> String {
    from_unix_seconds(seconds).map_or_else(|| format!("{seconds} s"), |time| time.to_string())
}
