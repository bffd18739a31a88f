//! Particles of a CF trajectory file: one dimension of particles, one of time.

use super::status::Status;
use super::{Expected, Found, MAX_PARTICLES, no_such_time};
use crate::read::ReadError;
use crate::read::cf::time::TimeUnits;
use crate::read::dataset::{Container, Slab, Variable};
use crate::read::packing::Packing;
use sarex_drift::leeway::ClassTable;
use sarex_drift::seed::{ListedParticle, ListedParticles};
use sarex_drift::{Fate, ObjectShare};
use sarex_geo::{Position, from_unix_seconds};
use std::collections::BTreeMap;

/// Reads the particles of one time of the file: those adrift, and those that lie ashore or stopped for want of forcing,
/// which keep their share.
pub(super) fn read(file: &dyn Container, expected: Expected<'_>) -> Result<Found, ReadError> {
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
    let status = Status::of(&columns)?;
    let weight = columns.of("weight")?;
    let own = Leeway::of(&columns, index + 1 == times, expected.objects)?;
    let mut list = Vec::new();
    let fate = |i: usize| status.fate(i).filter(|_| lat_deg[i].is_finite() && lon_deg[i].is_finite());
    let fates: Vec<Option<Fate>> = (0..particles as usize).map(fate).collect();
    for (i, begins_as) in fates.iter().enumerate().filter_map(|(i, fate)| Some((i, (*fate)?))) {
        let place = Position::new(lat_deg[i], lon_deg[i])
            .map_err(|error| shape(path, "lat, lon", &error.to_string()))?;
        list.push(ListedParticle {
            weight: weight.as_ref().map(|weight| weight[i]).filter(|weight| weight.is_finite()),
            begins_as,
            ..own.carried_by(i, ListedParticle::at(place.lat_deg(), place.lon_deg(), time_s))
        });
    }
    if !fates.contains(&Some(Fate::Active)) {
        let when = from_unix_seconds(time_s).map_or_else(String::new, |time| format!(" at {time}"));
        return Err(shape(path, "lat, lon", &format!("no particle is adrift{when}")));
    }
    let known = list.iter().filter(|particle| particle.object.is_some()).count();
    if known != 0 && known != list.len() {
        return Err(ReadError::Grid {
            path: path.clone(),
            variable: "object_type".to_owned(),
            problem: format!(
                "{known} of {} particles are of a class of the case, the others are not",
                list.len()
            ),
            remedy: "Give the case an [[object]] for each class in the file".to_owned(),
        });
    }
    let mut notes = status.notes(&fates, weight.as_deref(), time_s);
    notes.extend(own.other_classes(&fates));
    Ok((ListedParticles { particles: list }, notes))
}

/// One value per particle at one time.
pub(super) struct Columns<'a> {
    pub file: &'a dyn Container,
    particles: u64,
    times: u64,
    index: u64,
}

impl Columns<'_> {
    /// A variable on (trajectory) or (trajectory, time); `None` if it is not there.
    pub fn of(&self, name: &str) -> Result<Option<Vec<f64>>, ReadError> {
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
}

/// What particles carry from their drift so far.
struct Leeway<'a> {
    objects: &'a [ObjectShare],
    /// Number of the class.
    number: Option<Vec<f64>>,
    /// The side that the errors belong to, and the one they are on now.
    side: [Option<Vec<f64>>; 2],
    /// A jibe has turned the sign of the crosswind error, as it does in our own physics.
    outward: bool,
    downwind_eps: Option<Vec<f64>>,
    crosswind_eps: Option<Vec<f64>>,
}

impl<'a> Leeway<'a> {
    /// Our own files tell the side at the start and at the end, OpenDrift's the side at each time. Errors on
    /// (trajectory) only are of our own physics, which keeps the outward strength of the crosswind error in a jibe;
    /// in OpenDrift's a jibe leaves the error alone.
    fn of(columns: &Columns<'_>, at_end: bool, objects: &'a [ObjectShare]) -> Result<Self, ReadError> {
        let side = columns.of("orientation")?;
        let at_end = if at_end { columns.of("orientation_at_end")? } else { None };
        let variable = columns.file.dataset().variable("crosswind_eps");
        Ok(Self {
            objects,
            number: columns.of("object_type")?,
            side: [side.clone(), at_end.or(side)],
            outward: variable.is_some_and(|variable| variable.shape.len() == 1),
            downwind_eps: columns.of("downwind_eps")?,
            crosswind_eps: columns.of("crosswind_eps")?,
        })
    }

    /// Adds to a particle what it carries: side, and for an object of the case ξ = ε / σ.
    fn carried_by(&self, i: usize, particle: ListedParticle) -> ListedParticle {
        let side = |column: &Option<Vec<f64>>| column.as_ref().map(|side| u8::from(side[i] == 1.0));
        let [drawn, now] = [side(&self.side[0]), side(&self.side[1])];
        let object = self.number.as_ref().and_then(|number| self.object_of(number[i]));
        let xi = |eps: &Option<Vec<f64>>, std_cm_s: f64| {
            let xi = eps.as_ref().map(|eps| eps[i] / std_cm_s);
            xi.filter(|xi| xi.is_finite())
        };
        let own = object.map(|object| self.objects[object].class.coefficients);
        let crosswind_xi = own.zip(drawn.zip(now)).and_then(|(own, (drawn, now))| {
            if self.outward {
                let sign = if drawn == now { 1.0 } else { -1.0 };
                xi(&self.crosswind_eps, own.crosswind(drawn).std_cm_s).map(|xi| sign * xi)
            } else {
                xi(&self.crosswind_eps, own.crosswind(now).std_cm_s)
            }
        });
        ListedParticle {
            // A single object is that of particles of any class: somebody chose another one on purpose.
            object: object.filter(|_| self.objects.len() > 1).map(|object| object as u16),
            side: now,
            downwind_xi: own.and_then(|own| xi(&self.downwind_eps, own.downwind.std_cm_s)),
            crosswind_xi,
            ..particle
        }
    }

    /// Which particles were of none of the case's classes in the file: they drift as the case says.
    fn other_classes(&self, taken: &[Option<Fate>]) -> Option<String> {
        let numbers = self.number.as_ref().filter(|_| !self.objects.is_empty())?;
        let is_known = |number: u32| self.objects.iter().any(|object| object.class.number == number);
        let mut others: BTreeMap<u32, usize> = BTreeMap::new();
        for (number, _) in numbers.iter().zip(taken).filter(|(n, taken)| taken.is_some() && **n >= 0.0) {
            let number = *number as u32;
            if !is_known(number) {
                *others.entry(number).or_default() += 1;
            }
        }
        let table = ClassTable::standard();
        let name = |number: u32| match table.get(&number.to_string()) {
            Ok(class) => class.key.clone(),
            Err(_) => format!("class number {number}"),
        };
        let list: Vec<String> =
            others.iter().map(|(number, count)| format!("{count} are {}", name(*number))).collect();
        (!list.is_empty()).then(|| {
            format!(
                "of {} particles {} in the file, which is no object of this case: they drift as the case's objects",
                taken.iter().flatten().count(),
                list.join(", ")
            )
        })
    }

    /// The only object of the case with this number.
    fn object_of(&self, number: f64) -> Option<usize> {
        let is_it = |object: &ObjectShare| f64::from(object.class.number) == number;
        let first = self.objects.iter().position(is_it)?;
        (!self.objects[first + 1..].iter().any(is_it)).then_some(first)
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
    index.map(|index| (index as u64, instants[index])).ok_or_else(|| match at_s {
        Some(at_s) if !instants.is_empty() => no_such_time(path, at_s, &instants),
        _ => shape(path, "time", "it holds no time"),
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
    use sarex_drift::leeway::ClassTable;

    const MIDNIGHT_S: f64 = 1_795_132_800.0;

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
        nc.packed("orientation_at_end", &[trajectory], &[0i8, 0, 0], i8::MAX, Storage::default(), &[])
            .unwrap();
        nc.packed("downwind_eps", &[trajectory], &[6.0f32, 12.0, 1.0], f32::NAN, Storage::default(), &[])
            .unwrap();
        nc.packed("crosswind_eps", &[trajectory], &[4.7f32, 9.4, 1.0], f32::NAN, Storage::default(), &[])
            .unwrap();
        netcdf::from_bytes("tracks.nc", nc.finish().unwrap()).unwrap()
    }

    fn objects(keys: &[&str]) -> Vec<ObjectShare> {
        let class = |key: &&str| ClassTable::standard().get(key).unwrap().clone();
        keys.iter().map(|key| ObjectShare { class: class(key), probability: 0.5, persons: None }).collect()
    }

    fn those_of(at_s: Option<f64>, keys: &[&str]) -> Result<Vec<ListedParticle>, String> {
        let expected = Expected { at_s, objects: &objects(keys) };
        read(&file(), expected).map(|(list, _)| list.particles).map_err(|error| error.to_string())
    }

    /// At the last time one particle is ashore and one has no position; the flag meanings tell who is adrift. It has
    /// jibed since its errors were drawn, and is as far to the other side of downwind.
    #[test]
    fn those_of_the_last_time() {
        let list = those_of(None, &["PIW-1"]).unwrap();
        assert_eq!([list[0].begins_as, list[1].begins_as], [Fate::Active, Fate::Stranded]);
        assert_eq!((list[1].lat_deg, list[1].weight), (35.1, Some(0.25)));
        assert_eq!(list.len(), 2);
        assert_eq!((list[0].lat_deg, list[0].lon_deg, list[0].time_s), (34.1, 129.1, MIDNIGHT_S + 3600.0));
        assert_eq!((list[0].object, list[0].side, list[0].weight), (None, Some(0), Some(0.5)));
        let [downwind, crosswind] = [list[0].downwind_xi, list[0].crosswind_xi].map(Option::unwrap);
        assert!((downwind - 0.5).abs() < 1e-6 && (crosswind + 0.5).abs() < 1e-6, "{downwind} {crosswind}");
    }

    /// Who is carried along without being adrift, who is left out, and who was something else, is counted and weighed.
    #[test]
    fn what_is_not_taken_as_it_is_is_noted() {
        let notes =
            |at_s, keys: &[&str]| read(&file(), Expected { at_s, objects: &objects(keys) }).unwrap().1;
        assert_eq!(
            notes(None, &["PIW-1"]),
            [
                "1 of 3 particles, 25.0 % of the probability, are ashore at 2026-11-20T01:00:00Z: they stay where they \
                 lie and keep their share",
                "1 of 3 particles, 25.0 % OF THE PROBABILITY, are left out at 2026-11-20T01:00:00Z (1 without a \
                 position): every share in this forecast is one of the other 75.0 %"
            ]
        );
        let other = "of 3 particles 1 are PIW-2 in the file, which is no object of this case: they drift as the case's objects";
        assert_eq!(notes(Some(MIDNIGHT_S), &["PIW-1"]), [other]);
        assert_eq!(notes(Some(MIDNIGHT_S), &["PIW-2", "PIW-1"]), [""; 0]);
    }

    /// At another time the file tells the side at the start only.
    #[test]
    fn those_adrift_at_the_start() {
        let list = those_of(Some(MIDNIGHT_S), &["PIW-1"]).unwrap();
        assert_eq!((list[0].side, list[1].side), (Some(1), Some(0)));
        assert!((list[0].crosswind_xi.unwrap() - 0.5).abs() < 1e-6);
    }

    /// Errors belong to a class: those of another one are drawn anew.
    #[test]
    fn errors_of_another_class_are_not_kept() {
        let list = those_of(Some(MIDNIGHT_S), &["PIW-1"]).unwrap();
        assert_eq!(list.len(), 3);
        assert_eq!((list[1].downwind_xi, list[2].downwind_xi), (Some(1.0), None));
    }

    /// A raft goes on from where the raft was and a person from where the person was.
    #[test]
    fn particles_stay_the_objects_they_were() {
        let objects_of = |keys: &[&str]| {
            those_of(Some(MIDNIGHT_S), keys).map(|list| list.into_iter().map(|p| p.object).collect())
        };
        assert_eq!(objects_of(&["PIW-2", "PIW-1"]), Ok(vec![Some(1), Some(1), Some(0)]));
        // Classes of which the file knows nothing, and two objects of one class, are dealt out.
        assert_eq!(objects_of(&["PIW-3", "PIW-4"]), Ok(vec![None; 3]));
        assert_eq!(objects_of(&["PIW-1", "PIW-1"]), Ok(vec![None; 3]));
        let mixed = objects_of(&["PIW-1", "PIW-3"]).unwrap_err();
        assert!(mixed.contains("2 of 3 particles") && mixed.contains("[[object]]"), "{mixed}");
    }

    #[test]
    fn a_time_that_is_not_there_is_refused() {
        let error = those_of(Some(1.0), &[]).unwrap_err();
        assert!(error.contains("to 2026-11-20T01:00:00Z; nearest: 2026-11-20T00:00:00Z"), "{error}");
        let between = those_of(Some(MIDNIGHT_S + 900.0), &[]).unwrap_err();
        let nearest = "2026-11-20T00:15:00Z is not one of its times, which run from 2026-11-20T00:00:00Z to \
                       2026-11-20T01:00:00Z; nearest: 2026-11-20T00:00:00Z and 2026-11-20T01:00:00Z";
        assert!(between.contains(nearest), "{between}");
    }
}
