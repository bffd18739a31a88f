//! A search counts once: one unit is not in two places at a time.

use super::SearchError;
use super::earlier::Earlier;
use super::summary::time;
use super::ways::Way;
use crate::case::searched::{DoneKeys, Searched};
use sarex_geo::{Timestamp, unix_seconds};

/// Searches that meet for no longer than this follow each other: earlier updates tell their times to the minute, s.
const MEETING_S: f64 = 60.0;

fn overlap(a: (f64, f64), b: (f64, f64)) -> bool {
    a.1.min(b.1) - a.0.max(b.0) > MEETING_S
}

/// How an entry says where its unit went.
fn track(done: &DoneKeys) -> String {
    done.track.as_ref().map_or_else(|| "as planned".to_owned(), |track| format!("`{}`", track.value))
}

/// An entry by its place in the file.
fn entry(done: &DoneKeys) -> &str {
    done.unit.key.strip_suffix(".unit").unwrap_or(&done.unit.key)
}

/// Refuses two entries of the file with one unit at the same time.
pub(super) fn in_file(ways: &[(&DoneKeys, Way)], file: &Searched) -> Result<(), SearchError> {
    for (k, (done, way)) in ways.iter().enumerate() {
        let same = |(other, its): &&(&DoneKeys, Way)| {
            !std::ptr::eq(*other, *done)
                && other.unit.value == done.unit.value
                && overlap(its.period(), way.period())
        };
        let Some((other, its)) = ways[..k].iter().find(same) else { continue };
        let ((from_s, until_s), (from2_s, until2_s)) = (way.period(), its.period());
        let what = format!(
            "unit `{}` searches in two entries at the same time: `{}` ({}, {} to {}) and `{}` ({}, {} to {})",
            done.unit.value,
            entry(other),
            track(other),
            time(from2_s),
            time(until2_s),
            entry(done),
            track(done),
            time(from_s),
            time(until_s),
        );
        let remedy = "take one of them out, or part them by `from` and `until`: a search counts once";
        return Err(file.refused(&done.unit, what, remedy).into());
    }
    Ok(())
}

/// Refuses what an earlier update has counted already.
pub(super) fn before(
    ways: &[(&DoneKeys, Way)],
    earlier: &Earlier,
    file: &Searched,
) -> Result<(), SearchError> {
    for (done, way) in ways {
        for counted in earlier.searched().filter(|counted| counted["unit"] == done.unit.value.as_str()) {
            let at = |key: &str| counted[key].as_str()?.parse::<Timestamp>().ok().map(unix_seconds);
            let Some(period) = at("from").zip(at("until")).filter(|its| overlap(*its, way.period())) else {
                continue;
            };
            let (from_s, until_s) = way.period();
            let what = format!(
                "`{}` ({}, {} to {}): an earlier update has counted unit `{}` from {} to {} already ({})",
                entry(done),
                track(done),
                time(from_s),
                time(until_s),
                done.unit.value,
                time(period.0),
                time(period.1),
                counted["track"].as_str().unwrap_or("as planned"),
            );
            let remedy = "take the entry out, or update the folder of the plan from before with all searches in one file";
            return Err(file.refused(&done.unit, what, remedy).into());
        }
    }
    Ok(())
}
