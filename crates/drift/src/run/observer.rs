//! What a caller may see while a run goes on.

use crate::Snapshot;
use std::ops::ControlFlow;

/// Receives the snapshots of a run, in the order of its output times.
///
/// A writer that streams them to a file keeps one in memory at a time; [`KeepSnapshots`] keeps all,
/// [`DiscardSnapshots`] none are made for.
pub trait Observer {
    /// False if snapshots need not be made at all.
    fn wants_snapshots(&self) -> bool {
        true
    }

    /// Takes one; [`ControlFlow::Break`] stops the run.
    fn snapshot(&mut self, snapshot: Snapshot) -> ControlFlow<()>;
}

/// Keeps all snapshots in memory: 9 bytes per particle and output time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KeepSnapshots {
    /// In the order of the run.
    pub snapshots: Vec<Snapshot>,
}

impl Observer for KeepSnapshots {
    fn snapshot(&mut self, snapshot: Snapshot) -> ControlFlow<()> {
        self.snapshots.push(snapshot);
        ControlFlow::Continue(())
    }
}

/// For callers that want the end state only.
#[derive(Debug, Clone, Copy, Default)]
pub struct DiscardSnapshots;

impl Observer for DiscardSnapshots {
    fn wants_snapshots(&self) -> bool {
        false
    }

    fn snapshot(&mut self, _snapshot: Snapshot) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Steps done.
    pub step: u32,
    /// Steps in all.
    pub steps: u32,
    /// Time reached, seconds since 1970.
    pub time_s: f64,
    /// Particles adrift now.
    pub adrift: usize,
    /// Particles in all.
    pub particles: usize,
}
