//! From drifting particles to the cloud that a search is planned on.

use crate::case::search_keys::Ashore;
use rayon::prelude::*;
use sarex_drift::{Datum, Ensemble, Fate};
use sarex_geo::math;
use sarex_geo::plane::LocalPlane;
use sarex_search::cloud::CloudParts;
use sarex_search::evaluate::{Track, exposure};
use sarex_search::{Cloud, CloudError};

/// Particles with snapshots at even times, and what searches have left of them.
#[derive(Debug, Clone)]
pub(super) struct Particles {
    pub ensemble: Ensemble,
    /// Chance of each particle of having been missed by all searches before.
    pub missed: Vec<f64>,
}

/// The cloud over a stretch of time, and which particles it is made of.
#[derive(Debug, Clone)]
pub(super) struct Followed {
    pub cloud: Cloud,
    /// Particle of each member of the cloud.
    pub particle: Vec<u32>,
    pub shares: Shares,
}

/// What becomes of the whole probability during a search.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shares {
    /// Share that the plan is made on: adrift when the search begins, and followed to its end.
    pub followed: f64,
    /// The same given each object type.
    pub followed_by_object: Vec<f64>,
    /// Ashore when the search begins, and left out.
    pub ashore: f64,
    /// Gone where forcing is missing by the end of the search.
    pub missing_data: f64,
    /// Not yet adrift when the search begins.
    pub not_released: f64,
    /// Adrift when the search begins and ashore at its end: followed, and on the beach from then on.
    pub strands: f64,
}

impl Particles {
    /// Particles that nothing has been searched for.
    pub fn fresh(ensemble: Ensemble) -> Self {
        let missed = vec![1.0; ensemble.particles.len()];
        Self { ensemble, missed }
    }

    /// Weights after the searches before; they sum to one.
    pub fn weights(&self) -> Vec<f64> {
        let drawn = self.ensemble.particles.weight.iter();
        let mut weights: Vec<f64> = drawn.zip(&self.missed).map(|(w, q)| w * q).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|w| *w /= sum);
        weights
    }

    /// Probability that the searches before would have found the object.
    pub fn found_before(&self) -> f64 {
        let drawn = &self.ensemble.particles.weight;
        let left: f64 = drawn.iter().zip(&self.missed).map(|(w, q)| w * q).sum();
        1.0 - left / drawn.iter().sum::<f64>()
    }

    /// Takes what tracks would have found from those that are followed: the exposure of each.
    pub fn take(&mut self, followed: &Followed, tracks: &[Track<'_>]) -> Vec<f32> {
        let seen = exposure(&followed.cloud, tracks);
        for (&particle, exposure) in followed.particle.iter().zip(&seen) {
            self.missed[particle as usize] *= math::exp(-f64::from(*exposure));
        }
        seen
    }

    /// Snapshot nearest to a time.
    pub fn nearest(&self, time_s: f64) -> usize {
        let off = |k: &usize| (self.ensemble.snapshots[*k].time_s - time_s).abs();
        (0..self.ensemble.snapshots.len()).min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(0)
    }

    /// Where the object most probably is at the snapshot nearest to a time, with what the searches before have left.
    pub fn datum(&self, time_s: f64) -> Option<Datum> {
        self.drift_cloud(time_s).map(|cloud| Datum::of_cloud(&cloud))
    }

    /// The released particles at the snapshot nearest to a time.
    pub fn drift_cloud(&self, time_s: f64) -> Option<sarex_drift::Cloud> {
        sarex_drift::Cloud::weighted(&self.ensemble, self.nearest(time_s), &self.weights()).ok()
    }

    /// The cloud from the last snapshot at or before `start_s` to the first at or after `end_s`.
    pub fn over(
        &self,
        (start_s, end_s): (f64, f64),
        plane: &LocalPlane,
        ashore: Ashore,
    ) -> Result<Followed, CloudError> {
        let snapshots = &self.ensemble.snapshots;
        let first = snapshots.iter().rposition(|s| s.time_s < start_s + 0.5).unwrap_or(0);
        let after = snapshots.iter().position(|s| s.time_s > end_s - 0.5);
        let last = after.map_or(snapshots.len(), |k| k + 1);
        let nodes = &snapshots[first..last.max(first)];
        if nodes.len() < 2 {
            return Err(CloudError::Nodes { count: nodes.len() });
        }
        let weights = self.weights();
        let mut shares = Shares::default();
        let mut particle = Vec::new();
        for (i, &weight) in weights.iter().enumerate() {
            let begin = nodes[0].fate[i];
            if nodes.iter().any(|node| node.fate[i] == Fate::MissingData) {
                shares.missing_data += weight;
            } else if begin == Fate::NotReleased {
                shares.not_released += weight;
            } else if begin == Fate::Stranded && ashore == Ashore::LeftOut {
                shares.ashore += weight;
            } else {
                let strands = begin == Fate::Active && nodes[nodes.len() - 1].fate[i] == Fate::Stranded;
                shares.strands += if strands { weight } else { 0.0 };
                shares.followed += weight;
                particle.push(i as u32);
            }
        }
        if particle.is_empty() {
            return Err(CloudError::NoWeight);
        }
        shares.followed_by_object = self.followed_by_object(&weights, &particle);
        let places: Vec<(Vec<f32>, Vec<f32>)> = nodes
            .par_iter()
            .map(|node| {
                let place = |&i: &u32| {
                    let (lat, lon) = (node.lat_e7[i as usize], node.lon_e7[i as usize]);
                    let at = plane.to_plane(f64::from(lat) * 1e-7, f64::from(lon) * 1e-7);
                    (at.east_m as f32, at.north_m as f32)
                };
                particle.iter().map(place).unzip()
            })
            .collect();
        let (east_m, north_m) = places.into_iter().unzip();
        let cloud = Cloud::new(CloudParts {
            plane: *plane,
            start_s: nodes[0].time_s,
            step_s: nodes[1].time_s - nodes[0].time_s,
            east_m,
            north_m,
            weight: particle.iter().map(|&i| weights[i as usize]).collect(),
            object: particle.iter().map(|&i| self.ensemble.particles.object[i as usize] as u8).collect(),
            objects: self.ensemble.scenario.objects.iter().map(|o| o.class.key.clone()).collect(),
        })?;
        Ok(Followed { cloud, particle, shares })
    }

    fn followed_by_object(&self, weights: &[f64], particle: &[u32]) -> Vec<f64> {
        let objects = self.ensemble.scenario.objects.len();
        let (mut all, mut followed) = (vec![0.0; objects], vec![0.0; objects]);
        for (&object, weight) in self.ensemble.particles.object.iter().zip(weights) {
            all[usize::from(object)] += weight;
        }
        for &i in particle {
            followed[usize::from(self.ensemble.particles.object[i as usize])] += weights[i as usize];
        }
        let share = |(followed, all): (&f64, &f64)| if *all > 0.0 { followed / all } else { 0.0 };
        followed.iter().zip(&all).map(share).collect()
    }
}

impl Shares {
    /// What a reader of the plan should know of it, in plain words.
    pub fn notes(&self, ashore: Ashore) -> Vec<String> {
        let told = [
            (
                self.ashore,
                "has drifted ashore before the search begins and is not looked for from sea and air \
                 (`ashore = \"left-out\"`): send someone along the coast",
            ),
            (
                self.missing_data,
                "goes where wind or current is missing and can not be followed: it counts as not found",
            ),
            (self.not_released, "is not yet adrift when the search begins: it counts as not found"),
            (
                self.strands,
                match ashore {
                    Ashore::LeftOut => {
                        "drifts ashore during the search, and is seen there as it would be at sea"
                    }
                    Ashore::Counted => {
                        "drifts ashore during the search; what is ashore is seen as it would be at sea"
                    }
                },
            ),
        ];
        let told = told.into_iter().filter(|(share, _)| *share >= 0.000_5);
        told.map(|(share, what)| format!("{:.1} % of the probability {what}", 100.0 * share)).collect()
    }
}
