//! What a ladder sees of a sample, quickly.

use super::glance::Glance;
use super::ladder::Laid;
use super::sample::{Block, LANES, Sample};
use crate::pattern::Axes;
use sarex_geo::dispatch::{self, Kernel};

/// Exposure of each particle of a sample on one ladder, to a few thousandths of the probability of success.
///
/// In the frame of the ladder's drift compensation its legs stand still, and particles move slowly: each block of
/// neighbours looks only at the legs within reach of it, in pieces so short that the particles move straight. The exact
/// evaluation is [`crate::evaluate::exposure`]; a test holds the two together.
pub(super) struct Sight<'a> {
    sample: &'a Sample,
    /// One per object type.
    glances: &'a [Option<Glance>],
    frame: Frame,
    searches: Vec<Piece>,
    /// Where the pieces of each search leg begin, and the end.
    first_of: Vec<u32>,
    crosses: Vec<Piece>,
}

/// What one unit sees of each particle.
#[derive(Clone, Default)]
pub(in crate::planner) struct Seen {
    /// Σ −ln(1 − p).
    pub exposure: Vec<f32>,
    /// The same, each pass times the probability of being alive then; empty where only finding counts.
    pub alive: Vec<f32>,
}

impl Seen {
    /// Nothing, of so many particles.
    pub fn nothing(particles: usize, with_alive: bool) -> Self {
        Self { exposure: vec![0.0; particles], alive: vec![0.0; if with_alive { particles } else { 0 }] }
    }

    /// Adds what is seen besides.
    pub fn add(&mut self, other: &Self) {
        let add = |to: &mut [f32], of: &[f32]| to.iter_mut().zip(of).for_each(|(to, of)| *to += of);
        add(&mut self.exposure, &other.exposure);
        add(&mut self.alive, &other.alive);
    }
}

/// The frame of the ladder: origin at the commence search point when the search begins.
#[derive(Clone, Copy)]
struct Frame {
    origin: [f32; 2],
    along: [f32; 2],
    creep: [f32; 2],
    drift: [f32; 2],
    begin_s: f32,
    end_s: f32,
    step_s: f32,
    spacing_m: f32,
    leg_m: f32,
    legs: usize,
    nodes: usize,
}

impl Frame {
    /// The node of the cloud before a time, and the part of the way to the next.
    #[inline(always)]
    fn node(&self, time_s: f32) -> (usize, f32) {
        let place = (time_s / self.step_s).clamp(0.0, (self.nodes - 1) as f32);
        let node = (place as usize).min(self.nodes - 2);
        (node, place - node as f32)
    }

    #[inline(always)]
    fn origin_at(&self, time_s: f32) -> [f32; 2] {
        let since_s = time_s - self.begin_s;
        [self.origin[0] + since_s * self.drift[0], self.origin[1] + since_s * self.drift[1]]
    }

    #[inline(always)]
    fn looked_at_s(&self) -> [f32; 3] {
        [self.begin_s, 0.5 * (self.begin_s + self.end_s), self.end_s]
    }
}

/// A piece of a leg: where the unit is in the middle of it, how it moves, and when.
#[derive(Clone, Copy)]
struct Piece {
    middle_s: f32,
    half_s: f32,
    along_m: f32,
    creep_m: f32,
    along_mps: f32,
    creep_mps: f32,
    /// Direction to the unit's right.
    right_along: f32,
    right_creep: f32,
}

/// Longest piece of a leg, in steps of the cloud.
const PIECE_STEPS: f32 = 2.0;

impl<'a> Sight<'a> {
    pub fn of(sample: &'a Sample, glances: &'a [Option<Glance>], laid: &Laid) -> Self {
        let flown = &laid.flown;
        let turn = flown.turn.sign() as f32;
        let axes = Axes::of(flown.first_leg_deg);
        let (along, creep) = (axes.point(1.0, 0.0), axes.point(0.0, flown.turn.sign()));
        let drift = flown.compensation.unwrap_or_default();
        let (first, last) = (laid.track[0], laid.track[laid.track.len() - 1]);
        let since = |time_s: f64| (time_s - sample.start_s) as f32;
        let frame = Frame {
            origin: [first.at.east_m as f32, first.at.north_m as f32],
            along: [along.east_m as f32, along.north_m as f32],
            creep: [creep.east_m as f32, creep.north_m as f32],
            drift: [drift.east_mps as f32, drift.north_mps as f32],
            begin_s: since(first.time_s),
            end_s: since(last.time_s),
            step_s: sample.step_s as f32,
            spacing_m: flown.spacing_m as f32,
            leg_m: flown.leg_m as f32,
            legs: flown.legs,
            nodes: sample.nodes,
        };
        let mut sight =
            Self { sample, glances, frame, searches: Vec::new(), first_of: vec![0], crosses: Vec::new() };
        for (k, leg) in laid.track.windows(2).enumerate() {
            let number = k / 2;
            let ahead = if number % 2 == 0 { 1.0 } else { -1.0 };
            let (begin_s, end_s) = (since(leg[0].time_s), since(leg[1].time_s));
            let at_creep_m = number as f32 * frame.spacing_m;
            if k % 2 == 0 {
                let from = [if ahead > 0.0 { 0.0 } else { frame.leg_m }, at_creep_m];
                let course = [ahead * frame.leg_m, 0.0];
                cut(&mut sight.searches, frame.step_s, (begin_s, end_s), from, course, [0.0, ahead * turn]);
                sight.first_of.push(sight.searches.len() as u32);
            } else {
                let from = [if ahead > 0.0 { frame.leg_m } else { 0.0 }, at_creep_m];
                cut(
                    &mut sight.crosses,
                    frame.step_s,
                    (begin_s, end_s),
                    from,
                    [0.0, frame.spacing_m],
                    [-turn, 0.0],
                );
            }
        }
        sight
    }

    /// Fills in the exposure of each particle; the second value, where wanted, adds up each pass times the probability of
    /// being alive then.
    pub fn exposure(&self, alive: Option<&[Vec<f32>]>, out: &mut Seen) {
        dispatch::run(Look { sight: self, alive, out });
    }
}

/// Cuts a leg into pieces.
fn cut(
    pieces: &mut Vec<Piece>,
    step_s: f32,
    (begin_s, end_s): (f32, f32),
    from: [f32; 2],
    course: [f32; 2],
    right: [f32; 2],
) {
    let duration_s = end_s - begin_s;
    let count = (duration_s / (PIECE_STEPS * step_s)).ceil().max(1.0);
    for k in 0..count as u32 {
        let part = (k as f32 + 0.5) / count;
        pieces.push(Piece {
            middle_s: begin_s + part * duration_s,
            half_s: 0.5 * duration_s / count,
            along_m: from[0] + part * course[0],
            creep_m: from[1] + part * course[1],
            along_mps: course[0] / duration_s,
            creep_mps: course[1] / duration_s,
            right_along: right[0],
            right_creep: right[1],
        });
    }
}

struct Look<'a, 'b> {
    sight: &'b Sight<'a>,
    alive: Option<&'b [Vec<f32>]>,
    out: &'b mut Seen,
}

impl Kernel for Look<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (k, block) in self.sight.sample.blocks.iter().enumerate() {
            let Some(glance) = &self.sight.glances[usize::from(block.object)] else { continue };
            let (mut sum, mut found_alive) = ([0.0; LANES], [0.0; LANES]);
            let alive = self.alive.map(|rows| rows[usize::from(block.object)].as_slice());
            look(self.sight, block, glance, alive, (&mut sum, &mut found_alive));
            let lanes = k * LANES..(k + 1) * LANES;
            self.out.exposure[lanes.clone()].copy_from_slice(&sum);
            if alive.is_some() {
                self.out.alive[lanes].copy_from_slice(&found_alive);
            }
        }
    }
}

/// Ranges of a block in the frame over the whole search.
struct Extent {
    along: (f32, f32),
    creep: (f32, f32),
}

#[inline(always)]
fn look(
    sight: &Sight<'_>,
    block: &Block,
    glance: &Glance,
    alive: Option<&[f32]>,
    (sum, found_alive): (&mut Lanes, &mut Lanes),
) {
    let frame = &sight.frame;
    let reach_m = glance.reach_m;
    // A single leg creeps nowhere.
    let blind = glance.follows_creep && frame.legs == 1;
    if blind || around(frame, block).is_beyond(frame, reach_m) {
        return;
    }
    let extent = extent(frame, block);
    let mut add = |piece: &Piece| {
        let exponents = pass(frame, block, piece, glance);
        let alive = alive.map_or(0.0, |alive| alive[(piece.middle_s / frame.step_s) as usize]);
        for lane in 0..LANES {
            sum[lane] += exponents[lane];
            found_alive[lane] += alive * exponents[lane];
        }
    };
    if extent.is_beyond(frame, reach_m) {
        return;
    }
    let (low, high) = extent.creep;
    let (near, far) = extent.along;
    let per_m = 1.0 / frame.spacing_m;
    if far > 0.0 && near < frame.leg_m {
        let first = ((low - reach_m) * per_m).max(0.0) as usize;
        let last = (((high + reach_m) * per_m).max(0.0) as usize).min(frame.legs - 1);
        let (first, last) = (first.min(frame.legs), last + 1);
        let pieces = sight.first_of[first.min(last)] as usize..sight.first_of[last] as usize;
        for piece in &sight.searches[pieces] {
            let half_m = piece.along_mps.abs() * piece.half_s;
            if piece.along_m + half_m >= near && piece.along_m - half_m <= far {
                add(piece);
            }
        }
    }
    if glance.follows_creep {
        return;
    }
    for piece in &sight.crosses {
        let half_m = piece.creep_mps * piece.half_s;
        let beside = piece.creep_m + half_m >= low && piece.creep_m - half_m <= high;
        if beside && piece.along_m + reach_m >= near && piece.along_m - reach_m <= far {
            add(piece);
        }
    }
}

impl Extent {
    fn nowhere() -> Self {
        let none = (f32::INFINITY, f32::NEG_INFINITY);
        Self { along: none, creep: none }
    }

    /// Whether all of it is farther than a reach from the whole ladder.
    #[inline(always)]
    fn is_beyond(&self, frame: &Frame, reach_m: f32) -> bool {
        let across_m = (frame.legs - 1) as f32 * frame.spacing_m;
        self.creep.1 + reach_m < 0.0
            || self.creep.0 - reach_m > across_m
            || self.along.1 + reach_m < 0.0
            || self.along.0 - reach_m > frame.leg_m
    }

    #[inline(always)]
    fn widened(self) -> Self {
        let (a, c) = (self.along, self.creep);
        Self { along: (a.0 - SLACK_M, a.1 + SLACK_M), creep: (c.0 - SLACK_M, c.1 + SLACK_M) }
    }
}

/// Between the times that an extent looks at paths bend by less.
const SLACK_M: f32 = 300.0;

/// The extent of the circles around a block: never less than its own, and told at once.
#[inline(always)]
fn around(frame: &Frame, block: &Block) -> Extent {
    let mut extent = Extent::nowhere();
    for time_s in frame.looked_at_s() {
        let (node, part) = frame.node(time_s);
        let (here, next) = (block.circle[node], block.circle[node + 1]);
        let origin = frame.origin_at(time_s);
        let x = here[0] + part * (next[0] - here[0]) - origin[0];
        let y = here[1] + part * (next[1] - here[1]) - origin[1];
        let radius_m = here[2].max(next[2]) + 1.0;
        let (a, c) = (x * frame.along[0] + y * frame.along[1], x * frame.creep[0] + y * frame.creep[1]);
        extent.along = (extent.along.0.min(a - radius_m), extent.along.1.max(a + radius_m));
        extent.creep = (extent.creep.0.min(c - radius_m), extent.creep.1.max(c + radius_m));
    }
    extent.widened()
}

/// Where the block is in the frame, at begin, middle and end; between them paths bend a little.
#[inline(always)]
fn extent(frame: &Frame, block: &Block) -> Extent {
    let Extent { mut along, mut creep } = Extent::nowhere();
    for time_s in frame.looked_at_s() {
        let (a, c, ..) = moving(frame, block, time_s);
        for lane in 0..LANES {
            along = (along.0.min(a[lane]), along.1.max(a[lane]));
            creep = (creep.0.min(c[lane]), creep.1.max(c[lane]));
        }
    }
    Extent { along, creep }.widened()
}

type Lanes = [f32; LANES];

/// Places and velocities of a block in the frame.
#[inline(always)]
fn moving(frame: &Frame, block: &Block, time_s: f32) -> (Lanes, Lanes, Lanes, Lanes) {
    let (node, part) = frame.node(time_s);
    let (here, next) = (&block.path[node], &block.path[node + 1]);
    let origin = frame.origin_at(time_s);
    let per_s = 1.0 / frame.step_s;
    let (mut a, mut c, mut va, mut vc) = ([0.0; LANES], [0.0; LANES], [0.0; LANES], [0.0; LANES]);
    for lane in 0..LANES {
        let (dx, dy) = (next[0][lane] - here[0][lane], next[1][lane] - here[1][lane]);
        let (x, y) = (here[0][lane] + part * dx - origin[0], here[1][lane] + part * dy - origin[1]);
        let (vx, vy) = (dx * per_s - frame.drift[0], dy * per_s - frame.drift[1]);
        a[lane] = x * frame.along[0] + y * frame.along[1];
        c[lane] = x * frame.creep[0] + y * frame.creep[1];
        va[lane] = vx * frame.along[0] + vy * frame.along[1];
        vc[lane] = vx * frame.creep[0] + vy * frame.creep[1];
    }
    (a, c, va, vc)
}

/// Exponents of the closest approaches of a block to a piece of a leg, where they lie strictly within its time.
#[inline(always)]
fn pass(frame: &Frame, block: &Block, piece: &Piece, glance: &Glance) -> Lanes {
    let (a, c, va, vc) = moving(frame, block, piece.middle_s);
    let reach2 = glance.reach_m * glance.reach_m;
    let positive = if glance.follows_creep { (0.0, 1.0) } else { (piece.right_along, piece.right_creep) };
    let mut index = [Glance::NOTHING; LANES];
    for lane in 0..LANES {
        let (ra, rc) = (a[lane] - piece.along_m, c[lane] - piece.creep_m);
        let (da, dc) = (va[lane] - piece.along_mps, vc[lane] - piece.creep_mps);
        let until_s = -(ra * da + rc * dc) / (da * da + dc * dc);
        let (ca, cc) = (ra + until_s * da, rc + until_s * dc);
        let range2 = ca * ca + cc * cc;
        let range_m = range2.sqrt();
        let right = ca * positive.0 + cc * positive.1;
        let seen = glance.index(if right < 0.0 { -range_m } else { range_m });
        let counts = (until_s.abs() < piece.half_s) & (range2 < reach2);
        index[lane] = if counts { seen } else { Glance::NOTHING };
    }
    // Looked up one by one, apart from the arithmetic above: so that is done for all lanes together.
    index.map(|index| glance.at(index))
}

#[cfg(test)]
mod tests;
