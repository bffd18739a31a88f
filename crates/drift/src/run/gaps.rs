//! Bookkeeping of forcing that was missing.

use crate::ensemble::Gap;
use sarex_metocean::{Environment, Quantity};

/// The three quantities in the order of the scratch columns.
pub(crate) const QUANTITIES: [Quantity; 3] = [Quantity::Current, Quantity::Wind, Quantity::Stokes];

/// Particle-steps a source could not serve.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Tally {
    samples: u64,
    unfilled: u64,
    masked: u64,
    first: First,
    last_s: f64,
}

/// The earliest miss in the run's direction, then of the lowest particle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct First {
    pub(crate) time_s: f64,
    pub(crate) id: u32,
    pub(crate) place_deg: (f64, f64),
}

impl First {
    /// True if this one comes before another in a run of direction `sign`.
    pub(crate) fn precedes(&self, other: &Self, sign: f64) -> bool {
        let (a, b) = (sign * self.time_s, sign * other.time_s);
        a < b || (a == b && self.id < other.id)
    }
}

/// A particle that no source serves, in a run that such a particle stops.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Lost {
    pub(crate) quantity: Quantity,
    pub(crate) first: First,
}

/// Misses per quantity and source.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gaps {
    tallies: [Vec<Option<Tally>>; 3],
}

impl Gaps {
    /// Notes that the value at a place came from source `used` (255: from none) of `sources`; which of them is
    /// `within` its area and period there is asked only where none has a value.
    pub(crate) fn note(
        &mut self,
        quantity: usize,
        used: u8,
        sources: usize,
        at: First,
        sign: f64,
        within: impl Fn(usize) -> bool,
    ) {
        let missed = usize::from(used).min(sources);
        let tallies = &mut self.tallies[quantity];
        if tallies.len() < missed {
            tallies.resize(missed, None);
        }
        let unfilled = u64::from(used == u8::MAX);
        for (source, slot) in tallies[..missed].iter_mut().enumerate() {
            let masked = if unfilled == 1 { u64::from(within(source)) } else { 0 };
            merge(slot, Tally { samples: 1, unfilled, masked, first: at, last_s: at.time_s }, sign);
        }
    }

    /// Adds another block's notes.
    pub(crate) fn absorb(&mut self, other: &Self, sign: f64) {
        for (mine, theirs) in self.tallies.iter_mut().zip(&other.tallies) {
            if mine.len() < theirs.len() {
                mine.resize(theirs.len(), None);
            }
            for (slot, tally) in mine.iter_mut().zip(theirs) {
                if let Some(tally) = tally {
                    merge(slot, *tally, sign);
                }
            }
        }
    }

    /// The report, in order of quantity and preference.
    pub(crate) fn report(&self, environment: &Environment) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for (quantity, tallies) in QUANTITIES.into_iter().zip(&self.tallies) {
            for (coverage, tally) in environment.coverage(quantity).into_iter().zip(tallies) {
                let Some(t) = tally else { continue };
                gaps.push(Gap {
                    quantity,
                    source_name: coverage.name,
                    samples: t.samples,
                    first_s: t.first.time_s,
                    last_s: t.last_s,
                    first_place_deg: t.first.place_deg,
                    filled: t.unfilled == 0,
                    masked: t.masked,
                });
            }
        }
        gaps
    }
}

fn merge(slot: &mut Option<Tally>, new: Tally, sign: f64) {
    match slot {
        None => *slot = Some(new),
        Some(old) => {
            old.samples += new.samples;
            old.unfilled += new.unfilled;
            old.masked += new.masked;
            if new.first.precedes(&old.first, sign) {
                old.first = new.first;
            }
            if sign * new.last_s > sign * old.last_s {
                old.last_s = new.last_s;
            }
        }
    }
}
