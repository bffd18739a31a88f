//! Lines and rings cut at ±180°, for the formats that know no longitude beyond.

use super::record::{Place, WaypointRecord};
use sarex_drift::Polygon;
use sarex_geo::position::unwrap_longitude;
use sarex_geo::{Position, Timestamp};

/// (longitude, latitude) pairs.
pub type Line = Vec<[f64; 2]>;

/// A line without a crossing of ±180°, and when each of its points is passed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Piece {
    /// The points.
    pub line: Line,
    /// Their times.
    pub times: Vec<Timestamp>,
}

/// A track in pieces that do not cross ±180°. Where a piece ends there, the crossing is added to both sides.
pub fn cut(waypoints: &[WaypointRecord]) -> Vec<Piece> {
    let mut pieces = vec![Piece::default()];
    for (k, w) in waypoints.iter().enumerate() {
        if let Some(before) = k.checked_sub(1).map(|j| &waypoints[j]) {
            let (from, near) = (before.place, unwrap_longitude(w.place.lon_deg, before.place.lon_deg));
            if near.abs() > 180.0 {
                let edge = 180.0_f64.copysign(near);
                let along = (edge - from.lon_deg) / (near - from.lon_deg);
                let lat = from.lat_deg + along * (w.place.lat_deg - from.lat_deg);
                let lat = (lat * 1e7).round() / 1e7;
                let span_ms = (w.time.as_millisecond() - before.time.as_millisecond()) as f64;
                let passed_ms = before.time.as_millisecond() + (along * span_ms).round() as i64;
                let time = Timestamp::from_millisecond(passed_ms).unwrap_or(before.time);
                push(&mut pieces, [edge, lat], time);
                pieces.push(Piece { line: vec![[-edge, lat]], times: vec![time] });
            }
        }
        push(&mut pieces, [w.place.lon_deg, w.place.lat_deg], w.time);
    }
    pieces
}

fn push(pieces: &mut [Piece], point: [f64; 2], time: Timestamp) {
    if let Some(piece) = pieces.last_mut() {
        piece.line.push(point);
        piece.times.push(time);
    }
}

/// A closed area in pieces, each a closed ring that runs counter-clockwise.
pub fn rings(corners: &[Place]) -> Vec<Line> {
    let mut last = corners.first().map_or(0.0, |c| c.lon_deg);
    let outer: Vec<Position> = corners
        .iter()
        .map(|c| {
            let near = c.position().unwrapped_near(last);
            last = near.lon_deg();
            near
        })
        .collect();
    let whole = Polygon { outer, holes: Vec::new() };
    whole.cut_at_dateline().into_iter().map(|piece| closed(&piece.outer)).collect()
}

fn closed(ring: &[Position]) -> Line {
    let short = |deg: f64| (deg * 1e7).round() / 1e7;
    let mut line: Line = ring.iter().map(|p| [short(p.lon_deg()), short(p.lat_deg())]).collect();
    if line.len() > 1 && line.first() == line.last() {
        line.pop();
    }
    let next = line.iter().cycle().skip(1);
    let doubled: f64 = line.iter().zip(next).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum();
    if doubled < 0.0 {
        line.reverse();
    }
    line.extend(line.first().copied());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(lat_deg: f64, lon_deg: f64) -> Place {
        Place { lat_deg, lon_deg }
    }

    #[test]
    fn lines_are_cut_where_they_cross() {
        let at = |lat, lon, second| WaypointRecord {
            name: String::new(),
            place: place(lat, lon),
            time: Timestamp::from_second(second).unwrap(),
            course_deg: None,
            distance_nm: None,
        };
        let pieces = cut(&[at(10.0, 179.0, 0), at(12.0, -179.0, 60), at(12.0, -178.0, 90)]);
        let lines: Vec<Line> = pieces.iter().map(|p| p.line.clone()).collect();
        assert_eq!(
            lines,
            [vec![[179.0, 10.0], [180.0, 11.0]], vec![[-180.0, 11.0], [-179.0, 12.0], [-178.0, 12.0]]]
        );
        let seconds: Vec<i64> = pieces.iter().flat_map(|p| &p.times).map(|t| t.as_second()).collect();
        assert_eq!(seconds, [0, 30, 30, 60, 90]);
        assert_eq!(cut(&[at(1.0, 2.0, 0), at(1.0, 3.0, 1)]).len(), 1);
    }

    #[test]
    fn areas_are_cut_into_rings_that_stay_on_their_side() {
        let square = [place(10.0, 179.0), place(10.0, -179.0), place(11.0, -179.0), place(11.0, 179.0)];
        let pieces = rings(&square);
        assert_eq!(pieces.len(), 2);
        for ring in &pieces {
            assert_eq!(ring.first(), ring.last());
            assert!(ring.iter().all(|p| p[0].abs() <= 180.0), "{ring:?}");
            assert!(ring.iter().all(|p| p[0] > 0.0) || ring.iter().all(|p| p[0] < 0.0), "{ring:?}");
        }
    }
}
