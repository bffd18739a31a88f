//! To which hand a pattern creeps, as its track tells.

use crate::{Turn, Waypoint};

/// The hand to which a pattern creeps on one of its legs, counted from zero; none on cross legs, where it creeps ahead, and where
/// legs turn the same way all the time or there is one leg only.
///
/// A sweep ends with a turn towards the creep, and began with one the other way: a cross leg has both turns to the same hand.
pub(super) fn hand(track: &[Waypoint], leg: usize) -> Option<Turn> {
    let entry = leg.checked_sub(1).and_then(|before| turn(track, before));
    let exit = turn(track, leg);
    match (entry, exit) {
        (entry, Some(exit)) => (entry != Some(exit)).then_some(exit),
        (Some(Turn::Right), None) => Some(Turn::Left),
        (Some(Turn::Left), None) => Some(Turn::Right),
        (None, None) => None,
    }
}

/// The turn at the end of a leg.
fn turn(track: &[Waypoint], leg: usize) -> Option<Turn> {
    let [a, b, c] = track.get(leg..leg + 3)? else { return None };
    let (x, y) = (b.at.east_m - a.at.east_m, b.at.north_m - a.at.north_m);
    let (u, v) = (c.at.east_m - b.at.east_m, c.at.north_m - b.at.north_m);
    let to_port = x * v - y * u;
    let to = if to_port > 0.0 { Turn::Left } else { Turn::Right };
    (to_port != 0.0).then_some(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PlanePoint;

    fn track(corners: &[(f64, f64)]) -> Vec<Waypoint> {
        let at = |(k, (east_m, north_m)): (usize, &(f64, f64))| Waypoint {
            time_s: k as f64,
            at: PlanePoint { east_m: *east_m, north_m: *north_m },
        };
        corners.iter().enumerate().map(at).collect()
    }

    fn hands(track: &[Waypoint]) -> Vec<Option<Turn>> {
        (0..track.len() - 1).map(|leg| hand(track, leg)).collect()
    }

    #[test]
    fn sweeps_creep_to_changing_hands_and_cross_legs_to_none() {
        let (right, left) = (Some(Turn::Right), Some(Turn::Left));
        let east = [(0.0, 0.0), (0.0, 9.0), (2.0, 9.0), (2.0, 0.0), (4.0, 0.0), (4.0, 9.0)];
        assert_eq!(hands(&track(&east)), [right, None, left, None, right]);
        let west = east.map(|(e, n)| (-e, n));
        assert_eq!(hands(&track(&west)), [left, None, right, None, left]);
        // One leg creeps nowhere, nor does a square.
        assert_eq!(hands(&track(&east[..2])), [None]);
        let square = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, -1.0), (-1.0, -1.0), (-1.0, 2.0)];
        assert_eq!(hands(&track(&square))[1..4], [None, None, None]);
    }
}
