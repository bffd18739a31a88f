//! The last known position.

use super::StartTime;
use super::sample::{Lot, SeedError, Start, check_length, check_range, moved};
use sarex_geo::{Position, math, streams::Process};

/// R₅₀ / σ of a circular normal distribution: √(2 ln 2). The probable error of search and rescue is the radius
/// that holds one half; from R_q = σ √(−2 ln(1 − q)).
pub const RADIUS50_PER_STD: f64 = 1.177_410_022_515_474_7;

/// A position and time that were reported, with their errors (LKP).
#[derive(Debug, Clone, PartialEq)]
pub struct LastKnownPosition {
    /// Where.
    pub position: Position,
    /// How well that is known.
    pub position_error: PositionError,
    /// When.
    pub time: StartTime,
}

/// Error of a position.
///
/// Offsets east and north are normal (or uniform in a disc) and moved along geodesics of WGS84, so a circle
/// stays a circle at any latitude and across the dateline.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum PositionError {
    /// Exact.
    #[default]
    None,
    /// Circular normal, given by the radius that holds one half: the probable error of position.
    Radius50 {
        /// R₅₀, m.
        radius_m: f64,
    },
    /// Circular normal, given by its standard deviation per axis; OpenDrift's `radius` is this.
    Circular {
        /// σ per axis, m.
        std_m: f64,
    },
    /// Elliptical normal.
    Ellipse {
        /// σ along the major axis, m.
        major_std_m: f64,
        /// σ along the minor axis, m.
        minor_std_m: f64,
        /// Azimuth of the major axis, degrees true.
        azimuth_deg: f64,
    },
    /// Uniform in a disc: r = R √U.
    Disc {
        /// R, m.
        radius_m: f64,
    },
}

/// A checked last known position.
#[derive(Debug, Clone)]
pub(crate) struct PointSampler(LastKnownPosition);

impl LastKnownPosition {
    pub(crate) fn sampler(&self) -> Result<PointSampler, SeedError> {
        self.time.check()?;
        match self.position_error {
            PositionError::None => {}
            PositionError::Radius50 { radius_m } | PositionError::Disc { radius_m } => {
                check_length("position error", radius_m)?;
            }
            PositionError::Circular { std_m } => check_length("position error", std_m)?,
            PositionError::Ellipse { major_std_m, minor_std_m, azimuth_deg } => {
                check_length("major axis of the position error", major_std_m)?;
                check_length("minor axis of the position error", minor_std_m)?;
                check_range("azimuth of the position error", azimuth_deg, (-360.0, 360.0), "°")?;
            }
        }
        Ok(PointSampler(self.clone()))
    }
}

impl PointSampler {
    pub fn position(&self) -> Position {
        self.0.position
    }

    pub fn draw(&self, lot: Lot) -> Start {
        let (east_m, north_m) = self.0.position_error.offset_m(lot);
        let (lat_deg, lon_deg) = moved(self.0.position, east_m, north_m);
        Start { lat_deg, lon_deg, time_s: lot.time_s(self.0.time) }
    }
}

impl PositionError {
    /// One draw, metres east and north.
    fn offset_m(self, lot: Lot) -> (f64, f64) {
        let circular = |std_m: f64| {
            let (east, north) = lot.normals(Process::SeedPosition, 0);
            (std_m * east, std_m * north)
        };
        match self {
            Self::None => (0.0, 0.0),
            Self::Radius50 { radius_m } => circular(radius_m / RADIUS50_PER_STD),
            Self::Circular { std_m } => circular(std_m),
            Self::Ellipse { major_std_m, minor_std_m, azimuth_deg } => {
                let (along, across) = lot.normals(Process::SeedPosition, 0);
                let (along_m, across_m) = (along * major_std_m, across * minor_std_m);
                let (sin, cos) = math::sin_cos_turns(azimuth_deg / 360.0);
                (along_m * sin + across_m * cos, along_m * cos - across_m * sin)
            }
            Self::Disc { radius_m } => {
                let [u, v, ..] = lot.uniforms(Process::SeedPosition, 0);
                let (sin, cos) = math::sin_cos_turns(v);
                let r = radius_m * u.sqrt();
                (r * sin, r * cos)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Seed;
    use super::super::sample::testing::{
        AT_NOON, NOON_S, assert_share, assert_uniform, draws, draws_from, even_draws, mean_and_std, p,
        seen_from,
    };
    use super::*;
    use crate::record::Record;

    const N: usize = 10_000;

    /// Ordinary places, the dateline, high latitudes and the poles themselves.
    const PLACES: [(f64, f64); 6] =
        [(35.0, 129.5), (-17.0, 180.0), (52.0, -179.999), (78.0, 15.0), (89.99, 0.0), (-90.0, 40.0)];

    fn point(place: (f64, f64), position_error: PositionError, time: StartTime) -> Seed {
        Seed::LastKnownPosition(LastKnownPosition { position: p(place.0, place.1), position_error, time })
    }

    /// The radius of probable error holds one half of the particles, anywhere on Earth.
    #[test]
    fn radius50_holds_one_half() {
        let mut record = Record::new(
            "spread",
            "seed-radius50",
            "The radius of probable error holds one half",
            "Share of 10 000 particles within R₅₀ = 3 NM of the last known position, by geodesics; the limit is four \
             standard errors of a share.",
        );
        for (rng_seed, place) in (1..).zip(PLACES) {
            let seed = point(place, PositionError::Radius50 { radius_m: 5_556.0 }, AT_NOON);
            let within = |start: &&Start| seen_from(p(place.0, place.1), start).0 < 5_556.0;
            let starts = draws_from(rng_seed, &seed, N);
            let share = assert_share(starts.iter().filter(within).count(), N, 0.5);
            record.row(&format!("{:.3}°, {:.3}°", place.0, place.1), format!("{share:.4}"), "0.5 ± 0.02");
            assert!(starts.iter().all(|start| start.time_s == NOON_S));
        }
    }

    /// √(2 ln 2): the defining property of the constant.
    #[test]
    fn radius_of_one_half_in_sigma() {
        let q = 1.0 - math::exp(-0.5 * RADIUS50_PER_STD * RADIUS50_PER_STD);
        assert!((q - 0.5).abs() < 1e-15);
    }

    /// The longitude of a cloud on the dateline runs on instead of jumping.
    #[test]
    fn clouds_on_the_dateline_stay_together() {
        for longitude in [180.0, -180.0, 179.99] {
            let starts =
                draws(&point((40.0, longitude), PositionError::Circular { std_m: 9_000.0 }, AT_NOON), 500);
            assert!(starts.iter().all(|start| (start.lon_deg - longitude).abs() < 1.0));
        }
    }

    /// Standard deviations along and across the axis of an ellipse, and no correlation between them.
    #[test]
    fn ellipses_lie_along_their_azimuth() {
        for place in PLACES {
            let error =
                PositionError::Ellipse { major_std_m: 8_000.0, minor_std_m: 2_000.0, azimuth_deg: 30.0 };
            let (mut along, mut across) = (Vec::new(), Vec::new());
            for start in draws(&point(place, error, AT_NOON), N) {
                let (range, bearing) = seen_from(p(place.0, place.1), &start);
                let (sin, cos) = math::sin_cos_turns((bearing - 30.0) / 360.0);
                along.push(range * cos / 8_000.0);
                across.push(range * sin / 2_000.0);
            }
            for values in [&along, &across] {
                let (mean, std) = mean_and_std(values);
                assert!(mean.abs() < 0.04 && (std - 1.0).abs() < 0.03, "{place:?}: {mean} {std}");
            }
            let correlation = along.iter().zip(&across).map(|(a, b)| a * b).sum::<f64>() / N as f64;
            assert!(correlation.abs() < 0.04);
        }
    }

    #[test]
    fn discs_are_filled_evenly() {
        let seed = point((60.0, 5.0), PositionError::Disc { radius_m: 3_000.0 }, AT_NOON);
        let seen: Vec<_> = draws(&seed, N).iter().map(|start| seen_from(p(60.0, 5.0), start)).collect();
        assert_uniform(&seen.iter().map(|(r, _)| (r / 3_000.0) * (r / 3_000.0)).collect::<Vec<_>>());
        assert_uniform(&seen.iter().map(|(_, bearing)| bearing / 360.0).collect::<Vec<_>>());
    }

    #[test]
    fn times_have_their_error() {
        let place = PLACES[0];
        let late = StartTime::Normal { mean_s: NOON_S, std_s: 900.0 };
        let times: Vec<f64> = draws(&point(place, PositionError::None, late), N)
            .iter()
            .map(|start| (start.time_s - NOON_S) / 900.0)
            .collect();
        let (mean, std) = mean_and_std(&times);
        assert!(mean.abs() < 0.04 && (std - 1.0).abs() < 0.03);
        let window = StartTime::Uniform { from_s: NOON_S, to_s: NOON_S + 7200.0 };
        let seed = point(place, PositionError::None, window);
        assert_uniform(&draws(&seed, N).iter().map(|s| (s.time_s - NOON_S) / 7200.0).collect::<Vec<_>>());
        let even: Vec<f64> = even_draws(&seed, 5).iter().map(|s| s.time_s - NOON_S).collect();
        assert_eq!(even, [0.0, 1800.0, 3600.0, 5400.0, 7200.0]);
        assert_eq!(even_draws(&seed, 1)[0].time_s, NOON_S);
    }

    #[test]
    fn nonsense_is_named() {
        let wrong = |error, time| point(PLACES[0], error, time).sampler().unwrap_err().to_string();
        let negative = wrong(PositionError::Radius50 { radius_m: -1.0 }, AT_NOON);
        assert_eq!(negative, "position error = -1 is not between 0 and 10000000 m");
        assert!(wrong(PositionError::Circular { std_m: f64::NAN }, AT_NOON).contains("NaN"));
        let milliseconds = StartTime::At { time_s: NOON_S * 1000.0 };
        assert!(wrong(PositionError::None, milliseconds).contains("not a time between"));
        let reversed = StartTime::Uniform { from_s: NOON_S, to_s: NOON_S - 1.0 };
        assert!(wrong(PositionError::None, reversed).contains("exchange them"));
    }
}
