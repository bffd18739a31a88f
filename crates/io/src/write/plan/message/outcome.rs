//! What both messages say of the search as a whole: where the object is, when it is searched for, and what that is worth.

use super::action::AheadBlock;
use super::form::{Form, ParseMessageError};
use super::wire::{DegMin, Fixed, Minute};
use super::words::Label;
use crate::write::plan::record::{AliveRecord, PlanRecord};

/// Where the object most probably is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DatumLines {
    /// The middle.
    pub place: Option<DegMin>,
    /// When it is there.
    pub time: Option<Minute>,
    /// Radius of one half, nautical miles.
    pub radius_50: Option<Fixed<1>>,
}

impl DatumLines {
    /// The datum of a plan, to so many decimals of a minute.
    pub(super) fn of(record: &PlanRecord, decimals: u8) -> Self {
        Self {
            place: record.datum.map(|d| DegMin::of(d.place, decimals)),
            time: record.datum.map(|d| Minute::of(d.time)),
            radius_50: record.datum.and_then(|d| d.radius_50_nm).map(Fixed::of),
        }
    }

    pub(super) fn lines(&mut self, form: &mut impl Form) -> Result<(), ParseMessageError> {
        form.field(Label::Datum, "", &mut self.place)?;
        form.field(Label::DatumTime, "", &mut self.time)?;
        form.field(Label::Radius50, "NM", &mut self.radius_50)
    }
}

/// When is searched, and what that is worth.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Begin of the search.
    pub start: Minute,
    /// End of the search.
    pub end: Minute,
    /// Probability of success, %.
    pub pos: Fixed<1>,
    /// No plan has a larger one, %.
    pub bound: Option<Fixed<1>>,
    /// Where the plan is made for survivors: one block or none.
    pub alive: Vec<AliveBlock>,
    /// With all searches before, %.
    pub cumulative: Option<Fixed<1>>,
    /// What the sortie after this one would bring: one block or none.
    pub ahead: Vec<AheadBlock>,
}

impl Outcome {
    /// That of a plan.
    pub(super) fn of(record: &PlanRecord) -> Self {
        Self {
            start: Minute::of(record.start),
            end: Minute::of(record.end),
            pos: Fixed::of(100.0 * record.pos),
            bound: record.upper_bound.map(|p| Fixed::of(100.0 * p)),
            alive: record.found_alive.iter().map(AliveBlock::of).collect(),
            // Of the first search it is that of the search.
            cumulative: Some(Fixed::of(100.0 * record.cumulative_pos.unwrap_or(record.pos))),
            ahead: AheadBlock::of(record),
        }
    }

    pub(super) fn lines(&mut self, form: &mut impl Form) -> Result<(), ParseMessageError> {
        form.field(Label::WindowStart, "", &mut self.start)?;
        form.field(Label::WindowEnd, "", &mut self.end)?;
        form.field(Label::Pos, "%", &mut self.pos)?;
        form.field(Label::Bound, "%", &mut self.bound)?;
        form.blocks(Label::AliveLow, &mut self.alive, |form, alive| alive.lines(form))?;
        form.field(Label::Cumulative, "%", &mut self.cumulative)?;
        form.blocks(Label::AheadStart, &mut self.ahead, |form, ahead| ahead.lines(form))
    }
}

/// The share that is expected to be found alive, as a band.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AliveBlock {
    /// At the lower end of the band of survival, %.
    pub low: Fixed<1>,
    /// In its middle, %.
    pub middle: Fixed<1>,
    /// At its upper end, %.
    pub high: Fixed<1>,
}

impl AliveBlock {
    fn of(alive: &AliveRecord) -> Self {
        let percent = |share: f64| Fixed::of(100.0 * share);
        Self { low: percent(alive.low), middle: percent(alive.middle), high: percent(alive.high) }
    }

    fn lines(&mut self, form: &mut impl Form) -> Result<(), ParseMessageError> {
        form.field(Label::AliveLow, "%", &mut self.low)?;
        form.field(Label::AliveMiddle, "%", &mut self.middle)?;
        form.field(Label::AliveHigh, "%", &mut self.high)?;
        form.words(Label::AliveNote)
    }
}
