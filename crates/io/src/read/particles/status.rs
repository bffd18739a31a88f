//! Who of the particles of a trajectory file is adrift.

use super::trajectory::Columns;
use crate::read::ReadError;
use sarex_geo::from_unix_seconds;
use std::collections::BTreeMap;

/// Statuses of a file: what each value means, and the value of each particle. Empty where the file has none, or none
/// that says who is adrift.
#[derive(Default)]
pub(super) struct Status {
    names: Vec<(f64, String)>,
    of: Vec<f64>,
}

impl Status {
    /// What the file says of each particle; OpenDrift numbers its statuses anew in each file, so their meanings count.
    pub fn of(columns: &Columns<'_>) -> Result<Self, ReadError> {
        let Some(variable) = columns.file.dataset().variable("status") else { return Ok(Self::default()) };
        let meanings = variable.text("flag_meanings").unwrap_or_default();
        let values = variable.attributes.numbers("flag_values").unwrap_or_default();
        let named = meanings.split_whitespace().enumerate();
        let names: Vec<(f64, String)> = named
            .map(|(place, name)| (values.get(place).copied().unwrap_or(place as f64), name.to_owned()))
            .collect();
        match names.iter().any(|(_, name)| name == "active") {
            true => Ok(Self { names, of: columns.of("status")?.unwrap_or_default() }),
            false => Ok(Self::default()),
        }
    }

    fn name(&self, particle: usize) -> Option<&str> {
        let value = self.of.get(particle)?;
        self.names.iter().find(|(known, _)| known == value).map(|(_, name)| name.as_str())
    }

    pub fn is_active(&self, particle: usize) -> bool {
        self.of.is_empty() || self.name(particle) == Some("active")
    }

    /// How many particles are left out and why.
    pub fn left_out(&self, taken: &[bool], time_s: f64) -> Option<String> {
        let mut why: BTreeMap<&str, usize> = BTreeMap::new();
        for i in (0..taken.len()).filter(|i| !taken[*i]) {
            let name = self.name(i).filter(|name| *name != "active").unwrap_or("without a position");
            *why.entry(name).or_default() += 1;
        }
        let left: usize = why.values().sum();
        let list: Vec<String> = why.iter().map(|(name, count)| format!("{count} {name}")).collect();
        let when = from_unix_seconds(time_s).map_or_else(String::new, |time| format!(" at {time}"));
        let (all, list) = (taken.len(), list.join(", "));
        (left > 0).then(|| format!("{left} of {all} particles are not adrift{when} and left out ({list})"))
    }
}
