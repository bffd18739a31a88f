//! Spread by forcing errors and diffusion against closed forms.

use crate::record::Record;
use crate::run::testing::*;
use crate::{ForcingError, Integrator, Scenario};
use sarex_geo::math::{exp, pow};

const DAY_S: f64 = 86_400.0;
const N: usize = 20_000;

/// A table of variances in shares of a closed form.
fn spread(section: &'static str, claim: &str, how: &str) -> Record {
    let norm = "Norm: variance of 20 000 particles in shares of the closed form. Limit: 4.5 √(2/n), 4.5 standard \
                errors of a sample variance.";
    Record::new("spread", section, claim, &format!("{how} {norm}"))
}

/// Sample variances of N normals lie within 4.5 √(2/N) of their expectation.
fn check_variance(record: &mut Record, what: &str, got: (f64, f64), want: f64) {
    let tolerance = 4.5 * (2.0 / N as f64).sqrt();
    for (axis, v) in [("east", got.0), ("north", got.1)] {
        record.row(
            &format!("{what}, {axis}: {:.3} km", 1e-3 * v.sqrt()),
            format!("{:.4}", v / want),
            format!("1 ± {tolerance:.3}"),
        );
        assert!((v / want - 1.0).abs() < tolerance, "{what}, {axis}: {v} m² against {want} m²");
    }
}

/// Var x_n = σ² dt² [ n (1+ρ)/(1−ρ) − 2ρ (1 − ρⁿ)/(1−ρ)² ] for an Ornstein–Uhlenbeck error held during steps.
fn held_variance(sigma: f64, correlation_s: f64, dt: f64, t: f64) -> f64 {
    let rho = exp(-dt / correlation_s);
    let n = t / dt;
    let (a, b) = (1.0 + rho, 1.0 - rho);
    sigma * sigma * dt * dt * (n * a / b - 2.0 * rho * (1.0 - pow(rho, n)) / (b * b))
}

fn correlated() -> ForcingError {
    ForcingError::Correlated { std_mps: 0.3, correlation_s: 9.0 * 3600.0 }
}

/// 18.1 km after a day for σ = 0.3 m/s, T = 9 h (reference 1.5), at three steps: the spread does not depend on it,
/// each against its closed form and all against each other.
#[test]
fn correlated_error_spreads_by_its_closed_form_at_any_step() {
    let mut record = spread(
        "10-correlated",
        "Correlated error of the current at any step",
        "σ = 0.3 m/s, T = 9 h, a day: Var = σ² dt² [n (1+ρ)/(1−ρ) − 2ρ (1−ρⁿ)/(1−ρ)²], ρ = e^(−dt/T), 18.1 km at \
         any step; independent seeds.",
    );
    let mut spreads: Vec<(f64, (f64, f64))> = Vec::new();
    for (dt, seed) in [(300.0, 1), (600.0, 2), (3600.0, 3)] {
        let s = Scenario {
            current_error: correlated(),
            integrator: Integrator::Euler,
            step_s: dt,
            until_s: DAY_S,
            rng_seed: seed,
            ..scenario()
        };
        let e = end_of(&s, &particles(N, 30.0, 140.0, 0.0), &steady((0.0, 0.0), (0.0, 0.0)));
        let want = held_variance(0.3, 9.0 * 3600.0, dt, DAY_S);
        assert!((want.sqrt() - 18_100.0).abs() < 100.0);
        check_variance(&mut record, &format!("step {dt} s"), variance_m2(&e), want);
        spreads.push((dt, variance_m2(&e)));
    }
    let mut between = Record::new(
        "spread",
        "12-independence-of-step",
        "The spread does not depend on the step",
        "The runs above against each other. Norm: ratio of variances. Limit: 4.5 √(4/n), 4.5 standard errors of the \
         ratio of two sample variances of 20 000 particles.",
    );
    let tolerance = 4.5 * (4.0 / N as f64).sqrt();
    for (i, (a_s, a)) in spreads.iter().enumerate() {
        for (b_s, b) in &spreads[i + 1..] {
            for (axis, ratio) in [("east", b.0 / a.0), ("north", b.1 / a.1)] {
                let case = format!("{} min against {} min, {axis}", b_s / 60.0, a_s / 60.0);
                between.row(&case, format!("{ratio:.4}"), format!("1 ± {tolerance:.3}"));
                assert!((ratio - 1.0).abs() < tolerance, "{case}: {ratio}");
            }
        }
    }
}

/// Wind error moves by the leeway slope: a linear object spreads as with slope · σ.
#[test]
fn wind_error_spreads_through_leeway() {
    let mut s = Scenario {
        wind_error: ForcingError::Correlated { std_mps: 2.0, correlation_s: 6.0 * 3600.0 },
        until_s: DAY_S,
        ..scenario()
    };
    s.objects = vec![object((3.0, 0.0), (0.0, 0.0), 0.0)];
    let e = end_of(&s, &particles(N, 30.0, 140.0, 0.0), &steady((0.0, 0.0), (6.0, 2.0)));
    let mut record = spread(
        "14-wind",
        "Correlated error of the wind",
        "σ = 2 m/s, T = 6 h through a downwind slope of 3 %, a day: as a current's error of 0.06 m/s.",
    );
    check_variance(
        &mut record,
        "step 600 s",
        variance_m2(&e),
        held_variance(0.06, 6.0 * 3600.0, 600.0, DAY_S),
    );
}

/// White noise: σ² dt t, plus s²/3 · dt t for the uniform part; it depends on the step, which is why it is not the
/// default.
#[test]
fn white_noise_spreads_with_the_step() {
    let mut record = spread(
        "16-white",
        "White noise spreads with the step",
        "σ = 0.3 m/s and ±0.2 m/s uniform, a day: Var = (σ² + s²/3) dt t. Not the default, for that dependence.",
    );
    for dt in [600.0, 3600.0] {
        let s = Scenario {
            current_error: ForcingError::White { std_mps: 0.3, uniform_mps: 0.2 },
            step_s: dt,
            until_s: DAY_S,
            ..scenario()
        };
        let e = end_of(&s, &particles(N, 30.0, 140.0, 0.0), &steady((0.0, 0.0), (0.0, 0.0)));
        check_variance(
            &mut record,
            &format!("step {dt} s"),
            variance_m2(&e),
            (0.09 + 0.04 / 3.0) * dt * DAY_S,
        );
    }
}

/// Diffusion: 2 K t per axis.
#[test]
fn diffusion_spreads_as_two_k_t() {
    let s = Scenario { diffusivity_m2_s: 10.0, until_s: DAY_S, ..scenario() };
    let e = end_of(&s, &particles(N, 30.0, 140.0, 0.0), &steady((0.1, 0.0), (0.0, 0.0)));
    let mut record = spread("18-diffusion", "Diffusion", "K = 10 m²/s, a day: Var = 2 K t.");
    check_variance(&mut record, "step 600 s", variance_m2(&e), 2.0 * 10.0 * DAY_S);
}

/// A particle that begins within a step has a stationary error from the first second on.
#[test]
fn late_starters_have_stationary_errors() {
    let s = Scenario { current_error: correlated(), until_s: 3600.0, ..scenario() };
    let mut p = particles(N, 0.0, 0.0, 0.0);
    for (i, start) in p.start_s.iter_mut().enumerate().skip(1) {
        *start = 3000.5 + 0.01 * (i % 7) as f64;
    }
    let e = end_of(&s, &p, &steady((0.0, 0.0), (0.0, 0.0)));
    let mut record = spread(
        "19-late-starters",
        "Particles that begin within a step",
        "Correlated error is stationary from a particle's first second: after 599.5 s, σ t.",
    );
    check_variance(&mut record, "σ = 0.3 m/s", variance_m2(&e), 0.09 * 599.47 * 599.47);
}
