//! The run: from prepared particles and an environment to an ensemble.
//!
//! # Motion
//! dX/dt = u_c + e_c + L(w + e_w) + a_s u_s (all towards, m/s): current and its error, leeway in the wind with its
//! error, a share of the surface Stokes drift. [`Integrator`](crate::Integrator) says how it is integrated; the
//! errors are held during a step; displacements follow geodesics of WGS84.
//!
//! # Order and repeatability
//! Particles are cut into blocks of fixed size that step independently; each particle's draws come from its own
//! stream, and no operation joins two particles. So the result does not depend on threads, on the size of the
//! blocks, or on the vector unit. Fields are held in memory for a window around the particles; where a particle
//! needs a value outside the window, its block waits at that step until the window has been moved, so the result
//! does not depend on windows either.

mod block;
mod clock;
mod coast;
mod cpu;
mod error;
mod gaps;
mod kernel;
mod lanes;
mod observer;
mod opendrift;
mod physics;
mod polar;
mod processes;
mod scratch;
mod stages;
mod step;
mod warnings;
mod window;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use error::RunError;
pub use observer::{DiscardSnapshots, KeepSnapshots, Observer, Progress};

use crate::ensemble::{Ensemble, Outcome};
use crate::{CoastAction, Fate, Prepared, Snapshot};
use block::{Block, Context, Halt, SnapshotPart};
use clock::Clock;
use gaps::{Gaps, Lost};
use physics::Physics;
use rayon::prelude::*;
use sarex_geo::Streams;
use sarex_metocean::{Environment, HeldEnvironment, Quantity};
use scratch::Scratch;
use std::ops::ControlFlow;

/// Particles per block. The columns of a block and its scratch space fit the second-level cache.
const BLOCK: usize = 512;

impl Prepared {
    /// Lets the particles drift, keeping all snapshots.
    ///
    /// `progress` is called from time to time on this thread; [`ControlFlow::Break`] stops the run. The result is
    /// the same on any number of threads of the current rayon pool.
    pub fn run(
        &self,
        environment: &Environment,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Ensemble, RunError> {
        let mut kept = KeepSnapshots::default();
        let mut ensemble = self.run_observed(environment, &mut kept, progress)?;
        ensemble.snapshots = kept.snapshots;
        Ok(ensemble)
    }

    /// Lets the particles drift; snapshots go to the observer and the ensemble comes back without them.
    pub fn run_observed(
        &self,
        environment: &Environment,
        observer: &mut dyn Observer,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Ensemble, RunError> {
        Run::new(self, environment, BLOCK)?.complete(observer, progress)
    }
}

/// A run under way.
struct Run<'a> {
    plan: &'a Prepared,
    environment: &'a Environment,
    physics: Physics,
    clock: Clock,
    blocks: Vec<Block>,
    block_len: usize,
    held: Option<HeldEnvironment>,
    windows: window::Policy,
}

impl<'a> Run<'a> {
    fn new(plan: &'a Prepared, environment: &'a Environment, block_len: usize) -> Result<Self, RunError> {
        for quantity in [Quantity::Current, Quantity::Wind] {
            if environment.sources(quantity).is_empty() {
                return Err(RunError::NoSource(quantity));
            }
        }
        let clock = Clock::new(&plan.scenario, plan.start_s, plan.end_s);
        let physics = Physics::new(&plan.scenario, clock.sign < 0.0);
        let total = plan.particles.start_s.len();
        let origins = block::origins(&plan.scenario, &plan.particles);
        let blocks = (0..total)
            .step_by(block_len)
            .map(|first| Block::new(&plan.particles, &origins, first, block_len.min(total - first), &clock))
            .collect();
        Ok(Self {
            plan,
            environment,
            physics,
            clock,
            blocks,
            block_len,
            held: None,
            windows: window::Policy::new(environment, &plan.scenario, &clock),
        })
    }

    /// Takes all passes, one after the other, and closes the books.
    fn complete(
        mut self,
        observer: &mut dyn Observer,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Ensemble, RunError> {
        let mut k = 0;
        while k < self.clock.steps {
            let until = self.windows.pass_end(&self.clock, k);
            let wanted = self.clock.is_output(k) && observer.wants_snapshots();
            let mut snapshot = wanted.then(|| self.empty_snapshot(k));
            self.pass(k, until, snapshot.as_mut())?;
            if let Some(lost) = self.first_lost() {
                return Err(RunError::missing(lost, self.environment));
            }
            hand_over(observer, snapshot)?;
            k = until;
            if progress(self.progress(k)).is_break() {
                return Err(RunError::Cancelled);
            }
        }
        let mut snapshot = observer.wants_snapshots().then(|| self.empty_snapshot(self.clock.steps));
        self.finish(snapshot.as_mut())?;
        hand_over(observer, snapshot)?;
        Ok(self.ensemble())
    }

    /// Takes all blocks from boundary `k` to `until`, moving the window of the fields as often as needed.
    fn pass(&mut self, k: u32, until: u32, mut snapshot: Option<&mut Snapshot>) -> Result<(), RunError> {
        let mut halts: Vec<Halt> = Vec::new();
        loop {
            self.hold(k, until, &halts)?;
            let mut blocks = std::mem::take(&mut self.blocks);
            let mut parts = snapshot_parts(snapshot.as_deref_mut(), self.block_len, blocks.len());
            if let Some(held) = &self.held {
                let ctx = self.context(held);
                halts = blocks
                    .par_iter_mut()
                    .zip(parts.par_iter_mut())
                    .map_init(Scratch::default, |scratch, (block, part)| {
                        block.advance(&ctx, (k, until), scratch, part.as_mut()).err()
                    })
                    .flatten_iter()
                    .collect();
            }
            self.blocks = blocks;
            if halts.is_empty() {
                return Ok(());
            }
        }
    }

    /// What blocks need, with this window of the fields.
    fn context<'b>(&'b self, held: &'b HeldEnvironment) -> Context<'b> {
        Context {
            physics: &self.physics,
            clock: &self.clock,
            particles: &self.plan.particles,
            streams: Streams::new(self.plan.scenario.rng_seed),
            held,
            coast: match self.physics.coast_action {
                CoastAction::None => None,
                _ => self.environment.coast.as_deref(),
            },
        }
    }
}

impl Run<'_> {
    /// The last boundary.
    fn finish(&mut self, snapshot: Option<&mut Snapshot>) -> Result<(), RunError> {
        let k = self.clock.steps;
        self.hold(k, k, &[])?;
        let mut blocks = std::mem::take(&mut self.blocks);
        let mut parts = snapshot_parts(snapshot, self.block_len, blocks.len());
        if let Some(held) = &self.held {
            let ctx = self.context(held);
            for (block, part) in blocks.iter_mut().zip(&mut parts) {
                block.finish(&ctx, part.as_mut());
            }
        }
        self.blocks = blocks;
        Ok(())
    }

    /// Makes sure that the window in memory serves the pass, and the places where blocks halted in it.
    fn hold(&mut self, k: u32, until: u32, halts: &[Halt]) -> Result<(), RunError> {
        let (t0, t1) = (self.clock.time_s(k), self.clock.time_s(until));
        let suits = self.held.as_ref().is_some_and(|h| window::covers_time(&h.window, t0, t1));
        if suits && halts.is_empty() {
            return Ok(());
        }
        let window = self.windows.next(&self.clock, &self.plan.particles, &self.blocks, (t0, t1), halts);
        self.held = Some(self.environment.hold(&window)?);
        Ok(())
    }

    /// The first particle that lacks forcing, where that stops the run.
    fn first_lost(&self) -> Option<Lost> {
        let mut first: Option<Lost> = None;
        for lost in self.blocks.iter().filter_map(|b| b.lost) {
            if first.is_none_or(|f| lost.first.precedes(&f.first, self.clock.sign)) {
                first = Some(lost);
            }
        }
        first
    }

    fn empty_snapshot(&self, k: u32) -> Snapshot {
        let total = self.plan.particles.start_s.len();
        Snapshot {
            time_s: self.clock.time_s(k),
            lat_e7: vec![0; total],
            lon_e7: vec![0; total],
            fate: vec![Fate::NotReleased; total],
        }
    }

    fn progress(&self, step: u32) -> Progress {
        Progress {
            step,
            steps: self.clock.steps,
            time_s: self.clock.time_s(step),
            adrift: self.blocks.iter().map(|b| b.lanes.len()).sum(),
            particles: self.plan.particles.start_s.len(),
        }
    }

    fn ensemble(self) -> Ensemble {
        let mut outcome = Outcome::default();
        let mut gaps = Gaps::default();
        for block in &self.blocks {
            for (local, &(lat, lon)) in block.rest_deg.iter().enumerate() {
                outcome.lat_deg.push(lat);
                outcome.lon_deg.push(lon);
                outcome.side.push(block.side(local, &self.plan.particles));
            }
            outcome.fate.extend_from_slice(&block.fate);
            outcome.stopped_s.extend_from_slice(&block.stopped_s);
            outcome.capsized.extend_from_slice(&block.capsized);
            gaps.absorb(&block.gaps, self.clock.sign);
        }
        let gaps = gaps.report(self.environment);
        let warnings = warnings::of(self.plan, self.environment, &self.blocks, &outcome, &gaps);
        Ensemble {
            scenario: self.plan.scenario.clone(),
            particles: self.plan.particles.clone(),
            snapshots: Vec::new(),
            outcome,
            gaps,
            warnings,
        }
    }
}

fn hand_over(observer: &mut dyn Observer, snapshot: Option<Snapshot>) -> Result<(), RunError> {
    match snapshot.map(|s| observer.snapshot(s)) {
        Some(ControlFlow::Break(())) => Err(RunError::Cancelled),
        _ => Ok(()),
    }
}

/// Each block's part of a snapshot; nothing for each where there is none.
fn snapshot_parts(
    snapshot: Option<&mut Snapshot>,
    block_len: usize,
    blocks: usize,
) -> Vec<Option<SnapshotPart<'_>>> {
    match snapshot {
        None => (0..blocks).map(|_| None).collect(),
        Some(s) => s
            .lat_e7
            .chunks_mut(block_len)
            .zip(s.lon_e7.chunks_mut(block_len))
            .zip(s.fate.chunks_mut(block_len))
            .map(|((lat_e7, lon_e7), fate)| Some(SnapshotPart { lat_e7, lon_e7, fate }))
            .collect(),
    }
}
