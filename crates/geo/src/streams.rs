//! Counter-based random streams: the same draw for the same (seed, particle, step, process, draw), whatever
//! the number of threads, the order of evaluation, the number of particles or the processes switched on.
//!
//! Generator: Philox4x32-10 (Salmon et al. 2011, *Parallel random numbers: as easy as 1, 2, 3*, SC'11).

use crate::math;

/// What a draw is for. The number is part of the counter, so it must never change for an existing process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Process {
    /// Seed position.
    SeedPosition = 0,
    /// Seed time.
    SeedTime = 1,
    /// Object class and side of downwind.
    ClassAndSide = 2,
    /// Downwind leeway error, drawn once.
    Downwind = 3,
    /// Crosswind leeway error, drawn once.
    Crosswind = 4,
    /// Current error.
    CurrentError = 5,
    /// Wind error.
    WindError = 6,
    /// Jibing.
    Jibe = 7,
    /// Capsizing.
    Capsize = 8,
    /// Horizontal diffusion.
    Diffusion = 9,
    /// Refloating.
    Refloat = 10,
    /// Choice of a forcing ensemble member.
    Member = 11,
    /// Proposals of a Bayesian backtrack.
    Backtrack = 12,
    /// Moves of a planner; the particle is its chain, the step its move.
    Planning = 13,
}

/// All random streams of one run, named by its seed.
///
/// ```
/// use sarex_geo::streams::{Process, Streams};
/// let streams = Streams::new(42);
/// let a = streams.particle(7).uniform(0, Process::Jibe, 0);
/// let b = streams.particle(7).uniform(0, Process::Jibe, 0);
/// assert_eq!(a, b);
/// assert_ne!(a, streams.particle(8).uniform(0, Process::Jibe, 0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    key: [u32; 2],
}

impl Streams {
    /// The streams of the run with this seed.
    #[inline]
    pub const fn new(seed: u64) -> Self {
        Self { key: [seed as u32, (seed >> 32) as u32] }
    }

    /// The stream of one particle.
    #[inline]
    pub const fn particle(self, particle: u32) -> ParticleStream {
        ParticleStream { key: self.key, particle }
    }
}

/// The draws of one particle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParticleStream {
    key: [u32; 2],
    particle: u32,
}

impl ParticleStream {
    /// Four independent 32-bit words.
    #[inline(always)]
    pub fn words(self, step: u32, process: Process, draw: u32) -> [u32; 4] {
        philox4x32_10([self.particle, step, process as u32, draw], self.key)
    }

    /// Two uniforms in the open interval (0, 1), 32 bits each.
    #[inline(always)]
    pub fn uniform_pair(self, step: u32, process: Process, draw: u32) -> (f64, f64) {
        let w = self.words(step, process, draw);
        (open_unit(w[0]), open_unit(w[1]))
    }

    /// One uniform in the open interval (0, 1), 32 bits.
    #[inline(always)]
    pub fn uniform(self, step: u32, process: Process, draw: u32) -> f64 {
        open_unit(self.words(step, process, draw)[0])
    }

    /// Two independent standard normals.
    #[inline(always)]
    pub fn normal_pair(self, step: u32, process: Process, draw: u32) -> (f64, f64) {
        let w = self.words(step, process, draw);
        normal_pair(w[0], w[1])
    }

    /// Four independent standard normals from one block.
    #[inline(always)]
    pub fn normal_quad(self, step: u32, process: Process, draw: u32) -> [f64; 4] {
        let w = self.words(step, process, draw);
        let (a, b) = normal_pair(w[0], w[1]);
        let (c, d) = normal_pair(w[2], w[3]);
        [a, b, c, d]
    }
}

/// A word as a uniform in the open interval (0, 1): (word + ½) / 2³².
#[inline(always)]
pub fn open_unit(word: u32) -> f64 {
    // 2⁵² as bits, low word replaced: conversion without an instruction that lacks a vector form.
    (f64::from_bits(0x4330_0000_0000_0000 | u64::from(word)) - 4_503_599_627_370_495.5)
        * (1.0 / 4_294_967_296.0)
}

/// Two standard normals from two words by the Box–Muller transform; |value| ≤ 6.8.
#[inline(always)]
pub fn normal_pair(first: u32, second: u32) -> (f64, f64) {
    let radius = (-2.0 * math::ln(open_unit(first))).sqrt();
    let (s, c) = math::sin_cos_turns(open_unit(second));
    (radius * c, radius * s)
}

/// One block of Philox4x32 with ten rounds.
///
/// ```
/// use sarex_geo::streams::philox4x32_10;
/// assert_eq!(philox4x32_10([0; 4], [0; 2]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
/// ```
#[inline(always)]
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let [mut x0, mut x1, mut x2, mut x3] = counter;
    let [mut k0, mut k1] = key;
    for _ in 0..10 {
        let p0 = u64::from(x0) * 0xD251_1F53;
        let p1 = u64::from(x2) * 0xCD9E_8D57;
        (x0, x1, x2, x3) = ((p1 >> 32) as u32 ^ x1 ^ k0, p1 as u32, (p0 >> 32) as u32 ^ x3 ^ k1, p0 as u32);
        k0 = k0.wrapping_add(0x9E37_79B9);
        k1 = k1.wrapping_add(0xBB67_AE85);
    }
    [x0, x1, x2, x3]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers published with the authors' Random123 library (file `kat_vectors`).
    #[test]
    fn philox_gives_the_published_answers() {
        let mut record = crate::record::Record::new(
            "repeatable",
            "20-philox",
            "The random streams are those published",
            "Philox4x32-10, known answers of the authors' Random123 library. Norm and limit: equal.",
        );
        for (counter, key, want) in [
            ([0; 4], [0; 2], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]),
            (
                [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
                [0xa4093822, 0x299f31d0],
                [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
            ),
        ] {
            let hex = |words: &[u32]| words.iter().map(|w| format!("{w:08x}")).collect::<Vec<_>>().join(" ");
            let got = philox4x32_10(counter, key);
            record.row(&format!("counter {}, key {}", hex(&counter), hex(&key)), hex(&got), hex(&want));
            assert_eq!(got, want);
        }
    }

    #[test]
    fn uniforms_stay_inside_the_open_interval() {
        assert!(open_unit(0) > 0.0 && open_unit(u32::MAX) < 1.0);
        assert_eq!(open_unit(0x8000_0000), 0.5 + 0.5 / 4_294_967_296.0);
    }

    /// Mean, variance, skewness and kurtosis of 400 000 normals within five standard errors.
    #[test]
    fn normals_have_normal_moments() {
        let n = 100_000u32;
        let mut m = [0.0f64; 4];
        for i in 0..n {
            for x in Streams::new(1).particle(i).normal_quad(3, Process::CurrentError, 0) {
                m[0] += x;
                m[1] += x * x;
                m[2] += x * x * x;
                m[3] += x * x * x * x;
            }
        }
        let k = f64::from(4 * n);
        let se = 1.0 / k.sqrt();
        assert!((m[0] / k).abs() < 5.0 * se);
        assert!((m[1] / k - 1.0).abs() < 5.0 * 2f64.sqrt() * se);
        assert!((m[2] / k).abs() < 5.0 * 15f64.sqrt() * se);
        assert!((m[3] / k - 3.0).abs() < 5.0 * 96f64.sqrt() * se);
    }
}
