//! The keys of what a unit searches with: sensors of the tables, and lateral range curves.

use super::decode::{CaseValue, Decoder, Located, case_choice, case_table, case_union};
use super::describe::Kind;
use super::keys::ClassName;
use super::value::{Amount, Share};
use sarex_search::detect::Side;
use toml::Spanned;
use toml::de::DeValue;

/// What a unit searches with.
#[derive(Debug, Clone, PartialEq)]
pub enum Sensor {
    /// Eyes.
    Visual,
    /// Radar.
    Radar,
    /// Infrared.
    Infrared,
    /// Night-vision goggles.
    NightVision,
    /// A lateral range curve.
    Curve(Box<AnyCurve>),
}

impl CaseValue for Sensor {
    fn kind() -> Kind {
        let words = vec![
            ("visual", "eyes"),
            ("radar", "radar; say which with `radar_set`"),
            ("infrared", "infrared"),
            ("night-vision", "night-vision goggles in a helicopter"),
        ];
        Kind::Either(vec![Kind::Choice(words), AnyCurve::kind()])
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(_) => AnyCurve::decode(value, decoder).map(|curve| Self::Curve(Box::new(curve))),
            DeValue::String(word) => match word.as_ref() {
                "visual" => Some(Self::Visual),
                "radar" => Some(Self::Radar),
                "infrared" => Some(Self::Infrared),
                "night-vision" => Some(Self::NightVision),
                other => {
                    let known = ["visual", "radar", "infrared", "night-vision"];
                    decoder.not_one_of(value.span(), other, &known)
                }
            },
            _ => decoder.wrong_type(value),
        }
    }
}

case_choice! { Side {
    "both" => Side::Both, "both sides";
    "left" => Side::Left, "to port only";
    "right" => Side::Right, "to starboard only";
    "up-creep" => Side::UpCreep, "the side from which the pattern creeps away, and nothing on cross legs";
    "down-creep" => Side::DownCreep, "the side towards which the pattern creeps, and nothing on cross legs";
}}

case_table! {
    /// What a unit sees of one object class, where that is not as its `sensor` says:
    /// `sees = [ { object = "PIW-1", curve = { kind = "m-beta", beta = 0.8, maximum_range_nm = 0.2 } } ]`.
    pub struct SeesKeys {
        /// The class, as under `[[object]]`.
        object: Located<ClassName> = required,
        /// Its lateral range curve.
        curve: Located<AnyCurve> = required,
    }
}

/// A lateral range curve in any of its kinds; points need not say that they are a table.
#[derive(Debug, Clone, PartialEq)]
pub struct AnyCurve(pub CurveKeys);

impl CaseValue for AnyCurve {
    fn kind() -> Kind {
        Kind::Either(vec![CurveKeys::kind(), TableCurveKeys::kind()])
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        let is_there = |key: &str| value.get_ref().as_table().is_some_and(|table| table.contains_key(key));
        let keys = match !is_there("kind") && (is_there("range_nm") || is_there("pod")) {
            true => TableCurveKeys::decode(value, decoder).map(CurveKeys::Table),
            false => CurveKeys::decode(value, decoder),
        };
        keys.map(Self)
    }
}

case_union! {
    /// A lateral range curve: the probability that one pass detects the object, over the range at the closest approach. It
    /// is the same on both sides; `side` of the unit leaves one of them out.
    pub enum CurveKeys by "kind" {
        "definite-range" => DefiniteRange(DefiniteRangeKeys),
        "m-beta" => MBeta(MBetaKeys),
        "inverse-cube" => InverseCube(InverseCubeKeys),
        "logit" => Logit(LogitKeys),
        "quadratic-logit" => QuadraticLogit(QuadraticLogitKeys),
        "table" => Table(TableCurveKeys),
    }
}

case_table! {
    /// Everything within a range is detected, nothing beyond: `sensor = { kind = "definite-range", range_nm = 0.5 }`.
    pub struct DefiniteRangeKeys {
        /// That range, nautical miles: half the sweep width of a sensor of both sides.
        range_nm: Located<Amount> = required,
    }
}

case_table! {
    /// The same probability out to a range, nothing beyond:
    /// `sensor = { kind = "m-beta", beta = 0.7, maximum_range_nm = 2 }` has a sweep width of 2.8 nautical miles.
    pub struct MBetaKeys {
        /// Probability of detection within the range.
        beta: Located<Share> = required,
        /// The range, nautical miles.
        maximum_range_nm: Located<Amount> = required,
    }
}

case_table! {
    /// Koopman's curve of a lookout, 1 − exp(−W²/4πr²): `sensor = { kind = "inverse-cube", sweep_width_nm = 1.5 }`.
    pub struct InverseCubeKeys {
        /// W of the formula, nautical miles; cut and cap take a little from it.
        sweep_width_nm: Located<Amount> = required,
        /// Greatest probability of detection; certain at the track if left out.
        cap: Located<Share> = optional,
        /// Nothing is seen beyond this range, nautical miles; 20 sweep widths if left out.
        maximum_range_nm: Located<Amount> = optional,
    }
}

case_table! {
    /// 1/(1 + exp(−(a0 + a1·r))), with one of `sweep_width_nm` and `a1_per_nm`:
    /// `sensor = { kind = "logit", a0 = 0.625, sweep_width_nm = 2.4 }`.
    pub struct LogitKeys {
        /// Log-odds of detection at range zero: 4 at best, 0 for one half.
        a0: Located<f64> = required,
        /// Slope of the log-odds per nautical mile, negative.
        a1_per_nm: Located<f64> = optional,
        /// Sweep width, nautical miles.
        sweep_width_nm: Located<Amount> = optional,
        /// Nothing is seen beyond this range, nautical miles; if left out five sweep widths, or farther where the curve is flat.
        maximum_range_nm: Located<Amount> = optional,
    }
}

case_table! {
    /// 1/(1 + exp(−(a0 + a1·r + a2·r²))) between two ranges, nothing outside: `sensor = { kind = "quadratic-logit",
    /// a0 = 3.85, a1_per_nm = 0.142, a2_per_nm2 = -0.0081, maximum_range_nm = 25 }`.
    pub struct QuadraticLogitKeys {
        /// Log-odds of detection at range zero.
        a0: Located<f64> = required,
        /// Its slope there, per nautical mile.
        a1_per_nm: Located<f64> = required,
        /// Per nautical mile squared.
        a2_per_nm2: Located<f64> = required,
        /// Nothing is seen nearer than this, nautical miles.
        minimum_range_nm: Located<Amount> = default "0",
        /// Nothing is seen beyond this range, nautical miles.
        maximum_range_nm: Located<Amount> = required,
    }
}

case_table! {
    /// A curve given point by point, straight between them, nothing beyond the last; `kind = "table"` may be left out:
    /// `sensor = { range_nm = [0, 0.5, 1.0], pod = [0.9, 0.6, 0.0] }`.
    pub struct TableCurveKeys {
        /// Lateral ranges, nautical miles, from 0 on, increasing.
        range_nm: Located<Vec<Amount>> = required,
        /// Probability of detection at each of them.
        pod: Located<Vec<Share>> = required,
    }
}
