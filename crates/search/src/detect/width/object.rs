//! What is looked for, as the tables of sweep widths know it.

use super::tables::rows;
use std::fmt;

/// One of the 25 kinds of object of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectKind(u8);

struct Kind {
    name: &'static str,
    /// Name in the data of the 2013 edition, where it differs.
    name_2013: &'static str,
    /// Persons, rafts and craft under 30 ft: how weather counts.
    is_small: bool,
    over_25_ft: bool,
    /// Row of the table of speed corrections.
    speed_row: &'static str,
}

const fn kind(
    name: &'static str,
    name_2013: &'static str,
    is_small: bool,
    over_25_ft: bool,
    speed_row: &'static str,
) -> Kind {
    Kind { name, name_2013, is_small, over_25_ft, speed_row }
}

const KINDS: [Kind; 25] = [
    kind("Person in Water", "Person in Water", true, false, "Person in Water"),
    kind("Raft 1 person", "Raft 1 person", true, false, "Raft 1-4 person"),
    kind("Raft 4 person", "Raft 4 person", true, false, "Raft 1-4 person"),
    kind("Raft 6 person", "Raft 6 person", true, false, "Raft 6-25 person"),
    kind("Raft 8 person", "Raft 8 person", true, false, "Raft 6-25 person"),
    kind("Raft 10 person", "Raft 10 person", true, false, "Raft 6-25 person"),
    kind("Raft 15 person", "Raft 15 person", true, false, "Raft 6-25 person"),
    kind("Raft 20 person", "Raft 20 person", true, false, "Raft 6-25 person"),
    kind("Raft 25 person", "Raft 25 person", true, false, "Raft 6-25 person"),
    kind("Power Boat < 15 ft", "Power Boat <= 15ft", true, false, "Power Boat to 25 ft"),
    kind("Power Boat 16-25 ft", "Power Boat 20ft", true, false, "Power Boat to 25 ft"),
    kind("Power Boat 26-40 ft", "Power Boat 33ft", false, true, "Power Boat 26-40 ft"),
    kind("Power Boat 41-65 ft", "Power Boat 53ft", false, true, "Power Boat 41-65 ft"),
    kind("Power Boat 66-90 ft", "Power Boat 78ft", false, true, "Power Boat 66-90 ft"),
    kind("Sail Boat 15 ft", "Sail Boat 15ft", true, false, "Sail Boat to 26 ft"),
    kind("Sail Boat 20 ft", "Sail Boat 20ft", true, false, "Sail Boat to 26 ft"),
    kind("Sail Boat 25 ft", "Sail Boat 25ft", true, false, "Sail Boat to 26 ft"),
    kind("Sail Boat 30 ft", "Sail Boat 30ft", false, true, "Sail Boat 30-52 ft"),
    kind("Sail Boat 40 ft", "Sail Boat 40ft", false, true, "Sail Boat 30-52 ft"),
    kind("Sail Boat 50 ft", "Sail Boat 50ft", false, true, "Sail Boat 30-52 ft"),
    kind("Sail Boat 65-75 ft", "Sail Boat 70ft", false, true, "Sail Boat 65-90 ft"),
    kind("Sail Boat 76-90 ft", "Sail Boat 83ft", false, true, "Sail Boat 65-90 ft"),
    kind("Ship 90-150 ft", "Ship 120ft", false, true, "Ship over 90 ft"),
    kind("Ship 150-300 ft", "Ship 225ft", false, true, "Ship over 90 ft"),
    kind("Ship > 300 ft", "Ship >= 300ft", false, true, "Ship over 90 ft"),
];

/// A text that names no kind of object.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no object of the sweep-width tables; they know {known}")]
pub struct UnknownObject {
    /// As given.
    pub found: String,
    /// All of them.
    pub known: String,
}

impl ObjectKind {
    /// A person in the water.
    pub const PERSON_IN_WATER: Self = Self(0);

    /// All 25.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..25).map(Self)
    }

    /// By its name in either edition; case and blanks do not matter.
    ///
    /// ```
    /// use sarex_search::detect::width::ObjectKind;
    /// assert_eq!(ObjectKind::named("power boat 16-25 ft").unwrap().name(), "Power Boat 16-25 ft");
    /// assert_eq!(ObjectKind::named("Power Boat 20ft").unwrap().name(), "Power Boat 16-25 ft");
    /// assert!(ObjectKind::named("airship").unwrap_err().to_string().contains("Raft 6 person"));
    /// ```
    pub fn named(text: &str) -> Result<Self, UnknownObject> {
        let plain = |text: &str| text.to_lowercase().replace(char::is_whitespace, "");
        let asked = plain(text);
        let is_it =
            |kind: &Self| [kind.row().name, kind.row().name_2013].iter().any(|name| plain(name) == asked);
        Self::all().find(is_it).ok_or_else(|| UnknownObject {
            found: text.chars().take(60).collect(),
            known: Self::all().map(Self::name).collect::<Vec<_>>().join(", "),
        })
    }

    /// As NSS-2000 names it.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// A person, raft or craft under 30 ft.
    pub fn is_small(self) -> bool {
        self.row().is_small
    }

    /// Longer than 25 ft.
    pub fn is_over_25_ft(self) -> bool {
        self.row().over_25_ft
    }

    pub(super) fn speed_row(self) -> &'static str {
        self.row().speed_row
    }

    fn row(self) -> &'static Kind {
        &KINDS[usize::from(self.0)]
    }

    /// What an object class of the drift model is looked for as.
    ///
    /// ```
    /// use sarex_search::detect::width::ObjectKind;
    /// let seen_as = ObjectKind::of_class("PIW-3").unwrap();
    /// assert_eq!(seen_as.object.unwrap().name(), "Person in Water");
    /// assert!(seen_as.wears_pfd);
    /// assert!(ObjectKind::of_class("FISHING-VESSEL-5").unwrap().object.is_none());
    /// assert!(ObjectKind::of_class("MY-OWN").is_none());
    /// ```
    pub fn of_class(class_key: &str) -> Option<SeenAs> {
        let table = rows(include_str!("../../../../../data/search/object_classes.csv"));
        let row = table.into_iter().find(|row| row[0].eq_ignore_ascii_case(class_key))?;
        Some(SeenAs { object: Self::named(row[1]).ok(), wears_pfd: row[2] == "yes", reason: row[3] })
    }
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a class of drifting objects is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenAs {
    /// The kind of the tables; none where no kind honestly stands for it: the case must name one, or give units a curve.
    pub object: Option<ObjectKind>,
    /// Whether the class is of persons who wear a flotation device.
    pub wears_pfd: bool,
    /// Why.
    pub reason: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every class of the drift model has a row with a reason, and every object named there exists.
    #[test]
    fn every_class_has_a_row() {
        let table = rows(include_str!("../../../../../data/search/object_classes.csv"));
        let classes = sarex_drift::leeway::ClassTable::standard().classes();
        assert_eq!(table.len(), classes.len());
        for class in classes {
            let seen_as =
                ObjectKind::of_class(&class.key).unwrap_or_else(|| panic!("{} has no row", class.key));
            assert!(seen_as.reason.len() > 8, "{}", class.key);
        }
        for row in table {
            assert!(row[1].is_empty() || ObjectKind::named(row[1]).is_ok(), "{row:?}");
        }
    }
}
