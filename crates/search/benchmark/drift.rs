//! The recurrence that defines a case's cloud.

use super::NM;
use super::case::{Case, Current, Object, Shape, Source};
use super::mix::Draws;
use rayon::prelude::*;
use sarex_geo::math;
use sarex_search::cloud::CloudParts;
use sarex_search::{Cloud, LocalPlane};

type Vector = [f64; 2];

/// The cloud from t = 0 to the end of the case, before any search.
pub fn cloud(case: &Case, particles: usize, seed: u64, plane: LocalPlane) -> Cloud {
    let paths: Vec<(u8, Vec<Vector>)> =
        (0..particles).into_par_iter().map(|i| path(case, Draws::of(seed, i as u64))).collect();
    let nodes = paths[0].1.len();
    let column = |node: usize, axis: usize| -> Vec<f32> {
        paths.iter().map(|(_, path)| (path[node][axis] * NM) as f32).collect()
    };
    Cloud::new(CloudParts {
        plane,
        start_s: 0.0,
        step_s: case.step_min * 60.0,
        east_m: (0..nodes).map(|k| column(k, 0)).collect(),
        north_m: (0..nodes).map(|k| column(k, 1)).collect(),
        weight: vec![1.0; particles],
        object: paths.iter().map(|(object, _)| *object).collect(),
        objects: case.object.iter().map(|o| o.name.clone()).collect(),
    })
    .expect("a case makes a cloud")
}

/// Object type and places in nm at t = 0 and after each step of one particle.
pub fn path(case: &Case, draws: Draws) -> (u8, Vec<Vector>) {
    let delta_h = case.step_min / 60.0;
    let source = pick(case.source.iter().map(|s| s.weight), draws.uniform(0));
    let object = pick(case.object.iter().map(|o| o.probability), draws.uniform(1));
    let earliest_h = case.source.iter().map(|s| s.release_h[0]).fold(0.0, f64::min);
    let before = (-earliest_h / delta_h - 1e-9).ceil().max(0.0) as i64;
    let last = (case.end_h / delta_h).round() as i64;
    let (mut x, release_h) = begin(&case.source[source], draws);
    let leeway = leeway(case, &case.object[object], draws);
    let keep = power_of_half(case.step_min / case.current_noise.half_life_min);
    let fresh = (1.0 - keep * keep).sqrt() * case.current_noise.sd_kn;
    let (east, north) = draws.normals(10);
    let mut noise = [case.current_noise.sd_kn * east, case.current_noise.sd_kn * north];
    let mut path = Vec::with_capacity(last as usize + 1);
    for k in -before..=last {
        if k >= 0 {
            path.push(x);
        }
        let t_h = k as f64 * delta_h;
        if t_h >= release_h {
            let u = current(&case.current, x, t_h + 0.5 * delta_h);
            for axis in 0..2 {
                x[axis] += delta_h * (u[axis] + leeway[axis] + noise[axis]);
            }
        }
        let m = (k + before) as u64;
        let (east, north) = draws.normals(12 + 2 * m);
        noise = [keep * noise[0] + fresh * east, keep * noise[1] + fresh * north];
    }
    (object as u8, path)
}

fn pick(weights: impl Iterator<Item = f64>, draw: f64) -> usize {
    let mut sum = 0.0;
    let mut last = 0;
    for (i, weight) in weights.enumerate() {
        sum += weight;
        last = i;
        if sum > draw {
            break;
        }
    }
    last
}

/// Where and when it begins to drift.
fn begin(source: &Source, draws: Draws) -> (Vector, f64) {
    let (n2, n3) = draws.normals(2);
    let (u4, u5) = (draws.uniform(4), draws.uniform(5));
    let along_by = |a: Vector, by: f64, from: Vector| [from[0] + by * a[0], from[1] + by * a[1]];
    let x = match &source.shape {
        Shape::Gaussian { centre_nm, sigma_nm, axis_deg } => {
            let (s, c) = math::sin_cos_turns(axis_deg / 360.0);
            along_by([c, -s], sigma_nm[1] * n3, along_by([s, c], sigma_nm[0] * n2, *centre_nm))
        }
        Shape::Line { from_nm, to_nm, sigma_cross_nm } => {
            let d = [to_nm[0] - from_nm[0], to_nm[1] - from_nm[1]];
            let length = (d[0] * d[0] + d[1] * d[1]).sqrt();
            let across = [d[1] / length, -d[0] / length];
            along_by(across, sigma_cross_nm * n2, along_by(d, u4, *from_nm))
        }
        Shape::Rectangle { centre_nm, length_nm, width_nm, axis_deg } => {
            let (s, c) = math::sin_cos_turns(axis_deg / 360.0);
            along_by([c, -s], (u5 - 0.5) * width_nm, along_by([s, c], (u4 - 0.5) * length_nm, *centre_nm))
        }
        Shape::Sector { centre_nm, range_nm: [r0, r1], bearing_deg: [b0, b1] } => {
            let r = (r0 * r0 + u4 * (r1 * r1 - r0 * r0)).sqrt();
            let (s, c) = math::sin_cos_turns((b0 + u5 * (b1 - b0)) / 360.0);
            along_by([s, c], r, *centre_nm)
        }
    };
    let g = if source.release.as_deref() == Some("along") { u4 } else { draws.uniform(7) };
    (x, source.release_h[0] + g * (source.release_h[1] - source.release_h[0]))
}

fn leeway(case: &Case, object: &Object, draws: Draws) -> Vector {
    let slope = object.downwind_slope * (1.0 + object.slope_sd * draws.normals(8).0);
    let speed = (slope * case.wind.speed_kn + object.offset_kn).max(0.0);
    let side = if draws.uniform(6) < 0.5 { -1.0 } else { 1.0 };
    let (s, c) = math::sin_cos_turns((case.wind.toward_deg + side * object.divergence_deg) / 360.0);
    [speed * s, speed * c]
}

fn current(current: &Current, x: Vector, t_h: f64) -> Vector {
    let from = [x[0] - current.reference_nm[0], x[1] - current.reference_nm[1]];
    let tide = current.tide.as_ref().map_or([0.0; 2], |tide| {
        let (_, cosine) = math::sin_cos_turns((t_h - tide.phase_h) / tide.period_h);
        [tide.amplitude_kn[0] * cosine, tide.amplitude_kn[1] * cosine]
    });
    let at = |axis: usize| {
        let row = current.gradient_per_h[axis];
        current.constant_kn[axis] + row[0] * from[0] + row[1] * from[1] + tide[axis]
    };
    [at(0), at(1)]
}

fn power_of_half(x: f64) -> f64 {
    math::exp(-x * std::f64::consts::LN_2)
}
