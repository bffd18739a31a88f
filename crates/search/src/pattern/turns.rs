//! Turns of aircraft at the standard rate.

use super::Leg;
use sarex_geo::math;

/// The standard rate of turn, degrees per second.
pub const STANDARD_RATE_DEG_PER_S: f64 = 3.0;

/// Turn diameter by the rule of thumb TD = (TAS + 10)/100 nm with TAS in knots, m. Source: US National SAR Supplement,
/// 2000, appendix H.
pub fn rule_diameter_m(true_air_mps: f64) -> f64 {
    const KNOT_MPS: f64 = 1852.0 / 3600.0;
    (true_air_mps / KNOT_MPS + 10.0) / 100.0 * 1852.0
}

/// Radius of a turn at the standard rate, m, for a true air speed, m/s.
pub fn radius_m(true_air_mps: f64) -> f64 {
    true_air_mps / STANDARD_RATE_DEG_PER_S.to_radians()
}

/// How far before the corner a turn begins, and behind it ends, m: r·tan(θ/2). For 90° that is the radius, half the turn
/// diameter.
pub fn lead_m(turn_deg: f64, true_air_mps: f64) -> f64 {
    radius_m(true_air_mps) * tan_half(turn_deg)
}

/// Time of the turn itself, s.
pub fn time_s(turn_deg: f64) -> f64 {
    turn_deg.abs() / STANDARD_RATE_DEG_PER_S
}

/// By how much a rounded corner is quicker than a sharp one, s: (2·tan(θ/2) − θ)/ω, whatever the speed.
pub fn saved_s(turn_deg: f64) -> f64 {
    2.0 * tan_half(turn_deg) / STANDARD_RATE_DEG_PER_S.to_radians() - time_s(turn_deg)
}

/// Numbers of the legs that are too short for the turns at their ends, in the air.
pub fn too_short(legs: &[Leg], true_air_mps: f64) -> Vec<usize> {
    let lead = |leg: Option<&Leg>| {
        leg.and_then(|leg| leg.turn_deg).map_or(0.0, |turn_deg| lead_m(turn_deg, true_air_mps))
    };
    let is_short = |index: &usize| {
        let before = index.checked_sub(1).and_then(|before| legs.get(before));
        let needed_m = lead(before) + lead(legs.get(*index));
        // A rounding error is not a leg too short.
        needed_m > true_air_mps * legs[*index].duration_s() * (1.0 + 1e-9)
    };
    (0..legs.len()).filter(is_short).map(|index| index + 1).collect()
}

/// tan(|θ|/2), held below a turn of 179°, where the corner is a reversal and has no rounding.
fn tan_half(turn_deg: f64) -> f64 {
    let (sin, cos) = math::sin_cos_turns(turn_deg.abs().min(179.0) / 720.0);
    sin / cos
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 120 kn: two minutes round, so a circle of four miles.
    #[test]
    fn a_standard_turn_takes_two_minutes_round() {
        let true_air_mps = 120.0 * 1852.0 / 3600.0;
        assert!((radius_m(true_air_mps) * std::f64::consts::TAU - 4.0 * 1852.0).abs() < 1e-6);
        assert_eq!((time_s(-90.0), time_s(360.0)), (30.0, 120.0));
        assert!((lead_m(90.0, true_air_mps) - radius_m(true_air_mps)).abs() < 1e-9);
        assert!((saved_s(90.0) - 8.197_186).abs() < 1e-6);
        // The rule of thumb and the circle agree to a few hundredths of a mile.
        assert!((rule_diameter_m(true_air_mps) / 1852.0 - 1.3).abs() < 1e-12);
        assert!((2.0 * radius_m(true_air_mps) / 1852.0 - 1.273).abs() < 1e-3);
    }
}
