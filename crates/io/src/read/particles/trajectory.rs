//! Particles of a CF trajectory file: one dimension of particles, one of time.

use super::{Expected, MAX_PARTICLES};
use crate::read::ReadError;
use crate::read::cf::time::TimeUnits;
use crate::read::dataset::{Container, Slab, Variable};
use crate::read::packing::Packing;
use sarex_drift::seed::{ListedParticle, ListedParticles};
use sarex_geo::{Position, from_unix_seconds};

/// Reads the particles that are adrift at one time of the file.
pub(super) fn read(file: &dyn Container, expected: Expected) -> Result<ListedParticles, ReadError> {
    let path = &file.dataset().path;
    let lat = variable(file, "lat")?;
    let [particles, times] = lat.shape[..] else {
        return Err(shape(path, "lat", "dimensions are not (trajectory, time)"));
    };
    if lat.dims[1] != "time" {
        return Err(shape(path, "lat", "the second dimension is not time"));
    }
    if particles > MAX_PARTICLES as u64 {
        return Err(ReadError::TooLarge {
            path: path.clone(),
            what: "the number of particles".into(),
            found: particles,
            limit: MAX_PARTICLES as u64,
            remedy: "Take a part of them".into(),
        });
    }
    let (index, time_s) = moment(file, times, expected.at_s)?;
    let columns = Columns { file, particles, times, index };
    let lat_deg = columns.needed("lat")?;
    let lon_deg = columns.needed("lon")?;
    let adrift = columns.adrift()?;
    let weight = columns.of("weight")?;
    let side = columns.of("orientation")?;
    let [downwind_xi, crosswind_xi] = columns.errors(expected.class)?;
    let mut list = Vec::new();
    for i in 0..particles as usize {
        let finite = lat_deg[i].is_finite() && lon_deg[i].is_finite();
        if !finite || !adrift[i] {
            continue;
        }
        let place = Position::new(lat_deg[i], lon_deg[i])
            .map_err(|error| shape(path, "lat, lon", &error.to_string()))?;
        let xi = |column: &Option<Vec<f64>>| column.as_ref().map(|c| c[i]).filter(|xi| xi.is_finite());
        list.push(ListedParticle {
            lat_deg: place.lat_deg(),
            lon_deg: place.lon_deg(),
            time_s,
            object: None,
            side: side.as_ref().map(|side| u8::from(side[i] == 1.0)),
            downwind_xi: xi(&downwind_xi),
            crosswind_xi: xi(&crosswind_xi),
            weight: weight.as_ref().map(|weight| weight[i]).filter(|weight| weight.is_finite()),
        });
    }
    if list.is_empty() {
        let when = from_unix_seconds(time_s).map_or_else(String::new, |time| format!(" at {time}"));
        return Err(shape(path, "lat, lon", &format!("no particle is adrift{when}")));
    }
    Ok(ListedParticles { particles: list })
}

/// One value per particle at one time.
struct Columns<'a> {
    file: &'a dyn Container,
    particles: u64,
    times: u64,
    index: u64,
}

impl Columns<'_> {
    /// A variable on (trajectory) or (trajectory, time); `None` if it is not there.
    fn of(&self, name: &str) -> Result<Option<Vec<f64>>, ReadError> {
        let Some(variable) = self.file.dataset().variable(name) else { return Ok(None) };
        let slab = match variable.shape[..] {
            [particles] if particles == self.particles => Slab::all(variable),
            [particles, times] if (particles, times) == (self.particles, self.times) => {
                Slab { start: vec![0, self.index], count: vec![particles, 1] }
            }
            _ => return Ok(None),
        };
        self.file.read_f64(name, &slab, &Packing::of(variable)).map(Some)
    }

    fn needed(&self, name: &str) -> Result<Vec<f64>, ReadError> {
        let problem = || shape(&self.file.dataset().path, name, "it is not on (trajectory, time)");
        self.of(name)?.ok_or_else(problem)
    }

    /// Whose status is `active`; OpenDrift numbers its statuses anew in each file, so their meanings count.
    fn adrift(&self) -> Result<Vec<bool>, ReadError> {
        let all = vec![true; self.particles as usize];
        let Some(variable) = self.file.dataset().variable("status") else { return Ok(all) };
        let meanings = variable.text("flag_meanings").unwrap_or_default();
        let place = meanings.split_whitespace().position(|meaning| meaning == "active");
        let values = variable.attributes.numbers("flag_values").unwrap_or_default();
        let Some(active) = place.map(|place| values.get(place).copied().unwrap_or(place as f64)) else {
            return Ok(all);
        };
        Ok(self.of("status")?.map_or(all, |status| status.iter().map(|status| *status == active).collect()))
    }

    /// ξ downwind and crosswind of particles of the expected class: the file's ε over the class's σ.
    fn errors(&self, class: Option<(u32, f64, [f64; 2])>) -> Result<[Option<Vec<f64>>; 2], ReadError> {
        let (Some((number, downwind_std, crosswind_std)), Some(own)) = (class, self.of("object_type")?)
        else {
            return Ok([None, None]);
        };
        let side = self.of("orientation")?;
        let scaled = |eps: Vec<f64>, std: &dyn Fn(usize) -> f64| {
            let xi = |(i, eps): (usize, f64)| match own[i] == f64::from(number) && std(i) > 0.0 {
                true => eps / std(i),
                false => f64::NAN,
            };
            eps.into_iter().enumerate().map(xi).collect::<Vec<f64>>()
        };
        let left = |i: usize| usize::from(side.as_ref().is_some_and(|side| side[i] == 1.0));
        let downwind = self.of("downwind_eps")?.map(|eps| scaled(eps, &|_| downwind_std));
        let crosswind = self.of("crosswind_eps")?.map(|eps| scaled(eps, &|i| crosswind_std[left(i)]));
        Ok([downwind, crosswind.filter(|_| side.is_some())])
    }
}

/// Index and instant of the wanted time; the last one if none is wanted.
fn moment(file: &dyn Container, times: u64, at_s: Option<f64>) -> Result<(u64, f64), ReadError> {
    let path = &file.dataset().path;
    let variable = variable(file, "time")?;
    let units = TimeUnits::parse(variable.text("units").unwrap_or_default(), variable.text("calendar"))
        .map_err(|problem| shape(path, "time", &problem))?;
    let instants: Vec<f64> = file.coordinate_values(variable)?.iter().map(|&t| units.unix_s(t)).collect();
    if instants.len() as u64 != times {
        return Err(shape(path, "time", "its length is not that of the tracks"));
    }
    let index = match at_s {
        None => instants.len().checked_sub(1),
        Some(at_s) => instants.iter().position(|time_s| (time_s - at_s).abs() < 0.5),
    };
    index.map(|index| (index as u64, instants[index])).ok_or_else(|| {
        let ends =
            [instants.first(), instants.last()].map(|time| time.and_then(|time| from_unix_seconds(*time)));
        let [Some(first), Some(last)] = ends else { return shape(path, "time", "it holds no time") };
        shape(path, "time", &format!("the wanted time is not one of its times, from {first} to {last}"))
    })
}

fn variable<'a>(file: &'a dyn Container, name: &str) -> Result<&'a Variable, ReadError> {
    let missing = || shape(&file.dataset().path, name, "there is no such variable");
    file.dataset().variable(name).ok_or_else(missing)
}

fn shape(path: &str, variable: &str, problem: &str) -> ReadError {
    ReadError::Grid {
        path: path.to_owned(),
        variable: variable.to_owned(),
        problem: problem.to_owned(),
        remedy: "Give a trajectory file with lat and lon on (trajectory, time), such as drift.nc".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::netcdf;
    use crate::write::netcdf::{Attribute, Nc, Storage, text};

    fn file() -> netcdf::NetcdfFile {
        let mut nc = Nc::new("tracks.nc");
        let (trajectory, time) = (nc.dimension("trajectory", 3).unwrap(), nc.dimension("time", 2).unwrap());
        nc.variable("time", &[time], &[0.0, 3600.0], &[("units", text("seconds since 2026-11-20 00:00:00"))])
            .unwrap();
        let both = [trajectory, time];
        nc.packed("lat", &both, &[34.0, 34.1, 35.0, 35.1, 36.0, f64::NAN], f64::NAN, Storage::default(), &[])
            .unwrap();
        nc.packed(
            "lon",
            &both,
            &[129.0, 129.1, 130.0, 130.1, 131.0, 131.1],
            f64::NAN,
            Storage::default(),
            &[],
        )
        .unwrap();
        let flags =
            [("flag_values", Attribute::Bytes(vec![0, 1])), ("flag_meanings", text("stranded active"))];
        nc.packed("status", &both, &[1i8, 1, 1, 0, 1, 1], i8::MAX, Storage::default(), &flags).unwrap();
        nc.packed("weight", &[trajectory], &[0.5, 0.25, 0.25], f64::NAN, Storage::default(), &[]).unwrap();
        nc.packed("object_type", &[trajectory], &[1i32, 1, 2], i32::MAX, Storage::default(), &[]).unwrap();
        nc.packed("orientation", &[trajectory], &[1i8, 0, 0], i8::MAX, Storage::default(), &[]).unwrap();
        nc.packed("downwind_eps", &[trajectory], &[6.0f32, 12.0, 1.0], f32::NAN, Storage::default(), &[])
            .unwrap();
        nc.packed("crosswind_eps", &[trajectory], &[4.7f32, 9.4, 1.0], f32::NAN, Storage::default(), &[])
            .unwrap();
        netcdf::from_bytes("tracks.nc", nc.finish().unwrap()).unwrap()
    }

    /// At the last time one particle is ashore and one has no position; the flag meanings tell who is adrift.
    #[test]
    fn those_adrift_at_the_last_time() {
        let list = read(&file(), Expected { at_s: None, class: Some((1, 12.0, [9.4, 9.4])) }).unwrap();
        assert_eq!(list.particles.len(), 1);
        let only = list.particles[0];
        assert_eq!((only.lat_deg, only.lon_deg, only.time_s), (34.1, 129.1, 1_795_132_800.0 + 3600.0));
        assert_eq!((only.side, only.weight), (Some(1), Some(0.5)));
        assert!(
            (only.downwind_xi.unwrap() - 0.5).abs() < 1e-6 && (only.crosswind_xi.unwrap() - 0.5).abs() < 1e-6
        );
    }

    /// Errors belong to a class: those of another one are drawn anew.
    #[test]
    fn errors_of_another_class_are_not_kept() {
        let expected = Expected { at_s: Some(1_795_132_800.0), class: Some((1, 12.0, [9.4, 9.4])) };
        let list = read(&file(), expected).unwrap();
        assert_eq!(list.particles.len(), 3);
        assert_eq!((list.particles[1].downwind_xi, list.particles[2].downwind_xi), (Some(1.0), None));
    }

    #[test]
    fn a_time_that_is_not_there_is_refused() {
        let error = read(&file(), Expected { at_s: Some(1.0), class: None }).unwrap_err().to_string();
        assert!(error.contains("2026-11-20T01:00:00Z"), "{error}");
    }
}
