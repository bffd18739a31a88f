//! From the keys of a lateral range curve to the curve.

use super::decode::Located;
use super::sensor_keys::{
    AnyCurve, CurveKeys, DefiniteRangeKeys, InverseCubeKeys, LogitKeys, MBetaKeys, QuadraticLogitKeys,
    TableCurveKeys,
};
use super::value::Amount;
use sarex_search::LateralRange;
use sarex_search::detect::{DefiniteRange, InverseCube, Logit, MBeta, QuadraticLogit, TableCurve};

/// Metres in a nautical mile.
const NM: f64 = 1852.0;
/// No sensor of a search sees farther, nautical miles.
const MOST_NM: f64 = 200.0;
/// Log-odds beyond this are certainty.
const MOST_LOG_ODDS: f64 = 50.0;
/// Slopes steeper than this are jumps, per nautical mile or its square.
const MOST_SLOPE: f64 = 10_000.0;
/// A flat logit curve falls by a factor of e so often before it is cut.
const FLAT_REACH: f64 = 9.5;
/// A sweep width of less sees nothing, m.
const LEAST_WIDTH_M: f64 = 1.0;

/// A lateral range curve that a case gives, of both sides.
#[derive(Debug, Clone, PartialEq)]
pub enum Curve {
    /// Certain out to a range.
    DefiniteRange(DefiniteRange),
    /// The same out to a range.
    MBeta(MBeta),
    /// Koopman's.
    InverseCube(InverseCube),
    /// Logistic.
    Logit(Logit),
    /// Logistic with a square, or cut by its user.
    QuadraticLogit(QuadraticLogit),
    /// Given point by point.
    Table(TableCurve),
}

impl Curve {
    /// As planners and worksheets ask it.
    pub fn as_lateral_range(&self) -> &dyn LateralRange {
        match self {
            Self::DefiniteRange(curve) => curve,
            Self::MBeta(curve) => curve,
            Self::InverseCube(curve) => curve,
            Self::Logit(curve) => curve,
            Self::QuadraticLogit(curve) => curve,
            Self::Table(curve) => curve,
        }
    }
}

/// Why keys are no curve: where, what is wrong, and what would be right.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveFault {
    /// The key.
    pub at: Located<()>,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub remedy: String,
}

fn fault<T, V>(at: &Located<V>, what: impl Into<String>, remedy: impl Into<String>) -> Result<T, CurveFault> {
    Err(CurveFault { at: at.place(), what: what.into(), remedy: remedy.into() })
}

impl AnyCurve {
    /// The curve.
    pub fn curve(&self) -> Result<Curve, CurveFault> {
        match &self.0 {
            CurveKeys::DefiniteRange(keys) => definite_range(keys),
            CurveKeys::MBeta(keys) => m_beta(keys),
            CurveKeys::InverseCube(keys) => inverse_cube(keys),
            CurveKeys::Logit(keys) => logit(keys),
            CurveKeys::QuadraticLogit(keys) => quadratic_logit(keys),
            CurveKeys::Table(keys) => table(keys),
        }
    }

    /// What the case calls it.
    pub fn kind_name(&self) -> &'static str {
        match &self.0 {
            CurveKeys::DefiniteRange(_) => "definite range",
            CurveKeys::MBeta(_) => "M-beta",
            CurveKeys::InverseCube(_) => "inverse cube",
            CurveKeys::Logit(_) => "logit",
            CurveKeys::QuadraticLogit(_) => "quadratic logit",
            CurveKeys::Table(_) => "table",
        }
    }
}

/// A range or a width, m.
fn metres(nm: &Located<Amount>, what: &str) -> Result<f64, CurveFault> {
    let given_nm = nm.value.0;
    if given_nm * NM >= LEAST_WIDTH_M && given_nm <= MOST_NM {
        return Ok(given_nm * NM);
    }
    let remedy = format!("give nautical miles, from 0.001 to {MOST_NM}");
    fault(nm, format!("{what} of {given_nm} NM"), remedy)
}

/// How far a curve reaches, m: as given, or so many sweep widths.
fn reach_m(given: Option<&Located<Amount>>, default_m: f64) -> Result<f64, CurveFault> {
    given.map_or(Ok(default_m.min(MOST_NM * NM)), |given| metres(given, "a maximum range"))
}

fn within(value: &Located<f64>, most: f64, what: &str) -> Result<f64, CurveFault> {
    if value.value.abs() <= most {
        return Ok(value.value);
    }
    fault(value, format!("{what} of {}", value.value), format!("give a number from -{most} to {most}"))
}

fn definite_range(keys: &DefiniteRangeKeys) -> Result<Curve, CurveFault> {
    let range_m = metres(&keys.range_nm, "a range")?;
    Ok(Curve::DefiniteRange(DefiniteRange { sweep_width_m: 2.0 * range_m }))
}

fn m_beta(keys: &MBetaKeys) -> Result<Curve, CurveFault> {
    let (beta, max_range_m) = (keys.beta.value.0, metres(&keys.maximum_range_nm, "a maximum range")?);
    if 2.0 * beta * max_range_m < LEAST_WIDTH_M {
        return fault(&keys.beta, format!("a beta of {beta} sees nothing"), SEES_NOTHING);
    }
    Ok(Curve::MBeta(MBeta { beta, max_range_m }))
}

const SEES_NOTHING: &str =
    "give a probability of detection above 0, or leave the unit unused: `use = \"never\"`";

fn inverse_cube(keys: &InverseCubeKeys) -> Result<Curve, CurveFault> {
    let nominal_width_m = metres(&keys.sweep_width_nm, "a sweep width")?;
    let whole = InverseCube::of_width(nominal_width_m, None);
    let max_range_m = reach_m(keys.maximum_range_nm.as_ref(), whole.max_range_m)?;
    let cap = keys.cap.as_ref().map(|cap| cap.value.0).filter(|&cap| cap < 1.0);
    let curve = InverseCube { nominal_width_m, cap, max_range_m };
    if curve.sweep_width_m() >= LEAST_WIDTH_M {
        return Ok(Curve::InverseCube(curve));
    }
    match (&keys.cap, cap) {
        (Some(at), Some(cap)) => fault(at, format!("a cap of {cap} sees nothing"), SEES_NOTHING),
        _ => fault(&keys.sweep_width_nm, "this sensor sees nothing at any range", SEES_NOTHING),
    }
}

fn logit(keys: &LogitKeys) -> Result<Curve, CurveFault> {
    let a0 = within(&keys.a0, MOST_LOG_ODDS, "log-odds")?;
    let whole = match (&keys.sweep_width_nm, &keys.a1_per_nm) {
        (Some(width_nm), None) => Logit::of_width(a0, metres(width_nm, "a sweep width")?),
        (None, Some(slope)) => of_slope(a0, slope)?,
        (Some(_), Some(slope)) => {
            return fault(slope, "slope and sweep width say the same twice", "keep one of them");
        }
        (None, None) => {
            let what = "neither slope nor sweep width is given";
            return fault(&keys.a0, what, "add `sweep_width_nm`, or `a1_per_nm` below 0");
        }
    };
    // Closed forms of the family are those without a cut: it lies where no more than a ten-thousandth of W is beyond.
    let far_m = whole.max_range_m.max(FLAT_REACH / whole.a1_per_m.abs());
    if keys.maximum_range_nm.is_none() && far_m > MOST_NM * NM {
        let what = format!("so wide or flat a curve reaches {:.0} NM, beyond {MOST_NM}", far_m / NM);
        return fault(
            &keys.a0,
            what,
            "give a larger `a0` or a smaller width, or say by `maximum_range_nm` where it ends",
        );
    }
    let max_range_m = reach_m(keys.maximum_range_nm.as_ref(), far_m)?;
    if max_range_m >= far_m {
        return Ok(Curve::Logit(Logit { max_range_m, ..whole }));
    }
    quadratic([a0, whole.a1_per_m, 0.0], [0.0, max_range_m], &keys.a0)
}

fn of_slope(a0: f64, slope: &Located<f64>) -> Result<Logit, CurveFault> {
    let a1_per_nm = within(slope, MOST_SLOPE, "a slope")?;
    if a1_per_nm >= 0.0 {
        let what = format!("a slope of {a1_per_nm}: far off more would be seen than near");
        return fault(slope, what, "give a number below 0, such as -0.87");
    }
    let uncut = Logit { a0, a1_per_m: a1_per_nm / NM, max_range_m: f64::INFINITY };
    let max_range_m = Logit::REACH_IN_SWEEP_WIDTHS * uncut.sweep_width_m();
    Ok(Logit { max_range_m, ..uncut })
}

fn quadratic_logit(keys: &QuadraticLogitKeys) -> Result<Curve, CurveFault> {
    let a0 = within(&keys.a0, MOST_LOG_ODDS, "log-odds")?;
    let a1_per_nm = within(&keys.a1_per_nm, MOST_SLOPE, "a slope")?;
    let a2_per_nm2 = within(&keys.a2_per_nm2, MOST_SLOPE, "a coefficient")?;
    let max_range_m = metres(&keys.maximum_range_nm, "a maximum range")?;
    let least = &keys.minimum_range_nm;
    if least.value.0 * NM >= max_range_m {
        let what = format!("a minimum range of {} NM is not below the maximum", least.value.0);
        return fault(least, what, "give a number below `maximum_range_nm`, or leave it out");
    }
    let ranges_m = [least.value.0 * NM, max_range_m];
    quadratic([a0, a1_per_nm / NM, a2_per_nm2 / (NM * NM)], ranges_m, &keys.a0)
}

fn quadratic(coefficients: [f64; 3], ranges_m: [f64; 2], a0: &Located<f64>) -> Result<Curve, CurveFault> {
    let remedy = "check its coefficients: ranges are in nautical miles";
    let curve = match QuadraticLogit::new(coefficients, ranges_m) {
        Ok(curve) => curve,
        Err(error) => return fault(a0, error.to_string(), remedy),
    };
    if curve.sweep_width_m() < LEAST_WIDTH_M {
        return fault(a0, "this sensor sees nothing at any range", remedy);
    }
    Ok(Curve::QuadraticLogit(curve))
}

fn table(keys: &TableCurveKeys) -> Result<Curve, CurveFault> {
    let (ranges, pods) = (&keys.range_nm, &keys.pod);
    let count = ranges.value.len();
    if !(2..=TableCurve::MOST_POINTS).contains(&count) {
        let what = format!("a lateral range curve of {count} points");
        let remedy = "give two ranges or more, at most 1000, and their probabilities, such as range_nm = [0, 1], \
                      pod = [0.9, 0]";
        return fault(ranges, what, remedy);
    }
    if count != pods.value.len() {
        let what = format!("{count} ranges and {} probabilities", pods.value.len());
        return fault(pods, what, "give one probability per range");
    }
    let range_nm: Vec<f64> = ranges.value.iter().map(|range| range.0).collect();
    let pod: Vec<f64> = pods.value.iter().map(|share| share.0).collect();
    if range_nm.windows(2).any(|pair| pair[0] >= pair[1]) || range_nm[count - 1] > MOST_NM {
        let what = format!("the lateral ranges are not increasing, or reach beyond {MOST_NM} NM");
        return fault(ranges, what, "give them in order, in nautical miles");
    }
    if pod.iter().all(|&pod| pod == 0.0) {
        return fault(pods, "this sensor sees nothing at any range", SEES_NOTHING);
    }
    match TableCurve::of_points(&range_nm, &pod) {
        Ok(curve) => Ok(Curve::Table(curve)),
        Err(error) => {
            let remedy =
                "begin with the probability abeam, at range 0, such as range_nm = [0, 1], pod = [0.9, 0]";
            fault(ranges, error.to_string(), remedy)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::decode::{CaseValue, Decoder};
    use crate::case::problem::CaseError;
    use std::f64::consts::PI;
    use toml::de::DeTable;

    /// The curve of `sensor = …`, or all that is said against it.
    fn curve(text: &str) -> Result<Curve, String> {
        let whole = format!("curve = {text}");
        let table = DeTable::parse(&whole).unwrap();
        let mut decoder = Decoder::default();
        let keys = AnyCurve::decode(&table.get_ref()["curve"], &mut decoder);
        let problems = decoder.problems;
        let Some(keys) = keys.filter(|_| problems.is_empty()) else {
            let text = whole.as_str().into();
            return Err(CaseError { file: "c.toml".into(), text, problems }.to_string());
        };
        keys.curve().map_err(|fault| format!("{}: {}; {}", fault.at.key, fault.what, fault.remedy))
    }

    /// Sweep widths are those of the formulas, in nautical miles; S2 to S4 among them.
    #[test]
    fn each_kind_has_its_sweep_width() {
        for (text, width_nm, tolerance) in [
            ("{ kind = \"definite-range\", range_nm = 0.5 }", 1.0, 1e-12),
            ("{ kind = \"m-beta\", beta = 0.7, maximum_range_nm = 2 }", 2.8, 1e-12),
            ("{ kind = \"inverse-cube\", sweep_width_nm = 1.0 }", 1.0 - 1.0 / (40.0 * PI), 1e-4),
            ("{ kind = \"logit\", a0 = 0.625, sweep_width_nm = 2.4 }", 2.4, 1e-12),
            ("{ kind = \"logit\", a0 = 3.0, a1_per_nm = -6.097175 }", 1.0, 1e-6),
            ("{ kind = \"logit\", a0 = 3.0, a1_per_nm = -6.097175, maximum_range_nm = 0.25 }", 0.4484, 1e-4),
            (
                "{ kind = \"quadratic-logit\", a0 = 3.853895, a1_per_nm = 0.142034, a2_per_nm2 = -0.008119, \
                 maximum_range_nm = 25 }",
                48.848_086_726,
                1e-7,
            ),
            ("{ range_nm = [0, 1, 2], pod = [0.8, 0.6, 0.0] }", 2.0, 1e-9),
            ("{ kind = \"table\", range_nm = [0, 1, 2], pod = [0.8, 0.6, 0.0] }", 2.0, 1e-9),
        ] {
            let found_nm = curve(text).unwrap().as_lateral_range().sweep_width_m() / NM;
            assert!((found_nm - width_nm).abs() < tolerance, "{text}: {found_nm}");
        }
    }

    /// The width that a logit tells is the area under it out to its reach, steep or flat.
    #[test]
    fn a_logit_has_the_width_that_it_tells() {
        for (a0, reach) in [(4.0, ""), (0.0, ""), (-3.0, ""), (1.0, ", maximum_range_nm = 0.3")] {
            let text = format!("{{ kind = \"logit\", a0 = {a0:?}, sweep_width_nm = 0.5{reach} }}");
            let curve = curve(&text).unwrap();
            let (curve, cells) = (curve.as_lateral_range(), 200_000);
            let step_m = curve.max_range_m() / f64::from(cells);
            let sum_m: f64 =
                (0..cells).map(|k| curve.pod_at((f64::from(k) + 0.5) * step_m)).sum::<f64>() * step_m;
            let width_m = curve.sweep_width_m();
            assert!((2.0 * sum_m / width_m - 1.0).abs() < 2e-4, "{text}: {} of {width_m}", 2.0 * sum_m);
            assert!((width_m < 0.9 * 0.5 * NM) != reach.is_empty(), "{text}: {width_m}");
        }
    }

    #[test]
    fn nonsense_is_refused_at_its_key() {
        for (text, words) in [
            ("{ kind = \"definit\", range_nm = 1 }", "did you mean \"definite-range\"?"),
            ("{ a0 = 1, sweep_width_nm = 1 }", "`kind` is missing"),
            ("{ kind = \"definite-range\", range_nm = 0 }", "range_nm: a range of 0 NM"),
            ("{ kind = \"definite-range\", range_nm = 900 }", "from 0.001 to 200"),
            ("{ kind = \"m-beta\", beta = 1.4, maximum_range_nm = 2 }", "a number from 0 to 1"),
            ("{ kind = \"m-beta\", beta = 0, maximum_range_nm = 2 }", "beta: a beta of 0 sees nothing"),
            ("{ kind = \"m-beta\", beta = 0.00013, maximum_range_nm = 2 }", "beta: a beta of 0.00013 sees"),
            ("{ kind = \"inverse-cube\", sweep_width_nm = 1, cap = 0 }", "cap: "),
            ("{ kind = \"inverse-cube\", sweep_width_nm = 1, cap = 1e-9 }", "cap: a cap of 0.000000001 sees"),
            ("{ kind = \"inverse-cube\", sweep_width_nm = 0.00054 }", "sweep_width_nm: "),
            ("{ kind = \"logit\", a0 = 1 }", "add `sweep_width_nm`"),
            ("{ kind = \"logit\", a0 = 1, a1_per_nm = 2 }", "a1_per_nm: a slope of 2: far off"),
            ("{ kind = \"logit\", a0 = 1, a1_per_nm = -2, sweep_width_nm = 1 }", "keep one of them"),
            ("{ kind = \"logit\", a0 = 100, sweep_width_nm = 1 }", "from -50 to 50"),
            ("{ kind = \"logit\", a0 = -10, sweep_width_nm = 0.5 }", "beyond 200"),
            (
                "{ kind = \"quadratic-logit\", a0 = 1, a1_per_nm = 0, a2_per_nm2 = 0, minimum_range_nm = 3, \
                 maximum_range_nm = 2 }",
                "minimum_range_nm: ",
            ),
            (
                "{ kind = \"quadratic-logit\", a0 = -50, a1_per_nm = 0, a2_per_nm2 = 0, maximum_range_nm = 2 }",
                "sees nothing at any range",
            ),
            ("{ range_nm = [0, 1], pod = [0.0, 0.0] }", "pod: "),
            ("{ range_nm = [0, 2, 1], pod = [0.9, 0.5, 0.0] }", "not increasing"),
            ("{ range_nm = [1, 2], pod = [0.9, 0.5] }", "begin with the probability abeam, at range 0"),
        ] {
            let refusal = curve(text).expect_err(text);
            assert!(refusal.contains(words), "{text}: {refusal}");
        }
        // A sweep width of 1.4 m is no less than 1 m.
        assert!(curve("{ kind = \"m-beta\", beta = 0.00019, maximum_range_nm = 2 }").is_ok());
    }
}
