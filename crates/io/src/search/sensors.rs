//! What a unit sees of each object, and how long what is looked for may live.

use super::light::{self, Sight, Span};
use super::{Scene, SearchError, error};
use crate::case::Case;
use crate::case::detection::{self, By, Detection, NoSurvival, Worksheet, detection};
use crate::case::search_keys::SearchKeys;
use crate::case::unit_keys::{UnitKeys, Use};
use sarex_search::detect::width::SensorKind;
use sarex_search::{Cloud, Response};

/// One response per object; none where the unit sees nothing of it.
pub(super) fn responses(
    keys: &UnitKeys,
    (search, case): (&SearchKeys, &Case),
    scene: &Scene,
    (sight, span): (Sight, Span),
) -> Result<Vec<Option<Response>>, SearchError> {
    // Who stays need not see.
    let may_be_blind = keys.r#use.value == Use::Never;
    if sight == Sight::Dark && !may_be_blind {
        let signals = signals((search, keys), case, &sight.tables(scene));
        return Err(error::of_night(case, keys, (scene, &signals), span));
    }
    let there = sight.tables(scene);
    let seen = case.keys.object.value.iter().map(|object| detection(search, keys, object, &there));
    if may_be_blind {
        return Ok(seen.map(|seen| seen.ok()?.response()).collect());
    }
    let seen = seen.map(|seen| seen.map_err(|problem| error::of_detection(case, scene, &problem)));
    let seen: Vec<Detection> = seen.collect::<Result<_, SearchError>>()?;
    let responses: Vec<Option<Response>> = seen.iter().map(Detection::response).collect();
    if responses.iter().any(Option::is_some) {
        return Ok(responses);
    }
    let mut why: Vec<&str> = seen.iter().flat_map(Detection::warnings).map(String::as_str).collect();
    why.dedup();
    Err(error::of_blind(case, keys, there.time_s, &why))
}

/// What the tables say of the signals of the objects where eyes do not find them in the dark.
fn signals((search, keys): (&SearchKeys, &UnitKeys), case: &Case, there: &detection::Scene) -> Vec<String> {
    let with_signal = case.keys.object.value.iter().filter(|object| object.signal.is_some());
    let seen = with_signal.filter_map(|object| detection(search, keys, object, there).ok());
    let mut said = Vec::new();
    for detection in seen {
        let By::Worksheets(sheets) = detection.by else { continue };
        let of_signal = |sheet: &Worksheet| matches!(sheet.request.sensor, SensorKind::VisualAid(_));
        said.extend(sheets.into_iter().filter(of_signal).flat_map(|sheet| sheet.width.warnings));
    }
    said.dedup();
    said
}

/// Warnings of the tables, each once with the units that it concerns.
pub(super) fn warnings(search: &SearchKeys, case: &Case, scene: &Scene) -> Vec<String> {
    let mut told: Vec<(String, Vec<&str>)> = Vec::new();
    for unit in search.unit.value.iter().filter(|unit| unit.r#use.value != Use::Never) {
        let sight = light::sight(unit, (search, case), scene, light::own_span(unit, scene));
        let there = sight.tables(scene);
        for object in &case.keys.object.value {
            let Ok(seen) = detection(search, unit, object, &there) else { continue };
            for warning in seen.warnings() {
                let id = unit.id.value.as_str();
                match told.iter_mut().find(|(known, _)| known == warning) {
                    Some((_, units)) if units.contains(&id) => {}
                    Some((_, units)) => units.push(id),
                    None => told.push((warning.clone(), vec![id])),
                }
            }
        }
    }
    told.into_iter().map(|(warning, units)| format!("{}: {warning}", units.join(", "))).collect()
}

/// Probability of being alive at each node of a cloud, for each object; and what is to be said of it.
///
/// The clock begins with the first seed time. What the models say nothing on counts as alive.
pub(super) fn alive(
    search: &SearchKeys,
    case: &Case,
    cloud: &Cloud,
    scene: &Scene,
) -> Result<(Vec<Vec<f64>>, Vec<String>), SearchError> {
    let (since_s, _) = case.seed_period_s();
    let times = || (0..cloud.nodes()).map(|node| cloud.node_s(node));
    let mut notes = Vec::new();
    let mut rows = Vec::new();
    for object in &case.keys.object.value {
        let survival = detection::survival(search, object, scene.water_temperature_c);
        let survival =
            survival.map_err(|problem: NoSurvival| error::of_survival(case, (search, scene), &problem))?;
        rows.push(match survival {
            Some(survival) => survival.at_times(since_s, times()),
            None => {
                let class = &object.class.value.0;
                notes.push(format!("survival in {class} is not modelled: it counts as alive throughout"));
                vec![1.0; cloud.nodes()]
            }
        });
    }
    notes.push("survival is a band, and never by itself a reason to end a search".to_owned());
    Ok((rows, notes))
}
