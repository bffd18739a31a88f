//! A flare that was seen.

use super::StartTime;
use super::sample::{Lot, SeedError, Start, check_range, moved_on};
use sarex_geo::ellipsoid::RAD;
use sarex_geo::{Position, math, streams::Process};

/// A quarter of a fist at arm's length, the least error of an elevation estimated by hand, degrees.
pub const QUARTER_FIST_DEG: f64 = 2.0;

/// Coefficient of terrestrial refraction k; light bends as if the Earth's radius were R / (1 − k).
pub const REFRACTION: f64 = 0.13;

/// A flare that was seen at a bearing and an elevation above the horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flare {
    /// Where the observer was.
    pub observer: Position,
    /// Towards the flare, degrees true.
    pub bearing_deg: f64,
    /// σ of the bearing, degrees.
    pub bearing_std_deg: f64,
    /// Elevation of the highest point above the visible horizon, degrees; negative for a light below it (one
    /// held by hand, seen from a height).
    pub elevation_deg: f64,
    /// Half-width of the elevation's error, degrees: every elevation within it at which the light can be
    /// seen is equally likely. [`QUARTER_FIST_DEG`] or more unless an instrument was used.
    pub elevation_error_deg: f64,
    /// Height of the observer's eye above the sea, m.
    pub eye_height_m: f64,
    /// What kind of light.
    pub light: FlareLight,
    /// When it was seen.
    pub time: StartTime,
}

/// How high the light burnt.
///
/// Heights of parachute and meteor flares from the flare appendix of the US Coast Guard Addendum,
/// COMDTINST M16130.2.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum FlareLight {
    /// Parachute flare: 76–366 m (250–1200 ft).
    #[default]
    Parachute,
    /// Meteor (star) flare: 76–152 m (250–500 ft).
    Meteor,
    /// Held by hand at sea level.
    HandHeld,
    /// Anything else: uniform between two heights, m.
    Height {
        /// Lowest, m.
        min_m: f64,
        /// Highest, m.
        max_m: f64,
    },
}

/// Mean radius of the Earth, m.
const EARTH_RADIUS_M: f64 = 6_371_000.0;

/// Radius of the Earth that makes light rays straight, R / (1 − k), m.
const EFFECTIVE_RADIUS_M: f64 = EARTH_RADIUS_M / (1.0 - REFRACTION);

const FOOT_M: f64 = 0.3048;

/// Range of a light from its elevation, m; `None` if no place on the sea fits.
///
/// Over a sphere with R_e = R / (1 − k), a light at height h_f and range s is seen by an eye at h_o at the angle
/// e from the horizontal with tan e = (h_f − h_o)/s − s/(2 R_e), and the visible horizon lies √(2 h_o/R_e) below
/// it (tangent of the angle). With the elevation a above the horizon, e = a − arctan √(2 h_o/R_e) and
///
/// s = R_e ( −tan e + √( tan² e + 2 (h_f − h_o)/R_e ) ) for h_f ≥ h_o, with the minus sign for h_f < h_o.
///
/// A light on the horizon (a = 0) is at √(2 R_e h_o) + √(2 R_e h_f). A light below the eye's height has its
/// greatest elevation at √(2 R_e (h_o − h_f)); the nearer of the two ranges is given.
///
/// ```
/// use sarex_drift::seed::flare::range_m;
/// // Eight degrees, one fist: a parachute flare is within 1.4 nautical miles, however high it burns.
/// assert!(range_m(8.0, 3.0, 366.0).unwrap() < 1.41 * 1852.0);
/// ```
pub fn range_m(elevation_deg: f64, eye_height_m: f64, light_height_m: f64) -> Option<f64> {
    let radius = EFFECTIVE_RADIUS_M;
    let tan = math::tan(elevation_deg * RAD - dip(eye_height_m));
    let rise = 2.0 * (light_height_m - eye_height_m) / radius;
    let square = tan * tan + rise;
    if rise >= 0.0 {
        // Written so that nothing cancels when the light is high above the horizon.
        let root = square.sqrt();
        let range = if tan > 0.0 { radius * rise / (tan + root) } else { radius * (root - tan) };
        return (elevation_deg >= 0.0).then_some(range);
    }
    // On the horizon exactly the square is zero but for rounding.
    (tan < 0.0 && square > -1e-15).then(|| radius * -rise / (square.max(0.0).sqrt() - tan))
}

/// Angle of the visible horizon below the horizontal, radians.
fn dip(height_m: f64) -> f64 {
    math::atan((2.0 * height_m / EFFECTIVE_RADIUS_M).sqrt())
}

impl FlareLight {
    /// Least and greatest height above the sea, m. From a high eye (above 73 m) a flare that is seen above the
    /// horizon is taken to burn at least 3 m above the eye.
    fn heights_m(self, eye_height_m: f64) -> (f64, f64) {
        let (least, most) = match self {
            Self::Parachute => (250.0 * FOOT_M, 1200.0 * FOOT_M),
            Self::Meteor => (250.0 * FOOT_M, 500.0 * FOOT_M),
            Self::HandHeld => return (0.0, 0.0),
            Self::Height { min_m, max_m } => return (min_m, max_m),
        };
        if eye_height_m > 73.0 { (eye_height_m + 3.0, most.max(eye_height_m + 3.0)) } else { (least, most) }
    }
}

/// A checked flare.
#[derive(Debug, Clone)]
pub(crate) struct FlareSampler {
    flare: Flare,
    heights_m: (f64, f64),
}

impl Flare {
    pub(crate) fn sampler(&self) -> Result<FlareSampler, SeedError> {
        check_range("bearing", self.bearing_deg, (0.0, 360.0), "°")?;
        check_range("bearing error", self.bearing_std_deg, (0.0, 180.0), "°")?;
        check_range("elevation", self.elevation_deg, (-45.0, 80.0), "°")?;
        check_range("elevation error", self.elevation_error_deg, (0.0, 45.0), "°")?;
        check_range("eye height", self.eye_height_m, (0.0, 20_000.0), "m")?;
        if let FlareLight::Height { min_m, max_m } = self.light {
            check_range("lowest height of the light", min_m, (0.0, 20_000.0), "m")?;
            check_range("greatest height of the light", max_m, (min_m, 20_000.0), "m")?;
        }
        self.time.check()?;
        let heights_m = self.light.heights_m(self.eye_height_m);
        let sampler = FlareSampler { flare: *self, heights_m };
        let possible = sampler.elevations_deg(heights_m.1).or_else(|| sampler.elevations_deg(heights_m.0));
        possible.map(|_| sampler).ok_or(SeedError::Flare {
            height_m: heights_m.1,
            elevation_deg: self.elevation_deg - self.elevation_error_deg,
            eye_m: self.eye_height_m,
        })
    }
}

impl Flare {
    /// Least and greatest range at which the flare may have burnt, m; `None` if nothing fits what was seen.
    ///
    /// [`range_m`] falls with elevation, and with height changes one way below the eye and the other way above it,
    /// so both stand at corners of what is possible.
    pub fn ranges_m(&self) -> Option<(f64, f64)> {
        let sampler = self.sampler().ok()?;
        let (low_m, high_m) = sampler.heights_m;
        let at = |height_m: f64| {
            let (low, high) = sampler.elevations_deg(height_m)?;
            Some([low, high].map(|elevation| range_m(elevation, self.eye_height_m, height_m)))
        };
        let level_m = self.eye_height_m.clamp(low_m, high_m);
        let ranges = [low_m, level_m, high_m].into_iter().filter_map(at).flatten().flatten();
        ranges.fold(None, |span: Option<(f64, f64)>, r| {
            Some(span.map_or((r, r), |(a, b)| (a.min(r), b.max(r))))
        })
    }
}

impl FlareSampler {
    /// Height uniform between its bounds, elevation uniform within its error as far as that height can be seen
    /// there, bearing normal. Heights that cannot be seen at any of the elevations are drawn again.
    pub fn draw(&self, lot: Lot) -> Start {
        let distance_m = (0..64).find_map(|draw| self.range_m(lot, draw));
        let bearing_deg =
            self.flare.bearing_deg + self.flare.bearing_std_deg * lot.normals(Process::SeedPosition, 0).0;
        let (lat_deg, lon_deg) =
            moved_on(self.flare.observer, bearing_deg, distance_m.unwrap_or_else(|| self.fallback_m()));
        Start { lat_deg, lon_deg, time_s: lot.time_s(self.flare.time) }
    }

    fn range_m(&self, lot: Lot, draw: u32) -> Option<f64> {
        let [u, v, ..] = lot.uniforms(Process::SeedPosition, 1 + draw);
        let height_m = self.heights_m.0 + (self.heights_m.1 - self.heights_m.0) * u;
        let (low, high) = self.elevations_deg(height_m)?;
        range_m(low + (high - low) * v, self.flare.eye_height_m, height_m)
    }

    /// The range at the bound that was found to be possible.
    fn fallback_m(&self) -> f64 {
        [self.heights_m.1, self.heights_m.0]
            .into_iter()
            .find_map(|height| range_m(self.elevations_deg(height)?.0, self.flare.eye_height_m, height))
            .unwrap_or(0.0)
    }

    /// Elevations within the error at which a light of this height can be seen, degrees.
    fn elevations_deg(&self, height_m: f64) -> Option<(f64, f64)> {
        let (low, high) = (
            self.flare.elevation_deg - self.flare.elevation_error_deg,
            self.flare.elevation_deg + self.flare.elevation_error_deg,
        );
        let eye_m = self.flare.eye_height_m;
        let (low, high) = if height_m >= eye_m {
            (low.max(0.0), high)
        } else {
            // A light at this height is never seen less far below the horizontal than this.
            let least_depression = dip(eye_m - height_m);
            (low, high.min((dip(eye_m) - least_depression) / RAD))
        };
        (low <= high).then_some((low, high))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Seed;
    use super::super::sample::testing::{AT_NOON, assert_share, assert_uniform, draws, p, seen_from};
    use super::*;

    fn flare() -> Flare {
        Flare {
            observer: p(34.0, 129.0),
            bearing_deg: 350.0,
            bearing_std_deg: 2.0,
            elevation_deg: 3.0,
            elevation_error_deg: QUARTER_FIST_DEG,
            eye_height_m: 5.0,
            light: FlareLight::Parachute,
            time: AT_NOON,
        }
    }

    /// No draw lies nearer or farther than the ranges say, and some come close to either.
    #[test]
    fn ranges_hold_every_draw() {
        let hand_held = Flare {
            light: FlareLight::HandHeld,
            elevation_deg: -0.5,
            elevation_error_deg: 0.4,
            eye_height_m: 60.0,
            ..flare()
        };
        for flare in [flare(), hand_held, Flare { light: FlareLight::Meteor, ..flare() }] {
            let (near_m, far_m) = flare.ranges_m().unwrap();
            let ranges: Vec<f64> =
                draws(&Seed::Flare(flare), 4000).iter().map(|s| seen_from(flare.observer, s).0).collect();
            assert!(ranges.iter().all(|r| (near_m - 0.1..=far_m + 0.1).contains(r)), "{near_m} {far_m}");
            let least = ranges.iter().copied().fold(f64::INFINITY, f64::min);
            assert!(least < near_m + 0.1 * (far_m - near_m), "{least} {near_m} {far_m}");
        }
    }

    /// On the horizon: the sum of the two distances to it, for a low eye and a high one.
    #[test]
    fn lights_on_the_horizon() {
        let horizon = |height: f64| (2.0 * EFFECTIVE_RADIUS_M * height).sqrt();
        for (eye, light) in [(3.0, 76.2), (20.0, 365.8), (3.0, 3.0), (1000.0, 1003.0)] {
            let range = range_m(0.0, eye, light).unwrap();
            assert!((range / (horizon(eye) + horizon(light)) - 1.0).abs() < 1e-12, "{eye} {light}: {range}");
        }
        // A light at sea level on the horizon is at the horizon; k = 0.13 puts it 7 % beyond the geometric one.
        let range = range_m(0.0, 20.0, 0.0).unwrap();
        assert!((range / horizon(20.0) - 1.0).abs() < 1e-5, "{range}");
    }

    /// The distance of the sea horizon is 2.08 √h NM with h in metres (Bowditch, *The American Practical
    /// Navigator*, table of the distance of the horizon); refraction makes 7 % of it.
    #[test]
    fn horizon_is_where_navigators_have_it() {
        for height in [2.0f64, 10.0, 50.0] {
            let range_nm = range_m(0.0, height, 0.0).unwrap() / 1852.0;
            assert!((range_nm / (2.08 * height.sqrt()) - 1.0).abs() < 0.01, "{height}: {range_nm}");
        }
    }

    /// The range satisfies e = (h_f − h_o)/s − s/(2 R_e), written with tan e, for every angle.
    #[test]
    fn ranges_satisfy_the_equation_of_sight() {
        for (eye, light) in [(3.0, 366.0), (100.0, 103.0), (500.0, 76.0), (30.0, 0.0)] {
            for elevation in [-3.0, -1.0, -0.2, 0.0, 0.01, 0.5, 2.0, 8.0, 40.0] {
                let Some(range) = range_m(elevation, eye, light) else {
                    assert!((light >= eye) == (elevation < 0.0), "{eye} {light} {elevation}");
                    continue;
                };
                let tan = math::tan(elevation * RAD - dip(eye));
                let sight = (light - eye) / range - range / (2.0 * EFFECTIVE_RADIUS_M);
                assert!((tan - sight).abs() < 1e-7, "{eye} {light} {elevation}: {tan} {sight}");
                // Below the horizon there is sea only on the near side of it.
                assert!(light >= eye || range <= (2.0 * EFFECTIVE_RADIUS_M * eye).sqrt() * 1.001);
            }
        }
    }

    /// "Above one fist (8°) the source is within 1.4 NM" (COMDTINST M16130.2): the highest parachute flare.
    #[test]
    fn one_fist_is_within_1_4_miles() {
        let range_nm = range_m(8.0, 0.0, 1200.0 * FOOT_M).unwrap() / 1852.0;
        assert!((range_nm - 1.4).abs() < 0.01, "{range_nm}");
    }

    /// Ranges stay between those of the extreme heights and angles; bearings have their σ; a fixed angle and a
    /// uniform height give the distribution of the inverted equation.
    #[test]
    fn draws_lie_where_the_flare_can_have_been() {
        for observer in [p(34.0, 129.0), p(-50.0, 180.0), p(89.0, 10.0)] {
            let flare = Flare { observer, ..flare() };
            let low = range_m(5.0, 5.0, 250.0 * FOOT_M).unwrap();
            let high = range_m(1.0, 5.0, 1200.0 * FOOT_M).unwrap();
            let starts = draws(&Seed::Flare(flare), 4_000);
            let mut within = 0;
            for start in &starts {
                let (range, bearing) = seen_from(observer, start);
                assert!((low - 1.0..high + 1.0).contains(&range));
                let off = sarex_geo::position::wrap_longitude(bearing - 350.0);
                within += usize::from(off.abs() < 2.0);
            }
            assert_share(within, 4_000, 0.6827);
        }
        let exact = Flare { observer: p(34.0, 129.0), elevation_error_deg: 0.0, ..flare() };
        let heights: Vec<f64> = draws(&Seed::Flare(exact), 4_000)
            .iter()
            .map(|start| {
                let (s, _) = seen_from(exact.observer, start);
                let tan = math::tan(3.0 * RAD - dip(5.0));
                let height = 5.0 + s * tan + s * s / (2.0 * EFFECTIVE_RADIUS_M);
                (height / FOOT_M - 250.0) / 950.0
            })
            .collect();
        assert_uniform(&heights);
    }

    /// From the bridge of a ship a hand flare is seen at or below the horizon, never above.
    #[test]
    fn hand_flares_are_below_the_horizon() {
        let hand = Flare { light: FlareLight::HandHeld, eye_height_m: 30.0, ..flare() };
        let refused = hand.sampler().unwrap_err().to_string();
        assert!(
            refused.starts_with("a light at most 0 m high cannot be seen 1.0° above the horizon"),
            "{refused}"
        );
        let hand = Flare { observer: p(34.0, 129.0), elevation_deg: 0.0, elevation_error_deg: 0.5, ..hand };
        let horizon_m = (2.0 * EFFECTIVE_RADIUS_M * 30.0).sqrt();
        for start in draws(&Seed::Flare(hand), 500) {
            assert!(seen_from(hand.observer, &start).0 < horizon_m * 1.001);
        }
        let high = FlareLight::Parachute.heights_m(100.0);
        assert_eq!(high.0, 103.0);
    }
}
