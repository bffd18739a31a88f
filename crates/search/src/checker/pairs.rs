//! Units against each other: overlap, lost-link volumes, corners and creep.

use super::geometry::convex_gap;
use super::text::distance as in_words;
use super::{ANGLE_DEG, Caution, DISTANCE_M, Rule, Searched, Violation, areas, pattern};
use crate::problem::{Neighbours, Overlap, SameCorner};
use crate::{Domain, Problem, Sru};
use sarex_geo::math;

pub(super) fn check(problem: &Problem, all: &[Searched<'_>], found: &mut Vec<Violation>) {
    for (k, a) in all.iter().enumerate() {
        for b in all[k + 1..].iter().filter(|b| b.index != a.index) {
            if a.unit.domain() == b.unit.domain() {
                check_overlap(problem, a, b, found);
            }
            if let Some(same) = problem.rules.same_corner {
                check_corner(same, a, b, found);
            }
        }
        for b in all.iter().filter(|b| b.index != a.index) {
            check_lost_link(a, b, found);
        }
    }
}

/// Both units break a rule.
fn both(
    a: &Searched<'_>,
    b: &Searched<'_>,
    rule: Rule,
    amount: f64,
    what: String,
    release: String,
) -> Violation {
    let what = format!("`{}` and `{}` {what}", a.unit.id, b.unit.id);
    Violation { rule, units: vec![a.index, b.index], amount, what, release }
}

fn check_overlap(problem: &Problem, a: &Searched<'_>, b: &Searched<'_>, found: &mut Vec<Violation>) {
    let pair = |p: &(usize, usize)| *p == (a.index, b.index) || *p == (b.index, a.index);
    if problem.rules.may_overlap.iter().any(pair) || are_stacked(problem, a.unit, b.unit) {
        return;
    }
    let buffers_m = a.unit.buffer_m + b.unit.buffer_m;
    let zones_m = buffers_m - convex_gap(&a.hull, &b.hull);
    let areas_m = areas_apart_m(problem.rules.neighbours, buffers_m)
        .map_or(0.0, |keep_m| keep_m - convex_gap(&a.area, &b.area));
    let missing_m = zones_m.max(areas_m);
    if missing_m > DISTANCE_M {
        let by = in_words(missing_m);
        let of_what = if zones_m >= areas_m { "with their buffers" } else { "in their search areas" };
        let what = format!("overlap by {by} {of_what}");
        let release = match (problem.rules.overlap, a.unit.domain()) {
            (Overlap::IfVerticallySeparated, Domain::Air) => {
                "move one of them, give them altitude bands far enough apart, or allow this pair to overlap"
            }
            _ if areas_m > zones_m => {
                "move one of them, allow this pair to overlap, or let the margins of areas overlap"
            }
            _ => "move one of them, or allow this pair to overlap",
        };
        found.push(both(a, b, Rule::Overlap, missing_m, what, release.into()));
    }
}

/// How far apart search areas must be, m, if the rules say so.
fn areas_apart_m(neighbours: Neighbours, buffers_m: f64) -> Option<f64> {
    match neighbours {
        Neighbours::ShareEdges => Some(0.0),
        Neighbours::KeepApart => Some(buffers_m),
        Neighbours::ZonesOnly => None,
    }
}

/// Whether the rules let two aircraft overlap because of their heights.
fn are_stacked(problem: &Problem, a: &Sru, b: &Sru) -> bool {
    let rules = &problem.rules;
    let (Some(least_ft), Some(low), Some(high)) = (rules.vertical_separation_ft, a.altitude, b.altitude)
    else {
        return false;
    };
    let apart_ft = (low.low_ft - high.high_ft).max(high.low_ft - low.high_ft);
    rules.overlap == Overlap::IfVerticallySeparated && a.domain() == Domain::Air && apart_ft >= least_ft
}

/// Others of its domain, at its heights, keep out of the volume of a unit that searches.
fn check_lost_link(owner: &Searched<'_>, other: &Searched<'_>, found: &mut Vec<Violation>) {
    let Some(volume) = owner.unit.link.as_ref().and_then(|l| l.lost_link.as_ref()) else { return };
    let apart = volume.altitude.is_some_and(|band| !areas::meets(band, other.unit.altitude));
    if other.unit.domain() != owner.unit.domain() || apart {
        return;
    }
    if let Some(missing_m) = areas::intrusion(&other.hull, &volume.outline, other.unit.buffer_m) {
        let owner_id = &owner.unit.id;
        let what = format!("comes {} too near to the lost-link volume of `{owner_id}`", in_words(missing_m));
        let release = format!("move it away, or leave `{owner_id}` unused");
        found.push(other.breaks(Rule::LostLink, missing_m, what, release));
    }
}

/// Aircraft in neighbouring zones at about the same time.
fn are_adjacent(same: SameCorner, a: &Searched<'_>, b: &Searched<'_>) -> bool {
    if a.unit.domain() != Domain::Air || b.unit.domain() != Domain::Air {
        return false;
    }
    let zones_m = convex_gap(&a.hull, &b.hull) - a.unit.buffer_m - b.unit.buffer_m;
    let pause_s = (a.begin_s() - b.end_s()).max(b.begin_s() - a.end_s());
    zones_m < same.adjacent_m && pause_s < same.time_gap_s.max(0.0)
}

/// Adjacent aircraft of which one flies a pattern that has no corner and creeps nowhere: no rule holds them apart.
pub(super) fn cautions(problem: &Problem, all: &[Searched<'_>]) -> Vec<Caution> {
    let Some(same) = problem.rules.same_corner else { return Vec::new() };
    let mut told = Vec::new();
    for (k, a) in all.iter().enumerate() {
        for b in all[k + 1..].iter().filter(|b| b.index != a.index && are_adjacent(same, a, b)) {
            let without = |s: &&&Searched<'_>| !pattern::has_corner(s.assignment.pattern.kind);
            let Some(one) = [a, b].iter().find(without).copied() else { continue };
            let (id, code) = (&one.unit.id, one.assignment.pattern.kind.code());
            told.push(Caution {
                unit: one.index,
                what: format!(
                    "`{}` and `{}` are adjacent, and the {code} of `{id}` has no corner and creeps nowhere: agree how \
                     they keep apart",
                    a.unit.id, b.unit.id
                ),
            });
        }
    }
    told
}

fn check_corner(same: SameCorner, a: &Searched<'_>, b: &Searched<'_>, found: &mut Vec<Violation>) {
    let compares = |s: &Searched<'_>| pattern::has_corner(s.assignment.pattern.kind);
    if !(are_adjacent(same, a, b) && compares(a) && compares(b)) {
        return;
    }
    let release =
        "begin at the same corner and creep the same way, move them apart, or fly one after the other";
    if let (Some(one), Some(other)) = (corner_deg(a), corner_deg(b)) {
        let over_deg = turned(one, other) - same.corner_deg;
        if over_deg > ANGLE_DEG {
            let what = format!("are adjacent, and their first corners lie {:.0}° apart", turned(one, other));
            found.push(both(a, b, Rule::SameCorner, over_deg, what, release.into()));
        }
    }
    let creep = |s: &Searched<'_>| {
        let flown = &s.assignment.pattern;
        flown.first_leg_deg + 90.0 * flown.turn.sign()
    };
    let apart_deg = turned(creep(a), creep(b));
    if apart_deg - same.creep_deg > ANGLE_DEG {
        let what = format!("are adjacent, and creep {apart_deg:.0}° apart");
        found.push(both(a, b, Rule::SameCreep, apart_deg - same.creep_deg, what, release.into()));
    }
}

/// The bearing from the middle of the pattern to its first point, in its own frame.
fn corner_deg(searched: &Searched<'_>) -> Option<f64> {
    let flown = &searched.assignment.pattern;
    let legs = pattern::legs(flown, flown.spacing_m).ok()?;
    let middle = pattern::middle(&pattern::corners(&legs));
    Some(math::atan2(-middle.east_m, -middle.north_m).to_degrees())
}

/// The angle between two directions, degrees from 0 to 180.
fn turned(a_deg: f64, b_deg: f64) -> f64 {
    let between = (a_deg - b_deg).rem_euclid(360.0);
    between.min(360.0 - between)
}
