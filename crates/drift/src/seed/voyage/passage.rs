//! Drawing from a voyage.

use super::{Arrival, CrossTrack, Hazard, Voyage};
use crate::seed::area::contains;
use crate::seed::sample::{
    Lot, SeedError, Start, check_count, check_duration, check_length, check_range, check_time, moved_on,
};
use crate::seed::track::Track;
use sarex_geo::{Position, math, streams::Process};

/// Length of the pieces in which the rate of distress is taken as constant, m.
const PIECE_M: f64 = 1852.0;

/// Most pieces of a voyage; longer ones get longer pieces.
const MOST_PIECES: usize = 20_000;

/// A vessel does not go slower than this share of its planned speed.
const LEAST_SPEED_FACTOR: f64 = 0.1;

/// Draws of departure and speed that leave no time for distress are repeated this often.
const MOST_REDRAWS: u32 = 50;

/// A checked voyage: the passage in pieces of constant rate of distress.
///
/// A particle departs at T₀ + σ_dep ξ₁ and makes good the planned speed times f = 1 + σ_v ξ₂, so that it passes
/// the end of piece p at T₀ + σ_dep ξ₁ + (dwell up to p) + (under way up to p)/f. The rates h are taken along the
/// planned track; before the last contact h = 0, after the latest time too. Given that distress happened, and
/// with Λ(t) = ∫h dt over the particle's own passage (from 0 to Λ(T)), the time τ has the distribution
///
/// F(τ) = (1 − e^(−Λ(τ))) / (1 − e^(−Λ(T))), hence Λ(τ) = −ln(1 − U (1 − e^(−Λ(T)))),
///
/// and drifting begins where the vessel is at τ, displaced across the track. For a constant small rate τ is
/// uniform, for a large one exponential after the last contact. Every passage that leaves time for distress
/// counts the same, however long it is.
#[derive(Debug, Clone)]
pub(crate) struct VoyageSampler {
    track: Track,
    pieces: Vec<Piece>,
    voyage: Times,
    cross_track_std_m: f64,
    cross_track: CrossTrack,
}

/// A stretch of the passage with one rate.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Index of the leg; at a waypoint, of the leg before it.
    leg: usize,
    /// Distance on the leg at its begin and end, m.
    from_m: f64,
    to_m: f64,
    /// Planned duration, s; under way it is divided by the speed factor, at a place it is not.
    duration_s: f64,
    under_way: bool,
    /// Rate of distress, 1/s.
    rate: f64,
    /// Sums over all pieces before: time at places and under way, s, and the rates over them.
    dwelt_s: f64,
    sailed_s: f64,
    dwelt_hazard: f64,
    sailed_hazard: f64,
}

#[derive(Debug, Clone, Copy)]
struct Times {
    departure_s: f64,
    departure_std_s: f64,
    speed_factor_std: f64,
    last_contact_s: f64,
    latest_s: f64,
}

/// One particle's departure and speed.
#[derive(Debug, Clone, Copy)]
struct Passage {
    departure_s: f64,
    speed_factor: f64,
}

impl Voyage {
    pub(crate) fn sampler(&self) -> Result<VoyageSampler, SeedError> {
        self.check()?;
        let positions: Vec<Position> = self.waypoints.iter().map(|waypoint| waypoint.position).collect();
        let track = Track::new(&positions, self.path)?;
        let voyage = Times {
            departure_s: self.first_time_s()?,
            departure_std_s: self.departure_std_s,
            speed_factor_std: self.speed_factor_std,
            last_contact_s: self.last_contact_s.unwrap_or(f64::NEG_INFINITY),
            latest_s: self.latest_s.unwrap_or(f64::INFINITY),
        };
        let durations_s = self.durations_s(&track)?;
        let pieces = self.pieces(&track, &durations_s)?;
        let sampler = VoyageSampler {
            track,
            pieces,
            voyage,
            cross_track_std_m: self.cross_track_std_m,
            cross_track: self.cross_track,
        };
        sampler.check_window()?;
        Ok(sampler)
    }

    fn check(&self) -> Result<(), SeedError> {
        check_count("waypoints", self.waypoints.len(), 2, 10_000)?;
        check_count("hazard areas", self.hazard.areas.len(), 0, 1_000)?;
        check_duration("departure error", self.departure_std_s)?;
        check_range("speed error", self.speed_factor_std, (0.0, 0.5), "of the speed")?;
        check_length("cross-track error", self.cross_track_std_m)?;
        check_range("hazard rate", self.hazard.base_per_h, (0.0, 1e6), "per hour")?;
        for area in &self.hazard.areas {
            check_range("hazard rate of an area", area.rate_per_h, (0.0, 1e6), "per hour")?;
        }
        for (key, time) in [("last contact", self.last_contact_s), ("latest time", self.latest_s)] {
            time.map_or(Ok(()), |time| check_time(key, time))?;
        }
        self.waypoints.iter().try_for_each(|waypoint| check_duration("dwell", waypoint.dwell_s))
    }

    fn first_time_s(&self) -> Result<f64, SeedError> {
        match self.waypoints[0].arrival {
            Arrival::At { time_s } => check_time("time of the first waypoint", time_s).map(|()| time_s),
            Arrival::Speed { .. } => Err(SeedError::Waypoint {
                waypoint: 1,
                problem: "the first waypoint needs a time, not a speed".to_owned(),
            }),
        }
    }

    /// Planned duration of each leg.
    fn durations_s(&self, track: &Track) -> Result<Vec<f64>, SeedError> {
        let mut now_s = self.first_time_s()? + self.waypoints[0].dwell_s;
        let mut durations_s = Vec::with_capacity(track.legs().len());
        for (index, (leg, waypoint)) in track.legs().iter().zip(&self.waypoints[1..]).enumerate() {
            let wrong = |problem: String| Err(SeedError::Waypoint { waypoint: index + 2, problem });
            let duration_s = match waypoint.arrival {
                Arrival::At { time_s } => {
                    check_time("time of a waypoint", time_s)?;
                    time_s - now_s
                }
                Arrival::Speed { speed_mps } if speed_mps > 0.0 => leg.length_m / speed_mps,
                Arrival::Speed { speed_mps } => {
                    return wrong(format!("its speed is {speed_mps} m/s; it must be above zero"));
                }
            };
            if !duration_s.is_finite() || duration_s < 0.0 || (duration_s == 0.0 && leg.length_m > 0.0) {
                return wrong(
                    "it is reached before the waypoint before it is left; correct times or dwell".into(),
                );
            }
            let speed_mps = if leg.length_m > 0.0 { leg.length_m / duration_s } else { 0.0 };
            if speed_mps > 300.0 {
                return wrong(format!(
                    "{:.0} NM in {:.2} h make {:.0} kn; correct position or time",
                    leg.length_m / 1852.0,
                    duration_s / 3600.0,
                    speed_mps * 3600.0 / 1852.0
                ));
            }
            now_s += duration_s + waypoint.dwell_s;
            durations_s.push(duration_s);
        }
        check_time("end of the voyage", now_s)?;
        Ok(durations_s)
    }

    fn pieces(&self, track: &Track, durations_s: &[f64]) -> Result<Vec<Piece>, SeedError> {
        let hazard = self.hazard.prepared()?;
        let piece_m = PIECE_M.max(track.length_m() / MOST_PIECES as f64);
        let mut pieces: Vec<Piece> = Vec::new();
        let mut push = |leg: usize, from_m: f64, to_m: f64, duration_s: f64, under_way: bool, rate: f64| {
            let mut piece = Piece { leg, from_m, to_m, duration_s, under_way, rate, ..Piece::NONE };
            if let Some(before) = pieces.last() {
                (piece.dwelt_s, piece.sailed_s) = before.end_s();
                (piece.dwelt_hazard, piece.sailed_hazard) = before.end_hazard();
            }
            if duration_s > 0.0 {
                pieces.push(piece);
            }
        };
        let first = &track.legs()[0];
        push(0, 0.0, 0.0, self.waypoints[0].dwell_s, false, hazard.rate(first.from));
        for (index, leg) in track.legs().iter().enumerate() {
            let count = (leg.length_m / piece_m).ceil().max(1.0) as usize;
            for k in 0..count {
                let along_m = |k: usize| leg.length_m * k as f64 / count as f64;
                let (middle, _) = leg.at(0.5 * (along_m(k) + along_m(k + 1)));
                let duration_s = durations_s[index] / count as f64;
                // A leg without length is time at a place: the speed does not matter.
                let under_way = leg.length_m > 0.0;
                push(index, along_m(k), along_m(k + 1), duration_s, under_way, hazard.rate(middle));
            }
            let dwell_s = self.waypoints[index + 1].dwell_s;
            push(index, leg.length_m, leg.length_m, dwell_s, false, hazard.rate(leg.to));
        }
        if pieces.is_empty() {
            return Err(SeedError::NoTimeForDistress("all its times are the same"));
        }
        Ok(pieces)
    }
}

/// Rates with their areas prepared, 1/s.
struct PreparedHazard {
    base: f64,
    areas: Vec<(Vec<Vec<[f64; 2]>>, f64)>,
}

impl Hazard {
    fn prepared(&self) -> Result<PreparedHazard, SeedError> {
        let mut areas = Vec::with_capacity(self.areas.len());
        for (index, area) in self.areas.iter().enumerate() {
            let rings = area
                .polygon
                .prepared()
                .map_err(|problem| SeedError::Polygon { polygon: index + 1, problem })?;
            areas.push((rings, area.rate_per_h / 3600.0));
        }
        let silent = self.base_per_h == 0.0 && self.areas.is_empty();
        Ok(PreparedHazard { base: if silent { 1e-12 } else { self.base_per_h / 3600.0 }, areas })
    }
}

impl PreparedHazard {
    fn rate(&self, place: Position) -> f64 {
        let inside = self.areas.iter().filter(|(rings, _)| contains(rings, place.lat_deg(), place.lon_deg()));
        self.base + inside.map(|(_, rate)| rate).sum::<f64>()
    }
}

impl Piece {
    const NONE: Self = Self {
        leg: 0,
        from_m: 0.0,
        to_m: 0.0,
        duration_s: 0.0,
        under_way: false,
        rate: 0.0,
        dwelt_s: 0.0,
        sailed_s: 0.0,
        dwelt_hazard: 0.0,
        sailed_hazard: 0.0,
    };

    fn end_s(&self) -> (f64, f64) {
        if self.under_way {
            (self.dwelt_s, self.sailed_s + self.duration_s)
        } else {
            (self.dwelt_s + self.duration_s, self.sailed_s)
        }
    }

    fn end_hazard(&self) -> (f64, f64) {
        let hazard = self.rate * self.duration_s;
        if self.under_way {
            (self.dwelt_hazard, self.sailed_hazard + hazard)
        } else {
            (self.dwelt_hazard + hazard, self.sailed_hazard)
        }
    }

    /// Time and Λ at its begin, and its duration, for one passage.
    fn of(&self, passage: Passage) -> (f64, f64, f64) {
        let slower = 1.0 / passage.speed_factor;
        (
            passage.departure_s + self.dwelt_s + self.sailed_s * slower,
            self.dwelt_hazard + self.sailed_hazard * slower,
            if self.under_way { self.duration_s * slower } else { self.duration_s },
        )
    }
}

impl VoyageSampler {
    pub fn draw(&self, lot: Lot) -> Start {
        let (passage, from, to) = (0..MOST_REDRAWS)
            .map(|redraw| self.passage(lot, redraw))
            .map(|passage| (passage, self.hazard_window(passage)))
            .find(|(_, (from, to))| to > from)
            .map(|(passage, (from, to))| (passage, from, to))
            .unwrap_or_else(|| {
                let passage = self.planned();
                let (from, to) = self.hazard_window(passage);
                (passage, from, to)
            });
        let u = lot.uniform(Process::SeedTime, MOST_REDRAWS);
        let hazard = from - math::log1p(u * math::expm1(from - to));
        let (piece, fraction) = self.where_hazard_is(passage, hazard);
        let (begin_s, _, duration_s) = piece.of(passage);
        let time_s =
            (begin_s + fraction * duration_s).clamp(self.voyage.last_contact_s, self.voyage.latest_s);
        let leg = &self.track.legs()[piece.leg];
        let along_m = piece.from_m + fraction * (piece.to_m - piece.from_m);
        let (place, bearing_deg) = leg.at(along_m);
        let across_m = self.across_m(lot, piece, along_m / leg.length_m.max(f64::MIN_POSITIVE));
        let (lat_deg, lon_deg) = moved_on(place, bearing_deg + 90.0, across_m);
        Start { lat_deg, lon_deg, time_s }
    }

    fn planned(&self) -> Passage {
        Passage { departure_s: self.voyage.departure_s, speed_factor: 1.0 }
    }

    fn passage(&self, lot: Lot, redraw: u32) -> Passage {
        let (departure, speed) = lot.normals(Process::SeedTime, redraw);
        Passage {
            departure_s: self.voyage.departure_s + self.voyage.departure_std_s * departure,
            speed_factor: (1.0 + self.voyage.speed_factor_std * speed).max(LEAST_SPEED_FACTOR),
        }
    }

    /// Λ at the last contact (or the departure) and at the latest time (or the arrival).
    fn hazard_window(&self, passage: Passage) -> (f64, f64) {
        (self.hazard_at(passage, self.voyage.last_contact_s), self.hazard_at(passage, self.voyage.latest_s))
    }

    /// Λ(t).
    fn hazard_at(&self, passage: Passage, time_s: f64) -> f64 {
        let after = self.pieces.partition_point(|piece| piece.of(passage).0 <= time_s);
        if after == 0 {
            return 0.0;
        }
        let piece = &self.pieces[after - 1];
        let (begin_s, hazard, duration_s) = piece.of(passage);
        hazard + piece.rate * (time_s - begin_s).min(duration_s)
    }

    /// The piece in which Λ reaches a value, and the fraction of its duration at which it does.
    fn where_hazard_is(&self, passage: Passage, hazard: f64) -> (&Piece, f64) {
        let after = self.pieces.partition_point(|piece| piece.of(passage).1 < hazard).max(1);
        let piece = &self.pieces[after - 1];
        let (_, begin, duration_s) = piece.of(passage);
        let gained = piece.rate * duration_s;
        (piece, if gained > 0.0 { ((hazard - begin) / gained).clamp(0.0, 1.0) } else { 0.0 })
    }

    fn across_m(&self, lot: Lot, piece: &Piece, fraction: f64) -> f64 {
        if !piece.under_way || self.cross_track_std_m == 0.0 {
            return 0.0;
        }
        let normal = lot.normals(Process::SeedPosition, piece.leg as u32).0;
        match self.cross_track {
            CrossTrack::ConstantPerLeg => self.cross_track_std_m * normal,
            CrossTrack::Bridge => {
                2.0 * self.cross_track_std_m * (fraction * (1.0 - fraction)).max(0.0).sqrt() * normal
            }
        }
    }

    /// The passage as planned must leave time for distress.
    fn check_window(&self) -> Result<(), SeedError> {
        let (from, to) = self.hazard_window(self.planned());
        if to > from {
            return Ok(());
        }
        let last = self.pieces[self.pieces.len() - 1];
        let (begin_s, total, duration_s) = last.of(self.planned());
        let end_s = begin_s + duration_s;
        Err(SeedError::NoTimeForDistress(if self.voyage.latest_s <= self.voyage.last_contact_s {
            "the latest time is not after the last contact"
        } else if self.voyage.last_contact_s >= end_s {
            "the last contact is not before its end"
        } else if self.voyage.latest_s <= self.voyage.departure_s {
            "the latest time is not after its begin"
        } else if total + last.rate * duration_s == 0.0 {
            "the base rate is zero and the track meets no hazard area"
        } else {
            "the rate is zero between the last contact and the latest time"
        }))
    }
}
