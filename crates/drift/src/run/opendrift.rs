//! One step in OpenDrift's order (`compat = "opendrift"`).
//!
//! Read in the behaviour of OpenDrift 1.14 and verified against runs of it: release at the begin of the step;
//! fields at the old place and time; missing forcing; land test; record; then capsizing, two successive moves with
//! these fields (leeway, then current), jibing, and Stokes drift as a third move.

use crate::run::block::{Block, Context, Halt, SnapshotPart};
use crate::run::kernel;
use crate::run::scratch::Scratch;
use crate::run::stages::Which;
use crate::{CoastAction, Fate};
use sarex_metocean::{Coastline, Surface};

/// Spacing of the points between two places among which the first on land is looked for, degrees.
const LATTICE_DEG: f64 = 0.001;

impl Block {
    /// One step of all lanes.
    pub(crate) fn opendrift_step(
        &mut self,
        ctx: &Context<'_>,
        step: u32,
        t0: f64,
        dt: f64,
        s: &mut Scratch,
        snapshot: Option<&mut SnapshotPart<'_>>,
    ) -> Result<(), Halt> {
        s.resize(self.lanes.len());
        s.sample_forcing(ctx, &self.lanes, 0, t0)?;
        self.note_missing(ctx, 0, t0, s);
        self.opendrift_land_test(ctx, t0);
        if let Some(part) = snapshot {
            self.record(part);
            let winds = self.count_winds(&s.wind);
            self.winds.add(winds);
        }
        let lanes = &mut self.lanes;
        lanes.previous_deg[0].copy_from_slice(&lanes.lat_deg);
        lanes.previous_deg[1].copy_from_slice(&lanes.lon_deg);
        self.capsize(ctx, 0, step, dt, &s.wind);
        s.leeway(&self.lanes, 0);
        std::mem::swap(&mut s.velocity, &mut s.wind);
        self.opendrift_move(s, dt);
        std::mem::swap(&mut s.velocity, &mut s.current);
        self.opendrift_move(s, dt);
        if s.adds_stokes(ctx) {
            let factor = ctx.physics.stokes_factor;
            for c in 0..2 {
                let Scratch { velocity, stokes, .. } = s;
                velocity[c].iter_mut().zip(&stokes[c]).for_each(|(v, w)| *v = factor * w);
            }
            self.opendrift_move(s, dt);
        }
        if ctx.coast.is_some() {
            let lanes = &mut self.lanes;
            let [lat, lon] = &lanes.previous_deg;
            let clearance = &mut lanes.clearance_deg;
            self.land_test_due |=
                kernel::spend_clearance(lat, lon, &lanes.lat_deg, &lanes.lon_deg, clearance);
        }
        self.update_errors(ctx, 0, step, dt);
        self.jibe(ctx, 0, t0 + dt);
        self.remove_stopped(0);
        Ok(())
    }

    fn opendrift_move(&mut self, s: &mut Scratch, dt: f64) {
        s.frame(&self.lanes, 0, dt);
        s.displace(&self.lanes, 0, Which::Velocity, dt);
        std::mem::swap(&mut self.lanes.lat_deg, &mut s.place[0]);
        std::mem::swap(&mut self.lanes.lon_deg, &mut s.place[1]);
    }

    /// Tests the places of all lanes that may be on land. The lanes stay where they are; those that strand are
    /// stopped, those sent back (`previous`) are moved.
    pub(crate) fn opendrift_land_test(&mut self, ctx: &Context<'_>, time_s: f64) {
        let Some(coast) = ctx.coast else { return };
        if !std::mem::take(&mut self.land_test_due) {
            return;
        }
        for lane in 0..self.lanes.len() {
            if self.lanes.clearance_deg[lane] >= 0.0
                || self.fate[self.local(self.lanes.id[lane])] != Fate::Active
            {
                continue;
            }
            let (lat, lon) = (self.lanes.lat_deg[lane], self.lanes.lon_deg[lane]);
            let (surface, clearance_deg) = coast.look(lat, lon);
            if surface != Surface::Land {
                self.lanes.clearance_deg[lane] = clearance_deg;
                continue;
            }
            let previous = (self.lanes.previous_deg[0][lane], self.lanes.previous_deg[1][lane]);
            let (on_land, before) = lattice_landfall(coast, previous, (lat, lon));
            if ctx.physics.coast_action == CoastAction::Previous {
                (self.lanes.lat_deg[lane], self.lanes.lon_deg[lane]) = before;
                self.land_test_due = true;
            } else {
                self.stop(lane, Fate::Stranded, time_s, on_land);
            }
        }
    }
}

/// First point on land, and the one before it, of a lattice between two places: rows of constant latitude from
/// the first place on, longitude fastest. Where none of its points is on land it is the second place itself.
fn lattice_landfall(coast: &dyn Coastline, from: (f64, f64), to: (f64, f64)) -> ((f64, f64), (f64, f64)) {
    let samples = |a: f64, b: f64| {
        let extent = (b - a).abs();
        if extent > LATTICE_DEG { ((extent / LATTICE_DEG).floor() as usize).max(1) } else { 1 }
    };
    let at = |a: f64, b: f64, i: usize, n: usize| {
        if n == 1 {
            a
        } else if i == n - 1 {
            b
        } else {
            a + i as f64 * ((b - a) / (n - 1) as f64)
        }
    };
    let (rows, columns) = (samples(from.0, to.0), samples(from.1, to.1));
    let mut before = from;
    // The last place looked at, and how far around it there is no land.
    let (mut looked, mut clearance_deg) = (from, -1.0);
    for row in 0..rows {
        for column in 0..columns {
            let place = (at(from.0, to.0, row, rows), at(from.1, to.1, column, columns));
            if (place.0 - looked.0).abs().max((place.1 - looked.1).abs()) > clearance_deg {
                let (surface, clearance) = coast.look(place.0, place.1);
                if surface == Surface::Land {
                    return (place, before);
                }
                (looked, clearance_deg) = (place, clearance);
            }
            before = place;
        }
    }
    (to, from)
}
