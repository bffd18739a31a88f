//! From coefficients and draws to a motion.

use super::Coefficients;
use crate::{Compat, CrosswindConvention};
use sarex_geo::Velocity;

/// The leeway of one particle, ready for the kernel: speeds are linear in the wind speed W at 10 m.
///
/// With d̂ the unit vector downwind and r̂ the one to the **right** of it (both in east, north),
///
/// L(W) = (`downwind_slope` W + `downwind_offset`) d̂ + (`crosswind_slope` W + `crosswind_offset`) r̂.
///
/// Slopes are in m/s per m/s, offsets in m/s. The signs of both crosswind conventions and all draws are folded
/// in, so the kernel knows neither. The `other_` set replaces the crosswind set at a jibe, and the next jibe
/// puts the first one back.
///
/// Fails where the fit does: the regressions cover winds of about 2 to 20 m/s. In calm air the offsets and their
/// spread remain, which is the model and not a current.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Leeway {
    /// m/s per m/s.
    pub downwind_slope: f64,
    /// m/s.
    pub downwind_offset: f64,
    /// m/s per m/s, positive to the right of downwind.
    pub crosswind_slope: f64,
    /// m/s, positive to the right of downwind.
    pub crosswind_offset: f64,
    /// The slope after an odd number of jibes.
    pub other_crosswind_slope: f64,
    /// The offset after an odd number of jibes.
    pub other_crosswind_offset: f64,
}

/// The draws that make a particle an individual, kept for its life.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LeewayDraw {
    /// 0 begins with the table's right set, 1 with its left set.
    pub side: u8,
    /// ξ_d, standardised downwind error, after truncation.
    pub downwind_xi: f64,
    /// ξ_c, standardised crosswind error of the initial side, in the table's sign.
    pub crosswind_xi: f64,
}

/// Leeway of a particle (Breivik & Allen 2008, J. Mar. Syst. 69, 99–113).
///
/// One normal number per component is split over slope and offset. With b in % of W, a and σ in cm/s,
/// ε_d = σ_d ξ_d and, on the initial side x, ε_c = σ_x ξ_c:
///
/// D(W) = 0.01 [(b_d + ε_d/20) W + a_d + ε_d/2], C(W) = 0.01 [(b_x + ε_c/20) W + a_x + ε_c/2], in m/s,
///
/// so that the spread is σ at W = 10 m/s and σ/2 in calm air. C is to the right of downwind in the convention
/// [`CrosswindConvention::Iamsar`] (Allen 2005) and to the left in [`CrosswindConvention::OpenDrift`].
///
/// The set after a jibe:
///
/// - own physics: the other side y with its own b, a and σ, and the outward strength kept. Outward is positive on
///   the right and negative on the left, hence ε = −σ_y ξ_c there;
/// - `compat` OpenDrift: b_x → −b_x, while a_x and ε_c stay.
///
/// ```
/// use sarex_drift::{Compat, CrosswindConvention, leeway::{ClassTable, LeewayDraw, model::leeway_of}};
/// let raft = ClassTable::standard().get("LIFE-RAFT-NB-1").unwrap();
/// let l = leeway_of(&raft.coefficients, LeewayDraw::default(), CrosswindConvention::Iamsar, Compat::None);
/// assert!((l.downwind_slope - 0.037).abs() < 1e-15 && (l.crosswind_slope - 0.0198).abs() < 1e-15);
/// assert_eq!(l.other_crosswind_slope, -l.crosswind_slope);
/// ```
pub fn leeway_of(
    coefficients: &Coefficients,
    sides: LeewayDraw,
    convention: CrosswindConvention,
    compat: Compat,
) -> Leeway {
    let LeewayDraw { side, downwind_xi, crosswind_xi } = sides;
    let (here, there) = (coefficients.crosswind(side), coefficients.crosswind(1 - side.min(1)));
    let rightward = match convention {
        CrosswindConvention::Iamsar => 1.0,
        CrosswindConvention::OpenDrift => -1.0,
    };
    let (downwind_slope, downwind_offset) = linear(
        coefficients.downwind.slope_pct,
        coefficients.downwind.offset_cm_s,
        coefficients.downwind.std_cm_s * downwind_xi,
    );
    let error = here.std_cm_s * crosswind_xi;
    let first = linear(here.slope_pct, here.offset_cm_s, error);
    let other = match compat {
        Compat::None => linear(there.slope_pct, there.offset_cm_s, -there.std_cm_s * crosswind_xi),
        Compat::OpenDrift => linear(-here.slope_pct, here.offset_cm_s, error),
    };
    Leeway {
        downwind_slope,
        downwind_offset,
        crosswind_slope: rightward * first.0,
        crosswind_offset: rightward * first.1,
        other_crosswind_slope: rightward * other.0,
        other_crosswind_offset: rightward * other.1,
    }
}

/// Slope in m/s per m/s and offset in m/s with the error split over both.
fn linear(slope_pct: f64, offset_cm_s: f64, error_cm_s: f64) -> (f64, f64) {
    (0.01 * (slope_pct + error_cm_s / 20.0), 0.01 * (offset_cm_s + error_cm_s / 2.0))
}

impl Leeway {
    /// The velocity through the water in a wind, before (`jibed` false) or after a jibe. In calm air, where
    /// downwind has no direction, north is taken, as OpenDrift does.
    pub fn velocity(&self, wind: Velocity, jibed: bool) -> Velocity {
        let speed = wind.speed().in_mps();
        let (sin, cos) =
            if speed > 0.0 { (wind.east_mps / speed, wind.north_mps / speed) } else { (0.0, 1.0) };
        let (slope, offset) = if jibed {
            (self.other_crosswind_slope, self.other_crosswind_offset)
        } else {
            (self.crosswind_slope, self.crosswind_offset)
        };
        let down = self.downwind_slope * speed + self.downwind_offset;
        let right = slope * speed + offset;
        Velocity { east_mps: down * sin + right * cos, north_mps: down * cos - right * sin }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leeway::{ClassTable, Component};
    use crate::{record::Record, shared};
    use sarex_geo::{Position, ellipsoid, geodesic};

    const DRAW: LeewayDraw = LeewayDraw { side: 0, downwind_xi: 0.8, crosswind_xi: -1.3 };

    fn of(key: &str, draw: LeewayDraw, convention: CrosswindConvention, compat: Compat) -> Leeway {
        leeway_of(&ClassTable::standard().get(key).unwrap().coefficients, draw, convention, compat)
    }

    /// The formula of the reference (1.1) written out for class 4, which is asymmetric in everything.
    #[test]
    fn errors_are_split_over_slope_and_offset() {
        let l = of("PIW-4", DRAW, CrosswindConvention::Iamsar, Compat::None);
        let (e_d, e_c, e_other) = (3.93 * 0.8, 1.71 * -1.3, -1.62 * -1.3);
        let expected = Leeway {
            downwind_slope: 0.01 * (1.71 + e_d / 20.0),
            downwind_offset: 0.01 * (1.12 + e_d / 2.0),
            crosswind_slope: 0.01 * (1.36 + e_c / 20.0),
            crosswind_offset: 0.01 * (-3.30 + e_c / 2.0),
            other_crosswind_slope: 0.01 * (-0.13 + e_other / 20.0),
            other_crosswind_offset: 0.01 * (-2.65 + e_other / 2.0),
        };
        assert_eq!(l, expected);
    }

    /// One draw more changes the speed by σ at 10 m/s and by σ/2 in calm air.
    #[test]
    fn spread_is_sigma_at_ten_metres_per_second() {
        let one = LeewayDraw { downwind_xi: 1.0, ..LeewayDraw::default() };
        let with = of("PIW-1", one, CrosswindConvention::Iamsar, Compat::None);
        let without = of("PIW-1", LeewayDraw::default(), CrosswindConvention::Iamsar, Compat::None);
        for (wind, spread) in [(10.0, 0.12), (0.0, 0.06), (20.0, 0.18)] {
            let wind = Velocity { east_mps: 0.0, north_mps: wind };
            let difference = with.velocity(wind, false).north_mps - without.velocity(wind, false).north_mps;
            assert!((difference - spread).abs() < 1e-15);
        }
    }

    /// Symmetric classes: a proper jibe turns C into −C exactly, OpenDrift's does not (reference 1.3).
    #[test]
    fn jibing_mirrors_symmetric_classes() {
        let own = of("PIW-1", DRAW, CrosswindConvention::Iamsar, Compat::None);
        assert_eq!(own.other_crosswind_slope, -own.crosswind_slope);
        assert_eq!(own.other_crosswind_offset, -own.crosswind_offset);
        let theirs = of("PIW-1", DRAW, CrosswindConvention::Iamsar, Compat::OpenDrift);
        let error = 9.4 * -1.3;
        assert_eq!(theirs.other_crosswind_slope, 0.01 * (-0.54 + error / 20.0));
        assert_eq!(theirs.other_crosswind_offset, theirs.crosswind_offset);
    }

    /// Jibing twice is not jibing: the other side's own draw leads back to the first.
    #[test]
    fn the_other_side_of_the_other_side_is_the_first() {
        for class in ClassTable::standard().classes() {
            let first = leeway_of(&class.coefficients, DRAW, CrosswindConvention::Iamsar, Compat::None);
            let back = LeewayDraw { side: 1, crosswind_xi: -DRAW.crosswind_xi, ..DRAW };
            let second = leeway_of(&class.coefficients, back, CrosswindConvention::Iamsar, Compat::None);
            assert_eq!(first.crosswind_slope, second.other_crosswind_slope, "{}", class.key);
            assert_eq!(first.other_crosswind_offset, second.crosswind_offset, "{}", class.key);
        }
    }

    /// Wind towards the east: positive crosswind is to the south by IAMSAR and to the north in OpenDrift.
    #[test]
    fn conventions_are_mirror_images() {
        let wind = Velocity { east_mps: 10.0, north_mps: 0.0 };
        let right = of("LIFE-RAFT-NB-1", DRAW, CrosswindConvention::Iamsar, Compat::None);
        let left = of("LIFE-RAFT-NB-1", DRAW, CrosswindConvention::OpenDrift, Compat::None);
        assert!(right.velocity(wind, false).north_mps < 0.0);
        assert_eq!(right.velocity(wind, false).north_mps, -left.velocity(wind, false).north_mps);
        assert_eq!(right.velocity(wind, true).north_mps, -left.velocity(wind, true).north_mps);
        assert_eq!(right.velocity(wind, false).east_mps, left.velocity(wind, false).east_mps);
    }

    /// In calm air an object with offsets still moves; downwind is then north.
    #[test]
    fn calm_air_is_no_trap() {
        let coefficients = Coefficients {
            downwind: Component { slope_pct: 1.0, offset_cm_s: 10.0, std_cm_s: 0.0 },
            ..Coefficients::default()
        };
        let l = leeway_of(&coefficients, DRAW, CrosswindConvention::Iamsar, Compat::None);
        assert_eq!(l.velocity(Velocity::default(), false), Velocity { east_mps: 0.0, north_mps: 0.1 });
    }

    /// Wind and current, m/s east and north, of the cases of golden `a_constant` (its JSON).
    const CASES: [[f64; 4]; 6] = [
        [10.0, 0.0, 0.3, 0.1],
        [-7.0, 4.0, 0.0, 0.0],
        [0.0, -15.0, -0.25, 0.5],
        [3.0, 3.0, 1.2, -0.4],
        [-12.0, -9.0, 0.1, 0.05],
        [0.0, 0.0, 0.5, 0.5],
    ];

    /// 1152 positions of OpenDrift in constant wind and current, 24 h, twelve classes, both sides: the mean of
    /// each class, its convention, and two moves per step of 600 s agree to 0.05 m, the tolerance stated there.
    #[test]
    fn tracks_in_constant_forcing_agree_with_opendrift() {
        let Some(rows) = shared::csv("reference/drift/golden/a_constant.csv") else { return };
        let number = |row: &[String], column: usize| row[column].parse::<f64>().unwrap();
        let mut place = (0.0, 0.0);
        let (mut compared, mut worst) = (0, 0.0f64);
        let mut ordered: Vec<&Vec<String>> = rows[1..].iter().collect();
        ordered.sort_by(|a, b| {
            let key = |row: &[String]| [0, 1, 2, 3].map(|column| number(row, column) as i64);
            key(a).cmp(&key(b))
        });
        for pair in ordered.windows(2) {
            let (before, row) = (pair[0], pair[1]);
            if before[..3] != row[..3] {
                continue;
            }
            if number(before, 3) == 0.0 {
                place = (number(before, 6), number(before, 5));
            }
            let [wind_e, wind_n, current_e, current_n] = CASES[number(row, 0) as usize];
            let coefficients = ClassTable::standard().get(&row[1]).unwrap().coefficients;
            let draw = LeewayDraw { side: number(row, 4) as u8, ..LeewayDraw::default() };
            let leeway = leeway_of(&coefficients, draw, CrosswindConvention::OpenDrift, Compat::OpenDrift);
            let drift = leeway.velocity(Velocity { east_mps: wind_e, north_mps: wind_n }, false);
            for _ in 0..18 {
                place =
                    ellipsoid::displace(place.0, place.1, 600.0 * drift.east_mps, 600.0 * drift.north_mps);
                place = ellipsoid::displace(place.0, place.1, 600.0 * current_e, 600.0 * current_n);
            }
            let position = |(lat, lon)| Position::new(lat, lon).unwrap();
            let theirs = position((number(row, 6), number(row, 5)));
            worst = worst.max(geodesic::inverse(position(place), theirs).distance.in_metres());
            compared += 1;
        }
        assert!(compared == 1152 && worst < 0.05, "{compared} rows, {worst} m");
        let mut record = Record::new(
            "opendrift",
            "leeway-constant",
            "Tracks in constant wind and current",
            "Golden a: six cases, twelve classes, both sides, 24 h in steps of 600 s; leeway and displacement alone, \
             largest distance over all rows. What is left is the single precision of the reference.",
        );
        record.row(&format!("{compared} positions"), format!("{worst:.3} m"), "0.05 m");
    }
}
