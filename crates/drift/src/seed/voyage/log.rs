//! A voyage as one particle makes it.

use super::passage::{Passage, VoyageSampler};

/// A piece as one particle passes it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub begin_s: f64,
    pub duration_s: f64,
    /// Λ at its begin.
    pub hazard: f64,
    /// Rate of distress, 1/s.
    pub rate: f64,
}

/// What one particle meets on its way.
pub(super) struct Log<'a> {
    sampler: &'a VoyageSampler,
    passage: Passage,
    /// What spells add per piece: to Λ at its begin, and to its rate. Empty if there are none.
    added: Vec<(f64, f64)>,
}

impl<'a> Log<'a> {
    pub fn of(sampler: &'a VoyageSampler, passage: Passage) -> Self {
        let mut added = Vec::new();
        if !sampler.spells.is_empty() {
            added.resize(sampler.pieces.len(), (0.0, 0.0));
            for spell in &sampler.spells {
                let stretch = sampler.pieces[spell.piece].of(passage);
                let end_s = stretch.begin_s + stretch.duration_s;
                let within_s = (spell.to_s.min(end_s) - spell.from_s.max(stretch.begin_s)).max(0.0);
                added[spell.piece].1 += spell.rate * within_s / stretch.duration_s;
            }
            let mut hazard = 0.0;
            for (piece, (before, rate)) in sampler.pieces.iter().zip(&mut added) {
                *before = hazard;
                hazard += *rate * piece.of(passage).duration_s;
            }
        }
        Self { sampler, passage, added }
    }

    pub fn stretch(&self, piece: usize) -> Stretch {
        let stretch = self.sampler.pieces[piece].of(self.passage);
        match self.added.get(piece) {
            Some((hazard, rate)) => {
                Stretch { hazard: stretch.hazard + hazard, rate: stretch.rate + rate, ..stretch }
            }
            None => stretch,
        }
    }

    /// Index of the last piece before the first for which this is false, if there is one.
    fn last_while(&self, holds: impl Fn(&Stretch) -> bool) -> Option<usize> {
        let (mut low, mut high) = (0, self.sampler.pieces.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if holds(&self.stretch(middle)) { low = middle + 1 } else { high = middle }
        }
        low.checked_sub(1)
    }

    /// Λ at the last contact (or the departure) and at the latest time (or the arrival).
    pub fn hazard_window(&self) -> (f64, f64) {
        let times = &self.sampler.voyage;
        (self.hazard_at(times.last_contact_s), self.hazard_at(times.latest_s))
    }

    /// Λ(t).
    pub fn hazard_at(&self, time_s: f64) -> f64 {
        self.last_while(|stretch| stretch.begin_s <= time_s).map_or(0.0, |piece| {
            let stretch = self.stretch(piece);
            stretch.hazard + stretch.rate * (time_s - stretch.begin_s).min(stretch.duration_s)
        })
    }

    /// The piece in which Λ reaches a value, and the fraction of its duration at which it does.
    pub fn where_hazard_is(&self, hazard: f64) -> (usize, f64) {
        let piece = self.last_while(|stretch| stretch.hazard < hazard).unwrap_or(0);
        let stretch = self.stretch(piece);
        let gained = stretch.rate * stretch.duration_s;
        (piece, if gained > 0.0 { ((hazard - stretch.hazard) / gained).clamp(0.0, 1.0) } else { 0.0 })
    }
}
