//! Searches done that can not have been so: at another time than that of the case, or faster or slower than the unit.

use super::SearchError;
use super::earlier::Earlier;
use super::summary::{knots, time};
use super::units::NM;
use super::ways::Way;
use crate::case::Case;
use crate::case::search_keys::SearchKeys;
use crate::case::searched::{DoneKeys, NextKeys, Searched};
use crate::case::unit_keys::UnitKeys;
use crate::write::trajectory::iso;
use sarex_geo::{Position, span_in_words, unix_seconds};

/// A search this long after all that is known of the case has a wrong date, s.
const LONG_AFTER_S: f64 = 14.0 * 86_400.0;
/// Times are told, and so written, to the minute, s.
const MINUTE_S: f64 = 60.0;
/// Mean speeds that differ more than this from the search speed are told: way to the scene, turns and drift differ less.
const SPEED_FACTOR: f64 = 1.5;
/// What is slower than this does not search, kn.
const HARDLY_MOVES_KN: f64 = 0.5;

/// When searches of a case can have been, seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Then {
    /// The first of it is adrift.
    adrift_s: f64,
    /// The last time that the case or the folder before knows of.
    last_s: f64,
    /// Searches that earlier updates have counted ended by then.
    counted_s: f64,
    /// The search that the folder before has the plan of; that of the case if it has none.
    planned: (f64, f64),
}

impl Then {
    pub fn of(search: &SearchKeys, case: &Case, earlier: &Earlier) -> Self {
        let of_case = (unix_seconds(search.start.value), unix_seconds(search.end.value));
        let plan = earlier.plan.as_ref();
        let planned = plan.map_or(of_case, |plan| (unix_seconds(plan.start), unix_seconds(plan.end)));
        let counted_s = earlier.ends().map(unix_seconds).fold(f64::NEG_INFINITY, f64::max);
        let last_s = case.scenario.until_s.max(of_case.1).max(planned.1).max(counted_s);
        Self { adrift_s: case.seed_period_s().0, last_s, counted_s, planned }
    }

    /// The search that was planned, in words.
    fn planned(&self) -> String {
        format!("the search planned was from {} to {}", time(self.planned.0), time(self.planned.1))
    }
}

/// Nothing can have been searched before anything was adrift, or weeks after the case: the times of the file are wrong, or
/// the track is another's.
pub(super) fn check_time(
    ways: &[Way],
    done: &DoneKeys,
    then: &Then,
    file: &Searched,
) -> Result<(), SearchError> {
    let periods = || ways.iter().map(Way::period);
    let (what, remedy) = if let Some(period) = periods().find(|(from_s, _)| *from_s < then.adrift_s) {
        before_adrift(period, then)
    } else if let Some((from_s, until_s)) =
        periods().find(|(_, until_s)| *until_s > then.last_s + LONG_AFTER_S)
    {
        let ended = time(then.last_s);
        let runs = format!("the track runs from {} to {}", time(from_s), time(until_s));
        (format!("{runs}, and the case ends at {ended}"), format!("check the date: {}", then.planned()))
    } else {
        return Ok(());
    };
    Err(match &done.track {
        Some(track) => file.refused(track, what, remedy),
        None => file.refused(&done.unit, what, remedy),
    }
    .into())
}

fn before_adrift((from_s, until_s): (f64, f64), then: &Then) -> (String, String) {
    let adrift = time(then.adrift_s);
    let runs = format!("the track runs from {} to {}", time(from_s), time(until_s));
    let remedy = match until_s <= then.adrift_s {
        true => format!("check the date and the offset of its times: {}", then.planned()),
        false => {
            let from = iso(then.adrift_s);
            format!("let it count from then on, `from = {from}`, or check its times: {}", then.planned())
        }
    };
    (format!("{runs}, and nothing was adrift before {adrift}"), remedy)
}

/// The next search comes when something is adrift, when all that was searched has ended, and not weeks after the case.
pub(super) fn check_next(
    next: &NextKeys,
    ways: &[(&DoneKeys, Way)],
    then: &Then,
    file: &Searched,
) -> Result<(), SearchError> {
    let start_s = unix_seconds(next.start.value);
    if start_s < then.adrift_s {
        let what = format!("the next search begins before anything is adrift, at {}", time(then.adrift_s));
        return Err(file.refused(&next.start, what, "put `start` under [next] later").into());
    }
    for (done, way) in ways {
        let (from_s, until_s) = way.period();
        if until_s > start_s + MINUTE_S {
            return Err(ends_after(next, done, (from_s, until_s), file));
        }
    }
    if then.counted_s > start_s + MINUTE_S {
        let what = format!("an earlier update has counted a search until {}", time(then.counted_s));
        return Err(file.refused(&next.start, what, "put `start` under [next] later").into());
    }
    let last_s = ways.iter().map(|(_, way)| way.period().1).fold(then.last_s, f64::max);
    let mut ends = std::iter::once(&next.end).chain(next.look_ahead.iter().map(|after| &after.end));
    let Some(end) = ends.find(|end| unix_seconds(end.value) > last_s + LONG_AFTER_S) else {
        return Ok(());
    };
    let what = format!(
        "this is more than {} days after {}, when case and searches end",
        LONG_AFTER_S / 86_400.0,
        time(last_s)
    );
    Err(file.refused(end, what, "check the date").into())
}

/// What is known when a search is planned was searched before it.
fn ends_after(
    next: &NextKeys,
    done: &DoneKeys,
    (from_s, until_s): (f64, f64),
    file: &Searched,
) -> SearchError {
    let [start, end] = [next.start.value, next.end.value].map(|at| time(unix_seconds(at)));
    let (from, until) = (time(from_s), time(until_s));
    let unit = &done.unit.value;
    let what = format!(
        "the search of `{unit}` done is from {from} to {until}, and the next one, from {start} to {end}, begins before it \
         ends"
    );
    let wrong = match (&done.until, &done.track) {
        (Some(_), _) => "check `until`",
        (None, Some(_)) => "check the date and the offset of its times",
        (None, None) => "check `start` under [next]",
    };
    let remedy = match from_s < unix_seconds(next.start.value) {
        true => format!(
            "{wrong}, let [next] begin when it has ended, or let it count until then, `until = {}`",
            next.start.value
        ),
        false => format!("{wrong}, or let [next] begin when it has ended"),
    };
    match (&done.until, &done.track) {
        (Some(until), _) => file.refused(until, what, remedy),
        (None, Some(track)) => file.refused(track, what, remedy),
        (None, None) => file.refused(&next.start, what, remedy),
    }
    .into()
}

/// Adds to the remarks of a recorded track what its reader should look at: times outside the search that was planned,
/// and a speed that the unit does not search at.
pub(super) fn tell(way: &mut Way, unit: &UnitKeys, then: &Then) {
    let (from_s, until_s) = way.period();
    if until_s <= then.planned.0 || from_s >= then.planned.1 {
        let [from, until] = [from_s, until_s].map(time);
        way.remarks.push(format!(
            "its track, from {from} to {until}, lies wholly outside the planned search, {} to {}: check the date and the \
             offset of its times",
            time(then.planned.0),
            time(then.planned.1)
        ));
    }
    way.remarks.extend(speed(way, unit));
}

/// What is wrong with the mean speed of a recorded track.
fn speed(way: &Way, unit: &UnitKeys) -> Option<String> {
    let (from_s, until_s) = way.period();
    let length_nm = way.length_nm();
    let mean_kn = knots(length_nm * NM / (until_s - from_s));
    let search_kn = unit.search_speed_kn.value.0;
    let about = format!("{length_nm:.1} NM in {}, {mean_kn:.1} kn", span_in_words(until_s - from_s));
    let id = &unit.id.value;
    if mean_kn < HARDLY_MOVES_KN {
        return Some(format!(
            "the track of {id} hardly moves ({about}): it searches at {search_kn} kn; check its positions, or leave it out"
        ));
    }
    let is_usual = mean_kn <= SPEED_FACTOR * search_kn && search_kn <= SPEED_FACTOR * mean_kn;
    (!is_usual).then(|| {
        format!(
            "the mean speed of the track of {id} ({about}) is not its search speed, {search_kn} kn; check the times and \
             positions, and whether it is the track of another unit"
        )
    })
}

/// What a search that found nothing at all should make its reader look at.
pub(super) fn far_off(way: &Way, place: Position, (from_s, until_s): (f64, f64)) -> String {
    format!(
        "it can have found nothing: from {} to {} its track comes no nearer to the datum than {:.0} NM, at {place}; check its \
         positions and times",
        time(from_s),
        time(until_s),
        way.nearest_nm(place)
    )
}
