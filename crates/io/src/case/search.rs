//! Checks across the keys of `[search]`, and the areas that its rules name.

use super::curves::CurveFault;
use super::decode::Located;
use super::keys::{CaseKeys, ObjectKeys, RunDirection};
use super::look_ahead;
use super::meaning::Reading;
use super::places;
use super::problem::nearest;
use super::rule_keys::{AreaTable, RuleKeys};
use super::search_keys::SearchKeys;
use super::seeds;
use super::sensor_keys::Sensor;
use super::unit_keys::{FreezeKeys, FrozenKeys, UnitKeys, Use};
use super::value::Amount;
use super::{Case, CaseError};
use sarex_drift::Scenario;
use sarex_drift::seed::Polygon;
use sarex_geo::{Position, unix_seconds};
use sarex_search::pattern::PatternKind;
use sarex_search::problem::{AltitudeBand, AreaKind};
use sarex_search::{Domain, Problem, UnitKind};

/// An area that the rules name, read from its file.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleArea {
    /// Name, as it is told when it is in the way.
    pub name: String,
    /// Whose it is; empty if nobody's.
    pub party: String,
    /// What it is.
    pub kind: AreaKind,
    /// Corners, open, in the order of the file.
    pub outline: Vec<Position>,
    /// Zones keep this far from it, nautical miles.
    pub buffer_nm: f64,
    /// Which units it concerns; all if empty.
    pub domain: Option<Domain>,
    /// Concerns only aircraft whose altitude band meets this one.
    pub altitude: Option<AltitudeBand>,
    /// Where the case names its file.
    pub file: Located<String>,
}

/// Longest search, days.
const LONGEST_DAYS: f64 = 10.0;
/// Faster than any craft of a kind that searches, knots: a slip of the pen, not a unit.
const fn fastest_kn(kind: UnitKind) -> f64 {
    match kind {
        UnitKind::Ship => 60.0,
        UnitKind::Boat | UnitKind::Usv => 80.0,
        UnitKind::Helicopter => 220.0,
        UnitKind::Uav => 300.0,
        UnitKind::FixedWing => 500.0,
    }
}

impl Case {
    /// Reads the areas that the rules of its search name. Their files join those that were read.
    pub fn read_areas(&mut self) -> Result<Vec<RuleArea>, CaseError> {
        let mut reading = Reading::of(&self.file);
        let rules = self.keys.search.as_ref().map(|search| &search.rules.value);
        let areas = rules.map_or_else(Vec::new, |rules| areas(rules, &mut reading));
        let Reading { problems, notes, read_files, .. } = reading;
        if !problems.is_empty() {
            return Err(CaseError { file: self.file.clone(), text: self.text.clone(), problems });
        }
        self.notes.extend(notes);
        self.read_files.extend(read_files);
        Ok(areas)
    }
}

/// Checks what needs neither forecast nor files.
pub(super) fn check(keys: &CaseKeys, scenario: &Scenario, reading: &mut Reading<'_>) {
    let Some(search) = &keys.search else { return };
    check_window(keys, search, scenario, reading);
    let until_s = (keys.run.direction == RunDirection::Forward).then_some(scenario.until_s);
    look_ahead::check(search, until_s, reading);
    let units = &search.unit.value;
    if units.len() > Problem::MOST_UNITS {
        let what = format!("{} units are given; a plan holds at most {}", units.len(), Problem::MOST_UNITS);
        let remedy = "plan groups of units one after the other, each on what the others leave";
        return reading.contradiction::<(), _>(&search.unit, what, remedy).unwrap_or_default();
    }
    for (index, unit) in search.unit.value.iter().enumerate() {
        check_unit(unit, search, reading);
        check_curves(unit, &keys.object.value, reading);
        check_id(unit, &search.unit.value[..index], reading);
        check_overlaps(unit, &search.unit.value, reading);
    }
    if let Some(freeze) = &search.freeze {
        check_freeze(freeze, &search.unit.value, reading);
    }
    let (scenarios, objects) = (keys.scenario.value.len().max(1) as u64, keys.object.value.len() as u64);
    if search.particles.value.0.div_ceil(scenarios) < objects {
        let given = search.particles.value.0;
        let what =
            format!("{given} particles are too few for {scenarios} scenarios with {objects} objects in each");
        reading.contradiction::<(), _>(&search.particles, what, "give thousands of them, or leave it out");
    }
    let aspect = &search.rules.value.maximum_aspect;
    if !(1.0..=100.0).contains(&aspect.value.0) {
        let what = format!("an aspect of {} is none", aspect.value.0);
        reading.contradiction::<(), _>(aspect, what, "give at least 1, such as 2");
    }
    let areas = &search.rules.value.areas_per_unit;
    if areas.value.0 > 2 {
        let what = format!("{} areas in one sortie are more than a plan gives a unit", areas.value.0);
        reading.contradiction::<(), _>(areas, what, "give 1 or 2");
    }
}

fn check_window(keys: &CaseKeys, search: &SearchKeys, scenario: &Scenario, reading: &mut Reading<'_>) {
    let (start_s, end_s) = (unix_seconds(search.start.value), unix_seconds(search.end.value));
    if end_s <= start_s {
        let remedy = "put `end` after `start`";
        return reading
            .contradiction(&search.end, "the search ends before it starts", remedy)
            .unwrap_or_default();
    }
    if end_s - start_s > LONGEST_DAYS * 86_400.0 {
        let what = format!("a search of more than {LONGEST_DAYS} days is not planned in one");
        reading.contradiction::<(), _>(
            &search.end,
            what,
            "plan a day or less, then update and plan the next",
        );
    }
    if end_s > scenario.until_s && keys.run.direction == RunDirection::Forward {
        let what = format!("the search ends after the forecast, which ends at {}", keys.run.until.value);
        reading.contradiction::<(), _>(&search.end, what, "put `until` under [run] later, or `end` earlier");
    }
    if let Some((first_s, _)) = seeds::period(scenario)
        .filter(|(first_s, _)| start_s < *first_s && keys.run.direction == RunDirection::Forward)
    {
        let first = sarex_geo::from_unix_seconds(first_s).map_or_else(String::new, |time| time.to_string());
        let what = format!("the search starts before anything is adrift, at {first}");
        reading.contradiction::<(), _>(
            &search.start,
            what,
            "put `start` under [search] after the first seed time",
        );
    }
}

fn check_id(unit: &UnitKeys, before: &[UnitKeys], reading: &mut Reading<'_>) {
    let id = &unit.id;
    if id.value.trim().is_empty() || id.value.chars().count() > 60 || id.value.chars().any(char::is_control) {
        let remedy = "give a call sign or hull number of up to 60 characters";
        reading.contradiction::<(), _>(id, "this is no name for a unit", remedy);
    }
    if before.iter().any(|other| other.id.value == id.value) {
        let what = format!("two units are called `{}`", id.value);
        reading.contradiction::<(), _>(id, what, "give each unit an id of its own");
    }
}

fn check_unit(unit: &UnitKeys, search: &SearchKeys, reading: &mut Reading<'_>) {
    for (speed, name) in
        [(&unit.transit_speed_kn, "transit_speed_kn"), (&unit.search_speed_kn, "search_speed_kn")]
    {
        let fastest_kn = fastest_kn(unit.kind);
        if !(speed.value.0 > 0.0 && speed.value.0 <= fastest_kn) {
            let (kn, kind) = (speed.value.0, unit.kind.name());
            let what =
                format!("`{name}` of {kn} kn: this unit would not move as units of its kind ({kind}) do");
            let remedy = format!("give its speed in knots, more than 0 and at most {fastest_kn}");
            reading.contradiction::<(), _>(speed, what, remedy);
        }
    }
    if unit.made_good.value.0 <= 0.0 {
        let what = "nothing of the search speed is made good: the unit would search nothing";
        reading.contradiction::<(), _>(&unit.made_good, what, "give a share such as 0.85");
    }
    check_times(unit, search, reading);
    let positive = [
        (unit.minimum_track_spacing_nm.as_ref(), "a track spacing"),
        (unit.data_link.as_ref().map(|link| &link.value.range_nm), "a range of the data link"),
        (unit.frozen.as_ref().map(|frozen| &frozen.value.leg_nm), "a leg"),
        (unit.frozen.as_ref().and_then(|frozen| frozen.value.spacing_nm.as_ref()), "a track spacing"),
    ];
    for (amount, what) in positive {
        if let Some(amount) = amount.filter(|amount| !(amount.value.0 > 0.0 && amount.value.0 <= 1_000.0)) {
            let what = format!("{what} of {} NM", amount.value.0);
            reading.contradiction::<(), _>(amount, what, "give more than 0 and at most 1000 nautical miles");
        }
    }
    if let Some(band) = &unit.altitude_band_ft {
        check_height(unit, self::band(band, reading), reading);
        if unit.kind.domain() == Domain::Surface {
            let what = "altitudes are for aircraft, and this unit is on the water";
            reading.contradiction::<(), _>(band, what, "leave `altitude_band_ft` out");
        }
    }
    if let Some(lost) = unit.data_link.as_ref().and_then(|link| link.value.lost_link.as_ref()) {
        let polygon = Polygon { outer: lost.polygon.value.clone(), holes: Vec::new() };
        if let Err(why) = polygon.check() {
            let what = format!("the volume for a lost link is no area: {why}");
            reading.contradiction::<(), _>(&lost.polygon, what, "give three corners or more, in order");
        }
        if let Some(altitudes) = &lost.altitude_band_ft {
            band(altitudes, reading);
        }
    }
    if let Some(frozen) = &unit.frozen {
        check_spacing(frozen, reading);
    }
    if let Some(frozen) = unit.frozen.as_ref().filter(|_| unit.r#use.value == Use::Never) {
        let what = format!("unit `{}` stays unused, and its pattern is frozen", unit.id.value);
        reading.contradiction::<(), _>(frozen, what, "remove `frozen` or `use = \"never\"`");
    }
}

/// A unit searches at a height that it may use.
fn check_height(unit: &UnitKeys, band: Option<AltitudeBand>, reading: &mut Reading<'_>) {
    let Some((height, band)) = unit.height_ft.as_ref().zip(band) else { return };
    let height_ft = height.value.0;
    if !(band.low_ft..=band.high_ft).contains(&height_ft) {
        let (low_ft, high_ft) = (band.low_ft, band.high_ft);
        let what = format!(
            "`height_ft` of {height_ft} ft lies outside `altitude_band_ft`, {low_ft} to {high_ft} ft"
        );
        reading.contradiction::<(), _>(height, what, "give a height of search in the band, or a wider band");
    }
}

/// Ladders have a track spacing of their own; that of an expanding square is its leg, and a sector search has none.
fn check_spacing(frozen: &Located<FrozenKeys>, reading: &mut Reading<'_>) {
    let FrozenKeys { pattern, leg_nm, spacing_nm, .. } = &frozen.value;
    match (pattern.0, spacing_nm) {
        (PatternKind::Sector, Some(spacing_nm)) => {
            let what = "a sector search has no track spacing: its legs meet in the middle";
            reading.contradiction::<(), _>(spacing_nm, what, "leave `spacing_nm` out");
        }
        (PatternKind::ExpandingSquare, Some(spacing_nm)) if spacing_nm.value != leg_nm.value => {
            let what = format!(
                "an expanding square with a first leg of {} NM has that track spacing, not {} NM",
                leg_nm.value.0, spacing_nm.value.0
            );
            reading.contradiction::<(), _>(spacing_nm, what, "leave `spacing_nm` out");
        }
        (PatternKind::Sector | PatternKind::ExpandingSquare, _) | (_, Some(_)) => {}
        (_, None) => {
            let what = "the track spacing of the frozen pattern is missing";
            reading.contradiction::<(), _>(frozen, what, "add `spacing_nm`, such as 1.0");
        }
    }
}

/// The times of a unit against each other and the window.
fn check_times(unit: &UnitKeys, search: &SearchKeys, reading: &mut Reading<'_>) {
    let (available, end) = (&unit.available_from, search.end.value);
    if available.value >= end {
        let what =
            format!("unit `{}` is available only after the search, which ends at {end}", unit.id.value);
        let remedy = "put `available_from` earlier, `end` under [search] later, or leave the unit out";
        reading.contradiction::<(), _>(available, what, remedy);
    }
    if let Some(until) = unit.available_until.as_ref().filter(|until| until.value <= available.value) {
        let what = format!("unit `{}` has to have ended before it is available", unit.id.value);
        reading.contradiction::<(), _>(until, what, "put `available_until` after `available_from`");
    }
    let begins = unit.commence_at.as_ref().map_or(search.start.value, |at| at.value.max(search.start.value));
    if let Some(until) = unit.available_until.as_ref().filter(|until| until.value <= begins) {
        let what =
            format!("unit `{}` has to have ended before it begins to search, at {begins}", unit.id.value);
        reading.contradiction::<(), _>(until, what, format!("put `available_until` after {begins}"));
    }
    let Some(commence) = &unit.commence_at else { return };
    if commence.value < available.value {
        let what = format!("unit `{}` would begin to search before it is available", unit.id.value);
        reading.contradiction::<(), _>(commence, what, "put `commence_at` after `available_from`");
    }
    if commence.value < search.start.value || commence.value >= end {
        let what = format!("unit `{}` would begin outside the search", unit.id.value);
        let remedy = format!("put `commence_at` between {} and {end}", search.start.value);
        reading.contradiction::<(), _>(commence, what, remedy);
    }
}

/// The curves of a unit, and that each is for an object of the case.
fn check_curves(unit: &UnitKeys, objects: &[ObjectKeys], reading: &mut Reading<'_>) {
    let sensor = match &unit.sensor.value {
        Sensor::Curve(curve) => Some(curve.as_ref()),
        _ => None,
    };
    for curve in sensor.into_iter().chain(unit.sees.iter().map(|sees| &sees.curve.value)) {
        if let Err(CurveFault { at, what, remedy }) = curve.curve() {
            reading.contradiction::<(), _>(&at, what, remedy);
        }
    }
    for (k, sees) in unit.sees.iter().enumerate() {
        let asked = &sees.object.value;
        if !objects.iter().any(|object| object.class.value.is_called(asked)) {
            let known = objects.iter().map(|object| object.class.value.0.as_str());
            let remedy = format!("objects of the case: {}", known.collect::<Vec<_>>().join(", "));
            let what = format!("no object of the case is of the class `{}`", asked.0);
            reading.contradiction::<(), _>(&sees.object, what, remedy);
        }
        if unit.sees[..k].iter().any(|before| before.object.value.is_called(asked)) {
            let what = format!("unit `{}` has two curves for `{}`", unit.id.value, asked.0);
            reading.contradiction::<(), _>(&sees.object, what, "keep one of them");
        }
    }
}

/// Units of this case, each once, and none of which something else is asked.
fn check_freeze(freeze: &FreezeKeys, units: &[UnitKeys], reading: &mut Reading<'_>) {
    for (k, id) in freeze.units.value.iter().enumerate() {
        let Some(unit) = units.iter().find(|unit| unit.id.value == id.value) else {
            let known: Vec<&str> = units.iter().map(|unit| unit.id.value.as_str()).collect();
            let what = format!("no unit of the case is called `{}`", id.value);
            reading.contradiction::<(), _>(id, what, format!("units: {}", known.join(", ")));
            continue;
        };
        let twice = freeze.units.value[..k].iter().any(|other| other.value == id.value);
        let (what, remedy) = match unit {
            _ if twice => ("is named twice", "name each unit once"),
            unit if unit.r#use.value == Use::Never => {
                ("stays unused, and is to keep its task", "take it out here, or remove `use = \"never\"`")
            }
            unit if unit.frozen.is_some() => {
                ("has a pattern under `frozen`, and is to keep its task", "keep one of `freeze` and `frozen`")
            }
            _ => continue,
        };
        reading.contradiction::<(), _>(id, format!("unit `{}` {what}", id.value), remedy);
    }
}

fn check_overlaps(unit: &UnitKeys, units: &[UnitKeys], reading: &mut Reading<'_>) {
    for other in &unit.may_overlap_with {
        let known: Option<&UnitKeys> = units.iter().find(|known| known.id.value == other.value);
        let Some(known) = known.filter(|known| known.id.value != unit.id.value) else {
            let ids = units.iter().map(|known| known.id.value.as_str());
            let remedy = match nearest(&other.value, ids.filter(|id| *id != unit.id.value)) {
                Some(id) => format!("did you mean `{id}`?"),
                None => "give the id of another unit of this case".to_owned(),
            };
            reading.contradiction::<(), _>(
                other,
                format!("no other unit is called `{}`", other.value),
                remedy,
            );
            continue;
        };
        if known.kind.domain() != unit.kind.domain() {
            let what = format!(
                "`{}` moves elsewhere, and areas of ships and aircraft may always overlap",
                other.value
            );
            reading.contradiction::<(), _>(other, what, "leave it out");
        }
    }
}

/// Two altitudes, the lower one first.
pub(super) fn band(altitudes: &Located<Vec<Amount>>, reading: &mut Reading<'_>) -> Option<AltitudeBand> {
    match altitudes.value[..] {
        [low, high] if low <= high && high.0 <= 60_000.0 => {
            Some(AltitudeBand { low_ft: low.0, high_ft: high.0 })
        }
        _ => {
            let what = "this is no band of altitudes";
            reading.contradiction(altitudes, what, "give the lowest and the highest, such as [500, 1000]")
        }
    }
}

fn areas(rules: &RuleKeys, reading: &mut Reading<'_>) -> Vec<RuleArea> {
    let lists = [
        (&rules.excluded_areas, AreaKind::Excluded, None),
        (&rules.sensitive_areas, AreaKind::Sensitive, None),
        (&rules.airspace, AreaKind::Airspace, Some(Domain::Air)),
    ];
    let mut areas = Vec::new();
    for (list, kind, domain) in lists {
        for keys in list {
            let more = areas_of(&keys.0, (kind, domain), &areas, reading);
            areas.extend(more);
        }
    }
    areas
}

/// Most areas of all rules.
const MOST_AREAS: usize = 1000;
/// Most corners of all of them: each is asked for at every turn of every track.
const MOST_CORNERS: usize = 20_000;

/// Refuses a file with which areas are more, or finer, than plans can be checked with.
fn check_room(
    file: &Located<String>,
    polygons: &[Polygon],
    before: &[RuleArea],
    reading: &mut Reading<'_>,
) -> Option<()> {
    let count = before.len() + polygons.len();
    let corners = before.iter().map(|area| area.outline.len()).sum::<usize>()
        + polygons.iter().map(|polygon| polygon.outer.len()).sum::<usize>();
    if count <= MOST_AREAS && corners <= MOST_CORNERS {
        return Some(());
    }
    let what = format!(
        "{}: with it the rules have {count} areas with {corners} corners; {MOST_AREAS} with {MOST_CORNERS} are allowed",
        file.value
    );
    reading.contradiction(file, what, "simplify the outlines, and leave out areas far from the search")
}

/// The areas of one file, after those of others.
fn areas_of(
    keys: &AreaTable,
    (kind, domain): (AreaKind, Option<Domain>),
    before: &[RuleArea],
    reading: &mut Reading<'_>,
) -> Vec<RuleArea> {
    let altitude = keys.altitude_band_ft.as_ref().and_then(|band| self::band(band, reading));
    if keys.buffer_nm.value.0 > 1_000.0 {
        let what = format!("a buffer of {} NM", keys.buffer_nm.value.0);
        reading.contradiction::<(), _>(&keys.buffer_nm, what, "give at most 1000 nautical miles");
    }
    let Some(polygons) = places::polygons(&keys.file, reading) else { return Vec::new() };
    let party = keys.party.clone().unwrap_or_default();
    if kind == AreaKind::Sensitive {
        tell_only_party(&party, reading);
    }
    if check_room(&keys.file, &polygons, before, reading).is_none() {
        return Vec::new();
    }
    let stem = std::path::Path::new(&keys.file.value).file_stem();
    let stem = stem.map_or_else(|| keys.file.value.clone(), |stem| stem.to_string_lossy().into_owned());
    let name = keys.name.clone().unwrap_or(stem);
    let several = polygons.len() > 1;
    let mut areas = Vec::with_capacity(polygons.len());
    for (index, polygon) in polygons.iter().enumerate() {
        let name = if several { format!("{name} {}", index + 1) } else { name.clone() };
        if let Err(why) = polygon.check() {
            let what = format!("{}: the area `{name}` is none: {why}", keys.file.value);
            reading.contradiction::<(), _>(&keys.file, what, "give a polygon whose edges do not cross");
            continue;
        }
        if !polygon.holes.is_empty() {
            reading.notes.push(match kind {
                AreaKind::Sensitive => {
                    let whose = if party.is_empty() { String::new() } else { format!(" of {party}") };
                    format!("the holes of a sensitive area{whose} are taken as part of it")
                }
                _ => {
                    format!("{}: the holes of the area `{name}` are taken as part of it", keys.file.value)
                }
            });
        }
        let mut outline = polygon.outer.clone();
        if outline.len() > 1 && outline.first() == outline.last() {
            outline.pop();
        }
        let (domain, buffer_nm) = (keys.domain.or(domain), keys.buffer_nm.value.0);
        areas.push(RuleArea {
            name,
            party: party.clone(),
            kind,
            outline,
            buffer_nm,
            domain,
            altitude,
            file: keys.file.clone(),
        });
    }
    areas
}

/// The file of a sensitive area that was just read goes to results by its content and its party alone: its name may say
/// what is there.
fn tell_only_party(party: &str, reading: &mut Reading<'_>) {
    const ROLE: &str = "sensitive-area";
    let number = 1 + reading.read_files.iter().filter(|read| read.role == ROLE).count();
    if let Some(read) = reading.read_files.last_mut() {
        read.role = ROLE;
        read.told_as = Some(match party {
            "" => format!("sensitive area {number}"),
            party => format!("sensitive area {number}, of {party}"),
        });
    }
}

/// Least track spacing where the case gives none, nautical miles (SAROPS's published settings).
pub fn least_spacing_nm(kind: UnitKind) -> f64 {
    match kind {
        UnitKind::Ship => 0.5,
        UnitKind::FixedWing => 1.0,
        UnitKind::Boat | UnitKind::Helicopter | UnitKind::Uav | UnitKind::Usv => 0.1,
    }
}
