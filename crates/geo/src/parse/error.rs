//! What can be wrong with a written position.

use super::MAX_LENGTH;
use crate::PositionError;
use std::fmt;

/// A text that is not a position, what is wrong with it, and what would be right.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("\"{text}\" is not understood: {problem}; write for example {example}")]
pub struct ParsePositionError {
    /// The text, shortened if it is long.
    pub text: String,
    /// What is wrong.
    pub problem: PositionProblem,
    /// A text of this kind that would be right.
    pub example: &'static str,
}

/// What can be wrong with a written position.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PositionProblem {
    /// Nothing there.
    #[error("it is empty")]
    Empty,
    /// Longer than [`MAX_LENGTH`].
    #[error("it is longer than {MAX_LENGTH} characters")]
    TooLong,
    /// A character or word that has no meaning here.
    #[error("\"{0}\" has no meaning in a position")]
    Unknown(String),
    /// A hemisphere or a label without numbers.
    #[error("the {0} has no numbers")]
    NoNumbers(Axis),
    /// A number that cannot be read.
    #[error("\"{0}\" is not a number")]
    Number(String),
    /// Only one coordinate.
    #[error("only a {0} is there")]
    OnlyOne(Axis),
    /// More than two coordinates, or something left over.
    #[error("\"{0}\" is left over after the position")]
    LeftOver(String),
    /// Not the two or one coordinates that were expected.
    #[error("{found} numbers without hemispheres are there, not two decimal degrees")]
    Count {
        /// How many numbers.
        found: usize,
    },
    /// Degrees with minutes, or one of two coordinates, lack N, S, E or W.
    #[error("\"{of}\" has no hemisphere (N, S, E or W)")]
    MissingHemisphere {
        /// The part of the text.
        of: String,
    },
    /// It is not clear to which number a hemisphere belongs.
    #[error("it is not clear which numbers belong to {0}: put each hemisphere right after its numbers")]
    UnclearHemisphere(char),
    /// Two latitudes or two longitudes.
    #[error("both parts are a {0}")]
    SameAxis(Axis),
    /// A latitude where a longitude is wanted or the reverse.
    #[error("it is a {found}, not a {wanted}")]
    WrongAxis {
        /// What it is.
        found: Axis,
        /// What was wanted.
        wanted: Axis,
    },
    /// A hemisphere and a sign.
    #[error("\"{of}\" has both a sign and a hemisphere")]
    SignAndHemisphere {
        /// The part of the text.
        of: String,
    },
    /// Sixty or more.
    #[error("{value} {unit} in \"{of}\" are not below 60")]
    Sixty {
        /// The number as written.
        value: String,
        /// Minutes or seconds.
        unit: &'static str,
        /// The part of the text.
        of: String,
    },
    /// Too far north, south, east or west.
    #[error("{axis} {degrees}° (from \"{of}\") is more than {limit}°{hint}")]
    Range {
        /// Which coordinate.
        axis: Axis,
        /// Its size as understood.
        degrees: f64,
        /// What is allowed.
        limit: f64,
        /// The part of the text.
        of: String,
        /// What may have been meant.
        hint: &'static str,
    },
    /// Units out of order, twice, or missing.
    #[error("in \"{0}\" degrees, minutes and seconds do not follow each other")]
    UnitOrder(String),
    /// Decimals before the last number.
    #[error("in \"{0}\" only the last number may have decimals")]
    Decimals(String),
    /// A run of digits that is not DDMM, DDDMM or with seconds.
    #[error("\"{of}\" has {digits} digits before the point: a {axis} has {allowed}")]
    Digits {
        /// The part of the text.
        of: String,
        /// How many there are.
        digits: usize,
        /// Which coordinate.
        axis: Axis,
        /// How many there should be.
        allowed: &'static str,
    },
    /// A comma between digits that might be a decimal point.
    #[error("\"{0}\" may have a comma as its decimal point: use a point")]
    DecimalComma(String),
    /// Numbers that are in order but make no position.
    #[error("{0}")]
    Position(PositionError),
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// North or south.
    Latitude,
    /// East or west.
    Longitude,
}

impl Axis {
    pub(super) fn limit_deg(self) -> f64 {
        match self {
            Self::Latitude => 90.0,
            Self::Longitude => 180.0,
        }
    }
}

impl fmt::Display for Axis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Latitude => "latitude",
            Self::Longitude => "longitude",
        })
    }
}
