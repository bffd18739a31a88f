//! The time axis of a variable.

use super::super::ReadError;
use super::super::dataset::{Container, Dataset, Variable};
use super::axes::{Layout, Role};
use super::time::TimeUnits;

/// Instants of a field.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Times {
    /// Seconds since 1970-01-01T00:00:00Z, as in the file.
    pub unix_s: Vec<f64>,
    /// What a user should know of them.
    pub notes: Vec<String>,
}

/// Reads the time axis of a variable; refuses times that are missing, not understood or out of order.
pub fn times(container: &dyn Container, variable: &Variable, layout: &Layout) -> Result<Times, ReadError> {
    let dataset = container.dataset();
    let count = layout.position(Role::Time).map(|at| (variable.dims[at].as_str(), variable.shape[at]));
    let Some(source) = time_variable(dataset, count.map(|c| c.0)) else {
        return Err(ReadError::Time {
            path: dataset.path.clone(),
            variable: variable.name.clone(),
            problem:
                "it has no time axis: no variable with units such as \"hours since 2026-01-01\" belongs to it"
                    .to_owned(),
            remedy: "Add a time coordinate, for example with `cdo settaxis`".to_owned(),
        });
    };
    let fail = |problem: String, remedy: &str| ReadError::Time {
        path: dataset.path.clone(),
        variable: source.name.clone(),
        problem,
        remedy: remedy.to_owned(),
    };
    let units =
        TimeUnits::parse(source.text("units").unwrap_or_default(), source.text("calendar")).map_err(|p| {
            fail(p, "Correct units or calendar, for example with `ncatted` or `cdo setcalendar,standard`")
        })?;
    let counts = container.coordinate_values(source)?;
    let unix_s: Vec<f64> = counts.iter().map(|c| units.unix_s(*c)).collect();
    let expected = count.map_or(1, |c| c.1);
    if unix_s.len() as u64 != expected || unix_s.is_empty() {
        return Err(fail(
            format!("it has {} times for {expected} fields", unix_s.len()),
            "Check the file with `ncdump -h`",
        ));
    }
    check_order(&unix_s)
        .map_err(|p| fail(p, "Sort the file by time, for example with `cdo sortvar` or `ncks`"))?;
    let mut notes = Vec::new();
    if units.is_converted() {
        notes.push("the calendar has no leap days; dates are taken by their names".to_owned());
    }
    Ok(Times { unix_s, notes })
}

/// Refuses missing, repeated and falling times.
fn check_order(unix_s: &[f64]) -> Result<(), String> {
    if let Some(at) = unix_s.iter().position(|t| !t.is_finite()) {
        return Err(format!("time {at} (counted from 0) is missing or no instant"));
    }
    match unix_s.windows(2).position(|w| w[1] <= w[0]) {
        None => Ok(()),
        Some(at) => Err(format!(
            "times do not rise: number {} (counted from 0) is {}, after {}",
            at + 1,
            instant(unix_s[at + 1]),
            instant(unix_s[at])
        )),
    }
}

/// The variable that counts time along a dimension, or the scalar one where there is no such dimension.
fn time_variable<'a>(dataset: &'a Dataset, dim: Option<&str>) -> Option<&'a Variable> {
    let counts_time = |v: &Variable| {
        let units = v.attributes.lower("units");
        v.value_type.is_number()
            && (units.contains(" since ") || units.starts_with("day as %"))
            && v.standard_name() != "forecast_reference_time"
    };
    let fits = |v: &Variable| match dim {
        Some(dim) => v.dims.len() == 1 && v.dims[0] == dim,
        None => v.len() == 1,
    };
    let all = || dataset.variables.iter().filter(|v| counts_time(v) && fits(v));
    let own = dim.and_then(|d| dataset.coordinate(d)).filter(|v| counts_time(v));
    own.or_else(|| all().find(|v| v.standard_name() == "time"))
        .or_else(|| all().find(|v| v.short_name().to_lowercase().contains("time")))
        .or_else(|| all().next())
}

/// A step that is much longer than its neighbours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// Last instant before.
    pub from_s: f64,
    /// First instant after.
    pub to_s: f64,
    /// Times the longer of the neighbouring steps.
    pub steps: f64,
}

/// Steps more than half again as long as both neighbours. A step that changes and stays so (hourly, then
/// three-hourly, as forecasts do) is no gap.
pub fn gaps(unix_s: &[f64]) -> Vec<Gap> {
    let steps: Vec<f64> = unix_s.windows(2).map(|w| w[1] - w[0]).collect();
    let mut found = Vec::new();
    for (i, step) in steps.iter().enumerate() {
        let before = i.checked_sub(1).map(|j| steps[j]);
        let after = steps.get(i + 1).copied();
        // At an end one neighbour decides, from further off: a last, longer step is common.
        let (usual, limit) = match (before, after) {
            (Some(a), Some(b)) => (a.max(b), 1.5),
            (Some(a), None) | (None, Some(a)) => (a, 12.5),
            (None, None) => continue,
        };
        if *step > limit * usual {
            found.push(Gap { from_s: unix_s[i], to_s: unix_s[i + 1], steps: step / usual });
        }
    }
    found
}

/// An instant as text, `2016-11-20T00:00:00Z`.
pub fn instant(unix_s: f64) -> String {
    match jiff::Timestamp::from_second(unix_s.floor() as i64) {
        Ok(t) => t.to_string(),
        Err(_) => format!("{unix_s} s since 1970"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_step_is_no_gap() {
        let hours = |h: &[f64]| h.iter().map(|h| h * 3600.0).collect::<Vec<_>>();
        assert!(gaps(&hours(&[0., 1., 2., 3., 6., 9., 12.])).is_empty());
        assert!(gaps(&hours(&[0., 1., 2., 3., 9.])).is_empty());
        let found = gaps(&hours(&[0., 1., 2., 8., 9., 10.]));
        assert_eq!(found, vec![Gap { from_s: 7200.0, to_s: 28_800.0, steps: 6.0 }]);
        assert!(gaps(&hours(&[0.])).is_empty() && gaps(&hours(&[0., 24.])).is_empty());
    }

    #[test]
    fn order_is_checked() {
        assert!(check_order(&[0.0, 1.0, 2.0]).is_ok());
        assert!(check_order(&[0.0, 1.0, 1.0]).unwrap_err().contains("do not rise"));
        assert!(check_order(&[0.0, f64::NAN]).unwrap_err().contains("missing"));
    }
}
