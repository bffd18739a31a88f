//! What a unit does in its area, in the action plan.

use crate::write::plan::message::form::{Form, ParseMessageError};
use crate::write::plan::message::wire::{
    Cell, Clock, DegMin, Fixed, Leg, Maybe, Minute, Whole, one_line, row,
};
use crate::write::plan::message::words::Label;
use crate::write::plan::record::{PlanRecord, UnitRecord};
use sarex_search::UnitKind;
use sarex_search::pattern::PatternKind;
use sarex_search::plan::Turn;

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
    /// Course of the first leg over ground.
    pub first_leg: Whole,
    /// Its direction in the frame that moves with the drift followed.
    pub first_leg_drifting: Maybe<Whole>,
    /// Direction of creep, of a pattern that creeps.
    pub creep: Maybe<Whole>,
    /// Side of the first turn.
    pub turn: Turn,
    /// Number of search legs.
    pub legs: u32,
    /// Length of one, nautical miles.
    pub leg: Fixed<2>,
    /// Track spacing, nautical miles; a sector search has none.
    pub spacing: Maybe<Fixed<2>>,
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
            first_leg_drifting: Maybe(None),
            creep: Maybe(None),
            turn: Turn::Right,
            legs: 0,
            leg: fixed,
            spacing: Maybe(None),
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

impl TaskBlock {
    /// The task of a unit in one area.
    pub(super) fn of(record: &PlanRecord, unit: &UnitRecord, decimals: u8) -> Self {
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
        Self {
            area: unit.area.clone(),
            unit: one_line(&unit.id),
            party: one_line(&unit.party),
            kind: unit.kind,
            pattern: p.kind,
            csp: DegMin::of(unit.csp, decimals),
            first_leg: Whole::of(unit.first_course_deg()),
            first_leg_drifting: Maybe(p.drift.map(|_| Whole::of(p.first_leg_deg))),
            creep: Maybe(p.creep_deg.map(Whole::of)),
            turn: p.turn,
            legs: p.legs,
            leg: Fixed::of(p.leg_nm),
            spacing: Maybe(p.track_spacing_nm().map(Fixed::of)),
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

    pub(super) fn lines(&mut self, form: &mut impl Form) -> Result<(), ParseMessageError> {
        form.field(Label::Task, "", &mut self.area)?;
        form.field(Label::Unit, "", &mut self.unit)?;
        form.field(Label::Party, "", &mut self.party)?;
        form.field(Label::Kind, "", &mut self.kind)?;
        form.field(Label::Pattern, "", &mut self.pattern)?;
        form.field(Label::Csp, "", &mut self.csp)?;
        form.field(Label::FirstLeg, "", &mut self.first_leg)?;
        form.field(Label::FirstLegDrifting, "", &mut self.first_leg_drifting)?;
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
