//! Weighted positions at one time: what datum, probability map and search are computed from.

use crate::{Ensemble, Fate, Snapshot};
use rayon::prelude::*;
use sarex_geo::plane::{LocalPlane, PlanePoint};
use sarex_geo::{Position, Timestamp, ellipsoid::RAD, from_unix_seconds, math};

/// Fewest particles worth a thread.
const MIN_LEN: usize = 4096;

/// How much of the probability is in which state.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MassByFate {
    /// Adrift.
    pub active: f64,
    /// On the coast.
    pub stranded: f64,
    /// Stopped where forcing was missing, and therefore not in the cloud.
    pub missing_data: f64,
    /// Not yet released, and therefore not in the cloud.
    pub not_released: f64,
}

/// The particles whose place is known at a time, with their weights.
///
/// - Particles on the coast count where they stranded.
/// - Particles **not yet released** are left out, and the weights of the others are scaled to sum to one: the cloud
///   is that of an object that has begun to drift.
/// - Particles **stopped for lack of wind or current** are left out too, for the object has gone on from there, and
///   where to is not known. Their share is *not* given to the others: the weights then sum to
///   [`Cloud::followed`], less than one, and whatever is computed from the cloud knows what it does not know.
#[derive(Debug, Clone)]
pub struct Cloud {
    time_s: f64,
    lat_deg: Vec<f64>,
    lon_deg: Vec<f64>,
    weight: Vec<f64>,
    followed: f64,
    mass: MassByFate,
    plane: LocalPlane,
}

/// Why there is no cloud.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CloudError {
    /// Fewer output times than that.
    #[error("there is no output time number {index}: the forecast has {count}")]
    NoSuchSnapshot {
        /// Asked.
        index: usize,
        /// There.
        count: usize,
    },
    /// All particles start later, or there are none.
    #[error("no particle has been released by {}: choose a later time", time_text(*time_s))]
    NothingReleased {
        /// The time, seconds since 1970.
        time_s: f64,
    },
    /// Every particle that was adrift has stopped where forcing was missing.
    #[error(
        "by {} every particle has stopped where wind or current was missing, so nothing is known of the object's \
         place: give fields that reach further in space and time",
        time_text(*time_s)
    )]
    NothingFollowed {
        /// The time, seconds since 1970.
        time_s: f64,
    },
    /// Arrays of different length.
    #[error("{positions} positions but {weights} weights")]
    Lengths {
        /// Positions.
        positions: usize,
        /// Weights.
        weights: usize,
    },
    /// A weight below zero or not finite, or all zero.
    #[error("weight {value} of particle {particle} is not a finite number of zero or more")]
    Weight {
        /// Its index.
        particle: usize,
        /// Its weight.
        value: f64,
    },
    /// Every weight is zero.
    #[error("all weights are zero: nothing is left of the probability")]
    NoWeight,
    /// A position that is none.
    #[error("particle {particle} is at latitude {lat_deg}°, longitude {lon_deg}°, which is no position")]
    Position {
        /// Its index.
        particle: usize,
        /// Its latitude.
        lat_deg: f64,
        /// Its longitude.
        lon_deg: f64,
    },
}

fn time_text(time_s: f64) -> String {
    from_unix_seconds(time_s).map_or_else(|| format!("{time_s} s"), |t: Timestamp| t.to_string())
}

impl Cloud {
    /// The released particles of one output time with the weights of the run.
    pub fn of(ensemble: &Ensemble, snapshot: usize) -> Result<Self, CloudError> {
        Self::weighted(ensemble, snapshot, &ensemble.particles.weight)
    }

    /// The same with other weights, one per particle, not necessarily scaled: after a search, for instance.
    pub fn weighted(ensemble: &Ensemble, snapshot: usize, weights: &[f64]) -> Result<Self, CloudError> {
        let count = ensemble.snapshots.len();
        let there = ensemble.snapshots.get(snapshot);
        Self::from_snapshot(there.ok_or(CloudError::NoSuchSnapshot { index: snapshot, count })?, weights)
    }

    /// The released particles of a snapshot with these weights, one per particle, not necessarily scaled.
    pub fn from_snapshot(there: &Snapshot, weights: &[f64]) -> Result<Self, CloudError> {
        let n = there.lat_e7.len();
        if weights.len() != n {
            return Err(CloudError::Lengths { positions: n, weights: weights.len() });
        }
        let mut cloud = Self::empty(there.time_s, n);
        for (i, &weight) in weights.iter().enumerate() {
            check_weight(i, weight)?;
            match there.fate[i] {
                Fate::Active => cloud.mass.active += weight,
                Fate::Stranded => cloud.mass.stranded += weight,
                Fate::MissingData => {
                    cloud.mass.missing_data += weight;
                    continue;
                }
                Fate::NotReleased => {
                    cloud.mass.not_released += weight;
                    continue;
                }
            }
            cloud.lat_deg.push(f64::from(there.lat_e7[i]) * 1e-7);
            cloud.lon_deg.push(f64::from(there.lon_e7[i]) * 1e-7);
            cloud.weight.push(weight);
        }
        cloud.normalised()
    }

    /// A cloud from plain arrays; all its mass counts as active.
    ///
    /// ```
    /// use sarex_drift::Cloud;
    /// let cloud = Cloud::from_positions(0.0, &[34.0, 35.0], &[179.5, -179.5], &[1.0, 3.0]).unwrap();
    /// assert_eq!(cloud.weight(), [0.25, 0.75]);
    /// ```
    pub fn from_positions(
        time_s: f64,
        lat_deg: &[f64],
        lon_deg: &[f64],
        weight: &[f64],
    ) -> Result<Self, CloudError> {
        let n = lat_deg.len();
        if lon_deg.len() != n || weight.len() != n {
            return Err(CloudError::Lengths { positions: n.max(lon_deg.len()), weights: weight.len() });
        }
        let mut cloud = Self::empty(time_s, n);
        for i in 0..n {
            check_weight(i, weight[i])?;
            if Position::new(lat_deg[i], lon_deg[i]).is_err() {
                let (lat_deg, lon_deg) = (lat_deg[i], lon_deg[i]);
                return Err(CloudError::Position { particle: i, lat_deg, lon_deg });
            }
            cloud.mass.active += weight[i];
        }
        cloud.lat_deg.extend_from_slice(lat_deg);
        cloud.lon_deg.extend_from_slice(lon_deg);
        cloud.weight.extend_from_slice(weight);
        cloud.normalised()
    }

    fn empty(time_s: f64, capacity: usize) -> Self {
        let column = || Vec::with_capacity(capacity);
        let mass = MassByFate::default();
        let plane = LocalPlane::at(Position::new(0.0, 0.0).expect("the origin is a position"));
        Self { time_s, lat_deg: column(), lon_deg: column(), weight: column(), followed: 1.0, mass, plane }
    }

    fn normalised(mut self) -> Result<Self, CloudError> {
        if self.weight.is_empty() {
            let time_s = self.time_s;
            let stopped = self.mass.missing_data > 0.0;
            return Err(if stopped {
                CloudError::NothingFollowed { time_s }
            } else {
                CloudError::NothingReleased { time_s }
            });
        }
        // Scaled by the largest first: the smallest representable weights have a sum too.
        let largest = self.weight.iter().fold(0.0f64, |a, &b| a.max(b));
        if largest == 0.0 {
            return Err(CloudError::NoWeight);
        }
        self.weight.iter_mut().for_each(|w| *w /= largest);
        let m = &mut self.mass;
        let known: f64 = self.weight.iter().sum();
        let stopped = m.missing_data / largest;
        if stopped > 0.0 {
            self.followed = known / (known + stopped);
        }
        self.weight.iter_mut().for_each(|w| *w /= known + stopped);
        let all = (m.active + m.stranded + m.missing_data) + m.not_released;
        if all > 0.0 && all.is_finite() {
            *m = MassByFate {
                active: m.active / all,
                stranded: m.stranded / all,
                missing_data: m.missing_data / all,
                not_released: m.not_released / all,
            };
        }
        self.plane = self.find_plane();
        Ok(self)
    }

    /// Time of the cloud, seconds since 1970.
    pub fn time_s(&self) -> f64 {
        self.time_s
    }

    /// Latitudes, degrees.
    pub fn lat_deg(&self) -> &[f64] {
        &self.lat_deg
    }

    /// Longitudes, degrees, wound in any way.
    pub fn lon_deg(&self) -> &[f64] {
        &self.lon_deg
    }

    /// Weights, summing to [`Cloud::followed`].
    pub fn weight(&self) -> &[f64] {
        &self.weight
    }

    /// Share of the probability whose place is known: one, less what stopped where forcing was missing.
    pub fn followed(&self) -> f64 {
        self.followed
    }

    /// Shares of the whole ensemble, summing to one.
    pub fn mass(&self) -> MassByFate {
        self.mass
    }

    /// Effective number of particles (Σw)²/Σw²: how many equal ones would say as much.
    pub fn effective_number(&self) -> f64 {
        self.followed * self.followed / self.weight.iter().map(|w| w * w).sum::<f64>()
    }

    /// The local plane about the weighted mean position.
    ///
    /// The mean of unit vectors (normals of the ellipsoid) gives a first centre; the mean in the plane about it
    /// the final one. A cloud spread evenly over the globe has no mean; then the heaviest particle stands for it.
    pub fn plane(&self) -> &LocalPlane {
        &self.plane
    }

    fn find_plane(&self) -> LocalPlane {
        let first = LocalPlane::at(self.mean_by_unit_vectors());
        let (mut east_m, mut north_m) = (0.0, 0.0);
        for (w, p) in self.weight.iter().zip(self.in_plane(&first)) {
            east_m += w * p.east_m;
            north_m += w * p.north_m;
        }
        let (east_m, north_m) = (east_m / self.followed, north_m / self.followed);
        let mean = PlanePoint { east_m, north_m };
        LocalPlane::at(first.to_position(mean).wrapped())
    }

    /// Places in a plane, in the order of the particles.
    pub(crate) fn in_plane(&self, plane: &LocalPlane) -> Vec<PlanePoint> {
        let places = (&self.lat_deg, &self.lon_deg).into_par_iter().with_min_len(MIN_LEN);
        places.map(|(&lat, &lon)| plane.to_plane(lat, lon)).collect()
    }

    fn mean_by_unit_vectors(&self) -> Position {
        let mut sum = [0.0f64; 3];
        for i in 0..self.weight.len() {
            let (sin_lat, cos_lat) = math::sin_cos(self.lat_deg[i] * RAD);
            let (sin_lon, cos_lon) = math::sin_cos(self.lon_deg[i] * RAD);
            let w = self.weight[i];
            sum[0] += w * cos_lat * cos_lon;
            sum[1] += w * cos_lat * sin_lon;
            sum[2] += w * sin_lat;
        }
        let across = math::hypot(sum[0], sum[1]);
        let heaviest = || {
            let i =
                (0..self.weight.len()).fold(0, |a, b| if self.weight[b] > self.weight[a] { b } else { a });
            (self.lat_deg[i], self.lon_deg[i])
        };
        let (lat, lon) = if math::hypot(across, sum[2]) < 1e-6 {
            heaviest()
        } else {
            (math::atan2(sum[2], across) / RAD, math::atan2(sum[1], sum[0]) / RAD)
        };
        let lon = sarex_geo::position::wrap_longitude(lon);
        Position::new(lat.clamp(-90.0, 90.0), lon)
            .expect("a clamped latitude and a wrapped longitude are valid")
    }
}

fn check_weight(particle: usize, value: f64) -> Result<(), CloudError> {
    let fits = value.is_finite() && value >= 0.0;
    if fits { Ok(()) } else { Err(CloudError::Weight { particle, value }) }
}

/// The smallest value whose cumulative weight reaches a share of the whole. Equal values are added in the order
/// of their weights, so the answer does not depend on the order of the particles.
pub(crate) fn weighted_quantiles<const N: usize>(
    values: &[f64],
    weights: &[f64],
    shares: [f64; N],
) -> [f64; N] {
    let mut pairs: Vec<(f64, f64)> = values.iter().copied().zip(weights.iter().copied()).collect();
    pairs.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let total: f64 = pairs.iter().map(|p| p.1).sum();
    let mut found = [f64::NAN; N];
    let mut sum = 0.0;
    for (value, weight) in pairs {
        sum += weight;
        for (quantile, share) in found.iter_mut().zip(shares) {
            if quantile.is_nan() && sum >= share * total {
                *quantile = value;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_follow_the_weights() {
        let values = [3.0, 1.0, 2.0, 10.0];
        assert_eq!(weighted_quantiles(&values, &[1.0; 4], [0.25, 0.5, 0.75, 1.0]), [1.0, 2.0, 3.0, 10.0]);
        assert_eq!(weighted_quantiles(&values, &[0.0, 0.1, 0.1, 0.8], [0.5, 0.15]), [10.0, 2.0]);
    }

    #[test]
    fn bad_clouds_are_refused() {
        let cloud = |lat: &[f64], w: &[f64]| Cloud::from_positions(0.0, lat, &vec![0.0; lat.len()], w);
        assert!(matches!(cloud(&[], &[]), Err(CloudError::NothingReleased { .. })));
        assert!(matches!(cloud(&[1.0], &[0.0]), Err(CloudError::NoWeight)));
        assert!(matches!(cloud(&[1.0, 2.0], &[1.0, -1.0]), Err(CloudError::Weight { particle: 1, .. })));
        assert!(matches!(cloud(&[1.0, 99.0], &[1.0, 1.0]), Err(CloudError::Position { particle: 1, .. })));
        assert!(matches!(cloud(&[1.0], &[1.0, 1.0]), Err(CloudError::Lengths { .. })));
        let tiny = cloud(&[1.0, 2.0], &[f64::MIN_POSITIVE, f64::MIN_POSITIVE]).unwrap();
        assert_eq!(tiny.weight(), [0.5, 0.5]);
    }

    #[test]
    fn clouds_over_the_whole_globe_have_a_centre() {
        let cloud = Cloud::from_positions(0.0, &[0.0, 0.0], &[0.0, 180.0], &[1.0, 1.0]).unwrap();
        assert!(cloud.plane().centre().lat_deg().is_finite());
    }

    /// Stranded particles count where they stopped. Those not released are left out and the others stand for them;
    /// those that ran out of data are left out and nobody stands for them.
    #[test]
    fn fates_are_counted_and_only_known_places_are_in_the_cloud() {
        let snapshot = Snapshot {
            time_s: 0.0,
            lat_e7: vec![340_000_000, 341_000_000, 342_000_000, 350_000_000],
            lon_e7: vec![1_799_999_999, -1_799_000_000, 1_798_000_000, 0],
            fate: vec![Fate::Active, Fate::Stranded, Fate::MissingData, Fate::NotReleased],
        };
        let cloud = Cloud::from_snapshot(&snapshot, &[0.1, 0.2, 0.3, 0.4]).unwrap();
        assert_eq!(cloud.weight().len(), 2);
        assert!((cloud.weight()[1] - 0.2 / 0.6).abs() < 1e-15 && (cloud.lat_deg()[1] - 34.1).abs() < 1e-12);
        assert!((cloud.weight().iter().sum::<f64>() - 0.5).abs() < 1e-15);
        assert!((cloud.followed() - 0.5).abs() < 1e-15);
        // Weights 1/6 and 1/3 say as much as 1.8 equal ones, however much is lost.
        assert!((cloud.effective_number() - 1.8).abs() < 1e-12);
        let middle = cloud.plane().centre();
        assert!((middle.lat_deg() - (34.0 + 0.1 * 2.0 / 3.0)).abs() < 1e-4, "{middle}");
        let m = cloud.mass();
        for (got, want) in [(m.active, 0.1), (m.stranded, 0.2), (m.missing_data, 0.3), (m.not_released, 0.4)]
        {
            assert!((got - want).abs() < 1e-15, "{m:?}");
        }
        let lost = Snapshot { fate: vec![Fate::MissingData; 4], ..snapshot.clone() };
        let error = Cloud::from_snapshot(&lost, &[0.25; 4]).unwrap_err();
        assert_eq!(error, CloudError::NothingFollowed { time_s: 0.0 });
        let unborn = Snapshot { fate: vec![Fate::NotReleased; 4], ..snapshot };
        let error = Cloud::from_snapshot(&unborn, &[0.25; 4]).unwrap_err().to_string();
        assert!(error.contains("1970-01-01T00:00:00Z"), "{error}");
    }
}
