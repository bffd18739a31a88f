//! The plan in words and numbers: what a watch officer reads first.

use super::facts;
use super::scene::ConditionLine;
use super::units::{KNOT, NM};
use super::unused;
use super::{Alternative, MOST_LOSS, Planned, SearchDone, SearchPlan, Update};
use crate::forecast::Forecast;
use crate::write::outputs;
use crate::write::plan::record::{AliveRecord, LookAheadRecord};
use sarex_geo::from_unix_seconds;
use sarex_search::pattern::PatternKind;
use sarex_search::{Assignment, Demand, LocalPlane, UnitKind};
use serde::Serialize;
use std::fmt;

/// The plan without its tracks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanSummary {
    /// Short name of the case.
    pub case: String,
    /// In words.
    pub title: String,
    /// `exercise` or `real`.
    pub kind: &'static str,
    /// Begin of the search, UTC.
    pub start: String,
    /// End of the search, UTC.
    pub end: String,
    /// How it was planned.
    pub planner: &'static str,
    /// Candidate tracks that the planner could try.
    pub budget: u64,
    /// Its seed.
    pub seed: u64,
    /// Probability of success, on particles that the planner has not seen.
    pub pos: f64,
    /// Its standard error, for the particles are so many and no more.
    pub standard_error: f64,
    /// Particles of equal weight that the cloud is worth which it is told on.
    pub effective_particles: f64,
    /// The same on those it was made on.
    pub pos_planned: f64,
    /// No plan has a larger probability of success, whatever it makes as large as possible.
    pub upper_bound: Option<f64>,
    /// Probability of success of this search and all before it, where there are some.
    pub cumulative_pos: Option<f64>,
    /// What the sortie after this one would be expected to bring, if that was asked for. Not tasking.
    pub look_ahead: Option<LookAheadRecord>,
    /// Expected share found alive, where survival is the objective: a band, and never above the probability of success.
    pub found_alive: Option<AliveRecord>,
    /// Share of the probability that is searched for.
    pub followed: f64,
    /// What is looked for.
    pub objects: Vec<ObjectLine>,
    /// Conditions.
    pub conditions: ConditionLine,
    /// Units with something to do.
    pub units: Vec<UnitLine>,
    /// Ids of units that stay unused.
    pub unused: Vec<String>,
    /// Why each of them does, in the same order.
    pub unused_because: Vec<String>,
    /// Ids of units that keep what an earlier plan gave them.
    pub frozen: Vec<String>,
    /// What the reader should know.
    pub warnings: Vec<String>,
    /// By how much probability and bound may be off for want of particles, if that is more than they are told to.
    #[serde(skip)]
    off_by: Option<f64>,
    /// Other plans to choose from, best first.
    pub alternatives: Vec<AlternativeLine>,
    /// Why there are fewer of them than asked for.
    pub alternatives_missing: Option<String>,
}

/// A plan beside the best one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlternativeLine {
    /// Its folder among the results.
    pub folder: String,
    /// Probability of success, on particles that the planner has not seen.
    pub pos: f64,
    /// Its share of the bound of all plans.
    pub of_bound: Option<f64>,
    /// Seed of its planner.
    pub seed: u64,
    /// What it does otherwise than the best plan.
    pub differs: String,
}

/// One thing that may be adrift.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ObjectLine {
    /// Its class.
    pub class: String,
    /// Probability of success given that it is this.
    pub pos: f64,
}

/// What one unit is to do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnitLine {
    /// Its area: A1 and so on.
    pub area: String,
    /// Its id.
    pub id: String,
    /// Who controls it.
    pub party: String,
    /// What it is.
    pub kind: UnitKind,
    /// Abbreviation of its pattern.
    pub pattern: &'static str,
    /// Commence search point.
    pub commence_search_point: String,
    /// Leaves its base, UTC.
    pub departure: String,
    /// Begins to search, UTC.
    pub commence: String,
    /// Ends its search, UTC.
    pub end: String,
    /// Direction of the first leg, degrees true, in the frame that drifts along.
    pub first_leg_deg: f64,
    /// Number of legs.
    pub legs: usize,
    /// Length of a leg, nautical miles.
    pub leg_nm: f64,
    /// Track spacing, nautical miles; a sector search has none.
    pub spacing_nm: Option<f64>,
    /// Sweep width for each object, nautical miles.
    pub sweep_width_nm: Vec<f64>,
    /// Probability of containment.
    pub poc: f64,
    /// Probability of success of this unit alone.
    pub pos: f64,
}

impl SearchPlan {
    /// What a watch officer reads first.
    pub fn summary(&self) -> PlanSummary {
        self.planned.summary(&self.forecast)
    }
}

impl Update {
    /// What a watch officer reads first.
    pub fn summary(&self) -> UpdateSummary {
        UpdateSummary {
            case: self.forecast.case.keys.case.id.value.clone(),
            kind: self.forecast.case.keys.case.kind.key(),
            searches: self.searches.clone(),
            pos: self.pos,
            cumulative_pos: self.cumulative_pos,
            next: self.planned.as_ref().map(|planned| planned.summary(&self.forecast)),
        }
    }
}

/// What searches have left, and the next plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UpdateSummary {
    /// Short name of the case.
    pub case: String,
    /// `exercise` or `real`.
    pub kind: &'static str,
    /// The searches done.
    pub searches: Vec<SearchDone>,
    /// Probability that these searches would have found the object.
    pub pos: f64,
    /// The same of all searches so far.
    pub cumulative_pos: f64,
    /// The plan of the next search.
    pub next: Option<PlanSummary>,
}

impl fmt::Display for UpdateSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}  {}  searches without a find", self.kind.to_uppercase(), self.case)?;
        for done in &self.searches {
            let (unit, track, nm, pos) = (&done.unit, &done.track, done.track_nm, done.pos);
            let from = spoken(&done.from);
            let is_one_day = done.from.get(..10) == done.until.get(..10);
            let until = if is_one_day { clock(&done.until).to_owned() } else { spoken(&done.until) };
            writeln!(f, "{unit:<14} {from} to {until}  {nm:>6.1} NM  {track:<20} POS {pos:.2}")?;
            writeln!(f, "               in {}", done.conditions)?;
            done.notes.iter().try_for_each(|note| writeln!(f, "               warning: {note}"))?;
        }
        writeln!(f, "POS of these searches {:.2}, of all so far {:.2}", self.pos, self.cumulative_pos)?;
        self.next.as_ref().map_or(Ok(()), |next| write!(f, "\n{next}"))
    }
}

impl Planned {
    fn summary(&self, forecast: &Forecast) -> PlanSummary {
        let planned = self;
        let (problem, plan, scene) = (&planned.problem, &planned.plan, &planned.scene);
        let head = &forecast.case.keys.case;
        let used = |index: usize| plan.assignments.iter().any(|a| a.unit == index);
        let objects = problem.cloud.objects().iter().zip(&plan.pos_by_object);
        let idle: Vec<usize> = (0..problem.units.len()).filter(|index| !used(*index)).collect();
        let datum = problem.cloud.plane().to_plane(scene.place.lat_deg(), scene.place.lon_deg());
        let names = planned.names.of(plan);
        let lines = names.iter().zip(&plan.assignments);
        let kept = problem.units.iter().zip(&problem.demands);
        let kept = kept.filter(|(_, demand)| matches!(demand, Demand::Frozen(_)));
        PlanSummary {
            case: head.id.value.clone(),
            title: head.title.clone(),
            kind: head.kind.key(),
            start: time(problem.window.start_s),
            end: time(problem.window.end_s),
            planner: planned.how.planner,
            budget: planned.how.budget,
            seed: planned.how.seed,
            pos: plan.pos,
            standard_error: planned.sampling.pos,
            effective_particles: planned.sampling.effective,
            pos_planned: planned.pos_planned,
            upper_bound: planned.upper_bound,
            cumulative_pos: planned.cumulative_pos(),
            look_ahead: planned.look_ahead.as_ref().and_then(facts::look_ahead),
            found_alive: planned.alive.map(facts::alive),
            followed: planned.shares.followed,
            objects: objects.map(|(class, pos)| ObjectLine { class: class.clone(), pos: *pos }).collect(),
            conditions: scene.line(),
            units: lines.map(|(name, assignment)| self.line(name, assignment)).collect(),
            unused: idle.iter().map(|&index| problem.units[index].id.clone()).collect(),
            unused_because: idle.iter().map(|&index| unused::why(problem, index, datum)).collect(),
            frozen: kept.map(|(unit, _)| unit.id.clone()).collect(),
            warnings: planned.all_warnings(&forecast.ensemble),
            off_by: planned.sampling.off(),
            alternatives: planned.alternatives.iter().enumerate().map(|(k, a)| self.other(k + 2, a)).collect(),
            alternatives_missing: (planned.missing > 0).then(|| {
                format!(
                    "{} fewer than asked: no other plan was found that differs in a third of the units and loses no \
                     more than {:.0} % of the best one",
                    planned.missing,
                    100.0 * MOST_LOSS
                )
            }),
        }
    }

    fn other(&self, number: usize, alternative: &Alternative) -> AlternativeLine {
        AlternativeLine {
            folder: outputs::alternative(number),
            pos: alternative.plan.pos,
            of_bound: self.upper_bound.map(|bound| alternative.plan.pos / bound),
            seed: alternative.seed,
            differs: alternative.differs.clone(),
        }
    }

    fn line(&self, name: &str, assignment: &Assignment) -> UnitLine {
        let problem = &self.problem;
        let unit = &problem.units[assignment.unit];
        let pattern = &assignment.pattern;
        let plane: &LocalPlane = problem.cloud.plane();
        let width_nm = |sensor: &Option<sarex_search::Response>| {
            sensor.as_ref().map_or(0.0, |curve| curve.sweep_width_m() / NM)
        };
        UnitLine {
            area: name.to_owned(),
            id: unit.id.clone(),
            party: unit.party.clone(),
            kind: unit.kind,
            pattern: pattern.kind.code(),
            commence_search_point: plane.to_position(assignment.track[0].at).to_string(),
            departure: time(assignment.departure_s),
            commence: time(assignment.commence_s()),
            end: time(assignment.end_s()),
            first_leg_deg: pattern.first_leg_deg,
            legs: pattern.legs,
            leg_nm: pattern.leg_m / NM,
            spacing_nm: (pattern.kind != PatternKind::Sector).then_some(pattern.spacing_m / NM),
            sweep_width_nm: unit.sensor.iter().map(width_nm).collect(),
            poc: assignment.poc,
            pos: assignment.pos,
        }
    }
}

impl super::Planned {
    /// Probability of success of this search and all before it, where there are some.
    pub fn cumulative_pos(&self) -> Option<f64> {
        self.found_before.map(|before| 1.0 - (1.0 - before) * (1.0 - self.plan.pos))
    }
}

/// Speed in knots.
pub(super) fn knots(mps: f64) -> f64 {
    mps / KNOT
}

/// A time to the minute: `2026-11-20T06:00Z`.
pub(super) fn time(time_s: f64) -> String {
    let minute = (time_s / 60.0).round() * 60.0;
    from_unix_seconds(minute)
        .map_or_else(|| format!("{time_s} s"), |time| time.strftime("%Y-%m-%dT%H:%MZ").to_string())
}

/// Hours and minutes of a time, as one says it.
fn clock(time: &str) -> &str {
    time.get(11..16).unwrap_or(time)
}

/// Date and time, as one says them.
fn spoken(time: &str) -> String {
    time.replace('T', " ").trim_end_matches('Z').to_owned()
}

impl fmt::Display for PlanSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = format!("{}  {}  {}", self.kind.to_uppercase(), self.case, self.title);
        writeln!(f, "{}", head.trim_end())?;
        writeln!(f, "search from {} to {} UTC\n", spoken(&self.start), spoken(&self.end))?;
        write!(f, "POS {:.2}", self.pos)?;
        if let Some(bound) = self.upper_bound {
            write!(f, " of at most {bound:.2}")?;
        }
        if let Some(off) = self.off_by {
            write!(f, " (give or take {off:.2}: few particles)")?;
        }
        if self.objects.len() > 1 {
            let each: Vec<String> =
                self.objects.iter().map(|o| format!("{} {:.2}", o.class, o.pos)).collect();
            write!(f, "   given {}", each.join(", "))?;
        }
        writeln!(f)?;
        if let Some(AliveRecord { low, middle, high }) = self.found_alive {
            writeln!(f, "expected share found alive {low:.2} to {high:.2} (middle of the band {middle:.2})")?;
            if self.upper_bound.is_some() {
                writeln!(f, "  (the bound is of POS, which the share found alive never exceeds)")?;
            }
        }
        if let Some(cumulative) = self.cumulative_pos {
            writeln!(f, "POS of all searches together {cumulative:.2}")?;
        }
        if let Some(ahead) = &self.look_ahead {
            tell_ahead(ahead, f)?;
        }
        writeln!(f, "at the datum: {}", self.conditions)?;
        writeln!(
            f,
            "\n{:<4} {:<14} {:<5} {:<10} {:<7} {:<27} {:<13} {:>5} {:>7} {:>5} {:>5}",
            "area",
            "unit",
            "party",
            "kind",
            "pattern",
            "commence search point",
            "search (UTC)",
            "legs",
            "spacing",
            "POC",
            "POS"
        )?;
        for unit in &self.units {
            writeln!(
                f,
                "{:<4} {:<14} {:<5} {:<10} {:<7} {:<27} {:<13} {:>5} {:>7} {:>5.2} {:>5.2}",
                unit.area,
                unit.id,
                unit.party,
                unit.kind.name(),
                unit.pattern,
                unit.commence_search_point,
                format!("{} to {}", clock(&unit.commence), clock(&unit.end)),
                unit.legs,
                unit.spacing_nm.map_or_else(|| "-".to_owned(), |nm| format!("{nm:.1} NM")),
                unit.poc,
                unit.pos
            )?;
        }
        if !self.unused.is_empty() {
            let each = self.unused.iter().zip(&self.unused_because);
            let each: Vec<String> = each.map(|(id, why)| format!("{id} ({why})")).collect();
            writeln!(f, "unused: {}", each.join("; "))?;
        }
        if !self.frozen.is_empty() {
            writeln!(f, "frozen: {}", self.frozen.join(", "))?;
        }
        self.list_alternatives(f)?;
        if !self.warnings.is_empty() {
            writeln!(f)?;
        }
        self.warnings.iter().try_for_each(|warning| writeln!(f, "warning: {warning}"))
    }
}

/// What the next sortie would bring; the bound in the line above is none of it.
fn tell_ahead(ahead: &LookAheadRecord, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let [start, end] = [ahead.start, ahead.end].map(|time| time.strftime("%Y-%m-%d %H:%M"));
    let (pos, both) = (ahead.pos, ahead.cumulative_pos);
    writeln!(
        f,
        "if nothing is found, the next sortie from {start} to {end} UTC: expected POS {pos:.2}, cumulative {both:.2}"
    )?;
    if let Some(alone) = &ahead.alone {
        let (pos, both) = (alone.pos, alone.cumulative_pos);
        writeln!(
            f,
            "  (the best plan for this search alone: POS {pos:.2}, cumulative with the next sortie {both:.2})"
        )?;
    }
    writeln!(f, "  (a look-ahead, not tasking; the bound is of this search alone)")
}

impl PlanSummary {
    fn list_alternatives(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.alternatives.is_empty() {
            writeln!(f, "\n{:<14} {:>5} {:>9}  what differs", "other plans", "POS", "of bound")?;
        }
        for other in &self.alternatives {
            let share =
                other.of_bound.map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", 100.0 * share));
            writeln!(f, "{:<14} {:>5.2} {share:>9}  {}", other.folder, other.pos, other.differs)?;
        }
        self.alternatives_missing.as_ref().map_or(Ok(()), |why| writeln!(f, "alternatives: {why}"))
    }
}
