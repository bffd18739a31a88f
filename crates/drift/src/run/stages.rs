//! Forcing at the places of a stage, and the schemes made of stages.

use crate::Integrator;
use crate::run::block::{Context, Halt};
use crate::run::kernel;
use crate::run::lanes::Lanes;
use crate::run::polar;
use crate::run::scratch::Scratch;
use sarex_metocean::{Points, Quantity, VectorsMut, Window};

/// Which column of velocities moves the particles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    Velocity,
    Previous,
}

impl Scratch {
    /// True if Stokes drift is part of the motion.
    pub(crate) fn adds_stokes(&self, ctx: &Context<'_>) -> bool {
        ctx.physics.stokes_factor != 0.0 && !ctx.held.fields(Quantity::Stokes).is_empty()
    }

    /// Current, wind and Stokes drift at the lanes' own places, with their errors; zero where missing.
    pub(crate) fn sample_forcing(
        &mut self,
        ctx: &Context<'_>,
        lanes: &Lanes,
        from: usize,
        time_s: f64,
    ) -> Result<(), Halt> {
        let points = Points {
            lat_deg: &lanes.lat_deg[from..],
            lon_deg: &lanes.lon_deg[from..],
            member: &lanes.member[from..],
        };
        let stokes = self.adds_stokes(ctx);
        let Self { current, wind, stokes: waves, used, .. } = self;
        sample(ctx, Quantity::Current, points, time_s, current, &mut used[0])?;
        sample(ctx, Quantity::Wind, points, time_s, wind, &mut used[1])?;
        if stokes {
            sample(ctx, Quantity::Stokes, points, time_s, waves, &mut used[2])?;
        }
        self.add_errors(ctx, lanes, from);
        Ok(())
    }

    /// The same at the places of a stage. Where nothing is known there, the lane's mark in `used_later` says so.
    fn sample_stage(
        &mut self,
        ctx: &Context<'_>,
        lanes: &Lanes,
        from: usize,
        time_s: f64,
    ) -> Result<(), Halt> {
        let stokes = self.adds_stokes(ctx);
        let Self { current, wind, stokes: waves, used_later: used, place, .. } = self;
        let points = Points { lat_deg: &place[0], lon_deg: &place[1], member: &lanes.member[from..] };
        sample(ctx, Quantity::Current, points, time_s, current, &mut used[0])?;
        sample(ctx, Quantity::Wind, points, time_s, wind, &mut used[1])?;
        if stokes {
            sample(ctx, Quantity::Stokes, points, time_s, waves, &mut used[2])?;
        }
        self.add_errors(ctx, lanes, from);
        Ok(())
    }

    fn add_errors(&mut self, ctx: &Context<'_>, lanes: &Lanes, from: usize) {
        for (model, value, error) in [
            (ctx.physics.current_error, &mut self.current, &lanes.current_error),
            (ctx.physics.wind_error, &mut self.wind, &lanes.wind_error),
        ] {
            if model.is_some() {
                let [east, north] = value;
                kernel::add_scaled(east, north, &error[0][from..], &error[1][from..], 1.0);
            }
        }
    }

    /// Turns the sampled forcing into the total velocity, in `current`.
    fn total_velocity(&mut self, ctx: &Context<'_>, lanes: &Lanes, from: usize) {
        let stokes = self.adds_stokes(ctx);
        let Self { current: [east, north], wind, stokes: waves, .. } = self;
        kernel::add_leeway(
            &wind[0],
            &wind[1],
            &lanes.downwind_slope[from..],
            &lanes.downwind_offset[from..],
            &lanes.crosswind_slope[from..],
            &lanes.crosswind_offset[from..],
            east,
            north,
        );
        if stokes {
            kernel::add_scaled(east, north, &waves[0], &waves[1], ctx.physics.stokes_factor);
        }
    }

    /// Leeway alone, written over the wind.
    pub(crate) fn leeway(&mut self, lanes: &Lanes, from: usize) {
        let [east, north] = &mut self.wind;
        kernel::leeway(
            east,
            north,
            &lanes.downwind_slope[from..],
            &lanes.downwind_offset[from..],
            &lanes.crosswind_slope[from..],
            &lanes.crosswind_offset[from..],
        );
    }

    /// The velocity that carries each lane over the step, in east and north of its origin: the scheme.
    ///
    /// Errors are held during the step. A stage where no forcing is known repeats the velocity of the stage
    /// before: the particle leaves the area of the data first and stops at the next step.
    pub(crate) fn velocity_of_step(
        &mut self,
        ctx: &Context<'_>,
        lanes: &Lanes,
        from: usize,
        t0: f64,
        dt: f64,
    ) -> Result<(), Halt> {
        self.total_velocity(ctx, lanes, from);
        self.frame(lanes, from, dt);
        match ctx.physics.integrator {
            Integrator::Euler => {}
            Integrator::Rk2 => self.next_stage(ctx, lanes, from, t0 + 0.5 * dt, 0.5 * dt)?,
            Integrator::Rk4 => {
                for (sum, first) in self.velocity.iter_mut().zip(&self.current) {
                    sum.copy_from_slice(first);
                }
                for (share, weight) in [(0.5, 2.0), (0.5, 2.0), (1.0, 1.0)] {
                    self.next_stage(ctx, lanes, from, t0 + share * dt, share * dt)?;
                    let Self { velocity: [east, north], current, .. } = self;
                    kernel::add_scaled(east, north, &current[0], &current[1], weight);
                }
                for column in &mut self.velocity {
                    column.iter_mut().for_each(|v| *v *= 1.0 / 6.0);
                }
                return Ok(());
            }
        }
        std::mem::swap(&mut self.velocity, &mut self.current);
        Ok(())
    }

    /// Sine and cosine of the latitudes of the lanes; remembers which are near a pole for a step of this length.
    pub(crate) fn frame(&mut self, lanes: &Lanes, from: usize, dt: f64) {
        let lat = &lanes.lat_deg[from..];
        let polar_deg = kernel::polar_deg(dt);
        let near = kernel::latitude_sin_cos(lat, polar_deg, &mut self.sin_lat, &mut self.cos_lat);
        self.polar_turn.clear();
        if near {
            let near = |lat: &f64| lat.abs() > polar_deg;
            self.polar_turn
                .extend(lat.iter().enumerate().filter(|(_, lat)| near(lat)).map(|(i, _)| (i, 0.0)));
        }
    }

    /// From the velocity of one stage, in `current`, to that of the next.
    fn next_stage(
        &mut self,
        ctx: &Context<'_>,
        lanes: &Lanes,
        from: usize,
        time_s: f64,
        after_s: f64,
    ) -> Result<(), Halt> {
        std::mem::swap(&mut self.previous, &mut self.current);
        self.displace(lanes, from, Which::Previous, after_s);
        self.sample_stage(ctx, lanes, from, time_s)?;
        self.total_velocity(ctx, lanes, from);
        let (lat, lon) = (&lanes.lat_deg[from..], &lanes.lon_deg[from..]);
        let Self { current: [east, north], place: [at_lat, at_lon], polar_turn, .. } = self;
        for &(i, turn) in polar_turn.iter() {
            (east[i], north[i]) = polar::turn(east[i], north[i], turn);
            (at_lat[i], at_lon[i]) = (lat[i], lon[i]);
        }
        kernel::carry_back(lat, lon, &self.sin_lat, &self.cos_lat, at_lat, at_lon, east, north);
        for q in 0..2 {
            if kernel::any_nonzero(&self.used_later[q]) {
                for i in 0..east.len() {
                    if self.used_later[q][i] == u8::MAX {
                        (east[i], north[i]) = (self.previous[0][i], self.previous[1][i]);
                    }
                }
            }
        }
        Ok(())
    }

    /// Moves the lanes' places by a column of velocities times `seconds`, into `place`.
    pub(crate) fn displace(&mut self, lanes: &Lanes, from: usize, which: Which, seconds: f64) {
        let (lat, lon) = (&lanes.lat_deg[from..], &lanes.lon_deg[from..]);
        let Self { velocity, previous, place: [to_lat, to_lon], sin_lat, cos_lat, polar_turn, .. } = self;
        let [east, north] = match which {
            Which::Velocity => velocity,
            Which::Previous => previous,
        };
        kernel::displace(lat, lon, sin_lat, cos_lat, east, north, seconds, to_lat, to_lon);
        for (i, turn) in polar_turn.iter_mut() {
            let i = *i;
            let moved = polar::displace(lat[i], lon[i], east[i] * seconds, north[i] * seconds);
            (to_lat[i], to_lon[i], *turn) = (moved.lat_deg, moved.lon_deg, moved.turn);
        }
    }
}

/// Samples one quantity; zero where no source has a value. Halts if a place outside the window was not served by
/// the first source, since the source may have a value there that is not in memory.
fn sample(
    ctx: &Context<'_>,
    quantity: Quantity,
    points: Points<'_>,
    time_s: f64,
    out: &mut [Vec<f64>; 2],
    used: &mut [u8],
) -> Result<(), Halt> {
    let [east_mps, north_mps] = out;
    ctx.held.sample(quantity, points, time_s, VectorsMut { east_mps, north_mps }, used);
    if !kernel::any_nonzero(used) {
        return Ok(());
    }
    for (i, &source) in used.iter().enumerate() {
        if source == 0 {
            continue;
        }
        let (lat_deg, lon_deg) = (points.lat_deg[i], points.lon_deg[i]);
        if !contains(&ctx.held.window, lat_deg, lon_deg) {
            return Err(Halt { lat_deg, lon_deg });
        }
        if source == u8::MAX {
            (east_mps[i], north_mps[i]) = (0.0, 0.0);
        }
    }
    Ok(())
}

/// True if a place lies in a window; one that goes all around contains every longitude.
fn contains(w: &Window, lat_deg: f64, lon_deg: f64) -> bool {
    if !(lat_deg.is_finite() && lon_deg.is_finite()) {
        // No window would help.
        return true;
    }
    (w.south_deg..=w.north_deg).contains(&lat_deg)
        && (w.east_deg - w.west_deg >= 360.0 || (w.west_deg..=w.east_deg).contains(&lon_deg))
}
