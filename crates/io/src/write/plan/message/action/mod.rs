//! The search action plan: what every unit is to do, in six parts.

mod ahead;
mod area;
mod task;
mod weather;

pub use ahead::AheadBlock;
pub use area::AreaBlock;
pub use task::{DetectionRow, TaskBlock, TurnRow};
pub use weather::Weather;

use super::class;
use super::form::{Form, Lines, ParseMessageError, read, written};
use super::outcome::{DatumLines, Outcome};
use super::wire::{Cell, Fixed, Hours, Minute, one_line, row};
use super::words::{Label, Language};
use crate::write::CaseKind;
use crate::write::plan::record::{ObjectRecord, Place, PlanRecord, Purpose};
use crate::write::plan::text;
use sarex_search::UnitKind;

/// A search action plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActionMessage {
    /// Exercise or real.
    pub kind: CaseKind,
    /// Identifier of the case.
    pub case: String,
    /// Its title.
    pub title: String,
    /// Time of issue, if told.
    pub issued: Option<Minute>,
    /// Sender.
    pub from: String,
    /// Addressees.
    pub to: String,
    /// What happened.
    pub what_happened: String,
    /// The craft in distress.
    pub craft: String,
    /// Where the object most probably is.
    pub datum: DatumLines,
    /// Radius of nine tenths, nautical miles.
    pub radius_90: Option<Fixed<1>>,
    /// What is searched for.
    pub objects: Vec<ObjectRow>,
    /// Weather at the scene.
    pub weather: Weather,
    /// Search areas.
    pub areas: Vec<AreaBlock>,
    /// What is done in them.
    pub tasks: Vec<TaskBlock>,
    /// Units without a task.
    pub unused: Vec<ReserveRow>,
    /// SAR mission co-ordinator.
    pub smc: String,
    /// On-scene co-ordinator.
    pub osc: String,
    /// Aircraft co-ordinator.
    pub aco: String,
    /// When is searched, and what that is worth.
    pub outcome: Outcome,
    /// Names of closed areas and their corners.
    pub closed: Vec<ClosedRow>,
    /// What a reader must know.
    pub warnings: Vec<Cell>,
    /// Channels.
    pub channels: Vec<ChannelRow>,
    /// Call signs.
    pub call_signs: Vec<CallSignRow>,
}

row! {
    /// Something that is searched for.
    pub struct ObjectRow {
        /// Key of its class.
        class: Cell,
        /// Probability, %.
        share: Fixed<0>,
        /// Persons.
        persons: Option<u32>,
        /// Survival times, h.
        survival: Option<Hours>,
        /// In words.
        description: Cell,
    }
}

row! {
    /// A unit without a task.
    pub struct ReserveRow {
        /// The unit.
        unit: Cell,
        /// Its party.
        party: Cell,
        /// What it is.
        kind: UnitKind,
    }
}

row! {
    /// A closed area.
    pub struct ClosedRow {
        /// Its name.
        name: Cell,
        /// Its corners, one after another.
        corners: Cell,
    }
}

row! {
    /// A channel.
    pub struct ChannelRow {
        /// What it is for.
        purpose: Purpose,
        /// Frequency or channel.
        frequency: Cell,
    }
}

row! {
    /// A call sign.
    pub struct CallSignRow {
        /// The unit.
        unit: Cell,
        /// What it is called.
        call_sign: Cell,
    }
}

impl ActionMessage {
    /// The message of a plan.
    pub fn of(record: &PlanRecord) -> Self {
        let decimals = decimals(record);
        let (m, c) = (&record.message, &record.communications);
        Self {
            kind: record.kind,
            case: one_line(&record.case),
            title: one_line(&record.title),
            issued: record.created.map(Minute::of),
            from: one_line(&m.from),
            to: one_line(&m.to),
            what_happened: one_line(&m.what_happened),
            craft: one_line(&m.craft),
            datum: DatumLines::of(record, decimals),
            radius_90: record.datum.and_then(|d| d.radius_90_nm).map(Fixed::of),
            objects: record.objects.iter().map(object).collect(),
            weather: Weather::of(&record.conditions),
            areas: record.units.iter().map(|u| AreaBlock::of(u, decimals)).collect(),
            tasks: record.units.iter().map(|u| TaskBlock::of(record, u, decimals)).collect(),
            unused: record
                .unused
                .iter()
                .map(|u| ReserveRow { unit: Cell::of(&u.id), party: Cell::of(&u.party), kind: u.kind })
                .collect(),
            smc: one_line(&m.smc),
            osc: one_line(&m.osc),
            aco: one_line(&m.aco),
            outcome: Outcome::of(record),
            closed: closed(record, decimals),
            warnings: record.warnings.iter().map(|w| Cell::of(w)).collect(),
            channels: c
                .channels
                .iter()
                .map(|c| ChannelRow { purpose: c.purpose, frequency: Cell::of(&c.frequency) })
                .collect(),
            call_signs: c
                .call_signs
                .iter()
                .map(|c| CallSignRow { unit: Cell::of(&c.unit), call_sign: Cell::of(&c.call_sign) })
                .collect(),
        }
    }

    /// The text.
    pub fn text(&self, language: Language) -> String {
        let mut told = self.clone();
        for row in &mut told.objects {
            if let Some(name) = class::name(&row.class.0, &row.description.0, language) {
                row.description = Cell::of(name);
            }
        }
        written(&told, language)
    }

    /// Reads a text that [`ActionMessage::text`] wrote.
    pub fn parse(text: &str, language: Language) -> Result<Self, ParseMessageError> {
        let mut message: Self = read(text, language)?;
        for row in &mut message.objects {
            if let Some(description) = class::described(&row.class.0, &row.description.0, language) {
                row.description = Cell::of(description);
            }
        }
        Ok(message)
    }
}

impl Lines for ActionMessage {
    fn lines(&mut self, form: &mut impl Form) -> Result<(), ParseMessageError> {
        form.band(&mut self.kind)?;
        form.words(Label::ActionTitle)?;
        form.field(Label::Case, "", &mut self.case)?;
        form.field(Label::Title, "", &mut self.title)?;
        form.field(Label::Issued, "", &mut self.issued)?;
        form.field(Label::From, "", &mut self.from)?;
        form.field(Label::To, "", &mut self.to)?;
        self.situation(form)?;
        form.heading(Label::PartAreas)?;
        form.blocks(Label::Area, &mut self.areas, |form, area| area.lines(form))?;
        form.heading(Label::PartExecution)?;
        form.words(Label::FrameNote)?;
        form.blocks(Label::Task, &mut self.tasks, |form, task| task.lines(form))?;
        form.rows(Label::Unused, &mut self.unused)?;
        self.coordination(form)?;
        form.heading(Label::PartCommunications)?;
        form.rows(Label::Channels, &mut self.channels)?;
        form.rows(Label::CallSigns, &mut self.call_signs)?;
        form.heading(Label::PartReports)?;
        for note in [Label::ReportArrival, Label::ReportHourly, Label::ReportSighting, Label::ReportEnd] {
            form.words(note)?;
        }
        form.band(&mut self.kind)
    }
}

impl ActionMessage {
    fn situation(&mut self, form: &mut impl Form) -> Result<(), ParseMessageError> {
        form.heading(Label::PartSituation)?;
        form.field(Label::WhatHappened, "", &mut self.what_happened)?;
        form.field(Label::Craft, "", &mut self.craft)?;
        self.datum.lines(form)?;
        form.field(Label::Radius90, "NM", &mut self.radius_90)?;
        form.rows(Label::Objects, &mut self.objects)?;
        form.words(Label::SurvivalNote)?;
        self.weather.lines(form)
    }

    fn coordination(&mut self, form: &mut impl Form) -> Result<(), ParseMessageError> {
        form.heading(Label::PartCoordination)?;
        form.field(Label::Smc, "", &mut self.smc)?;
        form.field(Label::Osc, "", &mut self.osc)?;
        form.field(Label::Aco, "", &mut self.aco)?;
        self.outcome.lines(form)?;
        form.rows(Label::Closed, &mut self.closed)?;
        form.rows(Label::Warnings, &mut self.warnings)?;
        form.words(Label::SafetyNote)?;
        form.words(Label::LandNote)
    }
}

/// Decimals of a minute, enough to draw the narrowest tracks: 0.1' is 185 m.
pub(super) fn decimals(record: &PlanRecord) -> u8 {
    let narrowest = record.units.iter().map(|u| u.pattern.spacing_nm).fold(f64::INFINITY, f64::min);
    if narrowest < 1.0 { 2 } else { 1 }
}

fn object(object: &ObjectRecord) -> ObjectRow {
    let survival = object.survival.as_ref();
    ObjectRow {
        class: Cell::of(&object.class),
        share: Fixed::of(100.0 * object.probability),
        persons: object.persons,
        survival: survival.map(|s| Hours { from: Fixed::of(s.from_h), to: s.to_h.map(Fixed::of) }),
        description: Cell::of(&object.description),
    }
}

fn closed(record: &PlanRecord, decimals: u8) -> Vec<ClosedRow> {
    let corners = |places: &[Place]| -> String {
        places.iter().map(|p| text::dm(*p, decimals)).collect::<Vec<_>>().join(", ")
    };
    let each = record.forbidden_areas.iter();
    each.map(|a| ClosedRow { name: Cell::of(&a.name), corners: Cell(corners(&a.corners)) }).collect()
}
