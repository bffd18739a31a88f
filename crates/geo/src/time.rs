//! Instants and spans of time as kernels and people write them.

use jiff::{SignedDuration, Timestamp};

/// Longest span accepted, s: a year, far beyond any drift forecast.
pub const MAX_DURATION_S: f64 = 366.0 * 86_400.0;

/// Seconds since 1970-01-01T00:00:00Z as the kernels count time; resolution 0.24 µs in this century.
///
/// ```
/// let t: sarex_geo::Timestamp = "2026-11-20T01:05:00Z".parse().unwrap();
/// assert_eq!(sarex_geo::unix_seconds(t), 1_795_136_700.0);
/// ```
pub fn unix_seconds(t: Timestamp) -> f64 {
    t.as_second() as f64 + f64::from(t.subsec_nanosecond()) * 1e-9
}

/// The timestamp nearest to a number of seconds since 1970, to the microsecond; `None` outside jiff's years.
pub fn from_unix_seconds(seconds: f64) -> Option<Timestamp> {
    if !seconds.is_finite() {
        return None;
    }
    Timestamp::from_microsecond((seconds * 1e6).round() as i64).ok()
}

/// A span of time as it is said: seconds below two minutes, minutes below two hours, else hours and minutes. Rounded to
/// what is said.
///
/// ```
/// use sarex_geo::span_in_words;
/// assert_eq!([40.0, 119.6, 5400.0].map(span_in_words), ["40 s", "2 min", "90 min"]);
/// assert_eq!([7199.0, 26_400.0, 28_790.0].map(span_in_words), ["2 h", "7 h 20 min", "8 h"]);
/// ```
pub fn span_in_words(seconds: f64) -> String {
    if seconds.round() < 120.0 {
        return format!("{seconds:.0} s");
    }
    let minutes = (seconds / 60.0).round();
    match ((minutes / 60.0).floor(), minutes % 60.0) {
        _ if minutes < 120.0 => format!("{minutes:.0} min"),
        (hours, 0.0) => format!("{hours:.0} h"),
        (hours, minutes) => format!("{hours:.0} h {minutes:.0} min"),
    }
}

/// A text that is not a span of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{text}\" is not a span of time: {problem}; write for example \"15 min\", \"9 h\" or \"6 h 30 min\""
)]
pub struct ParseDurationError {
    /// The text, shortened if it is long.
    pub text: String,
    /// What is wrong.
    pub problem: String,
}

/// Reads a span of time into seconds, zero or more: `15 min`, `9 h`, `6 h 30 min`, `90 s`, `PT6H`.
///
/// Days are refused, because a day of the calendar need not have 24 hours: write `48 h`.
///
/// ```
/// use sarex_geo::parse_duration_s;
/// assert_eq!(parse_duration_s("6 h 30 min").unwrap(), 23_400.0);
/// assert!(parse_duration_s("15").unwrap_err().to_string().contains("15 min"));
/// ```
pub fn parse_duration_s(text: &str) -> Result<f64, ParseDurationError> {
    let fail = |problem: String| ParseDurationError { text: text.chars().take(40).collect(), problem };
    if text.len() > 100 {
        return Err(fail("it is longer than 100 characters".into()));
    }
    let trimmed = text.trim();
    if !trimmed.is_empty() && trimmed.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return Err(fail("it has no unit".into()));
    }
    let duration: SignedDuration = trimmed.parse().map_err(|e: jiff::Error| fail(e.to_string()))?;
    let seconds = duration.as_secs_f64();
    if !(0.0..=MAX_DURATION_S).contains(&seconds) {
        return Err(fail("it is not between zero and a year".into()));
    }
    Ok(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_with_their_units() {
        for (text, seconds) in [
            ("15 min", 900.0),
            ("9 h", 32_400.0),
            ("9h", 32_400.0),
            (" 6 h 30 min ", 23_400.0),
            ("1.5 h", 5400.0),
            ("90 s", 90.0),
            ("0 s", 0.0),
            ("2 hours, 5 minutes", 7500.0),
            ("PT6H", 21_600.0),
        ] {
            assert_eq!(parse_duration_s(text).unwrap_or_else(|e| panic!("{e}")), seconds, "{text}");
        }
    }

    #[test]
    fn errors_show_what_would_be_right() {
        for text in ["", "15", "1.5", "-5 min", "5 min ago", "2 days", "abc", "99999999 h", &"9".repeat(5000)]
        {
            let error = parse_duration_s(text).unwrap_err().to_string();
            assert!(error.contains("\"15 min\"") && error.len() < 500, "{text}: {error}");
        }
    }

    #[test]
    fn seconds_and_timestamps_are_two_forms_of_one_instant() {
        for text in ["1969-12-31T23:59:59.25Z", "2026-11-20T01:05:00Z", "2100-02-28T12:00:00.5Z"] {
            let t: Timestamp = text.parse().unwrap();
            assert_eq!(from_unix_seconds(unix_seconds(t)), Some(t), "{text}");
        }
        assert_eq!(from_unix_seconds(f64::NAN), None);
        assert_eq!(from_unix_seconds(1e30), None);
    }
}
