//! Small moves of one unit at a time, in stages.

use super::score::{Score, compare};
use super::{Candidate, State, nest};
use crate::Turn;
use crate::pattern::Axes;
use std::cmp::Ordering;

/// Steps of the slides, m: half a nautical mile, at the end a quarter.
const STEP_M: f64 = 926.0;
const FINE_STEP_M: f64 = 463.0;
/// A side is widened by this factor.
const WIDEN: f64 = 17.0 / 16.0;

/// What a stage is after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// More probability of success, whatever is broken.
    Raise,
    /// Shape limits first.
    Shape,
    /// Then pairs.
    Pairs,
    /// More probability of success without new violations.
    ZeroIn,
}

/// A state that is being polished.
pub(super) struct Polish<'a> {
    pub state: State<'a>,
    pub spent: u64,
    movable: Vec<usize>,
    most: u64,
    score: Score,
}

impl<'a> Polish<'a> {
    pub fn of(state: State<'a>, movable: Vec<usize>, most: u64) -> Self {
        let score = Score::of(&state);
        Self { state, spent: 0, movable, most, score }
    }

    /// All stages; false if the start is given up because it stays below the bar.
    pub fn run(&mut self, bar: f64) -> bool {
        let stages = [
            (Stage::Raise, STEP_M, 0.4),
            (Stage::Shape, STEP_M, 0.5),
            (Stage::Pairs, STEP_M, 0.7),
            (Stage::ZeroIn, STEP_M, 0.9),
            (Stage::ZeroIn, FINE_STEP_M, 1.0),
        ];
        for (stage, step_m, until) in stages {
            self.climb(stage, step_m, (self.most as f64 * until) as u64);
            if stage == Stage::Pairs && !self.score.is_clean() {
                // Raising drew the boxes together again: laid side by side once more, they are cleared from there.
                self.spent += nest::all(&mut self.state, &self.movable);
                self.score = Score::of(&self.state);
                self.climb(Stage::Shape, step_m, (self.most as f64 * 0.75) as u64);
                self.climb(Stage::Pairs, step_m, (self.most as f64 * 0.85) as u64);
            }
            if self.state.found < bar {
                return false;
            }
        }
        true
    }

    /// Until no move of any unit helps, or so much work is spent.
    fn climb(&mut self, stage: Stage, step_m: f64, most: u64) {
        loop {
            let mut moved = false;
            for k in 0..self.movable.len() {
                if self.spent >= most || self.is_done(stage) {
                    return;
                }
                moved |= self.better(self.movable[k], stage, step_m);
            }
            if !moved {
                return;
            }
        }
    }

    fn is_done(&self, stage: Stage) -> bool {
        match stage {
            Stage::Shape => self.score.shape.is_empty(),
            Stage::Pairs => self.score.is_clean(),
            Stage::Raise | Stage::ZeroIn => false,
        }
    }

    /// Goes through the moves of a unit and takes each that helps, as often as it does.
    fn better(&mut self, unit: usize, stage: Stage, step_m: f64) -> bool {
        let mut moved = false;
        for kind in 0..MOVES {
            while self.step(unit, kind, stage, step_m) {
                moved = true;
            }
        }
        moved
    }

    fn step(&mut self, unit: usize, kind: usize, stage: Stage, step_m: f64) -> bool {
        let Some(placed) = &self.state.units[unit] else { return false };
        let Some(old) = placed.candidate else { return false };
        let along_m = placed.laid.flown.leg_m + old.spacing_m;
        self.spent += 1;
        let Some(change) = self.state.try_candidate(unit, move_of(&old, kind, along_m, step_m)) else {
            return false;
        };
        let score = Score::after(&self.state, &change);
        if !helps(stage, (change.found, &score), (self.state.found, &self.score)) {
            return false;
        }
        self.state.accept(change);
        self.score = score;
        true
    }
}

/// Whether one outcome is better than another.
fn helps(stage: Stage, new: (f64, &Score), old: (f64, &Score)) -> bool {
    // Rounding is no gain.
    let more = new.0 > old.0 + 1e-9;
    let (shape, pairs) = (compare(&new.1.shape, &old.1.shape), compare(&new.1.pairs, &old.1.pairs));
    match stage {
        Stage::Raise => more,
        Stage::Shape => shape == Ordering::Less || shape == Ordering::Equal && more,
        Stage::Pairs => match shape.then(pairs) {
            Ordering::Less => true,
            Ordering::Equal => more,
            Ordering::Greater => false,
        },
        Stage::ZeroIn => more && shape != Ordering::Greater && pairs != Ordering::Greater,
    }
}

/// Number of moves.
const MOVES: usize = 26;

/// A move of a box: slides (0 to 7), turns, flips, more and fewer legs, and other breadths. The track is always taken whole,
/// so a box that becomes broader gets shorter.
fn move_of(old: &Candidate, kind: usize, along_m: f64, step_m: f64) -> Candidate {
    const SLIDES: [(f64, f64); 8] = [
        (1.0, 0.0),
        (-1.0, 0.0),
        (0.0, 1.0),
        (0.0, -1.0),
        (1.0, 1.0),
        (1.0, -1.0),
        (-1.0, 1.0),
        (-1.0, -1.0),
    ];
    const TURNS: [f64; 5] = [1.0 / 64.0, -1.0 / 64.0, 0.25, 0.5, 0.75];
    let slid = |along_m: f64, right_m: f64| {
        let by = Axes::of(old.first_leg * 360.0).point(along_m, right_m);
        let mut new = *old;
        new.centre.east_m += by.east_m;
        new.centre.north_m += by.north_m;
        new
    };
    let turned = |turns: f64| Candidate { first_leg: (old.first_leg + turns).rem_euclid(1.0), ..*old };
    let turn = match old.turn {
        Turn::Right => Turn::Left,
        Turn::Left => Turn::Right,
    };
    let across_m = old.legs as f64 * old.spacing_m;
    let legs = |by: isize, keep_breadth: bool| {
        let legs = old.legs.saturating_add_signed(by).max(1);
        let spacing_m = if keep_breadth { across_m / legs as f64 } else { old.spacing_m };
        Candidate { legs, spacing_m, ..*old }
    };
    // From the right side (1), the left (−1), or both (0).
    let broader = |factor: f64, side: f64| {
        let aside_m = 0.5 * across_m * (factor - 1.0) * side;
        Candidate { spacing_m: old.spacing_m * factor, ..slid(0.0, aside_m) }
    };
    match kind {
        0..=7 => slid(SLIDES[kind].0 * step_m, SLIDES[kind].1 * step_m),
        8..=12 => turned(TURNS[kind - 8]),
        13 => Candidate { turn, ..*old },
        14 => Candidate { turn, ..turned(0.5) },
        15 => {
            // The same area with the legs across.
            let legs = (along_m / old.spacing_m).round().max(1.0);
            Candidate { legs: legs as usize, spacing_m: along_m / legs, ..turned(0.25) }
        }
        16..=19 => legs([1, -1, 1, -1][kind - 16], kind < 18),
        20..=22 => broader(WIDEN, kind as f64 - 21.0),
        _ => broader(1.0 / WIDEN, kind as f64 - 24.0),
    }
}
