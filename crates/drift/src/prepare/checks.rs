//! Checks of a scenario that need no random draw.

use super::{PrepareError, allocate};
use crate::leeway::{CAPSIZED_FACTOR, ClassTable, ObjectClass, classes::check_coefficients, draw::Truncated};
use crate::{Allocation, CoastAction, Compat, ForcingError, Scenario, Seed};

/// Most memory a run may ask for, bytes.
pub const MEMORY_LIMIT: u64 = 16 << 30;

/// Most steps of a run.
pub const MOST_STEPS: u64 = 10_000_000;

/// Bytes a run keeps per particle: what is drawn, the state and the coefficients of the kernel, the outcome.
const BYTES_PER_PARTICLE: u64 = 260;

/// Bytes per particle and output time: position and fate.
const BYTES_PER_SNAPSHOT: u64 = 9;

/// Memory a run keeps, bytes, without the fields.
pub fn memory_bytes(particles: u64, outputs: u64) -> u64 {
    particles.saturating_mul(outputs.saturating_mul(BYTES_PER_SNAPSHOT).saturating_add(BYTES_PER_PARTICLE))
}

pub(super) fn check(scenario: &Scenario) -> Result<(), PrepareError> {
    check_objects(scenario)?;
    check_seeds(scenario)?;
    check_times(scenario)?;
    check_physics(scenario)?;
    check_counts(scenario)
}

fn check_objects(scenario: &Scenario) -> Result<(), PrepareError> {
    let objects = &scenario.objects;
    check_number("objects", objects.len())?;
    let probabilities: Vec<f64> = objects.iter().map(|object| object.probability).collect();
    check_sum("probabilities of the objects", "object", &probabilities)?;
    for object in objects {
        check_coefficients(&object.class.key, &object.class.coefficients)?;
        check_coefficients(&object.class.key, &object.class.capsized_coefficients())?;
        let drawn = Truncated::of(object.class.coefficients.downwind, scenario.truncation);
        if !drawn.is_drawable() {
            let (class, share_pct) = (object.class.key.clone(), 100.0 * drawn.share_redrawn);
            return Err(PrepareError::NotDrawable { class, share_pct });
        }
    }
    Ok(())
}

fn check_seeds(scenario: &Scenario) -> Result<(), PrepareError> {
    check_number("scenarios", scenario.seeds.len())?;
    let weights: Vec<f64> = scenario.seeds.iter().map(|seed| seed.weight).collect();
    check_sum("weights of the scenarios", "scenario", &weights)
}

fn check_number(what: &'static str, count: usize) -> Result<(), PrepareError> {
    let most = 10_000;
    if count > most { Err(PrepareError::TooMany { what, count, most }) } else { Ok(()) }
}

/// Sums to one within 10⁻⁹ per value.
fn check_sum(what: &'static str, thing: &'static str, values: &[f64]) -> Result<(), PrepareError> {
    if let Some(&value) = values.iter().find(|value| !(0.0..=1.0 + 1e-9).contains(*value)) {
        let (key, allowed) = (format!("one of the {what}"), "between 0 and 1");
        return Err(PrepareError::Range { key, value, unit: "", allowed });
    }
    let sum: f64 = values.iter().sum();
    if sum == 0.0 {
        return Err(PrepareError::Nothing(thing));
    }
    if (sum - 1.0).abs() > 1e-9 * values.len() as f64 {
        let last = values[values.len() - 1] + 1.0 - sum;
        let remedy = if last > 0.0 {
            format!("with {last:.6} for the last one they would")
        } else {
            format!("divide each by {sum}")
        };
        return Err(PrepareError::Sum { what, sum, remedy });
    }
    Ok(())
}

fn check_times(scenario: &Scenario) -> Result<(), PrepareError> {
    let range = |key: &str, value, unit, allowed, ok: bool| {
        if ok { Ok(()) } else { Err(PrepareError::Range { key: key.to_owned(), value, unit, allowed }) }
    };
    let Scenario { until_s, step_s, output_every_s, .. } = *scenario;
    let is_time = crate::seed::sample::is_time(until_s);
    range("until", until_s, "s since 1970", "a time between the years 1900 and 2200", is_time)?;
    range("step", step_s, "s", "between 1 s and 1 day", (1.0..=86_400.0).contains(&step_s))?;
    let output_ok = output_every_s >= step_s * (1.0 - 1e-9) && output_every_s <= 366.0 * 86_400.0;
    range("output_every", output_every_s, "s", "between one step and a year", output_ok)?;
    let steps = (output_every_s / step_s).round();
    if (output_every_s - steps * step_s).abs() > 1e-6 {
        let nearest_s = steps * step_s;
        return Err(PrepareError::OutputInterval { output_every_s, step_s, nearest_s });
    }
    Ok(())
}

fn check_physics(scenario: &Scenario) -> Result<(), PrepareError> {
    let between = |key: &str, value: f64, (least, most), unit, allowed| {
        if (least..=most).contains(&value) {
            Ok(())
        } else {
            Err(PrepareError::Range { key: key.to_owned(), value, unit, allowed })
        }
    };
    // Certain jibing every hour has no rate; OpenDrift's rule has one for it.
    let most_jibes = if scenario.compat == Compat::OpenDrift { 1.0 } else { 0.999_999 };
    let allowed = "a probability from 0 to less than 1";
    between("jibing_per_hour", scenario.jibing.per_hour, (0.0, most_jibes), "", allowed)?;
    between("diffusivity", scenario.diffusivity_m2_s, (0.0, 1e5), "m²/s", "between 0 and 100 000")?;
    between("stokes_factor", scenario.stokes_factor, (0.0, 1.0), "", "between 0 and 1")?;
    if let CoastAction::Refloat { half_life_s } = scenario.coast_action {
        between("half-life of refloating", half_life_s, (1.0, 1e9), "s", "between 1 s and 30 years")?;
    }
    for (key, error) in [("current_error", scenario.current_error), ("wind_error", scenario.wind_error)] {
        match error {
            ForcingError::None => {}
            ForcingError::Correlated { std_mps, correlation_s } => {
                between(key, std_mps, (0.0, 20.0), "m/s", "between 0 and 20")?;
                let key = format!("{key}.correlation");
                between(&key, correlation_s, (1.0, 1e8), "s", "between 1 s and 3 years")?;
            }
            ForcingError::White { std_mps, uniform_mps } => {
                between(key, std_mps, (0.0, 20.0), "m/s", "between 0 and 20")?;
                between(key, uniform_mps, (0.0, 20.0), "m/s", "between 0 and 20")?;
            }
        }
    }
    Ok(())
}

fn check_counts(scenario: &Scenario) -> Result<(), PrepareError> {
    let objects = scenario.objects.iter().filter(|object| object.probability > 0.0).count();
    for seed in scenario.seeds.iter().filter(|seed| seed.weight > 0.0) {
        let particles = match &seed.seed {
            Seed::Particles(list) if list.particles.iter().all(|particle| particle.object.is_some()) => {
                continue;
            }
            Seed::Particles(list) => list.particles.len(),
            _ => scenario.particles,
        };
        if particles < objects {
            return Err(PrepareError::TooFew { name: seed.name.clone(), particles, objects });
        }
    }
    let total = allocate::counts(scenario).iter().fold(0u64, |sum, &n| sum.saturating_add(n as u64));
    check_memory(total, 1)
}

/// Particles are numbered by 32 bits, and a run has to fit.
pub(super) fn check_memory(particles: u64, outputs: u64) -> Result<(), PrepareError> {
    let needed = memory_bytes(particles, outputs);
    if needed <= MEMORY_LIMIT && particles <= u64::from(u32::MAX) {
        return Ok(());
    }
    let gib = |bytes: u64| bytes as f64 / (1u64 << 30) as f64;
    Err(PrepareError::Memory {
        particles,
        outputs,
        needed_gib: gib(needed),
        limit_gib: gib(MEMORY_LIMIT),
        fitting: (MEMORY_LIMIT / memory_bytes(1, outputs)).min(u64::from(u32::MAX)),
    })
}

/// Warnings about what is allowed but should be known.
pub(super) fn warnings(scenario: &Scenario) -> Vec<String> {
    let mut warnings = Vec::new();
    for object in scenario.objects.iter().filter(|object| object.probability > 0.0) {
        let (class, drawn) =
            (&object.class, Truncated::of(object.class.coefficients.downwind, scenario.truncation));
        let speed = |slope_pct: f64, offset_cm_s: f64| 10.0 * slope_pct + offset_cm_s;
        let table = speed(class.coefficients.downwind.slope_pct, class.coefficients.downwind.offset_cm_s);
        let mean = speed(drawn.mean_slope_pct, drawn.mean_offset_cm_s);
        if mean - table > 0.5 {
            warnings.push(format!(
                "{}: truncation redraws {:.1} % of the downwind draws and raises the mean speed at 10 m/s of wind \
                 from {table:.1} to {mean:.1} cm/s; truncation = \"redraw-mean-kept\" keeps the mean of the table",
                class.key,
                100.0 * drawn.share_redrawn
            ));
        }
    }
    if scenario.capsizing {
        warnings.extend(scenario.objects.iter().filter_map(|object| capsizing(&object.class)));
    }
    if scenario.allocation == Allocation::Equal && scenario.objects.len() > 1 {
        warnings.push(
            "objects have equal numbers of particles with unequal weights: count weights, not dots".into(),
        );
    }
    warnings
}

/// Groups of the class table whose objects have no upright position to lose.
const NEVER_CAPSIZE: [&str; 4] = ["person in water", "debris", "marker buoy", "beacon"];

/// What is doubtful about letting a class capsize.
fn capsizing(class: &ObjectClass) -> Option<String> {
    let ObjectClass { key, group, .. } = class;
    let turned_over =
        |other: &ObjectClass| other.capsized.as_ref().is_some_and(|capsized| capsized.key == *key);
    let why = if NEVER_CAPSIZE.contains(&group.as_str()) {
        format!("{key} ({group}) cannot capsize")
    } else if ClassTable::standard().classes().iter().any(turned_over) {
        format!("{key} has turned over already")
    } else if class.capsized.is_none() {
        return Some(format!(
            "capsizing is on, and no class describes {key} turned over: its leeway is then taken times \
             {CAPSIZED_FACTOR}, which is a guess"
        ));
    } else {
        return None;
    };
    Some(format!(
        "capsizing is on, but {why}: in strong wind its leeway falls to {CAPSIZED_FACTOR} of itself for no reason; \
         leave `capsizing` out, or run this object in a case of its own"
    ))
}
