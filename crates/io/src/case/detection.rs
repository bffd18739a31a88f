//! What a unit of a case sees of an object of the case: from keys to sweep widths and lateral range curves.

use super::keys::ObjectKeys;
use super::search_keys::{SearchKeys, Sensor};
use super::unit_keys::UnitKeys;
use sarex_drift::leeway::ClassTable;
use sarex_geo::{Position, sun};
use sarex_search::detect::width::{
    Aid, Conditions, ObjectKind, Request, SensorKind, SweepWidth, WidthError, sweep_width,
};
use sarex_search::detect::{CurveError, TableCurve};
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
pub enum Detection {
    /// By the lateral range curve that the case gives.
    Curve(TableCurve),
    /// By tables: one worksheet for each way of seeing it, the widest first.
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
        match self {
            Self::Curve(curve) => Some(Response::of(curve)),
            Self::Worksheets(sheets) => sheets.first().and_then(|sheet| sheet.width.response()),
        }
    }

    /// W, nm.
    pub fn sweep_width_nm(&self) -> f64 {
        match self {
            Self::Curve(curve) => curve.sweep_width_m() / 1852.0,
            Self::Worksheets(sheets) => sheets.first().map_or(0.0, |sheet| sheet.width.width_nm),
        }
    }

    /// What the user of the width must know.
    pub fn warnings(&self) -> &[String] {
        match self {
            Self::Curve(_) => &[],
            Self::Worksheets(sheets) => sheets.first().map_or(&[], |sheet| &sheet.width.warnings),
        }
    }
}

/// Why it is not known what a unit sees of an object.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("unit `{unit}`, object `{object}`: {why}")]
pub struct DetectionError {
    /// Its id.
    pub unit: String,
    /// Its class, as the case has it.
    pub object: String,
    /// What is missing or wrong, with its remedy.
    pub why: Why,
}

/// What is missing or wrong.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Why {
    /// No object of the tables stands for the class.
    #[error(
        "no object of the sweep-width tables stands for its class ({reason}): add `detection = \"Raft 6 person\"` or \
         another of their objects to it, or give the unit a lateral range curve"
    )]
    NoObject {
        /// Why not.
        reason: String,
    },
    /// A key is needed.
    #[error("`{key}` is missing: {remedy}")]
    MissingKey {
        /// Its path.
        key: &'static str,
        /// What would be right.
        remedy: &'static str,
    },
    /// The tables refuse.
    #[error(transparent)]
    Width(#[from] WidthError),
    /// The curve is none.
    #[error("its lateral range curve is none: {0}")]
    Curve(#[from] CurveError),
}

/// What a unit sees of an object in the conditions of the case.
pub fn detection(
    search: &SearchKeys,
    unit: &UnitKeys,
    object: &ObjectKeys,
    scene: &Scene,
) -> Result<Detection, DetectionError> {
    let within =
        |why: Why| DetectionError { unit: unit.id.value.clone(), object: object.class.value.0.clone(), why };
    if let Sensor::Curve(curve) = &unit.sensor {
        let range_nm: Vec<f64> = curve.range_nm.value.iter().map(|range| range.0).collect();
        let pod: Vec<f64> = curve.pod.value.iter().map(|share| share.0).collect();
        return TableCurve::of_points(&range_nm, &pod)
            .map(Detection::Curve)
            .map_err(|error| within(error.into()));
    }
    let mut sheets = Vec::new();
    for request in requests(search, unit, object, scene).map_err(within)? {
        let width = sweep_width(&request).map_err(|error| within(error.into()))?;
        sheets.push(Worksheet { request, width });
    }
    sheets.sort_by(|a, b| b.width.width_nm.total_cmp(&a.width.width_nm));
    Ok(Detection::Worksheets(sheets))
}

/// What is asked of the tables: once, and once more for the signal that survivors have, where eyes search.
fn requests(
    search: &SearchKeys,
    unit: &UnitKeys,
    object: &ObjectKeys,
    scene: &Scene,
) -> Result<Vec<Request>, Why> {
    let (kind, class_wears_pfd) = seen_as(object)?;
    let keys = search.conditions.as_ref();
    let given = |key: fn(&super::search_keys::ConditionKeys) -> Option<f64>| keys.and_then(key);
    let sensor = match &unit.sensor {
        Sensor::Radar => {
            let remedy = "name the set, such as \"AN/SPS-64(V)\", or give the unit a lateral range curve";
            let set =
                unit.radar_set.as_ref().ok_or(Why::MissingKey { key: "search.unit.radar_set", remedy })?;
            SensorKind::Radar(set.value.clone())
        }
        Sensor::Infrared => SensorKind::Infrared,
        Sensor::NightVision => SensorKind::NightVision {
            is_illuminated: unit.illuminated,
            three_searchers: unit.three_searchers,
        },
        Sensor::Visual | Sensor::Curve(_) => SensorKind::Visual,
    };
    let by_eye = matches!(sensor, SensorKind::Visual | SensorKind::NightVision { .. });
    let visibility_nm = match given(|keys| keys.visibility_nm.map(|nm| nm.0)).or(scene.visibility_nm) {
        Some(visibility_nm) => visibility_nm,
        None if by_eye => {
            let remedy = "give the visibility at the scene in nautical miles, or a source of it in `environment.visibility`";
            return Err(Why::MissingKey { key: "search.conditions.visibility_nm", remedy });
        }
        None => Conditions::default().visibility_nm,
    };
    let Some(wind_kn) = given(|keys| keys.wind_kn.map(|kn| kn.0)).or(scene.wind_kn) else {
        let remedy = "give the wind at the scene in knots";
        return Err(Why::MissingKey { key: "search.conditions.wind_kn", remedy });
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
            sensor: SensorKind::VisualAid(Aid { device: device.value.clone(), unit_seen_from_nm: None }),
            ..direct.clone()
        });
    Ok(std::iter::once(direct).chain(signal).collect())
}

/// The object of the tables, and whether persons of its class wear a flotation device.
fn seen_as(object: &ObjectKeys) -> Result<(ObjectKind, bool), Why> {
    let class = ClassTable::standard().get(&object.class.value.0);
    let of_class = class.ok().and_then(|class| ObjectKind::of_class(&class.key));
    let wears_pfd = of_class.is_some_and(|seen| seen.wears_pfd);
    match (&object.detection, of_class) {
        (Some(named), _) => Ok((named.value.0, wears_pfd)),
        (None, Some(seen)) => seen
            .object
            .map(|kind| (kind, wears_pfd))
            .ok_or_else(|| Why::NoObject { reason: seen.reason.to_owned() }),
        (None, None) => Err(Why::NoObject { reason: "it is a class of your own".to_owned() }),
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
    let given_c = search.conditions.as_ref().and_then(|keys| keys.water_temperature_c);
    let water_c = given_c.or(water_c).ok_or(NoSurvival::NoTemperature)?;
    let keys = &search.survival;
    let immersion = Immersion {
        model: keys.model,
        water_c,
        clothing: object.clothing,
        has_buoyancy: object.pfd.unwrap_or(class_wears_pfd),
        steepness: keys.steepness.0,
        spread: keys.spread.0,
        cut_off_h: keys.cut_off.map(|cut_off| cut_off.0.as_secs_f64() / 3600.0),
    };
    Ok(Some(immersion.prepare()?))
}
