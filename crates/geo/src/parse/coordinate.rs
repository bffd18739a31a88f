//! One coordinate: from its numbers and units to degrees.

use super::token::{Hemisphere, Kind, Token, Unit};
use super::{Axis, PositionProblem, written};

/// One coordinate as understood.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Coordinate {
    pub axis: Axis,
    /// Size, not checked against the limit of the axis.
    pub degrees: f64,
    pub negative: bool,
    /// The numbers as written.
    pub of: String,
}

/// A number with the unit written after it.
struct Part {
    value: f64,
    text: String,
    whole_digits: usize,
    decimals: bool,
    unit: Option<Unit>,
}

const UNITS: [Unit; 3] = [Unit::Degree, Unit::Minute, Unit::Second];

/// Reads the numbers of one coordinate. Without a hemisphere they must be decimal degrees.
pub(super) fn read(
    tokens: &[Token],
    hemisphere: Option<Hemisphere>,
    axis: Axis,
) -> Result<Coordinate, PositionProblem> {
    let of = written(tokens);
    let (sign, numbers) = match tokens {
        [Token { kind: Kind::Sign(minus), .. }, rest @ ..] => (Some(*minus), rest),
        _ => (None, tokens),
    };
    let mut parts = parts(numbers, &of)?;
    if parts.is_empty() {
        return Err(PositionProblem::NoNumbers(axis));
    }
    if sign.is_some() && hemisphere.is_some() {
        return Err(PositionProblem::SignAndHemisphere { of });
    }
    let bare = parts.len() == 1 && parts[0].unit.is_none();
    if hemisphere.is_none() && parts.len() > 1 {
        return Err(PositionProblem::MissingHemisphere { of });
    }
    if hemisphere.is_some() && bare {
        parts = unpack(parts, axis, &of)?;
    }
    let degrees = combine(&parts, &of)?;
    let negative = hemisphere.map_or(sign == Some(true), Hemisphere::is_negative);
    Ok(Coordinate { axis, degrees, negative, of })
}

/// Numbers with their units, in the order written.
fn parts(tokens: &[Token], of: &str) -> Result<Vec<Part>, PositionProblem> {
    let mut parts: Vec<Part> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Number { value, whole_digits, decimals } => {
                if parts.len() == UNITS.len() {
                    return Err(PositionProblem::LeftOver(written(&tokens[at..])));
                }
                parts.push(Part { value, text: token.text.clone(), whole_digits, decimals, unit: None });
            }
            Kind::Unit(unit) => match parts.last_mut() {
                Some(part) if part.unit.is_none() => part.unit = Some(unit),
                _ => return Err(PositionProblem::UnitOrder(of.to_owned())),
            },
            Kind::Joint => {}
            Kind::Separator => {
                let rest = &tokens[at + 1..];
                let tight = at > 0 && tokens[at - 1].kind.is_number() && !token.spaced;
                return Err(match rest {
                    [next, ..] if tight && next.kind.is_number() && !next.spaced => {
                        PositionProblem::DecimalComma(of.to_owned())
                    }
                    _ => PositionProblem::LeftOver(written(rest)),
                });
            }
            _ => return Err(PositionProblem::LeftOver(written(&tokens[at..]))),
        }
    }
    Ok(parts)
}

/// The compact forms of the radio, DDMM.m, DDDMM.m, DDMMSS and DDDMMSS, into their parts.
fn unpack(parts: Vec<Part>, axis: Axis, of: &str) -> Result<Vec<Part>, PositionProblem> {
    let (degree_digits, allowed) = match axis {
        Axis::Latitude => (2, "up to 2 for degrees, 4 for DDMM or 6 for DDMMSS"),
        Axis::Longitude => (3, "up to 3 for degrees, 5 for DDDMM or 7 for DDDMMSS"),
    };
    let digits = parts[0].whole_digits;
    if digits <= degree_digits {
        return Ok(parts);
    }
    if digits != degree_digits + 2 && digits != degree_digits + 4 {
        return Err(PositionProblem::Digits { of: of.to_owned(), digits, axis, allowed });
    }
    let text = &parts[0].text;
    let mut cuts = vec![0, degree_digits];
    cuts.extend((digits == degree_digits + 4).then_some(degree_digits + 2));
    cuts.push(text.len());
    let piece = |cut: &[usize]| {
        let text = text[cut[0]..cut[1]].to_owned();
        let value = text.parse().map_err(|_| PositionProblem::Number(text.clone()))?;
        Ok(Part { value, whole_digits: 2, decimals: text.contains('.'), text, unit: None })
    };
    cuts.windows(2).map(piece).collect()
}

/// Degrees from degrees, minutes and seconds, each in its place.
fn combine(parts: &[Part], of: &str) -> Result<f64, PositionProblem> {
    let mut degrees = 0.0;
    for (at, part) in parts.iter().enumerate() {
        if part.unit.is_some_and(|unit| unit != UNITS[at]) {
            return Err(PositionProblem::UnitOrder(of.to_owned()));
        }
        if part.decimals && at + 1 < parts.len() {
            return Err(PositionProblem::Decimals(of.to_owned()));
        }
        if at > 0 && part.value >= 60.0 {
            let unit = if at == 1 { "minutes" } else { "seconds" };
            return Err(PositionProblem::Sixty { value: part.text.clone(), unit, of: of.to_owned() });
        }
        degrees += part.value / [1.0, 60.0, 3600.0][at];
    }
    Ok(degrees)
}
