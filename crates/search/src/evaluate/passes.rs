//! Closest approaches of tracks and drifting particles.

use super::{Track, creep};
use crate::{Cloud, Turn};
use sarex_geo::dispatch::{self, Kernel};

/// Particles that are worked on together: their arrays stay in the nearest cache.
pub(super) const BLOCK: usize = 1024;

/// Finds the passes of all legs of a track abeam of a block of particles and tells each that can detect.
///
/// A pass is the closest approach of unit and object during a leg, both moving; the relative motion is straight between
/// the node times of the cloud. It counts if it lies strictly inside the leg's time: so corners are not counted twice,
/// and the certified bound is exact for this evaluation. One chance per leg.
pub(super) struct Passes {
    nearest2_m2: Vec<f32>,
    to_port_m: Vec<f32>,
    inside: Vec<f32>,
    time: Vec<f32>,
}

impl Passes {
    pub(super) fn new() -> Self {
        let row = || vec![0.0; BLOCK];
        Self { nearest2_m2: row(), to_port_m: row(), inside: row(), time: row() }
    }

    /// Tells `detect(lane, exponent, seconds since 1970)` of each pass with a chance of detection; legs in order of time.
    pub(super) fn tell(
        &mut self,
        cloud: &Cloud,
        block: std::ops::Range<usize>,
        track: &Track<'_>,
        mut detect: impl FnMut(usize, f32, f64),
    ) {
        let objects = &cloud.object()[block.clone()];
        let reach2: Vec<f32> = track
            .sensor
            .iter()
            .map(|r| r.as_ref().map_or(-1.0, |r| r.max_range_m() * r.max_range_m()))
            .collect();
        for (number, leg) in track.waypoints.windows(2).enumerate() {
            let duration_s = leg[1].time_s - leg[0].time_s;
            if duration_s <= 0.0 || !self.approach(cloud, block.clone(), leg) {
                continue;
            }
            let creep = creep::hand(track.waypoints, number);
            for (lane, &object) in objects.iter().enumerate() {
                if self.inside[lane] == 0.0 || self.nearest2_m2[lane] > reach2[usize::from(object)] {
                    continue;
                }
                let Some(response) = &track.sensor[usize::from(object)] else { continue };
                let range_m = self.nearest2_m2[lane].sqrt();
                let lateral_m = if self.to_port_m[lane] > 0.0 { -range_m } else { range_m };
                let exponent = match (response.follows_creep(), creep) {
                    (false, _) | (true, Some(Turn::Right)) => response.exponent_at(lateral_m),
                    (true, Some(Turn::Left)) => response.exponent_at(-lateral_m),
                    (true, None) => 0.0,
                };
                if exponent > 0.0 {
                    detect(lane, exponent, leg[0].time_s + f64::from(self.time[lane]) * duration_s);
                }
            }
        }
    }

    /// Closest approaches to one leg, in squared metres; false if the leg lies outside the time of the cloud.
    fn approach(&mut self, cloud: &Cloud, block: std::ops::Range<usize>, leg: &[crate::Waypoint]) -> bool {
        let (start_s, end_s) = (leg[0].time_s, leg[1].time_s);
        let lanes = block.len();
        self.nearest2_m2[..lanes].fill(f32::INFINITY);
        let in_nodes = |time_s: f64| (time_s - cloud.start_s()) / cloud.step_s();
        let last_piece = cloud.nodes() as f64 - 2.0;
        if !(in_nodes(start_s) >= -1e-6 && in_nodes(end_s) <= last_piece + 1.0 + 1e-6) {
            return false;
        }
        let first = in_nodes(start_s).floor().clamp(0.0, last_piece) as usize;
        let last = (in_nodes(end_s).ceil() - 1.0).clamp(first as f64, last_piece) as usize;
        let (from, to) = (leg[0].at, leg[1].at);
        let unit_at = |part: f64| {
            let along = |a: f64, b: f64| (a + part * (b - a)) as f32;
            (along(from.east_m, to.east_m), along(from.north_m, to.north_m))
        };
        let course = ((to.east_m - from.east_m) as f32, (to.north_m - from.north_m) as f32);
        for piece in first..=last {
            let begin = if piece == first { in_nodes(start_s) } else { piece as f64 };
            let end = if piece == last { in_nodes(end_s) } else { piece as f64 + 1.0 };
            let part = |at: f64| (cloud.start_s() + at * cloud.step_s() - start_s) / (end_s - start_s);
            let (part0, part1) = (part(begin), part(end));
            let (here, next) = (cloud.at_node(piece), cloud.at_node(piece + 1));
            dispatch::run(Piece {
                here: (&here.0[block.clone()], &here.1[block.clone()]),
                next: (&next.0[block.clone()], &next.1[block.clone()]),
                fractions: ((begin - piece as f64) as f32, (end - piece as f64) as f32),
                unit: (unit_at(part0), unit_at(part1)),
                course,
                parts: (part0 as f32, (part1 - part0) as f32),
                ends: (piece == first, piece == last),
                nearest2_m2: &mut self.nearest2_m2[..lanes],
                to_port_m: &mut self.to_port_m[..lanes],
                inside: &mut self.inside[..lanes],
                time: &mut self.time[..lanes],
            });
        }
        true
    }
}

/// One straight piece of the relative motion, for a block of particles.
struct Piece<'a> {
    here: (&'a [f32], &'a [f32]),
    next: (&'a [f32], &'a [f32]),
    /// Begin and end of the piece as fractions of the interval between the two nodes.
    fractions: (f32, f32),
    unit: ((f32, f32), (f32, f32)),
    course: (f32, f32),
    /// Begin and length of the piece as parts of the leg's time.
    parts: (f32, f32),
    /// Whether the piece is the leg's first and its last.
    ends: (bool, bool),
    nearest2_m2: &'a mut [f32],
    to_port_m: &'a mut [f32],
    inside: &'a mut [f32],
    time: &'a mut [f32],
}

impl Kernel for Piece<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let n = self.nearest2_m2.len();
        let (x0, y0) = (&self.here.0[..n], &self.here.1[..n]);
        let (x1, y1) = (&self.next.0[..n], &self.next.1[..n]);
        let (near, port) = (&mut self.nearest2_m2[..n], &mut self.to_port_m[..n]);
        let (inside, time) = (&mut self.inside[..n], &mut self.time[..n]);
        let (f0, f1) = self.fractions;
        // An end of the leg does not count, an inner node does: 0 or 1 stands for yes or no.
        let low = if self.ends.0 { 0.0 } else { -1.0 };
        let high = if self.ends.1 { 1.0 } else { 2.0 };
        for i in 0..n {
            let (dx, dy) = (x1[i] - x0[i], y1[i] - y0[i]);
            let (rx, ry) = (x0[i] + f0 * dx - self.unit.0.0, y0[i] + f0 * dy - self.unit.0.1);
            let (ex, ey) = (x0[i] + f1 * dx - self.unit.1.0 - rx, y0[i] + f1 * dy - self.unit.1.1 - ry);
            let length2 = ex * ex + ey * ey;
            let ahead = -(rx * ex + ry * ey);
            let q = if length2 > 0.0 { (ahead / length2).clamp(0.0, 1.0) } else { 0.0 };
            let (cx, cy) = (rx + q * ex, ry + q * ey);
            let distance2 = cx * cx + cy * cy;
            let nearer = distance2 < near[i];
            near[i] = if nearer { distance2 } else { near[i] };
            let cross = self.course.0 * cy - self.course.1 * cx;
            port[i] = if nearer { cross } else { port[i] };
            let strictly = if q > low && q < high { 1.0 } else { 0.0 };
            inside[i] = if nearer { strictly } else { inside[i] };
            time[i] = if nearer { self.parts.0 + q * self.parts.1 } else { time[i] };
        }
    }
}
