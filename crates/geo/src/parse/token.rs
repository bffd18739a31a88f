//! From characters to numbers, units, hemispheres and signs, whatever keyboard they come from.

use super::{Axis, MAX_LENGTH, PositionProblem};

/// A piece of a written position.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub kind: Kind,
    /// As written, with full-width characters made narrow.
    pub text: String,
    /// Whether blanks stood before it.
    pub spaced: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Number {
        value: f64,
        whole_digits: usize,
        decimals: bool,
    },
    Unit(Unit),
    Hemisphere(Hemisphere),
    /// The word "latitude" or "longitude".
    Label(Axis),
    /// Comma, semicolon or slash.
    Separator,
    /// `true` for minus.
    Sign(bool),
    /// A dash or colon between the numbers of one coordinate.
    Joint,
}

impl Kind {
    pub fn is_number(self) -> bool {
        matches!(self, Self::Number { .. })
    }
    pub fn is_minute_or_second(self) -> bool {
        matches!(self, Self::Unit(Unit::Minute | Unit::Second))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Degree,
    Minute,
    Second,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hemisphere {
    North,
    South,
    East,
    West,
}

impl Hemisphere {
    pub fn axis(self) -> Axis {
        match self {
            Self::North | Self::South => Axis::Latitude,
            Self::East | Self::West => Axis::Longitude,
        }
    }
    pub fn is_negative(self) -> bool {
        matches!(self, Self::South | Self::West)
    }
    pub fn letter(self) -> char {
        match self {
            Self::North => 'N',
            Self::South => 'S',
            Self::East => 'E',
            Self::West => 'W',
        }
    }
}

const NORTH: Kind = Kind::Hemisphere(Hemisphere::North);
const SOUTH: Kind = Kind::Hemisphere(Hemisphere::South);
const EAST: Kind = Kind::Hemisphere(Hemisphere::East);
const WEST: Kind = Kind::Hemisphere(Hemisphere::West);
const LATITUDE: Kind = Kind::Label(Axis::Latitude);
const LONGITUDE: Kind = Kind::Label(Axis::Longitude);
const DEGREE: Kind = Kind::Unit(Unit::Degree);
const MINUTE: Kind = Kind::Unit(Unit::Minute);
const SECOND: Kind = Kind::Unit(Unit::Second);

/// Whole words in Latin letters.
const WORDS: &[(&str, Kind)] = &[
    ("n", NORTH),
    ("north", NORTH),
    ("s", SOUTH),
    ("south", SOUTH),
    ("e", EAST),
    ("east", EAST),
    ("w", WEST),
    ("west", WEST),
    ("lat", LATITUDE),
    ("latitude", LATITUDE),
    ("lon", LONGITUDE),
    ("long", LONGITUDE),
    ("lng", LONGITUDE),
    ("longitude", LONGITUDE),
    ("d", DEGREE),
    ("deg", DEGREE),
    ("degree", DEGREE),
    ("degrees", DEGREE),
    ("m", MINUTE),
    ("min", MINUTE),
    ("minute", MINUTE),
    ("minutes", MINUTE),
    ("sec", SECOND),
    ("second", SECOND),
    ("seconds", SECOND),
];

/// Korean, Japanese and Chinese words, which need no blanks around them; longer before shorter.
const SYLLABLES: &[(&str, Kind)] = &[
    ("북위", NORTH),
    ("남위", SOUTH),
    ("동경", EAST),
    ("서경", WEST),
    ("北緯", NORTH),
    ("南緯", SOUTH),
    ("東経", EAST),
    ("西経", WEST),
    ("東經", EAST),
    ("西經", WEST),
    ("北纬", NORTH),
    ("南纬", SOUTH),
    ("东经", EAST),
    ("西经", WEST),
    ("위도", LATITUDE),
    ("경도", LONGITUDE),
    ("緯度", LATITUDE),
    ("経度", LONGITUDE),
    ("纬度", LATITUDE),
    ("经度", LONGITUDE),
    ("도", DEGREE),
    ("분", MINUTE),
    ("초", SECOND),
    ("度", DEGREE),
    ("分", MINUTE),
    ("秒", SECOND),
];

/// Splits a text into tokens; refuses what has no meaning.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, PositionProblem> {
    if text.chars().nth(MAX_LENGTH).is_some() {
        return Err(PositionProblem::TooLong);
    }
    let chars: Vec<char> = text.chars().filter(|c| !is_invisible(*c)).map(narrow).collect();
    let mut found: Vec<Token> = Vec::new();
    let mut at = 0;
    let mut spaced = false;
    while at < chars.len() {
        if chars[at] == ' ' {
            spaced = true;
            at += 1;
            continue;
        }
        let (kind, length) = next(&chars[at..], found.last(), spaced)?;
        let text: String = chars[at..at + length].iter().collect();
        at += length;
        // "Lat.", "Longitude:" and "lat=" are the word alone.
        if matches!(kind, Kind::Label(_)) && chars.get(at).is_some_and(|c| ".:=".contains(*c)) {
            at += 1;
        }
        found.push(Token { kind, text, spaced });
        spaced = false;
    }
    if found.is_empty() {
        return Err(PositionProblem::Empty);
    }
    Ok(found)
}

/// The token at the beginning of `rest`, which is not blank, and its length in characters.
fn next(rest: &[char], last: Option<&Token>, spaced: bool) -> Result<(Kind, usize), PositionProblem> {
    let first = rest[0];
    let digit_follows = rest.get(1).is_some_and(char::is_ascii_digit);
    let after_number = last.is_some_and(|t| t.kind.is_number() || matches!(t.kind, Kind::Unit(_)));
    match first {
        '0'..='9' | '.' => return number(rest),
        '°' => return Ok((DEGREE, 1)),
        '\'' if rest.get(1) == Some(&'\'') => return Ok((SECOND, 2)),
        '\'' => return Ok((MINUTE, 1)),
        '"' => return Ok((SECOND, 1)),
        ',' | ';' | '/' => return Ok((Kind::Separator, 1)),
        '-' | ':' if after_number && !spaced && digit_follows => return Ok((Kind::Joint, 1)),
        '-' | '+' if digit_follows => return Ok((Kind::Sign(first == '-'), 1)),
        '-' if last.is_some_and(|t| matches!(t.kind, Kind::Hemisphere(_))) => {
            return Ok((Kind::Separator, 1));
        }
        _ => {}
    }
    if first.is_ascii_alphabetic() {
        let word: String = rest.iter().take_while(|c| c.is_ascii_alphabetic()).collect();
        let lower = word.to_ascii_lowercase();
        let known = WORDS.iter().find(|(name, _)| *name == lower);
        return known.map(|(_, kind)| (*kind, word.len())).ok_or(PositionProblem::Unknown(word));
    }
    for (name, kind) in SYLLABLES {
        let length = name.chars().count();
        if rest.len() >= length && name.chars().eq(rest[..length].iter().copied()) {
            return Ok((*kind, length));
        }
    }
    let unknown = rest.iter().take_while(|c| **c != ' ' && !c.is_ascii_digit()).take(12).collect();
    Err(PositionProblem::Unknown(unknown))
}

/// Digits with at most one point among them.
fn number(rest: &[char]) -> Result<(Kind, usize), PositionProblem> {
    let text: String = rest.iter().take_while(|c| c.is_ascii_digit() || **c == '.').collect();
    let whole_digits = text.find('.').unwrap_or(text.len());
    let decimals = text.len() > whole_digits + 1;
    let tidy = whole_digits > 0 && (decimals || whole_digits == text.len()) && text.len() <= 24;
    match text.parse::<f64>() {
        Ok(value) if tidy => Ok((Kind::Number { value, whole_digits, decimals }, text.len())),
        _ => Err(PositionProblem::Number(text)),
    }
}

/// Characters that some programs leave in copied text and nobody sees.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}')
}

/// One form for each character that people type: full-width to narrow, one degree sign, prime, quote, dash.
fn narrow(c: char) -> char {
    match c {
        c if c.is_whitespace() => ' ',
        'º' | '˚' | '゜' | 'ﾟ' | '∘' => '°',
        '′' | '’' | '‘' | '‛' | '`' | '´' | 'ʹ' | 'ʼ' | 'ˊ' | '‵' | '＇' | '｀' => '\'',
        '″' | '”' | '“' | '‟' | 'ʺ' | '〃' | '＂' | '〝' | '〞' | '〟' => '"',
        '−' | '‐' | '‑' | '‒' | '–' | '—' | '―' | 'ー' | '－' => '-',
        '、' | '､' => ',',
        '∶' => ':',
        // The full-width block mirrors ASCII from "!" to "~".
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}
