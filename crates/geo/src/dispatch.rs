//! One loop, compiled for several processors.
//!
//! The program is built for any x86-64 machine; a loop that the compiler can vectorise runs two to four times
//! faster where wider registers exist. A [`Kernel`] is such a loop as a value: [`run`] calls the copy of it that
//! was compiled for the widest instructions of the machine at hand.
//!
//! **The copies give the same bits.** They are the same IEEE operations on more lanes: the compiler may not
//! contract a product and a sum into one rounding, whatever the instruction set, and the code calls no function
//! of the platform. [`set_limit`] lets a test run the narrower copies on a wide machine and compare.
//!
//! ```
//! use sarex_geo::dispatch::{self, Kernel};
//!
//! struct Sines<'a> { x: &'a [f64], out: &'a mut [f64] }
//! impl Kernel for Sines<'_> {
//!     type Output = ();
//!     #[inline(always)] // or the copies are not compiled for their instructions
//!     fn run(self) {
//!         for (x, out) in self.x.iter().zip(self.out) { *out = sarex_geo::math::sin_cos(*x).0; }
//!     }
//! }
//! let mut out = [0.0; 2];
//! dispatch::run(Sines { x: &[0.0, 0.5], out: &mut out });
//! assert_eq!(out[1], sarex_geo::math::sin_cos(0.5).0);
//! ```

use std::sync::atomic::{AtomicU8, Ordering};

/// A loop over slices, with what it works on.
pub trait Kernel {
    /// What it returns.
    type Output;
    /// The loop. Must be marked `#[inline(always)]`, as must every function it calls in its inner part.
    fn run(self) -> Self::Output;
}

/// Instruction sets with copies of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Level {
    /// What every machine has: two lanes on x86-64.
    Baseline = 0,
    /// AVX2: four lanes.
    Avx2 = 1,
    /// AVX-512 F, DQ and VL: eight lanes.
    Avx512 = 2,
}

impl Level {
    /// All levels, narrowest first.
    pub const ALL: [Self; 3] = [Self::Baseline, Self::Avx2, Self::Avx512];
}

static LIMIT: AtomicU8 = AtomicU8::new(Level::Avx512 as u8);

/// Uses nothing wider than `level` from now on, in the whole process. Changes speed, never results.
pub fn set_limit(level: Level) {
    LIMIT.store(level as u8, Ordering::Relaxed);
}

/// The level in use: the widest of this machine within the limit.
#[inline]
pub fn level() -> Level {
    widest().min(match LIMIT.load(Ordering::Relaxed) {
        0 => Level::Baseline,
        1 => Level::Avx2,
        _ => Level::Avx512,
    })
}

#[cfg(target_arch = "x86_64")]
#[inline]
fn widest() -> Level {
    if is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
    {
        Level::Avx512
    } else if is_x86_feature_detected!("avx2") {
        Level::Avx2
    } else {
        Level::Baseline
    }
}

#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn widest() -> Level {
    Level::Baseline
}

/// Runs a kernel at the level in use.
#[inline]
pub fn run<K: Kernel>(kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    match level() {
        // SAFETY: `level` returns it only where the processor has the instructions.
        Level::Avx512 => return unsafe { avx512(kernel) },
        // SAFETY: as above.
        Level::Avx2 => return unsafe { avx2(kernel) },
        Level::Baseline => {}
    }
    kernel.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl")]
fn avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math;

    struct Everything<'a> {
        x: &'a [f64],
        out: &'a mut [f64],
    }

    impl Kernel for Everything<'_> {
        type Output = ();
        #[inline(always)]
        fn run(self) {
            for (x, out) in self.x.iter().zip(self.out) {
                let (s, c) = math::sin_cos(*x);
                // Products and sums that a contracting compiler would fuse.
                *out = s * c + math::ln(*x) * math::exp(-*x) + x.sqrt() / (1.0 + x * x);
            }
        }
    }

    /// Wider registers change the speed and not one bit.
    #[test]
    fn every_level_gives_the_same_bits() {
        let x: Vec<f64> = (0..10_007).map(|i| 1e-3 + 0.013 * f64::from(i)).collect();
        let mut want = vec![0.0; x.len()];
        Everything { x: &x, out: &mut want }.run();
        for limit in Level::ALL {
            set_limit(limit);
            assert!(level() <= limit);
            let mut out = vec![0.0; x.len()];
            run(Everything { x: &x, out: &mut out });
            assert!(out.iter().zip(&want).all(|(a, b)| a.to_bits() == b.to_bits()), "{limit:?}");
        }
        set_limit(Level::Avx512);
    }
}
