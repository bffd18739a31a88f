//! The keys of a case file: what can be written, what it means, what is taken if it is left out.

use super::decode::{Located, case_choice, case_table};
use super::search_keys::SearchKeys;
use super::seed_keys::SeedKeys;
use super::value::{Amount, Count, Direction, Interval, Share};
use super::{decode::CaseValue, decode::Decoder, describe::Kind, problem::ProblemKind};
use crate::read::Directions;
use crate::write::CaseKind;
use sarex_drift::{
    Compat, CrosswindConvention, Integrator, Truncation,
    scenario::{Allocation, MissingForcing},
};
use sarex_geo::{Position, Timestamp};
use sarex_search::detect::width::{Aid, ObjectKind, WidthError};
use sarex_search::survival::Clothing;
use toml::Spanned;
use toml::de::DeValue;

case_table! {
    /// One case: who or what is missing, how it may have begun, which wind and water, how long.
    pub struct CaseKeys {
        /// Version of this format: 1.
        version: Located<u64> = required,
        /// What the case is called.
        case: CaseHead = required,
        /// Object classes of your own.
        classes: ClassesKeys = optional,
        /// What may be adrift; the probabilities sum to 1.
        object: Located<Vec<ObjectKeys>> = required,
        /// How the drifting may have begun; the weights sum to 1.
        scenario: Located<Vec<ScenarioKeys>> = required,
        /// What was found of it: with finds the scenarios are accounts of how it may have begun, and the forecast
        /// starts from what the finds leave of them (Bayesian backtrack).
        find: Located<Vec<FindKeys>> = default "[]",
        /// Wind, water and coast.
        environment: EnvironmentKeys = required,
        /// How the forecast is computed.
        run: RunKeys = required,
        /// What the result files hold beyond the usual.
        output: OutputKeys = optional,
        /// The search to be planned; a forecast carries it along unused.
        search: SearchKeys = optional,
    }
}

case_table! {
    /// What the case is called.
    pub struct CaseHead {
        /// Short name, used in file names and messages.
        id: Located<String> = required,
        /// One line in words.
        title: String = default "\"\"",
        /// Every screen, print and export carries it.
        kind: CaseKind = required,
    }
}

case_choice! { CaseKind {
    "exercise" => CaseKind::Exercise, "an exercise: everything made from it says so";
    "real" => CaseKind::Real, "a real case";
}}

case_table! {
    /// Object classes of your own.
    pub struct ClassesKeys {
        /// Files with the columns of `sarex classes --json` in TOML; paths relative to the case file.
        file: Vec<Located<String>> = required,
    }
}

case_table! {
    /// One kind of object that may be adrift.
    pub struct ObjectKeys {
        /// Key or number of the object class table, such as "PIW-1" or 1; `sarex classes` lists them.
        class: Located<ClassName> = required,
        /// Probability that this is the object.
        probability: Share = default "1.0",
        /// Persons in or on it.
        persons: Count = optional,
        /// What it is looked for as: one of the 25 objects of the sweep-width tables, such as "Raft 6 person". By default
        /// the one that honestly stands for its class; for classes without one a plan asks for this key, or for units
        /// with a lateral range curve.
        detection: Located<SeenObject> = optional,
        /// Persons in the water wear a flotation device; by default what the class says.
        pfd: bool = optional,
        /// It has a radar reflector or a hull of metal.
        reflector: bool = default "false",
        /// Signal or light that the survivors have, such as "Red hand flare": what eyes find by night. Words of a name in the
        /// tables of signals are enough, if only one has them all; `sarex worksheet --help` lists the names.
        signal: Located<SignalName> = optional,
        /// What persons in the water wear.
        clothing: Clothing = default "\"light\"",
        /// Replaces single coefficients of the class.
        coefficients: CoefficientKeys = optional,
    }
}

/// An object of the sweep-width tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenObject(pub ObjectKind);

/// A signal or light of the tables, by day, by night or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalName(pub String);

impl CaseValue for SignalName {
    fn kind() -> Kind {
        Kind::Text
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        let Some(text) = value.get_ref().as_str() else { return decoder.wrong_type(value) };
        match Aid::check(text) {
            Ok(()) => Some(Self(text.to_owned())),
            Err(error) => {
                let (what, remedy) = match error {
                    WidthError::Unknown { found, known } => {
                        (format!("no signal of the tables is called `{found}`"), format!("known are {known}"))
                    }
                    WidthError::Ambiguous { found, named } => {
                        (format!("`{found}` may be one of several signals"), format!("say which: {named}"))
                    }
                    other => {
                        let remedy = "give a name of the tables, such as \"Red hand flare\": `sarex worksheet --help` lists them";
                        (other.to_string(), remedy.to_owned())
                    }
                };
                decoder.note(value.span(), ProblemKind::Refused { what, remedy })
            }
        }
    }
}

impl CaseValue for SeenObject {
    fn kind() -> Kind {
        Kind::Text
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        let Some(text) = value.get_ref().as_str() else { return decoder.wrong_type::<Self>(value) };
        let names: Vec<&'static str> = ObjectKind::all().map(ObjectKind::name).collect();
        match ObjectKind::named(text) {
            Ok(kind) => Some(Self(kind)),
            Err(_) => decoder.not_one_of(value.span(), text, &names),
        }
    }
}

case_choice! { Clothing {
    "light" => Clothing::Light, "light clothing";
    "immersion-suit" => Clothing::ImmersionSuit, "an immersion suit";
}}

/// A class by key or by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassName(pub String);

impl ClassName {
    /// Whether both name one class in a case: capitals do not matter.
    pub fn is_called(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl CaseValue for ClassName {
    fn kind() -> Kind {
        Kind::Either(vec![Kind::Text, Kind::Integer(1)])
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(text) => Some(Self(text.trim().to_owned())),
            DeValue::Integer(_) => Count::decode(value, decoder).map(|number| Self(number.0.to_string())),
            _ => decoder.wrong_type(value),
        }
    }
}

case_table! {
    /// Replaces single coefficients of an object class; signs as in the published table. A standard deviation of
    /// 0 makes the component deterministic.
    pub struct CoefficientKeys {
        /// Downwind slope, % of the 10 m wind.
        downwind_slope_pct: f64 = optional,
        /// Downwind offset, cm/s.
        downwind_offset_cm_s: f64 = optional,
        /// Downwind standard deviation, cm/s.
        downwind_std_cm_s: Amount = optional,
        /// Crosswind slope of objects that go right, % of the 10 m wind.
        right_slope_pct: f64 = optional,
        /// Crosswind offset of objects that go right, cm/s.
        right_offset_cm_s: f64 = optional,
        /// Crosswind standard deviation of objects that go right, cm/s.
        right_std_cm_s: Amount = optional,
        /// Crosswind slope of objects that go left, % of the 10 m wind.
        left_slope_pct: f64 = optional,
        /// Crosswind offset of objects that go left, cm/s.
        left_offset_cm_s: f64 = optional,
        /// Crosswind standard deviation of objects that go left, cm/s.
        left_std_cm_s: Amount = optional,
    }
}

case_table! {
    /// One account of how the drifting began.
    pub struct ScenarioKeys {
        /// Name for reports; "scenario 1" and so on if left out.
        name: String = optional,
        /// Weight against the other scenarios.
        weight: Share = default "1.0",
        /// Where and when.
        seed: Located<SeedKeys> = required,
    }
}

case_table! {
    /// Something found that began to drift where and when the missing object did: wreckage, a life jacket, a raft.
    pub struct FindKeys {
        /// Name for reports; "find 1" and so on if left out.
        name: String = optional,
        /// Its object class, by key or number: what drifted from the start to the find.
        class: Located<ClassName> = required,
        /// Where it was found, at sea or on the beach.
        position: Position = required,
        /// When.
        time: Located<Timestamp> = required,
        /// Probable error of the position: radius of the circle that holds one half, nautical miles. Grids and models
        /// of currents are coarse: 1 is seldom too much.
        position_error_nm: Located<Amount> = required,
    }
}

case_table! {
    /// Wind, water, what is seen through, and coast. Sources stand in order of preference: the next one fills, place by place, what the
    /// one before lacks.
    pub struct EnvironmentKeys {
        /// Total water current at the surface.
        current: Located<Vec<Located<SourceKeys>>> = required,
        /// Wind at 10 m.
        wind: Located<Vec<Located<SourceKeys>>> = required,
        /// Waves: the significant wave height for the search, and the surface Stokes drift, which is used only with
        /// `stokes_factor`. A source is used for what it holds of the two.
        waves: Located<Vec<Located<SourceKeys>>> = default "[]",
        /// Meteorological visibility, for the search; a forecast does not read it.
        visibility: Located<Vec<Located<SourceKeys>>> = default "[]",
        /// Temperature of the water at the surface, for survival; a forecast does not read it.
        water_temperature: Located<Vec<Located<SourceKeys>>> = default "[]",
        /// Error of the current as each particle meets it, correlated in time; the default is
        /// `{ std_mps = 0.25, correlation = "9 h" }`, in `compat = "opendrift"` none.
        current_error: Located<ForcingErrorKeys> = optional,
        /// Error of the wind likewise; the default is `{ std_mps = 1.5, correlation = "6 h" }`, in
        /// `compat = "opendrift"` none.
        wind_error: Located<ForcingErrorKeys> = optional,
        /// White noise added to the current at every step, standard deviation per component, m/s: OpenDrift's
        /// `drift:current_uncertainty`. The spread then depends on the step. Takes the place of `current_error`.
        current_uncertainty_mps: Located<Amount> = optional,
        /// Uniform noise added to the current at every step, half-width per component, m/s: OpenDrift's
        /// `drift:current_uncertainty_uniform`.
        current_uncertainty_uniform_mps: Located<Amount> = optional,
        /// White noise added to the wind at every step, standard deviation per component, m/s: OpenDrift's
        /// `drift:wind_uncertainty`. Takes the place of `wind_error`.
        wind_uncertainty_mps: Located<Amount> = optional,
        /// Coast: "bundled" for the one that comes with the program, "none" for open water everywhere, or a file
        /// made by `sarex coast build`.
        coast: Located<String> = default "\"bundled\"",
    }
}

case_table! {
    /// Where a field comes from: exactly one of `file`, `url` and `constant`.
    pub struct SourceKeys {
        /// NetCDF, GRIB2, or of wind and current a CSV or JSON time series; `*` and `?` may stand for several files that form one
        /// time axis. Relative to the case file.
        file: String = optional,
        /// A NetCDF subset over HTTPS (ERDDAP, THREDDS), fetched once and kept in a cache: below `SAREX_CACHE` if that
        /// is set, else where the system keeps caches.
        url: String = optional,
        /// The same value everywhere and always.
        constant: ConstantKeys = optional,
        /// Names of the eastward (or x) and northward (or y) variable, where the file's own names are not known; of wave
        /// height, visibility and water temperature the one name.
        variables: Located<Vec<String>> = optional,
        /// What the components are along, where the file does not say or is wrong.
        components: Directions = optional,
    }
}

case_table! {
    /// A constant: of wind, current and Stokes drift one speed and one direction, of the rest one number.
    pub struct ConstantKeys {
        /// Speed in knots.
        speed_kn: Amount = optional,
        /// Speed in metres per second.
        speed_mps: Amount = optional,
        /// Direction it goes to, degrees true: as currents are named.
        toward_deg: Direction = optional,
        /// Direction it comes from, degrees true: as winds are named.
        from_deg: Direction = optional,
        /// Significant wave height, m, in `waves`.
        significant_wave_height_m: Amount = optional,
        /// Meteorological visibility, nautical miles, in `visibility`.
        visibility_nm: Amount = optional,
        /// Water temperature, °C, in `water_temperature`.
        water_temperature_c: f64 = optional,
    }
}

/// As one says it on the bridge: `0.4 kn towards 045°`, `5 NM`.
impl std::fmt::Display for ConstantKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(metres) = self.significant_wave_height_m {
            return write!(f, "constant {} m", metres.0);
        }
        if let Some(miles) = self.visibility_nm {
            return write!(f, "constant {} NM", miles.0);
        }
        if let Some(celsius) = self.water_temperature_c {
            return write!(f, "constant {celsius} °C");
        }
        match (self.speed_kn, self.speed_mps) {
            (Some(knots), _) => write!(f, "constant {} kn", knots.0)?,
            (_, mps) => write!(f, "constant {} m/s", mps.map_or(0.0, |mps| mps.0))?,
        }
        match (self.toward_deg, self.from_deg) {
            (Some(toward), _) => write!(f, " towards {}°", toward.0),
            (_, from) => write!(f, " from {}°", from.map_or(0.0, |from| from.0)),
        }
    }
}

case_table! {
    /// An Ornstein–Uhlenbeck process per particle and component.
    pub struct ForcingErrorKeys {
        /// Standard deviation per component, m/s; 0 switches the error off.
        std_mps: Amount = required,
        /// Correlation time, after which 1/e of the correlation is left.
        correlation: Interval = required,
    }
}

case_table! {
    /// How the forecast is computed.
    pub struct RunKeys {
        /// Particles per scenario.
        particles: Located<Count> = default "10_000",
        /// How the particles of a scenario are shared among the objects.
        allocation: Allocation = default "\"proportional\"",
        /// End of the run: after every seed time, or before every seed time in a backward run.
        until: Located<Timestamp> = required,
        /// Which way the run goes. A backward run is asked for: a slip of the pen in `until` must not pass for one.
        direction: RunDirection = default "\"forward\"",
        /// Time step.
        step: Located<Interval> = default "\"10 min\"",
        /// Time between outputs, a multiple of the step.
        output_every: Located<Interval> = default "\"1 h\"",
        /// Integration scheme; the default is "rk2", in `compat = "opendrift"` "euler".
        integrator: Integrator = optional,
        /// Probability per hour that an object changes its side of the wind.
        jibing_per_hour: Located<Share> = default "0.04",
        /// Objects may capsize in strong wind.
        capsizing: bool = default "false",
        /// What happens at the coast.
        coast_action: CoastWord = default "\"strand\"",
        /// With `coast_action = "refloat"`: after this time half of the stranded objects are afloat again while
        /// the flow points off shore.
        refloat_half_life: Located<Interval> = default "\"1 h\"",
        /// Which side a positive crosswind coefficient means; the default is "iamsar", in `compat = "opendrift"`
        /// "opendrift".
        crosswind_convention: CrosswindConvention = optional,
        /// What is done with draws that would give a negative downwind slope; the default is "redraw-mean-kept",
        /// in `compat = "opendrift"` "redraw".
        truncation: Truncation = optional,
        /// What happens to a particle where no source of current or wind has a value; the default is "error", in
        /// `compat = "opendrift"` "stop-particle".
        missing: MissingForcing = optional,
        /// Share of the surface Stokes drift that is added, 0 to 1. Leeway contains it already as a rule.
        stokes_factor: Located<Share> = default "0.0",
        /// Horizontal diffusivity of what the current's grid does not resolve, m²/s.
        diffusivity_m2_s: Located<Amount> = default "0.0",
        /// Whose physics and order of operations.
        compat: Compat = default "\"none\"",
        /// Seed of all random streams: the same case gives the same forecast, bit for bit.
        rng_seed: u64 = default "0",
    }
}

case_table! {
    /// What the result files hold beyond the usual.
    pub struct OutputKeys {
        /// Wind and current along the tracks in `drift.nc`, as `x_wind`, `y_wind`, `x_sea_water_velocity` and
        /// `y_sea_water_velocity`: the fields at the places of the particles, without the error each of them meets. The
        /// fields are read once more for it, and it takes up to 16 bytes per particle and output time.
        forcing: bool = default "false",
    }
}

/// Which way a run goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunDirection {
    /// Towards later times.
    Forward,
    /// Towards earlier times.
    Backward,
}

case_choice! { RunDirection {
    "forward" => RunDirection::Forward, "`until` must be after every seed time";
    "backward" => RunDirection::Backward, "`until` must be before every seed time";
}}

/// What happens at the coast, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoastWord {
    /// Stays where it met the coast.
    Strand,
    /// Slides along it.
    Slide,
    /// Strands and comes off again.
    Refloat,
    /// Goes back to its last place at sea.
    Previous,
    /// The coast is ignored.
    None,
}

case_choice! { CoastWord {
    "strand" => CoastWord::Strand, "stays where it met the coast";
    "slide" => CoastWord::Slide, "slides along the coast with what is left of the step";
    "refloat" => CoastWord::Refloat, "strands, and comes off again while the flow points off shore";
    "previous" => CoastWord::Previous, "goes back to its last place at sea and stays afloat";
    "none" => CoastWord::None, "the coast is ignored";
}}

case_choice! { Integrator {
    "euler" => Integrator::Euler, "first order";
    "rk2" => Integrator::Rk2, "midpoint rule, second order";
    "rk4" => Integrator::Rk4, "classical Runge–Kutta, fourth order";
}}

case_choice! { CrosswindConvention {
    "iamsar" => CrosswindConvention::Iamsar, "to the right of downwind";
    "opendrift" => CrosswindConvention::OpenDrift, "to the left of downwind, as OpenDrift moves";
}}

case_choice! { Truncation {
    "none" => Truncation::None, "they are kept";
    "redraw" => Truncation::Redraw, "they are drawn again, which raises the mean slope";
    "redraw-mean-kept" => Truncation::RedrawMeanKept, "they are drawn again and the table's mean is restored";
}}

case_choice! { MissingForcing {
    "error" => MissingForcing::Error, "the run stops and says what is missing, where and when";
    "stop-particle" => MissingForcing::StopParticle, "the particle stops there and is counted";
}}

case_choice! { Compat {
    "none" => Compat::None, "the physics of sarex";
    "opendrift" => Compat::OpenDrift, "OpenDrift 1.14: its physics, defaults and order of operations";
}}

case_choice! { Allocation {
    "proportional" => Allocation::Proportional, "in proportion to the objects' probabilities, so that all particles weigh about the same";
    "equal" => Allocation::Equal, "the same number for each object, with unequal weights";
}}

case_choice! { Directions {
    "east-north" => Directions::True, "east and north";
    "grid" => Directions::Grid, "the axes of the grid";
}}
