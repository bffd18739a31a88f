//! What searching is worth: passes, probability of success, and the update after a search that found nothing.

mod creep;
mod passes;
mod worth;

pub use worth::{Worth, worth};

use crate::{Cloud, CloudError, Objective, Response, Waypoint};
use passes::{BLOCK, Passes};
use rayon::prelude::*;
use sarex_geo::math;

/// A ground track and what its unit sees of each object type.
#[derive(Debug, Clone, Copy)]
pub struct Track<'a> {
    /// One per object type of the cloud; `None` where the unit sees nothing of it.
    pub sensor: &'a [Option<Response>],
    /// Straight legs at constant speed between consecutive points, in order of time.
    pub waypoints: &'a [Waypoint],
}

/// Σ −ln(1 − p) of each particle over all legs of the tracks: exp of its negative is the chance of having been missed.
///
/// Legs outside the time of the cloud count nothing. Sums run leg by leg in the order given, so the result does not
/// depend on the number of threads.
pub fn exposure(cloud: &Cloud, tracks: &[Track<'_>]) -> Vec<f32> {
    let mut total = vec![0.0_f32; cloud.len()];
    total.par_chunks_mut(BLOCK).enumerate().for_each(|(block, out)| {
        let mut passes = Passes::new();
        let range = block * BLOCK..block * BLOCK + out.len();
        for track in tracks {
            passes.tell(cloud, range.clone(), track, |lane, exponent, _| out[lane] += exponent);
        }
    });
    total
}

/// [`exposure`], and where survivors count the same with each pass times the probability of being alive then.
pub(crate) fn exposures(cloud: &Cloud, tracks: &[Track<'_>], objective: &Objective) -> (Vec<f32>, Vec<f32>) {
    let alive = match objective {
        Objective::Pos => Vec::new(),
        Objective::Survivors { alive } => worth::exposure_alive(cloud, tracks, alive),
    };
    (exposure(cloud, tracks), alive)
}

/// What is left after searches.
#[derive(Debug, Clone)]
pub struct Updated {
    /// The same particles, weighted by their chance of having been missed.
    pub cloud: Cloud,
    /// Probability that these searches would have found the object: what the update takes away.
    pub pos: f64,
    /// The same given each object type.
    pub pos_by_object: Vec<f64>,
}

/// Bayes' update after searches that found nothing: w ← w·q / Σ w·q, with q the chance of having been missed.
///
/// Searches flown enter as weights; they never remove particles. Of several updates the cumulative probability of success
/// is 1 − Π (1 − pos).
///
/// # Errors
/// [`CloudError::NoWeight`] if the searches would have found the object with certainty wherever it is.
pub fn update(cloud: Cloud, tracks: &[Track<'_>]) -> Result<Updated, CloudError> {
    let exposure = exposure(&cloud, tracks);
    let missed: Vec<f64> = exposure.iter().map(|x| math::exp(-f64::from(*x))).collect();
    let (pos, pos_by_object) = worth::success(&cloud, &missed);
    let weight = cloud.weight().iter().zip(&missed).map(|(w, q)| w * q).collect();
    Ok(Updated { cloud: cloud.reweighted(weight)?, pos, pos_by_object })
}
