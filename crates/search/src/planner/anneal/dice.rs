//! Numbers of one chain, in order.

use sarex_geo::Streams;
use sarex_geo::streams::{ParticleStream, Process, normal_pair, open_unit};

/// Uniform and normal numbers from a counter: the same for the same seed and chain.
pub(in crate::planner) struct Dice {
    stream: ParticleStream,
    next: u32,
}

impl Dice {
    pub fn of(seed: u64, chain: u32) -> Self {
        Self { stream: Streams::new(seed).particle(chain), next: 0 }
    }

    fn words(&mut self) -> [u32; 4] {
        self.next = self.next.wrapping_add(1);
        self.stream.words(self.next, Process::Planning, 0)
    }

    /// Uniform in (0, 1).
    pub fn uniform(&mut self) -> f64 {
        open_unit(self.words()[0])
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// A whole number from 0 to below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        ((self.uniform() * count as f64) as usize).min(count - 1)
    }

    /// Two independent normal numbers.
    pub fn normals(&mut self) -> (f64, f64) {
        let words = self.words();
        normal_pair(words[0], words[1])
    }

    pub fn normal(&mut self) -> f64 {
        self.normals().0
    }
}
