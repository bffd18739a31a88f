//! The particles of a case over the time of a search, closer in time than its forecast is written.

use super::{ForecastError, Opened, Stage, error, memory, stopping_coast};
use sarex_drift::{Ensemble, Observer, Scenario, Snapshot};
use sarex_metocean::Coastline;
use std::ops::ControlFlow;
use std::sync::Arc;

/// A stretch of time, and how it is filled with particles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Begin, seconds since 1970.
    pub start_s: f64,
    /// End, seconds since 1970: the last snapshot.
    pub end_s: f64,
    /// Time between snapshots, s: a multiple of the case's step.
    pub node_s: f64,
    /// Particles per scenario.
    pub particles: usize,
    /// Seed of the random streams.
    pub rng_seed: u64,
}

/// Time between snapshots: ten minutes, or as near as steps of this length come.
pub fn node_s(step_s: f64) -> f64 {
    const TEN_MINUTES_S: f64 = 600.0;
    step_s * (TEN_MINUTES_S / step_s).round().max(1.0)
}

impl Opened {
    /// Lets particles drift as the case says and keeps them over a span: from one snapshot at or before its begin to its
    /// end. Particle i is the same in every span of the same seed and number.
    pub fn drift(
        &self,
        span: &Span,
        tell: &mut dyn FnMut(Stage) -> ControlFlow<()>,
    ) -> Result<Ensemble, ForecastError> {
        let case = &self.case;
        let (_, last_s) = case.seed_period_s();
        // A run ends after every seed time; what comes after the span is not kept.
        let beyond = ((last_s - span.end_s) / span.node_s).floor() + 1.0;
        let scenario = Scenario {
            particles: span.particles,
            rng_seed: span.rng_seed,
            until_s: span.end_s + span.node_s * beyond.max(0.0),
            output_every_s: span.node_s,
            ..case.scenario.clone()
        };
        memory::check_span(case, span.particles, span_nodes(span))?;
        let scenario =
            self.traced.as_ref().map_or_else(|| scenario.clone(), |traced| traced.redrawn(&scenario));
        let environment = &self.sources.environment;
        let mut prepared = scenario.prepare().map_err(|error| error::of_prepare(case, error))?;
        if let Some(coast) = stopping_coast(case, environment) {
            prepared.check_land(coast).map_err(|error| error::of_prepare(case, error))?;
        }
        prepared.assign_members(self.sources.members);
        let mut kept = Kept { span, snapshots: Vec::new() };
        let mut ensemble = prepared
            .run_observed(environment, &mut kept, &mut |progress| tell(Stage::Running(progress)))
            .map_err(|error| error::of_run(case, environment, error))?;
        ensemble.snapshots = kept.snapshots;
        Ok(ensemble)
    }

    /// The case.
    pub fn case(&self) -> &crate::case::Case {
        &self.case
    }

    /// The coast, if the case has one.
    pub fn coast(&self) -> Option<Arc<dyn Coastline>> {
        self.sources.environment.coast.clone()
    }
}

fn span_nodes(span: &Span) -> u64 {
    ((span.end_s - span.start_s) / span.node_s).ceil() as u64 + 1
}

/// Keeps the snapshots of a span.
struct Kept<'a> {
    span: &'a Span,
    snapshots: Vec<Snapshot>,
}

impl Observer for Kept<'_> {
    fn snapshot(&mut self, snapshot: Snapshot) -> ControlFlow<()> {
        let Span { start_s, end_s, node_s, .. } = self.span;
        // Times are whole nodes back from the end; half a second takes up what rounding leaves.
        if snapshot.time_s > start_s - node_s + 0.5 && snapshot.time_s < end_s + 0.5 {
            self.snapshots.push(snapshot);
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_ten_minutes_or_the_nearest_multiple_of_a_step() {
        for (step_s, expected_s) in
            [(600.0, 600.0), (60.0, 600.0), (900.0, 900.0), (3600.0, 3600.0), (420.0, 420.0)]
        {
            assert_eq!(node_s(step_s), expected_s, "{step_s}");
        }
    }
}
