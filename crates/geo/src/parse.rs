//! Positions as people write them.
//!
//! | form | examples |
//! |---|---|
//! | degrees and decimal minutes | `34°36.25'N 129°54.12'E`, `N34 36.25 E129 54.12`, `34-36.25N 129-54.12E` |
//! | degrees, minutes, seconds | `34°36'15"N 129°54'07"E`, `34:36:15N 129:54:07E` |
//! | decimal degrees | `34.604 129.902`, `-34.6, 129.9`, `34.604N, 129.902E` |
//! | radio | `3436N 12954E`, `3436.25N12954.12E` |
//! | Korean | `북위 34도 36.25분 동경 129도 54.12분` |
//! | Japanese | `北緯３４度３６．２５分　東経１２９度５４．１２分` |
//!
//! Full-width digits, letters, signs and spaces, the various degree signs and primes of keyboards and word
//! processors, and hemispheres in words are understood; a hemisphere may stand before or after its numbers, and
//! the longitude may come first if the hemispheres say so.
//!
//! What could mean two things is an error, never a guess. Degrees with minutes need their hemispheres; only
//! decimal degrees may go without, latitude first, north and east positive.
//!
//! ```
//! use sarex_geo::parse::parse_position;
//! let p = parse_position("N34 36.25 E129 54.12").unwrap();
//! assert_eq!(p.to_string(), "34°36.250'N 129°54.120'E");
//! let error = parse_position("34°66.25'N 129°54.12'E").unwrap_err().to_string();
//! assert!(error.contains("66.25 minutes"));
//! ```

mod coordinate;
mod error;
mod token;

use crate::Position;
pub use error::{Axis, ParsePositionError, PositionProblem};

use coordinate::{Coordinate, read};
use std::str::FromStr;
use token::{Hemisphere, Kind, Token, tokens};

/// Longest text looked at, in characters.
pub const MAX_LENGTH: usize = 120;

const EXAMPLE: &str = "34°36.25'N 129°54.12'E or 34.604, 129.902";

/// Reads a position; see the [module](self) for the forms.
pub fn parse_position(text: &str) -> Result<Position, ParsePositionError> {
    two(text).map_err(|problem| explain(text, problem, EXAMPLE))
}

/// Reads a latitude alone, degrees north: `34°36.25'N`, `34.604`, `S 12 30`.
pub fn parse_latitude(text: &str) -> Result<f64, ParsePositionError> {
    one(text, Axis::Latitude).map_err(|problem| explain(text, problem, "34°36.25'N or 34.604"))
}

/// Reads a longitude alone, degrees east: `129°54.12'E`, `129.902`, `W 70 30`.
pub fn parse_longitude(text: &str) -> Result<f64, ParsePositionError> {
    one(text, Axis::Longitude).map_err(|problem| explain(text, problem, "129°54.12'E or 129.902"))
}

impl FromStr for Position {
    type Err = ParsePositionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_position(text)
    }
}

fn explain(text: &str, problem: PositionProblem, example: &'static str) -> ParsePositionError {
    let mut shown: String =
        text.chars().take(MAX_LENGTH).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MAX_LENGTH).is_some() {
        shown.push('…');
    }
    ParsePositionError { text: shown, problem, example }
}

/// Exactly one coordinate.
fn one(text: &str, axis: Axis) -> Result<f64, PositionProblem> {
    let all = tokens(text)?;
    let parts = labelled(&all)?.unwrap_or_else(|| vec![(None, &all[..])]);
    let [(label, part)] = parts[..] else {
        return Err(PositionProblem::LeftOver(written(parts[1].1)));
    };
    let part = trimmed(part);
    let (hemisphere, numbers) = take_hemisphere(part)?;
    if let Some(found) = label.or(hemisphere.map(Hemisphere::axis))
        && found != axis
    {
        return Err(PositionProblem::WrongAxis { found, wanted: axis });
    }
    finish(&read(numbers, hemisphere, axis)?)
}

/// Exactly two coordinates.
fn two(text: &str) -> Result<Position, PositionProblem> {
    let all = tokens(text)?;
    let [first, second] = match labelled(&all)? {
        Some(parts) => by_labels(&parts)?,
        None => {
            let whole = trimmed(&all);
            let hemispheres = whole.iter().filter(|t| matches!(t.kind, Kind::Hemisphere(_))).count();
            match hemispheres {
                0 => by_signs(whole)?,
                1 => return Err(one_hemisphere(whole)),
                2 => by_hemispheres(whole)?,
                _ => return Err(PositionProblem::LeftOver(written(after_second_hemisphere(whole)))),
            }
        }
    };
    if first.axis == second.axis {
        return Err(PositionProblem::SameAxis(first.axis));
    }
    let (lat, lon) = if first.axis == Axis::Latitude { (first, second) } else { (second, first) };
    Position::new(finish(&lat)?, finish(&lon)?).map_err(PositionProblem::Position)
}

/// The signed value, checked against the limit of its axis.
fn finish(c: &Coordinate) -> Result<f64, PositionProblem> {
    let limit = c.axis.limit_deg();
    if c.degrees > limit {
        let hint = match c.axis {
            Axis::Latitude if c.degrees <= 180.0 => " (if this is the longitude, say so by E or W)",
            Axis::Longitude if c.degrees <= 360.0 => " (east of 180° is west: subtract 360°)",
            _ => "",
        };
        let of = c.of.clone();
        return Err(PositionProblem::Range { axis: c.axis, degrees: c.degrees, limit, of, hint });
    }
    // No negative zero: 0°S is the equator.
    Ok(if c.negative && c.degrees > 0.0 { -c.degrees } else { c.degrees })
}

type Labelled<'t> = Vec<(Option<Axis>, &'t [Token])>;

/// Splits at the words "latitude" and "longitude" if there are any; each part then begins with its word.
fn labelled(all: &[Token]) -> Result<Option<Labelled<'_>>, PositionProblem> {
    let starts: Vec<usize> = (0..all.len()).filter(|&k| matches!(all[k].kind, Kind::Label(_))).collect();
    let Some(&first) = starts.first() else { return Ok(None) };
    let before = trimmed(&all[..first]);
    if !before.is_empty() {
        return Err(PositionProblem::LeftOver(written(before)));
    }
    let mut parts = Labelled::new();
    for (n, &start) in starts.iter().enumerate() {
        let end = starts.get(n + 1).copied().unwrap_or(all.len());
        let Kind::Label(axis) = all[start].kind else { continue };
        parts.push((Some(axis), &all[start + 1..end]));
    }
    Ok(Some(parts))
}

fn by_labels(parts: &Labelled<'_>) -> Result<[Coordinate; 2], PositionProblem> {
    let mut found = Vec::new();
    for &(label, part) in parts {
        let axis = label.unwrap_or(Axis::Latitude);
        if found.len() == 2 {
            return Err(PositionProblem::LeftOver(written(part)));
        }
        let (hemisphere, numbers) = take_hemisphere(trimmed(part))?;
        match hemisphere.map(Hemisphere::axis) {
            Some(other) if other != axis => {
                return Err(PositionProblem::WrongAxis { found: other, wanted: axis });
            }
            _ => found.push(read(numbers, hemisphere, axis)?),
        }
    }
    let only = found[0].axis;
    found.try_into().map_err(|_| PositionProblem::OnlyOne(only))
}

/// One coordinate's tokens into its hemisphere, before or after, and its numbers.
fn take_hemisphere(part: &[Token]) -> Result<(Option<Hemisphere>, &[Token]), PositionProblem> {
    let (hemisphere, numbers) = match part {
        [Token { kind: Kind::Hemisphere(h), .. }, rest @ ..] => (Some(*h), rest),
        [rest @ .., Token { kind: Kind::Hemisphere(h), .. }] => (Some(*h), rest),
        _ => (None, part),
    };
    if let Some(at) = numbers.iter().position(|t| matches!(t.kind, Kind::Hemisphere(_))) {
        return Err(PositionProblem::LeftOver(written(&numbers[at..])));
    }
    Ok((hemisphere, trimmed(numbers)))
}

/// Two hemispheres: each takes the numbers before it, or each those after it.
fn by_hemispheres(whole: &[Token]) -> Result<[Coordinate; 2], PositionProblem> {
    let mut at = (0..whole.len()).filter_map(|k| match whole[k].kind {
        Kind::Hemisphere(h) => Some((k, h)),
        _ => None,
    });
    let (Some((i, first)), Some((j, second))) = (at.next(), at.next()) else {
        return Err(PositionProblem::Empty);
    };
    let before = trimmed(&whole[..i]);
    let between = trimmed(&whole[i + 1..j]);
    let after = trimmed(&whole[j + 1..]);
    let (first_numbers, second_numbers) = match (before.is_empty(), between.is_empty(), after.is_empty()) {
        (false, false, true) => (before, between),
        (true, false, false) => (between, after),
        (false, true, false) => (before, after),
        (true, false, true) => match split_at_separator(between) {
            Some(parts) => parts,
            None => return Err(PositionProblem::UnclearHemisphere(second.letter())),
        },
        (false, false, false) => return Err(PositionProblem::UnclearHemisphere(first.letter())),
        (true, true, true) => return Err(PositionProblem::NoNumbers(first.axis())),
        _ => return Err(PositionProblem::OnlyOne(if after.is_empty() { first } else { second }.axis())),
    };
    Ok([read(first_numbers, Some(first), first.axis())?, read(second_numbers, Some(second), second.axis())?])
}

/// No hemispheres: two decimal degrees, latitude first.
fn by_signs(whole: &[Token]) -> Result<[Coordinate; 2], PositionProblem> {
    if whole.is_empty() {
        return Err(PositionProblem::Empty);
    }
    let numbers: Vec<&Token> = whole.iter().filter(|t| t.kind.is_number()).collect();
    let finer = whole.iter().any(|t| t.kind.is_minute_or_second() || t.kind == Kind::Joint);
    let separators = whole.iter().filter(|t| t.kind == Kind::Separator).count();
    if numbers.len() == 1 && separators == 0 {
        return Err(PositionProblem::OnlyOne(Axis::Latitude));
    }
    if separators >= 2 || (separators == 1 && numbers.len() == 3) {
        // 34,604,129,902: four numbers or two with decimal commas.
        return Err(PositionProblem::DecimalComma(written(whole)));
    }
    if finer || numbers.len() >= 4 {
        return Err(PositionProblem::MissingHemisphere { of: written(whole) });
    }
    if numbers.len() != 2 {
        return Err(PositionProblem::Count { found: numbers.len() });
    }
    let second = whole.iter().rposition(|t| t.kind.is_number()).unwrap_or(0);
    let start =
        if second > 0 && matches!(whole[second - 1].kind, Kind::Sign(_)) { second - 1 } else { second };
    let (first, second) = (trimmed(&whole[..start]), &whole[start..]);
    Ok([read(first, None, Axis::Latitude)?, read(second, None, Axis::Longitude)?])
}

/// Says what is missing when a single hemisphere was found.
fn one_hemisphere(whole: &[Token]) -> PositionProblem {
    let at = whole.iter().position(|t| matches!(t.kind, Kind::Hemisphere(_))).unwrap_or(0);
    let (before, after) = (trimmed(&whole[..at]), trimmed(&whole[at + 1..]));
    let Kind::Hemisphere(h) = whole[at].kind else { return PositionProblem::Empty };
    let without = if before.is_empty() {
        after
    } else if after.is_empty() {
        before
    } else {
        after
    };
    let alone = before.is_empty() || after.is_empty();
    // With the numbers of one coordinate only, the other is missing altogether.
    if alone
        && take_hemisphere(whole).is_ok_and(|(h, n)| h.is_some_and(|h| read(n, Some(h), h.axis()).is_ok()))
    {
        return PositionProblem::OnlyOne(h.axis());
    }
    if alone {
        return PositionProblem::UnclearHemisphere(h.letter());
    }
    PositionProblem::MissingHemisphere { of: written(without) }
}

fn after_second_hemisphere(whole: &[Token]) -> &[Token] {
    let third = (0..whole.len()).filter(|&k| matches!(whole[k].kind, Kind::Hemisphere(_))).nth(2);
    third.map_or(&[], |k| &whole[k..])
}

fn split_at_separator(tokens: &[Token]) -> Option<(&[Token], &[Token])> {
    let at = tokens.iter().position(|t| t.kind == Kind::Separator)?;
    let (left, right) = (trimmed(&tokens[..at]), trimmed(&tokens[at + 1..]));
    (!left.is_empty() && !right.is_empty()).then_some((left, right))
}

/// Without separators at either end.
fn trimmed(mut tokens: &[Token]) -> &[Token] {
    while let [Token { kind: Kind::Separator, .. }, rest @ ..] = tokens {
        tokens = rest;
    }
    while let [rest @ .., Token { kind: Kind::Separator, .. }] = tokens {
        tokens = rest;
    }
    tokens
}

/// Tokens as they were written.
fn written(tokens: &[Token]) -> String {
    let mut text = String::new();
    for token in tokens {
        if token.spaced && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&token.text);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LAT: f64 = 34.0 + 36.25 / 60.0;
    const LON: f64 = 129.0 + 54.12 / 60.0;

    #[test]
    fn the_same_place_in_every_form() {
        for text in [
            "34°36.25'N 129°54.12'E",
            "34°36.25′N, 129°54.12′E",
            "34º36.25’N / 129˚54.12`E",
            "N34 36.25 E129 54.12",
            "N 34°36.25' E 129°54.12'",
            "34-36.25N 129-54.12E",
            "34 36.25 N - 129 54.12 E",
            "34:36:15N 129:54:07.2E",
            "34°36'15\"N 129°54'7.2\"E",
            "34°36'15''N129°54'07.2''E",
            "129°54.12'E 34°36.25'N",
            "E129 54.12; N34 36.25",
            "34 36.25 N E 129 54.12",
            "N 34 36.25, 129 54.12 E",
            "3436.25N 12954.12E",
            "3436.25N12954.12E",
            "343615N 1295407.2E",
            "N3436.25 E12954.12",
            "34°36.25' north, 129°54.12' East",
            "34 deg 36.25 min N 129 deg 54.12 min E",
            "Lat 34°36.25'N Lon 129°54.12'E",
            "Longitude: 129 54.12 E, Latitude: 34 36.25 N",
            "북위 34도 36.25분 동경 129도 54.12분",
            "북위34도36분15초 동경129도54분7.2초",
            "北緯３４度３６．２５分　東経１２９度５４．１２分",
            "３４゜３６．２５′Ｎ　１２９゜５４．１２′Ｅ",
            "34ー36.25Ｎ 129－54.12Ｅ",
            "위도 34.6041666667 경도 129.902",
            "34.6041666667, 129.902",
            "34.6041666667 129.902",
            "+34.6041666667;+129.902",
            "34.6041666667°, 129.902°",
            "34.6041666667N, 129.902E",
            "\u{feff}34.6041666667,129.902\n",
        ] {
            let got = parse_position(text).unwrap_or_else(|e| panic!("{e}"));
            assert!((got.lat_deg() - LAT).abs() < 1e-9, "{text}: {got:?}");
            assert!((got.lon_deg() - LON).abs() < 1e-9, "{text}: {got:?}");
        }
    }

    #[test]
    fn south_and_west_are_negative() {
        for text in [
            "-34.6,-129.9",
            "34.6S 129.9W",
            "남위 34.6 서경 129.9",
            "南緯３４．６度　西経１２９．９度",
            "−34.6 –129.9",
            "S34°36' W129°54'",
        ] {
            let got = parse_position(text).unwrap_or_else(|e| panic!("{e}"));
            assert!((got.lat_deg() + 34.6).abs() < 1e-12 && (got.lon_deg() + 129.9).abs() < 1e-12, "{text}");
        }
        assert_eq!(parse_position("0S 0W").unwrap().lat_deg().to_bits(), 0);
    }

    /// Each text, and words that its error must contain: what was understood and what is wrong.
    #[test]
    fn errors_say_what_is_wrong() {
        for (text, wanted) in [
            ("", "empty"),
            ("　 ", "empty"),
            ("34°66.25'N 129°54.12'E", "66.25 minutes"),
            ("34°36'75\"N 129°54'E", "75 seconds"),
            ("3466N 12954E", "66 minutes"),
            ("134°36.25'N 129°54.12'E", "latitude 134.6"),
            ("90°00.001'N 129°54.12'E", "more than 90°"),
            ("129.902 34.604", "if this is the longitude"),
            ("34.604 190.5", "subtract 360°"),
            ("34 36.25 129 54.12", "no hemisphere"),
            ("34°36.25', 129°54.12'", "no hemisphere"),
            ("34.604-129.902", "no hemisphere"),
            ("34.6N 129.9", "\"129.9\" has no hemisphere"),
            ("34.6 129.9E", "not clear which numbers belong to E"),
            ("34.6N", "only a latitude"),
            ("34.6", "only a latitude"),
            ("34.6N 35.0N", "both parts are a latitude"),
            ("129E 130W", "both parts are a longitude"),
            ("34.6N 129.9E 12", "not clear which numbers belong to N"),
            ("34.6N 129.9E 12E", "\"E\" is left over"),
            ("34.6N 129.9E hello", "\"hello\" has no meaning"),
            ("34.6N 129.9E ☃", "\"☃\" has no meaning"),
            ("N 34 36 129 54 E", "not clear"),
            ("-34.6N 129.9E", "both a sign and a hemisphere"),
            ("34,604 129,902", "comma"),
            ("34,604, 129,902", "comma"),
            ("34°36,25'N 129°54,12'E", "comma"),
            ("34'36°N 129°54'E", "do not follow each other"),
            ("34.5°36'N 129°54'E", "only the last number may have decimals"),
            ("343N 12954E", "3 digits"),
            ("3436N 1295E", "4 digits"),
            ("1.2.3 4", "\"1.2.3\" is not a number"),
            ("34. 129.", "\"34.\" is not a number"),
            ("1 2 3", "3 numbers"),
            ("34 36 15 12 N 129 54 E", "\"12\" is left over"),
            ("N E", "no numbers"),
            ("lat 34 lat 35", "both parts are a latitude"),
            ("lat 34", "only a latitude"),
            ("lat 34E lon 129", "it is a longitude, not a latitude"),
        ] {
            let error = parse_position(text).map(|p| panic!("{text} gave {p}")).unwrap_err().to_string();
            assert!(error.contains(wanted), "{text}: {error}");
            assert!(error.contains("write for example 34°36.25'N"), "{error}");
        }
        let long = "9".repeat(100_000);
        let error = parse_position(&long).unwrap_err();
        assert_eq!(error.problem, PositionProblem::TooLong);
        assert!(error.to_string().chars().count() < 300);
    }

    #[test]
    fn single_coordinates() {
        assert!((parse_latitude("34°36.25'N").unwrap() - LAT).abs() < 1e-12);
        assert_eq!(parse_latitude("-12.5").unwrap(), -12.5);
        assert_eq!(parse_latitude("S 12 30").unwrap(), -12.5);
        assert_eq!(parse_longitude("lon 070-30W").unwrap(), -70.5);
        for (text, wanted) in [
            ("12E", "it is a longitude, not a latitude"),
            ("34 36.25", "no hemisphere"),
            ("34.6, 129.9", "\"129.9\" is left over"),
            ("34,6", "comma"),
            ("91", "more than 90°"),
            ("34.6N 129.9E", "left over"),
            ("lat 1 lon 2", "left over"),
            ("lat", "no numbers"),
        ] {
            let error = parse_latitude(text).unwrap_err().to_string();
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }

    proptest! {
        /// What is printed can be read back, within half of the last decimal.
        #[test]
        fn printed_positions_are_read_back(lat in -90.0..=90.0f64, lon in -360.0..=540.0f64) {
            let place = Position::new(lat, lon).unwrap().wrapped();
            let read: Position = place.to_string().parse().unwrap();
            let resolution = 0.0005 / 60.0 + 1e-12;
            prop_assert!((read.lat_deg() - place.lat_deg()).abs() <= resolution);
            let east = crate::position::wrap_longitude(read.lon_deg() - place.lon_deg());
            prop_assert!(east.abs() <= resolution);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = (parse_position(&text), parse_latitude(&text), parse_longitude(&text));
        }

        /// The same with characters that mean something, in any order; what is accepted prints and reads alike.
        #[test]
        fn no_jumble_panics(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "1", "34", "3436", "12954.5", "60", "N", "s", "E", "W", "°", "'", "''", "\"", "-", "+", ",", ";",
                    ":", " ", "　", "．", "北緯", "동경", "분", "lat", "lon", "度", "90", "180",
                ]),
                0..14,
            )
        ) {
            let text = pieces.concat();
            let _ = (parse_latitude(&text), parse_longitude(&text));
            if let Ok(place) = parse_position(&text) {
                let again: Position = place.to_string().parse().unwrap();
                prop_assert!((again.lat_deg() - place.lat_deg()).abs() < 1e-5);
            }
        }
    }
}
