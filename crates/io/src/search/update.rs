//! The update after searches that found nothing, and the plan of the next one.
//!
//! Particles are not read from the earlier folder but followed again from the case, whose inputs must be the same bytes as
//! then: so the update is exact, on the clouds that plans are made and told on as well as on the forecast.

use super::clouds::Particles;
use super::problem::{Asked, make};
use super::scene::Scene;
use super::state::{self, State};
use super::summary::time;
use super::units::{self, NM};
use super::{Options, Planned, SearchError, Stage, Tell, error, span};
use crate::case::search_keys::SearchKeys;
use crate::case::searched::{DoneKeys, NextKeys, Searched};
use crate::case::unit_keys::UnitKeys;
use crate::case::{Case, Located};
use crate::forecast::{Forecast, Opened, Span};
use crate::read::plan::read_plan;
use crate::read::tracks::{Wanted, read_tracks};
use crate::write::InputRecord;
use crate::write::plan::PlanRecord;
use crate::write::plan::record::{UnitRecord, WaypointRecord};
use sarex_geo::plane::LocalPlane;
use sarex_geo::{Position, Timestamp, from_unix_seconds, geodesic, math, unix_seconds};
use sarex_search::evaluate::exposure;
use sarex_search::{Track, Waypoint};
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
    /// Probability that it alone would have found the object, after what was searched before the update.
    pub pos: f64,
    #[serde(skip)]
    way: Way,
}

/// A track over ground.
#[derive(Debug, Clone, PartialEq, Default)]
struct Way {
    at: Vec<(f64, Position)>,
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
    let earlier = Earlier::read(folder, &search, searched)?;
    earlier.check_case(&case, searched)?;
    let mut ways = Vec::new();
    for done in &searched.keys.searched.value {
        ways.extend(self::ways(done, &search, &earlier, searched)?.into_iter().map(|way| (done, way)));
    }
    if let Some(next) = &searched.keys.next {
        next_search(&mut search, next, &earlier, &ways, searched)?;
    }
    let times = ways.iter().flat_map(|(_, way)| way.at.iter().map(|(time_s, _)| *time_s));
    let next = searched
        .keys
        .next
        .as_ref()
        .map(|next| (unix_seconds(next.start.value), unix_seconds(next.end.value)));
    let start_s = times.clone().chain(next.map(|(start_s, _)| start_s)).fold(f64::INFINITY, f64::min);
    let end_s = times.chain(next.map(|(_, end_s)| end_s)).fold(f64::NEG_INFINITY, f64::max);
    if !start_s.is_finite() {
        let what = "the file tells of no search, done or next";
        return Err(searched.refused(&searched.keys.searched, what, "add [[searched]] or [next]").into());
    }
    check_begin(&case, start_s, searched)?;
    // A search may go on beyond the forecast of the case: then the forecast goes with it.
    case.scenario.until_s = case.scenario.until_s.max(end_s);
    let areas = case.read_areas()?;
    case.keys.search = Some(search.clone());
    let opened = Opened::open(case, &mut |stage| tell(Stage::Forecast(stage)))?;
    let mut sets = Sets::drift(&opened, (start_s, end_s), tell)?;
    sets.take_up(folder)?;
    let before = sets.held_out.found_before();
    let searches = sets.search(&opened, &search, ways, searched)?;
    let after = sets.held_out.found_before();
    let planned = match next {
        None => None,
        Some(window) => {
            let asked = Asked { search: &search, areas: &areas, window, options };
            Some(make(&opened, &asked, &sets.planning, &sets.held_out, tell)?)
        }
    };
    let mut forecast = opened.forecast(&mut |stage| tell(Stage::Forecast(stage)))?;
    earlier.check_inputs(&forecast.inputs, searched)?;
    forecast.inputs.push(InputRecord {
        role: "searched".to_owned(),
        name: searched.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        sha256: Some(crate::read::hash::of_bytes(searched.text.as_bytes())),
        bytes: Some(searched.text.len() as u64),
    });
    forecast.ensemble.particles.weight = sets.forecast.weights();
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
    })
}

/// The three sets of particles of a case.
struct Sets {
    planning: Particles,
    held_out: Particles,
    forecast: Particles,
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
            let unit = unit(search, keys, file)?;
            let (from_s, until_s) = way.period();
            let nothing = || error::of_cloud(case, &sarex_search::CloudError::NoWeight);
            let datum = self.held_out.datum(0.5 * (from_s + until_s)).ok_or_else(nothing)?;
            let place = datum.place().map_err(|_| nothing())?;
            let conditions = keys.conditions.as_ref().or(search.conditions.as_ref());
            let then = SearchKeys { conditions: conditions.cloned(), ..search.clone() };
            let scene = Scene::at(conditions, opened, (&datum, place))?;
            let plane = LocalPlane::at(place);
            let sru = units::unit(unit, &then, case, &scene, &plane)?;
            let waypoints = way.in_plane(&plane);
            let mut pos = 0.0;
            for (index, set) in self.all().into_iter().enumerate() {
                let over = set.over((from_s, until_s), &plane, search.ashore);
                let followed = over.map_err(|problem| error::of_cloud(case, &problem))?;
                let track = Track { sensor: &sru.sensor, waypoints: &waypoints };
                let seen = exposure(&followed.cloud, &[track]);
                for (&particle, exposure) in followed.particle.iter().zip(seen) {
                    let missed = math::exp(-f64::from(exposure));
                    set.missed[particle as usize] *= missed;
                    // The second set is the one on which things are told.
                    if index == 1 {
                        pos += weights[particle as usize] * (1.0 - missed);
                    }
                }
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
                sweep_width_nm: sru.sensor.iter().map(width_nm).collect(),
                pos,
                way,
            });
        }
        Ok(searches)
    }
}

/// The unit of the case that did a search.
fn unit<'a>(search: &'a SearchKeys, done: &DoneKeys, file: &Searched) -> Result<&'a UnitKeys, SearchError> {
    find(search, &done.unit, file)
}

fn find<'a>(
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

/// The results of a plan or an update before.
struct Earlier {
    provenance: serde_json::Value,
    plan: Option<PlanRecord>,
}

impl Earlier {
    fn read(folder: &Path, search: &SearchKeys, searched: &Searched) -> Result<Self, SearchError> {
        let path = folder.join("provenance.json");
        let refused = |why: String| SearchError::Asked {
            what: format!("{}: {why}", path.display()),
            remedy: "give a folder that `sarex plan` or `sarex update` wrote".to_owned(),
        };
        let text = std::fs::read_to_string(&path).map_err(|error| refused(error.to_string()))?;
        let provenance: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| refused(error.to_string()))?;
        if provenance["format"] != "sarex-provenance" {
            return Err(refused("this is no provenance of this program".to_owned()));
        }
        let path = folder.join("plan.json");
        let plan = match path.exists() {
            true => Some(read_plan(&path).map_err(|error| SearchError::Asked {
                what: error.to_string(),
                remedy: "give a folder as `sarex plan` wrote it".to_owned(),
            })?),
            false => None,
        };
        for done in &searched.keys.searched.value {
            find(search, &done.unit, searched)?;
        }
        Ok(Self { provenance, plan })
    }

    /// What the earlier plan gave a unit to do: an area or several.
    fn tasks(&self, unit: &str) -> impl Iterator<Item = &UnitRecord> {
        self.plan.iter().flat_map(|plan| &plan.units).filter(move |task| task.id == unit)
    }

    /// Hash of an input of the earlier run.
    fn hash(&self, role: &str, name: &str) -> Option<&str> {
        let inputs = self.provenance["inputs"].as_array()?;
        let is_it =
            |input: &&serde_json::Value| input["role"] == role && (name.is_empty() || input["name"] == name);
        inputs.iter().find(is_it)?["sha256"].as_str()
    }

    fn check_case(&self, case: &Case, searched: &Searched) -> Result<(), SearchError> {
        let now = crate::read::hash::of_bytes(case.text.as_bytes());
        if self.hash("case", "") == Some(now.as_str()) {
            return Ok(());
        }
        let what = "this is not the case that the folder was made from: its bytes differ";
        let remedy = "name the case as it was then, or make the plan anew from the changed case";
        Err(searched.refused(&searched.keys.case, what, remedy).into())
    }

    fn check_inputs(&self, inputs: &[InputRecord], searched: &Searched) -> Result<(), SearchError> {
        for input in inputs.iter().filter(|input| input.sha256.is_some()) {
            if self.hash(&input.role, &input.name) != input.sha256.as_deref() && input.role != "case" {
                let what = format!("{} ({}) has changed since the folder was made", input.name, input.role);
                let remedy = "give the file as it was then, or make the plan anew";
                return Err(searched.refused(&searched.keys.case, what, remedy).into());
            }
        }
        Ok(())
    }
}

/// The tracks of a search that was done, from the earlier plan or from a file, cut to its times: several where the plan
/// gave the unit several areas, for on the way between them it does not search.
fn ways(
    done: &DoneKeys,
    search: &SearchKeys,
    earlier: &Earlier,
    file: &Searched,
) -> Result<Vec<Way>, SearchError> {
    find(search, &done.unit, file)?;
    let whole = match &done.track {
        Some(track) => vec![recorded(done, track, file)?],
        None => as_planned(done, earlier, file)?,
    };
    let [from_s, until_s] = [&done.from, &done.until].map(|t| t.as_ref().map(|t| unix_seconds(t.value)));
    let (least_s, most_s) = (from_s.unwrap_or(f64::NEG_INFINITY), until_s.unwrap_or(f64::INFINITY));
    let cut = whole.iter().map(|way| way.between(least_s, most_s)).filter(|way| way.at.len() >= 2);
    let cut: Vec<Way> = cut.collect();
    if !cut.is_empty() {
        return Ok(cut);
    }
    let (first_s, last_s) = whole
        .iter()
        .map(Way::period)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(first_s, last_s), (begin_s, end_s)| {
            (begin_s.min(first_s), end_s.max(last_s))
        });
    let what =
        format!("nothing of the track, from {} to {}, lies in these times", time(first_s), time(last_s));
    let place = done.until.as_ref().or(done.from.as_ref());
    Err(match place {
        Some(place) => file.refused(place, what, "give times within it"),
        None => file.refused(&done.unit, what, "give a track of two points or more"),
    }
    .into())
}

fn as_planned(done: &DoneKeys, earlier: &Earlier, file: &Searched) -> Result<Vec<Way>, SearchError> {
    let planned = earlier.tasks(&done.unit.value);
    let at = |w: &WaypointRecord| (unix_seconds(w.time), w.place.position());
    let ways: Vec<Way> = planned.map(|task| Way { at: task.waypoints.iter().map(at).collect() }).collect();
    if ways.is_empty() {
        let what = format!("the earlier folder has no plan for unit `{}`", done.unit.value);
        let remedy = "give its recorded `track`, or leave this search out";
        return Err(file.refused(&done.unit, what, remedy).into());
    }
    Ok(ways)
}

fn recorded(done: &DoneKeys, track: &Located<String>, file: &Searched) -> Result<Way, SearchError> {
    let mmsi = done.mmsi.map(|mmsi| u32::try_from(mmsi.0).unwrap_or(u32::MAX));
    let wanted = Wanted { mmsi, times_are_utc: done.times_are_utc };
    let read = read_tracks(&file.resolve(&track.value), &wanted)
        .map_err(|error| file.refused(track, error.to_string(), ""))?;
    let named = |name: &str| done.track_name.as_ref().is_none_or(|wanted| wanted == name);
    let mut fitting = read.tracks.iter().filter(|track| named(&track.name));
    let names: Vec<&str> = read.tracks.iter().map(|track| track.name.as_str()).take(8).collect();
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => {
            Ok(Way { at: one.fixes.iter().map(|fix| (unix_seconds(fix.time), fix.at)).collect() })
        }
        (None, _) => {
            let what = "the file has no such track";
            Err(file.refused(track, what, format!("tracks of the file: {}", names.join(", "))).into())
        }
        _ => {
            let what = format!("the file has {} tracks", read.tracks.len());
            let remedy = format!("say which by `track_name` or `mmsi`: {}", names.join(", "));
            Err(file.refused(track, what, remedy).into())
        }
    }
}

impl Way {
    /// First and last time, seconds since 1970.
    fn period(&self) -> (f64, f64) {
        let first_s = self.at.first().map_or(0.0, |(time_s, _)| *time_s);
        (first_s, self.at.last().map_or(first_s, |(time_s, _)| *time_s))
    }

    /// The part between two times; ends lie on the straight way between fixes.
    fn between(&self, from_s: f64, until_s: f64) -> Self {
        let mut at = Vec::new();
        for pair in self.at.windows(2) {
            let ((a_s, a), (b_s, b)) = (pair[0], pair[1]);
            let (start_s, end_s) = (a_s.max(from_s), b_s.min(until_s));
            if start_s >= end_s {
                continue;
            }
            let plane = LocalPlane::at(a);
            let to = plane.to_plane(b.lat_deg(), b.lon_deg());
            let on_way = |time_s: f64| {
                let part = (time_s - a_s) / (b_s - a_s);
                let point = sarex_search::PlanePoint { east_m: part * to.east_m, north_m: part * to.north_m };
                (time_s, if part == 0.0 { a } else { plane.to_position(point) })
            };
            if at.is_empty() {
                at.push(on_way(start_s));
            }
            at.push(if end_s == b_s { (b_s, b) } else { on_way(end_s) });
        }
        Self { at }
    }

    fn in_plane(&self, plane: &LocalPlane) -> Vec<Waypoint> {
        self.at.iter().map(|&(time_s, place)| Waypoint { time_s, at: units::point(plane, place) }).collect()
    }

    fn length_nm(&self) -> f64 {
        let leg =
            |pair: &[(f64, Position)]| geodesic::inverse(pair[0].1, pair[1].1).distance.in_nautical_miles();
        self.at.windows(2).map(leg).sum()
    }
}

/// The case's search at another time, with what is new of its units.
fn next_search(
    search: &mut SearchKeys,
    next: &NextKeys,
    earlier: &Earlier,
    ways: &[(&DoneKeys, Way)],
    file: &Searched,
) -> Result<(), SearchError> {
    search.start.value = next.start.value;
    search.end.value = next.end.value;
    if next.conditions.is_some() {
        search.conditions = next.conditions.clone();
    }
    for unit in &mut search.unit.value {
        let back = back(unit, earlier, ways);
        if let Some(back) = back.filter(|back| *back > unit.available_from.value) {
            unit.available_from.value = back;
        }
        // What was fixed for the search before is not fixed for the next one.
        unit.commence_at = None;
        unit.frozen = None;
    }
    for new in &next.unit {
        find(search, &new.id, file)?;
        let known = search.unit.value.iter_mut().find(|unit| unit.id.value == new.id.value);
        let Some(unit) = known else { continue };
        unit.position = new.position.unwrap_or(unit.position);
        if let Some(time) = &new.available_from {
            unit.available_from.value = time.value;
        }
        unit.commence_at = new.commence_at.clone();
        unit.on_scene_endurance = new.on_scene_endurance.clone().unwrap_or(unit.on_scene_endurance.clone());
        unit.sortie = new.sortie.clone().or(unit.sortie.clone());
        unit.r#use = new.r#use.clone().unwrap_or(unit.r#use.clone());
    }
    Ok(())
}

/// When a unit is back from what it did: as planned, or at the end of its recorded track.
fn back(unit: &UnitKeys, earlier: &Earlier, ways: &[(&DoneKeys, Way)]) -> Option<Timestamp> {
    let planned = earlier.tasks(&unit.id.value).map(|task| task.landing).max();
    let done = ways.iter().filter(|(done, _)| done.unit.value == unit.id.value);
    let ended = done.map(|(done, way)| match (&done.track, planned) {
        (None, Some(landing)) => Some(landing),
        _ => from_unix_seconds(way.period().1),
    });
    ended.flatten().max()
}

/// Nothing can have been searched before anything was adrift.
fn check_begin(case: &Case, start_s: f64, searched: &Searched) -> Result<(), SearchError> {
    let place = &searched.keys.searched;
    let (first_s, _) = case.seed_period_s();
    if start_s < first_s {
        let what =
            format!("a search at {} lies before anything was adrift, at {}", time(start_s), time(first_s));
        return Err(searched.refused(place, what, "give `from` a later time").into());
    }
    Ok(())
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
        each.chain([("searched:cumulative_pos".to_owned(), json!(self.cumulative_pos))]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::plan::fixture;

    const TEXT: &str = "version = 1\ncase = \"case.toml\"\n[[searched]]\nunit = \"UNIT\"\n";

    #[test]
    fn a_unit_has_searched_all_the_areas_that_the_plan_gave_it() {
        let mut plan = PlanRecord::of(&fixture::plan().report()).unwrap();
        let [first, mut second] = [0, 1].map(|k| plan.units[k].clone());
        second.id = first.id.clone();
        second.landing = second.landing.max(first.landing);
        let text = TEXT.replace("UNIT", &first.id);
        plan.units = vec![first.clone(), second.clone()];
        let earlier = Earlier { provenance: Value::Null, plan: Some(plan) };
        let file = Searched::parse(&text, Path::new("search.toml")).unwrap();
        let ways = as_planned(&file.keys.searched.value[0], &earlier, &file).unwrap();
        let lengths = |task: &UnitRecord| task.waypoints.len();
        assert_eq!(
            ways.iter().map(|way| way.at.len()).collect::<Vec<_>>(),
            [lengths(&first), lengths(&second)]
        );
        assert_eq!(earlier.tasks(&first.id).map(|task| task.landing).max(), Some(second.landing));
    }
}
