//! `[search.look_ahead]`: the sortie after the one to be planned, as far as it is known.

use super::decode::{Located, case_table};
use super::meaning::Reading;
use super::search_keys::{ConditionKeys, SearchKeys};
use super::searched::NextUnitKeys;
use super::value::Interval;
use sarex_geo::{Timestamp, unix_seconds};

case_table! {
    /// The sortie after this one, should this one find nothing. With it the plan takes what both together are worth, and
    /// tells what the next one would be expected to bring. A look-ahead, not tasking: `sarex update` plans the next search.
    pub struct LookAheadKeys {
        /// Begin of the next sortie: when this search has ended or later.
        start: Located<Timestamp> = required,
        /// Its end; the forecast must reach it.
        end: Located<Timestamp> = required,
        /// Time between a unit's being back and its leaving again, such as "2 h": rest, fuel, relief of the crew.
        turn_round: Located<Interval> = required,
        /// What it is like at the scene then; as in this search if left out.
        conditions: Located<ConditionKeys> = optional,
        /// What is new of units then. `available_from` takes the place of `turn_round`; nobody leaves before being back.
        unit: Vec<NextUnitKeys> = default "[]",
    }
}

/// Checks the times against the search before and the forecast, and the units against those of the search.
pub(super) fn check(search: &SearchKeys, until_s: Option<f64>, reading: &mut Reading<'_>) {
    let Some(keys) = &search.look_ahead else { return };
    for (place, what, remedy) in troubles(keys, search, until_s) {
        reading.contradiction::<(), _>(&place, what, remedy);
    }
}

/// What is wrong, where, and what would be right. `until_s` is the end of the forecast, if that is fixed.
pub(crate) fn troubles(
    keys: &LookAheadKeys,
    search: &SearchKeys,
    until_s: Option<f64>,
) -> Vec<(Located<()>, String, String)> {
    let mut found = Vec::new();
    if keys.start.value < search.end.value {
        let what = format!("the next sortie begins before this search ends, at {}", search.end.value);
        found.push((
            keys.start.place(),
            what,
            "put `start` of the look-ahead at that time or later".to_owned(),
        ));
    }
    if keys.end.value <= keys.start.value {
        let what = "the next sortie ends before it starts".to_owned();
        found.push((keys.end.place(), what, "put `end` after `start`".to_owned()));
    }
    if let Some(until_s) = until_s.filter(|until_s| unix_seconds(keys.end.value) > *until_s) {
        let until = sarex_geo::from_unix_seconds(until_s).map_or_else(String::new, |time| time.to_string());
        let what = format!("the next sortie ends after the forecast, which ends at {until}");
        let remedy = "put `until` under [run] later, or `end` of the look-ahead earlier".to_owned();
        found.push((keys.end.place(), what, remedy));
    }
    let known: Vec<&str> = search.unit.value.iter().map(|unit| unit.id.value.as_str()).collect();
    for unit in keys.unit.iter().filter(|unit| !known.contains(&unit.id.value.as_str())) {
        let what = format!("no unit of the search is called `{}`", unit.id.value);
        found.push((unit.id.place(), what, format!("units: {}", known.join(", "))));
    }
    found
}
