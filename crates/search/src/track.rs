//! Recorded tracks made fit for search: as few straight legs as tell the same, and no legs through gaps.

use crate::Waypoint;
use sarex_geo::plane::PlanePoint;

/// Waypoints looked at together: bounds the work where nothing can be left out.
const WINDOW: usize = 4096;

/// The fewer waypoints of a track that is nowhere farther than a tolerance, m, from the recorded one **at the same
/// time**.
///
/// Every leg is one chance of detection, abeam of it. The jitter of recorded fixes makes thousands of short legs with
/// many chances where there was one pass, so that it must be taken out before a search is evaluated. Stops and changes
/// of speed stay, because positions are compared at the same time.
///
/// Method: Douglas and Peucker's, with the distance to the position interpolated in time instead of that to the line.
///
/// ```
/// use sarex_search::{PlanePoint, Waypoint, track::thinned};
/// let at = |k: i32| Waypoint {
///     time_s: f64::from(k) * 10.0,
///     at: PlanePoint { east_m: f64::from(k % 2) * 4.0, north_m: f64::from(k) * 60.0 },
/// };
/// let track: Vec<Waypoint> = (0..=100).map(at).collect();
/// assert_eq!(thinned(&track, 20.0), [track[0], track[100]]);
/// ```
pub fn thinned(track: &[Waypoint], tolerance_m: f64) -> Vec<Waypoint> {
    let mut kept = Vec::new();
    let Some(last) = track.len().checked_sub(1) else { return kept };
    let mut first = 0;
    while first < last {
        let end = last.min(first + WINDOW);
        keep(&track[first..=end], tolerance_m, &mut kept);
        first = end;
    }
    kept.push(track[last]);
    kept
}

/// Adds what must stay of a piece, without its last waypoint.
fn keep(piece: &[Waypoint], tolerance_m: f64, kept: &mut Vec<Waypoint>) {
    let mut open = vec![(0, piece.len() - 1)];
    while let Some((from, to)) = open.pop() {
        let off = |index: usize| (index, off_m(piece[from], piece[to], piece[index]));
        let farthest = (from + 1..to).map(off).max_by(|a, b| a.1.total_cmp(&b.1));
        match farthest {
            Some((index, distance_m)) if distance_m > tolerance_m => {
                open.push((index, to));
                open.push((from, index));
            }
            _ => kept.push(piece[from]),
        }
    }
}

/// How far a waypoint is from the straight leg at its time, m.
fn off_m(from: Waypoint, to: Waypoint, waypoint: Waypoint) -> f64 {
    let part = (waypoint.time_s - from.time_s) / (to.time_s - from.time_s);
    let between = |a: f64, b: f64| a + part * (b - a);
    PlanePoint {
        east_m: waypoint.at.east_m - between(from.at.east_m, to.at.east_m),
        north_m: waypoint.at.north_m - between(from.at.north_m, to.at.north_m),
    }
    .length_m()
}

/// Pieces of a track between gaps longer than this, s: where nothing was recorded nothing is known to be searched.
/// Pieces of one waypoint are no legs and are left out.
pub fn without_gaps(track: &[Waypoint], longest_s: f64) -> Vec<&[Waypoint]> {
    let is_near = |a: &Waypoint, b: &Waypoint| b.time_s - a.time_s <= longest_s;
    track.chunk_by(is_near).filter(|piece| piece.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn waypoint(time_s: f64, east_m: f64, north_m: f64) -> Waypoint {
        Waypoint { time_s, at: PlanePoint { east_m, north_m } }
    }

    /// Ten minutes at one place between two straight runs stay, though all of it lies on one line.
    #[test]
    fn a_stop_stays() {
        let mut track: Vec<Waypoint> =
            (0..10).map(|k| waypoint(f64::from(k) * 60.0, 0.0, f64::from(k) * 300.0)).collect();
        track.extend((1..=10).map(|k| waypoint(540.0 + f64::from(k) * 60.0, 0.0, 2700.0)));
        track.extend(
            (1..=10).map(|k| waypoint(1140.0 + f64::from(k) * 60.0, 0.0, 2700.0 + f64::from(k) * 300.0)),
        );
        let times: Vec<f64> = thinned(&track, 10.0).iter().map(|w| w.time_s).collect();
        assert_eq!(times, [0.0, 540.0, 1140.0, 1740.0]);
    }

    #[test]
    fn gaps_are_no_legs() {
        let times = [0.0, 60.0, 120.0, 4000.0, 4060.0, 9000.0];
        let track: Vec<Waypoint> = times.iter().map(|t| waypoint(*t, 0.0, *t)).collect();
        let pieces: Vec<usize> = without_gaps(&track, 600.0).iter().map(|piece| piece.len()).collect();
        assert_eq!(pieces, [3, 2]);
        assert_eq!((thinned(&[], 1.0).len(), thinned(&track[..1], 1.0).len()), (0, 1));
    }

    proptest! {
        /// At every recorded time the thinned track is within the tolerance; its ends are those of the track.
        #[test]
        fn nowhere_beyond_the_tolerance(
            steps in prop::collection::vec((1.0..90.0f64, -400.0..400.0f64, -400.0..400.0f64), 2..300),
            tolerance_m in 1.0..500.0f64,
        ) {
            let mut at = waypoint(0.0, 0.0, 0.0);
            let track: Vec<Waypoint> = steps
                .iter()
                .map(|(t, e, n)| {
                    at = waypoint(at.time_s + t, at.at.east_m + e, at.at.north_m + n);
                    at
                })
                .collect();
            let thin = thinned(&track, tolerance_m);
            prop_assert_eq!((thin[0], thin[thin.len() - 1]), (track[0], track[track.len() - 1]));
            for waypoint in &track {
                let leg = thin.windows(2).find(|leg| leg[1].time_s >= waypoint.time_s).unwrap();
                prop_assert!(off_m(leg[0], leg[1], *waypoint) <= tolerance_m * (1.0 + 1e-12));
            }
        }
    }
}
