//! How single values are written: numbers with limits, times, durations, positions, lists.

use super::decode::{CaseValue, Decoder, Located, MAX_LIST};
use super::describe::Kind;
use super::problem::ProblemKind;
use sarex_geo::{Position, Timestamp};
use std::ops::RangeInclusive;
use std::time::Duration;
use toml::Spanned;
use toml::de::{DeInteger, DeValue};

impl CaseValue for String {
    fn kind() -> Kind {
        Kind::Text
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        match value.get_ref().as_str() {
            Some(text) => Some(text.to_owned()),
            None => decoder.wrong_type(value),
        }
    }
}

impl CaseValue for bool {
    fn kind() -> Kind {
        Kind::Boolean
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        match value.get_ref().as_bool() {
            Some(flag) => Some(flag),
            None => decoder.wrong_type(value),
        }
    }
}

impl CaseValue for u64 {
    fn kind() -> Kind {
        Kind::Integer(0)
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        whole_number::<Self>(value, 0, decoder)
    }
}

/// A whole number of things, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count(pub u64);

impl CaseValue for Count {
    fn kind() -> Kind {
        Kind::Integer(1)
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        whole_number::<Self>(value, 1, decoder).map(Self)
    }
}

fn whole_number<T: CaseValue>(
    value: &Spanned<DeValue<'_>>,
    minimum: u64,
    decoder: &mut Decoder,
) -> Option<u64> {
    let Some(integer) = value.get_ref().as_integer() else {
        decoder.wrong_type::<T>(value);
        return None;
    };
    match u64::from_str_radix(integer.as_str(), integer.radix()) {
        Ok(number) if number >= minimum => Some(number),
        _ => decoder.out_of_range(value.span(), integer.as_str().to_owned(), T::kind().in_words()),
    }
}

/// Reads a number within limits; whole numbers count as numbers.
fn number<T: CaseValue>(
    value: &Spanned<DeValue<'_>>,
    limits: RangeInclusive<f64>,
    decoder: &mut Decoder,
) -> Option<f64> {
    let read = match value.get_ref() {
        DeValue::Float(float) => float.as_str().parse::<f64>().ok(),
        DeValue::Integer(integer) => integer_as_number(integer),
        _ => {
            decoder.wrong_type::<T>(value);
            return None;
        }
    };
    match read {
        Some(number) if limits.contains(&number) => Some(number),
        _ => {
            let text = match value.get_ref() {
                DeValue::Float(float) => float.as_str(),
                DeValue::Integer(integer) => integer.as_str(),
                _ => "this",
            };
            decoder.out_of_range(value.span(), text.to_owned(), T::kind().in_words())
        }
    }
}

fn integer_as_number(integer: &DeInteger<'_>) -> Option<f64> {
    i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(|whole| whole as f64)
}

impl CaseValue for f64 {
    fn kind() -> Kind {
        Kind::Number { minimum: None, maximum: None }
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        number::<Self>(value, f64::MIN..=f64::MAX, decoder)
    }
}

/// Declares a number with limits.
macro_rules! limited_number {
    ($( $(#[doc = $doc:literal])+ $name:ident: $minimum:expr, $maximum:expr; )+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
        pub struct $name(pub f64);
        impl CaseValue for $name {
            fn kind() -> Kind {
                Kind::Number { minimum: $minimum, maximum: $maximum }
            }
            fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
                let limits = $minimum.unwrap_or(f64::MIN)..=$maximum.unwrap_or(f64::MAX);
                number::<Self>(value, limits, decoder).map(Self)
            }
        }
    )+};
}

limited_number! {
    /// A share of a whole, from 0 to 1.
    Share: Some(0.0), Some(1.0);
    /// An amount that cannot be negative.
    Amount: Some(0.0), None;
    /// A direction, degrees true, clockwise from north, 0 to 360.
    Direction: Some(0.0), Some(360.0);
    /// An elevation above the horizon, degrees; as far as a flare can be seen.
    Elevation: Some(-45.0), Some(80.0);
    /// A percentage of a whole.
    Percent: Some(0.0), Some(100.0);
    /// A temperature of the sea, °C: below -2 it is ice, and above 45 a slip of the pen.
    WaterTemperature: Some(-3.0), Some(45.0);
    /// A wind that somebody may search in, knots.
    WindSpeed: Some(0.0), Some(120.0);
    /// A meteorological visibility, nautical miles.
    Visibility: Some(0.0), Some(100.0);
    /// A significant wave height, m; the largest on record is 19 m.
    WaveHeight: Some(0.0), Some(20.0);
}

impl CaseValue for Timestamp {
    fn kind() -> Kind {
        Kind::Time
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        let text = match value.get_ref() {
            DeValue::Datetime(time) => time.to_string(),
            DeValue::String(text) => text.trim().to_owned(),
            _ => return decoder.wrong_type(value),
        };
        match text.parse() {
            Ok(time) => Some(time),
            Err(_) => {
                let reason = if text.parse::<jiff::civil::DateTime>().is_ok() {
                    "it does not say its offset from UTC (Z for UTC itself)"
                } else {
                    "no date, time and offset can be read from it"
                };
                decoder.unparsable(value, "a time", text, reason.into(), "2026-11-20T01:05:00Z")
            }
        }
    }
}

impl CaseValue for Duration {
    fn kind() -> Kind {
        Kind::Duration
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        let Some(text) = value.get_ref().as_str() else { return decoder.wrong_type(value) };
        match parse_duration(text) {
            Ok(duration) => Some(duration),
            Err(reason) => decoder.unparsable(value, "a duration", text.to_owned(), reason, "\"15 min\""),
        }
    }
}

/// A duration that is longer than nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval(pub Duration);

impl CaseValue for Interval {
    fn kind() -> Kind {
        Kind::Duration
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        match Duration::decode(value, decoder)? {
            Duration::ZERO => {
                let text = value.get_ref().as_str().unwrap_or_default().to_owned();
                decoder.out_of_range(
                    value.span(),
                    text,
                    "a duration longer than nothing, such as \"10 min\"".into(),
                )
            }
            duration => Some(Self(duration)),
        }
    }
}

/// Numbers with units, one after the other: `15 min`, `9 h`, `1 h 30 min`, `1.5 d`.
fn parse_duration(text: &str) -> Result<Duration, String> {
    const UNITS: &str = "units are s, min, h and d";
    const LIMIT_S: f64 = 366.0 * 86_400.0;
    let mut rest = text.trim();
    let mut total_s = 0.0;
    if rest.is_empty() {
        return Err("it is empty".into());
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let amount: f64 = rest[..digits].parse().map_err(|_| "a number is missing".to_owned())?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let unit_s = match &rest[..letters] {
            "s" | "sec" | "second" | "seconds" => 1.0,
            "m" | "min" | "minute" | "minutes" => 60.0,
            "h" | "hr" | "hour" | "hours" => 3600.0,
            "d" | "day" | "days" => 86_400.0,
            "" => return Err(format!("the unit is missing; {UNITS}")),
            other => return Err(format!("`{other}` is no unit of time here; {UNITS}")),
        };
        rest = rest[letters..].trim_start();
        total_s += amount * unit_s;
    }
    if total_s > LIMIT_S {
        return Err("it is longer than a year".into());
    }
    Ok(Duration::from_secs_f64(total_s))
}

impl CaseValue for Position {
    fn kind() -> Kind {
        Kind::Position
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        let Some(text) = value.get_ref().as_str() else { return decoder.wrong_type(value) };
        match text.parse::<Position>() {
            Ok(position) => Some(position),
            Err(error) => {
                let example = "\"34°36.25'N 129°54.12'E\"";
                decoder.unparsable(value, "a position", text.to_owned(), error.problem.to_string(), example)
            }
        }
    }
}

impl<T: CaseValue> CaseValue for Vec<T> {
    fn kind() -> Kind {
        Kind::List(Box::new(T::kind()))
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        let Some(list) = value.get_ref().as_array() else { return decoder.wrong_type(value) };
        if list.len() > MAX_LIST {
            let expected = format!("at most {MAX_LIST} items; put longer lists into a file of their own");
            return decoder.out_of_range(value.span(), format!("a list of {} items", list.len()), expected);
        }
        let read: Vec<Option<T>> = list
            .iter()
            .enumerate()
            .map(|(index, item)| decoder.within(&format!("#{}", index + 1), |inner| T::decode(item, inner)))
            .collect();
        // Collected first, so that every item is read and reported.
        read.into_iter().collect()
    }
}

impl<T: CaseValue> CaseValue for Located<T> {
    fn kind() -> Kind {
        T::kind()
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        let read = T::decode(value, decoder)?;
        let (key, span) = (decoder.path().to_owned(), decoder.place(value.span()));
        Some(Self { value: read, key, span, written: decoder.is_written() })
    }
}

impl Decoder {
    /// Notes a text that cannot be read as what it should be.
    fn unparsable<T>(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        what: &'static str,
        text: String,
        reason: String,
        example: &'static str,
    ) -> Option<T> {
        let text: String = text.chars().take(80).collect();
        self.note(value.span(), ProblemKind::Unparsable { what, text, reason, example })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_people_write_them() {
        for (text, seconds) in [
            ("15 min", 900),
            ("9 h", 32_400),
            ("1 h 30 min", 5400),
            ("1h30m", 5400),
            ("1.5 d", 129_600),
            ("0 s", 0),
        ] {
            assert_eq!(parse_duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "15", "min", "15 fortnights", "-3 h", "1e3 s", "400 d", "1..5 h", "15 min x", "٣ h"]
        {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }
}
