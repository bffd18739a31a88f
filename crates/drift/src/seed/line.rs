//! Lines and cones.

use super::StartTime;
use super::sample::{Lot, SeedError, Start, check_count, check_length, moved, moved_on};
use super::track::Track;
use sarex_geo::{Position, streams::Process};

/// How two positions are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PathKind {
    /// Shortest path on WGS84, the "great circle" of the chart table.
    #[default]
    Geodesic,
    /// Constant course: a straight line on a Mercator chart.
    Rhumb,
}

/// Somewhere along a line through two or more positions, every metre of it alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Two or more positions.
    pub positions: Vec<Position>,
    /// How they are joined.
    pub path: PathKind,
    /// σ of the distance from the line, to either side, m.
    pub lateral_std_m: f64,
    /// When.
    pub time: StartTime,
}

/// From one position and time to another: place, error and time go together, linearly between the ends.
///
/// For a vessel that vanished between two known states, or an object whose position became less certain with
/// time. OpenDrift's `seed_cone`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cone {
    /// First position.
    pub from: Position,
    /// Last position.
    pub to: Position,
    /// σ per axis at the first position, m.
    pub from_std_m: f64,
    /// σ per axis at the last position, m.
    pub to_std_m: f64,
    /// Time at the first position, seconds since 1970.
    pub from_s: f64,
    /// Time at the last position, seconds since 1970; not before the first.
    pub to_s: f64,
}

/// A checked line.
#[derive(Debug, Clone)]
pub(crate) struct LineSampler {
    track: Track,
    length_m: f64,
    lateral_std_m: f64,
    time: StartTime,
}

impl Line {
    pub(crate) fn sampler(&self) -> Result<LineSampler, SeedError> {
        check_count("positions of the line", self.positions.len(), 2, 10_000)?;
        check_length("lateral error", self.lateral_std_m)?;
        self.time.check()?;
        let track = Track::new(&self.positions, self.path)?;
        let length_m = track.length_m();
        if length_m <= 0.0 {
            return Err(SeedError::NoLength);
        }
        Ok(LineSampler { track, length_m, lateral_std_m: self.lateral_std_m, time: self.time })
    }
}

impl LineSampler {
    /// s uniform along the line, then σ ξ at right angles to it.
    pub fn draw(&self, lot: Lot) -> Start {
        let along_m = self.length_m * lot.uniform(Process::SeedPosition, 0);
        let (place, bearing_deg) = self.track.at(along_m);
        let across_m = self.lateral_std_m * lot.normals(Process::SeedPosition, 1).0;
        let (lat_deg, lon_deg) = moved_on(place, bearing_deg + 90.0, across_m);
        Start { lat_deg, lon_deg, time_s: lot.time_s(self.time) }
    }
}

/// A checked cone.
#[derive(Debug, Clone)]
pub(crate) struct ConeSampler {
    cone: Cone,
    track: Track,
}

impl Cone {
    pub(crate) fn sampler(&self) -> Result<ConeSampler, SeedError> {
        check_length("position error at the first position", self.from_std_m)?;
        check_length("position error at the last position", self.to_std_m)?;
        StartTime::Uniform { from_s: self.from_s, to_s: self.to_s }.check()?;
        let track = Track::new(&[self.from, self.to], PathKind::Geodesic)?;
        Ok(ConeSampler { cone: self.clone(), track })
    }
}

impl ConeSampler {
    /// One fraction of the way for place, time and error: random, or even by index as OpenDrift has it.
    pub fn draw(&self, lot: Lot) -> Start {
        let fraction = lot.fraction(Process::SeedTime, 0);
        let (place, _) = self.track.at(fraction * self.track.length_m());
        let std_m = self.cone.from_std_m + (self.cone.to_std_m - self.cone.from_std_m) * fraction;
        let (east, north) = lot.normals(Process::SeedPosition, 0);
        let (lat_deg, lon_deg) = moved(place, std_m * east, std_m * north);
        Start { lat_deg, lon_deg, time_s: self.cone.from_s + (self.cone.to_s - self.cone.from_s) * fraction }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Seed;
    use super::super::sample::testing::{
        AT_NOON, NOON_S, assert_uniform, draws, even_draws, mean_and_std, p, seen_from,
    };
    use super::*;
    use sarex_geo::{geodesic, rhumb};

    fn line(positions: &[Position], path: PathKind, lateral_std_m: f64) -> Seed {
        Seed::Line(Line { positions: positions.to_vec(), path, lateral_std_m, time: AT_NOON })
    }

    /// Metres along a line of two legs are uniform, whatever the lengths of the legs, across the dateline and
    /// near the pole too, and places lie on the line.
    #[test]
    fn every_metre_is_alike() {
        for corners in [
            [p(34.0, 129.0), p(34.5, 130.0), p(34.6, 129.9)],
            [p(-20.0, 178.0), p(-19.0, -178.0), p(-25.0, -177.0)],
            [p(84.0, 0.0), p(86.0, 60.0), p(85.0, 90.0)],
        ] {
            let [first, second] =
                [0, 1].map(|k| geodesic::inverse(corners[k], corners[k + 1]).distance.in_metres());
            let mut along = Vec::new();
            for start in draws(&line(&corners, PathKind::Geodesic, 0.0), 8_000) {
                let (from_first, _) = seen_from(corners[0], &start);
                let (to_second, _) = seen_from(corners[1], &start);
                if (from_first + to_second - first).abs() < 0.01 {
                    along.push(from_first / (first + second));
                } else {
                    let (to_third, _) = seen_from(corners[2], &start);
                    assert!((to_second + to_third - second).abs() < 0.01);
                    along.push((first + to_second) / (first + second));
                }
            }
            assert_uniform(&along);
        }
    }

    /// On a rhumb line of 2000 NM all bearings from the start are the course; on the geodesic they are not
    /// constant along it.
    #[test]
    fn rhumb_lines_keep_their_course() {
        let (from, to) = (p(35.0, 141.0), p(50.0, -170.0));
        let course = rhumb::inverse(from, to);
        let along: Vec<f64> = draws(&line(&[from, to], PathKind::Rhumb, 0.0), 4_000)
            .iter()
            .map(|start| {
                let part = rhumb::inverse(from, p(start.lat_deg, start.lon_deg));
                assert!((part.bearing.deg() - course.bearing.deg()).abs() < 1e-6);
                part.distance.in_metres() / course.distance.in_metres()
            })
            .collect();
        assert_uniform(&along);
        let off = draws(&line(&[from, to], PathKind::Geodesic, 0.0), 100);
        assert!(off.iter().any(|start| {
            let part = rhumb::inverse(from, p(start.lat_deg, start.lon_deg));
            (part.bearing.deg() - course.bearing.deg()).abs() > 5.0
        }));
    }

    /// Along the equator the lateral error is the distance in latitude.
    #[test]
    fn lateral_error_is_across_the_line() {
        let seed = line(&[p(0.0, 100.0), p(0.0, 101.0)], PathKind::Geodesic, 2_000.0);
        let metres: Vec<f64> = draws(&seed, 8_000).iter().map(|s| s.lat_deg * 110_574.3 / 2_000.0).collect();
        let (mean, std) = mean_and_std(&metres);
        assert!(mean.abs() < 0.045 && (std - 1.0).abs() < 0.032);
    }

    #[test]
    fn lines_to_nowhere_are_refused() {
        let here = p(34.0, 129.0);
        assert_eq!(line(&[here, here], PathKind::Geodesic, 0.0).sampler().unwrap_err(), SeedError::NoLength);
        let one = line(&[here], PathKind::Geodesic, 0.0).sampler().unwrap_err();
        assert_eq!(one.to_string(), "positions of the line: 1 given, 2 to 10000 are possible");
    }

    /// Time, place and error go together.
    #[test]
    fn cones_widen_with_time() {
        let (from, to) = (p(60.0, 179.0), p(60.5, -179.0));
        let cone = Seed::Cone(Cone {
            from,
            to,
            from_std_m: 0.0,
            to_std_m: 4_000.0,
            from_s: NOON_S,
            to_s: NOON_S + 3600.0,
        });
        let length_m = geodesic::inverse(from, to).distance.in_metres();
        let mut errors = Vec::new();
        let starts = draws(&cone, 8_000);
        for start in &starts {
            let fraction = (start.time_s - NOON_S) / 3600.0;
            let centre = geodesic::interpolate(from, to, fraction);
            let (off_m, _) = seen_from(centre, start);
            errors.push(off_m / (4_000.0 * fraction));
            assert!(off_m < 6.0 * 4_000.0 * 1.42 * fraction + 1.0);
        }
        assert_uniform(&starts.iter().map(|s| (s.time_s - NOON_S) / 3600.0).collect::<Vec<_>>());
        // Mean of the Rayleigh distribution √(π/2), its standard deviation √(2 − π/2).
        let (mean, _) = mean_and_std(&errors);
        assert!((mean - 1.2533).abs() < 4.0 * 0.6551 / 8_000f64.sqrt());
        let even = even_draws(&cone, 3);
        let (half_m, _) = seen_from(from, &even[0]);
        assert!(half_m < 1e-6 && even[1].time_s == NOON_S + 1800.0 && even[2].time_s == NOON_S + 3600.0);
        assert!(length_m > 100_000.0);
    }
}
