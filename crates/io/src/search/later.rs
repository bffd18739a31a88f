//! The search of a case at another time, with what is new of its units.

use crate::case::Located;
use crate::case::look_ahead::LookAheadKeys;
use crate::case::search_keys::{ConditionKeys, SearchKeys};
use crate::case::searched::{NextKeys, NextUnitKeys};
use crate::case::unit_keys::UnitKeys;
use sarex_geo::Timestamp;

/// When the other time is, and what is said of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Later<'a> {
    start: &'a Located<Timestamp>,
    end: &'a Located<Timestamp>,
    conditions: Option<&'a Located<ConditionKeys>>,
    units: &'a [NextUnitKeys],
}

impl<'a> From<&'a NextKeys> for Later<'a> {
    fn from(keys: &'a NextKeys) -> Self {
        Self { start: &keys.start, end: &keys.end, conditions: keys.conditions.as_ref(), units: &keys.unit }
    }
}

impl<'a> From<&'a LookAheadKeys> for Later<'a> {
    fn from(keys: &'a LookAheadKeys) -> Self {
        Self { start: &keys.start, end: &keys.end, conditions: keys.conditions.as_ref(), units: &keys.unit }
    }
}

/// When a unit that has searched can leave again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Again {
    /// If nothing else is said.
    pub ready: Timestamp,
    /// And in no case before.
    pub least: Option<Timestamp>,
}

/// Moves a search to another time. What was fixed for the search before is not fixed for this one, and errors point at
/// where the other time is told.
pub(super) fn moved(
    search: &SearchKeys,
    later: Later<'_>,
    again: impl Fn(&UnitKeys) -> Option<Again>,
) -> SearchKeys {
    let mut search = search.clone();
    search.start = later.start.clone();
    search.end = later.end.clone();
    search.look_ahead = None;
    search.freeze = None;
    if let Some(conditions) = later.conditions {
        search.conditions = Some(conditions.clone());
    }
    for unit in &mut search.unit.value {
        let again = again(unit);
        if let Some(again) = again.filter(|again| again.ready > unit.available_from.value) {
            unit.available_from.value = again.ready;
        }
        unit.commence_at = None;
        unit.frozen = None;
        if let Some(new) = later.units.iter().rfind(|new| new.id.value == unit.id.value) {
            take_over(unit, new);
        }
        if let Some(least) = again.and_then(|again| again.least) {
            unit.available_from.value = unit.available_from.value.max(least);
        }
    }
    search
}

fn take_over(unit: &mut UnitKeys, new: &NextUnitKeys) {
    unit.id = new.id.clone();
    unit.position = new.position.unwrap_or(unit.position);
    unit.commence_at = new.commence_at.clone();
    if let Some(time) = &new.available_from {
        unit.available_from = time.clone();
    }
    if let Some(endurance) = &new.on_scene_endurance {
        unit.on_scene_endurance = endurance.clone();
    }
    if let Some(sortie) = &new.sortie {
        unit.sortie = Some(sortie.clone());
    }
    if let Some(r#use) = &new.r#use {
        unit.r#use = r#use.clone();
    }
}
