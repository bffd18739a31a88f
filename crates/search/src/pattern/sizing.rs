//! Lock two of spacing, speed and time, solve the third.

use super::error::{count, finite, positive};
use super::{ExpandingSquare, Ladder, MAX_LEGS, PatternError, Sector};
use crate::Turn;

/// Two of three; the third is to be found. Speeds are those made good along the legs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Locked {
    /// Track spacing (radius of a sector search) and speed: how long does it take?
    SpacingAndSpeed {
        /// At most this far apart, m.
        spacing_m: f64,
        /// Along the legs, m/s.
        speed_mps: f64,
    },
    /// Track spacing (radius of a sector search) and time: how fast must it be?
    SpacingAndTime {
        /// At most this far apart, m.
        spacing_m: f64,
        /// Altogether, s.
        time_s: f64,
    },
    /// Speed and time: how close can the legs be?
    SpeedAndTime {
        /// Along the legs, m/s.
        speed_mps: f64,
        /// At most, s.
        time_s: f64,
    },
}

/// A pattern that covers its area, with all three numbers.
///
/// Legs are whole: the spacing is the area's side by the number of legs, never above the spacing that was locked, and
/// the time never above the time that was locked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sized<P> {
    /// The pattern.
    pub pattern: P,
    /// Its spacing (radius of a sector search), m.
    pub spacing_m: f64,
    /// Speed made good along its legs, m/s.
    pub speed_mps: f64,
    /// Time of all its legs, s.
    pub time_s: f64,
}

/// Where a pattern begins and how it turns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heading {
    /// Direction of the first leg, degrees true.
    pub first_leg_deg: f64,
    /// Side of the first turn.
    pub turn: Turn,
}

impl Locked {
    fn check(&self) -> Result<(), PatternError> {
        let (spacing, speed, time) = match *self {
            Self::SpacingAndSpeed { spacing_m, speed_mps } => (Some(spacing_m), Some(speed_mps), None),
            Self::SpacingAndTime { spacing_m, time_s } => (Some(spacing_m), None, Some(time_s)),
            Self::SpeedAndTime { speed_mps, time_s } => (None, Some(speed_mps), Some(time_s)),
        };
        spacing.map_or(Ok(()), |value| positive("the track spacing, m,", value))?;
        speed.map_or(Ok(()), |value| positive("the speed, m/s,", value))?;
        time.map_or(Ok(()), |value| positive("the time, s,", value))
    }

    /// Speed and time for a length, m.
    fn sized<P>(&self, pattern: P, spacing_m: f64, length_m: f64) -> Sized<P> {
        let (speed_mps, time_s) = match *self {
            Self::SpacingAndSpeed { speed_mps, .. } | Self::SpeedAndTime { speed_mps, .. } => {
                (speed_mps, length_m / speed_mps)
            }
            Self::SpacingAndTime { time_s, .. } => (length_m / time_s, time_s),
        };
        Sized { pattern, spacing_m, speed_mps, time_s }
    }

    /// The number of legs across a side, at least `least`; `length_m` is that of a number of legs, rising.
    fn legs(
        &self,
        side_m: f64,
        least: usize,
        length_m: impl Fn(usize) -> f64,
    ) -> Result<usize, PatternError> {
        let legs = match *self {
            Self::SpacingAndSpeed { spacing_m, .. } | Self::SpacingAndTime { spacing_m, .. } => {
                // A rounding error is not a leg more.
                let legs = (side_m / spacing_m - 1e-9).ceil();
                (legs.min(MAX_LEGS as f64 + 1.0) as usize).max(least)
            }
            Self::SpeedAndTime { speed_mps, time_s } => {
                let track_m = speed_mps * time_s * (1.0 + 1e-12);
                if length_m(least) > track_m {
                    let (available_nm, needed_nm) = (track_m / 1852.0, length_m(least) / 1852.0);
                    return Err(PatternError::TooLittleTrack { available_nm, needed_nm });
                }
                // The most legs whose length fits, by halving: the length rises with their number.
                let (mut fits, mut long) = (least, MAX_LEGS + 1);
                while long - fits > 1 {
                    let middle = fits + (long - fits) / 2;
                    *(if length_m(middle) <= track_m { &mut fits } else { &mut long }) = middle;
                }
                fits
            }
        };
        count("the number of legs", legs, 1, MAX_LEGS)?;
        Ok(legs)
    }
}

/// A ladder over an area, m along its legs by m across them.
///
/// n legs at S = across/n, each λ = along − S long, are n·along − S altogether.
///
/// ```
/// use sarex_search::Turn;
/// use sarex_search::pattern::sizing::{Heading, Locked, ladder};
/// const NM: f64 = 1852.0;
/// const KN: f64 = NM / 3600.0;
/// let heading = Heading { first_leg_deg: 45.0, turn: Turn::Right };
/// let locked = Locked::SpacingAndSpeed { spacing_m: 2.0 * NM, speed_mps: 90.0 * KN };
/// let sized = ladder([20.0 * NM, 10.0 * NM], heading, locked).unwrap();
/// assert_eq!(sized.pattern.legs, 5);
/// assert!((sized.time_s - 98.0 / 90.0 * 3600.0).abs() < 1e-6);
/// ```
pub fn ladder(sides_m: [f64; 2], heading: Heading, locked: Locked) -> Result<Sized<Ladder>, PatternError> {
    let [along_m, across_m] = sides_m;
    checked(&sides_m, heading, locked)?;
    // A search leg is not shorter than the spacing: along − S ≥ S.
    let least = (2.0 * across_m / along_m - 1e-9).ceil().clamp(1.0, MAX_LEGS as f64 + 1.0) as usize;
    let length_m = |legs: usize| legs as f64 * along_m - across_m / legs as f64;
    let legs = locked.legs(across_m, least, length_m)?;
    let spacing_m = across_m / legs as f64;
    let Heading { first_leg_deg, turn } = heading;
    let pattern = Ladder { first_leg_deg, leg_m: along_m - spacing_m, spacing_m, legs, turn, craft: 1 };
    Ok(locked.sized(pattern, spacing_m, pattern.length_m()))
}

/// An expanding square over a square area of a side, m: with N half-laps S = side/N and the length is (N² − 1)·S.
pub fn square(side_m: f64, heading: Heading, locked: Locked) -> Result<Sized<ExpandingSquare>, PatternError> {
    checked(&[side_m], heading, locked)?;
    let length_m = |half_laps: usize| side_m * (half_laps as f64 - 1.0 / half_laps as f64);
    let half_laps = locked.legs(side_m, 2, length_m)?;
    count("the number of legs", 2 * half_laps - 1, 1, MAX_LEGS)?;
    let spacing_m = side_m / half_laps as f64;
    let Heading { first_leg_deg, turn } = heading;
    let pattern = ExpandingSquare { first_leg_deg, spacing_m, legs: 2 * half_laps - 1, turn };
    Ok(locked.sized(pattern, spacing_m, pattern.length_m()))
}

/// A sector search; its radius stands for the spacing, and comes in steps of a tenth of a nautical mile where it is
/// solved.
pub fn sector(heading: Heading, locked: Locked) -> Result<Sized<Sector>, PatternError> {
    const STEP_M: f64 = 185.2;
    checked(&[], heading, locked)?;
    let Heading { first_leg_deg, turn } = heading;
    let pattern = match locked {
        Locked::SpacingAndSpeed { spacing_m, .. } | Locked::SpacingAndTime { spacing_m, .. } => {
            Sector { first_leg_deg, radius_m: spacing_m, legs: 9, turn }
        }
        Locked::SpeedAndTime { speed_mps, time_s } => {
            Sector::of_track(speed_mps * time_s, STEP_M, first_leg_deg, turn)
        }
    };
    if let (true, Locked::SpeedAndTime { speed_mps, time_s }) = (pattern.radius_m == 0.0, locked) {
        let (available_nm, needed_nm) = (speed_mps * time_s / 1852.0, 9.0 * STEP_M / 1852.0);
        return Err(PatternError::TooLittleTrack { available_nm, needed_nm });
    }
    pattern.check()?;
    Ok(locked.sized(pattern, pattern.radius_m, pattern.length_m()))
}

fn checked(sides_m: &[f64], heading: Heading, locked: Locked) -> Result<(), PatternError> {
    finite("the direction of the first leg", &[heading.first_leg_deg])?;
    sides_m.iter().try_for_each(|side_m| positive("a side of the area, m,", *side_m))?;
    locked.check()
}
