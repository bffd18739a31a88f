//! A passage that ended in distress at an unknown time.

use super::area::contains;
use super::sample::{
    Lot, SeedError, Start, check_count, check_duration, check_length, check_range, check_time, moved_on,
};
use super::track::Track;
use super::{PathKind, Polygon};
use sarex_geo::{Position, math, streams::Process};

/// A passage that ended in distress at an unknown time.
#[derive(Debug, Clone, PartialEq)]
pub struct Voyage {
    /// Two or more places in the order they are passed. The first one must have a time.
    pub waypoints: Vec<Waypoint>,
    /// How they are joined.
    pub path: PathKind,
    /// σ of the error of the time of departure from the first waypoint, s. It shifts the whole passage.
    pub departure_std_s: f64,
    /// σ_v: speeds on all legs are multiplied by 1 + σ_v ξ, one ξ per particle, kept above 0.1.
    pub speed_factor_std: f64,
    /// σ of the distance from the track, to either side, m.
    pub cross_track_std_m: f64,
    /// How that distance behaves along the track.
    pub cross_track: CrossTrack,
    /// Rate of distress along the track.
    pub hazard: Hazard,
    /// The vessel was well at this time: no distress before. Seconds since 1970.
    pub last_contact_s: Option<f64>,
    /// The distress had happened by this time (an alert, a missed report). Seconds since 1970.
    pub latest_s: Option<f64>,
}

/// A place that a voyage passes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waypoint {
    /// Where.
    pub position: Position,
    /// When it is reached.
    pub arrival: Arrival,
    /// Stay there before going on, s.
    pub dwell_s: f64,
}

/// When a waypoint is reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Arrival {
    /// At this time.
    At {
        /// Seconds since 1970.
        time_s: f64,
    },
    /// By this speed made good from the waypoint before.
    Speed {
        /// Speed over ground, m/s.
        speed_mps: f64,
    },
}

/// How the distance from the track behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CrossTrack {
    /// Constant on each leg, drawn anew for each leg.
    #[default]
    ConstantPerLeg,
    /// Zero at the waypoints (fixes), largest half way: a Brownian bridge per leg, whose standard deviation at
    /// fraction f of the leg is 2 σ √(f (1 − f)).
    Bridge,
}

/// Rate of distress h(t) ≥ 0: base rate, plus the rates of all areas the vessel is in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hazard {
    /// Everywhere, per hour. Only its proportion to the areas' rates matters as long as all are small. Zero and
    /// no areas means that nothing is known: every moment of the voyage alike.
    pub base_per_h: f64,
    /// Where it is more dangerous.
    pub areas: Vec<HazardArea>,
}

/// An area of added danger.
#[derive(Debug, Clone, PartialEq)]
pub struct HazardArea {
    /// Where.
    pub polygon: Polygon,
    /// Added rate, per hour.
    pub rate_per_h: f64,
}

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

#[cfg(test)]
mod tests {
    use super::super::Seed;
    use super::super::sample::testing::{
        NOON_S, assert_share, assert_uniform, draws, mean_and_std, p, seen_from,
    };
    use super::*;
    use sarex_geo::geodesic;

    const N: usize = 8_000;
    const HOUR_S: f64 = 3600.0;

    fn at(position: Position, hours: f64) -> Waypoint {
        Waypoint { position, arrival: Arrival::At { time_s: NOON_S + hours * HOUR_S }, dwell_s: 0.0 }
    }

    /// Eastward along the equator, 60' of longitude in ten hours.
    fn equator() -> Voyage {
        Voyage {
            waypoints: vec![at(p(0.0, 179.5), 0.0), at(p(0.0, -179.5), 10.0)],
            path: PathKind::Geodesic,
            departure_std_s: 0.0,
            speed_factor_std: 0.0,
            cross_track_std_m: 0.0,
            cross_track: CrossTrack::ConstantPerLeg,
            hazard: Hazard::default(),
            last_contact_s: None,
            latest_s: None,
        }
    }

    fn rate(base_per_h: f64) -> Hazard {
        Hazard { base_per_h, areas: Vec::new() }
    }

    fn hours(voyage: &Voyage) -> Vec<f64> {
        draws(&Seed::Voyage(voyage.clone()), N).iter().map(|s| (s.time_s - NOON_S) / HOUR_S).collect()
    }

    /// A constant small rate: τ uniform over the passage, and the vessel is where the plan has it at τ. The same
    /// without any rate given.
    #[test]
    fn small_rates_are_uniform_in_time() {
        for hazard in [Hazard::default(), rate(1e-6)] {
            let voyage = Voyage { hazard, ..equator() };
            assert_uniform(&hours(&voyage).iter().map(|h| h / 10.0).collect::<Vec<_>>());
            for start in draws(&Seed::Voyage(voyage), 200) {
                let planned = 179.5 + (start.time_s - NOON_S) / (10.0 * HOUR_S);
                assert!((start.lon_deg - planned).abs() < 1e-6 && start.lat_deg.abs() < 1e-9);
            }
        }
    }

    /// A large rate h: τ exponential after the begin; 1 − e^(−hτ) is uniform.
    #[test]
    fn large_rates_are_exponential() {
        let taus = hours(&Voyage { hazard: rate(5.0), ..equator() });
        assert_uniform(&taus.iter().map(|t| 1.0 - math::exp(-5.0 * t)).collect::<Vec<_>>());
        // In between: the truncated exponential of the closed form.
        let taus = hours(&Voyage { hazard: rate(0.2), ..equator() });
        let f = |t: &f64| (1.0 - math::exp(-0.2 * t)) / (1.0 - math::exp(-2.0));
        assert_uniform(&taus.iter().map(f).collect::<Vec<_>>());
    }

    /// After the last contact at 4 h and before the alert at 7 h, also when departure and speed are uncertain.
    #[test]
    fn no_distress_before_the_last_contact() {
        let voyage = Voyage {
            departure_std_s: HOUR_S,
            speed_factor_std: 0.2,
            last_contact_s: Some(NOON_S + 4.0 * HOUR_S),
            latest_s: Some(NOON_S + 7.0 * HOUR_S),
            ..equator()
        };
        let taus = hours(&voyage);
        assert!(taus.iter().all(|t| (4.0..=7.0).contains(t)));
        let exact = Voyage { departure_std_s: 0.0, speed_factor_std: 0.0, ..voyage };
        assert_uniform(&hours(&exact).iter().map(|t| (t - 4.0) / 3.0).collect::<Vec<_>>());
    }

    /// Dwelling counts as time in danger: 5 h of 15 are spent at the middle waypoint, at its place.
    #[test]
    fn dwelling_is_time_too() {
        let mut voyage = equator();
        let harbour = p(0.0, 180.0);
        let speed_mps = geodesic::inverse(p(0.0, 179.5), harbour).distance.in_metres() / (5.0 * HOUR_S);
        voyage.waypoints = vec![
            at(p(0.0, 179.5), 0.0),
            Waypoint { position: harbour, arrival: Arrival::Speed { speed_mps }, dwell_s: 5.0 * HOUR_S },
            Waypoint { position: p(0.0, -179.5), arrival: Arrival::Speed { speed_mps }, dwell_s: 0.0 },
        ];
        let starts = draws(&Seed::Voyage(voyage.clone()), N);
        let moored = starts.iter().filter(|s| seen_from(harbour, s).0 < 1.0).count();
        assert_share(moored, N, 5.0 / 15.0);
        assert_uniform(&hours(&voyage).iter().map(|t| t / 15.0).collect::<Vec<_>>());
        for start in starts.iter().filter(|s| s.time_s > NOON_S + 10.0 * HOUR_S) {
            let planned = 180.0 + (start.time_s - NOON_S - 10.0 * HOUR_S) / (10.0 * HOUR_S);
            assert!((start.lon_deg - planned).abs() < 1e-6);
        }
    }

    /// A tenth of the track has ten times the rate: it takes 10/(9 + 10) of the particles (its edges fall
    /// between pieces of one mile in sixty).
    #[test]
    fn hazard_areas_attract() {
        let strait = [(-1.0, 179.9), (-1.0, 180.0), (1.0, 180.0), (1.0, 179.9)];
        let polygon = Polygon { outer: strait.map(|(lat, lon)| p(lat, lon)).to_vec(), holes: Vec::new() };
        let hazard = Hazard { base_per_h: 1e-5, areas: vec![HazardArea { polygon, rate_per_h: 9e-5 }] };
        let starts = draws(&Seed::Voyage(Voyage { hazard, ..equator() }), N);
        let inside = starts.iter().filter(|s| (179.9..180.0).contains(&s.lon_deg)).count();
        let share = inside as f64 / N as f64;
        assert!((share - 10.0 / 19.0).abs() < 0.04, "{share}");
        let only = Hazard {
            base_per_h: 0.0,
            areas: vec![HazardArea {
                polygon: Polygon { outer: strait.map(|(lat, lon)| p(lat, lon)).to_vec(), holes: Vec::new() },
                rate_per_h: 1e-3,
            }],
        };
        for start in draws(&Seed::Voyage(Voyage { hazard: only, ..equator() }), 500) {
            assert!((179.88..180.02).contains(&start.lon_deg), "{}", start.lon_deg);
        }
    }

    /// One factor for the speed, one error of departure: at half way the place is behind or ahead by both.
    #[test]
    fn departure_and_speed_move_the_vessel() {
        let voyage = Voyage { departure_std_s: 1800.0, ..equator() };
        let delays: Vec<f64> = draws(&Seed::Voyage(voyage), N)
            .iter()
            .map(|s| (s.time_s - NOON_S - (s.lon_deg - 179.5) * 10.0 * HOUR_S) / 1800.0)
            .collect();
        let (mean, std) = mean_and_std(&delays);
        assert!(mean.abs() < 0.045 && (std - 1.0).abs() < 0.032, "{mean} {std}");
        let voyage = Voyage { speed_factor_std: 0.1, hazard: rate(0.0), ..equator() };
        let factors: Vec<f64> = draws(&Seed::Voyage(voyage), N)
            .iter()
            .filter(|s| s.time_s > NOON_S + HOUR_S)
            .map(|s| (s.lon_deg - 179.5) * 10.0 * HOUR_S / (s.time_s - NOON_S))
            .collect();
        let (mean, std) = mean_and_std(&factors);
        assert!((mean - 1.0).abs() < 0.01 && (std - 0.1).abs() < 0.005, "{mean} {std}");
    }

    /// Constant per leg: σ everywhere. Bridge: zero at the fixes, 2σ√(f(1 − f)) between them.
    #[test]
    fn cross_track_errors_have_their_spread() {
        for cross_track in [CrossTrack::ConstantPerLeg, CrossTrack::Bridge] {
            let voyage = Voyage { cross_track_std_m: 3_704.0, cross_track, ..equator() };
            let standard: Vec<f64> = draws(&Seed::Voyage(voyage), N)
                .iter()
                .map(|s| {
                    let f = s.lon_deg - 179.5;
                    let sigma = match cross_track {
                        CrossTrack::ConstantPerLeg => 3_704.0,
                        CrossTrack::Bridge => 2.0 * 3_704.0 * (f * (1.0 - f)).max(1e-9).sqrt(),
                    };
                    s.lat_deg * 110_574.3 / sigma
                })
                .collect();
            let (mean, std) = mean_and_std(&standard);
            assert!(mean.abs() < 0.045 && (std - 1.0).abs() < 0.032, "{mean} {std}");
        }
    }

    #[test]
    fn impossible_voyages_are_explained() {
        let refused = |change: &dyn Fn(&mut Voyage)| {
            let mut voyage = equator();
            change(&mut voyage);
            voyage.sampler().unwrap_err().to_string()
        };
        let speed = |speed_mps| Arrival::Speed { speed_mps };
        for (error, says) in [
            (refused(&|v| v.waypoints.truncate(1)), "waypoints: 1 given"),
            (
                refused(&|v| v.waypoints[0].arrival = speed(5.0)),
                "waypoint 1: the first waypoint needs a time",
            ),
            (refused(&|v| v.waypoints[1].arrival = speed(0.0)), "waypoint 2: its speed is 0 m/s"),
            (refused(&|v| v.waypoints[1].arrival = speed(f64::NAN)), "waypoint 2: its speed is NaN"),
            (refused(&|v| v.waypoints[1] = at(p(0.0, 181.0), -1.0)), "before the waypoint before it is left"),
            (refused(&|v| v.waypoints[0].dwell_s = 11.0 * HOUR_S), "before the waypoint before it is left"),
            (refused(&|v| v.waypoints[1] = at(p(0.0, 181.0), 0.01)), "in 0.01 h make 9016 kn"),
            (
                refused(&|v| v.last_contact_s = Some(NOON_S + 10.0 * HOUR_S)),
                "last contact is not before its end",
            ),
            (refused(&|v| v.latest_s = Some(NOON_S)), "latest time is not after its begin"),
            (
                refused(&|v| {
                    v.last_contact_s = Some(NOON_S + 60.0);
                    v.latest_s = Some(NOON_S + 60.0);
                }),
                "latest time is not after the last contact",
            ),
            (
                refused(&|v| {
                    let outer = vec![p(40.0, 0.0), p(41.0, 0.0), p(40.0, 1.0)];
                    let polygon = Polygon { outer, holes: Vec::new() };
                    v.hazard.areas = vec![HazardArea { polygon, rate_per_h: 1.0 }];
                }),
                "meets no hazard area",
            ),
            (refused(&|v| v.hazard.base_per_h = -1.0), "hazard rate = -1"),
            (refused(&|v| v.speed_factor_std = 2.0), "speed error = 2"),
        ] {
            assert!(error.contains(says), "{error}");
        }
    }
}
