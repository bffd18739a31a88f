//! The update after searches that found nothing, and the plan of the next one.
//!
//! Particles are not read from the earlier folder but followed again from the case, whose inputs must be the same bytes as
//! then: so the update is exact, on the clouds that plans are made and told on as well as on the forecast.

use super::clouds::Particles;
use super::doubt::{self, Then};
use super::earlier::Earlier;
use super::flown::Flown;
use super::frozen;
use super::later::{self, Again, Later};
use super::problem::{Asked, make};
use super::scene::{ConditionLine, Scene};
use super::state::{self, State};
use super::summary::time;
use super::twice;
use super::units::NM;
use super::ways::{Way, ways};
use super::{Options, Planned, SearchError, Stage, Tell, error, span};
use crate::case::look_ahead;
use crate::case::search_keys::SearchKeys;
use crate::case::searched::{DoneKeys, NextKeys, Searched};
use crate::case::unit_keys::UnitKeys;
use crate::case::{Case, CaseError, Located};
use crate::forecast::{Forecast, Opened, Span};
use crate::write::InputRecord;
use sarex_geo::plane::LocalPlane;
use sarex_geo::{math, unix_seconds};
use sarex_search::Track;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::Path;

/// The probability after searches, and the plan of the next one if it was asked for.
#[derive(Clone)]
pub struct Update {
    /// The forecast, weighted by what the searches have left.
    pub forecast: Forecast,
    /// The searches, in the order of the file.
    pub searches: Vec<SearchDone>,
    /// Probability that these searches would have found the object.
    pub pos: f64,
    /// The same of all searches so far.
    pub cumulative_pos: f64,
    /// The plan of the next search.
    pub planned: Option<Planned>,
    pub(super) state: State,
    /// The searches of all updates before, as provenance has them.
    before: Vec<Value>,
}

/// A search that was done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchDone {
    /// Id of its unit.
    pub unit: String,
    /// `as planned`, or the name of the file with its track.
    pub track: String,
    /// Its begin, UTC.
    pub from: String,
    /// Its end, UTC.
    pub until: String,
    /// Length of its track, nautical miles.
    pub track_nm: f64,
    /// Sweep width for each object, nautical miles.
    pub sweep_width_nm: Vec<f64>,
    /// What the widths are for.
    pub conditions: ConditionLine,
    /// Where sources had nothing to say of it.
    pub notes: Vec<String>,
    /// Probability that it alone would have found the object, after what was searched before the update.
    pub pos: f64,
    #[serde(skip)]
    way: Way,
}

/// Updates the probability of an earlier folder of results by searches that found nothing, and plans the next.
pub fn update(
    folder: &Path,
    searched: &Searched,
    options: &Options,
    tell: Tell<'_>,
) -> Result<Update, SearchError> {
    let mut case = crate::case::read(&searched.resolve(&searched.keys.case.value))?;
    let Some(mut search) = case.keys.search.clone() else { return Err(error::no_search(&case)) };
    // What was frozen for the search before is not frozen for the next one.
    search.freeze = None;
    let earlier = Earlier::read(folder, &search, searched)?;
    earlier.check_case(&case, searched)?;
    let mut ways = Vec::new();
    for done in &searched.keys.searched.value {
        let own = self::ways(done, (&search, &case), &earlier, searched)?;
        ways.extend(own.into_iter().map(|way| (done, way)));
    }
    twice::in_file(&ways, searched)?;
    twice::before(&ways, &earlier, searched)?;
    let mut times: Vec<f64> = ways.iter().flat_map(|(_, way)| way.at.iter().map(|(t, _)| *t)).collect();
    let mut next = None;
    if let Some(keys) = &searched.keys.next {
        doubt::check_next(keys, &ways, &Then::of(&search, &case, &earlier), searched)?;
        search = next_search(&search, keys, &earlier, &ways, searched)?;
        let window = (unix_seconds(keys.start.value), unix_seconds(keys.end.value));
        times.extend([window.0, window.1]);
        times.extend(keys.look_ahead.iter().map(|after| unix_seconds(after.end.value)));
        next = Some(window);
    }
    let start_s = times.iter().copied().fold(f64::INFINITY, f64::min);
    let end_s = times.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !start_s.is_finite() {
        let what = "the file tells of no search, done or next";
        return Err(searched.refused(&searched.keys.searched, what, "add [[searched]] or [next]").into());
    }
    // A search may go on beyond the forecast of the case: then the forecast goes with it.
    case.scenario.until_s = case.scenario.until_s.max(end_s);
    let areas = case.read_areas()?;
    if options.frozen.is_some() && next.is_none() {
        let what =
            "a unit keeps its area in the next search, and the file of searches has no [next]".to_owned();
        return Err(SearchError::Asked {
            what,
            remedy: "add [next] with start and end, or leave --freeze out".into(),
        });
    }
    let frozen = frozen::all(&case, &search, options.frozen.as_ref())?;
    case.keys.search = Some(search.clone());
    let opened = Opened::open_for_search(case, &mut |stage| tell(Stage::Forecast(stage)))?;
    let mut sets = Sets::drift(&opened, (start_s, end_s), tell)?;
    sets.take_up(folder)?;
    let before = sets.held_out.found_before();
    let searches = sets.search(&opened, &search, ways, searched)?;
    let after = sets.held_out.found_before();
    let planned = match next {
        None => None,
        Some(window) => {
            let asked = Asked { search: &search, areas: &areas, window, options, frozen: &frozen };
            let made = make(&opened, &asked, &sets.planning, &sets.held_out, tell);
            Some(made.map_err(|error| in_searched(error, opened.case(), searched))?)
        }
    };
    let mut forecast = opened.forecast(&mut |stage| tell(Stage::Forecast(stage)))?;
    earlier.check_inputs(&forecast.inputs, searched)?;
    frozen::record(&frozen, &mut forecast);
    forecast.inputs.push(InputRecord {
        role: "searched".to_owned(),
        name: searched.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        sha256: Some(crate::read::hash::of_bytes(searched.text.as_bytes())),
        bytes: Some(searched.text.len() as u64),
    });
    forecast.ensemble.particles.weight = sets.forecast.weights();
    for done in &searches {
        let told = done.notes.iter().map(|note| format!("search of {}: {note}", done.unit));
        forecast.ensemble.warnings.extend(told);
    }
    forecast.ensemble.warnings.push(format!(
        "probabilities at all times are those that are left after searches without a find (POS of all of them {after:.2})"
    ));
    Ok(Update {
        forecast,
        searches,
        pos: 1.0 - (1.0 - after) / (1.0 - before),
        cumulative_pos: after,
        planned,
        state: State {
            planning: sets.planning.missed,
            held_out: sets.held_out.missed,
            forecast: sets.forecast.missed,
        },
        before: earlier.searched().cloned().collect(),
    })
}

/// The three sets of particles of a case.
struct Sets {
    planning: Particles,
    held_out: Particles,
    forecast: Particles,
}

/// What a search done was like; what its own entry gives comes from there.
fn conditions_of(keys: &DoneKeys, scene: &Scene) -> ConditionLine {
    let line = scene.line();
    match keys.conditions {
        Some(_) => ConditionLine { origins: line.origins.given_by("searched.conditions"), ..line },
        None => line,
    }
}

impl Sets {
    fn drift(opened: &Opened, window: (f64, f64), tell: Tell<'_>) -> Result<Self, SearchError> {
        let mut drift = |span: &Span| -> Result<Particles, SearchError> {
            Ok(Particles::fresh(opened.drift(span, &mut |stage| tell(Stage::Forecast(stage)))?))
        };
        let own = span(opened, window, false);
        let scenario = &opened.case().scenario;
        let forecast = Span { particles: scenario.particles, rng_seed: scenario.rng_seed, ..own };
        Ok(Self {
            planning: drift(&own)?,
            held_out: drift(&span(opened, window, true))?,
            forecast: drift(&forecast)?,
        })
    }

    fn all(&mut self) -> [&mut Particles; 3] {
        [&mut self.planning, &mut self.held_out, &mut self.forecast]
    }

    /// Goes on where an earlier update ended.
    fn take_up(&mut self, folder: &Path) -> Result<(), SearchError> {
        let sizes = self.all().map(|set| set.missed.len());
        if let Some(State { planning, held_out, forecast }) = state::read(folder, sizes)? {
            for (set, missed) in self.all().into_iter().zip([planning, held_out, forecast]) {
                set.missed = missed;
            }
        }
        Ok(())
    }

    /// Takes what each search would have found from every set.
    fn search(
        &mut self,
        opened: &Opened,
        search: &SearchKeys,
        done: Vec<(&DoneKeys, Way)>,
        file: &Searched,
    ) -> Result<Vec<SearchDone>, SearchError> {
        let case = opened.case();
        let mut searches = Vec::with_capacity(done.len());
        let weights = self.held_out.weights();
        for (keys, way) in done {
            let unit = find(search, &keys.unit, file)?;
            let (from_s, until_s) = way.period();
            let nothing = || error::of_cloud(case, search, &sarex_search::CloudError::NoWeight);
            let datum = self.held_out.datum(0.5 * (from_s + until_s)).ok_or_else(nothing)?;
            let place = datum.place().map_err(|_| nothing())?;
            let conditions = keys.conditions.as_ref().or(search.conditions.as_ref());
            let then = SearchKeys { conditions: conditions.cloned(), ..search.clone() };
            let scene = Scene::at(conditions, opened, (&datum, place), (from_s, until_s))?;
            let plane = LocalPlane::at(place);
            let flown = Flown::of(unit, keys, (&then, case), &scene);
            flown.check((unit, keys, file), (&then, case), &scene)?;
            let sensor = flown
                .sensor(unit, (&then, case), &scene)
                .map_err(|problem| in_done(problem, case, keys, file))?;
            let notes = scene.notes_for(&[unit], false).into_iter().chain(flown.note());
            let mut notes: Vec<String> = notes.chain(way.remarks.iter().cloned()).collect();
            let waypoints = flown.counted(&way).in_plane(&plane);
            let mut pos = 0.0;
            for (index, set) in self.all().into_iter().enumerate() {
                let over = set.over((from_s, until_s), &plane, search.ashore);
                let followed = over.map_err(|problem| error::of_cloud(case, search, &problem))?;
                let seen = set.take(&followed, &[Track { sensor: &sensor, waypoints: &waypoints }]);
                // The second set is the one on which things are told.
                for (&particle, exposure) in followed.particle.iter().zip(seen).filter(|_| index == 1) {
                    pos += weights[particle as usize] * (1.0 - math::exp(-f64::from(exposure)));
                }
            }
            if pos == 0.0 && sensor.iter().any(Option::is_some) {
                notes.push(doubt::far_off(&way, place, (from_s, until_s)));
            }
            let width_nm = |sensor: &Option<sarex_search::Response>| {
                sensor.as_ref().map_or(0.0, |c| c.sweep_width_m() / NM)
            };
            searches.push(SearchDone {
                unit: unit.id.value.clone(),
                track: keys
                    .track
                    .as_ref()
                    .map_or_else(|| "as planned".to_owned(), |track| track.value.clone()),
                from: time(from_s),
                until: time(until_s),
                track_nm: way.length_nm(),
                sweep_width_nm: sensor.iter().map(width_nm).collect(),
                conditions: conditions_of(keys, &scene),
                notes,
                pos,
                way,
            });
        }
        Ok(searches)
    }
}

/// The unit of the case that an id names.
pub(super) fn find<'a>(
    search: &'a SearchKeys,
    id: &Located<String>,
    file: &Searched,
) -> Result<&'a UnitKeys, SearchError> {
    let units = &search.unit.value;
    units.iter().find(|unit| unit.id.value == id.value).ok_or_else(|| {
        let known: Vec<&str> = units.iter().map(|unit| unit.id.value.as_str()).collect();
        let what = format!("no unit of the case is called `{}`", id.value);
        file.refused(id, what, format!("units of the case: {}", known.join(", "))).into()
    })
}

/// The case's search at the time of the next one, with what is new of its units.
fn next_search(
    search: &SearchKeys,
    next: &NextKeys,
    earlier: &Earlier,
    ways: &[(&DoneKeys, Way)],
    file: &Searched,
) -> Result<SearchKeys, SearchError> {
    for new in &next.unit {
        find(search, &new.id, file)?;
    }
    let again = |unit: &UnitKeys| earlier.back(unit, ways).map(|ready| Again { ready, least: None });
    let mut search = later::moved(search, Later::from(next), again);
    if let Some(after) = &next.look_ahead {
        if let Some((place, what, remedy)) = look_ahead::troubles(after, &search, None).into_iter().next() {
            return Err(file.refused(&place, what, remedy).into());
        }
        search.look_ahead = Some(after.clone());
    }
    Ok(search)
}

/// A problem of the next search at its place in the file of searches: the case must not change any more.
fn in_searched(error: SearchError, case: &Case, searched: &Searched) -> SearchError {
    let Some(next) = &searched.keys.next else { return error };
    in_file(error::moved(error, case, "next.", &next.start), case, searched)
}

/// A problem with what a search done was like at its place in the file of searches.
fn in_done(error: SearchError, case: &Case, done: &DoneKeys, searched: &Searched) -> SearchError {
    in_file(error::moved(error, case, "searched#", &done.unit), case, searched)
}

/// What is told of the case is told of the file of searches.
fn in_file(error: SearchError, case: &Case, searched: &Searched) -> SearchError {
    match error {
        SearchError::Case(error) if error.file == case.file => {
            CaseError { file: searched.file.clone(), text: searched.text.clone(), ..error }.into()
        }
        other => other,
    }
}

/// `searched.geojson`: the tracks of the searches done, with their times.
pub(super) fn geojson(update: &Update) -> Vec<u8> {
    let feature = |done: &SearchDone| {
        let corners: Vec<[f64; 2]> = done
            .way
            .at
            .iter()
            .map(|(_, place)| place.wrapped())
            .map(|place| [place.lon_deg(), place.lat_deg()].map(|deg| (deg * 1e7).round() / 1e7))
            .collect();
        let times: Vec<String> =
            done.way.at.iter().map(|(time_s, _)| crate::write::trajectory::iso(*time_s)).collect();
        json!({
            "type": "Feature",
            "geometry": { "type": "LineString", "coordinates": corners },
            "properties": {
                "kind": "searched", "unit": done.unit, "track": done.track, "pos": done.pos,
                "track_nm": done.track_nm, "coordTimes": times,
            },
        })
    };
    let features: Vec<Value> = update.searches.iter().map(feature).collect();
    let kind = update.forecast.case.keys.case.kind.key();
    let all = json!({
        "type": "FeatureCollection", "name": "searches without a find", "case_kind": kind,
        "pos": update.pos, "cumulative_pos": update.cumulative_pos, "features": features,
    });
    format!("{all}\n").into_bytes()
}

impl Update {
    /// For provenance.
    pub(super) fn settings(&self) -> Vec<(String, Value)> {
        let each = self.searches.iter().enumerate().map(|(k, done)| {
            let what = json!({
                "unit": done.unit, "track": done.track, "from": done.from, "until": done.until, "pos": done.pos,
            });
            (format!("searched:{k}"), what)
        });
        let before =
            self.before.iter().enumerate().map(|(k, done)| (format!("searched_before:{k}"), done.clone()));
        let all = [("searched:cumulative_pos".to_owned(), json!(self.cumulative_pos))];
        each.chain(before).chain(all).collect()
    }
}
