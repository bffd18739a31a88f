//! Smoothing of a map: bandwidths from a cloud, and the convolution that keeps the mass.

use super::{Grid, Smoothing, neighbours};
use crate::{Cloud, cloud::weighted_quantiles};
use sarex_geo::math;

/// Particles that the circle of one standard deviation about a particle holds at least.
const NEIGHBOURS: f64 = 6.0;

/// Standard deviations of the kernel, m.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bandwidth {
    pub east_m: f64,
    pub north_m: f64,
    pub fringe: Option<Fringe>,
}

/// Where particles are few the kernel grows until it holds `mass`, but not beyond `widest_m`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fringe {
    pub mass: f64,
    pub widest_m: f64,
}

impl Bandwidth {
    /// The bandwidth that is asked for, `own` that of the cloud by [`Bandwidth::of`]; `None` for no smoothing.
    pub fn chosen(smoothing: Smoothing, own: impl FnOnce() -> Self) -> Option<Self> {
        match smoothing {
            Smoothing::None => None,
            Smoothing::Auto => Some(own()),
            Smoothing::Bandwidth(width) => {
                let width_m = if width.in_metres() > 0.0 { width.in_metres() } else { 0.0 };
                Some(Self { east_m: width_m, north_m: width_m, fringe: None })
            }
        }
    }

    /// Silverman's rule with a robust spread, and for the fringe the distance to a near neighbour.
    pub fn of(cloud: &Cloud) -> Self {
        let plane = cloud.plane();
        let n = cloud.weight().len();
        let (mut east, mut north) = (Vec::with_capacity(n), Vec::with_capacity(n));
        for (&lat, &lon) in cloud.lat_deg().iter().zip(cloud.lon_deg()) {
            let p = plane.to_plane(lat, lon);
            east.push(p.east_m);
            north.push(p.north_m);
        }
        let number = cloud.effective_number().max(1.0);
        let shrink = math::exp(math::ln(number) * (-1.0 / 6.0));
        let (east, north) = (Spread::of(&east, cloud), Spread::of(&north, cloud));
        Self {
            east_m: east.robust_m * shrink,
            north_m: north.robust_m * shrink,
            fringe: Some(Fringe {
                mass: NEIGHBOURS / number * cloud.followed(),
                widest_m: east.std_m.max(north.std_m),
            }),
        }
    }

    pub fn smaller_m(self) -> f64 {
        self.east_m.min(self.north_m)
    }

    pub fn larger_m(self) -> f64 {
        self.east_m.max(self.north_m)
    }
}

/// How far values reach along an axis, m.
struct Spread {
    std_m: f64,
    /// The smaller of standard deviation and scaled interquartile range; the first if the second is zero.
    robust_m: f64,
}

impl Spread {
    fn of(values: &[f64], cloud: &Cloud) -> Self {
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
        let std_m = (variance / cloud.followed()).max(0.0).sqrt();
        let [low, high] = weighted_quantiles(values, weights, [0.25, 0.75]);
        let scaled = (high - low) / 1.349;
        Self { std_m, robust_m: if scaled > 0.0 { std_m.min(scaled) } else { std_m } }
    }
}

/// Spreads each cell's mass over its neighbours by a Gaussian, wider where particles are few.
///
/// What would leave the grid is given to the cells inside in proportion, so the sum stays.
pub(super) fn smooth(mass: &mut [f64], grid: &Grid, width: Bandwidth) {
    let Some(fringe) = width.fringe else {
        spread(mass, grid, width.east_m, width.north_m);
        return;
    };
    let finest_m = width.smaller_m().max(0.5 * grid.height_m(grid.rows / 2));
    let widths_m = neighbours::widths_m(finest_m, fringe.widest_m);
    let class = neighbours::classes(mass, grid, &widths_m, fringe.mass);
    let counted = mass.to_vec();
    let mut part = vec![0.0; mass.len()];
    mass.fill(0.0);
    for (at, &width_m) in (0u8..).zip(&widths_m) {
        if !class.contains(&at) {
            continue;
        }
        for ((part, &counted), &class) in part.iter_mut().zip(&counted).zip(&class) {
            *part = if class == at { counted } else { 0.0 };
        }
        let floor_m = if at == 0 { 0.0 } else { width_m };
        spread(&mut part, grid, width.east_m.max(floor_m), width.north_m.max(floor_m));
        mass.iter_mut().zip(&part).for_each(|(sum, part)| *sum += part);
    }
}

/// Spreads by one width, first along meridians, then along parallels.
fn spread(mass: &mut [f64], grid: &Grid, east_m: f64, north_m: f64) {
    let (rows, columns) = (grid.rows, grid.columns);
    let kernel = Kernel::new(north_m / grid.height_m(rows / 2), rows);
    let mut line = vec![0.0; rows];
    let mut out = vec![0.0; rows];
    let mut held = vec![false; columns];
    for row in mass.chunks_exact(columns) {
        held.iter_mut().zip(row).for_each(|(held, &mass)| *held |= mass != 0.0);
    }
    for column in (0..columns).filter(|&column| held[column]) {
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
        let line = &mut mass[row * columns..(row + 1) * columns];
        if line.iter().all(|&mass| mass == 0.0) {
            continue;
        }
        let kernel = Kernel::new(east_m / grid.width_m(row).max(1e-6), columns);
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
            let z = k as f64 / width_cells;
            if k == 0 { 1.0 } else { math::exp((-0.5 * z * z).max(-700.0)) }
        };
        let mut weight: Vec<f64> = (0..=reach).rev().map(at).collect();
        weight.extend_from_within(..reach);
        weight[reach + 1..].reverse();
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
    use crate::{GridSpec, ProbabilityMap};
    use sarex_geo::ellipsoid::displace_anywhere;
    use sarex_geo::position::wrap_longitude;
    use sarex_geo::streams::{Process, Streams};
    use sarex_geo::{Distance, Probability};

    /// A cloud of places given in metres east and north of a point, from two normal numbers and the particle.
    fn cloud(lat: f64, n: u32, at: impl Fn(u32, f64, f64) -> (f64, f64)) -> Cloud {
        let (mut lats, mut lons) = (Vec::new(), Vec::new());
        for i in 0..n {
            let (a, b) = Streams::new(5).particle(i).normal_pair(0, Process::SeedPosition, 0);
            let (east_m, north_m) = at(i, a, b);
            let (y, x) = displace_anywhere(lat, 129.5, east_m, north_m);
            lats.push(y);
            lons.push(wrap_longitude(x));
        }
        Cloud::from_positions(0.0, &lats, &lons, &vec![1.0; n as usize]).unwrap()
    }

    /// Areas that the 90 % contour is made of; the mass of the cells is one, and contours nest.
    fn areas(cloud: &Cloud, smoothing: Smoothing) -> usize {
        let map = ProbabilityMap::of_cloud(cloud, &GridSpec { smoothing, ..GridSpec::default() });
        assert!((map.mass.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let contours = map.contours();
        assert!(contours.windows(2).all(|c| c[0].area_m2 <= c[1].area_m2));
        map.contour(Probability::new(0.9).unwrap()).polygons.len()
    }

    /// Most particles on a thin coast, the others at sea: the contour at sea is one of the crowd, not of each
    /// particle alone, although the spread of most is that of the coast.
    #[test]
    fn a_crowd_on_the_coast_does_not_break_the_contour_at_sea() {
        let coast = cloud(34.6, 4000, |i, a, b| {
            if i % 8 == 0 { (3000.0 + 2500.0 * a, 4000.0 * b) } else { (80.0 * a, 4000.0 * b) }
        });
        let crowd = Bandwidth::of(&coast);
        assert!(crowd.east_m < 100.0, "{crowd:?}");
        let own = areas(&coast, Smoothing::Auto);
        assert!(own <= 6, "{own} areas");
        // That width for all would not do.
        let same = areas(&coast, Smoothing::Bandwidth(Distance::metres(crowd.smaller_m())));
        assert!(same > 60, "{same} areas");
    }

    /// About a pole, with half of the particles within a few hundred metres, too.
    #[test]
    fn contours_about_a_pole_hold_together() {
        for lat in [90.0, -89.97] {
            let polar = cloud(lat, 2000, |i, a, b| {
                let m = if i % 2 == 0 { 150.0 } else { 7000.0 };
                (m * a, m * b)
            });
            let own = areas(&polar, Smoothing::Auto);
            assert!(own <= 6, "{own} areas");
            let map = ProbabilityMap::of_cloud(&polar, &GridSpec::default());
            let grid = map.grid;
            // The widest row of cells is about as wide as high.
            let row = if lat > 0.0 { 0 } else { grid.rows - 1 };
            let shape = grid.width_m(row) / grid.height_m(row);
            assert!(grid.is_full_circle() && (0.3..1.5).contains(&shape), "{shape} {grid:?}");
        }
    }

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
