//! How a candidate is varied.

use super::dice::Dice;
use super::ladder::{Candidate, Laid, Then};
use super::state::{Placed, State};
use crate::planner::feasible;
use crate::{Compensation, PlanePoint, Turn};

/// Speeds of drift are varied by so much, m/s (0.2 kn).
const DRIFT_MPS: f64 = 0.1;

/// A variation of a unit's task. `scale` falls from 1 to 0 over the work: far and wide first, close at the end.
pub(super) fn vary(state: &State<'_>, unit: usize, dice: &mut Dice, scale: f64) -> Option<Candidate> {
    let placed = state.units[unit].as_ref();
    let Some(placed @ Placed { candidate: Some(old), .. }) = placed else { return anew(state, unit, dice) };
    if state.ground.problem.rules.areas_per_unit > 1 && dice.uniform() < 0.12 {
        return areas(state, unit, old, dice, scale);
    }
    match placed.then.first() {
        // One of the two areas is varied, as if it were the first.
        Some((then, _)) if dice.uniform() < 0.5 => {
            let new = vary_one(state, unit, &old.swapped(), (placed, then), dice, scale)?;
            Some(new.swapped())
        }
        _ => vary_one(state, unit, old, (placed, &placed.laid), dice, scale),
    }
}

/// Another number of areas, another share of time for each, or the other one first.
fn areas(state: &State<'_>, unit: usize, old: &Candidate, dice: &mut Dice, scale: f64) -> Option<Candidate> {
    let Some(then) = old.then else {
        let new =
            if dice.uniform() < 0.5 { once_more(old, dice) } else { elsewhere(state, unit, old, dice)? };
        return Some(if dice.uniform() < 0.5 { new } else { new.swapped() });
    };
    Some(match dice.below(6) {
        0 if dice.uniform() < 0.3 + scale => Candidate { then: None, ..*old },
        1 if dice.uniform() < 0.3 + scale => Candidate { then: None, ..old.swapped() },
        0..=2 => old.swapped(),
        _ => {
            let share = (then.share + (0.03 + 0.2 * scale) * dice.normal()).clamp(0.08, 0.92);
            Candidate { then: Some(Then { share, ..then }), ..*old }
        }
    })
}

/// The same measures where something is still to be found.
fn alike_elsewhere(state: &State<'_>, unit: usize, old: &Candidate, dice: &mut Dice) -> Option<Candidate> {
    let there = anew(state, unit, dice)?;
    let first_leg = if dice.uniform() < 0.5 { old.first_leg } else { there.first_leg };
    Some(Candidate { centre: there.centre, drift: there.drift, first_leg, ..*old })
}

/// Two units' first areas in each other's place, each with its own measures; nothing if a unit has none.
pub(super) fn exchange(state: &State<'_>, a: usize, b: usize) -> Option<(Candidate, Candidate)> {
    let of = |unit: usize| state.units[unit].as_ref()?.candidate;
    let (of_a, of_b) = (of(a)?, of(b)?);
    let later_s = state.ground.reference_s[b] - state.ground.reference_s[a];
    let put = |what: Candidate, whither: &Candidate, later_s: f64| {
        let Candidate { centre, drift, first_leg, .. } = *whither;
        let centre = shifted(centre, drift.east_mps * later_s, drift.north_mps * later_s);
        Candidate { centre, drift, first_leg, ..what }
    };
    Some((put(of_a, &of_b, -later_s), put(of_b, &of_a, later_s)))
}

/// A part of the time goes to another place, with areas as closely searched as before.
fn elsewhere(state: &State<'_>, unit: usize, old: &Candidate, dice: &mut Dice) -> Option<Candidate> {
    let share = dice.between(0.2, 0.6);
    let there = anew(state, unit, dice)?;
    let legs = |legs: usize, share: f64| ((legs as f64 * share.sqrt()).round() as usize).max(1);
    let then = Then { legs: legs(there.legs, share), share, ..then_of(&there) };
    Some(Candidate { legs: legs(old.legs, 1.0 - share), then: Some(then), ..*old })
}

/// The same area less closely, and its middle once more: two steps come nearer to what is best for a hill of probability
/// than one.
fn once_more(old: &Candidate, dice: &mut Dice) -> Candidate {
    let (share, part) = (dice.between(0.25, 0.6), dice.between(0.3, 0.8));
    let legs = |legs: f64| (legs.round() as usize).max(1);
    let n = old.legs as f64;
    let then = Then {
        spacing_m: old.spacing_m * part / share,
        legs: legs(n * share / part.sqrt()),
        share,
        ..then_of(old)
    };
    Candidate {
        spacing_m: old.spacing_m / (1.0 - share),
        legs: legs(n * (1.0 - share)),
        then: Some(then),
        ..*old
    }
}

/// A candidate as a second area.
fn then_of(candidate: &Candidate) -> Then {
    let Candidate { centre, first_leg, spacing_m, legs, turn, drift, .. } = *candidate;
    Then { centre, first_leg, spacing_m, legs, turn, drift, share: 0.5 }
}

/// A variation of the first area.
fn vary_one(
    state: &State<'_>,
    unit: usize,
    old: &Candidate,
    (placed, laid): (&Placed, &Laid),
    dice: &mut Dice,
    scale: f64,
) -> Option<Candidate> {
    let mut new = *old;
    let along_m = laid.flown.leg_m + old.spacing_m;
    let across_m = old.legs as f64 * old.spacing_m;
    let by = 0.02 + 0.5 * scale;
    match dice.below(16) {
        0..=3 => {
            let (x, y) = dice.normals();
            let reach_m = by * along_m.min(across_m);
            new.centre = shifted(old.centre, reach_m * x, reach_m * y);
        }
        4..=5 => new.first_leg += by * 0.15 * dice.normal(),
        6..=7 => new.spacing_m *= stretch(dice.normal() * by * 0.4),
        8 => new.legs = legs_near(old.legs, dice, scale),
        9 => {
            // Another number of legs over the same breadth.
            new.legs = legs_near(old.legs, dice, scale);
            new.spacing_m *= old.legs as f64 / new.legs as f64;
        }
        10 => {
            // Another breadth of the same area.
            let times = stretch(dice.normal() * by * 0.5);
            new.spacing_m *= times;
            let legs = (old.legs as f64 * stretch(dice.normal() * by * 0.3)).round();
            new.legs = (legs as usize).max(1);
        }
        11 => match dice.below(3) {
            0 => new.turn = opposite(old.turn),
            1 => new.first_leg += 0.5,
            _ => {
                new.first_leg += 0.5;
                new.turn = opposite(old.turn);
            }
        },
        12 => {
            // The same area with the legs across.
            new.first_leg += 0.25;
            let legs = (along_m / old.spacing_m).round() as usize;
            new.legs = legs.max(1);
        }
        13 => {
            let (x, y) = dice.normals();
            let by = (0.1 + scale) * DRIFT_MPS;
            new.drift.east_mps += by * x;
            new.drift.north_mps += by * y;
        }
        14 if dice.uniform() < 0.5 => new.drift = drift_of_found(state, unit, placed),
        14 => {
            // One side stays where it is.
            let grow = dice.normal() * by * 0.3;
            new.spacing_m *= stretch(grow);
            let aside_m =
                0.5 * across_m * (stretch(grow) - 1.0) * if dice.uniform() < 0.5 { 1.0 } else { -1.0 };
            let axes = crate::pattern::Axes::of(old.first_leg * 360.0);
            let shift = axes.point(0.0, aside_m);
            new.centre = shifted(old.centre, shift.east_m, shift.north_m);
        }
        _ if dice.uniform() < 0.5 => return alike_elsewhere(state, unit, old, dice),
        _ if dice.uniform() < 0.3 + 0.5 * scale => {
            let then = old.then;
            return anew(state, unit, dice).map(|new| Candidate { then, ..new });
        }
        _ => {
            let wait_s = old.delay_s + dice.normal() * 1800.0 * by;
            new.delay_s = wait_s.max(0.0);
        }
    }
    new.first_leg = new.first_leg.rem_euclid(1.0);
    let least_m = state.ground.problem.units[unit].min_spacing_m;
    new.spacing_m = new.spacing_m.max(least_m);
    Some(new)
}

/// A ladder of usual measures around a particle that is still to be found.
pub(super) fn anew(state: &State<'_>, unit: usize, dice: &mut Dice) -> Option<Candidate> {
    let sru = &state.ground.problem.units[unit];
    let left = state.left_without(unit);
    let i = draw(&left, dice.uniform());
    let reference_s = state.ground.reference_s[unit];
    let [east_m, north_m] = state.sample.at(i, reference_s);
    let width_m = state.ground.typical_width_m[unit];
    let spacing_m = (width_m * dice.between(0.5, 1.6)).max(sru.min_spacing_m);
    let track_m = sru.track_mps() * sru.on_scene_s;
    let aspect = stretch(dice.between(-1.6, 0.6));
    let legs = (aspect * track_m / spacing_m).sqrt().round().clamp(1.0, 400.0) as usize;
    Some(Candidate {
        centre: PlanePoint { east_m, north_m },
        first_leg: dice.uniform(),
        spacing_m,
        legs,
        turn: if dice.uniform() < 0.5 { Turn::Right } else { Turn::Left },
        drift: mean_drift(state, &left, reference_s),
        delay_s: 0.0,
        use_of_time: 1.0,
        then: None,
    })
}

/// One leg ahead from the nearest place from which a unit sees something: what a unit can do that hardly gets there.
pub(super) fn nearest(state: &State<'_>, unit: usize) -> Option<Candidate> {
    let sru = &state.ground.problem.units[unit];
    let centre = feasible::nearest_place(state.ground.problem, sru)?;
    let ahead =
        sarex_geo::math::atan2_lanes(centre.east_m - sru.base.east_m, centre.north_m - sru.base.north_m);
    Some(Candidate {
        centre,
        first_leg: (ahead.to_degrees() / 360.0).rem_euclid(1.0),
        spacing_m: sru.min_spacing_m,
        legs: 1,
        turn: Turn::Right,
        drift: Compensation::default(),
        delay_s: 0.0,
        use_of_time: 1.0,
        then: None,
    })
}

fn shifted(p: PlanePoint, east_m: f64, north_m: f64) -> PlanePoint {
    PlanePoint { east_m: p.east_m + east_m, north_m: p.north_m + north_m }
}

fn opposite(turn: Turn) -> Turn {
    match turn {
        Turn::Right => Turn::Left,
        Turn::Left => Turn::Right,
    }
}

/// e^x without the tails that would leave nothing or everything.
fn stretch(x: f64) -> f64 {
    sarex_geo::math::exp(x.clamp(-2.0, 2.0))
}

fn legs_near(legs: usize, dice: &mut Dice, scale: f64) -> usize {
    let most = 1 + (scale * 0.4 * legs as f64) as usize;
    let by = 1 + dice.below(most);
    if dice.uniform() < 0.5 { legs.saturating_sub(by).max(1) } else { (legs + by).min(400) }
}

/// An index by weight.
fn draw(weight: &[f32], uniform: f64) -> usize {
    let sum: f64 = weight.iter().map(|w| f64::from(*w)).sum();
    let mut left = uniform * sum;
    for (i, weight) in weight.iter().enumerate() {
        left -= f64::from(*weight);
        if left <= 0.0 {
            return i;
        }
    }
    weight.len() - 1
}

/// Mean drift of what is left, within an hour of a time.
fn mean_drift(state: &State<'_>, weight: &[f32], time_s: f64) -> Compensation {
    drift_between(state, |i| f64::from(weight[i]), (time_s - 1800.0, time_s + 1800.0))
}

/// Mean drift, during its search, of what the unit finds and the others do not.
fn drift_of_found(state: &State<'_>, unit: usize, placed: &Placed) -> Compensation {
    let left = state.left_without(unit);
    let found = |i: usize| {
        let seen = f64::from(placed.seen.exposure[i]);
        f64::from(left[i]) * seen / (1.0 + seen)
    };
    let track = &placed.laid.track;
    drift_between(state, found, (track[0].time_s, track[track.len() - 1].time_s))
}

fn drift_between(
    state: &State<'_>,
    weight: impl Fn(usize) -> f64,
    (from_s, to_s): (f64, f64),
) -> Compensation {
    let (mut east_m, mut north_m, mut sum) = (0.0, 0.0, 0.0);
    // Every fourth particle tells as much as all.
    for i in (0..state.sample.len()).step_by(4) {
        let weight = weight(i);
        if weight > 0.0 {
            let (a, b) = (state.sample.at(i, from_s), state.sample.at(i, to_s));
            east_m += weight * (b[0] - a[0]);
            north_m += weight * (b[1] - a[1]);
            sum += weight;
        }
    }
    let scale = if sum > 0.0 { 1.0 / (sum * (to_s - from_s)) } else { 0.0 };
    Compensation { east_mps: east_m * scale, north_mps: north_m * scale }
}
