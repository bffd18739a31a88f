//! Where the half-time of survival is from.

use super::{Band, Immersion};
use sarex_geo::math;

/// A model of the half-time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SurvivalModel {
    /// UK immersion data, N = 1593: half survived 3.6, 5.7 and 9.0 h at 5, 10 and 15 °C without a buoyancy aid, more than
    /// 24 h with one; ln t50 is straight between and beyond them.
    #[default]
    LogLogistic,
    /// Hayward 1975: 15 + 7.2/(0.0785 − 0.0034·T) min to a core of 30 °C, in light clothing with a life jacket, to 20 °C.
    Hayward,
    /// Bands of life expectancy of US Army FM 21-76.
    Fm2176,
}

/// What persons in the water wear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clothing {
    /// Light clothing.
    #[default]
    Light,
    /// An immersion suit: 2 to 10 times as long (US JP 3-50), in the middle the geometric mean.
    ImmersionSuit,
}

/// Why there is no figure.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{what} is {value}: it must be {limits}")]
pub struct SurvivalError {
    /// Of what.
    pub what: &'static str,
    /// As given.
    pub value: f64,
    /// What would be right.
    pub limits: &'static str,
}

impl SurvivalModel {
    /// Hayward's time to a core temperature of 30 °C, h, for water to 20 °C.
    ///
    /// ```
    /// // S25
    /// for (water_c, minutes) in [(0.0, 106.7), (5.0, 132.1), (10.0, 176.8), (15.0, 276.8)] {
    ///     assert!((sarex_search::survival::SurvivalModel::hayward_h(water_c) * 60.0 - minutes).abs() < 0.05);
    /// }
    /// ```
    pub fn hayward_h(water_c: f64) -> f64 {
        (15.0 + 7.2 / (0.0785 - 0.0034 * water_c)) / 60.0
    }
}

pub(super) fn check(immersion: &Immersion) -> Result<(), SurvivalError> {
    let fits = |what, value: f64, fits: bool, limits| {
        if fits { Ok(()) } else { Err(SurvivalError { what, value, limits }) }
    };
    let water_c = immersion.water_c;
    fits("water temperature", water_c, (-2.0..=40.0).contains(&water_c), "from −2 to 40 °C")?;
    let hot = immersion.model == SurvivalModel::Hayward && water_c > 20.0;
    fits("water temperature", water_c, !hot, "at most 20 °C for Hayward's formula; take another model")?;
    let m = immersion.steepness;
    fits("steepness", m, (0.1..=20.0).contains(&m), "from 0.1 to 20")?;
    let spread = immersion.spread;
    fits("spread", spread, (1.0..=10.0).contains(&spread), "from 1 to 10")?;
    let cut_off_h = immersion.cut_off_h.unwrap_or(1.0);
    fits("cut-off", cut_off_h, cut_off_h.is_finite() && cut_off_h > 0.0, "a number of hours above zero")
}

/// t50 as a band, its source, and where it goes beyond what that rests on.
pub(super) fn half_time_h(immersion: &Immersion) -> (Band, &'static str, Vec<String>) {
    let mut warnings = Vec::new();
    let (band, source) = match immersion.model {
        SurvivalModel::LogLogistic => {
            (log_logistic_h(immersion, &mut warnings), "UK immersion data, N = 1593 (ICEE XII 2007)")
        }
        SurvivalModel::Hayward => (hayward_h(immersion, &mut warnings), "Hayward et al. 1975"),
        SurvivalModel::Fm2176 => (fm_21_76_h(immersion, &mut warnings), "US Army FM 21-76"),
    };
    let [low, middle, high] = match immersion.clothing {
        Clothing::Light => [1.0; 3],
        Clothing::ImmersionSuit => {
            warnings.push(
                "an immersion suit counts 2 to 10 times (US JP 3-50): a dial, not a measurement".to_owned(),
            );
            [2.0, 20f64.sqrt(), 10.0]
        }
    };
    (Band { low: low * band.low, middle: middle * band.middle, high: high * band.high }, source, warnings)
}

fn log_logistic_h(immersion: &Immersion, warnings: &mut Vec<String>) -> Band {
    const POINTS: [(f64, f64); 3] = [(5.0, 3.6), (10.0, 5.7), (15.0, 9.0)];
    let water_c = immersion.water_c;
    if !(5.0..=15.0).contains(&water_c) {
        warnings.push(format!("{water_c} °C is outside the data (5 to 15 °C): ln t50 is continued straight"));
    }
    let [(from_c, from_h), (to_c, to_h)] =
        if water_c < 10.0 { [POINTS[0], POINTS[1]] } else { [POINTS[1], POINTS[2]] };
    let share = (water_c - from_c) / (to_c - from_c);
    let without_h = from_h * math::pow(to_h / from_h, share);
    let spread = immersion.spread;
    if !immersion.has_buoyancy {
        return Band { low: without_h / spread, middle: without_h, high: without_h * spread };
    }
    warnings.push(
        "with a buoyancy aid the source says only: more than 24 h; the band begins as without one".to_owned(),
    );
    let with_h = without_h.max(24.0);
    Band { low: without_h / spread, middle: with_h, high: with_h * spread }
}

fn hayward_h(immersion: &Immersion, warnings: &mut Vec<String>) -> Band {
    let hours = SurvivalModel::hayward_h(immersion.water_c);
    warnings.push("time to a core of 30 °C in light clothing with a life jacket is taken as t50".to_owned());
    if !immersion.has_buoyancy {
        warnings.push("the formula is for people with a life jacket; without one it is too long".to_owned());
    }
    Band { low: hours / immersion.spread, middle: hours, high: hours * immersion.spread }
}

fn fm_21_76_h(immersion: &Immersion, warnings: &mut Vec<String>) -> Band {
    warnings.push("life expectancy of the manual is taken as t50".to_owned());
    let spread = immersion.spread;
    let hours = match immersion.water_c {
        t if t <= 4.5 => {
            warnings.push("the manual says less than 1 h: that is the upper end of the band".to_owned());
            return Band { low: 1.0 / (spread * spread), middle: 1.0 / spread, high: 1.0 };
        }
        t if t <= 10.0 => 1.0,
        t if t <= 15.5 => 6.0,
        t => {
            if t > 21.0 {
                warnings.push(format!("the manual's bands end at 21 °C, which is used for {t} °C"));
            }
            12.0
        }
    };
    Band { low: hours / spread, middle: hours, high: hours * spread }
}
