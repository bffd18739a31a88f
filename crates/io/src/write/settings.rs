//! Settings of a run as flat keys, as they stand in `drift.nc` and `provenance.json`.

use sarex_drift::scenario::{
    Allocation, CoastAction, Compat, CrosswindConvention, ForcingError, Integrator, MissingForcing, Scenario,
    Truncation,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Every setting of the scenario, and `more` on top; ordered by key.
pub fn flat(scenario: &Scenario, more: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    let mut put = |key: &str, value: Value| {
        all.insert(key.to_owned(), value);
    };
    put("run:particles_per_scenario", json!(scenario.particles));
    put("run:until", json!(super::trajectory::iso(scenario.until_s)));
    put("run:step_s", json!(scenario.step_s));
    put("run:output_every_s", json!(scenario.output_every_s));
    put("run:integrator", json!(integrator(scenario.integrator)));
    put("run:jibing_per_hour", json!(scenario.jibing.per_hour));
    put("run:capsizing", json!(scenario.capsizing));
    put("run:coast_action", coast_action(scenario.coast_action));
    put("run:crosswind_convention", json!(convention(scenario.crosswind_convention)));
    put("run:truncation", json!(truncation(scenario.truncation)));
    put("run:allocation", json!(allocation(scenario.allocation)));
    put("run:diffusivity_m2_s", json!(scenario.diffusivity_m2_s));
    put("run:stokes_factor", json!(scenario.stokes_factor));
    put("run:compat", json!(compat(scenario.compat)));
    put("run:missing_forcing", json!(missing(scenario.missing)));
    put("run:rng_seed", json!(scenario.rng_seed));
    put("environment:current_error", forcing_error(scenario.current_error));
    put("environment:wind_error", forcing_error(scenario.wind_error));
    for (index, object) in scenario.objects.iter().enumerate() {
        put(&format!("object:{index}:class"), json!(object.class.key));
        put(&format!("object:{index}:probability"), json!(object.probability));
        let c = object.class.coefficients;
        for (name, part) in [("downwind", c.downwind), ("right", c.right), ("left", c.left)] {
            let values = json!([part.slope_pct, part.offset_cm_s, part.std_cm_s]);
            put(&format!("object:{index}:{name}_slope_pct_offset_cm_s_std_cm_s"), values);
        }
    }
    for (index, seed) in scenario.seeds.iter().enumerate() {
        put(&format!("scenario:{index}:name"), json!(seed.name));
        put(&format!("scenario:{index}:kind"), json!(super::seeds::kind(&seed.seed)));
        put(&format!("scenario:{index}:weight"), json!(seed.weight));
    }
    all.extend(more.iter().map(|(key, value)| (key.clone(), value.clone())));
    all
}

/// Name of a scheme as in the case file.
pub const fn integrator(value: Integrator) -> &'static str {
    match value {
        Integrator::Euler => "euler",
        Integrator::Rk2 => "rk2",
        Integrator::Rk4 => "rk4",
    }
}

fn coast_action(value: CoastAction) -> Value {
    match value {
        CoastAction::Strand => json!("strand"),
        CoastAction::Slide => json!("slide"),
        CoastAction::Refloat { half_life_s } => json!({ "refloat": { "half_life_s": half_life_s } }),
        CoastAction::None => json!("none"),
        CoastAction::Previous => json!("previous"),
    }
}

const fn convention(value: CrosswindConvention) -> &'static str {
    match value {
        CrosswindConvention::Iamsar => "iamsar",
        CrosswindConvention::OpenDrift => "opendrift",
    }
}

const fn truncation(value: Truncation) -> &'static str {
    match value {
        Truncation::None => "none",
        Truncation::Redraw => "redraw",
        Truncation::RedrawMeanKept => "redraw-mean-kept",
    }
}

const fn allocation(value: Allocation) -> &'static str {
    match value {
        Allocation::Proportional => "proportional",
        Allocation::Equal => "equal",
    }
}

const fn compat(value: Compat) -> &'static str {
    match value {
        Compat::None => "none",
        Compat::OpenDrift => "opendrift",
    }
}

const fn missing(value: MissingForcing) -> &'static str {
    match value {
        MissingForcing::Error => "error",
        MissingForcing::StopParticle => "stop-particle",
    }
}

fn forcing_error(value: ForcingError) -> Value {
    match value {
        ForcingError::None => json!("none"),
        ForcingError::Correlated { std_mps, correlation_s } => {
            json!({ "process": "ornstein-uhlenbeck", "std_mps": std_mps, "correlation_s": correlation_s })
        }
        ForcingError::White { std_mps, uniform_mps } => {
            json!({ "process": "white", "std_mps": std_mps, "uniform_mps": uniform_mps })
        }
    }
}
