//! A worksheet for every unit and object of a case.

use super::show::{CurveSheet, Sheet, Sky, survival_json, survival_text};
use crate::commands::plan::search_failure;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Progress;
use anyhow::anyhow;
use sarex_geo::from_unix_seconds;
use sarex_io::case::Case;
use sarex_io::case::detection::{By, survival};
use sarex_io::case::keys::{CaseKeys, ObjectKeys};
use sarex_io::case::search_keys::SearchKeys;
use sarex_io::case::unit_keys::UnitKeys;
use sarex_io::search::{self, Scene};
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
    // The conditions are those of the plan: at its datum, for the middle of the search; the light is the unit's own.
    let mut progress = Progress::new(output);
    let scene =
        search::scene(case.clone(), &mut |stage| progress.tell_search(stage)).map_err(search_failure)?;
    progress.finish();
    let mut parts: Vec<Part> = Vec::new();
    let mut refusals: Vec<String> = Vec::new();
    for unit in &search.unit.value {
        for object in &case.keys.object.value {
            match pair((&case, search), unit, object, &scene) {
                Ok(part) => parts.extend(part),
                Err(refusal) => refusals.push(refusal),
            }
        }
    }
    let alive = alive(&case.keys, search, &scene, &mut refusals);
    let text = || {
        let each = parts.iter().chain(&alive).map(|(text, _)| text.clone());
        std::iter::once(head(&scene)).chain(each).collect::<Vec<_>>().join("\n")
    };
    let value = || {
        let values = |parts: &[Part]| parts.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>();
        json!({ "case": case.keys.case.id.value, "place": scene.place.to_string(),
            "time": from_unix_seconds(scene.time_s).map(|time| time.to_string()), "conditions": scene.line(),
            "warnings": scene.notes.iter().map(|note| &note.said).collect::<Vec<_>>(), "worksheets": values(&parts), "survival": values(&alive) })
    };
    if refusals.is_empty() {
        return output.result(value, text);
    }
    output.part(value, text)?;
    Err(Failure::input(anyhow!(refusals.join("\n\n"))))
}

/// What it is like where and when the plan searches.
fn head(scene: &Scene) -> String {
    let mut text = format!("Conditions at the datum, {}: {}\n", scene.place, scene.line());
    scene.notes.iter().for_each(|note| text.push_str(&format!("  ! {}\n", note.said)));
    if let Some(time) = from_unix_seconds(scene.time_s) {
        text.push_str(&Sky { place: scene.place, time }.as_text());
    }
    text
}

/// The worksheets of one unit for one object.
fn pair(
    (case, keys): (&Case, &SearchKeys),
    unit: &UnitKeys,
    object: &ObjectKeys,
    scene: &Scene,
) -> Result<Vec<Part>, String> {
    let there = scene.for_unit(case, keys, unit);
    let found = search::detection(case, keys, (unit, object), scene).map_err(|error| error.to_string())?;
    let title = format!("{} for {}", unit.id.value, object.class.value.0);
    match found.by {
        By::Curve { kind, curve } => {
            let curve = CurveSheet { title: &title, kind, curve: curve.as_lateral_range(), side: found.side };
            let mut value = curve.as_json();
            value["unit"] = json!(unit.id.value);
            value["object"] = json!(object.class.value.0);
            Ok(vec![(curve.as_text(), value)])
        }
        By::Worksheets(sheets) => {
            let sky = from_unix_seconds(there.time_s).map(|time| Sky { place: scene.place, time });
            let of_sheet = |sheet: sarex_io::case::detection::Worksheet| {
                let sheet = Sheet {
                    title: Some(title.clone()),
                    request: sheet.request,
                    width: sheet.width,
                    spacing_nm: None,
                    side: found.side,
                };
                let mut value = sheet.as_json();
                value["unit"] = json!(unit.id.value);
                value["class"] = json!(object.class.value.0);
                value["sky"] = json!(sky.as_ref().map(Sky::as_json));
                (sheet.as_text(), value)
            };
            Ok(sheets.into_iter().map(of_sheet).collect())
        }
    }
}

/// Bands of survival of persons in the water, where the water temperature is known.
fn alive(keys: &CaseKeys, search: &SearchKeys, scene: &Scene, refusals: &mut Vec<String>) -> Vec<Part> {
    let Some(water_c) = scene.water_temperature_c else { return Vec::new() };
    let mut parts = Vec::new();
    for object in &keys.object.value {
        match survival(search, object, Some(water_c)) {
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
