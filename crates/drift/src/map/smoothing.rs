//! Smoothing of a map: bandwidths from a cloud, and the convolution that keeps the mass.

use super::{Grid, Smoothing};
use crate::{Cloud, cloud::weighted_quantiles};
use sarex_geo::math;

/// Standard deviations of the kernel, m.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bandwidth {
    pub east_m: f64,
    pub north_m: f64,
}

impl Bandwidth {
    /// The bandwidth that is asked for, `own` that of the cloud by [`Bandwidth::of`]; `None` for no smoothing.
    pub fn chosen(smoothing: Smoothing, own: impl FnOnce() -> Self) -> Option<Self> {
        match smoothing {
            Smoothing::None => None,
            Smoothing::Auto => Some(own()),
            Smoothing::Bandwidth(width) => {
                let width_m = if width.in_metres() > 0.0 { width.in_metres() } else { 0.0 };
                Some(Self { east_m: width_m, north_m: width_m })
            }
        }
    }

    /// Silverman's rule with a robust spread.
    pub fn of(cloud: &Cloud) -> Self {
        let plane = cloud.plane();
        let n = cloud.weight().len();
        let (mut east, mut north) = (Vec::with_capacity(n), Vec::with_capacity(n));
        for (&lat, &lon) in cloud.lat_deg().iter().zip(cloud.lon_deg()) {
            let p = plane.to_plane(lat, lon);
            east.push(p.east_m);
            north.push(p.north_m);
        }
        let shrink = math::exp(math::ln(cloud.effective_number().max(1.0)) * (-1.0 / 6.0));
        let along = |values: &[f64]| spread_m(values, cloud) * shrink;
        Self { east_m: along(&east), north_m: along(&north) }
    }

    pub fn smaller_m(self) -> f64 {
        self.east_m.min(self.north_m)
    }

    pub fn larger_m(self) -> f64 {
        self.east_m.max(self.north_m)
    }
}

/// The smaller of standard deviation and scaled interquartile range; the first if the second is zero.
fn spread_m(values: &[f64], cloud: &Cloud) -> f64 {
    let weights = cloud.weight();
    let mut mean = 0.0;
    for (v, w) in values.iter().zip(weights) {
        mean += w * v;
    }
    mean /= cloud.followed();
    let mut variance = 0.0;
    for (v, w) in values.iter().zip(weights) {
        variance += w * (v - mean) * (v - mean);
    }
    let std = (variance / cloud.followed()).max(0.0).sqrt();
    let [low, high] = weighted_quantiles(values, weights, [0.25, 0.75]);
    let robust = (high - low) / 1.349;
    if robust > 0.0 { std.min(robust) } else { std }
}

/// Spreads each cell's mass over its neighbours by a Gaussian, first along meridians, then along parallels.
///
/// What would leave the grid is given to the cells inside in proportion, so the sum stays.
pub(super) fn smooth(mass: &mut [f64], grid: &Grid, width: Bandwidth) {
    let (rows, columns) = (grid.rows, grid.columns);
    let kernel = Kernel::new(width.north_m / grid.height_m(rows / 2), rows);
    let mut line = vec![0.0; rows];
    let mut out = vec![0.0; rows];
    for column in 0..columns {
        for row in 0..rows {
            line[row] = mass[row * columns + column];
        }
        kernel.spread(&line, &mut out, false);
        for row in 0..rows {
            mass[row * columns + column] = out[row];
        }
    }
    let mut out = vec![0.0; columns];
    for row in 0..rows {
        let kernel = Kernel::new(width.east_m / grid.width_m(row).max(1e-6), columns);
        let line = &mut mass[row * columns..(row + 1) * columns];
        kernel.spread(line, &mut out, grid.is_full_circle());
        line.copy_from_slice(&out);
    }
}

/// Weights of a Gaussian at whole cells to both sides, cut at four standard deviations.
struct Kernel {
    weight: Vec<f64>,
    reach: usize,
    total: f64,
}

impl Kernel {
    fn new(width_cells: f64, cells: usize) -> Self {
        let reach = (4.0 * width_cells).ceil().min((cells - 1) as f64).max(0.0) as usize;
        let at = |k: usize| {
            let z = k.abs_diff(reach) as f64 / width_cells;
            if k == reach { 1.0 } else { math::exp((-0.5 * z * z).max(-700.0)) }
        };
        let weight: Vec<f64> = (0..2 * reach + 1).map(at).collect();
        let total = weight.iter().sum();
        Self { weight, reach, total }
    }

    fn spread(&self, from: &[f64], to: &mut [f64], around: bool) {
        let (n, reach) = (from.len(), self.reach);
        to.fill(0.0);
        for (at, &mass) in from.iter().enumerate() {
            if mass == 0.0 {
                continue;
            }
            let inside = at >= reach && at + reach < n;
            if inside {
                let share = mass / self.total;
                let there = &mut to[at - reach..=at + reach];
                there.iter_mut().zip(&self.weight).for_each(|(t, w)| *t += share * w);
            } else if around {
                let share = mass / self.total;
                for (k, w) in self.weight.iter().enumerate() {
                    to[(at + n + k - reach) % n] += share * w;
                }
            } else {
                // Only the part of the kernel that lies inside, raised to the full mass.
                let (low, high) = (at.saturating_sub(reach), (at + reach).min(n - 1));
                let part = &self.weight[low + reach - at..=high + reach - at];
                let share = mass / part.iter().sum::<f64>();
                to[low..=high].iter_mut().zip(part).for_each(|(t, w)| *t += share * w);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mass is kept at edges too, and the variance of a lone cell becomes that of the kernel.
    #[test]
    fn kernel_keeps_mass_and_has_its_width() {
        let kernel = Kernel::new(3.0, 101);
        let mut out = vec![0.0; 101];
        for (at, around) in [(50, false), (0, false), (100, true), (2, true)] {
            let mut line = vec![0.0; 101];
            line[at] = 0.7;
            kernel.spread(&line, &mut out, around);
            assert!((out.iter().sum::<f64>() - 0.7).abs() < 1e-14);
            if at == 50 {
                let variance: f64 =
                    (0..101).map(|k| out[k] / 0.7 * (k as f64 - 50.0) * (k as f64 - 50.0)).sum();
                assert!((variance.sqrt() - 3.0).abs() < 0.01, "{variance}");
            }
        }
    }

    #[test]
    fn no_width_changes_nothing() {
        let mut out = vec![0.0; 3];
        Kernel::new(0.0, 3).spread(&[0.1, 0.2, 0.7], &mut out, false);
        assert_eq!(out, [0.1, 0.2, 0.7]);
    }
}
