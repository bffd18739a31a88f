//! From fixes as they stand in a file to a track that can have been sailed.

use super::{Fix, Raw, RawTracks, RecordedTrack, RecordedTracks};
use sarex_geo::{geodesic, unix_seconds};

/// Nothing that searches is faster over ground, m/s (1000 kn).
const FASTEST_MPS: f64 = 514.444;
/// Two fixes this close may have any times: the rounding of times and places, m.
const ROUNDING_M: f64 = 1000.0;
/// Most chains of fixes that are followed at the same time.
const MAX_CHAINS: usize = 16;

/// What was left out of a track, in numbers of fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// No time.
    pub without_time: usize,
    /// A time that does not say its offset from UTC.
    pub without_offset: usize,
    /// No position, or one that is not on the Earth.
    pub without_position: usize,
    /// The same place at the same time as another.
    pub duplicates: usize,
    /// Another place at the same time as one before it in the file.
    pub contradictions: usize,
    /// Farther away than anything travels in the time.
    pub jumps: usize,
    /// Too coarse to be used, as AIS long-range reports are.
    pub coarse: usize,
    /// Not left out: earlier than one before it in the file, and put in its place.
    pub put_in_order: usize,
}

impl LeftOut {
    /// In plain words.
    fn remarks(&self, name: &str) -> Vec<String> {
        let counts = [
            (self.without_time, "left out without a time"),
            (self.without_offset, "left out, for the time does not say its offset from UTC"),
            (self.without_position, "left out without a position on the Earth"),
            (self.duplicates, "left out as duplicates"),
            (self.contradictions, "left out, at another place at the same time as another fix"),
            (self.jumps, "left out, farther away than anything travels in the time"),
            (self.coarse, "left out, too coarse"),
            (self.put_in_order, "put in the order of their times"),
        ];
        let named =
            if name.is_empty() { "a track without a name".to_owned() } else { format!("track `{name}`") };
        let told = |(count, what): (usize, &str)| {
            let fixes = if count == 1 { "fix" } else { "fixes" };
            (count > 0).then(|| format!("{named}: {count} {fixes} {what}"))
        };
        counts.into_iter().filter_map(told).collect()
    }
}

/// Tracks with rising times and possible speeds, and what was left out in words; whether that is for want of offsets, and of
/// positions.
pub(super) fn cleaned(raw: RawTracks) -> (RecordedTracks, [bool; 2]) {
    let mut found = RecordedTracks { tracks: Vec::new(), remarks: raw.remarks };
    let mut wanting = [false; 2];
    for track in raw.tracks {
        let track = track_of(track);
        wanting[0] |= track.left_out.without_offset > 0;
        wanting[1] |= track.left_out.without_position > 0;
        found.remarks.extend(track.left_out.remarks(&track.name));
        if track.fixes.len() >= 2 {
            found.tracks.push(track);
        } else if !track.fixes.is_empty() {
            found.remarks.push(format!("track `{}` is left out: it has one fix", track.name));
        }
    }
    (found, wanting)
}

fn track_of(raw: Raw) -> RecordedTrack {
    let Raw { name, mmsi, mut fixes, mut left_out } = raw;
    let mut latest = None;
    for fix in &fixes {
        left_out.put_in_order += usize::from(latest.is_some_and(|latest| fix.time < latest));
        latest = latest.max(Some(fix.time));
    }
    // Stable: of fixes at the same time the first of the file stays the first.
    fixes.sort_by_key(|fix| fix.time);
    let mut single: Vec<Fix> = Vec::with_capacity(fixes.len());
    for fix in fixes {
        match single.last() {
            Some(before) if before.time == fix.time && before.at == fix.at => left_out.duplicates += 1,
            Some(before) if before.time == fix.time => left_out.contradictions += 1,
            _ => single.push(fix),
        }
    }
    let count = single.len();
    let fixes = longest_chain(single);
    left_out.jumps += count - fixes.len();
    RecordedTrack { name, mmsi, fixes, left_out }
}

/// The longest chain of fixes in which each can be reached from the one before: a bad fix is left out, even if it is the
/// first, and so is another craft under the same name.
fn longest_chain(fixes: Vec<Fix>) -> Vec<Fix> {
    let mut chains: Vec<Vec<Fix>> = Vec::new();
    for fix in fixes {
        let reaches = |chain: &Vec<Fix>| chain.last().is_some_and(|last| is_reachable(last, &fix));
        match chains.iter().position(reaches) {
            Some(index) => chains[index].push(fix),
            None if chains.len() < MAX_CHAINS => chains.push(vec![fix]),
            None => {}
        }
    }
    // The first of the longest.
    chains.into_iter().rev().max_by_key(Vec::len).unwrap_or_default()
}

fn is_reachable(from: &Fix, to: &Fix) -> bool {
    let elapsed_s = unix_seconds(to.time) - unix_seconds(from.time);
    let reach_m = FASTEST_MPS * elapsed_s + ROUNDING_M;
    // Degrees are quicker than a geodesic, and most fixes are close: a degree is 112 km at most.
    let near_m = 112_000.0
        * ((to.at.lat_deg() - from.at.lat_deg()).abs() + (to.at.lon_deg() - from.at.lon_deg()).abs());
    near_m <= reach_m || geodesic::inverse(from.at, to.at).distance.in_metres() <= reach_m
}
