//! Object classes in the words of the reader.

use super::wire::Cell;
use super::words::Language;
use sarex_drift::leeway::{ClassTable, ObjectClass};

/// What a class of the program's own table is called. None in English, and for what a user has described: that stays as
/// it is.
pub fn name(key: &str, description: &str, language: Language) -> Option<&'static str> {
    let class = standard(key)?;
    if Cell::of(&class.description) == Cell::of(description) { name_of(class, language) } else { None }
}

/// The description of the class that has this name: the way back.
pub fn described(key: &str, name: &str, language: Language) -> Option<&'static str> {
    let class = standard(key)?;
    (name_of(class, language)? == name).then_some(class.description.as_str())
}

fn standard(key: &str) -> Option<&'static ObjectClass> {
    ClassTable::standard().classes().iter().find(|class| class.key == key)
}

fn name_of(class: &ObjectClass, language: Language) -> Option<&'static str> {
    let names = class.names()?;
    match language {
        Language::English => None,
        Language::Korean => Some(&names.ko),
        Language::Japanese => Some(&names.ja),
    }
}
