//! What a time series at a point holds.

use super::super::cf::times::instant;
use super::super::series;
use super::super::sniff::Kind;
use super::{FieldSummary, ReadError};
use serde::Serialize;
use std::path::Path;

/// A time series at a point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesSummary {
    /// First and last instant.
    pub period: [String; 2],
    /// Number of instants.
    pub times: usize,
    /// Usual step, hours; `None` with one instant.
    pub step_h: Option<f64>,
    /// The longest step: from, to, and its length in hours.
    pub longest_step: Option<(String, String, f64)>,
    /// Least, mean and largest speed, m/s.
    pub speed_mps: [f64; 3],
}

/// Reads a series to say what it holds.
pub fn of_file(path: &Path, kind: Kind) -> Result<FieldSummary, ReadError> {
    let series = series::read(path)?;
    let times = series.times_s();
    let mut steps: Vec<(f64, usize)> = times.windows(2).map(|w| w[1] - w[0]).zip(0..).collect();
    steps.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let speeds = series.values().iter().map(|v| sarex_geo::math::hypot(v.east_mps, v.north_mps));
    let (least, most, sum) = speeds
        .fold((f64::INFINITY, 0.0, 0.0), |(least, most, sum): (f64, f64, f64), s| {
            (least.min(s), most.max(s), sum + s)
        });
    let (Some(first), Some(last)) = (times.first(), times.last()) else {
        return Err(ReadError::Text {
            path: path.display().to_string(),
            line: 1,
            column: "all columns".to_owned(),
            problem: "there is no value".to_owned(),
        });
    };
    let found = SeriesSummary {
        period: [instant(*first), instant(*last)],
        times: times.len(),
        step_h: steps.get(steps.len() / 2).map(|s| s.0 / 3600.0),
        longest_step: steps.last().map(|&(s, k)| (instant(times[k]), instant(times[k + 1]), s / 3600.0)),
        speed_mps: [least, sum / times.len() as f64, most],
    };
    let format = if kind == Kind::Json { "JSON" } else { "CSV" };
    Ok(FieldSummary { format: format.to_owned(), series: Some(found), ..FieldSummary::default() })
}
