//! Which caution concerns whom.
//!
//! A caution names its units at its head (`A, B: …`) or in backquotes. One that names none concerns all, and so does one of a
//! form that is not known here: nothing is kept from anybody by mistake. Those that say the same of several units are told once.

use super::record::PlanRecord;

/// A caution, taken apart.
pub struct Caution<'a> {
    /// Units that it names, in its order; none if it concerns all.
    units: Vec<&'a str>,
    /// Units stand before it, with a colon.
    is_headed: bool,
    /// What it says, without that head.
    text: &'a str,
}

impl Caution<'_> {
    /// True if a unit should read it.
    pub fn concerns(&self, id: &str) -> bool {
        self.units.is_empty() || self.units.contains(&id)
    }

    /// For the page of a unit: that it is named there need not be said.
    pub fn for_unit(&self) -> String {
        self.text.to_owned()
    }

    /// For all: with the units, as long as they are not so many that nobody reads on.
    pub fn for_all(&self, units: usize) -> String {
        const NAMED: usize = 4;
        match self.units.len() {
            _ if !self.is_headed => self.text.to_owned(),
            n if n > 1 && n == units => format!("all units: {}", self.text),
            n if n > NAMED + 1 => {
                format!("{} and {} more: {}", self.units[..NAMED].join(", "), n - NAMED, self.text)
            }
            _ => format!("{}: {}", self.units.join(", "), self.text),
        }
    }
}

/// All cautions of a plan.
pub fn all(record: &PlanRecord) -> Vec<Caution<'_>> {
    let known = ids(record);
    let mut told: Vec<Caution<'_>> = Vec::new();
    for warning in &record.warnings {
        let new = parted(warning, &known);
        match told.iter_mut().find(|c| c.text == new.text && c.is_headed == new.is_headed) {
            Some(same) => {
                let more: Vec<&str> = new.units.into_iter().filter(|id| !same.units.contains(id)).collect();
                same.units.extend(more);
            }
            None => told.push(new),
        }
    }
    told
}

/// Number of units, used or not.
pub fn units(record: &PlanRecord) -> usize {
    ids(record).len()
}

fn ids(record: &PlanRecord) -> Vec<&str> {
    let all = record.units.iter().map(|u| &u.id).chain(record.unused.iter().map(|u| &u.id));
    let mut ids: Vec<&str> = all.map(String::as_str).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn parted<'a>(warning: &'a str, known: &[&str]) -> Caution<'a> {
    if let Some((head, text)) = warning.split_once(": ") {
        let units: Vec<&str> = head.split(", ").collect();
        if units.iter().all(|id| known.contains(id)) {
            return Caution { units, is_headed: true, text };
        }
    }
    if let Some((id, text)) = warning.strip_prefix('`').and_then(|rest| rest.split_once("` "))
        && known.contains(&id)
        && !text.contains('`')
    {
        return Caution { units: vec![id], is_headed: true, text };
    }
    let units = warning.split('`').skip(1).step_by(2).filter(|id| known.contains(id)).collect();
    Caution { units, is_headed: false, text: warning }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::plan::fixture;

    #[test]
    fn a_caution_reaches_whom_it_names_and_otherwise_all() {
        let mut owned = fixture::plan();
        owned.warnings = vec![
            "JPN-MA725, DRONE-1: widths rest on a model".into(),
            "no mission file for `DRONE-1`: no height".into(),
            "wind: a constant".into(),
            "JPN-MA725, NOBODY: of a unit that there is not".into(),
        ];
        let record = PlanRecord::of(&owned.report()).unwrap();
        let told = all(&record);
        let of = |id: &str| -> Vec<String> {
            told.iter().filter(|c| c.concerns(id)).map(Caution::for_unit).collect()
        };
        let common = [owned.warnings[2].clone(), owned.warnings[3].clone()];
        let widths = "widths rest on a model".to_owned();
        assert_eq!(of("ROK-RB-3"), common);
        assert_eq!(of("JPN-MA725"), [&[widths.clone()][..], &common].concat());
        assert_eq!(of("DRONE-1"), [&[widths, owned.warnings[1].clone()][..], &common].concat());
        assert_eq!(told[0].for_all(6), owned.warnings[0]);
        assert_eq!(told[1].for_all(6), owned.warnings[1]);
        assert_eq!(told[0].for_all(2), "all units: widths rest on a model");
    }

    /// As two tasks of a unit and one of another give them.
    #[test]
    fn the_same_of_several_units_is_told_once() {
        let mut owned = fixture::plan();
        let of = |id: &str| format!("`{id}` would cross land");
        owned.warnings = vec![of("DRONE-1"), of("DRONE-1"), of("JPN-MA725")];
        let record = PlanRecord::of(&owned.report()).unwrap();
        let told: Vec<String> = all(&record).iter().map(|c| c.for_all(6)).collect();
        assert_eq!(told, ["DRONE-1, JPN-MA725: would cross land"]);
    }

    #[test]
    fn long_lists_of_units_are_counted() {
        let owned = fixture::plan();
        let record = PlanRecord::of(&owned.report()).unwrap();
        let head = ids(&record).join(", ");
        let text = format!("{head}: dark");
        let caution = parted(&text, &ids(&record)).for_all(7);
        assert_eq!(caution, "DRONE-1, JPN-MA725, ROK-PC-12 참수리, ROK-RB-3 and 2 more: dark");
        assert_eq!(parted(&text, &ids(&record)).for_all(units(&record)), "all units: dark");
    }
}
