//! The search action plan: what every unit is to do, in six parts.

use super::form::{Form, Lines, ParseMessageError, read, written};
use super::wire::{Cell, Clock, DegMin, Fixed, Hours, Leg, Maybe, Minute, Whole, one_line, row};
use super::words::{Label, Language};
use crate::write::CaseKind;
use crate::write::plan::record::{
    Conditions, LookAheadRecord, ObjectRecord, PlanRecord, Purpose, UnitRecord,
};
use sarex_search::UnitKind;
use sarex_search::pattern::PatternKind;
use sarex_search::plan::Turn;

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
    pub datum: Option<DegMin>,
    /// When.
    pub datum_time: Option<Minute>,
    /// Radius of one half, nautical miles.
    pub radius_50: Option<Fixed<1>>,
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
    /// Units in reserve.
    pub unused: Vec<ReserveRow>,
    /// SAR mission co-ordinator.
    pub smc: String,
    /// On-scene co-ordinator.
    pub osc: String,
    /// Aircraft co-ordinator.
    pub aco: String,
    /// Begin of the search.
    pub start: Minute,
    /// End of the search.
    pub end: Minute,
    /// Probability of success, %.
    pub pos: Fixed<1>,
    /// No plan has a larger one, %.
    pub bound: Option<Fixed<1>>,
    /// With all searches before, %.
    pub cumulative: Option<Fixed<1>>,
    /// What the sortie after this one would bring: one block or none.
    pub ahead: Vec<AheadBlock>,
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
    /// A turn of a track.
    pub struct TurnRow {
        /// Its name.
        name: Cell,
        /// Where.
        at: DegMin,
        /// When.
        time: Clock,
        /// Course and distance to the next one.
        leg: Leg,
    }
}

row! {
    /// What a unit sees of an object.
    pub struct DetectionRow {
        /// Class of the object.
        class: Cell,
        /// Sweep width, nautical miles.
        sweep_width: Fixed<2>,
        /// Coverage.
        coverage: Fixed<2>,
    }
}

row! {
    /// A unit in reserve.
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

/// Weather at the scene.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Weather {
    /// Visibility, nautical miles.
    pub visibility: Option<Fixed<1>>,
    /// Significant wave height, m.
    pub waves: Option<Fixed<1>>,
    /// Cloud cover, %.
    pub cloud: Option<Fixed<0>>,
    /// Direction the wind comes from.
    pub wind_from: Option<Whole>,
    /// Its speed, knots.
    pub wind: Option<Fixed<0>>,
    /// Water temperature, °C.
    pub water: Option<Fixed<1>>,
}

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
    pub(super) fn lines(&mut self, form: &mut impl Form) -> Result<(), ParseMessageError> {
        form.field(Label::AheadStart, "", &mut self.start)?;
        form.field(Label::AheadEnd, "", &mut self.end)?;
        form.field(Label::AheadPos, "%", &mut self.pos)?;
        form.field(Label::AheadCumulative, "%", &mut self.cumulative)?;
        form.words(Label::AheadNote)
    }
}

/// A search area.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AreaBlock {
    /// Its name.
    pub area: String,
    /// Size, square nautical miles.
    pub size: Fixed<1>,
    /// Corners at the start of the search.
    pub corners: Vec<DegMin>,
}

/// What a unit does in its area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskBlock {
    /// Name of the area.
    pub area: String,
    /// The unit.
    pub unit: String,
    /// Its party.
    pub party: String,
    /// What it is.
    pub kind: UnitKind,
    /// Pattern.
    pub pattern: PatternKind,
    /// Commence search point.
    pub csp: DegMin,
    /// Direction of the first leg.
    pub first_leg: Whole,
    /// Direction of creep.
    pub creep: Whole,
    /// Side of the first turn.
    pub turn: Turn,
    /// Number of search legs.
    pub legs: u32,
    /// Length of one, nautical miles.
    pub leg: Fixed<2>,
    /// Track spacing, nautical miles.
    pub spacing: Fixed<2>,
    /// Search speed, knots.
    pub speed: Fixed<1>,
    /// Lowest height, ft.
    pub low: Maybe<Fixed<0>>,
    /// Highest height, ft.
    pub high: Maybe<Fixed<0>>,
    /// Direction of the drift that is followed.
    pub set: Maybe<Whole>,
    /// Speed of that drift, knots.
    pub drift: Maybe<Fixed<1>>,
    /// The area that the unit has searched before.
    pub previous: Maybe<String>,
    /// Leaves its base, or that area.
    pub departure: Minute,
    /// Commences searching.
    pub commence: Minute,
    /// Ends searching.
    pub end: Minute,
    /// The area to which it goes on.
    pub next: Maybe<String>,
    /// Is back at its base after all its areas.
    pub landing: Minute,
    /// What it sees.
    pub detection: Vec<DetectionRow>,
    /// Its turns.
    pub turns: Vec<TurnRow>,
}

impl Default for TaskBlock {
    fn default() -> Self {
        let (fixed, minute) = (Fixed::<2>::default(), Minute::default());
        Self {
            area: String::new(),
            unit: String::new(),
            party: String::new(),
            kind: UnitKind::Ship,
            pattern: PatternKind::ParallelSweep,
            csp: DegMin::default(),
            first_leg: Whole::default(),
            creep: Whole::default(),
            turn: Turn::Right,
            legs: 0,
            leg: fixed,
            spacing: fixed,
            speed: Fixed::default(),
            low: Maybe(None),
            high: Maybe(None),
            set: Maybe(None),
            drift: Maybe(None),
            previous: Maybe(None),
            departure: minute,
            commence: minute,
            end: minute,
            next: Maybe(None),
            landing: minute,
            detection: Vec::new(),
            turns: Vec::new(),
        }
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
            datum: record.datum.map(|d| DegMin::of(d.place, decimals)),
            datum_time: record.datum.map(|d| Minute::of(d.time)),
            radius_50: record.datum.and_then(|d| d.radius_50_nm).map(Fixed::of),
            radius_90: record.datum.and_then(|d| d.radius_90_nm).map(Fixed::of),
            objects: record.objects.iter().map(object).collect(),
            weather: Weather::of(&record.conditions),
            areas: record.units.iter().map(|u| area(u, decimals)).collect(),
            tasks: record.units.iter().map(|u| task(record, u, decimals)).collect(),
            unused: record
                .unused
                .iter()
                .map(|u| ReserveRow { unit: Cell::of(&u.id), party: Cell::of(&u.party), kind: u.kind })
                .collect(),
            smc: one_line(&m.smc),
            osc: one_line(&m.osc),
            aco: one_line(&m.aco),
            start: Minute::of(record.start),
            end: Minute::of(record.end),
            pos: Fixed::of(100.0 * record.pos),
            bound: record.upper_bound.map(|p| Fixed::of(100.0 * p)),
            cumulative: record.cumulative_pos.map(|p| Fixed::of(100.0 * p)),
            ahead: AheadBlock::of(record),
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
        written(self, language)
    }

    /// Reads a text that [`ActionMessage::text`] wrote.
    pub fn parse(text: &str, language: Language) -> Result<Self, ParseMessageError> {
        read(text, language)
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
        form.field(Label::Datum, "", &mut self.datum)?;
        form.field(Label::DatumTime, "", &mut self.datum_time)?;
        form.field(Label::Radius50, "NM", &mut self.radius_50)?;
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
        form.field(Label::WindowStart, "", &mut self.start)?;
        form.field(Label::WindowEnd, "", &mut self.end)?;
        form.field(Label::Pos, "%", &mut self.pos)?;
        form.field(Label::Bound, "%", &mut self.bound)?;
        form.field(Label::Cumulative, "%", &mut self.cumulative)?;
        form.blocks(Label::AheadStart, &mut self.ahead, |form, ahead| ahead.lines(form))?;
        form.rows(Label::Closed, &mut self.closed)?;
        form.rows(Label::Warnings, &mut self.warnings)?;
        form.words(Label::SafetyNote)?;
        form.words(Label::LandNote)
    }
}

impl AreaBlock {
    fn lines(&mut self, form: &mut impl Form) -> Result<(), ParseMessageError> {
        form.field(Label::Area, "", &mut self.area)?;
        form.field(Label::Size, "NM2", &mut self.size)?;
        form.rows(Label::Corners, &mut self.corners)
    }
}

impl TaskBlock {
    fn lines(&mut self, form: &mut impl Form) -> Result<(), ParseMessageError> {
        form.field(Label::Task, "", &mut self.area)?;
        form.field(Label::Unit, "", &mut self.unit)?;
        form.field(Label::Party, "", &mut self.party)?;
        form.field(Label::Kind, "", &mut self.kind)?;
        form.field(Label::Pattern, "", &mut self.pattern)?;
        form.field(Label::Csp, "", &mut self.csp)?;
        form.field(Label::FirstLeg, "", &mut self.first_leg)?;
        form.field(Label::Creep, "", &mut self.creep)?;
        form.field(Label::FirstTurn, "", &mut self.turn)?;
        form.field(Label::Legs, "", &mut self.legs)?;
        form.field(Label::LegLength, "NM", &mut self.leg)?;
        form.field(Label::Spacing, "NM", &mut self.spacing)?;
        form.field(Label::SearchSpeed, "kn", &mut self.speed)?;
        form.field(Label::AltitudeLow, "ft", &mut self.low)?;
        form.field(Label::AltitudeHigh, "ft", &mut self.high)?;
        form.field(Label::DriftSet, "", &mut self.set)?;
        form.field(Label::DriftSpeed, "kn", &mut self.drift)?;
        form.field(Label::Previous, "", &mut self.previous)?;
        form.field(Label::Departure, "", &mut self.departure)?;
        form.field(Label::Commence, "", &mut self.commence)?;
        form.field(Label::EndSearch, "", &mut self.end)?;
        form.field(Label::Next, "", &mut self.next)?;
        form.field(Label::Landing, "", &mut self.landing)?;
        form.rows(Label::Detection, &mut self.detection)?;
        form.rows(Label::Waypoints, &mut self.turns)
    }
}

impl Weather {
    /// Of conditions.
    pub fn of(c: &Conditions) -> Self {
        Self {
            visibility: c.visibility_nm.map(Fixed::of),
            waves: c.significant_wave_height_m.map(Fixed::of),
            cloud: c.cloud_cover_pct.map(Fixed::of),
            wind_from: c.wind_from_deg.map(Whole::of),
            wind: c.wind_kn.map(Fixed::of),
            water: c.water_c.map(Fixed::of),
        }
    }

    /// Its lines.
    pub(super) fn lines(&mut self, form: &mut impl Form) -> Result<(), ParseMessageError> {
        form.field(Label::Visibility, "NM", &mut self.visibility)?;
        form.field(Label::Waves, "m", &mut self.waves)?;
        form.field(Label::Cloud, "%", &mut self.cloud)?;
        form.field(Label::WindFrom, "", &mut self.wind_from)?;
        form.field(Label::WindSpeed, "kn", &mut self.wind)?;
        form.field(Label::Water, "C", &mut self.water)
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

fn area(unit: &UnitRecord, decimals: u8) -> AreaBlock {
    AreaBlock {
        area: unit.area.clone(),
        size: Fixed::of(unit.area_nm2),
        corners: unit.corners.iter().map(|c| DegMin::of(*c, decimals)).collect(),
    }
}

fn task(record: &PlanRecord, unit: &UnitRecord, decimals: u8) -> TaskBlock {
    let p = &unit.pattern;
    let detection = unit.detection.iter().map(|d| DetectionRow {
        class: Cell::of(&d.class),
        sweep_width: Fixed::of(d.sweep_width_nm),
        coverage: Fixed::of(d.coverage),
    });
    let turns = unit.waypoints.iter().map(|w| TurnRow {
        name: Cell::of(&w.name),
        at: DegMin::of(w.place, decimals),
        time: Clock::of(w.time),
        leg: Leg(w.course_deg.zip(w.distance_nm).map(|(c, d)| (Whole::of(c), Fixed::of(d)))),
    });
    TaskBlock {
        area: unit.area.clone(),
        unit: one_line(&unit.id),
        party: one_line(&unit.party),
        kind: unit.kind,
        pattern: p.kind,
        csp: DegMin::of(unit.csp, decimals),
        first_leg: Whole::of(p.first_leg_deg),
        creep: Whole::of(p.creep_deg),
        turn: p.turn,
        legs: p.legs,
        leg: Fixed::of(p.leg_nm),
        spacing: Fixed::of(p.spacing_nm),
        speed: Fixed::of(unit.search_kn),
        low: Maybe(unit.altitude.map(|a| Fixed::of(a.low_ft))),
        high: Maybe(unit.altitude.map(|a| Fixed::of(a.high_ft))),
        set: Maybe(p.drift.map(|d| Whole::of(d.set_deg))),
        drift: Maybe(p.drift.map(|d| Fixed::of(d.drift_kn))),
        previous: Maybe(record.before(unit).map(|u| u.area.clone())),
        departure: Minute::of(unit.departure),
        commence: Minute::of(unit.waypoints[0].time),
        end: Minute::of(unit.waypoints[unit.waypoints.len() - 1].time),
        next: Maybe(record.after(unit).map(|u| u.area.clone())),
        landing: Minute::of(record.back_at_base(unit)),
        detection: detection.collect(),
        turns: turns.collect(),
    }
}

fn closed(record: &PlanRecord, decimals: u8) -> Vec<ClosedRow> {
    let corners = |places: &[crate::write::plan::record::Place]| -> String {
        places.iter().map(|p| crate::write::plan::text::dm(*p, decimals)).collect::<Vec<_>>().join(", ")
    };
    let each = record.forbidden_areas.iter();
    each.map(|a| ClosedRow { name: Cell::of(&a.name), corners: Cell(corners(&a.corners)) }).collect()
}
