//! The keys of `[search]`: the search that a plan is made for. A forecast checks and carries them.

use super::decode::{Located, case_choice, case_table};
use super::look_ahead::LookAheadKeys;
use super::rule_keys::RuleKeys;
use super::unit_keys::{FreezeKeys, UnitKeys};
use super::value::{Amount, Count, Interval, Percent, Visibility, WaterTemperature, WaveHeight, WindSpeed};
use sarex_geo::Timestamp;
use sarex_search::detect::width::{Edition, WeatherScheme};
use sarex_search::survival::SurvivalModel;

case_table! {
    /// The search to be planned: when, with what, under which rules.
    pub struct SearchKeys {
        /// Begin of the search: nobody searches before it.
        start: Located<Timestamp> = required,
        /// End of the search: every unit has ended by then.
        end: Located<Timestamp> = required,
        /// What it is like at the scene.
        conditions: Located<ConditionKeys> = optional,
        /// What the plan makes as large as possible.
        objective: Located<Objective> = default "\"pos\"",
        /// What counts of the object if it has drifted ashore by the begin of the search. Ships and aircraft at sea
        /// seldom see what lies on a beach, and what is not counted can not make a plan look better than it is.
        ashore: Ashore = default "\"left-out\"",
        /// Particles of the cloud that the plan is made on, all scenarios together; as many again, of another seed,
        /// tell what it is worth.
        particles: Located<Count> = default "100_000",
        /// Work of the planner, as the number of candidate tracks it tries: the same number gives the same plan.
        budget: Located<Count> = optional,
        /// How survival of persons in the water is reckoned; never by itself a reason to end a search.
        survival: SurvivalKeys = default "{}",
        /// Units that keep what an earlier plan gave them.
        freeze: FreezeKeys = optional,
        /// The sortie after this one, should this one find nothing.
        look_ahead: LookAheadKeys = optional,
        /// Search and rescue units.
        unit: Located<Vec<UnitKeys>> = default "[]",
        /// Rules of safety.
        rules: Located<RuleKeys> = default "{}",
        /// Who sends the messages to whom, and what they tell besides the plan.
        message: MessageKeys = optional,
        /// Channels and frequencies for messages and briefing sheets.
        channel: Vec<ChannelKeys> = default "[]",
    }
}

case_table! {
    /// What it is like at the scene. What is left out is taken from the sources of `[environment]` (`visibility`,
    /// `waves`, `wind`, `water_temperature`), at the datum in the middle of the search, and the plan says so.
    pub struct ConditionKeys {
        /// Meteorological visibility, nautical miles.
        visibility_nm: Visibility = optional,
        /// Significant wave height, m.
        significant_wave_height_m: WaveHeight = optional,
        /// Cloud cover, %.
        cloud_cover_pct: Percent = optional,
        /// Wind, knots.
        wind_kn: WindSpeed = optional,
        /// Water temperature, °C, for survival.
        water_temperature_c: WaterTemperature = number,
        /// Which weather correction of visual sweep widths.
        weather_scheme: WeatherScheme = default "\"nss-2000\"",
        /// Which edition of the visual sweep widths.
        sweep_widths: Edition = default "\"nss-2000\"",
    }
}

case_table! {
    /// Who sends the messages to whom, and what they tell besides the plan. What is left out is written as unknown.
    pub struct MessageKeys {
        /// Sender.
        from: String = default "\"\"",
        /// Addressees.
        to: String = default "\"\"",
        /// Number of the situation report for this casualty; 1 if it is the first.
        sitrep_number: Count = optional,
        /// What happened, and when.
        what_happened: String = default "\"\"",
        /// The craft, its looks, its life-saving gear.
        craft: String = default "\"\"",
        /// What was done so far.
        actions_so_far: String = default "\"\"",
        /// What help is wanted.
        help_wanted: String = default "\"\"",
        /// SAR mission co-ordinator.
        smc: String = default "\"\"",
        /// On-scene co-ordinator.
        osc: String = default "\"\"",
        /// Aircraft co-ordinator.
        aco: String = default "\"\"",
    }
}

case_table! {
    /// One channel or frequency.
    pub struct ChannelKeys {
        /// What it is for.
        purpose: Purpose = required,
        /// Frequency or channel as it is said, such as "VHF 16" or "5680 kHz".
        frequency: String = required,
    }
}

case_table! {
    /// How survival of persons in the water is reckoned: always a band, never by itself a reason to end a search.
    pub struct SurvivalKeys {
        /// Which model.
        model: Located<SurvivalModel> = default "\"log-logistic\"",
        /// How sharply the curve falls: m of 1/(1 + (t/t50)^m). A dial, not a measurement.
        steepness: Amount = default "3",
        /// The band reaches from t50/spread to t50·spread. A dial, not a measurement.
        spread: Amount = default "2",
        /// Nobody is counted on after this time.
        cut_off: Interval = optional,
    }
}

case_choice! { SurvivalModel {
    "log-logistic" => SurvivalModel::LogLogistic, "half-times of UK immersion data, 5 to 15 °C";
    "hayward" => SurvivalModel::Hayward, "time to a core of 30 °C (Hayward 1975), to 20 °C";
    "fm-21-76" => SurvivalModel::Fm2176, "life expectancies of US Army FM 21-76";
}}

case_choice! { WeatherScheme {
    "nss-2000" => WeatherScheme::Nss2000, "US National SAR Supplement 2000, table G-11";
    "natsar-au-2023" => WeatherScheme::NatsarAu2023, "AMSA National SAR Manual 2023";
}}

case_choice! { Edition {
    "nss-2000" => Edition::Nss2000, "US National SAR Supplement 2000, interpolated in visibility";
    "2013" => Edition::Steps2013, "COMDTINST M16130.2F of 2013, steps in visibility";
}}

/// What a channel is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Between the mission co-ordinator and the scene.
    Control,
    /// At the scene.
    OnScene,
    /// Listened to.
    Monitor,
    /// For the press.
    Press,
}

case_choice! { Purpose {
    "control" => Purpose::Control, "between the mission co-ordinator and the scene";
    "on-scene" => Purpose::OnScene, "at the scene";
    "monitor" => Purpose::Monitor, "listened to";
    "press" => Purpose::Press, "for the press";
}}

/// What a plan makes as large as possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// Probability of success.
    Pos,
    /// Expected number of survivors.
    Survivors,
}

case_choice! { Objective {
    "pos" => Objective::Pos, "probability of success";
    "survivors" => Objective::Survivors, "expected number of survivors";
}}

/// What counts of the object if it is ashore when the search begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ashore {
    /// It is not looked for from sea and air.
    LeftOut,
    /// It is looked for like what is adrift.
    Counted,
}

case_choice! { Ashore {
    "left-out" => Ashore::LeftOut, "what is ashore by then counts as not found";
    "counted" => Ashore::Counted, "it is seen on the beach as it would be at sea";
}}
