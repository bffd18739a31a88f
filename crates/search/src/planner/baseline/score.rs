//! What a state breaks, in the order in which the polish clears it.

use super::State;
use crate::planner::anneal::{Change, Zone};
use std::cmp::Ordering;

/// Violations of shape (spacing, aspect, areas, link: one per unit) and of pairs (overlap, corner), each sorted from the
/// largest, m.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Score {
    pub shape: Vec<f64>,
    pub pairs: Vec<f64>,
}

impl Score {
    pub fn of(state: &State<'_>) -> Self {
        Self::with(state, None)
    }

    /// Of the state after a change.
    pub fn after(state: &State<'_>, change: &Change) -> Self {
        Self::with(state, Some(change))
    }

    fn with(state: &State<'_>, change: Option<&Change>) -> Self {
        let placed = |k: usize| match change {
            Some(change) if change.unit == k => change.placed.as_ref(),
            _ => state.units[k].as_ref(),
        };
        let limits = &state.ground.limits;
        let mut score = Self::default();
        let zones: Vec<(usize, &Zone)> = (0..state.units.len())
            .flat_map(|k| placed(k).into_iter().flat_map(move |p| p.zones().map(move |zone| (k, zone))))
            .collect();
        let alone = (0..state.units.len()).filter_map(|k| placed(k).map(|p| p.alone_m));
        score.shape.extend(alone.filter(|m| *m > 0.0));
        for (i, a) in zones.iter().enumerate() {
            let others = zones[i + 1..].iter().filter(|b| b.0 != a.0);
            score.pairs.extend(others.map(|b| limits.together_m(*a, *b)).filter(|m| *m > 0.0));
        }
        score.shape.sort_by(|a, b| b.total_cmp(a));
        score.pairs.sort_by(|a, b| b.total_cmp(a));
        score
    }

    pub fn is_clean(&self) -> bool {
        self.shape.is_empty() && self.pairs.is_empty()
    }
}

/// Which of two sorted lists of violations is the lesser: the first difference tells, and a shorter list is less.
pub(super) fn compare(a: &[f64], b: &[f64]) -> Ordering {
    for k in 0..a.len().max(b.len()) {
        let (x, y) = (a.get(k).copied().unwrap_or(0.0), b.get(k).copied().unwrap_or(0.0));
        // A millimetre is rounding.
        if (x - y).abs() > 1e-3 {
            return x.total_cmp(&y);
        }
    }
    Ordering::Equal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn largest_violation_tells() {
        assert_eq!(compare(&[5.0, 1.0], &[5.0, 2.0]), Ordering::Less);
        assert_eq!(compare(&[5.0], &[4.0, 4.0, 4.0]), Ordering::Greater);
        assert_eq!(compare(&[5.0], &[5.0, 0.1]), Ordering::Less);
        assert_eq!(compare(&[5.0], &[5.000_1]), Ordering::Equal);
        assert_eq!(compare(&[], &[]), Ordering::Equal);
    }
}
