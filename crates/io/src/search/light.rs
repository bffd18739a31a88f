//! Light for units that search with eyes: when they have it, and what is said where they have not.

use super::scene::Scene;
use super::sensors::Grouped;
use super::summary::time;
use crate::case::Case;
use crate::case::detection::{self, detection};
use crate::case::search_keys::SearchKeys;
use crate::case::sensor_keys::Sensor;
use crate::case::unit_keys::UnitKeys;
use sarex_geo::sun::{self, Crossing};
use sarex_geo::{Position, unix_seconds};
use sarex_search::detect::width::{LEAST_SUN_DEG, is_light};

const DAY_S: f64 = 86_400.0;

/// A part of the time of a search, seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub from_s: f64,
    pub until_s: f64,
    /// Its begin is fixed: what begins later is of no use.
    pub is_fixed: bool,
}

impl Span {
    pub fn middle_s(&self) -> f64 {
        0.5 * (self.from_s + self.until_s)
    }
}

/// Whether a unit needs light, and whether it has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sight {
    /// It sees in the dark as well: by its sensor, or by the signals that survivors have.
    Any,
    /// The longest part of its time in which it is light.
    Light(Span),
    /// No light at all; this dark time is for what its eyes see only of objects that it has a curve of.
    Curves(Span),
    /// No light at all.
    Dark,
}

impl Sight {
    /// Conditions of the search, in the light that the unit searches in.
    pub fn tables(&self, scene: &Scene) -> detection::Scene {
        let there = scene.for_tables();
        match self {
            Self::Light(span) | Self::Curves(span) => detection::Scene { time_s: span.middle_s(), ..there },
            Self::Any | Self::Dark => there,
        }
    }
}

impl Scene {
    /// As tables of sweep widths ask for it, in the light that a unit of the case searches in.
    pub fn for_unit(&self, case: &Case, search: &SearchKeys, unit: &UnitKeys) -> detection::Scene {
        sight(unit, (search, case), self, own_span(unit, self)).tables(self)
    }
}

/// The time in which a unit can search; the whole search if that is none.
pub(super) fn own_span(keys: &UnitKeys, scene: &Scene) -> Span {
    let (start_s, end_s) = scene.window;
    let begin = keys.commence_at.as_ref().unwrap_or(&keys.available_from);
    let from_s = unix_seconds(begin.value).max(start_s);
    let until_s = keys.available_until.as_ref().map_or(end_s, |until| unix_seconds(until.value).min(end_s));
    let is_fixed = keys.commence_at.is_some();
    match from_s < until_s {
        true => Span { from_s, until_s, is_fixed },
        false => Span { from_s: start_s, until_s: end_s, is_fixed },
    }
}

/// What light a unit has in a time.
pub(super) fn sight(
    keys: &UnitKeys,
    (search, case): (&SearchKeys, &Case),
    scene: &Scene,
    span: Span,
) -> Sight {
    let has_curve = |object| detection::own_curve(keys, object).is_some();
    if keys.sensor.value != Sensor::Visual || case.keys.object.value.iter().all(has_curve) {
        return Sight::Any;
    }
    let (light, dark): (Vec<Part>, Vec<Part>) =
        parts(scene.place, span).into_iter().partition(|part| part.is_light);
    let Some(dark) = dark.first() else { return Sight::Light(span) };
    let dark = Span { from_s: dark.from_s, until_s: dark.until_s, ..span };
    let there = detection::Scene { time_s: dark.middle_s(), ..scene.for_tables() };
    let finds_signal =
        case.keys.object.value.iter().filter(|object| object.signal.is_some()).any(|object| {
            detection(search, keys, object, &there).is_ok_and(|seen| seen.response().is_some())
        });
    if finds_signal {
        return Sight::Any;
    }
    let usable = light.iter().filter(|part| !span.is_fixed || part.from_s == span.from_s);
    let longest = usable.map(|part| part.to_minutes(span)).filter(|part| part.from_s < part.until_s).reduce(
        |longest, part| match part.until_s - part.from_s > longest.until_s - longest.from_s {
            true => part,
            false => longest,
        },
    );
    let without =
        if case.keys.object.value.iter().any(has_curve) { Sight::Curves(dark) } else { Sight::Dark };
    longest.map_or(without, Sight::Light)
}

/// Units that the light holds to less than their time, each with the times, and those that have none of it.
pub(super) fn warnings(
    units: &[&UnitKeys],
    (search, case): (&SearchKeys, &Case),
    scene: &Scene,
) -> Vec<String> {
    let mut told = Grouped::default();
    for unit in units {
        let span = own_span(unit, scene);
        let light = match sight(unit, (search, case), scene, span) {
            Sight::Light(light) => light,
            Sight::Curves(_) => {
                told.add(
                    &unit.id.value,
                    "searches by eyes in the dark: it sees only objects that it has a lateral range curve of",
                );
                continue;
            }
            Sight::Any | Sight::Dark => continue,
        };
        let ends = match (light.from_s > span.from_s, light.until_s < span.until_s) {
            (false, false) => continue,
            (false, true) => ", the end of light",
            (true, false) => ", from first light on",
            (true, true) => ", from first light to the end of light",
        };
        let said = format!("searches by eyes from {} to {}{ends}", time(light.from_s), time(light.until_s));
        told.add(&unit.id.value, &said);
    }
    told.lines()
}

/// Sunset before a dark time and sunrise after it, as far as they are within a day of it.
pub(super) fn sun_times(place: Position, dark: Span) -> String {
    let crossing = |from_s: f64| sun::next_crossing(place, from_s, sun::RISE_DEG);
    let before = |crossing: &Crossing| crossing.time_s <= dark.from_s;
    let mut sunset = None;
    let mut next = crossing(dark.from_s - DAY_S).filter(before);
    while let Some(passed) = next {
        sunset = Some(passed).filter(|passed| !passed.rising).or(sunset);
        next = crossing(passed.time_s + 1.0).filter(before);
    }
    let sunrise = crossing(dark.from_s).filter(|crossing| crossing.rising);
    let said = |when: Option<Crossing>, what: &str| {
        when.map_or_else(|| format!("no {what} within a day"), |at| format!("{what} {}", time(at.time_s)))
    };
    format!("{}, {}", said(sunset, "sunset"), said(sunrise, "sunrise"))
}

/// A part of a span that is light or dark throughout.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Part {
    from_s: f64,
    until_s: f64,
    is_light: bool,
}

impl Part {
    /// The whole minutes in it, so that what is told is what is done.
    fn to_minutes(self, span: Span) -> Span {
        let from_s = if self.from_s > span.from_s { (self.from_s / 60.0).ceil() * 60.0 } else { self.from_s };
        let until_s =
            if self.until_s < span.until_s { (self.until_s / 60.0).floor() * 60.0 } else { self.until_s };
        Span { from_s, until_s, ..span }
    }
}

/// A span by light and dark, in order.
fn parts(place: Position, span: Span) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut from_s = span.from_s;
    while from_s < span.until_s {
        let is_light = is_light(sun::light(place, from_s));
        let crossing = sun::next_crossing(place, from_s, LEAST_SUN_DEG);
        // A second later the sun is past that height for certain.
        let until_s = crossing.map_or(from_s + DAY_S, |at| at.time_s + 1.0).min(span.until_s);
        match parts.last_mut().filter(|last| last.is_light == is_light) {
            Some(last) => last.until_s = until_s,
            None => parts.push(Part { from_s, until_s, is_light }),
        }
        from_s = until_s;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(time: &str) -> f64 {
        unix_seconds(time.parse().unwrap())
    }

    /// By hand, of a declination of -20.1° and an equation of time of 13.9 min: at 33° N 127° E the sun sets at 08:27, civil
    /// twilight ends at 08:54, and the sun rises at 22:09.
    #[test]
    fn light_ends_with_civil_twilight_and_the_poles_have_none() {
        let place = Position::new(33.0, 127.0).unwrap();
        let [from_s, until_s] = ["2026-11-22T05:00:00Z", "2026-11-24T05:00:00Z"].map(seconds);
        let span = Span { from_s, until_s, is_fixed: false };
        let two_days = parts(place, span);
        assert_eq!(two_days.iter().map(|p| p.is_light).collect::<Vec<_>>(), [true, false, true, false, true]);
        assert!((two_days[0].until_s - seconds("2026-11-22T08:54:00Z")).abs() < 60.0, "{two_days:?}");
        assert!(two_days.windows(2).all(|pair| pair[0].until_s == pair[1].from_s));
        assert_eq!((two_days[0].from_s, two_days[4].until_s), (from_s, until_s));
        let whole = two_days[1].to_minutes(span);
        assert!(whole.from_s % 60.0 == 0.0 && whole.from_s - two_days[1].from_s < 60.0);
        let night = Span {
            from_s: seconds("2026-11-22T12:00:00Z"),
            until_s: seconds("2026-11-22T14:00:00Z"),
            ..span
        };
        let said = sun_times(place, night);
        assert!(said.contains("sunset 2026-11-22T08:2") && said.contains("sunrise 2026-11-22T22:"), "{said}");
        let polar = parts(Position::new(80.0, 0.0).unwrap(), span);
        assert!(polar.len() == 1 && !polar[0].is_light, "{polar:?}");
        let said = sun_times(Position::new(80.0, 0.0).unwrap(), night);
        assert_eq!(said, "no sunset within a day, no sunrise within a day");
    }
}
