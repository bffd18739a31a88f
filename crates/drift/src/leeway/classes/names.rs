//! What the standard classes are called in Korean and Japanese.

use super::ObjectClass;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::OnceLock};

/// A class in the words of those who read Korean or Japanese, of at most 60 characters, from `data/classes/names.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassNames {
    /// Korean.
    pub ko: String,
    /// Japanese.
    pub ja: String,
}

impl ObjectClass {
    /// Its names; none for a user's own class, whose words are its description.
    ///
    /// ```
    /// use sarex_drift::leeway::ClassTable;
    /// let names = ClassTable::standard().get("FISHING-VESSEL-5").unwrap().names().unwrap();
    /// assert_eq!((names.ko.as_str(), names.ja.as_str()), ("어선, 한국형", "漁船、韓国型"));
    /// ```
    pub fn names(&self) -> Option<&'static ClassNames> {
        all().get(&self.key)
    }
}

/// By key of the class.
fn all() -> &'static BTreeMap<String, ClassNames> {
    static NAMES: OnceLock<BTreeMap<String, ClassNames>> = OnceLock::new();
    NAMES.get_or_init(|| {
        toml::from_str(include_str!("../../../../../data/classes/names.toml"))
            .expect("the names compiled in are checked by the tests")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leeway::ClassTable;
    use std::collections::BTreeSet;

    fn digits(text: &str) -> String {
        text.chars().filter(char::is_ascii_digit).collect()
    }

    /// Every class has both names, short ones that no other class has, with the figures of its description.
    #[test]
    fn every_class_has_names() {
        let classes = ClassTable::standard().classes();
        let keys: BTreeSet<&String> = classes.iter().map(|class| &class.key).collect();
        assert_eq!(
            all().keys().collect::<BTreeSet<_>>(),
            keys,
            "a class without names, or names of no class"
        );
        for language in
            [|names: &'static ClassNames| names.ko.as_str(), |names: &'static ClassNames| names.ja.as_str()]
        {
            let mut taken = BTreeSet::new();
            for class in classes {
                let name = language(class.names().unwrap());
                assert!(taken.insert(name), "{}: {name} names two classes", class.key);
                assert!(!name.is_ascii() && name.chars().count() <= 60, "{}: {name}", class.key);
                assert_eq!(digits(name), digits(&class.description), "{}: {name}", class.key);
                // Messages end a cell at a semicolon and set single blanks.
                let plain = name.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(name == plain && !name.contains(';'), "{}: {name}", class.key);
            }
        }
    }

    /// Korean names have Hangul and Japanese ones none: the columns are not mixed up.
    #[test]
    fn names_are_in_their_language() {
        let hangul = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
        for (key, names) in all() {
            assert!(hangul(&names.ko) && !hangul(&names.ja), "{key}");
        }
    }
}
