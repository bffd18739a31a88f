//! The table of object classes.

use super::{CapsizedClass, Coefficients, Component, ObjectClass};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::OnceLock};

mod keys;
mod names;
#[cfg(test)]
mod tests;

pub use names::ClassNames;

/// Object classes by key and number: the 85 of `data/classes/leeway.toml`, and the user's own.
///
/// ```
/// use sarex_drift::leeway::ClassTable;
/// let table = ClassTable::standard();
/// assert_eq!(table.get("26").unwrap().key, "LIFE-RAFT-NB-1");
/// assert_eq!(table.get("piw-1").unwrap().number, 1);
/// assert!(table.get("PIW-11").unwrap_err().to_string().contains("PIW-1"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ClassTable {
    classes: Vec<ObjectClass>,
}

/// What is wrong with a class or the search for one.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ClassError {
    /// Not in the table.
    #[error(
        "unknown object class `{asked}`; the nearest is `{nearest}` ({description}); `sarex classes` lists all"
    )]
    Unknown {
        /// What was asked for.
        asked: String,
        /// The nearest key.
        nearest: String,
        /// Its description.
        description: String,
    },
    /// Not TOML, or a value of the wrong type.
    #[error("line {line}: {problem}")]
    Syntax {
        /// From 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
    /// A key that no class has.
    #[error("line {line}: unknown key `{key}`; {remedy}")]
    UnknownKey {
        /// From 1.
        line: usize,
        /// As written.
        key: String,
        /// The nearest key, or all of them.
        remedy: String,
    },
    /// A key that every class needs.
    #[error("line {line}: object class {class} has no `{key}`: add {example}")]
    Missing {
        /// Line at which the class begins, from 1.
        line: usize,
        /// Key of the class, or its number in the file.
        class: String,
        /// What is missing.
        key: &'static str,
        /// How it could be written.
        example: &'static str,
    },
    /// A value outside what it can be.
    #[error("object class `{class}`: {key} = {value} is not between {least} and {most} {unit}")]
    Range {
        /// Key of the class.
        class: String,
        /// Name of the field.
        key: &'static str,
        /// What it is.
        value: f64,
        /// What it must at least be.
        least: f64,
        /// What it may at most be.
        most: f64,
        /// Unit of all three.
        unit: &'static str,
    },
    /// Key or number taken.
    #[error(
        "object class `{class}`: {what} is taken by `{holder}`; give it another (to change single coefficients of a class use `coefficients` in the case file)"
    )]
    Taken {
        /// Key of the class.
        class: String,
        /// "its key" or "number 7".
        what: String,
        /// The class that has it.
        holder: String,
    },
    /// Some but not all three values of the left set.
    #[error(
        "object class `{0}`: give left_slope_pct, left_offset_cm_s and left_std_cm_s, or none of them to mirror the right set"
    )]
    HalfLeft(String),
    /// An empty field.
    #[error("object class {index}: `{key}` is empty")]
    Empty {
        /// Place in the file, from 1.
        index: usize,
        /// Name of the field.
        key: &'static str,
    },
    /// The class it turns into is not there.
    #[error("object class `{class}`: capsized = `{capsized}` is not a class")]
    Capsized {
        /// Key of the class.
        class: String,
        /// What it names.
        capsized: String,
    },
    /// Too many classes.
    #[error("{0} object classes are more than the 10 000 that are allowed")]
    TooMany(usize),
}

impl ClassTable {
    /// The 85 classes that come with the program.
    pub fn standard() -> &'static Self {
        static TABLE: OnceLock<ClassTable> = OnceLock::new();
        TABLE.get_or_init(|| {
            Self { classes: Vec::new() }
                .extended(include_str!("../../../../../data/classes/leeway.toml"))
                .expect("the table compiled in is checked by the tests")
        })
    }

    /// The standard classes and those of a TOML text in the form of `data/classes/leeway.toml`
    /// (see `data/classes/README.md`).
    pub fn with_user(toml_text: &str) -> Result<Self, ClassError> {
        Self::standard().extended(toml_text)
    }

    /// All classes, the standard ones first, in order of the table.
    pub fn classes(&self) -> &[ObjectClass] {
        &self.classes
    }

    /// A class by key (upper or lower case) or number.
    pub fn get(&self, key_or_number: &str) -> Result<&ObjectClass, ClassError> {
        let asked = key_or_number.trim();
        let number = asked.parse::<u32>().ok();
        self.classes
            .iter()
            .find(|class| class.key.eq_ignore_ascii_case(asked) || Some(class.number) == number)
            .ok_or_else(|| {
                let nearest = self.nearest(asked);
                ClassError::Unknown {
                    asked: shortened(asked),
                    nearest: nearest.key.clone(),
                    description: nearest.description.clone(),
                }
            })
    }

    /// The class whose key takes the fewest single-character edits, the first of the table among equals.
    pub fn nearest(&self, key: &str) -> &ObjectClass {
        let asked = shortened(key).to_ascii_uppercase();
        self.classes
            .iter()
            .min_by_key(|class| edit_distance(&asked, &class.key.to_ascii_uppercase()))
            .expect("a table has classes")
    }

    /// These classes and those of a TOML text; see [`ClassTable::with_user`].
    pub fn extended(&self, toml_text: &str) -> Result<Self, ClassError> {
        keys::check(toml_text)?;
        let file: File = toml::from_str(toml_text).map_err(|e| keys::syntax(toml_text, &e))?;
        if file.class.len() > 10_000 {
            return Err(ClassError::TooMany(file.class.len()));
        }
        let mut classes = self.classes.clone();
        let mut capsized = Vec::new();
        for (index, row) in file.class.into_iter().enumerate() {
            capsized.push((classes.len(), row.capsized.clone()));
            let class = row.into_class(index + 1, next_number(&classes), &file.source)?;
            check_free(&class, &classes)?;
            classes.push(class);
        }
        for (index, key) in capsized {
            classes[index].capsized = key.map(|key| capsized_class(&classes, index, key)).transpose()?;
        }
        Ok(Self { classes })
    }
}

/// A class table as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    source: BTreeMap<String, String>,
    #[serde(default)]
    class: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    number: Option<u32>,
    key: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    level: u8,
    description: String,
    downwind_slope_pct: f64,
    downwind_offset_cm_s: f64,
    downwind_std_cm_s: f64,
    right_slope_pct: f64,
    right_offset_cm_s: f64,
    right_std_cm_s: f64,
    left_slope_pct: Option<f64>,
    left_offset_cm_s: Option<f64>,
    left_std_cm_s: Option<f64>,
    capsized: Option<String>,
    #[serde(default)]
    notes: String,
    source: String,
}

impl Row {
    fn into_class(
        self,
        index: usize,
        free_number: u32,
        sources: &BTreeMap<String, String>,
    ) -> Result<ObjectClass, ClassError> {
        for (key, text) in [("key", &self.key), ("description", &self.description), ("source", &self.source)]
        {
            if text.trim().is_empty() {
                return Err(ClassError::Empty { index, key });
            }
        }
        let right = Component {
            slope_pct: self.right_slope_pct,
            offset_cm_s: self.right_offset_cm_s,
            std_cm_s: self.right_std_cm_s,
        };
        let left = match (self.left_slope_pct, self.left_offset_cm_s, self.left_std_cm_s) {
            (Some(slope_pct), Some(offset_cm_s), Some(std_cm_s)) => {
                Component { slope_pct, offset_cm_s, std_cm_s }
            }
            (None, None, None) => {
                Component { slope_pct: -right.slope_pct, offset_cm_s: -right.offset_cm_s, ..right }
            }
            _ => return Err(ClassError::HalfLeft(self.key)),
        };
        let downwind = Component {
            slope_pct: self.downwind_slope_pct,
            offset_cm_s: self.downwind_offset_cm_s,
            std_cm_s: self.downwind_std_cm_s,
        };
        let coefficients = Coefficients { downwind, right, left };
        check_coefficients(&self.key, &coefficients)?;
        let source = sources.get(&self.source).cloned().unwrap_or(self.source);
        Ok(ObjectClass {
            number: self.number.unwrap_or(free_number),
            key: self.key,
            group: self.group,
            level: self.level,
            description: self.description,
            coefficients,
            capsized: None,
            notes: self.notes,
            source,
        })
    }
}

/// Single coefficients of a class that a case changes: `coefficients = { downwind_slope_pct = 3.5 }`. A standard
/// deviation of 0 makes that component the same for all particles.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "names and units are those of Component, three times")]
pub struct Overrides {
    pub downwind_slope_pct: Option<f64>,
    pub downwind_offset_cm_s: Option<f64>,
    pub downwind_std_cm_s: Option<f64>,
    pub right_slope_pct: Option<f64>,
    pub right_offset_cm_s: Option<f64>,
    pub right_std_cm_s: Option<f64>,
    pub left_slope_pct: Option<f64>,
    pub left_offset_cm_s: Option<f64>,
    pub left_std_cm_s: Option<f64>,
}

impl Overrides {
    /// The class with the coefficients that are given put in place of its own.
    pub fn apply(&self, class: &ObjectClass) -> Result<ObjectClass, ClassError> {
        let mut changed = class.clone();
        let Coefficients { downwind, right, left } = &mut changed.coefficients;
        for (new, place) in [
            (self.downwind_slope_pct, &mut downwind.slope_pct),
            (self.downwind_offset_cm_s, &mut downwind.offset_cm_s),
            (self.downwind_std_cm_s, &mut downwind.std_cm_s),
            (self.right_slope_pct, &mut right.slope_pct),
            (self.right_offset_cm_s, &mut right.offset_cm_s),
            (self.right_std_cm_s, &mut right.std_cm_s),
            (self.left_slope_pct, &mut left.slope_pct),
            (self.left_offset_cm_s, &mut left.offset_cm_s),
            (self.left_std_cm_s, &mut left.std_cm_s),
        ] {
            *place = new.unwrap_or(*place);
        }
        check_coefficients(&class.key, &changed.coefficients)?;
        Ok(changed)
    }
}

/// Bounds wide enough for anything that floats and tight enough to catch a wrong unit: m/s for %, % for shares.
pub(crate) fn check_coefficients(class: &str, c: &Coefficients) -> Result<(), ClassError> {
    let slope = (-30.0, 30.0, "% of the wind speed");
    let offset = (-100.0, 100.0, "cm/s");
    let std = (0.0, 100.0, "cm/s");
    let values = [
        ("downwind_slope_pct", c.downwind.slope_pct, slope),
        ("downwind_offset_cm_s", c.downwind.offset_cm_s, offset),
        ("downwind_std_cm_s", c.downwind.std_cm_s, std),
        ("right_slope_pct", c.right.slope_pct, slope),
        ("right_offset_cm_s", c.right.offset_cm_s, offset),
        ("right_std_cm_s", c.right.std_cm_s, std),
        ("left_slope_pct", c.left.slope_pct, slope),
        ("left_offset_cm_s", c.left.offset_cm_s, offset),
        ("left_std_cm_s", c.left.std_cm_s, std),
    ];
    for (key, value, (least, most, unit)) in values {
        if !(least..=most).contains(&value) {
            return Err(ClassError::Range { class: class.to_owned(), key, value, least, most, unit });
        }
    }
    Ok(())
}

fn check_free(class: &ObjectClass, others: &[ObjectClass]) -> Result<(), ClassError> {
    for other in others {
        let what = if other.key.eq_ignore_ascii_case(&class.key) {
            "its key".to_owned()
        } else if other.number == class.number {
            format!("number {}", class.number)
        } else {
            continue;
        };
        return Err(ClassError::Taken { class: class.key.clone(), what, holder: other.key.clone() });
    }
    Ok(())
}

/// The number of a class that came without one.
fn next_number(classes: &[ObjectClass]) -> u32 {
    classes.iter().map(|class| class.number).max().unwrap_or(0).saturating_add(1).max(1001)
}

fn capsized_class(classes: &[ObjectClass], index: usize, key: String) -> Result<CapsizedClass, ClassError> {
    let found = classes.iter().find(|other| other.key.eq_ignore_ascii_case(&key));
    let other =
        found.ok_or_else(|| ClassError::Capsized { class: classes[index].key.clone(), capsized: key })?;
    Ok(CapsizedClass { key: other.key.clone(), coefficients: other.coefficients })
}

/// Enough of a wrong name to recognise it.
fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Levenshtein distance: insertions, deletions and replacements that turn one text into the other.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
