//! What a particle keeps for life.

use super::table::{Axes, Table};
use super::{FILL_I8, FILL_I32, Report, WriteError};
use crate::write::netcdf::{Attribute, Nc, Storage, text};

/// Weight, member, times, object and end state.
pub(super) fn for_life(
    nc: &mut Nc,
    report: &Report<'_>,
    table: &Table<'_>,
    axes: Axes,
) -> Result<(), WriteError> {
    let one = [axes.trajectory];
    let p = &table.ensemble.particles;
    let outcome = &table.ensemble.outcome;
    let chunk = [table.particles.min(65_536) as u64];
    let storage = Storage { chunk: &chunk };
    let attributes =
        [("long_name", text("probability mass of the particle; all sum to one")), ("units", text("1"))];
    nc.packed("weight", &one, &p.weight, f64::NAN, storage, &attributes)?;
    let member: Vec<i32> = p.member.iter().map(|&m| i32::from(m)).collect();
    let attributes =
        [("standard_name", text("realization")), ("long_name", text("member of the forcing ensemble"))];
    nc.packed("ensemble_member", &one, &member, FILL_I32, storage, &attributes)?;
    let seconds = |what: &str| {
        [
            ("long_name", text(what)),
            ("units", text("seconds since 1970-01-01 00:00:00")),
            ("calendar", text("standard")),
        ]
    };
    nc.packed("start_time", &one, &p.start_s, f64::NAN, storage, &seconds("begin of drifting"))?;
    let attributes = seconds("when it stranded or lost its forcing; missing while adrift");
    nc.packed("stop_time", &one, &outcome.stopped_s, f64::NAN, storage, &attributes)?;
    let object: Vec<i32> = p.object.iter().map(|&o| i32::from(o)).collect();
    let keys = report.ensemble.scenario.objects.iter().map(|o| o.class.key.as_str());
    nc.packed("object", &one, &object, FILL_I32, storage, &flags("object of the case", keys, 0))?;
    let side: Vec<i8> = outcome.side.iter().map(|&s| s as i8).collect();
    let attributes = sides("side at the end of the run");
    nc.packed("orientation_at_end", &one, &side, FILL_I8, storage, &attributes)?;
    let capsized: Vec<i8> = outcome.capsized.iter().map(|&c| i8::from(c)).collect();
    let attributes = [("long_name", text("1 if capsized by the end of the run"))];
    nc.packed("capsized_at_end", &one, &capsized, FILL_I8, storage, &attributes)
}

pub(super) fn sides(long_name: &str) -> [(&'static str, Attribute); 3] {
    [
        ("long_name", text(long_name)),
        ("flag_values", Attribute::Bytes(vec![0, 1])),
        ("flag_meanings", text("right_set_of_the_table left_set_of_the_table")),
    ]
}

/// Attributes of a flag variable whose values count up from `first`.
pub(super) fn flags<'n>(
    long_name: &str,
    names: impl Iterator<Item = &'n str>,
    first: i32,
) -> Vec<(&'static str, Attribute)> {
    let meanings: Vec<String> = names.enumerate().map(|(i, name)| flag_word(name, i)).collect();
    let values = (first..).take(meanings.len()).collect();
    vec![
        ("long_name", text(long_name)),
        ("flag_values", Attribute::Ints(values)),
        ("flag_meanings", text(meanings.join(" "))),
    ]
}

/// A name as one word, as CF wants flag meanings; numbered when nothing is left of it.
fn flag_word(name: &str, index: usize) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.is_empty() { format!("scenario_{index}") } else { words.join("_") }
}
