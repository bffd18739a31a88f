//! What the areas of a plan are called.

use sarex_search::Plan;
use std::collections::BTreeMap;

/// Names of areas that are fixed already: people were told them, so that they stay when the search is planned anew.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AreaNames {
    kept: BTreeMap<usize, Vec<String>>,
    /// The highest number that anybody was told.
    highest: u16,
}

impl AreaNames {
    /// The areas of a unit, by its index in the problem, keep these names, in the order in which it searches them.
    ///
    /// Only names that this program gives, and none twice: files are called after them.
    pub fn keep(&mut self, unit: usize, names: impl IntoIterator<Item = String>) {
        let names: Vec<String> = names.into_iter().collect();
        let is_free =
            |name: &String| number(name).is_some() && !self.kept.values().flatten().any(|k| k == name);
        let differ = (1..names.len()).all(|k| !names[..k].contains(&names[k]));
        if names.iter().all(is_free) && differ {
            self.kept.insert(unit, names);
        }
    }

    /// New areas have numbers above these, whether they are kept or not: nobody searches what another unit was told of by
    /// that name.
    pub fn go_on_from<'a>(&mut self, told: impl IntoIterator<Item = &'a str>) {
        self.highest = told.into_iter().filter_map(number).fold(self.highest, u16::max);
    }

    /// A name for each assignment of a plan, in their order: as kept, and for the others the lowest numbers that are free,
    /// above those of [`Self::go_on_from`] as long as three digits will do.
    ///
    /// ```
    /// use sarex_io::write::plan::AreaNames;
    /// let mut names = AreaNames::default();
    /// names.keep(2, ["A1".to_owned()]);
    /// assert_eq!(names.of_units(&[0, 2, 2, 3]), ["A2", "A1", "A3", "A4"]);
    /// ```
    pub fn of_units(&self, units: &[usize]) -> Vec<String> {
        let kept = |k: usize| {
            let before = units[..k].iter().filter(|unit| **unit == units[k]).count();
            self.kept.get(&units[k])?.get(before)
        };
        let taken: Vec<&String> = (0..units.len()).filter_map(kept).collect();
        let numbers = (self.highest + 1..=MOST).chain(1..=self.highest).chain(MOST + 1..);
        let mut free = numbers.map(|number| format!("A{number}")).filter(|name| !taken.contains(&name));
        let named = (0..units.len()).map(|k| kept(k).cloned().or_else(|| free.next()));
        named.flatten().collect()
    }

    /// The same of a plan.
    pub fn of(&self, plan: &Plan) -> Vec<String> {
        self.of_units(&plan.assignments.iter().map(|assignment| assignment.unit).collect::<Vec<_>>())
    }
}

/// The highest number of three digits.
const MOST: u16 = 999;

/// The number of a name such as `A12`, from 1, up to three digits.
fn number(name: &str) -> Option<u16> {
    let digits = name.strip_prefix('A')?;
    let is_number = (1..=3).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0');
    is_number.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_were_told_stay_and_are_never_given_twice() {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut all = AreaNames::default();
        assert_eq!(all.of_units(&[0, 1, 1]), names(&["A1", "A2", "A3"]));
        all.keep(1, names(&["A1", "A4"]));
        // Another plan's name that is taken, and what is no name of ours, are not kept.
        all.keep(0, names(&["A4"]));
        all.keep(3, names(&["../x"]));
        all.keep(4, names(&["A9", "A9"]));
        assert_eq!(all.of_units(&[0, 1, 1, 3, 4, 4]), names(&["A2", "A1", "A4", "A3", "A5", "A6"]));
        // A unit with more areas than before has new names for them.
        assert_eq!(all.of_units(&[1, 1, 1]), names(&["A1", "A4", "A2"]));
    }

    /// What one unit was told is no other's, until there are no numbers left.
    #[test]
    fn new_areas_have_numbers_above_those_that_were_told() {
        let mut all = AreaNames::default();
        all.keep(1, ["A2".to_owned()]);
        all.go_on_from(["A1", "A2", "A7", "A08", "A0", "B9"]);
        assert_eq!(all.of_units(&[0, 1, 2]), ["A8", "A2", "A9"]);
        all.go_on_from(["A998"]);
        assert_eq!(all.of_units(&[0, 1, 2, 3]), ["A999", "A2", "A1", "A3"]);
        // Another way to write a number is no name of ours.
        all.keep(5, ["A01".to_owned()]);
        all.keep(6, ["A0".to_owned()]);
        assert_eq!(all.of_units(&[5, 6]), ["A999", "A1"]);
    }
}
