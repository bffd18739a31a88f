//! The ways on which a unit does not search: out from its base, on from area to area, and home.
//!
//! Planners take them as straight. What lies in their way is no violation, for a unit goes round or is let through; but it
//! has to be arranged, or takes longer than planned. Of sensitive areas nothing is told here: whose way
//! meets one and whose does not would let anybody draw where it lies.

use super::geometry::{inside, polygon_distance, stretch_depth};
use super::{Caution, DISTANCE_M, Searched, areas};
use crate::Sru;
use crate::problem::{Area, AreaKind};
use sarex_geo::plane::PlanePoint;

/// All that a unit does between leaving its base and coming back.
pub(super) struct Sortie<'a> {
    pub index: usize,
    pub unit: &'a Sru,
    pub legs: Vec<Leg>,
}

/// A straight way on which it does not search.
pub(super) struct Leg {
    pub role: Role,
    pub from: PlanePoint,
    pub to: PlanePoint,
}

/// Which way it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Out,
    Between,
    Home,
}

impl Role {
    fn words(self) -> &'static str {
        match self {
            Self::Out => "out from its base",
            Self::Between => "between its areas",
            Self::Home => "home",
        }
    }
}

/// The sorties of a plan, one for each unit that searches. Of a unit with a fixed start base and transit do not count.
pub(super) fn sorties<'a>(all: &[Searched<'a>]) -> Vec<Sortie<'a>> {
    let first = all.iter().filter(|searched| searched.before.is_none());
    first.map(|first| of_unit(first, all)).collect()
}

fn of_unit<'a>(first: &Searched<'a>, all: &[Searched<'a>]) -> Sortie<'a> {
    let unit = first.unit;
    let tasks = all.iter().filter(|searched| searched.index == first.index);
    let ends: Vec<[PlanePoint; 2]> = tasks
        .map(|searched| {
            let track = &searched.assignment.track;
            [track[0].at, track[track.len() - 1].at]
        })
        .collect();
    let mut legs = Vec::new();
    if unit.commence_s.is_none() {
        legs.push(Leg { role: Role::Out, from: unit.base, to: ends[0][0] });
        legs.push(Leg { role: Role::Home, from: ends[ends.len() - 1][1], to: unit.base });
    }
    let hop = |pair: &[[PlanePoint; 2]]| Leg { role: Role::Between, from: pair[0][1], to: pair[1][0] };
    legs.extend(ends.windows(2).map(hop));
    Sortie { index: first.index, unit, legs }
}

/// Areas and volumes of others that lie in the way of a unit, or about its base.
pub(super) fn cautions(sortie: &Sortie<'_>, areas: &[Area], all: &[Searched<'_>]) -> Vec<Caution> {
    let open = areas.iter().filter(|area| areas::concerns(area, sortie.unit));
    let of_rules = open.filter_map(Closed::of_area);
    let of_others = all.iter().filter(|other| other.before.is_none() && other.index != sortie.index);
    let of_others = of_others.filter_map(|owner| Closed::of_lost_link(owner.unit, sortie.unit));
    of_rules.chain(of_others).filter_map(|closed| closed.caution(sortie)).collect()
}

/// What a unit does not pass through without asking.
struct Closed<'a> {
    outline: &'a [PlanePoint],
    buffer_m: f64,
    /// What it is called.
    name: String,
    /// Who lets through, or that nobody may.
    leave: String,
}

impl<'a> Closed<'a> {
    fn of_area(area: &'a Area) -> Option<Self> {
        let (name, leave) = match area.kind {
            AreaKind::Sensitive => return None,
            AreaKind::Excluded => ("excluded area", "see whether it may pass through"),
            AreaKind::Airspace => ("airspace", "get clearance to pass through"),
        };
        let name = format!("{name} `{}`", area.name);
        Some(Self { outline: &area.outline, buffer_m: area.buffer_m, name, leave: leave.to_owned() })
    }

    /// Only what moves in the same domain, at its heights, is in the way of a unit whose link is lost.
    fn of_lost_link(owner: &'a Sru, other: &Sru) -> Option<Self> {
        let volume = owner.link.as_ref()?.lost_link.as_ref()?;
        let meets = volume.altitude.is_none_or(|band| areas::meets(band, other.altitude));
        (owner.domain() == other.domain() && meets).then(|| Self {
            outline: &volume.outline,
            buffer_m: 0.0,
            name: format!("the lost-link volume of `{}`", owner.id),
            leave: format!("agree with who controls `{}`", owner.id),
        })
    }

    fn caution(&self, sortie: &Sortie<'_>) -> Option<Caution> {
        let Self { name, leave, .. } = self;
        let id = &sortie.unit.id;
        let leaves_base = sortie.legs.iter().any(|leg| leg.role == Role::Out);
        let caution = |what: String| Some(Caution { unit: sortie.index, what });
        if leaves_base && self.holds(sortie.unit.base) {
            return caution(format!(
                "`{id}` has its base inside {name}, which it must keep out of: {leave} when it leaves and comes back, or \
                 correct its position"
            ));
        }
        let crossing = sortie.legs.iter().filter(|leg| self.is_crossed_by(leg));
        let ways: Vec<&str> = crossing.map(|leg| leg.role.words()).collect();
        if ways.is_empty() {
            return None;
        }
        let way = ways.join(" and ");
        caution(format!(
            "`{id}` would cross {name} on the straight way {way}: {leave}, or go round, which takes longer than planned"
        ))
    }

    fn holds(&self, place: PlanePoint) -> bool {
        inside(place, self.outline) || polygon_distance(&[place], self.outline) < self.buffer_m
    }

    /// An edge may be touched, as a search area may share it.
    fn is_crossed_by(&self, leg: &Leg) -> bool {
        let ends = [leg.from, leg.to];
        let near = polygon_distance(&ends, self.outline) < self.buffer_m - DISTANCE_M;
        near || stretch_depth((leg.from, leg.to), self.outline) > DISTANCE_M
    }
}
