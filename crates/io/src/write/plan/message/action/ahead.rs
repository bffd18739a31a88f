//! What the sortie after this one would bring, in both messages.

use crate::write::plan::message::form::{Form, ParseMessageError};
use crate::write::plan::message::wire::{Fixed, Minute};
use crate::write::plan::message::words::Label;
use crate::write::plan::record::{LookAheadRecord, PlanRecord};

/// What the sortie after this one would be expected to bring.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AheadBlock {
    /// Its begin.
    pub start: Minute,
    /// Its end.
    pub end: Minute,
    /// Probability that it finds the object if this search does not, %.
    pub pos: Fixed<1>,
    /// Of both and all searches before, %.
    pub cumulative: Fixed<1>,
}

impl AheadBlock {
    /// Of a plan: one or none.
    pub fn of(record: &PlanRecord) -> Vec<Self> {
        let block = |ahead: &LookAheadRecord| Self {
            start: Minute::of(ahead.start),
            end: Minute::of(ahead.end),
            pos: Fixed::of(100.0 * ahead.pos),
            cumulative: Fixed::of(100.0 * ahead.cumulative_pos),
        };
        record.look_ahead.iter().map(block).collect()
    }

    /// Its lines.
    pub(in crate::write::plan::message) fn lines(
        &mut self,
        form: &mut impl Form,
    ) -> Result<(), ParseMessageError> {
        form.field(Label::AheadStart, "", &mut self.start)?;
        form.field(Label::AheadEnd, "", &mut self.end)?;
        form.field(Label::AheadPos, "%", &mut self.pos)?;
        form.field(Label::AheadCumulative, "%", &mut self.cumulative)?;
        form.words(Label::AheadNote)
    }
}
