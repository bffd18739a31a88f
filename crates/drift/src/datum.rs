//! The datum of a cloud: where to begin, and how far it may be off.

use crate::cloud::weighted_quantiles;
use crate::{Cloud, CloudError, Ensemble, cloud::MassByFate};
use sarex_geo::{Bearing, Distance, Position, math};

/// Centre and spread of the probability at one time.
///
/// - **Position**: weighted mean; see [`Cloud::plane`]. Where the cloud is split or bent the mean may lie where
///   no particle is, even on land: then look at the map.
/// - **Radii**: distances from it within which 50, 90 and 95 % of the probability lie. For a circular normal
///   distribution with standard deviation σ per axis they are 1.177 σ, 2.146 σ and 2.448 σ. Particles that stopped
///   for lack of data lie nowhere: if 15 % did, there is no circle of 90 %. Fewer than [`Datum::FEWEST_FOR_RADII`]
///   particles give none at all.
/// - **Ellipse**: standard deviations along the principal axes of the covariance, and the azimuth of the longer.
/// - **Effective number** (Σw)²/Σw²: when it is small, so is the trust in the 95 % radius.
///
/// The mean of a small rest is no datum: [`Datum::place`] says whether there is one.
///
/// All in a local plane ([`sarex_geo::plane`]), so the dateline and the poles are places like others. Sums run in
/// the order of the particles.
///
/// ```
/// use sarex_drift::{Cloud, Datum};
/// let cloud = Cloud::from_positions(0.0, &[0.0; 10], &[179.9, -179.9].repeat(5), &[1.0; 10]).unwrap();
/// let datum = Datum::of_cloud(&cloud);
/// assert!((datum.place().unwrap().lon_deg().abs() - 180.0).abs() < 1e-9);
/// assert!((datum.radius_50.unwrap().in_nautical_miles() - 6.01).abs() < 0.01);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Datum {
    /// Seconds since 1970.
    pub time_s: f64,
    /// Weighted mean of what has a known place, however little that is; longitude in [−180, 180).
    pub position: Position,
    /// Radius about it that holds half of the probability; none if less than that has a known place, if there is no
    /// datum, and for fewer than [`Datum::FEWEST_FOR_RADII`] particles.
    pub radius_50: Option<Distance>,
    /// Radius that holds 90 %.
    pub radius_90: Option<Distance>,
    /// Radius that holds 95 %.
    pub radius_95: Option<Distance>,
    /// Standard deviation along the longer axis.
    pub major_std: Distance,
    /// Standard deviation along the shorter axis.
    pub minor_std: Distance,
    /// Azimuth of the longer axis in [0°, 180°); north for a circle.
    pub major_azimuth: Bearing,
    /// (Σw)²/Σw².
    pub effective_number: f64,
    /// Share of the probability whose place is known; see [`Cloud::followed`].
    pub followed: f64,
    /// Shares of the whole ensemble; those not released, or stopped without data, are not in the figures above.
    pub mass: MassByFate,
}

/// Why there is no datum although some particles have a known place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoDatum {
    /// Too little of the probability has begun to drift.
    NotYetAdrift,
    /// Too much of the probability has gone where wind or current is not known.
    BeyondData,
}

impl Datum {
    /// Share of the probability that must have begun to drift. The first few of a long departure lie where the
    /// hazard happens to begin; a twentieth is what the 95 % radius leaves out as well.
    pub const LEAST_BEGUN: f64 = 0.05;
    /// Share of what is adrift that must have a known place: with less, the mean is that of a minority, which is
    /// the part that stranded or turned back.
    pub const LEAST_FOLLOWED: f64 = 0.5;
    /// Effective number of particles from which radii are told.
    pub const FEWEST_FOR_RADII: f64 = 10.0;

    /// Where to begin, or why the position is no datum.
    pub fn place(&self) -> Result<Position, NoDatum> {
        place(self.position, self.mass.not_released, self.followed)
    }

    /// The datum at one output time of a forecast.
    pub fn of(ensemble: &Ensemble, snapshot: usize) -> Result<Self, CloudError> {
        Ok(Self::of_cloud(&Cloud::of(ensemble, snapshot)?))
    }

    /// The datum of any cloud.
    pub fn of_cloud(cloud: &Cloud) -> Self {
        let plane = cloud.plane();
        let weights = cloud.weight();
        let mut distance = Vec::with_capacity(weights.len());
        let (mut e1, mut n1) = (0.0, 0.0);
        let (mut ee, mut en, mut nn) = (0.0, 0.0, 0.0);
        for (&w, p) in weights.iter().zip(cloud.in_plane(plane)) {
            distance.push(p.length_m());
            e1 += w * p.east_m;
            n1 += w * p.north_m;
            ee += w * p.east_m * p.east_m;
            en += w * p.east_m * p.north_m;
            nn += w * p.north_m * p.north_m;
        }
        let known = cloud.followed();
        let shares = LEVELS.map(|level| level / known);
        let radii = weighted_quantiles(&distance, weights, shares);
        let is_datum = place(plane.centre(), cloud.mass().not_released, known).is_ok();
        let has_radii = is_datum && cloud.effective_number() >= Self::FEWEST_FOR_RADII - ROUNDING;
        let radius = |k: usize| (has_radii && shares[k] <= 1.0).then(|| Distance::metres(radii[k]));
        let [e1, n1, ee, en, nn] = [e1, n1, ee, en, nn].map(|sum| sum / known);
        let axes = Axes::of(ee - e1 * e1, en - e1 * n1, nn - n1 * n1);
        Self {
            time_s: cloud.time_s(),
            position: plane.centre(),
            radius_50: radius(0),
            radius_90: radius(1),
            radius_95: radius(2),
            major_std: Distance::metres(axes.major_m),
            minor_std: Distance::metres(axes.minor_m),
            major_azimuth: axes.azimuth,
            effective_number: cloud.effective_number(),
            followed: known,
            mass: cloud.mass(),
        }
    }
}

/// What sums of weights may be off.
const ROUNDING: f64 = 1e-9;

fn place(mean: Position, not_released: f64, followed: f64) -> Result<Position, NoDatum> {
    match () {
        () if 1.0 - not_released < Datum::LEAST_BEGUN - ROUNDING => Err(NoDatum::NotYetAdrift),
        () if followed < Datum::LEAST_FOLLOWED - ROUNDING => Err(NoDatum::BeyondData),
        () => Ok(mean),
    }
}

/// Probabilities of the three radii.
const LEVELS: [f64; 3] = [0.5, 0.9, 0.95];

struct Axes {
    major_m: f64,
    minor_m: f64,
    azimuth: Bearing,
}

impl Axes {
    /// Principal axes of the covariance (m²) of east and north.
    fn of(ee: f64, en: f64, nn: f64) -> Self {
        let mean = 0.5 * (ee + nn);
        let half = math::hypot(0.5 * (nn - ee), en);
        // The azimuth counts from north: tan 2α = 2 cov / (var_n − var_e).
        let azimuth = if half > 0.0 { 0.5 * math::atan2(2.0 * en, nn - ee) } else { 0.0 };
        let deg = azimuth * (180.0 / std::f64::consts::PI);
        Self {
            major_m: (mean + half).max(0.0).sqrt(),
            minor_m: (mean - half).max(0.0).sqrt(),
            azimuth: Bearing::wrapping(if deg < 0.0 { deg + 180.0 } else { deg }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fate;
    use proptest::prelude::*;
    use sarex_geo::streams::{Process, Streams};
    use sarex_geo::{ellipsoid::displace_anywhere, geodesic};

    /// A normal cloud: standard deviations 4 km along `azimuth` and 1 km across.
    fn normal_cloud(lat: f64, lon: f64, azimuth_deg: f64, n: u32) -> Cloud {
        let (s, c) = math::sin_cos_turns(azimuth_deg / 360.0);
        let (mut lats, mut lons) = (Vec::new(), Vec::new());
        for i in 0..n {
            let (a, b) = Streams::new(11).particle(i).normal_pair(0, Process::SeedPosition, 0);
            let (along, across) = (4000.0 * a, 1000.0 * b);
            let (y, x) = displace_anywhere(lat, lon, along * s + across * c, along * c - across * s);
            lats.push(y);
            lons.push(x);
        }
        Cloud::from_positions(0.0, &lats, &lons, &vec![1.0; n as usize]).unwrap()
    }

    /// The same cloud anywhere on Earth, dateline and poles included: centre, axes and radii stay.
    #[test]
    fn ellipse_is_found_anywhere() {
        let reference = Datum::of_cloud(&normal_cloud(0.0, 0.0, 60.0, 20_000));
        for (lat, lon) in [(34.6, 129.9), (-45.0, 180.0), (60.0, -179.99), (-89.97, 10.0), (90.0, 0.0)] {
            let datum = Datum::of_cloud(&normal_cloud(lat, lon, 60.0, 20_000));
            let off = geodesic::inverse(Position::new(lat, lon).unwrap(), datum.position).distance;
            // 4 km / √20 000 = 28 m, four standard errors.
            assert!(off.in_metres() < 115.0, "{lat} {lon}: {off:?}");
            let near = |a: Distance, b: Distance| (a.in_metres() / b.in_metres() - 1.0).abs() < 2e-4;
            assert!(near(datum.major_std, reference.major_std), "{lat}: {datum:?}");
            assert!(near(datum.minor_std, reference.minor_std), "{lat}: {datum:?}");
            assert!(near(datum.radius_50.unwrap(), reference.radius_50.unwrap()), "{lat}: {datum:?}");
            if lat.abs() < 85.0 {
                assert!((datum.major_azimuth.deg() - 60.0).abs() < 0.5, "{lat}: {datum:?}");
            }
        }
        assert!((reference.major_std.in_metres() / 4000.0 - 1.0).abs() < 0.02);
        assert!((reference.minor_std.in_metres() / 1000.0 - 1.0).abs() < 0.02);
        assert!((reference.effective_number - 20_000.0).abs() < 1e-6);
    }

    /// A circular normal distribution has R₅₀ = 1.177 σ, R₉₀ = 2.146 σ, R₉₅ = 2.448 σ (√(−2 ln(1 − q))).
    #[test]
    fn radii_of_a_circular_normal_distribution() {
        let n = 40_000;
        let (mut lats, mut lons) = (Vec::new(), Vec::new());
        for i in 0..n {
            let (a, b) = Streams::new(5).particle(i).normal_pair(0, Process::SeedPosition, 0);
            let (y, x) = displace_anywhere(35.0, 179.95, 5000.0 * a, 5000.0 * b);
            lats.push(y);
            lons.push(x);
        }
        let datum =
            Datum::of_cloud(&Cloud::from_positions(0.0, &lats, &lons, &vec![1.0; n as usize]).unwrap());
        for (got, q) in [(datum.radius_50, 0.5), (datum.radius_90, 0.9), (datum.radius_95, 0.95)] {
            let want = 5000.0 * (-2.0 * math::ln(1.0 - q)).sqrt();
            assert!((got.unwrap().in_metres() / want - 1.0).abs() < 0.015, "{q}: {got:?}, {want}");
        }
    }

    #[test]
    fn weights_pull_the_mean() {
        let cloud = Cloud::from_positions(0.0, &[0.0, 1.0], &[10.0, 10.0], &[3.0, 1.0]).unwrap();
        let datum = Datum::of_cloud(&cloud);
        assert!((datum.position.lat_deg() - 0.25).abs() < 1e-4);
        assert!((datum.effective_number - 1.6).abs() < 1e-12);
        let at_pole = |n: usize| {
            Datum::of_cloud(
                &Cloud::from_positions(0.0, &vec![90.0; n], &vec![3.0; n], &vec![2.0; n]).unwrap(),
            )
        };
        let ten = at_pole(10);
        assert!(ten.position.lat_deg() > 90.0 - 1e-7 && ten.radius_95.unwrap().in_metres() < 0.01, "{ten:?}");
        let nine = at_pole(9);
        assert_eq!((nine.radius_50, nine.radius_90, nine.radius_95), (None, None, None));
    }

    /// A twentieth must have begun to drift and half of that must have a known place, or the mean is no datum and
    /// has no radius.
    #[test]
    fn the_mean_of_a_small_rest_is_no_datum() {
        let of = |begun: usize, lost: usize| {
            let mut fate = vec![Fate::Active; 1000];
            fate[..lost].fill(Fate::MissingData);
            fate[begun..].fill(Fate::NotReleased);
            let (lat_e7, lon_e7) = (vec![0; 1000], (0..1000).collect());
            let snapshot = crate::Snapshot { time_s: 0.0, lat_e7, lon_e7, fate };
            Datum::of_cloud(&Cloud::from_snapshot(&snapshot, &[1.0; 1000]).unwrap())
        };
        for (begun, lost, expected) in [
            (1000, 0, None),
            (50, 0, None),
            (1000, 500, None),
            (49, 0, Some(NoDatum::NotYetAdrift)),
            (1000, 501, Some(NoDatum::BeyondData)),
            (49, 40, Some(NoDatum::NotYetAdrift)),
        ] {
            let datum = of(begun, lost);
            assert_eq!(datum.place().err(), expected, "{begun} {lost}");
            assert_eq!(datum.radius_50.is_none(), expected.is_some(), "{begun} {lost}");
        }
    }

    /// Four places on a line, the outer one gone beyond the data: the others keep their weights, so 75 % lie
    /// within the farthest of them and nothing can be said of 90 %.
    #[test]
    fn radii_count_what_is_lost_as_outside() {
        let snapshot = crate::Snapshot {
            time_s: 0.0,
            lat_e7: vec![0; 16],
            lon_e7: [-100_000, 0, 100_000, 900_000].repeat(4),
            fate: [Fate::Active, Fate::Active, Fate::Stranded, Fate::MissingData].repeat(4),
        };
        let datum = Datum::of_cloud(&Cloud::from_snapshot(&snapshot, &[0.25; 16]).unwrap());
        assert!(datum.position.lon_deg().abs() < 1e-9 && (datum.followed - 0.75).abs() < 1e-15, "{datum:?}");
        // A hundredth of a degree on the equator is 1113.2 m.
        assert!((datum.radius_50.unwrap().in_metres() - 1113.2).abs() < 0.1, "{datum:?}");
        assert_eq!((datum.radius_90, datum.radius_95), (None, None));
        let std = 1113.2 * (2.0f64 / 3.0).sqrt();
        assert!((datum.major_std.in_metres() - std).abs() < 0.1, "{datum:?}");
    }

    proptest! {
        /// Turning a cloud about the Earth's axis turns its datum and nothing else.
        #[test]
        fn rotation_across_the_dateline_changes_nothing(
            points in prop::collection::vec((-2.0..2.0f64, -2.0..2.0f64, 0.0..1.0f64), 1..40),
            lat in -85.0..85.0f64,
            turn in -180.0..180.0f64,
        ) {
            prop_assume!(points.iter().any(|p| p.2 > 0.0));
            let lats: Vec<f64> = points.iter().map(|p| lat + p.0).collect();
            let weights: Vec<f64> = points.iter().map(|p| p.2).collect();
            let at = |east: f64| {
                let lons: Vec<f64> = points.iter().map(|p| p.1 + east).collect();
                Datum::of_cloud(&Cloud::from_positions(0.0, &lats, &lons, &weights).unwrap())
            };
            let (a, b) = (at(0.0), at(turn));
            let turned = sarex_geo::position::wrap_longitude(b.position.lon_deg() - a.position.lon_deg() - turn);
            prop_assert!(turned.abs() < 1e-8 && (a.position.lat_deg() - b.position.lat_deg()).abs() < 1e-9);
            prop_assert_eq!(a.radius_95.is_some(), b.radius_95.is_some());
            if let (Some(a), Some(b)) = (a.radius_95, b.radius_95) {
                prop_assert!((a.in_metres() - b.in_metres()).abs() < 1e-3);
            }
            prop_assert!((a.major_std.in_metres() - b.major_std.in_metres()).abs() < 1e-3);
        }
    }
}
