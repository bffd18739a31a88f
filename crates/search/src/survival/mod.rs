//! How long a person in the water may live: models with bands.
//!
//! **No figure of this module ends a search.** A curve of survival never suspends a search by itself (USCG Addendum
//! 3.7): people have outlived every one of them. Each answer is a band with its source and its warnings, for weighing
//! where and when to search first.

mod model;

pub use model::{Clothing, SurvivalError, SurvivalModel};

use sarex_geo::math;

/// What the reader of any figure of survival must be told.
pub const NEVER_ENDS_A_SEARCH: &str =
    "survival figures weigh where to search first; they never by themselves end or suspend a search";

/// A quantity that is known only between bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Pessimistic.
    pub low: f64,
    /// In the middle.
    pub middle: f64,
    /// Optimistic.
    pub high: f64,
}

impl Band {
    fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Self { low: f(self.low), middle: f(self.middle), high: f(self.high) }
    }
}

/// One person in the water, or several alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Immersion {
    /// Which model.
    pub model: SurvivalModel,
    /// Water temperature, °C.
    pub water_c: f64,
    /// What they wear.
    pub clothing: Clothing,
    /// Whether they wear a buoyancy aid.
    pub has_buoyancy: bool,
    /// m of the curve 1/(1 + (t/t50)^m), above zero: how sharply it falls. A dial; 3 is a choice, not a measurement.
    pub steepness: f64,
    /// The band reaches from t50/spread to t50·spread; at least 1. A dial; 2 is a choice, not a measurement.
    pub spread: f64,
    /// Nobody is counted on after this many hours, if the user says so.
    pub cut_off_h: Option<f64>,
}

impl Immersion {
    /// Light clothing, no buoyancy aid, dials as they come.
    pub fn in_water(water_c: f64) -> Self {
        Self {
            model: SurvivalModel::LogLogistic,
            water_c,
            clothing: Clothing::Light,
            has_buoyancy: false,
            steepness: 3.0,
            spread: 2.0,
            cut_off_h: None,
        }
    }

    /// Checked, with the time after which half are alive.
    pub fn prepare(&self) -> Result<Survival, SurvivalError> {
        model::check(self)?;
        let (t50_h, source, limits) = model::half_time_h(self);
        let mut warnings = vec![NEVER_ENDS_A_SEARCH.to_owned()];
        warnings.extend(limits.iter().cloned());
        warnings.push(format!(
            "steepness {} and spread {} of the band are dials, not measurements",
            self.steepness, self.spread
        ));
        Ok(Survival { t50_h, steepness: self.steepness, cut_off_h: self.cut_off_h, source, limits, warnings })
    }
}

/// The chance of being alive over time, as a band. Weighs where to search first; never ends a search.
///
/// ```
/// use sarex_search::survival::Immersion;
/// let alive = Immersion::in_water(10.0).prepare().unwrap();
/// assert!((alive.t50_h.middle - 5.7).abs() < 1e-12);
/// let band = alive.alive(5.7);
/// assert!((band.middle - 0.5).abs() < 1e-12 && band.low < 0.2 && band.high > 0.8);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    /// Time after which half are alive, h.
    pub t50_h: Band,
    steepness: f64,
    cut_off_h: Option<f64>,
    /// Where the figures are from.
    pub source: &'static str,
    /// Where these people and this water are beyond what the model rests on; also among the warnings.
    pub limits: Vec<String>,
    /// What the reader must be told.
    pub warnings: Vec<String>,
}

impl Survival {
    /// Chance of being alive after hours in the water: 1/(1 + (t/t50)^m).
    pub fn alive(&self, hours: f64) -> Band {
        if hours <= 0.0 {
            return Band { low: 1.0, middle: 1.0, high: 1.0 };
        }
        if self.cut_off_h.is_some_and(|cut_off_h| hours > cut_off_h) {
            return Band { low: 0.0, middle: 0.0, high: 0.0 };
        }
        self.t50_h.map(|t50_h| 1.0 / (1.0 + math::pow(hours / t50_h, self.steepness)))
    }

    /// The band at times (seconds since 1970) for people in the water since `since_s`; its middles are a row of
    /// [`crate::Objective::Survivors`].
    pub fn at_times(&self, since_s: f64, times_s: impl IntoIterator<Item = f64>) -> Vec<Band> {
        times_s.into_iter().map(|time_s| self.alive((time_s - since_s) / 3600.0)).collect()
    }
}

#[cfg(test)]
mod tests;
