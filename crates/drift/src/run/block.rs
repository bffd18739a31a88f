//! A block of particles: those adrift as dense lanes, and what became of each.

use crate::run::clock::Clock;
use crate::run::gaps::{Gaps, Lost};
use crate::run::lanes::{Lane, Lanes};
use crate::run::physics::Physics;
use crate::run::processes::FROM_THE_START;
use crate::run::scratch::Scratch;
use crate::run::warnings::{LIGHT_MPS, STRONG_MPS, WindCount};
use crate::{CoastAction, Compat, Fate, Particles, Scenario};
use sarex_geo::Streams;
use sarex_geo::position::{unwrap_longitude, wrap_longitude};
use sarex_metocean::{Coastline, HeldEnvironment};

/// What every block needs to go on.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) physics: &'a Physics,
    pub(crate) clock: &'a Clock,
    pub(crate) particles: &'a Particles,
    pub(crate) streams: Streams,
    pub(crate) held: &'a HeldEnvironment,
    /// `None` where the coast is ignored.
    pub(crate) coast: Option<&'a dyn Coastline>,
}

/// A place outside the window in memory was needed; nothing of the step was done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Halt {
    pub(crate) lat_deg: f64,
    pub(crate) lon_deg: f64,
}

/// Where a block's part of a snapshot goes.
pub(crate) struct SnapshotPart<'a> {
    pub(crate) lat_e7: &'a mut [i32],
    pub(crate) lon_e7: &'a mut [i32],
    pub(crate) fate: &'a mut [Fate],
}

/// Consecutive particles that step together.
pub(crate) struct Block {
    /// Number of the first particle.
    first: usize,
    pub(crate) lanes: Lanes,
    /// Place at the start, or where it stopped, by particle; stale while adrift.
    pub(crate) rest_deg: Vec<(f64, f64)>,
    pub(crate) fate: Vec<Fate>,
    pub(crate) stopped_s: Vec<f64>,
    pub(crate) jibes: Vec<u32>,
    pub(crate) capsized: Vec<bool>,
    /// Some lane's particle has stopped since the last clean-up.
    any_stopped: bool,
    /// Some lane's clearance may be used up (OpenDrift's order only).
    pub(crate) land_test_due: bool,
    /// Particles to come, the next one last.
    waiting: Vec<u32>,
    /// Stranded ones that may come off again.
    pub(crate) beached: Vec<u32>,
    /// The next step.
    step: u32,
    /// The particles that were adrift at its begin have done it.
    common_done: bool,
    pub(crate) gaps: Gaps,
    /// The first particle without forcing, if that stops the run.
    pub(crate) lost: Option<Lost>,
    pub(crate) winds: WindCount,
}

impl Block {
    /// The particles from `first` on, `count` of them; `origins` as from [`origins`].
    pub(crate) fn new(
        particles: &Particles,
        origins: &[(f64, f64)],
        first: usize,
        count: usize,
        clock: &Clock,
    ) -> Self {
        let mut waiting: Vec<u32> = (first as u32..(first + count) as u32).collect();
        let key = |&id: &u32| clock.elapsed_s(particles.start_s[id as usize]);
        waiting.sort_by(|a, b| key(b).total_cmp(&key(a)).then(b.cmp(a)));
        Self {
            first,
            lanes: Lanes::default(),
            rest_deg: origins[first..first + count].to_vec(),
            fate: vec![Fate::NotReleased; count],
            stopped_s: vec![f64::NAN; count],
            jibes: vec![0; count],
            capsized: vec![false; count],
            any_stopped: false,
            land_test_due: false,
            waiting,
            beached: Vec::new(),
            step: 0,
            common_done: false,
            gaps: Gaps::default(),
            lost: None,
            winds: WindCount::default(),
        }
    }

    /// The step under way.
    pub(crate) fn step(&self) -> u32 {
        self.step
    }

    /// Index of a particle within the block.
    pub(crate) fn local(&self, id: u32) -> usize {
        id as usize - self.first
    }

    /// Number of a particle of the block in the run.
    pub(crate) fn id(&self, local: usize) -> u32 {
        (self.first + local) as u32
    }

    /// Goes from step boundary `from` to `until`; the state at `from` goes to `snapshot`. After a halt the same
    /// call resumes where it stopped.
    pub(crate) fn advance(
        &mut self,
        ctx: &Context<'_>,
        (from, until): (u32, u32),
        scratch: &mut Scratch,
        mut snapshot: Option<&mut SnapshotPart<'_>>,
    ) -> Result<(), Halt> {
        while self.step < until {
            let (t0, t1) = (ctx.clock.time_s(self.step), ctx.clock.time_s(self.step + 1));
            if !self.common_done {
                self.release_until(ctx, t0, t1);
                if let CoastAction::Refloat { half_life_s } = ctx.physics.coast_action {
                    self.refloat(ctx, half_life_s, t0, t1 - t0, scratch)?;
                }
                let record = if self.step == from { snapshot.as_deref_mut() } else { None };
                if ctx.physics.is_opendrift() {
                    self.opendrift_step(ctx, self.step, t0, t1 - t0, scratch, record)?;
                } else {
                    self.move_lanes(ctx, 0, self.step, t0, t1 - t0, scratch, record)?;
                }
                self.common_done = true;
            }
            self.start_within_step(ctx, t1, scratch)?;
            self.step += 1;
            self.common_done = false;
        }
        Ok(())
    }

    /// The last boundary: what begins there is adrift, OpenDrift tests once more for land, and all is recorded.
    pub(crate) fn finish(&mut self, ctx: &Context<'_>, snapshot: Option<&mut SnapshotPart<'_>>) {
        let end_s = ctx.clock.time_s(ctx.clock.steps);
        self.release_until(ctx, end_s, end_s);
        if ctx.physics.is_opendrift() {
            self.opendrift_land_test(ctx, end_s);
        }
        if let Some(part) = snapshot {
            self.record(part);
        }
        self.settle();
    }

    /// Releases what begins up to `t0`; in OpenDrift's order everything that begins before `t1`.
    fn release_until(&mut self, ctx: &Context<'_>, t0: f64, t1: f64) {
        let from = self.lanes.len();
        while let Some(&id) = self.waiting.last() {
            let start = ctx.particles.start_s[id as usize];
            let due =
                !ctx.clock.before(t0, start) || (ctx.physics.is_opendrift() && ctx.clock.before(start, t1));
            if !due {
                break;
            }
            self.waiting.pop();
            self.begin(ctx, id, t0);
        }
        self.draw_first_errors(ctx, from);
    }

    /// Particles with a start inside the step make the rest of it, each from its own time.
    fn start_within_step(&mut self, ctx: &Context<'_>, t1: f64, scratch: &mut Scratch) -> Result<(), Halt> {
        while let Some(&id) = self.waiting.last() {
            let start = ctx.particles.start_s[id as usize];
            if !ctx.clock.before(start, t1) {
                break;
            }
            let lane = self.lanes.len();
            self.begin(ctx, id, start);
            self.draw_first_errors(ctx, lane);
            if self.lanes.len() > lane
                && let Err(halt) = self.move_lanes(ctx, lane, self.step, start, t1 - start, scratch, None)
            {
                // It begins anew once the window has been moved.
                self.lanes.swap_remove(lane);
                let local = self.local(id);
                self.fate[local] = Fate::NotReleased;
                return Err(halt);
            }
            self.waiting.pop();
        }
        Ok(())
    }

    /// Sets a particle adrift, or aground if it begins on land.
    fn begin(&mut self, ctx: &Context<'_>, id: u32, time_s: f64) {
        let local = self.local(id);
        let (lat_deg, lon_deg) = self.rest_deg[local];
        let carried = ctx.particles.begins_as[id as usize];
        if carried != Fate::Active {
            self.fate[local] = carried;
            self.stopped_s[local] = time_s;
            if carried == Fate::Stranded {
                self.beached.push(local as u32);
            }
            return;
        }
        let clearance_deg = match ctx.coast {
            None => f64::INFINITY,
            // OpenDrift's own land test comes with the step.
            Some(_) if ctx.physics.is_opendrift() => -1.0,
            Some(coast) => {
                if coast.is_land(lat_deg, lon_deg) {
                    self.fate[local] = Fate::Stranded;
                    self.stopped_s[local] = time_s;
                    return;
                }
                0.0
            }
        };
        self.fate[local] = Fate::Active;
        self.land_test_due = true;
        let jibe_s = ctx.clock.elapsed_s(time_s) + self.jibe_wait_s(ctx, id, FROM_THE_START);
        let member = ctx.particles.member[id as usize];
        self.lanes.push(Lane { id, member, lat_deg, lon_deg, clearance_deg, jibe_s });
        self.set_leeway(ctx, self.lanes.len() - 1);
    }

    /// Puts a stranded particle afloat again.
    pub(crate) fn set_afloat(&mut self, ctx: &Context<'_>, id: u32, time_s: f64) {
        let local = self.local(id);
        let (lat_deg, lon_deg) = self.rest_deg[local];
        self.fate[local] = Fate::Active;
        self.stopped_s[local] = f64::NAN;
        let jibe_s = ctx.clock.elapsed_s(time_s) + self.jibe_wait_s(ctx, id, self.step + 1);
        let member = ctx.particles.member[id as usize];
        self.lanes.push(Lane { id, member, lat_deg, lon_deg, clearance_deg: 0.0, jibe_s });
        self.set_leeway(ctx, self.lanes.len() - 1);
        self.draw_first_errors(ctx, self.lanes.len() - 1);
    }

    /// Ends a particle's drift; its lane is taken out by [`Block::remove_stopped`].
    pub(crate) fn stop(&mut self, lane: usize, fate: Fate, time_s: f64, place_deg: (f64, f64)) {
        let id = self.lanes.id[lane];
        let local = self.local(id);
        self.any_stopped = true;
        self.fate[local] = fate;
        self.stopped_s[local] = time_s;
        self.rest_deg[local] = place_deg;
    }

    /// Takes out the lanes from `from` on whose particles have stopped.
    pub(crate) fn remove_stopped(&mut self, from: usize) {
        if !std::mem::take(&mut self.any_stopped) {
            return;
        }
        for lane in (from..self.lanes.len()).rev() {
            if self.fate[self.local(self.lanes.id[lane])] != Fate::Active {
                self.lanes.swap_remove(lane);
            }
        }
    }

    /// The state of all particles of the block.
    pub(crate) fn record(&self, part: &mut SnapshotPart<'_>) {
        part.fate.copy_from_slice(&self.fate);
        for (local, &(lat, lon)) in self.rest_deg.iter().enumerate() {
            if self.fate[local] != Fate::Active {
                part.lat_e7[local] = to_e7(lat);
                part.lon_e7[local] = longitude_e7(lon);
            }
        }
        for lane in 0..self.lanes.len() {
            let local = self.local(self.lanes.id[lane]);
            if self.fate[local] == Fate::Active {
                part.lat_e7[local] = to_e7(self.lanes.lat_deg[lane]);
                part.lon_e7[local] = longitude_e7(self.lanes.lon_deg[lane]);
            }
        }
    }

    /// Counts light and strong winds among those met.
    pub(crate) fn count_winds(&self, wind: &[Vec<f64>; 2]) -> WindCount {
        let mut count = WindCount::default();
        for (e, n) in wind[0].iter().zip(&wind[1]) {
            let square = e * e + n * n;
            count.light += u64::from(square < LIGHT_MPS * LIGHT_MPS);
            count.strong += u64::from(square > STRONG_MPS * STRONG_MPS);
            count.all += 1;
        }
        count
    }

    /// Brings the places of the particles still adrift up to date.
    fn settle(&mut self) {
        for lane in 0..self.lanes.len() {
            let local = self.local(self.lanes.id[lane]);
            self.rest_deg[local] = (self.lanes.lat_deg[lane], self.lanes.lon_deg[lane]);
        }
    }

    /// Side after all jibes: 0 uses the right set, 1 the left one (OpenDrift: its orientation).
    pub(crate) fn side(&self, local: usize, particles: &Particles) -> u8 {
        let side = u32::from(particles.side[self.first + local]);
        ((side + self.jibes[local]) % 2) as u8
    }

    /// Takes the last lane out again, whose particle did not come off the coast.
    pub(crate) fn stay_aground(&mut self, lane: usize, stopped_s: f64) {
        let local = self.local(self.lanes.id[lane]);
        self.lanes.swap_remove(lane);
        self.fate[local] = Fate::Stranded;
        self.stopped_s[local] = stopped_s;
    }

    /// Places of all particles adrift, and of those that begin up to `time_s`.
    pub(crate) fn places_until(
        &self,
        particles: &Particles,
        clock: &Clock,
        time_s: f64,
        mut each: impl FnMut(f64, f64),
    ) {
        for lane in 0..self.lanes.len() {
            each(self.lanes.lat_deg[lane], self.lanes.lon_deg[lane]);
        }
        for &id in self.waiting.iter().rev() {
            if clock.before(time_s, particles.start_s[id as usize]) {
                break;
            }
            let (lat, lon) = self.rest_deg[self.local(id)];
            each(lat, lon);
        }
        for &local in &self.beached {
            let (lat, lon) = self.rest_deg[local as usize];
            each(lat, lon);
        }
    }
}

/// Where the particles begin: longitudes near that of the first one, so that a cloud across the dateline is in one
/// piece; rounded to single precision in OpenDrift's order, whose seeds are.
pub(crate) fn origins(scenario: &Scenario, particles: &Particles) -> Vec<(f64, f64)> {
    let round = |x: f64| if scenario.compat == Compat::OpenDrift { f64::from(x as f32) } else { x };
    let reference = particles.lon_deg.first().map_or(0.0, |&lon| wrap_longitude(round(lon)));
    let place = |(&lat, &lon)| (round(lat), unwrap_longitude(round(lon), reference));
    particles.lat_deg.iter().zip(&particles.lon_deg).map(place).collect()
}

/// Degrees to the nearest 10⁻⁷ degree, ties to even.
#[inline(always)]
fn to_e7(degrees: f64) -> i32 {
    // Adding 1.5·2⁵² leaves the rounded integer in the low bits.
    (degrees * 1e7 + 6_755_399_441_055_744.0).to_bits() as i32
}

/// A longitude in [−180, 180), 10⁻⁷ degrees.
#[inline(always)]
fn longitude_e7(lon_deg: f64) -> i32 {
    let wrapped = if (-180.0..180.0).contains(&lon_deg) { lon_deg } else { wrap_longitude(lon_deg) };
    let e7 = to_e7(wrapped);
    if e7 == 1_800_000_000 { -1_800_000_000 } else { e7 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_rounded_to_the_nearest_unit() {
        assert_eq!(to_e7(35.123_456_76), 351_234_568);
        assert_eq!(to_e7(-0.000_000_16), -2);
        assert_eq!(longitude_e7(179.999_999_99), -1_800_000_000);
        assert_eq!(longitude_e7(181.5), -1_785_000_000);
        assert_eq!(longitude_e7(-540.0), -1_800_000_000);
    }
}
