//! AIS: position reports in NMEA 0183 sentences, with their times from TAG blocks or behind the checksum.
//!
//! Fragments are put together here, by source, talker, sequence and channel, so that two ships that share a sequence number
//! do not mix. Sentences without a time, with a wrong checksum, or of a kind without a position of a ship are counted.

use super::{Fix, Raw, RawTracks, Refusal, Wanted, position};
use aivdm::message::StaticDataReport;
use aivdm::{AisMessage, Latitude, Longitude};
use sarex_geo::{Position, Timestamp, from_unix_seconds};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

mod line;

use line::{Line, Sentence};

/// Fragments that wait for the rest of their message.
const MAX_WAITING: usize = 64;
/// A fragment waits this long for the next, s.
const WAITS_S: f64 = 2.0;
/// Other ships that are told where the one that is wanted is not there.
const MAX_OTHERS: usize = 8;
/// TAG groups whose source and time are remembered.
const MAX_GROUPS: usize = 64;

/// Whether there are AIS sentences near the beginning.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(65_536)];
    head.windows(6).any(|w| matches!(w[0], b'!') && matches!(&w[3..6], b"VDM" | b"VDO"))
}

#[derive(Default)]
struct Counts {
    checksum: usize,
    unreadable: usize,
    without_ship: usize,
    incomplete: usize,
}

/// A message of several sentences, so far.
struct Waiting {
    key: (String, String, String, String, u8),
    since_s: Option<f64>,
    next: u8,
    payload: Vec<u8>,
}

#[derive(Default)]
struct Reading {
    ships: BTreeMap<u32, Raw>,
    names: BTreeMap<u32, String>,
    /// The lowest numbers of ships that are not wanted.
    others: BTreeSet<u32>,
    waiting: VecDeque<Waiting>,
    groups: VecDeque<(String, String, Option<f64>)>,
    counts: Counts,
}

pub(super) fn parse(bytes: &[u8], wanted: &Wanted) -> Result<RawTracks, Refusal> {
    let mut reading = Reading::default();
    let mut found = RawTracks::default();
    for bytes in bytes.split(|byte| *byte == b'\n') {
        let Some(line) = Line::of(bytes) else { continue };
        found.count_fix()?;
        reading.line(line, wanted)?;
    }
    let Reading { ships, names, others, waiting, counts, .. } = reading;
    if let Some(mmsi) = wanted.mmsi.filter(|_| ships.is_empty() && !others.is_empty()) {
        let others: Vec<String> = others.iter().map(|mmsi| format!("{mmsi:09}")).collect();
        let more = if others.len() == MAX_OTHERS { " and maybe more" } else { "" };
        return Err(Refusal::Undecodable {
            detail: format!("it has no position of MMSI {mmsi:09}, but of {}{more}", others.join(", ")),
            remedy: "Give the one that searched as `mmsi`",
        });
    }
    for (mmsi, mut ship) in ships {
        ship.mmsi = Some(mmsi);
        ship.name = match names.get(&mmsi) {
            Some(name) if !name.is_empty() => format!("{name} ({mmsi:09})"),
            _ => format!("{mmsi:09}"),
        };
        found.tracks.push(ship);
    }
    let told = [
        (counts.checksum, "with a wrong checksum"),
        (counts.unreadable, "that can not be decoded"),
        (counts.incomplete + waiting.len(), "of messages that are not complete"),
        (counts.without_ship, "without a position of a ship"),
    ];
    for (count, what) in told.into_iter().filter(|(count, _)| *count > 0) {
        found.remarks.push(format!("{count} sentences {what} are left out"));
    }
    Ok(found)
}

impl Reading {
    fn line(&mut self, line: Line<'_>, wanted: &Wanted) -> Result<(), Refusal> {
        let (source, time_s) = self.source_and_time(&line);
        if !line.checksum_holds {
            self.counts.checksum += 1;
            return Ok(());
        }
        let Some(sentence) = Sentence::of(line.body) else {
            self.counts.unreadable += 1;
            return Ok(());
        };
        let Some((payload, fill_bits)) = self.complete(&sentence, &source, time_s) else { return Ok(()) };
        match aivdm::decode_payload(&payload, fill_bits) {
            Ok(message) => self.message(&message, time_s, wanted)?,
            Err(_) => self.counts.unreadable += 1,
        }
        Ok(())
    }

    /// In a group the first sentence alone carries them.
    fn source_and_time(&mut self, line: &Line<'_>) -> (String, Option<f64>) {
        let own = (line.source.unwrap_or_default().to_owned(), line.time_s);
        let Some(group) = line.group else { return own };
        if let Some((_, source, time_s)) = self.groups.iter().find(|(known, ..)| known == group)
            && line.time_s.is_none()
        {
            return (source.clone(), *time_s);
        }
        if self.groups.len() == MAX_GROUPS {
            self.groups.pop_front();
        }
        self.groups.retain(|(known, ..)| known != group);
        self.groups.push_back((group.to_owned(), own.0.clone(), own.1));
        own
    }

    /// The payload of a whole message, once its last sentence has come.
    fn complete(
        &mut self,
        sentence: &Sentence<'_>,
        source: &str,
        time_s: Option<f64>,
    ) -> Option<(Vec<u8>, u8)> {
        if sentence.count == 1 {
            return Some((sentence.payload.to_vec(), sentence.fill_bits));
        }
        let key = (
            source.to_owned(),
            sentence.talker.to_owned(),
            sentence.sequence.to_owned(),
            sentence.channel.to_owned(),
            sentence.count,
        );
        let is_late = |waiting: &Waiting| {
            waiting.since_s.zip(time_s).is_some_and(|(since_s, now_s)| (now_s - since_s).abs() > WAITS_S)
        };
        let found = self.waiting.iter().position(|w| w.key == key);
        let joins = found.is_some_and(|index| {
            let waiting = &self.waiting[index];
            waiting.next == sentence.number && !is_late(waiting)
        });
        match (found, joins) {
            (Some(index), true) => {
                let waiting = &mut self.waiting[index];
                waiting.payload.extend_from_slice(sentence.payload);
                waiting.next += 1;
                if sentence.number < sentence.count {
                    return None;
                }
                return self.waiting.remove(index).map(|whole| (whole.payload, sentence.fill_bits));
            }
            (Some(index), false) => {
                self.waiting.remove(index);
                self.counts.incomplete += 1;
            }
            (None, _) => {}
        }
        if sentence.number != 1 {
            self.counts.incomplete += 1;
            return None;
        }
        if self.waiting.len() == MAX_WAITING {
            self.waiting.pop_front();
            self.counts.incomplete += 1;
        }
        self.waiting.push_back(Waiting { key, since_s: time_s, next: 2, payload: sentence.payload.to_vec() });
        None
    }

    fn message(&mut self, message: &AisMessage, time_s: Option<f64>, wanted: &Wanted) -> Result<(), Refusal> {
        let is_wanted = |mmsi: u32| wanted.mmsi.is_none_or(|wanted| wanted == mmsi);
        if let Some((mmsi, name)) = named(message)
            && is_wanted(mmsi)
            && self.names.len() < super::MAX_TRACKS
        {
            self.names.insert(mmsi, name);
        }
        let Some(report) = Report::of(message) else {
            self.counts.without_ship += 1;
            return Ok(());
        };
        if !is_wanted(report.mmsi) {
            self.others.insert(report.mmsi);
            if self.others.len() > MAX_OTHERS {
                self.others.pop_last();
            }
            return Ok(());
        }
        if self.ships.len() == super::MAX_TRACKS && !self.ships.contains_key(&report.mmsi) {
            return Err(Refusal::TooMany { what: "the number of ships", limit: super::MAX_TRACKS });
        }
        let ship = self.ships.entry(report.mmsi).or_default();
        match (report.at, time_s.and_then(|time_s| report.observed(time_s))) {
            _ if report.is_coarse => ship.left_out.coarse += 1,
            (Some(at), Some(time)) => ship.fixes.push(Fix { time, at }),
            (None, _) => ship.left_out.without_position += 1,
            (_, None) => ship.left_out.without_time += 1,
        }
        Ok(())
    }
}

/// A position report.
struct Report {
    mmsi: u32,
    at: Option<Position>,
    /// Second of the minute in which it was observed.
    second: Option<u8>,
    is_coarse: bool,
}

impl Report {
    fn of(message: &AisMessage) -> Option<Self> {
        let place = |lat: Latitude, lon: Longitude| {
            lat.as_degrees().zip(lon.as_degrees()).and_then(|(lat_deg, lon_deg)| position(lat_deg, lon_deg))
        };
        let second = |timestamp: aivdm::Timestamp| match timestamp {
            aivdm::Timestamp::Second(second) => Some(second),
            _ => None,
        };
        let of = |mmsi: aivdm::Mmsi, lat, lon, timestamp| Self {
            mmsi: mmsi.raw(),
            at: place(lat, lon),
            second: second(timestamp),
            is_coarse: false,
        };
        Some(match message {
            AisMessage::PositionReportClassA(r) => of(r.mmsi, r.latitude, r.longitude, r.timestamp),
            AisMessage::PositionReportClassB(r) => of(r.mmsi, r.latitude, r.longitude, r.timestamp),
            AisMessage::PositionReportClassBExtended(r) => of(r.mmsi, r.latitude, r.longitude, r.timestamp),
            AisMessage::SarAircraftPositionReport(r) => of(r.mmsi, r.latitude, r.longitude, r.timestamp),
            AisMessage::LongRangeBroadcast(r) => {
                Self { mmsi: r.mmsi.raw(), at: None, second: None, is_coarse: true }
            }
            _ => return None,
        })
    }

    /// The time of observation: of the given second, nearest to the time of reception.
    fn observed(&self, received_s: f64) -> Option<Timestamp> {
        let observed_s = match self.second {
            Some(second) => {
                let minute_s = (received_s / 60.0).floor() * 60.0;
                let in_minute_s = minute_s + f64::from(second);
                in_minute_s + 60.0 * ((received_s - in_minute_s) / 60.0).round()
            }
            None => received_s,
        };
        from_unix_seconds(observed_s)
    }
}

/// The name of a ship, where a message tells it.
fn named(message: &AisMessage) -> Option<(u32, String)> {
    match message {
        AisMessage::StaticVoyageData(r) => Some((r.mmsi.raw(), r.name.as_str().trim().to_owned())),
        AisMessage::StaticDataReport(StaticDataReport::A(r)) => {
            Some((r.mmsi.raw(), r.name.as_str().trim().to_owned()))
        }
        AisMessage::PositionReportClassBExtended(r) => {
            Some((r.mmsi.raw(), r.name.as_str().trim().to_owned()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> BTreeMap<u32, String> {
        let mut reading = Reading::default();
        for line in text.lines().filter_map(|line| Line::of(line.as_bytes())) {
            reading.line(line, &Wanted::default()).unwrap();
        }
        reading.names
    }

    /// Two ships that share a sequence number on two channels keep their own halves.
    #[test]
    fn interleaved_fragments_are_not_mixed() {
        let text = include_str!("../../../tests/read/data/ais/own_sar.nmea");
        let found = names(text);
        let of = |mmsi: u32| found.get(&mmsi).map(String::as_str);
        assert_eq!(of(440_123_462), Some("EX INTERLEAVED A"));
        assert_eq!(of(440_123_463), Some("EX INTERLEAVED B"));
        assert_eq!((of(440_123_456), of(440_123_460)), (Some("ROKS EXERCISE"), Some("EX GROUPED")));
        assert_eq!(of(431_000_001), Some("JS RESCUE BOAT"));
    }

    /// The second half counts only within two seconds of the first, and only in its order.
    #[test]
    fn late_and_lonely_fragments_are_counted() {
        let text = include_str!("../../../tests/read/data/ais/own_sar.nmea");
        let halves: Vec<&str> = text.lines().filter(|line| line.starts_with("!AIVDM,2,")).take(2).collect();
        let named = |a: &str, b: &str| names(&format!("{a}\n{b}\n")).len();
        let at = |line: &str, seconds: u32| format!("{line},{}", 1_795_154_400 + seconds);
        assert_eq!(named(&at(halves[0], 0), &at(halves[1], 1)), 1);
        assert_eq!(named(&at(halves[0], 0), &at(halves[1], 5)), 0);
        assert_eq!(named(halves[1], halves[0]), 0);
    }

    /// A message sent at second 58 and received two seconds later belongs to the minute before.
    #[test]
    fn the_second_of_observation_is_the_nearest() {
        let report = |second| Report { mmsi: 1, at: None, second, is_coarse: false };
        let time = |text: &str| text.parse::<Timestamp>().unwrap();
        let received_s = sarex_geo::unix_seconds(time("2026-11-21T06:01:00Z"));
        assert_eq!(report(Some(58)).observed(received_s), Some(time("2026-11-21T06:00:58Z")));
        assert_eq!(report(Some(2)).observed(received_s), Some(time("2026-11-21T06:01:02Z")));
        assert_eq!(report(None).observed(received_s), Some(time("2026-11-21T06:01:00Z")));
    }
}
