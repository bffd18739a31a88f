//! Particles of files whose times belong to single fixes: buoys with a time for each fix, and tables of all
//! particles one time after the other (PyGNOME).

use super::{Expected, Found, MAX_PARTICLES, no_such_time};
use crate::read::ReadError;
use crate::read::cf::grid::{is_latitude, is_longitude};
use crate::read::cf::time::TimeUnits;
use crate::read::cf::times::instant;
use crate::read::dataset::{Container, Slab, Variable};
use crate::read::packing::Packing;
use sarex_drift::seed::{ListedParticle, ListedParticles};
use sarex_geo::Position;
use sarex_geo::position::unwrap_longitude;

/// How the fixes of a file are laid out.
enum Layout<'a> {
    /// (trajectory, fix), with a time for each fix.
    Tracks { lat: &'a Variable, lon: &'a Variable, time: &'a Variable },
    /// One list, time after time; `count` says how many belong to each time.
    Table { lat: &'a Variable, lon: &'a Variable, time: &'a Variable, count: &'a Variable },
}

/// Reads the file if it has one of these layouts; `None` if not.
///
/// Without a wanted time each track gives its last fix, at the fix's own time, and a table its last time that has
/// particles. With one, a track is interpolated between its fixes and a table must hold that time.
pub(super) fn read(file: &dyn Container, expected: Expected<'_>) -> Option<Result<Found, ReadError>> {
    let found = layout(file)?;
    Some(match found {
        Layout::Tracks { lat, lon, time } => tracks(file, [lat, lon, time], expected.at_s),
        Layout::Table { lat, lon, time, count } => table(file, [lat, lon, time, count], expected.at_s),
    })
}

fn layout(file: &dyn Container) -> Option<Layout<'_>> {
    let variables = &file.dataset().variables;
    let lat = variables.iter().find(|v| is_latitude(v))?;
    let lon = variables.iter().find(|v| is_longitude(v) && v.dims == lat.dims)?;
    let counts_time = |v: &&Variable| v.attributes.lower("units").contains(" since ");
    match lat.dims.len() {
        2 => {
            let time = variables.iter().filter(counts_time).find(|v| v.dims == lat.dims)?;
            Some(Layout::Tracks { lat, lon, time })
        }
        1 => {
            let time =
                variables.iter().filter(counts_time).find(|v| v.dims.len() == 1 && v.dims != lat.dims)?;
            let is_count = |v: &&Variable| {
                let says = ["sample_dimension", "ragged_row_count"].iter().any(|a| v.text(a).is_some());
                v.dims == time.dims && (says || v.short_name() == "particle_count")
            };
            let count = variables.iter().find(is_count)?;
            Some(Layout::Table { lat, lon, time, count })
        }
        _ => None,
    }
}

fn refused(file: &dyn Container, variable: &Variable, problem: String) -> ReadError {
    ReadError::Grid {
        path: file.dataset().path.clone(),
        variable: variable.name.clone(),
        problem,
        remedy:
            "Check the file with `ncdump -h`, or give the particles as CSV with the columns lat, lon, time"
                .to_owned(),
    }
}

fn times(file: &dyn Container, time: &Variable) -> Result<Vec<f64>, ReadError> {
    let units = TimeUnits::parse(time.text("units").unwrap_or_default(), time.text("calendar"))
        .map_err(|problem| refused(file, time, problem))?;
    Ok(file.coordinate_values(time)?.into_iter().map(|t| units.unix_s(t)).collect())
}

fn particle(file: &dyn Container, lat: &Variable, fix: [f64; 3]) -> Result<ListedParticle, ReadError> {
    let place = Position::new(fix[1], fix[2]).map_err(|e| refused(file, lat, e.to_string()))?;
    Ok(ListedParticle::at(place.lat_deg(), place.lon_deg(), fix[0]))
}

fn tracks(
    file: &dyn Container,
    [lat, lon, time]: [&Variable; 3],
    at_s: Option<f64>,
) -> Result<Found, ReadError> {
    let times = times(file, time)?;
    let (lats, lons) = (file.coordinate_values(lat)?, file.coordinate_values(lon)?);
    let fixes = lat.shape[1] as usize;
    let all = lat.shape[0] as usize;
    let mut particles = Vec::new();
    for track in 0..lat.shape[0] as usize {
        let all = (track * fixes..(track + 1) * fixes).map(|i| [times[i], lats[i], lons[i]]);
        let mut known: Vec<[f64; 3]> = all.filter(|fix| fix.iter().all(|v| v.is_finite())).collect();
        known.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let fix = match at_s {
            None => known.last().copied(),
            Some(at_s) => between(&known, at_s),
        };
        if let Some(fix) = fix {
            particles.push(particle(file, lat, fix)?);
        }
    }
    if particles.is_empty() {
        let when = at_s.map_or(String::new(), |t| format!(" at {}", instant(t)));
        return Err(refused(file, lat, format!("no track has a position{when}")));
    }
    let without = all - particles.len();
    let when = at_s.map_or(String::new(), |t| format!(" at {}", instant(t)));
    let note =
        (without > 0).then(|| format!("{without} of {all} tracks have no position{when} and are left out"));
    Ok((ListedParticles { particles }, note.into_iter().collect()))
}

/// The place of a track at a time between two fixes; `None` before the first and after the last.
fn between(fixes: &[[f64; 3]], at_s: f64) -> Option<[f64; 3]> {
    let after = fixes.partition_point(|fix| fix[0] < at_s);
    let next = fixes.get(after)?;
    if next[0] == at_s {
        return Some(*next);
    }
    let last = fixes.get(after.checked_sub(1)?)?;
    let share = (at_s - last[0]) / (next[0] - last[0]);
    let lon = last[2] + share * (unwrap_longitude(next[2], last[2]) - last[2]);
    Some([at_s, last[1] + share * (next[1] - last[1]), sarex_geo::position::wrap_longitude(lon)])
}

fn table(
    file: &dyn Container,
    [lat, lon, time, count]: [&Variable; 4],
    at_s: Option<f64>,
) -> Result<Found, ReadError> {
    let times = times(file, time)?;
    let counts = file.coordinate_values(count)?;
    if counts.len() != times.len() || counts.iter().any(|n| !(*n >= 0.0 && *n <= MAX_PARTICLES as f64)) {
        return Err(refused(file, count, "it is no list of numbers of particles".to_owned()));
    }
    let index = match at_s {
        None => counts.iter().rposition(|n| *n > 0.0),
        Some(at_s) => times.iter().position(|t| (t - at_s).abs() < 0.5),
    };
    let Some(index) = index else {
        return Err(match at_s {
            Some(at_s) if !times.is_empty() => no_such_time(&file.dataset().path, at_s, &times),
            _ => refused(file, time, "no time of it has a particle".to_owned()),
        });
    };
    let start = counts[..index].iter().sum::<f64>() as u64;
    let number = counts[index] as u64;
    if start + number > lat.len() || number == 0 {
        return Err(refused(file, count, format!("it gives no particle at {}", instant(times[index]))));
    }
    let slab = Slab { start: vec![start], count: vec![number] };
    let read = |v: &Variable| file.read_f64(&v.name, &slab, &Packing::of(v));
    let (lats, lons) = (read(lat)?, read(lon)?);
    let fixes = lats.iter().zip(&lons).map(|(lat, lon)| [times[index], *lat, *lon]);
    let known = fixes.filter(|fix| fix.iter().all(|v| v.is_finite()));
    let particles = known.map(|fix| particle(file, lat, fix)).collect::<Result<Vec<_>, _>>()?;
    let without = number as usize - particles.len();
    let note =
        (without > 0).then(|| format!("{without} of {number} particles have no position and are left out"));
    Ok((ListedParticles { particles }, note.into_iter().collect()))
}
