//! The generator of the cases: a 64-bit mix, uniform and normal numbers.

use sarex_geo::math;

/// The mixing function.
pub fn mix(z: u64) -> u64 {
    let z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The numbers of one particle.
#[derive(Clone, Copy)]
pub struct Draws(u64);

impl Draws {
    /// Of particle i of a seed.
    pub fn of(seed: u64, particle: u64) -> Self {
        Self(mix(mix(seed).wrapping_add(particle)))
    }

    /// Uniform in (0, 1).
    pub fn uniform(self, j: u64) -> f64 {
        let word = mix(self.0.wrapping_add(j)) >> 11;
        (word as f64 + 0.5) / 9_007_199_254_740_992.0
    }

    /// The normal pair of draws j and j + 1.
    pub fn normals(self, j: u64) -> (f64, f64) {
        let radius = (-2.0 * math::ln(self.uniform(j))).sqrt();
        let (sine, cosine) = math::sin_cos_turns(self.uniform(j + 1));
        (radius * cosine, radius * sine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generator_gives_the_stated_numbers() {
        assert_eq!(mix(0), 0xE220_A839_7B1D_CDAF);
        let want = [0.386_974_28, 0.175_295_61, 0.025_461_79];
        for (particle, want) in want.into_iter().enumerate() {
            assert!((Draws::of(42, particle as u64).uniform(0) - want).abs() < 5e-9);
        }
        assert!((Draws::of(42, 0).normals(2).0 - 0.258_929_20).abs() < 5e-9);
    }
}
