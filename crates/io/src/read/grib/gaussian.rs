//! Rows of Gaussian grids.

use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;
use sarex_metocean::grid::Axis;

/// Most rows between a pole and the equator.
const MOST_ROWS: u32 = 4096;
/// Most degrees between a stated and a computed latitude: files round to 10⁻³ in the worst case.
const TOLERANCE_DEG: f64 = 2e-3;

/// Latitudes from the first to the last stated one, on the Gaussian grid of `n` rows between pole and equator.
pub fn rows(n: u32, first_deg: f64, last_deg: f64, count: usize) -> Result<Axis, String> {
    if !(1..=MOST_ROWS).contains(&n) {
        return Err(format!(
            "a Gaussian grid of {n} rows between pole and equator; 1 to {MOST_ROWS} are possible"
        ));
    }
    let mut all = latitudes_deg(n as usize);
    if last_deg > first_deg {
        all.reverse();
    }
    let near = |wanted: f64| all.iter().position(|lat| (lat - wanted).abs() < TOLERANCE_DEG);
    match (near(first_deg), near(last_deg)) {
        (Some(first), Some(last)) if last + 1 == first + count => {
            Axis::from_values(&all[first..=last]).map_err(|e| e.to_string())
        }
        _ => Err(format!("{count} rows from {first_deg}° to {last_deg}° are none of the Gaussian grid N{n}")),
    }
}

/// All latitudes from north to south, degrees: arc sines of the roots of the Legendre polynomial of degree 2n.
///
/// Newton's iteration from cos(π (k − ¼)/(2n + ½)) (Abramowitz & Stegun 1964, 22.16.6 and 22.18).
fn latitudes_deg(n: usize) -> Vec<f64> {
    let degree = 2 * n;
    let northern = (1..=n).map(|k| {
        let turns = (k as f64 - 0.25) / (degree as f64 + 0.5) / 2.0;
        let (_, mut x) = math::sin_cos_turns(turns);
        for _ in 0..4 {
            let [p, before] = legendre(degree, x);
            let slope = degree as f64 * (x * p - before) / (x * x - 1.0);
            x -= p / slope;
        }
        math::atan2(x, (1.0 - x * x).sqrt()) / RAD
    });
    let mut all: Vec<f64> = northern.collect();
    all.extend_from_within(..);
    all[n..].reverse();
    all[n..].iter_mut().for_each(|lat| *lat = -*lat);
    all
}

/// The Legendre polynomials of a degree and of the one below.
fn legendre(degree: usize, x: f64) -> [f64; 2] {
    let (mut p, mut before) = (x, 1.0);
    for k in 2..=degree {
        let k = k as f64;
        (p, before) = (((2.0 * k - 1.0) * x * p - (k - 1.0) * before) / k, p);
    }
    [p, before]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Roots of P₂, P₄ (closed forms) and the first latitudes of N80 as ECMWF's tables print them.
    #[test]
    fn known_latitudes() {
        let near = |a: f64, b: f64, tolerance: f64| assert!((a - b).abs() < tolerance, "{a} {b}");
        near(latitudes_deg(1)[0], 35.264_389_682_754_65, 1e-12);
        let p4 = latitudes_deg(2);
        near(math::sin_cos(p4[0] * RAD).0, ((3.0 + 2.0 * (1.2_f64).sqrt()) / 7.0).sqrt(), 1e-14);
        near(math::sin_cos(p4[1] * RAD).0, ((3.0 - 2.0 * (1.2_f64).sqrt()) / 7.0).sqrt(), 1e-14);
        let n80 = latitudes_deg(80);
        for (k, lat) in [(0, 89.142), (1, 88.029), (2, 86.911), (79, 0.561), (159, -89.142)] {
            near(n80[k], lat, 5e-4);
        }
    }

    #[test]
    fn a_part_of_the_rows_in_either_direction() {
        let down = rows(80, 39.813, 30.842, 9).unwrap();
        let up = rows(80, 30.842, 39.813, 9).unwrap();
        assert_eq!((down.count(), down.ends()), (9, (up.ends().1, up.ends().0)));
        assert!(rows(80, 39.813, 30.842, 8).unwrap_err().contains("N80"));
        assert!(rows(80, 39.5, 30.842, 9).is_err() && rows(0, 1.0, 2.0, 2).is_err());
        assert!(rows(u32::MAX, 1.0, 2.0, 2).is_err());
    }
}
