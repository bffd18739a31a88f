//! The draws of a particle's leeway.

use super::Component;
use crate::Truncation;
use sarex_geo::{math, streams::ParticleStream, streams::Process};

/// More redraws than this never happen for a class that [`Truncated::of`] calls drawable.
const MOST_REDRAWS: u32 = 10_000;

/// The downwind draw of a class under a rule of truncation.
///
/// A normal error allows draws whose downwind slope b_d + σ_d ξ/20 is negative: an object that sails against
/// the wind. Drawing those again, as OpenDrift does, gives a truncated normal, which has another mean. With
/// s = σ_d/20, α = −b_d/s and h = φ(α) / (1 − Φ(α)), φ and Φ the normal density and distribution:
///
/// - share drawn again Φ(α);
/// - mean slope b_d + s h, its standard deviation s √(1 + α h − h²);
/// - mean offset a_d + 10 s h.
///
/// For a person in the water with a vest (class 2) that is 40 % more speed at 10 m/s than was measured.
/// [`Truncation::RedrawMeanKept`] therefore takes ξ − h instead of ξ: the shape of the truncated distribution
/// about the mean of the table. Slopes may then reach −s h.
///
/// ```
/// use sarex_drift::{Truncation, leeway::{ClassTable, draw::Truncated}};
/// let person = ClassTable::standard().get("PIW-1").unwrap();
/// let drawn = Truncated::of(person.coefficients.downwind, Truncation::Redraw);
/// assert!((drawn.mean_slope_pct - 1.030).abs() < 5e-4); // the table says 0.96
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Truncated {
    /// ξ below this is drawn again; −∞ if nothing is.
    pub lowest_xi: f64,
    /// Subtracted from ξ.
    pub shift_xi: f64,
    /// Share of draws that are drawn again.
    pub share_redrawn: f64,
    /// Mean slope that results, %.
    pub mean_slope_pct: f64,
    /// Standard deviation of the slope that results, %.
    pub std_slope_pct: f64,
    /// Mean offset that results, cm/s.
    pub mean_offset_cm_s: f64,
}

impl Truncated {
    /// What a rule makes of a component.
    pub fn of(downwind: Component, rule: Truncation) -> Self {
        let s = downwind.std_cm_s / 20.0;
        let whole = Self {
            lowest_xi: f64::NEG_INFINITY,
            shift_xi: 0.0,
            share_redrawn: 0.0,
            mean_slope_pct: downwind.slope_pct,
            std_slope_pct: s,
            mean_offset_cm_s: downwind.offset_cm_s,
        };
        if rule == Truncation::None || s <= 0.0 {
            return whole;
        }
        let alpha = -downwind.slope_pct / s;
        let above = 0.5 * math::erfc(alpha * math::FRAC_1_SQRT_2);
        let h = math::exp(-0.5 * (alpha * alpha).min(1400.0)) / (TWO_PI.sqrt() * above);
        let truncated = Self {
            lowest_xi: alpha,
            share_redrawn: 0.5 * math::erfc(-alpha * math::FRAC_1_SQRT_2),
            std_slope_pct: s * (1.0 + alpha * h - h * h).sqrt(),
            ..whole
        };
        match rule {
            Truncation::RedrawMeanKept => Self { shift_xi: h, ..truncated },
            _ => Self {
                mean_slope_pct: downwind.slope_pct + s * h,
                mean_offset_cm_s: downwind.offset_cm_s + 10.0 * s * h,
                ..truncated
            },
        }
    }

    /// False if nearly every draw would be drawn again: the class moves against the wind.
    pub fn is_drawable(&self) -> bool {
        self.share_redrawn < 0.99
    }

    /// ξ_d of a particle. Redraws count up the draw word of the counter, so that they shift no other draw.
    pub fn draw(&self, stream: ParticleStream) -> f64 {
        (0..MOST_REDRAWS)
            .map(|draw| stream.normal_pair(0, Process::Downwind, draw).0)
            .find(|&xi| xi >= self.lowest_xi)
            .unwrap_or(self.lowest_xi)
            - self.shift_xi
    }
}

/// ξ_c of a particle. It is not truncated.
pub fn crosswind(stream: ParticleStream) -> f64 {
    stream.normal_pair(0, Process::Crosswind, 0).0
}

const TWO_PI: f64 = 2.0 * std::f64::consts::PI;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;
    use crate::{
        Compat, CrosswindConvention,
        leeway::{ClassTable, LeewayDraw, model::leeway_of},
        shared,
    };
    use sarex_geo::Streams;

    fn truncated(key: &str, rule: Truncation) -> Truncated {
        Truncated::of(ClassTable::standard().get(key).unwrap().coefficients.downwind, rule)
    }

    /// The table of the drift reference, 1.1: share redrawn, and the mean speed at 10 m/s before and after.
    #[test]
    fn bias_of_truncation_is_as_published() {
        for (key, share, before, after) in [
            ("2", 0.124, 4.8, 6.7),
            ("68", 0.091, 2.2, 3.3),
            ("1", 0.055, 9.6, 11.0),
            ("30", 0.022, 12.1, 12.7),
        ] {
            let table = truncated(key, Truncation::None);
            let redrawn = truncated(key, Truncation::Redraw);
            assert!((redrawn.share_redrawn - share).abs() < 6e-4, "{key}: {redrawn:?}");
            let speed = |t: Truncated| 10.0 * t.mean_slope_pct + t.mean_offset_cm_s;
            assert!((speed(table) - before).abs() < 0.05, "{key}: {}", speed(table));
            assert!((speed(redrawn) - after).abs() < 0.06, "{key}: {}", speed(redrawn));
        }
        let one = truncated("1", Truncation::Redraw);
        // Measured from 50 000 draws of OpenDrift: within four standard errors.
        assert!((one.mean_slope_pct - 1.027).abs() < 0.0095 && (one.std_slope_pct - 0.532).abs() < 0.0068);
        assert!((one.mean_offset_cm_s - 0.67).abs() < 0.095);
    }

    /// Sampled mean and spread of the slope equal the closed forms within four standard errors, for each rule
    /// and for classes from never to often redrawn; with the mean kept, the mean is the table's.
    #[test]
    fn draws_follow_the_closed_forms() {
        let mut record = Record::new(
            "spread",
            "leeway-truncation",
            "Truncation of the downwind draw follows its closed form",
            "Mean downwind slope of 40 000 draws, in % of the wind; the limit is the closed form and four standard errors.",
        );
        let n = 40_000u32;
        for key in ["1", "2", "26", "30", "68"] {
            let component = ClassTable::standard().get(key).unwrap().coefficients.downwind;
            for rule in [Truncation::None, Truncation::Redraw, Truncation::RedrawMeanKept] {
                let t = Truncated::of(component, rule);
                let slopes: Vec<f64> = (0..n)
                    .map(|i| {
                        component.slope_pct + component.std_cm_s / 20.0 * t.draw(Streams::new(9).particle(i))
                    })
                    .collect();
                let mean = slopes.iter().sum::<f64>() / f64::from(n);
                let variance = slopes.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(n);
                let error = 4.0 * t.std_slope_pct / f64::from(n).sqrt();
                assert!((mean - t.mean_slope_pct).abs() < error);
                let limit = format!("{:.4} ± {error:.4}", t.mean_slope_pct);
                record.row(&format!("class {key}, {rule:?}"), format!("{mean:.4}"), limit);
                assert!((variance.sqrt() / t.std_slope_pct - 1.0).abs() < 0.02, "{key} {rule:?}");
                let least = slopes.iter().copied().fold(f64::INFINITY, f64::min);
                assert!(rule != Truncation::Redraw || least >= 0.0);
                if rule == Truncation::RedrawMeanKept {
                    assert_eq!(t.mean_slope_pct, component.slope_pct);
                    assert!(least >= -component.std_cm_s / 20.0 * t.shift_xi - 1e-12);
                }
            }
        }
    }

    #[test]
    fn hopeless_classes_are_recognised() {
        let against = Component { slope_pct: -5.0, offset_cm_s: 0.0, std_cm_s: 2.0 };
        assert!(!Truncated::of(against, Truncation::Redraw).is_drawable());
        assert!(Truncated::of(against, Truncation::None).is_drawable());
        let fixed = Component { std_cm_s: 0.0, ..against };
        assert!(Truncated::of(fixed, Truncation::Redraw).is_drawable());
        assert!(Truncated::of(fixed, Truncation::Redraw).draw(Streams::new(0).particle(0)).abs() < 7.0);
    }

    /// 50 000 draws of OpenDrift 1.14 (`d_processes.csv`), with the tolerances stated there: mean 4 std/√n with
    /// both samples' errors, std 2.5 %, percentiles 0.08 std, no negative downwind slope.
    #[test]
    fn sampling_agrees_with_opendrift() {
        let Some(rows) = shared::csv("reference/drift/golden/d_processes.csv") else { return };
        let sampling: Vec<_> = rows.iter().filter(|row| row[0] == "sampling").collect();
        assert!(sampling.len() >= 18);
        let mut record = Record::new(
            "opendrift",
            "leeway-sampling",
            "Leeway coefficients are drawn as OpenDrift draws them",
            "Means of effective coefficients with `redraw` (% and cm/s) against golden d, 50 000 draws (25 000 per side) \
             each; the limit is theirs and four standard errors of both.",
        );
        for row in sampling {
            let mut ours = drawn(&row[1], &row[2]);
            ours.sort_by(f64::total_cmp);
            let n = ours.len() as f64;
            let number = |column: usize| row[column].parse::<f64>().unwrap();
            let std = number(5);
            let mean = ours.iter().sum::<f64>() / n;
            assert!((mean - number(4)).abs() < 4.0 * std * (2.0 / n).sqrt(), "{row:?}: {mean}");
            let limit = format!("{:.4} ± {:.4}", number(4), 4.0 * std * (2.0 / n).sqrt());
            record.row(&format!("class {}, {}", row[1], row[2]), format!("{mean:.4}"), limit);
            let spread = (ours.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
            assert!((spread / std - 1.0).abs() < 0.025, "{row:?}: {spread}");
            for (column, share) in [(7, 0.05), (8, 0.5), (9, 0.95)] {
                let percentile = ours[(share * n) as usize];
                assert!((percentile - number(column)).abs() < 0.08 * std, "{row:?}: {percentile}");
            }
            assert!(!row[2].starts_with("downwind_slope") || ours[0] >= 0.0);
        }
    }

    /// Effective coefficients in the table's units and signs, as many as OpenDrift drew.
    fn drawn(class: &str, case: &str) -> Vec<f64> {
        let coefficients = ClassTable::standard().get(class).unwrap().coefficients;
        let truncated = Truncated::of(coefficients.downwind, Truncation::Redraw);
        let side = u8::from(case.ends_with("_o1"));
        let n = if case.contains("crosswind") { 25_000 } else { 50_000 };
        (0..n)
            .map(|i| {
                let stream = Streams::new(2026).particle(i);
                let draw =
                    LeewayDraw { side, downwind_xi: truncated.draw(stream), crosswind_xi: crosswind(stream) };
                let l = leeway_of(&coefficients, draw, CrosswindConvention::Iamsar, Compat::OpenDrift);
                100.0
                    * match case.split("_eff").next().unwrap() {
                        "downwind_slope" => l.downwind_slope,
                        "downwind_offset" => l.downwind_offset,
                        "crosswind_slope" => l.crosswind_slope,
                        _ => l.crosswind_offset,
                    }
            })
            .collect()
    }
}
