//! One step of the default physics.

use crate::run::block::{Block, Context, Halt, SnapshotPart};
use crate::run::gaps::{First, Lost, QUANTITIES};
use crate::run::kernel;
use crate::run::scratch::Scratch;
use crate::run::stages::Which;
use crate::{CoastAction, Fate};
use sarex_geo::streams::Process;
use sarex_metocean::{Place, Quantity};

impl Block {
    /// Moves the lanes from `from` on over a step that begins at `t0` and lasts `dt` (negative backward).
    ///
    /// Everything is computed in the scratch columns first; only when no place outside the window was needed does
    /// the step become real.
    #[allow(clippy::too_many_arguments, reason = "one step has that many sides")]
    pub(crate) fn move_lanes(
        &mut self,
        ctx: &Context<'_>,
        from: usize,
        step: u32,
        t0: f64,
        dt: f64,
        s: &mut Scratch,
        snapshot: Option<&mut SnapshotPart<'_>>,
    ) -> Result<(), Halt> {
        let n = self.lanes.len() - from;
        s.resize(n);
        s.sample_forcing(ctx, &self.lanes, from, t0)?;
        let winds = snapshot.is_some().then(|| self.count_winds(&s.wind));
        self.capsize(ctx, from, step, dt, &s.wind);
        s.velocity_of_step(ctx, &self.lanes, from, t0, dt)?;
        if ctx.physics.diffusivity_m2_s > 0.0 {
            // √(2K|dt|) metres as a velocity over the step.
            let sigma = (2.0 * ctx.physics.diffusivity_m2_s / dt.abs()).sqrt();
            let [east, north] = &mut s.velocity;
            let id = &self.lanes.id[from..];
            let streams = ctx.streams;
            kernel::update_error(east, north, id, streams, Process::Diffusion, step, 0, 1.0, sigma);
        }
        s.displace(&self.lanes, from, Which::Velocity, dt);

        self.note_missing(ctx, from, t0, s);
        if let (Some(part), Some(winds)) = (snapshot, winds) {
            self.record(part);
            self.winds.add(winds);
        }
        self.meet_coast(ctx, from, t0, dt, s);
        self.lanes.lat_deg[from..].copy_from_slice(&s.place[0]);
        self.lanes.lon_deg[from..].copy_from_slice(&s.place[1]);
        self.update_errors(ctx, from, step, dt);
        self.jibe(ctx, from, t0 + dt);
        self.remove_stopped(from);
        Ok(())
    }

    /// Reports values that were not from the first source, and stops the particles that no source serves.
    pub(crate) fn note_missing(&mut self, ctx: &Context<'_>, from: usize, t0: f64, s: &Scratch) {
        for (q, quantity) in QUANTITIES.into_iter().enumerate() {
            if (quantity == Quantity::Stokes && !s.adds_stokes(ctx)) || !kernel::any_nonzero(&s.used[q]) {
                continue;
            }
            let fields = ctx.held.fields(quantity);
            for (i, &used) in s.used[q].iter().enumerate() {
                if used == 0 {
                    continue;
                }
                let lane = from + i;
                let place_deg = (self.lanes.lat_deg[lane], self.lanes.lon_deg[lane]);
                let first = First { time_s: t0, id: self.lanes.id[lane], place_deg };
                let place = Place { lat_deg: place_deg.0, lon_deg: place_deg.1, time_s: t0, member: 0 };
                let within = |source: usize| fields[source].is_within(place);
                self.gaps.note(q, used, fields.len(), first, ctx.clock.sign, within);
                if used == u8::MAX && quantity != Quantity::Stokes {
                    self.stop(lane, Fate::MissingData, t0, place_deg);
                    let earlier = self.lost.is_none_or(|l| first.precedes(&l.first, ctx.clock.sign));
                    if ctx.physics.missing_is_error && earlier {
                        self.lost = Some(Lost { quantity, first });
                    }
                }
            }
        }
    }

    /// Lets the paths of the step end where they meet the coast.
    fn meet_coast(&mut self, ctx: &Context<'_>, from: usize, t0: f64, dt: f64, s: &mut Scratch) {
        let Some(coast) = ctx.coast else { return };
        let lanes = &mut self.lanes;
        let (lat, lon) = (&lanes.lat_deg[from..], &lanes.lon_deg[from..]);
        let clearance = &mut lanes.clearance_deg[from..];
        if !kernel::spend_clearance(lat, lon, &s.place[0], &s.place[1], clearance) {
            return;
        }
        for i in 0..s.place[0].len() {
            let lane = from + i;
            if self.lanes.clearance_deg[lane] >= 0.0
                || self.fate[self.local(self.lanes.id[lane])] != Fate::Active
            {
                continue;
            }
            let origin = (self.lanes.lat_deg[lane], self.lanes.lon_deg[lane]);
            let path = crate::run::coast::Path {
                from: origin,
                to: (s.place[0][i], s.place[1][i]),
                east_m: s.velocity[0][i] * dt,
                north_m: s.velocity[1][i] * dt,
            };
            let clearance = coast.clearance_deg(origin.0, origin.1) - path.extent_deg();
            self.lanes.clearance_deg[lane] = clearance.max(0.0);
            if clearance >= 0.0 {
                continue;
            }
            let Some(landfall) = path.landfall(coast) else { continue };
            let place = match ctx.physics.coast_action {
                CoastAction::None => continue,
                CoastAction::Strand | CoastAction::Refloat { .. } => {
                    self.stop(lane, Fate::Stranded, t0 + landfall.fraction * dt, landfall.place);
                    let local = self.local(self.lanes.id[lane]);
                    self.beached.push(local as u32);
                    continue;
                }
                CoastAction::Previous => origin,
                CoastAction::Slide => path.slide(coast, &landfall),
            };
            (s.place[0][i], s.place[1][i]) = place;
        }
    }

    /// Stranded particles that come off again in this step: with probability 1 − 2^(−|dt|/t_h) while the velocity
    /// they would have points off shore.
    pub(crate) fn refloat(
        &mut self,
        ctx: &Context<'_>,
        half_life_s: f64,
        t0: f64,
        dt: f64,
        s: &mut Scratch,
    ) -> Result<(), Halt> {
        let Some(coast) = ctx.coast else { return Ok(()) };
        let p = -sarex_geo::math::expm1(-std::f64::consts::LN_2 * dt.abs() / half_life_s);
        let step = self.step();
        let mut k = 0;
        while k < self.beached.len() {
            let local = self.beached[k] as usize;
            let id = self.id(local);
            if ctx.streams.particle(id).uniform(step, Process::Refloat, 0) >= p {
                k += 1;
                continue;
            }
            // Afloat for a moment, to see where it would go.
            let stopped_s = self.stopped_s[local];
            self.set_afloat(ctx, id, t0);
            let lane = self.lanes.len() - 1;
            s.resize(1);
            let tried = s
                .sample_forcing(ctx, &self.lanes, lane, t0)
                .and_then(|()| s.velocity_of_step(ctx, &self.lanes, lane, t0, dt));
            let off_shore =
                tried.is_ok() && crate::run::coast::points_off_shore(coast, self.rest_deg[local], s, dt);
            if off_shore {
                self.beached.swap_remove(k);
                continue;
            }
            self.stay_aground(lane, stopped_s);
            tried?;
            k += 1;
        }
        Ok(())
    }
}
