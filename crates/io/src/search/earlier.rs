//! The folder of a plan or an update before.

use super::SearchError;
use super::update::find;
use super::ways::Way;
use crate::case::Case;
use crate::case::search_keys::SearchKeys;
use crate::case::searched::{DoneKeys, Searched};
use crate::case::unit_keys::UnitKeys;
use crate::read::plan::read_plan;
use crate::write::InputRecord;
use crate::write::plan::PlanRecord;
use crate::write::plan::record::UnitRecord;
use sarex_geo::{Timestamp, from_unix_seconds};
use std::path::Path;

/// The results of a plan or an update before.
pub(super) struct Earlier {
    pub provenance: serde_json::Value,
    pub plan: Option<PlanRecord>,
}

impl Earlier {
    pub fn read(folder: &Path, search: &SearchKeys, searched: &Searched) -> Result<Self, SearchError> {
        let path = folder.join("provenance.json");
        let refused = |why: String| SearchError::Asked {
            what: format!("{}: {why}", path.display()),
            remedy: "give a folder that `sarex plan` or `sarex update` wrote".to_owned(),
        };
        let text = std::fs::read_to_string(&path).map_err(|error| refused(error.to_string()))?;
        let provenance: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| refused(error.to_string()))?;
        if provenance["format"] != "sarex-provenance" {
            return Err(refused("this is no provenance of this program".to_owned()));
        }
        let path = folder.join("plan.json");
        let plan = match path.exists() {
            true => Some(read_plan(&path).map_err(|error| SearchError::Asked {
                what: error.to_string(),
                remedy: "give a folder as `sarex plan` wrote it".to_owned(),
            })?),
            false => None,
        };
        for done in &searched.keys.searched.value {
            find(search, &done.unit, searched)?;
        }
        Ok(Self { provenance, plan })
    }

    /// What the earlier plan gave a unit to do: an area or several.
    pub fn tasks(&self, unit: &str) -> impl Iterator<Item = &UnitRecord> {
        self.plan.iter().flat_map(|plan| &plan.units).filter(move |task| task.id == unit)
    }

    /// What the update that wrote the folder, and those before it, have counted: unit, track and times of each search.
    pub fn searched(&self) -> impl Iterator<Item = &serde_json::Value> {
        let settings = self.provenance["settings"].as_object();
        settings.into_iter().flatten().filter_map(|(key, done)| {
            let (kind, number) = key.split_once(':')?;
            let is_search = matches!(kind, "searched" | "searched_before") && number.parse::<usize>().is_ok();
            is_search.then_some(done)
        })
    }

    /// When the searches ended that earlier updates have counted.
    pub fn ends(&self) -> impl Iterator<Item = Timestamp> {
        self.searched().filter_map(|done| done["until"].as_str()?.parse().ok())
    }

    /// Hash of an input of the earlier run.
    fn hash(&self, role: &str, name: &str) -> Option<&str> {
        let inputs = self.provenance["inputs"].as_array()?;
        let is_it =
            |input: &&serde_json::Value| input["role"] == role && (name.is_empty() || input["name"] == name);
        inputs.iter().find(is_it)?["sha256"].as_str()
    }

    pub fn check_case(&self, case: &Case, searched: &Searched) -> Result<(), SearchError> {
        let now = crate::read::hash::of_bytes(case.text.as_bytes());
        if self.hash("case", "") == Some(now.as_str()) {
            return Ok(());
        }
        let what = "this is not the case that the folder was made from: its bytes differ";
        let remedy = "name the case as it was then, or make the plan anew from the changed case";
        Err(searched.refused(&searched.keys.case, what, remedy).into())
    }

    pub fn check_inputs(&self, inputs: &[InputRecord], searched: &Searched) -> Result<(), SearchError> {
        for input in inputs.iter().filter(|input| input.sha256.is_some()) {
            // A folder of a forecast alone knows nothing of what only searches need.
            let only_searched = ["waves", "visibility", "water_temperature"].contains(&input.role.as_str());
            if only_searched && self.hash(&input.role, &input.name).is_none() {
                continue;
            }
            if self.hash(&input.role, &input.name) != input.sha256.as_deref() && input.role != "case" {
                let what = format!("{} ({}) has changed since the folder was made", input.name, input.role);
                let remedy = "give the file as it was then, or make the plan anew";
                return Err(searched.refused(&searched.keys.case, what, remedy).into());
            }
        }
        Ok(())
    }

    /// When a unit is back from what it did: as planned, or at the end of its recorded track.
    pub fn back(&self, unit: &UnitKeys, ways: &[(&DoneKeys, Way)]) -> Option<Timestamp> {
        let planned = self.tasks(&unit.id.value).map(|task| task.landing).max();
        let done = ways.iter().filter(|(done, _)| done.unit.value == unit.id.value);
        let ended = done.map(|(done, way)| match (&done.track, planned) {
            (None, Some(landing)) => Some(landing),
            _ => from_unix_seconds(way.period().1),
        });
        ended.flatten().max()
    }
}
