//! Everything that must hold of a problem before it is planned.

mod demands;
#[cfg(test)]
mod tests;
mod units;

use super::{Demand, Objective, Problem, ProblemError, Rules, Sru, Window};
use super::{LostLink, Overlap};
use crate::Cloud;
use crate::checker::geometry;
use sarex_geo::plane::PlanePoint;

impl Problem {
    /// Most units of a problem: pairs of units and the bound's memory grow with it.
    pub const MOST_UNITS: usize = 100;
    /// Most areas to keep out of.
    pub const MOST_AREAS: usize = 1000;
    /// Most corners of one outline.
    pub const MOST_CORNERS: usize = 2000;

    /// A search for the greatest probability of success with default rules, every unit free, and no coast.
    ///
    /// # Errors
    /// What [`Problem::checked`] finds.
    pub fn new(cloud: Cloud, units: Vec<Sru>, window: Window) -> Result<Self, ProblemError> {
        let demands = vec![Demand::Free; units.len()];
        let (rules, objective) = (Rules::default(), Objective::Pos);
        Self { cloud, units, window, rules, objective, demands, coast: None }.checked()
    }

    /// The problem itself, once everything that planners take for granted has been seen to hold.
    ///
    /// # Errors
    /// The first thing found that does not hold, with what would put it right.
    pub fn checked(self) -> Result<Self, ProblemError> {
        self.check()?;
        Ok(self)
    }

    /// Looks whether everything holds that planners take for granted.
    ///
    /// # Errors
    /// The first thing found that does not hold, with what would put it right.
    pub fn check(&self) -> Result<(), ProblemError> {
        self.check_counts()?;
        self.check_window()?;
        for (k, unit) in self.units.iter().enumerate() {
            units::check(unit, self)?;
            // Who stays need not see.
            if self.demands.get(k) != Some(&Demand::Unused) {
                units::check_sight(unit)?;
            }
        }
        self.check_ids()?;
        self.check_availability()?;
        self.check_rules()?;
        self.check_objective()?;
        demands::check(self)
    }

    fn check_counts(&self) -> Result<(), ProblemError> {
        let too_many = |things, count, most, remedy| match count > most {
            true => Err(ProblemError::TooMany { things, count, most, remedy }),
            false => Ok(()),
        };
        if self.units.is_empty() {
            return Err(ProblemError::NoUnits);
        }
        let remedy = "plan groups of units one after the other, each on what the others leave";
        too_many("units", self.units.len(), Self::MOST_UNITS, remedy)?;
        let remedy = "leave out those far from the search, or join neighbours";
        too_many("areas to keep out of", self.rules.areas.len(), Self::MOST_AREAS, remedy)?;
        let links = self.units.iter().filter_map(|u| u.link.as_ref()?.lost_link.as_ref());
        let outlines = self.rules.areas.iter().map(|a| &a.outline).chain(links.map(|l| &l.outline));
        let corners = outlines.map(Vec::len).max().unwrap_or(0);
        too_many("corners of one outline", corners, Self::MOST_CORNERS, "draw it more coarsely")
    }

    fn check_window(&self) -> Result<(), ProblemError> {
        let Window { start_s, end_s } = self.window;
        let (start, end) = (time(start_s), time(end_s));
        if !(start_s.is_finite() && end_s.is_finite() && start_s < end_s) {
            return Err(ProblemError::Window { start, end });
        }
        // Times of a case are whole microseconds; a thousandth of a second is no gap in a forecast.
        if start_s < self.cloud.start_s() - 1e-3 || end_s > self.cloud.end_s() + 1e-3 {
            let (from, until) = (time(self.cloud.start_s()), time(self.cloud.end_s()));
            return Err(ProblemError::OutsideForecast { start, end, from, until });
        }
        Ok(())
    }

    fn check_ids(&self) -> Result<(), ProblemError> {
        for (k, unit) in self.units.iter().enumerate() {
            if self.units[..k].iter().any(|other| other.id == unit.id) {
                return Err(unit_error(unit, "two units have this id", "give each its own"));
            }
        }
        Ok(())
    }

    fn check_availability(&self) -> Result<(), ProblemError> {
        let ready_s = |unit: &Sru| unit.commence_s.unwrap_or(unit.available_s);
        let Some(first) = self.units.iter().min_by(|a, b| ready_s(a).total_cmp(&ready_s(b))) else {
            return Ok(());
        };
        if ready_s(first) < self.window.end_s {
            return Ok(());
        }
        let (end, available) = (time(self.window.end_s), time(ready_s(first)));
        Err(ProblemError::NobodyAvailable { end, unit: first.id.clone(), available })
    }

    fn check_rules(&self) -> Result<(), ProblemError> {
        let rules = &self.rules;
        let wrong = |rule: &str, what: String, remedy: &str| {
            Err(ProblemError::Rule { rule: rule.into(), what, remedy: remedy.into() })
        };
        for &(a, b) in &rules.may_overlap {
            if a == b || a.max(b) >= self.units.len() {
                let what = format!("the pair {a}, {b} is not two of {} units", self.units.len());
                return wrong("may overlap", what, "name two different units of the search");
            }
        }
        match rules.vertical_separation_ft {
            Some(ft) if !(ft.is_finite() && ft > 0.0) => {
                let what = format!("a vertical separation of {ft} ft");
                return wrong("vertical separation", what, "give a positive number of feet");
            }
            None if rules.overlap == Overlap::IfVerticallySeparated => {
                let what = "aircraft may overlap if vertically separated, but by how much is not said".into();
                return wrong("vertical separation", what, "set minimum_vertical_separation_ft");
            }
            _ => {}
        }
        if !(rules.max_aspect.is_finite() && rules.max_aspect > 0.0) {
            let what = format!("a greatest aspect of {}", rules.max_aspect);
            return wrong("aspect", what, "give a positive number, 2 for instance");
        }
        if let Some(same) = rules.same_corner {
            let numbers = [same.adjacent_m, same.corner_deg, same.creep_deg, same.time_gap_s];
            if numbers.iter().any(|x| !(x.is_finite() && *x >= 0.0)) {
                let what = "a distance, angle or time gap is negative or no number".into();
                return wrong("same corner", what, "give numbers of zero or more");
            }
        }
        for area in &rules.areas {
            let name = format!("area {}", area.name);
            if let Some((what, remedy)) = outline_trouble(&area.outline) {
                return wrong(&name, what, remedy);
            }
            if !(area.buffer_m.is_finite() && area.buffer_m >= 0.0) {
                let what = format!("a buffer of {} m", area.buffer_m);
                return wrong(&name, what, "give zero or more");
            }
            if area.altitude.is_some_and(units::is_no_band) {
                let what = "its altitude band is upside down or no number".into();
                return wrong(&name, what, "give the lower height first");
            }
        }
        Ok(())
    }

    fn check_objective(&self) -> Result<(), ProblemError> {
        let Objective::Survivors { alive } = &self.objective else { return Ok(()) };
        let wrong = |what: String, remedy: &str| Err(ProblemError::Objective { what, remedy: remedy.into() });
        let (objects, nodes) = (self.cloud.objects().len(), self.cloud.nodes());
        if alive.len() != objects || alive.iter().any(|row| row.len() != nodes) {
            let what = "survival is not given for every object type and node time".into();
            return wrong(what, &format!("give {objects} rows of {nodes} values"));
        }
        if let Some(p) = alive.iter().flatten().find(|p| !(0.0..=1.0).contains(*p)) {
            return wrong(format!("a chance of being alive of {p}"), "give values from 0 to 1");
        }
        // Nobody comes back to life; the bound rests on it. Rounding is no rise.
        let rises = |row: &&Vec<f64>| row.windows(2).any(|pair| pair[1] > pair[0] + 1e-9);
        match self.cloud.objects().iter().zip(alive).find(|(_, row)| rises(row)) {
            Some((object, _)) => {
                let what = format!("the chance of being alive of `{object}` rises in time");
                wrong(what, "give each value no larger than the one before")
            }
            None => Ok(()),
        }
    }
}

/// What is wrong with an outline, and what would put it right.
fn outline_trouble(outline: &[PlanePoint]) -> Option<(String, &'static str)> {
    if outline.len() < 3 {
        return Some((format!("an outline of {} corners", outline.len()), "give three or more"));
    }
    if outline.iter().any(|p| is_no_place(*p)) {
        return Some(("a corner that is no place on Earth".into(), "give finite coordinates"));
    }
    if let Some((a, b)) = geometry::crossing_edges(outline) {
        let what = format!("edge {} of its outline crosses edge {}", a + 1, b + 1);
        return Some((what, "give the corners in order round the area, or split it in two"));
    }
    if geometry::area_m2(outline).abs() < 1.0 {
        return Some(("its outline encloses nothing".into(), "give corners that do not lie on one line"));
    }
    None
}

/// Not finite, or farther than half round the Earth.
fn is_no_place(point: PlanePoint) -> bool {
    const HALF_ROUND_M: f64 = 20_100_000.0;
    !(point.east_m.abs() <= HALF_ROUND_M && point.north_m.abs() <= HALF_ROUND_M)
}

fn unit_error(unit: &Sru, what: impl Into<String>, remedy: impl Into<String>) -> ProblemError {
    ProblemError::Unit { unit: unit.id.clone(), what: what.into(), remedy: remedy.into() }
}

/// A time as people write it, to the second.
pub(crate) fn time(seconds: f64) -> String {
    sarex_geo::time::from_unix_seconds(seconds.round())
        .map_or_else(|| format!("{seconds} s"), |t| t.to_string())
}

impl LostLink {
    fn trouble(&self) -> Option<(String, &'static str)> {
        if self.altitude.is_some_and(units::is_no_band) {
            return Some((
                "its altitude band is upside down or no number".into(),
                "give the lower height first",
            ));
        }
        outline_trouble(&self.outline)
    }
}
