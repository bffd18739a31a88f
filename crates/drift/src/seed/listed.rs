//! Particles that are given one by one.

use super::sample::{Lot, SeedError, Start, check_count, is_time};
use crate::Fate;
use sarex_geo::Position;

/// Particles that are given one by one, as read from a file. All of them are used; the scenario's number of
/// particles does not apply.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListedParticles {
    /// One or more.
    pub particles: Vec<ListedParticle>,
}

/// One given particle. What is left out is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ListedParticle {
    /// Latitude, degrees.
    pub lat_deg: f64,
    /// Longitude, degrees.
    pub lon_deg: f64,
    /// Begin of drifting, seconds since 1970.
    pub time_s: f64,
    /// Index of the object in the scenario's list.
    pub object: Option<u16>,
    /// Side: 0 uses the table's right set, 1 its left set.
    pub side: Option<u8>,
    /// ξ_d, standardised downwind error (OpenDrift's `downwind_eps` divided by the class's σ_d).
    pub downwind_xi: Option<f64>,
    /// ξ_c, standardised crosswind error of that side.
    pub crosswind_xi: Option<f64>,
    /// Relative weight within the list; all or none must have one.
    pub weight: Option<f64>,
    /// What it is from its time on: adrift, or, carried along from another forecast, already ashore or stopped for
    /// want of forcing. Those that are not adrift stay where they lie.
    pub begins_as: Fate,
}

/// A checked list.
#[derive(Debug, Clone)]
pub(crate) struct ListedSampler {
    particles: Vec<ListedParticle>,
}

impl ListedParticles {
    pub(crate) fn sampler(&self) -> Result<ListedSampler, SeedError> {
        check_count("listed particles", self.particles.len(), 1, 100_000_000)?;
        for (index, particle) in self.particles.iter().enumerate() {
            particle.check().map_err(|problem| SeedError::Listed { index: index + 1, problem })?;
        }
        self.all_or_none("weight", |particle| particle.weight.is_some())?;
        self.all_or_none("object", |particle| particle.object.is_some())?;
        if self.particles.iter().all(|particle| particle.weight == Some(0.0)) {
            return Err(SeedError::Listed { index: 1, problem: "all weights are zero" });
        }
        Ok(ListedSampler { particles: self.particles.clone() })
    }

    fn all_or_none(&self, key: &'static str, has: impl Fn(&ListedParticle) -> bool) -> Result<(), SeedError> {
        let count = self.particles.len();
        let with = self.particles.iter().filter(|particle| has(particle)).count();
        if with == 0 || with == count { Ok(()) } else { Err(SeedError::Mixed { key, with, count }) }
    }
}

impl ListedParticle {
    /// A particle of which place (degrees) and time (seconds since 1970) are known; all else is drawn.
    pub const fn at(lat_deg: f64, lon_deg: f64, time_s: f64) -> Self {
        Self {
            lat_deg,
            lon_deg,
            time_s,
            object: None,
            side: None,
            downwind_xi: None,
            crosswind_xi: None,
            weight: None,
            begins_as: Fate::Active,
        }
    }

    fn check(&self) -> Result<(), &'static str> {
        let draw_ok = |xi: Option<f64>| xi.is_none_or(|xi| xi.abs() <= 100.0);
        if Position::new(self.lat_deg, self.lon_deg).is_err() {
            Err("its position is not one: latitude -90 to 90, longitude -360 to 540 degrees")
        } else if !is_time(self.time_s) {
            Err("its time does not lie between the years 1900 and 2200")
        } else if self.side.is_some_and(|side| side > 1) {
            Err("its side is neither 0 (right set) nor 1 (left set)")
        } else if !draw_ok(self.downwind_xi) || !draw_ok(self.crosswind_xi) {
            Err("a standardised leeway error is not between -100 and 100")
        } else if self.weight.is_some_and(|weight| !(0.0..=1e12).contains(&weight)) {
            Err("its weight is not between 0 and 1e12")
        } else if self.begins_as == Fate::NotReleased {
            Err("it is neither adrift nor ashore nor stopped")
        } else {
            Ok(())
        }
    }
}

impl ListedSampler {
    pub fn particles(&self) -> &[ListedParticle] {
        &self.particles
    }

    pub fn draw(&self, lot: Lot) -> Start {
        let ListedParticle { lat_deg, lon_deg, time_s, .. } = self.particles[lot.index];
        Start { lat_deg, lon_deg, time_s }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Seed;
    use super::super::sample::testing::{NOON_S, draws};
    use super::*;

    const PARTICLE: ListedParticle = ListedParticle::at(35.0, 190.0, NOON_S);

    #[test]
    fn lists_are_used_as_they_are() {
        let other = ListedParticle { lat_deg: -1.0, time_s: NOON_S + 5.0, ..PARTICLE };
        let starts = draws(&Seed::Particles(ListedParticles { particles: vec![PARTICLE, other] }), 2);
        assert_eq!((starts[0].lat_deg, starts[0].lon_deg, starts[0].time_s), (35.0, 190.0, NOON_S));
        assert_eq!((starts[1].lat_deg, starts[1].lon_deg, starts[1].time_s), (-1.0, 190.0, NOON_S + 5.0));
    }

    #[test]
    fn bad_rows_are_named() {
        for (bad, says) in [
            (ListedParticle { lat_deg: 91.0, ..PARTICLE }, "particle 2 of the list: its position is not one"),
            (ListedParticle { lon_deg: f64::NAN, ..PARTICLE }, "its position is not one"),
            (ListedParticle { time_s: f64::INFINITY, ..PARTICLE }, "its time"),
            (ListedParticle { side: Some(2), ..PARTICLE }, "its side is neither 0"),
            (ListedParticle { downwind_xi: Some(f64::NAN), ..PARTICLE }, "leeway error"),
            (ListedParticle { weight: Some(-1.0), ..PARTICLE }, "its weight"),
            (
                ListedParticle { weight: Some(1.0), ..PARTICLE },
                "1 of 2 listed particles have a value of `weight`",
            ),
            (ListedParticle { object: Some(0), ..PARTICLE }, "give it to all or to none"),
        ] {
            let error = ListedParticles { particles: vec![PARTICLE, bad] }.sampler().unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        assert!(ListedParticles::default().sampler().unwrap_err().to_string().contains("0 given"));
        let zero = ListedParticle { weight: Some(0.0), ..PARTICLE };
        assert!(ListedParticles { particles: vec![zero] }.sampler().is_err());
    }
}
