//! From a seed to places and times: one checked sampler per kind, one draw per particle.

use super::{Seed, StartTime, area, bearing, flare, line, listed, point, voyage};
use sarex_geo::{Bearing, Distance};
use sarex_geo::{Position, ellipsoid, geodesic, math, streams::ParticleStream, streams::Process};

/// What is wrong with a seed. The caller adds the scenario's name.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SeedError {
    /// Not a number, infinite, negative or too large.
    #[error("{key} = {value} is not between {least} and {most} {unit}")]
    Range {
        /// What it is about.
        key: &'static str,
        /// What was given.
        value: f64,
        /// What it must at least be.
        least: f64,
        /// What it may at most be.
        most: f64,
        /// Unit of all three.
        unit: &'static str,
    },
    /// An interval that ends before it begins.
    #[error("{key}: the end lies before the begin; exchange them")]
    Reversed {
        /// Of what.
        key: &'static str,
    },
    /// A time that is not one.
    #[error("{key} is not a time between the years 1900 and 2200")]
    Time {
        /// Which.
        key: &'static str,
    },
    /// Too few or too many of something.
    #[error("{what}: {count} given, {least} to {most} are possible")]
    Count {
        /// Of what.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// Least number.
        least: usize,
        /// Greatest number.
        most: usize,
    },
    /// A line that leads nowhere.
    #[error("the line has no length: its positions coincide")]
    NoLength,
    /// A rhumb line that cannot be drawn.
    #[error("leg {leg}: no rhumb line joins its ends ({why}); use path = \"geodesic\"")]
    Rhumb {
        /// Number of the leg, from 1.
        leg: usize,
        /// Why.
        why: String,
    },
    /// A polygon that is none.
    #[error("polygon {polygon}: {problem}")]
    Polygon {
        /// Number of the polygon, from 1.
        polygon: usize,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// A voyage whose times do not fit.
    #[error("waypoint {waypoint}: {problem}")]
    Waypoint {
        /// Number of the waypoint, from 1.
        waypoint: usize,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// A voyage without any moment at which distress is possible.
    #[error("no moment of the voyage is left for distress: {0}")]
    NoTimeForDistress(&'static str),
    /// Lines of bearing that do not meet.
    #[error(
        "the bearings do not meet within their ranges: the best place is {misfit_sigma:.1} standard deviations off; \
         check line {line} (station, true or magnetic), widen the ranges or raise the standard deviations"
    )]
    NoFix {
        /// How far off the best place is, in σ.
        misfit_sigma: f64,
        /// The line that fits worst, from 1.
        line: usize,
    },
    /// Lines of bearing whose sectors do not overlap.
    #[error(
        "the sectors of the bearings do not overlap within their ranges: check the stations or widen the ranges"
    )]
    RangesApart,
    /// A flare that cannot have been seen there.
    #[error(
        "a light at most {height_m:.0} m high cannot be seen {elevation_deg:.1}° above the horizon by an eye at \
         {eye_m:.0} m: check elevation, eye height and kind of light"
    )]
    Flare {
        /// Greatest height of the light.
        height_m: f64,
        /// Least elevation.
        elevation_deg: f64,
        /// Height of the eye.
        eye_m: f64,
    },
    /// A listed particle that cannot be used.
    #[error("particle {index} of the list: {problem}")]
    Listed {
        /// Its number, from 1.
        index: usize,
        /// What is wrong.
        problem: &'static str,
    },
    /// Some listed particles have it and some have not.
    #[error("{with} of {count} listed particles have a value of `{key}`: give it to all or to none")]
    Mixed {
        /// What.
        key: &'static str,
        /// How many have it.
        with: usize,
        /// How many there are.
        count: usize,
    },
}

/// Where and when one particle begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Start {
    pub lat_deg: f64,
    pub lon_deg: f64,
    pub time_s: f64,
}

/// What one particle draws from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lot {
    /// Its random stream.
    pub stream: ParticleStream,
    /// Counts up when a draw fell on land and is repeated. It takes the place of the step in the counter.
    pub attempt: u32,
    /// Its number within the seed.
    pub index: usize,
    /// Number of particles of the seed.
    pub count: usize,
    /// Evenly by index instead of at random, where OpenDrift does that.
    pub evenly: bool,
}

impl Lot {
    pub fn normals(self, process: Process, draw: u32) -> (f64, f64) {
        self.stream.normal_pair(self.attempt, process, draw)
    }

    pub fn uniform(self, process: Process, draw: u32) -> f64 {
        self.stream.uniform(self.attempt, process, draw)
    }

    pub fn uniforms(self, process: Process, draw: u32) -> [f64; 4] {
        self.stream.words(self.attempt, process, draw).map(sarex_geo::streams::open_unit)
    }

    /// A fraction in [0, 1]: even by index, both ends included, or random.
    pub fn fraction(self, process: Process, draw: u32) -> f64 {
        if self.evenly {
            if self.count > 1 { self.index as f64 / (self.count - 1) as f64 } else { 0.0 }
        } else {
            self.uniform(process, draw)
        }
    }

    pub fn time_s(self, time: StartTime) -> f64 {
        match time {
            StartTime::At { time_s } => time_s,
            StartTime::Normal { mean_s, std_s } => mean_s + std_s * self.normals(Process::SeedTime, 0).0,
            StartTime::Uniform { from_s, to_s } => {
                from_s + (to_s - from_s) * self.fraction(Process::SeedTime, 0)
            }
        }
    }
}

/// A seed that has been checked and is ready to be drawn from.
#[derive(Debug, Clone)]
pub(crate) enum Sampler {
    Point(point::PointSampler),
    Line(line::LineSampler),
    Area(area::AreaSampler),
    Cone(line::ConeSampler),
    Voyage(voyage::VoyageSampler),
    Bearing(bearing::BearingSampler),
    Flare(flare::FlareSampler),
    Listed(listed::ListedSampler),
}

impl Seed {
    /// Checks everything about the seed that can be checked without the rest of the scenario.
    pub(crate) fn sampler(&self) -> Result<Sampler, SeedError> {
        Ok(match self {
            Self::LastKnownPosition(seed) => Sampler::Point(seed.sampler()?),
            Self::Line(seed) => Sampler::Line(seed.sampler()?),
            Self::Area(seed) => Sampler::Area(seed.sampler()?),
            Self::Cone(seed) => Sampler::Cone(seed.sampler()?),
            Self::Voyage(seed) => Sampler::Voyage(seed.sampler()?),
            Self::LinesOfBearing(seed) => Sampler::Bearing(seed.sampler()?),
            Self::Flare(seed) => Sampler::Flare(seed.sampler()?),
            Self::Particles(seed) => Sampler::Listed(seed.sampler()?),
        })
    }
}

impl Sampler {
    /// Place and time of one particle: a pure function of the lot.
    pub fn draw(&self, lot: Lot) -> Start {
        match self {
            Self::Point(sampler) => sampler.draw(lot),
            Self::Line(sampler) => sampler.draw(lot),
            Self::Area(sampler) => sampler.draw(lot),
            Self::Cone(sampler) => sampler.draw(lot),
            Self::Voyage(sampler) => sampler.draw(lot),
            Self::Bearing(sampler) => sampler.draw(lot),
            Self::Flare(sampler) => sampler.draw(lot),
            Self::Listed(sampler) => sampler.draw(lot),
        }
    }

    /// The position the seed is about, where it is about one.
    pub fn nominal(&self) -> Option<Position> {
        match self {
            Self::Point(sampler) => Some(sampler.position()),
            _ => None,
        }
    }
}

/// A position moved by metres east and north along the geodesic that starts in that direction.
///
/// The third-order expansion is used where it is good to a millimetre, the exact geodesic elsewhere.
pub(crate) fn moved(from: Position, east_m: f64, north_m: f64) -> (f64, f64) {
    let near = east_m.abs().max(north_m.abs()) < 10_000.0 && from.lat_deg().abs() < 75.0;
    if near {
        return ellipsoid::displace(from.lat_deg(), from.lon_deg(), east_m, north_m);
    }
    let length_m = math::hypot(east_m, north_m);
    let bearing = Bearing::wrapping(math::atan2(east_m, north_m) / ellipsoid::RAD);
    let to = geodesic::direct(from, bearing, Distance::metres(length_m));
    (to.lat_deg(), to.unwrapped_near(from.lon_deg()).lon_deg())
}

/// The position at a distance on a bearing (geodesic).
pub(crate) fn moved_on(from: Position, bearing_deg: f64, distance_m: f64) -> (f64, f64) {
    let (sin, cos) = math::sin_cos_turns(bearing_deg / 360.0);
    moved(from, distance_m * sin, distance_m * cos)
}

pub(crate) fn check_range(
    key: &'static str,
    value: f64,
    (least, most): (f64, f64),
    unit: &'static str,
) -> Result<(), SeedError> {
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(SeedError::Range { key, value, least, most, unit })
    }
}

/// A length or error of a position: up to a quarter of the Earth's circumference.
pub(crate) fn check_length(key: &'static str, value_m: f64) -> Result<(), SeedError> {
    check_range(key, value_m, (0.0, 1.0e7), "m")
}

/// A duration or error of a time: up to a year.
pub(crate) fn check_duration(key: &'static str, value_s: f64) -> Result<(), SeedError> {
    check_range(key, value_s, (0.0, 366.0 * 86_400.0), "s")
}

pub(crate) fn check_count(
    what: &'static str,
    count: usize,
    least: usize,
    most: usize,
) -> Result<(), SeedError> {
    if (least..=most).contains(&count) { Ok(()) } else { Err(SeedError::Count { what, count, least, most }) }
}

/// Years 1900 to 2200: also catches milliseconds given for seconds.
pub(crate) fn is_time(time_s: f64) -> bool {
    (-2.21e9..7.26e9).contains(&time_s)
}

pub(crate) fn check_time(key: &'static str, time_s: f64) -> Result<(), SeedError> {
    if is_time(time_s) { Ok(()) } else { Err(SeedError::Time { key }) }
}

impl StartTime {
    pub(crate) fn check(self) -> Result<(), SeedError> {
        match self {
            Self::At { time_s } => check_time("time", time_s),
            Self::Normal { mean_s, std_s } => {
                check_time("time", mean_s)?;
                check_duration("time_error", std_s)
            }
            Self::Uniform { from_s, to_s } => {
                check_time("time (begin)", from_s)?;
                check_time("time (end)", to_s)?;
                if to_s < from_s { Err(SeedError::Reversed { key: "time" }) } else { Ok(()) }
            }
        }
    }
}

/// What the tests of all kinds of seeds need.
#[cfg(test)]
pub(crate) mod testing {
    use super::*;
    use sarex_geo::Streams;

    pub fn p(lat_deg: f64, lon_deg: f64) -> Position {
        Position::new(lat_deg, lon_deg).unwrap()
    }

    /// A time in November 2026.
    pub const NOON_S: f64 = 1_795_176_000.0;

    pub const AT_NOON: StartTime = StartTime::At { time_s: NOON_S };

    /// The first `count` particles of a seed.
    pub fn draws(seed: &Seed, count: usize) -> Vec<Start> {
        draws_from(1, seed, count)
    }

    /// As OpenDrift spaces them.
    pub fn even_draws(seed: &Seed, count: usize) -> Vec<Start> {
        drawn(1, seed, count, true)
    }

    /// The same with other random streams, where several samples are to be independent.
    pub fn draws_from(rng_seed: u64, seed: &Seed, count: usize) -> Vec<Start> {
        drawn(rng_seed, seed, count, false)
    }

    fn drawn(rng_seed: u64, seed: &Seed, count: usize, evenly: bool) -> Vec<Start> {
        let sampler = seed.sampler().unwrap();
        let lot = |index| Lot {
            stream: Streams::new(rng_seed).particle(index as u32),
            attempt: 0,
            index,
            count,
            evenly,
        };
        (0..count).map(|index| sampler.draw(lot(index))).collect()
    }

    /// Distance in metres and bearing in degrees from a position to a start.
    pub fn seen_from(from: Position, start: &Start) -> (f64, f64) {
        let to = p(start.lat_deg, sarex_geo::position::wrap_longitude(start.lon_deg));
        let inverse = geodesic::inverse(from, to);
        (inverse.distance.in_metres(), inverse.bearing_from_start.deg())
    }

    pub fn mean_and_std(values: &[f64]) -> (f64, f64) {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        (mean, (values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt())
    }

    /// Values in [0, 1] against the uniform distribution: χ² of 20 classes below its 99.99 % point (19 degrees
    /// of freedom: 52.4), so that a right sampler is refused once in ten thousand seeds. Returns χ².
    pub fn assert_uniform(values: &[f64]) -> f64 {
        let mut classes = [0u32; 20];
        for &value in values {
            assert!((-1e-6..=1.0 + 1e-6).contains(&value), "{value} is outside");
            classes[((value * 20.0).max(0.0) as usize).min(19)] += 1;
        }
        let expected = values.len() as f64 / 20.0;
        let chi2: f64 =
            classes.iter().map(|&n| (f64::from(n) - expected) * (f64::from(n) - expected) / expected).sum();
        assert!(chi2 < 52.4, "chi squared {chi2}: {classes:?}");
        chi2
    }

    /// A share of `n` draws within four standard errors. Returns the share.
    pub fn assert_share(hits: usize, n: usize, expected: f64) -> f64 {
        let share = hits as f64 / n as f64;
        let error = (expected * (1.0 - expected) / n as f64).sqrt();
        assert!((share - expected).abs() < 4.0 * error + 1e-12, "{share} instead of {expected}");
        share
    }
}
