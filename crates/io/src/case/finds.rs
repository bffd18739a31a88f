//! From `[[find]]` to what a backtrack asks.

use super::keys::{CaseKeys, FindKeys};
use super::meaning::Reading;
use super::{problem::ProblemKind, seeds};
use crate::write::origin::Find;
use sarex_drift::Scenario;
use sarex_drift::leeway::ClassTable;
use sarex_geo::{Distance, unix_seconds};

/// Most finds of a case: each costs a run of its own in every round.
const MOST: usize = 50;

/// All finds whose classes are known; problems are noted.
pub(super) fn finds(keys: &CaseKeys, classes: Option<&ClassTable>, reading: &mut Reading<'_>) -> Vec<Find> {
    let list = &keys.find;
    if list.value.len() > MOST {
        let what = format!("{} finds are more than the {MOST} that are allowed", list.value.len());
        reading.contradiction::<(), _>(list, what, "keep those that are surest of their place and time");
        return Vec::new();
    }
    let numbered = list.value.iter().enumerate();
    numbered.filter_map(|(index, find)| self::find(index, find, classes, reading)).collect()
}

fn find(
    index: usize,
    keys: &FindKeys,
    classes: Option<&ClassTable>,
    reading: &mut Reading<'_>,
) -> Option<Find> {
    let radius_50 = Distance::nautical_miles(keys.position_error_nm.value.0);
    if radius_50.in_metres() <= 0.0 {
        let what = "no place and no forecast is exact: a find needs an error of its position";
        return reading.contradiction(
            &keys.position_error_nm,
            what,
            "give a radius in nautical miles, such as 1",
        );
    }
    // Without a table a class file was wrong, which has been told.
    let class = super::meaning::class(&keys.class, classes?, reading)?;
    Some(Find {
        name: keys.name.clone().unwrap_or_else(|| format!("find {}", index + 1)),
        class: class.clone(),
        position: keys.position,
        time_s: unix_seconds(keys.time.value),
        radius_50,
    })
}

/// Finds go with a forward run, and come after some start.
pub(super) fn check(keys: &CaseKeys, scenario: &Scenario, backward: bool, reading: &mut Reading<'_>) {
    let Some((first_s, _)) = seeds::period(scenario).filter(|_| !keys.find.value.is_empty()) else { return };
    if backward {
        let what = "the run goes backward, but finds ask for forward runs from where it may have begun";
        let remedy =
            "let the scenarios be accounts of the start, put `until` after the finds, or remove [[find]]";
        return reading.contradiction::<(), _>(&keys.run.until, what, remedy).unwrap_or_default();
    }
    for find in &keys.find.value {
        if unix_seconds(find.time.value) <= first_s {
            let kind = ProblemKind::Contradiction {
                what: "this was found before anything began to drift in any scenario".into(),
                remedy: "let a scenario begin earlier (`time`, `time_to`), or check the time of the find"
                    .into(),
            };
            reading.note::<(), _>(&find.time, kind);
        }
    }
}
