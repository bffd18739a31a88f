//! One chain of the annealing.

use super::dice::Dice;
use super::moves;
use super::sample::Sample;
use super::state::{Change, Ground, Placed, State};
use crate::Demand;
use sarex_geo::math;
use std::ops::Range;

/// How a stretch of annealing goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schedule {
    /// Temperatures at begin and end, probability of success.
    pub heat: (f64, f64),
    /// Price of breaking rules at begin and end, probability of success per nautical mile.
    pub price: (f64, f64),
    /// Size of moves at begin and end.
    pub scale: (f64, f64),
}

/// Share of moves that exchange two units, at the widest scale.
const EXCHANGES: f64 = 0.03;

/// A chain with its own numbers.
pub(super) struct Chain<'a> {
    pub state: State<'a>,
    dice: Dice,
    /// Units that the search may vary.
    movable: Vec<usize>,
    /// The best state that breaks no rule.
    pub best: Option<(f64, Vec<Option<Placed>>)>,
    pub evaluations: u64,
}

impl<'a> Chain<'a> {
    /// Places the units one by one, each where it adds most.
    pub fn begin(
        ground: &'a Ground<'a>,
        sample: &'a Sample,
        seed: u64,
        number: u32,
        fixed: &State<'a>,
    ) -> Self {
        let movable = |k: &usize| matches!(ground.problem.demands[*k], Demand::Free | Demand::Used);
        let movable: Vec<usize> = (0..ground.problem.units.len()).filter(movable).collect();
        let state = fixed.on(sample);
        let mut chain = Self { state, dice: Dice::of(seed, number), movable, best: None, evaluations: 0 };
        let mut order = chain.movable.clone();
        for k in (1..order.len()).rev() {
            order.swap(k, chain.dice.below(k + 1));
        }
        for unit in order {
            chain.place(unit, 40, 60);
        }
        chain.keep();
        chain
    }

    /// Takes away the tasks that break most until no rule is broken, if nothing better is known.
    pub fn repair(&mut self) {
        if self.best.is_some() {
            return;
        }
        let demands = &self.state.ground.problem.demands;
        while self.state.breach_m > 0.0 {
            let free = self.movable.iter().filter(|&&unit| demands[unit] == Demand::Free);
            let used = free.filter(|&&unit| self.state.units[unit].is_some());
            let Some(change) = used.map(|&unit| self.state.without(unit)).reduce(|a, b| {
                let (x, y) = ((a.breach_m, -a.found), (b.breach_m, -b.found));
                if y < x { b } else { a }
            }) else {
                return;
            };
            self.state.accept(change);
        }
        self.keep();
    }

    /// Tries a number of places for a unit, and betters the best one.
    fn place(&mut self, unit: usize, tries: usize, betters: usize) {
        let price = 0.05 / 1852.0;
        for k in 0..tries + betters {
            let candidate = if k < tries {
                moves::anew(&self.state, unit, &mut self.dice)
            } else {
                moves::vary(&self.state, unit, &mut self.dice, 0.3)
            };
            self.evaluations += 1;
            let Some(change) = candidate.and_then(|c| self.state.try_candidate(unit, c)) else { continue };
            let gain = change.found - self.state.found - price * (change.breach_m - self.state.breach_m);
            if self.state.units[unit].is_none() && change.breach_m < 20_000.0 + self.state.breach_m
                || gain > 0.0
            {
                self.state.accept(change);
            }
        }
        if self.state.units[unit].is_none() {
            self.evaluations += 1;
            let nearest = moves::nearest(&self.state, unit);
            if let Some(change) = nearest.and_then(|c| self.state.try_candidate(unit, c)) {
                self.state.accept(change);
            }
        }
    }

    /// Anneals for some of the evaluations of a schedule, by their numbers out of all.
    pub fn anneal(&mut self, numbers: Range<u64>, all: u64, schedule: Schedule) {
        if self.movable.is_empty() {
            return;
        }
        for k in numbers {
            let progress = k as f64 / all as f64;
            let heat = between(schedule.heat, progress);
            let price = between(schedule.price, progress) / 1852.0;
            let scale = between(schedule.scale, progress);
            let unit = self.movable[self.dice.below(self.movable.len())];
            self.evaluations += 1;
            if self.movable.len() > 1 && self.dice.uniform() < EXCHANGES * scale {
                self.exchange(unit, heat, price);
                continue;
            }
            let candidate = moves::vary(&self.state, unit, &mut self.dice, scale);
            let Some(change) = candidate.and_then(|c| self.state.try_candidate(unit, c)) else { continue };
            if self.takes(&change, heat, price) {
                self.state.accept(change);
                self.keep();
            }
        }
    }

    /// Two units change places: what would take either of them through worse states first.
    fn exchange(&mut self, unit: usize, heat: f64, price: f64) {
        let other = self.movable[self.dice.below(self.movable.len())];
        let candidates = if other == unit { None } else { moves::exchange(&self.state, unit, other) };
        let Some((of_unit, of_other)) = candidates else { return };
        self.evaluations += 1;
        let mut trial = self.state.clone();
        trial.accept(trial.without(other));
        let Some(change) = trial.try_candidate(unit, of_unit) else { return };
        trial.accept(change);
        let Some(change) = trial.try_candidate(other, of_other) else { return };
        if self.takes(&change, heat, price) {
            trial.accept(change);
            self.state = trial;
            self.keep();
        }
    }

    /// Whether a change betters the state, or chance wills it.
    fn takes(&mut self, change: &Change, heat: f64, price: f64) -> bool {
        let gain = change.found - self.state.found - price * (change.breach_m - self.state.breach_m);
        gain >= 0.0 || self.dice.uniform() < math::exp((gain / heat).max(-500.0))
    }

    /// Remembers the state if it is the best that breaks no rule.
    fn keep(&mut self) {
        let better = self.best.as_ref().is_none_or(|(found, _)| self.state.found > *found);
        if self.state.breach_m == 0.0 && better {
            self.best = Some((self.state.found, self.state.units.clone()));
        }
    }

    /// Worth of the best state on its sample; below all others if there is none.
    pub fn value(&self) -> f64 {
        self.best.as_ref().map_or(-1.0, |(found, _)| *found)
    }

    /// Goes on from the best state, on another sample.
    pub fn continue_on(self, sample: &'a Sample) -> Self {
        let mut state = self.state;
        if let Some((_, units)) = self.best {
            state.units = units;
        }
        let mut chain = Self { state: state.on(sample), best: None, ..self };
        chain.keep();
        chain
    }
}

/// Geometric between two positive values.
fn between((from, to): (f64, f64), progress: f64) -> f64 {
    from * math::exp(progress * math::ln(to / from))
}
