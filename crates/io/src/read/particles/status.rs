//! What has become of the particles of a trajectory file.

use super::trajectory::Columns;
use crate::read::ReadError;
use sarex_drift::Fate;
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

    /// What becomes of a particle that is carried along; `None` for one whose place is not known any more.
    pub fn fate(&self, particle: usize) -> Option<Fate> {
        if self.of.is_empty() {
            return Some(Fate::Active);
        }
        match self.name(particle)? {
            "active" => Some(Fate::Active),
            "stranded" => Some(Fate::Stranded),
            "missing_data" => Some(Fate::MissingData),
            _ => None,
        }
    }

    /// What is carried along without being adrift, and what is left out: numbers, and shares of the probability.
    pub fn notes(&self, fates: &[Option<Fate>], weight: Option<&[f64]>, time_s: f64) -> Vec<String> {
        let when = from_unix_seconds(time_s).map_or_else(String::new, |time| format!(" at {time}"));
        let (all, one) = (fates.len(), 1.0 / fates.len() as f64);
        let of = |i: usize| weight.map_or(one, |weight| weight[i]);
        let total: f64 = (0..all).map(of).filter(|w| w.is_finite()).sum();
        let share = |chosen: &dyn Fn(usize) -> bool| {
            let chosen = (0..all).filter(|i| chosen(*i)).map(of).filter(|w| w.is_finite());
            100.0 * chosen.sum::<f64>() / total
        };
        let mut notes = Vec::new();
        for (fate, what) in
            [(Fate::Stranded, "are ashore"), (Fate::MissingData, "had stopped for want of forcing")]
        {
            let number = fates.iter().filter(|f| **f == Some(fate)).count();
            if number > 0 {
                let share = share(&|i| fates[i] == Some(fate));
                notes.push(format!(
                    "{number} of {all} particles, {share:.1} % of the probability, {what}{when}: they stay where they lie \
                     and keep their share"
                ));
            }
        }
        let mut why: BTreeMap<&str, usize> = BTreeMap::new();
        for i in (0..all).filter(|i| fates[*i].is_none()) {
            let name = self.name(i).filter(|name| *name != "active").unwrap_or("without a position");
            *why.entry(name).or_default() += 1;
        }
        if !why.is_empty() {
            let left: usize = why.values().sum();
            let list: Vec<String> = why.iter().map(|(name, count)| format!("{count} {name}")).collect();
            let (list, share) = (list.join(", "), share(&|i| fates[i].is_none()));
            notes.push(format!(
                "{left} of {all} particles, {share:.1} % OF THE PROBABILITY, are left out{when} ({list}): every share in \
                 this forecast is one of the other {:.1} %",
                100.0 - share
            ));
        }
        notes
    }
}
