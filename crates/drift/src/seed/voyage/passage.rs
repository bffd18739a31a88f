//! Drawing from a voyage.

use super::hazard::Spell;
use super::log::{Log, Stretch};
use super::{Arrival, CrossTrack, Voyage};
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

/// Length of the pieces in time where danger comes and goes, s.
const PIECE_S: f64 = 120.0;

/// Draws of departure and speed that leave no time for distress are repeated this often.
const MOST_REDRAWS: u32 = 50;

/// A checked voyage: the passage in pieces of constant rate of distress.
///
/// A particle departs at T₀ + σ_dep ξ₁ and makes good the planned speed times f = 1 + σ_v ξ₂, so that it passes
/// the end of piece p at T₀ + σ_dep ξ₁ + (dwell up to p) + (under way up to p)/f. The rates h are taken along the
/// planned track; before the last contact h = 0, after the latest time too. Danger that lasts for a period adds to a
/// piece by the share of the particle's own time in it that falls into the period. Given that distress happened, and
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
    pub(super) pieces: Vec<Piece>,
    /// Danger that comes and goes, for the pieces in its area.
    pub(super) spells: Vec<Spell>,
    pub(super) voyage: Times,
    cross_track_std_m: f64,
    cross_track: CrossTrack,
}

/// A stretch of the passage with one rate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
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
pub(super) struct Times {
    departure_s: f64,
    departure_std_s: f64,
    speed_factor_std: f64,
    pub(super) last_contact_s: f64,
    pub(super) latest_s: f64,
}

/// One particle's departure and speed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passage {
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
        let (pieces, spells) = self.pieces(&track, &durations_s)?;
        let sampler = VoyageSampler {
            track,
            pieces,
            spells,
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
            if let Some((from_s, to_s)) = area.period_s {
                check_time("begin of a danger", from_s)?;
                check_time("end of a danger", to_s)?;
                if to_s <= from_s {
                    return Err(SeedError::Reversed { key: "period of a hazard area" });
                }
            }
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

    fn pieces(&self, track: &Track, durations_s: &[f64]) -> Result<(Vec<Piece>, Vec<Spell>), SeedError> {
        let hazard = self.hazard.prepared()?;
        let dwells_s = self.waypoints.iter().map(|waypoint| waypoint.dwell_s);
        let whole_s = durations_s.iter().copied().chain(dwells_s).sum::<f64>();
        let piece_m = PIECE_M.max(track.length_m() / MOST_PIECES as f64);
        let piece_s = if hazard.spells { PIECE_S.max(whole_s / MOST_PIECES as f64) } else { f64::INFINITY };
        let count = |length_m: f64, duration_s: f64| {
            (length_m / piece_m).ceil().max((duration_s / piece_s).ceil()).max(1.0) as usize
        };
        let mut pieces: Vec<Piece> = Vec::new();
        let mut spells = Vec::new();
        let mut push =
            |leg: usize, from_m: f64, to_m: f64, duration_s: f64, under_way: bool, at: Position| {
                let mut piece =
                    Piece { leg, from_m, to_m, duration_s, under_way, rate: hazard.rate(at), ..Piece::NONE };
                if let Some(before) = pieces.last() {
                    (piece.dwelt_s, piece.sailed_s) = before.end_s();
                    (piece.dwelt_hazard, piece.sailed_hazard) = before.end_hazard();
                }
                if duration_s > 0.0 {
                    spells.extend(hazard.spells_at(at, pieces.len()));
                    pieces.push(piece);
                }
            };
        for (index, leg) in track.legs().iter().enumerate() {
            if index == 0 {
                let dwell_s = self.waypoints[0].dwell_s;
                let parts = count(0.0, dwell_s);
                (0..parts).for_each(|_| push(0, 0.0, 0.0, dwell_s / parts as f64, false, leg.from));
            }
            let parts = count(leg.length_m, durations_s[index]);
            for k in 0..parts {
                let along_m = |k: usize| leg.length_m * k as f64 / parts as f64;
                let (middle, _) = leg.at(0.5 * (along_m(k) + along_m(k + 1)));
                let duration_s = durations_s[index] / parts as f64;
                // A leg without length is time at a place: the speed does not matter.
                push(index, along_m(k), along_m(k + 1), duration_s, leg.length_m > 0.0, middle);
            }
            let dwell_s = self.waypoints[index + 1].dwell_s;
            let parts = count(0.0, dwell_s);
            let end_m = leg.length_m;
            (0..parts).for_each(|_| push(index, end_m, end_m, dwell_s / parts as f64, false, leg.to));
        }
        if pieces.is_empty() {
            return Err(SeedError::NoTimeForDistress("all its times are the same"));
        }
        Ok((pieces, spells))
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

    /// The piece as one passage meets it, spells left out.
    pub(super) fn of(&self, passage: Passage) -> Stretch {
        let slower = 1.0 / passage.speed_factor;
        Stretch {
            begin_s: passage.departure_s + self.dwelt_s + self.sailed_s * slower,
            duration_s: if self.under_way { self.duration_s * slower } else { self.duration_s },
            hazard: self.dwelt_hazard + self.sailed_hazard * slower,
            rate: self.rate,
        }
    }
}

impl VoyageSampler {
    pub fn draw(&self, lot: Lot) -> Start {
        let log = (0..MOST_REDRAWS)
            .map(|redraw| Log::of(self, self.passage(lot, redraw)))
            .find(|log| {
                let (from, to) = log.hazard_window();
                to > from
            })
            .unwrap_or_else(|| Log::of(self, self.planned()));
        let (from, to) = log.hazard_window();
        let u = lot.uniform(Process::SeedTime, MOST_REDRAWS);
        let hazard = from - math::log1p(u * math::expm1(from - to));
        let (index, fraction) = log.where_hazard_is(hazard);
        let (piece, stretch) = (&self.pieces[index], log.stretch(index));
        let time_s = (stretch.begin_s + fraction * stretch.duration_s)
            .clamp(self.voyage.last_contact_s, self.voyage.latest_s);
        let leg = &self.track.legs()[piece.leg];
        let along_m = piece.from_m + fraction * (piece.to_m - piece.from_m);
        let (place, bearing_deg) = leg.at(along_m);
        let across_m = self.across_m(lot, piece, along_m / leg.length_m.max(f64::MIN_POSITIVE));
        let (lat_deg, lon_deg) = moved_on(place, bearing_deg + 90.0, across_m);
        Start { lat_deg, lon_deg, time_s }
    }

    pub(super) fn planned(&self) -> Passage {
        Passage { departure_s: self.voyage.departure_s, speed_factor: 1.0 }
    }

    fn passage(&self, lot: Lot, redraw: u32) -> Passage {
        let (departure, speed) = lot.normals(Process::SeedTime, redraw);
        Passage {
            departure_s: self.voyage.departure_s + self.voyage.departure_std_s * departure,
            speed_factor: (1.0 + self.voyage.speed_factor_std * speed).max(LEAST_SPEED_FACTOR),
        }
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
        let log = Log::of(self, self.planned());
        let (from, to) = log.hazard_window();
        if to > from {
            return Ok(());
        }
        let last = log.stretch(self.pieces.len() - 1);
        let end_s = last.begin_s + last.duration_s;
        Err(SeedError::NoTimeForDistress(if self.voyage.latest_s <= self.voyage.last_contact_s {
            "the latest time is not after the last contact"
        } else if self.voyage.last_contact_s >= end_s {
            "the last contact is not before its end"
        } else if self.voyage.latest_s <= self.voyage.departure_s {
            "the latest time is not after its begin"
        } else if last.hazard + last.rate * last.duration_s == 0.0 {
            "the base rate is zero and the voyage meets no hazard area (in its time)"
        } else {
            "the rate is zero between the last contact and the latest time"
        }))
    }
}
