//! Values of messages as words and numbers, the same in every language where they are numbers.

use super::words::{Label, Language};
use crate::write::plan::record::{Place, Purpose};
use crate::write::plan::text;
use sarex_geo::Timestamp;
use sarex_search::UnitKind;
use sarex_search::pattern::PatternKind;
use sarex_search::plan::Turn;

/// A value with one spelling per language.
pub trait Wire: Sized {
    /// How it is written.
    fn put(&self, language: Language) -> String;
    /// What was written; `None` if this is no such value.
    fn take(text: &str, language: Language) -> Option<Self>;
    /// False for what is written as unknown.
    fn is_known(&self) -> bool {
        true
    }
}

/// Free text on one line; empty means unknown.
impl Wire for String {
    fn put(&self, language: Language) -> String {
        let plain = one_line(self);
        if plain.is_empty() { Label::Unknown.word(language).into() } else { plain }
    }
    fn take(text: &str, language: Language) -> Option<Self> {
        let unknown = text == Label::Unknown.word(language);
        Some(if unknown { Self::new() } else { text.to_owned() })
    }
}

/// Words with single blanks and nothing that would end a line.
pub fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let spaced: String = text.chars().map(plain).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl<T: Wire> Wire for Option<T> {
    fn put(&self, language: Language) -> String {
        self.as_ref().map_or_else(|| Label::Unknown.word(language).into(), |value| value.put(language))
    }
    fn take(text: &str, language: Language) -> Option<Self> {
        if text == Label::Unknown.word(language) { Some(None) } else { T::take(text, language).map(Some) }
    }
    fn is_known(&self) -> bool {
        self.is_some()
    }
}

/// What there need not be: written as none, where an [`Option`] is written as unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Maybe<T>(pub Option<T>);

impl<T: Wire> Wire for Maybe<T> {
    fn put(&self, language: Language) -> String {
        self.0.as_ref().map_or_else(|| Label::None.word(language).into(), |value| value.put(language))
    }
    fn take(text: &str, language: Language) -> Option<Self> {
        let none = text == Label::None.word(language);
        if none { Some(Self(None)) } else { T::take(text, language).map(|value| Self(Some(value))) }
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

impl Wire for u32 {
    fn put(&self, _: Language) -> String {
        self.to_string()
    }
    fn take(text: &str, _: Language) -> Option<Self> {
        text.parse().ok()
    }
}

/// A number with a fixed count of decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fixed<const DECIMALS: u32>(pub i64);

impl<const DECIMALS: u32> Fixed<DECIMALS> {
    const UNIT: i64 = 10_i64.pow(DECIMALS);

    /// The nearest one.
    pub fn of(value: f64) -> Self {
        Self((value * Self::UNIT as f64).round() as i64)
    }
}

impl<const DECIMALS: u32> Wire for Fixed<DECIMALS> {
    fn put(&self, _: Language) -> String {
        let (whole, rest) = ((self.0 / Self::UNIT).abs(), (self.0 % Self::UNIT).abs());
        let sign = if self.0 < 0 { "-" } else { "" };
        let places = DECIMALS as usize;
        if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:0places$}") }
    }
    fn take(text: &str, _: Language) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, rest) = if DECIMALS == 0 { (digits, "") } else { digits.split_once('.')? };
        let sound = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || whole.len() > 12
            || rest.len() != DECIMALS as usize
            || !sound(whole)
            || !sound(rest)
        {
            return None;
        }
        let rest = if rest.is_empty() { 0 } else { rest.parse::<i64>().ok()? };
        let size = whole.parse::<i64>().ok()? * Self::UNIT + rest;
        Some(Self(if digits.len() < text.len() { -size } else { size }))
    }
}

/// A bearing in whole degrees true: `090T`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Whole(pub u16);

impl Whole {
    /// The nearest one, 360 becoming 0.
    pub fn of(deg: f64) -> Self {
        Self(text::whole(deg) as u16)
    }
}

impl Wire for Whole {
    fn put(&self, _: Language) -> String {
        format!("{:03}T", self.0)
    }
    fn take(text: &str, _: Language) -> Option<Self> {
        let digits = text.strip_suffix('T').filter(|d| d.len() == 3)?;
        digits.parse().ok().filter(|deg| *deg < 360).map(Self)
    }
}

/// A time to the minute: `2026-11-20 0600Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Minute(pub Timestamp);

impl Minute {
    /// The nearest one.
    pub fn of(time: Timestamp) -> Self {
        Self(text::to_minute(time))
    }
}

impl Wire for Minute {
    fn put(&self, _: Language) -> String {
        self.0.strftime("%Y-%m-%d %H%MZ").to_string()
    }
    fn take(text: &str, _: Language) -> Option<Self> {
        let (day, clock) = text.split_once(' ')?;
        let clock = clock.strip_suffix('Z').filter(|c| c.len() == 4 && c.is_ascii())?;
        format!("{day}T{}:{}:00Z", &clock[..2], &clock[2..]).parse().ok().map(Self)
    }
}

/// A time to the second, in rows: `2026-11-20 06:00:30Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clock(pub Timestamp);

impl Clock {
    /// The nearest one.
    pub fn of(time: Timestamp) -> Self {
        Self(text::to_second(time))
    }
}

impl Wire for Clock {
    fn put(&self, _: Language) -> String {
        self.0.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
    }
    fn take(text: &str, _: Language) -> Option<Self> {
        text.replacen(' ', "T", 1).parse().ok().map(Self)
    }
}

/// A position in degrees and minutes with a count of decimals, kept as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DegMin(String);

impl DegMin {
    /// A place to so many decimals of a minute.
    pub fn of(place: Place, decimals: u8) -> Self {
        Self(text::dm(place, decimals))
    }

    /// The place; `None` if the text was no position.
    pub fn place(&self) -> Option<Place> {
        sarex_geo::parse::parse_position(&self.0).ok().map(Place::of)
    }
}

impl Wire for DegMin {
    fn put(&self, _: Language) -> String {
        self.0.clone()
    }
    fn take(text: &str, _: Language) -> Option<Self> {
        let own = Self(text.to_owned());
        own.place().map(|_| own)
    }
}

/// Free text in a row, without the sign that ends a cell; empty means unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell(pub String);

impl Cell {
    /// The text on one line.
    pub fn of(text: &str) -> Self {
        Self(one_line(&text.replace(';', ",")))
    }
}

impl Wire for Cell {
    fn put(&self, language: Language) -> String {
        self.0.put(language)
    }
    fn take(text: &str, language: Language) -> Option<Self> {
        String::take(text, language).map(Self)
    }
}

/// Course and length of the leg after a turn: `090T 12.30`, and a dash after the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Leg(pub Option<(Whole, Fixed<2>)>);

impl Wire for Leg {
    fn put(&self, language: Language) -> String {
        self.0.map_or_else(|| "-".into(), |(c, d)| format!("{} {}", c.put(language), d.put(language)))
    }
    fn take(text: &str, language: Language) -> Option<Self> {
        if text == "-" {
            return Some(Self(None));
        }
        let (course, distance) = text.split_once(' ')?;
        Some(Self(Some((Whole::take(course, language)?, Fixed::take(distance, language)?))))
    }
}

/// A band of hours: `3.0-9.0`, and `3.0-` without an upper end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hours {
    /// Lower end.
    pub from: Fixed<1>,
    /// Upper end, if there is one.
    pub to: Option<Fixed<1>>,
}

impl Wire for Hours {
    fn put(&self, language: Language) -> String {
        format!("{}-{}", self.from.put(language), self.to.map(|h| h.put(language)).unwrap_or_default())
    }
    fn take(text: &str, language: Language) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let to = if to.is_empty() { None } else { Some(Fixed::take(to, language)?) };
        Some(Self { from: Fixed::take(from, language)?, to })
    }
}

/// Declares a row of a table: its cells are written in their order with semicolons between them.
macro_rules! row {
    ($(#[$about:meta])* pub struct $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name { $($(#[$doc])* pub $field: $type,)* }

        impl $crate::write::plan::message::wire::Wire for $name {
            fn put(&self, language: $crate::write::plan::message::Language) -> String {
                [$($crate::write::plan::message::wire::Wire::put(&self.$field, language)),*].join("; ")
            }
            fn take(text: &str, language: $crate::write::plan::message::Language) -> Option<Self> {
                let mut cells = text.split("; ");
                let row = Self {
                    $($field: $crate::write::plan::message::wire::Wire::take(cells.next()?, language)?,)*
                };
                cells.next().is_none().then_some(row)
            }
        }
    };
}
pub(super) use row;

impl Wire for PatternKind {
    fn put(&self, _: Language) -> String {
        self.code().into()
    }
    fn take(text: &str, _: Language) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == text)
    }
}

/// Implements [`Wire`] for a choice by one label per value.
macro_rules! choice {
    ($type:ty { $($value:path => $label:ident),* $(,)? }) => {
        impl Wire for $type {
            fn put(&self, language: Language) -> String {
                match self { $($value => Label::$label),* }.word(language).into()
            }
            fn take(text: &str, language: Language) -> Option<Self> {
                [$(($value, Label::$label)),*].into_iter().find(|(_, l)| l.word(language) == text).map(|(v, _)| v)
            }
        }
    };
}

choice!(UnitKind {
    UnitKind::Ship => Ship,
    UnitKind::Boat => Boat,
    UnitKind::Helicopter => Helicopter,
    UnitKind::FixedWing => FixedWing,
    UnitKind::Uav => Uav,
    UnitKind::Usv => Usv,
});
choice!(Turn { Turn::Right => Starboard, Turn::Left => Port });
choice!(Purpose {
    Purpose::Control => Control,
    Purpose::OnScene => OnScene,
    Purpose::Monitor => Monitor,
    Purpose::Press => Press,
});
