//! Where the drifting may have begun: as shapes, as GeoJSON, and the time that is meant by "after".

pub mod geojson;
mod outline;
mod path;
pub mod shape;

pub use geojson::geojson;
pub use shape::{Part, Role, Shape, parts};

use sarex_drift::Scenario;
use sarex_drift::seed::{Arrival, Seed, StartTime};

/// Kind of a seed as in the case file.
pub const fn kind(seed: &Seed) -> &'static str {
    match seed {
        Seed::LastKnownPosition(_) => "last-known-position",
        Seed::Line(_) => "line",
        Seed::Area(_) => "area",
        Seed::Cone(_) => "cone",
        Seed::Voyage(_) => "voyage",
        Seed::LinesOfBearing(_) => "lines-of-bearing",
        Seed::Flare(_) => "flare",
        Seed::Particles(_) => "particles",
    }
}

/// First and last instant a seed names, seconds since 1970; for a normal time error its mean twice.
pub fn period(seed: &Seed) -> Option<(f64, f64)> {
    let of = |time: &StartTime| match *time {
        StartTime::At { time_s } => (time_s, time_s),
        StartTime::Normal { mean_s, .. } => (mean_s, mean_s),
        StartTime::Uniform { from_s, to_s } => (from_s, to_s),
    };
    match seed {
        Seed::LastKnownPosition(s) => Some(of(&s.time)),
        Seed::Line(s) => Some(of(&s.time)),
        Seed::Area(s) => Some(of(&s.time)),
        Seed::Cone(s) => Some((s.from_s, s.to_s)),
        Seed::Voyage(s) => {
            let named = s.waypoints.iter().filter_map(|w| match w.arrival {
                Arrival::At { time_s } => Some(time_s),
                Arrival::Speed { .. } => None,
            });
            span(named.chain(s.last_contact_s).chain(s.latest_s))
        }
        Seed::LinesOfBearing(s) => Some(of(&s.time)),
        Seed::Flare(s) => Some(of(&s.time)),
        Seed::Particles(s) => span(s.particles.iter().map(|p| p.time_s)),
    }
}

/// Standard deviation of the time of a seed, seconds, where it is normal.
pub fn time_std_s(seed: &Seed) -> Option<f64> {
    let time = match seed {
        Seed::LastKnownPosition(s) => &s.time,
        Seed::Line(s) => &s.time,
        Seed::Area(s) => &s.time,
        Seed::LinesOfBearing(s) => &s.time,
        Seed::Flare(s) => &s.time,
        Seed::Cone(_) | Seed::Voyage(_) | Seed::Particles(_) => return None,
    };
    match *time {
        StartTime::Normal { std_s, .. } => Some(std_s),
        StartTime::At { .. } | StartTime::Uniform { .. } => None,
    }
}

fn span(times: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    times.fold(None, |span: Option<(f64, f64)>, t| Some(span.map_or((t, t), |(a, b)| (a.min(t), b.max(t)))))
}

/// The time from which a forecast is counted, seconds since 1970, and what it is the time of: the last known
/// position if there is one, else the likeliest seed. Errors of that time do not shift it, though they let some
/// particles begin earlier.
pub fn nominal_time(scenario: &Scenario) -> Option<(f64, &'static str)> {
    let known = |w: &&sarex_drift::WeightedSeed| matches!(w.seed, Seed::LastKnownPosition(_));
    let weights = || scenario.seeds.iter().map(|w| w.weight);
    let heaviest = weights().fold(f64::NEG_INFINITY, f64::max);
    let likeliest = || scenario.seeds.iter().find(|w| w.weight == heaviest);
    let seed = &scenario.seeds.iter().find(known).or_else(likeliest)?.seed;
    let (from_s, to_s) = period(seed)?;
    Some(match seed {
        Seed::LastKnownPosition(_) => (0.5 * (from_s + to_s), "LKP"),
        Seed::Line(_) | Seed::Area(_) | Seed::Cone(_) => (0.5 * (from_s + to_s), "the start"),
        Seed::Voyage(_) => (from_s, "departure"),
        Seed::LinesOfBearing(_) => (0.5 * (from_s + to_s), "the bearing"),
        Seed::Flare(_) => (0.5 * (from_s + to_s), "the flare"),
        Seed::Particles(_) => (from_s, "the first start"),
    })
}
