//! The keys of a class table, checked before its values: errors name the line, and the key that was meant.

use super::{ClassError, edit_distance, shortened};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Keys that every class has, each with a way to write it.
const NEEDED: [(&str, &str); 9] = [
    ("key", "a short name of its own, such as key = \"OUTRIGGER-1\""),
    ("description", "what it is in words, such as description = \"Outrigger canoe, one person\""),
    ("downwind_slope_pct", "% of the wind speed, such as downwind_slope_pct = 2.1"),
    ("downwind_offset_cm_s", "the speed in calm air, such as downwind_offset_cm_s = 0.0"),
    ("downwind_std_cm_s", "the standard deviation, such as downwind_std_cm_s = 3.0"),
    ("right_slope_pct", "% of the wind speed, such as right_slope_pct = 0.4"),
    ("right_offset_cm_s", "the speed in calm air, such as right_offset_cm_s = 0.0"),
    ("right_std_cm_s", "the standard deviation, such as right_std_cm_s = 2.0"),
    ("source", "where its numbers come from, such as source = \"our own trials, 2026\""),
];

/// Keys that a class may have.
const POSSIBLE: [&str; 8] =
    ["number", "group", "level", "left_slope_pct", "left_offset_cm_s", "left_std_cm_s", "capsized", "notes"];

/// Says which key is unknown or missing, the first of the text.
pub(super) fn check(text: &str) -> Result<(), ClassError> {
    let table = DeTable::parse(text).map_err(|error| syntax(text, &error))?;
    known(text, table.get_ref(), || ["class", "source"].into_iter())?;
    let Some(classes) = table.get_ref().get("class").and_then(|value| value.get_ref().as_array()) else {
        return Ok(());
    };
    for (index, class) in classes.iter().enumerate() {
        if let DeValue::Table(rows) = class.get_ref() {
            known(text, rows, || NEEDED.into_iter().map(|(key, _)| key).chain(POSSIBLE))?;
            needed(text, index, class, rows)?;
        }
    }
    Ok(())
}

/// An error of the TOML reader, in one line.
pub(super) fn syntax(text: &str, error: &toml::de::Error) -> ClassError {
    let line = error.span().map_or(1, |span| line_of(text, span.start));
    ClassError::Syntax { line, problem: error.message().trim().replace('\n', ", ") }
}

fn known<'k, I: Iterator<Item = &'k str>>(
    text: &str,
    table: &DeTable<'_>,
    keys: impl Fn() -> I,
) -> Result<(), ClassError> {
    for key in table.keys() {
        let name: &str = key.get_ref();
        if keys().any(|known| known == name) {
            continue;
        }
        let near = keys()
            .map(|known| (edit_distance(&shortened(name).to_lowercase(), known), known))
            .filter(|(distance, known)| *distance <= 1 + known.len() / 3)
            .min_by_key(|(distance, _)| *distance);
        let remedy = match near {
            Some((_, known)) => format!("did you mean `{known}`?"),
            None => format!("keys known here: {}", keys().collect::<Vec<_>>().join(", ")),
        };
        let line = line_of(text, key.span().start);
        return Err(ClassError::UnknownKey { line, key: shortened(name), remedy });
    }
    Ok(())
}

fn needed(
    text: &str,
    index: usize,
    class: &Spanned<DeValue<'_>>,
    rows: &DeTable<'_>,
) -> Result<(), ClassError> {
    let Some(&(key, example)) = NEEDED.iter().find(|(key, _)| !rows.contains_key(*key)) else {
        return Ok(());
    };
    let name = rows.get("key").and_then(|name| name.get_ref().as_str());
    let class_name = name.map_or_else(|| (index + 1).to_string(), |name| format!("`{}`", shortened(name)));
    let line = line_of(text, class.span().start);
    Err(ClassError::Missing { line, class: class_name, key, example })
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
