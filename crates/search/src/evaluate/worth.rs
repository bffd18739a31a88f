//! Probability of success and of finding alive.

use super::passes::{BLOCK, Passes};
use super::{Track, exposure};
use crate::{Cloud, Objective};
use rayon::prelude::*;
use sarex_geo::math;

/// What a set of tracks is worth on a cloud.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// Probability of success.
    pub pos: f64,
    /// The same given each object type; zero for a type without weight.
    pub pos_by_object: Vec<f64>,
    /// Standard error of `pos`, the cloud being a sample: √Σ w²·(q − pos)² with q each particle's chance of being found.
    pub standard_error: f64,
    /// Expected share found alive, where the objective asks for it.
    pub survivors: Option<f64>,
}

impl Worth {
    /// What the objective makes as large as possible.
    pub fn value(&self) -> f64 {
        self.survivors.unwrap_or(self.pos)
    }
}

/// Evaluates tracks on a cloud: POS = Σ w·(1 − Π (1 − p)) over units and legs.
///
/// For survivors, POSA = Σ w Σ_ℓ [Π_{j<ℓ} (1 − p_j)]·p_ℓ·S(t_ℓ) with the passes of all units in order of time.
pub fn worth(cloud: &Cloud, tracks: &[Track<'_>], objective: &Objective) -> Worth {
    let missed: Vec<f64> = exposure(cloud, tracks).iter().map(|x| math::exp(-f64::from(*x))).collect();
    let (pos, pos_by_object) = success(cloud, &missed);
    let survivors = match objective {
        Objective::Pos => None,
        Objective::Survivors { alive } => Some(found_alive(cloud, tracks, alive)),
    };
    let each = cloud.weight().iter().zip(&missed).map(|(w, missed)| {
        let off = w * (1.0 - missed - pos);
        off * off
    });
    Worth { pos, pos_by_object, standard_error: each.sum::<f64>().sqrt(), survivors }
}

/// Probability of success from each particle's chance of being missed, in all and given each type.
pub(super) fn success(cloud: &Cloud, missed: &[f64]) -> (f64, Vec<f64>) {
    let mut found = vec![0.0; cloud.objects().len()];
    for ((&object, weight), missed) in cloud.object().iter().zip(cloud.weight()).zip(missed) {
        found[usize::from(object)] += weight * (1.0 - missed);
    }
    let given = |(found, mass): (&f64, f64)| if mass > 0.0 { found / mass } else { 0.0 };
    (found.iter().sum(), found.iter().zip(cloud.object_mass()).map(given).collect())
}

fn found_alive(cloud: &Cloud, tracks: &[Track<'_>], alive: &[Vec<f64>]) -> f64 {
    let mut share = vec![0.0_f64; cloud.len()];
    share.par_chunks_mut(BLOCK).enumerate().for_each(|(block, out)| {
        let first = block * BLOCK;
        let mut passes = Passes::new();
        let mut chances: Vec<Vec<(f64, f32)>> = vec![Vec::new(); out.len()];
        for track in tracks {
            passes.tell(cloud, first..first + out.len(), track, |lane, exponent, time_s| {
                chances[lane].push((time_s, exponent));
            });
        }
        for (lane, (chances, out)) in chances.iter_mut().zip(out).enumerate() {
            // A stable sort: passes of one instant keep the order of the units.
            chances.sort_by(|a, b| a.0.total_cmp(&b.0));
            let survival = &alive[usize::from(cloud.object()[first + lane])];
            let mut missed = 1.0;
            for &(time_s, exponent) in chances.iter() {
                let still = missed * math::exp(-f64::from(exponent));
                *out += (missed - still) * at(cloud, survival, time_s);
                missed = still;
            }
        }
    });
    cloud.weight().iter().zip(share).map(|(w, s)| w * s).sum()
}

/// Σ −ln(1 − p)·S(t) of each particle.
pub(super) fn exposure_alive(cloud: &Cloud, tracks: &[Track<'_>], alive: &[Vec<f64>]) -> Vec<f32> {
    let mut sum = vec![0.0_f32; cloud.len()];
    sum.par_chunks_mut(BLOCK).enumerate().for_each(|(block, out)| {
        let first = block * BLOCK;
        let mut passes = Passes::new();
        for track in tracks {
            passes.tell(cloud, first..first + out.len(), track, |lane, exponent, time_s| {
                let survival = &alive[usize::from(cloud.object()[first + lane])];
                out[lane] += exponent * at(cloud, survival, time_s) as f32;
            });
        }
    });
    sum
}

/// A series at the cloud's nodes, linear between them.
fn at(cloud: &Cloud, series: &[f64], time_s: f64) -> f64 {
    let place = ((time_s - cloud.start_s()) / cloud.step_s()).clamp(0.0, cloud.nodes() as f64 - 1.0);
    let node = (place as usize).min(cloud.nodes() - 2);
    series[node] + (place - node as f64) * (series[node + 1] - series[node])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{self, assigned, helicopter, nm, ship, sweeps};

    /// Forty clouds of a hundred, drawn from one: their probabilities scatter as each of them says by itself (within a
    /// quarter: forty draws tell a standard deviation to 11 %).
    #[test]
    fn probabilities_scatter_by_their_standard_error() {
        let problem = testing::problem(vec![helicopter("H1"), ship("V1")]);
        let tasks = [
            assigned(&problem, 0, sweeps(8.0, 1.0, 6), nm(-5.0, -4.0)),
            assigned(&problem, 1, sweeps(6.0, 0.5, 4), nm(-3.0, -3.0)),
        ];
        let tracks: Vec<Track<'_>> = tasks
            .iter()
            .map(|task| Track { sensor: &problem.units[task.unit].sensor, waypoints: &task.track })
            .collect();
        let whole = testing::cloud(4000);
        let of = |draw: u32| {
            let indices: Vec<u32> = (100 * draw..100 * (draw + 1)).collect();
            worth(&whole.pick(&indices, vec![1.0; 100]).unwrap(), &tracks, &Objective::Pos)
        };
        let each: Vec<Worth> = (0..40).map(of).collect();
        let mean = |f: &dyn Fn(&Worth) -> f64| each.iter().map(f).sum::<f64>() / 40.0;
        let pos = mean(&|w| w.pos);
        let scatter = (mean(&|w| (w.pos - pos) * (w.pos - pos)) * 40.0 / 39.0).sqrt();
        let told = mean(&|w| w.standard_error);
        assert!(pos > 0.1 && (scatter / told - 1.0).abs() < 0.25, "{scatter} told as {told}, POS {pos}");
        assert!((whole.effective_number() - 4000.0).abs() < 1e-6);
    }
}
