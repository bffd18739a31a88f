//! The messages of a plan: search action plan and situation report, in English, Korean and Japanese.
//!
//! A message is a typed record, and one description of its lines serves writing and reading in every language: what is
//! written in one of them is read back as the same record. Facts, not sentences, stand in variable places, so that no
//! particle or ending depends on them. Classes of the program's own table have names in each language; what the program
//! warns of is English, and its heading says so. Six parts and the letters A to M follow the structure of the IAMSAR
//! manual; the wording is our own.

mod action;
pub(super) mod class;
mod form;
mod outcome;
mod sitrep;
pub(super) mod wire;
pub(super) mod words;

pub use action::{
    ActionMessage, AheadBlock, AreaBlock, CallSignRow, ChannelRow, ClosedRow, DetectionRow, ObjectRow,
    ReserveRow, TaskBlock, TurnRow, Weather,
};
pub use form::ParseMessageError;
pub use outcome::{AliveBlock, DatumLines, Outcome};
pub use sitrep::{PersonsRow, SearchRow, SituationReport};
pub use wire::{Cell, Clock, DegMin, Fixed, Hours, Leg, Maybe, Minute, Whole};
pub use words::Language;

use super::PlanRecord;

/// Longest message read, bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// Both messages in the three languages.
pub(super) fn files(record: &PlanRecord) -> Vec<(String, Vec<u8>)> {
    let (action, sitrep) = (ActionMessage::of(record), SituationReport::of(record));
    let each = Language::ALL.into_iter().flat_map(|language| {
        let code = language.code();
        [
            (format!("search-action-plan.{code}.txt"), action.text(language).into_bytes()),
            (format!("sitrep.{code}.txt"), sitrep.text(language).into_bytes()),
        ]
    });
    each.collect()
}
