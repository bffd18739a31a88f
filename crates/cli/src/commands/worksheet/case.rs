//! A worksheet for every unit and object of a case.

use super::show::{Sheet, Sky, survival_json, survival_text};
use crate::failure::Failure;
use crate::output::Output;
use anyhow::anyhow;
use sarex_geo::{from_unix_seconds, unix_seconds};
use sarex_io::case::detection::{Detection, Scene, detection, survival};
use sarex_io::case::keys::{CaseKeys, ConstantKeys, ObjectKeys};
use sarex_io::case::search_keys::SearchKeys;
use sarex_io::case::unit_keys::UnitKeys;
use sarex_search::LateralRange;
use serde_json::{Value, json};
use std::path::Path;

/// What is printed: as text and as JSON.
type Part = (String, Value);

pub fn run(file: &Path, output: &Output) -> Result<(), Failure> {
    let case = sarex_io::case::read(file).map_err(Failure::input)?;
    let Some(search) = &case.keys.search else {
        let remedy = "add [search] with its units, or give --unit and --object";
        return Err(Failure::input(anyhow!("{} has no [search]\n  = {remedy}", file.display())));
    };
    let mut parts: Vec<Part> = Vec::new();
    let mut refusals: Vec<String> = Vec::new();
    for unit in &search.unit.value {
        for object in &case.keys.object.value {
            match pair(&case.keys, search, unit, object) {
                Ok(part) => parts.extend(part),
                Err(refusal) => refusals.push(refusal),
            }
        }
    }
    let alive = alive(&case.keys, search, &mut refusals);
    let text = || {
        let survival = alive.iter().map(|(text, _)| text.clone());
        parts.iter().map(|(text, _)| text.clone()).chain(survival).collect::<Vec<_>>().join("\n")
    };
    let value = || {
        let values = |parts: &[Part]| parts.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>();
        json!({ "case": case.keys.case.id.value, "worksheets": values(&parts), "survival": values(&alive) })
    };
    if refusals.is_empty() {
        return output.result(value, text);
    }
    output.part(value, text)?;
    Err(Failure::input(anyhow!(refusals.join("\n\n"))))
}

/// The worksheets of one unit for one object.
fn pair(
    keys: &CaseKeys,
    search: &SearchKeys,
    unit: &UnitKeys,
    object: &ObjectKeys,
) -> Result<Vec<Part>, String> {
    // The middle of what the unit can do of the search; sun and moon are reckoned for where it starts from.
    let start_s = unix_seconds(search.start.value).max(unix_seconds(unit.available_from.value));
    let time_s = 0.5 * (start_s + unix_seconds(search.end.value).max(start_s));
    let scene =
        Scene { position: unit.position, time_s, wind_kn: constant_wind_kn(keys), wave_height_m: None };
    let found = detection(search, unit, object, &scene).map_err(|error| error.to_string())?;
    let title = format!("{} for {}", unit.id.value, object.class.value.0);
    match found {
        Detection::Curve(curve) => {
            let (w, h) = (curve.sweep_width_m() / 1852.0, curve.log_survival_width_m() / 1852.0);
            let text = format!("{title}: lateral range curve of the case\n  W = {w:.3} nm, H = {h:.3} nm\n");
            let value = json!({ "unit": unit.id.value, "object": object.class.value.0, "sensor": "curve",
                "sweep_width_nm": w, "log_survival_width_nm": h.is_finite().then_some(h) });
            Ok(vec![(text, value)])
        }
        Detection::Worksheets(sheets) => {
            let sky = from_unix_seconds(time_s).map(|time| Sky { place: unit.position, time });
            let head = sky.as_ref().map(Sky::as_text).unwrap_or_default();
            let of_sheet = |(index, sheet): (usize, sarex_io::case::detection::Worksheet)| {
                let sheet = Sheet {
                    title: Some(title.clone()),
                    request: sheet.request,
                    width: sheet.width,
                    spacing_nm: None,
                };
                let head = if index == 0 { head.clone() } else { String::new() };
                let mut value = sheet.as_json();
                value["unit"] = json!(unit.id.value);
                value["class"] = json!(object.class.value.0);
                value["sky"] = json!(sky.as_ref().map(Sky::as_json));
                (format!("{head}{}", sheet.as_text()), value)
            };
            Ok(sheets.into_iter().enumerate().map(of_sheet).collect())
        }
    }
}

/// Bands of survival of persons in the water, where the water temperature is known.
fn alive(keys: &CaseKeys, search: &SearchKeys, refusals: &mut Vec<String>) -> Vec<Part> {
    let Some(water_c) = search.conditions.as_ref().and_then(|keys| keys.water_temperature_c) else {
        return Vec::new();
    };
    let mut parts = Vec::new();
    for object in &keys.object.value {
        match survival(search, object, None) {
            Ok(Some(survival)) => {
                let text = format!("{}: {}", object.class.value.0, survival_text(water_c, &survival));
                let mut value = survival_json(water_c, &survival);
                value["class"] = json!(object.class.value.0);
                parts.push((text, value));
            }
            Ok(None) => {}
            Err(error) => refusals.push(format!("object `{}`: {error}", object.class.value.0)),
        }
    }
    parts
}

/// Wind of a case whose first source is a constant, kn.
fn constant_wind_kn(keys: &CaseKeys) -> Option<f64> {
    let ConstantKeys { speed_kn, speed_mps, .. } =
        keys.environment.wind.value.first()?.value.constant.as_ref()?;
    speed_kn.map(|kn| kn.0).or(speed_mps.map(|mps| mps.0 * 3600.0 / 1852.0))
}
