//! Where units went that searched: tracks over ground, from the plan or recorded.

use super::SearchError;
use super::doubt::{self, Then};
use super::earlier::Earlier;
use super::summary::time;
use super::units;
use super::update::find;
use crate::case::search_keys::SearchKeys;
use crate::case::searched::{DoneKeys, Searched};
use crate::case::{Case, Located};
use crate::read::tracks::{Wanted, read_tracks};
use crate::write::plan::record::WaypointRecord;
use sarex_geo::plane::LocalPlane;
use sarex_geo::{Position, geodesic, unix_seconds};
use sarex_search::Waypoint;

/// A track over ground.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Way {
    /// Times, seconds since 1970, and places.
    pub at: Vec<(f64, Position)>,
    /// What was left out of its file, and what is doubtful.
    pub remarks: Vec<String>,
}

/// The tracks of a search that was done, from the earlier plan or from a file, cut to its times: several where the plan
/// gave the unit several areas, for on the way between them it does not search.
pub(super) fn ways(
    done: &DoneKeys,
    (search, case): (&SearchKeys, &Case),
    earlier: &Earlier,
    file: &Searched,
) -> Result<Vec<Way>, SearchError> {
    let unit = find(search, &done.unit, file)?;
    let whole = match &done.track {
        Some(track) => vec![recorded(done, track, file)?],
        None => as_planned(done, earlier, file)?,
    };
    let [from_s, until_s] = [&done.from, &done.until].map(|t| t.as_ref().map(|t| unix_seconds(t.value)));
    let (least_s, most_s) = (from_s.unwrap_or(f64::NEG_INFINITY), until_s.unwrap_or(f64::INFINITY));
    let cut = whole.iter().map(|way| way.between(least_s, most_s)).filter(|way| way.at.len() >= 2);
    let mut cut: Vec<Way> = cut.collect();
    let then = Then::of(search, case, earlier);
    doubt::check_time(&cut, done, &then, file)?;
    if !cut.is_empty() {
        if done.track.is_some() {
            cut.iter_mut().for_each(|way| doubt::tell(way, unit, &then));
        }
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
    let ways: Vec<Way> = planned
        .map(|task| Way { at: task.waypoints.iter().map(at).collect(), remarks: Vec::new() })
        .collect();
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
    let named = |name: &str| done.track_name.as_ref().is_none_or(|wanted| wanted.value == name);
    let mut fitting = read.tracks.iter().filter(|track| named(&track.name));
    let names = read.tracks.iter().map(|track| track.name.as_str()).filter(|name| !name.is_empty());
    let names = names.take(8).collect::<Vec<_>>().join(", ");
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => {
            let at = one.fixes.iter().map(|fix| (unix_seconds(fix.time), fix.at)).collect();
            Ok(Way { at, remarks: read.remarks.clone() })
        }
        (None, _) => {
            let what = "the file has no such track";
            let remedy = match names.as_str() {
                "" => "leave `track_name` out: the file names no track".to_owned(),
                names => format!("tracks of the file: {names}"),
            };
            Err(file.refused(done.track_name.as_ref().unwrap_or(track), what, remedy).into())
        }
        _ => {
            let what = format!("the file has {} tracks", read.tracks.len());
            let remedy = match names.as_str() {
                "" => "give each a name in the file, or a file of its own".to_owned(),
                names => format!("say which by `track_name` or `mmsi`: {names}"),
            };
            Err(file.refused(track, what, remedy).into())
        }
    }
}

impl Way {
    /// First and last time, seconds since 1970.
    pub fn period(&self) -> (f64, f64) {
        let first_s = self.at.first().map_or(0.0, |(time_s, _)| *time_s);
        (first_s, self.at.last().map_or(first_s, |(time_s, _)| *time_s))
    }

    /// The part between two times; ends lie on the straight way between fixes.
    pub fn between(&self, from_s: f64, until_s: f64) -> Self {
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
        Self { at, remarks: self.remarks.clone() }
    }

    /// How near it comes to a place, nautical miles.
    pub fn nearest_nm(&self, place: Position) -> f64 {
        let away = |(_, at): &(f64, Position)| geodesic::inverse(*at, place).distance.in_nautical_miles();
        self.at.iter().map(away).fold(f64::INFINITY, f64::min)
    }

    pub fn in_plane(&self, plane: &LocalPlane) -> Vec<Waypoint> {
        self.at.iter().map(|&(time_s, place)| Waypoint { time_s, at: units::point(plane, place) }).collect()
    }

    pub fn length_nm(&self) -> f64 {
        let leg =
            |pair: &[(f64, Position)]| geodesic::inverse(pair[0].1, pair[1].1).distance.in_nautical_miles();
        self.at.windows(2).map(leg).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::plan::PlanRecord;
    use crate::write::plan::fixture;
    use crate::write::plan::record::UnitRecord;
    use serde_json::Value;
    use std::path::Path;

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
