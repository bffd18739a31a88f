//! Whether a source that serves no particle holds any value at all: a mask or a unit gone wrong looks like a grid
//! that does not cover, and needs another remedy.

use sarex_geo::position::unwrap_longitude;
use sarex_metocean::{Coverage, FieldSource, Place, Window};

/// Places looked at along each side of the area.
const SIDE: usize = 48;

/// Says so if a source has no value anywhere in its own area, at its first, middle and last time.
pub(super) fn empty_source(source: &dyn FieldSource) -> Option<String> {
    let coverage = source.coverage();
    let (area_deg, (start_s, end_s)) = coverage.area_deg.zip(coverage.period_s)?;
    let times_s = [start_s, 0.5 * (start_s + end_s), end_s];
    let is_empty = times_s.iter().all(|&time_s| !has_value(source, area_deg, time_s));
    is_empty.then(|| {
        let Coverage { name, .. } = coverage;
        format!(
            "{name} has no valid value: {SIDE} × {SIDE} places of its area at three of its times are all missing \
             or NaN. Check the file with `sarex fields`, or take another one"
        )
    })
}

/// Says so if a place without a value lies inside the area and the period of a source: then it is not coverage that
/// lacks.
pub(super) fn hole(
    coverage: &Coverage,
    (lat_deg, lon_deg): (f64, f64),
    time_s: f64,
    limit_mps: f32,
) -> Option<String> {
    let ([south, north, west, east], (start_s, end_s)) = coverage.area_deg.zip(coverage.period_s)?;
    let lon_deg = unwrap_longitude(lon_deg, 0.5 * (west + east));
    let inside = (south..=north).contains(&lat_deg)
        && (west..=east).contains(&lon_deg)
        && (start_s..=end_s).contains(&time_s);
    inside.then(|| {
        format!(
            "{} covers this place and time, but has no value in these cells: a land mask, a gap in time, or components \
             beyond {limit_mps} m/s, which are taken as missing: wrong units? `sarex fields` shows what it holds",
            coverage.name
        )
    })
}

fn has_value(
    source: &dyn FieldSource,
    [south_deg, north_deg, west_deg, east_deg]: [f64; 4],
    time_s: f64,
) -> bool {
    let window = Window { south_deg, north_deg, west_deg, east_deg, start_s: time_s, end_s: time_s };
    // A file that cannot be read has said so already.
    let Ok(field) = source.hold(&window) else { return true };
    let along = |from: f64, to: f64, i: usize| from + (to - from) * (i as f64 + 0.5) / SIDE as f64;
    (0..SIDE * SIDE).any(|cell| {
        let lat_deg = along(south_deg, north_deg, cell / SIDE);
        let lon_deg = along(west_deg, east_deg, cell % SIDE);
        field.at(Place { lat_deg, lon_deg, time_s, member: 0 }).is_some()
    })
}
