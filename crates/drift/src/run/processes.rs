//! What happens to particles by chance: forcing errors, jibing, capsizing.

use crate::leeway::LeewayDraw;
use crate::run::block::{Block, Context};
use crate::run::kernel;
use crate::run::physics::{ErrorModel, LeewayState};
use sarex_geo::math;
use sarex_geo::streams::Process;

/// Of a particle that has not been ashore: see [`Block::jibe_wait_s`].
pub(crate) const FROM_THE_START: u32 = 0;

impl Block {
    /// Stationary start of the forcing errors of the lanes from `from` on.
    pub(crate) fn draw_first_errors(&mut self, ctx: &Context<'_>, from: usize) {
        self.draw_errors(ctx, from, (self.step(), 1), |model| (0.0, model.std_mps));
    }

    /// Errors of the next step, for the lanes from `from` on.
    pub(crate) fn update_errors(&mut self, ctx: &Context<'_>, from: usize, step: u32, dt_s: f64) {
        self.draw_errors(ctx, from, (step, 0), |model| model.update(dt_s));
    }

    /// e ← keep·e + σ ξ for current and wind; `rule` gives keep and σ, and the uniform part is drawn anew.
    fn draw_errors(
        &mut self,
        ctx: &Context<'_>,
        from: usize,
        (step, draw): (u32, u32),
        rule: impl Fn(&ErrorModel) -> (f64, f64),
    ) {
        let lanes = &mut self.lanes;
        let id = &lanes.id[from..];
        for (model, process, error) in [
            (ctx.physics.current_error, Process::CurrentError, &mut lanes.current_error),
            (ctx.physics.wind_error, Process::WindError, &mut lanes.wind_error),
        ] {
            let Some(model) = model else { continue };
            let (keep, sigma) = rule(&model);
            let [east, north] = error;
            let (east, north) = (&mut east[from..], &mut north[from..]);
            kernel::update_error(east, north, id, ctx.streams, process, step, draw, keep, sigma);
            if model.uniform_mps > 0.0 {
                let half = model.uniform_mps;
                kernel::add_uniform_error(east, north, id, ctx.streams, process, step, draw, half);
            }
        }
    }

    /// Writes a lane's leeway from the state of its particle.
    pub(crate) fn set_leeway(&mut self, ctx: &Context<'_>, lane: usize) {
        let id = self.lanes.id[lane] as usize;
        let local = self.local(self.lanes.id[lane]);
        let p = ctx.particles;
        let draw =
            LeewayDraw { side: p.side[id], downwind_xi: p.downwind_xi[id], crosswind_xi: p.crosswind_xi[id] };
        let state = LeewayState {
            object: p.object[id],
            draw,
            flipped: self.jibes[local] % 2 == 1,
            capsized: self.capsized[local],
        };
        let [ds, d0, cs, c0] = ctx.physics.leeway(state);
        self.lanes.downwind_slope[lane] = ds;
        self.lanes.downwind_offset[lane] = d0;
        self.lanes.crosswind_slope[lane] = cs;
        self.lanes.crosswind_offset[lane] = c0;
    }

    /// Seconds to the next jibe, exponential: −ln U / κ. The draw is numbered by the particle's jibes, so the
    /// times do not depend on the step, and by `afloat_since`: a particle that came off the coast in a step draws
    /// anew, since the wait it stranded with is known to have been longer than it drifted.
    pub(crate) fn jibe_wait_s(&self, ctx: &Context<'_>, id: u32, afloat_since: u32) -> f64 {
        if ctx.physics.jibe_rate == 0.0 {
            return f64::INFINITY;
        }
        let jibe = self.jibes[self.local(id)];
        let u = ctx.streams.particle(id).uniform(jibe, Process::Jibe, afloat_since);
        -math::ln(u) / ctx.physics.jibe_rate
    }

    /// Changes of side up to the end of the step, for the lanes from `from` on.
    ///
    /// Waiting times of a Poisson process with rate κ = −ln(1 − p)/3600: the number of jibes in any interval has
    /// an odd parity with probability ½ (1 − e^(−2κt)), the telegraph process, exactly and for every step. In
    /// OpenDrift's rule there is at most one jibe per step, so it jibes with 1 − (1 − p)^(dt/3600) per step.
    pub(crate) fn jibe(&mut self, ctx: &Context<'_>, from: usize, end_s: f64) {
        let now_s = ctx.clock.elapsed_s(end_s);
        if ctx.physics.jibe_rate == 0.0 || !kernel::any_due(&self.lanes.jibe_s[from..], now_s) {
            return;
        }
        for lane in from..self.lanes.len() {
            if self.lanes.jibe_s[lane] > now_s {
                continue;
            }
            let id = self.lanes.id[lane];
            let local = self.local(id);
            let mut next_s = self.lanes.jibe_s[lane];
            while next_s <= now_s {
                self.jibes[local] += 1;
                let wait_s = self.jibe_wait_s(ctx, id, FROM_THE_START);
                next_s = if ctx.physics.is_opendrift() { now_s + wait_s } else { next_s + wait_s };
                if ctx.physics.is_opendrift() {
                    break;
                }
            }
            self.lanes.jibe_s[lane] = next_s;
            self.set_leeway(ctx, lane);
        }
    }

    /// Objects that turn over in this step, for the lanes from `from` on, in the wind they meet.
    ///
    /// P(W) = ½ + ½ tanh((W − 30)/5) per hour; p = 1 − e^(−P |dt|/3600), linear in dt in OpenDrift's rule.
    pub(crate) fn capsize(
        &mut self,
        ctx: &Context<'_>,
        from: usize,
        step: u32,
        dt_s: f64,
        wind: &[Vec<f64>; 2],
    ) {
        if !ctx.physics.capsizing {
            return;
        }
        for lane in from..self.lanes.len() {
            let id = self.lanes.id[lane];
            let local = self.local(id);
            if self.capsized[local] {
                continue;
            }
            let (e, n) = (wind[0][lane - from], wind[1][lane - from]);
            let w = (e * e + n * n).sqrt();
            let expected = (0.5 + 0.5 * math::tanh((w - 30.0) / 5.0)) * dt_s.abs() / 3600.0;
            let p = if ctx.physics.is_opendrift() { expected } else { -math::expm1(-expected) };
            if ctx.streams.particle(id).uniform(step, Process::Capsize, 0) < p {
                self.capsized[local] = true;
                self.set_leeway(ctx, lane);
            }
        }
    }
}
