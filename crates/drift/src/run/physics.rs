//! The settings of a run, resolved once.

use crate::leeway::{CAPSIZED_FACTOR, Coefficients, LeewayDraw, model::leeway_of};
use crate::scenario::MissingForcing;
use crate::{CoastAction, Compat, CrosswindConvention, ForcingError, Integrator, ObjectShare, Scenario};
use sarex_geo::math;

/// What the kernel needs of a scenario.
#[derive(Debug, Clone)]
pub(crate) struct Physics {
    compat: Compat,
    convention: CrosswindConvention,
    pub(crate) integrator: Integrator,
    pub(crate) current_error: Option<ErrorModel>,
    pub(crate) wind_error: Option<ErrorModel>,
    /// Rate of changes of side, per second of drift; 0 for none.
    pub(crate) jibe_rate: f64,
    pub(crate) capsizing: bool,
    pub(crate) coast_action: CoastAction,
    pub(crate) diffusivity_m2_s: f64,
    pub(crate) stokes_factor: f64,
    /// Missing forcing stops the run instead of the particle.
    pub(crate) missing_is_error: bool,
    /// Coefficients of each object upright and capsized.
    objects: Vec<[Coefficients; 2]>,
}

/// Error of a forcing field: e ← keep·e + σ √(1 − keep²) ξ, plus a uniform part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ErrorModel {
    pub(crate) std_mps: f64,
    /// Correlation time, s; `None` for white noise.
    pub(crate) correlation_s: Option<f64>,
    /// Half-width of the uniform part, m/s.
    pub(crate) uniform_mps: f64,
}

impl ErrorModel {
    fn of(error: ForcingError) -> Option<Self> {
        match error {
            ForcingError::None => None,
            ForcingError::Correlated { std_mps, correlation_s } => (std_mps > 0.0).then_some(Self {
                std_mps,
                correlation_s: Some(correlation_s),
                uniform_mps: 0.0,
            }),
            ForcingError::White { std_mps, uniform_mps } => (std_mps > 0.0 || uniform_mps > 0.0)
                .then_some(Self { std_mps, correlation_s: None, uniform_mps }),
        }
    }

    /// (keep, sigma) of the update over a step: ρ = e^(−|dt|/T) and σ √(1 − ρ²); (0, σ) for white noise.
    pub(crate) fn update(&self, dt_s: f64) -> (f64, f64) {
        match self.correlation_s {
            Some(t) if t > 0.0 => {
                let rho = math::exp((-dt_s.abs() / t).max(-700.0));
                (rho, self.std_mps * (1.0 - rho * rho).max(0.0).sqrt())
            }
            _ => (0.0, self.std_mps),
        }
    }
}

/// What of a particle's history its leeway depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LeewayState {
    pub(crate) object: u16,
    pub(crate) draw: LeewayDraw,
    /// An odd number of jibes so far.
    pub(crate) flipped: bool,
    pub(crate) capsized: bool,
}

impl Physics {
    /// Resolves a scenario.
    pub(crate) fn new(scenario: &Scenario, backward: bool) -> Self {
        let compat = scenario.compat == Compat::OpenDrift;
        let per_hour = scenario.jibing.per_hour.clamp(0.0, 1.0);
        // κ = −ln(1 − p)/3600. A certain jibe has no finite rate: 40 per step mix the sides as completely.
        let rate = if per_hour < 1.0 { -math::log1p(-per_hour) / 3600.0 } else { f64::INFINITY };
        let object = |o: &ObjectShare| {
            let upright = o.class.coefficients;
            let capsized =
                if compat { upright.scaled(CAPSIZED_FACTOR) } else { o.class.capsized_coefficients() };
            [upright, capsized]
        };
        Self {
            compat: scenario.compat,
            convention: scenario.crosswind_convention,
            integrator: if compat { Integrator::Euler } else { scenario.integrator },
            current_error: ErrorModel::of(scenario.current_error),
            wind_error: ErrorModel::of(scenario.wind_error),
            jibe_rate: rate.min(40.0 / scenario.step_s),
            // Capsizing is not reversible in time: a backward cloud keeps its objects as they are.
            capsizing: scenario.capsizing && !backward,
            coast_action: scenario.coast_action,
            diffusivity_m2_s: if compat { 0.0 } else { scenario.diffusivity_m2_s },
            stokes_factor: scenario.stokes_factor,
            missing_is_error: !compat && scenario.missing == MissingForcing::Error,
            objects: scenario.objects.iter().map(object).collect(),
        }
    }

    /// True for OpenDrift's order of operations.
    pub(crate) fn is_opendrift(&self) -> bool {
        self.compat == Compat::OpenDrift
    }

    /// A particle's leeway as it floats now: downwind slope and offset, crosswind slope and offset.
    pub(crate) fn leeway(&self, s: LeewayState) -> [f64; 4] {
        let coefficients = &self.objects[usize::from(s.object)][usize::from(s.capsized)];
        let l = leeway_of(coefficients, s.draw, self.convention, self.compat);
        if s.flipped {
            [l.downwind_slope, l.downwind_offset, l.other_crosswind_slope, l.other_crosswind_offset]
        } else {
            [l.downwind_slope, l.downwind_offset, l.crosswind_slope, l.crosswind_offset]
        }
    }
}
