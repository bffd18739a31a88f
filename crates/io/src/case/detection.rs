//! What a unit of a case sees of an object of the case: from keys to sweep widths and lateral range curves.

use super::curves::{Curve, CurveFault};
use super::decode::Located;
use super::keys::ObjectKeys;
use super::search_keys::{ConditionKeys, SearchKeys};
use super::sensor_keys::{AnyCurve, Sensor};
use super::unit_keys::UnitKeys;
use sarex_drift::leeway::ClassTable;
use sarex_geo::{Position, sun};
use sarex_search::detect::width::{
    Aid, Conditions, ObjectKind, Request, SensorKind, SweepWidth, WidthError, sweep_width,
};
use sarex_search::detect::{Side, Sided};
use sarex_search::survival::{Immersion, Survival, SurvivalError};
use sarex_search::{LateralRange, Response};

/// Where and when it is looked, and what is known of wind and seas there if the case itself does not say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scene {
    /// Where the sun and moon are reckoned for.
    pub position: Position,
    /// When, seconds since 1970.
    pub time_s: f64,
    /// Visibility, nm; `search.conditions.visibility_nm` comes before it.
    pub visibility_nm: Option<f64>,
    /// Wind, kn; `search.conditions.wind_kn` comes before it.
    pub wind_kn: Option<f64>,
    /// Significant wave height, m; `search.conditions.significant_wave_height_m` comes before it.
    pub wave_height_m: Option<f64>,
}

/// What a unit sees of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Detection {
    /// How.
    pub by: By,
    /// To which side.
    pub side: Side,
}

/// How it is known what a unit sees.
#[derive(Debug, Clone, PartialEq)]
pub enum By {
    /// By a lateral range curve of the case, of both sides.
    Curve {
        /// What the case calls its kind.
        kind: &'static str,
        /// It.
        curve: Curve,
    },
    /// By tables: one worksheet for each way of seeing it, the widest first; widths are of both sides.
    Worksheets(Vec<Worksheet>),
}

/// A worksheet, and what it is of.
#[derive(Debug, Clone, PartialEq)]
pub struct Worksheet {
    /// What was asked of the tables.
    pub request: Request,
    /// What they answer.
    pub width: SweepWidth,
}

impl Detection {
    /// The curve that planners ask, of the widest way of seeing the object; none where nothing is seen.
    pub fn response(&self) -> Option<Response> {
        self.curve().map(|curve| Response::of(&Sided { curve, side: self.side }))
    }

    /// W, nm, over the side that is seen.
    pub fn sweep_width_nm(&self) -> f64 {
        let of = |curve| Sided { curve, side: self.side }.sweep_width_m() / 1852.0;
        self.curve().map_or(0.0, of)
    }

    /// Of both sides.
    fn curve(&self) -> Option<&dyn LateralRange> {
        match &self.by {
            By::Curve { curve, .. } => Some(curve.as_lateral_range()),
            By::Worksheets(sheets) => {
                sheets.first()?.width.curve.as_ref().map(|curve| curve as &dyn LateralRange)
            }
        }
    }

    /// The step of the worksheet that leaves no width, if there is one.
    pub fn why_blind(&self) -> Option<String> {
        let By::Worksheets(sheets) = &self.by else { return None };
        let step = sheets.first()?.width.steps.iter().find(|step| step.width_nm <= 0.0)?;
        Some(format!("{}, {}", step.name, step.row))
    }

    /// What the user of the width must know.
    pub fn warnings(&self) -> &[String] {
        match &self.by {
            By::Curve { .. } => &[],
            By::Worksheets(sheets) => sheets.first().map_or(&[], |sheet| &sheet.width.warnings),
        }
    }
}

/// Why it is not known what a unit sees of an object.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("unit `{unit}`, object `{object}`: {what}")]
pub struct DetectionError {
    /// Its id.
    pub unit: String,
    /// Its class, as the case has it.
    pub object: String,
    /// The key that is wrong, or where one is missing.
    pub at: Located<()>,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub remedy: String,
    /// It is something that sources of the case could tell as well.
    pub is_of_scene: bool,
}

/// What is wrong with a key, and what would be right.
struct Fault {
    at: Located<()>,
    what: String,
    remedy: String,
    is_of_scene: bool,
}

impl Fault {
    fn new<T>(at: &Located<T>, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { at: at.place(), what: what.into(), remedy: remedy.into(), is_of_scene: false }
    }
}

impl From<CurveFault> for Fault {
    fn from(CurveFault { at, what, remedy }: CurveFault) -> Self {
        Self { at, what, remedy, is_of_scene: false }
    }
}

/// What a unit sees of an object in the conditions of the case.
pub fn detection(
    search: &SearchKeys,
    unit: &UnitKeys,
    object: &ObjectKeys,
    scene: &Scene,
) -> Result<Detection, Box<DetectionError>> {
    by(search, unit, object, scene).map(|by| Detection { by, side: unit.side }).map_err(|fault| {
        let Fault { at, what, remedy, is_of_scene } = fault;
        let (unit, object) = (unit.id.value.clone(), object.class.value.0.clone());
        Box::new(DetectionError { unit, object, at, what, remedy, is_of_scene })
    })
}

/// The lateral range curve that the case gives a unit for an object.
pub fn own_curve<'a>(unit: &'a UnitKeys, object: &ObjectKeys) -> Option<&'a AnyCurve> {
    let own = unit.sees.iter().find(|sees| sees.object.value.is_called(&object.class.value));
    match (own, &unit.sensor.value) {
        (Some(sees), _) => Some(&sees.curve.value),
        (None, Sensor::Curve(curve)) => Some(curve),
        (None, _) => None,
    }
}

fn by(search: &SearchKeys, unit: &UnitKeys, object: &ObjectKeys, scene: &Scene) -> Result<By, Fault> {
    if let Some(given) = own_curve(unit, object) {
        return Ok(By::Curve { kind: given.kind_name(), curve: given.curve()? });
    }
    let mut sheets = Vec::new();
    for request in requests(search, unit, object, scene)? {
        let width = sweep_width(&request).map_err(|error| of_tables(unit, object, error))?;
        sheets.push(Worksheet { request, width });
    }
    sheets.sort_by(|a, b| b.width.width_nm.total_cmp(&a.width.width_nm));
    Ok(By::Worksheets(sheets))
}

/// A remedy that always is one.
const OR_CURVE: &str =
    "or give the unit a lateral range curve as its `sensor`, or for this class under `sees`";

/// What the tables refuse, at the key that they refuse.
fn of_tables(unit: &UnitKeys, object: &ObjectKeys, error: WidthError) -> Fault {
    let what = error.to_string();
    match error {
        WidthError::Uncrewed => {
            let what = "there are no tables of sweep widths of uncrewed units";
            let remedy =
                format!("say by `counts_as` the crewed kind whose widths are taken for it, {OR_CURVE}");
            Fault::new(&unit.id, what, remedy)
        }
        WidthError::Missing { what: "the search height", .. } => {
            let what = "the height that it searches at is missing";
            Fault::new(&unit.id, what, format!("add `height_ft` to this unit, such as 500, {OR_CURVE}"))
        }
        WidthError::Missing { what: thing, remedy } => {
            Fault { is_of_scene: true, ..Fault::new(&unit.id, format!("{thing} is missing"), remedy) }
        }
        WidthError::Range { what: "height", least, most, unit: of, .. } => {
            let at = unit.height_ft.as_ref().map_or_else(|| unit.id.place(), Located::place);
            Fault::new(&at, what, format!("give `height_ft` from {least} to {most} {of}"))
        }
        WidthError::Range { what: "speed", least, most, unit: of, .. } => Fault::new(
            &unit.search_speed_kn,
            what,
            format!("give `search_speed_kn` from {least} to {most} {of}"),
        ),
        WidthError::Range { least, most, unit: of, .. } => {
            Fault::new(&unit.id, what, format!("give from {least} to {most} {of}"))
        }
        WidthError::Unknown { found, known } => match &unit.radar_set {
            Some(set) => {
                let what = format!("no radar set of the tables is called `{found}`");
                Fault::new(set, what, format!("known are {known}; {OR_CURVE}"))
            }
            None => Fault::new(&object.class, what, OR_CURVE),
        },
        WidthError::Ambiguous { found, named } => {
            let what = format!("`{found}` may be one of several signals");
            let at = object.signal.as_ref().map_or_else(|| object.class.place(), Located::place);
            Fault::new(&at, what, format!("say which: {named}"))
        }
        WidthError::NoRow { sensor, what: thing } => {
            let what = format!("the tables of {sensor} have no row for {thing}");
            Fault::new(&unit.sensor, what, format!("search with another sensor, {OR_CURVE}"))
        }
    }
}

/// Something that the scene does not tell: told at the conditions, or where they could be written.
fn of_scene(search: &SearchKeys, key: &str, what: String, remedy: &str) -> Fault {
    let at = match &search.conditions {
        Some(keys) => Located { key: format!("{}.{key}", keys.key), ..keys.place() },
        None => Located { key: format!("search.conditions.{key}"), ..search.start.place() },
    };
    Fault { is_of_scene: true, ..Fault::new(&at, what, remedy) }
}

/// What is asked of the tables: once, and once more for the signal that survivors have, where eyes search.
fn requests(
    search: &SearchKeys,
    unit: &UnitKeys,
    object: &ObjectKeys,
    scene: &Scene,
) -> Result<Vec<Request>, Fault> {
    let (kind, class_wears_pfd) = seen_as(object).map_err(|reason| {
        let what = format!("no object of the sweep-width tables stands for its class ({reason})");
        let remedy =
            format!("add `detection = \"Raft 6 person\"` or another of their objects to it, {OR_CURVE}");
        Fault::new(&object.class, what, remedy)
    })?;
    let keys = search.conditions.as_ref().map(|keys| &keys.value);
    let given = |key: fn(&ConditionKeys) -> Option<f64>| keys.and_then(key);
    let sensor = sensor(unit)?;
    let by_eye = matches!(sensor, SensorKind::Visual | SensorKind::NightVision { .. });
    let visibility_nm = match given(|keys| keys.visibility_nm.map(|nm| nm.0)).or(scene.visibility_nm) {
        Some(visibility_nm) => visibility_nm,
        None if by_eye => {
            let what = "it searches with eyes, and the visibility is not known".to_owned();
            let remedy = "give `visibility_nm` under `conditions`, in nautical miles, or a source of it in \
                          `environment.visibility`";
            return Err(of_scene(search, "visibility_nm", what, remedy));
        }
        None => Conditions::default().visibility_nm,
    };
    let Some(wind_kn) = given(|keys| keys.wind_kn.map(|kn| kn.0)).or(scene.wind_kn) else {
        let remedy = "give `wind_kn` under `conditions`, in knots";
        return Err(of_scene(search, "wind_kn", "the wind at the scene is not known".to_owned(), remedy));
    };
    let conditions = Conditions {
        visibility_nm,
        wind_kn,
        significant_wave_height_m: given(|keys| keys.significant_wave_height_m.map(|m| m.0))
            .or(scene.wave_height_m),
        cloud_cover_pct: given(|keys| keys.cloud_cover_pct.map(|percent| percent.0)),
        light: sun::light(scene.position, scene.time_s),
        moon: Some(sun::moon(scene.position, scene.time_s)),
        hours_on_task: unit.hours_on_task.0,
        crew_is_fatigued: unit.fatigued,
    };
    let direct = Request {
        unit: unit.kind,
        counts_as: unit.counts_as,
        height_ft: unit.height_ft.as_ref().map(|height| height.value.0),
        speed_kn: unit.search_speed_kn.value.0,
        sensor,
        object: kind,
        wears_pfd: object.pfd.unwrap_or(class_wears_pfd),
        has_reflector: object.reflector,
        edition: keys.map(|keys| keys.sweep_widths).unwrap_or_default(),
        scheme: keys.map(|keys| keys.weather_scheme).unwrap_or_default(),
        conditions,
    };
    let signal =
        object.signal.as_ref().filter(|_| direct.sensor == SensorKind::Visual).map(|device| Request {
            sensor: SensorKind::VisualAid(Aid { device: device.value.0.clone(), unit_seen_from_nm: None }),
            ..direct.clone()
        });
    Ok(std::iter::once(direct).chain(signal).collect())
}

/// The sensor of the tables.
fn sensor(unit: &UnitKeys) -> Result<SensorKind, Fault> {
    Ok(match &unit.sensor.value {
        Sensor::Radar => match &unit.radar_set {
            Some(set) => SensorKind::Radar(set.value.clone()),
            None => {
                let what = "it searches with radar, and which set that is is not said";
                let remedy = format!(
                    "add `radar_set` to this unit, such as \"AN/SPS-64(V)\" (`sarex worksheet --help` lists them), {OR_CURVE}"
                );
                return Err(Fault::new(&unit.sensor, what, remedy));
            }
        },
        Sensor::Infrared => SensorKind::Infrared,
        Sensor::NightVision => SensorKind::NightVision {
            is_illuminated: unit.illuminated,
            three_searchers: unit.three_searchers,
        },
        Sensor::Visual | Sensor::Curve(_) => SensorKind::Visual,
    })
}

/// The object of the tables, and whether persons of its class wear a flotation device.
fn seen_as(object: &ObjectKeys) -> Result<(ObjectKind, bool), &'static str> {
    let class = ClassTable::standard().get(&object.class.value.0);
    let of_class = class.ok().and_then(|class| ObjectKind::of_class(&class.key));
    let wears_pfd = of_class.is_some_and(|seen| seen.wears_pfd);
    match (&object.detection, of_class) {
        (Some(named), _) => Ok((named.value.0, wears_pfd)),
        (None, Some(seen)) => seen.object.map(|kind| (kind, wears_pfd)).ok_or(seen.reason),
        (None, None) => Err("it is a class of your own"),
    }
}

/// Why there is no band of survival.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NoSurvival {
    /// The water temperature is needed.
    #[error(
        "`search.conditions.water_temperature_c` is missing: give the water temperature in °C, or a source of it in \
     `environment.water_temperature`"
    )]
    NoTemperature,
    /// A number that the models refuse.
    #[error(transparent)]
    Refused(#[from] SurvivalError),
}

/// How long persons of an object may live, as a band; `None` for objects that are not persons in the water, on which the
/// models say nothing. Never by itself a reason to end a search.
pub fn survival(
    search: &SearchKeys,
    object: &ObjectKeys,
    water_c: Option<f64>,
) -> Result<Option<Survival>, NoSurvival> {
    let Ok((ObjectKind::PERSON_IN_WATER, class_wears_pfd)) = seen_as(object) else { return Ok(None) };
    let given_c = search.conditions.as_ref().and_then(|keys| keys.value.water_temperature_c);
    let water_c = given_c.or(water_c).ok_or(NoSurvival::NoTemperature)?;
    let keys = &search.survival;
    let immersion = Immersion {
        model: keys.model.value,
        water_c,
        clothing: object.clothing,
        has_buoyancy: object.pfd.unwrap_or(class_wears_pfd),
        steepness: keys.steepness.0,
        spread: keys.spread.0,
        cut_off_h: keys.cut_off.map(|cut_off| cut_off.0.as_secs_f64() / 3600.0),
    };
    Ok(Some(immersion.prepare()?))
}

#[cfg(test)]
mod tests {
    use super::super::{parse, tests::CASE};
    use super::*;
    use std::path::Path;

    /// At the signal, and once.
    #[test]
    fn a_signal_that_may_be_one_of_several_is_told_at_its_key() {
        let text = CASE.replacen("persons = 3", "persons = 3\nsignal = \"Red hand flare\"", 1);
        let case = parse(&text, Path::new("case.toml")).unwrap();
        let unit = &case.keys.search.as_ref().unwrap().unit.value[0];
        let error = WidthError::Ambiguous { found: "flare".into(), named: "a red one, a white one".into() };
        let Fault { at, what, remedy, .. } = of_tables(unit, &case.keys.object.value[0], error);
        assert_eq!(&text[at.span], "\"Red hand flare\"");
        assert_eq!(what, "`flare` may be one of several signals");
        assert_eq!(remedy, "say which: a red one, a white one");
    }
}
