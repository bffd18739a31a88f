//! Times as programs write them.

use sarex_geo::{Timestamp, from_unix_seconds};

/// Why there is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTime {
    /// None can be read.
    Unreadable,
    /// It does not say its offset from UTC.
    NoOffset,
}

/// A time as text: RFC 3339, or with slashes and a blank as GDAL writes it; without an offset only if such times are UTC.
pub fn parse(text: &str, times_are_utc: bool) -> Result<Timestamp, NoTime> {
    let text = text.trim();
    if text.len() > 40 || !text.is_ascii() {
        return Err(NoTime::Unreadable);
    }
    if let Ok(time) = text.parse() {
        return Ok(time);
    }
    let (date, clock) = text.split_once(['T', 't', ' ']).ok_or(NoTime::Unreadable)?;
    let text = format!("{}T{}", date.replace('/', "-"), clock.trim());
    if let Ok(time) = text.parse() {
        return Ok(time);
    }
    let as_utc = format!("{text}Z").parse().map_err(|_| NoTime::Unreadable)?;
    if times_are_utc { Ok(as_utc) } else { Err(NoTime::NoOffset) }
}

/// A time as number: seconds since 1970, or milliseconds if it has more than eleven digits.
pub fn of_number(number: f64) -> Option<Timestamp> {
    let seconds = if number.abs() >= 1e11 { number / 1000.0 } else { number };
    // A year or a count of minutes is no time of a track.
    (seconds >= 1e8).then(|| from_unix_seconds(seconds)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_several_programs() {
        let wanted: Timestamp = "2026-11-21T06:00:00Z".parse().unwrap();
        for text in [
            "2026-11-21T06:00:00Z",
            "2026-11-21T15:00:00+09:00",
            "2026-11-21 06:00:00Z",
            "2026/11/21 06:00:00+00",
            "2026/11/21 15:00:00+09:00",
            " 2026-11-21T06:00:00.000Z ",
        ] {
            assert_eq!(parse(text, false), Ok(wanted), "{text}");
        }
        for text in ["2026-11-21T06:00:00", "2026/11/21 06:00:00"] {
            assert_eq!(parse(text, false), Err(NoTime::NoOffset), "{text}");
            assert_eq!(parse(text, true), Ok(wanted), "{text}");
        }
        for text in ["", "06:00", "2026-13-21T06:00:00Z", "21.11.2026 06:00Z", "２０２６-11-21T06:00:00Z"]
        {
            assert_eq!(parse(text, true), Err(NoTime::Unreadable), "{text}");
        }
        assert_eq!(of_number(1_795_240_800.0), Some(wanted));
        assert_eq!(of_number(1_795_240_800_000.0), Some(wanted));
        assert_eq!((of_number(2026.0), of_number(f64::NAN), of_number(1e30)), (None, None, None));
    }
}
