//! The sources of a case's environment: each is one thing, and what its list is of.

use super::Located;
use super::keys::{ConstantKeys, EnvironmentKeys, SourceKeys};
use super::meaning::Reading;
use crate::read::Scalar;
use sarex_geo::{Bearing, Speed, Velocity};
use sarex_metocean::gridded::GriddedSpec;

/// Metres in a nautical mile.
const NM: f64 = 1852.0;

/// What the sources of one list hold.
struct Holds {
    key: &'static str,
    /// A vector in words, and the limit of its speed, m/s.
    vector: Option<(&'static str, f32)>,
    scalar: Option<Scalar>,
}

/// A constant that is refused: why, and what would be right.
type Refusal = (String, String);

/// Each source is one thing, and its constant one of its list.
pub(super) fn check(keys: &EnvironmentKeys, reading: &mut Reading<'_>) {
    let water = GriddedSpec::LARGEST_CURRENT_MPS;
    let vector = |key, word, limit| Holds { key, vector: Some((word, limit)), scalar: None };
    let scalar = |key, scalar| Holds { key, vector: None, scalar: Some(scalar) };
    let waves = Holds { scalar: Some(Scalar::WaveHeight), ..vector("waves", "Stokes drift", water) };
    let lists = [
        (&keys.current, vector("current", "current", water)),
        (&keys.wind, vector("wind", "wind", GriddedSpec::LARGEST_WIND_MPS)),
        (&keys.waves, waves),
        (&keys.visibility, scalar("visibility", Scalar::Visibility)),
        (&keys.water_temperature, scalar("water_temperature", Scalar::WaterTemperature)),
    ];
    for (list, holds) in &lists {
        list.value.iter().for_each(|source| source_is_one_thing(source, holds, reading));
    }
}

fn source_is_one_thing(source: &Located<SourceKeys>, holds: &Holds, reading: &mut Reading<'_>) {
    let SourceKeys { file, url, constant, variables, components } = &source.value;
    if let Some(names) = variables.as_ref().filter(|names| !holds.takes(names.value.len())) {
        let (what, remedy) = holds.names();
        reading.contradiction::<(), _>(names, what, remedy);
    }
    if components.is_some() && holds.vector.is_none() {
        let what = format!("what `{}` holds has no components", holds.key);
        reading.contradiction::<(), _>(source, what, "leave `components` out");
    }
    let given = usize::from(file.is_some()) + usize::from(url.is_some()) + usize::from(constant.is_some());
    if given != 1 {
        let remedy = "give exactly one of `file`, `url` and `constant`";
        reading.contradiction::<(), _>(source, format!("a source with {given} origins"), remedy);
    }
    if let Some(Err((what, remedy))) = constant.as_ref().map(|keys| holds.check(keys)) {
        reading.contradiction::<(), _>(source, what, remedy);
    }
}

impl Holds {
    /// Whether so many names of variables make sense.
    fn takes(&self, names: usize) -> bool {
        (names == 2 && self.vector.is_some()) || (names == 1 && self.scalar.is_some())
    }

    fn names(&self) -> Refusal {
        match (self.vector.is_some(), self.scalar) {
            (true, None) => (
                "`variables` takes two names".to_owned(),
                "give two names: the eastward (or x) variable and the northward (or y) one".to_owned(),
            ),
            (false, _) => {
                ("`variables` takes one name here".to_owned(), "give the name of the variable".to_owned())
            }
            (true, Some(scalar)) => (
                "`variables` takes one name or two".to_owned(),
                format!("give one name for the {}, two for the components of a vector", scalar.in_words()),
            ),
        }
    }

    fn check(&self, keys: &ConstantKeys) -> Result<(), Refusal> {
        let foreign = [Scalar::WaveHeight, Scalar::Visibility, Scalar::WaterTemperature]
            .into_iter()
            .find(|other| self.scalar != Some(*other) && scalar(keys, *other).is_some());
        if let Some(foreign) = foreign {
            let what = format!("`{}` is nothing that `{}` holds", name(foreign), self.key);
            return Err((what, self.wants()));
        }
        let has_vector = keys.speed_kn.is_some()
            || keys.speed_mps.is_some()
            || keys.toward_deg.is_some()
            || keys.from_deg.is_some();
        let own = self.scalar.and_then(|own| Some((own, scalar(keys, own)?)));
        match (own, self.vector) {
            (Some(_), Some(_)) if has_vector => {
                let remedy = "make two sources of it: both are used, each for what it is".to_owned();
                Err(("a constant is one thing".to_owned(), remedy))
            }
            (Some((own, value)), _) if !has_vector => in_range(own, value),
            (None, Some((word, largest_mps))) => is_vector(keys, word, largest_mps),
            _ if has_vector => {
                Err((format!("what `{}` holds has no speed and no direction", self.key), self.wants()))
            }
            _ => Err((format!("a constant of `{}` needs a value", self.key), self.wants())),
        }
    }

    fn wants(&self) -> String {
        let vector = self.vector.map(|_| "a speed and a direction".to_owned());
        let scalar = self.scalar.map(|scalar| format!("`{}`", name(scalar)));
        let all: Vec<String> = scalar.into_iter().chain(vector).collect();
        format!("give {}", all.join(", or "))
    }
}

fn in_range(scalar: Scalar, value: f64) -> Result<(), Refusal> {
    let (least, most) = scalar.range();
    if (f64::from(least)..=f64::from(most)).contains(&value) {
        return Ok(());
    }
    let what = format!("a {} of {} is none", scalar.in_words(), scalar.said(value));
    Err((what, format!("give a value from {}", scalar.range_in_words())))
}

fn is_vector(keys: &ConstantKeys, word: &str, largest_mps: f32) -> Result<(), Refusal> {
    let mps = velocity(keys).map_err(|(what, remedy)| (what.to_owned(), remedy.to_owned()))?.speed().in_mps();
    if mps <= f64::from(largest_mps) {
        return Ok(());
    }
    let knots = Speed::mps(f64::from(largest_mps)).in_knots();
    let what = format!("a {word} of {mps:.1} m/s is none: the limit is {largest_mps} m/s ({knots:.0} kn)");
    Err((what, "check the number and its unit: `speed_kn` or `speed_mps`".to_owned()))
}

/// The key of a constant scalar.
fn name(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::WaveHeight => "significant_wave_height_m",
        Scalar::Visibility => "visibility_nm",
        Scalar::WaterTemperature => "water_temperature_c",
    }
}

/// The value of a constant scalar, m or °C; `None` where it gives none.
pub fn scalar(keys: &ConstantKeys, scalar: Scalar) -> Option<f64> {
    match scalar {
        Scalar::WaveHeight => keys.significant_wave_height_m.map(|metres| metres.0),
        Scalar::Visibility => keys.visibility_nm.map(|miles| miles.0 * NM),
        Scalar::WaterTemperature => keys.water_temperature_c,
    }
}

/// The list of sources of a scalar.
pub fn sources(keys: &EnvironmentKeys, scalar: Scalar) -> &Located<Vec<Located<SourceKeys>>> {
    match scalar {
        Scalar::WaveHeight => &keys.waves,
        Scalar::Visibility => &keys.visibility,
        Scalar::WaterTemperature => &keys.water_temperature,
    }
}

/// The vector of a constant field, or what is wrong and what would be right.
pub fn velocity(keys: &ConstantKeys) -> Result<Velocity, (&'static str, &'static str)> {
    let speed = match (keys.speed_kn, keys.speed_mps) {
        (Some(knots), None) => Speed::knots(knots.0),
        (None, Some(mps)) => Speed::mps(mps.0),
        _ => return Err(("a constant needs one speed", "give `speed_kn` or `speed_mps`, not both")),
    };
    match (keys.toward_deg, keys.from_deg) {
        (Some(toward), None) => Ok(Velocity::towards(Bearing::wrapping(toward.0), speed)),
        (None, Some(from)) => Ok(Velocity::from_direction(Bearing::wrapping(from.0), speed)),
        _ => Err((
            "a constant needs one direction",
            "give `toward_deg` (as currents are named) or `from_deg` (as winds are named), not both",
        )),
    }
}
