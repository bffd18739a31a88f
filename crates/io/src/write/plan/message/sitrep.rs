//! The situation report: what is known and done so far, by the letters A to M.

use super::action::{Weather, decimals};
use super::form::{Form, Lines, ParseMessageError, read, written};
use super::outcome::{DatumLines, Outcome};
use super::wire::{Cell, DegMin, Minute, one_line, row};
use super::words::{Label, Language};
use crate::write::CaseKind;
use crate::write::plan::record::PlanRecord;
use sarex_search::pattern::PatternKind;

/// A situation report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SituationReport {
    /// Exercise or real.
    pub kind: CaseKind,
    /// Number for this casualty.
    pub number: Option<u32>,
    /// Time of issue, if told.
    pub issued: Option<Minute>,
    /// Sender.
    pub from: String,
    /// Addressees.
    pub to: String,
    /// Identifier of the case.
    pub case: String,
    /// A: who or what is in distress.
    pub title: String,
    /// B: where, how old that is, and how well it is known.
    pub datum: DatumLines,
    /// C: what happened and when.
    pub what_happened: String,
    /// D: persons.
    pub persons: Vec<PersonsRow>,
    /// E: what help is wanted.
    pub help: String,
    /// F: who co-ordinates.
    pub smc: String,
    /// G: the craft.
    pub craft: String,
    /// H: weather at the scene.
    pub weather: Weather,
    /// I: what was done.
    pub actions: String,
    /// J: where is searched, and how.
    pub areas: Vec<SearchRow>,
    /// K: who co-ordinates on the scene.
    pub osc: String,
    /// K: and in the air.
    pub aco: String,
    /// L: when is searched, and what that is worth.
    pub outcome: Outcome,
    /// M: anything else.
    pub warnings: Vec<Cell>,
}

row! {
    /// Persons with an object.
    pub struct PersonsRow {
        /// Class of the object.
        class: Cell,
        /// How many.
        persons: Option<u32>,
    }
}

row! {
    /// A search area in a line.
    pub struct SearchRow {
        /// Its name.
        area: Cell,
        /// Who searches.
        unit: Cell,
        /// How.
        pattern: PatternKind,
        /// From where on.
        csp: DegMin,
        /// From when on.
        commence: Minute,
        /// Until when.
        end: Minute,
    }
}

impl SituationReport {
    /// The report of a plan.
    pub fn of(record: &PlanRecord) -> Self {
        let decimals = decimals(record);
        let m = &record.message;
        let areas = record.units.iter().map(|u| SearchRow {
            area: Cell::of(&u.area),
            unit: Cell::of(&u.id),
            pattern: u.pattern.kind,
            csp: DegMin::of(u.csp, decimals),
            commence: Minute::of(u.waypoints[0].time),
            end: Minute::of(u.waypoints[u.waypoints.len() - 1].time),
        });
        let persons =
            record.objects.iter().map(|o| PersonsRow { class: Cell::of(&o.class), persons: o.persons });
        Self {
            kind: record.kind,
            number: m.sitrep_number,
            issued: record.created.map(Minute::of),
            from: one_line(&m.from),
            to: one_line(&m.to),
            case: one_line(&record.case),
            title: one_line(&record.title),
            datum: DatumLines::of(record, decimals),
            what_happened: one_line(&m.what_happened),
            persons: persons.collect(),
            help: one_line(&m.help_wanted),
            smc: one_line(&m.smc),
            craft: one_line(&m.craft),
            weather: Weather::of(&record.conditions),
            actions: one_line(&m.actions_so_far),
            areas: areas.collect(),
            osc: one_line(&m.osc),
            aco: one_line(&m.aco),
            outcome: Outcome::of(record),
            warnings: record.warnings.iter().map(|w| Cell::of(w)).collect(),
        }
    }

    /// The text.
    pub fn text(&self, language: Language) -> String {
        written(self, language)
    }

    /// Reads a text that [`SituationReport::text`] wrote.
    pub fn parse(text: &str, language: Language) -> Result<Self, ParseMessageError> {
        read(text, language)
    }
}

impl Lines for SituationReport {
    fn lines(&mut self, form: &mut impl Form) -> Result<(), ParseMessageError> {
        form.band(&mut self.kind)?;
        form.words(Label::SitrepTitle)?;
        form.field(Label::Number, "", &mut self.number)?;
        form.field(Label::Issued, "", &mut self.issued)?;
        form.field(Label::From, "", &mut self.from)?;
        form.field(Label::To, "", &mut self.to)?;
        form.field(Label::Case, "", &mut self.case)?;
        form.heading(Label::LetterA)?;
        form.field(Label::Title, "", &mut self.title)?;
        form.heading(Label::LetterB)?;
        self.datum.lines(form)?;
        form.heading(Label::LetterC)?;
        form.field(Label::WhatHappened, "", &mut self.what_happened)?;
        form.heading(Label::LetterD)?;
        form.rows(Label::PersonsOf, &mut self.persons)?;
        form.heading(Label::LetterE)?;
        form.field(Label::Help, "", &mut self.help)?;
        form.heading(Label::LetterF)?;
        form.field(Label::Smc, "", &mut self.smc)?;
        form.heading(Label::LetterG)?;
        form.field(Label::Craft, "", &mut self.craft)?;
        form.heading(Label::LetterH)?;
        self.weather.lines(form)?;
        form.heading(Label::LetterI)?;
        form.field(Label::Actions, "", &mut self.actions)?;
        form.heading(Label::LetterJ)?;
        form.rows(Label::AreasOfUnits, &mut self.areas)?;
        form.heading(Label::LetterK)?;
        form.field(Label::Osc, "", &mut self.osc)?;
        form.field(Label::Aco, "", &mut self.aco)?;
        form.heading(Label::LetterL)?;
        self.outcome.lines(form)?;
        form.heading(Label::LetterM)?;
        form.rows(Label::Warnings, &mut self.warnings)?;
        form.band(&mut self.kind)
    }
}
