//! The common times of a run: steps and outputs.

use crate::Scenario;

/// The times at which all particles meet.
///
/// Steps and outputs are counted back from the end, so that outputs fall on `until`, an interval before it, and so
/// on: round times for the reader even if the first particle began to drift at an odd one. Only the first step,
/// and the first output interval, may be shorter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Clock {
    start_s: f64,
    end_s: f64,
    step_s: f64,
    /// +1 forward, −1 backward.
    pub(crate) sign: f64,
    /// Number of steps.
    pub(crate) steps: u32,
    steps_per_output: u32,
}

impl Clock {
    /// From the start of the first particle to the end of the run, in either direction.
    pub(crate) fn new(scenario: &Scenario, start_s: f64, end_s: f64) -> Self {
        let length_s = (end_s - start_s).abs();
        // A millionth of a step is rounding, not a step.
        let steps = (length_s / scenario.step_s - 1e-6).ceil().clamp(0.0, f64::from(u32::MAX - 1)) as u32;
        let per_output = (scenario.output_every_s / scenario.step_s).round().clamp(1.0, f64::from(u32::MAX));
        Self {
            start_s,
            end_s,
            step_s: scenario.step_s,
            sign: if end_s < start_s { -1.0 } else { 1.0 },
            steps,
            steps_per_output: per_output as u32,
        }
    }

    /// Time of step boundary `k`, 0 to `steps`, seconds since 1970.
    pub(crate) fn time_s(&self, k: u32) -> f64 {
        if k == 0 {
            self.start_s
        } else if k >= self.steps {
            self.end_s
        } else {
            self.end_s - self.sign * f64::from(self.steps - k) * self.step_s
        }
    }

    /// True if the state at boundary `k` is to be recorded.
    pub(crate) fn is_output(&self, k: u32) -> bool {
        k == 0 || (self.steps - k).is_multiple_of(self.steps_per_output)
    }

    /// True if `a` comes before `b` in the direction of the run.
    pub(crate) fn before(&self, a_s: f64, b_s: f64) -> bool {
        self.sign * a_s < self.sign * b_s
    }

    /// Seconds of drift since the start of the run.
    pub(crate) fn elapsed_s(&self, time_s: f64) -> f64 {
        self.sign * (time_s - self.start_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::testing::scenario;

    fn times(clock: &Clock) -> (Vec<f64>, Vec<f64>) {
        let all = (0..=clock.steps).map(|k| clock.time_s(k)).collect();
        let outputs =
            (0..=clock.steps).filter(|&k| clock.is_output(k)).map(|k| clock.time_s(k)).collect::<Vec<_>>();
        (all, outputs)
    }

    #[test]
    fn steps_and_outputs_end_on_the_end() {
        let mut s = scenario();
        (s.step_s, s.output_every_s) = (600.0, 1200.0);
        let (all, outputs) = times(&Clock::new(&s, 100.0, 3000.0));
        assert_eq!(all, [100.0, 600.0, 1200.0, 1800.0, 2400.0, 3000.0]);
        assert_eq!(outputs, [100.0, 600.0, 1800.0, 3000.0]);
        let (all, _) = times(&Clock::new(&s, 3000.0, 1750.0));
        assert_eq!(all, [3000.0, 2950.0, 2350.0, 1750.0]);
    }
}
