//! What a unit sees of each object, and how long what is looked for may live.

use super::light::{self, Sight, Span};
use super::{Scene, SearchError, error};
use crate::case::Case;
use crate::case::detection::{self, By, Detection, NoSurvival, Worksheet, detection};
use crate::case::keys::ObjectKeys;
use crate::case::search_keys::{Objective, SearchKeys};
use crate::case::unit_keys::{UnitKeys, Use};
use sarex_search::detect::width::SensorKind;
use sarex_search::survival::Band;
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
    let objects = case.keys.object.value.iter().zip(&seen);
    let mut why = Grouped::default();
    for (object, seen) in objects {
        seen.why_blind().into_iter().for_each(|reason| why.add(&object.class.value.0, &reason));
    }
    let why = why.lines();
    Err(error::of_blind(case, keys, there.time_s, &why))
}

/// What the tables say of the signals of the objects where eyes do not find them in the dark.
pub(super) fn signals(
    (search, keys): (&SearchKeys, &UnitKeys),
    case: &Case,
    there: &detection::Scene,
) -> Vec<String> {
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
pub(super) fn warnings(
    units: &[&UnitKeys],
    (search, case): (&SearchKeys, &Case),
    scene: &Scene,
) -> Vec<String> {
    let mut told = Grouped::default();
    for unit in units {
        let sight = light::sight(unit, (search, case), scene, light::own_span(unit, scene));
        let there = sight.tables(scene);
        for object in &case.keys.object.value {
            let Ok(seen) = detection(search, unit, object, &there) else { continue };
            seen.warnings().iter().for_each(|warning| told.add(&unit.id.value, warning));
        }
    }
    told.lines()
}

/// What is said of several, each sentence once.
#[derive(Default)]
pub(super) struct Grouped<'a>(Vec<(String, Vec<&'a str>)>);

impl<'a> Grouped<'a> {
    pub fn add(&mut self, of: &'a str, said: &str) {
        match self.0.iter_mut().find(|(known, _)| known == said) {
            Some((_, names)) if names.contains(&of) => {}
            Some((_, names)) => names.push(of),
            None => self.0.push((said.to_owned(), vec![of])),
        }
    }

    pub fn lines(self) -> Vec<String> {
        self.0.into_iter().map(|(said, names)| format!("{}: {said}", names.join(", "))).collect()
    }
}

/// Probability of being alive at each node of a cloud, for each object: the ends of the band of survival and its middle.
pub(super) struct Alive {
    pub low: Vec<Vec<f64>>,
    pub middle: Vec<Vec<f64>>,
    pub high: Vec<Vec<f64>>,
}

/// The clock begins with the first seed time. What the models say nothing on counts as alive.
pub(super) fn alive(
    search: &SearchKeys,
    case: &Case,
    cloud: &Cloud,
    scene: &Scene,
) -> Result<Alive, SearchError> {
    let (since_s, _) = case.seed_period_s();
    let times = || (0..cloud.nodes()).map(|node| cloud.node_s(node));
    let mut rows: Vec<Vec<Band>> = Vec::new();
    for object in &case.keys.object.value {
        let survival = detection::survival(search, object, scene.water_temperature_c);
        let survival =
            survival.map_err(|problem: NoSurvival| error::of_survival(case, (search, scene), &problem))?;
        let certain = Band { low: 1.0, middle: 1.0, high: 1.0 };
        rows.push(
            survival
                .map_or_else(|| vec![certain; cloud.nodes()], |survival| survival.at_times(since_s, times())),
        );
    }
    let of = |end: fn(&Band) -> f64| rows.iter().map(|row| row.iter().map(end).collect()).collect();
    Ok(Alive { low: of(|band| band.low), middle: of(|band| band.middle), high: of(|band| band.high) })
}

/// Whether what is known of the water says anything of an object: only of persons in it.
pub(super) fn is_mortal(search: &SearchKeys, object: &ObjectKeys) -> bool {
    !matches!(detection::survival(search, object, None), Ok(None))
}

/// What is to be said of survival, which results tell as a band wherever the water is known.
pub(super) fn survival_warnings(search: &SearchKeys, case: &Case, scene: &Scene) -> Vec<String> {
    let for_survivors = search.objective.value == Objective::Survivors;
    let mut told = Grouped::default();
    for object in &case.keys.object.value {
        let class = &object.class.value.0;
        match detection::survival(search, object, scene.water_temperature_c) {
            Ok(Some(survival)) => {
                let said = if for_survivors { &survival.warnings } else { &survival.limits };
                for said in said {
                    let of = if said.starts_with("survival") { "" } else { "survival: " };
                    told.add(class, &format!("{of}{said}"));
                }
            }
            Ok(None) if for_survivors => {
                told.add(class, "survival is not modelled: it counts as alive throughout");
            }
            Ok(None) | Err(_) => {}
        }
    }
    told.lines()
}
