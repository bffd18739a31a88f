//! Why a pattern can not be flown or sailed.

use super::PatternKind;

/// What is wrong with a pattern, and what would put it right.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PatternError {
    /// A length, speed or time that is not a positive number.
    #[error("{what} is {value}: give a positive number")]
    NotPositive {
        /// Which, with its unit.
        what: &'static str,
        /// Given.
        value: f64,
    },
    /// A direction, velocity or place that is not a number.
    #[error("{what} is not a number")]
    NotFinite {
        /// Which.
        what: &'static str,
    },
    /// A number of legs, craft or circuits that the pattern does not have.
    #[error("{what} is {found}: give {least} to {most}")]
    Count {
        /// Of what.
        what: &'static str,
        /// Given.
        found: usize,
        /// The least.
        least: usize,
        /// The most.
        most: usize,
    },
    /// The area is a row of cross legs.
    #[error(
        "a search leg of {leg_nm:.2} nm is shorter than the track spacing of {spacing_nm:.2} nm: turn the pattern by 90°, \
         take fewer legs, or a smaller spacing"
    )]
    LegShorterThanSpacing {
        /// Length of a search leg, nm.
        leg_nm: f64,
        /// Track spacing, nm.
        spacing_nm: f64,
    },
    /// The unit is carried away, or can not keep up with the object.
    #[error(
        "leg {leg} can not be made good: the object moves at {drift_kn:.1} kn through the unit's wind or current, and the \
         unit makes {speed_kn:.1} kn: take a faster unit, or another direction of the legs"
    )]
    CarriedAway {
        /// Number of the leg, from one.
        leg: usize,
        /// Speed of the object through the unit's medium, kn.
        drift_kn: f64,
        /// Speed of the unit through it, kn.
        speed_kn: f64,
    },
    /// The time does not even allow the smallest pattern of the kind.
    #[error(
        "{available_nm:.2} nm of track are too little for this area, which takes {needed_nm:.2} nm at least: more time, a \
         faster unit, or a smaller area"
    )]
    TooLittleTrack {
        /// Speed times time, nm.
        available_nm: f64,
        /// Of the smallest pattern, nm.
        needed_nm: f64,
    },
    /// A pattern that this description does not determine.
    #[error("{} is not determined by one unit's legs: {remedy}", kind.code())]
    Undetermined {
        /// Which.
        kind: PatternKind,
        /// What would.
        remedy: &'static str,
    },
    /// Circuits that do not go down.
    #[error(
        "circuit {circuit} at {height_ft} ft is not below the one before by {step_ft} ft: a contour is searched top down"
    )]
    NotTopDown {
        /// Its number, from one.
        circuit: usize,
        /// Its height, ft.
        height_ft: f64,
        /// Height between circuits, ft.
        step_ft: f64,
    },
}

/// Refuses what is not a positive number.
pub(super) fn positive(what: &'static str, value: f64) -> Result<(), PatternError> {
    if value.is_finite() && value > 0.0 { Ok(()) } else { Err(PatternError::NotPositive { what, value }) }
}

/// Refuses what is not a number.
pub(super) fn finite(what: &'static str, values: &[f64]) -> Result<(), PatternError> {
    if values.iter().all(|value| value.is_finite()) { Ok(()) } else { Err(PatternError::NotFinite { what }) }
}

/// Refuses a count outside its range.
pub(super) fn count(what: &'static str, found: usize, least: usize, most: usize) -> Result<(), PatternError> {
    if (least..=most).contains(&found) {
        Ok(())
    } else {
        Err(PatternError::Count { what, found, least, most })
    }
}
