//! The belief as a small sample in rows.

use crate::{Cloud, Response, Sru};
use sarex_geo::Streams;
use sarex_geo::streams::Process;

/// Particles with even weights over the time of a decision, as places and velocities at its begin.
///
/// A decision covers minutes: within it particles move straight, at the velocity between the nodes around its middle.
pub(super) struct Belief {
    pub east_m: Vec<f32>,
    pub north_m: Vec<f32>,
    pub east_mps: Vec<f32>,
    pub north_mps: Vec<f32>,
    pub object: Vec<u8>,
}

impl Belief {
    /// `count` particles by systematic draws, placed at `now_s`, moving as between then and `until_s`.
    pub fn of(cloud: &Cloud, count: usize, seed: u64, now_s: f64, until_s: f64) -> Self {
        let picked = draw(cloud, count, seed);
        let row = |time_s: f64| {
            let place = ((time_s - cloud.start_s()) / cloud.step_s()).clamp(0.0, cloud.nodes() as f64 - 1.0);
            let node = (place as usize).min(cloud.nodes() - 2);
            let part = (place - node as f64) as f32;
            let (here, next) = (cloud.at_node(node), cloud.at_node(node + 1));
            let at = |a: &[f32], b: &[f32]| -> Vec<f32> {
                picked.iter().map(|&i| a[i] + part * (b[i] - a[i])).collect()
            };
            (at(here.0, next.0), at(here.1, next.1))
        };
        let ((east_m, north_m), later) = (row(now_s), row(until_s));
        let per_s = 1.0 / (until_s - now_s) as f32;
        let velocity = |from: &[f32], to: &[f32]| from.iter().zip(to).map(|(a, b)| (b - a) * per_s).collect();
        Self {
            east_mps: velocity(&east_m, &later.0),
            north_mps: velocity(&north_m, &later.1),
            object: picked.iter().map(|&i| cloud.object()[i]).collect(),
            east_m,
            north_m,
        }
    }

    pub fn len(&self) -> usize {
        self.object.len()
    }

    /// Adds the exposure of each particle on one straight leg; times in seconds from the decision. Such legs creep nowhere, so that
    /// a sensor that goes by the creep sees nothing on them.
    pub fn pass(&self, sru: &Sru, from: ([f32; 2], f32), to: ([f32; 2], f32), exposure: &mut [f32]) {
        let ([x0, y0], begin_s) = from;
        let ([x1, y1], end_s) = to;
        let duration_s = end_s - begin_s;
        let (ux, uy) = ((x1 - x0) / duration_s, (y1 - y0) / duration_s);
        let curves: Vec<Option<(&Response, f32)>> = sru
            .sensor
            .iter()
            .map(|r| {
                r.as_ref().filter(|r| !r.follows_creep()).map(|r| (r, r.max_range_m() * r.max_range_m()))
            })
            .collect();
        for (i, exposure) in exposure.iter_mut().enumerate() {
            let Some((curve, reach2)) = curves[usize::from(self.object[i])] else { continue };
            let rx = self.east_m[i] + begin_s * self.east_mps[i] - x0;
            let ry = self.north_m[i] + begin_s * self.north_mps[i] - y0;
            let (dx, dy) = (self.east_mps[i] - ux, self.north_mps[i] - uy);
            let after_s = -(rx * dx + ry * dy) / (dx * dx + dy * dy);
            let (cx, cy) = (rx + after_s * dx, ry + after_s * dy);
            let range2 = cx * cx + cy * cy;
            if after_s > 0.0 && after_s < duration_s && range2 < reach2 {
                let port = ux * cy - uy * cx > 0.0;
                *exposure += curve.exponent_at(if port { -range2.sqrt() } else { range2.sqrt() });
            }
        }
    }
}

/// Indices by weight, evenly spaced along the order of the particles.
fn draw(cloud: &Cloud, count: usize, seed: u64) -> Vec<usize> {
    let count = count.min(cloud.len()).max(1);
    let first = Streams::new(seed).particle(u32::MAX).uniform(u32::MAX, Process::Planning, 0);
    let mut picked = Vec::with_capacity(count);
    let mut sum = 0.0;
    for (i, weight) in cloud.weight().iter().enumerate() {
        sum += weight;
        while picked.len() < count && (picked.len() as f64 + first) / count as f64 <= sum {
            picked.push(i);
        }
    }
    picked.resize(count, cloud.len() - 1);
    picked
}
