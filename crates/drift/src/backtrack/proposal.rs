//! From where the next round of a backtrack draws its starts.

use super::{Start, effective_number};
use crate::Cloud;
use sarex_geo::{
    Position, Streams, math,
    plane::{LocalPlane, PlanePoint},
    streams::Process,
};

/// East (m), north (m), time (s).
type Point = [f64; 3];

/// A mixture of equal Gaussian kernels about successful starts.
pub(super) struct Proposal {
    plane: LocalPlane,
    origin_s: f64,
    centres: Vec<Point>,
    /// Lower triangle L of the kernels' covariance L Lᵀ; a row of zeros where the starts do not vary.
    root: [Point; 3],
    /// Sum of the logarithms of the diagonal, plus that of the number of kernels.
    log_norm: f64,
}

impl Proposal {
    /// Kernels about starts chosen in proportion to their weights (systematic resampling).
    pub fn around(starts: &[Start], weight: &[f64], kernels: usize, streams: Streams, round: u32) -> Self {
        let origin_s = starts[0].time_s;
        let column = |f: fn(&Start) -> f64| starts.iter().map(f).collect::<Vec<f64>>();
        let (lat, lon) = (column(|s| s.position.lat_deg()), column(|s| s.position.lon_deg()));
        let plane = Cloud::from_positions(origin_s, &lat, &lon, weight)
            .map_or_else(|_| LocalPlane::at(starts[0].position), |cloud| *cloud.plane());
        let point = |s: &Start| {
            let p = plane.to_plane(s.position.lat_deg(), s.position.lon_deg());
            [p.east_m, p.north_m, s.time_s - origin_s]
        };
        let points: Vec<Point> = starts.iter().map(point).collect();
        let covariance = covariance(&points, weight);
        let varying = (0..3).filter(|&k| covariance[k][k] > TINY[k]).count() as f64;
        let n = effective_number(weight).max(1.0);
        let width = 1.5 * math::pow(4.0 / ((varying + 2.0) * n), 1.0 / (varying + 4.0));
        let root = cholesky(covariance).map(|row| row.map(|v| v * width));
        // One uniform offset serves all kernels; the word of an index no particle has keeps it apart.
        let offset = streams.particle(u32::MAX).uniform(round, Process::Backtrack, 0);
        let centres: Vec<Point> = systematic(weight, kernels.max(1), offset).map(|k| points[k]).collect();
        let diagonal: f64 = (0..3).filter(|&k| root[k][k] > 0.0).map(|k| math::ln(root[k][k])).sum();
        let log_norm = diagonal + math::ln(centres.len() as f64);
        Self { plane, origin_s, centres, root, log_norm }
    }

    /// Draw number `i`, from the kernel i modulo their number.
    pub fn draw(&self, i: usize, streams: Streams, round: u32) -> (Start, Point) {
        let z = streams.particle(i as u32).normal_quad(round, Process::Backtrack, 0);
        let centre = self.centres[i % self.centres.len()];
        let l = self.root;
        let at = [
            centre[0] + l[0][0] * z[0],
            centre[1] + l[1][0] * z[0] + l[1][1] * z[1],
            centre[2] + l[2][0] * z[0] + l[2][1] * z[1] + l[2][2] * z[2],
        ];
        let position: Position = self.plane.to_position(PlanePoint { east_m: at[0], north_m: at[1] });
        (Start { position: position.wrapped(), time_s: self.origin_s + at[2] }, at)
    }

    /// ln q at a point, up to a constant that does not depend on it; directions without width count for nothing.
    pub fn log_density(&self, at: Point) -> f64 {
        let l = self.root;
        let mut sum = 0.0;
        for c in &self.centres {
            let mut z = [0.0; 3];
            for k in 0..3 {
                let rest = at[k] - c[k] - (0..k).map(|j| l[k][j] * z[j]).sum::<f64>();
                z[k] = if l[k][k] > 0.0 { rest / l[k][k] } else { 0.0 };
            }
            let square = z[0] * z[0] + z[1] * z[1] + z[2] * z[2];
            sum += math::exp((-0.5 * square).max(-700.0));
        }
        math::ln(sum.max(f64::MIN_POSITIVE)) - self.log_norm
    }
}

/// Variances that count as none: 1 mm², 1 ms².
const TINY: Point = [1e-6, 1e-6, 1e-6];

fn covariance(points: &[Point], weight: &[f64]) -> [Point; 3] {
    let mut mean = [0.0; 3];
    for (p, w) in points.iter().zip(weight) {
        for k in 0..3 {
            mean[k] += w * p[k];
        }
    }
    let mut sum = [[0.0; 3]; 3];
    for (p, w) in points.iter().zip(weight) {
        for i in 0..3 {
            for j in 0..3 {
                sum[i][j] += w * (p[i] - mean[i]) * (p[j] - mean[j]);
            }
        }
    }
    sum
}

/// Lower triangular root of a covariance. What does not vary by itself gets no width; what varies only with the
/// others keeps a thousandth of its own, so that the density exists.
fn cholesky(covariance: [Point; 3]) -> [Point; 3] {
    let mut l = [[0.0; 3]; 3];
    for i in 0..3 {
        if covariance[i][i] <= TINY[i] {
            continue;
        }
        for j in 0..i {
            if l[j][j] > 0.0 {
                let known: f64 = (0..j).map(|k| l[i][k] * l[j][k]).sum();
                l[i][j] = (covariance[i][j] - known) / l[j][j];
            }
        }
        let known: f64 = (0..i).map(|k| l[i][k] * l[i][k]).sum();
        l[i][i] = (covariance[i][i] - known).max(1e-6 * covariance[i][i]).sqrt();
    }
    l
}

/// Indices in proportion to weights that sum to one: one draw, equal strides.
pub(super) fn systematic(weight: &[f64], count: usize, offset: f64) -> impl Iterator<Item = usize> {
    let (mut at, mut sum) = (0, weight[0]);
    (0..count).map(move |k| {
        let want = (k as f64 + offset) / count as f64;
        while sum < want && at + 1 < weight.len() {
            at += 1;
            sum += weight[at];
        }
        at
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_times_its_transpose_is_the_covariance() {
        let c = [[4.0, 2.0, -1.0], [2.0, 9.0, 0.5], [-1.0, 0.5, 1.0]];
        let l = cholesky(c);
        for i in 0..3 {
            for j in 0..3 {
                let got: f64 = (0..3).map(|k| l[i][k] * l[j][k]).sum();
                assert!((got - c[i][j]).abs() < 1e-12, "{i} {j}: {got}");
            }
        }
        assert_eq!(cholesky([[4.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0; 3]])[2], [0.0; 3]);
    }

    #[test]
    fn systematic_resampling_follows_the_weights() {
        let counts = systematic(&[0.1, 0.0, 0.6, 0.3], 1000, 0.37).fold([0; 4], |mut c, k| {
            c[k] += 1;
            c
        });
        assert_eq!(counts, [100, 0, 600, 300]);
    }
}
