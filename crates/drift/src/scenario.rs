//! What is to be forecast, in plain data.

use crate::{Seed, leeway::ObjectClass};

/// One kind of object that may be adrift.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectShare {
    /// The class, with any overrides of the user already applied.
    pub class: ObjectClass,
    /// Probability that this is the object; all sum to one.
    pub probability: f64,
    /// Persons in or on it, if known.
    pub persons: Option<u32>,
}

/// One account of how the drifting began.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedSeed {
    /// Name for reports.
    pub name: String,
    /// Weight; all sum to one.
    pub weight: f64,
    /// Where and when.
    pub seed: Seed,
}

/// Integration scheme of the total velocity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Integrator {
    /// First order.
    Euler,
    /// Midpoint rule, second order.
    #[default]
    Rk2,
    /// Classical fourth order.
    Rk4,
}

/// What happens at the coast.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum CoastAction {
    /// Stays where it met the coast.
    #[default]
    Strand,
    /// Slides along the coast with what is left of the step.
    Slide,
    /// Strands, and comes off again with this half-life while the flow points off shore.
    Refloat {
        /// Seconds after which half of the stranded objects are afloat again.
        half_life_s: f64,
    },
    /// The coast is ignored.
    None,
    /// Goes back to its last place at sea and stays active (OpenDrift's `previous`).
    Previous,
}

/// Which side a positive crosswind coefficient means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CrosswindConvention {
    /// Positive is to the right of downwind (Allen 2005; IAMSAR).
    #[default]
    Iamsar,
    /// Positive is to the left of downwind, as OpenDrift moves.
    OpenDrift,
}

/// What is done with draws that would give a negative downwind slope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Truncation {
    /// They are kept.
    None,
    /// They are drawn again, as OpenDrift does; this raises the mean slope.
    Redraw,
    /// They are drawn again, and the mean of the table is restored.
    #[default]
    RedrawMeanKept,
}

/// Error of a forcing field as seen by one particle.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum ForcingError {
    /// None.
    #[default]
    None,
    /// Ornstein–Uhlenbeck process per component.
    Correlated {
        /// Standard deviation per component, m/s.
        std_mps: f64,
        /// Correlation time, s.
        correlation_s: f64,
    },
    /// A new independent normal every step (OpenDrift): the spread depends on the step.
    White {
        /// Standard deviation per component, m/s.
        std_mps: f64,
        /// Half-width of an additional uniform error per component, m/s.
        uniform_mps: f64,
    },
}

/// How an object changes side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jibing {
    /// Probability per hour.
    pub per_hour: f64,
}

/// Whose physics and order of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compat {
    /// `sarex`.
    #[default]
    None,
    /// OpenDrift 1.14.
    OpenDrift,
}

/// What to do with a live particle where no source of current or wind has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MissingForcing {
    /// The run stops with an error that names source, place and time.
    #[default]
    Error,
    /// The particle stops there with the fate `missing-data`, and the report counts it.
    StopParticle,
}

/// How the particles of a seed are shared among the objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Allocation {
    /// In proportion to the objects' probabilities, at least one each: all particles of a seed weigh about the
    /// same, and pictures of the cloud can be read as they are.
    #[default]
    Proportional,
    /// The same number for each object, with unequal weights: rare objects are resolved as well as likely ones.
    Equal,
}

/// Everything a forecast needs besides the environment. Times are seconds since 1970.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// What may be adrift.
    pub objects: Vec<ObjectShare>,
    /// How it may have begun.
    pub seeds: Vec<WeightedSeed>,
    /// Particles per seed.
    pub particles: usize,
    /// How they are shared among the objects.
    pub allocation: Allocation,
    /// End of the run; before the seed time for a backward run.
    pub until_s: f64,
    /// Step length, positive, s.
    pub step_s: f64,
    /// Output interval, a multiple of the step, s.
    pub output_every_s: f64,
    /// Scheme.
    pub integrator: Integrator,
    /// Change of side.
    pub jibing: Jibing,
    /// Capsizing switched on.
    pub capsizing: bool,
    /// At the coast.
    pub coast_action: CoastAction,
    /// Side convention.
    pub crosswind_convention: CrosswindConvention,
    /// Of the downwind draw.
    pub truncation: Truncation,
    /// Error of the current.
    pub current_error: ForcingError,
    /// Error of the wind.
    pub wind_error: ForcingError,
    /// Horizontal diffusivity K, m²/s.
    pub diffusivity_m2_s: f64,
    /// Share of the surface Stokes drift added, 0 to 1.
    pub stokes_factor: f64,
    /// Physics.
    pub compat: Compat,
    /// Where forcing is missing.
    pub missing: MissingForcing,
    /// Seed of all random streams.
    pub rng_seed: u64,
}

/// What a case file leaves out; objects, seeds and the end have to be given.
impl Default for Scenario {
    fn default() -> Self {
        Self {
            objects: Vec::new(),
            seeds: Vec::new(),
            particles: 10_000,
            allocation: Allocation::default(),
            until_s: f64::NAN,
            step_s: 600.0,
            output_every_s: 3600.0,
            integrator: Integrator::default(),
            jibing: Jibing { per_hour: 0.04 },
            capsizing: false,
            coast_action: CoastAction::default(),
            crosswind_convention: CrosswindConvention::default(),
            truncation: Truncation::default(),
            current_error: ForcingError::Correlated { std_mps: 0.25, correlation_s: 9.0 * 3600.0 },
            wind_error: ForcingError::Correlated { std_mps: 1.5, correlation_s: 6.0 * 3600.0 },
            diffusivity_m2_s: 0.0,
            stokes_factor: 0.0,
            compat: Compat::default(),
            missing: MissingForcing::default(),
            rng_seed: 0,
        }
    }
}
